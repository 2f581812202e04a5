use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::model::{Effect, List, Statement, Text};
use crate::operator::OperatorSpec;
use crate::rules::removal::removal;
use crate::rules::surplus::{SHOWN, adds_nothing};
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::text::count;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "redundant-statement",
        category: Category::Redundancy,
        severity: Severity::Info,
        summary: "statement that says what another statement says",
        codes: &["REDUNDANT_STATEMENT"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Each statement that several others repeat, once, with whatever `Sid` and in whatever order they say it.
fn check(cx: &Context) -> Vec<Finding> {
    let statements = cx.policy.statements.as_slice();
    if statements.len() < 2 || all_differ(cx) {
        return Vec::new();
    }
    let sound = cx.policy.sound_statements();
    let mut outlined: Vec<(usize, &Statement)> = sound.map(|one| (outline(one), one)).collect();
    outlined.sort_by_key(|(outline, _)| *outline);
    let alike = outlined.chunk_by(|(one, _), (other, _)| one == other);
    let mut groups: HashMap<Meaning, Vec<&Statement>> = HashMap::new();
    for (_, statement) in alike.filter(|group| group.len() > 1).flatten() {
        if let Some(meaning) = meaning(statement) {
            groups.entry(meaning).or_default().push(statement);
        }
    }
    let mut groups: Vec<Vec<&Statement>> = groups.into_values().collect();
    groups.sort_unstable_by_key(|group| group.first().map(|first| first.index));
    groups
        .iter()
        .filter_map(|group| match group.as_slice() {
            [first, others @ ..] => finding(cx, first, others),
            [] => None,
        })
        .collect()
}

fn finding(cx: &Context, first: &Statement, others: &[&Statement]) -> Option<Finding> {
    // Where the name is the same too, `duplicate-sid` speaks.
    let others: Vec<&&Statement> = others
        .iter()
        .filter(|other| name(first).is_none() || name(other) != name(first))
        .collect();
    let (second, more) = others.split_first()?;
    let message = match more.len() {
        0 => "two statements say the same".to_owned(),
        more => format!("{} say the same", count(more + 2, "statement")),
    };
    let mut finding = RULE
        .finding(message)
        .at(second.head(), adds_nothing(more.len()))
        .related(first.head(), "to this one")
        .help("keep one of them");
    for other in more.iter().take(SHOWN) {
        finding = finding.related(other.head(), "neither does this");
    }
    let spans: Vec<Span> = cx.policy.statements.iter().map(|one| one.span).collect();
    let indices: Vec<usize> = others.iter().map(|other| other.index).collect();
    let title = match more.len() {
        0 => "remove the statement that adds nothing".to_owned(),
        more => format!("remove the {} statements that add nothing", more + 1),
    };
    Some(match removal(cx.tree.text(), &spans, &indices) {
        Some(edits) => finding.fix(title, Safety::Safe, edits),
        None => finding,
    })
}

fn name<'s>(statement: &'s Statement<'_>) -> Option<&'s str> {
    let sid = statement.sid.as_ref()?;
    sid.known().filter(|sid| !sid.is_empty())
}

/// Whether one look tells that no two statements are the same. Takes no memory.
fn all_differ(cx: &Context) -> bool {
    let statements = &cx.policy.statements;
    // What is known of their actions anyway tells most of them apart.
    have_each_its_own(statements, |statement| rough_outline(cx, statement))
        || have_each_its_own(statements, outline)
}

/// Whether no two statements surely have the same of these numbers.
fn have_each_its_own(statements: &[Statement], outline: impl Fn(&Statement) -> usize) -> bool {
    const WORDS: usize = 64;
    let mut seen = [0_u64; WORDS];
    statements.len() <= WORDS
        && statements.iter().all(|statement| {
            let outline = outline(statement);
            seen.get_mut(outline / 64 % WORDS).is_some_and(|word| {
                let is_new = *word >> (outline % 64) & 1 == 0;
                *word |= 1 << (outline % 64);
                is_new
            })
        })
}

/// A number that is the same for statements that say the same.
fn rough_outline(cx: &Context, statement: &Statement) -> usize {
    let length = |list: &Option<List>| list.as_ref().map_or(0, |list| list.items.len());
    let bounds = cx
        .actions(statement)
        .map(iamsure_policy::semantics::actions::Actions::bounds);
    let (first, end) = bounds.map_or((0, 0), |bounds| (bounds.start, bounds.end));
    mixed([
        length(&statement.action),
        length(&statement.resource),
        statement.conditions.len(),
        usize::from(first) << 16 | usize::from(end),
        usize::from(statement.is_allow()),
    ])
}

/// The same from all that it says.
fn outline(statement: &Statement) -> usize {
    let texts = |texts: &[Text]| {
        texts.iter().fold(texts.len(), |sum, text| {
            let written = text.written().as_bytes();
            let last = written.last().map_or(0, u8::to_ascii_lowercase);
            sum.wrapping_add(written.len() * 31 + usize::from(last))
        })
    };
    let list = |list: &Option<List>| list.as_ref().map_or(0, |list| texts(&list.items));
    mixed([
        list(&statement.action),
        list(&statement.resource),
        statement
            .conditions
            .iter()
            .map(|condition| texts(&condition.values))
            .sum(),
        statement
            .principals()
            .map(|one| one.text.written().len())
            .sum(),
        usize::from(statement.is_allow()),
    ])
}

fn mixed(parts: [usize; 5]) -> usize {
    const SPREAD: usize = 0x9e37_79b9;
    let mixed = parts.iter().fold(0_usize, |mixed, part| {
        (mixed.rotate_left(7) ^ part).wrapping_mul(SPREAD)
    });
    mixed >> 12
}

/// A principal: its type, and what it is called.
type Named<'s> = (Option<&'s str>, &'s str);

/// All that a statement says, its lists sorted; the same for statements that say the same.
#[derive(PartialEq, Eq, Hash)]
struct Meaning<'s> {
    is_allow: bool,
    principal: Option<(bool, Vec<Named<'s>>)>,
    action: Option<(bool, Vec<Cow<'s, str>>)>,
    resource: Option<(bool, Vec<Cow<'s, str>>)>,
    conditions: Vec<(OperatorSpec, String, Vec<&'s str>)>,
}

/// None if a part of it is not known: the same template value may become two different texts.
fn meaning<'s>(statement: &'s Statement<'_>) -> Option<Meaning<'s>> {
    let list = |list: &'s Option<List<'_>>, folds: bool| match list {
        None => Some(None),
        Some(list) => Some(Some((list.negated(), sorted(&list.items, folds)?))),
    };
    let principal = match &statement.principal {
        None => None,
        Some(principals) => {
            let mut named: Vec<_> = principals
                .items
                .iter()
                .map(|one| {
                    let type_name = one.type_name.as_ref().map(Text::written);
                    Some((type_name, one.text.known()?))
                })
                .collect::<Option<_>>()?;
            named.sort_unstable();
            Some((principals.negated, named))
        }
    };
    let mut conditions: Vec<_> = statement
        .conditions
        .iter()
        .map(|condition| {
            let mut values: Vec<&str> = condition
                .values
                .iter()
                .map(Text::known)
                .collect::<Option<_>>()?;
            values.sort_unstable();
            let key = condition.key.known()?.to_ascii_lowercase();
            Some((condition.spec?, key, values))
        })
        .collect::<Option<_>>()?;
    conditions.sort_unstable();
    Some(Meaning {
        is_allow: statement
            .effect
            .map(|effect| effect.value == Effect::Allow)?,
        principal,
        action: list(&statement.action, true)?,
        resource: list(&statement.resource, false)?,
        conditions,
    })
}

fn sorted<'s>(items: &'s [Text<'_>], folds: bool) -> Option<Vec<Cow<'s, str>>> {
    let mut texts: Vec<Cow<str>> = items
        .iter()
        .map(|item| {
            let text = item.known()?;
            Some(if folds {
                text.to_ascii_lowercase().into()
            } else {
                text.into()
            })
        })
        .collect::<Option<_>>()?;
    texts.sort_unstable();
    Some(texts)
}
