//! Who a policy speaks of: what every linter has to get right about principals, one test for each kind of case.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::Severity::{self, Error, Info, Warning};
use iamsure::kind::PolicyType::{self, Identity, Rcp, Resource, Scp, Trust};
use iamsure::rules;
use iamsure::source::{FileId, Source, Sources};
use iamsure::syntax;

const WEB: &str = "sts:AssumeRoleWithWebIdentity";
const GITHUB: &str = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com";
const OWN: &str = "arn:aws:iam::444455556666:oidc-provider/idp.example.org";
const SAML: &str = "arn:aws:iam::444455556666:saml-provider/Staff";

/// Rule, severity and the text at its place.
type Said = (&'static str, Severity, String);

/// What all rules of this category say of a policy, in the order of the places.
fn judge(policy_type: Option<PolicyType>, text: &str) -> (PolicyType, Vec<Said>) {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let config = Config::default();
    let settings = Settings {
        policy_type,
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(
        &syntax::parse(file, sources.get(file)),
        &settings,
        rules::all(),
    );
    let said = judged
        .findings
        .iter()
        .filter(|finding| finding.rule.category.name() == "principal")
        .map(|finding| {
            let place = sources.slice(finding.primary.span).to_owned();
            (finding.rule.id, finding.severity, place)
        })
        .collect();
    (judged.policy_type, said)
}

fn said(policy_type: PolicyType, text: &str) -> Vec<Said> {
    judge(Some(policy_type), text).1
}

fn expect(policy_type: PolicyType, text: &str, wanted: &[(&str, Severity, &str)]) {
    let said = said(policy_type, text);
    let said: Vec<(&str, Severity, &str)> = said
        .iter()
        .map(|(rule, severity, place)| (*rule, *severity, place.as_str()))
        .collect();
    assert_eq!(said, wanted, "{text}");
}

fn trust(effect: &str, principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":{principal},"Action":"{action}","Condition":{condition}}}]}}"#
    )
}

fn assume(principal: &str) -> String {
    trust("Allow", principal, "sts:AssumeRole", "{}")
}

fn bucket(effect: &str, element: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","{element}":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::ledger-exports/*","Condition":{condition}}}]}}"#
    )
}

fn web(provider: &str, condition: &str) -> String {
    trust(
        "Allow",
        &format!(r#"{{"Federated":"{provider}"}}"#),
        WEB,
        condition,
    )
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[test]
fn every_form_that_aws_documents_is_taken() {
    let digits = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    for principal in [
        r#"{"AWS":"*"}"#,
        r#"{"AWS":["*"]}"#,
        r#"{"AWS":"444455556666"}"#,
        r#"{"AWS":["444455556666","777788889999"]}"#,
        r#"{"AWS":"arn:aws:iam::444455556666:root"}"#,
        r#"{"AWS":"arn:aws:iam::444455556666:role/exporter"}"#,
        r#"{"AWS":"arn:aws:iam::444455556666:role/service-role/a=b,c/exporter+x@y.z_-"}"#,
        r#"{"AWS":"arn:aws-us-gov:iam::444455556666:user/jo"}"#,
        r#"{"AWS":"arn:aws-eusc:sts::444455556666:assumed-role/exporter/nightly"}"#,
        r#"{"AWS":"arn:aws:sts::444455556666:federated-user/jo"}"#,
        r#"{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E3Q1ZQ8MXT7KPA"}"#,
        &format!(r#"{{"CanonicalUser":"{digits}"}}"#),
        r#"{"Service":"ec2.amazonaws.com"}"#,
        r#"{"Service":["delivery.logs.amazonaws.com","states.eu-west-1.amazonaws.com"]}"#,
        r#"{"Service":"s3.cn-north-1.amazonaws.com.cn"}"#,
    ] {
        let source = r#"{"StringEquals":{"aws:SourceAccount":"444455556666"}}"#;
        expect(
            Resource,
            &bucket("Allow", "Principal", principal, source),
            &[],
        );
        expect(
            Trust,
            &trust("Allow", principal, "sts:AssumeRole", source),
            &[],
        );
    }
    expect(Resource, &bucket("Allow", "Principal", r#""*""#, "{}"), &[]);
}

#[test]
fn an_account_and_its_root_are_one_principal() {
    let policy = assume(r#"{"AWS":["444455556666","arn:aws:iam::444455556666:root"]}"#);
    let root = quoted("arn:aws:iam::444455556666:root");
    expect(Trust, &policy, &[("duplicate-principal", Info, &root)]);
    let many: Vec<String> = (0..20)
        .map(|index| quoted(&format!("arn:aws:iam::444455556666:role/r{}", index % 19)))
        .collect();
    expect(
        Trust,
        &assume(&format!(r#"{{"AWS":[{}]}}"#, many.join(","))),
        &[("duplicate-principal", Info, &many[0])],
    );
    expect(
        Trust,
        &assume(r#"{"AWS":["444455556666","arn:aws:iam::444455556667:root"]}"#),
        &[],
    );
}

#[test]
fn malformed_principals_are_told_apart_at_their_place() {
    for (principal, place) in [
        ("arn:aws:iam::444455556666::role/exporter", ":role/exporter"),
        (
            "arn:aws:iam:::444455556666:role/exporter",
            "444455556666:role/exporter",
        ),
        (
            "arn:aws::iam::444455556666:role/exporter",
            "\"arn:aws::iam::444455556666:role/exporter\"",
        ),
        (
            "arn:aws:iam:444455556666:role/exporter",
            "\"arn:aws:iam:444455556666:role/exporter\"",
        ),
        ("arn:aws:iam::4444555566:role/exporter", "4444555566"),
        ("arn:aws:iam:::role", "::"),
        ("arn:aws:iam::1:root/x", "1"),
        ("arn:aws:iam::444455556666:root/x", "root/x"),
        ("arn:aws:iam::444455556666:group/exporters", "group"),
        ("arn:aws:iam::444455556666:role/", "/"),
        ("arn:aws:iam::444455556666:role", "role"),
        ("arn:aws:iam::444455556666:role/jobs/", "/"),
        ("arn:aws:iam::444455556666:policy/exporter", "policy"),
        ("arn:aws:iam::444455556666:role/expörter", "expörter"),
        (
            "arn:aws:iam:eu-west-1:444455556666:role/exporter",
            "eu-west-1",
        ),
        ("arn:aws-moon:iam::444455556666:role/exporter", "aws-moon"),
        ("arn:aws:s3::444455556666:role/exporter", "s3"),
        ("arn:aws:sts::444455556666:role/exporter", "sts"),
        (
            "arn:aws:sts::444455556666:assumed-role/exporter",
            "assumed-role/exporter",
        ),
        ("4444555566", "\"4444555566\""),
        ("4444-5555-6666", "\"4444-5555-6666\""),
        ("444455556666 ", "\"444455556666 \""),
        ("ec2.amazonaws.com", "\"ec2.amazonaws.com\""),
        ("AKIA4Q7XNKD3WPZ6TLEH", "\"AKIA4Q7XNKD3WPZ6TLEH\""),
        ("exporter", "\"exporter\""),
        ("", "\"\""),
    ] {
        let policy = assume(&format!(r#"{{"AWS":"{principal}"}}"#));
        expect(Trust, &policy, &[("malformed-principal", Error, place)]);
    }
    // Services of Amazon that are none of AWS.
    for service in ["alexa-appkit", "alexa-connectedhome"] {
        let principal = format!(r#"{{"Service":"{service}.amazon.com"}}"#);
        let policy = bucket(
            "Allow",
            "Principal",
            &principal,
            r#"{"StringEquals":{"aws:SourceAccount":"777788889999"}}"#,
        );
        expect(Resource, &policy, &[]);
    }
    for service in [
        "ec2",
        "EC2.amazonaws.com",
        "ec2.amazon.com",
        "https://ec2.amazonaws.com",
        ".amazonaws.com",
    ] {
        let policy = assume(&format!(r#"{{"Service":"{service}"}}"#));
        expect(
            Trust,
            &policy,
            &[("malformed-principal", Error, &quoted(service))],
        );
    }
    let short = r#"{"CanonicalUser":"79a59df900b949e5"}"#;
    expect(
        Resource,
        &bucket("Allow", "Principal", short, "{}"),
        &[("malformed-principal", Error, "\"79a59df900b949e5\"")],
    );
}

#[test]
fn wildcards_match_no_part_of_a_principal() {
    let rule = "unsupported-wildcard-in-principal";
    for (type_name, principal) in [
        ("AWS", "arn:aws:iam::444455556666:role/export-*"),
        ("AWS", "arn:aws:iam::*:role/exporter"),
        ("AWS", "arn:aws:iam::444455556666:user/jo?"),
        ("Service", "*"),
        ("Service", "*.amazonaws.com"),
        ("Federated", "*"),
    ] {
        let policy = assume(&format!(r#"{{"{type_name}":"{principal}"}}"#));
        expect(Trust, &policy, &[(rule, Error, &quoted(principal))]);
    }
    // Beside others too.
    let mixed = bucket(
        "Allow",
        "Principal",
        r#"{"AWS":"444455556666","Service":"*"}"#,
        "{}",
    );
    expect(Resource, &mixed, &[(rule, Error, "\"*\"")]);
    // `NotPrincipal` with every service lets none in.
    let spared = bucket("Deny", "NotPrincipal", r#"{"Service":"*"}"#, "{}");
    expect(
        Resource,
        &spared,
        &[("not-principal-scoped", Info, "\"NotPrincipal\"")],
    );
}

#[test]
fn everyone_as_a_string_is_an_error_where_a_role_trusts_it() {
    let rule = "unsupported-wildcard-in-principal";
    let organization = r#"{"StringEquals":{"aws:PrincipalOrgID":"o-9f8e7d6c5b"}}"#;
    let limited = trust("Allow", r#""*""#, "sts:AssumeRole", organization);
    expect(Trust, &limited, &[(rule, Error, "\"*\"")]);
    // `anyone-can-assume` speaks of it, under the same code.
    expect(Trust, &assume(r#""*""#), &[]);
    expect(Trust, &assume(r#"{"AWS":"*"}"#), &[]);
    // The guardrail, and the placeholder that denies all.
    for principal in [r#""*""#, r#"{"AWS":"*"}"#] {
        expect(
            Trust,
            &trust("Deny", principal, "sts:AssumeRole", "{}"),
            &[],
        );
        expect(Resource, &bucket("Deny", "Principal", principal, "{}"), &[]);
    }
}

#[test]
fn a_deny_that_spares_everyone_or_nobody_is_told() {
    let rule = "not-principal-everyone";
    for everyone in [r#""*""#, r#"{"AWS":"*"}"#, r#"{"AWS":["*"]}"#] {
        let policy = bucket("Deny", "NotPrincipal", everyone, "{}");
        expect(Resource, &policy, &[(rule, Error, "\"*\"")]);
    }
    for operator in [
        "StringNotLike",
        "StringNotEquals",
        "ArnNotLike",
        "ArnNotEquals",
        "StringNotLikeIfExists",
    ] {
        let condition = format!(r#"{{"{operator}":{{"AWS:principalarn":"*"}}}}"#);
        let policy = bucket("Deny", "Principal", r#""*""#, &condition);
        expect(Resource, &policy, &[(rule, Error, "\"*\"")]);
    }
    for condition in [
        r#"{"StringLike":{"aws:PrincipalArn":"*"}}"#,
        r#"{"StringNotLike":{"aws:PrincipalTag/team":"*"}}"#,
        r#"{"StringNotEquals":{"aws:PrincipalAccount":["444455556666","*"]}}"#,
    ] {
        expect(
            Resource,
            &bucket("Deny", "Principal", r#""*""#, condition),
            &[],
        );
    }
}

#[test]
fn not_principal_is_judged_by_policy_type_and_effect() {
    let named = r#"{"AWS":"arn:aws:iam::444455556666:role/exporter"}"#;
    let element = "\"NotPrincipal\"";
    let allow = bucket("Allow", "NotPrincipal", named, "{}");
    expect(
        Resource,
        &allow,
        &[("allow-with-not-principal", Warning, element)],
    );
    let deny = bucket("Deny", "NotPrincipal", named, "{}");
    expect(Resource, &deny, &[("not-principal-scoped", Info, element)]);
    for effect in ["Allow", "Deny"] {
        let policy = trust(effect, named, "sts:AssumeRole", "{}").replace("\"Principal\"", element);
        expect(
            Trust,
            &policy,
            &[(
                "role-trust-policy-syntax-error-notprincipal",
                Error,
                element,
            )],
        );
    }
    // Other types take no principal at all, or one: those rules are of the grammar.
    for policy_type in [Identity, Scp, Rcp] {
        expect(policy_type, &allow, &[]);
    }
}

#[test]
fn a_statement_has_a_principal_where_its_type_wants_one() {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Assume","Effect":"Allow","Action":"sts:AssumeRole"}]}"#;
    for policy_type in [Trust, Resource, Rcp] {
        expect(
            policy_type,
            policy,
            &[("missing-principal", Error, "\"Assume\"")],
        );
    }
    for policy_type in [Identity, Scp, PolicyType::Boundary, PolicyType::Session] {
        expect(policy_type, policy, &[]);
    }
    // The misspelt key is the cause.
    expect(
        Trust,
        &assume(r#"{"AWS":"444455556666"}"#).replace("\"Principal\"", "\"Principals\""),
        &[],
    );
    // What was not read may have held it.
    expect(
        Trust,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#,
        &[],
    );
}

#[test]
fn actions_fit_the_kind_of_principal() {
    let rule = "mismatched-action-for-principal";
    let aud = r#"{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}"#;
    expect(
        Trust,
        &assume(r#"{"AWS":"444455556666","Service":"ec2.amazonaws.com"}"#),
        &[],
    );
    for (provider, action) in [
        (SAML, "sts:AssumeRole"),
        (OWN, "sts:AssumeRole"),
        (SAML, WEB),
        (OWN, "sts:AssumeRoleWithSAML"),
    ] {
        let policy = trust(
            "Allow",
            &format!(r#"{{"Federated":"{provider}"}}"#),
            action,
            "{}",
        );
        expect(Trust, &policy, &[(rule, Error, &quoted(action))]);
    }
    for action in ["sts:AssumeRoleWithSAML", WEB, "STS:assumerolewithsaml"] {
        let policy = trust("Allow", r#"{"Service":"ec2.amazonaws.com"}"#, action, "{}");
        expect(Trust, &policy, &[(rule, Error, &quoted(action))]);
    }
    let saml = trust(
        "Allow",
        &format!(r#"{{"Federated":"{SAML}"}}"#),
        "sts:AssumeRoleWithSAML",
        aud,
    );
    expect(Trust, &saml, &[]);
    // A provider that is still to be filled in may be of either kind.
    let open = r#"{"Federated":"arn:aws:iam::<account>:saml-provider/Staff"}"#;
    expect(Trust, &trust("Allow", open, WEB, "{}"), &[]);
    // A tag action alone says nothing of the way in.
    expect(
        Trust,
        &trust(
            "Allow",
            &format!(r#"{{"Federated":"{SAML}"}}"#),
            "sts:TagSession",
            "{}",
        ),
        &[],
    );
}

#[test]
fn patterns_are_held_to_every_action_that_they_cover() {
    let rule = "mismatched-action-for-principal";
    for pattern in ["sts:AssumeRole*", "sts:*", "sts:Assume????*"] {
        let policy = trust("Allow", r#"{"AWS":"444455556666"}"#, pattern, "{}");
        expect(Trust, &policy, &[(rule, Warning, &quoted(pattern))]);
        let saml = trust(
            "Allow",
            &format!(r#"{{"Federated":"{SAML}"}}"#),
            pattern,
            "{}",
        );
        let provider = quoted(SAML);
        expect(
            Trust,
            &saml,
            &[
                ("missing-audience", Warning, &provider),
                (rule, Warning, &quoted(pattern)),
            ],
        );
    }
    // No way in for an account at all.
    let policy = trust(
        "Allow",
        r#"{"AWS":"444455556666"}"#,
        "sts:AssumeRoleWith*",
        "{}",
    );
    expect(Trust, &policy, &[(rule, Error, "\"sts:AssumeRoleWith*\"")]);
    // A lone `*`, and a guardrail.
    expect(
        Trust,
        &trust("Allow", &format!(r#"{{"Federated":"{OWN}"}}"#), "*", "{}"),
        &[],
    );
    expect(Trust, &trust("Deny", r#"{"AWS":"*"}"#, "sts:*", "{}"), &[]);
}

#[test]
fn provider_arns_are_taken_in_every_partition() {
    let rule = "invalid-federated-principal-syntax-in-role-trust-policy";
    for partition in [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
    ] {
        let provider =
            format!("arn:{partition}:iam::444455556666:oidc-provider/idp.example.org/staff");
        let condition = r#"{"StringEquals":{"idp.example.org/staff:aud":"exporter","idp.example.org/staff:sub":"jo"}}"#;
        expect(Trust, &web(&provider, condition), &[]);
    }
    for (provider, place) in [
        (
            "arn:aws-moon:iam::444455556666:oidc-provider/idp.example.org",
            "aws-moon",
        ),
        (
            "arn:aws:iam::444455556666:oidc-provider/https://idp.example.org",
            "https://idp.example.org",
        ),
        ("arn:aws:iam::444455556666:oidc-provider/", "oidc-provider/"),
        ("arn:aws:iam::444455556666:role/exporter", "role"),
        ("https://idp.example.org", "\"https://idp.example.org\""),
        ("idp.example.org", "\"idp.example.org\""),
    ] {
        expect(Trust, &web(provider, "{}"), &[(rule, Error, place)]);
    }
    let policy = bucket(
        "Allow",
        "Principal",
        &format!(r#"{{"Federated":"{SAML}"}}"#),
        "{}",
    );
    expect(
        Resource,
        &policy,
        &[("federated-principal-not-supported", Error, "\"Federated\"")],
    );
}

#[test]
fn saml_needs_the_audience() {
    let saml = |condition: &str| {
        trust(
            "Allow",
            &format!(r#"{{"Federated":"{SAML}"}}"#),
            "sts:AssumeRoleWithSAML",
            condition,
        )
    };
    let provider = quoted(SAML);
    let missing = [("missing-audience", Warning, provider.as_str())];
    expect(Trust, &saml("{}"), &missing);
    expect(
        Trust,
        &saml(r#"{"StringNotEquals":{"SAML:aud":"https://example.org"}}"#),
        &missing,
    );
    expect(Trust, &saml(r#"{"Null":{"SAML:aud":"true"}}"#), &missing);
    expect(
        Trust,
        &saml(r#"{"StringEqualsIfExists":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}"#),
        &missing,
    );
    expect(
        Trust,
        &saml(r#"{"StringLike":{"saml:AUD":"https://*.signin.aws.amazon.com/saml"}}"#),
        &[],
    );
}

#[test]
fn conditions_that_name_no_value_do_not_count() {
    let provider = quoted(OWN);
    let open = [(
        "missing-condition-key-for-oidc-principal",
        Warning,
        provider.as_str(),
    )];
    for condition in [
        "{}",
        r#"{"StringNotEquals":{"idp.example.org:aud":"other"}}"#,
        r#"{"Null":{"idp.example.org:aud":"true"}}"#,
        r#"{"Null":{"idp.example.org:aud":"false"}}"#,
        r#"{"StringEqualsIfExists":{"idp.example.org:aud":"exporter"}}"#,
        r#"{"StringEquals":{"other.example.org:aud":"exporter"}}"#,
    ] {
        expect(Trust, &web(OWN, condition), &open);
    }
    // No token is without an audience, so that this asks for one; `confirm-audience-claim-type` says how it is better written.
    let condition = r#"{"ForAllValues:StringEquals":{"idp.example.org:aud":"exporter"}}"#;
    let audience_as_set = said(Trust, &web(OWN, condition));
    assert!(
        !audience_as_set
            .iter()
            .any(|(_, severity, _)| *severity == Error),
        "{audience_as_set:?}"
    );
    let subject = [("missing-subject", Info, provider.as_str())];
    expect(
        Trust,
        &web(
            OWN,
            r#"{"StringEquals":{"idp.example.org:aud":"exporter"}}"#,
        ),
        &subject,
    );
    let audience = [("missing-audience", Warning, provider.as_str())];
    expect(
        Trust,
        &web(OWN, r#"{"StringEquals":{"idp.example.org:sub":"jo"}}"#),
        &audience,
    );
    let both = r#"{"StringEquals":{"IDP.example.org:aud":"exporter","idp.example.org:SUB":"jo"}}"#;
    expect(Trust, &web(OWN, both), &[]);
    let amr = r#"{"StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-west-1:7f"},"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}"#;
    expect(Trust, &web("cognito-identity.amazonaws.com", amr), &[]);
    expect(
        Trust,
        &trust("Deny", &format!(r#"{{"Federated":"{OWN}"}}"#), WEB, "{}"),
        &[],
    );
}

#[test]
fn shared_providers_need_the_claim_that_iam_wants() {
    let gitlab = "arn:aws:iam::444455556666:oidc-provider/gitlab.com";
    let provider = quoted(gitlab);
    let nothing = [(
        "missing-condition-key-for-oidc-principal",
        Error,
        provider.as_str(),
    )];
    expect(Trust, &web(gitlab, "{}"), &nothing);
    let claim = [("missing-required-claim", Error, provider.as_str())];
    expect(
        Trust,
        &web(
            gitlab,
            r#"{"StringEquals":{"gitlab.com:aud":"https://gitlab.com"}}"#,
        ),
        &claim,
    );
    let vercel = "arn:aws:iam::444455556666:oidc-provider/oidc.vercel.com";
    let missing = quoted(vercel);
    let claim = [("missing-required-claim", Error, missing.as_str())];
    expect(
        Trust,
        &web(
            vercel,
            r#"{"StringEquals":{"oidc.vercel.com:sub":"owner:acme"}}"#,
        ),
        &claim,
    );
}

#[test]
fn a_claim_of_a_shared_provider_names_a_tenant() {
    let rule = "missing-required-claim";
    let own = |host: &str| format!("arn:aws:iam::444455556666:oidc-provider/{host}");
    for (host, principal, claim) in [
        ("gitlab.com", own("gitlab.com"), "sub"),
        (
            "cognito-identity.amazonaws.com",
            "cognito-identity.amazonaws.com".to_owned(),
            "aud",
        ),
        ("api.pulumi.com/oidc", own("api.pulumi.com/oidc"), "aud"),
        ("app.terraform.io", own("app.terraform.io"), "sub"),
    ] {
        for value in [r#""*""#, r#""**""#, r#""?*""#, r#"["acme:x","*"]"#] {
            let beside = if claim == "sub" { "aud" } else { "sub" };
            let condition = format!(
                r#"{{"StringLike":{{"{host}:{claim}":{value}}},"StringEquals":{{"{host}:{beside}":"x"}}}}"#
            );
            let policy = web(&principal, &condition);
            expect(Trust, &policy, &[(rule, Error, &quoted(&principal))]);
            let wild = said_of_wildcards(&policy);
            assert!(wild.is_empty(), "{policy}: {wild:?}");
        }
    }
    let with = |host: &str, principal: &str, claim: &str, value: &str| {
        let beside = if claim == "sub" { "aud" } else { "sub" };
        web(
            principal,
            &format!(
                r#"{{"StringLike":{{"{host}:{claim}":"{value}"}},"StringEquals":{{"{host}:{beside}":"x"}}}}"#
            ),
        )
    };
    let cognito = "cognito-identity.amazonaws.com";
    for value in ["eu-west-1:*", "eu-*"] {
        let policy = with(cognito, cognito, "aud", value);
        expect(Trust, &policy, &[(rule, Warning, &quoted(value))]);
    }
    for (host, value) in [
        ("app.terraform.io", "organization:*"),
        ("app.terraform.io", "organization:acme*:project:x"),
        ("gitlab.com", "project_path:*"),
        ("gitlab.com", "project_path:acme*"),
        ("agent.buildkite.com", "organization:*:pipeline:x"),
    ] {
        let policy = with(host, &own(host), "sub", value);
        expect(Trust, &policy, &[(rule, Warning, &quoted(value))]);
    }
    let vercel = "oidc.vercel.com";
    let policy = with(vercel, &own(vercel), "aud", "https://vercel.com/*");
    expect(
        Trust,
        &policy,
        &[(rule, Warning, r#""https://vercel.com/*""#)],
    );
    for (host, claim, value) in [
        ("app.terraform.io", "sub", "organization:acme:*"),
        ("gitlab.com", "sub", "project_path:acme/*"),
        (vercel, "aud", "https://vercel.com/acme"),
    ] {
        expect(Trust, &with(host, &own(host), claim, value), &[]);
    }
    let pool = with(cognito, cognito, "aud", "eu-west-1:7f3c*");
    expect(Trust, &pool, &[]);
    // A pattern beside the very name, and a star under an operator that knows none.
    let both = r#"{"StringLike":{"gitlab.com:sub":"project_path:*"},"StringEquals":{"gitlab.com:aud":"x","gitlab.com:sub":"project_path:acme/x:ref_type:branch:ref:main"}}"#;
    expect(Trust, &web(&own("gitlab.com"), both), &[]);
    let literal = r#"{"StringEquals":{"gitlab.com:aud":"x","gitlab.com:sub":"*"}}"#;
    expect(Trust, &web(&own("gitlab.com"), literal), &[]);
}

/// What two other rules say of wildcards, which are silent where the claim is told to be missing.
fn said_of_wildcards(policy: &str) -> Vec<&'static str> {
    let source = Source::new("policy.json", policy);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(Trust),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
    let of_wildcards = ["full-wildcard-condition", "wildcard-usage-too-permissive"];
    let findings = judged.findings.iter().map(|one| one.rule.id);
    findings.filter(|id| of_wildcards.contains(id)).collect()
}

#[test]
fn a_workflow_of_github_that_is_any_is_none() {
    let prefix = "token.actions.githubusercontent.com";
    let with = |subject: &str, workflow: &str| {
        let aud = format!(r#""StringEquals":{{"{prefix}:aud":"sts.amazonaws.com"}}"#);
        let like = format!(r#"{subject}"{prefix}:job_workflow_ref":"{workflow}""#);
        web(GITHUB, &format!(r#"{{{aud},"StringLike":{{{like}}}}}"#))
    };
    expect(
        Trust,
        &with("", "*"),
        &[("missing-github-repo-condition-key", Error, &quoted(GITHUB))],
    );
    assert!(said_of_wildcards(&with("", "*")).is_empty());
    // Nobody but this repository gets in, and IAM saves it no more.
    let held = web(
        GITHUB,
        &format!(
            r#"{{"StringEquals":{{"{prefix}:aud":"sts.amazonaws.com","{prefix}:repository":"acme/app"}}}}"#
        ),
    );
    for (policy, says) in [(held, "IAM refuses"), (with("", "*"), "any repository")] {
        let source = Source::new("policy.json", policy.as_str());
        let config = Config::default();
        let now = "2026-11-23T00:00:00Z".parse().expect("an instant");
        let settings = Settings::new(now, &config);
        let judged = engine::judge(&syntax::parse(FileId(0), &source), &settings, rules::all());
        let is_ours = |id: &str| id == "missing-github-repo-condition-key";
        let mut ours = judged.findings.iter().filter(|one| is_ours(one.rule.id));
        let message = ours.next().map(|one| one.message.to_string());
        assert!(message.is_some_and(|text| text.contains(says)), "{policy}");
    }
    let subject = format!(r#""{prefix}:sub":"repo:*","#);
    expect(
        Trust,
        &with(&subject, "*"),
        &[("any-repository", Error, r#""repo:*""#)],
    );
    expect(Trust, &with("", "acme/x/.github/workflows/a.yml@*"), &[]);
}

#[test]
fn github_needs_a_repository() {
    let prefix = "token.actions.githubusercontent.com";
    let provider = quoted(GITHUB);
    let with = |operator: &str, subject: &str| {
        web(
            GITHUB,
            &format!(
                r#"{{"StringEquals":{{"{prefix}:aud":"sts.amazonaws.com"}},"{operator}":{{"{prefix}:sub":"{subject}"}}}}"#
            ),
        )
    };
    let missing = [(
        "missing-github-repo-condition-key",
        Error,
        provider.as_str(),
    )];
    expect(Trust, &web(GITHUB, "{}"), &missing);
    expect(
        Trust,
        &web(
            GITHUB,
            &format!(r#"{{"StringEquals":{{"{prefix}:aud":"sts.amazonaws.com"}}}}"#),
        ),
        &missing,
    );
    expect(Trust, &with("StringNotLike", "repo:acme/*"), &missing);
    for subject in [
        "*",
        "repo:*",
        "repo:*:*",
        "repo:*/*",
        "repo:acme*",
        "repo:*/ledger:ref:refs/heads/main",
        "?*",
        "repository_owner:*",
    ] {
        expect(
            Trust,
            &with("StringLike", subject),
            &[("any-repository", Error, &quoted(subject))],
        );
    }
    for subject in [
        "repo:acme/*",
        "repo:acme/ledger*",
        "repo:acme/ledger:*",
        "repo:acme/ledger:ref:refs/heads/*",
    ] {
        expect(
            Trust,
            &with("StringLike", subject),
            &[("specific-github-repo-and-branch-recommended", Warning, "*")],
        );
    }
    for (operator, subject) in [
        ("StringLike", "repo:acme/ledger:ref:refs/heads/main"),
        (
            "StringEqualsIgnoreCase",
            "repo:acme/ledger:environment:production",
        ),
        ("StringEqualsIgnoreCase", "repo:acme/*"),
        ("StringLike", "repository_owner:acme:*"),
    ] {
        expect(Trust, &with(operator, subject), &[]);
    }
    let audience = web(
        GITHUB,
        &format!(r#"{{"StringEquals":{{"{prefix}:sub":"repo:acme/ledger:ref:refs/heads/main"}}}}"#),
    );
    expect(
        Trust,
        &audience,
        &[("missing-audience", Warning, &provider)],
    );
}

#[test]
fn services_say_for_whom_they_act() {
    let rule = "restrict-access-to-service-principal";
    let service = r#"{"Service":"cloudtrail.amazonaws.com"}"#;
    let place = "\"cloudtrail.amazonaws.com\"";
    for condition in [
        "{}",
        r#"{"StringNotEquals":{"aws:SourceAccount":"777788889999"}}"#,
        r#"{"Null":{"aws:SourceArn":"true"}}"#,
    ] {
        let policy = bucket("Allow", "Principal", service, condition);
        expect(Resource, &policy, &[(rule, Warning, place)]);
    }
    // CloudWatch Logs says for whose logs it uses a key.
    let key = |logs: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"logs.eu-west-1.amazonaws.com"}},"Action":["kms:Encrypt*","kms:Decrypt*"],"Resource":"*","Condition":{{"ArnLike":{{"kms:EncryptionContext:aws:logs:arn":"{logs}"}}}}}}]}}"#
        )
    };
    let logs = "\"logs.eu-west-1.amazonaws.com\"";
    expect(Resource, &key("arn:aws:logs:eu-west-1:640285713902:*"), &[]);
    expect(
        Resource,
        &key("arn:aws:logs:eu-west-1:*:*"),
        &[(rule, Warning, logs)],
    );
    // No service has this key: that it never gets in is `unsupported-condition-key-for-service-principal`'s.
    let condition = r#"{"StringEquals":{"aws:PrincipalOrgID":"o-9f8e7d6c5b"}}"#;
    let policy = bucket("Allow", "Principal", service, condition);
    expect(Resource, &policy, &[]);
    for key in [
        "aws:SourceArn",
        "AWS:sourceaccount",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
    ] {
        let condition = format!(r#"{{"ForAnyValue:StringLike":{{"{key}":"444455556666"}}}}"#);
        expect(
            Resource,
            &bucket("Allow", "Principal", service, &condition),
            &[],
        );
    }
    expect(Resource, &bucket("Deny", "Principal", service, "{}"), &[]);
    expect(Trust, &assume(service), &[(rule, Info, place)]);
    // What AWS publishes for the catalog of AWS Glue.
    let shared = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ram.amazonaws.com"},"Action":"glue:ShareResource","Resource":["arn:aws:glue:eu-west-1:640285713902:table/*/*","arn:aws:glue:eu-west-1:640285713902:database/*","arn:aws:glue:eu-west-1:640285713902:catalog"]}]}"#;
    expect(Resource, shared, &[]);
    // A skill of Alexa is told apart by its ID.
    let skill = |condition: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"alexa-appkit.amazon.com"}},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:eu-west-1:640285713902:function:orders","Condition":{condition}}}]}}"#
        )
    };
    let of_skill = r#"{"StringEquals":{"lambda:EventSourceToken":"amzn1.ask.skill.4d1f"}}"#;
    expect(Resource, &skill(of_skill), &[]);
    let alexa = "\"alexa-appkit.amazon.com\"";
    expect(Resource, &skill("{}"), &[(rule, Warning, alexa)]);
    for exempt in ["ec2", "lambda", "edgelambda"] {
        expect(
            Trust,
            &assume(&format!(r#"{{"Service":"{exempt}.amazonaws.com"}}"#)),
            &[],
        );
    }
}

#[test]
fn the_type_of_a_policy_is_seen_by_what_it_says() {
    let types = |text: &str| judge(None, text).0;
    assert_eq!(
        types(&trust("Deny", r#"{"AWS":"*"}"#, "sts:AssumeRole", "{}")),
        Trust
    );
    assert_eq!(
        types(&bucket(
            "Allow",
            "Principal",
            r#"{"AWS":"444455556666"}"#,
            "{}"
        )),
        Resource
    );
    let everything = assume(r#"{"AWS":"444455556666"}"#).replace("sts:AssumeRole", "*");
    assert_eq!(types(&everything), Resource);
    let identity = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::444455556666:role/exporter"}}"#;
    assert_eq!(types(identity), Identity);
}

#[test]
fn a_hostile_policy_takes_time_in_proportion() {
    let providers: Vec<String> = (0..4000)
        .map(|index| format!("\"arn:aws:iam::444455556666:oidc-provider/idp{index}.example.org\""))
        .collect();
    let keys: Vec<String> = (0..8000)
        .map(|index| format!("\"idp{index}.example.org:sub\":\"jo\""))
        .collect();
    let accounts: Vec<String> = (0..20_000)
        .map(|index| format!("\"arn:aws:iam::444455556666:role/r{index}\""))
        .collect();
    let statements: Vec<String> = (0..4000)
        .map(|_| r#"{"Effect":"Allow","Action":"sts:AssumeRole","Prnicipal":1}"#.to_owned())
        .collect();
    for policy in [
        trust(
            "Allow",
            &format!("{{\"Federated\":[{}]}}", providers.join(",")),
            WEB,
            &format!("{{\"StringEqualsIfExists\":{{{}}}}}", keys.join(",")),
        ),
        assume(&format!("{{\"AWS\":[{}]}}", accounts.join(","))),
        format!("{{\"Statement\":[{}]}}", statements.join(",")),
    ] {
        // No time is asserted: a blow-up is a test that does not end.
        let _ = said(Trust, &policy);
    }
}

#[test]
fn a_service_that_is_one_letter_away_from_another_is_misspelt() {
    for written in [
        "lamda",
        "ecs-task",
        "cloudtrial",
        "network-connector.lambda",
    ] {
        let policy = assume(&format!(r#"{{"Service":"{written}.amazonaws.com"}}"#));
        expect(
            Trust,
            &policy,
            &[(
                "malformed-principal",
                Warning,
                &quoted(&format!("{written}.amazonaws.com")),
            )],
        );
    }
    // Short names are near many others, and Regions stand in some.
    for service in ["esc", "dms.eu-west-1", "states.eu-west-1", "inspector2"] {
        let policy = assume(&format!(r#"{{"Service":"{service}.amazonaws.com"}}"#));
        let place = quoted(&format!("{service}.amazonaws.com"));
        let rule = "restrict-access-to-service-principal";
        expect(Trust, &policy, &[(rule, Info, &place)]);
    }
}

#[test]
fn no_subject_of_github_has_an_address() {
    let prefix = "token.actions.githubusercontent.com";
    for operator in ["StringLike", "StringEqualsIgnoreCase"] {
        let subject = "repo:https://github.com/acme/ledger:*";
        let policy = web(
            GITHUB,
            &format!(
                r#"{{"StringEquals":{{"{prefix}:aud":"sts.amazonaws.com"}},"{operator}":{{"{prefix}:sub":"{subject}"}}}}"#
            ),
        );
        let rule = "specific-github-repo-and-branch-recommended";
        expect(Trust, &policy, &[(rule, Warning, &quoted(subject))]);
    }
}
