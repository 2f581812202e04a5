//! Partition, Region and account of an ARN, by what rules on resources know of them.

use std::borrow::Cow;

use crate::catalog::Template;
use crate::model::{Arn, PARTITIONS, is_account_id};
use crate::rules::Context;
use crate::rules::resource::arn_of_no_resource::{is_of_aws, shown};
use crate::rules::resource::invalid_arn_account::is_possible;
use crate::rules::resource::invalid_arn_region::{self as regions, Fault as RegionFault};
use crate::semantics::forms::{Fit, Verdict, WrittenResource};
use crate::text::{count, nearest, quote};

use super::{Fault, Written};

const NOTHING: &str = "nothing has such an ARN";

/// The first field that no ARN has, or none of the ARNs of this form.
pub(super) fn fault(cx: &Context, written: Written, suggests: bool) -> Option<Fault> {
    let arn = &written.arn;
    if let Some(fault) = partition(written, suggests) {
        return Some(fault);
    }
    let ready = WrittenResource::of_arn(*arn, false);
    let verdict = (!arn.resource.is_empty()).then(|| ready.own_verdict(cx.catalog));
    let near = match verdict.flatten() {
        Some(Verdict::Near(form, fit)) => Some((form, fit)),
        _ => None,
    };
    near.filter(|(_, fit)| !fit.region)
        .map(|(form, _)| region_of_form(written, form))
        .or_else(|| region(cx, written, suggests))
        .or_else(|| account(written))
        .or_else(|| near.and_then(|(form, fit)| account_of_form(written, form, fit)))
}

fn partition(written: Written, suggests: bool) -> Option<Fault> {
    let partition = written.arn.partition;
    if PARTITIONS.contains(&partition) || partition.contains(['*', '?']) {
        return None;
    }
    let near = nearest(partition, PARTITIONS).filter(|_| suggests);
    Some(Fault {
        clause: if partition.is_empty() {
            "this ARN names no partition".to_owned()
        } else {
            format!("{} is not an AWS partition", quote(partition))
        },
        place: written.place(partition),
        label: NOTHING.into(),
        help: "write `aws` after `arn:`, or the partition that you use".into(),
        near: near.map(str::to_owned),
    })
}

/// A Region where the form has none, or the other way round.
fn region_of_form(written: Written, form: Template) -> Fault {
    field_of_form(
        written,
        form,
        written.arn.region,
        form.region().text,
        "Region",
    )
}

fn account_of_form(written: Written, form: Template, fit: Fit) -> Option<Fault> {
    let account = written.arn.account;
    // What AWS and its partners own has a word in its place, or nothing.
    let is_word = !account.is_empty() && !is_account_id(account);
    if fit.account || is_word || account.is_empty() && is_of_aws(&written.arn) {
        return None;
    }
    let of_form = form.account().text;
    Some(field_of_form(written, form, account, of_form, "account"))
}

fn field_of_form(
    written: Written,
    form: Template,
    field: &str,
    of_form: &str,
    noun: &'static str,
) -> Fault {
    let help = Cow::Owned(format!("write it as {}", shown(form, &written.arn)));
    if field.is_empty() {
        let at = Arn::range(written.text, field).start;
        return Fault {
            clause: format!("an ARN of this form names its {noun}, and this one names none"),
            place: written.value.part(at.saturating_sub(1)..at + 1),
            label: NOTHING.into(),
            help,
            near: None,
        };
    }
    let is_empty = of_form.is_empty();
    Fault {
        clause: if is_empty {
            format!(
                "an ARN of this form has no {noun}, and this one has {}",
                quote(field)
            )
        } else {
            let of_form = quote(of_form);
            format!(
                "an ARN of this form has {of_form} for its {noun}, not {}",
                quote(field)
            )
        },
        place: written.place(field),
        label: NOTHING.into(),
        help: if is_empty {
            format!("remove the {noun}").into()
        } else {
            help
        },
        near: is_empty.then(String::new),
    }
}

fn region(cx: &Context, written: Written, suggests: bool) -> Option<Fault> {
    let arn = &written.arn;
    let fault = regions::fault(cx.catalog, arn)?;
    // What a service that is not known has there, nobody knows.
    let is_known = cx.catalog.forms(arn.service).len() > 0;
    if !is_known || regions::has_own_word(cx.catalog, arn) {
        return None;
    }
    let name = quote(arn.region);
    let of_day = || format!("not among the Regions of {}", cx.catalog.date());
    let (clause, label, near) = match fault {
        RegionFault::Elsewhere(partition) => {
            let (own, other) = (quote(partition.name), quote(arn.partition));
            let clause = format!("{name} is a Region of {own}, not of {other}");
            (clause, NOTHING.to_owned(), None)
        }
        RegionFault::NoMatch => (format!("no Region of AWS matches {name}"), of_day(), None),
        RegionFault::Unknown => {
            let near = suggests.then(|| regions::meant(cx.catalog, arn)).flatten();
            (format!("{name} is not an AWS Region"), of_day(), near)
        }
    };
    Some(Fault {
        clause,
        place: written.place(arn.region),
        label: label.into(),
        help: "write a Region of the ARN's partition, such as `eu-west-1`".into(),
        near: near.map(str::to_owned),
    })
}

fn account(written: Written) -> Option<Fault> {
    let account = written.arn.account;
    // A word without digits may be one of AWS's own: `aws`, `partner`.
    if is_possible(account) || !account.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let bare = account.chars();
    let bare: String = bare.filter(|char| !matches!(char, '-' | ' ')).collect();
    Some(Fault {
        clause: format!("{} is not an account ID", quote(account)),
        place: written.place(account),
        label: if account.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{}, not 12", count(account.len(), "digit")).into()
        } else {
            "an account ID has 12 digits and nothing else".into()
        },
        help: "write the 12 digits of the account, zeros at its beginning included".into(),
        near: is_account_id(&bare).then_some(bare),
    })
}
