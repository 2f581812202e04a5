//! How long reading, judging and starting take, as ratios to what everybody can measure on the same machine.
//!
//! `cargo bench` prints CPU time of one thread against `serde_json::from_slice::<Value>` on the same bytes, and the start of a
//! process against `true`. Runs take turns, so that a machine that drifts drifts for both. The policies are AWS's managed
//! policies where the corpus lies beside the checkout (or where `IAMSURE_CORPUS` says), else those of `fixtures/`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use iamsure::catalog::Catalog;
use iamsure::config::{Config, Standing};
use iamsure::engine::{Settings, judge};
use iamsure::kind::PolicyType;
use iamsure::proof::{Limits, Side, Verdict, no_new_access};
use iamsure::rules;
use iamsure::semantics::actions::named_by;
use iamsure::source::{FileId, Source};
use iamsure::{model, syntax};

const ROUNDS: usize = 15;

/// AWS's managed policies, where they are at hand.
const CORPUS: &str = "../shared/corpus/aws-managed-policies.jsonl.gz";

fn main() {
    let policies = policies();
    let bytes: usize = policies.iter().map(|policy| policy.text.len()).sum();
    println!(
        "{} policies, {bytes} bytes, {ROUNDS} rounds in turn, median of the ratios",
        policies.len()
    );
    let value = |policy: &Source| {
        black_box(serde_json::from_slice::<serde_json::Value>(policy.text.as_bytes()).is_ok());
    };
    let reader = |policy: &Source| {
        black_box(syntax::parse(FileId(0), policy).problems().len());
    };
    let lowering = |policy: &Source| {
        let tree = syntax::parse(FileId(0), policy);
        black_box(model::lower(&tree).statements.len());
    };
    let registry: Vec<&'static rules::Rule> = default_rules().collect();
    let config = Config::default();
    let settings = settings(&config);
    let whole = |policy: &Source| {
        let tree = syntax::parse(FileId(0), policy);
        black_box(judge(&tree, &settings, &registry).findings.len());
    };
    compare("read", &policies, &reader, &value);
    compare("read and lower", &policies, &lowering, &value);
    compare("read, lower, all rules", &policies, &whole, &value);
    growth(&whole);
    catalog(&policies);
    proofs(&policies);
    rule_costs(&policies, &config);
    processes(&policies);
}

/// The rules that run when nobody asks for others.
fn default_rules() -> impl Iterator<Item = &'static rules::Rule> {
    rules::all()
        .iter()
        .copied()
        .filter(|rule| rule.standing() == Standing::Default)
}

fn settings(config: &Config) -> Settings<'_> {
    Settings::new(
        DateTime::<Utc>::UNIX_EPOCH + Duration::from_secs(1_795_000_000),
        config,
    )
}

/// The median over the rounds of the ratio between two ways to work through all policies.
fn compare(name: &str, policies: &[Source], ours: &dyn Fn(&Source), theirs: &dyn Fn(&Source)) {
    let time = |work: &dyn Fn(&Source)| {
        let start = Instant::now();
        policies.iter().for_each(work);
        start.elapsed().as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| time(ours) / time(theirs)).collect();
    println!("{name:<24} {:5.2} x serde_json::Value", median(&mut ratios));
}

/// How long it takes to prove that a policy adds nothing to itself, at once and by the search.
fn proofs(policies: &[Source]) {
    let time = |new: &Source, old: &Source| {
        let trees = [new, old].map(|source| syntax::parse(FileId(0), source));
        let [new, old] = trees.each_ref().map(model::lower);
        let side = |policy| Side {
            policy,
            policy_type: PolicyType::Identity,
        };
        let start = Instant::now();
        let verdict = no_new_access(&side(&new), &side(&old), &Limits::default());
        let spent = start.elapsed().as_secs_f64() * 1e3;
        (spent, matches!(verdict, Verdict::Proven))
    };
    for (name, words) in [("proof of itself", false), ("… in other words", true)] {
        let proofs = policies.iter().map(|policy| {
            if words {
                time(policy, &in_other_words(policy))
            } else {
                time(policy, policy)
            }
        });
        let (mut times, proven): (Vec<f64>, Vec<bool>) = proofs.unzip();
        let proven = proven.into_iter().filter(|&proven| proven).count();
        let median = median(&mut times);
        let slowest = times.iter().copied().fold(0.0, f64::max);
        println!("{name:<24} {median:5.2} ms median, {slowest:.1} ms slowest, {proven} proven");
    }
}

/// The same policy with a statement for each action: no statement takes in one of the original.
fn in_other_words(policy: &Source) -> Source {
    let Ok(mut document) = serde_json::from_str::<serde_json::Value>(&policy.text) else {
        return Source::new("policy", policy.text.clone());
    };
    let split = |statement: &serde_json::Value| match statement["Action"].as_array() {
        Some(actions) => actions
            .iter()
            .map(|action| {
                let mut part = statement.clone();
                part["Action"] = action.clone();
                part
            })
            .collect(),
        None => vec![statement.clone()],
    };
    if let Some(statements) = document["Statement"].as_array() {
        document["Statement"] = statements.iter().flat_map(split).collect();
    }
    Source::new("policy", document.to_string())
}

/// Four times the statements take about four times as long.
fn growth(whole: &dyn Fn(&Source)) {
    let policy = |statements: usize| {
        let one = r#"{"Sid":"","Effect":"Allow","Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::orders/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"orders"}}}"#;
        let list = vec![one; statements].join(",");
        Source::new(
            "grown",
            format!(r#"{{"Version":"2012-10-17","Statement":[{list}]}}"#),
        )
    };
    let (small, large) = (policy(1500), policy(6000));
    let time = |policy: &Source| {
        let start = Instant::now();
        whole(policy);
        start.elapsed().as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| time(&large) / time(&small)).collect();
    println!(
        "{:<24} {:5.2} x the time for 4 x the statements (1 MB)",
        "growth",
        median(&mut ratios)
    );
}

/// What it costs to find an action, all actions of the policies one after the other; and the dearest pattern there is.
fn catalog(policies: &[Source]) {
    let trees: Vec<_> = policies
        .iter()
        .map(|policy| syntax::parse(FileId(0), policy))
        .collect();
    let lowered: Vec<_> = trees.iter().map(model::lower).collect();
    let statements = lowered.iter().flat_map(|policy| &policy.statements);
    let names: Vec<&str> = statements
        .flat_map(|statement| statement.action.iter().flat_map(|list| &list.items))
        .filter_map(model::Text::known)
        .collect();
    let catalog = Catalog::embedded();
    let time = |work: &dyn Fn()| {
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed().as_secs_f64() * 1e9
            })
            .collect();
        median(&mut times)
    };
    let all = time(&|| {
        for name in &names {
            black_box(named_by(name, catalog));
        }
    });
    let dearest = ["ec2:*e*", "ec2:?*?*s", "iam:*a*e*", "sagemaker:*"]
        .iter()
        .map(|name| {
            time(&|| {
                black_box(named_by(name, catalog));
            })
        })
        .fold(0.0, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "a few thousand names")]
    let one = all / names.len() as f64;
    println!(
        "{:<24} {one:5.0} ns for one of {}, {dearest:.0} ns for the dearest pattern",
        "find actions",
        names.len()
    );
}

/// The rules that cost most, as parts of the whole.
fn rule_costs(policies: &[Source], config: &Config) {
    let settings = settings(config);
    let trees: Vec<_> = policies
        .iter()
        .map(|policy| syntax::parse(FileId(0), policy))
        .collect();
    let time = |registry: &[&'static rules::Rule]| {
        let start = Instant::now();
        for tree in &trees {
            black_box(judge(tree, &settings, registry).findings.len());
        }
        start.elapsed().as_secs_f64()
    };
    let registry: Vec<&'static rules::Rule> = default_rules().collect();
    let all = time(&registry);
    let none = (0..3).map(|_| time(&[])).fold(f64::MAX, f64::min);
    let mut costs: Vec<(f64, &str)> = registry
        .iter()
        .map(|rule| {
            (
                (0..3).map(|_| time(&[*rule])).fold(f64::MAX, f64::min) - none,
                rule.meta.id,
            )
        })
        .collect();
    costs.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "lowering is {:.0} % of lowering and rules; the dearest rules:",
        100.0 * none / all
    );
    for (cost, id) in costs.iter().take(8) {
        println!("  {:4.1} %  {id}", 100.0 * cost / all);
    }
}

/// Whole processes, by the CPU time that the system accounts to them.
fn processes(policies: &[Source]) {
    let tool = PathBuf::from(env!("CARGO_BIN_EXE_iamsure"));
    let folder = std::env::temp_dir().join(format!("iamsure-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the policies can be made");
    for (index, policy) in policies.iter().enumerate() {
        fs::write(folder.join(format!("{index:05}.json")), &policy.text)
            .expect("a policy can be written");
    }
    let small = folder.join("00000.json");
    fs::write(
        &small,
        policies
            .iter()
            .map(|policy| &policy.text)
            .min_by_key(|text| text.len())
            .expect("there are policies"),
    )
    .expect("a policy can be written");
    let run = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("RAYON_NUM_THREADS", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let start = Instant::now();
        command.status().expect("the process can be started");
        start.elapsed().as_secs_f64()
    };
    let small = small.to_string_lossy().into_owned();
    let mut starts: Vec<f64> = (0..40)
        .map(|_| run(&tool, &["check", "--no-config", &small]) / run(Path::new("true"), &[]))
        .collect();
    println!(
        "{:<24} {:5.2} x the wall time of `true`",
        "start, one small policy",
        median(&mut starts)
    );
    let whole = folder.to_string_lossy().into_owned();
    let mut values: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            for policy in policies {
                black_box(
                    serde_json::from_slice::<serde_json::Value>(policy.text.as_bytes()).is_ok(),
                );
            }
            start.elapsed().as_secs_f64()
        })
        .collect();
    let value = median(&mut values);
    for format in ["concise", "human"] {
        let check = ["check", "--no-config", "-q", "--fail-on", "never"];
        let arguments = [&check[..], &["--format", format, &whole]].concat();
        let mut wholes: Vec<f64> = (0..5).map(|_| run(&tool, &arguments)).collect();
        println!(
            "{:<24} {:5.2} x serde_json::Value on their bytes",
            format!("whole process, {format}"),
            median(&mut wholes) / value
        );
    }
    let _ = fs::remove_dir_all(&folder);
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn policies() -> Vec<Source> {
    let path =
        std::env::var_os("IAMSURE_CORPUS").map_or_else(|| PathBuf::from(CORPUS), PathBuf::from);
    if path.exists() {
        corpus(&path)
    } else {
        fixtures(Path::new("fixtures"))
    }
}

/// One JSON object a line, its `document` the policy; packed with gzip or not.
fn corpus(path: &Path) -> Vec<Source> {
    let packed = fs::read(path).expect("the corpus can be read");
    let mut text = String::new();
    if packed.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_string(&mut text)
            .expect("the corpus can be unpacked");
    } else {
        text = String::from_utf8(packed).expect("the corpus is UTF-8");
    }
    text.lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            let document =
                serde_json::to_string_pretty(&line["document"]).expect("a document can be written");
            Source::new(line["name"].as_str().unwrap_or("policy"), document)
        })
        .collect()
}

fn fixtures(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)
            .expect("fixtures/ can be read")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.push(Source::from_bytes(
                    path.to_string_lossy(),
                    fs::read(&path).expect("a fixture can be read"),
                ));
            }
        }
    }
    found
}
