//! What other linters get wrong about the shape of a policy, the form of its actions and ARNs, and far too wide grants:
//! for each case the rules that speak, how loudly, and at which words.

use iamsure::config::Config;
use iamsure::engine::{self, Settings};
use iamsure::finding::{Finding, Severity};
use iamsure::kind::PolicyType;
use iamsure::rules;
use iamsure::source::{Source, Sources};
use iamsure::syntax;

use PolicyType::{Boundary, Identity, Rcp, Resource, Scp, Session, Trust};

/// The rules under test: of these, a case names every finding. Other rules may add what is no error.
const RULES: &[&str] = &[
    "allow-not-action",
    "allow-not-resource",
    "data-type-mismatch",
    "duplicate-sid",
    "empty-array-action",
    "empty-array-resource",
    "empty-object-condition",
    "empty-sid-value",
    "full-access",
    "invalid-arn-account",
    "invalid-arn-prefix",
    "invalid-arn-service-case",
    "invalid-effect",
    "invalid-partition",
    "invalid-policy-element",
    "invalid-version",
    "malformed-action",
    "malformed-variable",
    "missing-action",
    "missing-arn-field",
    "missing-effect",
    "missing-resource",
    "missing-statement",
    "missing-version",
    "old-version",
    "rcp-syntax-error-allow",
    "rcp-syntax-error-notaction",
    "rcp-syntax-error-principal",
    "service-wildcard",
    "statement-without-effect",
    "unsupported-element-combination",
    "unsupported-id",
    "unsupported-principal",
    "unsupported-sid",
    "variable-unsupported-in-element",
    "variable-unsupported-in-version",
    "wildcard-in-service-name",
];

/// Every finding on a policy, with the words that it points at.
fn findings(policy_type: Option<PolicyType>, text: &str) -> Vec<(Finding, String)> {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("policy.json", text));
    let config = Config::default();
    let settings = Settings {
        policy_type,
        ..Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config)
    };
    let tree = syntax::parse(file, sources.get(file));
    let judged = engine::judge(&tree, &settings, rules::all());
    let words = |finding: &Finding| sources.slice(finding.primary.span).to_owned();
    judged
        .findings
        .into_iter()
        .map(|finding| (finding.clone(), words(&finding)))
        .collect()
}

/// Says what differs: `expected` is every finding of the rules under test as `severity rule: words`, in order.
fn check(policy_type: impl Into<Option<PolicyType>>, text: &str, expected: &[&str]) {
    let found = findings(policy_type.into(), text);
    let (ours, others): (Vec<_>, Vec<_>) = found
        .iter()
        .partition(|(finding, _)| RULES.contains(&finding.rule.id));
    let said: Vec<String> = ours
        .iter()
        .map(|(finding, words)| format!("{} {}: {words}", finding.severity.name(), finding.rule.id))
        .collect();
    assert_eq!(said, expected, "{text}");
    let errors: Vec<&str> = others
        .iter()
        .filter(|(finding, _)| finding.severity == Severity::Error)
        .map(|(finding, _)| finding.rule.id)
        .collect();
    assert!(errors.is_empty(), "{text}\nalso: {errors:?}");
}

/// A policy of one statement, given without its braces.
fn one(statement: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {{{statement}}}}}"#)
}

/// An allowing statement with these actions on some bucket, so that nothing else is wrong.
fn action(action: &str) -> String {
    one(&format!(
        r#""Effect": "Allow", "Action": {action}, "Resource": "arn:aws:s3:::reports-2026/*""#
    ))
}

/// A denying statement with these resources, so that nothing else is wrong.
fn resource(resource: &str) -> String {
    one(&format!(
        r#""Effect": "Deny", "Action": "s3:GetObject", "Resource": {resource}"#
    ))
}

const READ: &str = r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports-2026/*""#;

#[test]
fn action_and_not_action() {
    let both = r#""Effect": "Deny", "Action": "s3:GetObject", "NotAction": "s3:PutObject", "Resource": "*""#;
    let together = "error unsupported-element-combination: \"NotAction\"";
    check(Identity, &one(both), &[together]);
    check(Scp, &one(both), &[together]);
    let neither = one(r#""Effect": "Deny", "Resource": "arn:aws:s3:::reports-2026/*""#);
    check(Identity, &neither, &["error missing-action: \"Deny\""]);
}

#[test]
fn resource_and_not_resource() {
    let both = r#""Effect": "Deny", "NotResource": "*", "Action": "s3:GetObject", "Resource": "*""#;
    check(
        Identity,
        &one(both),
        &["error unsupported-element-combination: \"Resource\""],
    );
    let neither = one(r#""Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject""#);
    let missing = "error missing-resource: \"Read\"";
    for policy_type in [Identity, Boundary, Session, Scp] {
        check(policy_type, &neither, &[missing]);
    }
    let of_a_queue = one(
        r#""Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "408523917755"}, "Action": "sqs:SendMessage""#,
    );
    check(Resource, &of_a_queue, &[missing]);
    let of_a_repository = one(
        r#""Effect": "Allow", "Principal": {"AWS": "408523917755"}, "Action": ["ecr:BatchGetImage"]"#,
    );
    check(Resource, &of_a_repository, &[]);
    let of_a_file_system = one(
        r#""Effect": "Allow", "Principal": {"AWS": "408523917755"}, "Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]"#,
    );
    check(Resource, &of_a_file_system, &[]);
}

#[test]
fn no_resource_in_a_trust_policy() {
    let trust = one(
        r#""Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole""#,
    );
    check(None, &trust, &[]);
    check(Trust, &trust, &[]);
}

#[test]
fn a_resource_in_a_trust_policy_is_said_once_by_another_rule() {
    for resource in [r#""Resource": "*""#, r#""NotResource": "s3""#] {
        let text = one(&format!(
            r#""Effect": "Allow", "Principal": {{"Service": "ec2.amazonaws.com"}},
               "Action": "sts:AssumeRole", {resource}"#
        ));
        let found = findings(Some(Trust), &text);
        let codes: Vec<_> = found
            .iter()
            .map(|(finding, _)| {
                (
                    finding.severity,
                    finding.access_analyzer.unwrap_or(finding.rule.id),
                )
            })
            .collect();
        assert_eq!(
            codes,
            [(Severity::Error, "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE")],
            "{text}"
        );
    }
}

#[test]
fn principal_and_not_principal() {
    let both = one(
        r#""Effect": "Deny", "Principal": {"AWS": "408523917755"}, "NotPrincipal": {"AWS": "408523917755"},
           "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports-2026/*""#,
    );
    check(
        Resource,
        &both,
        &["error unsupported-element-combination: \"NotPrincipal\""],
    );
    // In a type without principals that is what is wrong, once.
    check(
        Identity,
        &both,
        &["error unsupported-principal: \"NotPrincipal\""],
    );
    check(
        Scp,
        &both,
        &["error unsupported-principal: \"NotPrincipal\""],
    );
}

#[test]
fn effects() {
    check(Identity, &one(READ), &["error missing-effect: {"]);
    for word in ["allow", "ALLOW", "deny", "Permit", "", " Allow"] {
        check(
            Identity,
            &one(&format!(r#""Effect": "{word}", {READ}"#)),
            &[&format!("error invalid-effect: \"{word}\"")],
        );
    }
    check(
        Identity,
        &one(r#""Effect": "allow", "Action": "*", "Resource": "*""#),
        &[
            "error invalid-effect: \"allow\"",
            "error full-access: \"*\"",
        ],
    );
}

#[test]
fn only_a_difference_in_letter_case_is_mended_unseen() {
    use iamsure::finding::Safety;
    let safety = |word: &str| {
        let found = findings(
            Some(Identity),
            &one(&format!(r#""Effect": "{word}", {READ}"#)),
        );
        found
            .into_iter()
            .find_map(|(finding, _)| finding.fix)
            .map(|fix| {
                (
                    fix.safety,
                    fix.edits
                        .into_iter()
                        .map(|edit| edit.text)
                        .collect::<String>(),
                )
            })
    };
    assert_eq!(
        safety("ALLOW"),
        Some((Safety::Safe, "\"Allow\"".to_owned()))
    );
    assert_eq!(
        safety("Alow"),
        Some((Safety::Unsafe, "\"Allow\"".to_owned()))
    );
    assert_eq!(safety("Permit"), None);
}

#[test]
fn unknown_keys_are_said_once() {
    let misspelt = [
        (
            r#""Efect": "Allow", "Action": "s3:GetObject", "Resource": "*""#,
            "Efect",
        ),
        (
            r#""Effect": "Deny", "Actions": "s3:GetObject", "Resource": "*""#,
            "Actions",
        ),
        (
            r#""Effect": "Deny", "NotActions": "s3:GetObject", "Resource": "*""#,
            "NotActions",
        ),
        (
            r#""Effect": "Deny", "Action": "s3:GetObject", "resource": "*""#,
            "resource",
        ),
    ];
    for (statement, key) in misspelt {
        let expected = format!("error invalid-policy-element: \"{key}\"");
        check(Identity, &one(statement), &[&expected]);
    }
    check(
        None,
        r#"{"Version": "2012-10-17", "Statment": []}"#,
        &["error invalid-policy-element: \"Statment\""],
    );
    check(
        Identity,
        &format!(r#"{{"version": "2012-10-17", "Statement": {{"Effect": "Deny", {READ}}}}}"#),
        &["error invalid-policy-element: \"version\""],
    );
    // A key that is near nothing stands in for nothing.
    check(
        Identity,
        &one(r#""Effect": "Deny", "Comment": "all of them", "Resource": "*""#),
        &[
            "error missing-action: \"Deny\"",
            "error invalid-policy-element: \"Comment\"",
        ],
    );
}

#[test]
fn actions_of_wrong_types() {
    check(
        Identity,
        &action(r#""""#),
        &["error malformed-action: \"\""],
    );
    check(Identity, &action("[]"), &["error empty-array-action: []"]);
    check(
        Identity,
        &action("[ \n ]"),
        &["error empty-array-action: [ \n ]"],
    );
    check(Identity, &action("7"), &["error data-type-mismatch: 7"]);
    check(Identity, &action("[7]"), &["error data-type-mismatch: 7"]);
    check(
        Identity,
        &action(r#"["s3:GetObject", ["s3:PutObject"]]"#),
        &["error data-type-mismatch: [\"s3:PutObject\"]"],
    );
    check(
        Identity,
        &action(r#"{"s3": "GetObject"}"#),
        &["error data-type-mismatch: {\"s3\": \"GetObject\"}"],
    );
    check(
        Identity,
        &action("null"),
        &["error data-type-mismatch: null"],
    );
    check(
        Identity,
        &resource("[]"),
        &["error empty-array-resource: []"],
    );
    check(Scp, &resource("[]"), &["warning empty-array-resource: []"]);
}

#[test]
fn conditions_of_wrong_types() {
    let with = |condition: &str| {
        one(&format!(
            r#""Effect": "Deny", {READ}, "Condition": {condition}"#
        ))
    };
    check(Identity, &with("[]"), &["error data-type-mismatch: []"]);
    check(
        Identity,
        &with(r#"{"Bool": "aws:SecureTransport"}"#),
        &["error data-type-mismatch: \"aws:SecureTransport\""],
    );
    check(Identity, &with("{}"), &["info empty-object-condition: {}"]);
    check(
        Identity,
        &with(r#"{"Bool": { }, "Null": {"aws:SourceArn": "true"}}"#),
        &["info empty-object-condition: { }"],
    );
}

#[test]
fn documents_of_wrong_types() {
    check(Identity, "[]", &["error data-type-mismatch: []"]);
    check(
        Identity,
        "\"Allow\"",
        &["error data-type-mismatch: \"Allow\""],
    );
    check(
        Identity,
        r#"{"Version": "2012-10-17", "Statement": "none"}"#,
        &["error data-type-mismatch: \"none\""],
    );
    check(
        Identity,
        r#"{"Version": "2012-10-17", "Statement": [null]}"#,
        &["error data-type-mismatch: null"],
    );
    check(
        Identity,
        r#"{"Version": "2012-10-17", "Statement": []}"#,
        &["error missing-statement: []"],
    );
    check(
        Identity,
        r#"{"Version": "2012-10-17"}"#,
        &["error missing-statement: {"],
    );
    check(Identity, "{}", &["error missing-statement: {"]);
    check(
        Identity,
        r#"{"Version": "2012-10-17", "Statement": [{}]}"#,
        &["error missing-effect: {"],
    );
}

#[test]
fn a_template_is_no_policy_yet_and_that_is_said_once() {
    let text = resource(r#"[{"Fn::Sub": "${Bucket.Arn}/*"}, {"Ref": "Bucket"}]"#);
    let found = findings(Some(Identity), &text);
    let said: Vec<&str> = found
        .iter()
        .filter(|(finding, _)| finding.rule.id == "data-type-mismatch")
        .map(|(finding, _)| &*finding.message)
        .collect();
    assert_eq!(
        said,
        ["`Resource` is a CloudFormation value: this is a template, not a policy yet"]
    );
}

#[test]
fn sids() {
    let named = |sid: &str| one(&format!(r#""Sid": {sid}, "Effect": "Deny", {READ}"#));
    let said = |text: &str, policy_type| {
        findings(Some(policy_type), text)
            .into_iter()
            .filter(|(finding, _)| finding.rule.id == "unsupported-sid")
            .map(|(finding, _)| finding.message.into_owned())
            .collect::<Vec<_>>()
    };
    let lists = [
        ("Allow read", "this `Sid` holds a space"),
        ("allow-read-only", "this `Sid` holds `-`"),
        ("!?why!?", "this `Sid` holds `!` and `?`"),
        ("zugriff für alle", "this `Sid` holds a space and `ü`"),
        ("a.b-c.d e", "this `Sid` holds `.`, `-` and a space"),
    ];
    for (name, message) in lists {
        let text = named(&format!("\"{name}\""));
        check(
            Identity,
            &text,
            &[&format!("error unsupported-sid: \"{name}\"")],
        );
        assert_eq!(said(&text, Identity), [message]);
        check(Scp, &text, &[]);
    }
    let of_a_queue = one(
        r#""Sid": "__owner_statement", "Effect": "Allow", "Principal": {"AWS": "408523917755"},
           "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:408523917755:orders""#,
    );
    check(Resource, &of_a_queue, &[]);
    check(Identity, &named(r#""""#), &["info empty-sid-value: \"\""]);
    check(Identity, &named("7"), &["error data-type-mismatch: 7"]);
}

#[test]
fn duplicate_sids_are_said_once_for_each_name() {
    let list = |names: &[&str]| {
        let statements: Vec<String> = names
            .iter()
            .map(|name| format!(r#"{{"Sid": "{name}", "Effect": "Deny", {READ}}}"#))
            .collect();
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            statements.join(", ")
        )
    };
    let required = "error duplicate-sid: \"A\"";
    check(Identity, &list(&["A", "A", "A"]), &[required]);
    check(
        Identity,
        &list(&["A", "B", "A", "B"]),
        &[required, "error duplicate-sid: \"B\""],
    );
    check(Identity, &list(&["A", "a"]), &[]);
    let many: Vec<String> = (0..40)
        .map(|number| format!("Sid{}", number % 39))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check(Identity, &list(&many), &["error duplicate-sid: \"Sid0\""]);
    check(
        Identity,
        &list(&["", ""]),
        &["info empty-sid-value: \"\"", "info empty-sid-value: \"\""],
    );
    check(Scp, &list(&["A", "A"]), &["warning duplicate-sid: \"A\""]);
}

#[test]
fn versions() {
    let with = |version: &str| format!(r#"{{{version}"Statement": {{"Effect": "Deny", {READ}}}}}"#);
    check(Identity, &with(""), &["warning missing-version: {"]);
    check(Scp, &with(""), &["error missing-version: {"]);
    let old = with(r#""Version": "2008-10-17", "#);
    check(Identity, &old, &["warning old-version: \"2008-10-17\""]);
    check(Scp, &old, &["error old-version: \"2008-10-17\""]);
    for version in ["2012-10-16", "2012-10-17T00:00:00Z", "", "2012-10-17 "] {
        check(
            Identity,
            &with(&format!(r#""Version": "{version}", "#)),
            &[&format!("error invalid-version: \"{version}\"")],
        );
    }
    check(
        Identity,
        &with(r#""Version": 20121017, "#),
        &["error data-type-mismatch: 20121017"],
    );
}

#[test]
fn an_old_version_with_variables_is_one_stronger_finding() {
    let with = |version: &str| {
        format!(
            r#"{{{version}"Statement": {{"Effect": "Deny", "Action": "s3:ListBucket",
               "Resource": "arn:aws:s3:::homes-2026${{aws:username}}",
               "Condition": {{"StringLike": {{"s3:prefix": "${{aws:username}}/*"}}}}}}}}"#
        )
    };
    let taken_literally = "error variable-unsupported-in-version: ${aws:username}";
    check(Identity, &with(""), &[taken_literally]);
    check(
        Identity,
        &with(r#""Version": "2008-10-17", "#),
        &[taken_literally],
    );
    check(
        Scp,
        &with(r#""Version": "2008-10-17", "#),
        &[taken_literally],
    );
    check(Identity, &with(r#""Version": "2012-10-17", "#), &[]);
}

#[test]
fn the_inserted_version_fits_the_document() {
    let cured = |text: &str| {
        let found = findings(Some(Identity), text);
        let fix = found
            .into_iter()
            .find_map(|(finding, _)| finding.fix)
            .expect("a fix");
        let edit = &fix.edits[0];
        format!(
            "{}{}{}",
            &text[..edit.span.range().start],
            edit.text,
            &text[edit.span.range().end..]
        )
    };
    let statement = format!(r#""Statement": {{"Effect": "Deny", {READ}}}"#);
    assert_eq!(
        cured(&format!("{{\n    {statement}\n}}")),
        format!("{{\n    \"Version\": \"2012-10-17\",\n    {statement}\n}}")
    );
    assert_eq!(
        cured(&format!("{{{statement}}}")),
        format!("{{\"Version\":\"2012-10-17\",{statement}}}")
    );
}

#[test]
fn a_broken_text_is_not_said_to_lack_what_was_not_read() {
    let found = findings(
        Some(Identity),
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "#,
    );
    let missing: Vec<&str> = found
        .iter()
        .map(|(finding, _)| finding.rule.id)
        .filter(|id| id.starts_with("missing-"))
        .collect();
    assert_eq!(missing, [] as [&str; 0]);
    // A statement that was read whole is judged all the same.
    let text =
        format!(r#"{{"Version": "2012-10-17", "Statement": [{{{READ}}}, {{"Effect": "Allow" "#);
    let found = findings(Some(Identity), &text);
    assert!(
        found
            .iter()
            .any(|(finding, _)| finding.rule.id == "missing-effect")
    );
}

#[test]
fn ids() {
    let with = |rest: &str| {
        format!(r#"{{"Version": "2012-10-17", "Id": "reports", "Statement": {{{rest}}}}}"#)
    };
    let deny = format!(r#""Effect": "Deny", {READ}"#);
    check(Identity, &with(&deny), &["info unsupported-id: \"Id\""]);
    check(Scp, &with(&deny), &["warning unsupported-id: \"Id\""]);
    check(
        Resource,
        &with(&format!(
            r#""Principal": {{"AWS": "408523917755"}}, {deny}"#
        )),
        &[],
    );
}

#[test]
fn resource_control_policies() {
    let with = |rest: &str| {
        one(&format!(
            r#"{rest}, "Action": "s3:GetObject", "Resource": "*""#
        ))
    };
    check(Rcp, &with(r#""Effect": "Deny", "Principal": "*""#), &[]);
    check(
        Rcp,
        &with(r#""Effect": "Allow", "Principal": "*""#),
        &["error rcp-syntax-error-allow: \"Allow\""],
    );
    check(
        Rcp,
        &with(r#""Effect": "Deny", "Principal": {"AWS": "*"}"#),
        &["error rcp-syntax-error-principal: {\"AWS\": \"*\"}"],
    );
    check(
        Rcp,
        &with(r#""Effect": "Deny", "NotPrincipal": "*""#),
        &["error rcp-syntax-error-principal: \"NotPrincipal\""],
    );
    check(
        Rcp,
        &one(r#""Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*""#),
        &["error rcp-syntax-error-notaction: \"NotAction\""],
    );
    let full = one(r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*""#);
    assert!(
        findings(Some(Rcp), &full)
            .iter()
            .all(|(finding, _)| !RULES.contains(&finding.rule.id)),
        "the policy that AWS attaches to every organization"
    );
}

#[test]
fn malformed_actions() {
    let malformed = [
        ("GetObject", "\"GetObject\""),
        ("sts*", "\"sts*\""),
        ("**", "\"**\""),
        ("s3:Get:Object", ":"),
        ("s3:GetObject ", " "),
        (" s3:GetObject", " "),
        ("s3: GetObject", " "),
        (" ", " "),
        (":GetObject", "\":GetObject\""),
        ("s3:", ":"),
        ("*:Untag*", "*"),
        ("ec?:StopInstances", "ec?"),
        ("*:*", "*"),
        ("s_3:GetObject", "s_3"),
        ("arn:aws:s3:::reports-2026", "\"arn:aws:s3:::reports-2026\""),
        (r"s3:Get\tObject", r"\t"),
    ];
    for (text, place) in malformed {
        let expected = format!("error malformed-action: {place}");
        check(Identity, &action(&format!("\"{text}\"")), &[&expected]);
        let negated = one(&format!(
            r#""Effect": "Deny", "NotAction": "{text}", "Resource": "*""#
        ));
        check(Identity, &negated, &[&expected]);
    }
    for text in ["iAm:li*sTuS*rs", "s3:Get?bject", "*", "s3:*Object*"] {
        let policy = one(&format!(
            r#""Effect": "Deny", "Action": "{text}", "Resource": "*""#
        ));
        check(Identity, &policy, &[]);
    }
}

#[test]
fn resources_that_are_no_arns() {
    let prefix = [
        ("s3", "\"s3\""),
        ("", "\"\""),
        ("reports*", "\"reports*\""),
        ("aws:s3:::reports-2026", "aws"),
        ("ARN:aws:s3:::reports-2026", "ARN"),
        ("*:aws:s3:::reports-2026", "*"),
    ];
    for (text, place) in prefix {
        check(
            Identity,
            &resource(&format!("\"{text}\"")),
            &[&format!("error invalid-arn-prefix: {place}")],
        );
    }
    let fields = [
        ("arn:aws:s3", "\"arn:aws:s3\""),
        ("arn:aws:s3::reports-2026", "\"arn:aws:s3::reports-2026\""),
        ("arn:s3:::reports-2026", "s3"),
        ("arn:::::trail/x", "\"arn:::::trail/x\""),
        ("arn:aws::::trail/x", "\"arn:aws::::trail/x\""),
    ];
    for (text, place) in fields {
        let expected = format!("error missing-arn-field: {place}");
        for policy_type in [Identity, Session, Scp] {
            check(policy_type, &resource(&format!("\"{text}\"")), &[&expected]);
        }
    }
}

#[test]
fn partitions() {
    let arn = |partition: &str| resource(&format!("\"arn:{partition}:s3:::reports-2026/*\""));
    for partition in [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
        "*",
        "aws*",
    ] {
        check(Identity, &arn(partition), &[]);
    }
    check(Identity, &arn("awz"), &["error invalid-partition: awz"]);
    check(Identity, &arn("AWS"), &["error invalid-partition: AWS"]);
}

#[test]
fn accounts() {
    let arn = |account: &str| {
        resource(&format!(
            "\"arn:aws:logs:eu-west-1:{account}:log-group:orders\""
        ))
    };
    for account in [
        "",
        "*",
        "408523917755",
        "aws",
        "4085*",
        "*7755",
        "40852391775?",
        "????????????",
    ] {
        let found = findings(Some(Identity), &arn(account));
        assert!(
            found
                .iter()
                .all(|(finding, _)| finding.rule.id != "invalid-arn-account"),
            "{account}"
        );
    }
    for account in [
        "40852391",
        "4085239177550",
        "orders",
        "4085-2391-7755",
        "4085239177?",
        "40852391775??",
    ] {
        let found = findings(Some(Identity), &arn(account));
        let said: Vec<(&str, Severity, &str)> = found
            .iter()
            .filter(|(finding, _)| finding.rule.id == "invalid-arn-account")
            .map(|(finding, words)| (finding.rule.id, finding.severity, words.as_str()))
            .collect();
        assert_eq!(said, [("invalid-arn-account", Severity::Error, account)]);
    }
}

#[test]
fn services_in_arns() {
    check(
        Identity,
        &resource(r#""arn:aws:S3:::reports-2026/*""#),
        &["error invalid-arn-service-case: S3"],
    );
    check(
        Identity,
        &resource(r#""arn:aws:s*:::reports-2026/*""#),
        &["info wildcard-in-service-name: s*"],
    );
    check(Identity, &resource(r#""arn:aws:*:*:*:*""#), &[]);
}

#[test]
fn what_is_a_policy_variable_is_not_judged_as_text() {
    let in_field = |field: &str, arn: &str| {
        let found = findings(Some(Identity), &resource(&format!("\"{arn}\"")));
        let said: Vec<String> = found
            .iter()
            .filter(|(finding, _)| RULES.contains(&finding.rule.id))
            .map(|(finding, words)| {
                format!("{} {}: {words}", finding.severity.name(), finding.rule.id)
            })
            .collect();
        assert_eq!(
            said,
            [format!("warning variable-unsupported-in-element: {field}")],
            "{arn}"
        );
    };
    in_field(
        "${aws:PrincipalAccount}",
        "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:orders",
    );
    in_field(
        "${aws:RequestedRegion}",
        "arn:aws:sqs:${aws:RequestedRegion}:408523917755:orders",
    );
    in_field(
        "${aws:PrincipalTag/Service}",
        "arn:aws:${aws:PrincipalTag/Service}:::orders",
    );
    in_field(
        "${aws:PrincipalTag/p}",
        "arn:${aws:PrincipalTag/p}:s3:::orders",
    );
    check(
        Identity,
        &resource(r#""arn:aws:s3:::homes-2026/${aws:username}/*""#),
        &[],
    );
}

#[test]
fn variables_where_none_may_stand() {
    check(
        Identity,
        &action(r#""s3:${aws:PrincipalTag/verb}Object""#),
        &["error variable-unsupported-in-element: ${aws:PrincipalTag/verb}"],
    );
    check(
        Identity,
        &one(&format!(
            r#""Sid": "Read${{aws:username}}", "Effect": "Deny", {READ}"#
        )),
        &["error variable-unsupported-in-element: ${aws:username}"],
    );
}

#[test]
fn malformed_variables_have_the_code_of_their_fault() {
    let code = |text: &str| {
        findings(
            Some(Identity),
            &resource(&format!("\"arn:aws:s3:::homes-2026/{text}\"")),
        )
        .into_iter()
        .filter(|(finding, _)| finding.rule.id == "malformed-variable")
        .map(|(finding, words)| (finding.access_analyzer.unwrap_or_default(), words))
        .collect::<Vec<_>>()
    };
    let said = |code: &'static str, words: &str| vec![(code, words.to_owned())];
    assert_eq!(
        code("${aws:username/*"),
        said("MISSING_BRACE_IN_VARIABLE", "${aws:username/*")
    );
    assert_eq!(
        code("${aws:PrincipalTag/t, 'x}/*"),
        said("MISSING_QUOTE_IN_VARIABLE", "${aws:PrincipalTag/t, 'x}")
    );
    assert_eq!(
        code("${aws: username}"),
        said("UNSUPPORTED_SPACE_IN_VARIABLE", "${aws: username}")
    );
    assert_eq!(code("${}/*"), said("EMPTY_VARIABLE", "${}"));
    // A dollar sign in disguise, and the same fault twice in a text.
    assert_eq!(code(r"\u0024{}/${}"), said("EMPTY_VARIABLE", r"\u0024{}"));
    assert_eq!(code("${$}/${*}/${aws:PrincipalTag/t, 'x y'}"), []);
}

#[test]
fn everything_on_everything() {
    let full = r#""Effect": "Allow", "Action": "*", "Resource": "*""#;
    let error = "error full-access: \"*\"";
    check(Identity, &one(full), &[error]);
    check(
        Identity,
        &one(&format!(
            r#"{full}, "Condition": {{"Bool": {{"aws:MultiFactorAuthPresent": "true"}}}}"#
        )),
        &[error],
    );
    check(
        Identity,
        &one(r#""Effect": "Allow", "Action": ["s3:*", "*"], "Resource": ["arn:aws:s3:::a", "*"]"#),
        &[error],
    );
    for policy_type in [Boundary, Session, Scp] {
        check(policy_type, &one(full), &[]);
    }
    check(
        Identity,
        &one(r#""Effect": "Deny", "Action": "*", "Resource": "*""#),
        &[],
    );
    let siblings = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{{full}}},
           {{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]}}"#
    );
    check(
        Identity,
        &siblings,
        &[error, "warning service-wildcard: \"s3:*\""],
    );
}

#[test]
fn whole_services() {
    let allow = |actions: &str| {
        one(&format!(
            r#""Effect": "Allow", "Action": {actions}, "Resource": "*""#
        ))
    };
    check(
        Identity,
        &allow(r#""s3:*""#),
        &["warning service-wildcard: \"s3:*\""],
    );
    check(Identity, &allow(r#""s3:Get*""#), &[]);
    check(
        Identity,
        &allow(r#""s3:?*""#),
        &["warning service-wildcard: \"s3:?*\""],
    );
    check(
        Identity,
        &allow(r#"["s3:*", "sqs:*", "S3:*"]"#),
        &[
            "warning service-wildcard: \"s3:*\"",
            "warning service-wildcard: \"sqs:*\"",
        ],
    );
    check(
        Identity,
        &one(r#""Effect": "Deny", "Action": "s3:*", "Resource": "*""#),
        &[],
    );
    check(Scp, &allow(r#""s3:*""#), &[]);
    check(
        Identity,
        &one(r#""Effect": "Allow", "Action": "ec2:*", "Resource": "*",
               "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}"#),
        &["info service-wildcard: \"ec2:*\""],
    );
}

#[test]
fn everything_but() {
    let not_action = "warning allow-not-action: \"NotAction\"";
    let allow = |rest: &str| one(&format!(r#""Effect": "Allow", {rest}"#));
    let deny = |rest: &str| one(&format!(r#""Effect": "Deny", {rest}"#));
    let specific = r#""NotAction": "iam:*", "Resource": "*""#;
    check(Identity, &allow(specific), &[not_action]);
    check(
        Identity,
        &allow(&format!(
            r#"{specific}, "Condition": {{"Bool": {{"aws:SecureTransport": "true"}}}}"#
        )),
        &[not_action],
    );
    check(Scp, &allow(specific), &[]);
    check(Identity, &deny(specific), &[]);
    check(
        Identity,
        &allow(r#""NotAction": "*", "Resource": "*""#),
        &["warning statement-without-effect: \"*\""],
    );
    check(
        Identity,
        &allow(r#""Action": "s3:GetObject", "NotResource": "arn:aws:s3:::reports-2026/*""#),
        &["warning allow-not-resource: \"NotResource\""],
    );
    check(
        Identity,
        &allow(r#""NotAction": "iam:*", "NotResource": "arn:aws:s3:::reports-2026/*""#),
        &[not_action],
    );
    check(
        Identity,
        &deny(r#""Action": "s3:GetObject", "NotResource": "arn:aws:s3:::reports-2026/*""#),
        &[],
    );
    check(
        Identity,
        &deny(r#""Action": "s3:GetObject", "NotResource": "*""#),
        &["warning statement-without-effect: \"*\""],
    );
}
