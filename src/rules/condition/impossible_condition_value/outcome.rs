//! What comes of a value that no request has.

use std::cell::OnceCell;

use crate::integration::{self, Trouble};
use crate::model::{Condition, Statement};
use crate::rules::Context;
use crate::rules::integration::integration_not_trusted;
use crate::semantics::condition::when_absent;
use crate::source::Span;

/// Tells what comes of values of one policy.
pub(in crate::rules) struct Outcome<'c, 'p> {
    cx: &'c Context<'p>,
    /// The condition at which Confluent's own request is told to fail.
    told: OnceCell<Option<Span>>,
}

impl<'c, 'p> Outcome<'c, 'p> {
    pub(in crate::rules) fn new(cx: &'c Context<'p>) -> Self {
        let told = OnceCell::new();
        Self { cx, told }
    }

    /// The end of a sentence: `…, so the statement allows nothing`. `None`: another rule tells of this very condition.
    pub(in crate::rules) fn of(
        &self,
        statement: &Statement,
        condition: &Condition,
    ) -> Option<&'static str> {
        if *self.told.get_or_init(|| told(self.cx)) == Some(condition.span()) {
            return None;
        }
        let is_alone = condition.values.len() == 1;
        let is_negated = condition.spec?.base.is_negated();
        let is_never_met = is_alone && when_absent(condition).is_no();
        Some(match (is_negated, statement.is_deny()) {
            (false, false) if is_never_met => "the statement allows nothing",
            (false, true) if is_never_met => "the statement denies nothing",
            (false, false) => "it allows nothing",
            (false, true) => "it denies nothing",
            (true, false) if is_alone => "the condition keeps nobody out",
            (true, false) => "it keeps nobody out",
            (true, true) if is_alone => "the condition spares nobody from the `Deny`",
            (true, true) => "it spares nobody from the `Deny`",
        })
    }
}

fn told(cx: &Context) -> Option<Span> {
    let integration = cx.integration?;
    if !cx.runs(&integration_not_trusted::RULE) {
        return None;
    }
    match integration::trouble(cx.policy, integration)? {
        Trouble::Condition { condition, .. } => Some(condition.span()),
        _ => None,
    }
}
