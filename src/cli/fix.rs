//! Fixes made in the policies of a run: round after round until nothing is left to mend, and then written or shown.

mod diff;
mod replace;
mod told;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use crate::engine::{self, Outcome, Terms};
use crate::finding::{Finding, Fix, Safety};
use crate::input::{self, Input, Mention};
use crate::integration::Integration;
use crate::kind::PolicyType;
use crate::report::Report;
use crate::source::{Encoding, FileId, Source, Sources};
use crate::text::harmless;

use super::arguments::{CheckArguments, Mode};
use super::failure::Failure;
use super::output;
use diff::Reader;

/// The texts that stand in for what the inputs hold, by the place of the input.
pub type Texts = BTreeMap<usize, String>;

/// After so many rounds a text is taken as it is. Two or three are usual: a fix waits for one that it overlaps, or for one
/// that brings its finding to light.
const MOST_ROUNDS: usize = 10;

/// What becomes of the policies of a run.
pub struct Fixing<'a> {
    mode: Option<Mode>,
    allowed: Safety,
    inputs: &'a [Input],
    integration: Option<&'a Integration>,
    /// How many sources come before those of the inputs.
    first: usize,
    texts: Texts,
    /// As they were before, of those that changed.
    before: Texts,
    /// The texts that each had, from the first one on: fixes that lead back to one of them undo each other.
    past: BTreeMap<usize, Vec<String>>,
    /// How many fixes were made, by the place of the input.
    made: BTreeMap<usize, usize>,
    unproven: usize,
    /// How many fixes would let the integration in by a policy that may be another role's.
    ambiguous: usize,
    /// What exceptions and the baseline let pass at first: place of the input, rule and message. An edit moves places, and
    /// by that such a finding may show itself; it is left alone all the same.
    spared: HashSet<(usize, &'static str, String)>,
    /// Name and reason.
    refused: Vec<(String, String)>,
}

/// What became of the policies of a run.
pub struct Fixed {
    pub printed: Printed,
    /// What was mended where, and what was not, for people: lines.
    pub told: String,
    /// Whether any text is not what it was.
    pub has_changed: bool,
    /// The files that could not be written: name and reason.
    pub refused: Vec<(String, String)>,
}

impl<'a> Fixing<'a> {
    /// Reads what can be read only once if it is to be mended: a round reads all anew.
    pub fn new(
        arguments: &CheckArguments,
        inputs: &'a [Input],
        sources: &Sources,
        integration: Option<&'a Integration>,
    ) -> Result<Self, Failure> {
        let mode = arguments.fixes.mode();
        if mode.is_none() && arguments.fixes.unsafe_fixes {
            return Err(
                Failure::new("`--unsafe-fixes` says which fixes are made, and none are")
                    .help("add `--diff` to see them, or `--fix`"),
            );
        }
        let mut fixing = Self {
            mode,
            allowed: arguments.fixes.allowed(),
            inputs,
            integration,
            first: sources.iter().count(),
            texts: Texts::new(),
            before: Texts::new(),
            past: BTreeMap::new(),
            made: BTreeMap::new(),
            unproven: 0,
            ambiguous: 0,
            spared: HashSet::new(),
            refused: Vec::new(),
        };
        if mode.is_some() {
            fixing.read_streams()?;
        }
        Ok(fixing)
    }

    /// Reads what gives its text only once: standard input, a pipe.
    fn read_streams(&mut self) -> Result<(), Failure> {
        for (index, input) in self.inputs.iter().enumerate() {
            if is_file(input) {
                continue;
            }
            if input.path().is_none() && self.mode == Some(Mode::Write) && self.inputs.len() > 1 {
                let message =
                    "with `--fix` the policy of standard input is printed, so `-` stands alone";
                return Err(Failure::new(message).help("run once for `-` and once for the files"));
            }
            let failed = |reason: String| {
                Failure::new(format!(
                    "{} cannot be mended: {reason}",
                    harmless(&input.name)
                ))
            };
            let source = input::read(input).map_err(|error| failed(error.to_string()))?;
            if source.encoding != Encoding::Utf8 {
                return Err(failed("it is not UTF-8".to_owned()));
            }
            self.texts.insert(index, source.text);
        }
        Ok(())
    }

    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Mends round after round, then writes the files if that is wanted; gives the outcome for the texts as they then are.
    pub fn run(
        &mut self,
        mut outcome: Outcome,
        check: impl Fn(Sources, &Texts) -> Outcome,
    ) -> Outcome {
        let Some(mode) = self.mode else {
            return outcome;
        };
        self.spare(&outcome.report);
        for _ in 0..MOST_ROUNDS {
            if !self.round(&outcome.report) {
                break;
            }
            outcome = self.again(outcome, &check);
        }
        if mode == Mode::Write && self.write() {
            outcome = self.again(outcome, &check);
        }
        outcome
    }

    fn again(&self, outcome: Outcome, check: &impl Fn(Sources, &Texts) -> Outcome) -> Outcome {
        let mut sources = outcome.report.sources;
        sources.truncate(self.first);
        check(sources, &self.texts)
    }

    fn spare(&mut self, report: &Report) {
        for suppressed in &report.suppressed {
            let finding = &suppressed.finding;
            if let Some(index) = self.index(finding.primary.span.file) {
                let key = (index, finding.rule.id, finding.message.to_string());
                self.spared.insert(key);
            }
        }
    }

    /// The place of an input; none for a policy inside of a document, or from AWS: these are not ours to write.
    fn index(&self, file: FileId) -> Option<usize> {
        let index = (file.0 as usize).checked_sub(self.first)?;
        (index < self.inputs.len()).then_some(index)
    }

    /// Makes what fixes the findings have; whether any was made.
    fn round(&mut self, report: &Report) -> bool {
        (self.unproven, self.ambiguous) = (0, 0);
        let mut mended = false;
        // Findings are sorted by file.
        for of_file in report
            .findings
            .chunk_by(|one, next| one.primary.span.file == next.primary.span.file)
        {
            mended |= self.mend(report, of_file);
        }
        mended
    }

    fn mend(&mut self, report: &Report, findings: &[Finding]) -> bool {
        let file = findings.first().map(|finding| finding.primary.span.file);
        let Some((file, index)) = file.and_then(|file| Some((file, self.index(file)?))) else {
            return false;
        };
        let mut fixes: Vec<&Fix> = findings
            .iter()
            .filter(|one| {
                let key = (index, one.rule.id, one.message.to_string());
                !self.spared.contains(&key)
            })
            .filter_map(|finding| finding.fix.as_ref())
            .filter(|fix| fix.edits.iter().all(|edit| edit.span.file == file))
            .collect();
        let source = report.sources.get(file);
        // The text of other encodings is not that of the file.
        if fixes.is_empty() || source.encoding != Encoding::Utf8 {
            return false;
        }
        if self.may_be_of_others(report, source) {
            let number = fixes.len();
            fixes.retain(|fix| fix.safety != Safety::Intended);
            self.ambiguous += number - fixes.len();
        }
        let terms = Terms {
            policy_type: policy_type(report, file),
            integration: self.integration,
            allowed: self.allowed,
        };
        let mended = engine::mend(&source.text, &fixes, &terms);
        self.unproven += mended.unproven;
        let Some(text) = mended.text else {
            return false;
        };
        let past = self.past.entry(index).or_default();
        if past.contains(&text) {
            return false;
        }
        past.push(source.text.clone());
        self.before
            .entry(index)
            .or_insert_with(|| source.text.clone());
        self.texts.insert(index, text);
        *self.made.entry(index).or_default() += mended.made;
        true
    }

    /// Whether a policy names neither the integration's role nor its external ID, and is not the only one that may be meant:
    /// to let the integration in by it may open another role.
    fn may_be_of_others(&self, report: &Report, source: &Source) -> bool {
        let trust = PolicyType::Trust.name();
        let policies = report.checked.iter().map(|checked| checked.policy_type);
        let Some(integration) = self.integration else {
            return false;
        };
        let text = source.text.to_ascii_lowercase();
        let mut values = [&integration.role_arn, &integration.external_id]
            .into_iter()
            .filter_map(|value| value.known());
        policies.filter(|one| *one == trust).count() > 1
            && !values.any(|field| text.contains(&field.value.to_ascii_lowercase()))
    }

    /// Writes each file that changed; whether one kept its text, so that what is left has to be found out anew.
    fn write(&mut self) -> bool {
        for (index, before) in &self.before {
            let Some((input, after)) = self.inputs.get(*index).zip(self.texts.get(index)) else {
                continue;
            };
            // What came by standard input is printed.
            let Some(path) = input.path() else {
                continue;
            };
            if let Err(refusal) = replace::replace(path, before, after) {
                self.refused.push((input.name.clone(), refusal.to_string()));
                if is_file(input) {
                    self.texts.remove(index);
                } else {
                    self.texts.insert(*index, before.clone());
                }
                self.made.remove(index);
            }
        }
        !self.refused.is_empty()
    }

    /// Prints what is to be printed of the texts, and tells what became of them. `report` is of the texts as they now are.
    pub fn finish(self, arguments: &CheckArguments, report: &Report) -> Result<Fixed, Failure> {
        Ok(Fixed {
            printed: self.print(arguments)?,
            told: self.told(report),
            has_changed: !self.made.is_empty(),
            refused: self.refused,
        })
    }

    /// Prints the diff, or the text of standard input; whether standard output is taken by that.
    fn print(&self, arguments: &CheckArguments) -> Result<Printed, Failure> {
        match self.mode {
            Some(Mode::Show) => {
                let to_file = arguments.output.is_some();
                let reader = Reader::of(to_file, output::is_coloured(arguments.color, to_file));
                let write = |out: &mut dyn Write| self.diff(reader, out);
                match &arguments.output {
                    Some(path) => output::write_file(path, write)?,
                    None => output::print(write)?,
                }
                Ok(Printed::Diff)
            }
            Some(Mode::Write) => match (self.inputs, self.texts.get(&0)) {
                ([input], Some(text)) if input.resolved().is_none() => {
                    output::print(|out| out.write_all(text.as_bytes()))?;
                    Ok(Printed::Policy)
                }
                _ => Ok(Printed::Nothing),
            },
            None => Ok(Printed::Nothing),
        }
    }

    fn diff(&self, reader: Reader, out: &mut dyn Write) -> io::Result<()> {
        for (index, before) in &self.before {
            if let Some((input, after)) = self.inputs.get(*index).zip(self.texts.get(index)) {
                diff::write(&input.name, before, after, reader, out)?;
            }
        }
        Ok(())
    }
}

/// Whether it can be read again. What was found in a folder is a file.
fn is_file(input: &Input) -> bool {
    input.mention == Mention::Found
        || input
            .path()
            .is_some_and(|path| path.metadata().map_or(true, |metadata| metadata.is_file()))
}

/// What stands on standard output beside the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    Nothing,
    /// In place of the report.
    Diff,
    /// The report goes to standard error.
    Policy,
}

fn policy_type(report: &Report, file: FileId) -> PolicyType {
    let checked = report.checked.iter().find(|checked| checked.file == file);
    let name = checked.map(|checked| checked.policy_type);
    let mut all = PolicyType::ALL.into_iter();
    all.find(|one| Some(one.name()) == name)
        .unwrap_or(PolicyType::Identity)
}
