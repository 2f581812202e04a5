//! What the rules on conditions stand for, each as a question about all requests.

use iamsure::kind::PolicyType;
use iamsure::model::{self, Condition, Policy, Statement};
use iamsure::operator::Operator;
use iamsure::proof::{Query, Side};
use iamsure::source::FileId;
use iamsure::syntax;
use serde_json::json;

use super::case::{Answer, Seen, Tally, answer, scenario_source};

/// What tells that no request meets the conditions of a statement, or that one of its values is none.
const TOLD: [&str; 12] = [
    "condition-never-true",
    "empty-date-window",
    "invalid-date-value",
    "condition-value-type",
    "invalid-condition-data-type",
    "invalid-condition-operator",
    "empty-array-condition",
    "invalid-condition-multiple-boolean",
    "null-with-if-exists",
    "duplicate-key",
    "duplicate-keys-with-different-case",
    "irrelevant-condition-key-in-policy",
];

/// `condition-never-true`, `empty-date-window`: is there a request, by anyone for anything, that meets the conditions of the
/// statement?
pub fn never_true(seen: &Seen, tally: &mut Tally) {
    for statement in seen.policy.sound_statements() {
        if statement.conditions.is_empty() {
            continue;
        }
        let met = everything(seen, &statement.conditions, |policy| {
            let side = Side {
                policy,
                policy_type: PolicyType::Resource,
            };
            answer(&Query {
                allowed_by: &[side],
                not_by: None,
            })
        });
        // A finding says that there is none.
        let own = ["condition-never-true", "empty-date-window"];
        let flagged = match &met {
            Answer::Some(_) => seen.of(&own, statement).next().is_some(),
            _ => seen.of(&TOLD, statement).next().is_some(),
        };
        tally.hold(seen, "condition-never-true", !flagged, &met);
    }
}

/// `unrestricted-source-ip`: is there a request with an IPv4 address (or with an IPv6 address) that does not meet the condition?
pub fn addresses(seen: &Seen, tally: &mut Tally) {
    for statement in seen.policy.sound_statements() {
        for condition in statement
            .conditions
            .iter()
            .filter(|one| one.is_on("aws:SourceIp"))
        {
            let Some(spec) = condition.spec.filter(|one| one.set.is_none()) else {
                continue;
            };
            let opens = spec.base == Operator::IpAddress && statement.is_allow()
                || spec.base == Operator::NotIpAddress && statement.is_deny();
            if !opens || condition.values.iter().any(|one| one.known().is_none()) {
                continue;
            }
            let mut left_out = Answer::None;
            let mut whole = 0;
            for family in ["0.0.0.0/0", "::/0"] {
                let every = json!([{
                    "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
                    "Condition": { "IpAddress": { "aws:SourceIp": family } },
                }]);
                let source = scenario_source(&every);
                let tree = syntax::parse(FileId(3), &source);
                let every = model::lower(&tree);
                let found = everything(seen, std::slice::from_ref(condition), |policy| {
                    let policy_type = PolicyType::Resource;
                    let side = Side {
                        policy,
                        policy_type,
                    };
                    let every = Side {
                        policy: &every,
                        policy_type,
                    };
                    let both = [every, side];
                    answer(&if spec.base.is_negated() {
                        Query {
                            allowed_by: &both,
                            not_by: None,
                        }
                    } else {
                        Query {
                            allowed_by: &both[..1],
                            not_by: Some(side),
                        }
                    })
                });
                match found {
                    Answer::None => whole += 1,
                    other => left_out = other,
                }
            }
            let answer = if whole > 0 { Answer::None } else { left_out };
            let flagged = seen.findings.iter().any(|one| {
                one.rule.id == "unrestricted-source-ip"
                    && condition.span().contains(one.primary.span)
            });
            tally.hold(seen, "unrestricted-source-ip", !flagged, &answer);
        }
    }
}

/// A policy that allows everything under these conditions.
fn everything<T>(seen: &Seen, conditions: &[Condition], look: impl FnOnce(&Policy) -> T) -> T {
    let everything =
        json!([{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }]);
    let source = scenario_source(&everything);
    let tree = syntax::parse(FileId(2), &source);
    let allow = model::lower(&tree);
    let statements: Vec<Statement> = allow
        .statements
        .iter()
        .map(|one| {
            let mut statement = one.clone();
            statement.conditions = conditions.to_vec();
            statement
        })
        .collect();
    look(&seen.policy.with_only(statements))
}
