use crate::finding::{Category, Finding, Meta, Severity};
use crate::integration::{Field, Integration};
use crate::model::{Arn, is_account_id};
use crate::rules::{Check, Rule, Run};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "customer-role-mismatch",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "integration that was set up for another role",
        codes: &[],
    },
    options: &[],
    check: Check::Run(check),
};

/// The role that Confluent was told to assume, where it can be no role or is another one than ours.
fn check(run: &Run) -> Vec<Finding> {
    let Some(integration) = run.integration else {
        return Vec::new();
    };
    let Some(told) = &integration.customer_role_arn else {
        return Vec::new();
    };
    let own = integration.role_arn.known();
    if own.is_some_and(|own| own.value == told.value) {
        let finding = RULE
            .finding("the integration was set up with Confluent's own role as the customer's")
            .at(
                told.span,
                "Confluent's role, which Confluent need not assume",
            );
        return vec![finding.help(AGAIN)];
    }
    let difference = no_role(&told.value)
        .or_else(|| differs(told, run.role_arn?))
        .or_else(|| parted(integration));
    let finding =
        difference.map(|(message, label)| RULE.finding(message).at(told.span, label).help(AGAIN));
    finding.into_iter().collect()
}

/// The role of an integration cannot be changed.
const AGAIN: &str = "create the integration again, with the ARN of the role to assume";

/// Why a text is the ARN of no role.
fn no_role(told: &str) -> Option<(String, &'static str)> {
    let Some(arn) = Arn::parse(told) else {
        return Some((
            format!(
                "the integration was set up with {}, which is no ARN of a role",
                quote(told)
            ),
            "expected `arn:aws:iam::ACCOUNT:role/NAME`",
        ));
    };
    let (kind, name) = arn.typed_resource();
    match kind {
        "role" if arn.service == "iam" && is_account_id(arn.account) && !name.is_empty() => None,
        "policy" => Some((
            "the integration was set up with the ARN of a policy instead of a role".to_owned(),
            "a policy, which nobody can assume",
        )),
        "assumed-role" => Some((
            "the integration was set up with the ARN of a session instead of its role".to_owned(),
            "one session of the role",
        )),
        _ => Some((
            format!(
                "the integration was set up with {}, which is no ARN of a role",
                quote(told)
            ),
            "expected `arn:aws:iam::ACCOUNT:role/NAME`",
        )),
    }
}

/// Why no role of Confluent's partition gets into the role.
fn parted(integration: &Integration) -> Option<(String, &'static str)> {
    let (theirs, ours) = integration.parted()?;
    Some((
        format!(
            "Confluent cannot assume this role: its own is in the partition {}, this one in {}",
            quote(theirs),
            quote(ours)
        ),
        "no role is trusted across partitions",
    ))
}

/// What sets the two roles apart; `ours` is an ARN, or the name of the role alone.
fn differs(told: &Field, ours: &str) -> Option<(String, &'static str)> {
    let arn = Arn::parse(&told.value)?;
    let Some(our_arn) = Arn::parse(ours) else {
        let message = format!(
            "the integration was set up for another role than {}",
            quote(ours)
        );
        return (arn.name() != ours).then_some((message, "Confluent assumes this one"));
    };
    if told.value == ours {
        return None;
    }
    let label = if told.value.eq_ignore_ascii_case(ours) {
        "differs in letter case, which counts"
    } else if arn.name() != our_arn.name() {
        "Confluent assumes this one"
    } else if arn.account != our_arn.account {
        "same name in another account"
    } else if arn.partition != our_arn.partition {
        "same name in another partition"
    } else {
        "same name under another path"
    };
    Some((
        format!(
            "the integration was set up for another role than {}",
            quote(ours)
        ),
        label,
    ))
}
