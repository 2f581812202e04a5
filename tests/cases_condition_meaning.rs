//! Set operators, `IfExists`, MFA, contradictions, dates and global keys: what is flagged, and what others flag wrongly.

use std::fmt::Write;

use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

/// The rules whose opinions are asked here; `info` and the like are part of the expectation.
const RULES: &[&str] = &[
    "condition-never-true",
    "deprecated-global-condition-key",
    "empty-date-window",
    "expired-access",
    "forallvalues-without-null-check",
    "future-access",
    "invalid-global-condition-key",
    "mfa-condition-skippable",
    "missing-qualifier",
    "missing-tag-key-in-condition",
    "redundant-if-exists",
    "set-operator-on-single-valued-key",
    "skippable-condition",
    "skippable-deny",
    "type-mismatch",
];

/// Each finding as `severity rule @ text`.
fn findings(policy: &str, now: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", policy));
    let config = Config::default();
    let settings = Settings::new(now.parse().expect("an instant"), &config);
    let tree = syntax::parse(file, sources.get(file));
    judge(&tree, &settings, rules::all())
        .findings
        .iter()
        .filter(|finding| RULES.contains(&finding.rule.id))
        .map(|finding| {
            let place = sources.get(file).slice(finding.primary.span);
            format!("{} {} @ {place}", finding.severity.name(), finding.rule.id)
        })
        .collect()
}

fn policy(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Action":"sqs:TagQueue","Resource":"*","Condition":{{{condition}}}}}]}}"#
    )
}

/// One line for each case: effect, condition, what is said of it.
fn assert_cases(cases: &[(&str, &str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(effect, condition, expected)| {
            let found = findings(&policy(effect, condition), "2026-11-23T12:00:00Z");
            (found != *expected)
                .then(|| format!("{effect} {condition}\n  is {found:?}\n  not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn set_operators() {
    assert_cases(&[
        // Multivalued keys may have one.
        (
            "Allow",
            r#""ForAnyValue:StringEquals":{"aws:CalledVia":"a.amazonaws.com"}"#,
            &[],
        ),
        (
            "Allow",
            r#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#,
            &[],
        ),
        // A key with one value.
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-1"}"#,
            &[r#"warning set-operator-on-single-valued-key @ "ForAllValues:StringEquals""#],
        ),
        (
            "Deny",
            r#""ForAllValues:StringEquals":{"aws:SourceVpce":"vpce-1"}"#,
            &[r#"warning set-operator-on-single-valued-key @ "ForAllValues:StringEquals""#],
        ),
        (
            "Allow",
            r#""ForAnyValue:StringEquals":{"aws:SourceVpce":"vpce-1"}"#,
            &[r#"info set-operator-on-single-valued-key @ "ForAnyValue:StringEquals""#],
        ),
        (
            "Allow",
            r#""forallvalues:stringequals":{"AWS:requesttag/Team":"a"}"#,
            &[r#"warning set-operator-on-single-valued-key @ "forallvalues:stringequals""#],
        ),
        // ForAllValues in an Allow.
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#,
            &[r#"warning forallvalues-without-null-check @ "ForAllValues:StringEquals""#],
        ),
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"true"}"#,
            &[r#"warning forallvalues-without-null-check @ "ForAllValues:StringEquals""#],
        ),
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}"#,
            &[],
        ),
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"AWS:tagkeys":false}"#,
            &[],
        ),
        (
            "Allow",
            r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#,
            &[],
        ),
        (
            "Allow",
            r#""ForAllValues:StringEquals":{"aws:TagKeys":[]}"#,
            &[],
        ),
        // ForAnyValue in a Deny.
        (
            "Deny",
            r#""ForAnyValue:StringNotEquals":{"aws:CalledVia":"a.amazonaws.com"}"#,
            &[r#"warning skippable-deny @ "ForAnyValue:StringNotEquals""#],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringEquals":{"aws:CalledVia":"a.amazonaws.com"}"#,
            &[r#"info skippable-deny @ "ForAnyValue:StringEquals""#],
        ),
        // Without tags there is nothing to deny.
        (
            "Deny",
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"a"}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringNotLike":{"AWS:tagkeys":["a:*","b"]}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringNotEquals":{"s3:RequestObjectTagKeys":"a"}"#,
            &[],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringNotEquals":{"aws:SourceVpce":"vpce-1"}"#,
            &[r#"warning skippable-deny @ "ForAnyValue:StringNotEquals""#],
        ),
        (
            "Deny",
            r#""ForAnyValue:StringNotEquals":{"aws:CalledVia":"a.amazonaws.com"},"Null":{"aws:CalledVia":"false"}"#,
            &[],
        ),
        // No set operator where one is needed.
        (
            "Allow",
            r#""StringEquals":{"aws:TagKeys":"a"}"#,
            &[r#"error missing-qualifier @ "StringEquals""#],
        ),
        ("Allow", r#""Null":{"aws:TagKeys":"true"}"#, &[]),
        ("Allow", r#""StringEquals":{"aws:RequestTag/a":"b"}"#, &[]),
    ]);
}

#[test]
fn a_deny_of_requests_without_the_key_guards_the_other() {
    let text = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:CalledVia":"a.amazonaws.com"}}},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:CalledVia":"true"}}}]}"#;
    assert_eq!(findings(text, "2026-11-23T12:00:00Z"), Vec::<String>::new());
}

#[test]
fn if_exists() {
    assert_cases(&[
        (
            "Allow",
            r#""IpAddressIfExists":{"aws:SourceIp":"8.8.8.0/24"}"#,
            &[r#"warning skippable-condition @ "IpAddressIfExists""#],
        ),
        (
            "Allow",
            r#""ArnLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a"}"#,
            &[r#"warning skippable-condition @ "ArnLikeIfExists""#],
        ),
        (
            "Allow",
            r#""StringEqualsIfExists":{"aws:ResourceAccount":"111122223333"}"#,
            &[r#"warning skippable-condition @ "StringEqualsIfExists""#],
        ),
        (
            "Deny",
            r#""IpAddressIfExists":{"aws:SourceIp":"8.8.8.0/24"}"#,
            &[],
        ),
        (
            "Deny",
            r#""StringNotEqualsIfExists":{"aws:ResourceAccount":"111122223333"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringEqualsIfExists":{"aws:RequestTag/a":"b"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"},"Null":{"aws:SourceVpce":"false"}"#,
            &[],
        ),
        (
            "Allow",
            r#""BoolIfExists":{"aws:SecureTransport":"true"}"#,
            &[r#"info redundant-if-exists @ "BoolIfExists""#],
        ),
        (
            "Deny",
            r#""StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}"#,
            &[r#"info redundant-if-exists @ "StringEqualsIfExists""#],
        ),
        (
            "Allow",
            r#""BoolIfExists":{"aws:ViaAWSService":"true"}"#,
            &[r#"info redundant-if-exists @ "BoolIfExists""#],
        ),
        (
            "Deny",
            r#""BoolIfExists":{"aws:PrincipalIsAWSService":"false"}"#,
            &[],
        ),
    ]);
}

#[test]
fn mfa() {
    let flagged = |operator: &str| format!("warning mfa-condition-skippable @ \"{operator}\"");
    let cases: &[(&str, &str, &str, bool)] = &[
        ("Allow", "Bool", "true", false),
        ("Allow", "Bool", "false", true),
        ("Allow", "BoolIfExists", "true", true),
        ("Allow", "BoolIfExists", "false", true),
        ("Allow", "Null", "false", true),
        ("Allow", "Null", "true", true),
        ("Allow", "ForAllValues:Bool", "true", true),
        ("Allow", "ForAllValues:Bool", "false", true),
        ("Allow", "ForAnyValue:Bool", "true", false),
        ("Allow", "ForAnyValue:Bool", "false", true),
        ("Deny", "BoolIfExists", "false", false),
        ("Deny", "Null", "true", false),
        ("Deny", "Null", "false", false),
        ("Deny", "Bool", "false", true),
        ("Deny", "Bool", "true", true),
        ("Deny", "BoolIfExists", "true", true),
        ("Deny", "ForAnyValue:Bool", "false", true),
        ("Deny", "ForAllValues:Bool", "false", false),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|&(effect, operator, value, is_flagged)| {
            let condition = format!(r#""{operator}":{{"aws:MultiFactorAuthPresent":"{value}"}}"#);
            let found = findings(&policy(effect, &condition), "2026-11-23T12:00:00Z");
            let expected: Vec<String> = is_flagged.then(|| flagged(operator)).into_iter().collect();
            (found != expected).then(|| format!("{effect} {condition} is {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_cases(&[
        ("Allow", r#""Null":{"aws:MultiFactorAuthAge":"true"}"#, &[]),
        (
            "Allow",
            r#""NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}"#,
            &[],
        ),
        (
            "Allow",
            r#""Bool":{"aws:MultiFactorAuthPresent":"true"},"Null":{"aws:MultiFactorAuthPresent":"false"}"#,
            &[],
        ),
    ]);
    let two_denies = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}},
        {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:MultiFactorAuthPresent":"true"}}}]}"#;
    assert_eq!(
        findings(two_denies, "2026-11-23T12:00:00Z"),
        Vec::<String>::new()
    );
}

#[test]
fn conditions_that_never_hold_together() {
    let never = |place: &str| format!("warning condition-never-true @ {place}");
    let cases: &[(&str, Option<&str>)] = &[
        (
            r#""StringEquals":{"aws:PrincipalTag/a":"x"},"StringLike":{"aws:PrincipalTag/A":"y*"}"#,
            Some(r#""aws:PrincipalTag/a":"x""#),
        ),
        (
            r#""StringEquals":{"aws:PrincipalTag/a":"yes"},"StringLike":{"aws:PrincipalTag/a":"y*"}"#,
            None,
        ),
        (
            r#""StringEquals":{"s3:prefix":["a","b"]},"StringNotEquals":{"s3:prefix":["b","a","c"]}"#,
            Some(r#""s3:prefix":["a","b"]"#),
        ),
        (
            r#""StringEquals":{"s3:prefix":["a","b"]},"StringNotEquals":{"s3:prefix":["b"]}"#,
            None,
        ),
        (
            r#""StringLike":{"s3:prefix":"home/a*"},"StringNotLike":{"s3:prefix":"home/*"}"#,
            Some(r#""s3:prefix":"home/a*""#),
        ),
        (
            r#""StringLike":{"s3:prefix":"home/*"},"StringNotLike":{"s3:prefix":"home/a*"}"#,
            None,
        ),
        // There is one external ID in a request, and there may be several tag keys.
        (
            r#""ForAnyValue:StringEquals":{"sts:ExternalId":"x"},"ForAnyValue:StringLike":{"sts:ExternalId":"y*"}"#,
            Some(r#""sts:ExternalId":"x""#),
        ),
        (
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"x"},"ForAnyValue:StringLike":{"aws:TagKeys":"y*"}"#,
            None,
        ),
        // A variable may be anything.
        (
            r#""StringEquals":{"s3:prefix":"${aws:userid}"},"StringLike":{"s3:prefix":"y*"}"#,
            None,
        ),
        (
            r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"},"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/a"}"#,
            Some(r#""aws:PrincipalArn":"arn:aws:iam::111122223333:role/*""#),
        ),
        (
            r#""NumericLessThan":{"s3:max-keys":"10"},"NumericGreaterThanEquals":{"s3:max-keys":10.0}"#,
            Some(r#""s3:max-keys":"10""#),
        ),
        (
            r#""NumericLessThanEquals":{"s3:max-keys":"10"},"NumericGreaterThanEquals":{"s3:max-keys":"10"}"#,
            None,
        ),
        (
            r#""IpAddress":{"aws:SourceIp":["8.8.8.0/25","2600::/32"]},"NotIpAddress":{"aws:SourceIp":["8.8.0.0/16","2600::/16"]}"#,
            Some(r#""aws:SourceIp":["8.8.8.0/25","2600::/32"]"#),
        ),
        (
            r#""IpAddress":{"aws:SourceIp":"8.8.0.0/16"},"NotIpAddress":{"aws:SourceIp":["8.8.0.0/17","8.8.128.0/18"]}"#,
            None,
        ),
        (
            r#""Bool":{"aws:SecureTransport":"true"},"BoolIfExists":{"aws:SecureTransport":"false"}"#,
            Some(r#""aws:SecureTransport":"true""#),
        ),
        (
            r#""StringEquals":{"aws:SourceVpce":"a"},"Null":{"aws:SourceVpce":"true"}"#,
            Some(r#""aws:SourceVpce":"true""#),
        ),
        (
            r#""StringEqualsIfExists":{"s3:prefix":"a"},"Null":{"s3:prefix":"true"}"#,
            None,
        ),
        (
            r#""Null":{"aws:CurrentTime":"true"}"#,
            Some(r#""aws:CurrentTime":"true""#),
        ),
        (r#""Null":{"aws:SourceVpce":["true","false"]}"#, None),
        (
            r#""IpAddress":{"aws:SourceIp":"8.8.8.8"},"StringEquals":{"aws:SourceVpc":"vpc-1"}"#,
            Some(r#""aws:SourceIp":"8.8.8.8""#),
        ),
        (
            r#""NotIpAddress":{"aws:SourceIp":"8.8.8.8"},"StringNotEquals":{"aws:SourceVpc":"vpc-1"}"#,
            None,
        ),
        (
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"x"},"ForAllValues:StringEquals":{"aws:TagKeys":"y"}"#,
            Some(r#""aws:TagKeys":"x""#),
        ),
        (
            r#""ForAnyValue:StringEquals":{"aws:TagKeys":"x"},"ForAnyValue:StringLike":{"aws:TagKeys":"y*"}"#,
            None,
        ),
        // Written as a placeholder, it may become anything.
        (
            r#""StringEquals":{"s3:prefix":"<prefix>"},"StringLike":{"s3:prefix":"y*"}"#,
            None,
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(condition, place)| {
            let found: Vec<String> = findings(&policy("Allow", condition), "2026-11-23T12:00:00Z")
                .into_iter()
                .filter(|finding| finding.contains("never-true"))
                .collect();
            let expected: Vec<String> = place.iter().map(|place| never(place)).collect();
            (found != expected).then(|| format!("{condition}\n  is {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dates() {
    assert_cases(&[
        (
            "Allow",
            r#""DateLessThan":{"aws:CurrentTime":"2026-11-23T12:00:00Z"}"#,
            &[r#"error expired-access @ "2026-11-23T12:00:00Z""#],
        ),
        (
            "Allow",
            r#""DateLessThanEquals":{"aws:CurrentTime":"2026-11-23T12:00:00Z"}"#,
            &[],
        ),
        (
            "Allow",
            r#""DateLessThan":{"aws:CurrentTime":"2026-11-23T13:00:01+01:00"}"#,
            &[],
        ),
        // One date of a list is enough: the latest counts.
        (
            "Allow",
            r#""DateLessThan":{"aws:CurrentTime":["2020-01-01T00:00:00Z","2030-01-01T00:00:00Z"]}"#,
            &[],
        ),
        (
            "Allow",
            r#""DateEquals":{"aws:CurrentTime":"2020-01-01"}"#,
            &[r#"error expired-access @ "2020-01-01""#],
        ),
        (
            "Deny",
            r#""NumericLessThan":{"aws:EpochTime":1767225600}"#,
            &[r"warning expired-access @ 1767225600"],
        ),
        (
            "Allow",
            r#""DateLessThan":{"aws:TokenIssueTime":"2020-01-01T00:00:00Z"}"#,
            &[],
        ),
        // Letter case, IfExists: the time is always there.
        (
            "Allow",
            r#""datelessthanifexists":{"AWS:currenttime":"2020-01-01T00:00:00Z"}"#,
            &[
                r#"info redundant-if-exists @ "datelessthanifexists""#,
                r#"error expired-access @ "2020-01-01T00:00:00Z""#,
            ],
        ),
        (
            "Allow",
            r#""DateGreaterThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}"#,
            &[r#"info future-access @ "2027-01-01T00:00:00Z""#],
        ),
        (
            "Allow",
            r#""DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}"#,
            &[],
        ),
        // Inverted: said once, whether or not it is over.
        (
            "Allow",
            r#""DateGreaterThan":{"aws:CurrentTime":"2021-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}"#,
            &[r#"error empty-date-window @ "2021-01-01T00:00:00Z""#],
        ),
        (
            "Deny",
            r#""DateGreaterThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"DateLessThanEquals":{"aws:EpochTime":"1893456000"}"#,
            &[r#"error empty-date-window @ "2030-01-01T00:00:00Z""#],
        ),
        // Not a date: another rule's.
        (
            "Allow",
            r#""DateLessThan":{"aws:CurrentTime":"yesterday"}"#,
            &[],
        ),
        (
            "Allow",
            r#""DateLessThan":{"aws:CurrentTime":"<end>"}"#,
            &[],
        ),
    ]);
}

#[test]
fn global_keys() {
    assert_cases(&[
        (
            "Allow",
            r#""StringEquals":{"aws:PrincipalOrgIdd":"o-1"}"#,
            &[r#"error invalid-global-condition-key @ "aws:PrincipalOrgIdd""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceIp/x":"o-1"}"#,
            &[r#"error invalid-global-condition-key @ "aws:SourceIp/x""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"AWS:PRINCIPALORGID":"o-1","aws:PrincipalTag/a/b:c":"x"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SourceOwner":"111122223333"}"#,
            &[],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:PrincipalTag":"a"}"#,
            &[r#"error missing-tag-key-in-condition @ "aws:PrincipalTag""#],
        ),
        (
            "Allow",
            r#""ArnLike":{"aws:arn":"arn:aws:iam::111122223333:role/a"}"#,
            &[r#"warning deprecated-global-condition-key @ "aws:arn""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:SecureTransport":"true"}"#,
            &[r#"warning type-mismatch @ "StringEquals""#],
        ),
        (
            "Allow",
            r#""IpAddress":{"aws:SourceVpc":"8.8.8.8"}"#,
            &[r#"warning type-mismatch @ "IpAddress""#],
        ),
        (
            "Allow",
            r#""StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a"}"#,
            &[],
        ),
        (
            "Allow",
            r#""NumericGreaterThan":{"aws:EpochTime":"1"}"#,
            &[],
        ),
        ("Allow", r#""Null":{"aws:SourceIp":"true"}"#, &[]),
    ]);
}

#[test]
fn a_hostile_policy_is_judged_in_linear_time() {
    let mut condition = String::new();
    for number in 0..20_000 {
        // Each operator spelt in its own case would be one key; many keys of one operator are the cheap way.
        let _ = write!(condition, r#""aws:PrincipalTag/t{number}":"a","#);
    }
    condition.push_str(r#""aws:PrincipalTag/a":"a""#);
    let values: Vec<String> = (0..20_000)
        .map(|number| format!("\"v{number}*x\""))
        .collect();
    let text = policy(
        "Allow",
        &format!(
            r#""StringEquals":{{{condition}}},"StringLike":{{"s3:prefix":[{0}]}},"StringNotLike":{{"s3:prefix":[{0}]}}"#,
            values.join(",")
        ),
    );
    // No time is asserted: a blow-up is a test that does not end.
    assert_eq!(
        findings(&text, "2026-11-23T12:00:00Z"),
        Vec::<String>::new()
    );
    for (effect, operator, value) in [
        ("Allow", "ForAllValues:StringEquals", "a"),
        ("Allow", "StringEqualsIfExists", "a"),
        ("Deny", "ForAnyValue:StringNotEquals", "a"),
    ] {
        let keys: Vec<String> = (0..20_000)
            .map(|number| format!(r#""aws:PrincipalTag/t{number}":"{value}""#))
            .collect();
        let text = policy(effect, &format!(r#""{operator}":{{{}}}"#, keys.join(",")));
        // A thousand of a rule are told, and one finding more says how many are not.
        assert_eq!(findings(&text, "2026-11-23T12:00:00Z").len(), 1_001);
    }
}

#[test]
fn a_key_that_an_action_never_has_is_demanded_by_no_fix() {
    let is_fixed = |action: &str, key: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{action},"Resource":"*","Condition":{{"ForAllValues:StringEquals":{{"{key}":["a"]}}}}}}]}}"#
        );
        let mut sources = Sources::default();
        let file = sources.add(Source::new("policy.json", text.as_str()));
        let config = Config::default();
        let settings = Settings::new("2026-11-23T12:00:00Z".parse().expect("an instant"), &config);
        let tree = syntax::parse(file, sources.get(file));
        let judged = judge(&tree, &settings, rules::all());
        let mut findings = judged.findings.iter();
        let found = findings.find(|one| one.rule.id == "forallvalues-without-null-check");
        found.expect("it is flagged").fix.is_some()
    };
    for (action, key, fixed) in [
        (r#""sqs:TagQueue""#, "aws:TagKeys", true),
        (r#""s3:GetObject""#, "aws:TagKeys", false),
        (r#"["sqs:TagQueue","s3:GetObject"]"#, "aws:TagKeys", false),
        (r#""sqs:*""#, "aws:TagKeys", false),
        (r#""*""#, "aws:TagKeys", false),
        // A queue may be created, and a session begun, without tags.
        (r#""sqs:CreateQueue""#, "aws:TagKeys", false),
        (r#""sts:TagSession""#, "sts:TransitiveTagKeys", false),
        (r#""s3:PutObject""#, "s3:RequestObjectTagKeys", false),
        (r#""dynamodb:PartiQLSelect""#, "dynamodb:LeadingKeys", true),
        (
            r#"["dynamodb:Query","dynamodb:ListTables"]"#,
            "dynamodb:LeadingKeys",
            false,
        ),
        (r#""s3:GetObject""#, "aws:PrincipalOrgPaths", true),
    ] {
        assert_eq!(is_fixed(action, key), fixed, "{action} {key}");
    }
}

#[test]
fn a_key_that_every_request_has_is_not_left_out() {
    let said = |action: &str, key: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{action},"Resource":"*","Condition":{{"ForAllValues:StringEquals":{{"{key}":["a"]}}}}}}]}}"#
        );
        findings(&text, "2026-11-23T12:00:00Z")
    };
    let items = r#"["dynamodb:GetItem","dynamodb:BatchGetItem","dynamodb:Query","dynamodb:PutItem","dynamodb:UpdateItem","dynamodb:DeleteItem","dynamodb:BatchWriteItem"]"#;
    for (action, key) in [
        (r#""kms:CreateGrant""#, "kms:GrantOperations"),
        (items, "dynamodb:LeadingKeys"),
        (r#""dynamodb:*Item""#, "dynamodb:leadingkeys"),
        (
            r#""route53:ChangeResourceRecordSets""#,
            "route53:ChangeResourceRecordSetsActions",
        ),
        (
            r#""route53:ChangeResourceRecordSets""#,
            "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        ),
        (
            r#""route53:changeresourcerecordsets""#,
            "route53:ChangeResourceRecordSetsRecordTypes",
        ),
    ] {
        assert_eq!(said(action, key), Vec::<String>::new(), "{action} {key}");
    }
    let (warning, info) = (
        [r#"warning forallvalues-without-null-check @ "ForAllValues:StringEquals""#],
        [r#"info forallvalues-without-null-check @ "ForAllValues:StringEquals""#],
    );
    for (action, key, wanted) in [
        (
            r#"["kms:CreateGrant","kms:Decrypt"]"#,
            "kms:GrantOperations",
            &warning,
        ),
        (
            r#"["dynamodb:GetItem","dynamodb:Scan"]"#,
            "dynamodb:LeadingKeys",
            &warning,
        ),
        (r#""dynamodb:*""#, "dynamodb:LeadingKeys", &warning),
        (
            r#""dynamodb:PartiQLSelect""#,
            "dynamodb:LeadingKeys",
            &warning,
        ),
        // Lists of what the request itself sets.
        (r#""sts:TagSession""#, "sts:TransitiveTagKeys", &info),
        (r#""s3:PutObject""#, "s3:RequestObjectTagKeys", &info),
    ] {
        assert_eq!(said(action, key), wanted, "{action} {key}");
    }
}
