//! Condition keys that depend on who calls: audiences of tokens, keys of services, keys that need a second action.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::kind::PolicyType::{self, Identity, Resource, Trust};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const OWN: &str = "arn:aws:iam::111122223333:oidc-provider/idp.example.com";

/// The rules that this is about.
const RULES: [&str; 10] = [
    "confirm-audience-claim-type",
    "foranyvalue-with-audience-claim-type",
    "missing-action-for-condition-key",
    "missing-audience",
    "missing-condition-key-for-oidc-principal",
    "missing-required-claim",
    "recommended-condition-key-for-service-principal",
    "restrict-access-to-service-principal",
    "service-key-without-service",
    "unsupported-condition-key-for-service-principal",
];

/// Those of other rules that would speak of the same cause.
const RELATED: [&str; 5] = [
    "forallvalues-without-null-check",
    "missing-action-for-roles-anywhere-trust-policy",
    "missing-tag-session",
    "set-operator-on-single-valued-key",
    "skippable-deny",
];

/// What they say: `severity CODE: text of its place`, or the rule where AWS has no code.
#[track_caller]
fn expect(policy_type: PolicyType, statements: &[&str], wanted: &[&str]) {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    );
    let source = Source::new("policy.json", text.as_str());
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let said: Vec<String> = judged
        .findings
        .iter()
        .filter(|one| RULES.contains(&one.rule.id) || RELATED.contains(&one.rule.id))
        .map(|one| {
            let place = source.slice(one.primary.span);
            let name = one.access_analyzer.unwrap_or(one.rule.id);
            format!("{} {name}: {place}", one.severity.name())
        })
        .collect();
    assert_eq!(said, wanted, "{text}");
}

fn web(provider: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"Federated":"{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}"#
    )
}

fn assume(principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{principal},"Action":{action},"Condition":{condition}}}"#
    )
}

fn bucket(effect: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*","Condition":{condition}}}"#
    )
}

#[test]
fn the_examples_of_aws() {
    expect(
        Trust,
        &[&web(
            "accounts.google.com",
            r#"{"ForAnyValue:StringEquals":{"accounts.google.com:aud":"my-app"}}"#,
        )],
        &["warning FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: \"ForAnyValue:StringEquals\""],
    );
    expect(
        Trust,
        &[&web(
            OWN,
            r#"{"ForAllValues:StringEquals":{"idp.example.com:aud":"my-app"}}"#,
        )],
        &["info CONFIRM_AUDIENCE_CLAIM_TYPE: \"ForAllValues:StringEquals\""],
    );
    expect(
        Resource,
        &[&bucket(
            "Allow",
            r#"{"Service":"cloudfront.amazonaws.com"}"#,
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        )],
        &["error UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"aws:PrincipalOrgID\""],
    );
    expect(
        Resource,
        &[
            r#"{"Effect":"Allow","Principal":{"Service":"ses.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::my-bucket/*","Condition":{"StringEquals":{"aws:Referer":"111122223333"}}}"#,
        ],
        &["info RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"aws:Referer\""],
    );
    expect(
        Trust,
        &[&assume(
            r#"{"AWS":"111122223333"}"#,
            r#""sts:AssumeRole""#,
            r#"{"StringEquals":{"sts:SourceIdentity":"alice"}}"#,
        )],
        &["error MISSING_ACTION_FOR_CONDITION_KEY: \"sts:SourceIdentity\""],
    );
}

#[test]
fn audiences_by_provider() {
    let any = |key: &str| format!(r#"{{"ForAnyValue:StringEquals":{{"{key}":"4801122"}}}}"#);
    let found = "warning FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: \"ForAnyValue:StringEquals\"";
    for (provider, key) in [
        ("graph.facebook.com", "graph.facebook.com:app_id"),
        ("www.amazon.com", "www.amazon.com:APP_ID"),
        ("accounts.google.com", "accounts.google.com:oaud"),
        (OWN, "IDP.example.com:aud"),
    ] {
        expect(Trust, &[&web(provider, &any(key))], &[found]);
    }
    // An audience that IAM demands, and that this is none for certain: told once, as an error.
    expect(
        Trust,
        &[&web(
            "cognito-identity.amazonaws.com",
            r#"{"ForAllValues:StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-west-1:1"}}"#,
        )],
        &["error MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: \"cognito-identity.amazonaws.com\""],
    );
    // No claim of the provider, no set, no value.
    for condition in [
        r#"{"StringEquals":{"idp.example.com:aud":["a","b"]}}"#,
        r#"{"StringEquals":{"idp.example.com:aud":"a"},"ForAnyValue:StringEquals":{"idp.example.com:amr":"x"}}"#,
        r#"{"StringEquals":{"idp.example.com:aud":"a"},"ForAnyValue:StringEquals":{"idp.example.org:aud":"a"}}"#,
    ] {
        expect(Trust, &[&web(OWN, condition)], &[]);
    }
    // A negated operator names no audience: that is the fault, whatever the set.
    expect(
        Trust,
        &[&web(
            OWN,
            r#"{"StringEquals":{"idp.example.com:sub":"jo"},"ForAnyValue:StringNotEquals":{"idp.example.com:aud":"a"}}"#,
        )],
        &[&format!("warning missing-audience: \"{OWN}\"")],
    );
}

#[test]
fn keys_that_no_service_has() {
    let service = r#"{"Service":"cloudtrail.amazonaws.com"}"#;
    for key in [
        "aws:PrincipalOrgPaths",
        "AWS:principaltag/team",
        "aws:username",
        "aws:SourceIdentity",
    ] {
        let condition = format!(r#"{{"StringLike":{{"{key}":"x"}}}}"#);
        let found = format!("error UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"{key}\"");
        expect(
            Resource,
            &[&bucket("Allow", service, &condition)],
            &[&found],
        );
    }
    expect(
        Trust,
        &[&assume(
            r#"{"Service":"glue.amazonaws.com"}"#,
            r#""sts:AssumeRole""#,
            r#"{"Null":{"aws:PrincipalOrgID":"false"}}"#,
        )],
        &["error UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"aws:PrincipalOrgID\""],
    );
    expect(
        Resource,
        &[&bucket(
            "Deny",
            service,
            r#"{"StringEquals":{"aws:username":"jo"}}"#,
        )],
        &["error UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"aws:username\""],
    );
    // Idioms that hold without the key, or speak of others too.
    for (principal, condition) in [
        (
            service,
            r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        ),
        (
            service,
            r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        ),
        (service, r#"{"Null":{"aws:PrincipalOrgID":"true"}}"#),
        (
            service,
            r#"{"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}"#,
        ),
        (
            "\"*\"",
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        ),
        (
            r#"{"Service":"cloudtrail.amazonaws.com","AWS":"111122223333"}"#,
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        ),
    ] {
        expect(Resource, &[&bucket("Deny", principal, condition)], &[]);
    }
}

#[test]
fn older_keys_for_a_service() {
    let service = r#"{"Service":"sns.amazonaws.com"}"#;
    expect(
        Resource,
        &[&bucket(
            "Allow",
            service,
            r#"{"StringEquals":{"aws:SourceOwner":"111122223333"}}"#,
        )],
        &["info RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: \"aws:SourceOwner\""],
    );
    for condition in [
        r#"{"StringEquals":{"aws:SourceOwner":"111122223333","aws:SourceAccount":"111122223333"}}"#,
        r#"{"StringEquals":{"aws:Referer":"111122223333"},"ArnLike":{"aws:SourceArn":"arn:aws:sns:eu-west-1:111122223333:a"}}"#,
    ] {
        expect(Resource, &[&bucket("Allow", service, condition)], &[]);
    }
    // What does not hold the service is another rule's matter.
    expect(
        Resource,
        &[&bucket(
            "Allow",
            service,
            r#"{"StringEqualsIfExists":{"aws:Referer":"111122223333"}}"#,
        )],
        &["warning RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: \"sns.amazonaws.com\""],
    );
}

#[test]
fn keys_of_services_for_identities() {
    let role = r#"{"AWS":"arn:aws:iam::111122223333:role/desk"}"#;
    for (condition, key) in [
        (
            r#"{"StringEquals":{"aws:SourceAccount":"444455556666"}}"#,
            "aws:SourceAccount",
        ),
        (
            r#"{"ArnLike":{"AWS:sourcearn":"arn:aws:sns:*:444455556666:*"}}"#,
            "AWS:sourcearn",
        ),
        (
            r#"{"ForAnyValue:StringLike":{"aws:SourceOrgPaths":"o-a1b2c3d4e5/*"}}"#,
            "aws:SourceOrgPaths",
        ),
        (r#"{"Null":{"aws:SourceOrgID":"false"}}"#, "aws:SourceOrgID"),
        (
            r#"{"StringEquals":{"aws:PrincipalServiceName":"sns.amazonaws.com"}}"#,
            "aws:PrincipalServiceName",
        ),
    ] {
        let found = format!("warning service-key-without-service: \"{key}\"");
        let wanted = [found.as_str()];
        expect(
            Trust,
            &[&assume(role, r#""sts:AssumeRole""#, condition)],
            &wanted,
        );
        expect(Resource, &[&bucket("Deny", role, condition)], &wanted);
        // Among everyone are services, and one that is named sends it.
        for principal in [
            r#""*""#,
            r#"{"AWS":"*"}"#,
            r#"{"AWS":"111122223333","Service":"sns.amazonaws.com"}"#,
        ] {
            let others = if condition.contains("ForAnyValue") {
                &["info skippable-deny: \"ForAnyValue:StringLike\""][..]
            } else {
                &[]
            };
            expect(Resource, &[&bucket("Deny", principal, condition)], others);
        }
    }
    for held in [
        r#"{"StringEqualsIfExists":{"aws:SourceAccount":"444455556666"}}"#,
        r#"{"StringNotEquals":{"aws:SourceAccount":"444455556666"}}"#,
        r#"{"Null":{"aws:SourceArn":"true"}}"#,
    ] {
        let statement = assume(role, r#""sts:AssumeRole""#, held);
        expect(Trust, &[&statement], &[]);
    }
}

#[test]
fn keys_that_need_a_second_action() {
    let role = r#"{"AWS":"arn:aws:iam::111122223333:role/desk"}"#;
    for (action, key) in [
        ("sts:AssumeRole", "aws:RequestTag/team"),
        ("sts:AssumeRole*", "sts:TransitiveTagKeys"),
        ("sts:AssumeRole", "sts:RequestContextProviders"),
        ("sts:AssumeRole", "sts:RequestContext/identitystore:UserId"),
        ("sts:AssumeRole", "STS:sourceIdentity"),
    ] {
        let condition = format!(r#"{{"StringLike":{{"{key}":"x*"}}}}"#);
        let found = format!("error MISSING_ACTION_FOR_CONDITION_KEY: \"{key}\"");
        let statement = assume(role, &format!("\"{action}\""), &condition);
        expect(Trust, &[&statement], &[&found]);
        // Everything of STS, and all but something else.
        expect(Trust, &[&statement.replace(action, "sts:*")], &[]);
        expect(
            Trust,
            &[&statement
                .replace("\"Action\"", "\"NotAction\"")
                .replace(action, "sts:DecodeAuthorizationMessage")],
            &[],
        );
        // Nothing is demanded, or nothing is allowed.
        expect(
            Trust,
            &[&statement.replace("StringLike", "StringLikeIfExists")],
            &[],
        );
        expect(
            Trust,
            &[&statement.replace("StringLike", "StringNotLike")],
            &[],
        );
        expect(Trust, &[&statement.replace("Allow", "Deny")], &[]);
    }
    let tagged = assume(
        role,
        r#""sts:AssumeRole""#,
        r#"{"StringEquals":{"aws:RequestTag/team":"x"}}"#,
    );
    let found = "error MISSING_ACTION_FOR_CONDITION_KEY: \"aws:RequestTag/team\"";
    // A second statement for the same principal, for its account, for everyone; for somebody else.
    for (other, wanted) in [
        (role, &[][..]),
        (r#"{"AWS":"111122223333"}"#, &[]),
        (r#"{"AWS":"*"}"#, &[]),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/other"}"#,
            &[found],
        ),
    ] {
        let second = assume(other, r#""sts:TagSession""#, "{}").replace(r#","Condition":{}"#, "");
        expect(Trust, &[&tagged, &second], wanted);
    }
    // Where another policy may allow it.
    expect(
        Identity,
        &[
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}}"#,
        ],
        &["warning MISSING_ACTION_FOR_CONDITION_KEY: \"aws:RequestTag/team\""],
    );
    // Tags of other things than sessions.
    expect(
        Identity,
        &[
            r#"{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}}"#,
        ],
        &[],
    );
}

#[test]
fn a_missing_action_is_told_once() {
    // IAM Roles Anywhere wants all three, and has a rule that says so.
    expect(
        Trust,
        &[&assume(
            r#"{"Service":"rolesanywhere.amazonaws.com"}"#,
            r#"["sts:AssumeRole","sts:TagSession"]"#,
            r#"{"StringEquals":{"sts:SourceIdentity":"jo","aws:SourceAccount":"111122223333"}}"#,
        )],
        &[
            r#"error MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: ["sts:AssumeRole","sts:TagSession"]"#,
        ],
    );
    // Confluent tags its sessions, whatever the conditions say.
    expect(
        Trust,
        &[&assume(
            r#"{"AWS":"arn:aws:iam::418295711234:role/cspi-9x2mq"}"#,
            r#""sts:AssumeRole""#,
            r#"{"StringEquals":{"sts:ExternalId":"7d0e51a4-6b1f-4c0b-9a55-2f1c9be0c4d7","aws:RequestTag/team":"x"}}"#,
        )],
        &[r#"error missing-tag-session: "arn:aws:iam::418295711234:role/cspi-9x2mq""#],
    );
}
