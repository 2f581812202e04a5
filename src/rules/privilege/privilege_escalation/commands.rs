//! Whether whoever may send commands chooses which: the documents that it may send decide.

use crate::model::{Arn, List, Policy, Statement, Text};
use crate::rules::risk;
use crate::semantics::Piece;
use crate::semantics::grants::Grants;
use crate::semantics::resource::resource_matches;
use crate::semantics::wanted::Action;

use super::techniques::Technique;

const SEND_COMMAND: Action = risk::action("ssm:SendCommand");

/// Documents of AWS that run what their sender writes.
const ANY_COMMAND: [&str; 3] = [
    "AWS-RunShellScript",
    "AWS-RunPowerShellScript",
    "AWS-RunRemoteScript",
];

/// Whether the documents leave the commands to the sender; yes for a technique without documents.
///
/// Source: "Actions, resources, and condition keys for AWS Systems Manager": the command needs a document and a target.
pub(super) fn may_be_any(policy: &Policy, grants: &Grants, technique: &Technique) -> bool {
    !technique.needs.contains(&SEND_COMMAND)
        || grants.naming(policy, SEND_COMMAND).any(leaves_the_choice)
}

fn leaves_the_choice(statement: &Statement) -> bool {
    statement.resource.as_ref().is_some_and(List::negated)
        || statement
            .resources()
            .filter_map(Text::known)
            .any(takes_any_command)
}

fn takes_any_command(resource: &str) -> bool {
    if resource == "*" {
        return true;
    }
    let region = Arn::parse(resource).map_or("*", |arn| arn.region);
    let region = match region {
        written if written.contains(['*', '?']) => "eu-west-1",
        written => written,
    };
    ANY_COMMAND.iter().any(|document| {
        let arn = format!("arn:aws:ssm:{region}::document/{document}");
        !resource_matches(&[Piece::Written(resource)], &arn).is_no()
    })
}
