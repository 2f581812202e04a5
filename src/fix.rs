//! `apply()`: the edits of several fixes made in one text; whatever they do not name stays byte for byte.

use std::collections::BTreeMap;

use crate::finding::{Edit, Fix};
use crate::sort;

/// A text after fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub text: String,
    /// Which of the fixes were made, ascending. The others are in the way of one of these, or fit no place of the text:
    /// they have to wait until the findings of the new text are known.
    pub made: Vec<usize>,
}

/// Makes as many of the fixes as do not overlap. Where two do, the one that begins first is made; of two that begin at the
/// same place the shorter one, and of two that are the same the one listed first. A fix is made with all of its edits or
/// not at all.
///
/// All edits are those of one text; their places are places in it.
#[must_use]
pub fn apply(text: &str, fixes: &[&Fix]) -> Applied {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    sort::by_key(&mut order, |&index| {
        let edits = fixes.get(index).into_iter().flat_map(|fix| &fix.edits);
        edits.map(|edit| (edit.span.start, edit.span.end)).min()
    });
    let mut taken = Taken::default();
    let mut made = Vec::new();
    for index in order {
        if let Some(fix) = fixes.get(index)
            && taken.take(text, &fix.edits)
        {
            made.push(index);
        }
    }
    made.sort_unstable();
    Applied {
        text: taken.written(text),
        made,
    }
}

/// The edits that are made, by the first byte of their places; no two overlap.
#[derive(Default)]
struct Taken<'f>(BTreeMap<u32, &'f Edit>);

impl<'f> Taken<'f> {
    /// Takes all of these edits if each fits and none is in the way of another.
    fn take(&mut self, text: &str, edits: &'f [Edit]) -> bool {
        let mut own: Vec<u32> = Vec::with_capacity(edits.len());
        for edit in edits {
            let fits = text.get(edit.span.range()).is_some() && self.is_free(edit);
            if !fits {
                for start in own {
                    self.0.remove(&start);
                }
                return false;
            }
            self.0.insert(edit.span.start, edit);
            own.push(edit.span.start);
        }
        !own.is_empty()
    }

    /// Edits may touch: one may end where the next begins. Two that begin at the same place may not, since their order would
    /// be anybody's guess.
    fn is_free(&self, edit: &Edit) -> bool {
        let before = self.0.range(..=edit.span.start).next_back();
        let after = self.0.range(edit.span.start..).next();
        before
            .is_none_or(|(&start, one)| start != edit.span.start && one.span.end <= edit.span.start)
            && after.is_none_or(|(&start, _)| edit.span.end <= start)
    }

    fn written(&self, text: &str) -> String {
        let grown: usize = self.0.values().map(|edit| edit.text.len()).sum();
        let mut written = String::with_capacity(text.len() + grown);
        let mut at = 0;
        for edit in self.0.values() {
            let range = edit.span.range();
            written.push_str(text.get(at..range.start).unwrap_or_default());
            written.push_str(&edit.text);
            at = range.end;
        }
        written.push_str(text.get(at..).unwrap_or_default());
        written
    }
}
