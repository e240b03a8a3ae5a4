//! `for (T x : collection)`: lists by index, sets by position, anything else through its iterator.
//!
//! A list or a set cannot change during the loop. A map can, in a loop over its keys: that runs over the keys there were.

use crate::hir::{Expr, Stmt, TypeId};
use crate::interp::code::{SiteId, StmtCode};
use crate::interp::compile::Compiler;
use crate::interp::{Exc, Exec, Flow, Interp};
use crate::value::list::ListData;
use crate::value::{Object, Ref, Set, Value};

/// The loop of a `for` over a collection, compiled.
struct EachLoop {
    slot: usize,
    body: StmtCode,
    site: SiteId,
}

impl Compiler<'_> {
    pub(super) fn for_each(&mut self, slot: usize, ty: TypeId, iterable: &Expr, body: &Stmt) -> StmtCode {
        let (code, site) = (self.value(iterable), self.site(iterable.span));
        let each = EachLoop { slot, body: self.stmt(body), site };
        let _ = ty;
        Box::new(move |cx| {
            let collection = code(cx)?;
            each.run(cx, &collection)
        })
    }
}

impl EachLoop {
    fn run(&self, cx: &mut Interp, collection: &Value) -> Exec<Flow> {
        let Value::Ref(r) = collection else {
            return Err(cx.null_at(self.site));
        };
        match &**r {
            Object::List(l) => {
                l.borrow_mut().iterating += 1;
                let result = self.over_list(cx, r);
                l.borrow_mut().iterating -= 1;
                result
            }
            Object::Set(s) if s.borrow().shown().is_some() => self.over_set(cx, &Set::settled(r)),
            Object::Set(s) => {
                s.borrow_mut().iterating += 1;
                let result = self.over_set(cx, r);
                s.borrow_mut().iterating -= 1;
                result
            }
            _ => self.over_iterator(cx, collection),
        }
    }

    /// Runs the body for the element in the slot. Some: the loop ends so.
    #[inline(always)]
    fn turn(&self, cx: &mut Interp) -> Exec<Option<Flow>> {
        match (self.body)(cx)? {
            Flow::Next | Flow::Continue => {}
            Flow::Break => return Ok(Some(Flow::Next)),
            Flow::Return => return Ok(Some(Flow::Return)),
        }
        cx.tick()?;
        Ok(None)
    }

    fn over_list(&self, cx: &mut Interp, list: &Ref) -> Exec<Flow> {
        let Object::List(list) = &**list else { unreachable!("matched by the caller") };
        let mut i = 0;
        loop {
            let copied = match &list.borrow().data {
                ListData::Values(v) => v.get(i).map(|x| cx.set_local(self.slot, x.clone())),
                ListData::Integers(v) => v.get(i).map(|x| cx.set_local(self.slot, Value::Integer(*x))),
                ListData::Doubles(v) => v.get(i).map(|x| cx.set_local(self.slot, Value::Double(*x))),
                ListData::Booleans(v) => v.get(i).map(|x| cx.set_local(self.slot, Value::Boolean(*x))),
            };
            if copied.is_none() {
                return Ok(Flow::Next);
            }
            if let Some(end) = self.turn(cx)? {
                return Ok(end);
            }
            i += 1;
        }
    }

    fn over_set(&self, cx: &mut Interp, set: &Ref) -> Exec<Flow> {
        let Object::Set(set) = &**set else { unreachable!("matched by the caller") };
        let mut place = 0;
        loop {
            let next = set.borrow().entries().next_at(place).map(|(key, place)| (key.clone(), place));
            let Some((value, behind)) = next else { return Ok(Flow::Next) };
            place = behind;
            cx.set_local(self.slot, value);
            if let Some(end) = self.turn(cx)? {
                return Ok(end);
            }
        }
    }

    /// A user's Iterable, or a library object that has an iterator.
    fn over_iterator(&self, cx: &mut Interp, collection: &Value) -> Exec<Flow> {
        cx.site = self.site;
        let iterator = cx.call_named(collection, "iterator", &[])?;
        loop {
            cx.site = self.site;
            match cx.call_named(&iterator, "hasNext", &[])? {
                Value::Boolean(true) => {}
                Value::Boolean(false) => return Ok(Flow::Next),
                _ => return Err(cx.null_at(self.site)),
            }
            let value = cx.call_named(&iterator, "next", &[])?;
            cx.set_local(self.slot, value);
            if let Some(end) = self.turn(cx)? {
                return Ok(end);
            }
        }
    }
}

impl Interp {
    /// The elements of a list, a set or anything iterable, in order.
    pub fn elements(&mut self, collection: &Value) -> Exec<Vec<Value>> {
        match collection.object() {
            None => Err(self.null_pointer()),
            Some(Object::List(l)) => Ok(l.borrow().to_vec()),
            Some(Object::Set(s)) => Ok(s.borrow().iter().cloned().collect()),
            Some(Object::Instance(_) | Object::Native(_) | Object::Stub { .. }) => {
                let iterator = self.call_named(collection, "iterator", &[])?;
                let mut all = Vec::new();
                while let Value::Boolean(true) = self.call_named(&iterator, "hasNext", &[])? {
                    all.push(self.call_named(&iterator, "next", &[])?);
                    self.tick()?;
                }
                Ok(all)
            }
            Some(_) => {
                let name = self.type_name_of(collection);
                Err(self.throw(Exc::Type, format!("Invalid conversion from runtime type {name} to Iterable<ANY>")))
            }
        }
    }
}
