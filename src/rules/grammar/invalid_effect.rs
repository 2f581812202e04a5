use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Part, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-effect",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "effect other than `Allow` or `Deny`",
        codes: &["INVALID_EFFECT"],
    },
    options: &[],
    check: Check::With(Part::OddEffect, check),
};

/// Every effect that is not exactly one of the two words.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| {
            let text = statement.effect_text.as_ref()?;
            let word = text.known()?;
            if matches!(word, "Allow" | "Deny") {
                return None;
            }
            Some(finding(statement, text, word))
        })
        .collect()
}

fn finding(statement: &Statement, text: &Text, word: &str) -> Finding {
    let Some(near) = nearest(word.trim(), ["Allow", "Deny"]) else {
        return RULE
            .finding(format!("{} is not an effect", quote(word)))
            .at(text.span(), REFUSED)
            .help("write `Allow` or `Deny`");
    };
    let label = if word.eq_ignore_ascii_case(near) {
        "letter case counts here"
    } else {
        REFUSED
    };
    // Letter case changes nothing of what we take the statement to mean; another word might.
    let safety = if statement.effect.is_some() {
        Safety::Safe
    } else {
        Safety::Unsafe
    };
    let edit = Edit::replace(text.span(), format!("\"{near}\""));
    RULE.finding(format!(
        "{} is not an effect; did you mean `{near}`?",
        quote(word)
    ))
    .at(text.span(), label)
    .fix(format!("write `{near}`"), safety, vec![edit])
}

const REFUSED: &str = "AWS refuses the policy because of it";
