//! Policies made to blow a proof up: it is right or undecided, soon, and does not fill the memory.

use std::time::{Duration, Instant};

use iamsure::kind::PolicyType;
use iamsure::model;
use iamsure::proof::{Limits, Reason, Side, Verdict, no_new_access};
use iamsure::source::{FileId, Source};
use iamsure::syntax;
use serde_json::{Value, json};

fn compare(new: &Value, old: &Value) -> Verdict {
    let start = Instant::now();
    let read = |value: &Value| Source::new("policy", value.to_string());
    let (new, old) = (read(new), read(old));
    let (new_tree, old_tree) = (
        syntax::parse(FileId(0), &new),
        syntax::parse(FileId(1), &old),
    );
    let (new, old) = (model::lower(&new_tree), model::lower(&old_tree));
    let side = |policy| Side {
        policy,
        policy_type: PolicyType::Identity,
    };
    let verdict = no_new_access(&side(&new), &side(&old), &Limits::default());
    let spent = start.elapsed();
    assert!(spent < Duration::from_secs(5), "took {spent:?}");
    verdict
}

fn allow(resources: &[String]) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": resources }],
    })
}

fn condition(operator: &str, key: &str, values: &[String]) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
            "Condition": { operator: { key: values } },
        }],
    })
}

fn is_proven(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Proven)
}

fn is_too_large(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Undecided(reasons) => reasons
            .iter()
            .all(|reason| matches!(reason, Reason::TooLarge(_) | Reason::Exhausted)),
        _ => false,
    }
}

#[test]
fn sixteen_overlapping_patterns() {
    let patterns = |prefix: &str| -> Vec<String> {
        ('a'..='p')
            .map(|letter| format!("{prefix}*{letter}*"))
            .collect()
    };
    let resources = allow(&patterns("arn:aws:s3:::"));
    assert!(is_proven(&compare(&resources, &resources)));
    let wider = allow(&["arn:aws:s3:::*".to_owned()]);
    let verdict = compare(&resources, &wider);
    assert!(is_proven(&verdict) || is_too_large(&verdict), "{verdict:?}");
    let verdict = compare(&wider, &resources);
    assert!(matches!(verdict, Verdict::Disproven(_)), "{verdict:?}");
    let values = condition("StringLike", "s3:prefix", &patterns(""));
    let other = condition("StringNotLike", "s3:prefix", &patterns(""));
    assert!(!is_proven(&compare(&values, &other)));
    assert!(!is_proven(&compare(&other, &values)));
}

#[test]
fn a_letter_and_many_single_wildcards() {
    let one = |tail: usize| allow(&[format!("arn:aws:s3:::*a{}", "?".repeat(tail))]);
    assert!(is_proven(&compare(&one(18), &one(18))));
    let verdict = compare(&one(18), &one(17));
    assert!(!is_proven(&verdict), "{verdict:?}");
    let verdict = compare(&one(18), &allow(&["arn:aws:s3:::*a*".to_owned()]));
    assert!(!matches!(verdict, Verdict::Disproven(_)), "{verdict:?}");
}

#[test]
fn many_arns_with_wildcards_in_their_fields() {
    let arns = |count: usize| -> Vec<String> {
        (0..count)
            .map(|index| format!("arn:aws:sqs:*:*:queue-{index}-*"))
            .collect()
    };
    assert!(is_proven(&compare(&allow(&arns(400)), &allow(&arns(400)))));
    // One pattern for each list: no words are the same.
    let wide = allow(&["arn:aws:sqs:*:*:queue-*".to_owned()]);
    assert!(is_proven(&compare(&allow(&arns(400)), &wide)));
    let verdict = compare(&allow(&arns(400)), &allow(&arns(399)));
    let Verdict::Disproven(witness) = verdict else {
        panic!("{verdict:?}");
    };
    let resource = witness.request.resource.unwrap_or_default();
    assert!(resource.contains("queue-399-"), "{resource}");
    let split = |count: usize| -> Value {
        let statements = arns(count)
            .into_iter()
            .map(|arn| json!({ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn }));
        json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
    };
    let joined = json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arns(400) },
    });
    assert!(is_proven(&compare(&joined, &split(400))));
    assert!(matches!(
        compare(&joined, &split(399)),
        Verdict::Disproven(_)
    ));
}

#[test]
fn a_megabyte_of_each_thing() {
    let texts = |count: usize, pattern: &str| -> Vec<String> {
        (0..count)
            .map(|index| pattern.replace('#', &index.to_string()))
            .collect()
    };
    let resources = allow(&texts(30_000, "arn:aws:s3:::bucket-#/*"));
    let fewer = allow(&texts(29_999, "arn:aws:s3:::bucket-#/*"));
    let proven_or_large = |verdict: Verdict| {
        assert!(is_proven(&verdict) || is_too_large(&verdict), "{verdict:?}");
    };
    let never_proven = |verdict: Verdict| {
        assert!(!is_proven(&verdict), "{verdict:?}");
    };
    proven_or_large(compare(&fewer, &resources));
    never_proven(compare(&resources, &fewer));
    for (operator, key, pattern) in [
        ("StringEquals", "s3:prefix", "value-number-#"),
        ("StringLike", "s3:prefix", "value-*-number-#"),
        ("ForAllValues:StringEquals", "aws:TagKeys", "value-number-#"),
        ("NumericEquals", "s3:max-keys", "1234567#"),
        ("IpAddress", "aws:SourceIp", "10.1.1.1"),
        (
            "StringEquals",
            "aws:PrincipalArn",
            "arn:aws:iam::111122223333:role/name-#",
        ),
        ("StringLike", "s3:prefix", "home/${aws:username}/#"),
    ] {
        let all = condition(operator, key, &texts(25_000, pattern));
        let some = condition(operator, key, &texts(24_000, pattern));
        proven_or_large(compare(&some, &all));
        compare(&all, &some);
    }
    let many = |count: usize, effect: &str| -> Value {
        let statements = (0..count).map(|index| {
            json!({
                "Effect": if index % 2 == 0 { "Allow" } else { effect },
                "Action": format!("s3:Get{index}*"),
                "Resource": "*",
                "Condition": { "StringEquals": { format!("aws:PrincipalTag/k{index}"): "v" } },
            })
        });
        json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
    };
    compare(&many(6_000, "Deny"), &many(6_000, "Deny"));
    compare(&many(6_000, "Deny"), &many(5_999, "Allow"));
    compare(&many(400, "Deny"), &many(399, "Deny"));
}

#[test]
fn denies_of_two_keys_each() {
    // Each can be left by either key: a split for each, and nothing that cuts it short.
    let denies = |count: usize| -> Value {
        let mut statements = vec![json!({ "Effect": "Allow", "Action": "*", "Resource": "*" })];
        statements.extend((0..count).map(|index| {
            json!({
                "Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {
                    "StringEquals": { format!("aws:PrincipalTag/a{index}"): "x" },
                    "StringLike": { format!("aws:RequestTag/b{index}"): "y*" },
                },
            })
        }));
        json!({ "Version": "2012-10-17", "Statement": statements })
    };
    assert!(is_proven(&compare(&denies(40), &denies(39))));
    assert!(matches!(
        compare(&denies(39), &denies(40)),
        Verdict::Disproven(_)
    ));
}

/// What is not linear in the conditions does not end.
#[test]
fn a_statement_with_thousands_of_conditions() {
    let keys: serde_json::Map<String, Value> = (0..20)
        .map(|key| (format!("aws:RequestTag/k{key}"), json!("v")))
        .collect();
    let operators: serde_json::Map<String, Value> = (0..2000)
        .map(|number| (format!("StringEquals{number}"), json!(keys)))
        .collect();
    let many = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": operators,
        }],
    });
    let verdict = compare(&many, &allow(&["arn:aws:s3:::orders/*".to_owned()]));
    assert!(!is_proven(&verdict), "{verdict:?}");
}
