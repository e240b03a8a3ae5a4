//! SOQL.

use super::{Expr, Ident};
use crate::diag::Span;

/// `SELECT .. FROM ..` with all clauses; the same node inline (in brackets) and dynamic.
#[derive(Clone, Debug)]
pub struct SoqlQuery {
    pub select: Vec<SelectItem>,
    /// The main object first; never empty. Further items are `Account.Contacts c` or `a.Contacts c`.
    pub from: Vec<FromItem>,
    /// `USING SCOPE mine`
    pub scope: Option<Ident>,
    /// `WHERE ..`
    pub filter: Option<Condition>,
    /// `WITH USER_MODE`, in order
    pub with: Vec<WithClause>,
    pub group_by: Option<GroupBy>,
    pub having: Option<Condition>,
    pub order_by: Vec<OrderItem>,
    pub limit: Option<QueryAmount>,
    pub offset: Option<QueryAmount>,
    /// `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`
    pub lock: Vec<ForClause>,
    /// `ALL ROWS`
    pub all_rows: bool,
    /// `UPDATE TRACKING`, `UPDATE VIEWSTAT`
    pub update: Vec<Ident>,
    /// Without the brackets.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum SelectItem {
    /// `Account.Name`, or with an alias `Name n` (in a grouped query)
    Field { path: FieldPath, alias: Option<Ident> },
    /// `COUNT(Id) total`, `COUNT()`, `FORMAT(Amount)`
    Function { call: FunctionCall, alias: Option<Ident> },
    /// `FIELDS(ALL)`
    Fields { set: FieldSet, span: Span },
    /// `(SELECT Id FROM Contacts)`
    SubQuery { query: Box<SoqlQuery>, alias: Option<Ident>, span: Span },
    /// `TYPEOF What WHEN Account THEN Phone ELSE Name END`
    TypeOf(TypeOf),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum FieldSet {
    All,
    Custom,
    Standard,
}

/// `Owner.Profile.Name`; never empty.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldPath {
    pub names: Vec<Ident>,
    pub span: Span,
}

/// `DISTANCE(Location__c, GEOLOCATION(37, -122), 'mi')`
#[derive(Clone, Debug)]
pub struct FunctionCall {
    pub name: Ident,
    pub args: Vec<FunctionArg>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum FunctionArg {
    Field(FieldPath),
    Call(FunctionCall),
    Value(QueryValue),
}

/// `TYPEOF What WHEN Account THEN Phone, Name WHEN .. ELSE Name END`
#[derive(Clone, Debug)]
pub struct TypeOf {
    pub field: FieldPath,
    pub whens: Vec<TypeOfWhen>,
    /// Fields after `ELSE`; empty without it.
    pub otherwise: Vec<FieldPath>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct TypeOfWhen {
    pub object: Ident,
    pub fields: Vec<FieldPath>,
}

/// `Account a`, `a.Contacts AS c`
#[derive(Clone, Debug)]
pub struct FromItem {
    pub path: FieldPath,
    pub alias: Option<Ident>,
}

/// What stands on the left of a comparison.
#[derive(Clone, Debug)]
pub enum FieldExpr {
    Field(FieldPath),
    /// `CALENDAR_YEAR(CreatedDate)`, `COUNT(Id)`
    Function(FunctionCall),
}

impl FieldExpr {
    pub fn span(&self) -> Span {
        match self {
            FieldExpr::Field(path) => path.span,
            FieldExpr::Function(call) => call.span,
        }
    }
}

#[derive(Clone, Debug)]
pub enum Condition {
    /// `a = 1 AND b = 2`; at least two
    And(Vec<Condition>),
    /// `a = 1 OR b = 2`; at least two
    Or(Vec<Condition>),
    /// `NOT a = 1`
    Not(Box<Condition>),
    /// `Name LIKE 'a%'`, `Id IN :ids`
    Compare(Box<Comparison>),
}

#[derive(Clone, Debug)]
pub struct Comparison {
    pub field: FieldExpr,
    pub op: CompareOp,
    pub value: QueryValue,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `!=`, `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `LIKE`
    Like,
    /// `IN`
    In,
    /// `NOT IN`
    NotIn,
    /// `INCLUDES`
    Includes,
    /// `EXCLUDES`
    Excludes,
}

#[derive(Clone, Debug)]
pub struct QueryValue {
    pub kind: QueryValueKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum QueryValueKind {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `-5`
    Integer(i64),
    /// `1.50`: sign and digits as written
    Decimal(Box<str>),
    /// `'x'`, decoded
    String(Box<str>),
    /// `2024-01-31`
    Date(QueryDate),
    /// `2024-01-31T10:00:00Z`
    DateTime(QueryDateTime),
    /// `USD5000.50`
    Currency { code: Box<str>, amount: Box<str> },
    /// `TODAY`, `LAST_N_DAYS:30`
    DateLiteral { name: Ident, n: Option<i64> },
    /// `:accounts[0].Id`
    Bind(Box<Expr>),
    /// `('a', :b)`
    List(Vec<QueryValue>),
    /// `(SELECT AccountId FROM Contact)`
    SubQuery(Box<SoqlQuery>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueryDate {
    pub year: i16,
    pub month: u8,
    pub day: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueryDateTime {
    pub date: QueryDate,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub millis: u16,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

/// `WITH SECURITY_ENFORCED`
#[derive(Clone, Debug)]
pub struct WithClause {
    pub kind: WithKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum WithKind {
    /// `SECURITY_ENFORCED`
    SecurityEnforced,
    /// `USER_MODE`
    UserMode,
    /// `SYSTEM_MODE`
    SystemMode,
    /// `DATA CATEGORY Geography__c AT (usa__c, uk__c) AND Product__c BELOW x__c`
    DataCategory(Vec<DataCategory>),
    /// Anything else: `RecordVisibilityContext (maxDescriptorPerRecord = 100)`, `NETWORK = 'x'`
    Other { name: Ident, settings: Vec<WithSetting> },
}

/// `Geography__c ABOVE_OR_BELOW usa__c`
#[derive(Clone, Debug)]
pub struct DataCategory {
    pub group: Ident,
    /// `AT`, `ABOVE`, `BELOW`, `ABOVE_OR_BELOW`
    pub selector: Ident,
    pub categories: Vec<Ident>,
}

/// `maxDescriptorPerRecord = 100`; the name is absent in `WITH NETWORK = 'x'`
#[derive(Clone, Debug)]
pub struct WithSetting {
    pub name: Option<Ident>,
    pub value: QueryValue,
}

#[derive(Clone, Debug)]
pub struct GroupBy {
    pub kind: GroupKind,
    pub items: Vec<FieldExpr>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum GroupKind {
    /// `GROUP BY a, b`
    Plain,
    /// `GROUP BY ROLLUP(a, b)`
    Rollup,
    /// `GROUP BY CUBE(a, b)`
    Cube,
}

/// `Name DESC NULLS LAST`
#[derive(Clone, Debug)]
pub struct OrderItem {
    pub by: FieldExpr,
    pub descending: bool,
    /// `NULLS FIRST` is `Some(true)`, `NULLS LAST` is `Some(false)`.
    pub nulls_first: Option<bool>,
}

/// `LIMIT 10`, `OFFSET :skip`
#[derive(Clone, Debug)]
pub enum QueryAmount {
    Number { value: i64, span: Span },
    Bind(Box<Expr>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ForClause {
    View,
    Reference,
    Update,
}
