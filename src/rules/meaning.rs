//! Questions of rules to the decision procedure: whether some request of a kind gets in, where one request alone cannot tell.

use serde_json::{Map, Value, json};

use crate::catalog::global_keys;
use crate::kind::PolicyType;
use crate::model::{self, Arn, Condition, PrincipalKind, Statement, Text};
use crate::operator::Operator;
use crate::proof::{self, Limits, Query, Reason, Side, Verdict};
use crate::semantics::trust::{EXTERNAL_ID, Gate, Proof, covers};
use crate::semantics::{Caller, Key, Request, Truth, action_matches, is_caller};
use crate::source::{FileId, Source};
use crate::syntax;

use super::Context;

/// What a proof may cost in a rule: a lint is no gate, and what takes longer is left as one request tells it.
pub(super) const LIMITS: Limits = Limits {
    states: 4_000,
    places: 200_000,
    cells: 2_000,
    bits: 1 << 22,
    asks: 50_000,
    dims: 200,
    blocks: 2_000,
    steps: 20_000,
    tries: 4,
};

/// No policy that AWS takes is longer, by far.
const MOST_TEXT: usize = 65_536;

/// The keys that are functions of the principal.
const DERIVED: [&str; 6] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principaltype",
    "aws:username",
];

/// Whether a policy is short enough to be asked about.
pub(super) fn is_askable(cx: &Context) -> bool {
    cx.policy.span.range().len() <= MOST_TEXT
}

/// Whether a statement lets in none of these requests, in spite of every `Deny` beside it, or which one it lets in.
///
/// What a request leaves open may be anything. A root user as the caller stands for every identity of its account. `also`
/// says more of all of them, as the `Condition` of a policy would.
pub(super) fn admission(
    cx: &Context,
    statement: &Statement,
    asked: &[Request],
    also: Option<&Value>,
) -> Verdict {
    if !is_askable(cx) || !cx.may_ask() {
        return Verdict::Undecided(vec![Reason::Exhausted]);
    }
    let scenario: Vec<Value> = asked
        .iter()
        .map(|request| requests(request, cx, also))
        .collect();
    // Values stand for themselves: a request has no policy variables.
    let scenario = json!({ "Version": "2008-10-17", "Statement": scenario });
    let source = Source::new("question", scenario.to_string());
    let tree = syntax::parse(FileId(0), &source);
    let scenario = model::lower(&tree);
    let may_deny = |deny: &&Statement| {
        deny.sound && asked.iter().any(|one| !covers(deny, &one.action).is_no())
    };
    let denies = cx.policy.denies().filter(may_deny);
    let statements = denies.chain([statement]);
    let policy = cx
        .policy
        .with_only(statements.map(|one| about(one, asked)).collect());
    let query = Query {
        allowed_by: &[
            Side {
                policy: &policy,
                policy_type: cx.policy_type,
            },
            Side {
                policy: &scenario,
                policy_type: match cx.policy_type {
                    PolicyType::Identity => PolicyType::Identity,
                    _ => PolicyType::Resource,
                },
            },
        ],
        not_by: None,
    };
    proof::ask(&query, &LIMITS)
}

/// The statement without the actions that none of the requests is for: they have no say, and long lists are dear to decide.
fn about<'t>(statement: &Statement<'t>, asked: &[Request]) -> Statement<'t> {
    let mut statement = statement.clone();
    if let Some(list) = &mut statement.action {
        let concerns = |item: &Text| {
            item.known().is_none_or(|text| {
                let mut asked = asked.iter();
                asked.any(|one| action_matches(text, &one.action))
            })
        };
        if list.items.iter().any(concerns) {
            list.items.retain(concerns);
        } else {
            list.items.truncate(1);
        }
    }
    statement
}

/// The request by which a statement lets in one of its kind. Where the first look leaves it open, the procedure decides;
/// where that does too, it may be.
pub(super) fn admitted(
    cx: &Context,
    gate: &Gate,
    statement: &Statement,
    request: &Request,
) -> Option<Request> {
    let truth = gate.judge(statement, request);
    let is_worth_asking = match truth {
        // The root user assumes no role: others have to fare as well.
        Truth::Yes => !gate.is_spent() && may_fare_otherwise(cx, statement, &request.caller),
        Truth::Unknown => request.caller != Caller::Unknown,
        Truth::No => !gate.is_spent() && may_fare_otherwise(cx, statement, &request.caller),
    };
    if !is_worth_asking {
        return (!truth.is_no()).then(|| request.clone());
    }
    match admission(cx, statement, std::slice::from_ref(request), None) {
        Verdict::Disproven(witness) => Some(witness.request),
        Verdict::Proven => None,
        Verdict::Undecided(_) => (!truth.is_no()).then(|| request.clone()),
    }
}

/// What the caller of this request has to know of the external ID, and the request that shows it. The request says nothing of
/// an external ID.
pub(super) fn external_id<'p, 't>(
    cx: &Context,
    gate: &Gate<'p, 't>,
    statement: &'p Statement<'t>,
    request: &Request,
) -> (Proof<'p, 't>, Request) {
    let without = request.clone().with(EXTERNAL_ID, Key::Absent);
    let mut conditions = statement.conditions_on(EXTERNAL_ID);
    if statement
        .conditions_on(EXTERNAL_ID)
        .any(|one| one.spec.is_none())
    {
        return (Proof::Asked, without);
    }
    let first = conditions.next();
    if let Some(request) = admitted(cx, gate, statement, &without) {
        return (first.map_or(Proof::NeverAsked, Proof::Skippable), request);
    }
    let Some(first) = first else {
        return (Proof::Asked, without);
    };
    let guessed = gate.guessed(statement, request);
    let may_fare_otherwise = may_fare_otherwise(cx, statement, &request.caller);
    if let Some((condition, request, Truth::Yes)) = &guessed
        && (gate.is_spent() || !may_fare_otherwise)
    {
        return (Proof::Guessable(condition), request.clone());
    }
    let is_worth_asking = guessed.is_some()
        || (!gate.is_spent() && (leaves_a_choice(cx, statement) || may_fare_otherwise));
    if !is_worth_asking || request.caller == Caller::Unknown {
        return guessed.map_or((Proof::Asked, without), |(condition, request, _)| {
            (Proof::Guessable(condition), request)
        });
    }
    let made_up = made_up(cx, statement);
    match admission(cx, statement, std::slice::from_ref(request), Some(&made_up)) {
        Verdict::Disproven(witness) => {
            let condition = guessed.map_or(first, |(condition, ..)| condition);
            (Proof::Guessable(condition), witness.request)
        }
        Verdict::Undecided(_) => guessed
            .map_or((Proof::Asked, without), |(condition, request, _)| {
                (Proof::Guessable(condition), request)
            }),
        Verdict::Proven => (Proof::Asked, without),
    }
}

/// Whether a statement, its conditions on the external ID and those of a `Deny` together, may let in others than the IDs that it
/// names, and than the one that nobody has issued.
fn leaves_a_choice(cx: &Context, statement: &Statement) -> bool {
    let mut denies = cx.policy.denies();
    let is_denied_by_id = denies.any(|deny| deny.conditions_on(EXTERNAL_ID).next().is_some());
    let is_wild = |text: &Text| text.known().is_some_and(|known| known.contains(['*', '?']));
    statement.conditions_on(EXTERNAL_ID).any(|condition| {
        let wild = condition.values.iter().any(is_wild);
        condition.spec.is_some_and(|spec| match spec.base {
            Operator::Null => is_denied_by_id,
            base if base.is_negated() => wild || is_denied_by_id,
            base => wild && base.takes_wildcards(),
        })
    })
}

/// An external ID that AWS takes and that no condition of the statement or of a `Deny` writes out.
fn made_up(cx: &Context, statement: &Statement) -> Value {
    let values = cx
        .policy
        .denies()
        .chain([statement])
        .flat_map(|one| one.conditions_on(EXTERNAL_ID))
        .flat_map(|one| &one.values);
    let written: Vec<&str> = values
        .filter_map(Text::known)
        .filter(|text| !text.contains(['*', '?', '$']))
        .collect();
    let mut made_up = json!({
        "Null": { EXTERNAL_ID: "false" },
        "StringLike": { EXTERNAL_ID: "??*" },
    });
    if !written.is_empty() {
        made_up["StringNotEqualsIgnoreCase"] = json!({ EXTERNAL_ID: written });
    }
    made_up
}

/// Whether another identity of an account may fare otherwise than its root user, which stands for all of them.
pub(super) fn may_fare_otherwise(cx: &Context, statement: &Statement, caller: &Caller) -> bool {
    let Caller::Identity(arn) = caller else {
        return false;
    };
    let is_root = Arn::parse(arn).is_some_and(|arn| arn.resource == "root");
    let on_identity = |condition: &Condition| {
        condition.key.known().is_some_and(|key| {
            let is_on = |name: &&str| key.eq_ignore_ascii_case(name);
            is_on(&"aws:userid") || DERIVED.iter().any(is_on)
        })
    };
    let names_one = |deny: &Statement| {
        deny.principal
            .iter()
            .flat_map(|one| &one.items)
            .any(|one| !matches!(one.kind, PrincipalKind::Everyone | PrincipalKind::Account))
    };
    is_root
        && (statement.conditions.iter().any(on_identity)
            || cx
                .policy
                .denies()
                .any(|deny| names_one(deny) || deny.conditions.iter().any(on_identity)))
}

/// A statement that allows the requests which a request stands for.
fn requests(request: &Request, cx: &Context, also: Option<&Value>) -> Value {
    let mut condition = Map::new();
    let mut add = |operator: &str, key: &str, value: Value| {
        let operator = condition.entry(operator).or_insert_with(|| json!({}));
        operator[key] = value;
    };
    for (name, key) in request.context.iter() {
        if !DERIVED.contains(&name) && !is_of_root(name, key, &request.caller) {
            pin(name, key, &mut add);
        }
    }
    let principal = match &request.caller {
        Caller::Anonymous | Caller::Unknown => json!("*"),
        Caller::Service(name) => json!({ "Service": name }),
        Caller::Federated(name) => json!({ "Federated": name }),
        Caller::Identity(name) => {
            let arn = Arn::parse(name);
            // The name of a role is unique in its account, so that its path is known.
            if arn.is_some_and(|arn| arn.resource.starts_with("role/")) {
                add("StringEquals", "aws:PrincipalArn", json!(name));
            }
            let roles = roles_of(cx, request);
            if !roles.is_empty() {
                add("StringEquals", "aws:PrincipalArn", json!(roles));
            }
            let account = arn.filter(|arn| arn.resource == "root");
            json!({ "AWS": account.map_or(name.as_str(), |arn| arn.account) })
        }
    };
    for (operator, keys) in also.and_then(Value::as_object).into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            add(operator, key, values.clone());
        }
    }
    let mut statement = json!({
        "Effect": "Allow",
        "Action": request.action,
        "Resource": request.resource.as_deref().unwrap_or("*"),
    });
    if cx.policy_type != PolicyType::Identity {
        statement["Principal"] = principal;
    }
    if !condition.is_empty() {
        statement["Condition"] = Value::Object(condition);
    }
    statement
}

/// The role of a session, with its path, where the policy names one of its name: there is no other one of that name.
fn roles_of<'t>(cx: &'t Context, request: &Request) -> Vec<&'t str> {
    if !matches!(&request.caller, Caller::Identity(arn) if arn.contains(":assumed-role/")) {
        return Vec::new();
    }
    let principals = cx.policy.statements.iter().flat_map(Statement::principals);
    principals
        .filter(|one| one.kind == PrincipalKind::Role && is_caller(one, request.who()).is_yes())
        .filter_map(|one| one.text.known())
        .collect()
}

/// The ID of a root user is its account's; other identities have others.
fn is_of_root(name: &str, key: &Key, caller: &Caller) -> bool {
    let (Key::Present(values), Caller::Identity(arn)) = (key, caller) else {
        return false;
    };
    let account = Arn::parse(arn).map(|arn| arn.account);
    name == "aws:userid" && matches!(&values[..], [one] if Some(one.as_str()) == account)
}

/// Says as conditions what is known of a key.
fn pin(name: &str, key: &Key, add: &mut impl FnMut(&str, &str, Value)) {
    match key {
        Key::Unknown => {}
        Key::Absent => add("Null", name, json!("true")),
        Key::Present(values) => {
            let is_bool = |value: &String| matches!(value.as_str(), "true" | "false");
            let operator = if name == "aws:sourceip" {
                "IpAddress"
            } else if values.iter().all(is_bool) {
                "Bool"
            } else {
                "StringEquals"
            };
            if global_keys::find(name).is_some_and(|key| key.is_multivalued) {
                add(&format!("ForAllValues:{operator}"), name, json!(values));
                add(&format!("ForAnyValue:{operator}"), name, json!(values));
            } else {
                add(operator, name, json!(values));
            }
        }
    }
}
