//! The answer about one policy or pair: the verdict, the request that refutes, and why.

use crate::finding::{Draft, Finding, Label, Meta, Severity};
use crate::kind::PolicyType;
use crate::model::{Policy, Statement, Text};
use crate::proof::{Reason as Undecided, Why};
use crate::source::Span;
use crate::text::quote;

use super::witness::Shown;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    Proven,
    Undecided,
    Disproven,
}

impl Found {
    pub fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Undecided => "undecided",
            Self::Disproven => "disproven",
        }
    }
}

/// The answer about one policy or pair.
pub struct Answer {
    /// The policy that was judged.
    pub policy: String,
    /// `None`: it was not read, and nothing tells.
    pub policy_type: Option<PolicyType>,
    /// What it was compared with, by name; `None` where there is nothing.
    pub reference: Option<String>,
    pub found: Found,
    /// The verdict in words.
    pub sentence: String,
    pub witness: Option<Shown>,
    /// Why it is not proven; empty if it is.
    pub reasons: Vec<Reason>,
    /// The verdict as it is drawn, unless it is proven or about what was not read.
    pub finding: Option<Finding>,
}

impl Answer {
    /// No answer, since something was not read. `claim` goes on after `undecided whether`.
    pub fn not_read(
        policy: String,
        policy_type: Option<PolicyType>,
        claim: &str,
        why: String,
    ) -> Self {
        Self {
            policy,
            policy_type,
            reference: None,
            found: Found::Undecided,
            sentence: format!("undecided whether {claim}, so count it as not proven: {why}"),
            witness: None,
            reasons: vec![Reason {
                kind: "open",
                message: why,
                spot: None,
                details: Vec::new(),
            }],
            finding: None,
        }
    }

    pub fn against(mut self, reference: Option<String>) -> Self {
        self.reference = reference;
        self
    }
}

/// Why something is not proven.
pub struct Reason {
    pub kind: &'static str,
    pub message: String,
    pub spot: Option<Spot>,
    pub details: Vec<String>,
}

/// A statement of a policy.
#[derive(Clone, Debug)]
pub struct Spot {
    /// In the policy's list, from 0.
    pub statement: usize,
    pub sid: Option<String>,
    /// The whole statement.
    pub span: Span,
}

impl Spot {
    pub fn of(statement: &Statement) -> Self {
        Self {
            statement: statement.index,
            sid: statement
                .sid
                .as_ref()
                .map(|sid| Text::written(sid).to_owned()),
            span: statement.span,
        }
    }
}

/// A policy that was judged, and what of.
pub struct Subject<'p> {
    pub check: &'static Meta,
    pub name: &'p str,
    pub policy: &'p Policy<'p>,
    pub policy_type: PolicyType,
    pub reference: Option<&'p str>,
}

impl Subject<'_> {
    pub fn answer(&self, found: Found, sentence: String) -> Answer {
        Answer {
            policy: self.name.to_owned(),
            policy_type: Some(self.policy_type),
            reference: self.reference.map(str::to_owned),
            found,
            sentence,
            witness: None,
            reasons: Vec::new(),
            finding: None,
        }
    }

    /// Says that a statement allows a request: one of the policy, or of the full access that AWS attaches beside it.
    pub fn allowing(&self, statement: &Statement) -> String {
        let name = quote(self.name);
        if statement.span.file == self.policy.span.file {
            format!("this statement of {name} allows it")
        } else {
            format!("the full access beside {name} allows it")
        }
    }

    pub fn proven(&self, claim: &str) -> Answer {
        self.answer(Found::Proven, format!("proven: {claim}"))
    }

    /// No answer: `policies` are those of the query in their order.
    pub fn undecided(&self, claim: &str, why: &[Undecided], policies: &[&Policy]) -> Answer {
        let sentence = format!("undecided whether {claim}, so count it as not proven");
        let mut answer = self.answer(Found::Undecided, sentence.clone());
        let mut labels = Vec::new();
        for reason in why {
            let message = reason.to_string();
            let places = match reason {
                Undecided::Open { places, .. } => places.as_slice(),
                _ => &[],
            };
            let spots: Vec<Spot> = places
                .iter()
                .filter_map(|place| policies.get(place.policy)?.statements.get(place.statement))
                .map(Spot::of)
                .collect();
            for place in places {
                let statement = policies
                    .get(place.policy)
                    .and_then(|policy| policy.statements.get(place.statement));
                labels.extend(statement.map(|statement| Label {
                    span: open_text(statement, reason).unwrap_or(statement.head()),
                    text: message.clone().into(),
                }));
            }
            answer.reasons.push(Reason {
                kind: kind(reason),
                message,
                spot: spots.into_iter().next(),
                details: Vec::new(),
            });
        }
        answer.finding = Some(self.drawn(sentence, labels, &answer.reasons));
        answer
    }

    /// No answer about a policy that is gone, `old`: others may allow what its `Deny`s took back.
    pub fn gone(&self, old: &Policy) -> Answer {
        let name = quote(self.name);
        let sentence = format!(
            "undecided whether others allow more now that {name} is gone, so count it as not proven"
        );
        let mut answer = self.answer(Found::Undecided, sentence.clone());
        let message = "what this denied may be allowed by another policy now";
        let first = old.denies().next();
        answer.reasons.push(Reason {
            kind: "open",
            message: message.to_owned(),
            spot: first.map(Spot::of),
            details: Vec::new(),
        });
        let span = first.map_or(old.span, Statement::head);
        let finding = Draft::new(self.check, sentence).at(span, message);
        answer.finding = Some(finding.severity(Severity::Warning));
        answer
    }

    fn drawn(&self, sentence: String, labels: Vec<Label>, reasons: &[Reason]) -> Finding {
        let own = self.policy.span.file;
        let (mut here, elsewhere): (Vec<Label>, Vec<Label>) =
            labels.into_iter().partition(|label| label.span.file == own);
        here.dedup_by(|one, other| one.span == other.span && one.text == other.text);
        let mut labels = here.into_iter().chain(elsewhere);
        let start = Span::new(own, self.policy.span.start, self.policy.span.start);
        let (span, text) = match labels.next() {
            Some(label) => (label.span, label.text),
            None => (
                start,
                reasons
                    .first()
                    .map_or_else(String::new, |one| one.message.clone())
                    .into(),
            ),
        };
        let mut finding = Draft::new(self.check, sentence).at(span, text);
        finding.related = labels.collect();
        finding.severity(Severity::Warning)
    }
}

/// The text of a statement that something open is about.
fn open_text(statement: &Statement, reason: &Undecided) -> Option<Span> {
    let Undecided::Open { why, .. } = reason else {
        return None;
    };
    let (Why::UnknownText(text)
    | Why::Variable(text)
    | Why::Contested(text)
    | Why::UnknownOperator(text)
    | Why::MixedTypes(text)
    | Why::SeveralValues(text)) = why
    else {
        return None;
    };
    let lists = statement.action.iter().chain(&statement.resource);
    let items = lists.flat_map(|list| &list.items);
    let conditions = statement.conditions.iter().flat_map(|condition| {
        let names = [&condition.operator, &condition.key];
        condition.values.iter().chain(names)
    });
    items
        .chain(conditions)
        .find(|item| item.written() == text)
        .map(Text::span)
}

fn kind(reason: &Undecided) -> &'static str {
    match reason {
        Undecided::Unreadable(_) => "unreadable",
        Undecided::TooLarge(_) => "too-large",
        Undecided::Exhausted => "exhausted",
        Undecided::Open { .. } => "open",
        Undecided::Unconfirmed => "unconfirmed",
    }
}

/// What is worst of several answers.
pub fn worst(answers: &[Answer]) -> Found {
    let all = answers.iter().map(|answer| answer.found);
    all.max().unwrap_or(Found::Proven)
}
