//! Date literals as ranges of days.

use crate::hir::DateLiteral;
use crate::value::Date;

/// The days of a literal, the last one excluded. `today` is the user's; `fiscal` the month in which a fiscal year begins.
pub fn days(literal: DateLiteral, today: Date, fiscal: i32) -> (Date, Date) {
    use DateLiteral::*;
    let day = |n: i32| (today.add_days(n), today.add_days(n + 1));
    let span = |from: i32, to: i32| (today.add_days(from), today.add_days(to));
    let weeks = |from: i32, to: i32| {
        let start = today.to_start_of_week();
        (start.add_days(7 * from), start.add_days(7 * to))
    };
    let months = |from: i32, to: i32| {
        let start = today.to_start_of_month();
        (start.add_months(from), start.add_months(to))
    };
    // Months since the period began: of a calendar or fiscal quarter (3) or year (12).
    let periods = |length: i32, first: i32, from: i32, to: i32| {
        let into = (today.month() - first).rem_euclid(12) % length;
        let start = today.to_start_of_month().add_months(-into);
        (start.add_months(length * from), start.add_months(length * to))
    };
    let quarters = |from: i32, to: i32| periods(3, 1, from, to);
    let years = |from: i32, to: i32| periods(12, 1, from, to);
    let fiscal_quarters = |from: i32, to: i32| periods(3, fiscal, from, to);
    let fiscal_years = |from: i32, to: i32| periods(12, fiscal, from, to);
    match literal {
        Yesterday => day(-1),
        Today => day(0),
        Tomorrow => day(1),
        NDaysAgo(n) => day(-n),
        // The past includes today, the future does not.
        Last90Days => span(-90, 1),
        Next90Days => span(1, 91),
        LastNDays(n) => span(-n, 1),
        NextNDays(n) => span(1, n + 1),
        LastWeek => weeks(-1, 0),
        ThisWeek => weeks(0, 1),
        NextWeek => weeks(1, 2),
        LastNWeeks(n) => weeks(-n, 0),
        NextNWeeks(n) => weeks(1, n + 1),
        NWeeksAgo(n) => weeks(-n, 1 - n),
        LastMonth => months(-1, 0),
        ThisMonth => months(0, 1),
        NextMonth => months(1, 2),
        LastNMonths(n) => months(-n, 0),
        NextNMonths(n) => months(1, n + 1),
        NMonthsAgo(n) => months(-n, 1 - n),
        ThisQuarter => quarters(0, 1),
        LastQuarter => quarters(-1, 0),
        NextQuarter => quarters(1, 2),
        LastNQuarters(n) => quarters(-n, 0),
        NextNQuarters(n) => quarters(1, n + 1),
        NQuartersAgo(n) => quarters(-n, 1 - n),
        ThisYear => years(0, 1),
        LastYear => years(-1, 0),
        NextYear => years(1, 2),
        LastNYears(n) => years(-n, 0),
        NextNYears(n) => years(1, n + 1),
        NYearsAgo(n) => years(-n, 1 - n),
        ThisFiscalQuarter => fiscal_quarters(0, 1),
        LastFiscalQuarter => fiscal_quarters(-1, 0),
        NextFiscalQuarter => fiscal_quarters(1, 2),
        LastNFiscalQuarters(n) => fiscal_quarters(-n, 0),
        NextNFiscalQuarters(n) => fiscal_quarters(1, n + 1),
        NFiscalQuartersAgo(n) => fiscal_quarters(-n, 1 - n),
        ThisFiscalYear => fiscal_years(0, 1),
        LastFiscalYear => fiscal_years(-1, 0),
        NextFiscalYear => fiscal_years(1, 2),
        LastNFiscalYears(n) => fiscal_years(-n, 0),
        NextNFiscalYears(n) => fiscal_years(1, n + 1),
        NFiscalYearsAgo(n) => fiscal_years(-n, 1 - n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_where_the_platform_ends_them() {
        let today = Date::new(2026, 5, 13); // a Wednesday
        let range = |literal, fiscal| {
            let (from, to) = days(literal, today, fiscal);
            format!("{} {}", from.to_iso(), to.to_iso())
        };
        assert_eq!(range(DateLiteral::Today, 1), "2026-05-13 2026-05-14");
        assert_eq!(range(DateLiteral::LastNDays(7), 1), "2026-05-06 2026-05-14");
        assert_eq!(range(DateLiteral::NextNDays(7), 1), "2026-05-14 2026-05-21");
        assert_eq!(range(DateLiteral::ThisWeek, 1), "2026-05-10 2026-05-17");
        assert_eq!(range(DateLiteral::LastNMonths(2), 1), "2026-03-01 2026-05-01");
        assert_eq!(range(DateLiteral::ThisQuarter, 1), "2026-04-01 2026-07-01");
        assert_eq!(range(DateLiteral::NYearsAgo(1), 1), "2025-01-01 2026-01-01");
        assert_eq!(range(DateLiteral::ThisFiscalYear, 7), "2025-07-01 2026-07-01");
        assert_eq!(range(DateLiteral::ThisFiscalQuarter, 2), "2026-05-01 2026-08-01");
    }
}
