//! `replace()`: a new text for a file, in one step, unless somebody has changed the file meanwhile.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::text;

/// Why a file keeps its text.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("it is read-only")]
    ReadOnly,
    #[error("it has changed since it was read")]
    Changed,
    #[error("it is no regular file")]
    NotRegular,
    #[error("its owner could not be kept: {0}")]
    Owner(io::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Puts `after` in the place of `before`. Whoever reads the file sees the one or the other, also when the machine stops in
/// between; mode and owner stay.
///
/// Behind a symbolic link the file is replaced that it leads to, and the link stays. A file with several names (hard links) stays
/// the file that it is, so that all of them have the new text: it is written over, and a copy stands beside it meanwhile.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), Refusal> {
    let target = path.canonicalize()?;
    let metadata = fs::metadata(&target)?;
    if !metadata.is_file() {
        return Err(Refusal::NotRegular);
    }
    // Root may write to what nobody may; and what we may not write to, we do not replace either.
    if metadata.permissions().readonly() {
        return Err(Refusal::ReadOnly);
    }
    let file = OpenOptions::new().write(true).open(&target);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => Refusal::ReadOnly,
        _ => error.into(),
    })?;
    let beside = Beside::create(&target)?;
    beside.fill(after, &metadata)?;
    if !holds(&target, before)? {
        return Err(Refusal::Changed);
    }
    if has_other_names(&metadata) {
        return overwrite(&file, after).map_err(|error| {
            // The new text has found room beside, so this is a disk that fails: its old text is the best there is.
            let _ = overwrite(&file, before);
            error.into()
        });
    }
    beside.put_in_place(&target)?;
    Ok(())
}

fn overwrite(mut file: &File, text: &str) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

/// Whether the file holds exactly this text.
fn holds(path: &Path, text: &str) -> io::Result<bool> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    let most = text.len() as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes == text.as_bytes())
}

/// The new text in a file of its own in the same folder; it goes when it is not put in place.
struct Beside {
    path: PathBuf,
    file: File,
    is_placed: bool,
}

impl Beside {
    fn create(target: &Path) -> io::Result<Self> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        // A name that is as long as names can be leaves no room.
        let name: String = name.chars().take(48).collect();
        let path = target.with_file_name(format!(".{name}.{}.iamsure", std::process::id()));
        // Never a file that is there already: it is somebody's, or a trap.
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let file = file.map_err(|error| {
            let folder = text::slashed(path.parent().unwrap_or(&path));
            let reason = format!(
                "nothing can be written in {}: {error}",
                text::quote(&folder)
            );
            io::Error::new(error.kind(), reason)
        })?;
        Ok(Self {
            path,
            file,
            is_placed: false,
        })
    }

    fn fill(&self, text: &str, like: &Metadata) -> Result<(), Refusal> {
        let mut file = &self.file;
        file.write_all(text.as_bytes())?;
        keep_owner(&self.path, &file.metadata()?, like).map_err(Refusal::Owner)?;
        // After the owner: a change of owner may take bits of the mode away.
        file.set_permissions(like.permissions())?;
        file.sync_all()?;
        Ok(())
    }

    fn put_in_place(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.is_placed = true;
        // So that the new name outlasts a power cut. Where a folder cannot be opened like a file there is no such thing.
        if let Some(Ok(folder)) = target.parent().map(File::open) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_placed {
            // What is left of the attempt is of no use to anybody.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn keep_owner(path: &Path, ours: &Metadata, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let differs = |one: u32, other: u32| (one != other).then_some(other);
    let (user, group) = (
        differs(ours.uid(), like.uid()),
        differs(ours.gid(), like.gid()),
    );
    if user.is_none() && group.is_none() {
        return Ok(());
    }
    chown(path, user, group)
}

#[cfg(unix)]
fn has_other_names(file: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Metadata, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("iamsure-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("the folder of a test can be made");
        path
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder)
            .expect("the folder can be read")
            .count()
    }

    #[test]
    fn a_file_that_changed_meanwhile_keeps_its_text() {
        let folder = folder("changed");
        let path = folder.join("policy.json");
        for now in ["other", "before and more", "befor", ""] {
            fs::write(&path, now).expect("the file can be written");
            let refusal = replace(&path, "before", "after").expect_err("it has changed");
            assert!(matches!(refusal, Refusal::Changed), "{refusal}");
            let text = fs::read_to_string(&path).expect("it can be read");
            assert_eq!((text.as_str(), files(&folder)), (now, 1));
        }
        fs::write(&path, "before").expect("the file can be written");
        replace(&path, "before", "after").expect("it has not changed");
        assert_eq!(fs::read_to_string(&path).expect("it can be read"), "after");
        fs::remove_file(&path).expect("the file can be removed");
        assert!(replace(&path, "before", "after").is_err());
        assert_eq!(files(&folder), 0);
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[cfg(unix)]
    #[test]
    fn each_name_of_a_file_has_its_new_text_and_the_mode_stays() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = folder("names");
        let [path, other] = ["policy.json", "other.json"].map(|name| folder.join(name));
        for after in ["short", "a text that is longer than the one before"] {
            fs::write(&path, "the one before").expect("the file can be written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
            fs::hard_link(&path, &other).expect("a second name can be given");
            replace(&path, "the one before", after).expect("it has not changed");
            for name in [&path, &other] {
                assert_eq!(fs::read_to_string(name).expect("it can be read"), after);
            }
            let metadata = fs::metadata(&path).expect("it is there");
            assert_eq!((metadata.nlink(), metadata.mode() & 0o777), (2, 0o640));
            assert_eq!(files(&folder), 2);
            fs::remove_file(&other).expect("the name can be removed");
        }
        replace(&path, "a text that is longer than the one before", "alone").expect("it is so");
        let mode = fs::metadata(&path).expect("it is there").mode();
        assert_eq!((mode & 0o777, files(&folder)), (0o640, 1));
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn what_stands_where_the_new_text_would_be_made_is_never_written_to() {
        let folder = folder("trap");
        let path = folder.join("policy.json");
        fs::write(&path, "before").expect("the file can be written");
        let trap = folder.join(format!(".policy.json.{}.iamsure", std::process::id()));
        fs::write(&trap, "somebody's").expect("the file can be written");
        assert!(replace(&path, "before", "after").is_err());
        assert_eq!(fs::read_to_string(&path).expect("it can be read"), "before");
        assert_eq!(
            fs::read_to_string(&trap).expect("it can be read"),
            "somebody's"
        );
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}
