//! What the forms of its service say of a resource: found once, asked for by many.

use std::cell::RefCell;
use std::rc::Rc;

use crate::catalog::{Catalog, Forms, Template};
use crate::semantics::memo::Memo;

use super::fields::{Slashes, field_fits, is_misprinted, may_be_both};
use super::{Fit, Shape, Verdict, WrittenResource};

/// What the forms of one service say of a resource.
#[derive(Debug, Default)]
pub(super) struct Fitting {
    pub(super) verdict: Option<Verdict>,
    /// The numbers of the forms that it can have, sorted.
    pub(super) forms: Vec<u16>,
    /// The numbers of those that it takes in wholly, in any Region and account, sorted.
    pub(super) taken_in: Vec<u16>,
}

impl Fitting {
    /// `forms`: those of its service; `None` where it names every resource.
    pub(super) fn of(resource: &WrittenResource, forms: Option<&Forms>) -> Self {
        match (resource.fields(), forms) {
            (Some(fields), Some(forms)) if forms.len() > 0 => among(resource, fields, forms),
            (Some(_), _) => Self::default(),
            (None, _) => Self {
                verdict: Some(Verdict::Possible),
                ..Self::default()
            },
        }
    }

    /// The same for a text without variables: many policies have it, so that it is seldom found out.
    pub(super) fn known(
        text: &str,
        catalog: &'static Catalog,
        find: impl FnOnce() -> Self,
    ) -> Rc<Self> {
        thread_local! {
            static KNOWN: RefCell<Memo<Rc<Fitting>>> = const { RefCell::new(Memo::new()) };
        }
        KNOWN.with_borrow_mut(|known| known.get(text, catalog, || Rc::new(find())))
    }
}

fn among(
    resource: &WrittenResource,
    [service, region, account, part]: [&str; 4],
    forms: &Forms,
) -> Fitting {
    let mut is_possible = false;
    let mut nearest: Option<(Template, Fit)> = None;
    let (mut own, mut taken_in) = (Vec::new(), Vec::new());
    // An account by its number is one of many.
    let is_one = account.bytes().any(|byte| byte.is_ascii_digit());
    let may_take_in = resource.shape != Shape::Closed && !is_one;
    let named = forms.clone().next().map_or("", |form| form.service().text);
    let slashes = Slashes::of(named, part);
    for template in forms.beginning_as(part) {
        if !may_be_both(part, template.resource) || slashes.are_too_many(template) {
            continue;
        }
        if may_take_in && resource.takes_in_all(template) {
            taken_in.push(template.number());
        }
        let fit = Fit {
            service: true,
            region: field_fits(region, template.region()),
            account: field_fits(account, template.account()),
            resource: true,
        };
        if fit.region && fit.account {
            is_possible = true;
            if field_fits(service, template.service()) {
                own.push(template.number());
            }
        } else if is_misprinted(template) {
            is_possible = true;
        } else if nearest.is_none_or(|other| nearness(template, fit) > nearness(other.0, other.1)) {
            nearest = Some((template, fit));
        }
    }
    let verdict = match nearest {
        _ if is_possible => Verdict::Possible,
        Some((form, fit)) => Verdict::Near(form, fit),
        None => Verdict::Foreign,
    };
    own.sort_unstable();
    taken_in.sort_unstable();
    Fitting {
        verdict: Some(verdict),
        forms: own,
        taken_in,
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
