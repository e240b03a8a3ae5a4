//! Values: what an Apex variable can hold.

mod civil;
pub mod date;
pub mod datetime;
pub mod decimal;
mod decimal_int;
mod decimal_round;
mod decimal_text;
pub mod double;
mod format;
pub mod id;
pub mod str;
pub mod time;
pub mod zone;
mod zone_names;

pub use date::{Date, DateError};
pub use datetime::Datetime;
pub use decimal::{BigDec, Decimal, MathError, RoundingMode, SendDecimal, SmallDecimal};
pub use decimal_text::{ParseDecimalError, format_integer_us};
pub use id::{Id, IdError};
pub use str::Str;
pub use time::Time;
pub use zone::Zone;
