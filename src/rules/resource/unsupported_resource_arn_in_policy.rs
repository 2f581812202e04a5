use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Arn;
use crate::rules::action::unsupported_action_in_policy::{self, declared, foreign_service};
use crate::rules::{Check, Context, Rule};
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
        let mut actions = statement.actions().peekable();
        let is_foreign = actions.peek().is_some()
            && actions.all(|action| foreign_service(cx, action, reach).is_some());
        if is_foreign && cx.runs(&unsupported_action_in_policy::RULE) {
            // The whole statement belongs elsewhere, which the rule about its actions says.
            continue;
        }
        for resource in statement.resources() {
            let Some(arn) = resource.known().and_then(Arn::parse) else {
                continue;
            };
            let written = WrittenResource::of_arn(arn, true);
            // An ARN that nothing can have is told as such.
            match verdict(cx, &arn, &written) {
                Some(Verdict::Possible) => {}
                Some(_) if !cx.runs(&arn_of_no_resource::RULE) => {}
                _ => continue,
            }
            if reach.has(&written, cx.catalog) {
                continue;
            }
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
