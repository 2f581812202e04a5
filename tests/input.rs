//! Which files a run reads, what they are called, and which configuration belongs to them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use iamsure::input::{
    Discovered, Input, InputError, Mention, Origin, ReadError, discover, find_config, read,
    read_unless_too_large,
};
use iamsure::source::MAX_BYTES;

/// A folder of its own for one test, gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self::under(Path::new(env!("CARGO_TARGET_TMPDIR")))
    }

    fn under(above: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "iamsure-input-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = above.join(name);
        fs::create_dir_all(&path).expect("the target folder can be written");
        // The folder is a repository, so that nothing above it counts.
        fs::create_dir(path.join(".git")).expect("the folder is new");
        Self(path.canonicalize().expect("the folder was just made"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// An empty file, its folders too.
    fn file(&self, name: &str) -> PathBuf {
        self.write(name, "{}")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it lies in this folder"))
            .expect("the target folder can be written");
        fs::write(&path, text).expect("the target folder can be written");
        path
    }

    fn discover(&self, names: &[&str]) -> Discovered {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        discover(&paths).expect("there is no `-`")
    }

    /// The configuration for a file or folder, absolute.
    fn configuration(&self, start: &str) -> Option<PathBuf> {
        let found = find_config(&self.path(start))?;
        Some(std::path::absolute(found).expect("there is a current folder"))
    }

    /// The names of the inputs, without the folder's own; those found in a folder in parentheses.
    fn inputs(&self, names: &[&str]) -> Vec<String> {
        let found = self.discover(names);
        assert!(found.unreadable.is_empty(), "{:?}", found.unreadable);
        found.inputs.iter().map(|input| self.shown(input)).collect()
    }

    fn shown(&self, input: &Input) -> String {
        let name = self.short(&input.name);
        match input.mention {
            Mention::Named => name,
            Mention::Found => format!("({name})"),
        }
    }

    fn short(&self, name: &str) -> String {
        let folder = format!("{}/", self.0.display()).replace('\\', "/");
        name.strip_prefix(&folder).unwrap_or(name).to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies in the target folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_folder_gives_its_json_files_sorted() {
    let folder = Folder::new();
    for name in [
        "b.json",
        "a/z.json",
        "a.json",
        "B.JSON",
        "notes.txt",
        "json",
        "c.json.bak",
        "ä ö.json",
    ] {
        folder.file(name);
    }
    assert_eq!(
        folder.inputs(&["."]),
        [
            "(B.JSON)",
            "(a.json)",
            "(a/z.json)",
            "(b.json)",
            "(ä ö.json)"
        ]
    );
}

#[test]
fn an_empty_folder_gives_nothing() {
    let folder = Folder::new();
    fs::create_dir(folder.path("empty")).expect("the folder is new");
    let found = folder.discover(&["empty"]);
    assert!(found.inputs.is_empty() && found.skipped.is_empty() && found.unreadable.is_empty());
}

#[test]
fn what_git_ignores_and_what_is_hidden_is_left_out() {
    let folder = Folder::new();
    folder.write(".gitignore", "/build/\n*.draft.json\n!kept.draft.json\n[\n");
    folder.write("deep/.gitignore", "local.json\n");
    folder.write(".ignore", "seen.json\n");
    folder.write(".git/info/exclude", "seen.json\n");
    for name in [
        "build/a.json",
        "a.draft.json",
        "kept.draft.json",
        "deep/local.json",
        "deep/a.json",
        ".hidden.json",
        ".terraform/a.json",
        "seen.json",
    ] {
        folder.file(name);
    }
    assert_eq!(
        folder.inputs(&["."]),
        ["(deep/a.json)", "(kept.draft.json)", "(seen.json)"]
    );
    // From a folder inside, what lies above still counts.
    folder.file("deep/b.draft.json");
    assert_eq!(folder.inputs(&["deep"]), ["(deep/a.json)"]);
    // Who names a file means it.
    assert_eq!(
        folder.inputs(&["a.draft.json", ".hidden.json"]),
        [".hidden.json", "a.draft.json"]
    );
}

#[test]
fn outside_of_a_repository_gitignore_means_nothing() {
    let folder = Folder::under(&std::env::temp_dir());
    fs::remove_dir(folder.path(".git")).expect("it was made empty");
    folder.file("a.json");
    folder.write(".gitignore", "a.json\n");
    assert_eq!(folder.inputs(&["."]), ["(a.json)"]);
}

#[test]
fn a_file_counts_once_and_as_named() {
    let folder = Folder::new();
    folder.file("a/one.json");
    folder.file("a/two.json");
    assert_eq!(
        folder.inputs(&["a", "a/one.json", "a/./one.json", "a/../a/one.json", "."]),
        ["a/one.json", "(a/two.json)"]
    );
}

#[test]
fn a_name_is_short_and_has_slashes() {
    let name = |path: &str| Input::named(Path::new(path)).name;
    assert_eq!(name("./infra//a b.json"), "infra/a b.json");
    assert_eq!(name("infra/./x/../a.json"), "infra/x/../a.json");
    assert_eq!(name("../a.json"), "../a.json");
    assert_eq!(name("."), ".");
    assert_eq!(name(""), "");
    assert_eq!(Input::stdin().name, "<stdin>");
}

#[test]
fn standard_input_comes_once() {
    let dash = PathBuf::from("-");
    let found = discover(std::slice::from_ref(&dash)).expect("once is right");
    assert_eq!(found.inputs, [Input::stdin()]);
    let error = discover(&[dash.clone(), PathBuf::from("a.json"), dash]).expect_err("once only");
    assert_eq!(error, InputError::StdinTwice);
    assert_eq!(
        error.to_string(),
        "standard input (`-`) can be read only once"
    );
}

#[test]
fn a_file_called_dash_is_no_standard_input() {
    let folder = Folder::new();
    folder.file("-");
    assert_eq!(folder.inputs(&["-"]), ["-"]);
}

#[test]
fn a_missing_path_hides_no_other() {
    let folder = Folder::new();
    folder.file("a.json");
    let found = folder.discover(&["gone.json", "a.json", "gone.json", "gone/too.json"]);
    assert_eq!(found.inputs.len(), 1);
    let names: Vec<_> = found
        .unreadable
        .iter()
        .map(|unreadable| folder.short(&unreadable.name))
        .collect();
    assert_eq!(names, ["gone.json", "gone/too.json"]);
    let ReadError::Io(error) = &found.unreadable[0].error else {
        panic!("a missing file is an error of the system");
    };
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_folder_called_like_a_file_is_a_folder() {
    let folder = Folder::new();
    folder.file("x.json/y.json");
    assert_eq!(folder.inputs(&["."]), ["(x.json/y.json)"]);
    assert_eq!(folder.inputs(&["x.json"]), ["(x.json/y.json)"]);
    let error = read(&Input::named(&folder.path("x.json"))).expect_err("a folder has no text");
    assert!(matches!(error, ReadError::Io(_)));
}

#[test]
fn a_file_that_is_too_large_is_skipped_or_named() {
    let folder = Folder::new();
    let large = folder.file("large.json");
    let file = fs::File::create(&large).expect("the target folder can be written");
    // A file with a hole takes no room.
    file.set_len(MAX_BYTES as u64 + 1)
        .expect("the disk has holes");
    let found = folder.discover(&["."]);
    let [input] = found.inputs.as_slice() else {
        panic!("one file was made");
    };
    let left = read_unless_too_large(input).expect("it is no error");
    assert!(left.is_none());
    fs::write(
        folder.path("small.json"),
        r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#,
    )
    .expect("the target folder can be written");
    let run = Command::new(env!("CARGO_BIN_EXE_iamsure"))
        .args(["check", "--no-config", "--format", "json"])
        .arg(folder.path("."))
        .output()
        .expect("iamsure starts");
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(report.contains("larger than 64 MiB"), "{report}");
    let found = folder.discover(&["large.json"]);
    assert!(found.inputs.is_empty() && found.skipped.is_empty());
    assert_eq!(found.unreadable[0].error.to_string(), "larger than 64 MiB");
    assert!(matches!(
        read(&Input::named(&large)),
        Err(ReadError::TooLarge)
    ));
}

#[test]
fn a_file_is_read_as_it_is() {
    let folder = Folder::new();
    let path = folder.write("a.json", "\u{feff}{\r\n}");
    let source = read(&Input::named(&path)).expect("the file is there");
    assert_eq!(source.text, "\u{feff}{\r\n}");
    assert_eq!(folder.short(&source.name), "a.json");
}

#[test]
fn a_resolved_path_is_that_of_its_folder() {
    let folder = Folder::new();
    folder.file("infra/a.json");
    let input = Input::named(&folder.path("infra/../infra/a.json"));
    assert_eq!(input.resolved(), Some(folder.path("infra/a.json")));
    let here = Input::named(Path::new("Cargo.toml"));
    let expected = Path::new(env!("CARGO_MANIFEST_DIR"))
        .canonicalize()
        .expect("the tests run from there");
    assert_eq!(here.resolved(), Some(expected.join("Cargo.toml")));
    assert_eq!(
        here.origin,
        Origin::File {
            path: PathBuf::from("Cargo.toml"),
            folder: expected.into(),
        }
    );
    assert_eq!(Input::stdin().resolved(), None);
}

#[test]
fn the_nearest_configuration_is_found() {
    let folder = Folder::new();
    folder.file("a/b/c.json");
    assert_eq!(folder.configuration("a/b/c.json"), None);
    let dotted = folder.write(".iamsure.toml", "");
    assert_eq!(folder.configuration("a/b/c.json"), Some(dotted.clone()));
    assert_eq!(folder.configuration("a/b"), Some(dotted.clone()));
    assert_eq!(folder.configuration("a/b/gone.json"), Some(dotted));
    let plain = folder.write("iamsure.toml", "");
    assert_eq!(folder.configuration("a/b"), Some(plain));
    let near = folder.write("a/iamsure.toml", "");
    assert_eq!(folder.configuration("a/b/../b/c.json"), Some(near));
    // A folder of that name configures nothing.
    fs::create_dir(folder.path("a/b/iamsure.toml")).expect("it is new");
    assert_eq!(
        folder.configuration("a/b"),
        Some(folder.path("a/iamsure.toml"))
    );
}

#[test]
fn the_search_ends_at_the_root_of_the_repository() {
    let folder = Folder::new();
    folder.write("iamsure.toml", "");
    folder.file("inner/a.json");
    // A worktree and a submodule have a file there.
    folder.write("inner/.git", "gitdir: elsewhere\n");
    assert_eq!(folder.configuration("inner/a.json"), None);
    let own = folder.write("inner/iamsure.toml", "");
    assert_eq!(folder.configuration("inner/a.json"), Some(own));
}

#[test]
fn a_configuration_below_the_current_folder_has_a_short_path() {
    // Cargo's own target folder may lie elsewhere; this one is left out of the repository all the same.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::under(&here.join("target/tmp"));
    let file = folder.write("iamsure.toml", "");
    let root = here.canonicalize().expect("the tests run from there");
    let short = file.strip_prefix(root).expect("it was put there");
    assert_eq!(find_config(&folder.0).as_deref(), Some(short));
    // What lies beside the current folder keeps its whole path.
    let elsewhere = Folder::under(&std::env::temp_dir());
    let file = elsewhere.write("iamsure.toml", "");
    assert_eq!(find_config(&elsewhere.0), Some(file));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_in_a_folder_are_not_followed() {
        let folder = Folder::new();
        folder.file("real/a.json");
        symlink("..", folder.path("real/loop")).expect("links can be made");
        symlink("a.json", folder.path("real/link.json")).expect("links can be made");
        symlink("gone", folder.path("real/dangling.json")).expect("links can be made");
        symlink("gone", folder.path("real/dangling.txt")).expect("links can be made");
        let found = folder.discover(&["."]);
        assert_eq!(found.inputs.len(), 1);
        let skipped: Vec<_> = found
            .skipped
            .iter()
            .map(|skipped| (folder.short(&skipped.name), skipped.reason.as_str()))
            .collect();
        assert_eq!(
            skipped,
            [
                ("real/dangling.json".to_owned(), "a symbolic link"),
                ("real/link.json".to_owned(), "a symbolic link")
            ]
        );
        assert!(found.unreadable.is_empty());
    }

    #[test]
    fn a_link_that_is_named_is_followed() {
        let folder = Folder::new();
        folder.file("real/a.json");
        symlink("real", folder.path("folder")).expect("links can be made");
        symlink("real/a.json", folder.path("file.json")).expect("links can be made");
        symlink("gone", folder.path("dangling.json")).expect("links can be made");
        assert_eq!(folder.inputs(&["file.json"]), ["file.json"]);
        assert_eq!(folder.inputs(&["folder"]), ["(folder/a.json)"]);
        // Four ways to one file.
        assert_eq!(
            folder.inputs(&["file.json", "folder", "folder/a.json", "real"]),
            ["file.json"]
        );
        let found = folder.discover(&["dangling.json"]);
        assert_eq!(folder.short(&found.unreadable[0].name), "dangling.json");
        // Seen by a pattern where it lies, not where it leads.
        let input = Input::named(&folder.path("file.json"));
        assert_eq!(input.resolved(), Some(folder.path("file.json")));
    }

    #[test]
    fn a_dangling_configuration_is_no_silence() {
        let folder = Folder::new();
        let link = folder.path("iamsure.toml");
        symlink("gone", &link).expect("links can be made");
        assert_eq!(folder.configuration("."), Some(link.clone()));
        assert!(matches!(read(&Input::named(&link)), Err(ReadError::Io(_))));
    }

    #[test]
    fn names_that_are_no_text_stay_apart() {
        let folder = Folder::new();
        for name in [b"x\xff.json".as_slice(), b"x\xfe.json"] {
            let path = folder.0.join(OsStr::from_bytes(name));
            if fs::write(path, "{}").is_err() {
                // This file system has only names that are text.
                return;
            }
        }
        assert_eq!(
            folder.inputs(&["."]),
            ["(x\u{fffd}.json)", "(x\u{fffd}.json)"]
        );
    }

    #[test]
    fn a_pipe_is_read_when_named_and_skipped_in_a_folder() {
        let folder = Folder::new();
        let pipe = folder.path("pipe.json");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        let found = folder.discover(&["."]);
        assert!(found.inputs.is_empty());
        assert_eq!(found.skipped[0].reason, "not a regular file");
        assert_eq!(folder.inputs(&["pipe.json"]), ["pipe.json"]);
        let writer = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::write(pipe, "[]")
        });
        let source = read(&Input::named(&pipe)).expect("somebody writes to it");
        assert_eq!(source.text, "[]");
        let written = writer.join().expect("the writer does not panic");
        written.expect("somebody reads it");
    }

    #[test]
    fn an_endless_device_is_too_large() {
        let error = read(&Input::named(Path::new("/dev/zero"))).expect_err("it never ends");
        assert!(matches!(error, ReadError::TooLarge));
    }
}
