//! `Schema.DescribeFieldResult`.

use super::{both, picklist, tokens};
use crate::interp::Interp;
use crate::interp::access::{Right, is_permissionable};
use crate::interp::native::{Native, Row, m};
use crate::schema::{CellKind, DefaultValue, Field, FieldId, FieldType, ObjectId, OnDelete};
use crate::stdlib::class_id;
use crate::value::{Date, Decimal, NativeObject, Value};

/// The described field.
#[derive(Clone, Copy)]
struct Described(ObjectId, FieldId);

type Describe = Native<Described>;

pub(super) fn describe((object, field): (ObjectId, FieldId)) -> Value {
    let key = (u64::from(object.0) << 32) + u64::from(field.0);
    NativeObject::keyed(class_id("Schema.DescribeFieldResult"), key, Described(object, field))
}

/// Asks the described field.
fn ask<R>(f: impl Fn(&Field) -> R) -> impl Fn(&mut Interp, Describe) -> R {
    move |cx, d| {
        let Described(object, field) = d.with(|d| *d);
        f(cx.program.schema.object(object).get(field))
    }
}

/// Asks for a right of the running user, where the field allows it at all.
fn may(right: Right, allows: impl Fn(&Field) -> bool) -> impl Fn(&mut Interp, Describe) -> bool {
    move |cx, d| {
        let (object, field) = token(&d);
        let allowed = allows(cx.program.schema.object(object).get(field));
        allowed && cx.may(object, right) && cx.may_field(object, field, right)
    }
}

fn optional(f: impl Fn(&Field) -> Option<&str>) -> impl Fn(&mut Interp, Describe) -> Option<String> {
    ask(move |field| f(field).map(str::to_owned))
}

fn token(d: &Describe) -> (ObjectId, FieldId) {
    let Described(object, field) = d.with(|d| *d);
    (object, field)
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    names(&mut rows);
    sizes(&mut rows);
    access(&mut rows);
    nature(&mut rows);
    references(&mut rows);
    rarely(&mut rows);
    rows
}

fn names(rows: &mut Vec<Row>) {
    both!(rows, "String", "getName", "Name", "The API name.", ask(|f| f.name.to_string()));
    both!(rows, "String", "getLocalName", "LocalName", "The API name, no namespace.", ask(|f| f.name.to_string()));
    both!(rows, "String", "getLabel", "Label", "The label.", ask(|f| f.label.to_string()));
    both!(
        rows,
        "String",
        "getInlineHelpText",
        "InlineHelpText",
        "The help that users see.",
        optional(|f| f.help.as_deref())
    );
    both!(rows, "Schema.SObjectField", "getSobjectField", "SobjectField", "The field's token.", |d: Describe| {
        let (object, field) = token(&d);
        Value::FieldToken(object, field)
    });
    rows.push(m("Schema.SObjectType getSObjectType()", "The field's object.", |d: Describe| token(&d).0));
    both!(rows, "Schema.DisplayType", "getType", "Type", "The field's type.", |cx: &mut Interp, d: Describe| {
        let ty = ask(|f| f.ty.display_type())(cx, d);
        cx.enum_constant("Schema.DisplayType", ty)
    });
    both!(
        rows,
        "Schema.SoapType",
        "getSoapType",
        "SoapType",
        "The field's type in SOAP.",
        |cx: &mut Interp, d: Describe| {
            let ty = ask(|f| f.ty.soap_type())(cx, d);
            cx.enum_constant("Schema.SoapType", ty)
        }
    );
    rows.push(m("String toString()", "The class and what its getters answer.", |cx: &mut Interp, d: Describe| {
        let shows = |name: &str| !["getPicklistValues", "getReferenceTo", "getSObjectType"].contains(&name);
        super::printed(cx, "Schema.DescribeFieldResult", &d.value(), shows)
    }));
}

fn sizes(rows: &mut Vec<Row>) {
    both!(rows, "Integer", "getLength", "Length", "Characters of a text, else 0.", ask(|f| f.length as i32));
    both!(
        rows,
        "Integer",
        "getByteLength",
        "ByteLength",
        "Bytes of a text, else 0.",
        ask(|f| match f.ty.cell_kind() {
            CellKind::Str => f.length as i32 * 3,
            _ => f.length as i32,
        })
    );
    both!(
        rows,
        "Integer",
        "getPrecision",
        "Precision",
        "Digits of a number, else 0.",
        ask(|f| match f.ty {
            FieldType::Integer | FieldType::Long => 0,
            _ => i32::from(f.precision),
        })
    );
    both!(rows, "Integer", "getScale", "Scale", "Digits behind the point.", ask(|f| i32::from(f.scale)));
    both!(
        rows,
        "Integer",
        "getDigits",
        "Digits",
        "Digits of an Integer, else 0.",
        ask(|f| match f.ty {
            FieldType::Integer => 8,
            FieldType::Long => 18,
            _ => 0,
        })
    );
}

fn access(rows: &mut Vec<Row>) {
    both!(rows, "Boolean", "isAccessible", "Accessible", "Whether the user sees it.", may(Right::Read, |_| true));
    both!(
        rows,
        "Boolean",
        "isCreateable",
        "Createable",
        "Whether the user's inserts can set it.",
        may(Right::Create, |f| f.createable)
    );
    both!(
        rows,
        "Boolean",
        "isUpdateable",
        "Updateable",
        "Whether the user's updates can set it.",
        may(Right::Edit, |f| f.updateable)
    );
    both!(rows, "Boolean", "isNillable", "Nillable", "Whether it can be empty.", ask(|f| f.nillable));
    both!(
        rows,
        "Boolean",
        "isPermissionable",
        "Permissionable",
        "Whether permissions can hide it.",
        |cx: &mut Interp, d: Describe| {
            let (object, field) = token(&d);
            let schema = &cx.program.schema;
            is_permissionable(schema, object, schema.object(object).get(field))
        }
    );
    both!(rows, "Boolean", "isFilterable", "Filterable", "Whether WHERE can name it.", ask(|f| f.filterable));
    both!(rows, "Boolean", "isSortable", "Sortable", "Whether ORDER BY can name it.", ask(|f| f.sortable));
    both!(rows, "Boolean", "isGroupable", "Groupable", "Whether GROUP BY can name it.", ask(|f| f.groupable));
    both!(
        rows,
        "Boolean",
        "isAggregatable",
        "Aggregatable",
        "Whether aggregate functions take it.",
        ask(|f| f.filterable && f.ty != FieldType::Boolean)
    );
}

fn nature(rows: &mut Vec<Row>) {
    both!(rows, "Boolean", "isCustom", "Custom", "Whether customers made it.", ask(|f| f.custom));
    both!(rows, "Boolean", "isUnique", "Unique", "Whether values are unique.", ask(|f| f.unique));
    both!(rows, "Boolean", "isExternalId", "ExternalId", "Whether it is an external id.", ask(|f| f.external_id));
    both!(rows, "Boolean", "isIdLookup", "IdLookup", "Whether upsert can match by it.", ask(|f| f.id_lookup));
    both!(rows, "Boolean", "isNameField", "NameField", "Whether it names the record.", ask(|f| f.name_field));
    both!(rows, "Boolean", "isCaseSensitive", "CaseSensitive", "Whether case counts.", ask(|f| f.case_sensitive));
    both!(rows, "Boolean", "isEncrypted", "Encrypted", "Whether it is encrypted.", ask(|f| f.encrypted));
    both!(rows, "Boolean", "isCalculated", "Calculated", "Whether it is computed.", ask(Field::calculated));
    both!(
        rows,
        "Boolean",
        "isAutoNumber",
        "AutoNumber",
        "Whether the platform numbers it.",
        ask(|f| f.auto_number.is_some())
    );
    both!(
        rows,
        "Boolean",
        "isDefaultedOnCreate",
        "DefaultedOnCreate",
        "Whether inserts fill it.",
        ask(|f| f.defaulted_on_create)
    );
    both!(
        rows,
        "Boolean",
        "isHtmlFormatted",
        "HtmlFormatted",
        "Whether it holds HTML.",
        ask(|f| {
            let makes_html = |text: &str| ["HYPERLINK(", "IMAGE("].iter().any(|h| text.to_uppercase().contains(h));
            f.html || f.formula.as_ref().is_some_and(|formula| makes_html(&formula.text))
        })
    );
    both!(
        rows,
        "Boolean",
        "isRestrictedPicklist",
        "RestrictedPicklist",
        "Whether it holds only listed values.",
        ask(|f| f.restricted)
    );
    both!(
        rows,
        "Boolean",
        "isDependentPicklist",
        "DependentPicklist",
        "Whether another field controls it.",
        ask(|f| f.controller.is_some())
    );
    both!(
        rows,
        "List<Schema.PicklistEntry>",
        "getPicklistValues",
        "PicklistValues",
        "The values of a picklist, else none.",
        |cx: &mut Interp, d: Describe| picklist::list(cx, token(&d))
    );
    both!(
        rows,
        "Schema.SObjectField",
        "getController",
        "Controller",
        "The field that controls this picklist.",
        |cx: &mut Interp, d: Describe| {
            let (object, field) = token(&d);
            let described = cx.program.schema.object(object);
            let controller = described.get(field).controller.as_deref().and_then(|name| described.field(name));
            controller.map(|field| Value::FieldToken(object, field))
        }
    );
    both!(rows, "Object", "getDefaultValue", "DefaultValue", "The value of new records.", ask(default_value));
    both!(
        rows,
        "String",
        "getDefaultValueFormula",
        "DefaultValueFormula",
        "The formula that computes the value of new records.",
        ask(|f| match &f.default {
            Some(DefaultValue::Formula(text)) => Some(text.to_string()),
            Some(DefaultValue::Literal(_)) | None => None,
        })
    );
    both!(
        rows,
        "String",
        "getCalculatedFormula",
        "CalculatedFormula",
        "The formula of a formula field.",
        optional(|f| f.formula.as_ref().map(|formula| &*formula.text))
    );
    both!(
        rows,
        "Boolean",
        "isFormulaTreatNullNumberAsZero",
        "FormulaTreatNullNumberAsZero",
        "Whether the formula counts empty numbers as zero.",
        ask(|f| f.formula.as_ref().is_some_and(|formula| formula.blank_as_zero))
    );
}

/// A literal default as a value of the field's type.
pub(in crate::stdlib) fn default_value(field: &Field) -> Value {
    match &field.default {
        Some(DefaultValue::Literal(text)) => constant_value(field, text),
        Some(DefaultValue::Formula(_)) | None => Value::Null,
    }
}

/// A constant default as a value of the field's type.
pub(in crate::stdlib) fn constant_value(field: &Field, text: &str) -> Value {
    match field.ty.cell_kind() {
        CellKind::Bool => Value::Boolean(text.eq_ignore_ascii_case("true")),
        CellKind::Int => text.parse().map_or(Value::Null, Value::Integer),
        CellKind::Long => text.parse().map_or(Value::Null, Value::Long),
        CellKind::Decimal => Decimal::parse(text).map_or(Value::Null, Value::decimal),
        CellKind::Double => text.parse().map_or(Value::Null, Value::Double),
        CellKind::Date => Date::parse_iso(text).map_or(Value::Null, Value::Date),
        CellKind::Str => Value::string(text.trim_matches(['"', '\''])),
        CellKind::Id | CellKind::Datetime | CellKind::Time | CellKind::Blob | CellKind::Compound => Value::Null,
    }
}

fn references(rows: &mut Vec<Row>) {
    both!(
        rows,
        "List<Schema.SObjectType>",
        "getReferenceTo",
        "ReferenceTo",
        "The objects that a lookup can lead to.",
        |cx: &mut Interp, d: Describe| {
            let (object, field) = token(&d);
            let schema = &cx.program.schema;
            let reference = schema.object(object).get(field).reference.as_ref();
            tokens(reference.into_iter().flat_map(|r| schema.targets(r)))
        }
    );
    both!(
        rows,
        "String",
        "getRelationshipName",
        "RelationshipName",
        "The name of the parent in paths: `Account` of `AccountId`.",
        optional(Field::relationship)
    );
    both!(
        rows,
        "Boolean",
        "isNamePointing",
        "NamePointing",
        "Whether a lookup can lead to several objects.",
        ask(|f| f.reference.as_ref().is_some_and(|r| r.polymorphic()))
    );
    both!(
        rows,
        "Boolean",
        "isCascadeDelete",
        "CascadeDelete",
        "Whether the record goes with its parent.",
        ask(|f| f.reference.as_ref().is_some_and(|r| r.on_delete == OnDelete::Cascade))
    );
    both!(
        rows,
        "Boolean",
        "isRestrictedDelete",
        "RestrictedDelete",
        "Whether it keeps its parent from being deleted.",
        ask(|f| f.reference.as_ref().is_some_and(|r| r.on_delete == OnDelete::Restrict))
    );
    both!(
        rows,
        "Integer",
        "getRelationshipOrder",
        "RelationshipOrder",
        "0 for the first master-detail, 1 for the second, else null.",
        |cx: &mut Interp, d: Describe| {
            let (object, field) = token(&d);
            let described = cx.program.schema.object(object);
            let details = described.iter().filter(|(_, f)| f.reference.as_ref().is_some_and(|r| r.master_detail));
            details.map(|(id, _)| id).position(|id| id == field)
        }
    );
    both!(
        rows,
        "String",
        "getCompoundFieldName",
        "CompoundFieldName",
        "The address, location or name that it is a part of.",
        |cx: &mut Interp, d: Describe| {
            let (object, field) = token(&d);
            let described = cx.program.schema.object(object);
            described.get(field).compound.map(|whole| described.get(whole).name.to_string())
        }
    );
    both!(rows, "String", "getReferenceTargetField", "ReferenceTargetField", "None here.", |_: Describe| {
        None::<&str>
    });
}

fn rarely(rows: &mut Vec<Row>) {
    both!(rows, "Boolean", "isDeprecatedAndHidden", "DeprecatedAndHidden", "Never here.", |_: Describe| false);
    both!(
        rows,
        "Boolean",
        "isQueryByDistance",
        "QueryByDistance",
        "Whether DISTANCE takes it.",
        ask(|f| f.ty == FieldType::Location)
    );
    both!(
        rows,
        "Boolean",
        "isSearchPrefilterable",
        "SearchPrefilterable",
        "Whether SOSL filters by it.",
        ask(|f| { f.reference.is_some() })
    );
    both!(rows, "Boolean", "isWriteRequiresMasterRead", "WriteRequiresMasterRead", "Never here.", |_: Describe| false);
    both!(rows, "Boolean", "isDisplayLocationInDecimal", "DisplayLocationInDecimal", "Never here.", |_: Describe| {
        false
    });
    both!(rows, "Boolean", "isHighScaleNumber", "HighScaleNumber", "Never here.", |_: Describe| false);
    both!(rows, "Boolean", "isAiPredictionField", "AiPredictionField", "Never here.", |_: Describe| false);
    both!(rows, "String", "getMask", "Mask", "None here.", |_: Describe| None::<&str>);
    both!(rows, "String", "getMaskType", "MaskType", "None here.", |_: Describe| None::<&str>);
    both!(rows, "Object", "getFilteredLookupInfo", "FilteredLookupInfo", "None here.", |_: Describe| None::<&str>);
    both!(
        rows,
        "Boolean",
        "getDataTranslationEnabled",
        "DataTranslationEnabled",
        "Null without translation.",
        |_: Describe| { None::<bool> }
    );
}
