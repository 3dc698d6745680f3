//! What administrators decide about a provider: the profile, the picture, the lists to choose from.

use sqlx::{query, query_as, query_scalar};

use super::{
    image::Picture,
    profile::ProfileForm,
    rules::{Rules, RulesForm},
    service::{conflict, find, row, save},
    store,
    views::{ProfilePage, ProviderRow},
};
use crate::{
    domain::{
        fold::fold,
        ids::{PracticeId, ProviderId},
    },
    error::AppError,
    handover,
    history::model::{Event, EventKind},
    on,
    practices::store::people_written,
    providers::model::Provider,
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

/// The page that edits a provider.
pub async fn page(cx: &mut Query, id: ProviderId) -> Result<ProfilePage, Fault> {
    let provider = store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
    let rules = rules(&mut cx.conn, cx.reach.practice).await?;
    Ok(ProfilePage { provider: row(cx, provider), rules })
}

/// Saves the profile, merged with what somebody else saved meanwhile. `base` is the form as it was opened.
///
/// # Errors
/// Wrong fields, and fields that both changed.
pub async fn edit(
    cx: &mut Command,
    id: ProviderId,
    base: &ProfileForm,
    typed: &ProfileForm,
) -> Result<Done<ProviderRow>, Fault> {
    let before = find(cx, id).await?;
    let merged = match typed.merge(base, &ProfileForm::of(&before.name, &before.profile)) {
        Ok(merged) => merged,
        Err(fields) => return Err(conflict(cx, &before, fields).await?.into()),
    };
    let rules = rules(&mut cx.conn, cx.reach.practice).await?;
    let edit = merged.parse(&rules, &before.profile)?;
    let (renamed, was_inactive) = (edit.name != before.name, before.profile.inactive);
    let (provider, event) = before.edit_profile(edit, &cx.viewer.actor)?;
    save(cx, &provider).await?;
    save_profile(&mut cx.conn, cx.reach.practice, &provider).await?;
    if renamed {
        rename_place(&mut cx.conn, cx.reach.practice, &provider).await?;
    }
    // Whoever is back keeps the patients that were to go (N-08).
    let ended = if was_inactive && provider.profile.is_active() {
        let (practice, now) = (cx.reach.practice, cx.now);
        handover::service::cancel_for_provider(&mut cx.conn, practice, (id, &provider.name), now).await?
    } else {
        None
    };
    Ok(Done::new(row(cx, provider), event).and_all(ended.into_iter().collect()))
}

/// Gives the provider another picture, or none.
pub async fn set_picture(
    cx: &mut Command,
    id: ProviderId,
    picture: Option<Picture>,
) -> Result<Done<ProviderRow>, Fault> {
    let mut provider = find(cx, id).await?;
    let mut event = Event::new(EventKind::ProviderImageChanged).about(provider.id, &provider.name);
    let hash = picture.as_ref().map(|picture| picture.hash.clone()).unwrap_or_default();
    event.change("image", &provider.profile.image, &hash);
    provider.profile.image = hash;
    provider.version += 1;
    save(cx, &provider).await?;
    save_profile(&mut cx.conn, cx.reach.practice, &provider).await?;
    keep_picture(&mut cx.conn, cx.reach.practice, id, picture).await?;
    Ok(Done::new(row(cx, provider), event))
}

/// What can be chosen for a provider; a practice that has decided nothing has the lists that everybody starts with.
pub async fn rules(conn: &mut Conn, practice: PracticeId) -> sqlx::Result<Rules> {
    let sql = "select billing_roles, access_types from provider_rules where practice_id = $1";
    let row: Option<(String, String)> =
        on!(conn, |c| query_as(sql).bind(practice.uuid()).fetch_optional(&mut *c).await?);
    let words = |text: &str| text.lines().map(str::to_owned).collect();
    Ok(row.map_or_else(Rules::default, |(billing, access)| Rules {
        billing_roles: words(&billing),
        access_types: words(&access),
    }))
}

/// Decides what can be chosen from now on.
///
/// # Errors
/// Wrong lists; a reader who reaches one provider only.
pub async fn set_rules(cx: &mut Command, form: &RulesForm) -> Result<Done<Rules>, Fault> {
    cx.reach.all_of_it()?;
    let practice = cx.reach.practice;
    let before = rules(&mut cx.conn, practice).await?;
    let after = form.parse()?;
    let mut event = Event::new(EventKind::ProviderRulesChanged);
    event.change("billing_role", before.billing_roles.join(", "), after.billing_roles.join(", "));
    event.change("access_type", before.access_types.join(", "), after.access_types.join(", "));
    let sql = "insert into provider_rules (practice_id, billing_roles, access_types) values ($1, $2, $3) \
               on conflict (practice_id) do update set billing_roles = excluded.billing_roles, \
               access_types = excluded.access_types";
    let (billing, access) = (after.billing_roles.join("\n"), after.access_types.join("\n"));
    on!(&mut *cx.conn, |c| {
        query(sql).bind(practice.uuid()).bind(billing).bind(access).execute(&mut *c).await.map(drop)
    })?;
    Ok(Done::new(after, event))
}

/// Writes everything of a provider that is no agent; its version is raised by [`store::save`].
pub async fn save_profile(conn: &mut Conn, practice: PracticeId, provider: &Provider) -> Result<(), Fault> {
    let sql = "update providers set name = $3, state = $4, billing_role = $5, access_type = $6, config = $7, \
               credential = $8, taxonomy = $9, phone = $10, fax = $11, address = $12, npi_ended = $13, image = $14 \
               where practice_id = $1 and id = $2";
    let profile = &provider.profile;
    let config = serde_json::to_string(&profile.config).map_err(|error| Fault::Other(error.to_string()))?;
    let registry = &profile.registry;
    on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(provider.id.uuid())
            .bind(&provider.name)
            .bind(profile.state().rank())
            .bind(&profile.billing_role)
            .bind(&profile.access_type)
            .bind(config)
            .bind(&registry.credential)
            .bind(&registry.taxonomy)
            .bind(&registry.phone)
            .bind(&registry.fax)
            .bind(&registry.address)
            .bind(&registry.ended)
            .bind(&profile.image)
            .execute(&mut *c)
            .await
            .map(drop)
    })?;
    Ok(())
}

/// The people of a provider are sorted and found by its name.
pub async fn rename_place(conn: &mut Conn, practice: PracticeId, provider: &Provider) -> sqlx::Result<()> {
    let sql = "update people set place_key = $3 where practice_id = $1 and provider_id = $2";
    let written = on!(conn, |c| {
        query(sql)
            .bind(practice.uuid())
            .bind(provider.id.uuid())
            .bind(fold(&provider.name))
            .execute(&mut *c)
            .await?
            .rows_affected()
    });
    if written > 0 { people_written(conn, practice, true).await } else { Ok(()) }
}

async fn keep_picture(
    conn: &mut Conn,
    practice: PracticeId,
    id: ProviderId,
    picture: Option<Picture>,
) -> sqlx::Result<()> {
    let sql = "delete from provider_images where practice_id = $1 and provider_id = $2";
    on!(conn, |c| query(sql).bind(practice.uuid()).bind(id.uuid()).execute(&mut *c).await.map(drop))?;
    let Some(picture) = picture else { return Ok(()) };
    let sql = "insert into provider_images (provider_id, practice_id, hash, jpeg) values ($1, $2, $3, $4)";
    on!(conn, |c| {
        query(sql)
            .bind(id.uuid())
            .bind(practice.uuid())
            .bind(picture.hash)
            .bind(picture.jpeg)
            .execute(&mut *c)
            .await
            .map(drop)
    })
}

/// A provider's picture, if it is still this one.
pub async fn picture(
    conn: &mut Conn,
    practice: PracticeId,
    id: ProviderId,
    hash: &str,
) -> sqlx::Result<Option<Vec<u8>>> {
    let sql = "select jpeg from provider_images where practice_id = $1 and provider_id = $2 and hash = $3";
    on!(conn, |c| query_scalar(sql).bind(practice.uuid()).bind(id.uuid()).bind(hash).fetch_optional(&mut *c).await)
}
