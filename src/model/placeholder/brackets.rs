//! Template values by their brackets: `<…>`, `${…}`, `{{…}}`, `%(…)s`, `&lt;…&gt;`, `@@…@@`, `__…__`.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3_iter, memmem};

use super::{Placeholder, PlaceholderKind};

/// Longer than this between its brackets nothing is a name. It bounds how far each bracket looks.
const LONGEST: usize = 120;

/// Every text in which [`all`] finds one has one of these, or `<`, or `$`.
pub(super) const NEEDLES: [&str; 5] = ["{{", "__", "%(", "@@", "&lt;"];

/// Every one that begins with a dollar sign.
pub(super) fn dollars(text: &str) -> impl Iterator<Item = Placeholder> {
    memchr_iter(b'$', text.as_bytes()).filter_map(move |at| dollar(text, at))
}

/// Every one, each kind in order; two kinds may overlap.
pub(super) fn all(text: &str) -> impl Iterator<Item = Placeholder> {
    let bytes = text.as_bytes();
    let one = memchr3_iter(b'<', b'$', b'%', bytes).filter_map(move |at| match bytes[at] {
        b'<' => angle(text, at),
        b'$' => dollar(text, at),
        _ => percent(text, at),
    });
    let rare = memchr2_iter(b'&', b'@', bytes).filter_map(move |at| match bytes[at] {
        b'&' => entity(text, at),
        _ => between(text, at, "@@"),
    });
    let braces = memmem::find_iter(bytes, b"{{").filter_map(move |at| mustache(text, at));
    let underscores = memmem::find_iter(bytes, b"__").filter_map(move |at| between(text, at, "__"));
    one.chain(rare).chain(braces).chain(underscores)
}

/// `<bucket-name>`. A mail address in angle brackets is none, nor is what two comparisons enclose.
fn angle(text: &str, at: usize) -> Option<Placeholder> {
    let window = window(text, at + 1);
    // The innermost pair: `<<name>` is looked at again from its second bracket.
    let end = memchr2(b'<', b'>', window.as_bytes())?;
    let is_closed = window.as_bytes().get(end) == Some(&b'>');
    let inner = window.get(..end).unwrap_or_default();
    let named = is_closed && is_name(inner) && inner.trim() == inner;
    named.then(|| of(at..at + 1 + end + 1, PlaceholderKind::Person))
}

/// `&lt;bucket-name&gt;`: copied from the source of a web page.
fn entity(text: &str, at: usize) -> Option<Placeholder> {
    const OPEN: &str = "&lt;";
    const CLOSE: &str = "&gt;";
    text.get(at..)?.strip_prefix(OPEN)?;
    let window = window(text, at + OPEN.len());
    let end = memmem::find(window.as_bytes(), CLOSE.as_bytes())?;
    let range = at..at + OPEN.len() + end + CLOSE.len();
    is_name(&window[..end]).then(|| of(range, PlaceholderKind::Person))
}

fn is_name(inner: &str) -> bool {
    let mut bytes = inner.bytes();
    !inner.contains('@') && bytes.any(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

/// `${…}` that is no policy variable, or `$BUCKET_NAME`.
fn dollar(text: &str, at: usize) -> Option<Placeholder> {
    if text.as_bytes().get(at + 1) != Some(&b'{') {
        return shell_word(text, at);
    }
    let window = window(text, at + 2);
    let end = memchr(b'}', window.as_bytes())?;
    let kind = template(&window[..end])?;
    Some(of(at..at + 2 + end + 1, kind))
}

/// `$BUCKET_NAME`: capitals with an underscore, since `$LATEST` and `$DEFAULT` are AWS's own.
fn shell_word(text: &str, at: usize) -> Option<Placeholder> {
    let window = window(text, at + 1);
    let is_part = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let length = window.bytes().take_while(is_part).count();
    let word = window.get(..length)?;
    let is_name = word.starts_with(|char: char| char.is_ascii_uppercase()) && word.contains('_');
    is_name.then(|| of(at..at + 1 + length, PlaceholderKind::Variable))
}

/// What fills in `${inner}`; `None` for a policy variable, a malformed one too.
///
/// A policy variable is a condition key, `prefix:name`, with perhaps a default behind a comma; or `*`, `?`, `$`.
fn template(inner: &str) -> Option<PlaceholderKind> {
    const TERRAFORM: [&str; 8] = [
        "var.",
        "local.",
        "data.",
        "module.",
        "aws_",
        "each.",
        "path.",
        "terraform.",
    ];
    // Prefixes of the Serverless Framework that no AWS service has.
    const ENGINE: [&str; 6] = ["self:", "opt:", "env:", "sls:", "param:", "file("];
    // Most policy variables are global keys.
    if matches!(
        inner.as_bytes(),
        [b'a', b'w', b's', b':', b'a'..=b'z' | b'A'..=b'Z', ..]
    ) {
        return None;
    }
    let inner = inner.trim();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| inner.starts_with(prefix));
    let name = inner.split(',').next().unwrap_or_default();
    if inner.is_empty() || matches!(inner, "*" | "?" | "$") {
        None
    } else if starts(&TERRAFORM) {
        Some(PlaceholderKind::Terraform)
    } else if inner.starts_with("AWS::") {
        Some(PlaceholderKind::CloudFormation)
    } else if starts(&ENGINE) {
        Some(PlaceholderKind::Engine)
    } else if let Some((name, rest)) = name.split_once(':') {
        // `${BUCKET:-default}`
        let is_shell = rest.starts_with(['-', '=', '+', '?']) && is_shell_name(name);
        is_shell.then_some(PlaceholderKind::Variable)
    } else {
        Some(PlaceholderKind::Variable)
    }
}

fn is_shell_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_part)
}

/// `%(bucket)s`
fn percent(text: &str, at: usize) -> Option<Placeholder> {
    let window = window(text, at + 1);
    let inner = window.strip_prefix('(')?;
    let end = memmem::find(inner.as_bytes(), b")s")?;
    let range = at..at + 2 + end + 2;
    is_shell_name(&inner[..end]).then(|| of(range, PlaceholderKind::Engine))
}

/// `{{ bucket }}`
fn mustache(text: &str, at: usize) -> Option<Placeholder> {
    let window = window(text, at + 2);
    let end = memmem::find(window.as_bytes(), b"}}")?;
    let range = at..at + 2 + end + 2;
    is_name(&window[..end]).then(|| of(range, PlaceholderKind::Engine))
}

/// `@@BUCKET@@`, `__BUCKET__`: capitals between two equal marks.
fn between(text: &str, at: usize, mark: &str) -> Option<Placeholder> {
    text.get(at..)?.strip_prefix(mark)?;
    let window = window(text, at + mark.len());
    let end = memmem::find(window.as_bytes(), mark.as_bytes())?;
    let name = &window[..end];
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = name.len() > 2
        && name.starts_with(|char: char| char.is_ascii_uppercase())
        && name.bytes().all(is_part);
    let range = at..at + mark.len() + end + mark.len();
    is_name.then(|| of(range, PlaceholderKind::Engine))
}

/// What follows `start`, as far as a name may reach.
fn window(text: &str, start: usize) -> &str {
    let end = text.floor_char_boundary(start.saturating_add(LONGEST));
    text.get(start..end).unwrap_or_default()
}

fn of(range: Range<usize>, kind: PlaceholderKind) -> Placeholder {
    Placeholder { range, kind }
}
