//! What a run with fixes tells people of them.

use std::fmt::Write as _;

use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::text::{self, harmless};

use super::super::arguments::Mode;
use super::Fixing;

impl Fixing<'_> {
    /// What was mended where, and what was not, for people: lines.
    pub(super) fn told(&self, report: &Report) -> String {
        let mut told = String::new();
        let Some(mode) = self.mode else {
            return told;
        };
        let verb = match mode {
            Mode::Write => "fixed",
            Mode::Show => "would fix",
        };
        for (index, made) in &self.made {
            let name = self.inputs.get(*index).map_or("", |input| &input.name);
            let name = harmless(name);
            let _ = writeln!(told, "{verb} {} in {name}", text::count(*made, "finding"));
        }
        if self.unproven > 0 {
            let number = fixes(self.unproven);
            let _ = writeln!(told, "left out {number}: not proven to let nobody in");
        }
        if self.ambiguous > 0 {
            let _ = writeln!(
                told,
                "left out {}: any of several trust policies may be the integration's, so name its file alone",
                fixes(self.ambiguous)
            );
        }
        let is_ours = |finding: &&Finding| self.index(finding.primary.span.file).is_some();
        let (ours, others): (Vec<_>, Vec<_>) = report.findings.iter().partition(is_ours);
        let is_allowed = |fix: &&Fix| fix.safety <= self.allowed;
        let elsewhere = fixes_of(&others).filter(is_allowed).count();
        if elsewhere > 0 {
            let _ = writeln!(
                told,
                "left out {}: inside of a document or in AWS, to be made where the policy is kept",
                fixes(elsewhere)
            );
        }
        let left = fixes_of(&ours).filter(|fix| !is_allowed(fix)).count();
        if left > 0 {
            let number = text::count(left, "finding");
            let _ = writeln!(
                told,
                "{number} with a fix that somebody has to decide: `--diff --unsafe-fixes` shows it"
            );
        }
        told
    }
}

fn fixes_of<'r>(findings: &'r [&'r Finding]) -> impl Iterator<Item = &'r Fix> {
    findings.iter().filter_map(|one| one.fix.as_ref())
}

/// `1 fix`, `2 fixes`.
fn fixes(number: usize) -> String {
    let ending = if number == 1 { "" } else { "es" };
    format!("{number} fix{ending}")
}
