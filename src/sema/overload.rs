//! Which of several methods a call means.

use std::sync::Arc;

use smallvec::SmallVec;

use super::compiler::{Compiler, class_of_type};
use super::inherit::type_args;
use super::symbols::{Callable, substitute};
use crate::hir::{ClassId, TypeId};
use crate::syntax::Symbol;

/// A method that a call may mean, as its receiver's type sees it.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub callable: Arc<Callable>,
    pub params: SmallVec<[TypeId; 3]>,
    pub returns: TypeId,
}

/// Why no method was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoChoice {
    NoneFits,
    Ambiguous,
}

impl Compiler {
    /// The methods of a name that instances of a class have: own, inherited, and of interfaces.
    pub fn candidates(&self, class: ClassId, args: &[TypeId], name: Symbol) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut at = Some((class, SmallVec::<[TypeId; 2]>::from_slice(args)));
        while let Some((id, args)) = at {
            self.add_candidates(id, &args, name, &mut found);
            at = self.program.class(id).superclass.and_then(|up| {
                let up = substitute(up, &args);
                let above = class_of_type(up)?;
                Some((above, type_args(up).into_iter().collect()))
            });
        }
        if found.is_empty() || self.is_interface(class) {
            self.interface_candidates(class, args, name, &mut found, 0);
        }
        found
    }

    fn interface_candidates(
        &self,
        class: ClassId,
        args: &[TypeId],
        name: Symbol,
        found: &mut Vec<Candidate>,
        depth: u32,
    ) {
        if depth > 20 {
            return;
        }
        let hir = self.program.class(class);
        for up in hir.superclass.iter().chain(&hir.interfaces) {
            let up = substitute(*up, args);
            if let Some(id) = class_of_type(up) {
                let args = type_args(up);
                if self.is_interface(id) {
                    self.add_candidates(id, &args, name, found);
                }
                self.interface_candidates(id, &args, name, found, depth + 1);
            }
        }
    }

    fn add_candidates(&self, id: ClassId, args: &[TypeId], name: Symbol, found: &mut Vec<Candidate>) {
        let Some(own) = self.table(id).methods.get(&name) else { return };
        for callable in own {
            let params: SmallVec<[TypeId; 3]> = callable.params.iter().map(|p| substitute(*p, args)).collect();
            // A static method does not hide an inherited one of instances, nor the other way round.
            let hides = |c: &Candidate| c.params == params && c.callable.is_static == callable.is_static;
            if !found.iter().any(hides) {
                let returns = substitute(callable.returns, args);
                found.push(Candidate { callable: Arc::clone(callable), params, returns });
            }
        }
    }

    /// Constructors of a class, the arguments of its type put in.
    pub fn constructor_candidates(&self, class: ClassId, args: &[TypeId]) -> Vec<Candidate> {
        let all = self.table(class).constructors.iter();
        all.map(|callable| Candidate {
            callable: Arc::clone(callable),
            params: callable.params.iter().map(|p| substitute(*p, args)).collect(),
            returns: TypeId::VOID,
        })
        .collect()
    }

    /// Picks the closest candidate. `cost` answers how far an argument is from a parameter type.
    pub fn choose(
        &self,
        candidates: &[Candidate],
        count: usize,
        cost: impl Fn(usize, TypeId) -> Option<u32>,
        has_null: bool,
    ) -> Result<usize, NoChoice> {
        let mut fitting: SmallVec<[(usize, SmallVec<[u32; 4]>); 4]> = SmallVec::new();
        for (i, candidate) in candidates.iter().enumerate() {
            if candidate.params.len() != count {
                continue;
            }
            let costs: Option<SmallVec<[u32; 4]>> =
                candidate.params.iter().enumerate().map(|(n, p)| cost(n, *p)).collect();
            if let Some(costs) = costs {
                fitting.push((i, costs));
            }
        }
        match fitting.as_slice() {
            [] => return Err(NoChoice::NoneFits),
            [(only, _)] => return Ok(*only),
            _ => {}
        }
        if has_null && let Some(choice) = self.choose_with_null(candidates, &fitting) {
            return choice;
        }
        // One that is nowhere farther than any other wins; where costs tie, the more specific parameter type.
        let better = |a: &(usize, SmallVec<[u32; 4]>), b: &(usize, SmallVec<[u32; 4]>)| {
            (0..count).all(|n| {
                let (p, q) = (candidates[a.0].params[n], candidates[b.0].params[n]);
                a.1[n] < b.1[n] || (a.1[n] == b.1[n] && (p == q || self.more_specific(p, q)))
            })
        };
        for one in &fitting {
            if fitting.iter().all(|other| other.0 == one.0 || better(one, other)) {
                return Ok(one.0);
            }
        }
        // Nothing decides between `f(String, Object)` and `f(Object, String)`. The library's rows are not all of the platform's
        // overloads, nor only those, so there the closest wins.
        if !self.is_library(candidates[fitting[0].0].callable.owner) {
            return Err(NoChoice::Ambiguous);
        }
        let total = |costs: &[u32]| costs.iter().sum::<u32>();
        let best = fitting.iter().min_by_key(|(_, costs)| total(costs));
        Ok(best.expect("several candidates fit").0)
    }

    /// `f(null)`: a class's own methods hide those above it; among several of one class nothing decides.
    ///
    /// The library's rows are not all of the platform's overloads, nor only those, so there the closest wins; but those of
    /// SObject are.
    fn choose_with_null(
        &self,
        candidates: &[Candidate],
        fitting: &[(usize, SmallVec<[u32; 4]>)],
    ) -> Option<Result<usize, NoChoice>> {
        let nearest = candidates[fitting[0].0].callable.owner;
        if self.is_library(nearest) && Some(nearest) != self.library.builtin.sobject {
            return None;
        }
        let own: Vec<_> = fitting.iter().filter(|f| candidates[f.0].callable.owner == nearest).collect();
        let is_null = |n: usize| fitting.iter().all(|f| f.1[n] == 1);
        let typed: Vec<usize> = (0..fitting[0].1.len()).filter(|n| !is_null(*n)).collect();
        // The typed arguments decide first; where they are equally far, the more specific parameter does.
        let param = |f: &(usize, SmallVec<[u32; 4]>), n: usize| candidates[f.0].params[n];
        let closer = |b: &(usize, SmallVec<[u32; 4]>), a: &(usize, SmallVec<[u32; 4]>), n: usize| {
            b.1[n] < a.1[n] || (b.1[n] == a.1[n] && self.more_specific(param(b, n), param(a, n)))
        };
        let level = |b: &(usize, SmallVec<[u32; 4]>), a: &(usize, SmallVec<[u32; 4]>), n: usize| {
            b.1[n] == a.1[n] && param(b, n) == param(a, n)
        };
        let worse = |a: &(usize, SmallVec<[u32; 4]>), b: &(usize, SmallVec<[u32; 4]>)| {
            typed.iter().all(|n| closer(b, a, *n) || level(b, a, *n)) && typed.iter().any(|n| closer(b, a, *n))
        };
        let best: Vec<usize> = own.iter().filter(|a| !own.iter().any(|b| worse(a, b))).map(|f| f.0).collect();
        match best.as_slice() {
            [] => None,
            [only] => Some(Ok(*only)),
            _ => Some(Err(NoChoice::Ambiguous)),
        }
    }

    fn more_specific(&self, a: TypeId, b: TypeId) -> bool {
        self.conversion(a, b).is_some() && self.conversion(b, a).is_none()
    }
}
