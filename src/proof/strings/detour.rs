//! Cells whose shortest text is barred: a longer way to the same state may end in a text that is not.

use super::super::Limits;
use super::{Grown, Machine, count};

/// How many texts are made for one cell before giving up.
const MOST_TEXTS: usize = 20_000;

/// A step from a state: its character, whether that stands for others too, and the state reached.
type Step = (char, bool, u32);

impl Machine {
    /// Gives the signatures that have no cell yet one, if any text of theirs is free. [`Grown`] if nobody can tell.
    pub(super) fn settle_rest(
        &mut self,
        limits: &Limits,
        barred: &dyn Fn(&str) -> bool,
    ) -> Result<(), Grown> {
        let open: Vec<usize> = (1..self.states.len())
            .filter(|&state| self.states.get(state).is_some_and(|one| !one.is_settled))
            .collect();
        let mut steps: Option<Vec<Vec<Step>>> = None;
        let mut signature = Vec::new();
        for target in open {
            if !self.signature(target, &mut signature) || self.cells.find(&signature).is_some() {
                continue;
            }
            let steps = steps.get_or_insert_with(|| self.steps());
            if let Some(text) = free_text(steps, count(target), limits, barred)? {
                self.cell(&signature, text);
            }
        }
        Ok(())
    }

    /// The steps out of each state.
    fn steps(&self) -> Vec<Vec<Step>> {
        let (mut alphabet, mut target) = (Vec::new(), Vec::new());
        let mut all = Vec::with_capacity(self.states.len());
        for state in 0..self.states.len() {
            let live = self.live.row(state);
            let unnamed = self.alphabet(live, &mut alphabet);
            let reached = alphabet.iter().enumerate().filter_map(|(index, &char)| {
                self.step(live, char, &mut target);
                self.normalize(&mut target);
                let number = self.live.find(&target).filter(|_| !target.is_empty())?;
                Some((char, index < unnamed, count(number)))
            });
            all.push(reached.collect());
        }
        all
    }
}

/// A shortest text that leads to the state and is not barred; `None` if each one is.
fn free_text(
    steps: &[Vec<Step>],
    target: u32,
    limits: &Limits,
    barred: &dyn Fn(&str) -> bool,
) -> Result<Option<String>, Grown> {
    let far = distances(steps, target);
    let from = |state: u32| far.get(state as usize).copied().flatten();
    let Some(shortest) = from(0) else {
        return Ok(None);
    };
    let mut asked = 0;
    for longest in shortest.. {
        let mut is_cut = false;
        let mut stands_for_others = false;
        let mut ways: Vec<(u32, String, bool)> = vec![(0, String::new(), false)];
        while let Some((state, text, loose)) = ways.pop() {
            asked += 1;
            if asked > MOST_TEXTS.min(limits.asks) {
                return Err(Grown);
            }
            if state == target && !text.is_empty() {
                if !barred(&text) {
                    return Ok(Some(text));
                }
                stands_for_others |= loose;
            }
            let length = count(text.chars().count());
            for &(char, unnamed, next) in steps.get(state as usize).into_iter().flatten() {
                let Some(rest) = from(next) else { continue };
                if length + 1 + rest > longest {
                    is_cut = true;
                    continue;
                }
                let mut text = text.clone();
                text.push(char);
                ways.push((next, text, loose || unnamed));
            }
        }
        if !is_cut {
            // Every text was made, but for those that an unnamed character stands for.
            return if stands_for_others {
                Err(Grown)
            } else {
                Ok(None)
            };
        }
    }
    Ok(None)
}

/// How many characters each state is from the target; `None`: it never leads there.
fn distances(steps: &[Vec<Step>], target: u32) -> Vec<Option<u32>> {
    let mut before: Vec<Vec<u32>> = vec![Vec::new(); steps.len()];
    for (state, steps) in steps.iter().enumerate() {
        for &(_, _, next) in steps {
            if let Some(list) = before.get_mut(next as usize) {
                list.push(count(state));
            }
        }
    }
    let mut far: Vec<Option<u32>> = vec![None; steps.len()];
    let mut front = vec![target];
    let mut distance = 0;
    while !front.is_empty() {
        let mut next = Vec::new();
        for state in front {
            let Some(own) = far.get_mut(state as usize).filter(|own| own.is_none()) else {
                continue;
            };
            *own = Some(distance);
            next.extend(before.get(state as usize).into_iter().flatten());
        }
        front = next;
        distance += 1;
    }
    far
}
