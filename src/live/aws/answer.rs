//! What AWS answers: the XML of the query APIs, read with bounds and without entities.

use percent_encoding::utf8_percent_encode;
use roxmltree::{Document, Node, ParsingOptions};

use super::error::{AwsError, Call, Refusal};
use super::sign::RESERVED;
use crate::live::http::Response;
use crate::text::is_unsafe;

/// More elements than the longest page of IAM has.
const MOST_NODES: u32 = 200_000;

/// Who asked.
pub(super) struct Asker<'a> {
    /// Where the credentials come from.
    pub origin: &'a str,
    /// What must not be repeated, whoever says it.
    pub secrets: Vec<&'a str>,
}

/// An answer that was refused, or one that says what was asked.
pub(super) fn read<T>(
    response: &Response,
    call: &Call,
    asker: &Asker,
    take: impl FnOnce(Node) -> Option<T>,
) -> Result<T, AwsError> {
    let unreadable = |reason: &str| AwsError::Unreadable {
        call: call.clone(),
        reason: reason.to_owned(),
    };
    let text = std::str::from_utf8(&response.body).map_err(|_| unreadable("is not UTF-8"))?;
    let options = ParsingOptions {
        // An entity may stand for a gigabyte; AWS declares none.
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options);
    if response.status >= 300 {
        let refusal = document.as_ref().ok().map(Document::root_element);
        return Err(refused(response.status, refusal, call, asker));
    }
    // What STS gives out are credentials.
    if call.service == "iam" && repeats(text, &asker.secrets) {
        return Err(unreadable(
            "repeats the credentials, so nothing of it is used",
        ));
    }
    let document = document.map_err(|_| unreadable("is no XML that can be read"))?;
    let result = child(document.root_element(), &format!("{}Result", call.action));
    result
        .and_then(take)
        .ok_or_else(|| unreadable("does not have the shape that AWS documents"))
}

/// Whether a text repeats a secret, as it is or as documents of policies are encoded. AWS gives out none that is short.
fn repeats(text: &str, secrets: &[&str]) -> bool {
    const SHORTEST: usize = 16;
    let mut long = secrets.iter().filter(|secret| secret.len() >= SHORTEST);
    long.any(|secret| {
        let encoded = utf8_percent_encode(secret, RESERVED).to_string();
        text.contains(secret) || text.contains(&encoded)
    })
}

/// See "Common errors" in the API reference of IAM. What stands in the way of AWS may answer without XML.
fn refused(status: u16, root: Option<Node>, call: &Call, asker: &Asker) -> AwsError {
    let error = root.and_then(|root| {
        let mut nodes = root.descendants();
        nodes.find(|node| node.tag_name().name() == "Error")
    });
    let of = |name| error.and_then(|error| text(error, name));
    let code = of("Code").unwrap_or_default();
    // To a wrong signature AWS repeats what was signed, a session token among it.
    let repeats = code == "SignatureDoesNotMatch" || code == "IncompleteSignature";
    let said = of("Message").filter(|_| !repeats);
    AwsError::Refused(Box::new(Refusal {
        call: call.clone(),
        origin: asker.origin.to_owned(),
        said: said.and_then(|said| harmless(&said, &asker.secrets)),
        code,
        status,
    }))
}

/// Somebody else's words: on one line, without control characters, not long; `None` if they hold a secret.
pub(super) fn harmless(words: &str, secrets: &[&str]) -> Option<String> {
    const LONGEST: usize = 300;
    if words.is_empty() || secrets.iter().any(|secret| words.contains(secret)) {
        return None;
    }
    let words: String = words
        .chars()
        .take(LONGEST)
        .map(|char| if is_unsafe(char) { ' ' } else { char })
        .collect();
    Some(words.trim_end_matches('.').to_owned())
}

pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of a child element.
pub(super) fn text(node: Node, name: &str) -> Option<String> {
    let child = child(node, name)?;
    Some(child.text().unwrap_or_default().trim().to_owned())
}

/// The elements of a list: IAM wraps each in `member`.
pub(super) fn members<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    child(node, name)
        .into_iter()
        .flat_map(|list| list.children())
        .filter(|child| child.tag_name().name() == "member")
        .collect()
}
