use crate::config::{OptionKind, RuleOption};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::source::{BYTE_ORDER_MARK, Span};
use crate::syntax::Kind;

mod count;
mod queue;
mod quota;

use count::grouped;
use quota::{Counted, Excess, Quota};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "policy-size",
        category: Category::Size,
        severity: Severity::Warning,
        summary: "policy larger than the quota of its type",
        codes: &[
            quota::SCP,
            quota::RCP,
            quota::IDENTITY,
            quota::RESOURCE,
            quota::TRUST,
        ],
    },
    options: &[
        RuleOption {
            name: INLINE,
            kind: OptionKind::OneOf(&["user", "group", "role"]),
        },
        RuleOption {
            name: TRUST_CHARACTERS,
            kind: OptionKind::Number {
                least: quota::TRUST_DEFAULT,
                most: quota::TRUST_MOST,
            },
        },
        RuleOption {
            name: COMPACT,
            kind: OptionKind::Flag,
        },
    ],
    check: Check::Policy(check),
};

/// Whose inline policies the identity policies are.
const INLINE: &str = "inline";

/// The quota of the account for trust policies.
const TRUST_CHARACTERS: &str = "trust-characters";

/// Whether policies of AWS Organizations are saved without white space, as its console does.
const COMPACT: &str = "compact";

/// The one finding of a policy with too many characters for its type, and what else a queue has quotas for.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(characters(cx));
    if quota::is_of_queue(cx) {
        findings.extend(queue::findings(cx, brace(cx)));
    }
    findings
}

fn characters(cx: &Context) -> Option<Finding> {
    let text = cx.tree.text();
    if text.len() <= quota::SMALLEST {
        return None;
    }
    let is_object = cx
        .policy
        .root
        .is_some_and(|root| root.kind() == Kind::Object);
    if !is_object {
        return None;
    }
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let quotas = quota::of(cx);
    let mut quotas = quotas.into_iter().flatten();
    let excess = quotas.find_map(|one| one.excess(text))?;
    Some(finding(cx, text, &excess))
}

/// The place of what a whole policy has too much of.
fn brace(cx: &Context) -> Span {
    let start = cx.policy.span.start;
    Span::new(cx.policy.span.file, start, start + 1)
}

fn finding(cx: &Context, text: &str, excess: &Excess) -> Finding {
    let Excess { quota, size } = excess;
    let finding = RULE
        .finding(format!("AWS refuses {} of this size", quota.whose))
        .at(brace(cx), label(cx, quota, *size))
        .help(help(cx, text, excess))
        .severity(quota.severity)
        .code(quota.code);
    match quota.evidence {
        Some((place, label)) => finding.related(place, label),
        None => finding,
    }
}

fn label(cx: &Context, quota: &Quota, size: usize) -> String {
    let counted = match quota.counted {
        Counted::AsWritten => "",
        Counted::Minified | Counted::WithoutWhiteSpace => " without white space",
    };
    let guess = if is_guessed(cx, quota) {
        "taken for one: "
    } else {
        ""
    };
    let (size, most, unit) = (grouped(size), grouped(quota.most), quota.unit);
    format!("{guess}{size} {unit}{counted}; {most} fit")
}

/// How to get below the quota; first by what costs nothing.
fn help(cx: &Context, text: &str, Excess { quota, size }: &Excess) -> String {
    let minified = (quota.counted == Counted::AsWritten).then(|| count::minified(text));
    if let Some(left) = minified.filter(|left| *left <= quota.most) {
        let (left, unit) = (grouped(left), quota.unit);
        return if is_guessed(cx, quota) {
            format!("say `--type resource` if it is none, or remove white space: {left} are left")
        } else {
            format!("remove the white space between elements: {left} {unit} are left")
        };
    }
    match quota.code {
        quota::RCP if is_guessed(cx, quota) => {
            "say `--type resource` if it belongs to one resource, or split it".to_owned()
        }
        quota::IDENTITY if is_guessed(cx, quota) && text.len() <= quota::SCP_MOST => format!(
            "split it; if it is an SCP, say `--type scp`: {} of {} count then",
            grouped(text.len()),
            grouped(quota::SCP_MOST)
        ),
        quota::TRUST if *size <= quota::TRUST_MOST_CHARACTERS => format!(
            "shorten it; AWS raises this quota to {} if asked: see `{TRUST_CHARACTERS}`",
            grouped(quota::TRUST_MOST_CHARACTERS)
        ),
        quota::TRUST => "shorten it: AWS raises this quota no further".to_owned(),
        quota::RESOURCE => "name whom you mean by a condition, not one by one".to_owned(),
        _ => "split it into several policies".to_owned(),
    }
}

/// Whether nobody said what it is, and its content does not tell. An SCP looks like an identity policy, and an RCP like
/// the policy of a resource; a trust policy looks like nothing else.
fn is_guessed(cx: &Context, quota: &Quota) -> bool {
    cx.type_is_guessed && matches!(quota.code, quota::IDENTITY | quota::RCP)
}
