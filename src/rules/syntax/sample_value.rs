use std::collections::HashMap;

use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{self, Integration, Known, Trouble};
use crate::model::sample::{self, Sample, SampleKind};
use crate::model::{Condition, Part, Policy, Text, placeholder};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;
use crate::syntax::Value;

mod words;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "sample-value",
        category: Category::Syntax,
        severity: Severity::Warning,
        summary: "value copied from documentation",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Of more places than these the first are enough.
const MOST_PLACES: usize = 8;

/// Every value of some documentation: one finding a value, at its first place.
fn check(cx: &Context) -> Vec<Finding> {
    if !are_possible(cx) {
        return Vec::new();
    }
    let mut copies = Copies {
        spoken: cx.integration.and_then(|one| spoken(cx.policy, one)),
        ..Copies::default()
    };
    for statement in &cx.policy.statements {
        for principal in statement
            .principal
            .iter()
            .flat_map(|principals| &principals.items)
        {
            // `placeholder-value` speaks of an account of twelve zeros there.
            if !placeholder::is_dummy_principal(principal.text.written()) {
                copies.add(cx, &principal.text, Severity::Warning);
            }
        }
        for resource in statement.resource.iter().flat_map(|list| &list.items) {
            // It grants nothing to anybody else: the ARN names what is not there.
            copies.add(cx, resource, Severity::Info);
        }
        for condition in &statement.conditions {
            for value in &condition.values {
                copies.add_range(condition, value);
                copies.add(cx, value, Severity::Warning);
            }
        }
    }
    copies.found.into_iter().map(Copied::finding).collect()
}

/// Whether there may be one where we look for it. Most of a policy is actions, and those hold none.
fn are_possible(cx: &Context) -> bool {
    let document = cx.tree.text();
    let is_plain =
        !cx.policy.parts.has(Part::Escape) && cx.policy.repeated.is_none() && !cx.policy.broken;
    // Of an external ID `12345` we speak beside another sample, wherever that stands.
    if !is_plain || cx.policy.may_ask("sts:ExternalId") {
        return sample::possible(document);
    }
    let parts = cx.policy.statements.iter().flat_map(|statement| {
        let principals = statement.principal.as_ref().map(|one| one.span);
        let resources = statement.resource.as_ref().map(|list| list.span);
        let conditions = statement.condition_block.map(Value::span);
        [principals, resources, conditions].into_iter().flatten()
    });
    sample::are_possible(document, parts.map(Span::range))
}

/// A value of some documentation, and where it was copied to.
struct Copied {
    value: String,
    what: What,
    severity: Severity,
    places: Vec<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Sample(SampleKind),
    Range,
    /// The external ID that AWS's own example uses.
    ExternalId,
}

#[derive(Default)]
struct Copies {
    found: Vec<Copied>,
    /// A text of which another rule says what belongs in its place.
    spoken: Option<String>,
    /// By value and severity.
    index: HashMap<(String, Severity), usize>,
}

impl Copies {
    fn add(&mut self, cx: &Context, text: &Text, in_resource: Severity) {
        let Some(written) = text.known() else {
            return;
        };
        let Some(Sample { range, kind }) = sample::find(written) else {
            return;
        };
        let value = written.get(range.clone()).unwrap_or_default();
        if is_ours(cx, written, value) || self.spoken.as_deref() == Some(written) {
            return;
        }
        let severity = match kind {
            SampleKind::Bucket => Severity::Info,
            SampleKind::Account => in_resource,
            _ => Severity::Warning,
        };
        self.put(value, What::Sample(kind), severity, text.part(range));
    }

    fn add_range(&mut self, condition: &Condition, text: &Text) {
        let Some(written) = text.known() else {
            return;
        };
        let is_address = condition
            .spec
            .is_some_and(|spec| spec.base.family() == Family::IpAddress);
        let place = text.part(0..written.len());
        if is_address && sample::is_documentation_range(written) {
            self.put(written, What::Range, Severity::Warning, place);
        } else if written == "12345" && condition.is_on("sts:ExternalId") {
            self.put(written, What::ExternalId, Severity::Warning, place);
        }
    }

    fn put(&mut self, value: &str, what: What, severity: Severity, place: Span) {
        let next = self.found.len();
        let index = *self
            .index
            .entry((value.to_owned(), severity))
            .or_insert(next);
        if index == next {
            let value = value.to_owned();
            self.found.push(Copied {
                value,
                what,
                severity,
                places: Vec::new(),
            });
        }
        if let Some(copy) = self.found.get_mut(index) {
            copy.places.push(place);
        }
    }
}

/// The principal or external ID that is not the integration's, and of which a rule says so.
fn spoken(policy: &Policy, integration: &Integration) -> Option<String> {
    let text = match integration::trouble(policy, integration)? {
        Trouble::Principal { principal, .. } => &principal.text,
        Trouble::ExternalId { condition, .. } => match condition.values.as_slice() {
            [only] => only,
            _ => return None,
        },
        _ => return None,
    };
    text.known().map(str::to_owned)
}

/// Whether we were told that the value is real: our own account, or what Confluent's response says.
fn is_ours(cx: &Context, written: &str, value: &str) -> bool {
    let integration = cx.integration.is_some_and(|integration| {
        [&integration.role_arn, &integration.external_id]
            .into_iter()
            .filter_map(Known::known)
            .any(|field| field.value == written)
    });
    integration || cx.account == Some(value)
}

impl Copied {
    fn finding(self) -> Finding {
        let (message, label, help) = self.words();
        let mut places = self.places.into_iter();
        let first = places.next().expect("a copy is made with its first place");
        let finding = RULE
            .finding(message)
            .at(first, label)
            .help(help)
            .severity(self.severity);
        places
            .take(MOST_PLACES)
            .fold(finding, |finding, place| finding.related(place, "here too"))
    }
}
