//! How much a statement gives: everything, everything but, nothing at all; and what stays to be said beside it.

use crate::judging::{findings, policy, said};
use iamsure::catalog::Catalog;
use iamsure::kind::PolicyType::Identity;

const NOTHING: [&str; 0] = [];

fn identity(statement: &str) -> Vec<String> {
    said(Identity, &[&format!("{{{statement}}}")])
}

#[test]
fn full_access_names_what_it_makes_redundant() {
    let text = policy(&[
        r#"{"Effect":"Allow","Action":["s3:*","iam:PassRole","*"],"Resource":["arn:aws:s3:::orders-eu/*","*"]}"#,
    ]);
    let found = findings(Catalog::embedded(), Identity, &text);
    assert_eq!(found.len(), 1, "{found:?}");
    let labels: Vec<String> = found[0]
        .related
        .iter()
        .map(|label| {
            let place = text.get(label.span.range()).expect("a place");
            format!("{place}: {}", label.text)
        })
        .collect();
    assert_eq!(
        labels,
        [
            r#""*": on all that the account has"#,
            r#""s3:*": already part of `*`"#,
            r#""iam:PassRole": already part of `*`"#,
            r#""arn:aws:s3:::orders-eu/*": already part of `*`"#,
        ]
    );
}

#[test]
fn a_denial_of_everything_but() {
    for (rest, expected) in [
        (r#""NotAction":"iam:*","Resource":"*""#, None),
        (
            r#""NotAction":"iam:*","NotResource":"arn:aws:s3:::orders-eu/*""#,
            None,
        ),
        (
            r#""NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#,
            None,
        ),
        (
            r#""Action":"*","NotResource":"arn:aws:s3:::orders-eu/*""#,
            None,
        ),
        (r#""NotAction":"*","Resource":"*""#, Some("*")),
        (r#""NotAction":["s3:*","*"],"Resource":"*""#, Some("*")),
        (r#""Action":"s3:*","NotResource":"*""#, Some("*")),
        (
            r#""NotAction":"iam:*","NotResource":"arn:aws:*:*:*:*""#,
            Some("arn:aws:*:*:*:*"),
        ),
    ] {
        let expected: Vec<String> = expected
            .map(|place| format!("warning statement-without-effect: \"{place}\""))
            .into_iter()
            .collect();
        assert_eq!(
            identity(&format!(r#""Effect":"Deny",{rest}"#)),
            expected,
            "{rest}"
        );
    }
}

/// What is not allowed is no gain and not too wide.
#[test]
fn a_statement_that_allows_nothing_has_no_other_fault() {
    for rest in [
        r#""NotAction":"*","Resource":"*""#,
        r#""NotAction":"*","NotResource":"arn:aws:s3:::orders-eu/*""#,
        r#""Action":"*","NotResource":"*""#,
        r#""Action":"s3:*","NotResource":"*""#,
        r#""Action":"iam:*","NotResource":"*""#,
        r#""Action":["s3:GetObject","iam:PassRole","ec2:RunInstances"],"NotResource":["arn:aws:s3:::orders-eu/*","*"]"#,
        r#""NotAction":"sqs:*","NotResource":"*""#,
    ] {
        assert_eq!(
            identity(&format!(r#""Effect":"Allow",{rest}"#)),
            [r#"warning statement-without-effect: "*""#],
            "{rest}"
        );
    }
}

#[test]
fn who_may_open_a_bucket_and_reach_its_objects_gains_no_right_on_them() {
    let escalation = |actions: &str| -> Vec<String> {
        identity(&format!(
            r#""Effect":"Allow","Action":[{actions}],"Resource":["arn:aws:s3:::orders-eu","arn:aws:s3:::orders-eu/*"]"#
        ))
        .into_iter()
        .filter(|one| one.contains("privilege-escalation"))
        .collect()
    };
    let objects = r#""s3:GetObject","s3:PutObject","s3:DeleteObject""#;
    for right in [
        "s3:PutBucketPolicy",
        "s3:PutBucketAcl",
        "s3:PutLifecycleConfiguration",
    ] {
        let told = format!("info privilege-escalation: \"{right}\"");
        assert_eq!(escalation(&format!("\"{right}\"")), [told], "{right}");
        assert_eq!(
            escalation(&format!("\"{right}\",{objects}")),
            NOTHING,
            "{right}"
        );
    }
}
