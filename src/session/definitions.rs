//! Rows of `EntityDefinition` and `FieldDefinition`: the schema as queries see it, written for code that names them.

use rustc_hash::FxHashSet;

use crate::hir::Program;
use crate::org::{Org, Transaction};
use crate::project::metadata::CustomMetadataRecord;
use crate::schema::{Field, FieldId, FieldType, Object, ObjectId, ObjectKind};
use crate::value::{Cell, Id};

const ENTITIES: &str = "EntityDefinition";
const FIELDS: &str = "FieldDefinition";
/// The fields of an entity in a query.
const OF_ENTITY: &str = "FROM Fields";

/// What of the schema has to have rows.
#[derive(Default, Debug)]
pub(super) struct Wanted {
    entities: bool,
    fields: bool,
    /// Entities whose fields are wanted even so, in lower case.
    fields_of: FxHashSet<String>,
}

/// What code asks for: it names the object, or it never sees the rows.
pub(super) fn named_in(code: &str) -> Wanted {
    let fields = code.contains(FIELDS) || (code.contains(ENTITIES) && code.contains(OF_ENTITY));
    Wanted { entities: fields || code.contains(ENTITIES), fields, fields_of: FxHashSet::default() }
}

/// What a project asks for: its code, or custom metadata that relates to definitions.
pub(super) fn named_by(program: &Program, records: &[CustomMetadataRecord]) -> Wanted {
    let classes = program.classes.iter().filter(|class| class.namespace.is_empty() && class.outer.is_none());
    let triggers = program.triggers.iter().map(|trigger| program.method(trigger.method).file);
    let files: FxHashSet<_> = classes.map(|class| class.file).chain(triggers).collect();
    let mut wanted = Wanted::default();
    for source in files.into_iter().filter_map(|file| program.sources.get(file)) {
        let here = named_in(&source.text);
        wanted.entities |= here.entities;
        wanted.fields |= here.fields;
    }
    for record in records {
        let object = program.schema.object(record.object);
        for (field, text) in &record.values {
            let targets = object.get(*field).reference.iter().flat_map(|reference| &reference.targets);
            for target in targets.map(|target| &**target) {
                wanted.entities |= target == ENTITIES || target == FIELDS;
                wanted.fields_of.extend(text.iter().filter(|_| target == ENTITIES).map(|name| name.to_lowercase()));
            }
        }
    }
    wanted
}

/// Writes the rows unless they are there.
pub(super) fn fill(org: &Org, wanted: &Wanted) {
    if wanted.entities {
        let mut tx = org.begin();
        // A schema without these objects goes without.
        let _ = write(&mut tx, wanted);
        tx.commit();
    }
}

fn write(tx: &mut Transaction, wanted: &Wanted) -> Option<()> {
    let schema = tx.schema().clone();
    let (entities, fields) = (schema.find(ENTITIES)?, schema.find(FIELDS)?);
    let owner = schema.object(fields).field("EntityDefinitionId")?;
    let has_rows = |tx: &Transaction, object| tx.state().table(object).is_some_and(|table| !table.is_empty());
    let (some_entities, some_fields) = (has_rows(tx, entities), has_rows(tx, fields));
    let names: Vec<(ObjectId, String)> = schema.iter().map(|(id, name)| (id, name.to_owned())).collect();
    for (number, (id, name)) in (1..).zip(&names) {
        let of_fields = wanted.fields || wanted.fields_of.contains(&name.to_lowercase());
        if some_entities && !of_fields {
            continue;
        }
        let object = schema.object(*id);
        let custom = name.ends_with("__c") || name.ends_with("__mdt") || name.ends_with("__e");
        let durable = match custom {
            true => Id::from_parts(*b"01I", number).to_string()[..15].to_owned(),
            false => name.clone(),
        };
        if !some_entities {
            insert(tx, entities, &entity(object, &durable));
        }
        let known = some_fields && !tx.find_by(fields, owner, &Cell::string(&durable)).is_empty();
        if of_fields && !known {
            for (_, field) in object.iter() {
                insert(tx, fields, &definition(field, &durable));
            }
        }
    }
    Some(())
}

fn entity(object: &Object, durable: &str) -> Vec<(&'static str, Cell)> {
    let (t, yes) = (Cell::string, Cell::Boolean);
    let setting = matches!(object.kind, ObjectKind::CustomSetting(_));
    let mut cells = vec![
        ("DurableId", t(durable)),
        ("QualifiedApiName", t(&object.name)),
        ("DeveloperName", t(developer_name(&object.name))),
        ("MasterLabel", t(&object.label)),
        ("Label", t(&object.label)),
        ("PluralLabel", t(&object.label_plural)),
        ("IsCustomizable", yes(object.triggerable || setting)),
        ("IsApexTriggerable", yes(object.triggerable)),
        ("IsTriggerable", yes(object.triggerable)),
        ("IsCustomSetting", yes(setting)),
        ("IsQueryable", yes(object.queryable)),
        ("IsRetrieveable", yes(object.queryable)),
        ("IsSearchable", yes(object.searchable)),
        ("IsEverCreatable", yes(object.createable)),
        ("IsEverUpdatable", yes(object.updateable)),
        ("IsEverDeletable", yes(object.deletable)),
        ("IsIdEnabled", yes(object.key_prefix.is_some())),
    ];
    let prefix = object.key_prefix.as_ref().and_then(|prefix| std::str::from_utf8(prefix).ok());
    cells.extend(prefix.map(|prefix| ("KeyPrefix", t(prefix))));
    cells
}

fn definition(field: &Field, entity: &str) -> Vec<(&'static str, Cell)> {
    let (t, yes) = (Cell::string, Cell::Boolean);
    let number = |n: u32| Cell::Integer(i32::try_from(n).unwrap_or(i32::MAX));
    vec![
        ("DurableId", t(&format!("{entity}.{}", field.name))),
        ("QualifiedApiName", t(&field.name)),
        ("EntityDefinitionId", t(entity)),
        ("DeveloperName", t(developer_name(&field.name))),
        ("MasterLabel", t(&field.label)),
        ("Label", t(&field.label)),
        ("Length", number(field.length)),
        ("DataType", t(&data_type(field))),
        ("IsCalculated", yes(field.formula.is_some())),
        ("IsHtmlFormatted", yes(field.html)),
        ("IsNameField", yes(field.name_field)),
        ("IsNillable", yes(field.nillable)),
        ("IsIndexed", yes(field.unique || field.external_id || field.ty == FieldType::Reference)),
        ("IsApiFilterable", yes(field.filterable)),
        ("IsApiSortable", yes(field.sortable)),
        ("IsApiGroupable", yes(field.groupable)),
        ("Precision", number(field.precision.into())),
        ("Scale", number(field.scale.into())),
    ]
}

/// `Status` of `Status__c`.
fn developer_name(name: &str) -> &str {
    name.rsplit_once("__").filter(|(stem, _)| !stem.is_empty()).map_or(name, |(stem, _)| stem)
}

/// The type as setup pages say it: `Text(80)`, `Lookup(Account)`.
fn data_type(field: &Field) -> String {
    let digits =
        |name: &str| format!("{name}({}, {})", field.precision - field.scale.min(field.precision), field.scale);
    let plain = match field.ty {
        FieldType::Id => "Id".to_owned(),
        FieldType::String if field.auto_number.is_some() => "Auto Number".to_owned(),
        FieldType::String => format!("Text({})", field.length),
        FieldType::TextArea => format!("Text Area({})", field.length),
        FieldType::LongTextArea if field.html => format!("Rich Text Area({})", field.length),
        FieldType::LongTextArea => format!("Long Text Area({})", field.length),
        FieldType::Email => "Email".to_owned(),
        FieldType::Phone => "Phone".to_owned(),
        FieldType::Url => format!("URL({})", field.length),
        FieldType::Picklist | FieldType::Combobox => "Picklist".to_owned(),
        FieldType::MultiPicklist => "Picklist (Multi-Select)".to_owned(),
        FieldType::EncryptedString => format!("Text (Encrypted)({})", field.length),
        FieldType::Boolean => "Checkbox".to_owned(),
        FieldType::Integer | FieldType::Long | FieldType::Double => digits("Number"),
        FieldType::Currency => digits("Currency"),
        FieldType::Percent => digits("Percent"),
        FieldType::Date => "Date".to_owned(),
        FieldType::Datetime => "Date/Time".to_owned(),
        FieldType::Time => "Time".to_owned(),
        FieldType::Reference => {
            let reference = field.reference.as_ref();
            let targets: Vec<&str> = reference.iter().flat_map(|r| &r.targets).map(|target| &**target).collect();
            let kind = if reference.is_some_and(|r| r.master_detail) { "Master-Detail" } else { "Lookup" };
            format!("{kind}({})", targets.join(","))
        }
        FieldType::Address => "Address".to_owned(),
        FieldType::Location => "Geolocation".to_owned(),
        FieldType::Base64 => "Base64".to_owned(),
        FieldType::AnyType | FieldType::Complex | FieldType::IdList => "Complex".to_owned(),
    };
    match field.formula.is_some() {
        true => format!("Formula ({})", plain.split('(').next().unwrap_or_default().trim()),
        false => plain,
    }
}

fn insert(tx: &mut Transaction, object: ObjectId, cells: &[(&str, Cell)]) {
    let schema = tx.schema().clone();
    let def = schema.object(object);
    let known: Vec<(FieldId, Cell)> =
        cells.iter().filter_map(|(name, cell)| Some((def.field(name)?, cell.clone()))).collect();
    // Definitions have no unique fields and no rules.
    let _: Option<Id> = tx.insert(object, &known).ok();
}
