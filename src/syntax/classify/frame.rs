//! What the classification pass knows about each open bracket.

use crate::syntax::token::Tok;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FrameKind {
    /// statements, or the outermost level of anonymous code
    Block,
    /// the outermost level of a file
    Unit,
    /// the body of a class or interface
    TypeBody,
    /// `{ A, B }` of an enum
    EnumBody,
    /// `{ get; set; }`
    Property,
    /// `{ when .. }`
    SwitchBody,
    /// `{ a, b }` after `new`
    Init,
    /// `(a)`
    Group,
    /// `(..)` of a cast
    Cast,
    /// `(..)` after `if`, `while`, `for`, `catch`
    Control,
    /// arguments
    Call,
    /// parameters
    Params,
    /// `(before insert)`
    Events,
    /// `[i]`
    Index,
    /// `[SELECT ..]`, or the outermost level of a dynamic query
    Query,
    /// `(..)` inside a query
    QueryParen,
}

impl FrameKind {
    pub fn outermost(start: Tok) -> FrameKind {
        match start {
            Tok::StartSoql | Tok::StartSosl => FrameKind::Query,
            Tok::StartAnonymous => FrameKind::Block,
            Tok::StartSignature => FrameKind::TypeBody,
            Tok::StartExpr | Tok::StartType => FrameKind::Group,
            _ => FrameKind::Unit,
        }
    }

    pub fn is_query(self) -> bool {
        matches!(self, FrameKind::Query | FrameKind::QueryParen)
    }

    /// Whether statements or declarations stand directly in it.
    pub fn is_body(self) -> bool {
        matches!(
            self,
            FrameKind::Block
                | FrameKind::Unit
                | FrameKind::TypeBody
                | FrameKind::EnumBody
                | FrameKind::Property
                | FrameKind::SwitchBody
        )
    }

    pub fn closes_with_brace(self) -> bool {
        self.is_body() || self == FrameKind::Init
    }

    pub fn closes_with_bracket(self) -> bool {
        matches!(self, FrameKind::Index | FrameKind::Query)
    }

    pub fn closes_with_paren(self) -> bool {
        !self.closes_with_brace() && !self.closes_with_bracket()
    }
}

/// A header in progress that decides what the next `{` or `(` of the frame is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pending {
    /// after `class` or `interface`
    Type,
    Enum,
    Switch,
    Trigger,
}

#[derive(Debug)]
pub(super) struct Frame {
    pub kind: FrameKind,
    pub pending: Option<Pending>,
    /// Levels that the tokens since the last statement may have added to the tree.
    pub cost: u32,
    /// In a query: inside `:expr`.
    pub bind: bool,
    /// In a query: inside `TYPEOF .. END`.
    pub type_of: bool,
}

impl Frame {
    pub fn new(kind: FrameKind) -> Frame {
        Frame { kind, pending: None, cost: 0, bind: false, type_of: false }
    }
}
