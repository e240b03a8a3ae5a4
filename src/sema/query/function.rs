//! Functions of queries: aggregates, parts of dates, formats, distances.

use super::Frame;
use super::literal::number_text;
use crate::diag::Span;
use crate::hir::{Aggregate, FieldPath, FieldTarget, Func, Operand};
use crate::schema::FieldType;
use crate::sema::check::Body;
use crate::syntax::ast::{self, FieldExpr, FunctionArg, FunctionCall, QueryValueKind};

impl Body<'_> {
    /// A field or function that is compared, ordered or grouped by.
    pub fn target(&mut self, frame: &Frame, e: &FieldExpr) -> Option<FieldTarget> {
        match e {
            FieldExpr::Field(path) => Some(FieldTarget::Path(self.path(frame, path)?)),
            FieldExpr::Function(call) => self.call_target(frame, call),
        }
    }

    pub fn call_target(&mut self, frame: &Frame, call: &FunctionCall) -> Option<FieldTarget> {
        let name = call.name.sym.as_str();
        if let Some(aggregate) = aggregate(name) {
            if call.args.is_empty() && aggregate == Aggregate::Count {
                return Some(FieldTarget::Aggregate(aggregate, None));
            }
            if let Some(FunctionArg::Call(_)) = call.args.first() {
                let text = self.text(call.name.span).to_owned();
                let message = format!(
                    "nested functional syntax can only be used in the following manner: \
                     date_function(convertTimezone(columnName)): {text}"
                );
                self.error("nested-function", message, call.span);
                return None;
            }
            let path = self.argument_path(frame, call)?;
            self.check_aggregate(aggregate, &path, call.span);
            if matches!(aggregate, Aggregate::Sum | Aggregate::Avg) {
                self.cx.hint_type(path.object, path.field, FieldType::Double);
            }
            return Some(FieldTarget::Aggregate(aggregate, Some(path)));
        }
        match name {
            "grouping" => return Some(FieldTarget::Grouping(self.argument_path(frame, call)?)),
            "distance" => return self.distance(frame, call),
            _ => {}
        }
        let Some(function) = function(name) else {
            let text = self.text(call.name.span).to_owned();
            self.error("unknown-function", format!("Unknown function: {text}"), call.name.span);
            return None;
        };
        // `FORMAT(MIN(CloseDate))`: the aggregate is what counts; the list of selected fields says how it is written.
        if let Some(FunctionArg::Call(inner)) = call.args.first()
            && aggregate_name(inner)
        {
            return self.call_target(frame, inner);
        }
        let path = self.argument_path(frame, call)?;
        if is_date_part(function) {
            self.cx.hint_type(path.object, path.field, FieldType::Datetime);
        }
        Some(FieldTarget::Call(function, path))
    }

    /// The field that a function is about, through nested functions.
    fn argument_path(&mut self, frame: &Frame, call: &FunctionCall) -> Option<FieldPath> {
        match call.args.first() {
            Some(FunctionArg::Field(path)) => self.path(frame, path),
            Some(FunctionArg::Call(inner)) => self.argument_path(frame, inner),
            Some(FunctionArg::Value(_)) | None => {
                let text = self.text(call.name.span).to_owned();
                let message = match (self.dynamic.is_some(), call.args.is_empty()) {
                    (true, true) => format!("unexpected token: '{}'", self.text(call.span)),
                    (true, false) | (false, _) => format!("{text} takes a field"),
                };
                self.error("function-argument", message, call.span);
                None
            }
        }
    }

    /// `DISTANCE(Location__c, GEOLOCATION(37, -122), 'mi')`
    fn distance(&mut self, frame: &Frame, call: &FunctionCall) -> Option<FieldTarget> {
        let path = self.argument_path(frame, call)?;
        let (latitude, longitude) = match call.args.get(1) {
            Some(FunctionArg::Call(place)) => (self.coordinate(place, 0)?, self.coordinate(place, 1)?),
            Some(FunctionArg::Field(_) | FunctionArg::Value(_)) | None => return self.bad_distance(call.span),
        };
        let unit = match call.args.get(2) {
            Some(FunctionArg::Value(value)) => match &value.kind {
                QueryValueKind::String(unit) => unit.to_ascii_lowercase(),
                _ => return self.bad_distance(call.span),
            },
            Some(FunctionArg::Field(_) | FunctionArg::Call(_)) | None => return self.bad_distance(call.span),
        };
        Some(FieldTarget::Distance { path, latitude, longitude, kilometres: unit == "km" })
    }

    fn bad_distance(&mut self, span: Span) -> Option<FieldTarget> {
        let message = "DISTANCE takes a field, GEOLOCATION(latitude, longitude) and 'mi' or 'km'";
        self.error("function-argument", message, span);
        None
    }

    fn coordinate(&mut self, place: &FunctionCall, i: usize) -> Option<Operand> {
        match place.args.get(i) {
            Some(FunctionArg::Value(value)) => number_text(&value.kind).map(Operand::Number),
            Some(FunctionArg::Field(_) | FunctionArg::Call(_)) | None => {
                self.bad_distance(place.span);
                None
            }
        }
    }
}

/// Whether it is `FORMAT(x)`.
pub(super) fn is_format(call: &ast::FunctionCall) -> bool {
    function(call.name.sym.as_str()) == Some(Func::Format)
}

pub(super) fn aggregate_name(call: &ast::FunctionCall) -> bool {
    aggregate(call.name.sym.as_str()).is_some()
}

fn aggregate(name: &str) -> Option<Aggregate> {
    Some(match name {
        "count" => Aggregate::Count,
        "count_distinct" => Aggregate::CountDistinct,
        "sum" => Aggregate::Sum,
        "avg" => Aggregate::Avg,
        "min" => Aggregate::Min,
        "max" => Aggregate::Max,
        _ => return None,
    })
}

fn function(name: &str) -> Option<Func> {
    Some(match name {
        "calendar_month" => Func::CalendarMonth,
        "calendar_quarter" => Func::CalendarQuarter,
        "calendar_year" => Func::CalendarYear,
        "day_in_month" => Func::DayInMonth,
        "day_in_week" => Func::DayInWeek,
        "day_in_year" => Func::DayInYear,
        "day_only" => Func::DayOnly,
        "fiscal_month" => Func::FiscalMonth,
        "fiscal_quarter" => Func::FiscalQuarter,
        "fiscal_year" => Func::FiscalYear,
        "hour_in_day" => Func::HourInDay,
        "week_in_month" => Func::WeekInMonth,
        "week_in_year" => Func::WeekInYear,
        "format" => Func::Format,
        "tolabel" => Func::ToLabel,
        "convertcurrency" => Func::ConvertCurrency,
        "converttimezone" => Func::ConvertTimezone,
        _ => return None,
    })
}

fn is_date_part(function: Func) -> bool {
    !matches!(function, Func::Format | Func::ToLabel | Func::ConvertCurrency)
}
