use crate::finding::{Category, Edit, Finding, Meta, Severity};
use crate::integration::{self, Field, Integration, Trouble};
use crate::kind::Profile;
use crate::model::{Arn, Principal, PrincipalKind, Statement};
use crate::rules::{Check, Context, Rule, admission, witness};
use crate::semantics::condition::holds;
use crate::semantics::trust::{ASSUME_ROLE, EXTERNAL_ID, covers};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "principal-mismatch",
        category: Category::Integration,
        severity: Severity::Error,
        summary: "principal that is not the integration's role",
        codes: &[],
    },
    options: &[],
    check: Check::Trust(check),
};

/// The principal that stands where the integration's role belongs.
fn check(cx: &Context) -> Vec<Finding> {
    let Some(integration) = cx.integration else {
        return own(cx).into_iter().collect();
    };
    let Some(role) = integration.role_arn.known() else {
        return Vec::new();
    };
    match integration::trouble(cx.policy, integration) {
        Some(Trouble::Session { principal }) => vec![session(cx, principal, role)],
        Some(Trouble::Principal {
            statement,
            principal,
        }) => {
            vec![finding(cx, integration, role, statement, principal)]
        }
        _ => Vec::new(),
    }
}

/// Without Confluent's response: the role's own ARN, or another role or user of its account, where nobody else is trusted.
fn own(cx: &Context) -> Option<Finding> {
    if cx.profile != Profile::Confluent {
        return None;
    }
    let account = cx
        .account
        .or_else(|| Arn::parse(cx.role_arn?).map(|arn| arn.account));
    let callers = || {
        let assuming = cx
            .policy
            .allows()
            .filter(|one| !covers(one, ASSUME_ROLE).is_no());
        assuming.flat_map(Statement::principals)
    };
    let is_own = |one: &Principal| {
        let is_one = matches!(one.kind, PrincipalKind::Role | PrincipalKind::User);
        is_one && account.is_some() && one.account() == account
    };
    if !callers().all(is_own) {
        return None;
    }
    let itself = callers().find(|one| one.text.known() == cx.role_arn);
    let (message, label) = if itself.is_some() {
        (
            "Confluent cannot assume this role: it trusts itself instead of Confluent's role",
            "the role's own ARN",
        )
    } else {
        (
            "Confluent cannot assume this role: it trusts its own account instead of Confluent's role",
            "an identity of the role's own account",
        )
    };
    let principal = itself.or_else(|| callers().next())?;
    Some(
        RULE.finding(message)
            .at(principal.text.span(), label)
            .help("set the principal to `iam_role_arn` of Confluent's response"),
    )
}

fn finding(
    cx: &Context,
    integration: &Integration,
    role: &Field,
    statement: &Statement,
    principal: &Principal,
) -> Finding {
    let difference = difference(principal, role, integration);
    let mut finding = RULE
        .finding(format!(
            "Confluent cannot assume this role: {}",
            difference.0
        ))
        .at(principal.text.span(), difference.1)
        .related(role.span, "Confluent calls as this role");
    let mut edits = admission::replaced(cx, principal, &role.value);
    // With the integration's ID in it, the statement is the integration's. With another ID it may be another one's.
    let mut is_its_own = admission::wanted(cx)
        .is_some_and(|wanted| admission::is_guarded(statement, wanted.external_id));
    let mut help = "set the principal to the integration's `iam_role_arn`";
    if let Some(request) = integration::assume_role(integration) {
        finding = finding.witness(witness(&request, statement));
        let other = statement.conditions_on(EXTERNAL_ID).find(|condition| {
            holds(condition, &request.context, cx.policy.has_variables()).is_no()
        });
        if let Some(condition) = other {
            is_its_own = false;
            finding = finding.related(
                condition.value_span,
                "and this external ID is not the integration's",
            );
            help = "set the principal and the external ID to the integration's";
            if let Some(id) = integration.external_id.known() {
                finding = finding.related(id.span, "which is this one");
                edits.push(Edit::replace(
                    condition.value_span,
                    admission::json(&id.value),
                ));
            }
        }
    }
    let finding = finding.help(help);
    // Another kind of principal, or a list of IDs, may be meant for someone else.
    let clear = principal.kind == PrincipalKind::Role || principal.kind == PrincipalKind::Account;
    if clear {
        finding.fix(help, admission::safety(is_its_own), edits)
    } else {
        finding
    }
}

/// What the message says after the colon, and the label.
fn difference(
    principal: &Principal,
    role: &Field,
    integration: &Integration,
) -> (String, &'static str) {
    let written = principal.text.written();
    let own = integration.customer_role_arn.as_ref();
    if own.is_some_and(|own| own.value == written) {
        return (
            "it trusts itself instead of the integration's role".to_owned(),
            "the customer's own role",
        );
    }
    if principal.kind == PrincipalKind::Account {
        return (
            "it trusts an account that the integration's role is not in".to_owned(),
            "another account",
        );
    }
    if written.eq_ignore_ascii_case(&role.value) {
        return (
            "the principal differs from the integration's role in letter case".to_owned(),
            "the letter case of an ARN counts",
        );
    }
    let (Some(found), Some(wanted)) = (principal.arn(), Arn::parse(&role.value)) else {
        return other();
    };
    if found.name() != wanted.name() {
        return if integration::is_integration_role(written) {
            (
                "it trusts the role of another integration".to_owned(),
                "not the role of this integration",
            )
        } else {
            other()
        };
    }
    let part = |name: &str, found: &str, wanted: &str| {
        format!(
            "the principal has the {name} {}, the integration's role has {}",
            quote(found),
            quote(wanted)
        )
    };
    if found.partition != wanted.partition {
        (
            part("partition", found.partition, wanted.partition),
            "same name in another partition",
        )
    } else if found.account != wanted.account {
        (
            part("account", found.account, wanted.account),
            "same name in another account",
        )
    } else {
        (
            part("path", found.resource, wanted.resource),
            "same name, other type or path",
        )
    }
}

fn other() -> (String, &'static str) {
    (
        "the principal is not the integration's role".to_owned(),
        "the policy trusts this principal",
    )
}

fn session(cx: &Context, principal: &Principal, role: &Field) -> Finding {
    let place = principal.text.span();
    let mut statements = cx.policy.allows();
    let is_its_own = admission::wanted(cx).is_some_and(|wanted| {
        statements
            .any(|one| one.span.contains(place) && admission::is_guarded(one, wanted.external_id))
    });
    RULE.finding("Confluent may fail to assume this role: one session of its role is trusted")
        .at(
            principal.text.span(),
            "fits only while the session has this name",
        )
        .severity(Severity::Warning)
        .related(role.span, "Confluent calls as this role")
        .help("set the principal to the integration's `iam_role_arn`")
        .fix(
            "trust the role instead of its session",
            admission::safety(is_its_own),
            admission::replaced(cx, principal, &role.value),
        )
}
