use std::ops::Range;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::rules::{Check, Context, Rule};
use crate::sort;
use crate::source::Span;
use crate::text::count;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "unsupported-character",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "character that AWS does not take in a policy",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The last character that the API takes: `[\u0009\u000A\u000D\u0020-\u00FF]+`.
///
/// Source: `PolicyDocument` of `CreatePolicy` in the IAM API Reference.
const LAST: char = '\u{ff}';

/// The first character beyond Latin-1, and how many there are. Where the text is no JSON, or a `Sid` is no `Sid`, other
/// rules speak of it; control characters are never JSON.
fn check(cx: &Context) -> Vec<Finding> {
    let text = cx.tree.text();
    if text.is_ascii() {
        return Vec::new();
    }
    let said = said_elsewhere(cx);
    let mut said = said.iter().peekable();
    let mut found = text.char_indices().filter(|&(at, char)| {
        while said.next_if(|range| range.end <= at).is_some() {}
        char > LAST && said.peek().is_none_or(|range| at < range.start)
    });
    let Some((at, char)) = found.next() else {
        return Vec::new();
    };
    let more = found.count();
    let code = u32::from(char);
    let what = match name(char) {
        Some(name) => format!("{name} (U+{code:04X})"),
        None => format!("the character U+{code:04X}"),
    };
    let others = match more {
        0 => String::new(),
        _ => format!(", and {} like it", count(more, "other")),
    };
    let (severity, who) = if is_of_iam(cx.policy_type) {
        (Severity::Error, "IAM refuses")
    } else {
        (Severity::Warning, "AWS may refuse")
    };
    let finding = RULE
        .finding(format!("{who} {what} in a policy{others}"))
        .at(
            span(cx, at..at + char.len_utf8()),
            "past U+00FF, the last one that it takes",
        )
        .severity(severity);
    vec![if is_invisible(char) {
        finding.help("remove it: it shows nothing").fix(
            "remove the invisible characters",
            Safety::Unsafe,
            invisible(cx),
        )
    } else {
        finding.help("replace it with a plain character")
    }]
}

/// Policies that the API of IAM or STS takes; other services have rules of their own.
fn is_of_iam(policy_type: PolicyType) -> bool {
    use PolicyType::{Boundary, Identity, Session, Trust};
    matches!(policy_type, Boundary | Identity | Session | Trust)
}

/// Places of which another rule speaks, in order: broken JSON, and the `Sid`s of IAM's own policies.
fn said_elsewhere(cx: &Context) -> Vec<Range<usize>> {
    let problems = cx.tree.problems().iter();
    let broken = problems
        .filter(|problem| problem.kind.breaks_json())
        .map(|problem| problem.span.range());
    let statements = cx.policy.statements.iter();
    let sids = statements
        .filter(|_| is_of_iam(cx.policy_type))
        .filter_map(|statement| Some(statement.sid.as_ref()?.span().range()));
    // The mark at the start tells the encoding; AWS's tools take it off.
    let mark = cx.tree.text().starts_with('\u{feff}').then_some(0..3);
    let mut said: Vec<_> = mark.into_iter().chain(broken).chain(sids).collect();
    sort::by_key(&mut said, |range| range.start);
    said
}

fn invisible(cx: &Context) -> Vec<Edit> {
    let text = cx.tree.text();
    text.char_indices()
        .filter(|&(at, char)| at > 0 && is_invisible(char))
        .map(|(at, char)| Edit::replace(span(cx, at..at + char.len_utf8()), ""))
        .collect()
}

fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn name(char: char) -> Option<&'static str> {
    Some(match char {
        '‘' | '’' | '‚' | '“' | '”' | '„' => "a curly quote",
        '‐' | '‑' => "a typographic hyphen",
        '–' => "an en dash",
        '—' => "an em dash",
        '…' => "an ellipsis",
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => "an unusual space",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{feff}' => "a byte-order mark",
        '\u{2028}' | '\u{2029}' => "a line separator",
        char if is_invisible(char) => "an invisible mark",
        _ => return None,
    })
}

fn span(cx: &Context, range: Range<usize>) -> Span {
    let at = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(cx.tree.file(), at(range.start), at(range.end))
}
