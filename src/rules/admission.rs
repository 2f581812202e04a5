//! What several fixes ask of an integration: whom it lets in, and whether a statement is for its role alone.

use super::Context;
use super::insertion;
use crate::finding::{Edit, Finding, Safety};
use crate::integration::Statements;
use crate::model::{Condition, Principal, Statement, Text};
use crate::operator::{Operator, OperatorSpec};
use crate::semantics::trust::{EXTERNAL_ID, TAG_SESSION};

/// The operator that takes one ID and no other.
pub(super) const EXACT: OperatorSpec = OperatorSpec {
    set: None,
    base: Operator::StringEquals,
    if_exists: false,
};

/// What the integration of the run wants said, if it exists and its values are what AWS takes as such.
pub(super) fn wanted<'a>(cx: &Context<'a>) -> Option<Statements<'a>> {
    Statements::of(cx.integration?)
}

/// A text as a JSON string.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether a statement allows its actions to this principal and to nobody else. A template value counts as whoever was
/// meant by it.
pub(super) fn is_for(statement: &Statement, role: &str) -> bool {
    let mut principals = statement.principals().peekable();
    let is_role = |one: &Principal| one.text.known() == Some(role) || one.text.has_placeholder();
    principals.peek().is_some() && principals.all(is_role)
}

/// Whether a statement asks for this external ID and takes no other, or only lets tags be named. To put the integration's
/// role into another one would let it in with more than its ID. A template value counts as the ID that was meant.
pub(super) fn is_guarded(statement: &Statement, external_id: &str) -> bool {
    let asks = |condition: &Condition| {
        let is_id = |one: &Text| one.known() == Some(external_id) || one.has_placeholder();
        condition.spec == Some(EXACT) && condition.values.iter().all(is_id)
    };
    only_tags(statement) || statement.conditions_on(EXTERNAL_ID).any(asks)
}

/// Whether a statement lets nobody in, and only lets tags be named for the session.
fn only_tags(statement: &Statement) -> bool {
    let mut actions = statement.actions().peekable();
    let is_tag = |one: &Text| {
        one.known()
            .is_some_and(|one| one.eq_ignore_ascii_case(TAG_SESSION))
    };
    actions.peek().is_some() && actions.all(is_tag)
}

/// How safe it is to change a statement for the good of the integration.
pub(super) fn safety(is_its_own: bool) -> Safety {
    if is_its_own {
        Safety::Intended
    } else {
        Safety::Unsafe
    }
}

/// The fix that lets the integration in by statements behind one that is there.
pub(super) fn with_statements(
    finding: Finding,
    cx: &Context,
    behind: &Statement,
    new: &[serde_json::Value],
) -> Finding {
    let title = match new {
        [_] => "add the statement for the integration's role",
        _ => "add the statements for the integration's role",
    };
    match insertion::statements_after(cx, behind, new) {
        Some(edits) => finding.fix(title, Safety::Intended, edits),
        None => finding,
    }
}

/// The edits that put a role in the place of a principal, in its statement and wherever else that principal may name tags.
pub(super) fn replaced(cx: &Context, principal: &Principal, role: &str) -> Vec<Edit> {
    let own = principal.text.span();
    let others = cx
        .policy
        .allows()
        .filter(|statement| only_tags(statement))
        .flat_map(Statement::principals)
        .filter(|one| one.text.written() == principal.text.written() && one.text.span() != own);
    std::iter::once(own)
        .chain(others.map(|one| one.text.span()))
        .map(|span| Edit::replace(span, json(role)))
        .collect()
}
