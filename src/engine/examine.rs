//! `Examination`: what becomes of each input of a run, and of each policy that an input holds.

use std::ops::Range;

use crate::config::PathSettings;
use crate::kind::{PolicyType, ResourceType};
use crate::model::{self, Arn, Document, is_account_id};
use crate::source::{FileId, Source};
use crate::syntax::{self, Tree};

use super::failed::attempt;
use super::judge::{judge_all, judge_by};
use super::questions::Questions;
use super::{Bond, Judged, NotRead, Plan, Settings, Subject};

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

/// A subject that was read.
struct Read<'e> {
    file: FileId,
    subject: &'e Subject,
    source: Source,
    /// Whether another subject holds it.
    is_part: bool,
}

/// So many policies, and about so many bytes of them, are judged side by side: as many as the memory next to the processor
/// holds with all that is found out of them.
const MOST_TOGETHER: usize = 16;
const MOST_BYTES: usize = 64 * 1024;

/// What all subjects of a run have in common.
pub(super) struct Examination<'e> {
    pub(super) plan: &'e Plan<'e>,
    pub(super) questions: Questions,
    /// How many sources there are before the subjects.
    pub(super) first: usize,
}

impl Examination<'_> {
    /// Reads some subjects, one after the other, and judges those that are policies.
    pub(super) fn subjects(&self, indexes: Range<usize>) -> Vec<Done> {
        let mut done = Vec::with_capacity(indexes.len());
        let mut batch = Vec::with_capacity(indexes.len().min(MOST_TOGETHER));
        let mut bytes = 0;
        for index in indexes {
            let Some(subject) = self.plan.subjects.get(index) else {
                continue;
            };
            match (self.plan.load)(index) {
                Ok(source) => {
                    bytes += source.text.len();
                    batch.push(Read {
                        file: self.file(index),
                        subject,
                        source,
                        is_part: false,
                    });
                }
                Err(reason) => {
                    // All come in their order.
                    done.extend(self.batch(std::mem::take(&mut batch)));
                    done.push(match reason {
                        NotRead::Skipped(reason) => Done::Skipped(reason),
                        NotRead::Unreadable(reason) => Done::Unreadable(reason),
                    });
                    bytes = 0;
                }
            }
            (self.plan.progress)();
            if batch.len() == MOST_TOGETHER || bytes > MOST_BYTES {
                done.extend(self.batch(std::mem::take(&mut batch)));
                bytes = 0;
            }
        }
        done.extend(self.batch(batch));
        done
    }

    /// Judges policies that subjects hold; parts follow the subjects.
    pub(super) fn part(&self, parts: &[Subject], index: usize, source: Source) -> Done {
        let Some(subject) = parts.get(index) else {
            return Done::Unreadable(String::new());
        };
        let read = Read {
            file: self.file(self.plan.subjects.len() + index),
            subject,
            source,
            is_part: true,
        };
        let done = self.batch(vec![read]).pop();
        done.unwrap_or_else(|| Done::Unreadable(String::new()))
    }

    /// Judges some texts side by side. A defect of ours in reading one is a policy that was not checked, and no reason to leave
    /// the others unchecked.
    fn batch(&self, batch: Vec<Read>) -> Vec<Done> {
        match attempt(|| self.texts(&batch)) {
            Ok(texts) => {
                let done = batch.into_iter().zip(texts);
                done.map(|(read, text)| self.done(read.source, text))
                    .collect()
            }
            Err(reason) if batch.len() < 2 => {
                let failed = || Done::Unreadable(format!("iamsure itself failed: {reason}"));
                batch.iter().map(|_| failed()).collect()
            }
            Err(_) => {
                let alone = batch.into_iter().map(|read| vec![read]);
                alone.flat_map(|one| self.batch(one)).collect()
            }
        }
    }

    /// What each of them is.
    fn texts(&self, batch: &[Read]) -> Vec<Text> {
        let trees: Vec<Tree> = batch
            .iter()
            .map(|read| syntax::parse(read.file, &read.source))
            .collect();
        let other: Vec<Option<Text>> = batch
            .iter()
            .zip(&trees)
            .map(|(read, tree)| self.other(read, tree))
            .collect();
        let policies: Vec<(&Tree, Settings)> = batch
            .iter()
            .zip(&trees)
            .zip(&other)
            .filter(|(_, other)| other.is_none())
            .map(|((read, tree), _)| (tree, settings(self.plan, read.subject)))
            .collect();
        let mut judged = judge_all(&policies, &self.questions).into_iter();
        let texts = other
            .into_iter()
            .map(|other| other.or_else(|| judged.next().map(Text::Policy)));
        texts.map(|text| text.unwrap_or(Text::Other)).collect()
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
                **judged = judge_by(&tree, &settings, &self.questions);
            }
        }
    }

    fn file(&self, index: usize) -> FileId {
        FileId(u32::try_from(self.first + index).unwrap_or(u32::MAX))
    }

    fn done(&self, mut source: Source, text: Text) -> Done {
        let judged = match text {
            Text::Policy(judged) => judged,
            Text::Document(document, None) if document.is_empty() => {
                return Done::Skipped("holds no policy".to_owned());
            }
            Text::Document(document, broken) => return Done::Holds(document, broken),
            Text::Other => return Done::Skipped("not a policy".to_owned()),
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

    /// What a text is that is no policy; `None`: it is one, or was meant as one.
    fn other(&self, read: &Read, tree: &Tree) -> Option<Text> {
        if read.is_part {
            return None;
        }
        let source = &read.source;
        if let Some(document) = (self.plan.extract)(source, tree) {
            let broken = model::document::lost(source, tree, &document.parts);
            return Some(Text::Document(document, broken));
        }
        let is_meant = read.subject.named || model::looks_like_policy(tree);
        (!is_meant).then_some(Text::Other)
    }
}

/// What flags, configuration and its own place say of a subject.
fn settings<'a>(plan: &'a Plan, subject: &'a Subject) -> Settings<'a> {
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
    let role_arn = subject.role_arn.as_deref().or(plan.role_arn);
    // A role lies in the account that its ARN names.
    let of_role = || role_arn.and_then(Arn::parse).map(|arn| arn.account);
    Settings {
        policy_type,
        // Where a flag says that it is another type of policy, what the configuration says of its resource is void.
        resource_type: resource_type.filter(|one| Some(one.policy_type()) == policy_type),
        profile: plan.flags.profile.or(path.profile),
        stage: plan.flags.stage.or(path.stage),
        now: plan.now,
        account: plan
            .account
            .or_else(|| of_role().filter(|id| is_account_id(id))),
        role_arn,
        integration: plan.integration,
        catalog: plan.catalog,
        config: plan.config,
        selection: Some(plan.selection),
        pointers: plan.pointers || plan.baseline.is_some(),
        labels: plan.labels,
    }
}
