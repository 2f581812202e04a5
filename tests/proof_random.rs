//! Proofs against brute force, on small random policies. Seeded, so that a failure repeats.
//!
//! `IAMSURE_CASES` raises the number of pairs of policies.

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Reason, Side, Verdict, no_new_access, no_public_access};
use iamsure::semantics::{Caller, Decision, Key, Request, decide};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

/// A small generator of numbers (splitmix64), so that a seed tells everything.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("it is small")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }

    fn some<T: Clone>(&mut self, from: &[T], most: usize) -> Vec<T> {
        (0..=self.roll(most))
            .map(|_| self.pick(from).clone())
            .collect()
    }
}

const ACTIONS: [&str; 9] = [
    "*",
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:PutObject",
    "s3:*Object",
    "sqs:SendMessage",
    "s3:GetFuture?",
    "S3:getobject",
];

const RESOURCES: [&str; 12] = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::*b",
    "arn:aws:s3:::ab",
    "arn:aws:s3:::a?",
    "arn:aws:s3:::a/*",
    "arn:aws:sqs:*:111122223333:q",
    "arn:*:sqs:eu-west-1:*:*",
    "arn:aws:s?s:*:*:q*",
    "arn:aws:s3:::*a*",
    "arn:aws:s3:::*:x",
];

/// Patterns that are open in one way or another.
const OPEN_RESOURCES: [&str; 5] = [
    "arn:aws:s3:::${aws:username}/*",
    "arn:aws:s3:::a/${aws:username}*",
    "arn:aws:s3*",
    "arn:aws:S3:::ab",
    "arn:aws:s3:::${aws:PrincipalTag/team, 'a'}",
];

const CONDITIONS: [(&str, &str, &[&str]); 40] = [
    ("StringEquals", "aws:RequestedRegion", &["a", "b"]),
    ("StringNotEquals", "aws:RequestedRegion", &["a", "c"]),
    ("StringLike", "aws:RequestedRegion", &["a*", "?b", "*"]),
    ("StringEquals", "s3:prefix", &["", "a", "ab"]),
    ("StringLike", "s3:prefix", &["a*", "*b", "?"]),
    ("StringNotLike", "s3:prefix", &["a*", "*b"]),
    ("StringEqualsIfExists", "s3:prefix", &["a", "b"]),
    ("StringNotEqualsIfExists", "s3:prefix", &["a", "b"]),
    ("StringEqualsIgnoreCase", "s3:prefix", &["AB", "a"]),
    ("Null", "s3:prefix", &["true", "false"]),
    ("ForAllValues:StringEquals", "aws:TagKeys", &["a", "b", "c"]),
    ("ForAllValues:StringLike", "aws:TagKeys", &["a*", "b"]),
    ("ForAnyValue:StringEquals", "aws:TagKeys", &["a", "b"]),
    ("ForAnyValue:StringLike", "aws:TagKeys", &["a*", "?"]),
    ("ForAllValues:StringNotEquals", "aws:TagKeys", &["a", "c"]),
    ("ForAnyValue:StringNotEquals", "aws:TagKeys", &["a", "b"]),
    ("Null", "aws:TagKeys", &["true", "false"]),
    ("Bool", "aws:SecureTransport", &["true", "false"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true", "false"]),
    (
        "BoolIfExists",
        "aws:MultiFactorAuthPresent",
        &["true", "false"],
    ),
    ("NumericLessThan", "s3:max-keys", &["1", "10"]),
    ("NumericGreaterThanEquals", "s3:max-keys", &["1", "9.5"]),
    ("NumericEquals", "s3:max-keys", &["1", "10"]),
    ("NumericNotEqualsIfExists", "s3:max-keys", &["10"]),
    (
        "DateGreaterThan",
        "aws:CurrentTime",
        &["2026-01-01", "2026-02-01T00:00:00Z"],
    ),
    (
        "DateLessThan",
        "aws:EpochTime",
        &["1767225600", "1800000000"],
    ),
    (
        "IpAddress",
        "aws:SourceIp",
        &["10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0"],
    ),
    (
        "NotIpAddress",
        "aws:SourceIp",
        &["10.1.0.0/16", "10.0.0.0/9"],
    ),
    ("StringEquals", "aws:SourceVpce", &["vpce-1", "vpce-2"]),
    (
        "ArnLike",
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:user/bob",
        ],
    ),
    (
        "ArnNotEquals",
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::111122223333:user/x/bob",
        ],
    ),
    (
        "StringEquals",
        "aws:PrincipalAccount",
        &["111122223333", "444455556666"],
    ),
    ("StringNotEquals", "aws:PrincipalAccount", &["111122223333"]),
    (
        "StringEquals",
        "aws:PrincipalType",
        &["User", "AssumedRole"],
    ),
    ("StringLike", "aws:username", &["b*", "bob"]),
    ("StringNotEqualsIfExists", "aws:username", &["bob"]),
    ("ForAllValues:StringEquals", "s3:prefix", &["a", "b"]),
    ("StringEquals", "aws:PrincipalTag/team", &["a", "b"]),
    ("ForAnyValue:StringLike", "s3:prefix", &["a*"]),
    ("StringEquals", "aws:ResourceTag/team", &["a", "${*}"]),
];

const OPEN_CONDITIONS: [(&str, &str, &[&str]); 6] = [
    (
        "StringEquals",
        "aws:PrincipalTag/team",
        &["${aws:username}", "a"],
    ),
    ("StringNotLike", "s3:prefix", &["${aws:username}*"]),
    ("StringEquals", "aws:TagKeys", &["a", "b"]),
    ("ArnLike", "aws:SourceArn", &["*", "arn:aws:s3*"]),
    ("StringEqualsIgnoreCase", "s3:prefix", &["\u{e9}", "a"]),
    ("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", &["a"]),
];

fn statement(dice: &mut Dice, open: bool, with_principal: bool) -> Value {
    let mut resources: Vec<&str> = dice.some(&RESOURCES, 2);
    if open && dice.roll(4) == 0 {
        resources.push(*dice.pick(&OPEN_RESOURCES));
    }
    let mut statement = json!({
        "Effect": if dice.roll(3) == 0 { "Deny" } else { "Allow" },
    });
    let action = if dice.roll(6) == 0 {
        "NotAction"
    } else {
        "Action"
    };
    let resource = if dice.roll(6) == 0 {
        "NotResource"
    } else {
        "Resource"
    };
    statement[action] = json!(dice.some(&ACTIONS, 2));
    statement[resource] = json!(resources);
    if with_principal {
        let principals = [
            json!("*"),
            json!({"AWS": "111122223333"}),
            json!({"AWS": ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:user/x/bob"]}),
            json!({"AWS": "arn:aws:sts::111122223333:assumed-role/a/session"}),
            json!({"Service": "ec2.amazonaws.com"}),
            json!({"Federated": "accounts.google.com"}),
        ];
        let element = if dice.roll(6) == 0 {
            "NotPrincipal"
        } else {
            "Principal"
        };
        statement[element] = dice.pick(&principals).clone();
    }
    for _ in 0..dice.roll(3) {
        let (operator, key, values) = if open && dice.roll(5) == 0 {
            dice.pick(&OPEN_CONDITIONS)
        } else {
            dice.pick(&CONDITIONS)
        };
        let values = dice.some(values, 1);
        statement["Condition"][*operator][*key] = json!(values);
    }
    statement
}

fn policy(dice: &mut Dice, open: bool, with_principal: bool) -> Value {
    let count = 1 + dice.roll(3);
    let statements: Vec<Value> = (0..count)
        .map(|_| statement(dice, open, with_principal))
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A request out of everything that the policies above tell apart.
#[expect(clippy::too_many_lines, reason = "a list of all there is")]
fn request(dice: &mut Dice, with_principal: bool) -> Request {
    let callers = [
        Caller::Identity("arn:aws:iam::111122223333:user/x/bob".into()),
        Caller::Identity("arn:aws:iam::444455556666:user/x/bob".into()),
        Caller::Identity("arn:aws:iam::444455556666:user/bob".into()),
        Caller::Identity("arn:aws:iam::111122223333:user/kim".into()),
        Caller::Identity("arn:aws:sts::111122223333:assumed-role/a/session".into()),
        Caller::Identity("arn:aws:sts::444455556666:assumed-role/a/other".into()),
        Caller::Anonymous,
        Caller::Service("ec2.amazonaws.com".into()),
        Caller::Service("sns.amazonaws.com".into()),
        Caller::Federated("accounts.google.com".into()),
    ];
    let caller = callers[dice.roll(if with_principal { 10 } else { 6 })].clone();
    let session = match &caller {
        Caller::Identity(arn) if arn.contains(":assumed-role/") => Some(arn.clone()),
        _ => None,
    };
    let actions = [
        "s3:GetObject",
        "s3:PutObject",
        "s3:GetFuture1",
        "s3:ListBucket",
        "sqs:SendMessage",
        "s3:GetBucketAcl",
    ];
    let resources = [
        "*",
        "arn:aws:s3:::a",
        "arn:aws:s3:::b",
        "arn:aws:s3:::ab",
        "arn:aws:s3:::aa",
        "arn:aws:s3:::a/b",
        "arn:aws:s3:::a/bob/x",
        "arn:aws:s3:::bob/x",
        "arn:aws:s3:::a/:x",
        "arn:aws:s3:::c",
        "arn:aws:sqs:eu-west-1:111122223333:q",
        "arn:aws:sqs:us-east-1:111122223333:q",
        "arn:aws:sns:eu-west-1:111122223333:qq",
        "arn:aws-cn:sqs:eu-west-1:444455556666:z",
    ];
    let mut request = Request::new(caller, *dice.pick(&actions));
    request.resource = Some((*dice.pick(&resources)).into());
    request.context.set_others(Key::Absent);
    if let Some(arn) = session {
        let role = arn
            .replace(":sts:", ":iam:")
            .replace("assumed-role/a/", "role/a#");
        let role = role.split('#').next().expect("it has a start").to_owned();
        request.context.set("aws:PrincipalArn", Key::value(role));
    }
    if !matches!(request.caller, Caller::Identity(_)) {
        for key in [
            "aws:username",
            "aws:PrincipalArn",
            "aws:PrincipalType",
            "aws:PrincipalAccount",
        ] {
            if *request.context.get(key) == Key::Absent {
                request.context.set(key, Key::Unknown);
            }
        }
    }
    let always: [(&str, &[&str]); 2] = [
        ("aws:RequestedRegion", &["a", "b", "ab", "c"]),
        ("aws:SecureTransport", &["true", "false"]),
    ];
    for (key, values) in always {
        request.context.set(key, Key::value(*dice.pick(values)));
    }
    let instant = [
        "2025-12-31T00:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-01-15T00:00:00Z",
        "2027-01-01T00:00:00Z",
        "2028-01-01T00:00:00Z",
    ];
    let instant = *dice.pick(&instant);
    request.context.set("aws:CurrentTime", Key::value(instant));
    request.context.set("aws:EpochTime", Key::value(instant));
    let sometimes: [(&str, &[&str]); 5] = [
        ("s3:prefix", &["", "a", "b", "ab", "aB", "c", "bob"]),
        ("aws:MultiFactorAuthPresent", &["true", "false"]),
        ("s3:max-keys", &["0", "1", "5", "9.5", "10", "11"]),
        ("aws:PrincipalTag/team", &["a", "b", "bob"]),
        ("aws:ResourceTag/team", &["a", "*", "c"]),
    ];
    for (key, values) in sometimes {
        if dice.roll(3) > 0 {
            request.context.set(key, Key::value(*dice.pick(values)));
        }
    }
    match dice.roll(3) {
        0 => request.context.set(
            "aws:SourceVpce",
            Key::value(*dice.pick(&["vpce-1", "vpce-2", "vpce-3"])),
        ),
        1 => {
            let address = [
                "10.0.0.1",
                "10.1.2.3",
                "10.200.0.1",
                "8.8.8.8",
                "2001:db8::1",
                "2001::1",
            ];
            request
                .context
                .set("aws:SourceIp", Key::value(*dice.pick(&address)));
        }
        _ => {}
    }
    let tags = match dice.roll(5) {
        0 => Key::Absent,
        1 => Key::Present(Vec::new()),
        2 => Key::Present(vec![String::new()]),
        _ => Key::Present(
            dice.some(&["a", "b", "c", "ab"], 2)
                .iter()
                .map(ToString::to_string)
                .collect(),
        ),
    };
    request.context.set("aws:TagKeys", tags);
    request
}

struct Tally {
    proven: usize,
    disproven: usize,
    undecided: usize,
}

fn with_policy<T>(text: &str, then: impl FnOnce(&Policy) -> T) -> T {
    let source = Source::new("policy", text);
    let tree = syntax::parse(FileId(0), &source);
    then(&model::lower(&tree))
}

fn compare(
    new: &Value,
    old: &Value,
    policy_type: PolicyType,
    then: impl FnOnce(Verdict, &Policy, &Policy),
) {
    with_policy(&new.to_string(), |new| {
        with_policy(&old.to_string(), |old| {
            let side = |policy| Side {
                policy,
                policy_type,
            };
            let verdict = no_new_access(&side(new), &side(old), &Limits::default());
            then(verdict, new, old);
        });
    });
}

/// Random pairs of policies: no proof that a request refutes, no witness that the evaluator denies.
fn pairs(seed: u64, count: usize, requests: usize, open: bool, policy_type: PolicyType) -> Tally {
    let with_principal = policy_type == PolicyType::Resource;
    let mut tally = Tally {
        proven: 0,
        disproven: 0,
        undecided: 0,
    };
    for index in 0..count {
        let mut dice = Dice(
            seed.wrapping_add(index as u64)
                .wrapping_mul(0x1234_5678_9abc_def1),
        );
        let new = policy(&mut dice, open, with_principal);
        let mut old = policy(&mut dice, open, with_principal);
        if dice.roll(2) == 0 {
            // Pairs that have something in common are the ones that are hard to tell.
            let list = new["Statement"].as_array().expect("it is a list").clone();
            let own = old["Statement"].as_array_mut().expect("it is a list");
            own.extend(list.into_iter().filter(|_| dice.roll(4) > 0));
        }
        compare(
            &new,
            &old,
            policy_type,
            |verdict, new_policy, old_policy| {
                let about =
                    || format!("seed {seed} pair {index}\nnew {new}\nold {old}\n{verdict:?}");
                match &verdict {
                    Verdict::Proven => {
                        tally.proven += 1;
                        for _ in 0..requests {
                            let request = request(&mut dice, with_principal);
                            let allowed = decide(new_policy, policy_type, &request).decision;
                            let before = decide(old_policy, policy_type, &request).decision;
                            let refuted = allowed == Decision::Allowed
                                && matches!(
                                    before,
                                    Decision::ImplicitDeny | Decision::ExplicitDeny
                                );
                            assert!(!refuted, "{}\n{request:?}", about());
                        }
                    }
                    Verdict::Disproven(witness) => {
                        tally.disproven += 1;
                        let request = &witness.request;
                        let allowed = decide(new_policy, policy_type, request).decision;
                        let before = decide(old_policy, policy_type, request).decision;
                        assert_eq!(allowed, Decision::Allowed, "{}", about());
                        let denied =
                            matches!(before, Decision::ImplicitDeny | Decision::ExplicitDeny);
                        assert!(denied, "{}", about());
                    }
                    Verdict::Undecided(reasons) => {
                        tally.undecided += 1;
                        assert!(!reasons.is_empty());
                        assert!(!reasons.contains(&Reason::Unconfirmed), "{}", about());
                        let is_open = |reason: &Reason| matches!(reason, Reason::Open { .. });
                        assert!(reasons.iter().all(is_open), "{}", about());
                    }
                }
            },
        );
    }
    tally
}

/// As many pairs for each of the four tests below, or their part of `IAMSURE_CASES`.
fn cases(default: usize) -> usize {
    std::env::var("IAMSURE_CASES").map_or(default, |cases| {
        let cases: usize = cases.parse().expect("IAMSURE_CASES is a number");
        cases.div_ceil(4)
    })
}

/// Each verdict comes often enough to tell.
#[track_caller]
fn tells(tally: &Tally, cases: usize) {
    assert!(tally.proven * 15 > cases, "{} proven", tally.proven);
    assert!(
        tally.disproven * 15 > cases,
        "{} disproven",
        tally.disproven
    );
    assert_eq!(tally.proven + tally.disproven + tally.undecided, cases);
}

#[test]
fn proofs_agree_with_brute_force() {
    let cases = cases(1200);
    let tally = pairs(1, cases, 200, false, PolicyType::Identity);
    tells(&tally, cases);
    // Only an empty text for a set operator is open here.
    assert!(
        tally.undecided * 10 < cases,
        "{} undecided",
        tally.undecided
    );
}

#[test]
fn proofs_of_open_policies_agree_with_brute_force() {
    let cases = cases(800);
    tells(
        &pairs(2 << 40, cases, 200, true, PolicyType::Identity),
        cases,
    );
}

#[test]
fn proofs_of_resource_policies_agree_with_brute_force() {
    let cases = cases(600);
    tells(
        &pairs(3 << 40, cases, 200, false, PolicyType::Resource),
        cases,
    );
}

#[test]
fn proofs_of_open_resource_policies_agree_with_brute_force() {
    let cases = cases(600);
    tells(
        &pairs(4 << 40, cases, 200, true, PolicyType::Resource),
        cases,
    );
}

/// A request of somebody whose account and whose endpoint no policy above names, and who has no address.
fn from_outside(dice: &mut Dice) -> Request {
    let known = request(dice, true);
    let callers = [
        Caller::Anonymous,
        Caller::Identity("arn:aws:iam::999988887777:user/x/bob".into()),
        Caller::Identity("arn:aws:sts::999988887777:assumed-role/a/session".into()),
    ];
    let caller = dice.pick(&callers).clone();
    let mut stranger = Request::new(caller.clone(), known.action.clone());
    stranger.resource.clone_from(&known.resource);
    stranger.context.set_others(Key::Absent);
    if matches!(&caller, Caller::Identity(arn) if arn.contains(":assumed-role/")) {
        let role = Key::value("arn:aws:iam::999988887777:role/a");
        stranger.context.set("aws:PrincipalArn", role);
    }
    for (name, key) in known.context.iter() {
        let follows = name.starts_with("aws:principal") && !name.contains('/')
            || [
                "aws:username",
                "aws:userid",
                "aws:sourceip",
                "aws:federatedprovider",
            ]
            .contains(&name);
        if !follows {
            stranger.context.set(name, key.clone());
        }
    }
    if known.context.is_set("aws:SourceVpce") {
        stranger.context.set("aws:SourceVpce", Key::value("vpce-9"));
    }
    if caller == Caller::Anonymous {
        stranger.context.set("aws:PrincipalTag/team", Key::Absent);
        stranger
            .context
            .set("aws:MultiFactorAuthPresent", Key::Absent);
    }
    stranger
}

#[test]
fn nobody_from_outside_gets_in_where_that_is_proven() {
    let cases = cases(1000);
    let (mut proven, mut disproven) = (0, 0);
    for index in 0..cases {
        let mut dice = Dice((5 << 40) + index as u64 * 7919);
        let open = index % 4 == 0;
        let text = policy(&mut dice, open, true).to_string();
        with_policy(&text, |policy| {
            let side = Side {
                policy,
                policy_type: PolicyType::Resource,
            };
            match no_public_access(&side, None, &Limits::default()) {
                Verdict::Proven => {
                    proven += 1;
                    for _ in 0..200 {
                        let request = from_outside(&mut dice);
                        let decision = decide(policy, PolicyType::Resource, &request).decision;
                        assert_ne!(decision, Decision::Allowed, "{index} {text}\n{request:?}");
                    }
                }
                Verdict::Disproven(witness) => {
                    disproven += 1;
                    let decision = decide(policy, PolicyType::Resource, &witness.request).decision;
                    assert_eq!(decision, Decision::Allowed, "{index} {text}\n{witness:?}");
                }
                Verdict::Undecided(reasons) => assert!(!reasons.is_empty()),
            }
        });
    }
    assert!(
        proven * 5 > cases && disproven * 8 > cases,
        "{proven} {disproven}"
    );
}

/// What must hold of every policy: it adds nothing to itself, an Allow more adds nothing to less, a Deny never does.
#[test]
fn laws_hold_for_random_policies() {
    for index in 0..500 {
        let mut dice = Dice(index * 7919);
        let open = index % 2 == 0;
        let policy_type = if index % 3 == 0 {
            PolicyType::Resource
        } else {
            PolicyType::Identity
        };
        let with_principal = policy_type == PolicyType::Resource;
        let one = policy(&mut dice, open, with_principal);
        let proven = |verdict: Verdict, what: &str, other: &Value| {
            assert!(
                matches!(verdict, Verdict::Proven),
                "{index} {what}\n{one}\n{other}\n{verdict:?}"
            );
        };
        compare(&one, &one, policy_type, |verdict, _, _| {
            proven(verdict, "itself", &one);
        });
        let mut more = one.clone();
        let mut added = statement(&mut dice, open, with_principal);
        added["Effect"] = json!("Allow");
        more["Statement"]
            .as_array_mut()
            .expect("it is a list")
            .push(added.clone());
        compare(&one, &more, policy_type, |verdict, _, _| {
            proven(verdict, "an Allow more", &more);
        });
        let mut less = one.clone();
        added["Effect"] = json!("Deny");
        less["Statement"]
            .as_array_mut()
            .expect("it is a list")
            .insert(0, added);
        compare(&less, &one, policy_type, |verdict, _, _| {
            proven(verdict, "a Deny more", &less);
        });
        // The same policy in other words: each statement once for each of its actions or resources.
        let mut parts = one.clone();
        let split = one["Statement"]
            .as_array()
            .expect("it is a list")
            .iter()
            .flat_map(split);
        parts["Statement"] = split.collect();
        compare(&one, &parts, policy_type, |verdict, _, _| {
            proven(verdict, "its parts", &parts);
        });
        compare(&parts, &one, policy_type, |verdict, _, _| {
            proven(verdict, "of its parts", &parts);
        });
    }
}

fn split(statement: &Value) -> Vec<Value> {
    let of = |statement: &Value, element: &str| match statement[element].as_array() {
        Some(list) => {
            let part = |value: &Value| {
                let mut part = statement.clone();
                part[element] = value.clone();
                part
            };
            list.iter().map(part).collect()
        }
        None => vec![statement.clone()],
    };
    let actions = of(statement, "Action");
    actions.iter().flat_map(|one| of(one, "Resource")).collect()
}
