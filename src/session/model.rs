//! Who is signed in, and the forms of getting in.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::device::Device;
use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::{PracticeId, SessionId, SwitchId},
        permission::Permission,
        refusal::Refusal,
        scope::{Actor, Reach},
    },
    practices::model::Practice,
};

/// More than this many wrong passwords in a row lock an account: the 7th one does (S1-40, C-03).
pub const FAILURES_ALLOWED: i32 = 6;
/// How many different name and password pairs one network may get wrong within [`BRAKE_WINDOW_HOURS`].
pub const PAIRS_ALLOWED: i64 = 15;
pub const BRAKE_WINDOW_HOURS: i64 = 3;
/// How long a network is stopped after that.
pub const BRAKE_HOURS: i64 = 24;
/// For so long after the password was given, sensitive acts ask for nothing more (T33).
pub const FRESH_MINUTES: i64 = 10;

/// The signed-in person as every page knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub session: SessionId,
    pub actor: Actor,
    pub username: String,
    pub practice: Practice,
    /// When the password, or a passkey in its place, was last given in this session.
    pub proved: Instant,
    /// Where the person may work: all organisations they hold a grant in.
    pub practices: Vec<(PracticeId, String)>,
    /// The organisation they come from, where they work for another one: a vendor's person, or whoever has switched.
    pub outside: Option<Outside>,
    /// Acts for the practice, for an hour at most.
    pub switched: Option<Switched>,
    /// What is missing before this is a session at all; `None` everywhere but behind the doors of `twostep`.
    pub awaits: Option<Awaits>,
}

/// Where somebody comes from who works for another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    pub organisation: PracticeId,
    pub name: String,
}

/// Acting for a practice that one does not belong to (S3-8, C-31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switched {
    pub id: SwitchId,
    pub reason: String,
    /// When it ends by itself, in the practice's time.
    pub ends: Stamp,
    /// Minutes until then.
    pub minutes: i64,
    /// Its hour is over, or the practice lets its vendor in less far now: nothing is left but to return.
    pub over: bool,
}

/// What a session that only a password has opened still waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaits {
    /// A code, a recovery code or a passkey.
    SecondStep,
    /// A second step is demanded of somebody who has none yet.
    Enrolment,
}

impl Awaits {
    pub const ALL: [Self; 2] = [Self::SecondStep, Self::Enrolment];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SecondStep => "second_step",
            Self::Enrolment => "enrolment",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|awaits| awaits.name() == name)
    }

    /// The only page that such a session opens.
    pub const fn page(self) -> &'static str {
        match self {
            Self::SecondStep => crate::paths::SECOND_STEP,
            Self::Enrolment => crate::paths::ENROL,
        }
    }
}

/// How long a session waits for its second step.
pub const STEP_MINUTES: i64 = 10;

/// How signing in goes on after the right password; each with the address to go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInResult {
    Done(String),
    NeedsSecondStep(String),
    NeedsEnrolment(String),
}

impl SignInResult {
    pub fn of(awaits: Option<Awaits>, next: &str) -> Self {
        match awaits {
            None => Self::Done(next.to_owned()),
            Some(Awaits::SecondStep) => Self::NeedsSecondStep(crate::paths::awaiting(Awaits::SecondStep, next)),
            Some(Awaits::Enrolment) => Self::NeedsEnrolment(crate::paths::awaiting(Awaits::Enrolment, next)),
        }
    }

    pub fn address(&self) -> &str {
        match self {
            Self::Done(at) | Self::NeedsSecondStep(at) | Self::NeedsEnrolment(at) => at,
        }
    }
}

impl Viewer {
    /// # Errors
    /// Why not.
    pub fn may(&self, permission: Permission) -> Result<Reach, Refusal> {
        if self.switched.as_ref().is_some_and(|switched| switched.over) {
            return Err(Refusal::SwitchOver);
        }
        self.actor.may(permission)
    }

    /// The organisation they come from.
    pub fn home(&self) -> Outside {
        let here = || Outside { organisation: self.practice.id, name: self.practice.name.clone() };
        self.outside.clone().unwrap_or_else(here)
    }

    /// For what is about the reader's own account, and for what asks for a fresh proof: neither is done while acting for
    /// somebody else (T55).
    ///
    /// # Errors
    /// [`Refusal::NotWhileSwitched`].
    pub fn as_oneself(&self) -> Result<(), Refusal> {
        if self.switched.is_some() { Err(Refusal::NotWhileSwitched) } else { Ok(()) }
    }

    /// Whether the password was given so lately that sensitive acts may follow. A password alone is not enough where a
    /// second step is missing.
    pub fn is_fresh(&self, now: Instant) -> bool {
        self.awaits.is_none() && now - self.proved < TimeDelta::minutes(FRESH_MINUTES)
    }
}

/// One session, as its owner and those who look after them see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub id: SessionId,
    pub device: Device,
    /// The network address it was opened from.
    pub address: String,
    pub since: Stamp,
    pub seen: Stamp,
    /// It is the one that asks.
    pub current: bool,
}

/// So close together two devices count as in use at the same time.
const AT_ONCE: TimeDelta = TimeDelta::minutes(15);

/// Whether two people seem to share the account: it was used at the same time on different devices at different network
/// addresses (P-30). Somebody with a phone beside the computer looks the same, so this is never more than a hint.
pub fn seem_shared(sessions: &[SessionView]) -> bool {
    sessions.iter().enumerate().any(|(at, one)| {
        sessions[at + 1..].iter().any(|other| {
            one.address != other.address && one.device != other.device && (one.seen - other.seen).abs() <= AT_ONCE
        })
    })
}

/// What happens to a try before a password is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Look at the password: this is failure number `n` until it turns out right.
    Verify { n: i32 },
    /// The account is locked; the answer is the one for a wrong password.
    Locked,
}

/// The lock rule, before a try: `failures` counts the tries that have been reserved already.
///
/// The place is taken before hashing, so that a hundred parallel tries get no more looks than seven in a row (T13).
pub const fn gate(failures: i32, locked: bool) -> Gate {
    if locked || failures > FAILURES_ALLOWED { Gate::Locked } else { Gate::Verify { n: failures + 1 } }
}

/// Whether the try that was number `n` locks the account by being wrong.
pub const fn locks(n: i32) -> bool {
    n > FAILURES_ALLOWED
}

/// Where to go after signing in: only paths of this site, and none that would lead back here.
pub fn safe_next(next: &str) -> &str {
    let loops = ["/sign-in", "/sign-out", "/setup", "/rpc/"].iter().any(|path| next.starts_with(path));
    if loops { "/" } else { safe_path(next) }
}

/// A path of this site as it is, anything else as the start page.
///
/// Refuses everything a browser could read as another host (`//evil`, `/\evil`, `https:…`) or a header could break on.
pub fn safe_path(next: &str) -> &str {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.len() <= 2000
        && next.bytes().all(|b| b.is_ascii_graphic());
    if plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seventh_failure_locks_and_the_sixth_does_not() {
        let tries: Vec<_> = (0..9).map(|failures| gate(failures, false)).collect();
        assert_eq!(tries[5], Gate::Verify { n: 6 });
        assert_eq!(tries[6], Gate::Verify { n: 7 });
        assert_eq!(tries[7], Gate::Locked);
        assert_eq!(gate(0, true), Gate::Locked);
        assert!(!locks(6));
        assert!(locks(7));
    }

    #[test]
    fn t41_next_stays_on_this_host() {
        for evil in ["//evil.example", "/\\evil", "https://evil", "javascript:x", "", "/a\r\nSet-Cookie: x", "/rpc/x"] {
            assert_eq!(safe_next(evil), "/", "{evil}");
        }
        assert_eq!(safe_next("/people?q=alvarez&page=2"), "/people?q=alvarez&page=2");
    }

    #[test]
    fn p30_one_account_in_two_places_at_once_seems_shared() {
        let used = |system: &str, address: &str, minute: u32| SessionView {
            id: SessionId::new(uuid::Uuid::from_u128(1)),
            device: Device { browser: "Firefox".into(), system: system.into() },
            address: address.into(),
            since: "2026-11-02T08:00:00+00:00".parse().expect("a time"),
            seen: format!("2026-11-02T09:{minute:02}:00+00:00").parse().expect("a time"),
            current: false,
        };
        let desk = used("Windows", "203.0.113.9", 0);
        assert!(seem_shared(&[desk.clone(), used("macOS", "198.51.100.7", 15)]));
        assert!(seem_shared(&[used("macOS", "198.51.100.7", 5), used("Linux", "203.0.113.9", 50), desk.clone()]));
        for other in
            [used("macOS", "198.51.100.7", 16), used("macOS", "203.0.113.9", 1), used("Windows", "198.51.100.7", 1)]
        {
            assert!(
                !seem_shared(&[desk.clone(), other]),
                "one after the other, in one place, or one device that moved"
            );
        }
        assert!(!seem_shared(&[desk]));
    }
}
