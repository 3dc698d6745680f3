//! Patients from a file: what a row means, and writing them.

use std::collections::HashMap;

use chrono::{Duration, NaiveDateTime, TimeZone};

use super::{
    model::{Patient, Status},
    store::{
        self, identifier_key,
        moves::{self, Act, Side},
    },
};
use crate::{
    domain::{
        clock::Instant,
        code::Code,
        day,
        fold::fold,
        ids::{BatchId, OfficeId, PatientId, ProviderId},
        language::Language,
        npi::Npi,
        person_name::{FirstName, LastName},
        scope::Reach,
    },
    error::AppError,
    history::model::Change,
    imports::{
        model::{FileRow, Judged, Verdict},
        rows::Names,
        service::{Setting, no_duplicates},
    },
    practices::{model::Places, store::places},
    server::{db::Conn, fault::Fault},
};

/// The column by which patients are recognised.
pub const KEY: &str = "identifier";

/// The fields with the headings that mean them, in the order of the template.
pub const NAMES: Names = &[
    (
        "identifier",
        "identifier patientid patientidentifier patientnumber patientno mrn medicalrecordnumber chartnumber chartno \
         recordnumber accountnumber id identificador numerodepaciente idpaciente expediente \
         numerodeexpediente historiaclinica",
    ),
    ("last_name", "lastname last surname familyname patientlastname apellido apellidos"),
    ("first_name", "firstname first givenname forename patientfirstname nombre nombres"),
    ("birth", "birth dateofbirth dob birthdate birthday patientdob fechadenacimiento nacimiento"),
    ("language", "language preferredlanguage primarylanguage idioma lengua idiomapreferido"),
    (
        "office",
        "office location site clinic facility officename oficina sede clinica consultorio ubicacion oficinasede",
    ),
    ("provider_npi", "providernpi npi primaryprovidernpi pcpnpi npidelproveedor npiproveedor"),
    ("status", "status patientstatus state estado situacion"),
    (
        "next_appointment",
        "nextappointment appointment nextvisit nextappt proximacita cita proximaconsulta fechadelaproximacita",
    ),
];

/// Longest identifier, in characters.
const LONGEST: usize = 40;

/// Something to write.
#[derive(Debug, Clone)]
pub struct Plan {
    /// As it will be.
    patient: Patient,
    /// Whom the patient was with; `None` for a new one.
    before: Option<Option<ProviderId>>,
}

/// Holds the rows against the patients of the practice.
pub async fn judge(conn: &mut Conn, rows: &[FileRow], setting: &Setting) -> Result<(Vec<Judged>, Vec<Plan>), Fault> {
    let places = places(conn, Reach::whole(setting.reach.practice)).await?;
    let patients = store::all(conn, setting.reach).await?;
    let known: HashMap<_, _> = patients.into_iter().map(|one| (identifier_key(&one.identifier), one)).collect();
    let keys: Vec<_> = rows.iter().map(|row| identifier_key(row.get(KEY))).collect();
    let mut planned = Vec::with_capacity(rows.len());
    let mut judged = Vec::with_capacity(rows.len());
    for (row, key) in rows.iter().zip(&keys) {
        let (verdict, plan) = one(row, known.get(key), &places, setting);
        let who = format!("{}, {}", row.get("last_name"), row.get("first_name"));
        let who = if who.len() > 2 { who } else { row.get(KEY).to_owned() };
        judged.push(Judged { line: row.line, who, verdict, flag: None });
        planned.push(plan);
    }
    no_duplicates(&mut judged, &keys, KEY);
    let good = |(row, plan): (&Judged, Option<Plan>)| plan.filter(|_| !matches!(row.verdict, Verdict::Refused(_)));
    let plans = judged.iter().zip(planned).filter_map(good).collect();
    Ok((judged, plans))
}

fn identifier(text: &str) -> Result<String, Code> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || identifier_key(&text).is_empty() {
        return Err(Code::Required);
    }
    if text.chars().any(char::is_control) {
        return Err(Code::NameCharacters);
    }
    if text.chars().count() > LONGEST { Err(Code::TooLong) } else { Ok(text) }
}

/// What files call the states, folded.
fn status(text: &str) -> Option<Status> {
    let text = fold(text);
    let known: [(&str, Status); 11] = [
        ("active", Status::Active),
        ("activo", Status::Active),
        ("activa", Status::Active),
        ("inactive", Status::Inactive),
        ("inactivo", Status::Inactive),
        ("discharged", Status::Discharged),
        ("alta", Status::Discharged),
        ("dado de alta", Status::Discharged),
        ("deceased", Status::Deceased),
        ("fallecido", Status::Deceased),
        ("fallecida", Status::Deceased),
    ];
    known.into_iter().find(|(name, _)| *name == text).map(|(_, status)| status)
}

/// What a cell says, if it says anything; a wrong one is noted.
fn said<V>(
    row: &FileRow,
    field: &str,
    faults: &mut Vec<(String, Code)>,
    parse: impl FnOnce(&str) -> Result<V, Code>,
) -> Option<V> {
    let cell = row.get(field);
    if cell.is_empty() {
        return None;
    }
    parse(cell).map_err(|code| faults.push((field.to_owned(), code))).ok()
}

/// The moment of a local time. One that the clocks skip in spring means the hour after.
fn moment(setting: &Setting, local: NaiveDateTime) -> Option<Instant> {
    let read = |local: &NaiveDateTime| setting.zone.from_local_datetime(local).earliest();
    read(&local).or_else(|| read(&(local + Duration::hours(1)))).map(|at| at.to_utc())
}

struct Said {
    last: Option<String>,
    first: Option<String>,
    birth: Option<chrono::NaiveDate>,
    language: Option<Language>,
    office: Option<OfficeId>,
    provider: Option<ProviderId>,
    status: Option<Status>,
    next: Option<Instant>,
}

fn read(row: &FileRow, places: &Places, setting: &Setting, faults: &mut Vec<(String, Code)>) -> Said {
    let office = |cell: &str| {
        let found = places.offices.iter().find(|(_, name)| fold(name) == fold(cell));
        found.map(|(id, _)| *id).ok_or(Code::Unknown)
    };
    let provider = |cell: &str| {
        let npi = Npi::parse(cell)?;
        let found = places.providers.iter().find(|provider| provider.npi == npi.as_str());
        found.map(|provider| provider.id).ok_or(Code::Unknown)
    };
    let born = |cell: &str| {
        let day = day::parse(cell)?;
        if day > setting.now.date_naive() { Err(Code::OutOfRange) } else { Ok(day) }
    };
    Said {
        last: said(row, "last_name", faults, |cell| LastName::parse(cell).map(String::from)),
        first: said(row, "first_name", faults, |cell| FirstName::parse(cell).map(String::from)),
        birth: said(row, "birth", faults, born),
        language: said(row, "language", faults, |cell| Language::read(cell).ok_or(Code::Unknown)),
        office: said(row, "office", faults, office),
        provider: said(row, "provider_npi", faults, provider),
        status: said(row, "status", faults, |cell| status(cell).ok_or(Code::Unknown)),
        next: said(row, "next_appointment", faults, |cell| {
            moment(setting, day::parse_with_time(cell)?).ok_or(Code::NotADate)
        }),
    }
}

fn one(row: &FileRow, known: Option<&Patient>, places: &Places, setting: &Setting) -> (Verdict, Option<Plan>) {
    let mut faults = Vec::new();
    let number = identifier(row.get(KEY)).map_err(|code| faults.push((KEY.to_owned(), code)));
    let said = read(row, places, setting, &mut faults);
    if let (Ok(_), Some(before), true) = (&number, known, faults.is_empty()) {
        let after = changed(before, said);
        let changes = changes(before, &after, places);
        if changes.is_empty() {
            return (Verdict::Unchanged, None);
        }
        return (Verdict::Changed(changes), Some(Plan { patient: after, before: Some(before.provider) }));
    }
    // Where there is one office only, nobody needs to say which.
    let only = match places.offices.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    };
    let provider = said.provider.and_then(|id| places.provider(id)).map(|provider| provider.office);
    let office = said.office.or(provider).or(setting.office.filter(|id| places.office(*id).is_some())).or(only);
    if known.is_none() {
        let needed =
            [("last_name", said.last.is_none()), ("first_name", said.first.is_none()), ("birth", said.birth.is_none())];
        for (field, lacks) in needed.into_iter().chain([("office", office.is_none())]) {
            if lacks && !faults.iter().any(|(wrong, _)| wrong == field) {
                faults.push((field.to_owned(), Code::Required));
            }
        }
    }
    let new = (|| {
        Some(Patient {
            id: PatientId::new(setting.random.id(setting.now)),
            office: office?,
            provider: said.provider,
            identifier: number.ok()?,
            first_name: said.first?,
            last_name: said.last?,
            birth: said.birth?,
            language: said.language.unwrap_or(Language::English),
            status: said.status.unwrap_or(Status::Active),
            next: said.next,
            version: 1,
        })
    })();
    match new.filter(|_| faults.is_empty()) {
        Some(patient) => (Verdict::New, Some(Plan { patient, before: None })),
        None => (Verdict::Refused(faults), None),
    }
}

/// The patient with what the row says in place of what was there.
fn changed(before: &Patient, said: Said) -> Patient {
    Patient {
        office: said.office.unwrap_or(before.office),
        provider: said.provider.or(before.provider),
        first_name: said.first.unwrap_or_else(|| before.first_name.clone()),
        last_name: said.last.unwrap_or_else(|| before.last_name.clone()),
        birth: said.birth.unwrap_or(before.birth),
        language: said.language.unwrap_or(before.language),
        status: said.status.unwrap_or(before.status),
        next: said.next.or(before.next),
        version: before.version + 1,
        ..before.clone()
    }
}

fn changes(before: &Patient, after: &Patient, places: &Places) -> Vec<Change> {
    let office = |id: OfficeId| places.office(id).unwrap_or_default().to_owned();
    let texts = |patient: &Patient| {
        [
            ("last_name", patient.last_name.clone()),
            ("first_name", patient.first_name.clone()),
            ("birth", patient.birth.format(day::STORED).to_string()),
            ("language", patient.language.name().to_owned()),
            ("office", office(patient.office)),
            ("provider", provider_name(patient.provider, places)),
            ("patient_status", patient.status.name().to_owned()),
            ("next_appointment", patient.next.map(|at| at.format("%Y-%m-%d %H:%MZ").to_string()).unwrap_or_default()),
        ]
    };
    let both = texts(before).into_iter().zip(texts(after));
    let differs = both.filter(|((_, old), (_, new))| old != new);
    differs.map(|((field, old), (_, new))| Change { field: field.into(), old, new }).collect()
}

fn provider_name(id: Option<ProviderId>, places: &Places) -> String {
    id.and_then(|id| places.provider(id)).map(|provider| provider.name.clone()).unwrap_or_default()
}

/// Writes the patients, each with a line of their own.
pub async fn carry_out(conn: &mut Conn, plans: Vec<Plan>, setting: &Setting) -> Result<(), Fault> {
    let practice = setting.reach.practice;
    let places = places(conn, Reach::whole(practice)).await?;
    let act = Act { batch: BatchId::new(setting.random.id(setting.now)), at: setting.now, by: setting.by.clone() };
    let side = |id: Option<ProviderId>| Side { id, name: provider_name(id, &places) };
    let (mut new, mut old, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for Plan { patient, before } in plans {
        match before {
            None => {
                new.push((patient.id, Side::default(), side(patient.provider)));
                added.push(patient);
            }
            Some(before) => {
                if !store::save(conn, practice, &patient).await? {
                    return Err(AppError::Gone.into());
                }
                old.push((patient.id, side(before), side(patient.provider)));
            }
        }
    }
    store::insert_many(conn, practice, &added).await?;
    moves::note(conn, practice, "imported", &new, &act).await?;
    moves::note(conn, practice, "changed", &old, &act).await?;
    Ok(())
}
