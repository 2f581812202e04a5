//! What other linters get wrong about the type of a policy, its size, and what a resource control policy may say.
//!
//! | case | test |
//! |---|---|
//! | type: the flag, then the path, then the content, then identity | `the_flag_goes_before_the_path_and_that_before_the_content` |
//! | a mapping that is misspelt | `a_misspelt_mapping_is_told_and_nothing_runs`; `config.rs`: `a_value_outside_of_its_choices_names_them` |
//! | sizes: each quota, white space, byte-order mark, UTF-8, options | `each_type_has_its_quota` and the tests after it |
//! | size of a type that nobody said | `a_guessed_type_is_said_with_what_else_it_may_be` |
//! | a trust policy over 2,048 characters | `each_type_has_its_quota`, `the_quota_of_trust_policies_can_be_raised` |
//! | RCP: actions, services, conditions | from `actions_of_resource_control_policies` on; the rest in `cases_structure.rs` |
//! | SCP: wildcards anywhere in an action | `wildcards_in_scps_are_told_to_who_asks`; the rest in `cases_structure.rs` |

use std::path::Path;

use crate::running::{Folder, iamsure};
use iamsure::config::{self, Config};
use iamsure::engine::{self, Settings};
use iamsure::finding::{Finding, Severity};
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::rules;
use iamsure::source::{FileId, Source};
use iamsure::syntax;

use PolicyType::{Boundary, Identity, Rcp, Resource, Scp, Session, Trust};
use Severity::{Error, Warning};

const IDENTITY_QUOTA: &str = "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA";
const RESOURCE_QUOTA: &str = "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA";
const TRUST_QUOTA: &str = "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA";
const SCP_QUOTA: &str = "POLICY_SIZE_EXCEEDS_SCP_QUOTA";
const RCP_QUOTA: &str = "POLICY_SIZE_EXCEEDS_RCP_QUOTA";

const READ: &str =
    r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::orders-eu/…"}"#;
const ASSUME: &str = r#"{"Sid":"…","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::408523917755:role/orders"},"Action":"sts:AssumeRole"}"#;
const GUARD: &str = r#"{"Sid":"…","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
const BUCKET: &str = r#"{"Sid":"…","Effect":"Allow","Principal":{"AWS":"408523917755"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::orders-eu/*"}"#;

/// A policy with this statement, `…` in it being as many letters as make it so many bytes long.
fn policy(statement: &str, size: usize) -> String {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let (start, end) = text
        .split_once('…')
        .expect("the statement can be stretched");
    let letters = "x".repeat(size - start.len() - end.len());
    format!("{start}{letters}{end}")
}

fn configuration(text: &str) -> Config {
    let source = Source::new("iamsure.toml", text);
    config::read(FileId(1), &source, Path::new("/"), &engine::known_rules())
        .expect("the configuration of this test is right")
}

struct Case<'c> {
    policy_type: Option<PolicyType>,
    resource_type: Option<ResourceType>,
    config: &'c Config,
}

impl Case<'_> {
    fn findings(&self, text: &str) -> Vec<(Finding, String)> {
        let source = Source::new("policy.json", text);
        let now = "2026-11-23T00:00:00Z".parse().expect("an instant");
        let settings = Settings {
            policy_type: self.policy_type,
            resource_type: self.resource_type,
            ..Settings::new(now, self.config)
        };
        let tree = syntax::parse(FileId(0), &source);
        let findings = engine::judge(&tree, &settings, rules::all()).findings;
        let words = |finding: &Finding| source.slice(finding.primary.span).to_owned();
        findings
            .into_iter()
            .map(|finding| (finding.clone(), words(&finding)))
            .collect()
    }

    /// What `policy-size` says: at most one thing, at the opening brace.
    fn size(&self, text: &str) -> Option<Finding> {
        let mut of_size: Vec<(Finding, String)> = self
            .findings(text)
            .into_iter()
            .filter(|(finding, _)| finding.rule.id == "policy-size")
            .collect();
        assert!(of_size.len() <= 1, "{of_size:?}");
        let (finding, words) = of_size.pop()?;
        assert_eq!(words, "{");
        Some(finding)
    }
}

fn size_of(
    policy_type: impl Into<Option<PolicyType>>,
    resource_type: impl Into<Option<ResourceType>>,
    text: &str,
) -> Option<Finding> {
    let case = Case {
        policy_type: policy_type.into(),
        resource_type: resource_type.into(),
        config: &Config::default(),
    };
    case.size(text)
}

fn size_with(configuration_text: &str, policy_type: PolicyType, text: &str) -> Option<Finding> {
    let config = configuration(configuration_text);
    let case = Case {
        policy_type: Some(policy_type),
        resource_type: None,
        config: &config,
    };
    case.size(text)
}

#[test]
fn the_flag_goes_before_the_path_and_that_before_the_content() {
    let trust = policy(ASSUME, 300);
    let folder = Folder::with(&[
        ("scp/a.json", &trust),
        ("b.json", &trust),
        ("c.json", &policy(READ, 300)),
        ("d.json", &policy(BUCKET, 300)),
        (
            "iamsure.toml",
            "[[path]]\nfiles = [\"scp/*.json\"]\ntype = \"scp\"\n",
        ),
    ]);
    let types = |flags: &[&str]| -> Vec<String> {
        let paths = ["check", "scp/a.json", "b.json", "c.json", "d.json"];
        let arguments = [&paths[..], &["--format", "json"], flags].concat();
        let run = iamsure(&folder, &arguments);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("a report");
        let mut types: Vec<String> = report["sources"]
            .as_array()
            .expect("there are sources")
            .iter()
            .filter(|source| !source["type"].is_null())
            .map(|source| {
                let text = |field: &str| source[field].as_str().expect("a text").to_owned();
                format!("{} {}", text("name"), text("type"))
            })
            .collect();
        types.sort();
        types
    };
    assert_eq!(
        types(&[]),
        [
            "b.json trust",
            "c.json identity",
            "d.json resource",
            "scp/a.json scp"
        ]
    );
    assert_eq!(
        types(&["--type", "boundary"]),
        [
            "b.json boundary",
            "c.json boundary",
            "d.json boundary",
            "scp/a.json boundary"
        ]
    );
    assert_eq!(
        types(&["--no-config"]),
        [
            "b.json trust",
            "c.json identity",
            "d.json resource",
            "scp/a.json trust"
        ]
    );
}

#[test]
fn a_misspelt_mapping_is_told_and_nothing_runs() {
    for (mapping, told) in [
        (
            "[[path]]\nfiles = [\"*.json\"]\ntype = \"spc\"\n",
            "did you mean `scp`?",
        ),
        (
            "[[path]]\nfiles = [\"*.json\"]\ntpye = \"scp\"\n",
            "did you mean `type`?",
        ),
        (
            "[[path]]\nfile = [\"*.json\"]\ntype = \"scp\"\n",
            "did you mean `files`?",
        ),
        (
            "[[paths]]\nfiles = [\"*.json\"]\ntype = \"scp\"\n",
            "did you mean `path`?",
        ),
    ] {
        let folder = Folder::with(&[("a.json", &policy(READ, 300)), ("iamsure.toml", mapping)]);
        let run = iamsure(&folder, &["check", "a.json"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{mapping}");
        assert!(run.err.contains(told), "{mapping}\n{}", run.err);
    }
}

#[test]
fn each_type_has_its_quota() {
    let table = [
        (
            Identity,
            READ,
            6144,
            "6,145 characters without white space; 6,144 fit",
            Warning,
            IDENTITY_QUOTA,
        ),
        (
            Boundary,
            READ,
            6144,
            "6,145 characters without white space; 6,144 fit",
            Warning,
            IDENTITY_QUOTA,
        ),
        (
            Session,
            READ,
            2048,
            "2,049 characters; 2,048 fit",
            Warning,
            IDENTITY_QUOTA,
        ),
        (
            Trust,
            ASSUME,
            2048,
            "2,049 characters without white space; 2,048 fit",
            Error,
            TRUST_QUOTA,
        ),
        (
            Scp,
            READ,
            10_240,
            "10,241 characters; 10,240 fit",
            Error,
            SCP_QUOTA,
        ),
        (
            Rcp,
            GUARD,
            5120,
            "5,121 characters; 5,120 fit",
            Error,
            RCP_QUOTA,
        ),
    ];
    for (policy_type, statement, quota, label, severity, code) in table {
        let fits = policy(statement, quota);
        assert_eq!(fits.len(), quota);
        assert_eq!(size_of(policy_type, None, &fits), None, "{policy_type:?}");
        let found = size_of(policy_type, None, &policy(statement, quota + 1));
        let found = found.unwrap_or_else(|| panic!("{policy_type:?} is silent"));
        assert_eq!(found.primary.text, label);
        assert_eq!(
            (found.severity, found.access_analyzer),
            (severity, Some(code))
        );
    }
}

#[test]
fn each_resource_has_the_quota_of_its_service() {
    let with = |service: &str| BUCKET.replace("s3:GetObject", service);
    let table = [
        (
            ResourceType::S3Bucket,
            "s3:GetObject",
            20_480,
            "20,481 bytes; 20,480 fit",
        ),
        (
            ResourceType::DynamoDbTable,
            "dynamodb:GetItem",
            20_480,
            "20,481 bytes; 20,480 fit",
        ),
        (
            ResourceType::KmsKey,
            "kms:Decrypt",
            32_768,
            "32,769 bytes; 32,768 fit",
        ),
        (
            ResourceType::SqsQueue,
            "sqs:SendMessage",
            8192,
            "8,193 bytes; 8,192 fit",
        ),
    ];
    for (resource_type, action, quota, label) in table {
        let statement = with(action);
        let (fits, large) = (policy(&statement, quota), policy(&statement, quota + 1));
        assert_eq!(size_of(Resource, resource_type, &fits), None, "{action}");
        let named = size_of(Resource, resource_type, &large).expect("it is too large");
        assert_eq!(named.primary.text, label);
        assert_eq!(
            (named.severity, named.access_analyzer),
            (Warning, Some(RESOURCE_QUOTA))
        );
        assert!(named.related.is_empty());
        // Where nobody names the resource, its actions do, and that is said.
        for policy_type in [Some(Resource), None] {
            assert_eq!(size_of(policy_type, None, &fits), None, "{action}");
            let told = size_of(policy_type, None, &large).expect("it is too large");
            assert_eq!(told.primary.text, label);
            let evidence = told.related.first().expect("the action is shown");
            assert_eq!(
                large.get(evidence.span.range()),
                Some(format!("\"{action}\"").as_str())
            );
        }
    }
    // No quota is known of these.
    let huge = policy(BUCKET, 60_000);
    for resource_type in [ResourceType::LambdaFunction, ResourceType::S3Glacier] {
        assert_eq!(size_of(Resource, resource_type, &huge), None);
    }
    for actions in [
        r#""*""#,
        r#"["s3:GetObject","sqs:SendMessage"]"#,
        r#""sns:Publish""#,
    ] {
        let statement = BUCKET.replace(r#""s3:GetObject""#, actions);
        assert_eq!(
            size_of(Resource, None, &policy(&statement, 60_000)),
            None,
            "{actions}"
        );
    }
    let all_but = BUCKET.replace("\"Action\"", "\"NotAction\"");
    assert_eq!(size_of(Resource, None, &policy(&all_but, 60_000)), None);
}

/// What is said of a queue policy with these statements, beside its size.
fn said_of_queue(resource_type: Option<ResourceType>, statements: &[String]) -> Vec<String> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    );
    let case = Case {
        policy_type: Some(Resource),
        resource_type,
        config: &Config::default(),
    };
    let findings = case.findings(&text).into_iter();
    findings
        .filter(|(finding, _)| finding.rule.id == "policy-size")
        .map(|(finding, words)| format!("{words} {}", finding.primary.text))
        .collect()
}

#[test]
fn a_queue_counts_statements_principals_conditions_and_actions() {
    let statement = |sid: usize, principals: usize, actions: usize, conditions: usize| {
        let list = |count: usize, one: &dyn Fn(usize) -> String| {
            let all: Vec<String> = (0..count).map(one).collect();
            all.join(",")
        };
        format!(
            r#"{{"Sid":"s{sid}","Effect":"Allow","Principal":{{"AWS":[{}]}},"Action":[{}],"Resource":"arn:aws:sqs:eu-west-1:408523917755:orders","Condition":{{"StringEquals":{{{}}}}}}}"#,
            list(principals, &|one| format!(
                "\"{}\"",
                408_523_917_755_usize + one
            )),
            list(actions, &|one| format!(
                "\"sqs:{}*\"",
                ["A", "C", "D", "G", "L", "P", "R", "S"][one]
            )),
            list(conditions, &|one| format!(
                r#""aws:PrincipalTag/t{one}":"a""#
            )),
        )
    };
    let many =
        |count: usize| -> Vec<String> { (0..count).map(|one| statement(one, 1, 1, 0)).collect() };
    let queue = Some(ResourceType::SqsQueue);
    for (statements, expected) in [
        (many(20), None),
        (many(21), Some("{ 21 statements; 20 fit")),
        (vec![statement(0, 50, 1, 0)], None),
        (
            vec![statement(0, 50, 1, 0), statement(1, 1, 1, 0)],
            Some("{ 51 principals; 50 fit"),
        ),
        (vec![statement(0, 1, 1, 10)], None),
        (
            vec![statement(0, 1, 1, 5), statement(1, 1, 1, 6)],
            Some("{ 11 conditions; 10 fit"),
        ),
        (vec![statement(0, 1, 7, 0), statement(1, 1, 7, 0)], None),
        (
            vec![statement(0, 1, 8, 0)],
            Some("\"Action\" 8 actions in a statement; 7 fit"),
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        // The actions tell it where nobody does.
        for resource_type in [queue, None] {
            assert_eq!(said_of_queue(resource_type, &statements), expected);
        }
        assert_eq!(
            said_of_queue(Some(ResourceType::SnsTopic), &statements),
            [""; 0]
        );
    }
}

#[test]
fn white_space_counts_as_aws_says() {
    let spread =
        |text: &str, spaces: usize| format!("{{\r\n\t{}{}", " ".repeat(spaces), &text[1..]);
    for (policy_type, statement, quota, counts) in [
        (Identity, READ, 6144, false),
        (Boundary, READ, 6144, false),
        (Trust, ASSUME, 2048, false),
        (Session, READ, 2048, true),
        (Scp, READ, 10_240, true),
        (Rcp, GUARD, 5120, true),
    ] {
        let fits = policy(statement, quota);
        let found = size_of(policy_type, None, &spread(&fits, 500));
        assert_eq!(found.is_some(), counts, "{policy_type:?}");
        if let Some(found) = found {
            let help = found.help.expect("there is a cure");
            assert!(
                help.starts_with("remove the white space between elements: "),
                "{help}"
            );
        }
        let large = policy(statement, quota + 1);
        assert!(
            size_of(policy_type, None, &spread(&large, 500)).is_some(),
            "{policy_type:?}"
        );
    }
    // In a string too.
    let blank = policy(READ, 6144).replace("orders-eu/", "orders-eu/ \u{20}\u{20}");
    assert_eq!(blank.len(), 6147);
    assert_eq!(size_of(Identity, None, &blank), None);
}

#[test]
fn bytes_of_utf_8_count_and_a_byte_order_mark_does_not() {
    let fits = policy(READ, 10_240);
    assert_eq!(size_of(Scp, None, &format!("\u{feff}{fits}")), None);
    let fits = policy(READ, 6144);
    assert_eq!(size_of(Identity, None, &format!("\u{feff}{fits}")), None);
    let accent = fits.replacen("xx", "xé", 1);
    let found = size_of(Identity, None, &accent).expect("it is one byte larger");
    assert_eq!(
        found.primary.text,
        "6,145 characters without white space; 6,144 fit"
    );
}

#[test]
fn compact_counts_what_the_console_saves() {
    const COMPACT: &str = "[options.policy-size]\ncompact = true\n";
    for (policy_type, statement, quota) in [(Scp, READ, 10_240), (Rcp, GUARD, 5120)] {
        let spread = |size| policy(statement, size).replace("\":", "\" :\n");
        assert!(size_of(policy_type, None, &spread(quota)).is_some());
        assert_eq!(size_with(COMPACT, policy_type, &spread(quota)), None);
        let found = size_with(COMPACT, policy_type, &spread(quota + 1)).expect("one too many");
        assert!(
            found
                .primary
                .text
                .contains(" characters without white space; ")
        );
        assert_eq!(found.severity, Error);
    }
    // Organizations keeps the white space in strings.
    let sid = READ.replace("orders-eu/", "orders eu/");
    assert!(size_with(COMPACT, Scp, &policy(&sid, 10_241)).is_some());
}

#[test]
fn the_quota_of_trust_policies_can_be_raised() {
    const RAISED: &str = "[options.policy-size]\ntrust-characters = 4096\n";
    assert_eq!(size_with(RAISED, Trust, &policy(ASSUME, 4096)), None);
    let found = size_with(RAISED, Trust, &policy(ASSUME, 4097)).expect("one too many");
    assert_eq!(
        found.primary.text,
        "4,097 characters without white space; 4,096 fit"
    );
    assert_eq!(found.severity, Error);
    // Without it the help says that there is such a thing.
    let found = size_of(None, None, &policy(ASSUME, 2049)).expect("one too many");
    let help = found.help.expect("there is a cure");
    assert!(help.contains("AWS raises this quota to 8,192") && help.contains("`trust-characters`"));
    let most = RAISED.replace("4096", "8192");
    let found = size_with(&most, Trust, &policy(ASSUME, 8193)).expect("AWS takes no such policy");
    assert_eq!(
        found.help.as_deref(),
        Some("shorten it: AWS raises this quota no further")
    );
}

#[test]
fn inline_policies_have_the_quota_of_whose_they_are() {
    for (whose, quota) in [("user", 2048), ("group", 5120), ("role", 10_240)] {
        let config = format!("[options.policy-size]\ninline = \"{whose}\"\n");
        assert_eq!(
            size_with(&config, Identity, &policy(READ, quota)),
            None,
            "{whose}"
        );
        let found = size_with(&config, Identity, &policy(READ, quota + 1)).expect("one too many");
        assert_eq!(
            found.message,
            format!("AWS refuses an inline policy of a {whose} of this size")
        );
        // A boundary is a managed policy whatever the others are.
        assert!(size_with(&config, Boundary, &policy(READ, 6145)).is_some());
        assert_eq!(size_with(&config, Boundary, &policy(READ, 6144)), None);
    }
}

#[test]
fn options_are_read_strictly() {
    for (option, told) in [
        (
            "inline = \"roel\"",
            "`inline` takes one of `\"user\"`, `\"group\"` and `\"role\"`",
        ),
        (
            "trust-characters = 9000",
            "`trust-characters` takes a whole number from 2048 to 8192",
        ),
        ("compact = \"yes\"", "`compact` takes `true` or `false`"),
    ] {
        let text = format!("[options.policy-size]\n{option}\n");
        let source = Source::new("iamsure.toml", text.as_str());
        let read = config::read(FileId(0), &source, Path::new("/"), &engine::known_rules());
        let mistakes = read.expect_err("the value is none of these").to_string();
        let folder = Folder::with(&[("a.json", &policy(READ, 300)), ("iamsure.toml", &text)]);
        let run = iamsure(&folder, &["check", "a.json"]);
        assert_eq!(run.code, 2, "{mistakes}");
        assert!(run.err.contains(told), "{option}: {}", run.err);
    }
}

#[test]
fn a_guessed_type_is_said_with_what_else_it_may_be() {
    let spread = policy(READ, 6200).replacen('{', "{ ", 1);
    let found = size_of(None, None, &spread).expect("too large for a managed policy");
    assert_eq!(
        found.primary.text,
        "taken for one: 6,200 characters without white space; 6,144 fit"
    );
    let help = found.help.as_deref();
    assert_eq!(
        help,
        Some("split it; if it is an SCP, say `--type scp`: 6,201 of 10,240 count then")
    );
    let said = size_of(Identity, None, &spread).expect("too large for a managed policy");
    assert!(!said.primary.text.contains("taken for one"));
    assert_eq!(size_of(Scp, None, &spread), None);

    // An error only where somebody says that it is one.
    let found = size_of(None, None, &policy(GUARD, 5121)).expect("it looks like an RCP");
    assert_eq!(
        (found.severity, found.access_analyzer),
        (Warning, Some(RCP_QUOTA))
    );
    assert_eq!(
        found.primary.text,
        "taken for one: 5,121 characters; 5,120 fit"
    );
    assert_eq!(
        found.help.as_deref(),
        Some("say `--type resource` if it belongs to one resource, or split it")
    );
    assert_eq!(size_of(Resource, None, &policy(GUARD, 5121)), None);
    for other in [
        GUARD.replace("\"Deny\"", "\"Allow\""),
        GUARD.replace(
            "\"Resource\":\"*\"",
            "\"Resource\":\"arn:aws:s3:::orders-eu/*\"",
        ),
        GUARD.replace("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"*\"}"),
    ] {
        assert_eq!(size_of(None, None, &policy(&other, 5121)), None, "{other}");
    }
}

#[test]
fn broken_policies_have_a_size_and_other_documents_have_none() {
    let broken = policy(READ, 6200).replace("]}", "],}");
    assert!(size_of(Identity, None, &broken).is_some());
    let list = format!("[\"{}\"]", "x".repeat(20_000));
    for text in [list.as_str(), &"x".repeat(20_000), &" ".repeat(20_000)] {
        assert_eq!(size_of(Identity, None, text), None);
    }
}

/// What the rules of this file's second half say of a policy with this statement: `severity CODE: words`.
fn said(policy_type: PolicyType, statement: &str) -> Vec<String> {
    let case = Case {
        policy_type: Some(policy_type),
        resource_type: None,
        config: &Config::default(),
    };
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    case.findings(&text)
        .into_iter()
        .filter(|(finding, _)| finding.severity >= Warning)
        .map(|(finding, words)| {
            let code = finding.access_analyzer.unwrap_or(finding.rule.id);
            format!("{} {code}: {words}", finding.severity.name())
        })
        .collect()
}

fn guard(actions: &str, conditions: &str) -> String {
    format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":{actions},"Resource":"*","Condition":{{{conditions}}}}}"#
    )
}

#[test]
fn actions_of_resource_control_policies() {
    const INSECURE: &str = r#""Bool":{"aws:SecureTransport":"false"}"#;
    let table: &[(&str, &[&str])] = &[
        (r#""ec2:*""#, &["error RCP_SYNTAX_ERROR_ACTION: ec2"]),
        (r#""*""#, &["error RCP_SYNTAX_ERROR_ACTION: \"*\""]),
        (
            r#"["s3:*","lambda:InvokeFunction","*"]"#,
            &[
                "error RCP_SYNTAX_ERROR_ACTION: lambda",
                "error RCP_SYNTAX_ERROR_ACTION: \"*\"",
            ],
        ),
        (r#"["s3:*","STS:AssumeRole","kms:?ecrypt","es:*"]"#, &[]),
        // Of its form another rule speaks, once.
        (r#""s3*""#, &["error malformed-action: \"s3*\""]),
        (r#""*:*""#, &["error malformed-action: *"]),
    ];
    for (actions, expected) in table {
        assert_eq!(said(Rcp, &guard(actions, INSECURE)), *expected, "{actions}");
    }
    let ec2 = guard(r#""ec2:*""#, INSECURE);
    assert_eq!(
        said(Rcp, &ec2.replace("\"Action\"", "\"NotAction\"")),
        ["error RCP_SYNTAX_ERROR_NOTACTION: \"NotAction\""]
    );
    assert_eq!(
        said(Rcp, &ec2.replace("Deny", "Allow")),
        ["error RCP_SYNTAX_ERROR_ALLOW: \"Allow\""]
    );
    assert_eq!(said(Resource, &ec2), [""; 0]);
    let full = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    assert!(!said(Rcp, full).iter().any(|one| one.contains("RCP_")));
}

#[test]
fn conditions_of_resource_control_policies() {
    const PRINCIPAL: &str = "warning RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY";
    const SERVICE: &str = "warning RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY";
    const NULL: &str = "warning RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK";
    const SOURCE: &str = r#""StringNotEqualsIfExists":{"aws:SourceOrgID":"o-k3v9w2m7q1"}"#;
    const CALLER: &str = r#""StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-k3v9w2m7q1"}"#;
    let is_service = |operator: &str, value: &str| {
        format!(r#""{operator}":{{"aws:PrincipalIsAWSService":"{value}"}}"#)
    };
    let null = |key: &str| format!(r#""Null":{{"{key}":"false"}}"#);
    let org_id = |code: &str| format!("{code}: \"aws:PrincipalOrgID\"");
    let source = |code: &str| format!("{code}: \"aws:SourceOrgID\"");
    let table: Vec<(Vec<String>, Vec<String>)> = vec![
        // Callers.
        (vec![CALLER.into()], vec![org_id(PRINCIPAL)]),
        (
            vec![CALLER.into(), is_service("BoolIfExists", "false")],
            vec![],
        ),
        (
            vec![CALLER.into(), is_service("Bool", "false")],
            vec![format!("{PRINCIPAL}: \"Bool\"")],
        ),
        (
            vec![r#""ArnNotLike":{"AWS:principalarn":"arn:aws:iam::408523917755:role/*"}"#.into()],
            vec![format!("{PRINCIPAL}: \"AWS:principalarn\"")],
        ),
        (
            vec![r#""StringNotEquals":{"aws:PrincipalTag/team":"orders"}"#.into()],
            vec![format!("{PRINCIPAL}: \"aws:PrincipalTag/team\"")],
        ),
        (
            vec![r#""StringEquals":{"aws:PrincipalAccount":"408523917755"}"#.into()],
            vec![],
        ),
        (
            vec![r#""Null":{"aws:PrincipalOrgID":"true"}"#.into()],
            vec![org_id(PRINCIPAL)],
        ),
        // Sources.
        (
            vec![SOURCE.into(), null("aws:SourceAccount")],
            vec![source(SERVICE)],
        ),
        (
            vec![SOURCE.into(), is_service("BoolIfExists", "true")],
            vec![source(NULL)],
        ),
        (
            vec![SOURCE.into(), is_service("Bool", "true")],
            vec![source(NULL)],
        ),
        (
            vec![
                SOURCE.into(),
                is_service("Bool", "true"),
                null("aws:SourceArn"),
            ],
            vec![],
        ),
        (
            vec![
                SOURCE.into(),
                is_service("Bool", "true"),
                null("aws:SourceAccount"),
            ],
            vec![],
        ),
        (
            vec![
                SOURCE.into(),
                is_service("Bool", "true"),
                null("aws:SourceOrgID"),
            ],
            vec![source(NULL)],
        ),
        (vec![SOURCE.into()], vec![source(SERVICE), source(NULL)]),
        (
            vec![r#""StringEquals":{"aws:SourceAccount":"408523917755"}"#.into()],
            vec![],
        ),
        // What neither is about.
        (
            vec![r#""Bool":{"aws:SecureTransport":"false"}"#.into()],
            vec![],
        ),
    ];
    for (conditions, expected) in table {
        let statement = guard(r#""s3:*""#, &conditions.join(","));
        assert_eq!(said(Rcp, &statement), expected, "{statement}");
        let elsewhere = said(Resource, &statement);
        assert!(
            !elsewhere.iter().any(|one| one.contains("RCP_")),
            "{elsewhere:?}"
        );
    }
}

#[test]
fn wildcards_in_scps_are_told_to_who_asks() {
    let deny = |action: &str| format!(r#"{{"Effect":"Deny","Action":"{action}","Resource":"*"}}"#);
    for (action, words) in [
        ("iam:*Role", "*"),
        ("iam:Get?ser*", "?"),
        ("iam:*Role*", "*"),
    ] {
        let told = format!("error SCP_SYNTAX_ERROR_ACTION_WILDCARD: {words}");
        assert_eq!(said(Scp, &deny(action)), [told], "{action}");
    }
    for action in ["iam:Create*", "iam:*", "iam:Get??*", "*", "iam:GetRole"] {
        assert_eq!(said(Scp, &deny(action)), [""; 0], "{action}");
    }
    assert_eq!(said(Identity, &deny("iam:*Role")), [""; 0]);

    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{}}}"#,
        deny("iam:*Role")
    );
    let asked = "[rules]\nscp-syntax-error-action-wildcard = \"warning\"\n";
    let folder = Folder::with(&[("scp.json", &text), ("asked.toml", asked)]);
    let run = |flags: &[&str]| {
        let start = ["check", "scp.json", "--type", "scp", "--format", "concise"];
        let run = iamsure(&folder, &[&start[..], flags].concat());
        (run.code, run.out)
    };
    let told = |severity: &str| {
        format!(
            "scp.json:1:68: {severity}: the wildcard in `iam:*Role` is not at its end: taken by AWS Organizations since \
             September 2025 only [scp-syntax-error-action-wildcard]\n"
        )
    };
    for flags in [&[][..], &["--select", "default"], &["--select", "grammar"]] {
        assert_eq!(run(flags), (0, String::new()), "{flags:?}");
    }
    for flags in [
        &["--select", "scp-syntax-error-action-wildcard"],
        &["--select", "all"],
    ] {
        assert_eq!(run(flags), (1, told("error")), "{flags:?}");
    }
    assert_eq!(run(&["--config", "asked.toml"]), (1, told("warning")));
    let table = iamsure(&folder, &["rules"]).out;
    assert!(
        table.contains("action in a service control policy (opt-in)\n"),
        "{table}"
    );
}
