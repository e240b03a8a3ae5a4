//! Why a row cannot be saved, with the platform's status codes and texts.

use crate::org::index::fold;
use crate::schema::Field;
use crate::value::Id;

/// One failed row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DmlError {
    /// `REQUIRED_FIELD_MISSING`, ...
    pub status: &'static str,
    pub message: String,
    /// API names of the fields at fault.
    pub fields: Vec<String>,
}

impl DmlError {
    pub fn new(status: &'static str, message: impl Into<String>) -> DmlError {
        DmlError { status, message: message.into(), fields: Vec::new() }
    }

    /// The same error at a field.
    pub fn at(self, field: &Field) -> DmlError {
        DmlError { fields: vec![field.name.to_string()], ..self }
    }

    pub fn required(fields: Vec<String>) -> DmlError {
        let message = format!("Required fields are missing: [{}]", fields.join(", "));
        DmlError { status: "REQUIRED_FIELD_MISSING", message, fields }
    }

    pub fn too_long(field: &Field, value: &str) -> DmlError {
        let message = format!("{}: data value too large: {value} (max length={})", field.label, field.length);
        DmlError::new("STRING_TOO_LONG", message).at(field)
    }

    pub fn bad_picklist(field: &Field, value: &str) -> DmlError {
        let message = format!("{}: bad value for restricted picklist field: {value}", field.label);
        DmlError::new("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message).at(field)
    }

    pub fn bad_email(field: &Field, value: &str) -> DmlError {
        let message = format!("{}: invalid email address: {value}", field.label);
        DmlError::new("INVALID_EMAIL_ADDRESS", message).at(field)
    }

    pub fn out_of_range(field: &Field, value: &str) -> DmlError {
        let message = format!("{}: value outside of valid range on numeric field: {value}", field.label);
        DmlError::new("NUMBER_OUTSIDE_VALID_RANGE", message).at(field)
    }

    pub fn wrong_id_type(field: &Field, id: Id) -> DmlError {
        DmlError::new("FIELD_INTEGRITY_EXCEPTION", format!("{}: id value of incorrect type: {id}", field.label))
            .at(field)
    }

    pub fn malformed_id(field: &Field, text: &str) -> DmlError {
        DmlError::new("MALFORMED_ID", format!("{}: id value of incorrect type: {text}", field.label)).at(field)
    }

    pub fn invalid_reference(field: &Field) -> DmlError {
        DmlError::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id").at(field)
    }

    pub fn wrong_type(field: &Field, value: &str) -> DmlError {
        let message = format!("{}: value not of required type: {value}", field.label);
        DmlError::new("INVALID_TYPE_ON_FIELD_IN_RECORD", message).at(field)
    }

    /// `other` is the record that already has the value.
    pub fn duplicate(field: &Field, other: Id) -> DmlError {
        let message = format!("duplicate value found: {} duplicates value on record with id: {other}", field.name);
        DmlError::new("DUPLICATE_VALUE", message).at(field)
    }

    pub fn deleted() -> DmlError {
        DmlError::new("ENTITY_IS_DELETED", "entity is deleted")
    }

    pub fn not_deleted() -> DmlError {
        DmlError::new("UNDELETE_FAILED", "Entity is not in the recycle bin")
    }

    /// No row has this id.
    pub fn no_such_row() -> DmlError {
        DmlError::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    }

    pub fn restricted_delete(parent: &str, child: &str, names: &[String]) -> DmlError {
        let message = format!(
            "Your attempt to delete {parent} could not be completed because it is associated with the following {}.: {}\n",
            fold(child),
            names.join(", ")
        );
        DmlError::new("DELETE_FAILED", message)
    }
}
