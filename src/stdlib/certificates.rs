//! Certificates of the org: what `Crypto.signWithCertificate` and its kin know by name.
//!
//! A project's `certs/NAME.crt-meta.xml` makes a certificate known. Its private key never leaves a real org, so this one
//! has keys of its own for each name: an RSA key of 2048 bits and one of P-256, made from the name alone, so that every
//! run signs alike. `verify` by name takes their signatures, and those of the key in the certificate's file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::pkcs8::{EncodePrivateKey, EncodePublicKey};
use sha2::{Digest, Sha256};

use super::rsa;
use super::signature::{self, Algorithm, Scheme};
use crate::interp::{Exc, Interp, Thrown};

/// The certificate's file, PEM or DER; empty when the project has only its description.
fn body(cx: &mut Interp, name: &str) -> Result<Arc<[u8]>, Thrown> {
    cx.org.certificates().get(name).ok_or_else(|| {
        let why = format!(
            "Data Not Available: The data you were trying to access could not be found. No certificate is named \
             '{name}'; a project declares one in certs/{name}.crt-meta.xml"
        );
        cx.throw(Exc::NoDataFound, why)
    })
}

/// The certificate in DER. None when the project has no file of it.
pub(super) fn certificate(cx: &mut Interp, name: &str) -> Result<Option<Vec<u8>>, Thrown> {
    let body = body(cx, name)?;
    let text = String::from_utf8_lossy(&body);
    let Some((_, rest)) = text.split_once("-----BEGIN CERTIFICATE-----") else {
        return Ok((!body.is_empty()).then(|| body.to_vec()));
    };
    let inside = rest.split("-----").next().unwrap_or_default();
    let digits: String = inside.split_whitespace().collect();
    Ok(STANDARD.decode(digits).ok())
}

/// Signs with the keys of a certificate.
///
/// # Errors
/// NoDataFoundException: there is no such certificate.
pub(super) fn sign(cx: &mut Interp, algorithm: Algorithm, name: &str, data: &[u8]) -> Result<Vec<u8>, Thrown> {
    body(cx, name)?;
    let signed = match algorithm.scheme {
        Scheme::Rsa => rsa::sign(&rsa_key(name).private, algorithm.hash, data),
        Scheme::Ecdsa | Scheme::EcdsaPlain => {
            let key = curve_key(name).to_pkcs8_der().expect("a key of P-256 has a DER form");
            signature::sign(algorithm, key.as_bytes(), data)
        }
    };
    Ok(signed.expect("keys of certificates are long enough"))
}

/// Whether a certificate's keys, or the key in its file, made the signature.
///
/// # Errors
/// NoDataFoundException: there is no such certificate.
pub(super) fn verify(
    cx: &mut Interp,
    algorithm: Algorithm,
    name: &str,
    data: &[u8],
    made: &[u8],
) -> Result<bool, Thrown> {
    let file = certificate(cx, name)?;
    let own = match algorithm.scheme {
        Scheme::Rsa => rsa::verify(&rsa_key(name).public, algorithm.hash, data, made),
        Scheme::Ecdsa | Scheme::EcdsaPlain => {
            let key = curve_key(name).public_key().to_public_key_der().expect("a key of P-256 has a DER form");
            signature::verify(algorithm, key.as_bytes(), data, made) == Some(true)
        }
    };
    let in_file = || {
        let key = rsa::key_of_certificate(file.as_deref()?)?;
        signature::verify(algorithm, key, data, made)
    };
    Ok(own || in_file() == Some(true))
}

/// Bytes that a name stands for.
fn bytes_of(name: &str, number: u64) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"orgless certificate\0");
    hash.update(name.to_ascii_lowercase());
    hash.update(number.to_be_bytes());
    hash.finalize().into()
}

/// Making one takes a good part of a second, so it is made once for a process.
fn rsa_key(name: &str) -> Arc<rsa::Pair> {
    static MADE: OnceLock<Mutex<HashMap<String, Arc<rsa::Pair>>>> = OnceLock::new();
    let mut made = MADE.get_or_init(Mutex::default).lock().expect("making a key does not panic");
    let key = made.entry(name.to_ascii_lowercase()).or_insert_with_key(|name| {
        let mut number = 0;
        Arc::new(rsa::generate(&mut || {
            number += 1;
            bytes_of(name, number)
        }))
    });
    Arc::clone(key)
}

fn curve_key(name: &str) -> p256::SecretKey {
    let key = |number| p256::SecretKey::from_slice(&bytes_of(name, number)).ok();
    (0..).find_map(key).expect("nearly every number is a key")
}
