use std::collections::BTreeMap;

use crate::catalog::Service;
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::Named;
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-service-in-action",
        category: Category::Action,
        severity: Severity::Warning,
        summary: "action of a service that AWS does not have",
        codes: &["INVALID_SERVICE_IN_ACTION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Each service of the policy's actions that is not known, once. What AWS gave up is `retired-action`'s.
fn check(cx: &Context) -> Vec<Finding> {
    let mut unknown: BTreeMap<String, Vec<&Text>> = BTreeMap::new();
    for statement in &cx.policy.statements {
        let (Some(list), Some(actions)) = (&statement.action, cx.actions(statement)) else {
            continue;
        };
        if actions.all_known() {
            continue;
        }
        for (text, named) in list.items.iter().zip(&actions.named) {
            if *named == Named::NoService {
                let prefix = prefix(text).to_ascii_lowercase();
                unknown.entry(prefix).or_default().push(text);
            }
        }
    }
    let is_retired = |prefix: &str| cx.catalog.retired_service(prefix).is_some();
    unknown
        .into_iter()
        .filter(|(prefix, _)| !is_retired(prefix))
        .enumerate()
        .filter_map(|(index, (prefix, texts))| {
            let near = (index < GUESSES).then(|| {
                let prefixes = cx.catalog.services().map(Service::prefix);
                nearest(&prefix, prefixes)
            });
            finding(cx, &prefix, &texts, near.flatten())
        })
        .collect()
}

fn prefix<'t>(text: &'t Text) -> &'t str {
    let known = text.known().unwrap_or_default();
    known.split_once(':').map_or(known, |(prefix, _)| prefix)
}

/// To how many services of one policy the nearest one is looked up: it takes a look at all of them.
const GUESSES: usize = 50;

fn finding(cx: &Context, service: &str, texts: &[&Text], near: Option<&str>) -> Option<Finding> {
    const SHOWN: usize = 3;
    let (first, others) = texts.split_first()?;
    let place = |text: &Text| text.part(0..prefix(text).len());
    let finding = RULE
        .finding(format!("AWS has no service {}", quote(service)))
        .at(
            place(first),
            format!("not in its data of {}", cx.catalog.date()),
        )
        .code("INVALID_SERVICE_IN_ACTION");
    let finding = others.iter().take(SHOWN).fold(finding, |finding, text| {
        finding.related(place(text), "nor here")
    });
    Some(match near {
        Some(near) => finding.help(format!("did you mean {}?", quote(near))).fix(
            format!("write {}", quote(near)),
            Safety::Unsafe,
            texts
                .iter()
                .map(|text| Edit::replace(place(text), near))
                .collect(),
        ),
        None => finding.help("list the services with `iamsure catalog`"),
    })
}
