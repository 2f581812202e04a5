use crate::catalog::operations;
use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Arn, Condition, Principal, PrincipalKind, Statement, Text, is_account_id};
use crate::rules::condition::unsupported_condition_key_for_service_principal::never_met;
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::demand_value;
use crate::text::quote;

use super::malformed_principal;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "restrict-access-to-service-principal",
        category: Category::Principal,
        severity: Severity::Warning,
        summary: "service principal that may act for any account",
        codes: &["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Keys that say for which resource, account or organization a service calls.
const SOURCE_KEYS: [&str; 4] = [
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// Other keys by which some services are held to one customer; better ones are another rule's advice.
const OTHER_KEYS: [&str; 6] = [
    "aws:Referer",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "kms:CallerAccount",
    SKILL,
    "sts:ExternalId",
];

/// The ID of the skill for which Alexa calls a function.
const SKILL: &str = "lambda:EventSourceToken";

/// Services that send none of these keys when they assume a role for their own instances and functions, or that take
/// roles of the cluster's account alone (`pods.eks`).
const EXEMPT: [&str; 4] = ["ec2", "lambda", "edgelambda", "pods"];

/// Every `Allow` for a service that does not say for whom the service may act.
fn check(cx: &Context) -> Vec<Finding> {
    let (severity, what) = match cx.policy_type {
        PolicyType::Resource => (Severity::Warning, "use this resource"),
        PolicyType::Trust => (Severity::Info, "assume this role"),
        _ => return Vec::new(),
    };
    cx.policy
        .allows()
        .filter(|statement| !is_shared(statement))
        .filter_map(open_service)
        // AWS refuses a name that is misspelt.
        .filter(|principal| !malformed_principal::speaks_of(cx, principal))
        .map(|principal| {
            let service = quote(principal.text.written());
            RULE.finding(format!("{service} may {what} on behalf of any account"))
                .at(
                    principal.text.span(),
                    "trusted, whichever account makes it call",
                )
                .help(if principal.text.written().starts_with("alexa-") {
                    "add a condition on `lambda:EventSourceToken` with the ID of the skill"
                } else {
                    "add a condition on `aws:SourceAccount` or `aws:SourceArn`"
                })
                .severity(severity)
        })
        .collect()
}

/// Whether it is what a data catalog needs so that AWS RAM can share it, which AWS publishes without any condition.
///
/// Source: "Managing cross-account permissions using both AWS Glue and Lake Formation" in the AWS Lake Formation Developer Guide.
fn is_shared(statement: &Statement) -> bool {
    let mut actions = statement.actions().peekable();
    actions.peek().is_some()
        && actions.all(|action| action.known().is_some_and(operations::is_published))
        && statement
            .principals()
            .all(|principal| principal.text.known() == Some("ram.amazonaws.com"))
}

/// The first service of a statement whose conditions hold it to nobody.
fn open_service<'s, 't>(statement: &'s Statement<'t>) -> Option<&'s Principal<'t>> {
    let service = callable(statement)?;
    let held = names_source(statement)
        || OTHER_KEYS
            .iter()
            .any(|key| demand_value(statement.conditions_on(key)))
        || statement.conditions.iter().any(names_account_of_data);
    // Where no service gets in at all, none is to be held to anybody.
    (!held && never_met(statement).is_none()).then_some(service)
}

/// Whether a service may use a key only for data of an account that is named.
///
/// Source: "Encrypt log data in CloudWatch Logs using AWS Key Management Service" in its user guide.
fn names_account_of_data(condition: &Condition) -> bool {
    let names_account = |value: &Text| {
        let arn = value.known().and_then(Arn::parse);
        arn.is_some_and(|arn| is_account_id(arn.account))
    };
    let key = condition.key.written();
    key.get(..ENCRYPTION_CONTEXT.len())
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case(ENCRYPTION_CONTEXT))
        && demand_value([condition])
        && condition.values.iter().all(names_account)
}

const ENCRYPTION_CONTEXT: &str = "kms:EncryptionContext:";

/// The first service of a statement that acts for many customers.
pub(super) fn callable<'s, 't>(statement: &'s Statement<'t>) -> Option<&'s Principal<'t>> {
    statement
        .principals()
        .find(|principal| principal.kind == PrincipalKind::Service && !is_exempt(principal))
}

/// Whether a statement says with AWS's own keys on whose behalf a service has to call.
pub(super) fn names_source(statement: &Statement) -> bool {
    SOURCE_KEYS
        .iter()
        .any(|key| demand_value(statement.conditions_on(key)))
}

fn is_exempt(principal: &Principal) -> bool {
    let name = principal
        .text
        .written()
        .split('.')
        .next()
        .unwrap_or_default();
    EXEMPT.contains(&name)
}
