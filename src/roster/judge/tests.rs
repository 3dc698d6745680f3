use uuid::Uuid;

use super::*;
use crate::i18n::{Lang, T};
use crate::roster::read::read;
use crate::roster::{headings, words, write};
use RosterField as F;

const CENTRO: OfficeId = OfficeId::new(Uuid::from_u128(1));
const NORTE: OfficeId = OfficeId::new(Uuid::from_u128(2));
const DOCTOR: ProviderId = ProviderId::new(Uuid::from_u128(3));
const ANA: PersonId = PersonId::new(Uuid::from_u128(4));
const BEN: PersonId = PersonId::new(Uuid::from_u128(5));
const OLIVIA: PersonId = PersonId::new(Uuid::from_u128(6));
const ADAM: PersonId = PersonId::new(Uuid::from_u128(8));
const OLD: PersonId = PersonId::new(Uuid::from_u128(7));

fn known(id: PersonId, role: Role, cells: &[(F, &str)]) -> Known {
    let record = cells.iter().fold(Record::default(), |record, (field, text)| record.with(*field, *text));
    Known { id, registered: true, archived: false, role, office: CENTRO, provider: None, record }
}

fn existing() -> Existing {
    let ana = known(
        ANA,
        Role::ClericalUser,
        &[
            (F::LastName, "Álvarez"),
            (F::FirstName, "Ana"),
            (F::Username, "ana.alvarez"),
            (F::Email, "ana@example.com"),
            (F::Phone, "(212) 555-0123"),
            (F::EmployeeNo, "A-1"),
        ],
    );
    let ben = [(F::LastName, "Bell"), (F::FirstName, "Ben"), (F::Email, "ben@example.com")];
    let ben = Known { registered: false, ..known(BEN, Role::PortalUser, &ben) };
    let olivia = [(F::LastName, "Owen"), (F::FirstName, "Olivia"), (F::Email, "olivia@example.com")];
    let olivia = known(OLIVIA, Role::PracticeOwner, &olivia);
    let old = [(F::LastName, "Old"), (F::FirstName, "Otto"), (F::Email, "otto@example.com")];
    let old = Known { archived: true, ..known(OLD, Role::PortalUser, &old) };
    let offices =
        vec![Office { id: CENTRO, name: "Clínica Centro".into() }, Office { id: NORTE, name: "Norte".into() }];
    let providers = vec![Provider { id: DOCTOR, office: NORTE, npi: "1234567893".into() }];
    let mut existing = Existing::new(vec![ana, ben, olivia, old], offices, providers);
    existing.add_elsewhere(F::Email, ["Else@example.com".to_owned()]);
    existing
}

const TERMS: Terms =
    Terms { importer: ADAM, by: Role::PracticeAdministrator, role: None, office: None, provider: None };

fn row(line: u32, cells: &[(F, &str)]) -> RosterRow {
    let record = cells.iter().fold(Record::default(), |record, (field, text)| record.with(*field, *text));
    RosterRow { line, record }
}

fn verdict(cells: &[(F, &str)]) -> RowVerdict {
    let (mut preview, _) = judge(&[row(2, cells)], &existing(), TERMS);
    preview.rows.remove(0).verdict
}

fn refused(faults: &[(F, Code)]) -> RowVerdict {
    RowVerdict::Refused(faults.to_vec())
}

const CARLA: [(F, &str); 5] = [
    (F::LastName, "Cruz"),
    (F::FirstName, "Carla"),
    (F::Email, "carla@example.com"),
    (F::Role, "Provider - Clerical User"),
    (F::Office, "CLINICA CENTRO"),
];

#[test]
fn a_new_person_is_made_from_the_row() {
    let (preview, candidates) = judge(&[row(2, &CARLA)], &existing(), TERMS);
    assert_eq!(preview.rows[0].verdict, RowVerdict::New);
    assert_eq!(preview.rows[0].who, "Cruz, Carla");
    let candidate = &candidates[0];
    assert_eq!((candidate.person, candidate.role, candidate.office), (None, Role::ClericalUser, CENTRO));
    assert_eq!(candidate.record.get(F::Office), "Clínica Centro");
}

#[test]
fn the_same_details_change_nothing() {
    for key in [(F::Email, "ANA@example.com"), (F::Username, "Ana.Alvarez"), (F::EmployeeNo, "A-1")] {
        let cells = [key, (F::Phone, "(212) 555-0123"), (F::LastName, "A\u{301}lvarez"), (F::Title, "")];
        assert_eq!(verdict(&cells), RowVerdict::Unchanged, "{key:?}");
    }
}

#[test]
fn an_export_reads_back_without_a_change() {
    let existing = existing();
    for lang in Lang::ALL {
        let t = T::new(lang);
        let headings = RosterField::ALL.map(|field| words::heading(t, field));
        let rows: Vec<_> = existing.people().map(|known| words::cells(t, &known.record)).collect();
        let csv = write::csv(&headings, rows.clone()).into_bytes();
        let xlsx = write::xlsx(t.people_title(), &headings, rows).expect("a workbook");
        for file in [csv, xlsx] {
            let table = read(&file).expect("our own file reads back");
            let rows = headings::guess(&table.headings).rows(&table);
            let (preview, candidates) = judge(&rows, &existing, TERMS);
            assert_eq!((preview.counts.unchanged, candidates.len()), (4, 0), "{preview:?}");
        }
    }
}

#[test]
fn changes_are_listed_field_by_field() {
    let cells = [(F::Username, "ana.alvarez"), (F::Phone, "212-555-0199"), (F::Role, "Usuario del portal")];
    let change = |field, before: &str, after: &str| FieldChange { field, before: before.into(), after: after.into() };
    let expected =
        vec![change(F::Role, "clerical_user", "portal_user"), change(F::Phone, "+12125550123", "+12125550199")];
    assert_eq!(verdict(&cells), RowVerdict::Changed(expected));
}

#[test]
fn every_fault_of_a_row_is_named_once() {
    let cells = [(F::LastName, "Cruz7"), (F::Email, "carla"), (F::Role, "King"), (F::ProviderNpi, "1234567890")];
    let expected = [
        (F::LastName, Code::NameCharacters),
        (F::FirstName, Code::Required),
        (F::Email, Code::NotAnEmail),
        (F::Role, Code::Unknown),
        (F::Office, Code::Required),
        (F::ProviderNpi, Code::NpiCheckDigit),
    ];
    assert_eq!(verdict(&cells), refused(&expected));
}

#[test]
fn the_later_of_equal_rows_names_the_first() {
    let other = [CARLA[0], CARLA[1], (F::Email, "CARLA@example.com"), CARLA[3], CARLA[4]];
    let (preview, candidates) = judge(&[row(2, &CARLA), row(3, &[CARLA[2]]), row(4, &other)], &existing(), TERMS);
    assert_eq!(preview.rows[0].verdict, RowVerdict::New);
    assert_eq!(preview.rows.iter().map(|row| row.same_as).collect::<Vec<_>>(), [None, Some(2), Some(2)]);
    assert_eq!(preview.rows[2].verdict, refused(&[(F::Email, Code::DuplicateInFile)]));
    assert_eq!((preview.counts.new, preview.counts.refused, candidates.len()), (1, 2, 1));
}

#[test]
fn two_rows_cannot_mean_one_person() {
    let rows = [row(2, &[(F::Username, "ana.alvarez")]), row(3, &[(F::Email, "ana@example.com")])];
    let (preview, _) = judge(&rows, &existing(), TERMS);
    assert_eq!(preview.rows[1].verdict, refused(&[(F::Email, Code::DuplicateInFile)]));
    assert_eq!(preview.rows[1].same_as, Some(2));
}

#[test]
fn what_belongs_to_others_is_taken() {
    let ben_s = [(F::Username, "ana.alvarez"), (F::Email, "ben@example.com")];
    assert_eq!(verdict(&ben_s), refused(&[(F::Email, Code::Taken)]));
    let elsewhere = [CARLA[0], CARLA[1], (F::Email, "else@example.com"), CARLA[3], CARLA[4]];
    assert_eq!(verdict(&elsewhere), refused(&[(F::Email, Code::Taken)]));
}

#[test]
fn usernames_and_registered_addresses_stay() {
    let renamed = [(F::Email, "ana@example.com"), (F::Username, "ana.a")];
    assert_eq!(verdict(&renamed), refused(&[(F::Username, Code::NotChangeable)]));
    let moved = [(F::Username, "ana.alvarez"), (F::Email, "ana@example.org")];
    assert_eq!(verdict(&moved), refused(&[(F::Email, Code::NotChangeable)]));
    let first = [(F::Email, "ben@example.com"), (F::Username, "ben.bell")];
    assert_eq!(verdict(&first), RowVerdict::Unchanged, "people choose their own first username");
    for username in ["carla", "carla@example.com"] {
        let cells = [CARLA.as_slice(), &[(F::Username, username)]].concat();
        let (_, candidates) = judge(&[row(2, &cells)], &existing(), TERMS);
        assert_eq!(candidates[0].record.get(F::Username), "");
    }
}

#[test]
fn roles_above_the_importing_person_s_are_out_of_reach() {
    let promoted = [(F::Email, "ben@example.com"), (F::Role, "Practice Owner")];
    assert_eq!(verdict(&promoted), refused(&[(F::Role, Code::RoleNotYours)]));
    let above = [(F::Email, "olivia@example.com"), (F::Title, "CEO")];
    assert_eq!(verdict(&above), refused(&[(F::Role, Code::RoleNotYours)]));
    assert_eq!(verdict(&[(F::Email, "olivia@example.com")]), RowVerdict::Unchanged);
    let patient = [CARLA[0], CARLA[1], CARLA[2], (F::Role, "Patient"), CARLA[4]];
    assert_eq!(verdict(&patient), refused(&[(F::Role, Code::RoleNotYours)]));
}

#[test]
fn nobody_changes_their_own_role() {
    let rows = [row(2, &[(F::Email, "ben@example.com"), (F::Role, "Clerical User")])];
    let (preview, _) = judge(&rows, &existing(), Terms { importer: BEN, ..TERMS });
    assert_eq!(preview.rows[0].verdict, refused(&[(F::Role, Code::RoleNotYours)]));
    assert_eq!(judge(&rows, &existing(), TERMS).0.counts.changed, 1);
}

#[test]
fn archived_people_are_not_changed() {
    assert_eq!(verdict(&[(F::Email, "otto@example.com")]), RowVerdict::Unchanged);
    let changed = [(F::Email, "otto@example.com"), (F::Title, "Nurse")];
    assert_eq!(verdict(&changed), refused(&[(F::Title, Code::NotChangeable)]));
}

#[test]
fn a_provider_brings_the_office_and_must_work_there() {
    let at_provider = [CARLA[0], CARLA[1], CARLA[2], CARLA[3], (F::ProviderNpi, "1234567893")];
    let (_, candidates) = judge(&[row(2, &at_provider)], &existing(), TERMS);
    assert_eq!((candidates[0].office, candidates[0].provider), (NORTE, Some(DOCTOR)));
    let contradicting = [at_provider.as_slice(), &[CARLA[4]]].concat();
    assert_eq!(verdict(&contradicting), refused(&[(F::ProviderNpi, Code::Unknown)]));
}

#[test]
fn the_terms_fill_what_the_file_leaves_open() {
    let terms = Terms { role: Some(Role::PortalUser), office: Some(NORTE), provider: Some(DOCTOR), ..TERMS };
    let (preview, candidates) = judge(&[row(2, &CARLA[..3])], &existing(), terms);
    assert_eq!(preview.counts.new, 1);
    assert_eq!((candidates[0].role, candidates[0].provider), (Role::PortalUser, Some(DOCTOR)));
    let (preview, _) = judge(&[row(2, &CARLA)], &existing(), terms);
    assert_eq!(
        preview.rows[0].verdict,
        refused(&[(F::ProviderNpi, Code::Unknown)]),
        "another office than the provider's"
    );
}
