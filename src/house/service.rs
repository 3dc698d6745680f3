//! The work behind the verbs of a practice's settings.

use chrono_tz::{TZ_VARIANTS, Tz};

use super::{
    model::{HouseForm, HouseView, Office, office_name},
    store,
};
use crate::{
    domain::{
        code::{Code, FieldErrors},
        ids::{OfficeId, PracticeId},
        refusal::Refusal,
    },
    error::{AppError, Conflict},
    history::model::{Event, EventKind},
    practices::{self, model::Practice},
    server::{
        db::Conn,
        doors::{Command, Done, Query},
        fault::Fault,
    },
};

async fn stored(conn: &mut Conn, id: PracticeId) -> Result<Practice, Fault> {
    Ok(practices::store::get(conn, id).await?.ok_or(AppError::NotFound)?)
}

pub async fn view(cx: &mut Query) -> Result<HouseView, Fault> {
    cx.reach.all_of_it()?;
    let practice = stored(&mut cx.conn, cx.reach.practice).await?;
    Ok(HouseView {
        form: HouseForm::of(&practice),
        offices: store::offices(&mut cx.conn, practice.id).await?,
        tin: practice.tin,
        zones: TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect(),
    })
}

/// Sessions that get longer and locks that get shorter are a door for others: the password is asked for (T33).
///
/// # Errors
/// Wrong fields; settings that somebody else changed meanwhile; [`Refusal::AlreadySo`].
pub async fn save(cx: &mut Command, form: &HouseForm, seen: &HouseForm) -> Result<Done<HouseForm>, Fault> {
    cx.reach.all_of_it()?;
    cx.fresh()?;
    let before = stored(&mut cx.conn, cx.reach.practice).await?;
    let old = HouseForm::of(&before);
    if old != *seen {
        let fields = changed(&old, seen).map(|(field, now, _)| (field.to_owned(), now.to_owned())).collect();
        return Err(AppError::Conflict(Box::new(Conflict { by: String::new(), version: 0, fields })).into());
    }
    let after = form.parse(before)?;
    if after.time_zone.parse::<Tz>().is_err() {
        return Err(FieldErrors::one("time_zone", Code::NotATimeZone).into());
    }
    let new = HouseForm::of(&after);
    if new == old {
        return Err(Refusal::AlreadySo.into());
    }
    store::save(&mut cx.conn, &after).await?;
    let mut event = Event::new(EventKind::HouseChanged);
    for (field, now, was) in changed(&new, &old) {
        event.change(field, was, now);
    }
    Ok(Done::new(new, event))
}

/// The fields in which two forms differ, with both values.
fn changed<'a>(
    one: &'a HouseForm,
    other: &'a HouseForm,
) -> impl Iterator<Item = (&'static str, &'a str, &'a str)> + use<'a> {
    let pairs = one.values().into_iter().zip(other.values());
    pairs.filter(|(one, other)| one != other).map(|((field, one), (_, other))| (field, one, other))
}

/// # Errors
/// A name that is none, or that another office has.
pub async fn add_office(cx: &mut Command, typed: &str) -> Result<Done<Vec<Office>>, Fault> {
    cx.reach.all_of_it()?;
    let (practice, name) = (cx.reach.practice, office_name(typed)?);
    not_taken(&mut cx.conn, practice, None, &name).await?;
    let id = OfficeId::new(cx.state.random.id(cx.now));
    practices::store::add_office(&mut cx.conn, practice, id, &name).await?;
    let mut event = Event::new(EventKind::OfficeAdded);
    event.change("office", "", &name);
    Ok(Done::new(store::offices(&mut cx.conn, practice).await?, event))
}

/// # Errors
/// An office of somebody else; a name that is none, is the same, or that another office has.
pub async fn rename_office(cx: &mut Command, id: OfficeId, typed: &str) -> Result<Done<Vec<Office>>, Fault> {
    cx.reach.all_of_it()?;
    let (practice, name) = (cx.reach.practice, office_name(typed)?);
    let offices = store::offices(&mut cx.conn, practice).await?;
    let before = offices.into_iter().find(|office| office.id == id).ok_or(AppError::NotFound)?.name;
    if before == name {
        return Err(Refusal::AlreadySo.into());
    }
    not_taken(&mut cx.conn, practice, Some(id), &name).await?;
    store::rename_office(&mut cx.conn, practice, id, &name).await?;
    let mut event = Event::new(EventKind::OfficeRenamed);
    event.change("office", before, &name);
    Ok(Done::new(store::offices(&mut cx.conn, practice).await?, event))
}

/// Two offices that differ in accents or case only would be mistaken for each other.
async fn not_taken(conn: &mut Conn, practice: PracticeId, but: Option<OfficeId>, name: &str) -> Result<(), Fault> {
    match store::named(conn, practice, name).await? {
        Some(id) if Some(id) != but => Err(FieldErrors::one("office", Code::OfficeTaken).into()),
        _ => Ok(()),
    }
}
