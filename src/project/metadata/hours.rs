//! `BusinessHours.settings-meta.xml`: business hours, and the holidays on which they are closed.

use std::path::Path;

use super::Problem;
use super::xml::{self, Node};
use crate::value::WEEKDAYS;

/// What the file declares, as values of fields: texts in the form of XML Schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursSettings {
    pub hours: Vec<Values>,
    pub holidays: Vec<Holiday>,
}

/// Fields of a row and their values.
pub type Values = Vec<(String, String)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub values: Values,
    /// The names of the hours that it closes.
    pub hours: Vec<String>,
}

/// Elements whose field has another name than the element with a capital.
const HOURS_FIELDS: [(&str, &str); 3] =
    [("active", "IsActive"), ("default", "IsDefault"), ("timeZoneId", "TimeZoneSidKey")];
const HOLIDAY_FIELDS: [(&str, &str); 3] = [
    ("isRecurring", "IsRecurrence"),
    ("recurrenceDayOfTheMonth", "RecurrenceDayOfMonth"),
    ("recurrenceEndDate", "RecurrenceEndDateOnly"),
];

pub fn settings(path: &Path, problems: &mut Vec<Problem>) -> Option<HoursSettings> {
    let node = xml::read(path, problems)?;
    Some(HoursSettings {
        hours: node.all("businessHours").map(|hours| values(hours, &HOURS_FIELDS, &[])).collect(),
        holidays: node.all("holidays").map(holiday).collect(),
    })
}

fn holiday(node: &Node) -> Holiday {
    let special = ["businessHours", "startTime", "endTime", "recurrenceDayOfTheWeek"];
    let mut values = values(node, &HOLIDAY_FIELDS, &special);
    let mut add = |field: &str, value: String| values.push((field.to_owned(), value));
    add("IsAllDay", node.get("startTime").is_none().to_string());
    for (element, field) in [("startTime", "StartTimeInMinutes"), ("endTime", "EndTimeInMinutes")] {
        if let Some(minutes) = node.get(element).and_then(minutes) {
            add(field, minutes.to_string());
        }
    }
    let days = node.all("recurrenceDayOfTheWeek");
    let mask: i32 =
        days.filter_map(|day| WEEKDAYS.iter().position(|d| *d == day.text.trim())).map(|day| 1 << day).sum();
    if mask > 0 {
        add("RecurrenceDayOfWeekMask", mask.to_string());
    }
    Holiday { values, hours: node.all("businessHours").map(|hours| hours.text.trim().to_owned()).collect() }
}

/// The children of an element as fields, but for some.
fn values(node: &Node, renamed: &[(&str, &str)], special: &[&str]) -> Values {
    let plain = node.children.iter().filter(|child| !special.contains(&child.name.as_str()));
    let value = |child: &Node| {
        let text = child.text.trim();
        let field = match renamed.iter().find(|(element, _)| *element == child.name) {
            Some((_, field)) => (*field).to_owned(),
            None => {
                let (first, rest) = child.name.split_at_checked(1)?;
                first.to_ascii_uppercase() + rest
            }
        };
        (!text.is_empty()).then(|| (field, text.to_owned()))
    };
    plain.filter_map(value).collect()
}

/// `09:30:00.000Z` in minutes of the day.
fn minutes(time: &str) -> Option<i32> {
    let mut parts = time.split(':');
    let (hour, minute) = (parts.next()?.parse::<i32>().ok()?, parts.next()?.parse::<i32>().ok()?);
    Some(hour * 60 + minute)
}
