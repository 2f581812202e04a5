use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Arn, Condition, Element, Part, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::variable::{Segment, SegmentKind, has_variables, segments};
use crate::source::Span;
use crate::syntax::Value;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "variable-unsupported-in-element",
        category: Category::Grammar,
        severity: Severity::Error,
        summary: "policy variable in a place that takes none",
        codes: &["VARIABLE_UNSUPPORTED_IN_ELEMENT"],
    },
    options: &[],
    check: Check::With(Part::Variable, check),
};

/// The first variable of every text outside of resources and condition values, and before the fifth colon of an ARN.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let statements = cx.policy.statements.iter();
    for statement in statements.filter(|statement| cx.may_have_variables(statement)) {
        if may_be_in_element(cx, statement) {
            let elements = elements(statement);
            findings.extend(elements.filter_map(|(text, place)| in_element(text, place)));
        }
        let resources = statement.resource.iter().flat_map(|list| list.items.iter());
        findings.extend(resources.filter_map(in_arn));
    }
    findings
}

/// Whether something in a statement besides its resources and condition values may hold a variable: hardly ever.
fn may_be_in_element(cx: &Context, statement: &Statement) -> bool {
    let in_key = |condition: &Condition| has_variables(condition.key.written());
    // An element that is named twice stands at two places, of which one is told.
    if cx.policy.parts.has(Part::Escape) || cx.policy.repeated.is_some() {
        return true;
    }
    let resources = statement.resource.as_ref().map(|list| list.span);
    let conditions = statement.condition_block.map(Value::span);
    let takes_some = |at: u32| {
        let takes = |span: Option<Span>| span.is_some_and(|span| span.start <= at && at < span.end);
        takes(resources) || takes(conditions)
    };
    let written = cx.tree.text().get(statement.span.range());
    let dollars = memchr::memchr_iter(b'$', written.unwrap_or_default().as_bytes());
    let mut places = dollars.map(|at| u32::try_from(at).unwrap_or(u32::MAX));
    places.any(|at| !takes_some(statement.span.start.saturating_add(at)))
        || statement.conditions.iter().any(in_key)
}

/// Every text of a statement that takes no variables, and what it is.
fn elements<'s>(statement: &'s Statement<'s>) -> impl Iterator<Item = (&'s Text<'s>, Place)> {
    let sid = statement
        .sid
        .iter()
        .map(|sid| (sid, Place::Element(Element::Sid)));
    let principals = statement.principal.iter().flat_map(|principals| {
        let element = if principals.negated {
            Element::NotPrincipal
        } else {
            Element::Principal
        };
        principals
            .items
            .iter()
            .map(move |principal| (&principal.text, Place::Element(element)))
    });
    let actions = statement.action.iter().flat_map(|list| {
        list.items
            .iter()
            .map(|action| (action, Place::Element(list.element)))
    });
    let keys = statement
        .conditions
        .iter()
        .map(|condition| (&condition.key, Place::ConditionKey));
    sid.chain(principals).chain(actions).chain(keys)
}

#[derive(Clone, Copy)]
enum Place {
    Element(Element),
    ConditionKey,
}

fn in_element(text: &Text, place: Place) -> Option<Finding> {
    let known = text.known().filter(|known| has_variables(known))?;
    let segment = segments(known).into_iter().find(is_variable)?;
    let name = match place {
        Place::Element(element) => format!("`{}`", element.name()),
        Place::ConditionKey => "the name of a condition key".to_owned(),
    };
    let help = match place {
        Place::Element(Element::Principal | Element::NotPrincipal) => {
            "trust the account, and compare `aws:PrincipalArn` in a condition"
        }
        Place::Element(Element::Action | Element::NotAction) => "list the actions",
        Place::Element(_) => "remove it",
        Place::ConditionKey => "write the key out",
    };
    let written = known.get(segment.range.clone()).unwrap_or_default();
    Some(
        RULE.finding(format!("{} cannot stand in {name}", quote(written)))
            .at(
                text.part(segment.range),
                "taken as these very characters, not as a value",
            )
            .help(help),
    )
}

/// AWS's own policies have the account as a variable, so it may work; its manual says that it does not.
fn in_arn(text: &Text) -> Option<Finding> {
    let known = text.known()?;
    let first = memchr::memchr(b'$', known.as_bytes())?;
    // Nearly all stand where they may.
    let before = known.as_bytes().get(..first)?;
    if memchr::memchr_iter(b':', before).count() >= 5 || !has_variables(known) {
        return None;
    }
    let names = ["prefix", "partition", "service", "Region", "account"];
    let fields = names.iter().zip(Arn::fields(known));
    // A text with fewer fields is no ARN, and its last field no part of one.
    if Arn::fields(known).count() < 6 {
        return None;
    }
    let (name, field) = fields
        .into_iter()
        .find(|(_, field)| segments(field).iter().any(is_variable))?;
    let mut finding = RULE
        .finding(format!("a policy variable stands in the {name} of an ARN"))
        .at(
            text.part(Arn::range(known, field)),
            "AWS documents variables after the fifth colon only",
        )
        .help(format!(
            "write the {name} out, or `*` with a condition that limits it"
        ))
        .severity(Severity::Warning);
    // AWS's check speaks of whole elements.
    finding.access_analyzer = None;
    Some(finding)
}

fn is_variable(segment: &Segment) -> bool {
    !matches!(segment.kind, SegmentKind::Text(_))
}
