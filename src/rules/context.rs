//! `Context`: all that a rule may know of the policy before it, and what several rules ask of it.

mod keys;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};

use crate::catalog::{Action, Catalog};
use crate::config::{Config, Selection};
use crate::integration::Integration;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::model::{Arn, Part, Policy, Statement, Text, is_account_id};
use crate::semantics::actions::{Actions, Budget};
use crate::semantics::breadth::everything;
use crate::semantics::forms::WrittenResource;
use crate::semantics::grants::Grants;
use crate::semantics::wanted::{Numbers, Wanted};
use crate::source::Span;
use crate::syntax::{Tree, unescape};

use super::Rule;
pub use keys::Keyed;
use keys::Keys;

/// All that a rule may know of the policy before it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub tree: &'a Tree<'a>,
    pub policy: &'a Policy<'a>,
    pub policy_type: PolicyType,
    /// Whether nobody said the type, so that it was judged by what the policy says.
    pub type_is_guessed: bool,
    /// What a resource policy is attached to, if it was said.
    pub resource_type: Option<ResourceType>,
    pub profile: Profile,
    /// How far the preparation of the role is; `Final` where nothing says otherwise.
    pub stage: Stage,
    /// The clock for rules about dates.
    pub now: DateTime<Utc>,
    /// Our own account, if it is known: 12 digits.
    pub account: Option<&'a str>,
    /// The ARN of the role whose policy it is, or its name alone, if it is known.
    pub role_arn: Option<&'a str>,
    /// Confluent's response, if it was given.
    pub integration: Option<&'a Integration>,
    /// What AWS defines.
    pub catalog: &'static Catalog,
    /// What several rules ask of this policy.
    pub answers: &'a Answers<'a>,
    /// The options of rules, and whatever else the configuration says.
    pub config: &'a Config,
    /// Whether somebody will see labels other than the first of a finding, and its help.
    pub labels: bool,
    /// Which rules run; `None`: all. Rules ask [`Context::runs`].
    pub selection: Option<&'a Selection>,
}

/// What several rules ask of a policy: found out once, when the first of them asks.
#[derive(Debug, Default)]
pub struct Answers<'a> {
    arns: OnceCell<Vec<WrittenArn<'a>>>,
    resources: OnceCell<Resources<'a>>,
    /// By the place of the statement.
    actions: OnceCell<Vec<OnceCell<Actions>>>,
    budget: Budget,
    grants: OnceCell<Grants>,
    unnamed: OnceCell<&'static str>,
    /// How many questions went to the decision procedure.
    asked: Cell<u32>,
    keys: OnceCell<Keys>,
    keyed: OnceCell<Vec<Keyed<'a>>>,
    /// By the place of the statement: whether a variable may stand in it.
    variables: OnceCell<Vec<bool>>,
}

/// The resources of all statements, in their order, made ready.
#[derive(Debug)]
struct Resources<'a> {
    all: Vec<Option<WrittenResource<'a>>>,
    /// Where those of a statement stand, by its place.
    places: Vec<Range<usize>>,
}

/// A resource that is an ARN of six fields, partition and service named.
#[derive(Clone, Copy, Debug)]
pub struct WrittenArn<'a> {
    pub resource: &'a Text<'a>,
    /// The whole of it.
    pub text: &'a str,
    pub arn: Arn<'a>,
    /// The same, to be held against forms.
    pub ready: &'a WrittenResource<'a>,
    /// Whether its first five fields are what nearly all have: partition `aws`, the plain name of a service, no Region or
    /// any, no account or any or 12 digits. Rules about these fields have nothing to say of it.
    pub is_plain: bool,
}

impl<'a> WrittenArn<'a> {
    fn of(resource: &'a Text<'a>, ready: &'a WrittenResource<'a>) -> Option<Self> {
        let arn = *ready.arn()?;
        let is_named = !arn.partition.is_empty() && !arn.service.is_empty();
        is_named.then_some(Self {
            resource,
            text: resource.known()?,
            arn,
            ready,
            is_plain: is_plain(&arn),
        })
    }
}

/// Whether the data on AWS is younger than a year.
#[must_use]
pub fn is_current(catalog: &Catalog, now: DateTime<Utc>) -> bool {
    const DAYS: i64 = 365;
    let date = NaiveDate::from_str(catalog.date());
    date.is_ok_and(|date| (now.date_naive() - date).num_days() < DAYS)
}

fn is_plain(arn: &Arn) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    arn.partition == "aws"
        && matches!(arn.region, "" | "*")
        && (matches!(arn.account, "" | "*") || is_account_id(arn.account))
        && arn.service.bytes().all(is_plain)
}

impl<'a> Context<'a> {
    /// Every resource that is an ARN of six fields, partition and service named. A trust policy has none; another rule says
    /// so.
    #[inline]
    #[must_use]
    pub fn arns(&self) -> &'a [WrittenArn<'a>] {
        if self.policy_type == PolicyType::Trust {
            return &[];
        }
        let policy = self.policy;
        self.answers.arns.get_or_init(|| {
            let resources = self.all_resources().all.iter();
            let mut arns = Vec::with_capacity(resources.len());
            let written = policy.statements.iter().flat_map(|one| &one.resource);
            let items = written.flat_map(|list| &list.items);
            arns.extend(
                items
                    .zip(resources)
                    .filter_map(|(item, ready)| WrittenArn::of(item, ready.as_ref()?)),
            );
            arns
        })
    }

    /// Which of AWS's actions the values of an `Action` or `NotAction` name; `None` for a statement without one.
    #[inline]
    #[must_use]
    pub fn actions(&self, statement: &Statement) -> Option<&'a Actions> {
        let list = statement.action.as_ref()?;
        let all = self.answers.actions.get_or_init(|| self.places());
        let place = all.get(statement.index)?;
        Some(place.get_or_init(|| Actions::of(list, self.catalog, &self.answers.budget)))
    }

    /// The action and the resource that stand for everything, if the statement has both: a quick answer for the many that
    /// name no action by `*`.
    #[must_use]
    pub fn everything<'s>(
        &self,
        statement: &'s Statement<'_>,
    ) -> Option<(&'s Text<'s>, &'s Text<'s>)> {
        let actions = self.actions(statement);
        let may_be = actions.is_none_or(Actions::names_everything);
        may_be.then(|| everything(statement)).flatten()
    }

    /// Whether a statement may allow or deny the action: a quick answer for the many that speak of others. Of an action that
    /// is not known it may.
    #[inline]
    #[must_use]
    pub fn may_speak_of(&self, statement: &Statement, action: Option<Action>) -> bool {
        let (Some(list), Some(action)) = (&statement.action, action) else {
            return true;
        };
        let names = |actions: &Actions| actions.may_name(action);
        list.negated() || self.actions(statement).is_none_or(names)
    }

    /// The values of a `Resource` or `NotResource`, in their order, made ready to be held against forms; `None` for one
    /// whose text is not known, or that is no ARN.
    #[inline]
    #[must_use]
    pub fn resources(&self, statement: &'a Statement<'a>) -> &'a [Option<WrittenResource<'a>>] {
        let resources = self.all_resources();
        let place = resources.places.get(statement.index).cloned();
        let own = place.and_then(|place| resources.all.get(place));
        own.unwrap_or_default()
    }

    fn all_resources(&self) -> &'a Resources<'a> {
        let policy = self.policy;
        self.answers.resources.get_or_init(|| {
            let lists = policy.statements.iter().filter_map(|statement| {
                let list = statement.resource.as_ref()?;
                Some((statement.index, &list.items))
            });
            let has_variables = policy.has_variables();
            let count = lists.clone().map(|(_, items)| items.len()).sum();
            let mut all = Vec::with_capacity(count);
            let mut places: Vec<Range<usize>> = self.places();
            for (index, items) in lists {
                let start = all.len();
                let ready = |item: &'a Text| {
                    let text = item.known()?;
                    WrittenResource::read(text, policy.variables_possible, has_variables)
                };
                all.extend(items.iter().map(ready));
                if let Some(place) = places.get_mut(index) {
                    *place = start..all.len();
                }
            }
            Resources { all, places }
        })
    }

    /// What the policy grants of the risky actions, the one set that is asked for; `numbers` are those of the embedded catalog.
    pub(super) fn grants(
        &self,
        risky: &'static Wanted,
        numbers: &'static LazyLock<Numbers>,
    ) -> &'a Grants {
        self.answers.grants.get_or_init(|| {
            let is_embedded = std::ptr::eq(self.catalog, Catalog::embedded());
            let numbers = is_embedded.then(|| &**numbers);
            Grants::of(self.policy, risky, numbers, &|one| self.actions(one))
        })
    }

    /// A name that does not stand in the policy.
    pub(super) fn unnamed(&self) -> &'static str {
        const WORDS: [&str; 3] = ["example", "another", "any-other-name"];
        self.answers.unnamed.get_or_init(|| {
            let text = self.tree.text().as_bytes();
            let is_new = |word: &&str| memchr::memmem::find(text, word.as_bytes()).is_none();
            WORDS.into_iter().find(is_new).unwrap_or("any-other-name-0")
        })
    }

    /// Whether one more question may go to the decision procedure; counts it.
    pub(super) fn may_ask(&self) -> bool {
        /// So many questions a policy is worth to all rules together.
        const MOST: u32 = 192;
        let asked = self.answers.asked.get();
        self.answers.asked.set(asked.saturating_add(1));
        asked < MOST
    }

    /// A place for each statement, by its index.
    fn places<T: Clone + Default>(&self) -> Vec<T> {
        let last = self.policy.statements.last();
        vec![T::default(); last.map_or(0, |statement| statement.index + 1)]
    }

    /// Whether a policy variable, well-formed or not, may stand in a statement: one look instead of one for each text.
    #[inline]
    #[must_use]
    pub fn may_have_variables(&self, statement: &Statement) -> bool {
        if !self.policy.variables_possible {
            return false;
        }
        let (policy, text) = (self.policy, self.tree.text());
        let all = self.answers.variables.get_or_init(|| {
            // A dollar sign may be written as an escape.
            let has_escapes = policy.parts.has(Part::Escape);
            let holds = |text: &str| {
                memchr::memchr(b'$', text.as_bytes()).is_some()
                    || has_escapes && memchr::memchr(b'\\', text.as_bytes()).is_some()
            };
            let mut places: Vec<bool> = self.places();
            for statement in &policy.statements {
                if let Some(place) = places.get_mut(statement.index) {
                    *place = text.get(statement.span.range()).is_some_and(holds);
                }
            }
            places
        });
        all.get(statement.index).is_some_and(|&may| may)
    }

    /// Whether the data on AWS is younger than a year: what it does not know is hardly newer than it.
    #[must_use]
    pub fn is_catalog_current(&self) -> bool {
        is_current(self.catalog, self.now)
    }

    /// Whether a rule is switched on. One that leaves a fault to another rule asks this first: who speaks of nothing
    /// silences nobody. An exception or a baseline is no switch: there somebody has seen the fault and accepts it.
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        self.selection
            .is_none_or(|selection| selection.runs(&rule.meta))
    }

    /// The text of a place in this policy, without quotes and with its escapes decoded.
    #[must_use]
    pub fn text(&self, span: Span) -> Cow<'_, str> {
        let written = self.tree.text().get(span.range()).unwrap_or_default();
        let inner = written
            .strip_prefix('"')
            .map_or(written, |rest| rest.strip_suffix('"').unwrap_or(rest));
        if inner.contains('\\') {
            Cow::Owned(unescape(inner))
        } else {
            Cow::Borrowed(inner)
        }
    }
}
