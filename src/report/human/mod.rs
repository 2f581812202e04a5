//! `human`: each finding with the lines in question, drawn by miette.

mod excerpt;
mod windows;

use std::fmt::{self, Write as _};
use std::io;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::plain::plain;
use super::{Options, Report};
use crate::finding::{Finding, Label, Safety, Severity, Witness};
use crate::source::Sources;
use crate::text;
use excerpt::{Excerpt, MOST_LABELS};
use windows::TAB;

/// Each finding, with an empty line between two.
pub(super) fn write(report: &Report, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let painter = Painter::new(options);
    let mut text = String::new();
    for (index, finding) in report.findings.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        painter
            .finding(finding, &report.sources, &mut text)
            .map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    Ok(())
}

struct Painter {
    handler: GraphicalReportHandler,
    name_style: anstyle::Style,
    width: usize,
}

impl Painter {
    fn new(options: &Options) -> Self {
        let (theme, name_style) = if options.color {
            let cyan = anstyle::AnsiColor::Cyan.on_default();
            (GraphicalTheme::unicode(), cyan)
        } else {
            (GraphicalTheme::unicode_nocolor(), anstyle::Style::new())
        };
        Self {
            handler: GraphicalReportHandler::new_themed(theme)
                .with_width(options.width)
                .with_context_lines(1)
                .tab_width(TAB)
                .with_break_words(false)
                .with_urls(false)
                .without_syntax_highlighting(),
            name_style,
            width: options.width,
        }
    }

    /// The finding, and then each of its labels in another source as a piece of advice.
    fn finding(&self, finding: &Finding, sources: &Sources, out: &mut String) -> fmt::Result {
        let (here, elsewhere): (Vec<&Label>, Vec<&Label>) = finding
            .related
            .iter()
            .partition(|label| label.span.file == finding.primary.span.file);
        let labels: Vec<&Label> = std::iter::once(&finding.primary)
            .chain(here.iter().copied())
            .take(MOST_LABELS)
            .collect();
        let unseen = here.len() + 1 - labels.len() + elsewhere.len().saturating_sub(MOST_LABELS);

        self.handler.render_report(
            out,
            &Picture {
                severity: finding.severity,
                rule: Some(finding.rule.id),
                message: plain(&finding.message).into_owned(),
                help: finding.help.as_deref().map(|help| plain(help).into_owned()),
                texts: labels.iter().map(|label| label.text.as_ref()).collect(),
                excerpt: self.excerpt(&labels, sources),
            },
        )?;
        if let Some(witness) = &finding.witness {
            self.witness(witness, out)?;
        }
        if let Some(fix) = &finding.fix {
            let caution = match fix.safety {
                Safety::Safe => "",
                Safety::Intended => " (lets the integration in, and nobody else)",
                Safety::Unsafe => " (may let more in: read it first)",
            };
            self.line("fix", &format!("{}{caution}", plain(&fix.title)), out)?;
        }
        if unseen > 0 {
            let places = text::count(unseen, "more place");
            self.line("note", &format!("{places} not shown"), out)?;
        }
        for label in elsewhere.into_iter().take(MOST_LABELS) {
            self.advice(label, sources, out)?;
        }
        Ok(())
    }

    fn advice(&self, label: &Label, sources: &Sources, out: &mut String) -> fmt::Result {
        writeln!(out, "Advice:")?;
        self.handler.render_report(
            out,
            &Picture {
                severity: Severity::Info,
                rule: None,
                message: plain(&label.text).into_owned(),
                help: None,
                // The text is the message already.
                texts: vec![""],
                excerpt: self.excerpt(&[label], sources),
            },
        )
    }

    fn excerpt(&self, labels: &[&Label], sources: &Sources) -> Option<Excerpt> {
        let file = labels.first()?.span.file;
        let spans: Vec<_> = labels.iter().map(|label| label.span).collect();
        Some(Excerpt::new(sources.get(file), &spans, self.width))
    }

    /// The request that proves the finding, a line for each of its parts.
    fn witness(&self, witness: &Witness, out: &mut String) -> fmt::Result {
        self.line("note", "this request proves it", out)?;
        let mut part =
            |name: &str, value: &str| writeln!(out, "        {name:<9}  {}", plain(value));
        if let Some(principal) = &witness.principal {
            part("principal", principal)?;
        }
        part("action", &witness.action)?;
        if let Some(resource) = &witness.resource {
            part("resource", resource)?;
        }
        for (index, (key, value)) in witness.context.iter().enumerate() {
            let name = if index == 0 { "context" } else { "" };
            part(name, &format!("{key} = {value}"))?;
        }
        Ok(())
    }

    /// A line like miette's `  help: …`.
    fn line(&self, name: &str, text: &str, out: &mut String) -> fmt::Result {
        let style = self.name_style;
        writeln!(out, "{style}{name:>6}: {style:#}{text}")
    }
}

/// What miette draws: one source with its labels, and the sentences around it.
#[derive(Debug)]
struct Picture<'f> {
    severity: Severity,
    rule: Option<&'static str>,
    message: String,
    help: Option<String>,
    /// Of the excerpt's marks, in their order.
    texts: Vec<&'f str>,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture<'_> {}

impl Diagnostic for Picture<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.rule.map(|rule| Box::new(rule) as _)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let marks = &self.excerpt.as_ref()?.marks;
        let labels = marks.iter().zip(&self.texts).enumerate();
        Some(Box::new(labels.map(|(index, (mark, text))| {
            let text = match (plain(text), mark.to_line) {
                (text, None) if text.is_empty() => None,
                (text, None) => Some(text.into_owned()),
                (text, Some(line)) if text.is_empty() => Some(format!("to line {line}")),
                (text, Some(line)) => Some(format!("{text} (to line {line})")),
            };
            let span = (mark.shown.start, mark.shown.len());
            match index {
                0 => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            }
        })))
    }
}
