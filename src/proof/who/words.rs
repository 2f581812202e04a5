//! A set of cells in words: the texts of a policy that take it in exactly.

use crate::proof::cellset::CellSet;
use crate::sort;

/// One thing that a policy says of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// `is`, `matches`, `is in` …
    pub relation: &'static str,
    pub text: String,
}

/// Which values are let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    Any,
    /// No value at all.
    None,
    /// Any of these, and none of those.
    Some {
        of: Vec<Word>,
        but: Vec<Word>,
    },
    /// All of these at once, and none of those.
    Every {
        of: Vec<Word>,
        but: Vec<Word>,
    },
    /// No words of the policy say it: some of them.
    SuchAs(Vec<String>),
}

/// A word and the cells that it takes.
#[derive(Clone, Debug)]
pub struct Atom {
    pub word: Word,
    pub cells: CellSet,
}

/// A set of cells, of all those that there are, in the fewest words. `sample` gives a text of a cell.
#[must_use]
pub fn describe(
    set: &CellSet,
    all: &CellSet,
    atoms: &[Atom],
    sample: &dyn Fn(usize) -> Option<String>,
) -> Values {
    let mut set = set.clone();
    set.intersect_with(all);
    if set.is_empty() {
        return Values::None;
    }
    if set == *all {
        return Values::Any;
    }
    let outside = |atom: &&Atom| !meets(&atom.cells, &set);
    let inside: Vec<&Atom> = atoms
        .iter()
        .filter(|atom| within(&atom.cells, &set))
        .collect();
    if let Some(of) = cover(&inside, &set, &CellSet::none(0)) {
        return Values::Some {
            of: words(&of),
            but: Vec::new(),
        };
    }
    let barred: Vec<&Atom> = atoms.iter().filter(outside).collect();
    let mut missing = all.clone();
    missing.subtract(&set);
    if let Some(but) = cover(&barred, &missing, &CellSet::none(0)) {
        return Values::Some {
            of: Vec::new(),
            but: words(&but),
        };
    }
    let meeting: Vec<&Atom> = atoms
        .iter()
        .filter(|atom| meets(&atom.cells, &set))
        .collect();
    let mut rest = CellSet::none(0);
    if let Some(of) = cover(&meeting, &set, &rest) {
        rest = join(&of, all);
        rest.subtract(&set);
        if let Some(but) = cover(&barred, &rest, &set) {
            return Values::Some {
                of: words(&of),
                but: words(&but),
            };
        }
    }
    let holding: Vec<&Atom> = atoms
        .iter()
        .filter(|atom| within(&set, &atom.cells))
        .collect();
    if let Some(values) = every(&set, all, &holding, &barred) {
        return values;
    }
    Values::SuchAs(set.iter().take(3).filter_map(sample).collect())
}

/// What all of these words have in common, but for what others take away.
fn every(set: &CellSet, all: &CellSet, holding: &[&Atom], barred: &[&Atom]) -> Option<Values> {
    let mut common = all.clone();
    let mut of = Vec::new();
    for atom in holding {
        let mut narrower = common.clone();
        narrower.intersect_with(&atom.cells);
        if narrower != common {
            common = narrower;
            of.push(*atom);
        }
    }
    common.subtract(set);
    let but = cover(barred, &common, set)?;
    (!of.is_empty()).then(|| Values::Every {
        of: words(&of),
        but: words(&but),
    })
}

/// A few of the atoms that together take all cells of the set, none of them in vain; widest first.
fn cover<'a>(atoms: &[&'a Atom], set: &CellSet, spared: &CellSet) -> Option<Vec<&'a Atom>> {
    let mut left = set.clone();
    let mut chosen = Vec::new();
    let mut order: Vec<&&Atom> = atoms.iter().collect();
    sort::by_key(&mut order, |atom| {
        std::cmp::Reverse(atom.cells.iter().count())
    });
    for atom in order {
        if left.is_empty() {
            break;
        }
        if meets(&atom.cells, &left) && !meets(&atom.cells, spared) {
            left.subtract(&atom.cells);
            chosen.push(*atom);
        }
    }
    left.is_empty().then_some(chosen)
}

fn join(atoms: &[&Atom], all: &CellSet) -> CellSet {
    let mut union = all.clone();
    union.subtract(all);
    for atom in atoms {
        union.union_with(&atom.cells);
    }
    union.intersect_with(all);
    union
}

fn words(atoms: &[&Atom]) -> Vec<Word> {
    let mut words: Vec<Word> = atoms.iter().map(|atom| atom.word.clone()).collect();
    sort::by(&mut words, |one, other| one.text.cmp(&other.text));
    words
}

fn meets(one: &CellSet, other: &CellSet) -> bool {
    let mut common = one.clone();
    common.intersect_with(other);
    // Of sets of different lengths the shorter one is empty.
    !other.is_empty() && !common.is_empty()
}

fn within(inner: &CellSet, outer: &CellSet) -> bool {
    let mut rest = inner.clone();
    rest.subtract(outer);
    rest.is_empty() && !inner.is_empty()
}
