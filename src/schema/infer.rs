//! The inferred schema: objects and fields that come into being because code uses them.

use super::shape::system_fields;
use super::{
    ChildRelationship, Field, FieldId, FieldType, Mode, ObjectId, ObjectKind, Reference, Schema, SettingKind, Text,
    custom_object, kind_of_name,
};

impl Schema {
    /// Finds an object, or makes it when the mode is inferred and the name is a custom one (`Foo__c`, `Foo__e`,
    /// `Foo__mdt`, `Foo__Share`, ...). `Foo__Feed` and `Foo__ChangeEvent` come into being in strict mode too, if
    /// `Foo__c` exists.
    pub fn infer_object(&mut self, name: &str) -> Option<ObjectId> {
        if let Some(id) = self.find(name) {
            return Some(id);
        }
        let kind = kind_of_name(name)?;
        if let ObjectKind::Share { of }
        | ObjectKind::History { of }
        | ObjectKind::Feed { of }
        | ObjectKind::ChangeEvent { of } = &kind
        {
            self.infer_object(of)?;
            if let Some(id) = self.find(name) {
                return Some(id);
            }
        } else if self.mode() == Mode::Strict {
            return None;
        }
        let mut object = custom_object(name.to_owned(), kind.clone());
        if let ObjectKind::ChangeEvent { of } = &kind
            && let Some(parent) = self.get(of)
        {
            for field in parent.fields().iter().filter(|field| field.name != "Id") {
                object.push(Field { nillable: true, ..field.clone() });
            }
        }
        Some(self.add_object(object))
    }

    /// Finds a field, or makes it when the mode is inferred and the name is a custom one. `Bar__r` stands for the
    /// lookup `Bar__c`. The type is that of the first use; later uses must live with it.
    pub fn infer_field(&mut self, id: ObjectId, name: &str, ty: FieldType) -> Option<FieldId> {
        let object = self.object(id);
        if let Some(found) = object.field(name).or_else(|| object.relationship(name)) {
            return Some(found);
        }
        if self.mode() == Mode::Strict {
            return None;
        }
        if name.eq_ignore_ascii_case("SetupOwnerId") && object.kind == ObjectKind::Custom {
            return Some(self.infer_setting(id));
        }
        let stem = custom_stem(name)?;
        let lookup = name.len() == stem.len() + 3 && name.to_ascii_lowercase().ends_with("__r");
        let ty = if lookup { FieldType::Reference } else { ty };
        let mut field = Field::new(format!("{stem}__c"), ty);
        if ty == FieldType::String {
            // Nothing says how long an inferred text may be, so it must never be too short.
            field.length = 131_072;
        }
        if ty == FieldType::Reference {
            field.reference = Some(Box::new(Reference {
                targets: vec![self.inferred_target(id, stem)],
                relationship: Some(format!("{stem}__r").into()),
                ..Reference::default()
            }));
        }
        Some(self.add_field(id, field))
    }

    /// An object whose records have a setup owner is a hierarchy setting.
    fn infer_setting(&mut self, id: ObjectId) -> FieldId {
        let kind = ObjectKind::CustomSetting(SettingKind::Hierarchy);
        let object = self.object_mut(id);
        object.kind = kind.clone();
        let owner = system_fields(&kind).into_iter().find(|field| field.name == "SetupOwnerId");
        object.push(owner.expect("every setting has an owner"))
    }

    /// Finds the child relationship that a sub-select names, or makes it when the mode is inferred:
    /// `Lines__r` of `Invoice__c` is the lookup `Invoice__c` of `Line__c`. Answers child object and field.
    pub fn infer_child(&mut self, parent: ObjectId, name: &str) -> Option<(ObjectId, FieldId)> {
        if let Some(child) = self.object(parent).child(name).cloned() {
            let id = self.find(&child.child)?;
            let field = self.object(id).field(&child.field)?;
            return Some((id, field));
        }
        let stem = custom_stem(name)?;
        if self.mode() == Mode::Strict {
            return None;
        }
        let singular = singular(stem);
        let existing = [singular.as_str(), stem]
            .iter()
            .find_map(|stem| self.find(&format!("{stem}__c")).or_else(|| self.find(stem)));
        let child = match existing {
            Some(child) => child,
            None => self.infer_object(&format!("{singular}__c"))?,
        };
        let parent_name = self.name(parent).to_owned();
        let leads_here = |field: &Field| {
            let reference = field.reference.as_ref();
            field.custom
                && reference.is_some_and(|r| r.targets.iter().any(|target| target.eq_ignore_ascii_case(&parent_name)))
        };
        let found = self.object(child).iter().find(|(_, field)| leads_here(field));
        let field = match found.map(|(id, _)| id) {
            Some(field) => field,
            None => {
                let stem = custom_stem(&parent_name).unwrap_or(&parent_name).to_owned();
                self.infer_field(child, &format!("{stem}__c"), FieldType::Reference)?
            }
        };
        let field_name = self.object(child).get(field).name.clone();
        let child_name: Text = self.name(child).to_owned().into();
        let children = &mut self.object_mut(parent).children;
        match children.iter_mut().find(|c| c.child == child_name && c.field == field_name && c.name.is_none()) {
            Some(relationship) => relationship.name = Some(format!("{stem}__r").into()),
            None => children.push(ChildRelationship {
                name: Some(format!("{stem}__r").into()),
                child: child_name,
                field: field_name,
                cascade_delete: false,
                restricted_delete: false,
            }),
        }
        Some((child, field))
    }

    /// Where an inferred lookup leads: the custom or standard object of that name, a user for the names people are
    /// given, the object itself for `Parent`, and otherwise a new custom object.
    fn inferred_target(&mut self, from: ObjectId, stem: &str) -> Text {
        let custom = format!("{stem}__c");
        let last = stem.rsplit('_').next().unwrap_or(stem);
        for name in [custom.as_str(), stem, last] {
            if let Some(id) = self.find(name) {
                return self.name(id).to_owned().into();
            }
        }
        let people = ["user", "manager", "owner", "approver", "assignee", "by", "to", "rep"];
        match last.to_ascii_lowercase().as_str() {
            "parent" => self.name(from).to_owned().into(),
            word if people.contains(&word) => "User".into(),
            _ => {
                self.infer_object(&custom);
                custom.into()
            }
        }
    }
}

/// `Foo` of `Foo__c` or `Foo__r`.
fn custom_stem(name: &str) -> Option<&str> {
    let (stem, suffix) = name.rsplit_once("__")?;
    let custom = suffix.eq_ignore_ascii_case("c") || suffix.eq_ignore_ascii_case("r");
    (custom && !stem.is_empty()).then_some(stem)
}

fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        return format!("{stem}y");
    }
    plural.strip_suffix('s').unwrap_or(plural).to_owned()
}
