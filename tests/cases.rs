//! Every line of `cases.md` is there, and the tests that it names are too.

use std::fs;

/// The parts of the table: the letter of their numbers, and how many lines they have.
const PARTS: [(char, usize); 6] = [
    ('A', 14),
    ('R', 24),
    ('C', 33),
    ('B', 11),
    ('T', 5),
    ('D', 6),
];

/// A line: its number, what the case is, the tests that show it.
struct Case {
    number: String,
    said: String,
    shown_by: Vec<String>,
}

#[test]
fn every_case_is_named_once_and_in_order() {
    let expected: Vec<String> = PARTS
        .iter()
        .flat_map(|(letter, lines)| (1..=*lines).map(move |number| format!("{letter}{number}")))
        .collect();
    let found = cases();
    let named: Vec<&str> = found.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(named, expected);
    for one in &found {
        assert!(!one.said.is_empty(), "{}", one.number);
    }
}

#[test]
fn every_test_that_is_named_is_a_test() {
    let wrong: Vec<String> = cases()
        .iter()
        .flat_map(|one| {
            let wrong = one.shown_by.iter().filter(|name| !is_test(name));
            wrong.map(|name| format!("{}: {name}", one.number))
        })
        .collect();
    assert!(wrong.is_empty(), "no tests:\n{}", wrong.join("\n"));
}

/// Whether `` `tests/file.rs::name` `` is a function that runs as a test: what stands right above it says so.
fn is_test(name: &str) -> bool {
    let quoted = name
        .strip_prefix('`')
        .and_then(|name| name.strip_suffix('`'));
    let Some((file, function)) = quoted.and_then(|inner| inner.split_once("::")) else {
        return false;
    };
    let text = fs::read_to_string(file).unwrap_or_default();
    let declaration = format!("\nfn {function}() {{");
    text.split_once(&declaration).is_some_and(|(above, _)| {
        let mut attributes = above.lines().rev().take_while(|line| !line.is_empty());
        attributes.any(|line| line == "#[test]")
    })
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string("tests/cases.md").expect("the table can be read");
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            let [number, said, shown_by] = cells[..] else {
                panic!("a line of the table has three cells: {line}");
            };
            (number != "number").then(|| Case {
                number: number.to_owned(),
                said: said.to_owned(),
                shown_by: shown_by.split(" · ").map(str::to_owned).collect(),
            })
        })
        .collect()
}
