//! Texts with template values, and texts that only look so.

use super::{PlaceholderKind, empty_account, find_all, is_dummy_external_id, zero_account};

fn possible(document: &str) -> bool {
    let [has_escapes, has_dollars, has_angles] = ['\\', '$', '<'].map(|odd| document.contains(odd));
    super::possible(document, has_escapes, has_dollars, has_angles)
}

fn parts(text: &str) -> Vec<&str> {
    find_all(text).map(|found| &text[found.range]).collect()
}

#[test]
fn template_values_are_found_where_they_stand() {
    let cases: &[(&str, &[&str])] = &[
        ("arn:aws:s3:::<bucket-name>/*", &["<bucket-name>"]),
        ("<ip-range-1>", &["<ip-range-1>"]),
        (
            "arn:aws:s3:::&lt;bucket-name&gt;/*",
            &["&lt;bucket-name&gt;"],
        ),
        (
            "arn:aws:iam::<account>:role/<role name>",
            &["<account>", "<role name>"],
        ),
        ("<<bucket>>", &["<bucket>"]),
        ("arn:aws:s3:::${var.bucket}/*", &["${var.bucket}"]),
        ("${local.account}", &["${local.account}"]),
        (
            "${data.aws_caller_identity.current.account_id}",
            &["${data.aws_caller_identity.current.account_id}"],
        ),
        (
            "${module.pi.external_id}/${aws_s3_bucket.b.id}",
            &["${module.pi.external_id}", "${aws_s3_bucket.b.id}"],
        ),
        (
            "${var.a == \"b\" ? \"c:d\" : \"e\"}",
            &["${var.a == \"b\" ? \"c:d\" : \"e\"}"],
        ),
        (
            "arn:aws:iam::${AWS::AccountId}:role/x",
            &["${AWS::AccountId}"],
        ),
        (
            "arn:aws:s3:::${BucketName}/${aws:username}",
            &["${BucketName}"],
        ),
        ("${username}", &["${username}"]),
        ("${ACCOUNT:-1}", &["${ACCOUNT:-1}"]),
        ("${self:custom.bucket}", &["${self:custom.bucket}"]),
        ("arn:aws:s3:::$BUCKET_NAME/*", &["$BUCKET_NAME"]),
        ("{{ bucket }}-{{stage}}", &["{{ bucket }}", "{{stage}}"]),
        ("%(bucket)s", &["%(bucket)s"]),
        ("x-__BUCKET__-y", &["__BUCKET__"]),
        ("@@EXTERNAL_ID@@", &["@@EXTERNAL_ID@@"]),
        ("arn:aws:s3:::YOUR-BUCKET-NAME/*", &["YOUR-BUCKET-NAME"]),
        ("YOUR_EXTERNAL_ID", &["YOUR_EXTERNAL_ID"]),
        ("YOURBUCKET", &["YOURBUCKET"]),
        ("arn:aws:iam::your-account-id:role/x", &["your-account-id"]),
        ("arn:aws:s3:::your-s3-bucket", &["your-s3-bucket"]),
        ("YourBucketName", &["YourBucketName"]),
        ("INSERT_BUCKET_HERE", &["INSERT_BUCKET_HERE"]),
        ("REPLACE_ME", &["REPLACE_ME"]),
        ("replace-with-bucket", &["replace-with-bucket"]),
        (
            "REPLACE_WITH_CONFLUENT_ROLE_ARN",
            &["REPLACE_WITH_CONFLUENT_ROLE_ARN"],
        ),
        ("arn:aws:s3:::CHANGEME", &["CHANGEME"]),
        ("changeme", &["changeme"]),
        ("my-bucket-change-me", &["my-bucket-change-me"]),
        ("TODO", &["TODO"]),
        ("TODO: the bucket", &["TODO"]),
        ("TODO fill in the bucket", &["TODO fill in the bucket"]),
        ("arn:aws:s3:::TODO_BUCKET", &["TODO_BUCKET"]),
        ("FIXME", &["FIXME"]),
        ("arn:aws:iam::TBD:role/x", &["TBD"]),
        ("arn:aws:iam::XXXXXXXXXXXX:role/x", &["XXXXXXXXXXXX"]),
        ("arn:aws:iam::xxxxxxxxxxxx:role/x", &["xxxxxxxxxxxx"]),
        ("arn:aws:iam::12345678XXXX:role/x", &["12345678XXXX"]),
        (
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            &["xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"],
        ),
        ("AROAXXXXXXXXXXXXXXXXX", &["AROAXXXXXXXXXXXXXXXXX"]),
        ("arn:aws:iam::ACCOUNT_ID:role/x", &["ACCOUNT_ID"]),
        ("arn:aws:iam::AWS_ACCOUNT_ID:role/x", &["AWS_ACCOUNT_ID"]),
        (
            "arn:aws:sns:region:account-id:alerts",
            &["region", "account-id"],
        ),
        (
            "arn:partition:sqs:REGION:ACCOUNT-ID:q",
            &["partition", "REGION", "ACCOUNT-ID"],
        ),
        ("arn:aws:s3:::BUCKET_NAME/*", &["BUCKET_NAME"]),
        (
            "arn:aws:sqs:aws-region:aws-account-id:q",
            &["aws-region", "aws-account-id"],
        ),
        ("TBD", &["TBD"]),
        ("var.external_id", &["var.external_id"]),
        (
            "aws_iam_role.confluent.arn",
            &["aws_iam_role.confluent.arn"],
        ),
        ("é<x>é", &["<x>"]),
        ("é TODO é", &["TODO"]),
    ];
    for (text, expected) in cases {
        assert_eq!(&parts(text), expected, "{text}");
        let quoted = format!("\"{text}\"");
        assert!(possible(&quoted), "{text}");
    }
}

#[test]
fn real_names_are_no_template_values() {
    let texts = [
        "arn:aws:s3:::todo-app/*",
        "arn:aws:s3:::mytodo",
        "arn:aws:dynamodb:eu-west-1:246813579024:table/TODO-LISTS-2026",
        "arn:aws:s3:::region-data",
        "arn:aws:s3:::xxl-bucket",
        "arn:aws:iam::246813579024:role/replacement",
        "arn:aws:iam::246813579024:role/Replacements-With-Care",
        "arn:aws:s3:::your-music-app",
        "yourself-service",
        "arn:aws:s3:::my-bucket",
        "arn:aws:s3:::account-data/region/REGION.csv",
        "arn:aws:lambda:eu-west-1:246813579024:function:resize:$LATEST",
        "$DEFAULT",
        "$aws/things/x",
        "${aws:username}",
        "${AWS:username}",
        "${aws:PrincipalTag/team, 'shared: all'}",
        "${aws:PrincipalTag/team, 'shared}",
        "${aws: username}",
        "${aws::username}",
        "${ssm:resourceTag/stage}",
        "${}",
        "${*}${?}${$}",
        "${aws:username",
        "arn:aws:s3:${aws:RequestedRegion}:${aws:PrincipalAccount}:x",
        "arn:aws:s3:::${aws:PrincipalTag/region}/account-id",
        "Jo <jo@example.org>",
        "a < b > c",
        "<>",
        "%2F(x)",
        "__owner_statement",
        "a__b__c",
        "CHANGES",
        "exchange-member",
        "ec2:ReplaceRoute",
        "arn:aws:execute-api:*:*:*/prod/*/put-log-data",
        "s3:x-amz-grant-write",
        "NAME",
        "aws_admins",
        "variant.x",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ];
    for text in texts {
        let found = parts(text);
        assert!(found.is_empty(), "{text}: {found:?}");
        let document = format!("{{\"Resource\":\"{text}\"}}");
        assert!(!possible(&document), "{text}");
    }
}

#[test]
fn who_has_to_fill_it_in_is_known() {
    let kind = |text: &str| find_all(text).next().map(|found| found.kind);
    assert_eq!(kind("<bucket>"), Some(PlaceholderKind::Person));
    assert_eq!(kind("${var.x}"), Some(PlaceholderKind::Terraform));
    assert_eq!(
        kind("${AWS::Region}"),
        Some(PlaceholderKind::CloudFormation)
    );
    assert_eq!(kind("${Region}"), Some(PlaceholderKind::Variable));
    assert_eq!(kind("{{region}}"), Some(PlaceholderKind::Engine));
}

#[test]
fn an_escaped_bracket_is_possible() {
    assert!(possible(
        r#"{"Resource":"arn:aws:s3:::\u003cbucket\u003e"}"#
    ));
    assert!(!possible(
        r#"{"Resource":"arn:aws:s3:::reports/${aws:username}\/*"}"#
    ));
}

#[test]
fn dummies_of_principals_and_ids_are_told_from_real_ones() {
    let text = "arn:aws:iam:::role/x";
    assert_eq!(empty_account(text), Some(12..14));
    assert_eq!(empty_account("arn:aws:iam::role/x"), Some(11..13));
    assert_eq!(empty_account("arn:aws:iam:::root"), Some(12..14));
    for sound in [
        "arn:aws:iam::246813579024:role/x",
        "arn:aws:s3:::role/x",
        "arn:aws:iam::aws:policy/x",
        "*",
    ] {
        assert_eq!(empty_account(sound), None, "{sound}");
    }
    assert_eq!(
        zero_account("arn:aws:iam::000000000000:role/x"),
        Some(13..25)
    );
    assert_eq!(zero_account("000000000000"), Some(0..12));
    assert_eq!(zero_account("arn:aws:iam::000000000001:role/x"), None);
    assert!(is_dummy_external_id("External_ID"));
    assert!(is_dummy_external_id("CHANGEME"));
    assert!(!is_dummy_external_id("external-id-7f3a"));
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "<", "${", "{{", "__", "%(", "&lt;", "@@", "YOUR-", "TODO ", "x-",
    ] {
        let text = piece.repeat(500_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = find_all(&text).count();
        let _ = possible(&text);
        let _ = possible(&text.replace('-', "\""));
        assert!(start.elapsed().as_secs() < 2, "{piece}");
    }
}
