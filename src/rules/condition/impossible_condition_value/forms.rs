//! What is wrong with a value, by the form that the values of its key have.

use std::borrow::Cow;

use crate::catalog::value_forms::{AS_OF, Form, UNLISTED};
use crate::model::{Arn, is_account_id};
use crate::rules::resource::invalid_arn_account::is_pattern_of_id;
use crate::semantics::pattern::{self, Case};
use crate::text::{count, list, nearest, quote};

use super::organization;
use super::{Comparison, Fault};

/// Who calls without credentials.
const ANONYMOUS: &str = "anonymous";

/// `None`: some request may have the value. With `suggests`, what was meant is looked for in lists of words.
pub(super) fn fault(
    key: &'static str,
    form: Form,
    text: &str,
    how: Comparison,
    suggests: bool,
) -> Option<Fault> {
    match form {
        Form::Account => account(text, how),
        Form::AccountOrAnonymous if is_same(text, ANONYMOUS, how) => None,
        Form::AccountOrAnonymous => account(text, how),
        Form::Organization => organization::id(text, how),
        Form::OrganizationPath => organization::path(text, how),
        Form::UserId => user_id(text, how),
        Form::UserName => user_name(text, how),
        Form::Alias => alias(text, how),
        Form::OneOf(words) => word(key, words, text, how, suggests),
    }
}

/// Whether the operator takes one text for the other.
fn is_same(written: &str, text: &str, how: Comparison) -> bool {
    if how.is_pattern {
        pattern::matches(written, text, Case::Sensitive)
    } else {
        written == text || how.folds && written.eq_ignore_ascii_case(text)
    }
}

fn account(text: &str, how: Comparison) -> Option<Fault> {
    const FORM: &str = "an account ID has 12 digits and nothing else";
    if is_account_id(text) || how.is_pattern && is_pattern_of_id(text) {
        return None;
    }
    let arn = Arn::parse(text);
    let bare: String = text
        .chars()
        .filter(|char| !matches!(char, '-') && !char.is_whitespace())
        .collect();
    let near = arn.map_or(bare, |arn| arn.account.to_owned());
    let label = if arn.is_some() {
        "an ARN, but the key holds the ID of an account alone".into()
    } else if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Cow::Owned(format!("{}, not 12", count(text.len(), "digit")))
    } else {
        FORM.into()
    };
    Some(Fault {
        is_not: if how.is_pattern {
            "matches no account ID".into()
        } else {
            "is not an account ID".into()
        },
        label,
        help: "write the 12 digits of the account, zeros at its beginning included".into(),
        near: is_account_id(&near).then_some(near),
    })
}

fn user_id(text: &str, how: Comparison) -> Option<Fault> {
    let is_not = "is nobody's user ID".into();
    if text.starts_with("arn:") {
        return Some(Fault {
            is_not,
            label: "an ARN; the key holds unique IDs, such as `AIDA…` and `AROA…:SESSION`".into(),
            help: "compare ARNs of callers with `aws:PrincipalArn`".into(),
            near: None,
        });
    }
    if how.is_pattern || !is_role_id(text) {
        return None;
    }
    let pattern = format!("{text}:*");
    Some(Fault {
        is_not,
        label: "the sessions of a role have `AROA…:SESSION`".into(),
        help: format!("write {} under `StringLike`", quote(&pattern)).into(),
        near: how.is_like.then_some(pattern),
    })
}

/// `AROA` and the rest of a unique ID.
fn is_role_id(text: &str) -> bool {
    /// Unique IDs are longer: what is shorter is no ID that somebody copied.
    const SHORTEST: usize = 16;
    let is_of_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.starts_with("AROA") && text.len() >= SHORTEST && text.bytes().all(is_of_id)
}

fn user_name(text: &str, how: Comparison) -> Option<Fault> {
    if !text.contains(['/', ':']) {
        return None;
    }
    let arn = Arn::parse(text).filter(|arn| arn.resource.starts_with("user/"));
    let name = arn.map_or_else(
        || text.rsplit('/').next().unwrap_or_default(),
        |arn| arn.name(),
    );
    let is_name = !how.is_pattern && !name.is_empty() && !name.contains(':');
    Some(Fault {
        is_not: "is the name of no IAM user".into(),
        label: "the key holds the name without its path, which has no `/` and no `:`".into(),
        help: "write the name alone".into(),
        near: is_name.then(|| name.to_owned()),
    })
}

fn alias(text: &str, how: Comparison) -> Option<Fault> {
    const BEGIN: &str = "alias/";
    let fixed = if how.is_pattern {
        text.split(['*', '?']).next().unwrap_or_default()
    } else {
        text
    };
    let shared = fixed.get(..BEGIN.len()).unwrap_or(fixed);
    let is_long_enough = how.is_pattern || text.len() > BEGIN.len();
    let begin = BEGIN.get(..shared.len()).unwrap_or_default();
    if is_long_enough && (shared == begin || how.folds && shared.eq_ignore_ascii_case(begin)) {
        return None;
    }
    let of_arn = Arn::parse(text).map(|arn| arn.resource);
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '/');
    let near = match of_arn {
        Some(alias) => alias.starts_with(BEGIN).then(|| alias.to_owned()),
        None => (!text.is_empty() && text.chars().all(is_plain)).then(|| format!("{BEGIN}{text}")),
    };
    Some(Fault {
        is_not: if how.is_pattern {
            "matches no alias of a KMS key".into()
        } else {
            "is not an alias of a KMS key".into()
        },
        label: "the key holds the alias alone, which begins with `alias/`".into(),
        help: "write `alias/` and the name of the alias".into(),
        near: near.filter(|_| !how.is_pattern),
    })
}

/// The word that was most likely meant: without a prefix before a colon, cut off, or spelt nearly so.
fn meant(text: &str, words: &'static str) -> Option<&'static str> {
    /// Fewer letters may begin anything.
    const FEWEST: usize = 3;
    let text = text.trim();
    let bare = text.rsplit(':').next().unwrap_or(text);
    let begins = |word: &str| {
        let begin = word.get(..text.len());
        text.len() >= FEWEST && begin.is_some_and(|begin| begin.eq_ignore_ascii_case(text))
    };
    let all = || words.split(' ');
    let mut longer = all().filter(|word| begins(word));
    let is_whole = |word: &&str| word.eq_ignore_ascii_case(text);
    all()
        .find(is_whole)
        .or_else(|| all().find(|word| *word == bare))
        .or_else(|| longer.next().filter(|_| longer.next().is_none()))
        .or_else(|| nearest(text, all()))
}

/// Of a list of words, which may grow after this program was made.
fn word(
    key: &'static str,
    words: &'static str,
    text: &str,
    how: Comparison,
    suggests: bool,
) -> Option<Fault> {
    /// Longer ones are not read.
    const LONGEST: usize = 70;
    const LONGEST_HELP: usize = 80;
    let unlisted = UNLISTED.iter().filter(|(of, _)| *of == key);
    let mut all = words.split(' ').chain(unlisted.map(|(_, word)| *word));
    if all.any(|word| is_same(text, word, how)) {
        return None;
    }
    let near = (suggests && !how.is_pattern)
        .then(|| meant(text, words))
        .flatten();
    let quoted: Vec<String> = words.split(' ').map(quote).collect();
    let known = list(&quoted);
    let label = match format!("AWS documents {known}") {
        short if short.chars().count() <= LONGEST => short,
        _ => format!(
            "none of the {} that AWS documents as of {AS_OF}",
            quoted.len()
        ),
    };
    let help = match format!("write one of {known}") {
        short if quoted.len() > 1 && short.chars().count() < LONGEST_HELP => short,
        _ => "write one of the documented values, in their letter case".to_owned(),
    };
    Some(Fault {
        is_not: if how.is_pattern {
            format!("matches no value of {} that AWS documents", quote(key)).into()
        } else {
            format!("is no value of {} that AWS documents", quote(key)).into()
        },
        label: label.into(),
        help: help.into(),
        near: near.map(str::to_owned),
    })
}
