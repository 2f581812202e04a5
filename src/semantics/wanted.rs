//! `Wanted`: a fixed set of actions, and which of them a text of a policy names. The tables are made by the compiler.

mod numbers;
mod subset;

use super::action_matches;

pub use numbers::Numbers;
pub use subset::Subset;

/// An action of a [`Wanted`] set, by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(u16);

/// Actions that somebody asks about, whatever the policy.
#[derive(Debug)]
pub struct Wanted {
    /// `service:Name`, in the order of their letters, letter case apart.
    names: &'static [&'static str],
    /// The kind of resource that each action is about: equal numbers for equal kinds.
    kinds: [u8; MOST],
    /// By the hash of a name: its place in `names`, or the next free slot.
    slots: [u16; SLOTS],
    /// By the first two letters of a service: the first name of such a service.
    starts: [u16; STARTS],
}

const WORDS: usize = 5;
/// How many actions a set can have.
pub const MOST: usize = WORDS * 64;
const SLOTS: usize = 2048;
const STARTS: usize = 2048;
const NONE: u16 = u16::MAX;

/// The kinds of resources that IAM's actions are about, by the type that their ARNs name.
const IAM_TYPES: [(&str, u8); 4] = [("user", 1), ("group", 2), ("role", ROLE), ("policy", 4)];
const IAM_OTHER: u8 = 0;
const ROLE: u8 = 3;
const INSTANCE: u8 = 5;
const FIRST_OF_SERVICES: u8 = 6;

impl Wanted {
    /// The set of these names. It is made by the compiler.
    ///
    /// # Panics
    ///
    /// Where the names are not in order, are too many, or one is too short.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        assert!(names.len() <= MOST, "more actions than there are bits");
        let mut set = Self {
            names,
            kinds: [IAM_OTHER; MOST],
            slots: [NONE; SLOTS],
            starts: [NONE; STARTS],
        };
        let mut kind = FIRST_OF_SERVICES;
        let mut index = 0;
        while index < names.len() {
            let name = names[index].as_bytes();
            if index > 0 {
                let before = names[index - 1].as_bytes();
                assert!(is_before(before, name), "two names out of order");
                if !is_of_service(name, service_of(before)) {
                    kind += 1;
                }
            }
            let Some(mut slot) = slot(name) else {
                panic!("a name too short for the hash");
            };
            while set.slots[slot] != NONE {
                slot = (slot + 1) % SLOTS;
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most `MOST`")]
            let place = index as u16;
            set.slots[slot] = place;
            if let Some(start) = start(name) {
                if set.starts[start] == NONE {
                    set.starts[start] = place;
                }
                let first = names[set.starts[start] as usize].as_bytes();
                assert!(
                    first.split_at(2).0.eq_ignore_ascii_case(name.split_at(2).0),
                    "two services that begin otherwise in one place: none but the first would be found"
                );
            }
            set.kinds[index] = match service_of(name) {
                b"iam" => iam_kind(name),
                b"sts" => ROLE,
                b"ec2" | b"ec2-instance-connect" => INSTANCE,
                _ if is_on_instances(name) => INSTANCE,
                _ => kind,
            };
            index += 1;
        }
        set
    }

    /// The action of this name. It is asked by the compiler.
    ///
    /// # Panics
    ///
    /// Where the set has no such name.
    #[must_use]
    pub const fn action(&self, name: &str) -> Action {
        match self.exact(name.as_bytes()) {
            Some(action) => action,
            None => panic!("no such name in the set"),
        }
    }

    /// How the action is written.
    #[must_use]
    pub fn name(&self, action: Action) -> &'static str {
        self.names
            .get(usize::from(action.0))
            .copied()
            .unwrap_or_default()
    }

    /// The action of this name, if the set has it.
    #[inline]
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Action> {
        let bytes = name.as_bytes();
        self.has_start(bytes).then(|| self.exact(bytes)).flatten()
    }

    /// Tells of each action that an entry of `Action` or `NotAction` names.
    #[inline]
    pub fn each_named(&self, text: &str, mut tell: impl FnMut(Action)) {
        let bytes = text.as_bytes();
        // Most services have no name in the set, and most texts no wildcard.
        if !self.has_start(bytes) {
            return;
        }
        if let Some(action) = self.exact(bytes) {
            return tell(action);
        }
        if memchr::memchr2(b'*', b'?', bytes).is_some() {
            self.each_matched(text, tell);
        }
    }

    fn each_matched(&self, text: &str, mut tell: impl FnMut(Action)) {
        let bytes = text.as_bytes();
        if is_wide(bytes) {
            for (name, action) in self.names.iter().zip(0..) {
                if text == "*" || action_matches(text, name) {
                    tell(Action(action));
                }
            }
            return;
        }
        let written = bytes.get(..first_wildcard(bytes)).unwrap_or_default();
        let only_at_end = bytes.len() == written.len() + 1 && bytes.last() == Some(&b'*');
        for (name, action) in self.of_service(service_of(bytes)) {
            let begins = name
                .as_bytes()
                .get(..written.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(written));
            if begins && (only_at_end || action_matches(text, name)) {
                tell(action);
            }
        }
    }

    /// The kind of resource that the action is about.
    #[must_use]
    pub fn kind(&self, action: Action) -> u8 {
        self.kinds
            .get(usize::from(action.0))
            .copied()
            .unwrap_or(IAM_OTHER)
    }

    /// The kind of resource that an ARN of this service and resource names, if an action of the set is about such.
    #[must_use]
    pub fn kind_of_resource(&self, service: &str, resource: &str) -> Option<u8> {
        let (_, first) = self.of_service(service.as_bytes()).next()?;
        if service != "iam" {
            return Some(self.kind(first));
        }
        let word = resource.split('/').next().unwrap_or_default();
        let named = IAM_TYPES.iter().find(|(name, _)| *name == word);
        Some(named.map_or(IAM_OTHER, |(_, kind)| *kind))
    }

    /// Whether some name may begin with the first two letters of this, which may be wildcards.
    fn has_start(&self, text: &[u8]) -> bool {
        text.iter().take(2).any(|byte| matches!(byte, b'*' | b'?'))
            || start(text)
                .and_then(|start| self.starts.get(start))
                .is_some_and(|&first| first != NONE)
    }

    /// The names of one service. Those of others that begin with the same two letters are passed over.
    fn of_service<'s>(
        &self,
        service: &'s [u8],
    ) -> impl Iterator<Item = (&'static str, Action)> + use<'s> {
        let first = start(service)
            .and_then(|start| self.starts.get(start).copied())
            .map_or(self.names.len(), usize::from);
        let names = self.names.get(first..).unwrap_or_default();
        let alike = move |name: &&str| {
            let two = name.as_bytes().get(..2);
            two.is_some_and(|two| {
                service
                    .get(..2)
                    .is_some_and(|own| own.eq_ignore_ascii_case(two))
            })
        };
        let first = u16::try_from(first).unwrap_or(NONE);
        names
            .iter()
            .copied()
            .take_while(alike)
            .zip(first..)
            .filter(move |(name, _)| is_of_service(name.as_bytes(), service))
            .map(|(name, action)| (name, Action(action)))
    }

    const fn exact(&self, name: &[u8]) -> Option<Action> {
        let Some(mut slot) = slot(name) else {
            return None;
        };
        loop {
            let place = self.slots[slot];
            if place == NONE {
                return None;
            }
            if self.names[place as usize]
                .as_bytes()
                .eq_ignore_ascii_case(name)
            {
                return Some(Action(place));
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

impl Action {
    /// Its place in the set.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Whether a pattern may name actions of any service: `*`, `*:Get*`.
#[must_use]
pub fn is_wide(pattern: &[u8]) -> bool {
    // A service is short: it is read sooner than a search by vectors is set up.
    let end = pattern
        .iter()
        .find(|byte| matches!(byte, b'*' | b'?' | b':'));
    end.is_some_and(|&byte| byte != b':')
}

/// Where the search for a name begins: most texts are no name of the set and find an empty slot.
const fn slot(name: &[u8]) -> Option<usize> {
    /// Makes letters lower case; what it does to other bytes it does to all.
    const FOLD: u64 = 0x2020_2020_2020_2020;
    let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<8>()) else {
        return None;
    };
    let first = u32::from_le_bytes(*first) as u64;
    let mixed = (u64::from_le_bytes(*last) | FOLD) ^ (first | (FOLD >> 32)).rotate_left(29);
    let spread = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros());
    #[expect(clippy::cast_possible_truncation, reason = "less than `SLOTS`")]
    Some(spread as usize)
}

/// The slot of the first two letters of a service.
const fn start(service: &[u8]) -> Option<usize> {
    match service.first_chunk::<2>() {
        // Of the second one also whether it is a letter: `s3` is not `ss`.
        Some([one, two]) => {
            Some(((*one & 31) as usize) << 6 | (*two >> 1 & 32 | *two & 31) as usize)
        }
        None => None,
    }
}

/// What stands before the colon; all of it where there is none.
const fn service_of(name: &[u8]) -> &[u8] {
    let mut at = 0;
    while at < name.len() {
        if name[at] == b':' {
            return name.split_at(at).0;
        }
        at += 1;
    }
    name
}

const fn is_of_service(name: &[u8], service: &[u8]) -> bool {
    if name.len() <= service.len() || name[service.len()] != b':' {
        return false;
    }
    name.split_at(service.len()).0.eq_ignore_ascii_case(service)
}

fn first_wildcard(text: &[u8]) -> usize {
    memchr::memchr2(b'*', b'?', text).unwrap_or(text.len())
}

const fn is_before(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() {
        let (left, right) = (one[at].to_ascii_lowercase(), other[at].to_ascii_lowercase());
        if left != right {
            return left < right;
        }
        at += 1;
    }
    one.len() < other.len()
}

/// What an action of IAM is about, by the words of its name: `AddUserToGroup` changes a group, `AttachRolePolicy` a role.
const fn iam_kind(name: &[u8]) -> u8 {
    const WORDS: [(&[u8], u8); 7] = [
        (b"Group", 2),
        (b"User", 1),
        (b"LoginProfile", 1),
        (b"AccessKey", 1),
        (b"ServiceSpecificCredential", 1),
        (b"Role", ROLE),
        (b"PolicyVersion", 4),
    ];
    let mut index = 0;
    while index < WORDS.len() {
        if has(name, WORDS[index].0) {
            return WORDS[index].1;
        }
        index += 1;
    }
    IAM_OTHER
}

/// Actions of Systems Manager whose resource is an EC2 instance.
const fn is_on_instances(name: &[u8]) -> bool {
    matches!(name, b"ssm:SendCommand" | b"ssm:StartSession")
}

const fn has(text: &[u8], word: &[u8]) -> bool {
    let mut from = 0;
    while from + word.len() <= text.len() {
        let mut at = 0;
        while at < word.len() && text[from + at] == word[at] {
            at += 1;
        }
        if at == word.len() {
            return true;
        }
        from += 1;
    }
    false
}
