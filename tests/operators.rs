//! Each operator against values worked out by hand.

use iamsure::operator::{Family, Operator, OperatorProblem, OperatorSpec, SetPrefix};
use iamsure::semantics::Truth::{self, No, Unknown, Yes};
use iamsure::semantics::operators::{Unreadable, binary, date, holds, ip, number};
use iamsure::semantics::variable::Piece;

/// Request value, policy value, answer of the positive operator, answer of its negation.
type Row = (&'static str, &'static str, Truth, Truth);

fn check(positive: Operator, rows: &[Row]) {
    let negation = positive.negation().expect("the table has a column for it");
    for &(request, policy, expected, expected_negated) in rows {
        let pieces = [Piece::Written(policy)];
        let row = format!("{positive}: `{request}` against `{policy}`");
        assert_eq!(holds(positive, request, &pieces), expected, "{row}");
        assert_eq!(
            holds(negation, request, &pieces),
            expected_negated,
            "not {row}"
        );
    }
}

#[test]
fn strings_compare_exactly() {
    check(
        Operator::StringEquals,
        &[
            ("a", "a", Yes, No),
            ("", "", Yes, No),
            ("a", "A", No, Yes),
            ("a", "", No, Yes),
            ("ab", "a*", No, Yes),
            ("a*", "a*", Yes, No),
            ("a?", "a?", Yes, No),
            ("é", "é", Yes, No),
            // One letter composed in two ways is two texts.
            ("e\u{301}", "é", No, Yes),
        ],
    );
}

#[test]
fn strings_compare_in_any_case() {
    check(
        Operator::StringEqualsIgnoreCase,
        &[
            ("Team", "tEAM", Yes, No),
            ("team", "teams", No, Yes),
            ("a*", "A*", Yes, No),
            ("ab", "A*", No, Yes),
            ("É", "É", Yes, No),
            ("É", "é", Unknown, Unknown),
            ("aÉ", "Aé", Unknown, Unknown),
            ("Straße", "STRASSE", Unknown, Unknown),
            ("É", "e", No, Yes),
            // The Kelvin sign is a K to Unicode, not to ASCII.
            ("\u{212a}", "k", Unknown, Unknown),
        ],
    );
}

#[test]
fn strings_match_patterns() {
    check(
        Operator::StringLike,
        &[
            ("abc", "a*", Yes, No),
            ("a", "a*", Yes, No),
            ("abc", "a?c", Yes, No),
            ("ac", "a?c", No, Yes),
            ("ABC", "a*", No, Yes),
            ("", "*", Yes, No),
            ("", "?", No, Yes),
            ("", "", Yes, No),
            ("a:b/c", "a*c", Yes, No),
            ("é", "?", Yes, No),
            ("é", "??", No, Yes),
            ("aéb", "a?b", Yes, No),
            ("日本", "*本", Yes, No),
            ("aXbXc", "a*X?", Yes, No),
            ("line\nfeed", "line*feed", Yes, No),
            ("abab", "*ab?", No, Yes),
        ],
    );
}

#[test]
fn numbers_compare_by_value() {
    check(
        Operator::NumericEquals,
        &[
            ("1", "1", Yes, No),
            ("1", "01", Yes, No),
            ("1", "1.0", Yes, No),
            ("1.50", "1.5", Yes, No),
            ("0", "-0", Yes, No),
            ("-0.0", "0", Yes, No),
            ("-1", "1", No, Yes),
            // Floats of 64 bits would call these equal.
            ("9007199254740993", "9007199254740992", No, Yes),
            ("0.1", "0.10000000000000000001", No, Yes),
            ("one", "1", No, Unknown),
            ("1", "", No, Unknown),
            ("", "", No, Unknown),
            ("1", "1*", No, Unknown),
            ("0x1", "1", No, Unknown),
            ("1.2.3", "1", No, Unknown),
            ("1000", "1e3", Unknown, Unknown),
            ("+1", "1", Unknown, Unknown),
            (".5", "0.5", Unknown, Unknown),
            ("5.", "5", Unknown, Unknown),
            (" 5", "5", Unknown, Unknown),
            ("1e3", "x", No, Unknown),
        ],
    );
}

#[test]
fn numbers_are_ordered() {
    use Operator::{
        NumericGreaterThan as Greater, NumericGreaterThanEquals as AtLeast,
        NumericLessThan as Less, NumericLessThanEquals as AtMost,
    };
    for (operator, request, policy, expected) in [
        (Less, "9", "10", Yes),
        (Less, "10", "9", No),
        (Less, "10", "10", No),
        (Less, "-10", "-9", Yes),
        (Less, "-1", "0", Yes),
        (Less, "1.09", "1.1", Yes),
        (AtMost, "10", "10.0", Yes),
        (AtMost, "10.01", "10", No),
        (
            Greater,
            "100000000000000000000000",
            "99999999999999999999999",
            Yes,
        ),
        (Greater, "-9", "-10", Yes),
        (Greater, "0.001", "0", Yes),
        (AtLeast, "-0", "0", Yes),
        (AtLeast, "3600", "3600", Yes),
        (AtLeast, "3599.999", "3600", No),
        (Less, "1h", "3600", No),
        (Greater, "1h", "3600", No),
        (Less, "1e3", "3600", Unknown),
    ] {
        assert_eq!(
            holds(operator, request, &[Piece::Written(policy)]),
            expected,
            "{operator}: `{request}` against `{policy}`"
        );
    }
    assert_eq!(number::parse("1e5"), Err(Unreadable::Contested));
    assert_eq!(number::parse("e5"), Err(Unreadable::Malformed));
    assert_eq!(number::parse("NaN"), Err(Unreadable::Malformed));
    assert_eq!(number::parse("-"), Err(Unreadable::Malformed));
}

#[test]
fn dates_compare_as_instants() {
    check(
        Operator::DateEquals,
        &[
            ("2030-01-31", "2030-01-31T00:00:00Z", Yes, No),
            ("2030-01-31T01:00:00+01:00", "2030-01-31", Yes, No),
            ("2030-01-30T23:00:00-01", "2030-01-31T00:00Z", Yes, No),
            ("1970-01-01T00:00:00Z", "0", Yes, No),
            ("2020-01-01T00:00:01Z", "1577836801", Yes, No),
            ("1969-12-31T23:59:59Z", "0", No, Yes),
            ("2000-02-29", "951782400", Yes, No),
            (
                "2030-01-31T12:00:00.5Z",
                "2030-01-31T12:00:00.500Z",
                Yes,
                No,
            ),
            (
                "2030-01-31T12:00:00.5Z",
                "2030-01-31T12:00:00.5000000001Z",
                No,
                Yes,
            ),
            ("2030-01-31T12Z", "2030-01-31T12:00:00Z", Yes, No),
            ("292278993-12-31", "292278993-12-31T00:00Z", Yes, No),
            ("2030-13-01", "2030-13-01", No, Unknown),
            ("2030-00-01", "2030-01-01", No, Unknown),
            ("2030-01-32", "2030-02-01", No, Unknown),
            ("292278994-01-01", "292278994-01-01", No, Unknown),
            ("tomorrow", "2030-01-31", No, Unknown),
            ("2030-01-31 12:00:00Z", "2030-01-31T12:00:00Z", No, Unknown),
            ("2030-01-31T25:00Z", "2030-01-31", No, Unknown),
            ("9223372036854775808", "0", No, Unknown),
            (
                "2030-01-31T12:00:00",
                "2030-01-31T12:00:00Z",
                Unknown,
                Unknown,
            ),
            ("2030-02-31", "2030-03-03", Unknown, Unknown),
            ("2030", "2030-01-01", Unknown, Unknown),
            ("2030-01", "2030-01-01", Unknown, Unknown),
            ("2030-01-31T24:00:00Z", "2030-02-01", Unknown, Unknown),
            ("2016-12-31T23:59:60Z", "2017-01-01", Unknown, Unknown),
            (
                "2030-01-31t12:00:00z",
                "2030-01-31T12:00:00Z",
                Unknown,
                Unknown,
            ),
        ],
    );
}

#[test]
fn dates_are_ordered() {
    use Operator::{
        DateGreaterThan as After, DateGreaterThanEquals as From, DateLessThan as Before,
        DateLessThanEquals as Until,
    };
    for (operator, request, policy, expected) in [
        (Before, "2029-12-31T23:59:59.999Z", "2030-01-01", Yes),
        (Before, "2030-01-01", "2030-01-01", No),
        (Until, "2030-01-01", "2030-01-01", Yes),
        (After, "2030-01-01T00:00:00.001Z", "2030-01-01", Yes),
        (After, "2030-01-01T00:30:00+01:00", "2030-01-01", No),
        (From, "1893456000", "2030-01-01", Yes),
        (Before, "-0001-12-31", "0000-01-01", Yes),
        (Before, "0000-02-29", "0000-03-01", Yes),
        (Before, "soon", "2030-01-01", No),
        (Before, "2030-01-01T00:00", "2031-01-01", Unknown),
    ] {
        assert_eq!(
            holds(operator, request, &[Piece::Written(policy)]),
            expected,
            "{operator}: `{request}` against `{policy}`"
        );
    }
    let form = |text| date::parse(text).map(|date| date.form);
    assert_eq!(form("2030-01-31"), Ok(date::Form::Date));
    assert_eq!(form("2030-01-31T00:00Z"), Ok(date::Form::DateTime));
    assert_eq!(form("20300131"), Ok(date::Form::Epoch));
    assert_eq!(form("2030-1-1T00:00Z"), Err(Unreadable::Malformed));
    let first = date::parse("-292275054-01-01").map(|date| date.instant.seconds);
    assert_eq!(first, Ok(-9_223_372_017_043_200));
}

#[test]
fn addresses_lie_in_ranges() {
    check(
        Operator::IpAddress,
        &[
            ("203.0.113.9", "203.0.113.0/24", Yes, No),
            ("203.0.114.9", "203.0.113.0/24", No, Yes),
            ("203.0.113.9", "203.0.113.9", Yes, No),
            ("203.0.113.8", "203.0.113.9", No, Yes),
            ("203.0.113.9", "203.0.113.77/24", Yes, No),
            ("198.51.100.1", "0.0.0.0/0", Yes, No),
            ("2001:db8::1", "0.0.0.0/0", No, Yes),
            ("198.51.100.1", "::/0", No, Yes),
            ("2001:db8::1", "2001:DB8::/32", Yes, No),
            ("2001:db8::1", "2001:db8:0:0::1", Yes, No),
            ("2001:db9::1", "2001:db8::/32", No, Yes),
            ("203.0.113.9", "203.0.113.0/33", No, Unknown),
            ("203.0.113.9", "203.0.113.*", No, Unknown),
            ("203.0.113.9", "203.0.113.0/", No, Unknown),
            ("203.0.113.0/24", "203.0.113.0/24", No, Unknown),
            ("203.0.113.009", "203.0.113.9", No, Unknown),
            ("203.0.113.9", "203.0.113.0/024", Unknown, Unknown),
            ("::ffff:203.0.113.9", "203.0.113.0/24", Unknown, Unknown),
            ("203.0.113.9", "::ffff:203.0.113.0/120", Unknown, Unknown),
            ("::ffff:203.0.113.9", "::ffff:203.0.113.0/120", Yes, No),
            ("::ffff:203.0.113.9", "::/0", Unknown, Unknown),
            ("::ffff:203.0.113.9", "10.0.0.0/8", No, Yes),
        ],
    );
}

#[test]
fn ranges_say_what_they_are() {
    use ip::Special::{Documentation, LinkLocal, Loopback, Private, Shared};
    for (text, special, is_private, has_host_bits) in [
        ("10.0.0.0/8", Some(Private), true, false),
        ("172.31.255.255", Some(Private), true, false),
        ("172.16.0.0/11", None, false, true),
        ("192.168.7.1/16", Some(Private), true, true),
        ("100.64.0.0/10", Some(Shared), true, false),
        ("169.254.169.254", Some(LinkLocal), true, false),
        ("127.0.0.1", Some(Loopback), true, false),
        ("203.0.113.7/24", Some(Documentation), false, true),
        ("fd00::/8", Some(Private), true, false),
        ("2001:db8::/32", Some(Documentation), false, false),
        ("8.8.8.8/31", None, false, false),
        ("8.8.8.9/31", None, false, true),
        ("0.0.0.0/0", None, false, false),
    ] {
        let range = ip::parse(text).expect(text);
        assert_eq!(range.special(), special, "{text}");
        assert_eq!(range.is_private(), is_private, "{text}");
        assert_eq!(range.has_host_bits(), has_host_bits, "{text}");
    }
    let network = |text| ip::parse(text).map(|range| range.network().to_string());
    assert_eq!(network("203.0.113.7/24"), Ok("203.0.113.0/24".to_owned()));
    assert_eq!(network("203.0.113.7"), Ok("203.0.113.7/32".to_owned()));
    assert!(ip::parse("1.2.3.4/0").is_ok_and(ip::Range::is_everything));
    assert!(ip::parse("::/1").is_ok_and(|range| !range.is_everything()));
}

#[test]
fn arns_compare_field_by_field() {
    const ROLE: &str = "arn:aws:iam::111122223333:role/ops";
    let rows: &[Row] = &[
        (ROLE, ROLE, Yes, No),
        (ROLE, "arn:aws:iam::111122223333:role/*", Yes, No),
        (ROLE, "arn:aws:iam::*:role/ops", Yes, No),
        (ROLE, "arn:aws:iam:*:111122223333:role/ops", Yes, No),
        (ROLE, "arn:*:iam::11112222333?:role/op?", Yes, No),
        (ROLE, "arn:aws:iam::111122223333:Role/ops", No, Yes),
        (ROLE, "arn:aws:IAM::111122223333:role/ops", No, Yes),
        (ROLE, "arn:aws:*:role/ops", Unknown, Unknown),
        (ROLE, "arn:aws:sts:*:*:*", No, Yes),
        (ROLE, "*", Unknown, Unknown),
        (ROLE, "arn:aws:iam", No, Yes),
        (ROLE, "arn:aws:s3*", No, Yes),
        ("role/ops", "role/ops", No, Yes),
        ("role/ops", "arn:aws:iam::*:role/ops", No, Yes),
        ("a:b:c:d:e:f", "*:*:*:*:*:*", Yes, No),
        ("arn:aws:sns:r:1:t:sub", "arn:aws:sns:r:1:*", Yes, No),
        ("arn:aws:sns:r:1:t:sub", "arn:aws:sns:*:t:sub", No, Yes),
        ("arn:aws:sns:r:1:t:sub", "arn:aws:sns:*:*:sub", No, Yes),
    ];
    check(Operator::ArnLike, rows);
    check(Operator::ArnEquals, rows);
}

#[test]
fn booleans_bytes_and_presence() {
    for (operator, request, policy, expected) in [
        (Operator::Bool, "true", "true", Yes),
        (Operator::Bool, "TRUE", "True", Yes),
        (Operator::Bool, "false", "FALSE", Yes),
        (Operator::Bool, "true", "false", No),
        (Operator::Bool, "1", "1", Unknown),
        (Operator::Bool, "yes", "true", No),
        (Operator::BinaryEquals, "QUI=", "QUI=", Yes),
        (Operator::BinaryEquals, "QUI=", "QUJD", No),
        (Operator::BinaryEquals, "QUI=", "QUI", Unknown),
        (Operator::BinaryEquals, "QUI=", "QUJ=", Unknown),
        (Operator::BinaryEquals, "-_-_", "+/+/", Unknown),
        (Operator::BinaryEquals, "QUI=", "not base64!", No),
        (Operator::BinaryEquals, "", "", Yes),
        (Operator::Null, "anything", "false", Yes),
        (Operator::Null, "anything", "True", No),
        (Operator::Null, "anything", "maybe", No),
    ] {
        assert_eq!(
            holds(operator, request, &[Piece::Written(policy)]),
            expected,
            "{operator}: `{request}` against `{policy}`"
        );
    }
    assert!(binary::is_canonical("QUI="));
    assert!(!binary::is_canonical("Q==="));
    assert!(!binary::is_canonical("QUI"));
}

#[test]
fn operators_are_read_in_any_case_and_written_as_aws_does() {
    for (text, expected) in [
        ("StringEquals", Ok("StringEquals")),
        ("stringequals", Ok("StringEquals")),
        ("ARNLIKEIFEXISTS", Ok("ArnLikeIfExists")),
        (
            "forallvalues:stringnotlikeifexists",
            Ok("ForAllValues:StringNotLikeIfExists"),
        ),
        ("ForAnyValue:Bool", Ok("ForAnyValue:Bool")),
        ("ForAllValues:Null", Ok("ForAllValues:Null")),
        ("NullIfExists", Err(OperatorProblem::NullIfExists)),
        (
            "ForAnyValue:nullifexists",
            Err(OperatorProblem::NullIfExists),
        ),
        ("ForSomeValue:Bool", Err(OperatorProblem::UnknownPrefix)),
        ("StringMatches", Err(OperatorProblem::UnknownName)),
        ("IfExists", Err(OperatorProblem::UnknownName)),
        ("", Err(OperatorProblem::UnknownName)),
        ("éIfExists", Err(OperatorProblem::UnknownName)),
        ("ForAnyValue: Bool", Err(OperatorProblem::UnknownName)),
    ] {
        let read = OperatorSpec::parse(text).map(|spec| spec.to_string());
        assert_eq!(read, expected.map(str::to_owned), "{text}");
    }
    assert_eq!(
        OperatorSpec::nearest("forAnyValues:StringEqualIfExists"),
        Some(OperatorSpec {
            set: Some(SetPrefix::ForAnyValue),
            base: Operator::StringEquals,
            if_exists: true,
        })
    );
    assert_eq!(OperatorSpec::nearest("Whatever"), None);
}

#[test]
fn operators_pair_with_their_negations() {
    let negated: Vec<&str> = Operator::ALL
        .into_iter()
        .filter(|operator| operator.is_negated())
        .map(Operator::name)
        .collect();
    assert_eq!(
        negated,
        [
            "StringNotEquals",
            "StringNotEqualsIgnoreCase",
            "StringNotLike",
            "NumericNotEquals",
            "DateNotEquals",
            "NotIpAddress",
            "ArnNotEquals",
            "ArnNotLike",
        ]
    );
    for operator in Operator::ALL {
        assert_eq!(operator.is_negated(), operator.name().contains("Not"));
        assert_eq!(Operator::named(operator.name()), Some(operator));
        assert_eq!(operator.positive().family(), operator.family());
        if let Some(negation) = operator.negation() {
            assert_ne!(negation.is_negated(), operator.is_negated());
            assert_eq!(negation.negation(), Some(operator));
        }
    }
    assert_eq!(Operator::NumericLessThan.negation(), None);
    assert_eq!(Operator::Bool.negation(), None);
    assert_eq!(Operator::NotIpAddress.family(), Family::IpAddress);
}

#[test]
fn truth_is_kleenes() {
    for (one, other, and, or) in [
        (Yes, Yes, Yes, Yes),
        (Yes, No, No, Yes),
        (Yes, Unknown, Unknown, Yes),
        (No, No, No, No),
        (No, Unknown, No, Unknown),
        (Unknown, Unknown, Unknown, Unknown),
    ] {
        assert_eq!((one.and(other), other.and(one)), (and, and));
        assert_eq!((one.or(other), other.or(one)), (or, or));
    }
    assert_eq!(Truth::all([]), Yes);
    assert_eq!(Truth::any([]), No);
    assert_eq!(Truth::all([Yes, Unknown, No]), No);
    assert_eq!(Truth::any([No, Unknown]), Unknown);
    assert_eq!(!Unknown, Unknown);
    assert_eq!(Yes.under_either(No), Unknown);
}
