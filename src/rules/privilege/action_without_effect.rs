use crate::finding::{Category, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{List, Statement, Text};
use crate::rules::action::unsupported_action_in_policy::{self, declared, foreign_service};
use crate::rules::resource::{arn_of_no_resource, unsupported_resource_arn_in_policy};
use crate::rules::{Check, Context, Rule};
use crate::semantics::actions::Named;
use crate::semantics::forms::WrittenResource;
use crate::semantics::statement_resources::{Reach, StatementResources};

mod doubt;
mod edits;
mod words;

use doubt::may_act;
use words::{cure, message, misses, needs, types};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "action-without-effect",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "action that acts on none of the resources of its statement",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// How many other actions have a label.
const SHOWN: usize = 3;

/// An action as written, what it names, and how far the resources are from that.
type Lost<'s> = (&'s Text<'s>, &'s Named, Reach);

/// Every statement with actions that no resource of it lets in. A `Deny` that denies too little is another matter, and
/// what a trust policy has no place for is `permission-in-trust-policy`.
fn check(cx: &Context) -> Vec<Finding> {
    if matches!(cx.policy_type, PolicyType::Trust | PolicyType::Rcp) {
        return Vec::new();
    }
    cx.policy
        .allows()
        .filter_map(|statement| {
            let resources = statement.resource.as_ref()?;
            if unsupported_resource_arn_in_policy::speaks_of_all(cx, statement) {
                return None;
            }
            // Nearly all statements have one `*`, which may be any resource.
            if resources.items.iter().any(|item| item.known() == Some("*")) {
                return None;
            }
            let values = cx.resources(statement);
            let mut read = StatementResources::of(resources, values, cx.catalog)?;
            let lost = lost_actions(cx, statement, values, &mut read);
            // Of what can be no resource of any action the cause is told, and the cure with it.
            let mut all = values.iter().flatten();
            if !lost.is_empty() && all.all(|one| arn_of_no_resource::is_certain_of(cx, one)) {
                return None;
            }
            finding(cx, statement, resources, &lost)
        })
        .collect()
}

fn lost_actions<'s>(
    cx: &'s Context,
    statement: &'s Statement,
    values: &[Option<WrittenResource>],
    resources: &mut StatementResources,
) -> Vec<Lost<'s>> {
    let Some(actions) = cx.actions(statement) else {
        return Vec::new();
    };
    let declared = declared(cx).filter(|_| cx.runs(&unsupported_action_in_policy::RULE));
    let is_foreign =
        |text| declared.is_some_and(|(_, reach)| foreign_service(cx, text, reach).is_some());
    let named = statement.actions().zip(&actions.named);
    let mut asked = 0;
    named
        // Of an action of another service it is said that it has no place here.
        .filter(|(text, _)| !is_foreign(text))
        .filter_map(|(text, named)| {
            let reach = match named {
                Named::Action(action) => resources.reach(*action),
                Named::Pattern(_, set) => resources.reach_of_any(set),
                _ => return None,
            };
            let reach = match reach {
                Reach::Never => match may_act(named, values, cx.catalog, &mut asked) {
                    Some(true) => Reach::Undocumented,
                    Some(false) => Reach::Never,
                    None => return None,
                },
                reach => reach,
            };
            (reach != Reach::Possible).then_some((text, named, reach))
        })
        .collect()
}

fn finding(
    cx: &Context,
    statement: &Statement,
    resources: &List,
    lost: &[Lost],
) -> Option<Finding> {
    // What can never work is told before what AWS only does not promise.
    let is_never = |(_, _, reach): &&Lost| *reach == Reach::Never;
    let (first, severity) = match lost.iter().find(is_never) {
        Some(never) => (never, Severity::Warning),
        None => (lost.first()?, Severity::Info),
    };
    let same: Vec<&Lost> = lost.iter().filter(|one| one.2 == first.2).collect();
    let place = match resources.items.as_slice() {
        [only] => only.span(),
        _ => resources.key,
    };
    let types = types(first.1, cx.catalog);
    let mut finding = RULE
        .finding(message(&same, types.is_empty()))
        .at(first.0.span(), needs(first, &types))
        .related(place, misses(first, &types, resources.items.len()))
        .help(cure(&types, first.2))
        .severity(severity);
    if let Some((title, edits)) = edits::of(cx, statement, resources, &same) {
        // What the statement never allowed is allowed then: as it was meant, it seems.
        finding = finding.fix(title, Safety::Unsafe, edits);
    }
    for other in same.into_iter().skip(1).take(SHOWN) {
        let types = self::types(other.1, cx.catalog);
        finding = finding.related(other.0.span(), needs(other, &types));
    }
    Some(finding)
}
