//! One field of an object, with what describe, the checker and the save order need to know of it.

use super::{FieldId, FieldType, Text};

/// A field. `Field::new` gives an optional, editable field of a type; set what differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: Text,
    pub label: Text,
    pub ty: FieldType,
    /// Characters of a text, 0 where it does not apply.
    pub length: u32,
    /// Digits of a number in all, and behind the point.
    pub precision: u8,
    pub scale: u8,
    pub nillable: bool,
    pub createable: bool,
    pub updateable: bool,
    /// The platform fills it on insert when it is not given.
    pub defaulted_on_create: bool,
    pub default: Option<DefaultValue>,
    pub unique: bool,
    pub external_id: bool,
    pub case_sensitive: bool,
    /// Upsert may match by it.
    pub id_lookup: bool,
    pub filterable: bool,
    pub sortable: bool,
    pub groupable: bool,
    pub custom: bool,
    pub name_field: bool,
    /// Rich text.
    pub html: bool,
    pub encrypted: bool,
    /// The values are only those of `picklist`.
    pub restricted: bool,
    pub picklist: Vec<PicklistValue>,
    /// The picklist or checkbox that controls this picklist.
    pub controller: Option<Text>,
    pub reference: Option<Box<Reference>>,
    pub formula: Option<Box<Formula>>,
    pub roll_up: Option<Box<RollUp>>,
    /// Display format of an auto-number, for example `A-{0000}`.
    pub auto_number: Option<Text>,
    /// The address, location or name field that this one is a part of.
    pub compound: Option<FieldId>,
    pub help: Option<Text>,
    pub description: Option<Text>,
}

/// What a field holds on a new record.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultValue {
    /// The value as text: `false`, `New`, `0`.
    Literal(Text),
    /// A formula to evaluate on insert, as written in metadata.
    Formula(Text),
}

#[derive(Clone, Debug, PartialEq)]
pub struct PicklistValue {
    pub value: Text,
    pub label: Text,
    pub default: bool,
    pub active: bool,
}

/// Where a lookup leads.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Reference {
    /// Names of the objects it may point to; [`Schema::targets`](super::Schema::targets) resolves them.
    pub targets: Vec<Text>,
    /// `Account` of `AccountId`, `Foo__r` of `Foo__c`.
    pub relationship: Option<Text>,
    /// Any custom object may be meant too (`Task.WhatId`).
    pub open: bool,
    /// Master-detail: the child cannot exist without its parent.
    pub master_detail: bool,
    /// Whether a master-detail child may move to another parent.
    pub reparentable: bool,
    pub on_delete: OnDelete,
}

/// What happens to a record when the one it refers to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnDelete {
    #[default]
    SetNull,
    Cascade,
    Restrict,
}

impl Reference {
    /// More than one kind of record may be meant, so that the related record has only the fields of `Name`.
    pub fn polymorphic(&self) -> bool {
        self.targets.len() > 1 || self.open
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    pub text: Text,
    /// Whether a blank number counts as zero rather than making the result blank.
    pub blank_as_zero: bool,
}

/// A roll-up summary over the children of a master-detail.
#[derive(Clone, Debug, PartialEq)]
pub struct RollUp {
    pub operation: RollUpOperation,
    pub child: Text,
    /// The master-detail field of the child.
    pub foreign_key: Text,
    /// The field that is summed or compared; none for a count.
    pub field: Option<Text>,
    pub filters: Vec<RollUpFilter>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollUpOperation {
    Count,
    Sum,
    Min,
    Max,
}

/// One condition of a roll-up summary: a field of the child, an operation as metadata spells it (`equals`), a value.
#[derive(Clone, Debug, PartialEq)]
pub struct RollUpFilter {
    pub field: Text,
    pub operation: Text,
    pub value: Text,
}

impl Field {
    pub fn new(name: impl Into<Text>, ty: FieldType) -> Field {
        let name = name.into();
        let long = ty == FieldType::LongTextArea;
        let compound = matches!(ty, FieldType::Address | FieldType::Location);
        Field {
            label: super::names::label_of(&name).into(),
            custom: name.ends_with("__c"),
            name,
            ty,
            length: default_length(ty),
            precision: if is_decimal(ty) { 18 } else { 0 },
            scale: if is_decimal(ty) { 2 } else { 0 },
            nillable: ty != FieldType::Boolean,
            createable: !compound,
            updateable: !compound,
            defaulted_on_create: ty == FieldType::Boolean,
            default: (ty == FieldType::Boolean).then(|| DefaultValue::Literal("false".into())),
            unique: false,
            external_id: false,
            case_sensitive: false,
            id_lookup: ty == FieldType::Id,
            filterable: !long,
            sortable: !long && !compound,
            groupable: !long && !compound && ty != FieldType::Datetime && !is_decimal(ty),
            name_field: false,
            html: false,
            encrypted: ty == FieldType::EncryptedString,
            restricted: false,
            picklist: Vec::new(),
            controller: None,
            reference: None,
            formula: None,
            roll_up: None,
            auto_number: None,
            compound: None,
            help: None,
            description: None,
        }
    }

    /// A field that the platform maintains: never null, never written by users.
    pub fn system(name: impl Into<Text>, ty: FieldType) -> Field {
        Field { nillable: false, createable: false, updateable: false, ..Field::new(name, ty) }
    }

    /// A reference to the given objects under a relationship name.
    pub fn lookup(name: impl Into<Text>, relationship: impl Into<Text>, targets: &[&'static str]) -> Field {
        Field {
            reference: Some(Box::new(Reference {
                targets: targets.iter().map(|&t| t.into()).collect(),
                relationship: Some(relationship.into()),
                ..Reference::default()
            })),
            ..Field::new(name, FieldType::Reference)
        }
    }

    /// The same field, read-only and never null.
    pub fn maintained(self) -> Field {
        Field { nillable: false, createable: false, updateable: false, ..self }
    }

    /// Inserting a record without it fails with `REQUIRED_FIELD_MISSING`.
    pub fn required(&self) -> bool {
        !self.nillable
            && self.createable
            && !self.defaulted_on_create
            && self.default.is_none()
            && self.ty != FieldType::Boolean
    }

    /// The default as text where it takes no computing: a literal, or a formula that is a constant (`"DEBUG"`, `5`, `TRUE`).
    pub fn constant_default(&self) -> Option<&str> {
        match self.default.as_ref()? {
            DefaultValue::Literal(text) => Some(text),
            DefaultValue::Formula(formula) => constant(formula.trim()),
        }
    }

    /// Formula or roll-up summary: computed, never written.
    pub fn calculated(&self) -> bool {
        self.formula.is_some() || self.roll_up.is_some()
    }

    /// `Account` of `AccountId`, `Foo__r` of `Foo__c`.
    pub fn relationship(&self) -> Option<&str> {
        self.reference.as_ref()?.relationship.as_deref()
    }

    /// The value a picklist starts with.
    pub fn default_picklist_value(&self) -> Option<&PicklistValue> {
        self.picklist.iter().find(|value| value.default)
    }
}

impl PicklistValue {
    pub fn new(value: impl Into<Text>) -> PicklistValue {
        let value = value.into();
        PicklistValue { label: value.clone(), value, default: false, active: true }
    }
}

fn is_decimal(ty: FieldType) -> bool {
    matches!(ty, FieldType::Double | FieldType::Currency | FieldType::Percent)
}

fn default_length(ty: FieldType) -> u32 {
    use FieldType::*;
    match ty {
        Id | Reference => 18,
        String | TextArea | Url | Picklist | Combobox | EncryptedString | AnyType => 255,
        LongTextArea => 32_768,
        Email => 80,
        Phone => 40,
        MultiPicklist => 4_099,
        Boolean | Integer | Long | Double | Currency | Percent | Date | Datetime | Time | Address | Location
        | Base64 | Complex | IdList => 0,
    }
}

/// The text of a formula that is one constant.
fn constant(formula: &str) -> Option<&str> {
    let quoted = |quote: char| {
        let inner = formula.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains([quote, '\\'])).then_some(inner)
    };
    let is_number = || formula.parse::<f64>().is_ok() && formula.ends_with(|c: char| c.is_ascii_digit());
    let is_boolean = || formula.eq_ignore_ascii_case("true") || formula.eq_ignore_ascii_case("false");
    quoted('"').or_else(|| quoted('\'')).or_else(|| (is_number() || is_boolean()).then_some(formula))
}
