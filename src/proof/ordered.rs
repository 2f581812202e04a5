//! The cells of a dimension of numbers, dates or addresses: the points that policies name and the gaps between them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::DateTime;
use ipnet::IpNet;

use crate::semantics::operators::{date, ip, number};

use super::cellset::CellSet;

/// A text for each cell of the numbers that these texts part.
#[must_use]
pub fn numbers(constants: &[&str]) -> Vec<String> {
    let mut points: Vec<(number::Number, &str)> = constants
        .iter()
        .filter_map(|text| Some((number::parse(text).ok()?, *text)))
        .collect();
    points.sort_unstable_by_key(|&(number, _)| number);
    points.dedup_by_key(|(number, _)| *number);
    let mut cells = Vec::with_capacity(points.len() * 2 + 1);
    let digits = points.iter().map(|(_, text)| text.len()).max().unwrap_or(0);
    if let Some((_, first)) = points.first() {
        cells.push(beyond(first, digits, "-"));
    } else {
        cells.push("1".to_owned());
    }
    for (index, (number, text)) in points.iter().enumerate() {
        cells.push((*text).to_owned());
        cells.push(match points.get(index + 1) {
            Some((next, after)) => between((*number, text), (*next, after), digits),
            None => beyond(text, digits, ""),
        });
    }
    cells
}

/// A number below (`-`) or above all of so many digits, close by where that is easy.
fn beyond(text: &str, digits: usize, sign: &str) -> String {
    match (text.parse::<i64>(), sign) {
        (Ok(value), "") if value < i64::MAX => (value + 1).to_string(),
        (Ok(value), "-") if value > i64::MIN => (value - 1).to_string(),
        _ => format!("{sign}1{}", "0".repeat(digits)),
    }
}

/// A number between two, a whole one where there is one close by.
fn between(low: (number::Number, &str), high: (number::Number, &str), digits: usize) -> String {
    let lies =
        |text: &str| number::parse(text).is_ok_and(|between| low.0 < between && between < high.0);
    let whole = |text: &str, by: i64| {
        let value = text.split('.').next()?.parse::<i64>().ok()?;
        value.checked_add(by)
    };
    let close = [whole(low.1, 1), whole(high.1, -1), Some(0)];
    for candidate in close.into_iter().flatten() {
        let text = candidate.to_string();
        if lies(&text) {
            return text;
        }
    }
    // One more digit than any of them has: off the one nearer to zero by less than they can differ. Between a number below
    // zero and one above it lies zero itself, which was tried.
    let farther = |text: &str| {
        let text = text.trim_start_matches('-');
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let zeros = digits.saturating_sub(fraction.len());
        format!("{whole}.{fraction}{}1", "0".repeat(zeros))
    };
    let above = farther(low.1);
    if lies(&above) {
        above
    } else {
        format!("-{}", farther(high.1))
    }
}

/// A text for each cell of the instants that these texts part.
#[must_use]
pub fn dates(constants: &[&str]) -> Vec<String> {
    let mut points: Vec<(date::Instant, &str)> = constants
        .iter()
        .filter_map(|text| Some((date::parse(text).ok()?.instant, *text)))
        .collect();
    points.sort_unstable_by_key(|&(instant, _)| instant);
    points.dedup_by_key(|(instant, _)| *instant);
    let mut cells = Vec::with_capacity(points.len() * 2 + 1);
    match points.first() {
        Some((first, _)) => cells.push(moment(first.seconds.saturating_sub(1), "")),
        None => cells.push("2026-01-01T00:00:00Z".to_owned()),
    }
    let digits = points
        .iter()
        .map(|(instant, _)| instant.fraction().len())
        .max()
        .unwrap_or(0);
    for (index, (instant, text)) in points.iter().enumerate() {
        cells.push((*text).to_owned());
        let next = points.get(index + 1);
        let second = instant.seconds.saturating_add(1);
        cells.push(if next.is_none_or(|(next, _)| next.seconds > second) {
            moment(second, "")
        } else {
            let zeros = digits.saturating_sub(instant.fraction().len());
            let fraction = format!("{}{}1", instant.fraction(), "0".repeat(zeros));
            moment(instant.seconds, &fraction)
        });
    }
    cells
}

/// The instant as a date-time; as seconds where no calendar reaches.
fn moment(seconds: i64, fraction: &str) -> String {
    let point = if fraction.is_empty() { "" } else { "." };
    match DateTime::from_timestamp(seconds, 0) {
        Some(time) if (0..=9999).contains(&chrono::Datelike::year(&time)) => {
            format!("{}{point}{fraction}Z", time.format("%Y-%m-%dT%H:%M:%S"))
        }
        _ => seconds.to_string(),
    }
}

/// A text for each cell of the addresses that these ranges part, IPv4 before IPv6; and how many addresses a cell has.
#[must_use]
pub fn addresses(constants: &[&str]) -> Vec<(String, u128)> {
    let mut v4 = vec![0, 1 << 32];
    let mut v6 = vec![0, MAPPED, MAPPED + (1 << 32)];
    for range in constants.iter().filter_map(|text| ip::parse(text).ok()) {
        match range.network() {
            IpNet::V4(net) => {
                v4.push(u128::from(net.network().to_bits()));
                v4.push(u128::from(net.broadcast().to_bits()) + 1);
            }
            IpNet::V6(net) => {
                let (first, last) = (net.network().to_bits(), net.broadcast().to_bits());
                v6.push(first);
                v6.extend(last.checked_add(1));
                // Whether an IPv4-mapped range speaks of IPv4 addresses is open: it parts them too.
                if first >= MAPPED && last < MAPPED + (1 << 32) {
                    v4.push(first - MAPPED);
                    v4.push(last - MAPPED + 1);
                }
            }
        }
    }
    let mut cells = Vec::new();
    for (bounds, is_v4) in [(&mut v4, true), (&mut v6, false)] {
        bounds.sort_unstable();
        bounds.dedup();
        let ends = bounds.iter().skip(1).map(|&end| Some(end));
        let last = if is_v4 { None } else { Some(None) };
        for (&start, end) in bounds.iter().zip(ends.chain(last)) {
            // No request has an IPv4-mapped address: that is an IPv4 address.
            if !is_v4 && (MAPPED..MAPPED + (1 << 32)).contains(&start) {
                continue;
            }
            let size = end.map_or(u128::MAX - start, |end| end - start).max(1);
            let address = readable(start, size, is_v4);
            cells.push((address.to_string(), size));
        }
    }
    cells
}

/// The addresses of many ranges, to be asked for one after the other.
#[derive(Debug)]
pub struct Union {
    /// Apart from each other, in order: the first and the last address of each.
    ranges: Vec<(IpAddr, IpAddr)>,
}

impl Union {
    /// `None` where one of the texts is no range, or one whose addresses AWS leaves open.
    pub fn of<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Option<Self> {
        let mut ranges = Vec::new();
        for text in texts {
            let network = ip::parse(text?).ok()?.network();
            let (first, last) = (network.network(), network.broadcast());
            if is_near_mapped(first, last) {
                return None;
            }
            ranges.push((first, last));
        }
        ranges.sort_unstable();
        // Two networks are apart, or one lies within the other.
        ranges.dedup_by(|inner, outer| inner.1 <= outer.1);
        Some(Self { ranges })
    }

    /// Which of these addresses it holds; `None` if that is open for one of them.
    #[must_use]
    pub fn cells(&self, addresses: &[String]) -> Option<CellSet> {
        let mut set = CellSet::none(addresses.len());
        for (cell, address) in addresses.iter().enumerate() {
            if self.contains(address)? {
                set.insert(cell);
            }
        }
        Some(set)
    }

    /// `None` for what is no address, or one that AWS leaves open.
    #[must_use]
    pub fn contains(&self, text: &str) -> Option<bool> {
        let address: IpAddr = text.parse().ok()?;
        if is_near_mapped(address, address) {
            return None;
        }
        let after = self.ranges.partition_point(|(first, _)| *first <= address);
        let before = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        Some(before.is_some_and(|(_, last)| address <= *last))
    }
}

/// Whether some of these are IPv4-mapped IPv6 addresses.
fn is_near_mapped(first: IpAddr, last: IpAddr) -> bool {
    match (first, last) {
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            last.to_bits() >= MAPPED && first.to_bits() < MAPPED + (1 << 32)
        }
        _ => false,
    }
}

/// `::ffff:0:0`
const MAPPED: u128 = 0xffff_0000_0000;

/// An address of the range: one of those for documents if it is among them.
fn readable(start: u128, size: u128, is_v4: bool) -> IpAddr {
    let likely: &[u128] = if is_v4 {
        &[0xcb00_7107, 0xc633_6407, 0x0101_0101]
    } else {
        &[0x2001_0db8_0000_0000_0000_0000_0000_0007]
    };
    let found = likely
        .iter()
        .copied()
        .find(|&address| address >= start && address - start < size);
    let address = found.unwrap_or(start);
    match u32::try_from(address) {
        Ok(bits) if is_v4 => IpAddr::V4(Ipv4Addr::from_bits(bits)),
        _ => IpAddr::V6(Ipv6Addr::from_bits(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_alternate_between_gaps_and_points() {
        assert_eq!(numbers(&["10", "1"]), ["0", "1", "2", "10", "11"]);
        assert_eq!(numbers(&["1", "2"]), ["0", "1", "1.01", "2", "3"]);
        assert_eq!(numbers(&["-0.5", "0.5"])[2], "0");
        for case in [
            ["-1", "-1.01"],
            ["0.1", "0.11"],
            ["-2", "-1"],
            ["0", "0.001"],
            ["-1", "0"],
            ["-0.1", "0.0"],
            ["-0", "1"],
            ["-0.0", "0.01"],
            ["-1", "-0"],
            ["-0.01", "-0.0"],
        ] {
            let cells = numbers(&case);
            let parsed: Vec<_> = cells
                .iter()
                .map(|one| number::parse(one).expect(one))
                .collect();
            assert!(parsed.is_sorted_by(|one, other| one < other), "{cells:?}");
        }
    }

    #[test]
    fn dates_alternate_between_gaps_and_points() {
        for case in [
            ["2026-01-01", "2026-01-02"],
            ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
            ["2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.55Z"],
            ["100", "12345"],
        ] {
            let cells = dates(&case);
            let parsed: Vec<_> = cells
                .iter()
                .map(|one| date::parse(one).expect(one).instant)
                .collect();
            assert_eq!(cells.len(), 5);
            assert!(parsed.is_sorted_by(|one, other| one < other), "{cells:?}");
        }
    }

    #[test]
    fn a_union_holds_what_its_ranges_hold() {
        let texts = [
            "10.1.2.3/8",
            "10.1.0.0/16",
            "203.0.113.7",
            "2001:db8::/32",
            "2001:db8:1::/48",
            "198.51.100.0/24",
            "198.51.101.0/24",
        ];
        let union = Union::of(texts.iter().map(|text| Some(*text))).expect("all are ranges");
        for (address, is_in) in [
            ("10.0.0.0", true),
            ("10.255.255.255", true),
            ("9.255.255.255", false),
            ("11.0.0.0", false),
            ("203.0.113.7", true),
            ("203.0.113.8", false),
            ("198.51.101.255", true),
            ("2001:db8:ffff::1", true),
            ("2001:db9::", false),
            ("::", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
        ] {
            assert_eq!(union.contains(address), Some(is_in), "{address}");
        }
        for open in ["::ffff:10.0.0.1", "none", ""] {
            assert_eq!(union.contains(open), None, "{open}");
        }
        for odd in [
            "10.0.0.0/08",
            "::/0",
            "::ffff:10.0.0.0/104",
            "x",
            "${aws:x}",
        ] {
            assert!(
                Union::of([Some("10.0.0.0/8"), Some(odd)].into_iter()).is_none(),
                "{odd}"
            );
        }
        assert!(Union::of([None].into_iter()).is_none());
        let nothing = Union::of(std::iter::empty()).expect("no range is none");
        assert_eq!(nothing.contains("10.0.0.0"), Some(false));
    }

    #[test]
    fn addresses_are_parted_in_each_family() {
        let cells: Vec<String> = addresses(&["10.0.0.0/8"])
            .into_iter()
            .map(|one| one.0)
            .collect();
        assert_eq!(
            cells,
            ["1.1.1.1", "10.0.0.0", "203.0.113.7", "::", "2001:db8::7"]
        );
        assert_eq!(addresses(&["0.0.0.0/0"])[0].1, 1 << 32);
    }
}
