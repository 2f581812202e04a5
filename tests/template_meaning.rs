//! What the trust template means, by the evaluator: Confluent's request gets in and no other does, for any integration.

use chrono::{DateTime, Duration, Utc};
use iamsure::integration::{self, Integration, Selection};
use iamsure::kind::PolicyType;
use iamsure::model;
use iamsure::semantics::{Caller, Decision, Key, Request, decide};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use iamsure::template::{Json, Window, trust};
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Every run tries the same cases, so that a failure repeats.
fn runner() -> TestRunner {
    let config = Config {
        cases: 500,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn integration(role: &str, id: &str) -> Integration {
    let text = format!(
        r#"{{"id": "cspi-1", "provider": "AWS", "iam_role_arn": "{role}", "external_id": "{id}"}}"#
    );
    let source = Source::new("integration.json", text.as_str());
    integration::read(FileId(0), &source, &Selection::default()).expect("an integration")
}

/// The decisions of a policy on requests that differ from Confluent's in what is set.
fn decision(policy: &str, request: &Request) -> Decision {
    let source = Source::new("trust.json", policy);
    let tree = syntax::parse(FileId(1), &source);
    let policy = model::lower(&tree);
    assert!(policy.problems.is_empty() && tree.problems().is_empty());
    decide(&policy, PolicyType::Trust, request).decision
}

#[test]
fn confluents_request_gets_in_and_no_other() {
    let role = (
        "(aws|aws-us-gov|aws-cn)",
        "[1-9][0-9]{11}",
        "(/[a-z]{1,8}){0,2}/[A-Za-z0-9_+=,.@-]{1,40}",
    );
    let role = role.prop_map(|(partition, account, name)| {
        format!("arn:{partition}:iam::{account}:role{name}")
    });
    let id = "[A-Za-z0-9_+=,.@:/-]{2,60}";
    let window = (
        prop::option::of(1_500_000_000_i64..2_000_000_000),
        prop::option::of(1_i64..100_000_000),
        prop::collection::vec((any::<u32>(), 8_u8..=32), 0..3),
    );
    let outcome = runner().run(&(role, id, id, window), |(role, id, other_id, window)| {
        judge(&role, &id, &other_id, window)
    });
    outcome.expect("every integration");
}

fn judge(
    role: &str,
    id: &str,
    other_id: &str,
    (begin, length, ranges): (Option<i64>, Option<i64>, Vec<(u32, u8)>),
) -> Result<(), TestCaseError> {
    prop_assume!(id != other_id);
    let integration = integration(role, id);
    let begin = begin.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    let start = begin.unwrap_or(DateTime::UNIX_EPOCH);
    let end = length.map(|seconds| start + Duration::seconds(seconds + 2));
    let networks: Vec<IpNet> = ranges
        .iter()
        .map(|(bits, length)| {
            let net = ipnet::Ipv4Net::new(std::net::Ipv4Addr::from_bits(*bits), *length);
            IpNet::V4(net.expect("a length of at most 32").trunc())
        })
        .collect();
    let window = Window {
        networks: networks.clone(),
        not_before: begin,
        not_after: end,
    };
    let policy = Json(&trust(&integration, &window).expect("a policy")).to_string();
    let inside = start + Duration::seconds(1);
    let address = networks
        .first()
        .map_or("54.240.1.7".to_owned(), |net| net.addr().to_string());
    let time = |instant: DateTime<Utc>| Key::value(instant.to_rfc3339());
    let at = |request: Request, address: &str, instant| {
        request
            .with("aws:SourceIp", Key::value(address))
            .with("aws:CurrentTime", time(instant))
    };
    let assume = integration::assume_role(&integration).expect("a request");
    let tag = integration::tag_session(&integration).expect("a request");
    let decided = |request: &Request| decision(&policy, request);

    prop_assert_eq!(
        decided(&at(assume.clone(), &address, inside)),
        Decision::Allowed
    );
    prop_assert_eq!(decided(&tag), Decision::Allowed);

    let good = at(assume, &address, inside);
    let by = |caller: Caller| {
        let request = Request::new(caller, "sts:AssumeRole").with("sts:ExternalId", Key::value(id));
        at(request, &address, inside)
    };
    let refused = [
        good.clone().with("sts:ExternalId", Key::value(other_id)),
        good.clone().with("sts:ExternalId", Key::Absent),
        good.clone()
            .with("sts:ExternalId", Key::value(format!("{id} "))),
        by(Caller::Identity(format!("{role}x"))),
        by(Caller::Identity(role.replace(":role/", ":user/"))),
        by(Caller::Anonymous),
        by(Caller::Service("ec2.amazonaws.com".to_owned())),
        Request {
            action: "sts:AssumeRoleWithSAML".to_owned(),
            ..good.clone()
        },
    ];
    for request in refused {
        prop_assert_eq!(decided(&request), Decision::ImplicitDeny, "{:?}", request);
    }
    if let Some(begin) = begin {
        prop_assert_eq!(
            decided(&at(good.clone(), &address, begin)),
            Decision::ImplicitDeny
        );
    }
    if let Some(end) = end {
        prop_assert_eq!(
            decided(&at(good.clone(), &address, end)),
            Decision::ImplicitDeny
        );
    }
    let outside = "8.8.8.8";
    let outside_ip: std::net::IpAddr = outside.parse().expect("an address");
    if !networks.is_empty() && !networks.iter().any(|net| net.contains(&outside_ip)) {
        prop_assert_eq!(
            decided(&at(good.clone(), outside, inside)),
            Decision::ImplicitDeny
        );
        prop_assert_eq!(
            decided(&good.with("aws:SourceIp", Key::Absent)),
            Decision::ImplicitDeny
        );
    }
    Ok(())
}
