//! Makes a witness readable: an action that people know, a resource in the action's own form. Whatever it becomes, the
//! evaluator confirms it again.

use crate::catalog::Catalog;
use crate::model::{Arn, Policy, Statement, Text};
use crate::semantics::forms::WrittenResource;
use crate::semantics::trust::EXTERNAL_ID;
use crate::semantics::{Caller, Key, Request};
use crate::sort;

use super::callers;
use super::concrete::{self, FILLS, Fill};
use super::confirm::confirmed;
use super::query::Query;
use super::selected::is_everything;
use super::verdict::Witness;

/// Actions that most readers know, those first that a reviewer fears.
const KNOWN: [&str; 8] = [
    "iam:CreateAccessKey",
    "s3:GetObject",
    "s3:PutObject",
    "sts:AssumeRole",
    "ec2:RunInstances",
    "kms:Decrypt",
    "lambda:InvokeFunction",
    "dynamodb:GetItem",
];

/// Longer policies are not evaluated again and again.
const MOST_STATEMENTS: usize = 400;
const MOST_ITEMS: usize = 16;

/// The witness, or one that says the same in plainer words.
#[must_use]
pub fn polished(query: &Query<'_>, witness: Witness) -> Witness {
    let statements: usize = query.sides().map(|side| size(side.policy)).sum();
    let statement = witness.granted_by.first().and_then(|place| {
        let side = query.allowed_by.get(place.policy)?;
        Some((
            side.policy.statements.get(place.statement)?,
            side.policy.has_variables(),
        ))
    });
    match statement {
        Some((statement, variables)) if statements <= MOST_STATEMENTS => {
            let witness = with_session_name(query, witness);
            let witness = with_external_id(query, witness);
            let witness = with_known_action(query, witness, statement);
            let witness = with_likely_resource(query, witness, statement, variables);
            with_readable_values(query, witness, statement, variables)
        }
        _ => witness,
    }
}

/// Statements, and lists as long as several.
fn size(policy: &Policy) -> usize {
    let of = |statement: &Statement| {
        let conditions = statement.conditions.iter().map(|one| one.values.len());
        let lists = [&statement.action, &statement.resource];
        let items = lists.into_iter().flatten().map(|list| list.items.len());
        1 + (conditions.sum::<usize>() + items.sum::<usize>()) / 50
    };
    policy.statements.iter().map(of).sum()
}

/// The search takes the shortest name that is left open, and no session has a name of one letter: see `RoleSessionName` of
/// `AssumeRole` in the STS API reference.
fn with_session_name(query: &Query<'_>, witness: Witness) -> Witness {
    const USER_ID: &str = "aws:userid";
    const NAME: &str = "session";
    let Caller::Identity(arn) = &witness.request.caller else {
        return witness;
    };
    let role = arn
        .rsplit_once('/')
        .filter(|(role, short)| role.contains(":assumed-role/") && short.len() == 1);
    let Some((role, short)) = role else {
        return witness;
    };
    let mut request = witness.request.clone();
    request.caller = Caller::Identity(format!("{role}/{NAME}"));
    if let Key::Present(values) = witness.request.context.get(USER_ID)
        && let [value] = &values[..]
        && let Some((id, session)) = value.split_once(':')
        && session == short
    {
        request
            .context
            .set(USER_ID, Key::value(format!("{id}:{NAME}")));
    }
    confirmed(query, request, witness.is_published).unwrap_or(witness)
}

/// No external ID has one letter either: see `ExternalId` there.
fn with_external_id(query: &Query<'_>, witness: Witness) -> Witness {
    let is_short = |id: &String| id.len() < 2;
    let Key::Present(ids) = witness.request.context.get(EXTERNAL_ID) else {
        return witness;
    };
    if !ids.iter().any(is_short) {
        return witness;
    }
    let mut request = witness.request.clone();
    request.context.set(EXTERNAL_ID, Key::value("any-id"));
    confirmed(query, request, witness.is_published).unwrap_or(witness)
}

fn with_known_action(query: &Query<'_>, witness: Witness, statement: &Statement<'_>) -> Witness {
    let is_wide = statement.action.as_ref().is_none_or(|list| {
        list.negated() || list.items.iter().filter_map(Text::known).any(is_everything)
    });
    if !is_wide || !witness.is_published {
        return witness;
    }
    let other = |action: &&str| {
        let mut request = witness.request.clone();
        (*action).clone_into(&mut request.action);
        confirmed(query, request, true)
    };
    KNOWN.iter().find_map(other).unwrap_or(witness)
}

fn with_likely_resource(
    query: &Query<'_>,
    witness: Witness,
    statement: &Statement<'_>,
    variables: bool,
) -> Witness {
    let Some(list) = &statement.resource else {
        return witness;
    };
    let named = list.items.iter().take(MOST_ITEMS).filter_map(Text::known);
    let named: Vec<&str> = named.collect();
    let filled = |pattern: &str, request: &Request| {
        FILLS.map(|fill| concrete::fill(pattern, variables, request, fill))
    };
    let mut resources: Vec<String> = Vec::new();
    if list.negated() || named.iter().any(|text| is_everything(text)) {
        resources.extend(of_action(&witness.request.action));
    }
    if !list.negated() {
        let patterns = named.iter().filter(|text| !is_everything(text));
        resources
            .extend(patterns.flat_map(|text| filled(text, &witness.request).into_iter().flatten()));
    }
    // What is of a form that the action acts on comes first.
    let action = Catalog::embedded().action(&witness.request.action);
    sort::by_key(&mut resources, |text| {
        let fits = |arn| action.is_some_and(|one| WrittenResource::from_arn(&arn).is_for(one));
        !Arn::parse(text).is_some_and(fits)
    });
    let other = |resource: String| {
        let mut request = witness.request.clone();
        request.resource = Some(resource);
        confirmed(query, request, witness.is_published)
    };
    resources.into_iter().find_map(other).unwrap_or(witness)
}

/// The search takes the shortest text that a pattern allows, `o-` for `o-*`: no organization is called so.
fn with_readable_values(
    query: &Query<'_>,
    mut witness: Witness,
    statement: &Statement<'_>,
    variables: bool,
) -> Witness {
    let is_derived = |name: &str| callers::DERIVED.contains(&name.to_ascii_lowercase().as_str());
    for condition in statement.conditions.iter().take(MOST_ITEMS) {
        let Some(name) = condition.key.known().filter(|name| !is_derived(name)) else {
            continue;
        };
        let Key::Present(values) = witness.request.context.get(name) else {
            continue;
        };
        let [short] = &values[..] else { continue };
        let fill = |pattern: &str, how| concrete::fill(pattern, variables, &witness.request, how);
        let is_short = |pattern: &&str| fill(pattern, Fill::Shortest).as_deref() == Some(short);
        let mut patterns = condition
            .values
            .iter()
            .take(MOST_ITEMS)
            .filter_map(Text::known);
        let readable = patterns
            .find(is_short)
            .and_then(|pattern| fill(pattern, Fill::Readable))
            .filter(|readable| readable != short);
        let Some(readable) = readable else { continue };
        let mut request = witness.request.clone();
        request.context.set(name, Key::value(readable));
        if let Some(better) = confirmed(query, request, witness.is_published) {
            witness = better;
        }
    }
    witness
}

/// ARNs of the types that the action acts on; `*` if it acts on none.
fn of_action(action: &str) -> Vec<String> {
    let Some(action) = Catalog::embedded().action(action) else {
        return Vec::new();
    };
    if !action.has_resources() {
        return vec!["*".to_owned()];
    }
    let templates = action
        .resources()
        .filter_map(|one| one.resource_type.templates().next());
    templates
        .take(MOST_ITEMS)
        .map(|template| fill_in(&template.to_fill_in()))
        .collect()
}

/// `arn:aws:s3:::<BucketName>` with names for what stands in brackets.
fn fill_in(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, behind) = after.split_once('>').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(match name {
            "Account" => "111122223333",
            "Region" => "us-east-1",
            _ => "example",
        });
        rest = behind;
    }
    text.push_str(rest);
    text
}
