//! `Examination`: what becomes of each input of a run, and of each policy that an input holds.

use crate::config::PathSettings;
use crate::kind::{PolicyType, ResourceType};
use crate::model::{self, Document};
use crate::rules::Rule;
use crate::source::{FileId, Source};
use crate::syntax;

use super::judge::attempt;
use super::{Bond, Judged, NotRead, Plan, Settings, Subject, judge};

/// What became of one subject.
pub(super) enum Done {
    Checked(Source, Box<Judged>),
    /// It holds policies; the second is why there may be more.
    Holds(Document, Option<String>),
    Skipped(String),
    Unreadable(String),
}

/// What a text turned out to be.
enum Text {
    Policy(Judged),
    Document(Document, Option<String>),
    Other,
}

/// What all subjects of a run have in common.
pub(super) struct Examination<'e> {
    pub(super) plan: &'e Plan<'e>,
    pub(super) registry: &'e [&'static Rule],
    /// How many sources there are before the subjects.
    pub(super) first: usize,
}

impl Examination<'_> {
    /// Reads one subject and judges it, if it is a policy.
    pub(super) fn subject(&self, index: usize) -> Done {
        let Some(subject) = self.plan.subjects.get(index) else {
            return Done::Unreadable(String::new());
        };
        let source = match (self.plan.load)(index) {
            Ok(source) => source,
            Err(NotRead::Skipped(reason)) => return Done::Skipped(reason),
            Err(NotRead::Unreadable(reason)) => return Done::Unreadable(reason),
        };
        let file = self.file(index);
        self.done(source, |source| self.text(subject, file, source))
    }

    /// Judges a policy that a subject holds; parts follow the subjects.
    pub(super) fn part(&self, parts: &[Subject], index: usize, text: Source) -> Done {
        let Some(subject) = parts.get(index) else {
            return Done::Unreadable(String::new());
        };
        let file = self.file(self.plan.subjects.len() + index);
        self.done(text, |source| {
            let tree = syntax::parse(file, source);
            Text::Policy(judge(&tree, &settings(self.plan, subject), self.registry))
        })
    }

    /// Where a trust policy of the run is about the integration, those that say nothing of Confluent belong to other roles:
    /// they are judged again without it. Where none is, any of them may be the one that was meant, and all stay held to it.
    pub(super) fn release_bystanders(&self, parts: &[Subject], done: &mut [Done]) {
        let has =
            |done: &Done, bond| matches!(done, Done::Checked(_, judged) if judged.bond == bond);
        if !done.iter().any(|one| has(one, Bond::Concerned)) {
            return;
        }
        let subjects = self.plan.subjects.iter().chain(parts);
        for (index, (subject, one)) in subjects.zip(done).enumerate() {
            let Done::Checked(source, judged) = one else {
                continue;
            };
            if judged.bond == Bond::Bystander {
                let settings = Settings {
                    integration: None,
                    ..settings(self.plan, subject)
                };
                let tree = syntax::parse(self.file(index), source);
                **judged = judge(&tree, &settings, self.registry);
            }
        }
    }

    fn file(&self, index: usize) -> FileId {
        FileId(u32::try_from(self.first + index).unwrap_or(u32::MAX))
    }

    fn done(&self, mut source: Source, examine: impl FnOnce(&Source) -> Text) -> Done {
        // A defect of ours in reading is a policy that was not checked, and no reason to leave the others unchecked.
        let judged = match attempt(|| examine(&source)) {
            Ok(Text::Policy(judged)) => judged,
            Ok(Text::Document(document, None)) if document.is_empty() => {
                return Done::Skipped("holds no policy".to_owned());
            }
            Ok(Text::Document(document, broken)) => return Done::Holds(document, broken),
            Ok(Text::Other) => return Done::Skipped("not a policy".to_owned()),
            Err(reason) => return Done::Unreadable(format!("iamsure itself failed: {reason}")),
        };
        let is_settled = judged.bond == Bond::None && self.plan.demand.is_none();
        let is_told = !self.plan.texts && self.plan.integration.is_none();
        if is_settled && (judged.findings.is_empty() || is_told) {
            // Nothing will look into it any more; and what is let go of leaves its room to the next.
            let findings = judged.findings.iter();
            source.forget_text(findings.map(|finding| finding.primary.span.start));
        }
        Done::Checked(source, Box::new(judged))
    }

    fn text(&self, subject: &Subject, file: FileId, source: &Source) -> Text {
        let tree = syntax::parse(file, source);
        if let Some(document) = (self.plan.extract)(source, &tree) {
            let problem = tree.problems().iter().find(|one| one.kind.breaks_json());
            let broken = problem.map(|problem| {
                let place = source.place(problem.span.start);
                format!(
                    "no JSON from line {}, column {} on, so it may hold more policies",
                    place.line, place.column
                )
            });
            return Text::Document(document, broken);
        }
        if !subject.named && !model::looks_like_policy(&tree) {
            return Text::Other;
        }
        Text::Policy(judge(&tree, &settings(self.plan, subject), self.registry))
    }
}

/// What flags, configuration and its own place say of a subject.
fn settings<'a>(plan: &'a Plan, subject: &Subject) -> Settings<'a> {
    let path = plan.config.path_settings(&subject.relative);
    let of = |settings: &PathSettings| {
        let implied = settings.resource_type.map(ResourceType::policy_type);
        settings.policy_type.or(implied)
    };
    let said = of(&plan.flags).or_else(|| of(&path));
    let policy_type = match subject.policy_type {
        // What a policy is used for, its place does not say; only that it has no principal.
        Some(PolicyType::Identity) if said.is_some_and(PolicyType::is_identity_like) => said,
        Some(known) => Some(known),
        None => said,
    };
    let resource_type = subject
        .resource_type
        .or(plan.flags.resource_type)
        .or(path.resource_type);
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
        labels: plan.labels,
    }
}
