//! Tests of `Decimal`.

use super::*;

fn d(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn the_scale_says_how_a_decimal_prints() {
    for (text, printed, plain) in [
        ("1.20", "1.20", "1.20"),
        ("-0.5", "-0.5", "-0.5"),
        (".5", "0.5", "0.5"),
        ("+7.", "7", "7"),
        ("0.000001", "0.000001", "0.000001"),
        ("0.0000001", "1E-7", "0.0000001"),
        ("0.00000012", "1.2E-7", "0.00000012"),
        ("0.0000000", "0E-7", "0.0000000"),
        ("1.3E+2", "1.3E+2", "130"),
        ("1e10", "1E+10", "10000000000"),
        ("1.5e-3", "0.0015", "0.0015"),
        ("12345678901234567890.1234", "12345678901234567890.1234", "12345678901234567890.1234"),
    ] {
        assert_eq!((d(text).to_string(), d(text).to_plain_string()), (printed.into(), plain.into()));
    }
    for text in ["", "abc", "1.2.3", "--1", "1e", ".", "1,000", "0x1"] {
        assert!(Decimal::parse(text).is_err(), "{text}");
    }
}

#[test]
fn sums_and_products_keep_their_scale() {
    assert_eq!(d("1.10").add(&d("2.205")).to_string(), "3.305");
    assert_eq!(d("1.10").sub(&d("1.10")).to_string(), "0.00");
    assert_eq!(d("1.10").mul(&d("2.0")).to_string(), "2.200");
    let max = Decimal::from(i64::MAX);
    assert_eq!(max.add(&Decimal::ONE).to_string(), "9223372036854775808");
    assert_eq!(max.mul(&max).to_string(), "85070591730234615847396907784232501249");
    let huge = max.mul(&max).mul(&max);
    assert_eq!(huge.to_string(), "784637716923335095224261902710254454442933591094742482943");
    let back = huge.sub(&huge).add(&Decimal::ONE);
    assert!(matches!(back, Decimal::Small(1, 0)), "the form is canonical");
    assert_eq!(Decimal::from(i64::MIN).negate().to_string(), "9223372036854775808");
    assert_eq!(d("1E+2").add(&d("0.5")).to_string(), "100.5");
}

#[test]
fn quotients() {
    for (a, b, quotient) in [
        ("1", "3", "0.333333333333333333333333333333333"),
        ("1", "31", "0.0322580645161290322580645161290323"),
        ("2", "3", "0.666666666666666666666666666666667"),
        ("10", "3", "3.33333333333333333333333333333333"),
        ("1", "4", "0.25"),
        ("10", "2", "5"),
        ("10.00", "4", "2.50"),
        ("200", "2.0", "100"),
        ("0", "3", "0"),
        ("-7", "2", "-3.5"),
        ("1.0", "8", "0.125"),
        ("12345678901234567890", "10", "1234567890123456789"),
    ] {
        assert_eq!(d(a).div(&d(b)).unwrap().to_string(), quotient, "{a}/{b}");
    }
    assert_eq!(d("1").div(&d("0.0")).unwrap_err().to_string(), "Divide by 0");
    let divide = |a, b, scale| d(a).divide(&d(b), scale, RoundingMode::HalfEven).unwrap().to_string();
    assert_eq!(divide("5", "3", 30), "1.666666666666666666666666666667");
    assert_eq!(divide("10", "4", 0), "2");
    assert_eq!(divide("1000", "3", -2), "3E+2");
    assert_eq!(d("-7.5").remainder(&d("2")).unwrap().to_string(), "-1.5");
}

#[test]
fn every_rounding_mode() {
    use RoundingMode::*;
    for (mode, rounded) in [
        (Ceiling, [6, 2, -1, -2]),
        (Down, [5, 1, -1, -2]),
        (Floor, [5, 1, -2, -3]),
        (HalfDown, [5, 1, -1, -3]),
        (HalfEven, [6, 1, -1, -3]),
        (HalfUp, [6, 1, -1, -3]),
        (Up, [6, 2, -2, -3]),
    ] {
        let results = ["5.5", "1.1", "-1.1", "-2.7"].map(|n| d(n).round(mode).unwrap());
        assert_eq!(results, rounded, "{mode:?}");
    }
    for (mode, up, down) in [(Up, 3, -3), (Ceiling, 3, -2), (Floor, 2, -3), (HalfUp, 3, -3), (HalfEven, 2, -2)] {
        assert_eq!((d("2.5").round(mode), d("-2.5").round(mode)), (Ok(up), Ok(down)), "{mode:?}");
    }
    assert_eq!(d("2.0").round(Unnecessary), Ok(2));
    assert_eq!(d("2.5").round(Unnecessary).unwrap_err().to_string(), "Scale insufficient");
    assert_eq!(d("125").set_scale(-1, HalfUp).unwrap().to_string(), "1.3E+2");
    assert_eq!(d("1.20").set_scale(2, Unnecessary).unwrap().to_string(), "1.20");
    assert_eq!(d("1.5").set_scale(4, Unnecessary).unwrap().to_string(), "1.5000");
    let long = "1.234567890123456789";
    assert_eq!(d(long).set_scale(18, HalfUp).unwrap().to_string(), long);
    let big = d("12345678901234567890.5");
    assert_eq!(
        (big.floor().to_string(), big.ceil().to_string()),
        ("12345678901234567890".into(), "12345678901234567891".into())
    );
}

#[test]
fn conversions_wrap_as_in_java() {
    assert_eq!(d("2147483648").int_value(), i32::MIN);
    assert_eq!(d("-2147483649").int_value(), i32::MAX);
    assert_eq!(d("9223372036854775808").long_value(), i64::MIN);
    assert_eq!(d("-9223372036854775809.9").long_value(), i64::MAX);
    assert_eq!(d("9007199254740993.4").round(RoundingMode::HalfEven), Ok(9_007_199_254_740_993));
    assert_eq!(d("-1.99").long_value(), -1);
    assert_eq!(d("1E+3").long_value(), 1000);
    assert_eq!((d("0.1").double_value(), d("12345678901234567890.5").double_value()), (0.1, 12345678901234567890.5));
    for (n, text) in [(1.0, "1.0"), (0.1, "0.1"), (1e10, "1.0E+10"), (1.5e-7, "1.5E-7"), (-0.0, "0.0")] {
        assert_eq!(Decimal::from_f64(n).unwrap().to_string(), text);
    }
    let infinite = Decimal::from_f64(f64::NEG_INFINITY).unwrap_err();
    assert_eq!(infinite.to_string(), "Cannot represent Double 'Infinity' as a Decimal");
    assert_eq!((d("5.00").to_i64_exact(), d("5.01").to_i64_exact()), (Some(5), None));
}

#[test]
fn value_and_key_equality() {
    assert!(d("1.0").same_value(&d("1.00")));
    assert_ne!(d("1.0"), d("1.00"));
    assert_eq!(d("12.3").java_hash(), 123 * 31 + 1);
    assert_eq!(d("-12.3").java_hash(), -123 * 31 + 1);
    let ascending =
        ["-1E+400", "-5.01", "-5", "0", "1E-400", "0.1", "0.11", "99", "1E+2", "12345678901234567890", "1E+400"];
    for pair in ascending.windows(2) {
        assert_eq!(d(pair[0]).cmp_value(&d(pair[1])), Ordering::Less, "{pair:?}");
    }
    assert!(d("0E+5").same_value(&d("0.000")));
}

#[test]
fn the_rest_of_the_methods() {
    assert_eq!(d("3.0").pow(0).unwrap().to_string(), "1");
    assert_eq!(d("1.1").pow(3).unwrap().to_string(), "1.331");
    assert!(d("2").pow(-1).is_err());
    assert_eq!((d("123.123").precision(), d("123.123").scale(), d("0").precision()), (6, 3, 1));
    assert_eq!(d("100.00").strip_trailing_zeros().to_string(), "1E+2");
    assert_eq!(d("0.00").strip_trailing_zeros().to_string(), "0");
    assert_eq!(d("-1.50").abs().to_string(), "1.50");
    for (n, text) in [("1234567.8915", "1,234,567.892"), ("-1000", "-1,000"), ("12.50", "12.5"), ("0.1", "0.1")] {
        assert_eq!(crate::value::locale::EN_US.decimal(&d(n)), text);
    }
    for n in ["1.5", "123456789012345678901234567890.5"] {
        assert_eq!(Decimal::from_send(&d(n).to_send()), d(n));
    }
    fn is_send<T: Send + Sync>() {}
    is_send::<SendDecimal>();
    assert_eq!(std::mem::size_of::<Decimal>(), 16);
}

proptest::proptest! {
    #[test]
    fn the_inline_form_agrees_with_the_wide_one(a: i64, b: i64, s in 0u8..30, t in 0u8..30) {
        let (x, y) = (Decimal::Small(a, s), Decimal::Small(b, t));
        proptest::prop_assert_eq!(x.add(&y), x.add_wide(&y));
        proptest::prop_assert_eq!(x.sub(&y), x.add_wide(&y.negate()));
        proptest::prop_assert_eq!(x.mul(&y), x.mul_wide(&y));
        proptest::prop_assert_eq!(x.cmp_value(&y), x.cmp_wide(&y));
        proptest::prop_assert_eq!(Decimal::parse(&x.to_string()).unwrap(), x.clone());
        proptest::prop_assert_eq!(Decimal::parse(&x.to_plain_string()).unwrap(), x);
    }
}
