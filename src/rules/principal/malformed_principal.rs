use std::borrow::Cow;

use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Cause, Flaw, Part, Principal, PrincipalKind};
use crate::rules::{Check, Context, Rule};
use crate::text::{count, is_one_slip, quote};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "malformed-principal",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "principal of a form that AWS does not take",
        codes: &[],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every `AWS`, `Service` and `CanonicalUser` principal that cannot be one. `Federated` has rules of its own.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    let statements = cx.policy.statements.iter();
    let all = statements.filter_map(|statement| statement.principal.as_ref());
    let principals = all.flat_map(|principals| &principals.items);
    let mut findings: Vec<Finding> = principals
        .clone()
        .filter(|principal| {
            let type_name = principal.type_name.as_ref();
            type_name.is_none_or(|type_name| type_name.written() != "Federated")
        })
        .filter_map(|principal| Some((principal, principal.flaw()?)))
        .filter(|(_, flaw)| !matches!(flaw.cause, Cause::NoType | Cause::UnknownType))
        .map(|(principal, flaw)| {
            let words = words(principal, &flaw);
            RULE.finding(words.message)
                .at(place(principal, &flaw), words.label)
                .help(words.help)
        })
        .collect();
    findings.extend(principals.filter_map(|principal| misspelt(cx, principal)));
    findings
}

/// A service that AWS's data does not have, one slip of the pen away from one that it has.
fn misspelt(cx: &Context, principal: &Principal) -> Option<Finding> {
    let near = meant(cx, principal)?;
    Some(
        RULE.finding(format!(
            "AWS has no service principal {}; did you mean {}?",
            quote(principal.text.written()),
            quote(near)
        ))
        .at(
            principal.text.span(),
            format!("not in AWS's data of {}", cx.catalog.date()),
        )
        .severity(Severity::Warning)
        .fix(
            format!("write {}", quote(near)),
            Safety::Unsafe,
            vec![Edit::replace(principal.text.span(), format!("\"{near}\""))],
        ),
    )
}

fn meant(cx: &Context, principal: &Principal) -> Option<&'static str> {
    /// Names that are shorter are one letter away from many others.
    const SHORTEST: usize = 5;
    /// What stands behind a name in all but the names of some Regions and partitions, which AWS's data has not.
    const DOMAIN: &str = ".amazonaws.com";
    if principal.kind != PrincipalKind::Service || principal.flaw().is_some() {
        return None;
    }
    let text = principal.text.known()?;
    let name = text.strip_suffix(DOMAIN)?;
    if name.len() < SHORTEST || name.len() > 64 {
        return None;
    }
    let mut near = None;
    for known in cx.catalog.service_principals() {
        if known == text {
            return None;
        }
        if near.is_none() && is_one_slip(text, known) {
            near = Some(known);
        }
    }
    near
}

/// Whether the rule says of a principal that its name is misspelt.
pub(super) fn speaks_of(cx: &Context, principal: &Principal) -> bool {
    cx.runs(&RULE) && meant(cx, principal).is_some()
}

/// What a finding about a flaw says.
pub(super) struct Words {
    pub message: String,
    pub label: Cow<'static, str>,
    pub help: &'static str,
}

/// The part at fault, or the whole where no part is.
pub(super) fn place(principal: &Principal, flaw: &Flaw) -> crate::source::Span {
    if flaw.range.is_empty() || flaw.range.len() == principal.text.written().len() {
        principal.text.span()
    } else {
        principal.text.part(flaw.range.clone())
    }
}

pub(super) fn words(principal: &Principal, flaw: &Flaw) -> Words {
    let text = principal.text.written();
    let part = text.get(flaw.range.clone()).unwrap_or_default();
    let (why, label, help) = explain(flaw.cause, part);
    let name = if text.is_empty() {
        "an empty text".to_owned()
    } else {
        quote(text)
    };
    Words {
        message: format!("{name} is not a principal: {why}"),
        label,
        help,
    }
}

/// Why it is none, what stands at the place, and what to do.
#[expect(
    clippy::too_many_lines,
    reason = "one table, each line of which is read by itself"
)]
fn explain(cause: Cause, part: &str) -> (Cow<'static, str>, Cow<'static, str>, &'static str) {
    const ACCOUNT: &str = "write the 12 digits of the account, zeros in front included";
    const ARN: &str = "write `arn:aws:iam::ACCOUNT:role/NAME`, or another form of principal";
    const SERVICE: &str = "write the service's name as in `ec2.amazonaws.com`";
    const PROVIDER: &str = "write the ARN of the provider, or the name of a built-in one";
    let (why, label, help): (Cow<str>, Cow<str>, &str) = match cause {
        Cause::NoType | Cause::UnknownType => {
            ("its type is missing".into(), "without type".into(), ARN)
        }
        Cause::Empty => ("nothing is named".into(), "names nobody".into(), ARN),
        Cause::Space => (
            "white space stands around it".into(),
            "begins or ends with white space".into(),
            "remove the white space",
        ),
        Cause::AccountDigits => (
            "an account has 12 digits".into(),
            format!("has {}", count(part.len(), "digit")).into(),
            ACCOUNT,
        ),
        Cause::AccountGroups => (
            "an account is written without hyphens and spaces".into(),
            "12 digits in groups".into(),
            "write the 12 digits together",
        ),
        Cause::ServiceName => (
            "a service belongs under `Service`".into(),
            "host name of a service, under `AWS`".into(),
            "move it to the type `Service`",
        ),
        Cause::UniqueId => (
            "this kind of ID cannot call AWS".into(),
            "neither `AROA…`, a role, nor `AIDA…`, a user".into(),
            ARN,
        ),
        Cause::NotAnArn => (
            "it is neither an account nor an ARN".into(),
            "expected 12 digits or `arn:…`".into(),
            ARN,
        ),
        Cause::Fields => (
            "a colon of its ARN is missing".into(),
            "IAM's ARNs have no Region: two colons before the account".into(),
            ARN,
        ),
        Cause::DoubleColon => (
            "its ARN has a colon too many".into(),
            "shifts the fields of the ARN".into(),
            ARN,
        ),
        Cause::Partition => (
            format!("AWS has no partition {}", quote(part)).into(),
            "expected `aws`, `aws-cn`, `aws-us-gov` or another of AWS's".into(),
            "correct the partition",
        ),
        Cause::Service => (
            format!("ARNs of {} name no callers", quote(part)).into(),
            "expected `iam` or `sts`".into(),
            "name the role or user that calls, not what it uses",
        ),
        Cause::Region => (
            "identities have no Region".into(),
            "expected nothing between these colons".into(),
            "remove the Region, keep both colons",
        ),
        Cause::NoAccount => (
            "its account is missing".into(),
            "expected 12 digits between these colons".into(),
            ACCOUNT,
        ),
        Cause::Account => (
            "an account has 12 digits".into(),
            if part.bytes().all(|byte| byte.is_ascii_digit()) {
                format!("has {}", count(part.len(), "digit")).into()
            } else {
                "expected nothing but digits".into()
            },
            ACCOUNT,
        ),
        Cause::Root => (
            "`root` has no path and no name".into(),
            "expected `root` alone".into(),
            "end the ARN after `root`",
        ),
        Cause::Group => (
            "groups do not call AWS".into(),
            "requests are signed by users, not by their groups".into(),
            "name the users, or a role that they assume",
        ),
        Cause::ResourceType => (
            format!("{} is no role, user or session", quote(part)).into(),
            "cannot sign a request".into(),
            ARN,
        ),
        Cause::OtherService => (
            "`iam` and `sts` are mixed up".into(),
            "sessions are ARNs of `sts`; roles, users and accounts of `iam`".into(),
            "correct the service",
        ),
        Cause::NoName => (
            "its name is missing".into(),
            "nothing follows".into(),
            "add the name",
        ),
        Cause::NameCharacter => (
            "a character in its name is none that IAM takes".into(),
            "expected letters, digits and `_+=,.@-`".into(),
            "copy the ARN from IAM",
        ),
        Cause::NameLength => (
            "its name is too long".into(),
            format!(
                "has {}, at most 64 are possible",
                count(part.len(), "character")
            )
            .into(),
            "copy the ARN from IAM",
        ),
        Cause::Session => (
            "a session has a role and a session name".into(),
            "expected `assumed-role/ROLE/SESSION`".into(),
            "name the session too, or trust the role by its own ARN",
        ),
        Cause::Host => (
            "it is not the host name of a service".into(),
            "expected a form like `ec2.amazonaws.com`".into(),
            SERVICE,
        ),
        Cause::HostCase => (
            "names of services are in lower case".into(),
            "has capital letters".into(),
            "write it in lower case",
        ),
        Cause::Domain => (
            "no service of AWS has a name like this".into(),
            "expected it to end in `.amazonaws.com`, as in most partitions".into(),
            SERVICE,
        ),
        Cause::Provider => (
            "no identity provider is written like this".into(),
            "expected the ARN of a provider, or the name of a built-in one".into(),
            PROVIDER,
        ),
        Cause::CanonicalUser => (
            "a canonical user has 64 hexadecimal digits".into(),
            "not such an ID".into(),
            "copy the ID from the account's security credentials",
        ),
    };
    (why, label, help)
}
