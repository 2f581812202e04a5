//! What a finding says of actions that no resource of their statement lets in.

use crate::catalog::{Action, Catalog, ResourceType, Template};
use crate::semantics::actions::Named;
use crate::semantics::statement_resources::Reach;
use crate::sort;
use crate::text::{count, list, quote};

use super::Lost;

/// How many types are named.
const SHOWN: usize = 3;

pub(super) fn message(lost: &[&Lost], is_without_types: bool) -> String {
    let name = |one: &&Lost| quote(one.0.known().unwrap_or_default());
    let names = match lost {
        [one] => name(one),
        [one, other] => format!("{} and {}", name(one), name(other)),
        [one, rest @ ..] => format!("{} and {}", name(one), count(rest.len(), "other action")),
        [] => String::new(),
    };
    match lost.first().map(|one| one.2) {
        Some(Reach::Undocumented) if is_without_types => {
            format!("AWS documents {names} for the resource `*` alone")
        }
        Some(Reach::Undocumented) => format!("AWS documents {names} for resources of other types"),
        _ => format!("this statement never allows {names}"),
    }
}

/// The types that an action can have as its resource, those with the shortest ARNs first.
pub(super) fn types(named: &Named, catalog: &'static Catalog) -> Vec<ResourceType> {
    let mut types: Vec<ResourceType> = match named {
        Named::Action(action) => action.resources().map(|one| one.resource_type).collect(),
        Named::Pattern(_, set) => {
            let resources = set.actions(catalog).flat_map(Action::resources);
            resources.map(|one| one.resource_type).collect()
        }
        _ => Vec::new(),
    };
    sort::by_key(&mut types, |one| {
        (form(*one).map_or(usize::MAX, str::len), one.number())
    });
    types.dedup();
    types
}

fn form(resource_type: ResourceType) -> Option<&'static str> {
    resource_type.templates().next().map(|form| form.text)
}

/// Why an action is lost, in the width of a label.
pub(super) fn needs((_, named, reach): &Lost, types: &[ResourceType]) -> String {
    const WIDTH: usize = 70;
    if matches!(named, Named::Pattern(..)) {
        return "stands for actions on other resources".to_owned();
    }
    if types.is_empty() {
        return match reach {
            Reach::Undocumented => "has no resource types".to_owned(),
            _ => "has no resource types: only `*` lets it in".to_owned(),
        };
    }
    let mut quoted: Vec<String> = types.iter().map(|one| quote(one.name())).collect();
    quoted.dedup();
    let all = quoted.len();
    let text = |shown: usize| {
        let mut parts = quoted.get(..shown).unwrap_or_default().to_vec();
        if shown < all {
            parts.push(count(all - shown, "other type"));
        }
        format!("acts on {}", list(&parts))
    };
    let mut texts = (1..=all.min(SHOWN)).rev().map(text);
    texts
        .find(|text| text.chars().count() <= WIDTH)
        .unwrap_or_else(|| format!("acts on {}", count(all, "resource type")))
}

pub(super) fn misses(
    (_, named, reach): &Lost,
    types: &[ResourceType],
    resources: usize,
) -> &'static str {
    let is_pattern = matches!(named, Named::Pattern(..));
    match (reach, resources) {
        (Reach::Undocumented, _) => "may do all the same, which AWS does not document",
        (_, 1) if is_pattern => "not on this one",
        (_, _) if is_pattern => "not on any of these",
        (_, 1) if types.is_empty() => "not `*`",
        (_, _) if types.is_empty() => "none of these is `*`",
        (_, 1) => "cannot be one",
        (_, _) => "none of these can be one",
    }
}

pub(super) fn cure(types: &[ResourceType], reach: Reach) -> String {
    /// As wide as a line of help gets.
    const WIDTH: usize = 79;
    let Some(simplest) = types.first() else {
        return match reach {
            Reach::Never => "allow it on `*`, in a statement of its own".to_owned(),
            _ => "if calls are denied, allow it on `*` in a statement of its own".to_owned(),
        };
    };
    let forms = simplest.templates().next().map(Template::to_fill_in);
    forms
        .map(|form| format!("add `{form}`"))
        .filter(|help| help.chars().count() <= WIDTH)
        .unwrap_or_else(|| {
            format!(
                "add the ARN of a resource of type {}",
                quote(simplest.name())
            )
        })
}
