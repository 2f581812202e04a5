//! The two scans that carry the reader: through the plain part of a string, and past white space.

use wide::u8x16;

const LANES: usize = 16;

/// From `at` on, the first `"`, `\` or control character; the length of `bytes` if there is none.
#[inline]
pub(super) fn plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = chunk(bytes, at) {
        let stop = chunk.simd_eq(b'"') | chunk.simd_eq(b'\\') | chunk.simd_le(0x1f);
        match first(stop) {
            Some(lane) => return at + lane,
            None => at += LANES,
        }
    }
    tail(bytes, at, |byte| {
        byte == b'"' || byte == b'\\' || byte <= 0x1f
    })
}

/// From `at` on, the first byte that JSON does not count as white space; the length of `bytes` if there is none.
#[inline]
pub(super) fn gap(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = chunk(bytes, at) {
        let white = chunk.simd_eq(b' ')
            | chunk.simd_eq(b'\n')
            | chunk.simd_eq(b'\r')
            | chunk.simd_eq(b'\t');
        match first(!white) {
            Some(lane) => return at + lane,
            None => at += LANES,
        }
    }
    tail(bytes, at, |byte| !is_white(byte))
}

/// From `at` on, the first byte that is not white space, and where it stands; 0 and the length of `bytes` at the end.
#[inline]
pub(super) fn next(bytes: &[u8], at: usize) -> (usize, u8) {
    match bytes.get(at..) {
        Some([byte, ..]) if *byte > b' ' => (at, *byte),
        // One space between two tokens is as common as a line and its indentation.
        Some([b' ', byte, ..]) if *byte > b' ' => (at + 1, *byte),
        _ => {
            let at = gap(bytes, at);
            (at, bytes.get(at).copied().unwrap_or(0))
        }
    }
}

pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[inline]
fn chunk(bytes: &[u8], at: usize) -> Option<u8x16> {
    let chunk = bytes.get(at..)?.first_chunk::<LANES>()?;
    Some(u8x16::new(*chunk))
}

#[inline]
fn first(lanes: u8x16) -> Option<usize> {
    let mask = lanes.to_bitmask();
    (mask != 0).then(|| mask.trailing_zeros() as usize)
}

#[inline]
fn tail(bytes: &[u8], at: usize, stops: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|&byte| stops(byte))
        .unwrap_or(rest.len())
}
