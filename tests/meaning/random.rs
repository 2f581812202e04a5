//! Small random policies of the constructs that these rules are about. Seeded, so that a failure repeats.

use iamsure::kind::PolicyType;
use serde_json::{Value, json};

use super::case::Case;
use super::grants::SENSITIVE;

/// A small generator of numbers (splitmix64), so that a seed tells everything.
pub struct Dice(pub u64);

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

    /// One of `most` and more, none twice.
    fn some(&mut self, from: &[&str], most: usize) -> Value {
        let mut all: Vec<&str> = (0..=self.roll(most)).map(|_| *self.pick(from)).collect();
        all.sort_unstable();
        all.dedup();
        match all[..] {
            [only] => json!(only),
            _ => json!(all),
        }
    }
}

const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";
const ACCOUNT: &str = "444455556666";

const TRUSTED: [&str; 9] = [
    ROLE,
    ROLE,
    "851725421142",
    ACCOUNT,
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::444455556666:role/deploy/runner",
    "arn:aws:iam::444455556666:user/kim",
    "arn:aws:sts::444455556666:assumed-role/runner/one",
    "*",
];

const ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRole",
    "sts:TagSession",
    "sts:*",
    "sts:Assume*",
    "sts:SetSourceIdentity",
];

type Kind = (&'static str, &'static str, &'static [&'static str]);

const IDS: [Kind; 14] = [
    (
        "StringEquals",
        "sts:ExternalId",
        &[ID, "tenant-1", "TENANT-1"],
    ),
    ("StringEquals", "sts:ExternalId", &[ID]),
    (
        "StringEqualsIgnoreCase",
        "sts:externalid",
        &[ID, "tenant-1"],
    ),
    (
        "StringLike",
        "sts:ExternalId",
        &[ID, "tenant-*", "*", "?*", "4b6f*"],
    ),
    ("StringEqualsIfExists", "sts:ExternalId", &[ID, "tenant-1"]),
    ("StringLikeIfExists", "sts:ExternalId", &["tenant-*", "*"]),
    ("StringNotEquals", "sts:ExternalId", &["tenant-1", ID]),
    ("StringNotLike", "sts:ExternalId", &["tenant-*", "*"]),
    ("Null", "sts:ExternalId", &["true", "false"]),
    (
        "ForAllValues:StringEquals",
        "sts:ExternalId",
        &[ID, "tenant-1"],
    ),
    (
        "ForAnyValue:StringEquals",
        "sts:ExternalId",
        &[ID, "tenant-1"],
    ),
    ("ForAnyValue:StringLike", "sts:ExternalId", &["tenant-*"]),
    (
        "StringEquals",
        "sts:ExternalId",
        &["${aws:PrincipalTag/tenant}"],
    ),
    (
        "StringLike",
        "sts:ExternalId",
        &["${aws:PrincipalAccount}-*"],
    ),
];

const OTHERS: [Kind; 34] = [
    (
        "StringEquals",
        "aws:PrincipalAccount",
        &[ACCOUNT, "851725421142"],
    ),
    ("StringNotEquals", "aws:PrincipalAccount", &[ACCOUNT]),
    ("StringEquals", "aws:PrincipalOrgID", &["o-9k2jd7q1xz"]),
    (
        "StringEqualsIfExists",
        "aws:PrincipalOrgID",
        &["o-9k2jd7q1xz"],
    ),
    ("StringNotEquals", "aws:PrincipalOrgID", &["o-9k2jd7q1xz"]),
    (
        "ForAnyValue:StringLike",
        "aws:PrincipalOrgPaths",
        &["o-9k2jd7q1xz/*", "*"],
    ),
    (
        "ForAllValues:StringLike",
        "aws:PrincipalOrgPaths",
        &["o-9k2jd7q1xz/*"],
    ),
    (
        "ArnLike",
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::444455556666:role/*",
            "arn:aws:iam::*:role/cspi-*",
            ROLE,
        ],
    ),
    (
        "ArnEquals",
        "aws:PrincipalArn",
        &["arn:aws:iam::444455556666:role/deploy/runner"],
    ),
    (
        "StringLike",
        "aws:PrincipalArn",
        &["arn:aws:iam::*:user/*", "*runner"],
    ),
    (
        "ArnNotLike",
        "aws:PrincipalArn",
        &["arn:aws:iam::444455556666:role/*", ROLE],
    ),
    (
        "StringEquals",
        "aws:PrincipalType",
        &["User", "AssumedRole", "Account"],
    ),
    (
        "StringEquals",
        "aws:PrincipalTag/team",
        &["orders", "billing"],
    ),
    ("StringNotEquals", "aws:PrincipalTag/team", &["orders"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["false"]),
    (
        "BoolIfExists",
        "aws:MultiFactorAuthPresent",
        &["true", "false"],
    ),
    ("Bool", "aws:SecureTransport", &["true", "false"]),
    ("Null", "aws:PrincipalTag/team", &["true", "false"]),
    ("Null", "aws:SourceIp", &["true", "false"]),
    (
        "IpAddress",
        "aws:SourceIp",
        &[
            "203.0.113.0/24",
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "::/0",
            "2001:db8::/32",
        ],
    ),
    (
        "IpAddress",
        "aws:SourceIp",
        &["203.0.113.0/24", "198.51.100.0/24"],
    ),
    (
        "NotIpAddress",
        "aws:SourceIp",
        &[
            "203.0.113.0/24",
            "0.0.0.0/0",
            "203.0.0.0/16",
            "0.0.0.0/1",
            "128.0.0.0/1",
        ],
    ),
    ("IpAddressIfExists", "aws:SourceIp", &["203.0.113.0/24"]),
    (
        "StringEquals",
        "aws:SourceVpce",
        &["vpce-0a1b2c3d4e5f60718"],
    ),
    (
        "StringNotEquals",
        "aws:SourceVpc",
        &["vpc-0a1b2c3d4e5f60718"],
    ),
    (
        "DateGreaterThan",
        "aws:CurrentTime",
        &["2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z"],
    ),
    (
        "DateLessThan",
        "aws:CurrentTime",
        &["2027-02-01T00:00:00Z", "2028-01-01T00:00:00Z"],
    ),
    (
        "DateLessThanEquals",
        "aws:EpochTime",
        &["1800000000", "1772323200"],
    ),
    (
        "DateNotEquals",
        "aws:CurrentTime",
        &["2027-01-01T00:00:00Z"],
    ),
    (
        "DateEquals",
        "aws:CurrentTime",
        &["2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"],
    ),
    ("NumericLessThan", "aws:MultiFactorAuthAge", &["3600", "60"]),
    (
        "NumericGreaterThanEquals",
        "aws:MultiFactorAuthAge",
        &["60", "7200"],
    ),
    (
        "StringEquals",
        "sts:RoleSessionName",
        &["confluent", "${aws:username}"],
    ),
];

fn condition(dice: &mut Dice, ids: bool, most: usize) -> Value {
    let mut condition = json!({});
    let mut add = |dice: &mut Dice, kinds: &[Kind]| {
        let (operator, key, values) = *dice.pick(kinds);
        if condition[operator].get(key).is_none() {
            condition[operator][key] = dice.some(values, 1);
        }
    };
    if ids {
        add(dice, &IDS);
        if dice.roll(4) == 0 {
            add(dice, &IDS);
        }
    }
    for _ in 0..dice.roll(most + 1) {
        add(dice, &OTHERS);
    }
    condition
}

fn principal(dice: &mut Dice) -> Value {
    match dice.roll(8) {
        0 => json!("*"),
        1 => json!({ "AWS": "*" }),
        2 => json!({ "AWS": dice.some(&TRUSTED[..8], 2), "Service": "lambda.amazonaws.com" }),
        _ => json!({ "AWS": dice.some(&TRUSTED[..8], 1) }),
    }
}

/// A trust policy, half of them with Confluent's response.
pub fn trust(seed: u64) -> Case {
    let dice = &mut Dice(seed);
    let mut statements = Vec::new();
    for _ in 0..=dice.roll(2) {
        let ids = dice.roll(3) > 0;
        let most = dice.roll(3);
        statements.push(json!({
            "Effect": "Allow",
            "Principal": principal(dice),
            "Action": dice.some(&ACTIONS, 2),
            "Condition": condition(dice, ids, most),
        }));
    }
    for _ in 0..dice.roll(3) {
        let ids = dice.roll(3) == 0;
        let element = if dice.roll(6) == 0 {
            "NotPrincipal"
        } else {
            "Principal"
        };
        let principal = if element == "Principal" && dice.roll(2) == 0 {
            json!("*")
        } else {
            json!({ "AWS": dice.some(&TRUSTED[..7], 1) })
        };
        statements.push(json!({
            "Effect": "Deny",
            element: principal,
            "Action": dice.some(&ACTIONS, 1),
            "Condition": condition(dice, ids, 2),
        }));
    }
    for statement in &mut statements {
        if statement["Condition"] == json!({}) {
            statement
                .as_object_mut()
                .expect("an object")
                .remove("Condition");
        }
    }
    let response = json!({
        "id": "cspi-7h2kq", "display_name": "orders", "provider": "AWS",
        "config": {
            "kind": "AwsIntegrationConfig", "iam_role_arn": ROLE, "external_id": ID,
            "customer_iam_role_arn": "arn:aws:iam::690214785533:role/confluent-orders",
        },
        "environment": { "id": "env-8k2qd" },
    });
    Case {
        name: format!("trust {seed}"),
        text: json!({ "Version": "2012-10-17", "Statement": statements }).to_string(),
        policy_type: Some(PolicyType::Trust),
        integration: (dice.roll(2) == 0).then(|| response.to_string()),
        ..Case::default()
    }
}

const RESOURCES: [&str; 9] = [
    "*",
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::orders-*",
    "arn:aws:s3:::orders/*",
    "arn:aws:secretsmanager:*:*:secret:*",
    "arn:aws:sqs:eu-west-1:690214785533:orders",
    "arn:aws:iam::690214785533:policy/*",
    "arn:aws:kms:*:690214785533:key/*",
];

const HELD: [Kind; 8] = [
    (
        "StringEquals",
        "aws:RequestedRegion",
        &["eu-west-1", "eu-central-1"],
    ),
    ("StringNotEquals", "aws:RequestedRegion", &["eu-west-1"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true", "false"]),
    (
        "BoolIfExists",
        "aws:MultiFactorAuthPresent",
        &["true", "false"],
    ),
    ("StringEquals", "aws:ResourceTag/team", &["orders"]),
    ("StringNotEquals", "aws:PrincipalTag/team", &["orders"]),
    (
        "IpAddress",
        "aws:SourceIp",
        &["203.0.113.0/24", "0.0.0.0/0"],
    ),
    ("DateLessThan", "aws:CurrentTime", &["2028-01-01T00:00:00Z"]),
];

/// An identity policy.
pub fn identity(seed: u64) -> Case {
    let dice = &mut Dice(seed);
    let names: Vec<&str> = SENSITIVE
        .iter()
        .map(|(_, action, _)| *action)
        .chain([
            "s3:*",
            "s3:Get*",
            "kms:*",
            "ec2:DescribeInstances",
            "iam:PassRole",
            "lambda:CreateFunction",
            "lambda:InvokeFunction",
        ])
        .collect();
    let mut statements = Vec::new();
    for index in 0..=dice.roll(4) {
        let mut held = json!({});
        if dice.roll(3) == 0 {
            let (operator, key, values) = *dice.pick(&HELD);
            held[operator][key] = dice.some(values, 1);
        }
        let deny = index > 0 && dice.roll(2) == 0;
        let action = if dice.roll(8) == 0 {
            "NotAction"
        } else {
            "Action"
        };
        let resource = if dice.roll(10) == 0 {
            "NotResource"
        } else {
            "Resource"
        };
        let mut statement = json!({
            "Effect": if deny { "Deny" } else { "Allow" },
            action: dice.some(&names, 2),
            resource: dice.some(&RESOURCES, 1),
        });
        if held != json!({}) {
            statement["Condition"] = held;
        }
        statements.push(statement);
    }
    Case {
        name: format!("identity {seed}"),
        text: json!({ "Version": "2012-10-17", "Statement": statements }).to_string(),
        policy_type: Some(PolicyType::Identity),
        ..Case::default()
    }
}
