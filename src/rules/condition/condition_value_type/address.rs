//! IP operators want an address or a CIDR range.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Subnets};

use super::Misfit;
use crate::finding::Severity;
use crate::semantics::operators::ip;
use crate::text::quote;

type Explained = (Option<Cow<'static, str>>, Option<String>);

pub(super) fn misfit(text: &str) -> Option<Misfit> {
    ip::parse(text).err()?;
    let (reason, near) = explain(text);
    Some(Misfit {
        code: "TYPE_MISMATCH_IP_RANGE",
        severity: Severity::Error,
        is_not: "is not an IP range",
        reason,
        near,
        expected: "an address or a CIDR range".into(),
    })
}

fn explain(text: &str) -> Explained {
    let trimmed = text.trim();
    if trimmed != text && ip::parse(trimmed).is_ok() {
        return (
            Some("there is white space around it".into()),
            Some(trimmed.to_owned()),
        );
    }
    let (address, length) = match trimmed.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (trimmed, None),
    };
    match (address.parse::<IpAddr>(), length) {
        (Ok(address), Some(length)) => prefix_length(address, length),
        _ => not_an_address(trimmed, address),
    }
}

fn prefix_length(address: IpAddr, length: &str) -> Explained {
    let (family, most) = match address {
        IpAddr::V4(_) => ("IPv4", 32),
        IpAddr::V6(_) => ("IPv6", 128),
    };
    if let Ok(mask) = length.parse::<IpAddr>() {
        let near = IpNet::with_netmask(address, mask).ok();
        return (
            Some("the mask is written as a number of bits".into()),
            near.map(|network| network.to_string()),
        );
    }
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return (
            Some(format!("after `/` comes a number from 0 to {most}").into()),
            None,
        );
    }
    match length.parse::<u8>() {
        Ok(bits) if bits <= most => (
            Some("its prefix length begins with a zero".into()),
            Some(format!("{address}/{bits}")),
        ),
        _ => (
            Some(format!("a prefix of {family} has 0 to {most} bits").into()),
            None,
        ),
    }
}

fn not_an_address(text: &str, address: &str) -> Explained {
    if let Some((first, last)) = text.split_once('-')
        && let (Ok(first), Ok(last)) = (first.trim().parse(), last.trim().parse())
    {
        return (
            Some("a range is written in CIDR notation".into()),
            one_network(first, last),
        );
    }
    if let Some((host, port)) = address.split_once(':')
        && host.parse::<Ipv4Addr>().is_ok()
        && port.parse::<u16>().is_ok()
    {
        return (
            Some("a port is no part of it".into()),
            Some(host.to_owned()),
        );
    }
    let parts: Vec<&str> = address.splitn(6, '.').collect();
    if parts.len() < 2 || address.contains(':') {
        return (None, None);
    }
    if parts.last() == Some(&"*") {
        return (
            Some("a range is written in CIDR notation".into()),
            starred(&parts),
        );
    }
    (numeric_parts(&parts), None)
}

/// What is wrong with the parts of an IPv4 address.
fn numeric_parts(parts: &[&str]) -> Option<Cow<'static, str>> {
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(digits) {
        return None;
    }
    if parts.len() != 4 {
        return Some("an IPv4 address has 4 parts".into());
    }
    parts.iter().find_map(|part| match part.parse::<u8>() {
        Err(_) => Some(format!("{} is over 255", quote(part)).into()),
        Ok(_) if part.len() > 1 && part.starts_with('0') => {
            Some(format!("{} begins with a zero", quote(part)).into())
        }
        Ok(_) => None,
    })
}

/// `10.20.*.*` or `10.20.*`: `10.20.0.0/16`.
fn starred(parts: &[&str]) -> Option<String> {
    let fixed: Vec<u8> = parts
        .iter()
        .take_while(|part| **part != "*")
        .map_while(|part| part.parse().ok())
        .collect();
    let stars = parts.iter().skip(fixed.len()).all(|part| *part == "*");
    if !stars || parts.len() > 4 || fixed.is_empty() {
        return None;
    }
    let mut octets = [0; 4];
    for (octet, value) in octets.iter_mut().zip(&fixed) {
        *octet = *value;
    }
    Some(format!("{}/{}", Ipv4Addr::from(octets), fixed.len() * 8))
}

/// The one network that reaches from the first address to the last, if there is one.
fn one_network(first: Ipv4Addr, last: Ipv4Addr) -> Option<String> {
    let mut networks = Ipv4Subnets::new(first, last, 0);
    let network = networks.next()?;
    networks.next().is_none().then(|| network.to_string())
}
