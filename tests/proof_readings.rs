//! Proofs against brute force over small, dense worlds: every value that a type of condition can tell apart, odd spellings
//! included, and what AWS leaves open read either way.
//!
//! `IAMSURE_CASES` raises the number of pairs of policies.

use crate::readings::{ACTIONS, ASKED, CALLED, RESOURCES, THEMES, Theme, WORLDS};
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
                        (*action).clone_into(&mut request.action);
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

/// Whether what two policies say of a request refutes that the new one adds nothing, by some reading of AWS's pages.
fn is_refuted(new: &Policy, old: &Policy, request: &Request) -> bool {
    use Decision::{Allowed, ExplicitDeny, ImplicitDeny, Unknown};
    let says = |policy| decide(policy, PolicyType::Identity, request).decision;
    match (says(new), says(old)) {
        (Allowed, ImplicitDeny | ExplicitDeny) => true,
        (Allowed, Unknown) => is_open_once(old, request),
        (Unknown, ImplicitDeny | ExplicitDeny) => is_open_once(new, request),
        _ => false,
    }
}

/// How many pairs were proven, disproven, undecided.
fn compare(seeds: std::ops::Range<u64>) -> [usize; 3] {
    let mut counts = [0; 3];
    for seed in seeds {
        let mut dice = Dice(seed.wrapping_mul(0x1234_5678_9abc_def1));
        let world = *dice.pick(&WORLDS);
        let themes: Vec<&Theme> = world.iter().map(|&index| &THEMES[index]).collect();
        let has_variables = themes.iter().any(|theme| theme.key == "x:v");
        let with_resources = dice.roll(if has_variables { 2 } else { 8 }) == 0;
        let new = policy(&mut dice, &themes, with_resources);
        let mut old = policy(&mut dice, &themes, with_resources);
        if dice.roll(2) == 0 {
            let list = new["Statement"].as_array().expect("it is a list").clone();
            let own = old["Statement"].as_array_mut().expect("it is a list");
            own.extend(list.into_iter().filter(|_| dice.roll(4) > 0));
        }
        let (new, old) = (new.to_string(), old.to_string());
        with_policy(&new, |new_policy| {
            with_policy(&old, |old_policy| {
                let side = |policy| Side {
                    policy,
                    policy_type: PolicyType::Identity,
                };
                let verdict =
                    no_new_access(&side(new_policy), &side(old_policy), &Limits::default());
                match verdict {
                    Verdict::Disproven(_) => counts[1] += 1,
                    Verdict::Undecided(_) => counts[2] += 1,
                    Verdict::Proven => {
                        counts[0] += 1;
                        let sets = [&new, &old].iter().any(|text| text.contains("\"For"));
                        let refuted = requests(&mut dice, &themes, with_resources, sets)
                            .into_iter()
                            .find(|request| is_refuted(new_policy, old_policy, request));
                        assert!(
                            refuted.is_none(),
                            "seed {seed}\nnew {new}\nold {old}\n{refuted:#?}"
                        );
                    }
                }
            });
        });
    }
    counts
}

#[test]
fn proofs_hold_in_dense_worlds() {
    let cases: u64 = std::env::var("IAMSURE_CASES").map_or(4_000, |cases| {
        cases.parse().expect("IAMSURE_CASES is a number")
    });
    let middle = cases / 2;
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| compare(0..middle));
        (compare(middle..cases), one.join())
    });
    let other = other.expect("the other half of the run");
    let counts: Vec<usize> = one
        .iter()
        .zip(other)
        .map(|(one, other)| one + other)
        .collect();
    assert_eq!(counts.iter().sum::<usize>() as u64, cases);
    // Each verdict comes often enough to tell.
    assert!(
        counts.iter().all(|&count| count as u64 * 20 > cases),
        "{counts:?}"
    );
}
