//! Attacks on the decision procedure: pairs of policies, each made to get a wrong verdict out of it.
//!
//! Expected: `P`roven, `D`isproven, `U`ndecided, or `N`ot proven, which is one of the last two. What a statement does not
//! say is `Allow`, `s3:GetObject`, `*`, and in policies of resources everyone.

mod keys;
mod principals;
mod sets;
mod values;
mod variables;

use iamsure::kind::PolicyType;
use iamsure::model::{self, Policy};
use iamsure::proof::{Limits, Side, Verdict, no_new_access};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

/// What it tries; the new policy; the old one; the verdict.
type Row<'t> = (&'t str, &'t str, &'t str, char);

fn policy(text: &str, kind: PolicyType) -> String {
    let (version, text) = match text.strip_prefix("2008 ") {
        Some(rest) => ("2008-10-17", rest),
        None => ("2012-10-17", text),
    };
    if let Some(raw) = text.strip_prefix("RAW ") {
        return raw.to_owned();
    }
    let mut statements: Vec<Value> =
        serde_json::from_str(&format!("[{text}]")).unwrap_or_else(|err| panic!("{text}: {err}"));
    for statement in &mut statements {
        let map = statement.as_object_mut().expect("a statement is an object");
        let mut fill = |one: &str, other: &str, value: Value| {
            if !map.contains_key(one) && !map.contains_key(other) {
                map.insert(one.to_owned(), value);
            }
        };
        fill("Effect", "", json!("Allow"));
        match kind {
            PolicyType::Trust => {
                fill("Action", "NotAction", json!("sts:AssumeRole"));
                fill("Principal", "NotPrincipal", json!("*"));
            }
            _ => {
                fill("Action", "NotAction", json!("s3:GetObject"));
                fill("Resource", "NotResource", json!("*"));
                if kind == PolicyType::Resource {
                    fill("Principal", "NotPrincipal", json!("*"));
                }
            }
        }
    }
    json!({ "Version": version, "Statement": statements }).to_string()
}

fn verdict(new: &str, old: &str, policy_type: PolicyType) -> Verdict {
    let with = |text: &str, then: &mut dyn FnMut(&Policy)| {
        let source = Source::new("policy", text);
        let tree = syntax::parse(FileId(0), &source);
        then(&model::lower(&tree));
    };
    let mut found = None;
    with(&policy(new, policy_type), &mut |new| {
        with(&policy(old, policy_type), &mut |old| {
            let side = |policy| Side {
                policy,
                policy_type,
            };
            found = Some(no_new_access(&side(new), &side(old), &Limits::default()));
        });
    });
    found.expect("it was asked")
}

fn check(rows: &[Row<'_>], policy_type: PolicyType) {
    let mut wrong = Vec::new();
    for (name, new, old, expected) in rows {
        let found = verdict(new, old, policy_type);
        let letter = match &found {
            Verdict::Proven => 'P',
            Verdict::Disproven(_) => 'D',
            Verdict::Undecided(_) => 'U',
        };
        let is_right = *expected == letter || (*expected == 'N' && letter != 'P');
        if !is_right {
            wrong.push(format!(
                "{name}\nnew {new}\nold {old}\nwanted {expected}, got {found:?}\n"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// A condition on one key in the new policy, one in the old one.
fn conditions(rows: &[(&str, &str, &str, char)], policy_type: PolicyType) {
    let texts: Vec<(String, String, String, char)> = rows
        .iter()
        .map(|(name, new, old, letter)| {
            let of = |text: &str| match text {
                "" => "{}".to_owned(),
                text if text.starts_with('{') => text.to_owned(),
                text => format!(r#"{{"Condition":{{{text}}}}}"#),
            };
            ((*name).to_owned(), of(new), of(old), *letter)
        })
        .collect();
    let rows: Vec<Row<'_>> = texts
        .iter()
        .map(|(name, new, old, letter)| (name.as_str(), new.as_str(), old.as_str(), *letter))
        .collect();
    check(&rows, policy_type);
}

#[test]
fn patterns() {
    let on = |resource: &str| format!(r#"{{"Resource":"{resource}"}}"#);
    let rows: Vec<(&str, String, String, char)> = vec![
        ("a run in the last field takes colons", on("arn:aws:s3:::*"), on("arn:aws:s3:::*"), 'P'),
        // "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon
        // boundaries."
        ("a run of the first five fields stays in its field", on("arn:aws:s3:*:*:public/*"), format!("{{}},{}", r#"{"Effect":"Deny","Resource":"arn:aws:s3:::private/*"}"#), 'P'),
        ("a run of the first five fields stays in its field: logs", r#"{"Action":"logs:*","Resource":"arn:aws:logs:*:111122223333:*"}"#.into(),
         r#"{"Action":"logs:*"},{"Effect":"Deny","Action":"logs:*","Resource":"arn:aws:logs:us-east-1:444455556666:log-group:x:111122223333:*"}"#.into(), 'P'),
        ("a short ARN", on("arn:aws:s3"), on("arn:aws:s3:::*"), 'N'),
        ("a short ARN with a star", on("arn:aws:s3:*"), on("arn:aws:s3:::*"), 'N'),
        ("a star as the partition on", on("arn:*"), on("arn:aws:*"), 'N'),
        ("star is more than all ARNs", "{}".into(), on("arn:*:*:*:*:*"), 'D'),
        ("an empty last field", on("arn:aws:s3:::"), on("arn:aws:s3:::?*"), 'D'),
        ("two question marks", on("arn:aws:s3:::??"), on("arn:aws:s3:::?"), 'D'),
        ("a question mark is one character, not one byte", on("arn:aws:s3:::é"), on("arn:aws:s3:::?"), 'P'),
        ("upper case in the service", on("arn:aws:S3:::a"), on("arn:aws:s3:::a"), 'P'),
        ("a Deny with upper case in the service", "{}".into(), format!("{{}},{}", r#"{"Effect":"Deny","Resource":"arn:aws:S3:::a"}"#), 'N'),
        ("a name in other letters", on("arn:aws:s3:::A"), on("arn:aws:s3:::a"), 'D'),
        ("an action in other letters", r#"{"Action":"S3:gETobject"}"#.into(), "{}".into(), 'P'),
        ("NotAction in other letters", r#"{"Action":"s3:*"}"#.into(), r#"{"NotAction":"S3:GETOBJECT"},{}"#.into(), 'P'),
        ("an action that does not exist yet", r#"{"Action":"s3:Get*"}"#.into(), r#"{"NotAction":"*object"},{"Action":"s3:GetObject"}"#.into(), 'D'),
        ("an action that does not exist yet, one letter", r#"{"Action":"s3:?etObject"}"#.into(), r#"{"Action":"s3:GetObject"}"#.into(), 'D'),
        ("an action that does not exist yet, two patterns", r#"{"Action":"sqs:S*"}"#.into(), r#"{"NotAction":["*message"]},{"Action":["sqs:SendMessage"]}"#.into(), 'D'),
        ("NotResource is the complement of the union", r#"{"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#.into(), r#"{"NotResource":["arn:aws:s3:::a"]}"#.into(), 'P'),
        ("NotResource of one", r#"{"NotResource":["arn:aws:s3:::a"]}"#.into(), r#"{"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#.into(), 'D'),
        ("NotResource with a variable", "{}".into(), r#"{"NotResource":["arn:aws:s3:::${aws:username}"]}"#.into(), 'D'),
        ("NotResource star is nothing", r#"{"NotResource":"*"}"#.into(), on("arn:aws:s3:::none"), 'P'),
        ("NotAction star is nothing", r#"{"NotAction":"*"}"#.into(), on("arn:aws:s3:::none"), 'P'),
        ("star colon star is every action", r#"{"Action":"*"}"#.into(), r#"{"Action":"*:*"}"#.into(), 'P'),
        ("two stars as a resource", "{}".into(), on("**"), 'P'),
        ("a pattern across a slash", on("arn:aws:s3:::a/*/c"), on("arn:aws:s3:::a/*"), 'P'),
        ("overlap of two runs", on("arn:aws:s3:::a*b"), on("arn:aws:s3:::a*ab"), 'D'),
        ("ArnLike without six fields is open", r#"{"Condition":{"ArnLike":{"aws:SourceArn":"*"}}}"#.into(), r#"{"Condition":{"ArnLike":{"aws:SourceArn":"arn:*:*:*:*:*"}}}"#.into(), 'N'),
        ("a run of ArnLike stays in its field", r#"{"Condition":{"StringLike":{"aws:SourceArn":"arn:aws:s3:*"}}}"#.into(), r#"{"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:*"}}}"#.into(), 'D'),
    ];
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|(name, new, old, letter)| (*name, new.as_str(), old.as_str(), *letter))
        .collect();
    check(&rows, PolicyType::Identity);
}
