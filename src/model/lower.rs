//! From tree to policy. Never fails and never speaks: what does not fit becomes a `Problem`.

mod conditions;

use crate::operator::OperatorSpec;
use crate::source::{Span, Spanned};
use crate::syntax::{Kind, Tree, Value};

use super::condition::AskedKeys;
use super::problem::Expected;
use super::{
    Effect, Element, List, Parts, Policy, Principal, Principals, Problem, ProblemKind, Statement,
    Text, placeholder, policy::Keys,
};

/// Reads a tree as a policy. Linear in the size of the tree.
#[must_use]
pub fn lower<'t>(tree: &'t Tree<'t>) -> Policy<'t> {
    let has_escapes = tree.has_escapes();
    let text = tree.text().as_bytes();
    // Most policies have neither, so that one look tells both.
    let odd = memchr::memchr2(b'$', b'<', text).and_then(|at| text.get(at..));
    let [has_dollars, has_angles] = match odd {
        Some(rest) => [b'$', b'<'].map(|byte| memchr::memchr(byte, rest).is_some()),
        None => [false; 2],
    };
    let placeholders = placeholder::possible(tree.text(), has_escapes, has_dollars, has_angles);
    let breaks: Vec<Span> = tree
        .problems()
        .iter()
        .filter(|problem| problem.kind.breaks_json())
        .map(|problem| problem.span)
        .collect();
    let mut lowering = Lowering {
        problems: Vec::new(),
        placeholders,
        breaks,
        asked_keys: AskedKeys::default(),
        last_operator: (String::new(), None),
    };
    let root = tree.root();
    let mut policy = Policy {
        root,
        span: root.map_or(tree.span(), Value::span),
        keys: Keys::default(),
        version: None,
        id: None,
        statements: Vec::new(),
        problems: Vec::new(),
        broken: !lowering.breaks.is_empty(),
        repeated: repeated(tree),
        placeholders_possible: placeholders,
        // A dollar sign may also be written as an escape.
        variables_possible: has_escapes || has_dollars,
        parts: Parts::default(),
        asked_keys: AskedKeys::default(),
    };
    if let Some(root) = root {
        lowering.policy(root, &mut policy);
    }
    policy.problems = lowering.problems;
    policy.asked_keys = lowering.asked_keys;
    policy.parts = Parts::of(&policy, has_escapes);
    policy
}

fn repeated(tree: &Tree) -> Option<Span> {
    let mut problems = tree.problems().iter();
    let problem = problems.find(|problem| !problem.kind.breaks_json())?;
    Some(problem.span)
}

struct Lowering {
    problems: Vec<Problem>,
    placeholders: bool,
    /// Places where the text is not JSON: a statement that holds one is not sound.
    breaks: Vec<Span>,
    asked_keys: AskedKeys,
    /// The operator that was read last, and as what.
    last_operator: (String, Option<OperatorSpec>),
}

impl Lowering {
    fn policy<'t>(&mut self, root: Value<'t>, policy: &mut Policy<'t>) {
        if root.kind() != Kind::Object {
            if root.kind() != Kind::Bad {
                self.say(root.span(), ProblemKind::NotAnObject { found: root.kind() });
            }
            return;
        }
        for (key, value) in root.members() {
            let name = key.as_str().unwrap_or_default();
            let Some(element) = Element::of_policy(name) else {
                self.say(key.span(), ProblemKind::UnknownPolicyElement);
                continue;
            };
            policy.keys.set(element, key.span());
            match element {
                Element::Version => policy.version = self.string(element, value),
                Element::Id => policy.id = self.string(element, value),
                _ => policy.statements = self.statements(value),
            }
        }
    }

    fn statements<'t>(&mut self, value: Value<'t>) -> Vec<Statement<'t>> {
        match value.kind() {
            Kind::Object => vec![self.statement(0, value)],
            Kind::Array => {
                let mut statements = Vec::with_capacity(value.elements().count());
                for (index, element) in value.elements().enumerate() {
                    match element.kind() {
                        Kind::Object => statements.push(self.statement(index, element)),
                        Kind::Bad => {}
                        found => {
                            self.say(element.span(), ProblemKind::StatementNotAnObject { found });
                        }
                    }
                }
                statements
            }
            _ => {
                self.wrong_type(Element::Statement, Expected::Statements, value);
                Vec::new()
            }
        }
    }

    fn statement<'t>(&mut self, index: usize, value: Value<'t>) -> Statement<'t> {
        let problems_before = self.problems.len();
        let mut statement = Statement {
            index,
            value,
            span: value.span(),
            keys: Keys::default(),
            sid: None,
            effect_text: None,
            effect: None,
            principal: None,
            action: None,
            resource: None,
            condition_block: None,
            conditions: Vec::new(),
            sound: true,
            whole: true,
        };
        for (key, value) in value.members() {
            let known = match key.plain() {
                Some(name) => Element::of_statement(name),
                None => Element::of_statement(key.as_str().unwrap_or_default()),
            };
            let Some(element) = known else {
                self.say(key.span(), ProblemKind::UnknownStatementElement);
                continue;
            };
            statement.keys.set(element, key.span());
            self.element(element, key, value, &mut statement);
        }
        self.pairs(&statement);
        // The breaks are in order and do not overlap: only the first that does not end before the statement can touch it.
        let next = self
            .breaks
            .partition_point(|problem| problem.end < statement.span.start);
        statement.whole = !self
            .breaks
            .get(next)
            .is_some_and(|&problem| statement.span.touches(problem));
        let complete = statement.effect.is_some() && statement.action.is_some();
        statement.sound = self.problems.len() == problems_before && statement.whole && complete;
        statement
    }

    fn element<'t>(
        &mut self,
        element: Element,
        key: Value<'t>,
        value: Value<'t>,
        statement: &mut Statement<'t>,
    ) {
        match element {
            Element::Sid => statement.sid = self.string(element, value),
            Element::Effect => {
                statement.effect_text = self.string(element, value);
                statement.effect = statement.effect_text.as_ref().and_then(effect);
            }
            Element::Principal | Element::NotPrincipal => {
                statement.principal = Some(self.principals(element, key, value));
            }
            Element::Action | Element::NotAction => {
                statement.action = Some(self.list(element, key, value));
            }
            Element::Resource | Element::NotResource => {
                statement.resource = Some(self.list(element, key, value));
            }
            _ => {
                statement.condition_block = Some(value);
                self.conditions(value, &mut statement.conditions);
            }
        }
    }

    /// An element together with its `Not` form.
    fn pairs(&mut self, statement: &Statement) {
        let pairs = [
            (Element::Principal, Element::NotPrincipal),
            (Element::Action, Element::NotAction),
            (Element::Resource, Element::NotResource),
        ];
        for (element, other) in pairs {
            if let (Some(one), Some(two)) = (statement.key(element), statement.key(other)) {
                let (first, later) = if one.start < two.start {
                    (one, two)
                } else {
                    (two, one)
                };
                self.say(
                    later,
                    ProblemKind::Both {
                        element,
                        other,
                        first,
                    },
                );
            }
        }
    }

    fn list<'t>(&mut self, element: Element, key: Value<'t>, value: Value<'t>) -> List<'t> {
        let is_list = value.kind() == Kind::Array;
        let items = if is_list {
            self.texts(element, value)
        } else {
            let only = self.text(element, Expected::StringOrList, value);
            only.map_or_else(Vec::new, |text| vec![text])
        };
        List {
            element,
            key: key.span(),
            span: value.span(),
            items,
            is_list,
        }
    }

    /// The strings of an array.
    fn texts<'t>(&mut self, element: Element, array: Value<'t>) -> Vec<Text<'t>> {
        let mut texts = Vec::with_capacity(array.size());
        for item in array.elements() {
            if item.kind() == Kind::String {
                texts.push(Text::new(item, self.placeholders));
            } else {
                texts.extend(self.text(element, Expected::String, item));
            }
        }
        texts
    }

    fn principals<'t>(
        &mut self,
        element: Element,
        key: Value<'t>,
        value: Value<'t>,
    ) -> Principals<'t> {
        let mut principals = Principals {
            key: key.span(),
            span: value.span(),
            negated: element == Element::NotPrincipal,
            is_string: value.is_string(),
            items: Vec::new(),
            types: Vec::new(),
        };
        match value.kind() {
            Kind::String | Kind::EscapedString => {
                let text = Text::new(value, self.placeholders);
                principals.items.push(Principal::new(None, text));
            }
            Kind::Object if is_template(value) => {
                self.say(value.span(), ProblemKind::TemplateValue { element });
            }
            Kind::Object => {
                for (type_name, value) in value.members() {
                    let type_name = Text::new(type_name, self.placeholders);
                    principals.types.push((type_name.clone(), value.span()));
                    let values = self.one_or_many(element, Expected::StringOrList, value);
                    let named = values
                        .into_iter()
                        .map(|text| Principal::new(Some(type_name.clone()), text));
                    principals.items.extend(named);
                }
            }
            _ => self.wrong_type(element, Expected::Principal, value),
        }
        principals
    }

    fn one_or_many<'t>(
        &mut self,
        element: Element,
        expected: Expected,
        value: Value<'t>,
    ) -> Vec<Text<'t>> {
        if value.kind() == Kind::Array {
            self.texts(element, value)
        } else {
            self.text(element, expected, value).into_iter().collect()
        }
    }

    /// A string where one is expected; `None` and a problem otherwise. A template's object is kept as an unknown text.
    fn text<'t>(
        &mut self,
        element: Element,
        expected: Expected,
        value: Value<'t>,
    ) -> Option<Text<'t>> {
        match value.kind() {
            Kind::String | Kind::EscapedString => Some(Text::new(value, self.placeholders)),
            Kind::Object if is_template(value) => {
                self.say(value.span(), ProblemKind::TemplateValue { element });
                Some(Text::new(value, false))
            }
            _ => {
                self.wrong_type(element, expected, value);
                None
            }
        }
    }

    fn string<'t>(&mut self, element: Element, value: Value<'t>) -> Option<Text<'t>> {
        self.text(element, Expected::String, value)
    }

    fn wrong_type(&mut self, element: Element, expected: Expected, value: Value) {
        // The reader has spoken of what it could not read.
        if value.kind() != Kind::Bad {
            self.say(
                value.span(),
                ProblemKind::WrongType {
                    element,
                    expected,
                    found: value.kind(),
                },
            );
        }
    }

    fn say(&mut self, span: Span, kind: ProblemKind) {
        self.problems.push(Problem { span, kind });
    }
}

fn effect(text: &Text) -> Option<Spanned<Effect>> {
    let value = match text.known()? {
        "Allow" => Effect::Allow,
        word if word.eq_ignore_ascii_case("allow") => Effect::Allow,
        word if word.eq_ignore_ascii_case("deny") => Effect::Deny,
        _ => return None,
    };
    Some(Spanned {
        span: text.span(),
        value,
    })
}

/// An object that CloudFormation replaces by a value.
fn is_template(value: Value) -> bool {
    let mut members = value.members();
    let Some((key, _)) = members.next() else {
        return false;
    };
    let name = key.as_str().unwrap_or_default();
    members.next().is_none() && (name == "Ref" || name.starts_with("Fn::"))
}
