//! What objects of each kind have by nature: system fields, companions, key prefixes.

use super::{ChildRelationship, Field, FieldType, Object, ObjectKind, OnDelete, PublishBehavior, SettingKind, Text};

/// The kind an object has by its name: `Foo__e` is a platform event, `Foo__Share` belongs to `Foo__c`; `None` for
/// names that cannot be custom. A custom setting looks like any `__c`.
pub fn kind_of_name(name: &str) -> Option<ObjectKind> {
    let (stem, suffix) = name.rsplit_once("__")?;
    if stem.is_empty() {
        return None;
    }
    let of = || Text::from(format!("{stem}__c"));
    Some(match suffix.to_ascii_lowercase().as_str() {
        "c" => ObjectKind::Custom,
        "e" => ObjectKind::PlatformEvent { publish: PublishBehavior::AfterCommit },
        "mdt" => ObjectKind::CustomMetadata,
        "b" => ObjectKind::BigObject,
        "x" => ObjectKind::External,
        "share" => ObjectKind::Share { of: of() },
        "history" => ObjectKind::History { of: of() },
        "feed" => ObjectKind::Feed { of: of() },
        "changeevent" => ObjectKind::ChangeEvent { of: of() },
        _ => return None,
    })
}

/// A new object of a kind with its system fields and permissions.
pub fn custom_object(name: impl Into<Text>, kind: ObjectKind) -> Object {
    let mut object = Object::new(name, kind.clone());
    for field in system_fields(&kind) {
        object.push(field);
    }
    match kind {
        ObjectKind::Standard => {}
        ObjectKind::Custom => object.children = custom_children(&object.name),
        ObjectKind::CustomSetting(_) => {
            object.searchable = false;
            object.undeletable = false;
        }
        ObjectKind::CustomMetadata => {
            object.createable = false;
            object.updateable = false;
            object.deletable = false;
            object.undeletable = false;
            object.triggerable = false;
        }
        ObjectKind::PlatformEvent { .. } => {
            object.updateable = false;
            object.deletable = false;
            object.undeletable = false;
            object.queryable = false;
            object.searchable = false;
        }
        ObjectKind::BigObject | ObjectKind::External => {
            object.undeletable = false;
            object.triggerable = false;
        }
        ObjectKind::Share { .. } => {
            object.undeletable = false;
            object.triggerable = false;
            object.searchable = false;
        }
        ObjectKind::History { .. } | ObjectKind::Feed { .. } => {
            object.createable = false;
            object.updateable = false;
            object.undeletable = false;
            object.searchable = false;
            object.triggerable = false;
        }
        ObjectKind::ChangeEvent { .. } => {
            object.createable = false;
            object.updateable = false;
            object.deletable = false;
            object.undeletable = false;
            object.queryable = false;
            object.searchable = false;
        }
    }
    object
}

/// The fields every object of a kind has.
pub fn system_fields(kind: &ObjectKind) -> Vec<Field> {
    let id = Field { defaulted_on_create: true, ..Field::system("Id", FieldType::Id) };
    let text = |name: &'static str, length| Field { length, ..Field::system(name, FieldType::String) };
    let mut fields = Vec::with_capacity(12);
    match kind {
        ObjectKind::Standard => return fields,
        ObjectKind::Custom | ObjectKind::BigObject | ObjectKind::External => {
            fields.extend([id, owner(), is_deleted(), record_name()]);
            fields.extend(audit_fields());
            fields.extend(activity_fields());
            if *kind == ObjectKind::External {
                let open = |field: Field| Field { createable: true, updateable: true, nillable: true, ..field };
                let key = Field {
                    external_id: true,
                    id_lookup: true,
                    label: "External ID".into(),
                    ..text("ExternalId", 1000)
                };
                fields.push(open(key));
                fields.push(open(Field { length: 1000, ..Field::system("DisplayUrl", FieldType::Url) }));
            }
        }
        ObjectKind::CustomSetting(setting) => {
            fields.extend([id, is_deleted()]);
            fields.push(match setting {
                SettingKind::List => Field { nillable: false, length: 38, ..record_name() },
                SettingKind::Hierarchy => Field { length: 38, ..record_name() },
            });
            let targets = ["Organization", "Profile", "User"];
            fields.push(Field {
                nillable: false,
                defaulted_on_create: true,
                updateable: false,
                ..Field::lookup("SetupOwnerId", "SetupOwner", &targets)
            });
            fields.extend(audit_fields());
        }
        ObjectKind::CustomMetadata => {
            fields.extend([
                id,
                Field { name_field: true, ..text("DeveloperName", 40) },
                Field { label: "Label".into(), ..text("MasterLabel", 40) },
                Field { label: "Master Language".into(), ..Field::system("Language", FieldType::Picklist) },
                Field { nillable: true, ..text("NamespacePrefix", 15) },
                text("Label", 40),
                text("QualifiedApiName", 70),
                Field::system("SystemModstamp", FieldType::Datetime),
            ]);
        }
        ObjectKind::PlatformEvent { .. } => {
            fields.extend([
                // Never filled; but every record may be asked for its Id.
                Field { nillable: true, ..id },
                Field { nillable: true, ..text("ReplayId", 1000) },
                Field { nillable: true, ..text("EventUuid", 36) },
                Field::system("CreatedDate", FieldType::Datetime),
                Field::lookup("CreatedById", "CreatedBy", &["User"]).maintained(),
            ]);
        }
        ObjectKind::Share { of } => fields.extend(share_fields(id, of)),
        ObjectKind::History { of } => fields.extend(history_fields(id, of)),
        ObjectKind::Feed { of } => fields.extend(feed_fields(id, of)),
        ObjectKind::ChangeEvent { .. } => fields.extend([
            id,
            Field { nillable: true, ..text("ReplayId", 1000) },
            Field::system("ChangeEventHeader", FieldType::Complex),
        ]),
    }
    fields
}

/// `CreatedDate` to `SystemModstamp`.
pub fn audit_fields() -> [Field; 5] {
    [
        Field::system("CreatedDate", FieldType::Datetime),
        Field { label: "Created By ID".into(), ..Field::lookup("CreatedById", "CreatedBy", &["User"]).maintained() },
        Field::system("LastModifiedDate", FieldType::Datetime),
        Field {
            label: "Last Modified By ID".into(),
            ..Field::lookup("LastModifiedById", "LastModifiedBy", &["User"]).maintained()
        },
        Field::system("SystemModstamp", FieldType::Datetime),
    ]
}

fn activity_fields() -> [Field; 3] {
    let shown = |name: &'static str, ty| Field { nillable: true, ..Field::system(name, ty) };
    [
        shown("LastActivityDate", FieldType::Date),
        shown("LastViewedDate", FieldType::Datetime),
        shown("LastReferencedDate", FieldType::Datetime),
    ]
}

fn is_deleted() -> Field {
    Field { label: "Deleted".into(), ..Field::system("IsDeleted", FieldType::Boolean) }
}

/// `OwnerId`, which the platform fills with the running user.
pub fn owner() -> Field {
    Field {
        nillable: false,
        defaulted_on_create: true,
        label: "Owner ID".into(),
        ..Field::lookup("OwnerId", "Owner", &["Group", "User"])
    }
}

/// The `Name` of a custom object; without metadata it is optional text (the platform fills in the id).
pub fn record_name() -> Field {
    Field { length: 80, name_field: true, id_lookup: true, ..Field::new("Name", FieldType::String) }
}

/// `RecordTypeId`, on objects that have record types.
pub fn record_type() -> Field {
    Field { label: "Record Type ID".into(), ..Field::lookup("RecordTypeId", "RecordType", &["RecordType"]) }
}

/// The standard names a companion uses for its parent: custom ones say `Parent`, standard ones the parent's name.
fn parent(of: &Text, custom_name: &'static str) -> Field {
    let (name, relationship) = match of.contains("__") {
        true => (Text::from(format!("{custom_name}Id")), custom_name.into()),
        false => (Text::from(format!("{of}Id")), of.clone()),
    };
    let mut field = Field::lookup(name, relationship, &[]).maintained();
    if let Some(reference) = &mut field.reference {
        reference.targets.push(of.clone());
        reference.on_delete = OnDelete::Cascade;
    }
    field
}

fn share_fields(id: Field, of: &Text) -> Vec<Field> {
    let access = match of.contains("__") {
        true => Text::from("AccessLevel"),
        false => Text::from(format!("{of}AccessLevel")),
    };
    let given = |field: Field| Field { createable: true, ..field };
    vec![
        id,
        given(parent(of, "Parent")),
        given(Field::lookup("UserOrGroupId", "UserOrGroup", &["Group", "User"]).maintained()),
        Field {
            nillable: false,
            length: 40,
            restricted: true,
            picklist: ["Read", "Edit", "All"].map(super::PicklistValue::new).into(),
            ..Field::new(access, FieldType::Picklist)
        },
        Field {
            defaulted_on_create: true,
            nillable: false,
            updateable: false,
            length: 40,
            ..Field::new("RowCause", FieldType::Picklist)
        },
        Field::system("LastModifiedDate", FieldType::Datetime),
        Field::lookup("LastModifiedById", "LastModifiedBy", &["User"]).maintained(),
        is_deleted(),
    ]
}

fn history_fields(id: Field, of: &Text) -> Vec<Field> {
    let value = |name: &'static str| Field { nillable: true, ..Field::system(name, FieldType::AnyType) };
    vec![
        id,
        is_deleted(),
        parent(of, "Parent"),
        Field::lookup("CreatedById", "CreatedBy", &["User"]).maintained(),
        Field::system("CreatedDate", FieldType::Datetime),
        Field::system("Field", FieldType::Picklist),
        Field::system("DataType", FieldType::Picklist),
        value("OldValue"),
        value("NewValue"),
    ]
}

fn feed_fields(id: Field, of: &Text) -> Vec<Field> {
    let mut parent = Field::lookup("ParentId", "Parent", &[]).maintained();
    if let Some(reference) = &mut parent.reference {
        reference.targets.push(of.clone());
        reference.on_delete = OnDelete::Cascade;
    }
    let shown = |name: &'static str, ty| Field { nillable: true, ..Field::system(name, ty) };
    vec![
        id,
        parent,
        Field::system("Type", FieldType::Picklist),
        Field::lookup("CreatedById", "CreatedBy", &["User"]).maintained(),
        Field::system("CreatedDate", FieldType::Datetime),
        is_deleted(),
        Field::system("LastModifiedDate", FieldType::Datetime),
        Field::system("SystemModstamp", FieldType::Datetime),
        Field::system("CommentCount", FieldType::Integer),
        Field::system("LikeCount", FieldType::Integer),
        shown("Title", FieldType::String),
        shown("Body", FieldType::LongTextArea),
        shown("LinkUrl", FieldType::Url),
        Field::lookup("InsertedById", "InsertedBy", &["User"]).maintained(),
    ]
}

/// Share and history of a new custom object.
pub fn companions(object: &Object) -> Vec<Object> {
    let Some(stem) = object.name.strip_suffix("__c") else {
        return Vec::new();
    };
    if object.kind != ObjectKind::Custom {
        return Vec::new();
    }
    let of = object.name.clone();
    let make = |suffix: &str, kind: ObjectKind, what: &str| {
        let mut companion = custom_object(format!("{stem}__{suffix}"), kind);
        companion.label = format!("{what}: {}", object.label).into();
        companion.label_plural = companion.label.clone();
        companion
    };
    vec![
        make("Share", ObjectKind::Share { of: of.clone() }, "Share"),
        make("History", ObjectKind::History { of }, "History"),
    ]
}

/// The standard objects that can hang on any custom object.
fn custom_children(name: &str) -> Vec<ChildRelationship> {
    let stem = name.strip_suffix("__c").unwrap_or(name);
    let child = |name: &'static str, child: Text, field: &'static str| ChildRelationship {
        name: Some(name.into()),
        child,
        field: field.into(),
        cascade_delete: true,
        restricted_delete: false,
    };
    vec![
        child("Attachments", "Attachment".into(), "ParentId"),
        child("ContentDocumentLinks", "ContentDocumentLink".into(), "LinkedEntityId"),
        child("Events", "Event".into(), "WhatId"),
        child("Notes", "Note".into(), "ParentId"),
        child("NotesAndAttachments", "NoteAndAttachment".into(), "ParentId"),
        child("ProcessInstances", "ProcessInstance".into(), "TargetObjectId"),
        child("Tasks", "Task".into(), "WhatId"),
        child("TopicAssignments", "TopicAssignment".into(), "EntityId"),
        child("Shares", format!("{stem}__Share").into(), "ParentId"),
        child("Histories", format!("{stem}__History").into(), "ParentId"),
    ]
}

/// How many key prefixes of each family have been given out.
#[derive(Clone, Debug, Default)]
pub struct Issued {
    custom: u16,
    metadata: u16,
    event: u16,
    other: u16,
}

impl Issued {
    /// The next key prefix for a new object of a kind.
    pub fn next(&mut self, kind: &ObjectKind) -> Option<[u8; 3]> {
        let (letter, count) = match kind {
            ObjectKind::Custom | ObjectKind::CustomSetting(_) => (b'a', &mut self.custom),
            ObjectKind::CustomMetadata => (b'm', &mut self.metadata),
            ObjectKind::PlatformEvent { .. } => (b'e', &mut self.event),
            ObjectKind::BigObject | ObjectKind::External => (b'x', &mut self.other),
            ObjectKind::Share { .. } => return Some(*b"02c"),
            ObjectKind::History { .. } => return Some(*b"017"),
            ObjectKind::Feed { .. } => return Some(*b"0D5"),
            ObjectKind::Standard | ObjectKind::ChangeEvent { .. } => return None,
        };
        let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let n = usize::from(*count);
        *count += 1;
        Some([letter, *digits.get(n / digits.len())?, digits[n % digits.len()]])
    }
}

/// Whether objects of this kind share one prefix, so that it does not identify them.
pub fn shared_prefix(kind: &ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Share { .. }
            | ObjectKind::History { .. }
            | ObjectKind::Feed { .. }
            | ObjectKind::ChangeEvent { .. }
    )
}
