//! Fields: one element of XML each, in the same shape in both formats.

use std::path::Path;

use crate::schema::{
    DefaultValue, Field, FieldType, Formula, ObjectId, OnDelete, Reference, RollUp, RollUpFilter, RollUpOperation,
    Schema, Text,
};

use super::Problem;
use super::object::Source;
use super::value_set::{self, ValueSets};
use super::xml::Node;

/// Adds the fields of all objects; roll-ups come last, since they take their type from the field they sum.
pub fn declare(sources: &[Source], value_sets: &ValueSets, schema: &mut Schema, problems: &mut Vec<Problem>) {
    for roll_ups in [false, true] {
        for source in sources {
            let Some(id) = schema.find(&source.name) else { continue };
            for (path, node) in &source.fields {
                if (node.get("type") == Some("Summary")) != roll_ups {
                    continue;
                }
                let Some(name) = node.get("fullName") else {
                    problems.push(Problem::new(path, "the field has no fullName"));
                    continue;
                };
                match name.ends_with("__c") {
                    true => add(schema, id, name, node, value_sets, path, problems),
                    false => adjust(schema, id, name, node, value_sets),
                }
            }
        }
    }
    for source in sources {
        report_dangling(source, schema, problems);
    }
}

fn add(
    schema: &mut Schema,
    id: ObjectId,
    name: &str,
    node: &Node,
    value_sets: &ValueSets,
    path: &Path,
    problems: &mut Vec<Problem>,
) {
    let Some(mut field) = custom(name, node, schema) else {
        let found = node.get("type").unwrap_or("nothing");
        problems.push(Problem::new(path, format!("{name} has a type that is not known: {found}")));
        return;
    };
    if field.ty.is_picklist()
        && let Err(missing) = value_set::fill(&mut field, node, value_sets)
    {
        problems.push(Problem::new(path, format!("{name} uses the value set {missing}, which is not there")));
    }
    match field.ty {
        FieldType::Location => add_coordinates(schema, id, &field, node),
        FieldType::Address => add_address_parts(schema, id, &field),
        _ => {}
    }
    schema.add_lookup(id, field, node.text("relationshipName").map(Text::from));
}

/// A custom field as its element describes it; `None` for a type that is not known.
fn custom(name: &str, node: &Node, schema: &Schema) -> Option<Field> {
    let formula = node.text("formula");
    let ty = match (node.get("type")?, node.get("summaryOperation")) {
        ("Summary", _) => summary_type(node, schema),
        (ty, _) => field_type(ty, node)?,
    };
    let mut field = Field::new(name.to_owned(), ty);
    if let Some(label) = node.text("label") {
        field.label = label.into();
    }
    field.length = node.number("length").unwrap_or(field.length);
    field.precision = node.number("precision").unwrap_or(field.precision);
    field.scale = node.number("scale").unwrap_or(field.scale);
    field.external_id = node.is("externalId");
    field.id_lookup = field.external_id;
    field.unique = node.is("unique");
    field.case_sensitive = node.is("caseSensitive");
    field.help = node.text("inlineHelpText").map(Text::from);
    field.description = node.text("description").map(Text::from);
    field.default = node.text("defaultValue").map(|text| default_value(ty, text)).or(field.default);
    field.defaulted_on_create |= field.default.is_some();
    match node.get("type") {
        Some("Html") => field.html = true,
        Some("AutoNumber") => {
            field.auto_number = Some(node.text("displayFormat").unwrap_or_else(|| "{0}".to_owned()).into());
            field.length = 30;
            field = field.maintained();
        }
        Some("MasterDetail") => {
            field.nillable = false;
            field.updateable = node.is("reparentableMasterDetail");
        }
        _ => field.nillable = ty != FieldType::Boolean && !node.is("required"),
    }
    field.reference = reference(name, node).map(Box::new);
    if let Some(text) = formula {
        if ty == FieldType::String {
            field.length = 1300;
            // Describe counts formulas that make links or pictures as rich text.
            field.html = ["HYPERLINK(", "IMAGE("].iter().any(|call| text.to_ascii_uppercase().contains(call));
        }
        let blank_as_zero = node.get("formulaTreatBlanksAs") == Some("BlankAsZero");
        field.formula = Some(Box::new(Formula { text: text.into(), blank_as_zero }));
    }
    field.roll_up = roll_up(node).map(Box::new);
    if field.calculated() {
        let nillable = ty != FieldType::Boolean;
        field = Field { default: None, nillable, ..field.maintained() };
    }
    Some(field)
}

fn field_type(name: &str, node: &Node) -> Option<FieldType> {
    Some(match name {
        "Text" | "AutoNumber" => FieldType::String,
        "TextArea" => FieldType::TextArea,
        "LongTextArea" | "Html" => FieldType::LongTextArea,
        "Email" => FieldType::Email,
        "Phone" => FieldType::Phone,
        "Url" => FieldType::Url,
        "Picklist" => FieldType::Picklist,
        "MultiselectPicklist" => FieldType::MultiPicklist,
        "EncryptedText" => FieldType::EncryptedString,
        "Checkbox" => FieldType::Boolean,
        "Number" => FieldType::Double,
        "Currency" => FieldType::Currency,
        "Percent" => FieldType::Percent,
        "Date" => FieldType::Date,
        "DateTime" => FieldType::Datetime,
        "Time" => FieldType::Time,
        "Location" => FieldType::Location,
        "Address" => FieldType::Address,
        "Lookup" | "MasterDetail" | "Hierarchy" | "ExternalLookup" | "IndirectLookup" => FieldType::Reference,
        // Definitions of entities and fields have names for keys, not record ids.
        "MetadataRelationship" => match node.get("referenceTo") {
            Some("EntityDefinition" | "FieldDefinition" | "EntityParticle") => FieldType::String,
            _ => FieldType::Reference,
        },
        _ => return None,
    })
}

/// A roll-up has the type of what it sums or compares; a count is a number.
fn summary_type(node: &Node, schema: &Schema) -> FieldType {
    let summarised = node.get("summarizedField").and_then(|path| {
        let (child, field) = path.split_once('.')?;
        let child = schema.get(child)?;
        Some(child.get(child.field(field)?).ty)
    });
    match (node.get("summaryOperation"), summarised) {
        (Some("count") | None, _) | (_, None) => FieldType::Double,
        (_, Some(ty)) => ty,
    }
}

fn default_value(ty: FieldType, text: String) -> DefaultValue {
    match ty {
        FieldType::Boolean if text == "true" || text == "false" => DefaultValue::Literal(text.into()),
        _ => DefaultValue::Formula(text.into()),
    }
}

fn reference(name: &str, node: &Node) -> Option<Reference> {
    let ty = node.get("type")?;
    let master_detail = ty == "MasterDetail";
    if !matches!(
        ty,
        "Lookup" | "MasterDetail" | "Hierarchy" | "ExternalLookup" | "IndirectLookup" | "MetadataRelationship"
    ) {
        return None;
    }
    let targets = match node.text("referenceTo") {
        Some(target) => vec![target.into()],
        None if ty == "Hierarchy" => vec!["User".into()],
        None => Vec::new(),
    };
    Some(Reference {
        targets,
        relationship: name.strip_suffix("__c").map(|stem| format!("{stem}__r").into()),
        open: false,
        master_detail,
        reparentable: node.is("reparentableMasterDetail"),
        on_delete: match node.get("deleteConstraint") {
            Some("Restrict") => OnDelete::Restrict,
            Some("Cascade") => OnDelete::Cascade,
            _ if master_detail => OnDelete::Cascade,
            _ => OnDelete::SetNull,
        },
    })
}

fn roll_up(node: &Node) -> Option<RollUp> {
    let operation = match node.get("summaryOperation")? {
        "sum" => RollUpOperation::Sum,
        "min" => RollUpOperation::Min,
        "max" => RollUpOperation::Max,
        _ => RollUpOperation::Count,
    };
    let (child, foreign_key) = node.get("summaryForeignKey")?.split_once('.')?;
    let own = |path: &str| -> Text { path.rsplit('.').next().unwrap_or(path).to_owned().into() };
    Some(RollUp {
        operation,
        child: child.to_owned().into(),
        foreign_key: foreign_key.to_owned().into(),
        field: node.get("summarizedField").map(own),
        filters: node
            .all("summaryFilterItems")
            .filter_map(|item| {
                Some(RollUpFilter {
                    field: own(item.get("field")?),
                    operation: item.text("operation")?.into(),
                    value: item.text("value").unwrap_or_default().into(),
                })
            })
            .collect(),
    })
}

/// A location stores its two coordinates in fields of their own.
fn add_coordinates(schema: &mut Schema, id: ObjectId, location: &Field, node: &Node) {
    let stem = location.name.strip_suffix("__c").unwrap_or(&location.name).to_owned();
    let compound = schema.object(id).field(&location.name);
    for part in ["Latitude", "Longitude"] {
        let coordinate = Field {
            label: format!("{} ({part})", location.label).into(),
            precision: 18,
            scale: node.number("scale").unwrap_or(15),
            custom: true,
            compound,
            ..Field::new(format!("{stem}__{part}__s"), FieldType::Double)
        };
        schema.add_field(id, coordinate);
    }
}

/// An address stores its parts in fields of their own.
fn add_address_parts(schema: &mut Schema, id: ObjectId, address: &Field) {
    let stem = address.name.strip_suffix("__c").unwrap_or(&address.name).to_owned();
    let parts = [
        ("Street", FieldType::TextArea, 255),
        ("City", FieldType::String, 40),
        ("PostalCode", FieldType::String, 20),
        ("StateCode", FieldType::Picklist, 10),
        ("CountryCode", FieldType::Picklist, 10),
        ("Latitude", FieldType::Double, 0),
        ("Longitude", FieldType::Double, 0),
        ("GeocodeAccuracy", FieldType::Picklist, 40),
    ];
    for (part, ty, length) in parts {
        let field = Field {
            label: format!("{} ({part})", address.label).into(),
            length,
            custom: true,
            ..Field::new(format!("{stem}__{part}__s"), ty)
        };
        schema.add_field(id, field);
    }
}

/// Metadata of a standard field can change its label, its values and whether it is required.
fn adjust(schema: &mut Schema, id: ObjectId, name: &str, node: &Node, value_sets: &ValueSets) {
    let found = schema.object(id).field(name).or_else(|| schema.object(id).field(&format!("{name}Id")));
    // Fields of features that a plain org does not have are nobody's fault.
    let Some(field_id) = found else { return };
    let field = schema.object_mut(id).field_mut(field_id);
    if let Some(label) = node.text("label") {
        field.label = label.into();
    }
    if field.ty.is_picklist() {
        let mut filled = field.clone();
        if value_set::fill(&mut filled, node, value_sets).is_ok() && !filled.picklist.is_empty() {
            *field = filled;
        }
    }
    if node.is("required") && field.createable {
        field.nillable = false;
    }
}

fn report_dangling(source: &Source, schema: &Schema, problems: &mut Vec<Problem>) {
    let Some(object) = schema.get(&source.name) else { return };
    for (path, node) in &source.fields {
        let target = node.get("referenceTo");
        if let (Some(name), Some(target)) = (node.get("fullName"), target)
            && schema.find(target).is_none()
        {
            problems.push(Problem::new(path, format!("{}.{name} refers to {target}, which is not there", object.name)));
        }
    }
}
