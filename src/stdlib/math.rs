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

/// Both overloads of a function on Doubles: the one on Decimals goes through Double too.
macro_rules! on_doubles {
    ($($name:literal, $doc:literal, $f:expr;)+) => {
        vec![$(
            m(concat!("static Double ", $name, "(Double n)"), $doc, |f: f64| ($f)(f)),
            m(concat!("static Decimal ", $name, "(Decimal n)"), $doc, |cx: &mut Interp, f: f64| decimal(cx, ($f)(f))),
        )+]
    };
}

fn functions() -> Vec<Row> {
    on_doubles! {
        "acos", "The angle whose cosine this is.", f64::acos;
        "asin", "The angle whose sine this is.", f64::asin;
        "atan", "The angle whose tangent this is.", f64::atan;
        "cbrt", "The cube root.", f64::cbrt;
        "cos", "The cosine of an angle in radians.", f64::cos;
        "cosh", "The hyperbolic cosine.", f64::cosh;
        "exp", "e to this power.", f64::exp;
        "log", "The natural logarithm.", f64::ln;
        "log10", "The logarithm to base 10.", f64::log10;
        "sin", "The sine of an angle in radians.", f64::sin;
        "sinh", "The hyperbolic sine.", f64::sinh;
        "sqrt", "The square root.", f64::sqrt;
        "tan", "The tangent of an angle in radians.", f64::tan;
        "tanh", "The hyperbolic tangent.", f64::tanh;
    }
}

fn rounding() -> Vec<Row> {
    vec![
        m("static Double ceil(Double n)", "The next whole number up.", f64::ceil),
        m("static Decimal ceil(Decimal n)", "The next whole number up.", |d: Decimal| d.ceil()),
        m("static Double floor(Double n)", "The next whole number down.", f64::floor),
        m("static Decimal floor(Decimal n)", "The next whole number down.", |d: Decimal| d.floor()),
        m("static Double rint(Double n)", "The nearest whole number; a half goes to the even one.", rint),
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
        m("static Long roundToLong(Double n)", "The nearest Long; a half goes up.", round_half_up),
        m(
            "static Long roundToLong(Decimal n)",
            "The nearest Long; a half goes to the even one.",
            |cx: &mut Interp, d: Decimal| checked(cx, d.round(RoundingMode::HalfEven)),
        ),
        m(
            "static Double signum(Double n)",
            "-1, 0 or 1.",
            |f: f64| if f == 0.0 || f.is_nan() { f } else { f.signum() },
        ),
        m("static Decimal signum(Decimal n)", "-1, 0 or 1.", |d: Decimal| Decimal::from(d.signum())),
    ]
}

fn choices() -> Vec<Row> {
    vec![
        m("static Integer abs(Integer n)", "The number without its sign.", i32::wrapping_abs),
        m("static Long abs(Long n)", "The number without its sign.", i64::wrapping_abs),
        m("static Double abs(Double n)", "The number without its sign.", f64::abs),
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
            |cx: &mut Interp, a: i32, b: i32| match b {
                0 => Err(divide_by_zero(cx)),
                b => Ok(a.wrapping_rem(b)),
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
        m("static Double atan2(Double y, Double x)", "The angle of the point (x, y).", f64::atan2),
        m(
            "static Decimal atan2(Decimal y, Decimal x)",
            "The angle of the point (x, y).",
            |cx: &mut Interp, y: f64, x: f64| decimal(cx, y.atan2(x)),
        ),
        m("static Double pow(Double base, Double exponent)", "The power.", f64::powf),
        m("static Double random()", "A random number from 0 to below 1.", |cx: &mut Interp| {
            environment::random_unit(cx)
        }),
    ]);
    rows
}
