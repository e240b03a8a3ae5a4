//! `Address` and `Location`: the values of compound fields.

use crate::interp::native::{Native, RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::schema::{FieldId, FieldType, Object};
use crate::value::{Decimal, NativeObject, Str, Value};

/// What an address field is put together from.
#[derive(Clone, Default)]
struct Address {
    street: Value,
    city: Value,
    state: Value,
    state_code: Value,
    postal_code: Value,
    country: Value,
    country_code: Value,
    accuracy: Value,
    place: Option<Place>,
}

/// A point on the globe, in degrees.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    latitude: f64,
    longitude: f64,
}

type AddressRef = Native<Address>;
type LocationRef = Native<Place>;

macro_rules! text {
    ($getter:literal, $property:literal, $field:ident, $doc:literal) => {
        [
            m(concat!("String ", $getter, "()"), $doc, |a: AddressRef| a.with(|a| a.$field.clone())),
            m(concat!("String ", $property, " { get; }"), $doc, |a: AddressRef| a.with(|a| a.$field.clone())),
        ]
    };
}

pub(super) fn address_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(text!("getStreet", "street", street, "The street."));
    rows.extend(text!("getCity", "city", city, "The city."));
    rows.extend(text!("getState", "state", state, "The state or province."));
    rows.extend(text!("getStateCode", "stateCode", state_code, "The code of the state or province."));
    rows.extend(text!("getPostalCode", "postalCode", postal_code, "The postal code."));
    rows.extend(text!("getCountry", "country", country, "The country."));
    rows.extend(text!("getCountryCode", "countryCode", country_code, "The code of the country."));
    rows.extend(text!("getGeocodeAccuracy", "geocodeAccuracy", accuracy, "How exact the place is."));
    rows.extend([
        m("Double getLatitude()", "Degrees north.", |a: AddressRef| a.with(|a| a.place.map(|p| p.latitude))),
        m("Double getLongitude()", "Degrees east.", |a: AddressRef| a.with(|a| a.place.map(|p| p.longitude))),
        m(
            "Double getDistance(Location to, String unit)",
            "The distance to a place, in `mi` or `km`.",
            |cx: &mut Interp, a: AddressRef, to: LocationRef, unit: Str| match a.with(|a| a.place) {
                Some(place) => distance(cx, place, to.with(|p| *p), &unit).map(Some),
                None => Ok(None),
            },
        ),
        m("String toString()", "The parts that are there.", |cx: &mut Interp, a: AddressRef| {
            let address = a.with(|a| a.clone());
            let parts = [address.street, address.city, address.state, address.postal_code, address.country];
            let mut words = Vec::new();
            for part in parts.iter().filter(|p| !p.is_null()) {
                words.push(cx.text(part)?.to_string());
            }
            Ok(format!("Address[{}]", words.join(", ")))
        }),
    ]);
    rows
}

pub(super) fn location_rows() -> Vec<Row> {
    vec![
        m(
            "static Location newInstance(Decimal latitude, Decimal longitude)",
            "A place by its degrees.",
            |latitude: Decimal, longitude: Decimal| {
                location(Place { latitude: latitude.double_value(), longitude: longitude.double_value() })
            },
        ),
        m("Double getLatitude()", "Degrees north.", |l: LocationRef| l.with(|p| p.latitude)),
        m("Double getLongitude()", "Degrees east.", |l: LocationRef| l.with(|p| p.longitude)),
        m("Double latitude { get; }", "Degrees north.", |l: LocationRef| l.with(|p| p.latitude)),
        m("Double longitude { get; }", "Degrees east.", |l: LocationRef| l.with(|p| p.longitude)),
        m(
            "Double getDistance(Location to, String unit)",
            "The distance to a place, in `mi` or `km`.",
            |cx: &mut Interp, l: LocationRef, to: LocationRef, unit: Str| {
                distance(cx, l.with(|p| *p), to.with(|p| *p), &unit)
            },
        ),
        m(
            "static Double getDistance(Location first, Location second, String unit)",
            "The distance of two places, in `mi` or `km`.",
            |cx: &mut Interp, a: LocationRef, b: LocationRef, unit: Str| {
                distance(cx, a.with(|p| *p), b.with(|p| *p), &unit)
            },
        ),
        m("String toString()", "Its degrees.", |l: LocationRef| {
            l.with(|p| format!("Location[getLatitude={}, getLongitude={}]", p.latitude, p.longitude))
        }),
    ]
}

fn location(place: Place) -> Value {
    let key = place.latitude.to_bits().rotate_left(32) ^ place.longitude.to_bits();
    NativeObject::keyed(super::class_id("Location"), key, place)
}

/// The great-circle distance.
fn distance(cx: &mut Interp, a: Place, b: Place, unit: &str) -> Exec<f64> {
    let radius = match unit.to_ascii_lowercase().as_str() {
        "mi" => 3958.761_3,
        "km" => 6371.008_8,
        _ => return Err(cx.throw(Exc::InvalidParameterValue, format!("Invalid unit: {unit}"))),
    };
    let (lat1, lat2) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (b.longitude - a.longitude).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    Ok(2.0 * radius * h.sqrt().asin())
}

/// The value of a compound field: null when all its parts are. None when no part was queried, so that reading it is an error.
pub(super) fn compound(cx: &Interp, r: &RecordRef, object: &Object, id: FieldId) -> Option<Value> {
    let field = object.get(id);
    let record = r.borrow();
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
    let values = parts.map(|f| f.and_then(|f| record.get(f)).unwrap_or_default());
    if values.iter().all(Value::is_null) {
        return Some(Value::Null);
    }
    let [street, city, state, state_code, postal_code, country, country_code, accuracy, latitude, longitude] = values;
    let degrees = |v: &Value| crate::org::convert::number(v).map(|d| d.double_value());
    let place = degrees(&latitude).zip(degrees(&longitude));
    let place = place.map(|(latitude, longitude)| Place { latitude, longitude });
    let _ = cx;
    match field.ty {
        FieldType::Location => Some(place.map_or(Value::Null, location)),
        _ => {
            let address =
                Address { street, city, state, state_code, postal_code, country, country_code, accuracy, place };
            Some(NativeObject::value(super::class_id("Address"), address))
        }
    }
}
