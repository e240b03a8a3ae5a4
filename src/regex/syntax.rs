//! The tree of a pattern.

use std::rc::Rc;

use super::set::CharSet;

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    /// Nothing: matches anywhere.
    Empty,
    /// One character of a set.
    Set(Rc<CharSet>),
    /// `abc`
    Sequence(Vec<Node>),
    /// `a|b`
    Alternatives(Vec<Node>),
    /// `(a)`, with its number.
    Capture(usize, Box<Node>),
    /// `(?>a)`
    Atomic(Box<Node>),
    /// `a{2,3}`
    Repeat { body: Box<Node>, min: u32, max: Option<u32>, greed: Greed },
    /// `(?=a)`, `(?!a)`
    Ahead { body: Box<Node>, negated: bool },
    /// `(?<=a)`, `(?<!a)`; how many characters the body takes.
    Behind { body: Box<Node>, negated: bool, min: u32, max: u32 },
    /// `\1`, `\k<name>`
    Reference { group: usize, fold: Fold },
    /// `^`, `\b`
    Place(Place),
    /// `\X`: a character with all that belongs to it.
    Grapheme,
}

/// How a repetition tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greed {
    /// `a*`: as often as it can, then less.
    Greedy,
    /// `a*?`: as seldom as it can, then more.
    Lazy,
    /// `a*+`: as often as it can, and never less.
    Possessive,
}

/// Whether letters match whatever their case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    No,
    Ascii,
    Unicode,
}

/// A place between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `\A`, and `^` without `(?m)`
    Begin,
    /// `^` with `(?m)`
    LineBegin { unix: bool },
    /// `\Z`, and `$` without `(?m)`
    FinalEnd { unix: bool },
    /// `$` with `(?m)`
    LineEnd { unix: bool },
    /// `\z`
    End,
    /// `\G`
    LastMatch,
    /// `\b`
    WordBoundary { unicode: bool },
    /// `\B`
    NoWordBoundary { unicode: bool },
    /// `\b{g}`
    GraphemeBoundary,
}

/// How many characters a part takes: at least, and at most when there is such a bound.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Width {
    pub min: u32,
    pub max: Option<u32>,
}

impl Width {
    const ZERO: Width = Width { min: 0, max: Some(0) };

    fn then(self, other: Width) -> Width {
        let max = self.max.zip(other.max).map(|(a, b)| a.saturating_add(b));
        Width { min: self.min.saturating_add(other.min), max }
    }
}

impl Node {
    pub fn width(&self) -> Width {
        match self {
            Node::Empty | Node::Place(_) | Node::Ahead { .. } | Node::Behind { .. } => Width::ZERO,
            Node::Set(_) => Width { min: 1, max: Some(1) },
            Node::Sequence(parts) => parts.iter().fold(Width::ZERO, |sum, part| sum.then(part.width())),
            Node::Alternatives(parts) => {
                let widths = parts.iter().map(Node::width);
                widths
                    .reduce(|a, b| Width { min: a.min.min(b.min), max: a.max.zip(b.max).map(|(a, b)| a.max(b)) })
                    .unwrap_or(Width::ZERO)
            }
            Node::Capture(_, body) | Node::Atomic(body) => body.width(),
            Node::Repeat { body, min, max, .. } => {
                let one = body.width();
                Width {
                    min: one.min.saturating_mul(*min),
                    max: one.max.zip(*max).map(|(width, times)| width.saturating_mul(times)),
                }
            }
            Node::Reference { .. } => Width { min: 0, max: None },
            Node::Grapheme => Width { min: 1, max: None },
        }
    }

    /// The characters that a match can begin with; None when it may be empty or begins with a look around.
    pub fn first(&self) -> Option<CharSet> {
        match self {
            Node::Empty | Node::Place(_) | Node::Ahead { .. } | Node::Behind { .. } => None,
            Node::Reference { .. } | Node::Grapheme => None,
            Node::Set(set) => Some((**set).clone()),
            Node::Sequence(parts) => parts.first()?.first(),
            Node::Alternatives(parts) => {
                let mut all = CharSet::default();
                for part in parts {
                    all = all.union(&part.first()?);
                }
                Some(all)
            }
            Node::Capture(_, body) | Node::Atomic(body) => body.first(),
            Node::Repeat { body, min, .. } => {
                if *min > 0 {
                    body.first()
                } else {
                    None
                }
            }
        }
    }

    /// Whether a match can only begin where the text does.
    pub fn begins_the_text(&self) -> bool {
        match self {
            Node::Place(Place::Begin) => true,
            Node::Sequence(parts) => parts.first().is_some_and(Node::begins_the_text),
            _ => false,
        }
    }
}
