//! The policies of a simulation: read, made sure that each can be understood, each with its role.

use std::path::{Path, PathBuf};

use crate::access::Role;
use crate::config::Config;
use crate::engine::{self, Settings};
use crate::finding::{Category, Severity};
use crate::input::{self, Discovered, Mention};
use crate::kind::PolicyType;
use crate::model::{self, Policy, ProblemKind};
use crate::rules;
use crate::source::{FileId, Sources};
use crate::syntax::Tree;
use crate::text::{count, quote};

use crate::cli::arguments::SimulateArguments;
use crate::cli::enclosed;
use crate::cli::failure::Failure;

/// The files that were named, each with what its policy has a say as.
pub fn read(
    arguments: &SimulateArguments,
    sources: &mut Sources,
    notes: &mut Vec<String>,
) -> Result<Vec<(FileId, Role)>, Failure> {
    let mut wanted: Vec<(Role, &[PathBuf])> = vec![(Role::Identity, &arguments.policies)];
    wanted.push((Role::Resource, arguments.resource_policy.as_slice()));
    wanted.push((Role::Boundary, arguments.boundary.as_slice()));
    wanted.push((Role::Session, &arguments.session));
    for (level, path) in arguments.scp.iter().enumerate() {
        wanted.push((Role::Scp(level), std::slice::from_ref(path)));
    }
    for (level, path) in arguments.rcp.iter().enumerate() {
        wanted.push((Role::Rcp(level), std::slice::from_ref(path)));
    }
    let from_stdin = wanted.iter().flat_map(|(_, paths)| *paths);
    if from_stdin.filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::new(input::InputError::StdinTwice.to_string()));
    }
    let mut files = Vec::new();
    for (role, paths) in wanted {
        if !paths.is_empty() {
            add(role, paths, sources, &mut files, notes)?;
        }
    }
    if files.is_empty() {
        return Err(Failure::new("no policy was given")
            .help("name identity policies, or give others with `--resource-policy`, `--scp` …"));
    }
    Ok(files)
}

fn add(
    role: Role,
    paths: &[PathBuf],
    sources: &mut Sources,
    files: &mut Vec<(FileId, Role)>,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let found = input::discover(paths)
        .map(Discovered::whole)
        .map_err(|error| Failure::new(error.to_string()))?;
    if let Some(unread) = found.unreadable.first() {
        return Err(cannot_read(&unread.name, &unread.error));
    }
    let before = files.len();
    for input in &found.inputs {
        let source = input::read_unless_too_large(input);
        let source = source.map_err(|error| cannot_read(&input.name, &error))?;
        let Some(source) = source else {
            continue;
        };
        let given = if input.mention == Mention::Named {
            enclosed::one(source, wanted(role)).map(Some)?
        } else {
            enclosed::one_found(source, wanted(role))?
        };
        if let Some((given, others)) = given {
            notes.extend(others);
            files.push((sources.add(given.source), role));
        }
    }
    let several = files.len() - before;
    let folder = paths.first().map_or(Path::new(""), PathBuf::as_path);
    let folder = quote(&folder.to_string_lossy());
    match role {
        _ if several == 0 => Err(Failure::new(format!("no policy found in {folder}")).help(
            "name the files; in folders only `.json` files that look like policies are read",
        )),
        Role::Resource | Role::Boundary if several > 1 => Err(Failure::new(format!(
            "{folder} holds {}, and there can be one {}",
            count(several, "policy file"),
            role.policy_type().phrase().trim_start_matches("a "),
        ))
        .help("name one file")),
        _ => Ok(()),
    }
}

/// Which policies of a document can have the role.
fn wanted(role: Role) -> enclosed::Wanted {
    match role.policy_type() {
        PolicyType::Trust | PolicyType::Resource => enclosed::OF_CALLERS,
        PolicyType::Scp => enclosed::OF_SERVICES,
        PolicyType::Rcp => enclosed::OF_RESOURCES,
        PolicyType::Identity | PolicyType::Boundary | PolicyType::Session => enclosed::OF_IDENTITY,
    }
}

fn cannot_read(name: &str, error: &input::ReadError) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", quote(name)))
}

/// What a policy has a say as, now that it is known what it says; a policy that cannot be understood decides nothing.
pub fn role(
    tree: &Tree,
    policy: &Policy,
    role: Role,
    assumes: bool,
    sources: &Sources,
) -> Result<Role, Failure> {
    understood(tree, policy, role.policy_type(), sources)?;
    let speaks_of = policy
        .statements
        .iter()
        .find_map(|statement| statement.principal.as_ref());
    match (role, speaks_of) {
        (Role::Resource, _) => {
            let is_trust = assumes || model::policy_type(policy) == Role::Trust.policy_type();
            Ok(if is_trust {
                Role::Trust
            } else {
                Role::Resource
            })
        }
        (Role::Identity | Role::Boundary | Role::Session, Some(principal)) => {
            let name = quote(sources.name(policy.span.file));
            let message = format!(
                "{name} says whom it is about, which {} cannot do",
                role.policy_type().phrase()
            );
            Err(Failure::new(message)
                .at(sources, principal.key, "it belongs to a resource")
                .help("give it with `--resource-policy`"))
        }
        _ => Ok(role),
    }
}

/// Refuses a policy that AWS would not take, with the places that show it.
pub(in crate::cli) fn understood(
    tree: &Tree,
    policy: &Policy,
    policy_type: PolicyType,
    sources: &Sources,
) -> Result<(), Failure> {
    const MOST: usize = 5;
    let template = |kind| matches!(kind, ProblemKind::TemplateValue { .. });
    let is_clear = tree.problems().is_empty()
        && policy.problems.iter().all(|problem| template(problem.kind))
        && !policy.statements.is_empty()
        && policy.statements.iter().all(|statement| statement.sound);
    if is_clear {
        return Ok(());
    }
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        ..Settings::new(chrono::DateTime::UNIX_EPOCH, &config)
    };
    let wanted = [Category::Syntax, Category::Grammar];
    let registry: Vec<_> = rules::all()
        .iter()
        .filter(|rule| wanted.contains(&rule.meta.category))
        .copied()
        .collect();
    let judged = engine::judge(tree, &settings, &registry);
    let errors = judged
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let name = quote(sources.name(policy.span.file));
    let failure = Failure::new(format!("{name} is no policy that AWS takes"))
        .help("see what is wrong with `iamsure check`");
    let failure = errors.take(MOST).fold(failure, |failure, finding| {
        failure.at(sources, finding.primary.span, &finding.message)
    });
    Err(failure)
}
