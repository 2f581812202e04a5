//! A name for each finding that outlives edits elsewhere in its file, so that a finding seen before is known again.

use std::collections::HashMap;

use super::Report;
use crate::finding::Finding;
use crate::source::Sources;

/// How much of a flagged text counts. A label may span a whole file, and every finding of a file may have such a label.
const LONGEST: usize = 4096;

/// The fingerprint of every finding, then of every suppressed one, in their order.
///
/// It is a hash of the rule, the source's name, the pointer without the indices of arrays, and the flagged text without white
/// space: a statement may move, and the file may be laid out anew. Findings that agree in all of that are numbered.
#[must_use]
pub fn fingerprints(report: &Report) -> Vec<String> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    report
        .findings
        .iter()
        .chain(
            report
                .suppressed
                .iter()
                .map(|suppressed| &suppressed.finding),
        )
        .map(|finding| {
            let hash = hash(finding, &report.sources);
            let number = seen.entry(hash).or_default();
            *number += 1;
            format!("{hash:016x}:{number}")
        })
        .collect()
}

fn hash(finding: &Finding, sources: &Sources) -> u64 {
    let span = finding.primary.span;
    let mut hash = Fnv::default();
    hash.part(finding.rule.id.bytes());
    hash.part(sources.name(span.file).bytes());
    for segment in finding.pointer.split('/') {
        let is_index = !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
        hash.part(if is_index { "*" } else { segment }.bytes());
    }
    let flagged = sources.slice(span).bytes().take(LONGEST);
    hash.part(flagged.filter(|byte| !byte.is_ascii_whitespace()));
    hash.0
}

/// FNV-1a, 64 bits: the same on every machine and in every release, which the hashes of the standard library do not promise.
///
/// See <http://www.isthe.com/chongo/tech/comp/fnv/>.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in some bytes, and an end that no UTF-8 text can hold.
    fn part(&mut self, bytes: impl Iterator<Item = u8>) {
        for byte in bytes.chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
