//! `iamsure template permission`: the least that a connector, or a service, needs.

use crate::integration::connectors::{Connector, Requirement, Support, Table};
use crate::template::names::{CHECKPOINT_PREFIX, Missing, Names, is_bucket_of_old};
use crate::template::{Extra, Grant, Preset, Undecided, needs, permission};
use crate::text::{list, quote};

use super::{note, write_document};
use crate::cli::arguments::PermissionTemplate;
use crate::cli::failure::Failure;

pub(super) fn run(arguments: &PermissionTemplate) -> Result<(), Failure> {
    let table = Table::embedded();
    let connectors = arguments
        .access
        .connector
        .iter()
        .map(|name| find(&table, name))
        .collect::<Result<Vec<_>, _>>()?;
    let presets: Vec<Preset> = arguments.access.presets().collect();
    known(&arguments.with, &connectors, &presets)?;
    let mut grants = Vec::new();
    for connector in &connectors {
        grants.extend(of_connector(connector, &arguments.with)?);
    }
    for preset in &presets {
        grants.extend(preset.grants());
        let extra = preset.extra();
        if arguments.with.iter().any(|one| one == extra.capability) {
            grants.push(of_extra(extra));
        }
    }
    let names = names(arguments, &grants)?;
    let document = permission(&grants, &names).map_err(|missing| unnamed(&missing))?;
    write_document(&document, &arguments.writing, &[])?;
    let buckets = arguments.resources.bucket.iter();
    for bucket in buckets.filter(|bucket| is_bucket_of_old(bucket)) {
        note(&format!(
            "only buckets that were made in US East before March 2018 have names like {}: check that it is not misspelt",
            quote(bucket)
        ));
    }
    Ok(())
}

fn of_extra(extra: Extra) -> Grant {
    Grant {
        action: extra.action.to_owned(),
        form: extra.form.to_owned(),
    }
}

fn find<'t>(table: &'t Table, name: &str) -> Result<&'t Connector, Failure> {
    let connector = table.find(name).map_err(|near| {
        let failure = Failure::new(format!("no connector is called {}", quote(name)));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("known are {}", list(&ids(table)))),
        }
    })?;
    if connector.support == Support::No {
        let message = format!(
            "{} does not work through a provider integration",
            quote(&connector.id)
        );
        return Err(Failure::new(message).help("give it access keys of a user of its own"));
    }
    if connector.needs.is_empty() {
        let message = format!(
            "{} needs no permission in AWS, only to be trusted",
            quote(&connector.id)
        );
        return Err(
            Failure::new(message).help("write the trust policy with `iamsure template trust`")
        );
    }
    Ok(connector)
}

fn ids(table: &Table) -> Vec<String> {
    table
        .connectors
        .iter()
        .map(|connector| quote(&connector.id))
        .collect()
}

fn of_connector(connector: &Connector, with: &[String]) -> Result<Vec<Grant>, Failure> {
    needs(connector, with).map_err(|Undecided { choices }| {
        let choices: Vec<String> = choices
            .iter()
            .map(|(capability, when)| match when {
                Some(when) => format!("`--with {capability}` ({when})"),
                None => format!("`--with {capability}`"),
            })
            .collect();
        Failure::new(format!(
            "{} works in several ways, and needs other permissions for each",
            quote(&connector.id)
        ))
        .help(format!("choose: {}", choices.join(", ")))
    })
}

/// Every capability has to mean something to what was asked for.
fn known(with: &[String], connectors: &[&Connector], presets: &[Preset]) -> Result<(), Failure> {
    let of_connectors = connectors
        .iter()
        .flat_map(|connector| connector.capabilities());
    let known: Vec<&str> = of_connectors
        .chain(presets.iter().map(|preset| preset.extra().capability))
        .collect();
    let Some(strange) = with.iter().find(|one| !known.contains(&one.as_str())) else {
        return Ok(());
    };
    let mut optional: Vec<String> = Vec::new();
    for connector in connectors {
        let needs = connector.needs.iter();
        for need in needs.filter(|need| need.requirement != Requirement::Required) {
            let capability = quote(&need.capability);
            if !optional.contains(&capability) {
                optional.push(capability);
            }
        }
    }
    optional.extend(
        presets
            .iter()
            .map(|preset| quote(preset.extra().capability)),
    );
    let failure = Failure::new(format!(
        "nothing that is asked for has a capability {}",
        quote(strange)
    ));
    Err(if optional.is_empty() {
        failure.help("leave out `--with`: nothing is optional here")
    } else {
        failure.help(format!("optional are {}", list(&optional)))
    })
}

/// The names that were given; each has to stand in what is granted.
fn names(arguments: &PermissionTemplate, grants: &[Grant]) -> Result<Names, Failure> {
    let forms = || grants.iter().map(|grant| grant.form.as_str());
    let mut names = Names::default();
    for (name, value) in arguments.resources.named() {
        names.add(name, value);
    }
    for prefix in &arguments.resources.prefix {
        names.add_prefix(prefix);
    }
    if arguments.resources.checkpoint_prefix.is_empty()
        && forms().any(|form| form.contains("<checkpoint-prefix>"))
    {
        names.add("checkpoint-prefix", CHECKPOINT_PREFIX);
    }
    match names.unused(forms()).first() {
        Some(name) => Err(
            Failure::new(format!("`--{name}` names nothing that is granted"))
                .help("leave it out, or ask for the access that it belongs to"),
        ),
        None => Ok(names),
    }
}

fn unnamed(Missing(names): &Missing) -> Failure {
    let flags: Vec<String> = names.iter().map(|name| format!("`--{name}`")).collect();
    let message = format!("the policy names what is not given: {}", list(&flags));
    Failure::new(message).help("name what there is; a policy with blanks in it grants nothing")
}
