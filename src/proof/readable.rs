//! Witnesses that people can read: a resource of the action's own form, in the words of the statement that lets it in.

use crate::catalog::Catalog;
use crate::model::{Arn, Text};
use crate::semantics::forms::WrittenResource;
use crate::semantics::{Key, Request};

use super::ask::Query;
use super::concrete::{self, Fill};
use super::verdict::{Verdict, Witness};
use super::witness;

/// The same verdict, its request as readable as the evaluator lets it be.
#[must_use]
pub fn verdict(query: &Query<'_>, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Disproven(witness) => Verdict::Disproven(Box::new(readable(query, *witness))),
        other => other,
    }
}

/// The same witness with another resource or Region, if that does the same.
#[must_use]
pub fn readable(query: &Query<'_>, mut witness: Witness) -> Witness {
    const MOST: usize = 24;
    for request in candidates(query, &witness).into_iter().take(MOST) {
        if let Some(better) = witness::confirmed(query, request, witness.is_published) {
            witness = better;
            break;
        }
    }
    const REGION: &str = "aws:RequestedRegion";
    if let Key::Present(_) = witness.request.context.get(REGION) {
        for region in ["us-east-1", "eu-west-1", "ap-southeast-2"] {
            let request = witness.request.clone().with(REGION, Key::value(region));
            if let Some(better) = witness::confirmed(query, request, witness.is_published) {
                return better;
            }
        }
    }
    witness
}

/// The request with other resources, the likeliest first.
fn candidates(query: &Query<'_>, witness: &Witness) -> Vec<Request> {
    let Some(resource) = &witness.request.resource else {
        return Vec::new();
    };
    let mut texts: Vec<String> = Vec::new();
    for place in &witness.granted_by {
        let Some(side) = query.sides().nth(place.policy) else {
            continue;
        };
        let statement = side.policy.statements.get(place.statement);
        let patterns = statement.into_iter().flat_map(|one| one.resources());
        for pattern in patterns.filter_map(Text::known).take(12) {
            let variables = side.policy.has_variables();
            let filled = concrete::fill(pattern, variables, &witness.request, Fill::Readable);
            texts.extend(filled.filter(|text| Arn::parse(text).is_some()));
        }
    }
    let catalog = Catalog::embedded();
    let action = catalog.action(&witness.request.action);
    let fits = |text: &str| {
        Arn::parse(text).is_some_and(|arn| {
            action.is_some_and(|action| WrittenResource::from_arn(&arn).is_for(action))
        })
    };
    // One that is of no form of the action is no better than what was found.
    texts.retain(|text| fits(text) || (action.is_none() && !fits(resource)));
    texts.dedup();
    let with = |text: String| Request {
        resource: Some(text),
        ..witness.request.clone()
    };
    texts.into_iter().map(with).collect()
}
