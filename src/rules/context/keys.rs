//! What is known of the condition keys of a policy: looked up once, asked for by many rules.

use crate::catalog::global_keys::Value;
use crate::catalog::{Catalog, KnownKey};
use crate::model::{Condition, Policy, Statement};

use super::Context;

/// What is known of the key of each condition.
#[derive(Debug)]
pub(super) struct Keys {
    known: Vec<Option<KnownKey>>,
    /// Where those of each statement begin, by its place; and where the last ones end.
    starts: Vec<usize>,
    has_unknown: bool,
}

/// A condition of a sound statement whose key is known.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<'a> {
    pub statement: &'a Statement<'a>,
    pub condition: &'a Condition<'a>,
    pub key: KnownKey,
    /// [`KnownKey::value`]
    pub value: Option<Value>,
    /// [`KnownKey::is_multivalued`]
    pub is_multivalued: Option<bool>,
}

impl Keys {
    fn of(policy: &Policy, catalog: &'static Catalog) -> Self {
        /// Statements of one policy tend to ask for the same few keys.
        const RECENT: usize = 8;
        let mut recent: [Option<(&str, Option<KnownKey>)>; RECENT] = [None; RECENT];
        let mut next = 0;
        let count = policy.statements.iter().map(|one| one.conditions.len());
        let mut keys = Self {
            known: Vec::with_capacity(count.sum()),
            starts: Vec::with_capacity(policy.statements.len() + 1),
            has_unknown: false,
        };
        for statement in &policy.statements {
            // A place of the list that is no statement has no conditions.
            while keys.starts.len() <= statement.index {
                keys.starts.push(keys.known.len());
            }
            keys.known
                .extend(statement.conditions.iter().map(|condition| {
                    let name = condition.key.known()?;
                    let seen = recent.iter().flatten().find(|(seen, _)| *seen == name);
                    if let Some((_, known)) = seen {
                        return *known;
                    }
                    let known = catalog.known_key(name);
                    recent[next % RECENT] = Some((name, known));
                    next += 1;
                    known
                }));
        }
        keys.starts.push(keys.known.len());
        keys.has_unknown = keys.known.iter().any(Option::is_none);
        keys
    }
}

impl<'a> Context<'a> {
    /// What is known of the key of each condition of a statement, in their order.
    #[inline]
    #[must_use]
    pub fn keys(&self, statement: &Statement) -> &'a [Option<KnownKey>] {
        if statement.conditions.is_empty() {
            return &[];
        }
        let keys = self.known_keys();
        match keys.starts.get(statement.index..statement.index + 2) {
            Some(&[start, end]) => keys.known.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether a condition is on a key that is not known.
    #[must_use]
    pub fn has_unknown_keys(&self) -> bool {
        self.known_keys().has_unknown
    }

    fn known_keys(&self) -> &'a Keys {
        let (policy, catalog) = (self.policy, self.catalog);
        let keys = &self.answers.keys;
        keys.get_or_init(|| Keys::of(policy, catalog))
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

    /// The conditions of all sound statements whose key is known, in their order.
    #[must_use]
    pub fn keyed(&self) -> &'a [Keyed<'a>] {
        let policy = self.policy;
        self.answers.keyed.get_or_init(|| {
            let mut keyed: Vec<Keyed> = Vec::with_capacity(self.known_keys().known.len());
            for statement in policy.sound_statements() {
                for (condition, key) in self.conditions(statement) {
                    // The same few keys follow each other.
                    let (value, is_multivalued) = match keyed.last() {
                        Some(last) if last.key == key => (last.value, last.is_multivalued),
                        _ => (key.value(), key.is_multivalued()),
                    };
                    keyed.push(Keyed {
                        statement,
                        condition,
                        key,
                        value,
                        is_multivalued,
                    });
                }
            }
            keyed
        })
    }
}
