//! Values that no request has for their key: what is flagged, what comes of it, what was meant, and what is left alone.

use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Safety;
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

/// The rules that are asked, and those that speak of the same values.
const RULES: [&str; 16] = [
    "condition-value-type",
    "deleted-principal",
    "full-wildcard-condition",
    "impossible-condition-arn",
    "impossible-condition-value",
    "invalid-condition-data-type",
    "invalid-kms-key-value",
    "invalid-region",
    "invalid-service-principal-format",
    "malformed-vpc-id",
    "missing-qualifier",
    "placeholder-value",
    "session-in-principal-arn",
    "type-mismatch",
    "wildcard-usage-too-permissive",
    "wildcard-without-like-operator",
];

/// What is said of one condition: `rule @ place: message`, and what an unsafe fix writes there.
fn said(effect: &str, condition: &str) -> Vec<(String, Option<String>)> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"sqs:SendMessage","Resource":"*","Condition":{{{condition}}}}}}}"#
    );
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text.as_str()));
    let config = Config::default();
    let now = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let tree = syntax::parse(file, sources.get(file));
    judge(&tree, &Settings::new(now, &config), rules::all())
        .findings
        .into_iter()
        .filter(|finding| RULES.contains(&finding.rule.id))
        .map(|finding| {
            let place = sources.get(file).slice(finding.primary.span);
            let (rule, message) = (finding.rule.id, finding.message);
            let fix = finding.fix.map(|fix| {
                let is_ours = rule.starts_with("impossible");
                assert!(fix.safety == Safety::Unsafe || !is_ours, "{condition}");
                let edit = fix.edits.first().expect("an edit");
                let range = edit.span.range();
                [&text[..range.start], &edit.text, &text[range.end..]].concat()
            });
            (format!("{rule} @ {place}: {message}"), fix)
        })
        .collect()
}

/// The one thing that is said of a value under `StringEquals`, without the rule, and what the fix makes of it.
#[track_caller]
fn one(key: &str, value: &str) -> (String, Option<String>) {
    of_operator("StringEquals", key, value)
}

#[track_caller]
fn of_operator(operator: &str, key: &str, value: &str) -> (String, Option<String>) {
    let mut all = said("Allow", &format!(r#""{operator}":{{"{key}":"{value}"}}"#));
    assert_eq!(all.len(), 1, "{operator} {key} {value}: {all:?}");
    let (line, fix) = all.remove(0);
    let (_, message) = line.split_once(": ").expect("a message");
    let fix = fix.map(|text| {
        let (_, behind) = text.split_once(&format!(r#""{key}":""#)).expect("the key");
        behind.split('"').next().unwrap_or_default().to_owned()
    });
    (message.to_owned(), fix)
}

#[track_caller]
fn silent(operator: &str, key: &str, values: &[&str]) {
    for value in values {
        let all = said("Allow", &format!(r#""{operator}":{{"{key}":"{value}"}}"#));
        let ours = all
            .iter()
            .filter(|(line, _)| line.starts_with("impossible"));
        assert_eq!(ours.count(), 0, "{operator} {key} {value}: {all:?}");
    }
}

/// What was most likely meant, for each value that is flagged.
#[track_caller]
fn meant(operator: &str, key: &str, cases: &[(&str, Option<&str>)]) {
    for (value, expected) in cases {
        let (message, fix) = of_operator(operator, key, value);
        assert_eq!(fix.as_deref(), *expected, "{key} {value}: {message}");
    }
}

#[test]
fn accounts_have_twelve_digits() {
    let account = Some("640285713902");
    let cases = [
        ("6402-8571-3902", account),
        ("640285713902 ", account),
        ("64028571390", None),
        ("arn:aws:iam::640285713902:root", account),
        ("", None),
        ("production", None),
    ];
    for key in [
        "aws:SourceAccount",
        "aws:PRINCIPALACCOUNT",
        "kms:CallerAccount",
        "s3:ResourceAccount",
    ] {
        meant("StringEquals", key, &cases);
        silent(
            "StringEquals",
            key,
            &[
                "640285713902",
                "${aws:PrincipalAccount}",
                "6402*",
                "<account>",
            ],
        );
    }
    assert_eq!(
        one("aws:SourceAccount", "6402-8571-3902").0,
        "`6402-8571-3902` is not an account ID, so the statement allows nothing; did you mean `640285713902`?"
    );
    silent("StringEquals", "aws:PrincipalAccount", &["anonymous"]);
    meant(
        "StringEquals",
        "aws:ResourceAccount",
        &[("anonymous", None)],
    );
    // A pattern that may match; one that cannot is told once, by the rule that speaks of the wildcard.
    silent(
        "StringLike",
        "s3:DataAccessPointAccount",
        &["*", "6402*", "??????????02", "6402????3902"],
    );
    meant(
        "StringLike",
        "s3:DataAccessPointAccount",
        &[("6402-*", None), ("6402857139021*", None), ("6402??", None)],
    );
    silent("StringLike", "aws:SourceAccount", &["6402-*"]);
    // Another operator is told by its type.
    silent("NumericEquals", "aws:SourceAccount", &["64028571390"]);
    silent("ArnEquals", "aws:SourceAccount", &["64028571390"]);
}

#[test]
fn organizations_and_their_paths_have_forms() {
    for key in [
        "aws:PrincipalOrgID",
        "aws:ResourceOrgID",
        "aws:SourceOrgID",
        "aws:VpceOrgID",
    ] {
        meant(
            "StringEquals",
            key,
            &[
                ("z1b2c3d4e9", None),
                ("ou-ab12-11111111", None),
                ("r-ab12", None),
                ("O-Z1B2C3D4E9", Some("o-z1b2c3d4e9")),
                ("o-z1b2c3d4e9/", Some("o-z1b2c3d4e9")),
                (
                    "o-z1b2c3d4e9/r-ab12/ou-ab12-11111111/",
                    Some("o-z1b2c3d4e9"),
                ),
                ("o-short", None),
            ],
        );
        silent(
            "StringEquals",
            key,
            &["o-z1b2c3d4e9", "${aws:ResourceOrgID}", "o-*"],
        );
        silent("StringEqualsIgnoreCase", key, &["O-Z1B2C3D4E9"]);
    }
    let path = "o-z1b2c3d4e9/r-ab12/ou-ab12-11111111";
    let whole = format!("{path}/");
    for operator in ["ForAnyValue:StringEquals", "ForAnyValue:StringLike"] {
        meant(
            operator,
            "aws:PrincipalOrgPaths",
            &[
                (path, Some(whole.as_str())),
                ("r-ab12/ou-ab12-11111111/", None),
                ("o-z1b2c3d4e9/ou-ab12-11111111/", None),
                ("o-z1b2c3d4e9", None),
                ("o-z1b2c3d4e9/", None),
                ("ou-ab12-11111111", None),
                ("o-z1b2c3d4e9/r-ab12/r-ab12/", None),
            ],
        );
        silent(
            operator,
            "aws:PrincipalOrgPaths",
            &[whole.as_str(), "o-z1b2c3d4e9/r-ab12/"],
        );
    }
    meant(
        "ForAnyValue:StringLike",
        "aws:SourceOrgPaths",
        &[
            ("r-ab12/*", None),
            ("o-z1b2c3d4e9/*/ou-ab12-11111111", None),
            ("o-z1b2c3d4e9/ou-ab12*", None),
        ],
    );
    silent(
        "ForAnyValue:StringLike",
        "aws:SourceOrgPaths",
        &[
            "*",
            "o-*",
            "o-z1b2c3d4e9/*",
            "o-z1b2c3d4e9/r-ab12/*/ou-ab12-11111111/",
            "*/ou-ab12-11111111/*",
            "o-z1b2c3d4e9*",
            "o-z1b2c3d4e9/r-ab12/ou-ab12-1111????/*",
        ],
    );
}

#[test]
fn callers_have_ids_names_and_types() {
    let id = "AROAW3KX7Q2ZTLMC5R9DH";
    let sessions = format!("{id}:*");
    meant("StringLike", "aws:userid", &[(id, Some(sessions.as_str()))]);
    meant(
        "StringEquals",
        "aws:userId",
        &[(id, None), ("arn:aws:iam::640285713902:role/app", None)],
    );
    meant(
        "StringLike",
        "aws:userid",
        &[("arn:aws:sts::640285713902:assumed-role/app/*", None)],
    );
    silent(
        "StringLike",
        "aws:userid",
        &[
            sessions.as_str(),
            "AROAW3KX7Q2ZTLMC5R9DH:jane",
            "AIDAW3KX7Q2ZTLMC5R9DH",
            "640285713902",
            "*:jane",
            "AROA*",
        ],
    );
    meant(
        "StringEquals",
        "aws:username",
        &[
            ("arn:aws:iam::640285713902:user/dev/jane", Some("jane")),
            ("dev/jane", Some("jane")),
        ],
    );
    meant(
        "StringLike",
        "aws:username",
        &[("arn:aws:iam::*:user/jane", None)],
    );
    silent(
        "StringLike",
        "aws:username",
        &[
            "jane",
            "jane.doe@example.com",
            "*-admin",
            "${aws:PrincipalTag/team}",
        ],
    );
    meant(
        "StringEquals",
        "aws:PrincipalType",
        &[
            ("AssumedRoles", Some("AssumedRole")),
            ("user", Some("User")),
            ("Root", None),
            ("IAMUser", None),
        ],
    );
    silent(
        "StringEquals",
        "aws:PrincipalType",
        &[
            "Account",
            "User",
            "FederatedUser",
            "AssumedRole",
            "Anonymous",
            "Service",
            "AWSService",
        ],
    );
    silent("StringEqualsIgnoreCase", "aws:PrincipalType", &["user"]);
    silent("StringLike", "aws:PrincipalType", &["Assumed*", "*"]);
}

#[test]
fn lists_of_words_are_told_with_their_day() {
    for (key, value, expected) in [
        (
            "s3:x-amz-server-side-encryption",
            "aws-kms",
            Some("aws:kms"),
        ),
        ("s3:x-amz-server-side-encryption", "AES-256", Some("AES256")),
        (
            "s3:x-amz-acl",
            "bucket-owner-full-controll",
            Some("bucket-owner-full-control"),
        ),
        (
            "s3:x-amz-storage-class",
            "INTELLIGENT-TIERING",
            Some("INTELLIGENT_TIERING"),
        ),
        ("s3:object-lock-mode", "Compliance", Some("COMPLIANCE")),
        // Nobody means the older signature by it.
        ("s3:signatureversion", "AWS4", Some("AWS4-HMAC-SHA256")),
        ("ec2:MetadataHttpTokens", "true", None),
        ("ec2:MetadataHttpTokens", "Required", Some("required")),
        ("lambda:FunctionUrlAuthType", "IAM", None),
        (
            "dynamodb:Select",
            "SPECIFIC_ATTRIBUTE",
            Some("SPECIFIC_ATTRIBUTES"),
        ),
        ("kms:KeyUsage", "ENCRYPT", Some("ENCRYPT_DECRYPT")),
        ("kms:KeySpec", "SYMETRIC_DEFAULT", Some("SYMMETRIC_DEFAULT")),
        ("kms:KeyOrigin", "AWSKMS", Some("AWS_KMS")),
        ("kms:RequestAlias", "orders", Some("alias/orders")),
        (
            "kms:RequestAlias",
            "arn:aws:kms:eu-west-1:640285713902:alias/orders",
            Some("alias/orders"),
        ),
        ("sns:Protocol", "HTTPS", Some("https")),
    ] {
        meant("StringEquals", key, &[(value, expected)]);
    }
    assert_eq!(
        one("ec2:MetadataHttpTokens", "true").0,
        "`true` is no value of `ec2:MetadataHttpTokens` that AWS documents, so the statement allows nothing"
    );
    meant(
        "ForAllValues:StringEquals",
        "kms:GrantOperations",
        &[
            ("Encript", Some("Encrypt")),
            ("kms:Decrypt", Some("Decrypt")),
        ],
    );
    meant(
        "StringLike",
        "s3:x-amz-server-side-encryption",
        &[("aws:kmz*", None)],
    );
    meant(
        "ForAnyValue:StringLike",
        "kms:ResourceAliases",
        &[("orders*", None)],
    );
    for (operator, key, value) in [
        (
            "StringEquals",
            "s3:x-amz-server-side-encryption",
            "aws:kms:dsse",
        ),
        ("StringLike", "s3:x-amz-server-side-encryption", "aws:kms*"),
        ("StringEqualsIgnoreCase", "s3:x-amz-acl", "Private"),
        (
            "StringEquals",
            "s3:signatureversion",
            "AWS4-ECDSA-P256-SHA256",
        ),
        ("ForAnyValue:StringLike", "kms:ResourceAliases", "alias/*"),
        ("ForAnyValue:StringLike", "kms:ResourceAliases", "al*"),
        ("StringEquals", "s3:x-amz-grant-read", "id=anybody"),
        ("Null", "s3:x-amz-acl", "true"),
    ] {
        silent(operator, key, &[value]);
    }
}

#[test]
fn it_is_said_what_comes_of_it() {
    let outcome = |effect: &str, condition: &str| {
        let all = said(effect, condition);
        let (line, _) = all.first().expect("a finding");
        let (_, so) = line.rsplit_once(", so ").expect("an outcome");
        so.to_owned()
    };
    let key = r#"{"aws:SourceAccount":"64028571390"}"#;
    let two = r#"{"aws:SourceAccount":["64028571390","640285713902"]}"#;
    for (effect, operator, values, expected) in [
        ("Allow", "StringEquals", key, "the statement allows nothing"),
        ("Deny", "StringEquals", key, "the statement denies nothing"),
        ("Allow", "StringEqualsIfExists", key, "it allows nothing"),
        ("Deny", "StringEquals", two, "it denies nothing"),
        (
            "Allow",
            "StringNotEquals",
            key,
            "the condition keeps nobody out",
        ),
        (
            "Deny",
            "StringNotEquals",
            key,
            "the condition spares nobody from the `Deny`",
        ),
        (
            "Deny",
            "StringNotEqualsIfExists",
            two,
            "it spares nobody from the `Deny`",
        ),
    ] {
        let condition = format!(r#""{operator}":{values}"#);
        assert_eq!(
            outcome(effect, &condition),
            expected,
            "{effect} {condition}"
        );
    }
}

#[test]
fn arns_are_whole_and_possible() {
    for (key, value, expected) in [
        ("aws:SourceArn", "E1KQ8ZP3LXM7TR", None),
        ("aws:SourceArn", "", None),
        ("aws:SourceArn", "arn:aws:sns:640285713902:orders", None),
        (
            "aws:SourceArn",
            "arn:aws:sns:eu-west1:640285713902:orders",
            Some("arn:aws:sns:eu-west-1:640285713902:orders"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:sns:eu-west-1b:640285713902:orders",
            Some("arn:aws:sns:eu-west-1:640285713902:orders"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:sns:cn-north-1:640285713902:orders",
            None,
        ),
        (
            "aws:SourceArn",
            "arn:awz:sns:eu-west-1:640285713902:orders",
            Some("arn:aws:sns:eu-west-1:640285713902:orders"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:sns:eu-west-1:64028571390:orders",
            None,
        ),
        (
            "aws:SourceArn",
            "arn:aws:sns:eu-west-1:6402-8571-3902:orders",
            Some("arn:aws:sns:eu-west-1:640285713902:orders"),
        ),
        ("aws:SourceArn", "arn:aws:sns::640285713902:orders", None),
        ("aws:SourceArn", "arn:aws:sns:eu-west-1::orders", None),
        (
            "aws:SourceArn",
            "arn:aws:cloudfront:us-east-1:640285713902:distribution/E1KQ8ZP3LXM7TR",
            Some("arn:aws:cloudfront::640285713902:distribution/E1KQ8ZP3LXM7TR"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:s3::640285713902:lake",
            Some("arn:aws:s3:::lake"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:s3:::lake/",
            Some("arn:aws:s3:::lake"),
        ),
        (
            "aws:SourceArn",
            "arn:aws:s3:::lake ",
            Some("arn:aws:s3:::lake"),
        ),
        ("aws:PrincipalArn", "640285713902", None),
        (
            "aws:PrincipalArn",
            "arn:aws:iam::640285713902:group/dev",
            None,
        ),
        (
            "aws:PrincipalArn",
            "arn:aws:sts::640285713902:role/app",
            None,
        ),
        (
            "aws:PrincipalArn",
            "arn:aws:iam:us-east-1:640285713902:role/app",
            Some("arn:aws:iam::640285713902:role/app"),
        ),
        ("iam:PermissionsBoundary", "Boundary", None),
        ("iam:PolicyARN", "arn:aws:iam::640285713902:role/app", None),
        ("ec2:Vpc", "vpc-0a1b2c3d4e5f6a7b8", None),
        (
            "ec2:Vpc",
            "arn:aws:ec2:eu-west-1:640285713902:subnet/subnet-0a1b2c3d4e5f6a7b8",
            None,
        ),
        (
            "elasticfilesystem:AccessPointArn",
            "fsap-0a1b2c3d4e5f6a7b8",
            None,
        ),
    ] {
        for operator in ["StringEquals", "ArnEquals", "ArnLike"] {
            meant(operator, key, &[(value, expected)]);
        }
    }
    let role = "arn:aws:iam::640285713902:role/AWSReservedSSO_Admin_*";
    let whole =
        "arn:aws:iam::640285713902:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*";
    meant("ArnLike", "aws:PrincipalArn", &[(role, Some(whole))]);
    meant(
        "ArnLike",
        "aws:SourceArn",
        &[
            ("arn:aws:s3:::lake/*", Some("arn:aws:s3:::lake")),
            ("orders*", None),
        ],
    );
    meant(
        "ArnLike",
        "aws:SourceArn",
        &[(
            "arn:aws:sns:eu-west1:*:*",
            Some("arn:aws:sns:eu-west-1:*:*"),
        )],
    );
    meant(
        "ArnLike",
        "iam:PolicyARN",
        &[("arn:aws:iam::*:role/*", None)],
    );
}

#[test]
fn arns_that_may_be_are_left_alone() {
    for operator in ["ArnLike", "StringLike"] {
        silent(
            operator,
            "aws:SourceArn",
            &[
                "*",
                "arn:*",
                "*:orders",
                "arn:aws:sns:*",
                "arn:aws:sns:*:*:orders",
                "arn:aws:sns:${aws:RequestedRegion}:640285713902:orders",
                "arn:aws:s3:::lake*",
                "arn:aws:s3:::*",
                "arn:aws:s3:eu-west-1:640285713902:job/*",
                "arn:aws:nobody:somewhere:640285713902:thing/x",
                "arn:aws:cloudfront::640285713902:distribution/*",
                "arn:aws:config:eu-west-1:640285713902:*",
                "arn:aws:logs:eu-west-1:640285713902:*",
                "arn:aws:ses:eu-west-1:640285713902:receipt-rule-set/a:receipt-rule/b",
                "arn:aws:iam::partner:policy/x",
                "<topic-arn>",
            ],
        );
    }
    silent(
        "ArnLike",
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::640285713902:role/app/session",
            "arn:aws:iam::640285713902:root",
            "arn:aws:iam::*:*",
            "arn:aws:iam::*:r*",
            "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
            "arn:aws:iam::*:role/*AWSReservedSSO_Admin_*",
            "arn:aws:sts::640285713902:federated-user/jane",
            // Told by `session-in-principal-arn`.
            "arn:aws:sts::640285713902:assumed-role/app/jane",
        ],
    );
    // Told by the operator, by the rule on keys of KMS, and by nobody: under a variable lies anything.
    silent(
        "StringEquals",
        "aws:SourceArn",
        &["arn:aws:sns:eu-west1:*:orders", "${aws:PrincipalArn}"],
    );
    silent(
        "StringEquals",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        &["alias/orders"],
    );
    silent("StringEquals", "aws:RequestTag/owner", &["orders"]);
    silent(
        "ArnLike",
        "iam:PolicyARN",
        &["arn:aws:iam::aws:policy/*", "arn:aws:iam::*:policy/team/*"],
    );
    silent(
        "ArnLike",
        "ec2:ParentSnapshot",
        &["arn:aws:ec2:eu-west-1::snapshot/snap-0a1b2c3d4e5f6a7b8"],
    );
}

#[test]
fn fixes_leave_a_text_that_reads() {
    let escaped = r#""StringEquals":{"aws:SourceArn":" arn:aws:sns:eu-west-1:640285713902:a\"b"}"#;
    for condition in [
        escaped,
        r#""StringEquals":{"aws:SourceAccount":640285713}"#,
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::640285713902:role\/AWSReservedSSO_A\"_*"}"#,
    ] {
        for (line, fix) in said("Allow", condition) {
            if let Some(text) = fix {
                let read: Result<serde_json::Value, _> = serde_json::from_str(&text);
                assert!(read.is_ok(), "{line}: {text}");
            }
        }
    }
}

/// What is said of a subject: the message, and what is meant instead.
fn of_subject(provider: &str, operator: &str, subject: &str) -> Option<(String, Option<String>)> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::640285713902:oidc-provider/{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"{operator}":{{"{provider}:sub":"{subject}"}}}}}}}}"#
    );
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text.as_str()));
    let config = Config::default();
    let now = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let tree = syntax::parse(file, sources.get(file));
    let judged = judge(&tree, &Settings::new(now, &config), rules::all());
    let mut findings = judged.findings.into_iter();
    let finding = findings.find(|one| one.rule.id == "impossible-condition-value")?;
    let fix = finding.fix.and_then(|fix| {
        let text = &fix.edits.first().expect("an edit").text;
        serde_json::from_str(text).ok()
    });
    Some((finding.message.into_owned(), fix))
}

const GITHUB: &str = "token.actions.githubusercontent.com";
const EKS: &str = "oidc.eks.eu-west-1.amazonaws.com/id/5C0FFEE5D4C8B1A2";

#[test]
fn subjects_that_no_token_has() {
    let like = "StringLike";
    for (provider, operator, subject, meant) in [
        (GITHUB, "StringEquals", "acme/ledger", None),
        (GITHUB, "StringEquals", "repo:acme", None),
        (
            GITHUB,
            "StringEquals",
            "repo:acme:ref:refs/heads/main",
            None,
        ),
        (GITHUB, like, "repo:github.com/acme/ledger:*", None),
        (
            GITHUB,
            "StringEquals",
            "repo:acme/ledger:ref:main",
            Some("repo:acme/ledger:ref:refs/heads/main"),
        ),
        (
            GITHUB,
            "StringEquals",
            "repo:acme/ledger:ref:tags/v1",
            Some("repo:acme/ledger:ref:refs/tags/v1"),
        ),
        (
            GITHUB,
            like,
            "repo:acme/ledger:refs/heads/rel-*",
            Some("repo:acme/ledger:ref:refs/heads/rel-*"),
        ),
        ("gitlab.com", "StringEquals", "project:acme/ledger", None),
        (
            "gitlab.com",
            "StringEquals",
            "project_path:ledger:ref_type:branch:ref:main",
            None,
        ),
        ("gitlab.com", like, "project-path:acme/*", None),
        (
            "app.terraform.io",
            "StringEquals",
            "organization:acme",
            None,
        ),
        (
            "app.terraform.io",
            like,
            "organization:acme:workspace:*",
            None,
        ),
        ("app.terraform.io", like, "org:acme:*", None),
        (
            "app.terraform.io",
            "StringEquals",
            "organization:acme:project:lake:workspace:ledger",
            None,
        ),
        (EKS, "StringEquals", "system:serviceaccount:etl", None),
        (
            EKS,
            "StringEquals",
            "system:serviceaccount:etl:Loader",
            None,
        ),
        (EKS, like, "system:serviceaccounts:etl:*", None),
        (EKS, "StringEquals", "etl/loader", None),
    ] {
        let said = of_subject(provider, operator, subject);
        let (message, fix) = said.unwrap_or_else(|| panic!("{subject} is possible"));
        assert!(message.contains("of no token of "), "{message}");
        assert!(
            message.contains("the statement allows nothing"),
            "{message}"
        );
        assert_eq!(fix.as_deref(), meant, "{subject}");
    }
    let (message, _) = of_subject(GITHUB, "StringNotEquals", "acme/ledger").expect("a finding");
    assert!(message.contains("keeps nobody out"), "{message}");
}

#[test]
fn subjects_that_a_token_may_have() {
    for (provider, subjects) in [
        (
            GITHUB,
            &[
                "*",
                "re*",
                "repo:*",
                "repo:acme*",
                "repo:acme/ledger",
                "repo:acme/*:ref:refs/heads/main",
                "repo:acme/ledger:*",
                "repo:acme/ledger:ref:*",
                "repo:acme/ledger:ref:re*",
                "repo:acme/ledger:ref:refs/tags/v?",
                "repo:acme/ledger:pull_request",
                "repo:acme/ledger:environment:ref:main",
                "repo:acme@583231/ledger@1296269:ref:refs/heads/main",
                "repo:acme/ledger:job_workflow_ref:acme/flows/.github/workflows/go.yml@refs/heads/main",
                "repository_owner:acme:environment:prod",
                "repository_id:1296269",
            ][..],
        ),
        (
            "gitlab.com",
            &[
                "project_path:acme/lake/ledger:ref_type:branch:ref:main",
                "project_path:acme/ledger",
                "project_path:acme*",
                "project_path:*",
                "*:ref_type:branch:ref:main",
                "pro*",
                "184239",
                "18*",
            ],
        ),
        (
            "app.terraform.io",
            &[
                "organization:acme:project:Default Project:workspace:ledger:run_phase:apply",
                "organization:acme:project:lake:workspace:ledger:run_phase:*",
                "organization:acme:project:lake:*",
                "organization:acme:proj*",
                "organization:acme:*",
                "organization:*:workspace:ledger:run_phase:plan",
                "organization:acme:project:lake:stack:ledger:deployment:eu:operation:plan",
            ],
        ),
        (
            EKS,
            &[
                "system:serviceaccount:etl:loader.v2",
                "system:serviceaccount:etl:*",
                "system:serviceaccount:*:loader",
                "syst*",
            ],
        ),
        ("idp.example.com", &["jo", "repo:acme"]),
    ] {
        for subject in subjects {
            let said = of_subject(provider, "StringLike", subject);
            assert_eq!(said, None, "{provider} {subject}");
        }
    }
    // The key is absent, or it is not.
    assert_eq!(of_subject(GITHUB, "Null", "false"), None);
    let folded = "System:ServiceAccount:ETL:Loader";
    assert_eq!(of_subject(EKS, "StringEqualsIgnoreCase", folded), None);
}
