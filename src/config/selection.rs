//! `Selection`: which rules run and at what severity, from the flags, the configuration and the rules' own standing.

use super::{Config, Known, Level, Standing};
use crate::finding::{Category, Meta, Severity};
use crate::text;

/// What `--select` and `--ignore` say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags<'f> {
    pub select: &'f [String],
    pub ignore: &'f [String],
}

/// A name on the command line that is no rule, no category, not `all` and not `default`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{flag}`: no rule or category is called {}{}", text::quote(.name), hint(.nearest.as_deref()))]
pub struct UnknownName {
    /// `--select` or `--ignore`
    pub flag: &'static str,
    pub name: String,
    pub nearest: Option<String>,
}

/// What an entry of `select` or `ignore` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Every rule, those that are opt-in too.
    All,
    /// Every rule that runs when nobody names it.
    Default,
    /// The rules of a category that run when nobody names them.
    Category(Category),
    Rule(&'static str),
}

/// Which rules run, and at what severity.
///
/// Flags win over the configuration, and the configuration wins over the rule's standing. Within the flags, and within
/// the configuration, the narrower name wins: a rule over its category, a category over `default` and `all`; of
/// two that are equally narrow, `ignore` wins. A level in `[rules]` counts as naming the rule. If something is
/// selected, what is not named does not run, but for the rules of category `syntax`: a text that
/// cannot be read must not look clean.
#[derive(Debug)]
pub struct Selection {
    /// The rules that do not simply run, sorted by id: mostly none.
    rules: Vec<(&'static str, State)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Off,
    /// At the severity that the rule reports.
    On,
    At(Severity),
}

impl Selection {
    /// The error names every unknown name.
    pub fn new(known: &[Known], config: &Config, flags: Flags) -> Result<Self, Vec<UnknownName>> {
        let mut unknown = Vec::new();
        let select = names("--select", flags.select, known, &mut unknown);
        let ignore = names("--ignore", flags.ignore, known, &mut unknown);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let mut rules: Vec<_> = known
            .iter()
            .map(|rule| (rule.meta.id, state(rule, config, &select, &ignore)))
            .filter(|&(_, state)| state != State::On)
            .collect();
        rules.sort_unstable_by_key(|&(id, _)| id);
        Ok(Self { rules })
    }

    #[must_use]
    pub fn runs(&self, rule: &Meta) -> bool {
        self.state(rule) != State::Off
    }

    /// The severity of a finding that its rule reports with `reported`; `None` if the rule is off.
    #[must_use]
    pub fn severity(&self, rule: &Meta, reported: Severity) -> Option<Severity> {
        match self.state(rule) {
            State::Off => None,
            State::On => Some(reported),
            State::At(severity) => Some(severity),
        }
    }

    /// A rule that the selection was not made from runs.
    fn state(&self, rule: &Meta) -> State {
        self.rules
            .binary_search_by_key(&rule.id, |&(id, _)| id)
            .ok()
            .and_then(|index| self.rules.get(index))
            .map_or(State::On, |&(_, state)| state)
    }
}

fn state(rule: &Known, config: &Config, select: &[Name], ignore: &[Name]) -> State {
    let level = config.level(rule.meta.id);
    let runs = by_names(rule, select, ignore, Narrowness::Unnamed)
        .or_else(|| match level {
            Some(Level::Off) => Some(false),
            Some(Level::At(_)) => by_names(rule, &config.select, &config.ignore, Narrowness::Rule),
            None => by_names(rule, &config.select, &config.ignore, Narrowness::Unnamed),
        })
        .unwrap_or(rule.standing == Standing::Default);
    match level {
        _ if !runs => State::Off,
        Some(Level::At(severity)) => State::At(severity),
        Some(Level::Off) | None => State::On,
    }
}

/// How closely a list names a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Narrowness {
    Unnamed,
    Wide,
    Category,
    Rule,
}

/// What one layer says of a rule that it otherwise names `at_least` so closely; `None` if that is left to the next.
fn by_names(rule: &Known, select: &[Name], ignore: &[Name], at_least: Narrowness) -> Option<bool> {
    let narrowest = |names: &[Name], opt_in: OptIn| {
        let all = names.iter().map(|name| narrowness(name, rule, opt_in));
        all.max().unwrap_or(Narrowness::Unnamed)
    };
    let selected = narrowest(select, OptIn::ByName).max(at_least);
    let ignored = narrowest(ignore, OptIn::Always);
    if selected == Narrowness::Unnamed && ignored == Narrowness::Unnamed {
        let is_narrowed = !select.is_empty() && rule.meta.category != Category::Syntax;
        return is_narrowed.then_some(false);
    }
    Some(selected > ignored)
}

/// Whether a category has its opt-in rules too: to select it does not mean them, to ignore it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OptIn {
    ByName,
    Always,
}

fn narrowness(name: &Name, rule: &Known, opt_in: OptIn) -> Narrowness {
    let is_meant = rule.standing == Standing::Default || opt_in == OptIn::Always;
    match name {
        Name::Rule(id) if *id == rule.meta.id => Narrowness::Rule,
        Name::Category(category) if *category == rule.meta.category && is_meant => {
            Narrowness::Category
        }
        Name::All => Narrowness::Wide,
        Name::Default if rule.standing == Standing::Default => Narrowness::Wide,
        _ => Narrowness::Unnamed,
    }
}

fn names(
    flag: &'static str,
    texts: &[String],
    known: &[Known],
    unknown: &mut Vec<UnknownName>,
) -> Vec<Name> {
    let mut names = Vec::new();
    for text in texts {
        match name(text, known) {
            Some(name) => names.push(name),
            None => unknown.push(UnknownName {
                flag,
                name: text.clone(),
                nearest: text::nearest(text, candidates(known)).map(str::to_owned),
            }),
        }
    }
    names
}

/// `None` if nothing is called so. The name of a rule goes before that of a category.
pub(super) fn name(text: &str, known: &[Known]) -> Option<Name> {
    let rule = known
        .iter()
        .map(|rule| rule.meta)
        .find(|rule| rule.id == text);
    if let Some(rule) = rule {
        return Some(Name::Rule(rule.id));
    }
    let mut categories = known.iter().map(|rule| rule.meta.category);
    match text {
        "all" => Some(Name::All),
        "default" => Some(Name::Default),
        _ => categories
            .find(|category| category.name() == text)
            .map(Name::Category),
    }
}

/// Every name that [`name`] knows; categories come more than once.
pub(super) fn candidates<'k>(known: &'k [Known]) -> impl Iterator<Item = &'k str> {
    known
        .iter()
        .flat_map(|rule| [rule.meta.id, rule.meta.category.name()])
        .chain(["all", "default"])
}

fn hint(nearest: Option<&str>) -> String {
    nearest
        .map(|nearest| format!("; did you mean `{nearest}`?"))
        .unwrap_or_default()
}
