//! The roster's words in the reader's language, and the role names that a file may use.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::import::FileColumn;
use super::model::{
    Judged, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, MappingProblem, ReadError, Record, RosterField, RowVerdict,
};
use crate::domain::code::Code;
use crate::domain::fold::fold;
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::i18n::{Lang, T};

/// The name of a field: the heading of its column in an export, and the label of its errors.
pub fn heading(t: T, field: RosterField) -> &'static str {
    match field {
        RosterField::LastName => t.people_last_name(),
        RosterField::FirstName => t.people_first_name(),
        RosterField::MiddleName => t.people_middle_name(),
        RosterField::Username => t.people_username(),
        RosterField::Email => t.people_email(),
        RosterField::Role => t.people_role(),
        RosterField::Office => t.people_office(),
        RosterField::ProviderNpi => t.roster_provider_npi(),
        RosterField::Phone => t.person_phone(),
        RosterField::Mobile => t.person_mobile(),
        RosterField::Title => t.person_job_title(),
        RosterField::EmployeeNo => t.person_employee_no(),
    }
}

/// The columns of a file with their headings; one without is called by its place.
pub fn columns(t: T, columns: Vec<FileColumn>) -> Vec<(String, Vec<String>)> {
    let named = |(at, column): (usize, FileColumn)| {
        let heading = if column.heading.is_empty() { t.roster_column(at + 1) } else { column.heading };
        (heading, column.samples)
    };
    columns.into_iter().enumerate().map(named).collect()
}

/// A stored value as people read it: the role by its name, a phone number with its blanks.
pub fn shown(t: T, field: RosterField, stored: &str) -> String {
    match field {
        RosterField::Role => Role::from_name(stored).map(|role| t.role(role).to_owned()),
        RosterField::Phone | RosterField::Mobile => Phone::parse(stored).ok().map(|phone| phone.to_string()),
        _ => None,
    }
    .unwrap_or_else(|| stored.to_owned())
}

/// Why a file could not be read and what to do about it.
pub fn read_error(t: T, error: ReadError) -> String {
    let limit = |limit: usize| t.number(limit.try_into().unwrap_or(i64::MAX));
    match error {
        ReadError::Empty => t.roster_error_empty().to_owned(),
        ReadError::NoRows => t.roster_error_no_rows().to_owned(),
        ReadError::TooBig => t.roster_error_too_big(limit(MAX_BYTES / 1024 / 1024)),
        ReadError::TooManyRows => t.roster_error_too_many_rows(limit(MAX_ROWS)),
        ReadError::TooManyColumns => t.roster_error_too_many_columns(limit(MAX_COLUMNS)),
        ReadError::NotATable => t.roster_error_not_a_table().to_owned(),
        ReadError::OldExcel => t.roster_error_old_excel().to_owned(),
        ReadError::Broken => t.roster_error_broken().to_owned(),
        ReadError::OpenQuote(line) => t.roster_error_quotes(line),
    }
}

/// What must be put right in a mapping.
pub fn mapping_problem(t: T, problem: MappingProblem) -> String {
    match problem {
        MappingProblem::Twice(field) => t.roster_mapped_twice(heading(t, field)),
        MappingProblem::NobodyRecognised => t.roster_nobody_recognised().to_owned(),
    }
}

/// Why a row is refused, one sentence per field.
pub fn reasons(t: T, judged: &Judged) -> Vec<String> {
    let RowVerdict::Refused(faults) = &judged.verdict else { return Vec::new() };
    let told =
        |(field, code): &(RosterField, Code)| format!("{}: {}", heading(t, *field), reason(t, *code, judged.same_as));
    faults.iter().map(told).collect()
}

/// Why one field is refused; of a value that an earlier row has, with its line.
pub fn reason(t: T, code: Code, same_as: Option<u32>) -> String {
    match (code, same_as) {
        (Code::DuplicateInFile, Some(line)) => format!("{} ({})", t.code(code), t.roster_same_as_line(line)),
        _ => t.code(code).to_owned(),
    }
}

/// A person's line of an export, in the order of [`RosterField::ALL`].
pub fn cells(t: T, record: &Record) -> Vec<String> {
    RosterField::ALL.into_iter().map(|field| shown(t, field, record.get(field))).collect()
}

/// The role that a cell means: our names in both languages, or those of older portals ("Provider - Clerical User").
pub fn role(cell: &str) -> Option<Role> {
    ROLE_NAMES.get(&plain(cell)).copied()
}

static ROLE_NAMES: LazyLock<HashMap<String, Role>> = LazyLock::new(|| {
    let names = |role: Role| {
        let translated = Lang::ALL.map(|lang| T::new(lang).role(role));
        std::iter::once(role.name()).chain(translated).map(move |name| (plain(name), role))
    };
    let others = [
        ("provider administrator", Role::PracticeAdministrator),
        ("administrator", Role::PracticeAdministrator),
        ("admin", Role::PracticeAdministrator),
        ("administrador", Role::PracticeAdministrator),
        ("provider portal user", Role::PortalUser),
        ("provider clerical user", Role::ClericalUser),
        ("clerical", Role::ClericalUser),
        ("provider self registration user", Role::Applicant),
        ("owner", Role::PracticeOwner),
        ("titular", Role::PracticeOwner),
    ];
    Role::ALL.into_iter().flat_map(names).chain(others.map(|(name, role)| (name.to_owned(), role))).collect()
});

/// Folded words with single blanks between them, whatever stood there.
fn plain(text: &str) -> String {
    let words = fold(text);
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::headings;

    #[test]
    fn exported_headings_are_recognised_in_both_languages() {
        for lang in Lang::ALL {
            let headings: Vec<_> = RosterField::ALL.map(|field| heading(T::new(lang), field).to_owned()).into();
            assert_eq!(headings::guess(&headings).columns(), RosterField::ALL.map(Some), "{lang:?}");
        }
    }

    #[test]
    fn role_names_read_back_in_both_languages() {
        for expected in Role::ALL {
            assert_eq!(role(expected.name()), Some(expected));
            for lang in Lang::ALL {
                assert_eq!(role(&T::new(lang).role(expected).to_uppercase()), Some(expected));
            }
        }
    }

    #[test]
    fn names_of_older_portals_are_understood() {
        assert_eq!(role("Provider - Administrator"), Some(Role::PracticeAdministrator));
        assert_eq!(role("provider – portal user"), Some(Role::PortalUser));
        assert_eq!(role(" Provider-Clerical User "), Some(Role::ClericalUser));
        assert_eq!(role("Provider"), None);
        assert_eq!(role(""), None);
    }

    #[test]
    fn stored_values_become_readable() {
        let t = T::new(Lang::Es);
        assert_eq!(shown(t, RosterField::Role, "portal_user"), "Usuario del portal");
        assert_eq!(shown(t, RosterField::Phone, "+12125550123"), "(212) 555-0123");
        assert_eq!(shown(t, RosterField::Title, "portal_user"), "portal_user");
    }
}
