//! `iamsure check`: gather what the flags name, check it, print the report.

mod exceptions;
mod spare;
mod telling;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::config::{self, Baseline, Config, ConfigError, Flags, PathSettings, Selection};
use crate::engine::{self, Plan, Threads};
use crate::input::{self, Discovered, Input};
use crate::integration::{self, Integration};
use crate::report::{self, Report};
use crate::sort;
use crate::source::{FileId, Sources};
use crate::text;

use super::arguments::{CheckArguments, FailOn};
use super::aws::FromAws;
use super::failure::Failure;
use super::fix::{Fixed, Fixing, Printed, Texts};
use super::progress::Progress;
use super::{CLEAN, FAILED, FOUND, beyond, live, output, subjects};
use telling::{tell, waited_in_vain};

pub fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    arguments.agree()?;
    let awaited = |checked: &Checked| live::awaited(checked.integration.as_ref(), &checked.report);
    let mut checked = live::watch(arguments, || check(arguments), awaited)?;
    // What is only shown is not there yet.
    let is_shown = checked.fixed.printed == Printed::Diff;
    if let Some(integration) = checked.integration.as_ref().filter(|_| !is_shown) {
        beyond::note(arguments, integration, &mut checked.report);
    }
    if !is_shown {
        print(arguments, &checked.report, checked.fixed.printed)?;
    }
    tell(arguments, &checked);
    let code = code(arguments, &checked);
    // The program ends here: to give back a large report piece by piece would take longer than to write it.
    std::mem::forget(checked);
    Ok(code)
}

/// What one round of reading and checking gave.
struct Checked {
    report: Report,
    /// What could not be read, and why.
    unreadable: Vec<(String, String)>,
    /// What was mended, or would be.
    fixed: Fixed,
    config: Config,
    integration: Option<Integration>,
    /// How the live inputs came.
    notes: Vec<String>,
    now: DateTime<Utc>,
}

fn check(arguments: &CheckArguments) -> Result<Checked, Failure> {
    let now = arguments.now.unwrap_or_else(Utc::now);
    let mut sources = Sources::default();
    let paths = arguments.paths();
    let found = input::discover(&paths).map_err(|error| Failure::new(error.to_string()))?;
    let config = configuration(arguments, &mut sources)?;
    let catalog = super::catalog::open(arguments.catalog.as_deref())?;
    engine::unfounded(&config, catalog, now).map_err(|error| refused(&error, &sources))?;
    let selection = selection(arguments, &config)?;
    let role = FromAws::read(arguments)?;
    let role_arn = role.as_ref().map(|role| role.arn.as_str());
    let role_arn = role_arn.or(arguments.role_arn.as_deref());
    let mut notes = Vec::new();
    let integration = match live::fetch(&arguments.live, role_arn, &mut sources)? {
        Some(fetched) => {
            notes.push(fetched.note);
            Some(fetched.integration)
        }
        None => integration(arguments, role_arn, &found, &mut sources)?,
    };
    let baseline = arguments.baseline.as_deref().map(baseline).transpose()?;
    let account = arguments.account.as_deref();
    let account = account.or(config.account.as_deref());
    let account = account.or(role.as_ref().and_then(FromAws::account));
    let demand = super::connectors::demand(&arguments.connectors, account, role_arn)?;
    let subjects = subjects::all(&found.inputs, role.as_ref(), &config);
    let progress = Progress::new(arguments.quiet, subjects.len());
    let plan = |texts: &Texts, step: &(dyn Fn() + Sync), sources: Sources| {
        engine::check(
            Plan {
                subjects: &subjects,
                load: &|index| subjects::load(&found.inputs, texts, role.as_ref(), index),
                extract: &input::extract,
                progress: step,
                config: &config,
                selection: &selection,
                baseline: baseline.clone(),
                flags: PathSettings {
                    policy_type: arguments.policy_type.named(),
                    profile: arguments.profile.named(),
                    stage: arguments.stage.named(),
                    resource_type: arguments.resource_type,
                },
                now,
                account,
                integration: integration.as_ref(),
                catalog,
                role_arn,
                demand: demand.as_ref(),
                threads: threads(),
                pointers: arguments.format.shows_pointers(),
                labels: arguments.format.shows_labels(),
                texts: arguments.format.shows_labels() || arguments.fixes.mode().is_some(),
            },
            sources,
        )
    };
    let mut fixing = Fixing::new(arguments, &found.inputs, &sources, integration.as_ref())?;
    let outcome = plan(fixing.texts(), &|| progress.step(), sources);
    progress.end();
    if let Some(path) = &arguments.output {
        spare::inputs(path, arguments, &found.inputs, &outcome.report)?;
    }
    let engine::Outcome {
        mut report,
        mut unreadable,
        gaps,
    } = fixing.run(outcome, |sources, texts| plan(texts, &|| (), sources));
    let skipped = |skipped: input::Skipped| report::Skipped {
        name: skipped.name,
        reason: skipped.reason,
    };
    report
        .skipped
        .extend(found.skipped.into_iter().map(skipped));
    report
        .skipped
        .extend(role.iter().flat_map(|role| role.skipped.clone()));
    sort::by(&mut report.skipped, |a, b| a.name.cmp(&b.name));
    unreadable.extend(
        found
            .unreadable
            .into_iter()
            .map(|one| (one.name, one.error.to_string())),
    );
    sort::sort(&mut unreadable);
    if report.checked.is_empty() && unreadable.is_empty() {
        return Err(nothing_found(&paths, &report, &gaps));
    }
    report.notes.splice(..0, gaps);
    report.unreadable = named(&unreadable);
    let fixed = fixing.finish(arguments, &report)?;
    Ok(Checked {
        report,
        unreadable,
        fixed,
        config,
        integration,
        notes,
        now,
    })
}

/// Who asks for one thread, with the variable of the thread pool, gets no pool at all.
fn threads() -> Threads {
    let one = std::env::var_os("RAYON_NUM_THREADS").is_some_and(|number| number == "1");
    if one { Threads::One } else { Threads::Many }
}

fn configuration(arguments: &CheckArguments, sources: &mut Sources) -> Result<Config, Failure> {
    if arguments.no_config {
        return Ok(Config::default());
    }
    let path = arguments.config.clone().or_else(|| {
        let start = arguments.paths.iter().find(|path| path.as_os_str() != "-");
        input::find_config(start.map_or(Path::new("."), PathBuf::as_path))
    });
    let Some(path) = path else {
        return Ok(Config::default());
    };
    let input = Input::named(&path);
    let source =
        input::read(&input).map_err(|error| cannot_read("the configuration", &path, &error))?;
    let folder = input
        .resolved()
        .and_then(|path| path.parent().map(Path::to_owned))
        .unwrap_or_default();
    let file = sources.add(source);
    let mut config = config::read(file, sources.get(file), &folder, &engine::known_rules())
        .map_err(|error| refused(&error, sources))?;
    exceptions::find_files(&mut config, &arguments.paths());
    Ok(config)
}

fn refused(error: &ConfigError, sources: &Sources) -> Failure {
    let failure = Failure::new(error.to_string());
    let failure = error.mistakes.iter().fold(failure, |failure, mistake| {
        let label = match &mistake.help {
            Some(help) => format!("{}; {help}", mistake.message),
            None => mistake.message.to_string(),
        };
        failure.at(sources, mistake.span, &label)
    });
    if error.omitted == 0 {
        failure
    } else {
        failure.help(format!("{} more are not shown", error.omitted))
    }
}

fn selection(arguments: &CheckArguments, config: &Config) -> Result<Selection, Failure> {
    let flags = Flags {
        select: &arguments.select,
        ignore: &arguments.ignore,
    };
    let known = engine::known_rules();
    let selection = Selection::new(&known, config, flags).map_err(|unknown| {
        let lines: Vec<String> = unknown.iter().map(ToString::to_string).collect();
        Failure::new(lines.join("\n")).help("list the rules with `iamsure rules`")
    })?;
    if !known.iter().any(|rule| selection.runs(rule.meta)) {
        // Whatever is checked by no rule looks clean.
        return Err(
            Failure::new("no rule is left to run").help("see what `select` and `ignore` leave")
        );
    }
    Ok(selection)
}

fn integration(
    arguments: &CheckArguments,
    role_arn: Option<&str>,
    found: &Discovered,
    sources: &mut Sources,
) -> Result<Option<Integration>, Failure> {
    let Some(path) = &arguments.integration else {
        return Ok(None);
    };
    let input = if path.as_os_str() == "-" {
        if found.inputs.iter().any(|input| input.resolved().is_none()) {
            return Err(Failure::new(input::InputError::StdinTwice.to_string()));
        }
        Input::stdin()
    } else {
        Input::named(path)
    };
    let source =
        input::read(&input).map_err(|error| cannot_read("the integration", path, &error))?;
    let file = sources.add(source);
    let select = integration::Selection {
        id: arguments.integration_id.clone(),
        customer_role: role_arn.map(str::to_owned),
    };
    read_integration(file, sources, &select).map(Some)
}

pub(super) fn read_integration(
    file: FileId,
    sources: &Sources,
    select: &integration::Selection,
) -> Result<Integration, Failure> {
    integration::read(file, sources.get(file), select).map_err(|error| {
        let mut failure = Failure::new(error.to_string());
        failure.help = error.help();
        error
            .places()
            .into_iter()
            .fold(failure, |failure, (span, label)| {
                failure.at(sources, span, &label)
            })
    })
}

fn baseline(path: &Path) -> Result<Baseline, Failure> {
    let source = input::read(&Input::named(path))
        .map_err(|error| cannot_read("the baseline", path, &error))?;
    Baseline::read(&source.text).map_err(|error| {
        Failure::new(format!(
            "the baseline {} cannot be used: {error}",
            text::quote(&path.to_string_lossy())
        ))
        .help("write one with `iamsure check --format json --output FILE`")
    })
}

pub(super) fn cannot_read(what: &str, path: &Path, error: &input::ReadError) -> Failure {
    Failure::new(format!(
        "{what} {} cannot be read: {error}",
        text::quote(&path.to_string_lossy())
    ))
}

fn nothing_found(paths: &[PathBuf], report: &Report, gaps: &[String]) -> Failure {
    let names: Vec<String> = paths
        .iter()
        .map(|path| text::quote(&path.to_string_lossy()))
        .collect();
    if !gaps.is_empty() {
        return Failure::new(gaps.join("\n"));
    }
    let others = match report.skipped.len() {
        0 => String::new(),
        1 => "; 1 file holds none".to_owned(),
        number => format!("; {} hold none", text::count(number, "file")),
    };
    Failure::new(format!("no policy found in {}{others}", text::list(&names)))
        .help("name the files; in folders only `.json` files that look like policies are checked")
}

/// What could not be read, for a report.
fn named(unreadable: &[(String, String)]) -> Vec<report::Skipped> {
    let each = unreadable.iter().cloned();
    each.map(|(name, reason)| report::Skipped { name, reason })
        .collect()
}

fn print(arguments: &CheckArguments, report: &Report, printed: Printed) -> Result<(), Failure> {
    let to_file = arguments.output.is_some() || printed == Printed::Policy;
    let options = report::Options {
        color: output::is_coloured(arguments.color, to_file),
        width: output::width(to_file),
    };
    let write = |out: &mut dyn Write| report::write(report, arguments.format, &options, out);
    match &arguments.output {
        Some(path) => output::write_file(path, write),
        None if printed == Printed::Policy => Ok(write(&mut io::stderr().lock())?),
        None => output::print(write),
    }
}

fn code(arguments: &CheckArguments, checked: &Checked) -> u8 {
    let fixed = &checked.fixed;
    if waited_in_vain(arguments, checked)
        || !checked.unreadable.is_empty()
        || !fixed.refused.is_empty()
    {
        return FAILED;
    }
    if fixed.printed == Printed::Diff {
        return if fixed.has_changed { FOUND } else { CLEAN };
    }
    let fails = |severity| match arguments.fail_on {
        Some(flag) => FailOn::severity(flag).is_some_and(|least| severity >= least),
        None => checked.config.fail_on.unwrap_or_default().fails(severity),
    };
    let mut findings = checked.report.findings.iter();
    if findings.any(|finding| fails(finding.severity)) {
        FOUND
    } else {
        CLEAN
    }
}
