//! The date operators: dates, date-times and epoch seconds, compared as instants.
//!
//! Dates are W3C's profile of ISO 8601 (<https://www.w3.org/TR/NOTE-datetime>), of any year that IAM saves.

use super::Unreadable;
use crate::operator::Operator;
use crate::semantics::truth::Truth;

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `2030-01-31`: its first instant in UTC.
    Date,
    /// `2030-01-31T12:00:00Z`.
    DateTime,
    /// `1896177600`: seconds since 1970.
    Epoch,
}

/// A point in time, exact to any fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant<'t> {
    /// Whole seconds since 1970, rounded down.
    pub seconds: i64,
    /// The digits after the point, without trailing zeros.
    fraction: &'t str,
}

impl Instant<'static> {
    /// The instant so many seconds after 1970 began in UTC.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self {
            seconds,
            fraction: "",
        }
    }
}

impl<'t> Instant<'t> {
    /// The digits after the point of the seconds, without trailing zeros.
    #[must_use]
    pub fn fraction(self) -> &'t str {
        self.fraction
    }
}

/// A date as written, and the instant that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date<'t> {
    pub form: Form,
    pub instant: Instant<'t>,
}

/// The years that IAM saves.
const YEARS: std::ops::RangeInclusive<i64> = -292_275_054..=292_278_993;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Reads a date, a date-time or epoch seconds.
///
/// Contested are a bare year or month (four digits could be seconds too), a time without offset, the days that a month
/// does not have (IAM saves `02-31`), hour 24, second 60 and lower-case `t` and `z`.
pub fn parse(text: &str) -> Result<Date<'_>, Unreadable> {
    if is_digits(text) {
        return match (text.len(), text.parse()) {
            (4, _) => Err(Unreadable::Contested),
            (_, Ok(seconds)) => Ok(Date {
                form: Form::Epoch,
                instant: Instant::from_seconds(seconds),
            }),
            (_, Err(_)) => Err(Unreadable::Malformed),
        };
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let day = day(date)?;
    let Some(time) = time else {
        return Ok(Date {
            form: Form::Date,
            instant: Instant::from_seconds(day * DAY),
        });
    };
    let (seconds, fraction) = time_of_day(time)?;
    if text.contains(['t', 'z']) {
        return Err(Unreadable::Contested);
    }
    Ok(Date {
        form: Form::DateTime,
        instant: Instant {
            seconds: day * DAY + seconds,
            fraction,
        },
    })
}

pub(super) fn holds(operator: Operator, request: &str, policy: &str) -> Result<Truth, Unreadable> {
    let (request, policy) = super::both(parse(request), parse(policy))?;
    Ok(operator
        .relation()
        .is_some_and(|relation| relation.allows(request.instant.cmp(&policy.instant)))
        .into())
}

/// The day since 1970 of `[-]YYYY-MM-DD`.
fn day(text: &str) -> Result<i64, Unreadable> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let mut parts = digits.split('-');
    let year_text = parts.next().unwrap_or_default();
    let year = sign * number(year_text)?;
    let month = number(parts.next().ok_or(Unreadable::Malformed)?)?;
    let day = parts.next().map(two_digits).transpose()?;
    let possible = YEARS.contains(&year)
        && (1..=12).contains(&month)
        && day.is_none_or(|day| (1..=31).contains(&day))
        && parts.next().is_none();
    if !possible {
        return Err(Unreadable::Malformed);
    }
    let day = day.ok_or(Unreadable::Contested)?;
    if year_text.len() < 4 || day > days_of(year, month) {
        return Err(Unreadable::Contested);
    }
    Ok(days_since_1970(year, month, day))
}

/// Seconds after midnight in UTC, perhaps of another day, and the fraction, of `hh[:mm[:ss[.fraction]]]` with offset.
fn time_of_day(text: &str) -> Result<(i64, &str), Unreadable> {
    let offset_at = text.find(['Z', 'z', '+', '-']);
    let (clock, offset) = text.split_at(offset_at.unwrap_or(text.len()));
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) if is_digits(fraction) && clock.len() == "hh:mm:ss".len() => {
            (clock, fraction.trim_end_matches('0'))
        }
        Some(_) => return Err(Unreadable::Malformed),
        None => (clock, ""),
    };
    let mut parts = clock.split(':');
    let mut part = |most| match parts.next().map(two_digits) {
        None => Ok(0),
        Some(Ok(value)) if value <= most => Ok(value),
        Some(_) => Err(Unreadable::Malformed),
    };
    let (hour, minute, second) = (part(24)?, part(59)?, part(60)?);
    if parts.next().is_some() {
        return Err(Unreadable::Malformed);
    }
    let east = offset_seconds(offset)?;
    if hour == 24 || second == 60 {
        return Err(Unreadable::Contested);
    }
    Ok((hour * HOUR + minute * MINUTE + second - east, fraction))
}

/// How far the offset `Z` or `±hh[:mm]` lies east of UTC.
fn offset_seconds(text: &str) -> Result<i64, Unreadable> {
    let (sign, digits) = match text.split_at_checked(1) {
        None => return Err(Unreadable::Contested),
        Some(("Z" | "z", "")) => return Ok(0),
        Some(("+", digits)) => (1, digits),
        Some(("-", digits)) => (-1, digits),
        Some(_) => return Err(Unreadable::Malformed),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "00"));
    match (two_digits(hours)?, two_digits(minutes)?) {
        (hours @ 0..=23, minutes @ 0..=59) => Ok(sign * (hours * HOUR + minutes * MINUTE)),
        _ => Err(Unreadable::Malformed),
    }
}

fn two_digits(text: &str) -> Result<i64, Unreadable> {
    if text.len() == 2 {
        number(text)
    } else {
        Err(Unreadable::Malformed)
    }
}

fn number(text: &str) -> Result<i64, Unreadable> {
    text.parse()
        .ok()
        .filter(|_| is_digits(text))
        .ok_or(Unreadable::Malformed)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// In the Gregorian calendar, carried back before its beginning as ISO 8601 does.
///
/// By hand since chrono ends at the year 262,142. Years run from March here, so that a leap day is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    const DAYS_FROM_MARCH_OF_YEAR_0_TO_1970: i64 = 719_468;
    let (year, months_since_march) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 153 days in each five months from March.
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    365 * year + leap_days + day_of_year - DAYS_FROM_MARCH_OF_YEAR_0_TO_1970
}
