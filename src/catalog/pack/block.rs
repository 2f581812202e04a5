//! The block: every section written, then put behind a header.

use std::collections::{BTreeMap, HashMap};

use super::super::layout::{self, EMPTY, FIELDS, KIND_DIFFERS, REQUIRED, SECTIONS, Section};
use super::foremost::Foremost;
use super::forms::Forms;
use super::index::{index, places};
use super::pools::{Lists, Pools, Strings, number16, number32, short};
use super::weight::marks;
use super::written::{self, Mistake, Written, full};

/// A packed catalog.
pub struct Packed {
    pub block: Vec<u8>,
    pub text: String,
}

/// What this text says, packed.
pub fn pack(text: &str) -> Result<Packed, Mistake> {
    let written = sorted(written::read(text)?);
    let names = Names::of(&written)?;
    let templates = patterns(&written);
    let mut pools = Pools {
        strings: Strings::default(),
        lists: Lists::new(),
    };
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
    let mut put = |section: Section, bytes: Vec<u8>| {
        if let Some(place) = sections.get_mut(section as usize) {
            *place = bytes;
        }
    };
    put(Section::Keys, keys(&names, &mut pools)?);
    put(Section::OpenKeys, open_keys(&names, |_| true)?);
    let before_colon = |name: &str| name.split(':').next().is_some_and(is_open);
    put(Section::OpenServices, open_keys(&names, before_colon)?);
    put(Section::Types, types(&written, &names, &mut pools)?);
    put(
        Section::Templates,
        template_records(&templates, &mut pools)?,
    );
    let forms = Forms::of(&written, &templates)?;
    put(Section::ArnServices, forms.service_records(&mut pools)?);
    put(Section::Forms, forms.records(&templates)?);
    let mut foremost = Foremost::of(&written);
    put(
        Section::Actions,
        actions(&written, &names, &mut pools, &mut foremost)?,
    );
    put(Section::Foremost, foremost.numbers());
    put(Section::Services, services(&written, &names, &mut pools)?);
    put(Section::Index, index(&written)?);
    let prefixes = written.services.iter().map(|service| service.prefix);
    put(Section::ServiceIndex, places(prefixes)?);
    put(Section::ArnServiceIndex, places(forms.services())?);
    let keys = names.key_records.iter().map(|(name, _)| *name);
    put(Section::KeyIndex, places(keys)?);
    put(
        Section::RetiredActions,
        retired(&written.retired_actions, &mut pools)?,
    );
    put(
        Section::RetiredKeys,
        retired(&written.retired_keys, &mut pools)?,
    );
    put(Section::Lists, pools.lists.starts()?);
    put(Section::Numbers, pools.lists.numbers);
    let texts = [
        pools.strings.text,
        written.partitions.join("\n"),
        written.principals.join("\n"),
        written.head.join("\n"),
    ];
    assemble(&sections, &texts)
}

fn assemble(sections: &[Vec<u8>], texts: &[String]) -> Result<Packed, Mistake> {
    let mut places = [(0, 0); SECTIONS];
    let mut start = layout::HEADER;
    for (place, section) in places.iter_mut().zip(sections) {
        *place = (start, section.len());
        start += section.len();
    }
    start = 0;
    for (section, text) in layout::TEXTS.into_iter().zip(texts) {
        if let Some(place) = places.get_mut(section as usize) {
            *place = (start, text.len());
        }
        start += text.len();
    }
    let mut block = layout::MAGIC.to_vec();
    for (start, length) in places {
        number32(start, &mut block)?;
        number32(length, &mut block)?;
    }
    block.extend(sections.iter().flatten());
    Ok(Packed {
        block,
        text: texts.concat(),
    })
}

/// In the order that searches rely on, whatever the order of the text.
fn sorted(mut written: Written<'_>) -> Written<'_> {
    let lower = |name: &str| name.to_ascii_lowercase();
    written.services.sort_by_cached_key(|one| lower(one.prefix));
    for service in &mut written.services {
        service.actions.sort_by_cached_key(|one| lower(one.name));
        service.types.sort_by_cached_key(|one| lower(&one.name));
        service.keys.sort_by_cached_key(|one| lower(one.0));
    }
    written
        .retired_actions
        .sort_by_cached_key(|one| lower(one.0));
    written.retired_keys.sort_by_cached_key(|one| lower(one.0));
    written.principals.sort_unstable();
    written
}

/// The numbers that names get, by the name in lower case.
struct Names<'a> {
    actions: HashMap<String, u16>,
    types: HashMap<(&'a str, String), u16>,
    keys: HashMap<String, u16>,
    /// As they are written, with what their values are; in the order of their numbers.
    key_records: Vec<(&'a str, u8)>,
}

impl<'a> Names<'a> {
    fn of(written: &Written<'a>) -> Result<Self, Mistake> {
        let mut actions = HashMap::new();
        let mut types = HashMap::new();
        let mut by_key: BTreeMap<String, (&str, u8)> = BTreeMap::new();
        let mut known: Option<&str> = None;
        for service in &written.services {
            // They are sorted. A service in two parts would be found with one of them.
            if known.is_some_and(|known| known.eq_ignore_ascii_case(service.prefix)) {
                return Err(Mistake::new(format!("{:?} stands twice", service.prefix)));
            }
            known = Some(service.prefix);
            for action in &service.actions {
                let number = short(actions.len())?;
                let name = full(service, action.name);
                if actions.insert(name, number).is_some() {
                    return Err(Mistake::new(format!("{} stands twice", action.name)));
                }
            }
            for one in &service.types {
                let number = short(types.len())?;
                types.insert((service.prefix, one.name.to_ascii_lowercase()), number);
            }
            for (name, kind) in &service.keys {
                by_key
                    .entry(name.to_ascii_lowercase())
                    .and_modify(|known| {
                        if known.1 != *kind {
                            known.1 = KIND_DIFFERS;
                        }
                    })
                    .or_insert((name, *kind));
            }
        }
        if actions.len() >= usize::from(EMPTY) || types.len() >= usize::from(REQUIRED) {
            return Err(Mistake::new("there is more than a block has room for"));
        }
        let mut keys = HashMap::new();
        let mut key_records = Vec::new();
        for (name, record) in by_key {
            keys.insert(name, short(key_records.len())?);
            key_records.push(record);
        }
        Ok(Self {
            actions,
            types,
            keys,
            key_records,
        })
    }

    fn keys(&self, names: &[&str]) -> Result<Vec<u16>, Mistake> {
        let mut found = names
            .iter()
            .map(|name| {
                let number = self.keys.get(&name.to_ascii_lowercase()).copied();
                number.ok_or_else(|| Mistake::new(format!("no service defines the key {name}")))
            })
            .collect::<Result<Vec<u16>, Mistake>>()?;
        found.sort_unstable();
        Ok(found)
    }
}

fn keys<'a>(names: &Names<'a>, pools: &mut Pools<'a>) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    for (name, kind) in &names.key_records {
        pools.strings.name(name, &mut out)?;
        out.push(*kind);
    }
    Ok(out)
}

/// Whether a part of the text is one that the policy chooses.
fn is_open(text: &str) -> bool {
    text.contains("${") || text.contains('<')
}

fn open_keys(names: &Names, counts: impl Fn(&str) -> bool) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    for (number, (name, _)) in names.key_records.iter().enumerate() {
        if is_open(name) && counts(name) {
            number16(number, &mut out)?;
        }
    }
    Ok(out)
}

fn types<'a>(
    written: &'a Written<'a>,
    names: &Names<'a>,
    pools: &mut Pools<'a>,
) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    let mut templates = 0;
    for (number, service) in written.services.iter().enumerate() {
        for one in &service.types {
            pools.strings.name(&one.name, &mut out)?;
            number16(number, &mut out)?;
            number16(templates, &mut out)?;
            let count = one.templates.len();
            out.push(u8::try_from(count).map_err(|_| Mistake::new("a type has too many ARNs"))?);
            templates += count;
            let keys = pools.lists.id(names.keys(&one.keys)?)?;
            out.extend(keys.to_le_bytes());
        }
    }
    Ok(out)
}

/// Every template with the pattern of its resource part: each placeholder stands for any text.
fn patterns<'a>(written: &Written<'a>) -> Vec<(&'a str, String)> {
    let types = written.services.iter().flat_map(|one| &one.types);
    types
        .flat_map(|one| &one.templates)
        .map(|template| {
            let resource = template.splitn(6, ':').nth(5).unwrap_or_default();
            let mut pattern = String::new();
            let mut rest = resource;
            while let Some((before, after)) = rest.split_once("${") {
                pattern.push_str(before);
                pattern.push('*');
                rest = after.split_once('}').map_or("", |(_, rest)| rest);
            }
            pattern.push_str(rest);
            (*template, pattern)
        })
        .collect()
}

fn template_records<'a>(
    templates: &'a [(&'a str, String)],
    pools: &mut Pools<'a>,
) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    for (text, pattern) in templates {
        pools.strings.text(text, &mut out)?;
        pools.strings.text(pattern, &mut out)?;
        let mut end = 0;
        let mut open = 0;
        for (index, field) in text.split(':').take(FIELDS).enumerate() {
            end += field.len();
            let place = u8::try_from(end);
            out.push(place.map_err(|_| Mistake::new(format!("{text:?} has too long a field")))?);
            end += 1;
            open |= u8::from(field.contains("${")) << index;
        }
        out.push(open);
    }
    Ok(out)
}

fn actions<'a>(
    written: &'a Written<'a>,
    names: &Names<'a>,
    pools: &mut Pools<'a>,
    foremost: &mut Foremost,
) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    for (number, service) in written.services.iter().enumerate() {
        for action in &service.actions {
            pools.strings.name(action.name, &mut out)?;
            out.push(action.levels | marks(service, action));
            number16(number, &mut out)?;
            let mut resources = Vec::new();
            for resource in &action.resources {
                let place = (service.prefix, resource.name.to_ascii_lowercase());
                let number = names.types.get(&place).ok_or_else(|| {
                    let name = &resource.name;
                    Mistake::new(format!("{} has no type {name}", service.prefix))
                })?;
                resources.push(number | if resource.is_required { REQUIRED } else { 0 });
                resources.push(pools.lists.id(names.keys(&resource.keys)?)?);
            }
            let first = foremost.among(&resources);
            let list = pools.lists.id(resources)?;
            foremost.note(list, first);
            out.extend(list.to_le_bytes());
            let keys = names.keys(&action.keys)?;
            out.extend(pools.lists.id(keys)?.to_le_bytes());
            let dependent = action
                .dependent
                .iter()
                .filter_map(|name| names.actions.get(&name.to_ascii_lowercase()).copied());
            out.extend(pools.lists.id(dependent.collect())?.to_le_bytes());
        }
    }
    Ok(out)
}

fn services<'a>(
    written: &'a Written<'a>,
    names: &Names<'a>,
    pools: &mut Pools<'a>,
) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    let (mut first_action, mut first_type, mut first_slot) = (0, 0, 0);
    for service in &written.services {
        pools.strings.name(service.prefix, &mut out)?;
        pools.strings.name(service.name, &mut out)?;
        number16(first_action, &mut out)?;
        number16(first_type, &mut out)?;
        first_action += service.actions.len();
        first_type += service.types.len();
        let keys: Vec<&str> = service.keys.iter().map(|(name, _)| *name).collect();
        out.extend(pools.lists.id(names.keys(&keys)?)?.to_le_bytes());
        number32(first_slot, &mut out)?;
        first_slot += layout::slots(service.actions.len());
        out.push(u8::from(service.supports_rcp));
    }
    pools.strings.name("", &mut out)?;
    pools.strings.name("", &mut out)?;
    number16(first_action, &mut out)?;
    number16(first_type, &mut out)?;
    out.extend([0; 2]);
    number32(first_slot, &mut out)?;
    out.push(0);
    Ok(out)
}

fn retired<'a>(names: &[(&'a str, &'a str)], pools: &mut Pools<'a>) -> Result<Vec<u8>, Mistake> {
    let mut out = Vec::new();
    for (name, date) in names {
        pools.strings.name(name, &mut out)?;
        pools.strings.name(date, &mut out)?;
    }
    Ok(out)
}
