//! Statements.

use super::{code, messages};

#[test]
fn declarations_or_expressions() {
    code("A b;", "a b;");
    code("A.B c = d, e;", "a.b c = d, e;");
    code("a.b = c;", "(a.b = c);");
    code("A[] b = c; a[0] = b;", "a[] b = c; (a[0] = b);");
    code("Map<A, List<B>> c;", "map<a, list<b>> c;");
    code("List<A>[] b;", "list<a>[] b;");
    code("final A b = c;", "final a b = c;");
    code("Object o = a < b;", "object o = (a < b);");
    code("Set<Id> set = get;", "set<id> set = get;");
}

#[test]
fn else_belongs_to_the_nearest_if() {
    code("if (a) if (b) c(); else d();", "if a if b c(); else d();");
    code("if (a) while (b) if (c) d(); else e();", "if a while b if c d(); else e();");
    code("if (a) { } else if (b) { } else { }", "if a { } else if b { } else { }");
}

#[test]
fn loops() {
    code("for (Integer i = 0, n = 5; i < n; i++, n--) { }", "for (integer i = 0, n = 5; (i < n); (i++), (n--)) { }");
    code("for (;;) break;", "for (; ; ) break;");
    code("for (i = 0; ; ) continue;", "for ((i = 0); ; ) continue;");
    code("for (Map<A, B> m : ms) { }", "for (map<a, b> m : ms) { }");
    code("for (A[] b : [SELECT Id FROM A]) { }", "for (a[] b : [SELECT id FROM a]) { }");
    code("do a(); while (b); do { } while (c);", "do a(); while b; do { } while c;");
}

#[test]
fn switch_in_all_forms() {
    code(
        "switch on a.b() { when 1, -2, 3L { } when 'x' { b(); } when null { } when else { } }",
        "switch a.b() { when 1, -2, 3L { } when \"x\" { b(); } when null { } when else { } }",
    );
    code("switch on a { when B, C.D { } }", "switch a { when b, c.d { } }");
    code(
        "switch on a { when Account acc { insert acc; } when A.B c { } }",
        "switch a { when account acc { insert acc; } when a.b c { } }",
    );
    code("switch on (a) { when (1) { } when ('x') { } }", "switch a { when 1 { } when \"x\" { } }");
    code("Integer switch = when;", "integer switch = when;");
}

#[test]
fn dml_in_all_forms() {
    code("insert a; update (b); delete [SELECT Id FROM A];", "insert a; update b; delete [SELECT id FROM a];");
    code("insert as user a; update as system b.c;", "insert as user a; update as system b.c;");
    code("upsert a; upsert b C__c; upsert c A.B__c;", "upsert a; upsert b by c__c; upsert c by a.b__c;");
    code("upsert as user a B__c; undelete a;", "upsert as user a by b__c; undelete a;");
    code("merge a b; merge a [SELECT Id FROM B];", "merge a with b; merge a with [SELECT id FROM b];");
    code("insert new A(B = 1); insert (List<A>) b;", "insert new a(b: 1); insert ((list<a>) b);");
    code("if (a) insert b; else delete c;", "if a insert b; else delete c;");
    code("insert as;", "insert as;");
    code("upsert new List<A>{ b } A.C__c;", "upsert new list<a>{b} by a.c__c;");
}

#[test]
fn try_throw_and_run_as() {
    code(
        "try { } catch (A.B e) { throw e; } catch (Exception e) { } finally { }",
        "try { } catch (a.b e) { throw e; } catch (exception e) { } finally { }",
    );
    code("try { } finally { return; }", "try { } finally { return; }");
    code("System.runAs(u) { a(); }", "runas (u) { a(); }");
    code("system.RUNAS(new Version(1, 0)) { }", "runas (new version(1, 0)) { }");
    assert_eq!(messages("foo(u) { }"), ["Missing ';' at '{'"]);
}

#[test]
fn anonymous_code_mixes_statements_and_declarations() {
    code(
        "a(); Integer f(B c) { return 1; } public class D { } static void g() { } enum E { F } h();",
        "a(); integer f(b c) { return 1; } public class d { } static void g() { } enum e { f } h();",
    );
    code("@future static void f(Set<Id> ids) { }", "@future static void f(set<id> ids) { }");
}
