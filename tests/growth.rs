//! A text made to be slow is judged like any other, and its report stays readable.
//!
//! No time is measured here: what is not linear in the text does not end, and a report of more than [`REPORT`] bytes
//! for each byte of policy is too long. `IAMSURE_BYTES` raises the length of the texts.

use chrono::DateTime;
use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Finding;
use iamsure::integration::{self, Selection};
use iamsure::kind::{PolicyType, ResourceType};
use iamsure::report::{self, Format, Options, Report};
use iamsure::rules;
use iamsure::source::{FileId, Source, Sources};
use iamsure::syntax;

/// The longest are lists of findings up to the limit of each rule.
const REPORT: usize = 60;

/// Bytes of policy.
fn size() -> usize {
    std::env::var("IAMSURE_BYTES").map_or(100_000, |bytes| {
        bytes.parse().expect("IAMSURE_BYTES is a number")
    })
}

const INTEGRATION: &str = include_str!("../fixtures/integration/cli-describe.json");

const TRUST: &str = r#""Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::851725421142:role/cspi-7h2kq"}"#;
const ANYTHING: &str = r#""Action": "s3:GetObject", "Resource": "*""#;

#[test]
fn statements() {
    for part in [
        r"{}",
        r"[]",
        r#"{"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}"#,
        r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}"#,
        r#"{"Effect": "Deny", "NotPrincipal": {"AWS": "%012"}, "Action": "*", "Resource": "*"}"#,
    ] {
        let statements = fill(size(), |_| part.to_owned());
        examine(&format!(
            r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#
        ));
    }
    let pairs = fill(size(), |index| {
        let effect = if index % 2 == 0 { "Allow" } else { "Deny" };
        format!(
            r#"{{"Effect": "{effect}", "Action": "sts:*", "Principal": {{"AWS": "{index:012}"}},
                "Condition": {{"StringNotEquals": {{"sts:ExternalId": "{index}"}}}}}}"#
        )
    });
    examine(&format!(
        r#"{{"Version": "2012-10-17", "Statement": [{pairs}]}}"#
    ));
}

#[test]
fn elements() {
    for (element, rest) in [
        ("Action", r#""Resource": "*""#),
        ("Action", r#""Principal": {"AWS": "*"}"#),
        ("NotAction", r#""Resource": "*""#),
        ("Resource", r#""Action": "s3:GetObject""#),
        ("NotResource", r#""Action": "s3:GetObject""#),
    ] {
        for make in [
            (|_| r#""""#.to_owned()) as fn(usize) -> String,
            |index| index.to_string(),
            |index| format!(r#""*a*{index}*""#),
            |index| format!(r#""arn:aw:s3:{index}::${{aws:x""#),
            |index| format!(r#""<bucket-{index}>""#),
        ] {
            let list = fill(size(), make);
            examine(&statement(&format!(r#""{element}": [{list}], {rest}"#)));
        }
    }
}

#[test]
fn grants_to_be_held_together() {
    let list = |part: fn(usize) -> String| {
        let statements = fill(size(), part);
        examine(&format!(
            r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#
        ));
    };
    list(|index| {
        format!(r#"{{"Effect": "Allow", "Action": "*:*a*", "Resource": "arn:aws:s3:::{index}"}}"#)
    });
    list(|index| {
        let effect = if index % 2 == 0 { "Allow" } else { "Deny" };
        format!(
            r#"{{"Effect": "{effect}", "Action": ["iam:*", "s3:*"], "Resource": ["arn:aws:s3:::{index}", "arn:aws:iam::*:role/{index}"]}}"#
        )
    });
    list(|index| {
        format!(
            r#"{{"Effect": "Allow", "NotAction": "sns:*", "Resource": "*", "Condition": {{"StringEquals": {{"iam:PassedToService": ["{index}", "ec2.amazonaws.com"], "iam:PolicyARN": "{index}"}}}}}}"#
        )
    });
    for resource in [
        "arn:aws:iam::*:role/a*",
        "arn:aws:s3:::*a",
        "arn:aws:iam::*:user/${aws:username}",
    ] {
        let resources = fill(size(), |index| format!(r#""{resource}{index}""#));
        examine(&statement(&format!(
            r#""Action": ["iam:*", "s3:*", "ec2:*", "lambda:*"], "Resource": [{resources}]"#
        )));
    }
}

#[test]
fn principals() {
    for make in [
        (|index| format!(r#""{index:012}", "arn:aws:iam::{index:012}:root""#))
            as fn(usize) -> String,
        |index| format!(r#""arn:aws:iam::851725421142:role/r{index}""#),
        |index| format!(r#""arn:aws:iam::123456789012:oidc-provider/p{index}""#),
        |index| format!(r#""<role-{index}>""#),
        |_| r#""*""#.to_owned(),
    ] {
        for kind in ["AWS", "Federated", "Service"] {
            let list = fill(size() / 2, make);
            let conditions = fill(size() / 2, |index| format!(r#""p{index}:sub": "*""#));
            examine(&statement(&format!(
                r#""Action": "sts:*", "Principal": {{"{kind}": [{list}]}}, "Condition": {{"StringLike": {{{conditions}}}}}"#
            )));
        }
    }
}

/// Once each caller was held against each statement, with a request made for every pair.
#[test]
fn statements_of_trust() {
    for principal in [
        (|_| r#""*""#.to_owned()) as fn(usize) -> String,
        |index| format!(r#"{{"AWS": "arn:aws:iam::851725421142:role/r{index}"}}"#),
        |index| format!(r#"{{"AWS": "arn:aws:sts::851725421142:assumed-role/r/s{index}"}}"#),
        |index| format!(r#"{{"Federated": "arn:aws:iam::123456789012:oidc-provider/p{index}"}}"#),
    ] {
        for condition in [
            (|_| "{}".to_owned()) as fn(usize) -> String,
            |index| format!(r#"{{"StringEquals": {{"sts:ExternalId": "id-{index}"}}}}"#),
            |index| format!(r#"{{"StringLike": {{"sts:ExternalId": ["*{index}*a*", "b?*"]}}}}"#),
            |index| {
                format!(r#"{{"ArnLike": {{"aws:PrincipalArn": "arn:aws:iam::*:role/*{index}*"}}}}"#)
            },
        ] {
            let list = fill(size() * 2, |index| {
                let (principal, condition) = (principal(index), condition(index));
                format!(
                    r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole", "Condition": {condition}}}"#
                )
            });
            examine(&format!(
                r#"{{"Version": "2012-10-17", "Statement": [{list}]}}"#
            ));
        }
    }
}

#[test]
fn conditions() {
    for operator in [
        "StringLike",
        "StringEqualsIfExists",
        "ForAllValues:ArnLike",
        "DateLessThan",
        "IpAddress",
        "Bool",
        "No",
    ] {
        for make in [
            (|index| format!(r#""aws:RequestTag/{index}": "v""#)) as fn(usize) -> String,
            |_| r#""aws:PrincipalArn": []"#.to_owned(),
            |index| format!(r#""aws:SourceIp": ["10.0.0.{index}/8", "*{index}"]"#),
        ] {
            let keys = fill(size(), make);
            examine(&statement(&format!(
                r#"{TRUST}, "Condition": {{"{operator}": {{{keys}}}}}"#
            )));
        }
    }
    let same = fill(size(), |_| {
        r#""StringEqualsIfExists": {"aws:username": "x"}"#.to_owned()
    });
    examine(&statement(&format!(
        r#"{ANYTHING}, "Condition": {{{same}}}"#
    )));
}

#[test]
fn values() {
    for operator in [
        "StringLike",
        "NumericEquals",
        "DateGreaterThan",
        "BinaryEquals",
        "NotIpAddress",
        "ArnEquals",
        "Null",
    ] {
        for make in [
            (|_| r#""""#.to_owned()) as fn(usize) -> String,
            |_| "null".to_owned(),
            |index| format!(r#""*{index}*a""#),
            |index| format!(r#""10.{}.{}.0/8""#, index / 256 % 256, index % 256),
        ] {
            let values = fill(size(), make);
            examine(&statement(&format!(
                r#"{TRUST}, "Condition": {{"{operator}": {{"aws:SourceIp": [{values}]}}}}"#
            )));
        }
    }
}

#[test]
fn one_long_string() {
    for piece in [
        "*a", "?*", "${", "${a, '", "<a", "{{", "[", ":", "arn:aws:", "9", "\\ud83d", "\\x",
        "\u{200b}", "ü", "/", "=",
    ] {
        let long = piece.repeat(size() / piece.len());
        for place in [
            r#""Action": "%", "Resource": "*""#,
            r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::%""#,
            r#""Action": "sts:AssumeRole", "Principal": {"AWS": "%"}"#,
            r#""Action": "sts:AssumeRole", "Principal": {"%": "*"}"#,
            r#""Action": "sts:AssumeRole", "Principal": "*", "Condition": {"StringLike": {"sts:ExternalId": "%"}}"#,
            r#""Action": "sts:AssumeRole", "Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "%"}}"#,
            r#""Sid": "%", "Action": "s3:GetObject", "Resource": "*""#,
        ] {
            examine(&statement(&place.replace('%', &long)));
        }
        examine(&long);
    }
}

#[test]
fn nesting_and_broken_json() {
    for piece in [
        "[",
        "{\"a\":",
        "]",
        "\"a\" ",
        "\"a\":1,",
        "{}",
        ",",
        "'",
        "“",
        "//",
        "/*a\n",
        "\"\n",
        "Effect: Allow\n",
        "\0",
    ] {
        let text = piece.repeat(size() / piece.len());
        examine(&text);
        examine(&format!(
            r#"{{"Version": "2012-10-17", "Statement": [{text}]}}"#
        ));
    }
}

#[test]
fn keys() {
    for make in [
        (|_| r#""a": 1"#.to_owned()) as fn(usize) -> String,
        |index| format!(r#""k{index}": 1"#),
        |index| format!(r#""{}": 1"#, ["Action", "action", "ACTION"][index % 3]),
    ] {
        let keys = fill(size(), make);
        examine(&statement(&keys));
        examine(&format!("{{{keys}}}"));
    }
}

/// Once a report repeated the key in the pointer of every finding below it, and ran out of memory.
#[test]
fn findings_below_a_long_key() {
    let key = "k".repeat(size() / 2);
    for value in ["[]", "\"*\"", "\"<a>\"", "null"] {
        let values = fill(size() / 2, |_| value.to_owned());
        for operator in ["Null", "StringEquals", "NumericEquals"] {
            examine(&statement(&format!(
                r#"{TRUST}, "Condition": {{"{operator}": {{"aws:{key}": [{values}]}}}}"#
            )));
        }
        examine(&statement(&format!(
            r#""Action": "sts:*", "Principal": {{"{key}": [{values}]}}"#
        )));
        examine(&format!(r#"{{"{key}": [{values}]}}"#));
    }
}

#[test]
fn actions() {
    for make in [
        (|index| format!(r#""s3:GetObject", "S3:g\u0065tObject{index}""#)) as fn(usize) -> String,
        |_| r#""ec2:Describe*", "EC2:describe*""#.to_owned(),
        |index| format!(r#""s3:*?*?*{index}*?*""#),
        |index| format!(r#""service{index}:Do*", "s{index}*:*""#),
        |index| format!("\"iam:Pass\\u0000Role\", \"iam:Pass\u{200b}Role{index}\""),
        |index| format!(r#""ｓ３:GetObject", "s3:Gét{index}", "s3：Get""#),
        |index| format!(r#""*:*{index}", "?*:Get*", "s3:*:{index}""#),
    ] {
        let list = fill(size() / 4, make);
        examine_as_every_type(&statement(&format!(
            r#""Action": [{list}], "Resource": "*""#
        )));
        examine(&statement(&format!(
            r#""NotAction": [{list}], "NotResource": "*", "Condition": {{"StringEquals": {{"aws:ResourceTag/a": "b"}}}}"#
        )));
    }
}

#[test]
fn resources() {
    for make in [
        (|index| format!(r#""arn:aws:s3:::bucket-{index}/*", "arn:aws:s3:::bucket-*""#))
            as fn(usize) -> String,
        |index| format!(r#""arn:aws:lambda:*:*:function:*a*{index}*?*""#),
        |index| format!(r#""arn:aws:dynamodb:eu-west-1:{index:012}:table/*/index/*""#),
        |index| {
            format!(
                r#""arn:aws:iam::${{aws:PrincipalAccount}}:role/${{aws:username, '{index}'}}*""#
            )
        },
        |index| format!(r#""arn:aws:service{index}:region-{index}::thing/{index}""#),
        |index| format!(r#""arn:*:*:*:*:*{index}*", "*", "arn:aws:*""#),
        |_| r#""arn:aws:s3:::a\u0000b", "arn:aws:s3:::\ud83d", "arn：aws：s3:::b""#.to_owned(),
    ] {
        let list = fill(size(), make);
        for actions in [
            r#""s3:GetObject""#,
            r#""*""#,
            r#"["s3:*", "lambda:*", "dynamodb:*", "iam:*"]"#,
        ] {
            examine_as_every_type(&statement(&format!(
                r#""Action": {actions}, "Resource": [{list}]"#
            )));
        }
    }
}

#[test]
fn arns_of_another_service_than_that_of_many_actions() {
    let actions = fill(size() / 2, |_| r#""kms:Decrypt""#.to_owned());
    let resources = fill(size() / 2, |index| {
        format!(r#""arn:aws:states:eu-west-1:408523917755:statemachine{index}""#)
    });
    examine(&statement(&format!(
        r#""Action": [{actions}], "Resource": [{resources}]"#
    )));
}

#[test]
fn policy_variables() {
    for make in [
        (|index| format!(r#""arn:aws:s3:::b/${{aws:usrnam{index}}}""#)) as fn(usize) -> String,
        |index| format!(r#""arn:aws:s3:::b/${{aws:PrincipalTag/{index}, 'x'}}""#),
        |index| format!(r#""arn:aws:s3:::${{{index}:x}}/${{aws:{index}""#),
    ] {
        let list = fill(size(), make);
        examine(&statement(&format!(
            r#""Action": "s3:GetObject", "Resource": [{list}]"#
        )));
        examine(&statement(&format!(
            r#"{ANYTHING}, "Condition": {{"StringLike": {{"aws:username": [{list}]}}}}"#
        )));
    }
}

#[test]
fn many_actions_on_many_resources() {
    let actions = fill(size() / 3, |index| {
        format!(
            r#""{}:*{index}""#,
            ["s3", "ec2", "iam", "kms", "sts"][index % 5]
        )
    });
    let resources = fill(size() / 3, |index| {
        let service = ["s3", "ec2", "iam", "kms", "sts"][index % 5];
        format!(r#""arn:aws:{service}:*:*:*{index}*""#)
    });
    let conditions = fill(size() / 3, |index| {
        format!(
            r#""aws:ResourceTag/{index}": "x", "ec2:ResourceTag/{index}": "y", "s{index}:key": "z""#
        )
    });
    examine_as_every_type(&statement(&format!(
        r#""Action": [{actions}], "Resource": [{resources}], "Condition": {{"StringEquals": {{{conditions}}}}}"#
    )));
}

#[test]
fn wide_actions_on_resources_of_one_service() {
    let wide = ["s3:*", "iam:*", "ec2:Run*", "lambda:*", "kms:*", "sts:*"];
    for make in [
        (|index| format!(r#""arn:aws:s3:::b{index}/*""#)) as fn(usize) -> String,
        |index| format!(r#""arn:aws:s3:::*{index}*x*""#),
    ] {
        let actions = fill(size() / 2, |index| {
            format!("\"{}\"", wide[index % wide.len()])
        });
        let resources = fill(size() / 2, make);
        examine(&statement(&format!(
            r#""Action": [{actions}], "Resource": [{resources}]"#
        )));
    }
}

#[test]
fn callers_of_confluent_with_an_external_id_each() {
    let role = |index: usize| format!(r#""arn:aws:iam::851725421142:role/cspi-7h2kq{index}""#);
    let names = fill(size() / 2, role);
    let ids = fill(size() / 2, |index| format!(r#""id-{index}""#));
    examine(&statement(&format!(
        r#""Action": "sts:AssumeRole", "Principal": {{"AWS": [{names}]}}, "Condition": {{"StringEquals": {{"sts:ExternalId": [{ids}]}}}}"#
    )));
    let each = fill(size(), |index| {
        let (effect, name) = (["Allow", "Deny"][index % 2], role(index));
        format!(
            r#"{{"Effect": "{effect}", "Action": "sts:AssumeRole", "Principal": {{"AWS": {name}}}, "Condition": {{"StringEquals": {{"aws:RequestTag/k": "{index}"}}}}}}"#
        )
    });
    examine(&format!(
        r#"{{"Version": "2012-10-17", "Statement": [{each}]}}"#
    ));
}

#[test]
fn statements_beside_each_other() {
    for make in [
        // Each covers those after it, and none is equal to another.
        (|index| {
            format!(
                r#"{{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b{index}*"}}"#
            )
        }) as fn(usize) -> String,
        |index| {
            format!(
                r#"{{"Effect": "{}", "NotAction": "s3:*", "NotResource": "*{index}*"}}"#,
                ["Allow", "Deny"][index % 2]
            )
        },
        |index| {
            format!(
                r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{"StringNotEquals": {{"aws:PrincipalTag/{index}": "{index}"}}}}}}"#
            )
        },
        // Parts of privilege escalations, each with a resource or a condition of its own.
        |index| {
            format!(
                r#"{{"Effect": "Allow", "Action": ["iam:PassRole", "lambda:*", "ec2:RunInstances", "iam:Put*"], "Resource": "arn:aws:iam::{index:012}:role/*"}}"#
            )
        },
        |index| {
            format!(
                r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{"NumericLessThan": {{"s3:max-keys": ["{index}", "7"]}}}}}}"#
            )
        },
    ] {
        let list = fill(size(), make);
        examine_as_every_type(&format!(
            r#"{{"Version": "2012-10-17", "Statement": [{list}]}}"#
        ));
    }
}

#[test]
fn one_long_arn() {
    for piece in ["*?*?", "${a}", "${", ":", "\\u0000"] {
        let long = piece.repeat(size() / 4 / piece.len());
        for arn in [
            format!("arn:aws:s3:::{long}"),
            format!("arn:aws:lambda:eu-west-1:851725421142:function:{long}"),
            format!("arn:aws:{long}:::x"),
            format!("arn:aws:s3:{long}:{long}:x"),
        ] {
            for action in ["*", "lambda:InvokeFunction"] {
                examine_as_every_type(&statement(&format!(
                    r#""Action": "{action}", "Resource": ["{arn}", "{arn}*"]"#
                )));
            }
        }
    }
}

/// Judges a text as every type of policy there is, and writes every report as for two of them.
fn examine_as_every_type(text: &str) {
    let source = Source::new("policy.json", text);
    let tree = syntax::parse(FileId(0), &source);
    let config = Config::default();
    for policy_type in PolicyType::ALL {
        let settings = Settings {
            policy_type: Some(policy_type),
            resource_type: (policy_type == PolicyType::Resource).then_some(ResourceType::S3Bucket),
            ..Settings::new(DateTime::UNIX_EPOCH, &config)
        };
        assert_sound(&judge(&tree, &settings, rules::all()).findings, text);
    }
    examine(text);
}

/// Judges a text as every type that has rules of its own, with an integration, and writes every report.
fn examine(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let response = sources.add(Source::new("integration.json", INTEGRATION));
    let integration = integration::read(response, sources.get(response), &Selection::default())
        .expect("the response can be read");
    let mut findings = Vec::new();
    for policy_type in [PolicyType::Trust, PolicyType::Identity] {
        let tree = syntax::parse(file, sources.get(file));
        let config = Config::default();
        let settings = Settings {
            policy_type: Some(policy_type),
            account: Some("111122223333"),
            integration: (policy_type == PolicyType::Trust).then_some(&integration),
            ..Settings::new(DateTime::UNIX_EPOCH, &config)
        };
        let judged = judge(&tree, &settings, rules::all());
        assert_sound(&judged.findings, text);
        findings = judged.findings;
    }
    let report = Report {
        sources,
        findings,
        ..Report::default()
    };
    for &format in Format::ALL {
        let mut out = Vec::new();
        report::write(&report, format, &Options::default(), &mut out)
            .expect("a Vec can be written");
        let length = out.len();
        assert!(
            length < REPORT * size(),
            "{}: {length} bytes for {}",
            format.name(),
            start(text)
        );
    }
}

fn assert_sound(findings: &[Finding], text: &str) {
    assert!(
        findings.len() < 20_000,
        "{} findings in {}",
        findings.len(),
        start(text)
    );
    for finding in findings {
        assert_ne!(
            finding.rule.id,
            "internal-error",
            "{finding:?} in {}",
            start(text)
        );
        assert_eq!(finding.primary.span.file, FileId(0));
    }
}

fn start(text: &str) -> String {
    text.chars().take(200).collect()
}

fn statement(elements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {elements}}}]}}"#)
}

/// Parts with commas between them, about so many bytes together.
fn fill(size: usize, make: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(size + 200);
    for index in 0.. {
        text.push_str(&make(index));
        if text.len() >= size {
            return text;
        }
        text.push(',');
    }
    text
}
