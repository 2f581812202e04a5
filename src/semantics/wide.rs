//! Resources that leave nothing out of what an action acts on.

use std::cell::RefCell;

use crate::catalog::{Action, ActionResource, Catalog, METRICS, ResourceType};
use crate::model::{List, Text};

use super::actions::{Actions, Named};
use super::forms::WrittenResource;
use super::role_grant::{CREATE_SERVICE_LINKED_ROLE, PASS_ROLE};

/// How many patterns are looked at: more than anybody writes.
const MOST: usize = 64;

/// What a statement names so widely that it could as well be `*`.
#[derive(Debug)]
pub enum Wide<'s> {
    /// `*`.
    Everything(&'s Text<'s>),
    /// ARNs in any Region and account, with a wildcard in the resource.
    Patterns(Patterns<'s>),
}

/// The actions of a statement that its resources leave as wide as can be, though they can be limited.
#[derive(Debug)]
pub struct Unlimited<'s> {
    /// The values of `Action`, and what they name; one at least. The first has weight if any has.
    pub actions: Vec<(&'s Text<'s>, &'s Named)>,
    /// Whether one of them writes, or reads what people keep in AWS.
    pub has_weight: bool,
}

/// Patterns, each for all resources of a type.
#[derive(Debug)]
pub struct Patterns<'s> {
    first: &'s Text<'s>,
    /// The numbers of the forms that one of them takes in wholly, in order.
    forms: Vec<u16>,
    /// By the number of the list of types: whether all that an action acts on is taken in. Many actions have the same list.
    of_lists: RefCell<Vec<(u16, bool)>>,
}

impl<'s> Wide<'s> {
    /// Of a list of resources, and the same made ready. `None`: each resource is limited somehow.
    // As a part of what is made small it would be slow, like what follows.
    #[inline(never)]
    #[must_use]
    pub fn of(
        list: &'s List<'s>,
        resources: &'s [Option<WrittenResource<'s>>],
        catalog: &'static Catalog,
    ) -> Option<Self> {
        if let Some(star) = list.items.iter().find(|item| item.known() == Some("*")) {
            return Some(Self::Everything(star));
        }
        let ends_wide = |item: &Text| item.known().is_some_and(|text| text.ends_with('*'));
        let read = |(item, resource): (&'s Text<'s>, &'s Option<WrittenResource<'s>>)| {
            ends_wide(item).then_some(())?;
            Some((item, resource.as_ref()?))
        };
        if !list.items.iter().any(ends_wide) {
            return None;
        }
        let mut first = None;
        let mut count = 0;
        let mut forms = Vec::new();
        for (item, resource) in list.items.iter().zip(resources).filter_map(read) {
            if resource.is_everything() {
                return Some(Self::Everything(item));
            }
            if count == MOST {
                continue;
            }
            let before = forms.len();
            forms.extend(resource.taken_in(catalog));
            if forms.len() > before {
                count += 1;
                first = first.or(Some(item));
            }
        }
        forms.sort_unstable();
        Some(Self::Patterns(Patterns {
            first: first?,
            forms,
            of_lists: RefCell::default(),
        }))
    }

    /// The actions that can be limited, and that this does not limit; `None` where there are none, or none that are worth it.
    #[inline(never)]
    #[must_use]
    pub fn unlimited(
        &self,
        list: &'s List<'s>,
        actions: &'s Actions,
        catalog: &'static Catalog,
    ) -> Option<Unlimited<'s>> {
        let mut found = Vec::new();
        let mut has_weight = false;
        for (item, named) in list.items.iter().zip(&actions.named) {
            if matches!(named, Named::Everything) {
                return None;
            }
            let is_weighty = match named {
                // Patterns of what only describes and lists are the custom: nobody names a resource for each.
                Named::Pattern(_, set)
                    if set
                        .actions(catalog)
                        .any(|one| one.has_weight() && self.is_unlimited(one)) =>
                {
                    true
                }
                Named::Action(action) if self.is_unlimited(*action) => {
                    !has_weight && action.has_weight()
                }
                _ => continue,
            };
            if found.is_empty() {
                found.reserve(list.items.len());
            }
            found.push((item, named));
            if is_weighty && !has_weight {
                // The first with weight is the one to name.
                let newest = found.len() - 1;
                found.swap(0, newest);
                has_weight = true;
            }
        }
        // A statement with actions that need `*` stays as it is: moving a description out of it keeps no secret.
        let is_worth_it = has_weight || found.len() == list.items.len();
        (is_worth_it && !found.is_empty()).then_some(Unlimited {
            actions: found,
            has_weight,
        })
    }

    /// The one to show.
    #[must_use]
    pub fn resource(&self) -> &'s Text<'s> {
        match self {
            Self::Everything(item) => item,
            Self::Patterns(patterns) => patterns.first,
        }
    }

    /// Whether these are patterns, each for all resources of a type.
    #[must_use]
    pub fn is_of_types(&self) -> bool {
        matches!(self, Self::Patterns(_))
    }

    /// Whether the action has resources that a statement can name, and this takes in all of them.
    #[must_use]
    pub fn is_unlimited(&self, action: Action) -> bool {
        if !action.can_be_limited() || has_own_rule(action) {
            return false;
        }
        match self {
            Self::Everything(_) => true,
            Self::Patterns(patterns) => kept(&patterns.of_lists, action.resource_list(), || {
                let takes_in = |one: ActionResource| patterns.takes_in(one.resource_type);
                if types(action).any(|one| one.is_required) {
                    types(action).filter(|one| one.is_required).all(takes_in)
                } else {
                    types(action).any(takes_in)
                }
            }),
        }
    }

    /// The type to name first: one that a statement has to name, or the one with the shortest ARN.
    #[must_use]
    pub fn foremost(&self, action: Action) -> Option<ResourceType> {
        match self {
            _ if is_on_metrics(action) => self.simplest(action),
            Self::Everything(_) => action.foremost_type(),
            // Whichever is the first of all is the first of some.
            Self::Patterns(patterns) => match action.foremost_type() {
                Some(first) if patterns.takes_in(first) => Some(first),
                _ => self.simplest(action),
            },
        }
    }

    fn simplest(&self, action: Action) -> Option<ResourceType> {
        let shortest = |is_required| {
            let types = types(action).filter(|one| one.is_required == is_required);
            self.shortest(types.map(|one| one.resource_type))
        };
        shortest(true).or_else(|| shortest(false))
    }

    fn shortest(&self, types: impl Iterator<Item = ResourceType>) -> Option<ResourceType> {
        let length = |one: ResourceType| one.templates().next().map_or(0, |form| form.text.len());
        let mut shortest: Option<(usize, ResourceType)> = None;
        for one in types.map(|one| (length(one), one)) {
            // Whether it is taken in is asked of those alone that are shorter.
            if shortest.is_none_or(|best| one.0 < best.0) && self.takes_in(one.1) {
                shortest = Some(one);
            }
        }
        shortest.map(|(_, resource_type)| resource_type)
    }

    /// Whether this leaves out no resource of the type.
    fn takes_in(&self, resource_type: ResourceType) -> bool {
        match self {
            Self::Everything(_) => true,
            Self::Patterns(patterns) => patterns.takes_in(resource_type),
        }
    }
}

impl Patterns<'_> {
    #[inline]
    fn takes_in(&self, resource_type: ResourceType) -> bool {
        let numbers = resource_type.template_numbers();
        let first = self.forms.partition_point(|form| *form < numbers.start);
        self.forms
            .get(first)
            .is_some_and(|form| *form < numbers.end)
    }
}

/// The answer for this number, found out once.
fn kept(answers: &RefCell<Vec<(u16, bool)>>, number: u16, find: impl FnOnce() -> bool) -> bool {
    let known = answers.borrow().iter().find(|one| one.0 == number).copied();
    known.map_or_else(
        || {
            let answer = find();
            answers.borrow_mut().push((number, answer));
            answer
        },
        |(_, answer)| answer,
    )
}

/// Whether it is an action of the service that keeps metrics. Few names are as long as that of the service.
#[inline]
fn is_on_metrics(action: Action) -> bool {
    let service = action.service().prefix();
    service.len() == METRICS.0.len() && service == METRICS.0
}

/// The types of resources that a statement can name for the action.
fn types(action: Action) -> impl Iterator<Item = ActionResource> {
    let has_metrics = is_on_metrics(action);
    let all = action.resources();
    all.filter(move |one| !has_metrics || one.resource_type.name() != METRICS.1)
}

/// `unrestricted-pass-role` and `unrestricted-service-linked-role` speak of these.
fn has_own_rule(action: Action) -> bool {
    let length = action.name_length() + "iam:".len();
    [PASS_ROLE.name, CREATE_SERVICE_LINKED_ROLE.name]
        .iter()
        .any(|full| full.len() == length && full.as_bytes().ends_with(action.name_bytes()))
        && action.service().prefix() == "iam"
}
