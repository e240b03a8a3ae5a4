//! RSA signatures (PKCS #1 v1.5) over keys in DER, as `Crypto.sign` and `Crypto.verify` use them.

use num_bigint::BigUint;

use super::signature::Hash;

/// Modulus and exponent: the private one to sign, the public one to verify.
pub(super) struct Key {
    modulus: BigUint,
    exponent: BigUint,
}

/// A cursor over DER.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, which has this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..0x80 => (usize::from(first), rest),
            _ => {
                let count = usize::from(first & 0x7f);
                let (bytes, rest) = rest.split_at_checked(count.min(8))?;
                (bytes.iter().fold(0usize, |n, b| n << 8 | usize::from(*b)), rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(content)
    }

    fn integer(&mut self) -> Option<BigUint> {
        self.take(INTEGER).map(BigUint::from_bytes_be)
    }
}

const INTEGER: u8 = 2;
const BITS: u8 = 3;
const OCTETS: u8 = 4;
const SEQUENCE: u8 = 0x30;
/// The tag of an X.509 certificate's version.
const VERSION: u8 = 0xa0;

/// A private key: PKCS #8, or the bare RSA key inside it.
pub(super) fn private_key(der: &[u8]) -> Option<Key> {
    let mut outer = Der(Der(der).take(SEQUENCE)?);
    outer.integer()?;
    let mut key = match outer.0.first() {
        Some(&SEQUENCE) => {
            outer.take(SEQUENCE)?;
            let mut inner = Der(Der(outer.take(OCTETS)?).take(SEQUENCE)?);
            inner.integer()?;
            inner
        }
        _ => outer,
    };
    let modulus = key.integer()?;
    key.integer()?;
    Some(Key { modulus, exponent: key.integer()? })
}

/// A public key: X.509 SubjectPublicKeyInfo, or the bare RSA key inside it.
pub(super) fn public_key(der: &[u8]) -> Option<Key> {
    let mut outer = Der(Der(der).take(SEQUENCE)?);
    let mut key = match outer.0.first() {
        Some(&SEQUENCE) => {
            outer.take(SEQUENCE)?;
            // The first byte of a bit string counts unused bits.
            Der(Der(outer.take(BITS)?.get(1..)?).take(SEQUENCE)?)
        }
        _ => outer,
    };
    Some(Key { modulus: key.integer()?, exponent: key.integer()? })
}

/// The digest with its algorithm in front, as it is signed.
fn digest_info(hash: Hash, data: &[u8]) -> Vec<u8> {
    let prefix: &[u8] = match hash {
        Hash::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
        Hash::Sha256 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        Hash::Sha384 => b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
        Hash::Sha512 => b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
    };
    [prefix, &hash.digest(data)].concat()
}

/// The padded digest as a number. None when the key is too short.
fn padded(key: &Key, hash: Hash, data: &[u8]) -> Option<BigUint> {
    let info = digest_info(hash, data);
    let size = key.modulus.bits().div_ceil(8) as usize;
    let filling = size.checked_sub(info.len() + 3)?;
    let block = [&[0, 1][..], &vec![0xff; filling], &[0], &info].concat();
    Some(BigUint::from_bytes_be(&block))
}

/// The signature. None when the key is too short.
pub(super) fn sign(key: &Key, hash: Hash, data: &[u8]) -> Option<Vec<u8>> {
    let signed = padded(key, hash, data)?.modpow(&key.exponent, &key.modulus).to_bytes_be();
    let size = key.modulus.bits().div_ceil(8) as usize;
    Some([vec![0; size - signed.len()], signed].concat())
}

pub(super) fn verify(key: &Key, hash: Hash, data: &[u8], signature: &[u8]) -> bool {
    let opened = BigUint::from_bytes_be(signature).modpow(&key.exponent, &key.modulus);
    padded(key, hash, data).is_some_and(|expected| expected == opened)
}

/// The public key (SubjectPublicKeyInfo) inside an X.509 certificate.
pub(super) fn key_of_certificate(der: &[u8]) -> Option<&[u8]> {
    let mut outer = Der(Der(der).take(SEQUENCE)?);
    let mut inner = Der(outer.take(SEQUENCE)?);
    // Version (if any), serial number, algorithm, issuer, validity, subject.
    if inner.0.first() == Some(&VERSION) {
        inner.take(VERSION)?;
    }
    inner.take(INTEGER)?;
    for _ in 0..4 {
        inner.take(SEQUENCE)?;
    }
    let whole = inner.0;
    inner.take(SEQUENCE)?;
    Some(&whole[..whole.len() - inner.0.len()])
}

/// Both halves of a key.
pub(super) struct Pair {
    pub private: Key,
    pub public: Key,
}

/// Bits of a prime of a key of 2048.
const PRIME_BITS: u64 = 1024;

/// A key of 2048 bits out of a stream of random bytes.
pub(super) fn generate(random: &mut dyn FnMut() -> [u8; 32]) -> Pair {
    let exponent = BigUint::from(65537u32);
    loop {
        let (p, q) = (prime(random), prime(random));
        let phi = (&p - 1u32) * (&q - 1u32);
        if p == q {
            continue;
        }
        let Some(inverse) = exponent.modinv(&phi) else { continue };
        let modulus = &p * &q;
        return Pair {
            private: Key { modulus: modulus.clone(), exponent: inverse },
            public: Key { modulus, exponent },
        };
    }
}

/// A prime with its two highest bits set, so that two of them fill their product.
fn prime(random: &mut dyn FnMut() -> [u8; 32]) -> BigUint {
    let bytes: Vec<u8> = (0..PRIME_BITS / 256).flat_map(|_| random()).collect();
    let mut candidate = BigUint::from_bytes_be(&bytes);
    for bit in [0, PRIME_BITS - 2, PRIME_BITS - 1] {
        candidate.set_bit(bit, true);
    }
    while !is_prime(&candidate) {
        candidate += 2u32;
    }
    candidate
}

/// Small factors first, then Miller and Rabin with a few bases: enough for numbers that nobody chose.
fn is_prime(n: &BigUint) -> bool {
    let divides = |d: u32| (n % d).to_u32_digits().is_empty();
    if (3..2000).step_by(2).any(divides) {
        return false;
    }
    let less = n - 1u32;
    let twos = less.trailing_zeros().expect("an odd number less one is not zero");
    let odd = &less >> twos;
    [2u32, 3, 5, 7].into_iter().all(|base| {
        let mut power = BigUint::from(base).modpow(&odd, n);
        if power == BigUint::from(1u32) || power == less {
            return true;
        }
        (1..twos).any(|_| {
            power = &power * &power % n;
            power == less
        })
    })
}
