//! The cells of the dimension of principals: each principal is one text, so that the keys that follow from it agree.
//!
//! A letter for the kind, then the ARN or the name; for a session of a role its ARN, [`SESSION`] and the session's name:
//! `Rarn:aws:iam::111122223333:role/path/name|session`, were it `|`.

use std::collections::BTreeSet;

use crate::kind::PolicyType;
use crate::model::{Arn, Principal, PrincipalKind};
use crate::semantics::{Caller, Key, Request, Who, service_name};

use super::Limits;
use super::cellset::CellSet;
use super::glob::{Class, Glob, SESSION, Token};
use super::strings::{self, Grown};

/// A principal of a cell and the keys that follow from it.
#[derive(Clone, Debug)]
pub struct CallerCell {
    pub caller: Caller,
    /// In lower case. What is not said of them is open.
    pub keys: Vec<(&'static str, Key)>,
}

impl CallerCell {
    /// The caller as a `Principal` element sees it.
    #[must_use]
    pub fn who(&self) -> Who<'_> {
        let role = self.keys.iter().find_map(|(name, key)| match key {
            Key::Present(values) if *name == ARN => values.first(),
            _ => None,
        });
        Who {
            caller: &self.caller,
            role: role.map(String::as_str),
        }
    }
}

/// The keys that are functions of the principal, in lower case.
pub const DERIVED: [&str; 6] = [ACCOUNT, ARN, IS_SERVICE, SERVICE_NAME, TYPE, USERNAME];
const ACCOUNT: &str = "aws:principalaccount";
pub const ARN: &str = "aws:principalarn";
const IS_SERVICE: &str = "aws:principalisawsservice";
const SERVICE_NAME: &str = "aws:principalservicename";
const TYPE: &str = "aws:principaltype";
const USERNAME: &str = "aws:username";

/// Identities: users, sessions of roles, federated users, root users.
const IDENTITIES: [char; 4] = ['F', 'R', 'T', 'U'];

/// Who can be the principal of a request that policies of these types are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Universe {
    /// Identities of an account.
    Identities,
    /// Anonymous callers, services and identity providers too.
    Everyone,
}

impl Universe {
    #[must_use]
    pub fn of(policy_type: PolicyType) -> Self {
        match policy_type {
            PolicyType::Trust | PolicyType::Resource | PolicyType::Rcp => Self::Everyone,
            _ => Self::Identities,
        }
    }
}

/// The cells that principals and patterns on derived keys part, the patterns as [`key_globs`] gives them.
///
/// `asks_for_arns`: a condition is on the ARN of the principal. Names are unique at one time alone, and what holds at different
/// times is compared: the role that is named may be gone, and one with its name stand on another path.
pub fn cells<'p>(
    principals: impl Iterator<Item = &'p Principal<'p>>,
    mut globs: Vec<Glob>,
    asks_for_arns: bool,
    universe: Universe,
    limits: &Limits,
) -> Result<Vec<CallerCell>, Grown> {
    let mut roles = BTreeSet::new();
    for principal in principals {
        principal_globs(principal, &mut globs);
        if principal.kind == PrincipalKind::Role {
            roles.extend(principal.text.known());
        }
    }
    let kinds = ['A', 'F', 'P', 'R', 'S', 'T', 'U'];
    globs.extend(kinds.map(|kind| Glob::literal(&kind.to_string()).run(Class::ANY)));
    globs.sort_unstable();
    globs.dedup();
    let parted = strings::partition(&globs, &everyone(universe), limits, &|_| false)?;
    // No two roles of an account have one name: where a policy names a role, a session of that name is one of it.
    let names: BTreeSet<_> = roles.iter().filter_map(|arn| role(arn)).collect();
    let is_role = |cell: &CallerCell| match cell.who().role.map(|arn| (arn, role(arn))) {
        Some((arn, Some(name))) => asks_for_arns || roles.contains(arn) || !names.contains(&name),
        _ => true,
    };
    let cells = parted.witnesses.iter().map(|text| decode(text));
    Ok(cells.filter(is_role).collect())
}

/// Partition, account and name of a role.
fn role(arn: &str) -> Option<(&str, &str, &str)> {
    let arn = Arn::parse(arn)?;
    Some((arn.partition, arn.account, arn.name()))
}

/// The set of cells for which a question is answered with yes, and the set for which it may be.
pub fn sets(
    cells: &[CallerCell],
    ask: impl Fn(&CallerCell) -> crate::semantics::Truth,
) -> (CellSet, CellSet) {
    let mut must = CellSet::none(cells.len());
    let mut may = CellSet::none(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        let truth = ask(cell);
        if truth.is_yes() {
            must.insert(index);
        }
        if !truth.is_no() {
            may.insert(index);
        }
    }
    (must, may)
}

fn everyone(universe: Universe) -> Vec<Glob> {
    let account = |mut glob: Glob| {
        glob.tokens.extend([Token::One(Class::DIGIT); 12]);
        glob
    };
    let arn = |kind: &str, service: &str| {
        let start = Glob::literal(kind)
            .text("arn:aws")
            .run(Class::IN_PRINCIPAL_FIELD);
        account(start.text(":").text(service).text("::"))
    };
    let inside = Class::IN_PRINCIPAL;
    let mut all = vec![
        arn("U", "iam").text(":user/").run(inside).one(Class::NAME),
        arn("R", "iam")
            .text(":role/")
            .run(inside)
            .one(Class::NAME)
            .text(SESSION)
            .one(Class::NAME)
            .run(Class::NAME),
        arn("F", "sts")
            .text(":federated-user/")
            .one(Class::NAME)
            .run(Class::NAME),
        arn("T", "iam").text(":root"),
    ];
    if universe == Universe::Everyone {
        all.push(Glob::literal("A"));
        all.push(Glob::literal("S").one(Class::NAME).run(Class::NAME));
        all.push(Glob::literal("P").one(inside).run(inside));
        // CloudFront's origin access identities.
        let origin = "Uarn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ";
        all.push(Glob::literal(origin).one(Class::NAME).run(Class::NAME));
    }
    all
}

fn principal_globs(principal: &Principal, globs: &mut Vec<Glob>) {
    let text = principal.text.written();
    let any = Class::ANY;
    match principal.kind {
        PrincipalKind::Account => {
            let Some(account) = principal.account() else {
                return;
            };
            for kind in IDENTITIES {
                globs.push(before_account(kind).text(account).text(":").run(any));
            }
        }
        PrincipalKind::Role | PrincipalKind::RoleSession => {
            let Some(arn) = principal.arn() else { return };
            let mut parts = arn.resource.split('/').skip(1);
            let (role, session) = if principal.kind == PrincipalKind::Role {
                let itself = Glob::literal("R").text(text).text(SESSION);
                globs.push(itself.run(any));
                (arn.name(), None)
            } else {
                (parts.next().unwrap_or_default(), parts.next())
            };
            for path in [false, true] {
                let start = Glob::literal("Rarn:").text(arn.partition).text(":iam::");
                let mut glob = start.text(arn.account).text(":role/");
                if path {
                    glob = glob.run(Class::IN_PRINCIPAL).text("/");
                }
                glob = glob.text(role).text(SESSION);
                globs.push(match session {
                    Some(session) => glob.text(session),
                    None => glob.run(any),
                });
            }
        }
        PrincipalKind::User => globs.push(Glob::literal("U").text(text)),
        PrincipalKind::FederatedUser => globs.push(Glob::literal("F").text(text)),
        PrincipalKind::Service => globs.push(Glob::literal("S").text(text)),
        PrincipalKind::BuiltInProvider
        | PrincipalKind::OidcProvider
        | PrincipalKind::SamlProvider => globs.push(Glob::literal("P").text(text)),
        _ => {}
    }
}

/// `?arn:PARTITION:SERVICE:REGION:`
fn before_account(kind: char) -> Glob {
    let field = Class::IN_PRINCIPAL_FIELD;
    let mut glob = Glob::literal(&kind.to_string()).text("arn:");
    for _ in 0..3 {
        glob = glob.run(field).text(":");
    }
    glob
}

/// The patterns over principals that tell apart what a pattern over a derived key does.
pub fn key_globs(key: &str, value: &Glob, globs: &mut Vec<Glob>) {
    match key {
        ARN => {
            let inside = value.clone().within(Class::IN_PRINCIPAL);
            for kind in IDENTITIES {
                let mut glob = Glob::literal(&kind.to_string());
                glob.tokens.extend(&inside.tokens);
                if kind == 'R' {
                    glob = glob.text(SESSION).run(Class::ANY);
                }
                globs.push(glob);
            }
        }
        ACCOUNT => {
            for kind in IDENTITIES {
                let mut glob = before_account(kind);
                let inside = value.clone().within(Class::IN_PRINCIPAL_FIELD);
                glob.tokens.extend(inside.tokens);
                globs.push(glob.text(":").run(Class::ANY));
            }
        }
        USERNAME => {
            for path in [false, true] {
                let field = Class::IN_PRINCIPAL_FIELD;
                let mut glob = before_account('U').run(field).text(":user/");
                if path {
                    glob = glob.run(Class::IN_PRINCIPAL).text("/");
                }
                let inside = value.clone().within(Class::IN_PATH);
                glob.tokens.extend(inside.tokens);
                globs.push(glob);
            }
        }
        SERVICE_NAME => {
            let mut glob = Glob::literal("S");
            glob.tokens.extend(&value.tokens);
            globs.push(glob);
        }
        // The kind alone decides.
        _ => {}
    }
}

/// Makes a user the caller of a request of whose caller nothing is known, with the keys that follow.
pub fn become_user(request: &mut Request, name: &str) {
    let cell = decode(&format!("Uarn:aws:iam::111122223333:user/{name}"));
    request.caller = cell.caller;
    for (key, value) in cell.keys {
        request.context.set(key, value);
    }
}

fn decode(text: &str) -> CallerCell {
    let kind = text.get(..1).unwrap_or_default();
    let name = text.get(1..).unwrap_or_default();
    let mut keys = Vec::new();
    let mut set = |key, value: Key| keys.push((key, value));
    let account = |name| {
        Arn::parse(name)
            .map_or("", |arn: Arn| arn.account)
            .to_owned()
    };
    let caller = match kind {
        "A" => {
            set(ACCOUNT, Key::value("anonymous"));
            set(TYPE, Key::value("Anonymous"));
            for key in [ARN, IS_SERVICE, SERVICE_NAME, USERNAME] {
                set(key, Key::Absent);
            }
            Caller::Anonymous
        }
        "S" => {
            set(IS_SERVICE, Key::value("true"));
            set(SERVICE_NAME, service_name(name));
            set(USERNAME, Key::Absent);
            Caller::Service(name.to_owned())
        }
        "P" => Caller::Federated(name.to_owned()),
        _ => {
            let (identity, session) = name.split_once(SESSION).unwrap_or((name, ""));
            let arn = Arn::parse(identity);
            let own_name = arn.map_or("", |arn| arn.name()).to_owned();
            let (principal_type, username) = match kind {
                "U" => ("User", Key::value(own_name.as_str())),
                "R" => ("AssumedRole", Key::Absent),
                "F" => ("FederatedUser", Key::Absent),
                _ => ("Account", Key::Absent),
            };
            set(ACCOUNT, Key::value(account(identity)));
            set(ARN, Key::value(identity));
            set(TYPE, Key::value(principal_type));
            set(IS_SERVICE, Key::value("false"));
            set(SERVICE_NAME, Key::Absent);
            set(USERNAME, username);
            if kind == "R" {
                let partition = arn.map_or("aws", |arn| arn.partition);
                let account = account(identity);
                Caller::Identity(format!(
                    "arn:{partition}:sts::{account}:assumed-role/{own_name}/{session}"
                ))
            } else {
                Caller::Identity(identity.to_owned())
            }
        }
    };
    CallerCell { caller, keys }
}
