//! The request of a simulation, from what the command line says of it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::catalog::{Action, Catalog, ConditionKey, global_keys, known_key};
use crate::cli::arguments::SimulateArguments;
use crate::cli::failure::Failure;
use crate::input::{self, Input};
use crate::model::{Arn, Principal, is_account_id};
use crate::semantics::{Caller, Key, Request};
use crate::source::{Sources, Spanned};
use crate::syntax::{self, Kind, Value};
use crate::text::{nearest, quote};

/// What was said of the request, and what looks like a slip in it.
pub struct Given {
    pub request: Request,
    /// The keys that were given, as they were written, with their values.
    pub context: Vec<(String, Vec<String>)>,
    pub notes: Vec<String>,
}

/// Reads the request.
pub fn read(arguments: &SimulateArguments, sources: &mut Sources) -> Result<Given, Failure> {
    let catalog = Catalog::embedded();
    let mut notes = Vec::new();
    let caller = match &arguments.principal {
        Some(text) => caller(text)?,
        None => Caller::Unknown,
    };
    action(&arguments.action, catalog, &mut notes)?;
    let mut request = Request::new(caller, arguments.action.as_str());
    let has_resources = |action: Action| action.has_resources();
    request.resource = match arguments.resource.as_deref() {
        // An action that no resource limits is asked for all of them.
        None if !catalog.action(&arguments.action).is_none_or(has_resources) => {
            Some("*".to_owned())
        }
        None => None,
        Some("*") => Some("*".to_owned()),
        Some(arn) if Arn::parse(arn).is_some() => Some(arn.to_owned()),
        Some(other) => {
            let message = format!("{} is no resource", quote(other));
            return Err(Failure::new(message).help(
                "give its ARN, such as `arn:aws:s3:::figures/2026.csv`, or `*` for actions that have none",
            ));
        }
    };
    let context = context(arguments, sources)?;
    for (name, values) in &context {
        key(name, values.len(), catalog, &mut notes);
        request.context.set(name, Key::Present(values.clone()));
    }
    Ok(Given {
        request,
        context,
        notes,
    })
}

fn caller(text: &str) -> Result<Caller, Failure> {
    if text == "*" || text.eq_ignore_ascii_case("anonymous") {
        return Ok(Caller::Anonymous);
    }
    if is_account_id(text) {
        return Ok(Caller::Identity(format!("arn:aws:iam::{text}:root")));
    }
    match Principal::type_of(text) {
        Some("AWS") if Arn::parse(text).is_some() => Ok(Caller::Identity(text.to_owned())),
        Some("Service") => Ok(Caller::Service(text.to_owned())),
        Some("Federated") => Ok(Caller::Federated(text.to_owned())),
        _ => Err(
            Failure::new(format!("{} is nobody who can call AWS", quote(text))).help(
                "give the ARN of a role, user or session, an account ID, `NAME.amazonaws.com`, or `anonymous`",
            ),
        ),
    }
}

fn action(text: &str, catalog: &'static Catalog, notes: &mut Vec<String>) -> Result<(), Failure> {
    let shape = text
        .split_once(':')
        .filter(|(service, name)| !service.is_empty() && !name.is_empty() && !name.contains(':'));
    let Some((service, _)) = shape.filter(|_| !text.contains(['*', '?', ' '])) else {
        return Err(
            Failure::new(format!("{} is not the name of one action", quote(text)))
                .help("a request is for one action, such as `s3:GetObject`"),
        );
    };
    if catalog.action(text).is_some() {
        return Ok(());
    }
    let names: Vec<String> = match catalog.service(service) {
        Some(service) => service.actions().map(Action::full_name).collect(),
        None => Vec::new(),
    };
    let hint = match nearest(text, names.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    notes.push(format!("AWS defines no action {}{hint}", quote(text)));
    Ok(())
}

/// A misspelt key is no mistake to AWS: no policy asks for it, and the one that was meant stays absent.
fn key(name: &str, values: usize, catalog: &'static Catalog, notes: &mut Vec<String>) {
    let prefix = name.split_once(':').map(|(prefix, _)| prefix);
    if prefix.is_some_and(known_key::is_provider) {
        return;
    }
    let shown = quote(name);
    if let Some(known) = catalog.known_key(name) {
        if values > 1 && known.is_multivalued() == Some(false) {
            notes.push(format!(
                "a request has one value of {shown}, and {values} were given"
            ));
        }
        return;
    }
    let of_service = prefix.and_then(|prefix| catalog.service(prefix));
    let names = global_keys::names().chain(
        of_service
            .into_iter()
            .flat_map(|service| service.keys().map(ConditionKey::name)),
    );
    let hint = match nearest(name, names) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    notes.push(format!("AWS defines no condition key {shown}{hint}"));
}

/// The keys of the file and of the flags; a flag replaces what the file says of its key.
fn context(
    arguments: &SimulateArguments,
    sources: &mut Sources,
) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut found: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    if let Some(path) = &arguments.context_file {
        for (name, values) in from_file(path, sources)? {
            found.insert(name.to_ascii_lowercase(), (name, values));
        }
    }
    let mut flags: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for pair in &arguments.context {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            let message = format!("{} has no key and value", quote(pair));
            return Err(Failure::new(message).help("write `--context aws:SourceIp=203.0.113.7`"));
        };
        flags
            .entry(name.to_ascii_lowercase())
            .or_insert_with(|| (name.to_owned(), Vec::new()))
            .1
            .push(value.to_owned());
    }
    found.extend(flags);
    Ok(found.into_values().collect())
}

fn from_file(path: &Path, sources: &mut Sources) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let shown = quote(&path.to_string_lossy());
    let source = input::read(&Input::named(path))
        .map_err(|error| Failure::new(format!("the context {shown} cannot be read: {error}")))?;
    let file = sources.add(source);
    let tree = syntax::parse(file, sources.get(file));
    let wrong = |at: Spanned<&str>| {
        Err(Failure::new(format!("{shown} is no context"))
            .at(sources, at.span, at.value)
            .help("write an object: each key with a string, number, Boolean, or a list of them"))
    };
    let at = |value: Value, label: &'static str| {
        wrong(Spanned {
            span: value.span(),
            value: label,
        })
    };
    if let Some(problem) = tree.problems().first() {
        return wrong(Spanned {
            span: problem.span,
            value: if problem.kind.breaks_json() {
                "this is not JSON"
            } else {
                "this key stands twice"
            },
        });
    }
    let Some(root) = tree.root().filter(|root| root.kind() == Kind::Object) else {
        return wrong(Spanned {
            span: tree.span(),
            value: "an object was expected",
        });
    };
    let mut found = Vec::new();
    for (name, value) in root.members() {
        let mut values = Vec::new();
        let all: Vec<Value> = match value.kind() {
            Kind::Array => value.elements().collect(),
            _ => vec![value],
        };
        for one in all {
            match one.kind() {
                Kind::String | Kind::EscapedString => {
                    values.push(one.as_str().unwrap_or_default().to_owned());
                }
                Kind::Number | Kind::True | Kind::False => values.push(one.raw().to_owned()),
                _ => return at(one, "no value of a condition key"),
            }
        }
        found.push((name.as_str().unwrap_or_default().to_owned(), values));
    }
    Ok(found)
}
