use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Part, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{
    Malformed, Segment, SegmentKind, are_plain, has_variables, segments,
};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "malformed-variable",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "policy variable that is not written as `${key}` or `${key, 'default'}`",
        codes: &[
            "MISSING_BRACE_IN_VARIABLE",
            "MISSING_QUOTE_IN_VARIABLE",
            "UNSUPPORTED_SPACE_IN_VARIABLE",
            "EMPTY_VARIABLE",
        ],
    },
    options: &[],
    check: Check::With(Part::Variable, check),
};

/// The malformed variables where variables may stand, of each fault the first in a text: a person mends the text as a
/// whole, and a hostile one has very many. Elsewhere `variable-unsupported-in-element` speaks.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    // One look instead of one for each text.
    if !cx.policy.parts.has(Part::Escape) && are_plain(cx.tree.text()) {
        return findings;
    }
    for (text, known) in texts(cx).filter(|(_, known)| !are_plain(known)) {
        let mut said: Vec<Malformed> = Vec::new();
        for segment in segments(known) {
            if let SegmentKind::Malformed(problem) = segment.kind
                && !said.contains(&problem)
            {
                said.push(problem);
                findings.push(finding(text, known, &segment, problem));
            }
        }
    }
    findings
}

fn finding(text: &Text, known: &str, segment: &Segment, problem: Malformed) -> Finding {
    let span = text.part(segment.range.clone());
    let written = known.get(segment.range.clone()).unwrap_or_default();
    match problem {
        Malformed::MissingBrace => RULE
            .finding("a policy variable is not closed")
            .at(span, "no `}` follows")
            .help("close it with `}` after the key")
            .code("MISSING_BRACE_IN_VARIABLE"),
        Malformed::MissingQuote => RULE
            .finding("the default of a policy variable is not in single quotes")
            .at(span, "wants a `'` on both sides of its default")
            .help("write it as `${key, 'default'}`")
            .code("MISSING_QUOTE_IN_VARIABLE"),
        Malformed::SpaceInName => {
            let name_end = written.find([',', '}']).unwrap_or(written.len());
            let name: String = written
                .get(..name_end)
                .unwrap_or_default()
                .split_whitespace()
                .collect();
            let place = text.part(segment.range.start..segment.range.start + name_end);
            let finding = RULE
                .finding("the key of a policy variable holds a space")
                .at(span, "no condition key has one")
                .code("UNSUPPORTED_SPACE_IN_VARIABLE");
            if name.contains(['"', '\\']) || name.contains(char::is_control) {
                return finding.help("remove the space");
            }
            finding
                .help(format!(
                    "write {}",
                    quote(&format!(
                        "{name}{}",
                        written.get(name_end..).unwrap_or_default()
                    ))
                ))
                .fix(
                    "remove the space",
                    Safety::Unsafe,
                    vec![Edit::replace(place, name)],
                )
        }
        Malformed::Empty => RULE
            .finding(format!("{} names no condition key", quote(written)))
            .at(span, "stands for nothing")
            .help("name a key, as in `${aws:username}`, or remove it")
            .code("EMPTY_VARIABLE"),
    }
}

/// Every text that may hold policy variables and has a `${`: resources and condition values, as far as they are known.
pub(super) fn texts<'p>(cx: &Context<'p>) -> impl Iterator<Item = (&'p Text<'p>, &'p str)> {
    let statements = cx.policy.statements.iter();
    statements
        .filter(move |statement| cx.may_have_variables(statement))
        .flat_map(|statement| {
            let resources = statement.resource.iter().flat_map(|list| list.items.iter());
            let values = statement
                .conditions
                .iter()
                .flat_map(|condition| condition.values.iter());
            resources.chain(values)
        })
        .filter_map(|text| Some((text, text.known().filter(|known| has_variables(known))?)))
}
