//! SOSL.

use super::{Condition, Expr, Ident, OrderItem, QueryAmount, SelectItem, WithClause};
use crate::diag::Span;

/// `FIND 'x*' IN NAME FIELDS RETURNING Account (Id, Name WHERE .. LIMIT 5), Contact`
#[derive(Clone, Debug)]
pub struct SoslQuery {
    pub find: FindTerm,
    /// `ALL`, `NAME`, `EMAIL`, `PHONE`, `SIDEBAR` of `IN .. FIELDS`
    pub group: Option<Ident>,
    pub returning: Vec<Returning>,
    /// `WITH SNIPPET (target_length = 120)`, in order
    pub with: Vec<WithClause>,
    pub limit: Option<QueryAmount>,
    /// `UPDATE TRACKING`, `UPDATE VIEWSTAT`
    pub update: Vec<Ident>,
    /// Without the brackets.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum FindTerm {
    /// `'x*'` inline, `{x*}` in a dynamic query
    Text(Box<str>),
    /// `:term`
    Bind(Box<Expr>),
}

/// `Account (Id, Name USING ListView = Recent WHERE .. ORDER BY .. LIMIT 5 OFFSET 1)`
#[derive(Clone, Debug)]
pub struct Returning {
    pub object: Ident,
    pub fields: Vec<SelectItem>,
    pub list_view: Option<Ident>,
    pub filter: Option<Condition>,
    pub order_by: Vec<OrderItem>,
    pub limit: Option<QueryAmount>,
    pub offset: Option<QueryAmount>,
    pub span: Span,
}
