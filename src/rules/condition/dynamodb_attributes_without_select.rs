use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, Statement};
use crate::operator::{Family, Operator};
use crate::rules::{Check, Context, Rule};
use crate::semantics::condition::holds;
use crate::semantics::coverage::{covers, names};
use crate::semantics::{Caller, Key, Request};
use crate::source::Span;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "dynamodb-attributes-without-select",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "limit on DynamoDB attributes that a read without a list of them evades",
        codes: &["DYNAMODB_ATTRIBUTES_WITHOUT_SELECT"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The actions that return whole items unless a request names attributes.
const READS: [&str; 4] = [
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
];

/// What `dynamodb:Select` says of a request that names none.
const WHOLE: [&str; 2] = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];

/// Every `Allow` of a read that lists attributes and does not ask for a request that does.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Identity | PolicyType::Resource)
        || !cx.policy.may_ask("dynamodb:Attributes")
    {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter_map(|statement| {
            let condition = statement.conditions.iter().find(|one| lists_some(one))?;
            let action = read(statement)?;
            (!is_selective(statement, cx.policy.has_variables())).then(|| {
                RULE.finding("a read that names no attributes may return all of them")
                    .at(condition.key.span(), "limits only what a request names")
                    .related(action, "returns whole items by default")
                    .help("demand `SPECIFIC_ATTRIBUTES` of `dynamodb:Select` beside it")
            })
        })
        .collect()
}

/// Whether a condition lists the attributes that may be named. `*` is no list: `full-wildcard-condition` says so.
fn lists_some(condition: &Condition) -> bool {
    condition.is_on("dynamodb:Attributes")
        && !condition.values.is_empty()
        && condition
            .values
            .iter()
            .all(|value| value.known() != Some("*"))
        && condition.spec.is_some_and(|spec| {
            spec.base != Operator::Null
                && spec.base.family() == Family::String
                && !spec.base.is_negated()
        })
}

/// Where a statement allows one of the reads.
fn read(statement: &Statement) -> Option<Span> {
    let list = statement.action.as_ref()?;
    if list.negated() {
        let is_left = READS.iter().any(|read| covers(list, read).is_yes());
        return is_left.then_some(list.key);
    }
    let is_read = |item: &&_| READS.iter().any(|read| names(item, read).is_yes());
    Some(list.items.iter().find(is_read)?.span())
}

/// Whether some condition on `dynamodb:Select` keeps out requests that name no attributes.
fn is_selective(statement: &Statement, variables: bool) -> bool {
    statement
        .conditions_on("dynamodb:Select")
        .filter(|condition| {
            condition
                .spec
                .is_none_or(|spec| spec.base != Operator::Null)
        })
        .any(|condition| {
            WHOLE.iter().all(|whole| {
                let request = Request::new(Caller::Unknown, "dynamodb:Query")
                    .with("dynamodb:Select", Key::value(*whole));
                !holds(condition, &request.context, variables).is_yes()
            })
        })
}
