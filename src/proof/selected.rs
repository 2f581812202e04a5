//! `Selected`: a statement of a query, and what its lists say.

use crate::kind::PolicyType;
use crate::model::{List, Statement, Text};

use super::world::Place;

/// A statement of a query.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'s> {
    pub place: Place,
    pub statement: &'s Statement<'s>,
    pub policy_type: PolicyType,
    pub variables: bool,
}

/// The values of a list that are known.
pub fn known_items<'s>(list: &'s List<'s>) -> impl Iterator<Item = &'s str> {
    list.items.iter().filter_map(Text::known)
}

/// `*`, however often.
pub fn is_everything(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}
