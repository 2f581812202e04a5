//! Rights on a bucket that give rights on its objects, where those were kept back.

use crate::finding::{Finding, Severity};
use crate::model::Text;
use crate::rules::Context;
use crate::rules::risk::{self, action, because, limit, place};
use crate::semantics::grants::{Grant, Grants};
use crate::semantics::reach::Reach;
use crate::semantics::resource::surely_covers;
use crate::semantics::wanted::Action;
use crate::sort;

use super::RULE;

/// A right on a bucket and what it gives on the objects.
struct Right {
    on_bucket: Action,
    on_objects: &'static [Action],
    gain: &'static str,
    way: &'static str,
}

static RIGHTS: [Right; 3] = [
    Right {
        on_bucket: action("s3:PutBucketPolicy"),
        on_objects: &[
            action("s3:GetObject"),
            action("s3:PutObject"),
            action("s3:DeleteObject"),
        ],
        gain: "read and write objects",
        way: "write a bucket policy that allows it",
    },
    Right {
        on_bucket: action("s3:PutBucketAcl"),
        on_objects: &[action("s3:PutObject")],
        gain: "write objects",
        way: "set a bucket ACL that allows it",
    },
    Right {
        on_bucket: action("s3:PutLifecycleConfiguration"),
        on_objects: &[action("s3:DeleteObject")],
        gain: "delete objects",
        way: "set a lifecycle rule that does it",
    },
];

/// The first bucket right, the widest at that, without the matching rights on the objects.
pub(super) fn check(cx: &Context, grants: &Grants) -> Option<Finding> {
    let mut found: Vec<(&Right, Grant)> = RIGHTS
        .iter()
        .filter(|right| grants.names(right.on_bucket))
        .flat_map(|right| {
            grants
                .ways(cx.policy, right.on_bucket, risk::keys())
                .filter(|grant| gives_more(cx, grants, right, grant))
                .map(move |grant| (right, grant))
        })
        .collect();
    sort::by_key(&mut found, |(_, grant)| !grant.is_unlimited());
    let mut witness = None;
    let (right, grant) = found.iter().find(|(_, grant)| {
        !grant.is_unlimited()
            || match risk::shown(cx, grant, risk::keys(), true) {
                risk::Shown::Refused => false,
                risk::Shown::Open => true,
                risk::Shown::Request(request) => {
                    witness = request;
                    true
                }
            }
    })?;
    let lets = if grant.is_unlimited() {
        "lets"
    } else {
        "may let"
    };
    let finding = RULE
        .finding(format!(
            "this policy {lets} its holder {} that it has no right to: it can {}",
            right.gain, right.way
        ))
        .at(place(grant), because(grant, "no such right on the objects"));
    let finding = limit(finding, grant);
    let finding = if grant.is_unlimited() {
        finding
    } else {
        finding.severity(Severity::Info)
    };
    let finding = finding.help("leave it to those who may reach the objects anyway");
    Some(match witness {
        Some(witness) => finding.witness(witness),
        None => finding,
    })
}

/// Whether some right on the objects of these buckets is not there.
fn gives_more(cx: &Context, grants: &Grants, right: &Right, bucket: &Grant) -> bool {
    right.on_objects.iter().any(|&on_objects| {
        !grants
            .ways(cx.policy, on_objects, risk::keys())
            .any(|objects| objects.reach == Reach::Every || are_of(&objects, bucket))
    })
}

/// Whether the objects are all those of the buckets.
fn are_of(objects: &Grant, buckets: &Grant) -> bool {
    /// Nobody names more; each pair is compared.
    const MOST: usize = 32;
    let (objects, buckets) = (objects.statement, buckets.statement);
    if objects.resources().count() > MOST || buckets.resources().count() > MOST {
        return false;
    }
    let mut names = buckets
        .resources()
        .filter_map(Text::known)
        .filter(|bucket| bucket.contains(":s3:") && !bucket.contains('/'));
    names.all(|bucket| {
        let all = format!("{bucket}/*");
        objects.resources().any(|object| {
            let object = object.known();
            object.is_some_and(|object| object == all || surely_covers(object, &all))
        })
    })
}
