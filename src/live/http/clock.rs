//! `Clock`: the time, and how to let it pass.

use std::time::{Duration, Instant, SystemTime};

/// What the time is and how to wait; tests have one of their own.
pub trait Clock {
    fn now(&self) -> Instant;
    /// The date, for servers that name one.
    fn date(&self) -> SystemTime;
    fn sleep(&self, duration: Duration);
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}
