use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::ResourceType;
use crate::model::{Element, List, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::{Named, named_by};
use crate::semantics::coverage::names;
use crate::text::quote;

const CODE: &str = "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE";
/// Of the rule about the policies of other resources, which is silent on trust policies.
const LENT_CODE: &str = "UNSUPPORTED_ACTION_IN_POLICY";

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "permission-in-trust-policy",
        category: Category::Trust,
        severity: Severity::Error,
        summary: "permission, or a resource, in a trust policy",
        codes: &[CODE],
    },
    options: &[],
    check: Check::Trust(check),
};

/// Every statement with a resource, or with an action that is about something else than assuming the role.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| finding(cx, statement))
        .collect()
}

fn finding(cx: &Context, statement: &Statement) -> Option<Finding> {
    let resource = statement
        .key(Element::Resource)
        .or(statement.key(Element::NotResource));
    let service = statement
        .action
        .as_ref()
        .and_then(|list: &List| list.items.iter().find(|action| is_of_a_service(action)));
    let finding = match (service, resource) {
        (None, None) => return idle(cx, statement),
        (None, Some(resource)) => {
            let name = cx.text(resource);
            RULE.finding(format!("a trust policy cannot have {}", quote(&name)))
                .at(
                    resource,
                    "the resource is always the role that has this policy",
                )
                .help(format!("remove {} from the statement", quote(&name)))
                .code(CODE)
        }
        (Some(action), resource) => {
            let mut found = RULE
                .finding("a permission stands in a trust policy, which AWS then refuses to save")
                .at(action.span(), "what the role may do, not who may assume it")
                .help("move it to a policy that is attached to the role; the two never merge");
            if let Some(resource) = resource {
                found = found.related(resource, "only permission policies have it");
            } else {
                found.access_analyzer = lent(cx);
            }
            found
        }
    };
    Some(finding)
}

/// An action of STS that neither assumes a role nor marks its session.
fn idle(cx: &Context, statement: &Statement) -> Option<Finding> {
    const TAKEN: [&str; 7] = [
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoot",
        "sts:SetContext",
        "sts:SetSourceIdentity",
        "sts:TagSession",
    ];
    let is_idle = |action: &&Text| {
        let is_sts = action.known().and_then(|known| known.split_once(':'));
        // Of what is no action another rule says which one was meant.
        let is_action = || {
            matches!(
                named_by(action.written(), cx.catalog),
                Named::Action(_) | Named::Pattern(..)
            )
        };
        is_sts.is_some_and(|(service, _)| service.eq_ignore_ascii_case("sts"))
            && is_action()
            && !TAKEN.iter().any(|taken| names(action, taken).is_yes())
    };
    let list = statement.action.as_ref().filter(|list| !list.negated())?;
    let action = list.items.iter().find(is_idle)?;
    let mut found = RULE
        .finding(format!(
            "{} stands in a trust policy, and is no way to assume a role",
            quote(action.written())
        ))
        .at(
            action.span(),
            "neither assumes the role nor marks its session",
        )
        .help("remove it; what the role may do is said in its permission policies");
    found.access_analyzer = lent(cx);
    Some(found)
}

/// AWS's check tells actions alone only where it is told that this is a trust policy.
fn lent(cx: &Context) -> Option<&'static str> {
    cx.resource_type
        .filter(|one| *one == ResourceType::IamRole)
        .map(|_| LENT_CODE)
}

/// Whether an action is for certain none of STS.
fn is_of_a_service(action: &Text) -> bool {
    action
        .known()
        .and_then(|known| known.split_once(':'))
        .is_some_and(|(service, _)| {
            !service.contains(['*', '?']) && !service.eq_ignore_ascii_case("sts")
        })
}
