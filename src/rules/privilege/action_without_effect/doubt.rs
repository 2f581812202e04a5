//! Actions of which AWS's reference leaves out resource types: what it says of them is no proof.

use crate::catalog::{Action, Catalog, Level, ResourceType};
use crate::model::Arn;
use crate::semantics::actions::Named;
use crate::semantics::forms::WrittenResource;

/// Whether one of the resources may be meant by what is written, though AWS lists it for none of the actions.
///
/// AWS's own policies have `quicksight:CreateDataSet` on data sets, `waf-regional:GetWebACLForResource` on web ACLs and
/// `aws-marketplace:ListTagsForResource` on entities, for which the reference names a data source, a load balancer and
/// a deployment parameter alone.
///
/// `None`: so much was asked before that this is left open. A policy of AWS asks some dozens of times; thousands of patterns beside
/// thousands of resources would ask for minutes.
pub(super) fn may_act(
    named: &Named,
    resources: &[Option<WrittenResource>],
    catalog: &'static Catalog,
    asked: &mut usize,
) -> Option<bool> {
    let mut ask = |action| {
        *asked += resources.len();
        (*asked <= MOST).then(|| acts(action, resources))
    };
    match named {
        Named::Action(action) => ask(*action),
        Named::Pattern(_, set) => {
            let mut answers = set.actions(catalog).map(ask);
            answers
                .find(|answer| *answer != Some(false))
                .unwrap_or(Some(false))
        }
        _ => Some(false),
    }
}

/// So many times an action of a statement is held against a resource.
const MOST: usize = 200_000;

fn acts(action: Action, resources: &[Option<WrittenResource>]) -> bool {
    if !action.has_resources() {
        return false;
    }
    let service = action.service().prefix();
    let is_about_tags = is_about_tags(action);
    let arns = resources.iter().flatten().filter_map(WrittenResource::arn);
    let mut own = arns.filter(|arn| arn.service == service);
    own.any(|arn| is_about_tags || names(action, arn) || is_open(action, arn))
}

/// What tags a resource, or reads its tags, often takes every type of its service.
fn is_about_tags(action: Action) -> bool {
    let reads = ["ListTags", "GetTags", "DescribeTags"];
    action.is(Level::Tagging) || reads.iter().any(|start| action.name().starts_with(start))
}

/// Whether the name of the action has in it what the ARN is of, and none of the types that AWS lists.
fn names(action: Action, arn: &Arn) -> bool {
    let name = action.name();
    let is_in_name = |word: &str| word.len() > 3 && has_letters(name, word);
    arn.resource.split(['/', ':']).any(is_in_name)
        && !types(action).any(|one| is_in_name(one.name()))
}

/// Whether the ARN leaves the type open, and no type that AWS lists for the action has ARNs of its own service.
fn is_open(action: Action, arn: &Arn) -> bool {
    let first = arn.resource.split(['/', ':']).next().unwrap_or_default();
    let mut forms = types(action).flat_map(ResourceType::templates);
    !first.is_empty()
        && first.bytes().all(|byte| byte == b'*')
        && !forms.any(|form| form.service().text == arn.service)
}

fn types(action: Action) -> impl Iterator<Item = ResourceType> {
    action.resources().map(|one| one.resource_type)
}

/// Whether the letters of a word stand in the name, one behind the other: `configuration-recorder` is in
/// `PutConfigurationRecorder`.
fn has_letters(name: &str, word: &str) -> bool {
    let Some(first) = letters(word).next() else {
        return true;
    };
    let mut rest = name.as_bytes();
    let begins = |rest: &[u8]| {
        rest.iter()
            .position(|byte| byte.eq_ignore_ascii_case(&first))
    };
    while let Some(at) = begins(rest) {
        let (_, here) = rest.split_at(at);
        let mut own = here.iter().filter(|byte| byte.is_ascii_alphanumeric());
        if letters(word).all(|letter| {
            own.next()
                .is_some_and(|own| own.eq_ignore_ascii_case(&letter))
        }) {
            return true;
        }
        rest = here.get(1..).unwrap_or_default();
    }
    false
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric)
}
