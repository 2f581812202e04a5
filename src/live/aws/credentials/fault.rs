//! How an error speaks of a profile.

use crate::live::aws::error::AwsError;

/// `reason` is what the profile does or has, such as `holds no credentials`.
pub(super) fn fault(profile: &str, reason: &str, help: Option<&str>) -> AwsError {
    AwsError::Profile {
        profile: profile.to_owned(),
        reason: reason.to_owned(),
        help: help.map(str::to_owned),
    }
}

/// The name of a profile in a command that a shell takes as it is.
pub(super) fn plain(name: &str) -> &str {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
    if name.chars().all(is_plain) {
        name
    } else {
        "NAME"
    }
}
