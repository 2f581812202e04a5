//! The cells of a dimension of texts: two texts are in one cell if every pattern says the same of both.
//!
//! One automaton for all patterns, made deterministic over sorted lists of live places. Breadth first, so that the text
//! that stands for a cell is a shortest one.

use std::collections::HashMap;

mod detour;

use super::Limits;
use super::cellset::CellSet;
use super::glob::{Glob, Token};

/// The cells, and which of them each pattern takes.
#[derive(Clone, Debug)]
pub struct Partition {
    /// A text of each cell.
    pub witnesses: Vec<String>,
    /// For each pattern, in the order given.
    pub taken: Vec<CellSet>,
}

/// More states or cells than the limits allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grown;

/// Parts the texts of a universe, which is what its patterns take together, by what the patterns say of them.
///
/// Texts that are barred do not stand for cells.
pub fn partition(
    patterns: &[Glob],
    universe: &[Glob],
    limits: &Limits,
    barred: &dyn Fn(&str) -> bool,
) -> Result<Partition, Grown> {
    let mut machine = Machine::new(patterns, universe);
    machine.run(limits, barred)?;
    let cells = machine.witnesses.len();
    if cells.saturating_mul(patterns.len()) > limits.bits {
        return Err(Grown);
    }
    let mut taken = vec![CellSet::none(cells); patterns.len()];
    for (signature, &cell) in &machine.cells {
        for &pattern in signature {
            if let Some(set) = taken.get_mut(pattern as usize) {
                set.insert(cell);
            }
        }
    }
    Ok(Partition {
        witnesses: machine.witnesses,
        taken,
    })
}

#[derive(Clone, Copy)]
enum Place {
    Token(Token),
    End,
}

struct Machine {
    places: Vec<Place>,
    /// The pattern of each place.
    owners: Vec<u32>,
    /// For a run: the first place whose texts it can take in, as long as it is live.
    absorbs: Vec<u32>,
    /// Patterns from this number on are the universe's.
    universe: u32,
    states: Vec<State>,
    numbers: HashMap<Box<[u32]>, u32>,
    cells: HashMap<Vec<u32>, usize>,
    witnesses: Vec<String>,
}

struct State {
    live: Box<[u32]>,
    /// Where it was reached from, and by which character.
    parent: Option<(u32, char)>,
    /// Whether its signature has a cell, or needs none.
    is_settled: bool,
}

impl Machine {
    fn new(patterns: &[Glob], universe: &[Glob]) -> Self {
        let mut machine = Self {
            places: Vec::new(),
            owners: Vec::new(),
            absorbs: Vec::new(),
            universe: count(patterns.len()),
            states: Vec::new(),
            numbers: HashMap::new(),
            cells: HashMap::new(),
            witnesses: Vec::new(),
        };
        let mut start = Vec::new();
        for (owner, glob) in patterns.iter().chain(universe).enumerate() {
            let first = machine.places.len();
            start.push(count(first));
            for (index, &token) in glob.tokens.iter().enumerate() {
                let absorbs = match token {
                    Token::Run(class) => {
                        let before = glob.tokens.get(..index).unwrap_or_default();
                        let within = before.iter().rev().take_while(|one| one.is_within(class));
                        first + index - within.count()
                    }
                    _ => first + index,
                };
                machine.place(Place::Token(token), owner, absorbs);
            }
            machine.place(Place::End, owner, first + glob.tokens.len());
        }
        let mut live = Vec::new();
        for place in start {
            machine.add(place, &mut live);
        }
        machine.state(live, None);
        machine
    }

    fn place(&mut self, place: Place, owner: usize, absorbs: usize) {
        self.places.push(place);
        self.owners.push(count(owner));
        self.absorbs.push(count(absorbs));
    }

    fn at(&self, place: u32) -> Place {
        self.places
            .get(place as usize)
            .copied()
            .unwrap_or(Place::End)
    }

    /// The place, and those behind runs that may be empty.
    fn add(&self, mut place: u32, live: &mut Vec<u32>) {
        live.push(place);
        while let Place::Token(Token::Run(_)) = self.at(place) {
            place += 1;
            live.push(place);
        }
    }

    fn run(&mut self, limits: &Limits, barred: &dyn Fn(&str) -> bool) -> Result<(), Grown> {
        let mut next = 0;
        let mut held = 0;
        let mut alphabet = Vec::new();
        // The empty text comes last: another one says more.
        while let Some(state) = self.states.get(next) {
            let live = state.live.clone();
            self.alphabet(&live, &mut alphabet);
            held += live.len().saturating_mul(alphabet.len());
            if held > limits.places {
                return Err(Grown);
            }
            for &char in &alphabet {
                let target = self.step(&live, char);
                if !target.is_empty() {
                    let state = self.state(target, Some((count(next), char)));
                    self.settle(state, (count(next), char), barred);
                }
            }
            if self.states.len() > limits.states || self.witnesses.len() > limits.cells {
                return Err(Grown);
            }
            next += 1;
        }
        self.settle_rest(limits, barred)?;
        if let Some(signature) = self.signature(0)
            && !barred("")
        {
            self.cell(signature, String::new);
        }
        Ok(())
    }

    /// The number of the state with these live places.
    fn state(&mut self, live: Vec<u32>, parent: Option<(u32, char)>) -> u32 {
        let live = self.normal(live);
        if let Some(&known) = self.numbers.get(&live[..]) {
            return known;
        }
        let number = count(self.states.len());
        let live: Box<[u32]> = live.into();
        self.numbers.insert(live.clone(), number);
        self.states.push(State {
            live,
            parent,
            is_settled: false,
        });
        number
    }

    /// The live places as a state keeps them.
    fn normal(&self, mut live: Vec<u32>) -> Vec<u32> {
        live.sort_unstable();
        live.dedup();
        self.prune(&mut live);
        live
    }

    /// Drops the places whose texts a live run behind them takes as well, and states that never leave for the universe.
    fn prune(&self, live: &mut Vec<u32>) {
        let mut floor = u32::MAX;
        let mut run = 0;
        let mut kept: Vec<u32> = Vec::with_capacity(live.len());
        for &place in live.iter().rev() {
            if place >= floor && place < run {
                continue;
            }
            if let Place::Token(Token::Run(_)) = self.at(place) {
                run = place;
                floor = self.absorbs.get(place as usize).copied().unwrap_or(place);
            }
            kept.push(place);
        }
        kept.reverse();
        let owner = |place: &u32| self.owners.get(*place as usize).copied();
        let reaches = kept.iter().any(|place| owner(place) >= Some(self.universe));
        if !reaches {
            kept.clear();
        }
        *live = kept;
    }

    fn step(&self, live: &[u32], char: char) -> Vec<u32> {
        let mut target = Vec::with_capacity(live.len() + 4);
        for &place in live {
            match self.at(place) {
                Place::Token(Token::Char(own)) if own == char => self.add(place + 1, &mut target),
                Place::Token(Token::Folded(own)) if own == char.to_ascii_lowercase() => {
                    self.add(place + 1, &mut target);
                }
                Place::Token(Token::One(class)) if class.takes(char) => {
                    self.add(place + 1, &mut target);
                }
                Place::Token(Token::Run(class)) if class.takes(char) => {
                    self.add(place, &mut target);
                }
                _ => {}
            }
        }
        target
    }

    /// The characters that live places name, and first of all, as many as are returned, those that stand for all others.
    fn alphabet(&self, live: &[u32], named: &mut Vec<char>) -> usize {
        named.clear();
        let (mut wants_digit, mut wants_foreign) = (false, false);
        for &place in live {
            match self.at(place) {
                Place::Token(Token::Char(char)) => named.push(char),
                Place::Token(Token::Folded(char)) => {
                    named.extend([char, char.to_ascii_uppercase()]);
                }
                Place::Token(Token::One(class) | Token::Run(class)) => {
                    named.extend(class.named());
                    wants_digit |= class.is_digit();
                    wants_foreign |= class.is_foreign();
                }
                Place::End => {}
            }
        }
        named.sort_unstable();
        named.dedup();
        let is_named = |char: &char| named.binary_search(char).is_ok();
        let mut foreign = ('\u{e0}'..='\u{d7ff}').filter(|char| !is_named(char));
        let ascii = ('\0'..='\u{7f}').filter(|_| wants_foreign);
        let other = OTHERS.chars().chain(ascii).find(|char| !is_named(char));
        let other = other.or_else(|| foreign.next());
        let foreign = foreign.next().filter(|_| wants_foreign);
        let digit = ('0'..='9')
            .rev()
            .find(|char| wants_digit && !is_named(char));
        let before = named.len();
        named.splice(0..0, [other, digit, foreign].into_iter().flatten());
        named.len() - before
    }

    fn signature(&self, state: usize) -> Option<Vec<u32>> {
        let live = &self.states.get(state)?.live;
        let ended = live
            .iter()
            .filter(|&&place| matches!(self.at(place), Place::End));
        let mut owners: Vec<u32> = ended
            .filter_map(|&place| self.owners.get(place as usize).copied())
            .collect();
        let before = owners.len();
        owners.retain(|&owner| owner < self.universe);
        (owners.len() < before).then_some(owners)
    }

    /// Gives the state's signature a cell, if a text that reaches it may stand for one.
    fn settle(&mut self, state: u32, way: (u32, char), barred: &dyn Fn(&str) -> bool) {
        let index = state as usize;
        if self.states.get(index).is_none_or(|state| state.is_settled) {
            return;
        }
        let settled = match self.signature(index) {
            None => true,
            Some(signature) if self.cells.contains_key(&signature) => true,
            Some(signature) => {
                let text = self.text(way);
                let free = !barred(&text);
                if free {
                    self.cell(signature, || text);
                }
                free
            }
        };
        if let Some(state) = self.states.get_mut(index) {
            state.is_settled = settled;
        }
    }

    fn cell(&mut self, signature: Vec<u32>, witness: impl FnOnce() -> String) {
        let next = self.witnesses.len();
        let mut is_new = false;
        self.cells.entry(signature).or_insert_with(|| {
            is_new = true;
            next
        });
        if is_new {
            self.witnesses.push(witness());
        }
    }

    fn text(&self, way: (u32, char)) -> String {
        let mut chars = vec![way.1];
        let mut from = way.0;
        while let Some((parent, char)) = self
            .states
            .get(from as usize)
            .and_then(|state| state.parent)
        {
            chars.push(char);
            from = parent;
        }
        chars.iter().rev().collect()
    }
}

/// What stands for all characters that no pattern names: letters, so that it can be read, and no capitals, which some
/// classes bar.
const OTHERS: &str = "xyzabcdefghijklmnopqrstuvw_-";

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
