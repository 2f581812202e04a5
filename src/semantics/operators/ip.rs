//! The IP operators: an address in a CIDR range of its own family.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::Unreadable;
use crate::semantics::truth::Truth;

/// Addresses that no caller on the internet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Special {
    /// RFC 1918, and RFC 4193's unique local addresses.
    Private,
    /// Between carriers and their customers (RFC 6598).
    Shared,
    LinkLocal,
    Loopback,
    /// For examples in documents (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
}

/// A range of addresses as a policy writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    written: IpNet,
}

impl Range {
    /// The range with the address masked: `10.1.2.3/8` is `10.0.0.0/8`.
    #[must_use]
    pub fn network(self) -> IpNet {
        self.written.trunc()
    }

    /// Whether the address has bits set that the prefix length masks.
    #[must_use]
    pub fn has_host_bits(self) -> bool {
        self.written != self.network()
    }

    /// Whether it holds every address of its family.
    #[must_use]
    pub fn is_everything(self) -> bool {
        self.written.prefix_len() == 0
    }

    /// The kind of special address, if all in the range are of one.
    #[must_use]
    pub fn special(self) -> Option<Special> {
        let network = self.network();
        SPECIAL_V4
            .iter()
            .map(|&(net, special)| (IpNet::V4(net), special))
            .chain(
                SPECIAL_V6
                    .iter()
                    .map(|&(net, special)| (IpNet::V6(net), special)),
            )
            .find(|(net, _)| net.contains(&network))
            .map(|(_, special)| special)
    }

    /// Whether `aws:SourceIp` can never be in it, being a caller's public address: private, shared, link-local, loopback.
    #[must_use]
    pub fn is_private(self) -> bool {
        self.special()
            .is_some_and(|special| special != Special::Documentation)
    }

    fn contains(self, address: IpAddr) -> bool {
        self.written.contains(&address)
    }

    /// The same range, in IPv4 if it is one of IPv4-mapped IPv6 addresses.
    fn unmapped(self) -> Self {
        let IpNet::V6(net) = self.written else {
            return self;
        };
        let unmapped = net
            .addr()
            .to_ipv4_mapped()
            .zip(net.prefix_len().checked_sub(96))
            .and_then(|(address, length)| Ipv4Net::new(address, length).ok());
        unmapped.map_or(self, |net| Self {
            written: IpNet::V4(net),
        })
    }
}

/// Reads a CIDR range or a bare address, which is a range of one.
///
/// A prefix length with a leading zero is contested.
pub fn parse(text: &str) -> Result<Range, Unreadable> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().map_err(|_| Unreadable::Malformed)?;
    let Some(length) = length else {
        return Ok(Range {
            written: address.into(),
        });
    };
    if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unreadable::Malformed);
    }
    let bits = length.parse().map_err(|_| Unreadable::Malformed)?;
    let written = IpNet::new(address, bits).map_err(|_| Unreadable::Malformed)?;
    if length.len() > 1 && length.starts_with('0') {
        return Err(Unreadable::Contested);
    }
    Ok(Range { written })
}

/// Whether the request's address is in the policy's range.
///
/// AWS does not say whether an IPv4-mapped IPv6 address is the IPv4 address, so where that decides, the answer is open.
pub(super) fn contains(request: &str, policy: &str) -> Result<Truth, Unreadable> {
    let address = request.parse::<IpAddr>().map_err(|_| Unreadable::Malformed);
    let address = address?;
    let range = parse(policy)?;
    let apart = Truth::from(range.contains(address));
    let merged = Truth::from(range.unmapped().contains(address.to_canonical()));
    Ok(apart.under_either(merged))
}

const SPECIAL_V4: [(Ipv4Net, Special); 9] = [
    (v4([10, 0, 0, 0], 8), Special::Private),
    (v4([172, 16, 0, 0], 12), Special::Private),
    (v4([192, 168, 0, 0], 16), Special::Private),
    (v4([100, 64, 0, 0], 10), Special::Shared),
    (v4([169, 254, 0, 0], 16), Special::LinkLocal),
    (v4([127, 0, 0, 0], 8), Special::Loopback),
    (v4([192, 0, 2, 0], 24), Special::Documentation),
    (v4([198, 51, 100, 0], 24), Special::Documentation),
    (v4([203, 0, 113, 0], 24), Special::Documentation),
];

const SPECIAL_V6: [(Ipv6Net, Special); 5] = [
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), Special::Private),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), Special::LinkLocal),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), Special::Loopback),
    (
        v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
        Special::Documentation,
    ),
    (
        v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
        Special::Documentation,
    ),
];

const fn v4(octets: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::from_octets(octets), length)
}

const fn v6(segments: [u16; 8], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::from_segments(segments), length)
}
