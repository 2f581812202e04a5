//! What the rules on trust policies stand for, each as a question about all requests.

use iamsure::finding::Severity;
use iamsure::integration::{self, Party};
use iamsure::kind::Profile;
use iamsure::model::{PrincipalKind, Statement, Text};
use iamsure::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, TAG_SESSION, covers, denies_everyone};
use serde_json::{Value, json};

use super::case::{Answer, Seen, Tally};

/// `missing-external-id`, `optional-external-id`: is there a request to assume the role, by someone of another account whom
/// the statement trusts, of none of our organizations and without multi-factor authentication, that says no external ID?
///
/// `weak-external-id`: is there one that says an external ID which the policy writes nowhere?
pub fn external_ids(seen: &Seen, tally: &mut Tally) {
    let party = Party::of(seen.policy, seen.profile, seen.integration);
    let home = integration::home(seen.policy, seen.case.account.as_deref(), seen.integration);
    for statement in assuming(seen) {
        let asks = statement.conditions_on(EXTERNAL_ID).next().is_some();
        let rule = if asks {
            "optional-external-id"
        } else {
            "missing-external-id"
        };
        let mut without = Answer::None;
        let mut made_up = Answer::None;
        for trusted in party.trusted(statement, home) {
            let Some(name) = trusted.text.known() else {
                // Nobody yet.
                without = Answer::Open;
                made_up = Answer::Open;
                continue;
            };
            let mut condition = if trusted.is_confluent {
                json!({})
            } else {
                third_party()
            };
            condition["Null"][EXTERNAL_ID] = json!("true");
            widest(
                &mut without,
                seen.ask(
                    seen.with_denies(statement),
                    &by(seen, name, ASSUME_ROLE, &condition),
                ),
            );
            condition["Null"][EXTERNAL_ID] = json!("false");
            condition["StringLike"][EXTERNAL_ID] = json!("??*");
            condition["StringNotEqualsIgnoreCase"][EXTERNAL_ID] =
                json!(written_ids(seen, statement));
            widest(
                &mut made_up,
                seen.ask(
                    seen.with_denies(statement),
                    &by(seen, name, ASSUME_ROLE, &condition),
                ),
            );
        }
        tally.hold(
            seen,
            rule,
            seen.of(&[rule], statement).next().is_some(),
            &without,
        );
        // Who may leave the ID out need not make one up.
        let skips = seen
            .of(&["optional-external-id"], statement)
            .next()
            .is_some();
        if asks && !skips && !matches!(without, Answer::Some(_)) {
            // Who fills the ID in may be nobody.
            let is_open =
                |text: &str| text.contains("filled in") && matches!(made_up, Answer::Some(_));
            let mut said = seen.of(&["weak-external-id"], statement);
            let guessed =
                said.any(|one| one.message.starts_with("a made-up") || is_open(&one.message));
            tally.hold(seen, "weak-external-id", guessed, &made_up);
        }
    }
}

/// `anyone-can-assume`: is there a request to assume the role by an identity of an account that the policy does not name, of
/// no organization of ours, from a network that is not ours (as an error), or from any (as a warning)?
pub fn strangers(seen: &Seen, tally: &mut Tally) {
    for statement in assuming(seen) {
        let everyone = statement
            .principals()
            .any(|one| one.kind == PrincipalKind::Everyone);
        let unread = statement.conditions.iter().any(|one| {
            one.spec.is_none() || one.values.iter().any(|value| value.known().is_none())
        });
        // What is over lets nobody in any more, whoever could have come.
        let is_over = seen.of(&["expired-access"], statement).next().is_some();
        if !everyone || unread || is_over {
            continue;
        }
        let own = seen.ask(
            seen.with_denies(statement),
            &strange(&["internet", "endpoint"]),
        );
        let any = seen.ask(seen.with_denies(statement), &strange(&["open"]));
        let said = |severity| {
            seen.of(&["anyone-can-assume"], statement)
                .any(|one| one.severity == severity)
        };
        tally.hold(seen, "anyone-can-assume", said(Severity::Error), &own);
        if !said(Severity::Error) {
            tally.hold(seen, "anyone-can-assume", said(Severity::Warning), &any);
        }
    }
}

/// `leftover-bootstrap-deny`: is there a request to assume the role that the policy allows but for its `Deny` for everyone (and
/// none that it allows with it)?
pub fn leftover(seen: &Seen, tally: &mut Tally) {
    let kept: Vec<Statement> = seen
        .all()
        .into_iter()
        .filter(|one| !denies_everyone(one))
        .collect();
    if kept.len() == seen.policy.statements.len() {
        return;
    }
    let anyone = json!([{
        "Effect": "Allow", "Principal": "*", "Action": ASSUME_ROLE, "Resource": "*",
    }]);
    let flagged = seen.said(&["leftover-bootstrap-deny"]).next().is_some();
    if let Answer::Some(witness) = seen.ask(seen.all(), &anyone) {
        tally.wrong(
            seen,
            "a Deny for everyone lets one in".to_owned(),
            &format!("{:?}", witness.request),
        );
    }
    let without = seen.ask(kept, &anyone);
    // Where nothing would get in either, both faults may be told.
    let flagged = flagged && !matches!(without, Answer::None);
    tally.hold(seen, "leftover-bootstrap-deny", flagged, &without);
}

/// Rules that say why Confluent's request is refused.
const REFUSED: [&str; 14] = [
    "integration-not-trusted",
    "principal-mismatch",
    "external-id-mismatch",
    "bootstrap-trust-policy",
    "leftover-bootstrap-deny",
    "condition-never-true",
    "empty-date-window",
    "expired-access",
    "role-session-trusted",
    "deleted-principal",
    "malformed-principal",
    "invalid-principal-format",
    "unsupported-wildcard-in-principal",
    "missing-statement",
];

/// `integration-not-trusted`, with those that say it closer: is there a request of Confluent's role with its external ID,
/// without multi-factor authentication and by no service, that the policy allows?
///
/// `missing-tag-session`: is there such a request to assume the role, and none to tag the session?
pub fn integrated(seen: &Seen, tally: &mut Tally) {
    let Some((role, id)) = seen.integration.and_then(|one| {
        Some((
            &one.role_arn.known()?.value,
            &one.external_id.known()?.value,
        ))
    }) else {
        return;
    };
    if seen.profile != Profile::Confluent || seen.policy.statements.iter().any(|one| !one.sound) {
        return;
    }
    let condition = json!({
        "StringEquals": { EXTERNAL_ID: id },
        "Bool": { "aws:SecureTransport": "true", "aws:ViaAWSService": "false" },
        "Null": {
            "aws:MultiFactorAuthPresent": "true",
            "aws:MultiFactorAuthAge": "true",
            "aws:SourceAccount": "true",
            "aws:SourceArn": "true",
        },
    });
    let assume = seen.ask(seen.all(), &by(seen, role, ASSUME_ROLE, &condition));
    let tag = seen.ask(seen.all(), &by(seen, role, TAG_SESSION, &condition));
    let refused = seen.said(&REFUSED).next().is_some();
    let own = seen.said(&["integration-not-trusted"]).next().is_some();
    match &assume {
        // Another one may speak of a second statement.
        Answer::Some(_) => tally.hold(seen, "integration-not-trusted", !own, &assume),
        _ => tally.hold(seen, "integration-not-trusted", !refused, &assume),
    }
    let untagged = seen.said(&["missing-tag-session"]).next().is_some();
    if let (Answer::Some(_), Answer::Some(_) | Answer::None) = (&assume, &tag) {
        tally.hold(seen, "missing-tag-session", !untagged, &tag);
    }
}

/// The statements that may let someone assume the role.
fn assuming<'s>(seen: &'s Seen) -> impl Iterator<Item = &'s Statement<'s>> {
    let allows = seen.policy.allows();
    allows.filter(|statement| !covers(statement, ASSUME_ROLE).is_no())
}

fn widest(widest: &mut Answer, found: Answer) {
    let rank = |answer: &Answer| match answer {
        Answer::None => 0,
        Answer::Open => 1,
        Answer::Some(_) => 2,
    };
    if rank(widest) < rank(&found) {
        *widest = found;
    }
}

/// Requests of whom a policy names so: an account, or one identity of it.
fn by(seen: &Seen, name: &str, action: &str, condition: &Value) -> Value {
    let mut condition = condition.clone();
    // The name of a role is unique in its account, so that its path is known.
    if name.contains(":role/") {
        condition["StringEquals"]["aws:PrincipalArn"] = json!(name);
    }
    // So is that of a session's role, where the policy names it.
    if let Some((account, session)) = name
        .strip_prefix("arn:aws:sts::")
        .and_then(|rest| rest.split_once(":assumed-role/"))
    {
        let role = session.split('/').next().expect("a name");
        let start = format!("arn:aws:iam::{account}:role/");
        let principals = seen
            .policy
            .statements
            .iter()
            .flat_map(Statement::principals);
        let named: Vec<&str> = principals
            .filter_map(|one| one.text.known())
            .filter(|arn| arn.starts_with(&start) && arn.rsplit('/').next() == Some(role))
            .collect();
        if !named.is_empty() {
            condition["StringEquals"]["aws:PrincipalArn"] = json!(named);
        }
    }
    json!([{
        "Effect": "Allow",
        "Principal": { "AWS": name },
        "Action": action,
        "Resource": "*",
        "Condition": condition,
    }])
}

fn third_party() -> Value {
    let path = "o-strangers0/r-0000/";
    json!({
        "StringEquals": { "aws:PrincipalOrgID": "o-strangers0" },
        "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": path },
        "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": path },
        "Null": { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "true" },
    })
}

/// Every text that a condition on the external ID has, of the statement or of a `Deny`, and that stands for itself.
fn written_ids(seen: &Seen, statement: &Statement) -> Vec<String> {
    let statements = seen.policy.denies().chain([statement]);
    let values = statements
        .flat_map(|one| one.conditions_on(EXTERNAL_ID))
        .flat_map(|one| &one.values);
    let ids = values
        .filter_map(Text::known)
        .filter(|id| !id.contains(['*', '?', '$']));
    ids.chain(["no-id-at-all"]).map(str::to_owned).collect()
}

const STRANGE_VPC: &str = "vpc-00000000stranger0";

fn strange(routes: &[&str]) -> Value {
    let mut statements = Vec::new();
    for route in routes {
        for member in [true, false] {
            let mut condition = json!({
                "StringLikeIfExists": { "aws:userid": "AROASTRANGERSTRANGER0:*" },
                "StringEqualsIfExists": {
                    "aws:FederatedProvider": "arn:aws:iam::710938246150:saml-provider/stranger",
                    "aws:Ec2InstanceSourceVpc": STRANGE_VPC,
                },
                "Null": {
                    "aws:SourceArn": "true",
                    "aws:SourceAccount": "true",
                    "aws:SourceOrgID": "true",
                    "aws:SourceOrgPaths": "true",
                },
            });
            if member {
                let path = "o-strangers0/r-0000/ou-0000-00000000/";
                condition["StringEquals"]["aws:PrincipalOrgID"] = json!("o-strangers0");
                condition["ForAllValues:StringEquals"]["aws:PrincipalOrgPaths"] = json!(path);
                condition["ForAnyValue:StringEquals"]["aws:PrincipalOrgPaths"] = json!(path);
            } else {
                condition["Null"]["aws:PrincipalOrgID"] = json!("true");
                condition["Null"]["aws:PrincipalOrgPaths"] = json!("true");
            }
            let endpoint = [
                ("aws:SourceVpc", STRANGE_VPC),
                ("aws:SourceVpce", "vpce-0000000stranger0"),
                ("aws:VpceAccount", "710938246150"),
                ("aws:VpceOrgID", "o-strangers0"),
            ];
            match *route {
                "internet" => {
                    condition["IpAddress"]["aws:SourceIp"] = json!("198.51.100.77");
                    for (key, _) in endpoint {
                        condition["Null"][key] = json!("true");
                    }
                }
                "endpoint" => {
                    condition["Null"]["aws:SourceIp"] = json!("true");
                    for (key, value) in endpoint {
                        condition["StringEquals"][key] = json!(value);
                    }
                }
                _ => {}
            }
            statements.push(json!({
                "Effect": "Allow",
                "Principal": { "AWS": "710938246150" },
                "Action": ASSUME_ROLE,
                "Resource": "*",
                "Condition": condition,
            }));
        }
    }
    Value::Array(statements)
}
