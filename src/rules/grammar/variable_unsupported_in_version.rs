use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Element, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{Segment, SegmentKind, segments};
use crate::text::{count, quote};

use super::invalid_policy_element::meant;
use super::malformed_variable::texts;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "variable-unsupported-in-version",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "policy variable in a version of the language that has none",
        codes: &["VARIABLE_UNSUPPORTED_IN_VERSION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The version, once, if it makes literal text of variables.
fn check(cx: &Context) -> Vec<Finding> {
    let policy = cx.policy;
    if !policy.variables_possible || policy.has_variables() {
        return Vec::new();
    }
    let old = match &policy.version {
        Some(version) if version.known() == Some("2008-10-17") => Some(version.span()),
        None if policy.key(Element::Version).is_none() && !policy.broken => None,
        _ => return Vec::new(),
    };
    let mut all = variables(cx);
    let Some((text, segment)) = all.next() else {
        return Vec::new();
    };
    if old.is_none() && !meant(cx, &[Element::Version]).is_empty() {
        return Vec::new();
    }
    let name = quote(
        text.known()
            .and_then(|text| text.get(segment.range.clone()))
            .unwrap_or_default(),
    );
    let label = match all.count() {
        0 => "stands for these characters, not for a value".to_owned(),
        more => format!(
            "stands for these characters, as {} does",
            count(more, "other")
        ),
    };
    let reason = if old.is_some() {
        "in version `2008-10-17`"
    } else {
        "without a `Version`"
    };
    let finding = RULE
        .finding(format!("{name} is literal text {reason}"))
        .at(text.part(segment.range), label);
    vec![match old {
        Some(version) => finding
            .related(version, "has no policy variables")
            .help("set the version to `2012-10-17`"),
        None => finding.help("add `\"Version\": \"2012-10-17\"`"),
    }]
}

/// Every well-formed variable, in a place that takes variables.
pub(super) fn variables<'p>(cx: &Context<'p>) -> impl Iterator<Item = (&'p Text<'p>, Segment<'p>)> {
    texts(cx).flat_map(|(text, known)| {
        segments(known)
            .into_iter()
            .filter(|segment| {
                matches!(
                    segment.kind,
                    SegmentKind::Variable { .. } | SegmentKind::Literal(_)
                )
            })
            .map(move |segment| (text, segment))
    })
}
