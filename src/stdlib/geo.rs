//! `Address` and `Location`: the values of compound fields.

use crate::interp::compound::{Address, Place};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::value::{Decimal, Str};

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
        m("String toString()", "Its degrees.", |l: LocationRef| {
            l.with(|p| format!("Location[getLatitude={}, getLongitude={}]", p.latitude, p.longitude))
        }),
    ]
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
