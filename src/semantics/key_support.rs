//! Which actions of a list never have a condition key in their requests.

use crate::catalog::{Action, Catalog, ConditionKey};

use super::actions::{Actions, Named};

/// How many values of a list are looked at. AWS saves no policy with as many, so that a hostile text stays cheap.
const MOST: usize = 4096;

/// The keys that a service adds to every request of those whom it gives credentials.
const TRAVELLING: [&str; 9] = [
    "codebuild:buildArn",
    "codebuild:projectArn",
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
];

/// The service whose keys, all or some, may be in the requests that their tasks send to other services.
const OF_TASKS: &str = "ecs";

/// The services whose documents name more actions for their keys than AWS's data does.
const PATCHY: [&str; 1] = ["aws-marketplace:"];

/// The places of the actions, named without wildcards, whose requests never have the key.
///
/// `supports` is what was found out of the key with other lists.
pub fn lacking(supports: &mut Supports, actions: &Actions) -> Vec<usize> {
    let mut lacks = |action: Action| {
        let travels = supports.is_of_tasks && action.service().prefix() != OF_TASKS;
        !travels && !supports.are_in(action)
    };
    let places = actions.named.iter().take(MOST).enumerate();
    places
        .filter_map(|(place, named)| match named {
            Named::Action(action) => lacks(*action).then_some(place),
            _ => None,
        })
        .collect()
}

/// Whether AWS tells which actions have the key of a service. It does not for all, nor for those that services add to the
/// requests of whom they give credentials.
#[must_use]
pub fn is_told(key: ConditionKey, catalog: &'static Catalog) -> bool {
    let name = key.name();
    let is_other = TRAVELLING.iter().any(|one| one.eq_ignore_ascii_case(name))
        || PATCHY.iter().any(|prefix| name.starts_with(prefix));
    if is_other {
        return false;
    }
    let mut supports = Supports::new(key);
    let service = name
        .split_once(':')
        .and_then(|(prefix, _)| catalog.service(prefix));
    service.is_some_and(|service| service.actions().any(|action| supports.are_in(action)))
}

/// Keys of services that every request for these actions has: the API takes none without what they tell.
///
/// Sources: `Operations` of `CreateGrant` in the AWS KMS API Reference, `ChangeBatch` of `ChangeResourceRecordSets` in the Amazon
/// Route 53 API Reference, "Using IAM policy conditions for fine-grained access control" in the Amazon DynamoDB Developer Guide.
const ALWAYS: [(&str, &[&str]); 5] = [
    (
        "dynamodb:LeadingKeys",
        &[
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "Query",
            "UpdateItem",
        ],
    ),
    ("kms:GrantOperations", &["CreateGrant"]),
    ("route53:ChangeResourceRecordSetsActions", RECORDS),
    (
        "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        RECORDS,
    ),
    ("route53:ChangeResourceRecordSetsRecordTypes", RECORDS),
];

const RECORDS: &[&str] = &["ChangeResourceRecordSets"];

/// Whether every request for each of these actions has the key of their service.
#[must_use]
pub fn is_always_sent(key: ConditionKey, actions: &Actions, catalog: &'static Catalog) -> bool {
    let Some((name, always)) = ALWAYS.iter().find(|(name, _)| *name == key.name()) else {
        return false;
    };
    let service = name.split(':').next().unwrap_or_default();
    let has_it = |action: Action| {
        action.service().prefix() == service && always.iter().any(|name| action.is_named(name))
    };
    actions.named.iter().all(|named| match named {
        Named::Action(action) => has_it(*action),
        Named::Pattern(_, set) => set.actions(catalog).all(has_it),
        Named::Everything | Named::NoAction(_) | Named::NoService | Named::Unknown => false,
    })
}

/// Remembers what was found out of a key for actions whose lists of keys are the same.
#[derive(Debug)]
pub struct Supports {
    key: ConditionKey,
    /// Whether it may travel with the requests of tasks.
    is_of_tasks: bool,
    seen: [Option<(u16, u16, bool)>; Self::SLOTS],
}

impl Supports {
    const SLOTS: usize = 32;

    #[must_use]
    pub fn new(key: ConditionKey) -> Self {
        let (prefix, _) = key.name().split_once(':').unwrap_or_default();
        Self {
            key,
            is_of_tasks: prefix == OF_TASKS,
            seen: [None; Self::SLOTS],
        }
    }

    /// What is known of this key, among what is known of others.
    pub fn among(known: &mut Vec<Self>, key: ConditionKey) -> &mut Self {
        /// Whoever asks for more keys asks anew, so that the search stays short.
        const MOST: usize = 16;
        let place = known.iter().position(|one| one.key == key);
        let place = place.unwrap_or_else(|| {
            known.truncate(MOST - 1);
            known.push(Self::new(key));
            known.len() - 1
        });
        &mut known[place]
    }

    fn are_in(&mut self, action: Action) -> bool {
        let (keys, resources) = (action.key_list(), action.resource_list());
        let slot = usize::from(keys ^ resources) % Self::SLOTS;
        if let Some(Some((one, other, answer))) = self.seen.get(slot)
            && (*one, *other) == (keys, resources)
        {
            return *answer;
        }
        let answer = action.has_key(self.key);
        if let Some(place) = self.seen.get_mut(slot) {
            *place = Some((keys, resources, answer));
        }
        answer
    }
}
