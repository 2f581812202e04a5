//! The policies of a role as AWS has them, for `check --role`.

use crate::engine::Subject;
use crate::live::aws::{AwsError, Environment, Held, Owner, Role, read_role};
use crate::live::http::Limits;
use crate::model::Arn;
use crate::report;
use crate::source::Source;
use crate::text::quote;

use super::arguments::CheckArguments;
use super::failure::Failure;

/// A role that was read, and what of it is to be checked.
pub struct FromAws {
    pub arn: String,
    pub subjects: Vec<Subject>,
    texts: Vec<String>,
    /// The policies that nobody but AWS can change.
    pub skipped: Vec<report::Skipped>,
}

impl FromAws {
    /// `None` if no role was named.
    pub fn read(arguments: &CheckArguments) -> Result<Option<Self>, Failure> {
        let Some(wanted) = &arguments.aws.role else {
            return Ok(None);
        };
        let limits = Limits {
            total: arguments.live.timeout,
            ..Limits::default()
        };
        let role = read_role(wanted, &Environment::of_process(), limits)
            .map_err(|error| failure(&error))?;
        let name = Arn::parse(&role.arn).map_or("", |arn| arn.typed_resource().1);
        let is_this = |said: &str| said == role.arn || said == name || said == wanted.name;
        let said = arguments.role_arn.as_deref();
        if let Some(said) = said.filter(|said| !is_this(said)) {
            let message = format!(
                "`--role-arn {said}` names another role than {}, which was read from AWS",
                quote(&role.arn)
            );
            return Err(Failure::new(message).help("leave out `--role-arn`"));
        }
        Ok(Some(Self::new(role)))
    }

    fn new(role: Role) -> Self {
        let (ours, theirs): (Vec<Held>, Vec<Held>) = role
            .policies
            .into_iter()
            .partition(|policy| policy.owner == Owner::Customer);
        let skipped = theirs.into_iter().map(|policy| report::Skipped {
            name: policy.name,
            reason: "AWS manages it".to_owned(),
        });
        let skipped = skipped.collect();
        let (subjects, texts) = ours.into_iter().map(subject).unzip();
        Self {
            arn: role.arn,
            subjects,
            texts,
            skipped,
        }
    }

    pub fn account(&self) -> Option<&str> {
        Arn::parse(&self.arn).map(|arn| arn.account)
    }

    /// The text of a subject.
    pub fn load(&self, index: usize) -> Option<Source> {
        let (subject, text) = (self.subjects.get(index)?, self.texts.get(index)?);
        Some(Source::new(subject.name.as_str(), text.as_str()))
    }
}

fn subject(policy: Held) -> (Subject, String) {
    let subject = Subject {
        relative: policy.name.clone(),
        name: policy.name,
        named: true,
        policy_type: Some(policy.policy_type),
        resource_type: None,
        role_arn: None,
    };
    (subject, policy.text)
}

fn failure(error: &AwsError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}
