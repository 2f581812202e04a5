//! Packs the manual pages of the rules.

use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// From this package's folder.
const RULES: &str = "../../rules";

fn main() -> Result<(), String> {
    for input in ["build.rs", RULES] {
        println!("cargo::rerun-if-changed={input}");
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?);
    let pages = pages().map_err(|error| format!("rules: {error}"))?;
    fs::write(folder.join("pages.bin"), pages).map_err(|error| format!("pages.bin: {error}"))
}

/// The page of each rule behind its category and name, a zero behind each of the two, in the order of the names; deflated
/// (RFC 1951).
fn pages() -> io::Result<Vec<u8>> {
    let mut names = Vec::new();
    for folder in fs::read_dir(RULES)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for page in fs::read_dir(&folder)? {
            let page = page?.path();
            if page.extension().is_some_and(|extension| extension == "md") {
                names.push(page);
            }
        }
    }
    let mut pages = Vec::with_capacity(names.len());
    for path in names {
        let name = path.with_extension("");
        let name = name.strip_prefix(RULES).unwrap_or(&name);
        let name = name.to_string_lossy().replace('\\', "/");
        pages.push((name, fs::read_to_string(&path)?));
    }
    pages.sort();
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    for (name, page) in pages {
        write!(packer, "{name}\0{page}\0")?;
    }
    packer.finish()
}
