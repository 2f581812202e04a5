//! `no-public-access`: nobody from outside gets in by a resource or trust policy.

use crate::cli::arguments::NoPublicAccess;
use crate::cli::enclosed;
use crate::cli::failure::Failure;
use crate::cli::simulate::policies::understood;
use crate::kind::{PolicyType, ResourceType};
use crate::model::{self, Statement};
use crate::proof::{self, Limits, Side, Verdict};
use crate::semantics::Caller;
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::text::{list, quote};

use super::answer::{Answer, Subject};
use super::{Answers, access, claim, witness};

pub fn prove(arguments: &NoPublicAccess, sources: &mut Sources) -> Result<Answers, Failure> {
    let said = arguments.policy_type.named();
    let attached = arguments.resource_type.map(ResourceType::policy_type);
    if let (Some(said), Some(attached)) = (said, attached)
        && said != attached
    {
        let message = format!(
            "`--resource-type` means {}, and `--type` another one",
            attached.phrase()
        );
        return Err(Failure::new(message).help("leave out `--type`"));
    }
    let mut answers = Answers::default();
    let wanted = enclosed::OF_CALLERS;
    let (files, open) = access::read(&arguments.paths, wanted, sources, &mut answers)?;
    answers.all.extend(open.into_iter().map(|unread| {
        let claim = format!("{} lets nobody in from outside", quote(&unread.name));
        Answer::not_read(unread.name, unread.policy_type, &claim, unread.reason)
    }));
    for (file, known) in files {
        let judged = judge(
            file,
            arguments,
            said.or(attached).or(known),
            sources,
            &mut answers.notes,
        );
        match judged {
            Ok(answer) => answers.all.push(answer),
            Err(failure) if answers.is_list => answers.failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    Ok(answers)
}

fn judge(
    file: FileId,
    arguments: &NoPublicAccess,
    said: Option<PolicyType>,
    sources: &Sources,
    notes: &mut Vec<String>,
) -> Result<Answer, Failure> {
    let tree = syntax::parse(file, sources.get(file));
    let policy = model::lower(&tree);
    let policy_type = said.unwrap_or_else(|| model::policy_type(&policy));
    understood(&tree, &policy, policy_type, sources)?;
    let name = sources.name(file);
    if !matches!(policy_type, PolicyType::Trust | PolicyType::Resource) {
        let message = format!(
            "{} is {}, and only the policy of a resource or role lets in the public",
            quote(name),
            policy_type.phrase()
        );
        return Err(Failure::new(message));
    }
    let subject = Subject {
        check: &claim::NO_PUBLIC_ACCESS,
        name,
        policy: &policy,
        policy_type,
        reference: None,
    };
    let side = Side {
        policy: &policy,
        policy_type,
    };
    let limits = Limits::default();
    let verdict = proof::no_public_access(&side, arguments.resource_type, &limits);
    let services = proof::services_for_anyone(&side, &limits);
    let is_named = |service: &String| {
        let mut principals = policy.allows().flat_map(Statement::principals);
        principals.any(|one| one.text.known() == Some(service))
    };
    let (named, others): (Vec<String>, Vec<String>) = services
        .iter()
        .filter_map(|one| witness::principal(&one.request.caller))
        .partition(is_named);
    let mut note = |who: &str, them: &str| {
        notes.push(format!(
            "{} lets in {who} whichever account makes {them} call; that is judged apart",
            quote(name)
        ));
    };
    if !named.is_empty() {
        let named: Vec<String> = named.iter().map(|service| quote(service)).collect();
        note(&list(&named), if named.len() == 1 { "it" } else { "them" });
    }
    // Where everybody gets in, services are nothing to speak of.
    if !others.is_empty() && matches!(verdict, Verdict::Proven) {
        note("AWS services", "them");
    }
    let claim = format!("{} lets nobody in from outside", quote(name));
    Ok(match verdict {
        Verdict::Proven => subject.proven(&claim),
        Verdict::Undecided(why) => subject.undecided(&claim, &why, &[&policy]),
        Verdict::Disproven(witness) => {
            let who = match &witness.request.caller {
                Caller::Anonymous => "anonymous callers",
                Caller::Federated(_) => "any user of a provider that everybody uses",
                _ => "strangers",
            };
            let sentence = format!("disproven: {} lets in {who}", quote(name));
            access::granted(&subject, &witness, sentence)
        }
    })
}
