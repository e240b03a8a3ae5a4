//! AES as `Crypto` has it: CBC with the padding of PKCS #7, and GCM.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use super::crypto::blob;
use super::environment;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

/// Bytes that may be encrypted at once.
const MOST_DATA: usize = 1_048_576;

/// Bytes that may be decrypted at once: with an initialisation vector in front and a block of padding behind.
const MOST_SEALED: usize = MOST_DATA + 32;

/// Bytes of GCM's initialisation vector; the first byte of sealed data says so.
const GCM_IV: usize = 12;

/// What an algorithm's name means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cipher {
    /// AES-CBC with a key of so many bytes.
    Cbc(usize),
    /// AES-GCM with a key of 32 bytes.
    Gcm,
}

impl Cipher {
    fn key_length(self) -> usize {
        match self {
            Cipher::Cbc(length) => length,
            Cipher::Gcm => 32,
        }
    }
}

/// Reads the name and checks the key.
fn cipher(cx: &mut Interp, name: &str, key: &Blob) -> Result<Cipher, Thrown> {
    let cipher = match name {
        "AES128" | "AES128-CBC" => Cipher::Cbc(16),
        "AES192" | "AES192-CBC" => Cipher::Cbc(24),
        "AES256" | "AES256-CBC" => Cipher::Cbc(32),
        "AES256-GCM" => Cipher::Gcm,
        // The platform's own complaint lists these two; its reference knows nothing of them.
        "AES384" | "AES512" => {
            let why = format!("{name} is not available in orgless: no documentation says what it is");
            return Err(cx.throw(Exc::UnsupportedOperation, why));
        }
        _ => {
            let why = format!("Invalid algorithm '{name}'. Must be AES128, AES192, AES256, AES384, or AES512.");
            return Err(cx.throw(Exc::InvalidParameterValue, why));
        }
    };
    let wanted = cipher.key_length();
    if key.0.len() != wanted {
        let why = format!("Invalid private key. Must be {wanted} bytes.");
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    Ok(cipher)
}

fn check_size(cx: &mut Interp, data: &[u8], limit: usize) -> Result<(), Thrown> {
    let size = data.len();
    if size <= limit {
        return Ok(());
    }
    let why = format!("Invalid data. Input data is {size} bytes, which exceeds the limit of {limit} bytes.");
    Err(cx.throw(Exc::InvalidParameterValue, why))
}

fn check_iv(cx: &mut Interp, iv: &[u8]) -> Result<(), Thrown> {
    match iv.len() {
        16 => Ok(()),
        _ => Err(cx.throw(Exc::InvalidParameterValue, "Invalid initialization vector. Must be 16 bytes.")),
    }
}

const LENGTHS: &str = "lengths were checked";

fn seal_cbc(key: &[u8], iv: &[u8], data: &[u8]) -> Vec<u8> {
    match key.len() {
        16 => cbc::Encryptor::<Aes128>::new_from_slices(key, iv).expect(LENGTHS).encrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Encryptor::<Aes192>::new_from_slices(key, iv).expect(LENGTHS).encrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Encryptor::<Aes256>::new_from_slices(key, iv).expect(LENGTHS).encrypt_padded_vec_mut::<Pkcs7>(data),
    }
}

fn open_cbc(cx: &mut Interp, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Blob, Thrown> {
    check_iv(cx, iv)?;
    if data.is_empty() {
        return Ok(blob([]));
    }
    if !data.len().is_multiple_of(16) {
        let why = "Input length must be multiple of 16 when decrypting with padded cipher";
        return Err(cx.throw(Exc::Security, why));
    }
    let plain = match key.len() {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, iv).expect(LENGTHS).decrypt_padded_vec_mut::<Pkcs7>(data),
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, iv).expect(LENGTHS).decrypt_padded_vec_mut::<Pkcs7>(data),
        _ => cbc::Decryptor::<Aes256>::new_from_slices(key, iv).expect(LENGTHS).decrypt_padded_vec_mut::<Pkcs7>(data),
    };
    let why = "Given final block not properly padded. Such issues can arise if a bad key is used during decryption.";
    plain.map(blob).map_err(|_| cx.throw(Exc::Security, why))
}

/// The length of the vector, a random vector, the sealed text with its tag.
fn seal_gcm(cx: &Interp, key: &[u8], data: &[u8], beside: &[u8]) -> Blob {
    let iv = environment::random_bytes(cx, GCM_IV);
    let cipher = Aes256Gcm::new_from_slice(key).expect(LENGTHS);
    let sealed = cipher.encrypt(Nonce::from_slice(&iv), Payload { msg: data, aad: beside });
    blob([&[GCM_IV as u8][..], &iv, &sealed.expect("the text is short enough")].concat())
}

fn open_gcm(cx: &mut Interp, key: &[u8], data: &[u8], beside: &[u8]) -> Result<Blob, Thrown> {
    let parts = data.split_first().filter(|(length, _)| usize::from(**length) == GCM_IV);
    let Some((iv, sealed)) = parts.and_then(|(_, rest)| rest.split_at_checked(GCM_IV)) else {
        let why = "Unable to parse initialization vector from encrypted data.";
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    };
    let cipher = Aes256Gcm::new_from_slice(key).expect(LENGTHS);
    let plain = cipher.decrypt(Nonce::from_slice(iv), Payload { msg: sealed, aad: beside });
    // Java's words for a tag that does not fit.
    plain.map(blob).map_err(|_| cx.throw(Exc::Security, "Tag mismatch!"))
}

/// GCM makes its own vector; a given one is an error.
fn refuse_iv(cx: &mut Interp, iv: Option<&Blob>) -> Result<(), Thrown> {
    match iv {
        None => Ok(()),
        Some(_) => {
            let why = "Invalid initialization vector. AES256-GCM makes its own; pass null.";
            Err(cx.throw(Exc::InvalidParameterValue, why))
        }
    }
}

fn encrypt(cx: &mut Interp, name: Str, key: Blob, iv: Option<Blob>, data: Blob) -> Result<Blob, Thrown> {
    let cipher = cipher(cx, &name, &key)?;
    if cipher == Cipher::Gcm {
        refuse_iv(cx, iv.as_ref())?;
        check_size(cx, &data.0, MOST_DATA)?;
        return Ok(seal_gcm(cx, &key.0, &data.0, b""));
    }
    let iv = super::argument::needed(cx, iv)?;
    check_iv(cx, &iv.0)?;
    check_size(cx, &data.0, MOST_DATA)?;
    Ok(blob(seal_cbc(&key.0, &iv.0, &data.0)))
}

fn decrypt(cx: &mut Interp, name: Str, key: Blob, iv: Option<Blob>, data: Blob) -> Result<Blob, Thrown> {
    let cipher = cipher(cx, &name, &key)?;
    check_size(cx, &data.0, MOST_SEALED)?;
    if cipher == Cipher::Gcm {
        refuse_iv(cx, iv.as_ref())?;
        return open_gcm(cx, &key.0, &data.0, b"");
    }
    let iv = super::argument::needed(cx, iv)?;
    open_cbc(cx, &key.0, &iv.0, &data.0)
}

/// The initialisation vector goes in front.
fn encrypt_managed(cx: &mut Interp, name: Str, key: Blob, data: Blob) -> Result<Blob, Thrown> {
    let cipher = cipher(cx, &name, &key)?;
    check_size(cx, &data.0, MOST_DATA)?;
    if cipher == Cipher::Gcm {
        return Ok(seal_gcm(cx, &key.0, &data.0, b""));
    }
    let iv = environment::random_bytes(cx, 16);
    let sealed = seal_cbc(&key.0, &iv, &data.0);
    Ok(blob([iv, sealed].concat()))
}

fn decrypt_managed(cx: &mut Interp, name: Str, key: Blob, data: Blob) -> Result<Blob, Thrown> {
    if data.0.is_empty() {
        let why = "Unable to parse initialization vector from encrypted data.";
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    let cipher = cipher(cx, &name, &key)?;
    check_size(cx, &data.0, MOST_SEALED)?;
    if cipher == Cipher::Gcm {
        return open_gcm(cx, &key.0, &data.0, b"");
    }
    let (iv, sealed) = data.0.split_at(data.0.len().min(16));
    open_cbc(cx, &key.0, iv, sealed)
}

/// Data beside the text that is vouched for but not sealed: GCM only.
fn gcm_only(cx: &mut Interp, name: &str, key: &Blob) -> Result<(), Thrown> {
    match cipher(cx, name, key)? {
        Cipher::Gcm => Ok(()),
        Cipher::Cbc(_) => Err(cx.throw(Exc::InvalidParameterValue, "AAD can only be used with AESGCM algorithms.")),
    }
}

fn encrypt_beside(cx: &mut Interp, name: Str, key: Blob, data: Blob, beside: Blob) -> Result<Blob, Thrown> {
    gcm_only(cx, &name, &key)?;
    check_size(cx, &data.0, MOST_DATA)?;
    Ok(seal_gcm(cx, &key.0, &data.0, &beside.0))
}

fn decrypt_beside(cx: &mut Interp, name: Str, key: Blob, data: Blob, beside: Blob) -> Result<Blob, Thrown> {
    gcm_only(cx, &name, &key)?;
    check_size(cx, &data.0, MOST_SEALED)?;
    open_gcm(cx, &key.0, &data.0, &beside.0)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Blob generateAesKey(Integer size)",
            "A random key of 128, 192 or 256 bits.",
            |cx: &mut Interp, size: i32| match size {
                128 | 192 | 256 => Ok(blob(environment::random_bytes(cx, size as usize / 8))),
                _ => {
                    let why = "Invalid size for AES key generation (must be 128, 192, or 256)";
                    Err(cx.throw(Exc::InvalidParameterValue, why))
                }
            },
        ),
        m(
            "static Blob encrypt(String algorithm, Blob key, Blob iv, Blob data)",
            "The data sealed with AES: CBC with this initialisation vector, or GCM, which makes its own.",
            encrypt,
        ),
        m("static Blob decrypt(String algorithm, Blob key, Blob iv, Blob data)", "The data of `encrypt`.", decrypt),
        m(
            "static Blob encryptWithManagedIV(String algorithm, Blob key, Blob data)",
            "The data sealed with AES behind a random initialisation vector.",
            encrypt_managed,
        ),
        m(
            "static Blob encryptWithManagedIV(String algorithm, Blob key, Blob data, Blob beside)",
            "The data sealed with AES-GCM, which vouches for other data too.",
            encrypt_beside,
        ),
        m(
            "static Blob decryptWithManagedIV(String algorithm, Blob key, Blob data)",
            "The data of `encryptWithManagedIV`.",
            decrypt_managed,
        ),
        m(
            "static Blob decryptWithManagedIV(String algorithm, Blob key, Blob data, Blob beside)",
            "The data of `encryptWithManagedIV` with the same data beside it.",
            decrypt_beside,
        ),
    ]
}
