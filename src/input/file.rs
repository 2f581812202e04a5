//! `Input`: a text that a run is to read, what to call it, and how to read it.

use std::cell::RefCell;
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
    /// What was found in a folder and is left alone there.
    #[error("{0}, and is left alone in folders")]
    LeftAlone(String),
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
        Self::file(path.to_owned(), folder, Mention::Named)
    }

    /// `folder` is the file's own, resolved.
    pub(super) fn file(path: PathBuf, folder: Arc<Path>, mention: Mention) -> Self {
        Self {
            name: text::slashed(&path),
            origin: Origin::File { path, folder },
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
        Origin::Stdin => read_bytes(io::stdin().lock(), |_| None)?,
        Origin::File { path, .. } => {
            let length = |file: &File| file.metadata().ok().map(|metadata| metadata.len());
            read_bytes(File::open(path)?, length)?
        }
    };
    Ok(Source::from_bytes(input.name.as_str(), bytes))
}

/// Reads an input whole, unless it is left alone: what is found in a folder and is too large for a policy is none.
pub fn read_unless_too_large(input: &Input) -> Result<Option<Source>, ReadError> {
    match read(input) {
        Err(ReadError::TooLarge) if input.mention == Mention::Found => Ok(None),
        read => read.map(Some),
    }
}

/// Nearly every policy is shorter: it is read without asking how long it is.
const SHORT: usize = 64 * 1024;

/// `length` is a hint, asked for only where much is to be read: a pipe has no length, and a file may grow.
fn read_bytes<R: Read>(
    mut from: R,
    length: impl Fn(&R) -> Option<u64>,
) -> Result<Vec<u8>, ReadError> {
    thread_local! {
        /// One for all inputs: to make room anew for each costs more than to copy what was read.
        static START: RefCell<Vec<u8>> = RefCell::new(vec![0; SHORT]);
    }
    let mut bytes = START.with_borrow_mut(|start| {
        let mut filled = 0;
        while let Some(room) = start.get_mut(filled..).filter(|room| !room.is_empty()) {
            match read_once(&mut from, room)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok::<_, io::Error>(start.get(..filled).unwrap_or_default().to_vec())
    })?;
    if bytes.len() < SHORT {
        return Ok(bytes);
    }
    let expected = length(&from).map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if expected > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    bytes.reserve_exact((expected + 1).saturating_sub(bytes.len()));
    let left = MAX_BYTES + 1 - bytes.len();
    from.take(left as u64).read_to_end(&mut bytes)?;
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

    use super::{ReadError, SHORT, read_bytes};
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
        for size in [0, 1, 255, SHORT - 1, SHORT, SHORT + 1, 3 * SHORT] {
            let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(size).collect();
            for at_once in [7, 1000, SHORT, SHORT + 1] {
                for said in [None, Some(0), Some(100), Some(size as u64), Some(1 << 20)] {
                    let drip = Drip {
                        left: &bytes,
                        at_once,
                        interrupted: false,
                    };
                    let read = read_bytes(drip, |_| said).expect("nothing refuses");
                    assert!(read == bytes, "{size}, {at_once} at once, {said:?} said");
                }
            }
        }
    }

    #[test]
    fn nothing_is_read_past_the_limit() {
        for said in [0, MAX_BYTES, MAX_BYTES + 1] {
            let read = read_bytes(io::repeat(b' '), |_| Some(said as u64));
            assert!(matches!(read, Err(ReadError::TooLarge)), "{said}");
        }
    }
}
