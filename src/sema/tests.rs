//! The checker from outside: texts in, messages or facts of the program out. The library is the real one's shape in small.

use std::sync::{Arc, LazyLock};

use crate::diag::SourceMap;
use crate::hir::{ClassKind, ExprKind, Program, StmtKind, Type, TypeId};
use crate::schema::{FieldType, Schema};
use crate::sema::library::{Library, LibraryClass, PreludeFile};
use crate::sema::{Mode, Options, SourceUnit, UnitKind, base_checked, compile, compile_anonymous};

fn class(name: &'static str, params: &'static [&'static str], signatures: fn() -> Vec<&'static str>) -> LibraryClass {
    LibraryClass { name, kind: ClassKind::Class, params, extends: None, implements: &[], doc: "", signatures }
}

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library {
    classes: vec![
        class("Object", &[], || vec!["Object clone()"]),
        class("Exception", &[], || vec!["String getMessage()"]),
        class("String", &[], || vec!["Integer length()", "static String valueOf(Object value)"]),
        class("Date", &[], || vec!["Date addDays(Integer n)", "static Date today()"]),
        class("Datetime", &[], || vec!["static Datetime now()"]),
        class("List", &["T"], || vec!["void add(T item)", "T get(Integer i)", "Integer size()"]),
        class("Set", &["T"], || vec!["Boolean add(T item)"]),
        class("Map", &["K", "V"], || vec!["V get(K key)", "V put(K key, V value)"]),
        class("System", &[], || vec!["static void debug(Object value)"]),
        class("SObject", &[], || vec!["Object get(String field)"]),
    ],
    prelude: vec![PreludeFile {
        name: "prelude.cls",
        namespace: "System",
        text: "global virtual class MathException extends Exception {}\n\
               global interface Comparable { Integer compareTo(Object other); }",
        names: &[],
        members: &[],
        by_type: false,
    }],
});

fn library() -> Program {
    let (program, faults) = base_checked(&LIBRARY);
    assert!(faults.is_empty(), "{faults:?}");
    program
}

fn build(schema: Schema, texts: &[&str]) -> (Program, Vec<String>) {
    let base = library();
    let mut sources = SourceMap::clone(&base.sources);
    let add = |text: &&str| SourceUnit { file: sources.add("Test.cls", *text), kind: UnitKind::Several };
    let units: Vec<SourceUnit> = texts.iter().map(add).collect();
    let (program, found) = compile(&base, schema, Arc::new(sources), &units, &Options::default());
    (program, found.into_iter().map(|d| d.message).collect())
}

fn messages(text: &str) -> Vec<String> {
    build(Schema::standard(), &[text]).1
}

/// The messages for statements in a method.
fn in_method(statements: &str) -> Vec<String> {
    messages(&format!("public class Test {{ void run() {{ {statements} }} }}"))
}

#[test]
fn sound_code_has_no_errors() {
    let text = "
        public virtual class Shape implements Comparable {
            public Integer sides { get; private set; }
            protected static Integer made = 0;
            public Shape(Integer sides) { this.sides = sides; made++; }
            public virtual Decimal area() { return 0; }
            public Integer compareTo(Object other) { return sides - ((Shape) other).sides; }
            public class Square extends Shape {
                private Decimal side;
                public Square(Decimal side) { super(4); this.side = side; }
                public override Decimal area() { return side * side; }
            }
            public static String tell(List<Shape> shapes) {
                String text = '';
                for (Shape s : shapes) { text += s.area() + ', '; }
                return text;
            }
        }";
    assert_eq!(messages(text), Vec::<String>::new());
}

#[test]
fn errors_have_the_platforms_texts() {
    let cases = [
        ("Integer i = 5L;", "Illegal assignment from Long to Integer"),
        ("Integer i = 5; i += 1.5;", "Illegal assignment from Decimal to Integer"),
        ("Boolean b = 1;", "Illegal assignment from Integer to Boolean"),
        ("Integer i = null + 1;", "Arithmetic expressions must use numeric arguments"),
        ("Integer a = 5; Boolean r = a === 5;", "Exact equality operator only allowed for reference types: Integer"),
        (
            "Integer i = (Integer) '5';",
            "Incompatible types since an instance of String is never an instance of Integer",
        ),
        (
            "List<Integer> x = new List<Integer>{ 'a' };",
            "Initial expression is of incorrect type, expected: Integer but was: String",
        ),
        (
            "List<Integer> x = new List<Integer>(); x.add(true);",
            "Method does not exist or incorrect signature: void add(Boolean) from the type List<Integer>",
        ),
        (
            "Map<String, Integer> m; Integer i = m.put(1, 1);",
            "Method does not exist or incorrect signature: void put(Integer, Integer) from the type Map<String,Integer>",
        ),
        ("Set<String> x = new Set<Integer>();", "Illegal assignment from Set<Integer> to Set<String>"),
        ("unknown = 1;", "Variable does not exist: unknown"),
        ("Nothing n;", "Invalid type: Nothing"),
        ("Integer x = 1; Integer X = 2;", "Duplicate variable: X"),
        ("throw 1;", "Throw expression must be of type exception: Integer"),
        ("Exception e = new Exception();", "Type cannot be constructed: Exception"),
        ("break;", "Break statement must be in loop"),
        ("return; Integer i;", "Unreachable statement"),
        (
            "Object o; Boolean b = o instanceof Object;",
            "Operation instanceof is always true since an instance of Object is always an instance of Object",
        ),
        ("Account a = new Account(Foo = 1);", "Field does not exist: Foo on Account"),
    ];
    for (statements, message) in cases {
        assert_eq!(in_method(statements), [message], "{statements}");
    }
}

#[test]
fn future_methods_take_plain_values_only() {
    let text = "public class Later {
        @future public void a() {}
        @future public static Integer b() { return 1; }
        @future public static void c(Account a) {}
        @future public static void d(List<Id> ids, Map<String, Decimal> m) {}
    }";
    let expected = [
        "Future methods must be declared as static",
        "Future methods do not support return type of Integer",
        "Future methods do not support parameter type of Account",
    ];
    assert_eq!(messages(text), expected);
}

#[test]
fn null_is_ambiguous_only_among_methods_of_one_class() {
    let class = "public virtual class Over {
        public static void one(Object x) {} public static void one(String x) {}
        public static void two(String x, Object y) {} public static void two(Object x, String y) {}
        public static void pick(Integer i) {}
    }
    public class Under extends Over { public static void pick(String s) {} }";
    let run =
        |call: &str| build(Schema::standard(), &[class, &format!("public class T {{ void f() {{ {call} }} }}")]).1;
    assert_eq!(run("Over.one(null);"), ["Ambiguous method signature: void one(NULL)"]);
    assert_eq!(
        run("Under.pick(null); Under.pick(1); Over.one('x'); Over.two('x', (Object) 'y');"),
        Vec::<String>::new()
    );
}

#[test]
fn a_broken_class_breaks_its_users_and_nobody_else() {
    let texts = ["public class A { Nope n; }", "public class B { A a; }", "public class C { Integer i; }"];
    let (program, _) = build(Schema::standard(), &texts);
    let broken = |name: &str| program.class(program.find_class(name).unwrap()).broken.clone();
    assert_eq!(broken("a").as_deref(), Some("Invalid type: Nope"));
    let reason = "Dependent class is invalid and needs recompilation:\n Class A : Invalid type: Nope";
    assert_eq!(broken("b").as_deref(), Some(reason));
    assert_eq!(broken("c"), None);
}

#[test]
fn uses_give_inferred_fields_their_types_in_any_order() {
    let text = "public class T { void f(Account a) {
        String seen = 'x' + a.Total__c + a.When__c + a.Flag__c + a.Word__c;
        a.Total__c = 5;
        a.When__c = Datetime.now();
        if (a.Flag__c) { a.Word__c = 'w'; }
    } }";
    let (program, found) = build(Schema::inferred(), &[text]);
    assert_eq!(found, Vec::<String>::new());
    let account = program.schema.get("Account").unwrap();
    let ty = |name: &str| account.get(account.field(name).unwrap()).ty;
    assert_eq!(ty("Total__c"), FieldType::Double);
    assert_eq!(ty("When__c"), FieldType::Datetime);
    assert_eq!(ty("Flag__c"), FieldType::Boolean);
    assert_eq!(ty("Word__c"), FieldType::String);
}

#[test]
fn repl_inputs_see_what_came_before() {
    let base = library();
    let mut scope = None;
    let mut program = base;
    for (text, result) in [
        ("Integer n = 2;", None),
        ("n * 3;", Some(TypeId::INTEGER)),
        ("Integer twice(Integer i) { return i * n; }", None),
        ("twice(n);", Some(TypeId::INTEGER)),
    ] {
        let mut sources = SourceMap::clone(&program.sources);
        let file = sources.add("input", text);
        let schema = Schema::clone(&program.schema);
        let mode = Mode::Repl { scope };
        let (next, block, found) = compile_anonymous(&program, schema, Arc::new(sources), file, mode, &Arc::default());
        let Some(block) = block else { panic!("{text}: {found:?}") };
        assert_eq!(block.result, result, "{text}");
        scope = block.scope;
        program = next;
    }
}

#[test]
fn texts_are_joined_flat_and_calls_bound() {
    let text = "public class T { void f(Integer n) { String s = 'a' + n + 'b' + 'c'; g(); } private void g() {} }";
    let (program, found) = build(Schema::standard(), &[text]);
    assert_eq!(found, Vec::<String>::new());
    let class = program.class(program.find_class("t").unwrap());
    let body = program.method(class.methods[0]).body.as_ref().unwrap();
    let StmtKind::Local { init: Some(init), ty, .. } = &body[0].kind else { panic!("a local comes first") };
    assert_eq!(ty.get(), Type::String);
    assert!(matches!(&init.kind, ExprKind::Concat(parts) if parts.len() == 3));
    let StmtKind::Expr(call) = &body[1].kind else { panic!("then a call") };
    assert!(matches!(&call.kind, ExprKind::Call { method, .. } if *method == class.methods[1]));
}

#[test]
fn classes_that_can_reach_themselves_may_cycle() {
    let text = "public class Node { Node next; } public class Leaf { Integer n; List<String> names; } public class Any { Object o; }";
    let (program, _) = build(Schema::standard(), &[text]);
    let cycles = |name: &str| program.class(program.find_class(name).unwrap()).may_cycle;
    assert!(cycles("node") && cycles("any") && !cycles("leaf"));
}
