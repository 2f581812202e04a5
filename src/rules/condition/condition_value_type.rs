mod address;
mod binary;
mod boolean;
mod decimal;
mod instant;

use std::borrow::Cow;

use crate::catalog::KnownKey;
use crate::catalog::global_keys::Value;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Condition, Part, Text};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::semantics::operators::{bool, date, ip, number};
use crate::semantics::variable::has_variables;
use crate::text::quote;

use super::type_mismatch;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "condition-value-type",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "value that its condition operator cannot read",
        codes: &[
            "TYPE_MISMATCH_IP_RANGE",
            "TYPE_MISMATCH_BOOLEAN",
            "TYPE_MISMATCH_DATE",
            "TYPE_MISMATCH_NUMBER",
            "TYPE_MISMATCH_STRING",
        ],
    },
    options: &[],
    check: Check::With(Part::NoText, check),
};

/// Why a value is not what its operator compares with.
struct Misfit {
    code: &'static str,
    severity: Severity,
    /// What it is not, as a predicate: `is not a date`.
    is_not: &'static str,
    /// Why, if that can be said.
    reason: Option<Cow<'static, str>>,
    /// What was most likely meant; of characters that JSON takes as they are.
    near: Option<String>,
    /// What the operator wants, in a few words.
    expected: Cow<'static, str>,
}

/// Each value that its operator cannot read.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        for (index, condition) in statement.conditions.iter().enumerate() {
            let Some(spec) = condition.spec else { continue };
            if matches!(spec.base.family(), Family::String | Family::Arn) {
                continue;
            }
            let key = cx.keys(statement).get(index).copied().flatten();
            findings.extend(condition.values.iter().filter_map(|value| {
                let text = judged(value)?;
                let misfit = misfit(cx, condition, key, spec.base, text)?;
                Some(finding(value, text, spec.base, misfit))
            }));
        }
    }
    findings
}

/// Whether this rule speaks of a value.
pub(super) fn misfits(
    cx: &Context,
    condition: &Condition,
    key: Option<KnownKey>,
    value: &Text,
) -> bool {
    let Some(spec) = condition.spec.filter(|_| cx.runs(&RULE)) else {
        return false;
    };
    judged(value).is_some_and(|text| misfit(cx, condition, key, spec.base, text).is_some())
}

/// What a value says, unless it is not known or holds a variable: that has a rule of its own.
fn judged<'v>(value: &'v Text) -> Option<&'v str> {
    value.known().filter(|text| !has_variables(text))
}

fn misfit(
    cx: &Context,
    condition: &Condition,
    key: Option<KnownKey>,
    operator: Operator,
    text: &str,
) -> Option<Misfit> {
    /// A longer one is no slip of the pen, and no message to read.
    const LONGEST_NEAR: usize = 64;
    if operator_is_at_fault(key, operator, text) && cx.runs(&type_mismatch::RULE) {
        return None;
    }
    let mut misfit = match operator.family() {
        Family::String | Family::Arn => None,
        Family::Bool | Family::Null => boolean::misfit(operator, condition.key.written(), text),
        Family::Date => instant::misfit(text),
        Family::Numeric => decimal::misfit(text, condition.key.written()),
        Family::Binary => binary::misfit(text),
        Family::IpAddress => address::misfit(text),
    }?;
    misfit.near = misfit.near.filter(|near| near.len() <= LONGEST_NEAR);
    Some(misfit)
}

/// Whether the value is right for its key, so that the operator is wrong: `type-mismatch` says so.
fn operator_is_at_fault(key: Option<KnownKey>, operator: Operator, text: &str) -> bool {
    let Some((key, value)) = key.and_then(|key| Some((key, key.value()?))) else {
        return false;
    };
    !value.fits(operator.family())
        && match value {
            Value::Bool => bool::parse(text).is_ok(),
            Value::Numeric => number::parse(text).is_ok(),
            Value::Date | Value::DateOrNumeric => date::parse(text).is_ok(),
            Value::IpAddress => ip::parse(text).is_ok(),
            // Any text is a string. That of a tag may be meant as a number, though, and no key of AWS is binary, so that its
            // own check speaks of the value there.
            Value::String | Value::Arn | Value::StringOrArn => {
                !key.is_tag() && operator.family() != Family::Binary
            }
        }
}

fn finding(value: &Text, text: &str, operator: Operator, misfit: Misfit) -> Finding {
    let mut message = if text.is_empty() {
        "an empty text".to_owned()
    } else {
        quote(text)
    };
    message.push(' ');
    message.push_str(misfit.is_not);
    if let Some(reason) = misfit.reason {
        message.push_str(": ");
        message.push_str(&reason);
    }
    if let Some(near) = &misfit.near {
        message.push_str("; did you mean `");
        message.push_str(near);
        message.push_str("`?");
    }
    let finding = RULE
        .finding(message)
        .at(
            value.span(),
            format!("`{operator}` wants {}", misfit.expected),
        )
        .severity(misfit.severity)
        .code(misfit.code);
    match misfit.near {
        Some(near) => finding.fix(
            format!("replace it with `{near}`"),
            Safety::Unsafe,
            vec![Edit::replace(value.span(), format!("\"{near}\""))],
        ),
        None => finding,
    }
}
