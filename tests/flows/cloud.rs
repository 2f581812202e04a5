//! AWS and Confluent Cloud as a person changes them: a role with its policies, an integration, and servers on loopback that
//! tell of them as the real ones do.

use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::running::{Folder, Run};
use crate::servers::{Answer, Server};

pub const ROLE_NAME: &str = "OrdersArchive";
pub const ROLE: &str = "arn:aws:iam::482915637048:role/OrdersArchive";
pub const ENVIRONMENT: &str = "env-3m8yq";
const POLICY: &str = "arn:aws:iam::482915637048:policy/OrdersArchive";
const CONFLUENTS_ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const EXTERNAL_ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";

/// A day, so that no date of a policy is over.
pub const NOW: [&str; 2] = ["--now", "2026-11-23T00:00:00Z"];

/// Both accounts, and the folder of the person who prepares them.
pub struct Cloud {
    pub folder: Folder,
    /// The texts of the role's trust policy and of the policy that is attached to it.
    role: Option<(String, String)>,
    is_integrated: bool,
    usages: &'static str,
}

impl Cloud {
    /// Nothing is there yet.
    pub fn empty() -> Self {
        Self {
            folder: Folder::with(&[]),
            role: None,
            is_integrated: false,
            usages: "[]",
        }
    }

    /// `aws iam create-role` and what attaches its policy, from files of the folder.
    pub fn create_role(&mut self, trust: &str, permission: &str) {
        self.role = Some((self.text(trust), self.text(permission)));
    }

    /// `aws iam update-assume-role-policy`
    pub fn update_trust(&mut self, trust: &str) {
        let text = self.text(trust);
        self.role.as_mut().expect("there is a role").0 = text;
    }

    /// `aws iam create-policy-version --set-as-default`
    pub fn update_permission(&mut self, permission: &str) {
        let text = self.text(permission);
        self.role.as_mut().expect("there is a role").1 = text;
    }

    /// Confluent makes its role and the external ID.
    pub fn create_integration(&mut self) {
        self.is_integrated = true;
    }

    pub fn create_connector(&mut self) {
        self.usages = r#"["crn://confluent.cloud/organization=0d5c/environment=env-3m8yq/cloud-cluster=lkc-8wz21/connector=orders"]"#;
    }

    /// The integration as the API describes it.
    pub fn api(&self) -> String {
        assert!(self.is_integrated, "there is no integration");
        format!(
            r#"{{"api_version":"pim/v1","kind":"Integration","id":"cspi-7h2kq","display_name":"orders-archive","provider":"AWS",
 "config":{{"kind":"AwsIntegrationConfig","iam_role_arn":"{CONFLUENTS_ROLE}","external_id":"{EXTERNAL_ID}","customer_iam_role_arn":"{ROLE}"}},
 "usages":{},"environment":{{"id":"{ENVIRONMENT}"}}}}"#,
            self.usages
        )
    }

    /// The integration as `confluent provider-integration create` and `describe` print it.
    pub fn cli(&self) -> String {
        assert!(self.is_integrated, "there is no integration");
        format!(
            r#"{{"id":"cspi-7h2kq","name":"orders-archive","provider":"aws","environment":"{ENVIRONMENT}",
 "iam_role_arn":"{CONFLUENTS_ROLE}","external_id":"{EXTERNAL_ID}","customer_role_arn":"{ROLE}","usages":{}}}"#,
            self.usages
        )
    }

    /// Terraform's state with both sides, as far as they are there.
    pub fn state(&self) -> String {
        let (trust, permission) = self.role.as_ref().expect("there is a role");
        let policy = |text: &str| serde_json::Value::from(text).to_string();
        let mut resources = vec![
            resource(
                "aws_iam_role",
                &format!(
                    r#""arn":"{ROLE}","name":"{ROLE_NAME}","assume_role_policy":{}"#,
                    policy(trust)
                ),
            ),
            resource(
                "aws_iam_policy",
                &format!(r#""arn":"{POLICY}","policy":{}"#, policy(permission)),
            ),
        ];
        if self.is_integrated {
            let attributes = format!(
                r#""id":"cspi-7h2kq","display_name":"orders-archive","environment":[{{"id":"{ENVIRONMENT}"}}],"usages":{},
  "aws":[{{"customer_role_arn":"{ROLE}","external_id":"{EXTERNAL_ID}","iam_role_arn":"{CONFLUENTS_ROLE}"}}]"#,
                self.usages
            );
            resources.push(resource("confluent_provider_integration", &attributes));
        }
        let resources = resources.join(",");
        format!(
            r#"{{"version":4,"terraform_version":"1.9.8","serial":3,"lineage":"6d0f6a51-0c4e-b1f2-93b7-3fd7ea0c2a64","outputs":{{}},"resources":[{resources}]}}"#
        )
    }

    /// `iamsure check --live LIVE --role OrdersArchive` against both servers.
    pub fn check_both(&self, live: &str, more: &[&str]) -> Run {
        let confluent = Server::play([self.confluent_answers(live)]);
        let aws = Server::play(self.aws_answers());
        let url = confluent.url();
        let arguments = [
            "check",
            "--live",
            live,
            "--environment",
            ENVIRONMENT,
            "--endpoint",
            &url,
            "--role",
            ROLE_NAME,
        ];
        let variables = [
            ("CONFLUENT_CLOUD_API_KEY", "FLOWKEY7H2KQ3M8Y"),
            ("CONFLUENT_CLOUD_API_SECRET", "nobody-sees-this/one"),
            ("AWS_ACCESS_KEY_ID", "AKIAQ2ZC5UPQ7HWDMJBV"),
            ("AWS_SECRET_ACCESS_KEY", "nobody-sees-this/either"),
            ("AWS_ENDPOINT_URL_IAM", &aws.url()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        let arguments = [&arguments[..], &NOW, more].concat();
        let run = self.folder.iamsure_with_environment(&variables, &arguments);
        for text in [&run.out, &run.err] {
            assert!(!text.contains("nobody-sees-this"), "a secret: {text}");
        }
        for received in confluent.received() {
            assert_eq!(received.method, "GET");
            let is_asked = received
                .target
                .contains(&format!("environment={ENVIRONMENT}"));
            assert!(is_asked, "{}", received.target);
        }
        for received in aws.received() {
            let body = String::from_utf8_lossy(&received.body).into_owned();
            let reads = body.starts_with("Action=Get") || body.starts_with("Action=List");
            assert!(reads, "{body}");
        }
        run
    }

    fn confluent_answers(&self, live: &str) -> Answer {
        match (live, self.is_integrated) {
            ("auto", true) => Answer::json(200, &list(&self.api())),
            ("auto", false) => Answer::json(200, &list("")),
            (_, true) => Answer::json(200, &self.api()),
            (_, false) => Answer::json(404, r#"{"errors":[{"status":"404"}]}"#),
        }
    }

    fn aws_answers(&self) -> Vec<Answer> {
        let Some((trust, permission)) = &self.role else {
            let error = "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no such role</Message></Error></ErrorResponse>";
            return vec![Answer::new(404, &[("Content-Type", "text/xml")], error)];
        };
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        vec![
            xml(
                "GetRole",
                &format!(
                    "<Role><Arn>{ROLE}</Arn><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></Role>",
                    encoded(trust)
                ),
            ),
            xml(
                "ListRolePolicies",
                "<PolicyNames/><IsTruncated>false</IsTruncated>",
            ),
            xml(
                "ListAttachedRolePolicies",
                &format!(
                    "<AttachedPolicies><member><PolicyArn>{POLICY}</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>"
                ),
            ),
            xml(
                "GetPolicy",
                "<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>",
            ),
            xml(
                "GetPolicyVersion",
                &format!(
                    "<PolicyVersion><Document>{}</Document></PolicyVersion>",
                    encoded(permission)
                ),
            ),
        ]
    }

    fn text(&self, name: &str) -> String {
        read(self.folder.path(), name)
    }
}

pub fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("an earlier step wrote the file")
}

fn list(element: &str) -> String {
    format!(
        r#"{{"api_version":"pim/v1","kind":"IntegrationList","metadata":{{"next":null}},"data":[{element}]}}"#
    )
}

fn xml(action: &str, result: &str) -> Answer {
    let body = format!(
        "<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{action}Result>{result}</{action}Result></{action}Response>"
    );
    Answer::new(200, &[("Content-Type", "text/xml")], body)
}

fn resource(kind: &str, attributes: &str) -> String {
    format!(
        r#"{{"mode":"managed","type":"{kind}","name":"orders","instances":[{{"schema_version":0,"attributes":{{{attributes}}}}}]}}"#
    )
}
