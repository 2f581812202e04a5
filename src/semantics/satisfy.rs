//! Whether any request can satisfy the conditions of a statement together, and which of them contradict each other.
//!
//! Each key is decided by itself, and exactly where its values allow; what is left is open. A contradiction is only told
//! when it is certain.

mod addresses;
mod order;
mod plain;
mod text;

use std::cmp::Ordering;

use crate::catalog::{Catalog, KnownKey, global_keys};
use crate::model::Condition;
use crate::operator::{Family, Operator, SetPrefix};
use crate::sort;

use super::Truth;
use super::condition::when_absent;
use super::operators::{bool, date, number};

pub use order::{Bound, Window};
pub use plain::{have_keys_of_their_own, may_hold_together};

/// Conditions on one key beyond this number are not compared; no one writes so many.
const MOST_ON_ONE_KEY: usize = 64;

/// Whether some request satisfies all conditions.
#[derive(Clone, Debug)]
pub struct Satisfiable {
    pub truth: Truth,
    /// At most one for each key; not empty exactly if the truth is no.
    pub conflicts: Vec<Conflict>,
}

/// Conditions that no request satisfies together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub about: About,
    /// Their places in the statement's list, in order; without any one of them the others can hold.
    pub conditions: Vec<usize>,
}

/// What conditions contradict each other about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Dates,
    Numbers,
    Addresses,
    Texts,
    Booleans,
    /// One wants the key absent, another wants it present, or AWS always sends it.
    Presence,
    /// One key is there only for requests through a VPC endpoint, the other only for all others.
    Network,
}

/// Asks of each key of the conditions whether it can have a value, or be absent, so that all hold.
///
/// `variables` says whether `${…}` in values are policy variables. Takes time linear in the conditions but for a sort.
#[must_use]
pub fn satisfy(conditions: &[Condition], variables: bool) -> Satisfiable {
    let mut truth = Truth::Yes;
    let mut conflicts = Vec::new();
    let mut order: Vec<usize> = Vec::with_capacity(conditions.len());
    for (index, condition) in conditions.iter().enumerate() {
        if condition.spec.is_some() && condition.key.known().is_some() {
            order.push(index);
        } else {
            truth = Truth::Unknown;
        }
    }
    let name = |index: &usize| conditions.get(*index).map_or("", dimension);
    order.sort_by(|a, b| compare_folded(name(a), name(b)).then(a.cmp(b)));
    for group in order.chunk_by(|a, b| name(a).eq_ignore_ascii_case(name(b))) {
        let members: Vec<Member> = group
            .iter()
            .filter_map(|&index| {
                let condition = conditions.get(index)?;
                Some(Member {
                    index,
                    condition,
                    operator: condition.spec?.base,
                    set: condition.spec?.set,
                })
            })
            .collect();
        match one_key(&members, variables) {
            Ok(found) => truth = truth.and(found),
            Err(conflict) => conflicts.push(conflict),
        }
    }
    conflicts.extend(network(conditions));
    if !conflicts.is_empty() {
        truth = Truth::No;
    }
    sort::by(&mut conflicts, |a, b| a.conditions.cmp(&b.conditions));
    Satisfiable { truth, conflicts }
}

/// The time during which the conditions on the current time can hold, by the bounds that limit it most.
#[must_use]
pub fn time_window<'t>(conditions: &'t [Condition]) -> Window<date::Instant<'t>> {
    let mut window = Window::default();
    for (index, condition) in conditions.iter().enumerate() {
        if is_time(condition.key.written())
            && let Some(relation) = condition.spec.and_then(|spec| spec.base.relation())
            && let Some(values) = instants(condition)
        {
            window.narrow(relation, &values, index);
        }
    }
    window
}

/// A condition on the key in question, its operator understood.
#[derive(Clone, Copy)]
struct Member<'c, 't> {
    index: usize,
    condition: &'c Condition<'t>,
    operator: Operator,
    set: Option<SetPrefix>,
}

impl Member<'_, '_> {
    fn when_absent(&self) -> Truth {
        match (self.operator, self.set) {
            (Operator::Null, None) => match null_wants(self.condition) {
                Some(absent) => Truth::from(absent),
                None => Truth::Unknown,
            },
            // Constant whatever the key is; another matter than a contradiction.
            (Operator::Null, Some(_)) => Truth::Unknown,
            _ if self.condition.values.is_empty() => Truth::Unknown,
            _ => when_absent(self.condition),
        }
    }
}

/// Whether a `Null` condition wants its key absent; none if either will do.
fn null_wants(condition: &Condition) -> Option<bool> {
    let mut values = condition
        .values
        .iter()
        .map(|value| value.known().and_then(|text| bool::parse(text).ok()));
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

fn one_key(members: &[Member], variables: bool) -> Result<Truth, Conflict> {
    let always = members
        .first()
        .and_then(|member| global_keys::find(member.condition.key.written()));
    let (always, multivalued) = always.map_or((false, false), |key| {
        (key.is_always_present(), key.is_multivalued)
    });
    let absent = Truth::all(members.iter().map(Member::when_absent));
    let demanding = members
        .iter()
        .find(|member| member.when_absent().is_no())
        .map(|member| member.index);
    let forbidding = members.iter().find(|member| {
        member.operator == Operator::Null
            && member.set.is_none()
            && null_wants(member.condition) == Some(true)
    });
    if let Some(forbidding) = forbidding {
        return match demanding {
            Some(other) => Err(conflict(About::Presence, [forbidding.index, other])),
            None if always => Err(conflict(About::Presence, [forbidding.index])),
            None => Ok(absent),
        };
    }
    if !always && demanding.is_none() {
        return Ok(absent);
    }
    if members.len() > MOST_ON_ONE_KEY {
        return Ok(Truth::Unknown);
    }
    let found = present(members, variables, multivalued);
    found.map_err(|mut found| {
        let demands = |index: &usize| {
            members
                .iter()
                .any(|member| member.index == *index && member.when_absent().is_no())
        };
        if !always && !found.conditions.iter().any(demands) {
            found.conditions.extend(demanding);
            found.conditions.sort_unstable();
        }
        found
    })
}

/// Whether the key can be there with values that satisfy all.
///
/// Of several values one is enough for each `ForAnyValue:`, if it also satisfies every `ForAllValues:`. Of a key that has one
/// value, all ask for the same one.
fn present(members: &[Member], variables: bool, multivalued: bool) -> Result<Truth, Conflict> {
    let valued = || {
        members
            .iter()
            .filter(|member| member.operator != Operator::Null)
            .copied()
    };
    let plain = valued().any(|member| member.set.is_none());
    let all = || one_value(&valued().collect::<Vec<_>>(), variables);
    if !multivalued && has_one_value(members) {
        return all();
    }
    if plain && !multivalued {
        return all().map_err(|found| with_plain(found, members));
    }
    let every: Vec<Member> = valued()
        .filter(|member| member.set == Some(SetPrefix::ForAllValues))
        .collect();
    // What a plain operator makes of several values is not documented.
    let mut truth =
        one_value(&every, variables)?.and(if plain { Truth::Unknown } else { Truth::Yes });
    for any in valued().filter(|member| member.set == Some(SetPrefix::ForAnyValue)) {
        let mut together = every.clone();
        together.push(any);
        truth = truth.and(one_value(&together, variables)?);
    }
    Ok(truth)
}

/// Whether AWS never sends two values of the key. Asked only where that makes a difference: between two `ForAnyValue:`.
fn has_one_value(members: &[Member]) -> bool {
    let is_any = |member: &&Member| member.set == Some(SetPrefix::ForAnyValue);
    let mut any_values = members.iter().filter(is_any).skip(1);
    any_values.next().is_some_and(|member| {
        let key = Catalog::embedded().known_key(member.condition.key.written());
        key.and_then(KnownKey::is_multivalued) == Some(false)
    })
}

/// Of a key that may have several values two `ForAnyValue:` contradict each other only beside a plain operator, which allows for
/// one.
fn with_plain(mut found: Conflict, members: &[Member]) -> Conflict {
    let plain = |member: &&Member| member.set.is_none() && member.operator != Operator::Null;
    let among = |member: &&Member| found.conditions.contains(&member.index);
    let any_values = members
        .iter()
        .filter(among)
        .filter(|member| member.set == Some(SetPrefix::ForAnyValue))
        .count();
    if any_values > 1 && !members.iter().filter(among).any(|member| plain(&member)) {
        let first = members.iter().find(plain).map(|member| member.index);
        found.conditions.extend(first);
        found.conditions.sort_unstable();
    }
    found
}

/// Whether one value satisfies all.
fn one_value(members: &[Member], variables: bool) -> Result<Truth, Conflict> {
    let of = |wanted: &[Family]| -> Vec<Member> {
        members
            .iter()
            .filter(|member| wanted.contains(&family(member)))
            .copied()
            .collect()
    };
    let mut truth = Truth::Yes;
    let mut kinds = 0;
    let mut decide = |members: Vec<Member>,
                      solve: &dyn Fn(&[Member]) -> Result<Truth, Conflict>| {
        if !members.is_empty() {
            kinds += 1;
            truth = truth.and(solve(&members)?);
        }
        Ok(())
    };
    decide(of(&[Family::String, Family::Arn]), &|members| {
        text::solve(members, variables)
    })?;
    decide(of(&[Family::Date]), &|members| {
        order::solve(members, About::Dates, instants)
    })?;
    decide(of(&[Family::Numeric]), &|members| {
        order::solve(members, About::Numbers, numbers)
    })?;
    decide(of(&[Family::IpAddress]), &addresses::solve)?;
    decide(of(&[Family::Bool]), &booleans)?;
    decide(of(&[Family::Binary]), &|_| Ok(Truth::Unknown))?;
    // Whether one value can be read in two ways is not documented.
    Ok(if kinds > 1 { Truth::Unknown } else { truth })
}

/// In what the values compare; epoch seconds are dates to a numeric operator, too.
fn family(member: &Member) -> Family {
    match member.operator.family() {
        Family::Numeric if is_time(member.condition.key.written()) => Family::Date,
        family => family,
    }
}

fn booleans(members: &[Member]) -> Result<Truth, Conflict> {
    let mut remaining = [true, true];
    let mut truth = Truth::Yes;
    let mut narrowing: Vec<usize> = Vec::new();
    for member in members {
        let values: Option<Vec<bool>> = member
            .condition
            .values
            .iter()
            .map(|value| bool::parse(value.known()?).ok())
            .collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            truth = Truth::Unknown;
            continue;
        };
        let before = remaining;
        remaining[0] &= values.contains(&false);
        remaining[1] &= values.contains(&true);
        if remaining != before {
            narrowing.push(member.index);
        }
    }
    if remaining == [false, false] {
        return Err(conflict(About::Booleans, narrowing));
    }
    Ok(truth)
}

/// A caller behind a VPC endpoint has no `aws:SourceIp`, and no other caller has the endpoint's keys.
///
/// Source: "aws:SourceIp" in "AWS global condition context keys".
fn network(conditions: &[Condition]) -> Option<Conflict> {
    const ENDPOINT: [&str; 7] = [
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:VpcSourceIp",
        "aws:VpceAccount",
        "aws:VpceOrgID",
        "aws:VpceOrgPaths",
    ];
    let demanding = |keys: &[&str]| {
        conditions.iter().position(|condition| {
            keys.iter().any(|key| condition.is_on(key))
                && condition.spec.is_some_and(|spec| {
                    let member = Member {
                        index: 0,
                        condition,
                        operator: spec.base,
                        set: spec.set,
                    };
                    member.when_absent().is_no()
                })
        })
    };
    let address = demanding(&["aws:SourceIp"])?;
    Some(conflict(About::Network, [address, demanding(&ENDPOINT)?]))
}

fn conflict(about: About, conditions: impl IntoIterator<Item = usize>) -> Conflict {
    let mut conditions: Vec<usize> = conditions.into_iter().collect();
    conditions.sort_unstable();
    conditions.dedup();
    Conflict { about, conditions }
}

/// The key's name, one for the two that tell the current time.
fn dimension<'c>(condition: &'c Condition) -> &'c str {
    let name = condition.key.written();
    if is_time(name) { CURRENT_TIME } else { name }
}

const CURRENT_TIME: &str = "aws:CurrentTime";

fn is_time(key: &str) -> bool {
    key.eq_ignore_ascii_case(CURRENT_TIME) || key.eq_ignore_ascii_case("aws:EpochTime")
}

fn compare_folded(one: &str, other: &str) -> Ordering {
    let bytes = one.bytes().map(|byte| byte.to_ascii_lowercase());
    bytes.cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// The values as instants; none if one of them cannot be read.
fn instants<'c>(condition: &'c Condition) -> Option<Vec<date::Instant<'c>>> {
    condition
        .values
        .iter()
        .map(|value| date::parse(value.known()?).ok().map(|date| date.instant))
        .collect()
}

/// The values as numbers; none if one of them cannot be read.
fn numbers<'c>(condition: &'c Condition) -> Option<Vec<number::Number<'c>>> {
    condition
        .values
        .iter()
        .map(|value| number::parse(value.known()?).ok())
        .collect()
}
