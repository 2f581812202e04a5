use crate::finding::{Category, Finding, Meta, Severity};
use crate::operator::SetPrefix;
use crate::rules::principal::{missing_condition_key_for_oidc_principal, missing_required_claim};
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, Required, WebIdentity};
use crate::text::quote;

use super::foranyvalue_with_audience_claim_type::{audiences_as_sets, plainly};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "confirm-audience-claim-type",
        category: Category::Condition,
        severity: Severity::Info,
        summary: "`ForAllValues` on the audience of a token",
        codes: &["CONFIRM_AUDIENCE_CLAIM_TYPE"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every `ForAllValues:` on the audience of a provider that the statement trusts.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            if is_demanded_by_iam(cx, &identity) {
                continue;
            }
            for condition in audiences_as_sets(&identity, SetPrefix::ForAllValues) {
                let key = quote(condition.key.written());
                let finding = RULE
                    .finding(format!(
                        "`ForAllValues` is for keys with several values; {key} has one"
                    ))
                    .at(
                        condition.operator.span(),
                        "reads as if a token could have more, or none",
                    );
                findings.push(plainly(finding, statement, condition));
            }
        }
    }
    findings
}

/// Whether IAM wants this audience to be a condition, and another rule says that it is none.
fn is_demanded_by_iam(cx: &Context, identity: &WebIdentity) -> bool {
    let other = if identity.demands_some_claim() {
        &missing_required_claim::RULE
    } else {
        &missing_condition_key_for_oidc_principal::RULE
    };
    providers::required(identity.provider) == Some(Required::Claim("aud"))
        && !identity.demands("aud")
        && cx.runs(other)
}
