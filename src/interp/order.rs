//! Equality and order of values: `==`, `equals`, `<` and the order of `List.sort()`.

use std::cmp::Ordering;

use crate::interp::{Exc, Exec, Interp, MAX_DEPTH, MethodRef};
use crate::value::key;
use crate::value::str::{cmp16, eq_ignore_case};
use crate::value::{List, Object, Record, Ref, Value};

/// How deep collections in collections are compared.
const MAX_NESTING: u32 = 1000;

impl Interp {
    /// `a.equals(b)` with user `equals` honoured, as lists, sets and `Assert.areEqual` need it: strings by exact content,
    /// numbers by value whatever their types.
    pub fn equals(&mut self, a: &Value, b: &Value) -> Exec<bool> {
        match (a, b) {
            (Value::Ref(x), Value::Ref(y)) => self.equal_objects(x, y),
            _ => Ok(equal_scalars(a, b, false)),
        }
    }

    /// `a == b` of the language: the same, but strings without regard to case, and moments without milliseconds.
    pub fn loosely_equal(&mut self, a: &Value, b: &Value) -> Exec<bool> {
        match (a, b) {
            (Value::Ref(x), Value::Ref(y)) => self.equal_objects(x, y),
            _ => Ok(equal_scalars(a, b, true)),
        }
    }

    fn equal_objects(&mut self, x: &Ref, y: &Ref) -> Exec<bool> {
        if Ref::ptr_eq(x, y) {
            return Ok(true);
        }
        // Collections that contain themselves.
        if self.comparing >= MAX_NESTING {
            return Err(self.throw(Exc::Limit, format!("Maximum stack depth reached: {}", MAX_DEPTH + 1)));
        }
        self.comparing += 1;
        let result = self.equal_content(x, y);
        self.comparing -= 1;
        result
    }

    fn equal_content(&mut self, x: &Ref, y: &Ref) -> Exec<bool> {
        match (&**x, &**y) {
            (Object::Instance(i), _) => match self.program.class(i.class).equals {
                Some(method) => {
                    let inputs = [Value::Ref(x.clone()), Value::Ref(y.clone())];
                    Ok(matches!(self.call(method, &inputs)?, Value::Boolean(true)))
                }
                None => Ok(false),
            },
            (Object::List(a), Object::List(b)) => {
                if a.borrow().len() != b.borrow().len() {
                    return Ok(false);
                }
                let (a, b) = (a.borrow().to_vec(), b.borrow().to_vec());
                for (v, w) in a.iter().zip(&b) {
                    if !self.equal_elements(v, w)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Object::Set(a), Object::Set(b)) => {
                if a.borrow().len() != b.borrow().len() {
                    return Ok(false);
                }
                let items: Vec<Value> = a.borrow().iter().cloned().collect();
                for v in items {
                    let v = self.canonical_key(y, &v)?;
                    if !b.borrow().contains(&v) {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Object::Map(a), Object::Map(b)) => {
                if a.borrow().len() != b.borrow().len() {
                    return Ok(false);
                }
                let entries: Vec<(Value, Value)> = a.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                for (k, v) in entries {
                    let k = self.canonical_key(y, &k)?;
                    let other = b.borrow().get(&k).cloned();
                    match other {
                        Some(w) if self.equal_elements(&v, &w)? => {}
                        Some(_) | None => return Ok(false),
                    }
                }
                Ok(true)
            }
            _ => {
                let (a, b) = (Value::Ref(x.clone()), Value::Ref(y.clone()));
                Ok(key::equal(&a, &b) || decimals_equal(&a, &b))
            }
        }
    }

    /// Elements of collections compare exactly, whatever the collections were compared with.
    fn equal_elements(&mut self, a: &Value, b: &Value) -> Exec<bool> {
        match (number_kind(a), number_kind(b)) {
            // An element of one type of numbers never equals one of another, though `1 == 1L`.
            (Some(a), Some(b)) if a != b => return Ok(false),
            _ => {}
        }
        match (a, b) {
            (Value::String(text), Value::Id(id)) | (Value::Id(id), Value::String(text)) => {
                Ok(**text == *id.to_string())
            }
            _ => self.equals(a, b),
        }
    }

    /// `value.hashCode()`: user methods, else the platform's for the type.
    pub fn hash_code(&mut self, value: &Value) -> Exec<i32> {
        use std::hash::Hasher;
        if let Some(Object::Instance(i)) = value.object()
            && let Some(method) = self.program.class(i.class).hash_code
        {
            return match self.call(method, std::slice::from_ref(value))? {
                Value::Integer(h) => Ok(h),
                _ => Err(self.null_pointer()),
            };
        }
        Ok(match value {
            Value::String(s) => s.encode_utf16().fold(0i32, |h, u| h.wrapping_mul(31).wrapping_add(i32::from(u))),
            Value::Integer(i) => *i,
            Value::Boolean(b) => {
                if *b {
                    1231
                } else {
                    1237
                }
            }
            Value::Long(i) => (*i ^ ((*i as u64) >> 32) as i64) as i32,
            _ => {
                let mut hasher = rustc_hash::FxHasher::default();
                key::hash(value, &mut hasher);
                let h = hasher.finish();
                (h ^ (h >> 32)) as i32
            }
        })
    }

    /// The order of `List.sort()`: nulls first, user `compareTo` honoured.
    pub fn compare(&mut self, a: &Value, b: &Value) -> Exec<Ordering> {
        if let Some(order) = compare_scalars(a, b) {
            return Ok(order);
        }
        if let Some(Object::Instance(i)) = a.object()
            && let Some(method) = self.program.class(i.class).compare_to
        {
            return self.compare_with(&self.method_ref(method), &[a.clone(), b.clone()]);
        }
        if let (Some(Object::Record(x)), Some(Object::Record(y))) = (a.object(), b.object()) {
            return Ok(self.compare_records(&x.borrow(), &y.borrow()));
        }
        Err(self.throw(Exc::List, "One or more of the items in this list is not Comparable"))
    }

    /// Records in the order of the platform: by object, by name, then by the other fields that are set.
    fn compare_records(&self, a: &Record, b: &Record) -> Ordering {
        let schema = &self.program.schema;
        let by_object = schema.name(a.object).cmp(schema.name(b.object));
        if by_object != Ordering::Equal {
            return by_object;
        }
        let object = schema.object(a.object);
        let rest = object.iter().map(|(id, _)| id).filter(|id| a.is_set(*id) || b.is_set(*id));
        for field in object.name_field.into_iter().chain(rest) {
            let (x, y) = (a.get(field).unwrap_or_default(), b.get(field).unwrap_or_default());
            match compare_scalars(&x, &y) {
                None | Some(Ordering::Equal) => {}
                Some(order) => return order,
            }
        }
        Ordering::Equal
    }

    fn compare_with(&mut self, method: &MethodRef, inputs: &[Value]) -> Exec<Ordering> {
        match self.call_ref(method, inputs)? {
            Value::Integer(n) => Ok(n.cmp(&0)),
            _ => Err(self.null_pointer()),
        }
    }

    /// `list.sort()` and `list.sort(comparator)`: stable; what it throws stops it and leaves the list as it was.
    pub fn sort(&mut self, list: &Ref, comparator: Option<&Value>) -> Exec<()> {
        let Object::List(cell) = &**list else { unreachable!("the library sorts lists") };
        if comparator.is_none() && sort_unboxed(&mut cell.borrow_mut()) {
            return Ok(());
        }
        let mut values = cell.borrow().to_vec();
        match comparator {
            Some(c) => {
                let method = match self.find_ref(c, "compare", 2) {
                    Some(m) => m,
                    None => return Err(self.throw(Exc::List, "The comparator has no compare method")),
                };
                self.merge_sort(&mut values, |cx, a, b| cx.compare_moved(&method, Some(c), a, b))?;
            }
            None => match self.shared_compare_to(&values) {
                Some(m) => self.merge_sort(&mut values, |cx, a, b| match (a.is_null(), b.is_null()) {
                    (false, false) => cx.compare_moved(&m, None, a, b),
                    (x, y) => Ok(y.cmp(&x)),
                })?,
                None => self.merge_sort(&mut values, |cx, a, b| cx.compare(a, b))?,
            },
        }
        let mut list = cell.borrow_mut();
        let elem = list.elem;
        list.data = List::from_values(elem, values).data;
        Ok(())
    }

    /// The one `compareTo` that all values of the list answer.
    fn shared_compare_to(&self, values: &[Value]) -> Option<MethodRef> {
        let class_of = |v: &Value| match v.object() {
            Some(Object::Instance(i)) => Some(i.class),
            _ => None,
        };
        let class = class_of(values.iter().find(|v| !v.is_null())?)?;
        let same = values.iter().all(|v| v.is_null() || class_of(v) == Some(class));
        let method = self.program.class(class).compare_to?;
        same.then(|| self.method_ref(method))
    }

    /// A bottom-up merge sort: a comparison may throw, which the standard library's sort cannot express. Comparisons may
    /// move the values out and back.
    fn merge_sort(
        &mut self,
        from: &mut Vec<Value>,
        mut order: impl FnMut(&mut Interp, &mut Value, &mut Value) -> Exec<Ordering>,
    ) -> Exec<()> {
        const RUN: usize = 6;
        let n = from.len();
        let pair = |v: &mut [Value],
                    i: usize,
                    j: usize,
                    cx: &mut Interp,
                    order: &mut dyn FnMut(&mut Interp, &mut Value, &mut Value) -> Exec<Ordering>| {
            let (left, right) = v.split_at_mut(j);
            order(cx, &mut left[i], &mut right[0])
        };
        for start in (0..n).step_by(RUN) {
            (start..start + RUN).for_each(|i| prefetch(from, i + RUN));
            for i in start + 1..(start + RUN).min(n) {
                let mut j = i;
                while j > start && pair(from, j - 1, j, self, &mut order)? == Ordering::Greater {
                    from.swap(j - 1, j);
                    j -= 1;
                }
            }
        }
        let mut into: Vec<Value> = Vec::with_capacity(n);
        let mut width = RUN;
        while width < n {
            for start in (0..n).step_by(width * 2) {
                let (middle, end) = ((start + width).min(n), (start + width * 2).min(n));
                let (mut i, mut j) = (start, middle);
                // Two runs that are in order already (sorted input) cost one comparison.
                if middle < end && pair(from, middle - 1, middle, self, &mut order)? != Ordering::Greater {
                    into.extend(from[start..end].iter_mut().map(std::mem::take));
                    continue;
                }
                while i < middle && j < end {
                    let right = pair(from, i, j, self, &mut order)? == Ordering::Greater;
                    let next = if right { &mut j } else { &mut i };
                    into.push(std::mem::take(&mut from[*next]));
                    *next += 1;
                    prefetch(from, *next);
                }
                into.extend(from[i..middle].iter_mut().map(std::mem::take));
                into.extend(from[j..end].iter_mut().map(std::mem::take));
            }
            std::mem::swap(from, &mut into);
            into.clear();
            width *= 2;
        }
        Ok(())
    }
}

/// Brings near what the comparisons after the next ones look at: objects in a long list lie all over the memory.
#[inline]
fn prefetch(values: &[Value], at: usize) {
    const OBJECTS: usize = 6;
    const FIELDS: usize = 3;
    if let Some(Value::Ref(object)) = values.get(at + OBJECTS) {
        object.prefetch();
    }
    if let Some(Object::Instance(instance)) = values.get(at + FIELDS).and_then(Value::object) {
        for field in instance.fields.borrow().iter() {
            match field {
                Value::String(text) => text.prefetch(),
                Value::Ref(object) => object.prefetch(),
                _ => {}
            }
        }
    }
}

/// Sorts lists of plain scalars in place. False when the list holds anything else.
fn sort_unboxed(list: &mut List) -> bool {
    use crate::value::list::ListData;
    match &mut list.data {
        ListData::Integers(v) => v.sort_unstable(),
        ListData::Booleans(v) => v.sort_unstable(),
        ListData::Doubles(v) => v.sort_by(f64::total_cmp),
        ListData::Values(v) => {
            if v.windows(2).any(|w| compare_scalars(&w[0], &w[1]).is_none()) {
                return false;
            }
            // Neighbours compare, so all are null or of one family of scalars, unless nulls hide a change of family.
            let first = v.iter().find(|x| !x.is_null()).cloned();
            if first.is_some_and(|f| v.iter().any(|x| compare_scalars(&f, x).is_none())) {
                return false;
            }
            v.sort_by(|a, b| compare_scalars(a, b).unwrap_or(Ordering::Equal));
        }
    }
    true
}

/// The order of scalars of one family, nulls first. None for what has no order by itself.
pub fn compare_scalars(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::String(x), Value::String(y)) => cmp16(x, y),
        (Value::Integer(x), Value::Integer(y)) => x.cmp(y),
        (Value::Long(x), Value::Long(y)) => x.cmp(y),
        (Value::Integer(x), Value::Long(y)) => i64::from(*x).cmp(y),
        (Value::Long(x), Value::Integer(y)) => x.cmp(&i64::from(*y)),
        (Value::Boolean(x), Value::Boolean(y)) => x.cmp(y),
        (Value::Date(x), Value::Date(y)) => x.days().cmp(&y.days()),
        (Value::Time(x), Value::Time(y)) => x.cmp(y),
        (Value::Datetime(x), Value::Datetime(y)) => x.ms().cmp(&y.ms()),
        (Value::Date(x), Value::Datetime(y)) => midnight(*x).cmp(&y.ms()),
        (Value::Datetime(x), Value::Date(y)) => x.ms().cmp(&midnight(*y)),
        (Value::Id(x), Value::Id(y)) => x.cmp(y),
        (Value::Id(x), Value::String(y)) => x.to_string().as_str().cmp(y.as_str()),
        (Value::String(x), Value::Id(y)) => x.as_str().cmp(y.to_string().as_str()),
        (Value::Enum(c, x), Value::Enum(d, y)) if c == d => x.cmp(y),
        _ => match (number(a), number(b)) {
            (Some(x), Some(y)) => match (&x, &y) {
                (Number::Double(f), _) => f.partial_cmp(&y.to_f64())?,
                (_, Number::Double(g)) => x.to_f64().partial_cmp(g)?,
                (Number::Decimal(d), Number::Decimal(e)) => d.cmp_value(e),
            },
            _ => return None,
        },
    })
}

fn midnight(date: crate::value::Date) -> i64 {
    i64::from(date.days()) * 86_400_000
}

enum Number {
    Double(f64),
    Decimal(crate::value::Decimal),
}

impl Number {
    fn to_f64(&self) -> f64 {
        match self {
            Number::Double(f) => *f,
            Number::Decimal(d) => d.double_value(),
        }
    }
}

fn number(v: &Value) -> Option<Number> {
    match v {
        Value::Double(f) => Some(Number::Double(*f)),
        Value::Integer(i) => Some(Number::Decimal((*i).into())),
        Value::Long(i) => Some(Number::Decimal((*i).into())),
        _ => v.as_decimal().map(Number::Decimal),
    }
}

fn decimals_equal(a: &Value, b: &Value) -> bool {
    matches!((number(a), number(b)), (Some(_), Some(_))) && compare_scalars(a, b) == Some(Ordering::Equal)
}

/// Equality of values that are not both references.
fn equal_scalars(a: &Value, b: &Value, fold: bool) -> bool {
    match (a, b) {
        (Value::String(x), Value::String(y)) if fold => eq_ignore_case(x, y),
        (Value::String(x), Value::String(y)) => **x == **y,
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Integer(x), Value::Integer(y)) => x == y,
        // `==` looks at whole seconds.
        (Value::Datetime(x), Value::Datetime(y)) if fold => x.whole_seconds() == y.whole_seconds(),
        (Value::Id(id), Value::String(s)) | (Value::String(s), Value::Id(id)) => {
            crate::value::Id::parse(s).is_some_and(|other| other == *id)
        }
        _ => key::equal(a, b) || decimals_equal(a, b) || dates_equal(a, b),
    }
}

fn dates_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Date(_), Value::Datetime(_)) | (Value::Datetime(_), Value::Date(_)) => {
            compare_scalars(a, b) == Some(Ordering::Equal)
        }
        _ => false,
    }
}

/// 0 for an Integer, 1 for a Long, 2 for a Double, 3 for a Decimal.
fn number_kind(v: &Value) -> Option<u8> {
    match v {
        Value::Integer(_) => Some(0),
        Value::Long(_) => Some(1),
        Value::Double(_) => Some(2),
        _ => v.as_decimal().map(|_| 3),
    }
}
