use crate::catalog::{Action, Service, operations};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Text;
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Named, retired};
use crate::text::{list, nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-action",
        category: Category::Action,
        severity: Severity::Error,
        summary: "action that its service does not have",
        codes: &["INVALID_ACTION"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every action whose service is known and has no such action. What AWS took back is `retired-action`'s.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        let (Some(list), Some(actions)) = (&statement.action, cx.actions(statement)) else {
            continue;
        };
        if actions.all_known() {
            continue;
        }
        for (text, named) in list.items.iter().zip(&actions.named) {
            if let Named::NoAction(service) = named
                && let Some(known) = text.known()
                && retired(known, cx.catalog).is_none()
                && !operations::is_published(known)
            {
                let near = (findings.len() < GUESSES).then(|| near(known, *service));
                findings.push(finding(cx, text, known, *service, near.flatten()));
            }
        }
    }
    findings
}

/// To how many names of one policy the nearest one is looked up: it takes a look at all of the service, and a hostile
/// megabyte has a hundred thousand names.
const GUESSES: usize = 50;

fn finding(
    cx: &Context,
    text: &Text,
    known: &str,
    service: Service,
    near: Option<&str>,
) -> Finding {
    let prefix = known.split(':').next().unwrap_or_default();
    let place = text.part(prefix.len() + 1..known.len());
    if known.contains(['*', '?']) {
        return RULE
            .finding(format!(
                "{} matches no action of {}",
                quote(known),
                service.name()
            ))
            .at(
                place,
                format!("none in AWS's data of {}", cx.catalog.date()),
            )
            .severity(Severity::Warning)
            .code("INVALID_ACTION")
            .help(format!(
                "see the actions with `iamsure catalog {}`",
                service.prefix()
            ));
    }
    let severity = if cx.is_catalog_current() {
        Severity::Error
    } else {
        Severity::Warning
    };
    let finding = RULE
        .finding(format!("{} has no action {}", service.name(), quote(known)))
        .at(place, format!("not in AWS's data of {}", cx.catalog.date()))
        .severity(severity)
        .code("INVALID_ACTION");
    cure(finding, text, known, service, near)
}

/// The action that was meant: not one that does something else than the name says, and more than read.
fn near(known: &str, service: Service) -> Option<&'static str> {
    let (_, name) = known.split_once(':')?;
    let verb = verb(name);
    let is_word = READING.contains(&verb)
        || service
            .actions()
            .any(|action| self::verb(action.name()) == verb);
    let may_be_meant = |action: &Action| {
        !is_word || self::verb(action.name()) == verb || !action.changes_something()
    };
    let actions = service.actions().filter(may_be_meant);
    nearest(name, actions.map(Action::name))
}

/// Words for reading that names of actions begin with, or might.
const READING: [&str; 12] = [
    "Check", "Describe", "Download", "Fetch", "Find", "Get", "Head", "List", "Pull", "Read",
    "Show", "View",
];

/// The first word of a name: `Get` of `GetObject`.
fn verb(name: &str) -> &str {
    let mut letters = name.char_indices().skip(1);
    let end = letters.find(|(_, letter)| !letter.is_ascii_lowercase());
    end.map_or(name, |(at, _)| name.split_at(at).0)
}

/// The action that was meant, if it can be told.
fn cure(
    finding: Finding,
    text: &Text,
    known: &str,
    service: Service,
    near: Option<&str>,
) -> Finding {
    if let Some(actions) = operations::allowed_by(known) {
        let names: Vec<String> = actions.iter().map(|name| quote(name)).collect();
        return finding.help(format!("name {} for this API operation", list(&names)));
    }
    match near {
        Some(near) => {
            let near = format!("{}:{near}", service.prefix());
            finding.help(format!("did you mean {}?", quote(&near))).fix(
                format!("write {}", quote(&near)),
                Safety::Unsafe,
                vec![Edit::replace(text.span(), format!("\"{near}\""))],
            )
        }
        None => finding.help(format!(
            "see the actions with `iamsure catalog {}`",
            service.prefix()
        )),
    }
}
