mod buckets;
mod commands;
mod techniques;
mod ways;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::risk::{self, because, limit, place};
use crate::rules::{Check, Context, Rule};
use crate::semantics::grants::Grant;
use crate::source::Span;
use crate::text;

use techniques::{Gain, Technique};
use ways::{Way, ways};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "privilege-escalation",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "actions that together give more permissions than they say",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// One finding for each gain, the plainest way to it, and how many others lead there.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(grants) = risk::grants(cx) else {
        return Vec::new();
    };
    let mut ways = ways(cx, grants);
    // Where a gain has a way without a limit, limited ones add nothing; and an administrator needs no other gain.
    let full: Vec<Gain> = ways
        .iter()
        .filter(|way| way.is_unlimited())
        .map(|way| way.technique.gain)
        .collect();
    ways.retain(|way| {
        let gain = way.technique.gain;
        if full.contains(&Gain::Administrator) {
            return gain == Gain::Administrator && way.is_unlimited();
        }
        // Any role may be passed: those of what runs already are among them.
        let is_among = gain == Gain::Workload && full.contains(&Gain::Passed);
        !is_among && (way.is_unlimited() || !full.contains(&gain))
    });
    let mut findings: Vec<Finding> = ways
        .chunk_by(|one, other| one.technique.gain == other.technique.gain)
        .filter_map(|same| finding(same.first()?, same.len() - 1))
        .collect();
    if !full.contains(&Gain::Administrator) {
        findings.extend(buckets::check(cx, grants));
    }
    findings
}

fn finding(way: &Way, others: usize) -> Option<Finding> {
    let first = way.grants.first()?;
    let is_unlimited = way.is_unlimited();
    let lets = if is_unlimited { "lets" } else { "may let" };
    let more = match others {
        0 => String::new(),
        others => format!("; {} to the same", text::count(others, "other way")),
    };
    let message = format!(
        "this policy {lets} its holder {}: it can {}{more}",
        gain(way.technique, is_unlimited),
        way.technique.way
    );
    let words = match way.grants.len() {
        1 => "enough by itself",
        _ if way.technique.gain == Gain::Passed => "hands over the role",
        _ => "the first of what it takes",
    };
    let mut finding = RULE
        .finding(message)
        .at(place(first), because(first, words));
    for (place, grant) in elsewhere(way, place(first)) {
        finding = finding.related(place, because(grant, "is needed for it too"));
    }
    let finding = if is_unlimited {
        limit(finding, first)
    } else {
        limit(finding, way.limited().unwrap_or(first)).severity(Severity::Info)
    };
    let finding = finding.help(help(way.technique.gain));
    Some(match way.witness.clone() {
        Some(witness) if is_unlimited => finding.witness(witness),
        _ => finding,
    })
}

/// The other actions, those that one entry names only once.
fn elsewhere<'w, 'p, 't>(way: &'w Way<'p, 't>, first: Span) -> Vec<(Span, &'w Grant<'p, 't>)> {
    let mut places: Vec<(Span, &Grant)> = Vec::new();
    for grant in way.grants.iter().skip(1) {
        let place = place(grant);
        if place != first && places.iter().all(|(other, _)| *other != place) {
            places.push((place, grant));
        }
    }
    places
}

fn gain(technique: &Technique, is_unlimited: bool) -> String {
    let service = technique.passes_to.first().copied().unwrap_or_default();
    let gained = match (technique.gain, is_unlimited) {
        (Gain::Administrator, _) => "become administrator",
        (Gain::Boundary, _) => "leave its permissions boundary",
        (Gain::Users, true) => "act as any user",
        (Gain::Users, false) => "act as certain users",
        (Gain::Passed, true) => return format!("use any role that trusts `{service}`"),
        (Gain::Passed, false) => return format!("use roles that trust `{service}`"),
        (Gain::Workload, _) => "use the role of what runs already",
    };
    gained.to_owned()
}

fn help(gain: Gain) -> &'static str {
    match gain {
        Gain::Administrator => "leave it to administrators, or demand `iam:PermissionsBoundary`",
        Gain::Boundary => "leave it to administrators",
        Gain::Users => "limit `Resource` to the holder: `user/${aws:username}`",
        Gain::Passed => "name the roles that it needs in the `Resource` of `iam:PassRole`",
        Gain::Workload => "name in `Resource` what it is needed for",
    }
}
