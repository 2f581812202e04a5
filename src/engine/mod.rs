//! Checks a run's policies: which of the inputs are policies, what the rules say, what exceptions let pass, one `Report`.

mod judge;
mod sift;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::config::{Baseline, Config, Known, PathSettings, Selection};
use crate::finding::{Finding, Meta};
use crate::integration::Integration;
use crate::kind::{PolicyType, ResourceType};
use crate::model;
use crate::report::{Checked, Report, RuleEntry, Skipped};
use crate::rules::{self, Check, ExceptionState, Rule, Run};
use crate::source::{FileId, Source, Sources, Span};
use crate::syntax;

use judge::{attempt, failure};
use sift::{sift, weighed};

pub use judge::{Bond, Judged, Settings, StatementName, judge};

/// An input that may hold a policy.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What reports call it.
    pub name: String,
    /// How the patterns of the configuration see it; empty where it has none.
    pub relative: String,
    /// Whether it was named by a person: then it is meant as a policy, whatever it holds.
    pub named: bool,
}

/// Everything that a run is made of.
pub struct Plan<'a> {
    pub subjects: &'a [Subject],
    /// Reads the subject of this index.
    pub load: &'a (dyn Fn(usize) -> Result<Source, String> + Sync),
    /// Called after each subject, from any thread.
    pub progress: &'a (dyn Fn() + Sync),
    pub config: &'a Config,
    pub selection: &'a Selection,
    pub baseline: Option<Baseline>,
    /// What the flags say; they win over what the configuration says of a path.
    pub flags: PathSettings,
    pub now: DateTime<Utc>,
    pub account: Option<&'a str>,
    pub integration: Option<&'a Integration>,
    /// What AWS defines.
    pub catalog: &'static Catalog,
    pub role_arn: Option<&'a str>,
    pub threads: Threads,
    /// Whether the report shows the JSON pointers of the findings.
    pub pointers: bool,
}

/// Whether the work may be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// Not even a pool of one is made.
    One,
    /// As many as the machine has, where there are inputs enough to be worth it.
    Many,
}

/// A report, and the inputs that could not be read.
#[derive(Debug)]
pub struct Outcome {
    pub report: Report,
    /// Name and reason.
    pub unreadable: Vec<(String, String)>,
}

/// From this many inputs on the work is shared between threads; below it they would cost more than they bring.
const WORTH_THREADS: usize = 32;

/// What became of one subject.
enum Done {
    Checked(Source, Box<Judged>),
    Skipped(String),
    Unreadable(String),
}

/// Runs every selected rule on every policy. `sources` holds the texts that are no subjects: configuration, response.
#[must_use]
pub fn check(plan: Plan, sources: Sources) -> Outcome {
    check_by(rules::all(), plan, sources)
}

fn check_by(all: &[&'static Rule], mut plan: Plan, mut sources: Sources) -> Outcome {
    let registry: Vec<&'static Rule> = all
        .iter()
        .filter(|rule| plan.selection.runs(&rule.meta))
        .copied()
        .collect();
    let first = sources.iter().count();
    let work = |index: usize| {
        let done = examine(&plan, &registry, first, index);
        (plan.progress)();
        done
    };
    let mut done: Vec<Done> = if plan.subjects.len() < WORTH_THREADS || plan.threads == Threads::One
    {
        (0..plan.subjects.len()).map(work).collect()
    } else {
        (0..plan.subjects.len()).into_par_iter().map(work).collect()
    };
    release_bystanders(&plan, &registry, first, &mut done);
    let mut report = Report {
        catalog: Some(plan.catalog.date()),
        ..Report::default()
    };
    let mut unreadable = Vec::new();
    let mut exceptions = vec![ExceptionState::default(); plan.config.exceptions.len()];
    for (subject, done) in plan.subjects.iter().zip(done) {
        match done {
            Done::Checked(source, judged) => {
                let file = sources.add(source);
                report.checked.push(Checked {
                    file,
                    policy_type: judged.policy_type.name(),
                    profile: judged.profile.name(),
                    stage: judged.stage.map(crate::kind::Stage::name),
                });
                sift(&mut plan, subject, *judged, &mut report, &mut exceptions);
            }
            Done::Skipped(reason) => {
                sources.add(Source::new(subject.name.as_str(), ""));
                report.skipped.push(Skipped {
                    name: subject.name.clone(),
                    reason,
                });
            }
            Done::Unreadable(reason) => {
                sources.add(Source::new(subject.name.as_str(), ""));
                unreadable.push((subject.name.clone(), reason));
            }
        }
    }
    let run = Run {
        integration: plan.integration,
        role_arn: plan.role_arn,
        config: plan.config,
        exceptions: &exceptions,
        now: plan.now,
    };
    for rule in &registry {
        let Check::Run(check) = rule.check else {
            continue;
        };
        let found = attempt(|| check(&run)).unwrap_or_else(|reason| {
            // A finding needs a place: any source of the run, and there is none only if there was nothing to check.
            let first = sources.iter().next().map(|(file, _)| file);
            let file = first.unwrap_or_else(|| sources.add(Source::new("<run>", "")));
            vec![failure(rule, Span::new(file, 0, 0), reason)]
        });
        let weighed = found
            .into_iter()
            .filter_map(|finding| weighed(&plan, finding));
        report.findings.extend(weighed);
    }
    report.findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.primary.span, finding.rule.id);
        (sources.name(a.primary.span.file), key(a))
            .cmp(&(sources.name(b.primary.span.file), key(b)))
    });
    report.sources = sources;
    report.notes.extend(not_compared(&plan, &report));
    report.rules = registry
        .iter()
        .map(|rule| RuleEntry {
            meta: &rule.meta,
            page: rule.page,
        })
        .collect();
    Outcome { report, unreadable }
}

/// Why silence does not mean that a trust policy fits the integration that was given.
fn not_compared(plan: &Plan, report: &Report) -> Option<String> {
    let integration = plan.integration?;
    let is_trust = |checked: &Checked| checked.policy_type == PolicyType::Trust.name();
    let note = if !report.checked.iter().any(is_trust) {
        "no trust policy was checked, so nothing was compared with the integration"
    } else if !integration.created() {
        "nothing was compared with the integration: its role and external ID are not known before it exists"
    } else {
        return None;
    };
    Some(note.to_owned())
}

/// Where a trust policy of the run is about the integration, those that say nothing of Confluent belong to other roles:
/// they are judged again without it. Where none is, any of them may be the one that was meant, and all stay held to it.
fn release_bystanders(plan: &Plan, registry: &[&'static Rule], first: usize, done: &mut [Done]) {
    let has = |done: &Done, bond| matches!(done, Done::Checked(_, judged) if judged.bond == bond);
    if !done.iter().any(|one| has(one, Bond::Concerned)) {
        return;
    }
    for (index, one) in done.iter_mut().enumerate() {
        let Done::Checked(source, judged) = one else {
            continue;
        };
        if let (Bond::Bystander, Some(subject)) = (judged.bond, plan.subjects.get(index)) {
            let file = FileId(u32::try_from(first + index).unwrap_or(u32::MAX));
            let settings = Settings {
                integration: None,
                ..settings(plan, subject)
            };
            **judged = judge(&syntax::parse(file, source), &settings, registry);
        }
    }
}

/// What flags and configuration say of a subject.
fn settings<'a>(plan: &'a Plan, subject: &Subject) -> Settings<'a> {
    let path = plan.config.path_settings(&subject.relative);
    let of = |settings: &PathSettings| {
        let implied = settings.resource_type.map(ResourceType::policy_type);
        settings.policy_type.or(implied)
    };
    let policy_type = of(&plan.flags).or_else(|| of(&path));
    let resource_type = plan.flags.resource_type.or(path.resource_type);
    Settings {
        policy_type,
        // Where a flag says that it is another type of policy, what the configuration says of its resource is void.
        resource_type: resource_type.filter(|one| Some(one.policy_type()) == policy_type),
        profile: plan.flags.profile.or(path.profile),
        stage: plan.flags.stage.or(path.stage),
        now: plan.now,
        account: plan.account,
        integration: plan.integration,
        catalog: plan.catalog,
        config: plan.config,
        selection: Some(plan.selection),
        pointers: plan.pointers || plan.baseline.is_some(),
    }
}

/// Reads one subject and judges it, if it is a policy.
fn examine(plan: &Plan, registry: &[&'static Rule], first: usize, index: usize) -> Done {
    let Some(subject) = plan.subjects.get(index) else {
        return Done::Unreadable(String::new());
    };
    let mut source = match (plan.load)(index) {
        Ok(source) => source,
        Err(reason) => return Done::Unreadable(reason),
    };
    let file = FileId(u32::try_from(first + index).unwrap_or(u32::MAX));
    // A defect of ours in reading is a policy that was not checked, and no reason to leave the others unchecked.
    let examined = attempt(|| examine_source(plan, registry, subject, file, &source));
    let judged = match examined {
        Ok(Some(judged)) => judged,
        Ok(None) => return Done::Skipped("not a policy".to_owned()),
        Err(reason) => return Done::Unreadable(format!("iamsure itself failed: {reason}")),
    };
    if judged.findings.is_empty() && judged.bond == Bond::None {
        // Nothing will point into it any more.
        source = Source::new(std::mem::take(&mut source.name), "");
    }
    Done::Checked(source, Box::new(judged))
}

/// `None` if it is no policy, and nobody said that it is one.
fn examine_source(
    plan: &Plan,
    registry: &[&'static Rule],
    subject: &Subject,
    file: FileId,
    source: &Source,
) -> Option<Judged> {
    let tree = syntax::parse(file, source);
    if !subject.named && !model::looks_like_policy(&tree) {
        return None;
    }
    Some(judge(&tree, &settings(plan, subject), registry))
}

/// What the configuration has to know of the rules.
#[must_use]
pub fn known_rules() -> Vec<Known<'static>> {
    rules::all()
        .iter()
        .map(|rule| Known {
            meta: &rule.meta,
            standing: rule.standing(),
            options: rule.options,
        })
        .collect()
}

/// The names of all rules and of the codes of AWS's own check that they stand for.
#[must_use]
pub fn rule_names() -> BTreeSet<&'static str> {
    let names = |meta: &'static Meta| std::iter::once(meta.id).chain(meta.codes.iter().copied());
    rules::all()
        .iter()
        .flat_map(|rule| names(&rule.meta))
        .collect()
}
