//! Date operators want a date or a date-time of ISO 8601.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Misfit;
use crate::finding::Severity;
use crate::semantics::operators::Unreadable;
use crate::semantics::operators::date::{self, Form};

type Explained = (Option<Cow<'static, str>>, Option<String>);

pub(super) fn misfit(text: &str) -> Option<Misfit> {
    let problem = date::parse(text).err()?;
    let (reason, near) = explain(text);
    Some(Misfit {
        code: "TYPE_MISMATCH_DATE",
        severity: match problem {
            // IAM does not save a policy with such a date.
            Unreadable::Malformed => Severity::Error,
            Unreadable::Contested => Severity::Warning,
        },
        is_not: "is not a date",
        reason,
        near,
        expected: "the form `2027-01-31T00:00:00Z`".into(),
    })
}

fn explain(text: &str) -> Explained {
    let text = text.trim();
    let (day, time) = match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let mut parts = day.splitn(4, '-');
    let numbers = [parts.next(), parts.next(), parts.next()].map(|part| part.map(number));
    match numbers {
        [Some(Some(_)), None, None] if day.len() == 4 => {
            (Some("it names neither month nor day".into()), None)
        }
        [Some(Some(_)), Some(Some(_)), None] if day.len() >= 6 => {
            (Some("it names no day".into()), None)
        }
        [Some(Some(year)), Some(Some(month)), Some(Some(day_number))] if parts.next().is_none() => {
            calendar(year, month, day_number, time).unwrap_or_else(|| clock(text, time))
        }
        _ => (None, respelt(text)),
    }
}

/// A month or a day that the calendar does not have.
fn calendar(year: u32, month: u32, day: u32, time: Option<&str>) -> Option<Explained> {
    if !(1..=12).contains(&month) {
        return Some((Some(format!("there is no month {month}").into()), None));
    }
    if !(1..=31).contains(&day) {
        return Some((Some(format!("no month has a day {day}").into()), None));
    }
    let year_number = i32::try_from(year).ok()?;
    if NaiveDate::from_ymd_opt(year_number, month, day).is_some() {
        return None;
    }
    let last = (28..day)
        .rev()
        .find_map(|last| NaiveDate::from_ymd_opt(year_number, month, last))?;
    let reason = last.format("%B %Y ends on the %dth").to_string();
    Some((
        Some(reason.into()),
        joined(&last.format("%Y-%m-%d").to_string(), time),
    ))
}

/// The day is one, so the time is not.
fn clock(text: &str, time: Option<&str>) -> Explained {
    let near = respelt(text);
    let Some(time) = time else {
        return (None, near);
    };
    let zoned = time.contains(['Z', 'z', '+', '-']);
    let hour = time.split(':').next().and_then(number);
    let reason = match hour {
        Some(hour) if hour > 23 => Some(format!("there is no hour {hour}").into()),
        _ if !zoned => Some("it names no time zone".into()),
        _ => None,
    };
    (reason, near)
}

/// The same date in the spelling of ISO 8601, if that makes it one; without a time zone it is UTC.
fn respelt(text: &str) -> Option<String> {
    let mut text = text.to_ascii_uppercase().replace('/', "-");
    for zone in [" UTC", " GMT", " Z"] {
        if let Some(bare) = text.strip_suffix(zone) {
            text = format!("{bare}Z");
        }
    }
    let text = text.replacen(' ', "T", 1);
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (&*text, None),
    };
    joined(day, time)
}

fn joined(day: &str, time: Option<&str>) -> Option<String> {
    let candidate = match time {
        None => day.to_owned(),
        Some(time) if time.contains(['Z', '+', '-']) => format!("{day}T{time}"),
        Some(time) => format!("{day}T{time}Z"),
    };
    let date = date::parse(&candidate).ok()?;
    (date.form != Form::Epoch).then_some(candidate)
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
