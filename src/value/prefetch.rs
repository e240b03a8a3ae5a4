//! Hints to the processor: who walks over many objects that lie all over the memory need not wait for each of them.

use crate::value::Row;

/// Bytes that the processor brings near at once.
pub const LINE: usize = 64;

/// Asks for the memory at an address. Nothing that a program can see changes, whatever the address.
#[inline]
pub fn prefetch<T>(address: *const T) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: SSE is part of every x86_64 target. The instruction neither reads nor writes as far as the language is
        // concerned, and does not fault: an address that is not mapped is ignored.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast::<i8>()) };
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = address;
}

/// Asks for a row: its count of references, which lies before the cells, and its first cells.
#[inline]
pub fn row(row: &Row) {
    let cells = row.as_ptr();
    prefetch(cells.wrapping_sub(1));
    prefetch(cells.wrapping_add(LINE / size_of::<crate::value::Cell>() - 1));
}
