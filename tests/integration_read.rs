//! Confluent's response is read from every document in which people have it; every other document is told apart.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use iamsure::integration::{Field, Integration, Known, ReadError, Selection, read};
use iamsure::source::{FileId, Source, Span};
use iamsure::syntax::{self, Value};

const FILE: FileId = FileId(0);
const ROLE: &str = "arn:aws:iam::851725421142:role/cspi-7h2kq";
const BILLING_ROLE: &str = "arn:aws:iam::851725421142:role/cspi-9p4xw";
const EXTERNAL_ID: &str = "4b6f2a10-9d1c-4e3f-8a57-0c2b61d7e9f4";
const CUSTOMER_ROLE: &str = "arn:aws:iam::482915637048:role/data/OrdersArchive";
const ORDERS: &str =
    "`cspi-7h2kq` named `orders-archive` for `arn:aws:iam::482915637048:role/data/OrdersArchive`";
const BILLING: &str =
    "`cspi-9p4xw` named `billing-export` for `arn:aws:iam::482915637048:role/BillingExport`";

fn fixture(name: &str) -> Source {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/integration");
    let bytes = fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Source::from_bytes(name, bytes)
}

fn written(text: &str) -> Source {
    Source::new("response.json", text)
}

fn read_all(source: &Source) -> Result<Integration, ReadError> {
    read(FILE, source, &Selection::default())
}

#[track_caller]
fn integration(source: &Source) -> Integration {
    read_all(source).unwrap_or_else(|error| panic!("{}: {error}", source.name))
}

#[track_caller]
fn fault(source: &Source) -> ReadError {
    match read_all(source) {
        Ok(integration) => panic!("{}: read as {integration:?}", source.name),
        Err(error) => error,
    }
}

#[track_caller]
fn fault_of(text: &str) -> ReadError {
    fault(&written(text))
}

fn with_id(id: &str) -> Selection {
    Selection {
        id: Some(id.to_owned()),
        ..Selection::default()
    }
}

fn with_role(role: &str) -> Selection {
    Selection {
        customer_role: Some(role.to_owned()),
        ..Selection::default()
    }
}

fn text(field: Option<&Field>) -> &str {
    field.map_or("-", |field| field.value.as_str())
}

/// The value of a field, and that it is what stands at its place.
#[track_caller]
fn assert_written(source: &Source, field: Option<&Field>, expected: &str) {
    let field = field.unwrap_or_else(|| panic!("{}: `{expected}` is missing", source.name));
    assert_eq!(field.value, expected, "{}", source.name);
    let quoted = format!("\"{expected}\"");
    assert_eq!(source.slice(field.span), quoted, "{}", source.name);
}

#[test]
fn every_shape_gives_the_same_integration() {
    let shapes = [
        "api-object.json",
        "api-v2.json",
        "cli-describe.json",
        "cli-create.json",
        "terraform-state.json",
        "terraform-show-state.json",
        "terraform-output.json",
        "terraform-output-object.json",
    ];
    for name in shapes {
        let source = fixture(name);
        let read = integration(&source);
        assert_written(&source, read.role_arn.known(), ROLE);
        assert_written(&source, read.external_id.known(), EXTERNAL_ID);
        assert_written(&source, read.customer_role_arn.as_ref(), CUSTOMER_ROLE);
        assert_written(&source, read.id.as_ref(), "cspi-7h2kq");
        assert!(read.created(), "{name}");
        let id = read.id.as_ref().expect("an ID");
        assert!(read.span.contains(id.span), "{name}");
        // Outputs that stand apart give no more.
        if name != "terraform-output.json" {
            assert_written(&source, read.name.as_ref(), "orders-archive");
            assert_written(&source, read.environment.as_ref(), "env-3m8yq");
        }
    }
}

#[test]
fn the_samples_of_confluents_page_are_read() {
    for name in ["page-cli.json", "page-api.json"] {
        let source = fixture(name);
        let read = integration(&source);
        let role = read.role_arn.known();
        assert_written(&source, role, "arn:aws:iam::851725421142:role/cspi-kg17p");
        let external_id = "c844795b-aaed-4abc-bf41-7ba35d1c0023";
        assert_written(&source, read.external_id.known(), external_id);
        assert_written(&source, read.id.as_ref(), "pim-abc123");
        assert_written(&source, read.environment.as_ref(), "env-12345");
        let place = source.place(role.expect("a role").span.start);
        assert_eq!((place.line, place.column), (8, 27));
    }
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_are_no_fault() {
    let text = fixture("page-api.json").text.replace('\n', "\r\n");
    let source = written(&format!("\u{feff}{text}"));
    let read = integration(&source);
    let role = "arn:aws:iam::851725421142:role/cspi-kg17p";
    assert_written(&source, read.role_arn.known(), role);
}

#[test]
fn what_uses_it_and_its_status_tell_whether_it_is_in_use() {
    let used = integration(&fixture("api-object.json"));
    assert!(used.in_use());
    assert_eq!(
        used.usages[0].value,
        "crn://confluent.cloud/organization=0d5c/environment=env-3m8yq/cloud-cluster=lkc-8wz21/connector=orders_sink"
    );
    let active = integration(&fixture("api-v2.json"));
    assert!(active.usages.is_empty() && active.in_use());
    assert_eq!(text(active.status.as_ref()), "ACTIVE");
    assert!(!integration(&fixture("cli-describe.json")).in_use());
}

#[test]
fn what_is_unknown_until_apply_is_no_fault() {
    for name in ["terraform-plan-create.json", "terraform-plan-replace.json"] {
        let source = fixture(name);
        let read = integration(&source);
        assert_eq!(read.role_arn, Known::Unknown, "{name}");
        assert_eq!(read.external_id, Known::Unknown, "{name}");
        assert_eq!(read.id, None, "{name}: the replaced one is not meant");
        assert_written(&source, read.customer_role_arn.as_ref(), CUSTOMER_ROLE);
        let address = "confluent_provider_integration.main";
        assert_eq!(read.address.as_deref(), Some(address));
        assert!(!read.created());
    }
    let draft = integration(&fixture("api-v2-draft.json"));
    assert_eq!(draft.role_arn, Known::Unknown);
    assert_eq!(text(draft.status.as_ref()), "DRAFT");
    assert!(!draft.created());
}

#[test]
fn a_resource_and_its_data_source_are_one() {
    let read = integration(&fixture("terraform-state.json"));
    let address = "module.confluent.confluent_provider_integration.main[\"orders\"]";
    assert_eq!(read.address.as_deref(), Some(address));
}

#[test]
fn a_choice_among_several_is_refused() {
    let cases = [
        ("api-list.json", 2, ORDERS),
        ("cli-list.json", 2, ORDERS),
        ("terraform-state-two.json", 2, ORDERS),
        ("api-list-page.json", 1, BILLING),
    ];
    for (name, number, first) in cases {
        let error = fault(&fixture(name));
        let ReadError::SeveralIntegrations { choices, more } = &error else {
            panic!("{name}: {error:?}");
        };
        assert_eq!(choices.len(), number, "{name}");
        assert_eq!(choices[0].to_string(), first, "{name}");
        assert_eq!(*more, name == "api-list-page.json");
        let help = "choose one with `--integration-id`";
        assert_eq!(error.help().as_deref(), Some(help));
    }
    assert_eq!(
        fault(&fixture("cli-list.json")).to_string(),
        format!("the document holds 2 integrations: {ORDERS} and {BILLING}")
    );
}

#[test]
fn a_selection_chooses_by_id_name_address_and_role() {
    let address = "module.confluent.confluent_provider_integration.main[\"billing\"]";
    let role = "arn:aws:iam::482915637048:role/BillingExport";
    let cases = [
        ("api-list.json", with_id("cspi-9p4xw")),
        ("api-list-page.json", with_id("cspi-9p4xw")),
        ("cli-list.json", with_id("cspi-9p4xw")),
        ("cli-list.json", with_id("billing-export")),
        ("terraform-state-two.json", with_id("cspi-9p4xw")),
        ("terraform-state-two.json", with_id(address)),
        ("api-list.json", with_role(role)),
        ("cli-list.json", with_role("BillingExport")),
        ("api-list-one.json", Selection::default()),
        // It differs, but there is no choice to make: a rule compares the roles.
        ("api-list-one.json", with_role("OrdersArchive")),
    ];
    for (name, selection) in cases {
        let source = fixture(name);
        let read = read(FILE, &source, &selection)
            .unwrap_or_else(|error| panic!("{name} {selection:?}: {error}"));
        assert_written(&source, read.role_arn.known(), BILLING_ROLE);
    }
    // A role's name stands behind its path.
    let source = fixture("cli-list.json");
    let orders = read(FILE, &source, &with_role("OrdersArchive")).expect("one");
    assert_written(&source, orders.role_arn.known(), ROLE);
}

#[test]
fn a_selection_that_fits_nothing_names_what_there_is() {
    let fault = |name: &str, selection: &Selection| {
        read(FILE, &fixture(name), selection)
            .expect_err(name)
            .to_string()
    };
    assert_eq!(
        fault("cli-describe.json", &with_id("cspi-0")),
        format!("no integration matches `cspi-0`; there is {ORDERS}")
    );
    assert_eq!(
        fault("cli-list.json", &with_role("Archive")),
        format!("no integration matches `Archive`; there is {ORDERS} and {BILLING}")
    );
    assert_eq!(
        fault("api-list-page.json", &with_id("cspi-0")),
        format!("no integration matches `cspi-0`; there is {BILLING}, and the list goes on")
    );
    assert_eq!(
        fault("api-list.json", &with_id("cspi-2az5c")),
        "the integration is for Azure, not for AWS"
    );
}

#[test]
fn every_other_document_is_named() {
    let table = "the response is a table of the Confluent CLI";
    let cases = [
        ("cli-describe.txt", table),
        ("cli-list.txt", table),
        ("cli-describe.yaml", "the response is YAML"),
        ("login.html", "the response is a page of HTML or XML"),
        (
            "api-azure.json",
            "the integration is for Azure, not for AWS",
        ),
        (
            "cli-gcp.json",
            "the integration is for Google Cloud, not for AWS",
        ),
        (
            "request.json",
            "this is the request that creates an integration, not the response",
        ),
        (
            "api-error-403.json",
            "the response is an error of Confluent's API, status 403 `user_unauthorized` (no such integration, \
             another environment, or no right to see it): The user is not authorized to read the integration",
        ),
    ];
    for (name, message) in cases {
        let error = fault(&fixture(name));
        assert_eq!(error.to_string(), message, "{name}");
        assert!(error.help().is_some(), "{name}");
    }
}

#[test]
fn every_other_text_is_named() {
    let cases = [
        ("", "the response is empty"),
        ("\u{feff} \r\n", "the response is empty"),
        (
            r#"{"id": "cspi-1",}"#,
            "the response is not JSON: a comma too many",
        ),
        (
            r#"{"id": "cspi-1""#,
            "the response is not JSON: it is cut off: a bracket is never closed",
        ),
        (
            r#"{"id": "cspi-1"}{}"#,
            "the response is not JSON: more text follows the document",
        ),
        (
            "Error: provider integration \"cspi-1\" not found\n\nSuggestions:\n",
            "the Confluent CLI gave an error: provider integration \"cspi-1\" not found",
        ),
        ("None found.\n", "the list holds no provider integration"),
        (
            "HTTP/2 200 \r\ncontent-type: application/json\r\n\r\n{}",
            "the response starts with HTTP headers",
        ),
        ("- id: cspi-1\n  name: x\n", "the response is YAML"),
        ("# by hand\n---\nid: cspi-1\n", "the response is YAML"),
        (
            "external_id = \"4b6f\"\n",
            "the response is Terraform's own notation",
        ),
        (
            "resource \"confluent_provider_integration\" \"main\" {",
            "the response is Terraform's own notation",
        ),
    ];
    for (input, message) in cases {
        assert_eq!(fault_of(input).to_string(), message, "{input}");
    }
    let utf16 = Source::from_bytes("response.json", vec![0xff, 0xfe, b'{', 0, b'}', 0]);
    assert_eq!(fault(&utf16), ReadError::Utf16);
    let utf32 = Source::from_bytes("response.json", b"\0\0\xfe\xff\0\0\0{".to_vec());
    assert_eq!(fault(&utf32), ReadError::Utf32);
    let gzip = Source::from_bytes("response.json", vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    assert_eq!(fault(&gzip), ReadError::Compressed);
    let broken = fault_of("{\n  \"id\": \"cspi-1\",\n  \"name\" \"x\"\n}");
    let ReadError::NotJson { span, .. } = broken else {
        panic!("{broken:?}");
    };
    assert_eq!(
        written("{\n  \"id\": \"cspi-1\",\n  \"name\" \"x\"\n}")
            .place(span.start)
            .line,
        3
    );
}

#[test]
fn json_that_is_no_integration_is_named() {
    let cases = [
        ("[]", "the list holds no provider integration"),
        (
            r#"{"kind": "IntegrationList", "data": []}"#,
            "the list holds no provider integration",
        ),
        (
            r#"{"data": [{"id": "lcc-1", "spec": {}}]}"#,
            "the document is a list of other things, not a provider integration",
        ),
        (
            r#"{"version": 4, "terraform_version": "1.9.8", "resources": []}"#,
            "the Terraform state holds no provider integration",
        ),
        (
            r#"{"format_version": "1.0"}"#,
            "the Terraform state holds no provider integration",
        ),
        (
            r#"{"version": 3, "terraform_version": "0.11.1", "modules": []}"#,
            "the document is a Terraform state of version `3`, not a provider integration",
        ),
        (
            "{}",
            "the document is an empty object, not a provider integration",
        ),
        (
            "null",
            "the document is a single word, not a provider integration",
        ),
        (
            r#""4b6f""#,
            "the document is a single text, not a provider integration",
        ),
        (
            r#"{"Version": "2012-10-17", "Statement": []}"#,
            "the document is an IAM policy, not a provider integration",
        ),
        (
            r#"{"Role": {"RoleName": "x"}}"#,
            "the document is a role as AWS describes it, not a provider integration",
        ),
        (
            r#"{"kind": "Environment", "id": "env-1", "display_name": "x"}"#,
            "the document is of kind `Environment`, not a provider integration",
        ),
        (
            r#"{"a": 1, "b": 2}"#,
            "the document is an object with `a` and `b`, not a provider integration",
        ),
        (
            r#"{"id": "x", "provider": "oci", "iam_role_arn": ""}"#,
            "the integration is for `oci`, not for AWS",
        ),
    ];
    for (input, message) in cases {
        assert_eq!(fault_of(input).to_string(), message, "{input}");
    }
}

#[test]
fn a_refusal_of_the_api_explains_itself() {
    let cases = [
        (
            r#"{"errors": [{"id": "1", "status": "404", "title": "Not Found"}]}"#,
            "the response is an error of Confluent's API, status 404 (no such integration): Not Found",
        ),
        (
            r#"{"error_code": 401, "message": "Unauthorized"}"#,
            "the response is an error of Confluent's API, status 401 (no credentials, or wrong ones): Unauthorized",
        ),
        (
            r#"{"error": {"message": "slow down"}}"#,
            "the response is an error of Confluent's API: slow down",
        ),
        (
            r#"{"message": "boom\u001b[31m."}"#,
            "the response is an error of Confluent's API: boom [31m",
        ),
        (
            r#"{"errors": []}"#,
            "the response is an error of Confluent's API",
        ),
    ];
    for (input, message) in cases {
        assert_eq!(fault_of(input).to_string(), message, "{input}");
    }
    let help = |status: u16| {
        let refusal = format!("{{\"errors\": [{{\"status\": \"{status}\"}}]}}");
        fault_of(&refusal).help().unwrap_or_default()
    };
    assert!(help(401).contains("Cloud API key"));
    assert_eq!(
        help(403),
        "check the ID, the environment, and that the key's owner may see it"
    );
    assert_eq!(help(404), "check the ID and the environment");
    assert!(help(429).contains("wait"));
    assert!(help(500).contains("Confluent's") && help(503).contains("Confluent's"));
    assert_eq!(help(418), "");
}

#[test]
fn two_values_for_one_thing_are_a_contradiction() {
    let a = "arn:aws:iam::851725421142:role/a";
    let b = "arn:aws:iam::851725421142:role/b";
    let two_roles = |first: &str, second: &str| {
        format!(
            r#"{{"config": {{"iam_role_arn": "{first}", "confluent_iam_role_arn": "{second}", "external_id": "x1"}}}}"#
        )
    };
    let cases = [
        (
            two_roles(a, b),
            format!("`iam_role_arn` and `confluent_iam_role_arn`: `{a}` and `{b}`"),
            format!("\"{b}\""),
        ),
        (
            format!(r#"{{"iam_role_arn": "{a}", "external_id": "x1", "external_id": "X1"}}"#),
            "`external_id`: `x1` and `X1`".to_owned(),
            "\"X1\"".to_owned(),
        ),
        (
            format!(
                r#"[{{"id": "a", "iam_role_arn": "{a}", "external_id": "x1"}},
                    {{"id": "a", "iam_role_arn": "{a}", "external_id": "x2"}}]"#
            ),
            "the external ID: `x1` and `x2`".to_owned(),
            "\"x2\"".to_owned(),
        ),
    ];
    for (input, values, second) in cases {
        let error = fault_of(&input);
        let message = format!("the response gives two values for {values}");
        assert_eq!(error.to_string(), message);
        let places = error.places();
        assert_eq!(places.len(), 2);
        assert_eq!(&input[places[1].0.range()], second);
    }
    assert!(read_all(&written(&two_roles(a, a))).is_ok());
}

#[test]
fn a_value_of_the_wrong_shape_is_shown_in_place() {
    let id = r#""external_id": "x1""#;
    let role = r#""iam_role_arn": "arn:aws:iam::851725421142:role/a""#;
    let policy = r#""iam_role_arn": "arn:aws:iam::851725421142:policy/a""#;
    let cases = [
        (
            format!(r#"{{"id": 7, {role}, {id}}}"#),
            "`id` is a number; expected the ID of the integration",
            "7",
        ),
        (
            format!(r#"{{"id": "a", {role}}}"#),
            "the provider integration has no `external_id`",
            "{",
        ),
        (
            format!(r#"{{"id": "a", {id}}}"#),
            "the provider integration has no `iam_role_arn`",
            "{",
        ),
        (
            format!(r#"{{"id": "a", "config": {{{role}}}}}"#),
            "`config` has no `external_id`",
            "{\"iam",
        ),
        (
            format!(r#"{{"id": "a", {role}, "external_id": ""}}"#),
            "`external_id` is empty; expected the external ID that Confluent made",
            "\"\"",
        ),
        (
            format!(r#"{{"id": "a", {role}, "external_id": null}}"#),
            "`external_id` is null; expected the external ID that Confluent made",
            "null",
        ),
        (
            format!(r#"{{"id": "a", {id}, {policy}}}"#),
            "`iam_role_arn` has an unexpected value; expected the ARN of Confluent's role",
            "\"arn:aws:iam::851725421142:policy/a\"",
        ),
        (
            r#"{"id": "a", "config": {"external_id": "x1", "iam_role_arn": true}}"#.to_owned(),
            "`iam_role_arn` is true or false; expected the ARN of Confluent's role",
            "true",
        ),
        (
            format!(r#"{{"id": "a", "usages": ["crn://x", 5], {role}, {id}}}"#),
            "element 2 of `usages` is a number; expected the name of a resource of Confluent",
            "5",
        ),
        (
            format!(r#"{{"api_version": "pim/v1", "id": "a", {id}}}"#),
            "the provider integration has no `config`",
            "{",
        ),
        (
            r#"{"id": "a", "aws": [{"external_id": 1}]}"#.to_owned(),
            "`external_id` is a number; expected the external ID that Confluent made",
            "1",
        ),
    ];
    for (input, message, place) in &cases {
        let error = fault_of(input);
        assert!(
            matches!(error, ReadError::SchemaViolation { .. }),
            "{input}: {error:?}"
        );
        assert_eq!(error.to_string(), *message, "{input}");
        let places = error.places();
        assert!(input[places[0].0.range()].starts_with(place), "{input}");
    }
    let all = fault_of(r#"{"id": 1, "iam_role_arn": 2, "external_id": 3}"#);
    let shown: Vec<String> = all.places().into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        shown,
        [
            "",
            "`iam_role_arn` is a number; expected the ARN of Confluent's role",
            "`external_id` is a number; expected the external ID that Confluent made",
        ]
    );
}

#[test]
fn what_a_rule_judges_is_only_read() {
    let source = written(
        r#"{"id": "dlz-f3a90de", "iam_role_arn": "arn:aws-us-gov:iam::851725421142:role/x/y", "external_id": "placeholder",
        "customer_role_arn": "arn:aws:iam::482915637048:policy/OrdersArchive", "later": {"unknown": []}}"#,
    );
    let read = integration(&source);
    let policy = "arn:aws:iam::482915637048:policy/OrdersArchive";
    assert_written(&source, read.customer_role_arn.as_ref(), policy);
    assert_written(&source, read.id.as_ref(), "dlz-f3a90de");
}

#[test]
fn empty_texts_of_the_cli_count_as_not_given() {
    let source = written(
        r#"{"id": "a", "name": "", "provider": "Aws", "environment": "", "iam_role_arn": "arn:aws:iam::851725421142:role/a",
        "external_id": "x\u002d1", "customer_role_arn": ""}"#,
    );
    let read = integration(&source);
    assert_eq!(read.name, None);
    assert_eq!(read.environment, None);
    assert_eq!(read.customer_role_arn, None);
    let external_id = read.external_id.known().expect("an ID");
    assert_eq!(external_id.value, "x-1");
    assert_eq!(source.slice(external_id.span), r#""x\u002d1""#);
}

fn outputs(pairs: &[(&str, &str)]) -> Source {
    let members: Vec<String> = pairs
        .iter()
        .map(|(name, value)| {
            format!(r#""{name}": {{"sensitive": false, "type": "string", "value": "{value}"}}"#)
        })
        .collect();
    written(&format!("{{{}}}", members.join(", ")))
}

#[test]
fn outputs_are_read_by_name_and_never_guessed() {
    let other = "arn:aws:iam::482915637048:role/Other";
    let read = integration(&outputs(&[
        ("iam_role_arn", ROLE),
        ("pim_external_id", EXTERNAL_ID),
        ("customer_role", other),
    ]));
    assert_eq!(text(read.role_arn.known()), ROLE);
    assert_eq!(text(read.customer_role_arn.as_ref()), other);
    let read = integration(&outputs(&[
        ("iam_role_arn", other),
        ("Confluent_Role", ROLE),
        ("externalId", EXTERNAL_ID),
    ]));
    assert_eq!(text(read.role_arn.known()), ROLE);

    let id = ("external_id", EXTERNAL_ID);
    let cases = [
        (
            outputs(&[("role_arn", other), id]),
            "the Terraform outputs name no role of Confluent",
        ),
        (
            outputs(&[("confluent_role", ROLE)]),
            "the Terraform outputs name no external ID",
        ),
        (
            outputs(&[
                ("iam_role_arn", ROLE),
                ("a_external_id", "one"),
                ("b_external_id", "two"),
            ]),
            "the Terraform outputs leave open which is the external ID: `a_external_id` and `b_external_id`",
        ),
        (
            outputs(&[("confluent_a", ROLE), ("confluent_b", BILLING_ROLE), id]),
            "the Terraform outputs leave open which is the role of Confluent: `confluent_a` and `confluent_b`",
        ),
    ];
    for (source, message) in cases {
        assert_eq!(fault(&source).to_string(), message);
    }
}

#[test]
fn a_deleted_or_deposed_resource_is_no_integration() {
    let object = r#"{"id": "a", "aws": [{"iam_role_arn": "arn:aws:iam::851725421142:role/a", "external_id": "x1"}]}"#;
    let resource = r#""address": "confluent_provider_integration.a", "type": "confluent_provider_integration""#;
    let plan = format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{}}}},
           "resource_changes": [{{{resource}, "change": {{"actions": ["delete"], "before": {object}, "after": null}}}}],
           "prior_state": {{"values": {{"root_module": {{"resources": [{{{resource}, "values": {object}}}]}}}}}}}}"#
    );
    assert_eq!(
        fault_of(&plan).to_string(),
        "the Terraform plan holds no provider integration"
    );
    let state = format!(
        r#"{{"version": 4, "lineage": "l", "resources": [{{"type": "confluent_provider_integration", "name": "a",
           "instances": [{{"deposed": "00000001", "attributes": {object}}}]}}]}}"#
    );
    assert_eq!(
        fault_of(&state).to_string(),
        "the Terraform state holds no provider integration"
    );
}

#[test]
fn other_clouds_in_terraform_are_named() {
    let state = r#"{"version": 4, "lineage": "l", "resources": [{"type": "confluent_provider_integration_setup", "name": "a",
        "instances": [{"attributes": {"id": "cspi-1", "cloud": "AZURE", "azure": []}}]}]}"#;
    let message = "the integration is for Azure, not for AWS";
    assert_eq!(fault_of(state).to_string(), message);
}

#[test]
fn control_characters_never_reach_a_message() {
    let one = |id: &str| {
        format!(
            r#"{{"id": "{id}", "name": "\u001b]0;x\u0007\u202e", "iam_role_arn": "arn:aws:iam::851725421142:role/a", "external_id": "x1"}}"#
        )
    };
    let error = fault_of(&format!("[{}, {}]", one("a\\u001b[2J"), one("b\\n")));
    assert!(matches!(error, ReadError::SeveralIntegrations { .. }));
    let places = error.places().into_iter().map(|(_, text)| text);
    let shown = error.to_string() + &places.collect::<String>();
    assert!(!shown.chars().any(iamsure::text::is_unsafe), "{shown:?}");
}

#[test]
fn hostile_documents_are_answered_quickly() {
    let good = r#""iam_role_arn": "arn:aws:iam::851725421142:role/a", "external_id": "x1""#;
    let mut roles = String::from(r#"{"version": 4, "terraform_version": "1.9.8", "resources": ["#);
    for index in 0..10_000 {
        let _ = write!(
            roles,
            r#"{{"type": "aws_iam_role", "name": "r{index}", "instances": [{{"attributes": {{"id": "r{index}"}}}}]}},"#
        );
    }
    let integrations = roles.replace("aws_iam_role", "confluent_provider_integration") + "{}]}";
    let one = format!(
        r#"{{"type": "confluent_provider_integration", "name": "x", "instances": [{{"attributes": {{"id": "a", "aws": [{{{good}}}]}}}}]}}"#
    );
    let usages = format!(
        r#"{{"id": "a", "usages": [{}1], {good}}}"#,
        "1,".repeat(100_000)
    );
    let mut wide = String::from("{");
    for index in 0..60_000 {
        let _ = write!(wide, "\"k{index}\": 1,");
    }
    let long = format!(
        r#"{{"id": "a", "iam_role_arn": "{}", "external_id": "x"}}"#,
        "a:".repeat(500_000)
    );
    let documents = [
        ("state", format!("{roles}{one}]}}"), true),
        ("integrations", integrations, false),
        ("usages", usages, false),
        ("wide", wide + "\"id\": \"a\"," + good + "}", true),
        ("long", long, false),
        ("arrays", "[".repeat(1_000_000), false),
        ("objects", "{\"config\":".repeat(100_000), false),
        ("garbage", "\u{1}\\x{[\"".repeat(200_000), false),
        ("words", "external_id ".repeat(90_000), false),
        ("bars", "a | b ".repeat(170_000), false),
        ("errors", format!("Error: {}", "x".repeat(1_000_000)), false),
    ];
    for (name, document, is_integration) in documents {
        // No time is asserted: a blow-up is a test that does not end.
        let answer = read_all(&written(&document));
        assert_eq!(answer.is_ok(), is_integration, "{name}");
        if let Err(error) = answer {
            assert!(error.to_string().len() < 4_000, "{name}");
        }
    }
}

#[test]
fn a_value_of_any_kind_in_any_member_is_survived() {
    let names = [
        "api-object.json",
        "api-list.json",
        "cli-list.json",
        "terraform-state.json",
        "terraform-show-state.json",
        "terraform-plan-replace.json",
        "terraform-output.json",
        "terraform-output-object.json",
        "api-error-403.json",
    ];
    for name in names {
        let source = fixture(name);
        let tree = syntax::parse(FILE, &source);
        let spans: Vec<Span> = tree.values().map(Value::span).collect();
        for span in spans {
            for other in ["null", "7", "true", "\"\"", "[]", "{}", "[[]]", "[{}]"] {
                let mut changed = source.text.clone();
                changed.replace_range(span.range(), other);
                let changed = written(&changed);
                if let Err(error) = read_all(&changed) {
                    assert!(!error.to_string().is_empty());
                    for (span, _) in error.places() {
                        assert!(changed.text.get(span.range()).is_some(), "{error:?}");
                    }
                }
            }
        }
    }
}
