//! How many roles a statement gives an action on, and whether something else in the policy narrows that.

use std::sync::OnceLock;

use crate::catalog::{Action, Catalog};
use crate::model::{Arn, Condition, List, Policy, Statement, Text};
use crate::operator::Operator;

use super::breadth::is_every_resource;
use super::coverage::{covers, demand_value, names};
use super::pattern::{self, Case, Pattern};
use super::variable::{SegmentKind, has_variables, segments};
use super::{Piece, Truth};

/// An action on roles, and what can narrow it.
#[derive(Debug)]
pub struct RoleAction {
    pub name: &'static str,
    /// The last field of an ARN that takes any of the roles in question, in the narrowest forms that still do.
    pub every_role: &'static [&'static str],
    /// The condition key for the service that the role is for.
    pub service_key: &'static str,
    /// Whether every request for the action has that key.
    pub service_is_always_sent: bool,
    /// Condition keys that narrow the action by ARNs.
    pub arn_keys: &'static [&'static str],
    /// It in the embedded catalog, once somebody asked.
    embedded: OnceLock<Option<Action>>,
}

pub static PASS_ROLE: RoleAction = RoleAction {
    name: "iam:PassRole",
    every_role: &["role/?*", "role/?*/?*"],
    service_key: "iam:PassedToService",
    service_is_always_sent: false,
    arn_keys: &["iam:AssociatedResourceArn"],
    embedded: OnceLock::new(),
};

/// The path of a service-linked role holds the name of its service.
pub static CREATE_SERVICE_LINKED_ROLE: RoleAction = RoleAction {
    name: "iam:CreateServiceLinkedRole",
    every_role: &["role/aws-service-role/?*.amazonaws.com/AWSServiceRoleFor?*"],
    service_key: "iam:AWSServiceName",
    // A parameter that the call must have.
    service_is_always_sent: true,
    arn_keys: &[],
    embedded: OnceLock::new(),
};

/// How many roles a resource takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// One role, or none.
    Named,
    /// Those with a part of their name or path in common.
    Pattern,
    Every,
}

/// How a statement gives an action on roles.
#[derive(Clone, Copy, Debug)]
pub struct RoleGrant<'s, 't> {
    pub action: GrantedAction<'s, 't>,
    pub resource: GrantedRoles<'s, 't>,
    pub narrowing: Narrowing<'s, 't>,
}

#[derive(Clone, Copy, Debug)]
pub enum GrantedAction<'s, 't> {
    Named(&'s Text<'t>),
    Wildcard(&'s Text<'t>),
    /// A `NotAction` that does not list it.
    Unlisted(&'s List<'t>),
}

#[derive(Clone, Copy, Debug)]
pub enum GrantedRoles<'s, 't> {
    /// The resource that takes in most.
    Listed(&'s Text<'t>, Reach),
    /// A `NotResource` that leaves most roles.
    Unlisted(&'s List<'t>),
}

/// What conditions make of the services that the role can be for.
#[derive(Clone, Copy, Debug)]
pub enum Narrowing<'s, 't> {
    None,
    /// Only in requests that say the service.
    WhereSent(&'s Condition<'t>),
}

impl RoleGrant<'_, '_> {
    /// The one of six codes of AWS that says how: with `NotResource`, then with a star in `Resource`, each with the
    /// action named, by a star, and by `NotAction`.
    #[must_use]
    pub fn code(&self, codes: &[&'static str]) -> &'static str {
        let action = match self.action {
            GrantedAction::Named(_) => 0,
            GrantedAction::Wildcard(_) => 1,
            GrantedAction::Unlisted(_) => 2,
        };
        let resource = match self.resource {
            GrantedRoles::Unlisted(_) => 0,
            GrantedRoles::Listed(..) => 3,
        };
        codes.get(resource + action).copied().unwrap_or_default()
    }
}

impl RoleAction {
    /// The action in a catalog: nearly always it is the embedded one.
    #[must_use]
    pub fn in_catalog(&self, catalog: &'static Catalog) -> Option<Action> {
        let find = || catalog.action(self.name);
        if std::ptr::eq(catalog, Catalog::embedded()) {
            *self.embedded.get_or_init(find)
        } else {
            find()
        }
    }

    /// How a statement gives the action on more roles than it names; `None` where it does not, or where conditions
    /// say for which service.
    #[must_use]
    pub fn granted_by<'s, 't>(&self, statement: &'s Statement<'t>) -> Option<RoleGrant<'s, 't>> {
        let action = self.action(statement)?;
        let resource = self.roles(statement.resource.as_ref()?)?;
        let narrowing = self.narrowing(statement)?;
        Some(RoleGrant {
            action,
            resource,
            narrowing,
        })
    }

    /// Whether a `Deny` of the policy leaves at most roles or services that it names, as far as it is known.
    #[must_use]
    pub fn is_denied_by(&self, policy: &Policy) -> bool {
        policy.denies().any(|statement| {
            let is_on_all = statement.resource.as_ref().is_some_and(|list| {
                if list.negated() {
                    // An exception that is not known is most likely a role.
                    let reaches = |item| self.reach(item);
                    !list.items.is_empty()
                        && list
                            .items
                            .iter()
                            .map(reaches)
                            .all(|one| one != Some(Reach::Every))
                } else {
                    list.items
                        .iter()
                        .any(|item| self.reach(item) == Some(Reach::Every))
                }
            });
            is_on_all
                && self.always_denies(&statement.conditions)
                && statement
                    .action
                    .as_ref()
                    .is_some_and(|list| !covers(list, self.name).is_no())
        })
    }

    fn action<'s, 't>(&self, statement: &'s Statement<'t>) -> Option<GrantedAction<'s, 't>> {
        let list = statement.action.as_ref()?;
        if list.negated() {
            let is_left = !list.items.is_empty() && covers(list, self.name).is_yes();
            return is_left.then_some(GrantedAction::Unlisted(list));
        }
        let mut wildcard = None;
        for item in &list.items {
            // Nearly all actions are of another service.
            let first = item.written().as_bytes().first();
            if !matches!(first, Some(b'i' | b'I' | b'*' | b'?')) || !names(item, self.name).is_yes()
            {
                continue;
            }
            if item.written().eq_ignore_ascii_case(self.name) {
                return Some(GrantedAction::Named(item));
            }
            wildcard = wildcard.or(Some(item));
        }
        wildcard.map(GrantedAction::Wildcard)
    }

    fn roles<'s, 't>(&self, list: &'s List<'t>) -> Option<GrantedRoles<'s, 't>> {
        if list.negated() {
            return self
                .leaves_most(list)
                .then_some(GrantedRoles::Unlisted(list));
        }
        let mut widest = None;
        for item in &list.items {
            match self.reach(item) {
                Some(Reach::Every) => return Some(GrantedRoles::Listed(item, Reach::Every)),
                Some(Reach::Pattern) if widest.is_none() => widest = Some(item),
                _ => {}
            }
        }
        widest.map(|item| GrantedRoles::Listed(item, Reach::Pattern))
    }

    /// Whether a `NotResource` excludes no more than some roles.
    fn leaves_most(&self, list: &List) -> bool {
        !list.items.is_empty()
            && list
                .items
                .iter()
                .all(|item| self.reach(item).is_some_and(|reach| reach != Reach::Every))
    }

    /// How many of the roles in question a resource takes in; `None` if it is not known.
    ///
    /// Its account does not matter: an action on roles works in the caller's own account only.
    fn reach(&self, resource: &Text) -> Option<Reach> {
        let text = resource.known()?;
        if is_every_resource(text) {
            return Some(Reach::Every);
        }
        let mut fields = Arn::fields(text);
        let mut next = || fields.next().unwrap_or("*");
        let [prefix, _partition, service, region, _account, roles] =
            std::array::from_fn(|_| next());
        let fits = |pattern, field| pattern::matches(pattern, field, Case::Sensitive);
        if !fits(prefix, "arn") || !fits(service, "iam") || !fits(region, "") {
            return Some(Reach::Named);
        }
        Some(self.reach_of(roles))
    }

    fn reach_of(&self, roles: &str) -> Reach {
        if !roles.bytes().any(|byte| matches!(byte, b'*' | b'?')) {
            return Reach::Named;
        }
        if roles == "role/*" {
            return Reach::Every;
        }
        let pattern = pattern_of(roles);
        let every = |form: &str| Pattern::new(form, Case::Sensitive);
        let forms = || self.every_role.iter();
        if forms().any(|form| pattern::covers(&pattern, &every(form)).is_yes()) {
            Reach::Every
        } else if has_wildcard(roles)
            && forms().any(|form| !pattern::overlaps(&pattern, &every(form)).is_no())
        {
            Reach::Pattern
        } else {
            Reach::Named
        }
    }

    /// `None` if conditions say for which service the role has to be.
    fn narrowing<'s, 't>(&self, statement: &'s Statement<'t>) -> Option<Narrowing<'s, 't>> {
        if statement.conditions.is_empty() {
            return Some(Narrowing::None);
        }
        let by_arn = |key: &&str| {
            let names_some = |one: &&Condition| !takes_any(one, is_every_resource);
            demand_value(statement.conditions_on(key).filter(names_some))
        };
        let services = || {
            statement
                .conditions_on(self.service_key)
                .filter(|one| !takes_any(one, is_every_service))
        };
        if self.arn_keys.iter().any(by_arn) || demand_value(services()) {
            return None;
        }
        let is_positive = |one: &&Condition| {
            one.spec
                .is_some_and(|spec| spec.base != Operator::Null && !spec.base.is_negated())
        };
        match services().find(is_positive) {
            Some(_) if self.service_is_always_sent => None,
            Some(condition) => Some(Narrowing::WhereSent(condition)),
            None => Some(Narrowing::None),
        }
    }

    /// Whether conditions of a `Deny` let through at most requests for services that they name.
    fn always_denies(&self, conditions: &[Condition]) -> bool {
        match conditions {
            [] => true,
            [one] => {
                one.is_on(self.service_key)
                    && !one.values.is_empty()
                    && one
                        .spec
                        .is_some_and(|spec| spec.base.is_negated() && spec.set.is_none())
                    && !takes_any(one, is_every_service)
            }
            _ => false,
        }
    }
}

/// Whether a wildcard among the values of a condition makes it no limit.
fn takes_any(condition: &Condition, is_everything: fn(&str) -> bool) -> bool {
    condition
        .spec
        .is_some_and(|spec| spec.base.takes_wildcards())
        && condition
            .values
            .iter()
            .any(|value| value.known().is_some_and(is_everything))
}

fn is_every_service(text: &str) -> bool {
    text.contains('*') && {
        let every = Pattern::new("?*.amazonaws.com", Case::Sensitive);
        pattern::covers(&pattern_of(text), &every) == Truth::Yes
    }
}

/// A pattern in which the values of policy variables are not known.
fn pattern_of(text: &str) -> Pattern {
    if !has_variables(text) {
        return Pattern::new(text, Case::Sensitive);
    }
    let pieces: Vec<Piece> = segments(text)
        .iter()
        .map(|segment| match segment.kind {
            SegmentKind::Text(text) => Piece::Written(text),
            SegmentKind::Literal(char) => Piece::Literal(char.to_string().into()),
            SegmentKind::Variable { .. } | SegmentKind::Malformed(_) => Piece::Unknown,
        })
        .collect();
    Pattern::from_pieces(&pieces, Case::Sensitive)
}

/// Whether a wildcard stands outside of policy variables.
fn has_wildcard(text: &str) -> bool {
    segments(text)
        .iter()
        .any(|segment| matches!(segment.kind, SegmentKind::Text(text) if text.contains(['*', '?'])))
}
