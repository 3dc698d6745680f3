//! What a mail that could not be delivered means for the person it was for (P-05).

use sqlx::query_as;
use uuid::Uuid;

use super::{model::State, store};
use crate::{
    domain::{
        clock::Instant,
        ids::{InvitationId, MailId, PracticeId},
        scope::Reach,
    },
    history::store::lock_chain,
    mail::{model::MailState, outbox::Listener},
    on,
    people::{self, model::AccountState},
    server::{db::Conn, fault::Fault},
};

/// Told by the outbox what becomes of invitations.
#[derive(Debug, Clone, Copy)]
pub struct Bounces;

impl Listener for Bounces {
    type Concern = Concerned;

    async fn concern(self, conn: &mut Conn, mail: MailId) -> sqlx::Result<Option<Concerned>> {
        concerned(conn, mail).await
    }

    async fn follow(self, conn: &mut Conn, concern: Concerned, state: MailState, now: Instant) -> Result<(), Fault> {
        follow(conn, concern, state, now).await
    }
}

/// The invitation that a mail is about.
#[derive(Debug, Clone, Copy)]
pub struct Concerned {
    practice: PracticeId,
    invitation: InvitationId,
}

/// Takes the practice's place in the queue of writers if the mail brings a link: before its row is written, as commands
/// do, so that the two never wait for each other.
async fn concerned(conn: &mut Conn, mail: MailId) -> sqlx::Result<Option<Concerned>> {
    let sql = "select practice_id, about_id from mails where id = $1 and about_kind = 'invitation'";
    let found: Option<(Uuid, Uuid)> = on!(conn, |c| query_as(sql).bind(mail.uuid()).fetch_optional(&mut *c).await?);
    let Some((practice, invitation)) = found else { return Ok(None) };
    let practice = PracticeId::new(practice);
    lock_chain(conn, practice).await?;
    Ok(Some(Concerned { practice, invitation: InvitationId::new(invitation) }))
}

/// Marks the person if the link they wait for will never arrive.
async fn follow(conn: &mut Conn, concerned: Concerned, state: MailState, now: Instant) -> Result<(), Fault> {
    if !matches!(state, MailState::Bounced | MailState::GivenUp) {
        return Ok(());
    }
    let Concerned { practice, invitation: id } = concerned;
    let Some(person) = store::person_of(conn, practice, id).await? else { return Ok(()) };
    let newest = store::of(conn, practice, person).await?.into_iter().next();
    if !newest.is_some_and(|link| link.id == id && link.state == State::Open) {
        return Ok(());
    }
    let found = people::store::find(conn, Reach::whole(practice), person).await?;
    if let Some(mut person) = found.filter(|person| person.state == AccountState::Invited) {
        person.invite_bounced = Some(now);
        person.version += 1;
        people::store::save(conn, practice, &person, now).await?;
    }
    Ok(())
}
