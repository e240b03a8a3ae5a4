//! Tests of `Datetime`, its zones and patterns; the tables are what an org in
//! en_US and America/Los_Angeles answered.

use super::*;
use crate::value::locale::EN_US;

fn gmt(parts: [i32; 6]) -> Datetime {
    Datetime::from_parts(parts, &Zone::gmt())
}

fn pacific() -> Zone {
    Zone::get("America/Los_Angeles")
}

#[test]
fn patterns() {
    let days = [[2024, 2, 29, 0, 5, 6], [2026, 12, 31, 23, 59, 59], [2026, 1, 1, 12, 34, 56]].map(gmt);
    for (pattern, texts) in [
        ("yyyy-MM-dd HH:mm:ss", ["2024-02-29 00:05:06", "2026-12-31 23:59:59", "2026-01-01 12:34:56"]),
        ("y yy yyy yyyy", ["2024 24 2024 2024", "2026 26 2026 2026", "2026 26 2026 2026"]),
        ("Y YY YYYY", ["2024 24 2024", "2027 27 2027", "2026 26 2026"]),
        (
            "M MM MMM MMMM MMMMM",
            ["2 02 Feb February February", "12 12 Dec December December", "1 01 Jan January January"],
        ),
        ("LLLL", ["February", "December", "January"]),
        ("d dd ddd", ["29 29 029", "31 31 031", "1 01 001"]),
        ("D DD DDD", ["60 60 060", "365 365 365", "1 01 001"]),
        ("E EEE EEEE", ["Thu Thu Thursday", "Thu Thu Thursday", "Thu Thu Thursday"]),
        ("u", ["4", "4", "4"]),
        ("w ww", ["9 09", "1 01", "1 01"]),
        ("W", ["5", "5", "1"]),
        ("F", ["5", "5", "1"]),
        ("G GG GGGG", ["AD AD AD", "AD AD AD", "AD AD AD"]),
        ("H HH HHH", ["0 00 000", "23 23 023", "12 12 012"]),
        ("k kk", ["24 24", "23 23", "12 12"]),
        ("h hh", ["12 12", "11 11", "12 12"]),
        ("K KK", ["0 00", "11 11", "0 00"]),
        ("m mm mmm", ["5 05 005", "59 59 059", "34 34 034"]),
        ("s ss sss", ["6 06 006", "59 59 059", "56 56 056"]),
        ("S SS SSS SSSS", ["0 00 000 0000", "0 00 000 0000", "0 00 000 0000"]),
        ("a", ["AM", "PM", "PM"]),
        ("z zzzz", ["GMT Greenwich Mean Time"; 3]),
        ("Z ZZ ZZZ", ["+0000 +0000 +0000"; 3]),
        ("X XX XXX", ["Z Z Z"; 3]),
        ("yyyy-MM-dd'T'HH:mm:ss'Z'", ["2024-02-29T00:05:06Z", "2026-12-31T23:59:59Z", "2026-01-01T12:34:56Z"]),
        ("'quoted' yyyy", ["quoted 2024", "quoted 2026", "quoted 2026"]),
        ("'' yyyy", ["' 2024", "' 2026", "' 2026"]),
        ("'it''s' yy", ["it's 24", "it's 26", "it's 26"]),
        ("", ["", "", ""]),
    ] {
        for (day, text) in days.iter().zip(texts) {
            assert_eq!(day.format(pattern, &Zone::gmt()).unwrap(), text, "{pattern}");
        }
    }
    for pattern in ["yyyy 'unterminated", "Q", "XXXX"] {
        let error = days[0].format(pattern, &Zone::gmt()).unwrap_err();
        assert_eq!(error.to_string(), format!("Unrecognized format: {pattern}"));
    }
    assert_eq!(days[0].format("X XX XXX", &pacific()).unwrap(), "-08 -0800 -08:00");
    assert_eq!(days[0].format("z zzzz", &Zone::get("UTC")).unwrap(), "UTC Coordinated Universal Time");
    assert_eq!(days[0].format("H", &Zone::get("UTC-02:00")).unwrap(), "0", "no such zone: GMT");
}

#[test]
fn a_users_view() {
    let dt = gmt([2026, 7, 1, 0, 30, 45]);
    let zone = pacific();
    assert_eq!(EN_US.long_moment(dt, &zone), "6/30/2026, 5:30:45 PM PDT");
    assert_eq!(EN_US.moment(dt, &zone), "6/30/2026, 5:30 PM");
    assert_eq!((dt.date_gmt().to_iso(), dt.date(&zone).to_iso()), ("2026-07-01".into(), "2026-06-30".into()));
    assert_eq!((dt.time(&zone).hour(), dt.time_gmt().hour()), (17, 0));
    assert_eq!((dt.date(&zone).day_of_year(), dt.date_gmt().day_of_year()), (181, 182));
    assert_eq!(dt.to_string(), "2026-07-01 00:30:45");
    assert_eq!(dt.to_text(&zone), "2026-06-30 17:30:45");
    assert_eq!(dt.to_iso(), "2026-07-01T00:30:45.000Z");
    assert_eq!(gmt([2007, 6, 23, 3, 3, 3]).ms(), 1_182_567_783_000);
}

#[test]
fn reading() {
    let zone = pacific();
    for (text, read) in [
        ("2026-01-01 12:34:56", "2026-01-01 20:34:56"),
        ("2026-05-02 05:00:00Z", "2026-05-02 12:00:00"),
        ("2026-05-02 07:00:00+02:00", "2026-05-02 14:00:00"),
        ("2026-05-02 5:0:0", "2026-05-02 12:00:00"),
        ("2026-05-02 01:02:03-7", "2026-05-02 08:02:03"),
        ("2026-05-02 01:02:030", "2026-05-02 08:02:30"),
        ("2010-01-01 1:1:1-7", "2010-01-01 09:01:01"),
    ] {
        assert_eq!(Datetime::value_of(text, &zone).unwrap().to_string(), read);
    }
    for (text, read) in [
        ("2026-05-02 07:00:00+02:00", "2026-05-02 07:00:00"),
        ("2010-13-01 1:1:1", "2011-01-01 01:01:01"),
        ("2024-02-29 25:00:00", "2024-03-01 01:00:00"),
    ] {
        assert_eq!(Datetime::value_of(text, &Zone::gmt()).unwrap().to_string(), read);
    }
    for text in ["", "2024-02-29", "01/02/2026", " 2026-01-01 ", "2026-05-02T05:00:00Z"] {
        let complaint = format!("Invalid date/time: {text}");
        assert_eq!(Datetime::value_of(text, &zone).unwrap_err().to_string(), complaint);
        assert_eq!(Datetime::parse_us(text, &zone).unwrap_err().to_string(), complaint);
    }
    assert_eq!(Datetime::parse_us("1/2/2026, 3:04 PM", &zone).unwrap().to_string(), "2026-01-02 23:04:00");
    assert_eq!(Datetime::parse_us("10/14/2011 11:46 AM", &zone).unwrap().to_string(), "2011-10-14 18:46:00");
    for (text, read) in [
        ("2026-08-02T10:00:00.000Z", Some("2026-08-02T10:00:00.000Z")),
        ("2026-08-02T10:00:00.5+0200", Some("2026-08-02T08:00:00.500Z")),
        ("2026-08-02T10:00:00-05:30", Some("2026-08-02T15:30:00.000Z")),
        ("2026-08-02T10:00", Some("2026-08-02T10:00:00.000Z")),
        ("2026-08-02", None),
        ("2026-13-02T10:00:00Z", None),
    ] {
        assert_eq!(Datetime::parse_iso(text).map(Datetime::to_iso).as_deref(), read);
    }
}

#[test]
fn zones() {
    let (winter, summer) = (gmt([2026, 1, 1, 12, 0, 0]), gmt([2026, 7, 1, 12, 0, 0]));
    let (before, change) = (gmt([2026, 3, 8, 9, 59, 59]), gmt([2026, 3, 8, 10, 0, 0]));
    for (id, name, offsets) in [
        ("UTC", "(GMT+00:00) Coordinated Universal Time (UTC)", [0; 4]),
        ("GMT", "(GMT+00:00) Greenwich Mean Time (GMT)", [0; 4]),
        (
            "America/Los_Angeles",
            "(GMT-07:00) Pacific Daylight Time (America/Los_Angeles)",
            [-28_800_000, -25_200_000, -28_800_000, -25_200_000],
        ),
        (
            "America/New_York",
            "(GMT-04:00) Eastern Daylight Time (America/New_York)",
            [-18_000_000, -14_400_000, -14_400_000, -14_400_000],
        ),
        ("America/Phoenix", "(GMT-07:00) Mountain Standard Time (America/Phoenix)", [-25_200_000; 4]),
        ("Europe/London", "(GMT+01:00) British Summer Time (Europe/London)", [0, 3_600_000, 0, 0]),
        (
            "Europe/Berlin",
            "(GMT+02:00) Central European Summer Time (Europe/Berlin)",
            [3_600_000, 7_200_000, 3_600_000, 3_600_000],
        ),
        (
            "Australia/Sydney",
            "(GMT+10:00) Australian Eastern Standard Time (Australia/Sydney)",
            [39_600_000, 36_000_000, 39_600_000, 39_600_000],
        ),
        ("Asia/Kolkata", "(GMT+05:30) India Standard Time (Asia/Kolkata)", [19_800_000; 4]),
        ("Asia/Tokyo", "(GMT+09:00) Japan Standard Time (Asia/Tokyo)", [32_400_000; 4]),
        ("GMT+05:30", "(GMT+05:30) Pacific Standard Time (GMT+05:30)", [19_800_000; 4]),
        ("GMT+14:01", "(GMT+14:01) Pacific Standard Time (GMT+14:01)", [50_460_000; 4]),
        ("Etc/UTC", "(GMT+00:00) Coordinated Universal Time (Etc/UTC)", [0; 4]),
    ] {
        let zone = Zone::get(id);
        assert_eq!((zone.id(), zone.display_name(summer).as_str()), (id, name));
        assert_eq!([winter, summer, before, change].map(|at| zone.offset_ms(at)), offsets, "{id}");
    }
    assert_eq!(Zone::get("GMT-0800").id(), "GMT-08:00");
    assert_eq!(Zone::get("US/Pacific").display_name(summer), "(GMT-07:00) Pacific Daylight Time (US/Pacific)");
    for id in ["Bogus/Zone", " UTC", "GMT+05:3", "UTC-02:00", "gmt", "utc", "Z"] {
        assert_eq!(Zone::get(id).id(), "GMT", "{id}");
    }
}

#[test]
fn clocks_that_skip_or_repeat_an_hour() {
    let zone = pacific();
    let at = |parts| Datetime::from_parts(parts, &zone).to_text(&zone);
    assert_eq!(at([2026, 3, 8, 1, 59, 59]), "2026-03-08 01:59:59");
    assert_eq!(at([2026, 3, 8, 2, 30, 0]), "2026-03-08 03:30:00");
    assert_eq!(at([2026, 3, 8, 3, 30, 0]), "2026-03-08 03:30:00");
    let repeated = Datetime::from_parts([2026, 11, 1, 1, 30, 0], &zone);
    assert_eq!(repeated.to_string(), "2026-11-01 09:30:00", "the second time, on standard time");
    assert_eq!(gmt([2024, 1, 31, 10, 0, 0]).add_months(1).to_string(), "2024-02-29 10:00:00");
    assert_eq!(gmt([2024, 1, 31, 10, 0, 0]).add_days(-31).to_string(), "2023-12-31 10:00:00");
    assert_eq!(Datetime::from_ms(-1).whole_seconds().ms(), -1000);
    // Far outside the tz database's years nothing breaks.
    assert_eq!(Datetime::from_ms(i64::MAX).date(&zone).month(), Datetime::from_ms(i64::MAX).date_gmt().month());
}
