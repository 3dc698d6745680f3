//! Secrets at rest that must be read again: encrypted with a key that follows from `SECRET_KEY`, so that a copy of the
//! database alone gives none of them away.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

use super::{clock::Randomness, config::Config, fault::Fault};

const NONCE: usize = 24;

/// What a sealed text is for; each purpose has a key of its own.
#[derive(Debug, Clone, Copy)]
pub struct Purpose(pub &'static str);

fn cipher(config: &Config, purpose: Purpose) -> XChaCha20Poly1305 {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, config.secret())
        .expand(purpose.0.as_bytes(), &mut key)
        .unwrap_or_else(|_| unreachable!("32 bytes can be derived"));
    XChaCha20Poly1305::new(&key.into())
}

/// Seals a text for one row; no other row can hold it.
///
/// # Errors
/// The text is longer than the cipher takes.
pub fn seal(config: &Config, purpose: Purpose, random: &Randomness, row: Uuid, text: &[u8]) -> Result<String, Fault> {
    let mut nonce = [0; NONCE];
    random.fill(&mut nonce);
    let payload = Payload { msg: text, aad: row.as_bytes() };
    let sealed = cipher(config, purpose).encrypt(&XNonce::from(nonce), payload);
    let mut out = nonce.to_vec();
    out.extend(sealed.map_err(|_| Fault::Other("a text can't be sealed".into()))?);
    Ok(STANDARD_NO_PAD.encode(out))
}

/// Opens it again. `None`: it is empty, damaged, of another row, or was sealed under another `SECRET_KEY`.
pub fn open(config: &Config, purpose: Purpose, row: Uuid, sealed: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
    let (nonce, text) = bytes.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: text, aad: row.as_bytes() };
    cipher(config, purpose).decrypt(&XNonce::from(*nonce), payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_anywhere_or_another_purpose_opens_nothing() {
        const TAG: usize = 16;
        let (config, row, text) = (Config::local("sqlite:unused"), Uuid::from_u128(1), b"a secret to be read again");
        let purpose = Purpose("test 1");
        let sealed = seal(&config, purpose, &Randomness::System, row, text).expect("seals");
        assert_eq!(open(&config, purpose, row, &sealed).as_deref(), Some(text.as_slice()));
        assert_eq!(open(&config, Purpose("test 2"), row, &sealed), None);
        let bytes = STANDARD_NO_PAD.decode(&sealed).expect("base64");
        assert_eq!(bytes.len(), NONCE + text.len() + TAG, "XChaCha20-Poly1305: nonce, text, tag");
        for at in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            assert_eq!(open(&config, purpose, row, &STANDARD_NO_PAD.encode(flipped)), None, "bit {at}");
        }
    }
}
