//! Whether a request gets in when several policies have a say: each layer, present, silent, denying, in one account and across.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use crate::deciding::{letter, policy, request, verdict};
use iamsure::access::{Accounts, Blocked, Role};
use iamsure::semantics::{Caller, Key};

const OURS: &str = "111122223333";
const ACTION: &str = "sqs:SendMessage";
/// In our account; the service knows resource control policies.
const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:q";

const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s1";
const USER: &str = "arn:aws:iam::111122223333:user/ann";
const GUEST: &str = "arn:aws:sts::111122223333:federated-user/guest";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const STRANGER: &str = "arn:aws:iam::444455556666:role/other";
const LINKED: &str =
    "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
const LINKED_SESSION: &str = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/s";

/// What a layer says of the request, in one letter: `+` allows, `0` is silent, `-` denies, ` ` is not there, `?` is open.
fn statements(says: char) -> Option<String> {
    Some(match says {
        ' ' => return None,
        '+' => r#"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#.to_owned(),
        '0' => r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#.to_owned(),
        // Denies, with an Allow beside it that must not help.
        '-' => r#"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#.to_owned(),
        '?' => r#"{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringMatches":{"x:k":"v"}}}"#.to_owned(),
        other => panic!("{other} says nothing"),
    })
}

/// A resource policy that lets this principal in; none for an empty text.
fn resource_policy(principal: &str) -> Option<String> {
    let element = match principal {
        "" => return None,
        element if element.starts_with("\"Not") => element.to_owned(),
        principal => format!(r#""Principal":{principal}"#),
    };
    Some(policy(&format!(
        r#"{{"Effect":"Allow",{element},"Action":"sqs:*","Resource":"*"}}"#
    )))
}

fn caller(text: &str) -> Caller {
    match text {
        "" => Caller::Unknown,
        "anonymous" => Caller::Anonymous,
        arn if arn.contains("-provider/") => Caller::Federated(arn.to_owned()),
        arn if arn.starts_with("arn:") => Caller::Identity(arn.to_owned()),
        name => Caller::Service(name.to_owned()),
    }
}

/// The layers in the order identity, boundary, session, SCP level 1, SCP level 2, RCP.
fn layers(says: &str) -> Vec<(Role, String)> {
    let roles = [
        Role::Identity,
        Role::Boundary,
        Role::Session,
        Role::Scp(0),
        Role::Scp(1),
        Role::Rcp(0),
    ];
    assert_eq!(
        says.chars().count(),
        roles.len(),
        "one letter for each layer: {says:?}"
    );
    roles
        .into_iter()
        .zip(says.chars())
        .filter_map(|(role, says)| {
            let mut statements = statements(says)?;
            if matches!(role, Role::Rcp(_)) {
                statements = statements.replace(r#""Effect""#, r#""Principal":"*","Effect""#);
            }
            Some((role, policy(&statements)))
        })
        .collect()
}

/// Caller, principal of the resource policy, layers, decision, what the case shows.
type Case = (&'static str, &'static str, &'static str, char, &'static str);

fn check(cases: &[Case], accounts: &Accounts) {
    let mut wrong = Vec::new();
    for (who, principal, says, expected, shows) in cases {
        let mut policies = layers(says);
        policies.extend(resource_policy(principal).map(|text| (Role::Resource, text)));
        let request = request(caller(who), ACTION, QUEUE);
        let found = verdict(&policies, accounts, &request);
        if letter(found.decision) != *expected {
            wrong.push(format!(
                "{shows}: {who:?} {principal} {says:?} is {:?}, not {expected}; {:?}",
                found.decision, found.blocked
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn layers_of_one_account() {
    check(
        &[
            (ROLE, "", "+     ", 'A', "an identity policy is enough"),
            (ROLE, "", "0     ", 'I', "silence is a denial"),
            (ROLE, "", "-     ", 'D', "a Deny beats every Allow"),
            (ROLE, "", "?     ", '?', "what is not understood stays open"),
            (ROLE, "", "      ", 'I', "no policy is silence"),
            (ROLE, "", "++    ", 'A', "the boundary allows it too"),
            (ROLE, "", "+0    ", 'I', "a boundary limits by silence"),
            (ROLE, "", "+-    ", 'D', "a boundary denies"),
            (ROLE, "", "0+    ", 'I', "a boundary never grants"),
            (
                SESSION,
                "",
                "+ +   ",
                'A',
                "the session policy allows it too",
            ),
            (
                SESSION,
                "",
                "+ 0   ",
                'I',
                "a session policy limits by silence",
            ),
            (SESSION, "", "+ -   ", 'D', "a session policy denies"),
            (SESSION, "", "0 +   ", 'I', "a session policy never grants"),
            (
                SESSION,
                "",
                "+++   ",
                'A',
                "identity, boundary and session together",
            ),
            (SESSION, "", "++0   ", 'I', "each of them is needed"),
            (SESSION, "", "+0+   ", 'I', "each of them is needed"),
            (ROLE, "", "+  +  ", 'A', "one level allows it"),
            (ROLE, "", "+  ++ ", 'A', "each level allows it"),
            (ROLE, "", "+  +0 ", 'I', "the lower level is silent"),
            (ROLE, "", "+  0+ ", 'I', "the upper level is silent"),
            (ROLE, "", "+  -+ ", 'D', "a level denies"),
            (ROLE, "", "0  ++ ", 'I', "control policies never grant"),
            (ROLE, "", "+    -", 'D', "a resource control policy denies"),
            (
                ROLE,
                "",
                "+    0",
                'A',
                "`RCPFullAWSAccess` is always there",
            ),
            (
                ROLE,
                "",
                "0    +",
                'I',
                "a resource control policy never grants",
            ),
            (
                ROLE,
                "",
                "?0    ",
                'I',
                "silence of another layer decides before what is open",
            ),
            (
                ROLE,
                "",
                "?-    ",
                'D',
                "a Deny of another layer decides before what is open",
            ),
            (ROLE, "", "+?    ", '?', "an open boundary leaves it open"),
        ],
        &Accounts::default(),
    );
}

#[test]
fn grants_of_a_resource_policy_in_one_account() {
    check(
        &[
            // The caller by its own ARN: no implicit deny limits it.
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "      ",
                'A',
                "a user, without identity policies",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "0     ",
                'A',
                "a user, identity policies silent",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "00    ",
                'A',
                "a user skips the boundary's silence",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "0-    ",
                'D',
                "no grant skips a boundary's Deny",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "-     ",
                'D',
                "no grant skips an identity policy's Deny",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "0  0  ",
                'I',
                "no grant skips a control policy's silence",
            ),
            (
                USER,
                r#"{"AWS":"arn:aws:iam::111122223333:user/bob"}"#,
                "0     ",
                'I',
                "another user",
            ),
            (
                SESSION,
                r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s1"}"#,
                "000   ",
                'A',
                "a session skips boundary and session policy",
            ),
            (
                SESSION,
                r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s1"}"#,
                "0 -   ",
                'D',
                "but not a session policy's Deny",
            ),
            (
                SESSION,
                r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s2"}"#,
                "0     ",
                'I',
                "another session",
            ),
            (
                GUEST,
                r#"{"AWS":"arn:aws:sts::111122223333:federated-user/guest"}"#,
                "000   ",
                'A',
                "a federated user by its own ARN",
            ),
            // The role's ARN: boundary and session policy limit, identity policies do not.
            (
                SESSION,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "0     ",
                'A',
                "a session of the role",
            ),
            (
                ROLE,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "0     ",
                'A',
                "the role",
            ),
            (
                ROLE,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "00    ",
                'I',
                "a grant to the role does not skip the boundary",
            ),
            (
                SESSION,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "0 0   ",
                'I',
                "nor the session policy",
            ),
            (
                SESSION,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "0++   ",
                'A',
                "when both allow it gets in",
            ),
            (
                ROLE,
                r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
                "0  0  ",
                'I',
                "nor a control policy",
            ),
            // The account: left to its identity policies.
            (
                ROLE,
                r#"{"AWS":"111122223333"}"#,
                "0     ",
                'I',
                "an account passes it on to its identity policies",
            ),
            (
                ROLE,
                r#"{"AWS":"111122223333"}"#,
                "+     ",
                'A',
                "which allow it",
            ),
            (
                ROLE,
                r#"{"AWS":"111122223333"}"#,
                "+0    ",
                'I',
                "within the boundary",
            ),
            (
                ROOT,
                r#"{"AWS":"111122223333"}"#,
                "      ",
                'A',
                "the root user is the account itself",
            ),
            // Everyone is everyone.
            (
                ROLE,
                r#""*""#,
                "00    ",
                'A',
                "everyone, whatever the boundary is silent of",
            ),
            (
                SESSION,
                r#"{"AWS":"*"}"#,
                "0 0   ",
                'A',
                "everyone, in the other form",
            ),
            (
                ROLE,
                r#""*""#,
                "0  0  ",
                'I',
                "a control policy limits that too",
            ),
            // What is not documented.
            (
                ROLE,
                r#""NotPrincipal":{"AWS":"444455556666"}"#,
                "0     ",
                '?',
                "`NotPrincipal` with Allow has no documented reach",
            ),
            (
                ROLE,
                r#""NotPrincipal":{"AWS":"444455556666"}"#,
                "+     ",
                'A',
                "where an identity policy allows, it does not matter",
            ),
            (
                GUEST,
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "0 +   ",
                '?',
                "whose session a federated user's is, its ARN does not tell",
            ),
            // Nobody in particular.
            (
                "",
                "",
                "+     ",
                'A',
                "an unknown caller is an identity of the account",
            ),
            (
                "",
                r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#,
                "0     ",
                '?',
                "and may be the one that is named",
            ),
            ("", r#""*""#, "0     ", 'A', "and is one of everyone"),
        ],
        &Accounts::default(),
    );
}

#[test]
fn across_accounts_both_sides_have_to_allow() {
    let role = r#"{"AWS":"arn:aws:iam::444455556666:role/other"}"#;
    check(
        &[
            (STRANGER, role, "+     ", 'A', "both allow"),
            (
                STRANGER,
                role,
                "0     ",
                'I',
                "the caller's account is silent",
            ),
            (
                STRANGER,
                role,
                "      ",
                'I',
                "the caller's account has no policy",
            ),
            (STRANGER, "", "+     ", 'I', "the resource has no policy"),
            (
                STRANGER,
                r#"{"AWS":"111122223333"}"#,
                "+     ",
                'I',
                "the resource names another account",
            ),
            (
                STRANGER,
                r#"{"AWS":"444455556666"}"#,
                "+     ",
                'A',
                "the resource names the caller's account",
            ),
            (
                STRANGER,
                r#""*""#,
                "+     ",
                'A',
                "the resource lets everyone in",
            ),
            (
                STRANGER,
                r#""*""#,
                "0     ",
                'I',
                "even then the caller's account has to allow",
            ),
            (
                STRANGER,
                role,
                "+0    ",
                'I',
                "the caller's boundary limits",
            ),
            (
                STRANGER,
                role,
                "+  0  ",
                'I',
                "the caller's organization limits",
            ),
            (
                STRANGER,
                role,
                "+    -",
                'D',
                "the resource's organization denies",
            ),
            (STRANGER, role, "-     ", 'D', "the caller's policy denies"),
            (
                "arn:aws:sts::444455556666:assumed-role/other/s",
                r#"{"AWS":"arn:aws:sts::444455556666:assumed-role/other/s"}"#,
                "+0    ",
                'I',
                "a grant to the session skips nothing across accounts",
            ),
            (
                "arn:aws:iam::444455556666:root",
                r#"{"AWS":"444455556666"}"#,
                "      ",
                'A',
                "the other account's root user needs no identity policy",
            ),
        ],
        &Accounts::default(),
    );
    // The account of the resource can be said, as for buckets, whose ARNs have none.
    let elsewhere = Accounts {
        resource: Some("777788889999"),
        ..Accounts::default()
    };
    check(
        &[
            (
                ROLE,
                "",
                "+     ",
                'I',
                "the resource is said to be another's",
            ),
            (
                ROLE,
                r#"{"AWS":"111122223333"}"#,
                "+     ",
                'A',
                "and lets our account in",
            ),
        ],
        &elsewhere,
    );
}

#[test]
fn callers_without_an_account() {
    check(
        &[
            (
                "anonymous",
                r#""*""#,
                "      ",
                'A',
                "anonymous callers are among everyone",
            ),
            (
                "anonymous",
                r#"{"AWS":"*"}"#,
                "      ",
                'A',
                "in either form",
            ),
            (
                "anonymous",
                r#"{"AWS":"111122223333"}"#,
                "      ",
                'I',
                "and in no account",
            ),
            ("anonymous", "", "      ", 'I', "nobody lets them in"),
            (
                "anonymous",
                r#""*""#,
                "   0  ",
                'A',
                "service control policies do not reach them",
            ),
            (
                "anonymous",
                r#""*""#,
                "     -",
                'D',
                "resource control policies do",
            ),
            (
                "sns.amazonaws.com",
                r#"{"Service":"sns.amazonaws.com"}"#,
                "      ",
                'A',
                "a service by its name",
            ),
            (
                "sns.amazonaws.com",
                r#"{"Service":"s3.amazonaws.com"}"#,
                "      ",
                'I',
                "another service",
            ),
            (
                "sns.amazonaws.com",
                r#"{"Service":"sns.amazonaws.com"}"#,
                "   0  ",
                'A',
                "service control policies do not reach services",
            ),
            (
                "sns.amazonaws.com",
                r#"{"Service":"sns.amazonaws.com"}"#,
                "     -",
                'D',
                "resource control policies do",
            ),
            (
                "sns.amazonaws.com",
                r#""*""#,
                "      ",
                'A',
                "a service is among everyone",
            ),
        ],
        &Accounts::default(),
    );
}

#[test]
fn whom_control_policies_do_not_reach() {
    let managed = Accounts {
        management: Some(OURS),
        ..Accounts::default()
    };
    check(
        &[
            (
                ROLE,
                "",
                "+  00 ",
                'A',
                "silence does not reach the management account",
            ),
            (ROLE, "", "+  -  ", 'A', "nor a Deny"),
            (
                ROLE,
                "",
                "+    -",
                'A',
                "nor that of a resource control policy its resources",
            ),
            (
                STRANGER,
                r#"{"AWS":"444455556666"}"#,
                "+    -",
                'A',
                "whoever calls",
            ),
            (
                STRANGER,
                r#"{"AWS":"444455556666"}"#,
                "+  0  ",
                'I',
                "but its own organization's reach the caller",
            ),
        ],
        &managed,
    );
    check(
        &[
            (
                LINKED,
                "",
                "+  00 ",
                'A',
                "service-linked roles are not reached",
            ),
            (LINKED, "", "+  - -", 'A', "by any control policy"),
            (LINKED, "", "-     ", 'D', "others bind them"),
            (
                LINKED_SESSION,
                "",
                "+  00 ",
                '?',
                "a session's name alone does not tell that it is one",
            ),
            (
                LINKED_SESSION,
                "",
                "+  ++ ",
                'A',
                "where the levels allow, it does not matter",
            ),
            (
                ROOT,
                "",
                "   0  ",
                'I',
                "the root user of a member account is reached",
            ),
            (ROOT, "", "   -  ", 'D', "by silence and by Deny"),
            (ROOT, "", "   +  ", 'A', "and may all that is left"),
            (
                GUEST,
                "",
                "+     ",
                'I',
                "a federated user has no more than its session policy passes on",
            ),
            (GUEST, "", "+ +   ", 'A', "which it does here"),
        ],
        &Accounts::default(),
    );
    // Of a service that has none, resource control policies reach nothing.
    let denies = policy(r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#);
    let allows = policy(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let trusts = policy(r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#);
    for (action, expected) in [
        ("sqs:SendMessage", 'D'),
        ("ec2:RunInstances", 'A'),
        ("kms:RetireGrant", 'A'),
    ] {
        let request = request(caller(ROLE), action, "*");
        let policies = [
            (Role::Identity, allows.clone()),
            (Role::Resource, trusts.clone()),
            (Role::Rcp(0), denies.clone()),
        ];
        let found = verdict(&policies, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), expected, "{action}");
    }
}

/// Roles and keys have to trust the caller themselves, even in their own account.
#[test]
fn roles_and_keys_trust_for_themselves() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd";
    let role = "arn:aws:iam::111122223333:role/target";
    let identity = policy(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let silent = policy(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let statement = |principal: &str, action: &str, resource: &str| {
        policy(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}"{resource}}}"#
        ))
    };
    let cases = [
        // Trusted principal, identity policy, decision.
        (
            Some(r#"{"AWS":"arn:aws:iam::111122223333:user/ann"}"#),
            &silent,
            'A',
            "the user itself is trusted",
        ),
        (
            Some(r#"{"AWS":"111122223333"}"#),
            &silent,
            'I',
            "the account is, and its policies are silent",
        ),
        (
            Some(r#"{"AWS":"111122223333"}"#),
            &identity,
            'A',
            "the account is, and its policies pass it on",
        ),
        (
            Some(r#"{"AWS":"444455556666"}"#),
            &identity,
            'I',
            "somebody else is",
        ),
        (
            Some(r#"{"Service":"ec2.amazonaws.com"}"#),
            &identity,
            'I',
            "a service is",
        ),
        (Some(r#""*""#), &silent, 'A', "everybody is"),
        (
            None,
            &identity,
            'I',
            "without a policy of its own nobody is",
        ),
    ];
    for (principal, own, expected, shows) in cases {
        for (action, resource, own_role) in [
            ("sts:AssumeRole", role, Role::Trust),
            ("kms:Decrypt", key, Role::Resource),
        ] {
            let element = if own_role == Role::Trust {
                ""
            } else {
                r#","Resource":"*""#
            };
            let mut policies = vec![(Role::Identity, own.clone())];
            policies.extend(
                principal.map(|principal| (own_role, statement(principal, action, element))),
            );
            let request = request(caller(USER), action, resource);
            let found = verdict(&policies, &Accounts::default(), &request);
            assert_eq!(letter(found.decision), expected, "{shows}: {action}");
        }
    }
    // No key is concerned: an identity policy is enough.
    let listing = request(caller(USER), "kms:ListKeys", "*");
    let found = verdict(
        &[(Role::Identity, identity.clone())],
        &Accounts::default(),
        &listing,
    );
    assert_eq!(letter(found.decision), 'A');
    // Across accounts a trusted role needs its own policy too; a provider's user and a service need none.
    let trusting = statement(
        r#"{"AWS":"arn:aws:iam::444455556666:role/other"}"#,
        "sts:AssumeRole",
        "",
    );
    let by_stranger = request(caller(STRANGER), "sts:AssumeRole", role);
    for (own, expected) in [(&identity, 'A'), (&silent, 'I')] {
        let policies = [
            (Role::Identity, own.clone()),
            (Role::Trust, trusting.clone()),
        ];
        let found = verdict(&policies, &Accounts::default(), &by_stranger);
        assert_eq!(letter(found.decision), expected);
    }
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    for (who, principal, action) in [
        (
            provider,
            format!(r#"{{"Federated":"{provider}"}}"#),
            "sts:AssumeRoleWithWebIdentity",
        ),
        (
            "ec2.amazonaws.com",
            r#"{"Service":"ec2.amazonaws.com"}"#.to_owned(),
            "sts:AssumeRole",
        ),
    ] {
        let trust = [(Role::Trust, statement(&principal, action, ""))];
        let request = request(caller(who), action, role);
        let found = verdict(&trust, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), 'A', "{who}");
    }
}

/// Whether a resource control policy has variables is nowhere said: where it decides, the answer is open.
#[test]
fn variables_of_resource_control_policies() {
    let deny = |resource: &str| {
        policy(&format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"*","Resource":"{resource}"}}"#
        ))
    };
    let identity = policy(&statements('+').expect("it allows"));
    for (resource, expected) in [
        ("arn:aws:sqs:*:*:${x:name}", '?'),
        ("arn:aws:sqs:*:*:${x:other}", 'A'),
        ("arn:aws:sqs:*:*:*", 'D'),
    ] {
        let mut request = request(caller(ROLE), ACTION, QUEUE);
        request.context.set("x:name", Key::value("q"));
        let policies = [
            (Role::Identity, identity.clone()),
            (Role::Rcp(0), deny(resource)),
        ];
        let found = verdict(&policies, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), expected, "{resource}");
    }
}

/// Several policies of one role add up; several levels do not.
#[test]
fn policies_of_one_role_add_up() {
    let allows = || policy(&statements('+').expect("it allows"));
    let silent = || policy(&statements('0').expect("it is silent"));
    for (role, expected) in [
        (Role::Identity, 'A'),
        (Role::Session, 'A'),
        (Role::Scp(0), 'A'),
    ] {
        let mut policies = vec![(role, silent()), (role, allows())];
        if role != Role::Identity {
            policies.push((Role::Identity, allows()));
        }
        let request = request(caller(SESSION), ACTION, QUEUE);
        let found = verdict(&policies, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), expected, "{role:?}");
    }
}

/// A condition on `aws:PrincipalArn` beside the account is a grant to the role.
#[test]
fn an_account_narrowed_to_a_role_is_a_grant_to_the_role() {
    let resource = |principal: &str, operator: &str, arn: &str| {
        policy(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalArn":"{arn}"}}}}}}"#
        ))
    };
    let account = r#"{"AWS":"111122223333"}"#;
    let cases = [
        (
            ROLE,
            account,
            "ArnEquals",
            ROLE,
            "      ",
            'A',
            "identity policies need not allow",
        ),
        (
            ROLE,
            account,
            "ArnEquals",
            ROLE,
            " 0    ",
            'I',
            "the boundary limits",
        ),
        (
            ROLE,
            account,
            "ArnEqualsIfExists",
            ROLE,
            "      ",
            'I',
            "a condition that may be skipped names nobody",
        ),
        (
            ROLE,
            account,
            "ArnNotEquals",
            USER,
            "      ",
            'I',
            "nor does one that leaves somebody out",
        ),
        (
            USER,
            account,
            "ArnEquals",
            USER,
            "      ",
            '?',
            "of users AWS's table does not speak",
        ),
        (
            ROLE,
            r#""*""#,
            "ArnEquals",
            ROLE,
            "00    ",
            'A',
            "everyone narrowed so passes the boundary",
        ),
        (
            ROLE,
            r#""*""#,
            "ArnEquals",
            USER,
            "00    ",
            'I',
            "another one",
        ),
    ];
    for (who, principal, operator, arn, says, expected, shows) in cases {
        let mut policies = layers(says);
        policies.push((Role::Resource, resource(principal, operator, arn)));
        let request = request(caller(who), ACTION, QUEUE);
        let found = verdict(&policies, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), expected, "{shows}");
    }
}

/// A Deny with `NotPrincipal` spares for certain only whom it lists with account, role and session, and who has no boundary.
#[test]
fn a_deny_for_all_but_some() {
    let deny = |listed: &str| {
        policy(&format!(
            r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":[{listed}]}},"Action":"*","Resource":"*"}}"#
        ))
    };
    let account = format!("\"{OURS}\"");
    let user = format!("\"{USER}\",{account}");
    let all = format!("\"{ROLE}\",\"{SESSION}\",{account}");
    let cases = [
        (
            USER,
            user.clone(),
            "+     ",
            'A',
            "the user and its account are listed",
        ),
        (
            USER,
            format!("\"{USER}\""),
            "+     ",
            '?',
            "without the account nobody says",
        ),
        (
            USER,
            all.clone(),
            "+     ",
            '?',
            "without the user nobody says",
        ),
        (
            USER,
            format!("\"{STRANGER}\""),
            "+     ",
            'D',
            "another one is listed",
        ),
        (
            USER,
            user,
            "++    ",
            'D',
            "who has a boundary is always denied",
        ),
        (
            SESSION,
            all,
            "+     ",
            'A',
            "session, role and account are listed",
        ),
        (
            SESSION,
            format!("\"{ROLE}\",{account}"),
            "+     ",
            '?',
            "the session is not",
        ),
    ];
    for (who, listed, says, expected, shows) in cases {
        let mut policies = layers(says);
        policies.push((Role::Resource, deny(&listed)));
        let request = request(caller(who), ACTION, QUEUE);
        let found = verdict(&policies, &Accounts::default(), &request);
        assert_eq!(letter(found.decision), expected, "{shows}: {listed}");
    }
}

#[test]
fn what_stands_in_the_way_is_named() {
    let blocked = |who: &str, principal: &str, says: &str| {
        let mut policies = layers(says);
        policies.extend(resource_policy(principal).map(|text| (Role::Resource, text)));
        verdict(
            &policies,
            &Accounts::default(),
            &request(caller(who), ACTION, QUEUE),
        )
        .blocked
    };
    let silent = Blocked::Silent;
    assert_eq!(blocked(ROLE, "", "+     "), []);
    assert_eq!(blocked(ROLE, "", "0     "), [silent(Role::Identity)]);
    assert_eq!(
        blocked(ROLE, "", "+0 +0 "),
        [silent(Role::Boundary), silent(Role::Scp(1))]
    );
    assert_eq!(
        blocked(ROLE, r#"{"AWS":"444455556666"}"#, "+0    "),
        [silent(Role::Boundary)]
    );
    assert_eq!(
        blocked(ROLE, r#"{"AWS":"444455556666"}"#, "0     "),
        [silent(Role::Identity), silent(Role::Resource)]
    );
    assert_eq!(blocked(STRANGER, "", "+     "), [Blocked::NoResourcePolicy]);
    assert_eq!(
        blocked("anonymous", "", "      "),
        [Blocked::NoResourcePolicy]
    );
    assert_eq!(blocked(GUEST, "", "+     "), [Blocked::NoSessionPolicy]);
    assert_eq!(
        blocked(
            ROLE,
            r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
            "00    "
        ),
        [silent(Role::Boundary)]
    );
    let assume = request(
        caller(ROLE),
        "sts:AssumeRole",
        "arn:aws:iam::111122223333:role/target",
    );
    let own = [(
        Role::Identity,
        policy(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
    )];
    let found = verdict(&own, &Accounts::default(), &assume);
    assert_eq!(found.blocked, [Blocked::ResourceMustTrust]);
    // A Deny hides nothing of what else is missing.
    let mut request = request(caller(ROLE), ACTION, QUEUE);
    request
        .context
        .set("aws:SecureTransport", Key::value("true"));
    let found = verdict(&layers("-0    "), &Accounts::default(), &request);
    assert_eq!(
        (letter(found.decision), found.blocked),
        ('D', vec![silent(Role::Boundary)])
    );
}
