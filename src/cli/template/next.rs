//! `iamsure template next`: how far a role for Confluent is, and the commands of the next step.

use std::path::{Path, PathBuf};

use crate::integration::{self, Integration};
use crate::kind::PolicyType;
use crate::model::{self, Policy};
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::template::next::{Role, Situation, Stage, Unnamed, script};
use crate::text::quote;

use super::{integration_of, read, write};
use crate::cli::arguments::{self, NextTemplate};
use crate::cli::failure::Failure;
use crate::cli::simulate::policies::understood;

pub(super) fn run(arguments: &NextTemplate) -> Result<(), Failure> {
    let given = [
        &arguments.permission,
        &arguments.trust,
        &arguments.integration,
    ];
    let inputs: Vec<&PathBuf> = given.into_iter().flatten().collect();
    for path in &inputs {
        nameable(path)?;
    }
    let mut sources = Sources::default();
    let trust = load("the trust policy", arguments.trust.as_deref(), &mut sources)?;
    let permission = load(
        "the permission policy",
        arguments.permission.as_deref(),
        &mut sources,
    )?;
    let integration = arguments
        .integration
        .as_deref()
        .map(|path| {
            let id = arguments.integration_id.as_deref();
            integration_of(path, id, arguments.role_arn.as_deref(), &mut sources)
        })
        .transpose()?;
    if let Some((theirs, ours)) = integration.as_ref().and_then(Integration::parted) {
        return Err(Failure::new(format!(
            "Confluent's role is in the partition {}, and the role that it is to assume in {}: AWS trusts no role across partitions",
            quote(theirs),
            quote(ours)
        ))
        .help("create the integration again, with a role of the same partition"));
    }
    if let Some(file) = permission {
        with_policy(file, &sources, PolicyType::Identity, |policy| {
            names_no_caller(policy, &sources)
        })??;
    }
    let role = role(arguments, integration.as_ref())?;
    let exists = role.is_some_and(|role| role.arn.is_some());
    let (stage, is_shared) = match trust {
        Some(file) => with_policy(file, &sources, PolicyType::Trust, |policy| {
            is_of_role(policy, &sources)?;
            let stage = Stage::of(Some(policy), integration.as_ref(), exists);
            Ok::<_, Failure>((stage, lets_others_in(policy, integration.as_ref())))
        })??,
        None => (Stage::of(None, integration.as_ref(), exists), false),
    };
    let text = |path: &Option<PathBuf>| {
        path.as_deref()
            .map(|path| path.to_string_lossy().into_owned())
    };
    let [permission, trust, file] = given.map(text);
    let situation = Situation {
        flow: flow(arguments.flow),
        stage,
        is_shared,
        role,
        permission: permission.as_deref(),
        trust: trust.as_deref(),
        integration: file.as_deref(),
        id: told(integration.as_ref(), |one| one.id.as_ref()),
        selected: arguments.integration_id.as_deref(),
        name: arguments.name.as_deref(),
        environment: arguments
            .environment
            .as_deref()
            .or(told(integration.as_ref(), |one| one.environment.as_ref())),
    };
    let script = script(&situation).map_err(refuse)?;
    write(&script, arguments.output.as_deref(), &inputs)
}

fn flow(flow: arguments::Flow) -> crate::template::next::Flow {
    use crate::template::next::Flow;
    match flow {
        arguments::Flow::Console => Flow::Console,
        arguments::Flow::Cli => Flow::Cli,
        arguments::Flow::Api => Flow::Api,
        arguments::Flow::Terraform => Flow::Terraform,
    }
}

/// Whether the commands of a script can name a file: AWS's CLI fills in variables, and standard input has no name.
fn nameable(path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        return Err(
            Failure::new("the commands name their files, and standard input has no name")
                .help("save it to a file first"),
        );
    }
    match path.to_str() {
        Some(text) if !text.contains('$') => Ok(()),
        _ => {
            let name = quote(&path.to_string_lossy());
            Err(Failure::new(format!(
                "the commands cannot name {name} so that each program takes it as it is"
            ))
            .help("give the file a plain name"))
        }
    }
}

fn load(what: &str, path: Option<&Path>, sources: &mut Sources) -> Result<Option<FileId>, Failure> {
    path.map(|path| read(what, path, sources)).transpose()
}

/// Asks something of a policy that AWS would take.
fn with_policy<T>(
    file: FileId,
    sources: &Sources,
    policy_type: PolicyType,
    ask: impl FnOnce(&Policy) -> T,
) -> Result<T, Failure> {
    let tree = syntax::parse(file, sources.get(file));
    let policy = model::lower(&tree);
    understood(&tree, &policy, policy_type, sources)?;
    Ok(ask(&policy))
}

/// Whether it can be the permission policy: `--trust` may have been meant.
fn names_no_caller(policy: &Policy, sources: &Sources) -> Result<(), Failure> {
    let mut statements = policy.statements.iter();
    let Some(caller) = statements.find_map(|statement| statement.principal.as_ref()) else {
        return Ok(());
    };
    let name = quote(sources.name(policy.span.file));
    let failure = Failure::new(format!("{name} is no permission policy"));
    let failure = failure.at(
        sources,
        caller.key,
        "no permission policy says whom it lets in",
    );
    Err(match model::policy_type(policy) {
        PolicyType::Trust => failure.help("give it with `--trust`"),
        _ => failure.help("give the policy that says what the role may do"),
    })
}

/// Whether it can be the trust policy: `--permission` may have been meant.
fn is_of_role(policy: &Policy, sources: &Sources) -> Result<(), Failure> {
    let silent = policy.statements.iter().find(|one| one.principal.is_none());
    let action = silent.and_then(|statement| statement.action.as_ref());
    let mut resources = policy.statements.iter().flat_map(|one| &one.resource);
    let (place, label, help) = match (action, model::policy_type(policy)) {
        (Some(action), PolicyType::Identity) => (
            action.key,
            "nothing here says who may do this",
            "give it with `--permission`",
        ),
        (Some(action), _) => (
            action.key,
            "nothing here says who may do this",
            "add `Principal` to the statement",
        ),
        (None, PolicyType::Resource) if let Some(resource) = resources.next() => (
            resource.key,
            "no trust policy speaks of resources",
            "give the policy that says who may assume the role",
        ),
        _ => return Ok(()),
    };
    let name = quote(sources.name(policy.span.file));
    let failure = Failure::new(format!("{name} is no trust policy"));
    Err(failure.at(sources, place, label).help(help))
}

/// The role as the arguments name it, else as Confluent was told.
fn role<'a>(
    arguments: &'a NextTemplate,
    integration: Option<&'a Integration>,
) -> Result<Option<Role<'a>>, Failure> {
    let told = told(integration, |one| one.customer_role_arn.as_ref());
    let Some(text) = arguments.role_arn.as_deref().or(told) else {
        return Ok(None);
    };
    let Some(role) = Role::parse(text) else {
        return Err(
            Failure::new(format!("no role can be called {}", quote(text)))
                .help("give the ARN of the role with `--role-arn`"),
        );
    };
    Ok(Some(role))
}

fn told<'a>(
    integration: Option<&'a Integration>,
    field: impl Fn(&'a Integration) -> Option<&'a integration::Field>,
) -> Option<&'a str> {
    integration
        .and_then(field)
        .map(|field| field.value.as_str())
}

/// Whether a role has an `Allow` for somebody who is not Confluent.
fn lets_others_in(policy: &Policy, integration: Option<&Integration>) -> bool {
    let expected = integration.and_then(|one| one.role_arn.known());
    policy
        .allows()
        .flat_map(model::Statement::principals)
        .any(|principal| {
            let is_expected =
                expected.is_some_and(|role| principal.text.known() == Some(&role.value));
            !is_expected && !integration::is_confluent(&principal.text)
        })
}

fn refuse(unnamed: Unnamed) -> Failure {
    let help = match unnamed {
        Unnamed::RoleArn => {
            "give it with `--role-arn`; `aws iam get-role --role-name NAME --query Role.Arn` tells it"
        }
        Unnamed::Role => "give its ARN or its name with `--role-arn`",
        Unnamed::Environment => {
            "give its ID with `--environment`; `confluent environment list` tells it"
        }
    };
    Failure::new(unnamed.to_string()).help(help)
}
