//! Last pass: facts that need all classes together, such as cycles and what depends on broken classes.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compiler::Compiler;
use super::declare::Declared;
use crate::hir::decl::TestInfo;
use crate::hir::{self, ClassId, ClassKind, Type, TypeId};
use crate::syntax::ast::TypeDecl;

impl Compiler {
    /// Completes the classes of this compilation.
    pub fn finish(&mut self, classes: &[Declared<'_>]) {
        for declared in classes {
            self.set_test_info(*declared);
        }
        self.mark_cycles();
        self.mark_broken();
    }

    fn set_test_info(&mut self, declared: Declared<'_>) {
        let TypeDecl::Class(decl) = declared.decl else { return };
        let class = self.program.class(declared.id);
        let of = |flag: fn(&crate::hir::MethodFlags) -> bool| {
            let chosen = class.methods.iter().copied().filter(|m| flag(&self.program.method(*m).flags));
            chosen.collect::<Vec<_>>()
        };
        let tests = of(|f| f.is_test);
        let setup = of(|f| f.is_test_setup);
        let annotation = decl.modifiers.annotation("isTest");
        if annotation.is_none() && tests.is_empty() {
            return;
        }
        self.class_mut(declared.id).test = Some(TestInfo {
            see_all_data: annotation.is_some_and(|a| a.flag("SeeAllData")),
            is_parallel: annotation.is_some_and(|a| a.flag("isParallel")),
            setup,
            tests,
        });
    }

    /// A class may be part of a cycle of references when its fields can lead back to it.
    fn mark_cycles(&mut self) {
        let first = self.first_class;
        let total = self.program.classes.len();
        let mut subclasses: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
        for i in first..total {
            let id = ClassId(i as u32);
            if let Some(up) = self.superclass_of(id) {
                subclasses.entry(up).or_default().push(id);
            }
        }
        let edges: Vec<Option<Vec<ClassId>>> =
            (first..total).map(|i| self.reached_types(ClassId(i as u32), &subclasses)).collect();
        let cyclic: Vec<bool> = (first..total)
            .map(|i| match &edges[i - first] {
                None => true,
                Some(direct) => self.leads_back(ClassId(i as u32), direct, &edges),
            })
            .collect();
        for (i, may_cycle) in cyclic.into_iter().enumerate() {
            if may_cycle {
                self.class_mut(ClassId((first + i) as u32)).may_cycle = true;
            }
        }
    }

    /// The classes whose instances the fields hold; none when a field can hold anything.
    fn reached_types(&self, id: ClassId, subclasses: &FxHashMap<ClassId, Vec<ClassId>>) -> Option<Vec<ClassId>> {
        let mut found = Vec::new();
        for field in &self.program.class(id).fields {
            self.collect_classes(field.ty, subclasses, &mut found)?;
        }
        Some(found)
    }

    fn collect_classes(
        &self,
        ty: TypeId,
        subclasses: &FxHashMap<ClassId, Vec<ClassId>>,
        found: &mut Vec<ClassId>,
    ) -> Option<()> {
        match ty.get() {
            Type::Object | Type::Generic(..) | Type::Param(_) => None,
            Type::List(t) | Type::Set(t) => self.collect_classes(t, subclasses, found),
            Type::Map(k, v) => {
                self.collect_classes(k, subclasses, found)?;
                self.collect_classes(v, subclasses, found)
            }
            Type::Class(id) => {
                let class = self.program.class(id);
                match class.kind {
                    ClassKind::Enum => Some(()),
                    ClassKind::Interface => None,
                    // Native objects may hold whatever was put into them; exceptions hold a cause.
                    ClassKind::Class if (id.0 as usize) < self.library.len() => None,
                    ClassKind::Class => {
                        if class.is_exception {
                            return None;
                        }
                        let mut at = vec![id];
                        while let Some(class) = at.pop() {
                            if !found.contains(&class) {
                                found.push(class);
                                at.extend(subclasses.get(&class).into_iter().flatten());
                            }
                        }
                        Some(())
                    }
                }
            }
            _ => Some(()),
        }
    }

    fn leads_back(&self, id: ClassId, direct: &[ClassId], edges: &[Option<Vec<ClassId>>]) -> bool {
        let mut seen: Vec<ClassId> = Vec::new();
        let mut queue = direct.to_vec();
        while let Some(class) = queue.pop() {
            if class == id {
                return true;
            }
            if seen.contains(&class) {
                continue;
            }
            seen.push(class);
            match (class.0 as usize).checked_sub(self.first_class) {
                Some(i) => match &edges[i] {
                    Some(next) => queue.extend(next),
                    None => return true,
                },
                // A class of an earlier program cannot name this one, except through what holds anything.
                None if self.program.class(class).may_cycle => return true,
                None => {}
            }
        }
        false
    }

    /// Marks the classes with errors, and whatever uses them, as broken.
    fn mark_broken(&mut self) {
        let mut users: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
        for (user, used) in &self.uses {
            for class in used {
                users.entry(*class).or_default().push(*user);
            }
        }
        let mut broken = std::mem::take(&mut self.broken);
        let mut queue: Vec<ClassId> = broken.keys().copied().collect();
        queue.sort_unstable();
        // Classes of the base program that were broken already.
        while let Some(class) = queue.pop() {
            let name = self.program.class(class).name.clone();
            let first = broken.get(&class).cloned().unwrap_or_default();
            let reason = hir::dependent_on(&name, &first);
            for user in users.remove(&class).unwrap_or_default() {
                broken.entry(user).or_insert_with(|| {
                    queue.push(user);
                    Arc::clone(&reason)
                });
            }
        }
        self.mark_broken_triggers(&broken);
        for i in self.first_class..self.program.classes.len() {
            let id = ClassId(i as u32);
            if let Some(reason) = broken.get(&self.table(id).unit) {
                let reason = Arc::clone(reason);
                self.class_mut(id).broken = Some(reason);
            }
        }
    }

    fn mark_broken_triggers(&mut self, broken: &FxHashMap<ClassId, Arc<str>>) {
        let facts = std::mem::take(&mut self.triggers);
        for trigger in &mut self.program.triggers {
            let Some(facts) = facts.get(&trigger.method) else { continue };
            let invalid = || {
                let class = facts.uses.iter().filter(|class| broken.contains_key(class)).min()?;
                let (name, reason) = (&self.program.classes[class.0 as usize].name, &broken[class]);
                Some(hir::dependent_on(name, reason))
            };
            if let Some(reason) = facts.fault.clone().or_else(invalid) {
                Arc::make_mut(trigger).broken = Some(reason);
            }
        }
    }
}
