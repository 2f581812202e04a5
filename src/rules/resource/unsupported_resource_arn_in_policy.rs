use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Arn, Statement, Text};
use crate::rules::action::unsupported_action_in_policy::{self, declared, foreign_service};
use crate::rules::{Check, Context, Rule};
use crate::semantics::attached::Reach;
use crate::semantics::forms::{Verdict, WrittenResource};
use crate::text::quote;

use super::arn_of_no_resource::{self, shown, verdict};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-resource-arn-in-policy",
        category: Category::Resource,
        severity: Severity::Error,
        summary: "ARN of another kind of resource in the policy of a resource",
        codes: &["UNSUPPORTED_RESOURCE_ARN_IN_POLICY"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every ARN that cannot be that of the resource that has this policy, if it was said which resource that is.
fn check(cx: &Context) -> Vec<Finding> {
    let Some((resource_type, reach)) = declared(cx) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        if is_told(cx, statement, reach) {
            continue;
        }
        for resource in statement.resources() {
            let Some(arn) = foreign(cx, resource, reach) else {
                continue;
            };
            let name = quote(resource_type.name());
            let finding = RULE
                .finding(format!(
                    "this ARN is not of an {name}, which has this policy"
                ))
                .at(
                    resource.span(),
                    "a policy speaks only of the resource that has it",
                );
            findings.push(match reach.form(cx.catalog) {
                Some(form) => finding.help(format!("write its own ARN: {}", shown(form, &arn))),
                None => finding.help("write the ARN of the resource that has the policy"),
            });
        }
    }
    findings
}

/// Whether the whole statement belongs elsewhere, which the rule about its actions says.
fn is_told(cx: &Context, statement: &Statement, reach: Reach) -> bool {
    let mut actions = statement.actions().peekable();
    cx.runs(&unsupported_action_in_policy::RULE)
        && actions.peek().is_some()
        && actions.all(|action| foreign_service(cx, action, reach).is_some())
}

/// An ARN that is none of the resource that has the policy.
fn foreign<'t>(cx: &Context, resource: &'t Text, reach: Reach) -> Option<Arn<'t>> {
    let arn = resource.known().and_then(Arn::parse)?;
    let written = WrittenResource::of_arn(arn, true);
    // An ARN that nothing can have is told as such.
    match verdict(cx, &arn, &written) {
        Some(Verdict::Possible) => {}
        Some(_) if !cx.runs(&arn_of_no_resource::RULE) => {}
        _ => return None,
    }
    (!reach.has(&written, cx.catalog)).then_some(arn)
}

/// Whether the rule says of every resource of a statement that it is another one.
pub(in crate::rules) fn speaks_of_all(cx: &Context, statement: &Statement) -> bool {
    let mut resources = statement.resources().peekable();
    cx.runs(&RULE)
        && resources.peek().is_some()
        && declared(cx).is_some_and(|(_, reach)| {
            !is_told(cx, statement, reach)
                && resources.all(|resource| foreign(cx, resource, reach).is_some())
        })
}
