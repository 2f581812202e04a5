use crate::finding::{Category, Finding, Meta, Severity};
use crate::model::{Part, Statement};
use crate::operator::Operator;
use crate::rules::{Check, Context, Rule};
use crate::source::Span;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "missing-paired-condition-keys",
        category: Category::Condition,
        severity: Severity::Warning,
        summary: "private address without the network that it belongs to",
        codes: &["MISSING_PAIRED_CONDITION_KEYS"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// A key whose values repeat from one network to the next, and the keys of which one has to say the network.
struct Pair {
    key: &'static str,
    partners: &'static [&'static str],
    help: &'static str,
}

/// Source: the two keys' entries in "AWS global condition context keys".
static PAIRS: [Pair; 2] = [
    Pair {
        key: "aws:VpcSourceIp",
        partners: &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"],
        help: "add `aws:SourceVpc`, `aws:SourceVpce` or `aws:SourceVpcArn`",
    },
    Pair {
        key: "aws:Ec2InstanceSourcePrivateIPv4",
        partners: &["aws:Ec2InstanceSourceVpc"],
        help: "add `aws:Ec2InstanceSourceVpc`",
    },
];

/// Each private address that is compared without its network.
fn check(cx: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !PAIRS.iter().any(|pair| cx.policy.may_ask(pair.key)) {
        return findings;
    }
    for statement in cx.policy.sound_statements() {
        for pair in &PAIRS {
            let Some(span) = compared(statement, pair.key) else {
                continue;
            };
            if pair
                .partners
                .iter()
                .any(|partner| compared(statement, partner).is_some())
            {
                continue;
            }
            findings.push(
                RULE.finding("the same private address occurs in any other VPC too")
                    .at(span, "compared without saying in which VPC")
                    .help(pair.help),
            );
        }
    }
    findings
}

/// Where a key is compared with a value; `Null` compares nothing.
fn compared(statement: &Statement, key: &str) -> Option<Span> {
    statement
        .conditions
        .iter()
        .filter(|condition| {
            condition
                .spec
                .is_some_and(|spec| spec.base != Operator::Null)
        })
        .find(|condition| condition.is_on(key))
        .map(|condition| condition.key.span())
}
