//! `find_config`: the configuration file that belongs to an input.

use std::fs;
use std::path::{Path, PathBuf};

use super::file::{folder_of, resolve_folder};

const NAMES: [&str; 2] = ["iamsure.toml", ".iamsure.toml"];

/// The nearest `iamsure.toml` or `.iamsure.toml` from a file or folder upward, no further than the repository's root:
/// the first folder that holds `.git`. For standard input, start at `.`.
///
/// The path is relative if the file lies in the current folder or below.
#[must_use]
pub fn find_config(start: &Path) -> Option<PathBuf> {
    let start = if start.is_dir() {
        start
    } else {
        folder_of(start)
    };
    for folder in resolve_folder(start).ancestors() {
        for name in NAMES {
            let file = folder.join(name);
            // A link that leads nowhere is meant as a configuration too: reading it will say what is wrong.
            if fs::symlink_metadata(&file).is_ok_and(|metadata| !metadata.is_dir()) {
                return Some(shorten(file));
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

fn shorten(file: PathBuf) -> PathBuf {
    let current = resolve_folder(Path::new("."));
    match file.strip_prefix(current) {
        Ok(short) => short.to_owned(),
        Err(_) => file,
    }
}
