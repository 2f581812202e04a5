//! `--live` and `--watch`: the integration from Confluent's API, once or until it is ready.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use crate::finding::Severity;
use crate::integration::{self, Integration, ReadError};
use crate::live::confluent::{self, Account, AccountError, LiveError};
use crate::live::http::{Client, Clock, Limits, SystemClock};
use crate::report::Report;
use crate::source::Sources;
use crate::text::{count, quote};

use super::arguments::{CheckArguments, LiveArguments};
use super::failure::Failure;

/// The rules whose errors say that Confluent is not let in.
const KEPT_OUT: [&str; 6] = [
    "bootstrap-trust-policy",
    "external-id-mismatch",
    "integration-not-trusted",
    "leftover-bootstrap-deny",
    "missing-tag-session",
    "principal-mismatch",
];

/// An integration that was fetched, and a line about how.
pub struct Fetched {
    pub integration: Integration,
    pub note: String,
}

/// The integration that `--live` names, of several the one for this role; `None` without it.
pub fn fetch(
    live: &LiveArguments,
    role_arn: Option<&str>,
    sources: &mut Sources,
) -> Result<Option<Fetched>, Failure> {
    let Some(id) = &live.live else {
        return Ok(None);
    };
    let variable = |name: &str| Some(std::env::var_os(name)?.to_string_lossy().into_owned());
    let endpoint = live.endpoint.as_deref();
    let account = Account::new(endpoint, live.environment.as_deref(), variable)
        .map_err(|error: AccountError| Failure::new(error.to_string()).help(error.help()))?;
    let client = Client::new(Limits {
        total: live.timeout,
        ..Limits::default()
    });
    let named = Some(id.as_str()).filter(|id| *id != "auto");
    let fetched = match named {
        Some(id) => confluent::by_id(&client, &account, id),
        None => confluent::list(&client, &account),
    };
    let fetched = fetched.map_err(|error| refused(&error, &account))?;
    let note = format!(
        "fetched {}: {} bytes, {} sent {}, with `{}`",
        fetched.source.name,
        fetched.source.text.len(),
        count(fetched.requests, "request"),
        count(
            usize::try_from(fetched.attempts).unwrap_or(usize::MAX),
            "time"
        ),
        account.variable,
    );
    let file = sources.add(fetched.source);
    let select = integration::Selection {
        id: named.map(str::to_owned),
        customer_role: role_arn.map(str::to_owned),
    };
    let integration = integration::read(file, sources.get(file), &select)
        .map_err(|error| unread(&error, sources))?;
    in_environment(&integration, &account, sources)?;
    Ok(Some(Fetched { integration, note }))
}

fn refused(error: &LiveError, account: &Account) -> Failure {
    let mut failure = Failure::new(account.hide(&error.to_string()));
    failure.may_pass = error.may_pass();
    failure.wait = error.wait();
    match error.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// What a file's reader advises is about files.
fn unread(error: &ReadError, sources: &Sources) -> Failure {
    let help = match error {
        ReadError::Api(_) => error.help(),
        ReadError::OtherCloud { .. } => {
            Some("name an integration whose provider is `AWS`".to_owned())
        }
        ReadError::SeveralIntegrations { .. } | ReadError::NoMatch { .. } => {
            Some("choose one: its ID for `--live`, or its role for `--role-arn`".to_owned())
        }
        ReadError::NoneInList { .. } => Some("check `--environment`".to_owned()),
        _ => Some("check `--endpoint`: Confluent's API does not answer so".to_owned()),
    };
    let mut failure = Failure::new(error.to_string());
    failure.help = help;
    let places = error.places().into_iter();
    places.fold(failure, |failure, (span, label)| {
        failure.at(sources, span, &label)
    })
}

/// An answer about another environment than the one that was asked about is none.
fn in_environment(
    integration: &Integration,
    account: &Account,
    sources: &Sources,
) -> Result<(), Failure> {
    let other = integration.environment.as_ref();
    let Some(other) = other.filter(|it| it.value != account.environment()) else {
        return Ok(());
    };
    let failure = Failure::new(format!(
        "the integration is of {} and not of {}",
        quote(&other.value),
        quote(account.environment())
    ));
    Err(failure
        .at(sources, other.span, "its environment")
        .help("check `--environment`"))
}

/// What there is still to wait for; `None` if Confluent can come in, as far as this run can tell.
pub fn awaited(integration: Option<&Integration>, report: &Report) -> Option<&'static str> {
    if integration.is_some_and(|it| !it.created()) {
        return Some("Confluent has not made its role yet");
    }
    let keeps_out = report
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error && KEPT_OUT.contains(&finding.rule.id));
    keeps_out.then_some("the trust policy does not let Confluent in yet")
}

/// Runs `check` until nothing is `awaited` any more or the time of `--watch` is up, and gives what it gave last. Without
/// `--watch` it runs once.
pub fn watch<T>(
    arguments: &CheckArguments,
    check: impl Fn() -> Result<T, Failure>,
    awaited: impl Fn(&T) -> Option<&'static str>,
) -> Result<T, Failure> {
    let Some(span) = arguments.watch else {
        return check();
    };
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new(
            "standard input can be read only once, and `--watch` reads again",
        )
        .help("name a file"));
    }
    let clock = SystemClock;
    let end = clock.now() + span;
    let mut pause = FIRST_PAUSE;
    let mut told = None;
    loop {
        let checked = check();
        let reason = match &checked {
            Ok(checked) => awaited(checked).map(str::to_owned),
            Err(failure) if failure.may_pass => Some(failure.message.clone()),
            Err(_) => None,
        };
        let asked = checked.as_ref().err().and_then(|failure| failure.wait);
        let asked = asked.unwrap_or_default();
        let left = end.saturating_duration_since(clock.now());
        // Who is told to wait longer than there is time learns it at once.
        let Some(reason) = reason.filter(|_| left > asked) else {
            return checked;
        };
        if !arguments.quiet && told.as_ref() != Some(&reason) {
            tell(&reason, left);
            told = Some(reason);
        }
        clock.sleep(pause.max(asked).min(left));
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Confluent's role is there some 20 to 60 seconds after its integration.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// On standard error, where it does not disturb the report.
fn tell(reason: &str, left: Duration) {
    let first = reason.lines().next().unwrap_or_default();
    // A second that has begun counts.
    let left = (left + Duration::from_millis(999)).as_secs();
    let left = count(usize::try_from(left).unwrap_or(usize::MAX), "second");
    let mut text = String::new();
    let _ = writeln!(
        text,
        "waiting up to {left}: {}",
        super::failure::clean(first)
    );
    let _ = io::stderr().write_all(text.as_bytes());
}
