//! The verdict about every row: a pure function of the file, the practice and who imports.

mod existing;
mod values;

use std::collections::HashMap;

use crate::domain::code::Code;
use crate::domain::ids::{OfficeId, PersonId, ProviderId};
use crate::domain::role::Role;

use super::model::{FieldChange, Judged, Preview, Record, RosterField, RosterRow, RowVerdict};
use existing::key_of;
pub use existing::{Existing, Known, Office, Provider};
use values::Values;

/// Who imports, and what new people get where the file says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub importer: PersonId,
    /// The importing person's highest role that includes importing: it bounds whom they may touch and make.
    pub by: Role,
    pub role: Option<Role>,
    pub office: Option<OfficeId>,
    /// Set when the importing person works at the level of one provider: new people are made there and nowhere else.
    pub provider: Option<ProviderId>,
}

/// A person as the row wants them: what an import writes for a new or changed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub line: u32,
    /// `None`: a new person.
    pub person: Option<PersonId>,
    /// All values in their stored form, parsed already; what the file leaves open is as it was before.
    pub record: Record,
    pub role: Role,
    pub office: OfficeId,
    pub provider: Option<ProviderId>,
}

/// Judges every row. Nothing depends on the order of the people, and only the first of equal rows is accepted.
///
/// A row means the person of its username, else of its e-mail, else of its employee number. People choose their username
/// when they register, so a file only recognises people by it: the username of anybody else is left aside. Candidates
/// are those of the new and the changed rows, in the order of the file.
pub fn judge(rows: &[RosterRow], existing: &Existing, terms: Terms) -> (Preview, Vec<Candidate>) {
    let mut seen = Seen::default();
    let mut judged = Vec::with_capacity(rows.len());
    let mut candidates = Vec::new();
    for row in rows {
        let (values, mut faults) = Values::read(row, existing);
        let known = existing.meant_by(&values);
        if known.is_none_or(|known| known.record.get(RosterField::Username).is_empty()) {
            // What can't be a username here, such as the address that other portals use, recognises nobody either.
            faults.retain(|(field, _)| *field != RosterField::Username);
        }
        let same_as = seen.note(row.line, &values, known, &mut faults);
        check_owner(&values, known, existing, &mut faults);
        let verdict = match decide(row, &values, known, existing, terms, &mut faults) {
            Some((candidate, changes)) if faults.is_empty() => {
                let verdict = match known {
                    None => RowVerdict::New,
                    Some(_) if changes.is_empty() => RowVerdict::Unchanged,
                    Some(_) => RowVerdict::Changed(changes),
                };
                if verdict != RowVerdict::Unchanged {
                    candidates.push(candidate);
                }
                verdict
            }
            _ => RowVerdict::Refused(in_order(faults)),
        };
        let person = known.map(|known| known.id);
        judged.push(Judged { line: row.line, who: who(row, known), person, verdict, same_as });
    }
    (Preview::new(judged), candidates)
}

type Faults = Vec<(RosterField, Code)>;

/// Columns first to last, each with its first problem only.
fn in_order(mut faults: Faults) -> Faults {
    faults.sort_by_key(|(field, _)| *field);
    faults.dedup_by_key(|(field, _)| *field);
    faults
}

fn who(row: &RosterRow, known: Option<&Known>) -> String {
    use RosterField::{Email, EmployeeNo, FirstName, LastName, Username};
    let text = |field| {
        let cell = row.record.get(field);
        if cell.is_empty() { known.map_or("", |known| known.record.get(field)) } else { cell }
    };
    let names: Vec<_> = [text(LastName), text(FirstName)].into_iter().filter(|name| !name.is_empty()).collect();
    if !names.is_empty() {
        return names.join(", ");
    }
    [Email, Username, EmployeeNo].map(text).into_iter().find(|key| !key.is_empty()).unwrap_or_default().to_owned()
}

/// The lines in which each e-mail, username, employee number and person stood first.
#[derive(Default)]
struct Seen {
    keys: HashMap<(RosterField, String), u32>,
    people: HashMap<PersonId, u32>,
}

impl Seen {
    /// Refuses what an earlier row has already, and says which.
    fn note(&mut self, line: u32, values: &Values, known: Option<&Known>, faults: &mut Faults) -> Option<u32> {
        let mut first = None;
        for (field, key) in values.keys() {
            let line_of_key = *self.keys.entry((field, key)).or_insert(line);
            if line_of_key != line {
                faults.push((field, Code::DuplicateInFile));
                first = first.or(Some(line_of_key));
            }
        }
        // Two rows may mean one person by different keys.
        if let Some(known) = known {
            let line_of_person = *self.people.entry(known.id).or_insert(line);
            if line_of_person != line && first.is_none() {
                faults.push((values.recognised_by(), Code::DuplicateInFile));
                first = Some(line_of_person);
            }
        }
        first
    }
}

/// A key may belong to nobody, or to the person whom the row means, but to no one else.
fn check_owner(values: &Values, known: Option<&Known>, existing: &Existing, faults: &mut Faults) {
    for (field, key) in values.keys() {
        let owner = existing.owner(field, &key);
        let foreign = owner.is_some_and(|owner| known.is_none_or(|known| known.id != owner.id));
        if foreign || (owner.is_none() && existing.is_used_elsewhere(field, &key)) {
            faults.push((field, Code::Taken));
        }
    }
}

/// The person as wanted and how they differ, or `None` when something is missing; faults are added either way.
fn decide(
    row: &RosterRow,
    values: &Values,
    known: Option<&Known>,
    existing: &Existing,
    terms: Terms,
    faults: &mut Faults,
) -> Option<(Candidate, Vec<FieldChange>)> {
    let provider = values.provider.map(|provider| provider.id);
    let role = values.role.or(known.map(|known| known.role)).or(terms.role);
    // Naming a provider alone says where: at that provider's office.
    let office = values.office.map(|office| office.id).or(values.provider.map(|provider| provider.office));
    let office = office.or(known.map(|known| known.office)).or(terms.office);
    let provider = provider.or(known.map_or(terms.provider, |known| known.provider));

    let mut record = merged(known, values);
    let (Some(role), Some(office)) = (role, office) else {
        missing(row, &record, role, office, faults);
        return None;
    };
    existing.describe(&mut record, role, office, provider);
    match known {
        None => {
            missing(row, &record, Some(role), Some(office), faults);
            if !terms.by.may_hand_out(role) {
                faults.push((RosterField::Role, Code::RoleNotYours));
            }
        }
        Some(known) => check_change(known, &record, role, terms, faults),
    }
    let stays = known.is_some_and(|known| (known.office, known.provider) == (office, provider));
    let outside = terms.provider.is_some() && provider != terms.provider;
    let elsewhere = provider.is_some_and(|id| existing.provider(id).is_none_or(|provider| provider.office != office));
    if !stays && (outside || elsewhere) {
        faults.push((RosterField::ProviderNpi, Code::Unknown));
    }
    let changes = known.map(|known| changes(&known.record, &record)).unwrap_or_default();
    let person = known.map(|known| known.id);
    Some((Candidate { line: row.line, person, record, role, office, provider }, changes))
}

/// The values as they are, with those of the row put over them.
fn merged(known: Option<&Known>, values: &Values) -> Record {
    let mut record = known.map(|known| known.record.clone()).unwrap_or_default();
    let has_username = !record.get(RosterField::Username).is_empty();
    for field in RosterField::ALL {
        if field == RosterField::Username && !has_username {
            continue;
        }
        let text = values.record.get(field);
        // An address in other letter case is the same address, not a change of it.
        let same_address = field == RosterField::Email && key_of(text) == key_of(record.get(field));
        if !text.is_empty() && !same_address {
            record.set(field, text);
        }
    }
    record
}

/// What a new person cannot do without. A cell that was filled, but wrongly, has its own fault already.
fn missing(row: &RosterRow, record: &Record, role: Option<Role>, office: Option<OfficeId>, faults: &mut Faults) {
    use RosterField::{Email, FirstName, LastName};
    let texts = [LastName, FirstName, Email].map(|field| (field, !record.get(field).is_empty()));
    let places = [(RosterField::Role, role.is_some()), (RosterField::Office, office.is_some())];
    for (field, there) in texts.into_iter().chain(places) {
        if !there && row.record.get(field).is_empty() {
            faults.push((field, Code::Required));
        }
    }
}

/// What an import never does to a person who is there already.
fn check_change(known: &Known, record: &Record, role: Role, terms: Terms, faults: &mut Faults) {
    let changed: Vec<_> = changes(&known.record, record).into_iter().map(|change| change.field).collect();
    let Some(first) = changed.first() else { return };
    // Archived people are restored first, deliberately and one by one.
    if known.archived {
        faults.push((*first, Code::NotChangeable));
    }
    // S0-68: a username, once given, stays.
    if changed.contains(&RosterField::Username) {
        faults.push((RosterField::Username, Code::NotChangeable));
    }
    // C-10: a registered address changes only after its owner has confirmed the new one.
    if changed.contains(&RosterField::Email) && known.registered {
        faults.push((RosterField::Email, Code::NotChangeable));
    }
    // Nobody changes their own role, not even by a file.
    let own = known.id == terms.importer;
    if !terms.by.reaches(known.role) || (role != known.role && (own || !terms.by.may_hand_out(role))) {
        faults.push((RosterField::Role, Code::RoleNotYours));
    }
}

fn changes(before: &Record, after: &Record) -> Vec<FieldChange> {
    let differs = |field: &RosterField| before.get(*field) != after.get(*field);
    let change =
        |field| FieldChange { field, before: before.get(field).to_owned(), after: after.get(field).to_owned() };
    RosterField::ALL.into_iter().filter(differs).map(change).collect()
}

#[cfg(test)]
mod tests;
