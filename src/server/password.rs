//! Password hashing: argon2id on a bounded number of threads, so that a flood of sign-ins slows sign-ins only.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::feedback::Warning;

use super::{fault::Fault, leaked::Leaked};
use crate::{
    domain::code::{Code, FieldErrors},
    error::AppError,
    session::strength::{Hint, Strength},
};

/// NIST SP 800-63B-4 §3.1.1.2: at least 15 code points where the password can be the only factor.
pub const SHORTEST: usize = 15;
/// Longer than any passphrase; a 100 KB one is refused before a hash runs (T02).
pub const LONGEST: usize = 256;
/// How many may wait for a hash before the next one is told to come back.
const LONGEST_QUEUE: usize = 128;

/// The hasher of a process.
#[derive(Debug, Clone)]
pub struct Passwords(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    params: Params,
    memory: Memory,
    threads: Semaphore,
    waiting: AtomicUsize,
    verifications: AtomicU64,
    derivations: AtomicU64,
    /// The derivations that had run at the last call of [`Passwords::rest`].
    at_last_rest: AtomicU64,
    leaked: Option<Leaked>,
}

/// Of as many bytes as a real salt has: what is derived with it is thrown away.
const NOBODYS_SALT: &[u8] = b"the salt of none";

/// Memory in KiB and passes of argon2id, one lane. At least 19 MiB and 2 passes (ASVS 5.0 11.4.2, appendix C).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

impl Passwords {
    /// A hasher that runs at most `threads` hashes at once, and none of a password that was `leaked`.
    ///
    /// # Errors
    /// The parameters are out of argon2's range.
    pub fn new(cost: Cost, threads: usize, leaked: Option<Leaked>) -> Result<Self, argon2::Error> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)?;
        Ok(Self(Arc::new(Inner {
            params,
            memory: Memory::default(),
            threads: Semaphore::new(threads.max(1)),
            waiting: AtomicUsize::new(0),
            verifications: AtomicU64::new(0),
            derivations: AtomicU64::new(0),
            at_last_rest: AtomicU64::new(0),
            leaked,
        })))
    }

    /// Hashes a password that somebody chooses and that has passed [`check`].
    ///
    /// # Errors
    /// One that was leaked, as an error of the field `password`. [`AppError::Unavailable`] if too many are waiting already.
    pub async fn hash_chosen(&self, password: String) -> Result<String, Fault> {
        if self.is_leaked(password.clone()).await? {
            return Err(FieldErrors::one("password", Code::PasswordLeaked).into());
        }
        self.hash(password).await
    }

    /// Hashes what was chosen earlier, what the system has made, or an answer that opens nothing.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if too many are waiting already.
    pub async fn hash(&self, password: String) -> Result<String, Fault> {
        self.run(move |inner| inner.hash(&normal(&password))).await?.map_err(|error| Fault::Other(error.to_string()))
    }

    /// Whether a password stands in the file of leaked ones, where the installation has one.
    ///
    /// # Errors
    /// The file can't be read any more.
    pub async fn is_leaked(&self, password: String) -> Result<bool, Fault> {
        let Some(leaked) = self.0.leaked.clone() else { return Ok(false) };
        let looked = tokio::task::spawn_blocking(move || leaked.contains(&normal(&password)));
        let found = looked.await.map_err(|error| Fault::Other(error.to_string()))?;
        found.map_err(|error| Fault::Other(format!("leaked passwords: {error}")))
    }

    /// Whether `password` is the one behind `hash`. Counts as a verification (T13).
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if too many are waiting already.
    pub async fn verify(&self, password: String, hash: String) -> Result<bool, Fault> {
        self.0.verifications.fetch_add(1, Ordering::SeqCst);
        self.run(move |inner| inner.verify(&normal(&password), &hash)).await
    }

    /// Spends the time of a verification for a name that has no password to check.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if too many are waiting already.
    pub async fn pretend(&self, password: String) -> Result<(), Fault> {
        let derive = move |inner: &Inner| inner.derive(&inner.params, &normal(&password), NOBODYS_SALT).map(drop);
        self.run(derive).await?.map_err(|error| Fault::Other(error.to_string()))
    }

    /// How many real passwords have been verified since the start.
    pub fn verifications(&self) -> u64 {
        self.0.verifications.load(Ordering::SeqCst)
    }

    /// How often the expensive function has run since the start, whatever for.
    pub fn derivations(&self) -> u64 {
        self.0.derivations.load(Ordering::SeqCst)
    }

    /// Gives the memory of hashes back if none has run since the last call.
    pub fn rest(&self) {
        let derivations = self.derivations();
        if self.0.at_last_rest.swap(derivations, Ordering::SeqCst) == derivations {
            self.0.memory.give_back();
        }
    }

    /// Whether `hash` was made with other parameters than today's.
    pub fn is_outdated(&self, hash: &str) -> bool {
        let today = &self.0.params;
        PasswordHash::new(hash)
            .ok()
            .and_then(|hash| Params::try_from(&hash).ok())
            .is_none_or(|params| params.m_cost() != today.m_cost() || params.t_cost() != today.t_cost())
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, Fault> {
        let waiting = Waiting::enter(&self.0.waiting).ok_or(AppError::Unavailable)?;
        let permit = self.0.threads.acquire().await.map_err(|e| Fault::Other(e.to_string()))?;
        drop(waiting);
        self.0.derivations.fetch_add(1, Ordering::SeqCst);
        let inner = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        drop(permit);
        done.map_err(|e| Fault::Other(e.to_string()))
    }
}

/// One place in the queue, given back on every way out.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Option<Self> {
        if count.fetch_add(1, Ordering::SeqCst) >= LONGEST_QUEUE {
            count.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        Some(Self(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Inner {
    fn hash(&self, password: &str) -> Result<String, argon2::password_hash::Error> {
        let salt = Salt::generate();
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&self.params)?,
            salt: Some(salt),
            hash: Some(Output::new(&self.derive(&self.params, password, &salt)?)?),
        };
        Ok(hash.to_string())
    }

    fn verify(&self, password: &str, hash: &str) -> bool {
        let Ok(hash) = PasswordHash::new(hash) else { return false };
        let (Some(salt), Some(expected), Ok(params)) = (&hash.salt, &hash.hash, Params::try_from(&hash)) else {
            return false;
        };
        let derived = self.derive(&params, password, salt);
        // `Output` compares in constant time.
        derived.is_ok_and(|derived| Output::new(&derived).is_ok_and(|derived| derived == *expected))
    }

    fn derive(&self, params: &Params, password: &str, salt: &[u8]) -> Result<Vec<u8>, argon2::Error> {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let mut key = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let mut blocks = self.memory.take();
        blocks.resize(params.block_count(), Block::new());
        let done = argon.hash_password_into_with_memory(password.as_bytes(), salt, &mut key, &mut blocks);
        self.memory.put_back(blocks);
        done.map(|()| key)
    }
}

/// The working memory of finished hashes, kept for the next ones while they come: getting fresh memory from the system for each
/// hash costs a quarter of its time. There are never more than hashes running at once.
#[derive(Debug, Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    fn take(&self) -> Vec<Block> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put_back(&self, blocks: Vec<Block>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
    }

    fn give_back(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// NFC, so that a keyboard that composes and one that does not type the same password (NIST SP 800-63B-4 §3.1.1.2).
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Whether a password may be chosen. No rules on its composition, only length, commonness and context.
///
/// # Errors
/// The first rule it breaks.
pub fn check(password: &str, context: &[&str]) -> Result<(), Code> {
    let length = normal(password).chars().count();
    if length < SHORTEST {
        return Err(Code::PasswordTooShort);
    }
    if length > LONGEST {
        return Err(Code::PasswordTooLong);
    }
    if is_context(password, context) {
        return Err(Code::PasswordContext);
    }
    // Below 3 of 4: guessable within 10^8 tries, however long it is ("passwordpassword1").
    let estimate = zxcvbn::zxcvbn(password, context);
    if estimate.score() < zxcvbn::Score::Three {
        return Err(Code::PasswordCommon);
    }
    Ok(())
}

/// How well a password stands that was `leaked` or not, for the meter that explains while it is typed.
pub fn strength(password: &str, context: &[&str], leaked: bool) -> Strength {
    let refused = check(password, context).err().or(leaked.then_some(Code::PasswordLeaked));
    let estimate = zxcvbn::zxcvbn(password, context);
    let hint = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning).map(hint);
    let score = if refused.is_some() { u8::from(estimate.score()).min(2) } else { u8::from(estimate.score()) };
    Strength { score, refused, hint }
}

const fn hint(warning: Warning) -> Hint {
    use Warning::*;
    match warning {
        StraightRowsOfKeysAreEasyToGuess | ShortKeyboardPatternsAreEasyToGuess => Hint::Keyboard,
        RepeatsLikeAaaAreEasyToGuess | RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Hint::Repeated,
        SequencesLikeAbcAreEasyToGuess => Hint::Sequence,
        RecentYearsAreEasyToGuess | DatesAreOftenEasyToGuess => Hint::Date,
        NamesAndSurnamesByThemselvesAreEasyToGuess | CommonNamesAndSurnamesAreEasyToGuess => Hint::Name,
        ThisIsATop10Password
        | ThisIsATop100Password
        | ThisIsACommonPassword
        | ThisIsSimilarToACommonlyUsedPassword
        | AWordByItselfIsEasyToGuess => Hint::Common,
    }
}

/// A password that is little more than the names around it: taking every context word out leaves fewer than 8 letters.
fn is_context(password: &str, context: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    for word in context.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
        if word.chars().count() >= 4 {
            rest = rest.replace(&word.to_lowercase(), "");
        }
    }
    rest != password.to_lowercase() && rest.chars().filter(|c| c.is_alphanumeric()).count() < 8
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier;

    use super::*;

    #[test]
    fn memory_that_was_used_before_changes_no_hash() {
        let passwords = Passwords::new(Cost { memory_kib: 64, passes: 2 }, 1, None).expect("parameters are in range");
        let fresh = Argon2::new(Algorithm::Argon2id, Version::V0x13, passwords.0.params.clone());
        for password in ["the first one", "another one", "and a third"] {
            let hash = passwords.0.hash(password).expect("hashed");
            assert!(fresh.verify_password(password.as_bytes(), hash.as_str()).is_ok(), "{password}");
            assert!(passwords.0.verify(password, &hash), "{password}");
            assert!(!passwords.0.verify("none of them", &hash), "{password}");
        }
        // Hashes of earlier days were made with other parameters.
        let weaker = Passwords::new(Cost { memory_kib: 32, passes: 1 }, 1, None).expect("parameters are in range");
        let old = weaker.0.hash("an old one").expect("hashed");
        assert!(passwords.0.verify("an old one", &old));
        assert!(!passwords.0.verify("a new one", &old));
    }

    #[test]
    fn memory_is_given_back_when_no_hash_has_run_for_a_while() {
        let passwords = Passwords::new(Cost { memory_kib: 64, passes: 1 }, 1, None).expect("parameters are in range");
        let kept = || passwords.0.memory.0.lock().expect("not poisoned").len();
        passwords.0.hash("one that is hashed").expect("hashed");
        passwords.0.derivations.fetch_add(1, Ordering::SeqCst);
        passwords.rest();
        assert_eq!(kept(), 1, "one has run just now");
        passwords.rest();
        assert_eq!(kept(), 0);
    }

    #[test]
    fn t01_fifteen_code_points_are_enough_and_fourteen_are_not() {
        assert_eq!(check("qzmwpjxkvbtrla", &[]), Err(Code::PasswordTooShort));
        assert_eq!(check("qzmwpjxkvbtrlay", &[]), Ok(()));
        assert_eq!(check("🦔 zm wpj xk 🦡 bt", &[]), Ok(()));
        assert_eq!("🦔 zm wpj xk 🦡 bt".chars().count(), 16);
    }

    #[test]
    fn t03_no_rules_on_composition() {
        assert_eq!(check("correct horse battery staple", &[]), Ok(()));
    }

    #[test]
    fn common_and_context_passwords_are_refused() {
        assert_eq!(check("passwordpassword", &[]), Err(Code::PasswordCommon));
        assert_eq!(check("aaaaaaaaaaaaaaaaaaaa", &[]), Err(Code::PasswordCommon));
        assert_eq!(check("cedarvalleyclinic1", &["Cedar Valley Family Clinic"]), Err(Code::PasswordContext));
    }

    #[tokio::test]
    async fn t03_composed_and_decomposed_text_is_one_password() {
        let passwords = Passwords::new(Cost { memory_kib: 64, passes: 1 }, 1, None).expect("parameters are in range");
        let hash = passwords.hash("contrase\u{f1}a de ni\u{f1}ez".into()).await.expect("hashes");
        assert!(passwords.verify("contrasen\u{303}a de nin\u{303}ez".into(), hash.clone()).await.expect("verifies"));
        assert!(!passwords.verify("contrasena de ninez".into(), hash).await.expect("verifies"));
        assert_eq!(passwords.verifications(), 2);
    }
}
