//! What `iamsure template` writes: every kind in every notation, held to our own check and to the evaluator.

use crate::notation;
use serde_json::Value;

use crate::running::{Folder, iamsure};

const INTEGRATION: &str = r#"{
  "id": "cspi-4h8tz",
  "name": "billing-stream",
  "provider": "aws",
  "environment": "env-7gx2qm",
  "iam_role_arn": "arn:aws:iam::851725421142:role/cspi-4h8tz",
  "external_id": "b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b",
  "customer_role_arn": "arn:aws:iam::640285713902:role/billing-stream-confluent",
  "usages": []
}"#;

/// A day on which all dates below hold.
const NOW: &str = "2026-11-23T00:00:00Z";

/// Every name that a form of the table can have.
const NAMES: &[&str] = &[
    "--bucket=billing-stream-eu",
    "--table=orders",
    "--stream=clicks",
    "--function=enrich-orders",
    "--queue=orders-in.fifo",
    "--log-group=/aws/lambda/enrich",
    "--secret=confluent/orders-db",
    "--key=5f0d8a36-4c1b-4e2e-9d0e-7a91b6c2f4e1",
    "--cluster=orders-dw",
    "--database=orders",
    "--db-resource=db-QX7LDZ4MPWN2VKE5YJUR3TBHGA",
    "--user=confluent",
    "--workgroup=0b1c6f2e-6a55-4d3e-9a50-0a4c1f7d2b9e",
    "--replication-group=orders-cache",
    "--cache=orders-cache",
];

/// What a policy is attached to, and so how it is checked.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Trust,
    Bootstrap,
    Permission,
}

/// What our own check says of a template, as `severity rule`; sample values are the user's own.
fn said(kind: Kind, arguments: &[&str], may_be_said: &[&str]) -> Result<(), String> {
    let folder = Folder::with(&[("integration.json", INTEGRATION)]);
    let mut command = vec!["template"];
    command.extend(arguments);
    let run = iamsure(&folder, &command);
    if run.code != 0 {
        return Err(format!("{command:?}: {}", run.err));
    }
    let written: Value = serde_json::from_str(&run.out).expect("JSON");
    for (format, read) in [
        ("terraform", notation::of_terraform as fn(&str) -> Value),
        ("cloudformation", notation::of_cloudformation),
    ] {
        let mut command = command.clone();
        command.extend(["--format", format]);
        let other = iamsure(&folder, &command);
        let document = read(&other.out);
        if document != written {
            return Err(format!("{command:?} says another thing: {document}"));
        }
        findings(kind, &document.to_string(), may_be_said)
            .map_err(|said| format!("{command:?}: {said}"))?;
    }
    findings(kind, &run.out, may_be_said)
        .map_err(|said| format!("{command:?}: {said}\n{}", run.out))
}

fn findings(kind: Kind, policy: &str, may_be_said: &[&str]) -> Result<(), String> {
    let folder = Folder::with(&[("policy.json", policy), ("integration.json", INTEGRATION)]);
    let mut command = vec![
        "check",
        "policy.json",
        "--no-config",
        "--format",
        "json",
        "--now",
        NOW,
    ];
    match kind {
        Kind::Trust => command.extend(["--integration", "integration.json", "--stage", "final"]),
        Kind::Bootstrap => command.extend(["--stage", "prepared"]),
        Kind::Permission => {}
    }
    let run = iamsure(&folder, &command);
    let report: Value = serde_json::from_str(&run.out).map_err(|_| run.err.clone())?;
    let expected_type = if kind == Kind::Permission {
        "identity"
    } else {
        "trust"
    };
    assert_eq!(report["sources"][0]["type"], expected_type);
    let found: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| finding["rule"].as_str().expect("a text"))
        .filter(|rule| *rule != "sample-value" && !may_be_said.contains(rule))
        .map(str::to_owned)
        .collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.join(", "))
    }
}

fn all_clean(cases: &[(Kind, Vec<&str>, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(kind, arguments, may_be_said)| said(*kind, arguments, may_be_said).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_trust_policy_passes_our_own_check() {
    let trust = |more: &[&'static str]| {
        let mut arguments = vec!["trust", "--integration", "integration.json", "--now", NOW];
        arguments.extend(more);
        arguments
    };
    // What the check says of addresses, of a date to come and of the placeholder it says of every one: see their pages.
    all_clean(&[
        (Kind::Trust, trust(&[]), &[]),
        (
            Kind::Trust,
            trust(&["--not-before", "2026-01-01T00:00:00Z"]),
            &[],
        ),
        (
            Kind::Trust,
            trust(&["--not-after", "2027-01-01T02:00:00+02:00"]),
            &[],
        ),
        (
            Kind::Trust,
            trust(&["--not-before", "2026-12-01T00:00:00Z"]),
            &["future-access"],
        ),
        (
            Kind::Trust,
            trust(&[
                "--not-before",
                "2016-12-31T23:59:60Z",
                "--not-after",
                "9999-12-31T23:59:59.999Z",
            ]),
            &[],
        ),
        (
            Kind::Trust,
            trust(&[
                "--ip",
                "54.240.1.0/24",
                "--ip",
                "54.240.1.7",
                "--ip",
                "2600:1f18::/33",
                "--not-before",
                "2026-01-01T00:00:00Z",
                "--not-after",
                "2027-01-01T00:00:00Z",
            ]),
            &["confluent-source-ip"],
        ),
        (
            Kind::Trust,
            trust(&["--ip", "203.0.113.0/24"]),
            &["confluent-source-ip"],
        ),
        (
            Kind::Bootstrap,
            vec!["bootstrap"],
            &["bootstrap-trust-policy"],
        ),
    ]);
}

#[test]
fn every_permission_policy_passes_our_own_check() {
    let folder = Folder::with(&[]);
    let table = iamsure::integration::connectors::Table::embedded();
    let mut cases: Vec<(Kind, Vec<&str>, &[&str])> = Vec::new();
    for connector in &table.connectors {
        if connector.support == iamsure::integration::connectors::Support::No
            || connector.needs.is_empty()
        {
            continue;
        }
        let optional: Vec<&str> = connector.capabilities();
        for with in std::iter::once(&[][..])
            .chain(optional.chunks(1))
            .chain([&optional[..]])
        {
            let mut arguments = vec![
                "permission",
                "--connector",
                &connector.id,
                "--region",
                "eu-central-1",
            ];
            arguments.extend(["--account", "640285713902"]);
            for capability in with {
                arguments.extend(["--with", capability]);
            }
            let missing = named(&folder, &arguments);
            arguments.extend(&missing);
            // Which way it works has to be said, and not all at once.
            if iamsure(&folder, &[&["template"], &arguments[..]].concat())
                .err
                .contains("several ways")
            {
                assert!(with.len() <= 1);
                continue;
            }
            cases.push((Kind::Permission, arguments, &[]));
        }
    }
    assert!(cases.len() > 60, "{}", cases.len());
    for preset in [
        &["--s3-read"][..],
        &["--s3-write"],
        &["--s3-read", "--s3-write"],
        &["--dynamodb"],
        &["--kinesis"],
        &["--s3-read", "--s3-write", "--dynamodb", "--kinesis"],
        &["--s3-read", "--with", "list-buckets"],
        &["--dynamodb", "--with", "table-list"],
        &["--kinesis", "--with", "stream-list"],
        &[
            "--connector",
            "S3_SINK",
            "--connector",
            "tableflow-byos-s3",
            "--with",
            "sse-kms",
        ],
        &[
            "--connector",
            "S3_SINK",
            "--s3-read",
            "--connector",
            "DynamoDbCdcSource",
            "--dynamodb",
        ],
        &[
            "--s3-read",
            "--prefix",
            "topics/",
            "--bucket",
            "billing-archive",
        ],
        &[
            "--connector",
            "DynamoDbCdcSource",
            "--table",
            "connect-KCL-orders",
        ],
    ] {
        let mut arguments = vec![
            "permission",
            "--region",
            "us-gov-west-1",
            "--account",
            "640285713902",
        ];
        arguments.extend(preset);
        let missing = named(&folder, &arguments);
        arguments.extend(&missing);
        cases.push((Kind::Permission, arguments, &[]));
    }
    all_clean(&cases);
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("it can be read")
}

/// The names that a policy asks for, told by what is missing.
fn named(folder: &Folder, arguments: &[&str]) -> Vec<&'static str> {
    let run = iamsure(folder, &[&["template"], arguments].concat());
    let is_asked = |name: &&&str| {
        let flag = name.split('=').next().expect("a flag");
        run.err.contains(&format!("`{flag}`"))
    };
    NAMES.iter().filter(is_asked).copied().collect()
}

#[test]
fn a_template_grants_what_it_is_for_and_nothing_else() {
    let folder = Folder::with(&[]);
    let written = |arguments: &[&str]| -> Value {
        let run = iamsure(&folder, &[&["template", "permission"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        serde_json::from_str(&run.out).expect("JSON")
    };
    let policy = written(&[
        "--s3-read",
        "--s3-write",
        "--bucket",
        "a-lake",
        "--bucket",
        "b-lake",
        "--with",
        "list-buckets",
    ]);
    assert_eq!(
        policy["Statement"],
        serde_json::json!([
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": ["arn:aws:s3:::a-lake", "arn:aws:s3:::b-lake"]},
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                "Resource": ["arn:aws:s3:::a-lake/*", "arn:aws:s3:::b-lake/*"]
            },
            {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
        ])
    );
    // The S3 sink deletes nothing, and takes no tags unless it is told to.
    let sink = written(&[
        "--connector",
        "s3_sink",
        "--bucket",
        "a-lake",
        "--prefix",
        "topics/",
    ])
    .to_string();
    assert!(
        sink.contains("arn:aws:s3:::a-lake/topics/*")
            && !sink.contains("Delete")
            && !sink.contains("Tagging")
    );
    let sink = written(&[
        "--connector",
        "S3_SINK",
        "--bucket",
        "a-lake",
        "--with",
        "object-tag",
    ])
    .to_string();
    assert!(sink.contains("s3:PutObjectTagging"));
    // The partition is the Region's.
    let stream = written(&[
        "--kinesis",
        "--stream",
        "clicks",
        "--region",
        "cn-north-1",
        "--account",
        "640285713902",
    ]);
    assert_eq!(
        stream["Statement"][0]["Resource"],
        "arn:aws-cn:kinesis:cn-north-1:640285713902:stream/clicks"
    );
    let lake = written(&[
        "--s3-write",
        "--bucket",
        "a-lake",
        "--region",
        "us-gov-west-1",
    ]);
    assert_eq!(
        lake["Statement"][0]["Resource"],
        "arn:aws-us-gov:s3:::a-lake/*"
    );
    // Glue's whole catalog, or one database of it.
    let glue = [
        "--connector",
        "tableflow-glue",
        "--region",
        "eu-central-1",
        "--account",
        "640285713902",
    ];
    assert_eq!(
        written(&glue)["Statement"][0]["Resource"],
        "arn:aws:glue:eu-central-1:640285713902:*"
    );
    let database = written(&[&glue[..], &["--database", "lkc-7x2k9"]].concat());
    assert_eq!(
        database["Statement"][0]["Resource"],
        serde_json::json!([
            "arn:aws:glue:eu-central-1:640285713902:catalog",
            "arn:aws:glue:eu-central-1:640285713902:database/lkc-7x2k9",
            "arn:aws:glue:eu-central-1:640285713902:table/lkc-7x2k9/*",
            "arn:aws:glue:eu-central-1:640285713902:userDefinedFunction/lkc-7x2k9/*"
        ])
    );
    // What one wildcard grants is not granted again by name.
    let both = written(&[
        "--connector",
        "S3_SINK",
        "--connector",
        "tableflow-byos-s3",
        "--with",
        "sse-kms",
        "--bucket",
        "a-lake",
        "--key",
        "5f0d8a36-4c1b-4e2e-9d0e-7a91b6c2f4e1",
        "--region",
        "eu-central-1",
        "--account",
        "640285713902",
    ])
    .to_string();
    assert!(both.contains("kms:GenerateDataKey*") && !both.contains("\"kms:GenerateDataKey\""));
}

#[test]
fn what_no_template_can_be_made_of_is_refused_with_what_to_do() {
    let other = INTEGRATION.replace("role/cspi-4h8tz", "role/*");
    let quoted = INTEGRATION.replace("b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b", "${aws:userid}");
    let dummy = INTEGRATION.replace("b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b", "changeme");
    let nobody = INTEGRATION.replace("851725421142", "000000000000");
    let draft = r#"{"api_version":"pim/v2","kind":"Integration","id":"cspi-4h8tz","status":"DRAFT","display_name":"x","provider":"AWS"}"#;
    let folder = Folder::with(&[
        ("integration.json", INTEGRATION),
        ("other.json", &other),
        ("quoted.json", &quoted),
        ("draft.json", draft),
        ("dummy.json", &dummy),
        ("nobody.json", &nobody),
    ]);
    let trust = ["trust", "--integration", "integration.json", "--now", NOW];
    for (arguments, words) in [
        (
            &["trust"][..],
            &["only the integration tells", "iamsure template bootstrap"][..],
        ),
        (
            &["trust", "--integration", "none.json"],
            &["cannot be read"],
        ),
        (
            &["trust", "--integration", "other.json"],
            &["is no role that a trust policy can name", "other.json:6:"],
        ),
        (
            &["trust", "--integration", "quoted.json"],
            &["is no external ID that Confluent gives", "quoted.json:7:"],
        ),
        (
            &["trust", "--integration", "draft.json"],
            &["has not made its role", "iamsure template bootstrap"],
        ),
        (
            &[&trust[..], &["--ip", "54.240.1.7/24"]].concat(),
            &["54.240.1.0/24"],
        ),
        (
            &[&trust[..], &["--ip", "10.0.0.0/8"]].concat(),
            &["public addresses"],
        ),
        (
            &[&trust[..], &["--ip", "0.0.0.0/0"]].concat(),
            &["every address"],
        ),
        (
            &[&trust[..], &["--ip", "0.0.0.0/1", "--ip", "128.0.0.0/1"]].concat(),
            &["every address together"],
        ),
        (
            &[&trust[..], &["--ip", "54.240.1.0/33"]].concat(),
            &["expected a range"],
        ),
        (
            &[&trust[..], &["--ip", "54.240.1.0/024"]].concat(),
            &["expected a range"],
        ),
        (
            &[&trust[..], &["--not-after", "2026-11-23T00:00:00Z"]].concat(),
            &["is over already"],
        ),
        (
            &[&trust[..], &["--not-after", "2027-01-01"]].concat(),
            &["expected a date and time"],
        ),
        (
            &[
                &trust[..],
                &[
                    "--not-before",
                    "2027-02-01T00:00:00Z",
                    "--not-after",
                    "2027-01-01T00:00:00Z",
                ],
            ]
            .concat(),
            &["is not after `--not-before`"],
        ),
        // In a policy these are one second.
        (
            &[
                &trust[..],
                &[
                    "--not-before",
                    "2027-01-01T00:00:00.1Z",
                    "--not-after",
                    "2027-01-01T00:00:01.9Z",
                ],
            ]
            .concat(),
            &["is not after `--not-before`"],
        ),
        (
            &[&trust[..], &["--not-after", "9999-12-31T23:59:59-01:00"]].concat(),
            &["no date of a policy can name", "years 0000 to 9999"],
        ),
        (
            &[&trust[..], &["--output", "integration.json"]].concat(),
            &["would replace it"],
        ),
        (
            &["trust", "--integration", "dummy.json"],
            &["`changeme` is no external ID"],
        ),
        (
            &["trust", "--integration", "nobody.json"],
            &["is no role that a trust policy can name"],
        ),
        (&["permission"], &["--connector"]),
        (
            &["permission", "--s3-read"],
            &["what is not given: `--bucket`"],
        ),
        (
            &["permission", "--kinesis"],
            &["what is not given: `--region`, `--account` and `--stream`"],
        ),
        (
            &["permission", "--connector", "S3_SNIK"],
            &["did you mean `S3_SINK`?"],
        ),
        (
            &["permission", "--connector", "sftp"],
            &["known are `S3_SINK`"],
        ),
        (
            &["permission", "--connector", "CloudWatchMetricsSink"],
            &["access keys"],
        ),
        (
            &["permission", "--connector", "MongoDbCdcSource"],
            &["iamsure template trust"],
        ),
        (
            &["permission", "--connector", "RedisKafkaSink"],
            &["several ways", "--with db-auth-memorydb"],
        ),
        (
            &[
                "permission",
                "--connector",
                "S3_SINK",
                "--with",
                "object-tags",
            ],
            &["optional are", "`object-tag`"],
        ),
        (
            &[
                "permission",
                "--s3-read",
                "--bucket",
                "lake",
                "--table",
                "orders",
            ],
            &["`--table` names nothing"],
        ),
        (
            &["permission", "--dynamodb", "--prefix", "a/"],
            &["`--prefix` names nothing"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "<bucket-name>"],
            &["only stands for a name"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "lake*"],
            &["`*` is no character"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "a\"b"],
            &["no character of such a name"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "a\nb"],
            &["`\\u{a}` is no character"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "192.168.5.4"],
            &["no bucket has the form of an address"],
        ),
        (
            &["permission", "--s3-read", "--bucket", ".lake"],
            &["no bucket begins with `.`"],
        ),
        (
            &["permission", "--s3-read", "--bucket", ""],
            &["expected 3 to 255 characters"],
        ),
        (
            &[
                "permission",
                "--s3-read",
                "--bucket",
                "lake",
                "--prefix",
                "${aws:userid}/",
            ],
            &["`{` cannot stand"],
        ),
        (
            &[
                "permission",
                "--s3-read",
                "--bucket",
                "lake",
                "--prefix",
                "/topics",
            ],
            &["begin without `/`"],
        ),
        (
            &["permission", "--dynamodb", "--region", "eu-cental-1"],
            &["did you mean `eu-central-1`?"],
        ),
        (
            &["permission", "--s3-read", "--bucket", "YOUR-BUCKET"],
            &["only stands for a name"],
        ),
        (
            &["permission", "--dynamodb", "--account", "1234"],
            &["12 digits"],
        ),
        (
            &[
                "permission",
                "--connector",
                "MySqlCdcSourceV2",
                "--db-resource",
                "orders",
            ],
            &["not the database's name"],
        ),
    ] {
        let run = iamsure(&folder, &[&["template"], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        for word in words {
            assert!(run.err.contains(word), "{arguments:?} says {}", run.err);
        }
    }
    assert_eq!(read(&folder, "integration.json"), INTEGRATION);
}

#[test]
fn what_a_notation_would_evaluate_is_escaped() {
    let folder = Folder::with(&[]);
    let prefix = r#"a "b" \c $d %e é/"#;
    let arguments = [
        "template",
        "permission",
        "--s3-read",
        "--bucket",
        "lake",
        "--prefix",
        prefix,
    ];
    let json: Value = serde_json::from_str(&iamsure(&folder, &arguments).out).expect("JSON");
    assert_eq!(
        json["Statement"][1]["Resource"],
        format!("arn:aws:s3:::lake/{prefix}*")
    );
    let terraform = iamsure(
        &folder,
        &[&arguments[..], &["--format", "terraform"]].concat(),
    );
    assert_eq!(notation::of_terraform(&terraform.out), json);
    let template = iamsure(
        &folder,
        &[&arguments[..], &["--format", "cloudformation"]].concat(),
    );
    assert_eq!(notation::of_cloudformation(&template.out), json);
}

#[test]
fn a_template_goes_to_a_file_in_one_step() {
    let folder = Folder::with(&[("integration.json", INTEGRATION)]);
    let run = iamsure(
        &folder,
        &[
            "template",
            "trust",
            "--integration",
            "integration.json",
            "--output",
            "trust.json",
        ],
    );
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let printed =
        folder.iamsure_with_input(&["template", "trust", "--integration", "-"], INTEGRATION);
    assert_eq!(read(&folder, "trust.json"), printed.out);
}

#[test]
fn an_integration_that_lets_nobody_in_is_told() {
    for (told, word) in [
        (
            "arn:aws:iam::640285713902:policy/orders",
            "which is no role",
        ),
        (
            "arn:aws-cn:iam::640285713902:role/orders",
            "the partition `aws`",
        ),
    ] {
        let mut integration: Value = serde_json::from_str(INTEGRATION).expect("JSON");
        integration["customer_role_arn"] = Value::from(told);
        let folder = Folder::with(&[("integration.json", &integration.to_string())]);
        let run = iamsure(
            &folder,
            &["template", "trust", "--integration", "integration.json"],
        );
        assert_eq!(run.code, 0, "{told}");
        assert!(run.err.contains(word), "{told}: {}", run.err);
    }
}

#[test]
fn a_policy_longer_than_aws_takes_is_told() {
    let folder = Folder::with(&[("integration.json", INTEGRATION)]);
    let buckets: Vec<String> = (0..100)
        .map(|number| format!("--bucket=billing-stream-of-the-region-{number}"))
        .collect();
    let mut arguments = vec!["template", "permission", "--s3-read"];
    arguments.extend(buckets.iter().map(String::as_str));
    let run = iamsure(&folder, &arguments);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("AWS takes 6144 of a managed policy"),
        "{}",
        run.err
    );
    let ranges: Vec<String> = (0..150)
        .map(|number| format!("--ip=54.{number}.2.0/24"))
        .collect();
    let mut arguments = vec!["template", "trust", "--integration", "integration.json"];
    arguments.extend(ranges.iter().map(String::as_str));
    let run = iamsure(&folder, &arguments);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("unless the quota is raised"),
        "{}",
        run.err
    );
}

/// They were given until March 2018 in one Region, and live on.
#[test]
fn names_that_only_buckets_of_old_have_are_written_with_a_note() {
    let write = |bucket: &str| {
        let arguments = ["template", "permission", "--s3-read", "--bucket", bucket];
        let run = iamsure(&Folder::with(&[]), &arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(
            run.out.contains(&format!("arn:aws:s3:::{bucket}/*")),
            "{}",
            run.out
        );
        run.err
    };
    for bucket in [
        "Quarterly",
        "q4_orders",
        "orders..eu",
        "orders-",
        &"o".repeat(64),
    ] {
        let told = write(bucket);
        assert!(told.contains("before March 2018"), "{bucket}: {told}");
    }
    assert_eq!(write("orders.eu-4"), "");
}
