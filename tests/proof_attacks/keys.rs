//! Keys that a request may not have, and keys that follow from the principal.
#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use iamsure::kind::PolicyType;

use super::conditions;

#[test]
fn missing_keys() {
    conditions(
        &[
            (
                "a negated operator holds without its key",
                r#""StringNotEquals":{"s3:prefix":"a"}"#,
                r#""StringLike":{"s3:prefix":"*"}"#,
                'D',
            ),
            (
                "a positive one does not",
                r#""StringLike":{"aws:SourceVpce":"*"}"#,
                r#""Null":{"aws:SourceVpce":"false"}"#,
                'P',
            ),
            (
                "IfExists is true without the key",
                r#""StringEqualsIfExists":{"s3:prefix":"a"}"#,
                r#""StringEquals":{"s3:prefix":"a"}"#,
                'D',
            ),
            (
                "Null true and IfExists are the same way in",
                r#""Null":{"aws:SourceVpce":"true"}"#,
                r#""StringEqualsIfExists":{"aws:SourceVpce":"a"}"#,
                'P',
            ),
            (
                "Null with both values is always true",
                r#""Null":{"s3:prefix":["true","false"]}"#,
                r#""Null":{"s3:prefix":"true"}"#,
                'D',
            ),
            (
                "Null with both values covers all",
                "",
                r#""Null":{"s3:prefix":["true","false"]}"#,
                'P',
            ),
            (
                "Null false twice under tag names of different case",
                r#""Null":{"aws:RequestTag/A":"false"}"#,
                r#""Null":{"AWS:requesttag/a":"false"}"#,
                'P',
            ),
            (
                "negated IfExists equals negated",
                r#""StringNotEqualsIfExists":{"s3:prefix":"a"}"#,
                r#""StringNotEquals":{"s3:prefix":"a"}"#,
                'P',
            ),
            (
                "a number below and not below leaves the absent key",
                "",
                r#"{"Condition":{"NumericLessThan":{"s3:max-keys":"5"}}},{"Condition":{"NumericGreaterThanEquals":{"s3:max-keys":"5"}}}"#,
                'D',
            ),
            (
                "Bool true or false leaves the absent key",
                "",
                r#"{"Condition":{"Bool":{"aws:MultiFactorAuthPresent":["true","false"]}}}"#,
                'D',
            ),
            (
                "SecureTransport is always there",
                "",
                r#"{"Condition":{"Bool":{"aws:SecureTransport":["true","false"]}}}"#,
                'P',
            ),
            (
                "RequestedRegion is always there",
                "",
                r#""StringLike":{"aws:RequestedRegion":"*"}"#,
                'P',
            ),
            (
                "the empty text may count as none",
                r#""StringEquals":{"aws:RequestTag/t":""}"#,
                r#""Null":{"aws:RequestTag/t":"false"}"#,
                'N',
            ),
            (
                "the empty text may count as one",
                r#""Null":{"aws:RequestTag/t":"true"}"#,
                r#""StringNotLike":{"aws:RequestTag/t":"*"}"#,
                'N',
            ),
            (
                "the empty text is a value that `?*` lacks",
                r#""StringLike":{"s3:prefix":"*"}"#,
                r#""StringLike":{"s3:prefix":"?*"}"#,
                'D',
            ),
            (
                "the empty text may be the one value that `?*` lacks",
                r#""Null":{"s3:prefix":"false"}"#,
                r#""StringLike":{"s3:prefix":"?*"}"#,
                'U',
            ),
            (
                "TokenIssueTime is not always there",
                "",
                r#""DateGreaterThan":{"aws:TokenIssueTime":"1970-01-01"},"DateLessThan":{"aws:TokenIssueTime":"2970-01-01"}"#,
                'D',
            ),
            (
                "a Deny with a positive operator misses the absent key",
                "",
                r#"{},{"Effect":"Deny","Condition":{"StringLike":{"s3:prefix":"*"}}}"#,
                'D',
            ),
            (
                "a Deny that only IfExists makes total",
                r#"{},{"Effect":"Deny","Condition":{"StringLikeIfExists":{"s3:prefix":"*"}}}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'P',
            ),
            (
                "a Deny of MFA false misses the absent MFA",
                r#"{},{"Effect":"Deny","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
                r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
                'D',
            ),
            (
                "a Deny of MFA false IfExists does not",
                r#"{},{"Effect":"Deny","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#,
                r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
                'P',
            ),
        ],
        PolicyType::Identity,
    );
}

#[test]
fn derived_keys() {
    conditions(
        &[
            (
                "a number names an account too",
                r#""NumericEquals":{"aws:PrincipalAccount":"111122223333"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a number leaves out an account",
                "",
                r#""NumericNotEquals":{"aws:PrincipalAccount":"111122223333"}"#,
                'N',
            ),
            (
                "a range of accounts",
                r#""NumericLessThan":{"aws:PrincipalAccount":"111122223333"}"#,
                r#""StringEquals":{"aws:PrincipalAccount":"999999999999"}"#,
                'N',
            ),
            (
                "account and ARN agree",
                r#""StringEquals":{"aws:PrincipalAccount":"111122223333"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:*:*::111122223333:*"}"#,
                'P',
            ),
            (
                "a role of another account",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}"#,
                r#""StringEquals":{"aws:PrincipalAccount":"111122223333"}"#,
                'D',
            ),
            (
                "a path in a role's ARN",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/x/admin"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/admin"}"#,
                'N',
            ),
            (
                "a path with a number sign",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/a#b/bob"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a Deny of a path with a number sign",
                "{}",
                r#"{},{"Effect":"Deny","Condition":{"StringLike":{"aws:PrincipalArn":"*#*"}}}"#,
                'N',
            ),
            (
                "a path with a colon",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/a:b/bob"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "username is for users",
                r#""Null":{"aws:username":"false"}"#,
                r#""StringEquals":{"aws:PrincipalType":"User"}"#,
                'P',
            ),
            (
                "a user in a path",
                r#""StringEquals":{"aws:username":"bob"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/bob"}"#,
                'D',
            ),
            (
                "a user with any path",
                r#""StringEquals":{"aws:username":"bob"}"#,
                r#""ArnLike":{"aws:PrincipalArn":["arn:aws*:iam::*:user/bob","arn:aws*:iam::*:user/*/bob"]}"#,
                'P',
            ),
            (
                "a wildcard over account and name",
                r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::1111*:role/*"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::1111*:role/*"}"#,
                'N',
            ),
            (
                "a wildcard of StringLike crosses fields",
                r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::1111*"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::1111*:role/*"}"#,
                'D',
            ),
            (
                "a session's ARN is no PrincipalArn",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/a/s"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'P',
            ),
            (
                "a Deny by type leaves root users",
                r#"{},{"Effect":"Deny","Condition":{"StringEquals":{"aws:PrincipalType":["User","AssumedRole","FederatedUser"]}}}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'D',
            ),
            (
                "a user ID is free",
                r#""StringLike":{"aws:userid":"AROA*:bob"}"#,
                r#""StringLike":{"aws:userid":"AROAX*:bob"}"#,
                'D',
            ),
            (
                "an ARN of PrincipalArn in other letters",
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/admin"}"#,
                'D',
            ),
            (
                "set prefix on a derived key",
                r#""ForAllValues:StringEquals":{"aws:username":"bob"}"#,
                r#""StringEquals":{"aws:username":"bob"}"#,
                'D',
            ),
            (
                "the partition of PrincipalArn",
                r#""ArnLike":{"aws:PrincipalArn":"arn:*:iam::111122223333:role/a"}"#,
                r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a"}"#,
                'D',
            ),
        ],
        PolicyType::Identity,
    );
}
