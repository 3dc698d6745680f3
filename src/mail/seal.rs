//! Letters at rest: encrypted with a key that follows from `SECRET_KEY`, so that a copy of the database opens no link.

use super::letter::Letter;
use crate::{
    domain::ids::MailId,
    server::{
        clock::Randomness,
        config::Config,
        fault::Fault,
        seal::{self, Purpose},
    },
};

const LETTERS: Purpose = Purpose("rolecall mail 1");

/// Seals the letter of a mail; no other mail's row can hold it.
///
/// # Errors
/// The letter can't be written down.
pub fn seal(config: &Config, random: &Randomness, id: MailId, letter: &Letter) -> Result<String, Fault> {
    let text = serde_json::to_vec(letter).map_err(|error| Fault::Other(error.to_string()))?;
    seal::seal(config, LETTERS, random, id.uuid(), &text)
}

/// Opens it again. `None`: it is empty, damaged, of another mail, or was sealed under another `SECRET_KEY`.
pub fn open(config: &Config, id: MailId, sealed: &str) -> Option<Letter> {
    serde_json::from_slice(&seal::open(config, LETTERS, id.uuid(), sealed)?).ok()
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
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
