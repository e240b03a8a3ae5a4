//! `Address` and `Location`: the values of compound fields.

use crate::interp::compound::{Address, Place};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::value::{Decimal, Str, Value};

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
        m("Double latitude { get; }", "Degrees north.", |a: AddressRef| a.with(|a| a.place.map(|p| p.latitude))),
        m("Double getLongitude()", "Degrees east.", |a: AddressRef| a.with(|a| a.place.map(|p| p.longitude))),
        m("Double longitude { get; }", "Degrees east.", |a: AddressRef| a.with(|a| a.place.map(|p| p.longitude))),
        m(
            "Double getDistance(Location to, String unit)",
            "The distance to a place, in `mi` or `km`; null from nowhere.",
            |cx: &mut Interp, a: AddressRef, to: LocationRef, unit: Str| {
                between(cx, place(&a), Some(to.with(|p| *p)), &unit)
            },
        ),
        m(
            "Double getDistance(Address to, String unit)",
            "The distance to an address, in `mi` or `km`; null from or to nowhere.",
            |cx: &mut Interp, a: AddressRef, to: AddressRef, unit: Str| between(cx, place(&a), place(&to), &unit),
        ),
        m("String toString()", "The class and what its getters answer.", |cx: &mut Interp, a: AddressRef| {
            let a = a.with(|a| a.clone());
            let degrees = |d: Option<f64>| d.map_or(Value::Null, Value::Double);
            let parts = [
                ("getCity", a.city),
                ("getCountry", a.country),
                ("getCountryCode", a.country_code),
                ("getGeocodeAccuracy", a.accuracy),
                ("getLatitude", degrees(a.place.map(|p| p.latitude))),
                ("getLongitude", degrees(a.place.map(|p| p.longitude))),
                ("getPostalCode", a.postal_code),
                ("getState", a.state),
                ("getStateCode", a.state_code),
                ("getStreet", a.street),
            ];
            let mut text = String::from("System.Address[");
            for (name, value) in parts {
                text.push_str(&format!("{name}={};", cx.text(&value)?));
            }
            Ok(text + "]")
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
                Place::value(
                    super::class_id("Location"),
                    Place { latitude: latitude.double_value(), longitude: longitude.double_value() },
                )
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
        m(
            "Double getDistance(Address to, String unit)",
            "The distance to an address, in `mi` or `km`; null to nowhere.",
            |cx: &mut Interp, l: LocationRef, to: AddressRef, unit: Str| {
                between(cx, Some(l.with(|p| *p)), place(&to), &unit)
            },
        ),
        m(
            "static Double getDistance(Address first, Location second, String unit)",
            "The distance of an address and a place, in `mi` or `km`.",
            |cx: &mut Interp, a: AddressRef, b: LocationRef, unit: Str| {
                between(cx, place(&a), Some(b.with(|p| *p)), &unit)
            },
        ),
        m(
            "static Double getDistance(Location first, Address second, String unit)",
            "The distance of a place and an address, in `mi` or `km`.",
            |cx: &mut Interp, a: LocationRef, b: AddressRef, unit: Str| {
                between(cx, Some(a.with(|p| *p)), place(&b), &unit)
            },
        ),
        m(
            "String toString()",
            "The class and what its getters answer.",
            |cx: &mut Interp, l: LocationRef| -> Exec<String> {
                let Place { latitude, longitude } = l.with(|p| *p);
                let (latitude, longitude) = (cx.text(&Value::Double(latitude))?, cx.text(&Value::Double(longitude))?);
                Ok(format!("System.Location[getLatitude={latitude};getLongitude={longitude};]"))
            },
        ),
    ]
}

fn place(address: &AddressRef) -> Option<Place> {
    address.with(|a| a.place)
}

/// The distance of two places, where there are any.
fn between(cx: &mut Interp, a: Option<Place>, b: Option<Place>, unit: &str) -> Exec<Option<f64>> {
    match a.zip(b) {
        Some((a, b)) => distance(cx, a, b, unit).map(Some),
        None => Ok(None),
    }
}

/// The great-circle distance.
fn distance(cx: &mut Interp, a: Place, b: Place, unit: &str) -> Exec<f64> {
    let radius = match unit.to_ascii_lowercase().as_str() {
        "mi" => 3_958.761_3,
        "km" => 6_371.008_8,
        _ => return Err(cx.throw(Exc::InvalidParameterValue, format!("Invalid unit: {unit}"))),
    };
    let (lat1, lat2) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (b.longitude - a.longitude).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    Ok(2.0 * radius * h.sqrt().asin())
}
