//! What a check of both sides cannot know, and what comes after it: the last notes of its report.

use crate::finding::Severity;
use crate::integration::{Integration, concerns};
use crate::kind::PolicyType;
use crate::model;
use crate::report::Report;
use crate::syntax;
use crate::template::next::Stage;
use crate::text;

use super::arguments::CheckArguments;

/// Source: "Roles terms and concepts: Role chaining" in the IAM User Guide. Confluent calls from a role of its own.
const CHAINED: &str = "Confluent's role assumes this one, which AWS calls role chaining: no session lasts longer than one hour, \
                       whatever the role allows";

/// Adds the notes, where a trust policy and an integration were held against each other.
pub fn note(arguments: &CheckArguments, integration: &Integration, report: &mut Report) {
    let Some(stage) = stage(integration, report) else {
        return;
    };
    if integration.created() {
        let unseen = unseen(arguments, report);
        if !unseen.is_empty() {
            report
                .notes
                .push(format!("not checked: {}", text::list(&unseen)));
        }
    }
    if is_done(stage) {
        report.notes.push(CHAINED.to_owned());
    }
    report.notes.push(position(stage, integration, report));
}

/// How far the role is, by the trust policies that were checked; `None` if none was, or not whole. Of several the integration's count, and
/// each of them has to let Confluent in.
fn stage(integration: &Integration, report: &Report) -> Option<Stage> {
    let is_trust = |policy_type: &str| policy_type == PolicyType::Trust.name();
    let trusts = report.checked.iter().filter(|it| is_trust(it.policy_type));
    let (mut meant, mut others) = (Vec::new(), Vec::new());
    for checked in trusts {
        let tree = syntax::parse(checked.file, report.sources.get(checked.file));
        let policy = model::lower(&tree);
        if policy.broken {
            // What it would say once it is whole, nobody knows.
            return None;
        }
        let stage = Stage::of(Some(&policy), Some(integration), true);
        if concerns(&policy, integration) {
            meant.push(stage);
        } else {
            others.push(stage);
        }
    }
    let stages = if meant.is_empty() { others } else { meant };
    let early = stages.iter().find(|stage| !is_done(**stage));
    early.or(stages.first()).copied()
}

/// Whether Confluent can assume the role.
fn is_done(stage: Stage) -> bool {
    matches!(stage, Stage::Final | Stage::InUse)
}

/// What decides too and was not among the policies of this run.
fn unseen(arguments: &CheckArguments, report: &Report) -> Vec<String> {
    let has = |policy_type: PolicyType| {
        let mut checked = report.checked.iter();
        checked.any(|it| it.policy_type == policy_type.name())
    };
    // Who reads the role has its permissions and its boundary, even if these are none, or AWS's own.
    let is_read = arguments.aws.role.is_some();
    let parts = [
        (
            has(PolicyType::Identity) || is_read,
            "the role's permission policy",
        ),
        (
            has(PolicyType::Boundary) || is_read,
            "the role's permissions boundary",
        ),
        (
            has(PolicyType::Resource),
            "the policy of the resource (bucket, table, stream)",
        ),
        // A resource policy that was given is hardly that of the key too.
        (false, "the KMS key's policy"),
        (
            has(PolicyType::Scp) || has(PolicyType::Rcp),
            "control policies (SCP, RCP)",
        ),
    ];
    let unseen = parts.into_iter().filter(|(is_seen, _)| !is_seen);
    unseen.map(|(_, what)| what.to_owned()).collect()
}

/// The stage and the next step.
fn position(stage: Stage, integration: &Integration, report: &Report) -> String {
    let id = integration.id.as_ref().map(|id| id.value.as_str());
    let words = stage.words();
    let mut findings = report.findings.iter();
    let errors = findings.any(|finding| finding.severity == Severity::Error);
    if integration.parted().is_some() {
        // No trust policy lets it in.
        return "next: create the integration again, with a role of its partition".to_owned();
    }
    // That Confluent can assume the role is what the trust policy says; an error may be about another reason why it cannot.
    match stage.step(id) {
        Some(step) if is_done(stage) && errors => format!("next: mend the errors, then {step}"),
        Some(step) => format!("stage {words}; next: {step}"),
        None if errors => "next: mend the errors".to_owned(),
        None => format!("stage {words}"),
    }
}
