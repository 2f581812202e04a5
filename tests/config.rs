//! The configuration: every mistake in its place, and what a right one means.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use iamsure::config::{
    Baseline, BaselineError, Config, FailOn, Flags, Known, Level, OptionKind, PathSettings,
    RuleOption, Selection, Standing, Statement, read,
};
use iamsure::finding::{Category, Meta, Severity};
use iamsure::kind::{PolicyType, Profile, ResourceType, Stage};
use iamsure::source::{FileId, Source};

static BROKEN: Meta = meta("broken-json", Category::Syntax, Severity::Error, &[]);
static EXPIRED: Meta = meta("expired-access", Category::Condition, Severity::Error, &[]);
static SAMPLE: Meta = meta("sample-value", Category::Grammar, Severity::Warning, &[]);
static ACCOUNT: Meta = meta(
    "whole-account-trusted",
    Category::Trust,
    Severity::Warning,
    &["AWS_CODE"],
);
static STRICT: Meta = meta("strict-trust", Category::Trust, Severity::Info, &[]);

const OPTIONS: &[RuleOption] = &[
    RuleOption {
        name: "max-days",
        kind: OptionKind::Number {
            least: 1,
            most: 3650,
        },
    },
    RuleOption {
        name: "keys",
        kind: OptionKind::Texts,
    },
    RuleOption {
        name: "calendar",
        kind: OptionKind::Text,
    },
    RuleOption {
        name: "strict",
        kind: OptionKind::Flag,
    },
];

const KNOWN: &[Known] = &[
    known(&BROKEN, Standing::Default, &[]),
    known(&EXPIRED, Standing::Default, OPTIONS),
    known(&SAMPLE, Standing::Default, &[]),
    known(&ACCOUNT, Standing::Default, &[]),
    known(&STRICT, Standing::OptIn, &[]),
];

const fn meta(
    id: &'static str,
    category: Category,
    severity: Severity,
    codes: &'static [&'static str],
) -> Meta {
    Meta {
        id,
        category,
        severity,
        summary: "",
        codes,
    }
}

const fn known(
    meta: &'static Meta,
    standing: Standing,
    options: &'static [RuleOption],
) -> Known<'static> {
    Known {
        meta,
        standing,
        options,
    }
}

fn try_read(text: &str) -> Result<Config, Vec<(String, String, String)>> {
    try_read_source(&Source::from_bytes("iamsure.toml", text.into()))
}

/// For each mistake: the text at its place, its message, its help.
fn try_read_source(source: &Source) -> Result<Config, Vec<(String, String, String)>> {
    read(FileId(7), source, Path::new("/repository"), KNOWN).map_err(|error| {
        let shown = |mistake: &iamsure::config::Mistake| {
            assert_eq!(mistake.span.file, FileId(7));
            (
                source.slice(mistake.span).to_owned(),
                mistake.message.to_string(),
                mistake.help.as_deref().unwrap_or_default().to_owned(),
            )
        };
        error.mistakes.iter().map(shown).collect()
    })
}

fn config(text: &str) -> Config {
    try_read(text).expect("the configuration of this test is right")
}

#[track_caller]
fn one_mistake(text: &str, place: &str, message: &str, help: &str) {
    let mistakes = try_read(text).expect_err("the configuration of this test is wrong");
    let expected = [(place.to_owned(), message.to_owned(), help.to_owned())];
    assert_eq!(mistakes, expected, "in {text}");
}

const EXCEPTION: &str = "[[exception]]\nrule = \"sample-value\"\nfile = \"a.json\"\n";

#[test]
fn toml_that_cannot_be_read_is_shown_where_it_breaks() {
    one_mistake(
        "account = \n",
        "",
        "the TOML cannot be read: string values must be quoted, expected literal string",
        "",
    );
    one_mistake(
        "stage = \"final\"\nstage = \"final\"\n",
        "stage",
        "the TOML cannot be read: duplicate key",
        "",
    );
    let mistakes = try_read("account = \n= 3\nprofil = 1\n").expect_err("three lines are wrong");
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
}

#[test]
fn bytes_that_are_no_text_are_shown() {
    let source = Source::from_bytes("iamsure.toml", b"account = \"\xff\xfe\"".to_vec());
    let mistakes = try_read_source(&source).expect_err("two bytes are no UTF-8");
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].0, "?");
    let source = Source::from_bytes("iamsure.toml", b"\xff\xfea\0".to_vec());
    let mistakes = try_read_source(&source).expect_err("this is UTF-16");
    assert_eq!(
        mistakes[0].1,
        "a configuration is UTF-8 text, and this is UTF-16"
    );
    let source = Source::from_bytes("iamsure.toml", b"\xff\xfe\0\0a\0\0\0".to_vec());
    let mistakes = try_read_source(&source).expect_err("this is UTF-32");
    assert_eq!(
        mistakes[0].1,
        "a configuration is UTF-8 text, and this is UTF-32"
    );
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    one_mistake(
        "\u{feff}stage = \"finale\"\n",
        "\"finale\"",
        "`finale` is not a value of `stage`; did you mean `final`?",
        "",
    );
}

#[test]
fn an_unknown_key_names_the_nearest() {
    one_mistake(
        "fail_on = \"error\"\n",
        "fail_on",
        "`fail_on` is not a setting; did you mean `fail-on`?",
        "",
    );
    one_mistake(
        "[rule]\nsample-value = \"off\"\n",
        "rule",
        "`rule` is not a setting; did you mean `rules`?",
        "",
    );
    one_mistake(
        "colour = true\n",
        "colour",
        "`colour` is not a setting",
        "choose from `fail-on`, `account`, `profile`, `stage`, `select`, `ignore`, `rules`, `options`, `path`, \
         `exception`, `forbid` and `only-principals`",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*.json\"]\nprofiles = \"none\"\n",
        "profiles",
        "`profiles` is not a setting of `[[path]]`; did you mean `profile`?",
        "",
    );
    one_mistake(
        &format!("{EXCEPTION}reasons = \"none\"\nreason = \"because\"\n"),
        "reasons",
        "`reasons` is not a part of an exception; did you mean `reason`?",
        "",
    );
}

#[test]
fn a_wrong_type_says_what_was_expected() {
    one_mistake(
        "account = 111122223333\n",
        "111122223333",
        "`account` takes a text in quotes, not a number",
        "",
    );
    one_mistake(
        "select = \"trust\"\n",
        "\"trust\"",
        "`select` takes a list of texts, not a text",
        "",
    );
    one_mistake(
        "ignore = [\"trust\", false]\n",
        "false",
        "`ignore` takes a text in quotes, not `true` or `false`",
        "",
    );
    one_mistake(
        "rules = [\"off\"]\n",
        "[\"off\"]",
        "`rules` takes a table, not a list",
        "",
    );
    one_mistake(
        "[options]\nexpired-access = 2027-01-31\n",
        "2027-01-31",
        "`expired-access` takes a table, not a date",
        "",
    );
    one_mistake(
        "[path]\nfiles = [\"*.json\"]\n",
        "[path]",
        "`path` takes a list of tables, not a table",
        "start each with `[[path]]`",
    );
    one_mistake(
        "exception = [1.5]\n",
        "1.5",
        "`exception` takes a table, not a number",
        "",
    );
}

#[test]
fn an_unknown_rule_names_the_nearest() {
    one_mistake(
        "[rules]\nsample-values = \"off\"\n",
        "sample-values",
        "no rule is called `sample-values`; did you mean `sample-value`?",
        "",
    );
    one_mistake(
        "[rules]\nAWS_CODE = \"off\"\n",
        "AWS_CODE",
        "no rule is called `AWS_CODE`; did you mean `whole-account-trusted`?",
        "",
    );
    one_mistake(
        "[rules]\ntrust = \"off\"\n",
        "trust",
        "no rule is called `trust`",
        "`iamsure rules` lists them",
    );
    one_mistake(
        "select = [\"sample-value\", \"trusty\"]\n",
        "\"trusty\"",
        "no rule or category is called `trusty`; did you mean `trust`?",
        "",
    );
    one_mistake(
        "[options.expired-acces]\nmax-days = 3\n",
        "expired-acces",
        "no rule is called `expired-acces`; did you mean `expired-access`?",
        "",
    );
    one_mistake(
        "[[exception]]\nrule = \"sample\"\nfile = \"a.json\"\nreason = \"because\"\n",
        "\"sample\"",
        "no rule is called `sample`",
        "`iamsure rules` lists them",
    );
}

#[test]
fn a_level_is_one_of_four() {
    one_mistake(
        "[rules]\nsample-value = \"warn\"\n",
        "\"warn\"",
        "`warn` is not a value of `sample-value`",
        "choose from `off`, `info`, `warning` and `error`",
    );
    one_mistake(
        "fail-on = \"errors\"\n",
        "\"errors\"",
        "`errors` is not a value of `fail-on`; did you mean `error`?",
        "",
    );
}

#[test]
fn an_option_is_known_and_of_its_kind() {
    one_mistake(
        "[options.expired-access]\nmax-day = 90\n",
        "max-day",
        "`max-day` is not an option of `expired-access`; did you mean `max-days`?",
        "",
    );
    one_mistake(
        "[options.expired-access]\nhorizon = 90\n",
        "horizon",
        "`horizon` is not an option of `expired-access`",
        "choose from `max-days`, `keys`, `calendar` and `strict`",
    );
    one_mistake(
        "[options.sample-value]\nmax-days = 90\n",
        "max-days",
        "`sample-value` has no options, so `max-days` sets nothing",
        "",
    );
    for (value, expected) in [
        ("max-days = \"90\"", "a whole number from 1 to 3650"),
        ("max-days = 0", "a whole number from 1 to 3650"),
        (
            "max-days = 0x1_0000_0000_0000_0000",
            "a whole number from 1 to 3650",
        ),
        ("max-days = 1.5", "a whole number from 1 to 3650"),
        ("keys = [\"a\", 1]", "a list of texts"),
        ("calendar = 2027-01-31", "a text in quotes"),
        ("strict = { a = 1 }", "`true` or `false`"),
    ] {
        let (name, place) = value.split_once(" = ").expect("each has a value");
        let text = format!("[options.expired-access]\n{value}\n");
        one_mistake(&text, place, &format!("`{name}` takes {expected}"), "");
    }
}

#[test]
fn options_are_handed_on_by_kind() {
    let config = config(
        "[options.expired-access]\nmax-days = 0x5a\nkeys = [\"a\", \"b\"]\ncalendar = \"c\"\nstrict = true\n",
    );
    let options = config.options("expired-access");
    assert_eq!(options.number("max-days"), Some(90));
    assert_eq!(
        options.texts("keys"),
        Some(&["a".to_owned(), "b".to_owned()][..])
    );
    assert_eq!(options.text("calendar"), Some("c"));
    assert_eq!(options.flag("strict"), Some(true));
    assert_eq!(options.flag("max-days"), None);
    assert_eq!(config.options("sample-value").number("max-days"), None);
}

#[test]
fn a_pattern_that_cannot_be_read_is_shown() {
    one_mistake(
        "[[path]]\nfiles = [\"a.json\", \"infra/[a.json\"]\n",
        "\"infra/[a.json\"",
        "the pattern cannot be read: unclosed character class; missing ']'",
        "",
    );
    one_mistake(
        "[[path]]\nfiles = [\"\"]\n",
        "\"\"",
        "the pattern is empty",
        "",
    );
    one_mistake(
        "[[path]]\nfiles = []\n",
        "[]",
        "an empty `files` matches no file",
        "",
    );
    one_mistake(
        "select = []\nignore = []\n",
        "[]",
        "an empty `select` names no rule to run",
        "name rules or categories, or remove it",
    );
    one_mistake(
        "[[path]]\nstage = \"final\"\n",
        "[[path]]",
        "this `[[path]]` says of no file what it sets",
        "add `files`, a list of patterns",
    );
    let long = "a".repeat(2000);
    one_mistake(
        &format!("{}reason = \"r\"\n", EXCEPTION.replace("a.json", &long)),
        &format!("\"{long}\""),
        "the pattern is longer than 1024 bytes",
        "",
    );
    let deep = format!("{}a{}", "{a,".repeat(255), "}".repeat(255));
    one_mistake(
        &format!("[[path]]\nfiles = [\"*.json\", \"{deep}\", \"*.txt\"]\n"),
        &format!("\"{deep}\""),
        "the pattern is too large to match",
        "",
    );
}

#[test]
fn an_exception_says_what_where_and_why() {
    one_mistake(
        EXCEPTION,
        "[[exception]]",
        "this exception gives no reason",
        "add `reason`: who decided this, and until what changes",
    );
    one_mistake(
        &format!("{EXCEPTION}reason = \"  \"\n"),
        "\"  \"",
        "this exception gives no reason",
        "say who decided this, and until what changes",
    );
    let mistakes = try_read("[[exception]]\nreason = \"because\"\n").expect_err("two are missing");
    let messages: Vec<_> = mistakes.iter().map(|mistake| mistake.1.as_str()).collect();
    assert_eq!(
        messages,
        [
            "this exception names no rule",
            "this exception names no file"
        ]
    );
    for date in [
        "\"2027-01-31\"",
        "2027-01-31T00:00:00Z",
        "07:32:00",
        "20270131",
    ] {
        one_mistake(
            &format!("{EXCEPTION}reason = \"because\"\nuntil = {date}\n"),
            date,
            "`until` takes a date: the last day on which the exception holds",
            "write it as `2027-01-31`, with no quotes and no time",
        );
    }
    let impossible = format!("{EXCEPTION}reason = \"because\"\nuntil = 2027-02-30\n");
    assert_eq!(try_read(&impossible).expect_err("no such day").len(), 1);
    for statement in ["-1", "1.0", "[0]", "true"] {
        one_mistake(
            &format!("{EXCEPTION}reason = \"because\"\nstatement = {statement}\n"),
            statement,
            "`statement` takes a `Sid` in quotes, or a statement's number from 0",
            "",
        );
    }
}

#[test]
fn a_question_says_what_it_is_called_what_it_asks_and_why() {
    let whole = "name = \"n\"\nreason = \"r\"\n";
    one_mistake(
        "[[forbid]]\nname = \"n\"\nactions = [\"s3:*\"]",
        "[[forbid]]",
        "this `[[forbid]]` gives no reason",
        "add `reason`: who decided this, and why",
    );
    one_mistake(
        &format!("[[forbid]]\n{whole}"),
        "[[forbid]]",
        "this `[[forbid]]` says of nothing that it is forbidden",
        "add `actions`, `resources` or `principals`",
    );
    one_mistake(
        &format!("[[only-principals]]\n{whole}actions = [\"s3:*\"]"),
        "[[only-principals]]",
        "this `[[only-principals]]` says of nobody that they may be let in",
        "add `principals`, a list of ARNs, accounts or services",
    );
    one_mistake(
        &format!("[[forbid]]\n{whole}actions = [\"DeleteBucket\"]"),
        "\"DeleteBucket\"",
        "`DeleteBucket` can be no action of a policy",
        "",
    );
    one_mistake(
        &format!("[[forbid]]\n{whole}actions = [\"s3:*\"]\nunless.Bol.\"aws:x\" = \"true\""),
        "Bol",
        "AWS has no condition operator `Bol`",
        "",
    );
    one_mistake(
        &format!("[[forbid]]\n{whole}actions = [\"s3:*\"]\n[[forbid]]\n{whole}actions = [\"*\"]"),
        "[[forbid]]",
        "two questions are called `n`",
        "",
    );
    let read = config(&format!(
        "[[forbid]]\n{whole}actions = [\"s3:*\"]\nunless.Bool.\"aws:x\" = \"true\""
    ));
    let [question] = read.questions.as_slice() else {
        panic!("{:?}", read.questions);
    };
    let actions: Vec<&str> = question
        .actions
        .iter()
        .map(|one| one.value.as_str())
        .collect();
    assert_eq!(actions, ["s3:*"]);
    assert_eq!(
        serde_json::json!(question.unless),
        serde_json::json!({"Bool": {"aws:x": ["true"]}})
    );
}

#[test]
fn accounts_and_resource_types_have_a_form() {
    one_mistake(
        "account = \"1111-2222-3333\"\n",
        "\"1111-2222-3333\"",
        "`1111-2222-3333` is not an account: twelve digits",
        "",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*\"]\nresource-type = \"s3\"\n",
        "\"s3\"",
        "`s3` is not a resource type",
        "name it as AWS does: `AWS::S3::Bucket`",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*\"]\ntype = \"trust\"\nresource-type = \"AWS::S3::Bucket\"\n",
        "\"AWS::S3::Bucket\"",
        "a trust policy has no resource type",
        "remove `resource-type`, or set `type` to `resource`",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*\"]\nresource-type = \"AWS::S3::Bukcet\"\n",
        "\"AWS::S3::Bukcet\"",
        "`AWS::S3::Bukcet` is not a resource type; did you mean `AWS::S3::Bucket`?",
        "",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*\"]\ntype = \"resource\"\nresource-type = \"AWS::IAM::AssumeRolePolicyDocument\"\n",
        "\"AWS::IAM::AssumeRolePolicyDocument\"",
        "the policy of a role is a trust policy",
        "remove `type`, or set it to `trust`",
    );
    one_mistake(
        "[[path]]\nfiles = [\"*\"]\ntype = \"thrust\"\n",
        "\"thrust\"",
        "`thrust` is not a value of `type`; did you mean `trust`?",
        "",
    );
}

#[test]
fn all_mistakes_are_told_in_the_order_of_the_file() {
    let text = "\
stage = \"last\"
fail-on = 3
[rules]
nothing = \"off\"
[[path]]
type = \"trust\"
[[exception]]
rule = \"sample-value\"
file = \"[\"
until = 3
";
    let mistakes = try_read(text).expect_err("it is full of mistakes");
    let places: Vec<_> = mistakes.iter().map(|mistake| mistake.0.as_str()).collect();
    assert_eq!(
        places,
        [
            "\"last\"",
            "3",
            "nothing",
            "[[path]]",
            "[[exception]]",
            "\"[\"",
            "3"
        ]
    );
}

#[test]
fn a_file_that_is_something_else_is_not_shown_whole() {
    let mut text = String::new();
    for index in 0..20_000 {
        writeln!(text, "key{index} = 1").expect("a String takes everything");
    }
    let source = Source::new("iamsure.toml", text);
    let error = read(FileId(0), &source, Path::new("/"), KNOWN).expect_err("no key is known");
    assert_eq!((error.mistakes.len(), error.omitted), (50, 19_950));
    assert_eq!(error.to_string(), "the configuration has 20000 mistakes");
}

#[test]
fn no_text_at_all_is_the_default() {
    let config = config("# nothing yet\n");
    assert_eq!(config.fail_on, None);
    assert_eq!(config.path_settings("a.json"), PathSettings::default());
    assert_eq!(config.exceptions, []);
    assert_eq!(FailOn::default(), FailOn::Warning);
}

#[test]
fn the_top_of_the_file_gives_defaults() {
    let config = config(
        "fail-on = \"never\"\naccount = \"011122223333\"\n[rules]\nsample-value = \"off\"\n",
    );
    assert_eq!(config.fail_on, Some(FailOn::Never));
    assert_eq!(config.account.as_deref(), Some("011122223333"));
    assert_eq!(config.level("sample-value"), Some(Level::Off));
    assert_eq!(config.level("expired-access"), None);
}

#[test]
fn a_severity_fails_from_its_threshold_on() {
    let fails = |fail_on: FailOn| {
        [Severity::Info, Severity::Warning, Severity::Error].map(|severity| fail_on.fails(severity))
    };
    assert_eq!(fails(FailOn::Info), [true, true, true]);
    assert_eq!(fails(FailOn::Warning), [false, true, true]);
    assert_eq!(fails(FailOn::Error), [false, false, true]);
    assert_eq!(fails(FailOn::Never), [false, false, false]);
}

#[test]
fn the_first_path_that_matches_decides_alone() {
    let config = config(
        "profile = \"confluent\"\n\
         stage = \"final\"\n\
         [[path]]\nfiles = [\"infra/trust/*.json\", \"./top.json\"]\ntype = \"trust\"\nstage = \"prepared\"\n\
         [[path]]\nfiles = [\"infra/**\"]\ntype = \"resource\"\nprofile = \"auto\"\nresource-type = \"AWS::S3::Bucket\"\n",
    );
    let trust = PathSettings {
        policy_type: Some(PolicyType::Trust),
        profile: Some(Profile::Confluent),
        stage: Some(Stage::Prepared),
        resource_type: None,
    };
    let resource = PathSettings {
        policy_type: Some(PolicyType::Resource),
        profile: None,
        stage: Some(Stage::Final),
        resource_type: Some(ResourceType::S3Bucket),
    };
    let neither = PathSettings {
        profile: Some(Profile::Confluent),
        stage: Some(Stage::Final),
        ..PathSettings::default()
    };
    assert_eq!(config.path_settings("infra/trust/a.json"), trust);
    assert_eq!(config.path_settings("top.json"), trust);
    // A star stays in its folder.
    assert_eq!(config.path_settings("infra/trust/deep/a.json"), resource);
    assert_eq!(config.path_settings("other/infra/a.json"), neither);
}

#[test]
fn files_are_seen_from_the_folder_of_the_configuration() {
    let config = config("[[path]]\nfiles = [\"infra/*.json\"]\ntype = \"scp\"\n");
    let seen = |path| config.relative(Path::new(path));
    assert_eq!(seen("/repository/infra/a b.json"), "infra/a b.json");
    assert_eq!(
        seen("/repository-2/infra/a.json"),
        "/repository-2/infra/a.json"
    );
    assert_eq!(
        config
            .path_settings(&seen("/repository/infra/a.json"))
            .policy_type,
        Some(PolicyType::Scp)
    );
}

#[test]
fn many_paths_keep_their_order() {
    let mut text = String::new();
    for index in 0..600 {
        let kind = if index % 2 == 0 { "trust" } else { "scp" };
        writeln!(
            text,
            "[[path]]\nfiles = [\"x/{index}.json\", \"y/{}*.json\"]\ntype = \"{kind}\"",
            index / 2
        )
        .expect("a String takes everything");
    }
    let config = config(&text);
    let kind = |file| config.path_settings(file).policy_type;
    assert_eq!(kind("x/598.json"), Some(PolicyType::Trust));
    assert_eq!(kind("x/599.json"), Some(PolicyType::Scp));
    assert_eq!(kind("y/299.json"), Some(PolicyType::Trust));
    assert_eq!(kind("y/zero.json"), None);
}

#[test]
fn large_patterns_are_matched_all_the_same() {
    let large = "**/a".repeat(250);
    let files = format!("\"{large}\", ").repeat(300);
    let config = config(&format!(
        "[[path]]\nfiles = [{files}\"b.json\"]\ntype = \"scp\"\n"
    ));
    let kind = |file| config.path_settings(file).policy_type;
    assert_eq!(kind("b.json"), Some(PolicyType::Scp));
    assert_eq!(kind("c.json"), None);
}

#[test]
fn an_exception_covers_its_rule_in_its_files_and_statement() {
    let text = format!(
        "{EXCEPTION}reason = \" contract 4711 \"\nstatement = \"Vendor\"\nuntil = 2027-01-31\n\
         [[exception]]\nrule = \"strict-trust\"\nfile = \"**/vendor.json\"\nreason = \"r\"\nstatement = 0\n\
         [[exception]]\nrule = \"sample-value\"\nfile = \"**\"\nreason = \"r\"\n"
    );
    let config = config(&text);
    let for_file = |file| -> Vec<usize> {
        config
            .exceptions_for(file)
            .map(|(index, _)| index)
            .collect()
    };
    assert_eq!(for_file("a.json"), [0, 2]);
    assert_eq!(for_file("infra/vendor.json"), [1, 2]);
    assert_eq!(for_file("vendor.json"), [1, 2]);
    assert_eq!(for_file("/outside/vendor.json"), [1, 2]);

    let [by_sid, by_index, whole] = config.exceptions.as_slice() else {
        panic!("three exceptions are written, not {:?}", config.exceptions);
    };
    assert_eq!(by_sid.reason, "contract 4711");
    assert_eq!(by_sid.statement, Some(Statement::Sid("Vendor".to_owned())));
    assert!(by_sid.covers("sample-value", Some(3), Some("Vendor")));
    assert!(!by_sid.covers("sample-value", Some(3), Some("vendor")));
    assert!(!by_sid.covers("sample-value", Some(3), None));
    assert!(!by_sid.covers("strict-trust", Some(3), Some("Vendor")));
    assert!(by_index.covers("strict-trust", Some(0), Some("Vendor")));
    assert!(!by_index.covers("strict-trust", Some(1), None));
    assert!(!by_index.covers("strict-trust", None, None));
    assert!(whole.covers("sample-value", None, None));

    let day = |day| NaiveDate::from_ymd_opt(2027, 1, day).expect("January has this day");
    assert!(!by_sid.is_expired(day(31)));
    assert!(by_sid.is_expired(day(31).succ_opt().expect("there is a tomorrow")));
    assert!(!by_index.is_expired(NaiveDate::MAX));
    let source = Source::new("iamsure.toml", text);
    assert_eq!(source.slice(by_sid.span), "[[exception]]");
    assert_eq!(
        by_sid.until_span.map(|span| source.slice(span)),
        Some("2027-01-31")
    );
}

/// What runs of the five rules, in the order of [`KNOWN`], as `b e s w x`, with `.` for what is off.
fn running(text: &str, select: &[&str], ignore: &[&str]) -> String {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (select, ignore) = (owned(select), owned(ignore));
    let flags = Flags {
        select: &select,
        ignore: &ignore,
    };
    let selection = Selection::new(KNOWN, &config(text), flags).expect("every name is known");
    KNOWN
        .iter()
        .zip("beswx".chars())
        .map(|(known, letter)| {
            if selection.runs(known.meta) {
                letter
            } else {
                '.'
            }
        })
        .collect()
}

#[test]
fn flags_win_over_the_configuration_and_that_over_defaults() {
    let table: &[(&str, &[&str], &[&str], &str)] = &[
        // Without a word, all but the opt-in rule.
        ("", &[], &[], "besw."),
        // The configuration alone.
        ("ignore = [\"trust\"]", &[], &[], "bes.."),
        ("select = [\"trust\"]", &[], &[], "b..w."),
        ("select = [\"strict-trust\"]", &[], &[], "b...x"),
        (
            "select = [\"default\", \"strict-trust\"]",
            &[],
            &[],
            "beswx",
        ),
        ("select = [\"all\"]", &[], &[], "beswx"),
        (
            "select = [\"all\"]\nignore = [\"trust\"]",
            &[],
            &[],
            "bes..",
        ),
        (
            "select = [\"strict-trust\"]\nignore = [\"trust\"]",
            &[],
            &[],
            "b...x",
        ),
        (
            "select = [\"trust\"]\nignore = [\"trust\"]",
            &[],
            &[],
            "b....",
        ),
        ("ignore = [\"default\"]", &[], &[], "....."),
        ("ignore = [\"syntax\"]", &[], &[], ".esw."),
        ("[rules]\nstrict-trust = \"info\"", &[], &[], "beswx"),
        ("[rules]\nsample-value = \"off\"", &[], &[], "be.w."),
        (
            "select = [\"trust\"]\n[rules]\nsample-value = \"error\"",
            &[],
            &[],
            "b.sw.",
        ),
        (
            "ignore = [\"grammar\"]\n[rules]\nsample-value = \"error\"",
            &[],
            &[],
            "besw.",
        ),
        (
            "ignore = [\"sample-value\"]\n[rules]\nsample-value = \"error\"",
            &[],
            &[],
            "be.w.",
        ),
        (
            "select = [\"sample-value\"]\n[rules]\nsample-value = \"off\"",
            &[],
            &[],
            "b....",
        ),
        // Flags over it.
        ("", &["trust"], &[], "b..w."),
        ("", &[], &["trust"], "bes.."),
        ("ignore = [\"trust\"]", &["trust"], &[], "b..w."),
        ("select = [\"trust\"]", &["sample-value"], &[], "b.s.."),
        ("select = [\"trust\"]", &[], &["syntax"], "...w."),
        (
            "[rules]\nsample-value = \"off\"",
            &["sample-value"],
            &[],
            "b.s..",
        ),
        (
            "[rules]\nsample-value = \"error\"",
            &[],
            &["grammar"],
            "be.w.",
        ),
        ("[rules]\nbroken-json = \"off\"", &["trust"], &[], "...w."),
        ("", &["all"], &["broken-json"], ".eswx"),
    ];
    for (text, select, ignore, expected) in table {
        assert_eq!(
            running(text, select, ignore),
            *expected,
            "{text} with --select {select:?} --ignore {ignore:?}"
        );
    }
}

#[test]
fn a_level_replaces_what_the_rule_reports() {
    let config = config("[rules]\nsample-value = \"error\"\nexpired-access = \"off\"\n");
    let select = ["expired-access", "sample-value"].map(str::to_owned);
    let flags = Flags {
        select: &select,
        ignore: &[],
    };
    let selection = Selection::new(KNOWN, &config, flags).expect("every name is known");
    assert_eq!(
        selection.severity(&SAMPLE, Severity::Info),
        Some(Severity::Error)
    );
    // Selected by a flag in spite of its level: as the rule reports it.
    assert_eq!(
        selection.severity(&EXPIRED, Severity::Info),
        Some(Severity::Info)
    );
    assert_eq!(selection.severity(&ACCOUNT, Severity::Error), None);
}

#[test]
fn unknown_names_on_the_command_line_are_all_told() {
    let select = ["sample-valeu", "trust", "\u{1b}[31mred"].map(str::to_owned);
    let ignore = ["size".to_owned()];
    let flags = Flags {
        select: &select,
        ignore: &ignore,
    };
    let unknown =
        Selection::new(KNOWN, &Config::default(), flags).expect_err("three names are unknown");
    let shown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "`--select`: no rule or category is called `sample-valeu`; did you mean `sample-value`?",
            "`--select`: no rule or category is called `\\u{1b}[31mred`",
            "`--ignore`: no rule or category is called `size`",
        ]
    );
}

#[test]
fn a_baseline_lets_each_of_its_findings_pass_once() {
    let finding = r#"{"rule": "sample-value", "source": "a.json", "pointer": "/Statement/0", "message": "m", "severity": "info"}"#;
    let report = format!(r#"{{"version": 1, "findings": [{finding}, {finding}], "tool": {{}}}}"#);
    let mut baseline = Baseline::read(&report).expect("this is a report");
    assert!(!baseline.take("sample-value", "a.json", "/Statement/1", "m"));
    assert!(!baseline.take("sample-value", "b.json", "/Statement/0", "m"));
    assert!(!baseline.take("sample-value", "a.json", "/Statement/0", "other"));
    assert!(baseline.take("sample-value", "a.json", "/Statement/0", "m"));
    assert_eq!(baseline.left(), 1);
    assert!(baseline.take("sample-value", "a.json", "/Statement/0", "m"));
    assert!(!baseline.take("sample-value", "a.json", "/Statement/0", "m"));
    assert_eq!(baseline.left(), 0);
}

#[test]
fn a_file_that_is_no_report_is_no_baseline() {
    for text in [
        "",
        "[]",
        "{\"version\": 1}",
        "{\"version\": \"1\", \"findings\": []}",
    ] {
        assert!(
            matches!(Baseline::read(text), Err(BaselineError::Shape(_))),
            "{text}"
        );
    }
    let newer = Baseline::read("{\"version\": 2, \"findings\": []}");
    assert_eq!(
        newer.expect_err("version 2 is not known").to_string(),
        "the report has version 2, and only version 1 can be read"
    );
}
