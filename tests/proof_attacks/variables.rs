//! Variables, their defaults, and the versions of the language.

use iamsure::kind::PolicyType;

use super::check;

#[test]
fn variables_and_versions() {
    check(
        &[
            (
                "2008 is literal where 2012 is a variable",
                r#"2008 {"Resource":"arn:aws:s3:::b/${aws:username}/*"}"#,
                r#"{"Resource":"arn:aws:s3:::b/${aws:username}/*"}"#,
                'N',
            ),
            (
                "2012 is a variable where 2008 is literal",
                r#"{"Resource":"arn:aws:s3:::b/${aws:username}/*"}"#,
                r#"2008 {"Resource":"arn:aws:s3:::b/${aws:username}/*"}"#,
                'N',
            ),
            (
                "2008 does not fold the literal",
                r#"2008 {"Resource":"arn:aws:s3:::b/${aws:X}/y"}"#,
                r#"2008 {"Resource":"arn:aws:s3:::b/${AWS:x}/*"}"#,
                'D',
            ),
            (
                "2012 folds the variable",
                r#"{"Resource":"arn:aws:s3:::b/${aws:username}/y"}"#,
                r#"{"Resource":"arn:aws:s3:::b/${AWS:UserName}/*"}"#,
                'P',
            ),
            (
                "2008 star in braces is a wildcard",
                r#"2008 {"Resource":"arn:aws:s3:::b/${*}"}"#,
                r#"{"Resource":"arn:aws:s3:::b/${*}"}"#,
                'D',
            ),
            (
                "2008 condition is literal",
                r#"2008 {"Condition":{"StringEquals":{"s3:prefix":"${aws:username}"}}}"#,
                r#"{"Condition":{"StringEquals":{"s3:prefix":"${aws:username}"}}}"#,
                'N',
            ),
            (
                "a literal star",
                r#"{"Resource":"arn:aws:s3:::b/*"}"#,
                r#"{"Resource":"arn:aws:s3:::b/${*}"}"#,
                'D',
            ),
            (
                "a literal star is in a run",
                r#"{"Resource":"arn:aws:s3:::b/${*}"}"#,
                r#"{"Resource":"arn:aws:s3:::b/*"}"#,
                'P',
            ),
            (
                "a default",
                r#"{"Resource":"arn:aws:s3:::${aws:PrincipalTag/t, 'x'}"}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:PrincipalTag/t}"}"#,
                'N',
            ),
            (
                "another default",
                r#"{"Resource":"arn:aws:s3:::${aws:PrincipalTag/t, 'x'}"}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:PrincipalTag/t, 'y'}"}"#,
                'N',
            ),
            (
                "a default is covered by a run",
                r#"{"Resource":"arn:aws:s3:::${aws:PrincipalTag/t, 'x'}"}"#,
                r#"{"Resource":"arn:aws:s3:::*"}"#,
                'P',
            ),
            (
                "the letters of a name are none of its value",
                r#"{"Resource":"arn:aws:s3:::${aws:username}"}"#,
                r#"{"Resource":"arn:aws:s3:::*username*"}"#,
                'N',
            ),
            (
                "two variables are not the same",
                r#"{"Resource":"arn:aws:s3:::${aws:username}"}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:userid}"}"#,
                'N',
            ),
            (
                "a variable and a prefix",
                r#"{"Resource":"arn:aws:s3:::a${aws:username}"}"#,
                r#"{"Resource":"arn:aws:s3:::a*"}"#,
                'P',
            ),
            (
                "a negated variable without a value holds",
                r#"{"Condition":{"StringNotEquals":{"s3:prefix":"${aws:PrincipalTag/t}"}}}"#,
                r#"{"Condition":{"Null":{"aws:PrincipalTag/t":"false"}}}"#,
                'N',
            ),
            (
                "a positive variable wants its value",
                r#"{"Condition":{"StringEquals":{"s3:prefix":"${aws:PrincipalTag/t}"}}}"#,
                r#"{"Condition":{"Null":{"aws:PrincipalTag/t":"true"}}}"#,
                'N',
            ),
            (
                "a Deny by a variable that may be absent",
                r#"{"Resource":"arn:aws:s3:::b/*"},{"Effect":"Deny","NotResource":"arn:aws:s3:::b/${aws:PrincipalTag/t}"}"#,
                r#"{"Resource":"arn:aws:s3:::b/${aws:PrincipalTag/t}"}"#,
                'P',
            ),
            (
                "a variable in an early field",
                r#"{"Resource":"arn:aws:sqs:*:${aws:PrincipalAccount}:q"}"#,
                r#"{"Resource":"arn:aws:sqs:*:*:q"}"#,
                'N',
            ),
            (
                "a variable that crosses",
                r#"{"Resource":"arn:aws:s3:::${aws:username}/x"}"#,
                r#"{"Resource":"arn:aws:s3:::?*/x"}"#,
                'N',
            ),
            (
                "a user without a name is none",
                r#"{"Resource":"arn:aws:s3:::b/${aws:username}"}"#,
                r#"{"Resource":"arn:aws:s3:::b/?*"}"#,
                'U',
            ),
            (
                "a Deny with a variable",
                r#"{"Resource":"arn:aws:s3:::b/*"}"#,
                r#"{"Resource":"arn:aws:s3:::b/*"},{"Effect":"Deny","Resource":"arn:aws:s3:::b/${aws:username}"}"#,
                'N',
            ),
            (
                "a version that is none",
                r#"RAW {"Version":"2012-10-18","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::${aws:username}"}]}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:username}"}"#,
                'N',
            ),
            (
                "no version is 2008",
                r#"RAW {"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::${aws:username}"}]}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:username}"}"#,
                'N',
            ),
        ],
        PolicyType::Identity,
    );
}
