//! What stands where a policy is silent about what may be granted: AWS attaches full access beside control policies, and where
//! there is no boundary, nothing bounds.

use crate::kind::PolicyType;
use crate::model::{Effect, Policy};
use crate::source::Source;

/// A policy that allows nothing.
const NOTHING: &str = r#"{"Version": "2012-10-17", "Statement": []}"#;
const FULL_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" }
}
"#;
const RCP_FULL_ACCESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }
}
"#;

/// What holds where a policy of this type is missing.
pub fn stand_in(policy_type: PolicyType) -> Source {
    let (name, text) = match policy_type {
        PolicyType::Identity | PolicyType::Trust | PolicyType::Resource => ("nothing", NOTHING),
        PolicyType::Rcp => ("RCPFullAWSAccess", RCP_FULL_ACCESS),
        PolicyType::Scp => ("FullAWSAccess", FULL_ACCESS),
        PolicyType::Boundary | PolicyType::Session => ("no policy", FULL_ACCESS),
    };
    Source::new(name, text)
}

/// Whether such a policy is of use only beside the full access that AWS attaches: it allows nothing by itself.
pub fn stands_beside(policy: &Policy, policy_type: PolicyType) -> bool {
    let allows = |effect: Option<Effect>| effect != Some(Effect::Deny);
    let mut effects = policy
        .statements
        .iter()
        .map(|one| one.effect.map(|effect| effect.value));
    matches!(policy_type, PolicyType::Scp | PolicyType::Rcp) && !effects.any(allows)
}

/// Puts the statements of one policy behind those of another one.
pub fn add<'t>(policy: &mut Policy<'t>, other: Policy<'t>) {
    for mut statement in other.statements {
        statement.index = policy.statements.len();
        policy.statements.push(statement);
    }
}
