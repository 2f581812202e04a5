//! `Input`: a text that a run is to read, what to call it, and how to read it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::source::{MAX_BYTES, Source};
use crate::text;

/// A text that a run is to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// What reports call it: the path as given, with `/` between its parts and no `./`, or `<stdin>`.
    pub name: String,
    pub origin: Origin,
    pub mention: Mention,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Stdin,
    File {
        /// As given, relative to the current folder or absolute.
        path: PathBuf,
        /// Its folder, absolute and with every link resolved: the same however it was written.
        folder: Arc<Path>,
        /// How long it was when it was found, in bytes; it may have grown since.
        length: Option<u64>,
    },
}

/// How a run came to read an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// Somebody gave its name, so it must be a policy.
    Named,
    /// It lies in a folder that was named, so it may be anything.
    Found,
}

/// Why an input cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("larger than {} MiB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
}

impl Input {
    #[must_use]
    pub fn stdin() -> Self {
        Self {
            name: "<stdin>".to_owned(),
            origin: Origin::Stdin,
            mention: Mention::Named,
        }
    }

    /// A file that is read by its name: a configuration, a baseline, an integration.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        let folder = resolve_folder(folder_of(path));
        Self::file(path, folder, Mention::Named, None)
    }

    /// `folder` is the file's own, resolved.
    pub(super) fn file(
        path: &Path,
        folder: Arc<Path>,
        mention: Mention,
        length: Option<u64>,
    ) -> Self {
        Self {
            name: text::slashed(path),
            origin: Origin::File {
                path: path.to_owned(),
                folder,
                length,
            },
            mention,
        }
    }

    /// The path of a file as it was given; `None` for standard input.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Stdin => None,
            Origin::File { path, .. } => Some(path),
        }
    }

    /// The absolute path of a file, the links of its folder resolved; `None` for standard input. Patterns of a configuration
    /// are held against it.
    #[must_use]
    pub fn resolved(&self) -> Option<PathBuf> {
        match &self.origin {
            Origin::Stdin => None,
            Origin::File { path, folder, .. } => {
                let mut resolved = folder.to_path_buf();
                resolved.extend(path.file_name());
                Some(resolved)
            }
        }
    }
}

/// Reads an input whole. Any bytes are a [`Source`]; more than [`MAX_BYTES`] are an error.
pub fn read(input: &Input) -> Result<Source, ReadError> {
    let bytes = match &input.origin {
        Origin::Stdin => read_bytes(io::stdin().lock(), 0)?,
        Origin::File { path, length, .. } => {
            let file = File::open(path)?;
            let expected = match length {
                Some(length) => *length,
                None => file.metadata()?.len(),
            };
            read_bytes(file, usize::try_from(expected).unwrap_or(usize::MAX))?
        }
    };
    Ok(Source::from_bytes(input.name.as_str(), bytes))
}

/// `expected` is a hint: a pipe has no length, and a file may grow.
fn read_bytes(mut from: impl Read, expected: usize) -> Result<Vec<u8>, ReadError> {
    if expected > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let mut bytes = vec![0; expected + 1];
    let first = read_once(&mut from, &mut bytes)?;
    bytes.truncate(first);
    // Less than was asked for, and as much as was expected: to ask whether there is more costs as much as to read a policy.
    if first != expected {
        let left = MAX_BYTES + 1 - first;
        from.take(left as u64).read_to_end(&mut bytes)?;
    }
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    Ok(bytes)
}

fn read_once(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// The folder that a path's last part lies in, as written.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A folder that does not exist stays as it is written, but absolute.
pub(super) fn resolve_folder(folder: &Path) -> Arc<Path> {
    let resolved = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder));
    resolved.map_or_else(|_| Arc::from(folder), Arc::from)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{ReadError, read_bytes};
    use crate::source::MAX_BYTES;

    /// Gives some bytes at a time, and is interrupted before each.
    struct Drip<'b> {
        left: &'b [u8],
        at_once: usize,
        interrupted: bool,
    }

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let most = self.at_once.min(buffer.len());
            self.left.read(buffer.get_mut(..most).unwrap_or_default())
        }
    }

    #[test]
    fn all_is_read_however_long_it_was_said_to_be() {
        let bytes: Vec<u8> = (0..=255).collect();
        for at_once in [1, 3, 255, 256, 1000] {
            for expected in [0, 1, 100, 255, 257, 5000] {
                let drip = Drip {
                    left: &bytes,
                    at_once,
                    interrupted: false,
                };
                if at_once.min(expected + 1) == expected {
                    // What gives as much as was expected, and less than was asked for, has no more.
                    continue;
                }
                let read = read_bytes(drip, expected).expect("nothing refuses");
                assert!(read == bytes, "{at_once} at once, {expected} expected");
            }
        }
        let read = read_bytes(bytes.as_slice(), bytes.len()).expect("nothing refuses");
        assert!(read == bytes);
    }

    #[test]
    fn nothing_is_read_past_the_limit() {
        for expected in [0, MAX_BYTES, MAX_BYTES + 1] {
            let read = read_bytes(io::repeat(b' '), expected);
            assert!(matches!(read, Err(ReadError::TooLarge)), "{expected}");
        }
    }
}
