use std::cell::LazyCell;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::integration::{self, Party, Trouble};
use crate::model::{Condition, Statement, Text, placeholder};
use crate::operator::{Family, Operator};
use crate::rules::admission::EXACT;
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::integration::external_id_mismatch;
use crate::rules::witness::witness_of;
use crate::rules::{Check, Context, Rule, admission, meaning};
use crate::semantics::Request;
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Gate, Proof};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "weak-external-id",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "external ID that others can send too, or that nobody can send",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every external ID condition that a made-up ID passes, and every ID that AWS does not carry.
fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let party = Party::of(cx.policy, cx.profile, cx.integration);
    let home = integration::home(cx.policy, cx.account, cx.integration);
    let mismatch = cx
        .integration
        .filter(|_| cx.runs(&external_id_mismatch::RULE))
        .and_then(|one| integration::trouble(cx.policy, one));
    let mut findings = Vec::new();
    for statement in gate.allows(ASSUME_ROLE) {
        if statement.conditions_on(EXTERNAL_ID).next().is_none() {
            continue;
        }
        let guessed =
            party.trusted(statement, home).find_map(|trusted| {
                match meaning::external_id(cx, &gate, statement, &trusted.request) {
                    (Proof::Guessable(condition), request) => Some(Some((condition, request))),
                    (Proof::Skippable(_), _) => Some(None),
                    _ => None,
                }
            });
        match guessed {
            Some(Some((condition, request))) => {
                findings.push(guessable(cx, statement, condition, &request));
            }
            // A caller that can leave the ID out is the greater fault, and has its own rule.
            Some(None) => {}
            None => {
                let judged = |condition: &&Condition| !is_mismatch(mismatch.as_ref(), condition);
                // With Confluent's response at hand the ID itself is compared. Asked once: of many IDs, and of many principals.
                let is_confluents = LazyCell::new(|| {
                    let mut trusted = party.trusted(statement, home).peekable();
                    cx.integration.is_none()
                        && trusted.peek().is_some()
                        && trusted.all(|one| one.is_confluent)
                });
                for condition in statement.conditions_on(EXTERNAL_ID).filter(judged) {
                    findings.extend(condition.values.iter().filter_map(|id| {
                        shape(&gate, condition, id)
                            .or_else(|| unlike(condition, id).filter(|_| *is_confluents))
                    }));
                }
            }
        }
    }
    findings
}

fn guessable(
    cx: &Context,
    statement: &Statement,
    condition: &Condition,
    request: &Request,
) -> Finding {
    let draft = RULE.finding("a made-up external ID is enough to assume this role");
    let wild = |text: &&Text| text.known().is_some_and(|known| known.contains(['*', '?']));
    let negated = condition.spec.is_some_and(|spec| spec.base.is_negated());
    let finding = match condition.values.iter().find(wild) {
        Some(text) if !negated => draft.at(text.span(), "a pattern that other IDs match as well"),
        _ => {
            let label = if negated {
                "true for every ID but these"
            } else {
                "true for every ID"
            };
            draft
                .at(condition.operator.span(), label)
                .severity(Severity::Warning)
        }
    };
    let finding = finding
        .help("ask for the one ID that was issued for you, with `StringEquals`")
        .witness(witness_of(request, cx.policy, statement));
    match exact(cx, statement, condition) {
        Some(edits) => finding.fix(
            "ask for the integration's `external_id`",
            Safety::Intended,
            edits,
        ),
        None => finding,
    }
}

/// The integration's ID, by the operator that takes no other, where the statement is for its role alone.
fn exact(cx: &Context, statement: &Statement, condition: &Condition) -> Option<Vec<Edit>> {
    let wanted = admission::wanted(cx)?;
    if !admission::is_for(statement, wanted.role) {
        return None;
    }
    let mut edits = vec![Edit::replace(
        condition.value_span,
        admission::json(wanted.external_id),
    )];
    if condition.spec != Some(EXACT) {
        edits.push(respelled(statement, condition, EXACT)?);
    }
    Some(edits)
}

/// An ID that depends on the caller, or that no caller can send.
///
/// Source: `ExternalId` of `AssumeRole` in the AWS Security Token Service API Reference.
fn shape(gate: &Gate, condition: &Condition, text: &Text) -> Option<Finding> {
    let id = text.known()?;
    let spec = condition.spec?;
    if spec.base.family() != Family::String || spec.base.is_negated() {
        return None;
    }
    if gate.has_variable(id) {
        return Some(
            RULE.finding("the external ID is filled in from the caller's own request")
                .at(text.span(), "a variable, not an ID that was issued")
                .help("ask for the one ID that was issued for you"),
        );
    }
    let (why, place) = if id.chars().count() < 2 {
        ("shorter than the 2 characters that AWS takes", text.span())
    } else if id.chars().count() > 1224 {
        (
            "longer than the 1,224 characters that AWS takes",
            text.span(),
        )
    } else {
        let pattern = spec.base == Operator::StringLike;
        let carried = |char| is_carried(char) || pattern && matches!(char, '*' | '?');
        let (at, char) = id.char_indices().find(|&(_, char)| !carried(char))?;
        let place = text.part(at..at + char.len_utf8());
        match char {
            '*' | '?' => (
                "a wildcard only with `StringLike`, and else no character of an ID",
                place,
            ),
            char if char.is_whitespace() => {
                ("white space, which AWS takes in no external ID", place)
            }
            _ => ("no character that AWS takes in an external ID", place),
        }
    };
    Some(
        RULE.finding(format!("no caller can send the external ID {}", quote(id)))
            .at(place, why)
            .severity(Severity::Warning)
            .help("copy the ID exactly as it was issued"),
    )
}

/// An ID that Confluent has hardly issued: all that it publishes are UUIDs.
fn unlike(condition: &Condition, text: &Text) -> Option<Finding> {
    let id = text.known()?;
    let is_exact = condition
        .spec
        .is_some_and(|spec| spec.base.family() == Family::String && !spec.base.is_negated());
    if !is_exact || is_uuid(id) || placeholder::is_dummy_external_id(id) {
        return None;
    }
    Some(
        RULE.finding(format!(
            "Confluent has hardly issued the external ID {}: its IDs are UUIDs",
            quote(id)
        ))
        .at(
            text.span(),
            "not of the form `8-4-4-4-12` hexadecimal digits",
        )
        .severity(Severity::Info)
        .help("copy `external_id` from Confluent's response"),
    )
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| {
        let is_hex = group.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then_some(group.len())
    });
    groups.eq([8, 4, 4, 4, 12].map(Some))
}

fn is_carried(char: char) -> bool {
    char.is_ascii_alphanumeric() || "_+=,.@:/-".contains(char)
}

/// Whether the integration says better what is wrong with this condition.
fn is_mismatch(trouble: Option<&Trouble>, condition: &Condition) -> bool {
    matches!(trouble, Some(Trouble::ExternalId { condition: wrong, .. })
        if wrong.key.span() == condition.key.span())
}
