//! What a proof says, and what it may cost.

use std::fmt;

use crate::kind::PolicyType;
use crate::model::Policy;
use crate::semantics::Request;

use super::world::{Place, Why};

/// A policy and its type.
#[derive(Clone, Copy, Debug)]
pub struct Side<'p> {
    pub policy: &'p Policy<'p>,
    pub policy_type: PolicyType,
}

/// How much work and memory a proof may take. No clock: the same input always has the same answer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// States of one automaton.
    pub states: usize,
    /// Live places of all of its states, once for each character by which a state is left.
    pub places: usize,
    /// Cells of one dimension.
    pub cells: usize,
    /// Bits of all sets of one dimension.
    pub bits: usize,
    /// Values times cells that are asked one by one.
    pub asks: usize,
    pub dims: usize,
    /// Boxes of all statements.
    pub blocks: usize,
    /// Boxes looked at in a search.
    pub steps: usize,
    /// Regions for which a request is sought before giving up.
    pub tries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            states: 100_000,
            places: 20_000_000,
            cells: 20_000,
            bits: 1 << 28,
            asks: 1_000_000,
            dims: 2_000,
            blocks: 20_000,
            steps: 3_000_000,
            tries: 64,
        }
    }
}

/// The answer to a question about all requests.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// No request does what was asked about.
    Proven,
    /// This one does.
    Disproven(Box<Witness>),
    /// Neither could be shown; never empty.
    Undecided(Vec<Reason>),
}

/// A request that does what was asked about, as [`crate::semantics::decide`] confirms.
#[derive(Clone, Debug)]
pub struct Witness {
    pub request: Request,
    /// The statements that allow it, one of each policy that has to.
    pub granted_by: Vec<Place>,
    /// Why the reference does not: for each of its statements; empty without a reference.
    pub not_by: Vec<Miss>,
    /// Whether AWS has published the action; if not, no published action does what was asked about.
    pub is_published: bool,
}

/// Why a statement of the reference does not let a request in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The statement's place in the reference.
    pub statement: usize,
    pub part: Part,
}

/// What keeps an `Allow` from a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Principal,
    Action,
    Resource,
    /// By its place in the statement's list.
    Condition(usize),
    /// It is a `Deny` that applies.
    Denied,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A policy's text cannot be read as a whole: by its place in the query, the reference last.
    Unreadable(usize),
    /// Too many patterns overlap on this: on actions, resources, principals, a condition key.
    TooLarge(String),
    /// The search took more steps than it may.
    Exhausted,
    /// It hangs on something open in these statements.
    Open { places: Vec<Place>, why: Why },
    /// The evaluator confirms no request that the search found.
    Unconfirmed,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => out.write_str("a policy cannot be read as a whole"),
            Self::TooLarge(what) => write!(out, "too many patterns overlap on {what}"),
            Self::Exhausted => out.write_str("the search takes too many steps"),
            Self::Open { why, .. } => write!(out, "{why}"),
            Self::Unconfirmed => {
                out.write_str("the evaluator confirms no request that the search found")
            }
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsound => out.write_str("a statement cannot be understood"),
            Self::UnknownText(text) => write!(out, "`{text}` is not known yet"),
            Self::Variable(text) => write!(out, "it hangs on the variables of `{text}`"),
            Self::Contested(text) => write!(out, "AWS does not document what `{text}` matches"),
            Self::Unstated(text) => write!(
                out,
                "AWS does not document which `{text}` such a caller has"
            ),
            Self::TooMany(text) => write!(out, "`{text}` is compared with too many values"),
            Self::Principal(text) => write!(out, "whom `{text}` stands for is not known"),
            Self::UnknownOperator(text) => write!(out, "AWS has no operator `{text}`"),
            Self::MixedTypes(text) => {
                write!(out, "`{text}` is compared as values of different types")
            }
            Self::Besides(permission) => {
                write!(
                    out,
                    "the call needs `{permission}` too, and not every caller has it"
                )
            }
            Self::SeveralValues(text) => write!(
                out,
                "AWS does not document what the operator says of several or empty values of `{text}`"
            ),
        }
    }
}
