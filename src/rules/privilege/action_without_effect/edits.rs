//! The edits that give an action the resources that it acts on, where only one cure is thinkable.

use crate::finding::Edit;
use crate::model::{Arn, List, Statement, Text};
use crate::rules::removal::removal;
use crate::rules::{Context, insertion};
use crate::semantics::actions::Named;
use crate::semantics::statement_resources::Reach;

use super::Lost;
use super::words::types;

/// Their title and the edits.
pub(super) fn of(
    cx: &Context,
    statement: &Statement,
    resources: &List,
    lost: &[&Lost],
) -> Option<(&'static str, Vec<Edit>)> {
    let is_plain = lost
        .iter()
        .all(|(_, named, reach)| matches!(named, Named::Action(_)) && *reach == Reach::Never);
    if !is_plain || resources.negated() {
        return None;
    }
    let is_without_types = |one: &&&Lost| types(one.1, cx.catalog).is_empty();
    if lost.iter().all(|one| is_without_types(&one)) {
        let edits = apart(cx, statement, lost)?;
        return Some(("allow it on `*`, in a statement of its own", edits));
    }
    other_half(cx, resources, lost)
}

/// The actions that AWS takes for `*` alone, in a statement of their own. What the statement asks for besides may have no
/// meaning for them.
fn apart(cx: &Context, statement: &Statement, lost: &[&Lost]) -> Option<Vec<Edit>> {
    if !statement.conditions.is_empty() || statement.principal.is_some() {
        return None;
    }
    let actions: Vec<&Text> = statement.actions().collect();
    let is_lost = |action: &Text| lost.iter().any(|one| one.0.span() == action.span());
    let places = actions.iter().enumerate();
    let places = places.filter(|(_, action)| is_lost(action));
    let removed: Vec<usize> = places.map(|(index, _)| index).collect();
    let spans: Vec<_> = actions.iter().map(|action| action.span()).collect();
    let mut edits = removal(cx.tree.text(), &spans, &removed)?;
    let names: Vec<&str> = lost.iter().filter_map(|one| one.0.known()).collect();
    let own = match names.as_slice() {
        [only] => serde_json::json!({ "Effect": "Allow", "Action": only, "Resource": "*" }),
        all => serde_json::json!({ "Effect": "Allow", "Action": all, "Resource": "*" }),
    };
    edits.extend(insertion::statements_after(cx, statement, &[own])?);
    Some(edits)
}

/// The objects beside a bucket, or the bucket beside all of its objects.
fn other_half(cx: &Context, resources: &List, lost: &[&Lost]) -> Option<(&'static str, Vec<Edit>)> {
    let [only] = resources.items.as_slice() else {
        return None;
    };
    let written = only.known()?;
    let arn = Arn::parse(written).filter(|arn| arn.service == "s3" && arn.region.is_empty())?;
    let acts_on = |name: &str| {
        lost.iter().all(|one| {
            let types = types(one.1, cx.catalog);
            types.iter().any(|one| one.name() == name)
        })
    };
    let (title, other) = match arn.resource.split_once('/') {
        None if acts_on("object") => ("add the objects of the bucket", format!("{written}/*")),
        Some((_, "*")) if acts_on("bucket") => (
            "add the bucket itself",
            written.strip_suffix("/*")?.to_owned(),
        ),
        _ => return None,
    };
    let first = serde_json::Value::from(written);
    let both = format!("[{first}, {}]", serde_json::Value::from(other));
    Some((title, vec![Edit::replace(resources.span, both)]))
}
