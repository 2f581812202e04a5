//! The search for a request that is in one box and in none of others: a complete case split.

use super::cellset::{self, CellSet};
use super::world::{Block, Count, Multi, NO, Opaque, World, YES};

/// A box of requests: for each dimension the cells that are left.
#[derive(Clone, Debug)]
pub struct Region {
    words: Vec<u64>,
}

/// What the one who asked wants to do after a region was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Stop,
    GoOn,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There is no other region.
    Complete,
    /// The one who asked has enough.
    Stopped,
    /// It took more steps than it may.
    Exhausted,
}

/// A search in a world.
pub struct Search<'w> {
    world: &'w World,
    /// Where the words of each dimension begin, and where the last ones end.
    offsets: Vec<usize>,
    steps: usize,
}

/// No statement of a policy that people write needs a split so deep.
const DEEPEST: usize = 600;

impl<'w> Search<'w> {
    /// A search that may take so many steps: boxes looked at.
    #[must_use]
    pub fn new(world: &'w World, steps: usize) -> Self {
        let mut offsets = vec![0];
        let mut end = 0;
        for dim in &world.dims {
            end += cellset::words_for(dim.size);
            offsets.push(end);
        }
        Self {
            world,
            offsets,
            steps,
        }
    }

    /// The world that is searched.
    #[must_use]
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// All requests.
    #[must_use]
    pub fn everything(&self) -> Region {
        let sets = self.world.dims.iter().map(|dim| CellSet::all(dim.size));
        Region {
            words: sets.flat_map(|set| set.words().to_vec()).collect(),
        }
    }

    /// The requests of the region that are in the block; `None` if there are none.
    #[must_use]
    pub fn within(&self, region: &Region, block: &Block) -> Option<Region> {
        let mut region = region.clone();
        for term in &block.terms {
            self.keep(&mut region, term.dim, &term.cells);
            if self.is_empty(&region, term.dim) {
                return None;
            }
        }
        self.settle(&mut region).then_some(region)
    }

    /// The cells that a region leaves of a dimension.
    #[must_use]
    pub fn cells(&self, region: &Region, dim: usize) -> CellSet {
        CellSet::from_words(self.words(region, dim))
    }

    /// Leaves the cells of a dimension that a question says yes to.
    pub(super) fn restrict(
        &self,
        region: &mut Region,
        dim: usize,
        is_left: impl Fn(&World, usize) -> bool,
    ) {
        let cells = CellSet::where_(self.world.size(dim), |cell| is_left(self.world, cell));
        self.keep(region, dim, &cells);
    }

    /// The part of a region that lies in one cell of a dimension, if it has one.
    pub(super) fn narrowed(&self, region: &Region, dim: usize, cell: usize) -> Option<Region> {
        let mut region = region.clone();
        self.restrict(&mut region, dim, |_, own| own == cell);
        let is_left = !self.is_empty(&region, dim);
        (is_left && self.settle(&mut region)).then_some(region)
    }

    /// Each region of the box that no block meets, until the visitor has enough.
    pub fn avoid(
        &mut self,
        region: &Region,
        blocks: &[&Block],
        visit: &mut dyn FnMut(&Self, &Region) -> Then,
    ) -> End {
        let mut region = region.clone();
        if self.settle(&mut region) {
            self.split(region, blocks.to_vec(), visit, 0)
        } else {
            End::Complete
        }
    }

    fn split(
        &mut self,
        mut region: Region,
        mut blocks: Vec<&Block>,
        visit: &mut dyn FnMut(&Self, &Region) -> Then,
        depth: usize,
    ) -> End {
        let branch = loop {
            match self.steps.checked_sub(blocks.len() + 1) {
                Some(left) if depth < DEEPEST => self.steps = left,
                _ => return End::Exhausted,
            }
            let mut fewest: Option<(usize, &Block)> = None;
            let mut changed = false;
            let mut open = Vec::with_capacity(blocks.len());
            for block in blocks {
                if !self.meets(&region, block) {
                    continue;
                }
                let mut ways = block
                    .terms
                    .iter()
                    .filter(|term| self.exceeds(&region, term.dim, &term.cells));
                let Some(first) = ways.next() else {
                    // The whole region is in the block.
                    return End::Complete;
                };
                let more = ways.count();
                if more == 0 {
                    self.drop_cells(&mut region, first.dim, &first.cells);
                    if !self.settle(&mut region) {
                        return End::Complete;
                    }
                    changed = true;
                    continue;
                }
                if fewest.is_none_or(|(least, _)| more < least) {
                    fewest = Some((more, block));
                }
                open.push(block);
            }
            blocks = open;
            if changed {
                continue;
            }
            match fewest {
                Some((_, block)) => break block,
                None => {
                    return match visit(self, &region) {
                        Then::Stop => End::Stopped,
                        Then::GoOn => End::Complete,
                    };
                }
            }
        };
        for term in &branch.terms {
            if !self.exceeds(&region, term.dim, &term.cells) {
                continue;
            }
            let mut outside = region.clone();
            self.drop_cells(&mut outside, term.dim, &term.cells);
            if self.settle(&mut outside) {
                match self.split(outside, blocks.clone(), visit, depth + 1) {
                    End::Complete => {}
                    end => return end,
                }
            }
            self.keep(&mut region, term.dim, &term.cells);
            if !self.settle(&mut region) {
                return End::Complete;
            }
        }
        End::Complete
    }

    fn words<'r>(&self, region: &'r Region, dim: usize) -> &'r [u64] {
        region.words.get(self.range(dim)).unwrap_or_default()
    }

    fn range(&self, dim: usize) -> std::ops::Range<usize> {
        match self.offsets.get(dim..dim + 2) {
            Some(&[start, end]) => start..end,
            _ => 0..0,
        }
    }

    fn keep(&self, region: &mut Region, dim: usize, cells: &CellSet) -> bool {
        let words = region.words.get_mut(self.range(dim)).unwrap_or_default();
        let mut changed = false;
        for (own, other) in words.iter_mut().zip(cells.words()) {
            changed |= *own & !other != 0;
            *own &= other;
        }
        changed
    }

    fn drop_cells(&self, region: &mut Region, dim: usize, cells: &CellSet) -> bool {
        let words = region.words.get_mut(self.range(dim)).unwrap_or_default();
        let mut changed = false;
        for (own, other) in words.iter_mut().zip(cells.words()) {
            changed |= *own & other != 0;
            *own &= !other;
        }
        changed
    }

    fn is_empty(&self, region: &Region, dim: usize) -> bool {
        self.words(region, dim).iter().all(|&word| word == 0)
    }

    fn meets(&self, region: &Region, block: &Block) -> bool {
        block.terms.iter().all(|term| {
            let mut words = self.words(region, term.dim).iter().zip(term.cells.words());
            words.any(|(own, other)| own & other != 0)
        })
    }

    /// Whether the region has a cell of the dimension that is none of these.
    fn exceeds(&self, region: &Region, dim: usize, cells: &CellSet) -> bool {
        let mut words = self.words(region, dim).iter().zip(cells.words());
        words.any(|(own, other)| own & !other != 0)
    }

    fn is_left(&self, region: &Region, dim: usize, cell: usize) -> bool {
        let word = self.words(region, dim).get(cell / 64);
        word.is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }

    /// Draws the conclusions between dimensions that depend on each other; false if no request is left.
    fn settle(&self, region: &mut Region) -> bool {
        loop {
            let mut changed = false;
            for opaque in &self.world.opaques {
                match self.opaque(region, opaque) {
                    None => return false,
                    Some(narrower) => changed |= narrower,
                }
            }
            for &(one, other) in &self.world.implications {
                if !self.is_left(region, one, NO) {
                    changed |= self.keep(region, other, &answer(YES));
                }
                if !self.is_left(region, other, YES) {
                    changed |= self.keep(region, one, &answer(NO));
                }
                if self.is_empty(region, one) || self.is_empty(region, other) {
                    return false;
                }
            }
            if !changed {
                break;
            }
        }
        self.world
            .multis
            .iter()
            .all(|multi| self.can_have_values(region, multi))
    }

    /// What an open thing that is decided says of the cells it hangs on; `None` if nothing is left.
    fn opaque(&self, region: &mut Region, opaque: &Opaque) -> Option<bool> {
        let (yes, no) = (
            self.is_left(region, opaque.dim, YES),
            self.is_left(region, opaque.dim, NO),
        );
        let mut changed = false;
        match (yes, no) {
            (false, false) => return None,
            (true, true) => return Some(false),
            (true, false) => {
                if let Some(link) = &opaque.link {
                    changed |= self.keep(region, link.dim, &link.may);
                }
                for &(dim, absent) in &opaque.present {
                    let mut cells = CellSet::none(self.world.size(dim));
                    cells.insert(absent);
                    changed |= self.drop_cells(region, dim, &cells);
                    if self.is_empty(region, dim) {
                        return None;
                    }
                }
            }
            (false, true) => {
                if let Some(link) = &opaque.link {
                    changed |= self.drop_cells(region, link.dim, &link.must);
                }
            }
        }
        let linked = opaque.link.as_ref();
        if linked.is_some_and(|link| self.is_empty(region, link.dim)) {
            return None;
        }
        Some(changed)
    }

    /// Whether some list of values is as the region says; narrows how many values there can be.
    fn can_have_values(&self, region: &mut Region, multi: &Multi) -> bool {
        let possible = CellSet::where_(Count::ALL.len(), |cell| {
            let count = Count::ALL.get(cell).copied();
            self.is_left(region, multi.count, cell)
                && count.is_some_and(|count| self.values(region, multi, count).is_some())
        });
        self.keep(region, multi.count, &possible);
        !possible.is_empty()
    }

    /// Values of a key that are as the region says, as few as can be, if it has so many.
    #[must_use]
    pub fn values(&self, region: &Region, multi: &Multi, count: Count) -> Option<Vec<usize>> {
        let mut allowed = CellSet::all(multi.values.len());
        let mut wanted: Vec<&CellSet> = Vec::new();
        for (dim, set) in &multi.literals {
            let yes = self.is_left(region, *dim, YES);
            let no = self.is_left(region, *dim, NO);
            match (yes, no) {
                (true, true) => {}
                (true, false) => wanted.push(set),
                _ => allowed.subtract(set),
            }
        }
        let one_for_all = |allowed: &CellSet| {
            let found = allowed
                .iter()
                .find(|&cell| wanted.iter().all(|set| set.contains(cell)));
            found.map(|cell| vec![cell])
        };
        match count {
            Count::Absent | Count::Empty => wanted.is_empty().then(Vec::new),
            Count::EmptyText => {
                let empty = multi.empty.filter(|&empty| allowed.contains(empty))?;
                let fits = wanted.iter().all(|set| set.contains(empty));
                fits.then(|| vec![empty])
            }
            Count::One => {
                if let Some(empty) = multi.empty {
                    allowed.remove(empty);
                }
                one_for_all(&allowed)
            }
            Count::Many => {
                let mut values = Vec::new();
                for set in &wanted {
                    if !values.iter().any(|&cell| set.contains(cell)) {
                        values.push(allowed.iter().find(|&cell| set.contains(cell))?);
                    }
                }
                while values.len() < 2 {
                    let other = allowed.iter().find(|cell| !values.contains(cell));
                    values.push(other.or_else(|| allowed.iter().next())?);
                }
                Some(values)
            }
        }
    }
}

fn answer(cell: usize) -> CellSet {
    CellSet::where_(2, |own| own == cell)
}
