//! `Crypto`: digests, message authentication, AES, random numbers.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::argument::Needed;
use super::missing::missing;
use super::{environment, rsa};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

fn blob(bytes: impl AsRef<[u8]>) -> Blob {
    Blob(bytes.as_ref().into())
}

fn digest(cx: &mut Interp, Needed(name): Needed<Str>, Needed(input): Needed<Blob>) -> Result<Blob, Thrown> {
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

/// Bytes that may be encrypted at once.
const MOST_DATA: usize = 1_048_576;

macro_rules! hmac {
    ($hash:ty, $key:expr, $input:expr) => {{
        let mut mac = Hmac::<$hash>::new_from_slice($key).expect("an HMAC key may have any length");
        mac.update($input);
        blob(mac.finalize().into_bytes())
    }};
}

fn mac(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(input): Needed<Blob>,
    Needed(key): Needed<Blob>,
) -> Result<Blob, Thrown> {
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

/// The key length that an AES name asks for. Keys of 384 and 512 bits are two: of the cipher, and of the code over it.
fn key_length(cx: &mut Interp, name: &str, key: &Blob) -> Result<usize, Thrown> {
    let wanted = match name {
        "AES128" => 16,
        "AES192" => 24,
        "AES256" => 32,
        "AES384" | "AES512" => {
            let why = format!("{name} (AES-CBC with a code over the text) is not there yet");
            return Err(cx.throw(Exc::UnsupportedOperation, why));
        }
        _ => {
            return Err(cx.throw(
                Exc::InvalidParameterValue,
                format!("Invalid algorithm '{name}'. Must be AES128, AES192, AES256, AES384, or AES512."),
            ));
        }
    };
    if key.0.len() != wanted {
        let why = format!("Invalid private key. Must be {wanted} bytes.");
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    Ok(wanted)
}

fn seal(cx: &mut Interp, name: &str, key: &Blob, iv: &[u8], data: &Blob) -> Result<Vec<u8>, Thrown> {
    let length = key_length(cx, name, key)?;
    check_iv(cx, iv)?;
    let size = data.0.len();
    if size > MOST_DATA {
        let why = format!("Invalid data. Input data is {size} bytes, which exceeds the limit of {MOST_DATA} bytes.");
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    let (key, data) = (&*key.0, &*data.0);
    let lengths = "lengths were checked";
    Ok(match length {
        16 => cbc::Encryptor::<Aes128>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Encryptor::<Aes192>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Encryptor::<Aes256>::new_from_slices(key, iv).expect(lengths).encrypt_padded_vec_mut::<Pkcs7>(data),
    })
}

fn open(cx: &mut Interp, name: &str, key: &Blob, iv: &[u8], data: &[u8]) -> Result<Blob, Thrown> {
    let length = key_length(cx, name, key)?;
    check_iv(cx, iv)?;
    if data.is_empty() {
        return Ok(blob([]));
    }
    if !data.len().is_multiple_of(16) {
        let why = "Input length must be multiple of 16 when decrypting with padded cipher";
        return Err(cx.throw(Exc::Security, why));
    }
    let key = &*key.0;
    let lengths = "lengths were checked";
    let plain = match length {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Decryptor::<Aes256>::new_from_slices(key, iv).expect(lengths).decrypt_padded_vec_mut::<Pkcs7>(data),
    };
    let why = "Given final block not properly padded. Such issues can arise if a bad key is used during decryption.";
    plain.map(blob).map_err(|_| cx.throw(Exc::Security, why))
}

fn encrypt(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(key): Needed<Blob>,
    Needed(iv): Needed<Blob>,
    Needed(data): Needed<Blob>,
) -> Result<Blob, Thrown> {
    seal(cx, &name, &key, &iv.0, &data).map(blob)
}

fn decrypt(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(key): Needed<Blob>,
    Needed(iv): Needed<Blob>,
    Needed(data): Needed<Blob>,
) -> Result<Blob, Thrown> {
    open(cx, &name, &key, &iv.0, &data.0)
}

fn check_iv(cx: &mut Interp, iv: &[u8]) -> Result<(), Thrown> {
    match iv.len() {
        16 => Ok(()),
        _ => Err(cx.throw(Exc::InvalidParameterValue, "Invalid initialization vector. Must be 16 bytes.")),
    }
}

/// The initialisation vector goes in front.
fn encrypt_managed(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(key): Needed<Blob>,
    Needed(data): Needed<Blob>,
) -> Result<Blob, Thrown> {
    let iv = environment::random_bytes(cx, 16);
    let sealed = seal(cx, &name, &key, &iv, &data)?;
    Ok(blob([iv, sealed].concat()))
}

fn decrypt_managed(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(key): Needed<Blob>,
    Needed(data): Needed<Blob>,
) -> Result<Blob, Thrown> {
    if data.0.is_empty() {
        let why = "Unable to parse initialization vector from encrypted data.";
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    let (iv, sealed) = data.0.split_at(data.0.len().min(16));
    open(cx, &name, &key, iv, sealed)
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
            |cx: &mut Interp, name: Needed<Str>, input: Needed<Blob>, key: Needed<Blob>, Needed(code): Needed<Blob>| {
                Ok(mac(cx, name, input, key)? == code)
            },
        ),
        m(
            "static Blob generateAesKey(Integer size)",
            "A random key of 128, 192 or 256 bits.",
            |cx: &mut Interp, Needed(size): Needed<i32>| match size {
                128 | 192 | 256 => Ok(blob(environment::random_bytes(cx, size as usize / 8))),
                _ => {
                    let why = "Invalid size for AES key generation (must be 128, 192, or 256)";
                    Err(cx.throw(Exc::InvalidParameterValue, why))
                }
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
    Err(cx.throw(Exc::Security, format!("Unrecognized algorithm: {name}")))
}

fn sign(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(input): Needed<Blob>,
    Needed(key): Needed<Blob>,
) -> Result<Blob, Thrown> {
    rsa_algorithm(cx, &name)?;
    let signature = rsa::private_key(&key.0).and_then(|key| rsa::sign(&key, &name, &input.0));
    signature.map(blob).ok_or_else(|| cx.throw(Exc::Security, "Invalid Crypto Key"))
}

fn verify(
    cx: &mut Interp,
    Needed(name): Needed<Str>,
    Needed(input): Needed<Blob>,
    Needed(signature): Needed<Blob>,
    Needed(key): Needed<Blob>,
) -> Result<bool, Thrown> {
    rsa_algorithm(cx, &name)?;
    match rsa::public_key(&key.0) {
        Some(key) => Ok(rsa::verify(&key, &name, &input.0, &signature.0)),
        None => Err(cx.throw(Exc::Security, "Invalid Crypto Key")),
    }
}
