//! Attacks on the decision procedure: pairs of policies, each made to get a wrong verdict out of it.
//!
//! Expected: `P`roven, `D`isproven, `U`ndecided, or `N`ot proven, which is one of the last two. What a statement does not
//! say is `Allow`, `s3:GetObject`, `*`, and in policies of resources everyone.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Side, Verdict, no_new_access};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

/// What it tries; the new policy; the old one; the verdict.
type Row<'t> = (&'t str, &'t str, &'t str, char);

fn policy(text: &str, kind: PolicyType) -> String {
    let (version, text) = match text.strip_prefix("2008 ") {
        Some(rest) => ("2008-10-17", rest),
        None => ("2012-10-17", text),
    };
    if let Some(raw) = text.strip_prefix("RAW ") {
        return raw.to_owned();
    }
    let mut statements: Vec<Value> =
        serde_json::from_str(&format!("[{text}]")).unwrap_or_else(|err| panic!("{text}: {err}"));
    for statement in &mut statements {
        let map = statement.as_object_mut().expect("a statement is an object");
        let mut fill = |one: &str, other: &str, value: Value| {
            if !map.contains_key(one) && !map.contains_key(other) {
                map.insert(one.to_owned(), value);
            }
        };
        fill("Effect", "", json!("Allow"));
        match kind {
            PolicyType::Trust => {
                fill("Action", "NotAction", json!("sts:AssumeRole"));
                fill("Principal", "NotPrincipal", json!("*"));
            }
            _ => {
                fill("Action", "NotAction", json!("s3:GetObject"));
                fill("Resource", "NotResource", json!("*"));
                if kind == PolicyType::Resource {
                    fill("Principal", "NotPrincipal", json!("*"));
                }
            }
        }
    }
    json!({ "Version": version, "Statement": statements }).to_string()
}

fn verdict(new: &str, old: &str, policy_type: PolicyType) -> Verdict {
    let with = |text: &str, then: &mut dyn FnMut(&Policy)| {
        let source = Source::new("policy", text);
        let tree = syntax::parse(FileId(0), &source);
        then(&model::lower(&tree));
    };
    let mut found = None;
    with(&policy(new, policy_type), &mut |new| {
        with(&policy(old, policy_type), &mut |old| {
            let side = |policy| Side {
                policy,
                policy_type,
            };
            found = Some(no_new_access(&side(new), &side(old), &Limits::default()));
        });
    });
    found.expect("it was asked")
}

fn check(rows: &[Row<'_>], policy_type: PolicyType) {
    let mut wrong = Vec::new();
    for (name, new, old, expected) in rows {
        let found = verdict(new, old, policy_type);
        let letter = match &found {
            Verdict::Proven => 'P',
            Verdict::Disproven(_) => 'D',
            Verdict::Undecided(_) => 'U',
        };
        let is_right = *expected == letter || (*expected == 'N' && letter != 'P');
        if !is_right {
            wrong.push(format!(
                "{name}\nnew {new}\nold {old}\nwanted {expected}, got {found:?}\n"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// A condition on one key in the new policy, one in the old one.
fn conditions(rows: &[(&str, &str, &str, char)], policy_type: PolicyType) {
    let texts: Vec<(String, String, String, char)> = rows
        .iter()
        .map(|(name, new, old, letter)| {
            let of = |text: &str| match text {
                "" => "{}".to_owned(),
                text if text.starts_with('{') => text.to_owned(),
                text => format!(r#"{{"Condition":{{{text}}}}}"#),
            };
            ((*name).to_owned(), of(new), of(old), *letter)
        })
        .collect();
    let rows: Vec<Row<'_>> = texts
        .iter()
        .map(|(name, new, old, letter)| (name.as_str(), new.as_str(), old.as_str(), *letter))
        .collect();
    check(&rows, policy_type);
}

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
fn sets() {
    conditions(
        &[
            (
                "ForAllValues holds for no values",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "both together exclude the empty list",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]},"Null":{"aws:TagKeys":"false"}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                'N',
            ),
            (
                "ForAnyValue negated is false without the key",
                r#""Null":{"aws:TagKeys":"true"}"#,
                r#""ForAnyValue:StringNotEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "ForAnyValue negated holds for a list with a and b",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "a list of a and b satisfies both ForAnyValue",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#"{},{"Effect":"Deny","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'D',
            ),
            (
                "the negated Deny of ForAllValues",
                r#"{},{"Effect":"Deny","Condition":{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]}}}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                'N',
            ),
            (
                "ForAllValues of two in ForAllValues of one",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                r#"{"Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}},{"Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'D',
            ),
            (
                "ForAnyValue of two is the union",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                r#"{"Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}}},{"Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'P',
            ),
            (
                "a plain operator on several values is open",
                r#""StringEquals":{"aws:TagKeys":"a"}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#,
                'N',
            ),
            (
                "a plain negated operator on several values is open",
                r#""StringNotEquals":{"aws:TagKeys":"a"}"#,
                r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#,
                'N',
            ),
            (
                "ForAllValues on a key of one value takes the absent key",
                r#""ForAllValues:StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                r#""StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                'D',
            ),
            (
                "ForAnyValue on a key of one value",
                r#""ForAnyValue:StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                r#""StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                'P',
            ),
            (
                "ForAnyValue IfExists without the key is open",
                r#""ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"a"}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":"a"}"#,
                'U',
            ),
            (
                "a list that is the empty text is open",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAllValues:StringLike":{"aws:TagKeys":["?*"]}"#,
                'N',
            ),
            (
                "an empty list of values: ForAllValues holds for the absent key",
                r#""Null":{"aws:TagKeys":"true"}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":[]}"#,
                'P',
            ),
            (
                "three wanted values at once",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]},"ForAnyValue:StringLike":{"aws:TagKeys":["b*"]},"ForAllValues:StringLike":{"aws:TagKeys":["a","b?"]}"#,
                r#""ForAnyValue:StringLike":{"aws:TagKeys":["b?"]}"#,
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

#[test]
fn principals() {
    let role = r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:role/a"}}"#;
    let session = r#"{"Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/a/s"}}"#;
    let account = r#"{"Principal":{"AWS":"111122223333"}}"#;
    let user = r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"}}"#;
    check(
        &[
            ("a session is one of its role", session, role, 'P'),
            ("a role has other sessions", role, session, 'D'),
            ("a role is in its account", role, account, 'P'),
            ("an account has other roles", account, role, 'D'),
            (
                "an account by its root",
                r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:root"}}"#,
                account,
                'P',
            ),
            ("everyone is more than an account", "{}", account, 'D'),
            (
                "AWS star is everyone",
                "{}",
                r#"{"Principal":{"AWS":"*"}}"#,
                'P',
            ),
            (
                "a service is no account",
                r#"{"Principal":{"Service":"ec2.amazonaws.com"}}"#,
                account,
                'D',
            ),
            (
                "everyone holds services",
                r#"{"Principal":{"Service":"ec2.amazonaws.com"}}"#,
                "{}",
                'P',
            ),
            (
                "a role with another path is another ARN",
                r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:role/x/a"}}"#,
                role,
                'N',
            ),
            (
                "a Deny of a role with another path",
                role,
                r#"{},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/x/a"}}"#,
                'P',
            ),
            (
                "a Deny of its own of a role with another path",
                r#"{},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/x/a"}}"#,
                r#"{},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/a"}}"#,
                'N',
            ),
            (
                "a user's federated session is open",
                r#"{"Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/x"}}"#,
                user,
                'N',
            ),
            // "Otherwise, the policy might deny access to the entire account containing the principal."
            (
                "NotPrincipal without the account may deny the whole of it",
                user,
                r#"{},{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/bob"}}"#,
                'N',
            ),
            // "For an assumed-role user, list the role and the session too."
            (
                "NotPrincipal with role and account denies sessions",
                session,
                r#"{},{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:role/a","111122223333"]}}"#,
                'N',
            ),
            (
                "NotPrincipal and itself",
                r#"{},{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/bob"]}}"#,
                r#"{},{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/bob"]}}"#,
                'P',
            ),
            (
                "NotPrincipal denies others",
                r#"{},{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/bob","111122223333"]}}"#,
                account,
                'P',
            ),
            (
                "a deleted role is nobody",
                r#"{"Principal":{"AWS":"AROAEXAMPLEEXAMPLE12"}}"#,
                user,
                'P',
            ),
            (
                "everyone but with a condition that the anonymous lack",
                "{}",
                r#"{"Condition":{"StringLike":{"aws:PrincipalArn":"*"}}}"#,
                'D',
            ),
            (
                "the anonymous account",
                "{}",
                r#"{"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"anonymous"}}}"#,
                'D',
            ),
            (
                "PrincipalOrgID on a Deny misses services",
                r#"{"Principal":{"Service":"sns.amazonaws.com"}}"#,
                r#"{},{"Effect":"Deny","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}}"#,
                'D',
            ),
            (
                "PrincipalOrgID negated holds for services",
                r#"{"Principal":{"Service":"sns.amazonaws.com"}}"#,
                r#"{"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}"#,
                'P',
            ),
            (
                "a Deny saved for services",
                r#"{"Principal":{"Service":"sns.amazonaws.com"}}"#,
                r#"{},{"Effect":"Deny","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#,
                'P',
            ),
            (
                "IsAWSService is absent for the anonymous",
                "{}",
                r#"{"Condition":{"Bool":{"aws:PrincipalIsAWSService":["true","false"]}}}"#,
                'D',
            ),
            (
                "a regional service may go by its other name",
                r#"{"Principal":{"Service":"logs.eu-west-1.amazonaws.com"}}"#,
                r#"{"Principal":{"Service":"logs.eu-west-1.amazonaws.com"}},{"Effect":"Deny","Condition":{"StringEquals":{"aws:PrincipalServiceName":"logs.amazonaws.com"}}}"#,
                'N',
            ),
            (
                "a canonical user may be anyone's",
                r#"{"Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}"#,
                account,
                'N',
            ),
            (
                "a canonical user is no other one",
                r#"{"Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}"#,
                r#"{"Principal":{"CanonicalUser":"89a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}"#,
                'N',
            ),
            (
                "a partition of a role's ARN",
                r#"{"Principal":{"AWS":"arn:aws-cn:iam::111122223333:role/a"}}"#,
                role,
                'N',
            ),
            (
                "a partition of an account's ARN",
                r#"{"Principal":{"AWS":"arn:aws-cn:iam::111122223333:root"}}"#,
                account,
                'P',
            ),
            (
                "PrincipalArn of a role in an account",
                r#"{"Principal":{"AWS":"111122223333"},"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a"}}}"#,
                role,
                'P',
            ),
            (
                "a role and its PrincipalArn",
                role,
                r#"{"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a"}}}"#,
                'P',
            ),
            (
                "a pattern of a principal is open",
                r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:role/a*"}}"#,
                role,
                'N',
            ),
            (
                "a user in a path is another user",
                r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:user/x/bob"}}"#,
                user,
                'D',
            ),
        ],
        PolicyType::Resource,
    );
    check(
        &[
            (
                "a trust policy has no resource",
                r#"{"Principal":{"AWS":"111122223333"}}"#,
                r#"{"Principal":{"AWS":"111122223333"},"Resource":"*"}"#,
                'P',
            ),
            (
                "another provider",
                r#"{"Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"accounts.google.com"}}"#,
                r#"{"Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"graph.facebook.com"}}"#,
                'D',
            ),
            (
                "a claim with a wildcard",
                r#"{"Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:o/*:*"}}}"#,
                r#"{"Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:o/r:*"}}}"#,
                'D',
            ),
            (
                "any session name",
                r#"{"Principal":{"AWS":"111122223333"},"Condition":{"StringLike":{"sts:RoleSessionName":"${aws:username}"}}}"#,
                r#"{"Principal":{"AWS":"111122223333"}}"#,
                'P',
            ),
            (
                "an external ID",
                r#"{"Principal":{"AWS":"111122223333"}}"#,
                r#"{"Principal":{"AWS":"111122223333"},"Condition":{"StringLike":{"sts:ExternalId":"*"}}}"#,
                'D',
            ),
        ],
        PolicyType::Trust,
    );
}

#[test]
fn patterns() {
    let on = |resource: &str| format!(r#"{{"Resource":"{resource}"}}"#);
    let rows: Vec<(&str, String, String, char)> = vec![
        ("a run in the last field takes colons", on("arn:aws:s3:::*"), on("arn:aws:s3:::*"), 'P'),
        // "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon
        // boundaries."
        ("a run of the first five fields stays in its field", on("arn:aws:s3:*:*:public/*"), format!("{{}},{}", r#"{"Effect":"Deny","Resource":"arn:aws:s3:::private/*"}"#), 'P'),
        ("a run of the first five fields stays in its field: logs", r#"{"Action":"logs:*","Resource":"arn:aws:logs:*:111122223333:*"}"#.into(),
         r#"{"Action":"logs:*"},{"Effect":"Deny","Action":"logs:*","Resource":"arn:aws:logs:us-east-1:444455556666:log-group:x:111122223333:*"}"#.into(), 'P'),
        ("a short ARN", on("arn:aws:s3"), on("arn:aws:s3:::*"), 'N'),
        ("a short ARN with a star", on("arn:aws:s3:*"), on("arn:aws:s3:::*"), 'N'),
        ("a star as the partition on", on("arn:*"), on("arn:aws:*"), 'N'),
        ("star is more than all ARNs", "{}".into(), on("arn:*:*:*:*:*"), 'D'),
        ("an empty last field", on("arn:aws:s3:::"), on("arn:aws:s3:::?*"), 'D'),
        ("two question marks", on("arn:aws:s3:::??"), on("arn:aws:s3:::?"), 'D'),
        ("a question mark is one character, not one byte", on("arn:aws:s3:::é"), on("arn:aws:s3:::?"), 'P'),
        ("upper case in the service", on("arn:aws:S3:::a"), on("arn:aws:s3:::a"), 'P'),
        ("a Deny with upper case in the service", "{}".into(), format!("{{}},{}", r#"{"Effect":"Deny","Resource":"arn:aws:S3:::a"}"#), 'N'),
        ("a name in other letters", on("arn:aws:s3:::A"), on("arn:aws:s3:::a"), 'D'),
        ("an action in other letters", r#"{"Action":"S3:gETobject"}"#.into(), "{}".into(), 'P'),
        ("NotAction in other letters", r#"{"Action":"s3:*"}"#.into(), r#"{"NotAction":"S3:GETOBJECT"},{}"#.into(), 'P'),
        ("an action that does not exist yet", r#"{"Action":"s3:Get*"}"#.into(), r#"{"NotAction":"*object"},{"Action":"s3:GetObject"}"#.into(), 'D'),
        ("an action that does not exist yet, one letter", r#"{"Action":"s3:?etObject"}"#.into(), r#"{"Action":"s3:GetObject"}"#.into(), 'D'),
        ("an action that does not exist yet, two patterns", r#"{"Action":"sqs:S*"}"#.into(), r#"{"NotAction":["*message"]},{"Action":["sqs:SendMessage"]}"#.into(), 'D'),
        ("NotResource is the complement of the union", r#"{"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#.into(), r#"{"NotResource":["arn:aws:s3:::a"]}"#.into(), 'P'),
        ("NotResource of one", r#"{"NotResource":["arn:aws:s3:::a"]}"#.into(), r#"{"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#.into(), 'D'),
        ("NotResource with a variable", "{}".into(), r#"{"NotResource":["arn:aws:s3:::${aws:username}"]}"#.into(), 'D'),
        ("NotResource star is nothing", r#"{"NotResource":"*"}"#.into(), on("arn:aws:s3:::none"), 'P'),
        ("NotAction star is nothing", r#"{"NotAction":"*"}"#.into(), on("arn:aws:s3:::none"), 'P'),
        ("star colon star is every action", r#"{"Action":"*"}"#.into(), r#"{"Action":"*:*"}"#.into(), 'P'),
        ("two stars as a resource", "{}".into(), on("**"), 'P'),
        ("a pattern across a slash", on("arn:aws:s3:::a/*/c"), on("arn:aws:s3:::a/*"), 'P'),
        ("overlap of two runs", on("arn:aws:s3:::a*b"), on("arn:aws:s3:::a*ab"), 'D'),
        ("ArnLike without six fields is open", r#"{"Condition":{"ArnLike":{"aws:SourceArn":"*"}}}"#.into(), r#"{"Condition":{"ArnLike":{"aws:SourceArn":"arn:*:*:*:*:*"}}}"#.into(), 'N'),
        ("a run of ArnLike stays in its field", r#"{"Condition":{"StringLike":{"aws:SourceArn":"arn:aws:s3:*"}}}"#.into(), r#"{"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:*"}}}"#.into(), 'D'),
    ];
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|(name, new, old, letter)| (*name, new.as_str(), old.as_str(), *letter))
        .collect();
    check(&rows, PolicyType::Identity);
}

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

#[test]
fn values() {
    conditions(
        &[
            (
                "a fraction between two integers",
                r#""NumericGreaterThan":{"s3:max-keys":"1"},"NumericLessThan":{"s3:max-keys":"2"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'D',
            ),
            (
                "a zero with a minus sign has numbers above it",
                r#""NumericGreaterThanEquals":{"s3:max-keys":"-0"}"#,
                r#"{},{"Effect":"Deny","Condition":{"NumericLessThan":{"s3:max-keys":"1.0"},"NumericNotEquals":{"s3:max-keys":"-0"}}}"#,
                'D',
            ),
            (
                "a zero with a minus sign has numbers below it",
                r#""NumericLessThanEquals":{"s3:max-keys":"-0.0"}"#,
                r#"{"Condition":{"NumericLessThanEquals":{"s3:max-keys":"-0.5"}}},{"Condition":{"NumericEquals":{"s3:max-keys":"0"}}}"#,
                'D',
            ),
            (
                "the empty text is no number",
                "",
                r#"{},{"Effect":"Deny","Condition":{"ForAllValues:NumericLessThan":{"x:n":"x"},"ForAnyValue:NumericNotEquals":{"x:n":"0"}}}"#,
                'N',
            ),
            (
                "one number in two spellings",
                r#""NumericEquals":{"s3:max-keys":"1.0"}"#,
                r#""NumericEquals":{"s3:max-keys":"01"}"#,
                'P',
            ),
            (
                "numbers beyond doubles",
                r#""NumericEquals":{"s3:max-keys":"9007199254740993"}"#,
                r#""NumericEquals":{"s3:max-keys":"9007199254740992"}"#,
                'D',
            ),
            (
                "an exponent is not documented",
                r#""NumericLessThan":{"s3:max-keys":"1e3"}"#,
                r#""NumericLessThan":{"s3:max-keys":"5"}"#,
                'N',
            ),
            (
                "an exponent in a Deny",
                "",
                r#"{},{"Effect":"Deny","Condition":{"NumericLessThan":{"s3:max-keys":"1e3"}}}"#,
                'N',
            ),
            (
                "a date and its epoch",
                r#""DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}"#,
                r#""DateLessThan":{"aws:EpochTime":"1767225600"}"#,
                'P',
            ),
            (
                "a date and a later epoch",
                r#""DateLessThanEquals":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}"#,
                r#""DateLessThan":{"aws:EpochTime":"1767225600"}"#,
                'D',
            ),
            (
                "an epoch as a number",
                r#""NumericLessThan":{"aws:EpochTime":"1767225600"}"#,
                r#""DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}"#,
                'N',
            ),
            (
                "the time as a text is no number of seconds",
                r#""StringLike":{"aws:CurrentTime":"2026-*"}"#,
                r#""StringLike":{"aws:EpochTime":"2026-*"}"#,
                'N',
            ),
            (
                "seconds are no number of the other key",
                r#""NumericLessThan":{"aws:EpochTime":"5"}"#,
                r#""NumericLessThan":{"aws:CurrentTime":"5"}"#,
                'N',
            ),
            (
                "a date-time is no number",
                "",
                r#"{"Condition":{"NumericLessThan":{"aws:CurrentTime":"5"}}},{"Condition":{"NumericGreaterThanEquals":{"aws:CurrentTime":"5"}}}"#,
                'D',
            ),
            (
                "a Deny of an epoch as a number",
                "",
                r#"{},{"Effect":"Deny","Condition":{"NumericLessThan":{"aws:EpochTime":"1767225600"}}}"#,
                'D',
            ),
            (
                "a date in another zone",
                r#""DateEquals":{"aws:CurrentTime":"2026-01-01T01:00:00+01:00"}"#,
                r#""DateEquals":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}"#,
                'P',
            ),
            (
                "a range with host bits",
                r#""IpAddress":{"aws:SourceIp":"10.1.2.3/8"}"#,
                r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
                'P',
            ),
            (
                "all of IPv4 is not all",
                "",
                r#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#,
                'D',
            ),
            (
                "all of both is not the absent address",
                "",
                r#""IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}"#,
                'D',
            ),
            (
                "all of both is all but the absent address",
                r#""Null":{"aws:SourceIp":"false"}"#,
                r#""IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}"#,
                'P',
            ),
            (
                "two halves are the whole",
                r#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#,
                r#""IpAddress":{"aws:SourceIp":["0.0.0.0/1","128.0.0.0/1"]}"#,
                'P',
            ),
            (
                "NotIpAddress holds through an endpoint",
                r#""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
                r#""Null":{"aws:SourceVpce":"true"}"#,
                'D',
            ),
            (
                "an address and an endpoint exclude each other",
                r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"StringLike":{"aws:SourceVpce":"*"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'P',
            ),
            (
                "a mapped range may be IPv4",
                r#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#,
                r#"{},{"Effect":"Deny","Condition":{"IpAddress":{"aws:SourceIp":"::ffff:10.0.0.0/104"}}}"#,
                'N',
            ),
            (
                "letters of another alphabet",
                r#""StringEqualsIgnoreCase":{"s3:prefix":"É"}"#,
                r#""StringEquals":{"s3:prefix":["É"]}"#,
                'N',
            ),
            (
                "the Kelvin sign may be a k in capitals",
                r#""StringEqualsIgnoreCase":{"s3:prefix":"k"}"#,
                r#""StringEquals":{"s3:prefix":["k","K"]}"#,
                'N',
            ),
            (
                "a sharp s may be two of them",
                r#""StringEqualsIgnoreCase":{"s3:prefix":"ss"}"#,
                r#""StringEquals":{"s3:prefix":["ss","sS","Ss","SS"]}"#,
                'N',
            ),
            (
                "a Deny of a k in capitals may miss the Kelvin sign",
                r#"{},{"Effect":"Deny","Condition":{"StringEqualsIgnoreCase":{"s3:prefix":"k"}}}"#,
                r#""StringNotEqualsIgnoreCase":{"s3:prefix":"k"}"#,
                'N',
            ),
            (
                "no text of another alphabet is longer",
                r#""StringEqualsIgnoreCase":{"s3:prefix":"key"}"#,
                r#""StringLike":{"s3:prefix":["??y","??Y","?y","?Y"]}"#,
                'N',
            ),
            (
                "texts in any case and themselves",
                r#""StringEqualsIgnoreCase":{"s3:prefix":["key","staff"]}"#,
                r#""StringEqualsIgnoreCase":{"s3:prefix":"KEY"}}},{"Condition":{"StringEqualsIgnoreCase":{"s3:prefix":"STAFF"}"#,
                'N',
            ),
            (
                "ASCII letters in any case",
                r#""StringEqualsIgnoreCase":{"s3:prefix":"aB"}"#,
                r#""StringEquals":{"s3:prefix":["ab","aB","Ab","AB"]}"#,
                'P',
            ),
            (
                "a star is no wildcard for StringEquals",
                r#""StringLike":{"s3:prefix":"a*"}"#,
                r#""StringEquals":{"s3:prefix":"a*"}"#,
                'D',
            ),
            (
                "a star of StringEquals is one text",
                r#""StringEquals":{"s3:prefix":"a*"}"#,
                r#""StringLike":{"s3:prefix":"a*"}"#,
                'P',
            ),
            (
                "no short ARN takes other letters",
                r#""ArnLike":{"aws:SourceArn":"ARN*"}"#,
                r#""StringLike":{"aws:SourceArn":"ARN*"}"#,
                'P',
            ),
            (
                "two operators on one key",
                r#""StringLike":{"s3:prefix":"a*"},"StringNotEquals":{"s3:prefix":"ab"}"#,
                r#""StringLike":{"s3:prefix":["a","a?","a??*"]},"StringNotLike":{"s3:prefix":"?b"}"#,
                'P',
            ),
            (
                "one key in two letter cases",
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"b"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "one key in two letter cases, of which the last may count",
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"b"}"#,
                r#""StringEquals":{"s3:prefix":"a"}"#,
                'N',
            ),
            (
                "one key in two letter cases and itself",
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"b"}"#,
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"b"}"#,
                'P',
            ),
            (
                "one key in two letter cases, half of it the same",
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"b"}"#,
                r#""StringEquals":{"s3:prefix":"a","S3:Prefix":"c"}"#,
                'N',
            ),
            (
                "two texts are not one with a NUL between them",
                r#""StringEquals":{"aws:PrincipalTag/t":["${aws:username}","x"]}"#,
                r#""StringEquals":{"aws:PrincipalTag/t":"${aws:username}\u0000x"}"#,
                'N',
            ),
            (
                "operators in two letter cases",
                r#""StringEquals":{"s3:prefix":"a"},"stringequals":{"s3:prefix":"b"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "an unknown operator in an Allow",
                r#""StringMatches":{"s3:prefix":"a"}"#,
                r#""StringEquals":{"s3:prefix":"a"}"#,
                'N',
            ),
            (
                "an unknown operator in a Deny of the old",
                "",
                r#"{},{"Effect":"Deny","Condition":{"StringMatches":{"s3:prefix":"a"}}}"#,
                'N',
            ),
            (
                "an unknown operator in a Deny of the new",
                r#"{},{"Effect":"Deny","Condition":{"StringMatches":{"s3:prefix":"a"}}}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "mixed types",
                r#""NumericLessThan":{"s3:max-keys":"5"}"#,
                r#""StringEquals":{"s3:max-keys":["1","2","3","4"]}"#,
                'N',
            ),
            (
                "binary is open",
                r#""BinaryEquals":{"s3:prefix":"QQ=="}"#,
                r#""StringEquals":{"s3:prefix":"A"}"#,
                'N',
            ),
            (
                "Bool of a text that is none",
                r#""Bool":{"aws:SecureTransport":"yes"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a positive operator without values",
                r#""StringEquals":{"s3:prefix":[]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'P',
            ),
            (
                "a Deny without values",
                "",
                r#"{},{"Effect":"Deny","Condition":{"StringNotEquals":{"s3:prefix":[]}}}"#,
                'N',
            ),
            (
                "an unsound Deny in the old",
                "",
                r#"{},{"Effect":"Deny","Actions":"s3:*"}"#,
                'N',
            ),
            (
                "an unsound Deny in the new",
                r#"{},{"Effect":"Deny","Actions":"s3:*"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "an unsound Allow in the new",
                r#"{"Actions":"s3:*"}"#,
                "",
                'N',
            ),
            (
                "an effect in the wrong case",
                r#"{"Effect":"allow"}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a Deny in the wrong case",
                "",
                r#"{},{"Effect":"deny"}"#,
                'N',
            ),
            (
                "both of a pair",
                r#"{"Action":"s3:*","NotAction":"s3:GetObject"}"#,
                "",
                'N',
            ),
        ],
        PolicyType::Identity,
    );
    check(
        &[
            (
                "an effect twice",
                r#"RAW {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "an action twice",
                r#"RAW {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Action":"s3:GetObject","Resource":"*"}]}"#,
                r#"{"Action":"s3:GetObject"}"#,
                'N',
            ),
            (
                "a condition twice",
                r#"RAW {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a"}},"Condition":{"StringEquals":{"s3:prefix":"b"}}}]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "an operator twice",
                r#"RAW {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a"},"StringEquals":{"s3:prefix":"b"}}}]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a key twice",
                r#"RAW {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a","s3:prefix":"b"}}}]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a statement list twice",
                r#"RAW {"Version":"2012-10-17","Statement":[],"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "text after the policy",
                r#"RAW {"Version":"2012-10-17","Statement":[]} x"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "no statements",
                r#"RAW {"Version":"2012-10-17","Statement":[]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'P',
            ),
            (
                "a statement that is no object",
                r#"RAW {"Version":"2012-10-17","Statement":["x"]}"#,
                r#"{"Resource":"arn:aws:s3:::none"}"#,
                'N',
            ),
            (
                "a version twice",
                r#"RAW {"Version":"2008-10-17","Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::${aws:username}"}]}"#,
                r#"{"Resource":"arn:aws:s3:::${aws:username}"}"#,
                'N',
            ),
        ],
        PolicyType::Identity,
    );
}
