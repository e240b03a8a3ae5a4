//! Which names a declaration may have.

use super::compiler::Compiler;
use super::modifiers::Fault;
use crate::diag::FileId;
use crate::syntax::ast::Ident;

/// What is being named; methods are free to use reserved words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Type,
    Variable,
    Method,
    Constant,
}

const LONGEST: usize = 255;

/// Words that the platform keeps for itself although its grammar does not use them.
const RESERVED: &[&str] = &[
    "activate",
    "any",
    "array",
    "autonomous",
    "begin",
    "bigdecimal",
    "bulk",
    "byte",
    "case",
    "cast",
    "char",
    "collect",
    "commit",
    "const",
    "default",
    "desc",
    "end",
    "exception",
    "exit",
    "export",
    "float",
    "goto",
    "group",
    "having",
    "hint",
    "import",
    "inner",
    "int",
    "into",
    "join",
    "loop",
    "number",
    "object",
    "of",
    "outer",
    "package",
    "parallel",
    "pragma",
    "retrieve",
    "rollback",
    "set",
    "short",
    "sort",
    "super",
    "switch",
    "synchronized",
    "system",
    "then",
    "this",
    "transaction",
    "when",
];

const RESERVED_TYPES: &[&str] = &["apexpages", "page"];

impl Compiler {
    /// Reports a name that the platform refuses.
    pub fn check_name(&mut self, file: FileId, ident: Ident, subject: Subject) {
        if self.compiles_library() {
            return;
        }
        // Scripts and documents show snippets, whose names nobody deploys: there only what cannot be meant is refused.
        let strict = self.unit.is_some_and(|unit| self.table(unit).in_own_file);
        let fault =
            name_fault(self.text(file, ident.span), ident, subject).filter(|f| strict || f.code != "reserved-name");
        self.report_fault(file, fault);
    }
}

fn name_fault(name: &str, ident: Ident, subject: Subject) -> Option<Fault> {
    let folded = ident.sym.as_str();
    if folded.contains("__") || folded.ends_with('_') || folded.starts_with('_') {
        let message = format!("Invalid character in identifier: {name}");
        let help = "an underscore stands alone between letters or digits";
        return Some(Fault::new(ident.span, "identifier", message).help(help));
    }
    if folded.len() > LONGEST {
        let message = format!("Identifier name is too long: {name}");
        return Some(Fault::new(ident.span, "identifier", message).help(format!("{LONGEST} characters are the most")));
    }
    // Words of queries, which no declaration can have.
    let query_word = match folded {
        "from" | "select" | "where" => Some(format!("Unexpected token '{name}'.")),
        "limit" => Some(format!("Expecting ';' but was: '{name}'")),
        _ => None,
    };
    if let (Subject::Variable, Some(message)) = (subject, query_word) {
        return Some(Fault::new(ident.span, "reserved-name", message).help("choose another name"));
    }
    if matches!(subject, Subject::Type | Subject::Variable) && RESERVED.contains(&folded) {
        let message = format!("Identifier name is reserved: {name}");
        return Some(Fault::new(ident.span, "reserved-name", message).help("choose another name"));
    }
    if subject == Subject::Type && RESERVED_TYPES.contains(&folded) {
        let message = format!("Identifier type is reserved: {name}");
        return Some(Fault::new(ident.span, "reserved-name", message).help("choose another name"));
    }
    None
}
