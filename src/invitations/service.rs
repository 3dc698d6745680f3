//! Inviting: addresses judged, people and links made, mails queued, all in one transaction.

use super::{
    form::InviteForm,
    model::{Invitation, LIFETIME, State, can_invite, may_answer_for},
    rules::Rules,
    store::{self, Fresh, Owner},
    verdict::{Judged, Verdict, judge},
    views::{InviteOptions, Phones},
};
use crate::{
    domain::{
        clock::Instant,
        email::Email,
        ids::{GrantId, InvitationId, PersonId},
        permission::Permission,
        refusal::Refusal,
        role::Role,
        scope::Reach,
    },
    error::AppError,
    history::model::{Event, EventKind},
    i18n::Lang,
    mail::{
        self,
        letter::{Letter, Outgoing},
        model::{About, MailRoute},
    },
    people::{
        self,
        model::{AccountState, Person},
        service::main_grant,
        store::email_key,
        store::grants,
    },
    practices::{model::Place, store::places},
    server::{
        db::Conn,
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
    setup::service::blank,
};

/// What the inviter may choose from.
pub async fn options(cx: &mut Query) -> Result<InviteOptions, Fault> {
    let places = places(&mut cx.conn, cx.reach).await?;
    let actor = &cx.viewer.actor;
    // Roles that nobody hands out by an invitation are no choice for anybody.
    let offered = Role::ALL.into_iter().filter(|role| Role::PracticeOwner.may_hand_out(*role));
    Ok(InviteOptions {
        roles: offered.map(|role| (role, can_invite(role, actor).err())).collect(),
        offices_refused: cx.reach.provider.map(|_| Refusal::OutsideScope),
        places,
        copies: mail::mailer::route(&cx.state) == MailRoute::None,
        rules: store::rules::of(&mut cx.conn, cx.reach.practice).await?,
    })
}

/// What is to be said about addresses that have not been sent anything yet.
pub async fn check(cx: &mut Query, emails: &str, keep: &str) -> Result<Vec<Judged>, Fault> {
    let judged = judge(emails, keep);
    if judged.len() > super::verdict::MOST {
        return Err(crate::domain::code::FieldErrors::one("emails", crate::domain::code::Code::TooMany).into());
    }
    let reach = sight(&cx.viewer.actor, cx.reach);
    known(&mut cx.conn, reach, judged).await
}

/// How far the inviter sees people, which may be less far than they see places.
pub fn sight(actor: &crate::domain::scope::Actor, reach: Reach) -> Option<Reach> {
    actor.may(Permission::ViewPeople).ok().filter(|sees| sees.practice == reach.practice)
}

/// Adds what the database knows of addresses that are good by themselves.
pub async fn known(conn: &mut Conn, sees: Option<Reach>, mut judged: Vec<Judged>) -> Result<Vec<Judged>, Fault> {
    let asked = judged.iter().filter(|one| matches!(one.verdict, Verdict::Ready | Verdict::Misspelt { .. }));
    let owners = store::owners(conn, asked.map(|one| one.email.as_str())).await?;
    for one in &mut judged {
        if let (Verdict::Ready | Verdict::Misspelt { .. }, Some(owner)) =
            (&one.verdict, owners.get(&email_key(&one.email)))
        {
            one.verdict = about(owner, sees);
        }
    }
    Ok(judged)
}

/// Somebody outside of the reader's sight is nobody in particular.
fn about(owner: &Owner, sees: Option<Reach>) -> Verdict {
    let provider = owner.provider.map(crate::domain::ids::ProviderId::new);
    if !sees.is_some_and(|reach| reach.practice == owner.practice && reach.covers(provider)) {
        return Verdict::Elsewhere;
    }
    match owner.state {
        AccountState::Invited => Verdict::Invited(owner.person),
        AccountState::Active | AccountState::RegisteredUnverified => Verdict::Here(owner.person),
        AccountState::Deactivated => Verdict::Deactivated(owner.person),
        AccountState::Archived => Verdict::Archived(owner.person),
    }
}

/// Sends one personal link to each good address; a bad one never stops the rest (P-07, S0-16).
///
/// # Errors
/// Wrong fields, or a role the inviter may not give.
pub async fn invite(cx: &mut Command, form: &InviteForm) -> Result<Done<Vec<Judged>>, Fault> {
    let places = places(&mut cx.conn, cx.reach).await?;
    let wish = form.parse(&places)?;
    can_invite(wish.role, &cx.viewer.actor)?;
    let sees = sight(&cx.viewer.actor, cx.reach);
    let mut judged = known(&mut cx.conn, sees, wish.addresses.clone()).await?;
    let good = judged.iter().filter(|one| one.verdict == Verdict::Ready);
    let rules = store::rules::of(&mut cx.conn, cx.reach.practice).await?;
    let invitee = |one: &Judged| invited(cx, rules, &one.email, wish.role, &wish.place, wish.language);
    let people: Vec<_> = good.map(invitee).collect();
    let events = bring_in(cx, &people, &wish.message).await?;
    for one in judged.iter_mut().filter(|one| one.verdict == Verdict::Ready) {
        one.verdict = Verdict::Sent;
    }
    let mut whole = Event::new(EventKind::PeopleInvited);
    whole.change("links_sent", "", people.len().to_string());
    whole.change("left_out", "", (judged.len() - people.len()).to_string());
    Ok(Done::new(judged, whole).and_all(events))
}

/// Stores people whose addresses nobody has, each with the grant of their role, a link, and its mail. That the one who
/// acts may do so is the caller's to find out.
///
/// # Errors
/// [`AppError::ProofNeeded`] for a role that is sensitive to give (T33).
pub async fn bring_in(cx: &mut Command, people: &[Person], message: &str) -> Result<Vec<Event>, Fault> {
    for person in people {
        cx.fresh_to_give(person.role)?;
    }
    let links: Vec<Fresh> = people.iter().map(|person| link(cx, person, message)).collect();
    people::store::insert_many(&mut cx.conn, cx.reach.practice, people, cx.now).await?;
    let giver = (Some(cx.viewer.actor.person), cx.viewer.actor.name.clone());
    let grant = |person: &Person| {
        main_grant(cx.reach.practice, GrantId::new(cx.state.random.id(cx.now)), giver.clone(), cx.now, person)
    };
    let given: Vec<_> = people.iter().map(grant).collect();
    grants::add_many(&mut cx.conn, cx.reach.practice, &given).await?;
    store::insert_many(&mut cx.conn, cx.reach.practice, &links).await?;
    let mut events = Vec::with_capacity(people.len());
    for (person, fresh) in people.iter().zip(&links) {
        post(cx, person, fresh).await?;
        let mut event = Event::new(EventKind::InvitationSent).about(person.id, person.name());
        event.change("email", "", &person.email);
        event.change("role", "", person.role.name());
        event.change("place", "", &person.place.name);
        events.push(event);
    }
    Ok(events)
}

/// Somebody of whom only the address and what they will be is known.
pub fn invited<C>(cx: &Cx<C>, rules: Rules, email: &str, role: Role, place: &Place, language: Lang) -> Person {
    Person {
        email: email.to_owned(),
        role,
        language: language.tag().into(),
        state: AccountState::Invited,
        invite_expires: Some(cx.now + rules.lifetime()),
        ..blank(PersonId::new(cx.state.random.id(cx.now)), place.clone(), cx.now)
    }
}

/// A new link for somebody, in the name of the one who acts; it ends when they are said to be invited until.
pub fn link<C>(cx: &Cx<C>, person: &Person, message: &str) -> Fresh {
    let invitation = Invitation {
        id: InvitationId::new(cx.state.random.id(cx.now)),
        person: person.id,
        email: person.email.clone(),
        language: person.language.clone(),
        message: message.to_owned(),
        state: State::Open,
        by_mail: true,
        // What is done for the practice from outside stands on the practice, and not on who did it.
        inviter: cx.viewer.outside.is_none().then_some(cx.viewer.actor.person),
        inviter_name: cx.viewer.actor.name.clone(),
        sent: cx.now,
        expires: person.invite_expires.unwrap_or(cx.now + LIFETIME),
        ended: None,
        opened: None,
        typed: None,
        asked: None,
    };
    (invitation, cx.state.random.token())
}

/// Queues the mail with a link.
pub async fn post(cx: &mut Command, person: &Person, (link, token): &Fresh) -> Result<(), Fault> {
    let letter = Letter::Invitation {
        practice: cx.viewer.practice.name.clone(),
        inviter: link.inviter_name.clone(),
        role: person.role,
        place: person.place.name.clone(),
        expires: link.expires,
        zone: cx.viewer.practice.time_zone.clone(),
        link: crate::paths::invite(token),
        message: link.message.clone(),
    };
    let to = address(&link.email)?;
    let language = Lang::from_tag(&link.language).unwrap_or_default();
    let about = About::Invitation(link.id.uuid());
    let outgoing = Outgoing { practice: cx.reach.practice, to, language, about, letter };
    mail::store::queue(&mut cx.conn, &cx.state, cx.now, &outgoing).await?;
    Ok(())
}

/// A stored address as one that mail can be sent to.
pub fn address(email: &str) -> Result<Email, Fault> {
    Email::parse(email).map_err(|code| Fault::inconsistent(format!("the address {email} is none: {code:?}")))
}

/// Whether the one on whose right a link stands may still invite its person: checked when the link is used, whatever
/// has been done about it (T37, P-25).
pub async fn still_stands(
    conn: &mut Conn,
    link: &Invitation,
    person: &Person,
    practice: crate::domain::ids::PracticeId,
    now: Instant,
) -> Result<bool, Fault> {
    let Some(inviter) = link.inviter else { return Ok(true) };
    if !store::can_sign_in(conn, inviter, now).await? {
        return Ok(false);
    }
    let (granted, _) = crate::session::grants::of(conn, inviter, now).await?;
    Ok(may_answer_for(&granted, practice, person.role, person.place.provider))
}

/// The invitation's page.
pub async fn page(cx: &mut Query, id: InvitationId) -> Result<super::views::InvitationPage, Fault> {
    let (now, zone) = (cx.now, cx.zone);
    let local = move |at: Instant| crate::server::clock::local(zone, at);
    let row = store::list::one(&mut cx.conn, cx.reach, id, now, local).await?.ok_or(AppError::NotFound)?;
    cx.opens(row.person.uuid(), row.email.as_str());
    let person = people::store::find(&mut cx.conn, cx.reach, row.person).await?.ok_or(AppError::NotFound)?;
    let links = store::of(&mut cx.conn, cx.reach.practice, row.person).await?;
    let ids: Vec<_> = links.iter().map(|link| link.id.uuid()).collect();
    let mails = mail::store::deliveries(&mut cx.conn, cx.reach.practice, &ids, local).await?;
    let fetched = store::fetched(&mut cx.conn, cx.reach.practice, row.person).await?;
    let message = links.iter().find(|link| link.id == id).map(|link| link.message.clone()).unwrap_or_default();
    let newest = links.first().map(|link| link.id).filter(|newest| *newest != id);
    Ok(super::views::InvitationPage {
        row,
        phones: Phones::of(&person),
        message,
        moments: super::store::moments::of(&links, &mails, &fetched, now, local),
        newest,
        copies: mail::mailer::route(&cx.state) == MailRoute::None,
    })
}
