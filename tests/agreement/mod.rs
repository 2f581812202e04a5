//! What holds for every input of the reader, whatever its bytes.

use iamsure::source::{FileId, Source, Span};
use iamsure::syntax::{self, Kind, ProblemKind, Tree, Value};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads the bytes and holds the result against `serde_json`.
///
/// They must agree on what is JSON and on what it says, the last of equal keys winning. One exception: a byte-order
/// mark at the start, which RFC 8259 lets a reader ignore, is passed over by ours and refused by `serde_json`.
///
/// # Panics
/// If they disagree, or if a place is not inside the text.
pub fn check(bytes: &[u8]) {
    let source = Source::from_bytes("input", bytes.to_vec());
    let tree = syntax::parse(FileId(0), &source);
    check_places(&source, &tree);

    let unmarked = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let theirs = serde_json::from_slice::<serde_json::Value>(unmarked);
    let ours = tree
        .problems()
        .iter()
        .all(|problem| !problem.kind.breaks_json())
        .then(|| to_serde(tree.root().expect("a text without problems has a value")));
    match (ours, theirs) {
        (Some(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{:?}", source.text),
        (None, Err(_)) => {}
        (Some(_), Err(error)) => panic!("accepted {:?}, but {error}", source.text),
        (None, Ok(_)) => panic!("refused {:?} for {:?}", source.text, tree.problems()),
    }
}

fn to_serde(value: Value) -> serde_json::Value {
    match value.kind() {
        Kind::Null => serde_json::Value::Null,
        Kind::True => true.into(),
        Kind::False => false.into(),
        Kind::Number => serde_json::from_str(value.raw()).expect("a number without a problem"),
        Kind::String | Kind::EscapedString => value.as_str().unwrap_or_default().to_owned().into(),
        Kind::Array => value.elements().map(to_serde).collect(),
        Kind::Object => value
            .members()
            .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), to_serde(value)))
            .collect(),
        Kind::Bad => panic!("a value that could not be read, and no problem that says so"),
    }
}

fn check_places(source: &Source, tree: &Tree) {
    let text = &source.text;
    let check = |span: Span| {
        assert!(span.start <= span.end, "{span:?} in {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    };
    let mut last = 0;
    for problem in tree.problems() {
        check(problem.span);
        assert!(last <= problem.span.start, "out of order in {text:?}");
        last = problem.span.start;
        match problem.kind {
            ProblemKind::Unclosed { open } | ProblemKind::WrongBracket { open } => check(open),
            ProblemKind::DuplicateKey { first } => check(first),
            _ => {}
        }
    }
    let mut last = 0;
    for value in tree.values() {
        check(value.span());
        assert!(last <= value.span().start, "out of order in {text:?}");
        last = value.span().start;
        let inner = value
            .elements()
            .chain(value.members().flat_map(|(key, value)| [key, value]));
        for inner in inner {
            assert!(value.span().contains(inner.span()), "in {text:?}");
        }
        if let Some(decoded) = value.as_str() {
            check(value.part(0..decoded.len()));
            assert!(value.raw().contains(value.inner()), "in {text:?}");
        }
    }
}
