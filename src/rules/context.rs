//! `Context`: all that a rule may know of the policy before it, and what several rules ask of it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};

use crate::catalog::{Action, Catalog, KnownKey};
use crate::config::{Config, Selection};
use crate::integration::Integration;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::model::{Arn, Condition, Policy, Statement, Text};
use crate::semantics::actions::{Actions, Budget};
use crate::semantics::breadth::everything;
use crate::semantics::forms::WrittenResource;
use crate::semantics::grants::Grants;
use crate::semantics::wanted::{Numbers, Wanted};
use crate::source::Span;
use crate::syntax::{Tree, unescape};

use super::Rule;

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
    /// Confluent's response, if it was given.
    pub integration: Option<&'a Integration>,
    /// What AWS defines.
    pub catalog: &'static Catalog,
    /// What several rules ask of this policy.
    pub answers: &'a Answers<'a>,
    /// The options of rules, and whatever else the configuration says.
    pub config: &'a Config,
    /// Which rules run; `None`: all. Rules ask [`Context::runs`].
    pub selection: Option<&'a Selection>,
}

/// What several rules ask of a policy: found out once, when the first of them asks.
#[derive(Debug, Default)]
pub struct Answers<'a> {
    arns: OnceCell<Vec<WrittenArn<'a>>>,
    /// By the place of the statement.
    resources: OnceCell<Vec<OnceCell<Vec<Option<WrittenResource<'a>>>>>>,
    /// By the place of the statement.
    actions: OnceCell<Vec<OnceCell<Actions>>>,
    budget: Budget,
    grants: OnceCell<Grants>,
    unnamed: OnceCell<&'static str>,
    /// How many questions went to the decision procedure.
    asked: Cell<u32>,
    /// By the place of the statement and of its condition.
    keys: OnceCell<Vec<Vec<Option<KnownKey>>>>,
}

/// A resource that is an ARN of six fields, partition and service named.
#[derive(Clone, Copy, Debug)]
pub struct WrittenArn<'a> {
    pub resource: &'a Text<'a>,
    /// The whole of it.
    pub text: &'a str,
    pub arn: Arn<'a>,
}

impl<'a> WrittenArn<'a> {
    fn of(resource: &'a Text<'a>) -> Option<Self> {
        let text = resource.known()?;
        let arn = Arn::parse(text)?;
        let is_named = !arn.partition.is_empty() && !arn.service.is_empty();
        is_named.then_some(Self {
            resource,
            text,
            arn,
        })
    }
}

impl<'a> Context<'a> {
    /// Every resource that is an ARN of six fields, partition and service named. A trust policy has none; another rule says
    /// so.
    #[must_use]
    pub fn arns(&self) -> &'a [WrittenArn<'a>] {
        if self.policy_type == PolicyType::Trust {
            return &[];
        }
        let policy = self.policy;
        self.answers.arns.get_or_init(|| {
            let lists = || policy.statements.iter().flat_map(|one| &one.resource);
            // Nearly every resource is one.
            let mut arns = Vec::with_capacity(lists().map(|list| list.items.len()).sum());
            arns.extend(
                lists()
                    .flat_map(|list| &list.items)
                    .filter_map(WrittenArn::of),
            );
            arns
        })
    }

    /// Which of AWS's actions the values of an `Action` or `NotAction` name; `None` for a statement without one.
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
    #[must_use]
    pub fn resources(&self, statement: &'a Statement<'a>) -> &'a [Option<WrittenResource<'a>>] {
        let Some(list) = &statement.resource else {
            return &[];
        };
        let has_variables = self.policy.has_variables();
        let all = self.answers.resources.get_or_init(|| self.places());
        let Some(place) = all.get(statement.index) else {
            return &[];
        };
        place.get_or_init(|| {
            let items = list.items.iter();
            items
                .map(|item| WrittenResource::new(item, has_variables))
                .collect()
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
            Grants::of(self.policy, risky, numbers, |one| self.actions(one))
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

    /// What is known of the key of each condition of a statement, in their order.
    #[must_use]
    pub fn keys(&self, statement: &Statement) -> &'a [Option<KnownKey>] {
        if statement.conditions.is_empty() {
            return &[];
        }
        let all = self.answers.keys.get_or_init(|| self.known_keys());
        all.get(statement.index).map_or(&[], Vec::as_slice)
    }

    fn known_keys(&self) -> Vec<Vec<Option<KnownKey>>> {
        /// Statements of one policy tend to ask for the same few keys.
        const RECENT: usize = 8;
        let mut recent: [Option<(&str, Option<KnownKey>)>; RECENT] = [None; RECENT];
        let mut places: Vec<Vec<Option<KnownKey>>> = self.places();
        let mut next = 0;
        for statement in &self.policy.statements {
            let known = statement.conditions.iter().map(|condition| {
                let name = condition.key.known()?;
                let seen = recent.iter().flatten().find(|(seen, _)| *seen == name);
                if let Some((_, known)) = seen {
                    return *known;
                }
                let known = self.catalog.known_key(name);
                recent[next % RECENT] = Some((name, known));
                next += 1;
                known
            });
            if let Some(place) = places.get_mut(statement.index) {
                *place = known.collect();
            }
        }
        places
    }

    /// The conditions of a statement whose key is known, with what is known of it.
    pub fn conditions<'s, 't>(
        &self,
        statement: &'s Statement<'t>,
    ) -> impl Iterator<Item = (&'s Condition<'t>, KnownKey)> + use<'s, 't, 'a> {
        let keys = self.keys(statement).iter().copied();
        let both = statement.conditions.iter().zip(keys);
        both.filter_map(|(condition, key)| Some((condition, key?)))
    }

    /// A place for each statement, by its index.
    fn places<T: Clone + Default>(&self) -> Vec<T> {
        let last = self.policy.statements.last();
        vec![T::default(); last.map_or(0, |statement| statement.index + 1)]
    }

    /// Whether a policy variable, well-formed or not, may stand in a statement: one look instead of one for each text.
    #[must_use]
    pub fn may_have_variables(&self, statement: &Statement) -> bool {
        // A dollar sign may be written as an escape.
        let holds = |text: &str| memchr::memchr2(b'$', b'\\', text.as_bytes()).is_some();
        let written = || self.tree.text().get(statement.span.range());
        self.policy.variables_possible && written().is_some_and(holds)
    }

    /// Whether the data on AWS is younger than a year: what it does not know is hardly newer than it.
    #[must_use]
    pub fn is_catalog_current(&self) -> bool {
        const DAYS: i64 = 365;
        let date = NaiveDate::from_str(self.catalog.date());
        date.is_ok_and(|date| (self.now.date_naive() - date).num_days() < DAYS)
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
