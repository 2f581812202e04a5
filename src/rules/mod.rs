//! Opinions on policies: what a rule is, what it sees, and the one list of all rules.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::config::{Config, RuleOption, Standing};
use crate::finding::{Draft, Finding, Meta};
use crate::integration::Integration;
use crate::model::Part;

/// Turns the one list into modules and registry: `category { rule, … }` is `src/rules/category/rule.rs` with its `RULE`.
macro_rules! rules {
    ($($category:ident { $($rule:ident),* $(,)? })*) => {
        $(mod $category { $(pub mod $rule;)* })*
        static RULES: &[&Rule] = &[$($(&$category::$rule::RULE,)*)*];
    };
}

rules! {
    syntax {
        duplicate_key,
        duplicate_keys_with_different_case,
        json_syntax_error,
        placeholder_value,
        sample_value,
        unsupported_character,
    }
    grammar {
        data_type_mismatch,
        duplicate_sid,
        empty_array_action,
        empty_array_resource,
        empty_object_condition,
        empty_sid_value,
        invalid_effect,
        invalid_policy_element,
        invalid_version,
        malformed_variable,
        missing_action,
        missing_effect,
        missing_resource,
        missing_statement,
        missing_version,
        old_version,
        rcp_syntax_error_action,
        rcp_syntax_error_allow,
        rcp_syntax_error_notaction,
        rcp_syntax_error_principal,
        scp_syntax_error_action_wildcard,
        unknown_policy_variable,
        unsupported_element_combination,
        unsupported_id,
        unsupported_principal,
        unsupported_sid,
        variable_unsupported_in_element,
        variable_unsupported_in_version,
    }
    action {
        invalid_action,
        invalid_service_in_action,
        malformed_action,
        retired_action,
        unsupported_action_in_policy,
    }
    resource {
        arn_of_no_resource,
        impossible_bucket_name,
        invalid_arn_account,
        invalid_arn_prefix,
        invalid_arn_region,
        invalid_arn_service_case,
        invalid_partition,
        missing_arn_field,
        unsupported_resource_arn_in_policy,
        wildcard_in_service_name,
    }
    principal {
        allow_with_not_principal,
        any_repository,
        deleted_principal,
        duplicate_principal,
        empty_array_principal,
        empty_object_principal,
        federated_principal_not_supported,
        invalid_federated_principal_syntax_in_role_trust_policy,
        invalid_principal_format,
        invalid_principal_key,
        malformed_principal,
        mismatched_action_for_principal,
        missing_action_for_roles_anywhere_trust_policy,
        missing_audience,
        missing_condition_key_for_oidc_principal,
        missing_github_repo_condition_key,
        missing_principal,
        missing_required_claim,
        missing_subject,
        not_principal_everyone,
        not_principal_scoped,
        recommended_condition_key_for_service_principal,
        redundant_principal_in_role_trust_policy,
        restrict_access_to_service_principal,
        role_trust_policy_syntax_error_notprincipal,
        specific_github_repo_and_branch_recommended,
        unsupported_wildcard_in_principal,
    }
    condition {
        condition_never_true,
        condition_value_type,
        confirm_audience_claim_type,
        confluent_source_ip,
        deprecated_global_condition_key,
        dynamodb_attributes_without_select,
        empty_array_condition,
        empty_date_window,
        expired_access,
        forallvalues_without_null_check,
        foranyvalue_with_audience_claim_type,
        full_wildcard_condition,
        future_access,
        host_bits_in_cidr,
        impossible_condition_arn,
        impossible_condition_value,
        impossible_tag_key,
        invalid_condition_data_type,
        invalid_condition_key_format,
        invalid_condition_multiple_boolean,
        invalid_condition_operator,
        invalid_date_value,
        invalid_global_condition_key,
        invalid_kms_key_value,
        invalid_region,
        invalid_service,
        invalid_service_condition_key,
        invalid_service_principal_format,
        invalid_variable_for_operator,
        irrelevant_condition_key_in_policy,
        malformed_vpc_id,
        mfa_condition_skippable,
        missing_action_for_condition_key,
        missing_paired_condition_keys,
        missing_qualifier,
        missing_tag_key_in_condition,
        null_with_if_exists,
        null_with_qualifier,
        overreaching_deny,
        private_ip_address,
        rcp_missing_related_principal_condition_key,
        rcp_missing_related_service_principal_condition_key,
        rcp_missing_service_condition_key_null_check,
        redundant_if_exists,
        retired_condition_key,
        s3_prefix_in_negative_context,
        service_key_without_service,
        session_in_principal_arn,
        set_operator_on_single_valued_key,
        skippable_condition,
        skippable_deny,
        string_like_operator_with_arn_condition_keys,
        type_mismatch,
        unrestricted_source_ip,
        unsupported_action_for_condition_key,
        unsupported_condition_key_for_service_principal,
        unsupported_tag_condition_key,
        untrustworthy_condition_key,
        use_condition_key_only_with_supported_services,
        variable_usage_too_permissive,
        wildcard_usage_too_permissive,
        wildcard_without_like_operator,
    }
    trust {
        anyone_can_assume,
        bootstrap_trust_policy,
        cross_product_trust,
        leftover_bootstrap_deny,
        missing_external_id,
        missing_tag_session,
        optional_external_id,
        permission_in_trust_policy,
        tag_session_alone,
        weak_external_id,
        whole_account_trusted,
    }
    integration {
        connector_excess_action,
        connector_missing_action,
        connector_not_supported,
        customer_role_mismatch,
        external_id_mismatch,
        integration_not_trusted,
        principal_mismatch,
    }
    run {
        expired_exception,
        unused_exception,
    }
    privilege {
        action_without_effect,
        allow_not_action,
        allow_not_resource,
        boundary_without_allow,
        credentials_exposure,
        data_exfiltration,
        forbidden_access,
        full_access,
        key_policy_lockout,
        privilege_escalation,
        public_access,
        resource_exposure,
        service_wildcard,
        shadowed_statement,
        statement_without_effect,
        unrestricted_pass_role,
        unrestricted_service_linked_role,
        wildcard_resource,
    }
    size {
        policy_size,
    }
    redundancy {
        redundant_action,
        redundant_condition_value,
        redundant_resource,
        redundant_statement,
    }
}

mod admission;
mod context;
mod demanded;
mod global_key;
mod insertion;
mod meaning;
mod pages;
mod removal;
mod risk;
mod surplus;
mod together;
mod witness;

pub use context::{Answers, Context, Keyed, WrittenArn, is_current};
pub use pages::page;
pub use together::{Member, Together};
use witness::witness;

/// A rule: its facts, its manual, and one pure function.
#[derive(Debug)]
pub struct Rule {
    pub meta: Meta,
    /// What people may set under `[options.<id>]`; the page describes each.
    pub options: &'static [RuleOption],
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One policy of any type.
    Policy(fn(&Context) -> Vec<Finding>),
    /// One policy of any type that has what the rule is about.
    With(Part, fn(&Context) -> Vec<Finding>),
    /// One policy, if it is a trust policy.
    Trust(fn(&Context) -> Vec<Finding>),
    /// One policy of any type, and only where somebody asks for the rule: a strict or debatable opinion.
    Asked(fn(&Context) -> Vec<Finding>),
    /// All policies of the run at once, as those of one role that a connector will use; only where one is named.
    Together(fn(&Together) -> Vec<Finding>),
    /// The whole run, once.
    Run(fn(&Run) -> Vec<Finding>),
}

/// All that a rule may know of the whole run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Confluent's response, if it was given.
    pub integration: Option<&'a Integration>,
    /// The ARN of the role whose policies are checked, if it was given.
    pub role_arn: Option<&'a str>,
    pub config: &'a Config,
    /// What became of each exception of the configuration.
    pub exceptions: &'a [ExceptionState],
    /// The clock for rules about dates.
    pub now: DateTime<Utc>,
}

/// What became of an exception in a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExceptionState {
    /// Whether its rule ran on a file that it names.
    pub concerned: bool,
    /// Whether it let a finding pass.
    pub used: bool,
}

impl Rule {
    /// Begins a finding of this rule.
    #[must_use]
    pub fn finding(&'static self, message: impl Into<Cow<'static, str>>) -> Draft {
        Draft::new(&self.meta, message)
    }

    /// Its manual, in Markdown: `rules/<category>/<id>.md`.
    #[must_use]
    pub fn page(&self) -> &'static str {
        page(&self.meta)
    }

    /// Whether it runs when nobody names it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.check {
            Check::Asked(_) => Standing::OptIn,
            Check::Policy(_)
            | Check::With(..)
            | Check::Trust(_)
            | Check::Together(_)
            | Check::Run(_) => Standing::Default,
        }
    }
}

/// Every rule, in the order of the list above.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    RULES
}

/// The rule of this id, or the rule that stands for this code of AWS's own check.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.meta.id == name)
        .or_else(|| RULES.iter().find(|rule| rule.meta.codes.contains(&name)))
        .copied()
}
