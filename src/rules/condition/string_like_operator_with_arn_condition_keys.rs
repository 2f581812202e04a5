use crate::catalog::global_keys::Value;
use crate::catalog::known_key::is_provider;
use crate::catalog::{Catalog, ConditionKey, KnownKey};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, Condition, Part, Statement, Text};
use crate::operator::{Operator, OperatorSpec};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

use super::wildcard_without_like_operator::may_rename;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "string-like-operator-with-arn-condition-keys",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "ARN compared as one text, so that a wildcard runs across its fields",
        codes: &["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"],
    },
    options: &[],
    check: Check::With(Part::Like, check),
};

/// Each `StringLike` or `StringNotLike` on a key that holds an ARN.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.sound_statements() {
        let both = statement.conditions.iter().zip(cx.keys(statement));
        for (index, (condition, known)) in both.enumerate() {
            let Some(spec) = condition.spec else { continue };
            if spec.base.positive() == Operator::StringLike
                && is_arn(cx.catalog, condition, *known)
                // Of a star alone `full-wildcard-condition` speaks.
                && !condition.values.iter().any(is_full)
            {
                findings.push(finding(statement, index, condition, spec));
            }
        }
    }
    findings
}

/// Whether the values of a key are ARNs. Of the claims of identity providers few are among the known keys.
fn is_arn(catalog: &'static Catalog, condition: &Condition, known: Option<KnownKey>) -> bool {
    if let Some(known) = known {
        return known.is_arn();
    }
    let claim = condition.key.known();
    let claim = claim.filter(|_| is_provider(condition.key_prefix()));
    let key = claim.and_then(|name| catalog.key(name));
    key.and_then(ConditionKey::value) == Some(Value::Arn)
}

fn is_full(value: &Text) -> bool {
    value
        .known()
        .is_some_and(|text| text.ends_with('*') && text.bytes().all(|byte| byte == b'*'))
}

fn finding(
    statement: &Statement,
    index: usize,
    condition: &Condition,
    spec: OperatorSpec,
) -> Finding {
    let like = OperatorSpec {
        base: if spec.base.is_negated() {
            Operator::ArnNotLike
        } else {
            Operator::ArnLike
        },
        ..spec
    };
    // A pattern that is no whole ARN would come to mean something else.
    let shape = condition
        .values
        .iter()
        .map(|value| value.known().map_or(Shape::Other, Shape::of))
        .max()
        .unwrap_or(Shape::Other);
    let key = quote(condition.key.written());
    let (message, severity) = if shape == Shape::Closed {
        (
            format!("`{}` compares {key} as one text, not as an ARN", spec.base),
            Severity::Info,
        )
    } else {
        (
            format!(
                "`{}` compares {key} as one text; a `*` in it runs across fields",
                spec.base
            ),
            Severity::Warning,
        )
    };
    let finding = RULE
        .finding(message)
        .at(condition.operator.span(), "knows no fields of an ARN")
        .severity(severity)
        .related(condition.key.span(), "holds an ARN")
        .help(format!("use `{like}`, which compares field by field"));
    if shape == Shape::Other || !may_rename(statement, index, &like.to_string()) {
        return finding;
    }
    let narrows = spec.base.is_negated() == statement.is_deny();
    let safety = if shape == Shape::Closed || narrows {
        Safety::Safe
    } else {
        Safety::Unsafe
    };
    let edit = Edit::replace(condition.operator.span(), format!("\"{like}\""));
    finding.fix(format!("use `{like}`"), safety, vec![edit])
}

/// What becomes of a pattern under an ARN operator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// The same: nothing in its first five fields can run across a colon.
    Closed,
    /// It takes fewer ARNs, and none that it did not take before.
    Open,
    /// Nobody knows: it has not six fields, a service in capitals, or a variable whose value may have colons.
    Other,
}

impl Shape {
    fn of(text: &str) -> Self {
        match Arn::parse(text) {
            _ if text.contains("${") => Self::Other,
            Some(arn) => {
                let fields = [arn.partition, arn.service, arn.region, arn.account];
                let folds = |field: &&str| field.bytes().any(|byte| byte.is_ascii_uppercase());
                // AWS does not say whether ARN operators heed letter case there.
                if fields.iter().take(2).any(folds) {
                    return Self::Other;
                }
                if fields.iter().any(|field| field.contains(['*', '?'])) {
                    Self::Open
                } else {
                    Self::Closed
                }
            }
            None => Self::Other,
        }
    }
}
