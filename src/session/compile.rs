//! From texts to programs: the base of the library, the sources of a session, scripts on top.

use std::sync::Arc;

use super::failure::Failure;
use super::world::World;
use crate::diag::{Diagnostic, SourceMap};
use crate::hir::{AnonymousBlock, MethodId, Program};
use crate::schema::Schema;
use crate::sema::{self, Labels, Mode, Options, SourceUnit, UnitKind};

/// A compiled script: where it starts in the program that has grown by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Script {
    pub(super) method: MethodId,
}

/// Compiles more sources on top of a world's program.
pub(super) fn extend(world: &World, name: &str, text: &str, line_offset: u32) -> (Program, Vec<Diagnostic>) {
    let program = world.program();
    let mut map = (*program.sources).clone();
    let unit = SourceUnit { file: map.add_slice(name, text, line_offset), kind: UnitKind::Several };
    let options = Options { labels: Arc::clone(world.labels()) };
    sema::compile(program, Schema::clone(&program.schema), Arc::new(map), &[unit], &options)
}

/// Compiles a script on top of a world's program. The grown program keeps the script's classes for the jobs that it queues, but
/// their names mean nothing to later code.
pub(super) fn script(
    world: &World,
    name: &str,
    code: &str,
    line_offset: u32,
) -> Result<(Arc<Program>, Script), Failure> {
    let (mut grown, block) = anonymous(world, name, code, line_offset, Mode::Script)?;
    let before = world.program();
    // What the script made the library compile keeps its names.
    let library: Vec<_> = grown.classes[before.classes.len()..].iter().filter(|c| !c.namespace.is_empty()).collect();
    let mut names = before.by_name.clone();
    names.extend(grown.by_name.iter().filter(|(_, id)| library.iter().any(|c| c.id == **id)).map(|(n, id)| (*n, *id)));
    grown.by_name = names;
    Ok((Arc::new(grown), Script { method: block.method }))
}

/// Compiles anonymous code on top of a world's program.
pub(super) fn anonymous(
    world: &World,
    name: &str,
    code: &str,
    line_offset: u32,
    mode: Mode,
) -> Result<(Program, AnonymousBlock), Failure> {
    let program = world.program();
    let mut map = SourceMap::clone(&program.sources);
    let file = map.add_slice(name, code, line_offset);
    let map = Arc::new(map);
    let schema = Schema::clone(&program.schema);
    let labels: &Arc<Labels> = world.labels();
    match sema::compile_anonymous(program, schema, Arc::clone(&map), file, mode, labels) {
        (grown, Some(block), diagnostics) if !diagnostics.iter().any(Diagnostic::is_error) => Ok((grown, block)),
        (_, _, diagnostics) => Err(Failure::Compile(diagnostics, SourceMap::clone(&map))),
    }
}
