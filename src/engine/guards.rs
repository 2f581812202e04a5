//! `unfounded()`: what the questions of a configuration name that AWS does not have, so that they would never be answered.

use chrono::{DateTime, Utc};

use crate::catalog::{Action, Catalog, Service};
use crate::config::{Config, ConfigError, Mistake};
use crate::model::Principal;
use crate::rules;
use crate::semantics::actions::{Named, named_by, retired};
use crate::sort;
use crate::source::Spanned;
use crate::text::{nearest, quote};

/// How many mistakes are kept; also bounds the search for near words.
const MOST: usize = 50;

/// Every action and every principal that no policy can have, each in its place.
///
/// Of what is newer than the catalog a configuration may speak: an action is only judged where the catalog is younger than a
/// year, and a service that it does not have only where its name is nearly that of another one.
pub fn unfounded(
    config: &Config,
    catalog: &'static Catalog,
    now: DateTime<Utc>,
) -> Result<(), ConfigError> {
    let questions = || config.questions.iter();
    let actions = questions().flat_map(|question| &question.actions);
    let actions = actions.filter(|_| rules::is_current(catalog, now));
    let of_actions = actions.filter_map(|text| action(text, catalog));
    let principals = questions().flat_map(|question| &question.principals);
    let of_principals = principals.filter_map(|text| principal(text, catalog));
    let mut mistakes: Vec<Mistake> = of_actions.chain(of_principals).take(MOST).collect();
    if mistakes.is_empty() {
        return Ok(());
    }
    sort::by_key(&mut mistakes, |mistake| {
        (mistake.span.start, mistake.span.end)
    });
    Err(ConfigError {
        mistakes,
        omitted: 0,
    })
}

fn action(text: &Spanned<String>, catalog: &'static Catalog) -> Option<Mistake> {
    let written = text.value.as_str();
    if retired(written, catalog).is_some() {
        return None;
    }
    let (prefix, name) = written.split_once(':')?;
    match named_by(written, catalog) {
        Named::NoAction(service) => {
            let near = nearest(name, service.actions().map(Action::name));
            let message = format!("{} has no action {}", service.name(), quote(written));
            Some(match near {
                Some(near) => meant(text, &message, &format!("{prefix}:{near}")),
                None => mistake(
                    text,
                    message,
                    format!(
                        "see its actions with `iamsure catalog {}`",
                        service.prefix()
                    ),
                ),
            })
        }
        Named::NoService if catalog.retired_service(prefix).is_none() => {
            let lower = prefix.to_ascii_lowercase();
            let near = nearest(&lower, catalog.services().map(Service::prefix))?;
            let message = format!("AWS has no service {}", quote(prefix));
            Some(meant(text, &message, &format!("{near}:{name}")))
        }
        _ => None,
    }
}

fn principal(text: &Spanned<String>, catalog: &Catalog) -> Option<Mistake> {
    const FORMS: &str =
        "name an account of 12 digits, an ARN, a service such as `ec2.amazonaws.com`, or `*`";
    let written = text.value.as_str();
    if written == "*" || Principal::type_of(written).is_some() {
        return None;
    }
    let message = format!("{} can be no principal of a policy", quote(written));
    let full = format!("{written}.amazonaws.com");
    let service = if catalog.service_principals().any(|known| known == full) {
        Some(full.as_str())
    } else {
        // An account or an ARN is near to no other one that could be known.
        let is_host = written.contains('.') && !written.contains(':');
        let near = || nearest(written, catalog.service_principals());
        is_host.then(near).flatten()
    };
    Some(match service {
        Some(near) => meant(text, &message, near),
        None => mistake(text, message, FORMS.to_owned()),
    })
}

fn meant(text: &Spanned<String>, message: &str, near: &str) -> Mistake {
    Mistake {
        span: text.span,
        message: format!("{message}; did you mean {}?", quote(near)).into(),
        help: None,
    }
}

fn mistake(text: &Spanned<String>, message: String, help: String) -> Mistake {
    Mistake {
        span: text.span,
        message: message.into(),
        help: Some(help.into()),
    }
}
