//! Recovery codes: for the day on which the phone is gone.

use sha2::{Digest, Sha256};

use crate::{domain::ids::PersonId, server::clock::Randomness};

pub const CODES: usize = 10;
/// 24 characters of five bits: so many that a plain hash keeps them (ASVS 6.5.2 asks for a slow one below 112 bits).
const LENGTH: usize = 24;
/// Without I, L, O and U, which are taken for others (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fresh set, as it is shown: six groups of four.
pub fn fresh(random: &Randomness) -> Vec<String> {
    (0..CODES).map(|_| one(random)).collect()
}

fn one(random: &Randomness) -> String {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes);
    let letters: Vec<_> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What is compared: without signs, in capitals, look-alikes put right. `None`: not a recovery code.
pub fn normal(typed: &str) -> Option<String> {
    let letter = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(letter).collect();
    let known = code.bytes().all(|byte| ALPHABET.contains(&byte));
    (code.len() == LENGTH && known).then_some(code)
}

/// What is stored; the person is part of it, so that nobody's code is anybody else's (T25).
pub fn hash(person: PersonId, code: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(person.uuid().as_bytes());
    hash.update(code.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn codes_are_many_different_and_readable() {
        let codes = fresh(&Randomness::seeded(7));
        let different: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!((codes.len(), different.len()), (CODES, CODES));
        for code in &codes {
            assert_eq!(code.len(), 29);
            assert!(!code.contains(['I', 'L', 'O', 'U']), "{code}");
            assert_eq!(normal(code), Some(code.replace('-', "")));
            assert_eq!(normal(&code.to_lowercase().replace('-', " ")), normal(code));
        }
    }

    #[test]
    fn look_alikes_are_put_right_and_nonsense_is_none() {
        let typed = "oIlL-0000-0000-0000-0000-0000";
        assert_eq!(normal(typed).as_deref(), Some("011100000000000000000000"));
        for nonsense in ["", "123456", "0000-0000", "UUUU-0000-0000-0000-0000-0000", &"ñ".repeat(24)] {
            assert_eq!(normal(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn two_people_never_share_a_hash() {
        let (one, other) = (PersonId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        assert_ne!(hash(one, "A"), hash(other, "A"));
    }
}
