//! `no-new-access`: two policies, or all files of two folders, or files and what a revision has in their place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::arguments::NoNewAccess;
use crate::cli::enclosed::{self, Content};
use crate::cli::failure::Failure;
use crate::cli::simulate::policies::understood;
use crate::finding::Draft;
use crate::input::{self, Discovered, Input, Mention, Origin};
use crate::kind::PolicyType;
use crate::model::{self, Policy};
use crate::proof::{self, Limits, Side, Verdict, Witness};
use crate::source::{FileId, Source, Sources};
use crate::syntax;
use crate::text::{count, quote, slashed};

use super::answer::{Answer, Found, Reason, Spot, Subject};
use super::both::both;
use super::git::Revision;
use super::pair::Pair;
use super::witness::Shown;
use super::{Answers, claim, full_access, gone, grant, miss};

pub fn prove(arguments: &NoNewAccess, sources: &mut Sources) -> Result<Answers, Failure> {
    let policy_type = arguments.policy_type.named();
    let mut answers = Answers::default();
    let pairs = match &arguments.git {
        Some(name) => against_revision(arguments, &Revision::new(name)?, sources, &mut answers)?,
        None => match arguments.paths.as_slice() {
            [old, new] if old.is_dir() && new.is_dir() => {
                folders(old, new, policy_type, sources, &mut answers)?
            }
            [old, new] => files(old, new, policy_type, sources, &mut answers)?,
            paths => {
                let given = count(paths.len(), "path");
                let message = format!("{given} given, and two are compared: OLD and NEW");
                return Err(Failure::new(message).help("or compare with a revision: `--git HEAD`"));
            }
        },
    };
    if pairs.is_empty() && answers.is_unchanged {
        answers
            .notes
            .push("the documents say what they said".to_owned());
    }
    let mut ready = Vec::new();
    for pair in pairs {
        match pair.policy_type(policy_type, sources) {
            Ok(policy_type) => {
                let beside = sources.add(full_access::stand_in(policy_type));
                ready.push((pair, policy_type, beside));
            }
            Err(failure) if answers.is_list => answers.failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    for (pair, policy_type, beside) in &ready {
        match compare(pair, *policy_type, *beside, sources) {
            Ok(answer) => answers.all.push(answer),
            Err(failure) if answers.is_list => answers.failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    Ok(answers)
}

fn cannot_read(name: &str, error: &input::ReadError) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", quote(name)))
}

fn read(input: &Input) -> Result<Source, Failure> {
    input::read(input).map_err(|error| cannot_read(&input.name, &error))
}

/// `None`: it is left alone.
fn load_found(input: &Input) -> Result<Option<Source>, Failure> {
    input::read_unless_too_large(input).map_err(|error| cannot_read(&input.name, &error))
}

fn files(
    old: &Path,
    new: &Path,
    policy_type: Option<PolicyType>,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<Vec<Pair>, Failure> {
    let is_stdin = |path: &Path| path.as_os_str() == "-";
    if is_stdin(old) && is_stdin(new) {
        return Err(Failure::new(input::InputError::StdinTwice.to_string()));
    }
    if old.is_dir() != new.is_dir() {
        let message = "a file and a folder cannot be compared";
        return Err(Failure::new(message).help("name two files or two folders"));
    }
    let input = |path: &Path| {
        if is_stdin(path) {
            Input::stdin()
        } else {
            Input::named(path)
        }
    };
    let (old, new) = (read(&input(old))?, read(&input(new))?);
    both(Some(old), Some(new), policy_type, sources, answers)
}

/// A file that was found, and what is in its place; where neither holds a policy, none was meant. What a document says is looked
/// into if it changed.
fn found(
    input: &Input,
    old: Option<Source>,
    policy_type: Option<PolicyType>,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<Vec<Pair>, Failure> {
    let was = old.as_ref().map_or(Content::Other, enclosed::content);
    let Some(new) = load_found(input)? else {
        return match was {
            Content::Other => Ok(Vec::new()),
            _ => Err(cannot_read(&input.name, &input::ReadError::TooLarge)),
        };
    };
    let is_same = old.as_ref().is_some_and(|old| old.text == new.text);
    let is_pair = match (was, enclosed::content(&new)) {
        (Content::Policy, _) | (_, Content::Policy) => true,
        (Content::Document, _) | (_, Content::Document) => !is_same,
        (Content::Other, Content::Other) => false,
    };
    if !is_pair {
        answers.is_unchanged |= was == Content::Document;
        return Ok(Vec::new());
    }
    both(old, Some(new), policy_type, sources, answers)
}

/// The files of a folder that may be policies, each with its path below the folder.
fn below(folder: &Path, answers: &mut Answers) -> Result<Vec<(Input, PathBuf)>, Failure> {
    let found = input::discover(&[folder.to_owned()])
        .map(Discovered::whole)
        .map_err(|error| Failure::new(error.to_string()))?;
    for unread in &found.unreadable {
        answers
            .failures
            .push(cannot_read(&unread.name, &unread.error));
    }
    let top = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let inputs = found.inputs.into_iter().filter_map(|input| {
        let path = input.resolved()?.strip_prefix(&top).ok()?.to_owned();
        Some((input, path))
    });
    Ok(inputs.collect())
}

/// Pairs the files of two folders by their paths. Where neither looks like a policy, none was meant.
fn folders(
    old: &Path,
    new: &Path,
    policy_type: Option<PolicyType>,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<Vec<Pair>, Failure> {
    answers.is_list = true;
    let (before, after) = (below(old, answers)?, below(new, answers)?);
    let mut pairs = Vec::new();
    let kept: BTreeSet<&PathBuf> = after.iter().map(|(_, path)| path).collect();
    for (input, path) in &after {
        let partner = old.join(path);
        let partner = partner.is_file().then(|| Input::named(&partner));
        let old = partner.map(|input| read(&input)).transpose();
        let loaded = old.and_then(|old| found(input, old, policy_type, sources, answers));
        match loaded {
            Ok(pair) => pairs.extend(pair),
            Err(failure) => answers.failures.push(failure),
        }
    }
    for (_, path) in before.iter().filter(|(_, path)| !kept.contains(path)) {
        let left = new.join(path);
        if left.symlink_metadata().is_ok_and(|one| one.is_file()) {
            let why = input::ReadError::LeftAlone("ignored by a `.gitignore`".to_owned());
            answers.failures.push(cannot_read(&slashed(&left), &why));
        }
    }
    let lost = before.iter().filter(|(_, path)| is_lost(new, path));
    let lost = lost.map(|(input, _)| load_found(input));
    let place = slashed(old);
    let is_gone = gone::add(lost, &place, policy_type, sources, answers, &mut pairs);
    if pairs.is_empty() && !is_gone && answers.is_silent() {
        let folder = quote(&slashed(new));
        return Err(Failure::new(format!("no policy found in {folder}")));
    }
    Ok(pairs)
}

fn against_revision(
    arguments: &NoNewAccess,
    revision: &Revision,
    sources: &mut Sources,
    answers: &mut Answers,
) -> Result<Vec<Pair>, Failure> {
    let found = input::discover(&arguments.paths)
        .map(Discovered::whole)
        .map_err(|error| Failure::new(error.to_string()))?;
    answers.is_list = arguments.paths.len() > 1 || arguments.paths.iter().any(|path| path.is_dir());
    for unread in &found.unreadable {
        let failure = cannot_read(&unread.name, &unread.error);
        if !answers.is_list {
            return Err(failure);
        }
        answers.failures.push(failure);
    }
    let policy_type = arguments.policy_type.named();
    let mut pairs = Vec::new();
    for input in &found.inputs {
        let Origin::File { path, .. } = &input.origin else {
            let message = "standard input has no place in a revision";
            return Err(Failure::new(message).help("name the file"));
        };
        let old = revision.read(path)?;
        let pair = if input.mention == Mention::Named {
            read(input).and_then(|new| both(old, Some(new), policy_type, sources, answers))
        } else {
            self::found(input, old, policy_type, sources, answers)
        };
        match pair {
            Ok(pair) => pairs.extend(pair),
            Err(failure) if answers.is_list => answers.failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    let mut is_gone = false;
    for folder in arguments.paths.iter().filter(|path| path.is_dir()) {
        let (old, place) = (revision.below(folder)?, revision.shown(folder));
        let lost = old.into_iter().filter(|blob| is_lost(folder, &blob.path));
        let lost = lost.map(|blob| revision.text(folder, &blob).map(Some));
        is_gone |= gone::add(lost, &place, policy_type, sources, answers, &mut pairs);
    }
    if pairs.is_empty() && !is_gone && answers.is_silent() {
        return Err(Failure::new("no policy found"));
    }
    Ok(pairs)
}

/// Whether a file that a search of the folder would have found is not there any more.
fn is_lost(folder: &Path, below: &Path) -> bool {
    input::is_candidate(below) && folder.join(below).symlink_metadata().is_err()
}

/// `stand_in` is what stands beside a policy of the pair, or in its place.
fn compare(
    pair: &Pair,
    policy_type: PolicyType,
    stand_in: FileId,
    sources: &Sources,
) -> Result<Answer, Failure> {
    let tree = |file: Option<FileId>| {
        let file = file.unwrap_or(stand_in);
        syntax::parse(file, sources.get(file))
    };
    let (old_tree, new_tree, beside) = (tree(pair.old), tree(pair.new), tree(None));
    let (mut old, mut new) = (model::lower(&old_tree), model::lower(&new_tree));
    for (file, tree, policy) in [
        (pair.old, &old_tree, &mut old),
        (pair.new, &new_tree, &mut new),
    ] {
        if file.is_some() {
            understood(tree, policy, policy_type, sources)?;
            if full_access::stands_beside(policy, policy_type) {
                full_access::add(policy, model::lower(&beside));
            }
        }
    }
    let name = |file: FileId| sources.name(file);
    let subject = Subject {
        check: &claim::NO_NEW_ACCESS,
        name: name(pair.new.or(pair.old).unwrap_or(stand_in)),
        policy: &new,
        policy_type,
        reference: pair.old.map(name),
    };
    let side = |policy| Side {
        policy,
        policy_type,
    };
    // A policy that grants gives nothing when it is gone; but what it denied may be allowed by others now.
    if pair.new.is_none() && policy_type.grants() {
        return Ok(subject.gone(&old));
    }
    let text = |file: Option<FileId>| file.map(|file| sources.get(file).text.as_str());
    // The same text says the same, however much of it there is.
    let verdict = if text(pair.old) == text(pair.new) {
        Verdict::Proven
    } else {
        proof::no_new_access(&side(&new), &side(&old), &Limits::default())
    };
    Ok(told(&subject, &old, &verdict))
}

fn told(subject: &Subject, old: &Policy, verdict: &Verdict) -> Answer {
    let name = quote(subject.name);
    let reference = subject.reference.map(quote);
    match verdict {
        Verdict::Proven => subject.proven(&match &reference {
            Some(old) => format!("{name} allows nothing that {old} does not"),
            None => format!("{name} is new and allows nothing"),
        }),
        Verdict::Undecided(why) => {
            let claim = match &reference {
                Some(old) => format!("{name} allows nothing that {old} does not"),
                None => format!("{name}, which is new, allows nothing"),
            };
            subject.undecided(&claim, why, &[subject.policy, old])
        }
        Verdict::Disproven(witness) => {
            let sentence = match &reference {
                Some(old) => format!("disproven: {name} allows what {old} does not"),
                None => format!("disproven: {name} is new, so all that it allows is"),
            };
            disproven(subject, old, witness, sentence)
        }
    }
}

fn disproven(subject: &Subject, old: &Policy, witness: &Witness, sentence: String) -> Answer {
    let shown = Shown::of(
        &witness.request,
        witness.is_published,
        &[subject.policy, old],
    );
    let mut answer = subject.answer(Found::Disproven, sentence.clone());
    let mut labels = Vec::new();
    let granting = witness.granted_by.iter().filter(|place| place.policy == 0);
    for place in granting {
        let Some(statement) = subject.policy.statements.get(place.statement) else {
            continue;
        };
        let variables = subject.policy.has_variables();
        labels.extend(grant::labels(statement, &witness.request, variables));
        answer.reasons.push(Reason {
            kind: "granted",
            message: subject.allowing(statement),
            spot: Some(Spot::of(statement)),
            details: Vec::new(),
        });
    }
    let mut help = None;
    if let Some(reference) = subject.reference {
        let (reason, label) = miss::reason(reference, old, subject.policy_type, &witness.request);
        if label.is_none() {
            help = Some(reason.message.clone());
        }
        labels.extend(label);
        answer.reasons.push(reason);
    }
    let mut labels = labels.into_iter();
    let first = labels.next();
    let (span, text) = first.map_or((subject.policy.span, "".into()), |one| (one.span, one.text));
    let mut finding = Draft::new(subject.check, sentence).at(span, text);
    finding.related = labels.collect();
    finding.help = help.map(Into::into);
    finding.witness = Some(Box::new(shown.drawn()));
    if !witness.is_published {
        finding.help = Some("AWS has not published this action; no published one gets in".into());
    }
    answer.finding = Some(finding);
    answer.witness = Some(shown);
    answer
}
