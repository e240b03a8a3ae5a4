//! SOQL and SOSL after checking: objects, fields and relationships are ids, binds are expressions.

use std::sync::Arc;

use crate::hir::{Expr, TypeId};
use crate::schema::{FieldId, ObjectId};

/// A checked `SELECT`.
#[derive(Clone, Debug)]
pub struct Query {
    pub object: ObjectId,
    pub select: Vec<SelectItem>,
    /// `SELECT COUNT() FROM ...`: the result is one Integer.
    pub count_only: bool,
    /// Rows are `AggregateResult`s.
    pub aggregate: bool,
    pub filter: Option<Condition>,
    pub group_by: Option<GroupBy>,
    pub having: Option<Condition>,
    pub order_by: Vec<OrderBy>,
    pub limit: Option<Operand>,
    pub offset: Option<Operand>,
    pub for_update: bool,
    pub all_rows: bool,
    pub security: SecurityMode,
    /// Bind expressions, evaluated once in order before the query runs; an [`Operand::Bind`] names one.
    pub binds: Vec<Expr>,
    /// What one row is: `Account`, `AggregateResult`.
    pub row: TypeId,
    /// The query's text as written, for messages and logs.
    pub text: Arc<str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum SecurityMode {
    /// As the class's sharing says; CRUD and FLS are not checked.
    #[default]
    Default,
    /// `WITH USER_MODE`, `as user`
    User,
    /// `WITH SYSTEM_MODE`, `as system`
    System,
    /// `WITH SECURITY_ENFORCED`
    Enforced,
}

/// A field reached from the query's object through lookups.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FieldPath {
    /// Each hop: the object that has the lookup, the lookup field and the object it leads to.
    pub hops: Vec<(ObjectId, FieldId, ObjectId)>,
    pub object: ObjectId,
    pub field: FieldId,
}

#[derive(Clone, Debug)]
pub enum SelectItem {
    /// `Name`, `Account.Owner.Name`; the alias serves aggregate rows (`expr0` or as written).
    Field { path: FieldPath, alias: Option<Arc<str>> },
    /// `COUNT(Id) n`, `MAX(Amount)`, `CALENDAR_YEAR(CreatedDate)`, `GROUPING(x)`, `FORMAT(x)`, `toLabel(x)`
    Target { target: FieldTarget, alias: Arc<str> },
    /// `FORMAT(MAX(Amount))`
    Written { aggregate: Aggregate, path: Option<FieldPath>, alias: Arc<str> },
    /// `(SELECT ... FROM Contacts)`: `child` is the place in the object's child relationships.
    Children { child: u16, query: Arc<SubQuery> },
    /// `TYPEOF Owner WHEN User THEN a, b ELSE c END`
    Typeof {
        hops: Vec<(ObjectId, FieldId, ObjectId)>,
        lookup: FieldId,
        branches: Vec<TypeofBranch>,
        otherwise: Vec<FieldPath>,
    },
}

#[derive(Clone, Debug)]
pub struct TypeofBranch {
    pub object: ObjectId,
    pub fields: Vec<FieldPath>,
}

/// A child sub-select, or the right side of a semi-join.
#[derive(Clone, Debug)]
pub struct SubQuery {
    /// Its binds are part of the outer query's `binds`; its own list is empty.
    pub query: Query,
    /// The lookup on the child that points at the parent.
    pub lookup: FieldId,
}

/// What is compared, ordered or grouped by.
#[derive(Clone, Debug)]
pub enum FieldTarget {
    Path(FieldPath),
    /// `CALENDAR_YEAR(x)`, `FORMAT(x)`, ...
    Call(Func, FieldPath),
    /// `COUNT(x)`, `SUM(x)`, ...; no path is `COUNT(Id)`'s sibling `COUNT()` in HAVING.
    Aggregate(Aggregate, Option<FieldPath>),
    /// `DISTANCE(loc, GEOLOCATION(a, b), 'km')`
    Distance {
        path: FieldPath,
        latitude: Operand,
        longitude: Operand,
        kilometres: bool,
    },
    /// `GROUPING(x)`
    Grouping(FieldPath),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Func {
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    DayInMonth,
    DayInWeek,
    DayInYear,
    DayOnly,
    FiscalMonth,
    FiscalQuarter,
    FiscalYear,
    HourInDay,
    WeekInMonth,
    WeekInYear,
    Format,
    ToLabel,
    ConvertCurrency,
    ConvertTimezone,
}

#[derive(Clone, Debug)]
pub enum GroupBy {
    Plain(Vec<FieldTarget>),
    Rollup(Vec<FieldTarget>),
    Cube(Vec<FieldTarget>),
}

impl GroupBy {
    /// What is grouped by.
    pub fn items(&self) -> &[FieldTarget] {
        match self {
            GroupBy::Plain(items) | GroupBy::Rollup(items) | GroupBy::Cube(items) => items,
        }
    }
}

#[derive(Clone, Debug)]
pub struct OrderBy {
    pub target: FieldTarget,
    pub descending: bool,
    /// Default: nulls first ascending and descending, as the platform does.
    pub nulls_last: bool,
}

#[derive(Clone, Debug)]
pub enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare {
        target: FieldTarget,
        op: Operator,
        value: Operand,
    },
    /// `x IN (a, b)`, `IN :bind`, `INCLUDES ('a;b')`; `negated` is NOT IN and EXCLUDES.
    In {
        target: FieldTarget,
        values: Vec<Operand>,
        negated: bool,
    },
    Includes {
        target: FieldTarget,
        values: Vec<Operand>,
        negated: bool,
    },
    /// `Id IN (SELECT AccountId FROM Contact ...)`
    SemiJoin {
        target: FieldTarget,
        query: Arc<Query>,
        negated: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Like,
}

/// The right side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    Null,
    Boolean(bool),
    /// A number as written, read by the field's type.
    Number(Arc<str>),
    String(Arc<str>),
    /// Days since 1970.
    Date(i32),
    /// Milliseconds since 1970 UTC.
    Datetime(i64),
    /// Milliseconds of the day.
    Time(i32),
    Literal(DateLiteral),
    /// Index into the outermost query's `binds`; a collection for IN.
    Bind(usize),
}

/// `TODAY`, `LAST_N_DAYS:30`, ...: a range of days, resolved against the org's clock and the user's zone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DateLiteral {
    Yesterday,
    Today,
    Tomorrow,
    LastWeek,
    ThisWeek,
    NextWeek,
    LastMonth,
    ThisMonth,
    NextMonth,
    Last90Days,
    Next90Days,
    LastNDays(i32),
    NextNDays(i32),
    NDaysAgo(i32),
    LastNWeeks(i32),
    NextNWeeks(i32),
    NWeeksAgo(i32),
    LastNMonths(i32),
    NextNMonths(i32),
    NMonthsAgo(i32),
    ThisQuarter,
    LastQuarter,
    NextQuarter,
    LastNQuarters(i32),
    NextNQuarters(i32),
    NQuartersAgo(i32),
    ThisYear,
    LastYear,
    NextYear,
    LastNYears(i32),
    NextNYears(i32),
    NYearsAgo(i32),
    ThisFiscalQuarter,
    LastFiscalQuarter,
    NextFiscalQuarter,
    LastNFiscalQuarters(i32),
    NextNFiscalQuarters(i32),
    NFiscalQuartersAgo(i32),
    ThisFiscalYear,
    LastFiscalYear,
    NextFiscalYear,
    LastNFiscalYears(i32),
    NextNFiscalYears(i32),
    NFiscalYearsAgo(i32),
}

/// A checked `FIND`.
#[derive(Clone, Debug)]
pub struct Search {
    pub term: Operand,
    pub scope: SearchScope,
    pub returning: Vec<SearchTarget>,
    pub limit: Option<Operand>,
    pub security: SecurityMode,
    /// The text of the SearchException that running it throws: what the platform's compiler lets pass and its search does not.
    pub refusal: Option<Box<str>>,
    pub binds: Vec<Expr>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SearchScope {
    All,
    Name,
    Email,
    Phone,
    Sidebar,
}

/// `Account(Id, Name WHERE ... ORDER BY ... LIMIT n)`: a query without binds of its own.
#[derive(Clone, Debug)]
pub struct SearchTarget {
    pub query: Query,
}
