//! Texts that are no JSON at all, told apart so that the message can say how to get the right one.

use super::error::ReadError;

/// How much of a text is looked at: a first line says what it is.
const LOOKED_AT: usize = 4096;

/// What a text is that does not start as JSON does; `None` if it might be JSON with a mistake.
pub(super) fn recognise(text: &str) -> Option<ReadError> {
    let text = text.trim_start_matches(crate::source::BYTE_ORDER_MARK);
    let text = text.trim_start();
    if text.is_empty() {
        return Some(ReadError::Empty);
    }
    if text.starts_with(['{', '[', '"']) {
        return None;
    }
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    let first = start.lines().next().unwrap_or_default().trim_end();
    // The second byte of gzip's mark is not UTF-8 and stands as `?`.
    if start.starts_with("\u{1f}?") {
        return Some(ReadError::Compressed);
    }
    if let Some(message) = first.strip_prefix("Error: ") {
        let message = message.to_owned();
        return Some(ReadError::CliError { message });
    }
    if first == "None found." {
        return Some(ReadError::NoneInList { place: "the list" });
    }
    if start.starts_with('<') {
        return Some(ReadError::Html);
    }
    if first.starts_with("HTTP/") {
        return Some(ReadError::HttpHeaders);
    }
    if start.starts_with("+--") || start.lines().any(is_table_row) {
        return Some(ReadError::CliTable);
    }
    if start.lines().any(is_terraform) {
        return Some(ReadError::TerraformText);
    }
    start
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .find(|line| !line.trim().is_empty())
        .is_some_and(is_yaml)
        .then_some(ReadError::Yaml)
}

/// `ID | Name | …`, `| External ID | … |`, `----+----`.
fn is_table_row(line: &str) -> bool {
    let rule = line.contains("-+-") && line.bytes().all(|byte| b"-+ ".contains(&byte));
    let titles = ["ID", "Name", "IAM Role ARN", "External ID"];
    rule || line.contains('|') && line.split('|').any(|cell| titles.contains(&cell.trim()))
}

/// `external_id = "…"`, `resource "confluent_provider_integration" "main" {`.
fn is_terraform(line: &str) -> bool {
    let line = line.trim();
    let assigned = line
        .split_once(" = ")
        .is_some_and(|(name, _)| is_word(name.trim_end()));
    let block = [
        "resource \"",
        "data \"",
        "output \"",
        "module \"",
        "# module.",
    ];
    assigned || block.iter().any(|start| line.starts_with(start))
}

/// `---`, `id: cspi-…`, `- id: cspi-…`.
fn is_yaml(line: &str) -> bool {
    let line = line.trim();
    let entry = line.strip_prefix("- ").unwrap_or(line);
    let key = entry
        .split_once(':')
        .is_some_and(|(key, rest)| is_word(key) && (rest.is_empty() || rest.starts_with(' ')));
    line == "---" || key
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
