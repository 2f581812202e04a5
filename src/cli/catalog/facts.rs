//! What the catalog knows of a name, whatever kind of name it is.

use crate::catalog::global_keys::{self, GlobalKey, Presence};
use crate::catalog::{Action, Catalog, ConditionKey, Level, ResourceType, Retired, Service};
use crate::model::Arn;
use crate::semantics::actions::{Named, named_by};
use crate::semantics::forms::WrittenResource;
use crate::text::count;

use super::{Entry, Fact};

/// What there is at all.
pub fn overview(catalog: &'static Catalog) -> Entry {
    let services = catalog.services();
    let keys: usize = catalog.services().map(|one| one.keys().len()).sum();
    let types: usize = catalog
        .services()
        .map(|one| one.resource_types().len())
        .sum();
    Entry {
        kind: "catalog",
        name: "AWS".to_owned(),
        facts: vec![
            (
                "holds",
                Fact::Texts(vec![
                    count(services.len(), "service"),
                    count(usize::from(catalog.action_count()), "action"),
                    count(types, "resource type"),
                    format!("{keys} condition keys of services"),
                    count(catalog.retired_actions().count(), "retired action"),
                ]),
            ),
            (
                "services",
                Fact::Texts(
                    services
                        .map(|service| format!("{:28} {}", service.prefix(), service.name()))
                        .collect(),
                ),
            ),
        ],
    }
}

/// Everything that goes by this name: an action and a condition key may share one.
pub fn about(name: &str, catalog: &'static Catalog) -> Vec<Entry> {
    let mut entries = Vec::new();
    entries.extend(catalog.service(name).map(service));
    match named_by(name, catalog) {
        Named::Action(one) => entries.push(action(one)),
        Named::Pattern(_, set) => entries.push(pattern(name, set.actions(catalog))),
        Named::Everything | Named::NoAction(_) | Named::NoService | Named::Unknown => {}
    }
    match global_keys::find(name) {
        Some(key) => entries.push(global_key(key)),
        None => entries.extend(catalog.key(name).map(|one| key(one, catalog))),
    }
    entries.extend(resource(name, catalog));
    entries.extend(catalog.region(name).map(|partition| Entry {
        kind: "Region",
        name: name.to_owned(),
        facts: vec![("partition", text(partition.name))],
    }));
    let partition = catalog.partitions().find(|one| one.name == name);
    entries.extend(partition.map(|one| Entry {
        kind: "partition",
        name: name.to_owned(),
        facts: vec![
            ("dns_suffix", text(one.dns_suffix)),
            (
                "regions",
                Fact::Texts(one.regions().map(str::to_owned).collect()),
            ),
        ],
    }));
    let principal = catalog.service_principals().find(|one| *one == name);
    entries.extend(principal.map(|one| Entry {
        kind: "service principal",
        name: one.to_owned(),
        facts: Vec::new(),
    }));
    entries
}

/// What became of a name that is not known any more.
pub fn gone(name: &str, catalog: &'static Catalog) -> Option<Retired> {
    catalog
        .retired_action(name)
        .or_else(|| catalog.retired_key(name))
        .or_else(|| catalog.retired_service(name.split(':').next().unwrap_or(name)))
}

/// The names that one which is not known may have been meant for.
pub fn names_like(name: &str, catalog: &'static Catalog) -> Vec<String> {
    let Some((prefix, _)) = name.split_once(':') else {
        return catalog
            .services()
            .map(|one| one.prefix().to_owned())
            .collect();
    };
    if prefix.eq_ignore_ascii_case("aws") {
        return global_keys::names().map(str::to_owned).collect();
    }
    let of = |service: Service| -> Vec<String> {
        let keys = service.keys().map(|key| key.name().to_owned());
        service
            .actions()
            .map(Action::full_name)
            .chain(keys)
            .collect()
    };
    let service = catalog.service(prefix).or_else(|| {
        let prefixes = catalog.services().map(Service::prefix);
        catalog.service(crate::text::nearest(prefix, prefixes)?)
    });
    service.map(of).unwrap_or_default()
}

fn text(text: impl Into<String>) -> Fact {
    Fact::Text(text.into())
}

fn service(service: Service) -> Entry {
    let with = |level: Level| -> Vec<String> {
        let actions = service.actions().filter(|action| action.is(level));
        actions.map(|action| action.name().to_owned()).collect()
    };
    let level = |level: Level, label| (label, Fact::Texts(with(level)));
    Entry {
        kind: "service",
        name: service.prefix().to_owned(),
        facts: vec![
            ("service", text(service.name())),
            (
                "resource_control_policies",
                Fact::Flag(service.supports_rcp()),
            ),
            level(Level::List, "list"),
            level(Level::Read, "read"),
            level(Level::Write, "write"),
            level(Level::Tagging, "tagging"),
            level(Level::PermissionsManagement, "permissions_management"),
            (
                "resource_types",
                Fact::Texts(service.resource_types().flat_map(forms).collect()),
            ),
            (
                "condition_keys",
                Fact::Texts(service.keys().map(|key| key.name().to_owned()).collect()),
            ),
        ],
    }
}

fn forms(one: ResourceType) -> impl Iterator<Item = String> {
    one.templates()
        .map(move |template| format!("{}: {}", one.name(), template.text))
}

fn action(action: Action) -> Entry {
    let mut keys: Vec<&str> = action.keys().map(ConditionKey::name).collect();
    let mut resources = Vec::new();
    for resource in action.resources() {
        let required = if resource.is_required {
            " (required)"
        } else {
            ""
        };
        resources.extend(forms(resource.resource_type).map(|form| format!("{form}{required}")));
        keys.extend(resource.keys().map(ConditionKey::name));
        keys.extend(resource.resource_type.keys().map(ConditionKey::name));
    }
    keys.sort_unstable();
    keys.dedup();
    let resources = if resources.is_empty() {
        text("none: only `*` in `Resource` lets it in")
    } else {
        Fact::Texts(resources)
    };
    let levels = action.levels().map(Level::name).collect::<Vec<_>>();
    Entry {
        kind: "action",
        name: action.full_name(),
        facts: vec![
            ("service", text(action.service().name())),
            ("access_level", text(levels.join(", "))),
            ("resource_types", resources),
            (
                "condition_keys",
                Fact::Texts(keys.into_iter().map(str::to_owned).collect()),
            ),
            (
                "dependent_actions",
                Fact::Texts(action.dependent().map(Action::full_name).collect()),
            ),
        ],
    }
}

fn pattern(name: &str, actions: impl Iterator<Item = Action>) -> Entry {
    Entry {
        kind: "pattern of actions",
        name: name.to_owned(),
        facts: vec![(
            "actions",
            Fact::Texts(actions.map(Action::full_name).collect()),
        )],
    }
}

fn key(key: ConditionKey, catalog: &'static Catalog) -> Entry {
    let of_services = catalog
        .services()
        .filter(|one| one.keys().any(|other| other == key));
    let mut facts = vec![(
        "type",
        text(key.type_name().unwrap_or("differs by service")),
    )];
    facts.extend(
        key.is_multivalued()
            .map(|is_multivalued| ("several_values_in_a_request", Fact::Flag(is_multivalued))),
    );
    facts.push((
        "services",
        Fact::Texts(of_services.map(|one| one.prefix().to_owned()).collect()),
    ));
    Entry {
        kind: "condition key",
        name: key.name().to_owned(),
        facts,
    }
}

fn global_key(key: &GlobalKey) -> Entry {
    let presence = match key.presence {
        Presence::Always => "every request",
        Presence::Signed => "every signed request",
        Presence::Sometimes => "some requests",
    };
    let name = if key.is_tag() {
        format!("{}${{TagKey}}", key.name)
    } else {
        key.name.to_owned()
    };
    Entry {
        kind: "global condition key",
        name,
        facts: vec![
            ("value", text(key.value.name())),
            (
                "several_values_in_a_request",
                Fact::Flag(key.is_multivalued),
            ),
            ("in", text(presence)),
        ],
    }
}

/// The types that an ARN may be of.
fn resource(name: &str, catalog: &'static Catalog) -> Option<Entry> {
    let arn = Arn::parse(name)?;
    let written = WrittenResource::from_arn(&arn);
    let types = catalog.services().flat_map(Service::resource_types);
    let fitting: Vec<ResourceType> = types
        .filter(|one| {
            one.templates()
                .any(|form| form.service().text == arn.service)
        })
        .filter(|one| written.is_of(*one))
        .collect();
    if fitting.is_empty() {
        return None;
    }
    let named = |one: &ResourceType| format!("{} of {}", one.name(), one.service().prefix());
    let mut actions: Vec<String> = Vec::new();
    for one in &fitting {
        let on = one.service().actions().filter(|action| {
            action
                .resources()
                .any(|resource| resource.resource_type == *one)
        });
        actions.extend(on.map(Action::full_name));
    }
    actions.dedup();
    Some(Entry {
        kind: "ARN",
        name: name.to_owned(),
        facts: vec![
            (
                "resource_types",
                Fact::Texts(fitting.iter().map(named).collect()),
            ),
            ("actions", Fact::Texts(actions)),
        ],
    })
}
