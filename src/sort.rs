//! Sorting where little is sorted or seldom. One routine serves all types: each of the library's own that is not called for takes
//! five kilobytes off the program.

use std::cmp::Ordering;

/// As `sort` of a slice.
pub fn sort<T: Ord>(items: &mut [T]) {
    by(items, Ord::cmp);
}

/// As `sort_by_key` of a slice.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// As `sort_by` of a slice.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut order = order(
        items.len(),
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    place(&mut order, &mut |one, other| items.swap(one, other));
}

/// Where what comes first stands, then what comes next, and so on.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

/// Brings each to its place, along the circles in which they take each other's places.
fn place(order: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while let Some(from) = order.get_mut(at).map(|from| std::mem::replace(from, at)) {
            if from == at || from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_library_does() {
        let mut state = 1_u64;
        for count in 0..200 {
            let mut items: Vec<(u64, usize)> = (0..count)
                .map(|index| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    (state >> 60, index)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|one| one.0);
            by_key(&mut items, |one| one.0);
            assert_eq!(items, expected, "{count} items");
        }
    }
}
