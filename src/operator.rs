//! The condition operators of IAM by name: what each is called, which family it compares in, what negates it.
//!
//! See "IAM JSON policy elements: Condition operators" in the IAM User Guide. How they compare is in `semantics`.

use std::fmt;

use crate::text::{self, parted};

/// What a condition operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    String,
    Numeric,
    Date,
    Bool,
    Binary,
    IpAddress,
    Arn,
    /// Whether the key is there at all.
    Null,
}

/// How an ordered value of the request has to stand to the policy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Relation {
    /// Whether a request value that compares so to the policy's value stands in this relation to it.
    #[must_use]
    pub fn allows(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// A condition operator without set prefix and without `IfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnNotEquals,
    ArnLike,
    ArnNotLike,
    Null,
}

impl Operator {
    pub const ALL: [Self; 27] = [
        Self::StringEquals,
        Self::StringNotEquals,
        Self::StringEqualsIgnoreCase,
        Self::StringNotEqualsIgnoreCase,
        Self::StringLike,
        Self::StringNotLike,
        Self::NumericEquals,
        Self::NumericNotEquals,
        Self::NumericLessThan,
        Self::NumericLessThanEquals,
        Self::NumericGreaterThan,
        Self::NumericGreaterThanEquals,
        Self::DateEquals,
        Self::DateNotEquals,
        Self::DateLessThan,
        Self::DateLessThanEquals,
        Self::DateGreaterThan,
        Self::DateGreaterThanEquals,
        Self::Bool,
        Self::BinaryEquals,
        Self::IpAddress,
        Self::NotIpAddress,
        Self::ArnEquals,
        Self::ArnNotEquals,
        Self::ArnLike,
        Self::ArnNotLike,
        Self::Null,
    ];

    /// AWS's spelling.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StringEquals => "StringEquals",
            Self::StringNotEquals => "StringNotEquals",
            Self::StringEqualsIgnoreCase => "StringEqualsIgnoreCase",
            Self::StringNotEqualsIgnoreCase => "StringNotEqualsIgnoreCase",
            Self::StringLike => "StringLike",
            Self::StringNotLike => "StringNotLike",
            Self::NumericEquals => "NumericEquals",
            Self::NumericNotEquals => "NumericNotEquals",
            Self::NumericLessThan => "NumericLessThan",
            Self::NumericLessThanEquals => "NumericLessThanEquals",
            Self::NumericGreaterThan => "NumericGreaterThan",
            Self::NumericGreaterThanEquals => "NumericGreaterThanEquals",
            Self::DateEquals => "DateEquals",
            Self::DateNotEquals => "DateNotEquals",
            Self::DateLessThan => "DateLessThan",
            Self::DateLessThanEquals => "DateLessThanEquals",
            Self::DateGreaterThan => "DateGreaterThan",
            Self::DateGreaterThanEquals => "DateGreaterThanEquals",
            Self::Bool => "Bool",
            Self::BinaryEquals => "BinaryEquals",
            Self::IpAddress => "IpAddress",
            Self::NotIpAddress => "NotIpAddress",
            Self::ArnEquals => "ArnEquals",
            Self::ArnNotEquals => "ArnNotEquals",
            Self::ArnLike => "ArnLike",
            Self::ArnNotLike => "ArnNotLike",
            Self::Null => "Null",
        }
    }

    /// The operator of this name, in any letter case; no prefix, no suffix.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operator| operator.name().eq_ignore_ascii_case(name))
    }

    #[inline]
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::StringEquals
            | Self::StringNotEquals
            | Self::StringEqualsIgnoreCase
            | Self::StringNotEqualsIgnoreCase
            | Self::StringLike
            | Self::StringNotLike => Family::String,
            Self::NumericEquals
            | Self::NumericNotEquals
            | Self::NumericLessThan
            | Self::NumericLessThanEquals
            | Self::NumericGreaterThan
            | Self::NumericGreaterThanEquals => Family::Numeric,
            Self::DateEquals
            | Self::DateNotEquals
            | Self::DateLessThan
            | Self::DateLessThanEquals
            | Self::DateGreaterThan
            | Self::DateGreaterThanEquals => Family::Date,
            Self::Bool => Family::Bool,
            Self::BinaryEquals => Family::Binary,
            Self::IpAddress | Self::NotIpAddress => Family::IpAddress,
            Self::ArnEquals | Self::ArnNotEquals | Self::ArnLike | Self::ArnNotLike => Family::Arn,
            Self::Null => Family::Null,
        }
    }

    /// Whether this is one of the `Not…` operators: they hold when the key is absent, and no value may match.
    #[must_use]
    pub fn is_negated(self) -> bool {
        self.positive() != self
    }

    /// The operator without its `Not`; itself for all others.
    #[inline]
    #[must_use]
    pub fn positive(self) -> Self {
        match self {
            Self::StringNotEquals => Self::StringEquals,
            Self::StringNotEqualsIgnoreCase => Self::StringEqualsIgnoreCase,
            Self::StringNotLike => Self::StringLike,
            Self::NumericNotEquals => Self::NumericEquals,
            Self::DateNotEquals => Self::DateEquals,
            Self::NotIpAddress => Self::IpAddress,
            Self::ArnNotEquals => Self::ArnEquals,
            Self::ArnNotLike => Self::ArnLike,
            other => other,
        }
    }

    /// The operator that holds where this one does not, an absent key included.
    ///
    /// None for those that AWS gives no `Not` form. `NumericLessThan` and `NumericGreaterThanEquals` are no such
    /// pair: neither holds when the key is absent.
    #[must_use]
    pub fn negation(self) -> Option<Self> {
        if self.is_negated() {
            return Some(self.positive());
        }
        Self::ALL
            .into_iter()
            .find(|other| other.is_negated() && other.positive() == self)
    }

    /// Whether `*` and `?` in the policy's value are wildcards.
    #[inline]
    #[must_use]
    pub fn takes_wildcards(self) -> bool {
        self.family() == Family::Arn || self.positive() == Self::StringLike
    }

    /// How the two values have to stand to each other, for numbers and dates.
    #[must_use]
    pub fn relation(self) -> Option<Relation> {
        match self {
            Self::NumericEquals | Self::DateEquals => Some(Relation::Equal),
            Self::NumericNotEquals | Self::DateNotEquals => Some(Relation::NotEqual),
            Self::NumericLessThan | Self::DateLessThan => Some(Relation::Less),
            Self::NumericLessThanEquals | Self::DateLessThanEquals => Some(Relation::LessOrEqual),
            Self::NumericGreaterThan | Self::DateGreaterThan => Some(Relation::Greater),
            Self::NumericGreaterThanEquals | Self::DateGreaterThanEquals => {
                Some(Relation::GreaterOrEqual)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// How an operator treats a key with several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetPrefix {
    /// `ForAllValues:`; holds when there are no values.
    ForAllValues,
    /// `ForAnyValue:`; does not hold when there are no values.
    ForAnyValue,
}

impl SetPrefix {
    pub const ALL: [Self; 2] = [Self::ForAllValues, Self::ForAnyValue];

    /// AWS's spelling, without the colon.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|prefix| prefix.name().eq_ignore_ascii_case(name))
    }
}

/// An operator as a policy may write it: `[ForAllValues:|ForAnyValue:]Name[IfExists]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperatorSpec {
    pub set: Option<SetPrefix>,
    pub base: Operator,
    pub if_exists: bool,
}

/// Why a text is no operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperatorProblem {
    /// `Null` asks whether the key exists; `IfExists` would take the question back.
    NullIfExists,
    /// What stands before the colon is neither `ForAllValues` nor `ForAnyValue`.
    UnknownPrefix,
    /// No operator has this name.
    UnknownName,
}

const IF_EXISTS: &str = "IfExists";

impl OperatorSpec {
    /// Reads the full spelling, in any letter case.
    pub fn parse(text: &str) -> Result<Self, OperatorProblem> {
        let (prefix, rest) = match parted(text, b':') {
            Some((prefix, rest)) => (Some(prefix), rest),
            None => (None, text),
        };
        let set = match prefix {
            Some(prefix) => Some(SetPrefix::named(prefix).ok_or(OperatorProblem::UnknownPrefix)?),
            None => None,
        };
        let (name, if_exists) = split_if_exists(rest);
        match Operator::named(name) {
            Some(Operator::Null) if if_exists => Err(OperatorProblem::NullIfExists),
            Some(base) => Ok(Self {
                set,
                base,
                if_exists,
            }),
            None => Err(OperatorProblem::UnknownName),
        }
    }

    /// The operator that a misspelt text most likely means: `stringEqual` → `StringEquals`.
    #[must_use]
    pub fn nearest(text: &str) -> Option<Self> {
        let (prefix, rest) = match text.split_once(':') {
            Some((prefix, rest)) => (Some(prefix), rest),
            None => (None, text),
        };
        let set = match prefix {
            Some(prefix) => {
                let name = text::nearest(prefix, SetPrefix::ALL.map(SetPrefix::name))?;
                SetPrefix::named(name)
            }
            None => None,
        };
        let (name, if_exists) = split_if_exists(rest);
        let base = Operator::named(text::nearest(name, Operator::ALL.map(Operator::name))?)?;
        Some(Self {
            set,
            base,
            if_exists: if_exists && base != Operator::Null,
        })
    }
}

impl fmt::Display for OperatorSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(set) = self.set {
            write!(formatter, "{}:", set.name())?;
        }
        formatter.write_str(self.base.name())?;
        if self.if_exists {
            formatter.write_str(IF_EXISTS)?;
        }
        Ok(())
    }
}

/// The name, and whether the suffix followed it.
fn split_if_exists(text: &str) -> (&str, bool) {
    text.len()
        .checked_sub(IF_EXISTS.len())
        .and_then(|at| text.split_at_checked(at))
        .filter(|(_, suffix)| suffix.eq_ignore_ascii_case(IF_EXISTS))
        .map_or((text, false), |(name, _)| (name, true))
}
