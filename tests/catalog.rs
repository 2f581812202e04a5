//! The embedded catalog holds what its text says, and every trap of its sources is handled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use iamsure::catalog::global_keys::Value;
use iamsure::catalog::{Action, Catalog, Level, ResourceType, Service, operations};

fn catalog() -> &'static Catalog {
    Catalog::embedded()
}

fn action(name: &str) -> Action {
    catalog()
        .action(name)
        .unwrap_or_else(|| panic!("{name} is known"))
}

#[test]
fn it_has_as_much_as_its_text_says() {
    let stated = |kind| catalog().stated_count(kind).expect("the head counts it");
    let services: Vec<_> = catalog().services().collect();
    assert_eq!(services.len(), stated("S"));
    let sum = |count: fn(iamsure::catalog::Service) -> usize| {
        services
            .iter()
            .map(|service| count(*service))
            .sum::<usize>()
    };
    assert_eq!(sum(|service| service.actions().len()), stated("A"));
    assert_eq!(sum(|service| service.resource_types().len()), stated("T"));
    assert_eq!(catalog().partitions().count(), stated("P"));
    assert_eq!(catalog().service_principals().count(), stated("N"));
    assert_eq!(catalog().retired_actions().count(), stated("R"));
    assert_eq!(usize::from(catalog().action_count()), stated("A"));
    assert_eq!(catalog().date(), "2026-10-27");
    assert!(stated("S") >= 450 && stated("A") >= 22_000);
}

#[test]
fn its_text_counts_right() {
    let text = fs::read_to_string("catalog/aws.txt").expect("the text is there");
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        *counted.entry(&line[..1]).or_default() += 1;
    }
    for (kind, count) in counted {
        assert_eq!(catalog().stated_count(kind), Some(count), "{kind}");
    }
    let own = Catalog::read(&text).expect("the text is a catalog");
    assert_eq!(own.action_count(), catalog().action_count());
}

#[test]
fn every_action_is_found_by_its_name_in_any_case() {
    for service in catalog().services() {
        assert_eq!(
            catalog().service(&service.prefix().to_uppercase()),
            Some(service)
        );
        let mut names: Vec<String> = Vec::new();
        for one in service.actions() {
            let name = one.full_name();
            for name in [name.to_uppercase(), name.to_lowercase(), name.clone()] {
                assert_eq!(catalog().action(&name), Some(one), "{name}");
            }
            assert_eq!(one.service(), service);
            assert_eq!(service.action(one.name()), Some(one));
            names.push(one.name().to_ascii_lowercase());
        }
        assert!(names.is_sorted(), "{service:?}");
    }
    for unknown in [
        "",
        ":",
        "s3",
        "s3:",
        ":GetObject",
        "s3:GetObjekt",
        "s3:GetObject:x",
        "s3GetObject",
        "é:é",
    ] {
        assert_eq!(catalog().action(unknown), None, "{unknown}");
    }
}

#[test]
fn a_service_tells_its_actions_by_how_they_begin() {
    let names = |prefix: &str, begin: &str| -> Vec<&str> {
        let service = catalog().service(prefix).expect("the service is known");
        let numbers = service.actions_from(begin);
        numbers
            .map(|number| catalog().action_at(number).expect("it is one").name())
            .collect()
    };
    assert_eq!(
        names("sts", "assumerole"),
        [
            "AssumeRole",
            "AssumeRoleWithSAML",
            "AssumeRoleWithWebIdentity"
        ]
    );
    assert_eq!(names("sts", "zzz"), Vec::<&str>::new());
    assert_eq!(names("sts", "AssumeRoleWithSAMLX"), Vec::<&str>::new());
    let all = catalog()
        .service("ec2")
        .expect("it is known")
        .actions()
        .len();
    assert_eq!(names("ec2", "").len(), all);
}

/// Sanity of the data as a whole: what other tools' tables lacked or had twice.
#[test]
fn nothing_stands_twice_and_nothing_large_is_missing() {
    let prefixes: BTreeSet<String> = catalog()
        .services()
        .map(|one| one.prefix().to_ascii_lowercase())
        .collect();
    assert_eq!(prefixes.len(), catalog().services().len());
    let ec2 = catalog().service("ec2").expect("it is known");
    assert!(ec2.resource_types().len() > 30);
    assert!(
        ec2.keys()
            .any(|key| key.name() == "ec2:Vpc" && key.type_name() == Some("ARN"))
    );
    for service in catalog().services() {
        assert!(!service.prefix().is_empty() && !service.name().is_empty());
        let types: BTreeSet<&str> = service
            .resource_types()
            .map(iamsure::catalog::ResourceType::name)
            .collect();
        assert_eq!(types.len(), service.resource_types().len(), "{service:?}");
        for one in service.actions() {
            assert!(one.levels().next().is_some(), "{one:?}");
            for resource in one.resources() {
                assert!(types.contains(resource.resource_type.name()), "{one:?}");
            }
        }
    }
}

/// A type of values, or of resources, that the program did not know would be read as text, or as none.
#[test]
fn every_type_that_the_tables_use_is_known() {
    const KNOWN: [&str; 9] = [
        "ARN",
        "ArrayOfARN",
        "ArrayOfBool",
        "ArrayOfString",
        "Bool",
        "Date",
        "IPAddress",
        "Numeric",
        "String",
    ];
    let text = fs::read_to_string("catalog/aws.txt").expect("the text is there");
    let mut types = BTreeSet::new();
    for line in text.lines().filter(|line| line.starts_with("K ")) {
        let (name, written) = line[2..].split_once('\t').expect("a key has a type");
        let read = catalog().key(name).expect("it is known").type_name();
        assert!(read.is_none_or(|read| read == written), "{name}: {read:?}");
        types.insert(written.to_owned());
    }
    assert_eq!(types.into_iter().collect::<Vec<_>>(), KNOWN);
    let differ = catalog()
        .services()
        .flat_map(iamsure::catalog::Service::keys);
    let differ: BTreeSet<&str> = differ
        .filter(|key| {
            catalog()
                .key(key.name())
                .is_some_and(|key| key.value().is_none())
        })
        .map(iamsure::catalog::ConditionKey::name)
        .collect();
    assert_eq!(differ, BTreeSet::from(["identitystore:UserId"]));
}

/// Trap 1: two levels in one field.
#[test]
fn an_action_may_be_in_two_levels() {
    let two = |level| {
        let services = catalog().services();
        services
            .flat_map(iamsure::catalog::Service::actions)
            .filter(|one| one.is(level) && one.is(Level::Write))
            .count()
    };
    assert!(two(Level::Tagging) > 0 && two(Level::PermissionsManagement) > 0);
    assert!(action("s3:GetObject").levels().eq([Level::Read]));
    assert!(action("s3:ListBucket").levels().eq([Level::List]));
}

/// Trap 2: several ARNs in one string; trap 3: a literal star; trap 4: another service's ARN; trap 5: odd fields.
#[test]
fn every_template_is_one_arn() {
    let mut shared = 0;
    let (mut stars, mut foreign) = (0, BTreeSet::new());
    let mut accounts = BTreeSet::new();
    for one in catalog()
        .services()
        .flat_map(iamsure::catalog::Service::resource_types)
    {
        shared += usize::from(one.templates().len() > 1);
        assert!(one.templates().len() > 0, "{one:?}");
        for template in one.templates() {
            assert!(template.text.starts_with("arn:"), "{}", template.text);
            assert!(!template.text.contains([' ', ',']), "{}", template.text);
            assert!(!template.resource.contains("${"), "{}", template.resource);
            let chosen = template.resource.matches('*').count();
            let tail = template.text.splitn(6, ':').nth(5).expect("six fields");
            stars += usize::from(tail.contains('*'));
            assert_eq!(
                chosen,
                tail.matches("${").count() + tail.matches('*').count()
            );
            if template.service().text != one.service().prefix() {
                foreign.insert((one.service().prefix(), template.service().text));
            }
            accounts.insert(template.account().text);
        }
    }
    assert_eq!(shared, 13);
    assert!(stars >= 20, "{stars}");
    for pair in [
        ("sts", "iam"),
        ("kafka-cluster", "kafka"),
        ("es", "opensearch"),
    ] {
        assert!(foreign.contains(&pair), "{pair:?}");
    }
    assert!(accounts.contains("aws") && accounts.contains("") && accounts.contains("${Account}"));
}

/// Trap 6: names with a part that the policy chooses, written in two ways, at the end or in the middle.
#[test]
fn a_key_with_a_chosen_part_is_found() {
    for (written, name) in [
        ("s3:ExistingObjectTag/team", "s3:ExistingObjectTag/<key>"),
        ("S3:EXISTINGOBJECTTAG/Team", "s3:ExistingObjectTag/<key>"),
        ("ec2:ResourceTag/a/b", "ec2:ResourceTag/${TagKey}"),
        (
            "kms:EncryptionContext:a:b:c",
            "kms:EncryptionContext:${EncryptionContextKey}",
        ),
        (
            "codebuild:fileSystemLocations/a.b.location",
            "codebuild:fileSystemLocations/${identifier}.location",
        ),
        (
            "token.actions.corp.ghe.com:actor",
            "token.actions.${Domain}.ghe.com:actor",
        ),
        ("s3:prefix", "s3:prefix"),
    ] {
        let found = catalog()
            .key(written)
            .map(iamsure::catalog::ConditionKey::name);
        assert_eq!(found, Some(name), "{written}");
    }
    for unknown in [
        "s3:ExistingObjectTag/",
        "s3:ExistingObjectTag",
        "s3:prefixes",
        "token.actions..ghe.com:actor",
        "",
    ] {
        assert_eq!(catalog().key(unknown), None, "{unknown}");
    }
}

/// Trap 7: a key that actions use and no table lists.
#[test]
fn the_forgotten_key_of_kms_is_known() {
    let key = catalog()
        .key("kms:RecipientAttestation:PCR8:ServiceName")
        .expect("it is known");
    assert_eq!(key.value(), Some(Value::String));
    assert!(action("kms:Decrypt").has_key(key));
}

/// Trap 8: a key with two types.
#[test]
fn what_services_differ_on_is_not_said() {
    let key = catalog().key("identitystore:UserId").expect("it is known");
    assert_eq!((key.value(), key.is_multivalued()), (None, None));
    let certain = |name: &str| {
        let key = catalog().key(name).expect("it is known");
        (key.value(), key.is_multivalued())
    };
    assert_eq!(certain("ec2:Vpc"), (Some(Value::Arn), Some(false)));
    assert_eq!(certain("s3:max-keys"), (Some(Value::Numeric), Some(false)));
    assert_eq!(
        certain("dynamodb:Attributes"),
        (Some(Value::String), Some(true))
    );
}

/// Trap 9: names with hyphens, blanks, and more hyphens.
#[test]
fn odd_names_are_known() {
    assert!(
        catalog()
            .action("vpc-lattice:AssociateViaAWSService-EventsAndStates")
            .is_some()
    );
    assert!(catalog().service("bcm-recommended-actions").is_some());
    let types = catalog()
        .service("gameliftstreams")
        .expect("it is known")
        .resource_types();
    assert!(types.into_iter().any(|one| one.name() == "stream group"));
}

/// Trap 10 and 11: actions without resource types, and what "required" means.
#[test]
fn an_action_says_on_what_it_acts() {
    let all = || {
        catalog()
            .services()
            .flat_map(iamsure::catalog::Service::actions)
    };
    assert_eq!(all().filter(|one| !one.has_resources()).count(), 6762);
    assert!(!action("s3:ListAllMyBuckets").has_resources());
    let of = |name: &str| -> Vec<(&str, bool)> {
        let resources = action(name).resources();
        resources
            .map(|one| (one.resource_type.name(), one.is_required))
            .collect()
    };
    assert_eq!(
        of("s3:GetObject"),
        [("accesspointobject", false), ("object", false)]
    );
    assert_eq!(of("iam:PassRole"), [("role", true)]);
    assert_eq!(of("kinesis:ListStreams"), []);
}

/// Trap 12: the keys of all services are a table of their own.
#[test]
fn the_foremost_type_is_one_that_is_required_and_has_the_shortest_arn() {
    let length = |one: ResourceType| one.templates().next().map_or(0, |form| form.text.len());
    let mut with_types = 0;
    for action in catalog().services().flat_map(Service::actions) {
        let of = |is_required: bool| {
            let all = action.resources();
            all.filter(move |one| one.is_required == is_required)
                .map(|one| one.resource_type)
                .min_by_key(|one| length(*one))
        };
        assert_eq!(
            action.foremost_type(),
            of(true).or_else(|| of(false)),
            "{action:?}"
        );
        with_types += usize::from(action.has_resources());
    }
    assert!(with_types > 10_000, "{with_types}");
}

#[test]
fn global_keys_are_known_beside_it() {
    for name in [
        "aws:SignInSessionArn",
        "aws:ViaCustomerDomain",
        "aws:PrincipalOrgMasterAccountId",
        "aws:SourceVpcArn",
    ] {
        assert!(
            iamsure::catalog::global_keys::find(name).is_some(),
            "{name}"
        );
    }
}

#[test]
fn other_actions_that_an_action_needs_are_known() {
    let all = || {
        catalog()
            .services()
            .flat_map(iamsure::catalog::Service::actions)
    };
    let with = all().filter(|one| one.dependent().len() > 0).count();
    let pairs: usize = all().map(|one| one.dependent().len()).sum();
    assert_eq!((with, pairs), (1728, 4472));
    let needed: Vec<String> = action("lambda:CreateFunction")
        .dependent()
        .map(Action::full_name)
        .collect();
    assert!(needed.contains(&"iam:PassRole".to_owned()), "{needed:?}");
}

#[test]
fn what_is_gone_is_told_with_the_day() {
    let retired = catalog().retired_service("deepracer").expect("it is known");
    assert!(retired.last_seen > "2025-01-01", "{retired:?}");
    assert_eq!(
        catalog()
            .retired_action("zocalo:AddUserToGroup")
            .map(|one| one.name),
        Some("zocalo:*")
    );
    assert_eq!(catalog().retired_service("s3"), None);
    assert_eq!(catalog().retired_action("s3:GetObject"), None);
    for one in catalog().retired_actions() {
        assert_eq!(catalog().action(one.name), None, "{one:?}");
        assert!(
            one.last_seen < catalog().date() && one.last_seen.len() == 10,
            "{one:?}"
        );
    }
}

#[test]
fn regions_and_principals_are_known() {
    let partition = |region| catalog().region(region).map(|one| one.name);
    assert_eq!(partition("eu-central-1"), Some("aws"));
    assert_eq!(partition("cn-north-1"), Some("aws-cn"));
    assert_eq!(partition("eusc-de-east-1"), Some("aws-eusc"));
    assert_eq!(partition("us-east-9"), None);
    assert_eq!(partition("aws-global"), None);
    assert!(
        catalog()
            .service_principals()
            .any(|name| name == "lambda.amazonaws.com")
    );
}

#[test]
fn resource_control_policies_know_their_services() {
    let count = catalog()
        .services()
        .filter(|service| service.supports_rcp())
        .count();
    assert_eq!(count, 62);
    let supports = |prefix| {
        catalog()
            .service(prefix)
            .is_some_and(iamsure::catalog::Service::supports_rcp)
    };
    assert!(supports("s3") && supports("sts") && !supports("ec2"));
}

#[test]
fn operations_that_are_no_actions_name_actions_that_are() {
    let mut before = "";
    for (operation, actions) in operations::all() {
        assert_eq!(catalog().action(operation), None, "{operation}");
        assert!(!actions.is_empty() && before < operation, "{operation}");
        for name in actions {
            assert_eq!(action(name).full_name(), *name);
        }
        before = operation;
    }
    assert_eq!(
        operations::allowed_by("S3:headBUCKET"),
        Some(&["s3:ListBucket"][..])
    );
}

#[test]
fn a_broken_text_is_refused_with_its_line() {
    let refused = |text: &str| Catalog::read(text).err().map(|mistake| mistake.to_string());
    let said = |text: &str| refused(text).unwrap_or_default();
    assert_eq!(said(""), "it does not say of which day it is");
    assert_eq!(
        said("# date\t2026-01-01\nA Go\tW\t\t\t"),
        "line 2: it stands before any service"
    );
    assert_eq!(
        said("# date\t2026-01-01\nS x\tX"),
        "line 2: 3 fields were expected, not 2"
    );
    assert_eq!(
        said("# date\t2026-01-01\nS x\tX\t\nK x:y\tText"),
        "line 3: the type \"Text\" of values is not known"
    );
    assert_eq!(
        said("# date\t2026-01-01\nS x\tX\t\nA Go\tW\tthing!\t\t"),
        "x has no type thing"
    );
    assert_eq!(
        refused(
            "# date\t2026-01-01\nS x\tX\t\nT thing\tarn:${Partition}:x:::t/${T}\t\nA Go\tW\tthing!\t\t"
        ),
        None
    );
}

/// Trap 4: an ARN's service need not be that of the actions. The ARN of a backup names any service, and is the backup's.
#[test]
fn forms_stand_by_the_service_that_their_arns_name() {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for service in catalog().services() {
        for template in service.resource_types().flat_map(ResourceType::templates) {
            let named = template.service().text;
            let named = if named.contains("${") {
                service.prefix()
            } else {
                named
            };
            assert!(
                catalog().forms(named).any(|form| form == template),
                "{template:?}"
            );
            *counted.entry(named).or_default() += 1;
        }
    }
    let named: Vec<&str> = catalog().arn_services().collect();
    assert_eq!(named, counted.keys().copied().collect::<Vec<_>>());
    for (service, count) in counted {
        assert_eq!(catalog().forms(service).len(), count, "{service}");
    }
    assert_eq!(catalog().forms("devops-guru").len(), 0);
    assert_eq!(catalog().forms("").len(), 0);
    let forms: Vec<&str> = catalog().forms("sqs").map(|form| form.text).collect();
    assert_eq!(
        forms.first(),
        Some(&"arn:${Partition}:sqs:${Region}:${Account}:${QueueName}")
    );
}
