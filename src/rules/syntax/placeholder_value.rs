use std::ops::Range;

use crate::config::{OptionKind, Pattern, RuleOption};
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::placeholder::{self, Placeholder, PlaceholderKind};
use crate::model::{Arn, Part, Text};
use crate::rules::{Check, Context, Rule};
use crate::sort;
use crate::source::Span;
use crate::syntax::Value;
use crate::text::quote;

mod filled;
mod place;
mod subject;

use filled::filled;
use place::Place;
use subject::Subject;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "placeholder-value",
        category: Category::Syntax,
        severity: Severity::Error,
        summary: "template value that was never filled in",
        codes: &[],
    },
    options: &[RuleOption {
        name: PATTERNS,
        kind: OptionKind::Patterns,
    }],
    check: Check::Policy(check),
};

/// The option for placeholders of people's own.
const PATTERNS: &str = "patterns";

/// More findings of one sort than this help nobody: a document that holds so many is a template.
const MOST: usize = 100;

/// Every template value, wherever in the document; dummies where only their place tells that they are some.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    if cx.policy.placeholders_possible {
        let named = cx.tree.strings().flat_map(|value| in_string(cx, value));
        findings.extend(named.take(MOST));
    }
    let patterns = cx.config.options(RULE.meta.id).patterns(PATTERNS);
    if !patterns.is_empty() {
        let strings = cx.tree.strings();
        let own = strings.flat_map(|value| of_configuration(cx, value, patterns));
        findings.extend(own.take(MOST));
    }
    if !cx.policy.parts.has(Part::Principal) && !cx.policy.may_ask("sts:ExternalId") {
        return findings;
    }
    for statement in &cx.policy.statements {
        let principals = statement.principal.iter();
        let principals = principals.flat_map(|principals| &principals.items);
        findings.extend(principals.filter_map(|principal| in_principal(cx, &principal.text)));
        let values = statement
            .conditions_on("sts:ExternalId")
            .flat_map(|condition| &condition.values);
        findings.extend(values.filter_map(|value| in_external_id(cx, value)));
        if findings.len() > 2 * MOST {
            break;
        }
    }
    findings
}

fn in_string(cx: &Context, value: Value) -> Vec<Finding> {
    let text = value.as_str().unwrap_or_default();
    let finding = |found: Placeholder| {
        let place = place::of(cx, value.span())?;
        let finding = template_value(value, text, &found, &place);
        let is_whole = found.range == (0..text.len());
        Some(filled(finding, cx, value.span(), is_whole))
    };
    placeholder::find_all(text)
        .filter_map(finding)
        .take(MOST)
        .collect()
}

/// What the configuration calls a placeholder, unless it is one that everybody has.
fn of_configuration(cx: &Context, value: Value, patterns: &[Pattern]) -> Vec<Finding> {
    let text = value.as_str().unwrap_or_default();
    let mut places: Vec<Range<usize>> = patterns
        .iter()
        .flat_map(|pattern| pattern.find_all(text, MOST))
        .collect();
    if places.is_empty() {
        return Vec::new();
    }
    let Some(place) = place::of(cx, value.span()) else {
        return Vec::new();
    };
    sort::by_key(&mut places, |range| (range.start, range.end));
    places.dedup_by(|next, first| next.start < first.end);
    let known: Vec<Placeholder> = placeholder::find_all(text).take(MOST).collect();
    places.retain(|range| {
        known
            .iter()
            .all(|known| range.end <= known.range.start || known.range.end <= range.start)
    });
    let finding = |range: Range<usize>| {
        let name = quote(text.get(range.clone()).unwrap_or_default());
        RULE.finding(format!("{name} still stands where a value belongs"))
            .at(value.part(range), place.consequence())
            .help("write the value; the configuration lists this as a placeholder")
    };
    places.into_iter().map(finding).collect()
}

fn template_value(value: Value, text: &str, found: &Placeholder, place: &Place) -> Finding {
    let written = text.get(found.range.clone()).unwrap_or_default();
    let name = quote(written);
    let subject = Subject::of(written, &context(text, &found.range, place));
    let (message, help) = match found.kind {
        PlaceholderKind::Person => (
            format!("{name} still stands where {} belongs", subject.what),
            subject.help,
        ),
        PlaceholderKind::Terraform => (
            format!("Terraform never filled in {name}"),
            "check what `terraform show -json` gives, or write the value",
        ),
        PlaceholderKind::CloudFormation => (
            format!("CloudFormation never filled in {name}"),
            "check the policy that the stack makes, or write the value",
        ),
        PlaceholderKind::Variable => (
            format!("{name} was never filled in, and it is no policy variable"),
            "write the value; policy variables have a prefix, as in `${aws:username}`",
        ),
        PlaceholderKind::Engine => (
            format!("the template engine never filled in {name}"),
            "render the template first, or write the value",
        ),
    };
    RULE.finding(message)
        .at(value.part(found.range.clone()), place.consequence())
        .help(help)
}

/// What the place tells of the value that belongs there.
fn context<'t>(text: &'t str, range: &Range<usize>, place: &Place<'t>) -> Vec<&'t str> {
    let mut context = Vec::new();
    if let Some(arn) = Arn::parse(text) {
        let holds = |field: &str| {
            let field = Arn::range(text, field);
            !field.is_empty() && field.start <= range.start && range.end <= field.end
        };
        if holds(arn.account) {
            context.push("account");
        } else if holds(arn.region) {
            context.push("region");
        } else if arn.service == "s3" {
            context.push("bucket");
        } else {
            context.push(arn.typed_resource().0);
        }
    }
    context.extend(place.hint());
    context
}

fn in_principal(cx: &Context, text: &Text) -> Option<Finding> {
    let written = text.known()?;
    let help = "copy the ARN again from whom you trust, such as Confluent's `iam_role_arn`";
    if let Some(range) = placeholder::empty_account(written) {
        let message = format!("the principal {} names no account", quote(written));
        let label = "an account ID of 12 digits belongs between these";
        let finding = RULE.finding(message).at(text.part(range), label).help(help);
        return Some(filled(finding, cx, text.span(), false));
    }
    let range = placeholder::zero_account(written)?;
    let message = "`000000000000` still stands where the account of the principal belongs";
    let label = "nobody has this account";
    let finding = RULE.finding(message).at(text.part(range), label).help(help);
    Some(filled(finding, cx, text.span(), false))
}

fn in_external_id(cx: &Context, text: &Text) -> Option<Finding> {
    let id = text
        .known()
        .filter(|id| placeholder::is_dummy_external_id(id))?;
    let subject = Subject::of("external", &[]);
    let message = format!("{} still stands where {} belongs", quote(id), subject.what);
    let label = "a word in place of an ID, easy to guess";
    let finding = RULE
        .finding(message)
        .at(whole(text), label)
        .help(subject.help);
    Some(filled(finding, cx, text.span(), true))
}

/// A string without its quotes, as the parts of others are shown.
fn whole(text: &Text) -> Span {
    text.part(0..text.written().len())
}
