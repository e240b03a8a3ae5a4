//! `List<T>`: values, or unboxed scalars while no element is null.

use crate::hir::TypeId;
use crate::value::Value;

/// A list and its declared element type.
#[derive(Clone, Debug)]
pub struct List {
    pub elem: TypeId,
    /// Loops over this list that are under way: while there are any, the list cannot be changed in size.
    pub iterating: u32,
    /// Results of queries' child relationships and `Trigger.new` cannot be changed.
    pub read_only: bool,
    pub data: ListData,
}

/// The storage, by element type. A null in an unboxed list turns it into `Values`.
#[derive(Clone, Debug)]
pub enum ListData {
    Values(Vec<Value>),
    Booleans(Vec<bool>),
    Integers(Vec<i32>),
    Doubles(Vec<f64>),
}

impl List {
    pub fn new(elem: TypeId) -> List {
        let data = match elem {
            TypeId::BOOLEAN => ListData::Booleans(Vec::new()),
            TypeId::INTEGER => ListData::Integers(Vec::new()),
            TypeId::DOUBLE => ListData::Doubles(Vec::new()),
            _ => ListData::Values(Vec::new()),
        };
        List { elem, iterating: 0, read_only: false, data }
    }

    pub fn from_values(elem: TypeId, values: Vec<Value>) -> List {
        let mut list = List::new(elem);
        match &mut list.data {
            ListData::Values(v) => *v = values,
            ListData::Booleans(_) | ListData::Integers(_) | ListData::Doubles(_) => {
                for v in values {
                    list.push(v);
                }
            }
        }
        list
    }

    pub fn len(&self) -> usize {
        match &self.data {
            ListData::Values(v) => v.len(),
            ListData::Booleans(v) => v.len(),
            ListData::Integers(v) => v.len(),
            ListData::Doubles(v) => v.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, i: usize) -> Option<Value> {
        match &self.data {
            ListData::Values(v) => v.get(i).cloned(),
            ListData::Booleans(v) => v.get(i).map(|&b| Value::Boolean(b)),
            ListData::Integers(v) => v.get(i).map(|&n| Value::Integer(n)),
            ListData::Doubles(v) => v.get(i).map(|&f| Value::Double(f)),
        }
    }

    /// Replaces an element. False when the index is out of bounds.
    pub fn set(&mut self, i: usize, value: Value) -> bool {
        if i >= self.len() {
            return false;
        }
        match (&mut self.data, value) {
            (ListData::Values(v), value) => v[i] = value,
            (ListData::Booleans(v), Value::Boolean(b)) => v[i] = b,
            (ListData::Integers(v), Value::Integer(n)) => v[i] = n,
            (ListData::Doubles(v), Value::Double(f)) => v[i] = f,
            (_, value) => self.boxed()[i] = value,
        }
        true
    }

    pub fn push(&mut self, value: Value) {
        match (&mut self.data, value) {
            (ListData::Values(v), value) => v.push(value),
            (ListData::Booleans(v), Value::Boolean(b)) => v.push(b),
            (ListData::Integers(v), Value::Integer(n)) => v.push(n),
            (ListData::Doubles(v), Value::Double(f)) => v.push(f),
            (_, value) => self.boxed().push(value),
        }
    }

    /// Inserts before `i`, which is at most the length.
    pub fn insert(&mut self, i: usize, value: Value) {
        match (&mut self.data, value) {
            (ListData::Values(v), value) => v.insert(i, value),
            (ListData::Booleans(v), Value::Boolean(b)) => v.insert(i, b),
            (ListData::Integers(v), Value::Integer(n)) => v.insert(i, n),
            (ListData::Doubles(v), Value::Double(f)) => v.insert(i, f),
            (_, value) => self.boxed().insert(i, value),
        }
    }

    /// Removes and answers the element at `i`, which exists.
    pub fn remove(&mut self, i: usize) -> Value {
        match &mut self.data {
            ListData::Values(v) => v.remove(i),
            ListData::Booleans(v) => Value::Boolean(v.remove(i)),
            ListData::Integers(v) => Value::Integer(v.remove(i)),
            ListData::Doubles(v) => Value::Double(v.remove(i)),
        }
    }

    pub fn clear(&mut self) {
        *self = List { iterating: self.iterating, read_only: self.read_only, ..List::new(self.elem) };
    }

    /// Moves the elements out and leaves an empty list.
    pub fn take(&mut self) -> Vec<Value> {
        let taken = std::mem::replace(&mut self.data, List::new(self.elem).data);
        match taken {
            ListData::Values(v) => v,
            ListData::Booleans(v) => v.into_iter().map(Value::Boolean).collect(),
            ListData::Integers(v) => v.into_iter().map(Value::Integer).collect(),
            ListData::Doubles(v) => v.into_iter().map(Value::Double).collect(),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        (0..self.len()).map(|i| self.get(i).expect("index below the length"))
    }

    pub fn to_vec(&self) -> Vec<Value> {
        match &self.data {
            ListData::Values(v) => v.clone(),
            ListData::Booleans(_) | ListData::Integers(_) | ListData::Doubles(_) => self.iter().collect(),
        }
    }

    /// The storage as values; unboxed storage is converted for good.
    pub fn boxed(&mut self) -> &mut Vec<Value> {
        if !matches!(self.data, ListData::Values(_)) {
            self.data = ListData::Values(self.take());
        }
        match &mut self.data {
            ListData::Values(v) => v,
            ListData::Booleans(_) | ListData::Integers(_) | ListData::Doubles(_) => unreachable!("converted above"),
        }
    }

    /// Changes the elements as values, keeping unboxed storage where they still fit.
    pub fn boxed_or<R>(&mut self, change: impl FnOnce(&mut Vec<Value>) -> R) -> R {
        if let ListData::Values(v) = &mut self.data {
            return change(v);
        }
        let mut values = self.take();
        let result = change(&mut values);
        *self = List { iterating: self.iterating, read_only: self.read_only, ..List::from_values(self.elem, values) };
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_boxes_an_unboxed_list() {
        let mut l = List::from_values(TypeId::INTEGER, vec![Value::Integer(1), Value::Integer(2)]);
        assert!(matches!(l.data, ListData::Integers(_)));
        l.push(Value::Null);
        assert!(matches!(l.data, ListData::Values(_)));
        assert!(matches!(l.get(1), Some(Value::Integer(2))));
        assert_eq!(l.len(), 3);
    }
}
