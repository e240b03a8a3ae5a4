//! A copy of a value graph that may leave its transaction: what a queued job carries.
//!
//! Shared objects and cycles are kept: the graph is flattened to numbered nodes. Transient fields are left out.

use rustc_hash::FxHashMap;

use crate::hir::{ClassId, Program, TypeId};
use crate::schema::{FieldId, ObjectId};
use crate::value::object::{DmlFailure, ExceptionData, TraceFrame};
use crate::value::{Cell, Instance, List, Map, Object, Record, Ref, Set, Str, Value};

/// A value graph as plain, `Send` data.
#[derive(Clone, Debug)]
pub struct Payload {
    nodes: Vec<Node>,
    root: Item,
}

/// A value of the graph: flat, or a reference to a node.
#[derive(Clone, Debug)]
enum Item {
    Cell(Cell),
    Enum(ClassId, u16),
    Type(TypeId),
    ObjectToken(ObjectId),
    FieldToken(ObjectId, FieldId),
    Node(usize),
}

#[derive(Clone, Debug)]
enum Node {
    /// Reserved while its parts are being copied.
    Pending,
    Instance {
        class: ClassId,
        fields: Vec<Item>,
        failure: Option<Box<Failure>>,
    },
    List {
        elem: TypeId,
        items: Vec<Item>,
    },
    Set {
        elem: TypeId,
        items: Vec<Item>,
    },
    Map {
        key: TypeId,
        value: TypeId,
        items: Vec<(Item, Item)>,
    },
    Record {
        object: ObjectId,
        queried: bool,
        fields: Vec<(FieldId, Item)>,
        parents: Vec<(FieldId, Item)>,
        children: Vec<(u16, Item)>,
    },
    /// What `Test.createStub` made, with its provider.
    Stub {
        class: ClassId,
        provider: Item,
    },
}

/// The platform's part of an exception.
#[derive(Clone, Debug)]
struct Failure {
    message: Option<String>,
    cause: Item,
    trace: Vec<TraceFrame>,
    dml: Vec<DmlFailure>,
}

/// Classes of the library that are written in Apex and yet cannot be carried.
const FIXED: [&str; 2] = ["HttpRequest", "HttpResponse"];

const _: () = {
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Payload>();
};

/// The class of a native object that cannot be carried by a job: `Not Serializable: System.HttpResponse`.
#[derive(Debug, PartialEq, Eq)]
pub struct NotSerializable(pub ClassId);

impl Payload {
    /// Copies a value and everything reachable from it.
    pub fn copy(program: &Program, value: &Value) -> Result<Payload, NotSerializable> {
        let mut copier = Copier { program, nodes: Vec::new(), seen: FxHashMap::default() };
        let root = copier.item(value)?;
        Ok(Payload { nodes: copier.nodes, root })
    }

    /// The classes of the instances in it.
    pub fn classes(&self) -> impl Iterator<Item = ClassId> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Instance { class, .. } => Some(*class),
            Node::Pending
            | Node::List { .. }
            | Node::Set { .. }
            | Node::Map { .. }
            | Node::Record { .. }
            | Node::Stub { .. } => None,
        })
    }

    /// Builds the values anew. `track` is told every object that may be part of a cycle.
    pub fn restore(&self, program: &Program, mut track: impl FnMut(&Ref)) -> Value {
        // Shells first, so that parts can point at each other; then their contents.
        let mut shells: Vec<Ref> = self.nodes.iter().map(|n| shell(program, n)).collect();
        // A stub cannot be filled later; its provider, never a stub itself, stands by now.
        for (i, node) in self.nodes.iter().enumerate() {
            if let Node::Stub { class, provider } = node {
                let provider = restore_item(&shells, provider);
                shells[i] = Ref::new(Object::Stub { class: *class, provider });
            }
        }
        let value = |item: &Item| restore_item(&shells, item);
        // Keys hash by content, so a container that is a key is filled before the maps and sets that hold it: inner nodes
        // have higher numbers than the nodes that reached them first.
        for (node, shell) in self.nodes.iter().zip(&shells).rev() {
            fill(node, shell, &value);
            track(shell);
        }
        value(&self.root)
    }
}

struct Copier<'a> {
    program: &'a Program,
    nodes: Vec<Node>,
    seen: FxHashMap<usize, usize>,
}

impl Copier<'_> {
    fn item(&mut self, v: &Value) -> Result<Item, NotSerializable> {
        Ok(match v {
            Value::Enum(c, n) => Item::Enum(*c, *n),
            Value::Type(t) => Item::Type(*t),
            Value::ObjectToken(o) => Item::ObjectToken(*o),
            Value::FieldToken(o, f) => Item::FieldToken(*o, *f),
            Value::Ref(r) => match Cell::from_value(v) {
                Some(cell) => Item::Cell(cell),
                None => Item::Node(self.node(r)?),
            },
            scalar => Item::Cell(Cell::from_value(scalar).expect("a scalar fits a cell")),
        })
    }

    fn items<'v>(&mut self, values: impl Iterator<Item = &'v Value>) -> Result<Vec<Item>, NotSerializable> {
        values.map(|v| self.item(v)).collect()
    }

    fn node(&mut self, r: &Ref) -> Result<usize, NotSerializable> {
        if let Some(&n) = self.seen.get(&r.address()) {
            return Ok(n);
        }
        let n = self.nodes.len();
        self.seen.insert(r.address(), n);
        self.nodes.push(Node::Pending);
        self.nodes[n] = match &**r {
            Object::Instance(i) => self.instance(i)?,
            Object::List(l) => {
                let (elem, values) = (l.borrow().elem, l.borrow().to_vec());
                Node::List { elem, items: self.items(values.iter())? }
            }
            Object::Set(s) => {
                let s = s.borrow();
                Node::Set { elem: s.elem, items: self.items(s.iter())? }
            }
            Object::Map(m) => {
                let m = m.borrow();
                let items = m.iter().map(|(k, v)| Ok((self.item(k)?, self.item(v)?))).collect::<Result<_, _>>()?;
                Node::Map { key: m.key, value: m.value, items }
            }
            Object::Record(rec) => self.record(&rec.borrow())?,
            Object::Native(native) => return Err(NotSerializable(native.class)),
            Object::Stub { class, provider } => Node::Stub { class: *class, provider: self.item(provider)? },
            Object::Blob(_) | Object::Decimal(_) => unreachable!("stored as cells"),
        };
        Ok(n)
    }

    fn instance(&mut self, i: &Instance) -> Result<Node, NotSerializable> {
        let class = self.program.class(i.class);
        if !class.namespace.is_empty() && FIXED.contains(&&*class.name) {
            return Err(NotSerializable(i.class));
        }
        let fields = i.fields.borrow();
        let items = fields
            .iter()
            .enumerate()
            .map(|(slot, v)| match class.fields.get(slot) {
                Some(f) if f.is_transient => Ok(Item::Cell(Cell::Null)),
                Some(_) | None => self.item(v),
            })
            .collect::<Result<_, _>>()?;
        let failure = match i.extra.borrow().as_deref() {
            Some(e) => Some(Box::new(Failure {
                message: e.message.as_ref().map(|m| m.to_string()),
                cause: self.item(&e.cause)?,
                trace: e.trace.clone(),
                dml: e.dml.clone(),
            })),
            None => None,
        };
        Ok(Node::Instance { class: i.class, fields: items, failure })
    }

    fn record(&mut self, rec: &Record) -> Result<Node, NotSerializable> {
        let fields = rec.fields().iter().map(|(f, v)| Ok((*f, self.item(v)?))).collect::<Result<_, _>>()?;
        let (mut parents, mut children) = (Vec::new(), Vec::new());
        if let Some(extra) = rec.extra() {
            for (f, v) in extra.parents.iter() {
                parents.push((*f, self.item(v)?));
            }
            for (c, v) in extra.children.iter() {
                children.push((*c, self.item(v)?));
            }
        }
        Ok(Node::Record { object: rec.object, queried: rec.is_queried(), fields, parents, children })
    }
}

fn shell(program: &Program, node: &Node) -> Ref {
    Ref::new(match node {
        Node::Pending => unreachable!("every node was filled"),
        Node::Instance { class, .. } => Object::Instance(Instance::new(*class, program.class(*class).fields.len())),
        Node::List { elem, .. } => Object::List(List::new(*elem).into()),
        Node::Set { elem, .. } => Object::Set(Set::new(*elem).into()),
        Node::Map { key, value, .. } => Object::Map(Map::new(*key, *value).into()),
        Node::Record { object, .. } => Object::Record(Record::new(*object).into()),
        Node::Stub { class, .. } => Object::Stub { class: *class, provider: Value::Null },
    })
}

fn restore_item(shells: &[Ref], item: &Item) -> Value {
    match item {
        Item::Cell(c) => c.to_value(),
        Item::Enum(c, n) => Value::Enum(*c, *n),
        Item::Type(t) => Value::Type(*t),
        Item::ObjectToken(o) => Value::ObjectToken(*o),
        Item::FieldToken(o, f) => Value::FieldToken(*o, *f),
        Item::Node(n) => Value::Ref(shells[*n].clone()),
    }
}

fn fill(node: &Node, shell: &Object, value: &impl Fn(&Item) -> Value) {
    match (node, shell) {
        (Node::Instance { fields, failure, .. }, Object::Instance(i)) => {
            for (slot, item) in i.fields.borrow_mut().iter_mut().zip(fields) {
                *slot = value(item);
            }
            *i.extra.borrow_mut() = failure.as_deref().map(|f| {
                let message = f.message.as_deref().map(Str::from);
                let (trace, dml) = (f.trace.clone(), f.dml.clone());
                Box::new(ExceptionData { message, cause: value(&f.cause), trace, dml, fatal: false })
            });
        }
        (Node::List { elem, items }, Object::List(l)) => {
            *l.borrow_mut() = List::from_values(*elem, items.iter().map(value).collect());
        }
        (Node::Set { items, .. }, Object::Set(s)) => {
            s.borrow_mut().extend(items.iter().map(value));
        }
        (Node::Map { items, .. }, Object::Map(m)) => {
            let entries: Vec<_> = items.iter().map(|(k, v)| (value(k), value(v))).collect();
            m.borrow_mut().entries.extend(entries);
        }
        (Node::Record { queried, fields, parents, children, .. }, Object::Record(r)) => {
            let mut r = r.borrow_mut();
            for (f, item) in fields {
                r.set(*f, value(item));
            }
            if *queried || !parents.is_empty() || !children.is_empty() {
                let extra = r.extra_mut();
                extra.queried = *queried;
                extra.parents = parents.iter().map(|(f, i)| (*f, value(i))).collect();
                extra.children = children.iter().map(|(c, i)| (*c, value(i))).collect();
            }
        }
        (Node::Stub { .. }, Object::Stub { .. }) => {}
        (_, _) => unreachable!("a shell is made from its node"),
    }
}
