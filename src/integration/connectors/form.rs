//! `Form`: the resource of a need, with names to be filled in, and `Target`: what becomes of it.

use std::fmt;

use crate::model::Arn;

/// An ARN with names in angle brackets, or `*`: `arn:aws:s3:::<bucket>/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    written: String,
    parts: Vec<Part>,
}

/// A stretch of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// What stands between the brackets.
    Name(String),
}

/// A resource that is needed, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// For people: a name that is not known stays in its brackets.
    pub shown: String,
    /// As a policy would write it: a name that is not known is `*`.
    pub pattern: String,
    /// The same with no name filled in: wherever the action may be allowed instead.
    pub anywhere: String,
    /// What the pattern matches and is no resource of this form: a bucket's name has no `/`.
    pub excluded: Vec<String>,
}

/// A value for a name: the name alone, or out of an ARN with its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value<'v> {
    pub text: &'v str,
    /// Partition, Region and account of the ARN that it was given as.
    pub home: Option<[&'v str; 3]>,
}

impl Form {
    /// The error says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, from)) = rest.split_once('<') {
            let Some((name, after)) = from.split_once('>') else {
                return Err("`<` without `>`".to_owned());
            };
            if !is_name(name) {
                return Err(
                    "a name in angle brackets has lower-case letters and hyphens".to_owned(),
                );
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        if text.matches('>').count() != text.matches('<').count() {
            return Err("`>` without `<`".to_owned());
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let is_arn = text.starts_with(PREFIX) && Arn::parse(text).is_some();
        if text != "*" && !is_arn {
            return Err(format!(
                "expected `*` or an ARN that begins with `{PREFIX}`"
            ));
        }
        Ok(Self {
            written: text.to_owned(),
            parts,
        })
    }

    /// As the table has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The names to be filled in, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// What an ARN gives for a name of this form; `None` if it is not of this form.
    pub(super) fn value_in<'v>(&self, name: &str, arn: &'v str) -> Option<Value<'v>> {
        let (form, arn) = (Arn::parse(&self.written)?, Arn::parse(arn)?);
        let (before, _) = form.resource.split_once(&format!("<{name}>"))?;
        let text = arn.resource.strip_prefix(before)?;
        let is_alike = form.service == arn.service && !before.contains('<');
        is_alike.then_some(Value {
            text: without_suffix(name, text),
            home: Some([arn.partition, arn.region, arn.account]),
        })
    }

    /// The resource with these names filled in. `partition` is `*` where it is not known.
    pub(super) fn filled<'v>(
        &self,
        partition: &str,
        value: impl Fn(&str) -> Option<Value<'v>>,
    ) -> Target {
        if self.written == "*" {
            return Target {
                shown: "*".to_owned(),
                pattern: "*".to_owned(),
                anywhere: "*".to_owned(),
                excluded: Vec::new(),
            };
        }
        let home = self.names().find_map(|name| value(name)?.home);
        let known = |name: &str| match (home, name) {
            (Some([_, region, _]), "region") => Some(region),
            (Some([.., account]), "account") => Some(account),
            _ => value(name).map(|value| value.text),
        };
        let partition = home.map_or(partition, |[partition, ..]| partition);
        let shown_partition = if partition == "*" { "aws" } else { partition };
        let build = |partition: &str, text: &dyn Fn(&str) -> String| {
            let mut built = format!("arn:{partition}:");
            for (place, part) in self.parts.iter().enumerate() {
                match part {
                    Part::Text(text) if place == 0 => {
                        built.push_str(text.strip_prefix(PREFIX).unwrap_or(text));
                    }
                    Part::Text(text) => built.push_str(text),
                    Part::Name(name) => built.push_str(&text(name)),
                }
            }
            built
        };
        let of = |name: &str| known(name).unwrap_or("*").to_owned();
        let wild = |name: &&str| !is_place(name) && of(name).contains('*');
        let excluded = self.names().filter(wild).flat_map(|wild| {
            let parted = separators(wild).iter().map(move |part| (wild, *part));
            parted.map(|(wild, part)| {
                build(partition, &|name| match of(name) {
                    text if name == wild => text.replacen('*', &format!("*{part}*"), 1),
                    text => text,
                })
            })
        });
        Target {
            shown: build(shown_partition, &|name| {
                known(name).map_or_else(|| format!("<{name}>"), str::to_owned)
            }),
            pattern: build(partition, &of),
            anywhere: build("*", &|_| "*".to_owned()),
            excluded: excluded.collect(),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written)
    }
}

/// How every form begins: the partition is filled in.
const PREFIX: &str = "arn:aws:";

/// Whether a name says where, not what.
pub(super) fn is_place(name: &str) -> bool {
    matches!(name, "region" | "account")
}

/// What the names of such things never hold.
pub(super) fn separators(name: &str) -> &'static [&'static str] {
    match name {
        // Log groups and secrets are often named like paths.
        "log-group" | "secret" => &[":"],
        _ => &["/", ":"],
    }
}

/// AWS adds a hyphen and six characters to the name of a secret; forms have them.
///
/// Source: "Identity-based policy examples" of AWS Secrets Manager, on the ARN of a secret.
fn without_suffix<'v>(name: &str, text: &'v str) -> &'v str {
    let parted = text.rsplit_once('-').filter(|_| name == "secret");
    match parted {
        Some((before, suffix)) if suffix.len() == 6 && !before.is_empty() => before,
        _ => text,
    }
}

/// Whether a text can be the name of something to be filled in.
fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(is_part)
}
