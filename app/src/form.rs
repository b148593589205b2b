//! The fields of forms and addresses, named after the structs that read them.

use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// The fields of a form as the server function of this struct reads them: `form[object]`, `form[preview][token]`,
/// `form[also][]`. What is absent has no field.
pub(crate) fn fields<T: Serialize>(form: &T) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    // It fails only for maps without text keys, which no form has.
    if let Ok(value) = serde_json::to_value(form) {
        add(&mut fields, String::new(), value);
    }
    fields
}

fn add(fields: &mut Vec<(String, String)>, name: String, value: Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => fields.push((name, value.to_string())),
        Value::Number(value) => fields.push((name, value.to_string())),
        Value::String(value) => fields.push((name, value)),
        Value::Array(values) => values.into_iter().for_each(|value| add(fields, format!("{name}[]"), value)),
        Value::Object(values) => {
            for (key, value) in values {
                let name = if name.is_empty() { key } else { format!("{name}[{key}]") };
                add(fields, name, value);
            }
        }
    }
}

/// The same as hidden inputs. Fields that have an input of their own must be absent or empty.
pub(crate) fn hidden<T: Serialize>(form: &T) -> impl IntoView + use<T> {
    fields(form).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()
}

/// The name of one field, checked by the compiler: `field_name!(DeleteRecords.form.reason)` is `form[reason]`.
macro_rules! field_name {
    ($form:ident . $first:ident $(. $rest:ident)*) => {{
        let _ = |form: &$form| {
            let _ = &form.$first$(.$rest)*;
        };
        concat!(stringify!($first) $(, "[", stringify!($rest), "]")*)
    }};
}
pub(crate) use field_name;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    struct Send {
        form: Form,
    }

    #[derive(Serialize)]
    struct Form {
        object: String,
        #[serde(flatten)]
        flat: Flat,
        also: Vec<String>,
        choices: BTreeMap<i64, String>,
        typed: Option<String>,
        undo: bool,
    }

    #[derive(Serialize)]
    struct Flat {
        ids: String,
        count: i64,
    }

    #[test]
    fn fields_have_the_names_that_the_struct_reads() {
        let form = Form {
            object: "deals".to_owned(),
            flat: Flat { ids: "1,2".to_owned(), count: 2 },
            also: vec!["notes".to_owned(), "calls".to_owned()],
            choices: BTreeMap::from([(7, "keep".to_owned())]),
            typed: None,
            undo: true,
        };
        let mut fields = fields(&Send { form });
        fields.sort();
        let expected = [
            ("form[also][]", "calls"),
            ("form[also][]", "notes"),
            ("form[choices][7]", "keep"),
            ("form[count]", "2"),
            ("form[ids]", "1,2"),
            ("form[object]", "deals"),
            ("form[undo]", "true"),
        ];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(field_name!(Send.form.typed), "form[typed]");
        assert_eq!(field_name!(Form.object), "object");
    }
}
