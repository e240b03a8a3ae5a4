//! The `orgless` program.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> orgless::cli::Exit {
    orgless::cli::main()
}
