#![no_main]

use iamsure::source::{FileId, Source};
use iamsure::syntax;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let source = Source::from_bytes("input", bytes.to_vec());
    let tree = syntax::parse(FileId(0), &source);
    for value in tree.values() {
        let _ = (value.as_str(), tree.pointer(value.span()));
    }
});
