//! What the forms of its service say of a resource: found once, asked for by many.

use crate::catalog::{Forms, Template};

use super::fields::{field_fits, is_misprinted, resource_fits};
use super::{Fit, Verdict, WrittenResource};

/// What the forms of one service say of a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitting {
    pub(super) verdict: Option<Verdict>,
    /// The first form that it can have.
    pub(super) first: Option<Template>,
}

impl Fitting {
    pub(super) fn of(resource: &WrittenResource, forms: &Forms) -> Self {
        let (verdict, first) = match resource.fields() {
            None => (Some(Verdict::Possible), None),
            Some(_) if forms.len() == 0 => (None, None),
            Some(fields) => {
                let (verdict, first) = among(fields, forms);
                (Some(verdict), first)
            }
        };
        Self { verdict, first }
    }
}

fn among(
    [service, region, account, part]: [&str; 4],
    forms: &Forms,
) -> (Verdict, Option<Template>) {
    let mut nearest: Option<(Template, Fit)> = None;
    for template in forms.beginning_as(part) {
        if !resource_fits(part, template) {
            continue;
        }
        let fit = Fit {
            service: true,
            region: field_fits(region, template.region()),
            account: field_fits(account, template.account()),
            resource: true,
        };
        if fit.region && fit.account {
            let is_whole = field_fits(service, template.service());
            return (Verdict::Possible, is_whole.then_some(template));
        }
        if is_misprinted(template) {
            return (Verdict::Possible, None);
        }
        if nearest.is_none_or(|other| nearness(template, fit) > nearness(other.0, other.1)) {
            nearest = Some((template, fit));
        }
    }
    let verdict = nearest.map_or(Verdict::Foreign, |(form, fit)| Verdict::Near(form, fit));
    (verdict, None)
}

/// The more fields fit, and the more of the resource is said, the nearer.
fn nearness(template: Template, fit: Fit) -> (usize, usize) {
    let said = template.resource.bytes().filter(|&byte| byte != b'*');
    (
        usize::from(fit.region) + usize::from(fit.account),
        said.count(),
    )
}
