//! Redundant values where one look at the order tells: address ranges, numbers and dates.

use std::cmp::Reverse;

use ipnet::IpNet;

use crate::model::Text;
use crate::operator::{Family, Operator, Relation};
use crate::semantics::operators::{date, ip, number};

use super::Redundant;

/// Every address range that another range of the list contains, in the order of the list.
///
/// Not judged are ranges with bits behind their prefix, of which nobody knows what they were to be, IPv4 ranges in IPv6
/// form, of which AWS does not say which family they are, and halves of the address space or more as covers: what is
/// wrong beside such a range is the range.
#[must_use]
pub fn redundant_ranges(values: &[Text]) -> Vec<Redundant> {
    let ranges = values.iter().enumerate().filter_map(|(index, value)| {
        let range = ip::parse(value.known()?).ok()?;
        let network = range.network();
        let is_mapped = match network {
            IpNet::V4(_) => false,
            IpNet::V6(net) => net.addr().to_ipv4_mapped().is_some(),
        };
        (!range.has_host_bits() && !is_mapped && network.prefix_len() > 1)
            .then_some((network, index))
    });
    let mut ranges: Vec<(IpNet, usize)> = ranges.collect();
    ranges.sort_unstable_by_key(|&(network, index)| (network.addr(), network.prefix_len(), index));
    let mut found = Vec::new();
    // Two ranges are one in the other or apart, so the widest so far is the only one to ask.
    let mut widest: Option<(IpNet, usize)> = None;
    for (network, index) in ranges {
        match widest {
            Some((wide, by)) if wide.contains(&network) => found.push(Redundant { index, by }),
            _ => widest = Some((network, index)),
        }
    }
    found.sort_unstable_by_key(|one| one.index);
    found
}

/// Every number or date that changes nothing beside another one of its list, in the order of the list.
///
/// Whatever is less than one of several numbers is less than the greatest: of an ordering operator only that one counts.
#[must_use]
pub fn redundant_in_order(values: &[Text], operator: Operator) -> Vec<Redundant> {
    let Some(relation) = operator.relation() else {
        return Vec::new();
    };
    let known = values
        .iter()
        .enumerate()
        .filter_map(|(index, value)| Some((index, value.known()?)));
    if operator.family() == Family::Numeric {
        let numbers = known.filter_map(|(index, text)| Some((number::parse(text).ok()?, index)));
        beside(numbers.collect(), relation)
    } else {
        let dates =
            known.filter_map(|(index, text)| Some((date::parse(text).ok()?.instant, index)));
        beside(dates.collect(), relation)
    }
}

fn beside<K: Ord>(mut keyed: Vec<(K, usize)>, relation: Relation) -> Vec<Redundant> {
    let counts = match relation {
        Relation::Less | Relation::LessOrEqual => keyed
            .iter()
            .max_by_key(|(key, index)| (key, Reverse(index))),
        Relation::Greater | Relation::GreaterOrEqual => keyed.iter().min(),
        Relation::Equal | Relation::NotEqual => return repeated(&mut keyed),
    };
    let Some(&(_, by)) = counts else {
        return Vec::new();
    };
    let others = keyed.iter().filter(|&&(_, index)| index != by);
    others.map(|&(_, index)| Redundant { index, by }).collect()
}

fn repeated<K: Ord>(keyed: &mut [(K, usize)]) -> Vec<Redundant> {
    keyed.sort_unstable();
    let mut found: Vec<Redundant> = keyed
        .chunk_by(|one, other| one.0 == other.0)
        .filter_map(<[_]>::split_first)
        .flat_map(|(&(_, by), others)| {
            others
                .iter()
                .map(move |&(_, index)| Redundant { index, by })
        })
        .collect();
    found.sort_unstable_by_key(|one| one.index);
    found
}
