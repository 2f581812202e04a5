use crate::catalog::{Action, ActionResource, Catalog, ConditionKey, KnownKey};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Condition, List, Part, Statement};
use crate::rules::{Check, Context, Rule};
use crate::semantics::Truth;
use crate::semantics::actions::{Actions, Named};
use crate::semantics::breadth::is_every_resource;
use crate::semantics::condition::when_absent;
use crate::text::{list, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "overreaching-deny",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`Deny` of every launch, since only some of its resources have the key",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// What EC2 judges once for each resource of a launch, each with keys of its own.
///
/// Source: "Example policies to control access the Amazon EC2 API: Launch instances" in the Amazon EC2 User Guide.
const LAUNCH: &str = "RunInstances";

/// Every `Deny` of launches by a condition that holds for resources which never have its key, and which every launch has.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .denies()
        .filter(|statement| !statement.conditions.is_empty())
        .filter_map(|statement| finding(cx, statement))
        .collect()
}

fn finding(cx: &Context, statement: &Statement) -> Option<Finding> {
    let is_negated = |list: &List| list.negated();
    if statement.action.as_ref().is_none_or(is_negated)
        || statement.resource.as_ref().is_none_or(is_negated)
    {
        return None;
    }
    let mut resources = statement.resources();
    let everywhere = resources.find(|text| text.known().is_some_and(is_every_resource))?;
    let mut others = Vec::new();
    let mut suspect = None;
    for (condition, known) in statement.conditions.iter().zip(cx.keys(statement)) {
        match known {
            Some(KnownKey::Service(key)) if suspect.is_none() && holds_when_absent(condition) => {
                suspect = Some((condition, *key));
            }
            other => others.push(*other),
        }
    }
    let (condition, key) = suspect?;
    // What else is asked may leave out the resource that lacks the key.
    if !others
        .into_iter()
        .all(|known| known.is_some_and(is_of_caller))
    {
        return None;
    }
    let launch = launch(cx.actions(statement)?, cx.catalog)?;
    let (lacking, having) = parted(launch, key)?;
    let name = quote(condition.key.written());
    Some(
        RULE.finding(format!(
            "this denies every `ec2:{LAUNCH}`: it takes {} too, which never has {name}",
            article(lacking.resource_type.name())
        ))
        .at(
            condition.operator.span(),
            "also true where the key is absent",
        )
        .related(everywhere.span(), "judged for each resource of a launch")
        .help(format!(
            "narrow `Resource` to what has the key: {}",
            list(&having)
        )),
    )
}

fn holds_when_absent(condition: &Condition) -> bool {
    condition.spec.is_some_and(|spec| spec.set.is_none()) && when_absent(condition) == Truth::Yes
}

/// Whether a key is the same for all resources of a request.
fn is_of_caller(key: KnownKey) -> bool {
    let KnownKey::Global(key) = key else {
        return false;
    };
    let name = key.name;
    [
        "aws:Principal",
        "aws:Source",
        "aws:MultiFactorAuth",
        "aws:RequestedRegion",
    ]
    .iter()
    .any(|begin| name.starts_with(begin))
}

fn launch(actions: &Actions, catalog: &'static Catalog) -> Option<Action> {
    let launch = catalog.service("ec2")?.action(LAUNCH)?;
    let is_named = |named: &Named| match named {
        Named::Everything => true,
        Named::Action(action) => *action == launch,
        Named::Pattern(_, set) => set.contains(launch),
        Named::NoAction(_) | Named::NoService | Named::Unknown => false,
    };
    actions.named.iter().any(is_named).then_some(launch)
}

/// A resource that each of these requests has and that never has the key, and the types that have it: of those that each request
/// has, if there are some.
fn parted(action: Action, key: ConditionKey) -> Option<(ActionResource, Vec<String>)> {
    let has_it = |resource: &ActionResource| {
        let of_type = resource.resource_type.keys().any(|one| one == key);
        of_type || resource.keys().any(|one| one == key)
    };
    let (mut having, lacking): (Vec<_>, Vec<_>) = action.resources().partition(has_it);
    let lacks = |one: &ActionResource| one.is_required && one.keys().len() > 0;
    let lacking = lacking.into_iter().find(lacks)?;
    if having.iter().any(|one| one.is_required) {
        having.retain(|one| one.is_required);
    }
    let name = |one: &ActionResource| quote(one.resource_type.name());
    let having: Vec<String> = having.iter().map(name).collect();
    (!having.is_empty()).then_some((lacking, having))
}

fn article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}
