use crate::catalog::global_keys;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Statement};
use crate::rules::global_key::{self, Meant};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-global-condition-key",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "global condition key that AWS does not have",
        codes: &["INVALID_GLOBAL_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every key that begins with `aws:` and is not among the global keys.
fn check<'a>(cx: &Context<'a>) -> Vec<Finding> {
    if !cx.has_unknown_keys() {
        return Vec::new();
    }
    let unknown = |statement: &'a Statement<'a>| {
        let both = statement.conditions.iter().zip(cx.keys(statement));
        both.filter_map(|(condition, known)| known.is_none().then_some(condition))
    };
    cx.policy
        .sound_statements()
        .flat_map(unknown)
        .filter_map(|condition| {
            let name = condition.key.known()?;
            // Without a name it has no form at all: `invalid-condition-key-format`.
            if name.ends_with(':')
                || !global_key::is_unknown(name)
                || global_keys::lacks_tag_name(name)
            {
                return None;
            }
            let label = "no request has this key";
            let finding = match global_key::meant(name) {
                Some(Meant::Untagged(near)) => RULE
                    .finding(format!(
                        "{} is not a global condition key: `{near}` takes no tag",
                        quote(name)
                    ))
                    .at(condition.key.span(), label)
                    .help(format!("write `{near}` alone")),
                Some(Meant::Key(meant)) => RULE
                    .finding(format!(
                        "{} is not a global condition key; did you mean {}?",
                        quote(name),
                        quote(&meant)
                    ))
                    .at(condition.key.span(), label),
                None => RULE
                    .finding(format!("{} is not a global condition key", quote(name)))
                    .at(condition.key.span(), label)
                    .help("look the key up in AWS's list of global condition keys"),
            };
            Some(finding)
        })
        .collect()
}
