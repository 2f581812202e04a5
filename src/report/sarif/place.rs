//! Places as SARIF writes them: artifacts by URI, regions by line, column and byte.

use std::fmt::Write as _;

use serde::Serialize;

use super::Text;
use crate::source::{Sources, Span};

/// A location (§3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Option::is_none")]
    logical: Option<[Logical; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

/// An artifact location (§3.4).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// A region (§3.30); its end column is that of the character after it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
}

impl Location {
    pub(super) fn of(span: Span, sources: &Sources) -> Self {
        Self::new(
            sources.get(span.file).file_name(),
            Some(Region::of(span, sources)),
        )
    }

    pub(super) fn whole(name: &str) -> Self {
        Self::new(name, None)
    }

    fn new(name: &str, region: Option<Region>) -> Self {
        Self {
            id: None,
            physical: Physical {
                artifact_location: Artifact::named(name),
                region,
            },
            logical: None,
            message: None,
        }
    }

    /// Named by its JSON pointer too, if it is a part of the document.
    pub(super) fn in_document(mut self, pointer: &str) -> Self {
        self.logical = (!pointer.is_empty()).then(|| {
            [Logical {
                fully_qualified_name: pointer.to_owned(),
            }]
        });
        self
    }

    pub(super) fn related(mut self, id: usize, message: Text) -> Self {
        self.id = Some(id);
        self.message = (!message.text.is_empty()).then_some(message);
        self
    }
}

impl Artifact {
    /// What was fetched is named by its URL. A relative path is one from the root of the checked sources; what that root is, the reader knows (§3.4.4).
    pub(super) fn named(name: &str) -> Self {
        if name.starts_with("https://") || name.starts_with("http://") {
            return Self {
                uri: name.to_owned(),
                uri_base_id: None,
            };
        }
        let has_drive = name.as_bytes().get(1) == Some(&b':');
        if name.starts_with('/') || has_drive {
            let slash = if has_drive { "/" } else { "" };
            // The colon after a drive's letter is a part of the path, not the end of a scheme.
            let path = encode(name).replacen("%3A", ":", usize::from(has_drive));
            return Self {
                uri: format!("file://{slash}{path}"),
                uri_base_id: None,
            };
        }
        Self {
            uri: encode(name.strip_prefix("./").unwrap_or(name)),
            uri_base_id: Some("%SRCROOT%"),
        }
    }
}

impl Region {
    pub(super) fn of(span: Span, sources: &Sources) -> Self {
        let (start, end) = sources.get(span.file).file_places(span);
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_offset: start.offset,
            byte_length: end.offset.saturating_sub(start.offset),
        }
    }
}

/// A path as the path of a URI: everything but unreserved characters and `/` as `%XX` (RFC 3986, section 2).
fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
