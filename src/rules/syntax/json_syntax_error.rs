use crate::finding::{Category, Finding, Meta, Severity};
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::syntax::ProblemKind;

mod edits;
mod words;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "json-syntax-error",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "text that is not JSON",
        codes: &["JSON_SYNTAX_ERROR"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every place where the text stops being JSON. Two equal keys are JSON; `duplicate-key` speaks of them.
fn check(cx: &Context) -> Vec<Finding> {
    cx.tree
        .problems()
        .iter()
        .filter(|problem| problem.kind.breaks_json())
        .map(|problem| {
            let written = cx.tree.text().get(problem.span.range()).unwrap_or_default();
            let words = words::of(problem.kind, written);
            let mut finding = RULE
                .finding(words.message)
                .at(problem.span, words.label)
                .help(words.help);
            if let Some((span, label)) = other_place(cx, problem.kind) {
                finding = finding.related(span, label);
            }
            match edits::of(problem.kind, problem.span, written) {
                Some((title, safety, edit)) => finding.fix(title, safety, vec![edit]),
                None => finding,
            }
        })
        .collect()
}

/// The other place that makes it so.
fn other_place(cx: &Context, kind: ProblemKind) -> Option<(Span, &'static str)> {
    match kind {
        ProblemKind::Unclosed { open } => Some((open, "opened here and never closed")),
        ProblemKind::WrongBracket { open } => Some((open, "closes what was opened here")),
        ProblemKind::TrailingText => {
            let root = cx.policy.root?;
            let end = root.span().end;
            // A closing quote may be a curly one.
            let last = root.raw().chars().next_back()?.len_utf8();
            let start = end.checked_sub(u32::try_from(last).ok()?)?;
            let last = Span::new(cx.tree.file(), start, end);
            Some((last, "the document ends here"))
        }
        _ => None,
    }
}
