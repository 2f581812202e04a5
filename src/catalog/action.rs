//! An action: what it acts on, and which condition keys its requests have.

use std::fmt;

use super::block::{number16, same};
use super::layout::{self, NAME, REQUIRED, Section};
use super::{Catalog, ConditionKey, ResourceType, Service};

/// An action of a service.
#[derive(Clone, Copy)]
pub struct Action {
    catalog: &'static Catalog,
    index: u16,
}

/// A resource type that an action can act on.
#[derive(Clone, Copy, Debug)]
pub struct ActionResource {
    pub resource_type: ResourceType,
    /// Whether a statement has to name one for the action to be allowed: AWS's pages mark it with `*`. Where none is
    /// required, any of them will do.
    pub is_required: bool,
    keys: u16,
    catalog: &'static Catalog,
}

/// How AWS classes an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    List,
    Read,
    Write,
    Tagging,
    PermissionsManagement,
}

impl Action {
    pub(super) fn new(catalog: &'static Catalog, index: u16) -> Self {
        Self { catalog, index }
    }

    #[inline]
    fn record(self) -> &'static [u8; layout::ACTION] {
        self.catalog.block.action(self.index)
    }

    /// Its number in the catalog.
    #[must_use]
    pub fn number(self) -> u16 {
        self.index
    }

    /// As AWS spells it, without the service: `GetObject`.
    #[inline]
    #[must_use]
    pub fn name(self) -> &'static str {
        self.catalog.block.name_in(self.record(), 0)
    }

    /// The same as bytes.
    #[inline]
    #[must_use]
    pub fn name_bytes(self) -> &'static [u8] {
        self.catalog.block.name_bytes(self.record(), 0)
    }

    /// How long its name is, in bytes.
    #[inline]
    #[must_use]
    pub fn name_length(self) -> usize {
        usize::from(self.record()[NAME - 1])
    }

    /// As a policy names it: `s3:GetObject`.
    #[must_use]
    pub fn full_name(self) -> String {
        format!("{}:{}", self.service().prefix(), self.name())
    }

    /// Whether this is its name, without the service; letters count without case.
    #[inline]
    #[must_use]
    pub fn is_named(self, name: &str) -> bool {
        let own = self.catalog.block.name_bytes(self.record(), 0);
        own.len() == name.len() && same(own, name.as_bytes())
    }

    #[must_use]
    pub fn service(self) -> Service {
        Service::new(self.catalog, number16(self.record(), NAME + 1))
    }

    /// Whether AWS puts it into this class. Some actions are in two.
    #[must_use]
    pub fn is(self, level: Level) -> bool {
        self.record()[NAME] & (1 << level as u8) != 0
    }

    /// Whether AWS says that it writes, tags or manages permissions.
    #[must_use]
    pub fn changes_something(self) -> bool {
        const BITS: u8 = 1 << Level::Write as u8
            | 1 << Level::Tagging as u8
            | 1 << Level::PermissionsManagement as u8;
        self.record()[NAME] & BITS != 0
    }

    /// Whether it changes something, or reads what people keep in AWS: objects, records, messages, secrets, code, logs. AWS
    /// classes the second as reading, as it does the look at how a thing is set up.
    #[inline]
    #[must_use]
    pub fn has_weight(self) -> bool {
        self.changes_something() || self.record()[NAME] & layout::CONTENT != 0
    }

    /// Whether a statement can name resources for it that most of its calls are on. Those on metrics are not: AWS lists data
    /// sets for them.
    #[inline]
    #[must_use]
    pub fn can_be_limited(self) -> bool {
        self.record()[NAME] & layout::LIMITABLE != 0
    }

    /// The classes that AWS puts it into, in the order of [`Level`].
    pub fn levels(self) -> impl Iterator<Item = Level> {
        Level::ALL.into_iter().filter(move |level| self.is(*level))
    }

    /// Two actions of one list have the same resource types, each with the same keys. 0: they have none.
    #[must_use]
    pub fn resource_list(self) -> u16 {
        number16(self.record(), NAME + 3)
    }

    /// Whether it acts on resources that a statement can name. Where not, only `*` in `Resource` lets it in.
    #[must_use]
    pub fn has_resources(self) -> bool {
        self.resource_list() != 0
    }

    /// The resource types that it acts on.
    #[inline]
    pub fn resources(self) -> impl Iterator<Item = ActionResource> {
        let pairs = self.catalog.block.pairs(self.resource_list());
        pairs.map(move |(number, keys)| ActionResource {
            resource_type: ResourceType::new(self.catalog, number & !REQUIRED),
            is_required: number & REQUIRED != 0,
            keys,
            catalog: self.catalog,
        })
    }

    /// Of the types that it acts on the one to name first: one that a statement has to name, if there is one, and of these the
    /// one with the shortest ARN.
    #[must_use]
    pub fn foremost_type(self) -> Option<ResourceType> {
        let block = &self.catalog.block;
        let list = self.resource_list();
        let number = block.number(Section::Foremost, usize::from(list));
        (list != 0 && number != layout::EMPTY).then(|| ResourceType::new(self.catalog, number))
    }

    /// Two actions of one list have the same keys of their own.
    #[must_use]
    pub fn key_list(self) -> u16 {
        number16(self.record(), NAME + 5)
    }

    /// The condition keys that its requests can have whatever the resource is. Those of all services are not among them.
    #[must_use]
    pub fn keys(self) -> impl ExactSizeIterator<Item = ConditionKey> {
        let numbers = self.catalog.block.list(self.key_list());
        numbers.map(move |number| ConditionKey::new(self.catalog, number))
    }

    /// Whether its requests can have the key: by themselves, or by a resource that it acts on.
    #[must_use]
    pub fn has_key(self, key: ConditionKey) -> bool {
        self.keys().any(|one| one == key)
            || self.resources().any(|resource| {
                resource.keys().any(|one| one == key)
                    || resource.resource_type.keys().any(|one| one == key)
            })
    }

    /// The actions that its callers need besides it.
    #[must_use]
    pub fn dependent(self) -> impl ExactSizeIterator<Item = Self> {
        let numbers = self.catalog.block.list(number16(self.record(), NAME + 7));
        numbers.map(move |number| Self::new(self.catalog, number))
    }
}

impl ActionResource {
    /// The condition keys that requests for the action on this type can have.
    #[must_use]
    pub fn keys(self) -> impl ExactSizeIterator<Item = ConditionKey> {
        let numbers = self.catalog.block.list(self.keys);
        numbers.map(move |number| ConditionKey::new(self.catalog, number))
    }
}

impl Level {
    const ALL: [Self; 5] = [
        Self::List,
        Self::Read,
        Self::Write,
        Self::Tagging,
        Self::PermissionsManagement,
    ];

    /// As AWS's pages call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Tagging => "Tagging",
            Self::PermissionsManagement => "Permissions management",
        }
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.catalog, other.catalog)
    }
}

impl Eq for Action {}

impl fmt::Debug for Action {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}:{}", self.service().prefix(), self.name())
    }
}
