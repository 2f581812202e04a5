//! `Question`: what an organisation asks of every policy, `[[forbid]]` and `[[only-principals]]`.

use serde_json::{Map, Value as Json};

use crate::source::{Span, Spanned};

/// What no policy may allow, as the configuration says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub kind: QuestionKind,
    /// What reports call it.
    pub name: String,
    /// Why it is asked, in the words of those who ask.
    pub reason: String,
    /// Patterns as policies have them; empty: any. Whether AWS has such actions is not known here.
    pub actions: Vec<Spanned<String>>,
    /// Patterns as policies have them; empty: any.
    pub resources: Vec<String>,
    /// ARNs, accounts, services, providers, or `*`, as a policy names them.
    pub principals: Vec<Spanned<String>>,
    /// A `Condition` block: requests that meet it may be allowed. Empty: none may.
    pub unless: Map<String, Json>,
    /// Where its table starts.
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// No request for these actions, on these resources, by these principals may be allowed.
    Forbid,
    /// None but these principals may be let in.
    OnlyPrincipals,
}

impl QuestionKind {
    /// The name of its tables in the configuration.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Forbid => "forbid",
            Self::OnlyPrincipals => "only-principals",
        }
    }
}
