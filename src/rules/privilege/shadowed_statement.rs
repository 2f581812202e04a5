use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{List, Statement};
use crate::proof::{self, Query, Side, Verdict};
use crate::rules::meaning::LIMITS;
use crate::rules::trust::leftover_bootstrap_deny;
use crate::rules::{Check, Context, Rule};
use crate::semantics::pattern::{Case, written_overlap};
use crate::semantics::trust::denies_everyone;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "shadowed-statement",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "`Allow` that the policy's own `Deny` takes back whole",
        codes: &[],
    },
    page: include_str!("../../../rules/privilege/shadowed-statement.md"),
    options: &[],
    check: Check::Policy(check),
};

/// Of so many statements of a policy the question is asked: more than anybody writes beside a `Deny`.
const MOST: usize = 64;
/// How many statements that deny are shown.
const SHOWN: usize = 3;

/// Every `Allow` that lets in nothing, though it would without the `Deny` statements.
fn check(cx: &Context) -> Vec<Finding> {
    if is_told(cx) {
        return Vec::new();
    }
    let denies: Vec<&Statement> = cx
        .policy
        .denies()
        .filter(|deny| deny.sound)
        .take(MOST)
        .collect();
    if denies.is_empty() {
        return Vec::new();
    }
    let allows = cx.policy.allows().filter(|allow| allow.sound).take(MOST);
    allows
        .filter_map(|allow| {
            let touching = denies.iter().copied().filter(|deny| may_cover(deny, allow));
            let touching: Vec<&Statement> = touching.collect();
            let is_shadowed = !touching.is_empty()
                && grants_nothing(cx, allow, &touching)
                && !grants_nothing(cx, allow, &[]);
            is_shadowed.then(|| finding(allow, &touching))
        })
        .collect()
}

/// `leftover-bootstrap-deny` speaks of a placeholder that denies everyone.
fn is_told(cx: &Context) -> bool {
    cx.policy_type == PolicyType::Trust
        && cx.runs(&leftover_bootstrap_deny::RULE)
        && cx.policy.denies().any(denies_everyone)
}

/// Whether a `Deny` may take back the first of what an `Allow` names: only then it can take back the whole, alone or with
/// others.
fn may_cover(deny: &Statement, allow: &Statement) -> bool {
    let meets = |deny: Option<&List>, allow: Option<&List>, case: Case| {
        let (Some(deny), Some(allow)) = (deny, allow) else {
            return true;
        };
        let first = allow.items.first().and_then(|item| item.known());
        let Some(first) = first.filter(|_| !deny.negated() && !allow.negated()) else {
            return true;
        };
        let mut items = deny.items.iter();
        items.any(|item| {
            let text = item.known();
            text.is_none_or(|text| text.contains("${") || written_overlap(text, first, case))
        })
    };
    let is_open = |list: Option<&List>| {
        list.and_then(|list| list.items.first()?.known())
            .is_some_and(|text| text.contains("${"))
    };
    meets(deny.action.as_ref(), allow.action.as_ref(), Case::AsciiFold)
        && (is_open(allow.resource.as_ref())
            || meets(
                deny.resource.as_ref(),
                allow.resource.as_ref(),
                Case::Sensitive,
            ))
}

/// Whether it is proven that a statement and some that deny let in no request.
fn grants_nothing(cx: &Context, allow: &Statement, denies: &[&Statement]) -> bool {
    let statements = denies.iter().copied().chain([allow]).cloned();
    let policy = cx.policy.with_only(statements.collect());
    let side = Side {
        policy: &policy,
        policy_type: cx.policy_type,
    };
    let query = Query {
        allowed_by: &[side],
        not_by: None,
    };
    matches!(proof::ask(&query, &LIMITS), Verdict::Proven)
}

fn finding(allow: &Statement, denies: &[&Statement]) -> Finding {
    let mut finding = RULE
        .finding("this statement allows nothing: every request that it lets in is denied")
        .at(allow.head(), "`Deny` wins over `Allow`, whatever the order");
    let word = if denies.len() == 1 {
        "denies all of it"
    } else {
        "denies a part of it"
    };
    for deny in denies.iter().take(SHOWN) {
        finding = finding.related(deny.head(), word);
    }
    finding.help("remove it, or narrow what is denied")
}
