//! Policies judged together against what connectors need.

use chrono::DateTime;
use iamsure::catalog::Catalog;
use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Finding, Severity};
use iamsure::integration::connectors::{Connector, Demand, Need, Requirement, Table, Wishes};
use iamsure::rules::{self, Member, Together};
use iamsure::source::{FileId, Source};
use iamsure::{model, syntax};
use serde_json::{Value, json};

/// The wishes of these words, as the command line has them: `S3_SINK bucket=orders with=sse-kms`.
pub fn wishes(words: &str) -> Wishes {
    let mut wishes = Wishes::default();
    for word in words.split_whitespace() {
        match word.split_once('=') {
            None => wishes.connectors.push(word.to_owned()),
            Some(("with", name)) => wishes.with.push(name.to_owned()),
            Some(("without", name)) => wishes.without.push(name.to_owned()),
            Some(("role", arn)) => wishes.role_arn = Some(arn.to_owned()),
            Some((name, value)) => {
                let values = wishes.names.entry(name.to_owned()).or_default();
                values.push(value.to_owned());
            }
        }
    }
    wishes
}

/// What the rules about connectors say of these policies together.
pub fn judge(policies: &[Value], wishes: &Wishes) -> Vec<Finding> {
    let texts: Vec<String> = policies.iter().map(Value::to_string).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    judge_texts(&texts, wishes)
}

pub fn judge_texts(policies: &[&str], wishes: &Wishes) -> Vec<Finding> {
    let demand = Demand::new(&Table::embedded(), wishes).expect("the wishes can be met");
    let sources: Vec<Source> = policies
        .iter()
        .map(|one| Source::new("policy.json", *one))
        .collect();
    let trees: Vec<_> = (0..)
        .map(FileId)
        .zip(&sources)
        .map(|(file, source)| syntax::parse(file, source))
        .collect();
    let lowered: Vec<_> = trees.iter().map(model::lower).collect();
    let config = Config::default();
    let settings = Settings::new(DateTime::UNIX_EPOCH, &config);
    let members: Vec<Member> = trees
        .iter()
        .zip(&lowered)
        .map(|(tree, policy)| Member {
            policy,
            policy_type: engine::judge(tree, &settings, &[]).policy_type,
        })
        .collect();
    let together = Together {
        members: &members,
        demand: &demand,
        role_arn: wishes.role_arn.as_deref(),
        account: wishes.names.get("account").map(|all| all[0].as_str()),
        catalog: Catalog::embedded(),
        selection: None,
    };
    engine::opinions(&together, rules::all())
}

/// The findings of one rule.
pub fn of<'f>(findings: &'f [Finding], rule: &str) -> Vec<&'f Finding> {
    findings.iter().filter(|one| one.rule.id == rule).collect()
}

pub fn missing(findings: &[Finding]) -> Vec<&Finding> {
    of(findings, "connector-missing-action")
}

/// A policy with a statement for each need, every name filled in.
pub fn policy_of<'n>(needs: impl Iterator<Item = &'n Need>) -> Value {
    let statements: Vec<Value> = needs
        .map(|need| json!({ "Effect": "Allow", "Action": need.action, "Resource": resource(need) }))
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The resource of a need in the world of these tests.
fn resource(need: &Need) -> String {
    let mut text = need.resource.as_str().to_owned();
    for name in need.resource.names() {
        text = text.replace(&format!("<{name}>"), value(name));
    }
    text.replace("??????", "a1B2c3")
}

pub fn value(name: &str) -> &str {
    match name {
        "region" => "eu-west-1",
        "account" => "482915637048",
        "checkpoint-prefix" => "connect-KCL-",
        "key" => "1234abcd-12ab-34cd-56ef-1234567890ab",
        _ => "orders",
    }
}

/// The wishes that name every resource of a connector as [`policy_of`] does. KMS keys and what else only optional needs
/// have stay unsaid.
pub fn named(connector: &Connector, needs: &[&Need]) -> Wishes {
    let mut wishes = Wishes {
        connectors: vec![connector.id.clone()],
        ..Wishes::default()
    };
    for name in needs.iter().flat_map(|need| need.resource.names()) {
        wishes
            .names
            .insert(name.to_owned(), vec![value(name).to_owned()]);
    }
    wishes
}

/// The sets of needs that each are enough: all that are required, with each capability of those of which one is enough.
pub fn sufficient(connector: &Connector) -> Vec<Vec<&Need>> {
    let of = |requirement| {
        connector
            .needs
            .iter()
            .filter(move |need| need.requirement == requirement)
    };
    let required: Vec<&Need> = of(Requirement::Required).collect();
    let mut capabilities: Vec<&str> = of(Requirement::Either)
        .map(|need| need.capability.as_str())
        .collect();
    capabilities.dedup();
    if capabilities.is_empty() {
        return vec![required];
    }
    capabilities
        .iter()
        .map(|name| {
            let own = of(Requirement::Either).filter(|need| need.capability == *name);
            required.iter().copied().chain(own).collect()
        })
        .collect()
}

pub fn severities(findings: &[&Finding]) -> Vec<Severity> {
    findings.iter().map(|one| one.severity).collect()
}
