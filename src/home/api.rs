//! What the home page shows.

use leptos::server;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, history::model::Entry, people::badge::BadgeKind, tiers::billing::views::Glance};

/// How many people carry a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub badge: BadgeKind,
    pub count: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub counts: Vec<Count>,
    /// One person alone can manage the practice.
    pub single_administrator: bool,
    /// Links that are open, that have expired, that could not be delivered, and that are asked for again; for those
    /// who can do something about it.
    pub invitations: [i64; 4],
    /// Requests that wait for a decision, and those of them that are overdue.
    pub requests: [i64; 2],
    /// How many providers take part, for those who may see them.
    pub providers: Option<i64>,
    /// How many patients there are, and how many of them wait for a provider; for those who may see them.
    pub patients: Option<[i64; 2]>,
    /// Plans for patients that stopped and wait for somebody.
    pub handovers_stopped: i64,
    /// How many people leave within 30 days, for those who look after departures.
    pub leaving: Option<i64>,
    /// How many vendors ask for more access, for those who decide about it.
    pub vendors_ask: i64,
    /// What the reader pays for; nothing for those who pay for nobody.
    pub billing: Option<Glance>,
    /// The latest events; empty for readers who may not see the history.
    pub recent: Vec<Entry>,
}

impl Overview {
    pub fn count(&self, badge: BadgeKind) -> i64 {
        self.counts.iter().find(|count| count.badge == badge).map_or(0, |count| count.count)
    }
}

/// The practice at a glance. Readers who may see nobody get an empty overview rather than a refusal: home is for all.
#[server(prefix = "/rpc", endpoint = "home/overview", protocol = crate::wire::Json)]
pub async fn get_overview() -> Result<Overview, AppError> {
    use crate::{
        domain::permission::Permission, handover, history, home::store, invitations, patients, registrations, server,
        tiers, vendor,
    };
    server::doors::query(Permission::SignedIn, async |cx| {
        let mut overview = Overview {
            counts: Vec::new(),
            single_administrator: false,
            invitations: [0; 4],
            requests: [0; 2],
            providers: None,
            patients: None,
            handovers_stopped: 0,
            leaving: None,
            vendors_ask: 0,
            billing: None,
            recent: Vec::new(),
        };
        if let Ok(reach) = cx.viewer.may(Permission::ViewPeople) {
            overview.counts = store::counts(&mut cx.conn, reach).await?;
        }
        if let Ok(reach) = cx.viewer.may(Permission::ManageInvitations) {
            overview.invitations = invitations::store::list::attention(&mut cx.conn, reach, cx.now).await?;
        }
        if let Ok(reach) = cx.viewer.may(Permission::DecideRequests) {
            overview.requests = registrations::store::list::attention(&mut cx.conn, reach, cx.now).await?;
        }
        if let Ok(reach) = cx.viewer.may(Permission::EditPeople) {
            overview.single_administrator = store::single_administrator(&mut cx.conn, reach).await?;
        }
        if let Ok(reach) = cx.viewer.may(Permission::ViewProviders) {
            overview.providers = Some(store::providers(&mut cx.conn, reach).await?);
        }
        if let Ok(reach) = cx.viewer.may(Permission::ViewPatients) {
            overview.patients = Some(patients::store::panel::attention(&mut cx.conn, reach).await?);
            if reach.provider.is_none() {
                overview.handovers_stopped = handover::store::stopped(&mut cx.conn, reach.practice).await?;
            }
        }
        if let Ok(reach) = cx.viewer.may(Permission::DeactivatePeople) {
            overview.leaving = Some(store::leaving(&mut cx.conn, reach, cx.now).await?);
        }
        if let Ok(reach) = cx.viewer.may(Permission::SetVendorAccess)
            && reach.provider.is_none()
        {
            overview.vendors_ask = vendor::store::asked(&mut cx.conn, reach.practice).await?.len() as i64;
        }
        if let Ok(reach) = cx.viewer.may(Permission::BuyPlans) {
            let (payer, today) = (cx.viewer.actor.person, cx.local(cx.now).date_naive());
            let glance = tiers::billing::service::glance(&mut cx.conn, &cx.state, reach.practice, payer, today).await?;
            overview.billing = Some(glance).filter(|glance| {
                glance.seats > 0 || glance.overdue > 0 || glance.past_due.is_some() || glance.card.is_some()
            });
        }
        if let Ok(reach) = cx.viewer.may(Permission::ViewHistory)
            && reach.provider.is_none()
        {
            let rows = history::store::changes(&mut cx.conn, reach.practice, 8).await?;
            let zone = cx.zone;
            let local = |at| server::clock::local(zone, at);
            overview.recent = rows.into_iter().filter_map(|row| history::store::entry(row, local)).collect();
        }
        Ok(overview)
    })
    .await
}
