//! Lists, sets and maps that `new` makes.

use super::Body;
use crate::diag::Span;
use crate::hir::{Expr, ExprKind, Type, TypeId};
use crate::sema::symbols::error_type;
use crate::syntax::ast;

impl Body<'_> {
    /// `new List<String>()`, `new Set<Id>(ids)`, `new Map<Id, Account>(accounts)`
    pub fn new_collection(&mut self, ty: TypeId, mut args: Vec<Expr>, span: Span) -> Expr {
        if args.len() > 1 {
            return self.no_collection_constructor(ty, &args, span);
        }
        let Some(arg) = args.pop() else {
            let kind = match ty.get() {
                Type::Map(..) => ExprKind::NewMap(Vec::new()),
                Type::Set(_) => ExprKind::NewSet(Vec::new()),
                _ => ExprKind::NewList(Vec::new()),
            };
            return Expr { kind, ty, span };
        };
        if arg.ty == error_type() {
            return Expr { kind: ExprKind::Literal(crate::hir::Literal::Null), ty, span };
        }
        if matches!(ty.get(), Type::List(_)) && matches!(arg.ty, TypeId::INTEGER | TypeId::LONG) {
            let size = self.coerce(arg, TypeId::INTEGER);
            return Expr { kind: ExprKind::NewArray(Box::new(size)), ty, span };
        }
        let fits = match ty.get() {
            Type::List(elem) | Type::Set(elem) => self.fills(&arg, elem),
            Type::Map(key, value) => self.fills_map(&arg, key, value),
            _ => false,
        };
        if !fits {
            return self.no_collection_constructor(ty, &[arg], span);
        }
        Expr { kind: ExprKind::CopyCollection(Box::new(arg)), ty, span }
    }

    fn fills(&self, arg: &Expr, elem: TypeId) -> bool {
        let Some(from) = self.element_type(arg.ty) else { return arg.ty == TypeId::NULL || arg.ty == TypeId::OBJECT };
        self.cx.conversion(from, elem).is_some() || (from.is_sobject() && elem.is_sobject()) || from == TypeId::OBJECT
    }

    fn fills_map(&self, arg: &Expr, key: TypeId, value: TypeId) -> bool {
        match arg.ty.get() {
            Type::Map(k, v) => {
                let keys = self.cx.conversion(k, key).is_some();
                keys && (self.cx.conversion(v, value).is_some() || (v.is_sobject() && value.is_sobject()))
            }
            Type::List(row) => {
                matches!(key, TypeId::ID | TypeId::STRING)
                    && row.is_sobject()
                    && (value.is_sobject() || value == TypeId::OBJECT)
            }
            _ => arg.ty == TypeId::NULL,
        }
    }

    fn no_collection_constructor(&mut self, ty: TypeId, args: &[Expr], span: Span) -> Expr {
        let types = self.cx.type_names_of(args.iter().map(|a| a.ty));
        let name = self.cx.type_name(ty);
        let message = match (args.len(), ty.get()) {
            (1, Type::List(elem)) => {
                let elem = self.cx.type_name(elem);
                format!(
                    "Invalid initializer type {types} found for {name}: expected an Integer or a List of type {elem}"
                )
            }
            (1, Type::Set(elem)) => {
                let elem = self.cx.type_name(elem);
                format!("Invalid initializer type {types} found for {name}: expected a List or a Set of type: {elem}")
            }
            (1, Type::Map(..)) => format!(
                "Invalid initializer type {types} found for {name}: expected a Map with the same key and value types, or a valid SObject List"
            ),
            _ => format!("Constructor not defined: [{name}].<Constructor>({types})"),
        };
        self.error("unknown-constructor", message, span);
        self.bad(span)
    }

    /// `new List<T>{ a, b }`, `new T[]{ a }`, `new Set<T>{ a }`
    pub fn new_elements(&mut self, ty: TypeId, items: &[ast::Expr], span: Span) -> Expr {
        let (elem, is_set) = match ty.get() {
            Type::List(elem) => (elem, false),
            Type::Set(elem) => (elem, true),
            Type::Map(..) if items.is_empty() => return Expr { kind: ExprKind::NewMap(Vec::new()), ty, span },
            _ => {
                self.exprs(items);
                if ty != error_type() {
                    let message = format!("Type does not support an initializer: {}", self.cx.type_name(ty));
                    self.error("not-a-collection", message, span);
                }
                return self.bad(span);
            }
        };
        let items: Vec<Expr> = items
            .iter()
            .map(|e| {
                let value = self.expr(e);
                // One item that is a collection of the elements is taken as a whole only by constructors.
                self.initial_value(value, elem)
            })
            .collect();
        let kind = if is_set { ExprKind::NewSet(items) } else { ExprKind::NewList(items) };
        Expr { kind, ty, span }
    }

    fn initial_value(&mut self, value: Expr, elem: TypeId) -> Expr {
        self.hint_expr(&value, elem);
        if self.fits(&value, elem).is_none() {
            let (wanted, found) = (self.cx.type_name(elem), self.cx.type_name(value.ty));
            let message = format!("Initial expression is of incorrect type, expected: {wanted} but was: {found}");
            self.error("illegal-assignment", message, value.span);
            return self.bad(value.span);
        }
        self.coerce(value, elem)
    }

    fn entry_part(&mut self, value: Expr, to: TypeId, part: &str, map: TypeId) -> Expr {
        self.hint_expr(&value, to);
        if self.fits(&value, to).is_none() {
            let (found, map) = (self.cx.type_name(value.ty), self.cx.type_name(map));
            self.error("illegal-assignment", format!("Invalid {part} type {found} for {map}"), value.span);
            return self.bad(value.span);
        }
        self.coerce(value, to)
    }

    /// `new Map<K, V>{ k => v }`
    pub fn new_entries(&mut self, ty: TypeId, entries: &[ast::MapEntry], span: Span) -> Expr {
        let (key, value) = match ty.get() {
            Type::Map(key, value) => (key, value),
            _ => {
                if ty != error_type() {
                    let message = format!("Type does not support an initializer: {}", self.cx.type_name(ty));
                    self.error("not-a-collection", message, span);
                }
                (error_type(), error_type())
            }
        };
        let entries = entries
            .iter()
            .map(|entry| {
                let k = self.expr(&entry.key);
                let k = self.entry_part(k, key, "key", ty);
                let v = self.expr(&entry.value);
                (k, self.entry_part(v, value, "value", ty))
            })
            .collect();
        Expr { kind: ExprKind::NewMap(entries), ty, span }
    }
}
