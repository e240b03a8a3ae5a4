//! Declarations.

use super::{messages, unit};
use crate::syntax::{parse_signature, parse_type, parse_unit, parse_units, print};

#[test]
fn classes_with_all_modifiers() {
    unit(
        "public with sharing abstract class A extends B.C implements D<E>, F { }",
        "public withsharing abstract class a extends b.c implements d<e>, f { }",
    );
    unit("global without sharing virtual class A { ; }", "global withoutsharing virtual class a { }");
    unit(
        "inherited sharing class A { class B { } interface C extends D { } }",
        "inheritedsharing class a { class b { } interface c extends d { } }",
    );
    unit("enum A { }", "enum a {  }");
    unit(
        "@isTest(SeeAllData=true isParallel=false) private class A { enum B { GET, SET, } }",
        "@istest(seealldata=true, isparallel=false) private class a { enum b { get, set } }",
    );
}

#[test]
fn members_of_all_kinds() {
    unit(
        "class A { static final transient Integer a = 1, b; }",
        "class a { static final transient integer a = 1, b; }",
    );
    unit(
        "class A { A() { this(1); } public A(final Integer n) { super(n); } static { } { a(); } }",
        "class a { a() { this(1); } public a(final integer n) { super(n); } static { } { a(); } }",
    );
    unit(
        "class A { abstract void b(); override A[] c(Map<D, E> f, G g) { } webservice static A d() { } }",
        "class a { abstract void b(); override a[] c(map<d, e> f, g g) { } webservice static a d() { } }",
    );
    unit(
        "class A { public B c { get; private set; } B d { get { return c; } } List<B> e { @Foo set { c = value; } } }",
        "class a { public b c { get; private set; } b d { get { return c; } } list<b> e { @foo set { (c = value); } } }",
    );
    unit("class A { static testMethod void m() { } }", "class a { static testmethod void m() { } }");
    unit("class A { Object get; Boolean set() { } when b; }", "class a { object get; boolean set() { } when b; }");
    unit("class A { void merge(A a) { } A delete(B b) { } }", "class a { void merge(a a) { } a delete(b b) { } }");
}

#[test]
fn annotations() {
    unit(
        "@RestResource(urlMapping='/a/*') global class A { @InvocableMethod(label='x' description='y') static void b() { } @AuraEnabled(cacheable=true, scope='global') static void c() { } @SuppressWarnings('PMD.X') void d() { } }",
        "@restresource(urlmapping=\"/a/*\") global class a { @invocablemethod(label=\"x\", description=\"y\") static void b() { } @auraenabled(cacheable=true, scope=\"global\") static void c() { } @suppresswarnings(\"PMD.X\") void d() { } }",
    );
}

#[test]
fn triggers() {
    unit(
        "trigger A on Account (before insert, after undelete) { if (Trigger.isInsert) { } for (Account a : Trigger.new) { } }",
        "trigger a on account (before insert, after undelete) { if trigger.isinsert { } for (account a : trigger.new) { } }",
    );
}

#[test]
fn a_file_holds_one_unit_and_a_block_many() {
    let two = "class A { } interface B { }";
    let (_, faults) = parse_unit(two, Default::default());
    assert_eq!(faults[0].message, "expected the end of the file, found a second declaration");
    assert_eq!(parse_units(two, Default::default()).0.len(), 2);
}

#[test]
fn signatures_of_the_library() {
    let header = parse_signature("static Boolean contains(String part, List<Integer> n)").expect("valid");
    assert_eq!(header.name.sym.as_str(), "contains");
    assert_eq!(print::ty(&header.params[1].ty), "list<integer>");
    let generic = parse_signature("<T> T pick(Map<T, List<T>> all)").expect("valid");
    assert_eq!(generic.type_params[0].sym.as_str(), "t");
    assert!(parse_signature("void f()").expect("valid").result.is_none());
    assert!(parse_signature("Url(String spec)").expect("valid").is_constructor);
    assert_eq!(parse_signature("Integer f(").expect_err("unfinished"), "Unexpected token '<EOF>'.");
    assert_eq!(print::ty(&parse_type("Map<Id, A.B[]>[]").expect("valid")), "map<id, a.b[]>[]");
}

#[test]
fn void_is_no_type_of_a_value() {
    assert_eq!(messages("void x;"), ["Variables cannot be of type void"]);
}
