//! Roles that a statement lets somebody pass, or lets a service have: what each form of grant, limit and denial comes to.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Finding};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const PASS: &str = "unrestricted-pass-role";
const LINKED: &str = "unrestricted-service-linked-role";

fn findings(policy_type: PolicyType, source: &Source) -> Vec<Finding> {
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    engine::judge(&syntax::parse(FileId(0), source), &settings, rules::all()).findings
}

fn policy(statements: &[&str]) -> Source {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    );
    Source::new("policy.json", text)
}

/// `severity rule: text of its place` of what is said about privilege, and of every error.
#[track_caller]
fn expect(statements: &[&str], wanted: &[&str]) {
    expect_in(PolicyType::Identity, statements, wanted);
}

/// What these say is another thing: how far a permission leads, whether it fits its resource, and whether a `Deny` leaves anything of it.
const BESIDE: [&str; 7] = [
    "action-without-effect",
    "credentials-exposure",
    "data-exfiltration",
    "privilege-escalation",
    "resource-exposure",
    "shadowed-statement",
    "wildcard-resource",
];

#[track_caller]
fn expect_in(policy_type: PolicyType, statements: &[&str], wanted: &[&str]) {
    let source = policy(statements);
    let said: Vec<String> = findings(policy_type, &source)
        .iter()
        .filter(|one| one.rule.category == Category::Privilege && !BESIDE.contains(&one.rule.id))
        .map(|one| {
            let place = source.slice(one.primary.span);
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect();
    assert_eq!(said, wanted, "{}", statements.join("\n"));
}

/// The codes of AWS that the two rules give.
fn codes(statement: &str) -> Vec<&'static str> {
    findings(PolicyType::Identity, &policy(&[statement]))
        .iter()
        .filter(|one| one.rule.id == PASS || one.rule.id == LINKED)
        .filter_map(|one| one.access_analyzer)
        .collect()
}

fn on(action: &str, resource: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":{action},"Resource":"{resource}"}}"#)
}

fn when(action: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Action":"{action}","Resource":"*","Condition":{{{condition}}}}}"#
    )
}

#[test]
fn each_form_has_the_code_that_aws_gives_it() {
    let not_resource = r#""NotResource":"arn:aws:iam::408523917755:role/admin""#;
    let everywhere = r#""Resource":"*""#;
    for (action, resource, code) in [
        (
            r#""Action":"iam:PassRole""#,
            not_resource,
            "PASS_ROLE_WITH_NOT_RESOURCE",
        ),
        (
            r#""Action":"iam:*""#,
            not_resource,
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        ),
        (
            r#""NotAction":"s3:*""#,
            not_resource,
            "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        ),
        (
            r#""Action":"iam:PassRole""#,
            everywhere,
            "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        ),
        (
            r#""Action":"IAM:passrole""#,
            everywhere,
            "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        ),
        (
            r#""Action":"iam:Pass*""#,
            everywhere,
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        ),
        (
            r#""Action":"*:PassRole""#,
            everywhere,
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        ),
        (
            r#""NotAction":"s3:*""#,
            everywhere,
            "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        ),
        (
            r#""Action":"iam:CreateServiceLinkedRole""#,
            r#""NotResource":"arn:aws:iam::408523917755:role/aws-service-role/x/*""#,
            "CREATE_SLR_WITH_NOT_RESOURCE",
        ),
        (
            r#""Action":"iam:Create*""#,
            not_resource,
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        ),
        (
            r#""NotAction":["s3:*","iam:Pass*"]"#,
            not_resource,
            "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        ),
        (
            r#""Action":"iam:CreateServiceLinkedRole""#,
            everywhere,
            "CREATE_SLR_WITH_STAR_IN_RESOURCE",
        ),
        (
            r#""Action":"iam:Create*""#,
            everywhere,
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        ),
        (
            r#""NotAction":["s3:*","iam:Pass*"]"#,
            everywhere,
            "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        ),
    ] {
        let statement = format!(r#"{{"Effect":"Allow",{action},{resource}}}"#);
        assert_eq!(codes(&statement), [code], "{statement}");
    }
}

#[test]
fn what_a_broader_rule_says_is_not_said_again() {
    expect(&[&on(r#""*""#, "*")], &["error full-access: \"*\""]);
    expect(
        &[&on(r#""iam:*""#, "*")],
        &["warning service-wildcard: \"iam:*\""],
    );
    expect(
        &[&on(r#"["iam:*","iam:PassRole"]"#, "arn:aws:iam::*:role/*")],
        &["warning service-wildcard: \"iam:*\""],
    );
    let not_resource = |action: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":{action},"NotResource":"arn:aws:iam::408523917755:role/admin"}}"#
        )
    };
    let only = |statement: &str, wanted: &[&str]| expect(&[statement], wanted);
    only(
        &not_resource(r#""*""#),
        &["warning allow-not-resource: \"NotResource\""],
    );
    only(
        &not_resource(r#""iam:*""#),
        &[
            "warning service-wildcard: \"iam:*\"",
            "warning unrestricted-pass-role: \"NotResource\"",
        ],
    );
    only(
        &not_resource(r#"["ec2:RunInstances","iam:PassRole"]"#),
        &["warning unrestricted-pass-role: \"NotResource\""],
    );
    only(
        &not_resource(r#"["ec2:RunInstances","iam:CreateServiceLinkedRole"]"#),
        &["warning allow-not-resource: \"NotResource\""],
    );
    only(
        &not_resource(r#""iam:CreateServiceLinkedRole""#),
        &["warning unrestricted-service-linked-role: \"NotResource\""],
    );
    // Another fault in the same statement: the exceptions forget one action.
    only(
        r#"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#,
        &[
            "warning allow-not-action: \"NotAction\"",
            "warning unrestricted-pass-role: \"NotAction\"",
        ],
    );
    // Where a `Deny` takes the roles away, the rest of the statement still has its fault.
    expect(
        &[
            &not_resource(r#"["ec2:RunInstances","iam:PassRole"]"#),
            r#"{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}"#,
        ],
        &["warning allow-not-resource: \"NotResource\""],
    );
}

#[test]
fn a_resource_counts_by_the_roles_that_it_takes_in() {
    let pass = |resource: &str, wanted: Option<&str>| {
        let wanted = wanted.map(|severity| format!("{severity} {PASS}: \"{resource}\""));
        let wanted: Vec<&str> = wanted.as_deref().into_iter().collect();
        expect(&[&on(r#""iam:PassRole""#, resource)], &wanted);
    };
    for every in [
        "*",
        "**",
        "arn:*",
        "arn:aws:iam::*",
        "arn:aws:iam::*:*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::*:role*",
        "arn:*:iam:*:408523917755:role/?*",
        "arn:aws-cn:iam::408523917755:role/*",
        "arn:aws:iam::408523917755:role/*/*",
        "arn:aws:iam::${aws:PrincipalAccount}:role/*",
    ] {
        pass(every, Some("warning"));
    }
    for some in [
        "arn:aws:iam::408523917755:role/app-*",
        "arn:aws:iam::*:role/service-role/*",
        "arn:aws:iam::408523917755:role/*-lambda",
        "arn:aws:iam::408523917755:role/${aws:username}-*",
        "arn:aws:iam::408523917755:role/app-?",
    ] {
        pass(some, Some("info"));
    }
    for named in [
        "arn:aws:iam::408523917755:role/app",
        "arn:aws:iam::*:role/app",
        "arn:aws:iam::408523917755:role/${aws:username}",
        "arn:aws:iam::408523917755:user/*",
        "arn:aws:s3:::*",
        "arn:aws:lambda:*:*:*",
    ] {
        pass(named, None);
    }
    // Narrowed by its name, and by the service where the request says it.
    expect(
        &[
            r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/app-*","Condition":{"StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"}}}"#,
        ],
        &[],
    );
    // The widest of several.
    expect(
        &[
            r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":["arn:aws:iam::408523917755:role/app-*","arn:aws:iam::408523917755:role/*"]}"#,
        ],
        &["warning unrestricted-pass-role: \"arn:aws:iam::408523917755:role/*\""],
    );
}

#[test]
fn a_condition_counts_if_it_keeps_services_out() {
    let said = |severity: &str| vec![format!("{severity} {PASS}: \"*\"")];
    for (condition, wanted) in [
        (
            r#""StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}"#,
            None,
        ),
        (
            r#""StringLike":{"IAM:passedtoservice":["ec2.*","ecs-tasks.amazonaws.com"]}"#,
            None,
        ),
        (
            r#""ForAnyValue:StringEquals":{"iam:PassedToService":["ec2.amazonaws.com"]}"#,
            None,
        ),
        (
            r#""ArnLike":{"iam:AssociatedResourceArn":"arn:aws:ec2:eu-west-1:408523917755:instance/*"}"#,
            None,
        ),
        (
            r#""StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"},"Null":{"iam:PassedToService":"false"}"#,
            None,
        ),
        (
            r#""StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"}"#,
            Some("info"),
        ),
        (
            r#""StringLike":{"iam:PassedToService":"*"}"#,
            Some("warning"),
        ),
        (
            r#""StringLike":{"iam:PassedToService":"*.amazonaws.com"}"#,
            Some("warning"),
        ),
        (
            r#""StringNotEquals":{"iam:PassedToService":"ec2.amazonaws.com"}"#,
            Some("warning"),
        ),
        (r#""Null":{"iam:PassedToService":"false"}"#, Some("warning")),
        (
            r#""ArnLike":{"iam:AssociatedResourceArn":"*"}"#,
            Some("warning"),
        ),
        (
            r#""StringEquals":{"aws:ResourceTag/team":"orders"}"#,
            Some("warning"),
        ),
        (
            r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
            Some("warning"),
        ),
    ] {
        let wanted = wanted.map(said).unwrap_or_default();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        expect(&[&when("iam:PassRole", condition)], &wanted);
    }
    for (condition, count) in [
        (
            r#""StringEquals":{"iam:AWSServiceName":"ecs.amazonaws.com"}"#,
            0,
        ),
        (
            r#""StringLikeIfExists":{"iam:AWSServiceName":"ecs.amazonaws.com"}"#,
            0,
        ),
        (r#""StringLike":{"iam:AWSServiceName":"*"}"#, 1),
        (
            r#""StringEquals":{"iam:PassedToService":"ecs.amazonaws.com"}"#,
            1,
        ),
    ] {
        let said = codes(&when("iam:CreateServiceLinkedRole", condition));
        assert_eq!(said.len(), count, "{condition}");
    }
}

#[test]
fn a_denial_counts_if_it_leaves_only_what_it_names() {
    let allow = on(r#""iam:PassRole""#, "*");
    let flagged = ["warning unrestricted-pass-role: \"*\""];
    for (deny, is_flagged) in [
        (r#""Action":"iam:PassRole","Resource":"*""#, false),
        (
            r#""Action":["s3:*","iam:*"],"Resource":"arn:aws:iam::*:role/*""#,
            false,
        ),
        (r#""NotAction":"s3:*","Resource":"*""#, false),
        (
            r#""Action":"iam:PassRole","NotResource":"arn:aws:iam::408523917755:role/app""#,
            false,
        ),
        (
            r#""Action":"iam:PassRole","NotResource":"${role_arn}""#,
            false,
        ),
        (
            r#""Action":"iam:PassRole","Resource":"*","Condition":{"StringNotEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}"#,
            false,
        ),
        (
            r#""Action":"iam:PassRole","Resource":"arn:aws:iam::408523917755:role/admin""#,
            true,
        ),
        (r#""Action":"iam:CreateRole","Resource":"*""#, true),
        (r#""NotAction":"iam:*","Resource":"*""#, true),
        (
            r#""Action":"iam:PassRole","NotResource":"arn:aws:iam::408523917755:role/*""#,
            true,
        ),
        (
            r#""Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}"#,
            true,
        ),
        (
            r#""Action":"iam:PassRole","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#,
            true,
        ),
    ] {
        let deny = format!(r#"{{"Effect":"Deny",{deny}}}"#);
        expect(&[&allow, &deny], if is_flagged { &flagged } else { &[] });
    }
}

#[test]
fn only_what_gives_rights_to_its_holder_is_looked_at() {
    let statements = [
        on(r#""iam:PassRole""#, "*"),
        on(r#""iam:CreateServiceLinkedRole""#, "*"),
    ];
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    expect(
        &statements,
        &[
            "warning unrestricted-pass-role: \"*\"",
            "warning unrestricted-service-linked-role: \"*\"",
        ],
    );
    for silent in [PolicyType::Boundary, PolicyType::Session, PolicyType::Scp] {
        expect_in(silent, &statements, &[]);
    }
    expect(
        &[r#"{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}"#],
        &[],
    );
    // What is not known is not judged.
    expect(&[&on(r#""iam:PassRole""#, "${role_arn}")], &[]);
}

#[test]
fn a_service_linked_role_is_limited_by_its_path() {
    for (resource, count) in [
        ("arn:aws:iam::*:role/aws-service-role/*", 1),
        (
            "arn:aws:iam::*:role/aws-service-role/*/AWSServiceRoleFor*",
            1,
        ),
        ("arn:aws:iam::*:role/aws-service-role/*.amazonaws.com/*", 1),
        ("arn:aws:iam::*:role/*", 1),
        (
            "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*",
            0,
        ),
        (
            "arn:aws:iam::*:role/aws-service-role/*/AWSServiceRoleForECS*",
            0,
        ),
        ("arn:aws:iam::*:role/app-*", 0),
    ] {
        let said = codes(&on(r#""iam:CreateServiceLinkedRole""#, resource));
        assert_eq!(said.len(), count, "{resource}");
    }
}
