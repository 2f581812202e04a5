use crate::finding::{Edit, Finding};
use crate::integration::Statements;
use crate::kind::PolicyType;
use crate::model::{Principal, Statement, Text};
use crate::rules::{Context, admission};
use crate::semantics::trust::EXTERNAL_ID;
use crate::source::Span;

/// The finding with the value that the integration gives for its place: its role for a principal, its external ID for a
/// value of that key.
///
/// `place` is the whole string; `is_whole` says whether nothing but the template value stands in it.
pub(super) fn filled(finding: Finding, cx: &Context, place: Span, is_whole: bool) -> Finding {
    let wanted = admission::wanted(cx).filter(|_| cx.policy_type == PolicyType::Trust);
    let statement = cx.policy.allows().find(|one| one.span.contains(place));
    let Some((wanted, statement)) = wanted.zip(statement) else {
        return finding;
    };
    let at = |text: &Text| text.span() == place;
    if let Some(principal) = statement.principals().find(|one| at(&one.text)) {
        return with_role(finding, statement, principal, wanted, is_whole);
    }
    let mut ids = statement
        .conditions_on(EXTERNAL_ID)
        .flat_map(|condition| &condition.values);
    if !is_whole || !ids.any(at) {
        return finding;
    }
    let is_its_own = admission::is_for(statement, wanted.role);
    finding.fix(
        "fill in the integration's `external_id`",
        admission::safety(is_its_own),
        vec![Edit::replace(place, admission::json(wanted.external_id))],
    )
}

/// A principal that is an ARN with a gap in it may be somebody else's.
fn with_role(
    finding: Finding,
    statement: &Statement,
    principal: &Principal,
    wanted: Statements,
    is_whole: bool,
) -> Finding {
    let is_aws = principal
        .type_name
        .as_ref()
        .is_some_and(|name| name.known() == Some("AWS"));
    if !is_aws {
        return finding;
    }
    let is_its_own = is_whole && admission::is_guarded(statement, wanted.external_id);
    finding.fix(
        "fill in the integration's `iam_role_arn`",
        admission::safety(is_its_own),
        vec![Edit::replace(
            principal.text.span(),
            admission::json(wanted.role),
        )],
    )
}
