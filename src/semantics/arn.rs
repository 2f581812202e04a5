//! ARN patterns by their six fields: where the colons are, and which field a wildcard belongs to.

use crate::semantics::pattern::{self, Case, Pattern};
use crate::semantics::truth::Truth;
use crate::semantics::variable::Piece;
use crate::text::parted;

/// Partition, service, region and account lie between `arn` and the resource.
pub const FIELDS: usize = 6;
/// `arn`, the partition and the service: lower case in every ARN.
const LOWER_CASE_FIELDS: usize = 3;

/// The fields of a text that has all six; the last one keeps its colons.
pub fn six_fields(text: &str) -> Option<[&str; FIELDS]> {
    let mut fields = [""; FIELDS];
    let mut rest = text;
    let [before @ .., last] = &mut fields;
    for field in before {
        (*field, rest) = parted(rest, b':')?;
    }
    *last = rest;
    Some(fields)
}

/// A pattern for ARNs, cut at its first five colons.
#[derive(Clone, Debug)]
pub struct ArnPattern<'p> {
    pieces: &'p [Piece<'p>],
    /// At most six.
    fields: Vec<Vec<Piece<'p>>>,
    /// Unknown text stands before the last field, so nobody knows where the fields are.
    is_open: bool,
}

impl<'p> ArnPattern<'p> {
    pub fn new(pieces: &'p [Piece<'p>]) -> Self {
        let mut fields = Vec::with_capacity(FIELDS);
        let mut field = Vec::new();
        let mut is_open = false;
        for piece in pieces {
            let (mut rest, rebuild): (&str, fn(&'p str) -> Piece<'p>) = match piece {
                Piece::Written(text) => (text, Piece::Written),
                Piece::Literal(text) => (text, |text| Piece::Literal(text.into())),
                Piece::Unknown => {
                    is_open |= fields.len() + 1 < FIELDS;
                    field.push(Piece::Unknown);
                    continue;
                }
            };
            while fields.len() + 1 < FIELDS
                && let Some((before, after)) = rest.split_once(':')
            {
                field.push(rebuild(before));
                fields.push(std::mem::take(&mut field));
                rest = after;
            }
            field.push(rebuild(rest));
        }
        fields.push(field);
        Self {
            pieces,
            fields,
            is_open,
        }
    }

    /// Whether the pattern has six fields for certain, each with its own text.
    pub fn is_complete(&self) -> bool {
        self.fields.len() == FIELDS && !self.is_open
    }

    /// Whether unknown text hides where the fields are.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether it is `*`, or several.
    pub fn is_everything(&self) -> bool {
        let mut stars = 0;
        for piece in self.pieces {
            match piece {
                Piece::Written(text) if text.bytes().all(|byte| byte == b'*') => {
                    stars += text.len();
                }
                Piece::Literal(text) if text.is_empty() => {}
                _ => return false,
            }
        }
        stars > 0
    }

    /// Whether each field takes its own; fields that the pattern lacks take all.
    pub fn fields_match(&self, fields: &[&str; FIELDS]) -> Truth {
        Truth::all(
            self.fields
                .iter()
                .zip(fields)
                .map(|(pattern, field)| field_matches(pattern, field, Case::Sensitive)),
        )
    }

    /// The same with `arn`, partition and service compared in any letter case.
    pub fn fields_match_folded(&self, fields: &[&str; FIELDS]) -> Truth {
        Truth::all(
            self.fields
                .iter()
                .zip(fields)
                .enumerate()
                .map(|(index, (pattern, field))| {
                    field_matches(pattern, field, Self::folded(index))
                }),
        )
    }

    /// Whether `arn`, partition or service has an upper-case letter.
    pub fn has_upper_case(&self) -> bool {
        self.fields
            .iter()
            .take(LOWER_CASE_FIELDS)
            .flatten()
            .any(|piece| match piece {
                Piece::Written(text) => text.bytes().any(|byte| byte.is_ascii_uppercase()),
                Piece::Literal(text) => text.bytes().any(|byte| byte.is_ascii_uppercase()),
                Piece::Unknown => false,
            })
    }

    /// Whether a wildcard stands where it matters how an incomplete pattern is completed.
    ///
    /// Stars at the very end take the missing fields either way.
    pub fn has_contested_wildcard(&self) -> bool {
        let mut pieces = self.pieces.iter().rev();
        let last = match pieces.next() {
            Some(Piece::Written(text)) => text.trim_end_matches('*').contains(['*', '?']),
            _ => false,
        };
        last || pieces
            .any(|piece| matches!(piece, Piece::Written(text) if text.contains(['*', '?'])))
    }

    /// Whether the text is taken, or may be, when a wildcard and unknown text pass colons.
    ///
    /// The fields that the pattern lacks are the wildcard's, or stand after it as `*`.
    pub fn reaches_across_fields(&self, text: &str, case: Case) -> bool {
        let missing = FIELDS.saturating_sub(self.fields.len());
        let mut pieces = self.pieces.to_vec();
        let flat = Pattern::from_pieces(&pieces, case);
        pieces.extend(std::iter::repeat_n(Piece::Written(":*"), missing));
        let completed = Pattern::from_pieces(&pieces, case);
        !flat.matches(text).is_no() || !completed.matches(text).is_no()
    }

    /// Whether a wildcard or unknown text stands in it.
    pub fn has_wildcard(&self) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Written(text) => text.contains(['*', '?']),
            Piece::Literal(_) => false,
            Piece::Unknown => true,
        })
    }

    /// Each field as a pattern, `*` for those that it lacks.
    pub fn field_patterns(&self, any_case: bool) -> Vec<Pattern> {
        (0..FIELDS)
            .map(|index| {
                let case = if any_case {
                    Self::folded(index)
                } else {
                    Case::Sensitive
                };
                self.fields.get(index).map_or_else(
                    || Pattern::new("*", case),
                    |field| Pattern::from_pieces(field, case),
                )
            })
            .collect()
    }

    fn folded(index: usize) -> Case {
        if index < LOWER_CASE_FIELDS {
            Case::AsciiFold
        } else {
            Case::Sensitive
        }
    }
}

fn field_matches(field: &[Piece<'_>], text: &str, case: Case) -> Truth {
    if let [Piece::Written(written)] = field {
        return pattern::matches(written, text, case).into();
    }
    Pattern::from_pieces(field, case).matches(text)
}
