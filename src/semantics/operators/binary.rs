//! `BinaryEquals`: bytes written in base64.

use super::Unreadable;
use crate::semantics::truth::Truth;

pub(super) fn equals(request: &str, policy: &str) -> Result<Truth, Unreadable> {
    if is_canonical(request) && is_canonical(policy) {
        // Bytes have one canonical spelling, so equal texts are equal bytes.
        return Ok((request == policy).into());
    }
    match (bytes(request), bytes(policy)) {
        (Some(request), Some(policy)) if request == policy => Err(Unreadable::Contested),
        _ => Err(Unreadable::Malformed),
    }
}

/// Whether the text is base64 of the standard alphabet with its padding and no stray bits (RFC 4648, section 4).
#[must_use]
pub fn is_canonical(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let last = body.bytes().last().and_then(standard).unwrap_or(0);
    text.len().is_multiple_of(4)
        && body.bytes().all(|byte| standard(byte).is_some())
        && match text.len() - body.len() {
            0 => true,
            1 => last.is_multiple_of(4),
            2 => last.is_multiple_of(16),
            _ => false,
        }
}

/// The bytes as a lenient reader takes them: both alphabets, any padding, white space, stray bits dropped.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'-' => 62,
            b'_' => 63,
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => standard(byte)?,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend((held >> bits).to_le_bytes().first());
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

fn standard(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
