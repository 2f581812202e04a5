//! The floors of the house: a room imports only rooms on lower floors; neighbours do not know each other.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, the ground first.
const FLOORS: &[&[&str]] = &[
    &["source", "text", "kind", "sort"],
    &["operator"],
    &["syntax", "finding", "catalog"],
    &["model", "config", "report"],
    &["semantics"],
    &["integration", "access", "proof"],
    &["rules", "fix", "template"],
    &["engine", "input", "live"],
    &["cli"],
    &["main"],
];

/// What lists the rooms of a package, and is none.
const LISTS: &[&str] = &["lib", "commands", "judge", "packer", "policy"];

/// Neighbours that may know each other all the same, with the reason.
// The kinds of values of a condition key are the families of operators.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
fn rooms_import_only_lower_floors() {
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let room = room_of(&file);
        if LISTS.contains(&room.as_str()) {
            continue;
        }
        let floor =
            floor_of(&room).unwrap_or_else(|| panic!("{} is in no floor's list", file.display()));
        let text = fs::read_to_string(&file).expect("a source file of this package can be read");
        for other in imports(&text) {
            // `use crate::{…}` would hide what it imports from this test.
            let allowed = other == room
                || floor_of(&other).is_some_and(|other_floor| other_floor < floor)
                || EXCEPTIONS.contains(&(room.as_str(), other.as_str()));
            if !allowed {
                wrong.push(format!("{} imports `{other}`", file.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that run up or across:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_the_rooms_meant_for_it_know_these_crates() {
    let owners: &[(&str, &[&str])] = &[
        ("miette", &["src/report/human", "src/cli/"]),
        ("jsonschema", &["src/syntax/schema"]),
        ("clap", &["src/cli/", "src/report/mod.rs", "src/main.rs"]),
        ("ignore", &["src/input/"]),
        ("rayon", &["src/engine/"]),
        ("toml", &["src/config"]),
        ("ureq", &["src/live/http"]),
    ];
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let text = fs::read_to_string(&file).expect("a source file of this package can be read");
        let name = file.to_string_lossy().replace('\\', "/");
        for (package, homes) in owners {
            let used = text.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//") && uses_crate(line, package)
            });
            if used && !homes.iter().any(|home| name.starts_with(home)) {
                wrong.push(format!("{name} uses `{package}`"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates outside their rooms:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_are_short_and_say_their_purpose() {
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let text = fs::read_to_string(&file).expect("a source file of this package can be read");
        if text.lines().count() > 400 {
            wrong.push(format!(
                "{} has {} lines",
                file.display(),
                text.lines().count()
            ));
        }
        // A rule's purpose is its page.
        let is_rule = file.starts_with("src/rules") && !file.ends_with("mod.rs");
        if !is_rule && !text.starts_with("//! ") {
            wrong.push(format!(
                "{} does not begin with its purpose",
                file.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no file declares as its module is compiled by nobody, and its tests never run.
#[test]
fn every_file_of_the_tests_is_part_of_their_program() {
    let read = |file: &Path| fs::read_to_string(file).unwrap_or_default();
    let (mut seen, mut missing) = (0, Vec::new());
    for file in rust_files(Path::new("tests")) {
        if file == Path::new("tests/main.rs") {
            continue;
        }
        seen += 1;
        let module = if file.ends_with("mod.rs") {
            file.parent().expect("a `mod.rs` is in a folder").to_owned()
        } else {
            file.with_extension("")
        };
        let above = module.parent().expect("a module is in a folder");
        let declared_in = if above == Path::new("tests") {
            PathBuf::from("tests/main.rs")
        } else {
            above.with_extension("rs")
        };
        let name = module.file_name().expect("a module has a name");
        let declaration = format!("mod {};", name.to_string_lossy());
        if !read(&declared_in).lines().any(|line| line == declaration) {
            missing.push(format!(
                "{} is not in {}",
                file.display(),
                declared_in.display()
            ));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(seen > 80, "only {seen} files");
}

fn uses_crate(line: &str, package: &str) -> bool {
    line.starts_with(&format!("use {package}::"))
        || line.contains(&format!(" {package}::"))
        || line.contains(&format!("({package}::"))
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The first folder below `src`, or the file itself.
fn room_of(file: &Path) -> String {
    let inside = file
        .strip_prefix("src")
        .expect("only files below src are asked about");
    let first = inside
        .components()
        .next()
        .expect("a file has a name")
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms named by `crate::…` anywhere, and by `iamsure::…` in the binary.
fn imports(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for marker in ["crate::", "iamsure::"] {
            for (at, _) in line.match_indices(marker) {
                let preceded = line[..at]
                    .ends_with(|char: char| char.is_alphanumeric() || char == '_' || char == '$');
                let name: String = line[at + marker.len()..]
                    .chars()
                    .take_while(|char| char.is_alphanumeric() || *char == '_')
                    .collect();
                if !preceded {
                    rooms.push(name);
                }
            }
        }
    }
    rooms.sort();
    rooms.dedup();
    rooms
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder of this package can be read") {
            let path = entry.expect("an entry of this package can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
