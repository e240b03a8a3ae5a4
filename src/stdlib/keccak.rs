//! SHA-3, which is short enough to stand here.

const ROUNDS: [u64; 24] = [
    0x0000000000000001,
    0x0000000000008082,
    0x800000000000808a,
    0x8000000080008000,
    0x000000000000808b,
    0x0000000080000001,
    0x8000000080008081,
    0x8000000000008009,
    0x000000000000008a,
    0x0000000000000088,
    0x0000000080008009,
    0x000000008000000a,
    0x000000008000808b,
    0x800000000000008b,
    0x8000000000008089,
    0x8000000000008003,
    0x8000000000008002,
    0x8000000000000080,
    0x000000000000800a,
    0x800000008000000a,
    0x8000000080008081,
    0x8000000000008080,
    0x0000000080000001,
    0x8000000080008008,
];
const ROTATE: [u32; 24] = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const LANE: [usize; 24] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

fn permute(state: &mut [u64; 25]) {
    for constant in ROUNDS {
        let column: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |all, y| all ^ state[x + 5 * y]));
        for (x, y) in (0..5).flat_map(|x| (0..5).map(move |y| (x, y))) {
            state[x + 5 * y] ^= column[(x + 4) % 5] ^ column[(x + 1) % 5].rotate_left(1);
        }
        let mut last = state[1];
        for (lane, rotation) in LANE.into_iter().zip(ROTATE) {
            (last, state[lane]) = (state[lane], last.rotate_left(rotation));
        }
        for row in state.chunks_exact_mut(5) {
            let copy: [u64; 5] = std::array::from_fn(|x| row[x]);
            for x in 0..5 {
                row[x] = copy[x] ^ (!copy[(x + 1) % 5] & copy[(x + 2) % 5]);
            }
        }
        state[0] ^= constant;
    }
}

/// SHA3-`8 * size`: `size` is the digest's length in bytes.
pub(super) fn sha3(input: &[u8], size: usize) -> Vec<u8> {
    let rate = 200 - 2 * size;
    let mut padded = input.to_vec();
    padded.push(0x06);
    padded.resize(padded.len().next_multiple_of(rate), 0);
    *padded.last_mut().expect("padding was added") |= 0x80;
    let mut state = [0u64; 25];
    for block in padded.chunks_exact(rate) {
        for (lane, bytes) in state.iter_mut().zip(block.chunks_exact(8)) {
            *lane ^= u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        }
        permute(&mut state);
    }
    state.iter().flat_map(|lane| lane.to_le_bytes()).take(size).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn sha3_256_of_abc() {
        let hex: String = super::sha3(b"abc", 32).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
    }
}
