//! `Credentials`: what a request is signed with.

use crate::live::http::Secret;

/// What a request is signed with.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub access_key_id: Secret,
    pub secret_access_key: Secret,
    pub session_token: Option<Secret>,
    /// Where they come from, as a sentence names it.
    pub origin: String,
}

impl Credentials {
    /// What must not stand in any output.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let token = self.session_token.as_ref();
        std::iter::once(&self.secret_access_key)
            .chain(token)
            .map(Secret::expose)
    }
}
