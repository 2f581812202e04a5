//! `Query`: which policies a request is sought for.

use crate::source::Source;

use super::Side;

/// A request is sought that each policy of `allowed_by` allows and that `not_by` does not.
///
/// A scenario is one more policy of `allowed_by`: its boxes are the requests that are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    pub allowed_by: &'q [Side<'q>],
    pub not_by: Option<Side<'q>>,
}

impl<'q> Query<'q> {
    /// Every policy in its order, the reference last.
    pub fn sides(&self) -> impl Iterator<Item = Side<'q>> {
        self.allowed_by.iter().copied().chain(self.not_by)
    }

    pub(super) fn reference(&self) -> usize {
        self.allowed_by.len()
    }
}

/// The scenario of all requests for some actions.
pub(super) fn scenario(actions: &[&str]) -> Source {
    let text = serde_json::json!({
        "Version": "2008-10-17",
        "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
    });
    Source::new("scenario", text.to_string())
}
