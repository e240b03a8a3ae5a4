//! Calling Apex code from Rust: by method, by name, and making instances.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::hir::{ClassId, MethodId, Type, TypeId};
use crate::interp::code::{Body, MethodCode};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::value::{Instance, Object, Ref, Value};

/// A method that was looked up once and is called many times (a comparator, an iterator's `next`).
#[derive(Clone)]
pub struct MethodRef(Rc<MethodCode>);

impl Interp {
    /// Runs a method with its inputs (receiver first).
    pub fn call(&mut self, method: MethodId, inputs: &[Value]) -> Exec<Value> {
        let m = self.program.method(method);
        if let Some(class) = m.class.filter(|_| m.flags.is_static) {
            self.initialise_class(class)?;
        }
        let code = self.code.method(method);
        self.call_code(&code, inputs)
    }

    /// Runs a method that was looked up before.
    pub fn call_ref(&mut self, method: &MethodRef, inputs: &[Value]) -> Exec<Value> {
        self.call_code(&method.0, inputs)
    }

    pub fn method_ref(&self, method: MethodId) -> MethodRef {
        MethodRef(self.code.method(method))
    }

    pub(super) fn call_code(&mut self, code: &MethodCode, inputs: &[Value]) -> Exec<Value> {
        let compiled = code.get(self);
        // The running frame may have values in the frames of callees that it is preparing: the new one goes above all.
        let at = self.top;
        self.fit(at + inputs.len());
        for (slot, value) in self.stack[at..at + inputs.len()].iter_mut().zip(inputs) {
            *slot = value.clone();
        }
        let site = self.site;
        let result = self.enter(at - self.base, site, compiled, |cx| cx.run_body(&compiled.body));
        self.site = site;
        result
    }

    /// `receiver.compare(a, b)`, or `a.compareTo(b)` without a receiver, for sorting: the values are moved into the frame
    /// and back, unless the method assigns its parameters.
    pub(super) fn compare_moved(
        &mut self,
        method: &MethodRef,
        receiver: Option<&Value>,
        a: &mut Value,
        b: &mut Value,
    ) -> Exec<Ordering> {
        let compiled = method.0.get(self);
        let first = usize::from(receiver.is_some());
        let at = self.top;
        self.fit(at + first + 2);
        if let Some(r) = receiver {
            self.stack[at] = r.clone();
        }
        if compiled.keeps_inputs {
            std::mem::swap(a, &mut self.stack[at + first]);
            std::mem::swap(b, &mut self.stack[at + first + 1]);
        } else {
            self.stack[at + first] = a.clone();
            self.stack[at + first + 1] = b.clone();
        }
        let site = self.site;
        let mut done = false;
        let result = self.enter(at - self.base, site, compiled, |cx| {
            let result = match &compiled.body {
                Body::Integer(code) => code(cx),
                other => cx.run_body(other).and_then(|v| match v {
                    Value::Integer(n) => Ok(n),
                    _ => Err(cx.null_at(site)),
                }),
            };
            done = true;
            if compiled.keeps_inputs {
                std::mem::swap(a, cx.local_mut(first));
                std::mem::swap(b, cx.local_mut(first + 1));
            }
            result
        });
        if !done && compiled.keeps_inputs {
            std::mem::swap(a, &mut self.stack[at + first]);
            std::mem::swap(b, &mut self.stack[at + first + 1]);
        }
        self.site = site;
        match result {
            Ok(n) => Ok(n.cmp(&0)),
            Err(_) => Err(self.null_result(site)),
        }
    }

    /// Runs a body of any kind and boxes its result.
    pub(super) fn run_body(&mut self, body: &Body) -> Exec<Value> {
        match body {
            Body::Void(code) => code(self).map(|_| Value::Null),
            Body::Value(code) => code(self),
            Body::Boolean(code) => code(self).map(Value::Boolean).or_else(|t| self.or_null(t)),
            Body::Integer(code) => code(self).map(Value::Integer).or_else(|t| self.or_null(t)),
            Body::Long(code) => code(self).map(Value::Long).or_else(|t| self.or_null(t)),
            Body::Double(code) => code(self).map(Value::Double).or_else(|t| self.or_null(t)),
        }
    }

    /// A scalar body that failed without an exception answered null.
    #[inline]
    pub(super) fn or_null(&mut self, thrown: Thrown) -> Exec<Value> {
        match self.pending {
            Some(_) => Err(thrown),
            None => Ok(Value::Null),
        }
    }

    /// Calls a method by name on any object: how the library calls interfaces that user classes implement
    /// (`execute`, `next`, `compareTo`, `respond`, `call`, ...).
    pub fn call_named(&mut self, receiver: &Value, name: &str, args: &[Value]) -> Exec<Value> {
        if receiver.is_null() {
            return Err(self.null_pointer());
        }
        if let Some(Object::Stub { class, .. }) = receiver.object() {
            let class = *class;
            return match self.find_method(class, name, args.len()) {
                Some(method) => self.call_stub(receiver, method, args.to_vec()),
                None => Err(self.no_such_method(receiver, name)),
            };
        }
        if let Some(Object::Instance(i)) = receiver.object()
            && let Some(method) = self.find_method(i.class, name, args.len())
        {
            let mut inputs = smallvec::SmallVec::<[Value; 6]>::new();
            if !self.program.method(method).flags.is_static {
                inputs.push(receiver.clone());
            }
            inputs.extend(args.iter().cloned());
            return self.call(method, &inputs);
        }
        match self.find_native(receiver, name, args.len()) {
            Some(row) => {
                let inputs: Vec<Value> = std::iter::once(receiver.clone()).chain(args.iter().cloned()).collect();
                (self.natives)(row)(self, &inputs)
            }
            None => Err(self.no_such_method(receiver, name)),
        }
    }

    #[cold]
    fn no_such_method(&mut self, receiver: &Value, name: &str) -> Thrown {
        let class = self.type_name_of(receiver);
        self.throw(Exc::Type, format!("Method does not exist or incorrect signature: {name} on {class}"))
    }

    /// The method of a class, inherited ones included, by name and number of arguments; also private ones.
    pub fn find_method(&self, class: ClassId, name: &str, args: usize) -> Option<MethodId> {
        let program = &self.program;
        let mut next = Some(class);
        while let Some(id) = next {
            let c = program.class(id);
            let fits = |m: &&MethodId| {
                let m = program.method(**m);
                m.params.len() == args && m.name.eq_ignore_ascii_case(name)
            };
            if let Some(&found) = c.methods.iter().find(fits) {
                let m = program.method(found);
                if m.body.is_some() {
                    return Some(found);
                }
                return m.selector.and_then(|s| program.class(class).dispatch.get(&s).copied()).or(Some(found));
            }
            next = c.superclass.and_then(class_of);
        }
        None
    }

    /// A method that instances of the class answer, as a reference for repeated calls.
    pub fn find_ref(&self, receiver: &Value, name: &str, args: usize) -> Option<MethodRef> {
        match receiver.object()? {
            Object::Instance(i) => self.find_method(i.class, name, args).map(|m| self.method_ref(m)),
            _ => None,
        }
    }

    /// A native row of a library object by name and number of arguments.
    pub(super) fn find_native(&self, receiver: &Value, name: &str, args: usize) -> Option<crate::hir::NativeId> {
        let own = match self.type_of(receiver).get() {
            Type::Class(c) | Type::Generic(c, _) => Some(c),
            Type::List(_) => self.program.find_class("List"),
            Type::Set(_) => self.program.find_class("Set"),
            Type::Map(..) => self.program.find_class("Map"),
            Type::String => self.program.find_class("String"),
            Type::Record(_) => self.program.find_class("SObject"),
            _ => None,
        };
        let mut next = own;
        while let Some(class) = next {
            if let Some(row) = self.code.native_row(self, class, name, args) {
                return Some(row);
            }
            next = self.program.class(class).superclass.and_then(class_of);
        }
        None
    }

    /// Makes an instance and runs the constructor that takes these arguments' number.
    pub fn instantiate(&mut self, class: ClassId, args: &[Value]) -> Exec<Value> {
        self.initialise_class(class)?;
        let program = self.program.clone();
        let c = program.class(class);
        let object = self.new_instance(class);
        let takes = |m: &&MethodId| program.method(**m).params.len() == args.len();
        let constructor = c.constructors.iter().find(takes).copied();
        self.run_initialisers(class, &object)?;
        match constructor {
            Some(m) => {
                let mut inputs = vec![object.clone()];
                inputs.extend_from_slice(args);
                self.call(m, &inputs)?;
            }
            None if args.is_empty() && c.constructors.is_empty() => {}
            None if c.is_exception => self.fill_exception(&object, args, args.len() == 2),
            None => {
                let text =
                    format!("{} does not have a constructor with {} arguments", self.class_name(class), args.len());
                return Err(self.throw(Exc::Type, text));
            }
        }
        Ok(object)
    }

    /// Instance initialisers from the top of the class's ancestry down.
    pub(super) fn run_initialisers(&mut self, class: ClassId, object: &Value) -> Exec<()> {
        for method in self.program.instance_initialisers(class) {
            self.call(method, std::slice::from_ref(object))?;
        }
        Ok(())
    }

    /// A new object of the class with all fields null; an exception gets its stack trace.
    pub fn new_instance(&mut self, class: ClassId) -> Value {
        let c = self.program.class(class);
        if c.is_exception {
            return self.new_exception(class, None);
        }
        let (fields, may_cycle) = (c.fields.len(), c.may_cycle);
        let object = Ref::new(Object::Instance(Instance::new(class, fields)));
        if may_cycle {
            self.heap.track(&object);
        }
        Value::Ref(object)
    }

    /// The implicit constructors of exceptions: `(String)`, `(Exception)`, `(String, Exception)`. A null that is the message
    /// is the message then.
    pub(super) fn fill_exception(&mut self, exception: &Value, args: &[Value], has_message: bool) {
        super::exceptions::with_exception_data(exception, |data| {
            if has_message {
                data.message = None;
            }
            for arg in args {
                match arg {
                    Value::String(s) => data.message = Some(s.clone()),
                    Value::Ref(_) => data.cause = arg.clone(),
                    _ => {}
                }
            }
        });
    }

    /// Runs the static initialisers of a class that is about to be used.
    pub fn initialise_class(&mut self, class: ClassId) -> Exec<()> {
        match self.needs_initialisation(class) {
            true => self.initialise(class),
            false => Ok(()),
        }
    }

    /// Hands a call on a stub to its provider.
    pub(super) fn call_stub(&mut self, stub: &Value, method: MethodId, args: Vec<Value>) -> Exec<Value> {
        let Some(Object::Stub { provider, .. }) = stub.object() else { unreachable!("the caller saw a stub") };
        let (provider, program) = (provider.clone(), self.program.clone());
        let m = program.method(method);
        let list = |elem, values| Value::list(crate::value::List::from_values(elem, values));
        let type_class = program.find_class("System.Type").map_or(TypeId::OBJECT, TypeId::class);
        let types = list(type_class, m.params.iter().map(|(_, t)| Value::Type(*t)).collect());
        let names = list(TypeId::STRING, m.params.iter().map(|(n, _)| Value::string(n)).collect());
        let inputs =
            [stub.clone(), Value::string(&m.name), Value::Type(m.returns), types, names, list(TypeId::OBJECT, args)];
        let answer = self.call_named(&provider, "handleMethodCall", &inputs)?;
        match m.returns {
            TypeId::VOID => Ok(Value::Null),
            ty => {
                let site = self.site;
                self.cast(answer, ty, site)
            }
        }
    }
}

/// The class of a class type.
pub(super) fn class_of(ty: TypeId) -> Option<ClassId> {
    match ty.get() {
        Type::Class(c) | Type::Generic(c, _) => Some(c),
        _ => None,
    }
}
