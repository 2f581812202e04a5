//! What lowering could not take as it stands. Rules word it.

use crate::source::Span;
use crate::syntax::Kind;

use super::Element;

/// A shape that the policy language does not have, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    pub kind: ProblemKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The document is no object.
    NotAnObject { found: Kind },
    /// A key that is no element of a policy; the span is the key.
    UnknownPolicyElement,
    /// A key that is no element of a statement; the span is the key.
    UnknownStatementElement,
    /// A statement, or what stands in its place, is no object.
    StatementNotAnObject { found: Kind },
    /// An element has another JSON type than the language wants.
    WrongType {
        element: Element,
        expected: Expected,
        found: Kind,
    },
    /// A value that a template engine fills in: `{"Ref": …}`, `{"Fn::Sub": …}`.
    TemplateValue { element: Element },
    /// An element and its `Not` form in one statement; the span is the later of the two.
    Both {
        element: Element,
        other: Element,
        first: Span,
    },
}

/// What an element has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    String,
    StringOrList,
    /// `"*"` or an object
    Principal,
    Object,
    /// an object or a list of objects
    Statements,
    /// a string, number or Boolean, or a list of them
    ConditionValue,
}
