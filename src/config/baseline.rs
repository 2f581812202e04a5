//! `Baseline`: the findings of an earlier JSON report, which later runs let pass.

use std::collections::HashMap;

use serde::Deserialize;

/// The version of the JSON report that is read.
const VERSION: u64 = 1;

/// Findings that were there before, so that only new ones count.
///
/// A finding is the same if its rule, source name, JSON pointer and message are. So it comes back when its statement moves to
/// another index, when its file is renamed, or when the tool is run from another folder: better one finding too many
/// than one too few. Each finding of the report lets one finding pass.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    left: HashMap<Key, usize>,
}

#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    #[error("this is no JSON report of iamsure: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("the report has version {0}, and only version {VERSION} can be read")]
    Version(u64),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
struct Key {
    rule: String,
    source: String,
    pointer: String,
    message: String,
}

#[derive(Deserialize)]
struct Report {
    version: u64,
    findings: Vec<Key>,
}

impl Baseline {
    /// Reads the text that `--format json` has printed.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let report: Report = serde_json::from_str(text)?;
        if report.version != VERSION {
            return Err(BaselineError::Version(report.version));
        }
        let mut left = HashMap::new();
        for key in report.findings {
            *left.entry(key).or_insert(0) += 1;
        }
        Ok(Self { left })
    }

    /// Whether the baseline lets this finding pass; the place in it is then taken. Ask in the order of the report.
    pub fn take(&mut self, rule: &str, source: &str, pointer: &str, message: &str) -> bool {
        let key = Key {
            rule: rule.to_owned(),
            source: source.to_owned(),
            pointer: pointer.to_owned(),
            message: message.to_owned(),
        };
        match self.left.get_mut(&key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many findings of the baseline were not met again.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left.values().sum()
    }
}
