//! The texts of the fixtures: policies of every kind, and what is none.

use std::fs;
use std::path::Path;

/// Each JSON text below the fixtures.
pub fn fixtures() -> Vec<String> {
    let mut found = Vec::new();
    below(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"),
        &mut found,
    );
    found
}

fn below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            below(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.extend(fs::read_to_string(&path));
        }
    }
}
