//! `Profiles`: the credentials that a profile of AWS's files of settings stands for.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::{fault, plain};
use super::sts::{self, Assume, Identity};
use super::{Sources, container, instance, of_environment, process, settings_file, sso};
use crate::live::aws::environment::{self, Environment};
use crate::live::aws::error::AwsError;
use crate::live::aws::keys::Credentials;
use crate::live::http::Secret;
use crate::text::{nearest, quote};
use settings_file::Section;

/// All profiles, and which of them is meant.
pub(super) struct Profiles {
    /// The keys of both files; those of the credentials file win.
    sections: BTreeMap<String, Section>,
    /// What several profiles may say of their login by IAM Identity Center.
    sso_sessions: BTreeMap<String, Section>,
    chosen: String,
    /// Whether somebody named it, so that it has to be there.
    is_named: bool,
}

/// So many profiles may lead from one to the next.
const LONGEST_CHAIN: usize = 8;

impl Profiles {
    pub fn read(environment: &Environment) -> Result<Self, AwsError> {
        let named = environment
            .variable("AWS_PROFILE")
            .or_else(|| environment.variable("AWS_DEFAULT_PROFILE"));
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let mut sso_sessions = BTreeMap::new();
        for (heading, section) in file(environment, "AWS_CONFIG_FILE", ".aws/config")? {
            if let Some(name) = heading.strip_prefix("sso-session ") {
                sso_sessions.insert(name.to_owned(), section);
                continue;
            }
            // Only the default profile goes without the word in front.
            let name = match heading.strip_prefix("profile ") {
                Some(name) => name,
                None if heading == "default" => "default",
                None => continue,
            };
            sections.entry(name.to_owned()).or_default().extend(section);
        }
        let credentials = file(
            environment,
            "AWS_SHARED_CREDENTIALS_FILE",
            ".aws/credentials",
        )?;
        for (name, section) in credentials {
            sections.entry(name).or_default().extend(section);
        }
        Ok(Self {
            sections,
            sso_sessions,
            is_named: named.is_some(),
            chosen: named.unwrap_or_else(|| "default".to_owned()),
        })
    }

    /// What the chosen profile says.
    pub fn setting(&self, key: &str) -> Option<String> {
        let value = self.sections.get(&self.chosen)?.get(key)?;
        (!value.is_empty()).then(|| value.clone())
    }

    /// How a sentence says that the chosen profile has no credentials.
    pub fn looked(&self) -> String {
        match self.sections.get(&self.chosen) {
            Some(_) => format!("the profile {} has none", quote(&self.chosen)),
            None => format!("there is no profile {}", quote(&self.chosen)),
        }
    }

    /// `None` if nobody named a profile, and the default one has no credentials.
    pub fn credentials(&self, sources: &Sources) -> Result<Option<Credentials>, AwsError> {
        if self.sections.contains_key(&self.chosen) {
            let found = self.resolve(sources, &self.chosen, &mut Vec::new())?;
            if found.is_some() || !self.is_named {
                return Ok(found);
            }
            return Err(fault(&self.chosen, "holds no credentials", None));
        }
        if !self.is_named {
            return Ok(None);
        }
        let names = self.sections.keys().map(String::as_str);
        let help =
            nearest(&self.chosen, names).map(|near| format!("did you mean {}?", quote(near)));
        Err(fault(
            &self.chosen,
            "is in none of AWS's files",
            help.as_deref(),
        ))
    }

    /// The credentials of a profile: a role's before its own keys, as AWS's programs have it.
    fn resolve(
        &self,
        sources: &Sources,
        name: &str,
        way: &mut Vec<String>,
    ) -> Result<Option<Credentials>, AwsError> {
        let Some(section) = self.sections.get(name) else {
            return Err(fault(
                name,
                "is named by another profile and is in no file",
                None,
            ));
        };
        let get = |key: &str| section.get(key).filter(|value| !value.is_empty());
        // A profile that is its own source stands there for its keys.
        let comes_back = way.iter().any(|one| one == name);
        if !comes_back && let Some(role) = get("role_arn") {
            if way.len() >= LONGEST_CHAIN {
                return Err(fault(name, "follows too many other profiles", None));
            }
            way.push(name.to_owned());
            if get("mfa_serial").is_some() {
                return Err(by_hand(name, "wants a one-time code"));
            }
            let assume = Assume {
                role: role.clone(),
                session: get("role_session_name").cloned(),
                external_id: get("external_id").cloned(),
                duration: get("duration_seconds").cloned(),
            };
            let identity = self.identity(sources, name, section, way)?;
            return sts::assume(sources, &assume, &identity).map(Some);
        }
        if logs_in(section) {
            let login = self.login(name, section)?;
            return sso::credentials(sources, &login).map(Some);
        }
        let origin = format!("the profile {}", quote(name));
        match (get("aws_access_key_id"), get("aws_secret_access_key")) {
            (Some(id), Some(secret)) => Ok(Some(Credentials {
                access_key_id: id.as_str().into(),
                secret_access_key: secret.as_str().into(),
                session_token: get("aws_session_token").map(|token| Secret::from(token.as_str())),
                origin,
            })),
            (None, None) => match get("credential_process") {
                Some(command) => {
                    let longest = sources.client.remaining();
                    process::credentials(command, &origin, longest).map(Some)
                }
                None if comes_back => Err(fault(name, "leads back to itself", None)),
                None => Ok(None),
            },
            _ => Err(fault(name, "holds half of an access key", None)),
        }
    }

    /// How a profile logs in by IAM Identity Center: what is about all of it may stand in a session that it shares.
    fn login<'p>(
        &'p self,
        name: &'p str,
        section: &'p Section,
    ) -> Result<sso::Login<'p>, AwsError> {
        let get = |section: &'p Section, key: &str| {
            let value = section.get(key).map(String::as_str);
            value.filter(|value| !value.is_empty())
        };
        let session = get(section, "sso_session");
        let shared = match session {
            Some(session) => self.sso_sessions.get(session).ok_or_else(|| {
                let reason = format!(
                    "logs in by the session {}, which is in no file",
                    quote(session)
                );
                let help = format!("add `[sso-session {session}]` to the config file");
                fault(name, &reason, Some(&help))
            })?,
            None => section,
        };
        let needed = |section, key| {
            get(section, key).ok_or_else(|| {
                let reason = format!("logs in by IAM Identity Center, and has no `{key}`");
                let help = format!("run `aws configure sso --profile {}`", plain(name));
                fault(name, &reason, Some(&help))
            })
        };
        Ok(sso::Login {
            profile: name,
            account: needed(section, "sso_account_id")?,
            role: needed(section, "sso_role_name")?,
            region: needed(shared, "sso_region")?,
            token: match session {
                Some(session) => session,
                None => needed(section, "sso_start_url")?,
            },
        })
    }

    /// Who assumes the role of a profile.
    fn identity(
        &self,
        sources: &Sources,
        name: &str,
        section: &Section,
        way: &mut Vec<String>,
    ) -> Result<Identity, AwsError> {
        let get = |key: &str| section.get(key).filter(|value| !value.is_empty());
        if let Some(file) = get("web_identity_token_file") {
            return Ok(Identity::Token(sources.environment.expanded(file)));
        }
        let found = match (get("source_profile"), get("credential_source")) {
            (Some(source), None) => self.resolve(sources, source, way)?,
            (None, Some(source)) => match source.as_str() {
                "Environment" => of_environment(sources.environment)?,
                "EcsContainer" => container::credentials(sources)?,
                "Ec2InstanceMetadata" => instance::credentials(sources)?.ok(),
                other => {
                    let reason = format!("names the unknown source {}", quote(other));
                    return Err(fault(name, &reason, None));
                }
            },
            (Some(_), Some(_)) => {
                let reason = "has both `source_profile` and `credential_source`";
                return Err(fault(name, reason, Some("leave out one of them")));
            }
            (None, None) => {
                let reason = "has a `role_arn` and does not say who assumes it";
                return Err(fault(name, reason, Some("add `source_profile`")));
            }
        };
        found
            .map(Identity::Credentials)
            .ok_or_else(|| fault(name, "names a source that has no credentials", None))
    }
}

/// Whether the credentials are those of IAM Identity Center: a session alone may be there for its token, beside others.
fn logs_in(section: &Section) -> bool {
    let any = |keys: [&str; 2]| {
        let get = |key: &&str| section.get(*key).is_some_and(|value| !value.is_empty());
        keys.iter().any(get)
    };
    let place = any(["sso_session", "sso_start_url"]);
    let role = any(["sso_account_id", "sso_role_name"]);
    let others = any(["aws_access_key_id", "credential_process"]);
    place && role || (place || role) && !others
}

/// What only AWS's own command line does.
fn by_hand(name: &str, reason: &str) -> AwsError {
    let help = format!(
        "run `eval \"$(aws configure export-credentials --profile {} --format env)\"` first",
        plain(name)
    );
    fault(
        name,
        &format!("{reason}, which is not done here"),
        Some(&help),
    )
}

/// The sections of one of the files; none if it does not exist and nobody named it.
fn file(
    environment: &Environment,
    variable: &str,
    below_home: &str,
) -> Result<BTreeMap<String, Section>, AwsError> {
    let Some(path) = environment.path(variable, below_home) else {
        return Ok(BTreeMap::new());
    };
    let is_missing = |path: &Path| matches!(path.try_exists(), Ok(false));
    if is_missing(&path) {
        return Ok(BTreeMap::new());
    }
    let text = environment::read(&path).map_err(|reason| AwsError::File {
        what: quote(&path.to_string_lossy()),
        reason,
    })?;
    Ok(settings_file::read(&text))
}
