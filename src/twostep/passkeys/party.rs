//! The relying party of WebAuthn: what is asked of authenticators, and whether their answers are good. All checks are
//! those of the `webauthn_rp` crate (docs/adr/0013-second-step.md); here is only how we use it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use url::{Host, Url};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{
            CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle, UserHandle16,
        },
    },
    response::{
        AuthTransports, CredentialId,
        auth::DiscoverableAuthentication16,
        register::{CompressedPubKey, DynamicState, StaticState},
    },
};

use super::store::Passkey;
use crate::{
    domain::ids::PersonId,
    server::{config::Config, fault::Fault},
};

type Key = StaticState<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>;

/// Longest answer that is read.
const LONGEST: usize = 16 * 1024;

/// Whose passkeys these are: the host of our own address.
#[derive(Debug)]
pub struct Party {
    id: RpId,
    origin: String,
}

/// A question: the key under which its state waits, that state, and what the browser gets.
#[derive(Debug)]
pub struct Question {
    pub challenge: String,
    pub state: Vec<u8>,
    pub options: String,
}

/// A passkey that an authenticator has just made.
#[derive(Debug)]
pub struct Made {
    pub credential: String,
    pub public_key: String,
    pub counter: String,
}

/// Why an answer is not good, for the history; readers are told only that it is not.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused(pub String);

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Fault::inconsistent("passkeys: a column is no base64"))
}

fn odd(error: &dyn std::fmt::Display) -> Fault {
    Fault::Other(format!("passkeys: {error}"))
}

/// The challenge inside of an answer, as the key that [`Question::challenge`] is.
fn challenge(data: u128) -> String {
    format!("{data:032x}")
}

/// An answer to a question of [`Party::question`].
#[derive(Debug)]
pub struct Answer(DiscoverableAuthentication16);

impl Answer {
    /// `None`: it is no answer of an authenticator.
    pub fn read(json: &str) -> Option<Self> {
        let short = json.len() <= LONGEST;
        short.then(|| DiscoverableAuthentication16::from_json_relaxed(json.as_bytes()).ok()).flatten().map(Self)
    }

    pub fn challenge(&self) -> Option<String> {
        self.0.challenge_relaxed().ok().map(|sent| challenge(sent.0))
    }

    /// Which passkey it claims to come from.
    pub fn credential(&self) -> String {
        text(self.0.raw_id().as_ref())
    }
}

/// An answer to a question of [`Party::creation`].
#[derive(Debug)]
pub struct Creation(Registration);

impl Creation {
    /// `None`: it is no answer of an authenticator.
    pub fn read(json: &str) -> Option<Self> {
        let short = json.len() <= LONGEST;
        short.then(|| Registration::from_json_relaxed(json.as_bytes()).ok()).flatten().map(Self)
    }

    pub fn challenge(&self) -> Option<String> {
        self.0.challenge_relaxed().ok().map(|sent| challenge(sent.0))
    }
}

impl Party {
    /// `None`: our address has no name, only a number, and no browser makes passkeys for one.
    pub fn of(config: &Config) -> Option<Self> {
        Self::at(&config.base_url)
    }

    fn at(base: &Url) -> Option<Self> {
        let Some(Host::Domain(domain)) = base.host() else { return None };
        let domain = AsciiDomain::try_from(domain.to_owned()).ok()?;
        Some(Self { id: RpId::Domain(domain), origin: base.origin().ascii_serialization() })
    }

    /// Asks for a new passkey, which none of the present ones may be. The authenticator must know who holds it, by PIN
    /// or body: only then is a passkey more than something that can be found.
    ///
    /// # Errors
    /// A name that can't be shown by an authenticator.
    pub fn creation(&self, person: PersonId, username: &str, name: &str, have: &[Passkey]) -> Result<Question, Fault> {
        let handle = handle(person);
        let mut exclude = Vec::new();
        for key in have {
            let id = CredentialId::<Vec<u8>>::decode(bytes(&key.credential)?).map_err(|error| odd(&error))?;
            let transports = AuthTransports::decode(0).map_err(|error| odd(&error))?;
            exclude.push(PublicKeyCredentialDescriptor { id, transports });
        }
        let user = PublicKeyCredentialUserEntity {
            name: username.try_into().map_err(|error| odd(&error))?,
            id: &handle,
            display_name: name.try_into().ok(),
        };
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.id, user, exclude);
        // Enforced, it would shut out every device that does not know this extension, and browsers would not say why.
        options.extensions.cred_protect = CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
        let key = challenge(options.challenge.as_data());
        let (server, client) = options.start_ceremony().map_err(|error| odd(&error))?;
        Ok(Question {
            challenge: key,
            state: server.encode().map_err(|error| odd(&error))?,
            options: serde_json::to_string(&client).map_err(|error| odd(&error))?,
        })
    }

    /// Checks a new passkey.
    ///
    /// # Errors
    /// Why it is none.
    pub fn made(&self, state: &[u8], creation: &Creation) -> Result<Made, Refused> {
        let refused = |error: &dyn std::fmt::Display| Refused(error.to_string());
        let server = RegistrationServerState::<16>::decode(state).map_err(|error| refused(&error))?;
        let origins = [self.origin.as_str()];
        let options = RegistrationVerificationOptions::<&str, &str> { allowed_origins: &origins, ..Default::default() };
        let made = server.verify(&self.id, &creation.0, &options).map_err(|error| refused(&error))?;
        let Ok(public_key) = made.static_state().encode();
        let Ok(counter) = made.dynamic_state().encode();
        Ok(Made { credential: text(made.id().as_ref()), public_key: text(public_key), counter: text(counter) })
    }

    /// Asks for a signature of any passkey of ours.
    ///
    /// # Errors
    /// It can't be written down.
    pub fn question(&self) -> Result<Question, Fault> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.id);
        let key = challenge(options.0.challenge.as_data());
        let (server, client) = options.start_ceremony().map_err(|error| odd(&error))?;
        Ok(Question {
            challenge: key,
            state: server.encode().map_err(|error| odd(&error))?,
            options: serde_json::to_string(&client).map_err(|error| odd(&error))?,
        })
    }

    /// Checks an answer against the passkey that it claims to come from, and returns the passkey's new counter. One that
    /// does not grow is refused: there are two of that authenticator.
    ///
    /// # Errors
    /// Why it is not good.
    pub fn verify(&self, state: &[u8], answer: &Answer, key: &Passkey) -> Result<String, Refused> {
        let refused = |error: &dyn std::fmt::Display| Refused(error.to_string());
        let server = DiscoverableAuthenticationServerState::decode(state).map_err(|error| refused(&error))?;
        let handle = handle(key.person);
        let stored = |text: &str| bytes(text).map_err(|error| refused(&error));
        let public_key = Key::decode(&stored(&key.public_key)?).map_err(|error| refused(&error))?;
        let counter: [u8; 7] =
            stored(&key.counter)?.try_into().map_err(|_| Refused("the stored counter is none".into()))?;
        let counter = DynamicState::decode(counter).map_err(|error| refused(&error))?;
        let id = stored(&key.credential)?;
        let id = CredentialId::<&[u8]>::decode(&id).map_err(|error| refused(&error))?;
        let mut credential =
            AuthenticatedCredential::new(id, &handle, public_key, counter).map_err(|error| refused(&error))?;
        let origins = [self.origin.as_str()];
        let options =
            AuthenticationVerificationOptions::<&str, &str> { allowed_origins: &origins, ..Default::default() };
        server.verify(&self.id, &answer.0, &mut credential, &options).map_err(|error| refused(&error))?;
        let Ok(counter) = credential.dynamic_state().encode();
        Ok(text(counter))
    }
}

/// How authenticators know a person: by their id, which says nothing about them.
fn handle(person: PersonId) -> UserHandle16 {
    let Ok(handle) = UserHandle::<16>::decode(person.uuid().into_bytes());
    handle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_with_a_name_has_passkeys() {
        let at = |base: &str| Party::at(&base.parse().expect("an address")).map(|party| party.origin);
        assert_eq!(at("https://portal.example").as_deref(), Some("https://portal.example"));
        assert_eq!(at("http://localhost:3000").as_deref(), Some("http://localhost:3000"));
        assert_eq!(at("http://127.0.0.1:3000"), None);
        assert_eq!(at("http://[::1]:3000"), None);
    }

    #[test]
    fn nonsense_is_no_answer() {
        for json in ["", "{}", "null", "[1,2]", &"{".repeat(100_000)] {
            assert!(Answer::read(json).is_none() && Creation::read(json).is_none());
        }
    }
}
