//! Literals, constants of enums and tokens.

use crate::hir::Literal;
use crate::interp::code::{ValueCode, decimal_literal};
use crate::interp::compile::Compiler;
use crate::value::Value;

impl Compiler<'_> {
    pub(super) fn literal_value(&self, literal: &Literal) -> Value {
        match literal {
            Literal::Null => Value::Null,
            Literal::Boolean(b) => Value::Boolean(*b),
            Literal::Integer(i) => Value::Integer(*i),
            Literal::Long(i) => Value::Long(*i),
            Literal::Double(f) => Value::Double(*f),
            Literal::Decimal(text) => Value::decimal(decimal_literal(text)),
            Literal::String(text) => Value::String(self.cx.code.literal(text)),
        }
    }

    pub(super) fn constant(&self, value: Value) -> ValueCode {
        match value {
            Value::Null => Box::new(|_| Ok(Value::Null)),
            Value::Integer(i) => Box::new(move |_| Ok(Value::Integer(i))),
            Value::Boolean(b) => Box::new(move |_| Ok(Value::Boolean(b))),
            Value::String(s) => Box::new(move |_| Ok(Value::String(s.clone()))),
            other => Box::new(move |_| Ok(other.clone())),
        }
    }
}
