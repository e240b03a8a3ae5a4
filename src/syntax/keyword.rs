//! The words that Apex, SOQL or SOSL give a meaning to, as symbols with fixed numbers.

use super::Symbol;

macro_rules! words {
    ($($name:ident)*) => {
        /// All words; the position of a word is its symbol.
        pub const WORDS: &[&str] = &[$(stringify!($name)),*];

        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the words, spelled as the constants")]
        enum Number { $($name),* }

        $(pub const $name: Symbol = Symbol(Number::$name as u32);)*
    };
}

words! {
    ABSTRACT BREAK CATCH CLASS CONTINUE DO ELSE ENUM EXTENDS FALSE FINAL FINALLY FOR GLOBAL IF IMPLEMENTS
    INSTANCEOF INTERFACE NEW NULL OVERRIDE PRIVATE PROTECTED PUBLIC RETURN STATIC SUPER THIS THROW TRANSIENT TRUE TRY
    VIRTUAL VOID WEBSERVICE WHILE TESTMETHOD
    INSERT UPDATE UPSERT DELETE UNDELETE MERGE
    GET SET SWITCH WHEN ON TRIGGER BEFORE AFTER WITH WITHOUT INHERITED SHARING AS USER SYSTEM RUNAS
    SELECT FROM WHERE GROUP ORDER BY HAVING LIMIT OFFSET USING SCOPE TYPEOF THEN END ALL ROWS FIELDS
    AND OR NOT LIKE IN INCLUDES EXCLUDES ASC DESC NULLS FIRST LAST VIEW REFERENCE TRACKING VIEWSTAT
    ROLLUP CUBE SECURITY_ENFORCED USER_MODE SYSTEM_MODE DATA CATEGORY AT ABOVE BELOW ABOVE_OR_BELOW
    FIND RETURNING LISTVIEW STANDARD CUSTOM COUNT
}

/// Words from here on mean something only in queries.
pub const FIRST_QUERY_WORD: Symbol = SELECT;

/// Whether the symbol is one of [`WORDS`].
pub fn is_word(symbol: Symbol) -> bool {
    (symbol.0 as usize) < WORDS.len()
}
