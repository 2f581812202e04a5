//! All rules on AWS's own managed policies: no error but those that somebody has looked at, and no rule that fails.
//!
//! The policies are AWS's and no part of the repository. Where they lie beside it, they are read.

use std::collections::BTreeMap;

use chrono::{TimeZone, Utc};
use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::finding::Severity;
use iamsure::kind::PolicyType;
use iamsure::source::{Source, Sources};

use crate::optional::managed_policies;

/// Name, rule, and why it is right to call this an error.
const REVIEWED: [(&str, &str); 5] = [
    // The policy for administrators: everything on everything is its purpose, and what the rule is there to find.
    ("AdministratorAccess", "full-access"),
    // `lakeformation:GlueARN` stands in no page of AWS.
    (
        "AmazonDataZoneGlueManageAccessRolePolicy",
        "invalid-service-condition-key",
    ),
    // Names of budgets, payments and organizations that AWS's pages have never had: nobody else's calls are allowed by them.
    ("AWSManagedSettingsAdminAccess", "invalid-action"),
    // Everything on everything, for calls through one kind of server; a condition limits when, not what.
    ("AWSMcpServiceActionsFullAccess", "full-access"),
    // `memorydb:ReplicateMultiRegionClusterData` stands in no page of AWS.
    ("MemoryDBServiceRolePolicy", "invalid-action"),
];

/// Rules that speak of these policies without an error, and how often at most: a new false alarm shows up as a number.
const AT_MOST: [(&str, usize); 19] = [
    // 124 warnings: `logs:DescribeLogGroups` on one group and the like; remarks on what AWS uses and does not document.
    ("action-without-effect", 333),
    // Warnings where the type is right or nearly so, remarks where nobody can tell: none of them without a `*` before it.
    ("arn-of-no-resource", 64),
    // Policies that give all roles, secrets or database users: 65 warnings.
    ("credentials-exposure", 68),
    // Policies that read all buckets, tables, queues or parameters: 123 warnings.
    ("data-exfiltration", 131),
    ("forallvalues-without-null-check", 145),
    ("full-wildcard-condition", 120),
    ("invalid-action", 25),
    // AWS's own policies are not held to the quota; a copy of one is.
    ("policy-size", 85),
    // Warnings on 91 policies, the others remarks on named roles and under conditions.
    ("privilege-escalation", 266),
    // Remarks: entries of one list that another one takes in, or that stand twice.
    ("redundant-action", 32),
    ("redundant-resource", 55),
    // Policies that may open all of a service: 85 warnings.
    ("resource-exposure", 95),
    // Remarks, one for each service that a policy still names.
    ("retired-action", 60),
    ("service-wildcard", 534),
    // Patterns of ARNs under `StringLike`, as AWS's own check names them too.
    ("string-like-operator-with-arn-condition-keys", 17),
    // Warnings on 5 policies that pass any role; remarks on roles of a pattern, and on `IfExists`.
    ("unrestricted-pass-role", 24),
    // Warnings: one action, or a few, without the key that the others of the statement have.
    ("unsupported-action-for-condition-key", 10),
    // Remarks on actions without the tag, most of them such as create something or list it; 5 warnings on statements of which
    // nothing else is left.
    ("unsupported-tag-condition-key", 52),
    // 2,020 warnings on statements that write to, or read the content of, all resources of a type: AWS does not know their
    // names. Remarks on descriptions, and on `*` under conditions on the resource.
    ("wildcard-resource", 2_779),
];

/// What each of the other rules may say.
const A_FEW: usize = 8;

#[test]
fn managed_policies_have_no_error_but_reviewed_ones() {
    let policies = managed_policies();
    if policies.is_empty() {
        return;
    }
    assert!(policies.len() > 1_500, "{} policies", policies.len());
    let config = Config::default();
    let settings = Settings {
        policy_type: Some(PolicyType::Identity),
        ..Settings::new(Utc.with_ymd_and_hms(2026, 1, 31, 0, 0, 0).unwrap(), &config)
    };
    let mut errors = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, document) in &policies {
        let text = document.to_string();
        let mut sources = Sources::default();
        let file = sources.add(Source::new(name.as_str(), text.as_str()));
        let tree = iamsure::syntax::parse(file, sources.get(file));
        for finding in judge(&tree, &settings, iamsure::rules::all()).findings {
            assert_ne!(finding.rule.id, "internal-error", "{name}");
            *counts.entry(finding.rule.id).or_default() += 1;
            if finding.severity == Severity::Error {
                errors.push((name.as_str(), finding.rule.id));
            }
        }
    }
    errors.sort_unstable_by_key(|(name, rule)| (name.to_lowercase(), *rule));
    errors.dedup();
    assert_eq!(errors, REVIEWED);
    for (rule, count) in counts {
        let most = AT_MOST.iter().find(|(name, _)| *name == rule);
        let most = most.map_or(A_FEW, |(_, most)| *most);
        assert!(count <= most, "{rule}: {count} findings, {most} at most");
    }
}
