//! The `Condition` of a statement: operators, keys, values.

use crate::model::problem::Expected;
use crate::model::{Condition, Element, ProblemKind, Text};
use crate::operator::OperatorSpec;
use crate::syntax::{Kind, Value};

use super::{Lowering, is_template};

impl Lowering {
    pub(super) fn conditions<'t>(&mut self, block: Value<'t>, conditions: &mut Vec<Condition<'t>>) {
        if block.kind() != Kind::Object {
            return self.wrong_type(Element::Condition, Expected::Object, block);
        }
        if is_template(block) {
            return self.say(
                block.span(),
                ProblemKind::TemplateValue {
                    element: Element::Condition,
                },
            );
        }
        for (operator, keys) in block.members() {
            if keys.kind() != Kind::Object {
                self.wrong_type(Element::Condition, Expected::Object, keys);
                continue;
            }
            let operator = Text::new(operator, self.placeholders);
            let spec = operator.known().and_then(|name| self.spec(name));
            for (key, value) in keys.members() {
                let key = Text::new(key, self.placeholders);
                self.asked_keys.add(key.written());
                conditions.push(Condition {
                    operator: operator.clone(),
                    spec,
                    key,
                    values: self.condition_values(value),
                    value_span: value.span(),
                    is_list: value.kind() == Kind::Array,
                });
            }
        }
    }

    fn spec(&mut self, name: &str) -> Option<OperatorSpec> {
        // Most statements have the operator of the one before.
        let (last, spec) = &mut self.last_operator;
        if last != name {
            name.clone_into(last);
            *spec = OperatorSpec::parse(name).ok();
        }
        *spec
    }

    fn condition_values<'t>(&mut self, value: Value<'t>) -> Vec<Text<'t>> {
        let mut read = |item: Value<'t>| match item.kind() {
            Kind::Number | Kind::True | Kind::False => Some(Text::new(item, false)),
            _ => self.text(Element::Condition, Expected::ConditionValue, item),
        };
        if value.kind() == Kind::Array {
            let mut values = Vec::with_capacity(value.size());
            values.extend(value.elements().filter_map(read));
            values
        } else {
            read(value).map_or_else(Vec::new, |only| vec![only])
        }
    }
}
