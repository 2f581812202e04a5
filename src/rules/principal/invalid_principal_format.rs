use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::kind::PolicyType;
use crate::model::{Cause, Part, Principal};
use crate::rules::{Check, Context, Rule};
use crate::text::quote;

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-principal-format",
        category: Category::Principal,
        severity: Severity::Error,
        summary: "principal that is a bare string other than `*`",
        codes: &["INVALID_PRINCIPAL_FORMAT"],
    },
    options: &[],
    check: Check::With(Part::Principal, check),
};

/// Every principal written without its type. What is no `"*"` in a resource control policy has a rule of its own.
fn check(cx: &Context) -> Vec<Finding> {
    if !matches!(cx.policy_type, PolicyType::Trust | PolicyType::Resource) {
        return Vec::new();
    }
    cx.policy
        .statements
        .iter()
        .filter_map(|statement| statement.principal.as_ref())
        .filter(|principals| principals.is_string)
        .flat_map(|principals| &principals.items)
        .filter(|principal| {
            principal
                .flaw()
                .is_some_and(|flaw| flaw.cause == Cause::NoType)
        })
        .map(|principal| {
            let text = principal.text.written();
            let span = principal.text.span();
            let finding = RULE
                .finding(format!("the principal {} has no type", quote(text)))
                .at(span, "only `*` may stand here as a bare string");
            match Principal::type_of(text) {
                Some(type_name) => {
                    let object = format!("{{ \"{type_name}\": {} }}", principal.text.value().raw());
                    finding
                        .help(format!(
                            "write an object with the type: `{{ \"{type_name}\": … }}`"
                        ))
                        .fix(
                            format!("name the type `{type_name}`"),
                            Safety::Unsafe,
                            vec![Edit::replace(span, object)],
                        )
                }
                None => finding.help("write an object of types and principals: `{ \"AWS\": … }`"),
            }
        })
        .collect()
}
