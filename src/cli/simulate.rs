//! `iamsure simulate`: evaluates one request by all policies that have a say.

mod answer;
mod context;
mod human;
mod json;
pub(super) mod policies;
mod request;
pub(super) mod words;

use chrono::Utc;

use crate::access::{self, Accounts, Part, Role};
use crate::model::{self, Arn, Policy, is_account_id};
use crate::semantics::{Caller, Decision, Request};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{self, Tree};

use super::arguments::{AnswerFormat, SimulateArguments};
use super::failure::Failure;
use super::{CLEAN, FOUND, output};

use answer::{Answer, Place};

/// A request, its policies and the answer, as the formats print them.
struct Simulation<'a> {
    sources: &'a Sources,
    parts: &'a [Part<'a, 'a>],
    request: &'a Request,
    principal: Option<&'a str>,
    /// The keys that were given, as written.
    context: &'a [(String, Vec<String>)],
    answer: &'a Answer,
    notes: &'a [String],
}

impl Simulation<'_> {
    /// The statement of a place: its file, its `Sid`, where it begins to say something.
    fn statement(&self, place: Place) -> Option<(&str, Option<&str>, Span)> {
        let policy = self.parts.get(place.part)?.policy;
        let statement = policy.statements.get(place.statement)?;
        let name = self.sources.name(statement.span.file);
        let sid = statement.sid.as_ref().map(model::Text::written);
        Some((name, sid, statement.head()))
    }
}

pub fn run(arguments: &SimulateArguments) -> Result<u8, Failure> {
    let mut sources = Sources::default();
    let mut given = request::read(arguments, &mut sources)?;
    let files = policies::read(arguments, &mut sources, &mut given.notes)?;
    let trees: Vec<Tree> = files
        .iter()
        .map(|(file, _)| syntax::parse(*file, sources.get(*file)))
        .collect();
    let policies: Vec<Policy> = trees.iter().map(model::lower).collect();
    let parts = parts(&files, &trees, &policies, &given.request, &sources)?;
    identities_fit(&given.request.caller, &parts)?;

    let own = own_account(&given.request);
    let supposed = arguments.resource_account.is_none() && own.is_some();
    let accounts = Accounts {
        resource: arguments.resource_account.as_deref().or(own.as_deref()),
        management: arguments.management_account.as_deref(),
    };
    let asked = access::asked(&parts);
    let now = arguments.now.unwrap_or_else(Utc::now);
    context::derive(&mut given.request, &given.context);
    let open = context::fill(&mut given.request, &asked, &accounts, supposed, now);
    let answer = answer::answer(&parts, &accounts, supposed, &given.request, &asked, &open);
    let simulation = Simulation {
        sources: &sources,
        parts: &parts,
        request: &given.request,
        principal: arguments.principal.as_deref(),
        context: &given.context,
        answer: &answer,
        notes: &given.notes,
    };
    output::print(|out| match arguments.format {
        AnswerFormat::Human => human::write(&simulation, out),
        AnswerFormat::Json => json::write(&simulation, out),
    })?;
    output::notes(&given.notes);
    Ok(if answer.decision == Decision::Allowed {
        CLEAN
    } else {
        FOUND
    })
}

fn parts<'p>(
    files: &[(FileId, Role)],
    trees: &'p [Tree<'p>],
    policies: &'p [Policy<'p>],
    request: &Request,
    sources: &Sources,
) -> Result<Vec<Part<'p, 'p>>, Failure> {
    let assumes = access::needs_resource_policy(request, None)
        && request
            .action
            .get(..4)
            .is_some_and(|service| service.eq_ignore_ascii_case("sts:"));
    files
        .iter()
        .zip(trees)
        .zip(policies)
        .map(|(((_, role), tree), policy)| {
            let role = policies::role(tree, policy, *role, assumes, sources)?;
            Ok(Part { role, policy })
        })
        .collect()
}

/// Nobody, a service and a provider's user have no policies of their own.
fn identities_fit(caller: &Caller, parts: &[Part]) -> Result<(), Failure> {
    let who = match caller {
        Caller::Anonymous => "an anonymous caller",
        Caller::Service(_) => "a service",
        Caller::Federated(_) => "the user of an identity provider",
        Caller::Identity(_) | Caller::Unknown => return Ok(()),
    };
    let own = parts
        .iter()
        .find(|part| matches!(part.role, Role::Identity | Role::Boundary | Role::Session));
    match own {
        None => Ok(()),
        Some(part) => Err(Failure::new(format!(
            "{who} has no {}",
            part.role
                .policy_type()
                .phrase()
                .trim_start_matches("an ")
                .trim_start_matches("a ")
        ))
        .help("give the policy of the resource, with `--resource-policy`")),
    }
}

/// The caller's account, where the resource's is not told: then it is supposed to be the same, as AWS's simulator does.
fn own_account(request: &Request) -> Option<String> {
    let told = |arn: &str| {
        Arn::parse(arn)
            .map(|arn| arn.account.to_owned())
            .filter(|account| is_account_id(account))
    };
    if request.resource.as_deref().and_then(told).is_some() {
        return None;
    }
    match &request.caller {
        Caller::Identity(arn) => told(arn),
        _ => None,
    }
}
