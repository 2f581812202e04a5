//! Packs what AWS defines, `catalog/aws.txt`, into the block that the program carries and reads in place.

use std::path::PathBuf;
use std::{env, fs};

use iamsure_packer::pack::pack;

/// From this package's folder.
const CATALOG: &str = "../../catalog/aws.txt";

fn main() -> Result<(), String> {
    for input in ["build.rs", CATALOG] {
        println!("cargo::rerun-if-changed={input}");
    }
    let text = fs::read_to_string(CATALOG).map_err(|error| format!("catalog/aws.txt: {error}"))?;
    let packed = pack(&text).map_err(|mistake| format!("catalog/aws.txt: {mistake}"))?;
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?);
    let write = |name, content: &[u8]| {
        fs::write(folder.join(name), content).map_err(|error| format!("{name}: {error}"))
    };
    write("catalog.bin", &packed.block)?;
    write("catalog.txt", packed.text.as_bytes())
}
