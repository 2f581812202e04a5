//! `iamsure template trust`: Confluent's role let in, with the integration's external ID.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use ipnet::IpNet;

use crate::integration::{Field, Integration, Known};
use crate::model::Arn;
use crate::source::Sources;
use crate::template::{self, Unfit, Window};
use crate::text::quote;

use super::{integration_of, note, write_document};
use crate::cli::arguments::TrustTemplate;
use crate::cli::failure::Failure;
use crate::cli::live;

pub(super) fn run(arguments: &TrustTemplate) -> Result<(), Failure> {
    let mut sources = Sources::default();
    let window = window(arguments)?;
    let integration = given(arguments, &mut sources)?;
    let document = template::trust(&integration, &window)
        .map_err(|unfit| refuse(&unfit, &integration, arguments, &sources))?;
    let inputs: Vec<_> = arguments.integration.iter().collect();
    write_document(&document, &arguments.writing, &inputs)?;
    if let Some(doubt) = doubt(&integration) {
        note(&doubt);
    }
    if !window.networks.is_empty() {
        note(
            "Confluent calls from its own addresses, so `--ip` has to name Confluent's egress addresses",
        );
    }
    Ok(())
}

/// Why no policy lets Confluent in by this integration, however right it is.
fn doubt(integration: &Integration) -> Option<String> {
    let told = &integration.customer_role_arn.as_ref()?.value;
    let own = Arn::parse(told);
    let is_role = own.is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"));
    if !is_role {
        return Some(format!(
            "the integration was set up for {}, which is no role, so that Confluent can assume none: set up another one",
            quote(told)
        ));
    }
    let theirs = integration.role_arn.known();
    let theirs = theirs.and_then(|role| Arn::parse(&role.value));
    let both = own.zip(theirs);
    both.filter(|(own, theirs)| own.partition != theirs.partition)
        .map(|(own, theirs)| {
            format!(
                "Confluent's role is in the partition {}, and no role of {} can be assumed from there",
                quote(theirs.partition),
                quote(own.partition)
            )
        })
}

/// The integration, from wherever the arguments say that it comes.
fn given(arguments: &TrustTemplate, sources: &mut Sources) -> Result<Integration, Failure> {
    let role_arn = arguments.role_arn.as_deref();
    let integration = if let Some(path) = &arguments.integration {
        integration_of(path, arguments.integration_id.as_deref(), role_arn, sources)?
    } else if let Some(fetched) = live::fetch(&arguments.live, role_arn, sources)? {
        fetched.integration
    } else {
        let message = "a trust policy names Confluent's role and the external ID, which only the integration tells";
        let help = "fetch it with `--live ID`, or with `confluent provider-integration describe ID -o json` for `--integration -`; \
                    before it exists, a role begins with `iamsure template bootstrap`";
        return Err(Failure::new(message).help(help));
    };
    match role_arn {
        Some(role) => is_for(&integration, role, sources).map(|()| integration),
        None => Ok(integration),
    }
}

/// Where there is only one integration, or one was named, nothing was chosen by the role; a policy for another role would
/// still let Confluent in there.
fn is_for(integration: &Integration, role: &str, sources: &Sources) -> Result<(), Failure> {
    let Some(told) = &integration.customer_role_arn else {
        return Ok(());
    };
    let name = Arn::parse(&told.value).map(|arn| arn.name());
    if told.value == role || name == Some(role) {
        return Ok(());
    }
    let message = format!(
        "the integration was set up for another role than {}",
        quote(role)
    );
    Err(Failure::new(message)
        .at(sources, told.span, "Confluent assumes this one")
        .help("name this role, or another integration"))
}

fn window(arguments: &TrustTemplate) -> Result<Window, Failure> {
    let now = arguments.now.unwrap_or_else(Utc::now);
    // A policy has whole seconds: within them the window is no longer than it was given.
    let begin = arguments.not_before.map(next_second).transpose()?;
    let end = arguments.not_after.map(whole_second).transpose()?;
    if let Some(end) = end {
        if end <= now {
            let message = format!("`--not-after {}` is over already", written(end));
            return Err(Failure::new(message).help("give a date that is still to come"));
        }
        if begin.is_some_and(|begin| begin >= end) {
            return Err(Failure::new("`--not-after` is not after `--not-before`")
                .help("exchange the two dates, or leave one out"));
        }
    }
    Ok(Window {
        networks: networks(&arguments.ip)?,
        not_before: begin,
        not_after: end,
    })
}

fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The second that an instant is in; a leap second is the one after it, as no policy can name it.
fn whole_second(instant: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let leap = i64::from(instant.timestamp_subsec_nanos() / 1_000_000_000);
    nameable(instant, instant.timestamp() + leap)
}

/// The first whole second that is no earlier.
fn next_second(instant: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let nanoseconds = i64::from(instant.timestamp_subsec_nanos());
    nameable(
        instant,
        instant.timestamp() + (nanoseconds + 999_999_999) / 1_000_000_000,
    )
}

/// An offset and a fraction can lead beyond the years that a date has room for.
fn nameable(given: DateTime<Utc>, seconds: i64) -> Result<DateTime<Utc>, Failure> {
    let instant = DateTime::from_timestamp(seconds, 0);
    instant
        .filter(|instant| (0..=9999).contains(&instant.year()))
        .ok_or_else(|| {
            let message = format!("no date of a policy can name {}", written(given));
            Failure::new(message).help("give a date of the years 0000 to 9999 in UTC")
        })
}

/// Each range that is not within another one, in the order given.
fn networks(given: &[IpNet]) -> Result<Vec<IpNet>, Failure> {
    if IpNet::aggregate(&given.to_vec())
        .iter()
        .any(|network| network.prefix_len() == 0)
    {
        return Err(
            Failure::new("the ranges of `--ip` are every address together")
                .help("leave out `--ip`, or name the ranges that Confluent calls from"),
        );
    }
    let mut kept: Vec<IpNet> = Vec::new();
    for network in given {
        if !kept.iter().any(|other| other.contains(network)) {
            kept.retain(|other| !network.contains(other));
            kept.push(*network);
        }
    }
    Ok(kept)
}

fn refuse(
    unfit: &Unfit,
    integration: &Integration,
    arguments: &TrustTemplate,
    sources: &Sources,
) -> Failure {
    let failure = Failure::new(format!(
        "no trust policy can be made of this integration: {unfit}"
    ));
    let (not_created, no_answer) = match arguments.live.live {
        Some(_) => (
            "run this again in a minute, or once a draft is completed; until then a role begins with `iamsure template bootstrap`",
            "check `--endpoint`: Confluent's API does not answer so",
        ),
        None => (
            "create it first, then fetch it again; until then a role begins with `iamsure template bootstrap`",
            "fetch the response again and leave it as it came",
        ),
    };
    let span = |value: &Known<Field>| value.known().map(|field| field.span);
    let (place, help) = match unfit {
        Unfit::NotCreated => (Some(integration.span), not_created),
        Unfit::Role(_) => (span(&integration.role_arn), no_answer),
        Unfit::ExternalId(_) => (span(&integration.external_id), no_answer),
    };
    let failure = failure.help(help);
    match place {
        Some(span) => failure.at(sources, span, "found here"),
        None => failure,
    }
}
