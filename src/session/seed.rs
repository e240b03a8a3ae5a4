//! Rows that a project brings along: its classes and triggers, custom metadata records, static resources.

use rustc_hash::FxHashMap;

use crate::hir::{Program, Trigger};
use crate::interp::access::grant_profiles;
use crate::org::{Org, Transaction, add_record_types, convert};
use crate::project::metadata::{
    CachePartition, CustomMetadataRecord, HoursSettings, ParameterValue, PermissionSet, ProjectMetadata,
};
use crate::schema::{CellKind, FieldId, ObjectId, ObjectKind};
use crate::value::{Cell, Id};

/// Tenths of the API version that classes are said to have.
const API_VERSION: i64 = 670;

/// Writes the rows and answers what could not be written, one sentence each.
pub(super) fn fill(org: &Org, program: &Program, metadata: &ProjectMetadata) -> Vec<String> {
    let mut problems = Vec::new();
    let mut tx = org.begin();
    grant_profiles(&mut tx);
    let classes = program.classes.iter().filter(|class| class.namespace.is_empty() && class.outer.is_none());
    let code = |file, name: &str| {
        let body = program.sources.get(file).map_or("", |source| &source.text);
        let length = Cell::Integer(i32::try_from(body.len()).unwrap_or(i32::MAX));
        let version = Cell::Decimal { scale: 1, mantissa: API_VERSION };
        [
            ("Name", Cell::string(name)),
            ("Status", Cell::string("Active")),
            ("Body", Cell::string(body)),
            ("LengthWithoutComments", length),
            ("ApiVersion", version),
            ("IsValid", Cell::Boolean(true)),
        ]
    };
    for class in classes {
        insert(&mut tx, "ApexClass", &code(class.file, &class.name));
    }
    for trigger in &program.triggers {
        let mut fields = code(program.method(trigger.method).file, &trigger.name).to_vec();
        fields.push(("TableEnumOrId", Cell::string(tx.schema().name(trigger.object))));
        insert(&mut tx, "ApexTrigger", &fields);
        if matches!(program.schema.object(trigger.object).kind, ObjectKind::PlatformEvent { .. }) {
            subscriber(&mut tx, trigger);
        }
    }
    for object in program.schema.changed() {
        add_record_types(&mut tx, object);
    }
    components(&mut tx, metadata);
    approval_processes(&mut tx);
    for settings in &metadata.hours {
        business_hours(&mut tx, settings, &mut problems);
    }
    for parameter in &metadata.feature_parameters {
        let value = match parameter.value {
            ParameterValue::Boolean(b) => Cell::Boolean(b),
            ParameterValue::Integer(n) => Cell::Integer(n),
            ParameterValue::Date(date) => Cell::Date(date),
        };
        tx.set_parameter(&parameter.name, value);
    }
    custom_metadata(&mut tx, &metadata.custom_metadata, &mut problems);
    for resource in &metadata.static_resources {
        // An unpacked archive is a folder; nothing in Apex could read it.
        let body = std::fs::read(&resource.path).unwrap_or_default();
        let name = Cell::string(&resource.name);
        let kind = Cell::string(&resource.content_type);
        let cache = resource.cache_control.as_deref().map_or(Cell::Null, Cell::string);
        let length = Cell::Integer(i32::try_from(body.len()).unwrap_or(i32::MAX));
        let body = Cell::Blob(body.into());
        insert(
            &mut tx,
            "StaticResource",
            &[("Name", name), ("ContentType", kind), ("CacheControl", cache), ("BodyLength", length), ("Body", body)],
        );
    }
    tx.commit();
    problems
}

/// Business hours and holidays. Hours of a name that the org has already are changed, as `Default` is.
fn business_hours(tx: &mut Transaction, settings: &HoursSettings, problems: &mut Vec<String>) {
    let schema = tx.schema().clone();
    let (Some(hours), Some(holidays)) = (schema.find("BusinessHours"), schema.find("Holiday")) else { return };
    let mut cells = |object: ObjectId, values: &[(String, String)]| -> Vec<(FieldId, Cell)> {
        let def = schema.object(object);
        let mut cells = Vec::new();
        for (name, text) in values {
            match def.field(name).map(|field| (field, convert::from_xml(def.get(field), text))) {
                Some((field, Some(cell))) => cells.push((field, cell)),
                Some((_, None)) | None => problems.push(format!("{}: `{text}` does not fit {name}", def.name)),
            }
        }
        cells
    };
    let name = schema.object(hours).field("Name").expect("business hours have names");
    for values in &settings.hours {
        let cells = cells(hours, values);
        let named = cells.iter().find(|(field, _)| *field == name).map(|(_, cell)| cell.clone());
        let old = named.and_then(|cell| tx.find_by(hours, name, &cell).first().copied());
        // Setup rows have no unique fields.
        let _ = match old {
            Some(id) => tx.update(id, &cells).map(|_| id),
            None => tx.insert(hours, &cells),
        };
    }
    for holiday in &settings.holidays {
        let Ok(id) = tx.insert(holidays, &cells(holidays, &holiday.values)) else { continue };
        for closed in &holiday.hours {
            for hours in tx.find_by(hours, name, &Cell::string(closed)) {
                tx.close_on(hours, id);
            }
        }
    }
}

/// The subscription of a trigger to its event.
fn subscriber(tx: &mut Transaction, trigger: &Trigger) {
    let topic = tx.schema().name(trigger.object).to_owned();
    let fields = [
        ("Name", Cell::string(&trigger.name)),
        ("Type", Cell::string("ApexTrigger")),
        ("Topic", Cell::string(&topic)),
        ("Status", Cell::string("Running")),
        ("Position", Cell::Integer(0)),
        ("Tip", Cell::Integer(0)),
        ("Retries", Cell::Integer(0)),
    ];
    insert(tx, "EventBusSubscriber", &fields);
}

/// The rows of approval processes and of their steps.
fn approval_processes(tx: &mut Transaction) {
    let t = Cell::string;
    let processes = std::sync::Arc::clone(tx.schema().approvals());
    for process in processes.iter() {
        let description = process.description.as_deref().map_or(Cell::Null, t);
        let definition = [
            ("Name", t(&process.label)),
            ("DeveloperName", t(&process.name)),
            ("Description", description),
            ("TableEnumOrId", t(&process.object)),
            ("Type", t("Approval")),
            ("State", t(if process.active { "Active" } else { "Inactive" })),
            ("LockType", t(if process.approver_edits { "Workitem" } else { "Admin" })),
        ];
        let Some(id) = insert(tx, "ProcessDefinition", &definition) else { continue };
        for step in &process.steps {
            let node = [
                ("Name", t(&step.label)),
                ("DeveloperName", t(&step.name)),
                ("Description", step.description.as_deref().map_or(Cell::Null, t)),
                ("ProcessDefinitionId", Cell::Id(id)),
            ];
            insert(tx, "ProcessNode", &node);
        }
    }
}

/// Components that code asks for by name: permission sets, custom permissions, queues.
fn components(tx: &mut Transaction, metadata: &ProjectMetadata) {
    for set in &metadata.permission_sets {
        permission_set(tx, set);
    }
    for name in metadata.names("customPermission") {
        let fields = [("DeveloperName", Cell::string(name)), ("MasterLabel", Cell::string(name))];
        insert(tx, "CustomPermission", &fields);
    }
    for (number, name) in (1..).zip(metadata.names("app")) {
        let order = Cell::Integer(i32::try_from(number).unwrap_or(i32::MAX));
        let application = Cell::Id(Id::from_parts(*b"02u", number));
        let fields = [
            ("Name", Cell::string(name)),
            ("Label", Cell::string(name)),
            ("ApplicationId", application),
            ("SortOrder", order),
        ];
        insert(tx, "AppMenuItem", &fields);
    }
    for name in metadata.names("flow") {
        let fields =
            [("ApiName", Cell::string(name)), ("Label", Cell::string(name)), ("IsActive", Cell::Boolean(true))];
        insert(tx, "FlowDefinitionView", &fields);
    }
    for name in metadata.names("page") {
        insert(tx, "ApexPage", &[("Name", Cell::string(name)), ("MasterLabel", Cell::string(name))]);
    }
    for partition in &metadata.cache_partitions {
        cache_partition(tx, partition);
    }
    for name in metadata.names("permissionsetgroup") {
        let fields = [
            ("DeveloperName", Cell::string(name)),
            ("MasterLabel", Cell::string(name)),
            ("Status", Cell::string("Updated")),
        ];
        insert(tx, "PermissionSetGroup", &fields);
    }
    for name in metadata.names("queue") {
        let fields =
            [("DeveloperName", Cell::string(name)), ("Name", Cell::string(name)), ("Type", Cell::string("Queue"))];
        insert(tx, "Group", &fields);
    }
}

/// A partition of the cache. A default one takes the place of the org's own; one by the name of that is the same.
fn cache_partition(tx: &mut Transaction, partition: &CachePartition) {
    let object = "PlatformCachePartition";
    if partition.default {
        for old in tx.find_named(object, "IsDefaultPartition", &Cell::Boolean(true)) {
            tx.set_named(old, &[("IsDefaultPartition", Cell::Boolean(false))]);
        }
    }
    let name = Cell::string(&partition.name);
    let label = partition.label.as_deref().unwrap_or(&partition.name);
    let same = tx.find_named(object, "DeveloperName", &name).first().copied();
    let fields = [
        ("DeveloperName", name),
        ("MasterLabel", Cell::string(label)),
        ("IsDefaultPartition", Cell::Boolean(partition.default)),
    ];
    match same {
        Some(id) => tx.set_named(id, &fields),
        None => drop(insert(tx, object, &fields)),
    }
}

/// A permission set with the rows of what it grants.
fn permission_set(tx: &mut Transaction, set: &PermissionSet) {
    let yes = Cell::Boolean(true);
    let mut fields =
        vec![("Name", Cell::string(&set.name)), ("Label", Cell::string(&set.label)), ("IsCustom", yes.clone())];
    fields.extend(set.description.as_ref().map(|text| ("Description", Cell::string(text))));
    let Some(parent) = insert(tx, "PermissionSet", &fields).map(Cell::Id) else { return };
    for permission in &set.objects {
        let mut fields = vec![("ParentId", parent.clone()), ("SobjectType", Cell::string(&permission.object))];
        fields.extend(permission.granted.iter().map(|field| (*field, yes.clone())));
        insert(tx, "ObjectPermissions", &fields);
    }
    for (field, read, edit) in &set.fields {
        let object = field.split('.').next().unwrap_or_default();
        let fields = [
            ("ParentId", parent.clone()),
            ("SobjectType", Cell::string(object)),
            ("Field", Cell::string(field)),
            ("PermissionsRead", Cell::Boolean(*read)),
            ("PermissionsEdit", Cell::Boolean(*edit)),
        ];
        insert(tx, "FieldPermissions", &fields);
    }
}

fn custom_metadata(tx: &mut Transaction, records: &[CustomMetadataRecord], problems: &mut Vec<String>) {
    let schema = tx.schema().clone();
    let mut ids: FxHashMap<(ObjectId, &str), Id> = FxHashMap::default();
    for record in records {
        let object = schema.object(record.object);
        let mut fields = Vec::new();
        for (name, text) in [
            ("DeveloperName", &record.developer_name),
            ("MasterLabel", &record.label),
            ("Label", &record.label),
            ("QualifiedApiName", &record.developer_name),
        ] {
            fields.extend(object.field(name).map(|field| (field, Cell::string(text))));
        }
        for (field, text) in &record.values {
            let Some(text) = text else { continue };
            match convert::from_xml(object.get(*field), text) {
                Some(cell) => fields.push((*field, cell)),
                None if object.get(*field).ty.cell_kind() == CellKind::Id => {}
                None => problems.push(format!(
                    "{}.{}: `{text}` does not fit the field {}",
                    object.name,
                    record.developer_name,
                    object.get(*field).name
                )),
            }
        }
        match tx.insert(record.object, &fields) {
            Ok(id) => drop(ids.insert((record.object, &record.developer_name), id)),
            Err(error) => problems.push(format!("{}.{}: {}", object.name, record.developer_name, error.message)),
        }
    }
    link(tx, records, &ids);
}

/// Relationships name the other record; it may come later, so they are set at the end.
fn link(tx: &mut Transaction, records: &[CustomMetadataRecord], ids: &FxHashMap<(ObjectId, &str), Id>) {
    let schema = tx.schema().clone();
    for record in records {
        let object = schema.object(record.object);
        let target = |field: &FieldId, text: &Option<String>| {
            let targets = schema.targets(object.get(*field).reference.as_ref()?);
            let mut found = targets.filter_map(|target| ids.get(&(target, text.as_deref()?)).copied());
            found.next().map(|id| (*field, Cell::Id(id)))
        };
        let links: Vec<(FieldId, Cell)> = record.values.iter().filter_map(|(f, text)| target(f, text)).collect();
        if let (false, Some(&id)) = (links.is_empty(), ids.get(&(record.object, record.developer_name.as_str()))) {
            // The row is there and no field of it is unique, so nothing can go wrong.
            let _ = tx.update(id, &links);
        }
    }
}

/// Writes a row of a standard object; fields that it lacks are left out.
fn insert(tx: &mut Transaction, object: &str, fields: &[(&str, Cell)]) -> Option<Id> {
    // Setup rows have no unique fields.
    tx.put_named(object, fields)
}
