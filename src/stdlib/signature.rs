//! Signatures: which algorithm a name means, RSA and ECDSA over keys in DER.

use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use p256::elliptic_curve::rand_core::{self, CryptoRng, RngCore};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::rsa;

/// A signing algorithm of the platform.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub scheme: Scheme,
    pub hash: Hash,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Rsa,
    /// Two numbers in DER.
    Ecdsa,
    /// Two numbers side by side, as IEEE P1363 and JSON web tokens have them.
    EcdsaPlain,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha1 => Sha1::digest(data).to_vec(),
            Hash::Sha256 => Sha256::digest(data).to_vec(),
            Hash::Sha384 => Sha384::digest(data).to_vec(),
            Hash::Sha512 => Sha512::digest(data).to_vec(),
        }
    }
}

impl Algorithm {
    /// Of a name, in any case.
    pub fn of(name: &str) -> Option<Algorithm> {
        let name = name.to_ascii_uppercase();
        let (scheme, hash) = match name.as_str() {
            "RSA" => (Scheme::Rsa, "SHA1"),
            _ => match name.split_once('-')? {
                ("RSA", hash) => (Scheme::Rsa, hash),
                ("ECDSA", rest) => match rest.split_once('-') {
                    None => (Scheme::Ecdsa, rest),
                    Some((hash, "P1363")) => (Scheme::EcdsaPlain, hash),
                    Some(("SHA256", "PLAIN")) => (Scheme::EcdsaPlain, "SHA256"),
                    Some(_) => return None,
                },
                _ => return None,
            },
        };
        let hash = match hash {
            "SHA1" if scheme == Scheme::Rsa => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA384" => Hash::Sha384,
            "SHA512" => Hash::Sha512,
            _ => return None,
        };
        Some(Algorithm { scheme, hash })
    }
}

/// A signature. None: the key is none of this scheme, or too short.
pub(super) fn sign(algorithm: Algorithm, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    match algorithm.scheme {
        Scheme::Rsa => rsa::sign(&rsa::private_key(key)?, algorithm.hash, data),
        Scheme::Ecdsa | Scheme::EcdsaPlain => {
            let plain = algorithm.scheme == Scheme::EcdsaPlain;
            let digest = algorithm.hash.digest(data);
            p256_sign(key, &digest, plain)
                .or_else(|| p384_sign(key, &digest, plain))
                .or_else(|| p521_sign(key, &digest, plain))
        }
    }
}

/// Whether this is the signature. None: the key is none of this scheme.
pub(super) fn verify(algorithm: Algorithm, key: &[u8], data: &[u8], signature: &[u8]) -> Option<bool> {
    match algorithm.scheme {
        Scheme::Rsa => Some(rsa::verify(&rsa::public_key(key)?, algorithm.hash, data, signature)),
        Scheme::Ecdsa | Scheme::EcdsaPlain => {
            let plain = algorithm.scheme == Scheme::EcdsaPlain;
            let digest = algorithm.hash.digest(data);
            p256_verify(key, &digest, signature, plain)
                .or_else(|| p384_verify(key, &digest, signature, plain))
                .or_else(|| p521_verify(key, &digest, signature, plain))
        }
    }
}

/// A digest shorter than the field is a small number.
fn widened(digest: &[u8], field: usize) -> Vec<u8> {
    let mut wide = vec![0; field.saturating_sub(digest.len())];
    wide.extend_from_slice(digest);
    wide
}

/// The secret numbers that P-521 takes, out of key and digest: the same are signed alike, as RFC 6979 has it for the others.
struct Nonces {
    seed: Vec<u8>,
    number: u64,
}

impl RngCore for Nonces {
    fn next_u32(&mut self) -> u32 {
        self.next_u64() as u32
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        for part in out.chunks_mut(64) {
            self.number += 1;
            let block = Sha512::digest([&self.seed[..], &self.number.to_be_bytes()].concat());
            part.copy_from_slice(&block[..part.len()]);
        }
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(out);
        Ok(())
    }
}

impl CryptoRng for Nonces {}

macro_rules! curve {
    ($curve:ident, $field:literal, $sign:ident, $verify:ident, |$key:ident, $digest:ident| $signed:expr) => {
        fn $sign(key: &[u8], digest: &[u8], plain: bool) -> Option<Vec<u8>> {
            use $curve::ecdsa::{Signature, SigningKey};
            let secret = $curve::SecretKey::from_pkcs8_der(key).ok()?;
            let $key = SigningKey::from_slice(&secret.to_bytes()).ok()?;
            let $digest = widened(digest, $field);
            let signature: Signature = $signed.ok()?;
            Some(if plain { signature.to_bytes().to_vec() } else { signature.to_der().as_bytes().to_vec() })
        }

        fn $verify(key: &[u8], digest: &[u8], signature: &[u8], plain: bool) -> Option<bool> {
            use $curve::ecdsa::{Signature, VerifyingKey};
            let public = $curve::PublicKey::from_public_key_der(key).ok()?;
            let key = VerifyingKey::from_sec1_bytes(&public.to_sec1_bytes()).ok()?;
            let signature = if plain { Signature::from_slice(signature) } else { Signature::from_der(signature) };
            Some(signature.is_ok_and(|signature| key.verify_prehash(&widened(digest, $field), &signature).is_ok()))
        }
    };
}

curve!(p256, 32, p256_sign, p256_verify, |key, digest| key.sign_prehash(&digest));
curve!(p384, 48, p384_sign, p384_verify, |key, digest| key.sign_prehash(&digest));
curve!(p521, 66, p521_sign, p521_verify, |key, digest| {
    let seed = [&key.to_bytes()[..], &digest].concat();
    key.sign_prehash_with_rng(&mut Nonces { seed, number: 0 }, &digest)
});
