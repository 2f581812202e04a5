//! What a queue policy may hold besides its bytes.
//!
//! Source: "Amazon SQS policy quotas" in the Amazon SQS Developer Guide.

use crate::finding::Finding;
use crate::model::Statement;
use crate::rules::Context;
use crate::source::Span;

use super::{RULE, count::grouped};

const STATEMENTS: usize = 20;
const PRINCIPALS: usize = 50;
const CONDITIONS: usize = 10;
const ACTIONS_OF_A_STATEMENT: usize = 7;

/// Each number that is too large: of the whole policy at its opening brace, of a statement at its list of actions.
pub fn findings(cx: &Context, brace: Span) -> Vec<Finding> {
    let statements = &cx.policy.statements;
    let sum = |count: fn(&Statement) -> usize| statements.iter().map(count).sum::<usize>();
    let mut findings = Vec::new();
    let mut hold = |count: usize, most: usize, what: &str, place: Span, help: &'static str| {
        if count > most {
            findings.push(
                RULE.finding(format!("AWS refuses a queue policy with so many {what}"))
                    .at(place, format!("{} {what}; {most} fit", grouped(count)))
                    .help(help),
            );
        }
    };
    hold(
        statements.len(),
        STATEMENTS,
        "statements",
        brace,
        "join those that differ in one element",
    );
    hold(
        sum(|one| one.principal.as_ref().map_or(0, |list| list.items.len())),
        PRINCIPALS,
        "principals",
        brace,
        "name whom you mean by a condition, not one by one",
    );
    hold(
        sum(|one| one.conditions.len()),
        CONDITIONS,
        "conditions",
        brace,
        "join statements that demand the same",
    );
    for list in statements.iter().filter_map(|one| one.action.as_ref()) {
        hold(
            list.items.len(),
            ACTIONS_OF_A_STATEMENT,
            "actions in a statement",
            list.key,
            "name them by a wildcard, or in two statements",
        );
    }
    findings
}
