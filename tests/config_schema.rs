//! `schemas/config.schema.json` says of a configuration's shape what the tool says.

use std::path::Path;

use iamsure::config::{Known, Standing, read};
use iamsure::finding::{Category, Meta, Severity};
use iamsure::kind::ResourceType;
use iamsure::source::{FileId, Source};
use serde_json::{Map, Value};

static SAMPLE: Meta = Meta {
    id: "sample-value",
    category: Category::Grammar,
    severity: Severity::Warning,
    summary: "",
    codes: &[],
};

const KNOWN: &[Known] = &[Known {
    meta: &SAMPLE,
    standing: Standing::Default,
    options: &[],
}];

const RIGHT: &[&str] = &[
    "",
    "fail-on = \"never\"",
    "account = \"111122223333\"",
    "profile = \"auto\"\nstage = \"prepared\"",
    "select = [\"all\"]\nignore = [\"sample-value\", \"grammar\"]",
    "[rules]\nsample-value = \"off\"",
    "[options.sample-value]",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"boundary\"\nprofile = \"none\"\nstage = \"final\"",
    "[[path]]\nfiles = [\"*.json\"]\nresource-type = \"AWS::S3::Bucket\"",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"resource\"\nresource-type = \"AWS::S3::Bucket\"",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"trust\"\nresource-type = \"AWS::IAM::AssumeRolePolicyDocument\"",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nuntil = 2027-01-31",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nstatement = 0",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nstatement = \"Sid\"",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = [\"s3:*\", \"*\"]\nresources = [\"*\", \"arn:aws:s3:::b\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nprincipals = [\"*\"]\nunless.Bool.\"aws:x\" = \"true\"",
    "[[only-principals]]\nname = \"n\"\nreason = \"r\"\nprincipals = [\"*\"]\n[only-principals.unless.Null]\n\"aws:x\" = [\"true\"]",
];

const WRONG: &[&str] = &[
    "failon = \"never\"",
    "fail-on = \"off\"",
    "account = \"1111\"",
    "account = 111122223333",
    "profile = \"None\"",
    "stage = true",
    "select = \"all\"",
    "select = []",
    "ignore = [1]",
    "rules = \"off\"",
    "[rules]\nsample-value = \"low\"",
    "[options]\nsample-value = 1",
    "[path]\nfiles = [\"*.json\"]",
    "[[path]]\ntype = \"trust\"",
    "[[path]]\nfiles = []",
    "[[path]]\nfiles = [\"\"]",
    "[[path]]\nfiles = \"*.json\"",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"role\"",
    "[[path]]\nfiles = [\"*.json\"]\nresource-type = \"AWS::S3\"",
    "[[path]]\nfiles = [\"*.json\"]\nresource-type = \"AWS::S3::Bukcet\"",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"resource\"\nresource-type = \"AWS::IAM::AssumeRolePolicyDocument\"",
    "[[path]]\nfiles = [\"*.json\"]\ntype = \"trust\"\nresource-type = \"AWS::S3::Bucket\"",
    "[[path]]\nfiles = [\"*.json\"]\nkind = \"trust\"",
    "[[exception]]\nfile = \"a.json\"\nreason = \"r\"",
    "[[exception]]\nrule = \"sample-value\"\nreason = \"r\"",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \" \"",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nuntil = 3",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nstatement = -1",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nstatement = true",
    "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\nreason = \"r\"\nowner = \"us\"",
    "[forbid]\nname = \"n\"\nreason = \"r\"\nactions = [\"*\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"",
    "[[forbid]]\nname = \"n\"\nactions = [\"*\"]",
    "[[forbid]]\nname = \" \"\nreason = \"r\"\nactions = [\"*\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = []",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = [\"GetObject\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nresources = [\"arn:aws:s3:b\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nprincipals = [\"\"]",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = [\"*\"]\nunless = \"never\"",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = [\"*\"]\nunless.Bool.\"aws:x\" = true",
    "[[forbid]]\nname = \"n\"\nreason = \"r\"\nactions = [\"*\"]\nseverity = \"error\"",
    "[[only-principals]]\nname = \"n\"\nreason = \"r\"\nactions = [\"*\"]",
];

#[test]
fn the_schema_agrees_with_the_tool() {
    let text = include_str!("../schemas/config.schema.json");
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let cases = RIGHT
        .iter()
        .map(|text| (text, true))
        .chain(WRONG.iter().map(|text| (text, false)));
    for (text, is_right) in cases {
        let table: toml::Table = text.parse().expect("each case is TOML");
        let source = Source::new("iamsure.toml", *text);
        let config = read(FileId(0), &source, Path::new("/"), KNOWN);
        assert_eq!(config.is_ok(), is_right, "the tool on {text}: {config:?}");
        let json = json(toml::Value::Table(table));
        assert_eq!(validator.is_valid(&json), is_right, "the schema on {text}");
    }
}

#[test]
fn the_schema_names_every_resource_type() {
    let text = include_str!("../schemas/config.schema.json");
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    let names = ResourceType::ALL.map(|(_, name)| name);
    let listed = &schema["$defs"]["path"]["properties"]["resource-type"]["enum"];
    assert_eq!(*listed, Value::from(names.to_vec()));
}

/// As editors show TOML to a schema: a date is a string.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(elements) => elements.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| (key, json(value)))
                .collect::<Map<_, _>>(),
        ),
    }
}
