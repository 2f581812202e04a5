//! Requests of somebody whom a policy does not know: the outsider that a `*` principal has to keep out.

use crate::model::{Condition, Statement, Text};

use super::request::{Caller, Key, Request};
use super::trust::fill;

/// Accounts that stand for a stranger's; the first one that a policy does not name.
const ACCOUNTS: [&str; 4] = [
    "710938246150",
    "394017265828",
    "861520493717",
    "158273940664",
];
const ORGANIZATION: &str = "o-strangers0";
const VPC: &str = "vpc-00000000stranger0";
/// An address for documentation (RFC 5737), so that the witness blames nobody.
const ADDRESS: &str = "198.51.100.77";

/// From which network a stranger calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// From the internet or from a VPC of its own.
    Own,
    /// From wherever the policy likes.
    Any,
}

/// Requests for one action by strangers, each made to pass the patterns of the statement, with an organization and without.
///
/// What says who calls is the stranger's own, from [`account`]; what a caller chooses (its tags, its session, an external ID) is
/// open.
pub fn requests(
    statement: &Statement,
    account: &'static str,
    action: &str,
    network: Network,
) -> impl Iterator<Item = Request> {
    let unnamed = format!("arn:aws:iam::{account}:role/stranger");
    let fitting =
        patterns(statement, "aws:PrincipalArn").filter_map(move |text| fitting(text, account));
    let user_id = user_id(statement);
    let provider = format!("arn:aws:iam::{account}:saml-provider/stranger");
    let routes: &[Route] = match network {
        Network::Own => &[Route::Internet, Route::Endpoint],
        Network::Any => &[Route::Open],
    };
    std::iter::once(unnamed)
        .chain(fitting)
        .flat_map(move |arn| routes.iter().map(move |route| (arn.clone(), *route)))
        .flat_map(move |(arn, route)| {
            let (user_id, provider) = (user_id.clone(), provider.clone());
            [true, false].map(move |member| {
                let request = Request::new(Caller::Identity(arn.clone()), action.to_owned())
                    .with("aws:userid", user_id.clone())
                    .with("aws:FederatedProvider", Key::value(provider.clone()))
                    .with("aws:Ec2InstanceSourceVpc", Key::value(VPC));
                via(of_organization(request, member), route, account)
            })
        })
}

/// The same requests by any identity of the stranger's account: its root user stands for them.
pub fn all(requests: impl Iterator<Item = Request>) -> impl Iterator<Item = Request> {
    let mut first = None;
    // After those of the first caller come the same ones of others.
    requests
        .take_while(move |request| first.get_or_insert(request.caller.clone()) == &request.caller)
        .filter_map(|mut request| {
            let Caller::Identity(arn) = &request.caller else {
                return None;
            };
            let account = crate::model::Arn::parse(arn)?.account;
            request.caller = Caller::Identity(format!("arn:aws:iam::{account}:root"));
            Some(request)
        })
}

#[derive(Clone, Copy)]
enum Route {
    Internet,
    Endpoint,
    Open,
}

fn of_organization(request: Request, member: bool) -> Request {
    let paths = format!("{ORGANIZATION}/r-0000/ou-0000-00000000/");
    let key = |value: &str| {
        if member {
            Key::value(value)
        } else {
            Key::Absent
        }
    };
    request
        .with("aws:PrincipalOrgID", key(ORGANIZATION))
        .with("aws:PrincipalOrgPaths", key(&paths))
        .with("aws:SourceArn", Key::Absent)
        .with("aws:SourceAccount", Key::Absent)
        .with("aws:SourceOrgID", Key::Absent)
        .with("aws:SourceOrgPaths", Key::Absent)
}

/// Through an endpoint of a VPC there is no public address, and without one there is no VPC.
fn via(request: Request, route: Route, account: &str) -> Request {
    let endpoint = |value: &str| match route {
        Route::Endpoint => Key::value(value),
        Route::Internet => Key::Absent,
        Route::Open => Key::Unknown,
    };
    let address = match route {
        Route::Internet => Key::value(ADDRESS),
        Route::Endpoint => Key::Absent,
        Route::Open => Key::Unknown,
    };
    request
        .with("aws:SourceIp", address)
        .with("aws:SourceVpc", endpoint(VPC))
        .with("aws:SourceVpce", endpoint("vpce-0000000stranger0"))
        .with("aws:VpceAccount", endpoint(account))
        .with("aws:VpceOrgID", endpoint(ORGANIZATION))
        .with("aws:VpceOrgPaths", endpoint("o-strangers0/r-0000/"))
}

/// The account of strangers to a policy: one that its text does not have. It is looked for in all of the text.
#[must_use]
pub fn account(policy_text: &str) -> &'static str {
    let unnamed = ACCOUNTS
        .into_iter()
        .find(|account| memchr::memmem::find(policy_text.as_bytes(), account.as_bytes()).is_none());
    unnamed.unwrap_or(ACCOUNTS[0])
}

/// The first patterns that a statement's positive conditions on a key have.
fn patterns<'s>(statement: &'s Statement, key: &'s str) -> impl Iterator<Item = &'s str> {
    let positive = |one: &&Condition| one.spec.is_some_and(|spec| !spec.base.is_negated());
    statement
        .conditions_on(key)
        .filter(positive)
        .flat_map(|condition| &condition.values)
        .filter_map(Text::known)
        .filter(|text| text.contains(['*', '?']))
        .take(16)
}

/// An ARN of the stranger's account that a pattern takes, if its account can be any.
fn fitting(pattern: &str, account: &str) -> Option<String> {
    if let Some(end) = pattern.strip_prefix('*') {
        return ending(pattern, end, account);
    }
    let mut fields = pattern.splitn(6, ':');
    let mut next = || fields.next();
    let (_, partition, _, _, owner, resource) =
        (next()?, next()?, next()?, next()?, next()?, next()?);
    let partition = if partition.contains(['*', '?']) {
        "aws"
    } else {
        partition
    };
    let open = super::pattern::matches(owner, account, super::Case::Sensitive);
    let resource = match resource {
        "*" => "role/stranger".to_owned(),
        other => fill(other),
    };
    open.then(|| format!("arn:{partition}:iam::{account}:{resource}"))
}

/// The ARN of a role of an account by a pattern that begins with `*`, which may run across fields.
fn ending(pattern: &str, end: &str, account: &str) -> Option<String> {
    /// No ARN is as long.
    const LONGEST: usize = 2_048;
    if pattern.len() > LONGEST {
        return None;
    }
    let whole = format!("arn:aws:iam::{account}:role/");
    let end = fill(end);
    // The text may begin anywhere in what all such ARNs have in common.
    let starts = (0..=whole.len()).rev();
    let mut arns = starts.filter_map(|start| Some(format!("{}{end}", whole.get(..start)?)));
    arns.find(|arn| {
        let is_role = arn
            .strip_prefix(&whole)
            .is_some_and(|name| !name.is_empty());
        is_role && super::pattern::matches(pattern, arn, super::Case::Sensitive)
    })
}

/// A stranger's own ID; open where the policy looks at its end alone, which is a session's name that callers choose.
fn user_id(statement: &Statement) -> Key {
    if patterns(statement, "aws:userid").any(|text| text.starts_with(['*', '?'])) {
        Key::Unknown
    } else {
        Key::value("AROASTRANGERSTRANGER0:session")
    }
}
