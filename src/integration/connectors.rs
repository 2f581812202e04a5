//! What connectors and features need of the role that their integration assumes: `catalog/connectors.tsv`, or a file like it.

mod demand;
mod form;
mod read;

use crate::text::nearest;

pub use demand::{Ask, Demand, WishError, Wishes};
pub use form::{Form, Target};
pub use read::Mistake;

/// Connectors with their needs, of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The day of the data, `YYYY-MM-DD`; of a file without one that of the embedded table.
    pub date: String,
    /// In the order written.
    pub connectors: Vec<Connector>,
}

/// A connector, a feature of Confluent Cloud, or an example of Confluent's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// As Confluent's interfaces have it in `connector.class`: `S3_SINK`.
    pub id: String,
    pub kind: Kind,
    pub support: Support,
    /// The class of the plugin, where it is known.
    pub class: Option<String>,
    /// What people call it.
    pub name: String,
    /// None where the trust policy is all that matters.
    pub needs: Vec<Need>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Connector,
    /// Something else that uses a provider integration.
    Feature,
    /// A permission policy that Confluent's documentation shows, for no connector in particular.
    Example,
}

/// Whether it works through a provider integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    Yes,
    /// It takes access keys alone.
    No,
    Unsaid,
}

/// An action on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What it is for: needs of one capability belong together.
    pub capability: String,
    /// `service:Name`; the name may have wildcards, as Confluent documents it.
    pub action: String,
    pub requirement: Requirement,
    pub resource: Form,
    pub evidence: Evidence,
    /// Where it is said.
    pub sources: Vec<String>,
    /// The circumstance in which it is needed; `None`: always.
    pub when: Option<String>,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    Required,
    /// One capability whose needs are of this kind is enough.
    Either,
    /// The connector works without it, or it is needed where its settings say so.
    Optional,
}

/// How well a need is known; from best to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    A,
    B,
    C,
}

impl Table {
    /// The table that the program carries; parsed anew at each call.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[must_use]
    pub fn embedded() -> Self {
        let text = include_str!("../../catalog/connectors.tsv");
        read::read(text).unwrap_or_else(|mistakes| {
            panic!("the table of this program has a mistake: {mistakes:?}");
        })
    }

    /// Reads a table.
    ///
    /// # Errors
    ///
    /// Its first mistakes, in the order of their places.
    pub fn read(text: &str) -> Result<Self, Vec<Mistake>> {
        read::read(text)
    }

    /// This table with the connectors of another one, which win.
    #[must_use]
    pub fn overridden_by(mut self, other: Self) -> Self {
        for connector in other.connectors {
            let is_same = |own: &Connector| own.id.eq_ignore_ascii_case(&connector.id);
            match self.connectors.iter_mut().find(|own| is_same(own)) {
                Some(own) => *own = connector,
                None => self.connectors.push(connector),
            }
        }
        self.date = other.date;
        self
    }

    /// The connector of this id, display name or plugin class, whatever the letter case.
    ///
    /// # Errors
    ///
    /// The id or name that comes near, if one does.
    pub fn find(&self, name: &str) -> Result<&Connector, Option<&str>> {
        let is_called =
            |connector: &&Connector| connector.names().any(|own| own.eq_ignore_ascii_case(name));
        let found = self.connectors.iter().find(is_called);
        found.ok_or_else(|| nearest(name, self.connectors.iter().flat_map(Connector::names)))
    }
}

impl Connector {
    /// Everything that it may be called by.
    fn names(&self) -> impl Iterator<Item = &str> {
        let class = self.class.as_deref();
        let last = class.and_then(|class| class.rsplit('.').next());
        [self.id.as_str(), self.name.as_str()]
            .into_iter()
            .chain(class)
            .chain(last)
    }

    /// What its needs are for, each once, in order.
    #[must_use]
    pub fn capabilities(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for need in &self.needs {
            if !found.contains(&need.capability.as_str()) {
                found.push(need.capability.as_str());
            }
        }
        found
    }
}

impl Kind {
    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connector => "connector",
            Self::Feature => "feature",
            Self::Example => "example",
        }
    }
}

impl Support {
    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unsaid => "-",
        }
    }
}

impl Requirement {
    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Either => "either",
            Self::Optional => "optional",
        }
    }
}

impl Evidence {
    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// What the letter stands for.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "Confluent publishes it for this connector",
            Self::B => "Confluent publishes it for something near, or its settings imply it",
            Self::C => {
                "it follows from AWS's interface; no text of Confluent's was read that says so"
            }
        }
    }
}
