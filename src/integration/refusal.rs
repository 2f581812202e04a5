//! The bodies with which Confluent's API refuses.

use crate::source::{FileId, Source};
use crate::syntax::{self, Kind, Value};

use super::candidate::{block, string};
use super::error::ApiError;

/// What a body says that came with a status of refusal; `None` if it is not in the words of the API.
#[must_use]
pub fn api_error(file: FileId, source: &Source) -> Option<ApiError> {
    read(syntax::parse(file, source).root()?)
}

/// `None` if the document is no error of the API.
///
/// Besides the published form, an `errors` list, clients meet `error_code` with `message`, `error` with a `message`
/// inside, and a bare `message`.
pub(super) fn read(root: Value<'_>) -> Option<ApiError> {
    let is_array = |value: &Value<'_>| value.kind() == Kind::Array;
    if root.get("id").is_some() || root.get("config").is_some() {
        return None;
    }
    let text = |value: Value<'_>, key: &str| {
        let text = string(value, key).map(|field| field.value);
        text.filter(|text| !text.is_empty())
    };
    if let Some(errors) = root.get("errors").filter(is_array) {
        let Some(first) = block(Some(errors)) else {
            return Some(ApiError {
                span: Some(errors.span()),
                ..ApiError::default()
            });
        };
        return Some(ApiError {
            status: first.get("status").and_then(status),
            code: text(first, "code"),
            title: text(first, "title"),
            detail: text(first, "detail"),
            place: first
                .get("source")
                .and_then(|it| text(it, "parameter").or_else(|| text(it, "pointer"))),
            span: Some(first.span()),
        });
    }
    let code = root.get("error_code").or_else(|| root.get("code"));
    let error = root.get("error");
    let message = text(root, "message")
        .or_else(|| text(error?, "message"))
        .or_else(|| text(root, "error"));
    let is_error = message.is_some() || root.get("error_code").is_some();
    is_error.then(|| ApiError {
        status: code.and_then(status),
        detail: message,
        span: Some(root.span()),
        ..ApiError::default()
    })
}

/// A text in the published form, a number elsewhere.
fn status(value: Value<'_>) -> Option<u16> {
    let status = match value.as_str() {
        Some(text) => text.parse().ok(),
        None => value.raw().parse().ok(),
    };
    status.filter(|status| (100..600).contains(status))
}
