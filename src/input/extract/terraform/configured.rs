//! What the configuration in a plan says of a resource: which attributes it sets, and by what.
//!
//! See "Configuration Representation" in "JSON Output Format" of Terraform's documentation.

use std::collections::HashMap;

use crate::syntax::Value;

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
}

/// `module.a["x"].aws_iam_role.b[0]` is `module.a.aws_iam_role.b` in the configuration.
fn without_keys(address: &str) -> String {
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
