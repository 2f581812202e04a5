//! Values of conditions that have a form of their own, patterns and variables in IDs, and keys in places where they say
//! nothing: what is flagged, and what others flag wrongly.

use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Safety;
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

/// The rules whose opinions are asked here, and those that speak of the same values.
const RULES: &[&str] = &[
    "any-repository",
    "anyone-can-assume",
    "full-wildcard-condition",
    "invalid-kms-key-value",
    "invalid-region",
    "invalid-service-principal-format",
    "irrelevant-condition-key-in-policy",
    "malformed-vpc-id",
    "session-in-principal-arn",
    "specific-github-repo-and-branch-recommended",
    "string-like-operator-with-arn-condition-keys",
    "type-mismatch",
    "use-condition-key-only-with-supported-services",
    "variable-unsupported-in-version",
    "variable-usage-too-permissive",
    "wildcard-usage-too-permissive",
    "wildcard-without-like-operator",
];

/// What a finding said: severity, rule, text of its place; and its code, message and fix.
struct Said {
    line: String,
    code: Option<&'static str>,
    message: String,
    fix: Option<(Safety, String)>,
}

fn said(policy: &str, kind: Option<PolicyType>, resource: Option<ResourceType>) -> Vec<Said> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", policy));
    let config = Config::default();
    let now = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let settings = Settings {
        policy_type: kind,
        resource_type: resource,
        ..Settings::new(now, &config)
    };
    let tree = syntax::parse(file, sources.get(file));
    judge(&tree, &settings, rules::all())
        .findings
        .into_iter()
        .filter(|finding| RULES.contains(&finding.rule.id))
        .map(|finding| Said {
            line: format!(
                "{} {} @ {}",
                finding.severity.name(),
                finding.rule.id,
                sources.get(file).slice(finding.primary.span)
            ),
            code: finding.access_analyzer,
            message: finding.message.into_owned(),
            fix: finding
                .fix
                .map(|fix| (fix.safety, fix.edits[0].text.clone())),
        })
        .collect()
}

fn policy(effect: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":{action},"Resource":"*","Condition":{{{condition}}}}}]}}"#
    )
}

fn on_condition(effect: &str, condition: &str) -> Vec<Said> {
    said(&policy(effect, r#""sqs:TagQueue""#, condition), None, None)
}

/// One line for each case: effect, condition, what is said of it.
#[track_caller]
fn assert_cases(cases: &[(&str, &str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(effect, condition, expected)| {
            let found: Vec<String> = on_condition(effect, condition)
                .into_iter()
                .map(|one| one.line)
                .collect();
            (found != *expected)
                .then(|| format!("{effect} {condition}\n  is {found:?}\n  not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What AWS's own reference of its checks gives as examples: each gets its code, and once.
#[test]
fn examples_of_aws_get_their_codes() {
    let error = "error";
    for (condition, code, severity) in [
        (
            r#""StringEquals":{"aws:RequestedRegion":"us-east-9"}"#,
            "INVALID_REGION",
            error,
        ),
        (
            r#""StringEquals":{"iam:PassedToService":"lambda"}"#,
            "INVALID_SERVICE_PRINCIPAL_FORMAT",
            error,
        ),
        (
            r#""StringEquals":{"aws:SourceVpc":"vpc-123"}"#,
            "INVALID_VPC_FORMAT",
            error,
        ),
        (
            r#""StringEquals":{"aws:SourceVpce":"vpc-11223344556677889"}"#,
            "INVALID_VPCE_FORMAT",
            error,
        ),
        (
            r#""StringEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"1234abcd-12ab-34cd-56ef-1234567890ab"}"#,
            "INVALID_KMS_KEY_VALUE",
            error,
        ),
        (
            r#""StringLike":{"aws:SourceAccount":"${aws:PrincipalAccount}"}"#,
            "VARIABLE_USAGE_TOO_PERMISSIVE",
            error,
        ),
        (
            r#""StringLike":{"aws:SourceAccount":"1111*"}"#,
            "WILDCARD_USAGE_TOO_PERMISSIVE",
            error,
        ),
        (
            r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/app-*"}"#,
            "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
            // AWS warns. Its pattern has no wildcard before the fifth colon, though, so that both operators take the same.
            "info",
        ),
    ] {
        let found = on_condition("Allow", condition);
        let codes: Vec<_> = found.iter().map(|one| one.code).collect();
        assert_eq!(codes, [Some(code)], "{condition}");
        assert!(found[0].line.starts_with(severity), "{}", found[0].line);
    }
    let endpoint = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:VpceOrgID":"o-a1b2c3d4e5"}}}]}"#;
    let found = said(endpoint, None, None);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].code,
        Some("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES")
    );
    let bucket = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*","Condition":{"StringEquals":{"s3:ResourceAccount":"111122223333"}}}]}"#;
    let found = said(
        bucket,
        Some(PolicyType::Resource),
        Some(ResourceType::S3Bucket),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, Some("IRRELEVANT_CONDITION_KEY_IN_POLICY"));
    assert!(found[0].line.starts_with("info "), "{}", found[0].line);
}

#[test]
fn sessions_are_known_by_their_role() {
    assert_cases(&[
        (
            "Deny",
            r#""ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::260147983355:role/a","arn:aws:sts::260147983355:assumed-role/a/*"]}"#,
            &[r#"warning session-in-principal-arn @ "arn:aws:sts::260147983355:assumed-role/a/*""#],
        ),
        (
            "Allow",
            r#""ArnLike":{"AWS:principalarn":"arn:aws:sts::*:assumed-role/*"}"#,
            &[r#"warning session-in-principal-arn @ "arn:aws:sts::*:assumed-role/*""#],
        ),
        (
            "Allow",
            r#""ArnLike":{"aws:PrincipalArn":["arn:aws:sts::260147983355:federated-user/a","arn:aws:iam::260147983355:role/assumed-role/a","arn:aws:*::260147983355:*"]}"#,
            &[],
        ),
        (
            "Allow",
            r#""ArnLike":{"aws:SourceArn":"arn:aws:sts::260147983355:assumed-role/a/b"}"#,
            &[],
        ),
        ("Allow", r#""Null":{"aws:PrincipalArn":"false"}"#, &[]),
    ]);
}

#[test]
fn ids_of_networks() {
    assert_cases(&[
        (
            "Allow",
            r#""StringEquals":{"aws:sourcevpc":["vpc-0c91e5d2","vpc-0c91e5d27ab84f360"]}"#,
            &[],
        ),
        (
            "Deny",
            r#""StringNotEquals":{"aws:SourceVpce":["vpce-0c91e5d2","vpce-0c91e5d27ab84f36"]}"#,
            &[r#"error malformed-vpc-id @ "vpce-0c91e5d27ab84f36""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceVpc":""}"#,
            &[r#"error malformed-vpc-id @ """#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceVpc":"vpce-0c91e5d2"}"#,
            &[r#"error malformed-vpc-id @ "vpce-0c91e5d2""#],
        ),
        ("Allow", r#""Null":{"aws:SourceVpc":"true"}"#, &[]),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceVpc":"vpc-0c9*"}"#,
            &[r#"warning wildcard-without-like-operator @ "vpc-0c9*""#],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:SourceVpc":"vpc-0c9*"}"#,
            &["error wildcard-usage-too-permissive @ *"],
        ),
    ]);
}

#[test]
fn keys_of_kms() {
    let on = |operator: &str, value: &str| {
        format!(r#""{operator}":{{"s3:x-amz-server-side-encryption-aws-kms-key-id":"{value}"}}"#)
    };
    let key =
        "arn:aws-us-gov:kms:us-gov-west-1:260147983355:key/mrk-7c1e9a4052d84b3f9e610af2d84c7b15";
    let flagged = |operator: &str, value: &str| {
        let found = on_condition("Deny", &on(operator, value));
        found
            .iter()
            .filter(|one| one.code == Some("INVALID_KMS_KEY_VALUE"))
            .count()
    };
    for (operator, value) in [
        ("StringEquals", key),
        ("ArnNotEquals", key),
        ("StringLike", "*:key/7c1e*"),
        ("ArnLike", "arn:aws:kms:*:*:key/*"),
        ("ArnLike", "arn:aws:k?s:*:*:key/*"),
        ("StringLike", "${aws:PrincipalTag/key}"),
        ("StringEquals", "arn:aws:kms:*:*:key/*"),
        ("Null", "true"),
    ] {
        assert_eq!(flagged(operator, value), 0, "{operator} {value}");
    }
    for (operator, value) in [
        ("StringNotEquals", "alias/ledger"),
        ("StringNotLike", "7c1e9a40-*"),
        ("StringEquals", "arn:aws:kms:eu-west-1:260147983355:key/"),
        ("StringEquals", "arn:aws:kms::260147983355:key/7c1e"),
        ("StringEquals", "arn:aws:kms:eu-west-1:2601:key/7c1e"),
        ("ArnLike", "arn:aws:s3:::ledger/*"),
    ] {
        assert_eq!(flagged(operator, value), 1, "{operator} {value}");
    }
}

#[test]
fn names_of_services() {
    let found = |key: &str, value: &str| {
        let condition = format!(r#""StringEquals":{{"{key}":"{value}"}}"#);
        let mut found = on_condition("Allow", &condition);
        assert!(found.len() <= 1, "{key} {value}");
        found.pop().map(|one| (one.message, one.fix))
    };
    for value in [
        "lambda.amazonaws.com",
        "ec2.amazonaws.com.cn",
        "dms.eu-west-1.amazonaws.com",
        "cognito-identity-us-gov.amazonaws.com",
        "no-such-service.amazonaws.com",
        "lambda.${aws:RequestedRegion}.amazonaws.com",
    ] {
        assert_eq!(found("iam:PassedToService", value), None, "{value}");
    }
    for (key, value, meant) in [
        ("iam:PassedToService", "lambda", "lambda.amazonaws.com"),
        (
            "iam:AWSServiceName",
            "Lambda.AmazonAWS.com",
            "lambda.amazonaws.com",
        ),
        (
            "aws:CalledViaFirst",
            "athena.amazonaws.co",
            "athena.amazonaws.com",
        ),
        (
            "aws:PrincipalServiceName",
            " ses.amazonaws.com ",
            "ses.amazonaws.com",
        ),
        (
            "kms:ViaService",
            "S3.eu-west-1.amazonaws.com",
            "s3.eu-west-1.amazonaws.com",
        ),
        (
            "kms:ViaService",
            "s3.eu-west-1.amazon.com",
            "s3.eu-west-1.amazonaws.com",
        ),
    ] {
        let edit = Some((Safety::Unsafe, format!("\"{meant}\"")));
        let message = format!("no service of AWS is called `{value}`; did you mean `{meant}`?");
        assert_eq!(found(key, value), Some((message, edit)), "{key} {value}");
    }
    for value in ["s3.amazonaws.com", "s3"] {
        let (message, fix) = found("kms:ViaService", value).expect("a finding");
        assert!(message.ends_with("its Region is missing"), "{message}");
        assert_eq!(fix, None);
    }
    for value in [
        "arn:aws:lambda:eu-west-1:260147983355:function:a",
        "",
        "a service",
    ] {
        let (message, fix) = found("iam:PassedToService", value).expect("a finding");
        assert!(!message.contains("did you mean"), "{message}");
        assert_eq!(fix, None);
    }
}

#[test]
fn codes_of_regions() {
    assert_cases(&[
        (
            "Allow",
            r#""StringEquals":{"aws:RequestedRegion":["eu-west-1","us-iso-east-1","eusc-de-east-1"]}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:RequestedRegion":["*-1","eu-*","us-est-*"]}"#,
            &[r#"error invalid-region @ "us-est-*""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:RequestedRegion":"eu-*"}"#,
            &[r#"warning wildcard-without-like-operator @ "eu-*""#],
        ),
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"cloudformation:TargetRegion":"Frankfurt"}"#,
            &[r#"error invalid-region @ "Frankfurt""#],
        ),
    ]);
    let meant = |value: &str| {
        let condition = format!(r#""StringEquals":{{"aws:RequestedRegion":"{value}"}}"#);
        let found = on_condition("Deny", &condition).pop().expect("a finding");
        found.fix.map(|(_, text)| text)
    };
    assert_eq!(meant("us-east-1b").as_deref(), Some("\"us-east-1\""));
    assert_eq!(meant("EU-WEST-1").as_deref(), Some("\"eu-west-1\""));
    assert_eq!(meant("us-est-2").as_deref(), Some("\"us-east-2\""));
    assert_eq!(meant("euwest-3").as_deref(), Some("\"eu-west-3\""));
    // Another number is another Region: which one, nobody can tell.
    assert_eq!(meant("us-east-9"), None);
}

#[test]
fn wildcards_in_ids() {
    let star = "error wildcard-usage-too-permissive @ *";
    assert_cases(&[
        (
            "Allow",
            r#""StringLike":{"aws:SourceAccount":"260147983355"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:SourceAccount":"26014798335?"}"#,
            &["error wildcard-usage-too-permissive @ ?"],
        ),
        // Narrower, or a wider `Deny`.
        (
            "Allow",
            r#""StringNotLike":{"aws:SourceAccount":"2601*"}"#,
            &[],
        ),
        ("Deny", r#""StringLike":{"aws:SourceVpc":"vpc-0*"}"#, &[]),
        (
            "Deny",
            r#""StringNotLikeIfExists":{"aws:ResourceOrgID":"o-*"}"#,
            &[star],
        ),
        // A star alone has a rule of its own.
        (
            "Allow",
            r#""StringLike":{"aws:SourceAccount":"*"}"#,
            &[r#"info full-wildcard-condition @ "*""#],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:SourceAccount":["2601*","*"]}"#,
            &[r#"info full-wildcard-condition @ "*""#],
        ),
        // An escaped star is a star.
        ("Allow", r#""StringLike":{"aws:SourceVpc":"vpc-${*}"}"#, &[]),
        // Not a guarded key.
        (
            "Allow",
            r#""StringLike":{"aws:PrincipalTag/team":"a*"}"#,
            &[],
        ),
        // The unique ID.
        (
            "Allow",
            r#""StringLike":{"aws:userid":["AROA4Q7XNKD3WPZ6TLEHB:*","*:i-0c91e5d2","AIDA4Q7XNKD3WPZ6TLEHB"]}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:userId":"AROA4Q7XNKD3WPZ6TLEHB*"}"#,
            &["info wildcard-usage-too-permissive @ *"],
        ),
        ("Allow", r#""StringLike":{"aws:userid":"AROA*"}"#, &[star]),
        (
            "Allow",
            r#""StringLike":{"aws:userid":"?*:a"}"#,
            &["error wildcard-usage-too-permissive @ ?"],
        ),
        // Subjects.
        (
            "Allow",
            r#""StringLike":{"oidc.eks.eu-west-1.amazonaws.com/id/5C0FFEE5:sub":"system:serviceaccount:etl:*"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringLike":{"oidc.eks.eu-west-1.amazonaws.com/id/5C0FFEE5:sub":"syst*"}"#,
            &[star],
        ),
        (
            "Allow",
            r#""StringLike":{"oidc.eks.eu-west-1.amazonaws.com/id/5C0FFEE5:sub":"system:serviceaccount:*:*"}"#,
            &["warning wildcard-usage-too-permissive @ *"],
        ),
        ("Allow", r#""StringLike":{"saml:sub":"a*"}"#, &[]),
    ]);
}

#[test]
fn patterns_for_repositories_are_left_to_their_own_rules() {
    let trust = |subject: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::260147983355:oidc-provider/token.actions.githubusercontent.com"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}},"StringLike":{{"token.actions.githubusercontent.com:sub":"{subject}"}}}}}}]}}"#
        )
    };
    for (subject, rule) in [
        ("*", "any-repository"),
        ("re*", "any-repository"),
        ("repo:a*/b:*", "any-repository"),
        (
            "repo:acme/x*:ref:*",
            "specific-github-repo-and-branch-recommended",
        ),
        ("repo:${aws:username}/x", "variable-usage-too-permissive"),
    ] {
        let found = said(&trust(subject), Some(PolicyType::Trust), None);
        assert_eq!(found.len(), 1, "{subject}");
        assert!(found[0].line.contains(rule), "{subject}: {}", found[0].line);
    }
}

#[test]
fn a_role_for_everyone_is_told_once() {
    let trust = |operator: &str, key: &str, value: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{{"{operator}":{{"{key}":"{value}"}}}}}}]}}"#
        );
        said(&text, Some(PolicyType::Trust), None)
            .into_iter()
            .map(|one| one.line)
            .collect::<Vec<_>>()
    };
    let everyone = |severity: &str| [format!(r#"{severity} anyone-can-assume @ "*""#)];
    let organization = trust("StringLike", "aws:PrincipalOrgID", "o-*");
    assert_eq!(organization, everyone("error"));
    let itself = trust(
        "StringEquals",
        "aws:PrincipalOrgID",
        "${aws:PrincipalOrgID}",
    );
    assert_eq!(itself, everyone("error"));
    // The strangers that are tried have other accounts.
    assert_eq!(
        trust("StringLike", "aws:PrincipalAccount", "2601*"),
        ["error wildcard-usage-too-permissive @ *"]
    );
}

#[test]
fn variables_in_ids() {
    let assert_clean = |conditions: &[&str]| {
        let cases: Vec<(&str, &str, &[&str])> = conditions
            .iter()
            .flat_map(|&one| [("Allow", one, &[][..]), ("Deny", one, &[][..])])
            .collect();
        assert_cases(&cases);
    };
    // What AWS's own policies and examples compare.
    assert_clean(&[
        r#""StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}"#,
        r#""StringNotEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}"#,
        r#""StringLikeIfExists":{"aws:ResourceOrgId":"${aws:PrincipalOrgId}"}"#,
        r#""StringNotEqualsIfExists":{"aws:SourceOrgID":"${aws:ResourceOrgID}"}"#,
        r#""StringEquals":{"aws:SourceVpc":"${aws:Ec2InstanceSourceVpc}"}"#,
        r#""StringEquals":{"aws:userid":"AROA4Q7XNKD3WPZ6TLEHB:${aws:PrincipalTag/job}"}"#,
        r#""StringEquals":{"gitlab.com:sub":"project_path:${aws:PrincipalTag/job}"}"#,
        r#""StringEquals":{"aws:PrincipalTag/team":"${aws:ResourceTag/team}"}"#,
    ]);
    let tag = "error variable-usage-too-permissive @ ${aws:PrincipalTag/a}";
    assert_cases(&[
        (
            "Deny",
            r#""StringNotEquals":{"aws:ResourceAccount":["260147983355","${aws:PrincipalTag/a}"]}"#,
            &[tag],
        ),
        (
            "Deny",
            r#""StringEquals":{"aws:SourceVpce":"${aws:PrincipalTag/a}"}"#,
            &[tag],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount, '260147983355'}"}"#,
            &["error variable-usage-too-permissive @ ${aws:PrincipalAccount, '260147983355'}"],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:ResourceAccount":"${aws:ResourceAccount}"}"#,
            &["error variable-usage-too-permissive @ ${aws:ResourceAccount}"],
        ),
        // Of a wildcard and a variable in one value, one is enough.
        (
            "Allow",
            r#""StringLike":{"aws:ResourceAccount":"${aws:PrincipalTag/a}*"}"#,
            &["error wildcard-usage-too-permissive @ *"],
        ),
    ]);
}

#[test]
fn owners_of_endpoints() {
    let found = |action: &str, key: &str| -> Vec<String> {
        let condition = format!(r#""StringEquals":{{"{key}":"260147983355"}}"#);
        said(&policy("Allow", action, &condition), None, None)
            .into_iter()
            .map(|one| one.line)
            .collect()
    };
    let none: [&str; 0] = [];
    let warning = |place: &str| {
        [format!(
            "warning use-condition-key-only-with-supported-services @ {place}"
        )]
    };
    let account = "aws:VpceAccount";
    assert_eq!(found(r#"["S3:Get*","iam:GetRole"]"#, account), none);
    assert_eq!(found(r#""sqs:SendMessage""#, "aws:VpceOrgID"), none);
    assert_eq!(
        found(r#""sqs:SendMessage""#, account),
        warning(r#""sqs:SendMessage""#)
    );
    assert_eq!(
        found(r#"["s3:*","iam:passrole"]"#, account),
        warning(r#""iam:passrole""#)
    );
    assert_eq!(
        found(r#"["sts:*","*"]"#, "aws:VpceOrgPaths"),
        warning(r#""*""#)
    );
    assert_eq!(found(r#""rds:*""#, "aws:SourceAccount"), none);
    // A service that nobody knows is another fault.
    assert_eq!(found(r#""rbs:*""#, account), none);
}

#[test]
fn arns_compared_as_text() {
    let fix = |effect: &str, condition: &str| {
        let mut found = on_condition(effect, condition);
        assert_eq!(found.len(), 1, "{effect} {condition}");
        let found = found.remove(0);
        assert_eq!(
            found.code,
            Some("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS")
        );
        found.fix
    };
    let open = r#"{"aws:PrincipalArn":"arn:aws:iam::*:role/a"}"#;
    let closed = r#"{"aws:PrincipalArn":"arn:aws:iam::260147983355:role/*"}"#;
    let (like, not) = (r#""ArnLike""#.to_owned(), r#""ArnNotLike""#.to_owned());
    for (effect, operator, arn, expected) in [
        ("Allow", "StringLike", open, Some((Safety::Safe, &like))),
        ("Deny", "StringLike", open, Some((Safety::Unsafe, &like))),
        ("Allow", "StringNotLike", open, Some((Safety::Unsafe, &not))),
        ("Deny", "StringNotLike", open, Some((Safety::Safe, &not))),
        ("Deny", "StringLike", closed, Some((Safety::Safe, &like))),
        ("Allow", "StringNotLike", closed, Some((Safety::Safe, &not))),
        (
            "Allow",
            "StringLike",
            r#"{"aws:SourceArn":"*:role/a"}"#,
            None,
        ),
        (
            "Allow",
            "StringLike",
            r#"{"aws:SourceArn":"arn:aws:s3:::${aws:username}"}"#,
            None,
        ),
    ] {
        let condition = format!(r#""{operator}":{arn}"#);
        assert_eq!(
            fix(effect, &condition),
            expected.map(|(safety, name)| (safety, name.clone())),
            "{effect} {condition}"
        );
    }
    // Keys of services, too.
    assert_eq!(
        fix(
            "Allow",
            r#""StringLikeIfExists":{"iam:AssociatedResourceArn":"arn:aws:ec2:*:*:instance/*"}"#
        ),
        Some((Safety::Safe, r#""ArnLikeIfExists""#.to_owned()))
    );
    assert_cases(&[
        ("Allow", &format!(r#""ArnLike":{open}"#), &[]),
        (
            "Allow",
            &format!(r#""StringEquals":{closed}"#).replace("role/*", "role/a"),
            &[],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:SourceArn":"*"}"#,
            &[r#"info full-wildcard-condition @ "*""#],
        ),
        (
            "Allow",
            r#""StringLike":{"aws:SourceArn":["arn:aws:s3:::a*","arn:aws:sns:*:*:a"]}"#,
            &[r#"warning string-like-operator-with-arn-condition-keys @ "StringLike""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceArn":"arn:aws:s3:::a*"}"#,
            &[r#"warning wildcard-without-like-operator @ "arn:aws:s3:::a*""#],
        ),
    ]);
}

#[test]
fn a_pattern_that_is_an_error_by_itself_is_no_cure() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"EFFECT","Action":"s3:GetObject","Resource":"arn:aws:s3:::orders-lake/*","Condition":{"StringEquals":{"KEY":"VALUE"}}}]}"#;
    let help = |effect: &str, key: &str, value: &str| {
        let text = text
            .replace("EFFECT", effect)
            .replace("KEY", key)
            .replace("VALUE", value);
        let mut sources = Sources::default();
        let file = sources.add(Source::new("policy.json", text.as_str()));
        let config = Config::default();
        let settings = Settings::new("2026-11-23T12:00:00Z".parse().expect("an instant"), &config);
        let tree = syntax::parse(file, sources.get(file));
        let judged = judge(&tree, &settings, rules::all());
        let mut findings = judged.findings.iter();
        let found = findings.find(|one| one.rule.id == "wildcard-without-like-operator");
        let found = found.expect("it is flagged");
        (
            found.help.as_deref().map(str::to_owned),
            found.fix.is_some(),
        )
    };
    let in_full = "write the ID in full: a pattern takes in those of strangers";
    for (key, value) in [("aws:SourceVpce", "vpce-*"), ("aws:PrincipalOrgID", "o-*")] {
        assert_eq!(help("Allow", key, value), (Some(in_full.to_owned()), false));
    }
    let like = "use `StringLike` if `*` stands for any text";
    for (effect, key, value) in [
        ("Deny", "aws:SourceVpce", "vpce-*"),
        ("Allow", "aws:PrincipalTag/team", "orders-*"),
    ] {
        assert_eq!(help(effect, key, value), (Some(like.to_owned()), true));
    }
}
