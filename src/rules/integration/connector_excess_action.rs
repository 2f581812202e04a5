use std::collections::BTreeSet;

use crate::catalog::{Action, Service};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Statement, Text};
use crate::rules::demanded::{BUDGET, may_be_granted, may_reach};
use crate::rules::privilege::{full_access, service_wildcard};
use crate::rules::{Check, Member, Rule, Together};
use crate::semantics::action_matches;
use crate::semantics::actions::{ActionSet, Named, named_by};
use crate::semantics::breadth::{everything, whole_service};
use crate::text::{list, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "connector-excess-action",
        category: Category::Integration,
        severity: Severity::Info,
        summary: "granted action that no connector of the role needs",
        codes: &[],
    },
    options: &[],
    check: Check::Together(check),
};

/// How many actions of a pattern are tried.
const MOST_TRIED: usize = 4;
/// How many values have a label of their own.
const SHOWN: usize = 3;

/// A value of `Action` with an action that it grants and nobody needs.
struct Excess<'s> {
    value: &'s Text<'s>,
    example: String,
    is_pattern: bool,
}

/// Each statement of the permission policies that grants more than the connectors need. `NotAction` is another rule's.
fn check(together: &Together) -> Vec<Finding> {
    let mut budget = BUDGET;
    let mut findings = Vec::new();
    for member in together.permissions() {
        for statement in member.policy.allows() {
            let excess: Vec<Excess> = statement
                .actions()
                .filter_map(|value| excess_of(together, (member, statement), value, &mut budget))
                .collect();
            findings.extend(finding(together, &excess));
        }
    }
    findings
}

fn excess_of<'s>(
    together: &Together,
    (member, statement): (&Member, &Statement),
    value: &'s Text<'s>,
    budget: &mut usize,
) -> Option<Excess<'s>> {
    let text = value.known()?;
    let is_everything_told = everything(statement).is_some() && together.runs(&full_access::RULE);
    let mut is_granted = |action: &str| may_be_granted(together, action, budget);
    match named_by(text, together.catalog) {
        Named::Action(action) => {
            let name = action.full_name();
            (!is_needed(together, &name) && is_granted(&name)).then_some(Excess {
                value,
                example: name,
                is_pattern: false,
            })
        }
        Named::Pattern(_, set) if !is_told(together, value, &set) => {
            let mut others = set
                .actions(together.catalog)
                .map(Action::full_name)
                .filter(|name| !is_needed(together, name))
                .filter(|name| may_reach(together, member, statement, name))
                .take(MOST_TRIED);
            others.find(|name| is_granted(name)).map(|example| Excess {
                value,
                example,
                is_pattern: true,
            })
        }
        Named::Everything if !is_everything_told => {
            let mut others = neighbours(together).filter(|name| is_granted(name));
            others.next().map(|example| Excess {
                value,
                example,
                is_pattern: true,
            })
        }
        // Other rules speak of what names nothing, and of what grants everything.
        _ => None,
    }
}

/// Whether `service-wildcard` says it: of a service that is needed, though not as a whole.
fn is_told(together: &Together, value: &Text, set: &ActionSet) -> bool {
    whole_service(value).is_some()
        && together.runs(&service_wildcard::RULE)
        && set
            .actions(together.catalog)
            .any(|action| is_needed(together, &action.full_name()))
}

/// Actions of the services that are needed, which are not needed themselves.
fn neighbours(together: &Together) -> impl Iterator<Item = String> {
    let needs = together.demand.connectors.iter().flat_map(|one| &one.needs);
    let services: BTreeSet<&str> = needs
        .filter_map(|need| need.action.split(':').next())
        .collect();
    services
        .into_iter()
        .filter_map(|prefix| together.catalog.service(prefix))
        .flat_map(Service::actions)
        .map(Action::full_name)
        .filter(|name| !is_needed(together, name))
        .take(MOST_TRIED)
}

/// Whether some connector needs it, be it only where its settings say so.
fn is_needed(together: &Together, action: &str) -> bool {
    let mut connectors = together.demand.connectors.iter();
    connectors.any(|connector| {
        let mut needs = connector.needs.iter();
        needs.any(|need| action_matches(&need.action, action))
    })
}

fn finding(together: &Together, excess: &[Excess]) -> Option<Finding> {
    let (first, others) = excess.split_first()?;
    let ids: Vec<String> = together
        .demand
        .connectors
        .iter()
        .map(|one| quote(&one.id))
        .collect();
    let connectors = match ids.as_slice() {
        [only] => only.clone(),
        _ => "the connectors".to_owned(),
    };
    let shown: Vec<String> = std::iter::once(first)
        .chain(others)
        .map(|one| quote(one.value.known().unwrap_or_default()))
        .collect();
    let message = match shown.as_slice() {
        [only] if first.is_pattern => format!(
            "{only} grants more than {connectors} can use, such as {}",
            quote(&first.example)
        ),
        [only] => format!("{only} is granted, and nothing that {connectors} does needs it"),
        [one, two] => format!("{one} and {two} grant more than {connectors} can use"),
        [one, rest @ ..] => format!(
            "{} grant more than {connectors} can use",
            list(&[one.clone(), format!("{} more actions", rest.len())])
        ),
        [] => return None,
    };
    let finding = RULE
        .finding(message)
        .at(first.value.span(), label(first))
        .help("remove it, unless something else uses the role");
    Some(others.iter().take(SHOWN).fold(finding, |finding, other| {
        finding.related(other.value.span(), label(other))
    }))
}

fn label(excess: &Excess) -> &'static str {
    if excess.is_pattern {
        "takes in actions that are not needed"
    } else {
        "not needed"
    }
}
