//! Checks a run's policies: which of the inputs are policies, what the rules say, what exceptions let pass, one `Report`.

mod examine;
mod failed;
mod guards;
mod judge;
mod mend;
mod questions;
mod sift;
#[cfg(test)]
mod tests;
mod together;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::config::{Baseline, Config, Known, PathSettings, Selection};
use crate::finding::{Finding, Meta};
use crate::integration::Integration;
use crate::integration::connectors::Demand;
use crate::kind::{PolicyType, ResourceType};
use crate::model::Document;
use crate::model::document::{Absence, Unread};
use crate::report::{Checked, Report, RuleEntry, Skipped};
use crate::rules::{self, Check, ExceptionState, Rule, Run};
use crate::source::{Source, Sources, Span};
use crate::syntax::Tree;

use examine::{Done, Examination};
use failed::{attempt, failure};
use questions::Questions;
use sift::{sift, weighed};

pub use guards::unfounded;
pub use judge::{Bond, Judged, Settings, StatementName, judge};
pub use mend::{Mended, Terms, is_allowed, mend};
pub use together::opinions;

/// An input that may hold a policy.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What reports call it.
    pub name: String,
    /// How the patterns of the configuration see it; empty where it has none.
    pub relative: String,
    /// Whether it was named by a person: then it is meant as a policy, whatever it holds.
    pub named: bool,
    /// What it is by where it comes from, whatever the configuration says of other policies.
    pub policy_type: Option<PolicyType>,
    /// What it is attached to, if that is known in the same way.
    pub resource_type: Option<ResourceType>,
    /// Of a trust policy: the ARN of its role, if that is known in the same way.
    pub role_arn: Option<String>,
}

/// Everything that a run is made of.
pub struct Plan<'a> {
    pub subjects: &'a [Subject],
    /// Reads the subject of this index.
    pub load: &'a (dyn Fn(usize) -> Result<Source, NotRead> + Sync),
    /// The policies inside of a text that is no policy itself; `None` if it is not known to hold some.
    pub extract: &'a (dyn Fn(&Source, &Tree) -> Option<Document> + Sync),
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
    /// What the connectors that were named need of the role; `None`: none was.
    pub demand: Option<&'a Demand>,
    pub threads: Threads,
    /// Whether the report shows the JSON pointers of the findings.
    pub pointers: bool,
    /// Whether the report shows what else the findings point at.
    pub labels: bool,
    /// Whether anybody looks into the texts that were checked: else all that is asked of them is where findings begin.
    pub texts: bool,
}

/// Why there is no text of a subject.
#[derive(Clone, Debug)]
pub enum NotRead {
    /// It is no policy, for this reason.
    Skipped(String),
    /// It may be one and cannot be read, for this reason.
    Unreadable(String),
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
    /// A sentence for each policy that a document speaks of and does not hold, or counts of them: it was not checked.
    pub gaps: Vec<String>,
}

/// From this many inputs on the work is shared between threads; below it they would cost more than they bring.
const WORTH_THREADS: usize = 32;

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
    let examination = Examination {
        plan: &plan,
        questions: Questions::of(&registry),
        first,
    };
    let mut done = shared(plan.threads, stretches(plan.subjects.len()), |subjects| {
        examination.subjects(subjects)
    });
    let (parts, texts) = take_parts(plan.subjects, &mut done);
    let texts: Vec<(usize, Source)> = texts.into_iter().enumerate().collect();
    done.extend(shared(plan.threads, texts, |(index, text)| {
        vec![examination.part(&parts, index, text)]
    }));
    examination.release_bystanders(&parts, &mut done);
    together::judge(&plan, &registry, first, &mut done);
    let mut outcome = Outcome {
        report: Report {
            catalog: Some(plan.catalog.date()),
            ..Report::default()
        },
        unreadable: Vec::new(),
        gaps: Vec::new(),
    };
    outcome.report.findings.reserve(number_of_findings(&done));
    let role_arn = role_of_trust(&plan, plan.subjects.iter().chain(&parts).zip(&done));
    let mut exceptions = vec![ExceptionState::default(); plan.config.exceptions.len()];
    for (subject, done) in plan.subjects.iter().chain(&parts).zip(done) {
        let (source, judged) = match done {
            Done::Checked(source, judged) => (source, Some(judged)),
            other => {
                tell(other, &subject.name, &mut outcome);
                (Source::new(subject.name.as_str(), ""), None)
            }
        };
        let file = sources.add(source);
        if let Some(judged) = judged {
            outcome.report.checked.push(Checked {
                file,
                policy_type: judged.policy_type.name(),
                profile: judged.profile.name(),
                stage: judged.stage.map(crate::kind::Stage::name),
            });
            sift(
                &mut plan,
                subject,
                *judged,
                &mut outcome.report,
                &mut exceptions,
            );
        }
    }
    let report = &mut outcome.report;
    // Parts come last, and a role's policies as they were read.
    report
        .checked
        .sort_by(|a, b| sources.name(a.file).cmp(sources.name(b.file)));
    let run = Run {
        integration: plan.integration,
        role_arn: role_arn.as_deref(),
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
    report.notes.extend(not_compared(&plan, report));
    report.notes.extend(together::not_compared(&plan, report));
    report.rules = registry
        .iter()
        .map(|rule| RuleEntry {
            meta: &rule.meta,
            page: rules::page,
        })
        .collect();
    outcome
}

/// The role that was named, else the ARN of the one whose trust policy is the integration's, as the documents of the run tell
/// it. Of several the one that Confluent was told, if it is among them.
fn role_of_trust<'s>(
    plan: &Plan,
    done: impl Iterator<Item = (&'s Subject, &'s Done)>,
) -> Option<String> {
    if plan.role_arn.is_some() {
        return plan.role_arn.map(str::to_owned);
    }
    let told = plan.integration?.customer_role_arn.as_ref();
    let (mut meant, mut others) = (Vec::new(), Vec::new());
    for (subject, done) in done {
        match (done, &subject.role_arn) {
            (Done::Checked(_, judged), Some(arn)) if judged.bond == Bond::Concerned => {
                meant.push(arn);
            }
            (Done::Checked(_, judged), arn) if judged.bond == Bond::Bystander => others.push(arn),
            _ => {}
        }
    }
    // A policy that says nothing of Confluent is the integration's only where it is alone.
    if let ([], [Some(only)]) = (meant.as_slice(), others.as_slice()) {
        meant.push(only);
    }
    let is_told = |arn: &&&String| told.is_some_and(|told| told.value == ***arn);
    meant
        .iter()
        .find(is_told)
        .or(meant.first())
        .map(|arn| (*arn).clone())
}

fn number_of_findings(done: &[Done]) -> usize {
    let counts = done.iter().map(|done| match done {
        Done::Checked(_, judged) => judged.findings.len(),
        _ => 0,
    });
    counts.sum()
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

/// So many subjects as stretches of neighbours, each a piece of work: short ones, where there are few, so that all threads have
/// some.
fn stretches(count: usize) -> Vec<Range<usize>> {
    const LONGEST: usize = 64;
    let length = (count / WORTH_THREADS).clamp(1, LONGEST);
    let starts = (0..count).step_by(length);
    starts
        .map(|start| start..count.min(start + length))
        .collect()
}

/// Does some pieces of work, on several threads where that is worth it.
fn shared<I: Send, T: Send>(
    threads: Threads,
    pieces: Vec<I>,
    work: impl Fn(I) -> Vec<T> + Send + Sync,
) -> Vec<T> {
    if pieces.len() < WORTH_THREADS || threads == Threads::One {
        pieces.into_iter().flat_map(work).collect()
    } else {
        pieces.into_par_iter().flat_map_iter(work).collect()
    }
}

/// The policies inside of the documents of a run: each a subject, as the document that holds it is one, and its text.
fn take_parts(subjects: &[Subject], done: &mut [Done]) -> (Vec<Subject>, Vec<Source>) {
    let (mut parts, mut texts) = (Vec::new(), Vec::new());
    for (subject, done) in subjects.iter().zip(done) {
        let Done::Holds(document, _) = done else {
            continue;
        };
        for part in std::mem::take(&mut document.parts) {
            parts.push(Subject {
                name: part.source.name.clone(),
                relative: subject.relative.clone(),
                named: true,
                policy_type: part.policy_type,
                resource_type: part.resource_type,
                role_arn: part.role_arn,
            });
            texts.push(part.source);
        }
    }
    (parts, texts)
}

/// Tells of what was not checked.
fn tell(done: Done, name: &str, outcome: &mut Outcome) {
    let Outcome {
        report,
        unreadable,
        gaps,
    } = outcome;
    match done {
        Done::Checked(..) => {}
        Done::Skipped(reason) => report.skipped.push(skipped(name, &reason)),
        Done::Unreadable(reason) => unreadable.push((name.to_owned(), reason)),
        Done::Holds(document, broken) => {
            gaps.extend(sentences(&document, name));
            let unread = document.unread.iter();
            let unread = unread.map(|unread| skipped(&unread.name, &unread.reason));
            report.skipped.extend(unread);
            unreadable.extend(broken.map(|reason| (name.to_owned(), reason)));
        }
    }
}

/// Which policies a document ought to hold and does not.
fn sentences(document: &Document, name: &str) -> Vec<String> {
    /// So many are named; the others are counted.
    const NAMED: usize = 5;
    let is_gap = |unread: &&Unread| unread.absence == Absence::Gap;
    let sentence = |gap: &Unread| format!("{} was not checked: {}", gap.name, gap.reason);
    let mut sentences: Vec<String> = document
        .unread
        .iter()
        .filter(is_gap)
        .map(sentence)
        .collect();
    if let Some(more) = sentences.len().checked_sub(NAMED).filter(|&more| more > 0) {
        sentences.truncate(NAMED);
        sentences.push(format!("{more} more of {name} were not checked either"));
    }
    sentences
}

fn skipped(name: &str, reason: &str) -> Skipped {
    Skipped {
        name: name.to_owned(),
        reason: reason.to_owned(),
    }
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
