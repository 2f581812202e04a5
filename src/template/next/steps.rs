//! The steps that change something: the role, the integration, the trust policy.

use super::command::{Command, file_url, path};
use super::fetch::{INTEGRATION, check, then};
use super::{Flow, Role, Script, Situation, Unnamed, fetch, hcl, stage};

/// What Confluent's page calls the role.
const ROLE_NAME: &str = "ConfluentCloudIntegrationRole";
const PLACEHOLDER: &str = "confluent-placeholder.json";
const TRUST: &str = "confluent-trust.json";
/// Confluent's statements alone, where the role has others besides.
const STATEMENTS: &str = "confluent-statements.json";

/// From nothing to a permission policy, and from there to a role that denies everyone.
pub(super) fn planned(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    let Some(permission) = situation.permission else {
        script.note("next: write what Confluent may do; `iamsure connectors` lists what each connector needs");
        let write = Command::new("iamsure template permission")
            .option("--connector", "S3_SINK")
            .option_of_shell("--bucket", "\"${BUCKET:?the name of the bucket}\"")
            .option("--output", "permission.json");
        let check = Command::new("iamsure check").operand("permission.json");
        let after = Situation {
            permission: Some("permission.json"),
            ..situation.clone()
        };
        script.chain([write, check, then(&after)]);
        return Ok(());
    };
    let role = situation.role.unwrap_or(Role {
        name: ROLE_NAME,
        path: None,
        arn: None,
    });
    match situation.flow {
        Flow::Terraform => return terraform(situation, script),
        Flow::Console => by_console(permission, script),
        Flow::Cli | Flow::Api => by_commands(situation, permission, &role, script),
    }
    Ok(())
}

fn by_commands(situation: &Situation, permission: &str, role: &Role, script: &mut Script) {
    script.note("next: create the role; it denies everyone until Confluent says whom to trust");
    let check = Command::new("iamsure check").operand(&path(permission));
    let bootstrap = Command::new("iamsure template bootstrap").option("--output", PLACEHOLDER);
    let policy = Command::new("aws iam create-policy")
        .option("--policy-name", role.name)
        .option("--policy-document", &file_url(permission))
        .option("--query", "Policy.Arn")
        .option("--output", "text")
        .into_variable("POLICY_ARN");
    let create = Command::new("aws iam create-role")
        .option("--role-name", role.name)
        .option_if("--path", role.path)
        .option("--assume-role-policy-document", &file_url(PLACEHOLDER))
        .option("--query", "Role.Arn")
        .option("--output", "text")
        .into_variable("ROLE_ARN");
    let attach = Command::new("aws iam attach-role-policy")
        .option("--role-name", role.name)
        .option_of_shell("--policy-arn", "\"$POLICY_ARN\"");
    let next = then(&Situation {
        role: None,
        ..situation.clone()
    })
    .option_of_shell("--role-arn", "\"$ROLE_ARN\"");
    script.chain([check, bootstrap, policy, create, attach, next]);
}

fn by_console(permission: &str, script: &mut Script) {
    script.note("next: create the role; it denies everyone until Confluent says whom to trust");
    let check = Command::new("iamsure check").operand(&path(permission));
    script.chain([check, Command::new("iamsure template bootstrap")]);
    script.note("IAM, Policies, Create policy, JSON: paste the permission policy that was checked");
    script.note("IAM, Roles, Create role, Custom trust policy: paste what `iamsure template bootstrap` printed");
    script.note("attach the permission policy; then give its ARN to `iamsure template next --flow console --role-arn`");
}

/// From the role to the integration.
pub(super) fn prepared(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    if situation.flow == Flow::Terraform {
        return terraform(situation, script);
    }
    let role = situation.role.ok_or(Unnamed::RoleArn)?;
    let arn = role.arn.ok_or(Unnamed::RoleArn)?;
    let name = situation
        .name
        .unwrap_or(role.name.get(..60).unwrap_or(role.name));
    script.note("next: create the integration");
    if situation.is_shared {
        script.note("the role lets others in: leave its trust policy as it is; the placeholder would cut them off");
    }
    let create = match situation.flow {
        Flow::Console | Flow::Terraform => {
            script.note("Confluent Cloud, Integrations, Provider Integrations, Add integration, Existing role");
            script.note(format!(
                "the ARN of the role is {}",
                crate::text::quote(arn)
            ));
            script
                .note("Confluent then shows its role and the external ID; the same is printed by");
            fetch::list(situation.environment)
        }
        Flow::Cli => Command::new("confluent provider-integration create")
            .operand(name)
            .option("--cloud", "aws")
            .option("--customer-role-arn", arn)
            .option_if("--environment", situation.environment)
            .option("--output", "json"),
        Flow::Api => {
            let environment = situation.environment.ok_or(Unnamed::Environment)?;
            fetch::create(name, arn, environment)
        }
    };
    let after = Situation {
        integration: Some(INTEGRATION),
        ..situation.clone()
    };
    script.chain([create.into_file(INTEGRATION), then(&after)]);
    Ok(())
}

/// Role and integration at once: Confluent takes the ARN of a role that does not exist yet.
fn terraform(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    let environment = situation.environment.ok_or(Unnamed::Environment)?;
    let role = situation.role.unwrap_or(Role {
        name: ROLE_NAME,
        path: None,
        arn: None,
    });
    script.note("next: describe integration and role, and apply both at once");
    let is_there = role.arn.is_some();
    if situation.is_shared {
        script.note("the role lets others in: put the two statements into its own policy, in its module, and leave out the resource below");
    } else if is_there {
        script.note("the role is there already: `terraform import` takes it over, and what its module says then holds");
    }
    script.file(
        "confluent.tf",
        hcl::Module {
            situation,
            role,
            environment,
        }
        .to_string(),
    );
    let import = Command::new("terraform import")
        .operand("aws_iam_role.confluent")
        .operand(role.name);
    let commands = [
        Some(Command::new("terraform init")),
        is_there.then_some(import),
        Some(Command::new("terraform apply")),
        Some(Command::new("terraform show -json").into_file("state.json")),
        Some(
            Command::new("aws iam get-role")
                .option("--role-name", role.name)
                .option("--query", "Role.AssumeRolePolicyDocument")
                .option("--output", "json")
                .into_file(TRUST),
        ),
        Some(then(&Situation {
            trust: Some(TRUST),
            integration: Some("state.json"),
            ..situation.clone()
        })),
    ];
    if situation.is_shared {
        // Whoever runs all of this at once would cut the others off.
        let after = commands.into_iter().enumerate();
        script.later(
            after
                .filter(|(index, _)| *index != 1)
                .filter_map(|(_, one)| one),
        );
    } else {
        script.chain(commands.into_iter().flatten());
    }
    Ok(())
}

/// From the integration to the role that trusts it.
pub(super) fn created(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    let role = situation.role.ok_or(Unnamed::Role)?;
    let integration = &path(situation.integration.unwrap_or(INTEGRATION));
    script.note(format!("next: {}", stage::LET_IN));
    let write = Command::new("iamsure template trust")
        .option("--integration", integration)
        .option_if("--integration-id", situation.selected);
    if situation.flow == Flow::Terraform {
        script.note("put what this prints in the place of the role's trust policy, in its module, and apply it");
        if situation.is_shared {
            script.note("the role lets others in: keep their statements beside");
        }
        script.chain([write.option("--format", "terraform")]);
        script.note("then, with what `terraform show -json` and `aws iam get-role` say of it:");
        script.later([Command::new("terraform apply"), then(situation)]);
        return Ok(());
    }
    let update = Command::new("aws iam update-assume-role-policy")
        .option("--role-name", role.name)
        .option("--policy-document", &file_url(TRUST));
    let write = write.option(
        "--output",
        if situation.is_shared {
            STATEMENTS
        } else {
            TRUST
        },
    );
    let placed = Situation {
        trust: Some(TRUST),
        permission: None,
        ..situation.clone()
    };
    let after = Situation {
        trust: Some(TRUST),
        ..situation.clone()
    };
    let place = [check(&placed, integration), update, then(&after)];
    if situation.is_shared {
        let fetch = Command::new("aws iam get-role")
            .option("--role-name", role.name)
            .option("--query", "Role.AssumeRolePolicyDocument")
            .option("--output", "json")
            .into_file(TRUST);
        script.chain([write, fetch]);
        script.note(format!(
            "the role lets others in: put the statements of {STATEMENTS} into {TRUST} beside theirs, and only then:"
        ));
        script.later(place);
        script.note(AGAIN);
    } else {
        script.note(AGAIN);
        script.chain([write].into_iter().chain(place));
    }
    Ok(())
}

const AGAIN: &str = "AWS may say `Invalid principal` for a minute, until Confluent's new role is there: run it again then";
