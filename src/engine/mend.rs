//! `mend()`: fixes made in one policy, each only as far as it is proven to let nobody in who is not meant.

use crate::finding::{Fix, Safety};
use crate::fix;
use crate::integration::{Integration, Statements};
use crate::kind::PolicyType;
use crate::model::{self, Policy};
use crate::proof::{self, Limits, Side, Verdict};
use crate::source::{FileId, Source};
use crate::syntax::{self, Tree};

/// What a fix is held to.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub policy_type: PolicyType,
    /// Who may get in by an [`Safety::Intended`] fix.
    pub integration: Option<&'a Integration>,
    /// The most dangerous fixes that are made. Those that a person has to decide have no proof to pass.
    pub allowed: Safety,
}

/// A text after one round of fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// `None` if nothing was made.
    pub text: Option<String>,
    /// How many fixes were made.
    pub made: usize,
    /// How many were left out since it is not proven what they let in; they are not counted among those made.
    pub unproven: usize,
}

/// How many proofs one round in one text may take: with all fixes at once, and then by halves until those are found that
/// cannot be proven.
const MOST_PROOFS: usize = 48;

/// Makes fixes in a text, those of the least dangerous class that is there. The others, and those that overlap, wait for the
/// findings of the new text.
#[must_use]
pub fn mend(text: &str, fixes: &[&Fix], terms: &Terms) -> Mended {
    let mut unproven = 0;
    for class in [Safety::Safe, Safety::Intended, Safety::Unsafe] {
        if class > terms.allowed {
            break;
        }
        let of_class: Vec<&Fix> = fixes
            .iter()
            // Those that could not be proven are not safe after all, and some mistakes can only be mended together.
            .filter(|fix| fix.safety == class || class == Safety::Unsafe)
            .copied()
            .collect();
        if of_class.is_empty() {
            continue;
        }
        let mut round = Round {
            text,
            terms,
            class,
            kept: Vec::new(),
            unproven: 0,
            proofs: MOST_PROOFS,
        };
        round.keep(&of_class);
        unproven += round.unproven;
        if !round.kept.is_empty() {
            let applied = fix::apply(text, &round.kept);
            return Mended {
                text: Some(applied.text),
                made: applied.made.len(),
                unproven,
            };
        }
    }
    Mended {
        unproven,
        ..Mended::default()
    }
}

/// The fixes of one class, sorted into those that may be made together and those that may not.
struct Round<'r, 'f> {
    text: &'r str,
    terms: &'r Terms<'r>,
    class: Safety,
    kept: Vec<&'f Fix>,
    unproven: usize,
    /// How many proofs are left.
    proofs: usize,
}

impl<'f> Round<'_, 'f> {
    fn keep(&mut self, more: &[&'f Fix]) {
        let all: Vec<&Fix> = self.kept.iter().chain(more).copied().collect();
        let applied = fix::apply(self.text, &all);
        if applied.made.iter().all(|&index| index < self.kept.len()) {
            // The new ones are in the way of others.
            return;
        }
        let made = applied.made.iter().filter_map(|&index| all.get(index));
        let made: Vec<&Fix> = made.copied().collect();
        let is_proven =
            self.proofs > 0 && is_allowed(self.text, &applied.text, self.class, self.terms);
        self.proofs = self.proofs.saturating_sub(1);
        match (is_proven, more) {
            (true, _) => self.kept = made,
            // Where the text cannot be read even so, other mistakes come first.
            (false, [] | [_]) => self.unproven += usize::from(is_whole(&applied.text)),
            (false, more) => {
                let (first, second) = more.split_at(more.len() / 2);
                self.keep(first);
                self.keep(second);
            }
        }
    }
}

fn is_whole(text: &str) -> bool {
    let source = Source::new("", text);
    !model::lower(&parsed(&source)).broken
}

/// Whether one text may take the place of another by fixes of this class.
#[must_use]
pub fn is_allowed(before: &str, after: &str, class: Safety, terms: &Terms) -> bool {
    let (before, after) = (Source::new("", before), Source::new("", after));
    let (old_tree, new_tree) = (parsed(&before), parsed(&after));
    let (old, new) = (model::lower(&old_tree), model::lower(&new_tree));
    // What cannot be read as a whole is left alone: nobody can tell what it says.
    if new.broken {
        return false;
    }
    match class {
        Safety::Unsafe => true,
        Safety::Safe => adds_nothing(&new, &old, terms),
        Safety::Intended => adds_nothing_but(&new, &old, terms),
    }
}

fn parsed(source: &Source) -> Tree<'_> {
    syntax::parse(FileId(0), source)
}

fn adds_nothing(new: &Policy, old: &Policy, terms: &Terms) -> bool {
    let (new, old) = (side(new, terms), &reading(old));
    let verdict = proof::no_new_access(&new, &side(old, terms), &Limits::default());
    matches!(verdict, Verdict::Proven)
}

fn adds_nothing_but(new: &Policy, old: &Policy, terms: &Terms) -> bool {
    let Some(statements) = terms.integration.and_then(Statements::of) else {
        return false;
    };
    let source = Source::new("", statements.policy().to_string());
    let tree = parsed(&source);
    let intended = model::lower(&tree);
    let (new, old) = (side(new, terms), &reading(old));
    let verdict =
        proof::no_new_access_besides(&new, &side(old, terms), &intended, &Limits::default());
    matches!(verdict, Verdict::Proven)
}

fn side<'p>(policy: &'p Policy<'p>, terms: &Terms) -> Side<'p> {
    Side {
        policy,
        policy_type: terms.policy_type,
    }
}

/// What a text says, whether AWS takes it as it stands or not: a comma too many, a word in another letter case, an element
/// of another type that was read all the same.
fn reading<'t>(policy: &Policy<'t>) -> Policy<'t> {
    let mut read = policy.with_only(policy.statements.clone());
    read.broken = false;
    read
}
