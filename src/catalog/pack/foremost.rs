//! Which of an action's resource types to name first.

use super::super::layout::{EMPTY, REQUIRED};
use super::written::Written;

/// By the number of a list of resource types: the type that a person is told of first.
pub struct Foremost {
    /// How long the first form of each type is, by its number.
    lengths: Vec<usize>,
    of_lists: Vec<u16>,
}

impl Foremost {
    pub fn of(written: &Written) -> Self {
        let types = written.services.iter().flat_map(|one| &one.types);
        let length = |form: Option<&&str>| form.map_or(0, |form| form.len());
        Self {
            lengths: types.map(|one| length(one.templates.first())).collect(),
            of_lists: Vec::new(),
        }
    }

    /// The type of a list of pairs, type and keys, that a statement has to name, or else any: the one with the shortest form,
    /// the first of equals.
    pub fn among(&self, pairs: &[u16]) -> u16 {
        let length = |number: u16| self.lengths.get(usize::from(number & !REQUIRED));
        let shortest = |is_required: bool| {
            let numbers = pairs.iter().copied().step_by(2);
            numbers
                .filter(|number| (number & REQUIRED != 0) == is_required)
                .min_by_key(|number| length(*number))
        };
        let first = shortest(true).or_else(|| shortest(false));
        first.map_or(EMPTY, |number| number & !REQUIRED)
    }

    pub fn note(&mut self, list: u16, first: u16) {
        let place = usize::from(list);
        if self.of_lists.len() <= place {
            self.of_lists.resize(place + 1, EMPTY);
        }
        if let Some(of_list) = self.of_lists.get_mut(place) {
            *of_list = first;
        }
    }

    pub fn numbers(self) -> Vec<u8> {
        let numbers = self.of_lists.into_iter();
        numbers.flat_map(u16::to_le_bytes).collect()
    }
}
