//! What becomes of a rule that fails: a finding, and no end of the run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::finding::{Category, Draft, Finding, Meta, Severity};
use crate::rules::{Check, Rule};
use crate::source::Span;

/// A rule that failed. It has no page: it is no opinion, and no configuration can silence it.
static INTERNAL_ERROR: Meta = Meta {
    id: "internal-error",
    category: Category::Run,
    severity: Severity::Error,
    summary: "rule that failed on this policy: a defect of iamsure",
    codes: &[],
};

/// What the work gives; the error is what it panicked with.
pub(super) fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let reason = panic.downcast_ref::<&str>().copied().map(str::to_owned);
        reason
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default()
    })
}

/// The finding that a rule failed on a source.
pub(super) fn failure(rule: &Rule, source: Span, reason: String) -> Finding {
    let message = match rule.check {
        Check::Together(_) | Check::Run(_) => format!("the rule `{}` failed", rule.meta.id),
        Check::Policy(_) | Check::With(..) | Check::Trust(_) | Check::Asked(_) => format!(
            "the rule `{}` failed; this policy was not fully checked",
            rule.meta.id
        ),
    };
    Draft::new(&INTERNAL_ERROR, message)
        .at(Span::new(source.file, source.start, source.start), reason)
        .help("report it with the policy, or the part of it that is enough")
}

/// Whether a finding says that we are wrong, not the policy.
pub(super) fn is_internal(finding: &Finding) -> bool {
    finding.rule == &INTERNAL_ERROR
}
