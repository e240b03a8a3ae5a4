//! Describe data: which objects and fields exist, standard ones and those a project or a sample adds.
//!
//! A [`Schema`] is made once per project, grows while metadata is read and while sources are checked, and is shared
//! unchanged by all that run. Ids are stable: objects and fields are only ever added at the end.

mod approval;
mod children;
mod data;
mod field;
mod infer;
mod names;
mod object;
mod shape;
mod standard;
#[cfg(test)]
mod tests;
mod types;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use approval::{
    ApprovalAction, ApprovalProcess, ApprovalStep, Approver, Criteria, FieldUpdate, NewValue, Otherwise, Submitter,
};
pub use field::{
    DefaultValue, Field, Formula, OnDelete, PicklistValue, Reference, RollUp, RollUpFilter, RollUpOperation,
};
pub use names::{NameIndex, compare as compare_names, label_of};
pub use object::{
    ChildRelationship, FieldSet, Object, ObjectKind, PublishBehavior, RecordType, SettingKind, Sharing, ValidationRule,
};
pub use shape::{custom_object, kind_of_name, record_type};
pub use types::{CellKind, FieldType};

/// Text that is mostly borrowed from the embedded data.
pub type Text = Cow<'static, str>;

/// An object of a [`Schema`]; standard objects have the same id in every schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// A field of an object, by its place among the object's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u16);

impl FieldId {
    /// `Id`, the first field of every object.
    pub const ID: FieldId = FieldId(0);
}

/// Whether unknown `__c` names are errors or come into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Strict,
    Inferred,
}

/// All objects that code can name. Cheap to clone: objects are shared until one side changes them.
#[derive(Clone, Debug)]
pub struct Schema {
    mode: Mode,
    /// The standard objects first, in the order of the embedded data; `None` is one that nobody changed.
    objects: Vec<Option<Arc<Object>>>,
    /// Names of the objects behind the standard ones; positions count from the first of them.
    added: NameIndex,
    prefixes: FxHashMap<[u8; 3], ObjectId>,
    /// Child relationships whose parent does not exist yet.
    orphans: Vec<(Text, ChildRelationship)>,
    issued: shape::Issued,
    /// Namespaces of the projects at hand, folded: `ns__Foo__c` is `Foo__c` there.
    namespaces: Arc<[Text]>,
    /// The approval processes of the project, in the order in which they are tried.
    approvals: Arc<[ApprovalProcess]>,
}

impl Schema {
    /// The standard objects, strict. Nothing is parsed until an object is touched.
    pub fn standard() -> Schema {
        Schema {
            mode: Mode::Strict,
            objects: vec![None; standard::count()],
            added: NameIndex::default(),
            prefixes: FxHashMap::default(),
            orphans: Vec::new(),
            issued: shape::Issued::default(),
            namespaces: Arc::default(),
            approvals: Arc::default(),
        }
    }

    /// The standard objects; unknown custom ones come into being (see [`Schema::infer_object`]).
    pub fn inferred() -> Schema {
        Schema { mode: Mode::Inferred, ..Schema::standard() }
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// How many objects there are; their ids are `0..len`.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Finds an object by its API name, ignoring case.
    pub fn find(&self, name: &str) -> Option<ObjectId> {
        let added = |i: u32| self.name(ObjectId(standard::count() as u32 + i));
        standard::find(name).or_else(|| {
            let found = self.added.get(name, added).or_else(|| {
                let bare = names::without_namespace(name, &self.namespaces)?;
                self.added.get(bare, added)
            })?;
            Some(ObjectId(standard::count() as u32 + found))
        })
    }

    /// Gives the schema the approval processes of a project.
    pub fn set_approvals(&mut self, mut processes: Vec<ApprovalProcess>) {
        processes.sort_by_key(|process| process.order);
        self.approvals = processes.into();
    }

    /// The approval processes, active or not, in the order in which they are tried.
    pub fn approvals(&self) -> &Arc<[ApprovalProcess]> {
        &self.approvals
    }

    /// Names the namespaces of the projects whose metadata is in the schema. Their components go by their bare names, and by
    /// those with the namespace in front.
    pub fn set_namespaces(&mut self, namespaces: &[String]) {
        self.namespaces = namespaces.iter().map(|n| Text::from(n.to_ascii_lowercase())).collect();
        let changed: Vec<ObjectId> = self.changed().collect();
        for id in changed {
            let namespaces = Arc::clone(&self.namespaces);
            self.object_mut(id).namespaces = namespaces;
        }
    }

    /// Whether a word is the namespace of a project at hand.
    pub fn is_namespace(&self, word: &str) -> bool {
        self.namespaces.iter().any(|n| n.eq_ignore_ascii_case(word))
    }

    /// The object of an id of this schema. A standard object is parsed on first touch, once per process.
    pub fn object(&self, id: ObjectId) -> &Object {
        match &self.objects[id.0 as usize] {
            Some(object) => object,
            None => standard::object(id),
        }
    }

    /// Finds and materialises an object by name.
    pub fn get(&self, name: &str) -> Option<&Object> {
        self.find(name).map(|id| self.object(id))
    }

    /// The API name in its declared spelling, without materialising the object.
    pub fn name(&self, id: ObjectId) -> &str {
        match &self.objects[id.0 as usize] {
            Some(object) => &object.name,
            None => standard::name(id),
        }
    }

    /// All objects with their names, without materialising any.
    pub fn iter(&self) -> impl Iterator<Item = (ObjectId, &str)> {
        (0..self.objects.len() as u32).map(|i| (ObjectId(i), self.name(ObjectId(i))))
    }

    /// The objects that this schema holds itself: those that were added, and standard ones that were changed.
    pub fn changed(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let objects = self.objects.iter().enumerate();
        objects.filter(|(_, object)| object.is_some()).map(|(i, _)| ObjectId(i as u32))
    }

    /// The object whose record ids start with `prefix`. Prefixes that several objects share (histories, feeds,
    /// custom shares) lead nowhere.
    pub fn object_by_prefix(&self, prefix: [u8; 3]) -> Option<ObjectId> {
        let added = self.prefixes.get(&prefix).copied();
        added.or_else(|| standard::by_prefix(prefix))
    }

    /// The objects a reference may point to, as far as they exist.
    pub fn targets<'s>(&'s self, reference: &'s Reference) -> impl Iterator<Item = ObjectId> + 's {
        reference.targets.iter().filter_map(|name| self.find(name))
    }

    /// The object whose fields are reached through a relationship: its one target, or `Name` where several are meant.
    pub fn related(&self, reference: &Reference) -> Option<ObjectId> {
        if reference.polymorphic() {
            return self.find("Name");
        }
        self.find(reference.targets.first()?)
    }

    /// Adds an object and, for a custom one, its share and history. One of the same name is replaced in its place.
    ///
    /// An object without a key prefix gets the next one of its kind (`a00`, `e00`, `m00`, ...).
    pub fn add_object(&mut self, mut def: Object) -> ObjectId {
        if let Some(id) = self.find(&def.name) {
            def.key_prefix = def.key_prefix.or(self.object(id).key_prefix);
            return self.replace(id, def);
        }
        if def.key_prefix.is_none() {
            def.key_prefix = self.issued.next(&def.kind);
        }
        let id = ObjectId(self.objects.len() as u32);
        if let Some(prefix) = def.key_prefix
            && !shape::shared_prefix(&def.kind)
        {
            self.prefixes.insert(prefix, id);
        }
        let companions = shape::companions(&def);
        self.objects.push(None);
        self.replace(id, def);
        self.added.insert(id.0 - standard::count() as u32, {
            let objects = &self.objects;
            move |i| added_name(objects, i)
        });
        self.adopt_orphans(id);
        for companion in companions {
            self.add_object(companion);
        }
        id
    }

    /// Adds a field, or replaces the one of the same name. A lookup also becomes a child relationship of its targets;
    /// `child_name` is how queries call it there.
    pub fn add_field(&mut self, id: ObjectId, field: Field) -> FieldId {
        self.add_lookup(id, field, None)
    }

    /// As [`Schema::add_field`], naming the child relationship: `Lines` here is `Lines__r` in a query.
    pub fn add_lookup(&mut self, id: ObjectId, field: Field, child_name: Option<Text>) -> FieldId {
        if let Some(reference) = &field.reference {
            self.add_children(id, &field.name, reference, child_name);
        }
        self.object_mut(id).push(field)
    }

    /// The object for changing; other clones of this schema keep the old one.
    pub fn object_mut(&mut self, id: ObjectId) -> &mut Object {
        let slot = &mut self.objects[id.0 as usize];
        Arc::make_mut(slot.get_or_insert_with(|| standard::shared(id)))
    }

    fn replace(&mut self, id: ObjectId, mut def: Object) -> ObjectId {
        let incoming = std::mem::take(&mut def.children);
        if self.objects[id.0 as usize].is_some() || (id.0 as usize) < standard::count() {
            def.children = self.object(id).children.clone();
        }
        def.children.extend(incoming);
        let references: Vec<(Text, Reference)> = def
            .fields()
            .iter()
            .filter(|field| field.custom)
            .filter_map(|field| Some((field.name.clone(), *field.reference.clone()?)))
            .collect();
        self.objects[id.0 as usize] = Some(Arc::new(def));
        for (name, reference) in references {
            self.add_children(id, &name, &reference, None);
        }
        id
    }
}

fn added_name(objects: &[Option<Arc<Object>>], position: u32) -> &str {
    match &objects[standard::count() + position as usize] {
        Some(object) => &object.name,
        None => "",
    }
}
