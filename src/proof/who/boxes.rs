//! Boxes of requests as a set of cells for each dimension: widened as far as they can be, and joined.

use crate::proof::cellset::CellSet;
use crate::proof::search::{Region, Search};
use crate::proof::world::{Block, CALLER, Count, NOWHERE, Place, Term, World, YES};

/// For each dimension of a world the cells of a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sets(Vec<CellSet>);

impl Sets {
    #[must_use]
    pub fn of(world: &World, search: &Search<'_>, region: &Region) -> Self {
        Self(
            (0..world.dims.len())
                .map(|dim| search.cells(region, dim))
                .collect(),
        )
    }

    /// The same with every cell more that the `Allow` has and no `Deny` takes back.
    #[must_use]
    pub fn widened(
        mut self,
        allow: &Block,
        denies: &[Block],
        world: &World,
        start: &[Term],
    ) -> Self {
        for dim in 0..self.0.len() {
            let mut wide = CellSet::all(world.size(dim));
            for term in allow
                .terms
                .iter()
                .chain(start)
                .filter(|term| term.dim == dim)
            {
                wide.intersect_with(&term.cells);
            }
            for deny in denies {
                let elsewhere = deny.terms.iter().filter(|term| term.dim != dim);
                let mut elsewhere = elsewhere.map(|term| (self.0.get(term.dim), &term.cells));
                if elsewhere.all(|(set, cells)| set.is_some_and(|set| meets(set, cells))) {
                    let own = deny.terms.iter().filter(|term| term.dim == dim);
                    own.for_each(|term| wide.subtract(&term.cells));
                }
            }
            if let Some(set) = self.0.get_mut(dim)
                && is_within(set, &wide)
            {
                *set = wide;
            }
        }
        self
    }

    /// The same without what no list of values is like: one box is not to look like two.
    #[must_use]
    pub fn settled(mut self, world: &World, search: &Search<'_>) -> Self {
        let Some(region) = self.region(search) else {
            return self;
        };
        for multi in &world.multis {
            let counts = search.cells(&region, multi.count);
            let has_values = [Count::EmptyText, Count::One, Count::Many];
            let is_empty = !has_values.iter().any(|count| counts.contains(count.cell()));
            for (dim, _) in multi.literals.iter().filter(|_| is_empty) {
                if let Some(set) = self.0.get_mut(*dim) {
                    set.remove(YES);
                }
            }
            if let Some(set) = self.0.get_mut(multi.count) {
                *set = counts;
            }
        }
        self
    }

    /// The box as one that a statement could make.
    #[must_use]
    pub fn block(&self) -> Option<Block> {
        let terms = self.0.iter().enumerate().map(|(dim, cells)| Term {
            dim,
            cells: cells.clone(),
        });
        Block::new(NOWHERE, terms.collect())
    }

    /// Whether each request of this box is one of the other.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .all(|(one, other)| is_within(one, other))
    }

    /// Whether the other box speaks of each request of this one, who calls aside: of all callers but those who are left out.
    #[must_use]
    pub fn is_told_by(&self, other: &Self, left_out: &CellSet) -> bool {
        let mut pairs = self.0.iter().zip(&other.0).enumerate();
        pairs.all(|(dim, (one, wide))| {
            if dim == CALLER {
                !meets(one, left_out)
            } else {
                is_within(one, wide)
            }
        })
    }

    /// The same by other callers.
    #[must_use]
    pub fn called_by(&self, callers: &CellSet) -> Self {
        let mut sets = self.clone();
        if let Some(set) = sets.0.get_mut(CALLER) {
            set.clone_from(callers);
        }
        sets
    }

    /// The same whatever comes of what is open.
    #[must_use]
    pub fn opened(mut self, world: &World) -> Self {
        for opaque in &world.opaques {
            if let Some(set) = self.0.get_mut(opaque.dim) {
                *set = CellSet::all(world.size(opaque.dim));
            }
        }
        self
    }

    /// The box as a region, without what cannot be.
    #[must_use]
    pub fn region(&self, search: &Search<'_>) -> Option<Region> {
        let block = self.block()?;
        search.within(&search.everything(), &block)
    }

    /// The union, if it is a box: they differ in one dimension.
    fn joined(&self, other: &Self) -> Option<Self> {
        let mut pairs = self.0.iter().zip(&other.0).enumerate();
        let (dim, _) = pairs.find(|(_, (one, other))| one != other)?;
        if pairs.any(|(_, (one, other))| one != other) {
            return None;
        }
        let mut joined = self.clone();
        if let (Some(set), Some(more)) = (joined.0.get_mut(dim), other.0.get(dim)) {
            set.union_with(more);
        }
        Some(joined)
    }
}

/// Joins boxes of one statement as long as two of them are one.
pub fn merge(found: &mut Vec<(Place, Sets)>) {
    let mut at = 0;
    while at < found.len() {
        let partner = (at + 1..found.len()).find_map(|other| {
            let ((place, one), (its, two)) = (found.get(at)?, found.get(other)?);
            let joined = (place == its).then(|| one.joined(two)).flatten()?;
            Some((other, joined))
        });
        match (partner, found.get_mut(at)) {
            (Some((other, joined)), Some((_, sets))) => {
                *sets = joined;
                found.remove(other);
                at = 0;
            }
            _ => at += 1,
        }
    }
}

fn meets(one: &CellSet, other: &CellSet) -> bool {
    let mut common = one.clone();
    common.intersect_with(other);
    !common.is_empty()
}

fn is_within(inner: &CellSet, outer: &CellSet) -> bool {
    let mut rest = inner.clone();
    rest.subtract(outer);
    rest.is_empty()
}
