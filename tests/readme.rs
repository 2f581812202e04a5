//! What the README shows is what the tool does.

use std::fs;

#[test]
fn the_finding_it_shows_is_printed_so() {
    let path = "README.md";
    let readme = fs::read_to_string(path).expect("README.md can be read");
    let expected =
        fs::read_to_string("fixtures/readme/expected.txt").expect("its fixture can be read");
    // The command's own line is not shown, nor the summary and what is behind it.
    let report: Vec<&str> = expected
        .lines()
        .skip(1)
        .take_while(|line| !line.ends_with(" policies"))
        .collect();
    let report = report.join("\n");
    let (before, rest) = readme
        .split_once("```text\n")
        .expect("the README shows an output");
    let (shown, after) = rest.split_once("```").expect("the output ends");
    let wanted = format!("{}\n", report.trim());
    if shown != wanted && std::env::var_os("UPDATE").is_some() {
        fs::write(path, format!("{before}```text\n{wanted}```{after}"))
            .expect("README.md can be written");
        return;
    }
    assert_eq!(shown, wanted);
}

#[test]
fn the_answers_it_shows_are_printed_so() {
    let path = "README.md";
    for fixture in ["simulate", "prove", "who"] {
        let readme = fs::read_to_string(path).expect("README.md can be read");
        let expected = fs::read_to_string(format!("fixtures/{fixture}/expected.txt"))
            .expect("its fixture can be read");
        let (command, rest) = expected.split_once('\n').expect("a command comes first");
        // The answer ends before the exit code of the first command, or before the next one.
        let (answer, _) = rest.split_once("\n$ ").expect("another command follows");
        let answer = match answer.rsplit_once("exit code ") {
            Some((before, _)) => before,
            None => answer,
        };
        let answer = answer.trim_end();
        let at = readme
            .find(&format!("{command}\n"))
            .expect("the README shows the first command of the fixture");
        let (_, after) = readme[at..]
            .split_once("```text\n")
            .expect("the README shows its answer");
        let (shown, _) = after.split_once("```").expect("the answer ends");
        let wanted = format!("{answer}\n");
        if shown != wanted && std::env::var_os("UPDATE").is_some() {
            let start = at + readme[at..].find("```text\n").expect("it was found");
            let old = format!("```text\n{shown}```");
            let mut updated = readme.clone();
            updated.replace_range(start..start + old.len(), &format!("```text\n{wanted}```"));
            fs::write(path, updated).expect("README.md can be written");
            continue;
        }
        assert_eq!(shown, wanted, "{fixture}");
    }
}

#[test]
fn the_configuration_it_shows_can_be_read() {
    use iamsure::source::{Source, Sources};
    let readme = fs::read_to_string("README.md").expect("README.md can be read");
    let (_, rest) = readme
        .split_once("```toml\n")
        .expect("the README shows a configuration");
    let (text, _) = rest.split_once("```").expect("the configuration ends");
    let mut sources = Sources::default();
    let file = sources.add(Source::new("iamsure.toml", text));
    let known = iamsure::engine::known_rules();
    let config = iamsure::config::read(file, sources.get(file), std::path::Path::new("/"), &known);
    assert_eq!(config.map(|config| config.exceptions.len()), Ok(1));
}

#[test]
fn its_options_and_commands_exist() {
    let readme = fs::read_to_string("README.md").expect("README.md can be read");
    let help = |command: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_iamsure"))
            .args([command, "--help"])
            .output();
        String::from_utf8(output.expect("the tool can be started").stdout).expect("help is UTF-8")
    };
    let check = help("check");
    let mut seen = 0;
    for line in readme
        .lines()
        .filter(|line| line.contains("iamsure check") || line.contains("-- check"))
    {
        let (_, arguments) = line.split_once("check").expect("the line runs check");
        for option in arguments
            .split_whitespace()
            .filter(|word| word.starts_with("--"))
        {
            assert!(check.contains(option), "{option} is not an option of check");
            seen += 1;
        }
    }
    assert!(seen > 5, "only {seen} options were found");
}
