//! From a document to the one integration that is meant: find, choose, judge.

use std::collections::HashMap;

use crate::source::{Encoding, FileId, Source};
use crate::syntax::schema::Schema;
use crate::syntax::{self, Value};

use super::candidate::Found;
use super::candidate::{Candidate, names_confluent};
use super::error::{Choice, ReadError};
use super::{Field, Integration, Selection, foreign, refusal, shapes};

static SCHEMA: Schema = Schema::new(include_str!("../../schemas/integration.schema.json"));

/// Reads the integration that `selection` means from a document of any known shape.
pub fn read(
    file: FileId,
    source: &Source,
    selection: &Selection,
) -> Result<Integration, ReadError> {
    match source.encoding {
        Encoding::Utf16 => return Err(ReadError::Utf16),
        Encoding::Utf32 => return Err(ReadError::Utf32),
        Encoding::Utf8 | Encoding::Broken { .. } => {}
    }
    if let Some(error) = foreign::recognise(&source.text) {
        return Err(error);
    }
    let tree = syntax::parse(file, source);
    let broken = tree
        .problems()
        .iter()
        .find(|problem| problem.kind.breaks_json());
    if let Some(problem) = broken {
        return Err(ReadError::NotJson {
            problem: problem.kind,
            span: problem.span,
        });
    }
    let root = tree.root().ok_or(ReadError::Empty)?;
    if let Some(error) = refusal::read(root) {
        return Err(Box::new(error).into());
    }
    judge(select(shapes::find(root)?, selection)?)
}

fn select<'t>(found: Found<'t>, selection: &Selection) -> Result<Candidate<'t>, ReadError> {
    let Found {
        candidates,
        place,
        more,
    } = found;
    let candidates = merge(candidates);
    let mut chosen = match &selection.id {
        Some(wanted) => by_id(candidates, wanted, more)?,
        None => on_aws(candidates)?,
    };
    if chosen.len() > 1
        && let Some(wanted) = &selection.customer_role
    {
        let (matching, others) = partition(chosen, |it| has_customer_role(it, wanted));
        if matching.is_empty() {
            return Err(no_match(wanted, &others, more));
        }
        chosen = matching;
    }
    let is_page = more && selection.id.is_none();
    match (chosen.pop(), chosen.is_empty()) {
        (None, _) => Err(ReadError::NoneInList { place }),
        (Some(only), true) if !is_page => Ok(only),
        (Some(last), _) => {
            chosen.push(last);
            Err(ReadError::SeveralIntegrations {
                choices: chosen.iter().map(choice).collect(),
                more,
            })
        }
    }
}

/// One and the same integration can stand in a document twice: as a resource and as a data source.
fn merge(candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    let mut merged: Vec<Candidate<'_>> = Vec::with_capacity(candidates.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for candidate in candidates {
        let id = candidate.integration.id.as_ref().map(|id| id.value.clone());
        let first = id.as_ref().and_then(|id| merged.get_mut(*places.get(id)?));
        let Some(first) = first else {
            places.extend(id.map(|id| (id, merged.len())));
            merged.push(candidate);
            continue;
        };
        let contradiction = first.contradiction.take();
        let contradiction = contradiction.or_else(|| conflict(first, &candidate));
        if candidate.integration.created() && !first.integration.created() {
            *first = candidate;
        }
        first.contradiction = first.contradiction.take().or(contradiction);
    }
    merged
}

fn conflict(first: &Candidate<'_>, second: &Candidate<'_>) -> Option<ReadError> {
    let (first, second) = (&first.integration, &second.integration);
    let pairs = [
        (
            "Confluent's role",
            first.role_arn.known(),
            second.role_arn.known(),
        ),
        (
            "the external ID",
            first.external_id.known(),
            second.external_id.known(),
        ),
        (
            "the customer's role",
            first.customer_role_arn.as_ref(),
            second.customer_role_arn.as_ref(),
        ),
    ];
    pairs.into_iter().find_map(|(what, first, second)| {
        let (first, second) = (first?, second?);
        (first.value != second.value).then(|| ReadError::Contradiction {
            what: what.to_owned(),
            first: Box::new(first.clone()),
            second: Box::new(second.clone()),
        })
    })
}

fn by_id<'t>(
    candidates: Vec<Candidate<'t>>,
    wanted: &str,
    more: bool,
) -> Result<Vec<Candidate<'t>>, ReadError> {
    let is = |field: &Option<Field>| field.as_ref().is_some_and(|field| field.value == wanted);
    let (mut matching, mut others) = partition(candidates, |it| is(&it.integration.id));
    if matching.is_empty() {
        (matching, others) = partition(others, |it| {
            is(&it.integration.name) || it.integration.address.as_deref() == Some(wanted)
        });
    }
    if matching.is_empty() && !others.is_empty() {
        return Err(no_match(wanted, &others, more));
    }
    on_aws(matching)
}

/// Those on AWS. If there are others only, the first says so.
fn on_aws(candidates: Vec<Candidate<'_>>) -> Result<Vec<Candidate<'_>>, ReadError> {
    let (on_aws, others) = partition(candidates, |it| it.other_cloud.is_none());
    let other = others
        .into_iter()
        .find_map(|candidate| candidate.other_cloud);
    match other {
        Some(cloud) if on_aws.is_empty() => Err(ReadError::OtherCloud {
            cloud: cloud.value,
            span: cloud.span,
        }),
        _ => Ok(on_aws),
    }
}

/// `wanted` is a role's ARN, or its name without path.
fn has_customer_role(candidate: &Candidate<'_>, wanted: &str) -> bool {
    let role = candidate.integration.customer_role_arn.as_ref();
    role.is_some_and(|role| {
        let name = role.value.rsplit_once('/').map(|(_, name)| name);
        role.value == wanted || name == Some(wanted)
    })
}

type Parted<'t> = (Vec<Candidate<'t>>, Vec<Candidate<'t>>);

fn partition<'t>(
    candidates: Vec<Candidate<'t>>,
    is_meant: impl Fn(&Candidate<'t>) -> bool,
) -> Parted<'t> {
    candidates.into_iter().partition(is_meant)
}

fn no_match(wanted: &str, candidates: &[Candidate<'_>], more: bool) -> ReadError {
    ReadError::NoMatch {
        wanted: wanted.to_owned(),
        choices: candidates.iter().map(choice).collect(),
        more,
    }
}

fn choice(candidate: &Candidate<'_>) -> Choice {
    let text = |field: &Option<Field>| field.as_ref().map(|field| field.value.clone());
    let integration = &candidate.integration;
    Choice {
        id: text(&integration.id),
        name: text(&integration.name),
        customer_role: text(&integration.customer_role_arn),
        address: integration.address.clone(),
        span: integration.span,
    }
}

fn judge(candidate: Candidate<'_>) -> Result<Integration, ReadError> {
    let Candidate {
        integration,
        object,
        contradiction,
        ..
    } = candidate;
    if let Some(contradiction) = contradiction {
        return Err(contradiction);
    }
    let Some(object) = object else {
        return Ok(integration);
    };
    if is_request(&integration, object) {
        return Err(ReadError::Request {
            span: object.span(),
        });
    }
    let mut violations = SCHEMA.judge(object).into_iter();
    match violations.next() {
        None => Ok(integration),
        Some(first) => Err(ReadError::SchemaViolation {
            span: first.span,
            message: first.message,
            others: violations
                .map(|violation| (violation.span, violation.message))
                .collect(),
        }),
    }
}

/// The body of a request to create an integration has what the customer gives, and nothing that Confluent gives.
fn is_request(integration: &Integration, object: Value<'_>) -> bool {
    integration.customer_role_arn.is_some()
        && object.get("id").is_none()
        && object.get("aws").is_none()
        && !names_confluent(object)
}
