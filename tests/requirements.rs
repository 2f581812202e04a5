//! Every line of `requirements.md` is there, and what it names is too.

use std::fs;
use std::path::Path;

/// What is not there yet, with the path that will be there when it is: then its lines have to name what shows them.
const PARTS: &[(&str, &str)] = &[("several roles at once", "src/rules/run/several_roles.rs")];

/// A line: its number, what is asked, what shows it.
struct Requirement {
    number: String,
    asked: String,
    shown_by: Vec<String>,
}

#[test]
fn every_requirement_is_named_once_and_in_order() {
    let numbers = (1..=100).map(|number| format!("S{number}"));
    let expected: Vec<String> = numbers
        .chain((1..=13).map(|number| format!("X{number}")))
        .collect();
    let found = requirements();
    let named: Vec<&str> = found.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(named, expected);
    for one in &found {
        let empty = one.shown_by.iter().any(String::is_empty);
        assert!(!one.asked.is_empty() && !empty, "{}", one.number);
    }
}

#[test]
fn what_is_named_exists() {
    let mut wrong = Vec::new();
    for one in requirements() {
        for shown_by in &one.shown_by {
            if let Err(reason) = holds(shown_by) {
                wrong.push(format!("{}: {shown_by}: {reason}", one.number));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether what is named is there; the reason if not.
fn holds(shown_by: &str) -> Result<(), &'static str> {
    if let Some(part) = shown_by.strip_prefix("later: ") {
        let (_, path) = PARTS
            .iter()
            .find(|(known, _)| *known == part)
            .ok_or("no part that is to come is called so")?;
        return demand(!Path::new(path).exists(), "it is there now");
    }
    if let Some(reason) = shown_by.strip_prefix("not ours: ") {
        return demand(reason.len() > 20, "it has no reason");
    }
    let name = shown_by
        .strip_prefix('`')
        .and_then(|name| name.strip_suffix('`'))
        .ok_or("not of a kind that is known")?;
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    if let Some((file, test)) = name.split_once("::") {
        demand(is_test(&read(file), test), "there is no such test")
    } else if name.starts_with("fixtures/") {
        let expected = read(&format!("{name}/expected.txt"));
        demand(expected.starts_with("$ iamsure "), "it runs nothing")
    } else if name.starts_with("rules/") {
        let flagged = read(name).contains("```json flagged");
        demand(flagged, "it shows nothing that is flagged")
    } else {
        Err("not of a kind that is known")
    }
}

/// Whether a function of this name is a test: what stands right above it says so.
fn is_test(text: &str, name: &str) -> bool {
    let declaration = format!("\nfn {name}() {{");
    text.split_once(&declaration).is_some_and(|(above, _)| {
        let mut attributes = above.lines().rev().take_while(|line| !line.is_empty());
        attributes.any(|line| line == "#[test]")
    })
}

fn demand(condition: bool, reason: &'static str) -> Result<(), &'static str> {
    if condition { Ok(()) } else { Err(reason) }
}

fn requirements() -> Vec<Requirement> {
    let text = fs::read_to_string("tests/requirements.md").expect("the table can be read");
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            let [number, asked, shown_by] = cells[..] else {
                panic!("a line of the table has three cells: {line}");
            };
            (number != "number").then(|| Requirement {
                number: number.to_owned(),
                asked: asked.to_owned(),
                shown_by: shown_by.split(" · ").map(str::to_owned).collect(),
            })
        })
        .collect()
}
