//! Which library methods have nodes of their own.

use crate::hir::NativeId;
use crate::interp::compile::Compiler;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intrinsic {
    Mod,
    Sqrt,
    AbsInteger,
    MaxInteger,
    MinInteger,
    ListSize,
    ListIsEmpty,
    ListGet,
    ListAdd,
    MapGet,
    MapPut,
    MapContainsKey,
    MapSize,
    SetContains,
    SetSize,
    StringLength,
    StringIndexOf,
    StringContains,
    StringCompareTo,
    StringSubstring,
    StringSubstringTo,
}

impl Intrinsic {
    /// Whether the result is a scalar that is never null.
    pub fn never_null(self) -> bool {
        !matches!(
            self,
            Intrinsic::ListGet
                | Intrinsic::ListAdd
                | Intrinsic::MapGet
                | Intrinsic::MapPut
                | Intrinsic::StringSubstring
                | Intrinsic::StringSubstringTo
        )
    }

    /// Whether it only looks at what it is given.
    pub fn never_changes(self) -> bool {
        !matches!(self, Intrinsic::ListAdd | Intrinsic::MapPut)
    }
}

/// Class and signature without the names of parameters.
const TABLE: [(&str, &str, Intrinsic); 21] = [
    ("Math", "mod(Integer,Integer)", Intrinsic::Mod),
    ("Math", "sqrt(Double)", Intrinsic::Sqrt),
    ("Math", "abs(Integer)", Intrinsic::AbsInteger),
    ("Math", "max(Integer,Integer)", Intrinsic::MaxInteger),
    ("Math", "min(Integer,Integer)", Intrinsic::MinInteger),
    ("List", "size()", Intrinsic::ListSize),
    ("List", "isEmpty()", Intrinsic::ListIsEmpty),
    ("List", "get(Integer)", Intrinsic::ListGet),
    ("List", "add(T)", Intrinsic::ListAdd),
    ("Map", "get(K)", Intrinsic::MapGet),
    ("Map", "put(K,V)", Intrinsic::MapPut),
    ("Map", "containsKey(K)", Intrinsic::MapContainsKey),
    ("Map", "size()", Intrinsic::MapSize),
    ("Set", "contains(T)", Intrinsic::SetContains),
    ("Set", "size()", Intrinsic::SetSize),
    ("String", "length()", Intrinsic::StringLength),
    ("String", "indexOf(String)", Intrinsic::StringIndexOf),
    ("String", "contains(String)", Intrinsic::StringContains),
    ("String", "compareTo(String)", Intrinsic::StringCompareTo),
    ("String", "substring(Integer)", Intrinsic::StringSubstring),
    ("String", "substring(Integer,Integer)", Intrinsic::StringSubstringTo),
];

/// `static Integer mod(Integer n, Integer divisor)` as `mod(Integer,Integer)`.
fn shape(signature: &str) -> Option<String> {
    let (head, params) = signature.split_once('(')?;
    let name = head.rsplit(' ').next()?;
    let types =
        params.trim_end_matches(')').split(',').map(|p| p.trim().rsplit_once(' ').map_or("", |(ty, _)| ty.trim()));
    Some(format!("{name}({})", types.collect::<Vec<_>>().join(",")))
}

impl Compiler<'_> {
    /// The intrinsic that a row is, if any.
    pub(super) fn intrinsic(&self, native: NativeId) -> Option<Intrinsic> {
        let class = self.cx.library.class(native.class)?;
        if !TABLE.iter().any(|(name, ..)| *name == class.name) {
            return None;
        }
        let shape = shape(self.cx.code.signature(self.cx, native))?;
        TABLE.iter().find(|(name, s, _)| *name == class.name && *s == shape).map(|(_, _, i)| *i)
    }
}
