//! Providers from a file, the registry's or a plain one: what a row means, and writing them.

use std::collections::HashMap;

use super::{
    administer::{rename_place, save_profile},
    form,
    model::{Agent, Kind, Provider},
    profile::{Profile, Registry},
    store,
};
use crate::{
    domain::{
        code::Code,
        day,
        fold::fold,
        ids::{OfficeId, ProviderId},
        npi::Npi,
        phone::Phone,
    },
    error::AppError,
    history::model::{Change, Event, EventKind},
    imports::{
        model::{FileRow, Judged, Verdict},
        rows::Names,
        service::{Setting, no_duplicates},
    },
    practices::{model::Places, store::places},
    server::{db::Conn, fault::Fault},
};

/// The column by which providers are recognised.
pub const KEY: &str = "npi";

/// The fields with the headings that mean them, in the order of the template. The registry's file needs none of them.
pub const NAMES: Names = &[
    ("npi", "npi npinumber npino providernpi individualnpi renderingnpi numeronpi npidelproveedor"),
    ("provider_name", "name provider providername fullname nombre proveedor nombredelproveedor"),
    ("office", "office location site clinic facility officename oficina sede clinica consultorio oficinasede"),
    ("credential", "credential credentials degree suffix credencial credenciales"),
    ("taxonomy", "taxonomy taxonomycode specialtycode taxonomia codigodetaxonomia"),
    ("phone", "phone phonenumber primaryphone telephone tel officephone telefono telefonoprincipal"),
    ("fax", "fax faxnumber numerodefax"),
    ("address", "address streetaddress practiceaddress direccion domicilio"),
    ("npi_ended", "npideactivationdate deactivationdate deactivated fechadebajadelnpi"),
];

/// Longest free text of a row, in characters.
const LONGEST: usize = 200;

/// Something to write.
#[derive(Debug, Clone)]
pub struct Plan {
    /// As it will be.
    provider: Provider,
    /// What changes of one that is there; `None` for a new one.
    changes: Option<Vec<Change>>,
    renamed: bool,
}

/// Holds the rows against the providers of the practice.
pub async fn judge(conn: &mut Conn, rows: &[FileRow], setting: &Setting) -> Result<(Vec<Judged>, Vec<Plan>), Fault> {
    let places = places(conn, setting.reach).await?;
    let known: HashMap<_, _> =
        store::all(conn, setting.reach).await?.into_iter().map(|one| (one.npi.clone(), one)).collect();
    let key = |row: &FileRow| Npi::parse(row.get(KEY)).map(String::from).unwrap_or_default();
    let keys: Vec<_> = rows.iter().map(key).collect();
    let (mut judged, mut planned) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (row, key) in rows.iter().zip(&keys) {
        let (verdict, plan) = one(row, known.get(key), &places, setting);
        let named = [row.get("provider_name"), row.get("registry_name")].into_iter().find(|name| !name.is_empty());
        let who = named.map(str::to_owned).or_else(|| known.get(key).map(|one| one.name.clone()));
        let who = who.map_or_else(|| row.get(KEY).to_owned(), |name| format!("{name} · {}", row.get(KEY)));
        let flag = (!row.get("npi_ended").is_empty()).then_some(Code::NpiDeactivated);
        judged.push(Judged { line: row.line, who, verdict, flag });
        planned.push(plan);
    }
    no_duplicates(&mut judged, &keys, KEY);
    let good = |(row, plan): (&Judged, Option<Plan>)| plan.filter(|_| !matches!(row.verdict, Verdict::Refused(_)));
    let plans = judged.iter().zip(planned).filter_map(good).collect();
    Ok((judged, plans))
}

struct Said {
    name: Option<String>,
    office: Option<OfficeId>,
    registry: Registry,
}

fn text(cell: &str) -> Result<String, Code> {
    let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST { Err(Code::TooLong) } else { Ok(text) }
}

fn read(row: &FileRow, places: &Places, faults: &mut Vec<(String, Code)>) -> Said {
    let mut said = |field: &str, parse: &dyn Fn(&str) -> Result<String, Code>| {
        let cell = row.get(field);
        if cell.is_empty() {
            return String::new();
        }
        parse(cell).unwrap_or_else(|code| {
            faults.push((field.to_owned(), code));
            String::new()
        })
    };
    let number = |cell: &str| Phone::parse(cell).map(String::from);
    let office = |cell: &str| {
        let found = places.offices.iter().find(|(_, name)| fold(name) == fold(cell));
        found.map(|(id, _)| id.to_string()).ok_or(Code::Unknown)
    };
    let name = said("provider_name", &form::name);
    let office = said("office", &office);
    let registry = Registry {
        credential: said("credential", &text),
        taxonomy: said("taxonomy", &text),
        phone: said("phone", &number),
        fax: said("fax", &number),
        address: said("address", &text),
        ended: said("npi_ended", &|cell| day::parse(cell).map(|day| day.format(day::STORED).to_string())),
    };
    Said { name: (!name.is_empty()).then_some(name), office: office.parse().ok(), registry }
}

fn one(row: &FileRow, known: Option<&Provider>, places: &Places, setting: &Setting) -> (Verdict, Option<Plan>) {
    let mut faults = Vec::new();
    let npi = Npi::parse(row.get(KEY)).map_err(|code| faults.push((KEY.to_owned(), code)));
    if !row.get("organisation").is_empty() {
        faults.push((KEY.to_owned(), Code::NotAClinician));
    }
    let said = read(row, places, &mut faults);
    match (known, npi) {
        (Some(before), Ok(_)) if faults.is_empty() => changed(before, said),
        (None, Ok(npi)) => {
            // Nobody begins to work under a number that was taken back.
            if !said.registry.ended.is_empty() {
                faults.push((KEY.to_owned(), Code::NpiDeactivated));
            }
            new(row, (npi, said), places, setting, faults)
        }
        _ => (Verdict::Refused(faults), None),
    }
}

fn new(
    row: &FileRow,
    (npi, said): (Npi, Said),
    places: &Places,
    setting: &Setting,
    mut faults: Vec<(String, Code)>,
) -> (Verdict, Option<Plan>) {
    // Where there is one office only, nobody needs to say which.
    let only = match places.offices.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    };
    let office = said.office.or(setting.office.filter(|id| places.office(*id).is_some())).or(only);
    let registered = Some(row.get("registry_name")).filter(|name| !name.is_empty());
    let name = said.name.or_else(|| registered.and_then(|name| form::name(name).ok()));
    for (field, lacks) in [("provider_name", name.is_none()), ("office", office.is_none())] {
        if lacks && faults.is_empty() {
            faults.push((field.to_owned(), Code::Required));
        }
    }
    match (name, office) {
        (Some(name), Some(office)) if faults.is_empty() => {
            let provider = Provider {
                id: ProviderId::new(setting.random.id(setting.now)),
                office,
                office_name: String::new(),
                name,
                npi: npi.into(),
                kind: Kind::Local,
                agent: Agent { language: "en".into(), ..Agent::default() },
                profile: Profile { registry: said.registry, ..Profile::default() },
                version: 1,
            };
            (Verdict::New, Some(Plan { provider, changes: None, renamed: false }))
        }
        _ => (Verdict::Refused(faults), None),
    }
}

/// The provider with what the row says in place of what was there. The practice's own name stays, unless a plain file
/// says another; so does the office, since people are placed by it.
fn changed(before: &Provider, said: Said) -> (Verdict, Option<Plan>) {
    let mut after = before.clone();
    let or = |said: String, stored: &String| if said.is_empty() { stored.clone() } else { said };
    let (old, new) = (&before.profile.registry, said.registry);
    after.name = said.name.unwrap_or_else(|| before.name.clone());
    after.profile.registry = Registry {
        credential: or(new.credential, &old.credential),
        taxonomy: or(new.taxonomy, &old.taxonomy),
        phone: or(new.phone, &old.phone),
        fax: or(new.fax, &old.fax),
        address: or(new.address, &old.address),
        ended: or(new.ended, &old.ended),
    };
    let mut event = Event::new(EventKind::ProviderEdited);
    for ((field, old), (_, new)) in texts(before).into_iter().zip(texts(&after)) {
        event.change(field, old, new);
    }
    if event.changes.is_empty() {
        return (Verdict::Unchanged, None);
    }
    after.version += 1;
    let renamed = after.name != before.name;
    let plan = Plan { provider: after, changes: Some(event.changes.clone()), renamed };
    (Verdict::Changed(event.changes), Some(plan))
}

fn texts(provider: &Provider) -> [(&'static str, String); 7] {
    let registry = provider.profile.registry.clone();
    [
        ("provider_name", provider.name.clone()),
        ("credential", registry.credential),
        ("taxonomy", registry.taxonomy),
        ("phone", registry.phone),
        ("fax", registry.fax),
        ("address", registry.address),
        ("npi_ended", registry.ended),
    ]
}

/// Writes the providers, with an event for each.
pub async fn carry_out(conn: &mut Conn, plans: Vec<Plan>, setting: &Setting) -> Result<Vec<Event>, Fault> {
    let practice = setting.reach.practice;
    let mut events = Vec::with_capacity(plans.len());
    for Plan { provider, changes, renamed } in plans {
        let written = match &changes {
            None => store::add(conn, practice, &provider).await?,
            Some(_) => store::save(conn, practice, &provider).await?,
        };
        if !written {
            return Err(AppError::Gone.into());
        }
        save_profile(conn, practice, &provider).await?;
        if renamed {
            rename_place(conn, practice, &provider).await?;
        }
        let kind = if changes.is_some() { EventKind::ProviderEdited } else { EventKind::ProviderAdded };
        let mut event = Event::new(kind).about(provider.id, &provider.name);
        event.change("provider_npi", if changes.is_some() { &provider.npi } else { "" }, &provider.npi);
        event.changes.extend(changes.unwrap_or_default());
        events.push(event);
    }
    Ok(events)
}
