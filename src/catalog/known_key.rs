//! What is known of a condition key, whether all services have it or some.

use super::global_keys::{self, GlobalKey, Value};
use super::{Catalog, ConditionKey};

/// A condition key that AWS defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownKey {
    /// One of all services: `aws:SourceIp`.
    Global(&'static GlobalKey),
    /// One of a service: `s3:prefix`.
    Service(ConditionKey),
}

impl Catalog {
    /// The condition key that a policy names so, tags and other chosen parts included. Letters count without case.
    ///
    /// What identity providers claim of their users is not among them: AWS's data has few of the claims, and not how many
    /// values they have.
    #[must_use]
    pub fn known_key(&'static self, written: &str) -> Option<KnownKey> {
        if global_keys::has_prefix(written) {
            return global_keys::find(written).map(KnownKey::Global);
        }
        let (prefix, _) = written.split_once(':')?;
        if is_provider(prefix) {
            return None;
        }
        self.key(written).map(KnownKey::Service)
    }
}

/// Whether the keys of this prefix are claims of an identity provider: it is a host, or `saml`.
#[must_use]
pub fn is_provider(prefix: &str) -> bool {
    prefix.contains('.') || prefix.eq_ignore_ascii_case("saml")
}

impl KnownKey {
    /// As AWS spells it; a tag's name is left out or stands as `${TagKey}`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global(key) => key.name,
            Self::Service(key) => key.name(),
        }
    }

    /// What its values are. `None`: services differ on it.
    #[must_use]
    pub fn value(self) -> Option<Value> {
        match self {
            Self::Global(key) => Some(key.value),
            Self::Service(key) => key.value(),
        }
    }

    /// Whether each of its values is an ARN.
    #[must_use]
    pub fn is_arn(self) -> bool {
        self.value() == Some(Value::Arn)
    }

    /// Whether one request can have several values of it. `None`: services differ on it.
    #[must_use]
    pub fn is_multivalued(self) -> Option<bool> {
        match self {
            Self::Global(key) => Some(key.is_multivalued),
            Self::Service(key) => key.is_multivalued(),
        }
    }

    /// Whether every request has it. Those of services are for some of their actions.
    #[must_use]
    pub fn is_always_present(self) -> bool {
        match self {
            Self::Global(key) => key.is_always_present(),
            Self::Service(_) => false,
        }
    }

    /// Whether its name goes on with a part that the policy chooses: the name of a tag, the key of an encryption context.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Global(key) => key.is_tag(),
            Self::Service(key) => key.is_open(),
        }
    }

    /// Whether its name goes on with the name of a tag.
    #[must_use]
    pub fn is_tag(self) -> bool {
        let key = match self {
            Self::Global(key) => return key.is_tag(),
            Self::Service(key) => key,
        };
        let stem = key.name().split_once('/').map_or("", |(stem, _)| stem);
        let from = stem.len().saturating_sub("tag".len());
        stem.get(from..)
            .is_some_and(|end| end.eq_ignore_ascii_case("tag"))
    }
}
