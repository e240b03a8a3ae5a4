//! RSA signatures (PKCS #1 v1.5) over keys in DER, as `Crypto.sign` and `Crypto.verify` use them.

use num_bigint::BigUint;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

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

/// The digest with its algorithm in front, as it is signed. None of an unknown algorithm.
fn digest_info(algorithm: &str, data: &[u8]) -> Option<Vec<u8>> {
    let (prefix, digest): (&[u8], Vec<u8>) = match algorithm.to_ascii_uppercase().as_str() {
        "RSA" | "RSA-SHA1" => {
            (b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14", Sha1::digest(data).to_vec())
        }
        "RSA-SHA256" => (
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
            Sha256::digest(data).to_vec(),
        ),
        "RSA-SHA384" => (
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
            Sha384::digest(data).to_vec(),
        ),
        "RSA-SHA512" => (
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
            Sha512::digest(data).to_vec(),
        ),
        _ => return None,
    };
    Some([prefix, &digest].concat())
}

/// Whether an algorithm is one of ours.
pub(super) fn knows(algorithm: &str) -> bool {
    digest_info(algorithm, b"").is_some()
}

/// The padded digest as a number. None when the key is too short.
fn padded(key: &Key, algorithm: &str, data: &[u8]) -> Option<BigUint> {
    let info = digest_info(algorithm, data)?;
    let size = key.modulus.bits().div_ceil(8) as usize;
    let filling = size.checked_sub(info.len() + 3)?;
    let block = [&[0, 1][..], &vec![0xff; filling], &[0], &info].concat();
    Some(BigUint::from_bytes_be(&block))
}

/// The signature. None when the key is too short.
pub(super) fn sign(key: &Key, algorithm: &str, data: &[u8]) -> Option<Vec<u8>> {
    let signed = padded(key, algorithm, data)?.modpow(&key.exponent, &key.modulus).to_bytes_be();
    let size = key.modulus.bits().div_ceil(8) as usize;
    Some([vec![0; size - signed.len()], signed].concat())
}

pub(super) fn verify(key: &Key, algorithm: &str, data: &[u8], signature: &[u8]) -> bool {
    let opened = BigUint::from_bytes_be(signature).modpow(&key.exponent, &key.modulus);
    padded(key, algorithm, data).is_some_and(|expected| expected == opened)
}
