//! Reads the embedded tables of standard objects.
//!
//! `data/objects.txt` has a line per object, sorted by name: name, key prefix, kind, permission letters, label, plural
//! label. `data/fields.txt` has a section per object in the same order: `@Name`, a line per field (name, type, letters,
//! label where it does not follow from the name, extras) and a line per child relationship (`<Child.Field`, name,
//! letters). Objects without a section have only what their kind gives them. The letters are read in [`object`] and
//! [`field`] below.

use super::{
    ChildRelationship, DefaultValue, Field, FieldType, Object, ObjectKind, OnDelete, PicklistValue, PublishBehavior,
    Reference, Text, names, shape,
};

const OBJECTS: &str = include_str!("data/objects.txt");
const FIELDS: &str = include_str!("data/fields.txt");

/// One line of `objects.txt`, split at its name only.
pub struct Header {
    pub name: &'static str,
    rest: &'static str,
}

impl Header {
    pub fn key_prefix(&self) -> Option<[u8; 3]> {
        let prefix = self.rest.split('\t').next()?;
        prefix.as_bytes().try_into().ok()
    }
}

pub fn headers() -> Vec<Header> {
    let split = |line: &'static str| {
        let (name, rest) = line.split_once('\t').unwrap_or((line, ""));
        Header { name, rest }
    };
    OBJECTS.lines().map(split).collect()
}

/// Parses one object.
pub fn object(header: &Header) -> Object {
    let mut columns = header.rest.split('\t');
    let mut column = || columns.next().unwrap_or_default();
    let (_prefix, kind, letters) = (column(), kind(column()), column());
    let section = section(header.name);
    let by_kind = section.is_empty() || section.starts_with('<');
    let mut object = match by_kind {
        true => shape::custom_object(header.name, kind),
        false => Object::new(header.name, kind),
    };
    object.key_prefix = header.key_prefix();
    if let ObjectKind::PlatformEvent { .. } = object.kind {
        object.key_prefix = object.key_prefix.or(Some(*b"e00"));
        // Never filled; but every record may be asked for its Id.
        object.push(Field { nillable: true, ..Field::system("Id", super::FieldType::Id) });
    }
    let (label, plural) = (column(), column());
    if !label.is_empty() {
        object.label = label.into();
    }
    object.label_plural = match plural {
        "" => format!("{}s", object.label).into(),
        plural => plural.into(),
    };
    let has = |letter| letters.contains(letter);
    object.createable = has('c');
    object.updateable = has('u');
    object.deletable = has('d');
    object.undeletable = has('r');
    object.mergeable = has('m');
    object.queryable = has('q');
    object.searchable = has('s');
    object.triggerable = has('t');
    object.setup = has('x');
    if let ObjectKind::ChangeEvent { of } = object.kind.clone() {
        mirror(&mut object, &of);
    }
    for line in section.lines() {
        match line.strip_prefix('<') {
            Some(line) => object.children.extend(child(line)),
            None => {
                object.push(field(line));
            }
        }
    }
    link_compounds(&mut object);
    object
}

fn kind(text: &'static str) -> ObjectKind {
    let (kind, of) = text.split_once(':').unwrap_or((text, ""));
    let of = Text::from(of);
    match kind {
        "share" => ObjectKind::Share { of },
        "history" => ObjectKind::History { of },
        "feed" => ObjectKind::Feed { of },
        "change" => ObjectKind::ChangeEvent { of },
        "event" => ObjectKind::PlatformEvent { publish: PublishBehavior::AfterCommit },
        _ => ObjectKind::Standard,
    }
}

/// A change event carries the fields of its object, all optional.
fn mirror(event: &mut Object, of: &str) {
    for line in section(of).lines().filter(|line| !line.starts_with('<')) {
        let field = field(line);
        let skipped = ["Id", "IsDeleted", "SystemModstamp"];
        if !skipped.contains(&&*field.name) {
            event.push(Field { nillable: true, ..field });
        }
    }
}

/// The lines of an object's section, found by bisecting the text.
fn section(name: &str) -> &'static str {
    let bytes = FIELDS.as_bytes();
    let (mut low, mut high) = (0, FIELDS.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let is_head = |at: &usize| *at == 0 || bytes[at - 1] == b'\n';
        let start = memchr::memrchr_iter(b'@', &bytes[low..middle]).map(|at| low + at).find(is_head).unwrap_or(low);
        let rest = &bytes[start + 1..];
        let end = memchr::memchr_iter(b'@', rest).map(|at| start + 1 + at).find(is_head).unwrap_or(FIELDS.len());
        let body = memchr::memchr(b'\n', rest).map_or(FIELDS.len(), |at| start + 1 + at + 1);
        let found = FIELDS[start + 1..body].trim_end();
        match names::compare(found, name) {
            std::cmp::Ordering::Equal => return &FIELDS[body.min(end)..end],
            std::cmp::Ordering::Less => low = end,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    ""
}

/// Letters: nillable, createable, updateable, defaulted on create, unique, external id, lookup by id (`i`), restricted
/// picklist, name field (`N`), auto-number (`A`), rich text (`h`); not filterable, sortable, groupable (`F`, `S`, `G`).
/// Extras: `>` targets, `.` relationship, `*` any custom object, `!` cascade delete, `~` restricted delete, `=` default,
/// `[` picklist values.
fn field(line: &'static str) -> Field {
    let mut columns = line.split('\t');
    let mut column = || columns.next().unwrap_or_default();
    let (name, (ty, size), letters, label) = (column(), field_type(column()), column(), column());
    let has = |letter| letters.contains(letter);
    let mut field = Field {
        length: 0,
        precision: 0,
        scale: 0,
        nillable: has('n'),
        createable: has('c'),
        updateable: has('u'),
        defaulted_on_create: has('d'),
        default: None,
        unique: has('q'),
        external_id: has('x'),
        id_lookup: has('i'),
        restricted: has('r'),
        name_field: has('N'),
        html: has('h'),
        filterable: !has('F'),
        sortable: !has('S'),
        groupable: !has('G'),
        auto_number: has('A').then(|| "{00000000}".into()),
        ..Field::new(name, ty)
    };
    match size.split_once(',') {
        Some((precision, scale)) => {
            field.precision = precision.parse().unwrap_or(18);
            field.scale = scale.parse().unwrap_or(0);
        }
        None => field.length = size.parse().unwrap_or(if ty == FieldType::Id { 18 } else { 0 }),
    }
    if !label.is_empty() {
        field.label = label.into();
    }
    let mut reference = Reference::default();
    for extra in columns {
        let (mark, rest) = extra.split_at(1);
        match mark {
            ">" => reference.targets = rest.split('|').map(Text::from).collect(),
            "." => reference.relationship = Some(rest.into()),
            "*" => reference.open = true,
            "!" => reference.on_delete = OnDelete::Cascade,
            "~" => reference.on_delete = OnDelete::Restrict,
            "=" => field.default = Some(DefaultValue::Literal(rest.into())),
            "[" => field.picklist = rest.split('|').map(PicklistValue::new).collect(),
            _ => debug_assert!(false, "unknown extra {extra:?} of {name}"),
        }
    }
    // Definitions of objects and fields are referred to by names, which are texts.
    if ty == FieldType::Reference || !reference.targets.is_empty() {
        field.reference = Some(Box::new(reference));
    }
    if let Some(DefaultValue::Literal(default)) = &field.default {
        for value in &mut field.picklist {
            value.default = value.value == *default;
        }
    }
    field
}

fn field_type(text: &'static str) -> (FieldType, &'static str) {
    use FieldType::*;
    let (name, size) = text.split_once(':').unwrap_or((text, ""));
    let ty = match name {
        "id" => Id,
        "string" => String,
        "textarea" => TextArea,
        "longtext" => LongTextArea,
        "email" => Email,
        "phone" => Phone,
        "url" => Url,
        "picklist" => Picklist,
        "multipicklist" => MultiPicklist,
        "combobox" => Combobox,
        "encrypted" => EncryptedString,
        "boolean" => Boolean,
        "int" => Integer,
        "long" => Long,
        "double" => Double,
        "currency" => Currency,
        "percent" => Percent,
        "date" => Date,
        "datetime" => Datetime,
        "time" => Time,
        "reference" => Reference,
        "address" => Address,
        "location" => Location,
        "base64" => Base64,
        "any" => AnyType,
        "complex" => Complex,
        "idlist" => IdList,
        _ => unreachable!("field type {text:?} in the embedded data"),
    };
    (ty, size)
}

fn child(line: &'static str) -> Option<ChildRelationship> {
    let mut columns = line.split('\t');
    let (child, field) = columns.next()?.split_once('.')?;
    let name = columns.next().unwrap_or_default();
    let letters = columns.next().unwrap_or_default();
    Some(ChildRelationship {
        name: (!name.is_empty()).then(|| name.into()),
        child: child.into(),
        field: field.into(),
        cascade_delete: letters.contains('c'),
        restricted_delete: letters.contains('r'),
    })
}

/// Tells the parts of each address, and of a person's name, what they belong to.
fn link_compounds(object: &mut Object) {
    const PARTS: [&str; 10] = [
        "Street",
        "City",
        "State",
        "PostalCode",
        "Country",
        "StateCode",
        "CountryCode",
        "Latitude",
        "Longitude",
        "GeocodeAccuracy",
    ];
    let addresses: Vec<_> = object
        .iter()
        .filter(|(_, field)| field.ty == FieldType::Address)
        .map(|(id, field)| (id, field.name.strip_suffix("Address").map(str::to_owned)))
        .collect();
    for (compound, prefix) in addresses {
        let prefix = prefix.unwrap_or_default();
        for part in PARTS {
            if let Some(id) = object.field(&format!("{prefix}{part}")) {
                object.field_mut(id).compound = Some(compound);
            }
        }
    }
    let name = object.name_field;
    if let (Some(_), Some(_)) = (object.field("FirstName"), object.field("LastName")) {
        for part in ["Salutation", "FirstName", "MiddleName", "LastName", "Suffix"] {
            if let Some(id) = object.field(part) {
                object.field_mut(id).compound = name;
            }
        }
    }
}
