use std::collections::BTreeMap;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::connectors::{Ask, Demand, Evidence, Requirement, Support, Target};
use crate::rules::demanded::{Answer, Cause, Refusal, answer};
use crate::rules::integration::connector_not_supported;
use crate::rules::{Check, Rule, Together};

mod words;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "connector-missing-action",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "action that a connector needs and the role is not granted",
        codes: &[],
    },
    options: &[],
    check: Check::Together(check),
};

/// A need on one resource that is not met.
#[derive(Debug)]
struct Lack<'a> {
    ask: &'a Ask,
    target: &'a Target,
    refusal: Refusal<'a>,
}

/// Every need of the connectors that the role's policies do not meet; what has one cause is one finding.
fn check(together: &Together) -> Vec<Finding> {
    let demand = together.demand;
    let is_told = |connector: usize| {
        let connector = demand.connectors.get(connector);
        connector.is_some_and(|one| one.support == Support::No)
            && together.runs(&connector_not_supported::RULE)
    };
    let mut lacks = Vec::new();
    for (place, _) in demand.connectors.iter().enumerate() {
        if is_told(place) {
            continue;
        }
        let asks = || demand.asks.iter().filter(move |ask| ask.connector == place);
        let required = asks().filter(|ask| ask.requirement == Requirement::Required);
        lacks.extend(required.flat_map(|ask| lacks_of(together, ask)));
        let either: Vec<&Ask> = asks()
            .filter(|ask| ask.requirement == Requirement::Either)
            .collect();
        lacks.extend(lacks_of_either(together, &either));
    }
    grouped(lacks)
        .iter()
        .filter_map(|group| finding(together, group))
        .collect()
}

fn lacks_of<'a>(together: &Together<'a>, ask: &'a Ask) -> Vec<Lack<'a>> {
    let targets = ask.targets.iter();
    targets
        .filter_map(|target| match answer(together, &ask.need.action, target)? {
            Answer::Granted | Answer::Open => None,
            Answer::Refused(refusal) => Some(Lack {
                ask,
                target,
                refusal,
            }),
        })
        .collect()
}

/// Needs of one capability, of which one is enough.
#[derive(Debug)]
struct Capability<'a> {
    name: &'a str,
    /// How many of its resources are granted, and how many were named to the last: who names a cluster has one.
    standing: (usize, usize),
    lacks: Vec<Lack<'a>>,
}

/// What the capability that comes nearest to being granted still lacks; nothing if one is granted.
fn lacks_of_either<'a>(together: &Together<'a>, asks: &[&'a Ask]) -> Vec<Lack<'a>> {
    let mut capabilities: Vec<Capability> = Vec::new();
    for ask in asks {
        let name = ask.need.capability.as_str();
        let lacks = lacks_of(together, ask);
        let is_named = |target: &&Target| !target.shown.contains('<');
        let met = ask.targets.len() - lacks.len();
        let named = ask.targets.iter().filter(is_named).count();
        match capabilities.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.standing = (known.standing.0 + met, known.standing.1 + named);
                known.lacks.extend(lacks);
            }
            None => capabilities.push(Capability {
                name,
                standing: (met, named),
                lacks,
            }),
        }
    }
    if capabilities.iter().any(|known| known.lacks.is_empty()) {
        return Vec::new();
    }
    // The first of those that have most.
    let best = capabilities
        .into_iter()
        .rev()
        .max_by_key(|known| known.standing);
    best.map(|known| known.lacks).unwrap_or_default()
}

/// What the lacks of one finding have in common: where the cause stands, and what is lacking of it.
type Key<'a> = (Cause, u32, u32, &'a str);

/// By cause and place; what nobody allows, by its action.
fn grouped(lacks: Vec<Lack<'_>>) -> Vec<Vec<Lack<'_>>> {
    let mut order: Vec<Key> = Vec::new();
    let mut groups: BTreeMap<Key, Vec<Lack>> = BTreeMap::new();
    for lack in lacks {
        let span = words::place(&lack.refusal);
        let what = match lack.refusal.cause {
            Cause::Absent => lack.ask.need.action.as_str(),
            Cause::Elsewhere => lack.target.shown.as_str(),
            Cause::Boundary | Cause::Denied | Cause::Condition => "",
        };
        let key = (lack.refusal.cause, span.file.0, span.start, what);
        let group = groups.entry(key).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(lack);
    }
    order.iter().filter_map(|key| groups.remove(key)).collect()
}

fn finding(together: &Together, lacks: &[Lack]) -> Option<Finding> {
    let first = lacks.first()?;
    let severity = lacks
        .iter()
        .map(|lack| severity(lack.ask.need.evidence))
        .max()?;
    let refusal = &first.refusal;
    let is_one = together.permissions().count() == 1;
    let finding = RULE
        .finding(words::message(together.demand, lacks, is_one))
        .at(
            words::place(refusal),
            words::label(refusal, &first.ask.need.action),
        )
        .help(words::help(together.demand, lacks))
        .severity(severity);
    Some(match words::witness(refusal) {
        Some(witness) => finding.witness(witness),
        None => finding,
    })
}

/// What is only near to what Confluent says may be wrong for some version of a connector.
fn severity(evidence: Evidence) -> Severity {
    match evidence {
        Evidence::A => Severity::Error,
        Evidence::B | Evidence::C => Severity::Warning,
    }
}

/// The ids of the connectors that have these needs, each once.
fn ids<'d>(demand: &'d Demand, lacks: &[Lack]) -> Vec<&'d str> {
    let mut ids: Vec<&str> = Vec::new();
    for lack in lacks {
        if let Some(connector) = demand.connector(lack.ask)
            && !ids.contains(&connector.id.as_str())
        {
            ids.push(&connector.id);
        }
    }
    ids
}
