//! Tokens. The lexer makes raw ones; the classification pass turns them into the grammar's terminals.

use super::Symbol;
use logos::Logos;

/// A token with its place, in byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub tok: Tok,
}

/// What a token is. Variants without an attribute come from the classification pass, or from
/// [`keyword`](super::keyword) look-up.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
#[logos(extras = super::lexer::Extras)]
#[logos(skip r"[ \t\r\n\x0C\u{FEFF}\u{A0}]+")]
#[logos(skip(r"//[^\n\r]*", allow_greedy = true))]
#[rustfmt::skip]
pub enum Tok {
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*", super::lexer::word)]
    Ident(Symbol),

    // Literals; actions decode them from the source text.
    #[regex(r"[0-9]+")] Int,
    #[regex(r"[0-9]+[lL]")] Long,
    #[regex(r"[0-9]*\.[0-9]+")] Decimal,
    #[regex(r"[0-9]*\.[0-9]+[dD]")] #[regex(r"[0-9]+[dD]")] Double,
    #[regex(r"'([^'\\\n\r]|\\[^\n\r])*'")] Str,
    #[token("'''", super::lexer::text_block)] TextBlock,
    #[regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")] Date,
    #[regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[tT][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([zZ]|[+-][0-9]{2}:?[0-9]{2})")] DateTime,

    /// A string without its end; the rest of the line.
    #[regex(r"'([^'\\\n\r]|\\[^\n\r])*\\?", priority = 1)] OpenStr,
    /// `"text"`, as other languages write strings
    #[regex(r#""[^"\n\r]*""#)] DoubleQuoted,
    #[token("/*", super::lexer::block_comment)] OpenComment,

    // Brackets. Raw: the first of each group.
    #[token("(")] LParen,
    /// `(` where an operand may start, but of no cast
    GroupOpen,
    /// `(` of a cast
    CastOpen,
    #[token(")")] RParen,
    #[token("[")] LBracket,
    /// `[` before `SELECT` or `FIND`
    QueryOpen,
    /// `[]`
    Dims,
    #[token("]")] RBracket,
    #[token("{")] LBrace,
    #[token("}")] RBrace,
    /// `<` and `>` around type arguments
    LtType, GtType,
    /// `>>` and `>>>` that close two and three lists of type arguments; split before parsing
    GtType2, GtType3,

    #[token(";")] Semi,
    #[token(",")] Comma,
    #[token(".")] Dot,
    #[token("?.")] SafeDot,
    /// `.class`
    DotClass,
    #[token("@")] At,
    #[token(":")] Colon,
    #[token("?")] Question,
    #[token("=>")] Arrow,
    #[token("=")] Assign,
    #[token("+=")] AddAssign,
    #[token("-=")] SubAssign,
    #[token("*=")] MulAssign,
    #[token("/=")] DivAssign,
    #[token("&=")] AndAssign,
    #[token("|=")] OrAssign,
    #[token("^=")] XorAssign,
    #[token("<<=")] ShlAssign,
    #[token(">>=")] ShrAssign,
    #[token(">>>=")] UShrAssign,
    #[token("==")] EqEq,
    #[token("===")] Same,
    #[token("!=")] NotEq,
    #[token("<>")] LtGt,
    #[token("!==")] NotSame,
    #[token("<")] Lt,
    #[token("<=")] Le,
    #[token(">")] Gt,
    #[token(">=")] Ge,
    #[token("<<")] Shl,
    #[token(">>")] Shr,
    #[token(">>>")] UShr,
    #[token("&&")] AndAnd,
    #[token("||")] OrOr,
    #[token("??")] Coalesce,
    #[token("&")] Amp,
    #[token("|")] Pipe,
    #[token("^")] Caret,
    #[token("!")] Bang,
    #[token("~")] Tilde,
    #[token("+")] Plus,
    #[token("-")] Minus,
    #[token("*")] Star,
    #[token("/")] Slash,
    #[token("++")] PlusPlus,
    #[token("--")] MinusMinus,

    // Reserved words: the lexer makes these.
    Abstract, Break, Catch, Class, Continue, Do, Else, Enum, Extends, False, Final, Finally, For,
    Global, If, Implements, InstanceOf, Interface, New, Null, Override, Private, Protected, Public,
    Return, Static, Super, This, Throw, Transient, True, Try, Virtual, WebService, While, TestMethod,

    // Contextual words: identifiers until the classification pass says otherwise.
    Insert, Update, Upsert, Delete, Undelete, Merge,
    Get, Set, Switch, When, On, Trigger, Before, After, With, Without, Inherited, Sharing, As, User,
    System,
    Select, From, Where, Group, Order, By, Having, Limit, Offset, Using, Scope, TypeOf, Then, End,
    All, Rows, Fields, And, Or, Not, Like, In, Includes, Excludes, Asc, Desc, Nulls, First, Last,
    View, Reference, Data, Category, Find, Returning, ListView,
    /// `USD5000`
    Currency,

    // What is to be parsed: always the first token.
    StartUnits, StartAnonymous, StartSoql, StartSosl, StartExpr, StartSignature, StartType,
}

impl Tok {
    /// Whether the token can be the last of an operand, so that what follows is an operator.
    pub fn ends_operand(self) -> bool {
        matches!(
            self,
            Tok::Ident(_)
                | Tok::RParen
                | Tok::RBracket
                | Tok::Dims
                | Tok::GtType
                | Tok::DotClass
                | Tok::This
                | Tok::Super
        ) || self.is_literal()
    }

    pub fn is_literal(self) -> bool {
        matches!(
            self,
            Tok::Int
                | Tok::Long
                | Tok::Decimal
                | Tok::Double
                | Tok::Str
                | Tok::TextBlock
                | Tok::True
                | Tok::False
                | Tok::Null
        )
    }
}
