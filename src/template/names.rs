//! `Names`: what a permission policy is to name, judged and put into the ARNs of forms such as `arn:aws:s3:::<bucket>/*`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::catalog::Catalog;
use crate::model::{is_account_id, placeholder};
use crate::text::{is_unsafe, quote};

/// The names that were given, by the word that stands for them in forms: `bucket`.
#[derive(Clone, Debug, Default)]
pub struct Names {
    given: BTreeMap<&'static str, Vec<String>>,
    /// What the keys of objects begin with; empty: all objects.
    prefixes: Vec<String>,
    /// Of the Region; `aws` where none is given.
    partition: Option<&'static str>,
}

/// Names that forms have and nobody gave, as the words between the brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(pub Vec<String>);

/// What Confluent's connector begins the names of its own tables with, unless it is told otherwise.
pub const CHECKPOINT_PREFIX: &str = "connect-KCL-";

/// The ARN of every object of a bucket: what a prefix narrows.
const OBJECTS: &str = "arn:aws:s3:::<bucket>/*";

/// Everything of the Glue Data Catalog, as Confluent's console has it, and what one database of it takes: deleting a
/// database asks for its functions too.
const GLUE: &str = "arn:aws:glue:<region>:<account>:*";
const GLUE_DATABASE: [&str; 4] = [
    "arn:aws:glue:<region>:<account>:catalog",
    "arn:aws:glue:<region>:<account>:database/<database>",
    "arn:aws:glue:<region>:<account>:table/<database>/*",
    "arn:aws:glue:<region>:<account>:userDefinedFunction/<database>/*",
];

/// What a name is made of: beside letters and digits these characters, and how many in all.
struct Shape {
    name: &'static str,
    extra: &'static str,
    lengths: std::ops::RangeInclusive<usize>,
}

/// Source: the naming rules in each service's API reference; for buckets those of before March 2018 too, as they live on.
static SHAPES: [Shape; 9] = [
    Shape {
        name: "bucket",
        extra: ".-_",
        lengths: 3..=255,
    },
    Shape {
        name: "table",
        extra: ".-_",
        lengths: 3..=255,
    },
    Shape {
        name: "checkpoint-prefix",
        extra: ".-_",
        lengths: 1..=255,
    },
    Shape {
        name: "stream",
        extra: ".-_",
        lengths: 1..=128,
    },
    Shape {
        name: "function",
        extra: "-_",
        lengths: 1..=64,
    },
    Shape {
        name: "queue",
        extra: "-_.",
        lengths: 1..=80,
    },
    Shape {
        name: "log-group",
        extra: ".-_/#",
        lengths: 1..=512,
    },
    Shape {
        name: "secret",
        extra: "/_+=.@-",
        lengths: 1..=512,
    },
    Shape {
        name: "key",
        extra: "-",
        lengths: 36..=40,
    },
];

/// Of databases, clusters, caches and their users.
static OTHER: Shape = Shape {
    name: "",
    extra: "._@+=,-",
    lengths: 1..=255,
};

impl Names {
    /// Adds a name that [`judge`] has let pass.
    pub fn add(&mut self, name: &'static str, value: &str) {
        if name == "region" {
            self.partition = Catalog::embedded()
                .region(value)
                .map(|partition| partition.name);
        }
        let values = self.given.entry(name).or_default();
        if !values.iter().any(|other| other == value) {
            values.push(value.to_owned());
        }
    }

    /// Adds what the keys of objects begin with, where [`judge_prefix`] has let it pass.
    pub fn add_prefix(&mut self, prefix: &str) {
        self.prefixes.push(prefix.to_owned());
    }

    /// Whether some forms have everything that they name.
    pub fn suffice<'f>(&self, forms: impl Iterator<Item = &'f str>) -> Result<(), Missing> {
        let mut missing: Vec<String> = Vec::new();
        for name in forms.flat_map(placeholders) {
            if !self.given.contains_key(name) && !missing.iter().any(|known| known == name) {
                missing.push(name.to_owned());
            }
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Missing(missing))
        }
    }

    /// Every ARN that a form stands for: none, if a name of it is missing.
    pub(super) fn fill(&self, form: &str) -> Vec<String> {
        let written = self.narrowed(form);
        let partition = self.partition.unwrap_or("aws");
        let own = |text: &String| match text.strip_prefix("arn:aws:") {
            Some(rest) => format!("arn:{partition}:{rest}"),
            None => text.clone(),
        };
        let mut filled: Vec<String> = written.iter().map(own).collect();
        for name in written.iter().flat_map(|text| placeholders(text)) {
            let values = self.given.get(name).map_or(&[][..], Vec::as_slice);
            filled = filled
                .iter()
                .flat_map(|text| with(text, name, values))
                .collect();
        }
        filled
    }

    /// A form, or those that say the same of a part of it, where what was given names the part.
    fn narrowed(&self, form: &str) -> Vec<String> {
        if form == OBJECTS && !self.prefixes.is_empty() {
            let narrowed = |prefix: &String| format!("arn:aws:s3:::<bucket>/{prefix}*");
            self.prefixes.iter().map(narrowed).collect()
        } else if form == GLUE && self.given.contains_key("database") {
            GLUE_DATABASE.map(str::to_owned).to_vec()
        } else {
            vec![form.to_owned()]
        }
    }

    /// What was given and stands in none of the forms. A Region and an account say more than a form needs.
    #[must_use]
    pub fn unused<'f>(&self, forms: impl Iterator<Item = &'f str>) -> Vec<&'static str> {
        let mut used: BTreeSet<&str> = BTreeSet::from(["region", "account"]);
        let mut narrows = false;
        for form in forms {
            used.extend(placeholders(form));
            used.extend((form == GLUE).then_some("database"));
            narrows |= form == OBJECTS;
        }
        let given = self.given.keys().copied();
        let prefix = (!self.prefixes.is_empty() && !narrows).then_some("prefix");
        given
            .filter(|name| !used.contains(name))
            .chain(prefix)
            .collect()
    }
}

/// A text with each value in the place of a name; as it is, if it does not have the name.
fn with(text: &str, name: &str, values: &[String]) -> Vec<String> {
    let mark = format!("<{name}>");
    if !text.contains(&mark) {
        return vec![text.to_owned()];
    }
    values
        .iter()
        .map(|value| text.replace(&mark, value))
        .collect()
}

/// The words between the brackets of a form, in order.
fn placeholders(form: &str) -> impl Iterator<Item = &str> {
    form.split('<')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.0))
}

/// Whether a name can be one of its kind; the error says what was expected.
///
/// Wildcards, policy variables and quotes are no part of any name, so nothing that passes means more than itself.
pub fn judge(name: &str, value: &str) -> Result<(), String> {
    match name {
        "region" => return judge_region(value),
        "account" if is_account_id(value) => return Ok(()),
        "account" => return Err("expected the 12 digits of an AWS account".to_owned()),
        // Policies name the resource ID of a database, not what people call it.
        "db-resource"
            if !["db-", "cluster-", "prx-"]
                .iter()
                .any(|start| value.starts_with(start)) =>
        {
            return Err(
                "expected a resource ID such as `db-ABCDEFGHIJKL01234`, not the database's name"
                    .to_owned(),
            );
        }
        _ => {}
    }
    if placeholder::find(value).is_some() {
        return Err("this only stands for a name; expected the name itself".to_owned());
    }
    let shape = SHAPES
        .iter()
        .find(|shape| shape.name == name)
        .unwrap_or(&OTHER);
    let is_allowed = |char: &char| char.is_ascii_alphanumeric() || shape.extra.contains(*char);
    if let Some(char) = value.chars().find(|char| !is_allowed(char)) {
        return Err(format!(
            "{} is no character of such a name",
            quote(&char.to_string())
        ));
    }
    if !shape.lengths.contains(&value.len()) {
        let (least, most) = (shape.lengths.start(), shape.lengths.end());
        return Err(format!("expected {least} to {most} characters"));
    }
    match (name, value.chars().next()) {
        ("bucket", _) if value.parse::<Ipv4Addr>().is_ok() => {
            Err("no bucket has the form of an address".to_owned())
        }
        ("bucket", Some(begin)) if !begin.is_ascii_alphanumeric() => Err(format!(
            "no bucket begins with {}",
            quote(&begin.to_string())
        )),
        _ => Ok(()),
    }
}

/// Whether only buckets that were made in US East before March 2018 are called so.
///
/// Source: "General purpose bucket naming rules" in the Amazon S3 User Guide.
#[must_use]
pub fn is_bucket_of_old(name: &str) -> bool {
    name.len() > 63
        || name.contains("..")
        || name.contains(|char: char| char.is_ascii_uppercase() || char == '_')
        || name.ends_with(['.', '-'])
}

fn judge_region(value: &str) -> Result<(), String> {
    let catalog = Catalog::embedded();
    if catalog.region(value).is_some() {
        return Ok(());
    }
    let known = catalog
        .partitions()
        .flat_map(crate::catalog::Partition::regions);
    Err(match crate::text::nearest(value, known) {
        Some(near) => format!("no Region is called so; did you mean `{near}`?"),
        None => format!("AWS's data of {} has no such Region", catalog.date()),
    })
}

/// Whether keys of objects can begin with a text, and a policy can say so.
pub fn judge_prefix(value: &str) -> Result<(), String> {
    if value.is_empty() || value.len() > 1024 {
        return Err("expected 1 to 1,024 bytes".to_owned());
    }
    if value.starts_with('/') {
        return Err("keys of objects begin without `/`".to_owned());
    }
    // `{` could begin a policy variable, and what lies beyond U+00FF is no character of a policy.
    let is_refused = |char: &char| {
        matches!(char, '*' | '?' | '{' | '<' | '>') || *char > '\u{ff}' || is_unsafe(*char)
    };
    match value.chars().find(is_refused) {
        Some(char) => Err(format!(
            "{} cannot stand in the ARN of a policy as itself",
            quote(&char.to_string())
        )),
        None => Ok(()),
    }
}
