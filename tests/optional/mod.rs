//! What a test needs that is not there everywhere.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde_json::Value;

/// Says what is not tested, past the harness, which keeps what a passing test prints to itself.
pub fn skipped(what: &str) {
    // Whoever closed the stream does not want to know.
    let _ = writeln!(io::stderr(), "SKIPPED: {what}");
}

/// Name and document of each of AWS's managed policies. They are AWS's and no part of the repository; where they do not lie
/// beside it, there is nothing, and that is said aloud.
pub fn managed_policies() -> Vec<(String, Value)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus/aws-managed-policies.jsonl.gz");
    let Ok(file) = File::open(&path) else {
        skipped(&format!("no managed policies at {}", path.display()));
        return Vec::new();
    };
    let mut lines = String::new();
    GzDecoder::new(file)
        .read_to_string(&mut lines)
        .expect("the corpus is packed text");
    let read = |line: &str| {
        let mut entry: Value = serde_json::from_str(line).expect("each line of the corpus is JSON");
        let document = entry["document"].take();
        let name = entry["name"].as_str().expect("a policy has a name");
        (name.to_owned(), document)
    };
    lines.lines().map(read).collect()
}
