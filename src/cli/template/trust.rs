//! `iamsure template trust`: Confluent's role let in, with the integration's external ID.

use chrono::Utc;
use ipnet::IpNet;

use crate::integration::Integration;
use crate::source::Sources;
use crate::template::{self, Unfit, Window};

use super::{integration_of, note, write_document};
use crate::cli::arguments::TrustTemplate;
use crate::cli::failure::Failure;

pub(super) fn run(arguments: &TrustTemplate) -> Result<(), Failure> {
    let mut sources = Sources::default();
    let window = window(arguments)?;
    let integration = given(arguments, &mut sources)?;
    let document = template::trust(&integration, &window)
        .map_err(|unfit| refuse(&unfit, &integration, &sources))?;
    let inputs: Vec<_> = arguments.integration.iter().collect();
    write_document(&document, &arguments.writing, &inputs)?;
    if !window.networks.is_empty() {
        note(
            "Confluent calls from its own addresses, so `--ip` has to name Confluent's egress addresses",
        );
    }
    Ok(())
}

/// The integration, from wherever the arguments say that it comes.
fn given(arguments: &TrustTemplate, sources: &mut Sources) -> Result<Integration, Failure> {
    let Some(path) = &arguments.integration else {
        let message = "a trust policy names Confluent's role and the external ID, which only the integration tells";
        let help = "fetch it with `confluent provider-integration describe ID -o json` for `--integration -`; \
                    before it exists, a role begins with `iamsure template bootstrap`";
        return Err(Failure::new(message).help(help));
    };
    integration_of(path, arguments.integration_id.as_deref(), None, sources)
}

fn window(arguments: &TrustTemplate) -> Result<Window, Failure> {
    let now = arguments.now.unwrap_or_else(Utc::now);
    if let Some(end) = arguments.not_after {
        if end <= now {
            let message = format!("`--not-after {}` is over already", end.to_rfc3339());
            return Err(Failure::new(message).help("give a date that is still to come"));
        }
        if arguments.not_before.is_some_and(|begin| begin >= end) {
            return Err(Failure::new("`--not-after` is not after `--not-before`")
                .help("exchange the two dates, or leave one out"));
        }
    }
    Ok(Window {
        networks: networks(&arguments.ip)?,
        not_before: arguments.not_before,
        not_after: arguments.not_after,
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

fn refuse(unfit: &Unfit, integration: &Integration, sources: &Sources) -> Failure {
    let failure = Failure::new(format!(
        "no trust policy can be made of this integration: {unfit}"
    ));
    let (place, help) = match unfit {
        Unfit::NotCreated => (
            Some(integration.span),
            "create it first, then fetch it again; until then a role begins with `iamsure template bootstrap`",
        ),
        Unfit::Role(_) => (
            integration.role_arn.known().map(|field| field.span),
            "fetch the response again and leave it as it came",
        ),
        Unfit::ExternalId(_) => (
            integration.external_id.known().map(|field| field.span),
            "fetch the response again and leave it as it came",
        ),
    };
    let failure = failure.help(help);
    match place {
        Some(span) => failure.at(sources, span, "found here"),
        None => failure,
    }
}
