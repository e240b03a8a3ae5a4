//! The fields of an instance: few in place, many in a block of their own.

use std::ops::{Deref, DerefMut};

use crate::value::Value;

/// How many fields lie in the instance itself.
const INLINE: usize = 3;

/// Values by slot; their number is fixed when the instance is made.
#[derive(Clone, Debug)]
pub enum Fields {
    Inline { len: u8, values: [Value; INLINE] },
    Boxed(Box<[Value]>),
}

impl Fields {
    /// So many nulls.
    #[inline]
    pub fn new(len: usize) -> Fields {
        match u8::try_from(len) {
            Ok(len) if usize::from(len) <= INLINE => Fields::Inline { len, values: [const { Value::Null }; INLINE] },
            _ => Fields::Boxed(vec![Value::Null; len].into_boxed_slice()),
        }
    }
}

impl Default for Fields {
    fn default() -> Fields {
        Fields::new(0)
    }
}

impl Deref for Fields {
    type Target = [Value];

    #[inline(always)]
    fn deref(&self) -> &[Value] {
        match self {
            Fields::Inline { len, values } => &values[..usize::from(*len)],
            Fields::Boxed(values) => values,
        }
    }
}

impl DerefMut for Fields {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [Value] {
        match self {
            Fields::Inline { len, values } => &mut values[..usize::from(*len)],
            Fields::Boxed(values) => values,
        }
    }
}
