//! `Progress`: how far a long run is, on standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A line on a terminal that tells how far a long run is.
pub struct Progress {
    shown: bool,
    total: usize,
    done: AtomicUsize,
}

impl Progress {
    /// Shorter runs are over before anybody could read it.
    const LONG: usize = 500;

    pub fn new(is_quiet: bool, total: usize) -> Self {
        let shown = !is_quiet && total >= Self::LONG && io::stderr().is_terminal();
        Self {
            shown,
            total,
            done: AtomicUsize::new(0),
        }
    }

    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown && done.is_multiple_of(100) {
            let _ = write!(io::stderr(), "\r{done} of {} checked", self.total);
        }
    }

    pub fn end(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
