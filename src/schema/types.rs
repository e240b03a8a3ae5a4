//! Field types: what a field is declared as, how it is stored, and what describe calls it.

/// The declared type of a field.
///
/// An auto-number is a `String` with [`auto_number`](super::Field::auto_number) set, a formula field has the type of its
/// result with [`formula`](super::Field::formula) set, and a roll-up summary is a number with its
/// [`roll_up`](super::Field::roll_up).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldType {
    Id,
    String,
    /// Text of several lines, up to 255 characters or as `length` says.
    TextArea,
    /// Long or rich text; cannot be filtered or sorted by.
    LongTextArea,
    Email,
    Phone,
    Url,
    Picklist,
    MultiPicklist,
    Combobox,
    EncryptedString,
    Boolean,
    Integer,
    Long,
    /// A number; Decimal in Apex.
    Double,
    Currency,
    Percent,
    Date,
    Datetime,
    Time,
    /// A lookup or master-detail; see [`reference`](super::Field::reference).
    Reference,
    /// Compound of `XStreet`, `XCity`, ...; nothing is stored under it.
    Address,
    /// Compound of `X__Latitude__s` and `X__Longitude__s`; nothing is stored under it.
    Location,
    Base64,
    AnyType,
    /// Platform-internal structures that Apex can name but never fill.
    Complex,
    /// Ids of related records as one list, for example `EmailMessage.ToIds`. Kept with the record, not stored.
    IdList,
}

/// How the value of a field is stored, and so which Apex type it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    Id,
    Str,
    Bool,
    Int,
    Long,
    Decimal,
    Double,
    Date,
    Datetime,
    Time,
    Blob,
    /// Not stored: computed from its component fields.
    Compound,
}

impl FieldType {
    /// The storage kind. Numbers, currencies and percentages are Decimal, as in Apex.
    pub fn cell_kind(self) -> CellKind {
        use FieldType::*;
        match self {
            Id | Reference => CellKind::Id,
            String | TextArea | LongTextArea | Email | Phone | Url | Picklist | MultiPicklist | Combobox
            | EncryptedString | AnyType => CellKind::Str,
            Boolean => CellKind::Bool,
            Integer => CellKind::Int,
            Long => CellKind::Long,
            Double | Currency | Percent => CellKind::Decimal,
            Date => CellKind::Date,
            Datetime => CellKind::Datetime,
            Time => CellKind::Time,
            Base64 => CellKind::Blob,
            Address | Location | Complex | IdList => CellKind::Compound,
        }
    }

    /// The constant of `Schema.DisplayType` that describe answers.
    pub fn display_type(self) -> &'static str {
        use FieldType::*;
        match self {
            Id => "ID",
            String => "STRING",
            TextArea | LongTextArea => "TEXTAREA",
            Email => "EMAIL",
            Phone => "PHONE",
            Url => "URL",
            Picklist => "PICKLIST",
            MultiPicklist => "MULTIPICKLIST",
            Combobox => "COMBOBOX",
            EncryptedString => "ENCRYPTEDSTRING",
            Boolean => "BOOLEAN",
            Integer => "INTEGER",
            Long => "LONG",
            Double => "DOUBLE",
            Currency => "CURRENCY",
            Percent => "PERCENT",
            Date => "DATE",
            Datetime => "DATETIME",
            Time => "TIME",
            Reference => "REFERENCE",
            Address => "ADDRESS",
            Location => "LOCATION",
            Base64 => "BASE64",
            AnyType => "ANYTYPE",
            Complex => "COMPLEXVALUE",
            IdList => "TEXTARRAY",
        }
    }

    /// The constant of `Schema.SoapType` that describe answers.
    pub fn soap_type(self) -> &'static str {
        use FieldType::*;
        match self {
            Id | Reference => "ID",
            String | TextArea | LongTextArea | Email | Phone | Url | Picklist | MultiPicklist | Combobox
            | EncryptedString => "STRING",
            Boolean => "BOOLEAN",
            Integer => "INTEGER",
            Long => "LONG",
            Double | Currency | Percent => "DOUBLE",
            Date => "DATE",
            Datetime => "DATETIME",
            Time => "TIME",
            Address => "ADDRESS",
            Location => "LOCATION",
            Base64 => "BASE64BINARY",
            AnyType | Complex | IdList => "ANYTYPE",
        }
    }

    /// Text kinds, whose `length` counts characters.
    pub fn is_text(self) -> bool {
        self.cell_kind() == CellKind::Str
    }

    /// Kinds whose values come from a list.
    pub fn is_picklist(self) -> bool {
        matches!(self, FieldType::Picklist | FieldType::MultiPicklist | FieldType::Combobox)
    }
}
