//! The native library's classes as symbol tables, made from their signatures on first use.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::library::{Library, LibraryClass, PreludeFile};
use super::on_demand::Words;
use super::symbols::{Callable, ClassTable, Storage, Target, Variable};
use crate::hir::{Access, Class, ClassId, ClassKind, NativeId, Type, TypeId};
use crate::schema::Schema;
use crate::syntax::ast::{MethodHeader, ModifierKind, TypeRef};
use crate::syntax::{Symbol, parse_signature, parse_type};

/// The library with what was parsed of it so far. Shared by all programs with the same files of the prelude.
#[derive(Default)]
pub(crate) struct LibraryIndex {
    classes: &'static [LibraryClass],
    pub prelude: &'static [PreludeFile],
    /// What brings files of the prelude with it that wait.
    pub words: Arc<Words>,
    tables: Vec<OnceLock<Parsed>>,
    /// All names that signatures may use: native classes and those of the prelude that the program has.
    names: FxHashMap<Symbol, ClassId>,
    /// Native classes that stand for built-in types.
    pub builtin: Builtin,
    schema: Option<Arc<Schema>>,
}

struct Parsed {
    table: Arc<ClassTable>,
    /// Every signature names types that the program has.
    is_complete: bool,
}

/// Ids of the native classes behind the types that the language itself knows.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Builtin {
    pub object: Option<ClassId>,
    pub boolean: Option<ClassId>,
    pub integer: Option<ClassId>,
    pub long: Option<ClassId>,
    pub double: Option<ClassId>,
    pub decimal: Option<ClassId>,
    pub string: Option<ClassId>,
    pub id: Option<ClassId>,
    pub blob: Option<ClassId>,
    pub date: Option<ClassId>,
    pub datetime: Option<ClassId>,
    pub time: Option<ClassId>,
    pub sobject: Option<ClassId>,
    pub list: Option<ClassId>,
    pub set: Option<ClassId>,
    pub map: Option<ClassId>,
    pub ty: Option<ClassId>,
    pub enumeration: Option<ClassId>,
    pub exception: Option<ClassId>,
    pub sobject_type: Option<ClassId>,
    pub sobject_field: Option<ClassId>,
    pub sobject_describe: Option<ClassId>,
    pub field_describe: Option<ClassId>,
    pub iterable: Option<ClassId>,
    pub custom_setting: Option<ClassId>,
    pub page_reference: Option<ClassId>,
    pub missing: Option<ClassId>,
}

impl LibraryIndex {
    pub fn new(library: &'static Library) -> LibraryIndex {
        let find = |name: &str| {
            library.classes.iter().position(|c| c.name.eq_ignore_ascii_case(name)).map(|i| ClassId(i as u32))
        };
        LibraryIndex {
            classes: &library.classes,
            prelude: &library.prelude,
            words: Arc::new(Words::of(&library.prelude)),
            tables: library.classes.iter().map(|_| OnceLock::new()).collect(),
            names: FxHashMap::default(),
            builtin: Builtin {
                object: find("Object"),
                boolean: find("Boolean"),
                integer: find("Integer"),
                long: find("Long"),
                double: find("Double"),
                decimal: find("Decimal"),
                string: find("String"),
                id: find("Id"),
                blob: find("Blob"),
                date: find("Date"),
                datetime: find("Datetime"),
                time: find("Time"),
                sobject: find("SObject"),
                list: find("List"),
                set: find("Set"),
                map: find("Map"),
                ty: find("Type"),
                enumeration: find("Enum"),
                exception: find("Exception"),
                sobject_type: find("Schema.SObjectType"),
                sobject_field: find("Schema.SObjectField"),
                sobject_describe: find("Schema.DescribeSObjectResult"),
                field_describe: find("Schema.DescribeFieldResult"),
                iterable: find("Iterable"),
                custom_setting: find("CustomSetting"),
                page_reference: find("PageReference"),
                missing: find("Orgless.Missing"),
            },
            schema: Some(Arc::new(Schema::standard())),
        }
    }

    /// How many native classes there are; Apex classes have the ids behind them.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    pub fn classes(&self) -> &'static [LibraryClass] {
        self.classes
    }

    /// The same library for a program with these classes: signatures may use the names of all that are of the library.
    pub fn knowing(&self, classes: &[Arc<Class>]) -> LibraryIndex {
        let mut names = FxHashMap::default();
        for class in classes.iter().filter(|c| !c.namespace.is_empty()) {
            names.insert(Symbol::intern(&format!("{}.{}", class.namespace, class.name)), class.id);
            if matches!(class.namespace, "System" | "Schema") {
                names.entry(Symbol::intern(&class.name)).or_insert(class.id);
            }
        }
        let known = |slot: &OnceLock<Parsed>| match slot.get() {
            Some(Parsed { table, is_complete: true }) => {
                OnceLock::from(Parsed { table: Arc::clone(table), is_complete: true })
            }
            _ => OnceLock::new(),
        };
        LibraryIndex {
            classes: self.classes,
            prelude: self.prelude,
            words: Arc::clone(&self.words),
            tables: self.tables.iter().map(known).collect(),
            names,
            builtin: self.builtin,
            schema: self.schema.clone(),
        }
    }

    /// The members of a native class: those whose signatures name types that the program has.
    pub fn table(&self, id: ClassId) -> &Arc<ClassTable> {
        let parse = || {
            let mut problems = Vec::new();
            let table = Arc::new(self.parse(id, &mut problems));
            Parsed { table, is_complete: problems.is_empty() }
        };
        &self.tables[id.0 as usize].get_or_init(parse).table
    }

    /// Every fault in the signatures, for the library's own tests: `Class: signature: what is wrong`.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for i in 0..self.classes.len() {
            self.parse(ClassId(i as u32), &mut problems);
        }
        problems
    }

    fn parse(&self, id: ClassId, problems: &mut Vec<String>) -> ClassTable {
        let class = &self.classes[id.0 as usize];
        let mut table = ClassTable::new(id);
        table.type_params = class.params.iter().map(|p| Symbol::intern(p)).collect();
        for (row, signature) in (class.signatures)().into_iter().enumerate() {
            let native = NativeId { class: id, row: row as u16 };
            let added = match signature.split_once('{') {
                Some((head, accessors)) => self.add_property(&mut table, native, head, accessors),
                None => self.add_method(&mut table, class, native, signature),
            };
            if let Err(problem) = added {
                problems.push(format!("{}: {signature}: {problem}", class.name));
            }
        }
        table
    }

    fn add_method(
        &self,
        table: &mut ClassTable,
        class: &LibraryClass,
        native: NativeId,
        signature: &str,
    ) -> Result<(), String> {
        let header: MethodHeader = parse_signature(signature)?;
        let mut params = table.type_params.clone();
        params.extend(header.type_params.iter().map(|p| p.sym));
        let types: Result<_, String> = header.params.iter().map(|p| self.resolve(&p.ty, &params)).collect();
        let returns = match &header.result {
            Some(ty) => self.resolve(ty, &params)?,
            None => TypeId::VOID,
        };
        let is_interface = class.kind == ClassKind::Interface;
        let callable = Arc::new(Callable {
            target: Target::Native(native),
            owner: native.class,
            name: header.name.text(signature).into(),
            params: types?,
            returns,
            is_static: header.modifiers.has(ModifierKind::Static),
            is_abstract: is_interface,
            access: Access::Global,
            test_visible: false,
            selector: None,
        });
        if header.is_constructor {
            table.constructors.push(callable);
        } else {
            table.methods.entry(header.name.sym).or_default().push(callable);
        }
        Ok(())
    }

    fn add_property(
        &self,
        table: &mut ClassTable,
        native: NativeId,
        head: &str,
        accessors: &str,
    ) -> Result<(), String> {
        let head = head.trim();
        let (is_static, head) = match head.strip_prefix("static ") {
            Some(rest) => (true, rest.trim()),
            None => (false, head),
        };
        let (ty, name) = head.rsplit_once(char::is_whitespace).ok_or("expected a type and a name")?;
        let ty = self.resolve(&parse_type(ty.trim())?, &table.type_params)?;
        let settable = accessors.contains("set");
        let variable = Variable {
            name: name.into(),
            ty,
            owner: native.class,
            is_static,
            is_final: false,
            access: Access::Global,
            set_access: settable.then_some(Access::Global),
            readable: true,
            test_visible: false,
            storage: Storage::Native(native),
        };
        table.variables.insert(Symbol::intern(name), Arc::new(variable));
        Ok(())
    }

    /// Resolves a type of a signature; `params` are the type parameters in scope.
    pub fn resolve(&self, ty: &TypeRef, params: &[Symbol]) -> Result<TypeId, String> {
        let mut resolved = self.resolve_path(ty, params)?;
        for _ in 0..ty.dims {
            resolved = TypeId::list(resolved);
        }
        Ok(resolved)
    }

    fn resolve_path(&self, ty: &TypeRef, params: &[Symbol]) -> Result<TypeId, String> {
        let last = ty.path.last().expect("a type has a name");
        let args: Vec<TypeId> = last.args.iter().map(|a| self.resolve(a, params)).collect::<Result<_, _>>()?;
        if let [part] = ty.path.as_slice() {
            if let Some(n) = params.iter().position(|p| *p == part.name.sym) {
                return Ok(TypeId::of(Type::Param(n as u8)));
            }
            if let Some(builtin) = super::resolve::builtin(part.name.sym, &args) {
                return Ok(builtin);
            }
        }
        let names: Vec<&str> = ty.path.iter().map(|p| p.name.sym.as_str()).collect();
        let name = names.join(".");
        if let Some(&id) = self.names.get(&Symbol::intern(&name)) {
            return Ok(match args.first() {
                Some(&arg) => TypeId::of(Type::Generic(id, arg)),
                None => TypeId::class(id),
            });
        }
        let object = name.strip_prefix("schema.").unwrap_or(&name);
        match self.schema.as_ref().and_then(|s| s.find(object)) {
            Some(id) => Ok(TypeId::record(id)),
            None => Err(format!("no type is called {name}")),
        }
    }
}
