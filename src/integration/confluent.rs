//! What is known of Confluent's side without its response.

use crate::kind::Profile;
use crate::model::{Arn, Policy, Statement, Text, is_account_id};

use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, Outsider, outsiders, third_party};
use crate::semantics::{Caller, Request};
use crate::sort;

use super::Integration;

/// The account of Confluent's roles in every published sample. Confluent does not promise it: a hint, never a fault.
pub const ACCOUNT: &str = "851725421142";

/// How the names of Confluent's roles begin in every published sample. A hint, as [`ACCOUNT`].
pub const ROLE_PREFIX: &str = "cspi-";

/// Who counts as Confluent in one policy.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    profile: Profile,
    integration: Option<&'a Integration>,
    /// The user says that the policy is Confluent's, and none of its principals looks like it.
    anyone: bool,
}

impl<'a> Party<'a> {
    #[must_use]
    pub fn of(policy: &Policy, profile: Profile, integration: Option<&'a Integration>) -> Self {
        let anyone =
            profile == Profile::Confluent && integration.is_none() && !speaks_of_confluent(policy);
        Self {
            profile,
            integration,
            anyone,
        }
    }

    /// Whether a principal, or a value that stands for one, is Confluent's.
    #[must_use]
    pub fn includes(&self, text: &Text) -> bool {
        let expected = self.integration.and_then(|one| one.role_arn.known());
        let is_expected = || {
            expected.is_some_and(|role| {
                text.known() == Some(&role.value)
                    || account_of(text).is_some_and(|account| {
                        Arn::parse(&role.value).is_some_and(|arn| arn.account == account)
                    })
            })
        };
        self.profile == Profile::Confluent && (self.anyone || is_confluent(text) || is_expected())
    }
}

/// Someone of another account whom a statement trusts, and the request by which it assumes the role.
#[derive(Clone, Debug)]
pub struct Trusted<'p, 't> {
    /// What names it.
    pub text: &'p Text<'t>,
    /// Nothing is said in it of an external ID.
    pub request: Request,
    pub is_confluent: bool,
}

impl Party<'_> {
    /// Those of other accounts than `home` whom a statement trusts, Confluent first.
    pub fn trusted<'p, 't>(
        self,
        statement: &'p Statement<'t>,
        home: Option<&str>,
    ) -> impl Iterator<Item = Trusted<'p, 't>> {
        let mut trusted: Vec<Trusted> = outsiders(statement, home)
            .map(|Outsider { text, caller }| {
                let is_confluent = self.includes(text);
                let request = if is_confluent {
                    Request::new(caller, ASSUME_ROLE)
                } else {
                    third_party(caller)
                };
                Trusted {
                    text,
                    request,
                    is_confluent,
                }
            })
            .collect();
        // The template's principal: nobody yet, but its statement can be judged.
        let templates = statement.principals().map(|principal| &principal.text);
        let templates = templates.filter(|text| text.has_placeholder() && self.includes(text));
        trusted.extend(templates.map(|text| Trusted {
            text,
            request: Request::new(Caller::Unknown, ASSUME_ROLE),
            is_confluent: true,
        }));
        sort::by_key(&mut trusted, |one| !one.is_confluent);
        trusted.into_iter()
    }
}

/// Whether a trust policy is about Confluent: a principal of its account, of its kind of name, or its template's placeholder.
#[must_use]
pub fn speaks_of_confluent(policy: &Policy) -> bool {
    policy
        .statements
        .iter()
        .flat_map(Statement::principals)
        .any(|principal| is_confluent(&principal.text))
}

/// Whether a trust policy is about this integration, right or wrong: it speaks of Confluent, names the integration's role,
/// that role's account or its external ID, or leaves open whom it trusts.
#[must_use]
pub fn concerns(policy: &Policy, integration: &Integration) -> bool {
    let role = integration.role_arn.known().map(|role| role.value.as_str());
    let account = role.and_then(Arn::parse).map(|arn| arn.account);
    let id = integration.external_id.known();
    let principals = || policy.statements.iter().flat_map(Statement::principals);
    speaks_of_confluent(policy)
        || principals().any(|one| {
            one.text.has_placeholder()
                || role.is_some_and(|role| one.text.written().eq_ignore_ascii_case(role))
                || (account.is_some() && one.account() == account)
        })
        || policy
            .statements
            .iter()
            .flat_map(|statement| statement.conditions_on(EXTERNAL_ID))
            .flat_map(|condition| &condition.values)
            .filter_map(Text::known)
            .any(|value| id.is_some_and(|id| value.trim().eq_ignore_ascii_case(&id.value)))
}

/// Whether a principal looks like Confluent's.
#[must_use]
pub fn is_confluent(text: &Text) -> bool {
    let Some(known) = text.known() else {
        return text.has_placeholder() && text.written().contains("confluent");
    };
    if is_account_id(known) {
        return known == ACCOUNT;
    }
    Arn::parse(known).is_some_and(|arn| {
        let named = arn.resource.starts_with("role/") && arn.name().starts_with(ROLE_PREFIX);
        named || arn.account == ACCOUNT
    })
}

/// The account that a text names as a whole: its ID, or its root.
fn account_of<'a>(text: &'a Text) -> Option<&'a str> {
    let known = text.known()?;
    if is_account_id(known) {
        return Some(known);
    }
    let arn = Arn::parse(known)?;
    (arn.service == "iam" && arn.resource == "root").then_some(arn.account)
}

/// Whether a role is named as Confluent names the roles of its integrations.
#[must_use]
pub fn is_integration_role(arn: &str) -> bool {
    Arn::parse(arn)
        .is_some_and(|arn| arn.resource.starts_with("role/") && arn.name().starts_with(ROLE_PREFIX))
}
