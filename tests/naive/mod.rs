//! A second evaluator, as plain as can be: it knows policies as data, matches by recursion, and walks AWS's flow chart
//! step by step. It shares no code with the first.

use std::cell::Cell;
use std::collections::BTreeMap;

pub struct Statement {
    pub allow: bool,
    /// By name; only in policies of resources.
    pub principals: Vec<&'static str>,
    pub not_action: bool,
    pub actions: Vec<&'static str>,
    pub not_resource: bool,
    pub resources: Vec<String>,
    pub conditions: Vec<Condition>,
}

pub struct Condition {
    pub set: &'static str,
    pub operator: &'static str,
    pub if_exists: bool,
    pub key: &'static str,
    pub values: Vec<String>,
}

#[derive(Default)]
pub struct Policies {
    pub identity: Vec<Vec<Statement>>,
    pub boundary: Option<Vec<Statement>>,
    pub session: Option<Vec<Statement>>,
    pub resource: Option<Vec<Statement>>,
    pub scps: Vec<Vec<Statement>>,
    pub rcp: Option<Vec<Statement>>,
}

pub struct Question {
    pub caller: &'static str,
    pub action: &'static str,
    pub resource: String,
    pub context: BTreeMap<&'static str, Vec<String>>,
    /// How `ForAnyValue:…IfExists` is read where its key is absent, which AWS does not document.
    pub reading: bool,
    /// Whether that was asked.
    pub is_open: Cell<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
}

/// The steps of "How AWS enforcement code logic evaluates requests", with those of another account where it is another's.
pub fn decide(policies: &Policies, question: &Question) -> Answer {
    let denies = |policy: &[Statement]| {
        policy
            .iter()
            .any(|one| !one.allow && applies(one, question))
    };
    let allows =
        |policy: &[Statement]| policy.iter().any(|one| one.allow && applies(one, question));
    let is_identity = question.caller.starts_with("arn:");

    // Step 1: an explicit deny in any policy that has a say.
    let mut all: Vec<&[Statement]> = Vec::new();
    if is_identity {
        all.extend(policies.identity.iter().map(Vec::as_slice));
        all.extend(policies.boundary.as_deref());
        all.extend(policies.session.as_deref());
        all.extend(policies.scps.iter().map(Vec::as_slice));
    }
    all.extend(policies.resource.as_deref());
    all.extend(policies.rcp.as_deref());
    if all.iter().any(|policy| denies(policy)) {
        return Answer::ExplicitDeny;
    }
    // Step 2: resource control policies always have an Allow. Step 3: each level of service control policies.
    if is_identity && !policies.scps.iter().all(|level| allows(level)) {
        return Answer::ImplicitDeny;
    }
    // Step 4: the resource's own policy.
    let granted: Vec<&str> = policies
        .resource
        .iter()
        .flatten()
        .filter(|one| one.allow && applies(one, question))
        .flat_map(|one| &one.principals)
        .copied()
        .filter(|principal| names(principal, question.caller))
        .collect();
    if !is_identity {
        return if granted.is_empty() {
            Answer::ImplicitDeny
        } else {
            Answer::Allowed
        };
    }
    let same_account = question.caller.split(':').nth(4) == question.resource.split(':').nth(4);
    if !same_account && granted.is_empty() {
        return Answer::ImplicitDeny;
    }
    if same_account
        && granted
            .iter()
            .any(|name| *name == question.caller || *name == "*")
        && !question.caller.contains(":role/")
    {
        // The very user or session: what other policies are silent of does not matter.
        return Answer::Allowed;
    }
    if same_account && granted.contains(&"*") {
        return Answer::Allowed;
    }
    // Step 5: identity policies, unless the role was granted it.
    let by_role = same_account && granted.iter().any(|name| name.contains(":role/"));
    if !by_role && !policies.identity.iter().any(|policy| allows(policy)) {
        return Answer::ImplicitDeny;
    }
    // Step 6: the boundary. Step 7: the session policy.
    if policies
        .boundary
        .as_deref()
        .is_some_and(|policy| !allows(policy))
    {
        return Answer::ImplicitDeny;
    }
    if policies
        .session
        .as_deref()
        .is_some_and(|policy| !allows(policy))
    {
        return Answer::ImplicitDeny;
    }
    Answer::Allowed
}

fn applies(statement: &Statement, question: &Question) -> bool {
    let principal = statement.principals.is_empty()
        || statement
            .principals
            .iter()
            .any(|name| names(name, question.caller));
    let action = statement.actions.iter().any(|pattern| {
        let pattern = tokens(&pattern.to_ascii_lowercase());
        *pattern == [Token::Run] || glob(&pattern, &chars(&question.action.to_ascii_lowercase()))
    });
    let resource = statement.resources.iter().any(|pattern| {
        pattern == "*"
            || substitute(pattern, question)
                .is_some_and(|pattern| arn(&pattern, &question.resource))
    });
    // No short cut: each condition has to be asked, for what is open in it.
    let conditions: Vec<bool> = statement
        .conditions
        .iter()
        .map(|condition| holds(condition, question))
        .collect();
    principal
        && action != statement.not_action
        && resource != statement.not_resource
        && conditions.iter().all(|holds| *holds)
}

fn names(principal: &str, caller: &str) -> bool {
    if principal == "*" || principal == caller {
        return true;
    }
    let account = caller.split(':').nth(4).unwrap_or_default();
    if principal == account {
        return !account.is_empty();
    }
    // A session calls as its role.
    let Some(role) = principal.strip_prefix(&format!("arn:aws:iam::{account}:role/")) else {
        return false;
    };
    caller.starts_with(&format!("arn:aws:sts::{account}:assumed-role/{role}/"))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    One,
    Run,
    Char(char),
}

fn tokens(text: &str) -> Vec<Token> {
    text.chars()
        .map(|char| match char {
            '*' => Token::Run,
            '?' => Token::One,
            other => Token::Char(other),
        })
        .collect()
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn glob(pattern: &[Token], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((Token::Run, rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        Some((Token::One, rest)) => !text.is_empty() && glob(rest, &text[1..]),
        Some((Token::Char(char), rest)) => text.first() == Some(char) && glob(rest, &text[1..]),
    }
}

/// Each of the six fields by itself.
fn arn(pattern: &[Token], text: &str) -> bool {
    let patterns: Vec<&[Token]> = pattern
        .splitn(6, |token| *token == Token::Char(':'))
        .collect();
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    patterns.len() == 6
        && fields.len() == 6
        && patterns
            .iter()
            .zip(fields)
            .all(|(pattern, field)| glob(pattern, &chars(field)))
}

/// The pattern with `${name}` and `${name, 'default'}` as the characters of their values; `None` if one has none.
fn substitute(pattern: &str, question: &Question) -> Option<Vec<Token>> {
    let Some((before, rest)) = pattern.split_once("${") else {
        return Some(tokens(pattern));
    };
    let (inside, after) = rest
        .split_once('}')
        .expect("variables of the test are closed");
    let (name, default) = match inside.split_once(", ") {
        Some((name, default)) => (name, Some(default.trim_matches('\''))),
        None => (inside, None),
    };
    let value = match (name, question.context.get(name)) {
        ("*" | "?" | "$", _) => name,
        (_, Some(values)) => values[0].as_str(),
        (_, None) => default?,
    };
    let mut all = tokens(before);
    all.extend(value.chars().map(Token::Char));
    all.extend(substitute(after, question)?);
    Some(all)
}

fn holds(condition: &Condition, question: &Question) -> bool {
    let values = question.context.get(condition.key);
    let negated = condition.operator.contains("Not");
    if condition.operator == "Null" {
        let wanted = condition.values[0] == "true";
        return wanted == values.is_none();
    }
    let one = |value: &str| {
        let mut found = condition
            .values
            .iter()
            .map(|wanted| compare(condition.operator, wanted, value, question));
        if negated {
            !found.any(|found| found)
        } else {
            found.any(|found| found)
        }
    };
    match (condition.set, values) {
        ("ForAllValues:", None) => true,
        ("ForAnyValue:", None) if condition.if_exists => {
            question.is_open.set(true);
            question.reading
        }
        ("ForAnyValue:", None) => false,
        (_, None) => negated || condition.if_exists,
        ("ForAllValues:", Some(values)) => values.iter().all(|value| one(value)),
        ("ForAnyValue:", Some(values)) => values.iter().any(|value| one(value)),
        (_, Some(values)) => one(&values[0]),
    }
}

/// Whether the positive form of an operator says yes.
fn compare(operator: &str, wanted: &str, value: &str, question: &Question) -> bool {
    let text = || substitute(wanted, question);
    let literal = || -> Option<String> {
        text().map(|tokens| {
            tokens
                .iter()
                .map(|token| match token {
                    Token::Run => '*',
                    Token::One => '?',
                    Token::Char(char) => *char,
                })
                .collect()
        })
    };
    let number = |text: &str| text.parse::<f64>().expect("numbers of the test are small");
    match operator {
        "StringEquals" | "StringNotEquals" => literal().is_some_and(|text| text == value),
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => {
            literal().is_some_and(|text| text.eq_ignore_ascii_case(value))
        }
        "StringLike" | "StringNotLike" => text().is_some_and(|text| glob(&text, &chars(value))),
        "ArnLike" | "ArnEquals" | "ArnNotLike" | "ArnNotEquals" => {
            text().is_some_and(|text| arn(&text, value))
        }
        "Bool" => wanted.eq_ignore_ascii_case(value),
        "BinaryEquals" => wanted == value,
        "NumericEquals" | "NumericNotEquals" => (number(value) - number(wanted)).abs() < 1e-9,
        "NumericLessThan" => number(value) < number(wanted),
        "NumericLessThanEquals" => number(value) <= number(wanted),
        "NumericGreaterThan" => number(value) > number(wanted),
        "NumericGreaterThanEquals" => number(value) >= number(wanted),
        // The dates of the test are days, all written alike.
        "DateEquals" | "DateNotEquals" => value == wanted,
        "DateLessThan" => value < wanted,
        "DateLessThanEquals" => value <= wanted,
        "DateGreaterThan" => value > wanted,
        "DateGreaterThanEquals" => value >= wanted,
        "IpAddress" | "NotIpAddress" => in_range(wanted, value),
        other => panic!("the test has no operator {other}"),
    }
}

fn in_range(range: &str, address: &str) -> bool {
    let number = |text: &str| {
        text.split('.').fold(0_u64, |number, part| {
            number * 256 + part.parse::<u64>().expect("an octet")
        })
    };
    let (base, bits) = range.split_once('/').unwrap_or((range, "32"));
    let size = 1_u64 << (32 - bits.parse::<u32>().expect("a length"));
    number(base) / size == number(address) / size
}
