//! What many records share: names and lists, each kept once.

use std::collections::HashMap;

use super::written::Mistake;

/// All that records share.
pub struct Pools<'a> {
    pub strings: Strings<'a>,
    pub lists: Lists,
}

/// Every text once, one after the other.
#[derive(Default)]
pub struct Strings<'a> {
    pub text: String,
    places: HashMap<&'a str, usize>,
}

impl<'a> Strings<'a> {
    /// Where the text begins.
    fn place(&mut self, text: &'a str) -> usize {
        let all = &mut self.text;
        *self.places.entry(text).or_insert_with(|| {
            let place = all.len();
            all.push_str(text);
            place
        })
    }

    /// A record's name: place and length.
    pub fn name(&mut self, text: &'a str, out: &mut Vec<u8>) -> Result<(), Mistake> {
        let place = self.place(text);
        number32(place, out)?;
        out.push(
            u8::try_from(text.len())
                .map_err(|_| Mistake::new(format!("{text:?} is too long for a name")))?,
        );
        Ok(())
    }

    /// A text that may be longer than a name.
    pub fn text(&mut self, text: &'a str, out: &mut Vec<u8>) -> Result<(), Mistake> {
        let place = self.place(text);
        number32(place, out)?;
        number16(text.len(), out)
    }
}

/// Every list of numbers once. The empty list is number 0.
pub struct Lists {
    pub numbers: Vec<u8>,
    /// Where each list begins, counted in numbers.
    starts: Vec<usize>,
    ids: HashMap<Vec<u16>, usize>,
}

impl Lists {
    pub fn new() -> Self {
        Self {
            numbers: Vec::new(),
            starts: vec![0],
            ids: HashMap::from([(Vec::new(), 0)]),
        }
    }

    /// The number of this list.
    pub fn id(&mut self, list: Vec<u16>) -> Result<u16, Mistake> {
        let next = self.starts.len();
        if let Some(id) = self.ids.get(&list) {
            return short(*id);
        }
        self.starts.push(self.numbers.len() / 2);
        self.numbers
            .extend(list.iter().flat_map(|number| number.to_le_bytes()));
        self.ids.insert(list, next);
        short(next)
    }

    /// Where each list begins, and where the last one ends.
    pub fn starts(&self) -> Result<Vec<u8>, Mistake> {
        let mut out = Vec::new();
        for start in self.starts.iter().chain([&(self.numbers.len() / 2)]) {
            number32(*start, &mut out)?;
        }
        Ok(out)
    }
}

pub fn short(number: usize) -> Result<u16, Mistake> {
    u16::try_from(number).map_err(|_| Mistake::new("there is more of one kind than 65,535"))
}

pub fn number16(number: usize, out: &mut Vec<u8>) -> Result<(), Mistake> {
    out.extend(short(number)?.to_le_bytes());
    Ok(())
}

pub fn number32(number: usize, out: &mut Vec<u8>) -> Result<(), Mistake> {
    let number = u32::try_from(number).map_err(|_| Mistake::new("the catalog is too large"))?;
    out.extend(number.to_le_bytes());
    Ok(())
}
