//! What other linters get wrong about the names of actions: for each, everything that is said, the words that it points at,
//! and the name that is offered instead.

use crate::judging::{self, findings, policy};
use iamsure::catalog::Catalog;
use iamsure::kind::PolicyType;

/// Everything that is said of a statement, without the quotes of its places.
fn said(statement: &str) -> Vec<String> {
    let said = judging::said(PolicyType::Identity, &[statement]);
    said.iter().map(|one| one.replace('"', "")).collect()
}

/// Each value as JSON has it.
fn statement(effect: &str, action: (&str, &str), resource: &str) -> String {
    let (element, action) = action;
    format!(r#"{{"Effect": "{effect}", "{element}": {action}, "Resource": {resource}}}"#)
}

/// A `Deny` of the action, or of all but it: nothing else is wrong there.
fn denied(text: &str) -> [String; 2] {
    let text = format!("\"{text}\"");
    ["Action", "NotAction"].map(|element| statement("Deny", (element, &text), "\"*\""))
}

#[track_caller]
fn clean(action: &str) {
    for statement in denied(action) {
        assert_eq!(said(&statement), [""; 0], "{statement}");
    }
}

/// One finding, with its help.
#[track_caller]
fn flagged(action: &str, expected: &str, help: &str) {
    for statement in denied(action) {
        assert_eq!(said(&statement), [expected], "{statement}");
        let text = policy(&[&statement]);
        let found = findings(Catalog::embedded(), PolicyType::Identity, &text);
        let said = found.first().and_then(|one| one.help.as_deref());
        assert_eq!(said, Some(help), "{statement}");
    }
}

#[test]
fn letter_case_does_not_count_and_wildcards_stand_anywhere() {
    for action in [
        "s3:GetObject",
        "S3:GETOBJECT",
        "iAm:li*sTuS*rs",
        // At the start, in the middle, at the end, several.
        "s3:*Tagging",
        "s3:Get*Tagging",
        "s3:List*",
        "s3:*bject*cl*",
        "s3:**",
        // Exactly one character.
        "s3:Get?bject",
        "s3:?etObject",
        "s3:GetObjec?",
        "s3:G?t*Ac?",
        // AWS's data does not have it; a guide of AWS does.
        "glue:ShareResource",
        // No API has them; policies do.
        "logs:GetLogDelivery",
        "logs:CreateLogDelivery",
        "iq:*",
        "vpc-lattice:AssociateViaAWSService-EventsAndStates",
    ] {
        clean(action);
    }
    let everything = statement("Deny", ("Action", "\"*\""), "\"*\"");
    assert_eq!(said(&everything), [""; 0]);
}

#[test]
fn patterns_that_match_nothing_are_told() {
    for name in ["zzz*", "Get??bject", "GetObject?", "?", "*Objekt*"] {
        flagged(
            &format!("s3:{name}"),
            &format!("warning invalid-action: {name}"),
            "see the actions with `iamsure catalog s3`",
        );
    }
}

#[test]
fn names_that_aws_does_not_have_are_told_with_the_one_that_is_near() {
    for (action, expected, help) in [
        (
            "s3:GetObjekt",
            "error invalid-action: GetObjekt",
            "did you mean `s3:GetObject`?",
        ),
        (
            "S3:getobjekt",
            "error invalid-action: getobjekt",
            "did you mean `s3:GetObject`?",
        ),
        (
            "s3:PutObjekt",
            "error invalid-action: PutObjekt",
            "did you mean `s3:PutObject`?",
        ),
        (
            "s3:PtuObject",
            "error invalid-action: PtuObject",
            "did you mean `s3:PutObject`?",
        ),
        // Who says that something is read is not told to write.
        (
            "ecr:PullImage",
            "error invalid-action: PullImage",
            "see the actions with `iamsure catalog ecr`",
        ),
        (
            "iq:dostuff",
            "error invalid-action: dostuff",
            "see the actions with `iamsure catalog iq`",
        ),
        (
            "dyanmodb:GetItem",
            "warning invalid-service-in-action: dyanmodb",
            "did you mean `dynamodb`?",
        ),
        (
            "dyanmodb:*",
            "warning invalid-service-in-action: dyanmodb",
            "did you mean `dynamodb`?",
        ),
        (
            "ledgerworks:Open",
            "warning invalid-service-in-action: ledgerworks",
            "list the services with `iamsure catalog`",
        ),
    ] {
        flagged(action, expected, help);
    }
}

/// No action has such a letter in its name, and nothing else is wrong with the form.
#[test]
fn letters_that_no_name_has_make_an_unknown_name() {
    for name in [
        "Get(Object)",
        "Get/Object",
        "Get_Object",
        "Get-Object",
        "GetÖbject",
        "GetObject,",
    ] {
        let action = format!("s3:{name}");
        for statement in denied(&action) {
            let expected = format!("error invalid-action: {name}");
            assert_eq!(said(&statement), [expected], "{statement}");
        }
    }
    clean("s3:Get*Object*");
    flagged(
        "s3:Get*(",
        "warning invalid-action: Get*(",
        "see the actions with `iamsure catalog s3`",
    );
}

#[test]
fn a_form_that_aws_refuses_is_one_fault() {
    for (action, place) in [
        ("malformed", "malformed"),
        ("s3:Get:Object", ":"),
        (" s3:GetObject", " "),
        ("s3:GetObject ", " "),
        (":GetObject", ":GetObject"),
        ("s3:", ":"),
        ("*:Untag*", "*"),
        ("ec?:StopInstances", "ec?"),
        ("s_3:GetObject", "s_3"),
        ("*:*", "*"),
    ] {
        for statement in denied(action) {
            let expected = format!("error malformed-action: {place}");
            assert_eq!(said(&statement), [expected], "{statement}");
        }
    }
}

#[test]
fn operations_of_the_api_are_told_with_the_action_that_allows_them() {
    for (service, operation, help) in [
        (
            "s3",
            "HeadBucket",
            "name `s3:ListBucket` for this API operation",
        ),
        (
            "s3",
            "CreateMultipartUpload",
            "name `s3:PutObject` for this API operation",
        ),
        (
            "sqs",
            "DeleteMessageBatch",
            "name `sqs:DeleteMessage` for this API operation",
        ),
        (
            "s3",
            "CopyObject",
            "name `s3:GetObject` and `s3:PutObject` for this API operation",
        ),
        (
            "kms",
            "ReEncrypt",
            "name `kms:ReEncryptFrom` and `kms:ReEncryptTo` for this API operation",
        ),
    ] {
        flagged(
            &format!("{service}:{operation}"),
            &format!("error invalid-action: {operation}"),
            help,
        );
    }
}

#[test]
fn what_aws_took_back_is_a_remark() {
    for action in [
        "deepracer:CreateCar",
        "deepracer:*",
        "iotevents:ListInputs",
        "iotevents:List*",
        // Gone with its service, whether anybody ever saw it or not.
        "iotevents:Ponder",
        "zocalo:*",
        "elastic-inference:Connect",
        // The service is still there.
        "braket:AccessBraketFeature",
    ] {
        let expected = format!("info retired-action: {action}");
        flagged(action, &expected, "remove what can no longer be called");
    }
}

/// Nothing is left that it could allow, so nobody is warned of it; a service that is not known is told as such.
#[test]
fn a_service_that_is_not_there_is_no_wide_permission() {
    for (action, expected) in [
        ("deepracer:*", "info retired-action: deepracer:*"),
        ("ZOCALO:*", "info retired-action: ZOCALO:*"),
        ("dyanmodb:*", "warning invalid-service-in-action: dyanmodb"),
        ("sns:*", "warning service-wildcard: sns:*"),
    ] {
        let action = format!("\"{action}\"");
        let resource = "\"arn:aws:sns:eu-west-1:408523917755:orders\"";
        let statement = statement("Allow", ("Action", &action), resource);
        assert_eq!(said(&statement), [expected], "{statement}");
    }
}

#[test]
fn what_stands_beside_an_unknown_name_is_checked_all_the_same() {
    let beside = |others: &str, resource: &str| {
        let actions = format!(r#"["s3:GetObjekt", "dyanmodb:GetItem", {others}]"#);
        let found = said(&statement("Allow", ("Action", &actions), resource));
        let rest = [
            "warning invalid-service-in-action: dyanmodb",
            "error invalid-action: GetObjekt",
        ];
        let (unknown, good): (Vec<String>, Vec<String>) =
            found.into_iter().partition(|one| rest.contains(&&**one));
        assert_eq!(unknown.len(), 2, "{unknown:?}");
        good
    };
    let bucket = r#""arn:aws:s3:::ledger-2026""#;
    assert_eq!(
        beside(r#""s3:GetObject""#, bucket),
        ["warning action-without-effect: s3:GetObject"]
    );
    assert_eq!(beside(r#""s3:ListBucket""#, bucket), [""; 0]);
    assert_eq!(
        beside(r#""iam:PassRole""#, "\"*\""),
        ["warning unrestricted-pass-role: *"]
    );
    assert_eq!(
        beside(r#""sqs:SendMessage""#, "\"*\""),
        ["warning wildcard-resource: *"]
    );
    assert_eq!(
        beside(r#""s3 :ListBucket""#, bucket),
        ["error malformed-action:  "]
    );
}
