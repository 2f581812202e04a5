use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::integration::{self, Field, Integration, Trouble};
use crate::model::{Condition, Statement, Text, placeholder};
use crate::rules::admission::EXACT;
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::removal::removal;
use crate::rules::{Check, Context, Rule, admission, witness};
use crate::semantics::trust::EXTERNAL_ID;
use crate::source::Span;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "external-id-mismatch",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "external ID that is not the integration's",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// The external ID that Confluent does not send, in the statement that trusts its role.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(integration) = cx.integration else {
        return Vec::new();
    };
    let Some(id) = integration.external_id.known() else {
        return Vec::new();
    };
    match integration::trouble(cx.policy, integration) {
        Some(Trouble::ExternalId {
            statement,
            condition,
        }) if !is_dummy(condition) => vec![finding(cx, integration, id, statement, condition)],
        None => cx
            .policy
            .allows()
            .filter_map(|one| surplus(cx, one, integration, id))
            .collect(),
        _ => Vec::new(),
    }
}

/// A word such as `changeme`, of which `placeholder-value` speaks.
fn is_dummy(condition: &Condition) -> bool {
    condition
        .values
        .iter()
        .all(|text| text.known().is_some_and(placeholder::is_dummy_external_id))
}

/// IDs beside the right one, for nobody but the integration's role, which sends no other.
fn surplus(
    cx: &Context,
    statement: &Statement,
    integration: &Integration,
    id: &Field,
) -> Option<Finding> {
    let role = integration.role_arn.known()?;
    let mut principals = statement.principals();
    let only = principals.next()?.text.known() == Some(&role.value) && principals.next().is_none();
    if !only {
        return None;
    }
    let condition = statement.conditions_on(EXTERNAL_ID).next()?;
    let sent = |text: &&Text| text.known() == Some(&id.value);
    let positive =
        !condition.spec?.base.is_negated() && condition.values.iter().any(|one| sent(&one));
    let other = condition
        .values
        .iter()
        .find(|one| one.known().is_some() && !sent(one))?;
    if !positive {
        return None;
    }
    let finding = RULE
        .finding("Confluent never sends this external ID for the integration")
        .at(other.span(), "accepted without need")
        .severity(Severity::Info)
        .related(id.span, "Confluent sends this one")
        .help("remove it, or give its principal a statement of its own");
    let spans: Vec<Span> = condition.values.iter().map(Text::span).collect();
    let values = condition.values.iter().enumerate();
    let others = values.filter(|(_, one)| one.known().is_some() && !sent(one));
    let others: Vec<usize> = others.map(|(index, _)| index).collect();
    Some(match removal(cx.tree.text(), &spans, &others) {
        Some(edits) => finding.fix("remove what Confluent never sends", Safety::Safe, edits),
        None => finding,
    })
}

fn finding(
    cx: &Context,
    integration: &Integration,
    id: &Field,
    statement: &Statement,
    condition: &Condition,
) -> Finding {
    let request = integration::assume_role(integration);
    let wanted = admission::wanted(cx);
    // Others may be meant to send the ID that stands here.
    let is_its_own = wanted.is_some_and(|wanted| admission::is_for(statement, wanted.role));
    let safety = admission::safety(is_its_own);
    let proven = |finding: Finding| match &request {
        Some(request) => finding.witness(witness(request, statement)),
        None => finding,
    };
    // The ID is there, so it is the operator that refuses it.
    if let Some(text) = condition
        .values
        .iter()
        .find(|text| text.known() == Some(&id.value))
    {
        let finding = RULE
            .finding("Confluent cannot assume this role: the condition refuses its external ID")
            .at(
                condition.operator.span(),
                "not true for the integration's ID",
            )
            .related(text.span(), "the very ID that Confluent sends")
            .help("require the ID with `StringEquals`");
        return proven(match respelled(statement, condition, EXACT) {
            Some(edit) => finding.fix("use `StringEquals`", safety, vec![edit]),
            None => finding,
        });
    }
    let (text, slip) = nearest(condition, integration, id);
    let place = text.map_or(condition.value_span, Text::span);
    let (reason, label): (String, &str) = match slip {
        Slip::Case => (
            "the external ID differs from the integration's in letter case".into(),
            "letter case counts",
        ),
        Slip::Space => (
            "the external ID has white space around it".into(),
            "the white space is part of the ID here",
        ),
        Slip::Bare => (
            "the external ID lacks the white space around the integration's".into(),
            "the white space is part of the ID there",
        ),
        Slip::Quotes => (
            "the external ID has quotes inside its string".into(),
            "the inner quotes are part of the ID here",
        ),
        Slip::Short => (
            "the external ID is only a part of the integration's".into(),
            "cut off",
        ),
        Slip::Long => (
            "the external ID has more in it than the integration's".into(),
            "the integration's ID is only a part of it",
        ),
        Slip::Hyphens => (
            "the external ID differs from the integration's in its hyphens".into(),
            "hyphens count",
        ),
        Slip::Field(name) => (
            format!("the external ID is the integration's {}", quote(name)),
            "another value of the same response",
        ),
        Slip::None => (
            "the external ID is not the integration's".into(),
            "the policy expects this ID",
        ),
    };
    let label = match slip {
        Slip::None if condition.values.len() > 1 => "the policy expects one of these IDs",
        _ => label,
    };
    let place = match slip {
        Slip::None if condition.values.len() > 1 => condition.value_span,
        _ => place,
    };
    let finding = RULE
        .finding(format!("Confluent cannot assume this role: {reason}"))
        .at(place, label)
        .related(id.span, "Confluent sends this one")
        .help("set it to the integration's `external_id`")
        .fix(
            "set it to the integration's `external_id`",
            safety,
            vec![Edit::replace(place, admission::json(&id.value))],
        );
    proven(finding)
}

/// How a wrong ID most likely came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    Case,
    /// White space around the policy's ID.
    Space,
    /// White space around the integration's.
    Bare,
    Quotes,
    Short,
    Long,
    Hyphens,
    /// Another value of the response.
    Field(&'static str),
    None,
}

/// The value that is most like the integration's ID.
fn nearest<'c, 't>(
    condition: &'c Condition<'t>,
    integration: &Integration,
    id: &Field,
) -> (Option<&'c Text<'t>>, Slip) {
    let slips = condition.values.iter().map(|text| {
        let slip = text
            .known()
            .map_or(Slip::None, |known| slip(known, integration, &id.value));
        (Some(text), slip)
    });
    let mut found = (condition.values.first(), Slip::None);
    for candidate in slips {
        if candidate.1 != Slip::None {
            found = candidate;
            break;
        }
    }
    found
}

fn slip(written: &str, integration: &Integration, wanted: &str) -> Slip {
    let bare = |text: &str| text.chars().filter(|&char| char != '-').collect::<String>();
    let is = |field: Option<&Field>| field.is_some_and(|field| field.value == written);
    let unquoted = written.trim_matches(['"', '\'', '`', '“', '”', '‘', '’']);
    if written.eq_ignore_ascii_case(wanted) {
        Slip::Case
    } else if written.trim() == wanted {
        Slip::Space
    } else if written == wanted.trim() {
        Slip::Bare
    } else if unquoted != written && unquoted == wanted {
        Slip::Quotes
    } else if is(integration.id.as_ref()) {
        Slip::Field("id")
    } else if is(integration.name.as_ref()) {
        Slip::Field("display_name")
    } else if is(integration.environment.as_ref()) {
        Slip::Field("environment")
    } else if is(integration.role_arn.known()) {
        Slip::Field("iam_role_arn")
    } else if written.len() >= 4 && wanted.contains(written) {
        Slip::Short
    } else if written.contains(wanted) {
        Slip::Long
    } else if bare(written).eq_ignore_ascii_case(&bare(wanted)) {
        Slip::Hyphens
    } else {
        Slip::None
    }
}
