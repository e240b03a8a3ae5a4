//! The language on hand-built trees.

mod build;
mod speed;

use build::*;

use crate::hir::*;
use crate::interp::with_big_stack;
use crate::value::Value;

/// `Integer fib(Integer n)` as method 0.
fn fib(b: &mut Builder) -> MethodId {
    let recurse = |k| call(0, vec![binary(BinaryOp::Subtract, i(0), int(k))], TypeId::INTEGER);
    let body = vec![
        if_(binary(BinaryOp::Less, i(0), int(2)), vec![ret(i(0))], None),
        ret(binary(BinaryOp::Add, recurse(1), recurse(2))),
    ];
    b.method(None, &[TypeId::INTEGER], TypeId::INTEGER, 1, body)
}

fn message(cx: &mut crate::interp::Interp) -> String {
    let exception = cx.take_pending();
    cx.uncaught_text(&exception)
}

#[test]
fn calls_answer_scalars() {
    let mut b = Builder::new();
    let m = fib(&mut b);
    let mut cx = b.interp();
    assert!(matches!(cx.call(m, &[Value::Integer(20)]), Ok(Value::Integer(6765))));
}

#[test]
fn an_integer_method_may_answer_null_and_only_use_throws() {
    let mut b = Builder::new();
    let nothing = b.method(None, &[], TypeId::INTEGER, 0, vec![ret(null(TypeId::INTEGER))]);
    let direct = b.method(None, &[], TypeId::INTEGER, 0, vec![ret(call(nothing.0, vec![], TypeId::INTEGER))]);
    let sum = binary(BinaryOp::Add, call(direct.0, vec![], TypeId::INTEGER), int(1));
    let used = b.method(None, &[], TypeId::INTEGER, 0, vec![ret(sum)]);
    let mut cx = b.interp();
    assert!(matches!(cx.call(direct, &[]), Ok(Value::Null)));
    assert!(cx.call(used, &[]).is_err());
    assert_eq!(message(&mut cx), "System.NullPointerException: Attempt to de-reference a null object");
}

#[test]
fn recursion_without_end_is_a_limit_exception_that_nobody_catches() {
    let mut b = Builder::new();
    let deeper = call(0, vec![binary(BinaryOp::Add, i(0), int(1))], TypeId::INTEGER);
    let catch = Catch { class: ClassId(0), slot: LocalSlot(1), body: vec![], span: crate::diag::Span::NONE };
    let body = vec![stmt(StmtKind::Try { body: vec![ret(deeper)], catches: vec![catch], finally: None }), ret(int(0))];
    let m = b.method(None, &[TypeId::INTEGER], TypeId::INTEGER, 2, body);
    let text = with_big_stack(move || {
        let mut cx = b.interp();
        assert!(cx.call(m, &[Value::Integer(0)]).is_err());
        message(&mut cx)
    });
    assert_eq!(text, "System.LimitException: Maximum stack depth reached: 1001");
}

#[test]
fn finally_runs_and_a_catch_takes_its_class() {
    let mut b = Builder::new();
    let math = b.program.find_class("MathException").expect("declared");
    let division = let_(1, binary(BinaryOp::Divide, int(1), i(0)));
    let catch = |class, result| Catch {
        class,
        slot: LocalSlot(2),
        body: vec![ret(text(result))],
        span: crate::diag::Span::NONE,
    };
    let list = b.program.find_class("ListException").expect("declared");
    let body = vec![
        stmt(StmtKind::Try {
            body: vec![division],
            catches: vec![catch(list, "list"), catch(math, "math")],
            finally: Some(vec![let_(0, int(7))]),
        }),
        ret(expr(ExprKind::Concat(vec![text("n="), i(0)]), TypeId::STRING)),
    ];
    let m = b.method(None, &[TypeId::INTEGER], TypeId::STRING, 3, body);
    let mut cx = b.interp();
    let mut run = |n| {
        let v = cx.call(m, &[Value::Integer(n)]).expect("caught");
        cx.text(&v).expect("a string").to_string()
    };
    assert_eq!(run(0), "math");
    assert_eq!(run(1), "n=7");
}

#[test]
fn a_receiver_comes_back_after_the_call() {
    let mut b = Builder::new();
    let class = b.class("Box", None, 1);
    let this = || local(0, TypeId::class(class));
    let field = |r: Expr| expr(ExprKind::Field { receiver: r.into(), slot: 0, safe: false }, TypeId::INTEGER);
    let get = b.method(Some(class), &[], TypeId::INTEGER, 1, vec![ret(field(this()))]);
    let twice = |r: Expr| {
        let one = |r: Expr| {
            let kind = ExprKind::CallDirect { method: get, receiver: r.into(), args: vec![], safe: false };
            expr(kind, TypeId::INTEGER)
        };
        binary(BinaryOp::Add, one(r.clone()), one(r))
    };
    let new = expr(ExprKind::New { class, constructor: None, args: vec![] }, TypeId::class(class));
    let target = place(PlaceKind::Field { receiver: this(), slot: 0 }, TypeId::INTEGER);
    let body = vec![let_(0, new), run(assign(target, int(21))), ret(twice(this()))];
    let m = b.method(None, &[], TypeId::INTEGER, 1, body);
    let mut cx = b.interp();
    assert!(matches!(cx.call(m, &[]), Ok(Value::Integer(42))));
}

#[test]
fn a_string_grows_in_place_and_its_copies_do_not() {
    let mut b = Builder::new();
    let body = vec![
        let_(0, text("a")),
        let_(1, local(0, TypeId::STRING)),
        run(update(0, AssignOp::Concat, text("b"))),
        run(update(0, AssignOp::Concat, text("c"))),
        ret(expr(
            ExprKind::Concat(vec![local(0, TypeId::STRING), local(1, TypeId::STRING), null(TypeId::STRING)]),
            TypeId::STRING,
        )),
    ];
    let m = b.method(None, &[], TypeId::STRING, 2, body);
    let mut cx = b.interp();
    let v = cx.call(m, &[]).expect("no exception");
    assert_eq!(cx.text(&v).expect("a string").as_str(), "abcanull");
}

#[test]
fn cycles_do_not_outlive_their_transaction() {
    let mut b = Builder::new();
    let class = b.class("Node", None, 1);
    b.class_mut(class).may_cycle = true;
    let node = || local(0, TypeId::class(class));
    let new = expr(ExprKind::New { class, constructor: None, args: vec![] }, TypeId::class(class));
    let target = place(PlaceKind::Field { receiver: node(), slot: 0 }, TypeId::class(class));
    let m = b.method(None, &[], TypeId::class(class), 1, vec![let_(0, new), run(assign(target, node())), ret(node())]);
    let mut cx = b.interp();
    let Ok(Value::Ref(object)) = cx.call(m, &[]) else { panic!("an instance") };
    let weak = object.downgrade();
    drop(object);
    assert_eq!(weak.strong_count(), 1, "it holds itself");
    drop(cx);
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn a_virtual_call_finds_the_method_of_each_class() {
    let mut b = Builder::new();
    let base = b.class("Shape", None, 0);
    let classes: Vec<ClassId> = (0..6).map(|n| b.class(&format!("Shape{n}"), Some(base), 0)).collect();
    let declared = b.method(Some(base), &[], TypeId::INTEGER, 1, vec![ret(int(-1))]);
    for (n, class) in classes.iter().enumerate() {
        let m = b.method(Some(*class), &[], TypeId::INTEGER, 1, vec![ret(int(n as i32))]);
        b.class_mut(*class).dispatch.insert(SelectorId(0), m);
    }
    let ask = ExprKind::CallVirtual {
        selector: SelectorId(0),
        method: declared,
        receiver: local(0, TypeId::class(base)).into(),
        args: vec![],
        safe: false,
    };
    let m = b.method(None, &[TypeId::class(base)], TypeId::INTEGER, 1, vec![ret(expr(ask, TypeId::INTEGER))]);
    let mut cx = b.interp();
    for _ in 0..2 {
        for (n, class) in classes.iter().enumerate() {
            let object = cx.new_instance(*class);
            let answer = cx.call(m, &[object]).expect("dispatched");
            assert!(matches!(answer, Value::Integer(i) if i == n as i32));
        }
    }
    assert!(cx.call(m, &[Value::Null]).is_err());
}

/// Resident memory in pages, where the system tells.
fn resident() -> Option<usize> {
    std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()
}

#[test]
fn memory_stays_flat_over_ten_thousand_transactions_that_build_cycles() {
    // Resident memory is the whole process's, so the test has one to itself.
    const ALONE: &str = "ORGLESS_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let this = "interp::tests::memory_stays_flat_over_ten_thousand_transactions_that_build_cycles";
        let mut program = std::process::Command::new(std::env::current_exe().expect("a test has a program"));
        let output = program.args([this, "--exact"]).env(ALONE, "1").output().expect("the program starts again");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        return;
    }
    let mut b = Builder::new();
    let class = b.class("Node", None, 2);
    b.class_mut(class).may_cycle = true;
    let ty = TypeId::class(class);
    let list = TypeId::list(TypeId::OBJECT);
    let field = |slot| place(PlaceKind::Field { receiver: local(0, ty), slot }, ty);
    let new = expr(ExprKind::New { class, constructor: None, args: vec![] }, ty);
    let holds = expr(ExprKind::NewList(vec![local(0, ty)]), list);
    let turn = vec![let_(0, new), run(assign(field(0), local(0, ty))), run(assign(field(1), holds))];
    let body = vec![for_(let_(1, int(0)), binary(BinaryOp::Less, i(1), int(20)), inc(1), turn)];
    let m = b.method(None, &[], TypeId::VOID, 2, body);
    let program = std::sync::Arc::new(b.program);
    let transactions = transactions(&program);
    let mut early = None;
    for n in 0..10_000 {
        let mut cx = transactions();
        cx.call(m, &[]).expect("no exception");
        drop(cx);
        if n == 2_000 {
            early = resident();
        }
    }
    if let (Some(early), Some(late)) = (early, resident()) {
        assert!(late * 10 <= early * 11, "{early} pages, then {late}");
    }
}
