//! Every line of `facts.md` names tests that are there.

use std::fs;

#[test]
fn every_fact_is_shown_by_a_test() {
    let text = fs::read_to_string("tests/facts.md").expect("the table can be read");
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let (mut facts, mut wrong) = (0, Vec::new());
    for line in lines {
        let (fact, shown_by) = line.split_once(" | ").expect("a line has two cells");
        if fact == "fact" {
            continue;
        }
        facts += 1;
        for name in shown_by.split(" · ") {
            if !is_test(name.trim_matches('`')) {
                wrong.push(format!("{fact}: {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(facts, 27);
}

/// Whether `file::name` is a test: what stands right above the function says so.
fn is_test(name: &str) -> bool {
    let Some((file, name)) = name.split_once("::") else {
        return false;
    };
    let text = fs::read_to_string(file).unwrap_or_default();
    let declaration = format!("\nfn {name}() {{");
    text.split_once(&declaration).is_some_and(|(above, _)| {
        let mut attributes = above.lines().rev().take_while(|line| !line.is_empty());
        attributes.any(|line| line == "#[test]")
    })
}
