//! Whom a policy of a resource or of a role lets in.

use iamsure::kind::PolicyType;

use super::check;

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
            // Names are unique at one time alone, and the two policies hold at different times.
            (
                "the same name on another path, by its key",
                r#"{"Principal":{"AWS":"111122223333"},"Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/x/a"}}}"#,
                role,
                'D',
            ),
            (
                "the same name on any path, by its key",
                r#"{"Principal":{"AWS":"111122223333"},"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*/a"}}}"#,
                role,
                'D',
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
fn resource_control_policies() {
    let denies = |action: &str| {
        let all = r#"{"Principal":"*","Action":"*"}"#;
        format!(r#"{all},{{"Effect":"Deny","Principal":"*","Action":"{action}"}}"#)
    };
    let rows = [
        ("one service and another", "s3:*", "sqs:*", 'D'),
        ("a part of a service", "s3:Get*", "s3:*", 'D'),
        ("what they do not reach", "s3:*", "ec2:*", 'P'),
        (
            "an action that they do not reach",
            "s3:*",
            "kms:RetireGrant",
            'P',
        ),
        ("beside what they reach", "s3:*", "*:*", 'D'),
    ];
    let rows = rows.map(|(name, new, old, letter)| (name, denies(new), denies(old), letter));
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, new, old, letter)| (*name, new.as_str(), old.as_str(), *letter))
        .collect();
    check(&rows, PolicyType::Rcp);
}
