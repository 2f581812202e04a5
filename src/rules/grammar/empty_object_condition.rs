use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Element, Part, Statement};
use crate::rules::removal::member_removal;
use crate::rules::{Check, Context, Rule};
use crate::syntax::{Kind, Value};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-object-condition",
        category: Category::Grammar,
        severity: Severity::Info,
        summary: "condition or operator with nothing in it",
        codes: &["EMPTY_OBJECT_CONDITION"],
    },
    options: &[],
    check: Check::With(Part::ConditionBlock, check),
};

/// Every `Condition` and every operator in one that holds no key.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| Some((statement, statement.condition_block?)))
        .flat_map(|(statement, block)| findings(cx, statement, block))
        .collect()
}

fn findings(cx: &Context, statement: &Statement, block: Value) -> Vec<Finding> {
    if is_empty(block) {
        let finding = RULE
            .finding("this `Condition` is empty")
            .at(block.span(), "limits nothing")
            .help("add the condition that was meant, or remove it");
        let edits = statement
            .key(Element::Condition)
            .and_then(|key| member_removal(cx.tree.text(), statement.value, key));
        return vec![without(finding, edits)];
    }
    block
        .members()
        .filter(|&(_, keys)| is_empty(keys))
        .map(|(operator, keys)| {
            let name = quote(operator.as_str().unwrap_or_default());
            let finding = RULE
                .finding(format!("{name} compares nothing"))
                .at(keys.span(), "limits nothing")
                .help("add the key that was meant, or remove it");
            without(
                finding,
                member_removal(cx.tree.text(), block, operator.span()),
            )
        })
        .collect()
}

/// What limits nothing can go; but a limit may have been meant.
fn without(finding: Finding, edits: Option<Vec<Edit>>) -> Finding {
    match edits {
        Some(edits) => finding.fix("remove what limits nothing", Safety::Unsafe, edits),
        None => finding,
    }
}

fn is_empty(value: Value) -> bool {
    value.kind() == Kind::Object && value.size() == 0
}
