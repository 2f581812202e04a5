use crate::catalog::global_keys::{self, Presence};
use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Condition, Part, PrincipalKind, Statement};
use crate::operator::{OperatorSpec, SetPrefix};
use crate::rules::condition::redundant_if_exists::respelled;
use crate::rules::{Check, Context, Rule};
use crate::semantics::breadth::everything;
use crate::semantics::condition::{Demanded, when_absent};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "skippable-condition",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "limit on the caller that holds when its key is absent",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::IfExists, check),
};

/// Every `IfExists` in an `Allow` on a key that is there to keep requests out.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in cx.policy.allows() {
        let demanded = Demanded::by(&statement.conditions);
        for condition in &statement.conditions {
            let Some(spec) = condition.spec.filter(|spec| spec.if_exists) else {
                continue;
            };
            if !is_skippable(&demanded, condition, spec) {
                continue;
            }
            let key = quote(condition.key.written());
            let mut strict = spec;
            strict.if_exists = false;
            let finding = RULE
                .finding(format!(
                    "a request without {key} is allowed whatever its value would be"
                ))
                .at(condition.operator.span(), "holds when the key is absent")
                .related(condition.key.span(), "not every request has this key")
                .help(format!(
                    "use `{strict}`, in a statement without actions that lack the key"
                ))
                .severity(if opens_to_all(cx, statement) {
                    Severity::Error
                } else {
                    Severity::Warning
                });
            findings.push(match respelled(statement, condition, strict) {
                Some(edit) => finding.fix(format!("use `{strict}`"), Safety::Safe, vec![edit]),
                None => finding,
            });
        }
    }
    findings
}

/// Whether anybody who lacks what the conditions ask for gets in by a statement of a resource's policy.
fn opens_to_all(cx: &Context, statement: &Statement) -> bool {
    let mut principals = statement.principals();
    cx.policy_type == PolicyType::Resource
        // A policy of everything on everything is a VPC endpoint's, which lets nobody in by itself.
        && everything(statement).is_none()
        && principals.any(|principal| principal.kind == PrincipalKind::Everyone)
        && statement
            .conditions
            .iter()
            .all(|condition| when_absent(condition).is_yes())
}

/// Whether the rule says of a statement that it is open to anybody.
pub(in crate::rules) fn opens(cx: &Context, statement: &Statement) -> bool {
    if !cx.runs(&RULE) || !opens_to_all(cx, statement) {
        return false;
    }
    let demanded = Demanded::by(&statement.conditions);
    statement.conditions.iter().any(|condition| {
        let spec = condition.spec.filter(|spec| spec.if_exists);
        spec.is_some_and(|spec| is_skippable(&demanded, condition, spec))
    })
}

fn is_skippable(demanded: &Demanded, condition: &Condition, spec: OperatorSpec) -> bool {
    spec.set != Some(SetPrefix::ForAllValues)
        && !spec.base.is_negated()
        && !condition.values.is_empty()
        && restricts(demanded, condition)
}

/// Whether a request may lack the key, and nothing else in the statement asks for it.
fn restricts(demanded: &Demanded, condition: &Condition) -> bool {
    let Some(name) = condition.key.known() else {
        return false;
    };
    let Some(key) = global_keys::find(name) else {
        return false;
    };
    key.presence != Presence::Always
        && RESTRICTING.contains(&key.name)
        && !demanded.contains(name)
        && !condition
            .values
            .iter()
            .any(|value| value.known() == Some("*"))
}

/// Who calls, from where, for whom, on whose resource. What the request itself asks for may well be left out.
const RESTRICTING: [&str; 29] = [
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag/",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag/",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:TokenIssueTime",
    "aws:username",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:VpcSourceIp",
];
