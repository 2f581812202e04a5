use crate::finding::{Category, Finding, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{List, Statement, Text};
use crate::proof::{self, Query, Side, Verdict};
use crate::rules::meaning::{LIMITS, is_askable};
use crate::rules::trust::leftover_bootstrap_deny;
use crate::rules::{Check, Context, Rule};
use crate::semantics::action_matches;
use crate::semantics::pattern::{Case, Pattern, covers};
use crate::semantics::resource::resource_covers;
use crate::semantics::trust::denies_everyone;
use crate::semantics::variable::open;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "shadowed-statement",
        category: Category::Privilege,
        severity: Severity::Warning,
        summary: "`Allow` that the policy's own `Deny` takes back whole",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Of so many statements of a policy the question is asked: more than anybody writes beside a `Deny`.
const MOST: usize = 64;
/// How many values are compared with how many: policies within AWS's quotas need less.
const COMPARED: usize = 1 << 14;
/// Keys that follow from the principal that an `Allow` names.
const OF_CALLER: [&str; 3] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
];
/// How many statements that deny are shown.
const SHOWN: usize = 3;

/// Every `Allow` that lets in nothing, though it would without the `Deny` statements.
fn check(cx: &Context) -> Vec<Finding> {
    if is_told(cx) || !is_askable(cx) {
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
            let is_shadowed = may_cover(&denies, allow, cx.policy.has_variables())
                && grants_nothing(cx, allow, &denies)
                && !grants_nothing(cx, allow, &[]);
            is_shadowed.then(|| finding(allow, &denies, cx.policy.has_variables()))
        })
        .collect()
}

/// `leftover-bootstrap-deny` speaks of a placeholder that denies everyone.
fn is_told(cx: &Context) -> bool {
    cx.policy_type == PolicyType::Trust
        && cx.runs(&leftover_bootstrap_deny::RULE)
        && cx.policy.denies().any(denies_everyone)
}

/// Whether some of these can take back the whole: each action and each resource that the `Allow` names has to be one of a
/// `Deny`'s. A quick look, where nearly all end: what only several patterns together take back is left unsaid.
fn may_cover(denies: &[&Statement], allow: &Statement, variables: bool) -> bool {
    let denies: Vec<&Statement> = denies
        .iter()
        .copied()
        .filter(|deny| leaves_no_request(deny, denies, allow))
        .collect();
    let denies = denies.as_slice();
    let resource = |wide: &str, narrow: &str| {
        resource_covers(&open(wide, variables), &open(narrow, variables)).is_yes()
    };
    covered(
        allow.action.as_ref(),
        denies,
        |deny| deny.action.as_ref(),
        &action_covers,
    ) && covered(
        allow.resource.as_ref(),
        denies,
        |deny| deny.resource.as_ref(),
        &resource,
    )
}

/// Whether nothing in the conditions of a `Deny` keeps it from taking back all of an `Allow`: it has none, or each of their keys
/// is also asked by the `Allow` or by another `Deny`, or follows from who calls. Else a request with another value of the key
/// is left.
fn leaves_no_request(deny: &Statement, denies: &[&Statement], allow: &Statement) -> bool {
    let others = denies
        .iter()
        .copied()
        .filter(|other| other.index != deny.index);
    deny.conditions.iter().all(|condition| {
        let key = condition.key.written();
        let asks = |other: &Statement| other.conditions_on(key).next().is_some();
        let is_of_caller = OF_CALLER.iter().any(|one| condition.is_on(one));
        is_of_caller || asks(allow) || others.clone().any(asks)
    })
}

fn action_covers(wide: &str, narrow: &str) -> bool {
    let pattern = |text| Pattern::new(text, Case::AsciiFold);
    // What covers a pattern also takes its text: `*` and `?` are characters like others.
    wide == "*" || action_matches(wide, narrow) && covers(&pattern(wide), &pattern(narrow)).is_yes()
}

/// Whether each value of a list is one of some other list's, and of a list of exceptions none. A list of exceptions itself is
/// taken to be.
fn covered<'s>(
    list: Option<&List>,
    denies: &[&'s Statement<'s>],
    of: impl Fn(&'s Statement<'s>) -> Option<&'s List<'s>>,
    takes_in: &dyn Fn(&str, &str) -> bool,
) -> bool {
    let Some(list) = list.filter(|list| !list.negated()) else {
        return true;
    };
    let others = denies.iter().filter_map(|deny| of(deny));
    let others: usize = others.map(|wide| wide.items.len()).sum();
    if list.items.len().saturating_mul(others) > COMPARED {
        return false;
    }
    list.items.iter().all(|narrow| {
        denies.iter().any(|deny| {
            let Some(wide) = of(deny) else {
                return true;
            };
            let mut items = wide.items.iter();
            let is_one = items.any(|wide| match (wide.known(), narrow.known()) {
                (Some(wide), Some(narrow)) => takes_in(wide, narrow),
                _ => false,
            });
            is_one != wide.negated()
        })
    })
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

fn finding(allow: &Statement, denies: &[&Statement], variables: bool) -> Finding {
    let takes_part = |deny: &&Statement| {
        let lists = deny.action.as_ref().zip(allow.action.as_ref());
        let part = lists.is_none_or(|(wide, narrow)| {
            let names = |wide: &Text, narrow: &Text| {
                let both = wide.known().zip(narrow.known());
                both.is_some_and(|(wide, narrow)| action_covers(wide, narrow))
            };
            let mut wide_items = wide.items.iter();
            wide.negated()
                || narrow.negated()
                || wide_items.any(|wide| narrow.items.iter().any(|narrow| names(wide, narrow)))
        });
        part || may_cover(&[deny], allow, variables)
    };
    let denies: Vec<&Statement> = denies.iter().copied().filter(takes_part).collect();
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
