//! Resources, actions and variables against answers worked out by hand.

use iamsure::operator::Operator;
use iamsure::semantics::Truth::{No, Unknown, Yes};
use iamsure::semantics::operators::holds;
use iamsure::semantics::resource::{
    action_matches, resource_covers, resource_matches, resource_overlaps,
};
use iamsure::semantics::variable::{Lookup, Malformed, Piece, SegmentKind, resolve, segments};

#[test]
fn resources_match_field_by_field() {
    const OBJECT: &str = "arn:aws:s3:::bucket/a:b/c";
    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:jobs";
    for (pattern, resource, expected) in [
        ("*", OBJECT, Yes),
        ("*", "*", Yes),
        ("**", OBJECT, Yes),
        ("arn:aws:s3:::*", OBJECT, Yes),
        ("arn:aws:s3:::bucket/*/c", OBJECT, Yes),
        ("arn:aws:s3:::bucket/a?b/c", OBJECT, Yes),
        ("arn:aws:s3:::Bucket/*", OBJECT, No),
        ("arn:aws:s3:::bucket", OBJECT, No),
        ("arn:aws:s3:::*", "*", No),
        ("arn:aws:sqs:*:*:jobs", QUEUE, Yes),
        ("arn:aws:sqs:us-*-1:*:jobs", QUEUE, Yes),
        ("arn:aws:sqs:*:jobs", QUEUE, Unknown),
        ("arn:aws:sqs:*::jobs", QUEUE, No),
        ("arn:aws:sqs::111122223333:jobs", QUEUE, No),
        ("arn:aws:sqs", QUEUE, Yes),
        ("arn:aws:sqs:us-east-1", QUEUE, Yes),
        ("arn:aws:sqs:us-west-2", QUEUE, No),
        ("arn:aws:sqs:*", QUEUE, Yes),
        ("arn:aws:s*", QUEUE, Yes),
        ("arn:aws:*s", QUEUE, Yes),
        ("arn:aws:*jobs", QUEUE, Unknown),
        ("arn:aws:*lambda", QUEUE, No),
        ("arn:aws:SQS:us-east-1:111122223333:jobs", QUEUE, Unknown),
        ("arn:AWS:sqs:*:*:*", QUEUE, Unknown),
        ("arn:aws:SQS:us-west-2:*:*", QUEUE, No),
        ("arn:aws:SQS:US-EAST-1:*:*", QUEUE, No),
        ("jobs", QUEUE, No),
        ("*:*:*:*:*:*", "bucket", No),
    ] {
        assert_eq!(
            resource_matches(&[Piece::Written(pattern)], resource),
            expected,
            "`{pattern}` on `{resource}`"
        );
    }
}

#[test]
fn resources_hold_and_meet_each_other() {
    for (one, other, covers, overlaps) in [
        ("*", "arn:aws:s3:::b", Yes, Yes),
        ("arn:aws:s3:::*", "*", No, Yes),
        ("arn:aws:s3:::b*", "arn:aws:s3:::b/*", Yes, Yes),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b*", No, Yes),
        ("arn:aws:s3:::b", "arn:aws:s3:::b/*", No, No),
        ("arn:aws:sqs:*:1:*", "arn:aws:sqs:r:*:jobs", No, Yes),
        ("arn:aws:sqs:*:*:*", "arn:aws:sqs:r:1:a:b", Yes, Yes),
        ("arn:aws:s3", "arn:aws:s3:::b", Yes, Yes),
        ("arn:aws:s3:*", "arn:aws:s3:::b", Yes, Yes),
        ("arn:aws:*x", "arn:aws:s3:::b", Unknown, Unknown),
        ("arn:aws:*x", "arn:aws:*x", Yes, Unknown),
        ("arn:aws:S3:::*", "arn:aws:s3:::b", Unknown, Unknown),
        ("arn:aws:S3:::c*", "arn:aws:s3:::b", No, No),
    ] {
        let (wide, narrow) = ([Piece::Written(one)], [Piece::Written(other)]);
        assert_eq!(resource_covers(&wide, &narrow), covers, "{one} ⊇ {other}");
        assert_eq!(
            resource_overlaps(&wide, &narrow),
            overlaps,
            "{one} ∩ {other}"
        );
    }
}

#[test]
fn actions_match_in_any_case() {
    for (pattern, action, expected) in [
        ("*", "s3:GetObject", true),
        ("*:*", "s3:GetObject", true),
        ("s3:*", "s3:GetObject", true),
        ("S3:getobject", "s3:GetObject", true),
        ("s3:Get*", "s3:GetObject", true),
        ("s3:?etObject", "s3:GetObject", true),
        ("s3:*Object*", "s3:GetObjectAcl", true),
        ("s3:Get", "s3:GetObject", false),
        ("s3-object-lambda:*", "s3:GetObject", false),
    ] {
        assert_eq!(action_matches(pattern, action), expected, "{pattern}");
    }
}

#[test]
fn variables_are_literal_text_or_unknown() {
    fn value<'t>(name: &str) -> Lookup<'t> {
        match name {
            "aws:username" => Lookup::Value("a*b".into()),
            "aws:PrincipalArn" => Lookup::Value("arn:aws:iam::1:role/r".into()),
            "aws:userid" => Lookup::Unknown,
            _ => Lookup::Absent,
        }
    }
    use Operator::{ArnLike, Bool, NumericEquals, StringEquals, StringLike, StringNotLike};
    for (operator, request, policy, expected) in [
        (
            StringLike,
            "home/a*b/x",
            "home/${aws:username}/*",
            Some(Yes),
        ),
        (StringLike, "home/axb/x", "home/${aws:username}/*", Some(No)),
        (StringEquals, "a*b", "${aws:username}", Some(Yes)),
        (StringLike, "100*", "100${*}", Some(Yes)),
        (StringLike, "1000", "100${*}", Some(No)),
        (StringEquals, "${*}", "${$}{${*}}", Some(Yes)),
        (StringLike, "home/x", "home/${aws:userid}", Some(Unknown)),
        (StringLike, "away/x", "home/${aws:userid}", Some(No)),
        (StringNotLike, "away/x", "home/${aws:userid}", Some(Yes)),
        (StringNotLike, "home/x", "home/${aws:userid}", Some(Unknown)),
        (
            StringEquals,
            "team-x",
            "team-${aws:PrincipalTag/t, 'x'}",
            Some(Yes),
        ),
        (StringEquals, "team-x", "team-${aws:PrincipalTag/t}", None),
        (StringLike, "x", "${aws:PrincipalTag/t}${aws:userid}", None),
        (
            ArnLike,
            "arn:aws:iam::1:role/r",
            "${aws:PrincipalArn}",
            Some(Yes),
        ),
        (
            ArnLike,
            "arn:aws:iam::2:role/r",
            "${aws:PrincipalArn}",
            Some(No),
        ),
        (
            ArnLike,
            "arn:aws:iam::2:role/r",
            "arn:aws:iam::2:${aws:userid}",
            Some(Unknown),
        ),
        (
            ArnLike,
            "arn:aws:iam::2:role/r",
            "arn:aws:iam::3:${aws:userid}",
            Some(No),
        ),
        (
            ArnLike,
            "arn:aws:iam::2:role/r",
            "${aws:userid}role/r",
            Some(Unknown),
        ),
        (StringLike, "x", "${}", Some(Unknown)),
        (
            Bool,
            "true",
            "${aws:PrincipalTag/mfa, 'true'}",
            Some(Unknown),
        ),
        (Bool, "true", "${aws:PrincipalTag/mfa, 'false'}", Some(No)),
        (NumericEquals, "5", "${aws:PrincipalTag/n, '6'}", Some(No)),
    ] {
        let answer = resolve(policy, value).map(|pieces| holds(operator, request, &pieces));
        assert_eq!(
            answer, expected,
            "{operator}: `{request}` against `{policy}`"
        );
    }
    let pieces = resolve("arn:aws:s3:::b/${aws:userid}/*", value).expect("no key is absent");
    assert_eq!(resource_matches(&pieces, "arn:aws:s3:::b/x/y"), Unknown);
    assert_eq!(resource_matches(&pieces, "arn:aws:s3:::c/x/y"), No);
}

#[test]
fn variables_are_found_with_their_places() {
    let variable = |name, default| SegmentKind::Variable { name, default };
    let malformed = SegmentKind::Malformed;
    for (text, expected) in [
        (
            "plain $ {x}",
            vec![(SegmentKind::Text("plain $ {x}"), 0..11)],
        ),
        (
            "a${aws:username}b",
            vec![
                (SegmentKind::Text("a"), 0..1),
                (variable("aws:username", None), 1..16),
                (SegmentKind::Text("b"), 16..17),
            ],
        ),
        ("${k, 'd }e'}", vec![(variable("k", Some("d }e")), 0..12)]),
        ("${k, ''}", vec![(variable("k", Some("")), 0..8)]),
        (
            "${*}${?}",
            vec![
                (SegmentKind::Literal('*'), 0..4),
                (SegmentKind::Literal('?'), 4..8),
            ],
        ),
        (
            "$${$}",
            vec![
                (SegmentKind::Text("$"), 0..1),
                (SegmentKind::Literal('$'), 1..5),
            ],
        ),
        ("${}", vec![(malformed(Malformed::Empty), 0..3)]),
        ("${  }", vec![(malformed(Malformed::Empty), 0..5)]),
        ("${a b}", vec![(malformed(Malformed::SpaceInName), 0..6)]),
        (
            "x${a",
            vec![
                (SegmentKind::Text("x"), 0..1),
                (malformed(Malformed::MissingBrace), 1..4),
            ],
        ),
        (
            "${a${b}",
            vec![
                (malformed(Malformed::MissingBrace), 0..3),
                (variable("b", None), 3..7),
            ],
        ),
        (
            "${a, 'd}x",
            vec![
                (malformed(Malformed::MissingQuote), 0..8),
                (SegmentKind::Text("x"), 8..9),
            ],
        ),
        ("${a, d}", vec![(malformed(Malformed::MissingQuote), 0..7)]),
        ("${", vec![(malformed(Malformed::MissingBrace), 0..2)]),
    ] {
        let found: Vec<_> = segments(text)
            .into_iter()
            .map(|segment| (segment.kind, segment.range))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}
