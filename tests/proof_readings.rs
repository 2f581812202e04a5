//! Proofs against brute force over small, dense worlds: every value that a type of condition can tell apart, odd spellings
//! included, and what AWS leaves open read either way.
//!
//! `IAMSURE_CASES` raises the number of pairs of policies.

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Side, Verdict, no_new_access};
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

/// What policies say of one key, and what requests have of it.
struct Theme {
    key: &'static str,
    operators: &'static [&'static str],
    /// Whether set prefixes stand before the operators.
    sets: bool,
    written: &'static [&'static str],
    sent: &'static [&'static str],
    /// Whether a request can lack it.
    absent: bool,
    /// Whether a request can have several.
    several: bool,
}

const TEXTS: [&str; 6] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];

const THEMES: [Theme; 14] = [
    Theme {
        key: "x:text",
        operators: &TEXTS,
        sets: false,
        written: &[
            "", "a", "A", "k", "K", "s", "ss", "ab", "a*", "*a", "?", "??", "*", "?*", "*a*", "é",
            "É", "?b", "${*}", "a${*}", "${?}", "${$}", "a?", "i", "st",
        ],
        sent: &[
            "",
            "a",
            "A",
            "k",
            "K",
            "\u{212a}",
            "s",
            "\u{17f}",
            "ss",
            "ß",
            "ab",
            "aB",
            "AB",
            "*",
            "?",
            "$",
            "a*",
            "é",
            "É",
            "aé",
            "\u{1f600}",
            "b",
            "\n",
            "a?",
            "\u{131}",
            "i",
            "I",
            "\u{130}",
            "\u{fb06}",
            "st",
            "ST",
        ],
        absent: true,
        several: false,
    },
    Theme {
        key: "x:texts",
        operators: &TEXTS,
        sets: true,
        written: &["", "a", "A", "ab", "a*", "?", "*", "?*", "b"],
        sent: &["", "a", "A", "ab", "b", "c"],
        absent: true,
        several: true,
    },
    Theme {
        key: "aws:TagKeys",
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "Null",
        ],
        sets: true,
        written: &["", "a", "true", "false", "a*", "?", "*", "?*", "b"],
        sent: &["", "a", "true", "b", "ab"],
        absent: true,
        several: true,
    },
    Theme {
        key: "s3:max-keys",
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
            "Null",
        ],
        sets: false,
        written: &[
            "0",
            "-0",
            "00",
            "1",
            "1.0",
            "01",
            "+1",
            "1e0",
            " 1",
            "x",
            "",
            "1.5",
            "-1",
            "-1.5",
            "true",
            "false",
            "9007199254740992",
            "9007199254740993",
            "99999999999999999999999",
            "0.1",
            "0.10",
            "-0.1",
            ".5",
            "5.",
        ],
        sent: &[
            "0",
            "-0",
            "0.0",
            "1",
            "1.0",
            "01",
            "0.5",
            "1.25",
            "1.5",
            "2",
            "-1",
            "-1.25",
            "-1.5",
            "-2",
            "9007199254740992",
            "9007199254740993",
            "9007199254740994",
            "99999999999999999999999",
            "99999999999999999999998.5",
            "0.1",
            "0.05",
            "-0.1",
            "-0.05",
            "0.11",
        ],
        absent: true,
        several: false,
    },
    Theme {
        key: "x:number",
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericGreaterThanEquals",
            "StringEquals",
            "StringNotLike",
        ],
        sets: true,
        written: &["0", "1", "1.0", "01", "1e0", "x", "", "-1"],
        sent: &[
            "0", "1", "1.0", "01", "0.5", "2", "-1", "-2", "x", "", "none",
        ],
        absent: true,
        several: false,
    },
    Theme {
        key: "aws:CurrentTime",
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
            "Null",
        ],
        sets: false,
        written: &[
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00+01:00",
            "1767225600",
            "2026",
            "2026-02-31",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01t00:00:00z",
            "x",
            "",
            "true",
            "false",
            "1970-01-01",
            "0",
            "9999-12-31T23:59:59Z",
            "10000-01-01",
            "-0001-01-01",
            "2026-01-01T00:00",
            "12345",
        ],
        sent: &[
            "2025-12-31T23:59:59Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.25Z",
            "2026-01-01T00:00:00.5Z",
            "2026-01-01T00:00:00.75Z",
            "2026-01-01T00:00:01Z",
            "2026-01-02T00:00:00Z",
            "2026-03-03T00:00:00Z",
            "2026-03-04T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "1970-01-01T03:25:45Z",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.5Z",
            "10000-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z",
            "-0002-01-01T00:00:00Z",
            "2025-01-01T00:00:00Z",
        ],
        absent: false,
        several: false,
    },
    Theme {
        key: "aws:SourceIp",
        operators: &["IpAddress", "NotIpAddress", "Null"],
        sets: false,
        written: &[
            "10.0.0.0/8",
            "10.1.2.3/8",
            "10.0.0.0/9",
            "10.128.0.0/9",
            "0.0.0.0/0",
            "::/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "::ffff:10.0.0.0/104",
            "::ffff:0:0/96",
            "::ffff:0:0/95",
            "10.0.0.1",
            "::1",
            "10.0.0.0/08",
            "10.0.0.0/33",
            "x",
            "",
            "true",
            "false",
            "255.255.255.255",
            "::/1",
            "8000::/1",
            "fe80::/10",
            "10.0.0.1/32",
            "010.0.0.1",
        ],
        sent: &[
            "0.0.0.0",
            "9.255.255.255",
            "10.0.0.0",
            "10.0.0.1",
            "10.0.0.2",
            "10.127.255.255",
            "10.128.0.0",
            "10.255.255.255",
            "11.0.0.0",
            "127.255.255.255",
            "128.0.0.0",
            "255.255.255.255",
            "255.255.255.254",
            "::",
            "::1",
            "::2",
            "7fff:ffff::",
            "8000::",
            "fe80::1",
            "febf:ffff::",
            "fec0::",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "::fffe:0:1",
            "::1:0:0:0",
            "2001:db8::7",
        ],
        absent: true,
        several: false,
    },
    Theme {
        key: "aws:MultiFactorAuthPresent",
        operators: &[
            "Bool",
            "Null",
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringEqualsIgnoreCase",
        ],
        sets: true,
        written: &["true", "false", "True", "FALSE", "yes", "1", "", "*", "t*"],
        sent: &["true", "false"],
        absent: true,
        several: false,
    },
    Theme {
        key: "x:flag",
        operators: &[
            "Bool",
            "Null",
            "StringEquals",
            "StringNotEquals",
            "StringLike",
        ],
        sets: false,
        written: &["true", "false", "True", "FALSE", "yes", "1", "", "*", "t*"],
        sent: &["true", "false", "True", "FALSE", "yes", "1", "", "tRUE"],
        absent: true,
        several: false,
    },
    Theme {
        key: "x:bytes",
        operators: &["BinaryEquals", "StringEquals", "Null"],
        sets: false,
        written: &["QQ==", "QQ", "QR==", "", "Qg==", "!", "true", "false"],
        sent: &["QQ==", "QQ", "QR==", "", "Qg==", "!", "QQ== "],
        absent: true,
        several: false,
    },
    Theme {
        key: "aws:SourceArn",
        operators: &[
            "ArnEquals",
            "ArnLike",
            "ArnNotLike",
            "ArnNotEquals",
            "StringLike",
            "StringNotLike",
            "Null",
        ],
        sets: false,
        written: &[
            "arn:aws:s3:::a",
            "arn:aws:s3:::*",
            "arn:aws:s3*",
            "arn:*",
            "*",
            "arn:aws:s3:*",
            "arn:aws:s3:*:*:a",
            "arn:aws:S3:::a",
            "ARN:*",
            "arn:aws:s3:::a*",
            "arn:aws:s3:::?",
            "arn:*:s?:::a",
            "",
            "true",
            "false",
            "arn:aws:s3:::a:b",
            "arn:aws:s3:::*:b",
            "arn:aws:s3:::${*}",
            "?rn:aws:s3:::a",
            "*:*:*:*:*:*",
            "arn:aws:s3:::",
            "*a",
            "ARN*",
        ],
        sent: &[
            "arn:aws:s3:::a",
            "arn:aws:s3:::b",
            "arn:aws:s3:::ab",
            "arn:aws:s3:::a:b",
            "arn:aws:s3:::*",
            "arn:aws:s3:::",
            "arn:aws:s3:eu:1:a",
            "arn:aws:sx:::a",
            "arn:aws:S3:::a",
            "ARN:aws:s3:::a",
            "arn:aws:s3",
            "arn",
            "",
            "x",
            "a",
            "arn:aws:s3:::\n",
            "arn:aws-cn:s3:::a",
            "arn:aws:s3:a:b",
            "xrn:aws:s3:::a",
            ":::::",
            "arn:aws:sns:eu:1:a",
        ],
        absent: true,
        several: false,
    },
    Theme {
        key: "aws:EpochTime",
        operators: &[
            "DateLessThan",
            "DateGreaterThanEquals",
            "NumericLessThan",
            "NumericGreaterThanEquals",
        ],
        sets: false,
        written: &["1767225600", "2026-01-01", "12345", "1767225600.5"],
        sent: &[
            "1767225599",
            "1767225600",
            "1767225601",
            "12344",
            "12345",
            "12346",
            "0",
        ],
        absent: false,
        several: false,
    },
    Theme {
        key: "x:tagged",
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
        ],
        sets: false,
        written: &[
            "${x:v}",
            "a${x:v}",
            "${x:v}*",
            "*${x:v}",
            "${x:v, 'a'}",
            "${x:v, '*'}",
            "a",
            "a*",
            "*",
            "${X:V}",
            "${x:v}${x:v}",
            "${x:w}",
            "${x:v}${x:w}",
        ],
        sent: &["", "a", "aa", "ab", "*", "b", "A", "a*"],
        absent: true,
        several: false,
    },
    Theme {
        key: "x:v",
        operators: &["StringEquals", "StringNotEquals", "StringLike", "Null"],
        sets: false,
        written: &["a", "b", "a*", "true", "false", "${x:w}", "${x:tagged}"],
        sent: &["", "a", "b", "*", "ab"],
        absent: true,
        several: false,
    },
];

/// The keys that stand together: each world has the themes of one row.
const WORLDS: [&[usize]; 15] = [
    &[0],
    &[1],
    &[2],
    &[3],
    &[4],
    &[5],
    &[6],
    &[7],
    &[8],
    &[9],
    &[10],
    &[11, 5],
    &[12, 13],
    &[7, 2],
    &[12, 13],
];

const RESOURCES: [&str; 26] = [
    "*",
    "**",
    "arn:aws:s3:::*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::?",
    "arn:aws:s3:::${x:v}",
    "arn:aws:s3:::a${x:v}",
    "arn:aws:s3:::${x:v}*",
    "arn:aws:s3:::${x:v, 'a'}",
    "arn:aws:s3:::${*}",
    "arn:aws:s3*",
    "arn:aws:s3",
    "arn:aws:S3:::a",
    "arn:aws:s3:*",
    "arn:*",
    "*a",
    "arn:aws:s3:::é",
    "arn:aws:s?:::a",
    "arn:aws:${x:v}:::a",
    "arn:aws:s3:*:*:a",
    "arn:aws:s3:::*:b",
    "arn:aws:s3:::${x:v}:b",
    "ARN:aws:s3:::a",
    "arn:aws:s3:::",
    "arn:aws:*:::a",
];

const ASKED: [&str; 14] = [
    "*",
    "arn:aws:s3:::",
    "arn:aws:s3:::a",
    "arn:aws:s3:::b",
    "arn:aws:s3:::ab",
    "arn:aws:s3:::aa",
    "arn:aws:s3:::*",
    "arn:aws:s3:::é",
    "arn:aws:s3:::a:b",
    "arn:aws:sx:::a",
    "arn:aws:s3:eu:1:a",
    "arn:aws:s3:::a*",
    "arn:aws:b:::a",
    "arn:aws:s3:::ab:b",
];

const ACTIONS: [&str; 9] = [
    "*",
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "S3:getobject",
    "*:*",
    "s3:?etObject",
    "s3:Future",
    "*Object",
];

const CALLED: [&str; 5] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:Future",
    "s3:getobject",
    "sqs:SendMessage",
];

fn condition(dice: &mut Dice, theme: &Theme) -> (String, Vec<&'static str>) {
    let operator = *dice.pick(theme.operators);
    let set = match dice.roll(4) {
        0 if theme.sets => "ForAllValues:",
        1 if theme.sets => "ForAnyValue:",
        _ => "",
    };
    let suffix = if operator != "Null" && dice.roll(4) == 0 {
        "IfExists"
    } else {
        ""
    };
    let booleans = ["true", "false"];
    let values = if operator == "Null" {
        dice.some(&booleans, 1)
    } else {
        dice.some(theme.written, 2)
    };
    (format!("{set}{operator}{suffix}"), values)
}

fn statement(dice: &mut Dice, themes: &[&Theme], with_resources: bool) -> Value {
    let mut statement = json!({ "Effect": if dice.roll(3) == 0 { "Deny" } else { "Allow" } });
    let not = |dice: &mut Dice, name: &str| {
        if dice.roll(5) == 0 {
            format!("Not{name}")
        } else {
            name.to_owned()
        }
    };
    let (action, resource) = (not(dice, "Action"), not(dice, "Resource"));
    let (actions, resources) = if with_resources {
        (dice.some(&ACTIONS, 1), dice.some(&RESOURCES, 2))
    } else {
        (vec!["s3:GetObject"], vec!["*"])
    };
    let plain = |name: String, is_plain: bool| {
        if is_plain {
            name.trim_start_matches("Not").to_owned()
        } else {
            name
        }
    };
    statement[plain(action, !with_resources)] = json!(actions);
    statement[plain(resource, !with_resources)] = json!(resources);
    for _ in 0..dice.roll(if with_resources { 2 } else { 3 }) {
        let theme = *dice.pick(themes);
        let (operator, values) = condition(dice, theme);
        statement["Condition"][operator][theme.key] = json!(values);
    }
    statement
}

fn policy(dice: &mut Dice, themes: &[&Theme], with_resources: bool) -> Value {
    let count = 1 + dice.roll(3);
    let statements: Vec<Value> = (0..count)
        .map(|_| statement(dice, themes, with_resources))
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn states(theme: &Theme, sets: bool) -> Vec<Key> {
    let mut states: Vec<Key> = theme.sent.iter().map(|text| Key::value(*text)).collect();
    let several = theme.several && (sets || theme.key.starts_with("aws:"));
    if theme.absent {
        states.push(Key::Absent);
    }
    if several {
        states.push(Key::Present(Vec::new()));
        for one in theme.sent {
            for other in theme.sent {
                states.push(Key::Present(vec![(*one).to_owned(), (*other).to_owned()]));
            }
        }
    }
    states
}

/// Every request of the world, or a good part of them.
fn requests(dice: &mut Dice, themes: &[&Theme], with_resources: bool, sets: bool) -> Vec<Request> {
    let caller = Caller::Identity("arn:aws:iam::111122223333:user/bob".to_owned());
    let mut start = Request::new(caller, "s3:GetObject");
    start.resource = Some("arn:aws:s3:::a".to_owned());
    start.context.set_others(Key::Absent);
    let mut all = vec![start];
    for theme in themes {
        let states = states(theme, sets);
        all = all
            .iter()
            .flat_map(|request| states.iter().map(|key| with(request, theme.key, key)))
            .collect();
    }
    if with_resources {
        all = all
            .iter()
            .flat_map(|request| {
                ASKED.iter().flat_map(move |resource| {
                    CALLED.iter().map(move |action| {
                        let mut request = request.clone();
                        request.resource = Some((*resource).to_owned());
                        request.action = (*action).to_owned();
                        request
                    })
                })
            })
            .collect();
    }
    while all.len() > 400 {
        let place = dice.roll(all.len());
        all.swap_remove(place);
    }
    all
}

fn with(request: &Request, key: &str, value: &Key) -> Request {
    let mut request = request.clone();
    let names: &[&str] = match key {
        "aws:CurrentTime" | "aws:EpochTime" => &["aws:CurrentTime", "aws:EpochTime"],
        _ => &[key],
    };
    for name in names {
        request.context.set(name, value.clone());
    }
    request
}

fn with_policy<T>(text: &str, then: impl FnOnce(&Policy) -> T) -> T {
    let source = Source::new("policy", text);
    let tree = syntax::parse(FileId(0), &source);
    then(&model::lower(&tree))
}

/// Whether no more than one thing is open, which may then be either way.
fn is_open_once(policy: &Policy, request: &Request) -> bool {
    let outcome = decide(policy, PolicyType::Identity, request);
    let parts = outcome.statements.iter().flat_map(|one| {
        let elements = [one.principal, one.action, one.resource];
        elements.into_iter().chain(one.conditions.iter().copied())
    });
    parts.filter(|truth| truth.is_unknown()).count() == 1
}

/// What each verdict came to: proven, disproven, undecided.
fn compare(seeds: std::ops::Range<u64>) -> [usize; 3] {
    let mut counts = [0; 3];
    let mut wrong: std::collections::BTreeMap<String, usize> = Default::default();
    for seed in seeds {
        let mut dice = Dice(seed.wrapping_mul(0x1234_5678_9abc_def1));
        let world = *dice.pick(&WORLDS);
        let themes: Vec<&Theme> = world.iter().map(|&index| &THEMES[index]).collect();
        let with_resources =
            themes.iter().any(|theme| theme.key == "x:v") && dice.roll(2) == 0 || dice.roll(8) == 0;
        let new = policy(&mut dice, &themes, with_resources);
        let mut old = policy(&mut dice, &themes, with_resources);
        if dice.roll(2) == 0 {
            let list = new["Statement"].as_array().expect("it is a list").clone();
            let own = old["Statement"].as_array_mut().expect("it is a list");
            own.extend(list.into_iter().filter(|_| dice.roll(4) > 0));
        }
        let sets =
            format!("{new}{old}").contains(":For") || format!("{new}{old}").contains("\"For");
        with_policy(&new.to_string(), |new_policy| {
            with_policy(&old.to_string(), |old_policy| {
                let side = |policy| Side {
                    policy,
                    policy_type: PolicyType::Identity,
                };
                let verdict =
                    no_new_access(&side(new_policy), &side(old_policy), &Limits::default());
                match &verdict {
                    Verdict::Disproven(_) => counts[1] += 1,
                    Verdict::Undecided(_) => counts[2] += 1,
                    Verdict::Proven => {
                        counts[0] += 1;
                        for request in requests(&mut dice, &themes, with_resources, sets) {
                            let after = decide(new_policy, PolicyType::Identity, &request).decision;
                            let before =
                                decide(old_policy, PolicyType::Identity, &request).decision;
                            let refuted = match (after, before) {
                                (Decision::Allowed, Decision::Allowed) => false,
                                (Decision::Allowed, Decision::Unknown) => {
                                    is_open_once(old_policy, &request)
                                }
                                (Decision::Allowed, _) => true,
                                // Open in one policy alone: one reading of AWS's pages refutes the proof.
                                (
                                    Decision::Unknown,
                                    Decision::ImplicitDeny | Decision::ExplicitDeny,
                                ) => is_open_once(new_policy, &request),
                                _ => false,
                            };
                            if refuted {
                                let kind =
                                    format!("{world:?} {with_resources} {after:?} {before:?}");
                                let n = wrong.entry(kind.clone()).or_insert(0);
                                *n += 1;
                                if *n <= 2 {
                                    eprintln!(
                                        "## {kind} seed {seed}\nnew {new}\nold {old}\n{:?} {:?} {:?}",
                                        request.action,
                                        request.resource,
                                        request
                                            .context
                                            .iter()
                                            .filter(|(n, _)| !n.contains("principal"))
                                            .collect::<Vec<_>>()
                                    );
                                }
                                break;
                            }
                        }
                    }
                }
            });
        });
    }
    eprintln!("{wrong:#?}");
    counts
}

#[test]
fn proofs_hold_in_dense_worlds() {
    let cases = std::env::var("IAMSURE_CASES").map_or(4_000, |cases| {
        cases.parse().expect("IAMSURE_CASES is a number")
    });
    let counts = compare(0..cases);
    eprintln!("{counts:?}");
}
