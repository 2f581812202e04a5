//! What other linters get wrong when they report, and when they are given several files.
//!
//! | case | test |
//! |---|---|
//! | several files, some broken; what is no policy is passed over in a folder and told when named | `cli.rs`: `broken_files_are_found_in_a_folder_and_do_not_hide_the_others`, `a_json_file_that_is_no_policy_is_skipped_in_a_folder_and_a_finding_when_named` |
//! | a large file that is no policy beside policies | here: `a_large_file_beside_policies_is_passed_over` |
//! | a file that is not there | `cli.rs`: `what_cannot_run_is_exit_2_and_says_why`, `a_file_that_cannot_be_read_does_not_hide_the_others` |
//! | a rule that fails | here: `a_rule_that_fails_is_an_error_that_names_it` |
//! | the line of an element, with one statement or a list, with values that repeat | here: `equal_values_are_told_apart_by_their_places`, `one_statement_and_a_list_of_one_have_the_same_lines` |
//! | another severity, a rule that is off | `cli.rs`: `a_level_of_the_configuration_is_the_severity_of_the_finding`; `config.rs`: `a_level_replaces_what_the_rule_reports` |
//! | exceptions by file, `Sid`, number | here: `an_exception_is_for_its_statement_alone`; `config.rs`: `an_exception_covers_its_rule_in_its_files_and_statement` |
//! | a pattern that cannot be read, a value of the wrong type | `config.rs`: `a_pattern_that_cannot_be_read_is_shown`, `a_wrong_type_says_what_was_expected` |
//! | what is hidden is hidden everywhere | `cli.rs`: `a_hidden_finding_is_gone_from_every_output_and_from_the_exit_code` |
//! | texts of a policy are escaped | `report/escaping.rs`; `cli.rs`: `no_control_character_of_a_policy_or_a_name_reaches_the_terminal`; here: `a_crafted_sid_stays_a_text_in_every_format` |
//! | SARIF: fits its schema, fingerprints last, rules say nothing of a policy | `report/formats.rs`: `sarif_is_as_oasis_has_it`, `fingerprints_outlive_edits_elsewhere`; `report/escaping.rs`: `sarif_makes_no_links_of_a_policy_and_says_nothing_of_it_in_its_rules`; here: `sarif_lists_the_rules_that_ran` |
//! | no colour in a pipe | `cli.rs`: `colour_is_for_terminals_or_for_who_asks` |
//! | names with spaces, many files, absolute paths, one name in two folders | `cli.rs`: `names_with_spaces_the_same_name_twice_and_absolute_paths_are_told_apart`, `several_files_come_in_the_order_of_their_names_whatever_the_threads_do` |

use crate::running::{Folder, iamsure};
use iamsure::config::{Config, Standing};
use iamsure::engine::{self, Settings};
use iamsure::finding::{Category, Finding, Meta, Severity};
use iamsure::rules::{Check, Context, Rule};
use iamsure::source::{FileId, Source};
use iamsure::syntax;

const NOW: [&str; 2] = ["--now", "2026-11-23T00:00:00Z"];

#[test]
fn equal_values_are_told_apart_by_their_places() {
    let text = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3GetObject", "s3:PutObject", "s3GetObject"],
      "Resource": "arn:aws:s3:::orders-eu/*"
    },
    {
      "Effect": "Deny",
      "Action": "s3GetObject",
      "Resource": "*"
    }
  ]
}"#;
    let folder = Folder::with(&[("policy.json", text)]);
    let run = iamsure(&folder, &["check", "policy.json", "--format", "concise"]);
    let places: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split_once(": ").map(|(place, _)| place))
        .collect();
    assert_eq!(
        places,
        ["policy.json:6:18", "policy.json:6:49", "policy.json:11:17"]
    );
}

#[test]
fn one_statement_and_a_list_of_one_have_the_same_lines() {
    let statement = "{\n    \"Effect\": \"Allow\",\n    \"Action\": \"s3GetObject\",\n    \"Resource\": \"*\"\n  }";
    for (statement, pointer) in [
        (statement.to_owned(), "/Statement/Action"),
        (format!("[{statement}]"), "/Statement/0/Action"),
    ] {
        let text = format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {statement}\n}}");
        let folder = Folder::with(&[("policy.json", &text)]);
        let run = iamsure(&folder, &["check", "policy.json", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("the report is JSON");
        let finding = &report["findings"][0];
        assert_eq!(finding["rule"], "malformed-action");
        assert_eq!(
            (
                finding["start"]["line"].as_u64(),
                finding["start"]["column"].as_u64()
            ),
            (Some(5), Some(15))
        );
        assert_eq!(finding["pointer"], pointer);
    }
}

#[test]
fn a_large_file_beside_policies_is_passed_over() {
    let large = format!("{{ \"name\": \"{}\" }}", "x".repeat(11 << 20));
    let policy = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*" } }"#;
    let folder = Folder::with(&[("data.json", &large), ("policy.json", policy)]);
    let run = iamsure(&folder, &["check", "-v"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("skipped data.json: "), "{}", run.err);
    assert!(
        run.err.contains("checked policy.json: identity"),
        "{}",
        run.err
    );
}

#[test]
fn an_exception_is_for_its_statement_alone() {
    let text = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Archive", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::archive/*" },
    { "Sid": "Orders", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*" },
    { "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::third/*" }
  ]
}"#;
    for (statement, left) in [
        ("\"Archive\"", [5, 6].as_slice()),
        ("\"Orders\"", &[4, 6]),
        ("2", &[4, 5]),
        ("\"archive\"", &[4, 5, 6]),
    ] {
        let config = format!(
            "[[exception]]\nrule = \"service-wildcard\"\nfile = \"policy.json\"\nstatement = {statement}\nreason = \"agreed\"\n"
        );
        let folder = Folder::with(&[("policy.json", text), ("iamsure.toml", &config)]);
        let run = iamsure(
            &folder,
            &[&["check", "policy.json", "--format", "concise"][..], &NOW].concat(),
        );
        let lines: Vec<u32> = run
            .out
            .lines()
            .filter(|line| line.ends_with("[service-wildcard]"))
            .filter_map(|line| line.split(':').nth(1)?.parse().ok())
            .collect();
        assert_eq!(lines, left, "{statement}");
    }
}

#[test]
fn a_crafted_sid_stays_a_text_in_every_format() {
    let sid = "--><script>alert(1)</script>%0A::error::owned `x` [link](http://evil.example)\\n::error::owned";
    let text = format!(
        r#"{{ "Version": "2012-10-17", "Statement": {{ "Sid": "{sid}", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }} }}"#
    );
    let folder = Folder::with(&[("policy.json", &text)]);
    for format in ["concise", "github"] {
        let run = iamsure(&folder, &["check", "policy.json", "--format", format]);
        assert_eq!(run.code, 1);
        for line in run.out.lines() {
            let ours = line.starts_with("policy.json:") || line.contains(" file=policy.json,");
            assert!(ours, "{format} forges a line: {line}");
        }
    }
    for format in ["json", "sarif"] {
        let run = iamsure(&folder, &["check", "policy.json", "--format", format]);
        serde_json::from_str::<serde_json::Value>(&run.out).expect("the report is JSON");
    }
}

#[test]
fn sarif_lists_the_rules_that_ran() {
    let text = r#"{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }"#;
    let folder = Folder::with(&[("policy.json", text)]);
    let listed = |more: &[&str]| {
        let run = iamsure(
            &folder,
            &[&["check", "policy.json", "--format", "sarif"][..], more].concat(),
        );
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("the report is JSON");
        let run = &report["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array();
        let ids: Vec<String> = rules
            .expect("there is a list of rules")
            .iter()
            .filter_map(|rule| rule["id"].as_str().map(str::to_owned))
            .collect();
        for result in run["results"].as_array().expect("there are results") {
            let index = result["ruleIndex"].as_u64().expect("a result has a rule");
            let at = usize::try_from(index).expect("rules are few");
            assert_eq!(result["ruleId"], ids[at].as_str());
        }
        ids
    };
    assert_eq!(
        listed(&["--select", "service-wildcard", "--ignore", "syntax"]),
        ["service-wildcard"]
    );
    let all = listed(&[]);
    let by_default = iamsure::rules::all()
        .iter()
        .filter(|rule| rule.standing() == Standing::Default);
    assert_eq!(all.len(), by_default.count());
    assert!(all.is_sorted());
}

#[test]
fn a_rule_that_fails_is_an_error_that_names_it() {
    static FAILS: Rule = Rule {
        meta: Meta {
            id: "fails",
            category: Category::Run,
            severity: Severity::Info,
            summary: "rule that fails",
            codes: &[],
        },
        options: &[],
        check: Check::Policy(fails),
    };
    fn fails(_: &Context) -> Vec<Finding> {
        panic!("seven is odd")
    }
    let source = Source::new("policy.json", r#"{ "Statement": [] }"#);
    let config = Config::default();
    let settings = Settings::new("2026-11-23T00:00:00Z".parse().expect("an instant"), &config);
    let missing = iamsure::rules::find("missing-statement").expect("the rule is there");
    let judged = engine::judge(
        &syntax::parse(FileId(0), &source),
        &settings,
        &[&FAILS, missing],
    );
    let said: Vec<(&str, Severity, &str)> = judged
        .findings
        .iter()
        .map(|finding| (finding.rule.id, finding.severity, finding.message.as_ref()))
        .collect();
    assert_eq!(
        said[0],
        (
            "internal-error",
            Severity::Error,
            "the rule `fails` failed; this policy was not fully checked"
        )
    );
    assert_eq!(said.len(), 2, "the other rules ran: {said:?}");
    assert_eq!(said[1].0, "missing-statement");
}
