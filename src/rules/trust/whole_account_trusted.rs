use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::integration::{self, Party};
use crate::model::{Arn, Principal, PrincipalKind, Statement};
use crate::rules::{Check, Context, Rule, admission, witness};
use crate::semantics::trust::{ASSUME_ROLE, Gate};
use crate::semantics::{Caller, Key, Request};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "whole-account-trusted",
        category: Category::Trust,
        severity: Severity::Warning,
        summary: "account that is trusted where one role was meant",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every account of others whose every role may assume this one.
fn check(cx: &Context) -> Vec<Finding> {
    let gate = Gate::new(cx.policy);
    let party = Party::of(cx.policy, cx.profile, cx.integration);
    let home = integration::home(cx.policy, cx.account, cx.integration);
    let mut findings = Vec::new();
    for statement in gate.allows(ASSUME_ROLE) {
        let accounts = statement
            .principals()
            .filter(|one| one.kind == PrincipalKind::Account && one.account() != home)
            // Each request looks through all conditions of the statement.
            .take_while(|_| !gate.is_spent());
        for principal in accounts {
            let Some(account) = principal.account() else {
                continue;
            };
            let request = any_role(account, statement);
            if gate.admits(statement, &request) {
                let is_confluent = party.includes(&principal.text);
                findings.push(finding(
                    cx,
                    principal,
                    account,
                    is_confluent,
                    statement,
                    &request,
                ));
            }
        }
    }
    findings
}

/// A request by a role of the account that nobody has named. It has no tags: who asks for one has singled someone out.
fn any_role(account: &str, statement: &Statement) -> Request {
    let arn = format!("arn:aws:iam::{account}:role/any-other-role");
    let request = Request::new(Caller::Identity(arn), ASSUME_ROLE)
        .with("aws:userid", Key::value("AROAANYOTHERROLE00000:session"))
        .with("aws:MultiFactorAuthPresent", Key::Absent);
    statement
        .conditions
        .iter()
        .filter_map(|condition| condition.key.known())
        .filter(|name| is_tag(name))
        .fold(request, |request, name| request.with(name, Key::Absent))
}

fn is_tag(key: &str) -> bool {
    const PREFIX: &str = "aws:PrincipalTag/";
    key.get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

fn finding(
    cx: &Context,
    principal: &Principal,
    account: &str,
    is_confluent: bool,
    statement: &Statement,
    request: &Request,
) -> Finding {
    let (message, severity, label) = if is_confluent {
        (
            "every role of Confluent's account may assume this role".to_owned(),
            Severity::Warning,
            "Confluent's whole account, with the roles of all its customers",
        )
    } else {
        (
            format!(
                "every role that account {} lets may assume this role",
                quote(account)
            ),
            Severity::Info,
            "the account as a whole",
        )
    };
    let finding = RULE
        .finding(message)
        .at(principal.text.span(), label)
        .severity(severity)
        .witness(witness(request, statement));
    let expected = cx.integration.and_then(|one| one.role_arn.known());
    match expected.filter(|_| is_confluent) {
        Some(role) => {
            let finding = finding
                .related(role.span, "the one role that calls")
                .help("trust the integration's role instead");
            narrowed(finding, cx, principal, account)
        }
        None if is_confluent => {
            finding.help("trust the role that Confluent shows for the integration")
        }
        None => finding.help("name the role that calls, or narrow it with `aws:PrincipalArn`"),
    }
}

/// The integration's role is one of its account, so nobody gets in who could not before.
fn narrowed(finding: Finding, cx: &Context, principal: &Principal, account: &str) -> Finding {
    let wanted = admission::wanted(cx)
        .filter(|wanted| Arn::parse(wanted.role).is_some_and(|arn| arn.account == account));
    match wanted {
        Some(wanted) => finding.fix(
            "trust the integration's role instead",
            Safety::Safe,
            admission::replaced(cx, principal, wanted.role),
        ),
        None => finding,
    }
}
