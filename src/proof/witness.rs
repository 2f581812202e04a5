//! A request out of a region, confirmed and made readable.

use crate::semantics::{Caller, Key, Request};

use super::callers;
use super::concrete::{self, FILLS, Fill};
use super::confirm::confirmed;
use super::polish;
use super::query::Query;
use super::search::{Region, Search};
use super::verdict::Witness;
use super::world::{ACTION, CALLER, Count, NO, Origin, RESOURCE, World, YES};

/// A request of the region that each policy allows and the reference does not; `None` if the evaluator says otherwise.
pub fn of(
    query: &Query<'_>,
    search: &Search<'_>,
    world: &World,
    region: &Region,
) -> Option<Witness> {
    let request = request(search, world, region)?;
    let action = search.cells(region, ACTION).iter().next()?;
    let witness = confirmed(query, request, action < world.actions.published)?;
    Some(polish::polished(query, witness))
}

/// The same for a region that hangs on variables: values for them are sought in the words of the policies.
pub fn with_variables(
    query: &Query<'_>,
    search: &Search<'_>,
    world: &World,
    region: &Region,
) -> Option<Witness> {
    let base = request(search, world, region)?;
    let action = search.cells(region, ACTION).iter().next()?;
    let is_published = action < world.actions.published;
    let mut holding = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for opaque in &world.opaques {
        let cells = search.cells(region, opaque.dim);
        if cells.contains(YES) && cells.contains(NO) {
            continue;
        }
        let texts = match &opaque.origin {
            Origin::Nothing => continue,
            Origin::Resource(text) => std::slice::from_ref(text),
            Origin::Condition(_, _, texts) => texts,
        };
        names.extend(texts.iter().flat_map(|text| concrete::variables(text)));
        if cells.contains(YES) {
            holding.push(&opaque.origin);
        }
    }
    let ours = FILLS.map(|fill| filled(base.clone(), &names, &holding, fill));
    let short = filled(
        with_short_name(base.clone()),
        &names,
        &holding,
        Fill::Shortest,
    );
    let read = read_off(base.clone(), &names, &holding);
    let all = ours.into_iter().chain([read, Some(base), short]);
    let mut requests = all.flatten();
    let witness = requests.find_map(|request| confirmed(query, request, is_published))?;
    Some(polish::polished(query, witness))
}

/// The request of a user whose name has as good as no letters that a pattern may ask for, if it is nobody's yet.
fn with_short_name(mut request: Request) -> Request {
    if request.caller == Caller::Unknown {
        callers::become_user(&mut request, "x");
    }
    request
}

/// Each variable has a value of our own; what holds is filled with them.
fn filled(
    mut request: Request,
    names: &[&str],
    holding: &[&Origin],
    fill: Fill,
) -> Option<Request> {
    for name in names {
        concrete::provide(&mut request, name);
    }
    for origin in holding {
        match origin {
            Origin::Nothing => {}
            Origin::Resource(text) => {
                request.resource = Some(concrete::fill(text, true, &request, fill)?);
            }
            Origin::Condition(key, operator, texts) => {
                let is_derived = callers::DERIVED.contains(&key.to_ascii_lowercase().as_str());
                if !operator.is_negated() && !is_derived {
                    let value =
                        concrete::value_for(*operator, texts.first()?, true, &request, fill)?;
                    request.context.set(key, Key::value(value));
                }
            }
        }
    }
    Some(request)
}

/// Variables have the values that the request's own texts leave them.
fn read_off(mut request: Request, names: &[&str], holding: &[&Origin]) -> Option<Request> {
    for origin in holding {
        let read = match origin {
            Origin::Nothing => None,
            Origin::Resource(text) => concrete::read_off(text, request.resource.as_deref()?),
            Origin::Condition(key, operator, texts) if !operator.is_negated() => {
                match request.context.get(key) {
                    Key::Present(values) => concrete::read_off(texts.first()?, values.first()?),
                    _ => None,
                }
            }
            Origin::Condition(..) => None,
        };
        let Some((name, value)) = read else { continue };
        // A user has a name.
        if value.is_empty() && name.eq_ignore_ascii_case("aws:username") {
            return None;
        }
        if name.eq_ignore_ascii_case("aws:username") && request.caller == Caller::Unknown {
            callers::become_user(&mut request, &value);
        } else if !callers::DERIVED.contains(&name.to_ascii_lowercase().as_str()) {
            request.context.set(name, Key::value(value));
        }
    }
    for name in names {
        concrete::provide(&mut request, name);
    }
    Some(request)
}

fn request(search: &Search<'_>, world: &World, region: &Region) -> Option<Request> {
    let first = |dim| search.cells(region, dim).iter().next();
    let action = world.actions.witnesses.get(first(ACTION)?)?;
    let caller = world.callers.get(first(CALLER)?)?;
    let mut request = Request::new(caller.caller.clone(), action.clone());
    request.context.set_others(Key::Absent);
    if caller.caller != Caller::Unknown {
        for (name, key) in &caller.keys {
            request.context.set(name, key.clone());
        }
    }
    request.resource = world.resources.get(first(RESOURCE)?).cloned();
    for key in &world.keys {
        let cells = search.cells(region, key.dim);
        let value = |cell: usize| key.values.get(cell);
        let absent = cells.iter().find(|&cell| value(cell) == Some(&None));
        let cell = absent.or_else(|| cells.iter().next())?;
        if let Some(text) = value(cell)? {
            for name in &key.names {
                request.context.set(name, Key::value(text));
            }
        }
    }
    fit_user_id(&mut request);
    for multi in &world.multis {
        let cells = search.cells(region, multi.count);
        let preferred = [
            Count::Absent,
            Count::One,
            Count::Many,
            Count::Empty,
            Count::EmptyText,
        ];
        let count = preferred
            .into_iter()
            .find(|count| cells.contains(count.cell()))?;
        if count != Count::Absent {
            let values = search.values(region, multi, count)?;
            let texts = values
                .into_iter()
                .filter_map(|cell| multi.values.get(cell).cloned());
            request
                .context
                .set(&multi.name, Key::Present(texts.collect()));
        }
    }
    Some(request)
}

/// How a session is called whose name no policy asks about.
const ANY_SESSION: &str = "x";

/// See `RoleSessionName` of `AssumeRole` in the STS API reference.
fn is_session_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    (2..=64).contains(&name.len()) && name.bytes().all(is_part)
}

/// The ID of a session ends in the session's name, that of a user has no colon.
fn fit_user_id(request: &mut Request) {
    const KEY: &str = "aws:userid";
    let Key::Present(values) = request.context.get(KEY) else {
        return;
    };
    let value = values.first().cloned().unwrap_or_default();
    let fitting = match &request.caller {
        Caller::Anonymous => "anonymous".to_owned(),
        Caller::Identity(arn) => match arn.split_once(":assumed-role/") {
            Some((_, names)) => {
                let session = names.split('/').nth(1).unwrap_or_default();
                // Where any session would do, it is the one that the ID names.
                if let Some((id, named)) = value.split_once(':')
                    && session == ANY_SESSION
                    && !id.is_empty()
                    && is_session_name(named)
                    && let Some(start) = arn.strip_suffix(ANY_SESSION)
                {
                    request.caller = Caller::Identity(format!("{start}{named}"));
                    return;
                }
                let id = value
                    .split(':')
                    .next()
                    .filter(|id| value.contains(':') && !id.is_empty());
                format!("{}:{session}", id.unwrap_or("AROAEXAMPLEEXAMPLE000"))
            }
            None if arn.contains(":user/") && (value.contains(':') || value.is_empty()) => {
                "AIDAEXAMPLEEXAMPLE000".to_owned()
            }
            None => return,
        },
        _ => return,
    };
    request.context.set(KEY, Key::value(fitting));
}
