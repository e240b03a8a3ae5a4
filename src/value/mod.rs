//! Values: what an Apex variable can hold.

pub mod decimal;
mod decimal_int;
mod decimal_round;
mod decimal_text;
pub mod double;
pub mod id;
pub mod str;

pub use decimal::{BigDec, Decimal, MathError, RoundingMode, SendDecimal, SmallDecimal};
pub use decimal_text::ParseDecimalError;
pub use id::{Id, IdError};
pub use str::Str;
