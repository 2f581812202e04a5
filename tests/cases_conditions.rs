//! What others get wrong about conditions: operators, values, addresses, wildcards.
//!
//! Not here, since they need AWS's list of condition keys: unknown keys, keys of another service, keys that an action does not
//! have, templated keys and their tag names, keys that other services add to the caller's context, keys under NotAction,
//! keys of identity providers, operators that do not fit a key's type, keys that always or never exist.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Finding, Safety, Severity};
use iamsure::kind::{PolicyType, Profile};
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

/// What is compared of a finding: rule, severity, AWS's code or nothing, written text of the primary place.
type Said = (String, Severity, &'static str, String);

/// The findings about conditions of one policy, in the order of their places.
fn judge(text: &str, policy_type: PolicyType, profile: Profile) -> Vec<(Finding, String)> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(policy_type),
        profile: Some(profile),
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let source = sources.get(file);
    engine::judge(&syntax::parse(file, source), &settings, rules::all())
        .findings
        .into_iter()
        .map(|finding| {
            let written = source.slice(finding.primary.span).to_owned();
            (finding, written)
        })
        .collect()
}

/// What the rules of this file's subject say of a `Condition` in a statement with this effect.
fn with_effect(effect: &str, condition: &str) -> Vec<(Finding, String)> {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::ledger-archive/*", "Condition": {{{condition}}}}}]}}"#
    );
    judge(&text, PolicyType::Identity, Profile::None)
        .into_iter()
        .filter(|(finding, _)| TESTED.contains(&finding.rule.id))
        .collect()
}

/// The rules whose cases these are; the folder holds others.
const TESTED: [&str; 17] = [
    "condition-value-type",
    "confluent-source-ip",
    "empty-array-condition",
    "full-wildcard-condition",
    "host-bits-in-cidr",
    "invalid-condition-data-type",
    "invalid-condition-key-format",
    "invalid-condition-operator",
    "invalid-date-value",
    "invalid-variable-for-operator",
    "missing-paired-condition-keys",
    "null-with-if-exists",
    "null-with-qualifier",
    "private-ip-address",
    "unrestricted-source-ip",
    "untrustworthy-condition-key",
    "wildcard-without-like-operator",
];

fn said(condition: &str) -> Vec<Said> {
    said_with("Allow", condition)
}

fn said_with(effect: &str, condition: &str) -> Vec<Said> {
    with_effect(effect, condition)
        .into_iter()
        .map(|(finding, written)| {
            let code = finding.access_analyzer.unwrap_or_default();
            (finding.rule.id.to_owned(), finding.severity, code, written)
        })
        .collect()
}

fn one(rule: &str, severity: Severity, code: &'static str, written: &str) -> Vec<Said> {
    vec![(rule.to_owned(), severity, code, written.to_owned())]
}

/// The only message about a condition.
fn message(condition: &str) -> String {
    let found = with_effect("Allow", condition);
    assert_eq!(found.len(), 1, "{condition}: {found:?}");
    found[0].0.message.to_string()
}

fn near(condition: &str) -> Option<String> {
    let message = message(condition);
    let (_, near) = message.split_once("did you mean `")?;
    near.strip_suffix("`?").map(str::to_owned)
}

#[test]
fn every_operator_in_every_form_and_letter_case_is_one() {
    for operator in iamsure::operator::Operator::ALL {
        let name = operator.name();
        let value = match operator.family() {
            iamsure::operator::Family::Numeric => "3600",
            iamsure::operator::Family::Date => "2027-06-01T00:00:00Z",
            iamsure::operator::Family::Bool | iamsure::operator::Family::Null => "true",
            iamsure::operator::Family::IpAddress => "54.240.1.0/24",
            iamsure::operator::Family::Binary => "q83vEg==",
            _ => "arn:aws:iam::260147983355:role/a",
        };
        for (prefix, suffix) in [
            ("", ""),
            ("", "IfExists"),
            ("ForAllValues:", ""),
            ("ForAnyValue:", ""),
            ("ForAllValues:", "IfExists"),
            ("ForAnyValue:", "IfExists"),
        ] {
            if name == "Null" && !(prefix.is_empty() && suffix.is_empty()) {
                continue;
            }
            let full = format!("{prefix}{name}{suffix}");
            for spelling in [full.clone(), full.to_lowercase(), full.to_uppercase()] {
                let condition = format!(r#""{spelling}": {{"ledger:key": "{value}"}}"#);
                assert_eq!(said(&condition), [], "{condition}");
            }
        }
    }
}

#[test]
fn null_with_if_exists_is_no_operator_in_any_letter_case() {
    for operator in [
        "NullIfExists",
        "nullifexists",
        "NULLIFEXISTS",
        "ForAnyValue:NullIfExists",
        "ForAllValues:NullIfExists",
    ] {
        assert_eq!(
            said(&format!(
                r#""{operator}": {{"aws:SourceVpce": "true", "aws:SourceVpc": "true"}}"#
            )),
            one(
                "null-with-if-exists",
                Severity::Error,
                "NULL_WITH_IF_EXISTS",
                &format!("\"{operator}\"")
            )
        );
    }
}

#[test]
fn misspelt_operators_are_told_once_with_the_operator_that_is_near() {
    for (operator, meant) in [
        ("StringEqual", Some("StringEquals")),
        ("StringEqualIfExists", Some("StringEqualsIfExists")),
        ("ForAnyValues:StringLike", Some("ForAnyValue:StringLike")),
        ("ForAllValues:StringLik", Some("ForAllValues:StringLike")),
        ("IpAdress", Some("IpAddress")),
        ("bad", None),
        ("", None),
        (" StringEquals", Some("StringEquals")),
    ] {
        let condition = format!(r#""{operator}": {{"aws:PrincipalTag/a": "x", "s3:prefix": "y"}}"#);
        assert_eq!(
            said(&condition),
            one(
                "invalid-condition-operator",
                Severity::Error,
                "INVALID_CONDITION_OPERATOR",
                &format!("\"{operator}\"")
            )
        );
        assert_eq!(near(&condition).as_deref(), meant, "{operator}");
    }
}

#[test]
fn two_misspelt_operators_are_two_findings() {
    let found = said(r#""Bad": {"aws:PrincipalTag/a": "x"}, "Worse": {"aws:PrincipalTag/a": "x"}"#);
    let written: Vec<&str> = found.iter().map(|said| &*said.3).collect();
    assert_eq!(written, ["\"Bad\"", "\"Worse\""]);
}

#[test]
fn null_behind_a_set_prefix_is_constant() {
    for (operator, message) in [
        (
            "ForAllValues:Null",
            "this condition holds for every request",
        ),
        ("ForAnyValue:Null", "this condition holds for no request"),
    ] {
        let found = with_effect(
            "Allow",
            &format!(r#""{operator}": {{"aws:TagKeys": "true"}}"#),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.rule.id, "null-with-qualifier");
        assert_eq!(found[0].0.severity, Severity::Info);
        assert_eq!(found[0].0.message, message);
    }
}

#[test]
fn mixed_json_types_are_an_error_and_one_type_is_not() {
    assert_eq!(
        said(r#""StringEquals": {"aws:PrincipalAccount": ["260147983355", 731940586622, true]}"#),
        one(
            "invalid-condition-data-type",
            Severity::Error,
            "INVALID_CONDITION_DATA_TYPE",
            "731940586622"
        )
    );
    for condition in [
        r#""NumericEquals": {"s3:max-keys": [1, 2.5, -3]}"#,
        r#""NumericEquals": {"s3:max-keys": ["1", "2"]}"#,
        r#""NumericEquals": {"s3:max-keys": 5}"#,
        r#""Bool": {"aws:SecureTransport": true}"#,
    ] {
        assert_eq!(said(condition), [], "{condition}");
    }
}

#[test]
fn keys_need_a_prefix_and_a_name() {
    for (key, meant) in [
        ("bad", None),
        ("SourceIp", Some("aws:SourceIp")),
        ("externalid", Some("sts:ExternalId")),
        ("aws.SourceArn", Some("aws:SourceArn")),
        (":SourceAccount", Some("aws:SourceAccount")),
        ("aws:", None),
        (":", None),
        ("", None),
    ] {
        let condition = format!(r#""StringEquals": {{"{key}": "x"}}"#);
        assert_eq!(
            said(&condition),
            one(
                "invalid-condition-key-format",
                Severity::Error,
                "INVALID_CONDITION_KEY_FORMAT",
                &format!("\"{key}\"")
            ),
            "{key}"
        );
        assert_eq!(near(&condition).as_deref(), meant, "{key}");
    }
    for key in [
        "kms:EncryptionContext:aws:s3:arn",
        "s3:ExistingObjectTag/a:b",
        "ec2:ResourceTag/a/b",
        "AWS:SOURCEACCOUNT",
        "oidc.eks.eu-central-1.amazonaws.com/id/0A1B:sub",
    ] {
        assert_eq!(said(&format!(r#""StringEquals": {{"{key}": "x"}}"#)), []);
    }
}

#[test]
fn booleans_are_true_or_false_in_json_or_as_text() {
    for value in ["true", "false", "\"true\"", "\"False\"", "\"TRUE\""] {
        assert_eq!(
            said(&format!(r#""Bool": {{"aws:SecureTransport": {value}}}"#)),
            []
        );
        assert_eq!(
            said(&format!(r#""Null": {{"aws:MultiFactorAuthAge": {value}}}"#)),
            []
        );
    }
    for (value, meant) in [
        ("\"yes\"", Some("true")),
        ("\"1\"", Some("true")),
        ("0", Some("false")),
        ("\"ture\"", Some("true")),
        ("\" false \"", Some("false")),
        ("\"\"", None),
        ("\"maybe\"", None),
    ] {
        for (operator, key) in [
            ("Bool", "aws:SecureTransport"),
            ("Null", "aws:TokenIssueTime"),
        ] {
            let condition = format!(r#""{operator}": {{"{key}": {value}}}"#);
            assert_eq!(
                said(&condition),
                one(
                    "condition-value-type",
                    Severity::Warning,
                    "TYPE_MISMATCH_BOOLEAN",
                    value
                )
            );
            assert_eq!(near(&condition).as_deref(), meant, "{condition}");
        }
    }
}

#[test]
fn dates_with_offsets_fractions_and_leap_days_are_dates() {
    for value in [
        "2027-06-01",
        "2027-06-01T10:20Z",
        "2027-06-01T10:20:30Z",
        "2027-06-01T10:20:30.123456789Z",
        "2027-06-01T10:20:30+05:30",
        "2027-06-01T10:20:30-08",
        "2024-02-29T00:00:00Z",
    ] {
        assert_eq!(
            said(&format!(r#""DateLessThan": {{"ledger:time": "{value}"}}"#)),
            [],
            "{value}"
        );
    }
}

#[test]
fn what_is_no_date_is_told_with_its_reason() {
    use Severity::{Error, Warning};
    for (value, severity, expected) in [
        (
            "2027-13-01",
            Error,
            "`2027-13-01` is not a date: there is no month 13",
        ),
        (
            "2027-06-41",
            Error,
            "`2027-06-41` is not a date: no month has a day 41",
        ),
        (
            "2023-02-29",
            Warning,
            "`2023-02-29` is not a date: February 2023 ends on the 28th; did you mean `2023-02-28`?",
        ),
        (
            "2027-04-31T00:00:00Z",
            Warning,
            "`2027-04-31T00:00:00Z` is not a date: April 2027 ends on the 30th; did you mean `2027-04-30T00:00:00Z`?",
        ),
        ("bad", Error, "`bad` is not a date"),
        ("", Error, "an empty text is not a date"),
        (
            "2027",
            Warning,
            "`2027` is not a date: it names neither month nor day",
        ),
        (
            "2027-06",
            Warning,
            "`2027-06` is not a date: it names no day",
        ),
        (
            "2027/06/01",
            Error,
            "`2027/06/01` is not a date; did you mean `2027-06-01`?",
        ),
        (
            "2027-06-01 10:20:30",
            Error,
            "`2027-06-01 10:20:30` is not a date: it names no time zone; did you mean `2027-06-01T10:20:30Z`?",
        ),
        (
            "2027-06-01T10:20:30",
            Warning,
            "`2027-06-01T10:20:30` is not a date: it names no time zone; did you mean `2027-06-01T10:20:30Z`?",
        ),
        (
            "2027-06-01T25:00:00Z",
            Error,
            "`2027-06-01T25:00:00Z` is not a date: there is no hour 25",
        ),
        (
            "2027-06-01t10:20:30z",
            Warning,
            "`2027-06-01t10:20:30z` is not a date; did you mean `2027-06-01T10:20:30Z`?",
        ),
    ] {
        let condition = format!(r#""DateLessThan": {{"aws:TokenIssueTime": "{value}"}}"#);
        assert_eq!(message(&condition), expected);
        assert_eq!(
            said(&condition),
            one(
                "condition-value-type",
                severity,
                "TYPE_MISMATCH_DATE",
                &format!("\"{value}\"")
            )
        );
    }
}

#[test]
fn seconds_since_1970_are_a_warning_but_under_their_own_key() {
    for value in ["1830297600", "\"1830297600\""] {
        assert_eq!(
            said(&format!(
                r#""DateLessThan": {{"aws:CurrentTime": {value}}}"#
            )),
            one(
                "invalid-date-value",
                Severity::Warning,
                "INVALID_DATE_VALUE",
                value
            )
        );
        assert_eq!(
            said(&format!(r#""DateLessThan": {{"aws:EpochTime": {value}}}"#)),
            []
        );
    }
    let found = with_effect(
        "Allow",
        r#""DateLessThan": {"aws:CurrentTime": "1830297600"}"#,
    );
    let fix = found[0].0.fix.as_ref().expect("the date can be written");
    assert_eq!(fix.edits[0].text, "\"2028-01-01T00:00:00Z\"");
    // It is the same instant.
    assert_eq!(fix.safety, Safety::Safe);
    let found = with_effect(
        "Allow",
        r#""DateLessThan": {"aws:CurrentTime": "9223372036854775807"}"#,
    );
    assert_eq!(found[0].0.rule.id, "invalid-date-value");
    assert_eq!(found[0].0.help, None);
}

#[test]
fn numbers_are_integers_or_decimals() {
    for value in ["5", "-5", "2.5", "\"5\"", "\"-5\"", "\"2.50\"", "\"007\""] {
        assert_eq!(
            said(&format!(r#""NumericLessThan": {{"s3:max-keys": {value}}}"#)),
            []
        );
    }
    for (value, meant) in [
        ("\"ten\"", None),
        ("\"\"", None),
        ("true", None),
        ("\"1,000\"", Some("1000")),
        ("\" 5 \"", Some("5")),
        ("\"+5\"", Some("5")),
        ("\".5\"", Some("0.5")),
        ("\"1e3\"", None),
        ("\"1h\"", None),
    ] {
        let condition = format!(r#""NumericLessThan": {{"s3:max-keys": {value}}}"#);
        assert_eq!(
            said(&condition),
            one(
                "condition-value-type",
                Severity::Warning,
                "TYPE_MISMATCH_NUMBER",
                value
            )
        );
        assert_eq!(near(&condition).as_deref(), meant, "{value}");
    }
    let age = r#""NumericLessThan": {"aws:multifactorauthage": "1h"}"#;
    assert_eq!(near(age).as_deref(), Some("3600"));
}

#[test]
fn binary_values_are_base64_with_padding() {
    assert_eq!(said(r#""BinaryEquals": {"ledger:seal": "q83vEg=="}"#), []);
    assert_eq!(
        said(r#""BinaryEquals": {"ledger:seal": "not base64!"}"#),
        one(
            "condition-value-type",
            Severity::Warning,
            "TYPE_MISMATCH_STRING",
            "\"not base64!\""
        )
    );
}

#[test]
fn cidr_ranges_of_both_families_and_single_addresses_are_ranges() {
    for value in [
        "54.240.1.0/24",
        "54.240.1.9",
        "54.240.1.9/32",
        "2600:1f14::/35",
        "2600:1f14::1",
        "2600:1f14::1/128",
    ] {
        assert_eq!(
            said(&format!(r#""IpAddress": {{"aws:SourceIp": "{value}"}}"#)),
            []
        );
    }
}

#[test]
fn what_is_no_range_is_told_with_its_reason() {
    for (value, expected) in [
        (
            "54.240.1.0/33",
            "`54.240.1.0/33` is not an IP range: a prefix of IPv4 has 0 to 32 bits",
        ),
        (
            "2600:1f14::/129",
            "`2600:1f14::/129` is not an IP range: a prefix of IPv6 has 0 to 128 bits",
        ),
        (
            "999.1.1.1",
            "`999.1.1.1` is not an IP range: `999` is over 255",
        ),
        ("office", "`office` is not an IP range"),
        (
            "54.240.1",
            "`54.240.1` is not an IP range: an IPv4 address has 4 parts",
        ),
        (
            "054.240.1.9",
            "`054.240.1.9` is not an IP range: `054` begins with a zero",
        ),
        (
            "54.240.1.0/",
            "`54.240.1.0/` is not an IP range: after `/` comes a number from 0 to 32",
        ),
        (
            "54.240.0.0/255.255.0.0",
            "`54.240.0.0/255.255.0.0` is not an IP range: the mask is written as a number of bits; did you mean `54.240.0.0/16`?",
        ),
        (
            "54.240.*.*",
            "`54.240.*.*` is not an IP range: a range is written in CIDR notation; did you mean `54.240.0.0/16`?",
        ),
        (
            "54.240.1.9:443",
            "`54.240.1.9:443` is not an IP range: a port is no part of it; did you mean `54.240.1.9`?",
        ),
        (
            "54.240.1.0/24 ",
            "`54.240.1.0/24 ` is not an IP range: there is white space around it; did you mean `54.240.1.0/24`?",
        ),
        ("*", "`*` is not an IP range"),
        ("", "an empty text is not an IP range"),
    ] {
        let condition = format!(r#""NotIpAddress": {{"aws:SourceIp": "{value}"}}"#);
        assert_eq!(message(&condition), expected);
        assert_eq!(
            said(&condition),
            one(
                "condition-value-type",
                Severity::Error,
                "TYPE_MISMATCH_IP_RANGE",
                &format!("\"{value}\"")
            )
        );
    }
}

#[test]
fn host_bits_are_masked_by_a_safe_fix() {
    let condition = r#""IpAddress": {"aws:VpcSourceIp": "10.20.30.40/16"}, "StringEquals": {"aws:SourceVpc": "vpc-0c91e5d2"}"#;
    assert_eq!(
        said(condition),
        one(
            "host-bits-in-cidr",
            Severity::Warning,
            "IMPROVE_IP_RANGE",
            "\"10.20.30.40/16\""
        )
    );
    let fix = with_effect("Allow", condition)[0].0.fix.clone();
    let fix = fix.expect("the network is known");
    assert_eq!(fix.safety, Safety::Safe);
    assert_eq!(fix.edits[0].text, "\"10.20.0.0/16\"");
}

#[test]
fn private_ranges_under_source_ip() {
    use Severity::{Error, Info};
    let rule = "private-ip-address";
    for value in [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.7.9",
        "169.254.0.0/16",
        "127.0.0.1",
        "100.64.0.0/10",
        "fd00::/8",
        "fe80::/10",
    ] {
        let written = format!("\"{value}\"");
        assert_eq!(
            said(&format!(r#""IpAddress": {{"aws:SourceIp": "{value}"}}"#)),
            one(rule, Error, "PRIVATE_IP_ADDRESS", &written)
        );
        assert_eq!(
            said_with(
                "Deny",
                &format!(r#""NotIpAddress": {{"aws:SourceIp": ["{value}"]}}"#)
            ),
            one(rule, Error, "PRIVATE_NOT_IP_ADDRESS", &written)
        );
        assert_eq!(
            said(&format!(
                r#""IpAddress": {{"aws:SourceIp": ["54.240.1.0/24", "{value}"]}}"#
            )),
            one(rule, Info, "PRIVATE_IP_ADDRESS_SUBSET", &written)
        );
        assert_eq!(
            said(&format!(
                r#""NotIpAddress": {{"aws:SourceIp": ["{value}", "54.240.1.0/24"]}}"#
            )),
            one(rule, Info, "PRIVATE_NOT_IP_ADDRESS_SUBSET", &written)
        );
    }
    for value in ["172.15.0.0/16", "9.0.0.0/8", "203.0.113.0/24", "8.0.0.0/5"] {
        assert_eq!(
            said(&format!(r#""IpAddress": {{"aws:SourceIp": "{value}"}}"#)),
            []
        );
    }
}

#[test]
fn every_address_is_no_restriction() {
    let warning = |written| one("unrestricted-source-ip", Severity::Warning, "", written);
    for (values, written) in [
        (r#""0.0.0.0/0""#, r#""0.0.0.0/0""#),
        (r#"["54.240.1.0/24", "::/0"]"#, r#""::/0""#),
        (r#""54.240.1.9/0""#, r#""54.240.1.9/0""#),
        (
            r#"["128.0.0.0/1", "0.0.0.0/1"]"#,
            r#"["128.0.0.0/1", "0.0.0.0/1"]"#,
        ),
        (
            r#"["8000::/1", "::/2", "4000::/2"]"#,
            r#"["8000::/1", "::/2", "4000::/2"]"#,
        ),
    ] {
        let allow = format!(r#""IpAddress": {{"aws:sourceip": {values}}}"#);
        let deny = format!(r#""NotIpAddress": {{"aws:SourceIp": {values}}}"#);
        assert_eq!(said(&allow), warning(written), "{allow}");
        assert_eq!(said_with("Deny", &deny), warning(written), "{deny}");
        assert!(
            !said_with("Deny", &allow)
                .iter()
                .any(|said| said.0 == "unrestricted-source-ip")
        );
        assert!(
            !said(&deny)
                .iter()
                .any(|said| said.0 == "unrestricted-source-ip")
        );
    }
    for values in [
        r#""0.0.0.0/1""#,
        r#"["0.0.0.0/1", "128.0.0.0/2"]"#,
        r#"["0.0.0.0/1", "8000::/1"]"#,
        r#"["0.0.0.0/1", "0.0.0.0/1"]"#,
    ] {
        assert_eq!(
            said(&format!(r#""IpAddress": {{"aws:SourceIp": {values}}}"#)),
            []
        );
    }
}

#[test]
fn wildcards_are_letters_where_no_like_is() {
    for operator in [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "ForAnyValue:StringEqualsIfExists",
    ] {
        for value in ["\"build-*\"", "\"build-?\"", "\"${aws:username}*\""] {
            assert_eq!(
                said(&format!(
                    r#""{operator}": {{"aws:PrincipalTag/job": ["a", {value}]}}"#
                )),
                one(
                    "wildcard-without-like-operator",
                    Severity::Warning,
                    "WILDCARD_WITHOUT_LIKE_OPERATOR",
                    value
                )
            );
        }
    }
    for condition in [
        r#""StringEquals": {"aws:PrincipalTag/job": ["${*}", "a${?}b", "${aws:PrincipalTag/job, '*'}"]}"#,
        r#""StringLike": {"aws:PrincipalTag/job": "build-*"}"#,
        r#""ArnEquals": {"aws:PrincipalArn": "*"}"#,
        r#""ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::260147983355:role/*"}"#,
        r#""ArnLike": {"aws:SourceArn": "${aws:SourceArn}"}"#,
    ] {
        assert_eq!(said(condition), [], "{condition}");
    }
}

#[test]
fn the_like_operator_is_only_put_in_where_nothing_else_changes() {
    let fix = |condition: &str| {
        let mut found = with_effect("Allow", condition);
        found.remove(0).0.fix.map(|fix| fix.edits[0].text.clone())
    };
    assert_eq!(
        fix(r#""StringEqualsIfExists": {"aws:PrincipalTag/job": "b-*"}"#).as_deref(),
        Some("\"StringLikeIfExists\"")
    );
    assert_eq!(
        fix(r#""StringEquals": {"aws:PrincipalTag/job": "b-*", "aws:PrincipalTag/x": "y"}"#),
        None
    );
    assert_eq!(
        fix(
            r#""StringEquals": {"aws:PrincipalTag/job": "b-*"}, "StringLike": {"aws:PrincipalTag/x": "y"}"#
        ),
        None
    );
    assert_eq!(
        fix(r#""StringEqualsIgnoreCase": {"aws:PrincipalTag/job": "b-*"}"#),
        None
    );
}

#[test]
fn an_empty_list_means_what_its_operator_makes_of_it() {
    for (operator, code, meaning) in [
        ("StringEquals", "EMPTY_ARRAY_CONDITION", "for no request"),
        (
            "StringNotEquals",
            "EMPTY_ARRAY_CONDITION",
            "for every request",
        ),
        ("IpAddress", "EMPTY_ARRAY_CONDITION", "for no request"),
        (
            "StringLikeIfExists",
            "EMPTY_ARRAY_CONDITION_IFEXISTS",
            "only for a request without the key",
        ),
        (
            "ForAllValues:StringEquals",
            "EMPTY_ARRAY_CONDITION_FORALLVALUES",
            "only for a request without the key",
        ),
        (
            "ForAllValues:StringNotEquals",
            "EMPTY_ARRAY_CONDITION_FORALLVALUES",
            "for every request",
        ),
        (
            "ForAnyValue:StringEquals",
            "EMPTY_ARRAY_CONDITION_FORANYVALUE",
            "for no request",
        ),
        (
            "ForAnyValue:StringNotEquals",
            "EMPTY_ARRAY_CONDITION_FORANYVALUE",
            "for every request with the key",
        ),
    ] {
        let condition = format!(r#""{operator}": {{"aws:TagKeys": [ ]}}"#);
        assert_eq!(
            said(&condition),
            one("empty-array-condition", Severity::Info, code, "[ ]")
        );
        assert_eq!(
            message(&condition),
            format!("this condition holds {meaning}")
        );
    }
    // No value could be read, which is another fault.
    assert_eq!(said(r#""StringEquals": {"aws:TagKeys": [null]}"#), []);
}

#[test]
fn a_full_wildcard_is_a_question_about_presence_or_nothing() {
    for (operator, code) in [
        ("StringLike", "EQUIVALENT_TO_NULL_FALSE"),
        ("ForAnyValue:StringLike", "EQUIVALENT_TO_NULL_FALSE"),
        ("StringNotLike", "EQUIVALENT_TO_NULL_TRUE"),
        ("StringNotLikeIfExists", "EQUIVALENT_TO_NULL_TRUE"),
        ("ForAllValues:StringNotLike", "EQUIVALENT_TO_NULL_TRUE"),
        (
            "StringLikeIfExists",
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
        ),
        (
            "ForAllValues:StringLike",
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
        ),
        (
            "ForAnyValue:StringNotLike",
            "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
        ),
    ] {
        for star in ["\"*\"", "\"**\""] {
            assert_eq!(
                said(&format!(
                    r#""{operator}": {{"aws:TagKeys": ["cost", {star}]}}"#
                )),
                one("full-wildcard-condition", Severity::Info, code, star)
            );
        }
    }
    assert_eq!(
        said(r#""StringLike": {"aws:PrincipalTag/a": ["?*", "*a", ""]}"#),
        []
    );
}

#[test]
fn variables_belong_under_string_and_arn_operators() {
    for (operator, severity) in [
        ("NumericEquals", Severity::Error),
        ("DateEquals", Severity::Error),
        ("IpAddress", Severity::Error),
        ("BinaryEquals", Severity::Error),
        ("Null", Severity::Error),
        ("Bool", Severity::Warning),
    ] {
        assert_eq!(
            said(&format!(
                r#""{operator}": {{"ledger:key": "a${{aws:userid}}"}}"#
            )),
            one(
                "invalid-variable-for-operator",
                severity,
                "INVALID_VARIABLE_FOR_OPERATOR",
                "${aws:userid}"
            ),
            "{operator}"
        );
    }
    assert_eq!(
        said(r#""StringLike": {"ledger:key": "a${aws:userid}"}"#),
        []
    );
}

#[test]
fn headers_of_the_caller_are_no_proof() {
    for key in ["aws:Referer", "aws:referer", "aws:UserAgent"] {
        for effect in ["Allow", "Deny"] {
            assert_eq!(
                said_with(effect, &format!(r#""StringEquals": {{"{key}": "x"}}"#)),
                one(
                    "untrustworthy-condition-key",
                    Severity::Warning,
                    "UNTRUSTWORTHY_CONDITION_KEY",
                    &format!("\"{key}\"")
                )
            );
        }
    }
    assert_eq!(said(r#""Null": {"aws:Referer": "false"}"#), []);
}

#[test]
fn private_addresses_need_their_network() {
    let alone = r#""IpAddress": {"aws:VpcSourceIp": "10.20.0.0/16"}"#;
    assert_eq!(
        said(alone),
        one(
            "missing-paired-condition-keys",
            Severity::Warning,
            "MISSING_PAIRED_CONDITION_KEYS",
            "\"aws:VpcSourceIp\""
        )
    );
    for partner in [
        r#""StringEquals": {"aws:SourceVpc": "vpc-0c91e5d2"}"#,
        r#""StringEquals": {"aws:sourcevpce": "vpce-0c91e5d2"}"#,
        r#""ArnEquals": {"aws:SourceVpcArn": "arn:aws:ec2:eu-central-1:260147983355:vpc/vpc-0c91e5d2"}"#,
    ] {
        assert_eq!(said(&format!("{alone}, {partner}")), []);
    }
    let only_presence = format!(r#"{alone}, "Null": {{"aws:SourceVpc": "false"}}"#);
    assert_eq!(said(&only_presence).len(), 1);
}

#[test]
fn an_operator_of_the_wrong_type_is_one_fault_and_not_two() {
    for condition in [
        r#""Bool": {"aws:SourceIp": "54.240.1.0/24"}"#,
        r#""NumericEquals": {"aws:CurrentTime": "2027-06-01T00:00:00Z"}"#,
        r#""StringEquals": {"aws:SourceIp": "54.240.*"}"#,
    ] {
        assert_eq!(said(condition), [], "{condition}");
    }
    let neither = r#""NumericEquals": {"aws:CurrentTime": "tomorrow"}"#;
    assert_eq!(said(neither).len(), 1);
}

#[test]
fn a_wildcard_in_an_arn_wants_an_arn_operator() {
    let condition =
        r#""StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::260147983355:role/build-*"}"#;
    let found = with_effect("Deny", condition);
    let help = found[0].0.help.as_deref();
    assert_eq!(help, Some("use `ArnNotLike` if `*` stands for any text"));
}

#[test]
fn a_prefix_without_a_name_is_one_fault_and_not_two() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::ledger-archive/*", "Condition": {"StringEquals": {"aws:": "x"}}}]}"#;
    let found = judge(text, PolicyType::Identity, Profile::None);
    let rules: Vec<&str> = found.iter().map(|(finding, _)| finding.rule.id).collect();
    assert_eq!(rules, ["invalid-condition-key-format"]);
}

#[test]
fn what_is_not_known_is_not_judged() {
    for condition in [
        r#""IpAddress": {"aws:SourceIp": "<your-range>"}"#,
        r#""DateLessThan": {"aws:CurrentTime": "<end>"}"#,
        r#""<operator>": {"aws:CurrentTime": "x"}"#,
        r#""StringEquals": {"<key>": "x"}"#,
        r#""StringEquals": {"aws:PrincipalTag/a": "<name>*"}"#,
        r#""Bool": {"aws:SecureTransport": {"Ref": "Tls"}}"#,
    ] {
        assert_eq!(said(condition), [], "{condition}");
    }
}

#[test]
fn confluents_address_is_not_the_customers() {
    let trust = |principal: &str, effect: &str, condition: &str| {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", "Principal": {{"AWS": "{principal}"}},
                "Action": "sts:AssumeRole", "Condition": {{{condition}}}}}]}}"#
        );
        let found = |profile| {
            judge(&text, PolicyType::Trust, profile)
                .iter()
                .any(|(finding, _)| finding.rule.id == "confluent-source-ip")
        };
        assert!(!found(Profile::None));
        found(Profile::Confluent)
    };
    let role = "arn:aws:iam::851725421142:role/cspi-7k2m4x";
    let only = r#""IpAddress": {"aws:SourceIp": "54.240.1.0/24"}"#;
    assert!(trust(role, "Allow", only));
    assert!(trust(
        role,
        "Deny",
        r#""NotIpAddress": {"aws:SourceIp": "54.240.1.0/24"}"#
    ));
    assert!(trust("<confluent-role>", "Allow", only));
    assert!(!trust(
        "arn:aws:iam::260147983355:role/on-call",
        "Allow",
        only
    ));
    assert!(!trust(
        role,
        "Allow",
        r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#
    ));
    assert!(!trust(
        role,
        "Allow",
        r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#
    ));
    assert!(!trust(
        role,
        "Allow",
        r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#
    ));
}

#[test]
fn every_rule_tested_here_is_a_rule_about_conditions() {
    for id in TESTED {
        let rule = rules::find(id).unwrap_or_else(|| panic!("no rule is called {id}"));
        assert_eq!(rule.meta.category, Category::Condition);
    }
}
