//! Kernels as hand-built trees, for measuring the interpreter alone:
//! `cargo test --release interp::tests::speed -- --ignored --nocapture`.

use std::time::Instant;

use super::build::*;
use super::fib;
use crate::hir::*;
use crate::value::Value;

fn timed(name: &str, mut run: impl FnMut() -> Value) {
    let mut best = f64::MAX;
    let mut answer = Value::Null;
    for _ in 0..3 {
        let start = Instant::now();
        answer = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{name:8} {best:.3} s {answer:?}");
}

#[test]
#[ignore = "a measurement"]
fn kernels() {
    let mut b = Builder::new();
    let m = fib(&mut b);
    let mut cx = b.interp();
    timed("fib", || cx.call(m, &[Value::Integer(33)]).expect("runs"));

    let mut b = Builder::new();
    let m = method_fib(&mut b);
    let mut cx = b.interp();
    timed("fib this", || cx.call(m, &[Value::Integer(33)]).expect("runs"));

    let mut b = Builder::new();
    let m = int_loop(&mut b);
    let mut cx = b.interp();
    timed("loop", || cx.call(m, &[]).expect("runs"));

    let mut b = Builder::new();
    let m = sieve(&mut b);
    let mut cx = b.interp();
    timed("sieve", || cx.call(m, &[]).expect("runs"));
}

/// The kernel's form: an instance method that calls itself on `this`.
fn method_fib(b: &mut Builder) -> MethodId {
    let class = b.class("Fib", None, 0);
    let this = || local(0, TypeId::class(class));
    let recurse = |k| call(0, vec![this(), binary(BinaryOp::Subtract, i(1), int(k))], TypeId::INTEGER);
    let body = vec![
        if_(binary(BinaryOp::Less, i(1), int(2)), vec![ret(i(1))], None),
        ret(binary(BinaryOp::Add, recurse(1), recurse(2))),
    ];
    b.method(Some(class), &[TypeId::INTEGER], TypeId::INTEGER, 2, body);
    let new = expr(ExprKind::New { class, constructor: None, args: vec![] }, TypeId::class(class));
    let start = call(0, vec![new, i(0)], TypeId::INTEGER);
    b.method(None, &[TypeId::INTEGER], TypeId::INTEGER, 1, vec![ret(start)])
}

/// 5,000,000 turns of arithmetic and branches; `x - x / m * m` stands for `Math.mod`.
fn int_loop(b: &mut Builder) -> MethodId {
    use BinaryOp::*;
    let rem = |x: Expr, m: i32| binary(Subtract, x.clone(), binary(Multiply, binary(Divide, x, int(m)), int(m)));
    let body = vec![
        let_(2, rem(i(1), 1000)),
        let_(3, rem(binary(Multiply, i(2), i(2)), 7)),
        if_(
            binary(Greater, i(3), int(3)),
            vec![run(update(0, AssignOp::Add, i(3)))],
            Some(vec![if_(
                binary(Equal, i(3), int(2)),
                vec![run(update(0, AssignOp::Subtract, int(1)))],
                Some(vec![run(update(0, AssignOp::Add, binary(Divide, i(2), int(10))))]),
            )]),
        ),
        if_(binary(Greater, i(0), int(1_000_000)), vec![run(update(0, AssignOp::Subtract, int(1_000_000)))], None),
    ];
    let turns = for_(let_(1, int(0)), binary(Less, i(1), int(5_000_000)), inc(1), body);
    b.method(None, &[], TypeId::INTEGER, 4, vec![let_(0, int(0)), turns, ret(i(0))])
}

fn sieve(b: &mut Builder) -> MethodId {
    use BinaryOp::*;
    let list = TypeId::list(TypeId::BOOLEAN);
    let comp = || local(0, list);
    let at = |n| ExprKind::Index { list: comp().into(), index: i(n).into() };
    let mark = assign(
        place(PlaceKind::Index { list: comp(), index: i(4) }, TypeId::BOOLEAN),
        expr(ExprKind::Literal(Literal::Boolean(true)), TypeId::BOOLEAN),
    );
    let fill = assign(
        place(PlaceKind::Index { list: comp(), index: i(3) }, TypeId::BOOLEAN),
        expr(ExprKind::Literal(Literal::Boolean(false)), TypeId::BOOLEAN),
    );
    let n = 4_000_000;
    let not = expr(ExprKind::Unary { op: UnaryOp::Not, operand: expr(at(3), TypeId::BOOLEAN).into() }, TypeId::BOOLEAN);
    let inner = for_(
        let_(4, binary(Multiply, i(3), i(3))),
        binary(LessEqual, i(4), i(1)),
        update(4, AssignOp::Add, i(3)),
        vec![run(mark)],
    );
    let body = vec![if_(
        not,
        vec![run(inc(2)), if_(binary(LessEqual, i(3), binary(Divide, i(1), i(3))), vec![inner], None)],
        None,
    )];
    let new = expr(ExprKind::NewArray(int(n + 1).into()), list);
    let stmts = vec![
        let_(0, new),
        let_(1, int(n)),
        let_(2, int(0)),
        for_(let_(3, int(0)), binary(LessEqual, i(3), i(1)), inc(3), vec![run(fill)]),
        for_(let_(3, int(2)), binary(LessEqual, i(3), i(1)), inc(3), body),
        ret(i(2)),
    ];
    b.method(None, &[], TypeId::INTEGER, 5, stmts)
}

#[test]
#[ignore = "a measurement"]
fn sizes() {
    use crate::value::*;
    println!("Object {}", size_of::<Object>());
    println!("Instance {}", size_of::<Instance>());
    println!("Record {}", size_of::<Record>());
    println!("Map {} List {} Native {}", size_of::<Map>(), size_of::<List>(), size_of::<NativeObject>());
}
