//! What a finding says of actions on every resource.

use crate::catalog::{Action, Catalog, ResourceType};
use crate::finding::Finding;
use crate::rules::Context;
use crate::semantics::actions::Named;
use crate::text::{count, push_quoted};

use super::{RULE, Unlimited};

/// How many types have a label, each at the first action that has it.
const SHOWN: usize = 3;

/// How many actions have a label.
const LISTED: usize = 5;

/// How many actions are looked at for their types.
const LOOKED_AT: usize = 6;

pub(super) fn finding(cx: &Context, unlimited: &Unlimited) -> Finding {
    let finding = RULE
        .finding(message(unlimited))
        .at(unlimited.resource.span(), "also what is made later");
    if cx.labels {
        labelled(finding, unlimited, cx.catalog)
    } else {
        finding
    }
}

/// The finding with the forms that could be named.
fn labelled(mut finding: Finding, unlimited: &Unlimited, catalog: &'static Catalog) -> Finding {
    let actions = unlimited.actions.as_slice();
    finding.related.reserve(actions.len().min(LISTED) + 1);
    let mut shown: Vec<ResourceType> = Vec::with_capacity(SHOWN);
    let mut labels = 0;
    let mut last = None;
    for (text, named) in actions.iter().take(LOOKED_AT) {
        if labels == LISTED {
            break;
        }
        let Some(action) = one_action(named, unlimited, catalog) else {
            continue;
        };
        // Neighbours often have the same types.
        let types = action.resource_list();
        let foremost = match last {
            Some((known, foremost)) if known == types => foremost,
            _ => unlimited.wide.foremost(action),
        };
        last = Some((types, foremost));
        let Some(foremost) = foremost else {
            continue;
        };
        if shown.contains(&foremost) {
            finding = finding.related(text.span(), so_does_this(foremost, &shown));
        } else if shown.len() < SHOWN {
            shown.push(foremost);
            finding = finding.related(text.span(), label(foremost));
        } else {
            continue;
        }
        labels += 1;
    }
    finding.help(match shown.as_slice() {
        [_] => "name the resources that are needed",
        _ => "name the resources that are needed, in a statement for each type",
    })
}

fn message(unlimited: &Unlimited) -> String {
    let mut message = String::with_capacity(128);
    message.push_str("this statement allows ");
    let actions = unlimited.actions.as_slice();
    let push_name = |text: &mut String, at: usize| {
        let name = actions.get(at).and_then(|(name, _)| name.known());
        push_quoted(text, name.unwrap_or_default());
    };
    push_name(&mut message, 0);
    match actions.len() {
        1 => {}
        2 => {
            message.push_str(" and ");
            push_name(&mut message, 1);
        }
        all => {
            message.push_str(" and ");
            message.push_str(&count(all - 1, "other action"));
        }
    }
    message.push_str(if unlimited.wide.is_of_types() {
        " on every resource of a type"
    } else {
        " on every resource"
    });
    message
}

/// An action that is named and can be limited.
fn one_action(named: &Named, unlimited: &Unlimited, catalog: &'static Catalog) -> Option<Action> {
    match named {
        Named::Action(action) => Some(*action),
        Named::Pattern(_, set) => set
            .actions(catalog)
            .find(|action| unlimited.wide.is_unlimited(*action)),
        _ => None,
    }
}

/// Of an action that acts on a type that has a label already.
fn so_does_this(resource_type: ResourceType, shown: &[ResourceType]) -> String {
    match shown {
        [_] => "so does this".to_owned(),
        _ => format!("acts on the same {}", resource_type.name()),
    }
}

/// The form of the ARN, in the width of a label.
fn label(resource_type: ResourceType) -> String {
    const WIDTH: usize = 70;
    const WORDS: &str = "acts on ";
    let mut label = String::with_capacity(WORDS.len() + WIDTH);
    if let Some(form) = resource_type.templates().next() {
        label.push_str(WORDS);
        label.push('`');
        form.push_to_fill_in(&mut label);
        label.push('`');
        if label.len() <= WIDTH {
            return label;
        }
        label.clear();
    }
    label.push_str("acts on resources of type ");
    push_quoted(&mut label, resource_type.name());
    label
}
