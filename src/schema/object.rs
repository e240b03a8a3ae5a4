//! One object: its fields, relationships, record types and what one may do with its records.

use std::sync::Arc;

use super::names::NameIndex;
use super::{Field, FieldId, Text};

/// An object of the schema. Made by [`Object::new`], filled by [`Object::push`], then given to `Schema::add_object`.
#[derive(Clone, Debug)]
pub struct Object {
    pub name: Text,
    pub label: Text,
    pub label_plural: Text,
    /// The first three characters of its record ids; none for objects without rows of their own.
    pub key_prefix: Option<[u8; 3]>,
    pub kind: ObjectKind,
    pub createable: bool,
    pub updateable: bool,
    pub deletable: bool,
    pub undeletable: bool,
    pub mergeable: bool,
    pub queryable: bool,
    pub searchable: bool,
    pub triggerable: bool,
    /// A setup object in the sense of the mixed-DML rule.
    pub setup: bool,
    pub sharing: Sharing,
    pub name_field: Option<FieldId>,
    pub children: Vec<ChildRelationship>,
    pub record_types: Vec<RecordType>,
    pub field_sets: Vec<FieldSet>,
    pub validation_rules: Vec<ValidationRule>,
    /// As those of the schema: names with one of them in front find fields and relationships too.
    pub(super) namespaces: Arc<[Text]>,
    fields: Vec<Field>,
    by_name: NameIndex,
    by_relationship: NameIndex,
}

/// What sort of object it is; companions carry the name of the object they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    Standard,
    Custom,
    CustomMetadata,
    CustomSetting(SettingKind),
    PlatformEvent { publish: PublishBehavior },
    BigObject,
    External,
    Share { of: Text },
    History { of: Text },
    Feed { of: Text },
    ChangeEvent { of: Text },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    List,
    Hierarchy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishBehavior {
    AfterCommit,
    Immediately,
}

/// The org-wide default for records of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    Private,
    Read,
    ReadWrite,
    ControlledByParent,
}

/// Records of `child` that refer to this object by `field`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildRelationship {
    /// `Contacts`, `Lines__r`; none where a query cannot use it.
    pub name: Option<Text>,
    pub child: Text,
    pub field: Text,
    pub cascade_delete: bool,
    pub restricted_delete: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RecordType {
    /// The developer name.
    pub name: Text,
    pub label: Text,
    pub description: Option<Text>,
    pub active: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldSet {
    pub name: Text,
    pub label: Text,
    pub description: Option<Text>,
    /// Field paths in order, with whether each is required.
    pub fields: Vec<(Text, bool)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ValidationRule {
    pub name: Text,
    pub active: bool,
    /// The record is refused when this formula is true.
    pub formula: Text,
    pub message: Text,
    /// The field the message is shown at; none for the top of the page.
    pub field: Option<Text>,
}

impl Object {
    /// An object with every permission of an ordinary custom object and no fields at all.
    pub fn new(name: impl Into<Text>, kind: ObjectKind) -> Object {
        let name = name.into();
        let label: Text = super::names::label_of(&name).into();
        Object {
            label_plural: format!("{label}s").into(),
            label,
            name,
            key_prefix: None,
            kind,
            createable: true,
            updateable: true,
            deletable: true,
            undeletable: true,
            mergeable: false,
            queryable: true,
            searchable: true,
            triggerable: true,
            setup: false,
            sharing: Sharing::ReadWrite,
            name_field: None,
            children: Vec::new(),
            record_types: Vec::new(),
            field_sets: Vec::new(),
            validation_rules: Vec::new(),
            namespaces: Arc::default(),
            fields: Vec::new(),
            by_name: NameIndex::default(),
            by_relationship: NameIndex::default(),
        }
    }

    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The fields with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.fields.iter().enumerate().map(|(i, field)| (FieldId(i as u16), field))
    }

    /// The field at an id of this object.
    pub fn get(&self, id: FieldId) -> &Field {
        &self.fields[usize::from(id.0)]
    }

    /// Finds a field by its name, ignoring case.
    pub fn field(&self, name: &str) -> Option<FieldId> {
        let find = |name: &str| self.by_name.get(name, |i| &self.fields[i as usize].name);
        let found = find(name).or_else(|| find(self.bare(name)?))?;
        Some(FieldId(found as u16))
    }

    /// Finds a lookup by its relationship name (`Account`, `Foo__r`), ignoring case.
    pub fn relationship(&self, name: &str) -> Option<FieldId> {
        let find = |name: &str| self.by_relationship.get(name, |i| relationship_at(&self.fields, i));
        let found = find(name).or_else(|| find(self.bare(name)?))?;
        Some(FieldId(found as u16))
    }

    fn bare<'n>(&self, name: &'n str) -> Option<&'n str> {
        super::names::without_namespace(name, &self.namespaces)
    }

    /// Finds a child relationship by its name (`Contacts`, `Lines__r`), ignoring case.
    pub fn child(&self, name: &str) -> Option<&ChildRelationship> {
        let find = |name: &str| {
            self.children.iter().find(|child| {
                let own = child.name.as_deref();
                own.is_some_and(|own| own.eq_ignore_ascii_case(name))
            })
        };
        find(name).or_else(|| find(self.bare(name)?))
    }

    /// Whether it was made by customers: its name ends in `__c`, `__e`, `__mdt` and so on.
    pub fn custom(&self) -> bool {
        self.name.contains("__")
    }

    pub fn custom_setting(&self) -> Option<SettingKind> {
        match self.kind {
            ObjectKind::CustomSetting(kind) => Some(kind),
            _ => None,
        }
    }

    /// Adds a field, or replaces the one of the same name in its place.
    pub fn push(&mut self, field: Field) -> FieldId {
        let id = match self.field(&field.name) {
            Some(id) => {
                self.fields[usize::from(id.0)] = field;
                id
            }
            None => {
                let id = FieldId(u16::try_from(self.fields.len()).expect("at most 65535 fields"));
                self.fields.push(field);
                self.by_name.insert(id.0.into(), {
                    let fields = &self.fields;
                    move |i| &fields[i as usize].name
                });
                id
            }
        };
        if self.get(id).relationship().is_some() {
            let fields = &self.fields;
            self.by_relationship.insert(id.0.into(), |i| relationship_at(fields, i));
        }
        if self.get(id).name_field {
            self.name_field = Some(id);
        }
        id
    }

    /// The same object without one of its fields; for objects that are not in a schema yet, since ids move.
    pub fn without(mut self, name: &str) -> Object {
        let fields = std::mem::take(&mut self.fields);
        self.by_name = NameIndex::default();
        self.by_relationship = NameIndex::default();
        self.name_field = None;
        for field in fields.into_iter().filter(|field| !field.name.eq_ignore_ascii_case(name)) {
            self.push(field);
        }
        self
    }

    /// Changes a field in place; its name and relationship name must stay.
    pub fn field_mut(&mut self, id: FieldId) -> &mut Field {
        &mut self.fields[usize::from(id.0)]
    }
}

fn relationship_at(fields: &[Field], position: u32) -> &str {
    fields[position as usize].relationship().unwrap_or_default()
}
