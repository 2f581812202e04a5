//! IP addresses: the ranges that are left.

use std::net::{IpAddr, Ipv6Addr};

use super::{About, Conflict, Member, conflict};
use crate::model::Condition;
use crate::semantics::Truth;
use crate::semantics::operators::ip;

/// Addresses from the first through the second, of one family.
type Interval = (IpAddr, IpAddr);

const EVERYTHING: [Interval; 2] = [
    (
        IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED),
        IpAddr::V4(std::net::Ipv4Addr::BROADCAST),
    ),
    (
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::new(
            0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff,
        )),
    ),
];

pub(super) fn solve(members: &[Member]) -> Result<Truth, Conflict> {
    let mut truth = Truth::Yes;
    let mut allowed: Vec<(usize, Vec<Interval>)> = Vec::new();
    for member in members {
        match intervals(member.condition) {
            Some(ranges) if member.operator.is_negated() => {
                allowed.push((member.index, complement(&ranges)));
            }
            Some(ranges) => allowed.push((member.index, ranges)),
            None => truth = Truth::Unknown,
        }
    }
    let mut remaining = EVERYTHING.to_vec();
    let mut narrowing: Vec<(usize, &[Interval])> = Vec::new();
    for (index, ranges) in &allowed {
        let before = remaining;
        remaining = intersection(&before, ranges);
        if remaining != before {
            narrowing.push((*index, ranges));
        }
        if remaining.is_empty() {
            let alone = narrowing
                .iter()
                .find(|(_, other)| intersection(other, ranges).is_empty());
            return Err(match alone {
                Some((other, _)) => conflict(About::Addresses, [*other, *index]),
                None => conflict(About::Addresses, narrowing.iter().map(|(index, _)| *index)),
            });
        }
    }
    Ok(truth)
}

/// The ranges of a condition, sorted and apart from each other.
///
/// None if one of them cannot be read, or is written as IPv6 but may mean IPv4 addresses.
fn intervals(condition: &Condition) -> Option<Vec<Interval>> {
    let mut ranges = Vec::with_capacity(condition.values.len());
    for value in &condition.values {
        let network = ip::parse(value.known()?).ok()?.network();
        if let IpAddr::V6(address) = network.addr()
            && address.to_ipv4_mapped().is_some()
            && network.prefix_len() >= 96
        {
            return None;
        }
        ranges.push((network.network(), network.broadcast()));
    }
    ranges.sort_unstable();
    let mut merged: Vec<Interval> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.0 <= last.1 => last.1 = last.1.max(range.1),
            _ => merged.push(range),
        }
    }
    (!merged.is_empty()).then_some(merged)
}

/// The addresses in both of two sorted lists.
fn intersection(one: &[Interval], other: &[Interval]) -> Vec<Interval> {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut both = Vec::new();
    while let (Some(&&(a_first, a_last)), Some(&&(b_first, b_last))) = (left.peek(), right.peek()) {
        let (first, last) = (a_first.max(b_first), a_last.min(b_last));
        if first <= last {
            both.push((first, last));
        }
        if a_last <= b_last {
            left.next();
        } else {
            right.next();
        }
    }
    both
}

/// The addresses in none of the ranges.
fn complement(ranges: &[Interval]) -> Vec<Interval> {
    let mut rest = Vec::new();
    for (family_first, family_last) in EVERYTHING {
        let mut next = Some(family_first);
        for &(first, last) in ranges {
            if first.is_ipv4() != family_first.is_ipv4() {
                continue;
            }
            if let Some(from) = next
                && let Some(before) = step(first, Step::Down)
                && from <= before
            {
                rest.push((from, before));
            }
            next = step(last, Step::Up);
        }
        rest.extend(next.map(|from| (from, family_last)));
    }
    rest
}

#[derive(Clone, Copy)]
enum Step {
    Up,
    Down,
}

/// The next address of the family; none past its end.
fn step(address: IpAddr, step: Step) -> Option<IpAddr> {
    match (address, step) {
        (IpAddr::V4(address), Step::Up) => address.to_bits().checked_add(1).map(v4),
        (IpAddr::V4(address), Step::Down) => address.to_bits().checked_sub(1).map(v4),
        (IpAddr::V6(address), Step::Up) => address.to_bits().checked_add(1).map(v6),
        (IpAddr::V6(address), Step::Down) => address.to_bits().checked_sub(1).map(v6),
    }
}

fn v4(bits: u32) -> IpAddr {
    IpAddr::V4(bits.into())
}

fn v6(bits: u128) -> IpAddr {
    IpAddr::V6(bits.into())
}
