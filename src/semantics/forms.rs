//! Whether a resource as a policy writes it can be one of the form that AWS gives to a resource type.

mod fields;

use std::borrow::Cow;

use crate::catalog::{Action, Field, Forms, ResourceType, Template};
use crate::model::{Arn, Text};
use crate::semantics::breadth::is_every_resource;
use crate::semantics::pattern::{self, Case, Pattern};
use crate::semantics::variable::{self, SegmentKind};

use fields::{field_fits, is_misprinted, is_stars, resource_fits};

/// A resource as a policy writes it, made ready to be held against many forms.
#[derive(Clone, Debug)]
pub struct WrittenResource<'t> {
    fields: Fields<'t>,
}

#[derive(Clone, Debug)]
enum Fields<'t> {
    /// It names every resource there is.
    Everything,
    /// Service, Region, account, resource; a policy variable stands as `*`, since it can be any text.
    Arn([Cow<'t, str>; 4], Shape),
}

/// Where the wildcards of a resource part stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// It has no `*`.
    Closed,
    /// A `*` at the end, and no other wildcard: it takes in what begins like it, and nothing else.
    Beginning,
    /// The first `*` stands behind so many bytes.
    Open(usize),
}

impl Shape {
    fn of(resource: &str) -> Self {
        let Some(star) = memchr::memchr(b'*', resource.as_bytes()) else {
            return Self::Closed;
        };
        let begin = resource.get(..star).unwrap_or_default();
        if star + 1 == resource.len() && memchr::memchr(b'?', begin.as_bytes()).is_none() {
            Self::Beginning
        } else {
            Self::Open(star)
        }
    }
}

/// Which fields of an ARN can be those of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four answers to four questions"
)]
pub struct Fit {
    pub service: bool,
    pub region: bool,
    pub account: bool,
    pub resource: bool,
}

impl Fit {
    /// Whether all of them can.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.service && self.region && self.account && self.resource
    }
}

/// What the forms of a service's ARNs say of an ARN that a policy writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Some resource can have it.
    Possible,
    /// Its resource part is of this form, the nearest of all; its Region or its account is not.
    Near(Template, Fit),
    /// No form has its resource part.
    Foreign,
}

impl<'t> WrittenResource<'t> {
    /// `None`: its text is not known, or it is no ARN with all six fields. Variables count only where the policy has them.
    #[must_use]
    pub fn new(text: &'t Text, has_variables: bool) -> Option<Self> {
        let text = text.known()?;
        if is_every_resource(text) {
            return Some(Self {
                fields: Fields::Everything,
            });
        }
        Arn::parse(text).map(|arn| Self::of_arn(arn, has_variables))
    }

    /// The same of an ARN that does not name every resource there is.
    #[must_use]
    pub fn of_arn(arn: Arn<'t>, has_variables: bool) -> Self {
        let fields = [arn.service, arn.region, arn.account, arn.resource];
        Self::of_fields(fields.map(|field| without_variables(field, has_variables)))
    }

    fn of_fields(fields: [Cow<'t, str>; 4]) -> Self {
        let [.., resource] = &fields;
        let shape = Shape::of(resource);
        Self {
            fields: Fields::Arn(fields, shape),
        }
    }

    /// An ARN without variables.
    #[must_use]
    pub fn from_arn(arn: &Arn<'t>) -> Self {
        let fields = [arn.service, arn.region, arn.account, arn.resource];
        Self::of_fields(fields.map(Cow::Borrowed))
    }

    /// Whether it names every resource there is.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        matches!(self.fields, Fields::Everything)
    }

    /// The service of its ARN; `None` where it names every resource.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        match &self.fields {
            Fields::Everything => None,
            Fields::Arn([service, ..], _) => Some(service),
        }
    }

    /// Whether it has `*` for the resource, whatever its Region and account: everything that a service has there.
    #[must_use]
    pub fn is_whole_service(&self) -> bool {
        match &self.fields {
            Fields::Everything => true,
            Fields::Arn([.., resource], _) => is_stars(resource),
        }
    }

    /// Whether it takes in every resource of this form that its Region and account have.
    #[must_use]
    pub fn takes_in_all_there(&self, template: Template) -> bool {
        let Fields::Arn([service, _, _, resource], shape) = &self.fields else {
            return true;
        };
        let begin = match shape {
            Shape::Closed => return false,
            Shape::Beginning => resource.len() - 1,
            Shape::Open(star) => *star,
        };
        let begin = resource.get(..begin).unwrap_or_default();
        let begins_so = template.resource.starts_with(begin);
        let covers = || {
            is_stars(resource)
                || (begins_so || begin.contains('?'))
                    && pattern::covers(
                        &Pattern::new(resource, Case::Sensitive),
                        &Pattern::new(template.resource, Case::Sensitive),
                    )
                    .is_yes()
        };
        let takes_in = match shape {
            Shape::Beginning => begins_so,
            _ => covers(),
        };
        takes_in && service == template.service().text
    }

    /// Those of these forms of which it takes in every resource, wherever it is.
    pub fn taken_in(&self, forms: Forms) -> impl Iterator<Item = Template> {
        let resource = match &self.fields {
            Fields::Everything => "*",
            Fields::Arn([_, _, _, resource], _) => resource,
        };
        let forms = forms.beginning_as(resource);
        forms.filter(|form| self.takes_in_all(*form))
    }

    /// Whether it takes in every resource of this form, wherever it is.
    #[must_use]
    pub fn takes_in_all(&self, template: Template) -> bool {
        let Fields::Arn([_, region, account, _], _) = &self.fields else {
            return true;
        };
        let is_open = |written: &str, form: Field| written == form.text || is_stars(written);
        is_open(region, template.region())
            && is_open(account, template.account())
            && self.takes_in_all_there(template)
    }

    /// Which fields can be those of this form. Wildcards on both sides: whether some ARN is both.
    #[must_use]
    pub fn fit(&self, template: Template) -> Fit {
        match &self.fields {
            Fields::Everything => Fit {
                service: true,
                region: true,
                account: true,
                resource: true,
            },
            Fields::Arn([service, region, account, resource], _) => Fit {
                service: field_fits(service, template.service()),
                region: field_fits(region, template.region()),
                account: field_fits(account, template.account()),
                resource: resource_fits(resource, template),
            },
        }
    }

    /// Whether some ARN of these forms can be meant, and if none, how near they come. `None` where no form is known.
    #[must_use]
    pub fn verdict(&self, forms: Forms) -> Option<Verdict> {
        let Fields::Arn([_, region, account, resource], _) = &self.fields else {
            return Some(Verdict::Possible);
        };
        if forms.len() == 0 {
            return None;
        }
        let mut nearest: Option<(Template, Fit)> = None;
        for template in forms.beginning_as(resource) {
            if !resource_fits(resource, template) {
                continue;
            }
            let fit = Fit {
                service: true,
                region: field_fits(region, template.region()),
                account: field_fits(account, template.account()),
                resource: true,
            };
            if fit.region && fit.account || is_misprinted(template) {
                return Some(Verdict::Possible);
            }
            if nearest.is_none_or(|other| nearness(template, fit) > nearness(other.0, other.1)) {
                nearest = Some((template, fit));
            }
        }
        Some(nearest.map_or(Verdict::Foreign, |(form, fit)| Verdict::Near(form, fit)))
    }

    /// Whether it can have this form: all that [`Self::fit`] asks, until something does not fit.
    #[must_use]
    pub fn has_form(&self, template: Template) -> bool {
        let Fields::Arn([service, region, account, resource], _) = &self.fields else {
            return true;
        };
        field_fits(service, template.service())
            && resource_fits(resource, template)
            && field_fits(region, template.region())
            && field_fits(account, template.account())
    }

    /// Whether it can be a resource of this type.
    #[must_use]
    pub fn is_of(&self, resource_type: ResourceType) -> bool {
        resource_type
            .templates()
            .any(|template| self.has_form(template))
    }

    /// Whether the action can act on it. An action without resource types acts on `*` alone.
    #[must_use]
    pub fn is_for(&self, action: Action) -> bool {
        self.is_everything()
            || action
                .resources()
                .any(|resource| self.is_of(resource.resource_type))
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

/// With `*` for each variable, and `?` for a character that is written as one: at the widest, so that no form is missed.
fn without_variables(field: &str, has_variables: bool) -> Cow<'_, str> {
    let may_have = has_variables && memchr::memchr(b'$', field.as_bytes()).is_some();
    if !may_have || !variable::has_variables(field) {
        return Cow::Borrowed(field);
    }
    let mut text = String::with_capacity(field.len());
    for segment in variable::segments(field) {
        match segment.kind {
            SegmentKind::Text(plain) => text.push_str(plain),
            SegmentKind::Literal(_) => text.push('?'),
            SegmentKind::Variable { .. } | SegmentKind::Malformed(_) => text.push('*'),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn types(arn: &str) -> Vec<&'static str> {
        let prefix = Arn::parse(arn).expect("an ARN").service;
        let service = Catalog::embedded().service(prefix).expect("it is known");
        let fields =
            [2, 3, 4].map(|index| Cow::Borrowed(arn.split(':').nth(index).expect("a field")));
        let [service_name, region, account] = fields;
        let resource = arn.splitn(6, ':').nth(5).expect("a field");
        let resource = without_variables(resource, true);
        let written = WrittenResource::of_fields([service_name, region, account, resource]);
        service
            .resource_types()
            .filter(|one| written.is_of(*one))
            .map(ResourceType::name)
            .collect()
    }

    #[test]
    fn a_resource_is_of_the_types_whose_form_it_can_have() {
        assert_eq!(types("arn:aws:s3:::b"), ["bucket"]);
        assert_eq!(types("arn:aws:s3:::b/k"), ["object"]);
        assert_eq!(
            types("arn:aws:s3:us-east-1:111122223333:b"),
            Vec::<&str>::new()
        );
        assert_eq!(types("arn:aws:s3:::b*"), ["bucket", "object"]);
        assert_eq!(
            types("arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i"),
            ["index"]
        );
        assert!(types("arn:aws:iam::111122223333:*").len() > 10);
        assert_eq!(
            types("arn:aws:iam::111122223333:mfa/${aws:username}"),
            ["mfa"]
        );
        assert!(types("arn:aws:kinesis:us-east-1:111122223333:stream/s").contains(&"stream"));
        assert_eq!(
            types("arn:aws:kinesis::111122223333:stream/s"),
            Vec::<&str>::new()
        );
    }
}
