//! Providers and their agents in the database.

use std::collections::HashMap;

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{
    model::{Agent, Kind, Provider},
    profile::{Config, Profile, Registry, State},
};
use crate::{
    domain::{
        ids::{OfficeId, PersonId, PracticeId, ProviderId},
        scope::Reach,
    },
    on,
    people::{self, store::AT_ONCE},
    server::{
        db::{Conn, violates},
        fault::Fault,
    },
};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    office_id: Uuid,
    office_name: String,
    name: String,
    npi: String,
    certified: bool,
    agent_first_name: String,
    agent_last_name: String,
    agent_email: String,
    agent_phone: String,
    agent_language: String,
    agent_person_id: Option<Uuid>,
    state: i16,
    billing_role: String,
    access_type: String,
    config: String,
    credential: String,
    taxonomy: String,
    phone: String,
    fax: String,
    address: String,
    npi_ended: String,
    image: String,
    version: i64,
}

impl Row {
    /// A configuration that cannot be read is a fault of the database, but no reason to hide the provider.
    fn config(&self) -> Config {
        serde_json::from_str(&self.config).unwrap_or_else(|error| {
            tracing::error!(%error, provider.id = %self.id, "providers.config can't be read");
            Config::default()
        })
    }
}

impl From<Row> for Provider {
    fn from(row: Row) -> Self {
        let config = row.config();
        Self {
            id: ProviderId::new(row.id),
            office: OfficeId::new(row.office_id),
            office_name: row.office_name,
            name: row.name,
            npi: row.npi,
            kind: if row.certified { Kind::Certified } else { Kind::Local },
            agent: Agent {
                first_name: row.agent_first_name,
                last_name: row.agent_last_name,
                email: row.agent_email,
                phone: row.agent_phone,
                language: row.agent_language,
                person: None,
            },
            profile: Profile {
                inactive: row.state != State::Active.rank(),
                billing_role: row.billing_role,
                access_type: row.access_type,
                config,
                image: row.image,
                registry: Registry {
                    credential: row.credential,
                    taxonomy: row.taxonomy,
                    phone: row.phone,
                    fax: row.fax,
                    address: row.address,
                    ended: row.npi_ended,
                },
            },
            version: row.version,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select v.id, v.office_id, o.name as office_name, v.name, v.npi, v.certified, v.agent_first_name, \
             v.agent_last_name, v.agent_email, v.agent_phone, v.agent_language, v.agent_person_id, v.state, v.billing_role, \
             v.access_type, v.config, v.credential, v.taxonomy, v.phone, v.fax, v.address, v.npi_ended, v.image, v.version \
             from providers v join offices o on o.id = v.office_id where v.practice_id = $1",
            $rest
        )
    };
}

/// All providers inside of `reach`, by name. A practice has dozens of them, not thousands.
pub async fn all(conn: &mut Conn, reach: Reach) -> Result<Vec<Provider>, Fault> {
    let sql = select!(" order by v.name, v.id");
    let rows: Vec<Row> = on!(conn, |c| query_as(sql).bind(reach.practice.uuid()).fetch_all(&mut *c).await?);
    let rows = rows.into_iter().filter(|row| reach.covers(Some(ProviderId::new(row.id)))).collect();
    with_agents(conn, reach, rows).await
}

/// One provider inside of `reach`; a foreign id answers like an unknown one.
pub async fn find(conn: &mut Conn, reach: Reach, id: ProviderId) -> Result<Option<Provider>, Fault> {
    if !reach.covers(Some(id)) {
        return Ok(None);
    }
    let sql = select!(" and v.id = $2");
    let row: Option<Row> =
        on!(conn, |c| query_as(sql).bind(reach.practice.uuid()).bind(id.uuid()).fetch_optional(&mut *c).await?);
    Ok(with_agents(conn, reach, row.into_iter().collect()).await?.into_iter().next())
}

/// An agent is seen by whoever sees the provider, wherever that person is placed.
async fn with_agents(conn: &mut Conn, reach: Reach, rows: Vec<Row>) -> Result<Vec<Provider>, Fault> {
    let whole = Reach::whole(reach.practice);
    let ids: Vec<_> = rows.iter().filter_map(|row| row.agent_person_id).map(PersonId::new).collect();
    let mut people = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = people::store::some(conn, whole, ids).await?;
        people.extend(found.into_iter().map(|person| (person.id.uuid(), person)));
    }
    let provider = |row: Row| {
        let person = row.agent_person_id.and_then(|id| people.get(&id).cloned());
        let mut provider = Provider::from(row);
        if let Some(person) = &person {
            provider.agent.email.clone_from(&person.email);
        }
        provider.agent.person = person;
        provider
    };
    Ok(rows.into_iter().map(provider).collect())
}

/// Stores a new provider. `Ok(false)`: the practice has one with this NPI already.
pub async fn add(conn: &mut Conn, practice: PracticeId, provider: &Provider) -> Result<bool, Fault> {
    let sql = "insert into providers (id, practice_id, office_id, name, npi, certified, agent_first_name, \
               agent_last_name, agent_email, agent_phone, agent_language, agent_person_id, version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let agent = &provider.agent;
    let added = on!(conn, |c| {
        query(sql)
            .bind(provider.id.uuid())
            .bind(practice.uuid())
            .bind(provider.office.uuid())
            .bind(&provider.name)
            .bind(&provider.npi)
            .bind(provider.kind == Kind::Certified)
            .bind(&agent.first_name)
            .bind(&agent.last_name)
            .bind(&agent.email)
            .bind(&agent.phone)
            .bind(&agent.language)
            .bind(agent.person.as_ref().map(|person| person.id.uuid()))
            .bind(provider.version)
            .execute(&mut *c)
            .await
            .map(drop)
    });
    match added {
        Ok(()) => Ok(true),
        Err(error) if violates(&error, "providers_npi_key", "providers.npi") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Stores what changed of a provider: `provider.version` is the new version. `Ok(false)`: somebody else was quicker.
pub async fn save(conn: &mut Conn, practice: PracticeId, provider: &Provider) -> sqlx::Result<bool> {
    let sql = "update providers set certified = $3, agent_first_name = $4, agent_last_name = $5, agent_email = $6, \
               agent_phone = $7, agent_language = $8, agent_person_id = $9, version = $10 \
               where practice_id = $1 and id = $2 and version = $10 - 1";
    let agent = &provider.agent;
    let written = on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(provider.id.uuid())
            .bind(provider.kind == Kind::Certified)
            .bind(&agent.first_name)
            .bind(&agent.last_name)
            .bind(&agent.email)
            .bind(&agent.phone)
            .bind(&agent.language)
            .bind(agent.person.as_ref().map(|person| person.id.uuid()))
            .bind(provider.version)
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    Ok(written == 1)
}
