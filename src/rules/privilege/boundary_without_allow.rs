use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::Statement;
use crate::rules::{Check, Context, Rule};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "boundary-without-allow",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "permissions boundary that allows nothing",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// A boundary all of whose statements deny: what it does not allow, whoever has it may not do.
fn check(cx: &Context) -> Vec<Finding> {
    let statements = &cx.policy.statements;
    let only_denies = statements.iter().all(|one| one.sound && one.is_deny());
    if cx.policy_type != PolicyType::Boundary || cx.policy.broken || !only_denies {
        return Vec::new();
    }
    let first = statements.first().map(Statement::head).into_iter();
    let found = first.map(|place| {
        RULE.finding("whoever has this permissions boundary may do nothing at all")
            .at(place, "takes away, and no statement allows anything")
            .help("add an `Allow` for the most that may be done: `*`, or some services")
    });
    found.collect()
}
