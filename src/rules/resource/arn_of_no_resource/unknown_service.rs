//! ARNs of a service that AWS does not have, where it is plain which one was meant.

use crate::catalog::Catalog;
use crate::finding::{Edit, Finding, Safety};
use crate::model::{Arn, PARTITIONS};
use crate::rules::{Context, WrittenArn};
use crate::semantics::forms::Verdict;
use crate::text::{nearest, quote};

use super::RULE;

/// The service is not known, one that is has nearly its name, and the rest of the ARN has a form of that one.
pub fn finding(cx: &Context, written: WrittenArn) -> Option<Finding> {
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !PARTITIONS.contains(&arn.partition)
        || !arn.service.bytes().all(is_name)
        || is_known(cx.catalog, arn.service)
    {
        return None;
    }
    let near = nearest(arn.service, cx.catalog.arn_services())?;
    let forms = cx.catalog.forms(near);
    if written.ready.opened().verdict(&forms) != Some(Verdict::Possible) {
        return None;
    }
    let place = resource.part(Arn::range(text, arn.service));
    Some(
        RULE.finding(format!(
            "AWS has no service {}; did you mean `{near}`?",
            quote(arn.service)
        ))
        .at(place, "the ARN matches nothing")
        .fix(
            format!("write `{near}`"),
            Safety::Unsafe,
            vec![Edit::replace(place, near)],
        ),
    )
}

fn is_known(catalog: &'static Catalog, service: &str) -> bool {
    catalog.service(service).is_some()
        || catalog.forms(service).len() > 0
        || catalog.retired_service(service).is_some()
}
