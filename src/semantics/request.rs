//! `Request`: who asks for what, with which context. Whatever is not said is unknown.

use std::collections::BTreeMap;

use crate::model::{Arn, is_account_id};

/// A request as a policy sees it.
#[derive(Clone, Debug)]
pub struct Request {
    pub caller: Caller,
    /// `service:Name`
    pub action: String,
    /// The ARN of the resource; `None` where it is not known. In trust policies it is the role itself and no matter.
    pub resource: Option<String>,
    pub context: Keys,
}

/// Who signs a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody: the request is not signed.
    Anonymous,
    /// A role (any session of it), a user, one session of a role, or a federated user, by its ARN.
    Identity(String),
    /// A service principal, such as `ec2.amazonaws.com`.
    Service(String),
    /// An identity provider, by its ARN or its built-in name.
    Federated(String),
    /// Not known.
    Unknown,
}

/// A caller as a `Principal` element sees it.
#[derive(Clone, Copy, Debug)]
pub struct Who<'r> {
    pub caller: &'r Caller,
    /// Of a role's session: the ARN of the role, which has the path that the session's ARN lacks; `None` if it is not known.
    pub role: Option<&'r str>,
}

fn is_role(arn: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"))
}

/// The condition keys of a request. Names compare without regard to case.
#[derive(Clone, Debug)]
pub struct Keys {
    known: BTreeMap<String, Key>,
    /// A bit for the length of each known name, modulo 64: a quick no to most others.
    lengths: u64,
    others: Key,
}

/// What is known of a condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The request does not have it.
    Absent,
    /// The request has it with these values; one for most keys.
    Present(Vec<String>),
    /// The request may have it or not, with whatever value.
    Unknown,
}

impl Key {
    #[must_use]
    pub fn value(value: impl Into<String>) -> Self {
        Self::Present(vec![value.into()])
    }
}

impl Request {
    /// A request of which nothing is known but who calls and what for.
    #[must_use]
    pub fn new(caller: Caller, action: impl Into<String>) -> Self {
        let mut context = Keys {
            known: BTreeMap::new(),
            lengths: 0,
            others: Key::Unknown,
        };
        derive(&caller, &mut context);
        Self {
            caller,
            action: action.into(),
            resource: None,
            context,
        }
    }

    /// The caller, and its role as far as the request tells.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        let role = match self.context.get("aws:PrincipalArn") {
            Key::Present(values) => match &values[..] {
                [arn] if is_role(arn) => Some(arn.as_str()),
                _ => None,
            },
            _ => None,
        };
        Who {
            caller: &self.caller,
            role,
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, key: Key) -> Self {
        self.context.set(name, key);
        self
    }
}

impl Keys {
    pub fn set(&mut self, name: &str, key: Key) {
        self.lengths |= 1 << (name.len() % 64);
        self.known.insert(name.to_ascii_lowercase(), key);
    }

    #[must_use]
    pub fn get(&self, name: &str) -> &Key {
        self.find(name).unwrap_or(&self.others)
    }

    fn find(&self, name: &str) -> Option<&Key> {
        /// No key that AWS defines is longer, but for tags.
        const LONGEST: usize = 64;
        if self.lengths >> (name.len() % 64) & 1 == 0 {
            return None;
        }
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else {
            return self.known.get(&name.to_ascii_lowercase());
        };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        self.known.get(str::from_utf8(lower).ok()?)
    }

    /// Whether something was said of this key.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Every key of which something was said, in lower case, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Key)> {
        self.known.iter().map(|(name, key)| (name.as_str(), key))
    }

    /// What holds of every key that was not set.
    pub fn set_others(&mut self, key: Key) {
        self.others = key;
    }
}

/// `aws:PrincipalServiceName` of a service. With a name that holds a Region the service has another one too, and no page
/// says which of them the key has.
#[must_use]
pub fn service_name(name: &str) -> Key {
    let is_regional = name
        .split('.')
        .any(|label| label.contains('-') && label.ends_with(|char: char| char.is_ascii_digit()));
    if is_regional {
        Key::Unknown
    } else {
        Key::value(name)
    }
}

/// The keys that follow from the caller.
///
/// Source: "AWS global condition context keys" in the IAM User Guide, properties of the principal.
fn derive(caller: &Caller, keys: &mut Keys) {
    let (signed, service) = match caller {
        Caller::Anonymous => (false, false),
        Caller::Service(_) => (true, true),
        Caller::Identity(_) => (true, false),
        // A provider vouches for its user without AWS credentials, and of the unknown nothing follows.
        Caller::Federated(provider) => {
            return keys.set("aws:FederatedProvider", Key::value(provider));
        }
        Caller::Unknown => return,
    };
    if signed {
        keys.set(
            "aws:PrincipalIsAWSService",
            Key::value(if service { "true" } else { "false" }),
        );
    } else {
        keys.set("aws:PrincipalArn", Key::Absent);
        keys.set("aws:PrincipalOrgID", Key::Absent);
        keys.set("aws:PrincipalAccount", Key::value("anonymous"));
        keys.set("aws:PrincipalType", Key::value("Anonymous"));
        keys.set("aws:userid", Key::value("anonymous"));
    }
    match caller {
        Caller::Service(name) => {
            keys.set("aws:PrincipalServiceName", service_name(name));
            keys.set("aws:PrincipalOrgID", Key::Absent);
        }
        _ => keys.set("aws:PrincipalServiceName", Key::Absent),
    }
    let Caller::Identity(text) = caller else {
        return;
    };
    let Some(arn) = Arn::parse(text) else { return };
    if is_account_id(arn.account) {
        keys.set("aws:PrincipalAccount", Key::value(arn.account));
    }
    match (arn.service, arn.typed_resource()) {
        ("iam", ("user", _)) => {
            keys.set("aws:PrincipalArn", Key::value(text));
            keys.set("aws:PrincipalType", Key::value("User"));
            keys.set("aws:username", Key::value(arn.name()));
        }
        ("iam", ("role", _)) => {
            keys.set("aws:PrincipalArn", Key::value(text));
            keys.set("aws:PrincipalType", Key::value("AssumedRole"));
            keys.set("aws:username", Key::Absent);
        }
        ("sts", ("assumed-role", _)) => {
            // The key has the role's ARN, whose path a session's ARN does not tell.
            keys.set("aws:PrincipalType", Key::value("AssumedRole"));
            keys.set("aws:username", Key::Absent);
        }
        ("sts", ("federated-user", _)) => {
            keys.set("aws:PrincipalArn", Key::value(text));
            keys.set("aws:PrincipalType", Key::value("FederatedUser"));
            keys.set("aws:username", Key::Absent);
            let id = format!("{}:{}", arn.account, arn.name());
            keys.set("aws:userid", Key::value(id));
        }
        ("iam", ("root", "")) => {
            keys.set("aws:PrincipalArn", Key::value(text));
            keys.set("aws:PrincipalType", Key::value("Account"));
            keys.set("aws:username", Key::Absent);
            keys.set("aws:userid", Key::value(arn.account));
        }
        _ => {}
    }
}
