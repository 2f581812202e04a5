use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, Part, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::has_variables;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "malformed-vpc-id",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition value that no VPC and no VPC endpoint has as its ID",
        codes: &["INVALID_VPC_FORMAT", "INVALID_VPCE_FORMAT"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// What the values of a key identify.
#[derive(PartialEq, Eq)]
struct Kind {
    noun: &'static str,
    prefix: &'static str,
    code: &'static str,
    expected: &'static str,
}

static VPC: Kind = Kind {
    noun: "VPC",
    prefix: "vpc-",
    code: "INVALID_VPC_FORMAT",
    expected: "expected `vpc-` with 8 or 17 lower-case letters and digits",
};

static ENDPOINT: Kind = Kind {
    noun: "VPC endpoint",
    prefix: "vpce-",
    code: "INVALID_VPCE_FORMAT",
    expected: "expected `vpce-` with 8 or 17 lower-case letters and digits",
};

/// The first and the last are the keys that AWS checks; the values of the others are IDs of the same kind.
static KEYS: [(&str, &Kind); 6] = [
    ("aws:SourceVpc", &VPC),
    ("aws:Ec2InstanceSourceVpc", &VPC),
    ("ec2:VpcID", &VPC),
    ("glue:VpcIds", &VPC),
    ("lambda:VpcIds", &VPC),
    ("aws:SourceVpce", &ENDPOINT),
];

/// Each value that is compared with an ID of a VPC or of an endpoint, and has not its form.
fn check(cx: &Context) -> Vec<Finding> {
    if !KEYS.iter().any(|(key, _)| cx.policy.may_ask(key)) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let Some((_, kind)) = KEYS.iter().find(|(key, _)| condition.is_on(key)) else {
            continue;
        };
        let values = condition.values.iter();
        findings.extend(values.filter_map(|value| {
            let text = fixed_text(condition, value)?;
            let folds = ignores_case(condition);
            (!is_id(text, kind, folds)).then(|| finding(value, text, kind))
        }));
    }
    findings
}

/// What a value of a string condition says, if all of it stands for itself: of wildcards and variables others speak.
pub(super) fn fixed_text<'v>(condition: &Condition, value: &'v Text) -> Option<&'v str> {
    (condition.spec?.base.family() == Family::String)
        .then(|| value.known())
        .flatten()
        .filter(|text| {
            memchr::memchr2(b'*', b'?', text.as_bytes()).is_none() && !has_variables(text)
        })
}

/// Whether letter case is no fault in a value.
pub(super) fn ignores_case(condition: &Condition) -> bool {
    condition
        .spec
        .is_some_and(|spec| spec.base.positive() == Operator::StringEqualsIgnoreCase)
}

fn is_id(text: &str, kind: &Kind, folds: bool) -> bool {
    let has_prefix = text.get(..kind.prefix.len()).is_some_and(|start| {
        start == kind.prefix || folds && start.eq_ignore_ascii_case(kind.prefix)
    });
    let is_character = |byte: u8| {
        byte.is_ascii_digit() || byte.is_ascii_lowercase() || folds && byte.is_ascii_uppercase()
    };
    has_prefix
        && text
            .get(kind.prefix.len()..)
            .is_some_and(|rest| matches!(rest.len(), 8 | 17) && rest.bytes().all(is_character))
}

fn finding(value: &Text, text: &str, kind: &'static Kind) -> Finding {
    let other = if *kind == VPC { &ENDPOINT } else { &VPC };
    let noun = kind.noun;
    let message = format!("no {noun} has the ID {}", quote(text));
    if is_id(text, other, false) {
        let help = if *kind == VPC {
            "compare the ID of a VPC endpoint with `aws:SourceVpce`"
        } else {
            "compare the ID of a VPC with `aws:SourceVpc`"
        };
        return RULE
            .finding(message)
            .at(value.span(), format!("the ID of a {}", other.noun))
            .code(kind.code)
            .help(help);
    }
    let Some(near) = near(text, kind) else {
        return RULE
            .finding(message)
            .at(value.span(), kind.expected)
            .code(kind.code)
            .help(format!("copy the ID of the {noun} as AWS shows it"));
    };
    RULE.finding(format!("{message}; did you mean `{near}`?"))
        .at(value.span(), kind.expected)
        .code(kind.code)
        .fix(
            format!("replace it with `{near}`"),
            Safety::Unsafe,
            vec![Edit::replace(value.span(), format!("\"{near}\""))],
        )
}

/// The ID inside an ARN, among spaces, or in capital letters.
fn near(text: &str, kind: &Kind) -> Option<String> {
    let last = text.rsplit('/').next().unwrap_or(text).trim();
    if last.len() > 32 {
        return None;
    }
    let id = last.to_ascii_lowercase();
    is_id(&id, kind, false).then_some(id)
}
