//! Small string helpers: nearest word, plural, list, quoting for people, paths for people.

use std::path::{Component, MAIN_SEPARATOR, Path};

/// The candidate most like `word`, if one is near enough to be a slip of the pen. Letter case does not count.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = word.to_ascii_lowercase();
    // Half-wrong words are other words; a hostile one of many kilobytes is none at all, and nothing is near nothing.
    if folded.is_empty() || folded.len() > 64 {
        return None;
    }
    let limit = (folded.len() / 3).clamp(1, 3);
    let length = folded.chars().count();
    candidates
        .into_iter()
        // Each letter too many or too few is a slip by itself, and counting letters costs nothing.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .filter(|candidate| may_be_near(&folded, candidate, limit))
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Whether one letter too many, too few, another one, or two that changed places make one word of the other.
#[must_use]
pub fn is_one_slip(word: &str, other: &str) -> bool {
    word.len().abs_diff(other.len()) <= 1
        && may_be_near(word, other, 1)
        && strsim::osa_distance(word, other) == 1
}

/// Whether so few slips can make one word of the other: each adds, takes away or replaces one letter, if any.
///
/// Counts letters, which costs far less than to find out how many slips it takes.
fn may_be_near(word: &str, candidate: &str, limit: usize) -> bool {
    /// Letters count without case, and some other characters together.
    const KINDS: usize = 32;
    if !word.is_ascii() || !candidate.is_ascii() {
        return true;
    }
    let mut counts = [0_i32; KINDS];
    for byte in word.bytes() {
        counts[usize::from(byte) % KINDS] += 1;
    }
    for byte in candidate.bytes() {
        counts[usize::from(byte) % KINDS] -= 1;
    }
    let too_many = |counts: i32| counts.unsigned_abs() as usize > limit;
    let surplus: i32 = counts.iter().filter(|count| **count > 0).sum();
    let lack: i32 = counts.iter().filter(|count| **count < 0).sum();
    !too_many(surplus) && !too_many(lack)
}

/// `1 error`, `2 errors`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let mut counted = String::with_capacity(noun.len() + 8);
    push_number(&mut counted, number);
    counted.push(' ');
    match noun.strip_suffix('y') {
        _ if number == 1 => counted.push_str(noun),
        // One policy, two policies; but two keys.
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => {
            counted.push_str(stem);
            counted.push_str("ies");
        }
        _ => {
            counted.push_str(noun);
            counted.push('s');
        }
    }
    counted
}

/// Adds a number in decimal digits, many times faster than formatting does.
pub fn push_number(text: &mut String, number: usize) {
    let mut rest = number;
    let mut unit = 10_usize.pow(number.checked_ilog10().unwrap_or(0));
    while unit > 0 {
        let digit = u32::try_from(rest / unit).ok();
        text.extend(digit.and_then(|digit| char::from_digit(digit, 10)));
        rest %= unit;
        unit /= 10;
    }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", head.join(", "), last.as_ref())
        }
    }
}

/// A text from a policy as it stands in a message: in backticks, with no control character, shortened past 80 characters.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().min(LONGEST_QUOTED) + 2);
    push_quoted(&mut quoted, text);
    quoted
}

const LONGEST_QUOTED: usize = 80;

/// Adds a text from a policy as [`quote`] has it.
pub fn push_quoted(to: &mut String, text: &str) {
    to.push('`');
    if text.len() <= LONGEST_QUOTED && is_printable(text) && !text.as_bytes().contains(&b'`') {
        to.push_str(text);
    } else {
        push_harmless(to, text);
    }
    to.push('`');
}

fn push_harmless(to: &mut String, text: &str) {
    for (index, char) in text.chars().enumerate() {
        if index == LONGEST_QUOTED {
            to.push('…');
            break;
        }
        match char {
            '`' => to.push('\''),
            char if is_unsafe(char) => to.extend(char.escape_unicode()),
            char => to.push(char),
        }
    }
}

/// Text of a policy or a command line, with nothing in it that a terminal would obey.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|char| if is_unsafe(char) { '\u{fffd}' } else { char })
        .collect()
}

/// Somebody else's sentence as a part of ours: on one line, harmless to a terminal, shortened past 300 characters.
#[must_use]
pub fn said(text: &str) -> String {
    const LONGEST: usize = 300;
    let harmless = |char| if is_unsafe(char) { ' ' } else { char };
    let mut said: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        said.push('…');
    }
    said.trim_end_matches('.').to_owned()
}

/// Whether all of it is printable ASCII, as nearly every text is: a quick look for those who handle other characters.
// As a part of what is made small it would look at one byte at a time.
#[inline(never)]
#[must_use]
pub fn is_printable(text: &str) -> bool {
    // Without a way out of the loop several bytes are looked at at once.
    let is_printable = |byte: u8| byte.wrapping_sub(b' ') < 0x5f;
    text.bytes()
        .fold(true, |all, byte| all & is_printable(byte))
}

/// Whether all of it are ASCII letters and digits.
#[inline(never)]
#[must_use]
pub fn is_alphanumeric(text: &str) -> bool {
    // As above.
    text.bytes()
        .fold(true, |all, byte| all & byte.is_ascii_alphanumeric())
}

/// Whether a character could move a terminal's cursor, turn the direction of the text around it, or stand in it unseen.
#[must_use]
pub fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// What stands before and behind the first of these ASCII bytes, where that is near: then a loop is quicker than to set up
/// the search of [`str::split_once`].
#[inline]
#[must_use]
pub fn parted(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|one| one == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A path with `/` between its parts on every system, and without `./`; what is not UTF-8 in it is replaced.
#[must_use]
pub fn slashed(path: &Path) -> String {
    if let Some(text) = path.to_str().filter(|text| is_slashed(text)) {
        return text.to_owned();
    }
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => text.push('/'),
            component => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    if text.is_empty() && !path.as_os_str().is_empty() {
        text.push('.');
    }
    text
}

/// Whether a path is written as it is shown: most are, and to see it costs less than to take the path apart.
fn is_slashed(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_odd = |pair: &[u8]| matches!(pair, [b'/', b'/' | b'.']);
    MAIN_SEPARATOR == '/'
        && bytes.first().is_some_and(|&first| first != b'.')
        && bytes.last() != Some(&b'/')
        && !bytes.windows(2).any(is_odd)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{count, push_number, slashed};

    #[test]
    fn things_are_counted_as_people_say_it() {
        for (number, noun, counted) in [
            (0, "error", "0 errors"),
            (1, "policy", "1 policy"),
            (2, "policy", "2 policies"),
            (2, "other way", "2 other ways"),
            (3, "key", "3 keys"),
        ] {
            assert_eq!(count(number, noun), counted);
        }
    }

    #[test]
    fn a_path_is_shown_without_what_means_nothing() {
        for (path, shown) in [
            ("", ""),
            ("/", "/"),
            (".", "."),
            ("./", "."),
            ("./a", "a"),
            ("a/", "a"),
            ("a/.", "a"),
            ("a/./b", "a/b"),
            ("/a//b", "/a/b"),
            ("..", ".."),
            ("../a", "../a"),
            ("a/../b", "a/../b"),
            ("a/.hidden", "a/.hidden"),
            ("/tmp/policies/a b.json", "/tmp/policies/a b.json"),
        ] {
            assert_eq!(slashed(Path::new(path)), shown, "{path:?}");
        }
    }

    #[test]
    fn a_number_has_all_of_its_digits() {
        for number in [0, 1, 9, 10, 99, 100, 1_000_000, u32::MAX] {
            let mut text = String::new();
            push_number(&mut text, number as usize);
            assert_eq!(text, number.to_string());
        }
    }
}
