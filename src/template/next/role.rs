//! `Role`: the customer's role, by as much as is known of it.

use crate::model::Arn;

/// A role that is to be, or that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role<'a> {
    pub name: &'a str,
    /// With its slashes: `/service/`. `None`: the root.
    pub path: Option<&'a str>,
    /// Once it exists, or where its account is known before.
    pub arn: Option<&'a str>,
}

impl<'a> Role<'a> {
    /// Reads an ARN, or a name. `None` if no role can be called so.
    ///
    /// Source: "IAM and AWS STS quotas: IAM name requirements" in the IAM User Guide.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (path, name, arn) = match Arn::parse(text) {
            None => (None, text, None),
            Some(parsed) => {
                let inside = parsed.resource.strip_prefix("role")?;
                let at = inside.rfind('/')?;
                let path = inside.get(..=at).filter(|path| *path != "/");
                (path, inside.get(at + 1..)?, Some(text))
            }
        };
        let is_allowed = |char: char| char.is_ascii_alphanumeric() || "_+=,.@-".contains(char);
        let is_name = (1..=64).contains(&name.len())
            && name.chars().all(is_allowed)
            // What begins with a hyphen would be an option of a command.
            && !name.starts_with('-');
        let is_path = |path: &str| path.chars().all(|char| matches!(char, '!'..='~'));
        (is_name && path.is_none_or(is_path)).then_some(Self { name, path, arn })
    }
}
