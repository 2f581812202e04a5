//! `judge()`: parse one policy, lower it, run every rule on it.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::catalog::Catalog;
use crate::config::{Config, Selection};
use crate::finding::{Draft, Finding};
use crate::integration::{self, Integration};
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::model::{self, Policy};
use crate::rules::{Answers, Context, Rule};
use crate::sort;
use crate::source::Span;
use crate::syntax::Tree;
use crate::text;

use super::questions::Questions;

/// What is known of a policy besides its text. `None`: judge by what it says.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    pub policy_type: Option<PolicyType>,
    /// What a resource policy is attached to.
    pub resource_type: Option<ResourceType>,
    pub profile: Option<Profile>,
    pub stage: Option<Stage>,
    pub now: DateTime<Utc>,
    /// Our own account: 12 digits.
    pub account: Option<&'a str>,
    /// The ARN of the role whose policy it is, or its name alone.
    pub role_arn: Option<&'a str>,
    pub integration: Option<&'a Integration>,
    /// What AWS defines.
    pub catalog: &'static Catalog,
    pub config: &'a Config,
    /// Which rules run; `None`: all.
    pub selection: Option<&'a Selection>,
    /// Whether somebody will ask the findings for their JSON pointers; else they stay empty.
    pub pointers: bool,
    /// Whether somebody will see what else the findings point at, and their help; else rules may leave out what is dear to
    /// find out.
    pub labels: bool,
}

impl<'a> Settings<'a> {
    /// Nothing is known but the clock and the configuration.
    #[must_use]
    pub fn new(now: DateTime<Utc>, config: &'a Config) -> Self {
        Self {
            policy_type: None,
            resource_type: None,
            profile: None,
            stage: None,
            now,
            account: None,
            role_arn: None,
            integration: None,
            catalog: Catalog::embedded(),
            config,
            selection: None,
            pointers: true,
            labels: true,
        }
    }
}

/// What the rules say of one policy, and as what they took it.
#[derive(Debug)]
pub struct Judged {
    pub policy_type: PolicyType,
    pub profile: Profile,
    /// `None` where stages mean nothing.
    pub stage: Option<Stage>,
    /// How the policy stands to the integration of the run.
    pub bond: Bond,
    /// In the order of their places, then of their rules.
    pub findings: Vec<Finding>,
    /// Where the statements stand and what they are called, for exceptions that name one; empty if there are none.
    pub statements: Vec<StatementName>,
}

/// How a policy stands to the integration of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// No trust policy, or no integration was given.
    None,
    /// A trust policy that says nothing of Confluent. It is another role's if one of the run does.
    Bystander,
    /// A trust policy that is the integration's, or was meant to be.
    Concerned,
}

/// A statement as an exception may name it.
#[derive(Clone, Debug)]
pub struct StatementName {
    pub index: usize,
    pub span: Span,
    pub sid: Option<String>,
}

/// Runs the rules of `registry` on one policy.
#[must_use]
pub fn judge(tree: &Tree, settings: &Settings, registry: &[&'static Rule]) -> Judged {
    judge_by(tree, settings, &Questions::of(registry))
}

/// The same by questions that several policies are asked.
pub(super) fn judge_by(tree: &Tree, settings: &Settings, questions: &Questions) -> Judged {
    let seen = Seen::new(tree, settings);
    let found = questions.opinions(&[seen.context()]);
    seen.judged(found.into_iter().flatten().collect())
}

/// Judges some policies side by side, each on its own: what one rule asks of all of them stays at hand, where all rules of
/// one policy would drive each other out.
pub(super) fn judge_all(policies: &[(&Tree, Settings)], questions: &Questions) -> Vec<Judged> {
    let seen: Vec<Seen> = policies
        .iter()
        .map(|(tree, settings)| Seen::new(tree, settings))
        .collect();
    let contexts: Vec<Context> = seen.iter().map(Seen::context).collect();
    let found = questions.opinions(&contexts);
    let judged = seen.iter().zip(found);
    judged.map(|(seen, found)| seen.judged(found)).collect()
}

/// A policy that was read, and as what.
struct Seen<'s> {
    tree: &'s Tree<'s>,
    settings: &'s Settings<'s>,
    policy: Policy<'s>,
    policy_type: PolicyType,
    profile: Profile,
    stage: Option<Stage>,
    answers: Answers<'s>,
}

impl<'s> Seen<'s> {
    fn new(tree: &'s Tree, settings: &'s Settings) -> Self {
        let policy = model::lower(tree);
        let policy_type = settings
            .policy_type
            .or(settings.resource_type.map(ResourceType::policy_type))
            .unwrap_or_else(|| model::policy_type(&policy));
        Self {
            tree,
            settings,
            policy_type,
            profile: profile(&policy, policy_type, settings),
            stage: stage(&policy, policy_type, settings),
            policy,
            answers: Answers::default(),
        }
    }

    fn context(&'s self) -> Context<'s> {
        let settings = self.settings;
        Context {
            tree: self.tree,
            policy: &self.policy,
            policy_type: self.policy_type,
            type_is_guessed: settings.policy_type.is_none(),
            resource_type: settings.resource_type,
            profile: self.profile,
            stage: self.stage.unwrap_or(Stage::Final),
            now: settings.now,
            account: settings.account,
            role_arn: settings.role_arn,
            integration: settings.integration,
            catalog: settings.catalog,
            answers: &self.answers,
            config: settings.config,
            labels: settings.labels,
            selection: settings.selection,
        }
    }

    fn judged(&self, found: Vec<Finding>) -> Judged {
        let (tree, settings, policy) = (self.tree, self.settings, &self.policy);
        let mut findings = limited(found, policy.span);
        for finding in &mut findings {
            if settings.pointers {
                finding.pointer = tree.pointer(finding.primary.span);
            }
            if !settings.labels {
                // Its room is for the next policy.
                finding.related = Vec::new();
                finding.witness = None;
            }
            // Nobody reads so many edits before they are made.
            finding.fix.take_if(|fix| fix.edits.len() > MOST);
        }
        in_order(&mut findings);
        // Nothing but an exception asks for them.
        let statements = if findings.is_empty() || settings.config.exceptions.is_empty() {
            Vec::new()
        } else {
            names(policy)
        };
        Judged {
            policy_type: self.policy_type,
            profile: self.profile,
            stage: self.stage,
            bond: bond(policy, self.policy_type, settings),
            findings,
            statements,
        }
    }
}

/// Sorts the findings of one policy as reports have them.
pub(super) fn in_order(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.primary.span, finding.rule.id);
        key(a).cmp(&key(b))
    });
}

/// How many findings of one rule a policy can have, and how many edits a fix. No policy within AWS's quotas has room for so many; without a limit
/// a megabyte of mistakes is a report of hundreds.
const MOST: usize = 1000;

/// Of each rule the most severe findings, and of these the first; and one finding that counts the others, as severe as the
/// worst of them. It stands at the start of the policy, so that no exception for a single statement lets it pass.
pub(super) fn limited(findings: Vec<Finding>, policy: Span) -> Vec<Finding> {
    if findings.len() <= MOST {
        return findings;
    }
    let mut kept = Vec::new();
    // Each rule has added its own in one go.
    for of_rule in findings.chunk_by(|one, other| one.rule.id == other.rule.id) {
        let mut of_rule: Vec<&Finding> = of_rule.iter().collect();
        if of_rule.len() > MOST {
            sort::by_key(&mut of_rule, |one| {
                (Reverse(one.severity), one.primary.span)
            });
        }
        let omitted = of_rule.split_off(of_rule.len().min(MOST));
        kept.extend(of_rule.into_iter().cloned());
        if let Some(worst) = omitted.first() {
            kept.push(
                Draft::new(
                    worst.rule,
                    format!(
                        "{} of `{}` are not shown",
                        text::count(omitted.len(), "more finding"),
                        worst.rule.id
                    ),
                )
                .at(
                    Span::new(policy.file, policy.start, policy.start),
                    format!("has more than {MOST} of them"),
                )
                .help("mend those that are shown first")
                .severity(worst.severity),
            );
        }
    }
    kept
}

/// Confluent's conventions hold where a principal is Confluent's, or where its response was given.
fn profile(policy: &Policy, policy_type: PolicyType, settings: &Settings) -> Profile {
    let judge = || {
        let given = settings.integration.is_some();
        if policy_type == PolicyType::Trust && (given || integration::speaks_of_confluent(policy)) {
            Profile::Confluent
        } else {
            Profile::None
        }
    };
    settings.profile.unwrap_or_else(judge)
}

fn bond(policy: &Policy, policy_type: PolicyType, settings: &Settings) -> Bond {
    match settings.integration {
        Some(integration) if policy_type == PolicyType::Trust => {
            let is_said = settings.profile == Some(Profile::Confluent);
            if is_said || integration::concerns(policy, integration) {
                Bond::Concerned
            } else {
                Bond::Bystander
            }
        }
        _ => Bond::None,
    }
}

/// The integration exists once Confluent's response is there; without it the policy itself tells.
fn stage(policy: &Policy, policy_type: PolicyType, settings: &Settings) -> Option<Stage> {
    let judge = || {
        let prepared = settings.integration.is_none() && policy.allows().next().is_none();
        if prepared {
            Stage::Prepared
        } else {
            Stage::Final
        }
    };
    (policy_type == PolicyType::Trust).then(|| settings.stage.unwrap_or_else(judge))
}

pub(super) fn names(policy: &Policy) -> Vec<StatementName> {
    policy
        .statements
        .iter()
        .map(|statement| StatementName {
            index: statement.index,
            span: statement.span,
            sid: statement.sid.as_ref().map(|sid| sid.written().to_owned()),
        })
        .collect()
}
