//! Policies inside of larger documents: where they are found, what is told of those that cannot be read, and where findings
//! point.

use std::time::{Duration, Instant};

use crate::running::{Folder, iamsure};

const WIDE: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::197857026523:role/partner"},"Action":"sts:AssumeRole"}]}"#;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("the report is JSON")
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text can be quoted")
}

fn plan(resources: &str) -> String {
    format!(r#"{{"format_version":"1.2","resource_changes":[{resources}]}}"#)
}

fn change(kind: &str, name: &str, change: &str) -> String {
    format!(
        r#"{{"address":"{kind}.{name}","mode":"managed","type":"{kind}","name":"{name}","change":{change}}}"#
    )
}

#[test]
fn a_finding_points_into_the_file_that_holds_the_object() {
    let document = format!(
        "{{\n  \"PolicyName\": \"é\", \"RoleName\": \"r\",\n  \"PolicyDocument\": {WIDE}\n}}\n"
    );
    let folder = Folder::with(&[("policy.json", &document)]);
    let report = json(&iamsure(&folder, &["check", "policy.json", "--format", "json"]).out);
    let finding = &report["findings"][0];
    assert_eq!(finding["source"], "policy.json → role/r: inline policy é");
    assert_eq!(finding["start"]["line"], 3);
    let offset = |end: &str| {
        let offset = finding[end]["offset"].as_u64().expect("an offset");
        usize::try_from(offset).expect("it is inside of the file")
    };
    let (start, end) = (offset("start"), offset("end"));
    assert_eq!(document.get(start..end), Some("\"*\""));
    let column = document.lines().nth(2).and_then(|line| line.find("\"*\""));
    assert_eq!(finding["start"]["column"], column.expect("the star") + 1);

    let sarif = json(&iamsure(&folder, &["check", "policy.json", "--format", "sarif"]).out);
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "policy.json");
    assert_eq!(place["region"]["startLine"], 3);
    assert_eq!(place["region"]["byteOffset"], start);
}

#[test]
fn the_role_of_a_document_says_which_account_is_our_own() {
    let missing = |role: &str| {
        let document = format!(
            r#"{{"Role":{{"RoleName":"orders","Arn":"{role}","AssumeRolePolicyDocument":{TRUST}}}}}"#
        );
        let folder = Folder::with(&[("role.json", &document)]);
        iamsure(&folder, &["check", "role.json", "--format", "concise"])
            .out
            .contains("missing-external-id")
    };
    assert!(!missing("arn:aws:iam::197857026523:role/orders"));
    assert!(missing("arn:aws:iam::690214785533:role/orders"));
}

/// Each case: what a service answers, and the type of the policy in it.
#[test]
fn answers_of_services_hold_the_policies_of_their_resources() {
    let public = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}"#;
    let scp = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBuckett","Resource":"*"}]}"#;
    let (public, scp) = (quoted(public), quoted(scp));
    let of_organization = |kind: &str| {
        format!(
            r#"{{"Policy":{{"PolicySummary":{{"Name":"guard","Type":"{kind}"}},"Content":{scp}}}}}"#
        )
    };
    for (answer, expected) in [
        (format!(r#"{{"Policy":{public}}}"#), Some("resource")),
        (
            format!(r#"{{"Policy":{public},"PolicyName":"default"}}"#),
            Some("resource"),
        ),
        (
            format!(r#"{{"ARN":"a","Name":"s","ResourcePolicy":{public}}}"#),
            Some("resource"),
        ),
        (
            format!(r#"{{"Attributes":{{"Policy":{public},"QueueArn":"a"}}}}"#),
            Some("resource"),
        ),
        (
            format!(r#"{{"repositoryName":"r","policyText":{public}}}"#),
            Some("resource"),
        ),
        (of_organization("SERVICE_CONTROL_POLICY"), Some("scp")),
        (of_organization("TAG_POLICY"), None),
        // What `get-policy` says of a managed policy is no policy.
        (
            r#"{"Policy":{"PolicyName":"p","Arn":"a","DefaultVersionId":"v1"}}"#.to_owned(),
            None,
        ),
    ] {
        let folder = Folder::with(&[("folder/answer.json", &answer)]);
        let run = iamsure(&folder, &["check", "folder", "--format", "json"]);
        if expected.is_none() {
            assert_eq!(
                (run.code, run.out.as_str()),
                (2, ""),
                "{answer}: {}",
                run.err
            );
            continue;
        }
        let report = json(&run.out);
        let found = report["sources"][0]["type"].as_str();
        assert_eq!(found, expected, "{answer}: {report:#}");
        let findings = report["findings"].as_array();
        assert!(
            findings.is_some_and(|all| !all.is_empty()),
            "{answer}: {report:#}"
        );
    }
}

#[test]
fn each_resource_of_a_plan_has_its_policy() {
    let public = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::lake/*"}]}"#;
    let after = format!(r#"{{"after":{{"policy":{}}}}}"#, quoted(public));
    let document = plan(
        &[
            change("aws_s3_bucket", "lake", &after),
            change("aws_s3_bucket_policy", "lake", &after),
            change("aws_api_gateway_rest_api_policy", "api", &after),
        ]
        .join(","),
    );
    let folder = Folder::with(&[("plan.json", &document)]);
    let report = json(&iamsure(&folder, &["check", "plan.json", "--format", "json"]).out);
    let checked = report["sources"].as_array().expect("a list");
    let names: Vec<&str> = checked
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    // One text, and three resources that may be of three things.
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(
        names
            .iter()
            .any(|name| name.contains("aws_api_gateway_rest_api_policy.api")),
        "{names:?}"
    );
}

#[test]
fn a_finding_in_a_string_points_at_the_string() {
    let policy = WIDE.replace("[{", "[\n{");
    let document = plan(&change(
        "aws_iam_policy",
        "all",
        &format!("{{\"after\":{{\n\"policy\":{}}}}}", quoted(&policy)),
    ));
    let folder = Folder::with(&[("plan.json", &document)]);
    let run = iamsure(&folder, &["check", "plan.json", "--format", "concise"]);
    assert!(
        run.out
            .starts_with("plan.json → aws_iam_policy.all.policy:2:28: error: "),
        "{}",
        run.out
    );
    let run = iamsure(&folder, &["check", "plan.json", "--format", "github"]);
    assert!(
        run.out
            .starts_with("::error file=plan.json,line=2,endLine=2,col=10,"),
        "{}",
        run.out
    );
    let sarif = json(&iamsure(&folder, &["check", "plan.json", "--format", "sarif"]).out);
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"],
        2
    );
    assert!(result.get("fixes").is_none_or(serde_json::Value::is_null));
}

#[test]
fn documents_in_a_folder_are_read_too() {
    let folder = Folder::with(&[
        (
            "role.json",
            &format!(r#"{{"Role":{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}}}"#),
        ),
        (
            "package.json",
            r#"{"Role":"admin","Document":"text","Policies":["a"],"PolicyVersion":3}"#,
        ),
        ("plan.json", &plan("")),
    ]);
    let run = iamsure(&folder, &["check", "--format", "concise", "-v"]);
    assert!(
        run.out.contains("role.json → role/r: trust policy:1:"),
        "{}",
        run.out
    );
    assert!(
        run.err.contains("skipped package.json: not a policy"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("skipped plan.json: holds no policy"),
        "{}",
        run.err
    );
}

#[test]
fn what_query_leaves_of_an_answer_is_read() {
    for document in [
        format!(r#"{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}"#),
        format!(r#"{{"Roles":[{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}]}}"#),
        format!(
            r#"{{"Role":{{"RoleName":"r","AssumeRolePolicyDocument":{}}}}}"#,
            quoted(TRUST)
        ),
    ] {
        let folder = Folder::with(&[("role.json", &document)]);
        let run = iamsure(&folder, &["check", "role.json", "--format", "concise"]);
        assert!(
            run.out.contains("→ role/r: trust policy:1:")
                && run.out.contains("[missing-external-id]"),
            "{}",
            run.out
        );
    }
    let folder = Folder::with(&[(
        "v.json",
        &format!(r#"{{"Document":{WIDE},"VersionId":"v2","IsDefaultVersion":false}}"#),
    )]);
    let run = iamsure(&folder, &["check", "v.json", "--format", "concise"]);
    assert!(
        run.out.starts_with("v.json → policy version v2:1:"),
        "{}",
        run.out
    );
}

#[test]
fn a_policy_stays_one_whatever_else_stands_in_it() {
    let folder = Folder::with(&[(
        "p.json",
        &WIDE.replace("{\"V", "{\"Role\":{},\"PolicyDocument\":{},\"V"),
    )]);
    let run = iamsure(&folder, &["check", "p.json", "--format", "concise"]);
    assert!(
        run.out.contains("p.json:1:") && run.out.contains("[full-access]"),
        "{}",
        run.out
    );
    assert!(!run.out.contains('→'), "{}", run.out);
}

#[test]
fn where_a_policy_stands_says_what_it_is() {
    let resource = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let of = |kind: &str, attribute: &str, more: &str| {
        change(
            kind,
            "x",
            &format!(
                r#"{{"after":{{"{attribute}":{}{more}}}}}"#,
                quoted(resource)
            ),
        )
    };
    for (resource, expected) in [
        (of("aws_iam_role", "assume_role_policy", ""), "trust"),
        (of("aws_iam_group_policy", "policy", ""), "identity"),
        (of("aws_sqs_queue_policy", "policy", ""), "resource"),
        (of("aws_organizations_policy", "content", ""), "scp"),
        (
            of(
                "aws_organizations_policy",
                "content",
                r#","type":"RESOURCE_CONTROL_POLICY""#,
            ),
            "rcp",
        ),
    ] {
        let folder = Folder::with(&[("plan.json", &plan(&resource))]);
        let report = json(&iamsure(&folder, &["check", "plan.json", "--format", "json"]).out);
        assert_eq!(report["sources"][0]["type"], expected, "{resource}");
        assert_eq!(report["sources"][0]["within"], "plan.json");
    }
    // A flag says what a policy is used for, and no more than that.
    let folder = Folder::with(&[(
        "v.json",
        &format!(r#"{{"PolicyVersion":{{"Document":{WIDE},"VersionId":"v1"}}}}"#),
    )]);
    for (flag, expected) in [("boundary", "boundary"), ("trust", "identity")] {
        let run = iamsure(
            &folder,
            &["check", "v.json", "--type", flag, "--format", "json"],
        );
        assert_eq!(json(&run.out)["sources"][0]["type"], expected);
    }
}

#[test]
fn what_is_not_known_yet_is_never_clean() {
    let unknown = change(
        "aws_iam_policy",
        "later",
        r#"{"after":{},"after_unknown":{"policy":true}}"#,
    );
    let hidden = change(
        "aws_iam_policy",
        "hidden",
        &format!(
            r#"{{"after":{{"policy":{}}},"after_sensitive":{{"policy":true}}}}"#,
            quoted(WIDE)
        ),
    );
    let known = change(
        "aws_iam_policy",
        "now",
        &format!(r#"{{"after":{{"policy":{}}}}}"#, quoted(WIDE)),
    );
    let folder = Folder::with(&[
        ("unknown.json", &plan(&unknown)),
        ("all.json", &plan(&[unknown, hidden, known].join(","))),
    ]);
    let run = iamsure(&folder, &["check", "unknown.json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("unknown.json → aws_iam_policy.later.policy was not checked: not known until the plan is applied"), "{}", run.err);
    let run = iamsure(&folder, &["check", "all.json", "--format", "concise"]);
    assert!(
        run.err
            .contains("hidden.policy was not checked: Terraform marks it as sensitive"),
        "{}",
        run.err
    );
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let many: Vec<String> = (0..9)
        .map(|index| {
            change(
                "aws_iam_policy",
                &format!("p{index}"),
                r#"{"after":{},"after_unknown":{"policy":true}}"#,
            )
        })
        .collect();
    let folder = Folder::with(&[("many.json", &plan(&many.join(",")))]);
    let run = iamsure(&folder, &["check", "many.json"]);
    assert!(
        run.err
            .contains("4 more of many.json were not checked either"),
        "{}",
        run.err
    );
}

#[test]
fn a_key_that_stands_twice_hides_no_role() {
    let role = |name: &str| {
        format!(r#""Role":{{"RoleName":"{name}","AssumeRolePolicyDocument":{TRUST}}}"#)
    };
    let twice = format!("{{{},\n{}}}", role("first"), role("last"));
    let inside = format!("{{{}}}", role("only")).replace(
        r#""Effect":"Allow""#,
        r#""Effect":"Allow","Effect":"Allow""#,
    );
    let folder = Folder::with(&[("twice.json", &twice), ("inside.json", &inside)]);
    let check = |file| iamsure(&folder, &["check", file, "--format", "concise"]);
    let run = check("twice.json");
    assert_eq!(run.code, 2);
    assert!(run.out.contains("role/last: trust policy"), "{}", run.out);
    assert!(
        run.err.contains(
            "`twice.json` cannot be read: the same key stands twice in an object at line 2, column 1"
        ),
        "{}",
        run.err
    );
    // Of a key that a policy has twice a rule speaks.
    let run = check("inside.json");
    assert_eq!((run.code, run.err.contains("cannot be read")), (1, false));
    assert!(run.out.contains("[duplicate-key]"), "{}", run.out);
}

#[test]
fn a_document_that_is_cut_off_fails_the_run_and_hides_nothing() {
    let whole = format!(
        r#"{{"Roles":[{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}},{{"RoleName":"s","#
    );
    let folder = Folder::with(&[("roles.json", &whole)]);
    let run = iamsure(&folder, &["check", "roles.json", "--format", "concise"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("role/r: trust policy"), "{}", run.out);
    assert!(
        run.err
            .contains("`roles.json` cannot be read: no JSON from line 1"),
        "{}",
        run.err
    );
    let page = format!(
        r#"{{"Roles":[{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}],"NextToken":"x"}}"#
    );
    let folder = Folder::with(&[("roles.json", &page)]);
    let run = iamsure(&folder, &["check", "roles.json", "--format", "concise"]);
    assert!(
        run.err.contains("the answer is one page of several"),
        "{}",
        run.err
    );
}

#[test]
fn a_broken_policy_in_a_string_is_a_finding() {
    for text in [
        "",
        "%7B%22Version%22",
        "{\"Version\":\"2012-10-17\",",
        "no policy",
    ] {
        let document = format!(
            r#"{{"Role":{{"RoleName":"r","AssumeRolePolicyDocument":{}}}}}"#,
            quoted(text)
        );
        let folder = Folder::with(&[("role.json", &document)]);
        let run = iamsure(&folder, &["check", "role.json", "--format", "concise"]);
        assert_eq!(run.code, 1, "{text}: {}{}", run.out, run.err);
    }
}

#[test]
fn exceptions_and_settings_for_the_file_hold_for_what_is_in_it() {
    let folder = Folder::with(&[
        (
            "role.json",
            &format!(r#"{{"Role":{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}}}"#),
        ),
        (
            "iamsure.toml",
            "[[exception]]\nrule = \"missing-external-id\"\nfile = \"role.json\"\nreason = \"agreed\"\n",
        ),
    ]);
    let run = iamsure(&folder, &["check", "role.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("1 suppressed"), "{}", run.err);
}

#[test]
fn the_same_policy_is_checked_once_if_it_stands_in_two_places_of_terraform() {
    let data = format!(
        r#"{{"format_version":"1.0","values":{{"root_module":{{"resources":[
            {{"address":"data.aws_iam_policy_document.d","mode":"data","type":"aws_iam_policy_document","values":{{"json":{0}}}}},
            {{"address":"aws_iam_policy.p","mode":"managed","type":"aws_iam_policy","values":{{"policy":{0}}}}}],
            "child_modules":[{{"resources":[{{"address":"module.m.aws_iam_policy.q","mode":"managed","type":"aws_iam_policy","values":{{"policy":{0}}}}}]}}]}}}}}}"#,
        quoted(WIDE)
    );
    let folder = Folder::with(&[("state.json", &data)]);
    let run = iamsure(&folder, &["check", "state.json", "--format", "concise"]);
    let names: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(":1:").next())
        .collect();
    assert_eq!(
        names,
        [
            "state.json → aws_iam_policy.p.policy",
            "state.json → module.m.aws_iam_policy.q.policy"
        ]
    );
}

#[test]
fn documents_of_megabytes_take_no_longer_than_their_policies() {
    let roles: Vec<String> = (0..4000)
        .map(|index| format!(r#"{{"RoleName":"r{index}","AssumeRolePolicyDocument":{TRUST}}}"#))
        .collect();
    let inline: Vec<String> = (0..4000)
        .map(|_| format!(r#"{{"policy":{}}}"#, quoted(WIDE)))
        .collect();
    let wide = change(
        "aws_iam_role",
        "x",
        &format!(r#"{{"after":{{"inline_policy":[{}]}}}}"#, inline.join(",")),
    );
    let folder = Folder::with(&[
        (
            "roles.json",
            &format!(r#"{{"RoleDetailList":[{}]}}"#, roles.join(",")),
        ),
        ("plan.json", &plan(&wide)),
    ]);
    for name in ["roles.json", "plan.json"] {
        let start = Instant::now();
        let run = iamsure(&folder, &["check", name, "--format", "concise"]);
        assert_eq!(run.out.lines().count(), 4000, "{}", run.err);
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_report_does_not_replace_the_document_that_it_is_about() {
    let document = format!(r#"{{"Role":{{"RoleName":"r","AssumeRolePolicyDocument":{TRUST}}}}}"#);
    let folder = Folder::with(&[("role.json", &document)]);
    for arguments in [["check", "role.json"], ["check", "."]] {
        let run = iamsure(
            &folder,
            &[&arguments[..], &["--output", "role.json"]].concat(),
        );
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(
            run.err.contains("the report would replace it"),
            "{}",
            run.err
        );
    }
}

#[test]
fn the_role_of_a_trust_policy_is_held_against_the_one_that_confluent_was_told() {
    let integration = r#"{"id":"cspi-4h8tz","name":"x","provider":"aws","environment":"env-7gx2qm","iam_role_arn":"arn:aws:iam::851725421142:role/cspi-4h8tz","external_id":"b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b","customer_role_arn":"arn:aws:iam::640285713902:role/orders","usages":[]}"#;
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::851725421142:role/cspi-4h8tz"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"b7e1c0d2-93f4-4a58-8c6e-2f1d07a9e35b"}}},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::851725421142:role/cspi-4h8tz"},"Action":"sts:TagSession"}]}"#;
    let placeholder = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#;
    let other = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let role = |name: &str, policy: &str| {
        format!(
            r#"{{"RoleName":"{name}","Arn":"arn:aws:iam::640285713902:role/{name}","AssumeRolePolicyDocument":{policy}}}"#
        )
    };
    let is_told = |roles: &[String]| {
        let document = format!(r#"{{"Roles":[{}]}}"#, roles.join(","));
        let files = [("role.json", document.as_str()), ("i.json", integration)];
        let folder = Folder::with(&files);
        let run = iamsure(
            &folder,
            &[
                "check",
                "role.json",
                "--integration",
                "i.json",
                "--format",
                "concise",
            ],
        );
        run.out.contains("[customer-role-mismatch]")
    };
    assert!(!is_told(&[role("orders", trust)]));
    assert!(is_told(&[role("billing", trust)]));
    assert!(is_told(&[role("billing", placeholder)]));
    // One of several is the right one, or speaks of Confluent.
    assert!(!is_told(&[role("billing", trust), role("orders", trust)]));
    assert!(!is_told(&[role("billing", other), role("orders", trust)]));
    assert!(is_told(&[role("orders", other), role("billing", trust)]));
}
