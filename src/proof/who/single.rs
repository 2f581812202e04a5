//! The words of a policy one by one: a condition for each of its values, a principal by its kind.

use crate::model::{Condition, Principal, PrincipalKind};
use crate::operator::{Operator, OperatorSpec};
use crate::proof::cellset::CellSet;
use crate::proof::verdict::Reason;
use crate::proof::world::Why;
use crate::semantics::Caller;

use super::words::{Atom, Values, Word};

/// Adds a word, unless another one says the same or it says nothing.
pub fn add(atoms: &mut Vec<Atom>, relation: &'static str, text: &str, cells: CellSet) {
    if !cells.is_empty() && !atoms.iter().any(|atom| atom.cells == cells) {
        atoms.push(Atom {
            word: Word {
                relation,
                text: text.to_owned(),
            },
            cells,
        });
    }
}

/// A condition for each of its values, without `Not`, prefix and suffix.
pub fn singles<'c>(
    condition: &'c Condition<'c>,
) -> impl Iterator<Item = (&'static str, Condition<'c>)> {
    let base = condition.spec.map(|spec| spec.base.positive());
    with_base(condition, base.filter(|base| *base != Operator::Null))
}

/// The opposite of a condition for each of its values, where it compares: `at most` of `more than`.
pub fn opposites<'c>(
    condition: &'c Condition<'c>,
) -> impl Iterator<Item = (&'static str, Condition<'c>)> {
    let base = condition.spec.and_then(|spec| opposite(spec.base));
    with_base(condition, base)
}

fn with_base<'c>(
    condition: &'c Condition<'c>,
    base: Option<Operator>,
) -> impl Iterator<Item = (&'static str, Condition<'c>)> {
    condition.values.iter().filter_map(move |value| {
        let base = base?;
        let relation = match base {
            Operator::StringLike | Operator::ArnLike | Operator::ArnEquals => {
                relation_of(value.written())
            }
            Operator::IpAddress => "is in",
            Operator::NumericLessThan => "is less than",
            Operator::NumericLessThanEquals => "is at most",
            Operator::NumericGreaterThan => "is more than",
            Operator::NumericGreaterThanEquals => "is at least",
            Operator::DateLessThan => "is before",
            Operator::DateLessThanEquals => "is at the latest",
            Operator::DateGreaterThan => "is after",
            Operator::DateGreaterThanEquals => "is at the earliest",
            _ => "is",
        };
        let spec = OperatorSpec {
            set: None,
            base,
            if_exists: false,
        };
        let single = Condition {
            spec: Some(spec),
            values: vec![value.clone()],
            ..condition.clone()
        };
        Some((relation, single))
    })
}

fn opposite(operator: Operator) -> Option<Operator> {
    Some(match operator {
        Operator::NumericLessThan => Operator::NumericGreaterThanEquals,
        Operator::NumericLessThanEquals => Operator::NumericGreaterThan,
        Operator::NumericGreaterThan => Operator::NumericLessThanEquals,
        Operator::NumericGreaterThanEquals => Operator::NumericLessThan,
        Operator::DateLessThan => Operator::DateGreaterThanEquals,
        Operator::DateLessThanEquals => Operator::DateGreaterThan,
        Operator::DateGreaterThan => Operator::DateLessThanEquals,
        Operator::DateGreaterThanEquals => Operator::DateLessThan,
        _ => return None,
    })
}

/// How a text with wildcards or without takes a value.
pub fn relation_of(text: &str) -> &'static str {
    if text.contains(['*', '?']) {
        "matches"
    } else {
        "is"
    }
}

/// What a principal is.
pub fn kind_word(principal: &Principal) -> &'static str {
    match principal.kind {
        PrincipalKind::Account => "account",
        PrincipalKind::Role => "role",
        PrincipalKind::User => "user",
        PrincipalKind::RoleSession => "session",
        PrincipalKind::FederatedUser => "federated user",
        PrincipalKind::Service => "service",
        PrincipalKind::BuiltInProvider
        | PrincipalKind::OidcProvider
        | PrincipalKind::SamlProvider => "provider",
        _ => "principal",
    }
}

/// How a condition on a key that follows from the caller speaks of the caller.
pub fn caller_relation(key: &str, relation: &'static str) -> &'static str {
    match (key, relation) {
        ("aws:principalaccount", _) => "account",
        ("aws:principalarn", "matches") => "ARN matches",
        ("aws:principalarn", _) => "ARN is",
        ("aws:principaltype", _) => "type",
        ("aws:principalservicename", _) => "service",
        ("aws:username", _) => "user name",
        _ => IS_SERVICE,
    }
}

const IS_SERVICE: &str = "aws:PrincipalIsAWSService is";

/// What was told of callers that are services: all of them are not everybody.
pub fn of_services(told: Values) -> Values {
    let services = || {
        vec![Word {
            relation: IS_SERVICE,
            text: "true".to_owned(),
        }]
    };
    match told {
        Values::Any => Values::Some {
            of: services(),
            but: Vec::new(),
        },
        Values::Some { of, but } if of.is_empty() => Values::Some {
            of: services(),
            but,
        },
        other => other,
    }
}

/// The principals of which nobody knows whom they stand for.
pub fn principal_of(hangs_on: &[Reason]) -> Option<Values> {
    let texts = hangs_on.iter().find_map(|reason| match reason {
        Reason::Open {
            why: Why::Principal(texts),
            ..
        } => Some(texts),
        _ => None,
    })?;
    let words = texts.split(", ").map(|text| Word {
        relation: "principal",
        text: text
            .split_once(' ')
            .map_or(text, |(_, name)| name)
            .to_owned(),
    });
    Some(Values::Some {
        of: words.collect(),
        but: Vec::new(),
    })
}

/// Who calls, by name.
pub fn name(caller: &Caller) -> String {
    match caller {
        Caller::Identity(name) | Caller::Service(name) | Caller::Federated(name) => name.clone(),
        Caller::Anonymous => "anonymous".to_owned(),
        Caller::Unknown => "anyone".to_owned(),
    }
}
