//! `access-not-granted`: none of some actions on none of some resources.

use crate::catalog::{Action, Catalog};
use crate::cli::arguments::AccessNotGranted;
use crate::cli::enclosed;
use crate::cli::failure::Failure;
use crate::cli::simulate::policies::understood;
use crate::finding::Draft;
use crate::input::{self, Discovered, Mention};
use crate::kind::PolicyType;
use crate::model::document::Unread;
use crate::model::{self, Arn};
use crate::proof::{self, Limits, Side, Verdict, Witness};
use crate::semantics::actions::{Named, named_by};
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::text::{nearest, quote};

use super::answer::{Answer, Found, Reason, Spot, Subject};
use super::witness::Shown;
use super::{Answers, claim, full_access, grant};

const NOTHING_ASKED: &str = "nothing of what was asked about";

pub fn prove(arguments: &AccessNotGranted, sources: &mut Sources) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    for text in &arguments.action {
        action(text, &mut answers.notes)?;
    }
    for text in &arguments.resource {
        if text != "*" && Arn::parse(text).is_none() {
            let failure = Failure::new(format!("{} is no resource", quote(text)));
            return Err(failure.help("give an ARN, such as `arn:aws:s3:::figures/*`"));
        }
    }
    let (files, open) = read(&arguments.paths, enclosed::ANY, sources, &mut answers)?;
    answers.all.extend(open.into_iter().map(|unread| {
        let claim = format!("{} grants {NOTHING_ASKED}", quote(&unread.name));
        Answer::not_read(unread.name, unread.policy_type, &claim, unread.reason)
    }));
    let mut ready = Vec::with_capacity(files.len());
    for (file, known) in files {
        let said = arguments.policy_type.named().or(known);
        let policy_type = said.unwrap_or_else(|| {
            let tree = syntax::parse(file, sources.get(file));
            model::policy_type(&model::lower(&tree))
        });
        let is_control = matches!(policy_type, PolicyType::Scp | PolicyType::Rcp);
        let beside = is_control.then(|| sources.add(full_access::stand_in(policy_type)));
        ready.push((file, policy_type, beside));
    }
    for (file, policy_type, beside) in ready {
        match judge(file, policy_type, beside, arguments, sources) {
            Ok(answer) => answers.all.push(answer),
            Err(failure) if answers.is_list => answers.failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    Ok(answers)
}

/// Policies, each with its type where a document tells it.
type Files = Vec<(FileId, Option<PolicyType>)>;

/// The policies of these paths, and what could not be read of them: each file that is named, or what is wanted of those in it, and
/// what looks like a policy in folders.
pub fn read(
    paths: &[std::path::PathBuf],
    wanted: enclosed::Wanted,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<(Files, Vec<Unread>), Failure> {
    let found = input::discover(paths)
        .map(Discovered::whole)
        .map_err(|error| Failure::new(error.to_string()))?;
    answers.is_list = paths.len() > 1 || paths.iter().any(|path| path.is_dir());
    let unreadable = |name: &str, error: &input::ReadError| {
        Failure::new(format!("{} cannot be read: {error}", quote(name)))
    };
    let unread = found.unreadable.iter();
    let mut failures: Vec<Failure> = unread
        .map(|one| unreadable(&one.name, &one.error))
        .collect();
    let (mut files, mut open) = (Vec::new(), Vec::new());
    for input in &found.inputs {
        let is_named = input.mention == Mention::Named;
        let source = input::read_unless_too_large(input);
        let read = source.map_err(|error| unreadable(&input.name, &error));
        let given = read.and_then(|source| match source {
            Some(source) if is_named => enclosed::all(source, wanted),
            source => enclosed::found(source, wanted),
        });
        match given {
            Ok(mut enclosed) => {
                let mut given = std::mem::take(&mut enclosed.given);
                given.extend(enclosed.take_attached());
                let notes = enclosed.unread.iter().map(enclosed::told);
                answers.notes.extend(notes);
                open.extend(enclosed.without_text(&input.name));
                open.append(&mut enclosed.open);
                let given = given.into_iter();
                files.extend(given.map(|one| (sources.add(one.source), one.policy_type)));
            }
            Err(failure) => failures.push(failure),
        }
    }
    answers.is_list |= files.len() + open.len() > 1;
    if files.is_empty() && open.is_empty() {
        let none = || Failure::new("no policy found").help("name the files");
        return Err(failures.into_iter().next().unwrap_or_else(none));
    }
    answers.failures = failures;
    Ok((files, open))
}

/// A gate that asks for a misspelt action would let everything pass.
fn action(text: &str, notes: &mut Vec<String>) -> Result<(), Failure> {
    let catalog = Catalog::embedded();
    let shape = text.split_once(':').is_some_and(|(service, name)| {
        !service.is_empty() && !name.is_empty() && !name.contains([':', ' '])
    });
    if text != "*" && !shape {
        let failure = Failure::new(format!("{} is no action", quote(text)));
        return Err(failure.help("write `s3:PutObject`, or a pattern such as `s3:Put*`"));
    }
    let is_known = match named_by(text, catalog) {
        Named::Everything | Named::Action(_) | Named::Pattern(..) => true,
        Named::NoAction(_) | Named::NoService | Named::Unknown => false,
    };
    if is_known {
        return Ok(());
    }
    let service = text
        .split_once(':')
        .and_then(|(name, _)| catalog.service(name));
    let names: Vec<String> = match service {
        Some(service) => service.actions().map(Action::full_name).collect(),
        None => Vec::new(),
    };
    let message = format!(
        "AWS's data of {} knows no action {}",
        catalog.date(),
        quote(text)
    );
    match nearest(text, names.iter().map(String::as_str)) {
        Some(near) => Err(Failure::new(message).help(format!("did you mean `{near}`?"))),
        None => {
            notes.push(message);
            Ok(())
        }
    }
}

/// `beside` is the full access that AWS attaches beside a control policy.
fn judge(
    file: FileId,
    policy_type: PolicyType,
    beside: Option<FileId>,
    arguments: &AccessNotGranted,
    sources: &Sources,
) -> Result<Answer, Failure> {
    let tree = syntax::parse(file, sources.get(file));
    let beside = beside.map(|file| (file, syntax::parse(file, sources.get(file))));
    let mut policy = model::lower(&tree);
    understood(&tree, &policy, policy_type, sources)?;
    let mut name = quote(sources.name(file));
    if let Some((full, tree)) = &beside
        && full_access::stands_beside(&policy, policy_type)
    {
        full_access::add(&mut policy, model::lower(tree));
        name = format!("{name} beside {}", quote(sources.name(*full)));
    }
    let subject = Subject {
        check: &claim::ACCESS_NOT_GRANTED,
        name: sources.name(file),
        policy: &policy,
        policy_type,
        reference: None,
    };
    let side = Side {
        policy: &policy,
        policy_type,
    };
    let limits = Limits::default();
    let verdict = proof::access_not_granted(&side, &arguments.action, &arguments.resource, &limits);
    let grants = if policy_type.grants() {
        "grants"
    } else {
        "allows"
    };
    let claim = format!("{name} {grants} {NOTHING_ASKED}");
    Ok(match verdict {
        Verdict::Proven => subject.proven(&claim),
        Verdict::Undecided(why) => subject.undecided(&claim, &why, &[&policy]),
        Verdict::Disproven(witness) => {
            let action = quote(&witness.request.action);
            let sentence = format!("disproven: {name} {grants} {action}");
            granted(&subject, &witness, sentence)
        }
    })
}

/// The answer with the request that gets in and the statement that lets it.
pub fn granted(subject: &Subject, witness: &Witness, sentence: String) -> Answer {
    let shown = Shown::of(&witness.request, witness.is_published, &[subject.policy]);
    let mut answer = subject.answer(Found::Disproven, sentence.clone());
    let place = witness.granted_by.iter().find(|place| place.policy == 0);
    let statement = place.and_then(|place| subject.policy.statements.get(place.statement));
    let variables = subject.policy.has_variables();
    let labels = statement.map(|one| grant::labels(one, &witness.request, variables));
    let mut labels = labels.unwrap_or_default().into_iter();
    let first = labels.next();
    let (span, text) = first.map_or((subject.policy.span, "".into()), |one| (one.span, one.text));
    let mut finding = Draft::new(subject.check, sentence).at(span, text);
    finding.related = labels.collect();
    finding.witness = Some(Box::new(shown.drawn()));
    if !witness.is_published {
        finding.help = Some("AWS has not published this action; no published one gets in".into());
    }
    answer.reasons.extend(statement.map(|statement| Reason {
        kind: "granted",
        message: subject.allowing(statement),
        spot: Some(Spot::of(statement)),
        details: Vec::new(),
    }));
    answer.finding = Some(finding);
    answer.witness = Some(shown);
    answer
}
