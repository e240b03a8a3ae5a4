//! The library held to what the JDK answers: `tests/data` says how the rows came to be.

use std::path::Path;

use super::values::{call, interp, text};
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::value::{Date, Datetime, Decimal, List, RoundingMode, Str, Value, Zone};

/// One row of a file of expected values.
pub(super) struct Row(Vec<Option<String>>);

impl Row {
    pub fn kind(&self) -> &str {
        self.text(0)
    }

    /// A field; panics where it is null.
    pub fn text(&self, at: usize) -> &str {
        self.maybe(at).unwrap_or_else(|| panic!("field {at} of {:?}", self.0))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn maybe(&self, at: usize) -> Option<&str> {
        self.0.get(at).and_then(|field| field.as_deref())
    }

    fn number<T: std::str::FromStr>(&self, at: usize) -> T {
        self.text(at).parse().unwrap_or_else(|_| panic!("field {at} of {:?} is no number", self.0))
    }
}

/// The rows of a file.
pub(super) fn rows_of(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let content = std::fs::read_to_string(path).expect("the data are there");
    content.split_terminator('\n').map(|line| Row(line.split('\t').map(unescaped).collect())).collect()
}

fn unescaped(field: &str) -> Option<String> {
    let mut out = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                't' => out.push('\t'),
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                '0' => return None,
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
    Some(out)
}

/// What differs, with the row that says so.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn check(&mut self, row: &Row, what: &str, found: impl ToString, expected: &str) {
        let found = found.to_string();
        if found != expected {
            self.0.push(format!("{what} of {:?}: {found} instead of {expected}", row.0));
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{}:\n{}", self.0.len(), self.0[..self.0.len().min(40)].join("\n"));
    }
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|_| panic!("{text} is a number"))
}

/// Java's order of the modes.
const MODES: [RoundingMode; 8] = [
    RoundingMode::Up,
    RoundingMode::Down,
    RoundingMode::Ceiling,
    RoundingMode::Floor,
    RoundingMode::HalfUp,
    RoundingMode::HalfDown,
    RoundingMode::HalfEven,
    RoundingMode::Unnecessary,
];

#[test]
fn decimals_calculate_as_big_decimals() {
    let mut faults = Faults::default();
    for row in rows_of("decimal.tsv") {
        let a = decimal(row.text(1));
        match row.kind() {
            "one" => {
                faults.check(&row, "abs", a.abs().to_plain_string(), row.text(2));
                faults.check(&row, "negate", a.negate().to_plain_string(), row.text(3));
                faults.check(&row, "precision", a.precision(), row.text(4));
                faults.check(&row, "scale", a.scale(), row.text(5));
                faults.check(&row, "strip", a.strip_trailing_zeros().to_plain_string(), row.text(6));
                faults.check(&row, "int", a.int_value(), row.text(7));
                faults.check(&row, "long", a.long_value(), row.text(8));
                let double: f64 = row.number(9);
                faults.check(&row, "double", a.double_value(), &double.to_string());
                faults.check(&row, "plain", a.to_plain_string(), row.text(1));
            }
            "two" => {
                let b = decimal(row.text(2));
                faults.check(&row, "sum", a.add(&b).to_plain_string(), row.text(3));
                faults.check(&row, "difference", a.sub(&b).to_plain_string(), row.text(4));
                faults.check(&row, "product", a.mul(&b).to_plain_string(), row.text(5));
                faults.check(&row, "order", a.cmp_value(&b) as i32, row.text(6));
            }
            "divide" => {
                let b = decimal(row.text(2));
                for (at, mode) in MODES.into_iter().take(7).enumerate() {
                    let found = a.divide(&b, row.number(3), mode).map(|d| d.to_plain_string());
                    faults.check(&row, mode.name(), found.unwrap_or_default(), row.text(4 + at));
                }
            }
            "scale" => {
                for (at, mode) in MODES.into_iter().enumerate() {
                    let found = a.set_scale(row.number(2), mode).ok().map(|d| d.to_plain_string());
                    faults.check(&row, mode.name(), format!("{found:?}"), &format!("{:?}", row.maybe(3 + at)));
                }
            }
            "round" => {
                for (at, mode) in MODES.into_iter().take(7).enumerate() {
                    let found = a.round(mode).map(|n| n.to_string()).unwrap_or_default();
                    faults.check(&row, mode.name(), found, row.text(2 + at));
                }
            }
            "pow" => {
                let found = a.pow(row.number(2)).map(|d| d.to_plain_string()).unwrap_or_default();
                faults.check(&row, "power", found, row.text(3));
            }
            kind => panic!("a row of kind {kind}"),
        }
    }
    faults.none();
}

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap_or_else(|| panic!("{text} is a day"))
}

#[test]
fn dates_move_as_in_java_time() {
    let mut faults = Faults::default();
    for row in rows_of("date.tsv") {
        let d = day(row.text(1));
        match row.kind() {
            "day" => {
                faults.check(&row, "dayOfYear", d.day_of_year(), row.text(2));
                faults.check(&row, "daysInMonth", Date::days_in_month(d.year(), d.month()), row.text(3));
                faults.check(&row, "isLeapYear", Date::is_leap_year(d.year()), row.text(4));
                faults.check(&row, "toStartOfMonth", d.to_start_of_month().to_iso(), row.text(5));
                faults.check(&row, "toStartOfWeek", d.to_start_of_week().to_iso(), row.text(6));
            }
            "add" => {
                let amount: i32 = row.number(2);
                faults.check(&row, "addDays", d.add_days(amount).to_iso(), row.text(3));
                faults.check(&row, "addMonths", d.add_months(amount).to_iso(), row.text(4));
                faults.check(&row, "addYears", d.add_years(amount / 10).to_iso(), row.text(5));
            }
            "between" => {
                let other = day(row.text(2));
                faults.check(&row, "daysBetween", d.days_between(other), row.text(3));
                faults.check(&row, "monthsBetween", d.months_between(other), row.text(4));
            }
            kind => panic!("a row of kind {kind}"),
        }
    }
    faults.none();
}

#[test]
fn moments_are_written_and_placed_as_in_java() {
    let mut faults = Faults::default();
    for row in rows_of("datetime.tsv") {
        match row.kind() {
            "format" => {
                let moment = Datetime::from_ms(row.number(1));
                let found = moment.format(row.text(3), &Zone::get(row.text(2)));
                faults.check(&row, "format", found.unwrap_or_else(|e| e.to_string()), row.text(4));
            }
            "offset" => {
                let moment = Datetime::from_ms(row.number(1));
                faults.check(&row, "offset", Zone::get(row.text(2)).offset_ms(moment), row.text(3));
            }
            "local" => {
                let (date, time) = row.text(2).split_once('T').expect("a day and a time");
                let date = day(date);
                let parts: Vec<i32> = time.split(':').map(|n| n.parse().expect("a number")).collect();
                let second = parts.get(2).copied().unwrap_or(0);
                let parts = [date.year(), date.month(), date.day(), parts[0], parts[1], second];
                let found = Datetime::from_parts(parts, &Zone::get(row.text(1)));
                faults.check(&row, "moment", found.ms(), row.text(3));
            }
            kind => panic!("a row of kind {kind}"),
        }
    }
    faults.none();
}

#[test]
fn numbers_are_written_and_read_as_in_java() {
    let mut faults = Faults::default();
    for row in rows_of("number.tsv") {
        match row.kind() {
            "double" => {
                let n = f64::from_bits(row.number::<i64>(1) as u64);
                faults.check(&row, "text", crate::value::double::to_text(n), row.text(2));
            }
            "parse" => {
                let read = |n: Option<String>| format!("{n:?}");
                let integer = crate::value::double::parse_integer(row.text(1)).ok().map(|n| n.to_string());
                let long = crate::value::double::parse_long(row.text(1)).ok().map(|n| n.to_string());
                faults.check(&row, "Integer", read(integer), &format!("{:?}", row.maybe(2)));
                faults.check(&row, "Long", read(long), &format!("{:?}", row.maybe(3)));
            }
            kind => panic!("a row of kind {kind}"),
        }
    }
    faults.none();
}

#[test]
fn patterns_of_messages_are_filled_as_in_java() {
    let mut cx = interp();
    let mut faults = Faults::default();
    // Exceptions need a program: the pages have those.
    for row in rows_of("message_format.tsv").iter().filter(|row| row.maybe(2).is_some()) {
        let arguments = Value::list(List::from_values(TypeId::OBJECT, vec![Value::string("A"), Value::string("B")]));
        let args = [Value::string(row.text(1)), arguments];
        let found = call(&mut cx, "String", "static String format(", &args);
        faults.check(row, "format", text(&mut cx, &found), row.text(2));
    }
    faults.none();
}

/// What a row of `String` answers, as text.
fn answer(cx: &mut Interp, signature: &str, args: &[&str]) -> String {
    let args: Vec<Value> = args
        .iter()
        .map(|a| match a.strip_prefix('#') {
            Some(number) => Value::Integer(number.parse().expect("a number")),
            None => Value::String(Str::new(a)),
        })
        .collect();
    let value = call(cx, "String", signature, &args);
    text(cx, &value)
}

#[test]
fn texts_are_searched_and_changed_as_in_java() {
    let mut cx = interp();
    let cx = &mut cx;
    let mut faults = Faults::default();
    for row in rows_of("string.tsv") {
        let s = row.text(1);
        match row.kind() {
            "hash" => faults.check(&row, "hash", answer(cx, "Integer hashCode()", &[s]), row.text(2)),
            "case" => {
                faults.check(&row, "lower", answer(cx, "String toLowerCase()", &[s]), row.text(2));
                faults.check(&row, "upper", answer(cx, "String toUpperCase()", &[s]), row.text(3));
            }
            "trim" => faults.check(&row, "trim", answer(cx, "String trim()", &[s]), row.text(2)),
            "search" => {
                let part = row.text(2);
                faults.check(&row, "indexOf", answer(cx, "Integer indexOf(String part)", &[s, part]), row.text(3));
                let last = answer(cx, "Integer lastIndexOf(String part)", &[s, part]);
                faults.check(&row, "lastIndexOf", last, row.text(4));
                faults.check(&row, "contains", answer(cx, "Boolean contains(String", &[s, part]), row.text(5));
                faults.check(&row, "startsWith", answer(cx, "Boolean startsWith(String", &[s, part]), row.text(6));
                faults.check(&row, "endsWith", answer(cx, "Boolean endsWith(String", &[s, part]), row.text(7));
                faults.check(&row, "compareTo", answer(cx, "Integer compareTo(String", &[s, part]), row.text(8));
                faults.check(&row, "replace", answer(cx, "String replace(String", &[s, part, "-"]), row.text(9));
            }
            "from" => {
                let from = format!("#{}", row.text(3));
                let args = [s, row.text(2), &from];
                faults.check(&row, "indexOf", answer(cx, "Integer indexOf(String part, Integer", &args), row.text(4));
                let last = answer(cx, "Integer lastIndexOf(String part, Integer", &args);
                faults.check(&row, "lastIndexOf", last, row.text(5));
            }
            kind => panic!("a row of kind {kind}"),
        }
    }
    faults.none();
}
