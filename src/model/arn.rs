//! `Arn`: the six fields of an Amazon Resource Name, as written.

use std::ops::Range;

/// The partitions that AWS has announced.
///
/// Source: "Identify AWS resources with ARNs" in the IAM User Guide, and the partitions of the public SDKs.
pub const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

/// `arn:partition:service:region:account:resource`, split at its first five colons; nothing is judged.
///
/// The colons inside a policy variable, `${aws:username}`, part nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    pub partition: &'t str,
    pub service: &'t str,
    pub region: &'t str,
    pub account: &'t str,
    pub resource: &'t str,
}

impl<'t> Arn<'t> {
    /// `None` if the text does not start with `arn:` or has fewer than six fields.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        if !text.starts_with("arn:") {
            return None;
        }
        if let Some(arn) = Self::parse_plain(text) {
            return Some(arn);
        }
        let mut fields = Self::fields(text).skip(1);
        Some(Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        })
    }

    /// Nearly all: without policy variables in the first five fields, so that one pass finds their ends.
    fn parse_plain(text: &'t str) -> Option<Self> {
        let mut ends = [0_usize; 5];
        let mut left = ends.iter_mut();
        let mut end = left.next()?;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            if byte == b':' {
                *end = at;
                match left.next() {
                    Some(next) => end = next,
                    None => break,
                }
            } else if byte == b'$' {
                return None;
            }
        }
        let [first, partition, service, region, account] = ends;
        Some(Self {
            partition: text.get(first + 1..partition)?,
            service: text.get(partition + 1..service)?,
            region: text.get(service + 1..region)?,
            account: text.get(region + 1..account)?,
            resource: text.get(account + 1..)?,
        })
    }

    /// The fields of any text as an ARN would have them: one to six, `arn` included.
    pub fn fields(text: &'t str) -> impl Iterator<Item = &'t str> {
        let mut rest = Some(text);
        let mut left = 6;
        std::iter::from_fn(move || {
            let text = rest?;
            left -= 1;
            let end = if left == 0 { None } else { colon(text) };
            rest = end.and_then(|at| text.get(at + 1..));
            text.get(..end.unwrap_or(text.len()))
        })
    }

    /// Where a field of this ARN stands in `text`, which it was parsed from.
    #[must_use]
    pub fn range(text: &str, field: &str) -> Range<usize> {
        let start = (field.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        if start <= text.len() && start + field.len() <= text.len() {
            start..start + field.len()
        } else {
            0..text.len()
        }
    }

    /// The resource type before the first `/` or `:`, and what follows it: `role`, `path/name`.
    #[must_use]
    pub fn typed_resource(&self) -> (&'t str, &'t str) {
        match self.resource.find(['/', ':']) {
            Some(at) => (&self.resource[..at], &self.resource[at + 1..]),
            None => (self.resource, ""),
        }
    }

    /// The last part of the resource's path: the name of a role or user without its path.
    #[must_use]
    pub fn name(&self) -> &'t str {
        self.resource.rsplit('/').next().unwrap_or_default()
    }
}

/// The first colon that is not inside a policy variable.
///
/// Fields are short: they are read sooner than a search by vectors is set up.
fn colon(text: &str) -> Option<usize> {
    let at = text.bytes().position(|byte| matches!(byte, b':' | b'$'))?;
    if text.as_bytes().get(at) == Some(&b':') {
        Some(at)
    } else {
        colon_outside_variables(text)
    }
}

fn colon_outside_variables(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let at = memchr::memchr(b':', rest.as_bytes())?;
        let variable = rest.get(..at)?.find("${");
        let close = variable.and_then(|open| Some(open + rest.get(open..)?.find('}')?));
        match close {
            Some(close) => from += close + 1,
            None => return Some(from + at),
        }
    }
}

/// Whether a text is an account ID: 12 digits.
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn a_colon_inside_a_policy_variable_parts_nothing() {
        let text = "arn:aws:kms:*:${aws:PrincipalAccount}:key/*";
        let arn = Arn::parse(text).expect("six fields");
        assert_eq!(arn.account, "${aws:PrincipalAccount}");
        assert_eq!(arn.resource, "key/*");
        assert_eq!(Arn::range(text, arn.account), 14..37);
    }

    #[test]
    fn fields_stop_at_six_and_an_open_brace_is_only_text() {
        let fields = |text| Arn::fields(text).collect::<Vec<_>>();
        assert_eq!(fields("s3"), ["s3"]);
        assert_eq!(fields("a:b:c:d:e:f:g"), ["a", "b", "c", "d", "e", "f:g"]);
        assert_eq!(fields("arn:${aws:x"), ["arn", "${aws", "x"]);
        assert_eq!(fields("arn:aws:sqs:"), ["arn", "aws", "sqs", ""]);
    }
}
