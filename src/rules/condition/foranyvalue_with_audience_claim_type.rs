use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::model::{Condition, Statement};
use crate::operator::{Operator, SetPrefix};
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::{Check, Context, Rule};
use crate::semantics::providers::{self, WebIdentity};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "foranyvalue-with-audience-claim-type",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "`ForAnyValue` on the audience of a token",
        codes: &["FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every `ForAnyValue:` on the audience of a provider that the statement trusts.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        for identity in providers::web_identities(statement) {
            for condition in audiences_as_sets(&identity, SetPrefix::ForAnyValue) {
                let key = quote(condition.key.written());
                let finding = RULE
                    .finding(format!(
                        "a token whose {key} has other audiences as well meets this condition"
                    ))
                    .at(condition.operator.span(), "one of the values is enough")
                    .related(condition.key.span(), "counted by AWS as one value");
                findings.push(plainly(finding, statement, condition));
            }
        }
    }
    findings
}

/// The conditions by which a provider's audience is compared as a set. A negated operator asks for no audience at all,
/// which is another fault.
pub(in crate::rules) fn audiences_as_sets<'i, 's, 't>(
    identity: &'i WebIdentity<'s, 't>,
    set: SetPrefix,
) -> impl Iterator<Item = &'s Condition<'t>> + use<'i, 's, 't> {
    providers::audience_claims(identity.provider)
        .iter()
        .flat_map(|claim| identity.conditions_on(claim))
        .filter(move |condition| {
            condition
                .spec
                .filter(|spec| spec.base != Operator::Null && !spec.base.is_negated())
                .is_some_and(|spec| spec.set == Some(set))
                && !condition.values.is_empty()
        })
}

/// The finding with the operator that has no prefix.
pub(super) fn plainly(finding: Finding, statement: &Statement, condition: &Condition) -> Finding {
    let Some(mut plain) = condition.spec else {
        return finding;
    };
    plain.set = None;
    let finding = finding.help(format!("use `{plain}`"));
    match respelled(statement, condition, plain) {
        Some(edit) => finding.fix(format!("use `{plain}`"), Safety::Unsafe, vec![edit]),
        None => finding,
    }
}
