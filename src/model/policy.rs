//! `Policy` and `Statement`: the elements of the IAM policy language as found in a text.
//!
//! Source: "Grammar of the IAM JSON policy language" in the IAM User Guide.

use std::num::NonZeroU32;

use crate::source::{FileId, Span, Spanned};
use crate::syntax::Value;

use super::condition::AskedKeys;
use super::{Condition, KeySet, Parts, Principal, Principals, Problem, Text};

/// A policy document, whatever its type.
#[derive(Debug)]
pub struct Policy<'t> {
    /// The document's value; `None` for an empty text.
    pub root: Option<Value<'t>>,
    /// The document, or the whole text if nothing could be read.
    pub span: Span,
    /// Where each element of the policy level is named, by [`Element`].
    pub(super) keys: Keys,
    pub version: Option<Text<'t>>,
    pub id: Option<Text<'t>>,
    pub statements: Vec<Statement<'t>>,
    /// What lowering could not take as it stands.
    pub problems: Vec<Problem>,
    /// Whether the text is not well-formed JSON, so that parts may be missing.
    pub broken: bool,
    /// A key that its object has twice: AWS refuses that, and of those who read it some take the first, some the last.
    pub repeated: Option<Span>,
    /// Whether a template value may have been left somewhere.
    pub placeholders_possible: bool,
    /// Whether a policy variable, `${…}`, may stand somewhere.
    pub variables_possible: bool,
    /// What else it has.
    pub parts: Parts,
    pub(super) asked_keys: AskedKeys,
}

/// An element of a policy or statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    Version,
    Id,
    Statement,
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
}

impl Element {
    pub const POLICY: [Self; 3] = [Self::Version, Self::Id, Self::Statement];
    pub const STATEMENT: [Self; 9] = [
        Self::Sid,
        Self::Effect,
        Self::Principal,
        Self::NotPrincipal,
        Self::Action,
        Self::NotAction,
        Self::Resource,
        Self::NotResource,
        Self::Condition,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Version => "Version",
            Self::Id => "Id",
            Self::Statement => "Statement",
            Self::Sid => "Sid",
            Self::Effect => "Effect",
            Self::Principal => "Principal",
            Self::NotPrincipal => "NotPrincipal",
            Self::Action => "Action",
            Self::NotAction => "NotAction",
            Self::Resource => "Resource",
            Self::NotResource => "NotResource",
            Self::Condition => "Condition",
        }
    }
}

impl Element {
    /// The element of the policy level that has this name.
    pub(super) fn of_policy(name: &str) -> Option<Self> {
        Self::POLICY.into_iter().find(|one| one.name() == name)
    }

    /// The element of a statement that has this name.
    pub(super) fn of_statement(name: &str) -> Option<Self> {
        // Each statement asks for all of its keys: without a comparison with every name before.
        let element = match name.as_bytes() {
            [b'S', ..] => Self::Sid,
            [b'E', ..] => Self::Effect,
            [b'P', ..] => Self::Principal,
            [b'A', ..] => Self::Action,
            [b'R', ..] => Self::Resource,
            [b'C', ..] => Self::Condition,
            [_, _, _, b'P', ..] => Self::NotPrincipal,
            [_, _, _, b'A', ..] => Self::NotAction,
            _ => Self::NotResource,
        };
        (element.name() == name).then_some(element)
    }
}

/// Where elements are named.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys([Option<Written>; 12]);

/// The place of a key in the file of its statement: half of a span, as each statement has room for all keys. No key ends where
/// a file begins.
#[derive(Clone, Copy, Debug)]
struct Written {
    start: u32,
    end: NonZeroU32,
}

impl Keys {
    pub(super) fn set(&mut self, element: Element, span: Span) {
        self.0[element as usize] = NonZeroU32::new(span.end).map(|end| Written {
            start: span.start,
            end,
        });
    }

    fn get(&self, element: Element, file: FileId) -> Option<Span> {
        let written = self.0[element as usize]?;
        Some(Span::new(file, written.start, written.end.get()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement<'t> {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The object that it is written as.
    pub value: Value<'t>,
    pub span: Span,
    pub(super) keys: Keys,
    pub sid: Option<Text<'t>>,
    /// As written; `None` if absent or no string.
    pub effect_text: Option<Text<'t>>,
    /// As understood: a word that differs only in letter case counts, AWS refuses it all the same.
    pub effect: Option<Spanned<Effect>>,
    /// `Principal` or `NotPrincipal`.
    pub principal: Option<Principals<'t>>,
    /// `Action` or `NotAction`.
    pub action: Option<List<'t>>,
    /// `Resource` or `NotResource`.
    pub resource: Option<List<'t>>,
    /// The value of `Condition`, whatever it is: what has no keys in it is not among `conditions`.
    pub condition_block: Option<Value<'t>>,
    /// Every key of every operator, in the order written.
    pub conditions: Vec<Condition<'t>>,
    /// Whether each element has a shape that can be understood.
    pub sound: bool,
    /// Whether all of its text is JSON: else an element that seems to be missing may only be unread.
    pub whole: bool,
}

/// The values of `Action`, `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub struct List<'t> {
    pub element: Element,
    /// The element's name.
    pub key: Span,
    /// The value or the list of values.
    pub span: Span,
    pub items: Vec<Text<'t>>,
    /// Whether the values are written as a list.
    pub is_list: bool,
}

impl List<'_> {
    /// Whether it is the `Not` form: everything but these.
    #[must_use]
    pub fn negated(&self) -> bool {
        matches!(self.element, Element::NotAction | Element::NotResource)
    }
}

impl<'t> Policy<'t> {
    /// Where an element of the policy level is named.
    #[must_use]
    pub fn key(&self, element: Element) -> Option<Span> {
        self.keys.get(element, self.span.file)
    }

    /// The policy as if it had these of its statements alone, all of them sound.
    #[must_use]
    pub fn with_only(&self, statements: Vec<Statement<'t>>) -> Self {
        Self {
            root: self.root,
            span: self.span,
            keys: self.keys,
            version: self.version.clone(),
            id: self.id.clone(),
            statements,
            problems: Vec::new(),
            broken: self.broken,
            repeated: self.repeated,
            placeholders_possible: self.placeholders_possible,
            variables_possible: self.variables_possible,
            parts: self.parts,
            asked_keys: self.asked_keys,
        }
    }

    /// Whether a condition may be on this key: rules about a few keys ask first, and nearly always get a no at once.
    #[inline]
    #[must_use]
    pub fn may_ask(&self, key: &str) -> bool {
        self.asked_keys.may_have(key)
    }

    /// Whether a condition may be on one of these keys.
    #[must_use]
    pub fn may_ask_one_of<const N: usize>(&self, keys: &KeySet<N>) -> bool {
        self.asked_keys.may_have_one_of(keys)
    }

    /// The statements whose shape can be understood: rules about meaning look at these.
    pub fn sound_statements(&self) -> impl Iterator<Item = &Statement<'t>> {
        self.statements.iter().filter(|statement| statement.sound)
    }

    /// The sound statements with `Effect: Allow`.
    pub fn allows(&self) -> impl Iterator<Item = &Statement<'t>> {
        self.sound_statements()
            .filter(|statement| statement.is_allow())
    }

    /// The sound statements with `Effect: Deny`.
    pub fn denies(&self) -> impl Iterator<Item = &Statement<'t>> {
        self.sound_statements()
            .filter(|statement| statement.is_deny())
    }

    /// Whether policy variables are variables here: only in version `2012-10-17`; else they are literal text.
    #[inline]
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.version.as_ref().and_then(Text::known) == Some("2012-10-17")
    }
}

impl<'t> Statement<'t> {
    /// Where an element of this statement is named.
    #[must_use]
    pub fn key(&self, element: Element) -> Option<Span> {
        self.keys.get(element, self.span.file)
    }

    #[must_use]
    pub fn is_allow(&self) -> bool {
        self.effect
            .is_some_and(|effect| effect.value == Effect::Allow)
    }

    #[must_use]
    pub fn is_deny(&self) -> bool {
        self.effect
            .is_some_and(|effect| effect.value == Effect::Deny)
    }

    /// Whether it may go without `Resource` in the policy of a resource, which then is what the policy is attached to: a
    /// repository, or a file system.
    ///
    /// Sources: "Private repository policies in Amazon ECR" in its user guide; "Resource-based policy examples for Amazon EFS"
    /// in its user guide, and the preconfigured policies of its console.
    #[must_use]
    pub fn is_of_its_own_resource(&self) -> bool {
        const SERVICES: [&str; 3] = ["ecr", "ecr-public", "elasticfilesystem"];
        let lists = self.action.iter();
        let mut actions = lists.flat_map(|list| &list.items).peekable();
        self.resource.is_none()
            && self.whole
            && actions.peek().is_some()
            && actions.all(|action| {
                let service = action.written().split(':').next().unwrap_or_default();
                SERVICES.iter().any(|one| one.eq_ignore_ascii_case(service))
            })
    }

    /// What a finding about the whole statement points at: its `Sid`, else its `Effect`, else its first character.
    #[must_use]
    pub fn head(&self) -> Span {
        match (&self.sid, &self.effect_text) {
            (Some(sid), _) => sid.span(),
            (None, Some(effect)) => effect.span(),
            (None, None) => Span::new(
                self.span.file,
                self.span.start,
                (self.span.start + 1).min(self.span.end),
            ),
        }
    }

    /// Each principal of a `Principal` element; nothing for `NotPrincipal`.
    pub fn principals(&self) -> impl Iterator<Item = &Principal<'t>> {
        self.principal
            .iter()
            .filter(|principals| !principals.negated)
            .flat_map(|principals| principals.items.iter())
    }

    /// Each value of an `Action` element; nothing for `NotAction`.
    pub fn actions(&self) -> impl Iterator<Item = &Text<'t>> {
        self.action
            .iter()
            .filter(|list| !list.negated())
            .flat_map(|list| list.items.iter())
    }

    /// Each value of a `Resource` element; nothing for `NotResource`.
    pub fn resources(&self) -> impl Iterator<Item = &Text<'t>> {
        self.resource
            .iter()
            .filter(|list| !list.negated())
            .flat_map(|list| list.items.iter())
    }

    /// The conditions on this key, under any operator.
    pub fn conditions_on<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s Condition<'t>> {
        self.conditions
            .iter()
            .filter(move |condition| condition.is_on(key))
    }
}
