//! What the rules on risky grants stand for, each as a question about all requests.

use iamsure::finding::Severity;
use iamsure::kind::PolicyType;
use iamsure::model;
use iamsure::proof::{Query, Side};
use iamsure::source::FileId;
use iamsure::syntax;
use serde_json::{Value, json};

use super::case::{Answer, Seen, Tally, answer, scenario_source};

/// Actions, each enough for the finding of a rule where it is allowed on everything, and resources that no policy names: whose
/// they are is left open.
pub const SENSITIVE: [(&str, &str, &[&str]); 6] = [
    (
        "credentials-exposure",
        "secretsmanager:GetSecretValue",
        &["arn:aws:secretsmanager:eu-west-1:*:secret:nobody-knows-it-a1b2c3"],
    ),
    (
        "data-exfiltration",
        "sqs:ReceiveMessage",
        &["arn:aws:sqs:eu-west-1:*:nobody-knows-it"],
    ),
    (
        "data-exfiltration",
        "s3:GetObject",
        &[
            "arn:aws:s3:::nobody-knows-it/either",
            "arn:aws:s3:*:*:accesspoint/nobody-knows-it/object/either",
        ],
    ),
    (
        "resource-exposure",
        "kms:PutKeyPolicy",
        &["arn:aws:kms:eu-west-1:*:key/0d5c1f7e-0000-4000-8000-000000000000"],
    ),
    (
        "resource-exposure",
        "s3:PutBucketPolicy",
        &["arn:aws:s3:::nobody-knows-it"],
    ),
    (
        "privilege-escalation",
        "iam:CreatePolicyVersion",
        &["arn:aws:iam::*:policy/nobody-knows-it"],
    ),
];

const RULES: [&str; 4] = [
    "credentials-exposure",
    "data-exfiltration",
    "privilege-escalation",
    "resource-exposure",
];

/// `credentials-exposure`, `data-exfiltration`, `resource-exposure`, `privilege-escalation`: where the policy allows every
/// request for one of the actions, the rule speaks; where it speaks without reserve, there is a request for the action on a
/// resource that the policy does not name.
pub fn risks(seen: &Seen, tally: &mut Tally) {
    if seen.policy_type != PolicyType::Identity {
        return;
    }
    let is_told = seen
        .said(&["full-access", "allow-not-action"])
        .next()
        .is_some();
    for (rule, action, _) in SENSITIVE {
        let every = json!([{ "Effect": "Allow", "Action": action, "Resource": "*" }]);
        let source = scenario_source(&every);
        let tree = syntax::parse(FileId(2), &source);
        let every = model::lower(&tree);
        let side = |policy| Side {
            policy,
            policy_type: PolicyType::Identity,
        };
        let refused = answer(&Query {
            allowed_by: &[side(&every)],
            not_by: Some(side(seen.policy)),
        });
        let flagged = seen
            .said(&[rule])
            .any(|one| one.severity == Severity::Warning);
        let administrator = seen.said(&["privilege-escalation"]).next().is_some();
        match refused {
            Answer::None if !is_told && !administrator => {
                tally.hold(seen, rule, !flagged, &Answer::None);
            }
            Answer::Open => tally.hold(seen, rule, flagged, &Answer::Open),
            _ => {}
        }
    }
    for finding in seen
        .said(&RULES)
        .filter(|one| one.severity == Severity::Warning)
    {
        let Some(witness) = &finding.witness else {
            tally.wrong(seen, format!("{} has no request", finding.rule.id), "");
            continue;
        };
        let unnamed = SENSITIVE
            .iter()
            .find(|(_, action, _)| *action == witness.action);
        let resource = match unnamed {
            Some((_, _, resources)) => json!(resources),
            None => json!(witness.resource.as_deref().unwrap_or("*")),
        };
        let mut condition = json!({});
        for (key, value) in &witness.context {
            condition["StringEquals"][key] = Value::from(value.as_str());
        }
        let scenario = json!([{
            "Effect": "Allow", "Principal": "*", "Action": witness.action, "Resource": resource, "Condition": condition,
        }]);
        tally.hold(
            seen,
            finding.rule.id,
            true,
            &seen.ask(seen.all(), &scenario),
        );
    }
}
