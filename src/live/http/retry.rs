//! When to ask again: as the server says, else after longer and longer waits.

use std::time::{Duration, SystemTime};

use ureq::http::HeaderMap;

/// The wait after the first try; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// How long to wait where the server does not say.
pub(super) fn backoff(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    (FIRST * 2_u32.pow(doublings)).min(LONGEST)
}

/// How long the server asks to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). With too many requests,
/// Confluent names in `X-RateLimit-Reset` the seconds until it counts anew.
pub(super) fn asked(status: u16, headers: &HeaderMap, date: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let after = text("retry-after").and_then(|text| {
        seconds(text).or_else(|| {
            let until = httpdate::parse_http_date(text).ok()?;
            Some(until.duration_since(date).unwrap_or_default())
        })
    });
    after.or_else(|| match status {
        429 => seconds(text("x-ratelimit-reset")?),
        _ => None,
    })
}

fn seconds(text: &str) -> Option<Duration> {
    text.parse().ok().map(Duration::from_secs)
}
