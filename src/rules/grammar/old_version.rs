use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::rules::{Check, Context, Rule};

use super::variable_unsupported_in_version::{self, variables};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "old-version",
        category: Category::Grammar,
        severity: Severity::Warning,
        summary: "version `2008-10-17`, the language without policy variables",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The old version. Where the policy has variables, `variable-unsupported-in-version` says more.
fn check(cx: &Context) -> Vec<Finding> {
    let version = cx.policy.version.as_ref();
    let Some(version) = version.filter(|version| version.known() == Some("2008-10-17")) else {
        return Vec::new();
    };
    let has_variables = variables(cx).next().is_some();
    if has_variables && cx.runs(&variable_unsupported_in_version::RULE) {
        return Vec::new();
    }
    let finding = if matches!(cx.policy_type, PolicyType::Scp | PolicyType::Rcp) {
        RULE.finding(format!(
            "{} has to carry version `2012-10-17`",
            cx.policy_type.phrase()
        ))
        .at(version.span(), "AWS Organizations refuses this one")
        .severity(Severity::Error)
    } else {
        RULE.finding("version `2008-10-17` is the old language, without policy variables")
            .at(
                version.span(),
                "turns a variable added later into literal text",
            )
    };
    if has_variables {
        // The new version would change what the policy says.
        return vec![finding.help("set the version to `2012-10-17`")];
    }
    let edit = Edit::replace(version.span(), "\"2012-10-17\"");
    vec![finding.fix("set the version to `2012-10-17`", Safety::Safe, vec![edit])]
}
