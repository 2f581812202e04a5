use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::sort;
use crate::source::Span;
use crate::syntax::{Kind, ProblemKind, Value};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "duplicate-key",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "one key twice in one object",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every key that its object has more than once: one finding a key, at its last place.
fn check(cx: &Context) -> Vec<Finding> {
    let mut places: Vec<(Span, Span)> = cx
        .tree
        .problems()
        .iter()
        .filter_map(|problem| match problem.kind {
            ProblemKind::DuplicateKey { first } => Some((first, problem.span)),
            _ => None,
        })
        .collect();
    sort::sort(&mut places);
    places
        .chunk_by(|(first, _), (other, _)| first == other)
        .filter_map(|places| {
            let (&(first, last), between) = places.split_last()?;
            let others = std::iter::once(first).chain(between.iter().map(|(_, place)| *place));
            Some(finding(cx, others, last))
        })
        .collect()
}

fn finding(cx: &Context, others: impl Iterator<Item = Span>, last: Span) -> Finding {
    let name = quote(&cx.text(last));
    let finding = RULE
        .finding(format!(
            "AWS refuses a policy that has {name} twice in one object"
        ))
        .at(last, "the one that most readers of JSON keep")
        .help(match value_kind(cx, last) {
            Some(Kind::Object) => "put the members of both into one object",
            Some(Kind::Array | Kind::String | Kind::EscapedString) => {
                "put the values of both into one list, or remove one of them"
            }
            _ => "remove one of them",
        });
    others.fold(finding, |finding, other| {
        finding.related(other, "dropped without a word")
    })
}

/// What stands behind a key.
fn value_kind(cx: &Context, key: Span) -> Option<Kind> {
    let mut values = cx.tree.values().skip_while(|value| value.span() != key);
    values.nth(1).map(Value::kind)
}
