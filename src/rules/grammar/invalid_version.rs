use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-version",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "version that the policy language never had",
        codes: &["INVALID_VERSION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// A version that is a string, but neither of the two.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(version) = &cx.policy.version else {
        return Vec::new();
    };
    let Some(text) = version
        .known()
        .filter(|text| !matches!(*text, "2012-10-17" | "2008-10-17"))
    else {
        return Vec::new();
    };
    let edit = Edit::replace(version.span(), "\"2012-10-17\"");
    vec![
        RULE.finding(format!(
            "{} is not a version of the policy language",
            quote(text)
        ))
        .at(
            version.span(),
            "names the language, not the date of this policy",
        )
        // Variables come alive with it.
        .fix(
            "set the version to `2012-10-17`",
            Safety::Unsafe,
            vec![edit],
        ),
    ]
}
