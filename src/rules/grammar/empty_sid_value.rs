use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::model::{Element, Part};
use crate::rules::removal::member_removal;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-sid-value",
        category: Category::Grammar,
        severity: Severity::Info,
        summary: "`Sid` without a name in it",
        codes: &["EMPTY_SID_VALUE"],
    },
    options: &[],
    check: Check::With(Part::EmptySid, check),
};

/// Every empty `Sid`. Several of them are no duplicates for AWS.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| {
            let sid = statement.sid.as_ref()?;
            (sid.known() == Some("")).then_some((statement, sid))
        })
        .map(|(statement, sid)| {
            let finding = RULE
                .finding("this `Sid` is empty")
                .at(sid.span(), "names no statement")
                .help("name what the statement is for, or remove `Sid`");
            let edits = statement
                .key(Element::Sid)
                .and_then(|key| member_removal(cx.tree.text(), statement.value, key));
            match edits {
                Some(edits) => finding.fix("remove the `Sid`", Safety::Safe, edits),
                None => finding,
            }
        })
        .collect()
}
