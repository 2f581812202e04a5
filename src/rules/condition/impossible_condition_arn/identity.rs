//! Of which thing an ARN is, where the key holds those of one kind alone.

use crate::catalog::value_forms::{self, Kind};
use crate::model::Arn;
use crate::operator::Operator;
use crate::rules::Keyed;
use crate::text::{list, quote};

use super::{Fault, Written};

/// How IAM Identity Center names the roles of its permission sets, and the path that it puts them in. The Region of the
/// directory may follow.
///
/// Source: "Referencing permission sets in resource policies" in the IAM Identity Center User Guide.
const RESERVED_NAME: &str = "AWSReservedSSO_";
const RESERVED_PATH: &str = "aws-reserved/sso.amazonaws.com/";

/// What is nearly the ARN of a caller or of a source, but never that of one.
pub(super) fn fault(keyed: &Keyed, written: Written, operator: Operator) -> Option<Fault> {
    match keyed.key.name() {
        "aws:PrincipalArn" => without_path(written, operator),
        "aws:SourceArn" => object(written),
        _ => None,
    }
}

/// The role of a permission set without its path.
fn without_path(written: Written, operator: Operator) -> Option<Fault> {
    let arn = &written.arn;
    let name = arn.resource.strip_prefix("role/")?;
    if !name.starts_with(RESERVED_NAME) {
        return None;
    }
    // With a star for the Region, which some of them have.
    let near = operator
        .takes_wildcards()
        .then(|| format!("role/{RESERVED_PATH}*{name}"));
    Some(Fault {
        clause: "roles of IAM Identity Center have a path that is missing here".to_owned(),
        place: written.place(arn.resource),
        label: format!("behind `role/` stands `{RESERVED_PATH}`").into(),
        help: format!("write `role/{RESERVED_PATH}*{RESERVED_NAME}…` under `ArnLike`").into(),
        near,
    })
}

/// Objects of S3: what S3 does, it does on behalf of the bucket.
///
/// Source: "Granting permissions to publish event notification messages to a destination" in the S3 User Guide.
fn object(written: Written) -> Option<Fault> {
    let arn = &written.arn;
    let is_of_bucket = arn.service == "s3" && arn.region.is_empty() && arn.account.is_empty();
    let (bucket, key) = arn.resource.split_once('/')?;
    if !is_of_bucket || bucket.is_empty() || bucket.contains(['*', '?']) {
        return None;
    }
    let start = Arn::range(written.text, key).start;
    let behind = start.saturating_sub(1)..written.text.len();
    let is_all = matches!(key, "" | "*");
    Some(Fault {
        clause: "S3 calls on behalf of a bucket, never of an object".to_owned(),
        place: written.value.part(behind),
        label: "the ARN of a source ends with the name of the bucket".into(),
        help: "remove what stands behind the name of the bucket".into(),
        near: is_all.then(String::new),
    })
}

/// The ARN of another thing than the key holds.
pub(super) fn other_kind(keyed: &Keyed, written: Written) -> Option<Fault> {
    let kinds = value_forms::kinds_of_arn(keyed.key.name());
    if kinds.is_empty() || kinds.iter().any(|kind| may_be(written, *kind)) {
        return None;
    }
    let shown = |(service, begin): &Kind| quote(&format!("{service}:…:{begin}"));
    let shown: Vec<String> = kinds.iter().take(3).map(shown).collect();
    let arn = &written.arn;
    let (kind, _) = arn.typed_resource();
    Some(Fault {
        clause: format!(
            "{} never holds the ARN of {} of `{}`",
            quote(keyed.condition.key.written()),
            quote(kind),
            arn.service
        ),
        place: written.value.part(0..written.text.len()),
        label: format!("expected ARNs such as {}", list(&shown)).into(),
        help: "name what the key holds, or compare another key".into(),
        near: None,
    })
}

/// Whether the ARN can be of this kind, as far as its wildcards leave that open.
fn may_be(written: Written, (service, begin): Kind) -> bool {
    let arn = &written.arn;
    let is_open = arn.service.contains(['*', '?']);
    let wildcard = arn.resource.find(['*', '?']);
    let fixed = arn.resource.get(..wildcard.unwrap_or(arn.resource.len()));
    let fixed = fixed.unwrap_or_default();
    (is_open || arn.service == service)
        && (fixed.starts_with(begin) || wildcard.is_some() && begin.starts_with(fixed))
}
