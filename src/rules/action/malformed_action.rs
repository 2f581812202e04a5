use std::ops::Range;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{Element, Text};
use crate::rules::{Check, Context, Rule};
use crate::syntax::Kind;
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "malformed-action",
        category: Category::Action,
        severity: Severity::Error,
        summary: "action that is not written as `service:Name`",
        codes: &[],
    },
    options: &[],
    check: Check::Policy(check),
};

/// Every entry of `Action` or `NotAction` whose form AWS refuses, whether or not such an action exists.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in &cx.policy.statements {
        let (Some(list), Some(actions)) = (&statement.action, cx.actions(statement)) else {
            continue;
        };
        if actions.all_known() {
            continue;
        }
        // What names actions has their form.
        let unknown = list.items.iter().zip(&actions.named);
        let unknown = unknown.filter(|(_, named)| !named.is_known());
        findings.extend(
            unknown
                .filter(|(action, _)| {
                    action.kind() != Kind::String || !is_plain_action(action.written().as_bytes())
                })
                .filter_map(|(action, _)| finding(list.element, action, action.known()?)),
        );
    }
    findings
}

fn finding(element: Element, action: &Text, text: &str) -> Option<Finding> {
    let fault = fault(text)?;
    let name = quote(text);
    let at = |message: String, range: Range<usize>, label: &'static str| {
        RULE.finding(message).at(action.part(range), label)
    };
    Some(match fault {
        Fault::Empty => RULE
            .finding(format!("an action in `{}` is empty", element.name()))
            .at(action.span(), "names nothing")
            .help("name an action, or remove the entry"),
        Fault::Space(range) => {
            let finding = at(
                format!("{name} holds white space"),
                range,
                "part of no action's name",
            );
            let cured: String = text.split_whitespace().collect();
            if is_plain(&cured) {
                let edit = Edit::replace(action.span(), format!("\"{cured}\""));
                finding.help(format!("write `{cured}`")).fix(
                    "remove the white space",
                    Safety::Unsafe,
                    vec![edit],
                )
            } else {
                finding.help("remove it")
            }
        }
        Fault::NoColon => RULE
            .finding(format!("{name} names no service"))
            .at(action.span(), "an action is written `service:Name`")
            .help("put the service and a colon before the name"),
        Fault::Arn => RULE
            .finding(format!("{name} is an ARN, not an action"))
            .at(action.span(), "an action is written `service:Name`")
            .help("move it to `Resource`"),
        Fault::SecondColon(range) => at(
            format!("{name} has more than one colon"),
            range,
            "one colon too many",
        )
        .help("write `service:Name`"),
        Fault::NoService => RULE
            .finding(format!("{name} names no service"))
            .at(action.span(), "nothing stands before the colon")
            .help("put the service before the colon"),
        Fault::NoName(range) => at(
            format!("{name} names no action of its service"),
            range,
            "nothing follows the colon",
        )
        .help("name an action"),
        Fault::Wildcard(range) if text == "*:*" => at(
            "`*:*` is refused: a service cannot be a wildcard".to_owned(),
            range,
            "only a service's full name may stand before a colon",
        )
        .help("name the services; all of them are `*`, without a colon"),
        Fault::Wildcard(range) => at(
            format!("{name} has a wildcard in its service"),
            range,
            "only a service's full name may stand before a colon",
        )
        .help("write one entry for each service"),
        Fault::Character(range) => at(
            format!("{name} has no name of a service before its colon"),
            range,
            "takes letters, digits, `-` and `.` only",
        )
        .help("write the service's prefix, such as `s3`"),
    })
}

/// What is wrong with the form of an action, and where in it.
enum Fault {
    Empty,
    Space(Range<usize>),
    NoColon,
    Arn,
    SecondColon(Range<usize>),
    NoService,
    NoName(Range<usize>),
    Wildcard(Range<usize>),
    Character(Range<usize>),
}

/// The common case, looked at quickly: a policy has dozens of actions. A service, one colon, a name of visible ASCII.
fn is_plain_action(text: &[u8]) -> bool {
    let colon = text.iter().position(|&byte| !is_service(byte));
    let Some((service, [b':', name @ ..])) = colon.and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b':';
    !service.is_empty() && !name.is_empty() && name.iter().all(is_plain)
}

fn fault(text: &str) -> Option<Fault> {
    // Of policy variables another rule speaks.
    if text == "*" || text.contains("${") {
        return None;
    }
    if text.is_empty() {
        return Some(Fault::Empty);
    }
    if let Some(fault) = space(text) {
        return Some(fault);
    }
    let Some((service, name)) = text.split_once(':') else {
        return Some(Fault::NoColon);
    };
    let colon = service.len();
    if text.starts_with("arn:") {
        return Some(Fault::Arn);
    }
    if service.is_empty() {
        return Some(Fault::NoService);
    }
    if let Some(second) = name.find(':') {
        let at = colon + 1 + second;
        return Some(Fault::SecondColon(at..at + 1));
    }
    if service.contains(['*', '?']) {
        return Some(Fault::Wildcard(0..colon));
    }
    if !service.bytes().all(is_service) {
        return Some(Fault::Character(0..colon));
    }
    name.is_empty().then_some(Fault::NoName(colon..colon + 1))
}

/// The first run of white space.
fn space(text: &str) -> Option<Fault> {
    let start = text.find(char::is_whitespace)?;
    let run = text.get(start..)?;
    let length = run
        .find(|char: char| !char.is_whitespace())
        .unwrap_or(run.len());
    Some(Fault::Space(start..start + length))
}

fn is_service(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
}

/// Whether it can be written between quotes as it is, and is an action then.
fn is_plain(text: &str) -> bool {
    fault(text).is_none()
        && text
            .bytes()
            .all(|byte| is_service(byte) || matches!(byte, b':' | b'*' | b'?' | b'_'))
}
