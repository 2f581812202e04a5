//! What the checks are called.

use crate::finding::{Category, Meta, Severity};

const fn check(id: &'static str, summary: &'static str) -> Meta {
    Meta {
        id,
        category: Category::Privilege,
        severity: Severity::Error,
        summary,
        codes: &[],
    }
}

pub static NO_NEW_ACCESS: Meta = check("no-new-access", "access that another policy does not give");
pub static ACCESS_NOT_GRANTED: Meta =
    check("access-not-granted", "access that must not be granted");
pub static NO_PUBLIC_ACCESS: Meta = check("no-public-access", "access for those outside");
