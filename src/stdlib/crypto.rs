//! `Crypto`: digests, message authentication, AES, random numbers.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::missing::missing;
use super::{environment, rsa};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

fn blob(bytes: impl AsRef<[u8]>) -> Blob {
    Blob(bytes.as_ref().into())
}

fn digest(cx: &mut Interp, name: Str, input: Blob) -> Result<Blob, Thrown> {
    Ok(match name.to_ascii_uppercase().as_str() {
        "MD5" => blob(Md5::digest(&input.0)),
        "SHA1" | "SHA-1" => blob(Sha1::digest(&input.0)),
        "SHA256" | "SHA-256" => blob(Sha256::digest(&input.0)),
        "SHA384" | "SHA-384" => blob(Sha384::digest(&input.0)),
        "SHA512" | "SHA-512" => blob(Sha512::digest(&input.0)),
        "SHA3-256" => blob(super::keccak::sha3(&input.0, 32)),
        "SHA3-384" => blob(super::keccak::sha3(&input.0, 48)),
        "SHA3-512" => blob(super::keccak::sha3(&input.0, 64)),
        _ => return Err(cx.throw(Exc::Security, format!("{name} MessageDigest not available"))),
    })
}

macro_rules! hmac {
    ($hash:ty, $key:expr, $input:expr) => {{
        let mut mac = Hmac::<$hash>::new_from_slice($key).expect("an HMAC key may have any length");
        mac.update($input);
        blob(mac.finalize().into_bytes())
    }};
}

fn mac(cx: &mut Interp, name: Str, input: Blob, key: Blob) -> Result<Blob, Thrown> {
    Ok(match name.to_ascii_lowercase().as_str() {
        "hmacmd5" => hmac!(Md5, &key.0, &input.0),
        "hmacsha1" => hmac!(Sha1, &key.0, &input.0),
        "hmacsha256" => hmac!(Sha256, &key.0, &input.0),
        "hmacsha384" => hmac!(Sha384, &key.0, &input.0),
        "hmacsha512" => hmac!(Sha512, &key.0, &input.0),
        _ => return Err(cx.throw(Exc::Security, format!("Algorithm {name} not available"))),
    })
}

/// The key length that an AES name asks for.
fn key_length(cx: &mut Interp, name: &str, key: &Blob) -> Result<usize, Thrown> {
    let wanted = match name.to_ascii_uppercase().as_str() {
        "AES128" => 16,
        "AES192" => 24,
        "AES256" => 32,
        _ => {
            return Err(cx.throw(
                Exc::InvalidParameterValue,
                format!("Invalid algorithm {name}. Must be AES128, AES192, or AES256."),
            ));
        }
    };
    if key.0.len() != wanted {
        let why = format!("Invalid private key. Must be {wanted} bytes.");
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    Ok(wanted)
}

fn encrypt(cx: &mut Interp, name: Str, key: Blob, iv: Blob, data: Blob) -> Result<Blob, Thrown> {
    let length = key_length(cx, &name, &key)?;
    check_iv(cx, &iv)?;
    let (key, iv, data) = (&*key.0, &*iv.0, &*data.0);
    let lengths = "lengths were checked";
    Ok(blob(match length {
        16 => cbc::Encryptor::<Aes128>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Encryptor::<Aes192>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Encryptor::<Aes256>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
    }))
}

fn decrypt(cx: &mut Interp, name: Str, key: Blob, iv: Blob, data: Blob) -> Result<Blob, Thrown> {
    let length = key_length(cx, &name, &key)?;
    check_iv(cx, &iv)?;
    if data.0.is_empty() || !data.0.len().is_multiple_of(16) {
        let why = "Input length must be multiple of 16 when decrypting with padded cipher";
        return Err(cx.throw(Exc::Security, why));
    }
    let (key, iv, data) = (&*key.0, &*iv.0, &*data.0);
    let lengths = "lengths were checked";
    let plain = match length {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Decryptor::<Aes256>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
    };
    plain.map(blob).map_err(|_| cx.throw(Exc::Security, "Given final block not properly padded"))
}

fn check_iv(cx: &mut Interp, iv: &Blob) -> Result<(), Thrown> {
    match iv.0.len() {
        16 => Ok(()),
        _ => Err(cx.throw(Exc::InvalidParameterValue, "Invalid initialization vector. Must be 16 bytes.")),
    }
}

/// The initialisation vector goes in front.
fn encrypt_managed(cx: &mut Interp, name: Str, key: Blob, data: Blob) -> Result<Blob, Thrown> {
    let iv = blob(environment::random_bytes(cx, 16));
    let sealed = encrypt(cx, name, key, iv.clone(), data)?;
    Ok(blob([&iv.0[..], &sealed.0[..]].concat()))
}

fn decrypt_managed(cx: &mut Interp, name: Str, key: Blob, data: Blob) -> Result<Blob, Thrown> {
    if data.0.len() < 16 {
        return Err(cx.throw(Exc::InvalidParameterValue, "Invalid initialization vector. Must be 16 bytes."));
    }
    let (iv, sealed) = data.0.split_at(16);
    decrypt(cx, name, key, blob(iv), blob(sealed))
}

pub(super) fn rows() -> Vec<Row> {
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
        m(
            "static Blob generateAesKey(Integer size)",
            "A random key of 128, 192 or 256 bits.",
            |cx: &mut Interp, size: i32| match size {
                128 | 192 | 256 => Ok(blob(environment::random_bytes(cx, size as usize / 8))),
                _ => Err(cx.throw(Exc::InvalidParameterValue, "Invalid key size. Must be 128, 192, or 256.")),
            },
        ),
        m(
            "static Blob encrypt(String algorithm, Blob key, Blob iv, Blob data)",
            "The data sealed with AES-CBC.",
            encrypt,
        ),
        m("static Blob decrypt(String algorithm, Blob key, Blob iv, Blob data)", "The data of `encrypt`.", decrypt),
        m(
            "static Blob encryptWithManagedIV(String algorithm, Blob key, Blob data)",
            "The data sealed with AES-CBC behind a random initialisation vector.",
            encrypt_managed,
        ),
        m(
            "static Blob decryptWithManagedIV(String algorithm, Blob key, Blob data)",
            "The data of `encryptWithManagedIV`.",
            decrypt_managed,
        ),
        m("static Integer getRandomInteger()", "A random Integer.", |cx: &mut Interp| environment::random(cx) as i32),
        m("static Long getRandomLong()", "A random Long.", |cx: &mut Interp| environment::random(cx) as i64),
        m(
            "static Blob sign(String algorithm, Blob input, Blob privateKey)",
            "A signature with an RSA key in PKCS #8.",
            sign,
        ),
        missing(
            "static Blob signWithCertificate(String algorithm, Blob input, String certificate)",
            "A signature with a certificate of the org.",
        ),
        missing(
            "static Boolean verify(String algorithm, Blob input, Blob signature, String certificate)",
            "Whether a certificate of the org made the signature.",
        ),
        m(
            "static Boolean verify(String algorithm, Blob input, Blob signature, Blob publicKey)",
            "Whether an RSA key in X.509 made the signature.",
            verify,
        ),
    ]
}

fn rsa_algorithm(cx: &mut Interp, name: &str) -> Result<(), Thrown> {
    if rsa::knows(name) {
        return Ok(());
    }
    Err(cx.throw(Exc::Security, format!("{name} Signature not available")))
}

fn sign(cx: &mut Interp, name: Str, input: Blob, key: Blob) -> Result<Blob, Thrown> {
    rsa_algorithm(cx, &name)?;
    let signature = rsa::private_key(&key.0).and_then(|key| rsa::sign(&key, &name, &input.0));
    signature.map(blob).ok_or_else(|| cx.throw(Exc::Security, "Invalid private key"))
}

fn verify(cx: &mut Interp, name: Str, input: Blob, signature: Blob, key: Blob) -> Result<bool, Thrown> {
    rsa_algorithm(cx, &name)?;
    match rsa::public_key(&key.0) {
        Some(key) => Ok(rsa::verify(&key, &name, &input.0, &signature.0)),
        None => Err(cx.throw(Exc::Security, "Invalid public key")),
    }
}
