//! Criteria of automation as formulas: rows of field, operation and value, joined by a filter such as `1 AND (2 OR 3)`.

use crate::schema::{Criteria, Field, FieldType, Schema};
use crate::value::Date;

use super::xml::Node;

/// The criteria of an element with `formula`, or with `criteriaItems` and perhaps a `booleanFilter`.
pub fn of(node: &Node, object: &str, schema: &Schema) -> Criteria {
    if let Some(formula) = node.text("formula") {
        return Criteria::Formula(formula.into());
    }
    let items: Result<Vec<String>, String> = node.all("criteriaItems").map(|item| row(item, object, schema)).collect();
    match items {
        Err(reason) => Criteria::Unknown(reason.into()),
        Ok(items) if items.is_empty() => Criteria::Always,
        Ok(items) => match node.get("booleanFilter") {
            None => Criteria::Formula(items.join(" && ").into()),
            Some(filter) => joined(filter, &items).map_or_else(
                || Criteria::Unknown(format!("the filter {filter}").into()),
                |text| Criteria::Formula(text.into()),
            ),
        },
    }
}

/// `1 AND (2 OR NOT 3)` with the rows in place of their numbers. None when it names a row that is not there.
fn joined(filter: &str, items: &[String]) -> Option<String> {
    let spaced = filter.replace('(', " ( ").replace(')', " ) ");
    let words = spaced.split_whitespace().map(|word| match word.to_ascii_uppercase().as_str() {
        "AND" => Some("&&".to_owned()),
        "OR" => Some("||".to_owned()),
        "NOT" => Some("!".to_owned()),
        "(" | ")" => Some(word.to_owned()),
        number => items.get(number.parse::<usize>().ok()?.checked_sub(1)?).cloned(),
    });
    words.collect::<Option<Vec<String>>>().map(|words| words.join(" "))
}

/// One row in brackets, or why it cannot be tested.
fn row(node: &Node, object: &str, schema: &Schema) -> Result<String, String> {
    let name = node.get("field").unwrap_or_default();
    let operation = node.get("operation").unwrap_or_default();
    let unknown = || format!("the criterion {name} {operation}");
    let (of, own) = name.split_once('.').ok_or_else(unknown)?;
    let (owner, path) = match of {
        "User" => ("User", format!("$User.{own}")),
        of if of.eq_ignore_ascii_case(object) => (object, own.to_owned()),
        // A parent goes by its relationship, which here has the name of its object.
        of => (of, name.to_owned()),
    };
    let def = schema.get(owner).ok_or_else(unknown)?;
    let field = def.get(def.field(own).ok_or_else(unknown)?);
    let value = node.get("value").unwrap_or_default();
    if node.get("valueField").is_some() {
        return Err(unknown());
    }
    let is_list = matches!(field.ty, FieldType::Picklist | FieldType::MultiPicklist | FieldType::String)
        || field.ty == FieldType::Reference;
    let values: Vec<&str> = match is_list {
        true => value.split(',').map(str::trim).collect(),
        false => vec![value],
    };
    let tests: Option<Vec<String>> = values.iter().map(|value| test(&path, field, operation, value)).collect();
    let tests = tests.ok_or_else(unknown)?;
    // Several values mean any of them, or none.
    let is_negative = matches!(operation, "notEqual" | "notContain" | "excludes");
    Ok(format!("({})", tests.join(if is_negative { " && " } else { " || " })))
}

fn test(path: &str, field: &Field, operation: &str, value: &str) -> Option<String> {
    use FieldType::*;
    let blank = || match operation {
        "equals" => Some(format!("ISBLANK({})", text_of(path, field))),
        "notEqual" => Some(format!("NOT(ISBLANK({}))", text_of(path, field))),
        _ => None,
    };
    if value.is_empty() && field.ty != Boolean {
        return blank();
    }
    match field.ty {
        Boolean => {
            let wanted = value.eq_ignore_ascii_case("true") || value == "1";
            match (operation, wanted) {
                ("equals", true) | ("notEqual", false) => Some(format!("({path})")),
                ("equals", false) | ("notEqual", true) => Some(format!("NOT({path})")),
                _ => None,
            }
        }
        MultiPicklist => {
            let includes = format!("INCLUDES({path}, {})", quoted(value));
            match operation {
                "includes" | "equals" | "contains" => Some(includes),
                "excludes" | "notEqual" | "notContain" => Some(format!("NOT({includes})")),
                _ => None,
            }
        }
        Integer | Long | Double | Currency | Percent => {
            let number: f64 = value.trim_end_matches('%').parse().ok()?;
            compared(path, operation, &number.to_string())
        }
        Date => {
            let date = match value {
                "TODAY" => "TODAY()".to_owned(),
                text => date_of(text)?,
            };
            compared(path, operation, &date)
        }
        Reference if value.len() == 15 || value.len() == 18 => compared(path, operation, &quoted(value)),
        Reference => {
            let name = format!("{}.Name", field.relationship()?);
            let path = path.strip_suffix(&*field.name).map_or(name.clone(), |before| format!("{before}{name}"));
            texts(&path, operation, value)
        }
        Id | Datetime | Time | Location | Address | Base64 | AnyType | Complex | IdList => None,
        String | TextArea | LongTextArea | Picklist | Combobox | Email | Phone | Url | EncryptedString => {
            texts(&text_of(path, field), operation, value)
        }
    }
}

fn compared(path: &str, operation: &str, value: &str) -> Option<String> {
    let sign = match operation {
        "equals" => "=",
        "notEqual" => "<>",
        "lessThan" => "<",
        "greaterThan" => ">",
        "lessOrEqual" => "<=",
        "greaterOrEqual" => ">=",
        _ => return None,
    };
    Some(format!("{path} {sign} {value}"))
}

/// Texts are compared without regard to case.
fn texts(path: &str, operation: &str, value: &str) -> Option<String> {
    let (path, value) = (format!("LOWER({path})"), quoted(&value.to_lowercase()));
    match operation {
        "contains" => Some(format!("CONTAINS({path}, {value})")),
        "notContain" => Some(format!("NOT(CONTAINS({path}, {value}))")),
        "startsWith" => Some(format!("BEGINS({path}, {value})")),
        _ => compared(&path, operation, &value),
    }
}

fn text_of(path: &str, field: &Field) -> String {
    match field.ty {
        FieldType::Picklist => format!("TEXT({path})"),
        _ => path.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `2024-01-31`, or `1/31/2024` as setup pages show it.
fn date_of(text: &str) -> Option<String> {
    let date = Date::parse_iso(text).or_else(|| {
        let mut parts = text.split('/').map(str::parse::<i32>);
        let (month, day, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        Date::parse_iso(&format!("{year:04}-{month:02}-{day:02}"))
    })?;
    Some(format!("DATE({}, {}, {})", date.year(), date.month(), date.day()))
}
