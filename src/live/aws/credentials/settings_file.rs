//! AWS's files of settings, `~/.aws/config` and `~/.aws/credentials`, as sections of keys and values.
//!
//! See "Shared config and credentials files" in the AWS SDKs and Tools Reference Guide.

use std::collections::BTreeMap;

/// The keys of one section. Keys of nested settings are left out.
pub(super) type Section = BTreeMap<String, String>;

/// The sections of a file by their headings, white space in them reduced to single spaces. Equal headings are one section; lines
/// that fit no form are passed over, as AWS's own programs do.
pub(super) fn read(text: &str) -> BTreeMap<String, Section> {
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let is_comment = line.trim_start().starts_with(['#', ';']);
        let is_nested = line.starts_with([' ', '\t']);
        if is_comment || is_nested {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[') {
            current = heading.split_once(']').map(|(heading, _)| {
                let words: Vec<&str> = heading.split_whitespace().collect();
                words.join(" ")
            });
            if let Some(heading) = &current {
                sections.entry(heading.clone()).or_default();
            }
            continue;
        }
        let section = current.as_ref().and_then(|name| sections.get_mut(name));
        if let (Some(section), Some((key, value))) = (section, line.split_once('=')) {
            section.insert(
                key.trim().to_ascii_lowercase(),
                without_comment(value).trim().to_owned(),
            );
        }
    }
    sections
}

/// A comment behind a value begins with white space.
fn without_comment(value: &str) -> &str {
    let marks = [" #", " ;", "\t#", "\t;"];
    let end = marks.iter().filter_map(|mark| value.find(mark)).min();
    end.and_then(|end| value.get(..end)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keys_and_comments_are_told_apart() {
        let text = "\u{feff}# first\n[default]\r\nregion = eu-west-1 # ours\r\nAWS_ACCESS_KEY_ID=AKIA\n\
                    s3 =\n    region = nested\n\n[ profile  dev ]\nsource_profile=default\nrole_arn = a=b\n\
                    ; said again\n[default]\noutput=json\nno form\n[broken\nkey=value\n";
        let sections = read(text);
        let get = |section: &str, key: &str| sections.get(section)?.get(key).map(String::as_str);
        assert_eq!(get("default", "region"), Some("eu-west-1"));
        assert_eq!(get("default", "aws_access_key_id"), Some("AKIA"));
        assert_eq!(get("default", "s3"), Some(""));
        assert_eq!(get("default", "output"), Some("json"));
        assert_eq!(get("profile dev", "role_arn"), Some("a=b"));
        assert_eq!(sections.len(), 2);
    }
}
