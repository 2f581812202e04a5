//! Which Regions there are: the one place where this rule asks.

use crate::catalog::{Catalog, Partition};
use crate::semantics::pattern::{self, Case};
use crate::text::nearest;

pub(super) fn region_is_known(catalog: &Catalog, name: &str) -> bool {
    catalog.region(name).is_some()
}

/// Whether some Region fits a pattern.
pub(super) fn some_region_fits(catalog: &Catalog, text: &str) -> bool {
    regions(catalog).any(|region| pattern::matches(text, region, Case::Sensitive))
}

fn regions(catalog: &Catalog) -> impl Iterator<Item = &'static str> {
    catalog.partitions().flat_map(Partition::regions)
}

/// The Region that was most likely meant: an Availability Zone's, one in capital letters, a misspelt one.
///
/// Another number is another Region, and no slip of the pen.
pub(super) fn nearest_region(catalog: &Catalog, text: &str) -> Option<&'static str> {
    let near = nearest(text.trim(), regions(catalog))?;
    let number = |name: &str| {
        name.trim()
            .trim_end_matches(|char: char| char.is_ascii_lowercase())
            .rsplit('-')
            .next()
            .map(str::to_owned)
    };
    let written = number(text)?;
    let is_number = written.bytes().all(|byte| byte.is_ascii_digit()) && !written.is_empty();
    (!is_number || Some(written) == number(near)).then_some(near)
}

/// Whether a code is built as those of Regions are: `eu-west-1`, `us-gov-east-1`.
pub(super) fn has_shape(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = parts.clone().take(5).count();
    (2..=3).contains(&words)
        && parts.all(is_word)
        && !number.is_empty()
        && number.len() <= 2
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
