//! Expressions, above all where one text could be read in two ways.

use super::{expr, messages};

#[test]
fn operators_bind_by_their_strength() {
    expr("a + b * c - d", "((a + (b * c)) - d)");
    expr("a || b && c == d", "(a || (b && (c == d)))");
    expr("a | b ^ c & d", "(a | (b ^ (c & d)))");
    expr("a << 1 + 2 > b", "((a << (1 + 2)) > b)");
    expr("a >>> 2 >> b", "((a >>> 2) >> b)");
    expr("a ?? b ?? c || d", "((a ?? b) ?? (c || d))");
    expr("a ? b : c ? d : e", "(a ? b : (c ? d : e))");
    expr("a = b += c ? d : e", "(a = (b += (c ? d : e)))");
    expr("a >>>= 1", "(a >>>= 1)");
    expr("!a instanceof B && c", "(((!a) instanceof b) && c)");
    expr("a + b instanceof List<C> == d", "(((a + b) instanceof list<c>) == d)");
    expr("a <> b === c !== d != e", "((((a != b) === c) !== d) != e)");
    expr("-a++ * ~b", "((-(a++)) * (~b))");
    expr("a - -b", "(a - (-b))");
}

#[test]
fn angle_brackets_are_types_or_comparisons() {
    expr("a < b && c > d", "((a < b) && (c > d))");
    expr("f(a < b, c > d)", "f((a < b), (c > d))");
    expr("f(new Map<A, B>(), c)", "f(new map<a, b>(), c)");
    expr("i < n ? x : y", "((i < n) ? x : y)");
    expr("new Map<A, List<Set<B>>>()", "new map<a, list<set<b>>>()");
    expr("new List<List<A>>{ b >> c }", "new list<list<a>>{(b >> c)}");
    expr("Map<A, B>.class", "map<a, b>.class");
    expr("a instanceof Map<A, B> || c", "((a instanceof map<a, b>) || c)");
}

#[test]
fn parentheses_are_casts_groups_or_calls() {
    expr("(A) b", "((a) b)");
    expr("(A) (B) c", "((a) ((b) c))");
    expr("(A.B[]) c.d(e)", "((a.b[]) c.d(e))");
    expr("((A) b).c", "((a) b).c");
    expr("(a) - b", "(a - b)");
    expr("(Integer) -b", "((integer) (-b))");
    expr("(List<A>) -b", "((list<a>) (-b))");
    expr("(a) + 'x'", "(a + \"x\")");
    expr("(a)[0]", "a[0]");
    expr("(A) [SELECT Id FROM A]", "((a) [SELECT id FROM a])");
    expr("(A) !b", "((a) (!b))");
    expr("(Map<A, B>) JSON.f(c)", "((map<a, b>) json.f(c))");
    expr("(a < b)", "(a < b)");
    expr("f((A) b, (c))", "f(((a) b), c)");
    expr("a == (B) c", "(a == ((b) c))");
    expr("(A) this.b", "((a) this.b)");
    expr("(String) 'x'", "((string) \"x\")");
    expr("x ? (A) null : (b)", "(x ? ((a) null) : b)");
}

#[test]
fn brackets_are_queries_indexes_or_arrays() {
    expr("[SELECT Id FROM A][0].b", "[SELECT id FROM a][0].b");
    expr("a[b[0]]", "a[b[0]]");
    expr("a[find]", "a[find]");
    expr("new A[3]", "new a[3]");
    expr("new A[]{ b, c }", "new a[]{b, c}");
    expr("new A.B[]{}", "new a.b[]{}");
    expr("[FIND 'x' RETURNING A]", "[FIND \"x\" RETURNING a]");
    expr("new List<A>{ b }[0]", "new list<a>{b}[0]");
}

#[test]
fn words_are_names_where_apex_allows_them() {
    expr("Trigger.new[0]", "trigger.new[0]");
    expr("Trigger.old + Trigger.newMap", "(trigger.old + trigger.newmap)");
    expr("a.delete(b).merge().new", "a.delete(b).merge().new");
    expr("A.class.getName()", "a.class.getname()");
    expr("System.Label.x", "system.label.x");
    expr("get + set + when + on + sharing", "((((get + set) + when) + on) + sharing)");
    expr("select(from, where)", "select(from, where)");
    expr("a?.insert(b)?.c.d", "a?.insert(b)?.c.d");
    expr("Database.update(user, system)", "database.update(user, system)");
    expr("limit * offset - count()", "((limit * offset) - count())");
}

#[test]
fn creation_in_all_forms() {
    expr("new Account(Name = 'x', A__c = b + 1)", "new account(name: \"x\", a__c: (b + 1))");
    expr("new Map<A, B>{ c => d, e => f }", "new map<a, b>{c => d, e => f}");
    expr("new Map<A, B>{ c => d, }", "new map<a, b>{c => d}");
    expr("new A.B(c).d()", "new a.b(c).d()");
    expr("new Set<A>(b)", "new set<a>(b)");
    assert_eq!(messages("a = new String[];"), ["Unexpected token ';'."]);
}

#[test]
fn literals_keep_their_value() {
    expr("2147483647", "2147483647");
    expr("5l + 1.50 + 1.5d", "((5L + 1.50) + 1.5d)");
    expr(r"'a\n\'\u0041\\'", r#""a\n'A\\""#);
    expr("'''\nit's\n'''", r#""it's\n""#);
    expr("TRUE == Null", "(true == null)");
    expr("2024-01-31", "((2024 - 1) - 31)");
    assert_eq!(messages("x = 2147483648;"), ["Illegal integer"]);
    assert_eq!(messages("x = -2147483648;"), ["Illegal integer"]);
    assert_eq!(messages("x = 9223372036854775808L;"), ["Illegal long"]);
    assert_eq!(
        messages(r"x = 'a\q';"),
        [r"Invalid string literal 'a\q'. Illegal character sequence '\q' in string literal."]
    );
}
