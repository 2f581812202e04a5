use crate::catalog::{ConditionKey, Service};
use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::Part;
use crate::rules::condition::invalid_service::{UnknownKey, unknown_keys};
use crate::rules::condition::missing_tag_key_in_condition::lacks_tag_name;
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-service-condition-key",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition key that its service does not have",
        codes: &["INVALID_SERVICE_CONDITION_KEY"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// Every condition key whose service is known and has no such key. What AWS took back is `retired-condition-key`'s.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in unknown_keys(cx) {
        let Some(service) = cx.catalog.service(key.prefix()) else {
            continue;
        };
        if cx.catalog.retired_key(key.name).is_some() || lacks_tag_name(key.name, cx.catalog) {
            continue;
        }
        let meant = if findings.len() < GUESSES {
            meant(cx, key.name, service)
        } else {
            Meant::Nothing
        };
        findings.push(finding(cx, &key, service, meant));
    }
    findings
}

/// To how many names of one policy the nearest one is looked up: it takes a look at all of the service, and a hostile
/// megabyte has a hundred thousand names.
const GUESSES: usize = 50;

fn finding(cx: &Context, key: &UnknownKey, service: Service, meant: Meant) -> Finding {
    let severity = if cx.is_catalog_current() {
        Severity::Error
    } else {
        Severity::Warning
    };
    let finding = RULE
        .finding(format!(
            "{} has no condition key {}",
            service.name(),
            quote(key.name)
        ))
        .at(
            key.condition.key.span(),
            format!("not in AWS's data of {}", cx.catalog.date()),
        )
        .severity(severity);
    match meant {
        Meant::Key(near) => finding.help(format!("did you mean {}?", quote(&near))).fix(
            format!("write {}", quote(&near)),
            Safety::Unsafe,
            vec![Edit::replace(
                key.condition.key.span(),
                serde_json::Value::from(near).to_string(),
            )],
        ),
        Meant::More(name) => finding.help(format!("complete it: {}", quote(name))),
        Meant::Less(name) => finding.help(format!("write {} alone", quote(name))),
        Meant::Nothing => finding.help(format!(
            "see the keys with `iamsure catalog {}`",
            service.prefix()
        )),
    }
}

/// What a key that does not exist was meant to be.
enum Meant {
    Key(String),
    /// A key whose name has a part that is missing.
    More(&'static str),
    /// A key whose name ends before.
    Less(&'static str),
    Nothing,
}

fn meant(cx: &Context, written: &str, service: Service) -> Meant {
    /// A longer one is no slip of the pen, and no message to read.
    const LONGEST: usize = 256;
    if written.len() > LONGEST {
        return Meant::Nothing;
    }
    let stem = written.trim_end_matches([':', '/']);
    for open in ["/x", ":x"] {
        if let Some(key) = cx.catalog.key(&format!("{stem}{open}")) {
            return Meant::More(key.name());
        }
    }
    // The key of all services, written as one of this service.
    let (prefix, name) = written.split_once(':').unwrap_or_default();
    let global = format!("aws:{name}");
    if cx.catalog.known_key(&global).is_some() {
        return Meant::Key(global);
    }
    let (stem, chosen) = match name.split_once('/') {
        Some((stem, chosen)) => (stem, Some(chosen)),
        None => (name, None),
    };
    let of_service = |key: ConditionKey| {
        let (one, name) = key.name().split_once(':')?;
        one.eq_ignore_ascii_case(prefix).then(|| {
            name.split_once(['/', '$', '<'])
                .map_or(name, |(stem, _)| stem)
        })
    };
    let Some(near) = nearest(stem, service.keys().filter_map(of_service)) else {
        return Meant::Nothing;
    };
    let full = format!("{}:{near}", service.prefix());
    match chosen {
        Some(chosen) if cx.catalog.key(&format!("{full}/{chosen}")).is_some() => {
            Meant::Key(format!("{full}/{chosen}"))
        }
        _ => match cx.catalog.key(&full) {
            Some(key) if chosen.is_some() => Meant::Less(key.name()),
            Some(key) => Meant::Key(key.name().to_owned()),
            None => Meant::Nothing,
        },
    }
}
