//! Three-valued logic: a question about a policy may have no answer that AWS documents.

/// The answer to a yes-or-no question that may stay open.
///
/// `and`, `or` and `!` are Kleene's: an open part leaves the whole open unless the other parts decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    Yes,
    No,
    /// Depends on a text that is not known, or on something AWS does not document.
    Unknown,
}

impl Truth {
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }

    /// Whether every answer is yes; yes for none at all. Stops at the first no.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut answer = Self::Yes;
        for truth in truths {
            answer = answer.and(truth);
            if answer == Self::No {
                break;
            }
        }
        answer
    }

    /// Whether some answer is yes; no for none at all. Stops at the first yes.
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut answer = Self::No;
        for truth in truths {
            answer = answer.or(truth);
            if answer == Self::Yes {
                break;
            }
        }
        answer
    }

    /// The answer when two readings of AWS's documents are possible: open unless both agree.
    #[must_use]
    pub fn under_either(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    #[must_use]
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    #[must_use]
    pub fn is_no(self) -> bool {
        self == Self::No
    }

    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}
