//! What a whole policy lets somebody gain: combinations over all statements, and everything of one kind at once.

use iamsure::catalog::{Action, Catalog};
use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Finding, Severity};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::semantics::action_matches;
use iamsure::semantics::wanted::Wanted;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const RULES: [&str; 4] = [
    "privilege-escalation",
    "credentials-exposure",
    "data-exfiltration",
    "resource-exposure",
];

fn findings(text: &str, policy_type: PolicyType) -> Vec<Finding> {
    let source = Source::new("policy.json", text);
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let tree = syntax::parse(FileId(0), &source);
    let judged = engine::judge(&tree, &settings, rules::all());
    let mut findings = judged.findings;
    findings.retain(|finding| {
        assert_ne!(finding.rule.id, "internal-error", "{text}");
        RULES.contains(&finding.rule.id)
    });
    findings
}

fn policy(statements: &[&str]) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    )
}

/// What these rules say of an identity policy: `severity rule: text of its place`.
fn said(statements: &[&str]) -> Vec<String> {
    let text = policy(statements);
    findings(&text, PolicyType::Identity)
        .iter()
        .map(|one| {
            let place = text.get(one.primary.span.range()).expect("a place");
            format!("{} {}: {place}", one.severity.name(), one.rule.id)
        })
        .collect()
}

#[track_caller]
fn expect(statements: &[&str], wanted: &[&str]) {
    assert_eq!(said(statements), wanted, "{statements:?}");
}

/// The severity that `privilege-escalation` gives to these actions on these resources, in one statement.
fn escalation(actions: &str, resource: &str) -> Vec<Severity> {
    escalation_of(&[&allow(actions, resource)])
}

fn escalation_of(statements: &[&str]) -> Vec<Severity> {
    let found = findings(&policy(statements), PolicyType::Identity).into_iter();
    found
        .filter(|finding| finding.rule.id == "privilege-escalation")
        .map(|finding| finding.severity)
        .collect()
}

fn allow(actions: &str, resource: &str) -> String {
    allow_when(actions, resource, "")
}

fn allow_when(actions: &str, resource: &str, condition: &str) -> String {
    statement("Allow", actions, resource, condition)
}

fn deny(actions: &str, resource: &str, condition: &str) -> String {
    statement("Deny", actions, resource, condition)
}

fn statement(effect: &str, actions: &str, resource: &str, condition: &str) -> String {
    let condition = match condition {
        "" => String::new(),
        condition => format!(r#","Condition":{{{condition}}}"#),
    };
    let quoted: Vec<String> = actions.split(' ').map(|one| format!("\"{one}\"")).collect();
    let resources: Vec<String> = resource
        .split(' ')
        .map(|one| format!("\"{one}\""))
        .collect();
    format!(
        r#"{{"Effect":"{effect}","Action":[{}],"Resource":[{}]{condition}}}"#,
        quoted.join(","),
        resources.join(",")
    )
}

const WARNING: [Severity; 1] = [Severity::Warning];
const INFO: [Severity; 1] = [Severity::Info];
const NOTHING: [Severity; 0] = [];
const NO_WORDS: [&str; 0] = [];

#[test]
fn each_combination_is_found_and_no_part_of_it_is_enough() {
    for combination in [
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        "iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping",
        "iam:PassRole lambda:CreateFunction lambda:AddPermission",
        "iam:PassRole ec2:RunInstances",
        "iam:PassRole ec2:RequestSpotInstances",
        "ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate",
        "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
        "iam:PassRole cloudformation:CreateStack",
        "iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances",
        "iam:PassRole cloudformation:UpdateStackSet",
        "cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
        "iam:PassRole glue:CreateDevEndpoint",
        "iam:PassRole glue:CreateJob glue:StartJobRun",
        "iam:PassRole glue:CreateJob glue:CreateTrigger",
        "iam:PassRole glue:UpdateJob glue:StartJobRun",
        "iam:PassRole glue:UpdateJob glue:CreateTrigger",
        "iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition",
        "iam:PassRole codebuild:CreateProject codebuild:StartBuild",
        "iam:PassRole sagemaker:CreateNotebookInstance",
        "iam:PassRole sagemaker:CreateTrainingJob",
        "iam:PassRole sagemaker:CreateProcessingJob",
        "iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask",
        "iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask",
        "iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService",
        "iam:PassRole apprunner:CreateService",
        "iam:PassRole bedrock-agentcore:CreateCodeInterpreter \
         bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
        "bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter",
        "iam:PassRole states:CreateStateMachine states:StartExecution",
        "iam:PassRole ssm:CreateDocument ssm:StartAutomationExecution",
        "ssm:SendCommand",
        "ssm:StartSession",
        "ecs:ExecuteCommand ecs:DescribeTasks",
        "ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances",
        "lambda:UpdateFunctionCode",
        "glue:UpdateDevEndpoint",
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:AttachUserPolicy",
        "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy",
        "iam:PutUserPolicy",
        "iam:PutGroupPolicy",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:AddUserToGroup",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:UpdateLoginProfile",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteRolePermissionsBoundary",
    ] {
        let needs: Vec<&str> = combination.split_whitespace().collect();
        assert_eq!(escalation(&needs.join(" "), "*"), WARNING, "{combination}");
        // What stays when one is missing may be another combination, but for these.
        let stays = ["codebuild:StartBuild", "InvokeCodeInterpreter"];
        for missing in &needs {
            let rest: Vec<&str> = needs
                .iter()
                .filter(|one| *one != missing)
                .copied()
                .collect();
            let is_other = rest
                .iter()
                .any(|one| stays.iter().any(|stays| one.ends_with(stays)));
            if !rest.is_empty() && !is_other {
                assert_eq!(escalation(&rest.join(" "), "*"), NOTHING, "{rest:?}");
            }
        }
    }
    for harmless in [
        "iam:PassRole",
        "sts:AssumeRole",
        "iam:CreateUser iam:CreateRole",
        "iam:Get*",
    ] {
        assert_eq!(escalation(harmless, "*"), NOTHING, "{harmless}");
    }
    // Of two combinations of one gain the smaller one is told.
    for superset in [
        "iam:CreateUser iam:AttachUserPolicy",
        "iam:CreateRole iam:AttachRolePolicy",
        "lambda:UpdateFunctionCode lambda:InvokeFunction",
    ] {
        assert_eq!(escalation(superset, "*"), WARNING, "{superset}");
    }
}

#[test]
fn a_combination_is_found_over_statements_in_any_order_and_in_any_spelling() {
    let pass = allow("iam:PassRole", "*");
    for other in [
        "ec2:RunInstances",
        "EC2:runinstances",
        "ec2:Run*",
        "ec2:*",
        "ec2:R?nInstances",
        "*:RunInstances",
    ] {
        let run = allow(other, "arn:aws:ec2:eu-west-1:690214785533:*/*");
        assert_eq!(escalation_of(&[&run, &pass]), WARNING, "{other}");
        assert_eq!(escalation_of(&[&pass, &run]), WARNING, "{other}");
    }
    let all_but = r#"{"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":"*"}"#;
    expect(
        &[all_but, &pass],
        &[
            "warning credentials-exposure: \"NotAction\"",
            "warning data-exfiltration: \"NotAction\"",
            "warning resource-exposure: \"NotAction\"",
            "warning privilege-escalation: \"iam:PassRole\"",
        ],
    );
    // Two spellings of one action are one action.
    assert_eq!(
        escalation(
            "lambda:CreateFunction LAMBDA:createfunction iam:PassRole",
            "*"
        ),
        NOTHING
    );
    assert_eq!(
        escalation(
            "ec2:StopInstances ec2:stopinstances ec2:ModifyInstanceAttribute",
            "*"
        ),
        NOTHING
    );
}

#[test]
fn a_deny_counts_if_it_surely_takes_the_action_away() {
    let pair = allow("iam:PassRole ec2:RunInstances", "*");
    let gone = |deny: &str| escalation_of(&[&pair, deny]);
    for (actions, resource) in [
        ("iam:PassRole", "*"),
        ("iam:passrole", "*"),
        ("iam:*", "*"),
        ("*", "*"),
        ("ec2:Run*", "*"),
        ("iam:PassRole", "arn:aws:iam::*:role/*"),
    ] {
        assert_eq!(
            gone(&deny(actions, resource, "")),
            NOTHING,
            "{actions} {resource}"
        );
    }
    let all_but = r#"{"Effect":"Deny","NotAction":"ec2:*","Resource":"*"}"#;
    assert_eq!(gone(all_but), NOTHING);
    // In one Region only, for some roles only, under a condition, or nothing at all.
    for deny in [
        deny(
            "ec2:RunInstances",
            "arn:aws:ec2:eu-west-1:690214785533:*",
            "",
        ),
        deny("iam:PassRole", "arn:aws:iam::690214785533:role/admin", ""),
        deny(
            "iam:PassRole",
            "*",
            r#""Bool":{"aws:MultiFactorAuthPresent":"false"}"#,
        ),
        deny(
            "iam:PassRole",
            "*",
            r#""StringEquals":{"iam:PassedToService":"rds.amazonaws.com"}"#,
        ),
        r#"{"Effect":"Deny","NotAction":"*","Resource":"*"}"#.to_owned(),
        r#"{"Effect":"Deny","Action":"iam:PassRole","NotResource":"*"}"#.to_owned(),
    ] {
        assert_eq!(gone(&deny), WARNING, "{deny}");
    }
    // Only the two services may be passed to, and this is neither.
    let guard = deny(
        "iam:PassRole",
        "*",
        r#""StringNotEquals":{"iam:PassedToService":["rds.amazonaws.com","eks.amazonaws.com"]}"#,
    );
    assert_eq!(gone(&guard), NOTHING);
    // The same resources by name.
    let named = "arn:aws:iam::690214785533:role/orders";
    let pair = [allow("ec2:RunInstances", "*"), allow("iam:PassRole", named)];
    assert_eq!(escalation_of(&[&pair[0], &pair[1]]), INFO);
    let taken = deny("iam:PassRole", "arn:aws:iam::690214785533:role/*", "");
    assert_eq!(escalation_of(&[&pair[0], &pair[1], &taken]), NOTHING);
}

#[test]
fn passing_a_role_counts_for_the_services_and_the_roles_that_are_let() {
    let run = allow("ec2:RunInstances", "*");
    let pass = |operator: &str, services: &str| {
        let condition = format!(r#""{operator}":{{"iam:PassedToService":{services}}}"#);
        escalation_of(&[&run, &allow_when("iam:PassRole", "*", &condition)])
    };
    assert_eq!(pass("StringEquals", r#""ec2.amazonaws.com""#), WARNING);
    assert_eq!(
        pass("StringLike", r#"["ec2*","rds.amazonaws.com"]"#),
        WARNING
    );
    assert_eq!(
        pass(
            "StringEquals",
            r#"["rds.amazonaws.com","lambda.amazonaws.com"]"#
        ),
        NOTHING
    );
    assert_eq!(pass("StringNotEquals", r#""ec2.amazonaws.com""#), NOTHING);
    assert_eq!(
        pass("StringEqualsIfExists", r#""ec2.amazonaws.com""#),
        WARNING
    );
    let role = |resource: &str| escalation_of(&[&run, &allow("iam:PassRole", resource)]);
    assert_eq!(role("arn:aws:iam::690214785533:role/*"), WARNING);
    assert_eq!(role("arn:aws:iam::690214785533:role/orders"), INFO);
    assert_eq!(role("arn:aws:iam::690214785533:role/orders-*"), INFO);
    // No role at all.
    assert_eq!(role("arn:aws:iam::690214785533:user/*"), NOTHING);
    assert_eq!(role("arn:aws:s3:::*"), NOTHING);
    // Where the code runs is no matter.
    let named = allow(
        "lambda:CreateFunction lambda:InvokeFunction",
        "arn:aws:lambda:eu-west-1:690214785533:function:orders",
    );
    assert_eq!(
        escalation_of(&[&named, &allow("iam:PassRole", "*")]),
        WARNING
    );
}

#[test]
fn conditions_that_bind_make_a_remark_and_those_that_cure_make_silence() {
    let attach =
        |condition: &str| escalation_of(&[&allow_when("iam:AttachRolePolicy", "*", condition)]);
    assert_eq!(
        attach(r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#),
        INFO
    );
    assert_eq!(
        attach(r#""IpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#),
        INFO
    );
    assert_eq!(
        attach(r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#),
        WARNING
    );
    assert_eq!(
        attach(r#""ArnEquals":{"iam:PolicyARN":"arn:aws:iam::690214785533:policy/orders"}"#),
        NOTHING
    );
    assert_eq!(
        attach(r#""ArnLike":{"iam:PolicyARN":"arn:aws:iam::aws:policy/*"}"#),
        WARNING
    );
    let boundary = r#"{"iam:PermissionsBoundary":"arn:aws:iam::690214785533:policy/developers"}"#;
    assert_eq!(attach(&format!(r#""StringEquals":{boundary}"#)), NOTHING);
    assert_eq!(
        attach(&format!(r#""StringEqualsIfExists":{boundary}"#)),
        WARNING
    );
    let guard = deny(
        "iam:AttachRolePolicy",
        "*",
        &format!(r#""StringNotEquals":{boundary}"#),
    );
    assert_eq!(
        escalation_of(&[&allow("iam:AttachRolePolicy", "*"), &guard]),
        NOTHING
    );
}

#[test]
fn what_belongs_to_the_holder_is_its_own_business_but_for_its_permissions() {
    let own = "arn:aws:iam::*:user/${aws:username}";
    expect(
        &[&allow(
            "iam:CreateAccessKey iam:UpdateLoginProfile iam:ChangePassword",
            own,
        )],
        &[],
    );
    assert_eq!(escalation("iam:AttachUserPolicy", own), WARNING);
    // Without version 2012-10-17 there is no variable, and no such user.
    let old = policy(&[&allow("iam:CreateAccessKey", own)]).replace("2012-10-17", "2008-10-17");
    let severities: Vec<Severity> = findings(&old, PolicyType::Identity)
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(severities, INFO);
}

#[test]
fn named_resources_are_a_remark_at_most() {
    let user = "arn:aws:iam::690214785533:user/orders";
    assert_eq!(escalation("iam:AttachUserPolicy", user), INFO);
    assert_eq!(escalation("iam:CreateAccessKey", user), INFO);
    assert_eq!(
        escalation("iam:AttachUserPolicy", "arn:aws:iam::690214785533:user/*"),
        WARNING
    );
    // A statement of mixed resources reaches with each action its own kind.
    assert_eq!(
        escalation(
            "iam:AttachUserPolicy s3:ListBucket",
            &format!("{user} arn:aws:s3:::*")
        ),
        INFO
    );
    expect(
        &[
            &allow(
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:eu-west-1:690214785533:secret:orders-Ab12Cd",
            ),
            &allow(
                "s3:GetObject s3:PutBucketPolicy s3:PutObject s3:DeleteObject",
                "arn:aws:s3:::orders-archive arn:aws:s3:::orders-archive/*",
            ),
            &allow("sts:AssumeRole", "arn:aws:iam::690214785533:role/orders"),
            &allow(
                "kms:CreateGrant",
                "arn:aws:kms:eu-west-1:690214785533:key/1b6e8a60-4a8e-4bd1-8f0f-5a1f1f0f7b11",
            ),
        ],
        &[],
    );
}

#[test]
fn a_right_on_a_bucket_is_held_against_the_rights_on_its_objects() {
    let objects = "s3:GetObject s3:PutObject s3:DeleteObject";
    let any = "arn:aws:s3:::*";
    assert_eq!(escalation("s3:PutBucketPolicy", "*"), WARNING);
    assert_eq!(escalation("s3:PutBucketAcl", any), WARNING);
    assert_eq!(escalation("s3:PutLifecycleConfiguration", any), WARNING);
    assert_eq!(
        escalation(&format!("s3:PutBucketPolicy {objects}"), any),
        NOTHING
    );
    assert_eq!(
        escalation("s3:PutLifecycleConfiguration s3:DeleteObject", any),
        NOTHING
    );
    let right = allow("s3:PutBucketPolicy", any);
    assert_eq!(escalation_of(&[&allow(objects, "*"), &right]), NOTHING);
    assert_eq!(
        escalation_of(&[&right, &deny("s3:PutBucketPolicy", "*", "")]),
        NOTHING
    );
    assert_eq!(
        escalation_of(&[
            &right,
            &deny(
                "s3:PutBucketPolicy",
                "*",
                r#""Bool":{"aws:MultiFactorAuthPresent":"false"}"#
            )
        ]),
        WARNING
    );
    // Two buckets.
    let one = allow("s3:PutBucketPolicy", "arn:aws:s3:::orders");
    assert_eq!(
        escalation_of(&[&one, &allow(objects, "arn:aws:s3:::orders/*")]),
        NOTHING
    );
    assert_eq!(
        escalation_of(&[&one, &allow(objects, "arn:aws:s3:::invoices/*")]),
        INFO
    );
    assert_eq!(
        escalation_of(&[&one, &allow(objects, "arn:aws:s3:::orders/incoming/*")]),
        INFO
    );
    // Everything is allowed: nothing to gain.
    expect(&[&allow("*", "*"), &right], &[]);
}

#[test]
fn full_access_leaves_nothing_to_gain_and_a_service_is_told_once() {
    expect(&[&allow("*", "*")], &[]);
    expect(
        &[
            &allow("*", "*"),
            &allow("iam:AttachUserPolicy s3:GetObject", "*"),
        ],
        &[],
    );
    // Its own finding says that the condition does not lift it; another statement stays what it is.
    let mfa = r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#;
    expect(&[&allow_when("*", "*", mfa)], &[]);
    expect(
        &[
            &allow_when("*", "*", mfa),
            &allow("iam:AttachUserPolicy", "*"),
        ],
        &["warning privilege-escalation: \"iam:AttachUserPolicy\""],
    );
    let text = policy(&[&allow("iam:*", "*")]);
    let found = findings(&text, PolicyType::Identity);
    let escalation: Vec<&str> = found
        .iter()
        .filter(|finding| finding.rule.id == "privilege-escalation")
        .map(|finding| finding.message.as_ref())
        .collect();
    assert_eq!(
        escalation,
        [
            "this policy lets its holder become administrator: it can attach any policy to its own user; 9 other ways to the same"
        ]
    );
}

#[test]
fn everything_of_one_kind_is_one_finding_for_a_policy() {
    expect(
        &[
            &allow("s3:Get* s3:List*", "*"),
            &allow("dynamodb:Scan dynamodb:Query sqs:ReceiveMessage", "*"),
            &allow("ssm:GetParameter", "arn:aws:ssm:*:690214785533:parameter/*"),
        ],
        &["warning data-exfiltration: \"s3:Get*\""],
    );
    expect(
        &[&allow(
            "secretsmanager:GetSecretValue sts:AssumeRole redshift:GetClusterCredentials",
            "*",
        )],
        &["warning credentials-exposure: \"sts:AssumeRole\""],
    );
    expect(
        &[
            &allow("kms:PutKeyPolicy", "arn:aws:kms:*:*:key/*"),
            &allow("ec2:ModifySnapshotAttribute", "*"),
        ],
        &["warning resource-exposure: \"kms:PutKeyPolicy\""],
    );
    // A condition on who asks is a limit, one on what is asked for names the resources.
    let secrets =
        |condition: &str| said(&[&allow_when("secretsmanager:GetSecretValue", "*", condition)]);
    assert_eq!(
        secrets(r#""IpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#),
        ["info credentials-exposure: \"secretsmanager:GetSecretValue\""]
    );
    for named in [
        r#""StringEquals":{"secretsmanager:ResourceTag/team":"orders"}"#,
        r#""StringEquals":{"aws:ResourceTag/team":"orders"}"#,
    ] {
        assert_eq!(secrets(named), NO_WORDS, "{named}");
    }
    // What only lists, describes, closes, or hands back what the caller has.
    expect(
        &[&allow(
            "s3:ListAllMyBuckets s3:GetBucketLocation dynamodb:Describe* ecr:GetAuthorizationToken sts:GetSessionToken \
                 s3:DeleteBucketPolicy kms:RevokeGrant kms:GenerateDataKey* kms:ReEncrypt*",
            "*",
        )],
        &[],
    );
    let services = r#""Bool":{"kms:GrantIsForAWSResource":"true"}"#;
    expect(&[&allow_when("kms:CreateGrant", "*", services)], &[]);
}

#[test]
fn who_may_send_certain_documents_chooses_no_command() {
    let instances = "arn:aws:ec2:*:*:instance/*";
    for (document, expected) in [
        ("arn:aws:ssm:*::document/AWS-RunShellScript", &WARNING[..]),
        ("arn:aws:ssm:eu-west-1::document/AWS-Run*", &WARNING[..]),
        ("arn:aws:ssm:*:*:document/*", &WARNING[..]),
        (
            "arn:aws:ssm:*::document/AWS-ConfigureAWSPackage",
            &NOTHING[..],
        ),
        (
            "arn:aws:ssm:eu-west-1:690214785533:document/orders-patch",
            &NOTHING[..],
        ),
    ] {
        let both = format!("{document} {instances}");
        assert_eq!(escalation("ssm:SendCommand", &both), expected, "{document}");
        let apart = [
            allow("ssm:SendCommand", document),
            allow("ssm:SendCommand", instances),
        ];
        assert_eq!(
            escalation_of(&[&apart[0], &apart[1]]),
            expected,
            "{document}"
        );
    }
}

#[test]
fn what_limits_others_grants_nothing() {
    let text = policy(&[&allow("iam:* s3:* secretsmanager:* kms:*", "*")]);
    for policy_type in [PolicyType::Boundary, PolicyType::Session, PolicyType::Scp] {
        assert_eq!(findings(&text, policy_type), [], "{policy_type:?}");
    }
    // AWS's own defaults.
    for (policy_type, text) in [
        (PolicyType::Scp, policy(&[&allow("*", "*")])),
        (
            PolicyType::Rcp,
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#.to_owned(),
        ),
    ] {
        assert_eq!(findings(&text, policy_type), [], "{policy_type:?}");
    }
}

#[test]
fn what_is_not_known_is_not_judged() {
    expect(&[&allow("${Action}", "*")], &[]);
    expect(
        &[r#"{"Effect":"Allow","NotAction":"<your-action>","Resource":"*"}"#],
        &[],
    );
    // A role that is yet to be named may be any.
    assert_eq!(
        escalation_of(&[
            &allow("ec2:RunInstances", "*"),
            &allow("iam:PassRole", "arn:aws:iam::<account-id>:role/<role>")
        ]),
        NOTHING
    );
}

#[test]
fn every_action_that_is_asked_about_is_one_of_aws() {
    let page = include_str!("../src/rules/risk/actions.rs");
    let names = page
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
    let mut count = 0;
    for name in names {
        count += 1;
        let action = Catalog::embedded().action(name);
        assert_eq!(action.map(Action::full_name).as_deref(), Some(name));
    }
    assert!(count > 180, "{count} names");
}

#[test]
fn a_set_of_actions_is_named_as_each_of_them_is() {
    static NAMES: &[&str] = &[
        "dynamodb:GetItem",
        "ec2-instance-connect:SendSSHPublicKey",
        "ec2:DescribeInstances",
        "ec2:RunInstances",
        "ecr:SetRepositoryPolicy",
        "iam:PassRole",
        "rds-db:connect",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
    ];
    static SET: Wanted = Wanted::new(NAMES);
    let pieces = [
        "",
        "*",
        "?",
        ":",
        "s3",
        "S3:",
        "s3:get",
        "Object",
        "ec",
        "ec2",
        "ec2:",
        "ec?",
        "-db",
        "rds",
        "connect",
        "iam:PassRole",
        "GetItem",
        "e",
        "instance",
        "n",
    ];
    let mut named = 0;
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let pattern = format!("{first}{second}{third}");
                let expected: Vec<&str> = NAMES
                    .iter()
                    .copied()
                    .filter(|name| action_matches(&pattern, name))
                    .collect();
                let mut found = Vec::new();
                SET.each_named(&pattern, |action| found.push(SET.name(action)));
                assert_eq!(found, expected, "{pattern}");
                named += expected.len();
            }
        }
    }
    assert!(named > 500, "{named} matches");
}

#[test]
fn conditions_that_never_hold_together_grant_nothing() {
    let never = r#""StringEquals":{"aws:PrincipalTag/a":"b"},"Null":{"aws:PrincipalTag/a":"true"}"#;
    expect(&[&allow_when("iam:CreateAccessKey", "*", never)], &[]);
    expect(
        &[&allow_when("secretsmanager:GetSecretValue", "*", never)],
        &[],
    );
}
