//! Which exceptions of the configuration are for no file at all.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::input::Searched;

/// Notes each exception whose pattern no file answers to, as far as the folders of this run tell.
pub(super) fn find_files(config: &mut Config, paths: &[PathBuf]) {
    if config.exceptions.is_empty() {
        return;
    }
    let searched = Searched::of(paths);
    let lacks = |index: usize| {
        let pattern = config.exceptions.get(index).map(|one| &one.file.value);
        let is_meant = |file: &Path| {
            let file = config.relative(file);
            config
                .exceptions_for(&file)
                .any(|(other, _)| other == index)
        };
        pattern.is_some_and(|pattern| searched.lacks(config.folder(), pattern, &is_meant))
    };
    let lacking: Vec<bool> = (0..config.exceptions.len()).map(lacks).collect();
    for (exception, is_lacking) in config.exceptions.iter_mut().zip(lacking) {
        exception.is_of_no_file = is_lacking;
    }
}
