//! Whether a resource as a policy writes it can be one of the form that AWS gives to a resource type.

mod fields;
mod fitting;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use crate::catalog::{Action, Catalog, Field, Forms, ResourceType, Template};
use crate::model::{Arn, Text};
use crate::semantics::breadth::every_resource;
use crate::semantics::pattern::{self, Case};
use crate::semantics::variable::{self, SegmentKind};

use fields::{field_fits, is_stars, resource_fits};
use fitting::Fitting;

/// A resource as a policy writes it, made ready to be held against many forms.
#[derive(Clone, Debug)]
pub struct WrittenResource<'t> {
    /// As it is written, if it is an ARN with all six fields.
    arn: Option<Arn<'t>>,
    /// The whole text, where it has no variables.
    plain: Option<&'t str>,
    /// Service, Region, account, resource where policy variables stand in them: each as `*`, since it can be any text.
    opened: Option<Box<[Cow<'t, str>; 4]>>,
    /// Whether variables stand in it that were taken as plain text.
    has_plain_variables: bool,
    is_everything: bool,
    shape: Shape,
    /// What the forms of its own service say, once somebody asks.
    fitting: OnceCell<Rc<Fitting>>,
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
        let bytes = resource.as_bytes();
        let Some(star) = bytes.iter().position(|&byte| byte == b'*') else {
            return Self::Closed;
        };
        if star + 1 == bytes.len() && !bytes.contains(&b'?') {
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
        Self::read(text.known()?, true, has_variables)
    }

    /// The same where it is known whether a dollar sign may stand in the text.
    #[must_use]
    pub fn read(text: &'t str, may_have_dollar: bool, has_variables: bool) -> Option<Self> {
        let arn = Arn::parse(text);
        if every_resource(text, arn.as_ref()) {
            return Some(Self {
                arn,
                plain: None,
                opened: None,
                has_plain_variables: false,
                is_everything: true,
                shape: Shape::Closed,
                fitting: OnceCell::new(),
            });
        }
        let may_have = || may_have_dollar && memchr::memchr(b'$', text.as_bytes()).is_some();
        arn.map(|arn| {
            let ready = Self::ready(arn, may_have(), has_variables);
            Self {
                plain: ready.opened.is_none().then_some(text),
                ..ready
            }
        })
    }

    /// The same of an ARN that does not name every resource there is.
    #[must_use]
    pub fn of_arn(arn: Arn<'t>, has_variables: bool) -> Self {
        let fields = [arn.service, arn.region, arn.account, arn.resource];
        let may_have = fields.iter().any(|field| field.as_bytes().contains(&b'$'));
        Self::ready(arn, may_have, has_variables)
    }

    fn ready(arn: Arn<'t>, may_have: bool, has_variables: bool) -> Self {
        let fields = [arn.service, arn.region, arn.account, arn.resource];
        let opened = (may_have && has_variables).then(|| Box::new(fields.map(without_variables)));
        let resource = opened.as_deref().map_or(arn.resource, |[.., last]| last);
        Self {
            arn: Some(arn),
            plain: None,
            has_plain_variables: may_have && !has_variables,
            is_everything: false,
            shape: Shape::of(resource),
            opened,
            fitting: OnceCell::new(),
        }
    }

    /// An ARN without variables.
    #[must_use]
    pub fn from_arn(arn: &Arn<'t>) -> Self {
        Self::of_arn(*arn, false)
    }

    /// As it is written, if it is an ARN with all six fields.
    #[must_use]
    pub fn arn(&self) -> Option<&Arn<'t>> {
        self.arn.as_ref()
    }

    /// The same with `*` for each variable, whether the policy has variables or not.
    #[must_use]
    pub fn opened(&self) -> Cow<'_, Self> {
        match self.arn {
            Some(arn) if self.has_plain_variables => Cow::Owned(Self::of_arn(arn, true)),
            _ => Cow::Borrowed(self),
        }
    }

    /// Service, Region, account, resource; `None` where it names every resource.
    fn fields(&self) -> Option<[&str; 4]> {
        if self.is_everything {
            return None;
        }
        let arn = self.arn.as_ref()?;
        Some(match &self.opened {
            Some(opened) => opened.each_ref().map(|field| &**field),
            None => [arn.service, arn.region, arn.account, arn.resource],
        })
    }

    /// Whether it names every resource there is.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.is_everything
    }

    /// The service of its ARN; `None` where it names every resource.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.fields().map(|[service, ..]| service)
    }

    /// What its resource part begins with; `None` where that is nothing, or not said.
    #[must_use]
    pub fn first_byte(&self) -> Option<u8> {
        let [.., part] = self.fields()?;
        let first = part.bytes().next();
        first.filter(|byte| !matches!(byte, b'*' | b'?'))
    }

    /// Whether it has `*` for the resource, whatever its Region and account: everything that a service has there.
    #[must_use]
    pub fn is_whole_service(&self) -> bool {
        self.fields().is_none_or(|[.., part]| is_stars(part))
    }

    /// Whether it takes in every resource of this form that its Region and account have.
    #[must_use]
    pub fn takes_in_all_there(&self, template: Template) -> bool {
        let Some([service, .., part]) = self.fields() else {
            return true;
        };
        let takes_in = match self.shape {
            Shape::Closed => false,
            Shape::Beginning => template.resource.starts_with(&part[..part.len() - 1]),
            Shape::Open(star) => {
                let (begin, rest) = part.split_at(star);
                match template.resource.strip_prefix(begin) {
                    _ if begin.contains('?') => {
                        pattern::written_covers(part, template.resource, Case::Sensitive)
                    }
                    Some(of_form) => pattern::written_covers(rest, of_form, Case::Sensitive),
                    None => false,
                }
            }
        };
        takes_in && service == template.service().text
    }

    /// The numbers of the forms of its service of which it takes in every resource, wherever it is, sorted. Of what names every
    /// resource there are none to tell.
    #[must_use]
    pub fn taken_in(&self, catalog: &'static Catalog) -> &[u16] {
        &self.fitting(catalog).taken_in
    }

    /// The numbers of the forms of its service that it can have, sorted. Of what names every resource there are none to tell.
    #[must_use]
    pub fn own_forms(&self, catalog: &'static Catalog) -> &[u16] {
        &self.fitting(catalog).forms
    }

    /// Whether it takes in every resource of this form, wherever it is.
    #[must_use]
    pub fn takes_in_all(&self, template: Template) -> bool {
        let Some([_, region, account, _]) = self.fields() else {
            return true;
        };
        let is_open = |written: &str, form: Field| written == form.text || is_stars(written);
        is_open(region, template.region())
            && is_open(account, template.account())
            && self.takes_in_all_there(template)
    }

    /// What is found once for the forms of its service.
    fn fitting(&self, catalog: &'static Catalog) -> &Fitting {
        self.fitting.get_or_init(|| match self.plain {
            Some(text) => Fitting::known(text, catalog, || self.fitting_anew(catalog)),
            None => Rc::new(self.fitting_anew(catalog)),
        })
    }

    fn fitting_anew(&self, catalog: &'static Catalog) -> Fitting {
        let forms = self.service().map(|service| catalog.forms(service));
        Fitting::of(self, forms.as_ref())
    }

    /// Which fields can be those of this form. Wildcards on both sides: whether some ARN is both.
    #[must_use]
    pub fn fit(&self, template: Template) -> Fit {
        match self.fields() {
            None => Fit {
                service: true,
                region: true,
                account: true,
                resource: true,
            },
            Some([service, region, account, part]) => Fit {
                service: field_fits(service, template.service()),
                region: field_fits(region, template.region()),
                account: field_fits(account, template.account()),
                resource: resource_fits(part, template),
            },
        }
    }

    /// Whether some ARN of these forms can be meant, and if none, how near they come. `None` where no form is known.
    #[must_use]
    pub fn verdict(&self, forms: &Forms) -> Option<Verdict> {
        Fitting::of(self, Some(forms)).verdict
    }

    /// The same of the forms of its own service, found once.
    #[must_use]
    pub fn own_verdict(&self, catalog: &'static Catalog) -> Option<Verdict> {
        self.fitting(catalog).verdict
    }

    /// Whether it can have this form: all that [`Self::fit`] asks, until something does not fit.
    #[must_use]
    pub fn has_form(&self, template: Template) -> bool {
        let Some([service, region, account, part]) = self.fields() else {
            return true;
        };
        field_fits(service, template.service())
            && resource_fits(part, template)
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

/// With `*` for each variable, and `?` for a character that is written as one: at the widest, so that no form is missed.
fn without_variables(field: &str) -> Cow<'_, str> {
    if !variable::has_variables(field) {
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

    fn types(arn: &str) -> Vec<&'static str> {
        let arn = Arn::parse(arn).expect("an ARN");
        let service = Catalog::embedded().service(arn.service);
        let service = service.expect("it is known");
        let written = WrittenResource::of_arn(arn, true);
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
