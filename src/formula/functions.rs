//! The functions: names, parameters, results. Those whose types depend on each other are checked in `check`.

use super::Type::{self, *};

macro_rules! functions {
    ($($func:ident),* $(,)?) => {
        /// A function that is computed from the values of its arguments.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Func { $($func),* }
    };
}

functions! {
    Abs, Acos, Asin, Atan, Atan2, Ceiling, Cos, CurrencyRate, Exp, Floor, Ln, Log, MCeiling, MFloor, MRound, Max, Min, Mod,
    Pi, Power, Round, Sin, Sqrt, Tan, Trunc, Value, Distance,
    Ascii, Begins, Br, CaseSafeId, Char, Contains, Find, HtmlEncode, Hyperlink, Image, Includes, Initcap, IsNumber, IsPickVal,
    JsEncode, Left, Len, Lower, Lpad, Merge, Mid, PicklistCount, Regex, Reverse, Right, Rpad, Substitute, Text, Trim, Upper,
    UrlEncode,
    AddMonths, Date, DateValue, DatetimeValue, Day, DayOfYear, FormatDuration, FromUnixTime, Hour, IsoWeek, IsoYear,
    Millisecond, Minute, Month, Now, Second, TimeNow, TimeValue, Today, UnixTimestamp, Weekday, Year,
}

/// What a function takes and gives.
pub struct Signature {
    pub name: &'static str,
    pub func: Func,
    /// What each parameter may be; the last serves all further ones.
    pub params: &'static [&'static [Type]],
    pub least: usize,
    pub most: usize,
    pub result: Type,
}

const fn of(
    name: &'static str,
    func: Func,
    params: &'static [&'static [Type]],
    (least, most): (usize, usize),
    result: Type,
) -> Signature {
    Signature { name, func, params, least, most, result }
}

const N: &[Type] = &[Number];
const T: &[Type] = &[Text];
const D: &[Type] = &[Date];
const DAYS: &[Type] = &[Date, Datetime];
const C: &[Type] = &[Time];
const P: &[Type] = &[Picklist];
const M: &[Type] = &[MultiPicklist];
const L: &[Type] = &[Location];
const ANY: &[Type] = &[];
const MANY: usize = 1000;

#[rustfmt::skip]
pub const SIGNATURES: &[Signature] = &[
    of("ABS", Func::Abs, &[N], (1, 1), Number),
    of("ACOS", Func::Acos, &[N], (1, 1), Number),
    of("ADDMONTHS", Func::AddMonths, &[DAYS, N], (2, 2), Date),
    of("ASCII", Func::Ascii, &[T], (1, 1), Number),
    of("ASIN", Func::Asin, &[N], (1, 1), Number),
    of("ATAN", Func::Atan, &[N], (1, 1), Number),
    of("ATAN2", Func::Atan2, &[N], (2, 2), Number),
    of("BEGINS", Func::Begins, &[T], (2, 2), Boolean),
    of("BR", Func::Br, &[], (0, 0), Text),
    of("CASESAFEID", Func::CaseSafeId, &[T], (1, 1), Text),
    of("CEILING", Func::Ceiling, &[N], (1, 1), Number),
    of("CHR", Func::Char, &[N], (1, 1), Text),
    of("CONTAINS", Func::Contains, &[T], (2, 2), Boolean),
    of("COS", Func::Cos, &[N], (1, 1), Number),
    of("CURRENCYRATE", Func::CurrencyRate, &[T], (1, 1), Number),
    of("DATE", Func::Date, &[N], (3, 3), Date),
    of("DATETIMEVALUE", Func::DatetimeValue, &[&[Text, Date, Datetime]], (1, 1), Datetime),
    of("DATEVALUE", Func::DateValue, &[&[Text, Date, Datetime]], (1, 1), Date),
    of("DAY", Func::Day, &[D], (1, 1), Number),
    of("DAYOFYEAR", Func::DayOfYear, &[D], (1, 1), Number),
    of("DISTANCE", Func::Distance, &[L, L, T], (3, 3), Number),
    of("EXP", Func::Exp, &[N], (1, 1), Number),
    of("FIND", Func::Find, &[T, T, N], (2, 3), Number),
    of("FLOOR", Func::Floor, &[N], (1, 1), Number),
    of("FORMATDURATION", Func::FormatDuration, &[&[Number, Datetime], &[Boolean, Datetime]], (1, 2), Text),
    of("FROMUNIXTIME", Func::FromUnixTime, &[N], (1, 1), Datetime),
    of("HOUR", Func::Hour, &[C], (1, 1), Number),
    of("HTMLENCODE", Func::HtmlEncode, &[T], (1, 1), Text),
    of("HYPERLINK", Func::Hyperlink, &[T], (2, 3), Text),
    of("IMAGE", Func::Image, &[T, T, N, N], (2, 4), Text),
    of("INCLUDES", Func::Includes, &[M, T], (2, 2), Boolean),
    of("INITCAP", Func::Initcap, &[T], (1, 1), Text),
    of("ISNUMBER", Func::IsNumber, &[T], (1, 1), Boolean),
    of("ISOWEEK", Func::IsoWeek, &[D], (1, 1), Number),
    of("ISOYEAR", Func::IsoYear, &[D], (1, 1), Number),
    of("ISPICKVAL", Func::IsPickVal, &[P, T], (2, 2), Boolean),
    of("JSENCODE", Func::JsEncode, &[T], (1, 1), Text),
    of("LEFT", Func::Left, &[T, N], (2, 2), Text),
    of("LEN", Func::Len, &[T], (1, 1), Number),
    of("LN", Func::Ln, &[N], (1, 1), Number),
    of("LOG", Func::Log, &[N], (1, 1), Number),
    of("LOWER", Func::Lower, &[T], (1, 2), Text),
    of("LPAD", Func::Lpad, &[T, N, T], (2, 3), Text),
    of("MAX", Func::Max, &[N], (1, MANY), Number),
    of("MCEILING", Func::MCeiling, &[N], (1, 1), Number),
    of("$MERGE", Func::Merge, &[ANY], (1, 1), Text),
    of("MFLOOR", Func::MFloor, &[N], (1, 1), Number),
    of("MID", Func::Mid, &[T, N, N], (3, 3), Text),
    of("MILLISECOND", Func::Millisecond, &[C], (1, 1), Number),
    of("MIN", Func::Min, &[N], (1, MANY), Number),
    of("MINUTE", Func::Minute, &[C], (1, 1), Number),
    of("MOD", Func::Mod, &[N], (2, 2), Number),
    of("MONTH", Func::Month, &[D], (1, 1), Number),
    of("MROUND", Func::MRound, &[N], (2, 2), Number),
    of("NOW", Func::Now, &[], (0, 0), Datetime),
    of("PI", Func::Pi, &[], (0, 0), Number),
    of("PICKLISTCOUNT", Func::PicklistCount, &[M], (1, 1), Number),
    of("POWER", Func::Power, &[N], (2, 2), Number),
    of("REGEX", Func::Regex, &[T], (2, 2), Boolean),
    of("REVERSE", Func::Reverse, &[T], (1, 1), Text),
    of("RIGHT", Func::Right, &[T, N], (2, 2), Text),
    of("ROUND", Func::Round, &[N], (2, 2), Number),
    of("RPAD", Func::Rpad, &[T, N, T], (2, 3), Text),
    of("SECOND", Func::Second, &[C], (1, 1), Number),
    of("SIN", Func::Sin, &[N], (1, 1), Number),
    of("SQRT", Func::Sqrt, &[N], (1, 1), Number),
    of("SUBSTITUTE", Func::Substitute, &[T], (3, 3), Text),
    of("TAN", Func::Tan, &[N], (1, 1), Number),
    of("TEXT", Func::Text, &[&[Number, Date, Datetime, Picklist]], (1, 1), Text),
    of("TIMENOW", Func::TimeNow, &[], (0, 0), Time),
    of("TIMEVALUE", Func::TimeValue, &[&[Text, Datetime, Time]], (1, 1), Time),
    of("TODAY", Func::Today, &[], (0, 0), Date),
    of("TRIM", Func::Trim, &[T], (1, 1), Text),
    of("TRUNC", Func::Trunc, &[N], (1, 2), Number),
    of("UNIXTIMESTAMP", Func::UnixTimestamp, &[&[Date, Datetime, Time]], (1, 1), Number),
    of("UPPER", Func::Upper, &[T], (1, 2), Text),
    of("URLENCODE", Func::UrlEncode, &[T], (1, 1), Text),
    of("VALUE", Func::Value, &[T], (1, 1), Number),
    of("WEEKDAY", Func::Weekday, &[D], (1, 1), Number),
    of("YEAR", Func::Year, &[D], (1, 1), Number),
];

/// Finds a function; `name` is in upper case.
pub fn find(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|s| s.name == name)
}
