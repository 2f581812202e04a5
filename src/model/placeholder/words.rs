//! Template values that are words: `YOUR-BUCKET`, `REPLACE_ME`, `TODO`, `XXXXXXXXXXXX`, `ACCOUNT_ID` in an ARN.

use std::ops::Range;

use super::{Placeholder, PlaceholderKind};
use crate::model::Arn;

/// Every text in which [`find`] finds a word holds one of these, or begins with [`NOTE`].
///
/// Chosen for speed: rare in policies, four letters at least, and in groups that begin alike. The searcher is
/// half as fast with more than 32.
pub(super) const NEEDLES: [&str; 32] = [
    "your",
    "Your",
    "YOUR",
    "eplace",
    "EPLACE",
    "hange",
    "HANGE",
    "xxxx",
    "XXXX",
    "TODO",
    "FIXME",
    "\"TBD",
    ":TBD",
    "/TBD",
    "PLACEHOLDER",
    ":region",
    ":Region",
    ":REGION",
    ":account",
    ":Account",
    ":ACCOUNT",
    "s-account",
    "s-region",
    "aws_",
    "AWS_",
    ":partition:",
    "var.",
    "local.",
    "module.",
    "_NAME",
    "-NAME",
    "HERE",
];

/// Whether a text begins as `replace` or `change` in the middle of another word, such as `ChangeSet`: no request to change
/// anything goes on so.
pub(super) fn is_other_verb(from_needle: &[u8]) -> bool {
    const VERBS: [&[u8]; 4] = [b"hange", b"HANGE", b"eplace", b"EPLACE"];
    let mut verbs = VERBS.iter();
    let rest = verbs.find_map(|verb| from_needle.strip_prefix(*verb));
    // `change-me`, `changeme`, `change_this`, `ReplaceWith`
    rest.is_some_and(|rest| {
        !matches!(
            rest,
            [b'-' | b'_' | b'm' | b'M' | b't' | b'T' | b'w' | b'W', ..]
        )
    })
}

/// Three letters are too few for a needle; in a document a quote stands before it.
pub(super) const NOTE: &str = "TBD";

/// What people name when they say `your-…`.
const NOUNS: [&str; 46] = [
    "account",
    "accountid",
    "acct",
    "arn",
    "bucket",
    "bucketname",
    "cidr",
    "cluster",
    "company",
    "database",
    "db",
    "domain",
    "email",
    "environment",
    "external",
    "externalid",
    "function",
    "group",
    "id",
    "instance",
    "ip",
    "key",
    "kms",
    "name",
    "org",
    "organisation",
    "organization",
    "partner",
    "policy",
    "prefix",
    "principal",
    "project",
    "queue",
    "range",
    "region",
    "repo",
    "repository",
    "resource",
    "role",
    "secret",
    "stream",
    "table",
    "tenant",
    "topic",
    "user",
    "vpc",
];

/// Names of things, in capitals and without separators, that stand for the thing in an ARN.
const IN_ARN: [&str; 14] = [
    "ACCOUNTID",
    "AWSACCOUNTID",
    "ACCOUNTNUMBER",
    "BUCKETNAME",
    "S3BUCKETNAME",
    "CLUSTERNAME",
    "FUNCTIONNAME",
    "QUEUENAME",
    "ROLEARN",
    "ROLENAME",
    "SECRETNAME",
    "STREAMNAME",
    "TABLENAME",
    "TOPICNAME",
];

/// Adds every word of the text that was left to be replaced.
pub(super) fn find(text: &str, found: &mut Vec<Placeholder>) {
    let mut say = |range: Range<usize>, kind| found.push(Placeholder { range, kind });
    if is_terraform(text) {
        return say(0..text.len(), PlaceholderKind::Terraform);
    }
    if let Some(arn) = Arn::parse(text) {
        let fields = [
            (arn.partition, "partition"),
            (arn.region, "region"),
            (arn.account, "account"),
        ];
        for (field, name) in fields {
            if is_field_name(field, name) {
                say(Arn::range(text, field), PlaceholderKind::Person);
            }
        }
    }
    let in_arn = text.starts_with("arn:");
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..]
            .iter()
            .take_while(|byte| is_word_byte(**byte))
            .count();
        let word = &text[at..at + length];
        let is_phrase = bytes.get(at + length) == Some(&b' ');
        let mut end = at + length;
        if length > 2 && is_left(word, in_arn, is_phrase) {
            // `TODO fill in the bucket`
            let is_prose = |byte: &&u8| is_word_byte(**byte) || **byte == b' ';
            end += bytes[end..].iter().take_while(is_prose).count();
            let phrase = text[at..end].trim_end();
            say(at..at + phrase.len(), PlaceholderKind::Person);
        }
        at = end + 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// An expression that lost its `${}`: `var.external_id`, `aws_iam_role.confluent.arn`.
fn is_terraform(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-[]\"'*".contains(&byte);
    let starts = ["var.", "local.", "module.", "data.aws_"]
        .into_iter()
        .any(|prefix| text.len() > prefix.len() && text.starts_with(prefix));
    (starts || text.starts_with("aws_") && text.contains('.')) && text.bytes().all(is_part)
}

/// `region`, `REGION`, `aws-region`, `account-id`, `AWS_ACCOUNT_ID` …
fn is_field_name(field: &str, name: &str) -> bool {
    let starts = |text: &str, prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let own = match field.get(3..) {
        Some(rest) if starts(field, "aws") => rest.trim_start_matches(['-', '_']),
        _ => field,
    };
    starts(own, name) && field.bytes().all(is_word_byte)
}

/// Whether a word was left to be replaced. `is_phrase`: another word follows it.
fn is_left(word: &str, in_arn: bool, is_phrase: bool) -> bool {
    is_yours(word, is_phrase)
        || is_request(word)
        || is_note(word)
        || is_masked(word)
        || in_arn && is_in_arn(word)
}

fn pieces(word: &str) -> impl Iterator<Item = &str> + Clone {
    word.split(['-', '_']).filter(|piece| !piece.is_empty())
}

fn is_noun(piece: &str) -> bool {
    NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(piece))
}

fn is_upper(word: &str) -> bool {
    !word.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// `YOUR-BUCKET`, `your-account-id`, `YourBucketName`; not `your-music`, which may be a name.
fn is_yours(word: &str, is_phrase: bool) -> bool {
    if is_upper(word) && pieces(word).any(|piece| piece == "YOUR") {
        return true;
    }
    let Some(first) = pieces(word).next() else {
        return false;
    };
    let Some(rest) = ["YOUR", "your", "Your"]
        .into_iter()
        .find_map(|your| first.strip_prefix(your))
    else {
        return false;
    };
    if rest.is_empty() {
        return is_phrase || pieces(word).skip(1).any(is_noun);
    }
    // `yourself` goes on in small letters.
    rest.starts_with(|char: char| char.is_ascii_uppercase())
        && NOUNS.iter().any(|noun| {
            rest.get(..noun.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(noun))
        })
}

/// `REPLACE_ME`, `replace-with-bucket`, `ChangeMe`, `INSERT_BUCKET_HERE`.
fn is_request(word: &str) -> bool {
    const GLUED: [&str; 4] = ["replaceme", "changeme", "replacethis", "changethis"];
    let next = pieces(word).skip(1);
    let paired = pieces(word).zip(next).any(|(verb, object)| {
        let is =
            |words: &[&str], piece: &str| words.iter().any(|word| word.eq_ignore_ascii_case(piece));
        is(&["replace", "change"], verb) && is(&["me", "this"], object)
            || is(&["replace"], verb) && is(&["with", "by", "your"], object)
    });
    let glued = pieces(word).any(|piece| {
        GLUED.iter().any(|glued| glued.eq_ignore_ascii_case(piece))
            || piece.starts_with("ReplaceWith")
            || piece.starts_with("REPLACEWITH")
    });
    let here = is_upper(word)
        && pieces(word).count() > 1
        && pieces(word).last().is_some_and(|piece| piece == "HERE");
    paired || glued || here
}

/// `TODO`, `FIXME`, `TBD`, alone or before the name of a thing, in capitals; `PLACEHOLDER`.
fn is_note(word: &str) -> bool {
    let mut rest = pieces(word);
    let is_note = matches!(rest.next(), Some("TODO" | "FIXME" | "TBD"));
    let alone = rest.clone().next().is_none();
    is_note && (alone || rest.any(is_noun)) || pieces(word).any(|piece| piece == "PLACEHOLDER")
}

/// `xxxxxxxxxxxx`, `vpc-xxxx`, `E1XXXXXXXXXX`, `12345678XXXX`.
fn is_masked(word: &str) -> bool {
    pieces(word).any(|piece| {
        let bytes = piece.as_bytes();
        let is_x = |byte: &u8| matches!(byte, b'x' | b'X');
        let tail = bytes.iter().rev().take_while(|byte| **byte == b'X').count();
        let is_account = bytes.len() == 12
            && bytes.iter().filter(|byte| is_x(byte)).count() > 3
            && bytes.iter().all(|byte| is_x(byte) || byte.is_ascii_digit());
        bytes.len() > 3 && bytes.iter().all(is_x) || tail > 5 || is_account
    })
}

/// `BUCKET_NAME`, `ROLE-NAME`, `ACCOUNT_ID`: the whole word, in capitals, with its separators.
fn is_in_arn(word: &str) -> bool {
    let letters = || word.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
    letters().count() < word.len() && IN_ARN.iter().any(|name| letters().eq(name.bytes()))
}
