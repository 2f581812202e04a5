use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{PrincipalKind, Statement, Text};
use crate::rules::{Check, Context, Rule};
use crate::semantics::coverage::names;
use crate::semantics::providers::{ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "mismatched-action-for-principal",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "action that does not fit the principals of its statement",
        codes: &["MISMATCHED_ACTION_FOR_PRINCIPAL"],
    },
    options: &[],
    check: Check::Trust(check),
};

/// A way to assume a role, and what may go it.
struct Way {
    action: &'static str,
    bit: u8,
    callers: &'static str,
}

const WAYS: [Way; 3] = [
    Way {
        action: ASSUME_ROLE,
        bit: 1,
        callers: "accounts, roles, users and services",
    },
    Way {
        action: WITH_SAML,
        bit: 2,
        callers: "SAML providers",
    },
    Way {
        action: WITH_WEB_IDENTITY,
        bit: 4,
        callers: "OIDC providers",
    },
];

const ALL: u8 = 7;

/// Every action that fits no principal of its statement, and every principal that no action of its statement fits.
fn check(cx: &Context) -> Vec<Finding> {
    cx.policy.sound_statements().flat_map(judge).collect()
}

fn judge(statement: &Statement) -> Vec<Finding> {
    let present = statement
        .principals()
        .fold(0, |bits, principal| bits | ways_of(principal.kind));
    if present == 0 || (present == ALL && statement.is_deny()) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut named = 0;
    for action in statement.actions() {
        let covered = covered(action);
        named |= covered;
        let lost = covered & !present;
        if lost == 0 {
            continue;
        }
        let is_pattern = action.known().is_some_and(|text| text.contains(['*', '?']));
        if covered & present == 0 {
            findings.push(unfit(statement, action, covered));
        } else if is_pattern && statement.is_allow() {
            findings.push(too_wide(action, lost));
        }
    }
    // A statement for tags alone, or one whose actions are at fault already, says nothing of the ways in.
    if named & present != 0 {
        findings.extend(stranded(statement, named));
    }
    findings
}

/// The ways that a principal can go; all of them where that is not known.
fn ways_of(kind: PrincipalKind) -> u8 {
    match kind {
        PrincipalKind::SamlProvider => 2,
        PrincipalKind::OidcProvider | PrincipalKind::BuiltInProvider => 4,
        PrincipalKind::Everyone
        | PrincipalKind::Unknown
        | PrincipalKind::Malformed
        | PrincipalKind::Pattern => ALL,
        _ => 1,
    }
}

/// The ways that an action names. A lone `*` is the matter of another rule.
fn covered(action: &Text) -> u8 {
    if action.known() == Some("*") {
        return 0;
    }
    WAYS.iter()
        .filter(|way| names(action, way.action).is_yes())
        .fold(0, |bits, way| bits | way.bit)
}

fn unfit(statement: &Statement, action: &Text, covered: u8) -> Finding {
    let way = WAYS.iter().find(|way| way.bit & covered != 0);
    let callers = way.map_or("", |way| way.callers);
    let finding = RULE
        .finding(format!(
            "no principal of this statement can call {}",
            quote(action.written())
        ))
        .at(action.span(), format!("made for {callers}"));
    let finding = match statement.principals().next() {
        Some(principal) => finding.related(principal.text.span(), "and this is none of them"),
        None => finding,
    };
    let fitting = statement.principals().find_map(|principal| {
        WAYS.iter()
            .find(|way| way.bit & ways_of(principal.kind) != 0)
    });
    match fitting {
        Some(way) => finding.help(format!("for this principal the action is `{}`", way.action)),
        None => finding,
    }
}

fn too_wide(action: &Text, lost: u8) -> Finding {
    let lost = WAYS.iter().find(|way| way.bit & lost != 0);
    let lost = lost.map_or("", |way| way.action);
    RULE.finding(format!(
        "{} also names actions that no principal here can call",
        quote(action.written())
    ))
    .at(action.span(), format!("stands for `{lost}` too"))
    .help("name the actions one by one")
    .severity(Severity::Warning)
}

/// The first principal of each kind that none of the statement's ways in is for.
fn stranded(statement: &Statement, named: u8) -> Vec<Finding> {
    let mut told = named;
    statement
        .principals()
        .filter_map(|principal| {
            let ways = ways_of(principal.kind);
            if ways & told != 0 {
                return None;
            }
            told |= ways;
            let way = WAYS.iter().find(|way| way.bit & ways != 0)?;
            let action = statement.actions().next()?;
            Some(
                RULE.finding(format!(
                    "no action of this statement lets {} in",
                    quote(principal.text.written())
                ))
                .at(
                    principal.text.span(),
                    format!("comes in by `{}` alone", way.action),
                )
                .related(action.span(), "which is not among these")
                .help("give this principal a statement of its own"),
            )
        })
        .collect()
}
