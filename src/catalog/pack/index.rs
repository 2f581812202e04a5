//! From names to their numbers: tables that are searched by the hash of a name.

use super::super::layout::{self, EMPTY};
use super::pools::short;
use super::written::{Mistake, Written};

/// The slots of every service, one after the other. Open addressing: a name stands at its slot, or at the next free one.
pub fn index(written: &Written) -> Result<Vec<u8>, Mistake> {
    let mut all = Vec::new();
    let mut number = 0;
    for service in &written.services {
        let count = layout::slots(service.actions.len());
        let mut slots = vec![[EMPTY; 2]; count];
        for action in &service.actions {
            let (mut at, mark) = layout::slot(action.name.as_bytes());
            // Half of the slots stay free.
            while slots
                .get(at % count)
                .is_some_and(|slot| *slot != [EMPTY; 2])
            {
                at += 1;
            }
            if let Some(slot) = slots.get_mut(at % count) {
                *slot = [short(number)?, mark];
            }
            number += 1;
        }
        all.append(&mut slots);
    }
    let numbers = all.as_flattened().iter();
    Ok(numbers.flat_map(|number| number.to_le_bytes()).collect())
}

/// The same for fewer names: without marks, in a table of four times their number or a little more, a power of two.
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
