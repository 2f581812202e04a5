use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::rules::surplus::{finding, groups};
use crate::rules::{Check, Context, Rule};
use crate::semantics::pattern::Case;
use crate::semantics::redundancy::{Reading, redundant};
use crate::semantics::resource::resource_covers;
use crate::semantics::variable::open;

use super::redundant_action::is_wrong_as_a_whole;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-resource",
        category: Category::Redundancy,
        severity: Severity::Info,
        summary: "resource that another entry of its list already names",
        codes: &["REDUNDANT_RESOURCE"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every entry of `Resource` or `NotResource` whose resources another entry of the list names, by the entry that does.
fn check(cx: &Context) -> Vec<Finding> {
    // A trust policy has no resources: `permission-in-trust-policy` speaks of them.
    if cx.policy_type == PolicyType::Trust {
        return Vec::new();
    }
    let variables = cx.policy.has_variables();
    let covers = |wide: &str, narrow: &str| {
        resource_covers(&open(wide, variables), &open(narrow, variables)).is_yes()
    };
    let reading = Reading {
        case: Case::Sensitive,
        is_judged: is_resource,
        covers: Some(&covers),
        own_part: resource_part,
    };
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let Some(list) = statement.resource.as_ref().filter(|list| list.is_list) else {
            continue;
        };
        let found = redundant(&list.items, &reading);
        if found.is_empty() || is_wrong_as_a_whole(cx, statement) {
            continue;
        }
        findings.extend(
            groups(&found)
                .iter()
                .filter_map(|group| finding(&RULE, cx, &list.items, group, "")),
        );
    }
    findings
}

/// Where the resource part of an ARN begins; 0 where a variable may hide it.
fn resource_part(text: &str) -> usize {
    let mut colons = text.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    match colons.nth(4) {
        Some((last, _)) if memchr::memchr(b'$', text.as_bytes()).is_none() => last + 1,
        _ => 0,
    }
}

/// `*`, or an ARN with all of its fields; what is wrong with any other text is told by the rules about ARNs.
fn is_resource(text: &str) -> bool {
    text == "*" || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6)
}
