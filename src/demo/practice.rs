//! Organisations with their offices and providers.

use chrono::Duration;
use chrono_tz::Tz;

use crate::{
    domain::{
        clock::Instant,
        ids::{OfficeId, PracticeId, ProviderId},
        npi::Npi,
    },
    history::store::open_chain,
    practices::{
        model::{AccountType, Place, Provider},
        store::{self, Kind},
    },
    server::{clock::Randomness, fault::Fault, write::Writing},
    setup::service::settings,
};

/// How long ago everything began.
pub const AGE: Duration = Duration::days(1100);

/// An organisation to be founded.
pub struct Plan<'a> {
    pub kind: Kind,
    pub name: &'a str,
    pub tin: Option<&'a str>,
    pub zone: Tz,
    pub offices: Vec<String>,
    /// Name, the office's position, and the NPI without its check digit.
    pub providers: Vec<(String, usize, u32)>,
}

/// One that has been founded.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: PracticeId,
    pub name: String,
    pub zone: Tz,
    pub offices: Vec<Place>,
    pub providers: Vec<Place>,
}

impl Site {
    /// The main office.
    pub fn main(&self) -> Place {
        self.offices[0].clone()
    }
}

pub async fn found(
    tx: &mut Writing,
    random: &Randomness,
    id: PracticeId,
    plan: Plan<'_>,
    at: Instant,
) -> Result<Site, Fault> {
    let mut practice = settings(id, plan.name, plan.tin.map(Into::into), plan.zone.name());
    if plan.kind == Kind::Practice {
        practice.account_type = AccountType::Clinic;
    }
    store::add(tx, &practice, plan.kind, at).await?;
    open_chain(tx, id).await?;
    let mut site = Site { id, name: practice.name, zone: plan.zone, offices: Vec::new(), providers: Vec::new() };
    for name in plan.offices {
        let office = OfficeId::new(random.id(at));
        store::add_office(tx, id, office, &name).await?;
        site.offices.push(Place { office, provider: None, name });
    }
    for (name, office, npi) in plan.providers {
        let office = site.offices[office].office;
        let provider = Provider { id: ProviderId::new(random.id(at)), office, name, npi: with_check_digit(npi)? };
        store::add_provider(tx, id, &provider).await?;
        site.providers.push(Place { office, provider: Some(provider.id), name: provider.name });
    }
    Ok(site)
}

fn with_check_digit(npi: u32) -> Result<String, Fault> {
    let valid = (0..10).find_map(|digit| Npi::parse(&format!("{npi}{digit}")).ok());
    valid.map(Into::into).ok_or_else(|| Fault::Other(format!("{npi} begins no NPI")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_nine_digits_have_their_check_digit() {
        assert_eq!(with_check_digit(123_456_789).ok().as_deref(), Some("1234567893"));
        assert!(with_check_digit(323_456_789).is_err());
    }
}
