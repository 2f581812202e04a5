use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Arn, Part, Text};
use crate::operator::Family;
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "session-in-principal-arn",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "ARN of a session where requests have the ARN of its role",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

const KEY: &str = "aws:PrincipalArn";

/// Every value of the key that is the ARN of a role's sessions.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask(KEY) {
        return Vec::new();
    }
    let conditions = cx.policy.statements.iter().flat_map(|one| &one.conditions);
    let compared = conditions.filter(|condition| {
        let family = condition.spec.map(|spec| spec.base.family());
        condition.is_on(KEY) && matches!(family, Some(Family::Arn | Family::String))
    });
    let values = compared.flat_map(|condition| &condition.values);
    values.filter_map(finding).collect()
}

fn finding(value: &Text) -> Option<Finding> {
    let arn = Arn::parse(value.known()?)?;
    let session = arn.resource.strip_prefix("assumed-role/")?;
    if arn.service != "sts" {
        return None;
    }
    let role = session.split('/').next().unwrap_or_default();
    let Arn {
        partition, account, ..
    } = arn;
    let meant = format!("arn:{partition}:iam::{account}:role/{role}");
    let finding = RULE
        .finding(format!(
            "no request has the ARN of a session as its {}",
            quote(KEY)
        ))
        .at(value.span(), "matches nobody");
    let finding = finding.help("write the ARN of the role, with its path");
    // Of a pattern the path would have to be known, and a variable may hold the slash.
    let is_plain = !arn.account.contains(['*', '?']) && !role.contains(['*', '?']);
    if role.is_empty() || !is_plain || arn.resource.contains('$') || account.contains('$') {
        return Some(finding);
    }
    let edit = Edit::replace(value.span(), serde_json::Value::from(meant).to_string());
    Some(finding.fix(
        "name the role instead of its sessions",
        Safety::Unsafe,
        vec![edit],
    ))
}
