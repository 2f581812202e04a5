//! What linters get wrong about trust policies: each row is a policy and all that the trust rules say of it.

use crate::trusting::{self, Given, ID, OTHER_ID, OTHER_ROLE, ROLE, allow, policy, said, tag};
use iamsure::kind::{PolicyType, Profile, Stage};
use iamsure::model;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const VENDOR: &str = "arn:aws:iam::640192837465:role/backup-agent";
const HOME: &str = "482915637048";

fn generic() -> Given {
    Given {
        account: Some(HOME),
        profile: Some(Profile::None),
        ..Given::default()
    }
}

#[track_caller]
fn assert_said(given: &Given, statements: &[String], expected: &[&str]) {
    assert_eq!(
        said(given, &policy(statements)),
        expected,
        "{}",
        policy(statements)
    );
}

#[track_caller]
fn confluent(statements: &[String], expected: &[&str]) {
    assert_said(&Given::default(), statements, expected);
}

#[track_caller]
fn vendor(statements: &[String], expected: &[&str]) {
    assert_said(&generic(), statements, expected);
}

fn aws(name: &str) -> String {
    format!(r#"{{"AWS":"{name}"}}"#)
}

fn with_id(operator: &str, value: &str) -> String {
    format!(r#"{{"{operator}":{{"sts:ExternalId":{value}}}}}"#)
}

fn assume(name: &str, condition: &str) -> String {
    allow(&aws(name), r#""sts:AssumeRole""#, condition)
}

#[test]
fn published_forms_are_accepted() {
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    // T1
    confluent(&[assume(ROLE, &id), tag(ROLE, "")], &[]);
    // T2
    let enhanced = format!(
        r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"IpAddress":{{"aws:SourceIp":["52.36.10.0/24","35.80.209.0/25"]}},"DateGreaterThan":{{"aws:CurrentTime":"2026-01-01T00:00:00Z"}},"DateLessThan":{{"aws:CurrentTime":"2027-12-31T23:59:59Z"}}}}"#
    );
    confluent(&[assume(ROLE, &enhanced), tag(ROLE, &id)], &[]);
    // T3
    confluent(&[assume(ROLE, &enhanced), tag(ROLE, "")], &[]);
    // One statement for both, lists of one, `sts:*`.
    let both = r#"["sts:AssumeRole","sts:TagSession"]"#;
    confluent(&[allow(&aws(ROLE), both, &id)], &[]);
    confluent(
        &[allow(
            &format!(r#"{{"AWS":["{ROLE}"]}}"#),
            r#"["sts:*"]"#,
            &id,
        )],
        &[],
    );
    confluent(
        &[allow(
            &aws(ROLE),
            r#"["sts:assumerole","STS:tagsession"]"#,
            &id,
        )],
        &[],
    );
}

#[test]
fn a_placeholder_is_right_until_the_integration_exists() {
    // T4
    let deny = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#.to_owned();
    let variants = [
        deny.clone(),
        r#"{"Effect":"Deny","Principal":"*","Action":"sts:*"}"#.to_owned(),
        r#"{"Effect":"Deny","Principal":{"AWS":["*"]},"Action":["sts:AssumeRole","sts:TagSession"]}"#.to_owned(),
    ];
    for variant in variants {
        confluent(
            std::slice::from_ref(&variant),
            &["info bootstrap-trust-policy: \"Deny\""],
        );
        let last = Given {
            stage: Some(Stage::Final),
            ..Given::default()
        };
        assert_said(
            &last,
            &[variant],
            &["error bootstrap-trust-policy: \"Deny\""],
        );
    }
    let narrow = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    confluent(&[narrow.to_owned()], &[]);
    // X1, gotcha 6
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    let real = [assume(ROLE, &id), tag(ROLE, ""), deny];
    confluent(&real, &["error leftover-bootstrap-deny: \"*\""]);
    confluent(&[real[0].clone(), real[1].clone(), narrow.to_owned()], &[]);
}

#[test]
fn actions_that_assume_no_role_are_none_of_a_trust_policy() {
    let service = r#"{"Service":"ec2.amazonaws.com"}"#;
    for (actions, place) in [
        (r#"["sts:AssumeRole","iam:PassRole"]"#, "iam:PassRole"),
        (
            r#"["sts:AssumeRole","sts:GetCallerIdentity"]"#,
            "sts:GetCallerIdentity",
        ),
        (r#"["sts:AssumeRole","STS:Get*"]"#, "STS:Get*"),
        (
            r#"["sts:AssumeRole","sts:GetSessionToken"]"#,
            "sts:GetSessionToken",
        ),
    ] {
        let found = format!("error permission-in-trust-policy: \"{place}\"");
        let statement = allow(service, actions, "");
        vendor(std::slice::from_ref(&statement), &[&found]);
        let text = policy(&[statement]);
        let source = Source::new("policy.json", text.as_str());
        let tree = syntax::parse(FileId(0), &source);
        let lowered = model::lower(&tree);
        assert_eq!(model::policy_type(&lowered), PolicyType::Trust, "{text}");
    }
    for actions in [
        r#"["sts:AssumeRole","sts:SetContext"]"#,
        r#"["sts:*"]"#,
        r#"["sts:AssumeRole*","sts:Set*"]"#,
    ] {
        vendor(&[allow(service, actions, "")], &[]);
    }
}

#[test]
fn ids_that_confluent_has_hardly_issued_are_a_hint() {
    let beside = |role: &str, id: &str| {
        let condition = with_id("StringEquals", &format!("\"{id}\""));
        [assume(role, &condition), tag(role, "")]
    };
    for id in [
        "none",
        "null",
        "undefined",
        "test",
        "cspi-9w3kd",
        "arn:aws:iam::851725421142:role/cspi-7h2kq",
        "4b6f2a10-9d1c-4e3f-8a57",
        "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9fg",
    ] {
        let hint = format!("info weak-external-id: \"{id}\"");
        confluent(&beside(ROLE, id), &[&hint]);
    }
    confluent(&beside(ROLE, &ID.to_uppercase()), &[]);
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"orders-7f3a\""))],
        &[],
    );
}

#[test]
fn tags_alone_let_nobody_in() {
    let alone = "error tag-session-alone: \"sts:TagSession\"";
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    confluent(&[tag(ROLE, "")], &[alone]);
    let deny = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#.to_owned();
    confluent(&[deny, tag(ROLE, "")], &[alone]);
    vendor(&[tag(VENDOR, "")], &[alone]);
    // Another way in, one that nobody knows, and one that cannot be read.
    confluent(&[assume(ROLE, &id), tag(ROLE, "")], &[]);
    let saml = r#"{"Federated":"arn:aws:iam::444455556666:saml-provider/Staff"}"#;
    let both = r#"["sts:AssumeRoleWithSAML","sts:TagSession"]"#;
    vendor(&[allow(saml, both, "")], &[]);
    let open = r#"["sts:TagSession","${var.action}"]"#;
    vendor(&[allow(&aws(VENDOR), open, &id)], &[]);
}

#[test]
fn confluent_must_be_let_tag_the_session() {
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    let missing = format!("error missing-tag-session: \"{ROLE}\"");
    // T5
    confluent(&[assume(ROLE, &id)], &[&missing]);
    // X8: another principal, another external ID, another role's ARN.
    confluent(&[assume(ROLE, &id), tag(OTHER_ROLE, "")], &[&missing]);
    let other = with_id("StringEquals", &format!("\"{OTHER_ID}\""));
    confluent(&[assume(ROLE, &id), tag(ROLE, &other)], &[&missing]);
    let arn = format!(r#"{{"ArnEquals":{{"aws:PrincipalArn":"{OTHER_ROLE}"}}}}"#);
    confluent(&[assume(ROLE, &id), tag(ROLE, &arn)], &[&missing]);
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"sts:TagSession"}"#.to_owned();
    confluent(&[assume(ROLE, &id), tag(ROLE, ""), deny], &[&missing]);
    // Which tags Confluent sends is not published.
    let keys = r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"#;
    confluent(&[assume(ROLE, &id), tag(ROLE, keys)], &[]);
    // Vendors need no tags.
    vendor(&[assume(VENDOR, &id)], &[]);
    // The account assumes, its role tags.
    let account = "arn:aws:iam::851725421142:root";
    let whole = format!("warning whole-account-trusted: \"{account}\"");
    confluent(&[assume(account, &id), tag(ROLE, "")], &[&whole]);
}

#[test]
fn shared_roles_are_judged_party_by_party() {
    // T6, with a self-assuming role and the account's root.
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    let lake = "arn:aws:iam::414351767826:role/unity-catalog-prod";
    let own = format!("arn:aws:iam::{HOME}:root");
    let statements = [
        assume(ROLE, &id),
        tag(ROLE, ""),
        assume(
            lake,
            &with_id("StringEquals", r#""b7e1f3c4-55d0-4f0e-8c2a-913d6a04be17""#),
        ),
        assume(&own, ""),
    ];
    let home = Given {
        account: Some(HOME),
        ..Given::default()
    };
    assert_said(&home, &statements, &[]);
    let root = format!("\"{own}\"");
    confluent(
        &statements,
        &[
            &format!("warning missing-external-id: {root}"),
            &format!("info whole-account-trusted: {root}"),
        ],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn external_ids_must_be_asked_for() {
    let quoted = format!("\"{VENDOR}\"");
    let missing = format!("warning missing-external-id: {quoted}");
    vendor(&[assume(VENDOR, "")], &[&missing]);
    confluent(
        &[assume(ROLE, ""), tag(ROLE, "")],
        &[&format!("error missing-external-id: \"{ROLE}\"")],
    );
    // With the same principal twice, one of them without an ID.
    let id = with_id("StringEquals", "\"orders-7f3a\"");
    vendor(&[assume(VENDOR, &id), assume(VENDOR, "")], &[&missing]);
    // What does not say for whom.
    vendor(
        &[assume(
            VENDOR,
            r#"{"IpAddress":{"aws:SourceIp":"52.36.10.0/24"}}"#,
        )],
        &[&missing],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEquals":{"sts:RoleSessionName":"nightly"}}"#,
        )],
        &[&missing],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}"#,
        )],
        &[&missing],
    );
    // Own account, services, organization, people.
    vendor(
        &[assume(&format!("arn:aws:iam::{HOME}:role/deploy"), "")],
        &[],
    );
    vendor(
        &[allow(
            r#"{"Service":"ec2.amazonaws.com"}"#,
            r#""sts:AssumeRole""#,
            "",
        )],
        &[],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-4mfz81kq2p"}}"#,
        )],
        &[],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#,
        )],
        &[],
    );
    // Case of action and key; the `Deny` form.
    vendor(
        &[allow(&aws(VENDOR), r#""STS:assumerole""#, "")],
        &[&missing],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEquals":{"STS:EXTERNALID":"orders-7f3a"}}"#,
        )],
        &[],
    );
    let deny = |operator: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{{"{operator}":{{"sts:ExternalId":"orders-7f3a"}}}}}}"#
        )
    };
    vendor(&[assume(VENDOR, ""), deny("StringNotEquals")], &[]);
    vendor(&[assume(VENDOR, ""), deny("StringEquals")], &[&missing]);
    // X4: other keys carry none.
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEquals":{"sts:ExternalIds":"orders-7f3a"}}"#,
        )],
        &[&missing],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEquals":{"aws:ExternalId":"orders-7f3a"}}"#,
        )],
        &[],
    );
    // An identity provider tells the role's own account.
    let provider = format!(r#"{{"Federated":"arn:aws:iam::{HOME}:saml-provider/office"}}"#);
    let unknown = Given {
        account: None,
        ..generic()
    };
    let own = assume(&format!("arn:aws:iam::{HOME}:role/deploy"), "");
    assert_said(
        &unknown,
        &[allow(&provider, r#""sts:AssumeRoleWithSAML""#, ""), own],
        &[],
    );
    // A `*` that a condition narrows to one caller is that caller.
    let narrowed = format!(r#"{{"ArnEquals":{{"aws:PrincipalArn":"{VENDOR}"}}}}"#);
    vendor(&[assume("*", &narrowed)], &[&missing]);
    // Placeholders are another rule's; the template without a condition is not.
    confluent(
        &[
            assume("<confluent-cloud-iam-role-arn>", ""),
            tag("<confluent-cloud-iam-role-arn>", ""),
        ],
        &["error missing-external-id: \"<confluent-cloud-iam-role-arn>\""],
    );
    let template = with_id("StringEquals", "\"<external-id>\"");
    confluent(
        &[
            assume("<confluent-cloud-iam-role-arn>", &template),
            tag("<confluent-cloud-iam-role-arn>", ""),
        ],
        &[],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn external_ids_must_be_required_and_exact() {
    let optional = |operator: &str| format!("error optional-external-id: \"{operator}\"");
    // X2
    for operator in [
        "StringEqualsIfExists",
        "ForAllValues:StringEquals",
        "ForAllValues:StringLike",
        "StringNotEquals",
        "StringNotLike",
        "StringLikeIfExists",
        "ForAnyValue:StringEqualsIfExists",
    ] {
        let condition = with_id(operator, "\"orders-7f3a\"");
        vendor(&[assume(VENDOR, &condition)], &[&optional(operator)]);
    }
    vendor(
        &[assume(VENDOR, &with_id("Null", "\"true\""))],
        &[&optional("Null")],
    );
    vendor(
        &[assume(
            VENDOR,
            &with_id("ForAnyValue:StringEquals", "\"orders-7f3a\""),
        )],
        &[],
    );
    vendor(
        &[assume(
            VENDOR,
            &with_id("StringEqualsIgnoreCase", "\"orders-7f3a\""),
        )],
        &[],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringEqualsIfExists":{"sts:ExternalId":"orders-7f3a"},"Null":{"sts:ExternalId":"false"}}"#,
        )],
        &[],
    );
    let two = r#"{"StringLike":{"sts:ExternalId":"orders-*"},"StringEquals":{"sts:ExternalId":"orders-7f3a"}}"#;
    vendor(&[assume(VENDOR, two)], &[]);
    // One cause, one finding: a pattern that need not even be met.
    vendor(
        &[assume(VENDOR, &with_id("StringLikeIfExists", "\"*\""))],
        &[&optional("StringLikeIfExists")],
    );

    let weak = |severity: &str, text: &str| format!("{severity} weak-external-id: {text}");
    for pattern in ["\"*\"", "\"orders-*\"", "\"orders-????\""] {
        vendor(
            &[assume(VENDOR, &with_id("StringLike", pattern))],
            &[&weak("error", pattern)],
        );
    }
    vendor(
        &[assume(
            VENDOR,
            &with_id("StringLike", r#"["orders-7f3a","billing-*"]"#),
        )],
        &[&weak("error", "\"billing-*\"")],
    );
    vendor(
        &[assume(
            VENDOR,
            &with_id("StringEquals", "\"${aws:PrincipalAccount}\""),
        )],
        &[&weak("error", "\"${aws:PrincipalAccount}\"")],
    );
    vendor(
        &[assume(
            VENDOR,
            r#"{"StringNotEquals":{"sts:ExternalId":"x1"},"Null":{"sts:ExternalId":"false"}}"#,
        )],
        &[&weak("warning", "\"StringNotEquals\"")],
    );
    // `*` is a character under `StringEquals`, and none of an ID.
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"orders-*\""))],
        &[&weak("warning", "*")],
    );
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"x\""))],
        &[&weak("warning", "\"x\"")],
    );
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"\""))],
        &[&weak("warning", "\"\"")],
    );
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"orders 7\""))],
        &[&weak("warning", " ")],
    );
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"käse\""))],
        &[&weak("warning", "ä")],
    );
    let longest = "x".repeat(1224);
    vendor(
        &[assume(
            VENDOR,
            &with_id("StringEquals", &format!("\"{longest}\"")),
        )],
        &[],
    );
    let longer = format!("\"{longest}y\"");
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", &longer))],
        &[&weak("warning", &longer)],
    );
    vendor(
        &[assume(VENDOR, &with_id("StringEquals", "\"_+=,.@:/-\""))],
        &[],
    );
}

#[test]
fn strangers_are_kept_out() {
    let anyone = "error anyone-can-assume: \"*\"";
    let network = "warning anyone-can-assume: \"*\"";
    let row = |condition: &str, expected: &[&str]| vendor(&[assume("*", condition)], expected);
    row("", &[anyone]);
    row(&with_id("StringEquals", "\"orders-7f3a\""), &[anyone]);
    row(
        r#"{"StringEquals":{"aws:PrincipalOrgID":"o-4mfz81kq2p"}}"#,
        &[],
    );
    row(
        r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-4mfz81kq2p"}}"#,
        &[anyone],
    );
    row(
        r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-4mfz81kq2p"}}"#,
        &[anyone],
    );
    row(r#"{"StringLike":{"aws:PrincipalOrgID":"o-*"}}"#, &[anyone]);
    row(
        r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-4mfz81kq2p/*"}}"#,
        &[],
    );
    row(
        r#"{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-4mfz81kq2p/*"}}"#,
        &[anyone],
    );
    row(r#"{"Null":{"aws:PrincipalOrgID":"false"}}"#, &[anyone]);
    row(
        r#"{"StringEquals":{"aws:PrincipalAccount":"482915637048"}}"#,
        &[],
    );
    row(r#"{"StringLike":{"aws:PrincipalAccount":"*"}}"#, &[anyone]);
    row(
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::482915637048:role/*"}}"#,
        &[],
    );
    row(
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy"}}"#,
        &[anyone],
    );
    row(
        r#"{"StringLike":{"aws:PrincipalArn":"arn:*:iam::????????????:role/*/deploy-?"}}"#,
        &[anyone],
    );
    row(
        r#"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy"}}"#,
        &[],
    );
    row(
        r#"{"StringEquals":{"aws:PrincipalTag/team":"orders"}}"#,
        &[anyone],
    );
    row(
        r#"{"StringEquals":{"sts:RoleSessionName":"orders"}}"#,
        &[anyone],
    );
    row(r#"{"StringLike":{"aws:userid":"*:orders"}}"#, &[anyone]);
    row(
        r#"{"StringLike":{"aws:userid":"AROA3XFRBF535PLBIFPI4:*"}}"#,
        &[],
    );
    row(
        r#"{"IpAddress":{"aws:SourceIp":"52.36.10.0/24"}}"#,
        &[network],
    );
    row(
        r#"{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}"#,
        &[network],
    );
    row(
        r#"{"IpAddressIfExists":{"aws:SourceIp":"52.36.10.0/24"}}"#,
        &[anyone],
    );
    row(
        r#"{"IpAddress":{"aws:SourceIp":["0.0.0.0/1","128.0.0.0/1"]}}"#,
        &[anyone],
    );
    row(r#"{"Bool":{"aws:PrincipalIsAWSService":"true"}}"#, &[]);
    row(
        r#"{"StringEquals":{"aws:PrincipalOrgID":"<organization-id>"}}"#,
        &[],
    );
    row(
        r#"{"StringEquals":{"aws:FederatedProvider":"arn:aws:iam::482915637048:saml-provider/office"}}"#,
        &[],
    );
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-4mfz81kq2p"}}}"#;
    vendor(&[assume("*", ""), deny.to_owned()], &[]);
    // A list with `*` in it, the bare form, case of the action; a `Deny` opens nothing.
    vendor(
        &[allow(
            &format!(r#"{{"AWS":["arn:aws:iam::{HOME}:root","*"]}}"#),
            r#""sts:*""#,
            "",
        )],
        &[anyone],
    );
    vendor(&[allow("\"*\"", r#""sts:assumeRole""#, "")], &[anyone]);
}

#[test]
fn accounts_are_told_from_roles() {
    let id = with_id("StringEquals", &format!("\"{ID}\""));
    // D16
    for account in ["851725421142", "arn:aws:iam::851725421142:root"] {
        let both = allow(&aws(account), r#"["sts:AssumeRole","sts:TagSession"]"#, &id);
        confluent(
            &[both],
            &[&format!("warning whole-account-trusted: \"{account}\"")],
        );
    }
    let narrowed = |value: &str| {
        format!(
            r#"{{"StringEquals":{{"sts:ExternalId":"{ID}"}},"ArnLike":{{"aws:PrincipalArn":"{value}"}}}}"#
        )
    };
    let vendor_account = "640192837465";
    let whole = format!("info whole-account-trusted: \"{vendor_account}\"");
    vendor(&[assume(vendor_account, &id)], &[&whole]);
    vendor(
        &[assume(
            vendor_account,
            &narrowed("arn:aws:iam::640192837465:role/agent-*"),
        )],
        &[],
    );
    vendor(
        &[assume(
            vendor_account,
            &narrowed("arn:aws:iam::640192837465:*"),
        )],
        &[&whole],
    );
    vendor(&[assume(HOME, "")], &[]);
    // X6: users and roles are no accounts.
    vendor(&[assume("arn:aws:iam::640192837465:user/agent", &id)], &[]);
}

#[test]
fn a_permission_is_no_trust() {
    let trust = assume(VENDOR, &with_id("StringEquals", "\"orders-7f3a\""));
    let permission = r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::orders/*"}"#;
    let said_of_action = "error permission-in-trust-policy: \"s3:GetObject\"";
    vendor(&[trust.clone(), permission.to_owned()], &[said_of_action]);
    let resource = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{VENDOR}"}},"Action":"sts:AssumeRole","Resource":"*","Condition":{{"StringEquals":{{"sts:ExternalId":"orders-7f3a"}}}}}}"#
    );
    vendor(
        &[resource],
        &["error permission-in-trust-policy: \"Resource\""],
    );
    vendor(&[trust.clone(), r#"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"s3:GetObject"}"#.to_owned()], &[said_of_action]);
    vendor(&[trust], &[]);
    // D11: the console's two documents in one.
    let deny = r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#.to_owned();
    confluent(&[deny, permission.to_owned()], &[said_of_action]);
}

#[test]
fn pairs_of_principal_and_id_stay_together() {
    let ids = format!(r#"["{ID}","{OTHER_ID}"]"#);
    let both = r#"["sts:AssumeRole","sts:TagSession"]"#;
    let roles = format!(r#"{{"AWS":["{ROLE}","{OTHER_ROLE}"]}}"#);
    let cross = format!("warning cross-product-trust: {ids}");
    confluent(
        &[allow(&roles, both, &with_id("StringEquals", &ids))],
        &[&cross],
    );
    // X3: one principal with two IDs, two principals with one.
    confluent(
        &[allow(&aws(ROLE), both, &with_id("StringEquals", &ids))],
        &[],
    );
    let one = with_id("StringEquals", &format!("[\"{ID}\"]"));
    confluent(&[allow(&roles, both, &one)], &[]);
    let twice = with_id("StringEquals", &format!(r#"["{ID}","{ID}"]"#));
    confluent(&[allow(&roles, both, &twice)], &[]);
}

#[test]
fn the_fix_of_a_skippable_condition_requires_the_id() {
    for (operator, mended) in [
        ("StringEqualsIfExists", Some("StringEquals")),
        ("ForAllValues:StringLike", Some("StringLike")),
        ("StringNotEquals", None),
        ("Null", None),
    ] {
        let value = if operator == "Null" {
            "\"true\""
        } else {
            "\"orders-7f3a\""
        };
        let text = policy(&[assume(VENDOR, &with_id(operator, value))]);
        let source = iamsure::source::Source::new("trust.json", text.as_str());
        let found = trusting::findings(&generic(), &source);
        let fix = found[0].fix.as_ref();
        assert_eq!(fix.is_some(), mended.is_some(), "{operator}");
        let (Some(fix), Some(mended)) = (fix, mended) else {
            continue;
        };
        let mut fixed = text.clone();
        fixed.replace_range(fix.edits[0].span.range(), &fix.edits[0].text);
        assert_eq!(fixed, policy(&[assume(VENDOR, &with_id(mended, value))]));
        assert_eq!(said(&generic(), &fixed), [""; 0]);
    }
    // The operator serves another key, or the block is there already.
    for condition in [
        r#"{"StringEqualsIfExists":{"sts:ExternalId":"orders-7f3a","aws:PrincipalTag/team":"orders"}}"#,
        r#"{"StringEqualsIfExists":{"sts:ExternalId":"orders-7f3a"},"StringEquals":{"aws:PrincipalTag/team":"orders"}}"#,
    ] {
        let text = policy(&[assume(VENDOR, condition)]);
        let source = iamsure::source::Source::new("trust.json", text.as_str());
        let found = trusting::findings(&generic(), &source);
        assert_eq!(found[0].rule.id, "optional-external-id");
        assert!(found[0].fix.is_none(), "{condition}");
    }
}

#[test]
fn a_deny_leaves_ids_that_nobody_issued() {
    // Refused is every ID but `tenant-…`, allowed every one but `tenant-1`.
    let deny = |operator: &str, value: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{{"{operator}":{{"sts:ExternalId":"{value}"}}}}}}"#
        )
    };
    for (operator, value, place) in [
        ("StringNotEquals", "\"tenant-1\"", "\"StringNotEquals\""),
        ("Null", "\"false\"", "\"Null\""),
    ] {
        let allow = assume(VENDOR, &with_id(operator, value));
        let said = said(
            &generic(),
            &policy(&[allow.clone(), deny("StringNotLike", "tenant-*")]),
        );
        assert!(
            said.contains(&format!("warning weak-external-id: {place}")),
            "{said:?}"
        );
        let one = policy(&[allow, deny("StringNotEquals", "tenant-2")]);
        vendor_says_nothing_of_made_up_ids(&one, operator);
    }
}

#[track_caller]
fn vendor_says_nothing_of_made_up_ids(text: &str, what: &str) {
    let said = said(&generic(), text);
    assert!(
        !said.iter().any(|one| one.contains("weak-external-id")),
        "{what}: {said:?}"
    );
}

#[test]
fn a_session_is_one_of_the_role_that_the_policy_names() {
    // Two roles of one account never have the same name, so the session that is trusted is one of the role that is denied.
    let session = assume(
        "arn:aws:sts::640192837465:assumed-role/backup-agent/nightly",
        "",
    );
    let deny = |path: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":{{"AWS":"arn:aws:iam::640192837465:role/jobs/backup-agent"}},"Action":"sts:AssumeRole","Condition":{{"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::640192837465:role/{path}"}}}}}}"#
        )
    };
    let asked = |text: &str| {
        let said = said(&generic(), text);
        said.iter().any(|one| one.contains("missing-external-id"))
    };
    assert!(!asked(&policy(&[session.clone(), deny("other/*")])));
    assert!(asked(&policy(&[session, deny("jobs/*")])));
}

#[test]
fn hostile_policies_take_linear_time() {
    // Many principals and many IDs in one statement; many `Allow` beside many `Deny`.
    let list = |count: usize, item: &dyn Fn(usize) -> String| {
        (0..count).map(item).collect::<Vec<_>>().join(",")
    };
    let names = list(9000, &|index| format!("\"{ROLE}{index}\""));
    let ids = list(9000, &|index| format!("\"id-{index}\""));
    let crowd = allow(
        &format!(r#"{{"AWS":[{names}]}}"#),
        r#""sts:AssumeRole""#,
        &with_id("StringEquals", &format!("[{ids}]")),
    );
    let mut pairs = Vec::new();
    for index in 0..3000 {
        pairs.push(assume(&format!("{VENDOR}{index}"), ""));
        pairs.push(format!(
            r#"{{"Effect":"Deny","Principal":{{"AWS":"{VENDOR}{index}"}},"Action":"sts:AssumeRole","Condition":{{"StringNotEquals":{{"sts:ExternalId":"x1"}}}}}}"#
        ));
    }
    for text in [policy(&[crowd]), policy(&pairs)] {
        // No time is asserted: a blow-up is a test that does not end.
        said(&Given::default(), &text);
    }
}
