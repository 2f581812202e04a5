//! The cells of a dimension of texts: two texts are in one cell if every pattern says the same of both.
//!
//! One automaton for all patterns, made deterministic over sorted lists of live places. Breadth first, so that the text
//! that stands for a cell is a shortest one.

mod detour;
mod rows;

use super::Limits;
use super::cellset::CellSet;
use super::glob::{Glob, Token};
use rows::Rows;

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
    for cell in 0..machine.cells.len() {
        for &pattern in machine.cells.row(cell) {
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

/// A place in a pattern: before one of its tokens, or its end.
#[derive(Clone, Copy)]
struct Place {
    token: Option<Token>,
    /// The characters of ASCII that the token takes, and those that it tells from others, a bit each.
    takes: u128,
    names: u128,
    /// The pattern.
    owner: u32,
    /// For a run: the first place whose texts it can take in, as long as it is live.
    absorbs: u32,
}

struct Machine {
    places: Vec<Place>,
    /// Patterns from this number on are the universe's.
    universe: u32,
    /// The live places of each state.
    live: Rows,
    states: Vec<State>,
    /// The patterns that take the texts of each cell.
    cells: Rows,
    witnesses: Vec<String>,
    /// Room for a signature.
    signature: Vec<u32>,
}

struct State {
    /// Where it was reached from, and by which character.
    parent: Option<(u32, char)>,
    /// Whether its signature has a cell, or needs none.
    is_settled: bool,
}

impl Machine {
    fn new(patterns: &[Glob], universe: &[Glob]) -> Self {
        let globs = || patterns.iter().chain(universe);
        let places = globs().map(|glob| glob.tokens.len() + 1).sum();
        let mut machine = Self {
            places: Vec::with_capacity(places),
            universe: count(patterns.len()),
            live: Rows::new(),
            states: Vec::new(),
            cells: Rows::new(),
            witnesses: Vec::new(),
            signature: Vec::new(),
        };
        let mut start = Vec::new();
        for (owner, glob) in globs().enumerate() {
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
                machine.place(Some(token), owner, absorbs);
            }
            machine.place(None, owner, first + glob.tokens.len());
        }
        let mut live = Vec::new();
        for place in start {
            machine.add(place, &mut live);
        }
        machine.state(&mut live, None);
        machine
    }

    fn place(&mut self, token: Option<Token>, owner: usize, absorbs: usize) {
        let (takes, names) = match token {
            Some(Token::Char(char)) => (bit(char), bit(char)),
            Some(Token::Folded(char)) => {
                let both = bit(char) | bit(char.to_ascii_uppercase());
                (both, both)
            }
            Some(Token::One(class) | Token::Run(class)) => (
                class.of_ascii(),
                class.named().fold(0, |names, char| names | bit(char)),
            ),
            None => (0, 0),
        };
        self.places.push(Place {
            token,
            takes,
            names,
            owner: count(owner),
            absorbs: count(absorbs),
        });
    }

    fn at(&self, place: u32) -> Option<&Place> {
        self.places.get(place as usize)
    }

    fn run_at(&self, place: u32) -> Option<&Place> {
        self.at(place)
            .filter(|place| matches!(place.token, Some(Token::Run(_))))
    }

    /// The place, and those behind runs that may be empty.
    fn add(&self, mut place: u32, live: &mut Vec<u32>) {
        live.push(place);
        while self.run_at(place).is_some() {
            place += 1;
            live.push(place);
        }
    }

    fn run(&mut self, limits: &Limits, barred: &dyn Fn(&str) -> bool) -> Result<(), Grown> {
        let mut next = 0;
        let mut held = 0;
        let (mut live, mut target, mut alphabet) = (Vec::new(), Vec::new(), Vec::new());
        // The empty text comes last: another one says more.
        while next < self.states.len() {
            live.clear();
            live.extend_from_slice(self.live.row(next));
            self.alphabet(&live, &mut alphabet);
            held += live.len().saturating_mul(alphabet.len());
            if held > limits.places {
                return Err(Grown);
            }
            for &char in &alphabet {
                self.step(&live, char, &mut target);
                if !target.is_empty() {
                    let state = self.state(&mut target, Some((count(next), char)));
                    self.settle(state, (count(next), char), barred);
                }
            }
            if self.states.len() > limits.states || self.witnesses.len() > limits.cells {
                return Err(Grown);
            }
            next += 1;
        }
        self.settle_rest(limits, barred)?;
        let mut signature = Vec::new();
        if self.signature(0, &mut signature) && !barred("") {
            self.cell(&signature, String::new());
        }
        Ok(())
    }

    /// The number of the state with these live places.
    fn state(&mut self, live: &mut Vec<u32>, parent: Option<(u32, char)>) -> usize {
        self.normalize(live);
        let (number, is_new) = self.live.add(live);
        if is_new {
            self.states.push(State {
                parent,
                is_settled: false,
            });
        }
        number
    }

    /// Makes of live places what a state keeps: without those whose texts a live run behind them takes as well, and nothing
    /// of what never leaves for the universe.
    fn normalize(&self, live: &mut Vec<u32>) {
        // The places behind those of a state mostly are in order, too.
        if !live.is_sorted_by(|one, other| one < other) {
            live.sort_unstable();
            live.dedup();
        }
        let mut floor = u32::MAX;
        let mut run = 0;
        let mut reaches = false;
        // What is kept moves to the end.
        let mut kept = live.len();
        for index in (0..live.len()).rev() {
            let Some(&place) = live.get(index) else {
                break;
            };
            if place >= floor && place < run {
                continue;
            }
            if let Some(one) = self.run_at(place) {
                run = place;
                floor = one.absorbs;
            }
            reaches |= self.owner(place) >= Some(self.universe);
            kept -= 1;
            if let Some(slot) = live.get_mut(kept) {
                *slot = place;
            }
        }
        if !reaches {
            kept = live.len();
        }
        live.drain(..kept);
    }

    fn owner(&self, place: u32) -> Option<u32> {
        self.at(place).map(|place| place.owner)
    }

    /// The places behind these after one more character.
    fn step(&self, live: &[u32], char: char, target: &mut Vec<u32>) {
        target.clear();
        let (bit, is_ascii) = (bit(char), char.is_ascii());
        for &place in live {
            let Some(one) = self.at(place) else {
                continue;
            };
            let takes = if is_ascii {
                one.takes & bit != 0
            } else {
                match one.token {
                    Some(Token::Char(own)) => own == char,
                    Some(Token::One(class) | Token::Run(class)) => class.takes(char),
                    Some(Token::Folded(_)) | None => false,
                }
            };
            if takes {
                let stays = matches!(one.token, Some(Token::Run(_)));
                self.add(if stays { place } else { place + 1 }, target);
            }
        }
    }

    /// The characters that live places name, and first of all, as many as are returned, those that stand for all others.
    fn alphabet(&self, live: &[u32], alphabet: &mut Vec<char>) -> usize {
        let (mut wants_digit, mut wants_foreign) = (false, false);
        let mut named = 0;
        let mut beyond = Vec::new();
        for &place in live {
            let Some(one) = self.at(place) else {
                continue;
            };
            named |= one.names;
            match one.token {
                Some(Token::Char(char)) if !char.is_ascii() => beyond.push(char),
                Some(Token::One(class) | Token::Run(class)) => {
                    wants_digit |= class.is_digit();
                    wants_foreign |= class.is_foreign();
                }
                _ => {}
            }
        }
        beyond.sort_unstable();
        beyond.dedup();
        let is_unnamed = |&char: &char| {
            named & bit(char) == 0 && (char.is_ascii() || beyond.binary_search(&char).is_err())
        };
        let mut foreign = ('\u{e0}'..='\u{d7ff}').filter(is_unnamed);
        let ascii = ('\0'..='\u{7f}').filter(|_| wants_foreign);
        let other = OTHERS.chars().chain(ascii).find(is_unnamed);
        let other = other.or_else(|| foreign.next());
        let foreign = wants_foreign.then(|| foreign.next()).flatten();
        let digit = wants_digit.then(|| ('0'..='9').rev().find(is_unnamed));
        alphabet.clear();
        alphabet.extend([other, digit.flatten(), foreign].into_iter().flatten());
        let unnamed = alphabet.len();
        while named != 0 {
            #[expect(clippy::cast_possible_truncation, reason = "less than 128")]
            alphabet.push(char::from(named.trailing_zeros() as u8));
            named &= named - 1;
        }
        alphabet.extend(&beyond);
        unnamed
    }

    /// The patterns that take the texts of a state; false where those are not of the universe.
    fn signature(&self, state: usize, owners: &mut Vec<u32>) -> bool {
        owners.clear();
        let live = self.live.row(state).iter();
        let ended = live.filter_map(|&place| self.at(place).filter(|one| one.token.is_none()));
        owners.extend(ended.map(|place| place.owner));
        let before = owners.len();
        owners.retain(|&owner| owner < self.universe);
        owners.len() < before
    }

    /// Gives the state's signature a cell, if a text that reaches it may stand for one.
    fn settle(&mut self, state: usize, way: (u32, char), barred: &dyn Fn(&str) -> bool) {
        if self.states.get(state).is_none_or(|state| state.is_settled) {
            return;
        }
        let mut signature = std::mem::take(&mut self.signature);
        let is_settled =
            if !self.signature(state, &mut signature) || self.cells.find(&signature).is_some() {
                true
            } else {
                let text = self.text(way);
                let is_free = !barred(&text);
                if is_free {
                    self.cell(&signature, text);
                }
                is_free
            };
        if let Some(state) = self.states.get_mut(state) {
            state.is_settled = is_settled;
        }
    }

    /// A cell for a signature that has none yet.
    fn cell(&mut self, signature: &[u32], witness: String) {
        let (_, is_new) = self.cells.add(signature);
        if is_new {
            self.witnesses.push(witness);
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

/// The bit of a character of ASCII.
fn bit(char: char) -> u128 {
    if char.is_ascii() {
        1 << u32::from(char)
    } else {
        0
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
