//! What the configuration in a plan says of a resource: which attributes it sets, and by what.
//!
//! See "Configuration Representation" in "JSON Output Format" of Terraform's documentation.

use std::collections::HashMap;

use crate::syntax::{Kind, Value};

use super::super::{elements, string};
use super::resources::Resource;

/// The expressions of each resource, by its address without instance keys.
pub struct Configured<'t> {
    expressions: HashMap<String, Value<'t>>,
}

impl<'t> Configured<'t> {
    /// Of a state, none.
    pub fn of(root: Value<'t>) -> Self {
        let configuration = root.get("configuration");
        let top = configuration.and_then(|all| all.get("root_module"));
        let mut modules: Vec<(String, Value)> =
            top.into_iter().map(|top| (String::new(), top)).collect();
        let mut expressions = HashMap::new();
        while let Some((prefix, module)) = modules.pop() {
            for resource in elements(module, "resources") {
                if let (Some(address), Some(found)) =
                    (string(resource, "address"), resource.get("expressions"))
                {
                    expressions.insert(format!("{prefix}{address}"), found);
                }
            }
            let calls = module.get("module_calls").into_iter();
            let calls = calls.flat_map(Value::members);
            modules.extend(calls.filter_map(|(name, call)| {
                let prefix = format!("{prefix}module.{}.", name.as_str()?);
                Some((prefix, call.get("module")?))
            }));
        }
        Self { expressions }
    }

    /// Whether the configuration is there and sets no such attribute.
    pub fn lacks(&self, resource: &Resource, attribute: &str) -> bool {
        let found = self.expressions.get(&without_keys(&resource.address));
        found.is_some_and(|found| found.get(attribute).is_none())
    }

    /// The addresses of the resources that an attribute is made of, without instance keys; `None` if it is made of anything else.
    pub fn made_of(&self, resource: &Resource, attribute: &str) -> Option<Vec<String>> {
        let address = without_keys(&resource.address);
        let expression = self.expressions.get(&address)?.get(attribute)?;
        let prefix = module_of(&address);
        let mut found: Vec<String> = elements(expression, "references")
            .map(|reference| {
                let words = without_keys(reference.as_str()?);
                let mut words = words.split('.');
                let (kind, name) = (words.next()?, words.next()?);
                kind.starts_with("aws_")
                    .then(|| format!("{prefix}{kind}.{name}"))
            })
            .collect::<Option<_>>()?;
        found.sort();
        found.dedup();
        let is_expression = expression.kind() == Kind::Object && !found.is_empty();
        is_expression.then_some(found)
    }
}

/// `module.a["x"].aws_iam_role.b[0]` is `module.a.aws_iam_role.b` in the configuration.
pub fn without_keys(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let (mut is_key, mut is_text, mut is_escaped) = (false, false, false);
    for char in address.chars() {
        match char {
            '"' if is_key && !is_escaped => is_text = !is_text,
            '[' if !is_text => is_key = true,
            ']' if !is_text => is_key = false,
            char if !is_key => plain.push(char),
            _ => {}
        }
        is_escaped = is_text && char == '\\' && !is_escaped;
    }
    plain
}

/// The modules at the begin of an address.
fn module_of(address: &str) -> &str {
    let mut end = 0;
    while let Some(rest) = address
        .get(end..)
        .and_then(|rest| rest.strip_prefix("module."))
    {
        let Some(dot) = rest.find('.') else { break };
        end = address.len() - rest.len() + dot + 1;
    }
    address.get(..end).unwrap_or_default()
}
