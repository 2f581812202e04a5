//! The flags of `iamsure check` that change policies, or show how they would be changed.

use clap::Args;

use crate::finding::Safety;

#[derive(Args, Clone, Copy, Debug)]
pub struct FixArguments {
    /// Mend what can be mended without letting anybody in, but for the integration that is given
    ///
    /// Files are rewritten in one step, and only in the places of the fixes. What is read from standard input is printed
    /// on standard output, mended or not, and the report on standard error. The report tells what is left.
    #[arg(long, help_heading = "Fixes")]
    pub fix: bool,

    /// Show what --fix would change, as a unified diff, and change nothing
    ///
    /// The exit code is 1 if there is anything to change. With --fix it means the same.
    #[arg(long, conflicts_with = "format", help_heading = "Fixes")]
    pub diff: bool,

    /// With --fix or --diff: also mend where somebody may get in afterwards. Read the diff
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
}

/// What becomes of the fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are written into the files.
    Write,
    /// They are shown.
    Show,
}

impl FixArguments {
    /// `None` where nothing is to be mended.
    pub fn mode(self) -> Option<Mode> {
        match (self.diff, self.fix) {
            (true, _) => Some(Mode::Show),
            (false, true) => Some(Mode::Write),
            (false, false) => None,
        }
    }

    /// The most dangerous fixes that are made.
    pub fn allowed(self) -> Safety {
        if self.unsafe_fixes {
            Safety::Unsafe
        } else {
            Safety::Intended
        }
    }
}
