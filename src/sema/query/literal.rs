//! Values in queries: numbers, dates, date literals.

use std::sync::Arc;

use crate::hir::{DateLiteral, Operand};
use crate::syntax::ast::{QueryDate, QueryDateTime, QueryValueKind};

/// A number as written.
pub(crate) fn number_text(kind: &QueryValueKind) -> Option<Arc<str>> {
    match kind {
        QueryValueKind::Integer(n) => Some(n.to_string().into()),
        QueryValueKind::Decimal(text) => Some((&**text).into()),
        QueryValueKind::Currency { amount, .. } => Some((&**amount).into()),
        _ => None,
    }
}

/// Days since 1970.
pub(crate) fn days(date: QueryDate) -> i32 {
    // Counting years from March puts the leap day at the end.
    let year = i32::from(date.year) - i32::from(date.month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = (i32::from(date.month) + 9) % 12;
    let of_year = (153 * month + 2) / 5 + i32::from(date.day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Milliseconds since 1970, UTC.
pub(crate) fn millis(at: QueryDateTime) -> i64 {
    let minutes = i64::from(at.hour) * 60 + i64::from(at.minute) - i64::from(at.offset_minutes);
    let seconds = i64::from(days(at.date)) * 86_400 + minutes * 60 + i64::from(at.second);
    seconds * 1000 + i64::from(at.millis)
}

/// A literal that needs no schema; none for binds, lists, sub-queries and unknown date literals.
pub(crate) fn operand(kind: &QueryValueKind) -> Option<Operand> {
    Some(match kind {
        QueryValueKind::Null => Operand::Null,
        QueryValueKind::Bool(b) => Operand::Boolean(*b),
        QueryValueKind::String(text) => Operand::String((&**text).into()),
        QueryValueKind::Date(date) => Operand::Date(days(*date)),
        QueryValueKind::DateTime(at) => Operand::Datetime(millis(*at)),
        QueryValueKind::DateLiteral { name, n } => Operand::Literal(date_literal(name.sym.as_str(), *n)?),
        QueryValueKind::Integer(_) | QueryValueKind::Decimal(_) | QueryValueKind::Currency { .. } => {
            Operand::Number(number_text(kind)?)
        }
        QueryValueKind::Bind(_) | QueryValueKind::List(_) | QueryValueKind::SubQuery(_) => return None,
    })
}

fn date_literal(name: &str, n: Option<i64>) -> Option<DateLiteral> {
    use DateLiteral::*;
    let n = match n {
        Some(n) => Some(i32::try_from(n).ok()?),
        None => None,
    };
    Some(match (name, n) {
        ("yesterday", None) => Yesterday,
        ("today", None) => Today,
        ("tomorrow", None) => Tomorrow,
        ("last_week", None) => LastWeek,
        ("this_week", None) => ThisWeek,
        ("next_week", None) => NextWeek,
        ("last_month", None) => LastMonth,
        ("this_month", None) => ThisMonth,
        ("next_month", None) => NextMonth,
        ("last_90_days", None) => Last90Days,
        ("next_90_days", None) => Next90Days,
        ("last_n_days", Some(n)) => LastNDays(n),
        ("next_n_days", Some(n)) => NextNDays(n),
        ("n_days_ago", Some(n)) => NDaysAgo(n),
        ("last_n_weeks", Some(n)) => LastNWeeks(n),
        ("next_n_weeks", Some(n)) => NextNWeeks(n),
        ("n_weeks_ago", Some(n)) => NWeeksAgo(n),
        ("last_n_months", Some(n)) => LastNMonths(n),
        ("next_n_months", Some(n)) => NextNMonths(n),
        ("n_months_ago", Some(n)) => NMonthsAgo(n),
        ("this_quarter", None) => ThisQuarter,
        ("last_quarter", None) => LastQuarter,
        ("next_quarter", None) => NextQuarter,
        ("last_n_quarters", Some(n)) => LastNQuarters(n),
        ("next_n_quarters", Some(n)) => NextNQuarters(n),
        ("n_quarters_ago", Some(n)) => NQuartersAgo(n),
        ("this_year", None) => ThisYear,
        ("last_year", None) => LastYear,
        ("next_year", None) => NextYear,
        ("last_n_years", Some(n)) => LastNYears(n),
        ("next_n_years", Some(n)) => NextNYears(n),
        ("n_years_ago", Some(n)) => NYearsAgo(n),
        ("this_fiscal_quarter", None) => ThisFiscalQuarter,
        ("last_fiscal_quarter", None) => LastFiscalQuarter,
        ("next_fiscal_quarter", None) => NextFiscalQuarter,
        ("last_n_fiscal_quarters", Some(n)) => LastNFiscalQuarters(n),
        ("next_n_fiscal_quarters", Some(n)) => NextNFiscalQuarters(n),
        ("n_fiscal_quarters_ago", Some(n)) => NFiscalQuartersAgo(n),
        ("this_fiscal_year", None) => ThisFiscalYear,
        ("last_fiscal_year", None) => LastFiscalYear,
        ("next_fiscal_year", None) => NextFiscalYear,
        ("last_n_fiscal_years", Some(n)) => LastNFiscalYears(n),
        ("next_n_fiscal_years", Some(n)) => NextNFiscalYears(n),
        ("n_fiscal_years_ago", Some(n)) => NFiscalYearsAgo(n),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        let date = |year, month, day| days(QueryDate { year, month, day });
        assert_eq!(date(1970, 1, 1), 0);
        assert_eq!(date(2000, 3, 1), 11_017);
        assert_eq!(date(1969, 12, 31), -1);
        assert_eq!(date(2024, 2, 29), 19_782);
    }
}
