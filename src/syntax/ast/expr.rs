//! Expressions.

use super::{Ident, SoqlQuery, SoslQuery, TypeRef};
use crate::diag::Span;

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `1`, `'x'`, `null`
    Literal(Literal),
    /// `a`: a variable, a field, a class, or the head of a dotted name
    Name(Ident),
    /// `this`
    This,
    /// `super`, only as the target of a call
    Super,
    /// `a.b`, `a?.b`
    Field { target: Box<Expr>, name: Ident, safe: bool },
    /// `f(x)`, `a.f(x)`, `a?.f(x)`, `this(x)`, `super(x)`
    Call(Box<CallExpr>),
    /// `a[i]`
    Index { target: Box<Expr>, index: Box<Expr> },
    /// `-a`, `!a`
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// `++a`, `a--`
    Step { op: StepOp, target: Box<Expr> },
    /// `a + b`, also `&&`, `||` and `??`
    Binary { op: BinaryOp, left: Box<Expr>, right: Box<Expr> },
    /// `a = b`, `a += b`
    Assign { op: Option<BinaryOp>, target: Box<Expr>, value: Box<Expr> },
    /// `a ? b : c`
    Ternary(Box<TernaryExpr>),
    /// `(Account) a`
    Cast { ty: Box<TypeRef>, operand: Box<Expr> },
    /// `a instanceof Account`
    InstanceOf { operand: Box<Expr>, ty: Box<TypeRef> },
    /// `Account.class`
    Class(Box<TypeRef>),
    /// `new ..` in all its forms
    New(Box<NewExpr>),
    /// `(a)`; kept, because `(a).b` is no dotted name
    Paren(Box<Expr>),
    /// `[SELECT Id FROM Account]`
    Soql(Box<SoqlQuery>),
    /// `[FIND 'x' RETURNING Account]`
    Sosl(Box<SoslQuery>),
    /// What stands here was wrong and has been reported.
    Error,
}

impl Expr {
    /// The identifiers of a dotted name such as `a.b.c`; `None` for anything else.
    pub fn dotted_name(&self) -> Option<Vec<Ident>> {
        let mut names = Vec::new();
        let mut expr = self;
        loop {
            match &expr.kind {
                ExprKind::Name(ident) => {
                    names.push(*ident);
                    names.reverse();
                    return Some(names);
                }
                ExprKind::Field { target, name, safe: false } => {
                    names.push(*name);
                    expr = target;
                }
                _ => return None,
            }
        }
    }
}

#[derive(Clone, Debug)]
pub struct CallExpr {
    pub callee: Callee,
    pub args: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub enum Callee {
    /// `f(..)`
    Name(Ident),
    /// `a.f(..)`, `a?.f(..)`, `super.f(..)`
    Method { target: Expr, name: Ident, safe: bool },
    /// `this(..)` in a constructor
    This,
    /// `super(..)` in a constructor
    Super,
}

#[derive(Clone, Debug)]
pub struct TernaryExpr {
    pub cond: Expr,
    pub then: Expr,
    pub otherwise: Expr,
}

#[derive(Clone, Debug)]
pub struct NewExpr {
    /// The type after `new`. For the two array forms it is the element type.
    pub ty: TypeRef,
    pub init: NewInit,
}

#[derive(Clone, Debug)]
pub enum NewInit {
    /// `new A(1, 2)`
    Args(Vec<Expr>),
    /// `new Account(Name = 'x')`; never empty
    Fields(Vec<FieldInit>),
    /// `new String[n]`
    ArraySize(Expr),
    /// `new String[] { a, b }`
    Array(Vec<Expr>),
    /// `new List<String> { a, b }`, `new Set<String> { a }`, `new Map<A, B> { }`
    Elements(Vec<Expr>),
    /// `new Map<A, B> { k => v }`; never empty
    Entries(Vec<MapEntry>),
}

/// `Name = 'x'`
#[derive(Clone, Debug)]
pub struct FieldInit {
    pub name: Ident,
    pub value: Expr,
}

/// `k => v`
#[derive(Clone, Debug)]
pub struct MapEntry {
    pub key: Expr,
    pub value: Expr,
}

/// Values are decoded; the raw text is the source at the node's span.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `1`
    Integer(i32),
    /// `5L`
    Long(i64),
    /// `1.5d`
    Double(f64),
    /// `1.50`: the digits as written, since scale counts
    Decimal(Box<str>),
    /// `'a\n'`, `'''..'''`
    String(Box<str>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum UnaryOp {
    /// `+a`
    Plus,
    /// `-a`
    Minus,
    /// `!a`
    Not,
    /// `~a`
    BitNot,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum StepOp {
    /// `++a`
    PreIncrement,
    /// `--a`
    PreDecrement,
    /// `a++`
    PostIncrement,
    /// `a--`
    PostDecrement,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum BinaryOp {
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `>>>`
    UShr,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `==`
    Eq,
    /// `!=`, `<>`
    Ne,
    /// `===`
    Same,
    /// `!==`
    NotSame,
    /// `&`
    BitAnd,
    /// `^`
    BitXor,
    /// `|`
    BitOr,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `??`
    Coalesce,
}

impl BinaryOp {
    /// The operator as written (`!=` for `<>`).
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::UShr => ">>>",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Same => "===",
            BinaryOp::NotSame => "!==",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitXor => "^",
            BinaryOp::BitOr => "|",
            BinaryOp::And => "&&",
            BinaryOp::Or => "||",
            BinaryOp::Coalesce => "??",
        }
    }

    /// Binding strength; all operators group to the left.
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::Mul | BinaryOp::Div => 11,
            BinaryOp::Add | BinaryOp::Sub => 10,
            BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr => 9,
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => BinaryOp::RELATIONAL,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Same | BinaryOp::NotSame => 7,
            BinaryOp::BitAnd => 6,
            BinaryOp::BitXor => 5,
            BinaryOp::BitOr => 4,
            BinaryOp::And => 3,
            BinaryOp::Or => 2,
            BinaryOp::Coalesce => 1,
        }
    }

    /// The strength of `<` and its kind, which `instanceof` shares.
    pub const RELATIONAL: u8 = 8;
}

impl UnaryOp {
    pub fn as_str(self) -> &'static str {
        match self {
            UnaryOp::Plus => "+",
            UnaryOp::Minus => "-",
            UnaryOp::Not => "!",
            UnaryOp::BitNot => "~",
        }
    }
}
