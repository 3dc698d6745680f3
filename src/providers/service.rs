//! The work behind the verbs of providers. Links are made by the invitations' own service; here is decided whose.

use super::{
    form::{AgentForm, ProviderForm},
    model::{Agent, Kind, Provider, agent_role, can_invite_agent},
    profile::Profile,
    query::{ProviderQuery, page as page_of, sorted},
    store,
    views::{AgentPerson, AgentView, ProviderPage, ProviderRow},
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{GrantId, ProviderId},
        page::{Page, PageSize},
        permission::Permission,
        phone,
        refusal::Refusal,
    },
    error::{AppError, Conflict},
    handover::service::summary_for_provider,
    history::{
        self,
        model::{Event, EventKind},
    },
    i18n::Lang,
    invitations::{self, again, service::bring_in},
    patients,
    people::{
        self,
        model::{AccountState, Person},
        query::PeopleQuery,
        service::{main_grant, regrant},
    },
    practices::{model::Place, store::places},
    server::{
        doors::{Command, Cx, Done, Query},
        fault::Fault,
    },
};

pub(super) fn row<C>(cx: &Cx<C>, provider: Provider) -> ProviderRow {
    let local = |at| cx.local(at);
    let person = provider.agent.person.as_ref().map(|person| AgentPerson {
        id: person.id,
        role: person.role,
        state: person.state,
        badge: person.facts().badge(cx.now, local),
    });
    ProviderRow {
        id: provider.id,
        name: provider.name,
        npi: provider.npi,
        office: provider.office_name,
        kind: provider.kind,
        agent: AgentView { form: form(&provider.agent), person },
        profile: provider.profile,
        version: provider.version,
    }
}

/// The Agent section as it is filled when it opens.
fn form(agent: &Agent) -> AgentForm {
    AgentForm {
        first_name: agent.first_name.clone(),
        last_name: agent.last_name.clone(),
        email: agent.email.clone(),
        phone: phone::readable(&agent.phone),
        language: agent.language.clone(),
    }
}

pub async fn list(cx: &mut Query, query: &ProviderQuery) -> Result<Page<ProviderRow>, Fault> {
    let providers = store::all(&mut cx.conn, cx.reach).await?;
    Ok(page_of(providers.into_iter().map(|provider| row(cx, provider)).collect(), query))
}

/// Everything that the list holds, in its order: about to leave as a file.
pub async fn all(cx: &mut Command, query: &ProviderQuery) -> Result<Vec<ProviderRow>, Fault> {
    let providers = store::all(&mut cx.conn, cx.reach).await?;
    Ok(sorted(providers.into_iter().map(|provider| row(cx, provider)).collect(), query))
}

pub async fn page(cx: &mut Query, id: ProviderId) -> Result<ProviderPage, Fault> {
    let provider = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    cx.opens(id.uuid(), &provider.name);
    let staff = match cx.viewer.may(Permission::ViewPeople) {
        Ok(reach) => {
            let query = PeopleQuery { size: PageSize::P100, ..PeopleQuery::default() }
                .with(|filters| filters.places = vec![id.to_string()]);
            let (now, zone, totals) = (cx.now, cx.zone, cx.state.totals.clone());
            let local = |at| crate::server::clock::local(zone, at);
            let page = people::store::list::page(&mut cx.conn, reach, &query, now, &totals, local).await?;
            Some((page.rows, page.total))
        }
        Err(_) => None,
    };
    let patients = match cx.viewer.may(Permission::ViewPatients) {
        Ok(reach) if reach.covers(Some(id)) => {
            let groups = patients::store::panel::count_by(&mut cx.conn, reach, Some(id), cx.now).await?;
            Some(groups.iter().map(|group| group.count).sum())
        }
        _ => None,
    };
    let plan = match cx.viewer.may(Permission::ViewPatients) {
        Ok(reach) if reach.provider.is_none() => summary_for_provider(&mut cx.conn, reach.practice, id).await?,
        _ => None,
    };
    Ok(ProviderPage { provider: row(cx, provider), staff, patients, plan })
}

pub(super) async fn find(cx: &mut Command, id: ProviderId) -> Result<Provider, Fault> {
    Ok(store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?)
}

pub(super) async fn save(cx: &mut Command, provider: &Provider) -> Result<(), Fault> {
    if store::save(&mut cx.conn, cx.reach.practice, provider).await? {
        return Ok(());
    }
    Err(Fault::inconsistent(format!("providers.version of {} moved inside the write lock", provider.id)))
}

/// Adds a provider; a certified one's agent is invited in the same transaction (S2-2).
///
/// # Errors
/// Wrong fields, an NPI that the practice has already, an address that is somebody else's.
pub async fn add(cx: &mut Command, typed: &ProviderForm) -> Result<Done<ProviderId>, Fault> {
    cx.reach.all_of_it()?;
    let new = typed.parse(&places(&mut cx.conn, cx.reach).await?)?;
    let mut provider = Provider {
        id: ProviderId::new(cx.state.random.id(cx.now)),
        office: new.office,
        office_name: String::new(),
        name: new.name,
        npi: new.npi.into(),
        kind: new.kind,
        agent: Agent {
            first_name: new.agent.first_name,
            last_name: new.agent.last_name,
            email: new.agent.email,
            phone: new.agent.phone,
            language: new.agent.language,
            person: None,
        },
        profile: Profile::default(),
        version: 1,
    };
    if !store::add(&mut cx.conn, cx.reach.practice, &provider).await? {
        return Err(FieldErrors::one("provider_npi", Code::NpiTaken).into());
    }
    let mut event = Event::new(EventKind::ProviderAdded).about(provider.id, &provider.name);
    event.change("provider_npi", "", &provider.npi);
    event.change("certified", "", if provider.kind == Kind::Certified { "yes" } else { "no" });
    event.change("email", "", &provider.agent.email);
    let followed = invite_by_itself(cx, &mut provider).await?;
    if provider.agent.person.is_some() {
        provider.version += 1;
        save(cx, &provider).await?;
    }
    Ok(Done::new(provider.id, event).and_all(followed))
}

/// Saves the Agent section, merged with what somebody else saved meanwhile. `base` is the section as it was opened.
///
/// # Errors
/// Wrong fields, fields that both changed, and what [`Provider::edit_agent`] refuses.
pub async fn edit_agent(
    cx: &mut Command,
    id: ProviderId,
    base: &AgentForm,
    typed: &AgentForm,
) -> Result<Done<ProviderRow>, Fault> {
    let before = find(cx, id).await?;
    // The address of somebody who waits can be corrected elsewhere, too: what is typed is always compared.
    let merged = match typed.merge(base, &form(&before.agent)) {
        Ok(merged) => merged,
        Err(fields) => return Err(conflict(cx, &before, fields).await?.into()),
    };
    let edit = merged.parse()?;
    let waiting = before.agent.person.clone().filter(|person| person.state == AccountState::Invited);
    if waiting.is_some() && edit.email.is_empty() {
        return Err(FieldErrors::one("email", Code::Required).into());
    }
    let (mut provider, event) = before.clone().edit_agent(edit, &cx.viewer.actor)?;
    let mut followed = Vec::new();
    if provider.agent.email != before.agent.email {
        match waiting {
            // The link that is out leads to the old address (S1-22).
            Some(person) => followed.push(again::redirect(cx, person, provider.agent.email.clone()).await?.1),
            None => provider.agent.person = somebody_here(cx, &provider).await?,
        }
        if followed.is_empty() {
            followed = invite_by_itself(cx, &mut provider).await?;
        }
    }
    save(cx, &provider).await?;
    // As it is stored now: a new link may have been made meanwhile.
    let provider = find(cx, id).await?;
    Ok(Done::new(row(cx, provider), event).and_all(followed))
}

pub(super) async fn conflict(
    cx: &mut Command,
    provider: &Provider,
    fields: Vec<(String, String)>,
) -> Result<AppError, Fault> {
    let last =
        history::store::page(&mut cx.conn, cx.reach.practice, Some(provider.id.into()), 0, 1).await?.into_iter().next();
    let by = last.map(|event| event.actor_name).unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { by, version: provider.version, fields })))
}

/// Somebody of this very provider who has the agent's address already.
async fn somebody_here(cx: &mut Command, provider: &Provider) -> Result<Option<Person>, Fault> {
    let Some(owner) = people::store::owner_of_email(&mut cx.conn, &provider.agent.email).await? else {
        return Ok(None);
    };
    let own = crate::domain::scope::Reach { practice: cx.reach.practice, provider: Some(provider.id) };
    people::store::find(&mut cx.conn, own, owner).await
}

/// Certifies a provider, or takes the certificate back.
///
/// # Errors
/// See [`Provider::certify`]; an agent's address that is somebody else's.
pub async fn certify(cx: &mut Command, id: ProviderId, kind: Kind) -> Result<Done<ProviderRow>, Fault> {
    let before = find(cx, id).await?;
    let changes = before.kind != kind;
    let (mut provider, event) = before.certify(kind, &cx.viewer.actor)?;
    let followed = if changes { invite_by_itself(cx, &mut provider).await? } else { Vec::new() };
    save(cx, &provider).await?;
    let provider = find(cx, id).await?;
    Ok(Done::new(row(cx, provider), event).and_all(followed))
}

/// The agent of a certified provider is invited without being asked (S2-2). One who waits already is raised to what a
/// certified provider's agent is, and gets a new link if the pace of mails allows it.
async fn invite_by_itself(cx: &mut Command, provider: &mut Provider) -> Result<Vec<Event>, Fault> {
    if provider.kind != Kind::Certified || provider.agent.email.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever edits an agent need not be one who may invite: then the button is for somebody else.
    let may = invitations::model::can_invite(agent_role(provider.kind), &cx.viewer.actor).is_ok();
    match provider.agent.person.clone() {
        _ if !may => Ok(Vec::new()),
        None => send(cx, provider).await,
        Some(person) if person.state == AccountState::Invited => raise(cx, person, provider.kind).await,
        Some(_) => Ok(Vec::new()),
    }
}

async fn raise(cx: &mut Command, mut person: Person, kind: Kind) -> Result<Vec<Event>, Fault> {
    let mut events = Vec::new();
    let before = std::mem::replace(&mut person.role, agent_role(kind));
    if before != person.role {
        cx.fresh_to_give(person.role)?;
        let giver = (Some(cx.viewer.actor.person), cx.viewer.actor.name.clone());
        let id = GrantId::new(cx.state.random.id(cx.now));
        let grant = main_grant(cx.reach.practice, id, giver, cx.now, &person);
        regrant(&mut cx.conn, cx.reach.practice, before, grant).await?;
        let mut event = Event::new(EventKind::PersonEdited).about(person.id, person.name());
        event.change("role", before.name(), person.role.name());
        events.push(event);
    }
    let sent = invitations::store::sent(&mut cx.conn, person.id, cx.now).await?;
    if sent.may_follow(cx.now).is_ok() {
        events.push(again::renew(cx, person).await?.1);
    } else {
        again::save(cx, person).await?;
    }
    Ok(events)
}

/// "Send Portal Invitation" and "Send Portal Re-Invitation": one command, always there (S2-6, S2-7, C-08).
///
/// # Errors
/// See [`can_invite_agent`]; too soon or too often; an address that is somebody else's.
pub async fn invite_agent(cx: &mut Command, id: ProviderId) -> Result<Done<ProviderRow>, Fault> {
    let mut provider = find(cx, id).await?;
    can_invite_agent(&provider.facts(), &cx.viewer.actor)?;
    let mut events = send(cx, &mut provider).await?;
    provider.version += 1;
    save(cx, &provider).await?;
    let provider = find(cx, id).await?;
    let first = events.remove(0);
    Ok(Done::new(row(cx, provider), first).and_all(events))
}

/// The agent's link goes out. The first event is about the provider.
async fn send(cx: &mut Command, provider: &mut Provider) -> Result<Vec<Event>, Fault> {
    let mut told = Event::new(EventKind::ProviderAgentInvited).about(provider.id, &provider.name);
    told.change("email", "", &provider.agent.email);
    let mut events = vec![told];
    if provider.agent.person.is_none() {
        provider.agent.person = somebody_here(cx, provider).await?;
    }
    match provider.agent.person.clone() {
        Some(person) if person.state == AccountState::Invited => events.push(again::renew(cx, person).await?.1),
        Some(_) => return Err(Refusal::NotInvited.into()),
        None => {
            let agent = new_person(cx, provider).await?;
            events.extend(bring_in(cx, std::slice::from_ref(&agent), "").await?);
            provider.agent.person = Some(agent);
        }
    }
    Ok(events)
}

/// The agent as somebody who can be invited.
async fn new_person(cx: &mut Command, provider: &Provider) -> Result<Person, Fault> {
    let agent = &provider.agent;
    if people::store::owner_of_email(&mut cx.conn, &agent.email).await?.is_some() {
        return Err(FieldErrors::one("email", Code::Taken).into());
    }
    let rules = invitations::store::rules::of(&mut cx.conn, cx.reach.practice).await?;
    let place = Place { office: provider.office, provider: Some(provider.id), name: provider.name.clone() };
    let language = Lang::from_tag(&agent.language).unwrap_or_default();
    let role = agent_role(provider.kind);
    Ok(Person {
        first_name: agent.first_name.clone(),
        last_name: agent.last_name.clone(),
        phone: agent.phone.clone(),
        ..invitations::service::invited(cx, rules, &agent.email, role, &place, language)
    })
}
