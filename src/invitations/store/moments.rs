//! What happened to a person's links, told from the links and their mails (N-02).

use chrono::Duration;

use crate::{
    domain::{
        clock::{Instant, Stamp},
        ids::InvitationId,
    },
    invitations::{
        model::{Invitation, Status},
        views::{Moment, MomentKind},
    },
    mail::model::{Delivery, MailState},
};

/// Between fetching a page and running it, on the slowest of networks.
const ONE_VISIT: Duration = Duration::minutes(1);

/// Newest first.
pub fn of(
    links: &[Invitation],
    mails: &[Delivery],
    fetched: &[(InvitationId, Instant)],
    now: Instant,
    local: impl Fn(Instant) -> Stamp,
) -> Vec<Moment> {
    let mut moments = Vec::new();
    for link in links {
        let mut add = |at: Option<Instant>, kind, detail: &str| {
            if let Some(at) = at {
                moments.push(Moment { at: local(at), kind, detail: detail.to_owned(), trouble: None });
            }
        };
        add(Some(link.sent), if link.by_mail { MomentKind::Queued } else { MomentKind::Copied }, &link.email);
        let fetched = fetched.iter().find(|(id, _)| *id == link.id).map(|(_, at)| *at);
        add(fetched.filter(|at| !begins_a_visit(*at, link)), MomentKind::Fetched, "");
        add(link.opened, MomentKind::Opened, "");
        add(link.typed, MomentKind::Typed, "");
        add(link.asked, MomentKind::AskedAgain, "");
        match link.status(now) {
            Status::Open => {}
            Status::Expired => add(Some(link.expires), MomentKind::Expired, ""),
            Status::Registered => add(link.ended, MomentKind::Registered, ""),
            Status::Revoked => add(link.ended, MomentKind::Revoked, ""),
            Status::Superseded => add(link.ended, MomentKind::Superseded, ""),
        }
    }
    moments.extend(mails.iter().filter_map(delivered));
    // What happened at the same instant stays in the order in which things follow from each other.
    moments.sort_by_key(|moment| std::cmp::Reverse((moment.at, moment.kind.order())));
    moments
}

/// A browser fetches the page and runs it a moment later: that is one visit, not two.
fn begins_a_visit(fetched: Instant, link: &Invitation) -> bool {
    link.opened.is_some_and(|opened| opened - fetched < ONE_VISIT)
}

fn delivered(mail: &Delivery) -> Option<Moment> {
    let (at, kind) = match mail.state {
        MailState::Queued | MailState::Cancelled => return None,
        MailState::Deferred => (mail.tried, MomentKind::MailDeferred),
        MailState::Accepted => (mail.ended, MomentKind::MailAccepted),
        MailState::Bounced => (mail.ended, MomentKind::MailBounced),
        MailState::GivenUp => (mail.ended, MomentKind::MailGivenUp),
    };
    Some(Moment { at: at?, kind, detail: mail.reply.clone(), trouble: mail.trouble })
}

impl MomentKind {
    const fn order(self) -> u8 {
        match self {
            Self::Superseded | Self::Revoked => 0,
            _ => 1 + self as u8,
        }
    }
}
