//! What one value of a list names: taken apart first, and told when the catalog has been asked for its neighbours, too.

use std::cell::RefCell;
use std::rc::Rc;

use crate::catalog::{Action, Catalog, Index, Service, Sought};
use crate::model::Text;
use crate::semantics::memo::Memo;
use crate::text::parted;

use super::matching::matching;
use super::{ActionSet, Budget, Named};

/// What a pattern matches, and how many names it was held against; `None`: no action is read in it.
type Matched = Option<(Rc<ActionSet>, usize)>;

thread_local! {
    /// Many policies have the same patterns.
    static KNOWN: RefCell<Memo<Matched>> = const { RefCell::new(Memo::new()) };
}

/// So many values are taken apart before the first is told: what the catalog has of them comes from memory together.
const AT_ONCE: usize = 8;

/// The service that a value of a list named: those after it tend to be of the same one.
pub(super) struct Latest<'t> {
    /// Its prefix as the list writes it, and the colon.
    start: &'t str,
    /// The same as the first bytes of a text, and which bytes of those count: none where that is not known.
    word: u64,
    mask: u64,
    service: Service,
    index: Index,
}

/// A value taken apart.
pub(super) struct Guess<'t> {
    service: Option<Service>,
    /// What stands behind the colon; empty where there is no such service.
    name: &'t str,
    /// The action that may have this name.
    action: Option<Action>,
    /// How the catalog spells that.
    own: &'static [u8],
    is_own: bool,
}

/// What each value of a list names, in order. Each step is taken for some of them before the next one: a step is so short
/// that the processor waits for what all of them need from memory at once.
pub(super) fn named(items: &[Text], catalog: &'static Catalog, budget: &Budget) -> Vec<Named> {
    let mut named = Vec::with_capacity(items.len());
    let mut latest = None;
    let mut guesses = [const { Guess::NONE }; AT_ONCE];
    for items in items.chunks(AT_ONCE) {
        for (guess, item) in guesses.iter_mut().zip(items) {
            *guess = match item.known() {
                Some(text) => Guess::of(text, catalog, &mut latest),
                None => Guess::NONE,
            };
        }
        look_up(guesses.get_mut(..items.len()).unwrap_or_default());
        named.extend(guesses.iter().zip(items).map(|(guess, item)| {
            // Nearly all are written as AWS writes them.
            match guess.action {
                Some(action) if guess.is_own => Named::Action(action),
                _ => match item.known() {
                    Some(text) => guess.named(text, catalog, budget),
                    None => Named::Unknown,
                },
            }
        }));
    }
    named
}

/// Whether the names are those of the actions that may have them.
pub(super) fn look_up(guesses: &mut [Guess]) {
    for guess in &mut *guesses {
        guess.own = guess.action.map_or(&[], Action::name_bytes);
    }
    for guess in guesses {
        guess.is_own = guess.own == guess.name.as_bytes();
    }
}

impl<'t> Latest<'t> {
    /// `None`: the text does not begin with the prefix of a service.
    #[inline(never)]
    fn of(text: &'t str, catalog: &'static Catalog) -> Option<Self> {
        let (prefix, _) = parted(text, b':')?;
        let service = catalog.service(prefix)?;
        let start = text.get(..=prefix.len())?;
        let first = text.as_bytes().first_chunk();
        let rest = size_of::<u64>().checked_sub(start.len());
        let (word, mask) = match (first, rest) {
            (Some(first), Some(rest)) => {
                let mask = u64::MAX >> (rest * 8);
                (u64::from_le_bytes(*first) & mask, mask)
            }
            _ => (0, 0),
        };
        Some(Self {
            start,
            word,
            mask,
            service,
            index: service.index(),
        })
    }

    /// What follows the prefix and the colon.
    #[inline]
    fn name(&self, text: &'t str) -> Option<&'t str> {
        let begins = match text.as_bytes().first_chunk() {
            Some(first) if self.mask != 0 => u64::from_le_bytes(*first) & self.mask == self.word,
            _ => text.starts_with(self.start),
        };
        begins.then(|| text.get(self.start.len()..)).flatten()
    }
}

impl<'t> Guess<'t> {
    const NONE: Self = Self {
        service: None,
        name: "",
        action: None,
        own: &[],
        is_own: false,
    };

    /// `latest` is the service that was looked up last.
    #[inline]
    pub(super) fn of(
        text: &'t str,
        catalog: &'static Catalog,
        latest: &mut Option<Latest<'t>>,
    ) -> Self {
        let known = latest.as_ref();
        let known = known.and_then(|one| Some((one, one.name(text)?)));
        let (one, name) = match known {
            Some(known) => known,
            None => {
                let Some(found) = Latest::of(text, catalog) else {
                    return Self::NONE;
                };
                let name = text.get(found.start.len()..).unwrap_or_default();
                (&*latest.insert(found), name)
            }
        };
        Self {
            service: Some(one.service),
            name,
            action: one.index.first(Sought::of(name)),
            own: &[],
            is_own: false,
        }
    }

    /// What the text names, once [`look_up`] has looked.
    #[inline(never)]
    pub(super) fn named(&self, text: &str, catalog: &'static Catalog, budget: &Budget) -> Named {
        let Some(service) = self.service else {
            return without_service(text);
        };
        let Some(action) = self.action else {
            return pattern(text, service, self.name, catalog, budget);
        };
        // No name of an action holds a wildcard.
        if self.is_own || action.is_named(self.name) {
            return Named::Action(action);
        }
        match service.action(self.name) {
            Some(action) => Named::Action(action),
            None => pattern(text, service, self.name, catalog, budget),
        }
    }
}

/// What a name with a wildcard names, or one that no action has.
fn pattern(
    text: &str,
    service: Service,
    name: &str,
    catalog: &'static Catalog,
    budget: &Budget,
) -> Named {
    let Some(wildcard) = memchr::memchr2(b'*', b'?', name.as_bytes()) else {
        return if may_be_name(name) {
            Named::NoAction(service)
        } else {
            Named::Unknown
        };
    };
    if budget.is_spent() && name.len() > wildcard + 1 {
        return Named::Unknown;
    }
    let known = KNOWN.with_borrow_mut(|known| {
        let find = || {
            let (set, names) =
                may_be_name(name).then(|| matching(service, name, wildcard, catalog))?;
            Some((Rc::new(set), names))
        };
        known.get(text, catalog, find)
    });
    // The same whether it was found out or known, so that a policy is judged alike wherever it stands.
    let Some((set, _)) = known.filter(|(_, names)| budget.take(*names)) else {
        return Named::Unknown;
    };
    if !set.is_empty() {
        Named::Pattern(service, set)
    } else if service.actions().len() == 0 {
        // AWS lists none of its actions, so nobody can say that none matches.
        Named::Unknown
    } else {
        Named::NoAction(service)
    }
}

/// What a text names that begins with the prefix of no service.
#[cold]
fn without_service(text: &str) -> Named {
    if text == "*" {
        return Named::Everything;
    }
    let is_service = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    match text.split_once(':') {
        Some((prefix, name))
            if !prefix.is_empty() && prefix.bytes().all(is_service) && may_be_name(name) =>
        {
            Named::NoService
        }
        _ => Named::Unknown,
    }
}

/// Whether nothing but a name is read in it, though no action may be called so. Of a second colon, white space, a variable and
/// what no policy may hold other rules speak.
fn may_be_name(name: &str) -> bool {
    let is_part = |char: char| char != ':' && char <= '\u{ff}' && !char.is_whitespace();
    !name.is_empty() && name.chars().all(is_part) && !name.contains("${")
}
