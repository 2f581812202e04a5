//! Edits that take elements out of a JSON list or object, with the commas and white space that were theirs.

use crate::finding::Edit;
use crate::model::Principals;
use crate::source::Span;
use crate::syntax::Value;

/// Edits that remove some of the elements of a list; `removed` holds their places, ascending.
///
/// None if nothing would be left, if something else than a comma stands between two elements, or if it takes more edits
/// than anybody would read. What is left looks as it did: a removed element takes along the gap before it, at the
/// beginning of the list the gap behind it.
pub(super) fn removal(text: &str, elements: &[Span], removed: &[usize]) -> Option<Vec<Edit>> {
    const MOST: usize = 256;
    if removed.is_empty() || removed.len() >= elements.len() {
        return None;
    }
    let mut edits = Vec::new();
    for run in removed.chunk_by(|one, next| one + 1 == *next) {
        let (first, last) = (*run.first()?, *run.last()?);
        let around = elements.get(first.saturating_sub(1)..(last + 2).min(elements.len()))?;
        let is_plain = around.windows(2).all(|pair| match pair {
            [one, next] => text
                .get(one.end as usize..next.start as usize)
                .is_some_and(|gap| gap.trim_ascii() == ","),
            _ => false,
        });
        if !is_plain || edits.len() == MOST {
            return None;
        }
        let (first_span, last_span) = (elements.get(first)?, elements.get(last)?);
        let (start, end) = match first.checked_sub(1) {
            Some(before) => (elements.get(before)?.end, last_span.end),
            None => (first_span.start, elements.get(last + 1)?.start),
        };
        edits.push(Edit::replace(Span::new(first_span.file, start, end), ""));
    }
    Some(edits)
}

/// Edits that remove the member of an object whose key stands here; none if it is the only one.
pub(super) fn member_removal(text: &str, object: Value, key: Span) -> Option<Vec<Edit>> {
    let members: Vec<Span> = object
        .members()
        .map(|(name, value)| name.span().to(value.span()))
        .collect();
    let index = members.iter().position(|one| one.start == key.start)?;
    removal(text, &members, &[index])
}

/// Edits that remove a principal from the list that it stands in; none if it stands in no list, or alone.
pub(super) fn principal_removal(
    text: &str,
    principals: &Principals,
    removed: Span,
) -> Option<Vec<Edit>> {
    let mut lists = principals.types.iter().map(|(_, values)| *values);
    let list = lists.find(|values| values.contains(removed) && *values != removed)?;
    let items: Vec<Span> = principals
        .items
        .iter()
        .map(|one| one.text.span())
        .filter(|span| list.contains(*span))
        .collect();
    let index = items.iter().position(|span| *span == removed)?;
    removal(text, &items, &[index])
}
