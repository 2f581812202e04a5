//! ARNs whose resource part has none of the forms of its service, or hides which one.

use crate::catalog::{ResourceType, Template};
use crate::finding::{Finding, Severity};
use crate::model::Arn;
use crate::rules::{Context, WrittenArn};
use crate::semantics::actions::Named;
use crate::text::{list, nearest, quote};

use super::{INVALID_RESOURCE, RULE, matches_nothing, may_run_over, shortened, shown};

/// An ARN that is of no form of its service.
pub fn finding(cx: &Context, written: WrittenArn, guess: bool) -> Option<Finding> {
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    if arn.account == "aws" && !arn.resource.is_empty() {
        // What AWS owns has forms that no page lists: `transform/Serverless-2016-10-31`.
        return None;
    }
    let service = quote(arn.service);
    if arn.resource.is_empty() {
        let end = text.len();
        return Some(
            RULE.finding(format!("this ARN of {service} names no resource"))
                .at(resource.part(end.saturating_sub(1)..end), "nothing follows")
                .help("write the resource, or `*` for any")
                .severity(super::severity(&arn))
                .code(INVALID_RESOURCE),
        );
    }
    let place = resource.part(Arn::range(text, arn.resource));
    let name = quote(arn.resource);
    let meant = guess.then(|| meant(cx, &arn)).flatten();
    let finding = match meant {
        Some(Meant::SameType(form)) => RULE
            .finding(format!("no resource of {service} is written {name}"))
            .at(place, matches_nothing(&arn))
            .help(format!("write it as {}", shortened(tail(form)))),
        Some(Meant::NearType(form, word)) => RULE
            .finding(format!(
                "no resource of {service} is written {name}; did you mean `{word}`?"
            ))
            .at(place, matches_nothing(&arn))
            .help(format!("write it as {}", shortened(tail(form)))),
        None => RULE
            .finding(format!("no resource of {service} is written {name}"))
            .at(
                place,
                format!("fits no form that AWS had on {}", cx.catalog.date()),
            )
            .help(acted_on(cx, written).unwrap_or_else(|| forms_help(cx, &arn))),
    };
    let severity = match (may_run_over(&arn), meant) {
        (false, _) => Severity::Error,
        (true, Some(_)) => Severity::Warning,
        // Nobody knows what was meant, and it may well work.
        (true, None) => Severity::Info,
    };
    Some(finding.severity(severity).code(INVALID_RESOURCE))
}

/// What a resource part was most likely meant to be.
#[derive(Clone, Copy)]
enum Meant {
    /// Its type is right, the rest of it is not.
    SameType(Template),
    /// Its type is a slip of the pen for this word.
    NearType(Template, &'static str),
}

fn meant(cx: &Context, arn: &Arn) -> Option<Meant> {
    let word = type_word(arn.resource);
    let forms = || cx.catalog.forms(arn.service);
    let same =
        |word: &str| forms().find(|form| !word.is_empty() && type_word(form.resource) == word);
    if let Some(form) = same(word) {
        return Some(Meant::SameType(form));
    }
    if word.contains(['*', '?', '$']) {
        return None;
    }
    let words = forms().map(|form| type_word(form.resource));
    let near = nearest(
        word,
        words.filter(|word| !word.is_empty() && !word.contains('*')),
    )?;
    same(near).map(|form| Meant::NearType(form, near))
}

/// The word before the first `/` or `:`, or the whole; slashes before it do not count.
fn type_word(resource: &str) -> &str {
    let inner = resource.trim_start_matches('/');
    inner.split(['/', ':']).next().unwrap_or_default()
}

fn tail(form: Template) -> &'static str {
    form.written_resource()
}

/// A hostile statement names thousands of actions beside thousands of ARNs, each of which asks anew.
const MOST_ACTIONS: usize = 64;

/// What an action of the statement acts on, where that is no ARN of this service: domains of OpenSearch are those of `es`, and
/// who assumes a role names the role, not its session. Nothing, where another action of the statement has resources of this one.
fn acted_on(cx: &Context, written: WrittenArn) -> Option<String> {
    let place = written.resource.span();
    let mut statements = cx.policy.statements.iter();
    let statement = statements.find(|one| one.span.range().contains(&(place.start as usize)))?;
    let named = &cx.actions(statement)?.named;
    if named.len() > MOST_ACTIONS {
        return None;
    }
    let mut found = None;
    for named in named {
        let action = match named {
            Named::Action(action) => action,
            // Among so many there may be one that the ARN is for.
            Named::Everything | Named::Pattern(..) => return None,
            _ => continue,
        };
        let types = action.resources().map(|one| one.resource_type);
        for form in types.flat_map(ResourceType::templates) {
            // The ARN is another action's.
            if form.service().text == written.arn.service {
                return None;
            }
            found.get_or_insert((action, form));
        }
    }
    let (action, form) = found?;
    let name = quote(&action.full_name());
    Some(format!("{name} acts on {}", shown(form, &written.arn)))
}

/// All forms where they are few.
fn forms_help(cx: &Context, arn: &Arn) -> String {
    const FEW: usize = 3;
    let mut forms: Vec<&str> = Vec::new();
    for form in cx.catalog.forms(arn.service) {
        if !forms.contains(&tail(form)) {
            forms.push(tail(form));
        }
        if forms.len() > FEW {
            break;
        }
    }
    let quoted: Vec<String> = forms.iter().map(|form| quote(form)).collect();
    let help = format!("write it as one of {}", list(&quoted));
    match forms.as_slice() {
        [_] => {
            let form = cx.catalog.forms(arn.service).next();
            form.map_or_else(String::new, |form| {
                format!("write it as {}", shown(form, arn))
            })
        }
        _ if forms.len() <= FEW && help.chars().count() < 80 => help,
        _ => "look its form up in AWS's Service Authorization Reference".to_owned(),
    }
}

/// A wildcard inside the word for the type of the resource, where AWS's page allows none: `u*` for `user/…`.
pub fn wildcard_in_type(cx: &Context, written: WrittenArn) -> Option<Finding> {
    let WrittenArn {
        resource,
        text,
        arn,
        ..
    } = written;
    // Alone, the wildcard stands for the whole resource; before a name it is how names are searched in all types.
    let mut bytes = arn.resource.bytes();
    let wildcard = bytes.position(|byte| matches!(byte, b'*' | b'?' | b'/' | b':'))?;
    let is_wildcard = !matches!(arn.resource.as_bytes().get(wildcard), Some(b'/' | b':'));
    if wildcard == 0 || !is_wildcard {
        return None;
    }
    let word = type_word(arn.resource);
    if word.contains("${") {
        return None;
    }
    let ready = written.ready.opened();
    let mut forms = cx
        .catalog
        .forms(arn.service)
        .filter(|form| ready.fit(*form).is_whole())
        .peekable();
    let example = *forms.peek()?;
    let hides_type = |form: Template| {
        let known = type_word(form.resource);
        !known.contains('*') && known.len() < form.resource.len() && wildcard < known.len()
    };
    forms.all(hides_type).then(|| {
        RULE.finding(format!(
            "{} has a wildcard in the type of the resource, where AWS allows none",
            quote(arn.resource)
        ))
        .at(
            resource.part(Arn::range(text, word)),
            "only a whole type can stand here",
        )
        .help(format!("write the type: {}", shortened(tail(example))))
        .severity(Severity::Warning)
        .code(INVALID_RESOURCE)
    })
}
