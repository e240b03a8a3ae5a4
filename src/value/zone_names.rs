//! English names of time zones, which the tz database does not have.

use super::zone::colon_offset;

/// Java's three-letter ids that are no names of the tz database.
const JAVA_ALIASES: &[(&str, &str)] = &[
    ("ACT", "Australia/Darwin"),
    ("AET", "Australia/Sydney"),
    ("AGT", "America/Argentina/Buenos_Aires"),
    ("ART", "Africa/Cairo"),
    ("AST", "America/Anchorage"),
    ("BET", "America/Sao_Paulo"),
    ("BST", "Asia/Dhaka"),
    ("CAT", "Africa/Harare"),
    ("CNT", "America/St_Johns"),
    ("CST", "America/Chicago"),
    ("CTT", "Asia/Shanghai"),
    ("EAT", "Africa/Addis_Ababa"),
    ("ECT", "Europe/Paris"),
    ("IET", "America/Indiana/Indianapolis"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("MIT", "Pacific/Apia"),
    ("NET", "Asia/Yerevan"),
    ("NST", "Pacific/Auckland"),
    ("PLT", "Asia/Karachi"),
    ("PNT", "America/Phoenix"),
    ("PRT", "America/Puerto_Rico"),
    ("PST", "America/Los_Angeles"),
    ("SST", "Pacific/Guadalcanal"),
    ("VST", "Asia/Ho_Chi_Minh"),
];

/// Names by abbreviation; those with an id prefix come first and hold only there.
const NAMES: &[(&str, &str, &str)] = &[
    ("CST", "Asia/", "China Standard Time"),
    ("CST", "PRC", "China Standard Time"),
    ("CST", "America/Havana", "Cuba Standard Time"),
    ("CDT", "America/Havana", "Cuba Daylight Time"),
    ("IST", "Europe/Dublin", "Irish Standard Time"),
    ("IST", "Asia/Jerusalem", "Israel Standard Time"),
    ("IST", "Asia/Tel_Aviv", "Israel Standard Time"),
    ("PST", "Asia/Manila", "Philippine Standard Time"),
    ("ACDT", "", "Australian Central Daylight Time"),
    ("ACST", "", "Australian Central Standard Time"),
    ("ADT", "", "Atlantic Daylight Time"),
    ("AEDT", "", "Australian Eastern Daylight Time"),
    ("AEST", "", "Australian Eastern Standard Time"),
    ("AKDT", "", "Alaska Daylight Time"),
    ("AKST", "", "Alaska Standard Time"),
    ("AST", "", "Atlantic Standard Time"),
    ("AWST", "", "Australian Western Standard Time"),
    ("BST", "", "British Summer Time"),
    ("CAT", "", "Central Africa Time"),
    ("CDT", "", "Central Daylight Time"),
    ("CEST", "", "Central European Summer Time"),
    ("CET", "", "Central European Standard Time"),
    ("CST", "", "Central Standard Time"),
    ("EAT", "", "East Africa Time"),
    ("EDT", "", "Eastern Daylight Time"),
    ("EEST", "", "Eastern European Summer Time"),
    ("EET", "", "Eastern European Standard Time"),
    ("EST", "", "Eastern Standard Time"),
    ("GMT", "", "Greenwich Mean Time"),
    ("HDT", "", "Hawaii-Aleutian Daylight Time"),
    ("HKT", "", "Hong Kong Standard Time"),
    ("HST", "", "Hawaii-Aleutian Standard Time"),
    ("IDT", "", "Israel Daylight Time"),
    ("IST", "", "India Standard Time"),
    ("JST", "", "Japan Standard Time"),
    ("KST", "", "Korean Standard Time"),
    ("MDT", "", "Mountain Daylight Time"),
    ("MSK", "", "Moscow Standard Time"),
    ("MST", "", "Mountain Standard Time"),
    ("NDT", "", "Newfoundland Daylight Time"),
    ("NST", "", "Newfoundland Standard Time"),
    ("NZDT", "", "New Zealand Daylight Time"),
    ("NZST", "", "New Zealand Standard Time"),
    ("PDT", "", "Pacific Daylight Time"),
    ("PKT", "", "Pakistan Standard Time"),
    ("PST", "", "Pacific Standard Time"),
    ("SAST", "", "South Africa Standard Time"),
    ("SST", "", "Samoa Standard Time"),
    ("UTC", "", "Coordinated Universal Time"),
    ("WAT", "", "West Africa Standard Time"),
    ("WEST", "", "Western European Summer Time"),
    ("WET", "", "Western European Standard Time"),
    ("WIB", "", "Western Indonesia Time"),
    ("WIT", "", "Eastern Indonesia Time"),
    ("WITA", "", "Central Indonesia Time"),
];

/// Zones for which the tz database has only an offset: id, short and long standard name.
const OFFSET_ONLY: &[(&str, &str, &str)] = &[
    ("America/Argentina/Buenos_Aires", "ART", "Argentina Standard Time"),
    ("America/Bogota", "COT", "Colombia Standard Time"),
    ("America/Caracas", "VET", "Venezuela Time"),
    ("America/Lima", "PET", "Peru Standard Time"),
    ("America/Montevideo", "UYT", "Uruguay Standard Time"),
    ("America/Sao_Paulo", "BRT", "Brasilia Standard Time"),
    ("America/Santiago", "CLT", "Chile Standard Time"),
    ("Asia/Bangkok", "ICT", "Indochina Time"),
    ("Asia/Dhaka", "BDT", "Bangladesh Standard Time"),
    ("Asia/Dubai", "GST", "Gulf Standard Time"),
    ("Asia/Ho_Chi_Minh", "ICT", "Indochina Time"),
    ("Asia/Kathmandu", "NPT", "Nepal Time"),
    ("Asia/Kuala_Lumpur", "MYT", "Malaysia Time"),
    ("Asia/Riyadh", "AST", "Arabian Standard Time"),
    ("Asia/Singapore", "SGT", "Singapore Standard Time"),
    ("Asia/Tehran", "IRST", "Iran Standard Time"),
    ("Europe/Istanbul", "TRT", "Turkey Time"),
];

pub(super) fn java_alias(id: &str) -> Option<&'static str> {
    JAVA_ALIASES.iter().find(|(alias, _)| *alias == id).map(|(_, name)| *name)
}

/// Short and long name of a zone, given the tz database's abbreviation.
pub(super) fn names(id: &str, abbreviation: &str, summer: bool, offset: i64) -> (String, String) {
    let id = java_alias(id).unwrap_or(id);
    let named = NAMES.iter().find(|(short, prefix, _)| *short == abbreviation && id.starts_with(prefix));
    if let Some((short, _, long)) = named {
        return ((*short).to_owned(), (*long).to_owned());
    }
    match OFFSET_ONLY.iter().find(|(name, _, _)| *name == id) {
        Some((_, short, long)) if !summer => ((*short).to_owned(), (*long).to_owned()),
        _ => {
            let offset = format!("GMT{}", colon_offset(offset));
            (offset.clone(), offset)
        }
    }
}
