use crate::catalog::global_keys;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Part;
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-condition-key-format",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition key that is not of the form `prefix:name`",
        codes: &["INVALID_CONDITION_KEY_FORMAT"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Keys of services that are often written without their prefix, beside the global ones.
const FAMILIAR: [&str; 4] = [
    "iam:PassedToService",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:TransitiveTagKeys",
];

/// Each condition key without a colon, without a prefix or without a name.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let Some(key) = condition.key.known() else {
            continue;
        };
        let colon = memchr::memchr(b':', key.as_bytes());
        if colon.is_some_and(|at| at > 0 && at + 1 < key.len()) {
            continue;
        }
        let reason = match key.split_once(':') {
            Some(("", "")) => "neither prefix nor name",
            Some(("", _)) => "no prefix before the colon",
            Some(_) => "no name after the colon",
            None if key.is_empty() => "an empty text",
            None => "no prefix such as `aws:` or `s3:`",
        };
        let message = format!("{} is not a condition key", quote(key));
        let span = condition.key.span();
        findings.push(match meant(key) {
            Some(near) => RULE
                .finding(format!("{message}; did you mean `{near}`?"))
                .at(span, reason)
                .fix(
                    format!("replace it with `{near}`"),
                    Safety::Unsafe,
                    vec![Edit::replace(span, format!("\"{near}\""))],
                ),
            None => RULE
                .finding(message)
                .at(span, reason)
                .help("write the key as `prefix:name`"),
        });
    }
    findings
}

/// The familiar key of this name, or of one very like it.
fn meant(key: &str) -> Option<&'static str> {
    let bare = key.trim_matches(':');
    if bare.is_empty() {
        return None;
    }
    let named = |full: &&str| {
        full.split_once(':')
            .is_some_and(|(_, name)| name.eq_ignore_ascii_case(bare))
    };
    let familiar = || global_keys::names().chain(FAMILIAR);
    familiar().find(named).or_else(|| nearest(bare, familiar()))
}
