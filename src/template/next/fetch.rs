//! The steps that only look: what Confluent says, and whether both sides agree.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::command::{Command, path};
use super::{Flow, Script, Situation, Unnamed, stage};

/// What Confluent says of the integration, once it is fetched.
pub(super) const INTEGRATION: &str = "integration.json";
const INTEGRATIONS: &str = "https://api.confluent.cloud/pim/v1/integrations";

/// What stands for itself in a URL (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// curl reads the key from its input: what stands on a command line, everybody on the machine can read.
const KEY: &str =
    r#"printf 'user = "%s:%s"\n' "${CONFLUENT_CLOUD_API_KEY:?}" "${CONFLUENT_CLOUD_API_SECRET:?}""#;

pub(super) fn create(name: &str, role_arn: &str, environment: &str) -> Command {
    let body = json!({
        "display_name": name,
        "provider": "AWS",
        "config": { "kind": "AwsIntegrationConfig", "customer_iam_role_arn": role_arn },
        "environment": { "id": environment },
    });
    curl("POST", INTEGRATIONS)
        .option("--header", "Content-Type: application/json")
        .option("--data-raw", &body.to_string())
}

fn curl(method: &str, url: &str) -> Command {
    Command::new("curl --config - --fail-with-body --silent --show-error")
        .option("--request", method)
        .option("--url", url)
        .with_input(KEY)
}

pub(super) fn list(environment: Option<&str>) -> Command {
    Command::new("confluent provider-integration list")
        .option_if("--environment", environment)
        .option("--output", "json")
}

/// Confluent's response, printed.
fn response(situation: &Situation) -> Result<Command, Unnamed> {
    let environment = situation.environment;
    // What begins with a hyphen would be an option of the command.
    let id = situation.id.filter(|id| !id.starts_with('-'));
    Ok(match (situation.flow, id) {
        (Flow::Terraform, _) => Command::new("terraform show -json"),
        (Flow::Api, id) => {
            let environment = environment.ok_or(Unnamed::Environment)?;
            let id = id.map(|id| format!("/{}", utf8_percent_encode(id, RESERVED)));
            let environment = utf8_percent_encode(environment, RESERVED);
            let url = format!(
                "{INTEGRATIONS}{}?environment={environment}",
                id.unwrap_or_default()
            );
            curl("GET", &url)
        }
        (Flow::Console | Flow::Cli, Some(id)) => {
            Command::new("confluent provider-integration describe")
                .operand(id)
                .option_if("--environment", environment)
                .option("--output", "json")
        }
        (Flow::Console | Flow::Cli, None) => list(environment),
    })
}

/// Complete what was begun.
pub(super) fn pending(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    script.note(format!("next: {}", stage::COMPLETE));
    let file = if situation.flow == Flow::Terraform {
        "state.json"
    } else {
        INTEGRATION
    };
    let fetch = response(situation)?.into_file(file);
    let apply = (situation.flow == Flow::Terraform).then(|| Command::new("terraform apply"));
    let after = Situation {
        integration: Some(file),
        ..situation.clone()
    };
    script.chain(apply.into_iter().chain([fetch, then(&after)]));
    Ok(())
}

/// Fetch what the trust policy is to be compared with.
pub(super) fn named(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    script.note("next: fetch the integration and compare");
    let fetch = response(situation)?.into_file(INTEGRATION);
    let after = Situation {
        integration: Some(INTEGRATION),
        ..situation.clone()
    };
    script.chain([fetch, check(situation, INTEGRATION), then(&after)]);
    Ok(())
}

/// Look whether all is as it is meant to be, with Confluent's response as it is now.
pub(super) fn done(situation: &Situation, script: &mut Script) -> Result<(), Unnamed> {
    script.note("next: check both sides as they are now");
    let fetch = response(situation)?;
    script.chain([fetch.piped_into(&check(situation, "-"))]);
    script.note(format!("then {}", stage::connector(situation.id)));
    script.note("not in these documents: the policies of the bucket and of its KMS key, control policies, the role's boundary");
    Ok(())
}

/// The check of all documents at hand against a response.
pub(super) fn check(situation: &Situation, integration: &str) -> Command {
    let files = [situation.trust, situation.permission];
    let command = files
        .into_iter()
        .flatten()
        .fold(Command::new("iamsure check"), |command, file| {
            command.operand(&path(file))
        });
    let role = situation.role.map(|role| role.arn.unwrap_or(role.name));
    command
        .option("--integration", integration)
        .option_if("--integration-id", situation.selected)
        .option_if("--role-arn", role)
}

fn file(name: Option<&str>) -> Option<String> {
    name.map(path)
}

/// The command that says what comes after this step.
pub(super) fn then(after: &Situation) -> Command {
    let flow = match after.flow {
        Flow::Cli => None,
        Flow::Console => Some("console"),
        Flow::Api => Some("api"),
        Flow::Terraform => Some("terraform"),
    };
    let role = after.role.map(|role| role.arn.unwrap_or(role.name));
    Command::new("iamsure template next")
        .option_if("--flow", flow)
        .option_if("--permission", file(after.permission).as_deref())
        .option_if("--trust", file(after.trust).as_deref())
        .option_if("--integration", file(after.integration).as_deref())
        .option_if("--integration-id", after.selected)
        .option_if("--role-arn", role)
        .option_if("--name", after.name)
        .option_if("--environment", after.environment)
}
