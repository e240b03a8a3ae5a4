//! `Math`.

use super::decimal::checked;
use super::environment;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::double::round_half_up;
use crate::value::{Decimal, RoundingMode};

/// A Double as the Decimal that an overload for Decimals answers.
fn decimal(cx: &mut Interp, f: f64) -> Result<Decimal, Thrown> {
    checked(cx, Decimal::from_f64(f))
}

fn divide_by_zero(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::Math, "Divide by 0")
}

/// To the nearest whole number, a half to the even one.
fn rint(f: f64) -> f64 {
    f.round_ties_even()
}

/// -1, 0 or 1; a zero and no number at all stay what they are.
fn signum(f: f64) -> f64 {
    if f == 0.0 || f.is_nan() { f } else { f.signum() }
}

/// e to a power as fdlibm computes it, which is a last digit off at places where the machine's is not: the hyperbolic cosine of
/// the platform is made of it, its own `exp` is not.
fn plain_exp(x: f64) -> f64 {
    const LN2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
    const P: [f64; 5] = [
        1.666_666_666_666_660_2e-1,
        -2.777_777_777_701_559_3e-3,
        6.613_756_321_437_934e-5,
        -1.653_390_220_546_525_2e-6,
        4.138_136_797_057_238_5e-8,
    ];
    if x > 709.8 {
        return f64::INFINITY;
    }
    let k = match x.abs() {
        a if a <= 0.5 * std::f64::consts::LN_2 => 0.0,
        a if a < 1.5 * std::f64::consts::LN_2 => x.signum(),
        _ => (x * std::f64::consts::LOG2_E + 0.5_f64.copysign(x)).trunc(),
    };
    let (high, low) = (x - k * LN2.0, k * LN2.1);
    let x = high - low;
    let t = x * x;
    let c = x - t * (P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4]))));
    if k == 0.0 {
        return 1.0 - ((x * c) / (c - 2.0) - x);
    }
    let y = 1.0 - ((low - (x * c) / (2.0 - c)) - high);
    // Twice, since 2 to the power of 1024 is no Double.
    let half = (k as i32) / 2;
    y * 2.0_f64.powi(half) * 2.0_f64.powi(k as i32 - half)
}

fn cosh(x: f64) -> f64 {
    match x.abs() {
        a if a < 0.5 * std::f64::consts::LN_2 => {
            let t = a.exp_m1();
            1.0 + (t * t) / (2.0 * (1.0 + t))
        }
        a if a < 22.0 => 0.5 * plain_exp(a) + 0.5 / plain_exp(a),
        a if a < 709.78 => 0.5 * plain_exp(a),
        a => {
            let root = plain_exp(0.5 * a);
            0.5 * root * root
        }
    }
}

fn invalid(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::Math, "Invalid argument")
}

/// An angle of a sine or cosine.
fn angle(of: impl Fn(f64) -> f64) -> impl Fn(&mut Interp, f64) -> Result<f64, Thrown> {
    move |cx, f| if f.abs() > 1.0 { Err(invalid(cx)) } else { Ok(of(f)) }
}

fn square_root(cx: &mut Interp, f: f64) -> Result<f64, Thrown> {
    if f < 0.0 {
        let text = crate::value::double::to_text(f);
        return Err(cx.throw(Exc::Math, format!("Negative argument: {text}")));
    }
    Ok(f.sqrt())
}

/// A function that is there for every number.
fn plain(f: impl Fn(f64) -> f64) -> impl Fn(&mut Interp, f64) -> Result<f64, Thrown> {
    move |_, x| Ok(f(x))
}

/// Both overloads of a function on Doubles: the one on Decimals goes through Double too.
macro_rules! on_doubles {
    ($($name:literal, $doc:literal, $f:expr;)+) => {
        vec![$(
            m(concat!("static Double ", $name, "(Double n)"), $doc, |cx: &mut Interp, f: f64| ($f)(cx, f)),
            m(concat!("static Decimal ", $name, "(Decimal n)"), $doc, |cx: &mut Interp, f: f64| {
                let result = ($f)(cx, f)?;
                decimal(cx, result)
            }),
        )+]
    };
}

fn functions() -> Vec<Row> {
    on_doubles! {
        "acos", "The angle whose cosine this is.", angle(f64::acos);
        "asin", "The angle whose sine this is.", angle(f64::asin);
        "atan", "The angle whose tangent this is.", plain(f64::atan);
        "cbrt", "The cube root.", plain(f64::cbrt);
        "cos", "The cosine of an angle in radians.", plain(f64::cos);
        "cosh", "The hyperbolic cosine.", plain(cosh);
        "exp", "e to this power.", plain(f64::exp);
        "log", "The natural logarithm.", plain(f64::ln);
        "log10", "The logarithm to base 10.", plain(f64::log10);
        "sin", "The sine of an angle in radians.", plain(f64::sin);
        "sinh", "The hyperbolic sine.", plain(f64::sinh);
        "sqrt", "The square root.", square_root;
        "tan", "The tangent of an angle in radians.", plain(f64::tan);
        "tanh", "The hyperbolic tangent.", plain(f64::tanh);
    }
}

fn rounding() -> Vec<Row> {
    vec![
        m("static Double ceil(Double n)", "The next whole number up.", |f: f64| f.ceil()),
        m("static Decimal ceil(Decimal n)", "The next whole number up.", |d: Decimal| d.ceil()),
        m("static Double floor(Double n)", "The next whole number down.", |f: f64| f.floor()),
        m("static Decimal floor(Decimal n)", "The next whole number down.", |d: Decimal| d.floor()),
        m("static Double rint(Double n)", "The nearest whole number; a half goes to the even one.", |f: f64| rint(f)),
        m(
            "static Decimal rint(Decimal n)",
            "The nearest whole number; a half goes to the even one.",
            |cx: &mut Interp, f: f64| decimal(cx, rint(f)),
        ),
        m("static Integer round(Double n)", "The nearest Integer; a half goes up.", |cx: &mut Interp, f: f64| {
            let n = round_half_up(f);
            i32::try_from(n).map_err(|_| cx.throw(Exc::Math, format!("Integer overflow: {n}")))
        }),
        m(
            "static Integer round(Decimal n)",
            "The nearest Integer; a half goes to the even one.",
            |cx: &mut Interp, d: Decimal| checked(cx, d.round(RoundingMode::HalfEven)).map(|n| n as i32),
        ),
        m("static Long roundToLong(Double n)", "The nearest Long; a half goes up.", |f: f64| round_half_up(f)),
        m(
            "static Long roundToLong(Decimal n)",
            "The nearest Long; a half goes to the even one.",
            |cx: &mut Interp, d: Decimal| checked(cx, d.round(RoundingMode::HalfEven)),
        ),
        m("static Double signum(Double n)", "-1, 0 or 1.", |f: f64| signum(f)),
        m("static Decimal signum(Decimal n)", "-1, 0 or 1.", |cx: &mut Interp, f: f64| decimal(cx, signum(f))),
    ]
}

fn choices() -> Vec<Row> {
    vec![
        m("static Integer abs(Integer n)", "The number without its sign.", |n: i32| n.wrapping_abs()),
        m("static Long abs(Long n)", "The number without its sign.", |n: i64| n.wrapping_abs()),
        m("static Double abs(Double n)", "The number without its sign.", |f: f64| f.abs()),
        m("static Decimal abs(Decimal n)", "The number without its sign.", |d: Decimal| d.abs()),
        m("static Integer max(Integer a, Integer b)", "The larger number.", |a: i32, b: i32| a.max(b)),
        m("static Long max(Long a, Long b)", "The larger number.", |a: i64, b: i64| a.max(b)),
        m(
            "static Double max(Double a, Double b)",
            "The larger number.",
            |a: f64, b: f64| if a.is_nan() || a > b { a } else { b },
        ),
        m("static Decimal max(Decimal a, Decimal b)", "The larger number.", |a: Decimal, b: Decimal| {
            if a.cmp_value(&b).is_ge() { a } else { b }
        }),
        m("static Integer min(Integer a, Integer b)", "The smaller number.", |a: i32, b: i32| a.min(b)),
        m("static Long min(Long a, Long b)", "The smaller number.", |a: i64, b: i64| a.min(b)),
        m(
            "static Double min(Double a, Double b)",
            "The smaller number.",
            |a: f64, b: f64| if a.is_nan() || a < b { a } else { b },
        ),
        m("static Decimal min(Decimal a, Decimal b)", "The smaller number.", |a: Decimal, b: Decimal| {
            if a.cmp_value(&b).is_le() { a } else { b }
        }),
        m(
            "static Integer mod(Integer n, Integer divisor)",
            "The remainder, with the sign of the first.",
            |cx: &mut Interp, a: Option<i32>, b: Option<i32>| match (a, b) {
                (Some(_), Some(0)) => Err(divide_by_zero(cx)),
                (Some(a), Some(b)) => Ok(a.wrapping_rem(b)),
                _ => Err(cx.throw(Exc::NullPointer, "Script-thrown exception")),
            },
        ),
        m(
            "static Long mod(Long n, Long divisor)",
            "The remainder, with the sign of the first.",
            |cx: &mut Interp, a: i64, b: i64| match b {
                0 => Err(divide_by_zero(cx)),
                b => Ok(a.wrapping_rem(b)),
            },
        ),
    ]
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = choices();
    rows.extend(rounding());
    rows.extend(functions());
    rows.extend([
        m("static Double E { get; }", "The base of the natural logarithm.", || std::f64::consts::E),
        m("static Double PI { get; }", "The circle's circumference over its diameter.", || std::f64::consts::PI),
        m("static Double atan2(Double y, Double x)", "The angle of the point (x, y).", |y: f64, x: f64| y.atan2(x)),
        m(
            "static Decimal atan2(Decimal y, Decimal x)",
            "The angle of the point (x, y).",
            |cx: &mut Interp, y: f64, x: f64| decimal(cx, y.atan2(x)),
        ),
        m("static Double pow(Double base, Double exponent)", "The power.", |base: f64, exponent: f64| {
            base.powf(exponent)
        }),
        m("static Double random()", "A random number from 0 to below 1.", |cx: &mut Interp| {
            environment::random_unit(cx)
        }),
    ]);
    rows
}
