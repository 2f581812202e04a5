//! What is taken for the condition keys that nobody gave.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::access::{Accounts, Asked};
use crate::model::{Arn, is_account_id};
use crate::semantics::operators::date;
use crate::semantics::presence::{Presence, presence};
use crate::semantics::{Caller, Key, Request};

/// The keys of which nothing was said and that may be otherwise, by their names in lower case.
pub type Open = BTreeSet<String>;

/// Sets what follows from the keys that were given, as they were written, unless it was given itself.
///
/// Source: "AWS global condition context keys" in the IAM User Guide: `aws:CalledVia` is there when a service makes the
/// request on behalf of its caller, and `aws:ViaAWSService` is `true` then; its first and its last value are keys of their own.
/// `aws:TagKeys` lists the keys of the tags of which each is in `aws:RequestTag/…`.
pub fn derive(request: &mut Request, given: &[(String, Vec<String>)]) {
    let called_via = ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"];
    let is_given =
        |key: &str| matches!(request.context.get(key), Key::Present(values) if !values.is_empty());
    if called_via.into_iter().any(is_given) {
        set(request, "aws:ViaAWSService", Key::value("true"));
    }
    if let Key::Present(values) = request.context.get("aws:CalledVia").clone()
        && let ([first, ..], [.., last]) = (&values[..], &values[..])
    {
        set(request, "aws:CalledViaFirst", Key::value(first));
        set(request, "aws:CalledViaLast", Key::value(last));
    }
    // In lists of tag keys their case matters, in the names of condition keys it does not.
    let tags: Vec<String> = given
        .iter()
        .filter(|(_, values)| !values.is_empty())
        .filter_map(|(name, _)| tag_of(name).map(str::to_owned))
        .collect();
    if !tags.is_empty() {
        set(request, "aws:TagKeys", Key::Present(tags));
    }
}

/// The tag whose value in the request a key has.
fn tag_of(name: &str) -> Option<&str> {
    const TAG: &str = "aws:RequestTag/";
    let (start, tag) = name.split_at_checked(TAG.len())?;
    (start.eq_ignore_ascii_case(TAG) && !tag.is_empty()).then_some(tag)
}

fn set(request: &mut Request, name: &str, key: Key) {
    if !request.context.is_set(name) {
        request.context.set(name, key);
    }
}

/// Fills the context: what follows from the request, else the ordinary, else nothing.
///
/// As in AWS's own simulator, a key that was not given is absent. But what every request has is not: where it has an
/// ordinary value, that is taken (a call by TLS, made directly, now), and where it has none, it stays unknown.
pub fn fill(
    request: &mut Request,
    asked: &BTreeMap<String, Asked>,
    accounts: &Accounts,
    account_is_supposed: bool,
    now: DateTime<Utc>,
) -> Open {
    let mut open = Open::new();
    let clock = clock(request);
    let now = match clock {
        Clock::NotGiven => Some(now),
        Clock::At(time) => Some(time),
        Clock::NoTime => None,
    };
    for key in asked.keys() {
        if request.context.is_set(key) {
            continue;
        }
        let taken = match presence(&request.caller, &request.context, key) {
            Presence::Never => Key::Absent,
            Presence::Always => {
                // Of one clock with two names nothing is left to say where one was given.
                if !matches!(clock, Clock::At(_)) || !CLOCK.contains(&key.as_str()) {
                    open.insert(key.clone());
                }
                ordinary(key, request, now).unwrap_or(Key::Unknown)
            }
            Presence::Sometimes => {
                open.insert(key.clone());
                if request.caller == Caller::Unknown && is_of_caller(key) {
                    Key::Unknown
                } else {
                    Key::Absent
                }
            }
        };
        request.context.set(key, taken);
    }
    let of_arn = request.resource.as_deref().and_then(Arn::parse);
    let of_arn = of_arn.map(|arn| arn.account.to_owned());
    let account = accounts.resource.map(ToOwned::to_owned).or(of_arn);
    if let Some(account) = account.filter(|account| is_account_id(account))
        && open.contains("aws:resourceaccount")
    {
        if !account_is_supposed {
            open.remove("aws:resourceaccount");
        }
        request
            .context
            .set("aws:ResourceAccount", Key::value(account));
    }
    request.context.set_others(Key::Absent);
    open
}

/// The names of the one clock.
const CLOCK: [&str; 2] = ["aws:currenttime", "aws:epochtime"];

/// What was said of the time, by either name.
enum Clock {
    NotGiven,
    At(DateTime<Utc>),
    /// A text that is no time.
    NoTime,
}

fn clock(request: &Request) -> Clock {
    let mut keys = CLOCK.iter().map(|name| request.context.get(name));
    let given = keys.find_map(|key| match key {
        Key::Present(values) => values.first(),
        _ => None,
    });
    let Some(given) = given else {
        return Clock::NotGiven;
    };
    let seconds = date::parse(given).ok().map(|date| date.instant.seconds);
    let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map_or(Clock::NoTime, Clock::At)
}

fn ordinary(key: &str, request: &Request, now: Option<DateTime<Utc>>) -> Option<Key> {
    match key {
        "aws:currenttime" | "aws:tokenissuetime" => {
            let text = now?.to_rfc3339_opts(SecondsFormat::Secs, true);
            Some(Key::value(text))
        }
        "aws:epochtime" => Some(Key::value(now?.timestamp().to_string())),
        "aws:securetransport" => Some(Key::value("true")),
        "aws:viaawsservice" => Some(Key::value("false")),
        "aws:requestedregion" => request
            .resource
            .as_deref()
            .and_then(Arn::parse)
            .map(|arn| arn.region)
            .filter(|region| !region.is_empty())
            .map(Key::value),
        _ => None,
    }
}

/// Whether a key follows from the caller, so that nothing is known of it before the caller is.
fn is_of_caller(key: &str) -> bool {
    matches!(
        key,
        "aws:principalarn"
            | "aws:principalisawsservice"
            | "aws:principalservicename"
            | "aws:username"
            | "aws:federatedprovider"
    )
}
