//! Packs what AWS defines, `catalog/aws.txt`, into the block that the program carries and reads in place; and the manual pages
//! of the rules.

#[allow(dead_code, reason = "the program reads what this writes")]
#[path = "src/catalog/layout.rs"]
mod layout;
#[allow(unused_imports, reason = "the program names the mistake")]
#[path = "src/catalog/pack.rs"]
mod pack;

use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> Result<(), String> {
    for input in [
        "build.rs",
        "catalog/aws.txt",
        "src/catalog/layout.rs",
        "src/catalog/pack.rs",
        "src/catalog/pack",
        "rules",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let text = fs::read_to_string("catalog/aws.txt")
        .map_err(|error| format!("catalog/aws.txt: {error}"))?;
    let packed = pack::pack(&text).map_err(|mistake| format!("catalog/aws.txt: {mistake}"))?;
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?);
    let write = |name, content: &[u8]| {
        fs::write(folder.join(name), content).map_err(|error| format!("{name}: {error}"))
    };
    write("catalog.bin", &packed.block)?;
    write("catalog.txt", packed.text.as_bytes())?;
    let pages = pages().map_err(|error| format!("rules: {error}"))?;
    write("pages.bin", &pages)?;
    Ok(())
}

/// The page of each rule behind its category and name, a zero behind each of the two, in the order of the names; deflated
/// (RFC 1951).
fn pages() -> io::Result<Vec<u8>> {
    let mut names = Vec::new();
    for folder in fs::read_dir("rules")? {
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
        let name = name.strip_prefix("rules").unwrap_or(&name);
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
