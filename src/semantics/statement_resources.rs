//! Whether the resources that a statement names are any that an action acts on.

use std::cell::OnceCell;

use crate::catalog::{Action, Catalog, Level, ResourceType, Service};
use crate::model::List;
use crate::semantics::actions::ActionSet;
use crate::semantics::forms::{Verdict, WrittenResource};

/// The ARNs of a `Resource` element. Answers are kept: many actions have the same resource types.
#[derive(Debug)]
pub struct StatementResources<'r, 't> {
    /// Each is one that names a service.
    resources: &'r [Option<WrittenResource<'t>>],
    /// A bit for each form that AWS gives for ARNs: whether one of them can have it.
    forms: Vec<u64>,
    catalog: &'static Catalog,
    /// By the number of the list of types.
    of_lists: Kept<Reach>,
    /// By the prefix of the service, for actions without types.
    of_services: Vec<(&'static str, Share)>,
    /// The services of ARNs that have no form of their service.
    misshapen: OnceCell<Vec<&'static str>>,
}

/// Answers by a number: as many as most statements have without taking memory.
#[derive(Debug)]
struct Kept<T> {
    few: [Option<(u16, T)>; 8],
    more: Vec<(u16, T)>,
}

impl<T: Copy> Kept<T> {
    fn none() -> Self {
        Self {
            few: [None; 8],
            more: Vec::new(),
        }
    }

    fn get(&self, number: u16) -> Option<T> {
        let few = self.few.iter().map_while(Option::as_ref);
        let mut all = few.chain(&self.more);
        all.find(|(known, _)| *known == number)
            .map(|(_, answer)| *answer)
    }

    fn put(&mut self, number: u16, answer: T) {
        match self.few.iter_mut().find(|slot| slot.is_none()) {
            Some(free) => *free = Some((number, answer)),
            None => self.more.push((number, answer)),
        }
    }
}

/// Whether a request for an action can have one of the resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It can, or nobody can tell.
    Possible,
    /// AWS documents the action for `*` alone, but for some such actions services ask for more than AWS documents: to make
    /// something, to list with a pattern for all of a type.
    Undocumented,
    /// It cannot.
    Never,
}

/// How much of what a service has the resources name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Share {
    Nothing,
    Part,
    /// All resources of a type.
    Type,
    /// `*` for the resource. `arn:aws:s3:::*` lists buckets: AWS's own policies use it so.
    Whole,
}

/// Services whose actions have no resource types, and ask for the ARNs of another service all the same.
///
/// Source: "Quickstart default IAM policies for Session Manager" in the AWS Systems Manager User Guide.
const ASKING_FOR_OTHERS: [(&str, &str); 1] = [("ssmmessages", "ssm")];

impl<'r, 't> StatementResources<'r, 't> {
    /// `values` are those of the list. `None` where some resource is everything, or not known, or no ARN with a service: then any action may be let in.
    #[must_use]
    pub fn of(
        list: &List,
        values: &'r [Option<WrittenResource<'t>>],
        catalog: &'static Catalog,
    ) -> Option<Self> {
        if list.negated() || list.items.is_empty() {
            return None;
        }
        let mut forms = vec![0; usize::from(catalog.form_count()).div_ceil(BITS)];
        for value in values {
            let resource = value.as_ref()?;
            let named = resource.service()?;
            if named.is_empty() || named.bytes().any(|byte| matches!(byte, b'*' | b'?')) {
                return None;
            }
            for &form in resource.own_forms(catalog) {
                let (place, bit) = place(form);
                if let Some(word) = forms.get_mut(place) {
                    *word |= bit;
                }
            }
        }
        Some(Self {
            resources: values,
            forms,
            catalog,
            of_lists: Kept::none(),
            of_services: Vec::new(),
            misshapen: OnceCell::new(),
        })
    }

    /// Whether a request for the action can have one of them.
    pub fn reach(&mut self, action: Action) -> Reach {
        if !action.has_resources() {
            return self.reach_without_types(action);
        }
        let list = action.resource_list();
        if let Some(reach) = self.of_lists.get(list) {
            return reach;
        }
        let mut types = action.resources().map(|resource| resource.resource_type);
        let is_one = types.any(|one| self.has_one_of(one));
        let reach = if is_one || self.is_misshapen_for(action) {
            Reach::Possible
        } else {
            Reach::Never
        };
        self.of_lists.put(list, reach);
        reach
    }

    /// The best that any action of a set has.
    pub fn reach_of_any(&mut self, set: &ActionSet) -> Reach {
        let mut best = Reach::Never;
        for action in set.actions(self.catalog) {
            match self.reach(action) {
                Reach::Possible => return Reach::Possible,
                Reach::Undocumented => best = Reach::Undocumented,
                Reach::Never => {}
            }
        }
        best
    }

    /// AWS documents `*` for these. Which resource a service really asks for is documented for none: calls that list or
    /// read ask for everything, others may ask for what they make, as many of AWS's own policies have it.
    fn reach_without_types(&mut self, action: Action) -> Reach {
        match self.share_of(action.service()) {
            Share::Whole => Reach::Possible,
            Share::Type => Reach::Undocumented,
            Share::Part if action.is(Level::List) || action.is(Level::Read) => Reach::Never,
            Share::Part => Reach::Undocumented,
            Share::Nothing => Reach::Never,
        }
    }

    fn share_of(&mut self, service: Service) -> Share {
        let prefix = service.prefix();
        if let Some((_, share)) = self.of_services.iter().find(|(known, _)| *known == prefix) {
            return *share;
        }
        let forms = || service.resource_types().flat_map(ResourceType::templates);
        // The services whose ARNs its actions can act on: its own, and those that its forms name.
        let is_asked = |named: &str| {
            named == prefix
                || forms().any(|form| form.service().is_open || form.service().text == named)
        };
        let asks_for_others = |named: &str| ASKING_FOR_OTHERS.contains(&(prefix, named));
        let mut share = Share::Nothing;
        let mut last = ("", false);
        for resource in self.all() {
            let named = resource.service().unwrap_or_default();
            if last.0 != named {
                last = (named, is_asked(named));
            }
            let here = if asks_for_others(named) {
                Share::Whole
            } else if !last.1 {
                Share::Nothing
            } else if resource.is_whole_service() {
                Share::Whole
            } else if forms().any(|form| resource.takes_in_all_there(form)) {
                Share::Type
            } else {
                Share::Part
            };
            share = share.max(here);
        }
        self.of_services.push((prefix, share));
        share
    }

    fn all(&self) -> impl Iterator<Item = &'r WrittenResource<'t>> + use<'r, 't> {
        self.resources.iter().flatten()
    }

    fn has_one_of(&self, resource_type: ResourceType) -> bool {
        let has = |form| {
            let (place, bit) = place(form);
            self.forms.get(place).is_some_and(|word| word & bit != 0)
        };
        resource_type.template_numbers().any(has)
            || resource_type
                .templates_of_any_service()
                .any(|form| self.all().any(|one| one.has_form(form)))
    }

    /// Whether an ARN of a service of the action's resources has none of the forms of that service: what was meant is not
    /// known, and what is wrong is the ARN.
    fn is_misshapen_for(&self, action: Action) -> bool {
        let misshapen = self.misshapen();
        !misshapen.is_empty()
            && action.resources().any(|resource| {
                let mut forms = resource.resource_type.templates();
                forms.any(|form| misshapen.contains(&form.service().text))
            })
    }

    fn misshapen(&self) -> &[&'static str] {
        self.misshapen.get_or_init(|| {
            let mut services = Vec::new();
            for resource in self.all() {
                let named = resource.service().unwrap_or_default();
                let Some(service) = self.catalog.service(named) else {
                    continue;
                };
                // Whatever the letter case of its name, the forms are those of its service.
                if !services.contains(&service.prefix())
                    && resource.own_verdict(self.catalog) != Some(Verdict::Possible)
                {
                    services.push(service.prefix());
                }
            }
            services
        })
    }
}

const BITS: usize = 64;

/// The place of a form's bit.
fn place(form: u16) -> (usize, u64) {
    let form = usize::from(form);
    (form / BITS, 1 << (form % BITS))
}
