use crate::finding::{Category, Edit, Finding, Meta, Safety, Severity};
use crate::model::{KeySet, Part, Text, service_name};
use crate::rules::{Check, Context, Rule};
use crate::text::{nearest, quote};

use super::malformed_vpc_id::{fixed_text, ignores_case};

pub static RULE: Rule = Rule {
    meta: Meta {
        id: "invalid-service-principal-format",
        category: Category::Condition,
        severity: Severity::Error,
        summary: "condition value that no service of AWS has as its name",
        codes: &["INVALID_SERVICE_PRINCIPAL_FORMAT"],
    },
    options: &[],
    check: Check::With(Part::Condition, check),
};

/// The keys whose values are names of service principals.
///
/// Source: the global condition keys in the IAM User Guide, and the condition keys of each service in the Service
/// Authorization Reference, as of October 2026.
static KEYS: KeySet<14> = KeySet::new([
    "iam:PassedToService",
    "iam:AWSServiceName",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "codeconnections:PassedToService",
    "codestar-connections:PassedToService",
    "config:ConfigurationRecorderServicePrincipal",
    "kms:GranteeServicePrincipal",
    "kms:RetiringServicePrincipal",
    "organizations:ServicePrincipal",
    "sts:AWSServiceName",
]);

/// The key whose values have a Region in them.
const VIA_SERVICE: &str = "kms:ViaService";

/// What the values of a key look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Service,
    Regional,
}

/// Each value that is compared with the name of a service, and has not its form.
fn check(cx: &Context) -> Vec<Finding> {
    if !cx.policy.may_ask_one_of(&KEYS) && !cx.policy.may_ask(VIA_SERVICE) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for condition in cx.policy.statements.iter().flat_map(|one| &one.conditions) {
        let form = if KEYS.has(condition) {
            Form::Service
        } else if condition.is_on(VIA_SERVICE) {
            Form::Regional
        } else {
            continue;
        };
        findings.extend(condition.values.iter().filter_map(|value| {
            let text = fixed_text(condition, value)?;
            let fits = form.takes(text)
                || ignores_case(condition) && form.takes(&text.to_ascii_lowercase());
            (!fits).then(|| finding(value, text, form))
        }));
    }
    findings
}

impl Form {
    fn takes(self, text: &str) -> bool {
        service_name(text).is_ok_and(|name| self == Self::Service || name.contains('.'))
    }
}

fn finding(value: &Text, text: &str, form: Form) -> Finding {
    if let Some(near) = near(text, form) {
        return RULE
            .finding(format!(
                "no service of AWS is called {}; did you mean `{near}`?",
                quote(text)
            ))
            .at(value.span(), expected(form))
            .fix(
                format!("replace it with `{near}`"),
                Safety::Unsafe,
                vec![Edit::replace(value.span(), format!("\"{near}\""))],
            );
    }
    if form == Form::Regional && (Form::Service.takes(text) || near_name(text).is_some()) {
        return RULE
            .finding(format!(
                "no service calls KMS under the name {}: its Region is missing",
                quote(text)
            ))
            .at(value.span(), expected(form))
            .help("name the Region, or put `*` there and use `StringLike`");
    }
    RULE.finding(format!("no service of AWS is called {}", quote(text)))
        .at(value.span(), expected(form))
        .help("write the name as the documentation of the service gives it")
}

fn expected(form: Form) -> &'static str {
    match form {
        Form::Service => "expected a form like `ec2.amazonaws.com`",
        Form::Regional => "expected a form like `ec2.eu-west-1.amazonaws.com`",
    }
}

/// The name that was most likely meant, if it has the form that the key wants.
fn near(text: &str, form: Form) -> Option<String> {
    near_name(text).filter(|name| form.takes(name))
}

/// The name in lower case, without spaces around it, with the domain that it lacks or misspells.
fn near_name(text: &str) -> Option<String> {
    /// A longer one is no slip of the pen, and no message to read.
    const LONGEST: usize = 64;
    const DOMAINS: [&str; 2] = ["amazonaws.com", "amazonaws.com.cn"];
    let name = text.trim();
    let is_host = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    if text.len() > LONGEST || !is_host {
        return None;
    }
    let name = name.to_ascii_lowercase();
    if service_name(&name).is_ok() {
        return Some(name);
    }
    let Some(first) = name.find('.') else {
        return Some(format!("{name}.amazonaws.com"));
    };
    name.match_indices('.')
        .skip_while(|&(dot, _)| dot < first)
        .find_map(|(dot, _)| {
            let (service, domain) = (name.get(..dot)?, name.get(dot + 1..)?);
            let meant = match domain {
                "" | "amazonaws" | "amazon" | "aws" => "amazonaws.com",
                _ => nearest(domain, DOMAINS)?,
            };
            let name = format!("{service}.{meant}");
            service_name(&name).is_ok().then_some(name)
        })
}
