//! The forms of ARNs, brought together by the service that the ARNs name.

use std::collections::BTreeMap;

use super::pools::{Pools, number16};
use super::written::{Mistake, Written};

/// The numbers of the templates, by the service that their ARNs name.
pub struct Forms<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Forms<'a> {
    pub fn of(written: &'a Written<'a>, templates: &[(&str, String)]) -> Result<Self, Mistake> {
        let mut forms: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut number = 0;
        for service in &written.services {
            for template in service.types.iter().flat_map(|one| &one.templates) {
                let named = template.split(':').nth(2);
                let named = named.ok_or_else(|| Mistake::new("an ARN names no service"))?;
                // A backup stands under the service that was backed up: of any of them, so that it tells nothing of one.
                let named = if named.contains("${") {
                    service.prefix
                } else {
                    named
                };
                forms.entry(named).or_default().push(number);
                number += 1;
            }
        }
        let first = |number: &usize| {
            let pattern = templates.get(*number).map_or("", |(_, pattern)| pattern);
            pattern.as_bytes().first().copied()
        };
        for numbers in forms.values_mut() {
            numbers.sort_by_key(first);
        }
        Ok(Self(forms))
    }

    /// The services, sorted.
    pub fn services(&self) -> impl ExactSizeIterator<Item = &'a str> {
        self.0.keys().copied()
    }

    pub fn service_records(&self, pools: &mut Pools<'a>) -> Result<Vec<u8>, Mistake> {
        let mut out = Vec::new();
        let mut first = 0;
        for (service, forms) in &self.0 {
            pools.strings.name(service, &mut out)?;
            number16(first, &mut out)?;
            first += forms.len();
        }
        pools.strings.name("", &mut out)?;
        number16(first, &mut out)?;
        Ok(out)
    }

    pub fn records(&self, templates: &[(&str, String)]) -> Result<Vec<u8>, Mistake> {
        let mut out = Vec::new();
        for number in self.0.values().flatten() {
            number16(*number, &mut out)?;
            let pattern = templates.get(*number).map_or("", |(_, pattern)| pattern);
            let byte = |at| pattern.as_bytes().get(at).copied().unwrap_or_default();
            out.extend([byte(0), byte(1)]);
        }
        Ok(out)
    }
}
