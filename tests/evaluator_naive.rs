//! The evaluator against a second, naive one: random small policies in all layers, decided by both.
//!
//! `IAMSURE_CASES` raises the number of questions.

#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::deciding::{self, verdict};
use crate::naive::{self, Answer, Condition, Policies, Question, Statement};
use iamsure::access::{Accounts, Role};
use iamsure::semantics::{Caller, Decision, Key, Request};

const OURS: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/app";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s1";
const USER: &str = "arn:aws:iam::111122223333:user/ann";
const STRANGER: &str = "arn:aws:iam::444455556666:role/other";

const CALLERS: [&str; 6] = [
    ROLE,
    SESSION,
    USER,
    STRANGER,
    "sns.amazonaws.com",
    "anonymous",
];
const PRINCIPALS: [&str; 9] = [
    "*",
    OURS,
    "444455556666",
    ROLE,
    SESSION,
    USER,
    STRANGER,
    "sns.amazonaws.com",
    "arn:aws:sts::111122223333:assumed-role/app/s2",
];
const ASKED: [&str; 2] = ["sqs:SendMessage", "sqs:ReceiveMessage"];
const ACTIONS: [&str; 9] = [
    "*",
    "sqs:*",
    "sqs:Send*",
    "SQS:sendmessage",
    "sqs:?e*Message",
    "sqs:*Message?",
    "sqs:ReceiveMessage",
    "s3:*",
    "*:*",
];

/// A stream of numbers that a seed repeats (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("a small number")
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn picks<T: Copy>(&mut self, from: &[T], most: usize) -> Vec<T> {
        (0..=self.below(most)).map(|_| self.pick(from)).collect()
    }

    /// A short text of few characters, so that texts and patterns often meet.
    fn text(&mut self, letters: &str) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..self.below(5)).map(|_| self.pick(&letters)).collect()
    }
}

fn resource(random: &mut Random) -> String {
    let end = match random.below(6) {
        0 => "${x:one}".to_owned(),
        1 => format!("{}${{x:none, 'ab'}}", random.text("ab*?")),
        2 => "a${*}*".to_owned(),
        _ => random.text("aab:/**?"),
    };
    match random.below(6) {
        0 => "*".to_owned(),
        1 => format!("arn:aws:sqs:*:*:{end}*"),
        2 => format!("arn:aws:sqs:eu-*:{OURS}:{end}"),
        3 => format!("arn:aws:sqs:eu-west-?:1*:*{end}"),
        4 => format!("arn:aws:sqs:*:444455556666:{end}"),
        _ => format!("arn:aws:sqs:eu-west-1:{OURS}:*{end}*"),
    }
}

/// Key and operators that fit it; `x:many` has several values, so it takes set operators only.
fn condition(random: &mut Random) -> Condition {
    let strings = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    let (key, operators, values): (&'static str, &[&'static str], Vec<String>) =
        match random.below(8) {
            0 | 1 => {
                let values = (0..=random.below(2)).map(|_| match random.below(5) {
                    0 => "${x:two}*".to_owned(),
                    1 => "${x:none}".to_owned(),
                    _ => random.text("abA**?"),
                });
                let values = values.collect();
                (random.pick(&["x:one", "x:two", "x:none"]), &strings, values)
            }
            2 | 3 => {
                let values = (0..=random.below(2)).map(|_| random.text("abA*?"));
                let values = values.collect();
                (random.pick(&["x:many", "x:none"]), &strings, values)
            }
            4 => (
                "x:number",
                &[
                    "NumericEquals",
                    "NumericNotEquals",
                    "NumericLessThan",
                    "NumericLessThanEquals",
                    "NumericGreaterThan",
                    "NumericGreaterThanEquals",
                ],
                random
                    .picks(&["1", "1.0", "2", "2.5", "-3"], 2)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            ),
            5 => (
                "x:date",
                &[
                    "DateEquals",
                    "DateNotEquals",
                    "DateLessThan",
                    "DateLessThanEquals",
                    "DateGreaterThan",
                    "DateGreaterThanEquals",
                ],
                random
                    .picks(&["2026-01-01", "2026-01-02"], 1)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            ),
            6 => (
                "x:address",
                &["IpAddress", "NotIpAddress"],
                random
                    .picks(
                        &[
                            "8.0.0.0/8",
                            "8.8.0.0/16",
                            "8.8.8.8",
                            "0.0.0.0/0",
                            "9.9.9.0/24",
                        ],
                        1,
                    )
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            ),
            _ => (
                "x:arn",
                &["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"],
                random
                    .picks(
                        &[
                            "arn:aws:sns:*:*:t*",
                            "arn:aws:sns:eu-west-1:1?:t:*",
                            "arn:aws:sqs:*:*:*",
                        ],
                        1,
                    )
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            ),
        };
    let (operator, values) = match random.below(12) {
        0 => ("Null", vec![random.pick(&["true", "false"]).to_owned()]),
        1 if key == "x:one" => ("BinaryEquals", vec!["QQ==".to_owned()]),
        2 if key == "x:two" => ("Bool", vec![random.pick(&["true", "False"]).to_owned()]),
        _ => (random.pick(operators), values),
    };
    // A Boolean operator on what is no Boolean is no documented case.
    let key = match operator {
        "BinaryEquals" => "x:binary",
        "Bool" => "x:flag",
        _ => key,
    };
    let set = match operator {
        "Null" => "",
        _ if key == "x:many" => random.pick(&["ForAllValues:", "ForAnyValue:"]),
        _ => random.pick(&["", "", "", "ForAllValues:", "ForAnyValue:"]),
    };
    Condition {
        set,
        operator,
        if_exists: operator != "Null" && random.one_in(4),
        key,
        values,
    }
}

fn conditions(random: &mut Random) -> Vec<Condition> {
    let number = random.pick(&[0, 0, 0, 1, 1, 2]);
    (0..number).map(|_| condition(random)).collect()
}

fn policy(random: &mut Random, of_resource: bool) -> Vec<Statement> {
    (0..=random.below(2))
        .map(|_| Statement {
            allow: !random.one_in(6),
            principals: if of_resource {
                random.picks(&PRINCIPALS, 2)
            } else {
                Vec::new()
            },
            not_action: random.one_in(6),
            actions: random.picks(&ACTIONS, 1),
            not_resource: random.one_in(6),
            resources: (0..=random.below(2)).map(|_| resource(random)).collect(),
            conditions: conditions(random),
        })
        .collect()
}

fn policies(random: &mut Random, caller: &str) -> Policies {
    let mut policies = Policies::default();
    let is_identity = caller.starts_with("arn:");
    if is_identity {
        policies.identity = (0..=random.below(2))
            .map(|_| policy(random, false))
            .collect();
        policies.boundary = random.one_in(4).then(|| policy(random, false));
        policies.session = (caller == SESSION && random.one_in(2)).then(|| policy(random, false));
    }
    if random.one_in(4) {
        policies.scps = (0..=random.below(2))
            .map(|_| policy(random, false))
            .collect();
    }
    policies.resource = (!is_identity || random.one_in(2)).then(|| policy(random, true));
    if caller == ROLE {
        // Which session the role calls by is not said, so that a session's name would leave it open.
        let all = policies.resource.iter_mut().flatten();
        for name in all.flat_map(|one| &mut one.principals) {
            if name.contains("assumed-role") {
                *name = STRANGER;
            }
        }
    }
    policies.rcp = random.one_in(6).then(|| {
        let mut statements = policy(random, false);
        for statement in &mut statements {
            statement.principals = vec!["*"];
            // Whether these have variables is nowhere said.
            let values = statement
                .conditions
                .iter_mut()
                .flat_map(|one| &mut one.values);
            for text in values.chain(&mut statement.resources) {
                *text = text.replace("${", "");
            }
        }
        statements
    });
    policies
}

fn question(random: &mut Random) -> Question {
    let mut context = BTreeMap::new();
    let mut give = |random: &mut Random, key, values: Vec<String>| {
        if !random.one_in(4) {
            context.insert(key, values);
        }
    };
    let text = random.text("abA*");
    give(random, "x:one", vec![text]);
    let text = random.text("ab");
    give(random, "x:two", vec![text]);
    // The empty string may count as no value: no documented case where it is the only one.
    let values = (0..=random.below(3))
        .map(|_| format!("a{}", random.text("abA")))
        .collect();
    give(random, "x:many", values);
    let number = random.pick(&["1", "2", "2.50", "-3", "7"]).to_owned();
    give(random, "x:number", vec![number]);
    let date = random
        .pick(&["2025-12-31", "2026-01-01", "2026-01-02"])
        .to_owned();
    give(random, "x:date", vec![date]);
    let address = random
        .pick(&["8.8.8.8", "8.1.1.1", "9.9.9.9", "1.1.1.1"])
        .to_owned();
    give(random, "x:address", vec![address]);
    let arn = random.pick(&[
        "arn:aws:sns:eu-west-1:12:t:s",
        "arn:aws:sns:x:y:t",
        "arn:aws:sqs:a:b:c",
        "text",
    ]);
    give(random, "x:arn", vec![arn.to_owned()]);
    let flag = random.pick(&["true", "false"]).to_owned();
    give(random, "x:flag", vec![flag]);
    let binary = random.pick(&["QQ==", "Qg=="]).to_owned();
    give(random, "x:binary", vec![binary]);
    // A set operator on the empty string alone is no documented case either.
    context.retain(|_, values: &mut Vec<String>| values != &[String::new()]);
    Question {
        caller: random.pick(&CALLERS),
        action: random.pick(&ASKED),
        resource: format!("arn:aws:sqs:eu-west-1:{OURS}:{}", random.text("ab:/")),
        context,
        reading: true,
        is_open: false.into(),
    }
}

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| format!("\"{}\"", text.as_ref()))
        .collect();
    format!("[{}]", texts.join(","))
}

/// The policy as a person would write it.
fn written(statements: &[Statement]) -> String {
    let mut texts = Vec::new();
    for one in statements {
        let mut text = format!(
            r#"{{"Effect":"{}""#,
            if one.allow { "Allow" } else { "Deny" }
        );
        if !one.principals.is_empty() {
            let (services, identities): (Vec<&str>, Vec<&str>) = one
                .principals
                .iter()
                .partition(|name| name.ends_with("amazonaws.com"));
            let mut types = Vec::new();
            if !identities.is_empty() {
                types.push(format!(r#""AWS":{}"#, list(&identities)));
            }
            if !services.is_empty() {
                types.push(format!(r#""Service":{}"#, list(&services)));
            }
            let _ = write!(text, r#","Principal":{{{}}}"#, types.join(","));
        }
        let not = |negated| if negated { "Not" } else { "" };
        let _ = write!(
            text,
            r#","{}Action":{}"#,
            not(one.not_action),
            list(&one.actions)
        );
        let _ = write!(
            text,
            r#","{}Resource":{}"#,
            not(one.not_resource),
            list(&one.resources)
        );
        let mut operators: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (index, condition) in one.conditions.iter().enumerate() {
            let suffix = if condition.if_exists { "IfExists" } else { "" };
            let mut operator = format!("{}{}{suffix}", condition.set, condition.operator);
            // The same operator twice has to be spelled in two ways; letter case does not count.
            if index == 1 {
                operator = operator.to_lowercase();
            }
            operators.entry(operator).or_default().push(format!(
                r#""{}":{}"#,
                condition.key,
                list(&condition.values)
            ));
        }
        if !operators.is_empty() {
            let blocks: Vec<String> = operators
                .iter()
                .map(|(operator, keys)| format!(r#""{operator}":{{{}}}"#, keys.join(",")))
                .collect();
            let _ = write!(text, r#","Condition":{{{}}}"#, blocks.join(","));
        }
        text.push('}');
        texts.push(text);
    }
    deciding::policy(&texts.join(","))
}

fn ask(policies: &Policies, question: &Question) -> (Decision, String) {
    let mut texts = Vec::new();
    let mut add = |role, statements: &[Statement]| texts.push((role, written(statements)));
    for one in &policies.identity {
        add(Role::Identity, one);
    }
    for (role, one) in [
        (Role::Boundary, &policies.boundary),
        (Role::Session, &policies.session),
        (Role::Resource, &policies.resource),
        (Role::Rcp(0), &policies.rcp),
    ] {
        if let Some(one) = one {
            add(role, one);
        }
    }
    for (level, one) in policies.scps.iter().enumerate() {
        add(Role::Scp(level), one);
    }
    let caller = match question.caller {
        "anonymous" => Caller::Anonymous,
        arn if arn.starts_with("arn:") => Caller::Identity(arn.to_owned()),
        name => Caller::Service(name.to_owned()),
    };
    let mut request = Request::new(caller, question.action);
    request.resource = Some(question.resource.clone());
    request.context.set_others(Key::Absent);
    for (name, values) in &question.context {
        request.context.set(name, Key::Present(values.clone()));
    }
    let decision = verdict(&texts, &Accounts::default(), &request).decision;
    let story = format!("{request:#?}\n{texts:#?}");
    (decision, story)
}

/// How often each decision came: allowed, denied by a Deny, by silence, open.
fn compare(seeds: std::ops::Range<u64>) -> [usize; 4] {
    let mut counts = [0; 4];
    for seed in seeds {
        let mut random = Random(seed);
        let mut question = question(&mut random);
        let policies = policies(&mut random, question.caller);
        let (decision, story) = ask(&policies, &question);
        let one = naive::decide(&policies, &question);
        question.reading = false;
        let other = naive::decide(&policies, &question);
        let (place, expected) = match decision {
            Decision::Allowed => (0, Answer::Allowed),
            Decision::ExplicitDeny => (1, Answer::ExplicitDeny),
            Decision::ImplicitDeny => (2, Answer::ImplicitDeny),
            Decision::Unknown => {
                // Only what AWS does not document may stay open.
                assert!(question.is_open.get(), "seed {seed} is open: {story}");
                counts[3] += 1;
                continue;
            }
        };
        // Where nothing allows it, a Deny that may apply makes no difference but in name.
        let as_expected = |found| {
            found == expected
                || (expected == Answer::ImplicitDeny
                    && found == Answer::ExplicitDeny
                    && question.is_open.get())
        };
        assert!(
            as_expected(one) && as_expected(other),
            "seed {seed} is {decision:?}, not {one:?} or {other:?}: {story}"
        );
        counts[place] += 1;
    }
    counts
}

#[test]
fn both_evaluators_decide_alike() {
    let cases = std::env::var("IAMSURE_CASES").map_or(6_000, |cases| {
        cases.parse().expect("IAMSURE_CASES is a number")
    });
    let counts = compare(0..cases);
    let share = |count: usize| count as u64 * 100 / cases;
    let least = *counts[..3].iter().min().expect("three counts");
    assert!(
        share(least) > 5,
        "each decision comes often enough to tell: {counts:?}"
    );
    assert!(share(counts[3]) < 10, "few stay open: {counts:?}");
}
