//! Each folder of `fixtures/` as people see it, byte for byte. `UPDATE=1 cargo test golden::` rewrites what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn fixtures_print_what_they_are_expected_to() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() > 19, "only {} cases were found", cases.len());
    for case in cases {
        let path = case.join("expected.txt");
        let expected = fs::read_to_string(&path).expect("the case can be read");
        let mut printed = String::new();
        for command in expected.lines().filter_map(|line| line.strip_prefix("$ ")) {
            printed.push_str(&run(&case, command));
        }
        if printed == expected {
            continue;
        }
        if update {
            fs::write(&path, printed).expect("the case can be written");
        } else {
            wrong.push(format!(
                "{}\n--- expected\n{expected}\n--- printed\n{printed}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_policies_of_confluents_page_are_all_there() {
    let names: Vec<String> = cases()
        .iter()
        .filter_map(|case| Some(case.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| name.starts_with("page-"))
        .collect();
    assert_eq!(names.len(), 19);
    let texts: std::collections::BTreeSet<String> = cases()
        .iter()
        .filter(|case| case.to_string_lossy().contains("page-"))
        .map(|case| {
            let policy = [case.join("trust.json"), case.join("permission.json")]
                .into_iter()
                .find(|path| path.exists());
            let text = fs::read_to_string(policy.expect("a case of the page holds one policy"))
                .expect("it can be read");
            text.split_whitespace().collect()
        })
        .collect();
    assert_eq!(texts.len(), 12, "distinct policies");
}

/// The command, and what it printed: standard output, standard error, exit code.
fn run(folder: &Path, command: &str) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(
        words.next(),
        Some("iamsure"),
        "a case runs this tool: {command}"
    );
    let mut words: Vec<&str> = words.collect();
    let stdin = words.iter().position(|word| *word == "<").map(|at| {
        let name = words[at + 1];
        words.truncate(at);
        fs::File::open(folder.join(name)).expect("the input of the case can be read")
    });
    let output = Command::new(env!("CARGO_BIN_EXE_iamsure"))
        .args(&words)
        .current_dir(folder)
        .env_clear()
        .stdin(stdin.map_or(Stdio::null(), Stdio::from))
        .output()
        .expect("the tool can be started");
    let mut printed = format!("$ {command}\n");
    printed.push_str(&String::from_utf8(output.stdout).expect("reports are UTF-8"));
    printed.push_str(&String::from_utf8(output.stderr).expect("summaries are UTF-8"));
    match output.status.code() {
        Some(0) => {}
        Some(code) => writeln!(printed, "exit code {code}").expect("a String can be written"),
        None => panic!("{command} was killed"),
    }
    printed
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("fixtures")
        .expect("fixtures/ can be read")
        .map(|entry| entry.expect("an entry of fixtures/ can be read").path())
        .filter(|path| path.join("expected.txt").exists())
        .collect();
    cases.sort();
    cases
}
