//! `ForAnyValue`, `ForAllValues`, and lists of no value.
#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

use iamsure::kind::PolicyType;

use super::conditions;

#[test]
fn sets() {
    conditions(
        &[
            (
                "ForAllValues holds for no values",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "both together exclude the empty list",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]},"Null":{"aws:TagKeys":"false"}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                'N',
            ),
            (
                "ForAnyValue negated is false without the key",
                r#""Null":{"aws:TagKeys":"true"}"#,
                r#""ForAnyValue:StringNotEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "ForAnyValue negated holds for a list with a and b",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                'D',
            ),
            (
                "a list of a and b satisfies both ForAnyValue",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#"{},{"Effect":"Deny","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'D',
            ),
            (
                "the negated Deny of ForAllValues",
                r#"{},{"Effect":"Deny","Condition":{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]}}}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                'N',
            ),
            (
                "ForAllValues of two in ForAllValues of one",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                r#"{"Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}},{"Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'D',
            ),
            (
                "ForAnyValue of two is the union",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}"#,
                r#"{"Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["a"]}}},{"Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}}}"#,
                'P',
            ),
            (
                "a plain operator on several values is open",
                r#""StringEquals":{"aws:TagKeys":"a"}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#,
                'N',
            ),
            (
                "a plain negated operator on several values is open",
                r#""StringNotEquals":{"aws:TagKeys":"a"}"#,
                r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#,
                'N',
            ),
            (
                "ForAllValues on a key of one value takes the absent key",
                r#""ForAllValues:StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                r#""StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                'D',
            ),
            (
                "ForAnyValue on a key of one value",
                r#""ForAnyValue:StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                r#""StringEquals":{"aws:PrincipalTag/t":"a"}"#,
                'P',
            ),
            (
                "ForAnyValue IfExists without the key is open",
                r#""ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"a"}"#,
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":"a"}"#,
                'U',
            ),
            (
                "a list that is the empty text is open",
                r#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#,
                r#""ForAllValues:StringLike":{"aws:TagKeys":["?*"]}"#,
                'N',
            ),
            (
                "an empty list of values: ForAllValues holds for the absent key",
                r#""Null":{"aws:TagKeys":"true"}"#,
                r#""ForAllValues:StringEquals":{"aws:TagKeys":[]}"#,
                'P',
            ),
            (
                "three wanted values at once",
                r#""ForAnyValue:StringEquals":{"aws:TagKeys":["a"]},"ForAnyValue:StringLike":{"aws:TagKeys":["b*"]},"ForAllValues:StringLike":{"aws:TagKeys":["a","b?"]}"#,
                r#""ForAnyValue:StringLike":{"aws:TagKeys":["b?"]}"#,
                'P',
            ),
        ],
        PolicyType::Identity,
    );
}
