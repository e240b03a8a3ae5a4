//! `Test.loadData`: rows of a static resource in CSV form as records.

use crate::hir::{DmlKind, SecurityMode, TypeId};
use crate::interp::dml::Request;
use crate::interp::{Exc, Exec, Interp};
use crate::org::convert;
use crate::value::{List, Object, Record, Ref, Str, Value};

/// Inserts the rows of a resource and answers the records.
pub(super) fn load(cx: &mut Interp, object: &Value, resource: Option<Str>) -> Exec<Value> {
    let Value::ObjectToken(object) = *object else {
        return Err(cx.throw(Exc::NullPointer, "sObject type token cannot be null"));
    };
    let Some(resource) = resource else {
        return Err(cx.throw(Exc::NullPointer, "staticResourceName cannot be null"));
    };
    let Some(text) = body(cx, &resource) else {
        return Err(cx.throw(Exc::NullPointer, format!("Static Resource not found: {resource}")));
    };
    let mut lines = records(&text).into_iter();
    let Some(header) = lines.next().filter(|h| h.iter().any(|f| !f.is_empty())) else {
        return Err(cx.throw(Exc::String, format!("Static Resource has no content: {resource}")));
    };
    let schema = cx.org.schema().clone();
    let def = schema.object(object);
    let mut fields = Vec::new();
    for name in &header {
        match def.field(name.trim()) {
            Some(field) => fields.push(field),
            None => return Err(cx.throw(Exc::String, format!("Unknown field: {}", name.trim()))),
        }
    }
    let mut made = Vec::new();
    for line in lines.filter(|l| l.iter().any(|f| !f.is_empty())) {
        let mut record = Record::new(object);
        for (field, text) in fields.iter().zip(&line).filter(|(_, text)| !text.is_empty()) {
            let value = typed(def.get(*field), text);
            record.set(*field, value);
        }
        // Ids in the file only relate its rows to each other.
        record.unset(crate::schema::FieldId::ID);
        made.push(Ref::new(Object::Record(record.into())));
    }
    let request = Request {
        kind: DmlKind::Insert,
        records: made.clone(),
        all_or_none: true,
        external_id: None,
        mode: SecurityMode::System,
        truncate: false,
    };
    cx.dml(request)?;
    Ok(Value::list(List::from_values(TypeId::record(object), made.into_iter().map(Value::Ref).collect())))
}

/// The text of a static resource.
fn body(cx: &Interp, name: &str) -> Option<String> {
    let schema = cx.org.schema();
    let object = schema.find("StaticResource")?;
    let def = schema.object(object);
    let id = *cx.org.find_by(object, def.field("Name")?, &crate::value::Cell::string(name)).first()?;
    match cx.org.cell(id, def.field("Body")?).to_value().object()? {
        Object::Blob(bytes) => Some(String::from_utf8_lossy(&bytes.0).into_owned()),
        _ => None,
    }
}

/// The value that a text stands for in a field.
fn typed(field: &crate::schema::Field, text: &str) -> Value {
    use crate::schema::CellKind;
    let value = match field.ty.cell_kind() {
        CellKind::Bool => Value::Boolean(text.eq_ignore_ascii_case("true") || text == "1"),
        CellKind::Int | CellKind::Long | CellKind::Decimal | CellKind::Double => {
            crate::value::Decimal::parse(text).map_or(Value::Null, Value::decimal)
        }
        CellKind::Date => crate::value::Date::value_of(text).map_or(Value::Null, Value::Date),
        CellKind::Datetime => crate::value::Datetime::parse_iso(text).map_or(Value::Null, Value::Datetime),
        CellKind::Id | CellKind::Str | CellKind::Time | CellKind::Blob | CellKind::Compound => Value::string(text),
    };
    convert::to_cell(field, &value).map_or(value, |cell| cell.to_value())
}

/// Rows of a CSV text; quotes may hold commas, line ends and doubled quotes.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().expect("there is always a row");
        let cell = row.last_mut().expect("a row has a cell");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => cell.push(c),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn quotes_hold_commas_lines_and_quotes() {
        let rows = records("Name,Phone\n\"Acme, \"\"Inc\"\"\",1\r\nB,\"x\ny\"\n");
        assert_eq!(rows[1], ["Acme, \"Inc\"", "1"]);
        assert_eq!(rows[2], ["B", "x\ny"]);
    }
}
