//! Letters at rest: encrypted with a key that follows from `SECRET_KEY`, so that a copy of the database opens no link.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

use super::letter::Letter;
use crate::{
    domain::ids::MailId,
    server::{clock::Randomness, config::Config, fault::Fault},
};

const NONCE: usize = 24;

fn cipher(config: &Config) -> XChaCha20Poly1305 {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, config.secret())
        .expand(b"rolecall mail 1", &mut key)
        .unwrap_or_else(|_| unreachable!("32 bytes can be derived"));
    XChaCha20Poly1305::new(&key.into())
}

/// Seals the letter of a mail; no other mail's row can hold it.
///
/// # Errors
/// The letter can't be written down.
pub fn seal(config: &Config, random: &Randomness, id: MailId, letter: &Letter) -> Result<String, Fault> {
    let text = serde_json::to_vec(letter).map_err(|error| Fault::Other(error.to_string()))?;
    let mut nonce = [0; NONCE];
    random.fill(&mut nonce);
    let row = id.uuid().into_bytes();
    let payload = Payload { msg: &text, aad: &row };
    let sealed = cipher(config).encrypt(&XNonce::from(nonce), payload);
    let mut out = nonce.to_vec();
    out.extend(sealed.map_err(|_| Fault::Other("a letter can't be sealed".into()))?);
    Ok(STANDARD_NO_PAD.encode(out))
}

/// Opens it again. `None`: it is empty, damaged, of another mail, or was sealed under another `SECRET_KEY`.
pub fn open(config: &Config, id: MailId, sealed: &str) -> Option<Letter> {
    let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
    let (nonce, text) = bytes.split_first_chunk::<NONCE>()?;
    let row = id.uuid().into_bytes();
    let payload = Payload { msg: text, aad: &row };
    let text = cipher(config).decrypt(&XNonce::from(*nonce), payload).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_letter_opens_only_for_its_mail_and_key() {
        let config = Config::local("sqlite:unused");
        let (one, other) = (MailId::new(Uuid::from_u128(1)), MailId::new(Uuid::from_u128(2)));
        let letter = Letter::InvitationAskedAgain {
            practice: "Cedar Valley".into(),
            invited: "ana@cedar.example".into(),
            link: "/invitations".into(),
        };
        let sealed = seal(&config, &Randomness::System, one, &letter).expect("seals");
        assert_eq!(open(&config, one, &sealed), Some(letter.clone()));
        assert_eq!(open(&config, other, &sealed), None, "a row's content moved to another row");
        assert_eq!(open(&config, one, ""), None);
        assert_eq!(open(&config, one, &sealed[..20]), None);
        let flipped = sealed.replacen(&sealed[40..41], if &sealed[40..41] == "A" { "B" } else { "A" }, 1);
        assert_eq!(open(&config, one, &flipped), None);
        assert_ne!(sealed, seal(&config, &Randomness::System, one, &letter).expect("seals"), "a fresh nonce each time");
        let clear = STANDARD_NO_PAD.decode(&sealed).expect("base64");
        assert!(!String::from_utf8_lossy(&clear).contains("Cedar"));
    }
}
