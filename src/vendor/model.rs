//! Access in periods: what holds follows from the moment, and nothing has to happen when it ends (C-30).

use chrono::TimeDelta;

use crate::domain::{
    clock::Instant,
    ids::{AccessId, PracticeId},
    refusal::Refusal,
    vendor::VendorLevel,
};

/// How long somebody may act for a practice before they have to switch again.
pub const SWITCH_MINUTES: i64 = 60;
/// Longest reason for switching.
pub const LONGEST_REASON: usize = 200;
/// A vendor asks once in so many hours.
const ASK_HOURS: i64 = 24;

/// One period of a vendor's access to a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub id: AccessId,
    pub vendor: PracticeId,
    pub vendor_name: String,
    pub level: VendorLevel,
    pub starts: Instant,
    pub ends: Option<Instant>,
    /// What follows, if it ends.
    pub next: Option<VendorLevel>,
    pub set_by: String,
}

impl Access {
    /// What the practice has decided for good: the level that a passing one returns to.
    pub fn lasting(&self) -> VendorLevel {
        self.next.unwrap_or(self.level)
    }

    /// Whether its end takes something away that the practice should have an account of.
    pub fn earns_receipt(&self) -> bool {
        self.level.opens() && self.next.is_some_and(|next| next < self.level)
    }
}

/// What the administrator decides: a level, perhaps until an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub level: VendorLevel,
    pub until: Option<Instant>,
}

impl Decision {
    /// The periods from now on: level, start, end.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`] if nothing would change.
    pub fn periods(
        self,
        current: &Access,
        now: Instant,
    ) -> Result<Vec<(VendorLevel, Instant, Option<Instant>)>, Refusal> {
        let lasting = current.lasting();
        // To end where it would be anyway is to stay there.
        let until = self.until.filter(|_| self.level != lasting);
        if self.level == current.level && until == current.ends {
            return Err(Refusal::AlreadySo);
        }
        let mut periods = vec![(self.level, now, until)];
        if let Some(until) = until {
            periods.push((lasting, until, None));
        }
        Ok(periods)
    }
}

/// Whether a vendor may ask for more, where it last asked at that time.
///
/// # Errors
/// [`Refusal::AlreadySo`], [`Refusal::AskedAlready`].
pub fn can_ask(level: VendorLevel, last: Option<Instant>, now: Instant) -> Result<(), Refusal> {
    match last {
        _ if level == VendorLevel::Full => Err(Refusal::AlreadySo),
        Some(last) if now - last < TimeDelta::hours(ASK_HOURS) => Err(Refusal::AskedAlready),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::clock::instant;

    const NOW: i64 = 1_800_000_000_000;

    fn access(level: VendorLevel, back: Option<(i64, VendorLevel)>) -> Access {
        Access {
            id: AccessId::new(Uuid::nil()),
            vendor: PracticeId::new(Uuid::nil()),
            vendor_name: String::new(),
            level,
            starts: instant(0),
            ends: back.map(|(at, _)| instant(at)),
            next: back.map(|(_, next)| next),
            set_by: String::new(),
        }
    }

    #[test]
    fn c30_what_passes_returns_to_what_was_decided_for_good() {
        let (now, later) = (instant(NOW), instant(NOW + 1));
        for lasting in VendorLevel::ALL {
            for level in VendorLevel::ALL {
                for current in [access(lasting, None), access(VendorLevel::Full, Some((NOW + 9, lasting)))] {
                    let passing = Decision { level, until: Some(later) }.periods(&current, now);
                    match passing {
                        Ok(periods) if level == lasting => assert_eq!(periods, [(level, now, None)]),
                        Ok(periods) => assert_eq!(periods, [(level, now, Some(later)), (lasting, later, None)]),
                        Err(why) => assert_eq!((why, level, current.ends), (Refusal::AlreadySo, lasting, None)),
                    }
                    let for_good = Decision { level, until: None }.periods(&current, now);
                    let same = level == current.level && current.ends.is_none();
                    assert_eq!(for_good.is_err(), same, "{level:?} after {current:?}");
                }
            }
        }
    }

    #[test]
    fn n12_a_receipt_follows_whatever_takes_something_away() {
        for level in VendorLevel::ALL {
            assert!(!access(level, None).earns_receipt(), "it goes on");
            for next in VendorLevel::ALL {
                let earned = access(level, Some((NOW, next))).earns_receipt();
                assert_eq!(earned, level.opens() && next < level, "{level:?} to {next:?}");
            }
        }
    }

    #[test]
    fn a_vendor_asks_once_a_day() {
        let now = instant(NOW);
        let hours = |hours| Some(now - TimeDelta::hours(hours));
        assert_eq!(can_ask(VendorLevel::Full, None, now), Err(Refusal::AlreadySo));
        assert_eq!(can_ask(VendorLevel::None, None, now), Ok(()));
        assert_eq!(can_ask(VendorLevel::None, hours(23), now), Err(Refusal::AskedAlready));
        assert_eq!(can_ask(VendorLevel::None, hours(24), now), Ok(()));
    }
}
