use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{self, Trouble};
use crate::kind::Profile;
use crate::model::Statement;
use crate::rules::integration::integration_not_trusted;
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::semantics::trust::{TAG_SESSION, covers};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "tag-session-alone",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "role of which sessions may be tagged and none can begin",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// The first statement for `sts:TagSession` in a policy by which nobody can assume the role.
fn check(cx: &Context) -> Vec<Finding> {
    // A statement that could not be read may be the one that is missed.
    if cx.policy.broken || cx.policy.statements.iter().any(|one| !one.sound) {
        return Vec::new();
    }
    let lets_in = |statement: &Statement| {
        let ways = [ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY];
        ways.iter().any(|way| !covers(statement, way).is_no())
    };
    // What is no action may be meant for a way in.
    let is_mistaken = |statement: &Statement| {
        let named = cx.actions(statement).map(|actions| &actions.named);
        named.is_some_and(|named| named.iter().any(|one| !one.is_known()))
    };
    let may_let_in = |statement: &Statement| lets_in(statement) || is_mistaken(statement);
    if cx.policy.allows().any(may_let_in) || is_told_elsewhere(cx) {
        return Vec::new();
    }
    let tags = |statement: &&Statement| covers(statement, TAG_SESSION).is_yes();
    let tagging = cx.policy.allows().find(tags);
    let finding = tagging.and_then(|statement| {
        let actions = statement.action.as_ref()?;
        let finding = RULE
            .finding("nobody can assume this role: its sessions may be tagged, and none can begin")
            .at(
                actions.span,
                "goes with `sts:AssumeRole`, and does nothing alone",
            );
        Some(finding.help(if cx.profile == Profile::Confluent {
            "allow `sts:AssumeRole` for the same principal, with its external ID"
        } else {
            "allow `sts:AssumeRole` for the same principal"
        }))
    });
    finding.into_iter().collect()
}

/// With Confluent's response at hand the rule about its request says the same.
fn is_told_elsewhere(cx: &Context) -> bool {
    let trouble = cx
        .integration
        .and_then(|one| integration::trouble(cx.policy, one));
    matches!(trouble, Some(Trouble::Action { .. })) && cx.runs(&integration_not_trusted::RULE)
}
