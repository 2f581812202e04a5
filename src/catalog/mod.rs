//! What AWS defines: services, actions, resource types, condition keys, Regions.
//!
//! The data is AWS's Service Authorization Reference as of [`Catalog::date`]. The build packs it into one block of bytes;
//! lookups read it in place, so that nothing is parsed or allocated when the program starts.

mod action;
mod block;
pub mod endpoint_keys;
pub mod global_keys;
mod index;
mod key;
pub mod known_key;
pub mod operations;
mod resource_type;
pub mod sensitive_keys;
mod service;
pub mod value_forms;

use std::fmt;
use std::sync::LazyLock;

use chrono::NaiveDate;

use block::Block;
use iamsure_packer::{layout, pack};
use layout::Section;

pub use action::{Action, ActionResource, Level};
pub use index::{Index, Sought};
pub use key::ConditionKey;
pub use known_key::KnownKey;
pub use layout::METRICS;
pub use pack::Mistake;
pub use resource_type::{Field, Forms, ResourceType, Template};
pub use service::Service;

/// What AWS defines, as of one day.
pub struct Catalog {
    block: Block,
}

/// A number by which a text is found again: the same for texts that differ in letter case alone.
#[must_use]
pub fn hash(text: &str) -> usize {
    let (slot, _) = layout::slot(text.as_bytes());
    slot
}

/// A name that AWS defined once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retired {
    /// As AWS spelled it; `service:*` where nothing but the service is known.
    pub name: &'static str,
    /// The day when it was last seen: `2026-06-01`.
    pub last_seen: &'static str,
}

/// A partition of AWS: `aws`, `aws-cn`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    pub name: &'static str,
    /// What the names of its hosts end with: `amazonaws.com`.
    pub dns_suffix: &'static str,
    regions: &'static str,
}

const BLOCK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));

// A build script that did not run anew leaves a block of an older form: what is read from it would be wrong, and silently so.
const _: () = match BLOCK.first_chunk() {
    Some(first) => assert!(u64::from_le_bytes(*first) == u64::from_le_bytes(*layout::MAGIC)),
    None => panic!("the catalog is empty"),
};

static EMBEDDED: LazyLock<Catalog> = LazyLock::new(|| {
    static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.txt"));
    Catalog {
        block: Block::new(BLOCK, TEXT),
    }
});

impl Catalog {
    /// The one that the program carries.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Another one, from its text: `catalog/README.md` tells the form. It stays until the program ends, since a run has one.
    pub fn read(text: &str) -> Result<&'static Self, Mistake> {
        let packed = pack::pack(text)?;
        let block = Block::new(Vec::leak(packed.block), String::leak(packed.text));
        let catalog = Self { block };
        // Its age decides what is an error.
        if catalog.date().parse::<NaiveDate>().is_err() {
            return Err(Mistake::new("it does not say of which day it is"));
        }
        Ok(Box::leak(Box::new(catalog)))
    }

    /// The day of the data: `2026-10-27`.
    #[must_use]
    pub fn date(&self) -> &'static str {
        self.head("date").next().unwrap_or_default()
    }

    /// How many lines of one kind the text has, as its head says: `A` actions, `K` keys of services, `S` services …
    #[must_use]
    pub fn stated_count(&self, kind: &str) -> Option<usize> {
        self.head("count")
            .find_map(|line| line.split_once('\t').filter(|(name, _)| *name == kind))
            .and_then(|(_, count)| count.parse().ok())
    }

    fn head(&self, what: &str) -> impl Iterator<Item = &'static str> {
        self.block
            .lines(Section::Head)
            .filter_map(move |line| line.split_once('\t').filter(|(name, _)| *name == what))
            .map(|(_, rest)| rest)
    }

    /// Every service, sorted by prefix.
    #[must_use]
    pub fn services(&'static self) -> impl ExactSizeIterator<Item = Service> {
        (0..self.service_count()).map(move |index| Service::new(self, index))
    }

    fn service_count(&self) -> u16 {
        // The last record only says where the services before it end.
        self.block
            .count(Section::Services, layout::SERVICE)
            .saturating_sub(1)
    }

    /// The service of this prefix: `s3`. Letters count without case.
    #[must_use]
    pub fn service(&'static self, prefix: &str) -> Option<Service> {
        self.block
            .place(Section::ServiceIndex, prefix, |index| {
                self.block
                    .name(Section::Services, layout::SERVICE, index, 0)
            })
            .map(|index| Service::new(self, index))
    }

    /// The forms of the ARNs that name this service, whichever service's actions act on them. Empty: none is known.
    #[must_use]
    pub fn forms(&'static self, service: &str) -> Forms {
        let place = self
            .block
            .place(Section::ArnServiceIndex, service, |index| {
                self.arn_service(index)
            });
        let services = self
            .block
            .records::<{ layout::ARN_SERVICE }>(Section::ArnServices);
        let first = |index: usize| {
            let record = services.get(index).map_or(&[][..], |record| record);
            usize::from(block::number16(record, layout::NAME))
        };
        let forms = place.and_then(|index| {
            let index = usize::from(index);
            let all = self.block.records(Section::Forms);
            all.get(first(index)..first(index + 1))
        });
        Forms::new(self, forms.unwrap_or_default())
    }

    /// How many forms of ARNs there are. Each has a number below it.
    #[must_use]
    pub fn form_count(&self) -> u16 {
        self.block.count(Section::Templates, layout::TEMPLATE)
    }

    /// Every service that ARNs name, sorted.
    #[must_use]
    pub fn arn_services(&'static self) -> impl ExactSizeIterator<Item = &'static str> {
        (0..self.arn_service_count()).map(|index| self.arn_service(index))
    }

    fn arn_service(&self, index: u16) -> &'static str {
        self.block
            .name(Section::ArnServices, layout::ARN_SERVICE, index, 0)
    }

    fn arn_service_count(&self) -> u16 {
        // The last record only says where the forms before it end.
        self.block
            .count(Section::ArnServices, layout::ARN_SERVICE)
            .saturating_sub(1)
    }

    /// The action of this name: `s3:GetObject`. Letters count without case.
    #[must_use]
    pub fn action(&'static self, name: &str) -> Option<Action> {
        let (prefix, name) = name.split_once(':')?;
        self.service(prefix)?.action(name)
    }

    /// How many actions there are. Each has a number below it; those of a service stand together, sorted by name without
    /// case.
    #[must_use]
    pub fn action_count(&self) -> u16 {
        self.block.count(Section::Actions, layout::ACTION)
    }

    /// The action of this number.
    #[must_use]
    pub fn action_at(&'static self, number: u16) -> Option<Action> {
        (number < self.action_count()).then(|| Action::new(self, number))
    }

    /// The condition key of a service that a policy names so, tags and other chosen parts included:
    /// `s3:ExistingObjectTag/team` is `s3:ExistingObjectTag/<key>`. Letters count without case.
    #[must_use]
    pub fn key(&'static self, written: &str) -> Option<ConditionKey> {
        let name = |index| self.block.name(Section::Keys, layout::KEY, index, 0);
        let exact = self.block.place(Section::KeyIndex, written, name);
        exact
            .map(|index| ConditionKey::new(self, index))
            .or_else(|| self.open_key(written))
    }

    /// The key with a part that the policy chooses. They stand sorted, so that those of a service are neighbours.
    fn open_key(&'static self, written: &str) -> Option<ConditionKey> {
        let (service, _) = written.split_once(':')?;
        let begin = written.get(..=service.len())?.as_bytes();
        let key_in = |section, place: u16| {
            ConditionKey::new(self, self.block.number(section, usize::from(place)))
        };
        let key = |place| key_in(Section::OpenKeys, place);
        let count = self.block.count(Section::OpenKeys, 2);
        let first = block::lower_bound(0..count, |place| {
            block::compare(key(place).name().as_bytes(), begin).is_lt()
        });
        let is_of_service = |key: &ConditionKey| {
            let start = key.name().as_bytes().get(..begin.len());
            start.is_some_and(|start| block::same(start, begin))
        };
        let mut neighbours = (first..count).map(key).take_while(is_of_service);
        let is_meant = |key: &ConditionKey| key.is_meant_by(written);
        neighbours.find(is_meant).or_else(|| {
            // Few have a chosen part before the colon.
            let count = self.block.count(Section::OpenServices, 2);
            let mut others = (0..count).map(|place| key_in(Section::OpenServices, place));
            others.find(is_meant)
        })
    }

    /// What became of an action that is not known any more.
    #[must_use]
    pub fn retired_action(&'static self, name: &str) -> Option<Retired> {
        let of_service = || {
            let (prefix, _) = name.split_once(':')?;
            self.retired(Section::RetiredActions, &format!("{prefix}:*"))
        };
        self.retired(Section::RetiredActions, name)
            .or_else(of_service)
    }

    /// What became of a condition key that is not known any more, or of its whole service.
    #[must_use]
    pub fn retired_key(&'static self, name: &str) -> Option<Retired> {
        let of_service = || {
            let (prefix, _) = name.split_once(':')?;
            self.retired_service(prefix)
        };
        self.retired(Section::RetiredKeys, name).or_else(of_service)
    }

    /// What became of a service that is not known any more: its action that was seen last.
    #[must_use]
    pub fn retired_service(&'static self, prefix: &str) -> Option<Retired> {
        if self.service(prefix).is_some() {
            return None;
        }
        self.retired_actions_of(prefix)
            .max_by_key(|one| one.last_seen)
    }

    /// The actions of a service that are not known any more, sorted by name. Letters count without case.
    pub fn retired_actions_of(&'static self, prefix: &str) -> impl Iterator<Item = Retired> {
        self.retired_actions_beginning(format!("{prefix}:"))
    }

    /// The actions that are not known any more and whose full names begin so, sorted. Letters count without case.
    pub fn retired_actions_beginning(
        &'static self,
        begin: String,
    ) -> impl Iterator<Item = Retired> {
        let count = self.block.count(Section::RetiredActions, layout::RETIRED);
        let first = block::lower_bound(0..count, |index| {
            let one = self.retired_at(Section::RetiredActions, index);
            block::compare(one.name.as_bytes(), begin.as_bytes()).is_lt()
        });
        let begins_so = move |one: &Retired| {
            let start = one.name.get(..begin.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(&begin))
        };
        (first..count)
            .map(|index| self.retired_at(Section::RetiredActions, index))
            .take_while(begins_so)
    }

    /// Every action that is not known any more, sorted by name.
    pub fn retired_actions(&'static self) -> impl Iterator<Item = Retired> {
        let count = self.block.count(Section::RetiredActions, layout::RETIRED);
        (0..count).map(move |index| self.retired_at(Section::RetiredActions, index))
    }

    fn retired(&'static self, section: Section, name: &str) -> Option<Retired> {
        let count = self.block.count(section, layout::RETIRED);
        block::find(0..count, name, |index| {
            self.block.name(section, layout::RETIRED, index, 0)
        })
        .map(|index| self.retired_at(section, index))
    }

    fn retired_at(&self, section: Section, index: u16) -> Retired {
        let part = |offset| self.block.name(section, layout::RETIRED, index, offset);
        Retired {
            name: part(0),
            last_seen: part(layout::NAME),
        }
    }

    /// Every partition, sorted by name.
    pub fn partitions(&self) -> impl Iterator<Item = Partition> {
        self.block.lines(Section::Partitions).map(|line| {
            let mut fields = line.split('\t');
            let mut field = || fields.next().unwrap_or_default();
            Partition {
                name: field(),
                dns_suffix: field(),
                regions: field(),
            }
        })
    }

    /// The partition of a Region: `us-east-1` is in `aws`. `None`: no such Region is known.
    #[must_use]
    pub fn region(&self, name: &str) -> Option<Partition> {
        self.partitions()
            .find(|partition| partition.regions().any(|region| region == name))
    }

    /// Every service principal that is known, retired ones included: `lambda.amazonaws.com`. Sorted.
    pub fn service_principals(&self) -> impl Iterator<Item = &'static str> {
        self.block.lines(Section::Principals)
    }
}

impl Partition {
    /// The Regions of this partition, sorted by name.
    pub fn regions(self) -> impl Iterator<Item = &'static str> {
        self.regions.split(',')
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "Catalog of {}", self.date())
    }
}
