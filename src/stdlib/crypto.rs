//! `Crypto`: digests, message authentication, signatures, random numbers; AES is in `cipher.rs`.

use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::signature::{self, Algorithm};
use super::{certificates, cipher, environment, xml};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

pub(super) fn blob(bytes: impl AsRef<[u8]>) -> Blob {
    Blob(bytes.as_ref().into())
}

fn digest(cx: &mut Interp, name: Str, input: Blob) -> Result<Blob, Thrown> {
    Ok(match name.to_ascii_uppercase().as_str() {
        "MD5" => blob(Md5::digest(&input.0)),
        "SHA1" | "SHA-1" => blob(Sha1::digest(&input.0)),
        "SHA224" | "SHA-224" => blob(Sha224::digest(&input.0)),
        "SHA256" | "SHA-256" => blob(Sha256::digest(&input.0)),
        "SHA384" | "SHA-384" => blob(Sha384::digest(&input.0)),
        "SHA512" | "SHA-512" => blob(Sha512::digest(&input.0)),
        "SHA3-256" => blob(super::keccak::sha3(&input.0, 32)),
        "SHA3-384" => blob(super::keccak::sha3(&input.0, 48)),
        "SHA3-512" => blob(super::keccak::sha3(&input.0, 64)),
        _ => return Err(cx.throw(Exc::Security, format!("{name} MessageDigest not available"))),
    })
}

/// Bytes of a key for a message authentication code.
const LONGEST_MAC_KEY: usize = 4096;

macro_rules! hmac {
    ($hash:ty, $key:expr, $input:expr) => {{
        let mut mac = Hmac::<$hash>::new_from_slice($key).expect("an HMAC key may have any length");
        mac.update($input);
        blob(mac.finalize().into_bytes())
    }};
}

fn mac(cx: &mut Interp, name: Str, input: Blob, key: Blob) -> Result<Blob, Thrown> {
    if key.0.len() > LONGEST_MAC_KEY {
        return Err(cx.throw(Exc::Security, "Private Key should be of size less than 4k"));
    }
    Ok(match name.to_ascii_lowercase().replace('-', "").as_str() {
        "hmacmd5" => hmac!(Md5, &key.0, &input.0),
        "hmacsha1" => hmac!(Sha1, &key.0, &input.0),
        "hmacsha224" => hmac!(Sha224, &key.0, &input.0),
        "hmacsha256" => hmac!(Sha256, &key.0, &input.0),
        "hmacsha384" => hmac!(Sha384, &key.0, &input.0),
        "hmacsha512" => hmac!(Sha512, &key.0, &input.0),
        _ => return Err(cx.throw(Exc::Security, format!("Algorithm {name} not available"))),
    })
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = own_rows();
    rows.extend(cipher::rows());
    rows.extend(xml::sign_rows());
    rows
}

fn own_rows() -> Vec<Row> {
    vec![
        m(
            "static Blob generateDigest(String algorithm, Blob input)",
            "The digest: MD5, SHA1, SHA-256, SHA-512, SHA3-256, ....",
            digest,
        ),
        m(
            "static Blob generateMac(String algorithm, Blob input, Blob key)",
            "The message authentication code: hmacMD5, hmacSHA1, hmacSHA256, hmacSHA512.",
            mac,
        ),
        m(
            "static Boolean verifyHmac(String algorithm, Blob input, Blob key, Blob code)",
            "Whether this is the code of the input.",
            |cx: &mut Interp, name: Str, input: Blob, key: Blob, code: Blob| Ok(mac(cx, name, input, key)? == code),
        ),
        m("static Integer getRandomInteger()", "A random Integer.", |cx: &mut Interp| environment::random(cx) as i32),
        m("static Long getRandomLong()", "A random Long.", |cx: &mut Interp| environment::random(cx) as i64),
        m(
            "static Blob sign(String algorithm, Blob input, Blob privateKey)",
            "A signature with an RSA or elliptic-curve key in PKCS #8.",
            sign,
        ),
        m(
            "static Blob signWithCertificate(String algorithm, Blob input, String certificate)",
            "A signature with the keys that the org has for a certificate of the project.",
            sign_with_certificate,
        ),
        m(
            "static Boolean verify(String algorithm, Blob input, Blob signature, String certificate)",
            "Whether a certificate of the project made the signature.",
            verify_with_certificate,
        ),
        m(
            "static Boolean verify(String algorithm, Blob input, Blob signature, Blob publicKey)",
            "Whether an RSA or elliptic-curve key in X.509 made the signature.",
            verify,
        ),
    ]
}

/// The algorithm of a name.
pub(super) fn signing_algorithm(cx: &mut Interp, name: &str) -> Result<Algorithm, Thrown> {
    Algorithm::of(name).ok_or_else(|| cx.throw(Exc::Security, format!("Unrecognized algorithm: {name}")))
}

fn sign(cx: &mut Interp, name: Str, input: Blob, key: Blob) -> Result<Blob, Thrown> {
    let algorithm = signing_algorithm(cx, &name)?;
    let signature = signature::sign(algorithm, &key.0, &input.0);
    signature.map(blob).ok_or_else(|| cx.throw(Exc::Security, "Invalid Crypto Key"))
}

fn verify(cx: &mut Interp, name: Str, input: Blob, signature: Blob, key: Blob) -> Result<bool, Thrown> {
    let algorithm = signing_algorithm(cx, &name)?;
    let verified = signature::verify(algorithm, &key.0, &input.0, &signature.0);
    verified.ok_or_else(|| cx.throw(Exc::Security, "Invalid Crypto Key"))
}

fn sign_with_certificate(cx: &mut Interp, name: Str, input: Blob, certificate: Str) -> Result<Blob, Thrown> {
    let algorithm = signing_algorithm(cx, &name)?;
    certificates::sign(cx, algorithm, &certificate, &input.0).map(blob)
}

fn verify_with_certificate(
    cx: &mut Interp,
    name: Str,
    input: Blob,
    signature: Blob,
    certificate: Str,
) -> Result<bool, Thrown> {
    let algorithm = signing_algorithm(cx, &name)?;
    certificates::verify(cx, algorithm, &certificate, &input.0, &signature.0)
}
