//! Whether one field of a written ARN can be that of a form.

use crate::catalog::{Field, Template};
use crate::semantics::pattern::{self, Case};

/// One form on AWS's pages lacks its account, so that another word stands in its place.
pub(super) fn is_misprinted(template: Template) -> bool {
    let account = template.account();
    !account.is_open && !matches!(account.text, "" | "*" | "aws")
}

/// Whether the resource part of an ARN can be that of a form.
pub(super) fn resource_fits(written: &str, template: Template) -> bool {
    let slashes = || Slashes::of(template.service().text, written);
    may_be_both(written, template.resource) && !slashes().are_too_many(template)
}

/// Whether some text is taken by both. Where each has a `*`, each can take the other's middle in it: then only what stands
/// before the first and behind the last one can clash, and that is compared in place.
pub(super) fn may_be_both(written: &str, form: &str) -> bool {
    let (one, other) = (written.as_bytes(), form.as_bytes());
    let is_wildcard = |byte: u8| matches!(byte, b'*' | b'?');
    // Most pairs part before the first wildcard, or at the star that ends one of them.
    let mut begin = one.iter().zip(other);
    let parts = begin.position(|(&one, &other)| one != other || is_wildcard(one));
    if let Some(at) = parts {
        let (one, other) = (one.split_at(at).1, other.split_at(at).1);
        match (one, other) {
            ([b'*'], _) | (_, [b'*']) => return true,
            // Whatever stands between the stars of each is taken by those of the other.
            ([b'*', .., b'*'], [.., b'*']) | ([.., b'*'], [b'*', .., b'*']) => return true,
            ([one, ..], [other, ..]) if !is_wildcard(*one) && !is_wildcard(*other) => return false,
            _ => {}
        }
    }
    let has_run = |text: &[u8]| memchr::memchr(b'*', text).is_some();
    if !(has_run(other) && has_run(one) && written.is_ascii() && form.is_ascii()) {
        return pattern::written_overlap(written, form, Case::Sensitive);
    }
    meet(one.iter().zip(other)) && meet(one.iter().rev().zip(other.iter().rev()))
}

fn meet<'b>(pairs: impl Iterator<Item = (&'b u8, &'b u8)>) -> bool {
    for (&one, &other) in pairs {
        if one == b'*' || other == b'*' {
            return true;
        }
        if one != other && one != b'?' && other != b'?' {
            return false;
        }
    }
    true
}

pub(super) fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// Whether the text has no wildcard, so that it stands for nothing but itself.
fn is_name(text: &str) -> bool {
    memchr::memchr2(b'*', b'?', text.as_bytes()).is_none()
}

/// A field that AWS leaves empty is empty; a placeholder stands for any text but none.
pub(super) fn field_fits(written: &str, form: Field) -> bool {
    if form.is_open {
        return !written.is_empty();
    }
    written == form.text
        || !(is_name(written) && is_name(form.text))
            && pattern::written_overlap(written, form.text, Case::Sensitive)
}

/// What can hold no slash, by the service of the ARN: AWS's pages give the characters of these names. Without this a bucket
/// would take in the ARN of every object.
const WITHOUT_SLASH: [(&str, &str); 7] = [
    ("dynamodb", "IndexName"),
    ("dynamodb", "TableName"),
    ("kinesis", "StreamName"),
    ("s3", "BucketName"),
    ("s3express", "BucketName"),
    ("sns", "TopicName"),
    ("sqs", "QueueName"),
];

/// The slashes of a resource part, where its service has names that can hold none.
pub(super) struct Slashes<'t> {
    service: &'t str,
    /// 0 where any number will do.
    count: usize,
}

impl<'t> Slashes<'t> {
    pub(super) fn of(service: &'t str, part: &str) -> Self {
        let counts = WITHOUT_SLASH.iter().any(|(one, _)| *one == service);
        let count = if counts { slashes(part) } else { 0 };
        Self { service, count }
    }

    /// Whether they are more than an ARN of this form can have.
    pub(super) fn are_too_many(&self, template: Template) -> bool {
        self.count > 0
            && template.service().text == self.service
            && self.count > slashes(template.resource)
            && {
                let mut chosen = template
                    .written_resource()
                    .split("${")
                    .skip(1)
                    .filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
                chosen.all(|name| WITHOUT_SLASH.contains(&(self.service, name)))
            }
    }
}

fn slashes(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_answers_as_the_pattern_does() {
        let parts = [
            "", "a", "b", "*", "?", "a*", "*b", "?*a", "*a*", "b?*", "ab*a", "*?",
        ];
        for one in parts
            .iter()
            .flat_map(|one| parts.map(|end| format!("{one}{end}")))
        {
            for other in parts
                .iter()
                .flat_map(|one| parts.map(|end| format!("{one}{end}")))
            {
                let expected = pattern::written_overlap(&one, &other, Case::Sensitive);
                assert_eq!(may_be_both(&one, &other), expected, "`{one}` and `{other}`");
            }
        }
    }
}
