//! Matching over bytes: one procedure for a pattern against a text, and for a pattern against another pattern.

use super::bytes::{Comparison, TEXT_ONE, TEXT_RUN, width};
use super::find;

/// A pattern, and which bytes of it are wildcards.
#[derive(Clone, Copy)]
pub(super) struct Glob<'p> {
    pub(super) bytes: &'p [u8],
    pub(super) run: u8,
    pub(super) one: u8,
}

impl Glob<'_> {
    pub(super) fn has_run(self) -> bool {
        memchr::memchr(self.run, self.bytes).is_some()
    }

    /// Whether the pattern takes the whole text.
    ///
    /// The stretches between the runs are laid as far left as they go; each gap between two is as wide as the `?`
    /// beside its runs ask for. Where the text is a pattern, nothing but a run passes a [`TEXT_RUN`].
    pub(super) fn takes(self, text: &[u8], comparison: Comparison) -> bool {
        // Nearly all texts differ from a pattern before its first wildcard, and nearly all others end with it.
        for (at, &byte) in self.bytes.iter().enumerate() {
            if byte == self.run && at + 1 == self.bytes.len() {
                return true;
            }
            if byte == self.run || byte == self.one {
                let rest = text.get(at..).unwrap_or_default();
                return self.behind(at).takes_rest(rest, comparison);
            }
            match text.get(at) {
                Some(&other) if comparison.same(byte, other) => {}
                Some(_) if comparison.suits => return self.takes_rest(text, comparison),
                _ => return false,
            }
        }
        self.bytes.len() == text.len()
    }

    fn behind(self, at: usize) -> Self {
        Self {
            bytes: self.bytes.get(at..).unwrap_or_default(),
            ..self
        }
    }

    /// The same of short ones, place after place and without a look for the next wildcard; `None` for a pattern with a `?`.
    fn takes_short(self, text: &[u8], comparison: Comparison) -> Option<bool> {
        let (mut pattern, mut rest) = (self.bytes, text);
        // Behind the last run: what is left of both, to begin again one place later.
        let mut again: Option<(&[u8], &[u8])> = None;
        loop {
            match (pattern.split_first(), rest.split_first()) {
                (Some((&byte, after)), _) if byte == self.run => {
                    if after.is_empty() {
                        return Some(true);
                    }
                    pattern = after;
                    again = Some((after, rest));
                }
                (Some((&byte, _)), _) if byte == self.one => return None,
                (Some((&byte, after)), Some((&other, others))) if comparison.same(byte, other) => {
                    (pattern, rest) = (after, others);
                }
                (None, None) => return Some(true),
                (Some(_), None) => return Some(false),
                _ => {
                    let Some((stretch, [_, later @ ..])) = again else {
                        return Some(false);
                    };
                    (pattern, rest) = (stretch, later);
                    again = Some((stretch, later));
                }
            }
        }
    }

    fn takes_rest(self, text: &[u8], comparison: Comparison) -> bool {
        const SHORT_PATTERN: usize = 64;
        const SHORT_TEXT: usize = 128;
        let is_short = self.bytes.len() <= SHORT_PATTERN && text.len() <= SHORT_TEXT;
        if is_short
            && !comparison.suits
            && let Some(takes) = self.takes_short(text, comparison)
        {
            return takes;
        }
        if comparison.fold && find::is_long(self.bytes, text) {
            // The searches for long stretches know no letter case.
            let lower = Glob {
                bytes: &self.bytes.to_ascii_lowercase(),
                ..self
            };
            let comparison = Comparison {
                fold: false,
                ..comparison
            };
            return lower.takes_rest(&text.to_ascii_lowercase(), comparison);
        }
        let Some(first) = memchr::memchr(self.run, self.bytes) else {
            return self.fits(self.bytes, text, 0, comparison) == Some(text.len());
        };
        self.takes_around_runs(first, text, comparison).is_some()
    }

    fn takes_around_runs(self, first: usize, text: &[u8], comparison: Comparison) -> Option<()> {
        let last = memchr::memrchr(self.run, self.bytes)?;
        let (prefix, mut gap) = self.trim_end(self.bytes.get(..first)?);
        let (suffix, before_suffix) = self.trim_start(self.bytes.get(last + 1..)?);
        let mut at = self.fits(prefix, text, 0, comparison)?;
        let window = text.get(..self.start_of_suffix(suffix, text, comparison)?)?;
        window.len().checked_sub(at)?;
        let middle = self.bytes.get(first + 1..last).unwrap_or_default();
        for stretch in middle.split(|&byte| byte == self.run) {
            let (stretch, before) = self.trim_start(stretch);
            let (stretch, after) = self.trim_end(stretch);
            gap += before;
            if !stretch.is_empty() {
                at = self.find(stretch, window, skip(window, at, gap)?, comparison)?;
                gap = after;
            }
        }
        skip(window, at, gap + before_suffix).map(|_| ())
    }

    /// Where the stretch ends if it lies in the text at `at`.
    pub(super) fn fits(
        self,
        stretch: &[u8],
        text: &[u8],
        mut at: usize,
        comparison: Comparison,
    ) -> Option<usize> {
        let mut rest = stretch;
        while let Some((&byte, after)) = rest.split_first() {
            let &other = text.get(at)?;
            if byte == self.one {
                if other == TEXT_RUN {
                    return None;
                }
                at += width(other);
                rest = after;
            } else if comparison.same(byte, other) {
                at += 1;
                rest = after;
            } else if comparison.suits && other == TEXT_ONE {
                at += 1;
                rest = rest.get(width(byte)..)?;
            } else {
                return None;
            }
        }
        Some(at)
    }

    /// Where the first place of the stretch at or after `at` ends.
    fn find(
        self,
        stretch: &[u8],
        text: &[u8],
        mut at: usize,
        comparison: Comparison,
    ) -> Option<usize> {
        if find::is_long(stretch, text) {
            let rest = text.get(at..)?;
            return find::long(stretch, self.one, rest, comparison).map(|end| at + end);
        }
        // A stretch begins with a character that is no wildcard: most places need no closer look.
        let first = *stretch.first()?;
        while at < text.len() {
            at += comparison.first_place(first, text.get(at..)?)?;
            if let Some(end) = self.fits(stretch, text, at, comparison) {
                return Some(end);
            }
            at += width(*text.get(at)?);
        }
        None
    }

    /// Where the suffix begins if the text ends in it.
    fn start_of_suffix(self, suffix: &[u8], text: &[u8], comparison: Comparison) -> Option<usize> {
        let characters = suffix.iter().filter(|&&byte| !is_inner(byte)).count();
        let mut start = text.len();
        for _ in 0..characters {
            start = start.checked_sub(1)?;
            while text.get(start).copied().is_some_and(is_inner) {
                start = start.checked_sub(1)?;
            }
        }
        self.fits(suffix, text, start, comparison)
            .filter(|&end| end == text.len())
            .map(|_| start)
    }

    fn trim_start(self, stretch: &[u8]) -> (&[u8], usize) {
        let ones = stretch.iter().take_while(|&&byte| byte == self.one).count();
        (stretch.get(ones..).unwrap_or_default(), ones)
    }

    fn trim_end(self, stretch: &[u8]) -> (&[u8], usize) {
        let ones = stretch
            .iter()
            .rev()
            .take_while(|&&byte| byte == self.one)
            .count();
        (
            stretch.get(..stretch.len() - ones).unwrap_or_default(),
            ones,
        )
    }
}

/// Whether the ends of two patterns, both with a run, can be ends of one text.
pub(super) fn ends_meet(one: &[u8], other: &[u8], comparison: Comparison) -> bool {
    let (one, other) = (find::symbols(one), find::symbols(other));
    let meet = |one: &[find::Symbol], other: &[find::Symbol], reversed: bool| {
        let length = one.len().min(other.len());
        (0..length)
            .map(|index| {
                let from = |side: &[find::Symbol]| {
                    let at = if reversed {
                        side.len() - 1 - index
                    } else {
                        index
                    };
                    side.get(at).copied().unwrap_or(find::Symbol::Run)
                };
                (from(one), from(other))
            })
            .take_while(|&(one, other)| one != find::Symbol::Run && other != find::Symbol::Run)
            .all(|(one, other)| match (one, other) {
                (find::Symbol::Char(one), find::Symbol::Char(other)) => {
                    one == other || (comparison.fold && one.eq_ignore_ascii_case(&other))
                }
                _ => true,
            })
    };
    meet(&one, &other, false) && meet(&one, &other, true)
}

/// The place `gap` characters after `at`; a run in the text counts as none.
fn skip(text: &[u8], mut at: usize, gap: usize) -> Option<usize> {
    let mut left = gap;
    while left > 0 {
        let &byte = text.get(at)?;
        if byte != TEXT_RUN {
            left -= 1;
        }
        at += width(byte);
    }
    Some(at)
}

fn is_inner(byte: u8) -> bool {
    (0x80..=0xbf).contains(&byte)
}
