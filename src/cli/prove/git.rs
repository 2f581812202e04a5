//! What a revision of a Git repository has in the place of a file, asked of `git` itself.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::cli::failure::Failure;
use crate::source::{MAX_BYTES, Source};
use crate::text::{quote, slashed};

/// So many bytes of a list of files are read.
const MAX_LIST: usize = 64 << 20;

/// A file of a revision.
#[derive(Debug)]
pub struct Blob {
    /// Below the folder that was asked about.
    pub path: PathBuf,
    /// What `git` calls its content.
    object: String,
}

/// A revision, as it was given and as the commit that it is.
#[derive(Debug)]
pub struct Revision<'r> {
    name: &'r str,
}

impl<'r> Revision<'r> {
    /// What begins with a hyphen is an option that was meant for `git`.
    pub fn new(name: &'r str) -> Result<Self, Failure> {
        if name.is_empty() || name.starts_with('-') {
            let failure = Failure::new(format!("{} is no revision", quote(name)));
            return Err(failure.help("give a branch, a tag or a commit, such as `HEAD` or `main`"));
        }
        Ok(Self { name })
    }

    /// The text of the file in the revision; `None` if it has no such file.
    pub fn read(&self, file: &Path) -> Result<Option<Source>, Failure> {
        let folder = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let name = file.file_name().unwrap_or_default();
        let commit = self.commit(folder)?;
        let mut object = OsString::from(format!("{commit}:./"));
        object.push(name);
        let found = git(folder)
            .args(["rev-parse", "--verify", "--quiet", "--end-of-options"])
            .arg(&object)
            .output()
            .map_err(|error| unusable(&error))?;
        match found.status.code() {
            Some(0) => {}
            Some(1) => return Ok(None),
            _ => return Err(self.refused(&found)),
        }
        let object = String::from_utf8_lossy(&found.stdout);
        self.source(folder, object.trim(), file).map(Some)
    }

    /// The path of a file or folder in the revision, for people.
    pub fn shown(&self, path: &Path) -> String {
        format!("{}:{}", self.name, slashed(path))
    }

    /// The files that the revision has in a folder and below; none if it has no such folder.
    pub fn below(&self, folder: &Path) -> Result<Vec<Blob>, Failure> {
        let mut command = git(folder);
        command.args(["ls-tree", "-r", "-z", &self.commit(folder)?]);
        let listed = self.bounded(&mut command, &self.shown(folder), MAX_LIST)?;
        let entries = listed.split(|&byte| byte == 0);
        Ok(entries.filter_map(Blob::of).collect())
    }

    /// The text of a file that was found in a folder.
    pub fn text(&self, folder: &Path, blob: &Blob) -> Result<Source, Failure> {
        self.source(folder, &blob.object, &folder.join(&blob.path))
    }

    fn source(&self, folder: &Path, object: &str, file: &Path) -> Result<Source, Failure> {
        let shown = self.shown(file);
        let mut command = git(folder);
        command.args(["cat-file", "blob", object]);
        let bytes = self.bounded(&mut command, &shown, MAX_BYTES)?;
        Ok(Source::from_bytes(shown, bytes))
    }

    /// The full name of the commit: nothing but digits and letters goes on from here.
    fn commit(&self, folder: &Path) -> Result<String, Failure> {
        let found = git(folder)
            .args(["rev-parse", "--verify", "--end-of-options"])
            .arg(format!("{}^{{commit}}", self.name))
            .output()
            .map_err(|error| unusable(&error))?;
        let text = String::from_utf8_lossy(&found.stdout);
        let commit = text.trim();
        let is_name = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if found.status.success() && is_name {
            Ok(commit.to_owned())
        } else {
            Err(self.refused(&found))
        }
    }

    /// What a command writes, up to so many bytes.
    fn bounded(&self, command: &mut Command, shown: &str, most: usize) -> Result<Vec<u8>, Failure> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| unusable(&error))?;
        let mut bytes = Vec::new();
        if let Some(out) = child.stdout.take() {
            let read = out.take(most as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| unusable(&error))?;
        }
        // Whatever is still to come of it is too much.
        let ended = child.wait_with_output().map_err(|error| unusable(&error))?;
        if bytes.len() > most {
            let most = most / 1024 / 1024;
            let message = format!("{} cannot be read: larger than {most} MiB", quote(shown));
            return Err(Failure::new(message));
        }
        if ended.status.success() {
            Ok(bytes)
        } else {
            Err(self.refused(&ended))
        }
    }

    fn refused(&self, output: &Output) -> Failure {
        let told = String::from_utf8_lossy(&output.stderr);
        let line = told.lines().next().unwrap_or_default();
        let line = line.trim_start_matches("fatal: ");
        let failure = Failure::new(format!("git cannot show {}", quote(self.name)));
        if line.is_empty() {
            failure
        } else {
            failure.help(format!("git says: {line}"))
        }
    }
}

impl Blob {
    /// Of `MODE blob OBJECT\tPATH`; `None`: a link, or the place of another repository.
    fn of(entry: &[u8]) -> Option<Self> {
        // What no text can name is shown, and found, as nearly as one can.
        let entry = String::from_utf8_lossy(entry);
        let (head, path) = entry.split_once('\t')?;
        let mut head = head.split(' ');
        let (mode, kind, object) = (head.next()?, head.next()?, head.next()?);
        (kind == "blob" && mode.starts_with("100")).then(|| Self {
            path: PathBuf::from(path),
            object: object.to_owned(),
        })
    }
}

/// `git` in the folder of a file, whatever a hook that runs us has told it of another folder; it fetches nothing and asks nobody.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

fn unusable(error: &io::Error) -> Failure {
    Failure::new(format!("`git` cannot be run: {error}")).help("`--git` needs it on the `PATH`")
}
