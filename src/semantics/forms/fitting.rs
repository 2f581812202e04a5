//! Which forms of its service a resource can have: looked for once, asked for by many.

use crate::catalog::{Forms, Template};

use super::fields::{field_fits, is_misprinted, resource_fits};
use super::{Fit, Verdict, WrittenResource};

/// What the forms of one service say of a resource.
#[derive(Clone, Debug)]
pub(super) struct Fitting {
    pub(super) verdict: Option<Verdict>,
    pub(super) fits: Fits,
}

/// The forms that have the resource part of a resource. Most resources have one, or two: no memory is taken for these.
#[derive(Clone, Debug, Default)]
pub(super) struct Fits {
    few: [One; FEW],
    count: usize,
    more: Vec<One>,
}

const FEW: usize = 4;

/// A form that has the resource part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct One {
    /// That of the form.
    pub(super) number: u16,
    /// Whether all other fields can be those of the form, too.
    pub(super) is_whole: bool,
}

impl Fitting {
    pub(super) fn of(resource: &WrittenResource, forms: &Forms) -> Self {
        let Some([service, region, account, part]) = resource.fields() else {
            return Self {
                verdict: Some(Verdict::Possible),
                fits: Fits::default(),
            };
        };
        let mut fits = Fits::default();
        let mut nearest: Option<(Template, Fit)> = None;
        let mut is_possible = false;
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
            let both = fit.region && fit.account;
            if both || is_misprinted(template) {
                is_possible = true;
            } else if nearest
                .is_none_or(|other| nearness(template, fit) > nearness(other.0, other.1))
            {
                nearest = Some((template, fit));
            }
            fits.push(One {
                number: template.number(),
                is_whole: both && field_fits(service, template.service()),
            });
        }
        let verdict = if forms.len() == 0 {
            None
        } else if is_possible {
            Some(Verdict::Possible)
        } else {
            Some(nearest.map_or(Verdict::Foreign, |(form, fit)| Verdict::Near(form, fit)))
        };
        Self { verdict, fits }
    }
}

impl Fits {
    pub(super) fn iter(&self) -> impl Iterator<Item = &One> {
        let few = self.few.get(..self.count).unwrap_or_default();
        few.iter().chain(&self.more)
    }

    fn push(&mut self, one: One) {
        match self.few.get_mut(self.count) {
            Some(free) => {
                *free = one;
                self.count += 1;
            }
            None => self.more.push(one),
        }
    }
}

/// The more fields fit, and the more of the resource is said, the nearer.
fn nearness(template: Template, fit: Fit) -> (usize, usize) {
    let said = template.resource.bytes().filter(|&byte| byte != b'*');
    (
        usize::from(fit.region) + usize::from(fit.account),
        said.count(),
    )
}
