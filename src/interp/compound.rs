//! Compound fields: addresses and locations, put together from the fields that hold their parts.

use crate::hir::ClassId;
use crate::interp::Interp;
use crate::schema::{FieldId, FieldType, Object};
use crate::value::{NativeObject, Record, Value};

/// What an address field is put together from.
#[derive(Clone, Default)]
pub struct Address {
    pub street: Value,
    pub city: Value,
    pub state: Value,
    pub state_code: Value,
    pub postal_code: Value,
    pub country: Value,
    pub country_code: Value,
    pub accuracy: Value,
    pub place: Option<Place>,
}

/// A point on the globe, in degrees.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
}

impl Place {
    /// The object of a place; equal places are equal.
    pub fn value(class: ClassId, place: Place) -> Value {
        let key = place.latitude.to_bits().rotate_left(32) ^ place.longitude.to_bits();
        NativeObject::keyed(class, key, place)
    }
}

fn class(cx: &Interp, name: &str) -> ClassId {
    cx.program.find_class(name).expect("the library has the classes of compound fields")
}

/// The value of a compound field: null when all its parts are. None when no part was queried, so that reading it is an error.
pub fn read(cx: &Interp, record: &Record, object: &Object, id: FieldId) -> Option<Value> {
    let field = object.get(id);
    // `BillingAddress` has `BillingStreet`; `Where__c` has `Where__Latitude__s`.
    let stem = match field.name.strip_suffix("__c") {
        Some(stem) => format!("{stem}__"),
        None => field.name.strip_suffix("Address").unwrap_or(&field.name).to_owned(),
    };
    let custom = field.name.ends_with("__c");
    let part = |name: &str| {
        let name = if custom { format!("{stem}{name}__s") } else { format!("{stem}{name}") };
        object.field(&name)
    };
    let names = [
        "Street",
        "City",
        "State",
        "StateCode",
        "PostalCode",
        "Country",
        "CountryCode",
        "GeocodeAccuracy",
        "Latitude",
        "Longitude",
    ];
    let parts = names.map(part);
    let readable = parts.iter().flatten().any(|f| record.is_set(*f)) || record.is_set(id) || !record.is_queried();
    if !readable {
        return None;
    }
    // A query of the whole field alone reads its parts from the row.
    let whole = record.is_set(id);
    let layout = cx.org.state().table(record.object).map(|table| &table.layout);
    let stored = |f: FieldId| layout.and_then(|l| l.slot(f)).and_then(|slot| record.stored(slot)).filter(|_| whole);
    let values = parts.map(|f| f.and_then(|f| record.get(f).or_else(|| stored(f))).unwrap_or_default());
    if values.iter().all(Value::is_null) {
        return Some(Value::Null);
    }
    let [street, city, state, state_code, postal_code, country, country_code, accuracy, latitude, longitude] = values;
    let degrees = |v: &Value| crate::org::convert::number(v).map(|d| d.double_value());
    let place = degrees(&latitude).zip(degrees(&longitude));
    let place = place.map(|(latitude, longitude)| Place { latitude, longitude });
    match field.ty {
        FieldType::Location => {
            Some(place.map_or(Value::Null, |place| Place::value(class(cx, "System.Location"), place)))
        }
        _ => {
            let address =
                Address { street, city, state, state_code, postal_code, country, country_code, accuracy, place };
            Some(NativeObject::value(class(cx, "System.Address"), address))
        }
    }
}
