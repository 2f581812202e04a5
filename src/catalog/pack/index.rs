//! From names to their numbers: tables that are searched by the hash of a name.

use super::super::layout::{self, EMPTY, SLOTS};
use super::pools::short;
use super::written::{Mistake, Written, full};

/// Open addressing: a name stands at its slot, or at the next free one.
pub fn index(written: &Written) -> Result<Vec<u8>, Mistake> {
    let mut slots = vec![[EMPTY; 2]; SLOTS];
    let services = written.services.iter();
    let names = services.flat_map(|service| {
        let actions = service.actions.iter();
        actions.map(|action| full(service, action.name))
    });
    for (number, name) in names.enumerate() {
        let (start, mark) = layout::slot(name.as_bytes());
        let free = (0..SLOTS)
            .map(|step| (start + step) % SLOTS)
            .find(|slot| slots.get(*slot) == Some(&[EMPTY; 2]))
            .ok_or_else(|| Mistake::new("the index is full"))?;
        if let Some(slot) = slots.get_mut(free) {
            *slot = [short(number)?, mark];
        }
    }
    let numbers = slots.as_flattened().iter();
    Ok(numbers.flat_map(|number| number.to_le_bytes()).collect())
}

/// The same for fewer names: without marks, in a table of four times their number or a little more.
pub fn places<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Result<Vec<u8>, Mistake> {
    let count = (names.len() * 4).next_power_of_two();
    let mut slots = vec![EMPTY; count];
    for (number, name) in names.enumerate() {
        let (mut at, _) = layout::slot(name.as_bytes());
        while slots.get(at % count).is_some_and(|slot| *slot != EMPTY) {
            at += 1;
        }
        if let Some(slot) = slots.get_mut(at % count) {
            *slot = short(number)?;
        }
    }
    Ok(slots.iter().flat_map(|slot| slot.to_le_bytes()).collect())
}
