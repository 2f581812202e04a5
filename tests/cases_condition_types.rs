//! Operators against the types of keys, values against operators, and how many values a request has of a key: what all
//! rules together say, each fault once.

use crate::judging::{findings, policy, said};
use iamsure::catalog::Catalog;
use iamsure::kind::PolicyType::{Identity, Trust};

/// What is said of this condition on actions and resources that nothing else is to be said of.
fn on(effect: &str, action: &str, resource: &str, condition: &str) -> Vec<String> {
    let statement = format!(
        r#"{{"Effect":"{effect}",{action},"Resource":"{resource}","Condition":{{{condition}}}}}"#
    );
    said(Identity, &[&statement])
}

fn tag_queue(effect: &str, condition: &str) -> Vec<String> {
    let queue = "arn:aws:sqs:eu-west-1:408523917755:orders";
    on(effect, r#""Action":"sqs:TagQueue""#, queue, condition)
}

#[track_caller]
fn assert_cases(cases: &[(&str, &[&str])]) {
    for (condition, expected) in cases {
        for effect in ["Allow", "Deny"] {
            assert_eq!(
                tag_queue(effect, condition),
                *expected,
                "{effect} {condition}"
            );
        }
    }
}

#[test]
fn an_operator_of_another_type_than_its_key() {
    assert_cases(&[
        // A number and a date under a key that holds text, and the other way round.
        (
            r#""NumericEquals":{"aws:PrincipalOrgID":"7"}"#,
            &[r#"warning type-mismatch: "NumericEquals""#],
        ),
        (
            r#""DateLessThan":{"aws:PrincipalOrgID":"2027-06-01"}"#,
            &[r#"warning type-mismatch: "DateLessThan""#],
        ),
        (
            r#""StringEquals":{"aws:CurrentTime":"2027-06-01T00:00:00Z"}"#,
            &[r#"warning type-mismatch: "StringEquals""#],
        ),
        (
            r#""StringLike":{"aws:TokenIssueTime":"2027-06-01T*"}"#,
            &[r#"warning type-mismatch: "StringLike""#],
        ),
        // The key of a tag may hold anything.
        (
            r#""NumericEquals":{"aws:ResourceTag/level":"7"}"#,
            &[r#"info type-mismatch: "NumericEquals""#],
        ),
    ]);
}

#[test]
fn an_operator_that_cannot_read_the_value_is_one_fault() {
    assert_cases(&[
        // The value is right for its key: the operator is wrong.
        (
            r#""NumericEquals":{"aws:PrincipalOrgID":"o-k3v9w2m7q1"}"#,
            &[r#"warning type-mismatch: "NumericEquals""#],
        ),
        (
            r#""Bool":{"aws:PrincipalArn":"arn:aws:iam::408523917755:role/orders"}"#,
            &[r#"warning type-mismatch: "Bool""#],
        ),
        (
            r#""IpAddress":{"aws:SourceVpc":"vpc-0c91e5d2"}"#,
            &[r#"warning type-mismatch: "IpAddress""#],
        ),
        // As AWS's own check has it.
        (
            r#""BinaryEquals":{"aws:userid":"not base64!"}"#,
            &[r#"warning condition-value-type: "not base64!""#],
        ),
        (
            r#""BinaryEquals":{"aws:userid":"q83vEg=="}"#,
            &[r#"warning type-mismatch: "BinaryEquals""#],
        ),
        (
            r#""BinaryEquals":{"aws:userid":["q83vEg==","not base64!"]}"#,
            &[r#"warning condition-value-type: "not base64!""#],
        ),
        (
            r#""BinaryEquals":{"aws:ResourceTag/seal":"not base64!"}"#,
            &[r#"warning condition-value-type: "not base64!""#],
        ),
        // The operators of such a key take variables, and do not read a number as a date.
        (
            r#""NumericEquals":{"aws:userid":"${aws:username}"}"#,
            &[r#"warning type-mismatch: "NumericEquals""#],
        ),
        (
            r#""DateLessThan":{"aws:MultiFactorAuthAge":3600}"#,
            &[r#"warning type-mismatch: "DateLessThan""#],
        ),
        (
            r#""NumericLessThan":{"aws:MultiFactorAuthAge":"${aws:username}"}"#,
            &["error invalid-variable-for-operator: ${aws:username}"],
        ),
        (
            r#""NullIfExists":{"aws:MultiFactorAuthPresent":"true"}"#,
            &[r#"error null-with-if-exists: "NullIfExists""#],
        ),
        (
            r#""Boolean":{"aws:MultiFactorAuthPresent":"false"}"#,
            &[r#"error invalid-condition-operator: "Boolean""#],
        ),
        // The text of a tag may be meant as a number.
        (
            r#""NumericLessThan":{"aws:ResourceTag/level":"low"}"#,
            &[r#"warning condition-value-type: "low""#],
        ),
        // Neither the operator nor the value is right for a date: two faults.
        (
            r#""Bool":{"aws:TokenIssueTime":"yes"}"#,
            &[
                r#"warning type-mismatch: "Bool""#,
                r#"warning condition-value-type: "yes""#,
            ],
        ),
    ]);
}

#[test]
fn a_value_of_null_is_told_with_its_key() {
    let text = policy(&[
        r#"{"Effect":"Deny","Action":"sqs:TagQueue","Resource":"*","Condition":{"Null":{"aws:TokenIssueTime":"maybe"}}}"#,
    ]);
    let said: Vec<String> = findings(Catalog::embedded(), Identity, &text)
        .iter()
        .map(|one| format!("{}: {}", one.message, one.primary.text))
        .collect();
    assert_eq!(
        said,
        [
            "`maybe` is neither `true` nor `false`: `Null` wants `true` (`aws:TokenIssueTime` absent) or `false` (present)"
        ]
    );
}

#[test]
fn lists_of_arns_and_of_booleans_have_the_operators_of_their_entries() {
    let report = |condition: &str| {
        on(
            "Allow",
            r#""Action":"backup:UpdateReportPlan""#,
            "arn:aws:backup:eu-west-1:408523917755:report-plan:orders-*",
            condition,
        )
    };
    let method = |condition: &str| {
        on(
            "Allow",
            r#""Action":"apigateway:PATCH""#,
            "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/resources/x/methods/GET",
            condition,
        )
    };
    let nothing: [&str; 0] = [];
    let arn = "arn:aws:backup:eu-west-1:408523917755:framework:orders-*";
    assert_eq!(
        report(&format!(
            r#""ForAnyValue:ArnLike":{{"backup:FrameworkArns":"{arn}"}}"#
        )),
        nothing
    );
    assert_eq!(
        report(&format!(
            r#""ForAllValues:ArnEquals":{{"backup:FrameworkArns":"{arn}"}},"Null":{{"backup:FrameworkArns":"false"}}"#
        )),
        nothing
    );
    assert_eq!(
        report(&format!(r#""ArnLike":{{"backup:FrameworkArns":"{arn}"}}"#)),
        [r#"warning missing-qualifier: "ArnLike""#]
    );
    assert_eq!(
        report(r#""ForAnyValue:Bool":{"backup:FrameworkArns":"true"}"#),
        [r#"warning type-mismatch: "ForAnyValue:Bool""#]
    );
    let key = "apigateway:Request/ApiKeyRequired";
    for value in ["true", "\"true\"", "\"FALSE\""] {
        assert_eq!(
            method(&format!(r#""ForAnyValue:Bool":{{"{key}":{value}}}"#)),
            nothing,
            "{value}"
        );
    }
    assert_eq!(
        method(&format!(r#""ForAnyValue:Bool":{{"{key}":"yes"}}"#)),
        [r#"warning condition-value-type: "yes""#]
    );
    assert_eq!(
        method(&format!(r#""ForAnyValue:StringEquals":{{"{key}":"true"}}"#)),
        [r#"warning type-mismatch: "ForAnyValue:StringEquals""#]
    );
}

#[test]
fn a_request_has_several_values_of_these_keys_and_one_of_others() {
    let organization = "o-k3v9w2m7q1/r-ab12/*";
    for (key, value) in [
        ("aws:TagKeys", "team"),
        ("aws:CalledVia", "athena.amazonaws.com"),
        ("aws:PrincipalOrgPaths", organization),
        ("aws:ResourceOrgPaths", organization),
        ("aws:PrincipalServiceNamesList", "sns.amazonaws.com"),
        ("aws:SourceOrgPaths", organization),
    ] {
        assert_eq!(
            tag_queue(
                "Allow",
                &format!(r#""ForAnyValue:StringLike":{{"{key}":"{value}"}}"#)
            ),
            [""; 0],
            "{key}"
        );
        assert_eq!(
            tag_queue("Allow", &format!(r#""StringLike":{{"{key}":"{value}"}}"#)),
            [r#"error missing-qualifier: "StringLike""#],
            "{key}"
        );
    }
    // Only some services know whose endpoint a request comes through.
    assert_eq!(
        on(
            "Allow",
            r#""Action":"s3:GetObject""#,
            "arn:aws:s3:::orders-eu/*",
            &format!(r#""ForAnyValue:StringLike":{{"aws:VpceOrgPaths":"{organization}"}}"#),
        ),
        [""; 0]
    );
    let table = "arn:aws:dynamodb:eu-west-1:408523917755:table/orders";
    assert_eq!(
        on(
            "Allow",
            r#""Action":"dynamodb:GetItem""#,
            table,
            r#""ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"${aws:username}"},"Null":{"dynamodb:LeadingKeys":"false"}"#
        ),
        [""; 0]
    );
    for (key, value) in [
        ("aws:PrincipalOrgID", "o-4k2d9x7m1q"),
        ("aws:SourceAccount", "408523917755"),
        ("aws:RequestTag/team", "408523917755"),
    ] {
        assert_eq!(
            tag_queue(
                "Allow",
                &format!(r#""ForAllValues:StringEquals":{{"{key}":"{value}"}}"#)
            ),
            [r#"warning set-operator-on-single-valued-key: "ForAllValues:StringEquals""#],
            "{key}"
        );
    }
}

#[test]
fn any_arn_and_the_variable_of_the_key_itself_are_arns() {
    assert_cases(&[
        (r#""ArnLike":{"aws:SourceArn":"*"}"#, &[]),
        (r#""ArnEquals":{"aws:PrincipalArn":"*"}"#, &[]),
        (r#""ArnLike":{"aws:SourceArn":"${aws:SourceArn}"}"#, &[]),
    ]);
}

#[test]
fn a_key_that_does_not_exist_is_told_whatever_the_actions_are() {
    for action in [r#""NotAction":"iam:*""#, r#""Action":"*""#] {
        let deny = |condition: &str| on("Deny", action, "*", condition);
        assert_eq!(
            deny(r#""StringEquals":{"aws:PrincipalOrgIdd":"o-k3v9w2m7q1"}"#),
            [r#"error invalid-global-condition-key: "aws:PrincipalOrgIdd""#],
            "{action}"
        );
        assert_eq!(
            deny(r#""StringEquals":{"s3:prefixes":"home/"}"#),
            [r#"error invalid-service-condition-key: "s3:prefixes""#],
            "{action}"
        );
        // Which of its actions have a key is not asked.
        assert_eq!(
            deny(r#""StringEquals":{"s3:x-amz-storage-class":"GLACIER"}"#),
            [""; 0],
            "{action}"
        );
    }
}

#[test]
fn how_a_person_signed_in_is_a_claim_of_the_provider() {
    let statement = r#"{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-west-1:7c1e9a40-52d8-4b3f-9e61-0af2d84c7b15"},"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}"#;
    assert_eq!(said(Trust, &[statement]), [""; 0]);
}
