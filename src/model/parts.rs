//! `Parts`: what a policy has at all. Most rules are about something that most policies do not have.

use crate::operator::{Family, Operator, OperatorSpec, SetPrefix};

use super::{Condition, Element, Policy, Statement, Text};

/// Something that a policy may have, and that a rule needs to have anything to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Something that lowering could not take as it stands.
    Problem,
    /// A policy variable may stand somewhere.
    Variable,
    /// An escape in a string, so that what is written may not be what it says.
    Escape,
    /// A statement without `Effect`, or without actions or resources.
    Gap,
    /// An effect that is not written as AWS writes it.
    OddEffect,
    /// A `Sid` of no letters.
    EmptySid,
    /// A list of actions or resources without any.
    EmptyList,
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Condition`, whatever is in it.
    ConditionBlock,
    /// A condition on a key.
    Condition,
    /// Two conditions in one statement.
    Conditions,
    /// A condition without a value.
    NoValue,
    /// A condition with several values.
    Values,
    /// A condition on a key with a slash, as those on tags have it.
    TagKey,
    /// A condition by an operator that AWS does not have.
    UnknownOperator,
    /// `ForAllValues` or `ForAnyValue`.
    SetOperator,
    ForAllValues,
    ForAnyValue,
    IfExists,
    /// `StringLike` or `StringNotLike`.
    Like,
    /// An operator for dates or numbers.
    Ordered,
    /// An operator that compares no texts.
    NoText,
    Bool,
    Null,
    IpAddress,
}

/// What a policy has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts(u32);

impl Parts {
    #[must_use]
    pub fn has(self, part: Part) -> bool {
        self.0 & bit(part) != 0
    }

    pub(super) fn of(policy: &Policy, has_escapes: bool) -> Self {
        let mut parts = Self::default();
        parts.add(Part::Escape, has_escapes);
        parts.add(Part::Problem, !policy.problems.is_empty());
        parts.add(Part::Variable, policy.variables_possible);
        for statement in &policy.statements {
            parts.add_statement(statement);
        }
        parts
    }

    fn add(&mut self, part: Part, is_there: bool) {
        self.0 |= u32::from(is_there) << part as u32;
    }

    fn add_statement(&mut self, statement: &Statement) {
        let has = |one, other| statement.key(one).is_some() || statement.key(other).is_some();
        let is_whole = statement.key(Element::Effect).is_some()
            && has(Element::Action, Element::NotAction)
            && has(Element::Resource, Element::NotResource);
        self.add(Part::Gap, !is_whole);
        let is_odd = |effect: &Text| !matches!(effect.written(), "Allow" | "Deny");
        self.add(
            Part::OddEffect,
            statement.effect_text.as_ref().is_some_and(is_odd),
        );
        let is_empty = |sid: &Text| sid.written().is_empty();
        self.add(Part::EmptySid, statement.sid.as_ref().is_some_and(is_empty));
        let mut lists = [&statement.action, &statement.resource].into_iter();
        let is_empty = lists.any(|list| list.as_ref().is_some_and(|list| list.items.is_empty()));
        self.add(Part::EmptyList, is_empty);
        self.add(Part::Principal, statement.principal.is_some());
        self.add(Part::ConditionBlock, statement.condition_block.is_some());
        self.add(Part::Conditions, statement.conditions.len() > 1);
        for condition in &statement.conditions {
            self.add_condition(condition);
        }
    }

    fn add_condition(&mut self, condition: &Condition) {
        self.0 |= bit(Part::Condition);
        self.add(Part::NoValue, condition.values.is_empty());
        self.add(Part::Values, condition.values.len() > 1);
        self.add(
            Part::TagKey,
            condition.key.written().as_bytes().contains(&b'/'),
        );
        match condition.spec {
            Some(spec) => self.add_operator(spec),
            None => self.0 |= bit(Part::UnknownOperator),
        }
    }

    fn add_operator(&mut self, spec: OperatorSpec) {
        self.0 |= match spec.set {
            Some(SetPrefix::ForAllValues) => bit(Part::SetOperator) | bit(Part::ForAllValues),
            Some(SetPrefix::ForAnyValue) => bit(Part::SetOperator) | bit(Part::ForAnyValue),
            None => 0,
        };
        self.add(Part::IfExists, spec.if_exists);
        self.0 |= match spec.base {
            Operator::StringLike | Operator::StringNotLike => bit(Part::Like),
            operator => match operator.family() {
                Family::String | Family::Arn => 0,
                Family::Numeric | Family::Date => bit(Part::NoText) | bit(Part::Ordered),
                Family::Bool => bit(Part::NoText) | bit(Part::Bool),
                Family::Null => bit(Part::NoText) | bit(Part::Null),
                Family::IpAddress => bit(Part::NoText) | bit(Part::IpAddress),
                Family::Binary => bit(Part::NoText),
            },
        };
    }
}

fn bit(part: Part) -> u32 {
    1 << part as u32
}
