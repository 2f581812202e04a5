//! `Joined`: the permission policies of a role as one policy, as far as they have a say in an action.

use crate::model::{Policy, Statement};
use crate::rules::{Member, Together};
use crate::semantics::action_matches;
use crate::semantics::forms::WrittenResource;
use crate::semantics::statement_resources::{Reach, StatementResources};

/// The statements of all permission policies that may have a say in an action, as one policy.
pub(super) struct Joined<'a> {
    pub policy: Policy<'a>,
    /// Where each of its statements stands, by its index.
    pub origins: Vec<(&'a Member<'a>, &'a Statement<'a>)>,
}

impl<'a> Joined<'a> {
    /// `None` if there is no permission policy.
    pub fn of(together: &Together<'a>, action: &str, with_denies: bool) -> Option<Self> {
        let first = together.permissions().find(|one| is_readable(one))?;
        let has_variables = together.permissions().any(|one| one.policy.has_variables());
        // Variables are variables in all of it: the policy that gives its version has to say so.
        let base = together
            .permissions()
            .find(|one| is_readable(one) && one.policy.has_variables() == has_variables)
            .unwrap_or(first);
        let (mut statements, mut origins) = (Vec::new(), Vec::new());
        for member in together.permissions().filter(|one| is_readable(one)) {
            let variables = member.policy.has_variables();
            for statement in &member.policy.statements {
                let counts = if statement.is_deny() {
                    with_denies && speaks_of(statement, action)
                } else {
                    speaks_of(statement, action) && may_reach(together, member, statement, action)
                };
                if !counts {
                    continue;
                }
                let mut statement_here = statement.clone();
                statement_here.index = origins.len();
                // Plain text here would be a variable there.
                statement_here.sound &= variables == has_variables || !has_dollar(statement);
                statements.push(statement_here);
                origins.push((member, statement));
            }
        }
        Some(Self {
            policy: base.policy.with_only(statements),
            origins,
        })
    }
}

/// Whether all of its text is there to be read: a statement of its own kind of wrong may still say anything.
pub(super) fn is_readable(member: &Member) -> bool {
    let policy = member.policy;
    !policy.broken && policy.root.is_some() && policy.repeated.is_none()
}

/// Whether the statement may name the action, or one of those that a pattern names, or nobody knows.
fn speaks_of(statement: &Statement, action: &str) -> bool {
    let Some(list) = &statement.action else {
        return true;
    };
    let is_pattern = action.contains(['*', '?']);
    let service = service_of(action);
    let may_name = |text: &str| {
        if is_pattern {
            is_of(text, service)
        } else {
            action_matches(text, action)
        }
    };
    let mut items = list.items.iter();
    !statement.sound || list.negated() || items.any(|item| item.known().is_none_or(may_name))
}

/// Whether the statement's resources are any that the action acts on.
pub(in crate::rules) fn may_reach(
    together: &Together,
    member: &Member,
    statement: &Statement,
    action: &str,
) -> bool {
    let (Some(list), Some(action)) = (&statement.resource, together.catalog.action(action)) else {
        return true;
    };
    let variables = member.policy.has_variables();
    let written = |item| WrittenResource::new(item, variables);
    let values: Vec<_> = list.items.iter().map(written).collect();
    let resources = StatementResources::of(list, &values, together.catalog);
    resources.is_none_or(|mut resources| resources.reach(action) != Reach::Never)
}

fn has_dollar(statement: &Statement) -> bool {
    let values = statement.conditions.iter().flat_map(|one| &one.values);
    let mut texts = statement
        .resource
        .iter()
        .flat_map(|list| &list.items)
        .chain(values);
    texts.any(|text| text.written().contains("${"))
}

pub(super) fn service_of(action: &str) -> &str {
    action.split(':').next().unwrap_or_default()
}

/// Whether the value of an `Action` may name an action of the service.
pub(super) fn is_of(text: &str, service: &str) -> bool {
    let prefix = service_of(text);
    prefix.contains(['*', '?']) || prefix.eq_ignore_ascii_case(service)
}
