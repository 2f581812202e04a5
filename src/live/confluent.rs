//! Confluent's REST API, `pim/v1`: reads provider integrations. Whatever it answers becomes a `Source`, or a refusal that
//! says what to do.

mod account;
mod error;
mod page;
mod refusal;

use std::collections::HashSet;

use crate::source::{FileId, Source};
use crate::syntax;

use super::http::{Client, HttpError, Method, Request, Response, Url};

pub use account::{Account, AccountError};
pub use error::LiveError;
pub use refusal::Refusal;

use page::Page;

/// The most that the API gives at a time.
const PAGE_SIZE: &str = "100";
/// An organization may have 100 integrations, more on request: this many pages are none of Confluent's.
const MOST_PAGES: usize = 100;
/// The bytes of all pages together.
const LONGEST_LIST: usize = 16 * 1024 * 1024;

/// What came back, as it came.
#[derive(Debug)]
pub struct Fetched {
    /// Named for where it came from.
    pub source: Source,
    pub requests: usize,
    /// How often the requests were sent, retries included.
    pub attempts: u32,
}

/// One integration by its ID.
pub fn by_id(client: &Client, account: &Account, id: &str) -> Result<Fetched, LiveError> {
    if matches!(id, "" | "." | "..") {
        return Err(LiveError::Id);
    }
    let place = account.integrations().below(&[id], &[]);
    let url = place.below(&[], &[("environment", account.environment())]);
    let response = ask(client, account, &url, Some(id))?;
    Ok(Fetched {
        requests: 1,
        attempts: response.attempts,
        source: source(account, &place, response)?,
    })
}

/// All integrations of the environment, in one list however many pages the API makes of it.
pub fn list(client: &Client, account: &Account) -> Result<Fetched, LiveError> {
    let place = account.integrations();
    let mut token: Option<String> = None;
    let mut seen = HashSet::new();
    let mut elements = Vec::new();
    let mut length = 0;
    let mut attempts = 0;
    for requests in 1..=MOST_PAGES {
        let mut query = vec![
            ("environment", account.environment()),
            ("page_size", PAGE_SIZE),
        ];
        query.extend(token.as_deref().map(|token| ("page_token", token)));
        let response = ask(client, account, &place.below(&[], &query), None)?;
        attempts += response.attempts;
        length += response.body.len();
        if length > LONGEST_LIST {
            break;
        }
        let page = source(account, &place, response)?;
        let fetched = |source| Fetched {
            source,
            requests,
            attempts,
        };
        let next = match page::read(&page) {
            // Who reads it will say what it is instead.
            Page::Other => return Ok(fetched(page)),
            Page::Last(rest) => {
                elements.extend(rest);
                return Ok(fetched(page::join(&place, &elements)));
            }
            Page::More { part, next } => {
                elements.extend(part);
                next
            }
        };
        if !seen.insert(next.clone()) {
            return Err(LiveError::Circle);
        }
        token = Some(next);
    }
    Err(LiveError::Endless)
}

/// The answer, if it is one of success. `id` is the integration that was asked for, `None` for the list.
fn ask(
    client: &Client,
    account: &Account,
    url: &Url,
    id: Option<&str>,
) -> Result<Response, LiveError> {
    let request = Request::new(Method::Get, url)
        .header("Accept", "application/json")
        .header("Authorization", account.authorization());
    let response = client.send(&request).map_err(|error| match error {
        // Before it is shortened: half a secret is one too.
        HttpError::Redirected { host, status, to } => HttpError::Redirected {
            host,
            status,
            to: account.hide(&to),
        },
        other => other,
    })?;
    match response.status {
        200 => Ok(response),
        _ => Err(Box::new(Refusal::new(&response, account, id)).into()),
    }
}

/// Reports show parts of it, so it is no place for credentials.
fn source(account: &Account, place: &Url, response: Response) -> Result<Source, LiveError> {
    let source = Source::from_bytes(place.to_string(), response.body);
    if repeats_credentials(account, &source) {
        return Err(LiveError::Repeats);
    }
    Ok(source)
}

/// In plain, or in a text with escapes.
fn repeats_credentials(account: &Account, source: &Source) -> bool {
    let tree = syntax::parse(FileId(0), source);
    let mut strings = tree.strings();
    account.is_in(&source.text)
        || strings.any(|text| text.as_str().is_some_and(|text| account.is_in(text)))
}
