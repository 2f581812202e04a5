use std::collections::BTreeMap;

use crate::catalog::Retired;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Named, retired};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "retired-action",
        category: Category::Action,
        severity: Severity::Info,
        summary: "action that AWS once had",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// The retired actions of the policy, one finding for each service.
fn check(cx: &Context) -> Vec<Finding> {
    let mut gone: BTreeMap<String, Vec<(&Text, Retired)>> = BTreeMap::new();
    for statement in &cx.policy.statements {
        let (Some(list), Some(actions)) = (&statement.action, cx.actions(statement)) else {
            continue;
        };
        if actions.all_known() {
            continue;
        }
        for (text, named) in list.items.iter().zip(&actions.named) {
            if !matches!(named, Named::NoAction(_) | Named::NoService) {
                continue;
            }
            let known = text.known().unwrap_or_default();
            let prefix = known.split_once(':').map_or(known, |(prefix, _)| prefix);
            let service_gone = || match named {
                // Where the whole service is gone, so is this action, whether it was ever seen or not.
                Named::NoService => cx.catalog.retired_service(prefix),
                _ => None,
            };
            if let Some(one) = retired(known, cx.catalog).or_else(service_gone) {
                let prefix = prefix.to_ascii_lowercase();
                gone.entry(prefix).or_default().push((text, one));
            }
        }
    }
    gone.iter()
        .filter_map(|(service, texts)| finding(cx, service, texts))
        .collect()
}

fn finding(cx: &Context, service: &str, texts: &[(&Text, Retired)]) -> Option<Finding> {
    const SHOWN: usize = 3;
    let ((first, one), others) = texts.split_first()?;
    let message = match (cx.catalog.service(service), texts.len()) {
        (None, _) => format!("AWS no longer has the service {}", quote(service)),
        (Some(service), 1) => {
            let name = first.known().unwrap_or_default();
            format!(
                "{} no longer has the action {}",
                service.name(),
                quote(name)
            )
        }
        (Some(service), number) => {
            format!("{} no longer has {number} of these actions", service.name())
        }
    };
    let finding = RULE.finding(message).at(
        first.span(),
        format!("retired; last seen on {}", one.last_seen),
    );
    let finding = others
        .iter()
        .take(SHOWN)
        .fold(finding, |finding, (text, one)| {
            finding.related(text.span(), format!("last seen on {}", one.last_seen))
        });
    Some(finding.help("remove what can no longer be called"))
}
