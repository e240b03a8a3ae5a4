//! The formula language of formula fields, validation rules, default values and `FormulaEval`.
//!
//! [`Formula::compile`] turns a text into a typed tree, once; [`Formula::evaluate`] computes it for whatever a [`Data`]
//! reads. Names are resolved by a [`Scope`]: an object's fields and globals, or the members of a class.
//!
//! A blank is [`Value::Null`]. Arithmetic over blanks is blank, texts take them as empty, conditions as false.

mod check;
mod eval;
mod functions;
mod lex;
mod moment;
mod number;
mod parse;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod text;

use crate::hir::FieldPath;
use crate::schema::{FieldType, ObjectId};
use crate::value::{Datetime, Value, Zone};

pub use eval::EvalError;
pub use scope::ObjectScope;

/// A compiled formula.
#[derive(Debug)]
pub struct Formula {
    root: check::Node,
    /// What kind of value it has.
    pub ty: Type,
    /// Everything that it reads, each once, in order of first mention.
    pub reads: Vec<Reference>,
    /// Whether a blank number counts as zero.
    blank_as_zero: bool,
}

/// The kinds of values that formulas tell apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    Number,
    Text,
    Boolean,
    Date,
    Datetime,
    Time,
    Picklist,
    MultiPicklist,
    Id,
    Location,
    /// The word `NULL`, which fits everywhere.
    Null,
}

/// Something a formula reads from outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// As the API spells it: `Name`, `Parent.Name`, `$User.Email`.
    pub path: String,
    pub ty: Type,
    pub source: Source,
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A field of the record, or of one that its lookups lead to.
    Field(FieldPath),
    /// A field of a record that a global variable names.
    Global(Global, FieldPath),
    /// A member of the class that is the formula's context, and members of it.
    Member(Vec<String>),
    /// `$Permission.Name`
    Permission(String),
    /// `$Label.Name`
    Label(String),
}

/// Records that global variables stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum Global {
    /// `$User`, `$Profile` and `$UserRole`, which its lookups lead to.
    User,
    Organization,
    /// `$Setup.Settings__c`: the custom setting as it holds for the running user.
    Setup(ObjectId),
    /// `$CustomMetadata.Type__mdt.Record`
    Metadata(ObjectId, String),
}

/// Why a text is no formula: the message of a `FormulaValidationException`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FormulaError(pub String);

/// What names mean.
pub trait Scope {
    /// The reference that a dotted name stands for; none when there is no such thing.
    fn resolve(&self, name: &str) -> Option<Reference>;
}

/// What a formula is computed over.
pub trait Data {
    fn read(&self, reference: &Reference) -> Value;

    /// What the field held before this save: `PRIORVALUE`.
    fn prior(&self, reference: &Reference) -> Value {
        self.read(reference)
    }

    /// Whether the record is being made: `ISNEW()`.
    fn is_new(&self) -> bool {
        false
    }

    fn now(&self) -> Datetime;

    /// The running user's.
    fn zone(&self) -> Zone;
}

impl Formula {
    /// Parses and checks a formula.
    ///
    /// # Errors
    /// The platform's message: syntax, unknown names, wrong arguments.
    pub fn compile(text: &str, scope: &dyn Scope, blank_as_zero: bool) -> Result<Formula, FormulaError> {
        let parsed = parse::parse(text)?;
        Formula::of(&parsed, scope, blank_as_zero)
    }

    /// Reads a text with `{!Name}` in it; everything else stands for itself.
    ///
    /// # Errors
    /// As [`Formula::compile`].
    pub fn template(text: &str, scope: &dyn Scope) -> Result<Formula, FormulaError> {
        Formula::of(&template::parse(text)?, scope, false)
    }

    fn of(parsed: &parse::Expr, scope: &dyn Scope, blank_as_zero: bool) -> Result<Formula, FormulaError> {
        let mut checker = check::Checker::new(scope);
        let (root, ty) = checker.expr(parsed)?;
        Ok(Formula { root, ty, reads: checker.reads, blank_as_zero })
    }

    /// The value for what `data` reads.
    ///
    /// # Errors
    /// Division by zero, numbers out of range, texts that are no dates.
    pub fn evaluate(&self, data: &dyn Data) -> Result<Value, EvalError> {
        eval::Eval { formula: self, data }.node(&self.root)
    }
}

impl Type {
    /// As messages call it.
    pub fn name(self) -> &'static str {
        match self {
            Type::Number => "Number",
            Type::Text => "Text",
            Type::Boolean => "Boolean",
            Type::Date => "Date",
            Type::Datetime => "Date/Time",
            Type::Time => "Time",
            Type::Picklist => "Picklist",
            Type::MultiPicklist => "Multi-Select Picklist",
            Type::Id => "Id",
            Type::Location => "Location",
            Type::Null => "Null",
        }
    }

    /// The kind of a field's values.
    pub fn of_field(ty: FieldType) -> Type {
        use FieldType::*;
        match ty {
            Id | Reference => Type::Id,
            Boolean => Type::Boolean,
            Integer | Long | Double | Currency | Percent => Type::Number,
            Date => Type::Date,
            Datetime => Type::Datetime,
            Time => Type::Time,
            Picklist => Type::Picklist,
            MultiPicklist => Type::MultiPicklist,
            Location => Type::Location,
            String | TextArea | LongTextArea | Email | Phone | Url | Combobox | EncryptedString | Address | Base64
            | AnyType | Complex | IdList => Type::Text,
        }
    }
}
