//! How wide a statement is written: all resources, all actions of a service, everything.

use crate::model::{Arn, Statement, Text};
use crate::text::parted;

/// The action and the resource that stand for everything, if the statement has both.
#[must_use]
pub fn everything<'s>(statement: &'s Statement<'_>) -> Option<(&'s Text<'s>, &'s Text<'s>)> {
    let action = statement
        .actions()
        .find(|action| action.known() == Some("*"))?;
    let resource = statement
        .resources()
        .find(|resource| resource.known().is_some_and(is_every_resource))?;
    Some((action, resource))
}

/// `*`, or an ARN that leaves nothing out: `arn:aws:*:*:*:*`.
#[must_use]
pub fn is_every_resource(text: &str) -> bool {
    let bytes = text.as_bytes();
    let stars = bytes.iter().rev().take_while(|&&byte| byte == b'*').count();
    let before = bytes.get(..bytes.len() - stars).unwrap_or_default();
    if stars == 0 || before.is_empty() {
        return stars > 0;
    }
    // Most resources end in a name, or in all names of a type.
    before.ends_with(b"*:") && every_resource(text, Arn::parse(text).as_ref())
}

/// The same of a text that was read as an ARN, as far as it is one.
#[must_use]
pub(super) fn every_resource(text: &str, arn: Option<&Arn>) -> bool {
    let is_star = |field: &str| !field.is_empty() && field.bytes().all(|byte| byte == b'*');
    match arn {
        Some(arn) => [arn.service, arn.region, arn.account, arn.resource]
            .into_iter()
            .all(is_star),
        None => is_star(text),
    }
}

/// The service of an action that stands for all of its actions: `s3:*`, and other ways to write that.
#[must_use]
pub fn whole_service<'a>(action: &'a Text<'_>) -> Option<&'a str> {
    let text = action.known()?;
    // Most actions end in a letter.
    if !matches!(text.as_bytes().last(), Some(b'*' | b'?')) {
        return None;
    }
    let (service, name) = parted(text, b':')?;
    let is_whole = name.contains('*')
        && name.bytes().all(|byte| matches!(byte, b'*' | b'?'))
        // No action has a name of so few letters that this would leave one out.
        && name.bytes().filter(|&byte| byte == b'?').count() <= 3;
    let is_service = service
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    (is_whole && is_service && !service.is_empty()).then_some(service)
}
