//! What one value of a list names: taken apart first, and told when the catalog has been asked for its neighbours, too.

use std::cell::RefCell;
use std::rc::Rc;

use crate::catalog::{Action, Catalog, Index, Service, Sought};
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

/// A service, its actions, and the prefix by which a list named it.
pub(super) type Prefixed<'t> = (&'t str, Service, Index);

/// A value taken apart.
pub(super) struct Guess<'t> {
    text: &'t str,
    /// Its service, and what stands behind the colon; `None`: there is no such service.
    service: Option<(Service, &'t str)>,
    /// Where the name is sought among the actions of the service.
    place: Option<(Index, Sought)>,
    /// What it names, if it names one action.
    action: Option<Action>,
    /// How the catalog spells that.
    own: &'static [u8],
    /// Whether both have one length, and one first and last letter.
    is_like: bool,
}

/// Seeks some names. Each step is taken for all of them before the next one: a step is so short that the processor waits for
/// what all of them need from memory at once.
pub(super) fn look_up(guesses: &mut [Option<Guess>]) {
    for guess in guesses.iter_mut().flatten() {
        let place = guess.place;
        guess.action = place.and_then(|(index, sought)| index.first(sought));
    }
    for guess in guesses.iter_mut().flatten() {
        guess.own = guess.action.map_or(&[], Action::name_bytes);
    }
    for guess in guesses.iter_mut().flatten() {
        let name = guess.service.map_or(&[][..], |(_, name)| name.as_bytes());
        let own = guess.own;
        let ends = |text: &[u8]| (text.len(), text.first().copied(), text.last().copied());
        guess.is_like = ends(own) == ends(name);
    }
}

impl<'t> Guess<'t> {
    /// `last` is the service that was looked up last: those of a list stand together.
    pub(super) fn of(
        text: &'t str,
        catalog: &'static Catalog,
        last: &mut Option<Prefixed<'t>>,
    ) -> Self {
        let found = service_and_name(text, catalog, last);
        Self {
            text,
            service: found.map(|(service, _, name)| (service, name)),
            place: found.map(|(_, index, name)| (index, Sought::of(name))),
            action: None,
            own: &[],
            is_like: false,
        }
    }

    /// What it names, once [`look_up`] has sought it.
    pub(super) fn named(&self, catalog: &'static Catalog, budget: &Budget) -> Named {
        let Some((service, name)) = self.service else {
            return without_service(self.text);
        };
        // No name of an action holds a wildcard.
        match self.action {
            // Nearly all are written as AWS writes them.
            Some(action) if self.is_like && self.own == name.as_bytes() => Named::Action(action),
            Some(action) if action.is_named(name) => Named::Action(action),
            Some(_) => match service.action(name) {
                Some(action) => Named::Action(action),
                None => self.pattern(service, name, catalog, budget),
            },
            None => self.pattern(service, name, catalog, budget),
        }
    }

    fn pattern(
        &self,
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
            known.get(self.text, catalog, find)
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
}

/// The service before the colon, its actions, and what stands behind it.
fn service_and_name<'t>(
    text: &'t str,
    catalog: &'static Catalog,
    last: &mut Option<Prefixed<'t>>,
) -> Option<(Service, Index, &'t str)> {
    if let Some((prefix, service, index)) = *last
        && let Some(name) = text.strip_prefix(prefix)
        && let Some(name) = name.strip_prefix(':')
    {
        return Some((service, index, name));
    }
    let (prefix, name) = parted(text, b':')?;
    let service = catalog.service(prefix)?;
    let index = service.index();
    *last = Some((prefix, service, index));
    Some((service, index, name))
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
