//! A document inside a CloudFormation template that can be deployed as it is.

use std::fmt;

use serde::Serialize;

use super::document::{Document, Kind, write_json};

/// A template with one resource: the role with its trust policy, or the managed policy. Its ARN is the output.
///
/// In JSON, which is YAML too: what YAML reads unquoted as a date or a number, `Version` first of all, stays a text.
#[derive(Clone, Copy, Debug)]
pub struct CloudFormation<'a>(pub &'a Document);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Template<'a> {
    #[serde(rename = "AWSTemplateFormatVersion")]
    version: &'static str,
    resources: Resources<'a>,
    outputs: Outputs,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
enum Resources<'a> {
    ConfluentRole(Resource<'a>),
    ConfluentPolicy(Resource<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Resource<'a> {
    r#type: &'static str,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
enum Properties<'a> {
    AssumeRolePolicyDocument(&'a Document),
    PolicyDocument(&'a Document),
}

#[derive(Serialize)]
enum Outputs {
    RoleArn(Output),
    PolicyArn(Output),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    value: Reference,
}

#[derive(Serialize)]
enum Reference {
    #[serde(rename = "Fn::GetAtt")]
    Attribute([&'static str; 2]),
    /// Of a managed policy it is the ARN.
    Ref(&'static str),
}

impl fmt::Display for CloudFormation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let document = self.0;
        let (resources, outputs) = match document.kind {
            Kind::Trust => (
                Resources::ConfluentRole(Resource {
                    r#type: "AWS::IAM::Role",
                    properties: Properties::AssumeRolePolicyDocument(document),
                }),
                Outputs::RoleArn(Output {
                    value: Reference::Attribute(["ConfluentRole", "Arn"]),
                }),
            ),
            Kind::Permission => (
                Resources::ConfluentPolicy(Resource {
                    r#type: "AWS::IAM::ManagedPolicy",
                    properties: Properties::PolicyDocument(document),
                }),
                Outputs::PolicyArn(Output {
                    value: Reference::Ref("ConfluentPolicy"),
                }),
            ),
        };
        let template = Template {
            version: "2010-09-09",
            resources,
            outputs,
        };
        write_json(&template, f)
    }
}
