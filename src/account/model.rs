//! Links back into an account, and who may do what for whose account.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    domain::{
        clock::{Instant, Stamp},
        code::Code,
        ids::PersonId,
        permission::Permission,
        refusal::Refusal,
        scope::Actor,
    },
    history::model::{Event, EventKind},
    people::model::{Lock, LockReason, Person, Standing},
};

/// How long a temporary password waits for its one use (C-13).
pub const TEMPORARY_LIFETIME: TimeDelta = TimeDelta::hours(24);
/// So many mails with links go to one person within an hour (T45).
pub const MAILS_AN_HOUR: i64 = 5;
/// The longest reason for a lock.
pub const LONGEST_REASON: usize = 200;

/// What a link is for. A token of one kind is unknown to every other (T39).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Choosing a new password.
    Reset,
    /// Taking off a lock that too many failures have set.
    Unlock,
    /// Proving that a new address is the person's.
    Email,
}

impl LinkKind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Unlock => "unlock",
            Self::Email => "email",
        }
    }

    /// How long a link works at most.
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Reset => TimeDelta::minutes(30),
            Self::Unlock | Self::Email => TimeDelta::hours(24),
        }
    }
}

/// A link that is still open in the record; whether it works is decided when it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: Uuid,
    pub person: PersonId,
    pub kind: LinkKind,
    pub email: String,
    pub open: bool,
    pub expires: Instant,
}

impl Link {
    /// Whether it works for this person at `now`: checked on every use, whatever any job does.
    pub fn works(&self, person: &Person, now: Instant) -> bool {
        let lets = match self.kind {
            LinkKind::Reset => may_reset_alone(person, now),
            LinkKind::Unlock => may_reset_alone(person, now) && person.locked(now) && by_failures(person),
            LinkKind::Email => is_active(person, now) && person.email != self.email,
        };
        self.open && now < self.expires && lets
    }
}

/// Whether the account can be signed in to, apart from locks.
fn is_active(person: &Person, now: Instant) -> bool {
    person.state.may_sign_in() && person.deactivates.is_none_or(|at| at > now)
}

/// Whether somebody gets back in by their own mail: an account that an administrator has locked waits for one (C-03).
pub fn may_reset_alone(person: &Person, now: Instant) -> bool {
    let by_administrator = person.lock.as_ref().is_some_and(|lock| lock.reason == LockReason::ByAdministrator);
    is_active(person, now) && !(by_administrator && person.locked(now))
}

fn by_failures(person: &Person) -> bool {
    person.lock.as_ref().is_some_and(|lock| lock.reason == LockReason::TooManyFailures)
}

/// Takes off a lock that wrong passwords have set. One by an administrator stays, and so does one of the second step:
/// who has the password and the mailbox would have seven more codes with each mail (T22).
pub fn released(mut person: Person) -> (Person, bool) {
    let released = by_failures(&person);
    if released {
        person.lock = None;
        person.version += 1;
    }
    (person, released)
}

fn over(person: &Standing, permission: Permission, by: &Actor) -> Result<(), Refusal> {
    by.may(permission)?;
    let own = by.role_for(permission).ok_or(Refusal::NotPermitted(permission))?;
    if !own.reaches(person.role) {
        return Err(Refusal::PersonAboveOwn(person.role));
    }
    if person.state.may_sign_in() { Ok(()) } else { Err(Refusal::NoAccount) }
}

/// Whether `by` may have the person's password replaced (S0-60, S3-5).
///
/// # Errors
/// No permission, a higher role, no account; one's own password is changed with the current one.
pub fn can_reset(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    over(person, Permission::ResetPasswords, by)?;
    if person.person == by.person { Err(Refusal::OwnPassword) } else { Ok(()) }
}

/// Whether `by` may lock the person out or end their sessions.
///
/// # Errors
/// No permission, a higher role, no account.
pub fn can_secure(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    over(person, Permission::SecurePeople, by)
}

/// Whether `by` may lock the account.
///
/// # Errors
/// See [`can_secure`]; nobody locks themselves out.
pub fn can_lock(person: &Standing, by: &Actor) -> Result<(), Refusal> {
    can_secure(person, by)?;
    if person.person == by.person { Err(Refusal::OwnAccess) } else { Ok(()) }
}

/// Locks the account until a person takes the lock off. A lock that failures have set gives way to it.
///
/// # Errors
/// See [`can_lock`]; an administrator has locked it already.
pub fn lock(mut person: Person, reason: &str, by: &Actor, now: Instant) -> Result<(Person, Event), Refusal> {
    can_lock(&person.standing(), by)?;
    if person.locked(now) && person.lock.as_ref().is_some_and(|lock| lock.reason == LockReason::ByAdministrator) {
        return Err(Refusal::LockedAlready);
    }
    person.lock = Some(Lock { since: now, reason: LockReason::ByAdministrator, ends: None });
    person.version += 1;
    let mut event = Event::new(EventKind::PersonLocked).about(person.id, person.name()).because(reason);
    event.change("locked", "no", "yes");
    Ok((person, event))
}

/// A reason as one line.
///
/// # Errors
/// None, or too long a one.
pub fn reason(text: &str) -> Result<String, Code> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().filter(|c| !c.is_control()).count() {
        0 => Err(Code::Required),
        length if length > LONGEST_REASON || length != text.chars().count() => Err(Code::TooLong),
        _ => Ok(text),
    }
}

/// Letters and digits that no two of look alike, on paper or on the phone.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789w";

/// A temporary password out of random bytes: four groups of five, 100 bits less what a doubled letter costs.
pub fn temporary_password(random: &[u8; 20]) -> String {
    let letters: Vec<_> = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What the page of a link shows to whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub practice: String,
    pub name: String,
    pub username: String,
    /// The address that the link proves; of other kinds ''.
    pub email: String,
    pub expires: Stamp,
}

/// What an administrator hands over with a temporary password. It exists once, in this answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub practice: String,
    pub name: String,
    pub username: String,
    pub password: String,
    /// The language of the person who will read it.
    pub language: String,
    /// Where to sign in, and the same as an image for a phone.
    pub address: String,
    pub qr: String,
    pub expires: Stamp,
}

impl std::fmt::Debug for HandOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandOver").field("username", &self.username).finish_non_exhaustive()
    }
}

/// How an account stands, for those who look after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// The address that waits to be proven, if any.
    pub pending_email: Option<String>,
    /// Whether a link to choose a new password is out, and until when it works.
    pub reset_until: Option<Stamp>,
    /// The password is a temporary one that has not been replaced yet, until then.
    pub temporary_until: Option<Stamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_passwords_are_long_and_readable() {
        let password = temporary_password(&[7; 20]);
        assert_eq!(password.len(), 23);
        assert!(password.bytes().all(|c| c == b'-' || ALPHABET.contains(&c)));
        assert!(!ALPHABET.iter().any(|c| b"il1o0".contains(c)));
        assert_ne!(temporary_password(&[1; 20]), temporary_password(&[2; 20]));
    }

    #[test]
    fn a_reason_is_one_line_of_some_length() {
        assert_eq!(reason("  phone\n lost "), Ok("phone lost".into()));
        assert_eq!(reason(" \t"), Err(Code::Required));
        assert_eq!(reason(&"x".repeat(LONGEST_REASON + 1)), Err(Code::TooLong));
    }

    #[test]
    fn every_kind_keeps_its_own_lifetime() {
        assert_eq!(LinkKind::Reset.lifetime().num_minutes(), 30);
        assert_eq!(LinkKind::Email.lifetime().num_hours(), 24);
    }
}
