//! The registry of NPIs as CMS gives it out: some 330 columns and millions of rows, of which a practice needs nine columns
//! and a handful of rows. Read by the names of its headings, row by row, never as a whole.

use std::{collections::BTreeMap, io::Read};

use chrono::NaiveDate;

use crate::{
    domain::{day, phone::Phone},
    imports::model::{FileError, FileRow},
    sheet::model::{MAX_ROWS, ReadError},
};

const NPI: &str = "NPI";
const ENTITY: &str = "Entity Type Code";
const LAST: &str = "Provider Last Name (Legal Name)";
const FIRST: &str = "Provider First Name";
const MIDDLE: &str = "Provider Middle Name";
const CREDENTIAL: &str = "Provider Credential Text";
const STREET: &str = "Provider First Line Business Practice Location Address";
const STREET_2: &str = "Provider Second Line Business Practice Location Address";
const CITY: &str = "Provider Business Practice Location Address City Name";
const STATE: &str = "Provider Business Practice Location Address State Name";
const POSTAL: &str = "Provider Business Practice Location Address Postal Code";
const PHONE: &str = "Provider Business Practice Location Address Telephone Number";
const FAX: &str = "Provider Business Practice Location Address Fax Number";
const TAXONOMY: &str = "Healthcare Provider Taxonomy Code_1";
const ENDED: &str = "NPI Deactivation Date";
const RESUMED: &str = "NPI Reactivation Date";

/// A clinician, as opposed to an organisation.
const INDIVIDUAL: &str = "1";

/// Which rows are the practice's own. One that says nothing takes all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub npis: Vec<String>,
    /// Postal codes, or what they begin with.
    pub postal: Vec<String>,
}

impl Filter {
    /// Reads what people type: numbers separated by whatever they like.
    pub fn read(npis: &str, postal: &str) -> Self {
        let words = |text: &str| {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        };
        Self { npis: words(npis), postal: words(postal) }
    }

    pub const fn is_empty(&self) -> bool {
        self.npis.is_empty() && self.postal.is_empty()
    }

    fn lists(&self, npi: &str) -> bool {
        self.npis.iter().any(|one| one == npi)
    }

    fn is_near(&self, postal: &str) -> bool {
        self.postal.iter().any(|start| postal.starts_with(start.as_str()))
    }
}

/// Whether a file begins like the registry's.
pub fn is_registry(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    [NPI, ENTITY, LAST].iter().all(|heading| line.contains(&format!("\"{heading}\"")) || line.contains(*heading))
        && line.contains(ENDED)
}

/// Reads the rows that the filter takes. Organisations are left out, unless their number is listed.
///
/// # Errors
/// [`FileError`]: damaged, without the columns it takes its name from, or more rows than an import holds.
pub fn read(file: impl Read, filter: &Filter) -> Result<Vec<FileRow>, FileError> {
    let damaged = |_| FileError::Unreadable(ReadError::NotATable);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let headings = reader.byte_headers().map_err(damaged)?.clone();
    let mut columns = BTreeMap::new();
    for (at, heading) in headings.iter().enumerate() {
        let heading = String::from_utf8_lossy(heading);
        columns.entry(heading.trim_start_matches('\u{feff}').trim().to_owned()).or_insert(at);
    }
    if !columns.contains_key(NPI) {
        return Err(FileError::NoKey);
    }
    let mut rows = Vec::new();
    let mut record = csv::ByteRecord::new();
    let mut line = 1;
    while reader.read_byte_record(&mut record).map_err(damaged)? {
        line += 1;
        let cell = |heading: &str| {
            let cell = columns.get(heading).and_then(|at| record.get(*at)).unwrap_or_default();
            String::from_utf8_lossy(cell).trim().to_owned()
        };
        let listed = filter.lists(&cell(NPI));
        let near = || cell(ENTITY) == INDIVIDUAL && filter.is_near(&cell(POSTAL));
        if !(filter.is_empty() || listed || near()) {
            continue;
        }
        if rows.len() >= MAX_ROWS {
            return Err(FileError::Unreadable(ReadError::TooManyRows));
        }
        rows.push(row(line, cell));
    }
    if rows.is_empty() { Err(FileError::NothingOfOurs) } else { Ok(rows) }
}

fn row(line: u32, cell: impl Fn(&str) -> String) -> FileRow {
    let name = [FIRST, MIDDLE, LAST].map(&cell).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let street = [STREET, STREET_2, CITY].map(&cell).into_iter().filter(|part| !part.is_empty());
    let address = street.map(|part| capitals(&part)).collect::<Vec<_>>().join(", ");
    let address = format!("{address} {} {}", cell(STATE), postal(&cell(POSTAL)));
    // Numbers from abroad and mistyped ones are no reason to refuse what the registry says.
    let number = |heading: &str| Phone::parse(&cell(heading)).map(String::from).unwrap_or_default();
    let entity = cell(ENTITY);
    let fields = [
        ("npi", cell(NPI)),
        ("registry_name", capitals(&name.join(" "))),
        ("credential", cell(CREDENTIAL)),
        ("taxonomy", cell(TAXONOMY)),
        ("phone", number(PHONE)),
        ("fax", number(FAX)),
        ("address", address.split_whitespace().collect::<Vec<_>>().join(" ")),
        ("npi_ended", ended(&cell(ENDED), &cell(RESUMED))),
        // A number that was taken back has nothing else left in its row.
        ("organisation", if entity.is_empty() || entity == INDIVIDUAL { String::new() } else { "yes".into() }),
    ];
    let said = fields.into_iter().filter(|(_, cell)| !cell.is_empty());
    FileRow { line, cells: said.map(|(field, cell)| (field.to_owned(), cell)).collect() }
}

/// The day on which the number was taken back, unless it was given again since.
fn ended(ended: &str, resumed: &str) -> String {
    let day = |text: &str| -> Option<NaiveDate> { day::parse(text).ok() };
    match (day(ended), day(resumed)) {
        (Some(ended), resumed) if resumed.is_none_or(|resumed| resumed < ended) => {
            ended.format(day::STORED).to_string()
        }
        _ => String::new(),
    }
}

/// `606011234` as it stands on letters.
fn postal(code: &str) -> String {
    match code.split_at_checked(5) {
        Some((first, rest)) if rest.len() == 4 && code.is_ascii() => format!("{first}-{rest}"),
        _ => code.to_owned(),
    }
}

/// The registry shouts: `MARIA O'HARA-LEE` is Maria O'Hara-Lee.
fn capitals(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let mut begins = true;
    let letter = |c: char| {
        let out = if begins { c.to_string() } else { c.to_lowercase().to_string() };
        begins = !c.is_alphanumeric();
        out
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headings of the true file around the ones that are read, and rows of nobody.
    const FILE: &str = include_str!("nppes_test.csv");

    fn lines(filter: &Filter) -> Vec<(u32, String)> {
        let rows = read(FILE.as_bytes(), filter).expect("the registry's form");
        rows.iter().map(|row| (row.line, row.get("npi").to_owned())).collect()
    }

    #[test]
    fn the_registrys_own_headings_are_found_by_name() {
        assert!(is_registry(FILE.as_bytes()) && !is_registry(b"NPI,Name\n1,2\n"));
        let rows = read(FILE.as_bytes(), &Filter::default()).expect("reads");
        let first = &rows[0];
        assert_eq!(first.get("npi"), "1003000126");
        assert_eq!(first.get("registry_name"), "Testa Q O'Sample-Lee");
        assert_eq!((first.get("credential"), first.get("taxonomy")), ("M.D.", "207Q00000X"));
        assert_eq!((first.get("phone"), first.get("fax")), ("+13195550187", ""));
        assert_eq!(first.get("address"), "100 Example St, Suite 2, Cedar Valley IA 52401-1234");
        assert_eq!(first.get("npi_ended"), "");
        assert_eq!(rows[1].get("npi_ended"), "2024-03-05");
        assert_eq!(rows[2].get("organisation"), "yes");
        assert_eq!(rows[3].get("npi_ended"), "", "given again since");
    }

    #[test]
    fn only_rows_of_the_practice_are_taken() {
        let near = Filter::read("", "52401, 606");
        assert_eq!(lines(&near).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 5], "no organisation");
        let listed = Filter::read("1245319599\n1003000134", "");
        assert_eq!(lines(&listed).len(), 2);
        assert_eq!(read(FILE.as_bytes(), &Filter::read("", "99999")), Err(FileError::NothingOfOurs));
    }

    #[test]
    fn an_endless_file_is_read_as_far_as_the_filter_needs() {
        struct Endless<'a> {
            head: &'a [u8],
            rows: usize,
        }
        impl Read for Endless<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                if !self.head.is_empty() {
                    return self.head.read(buffer);
                }
                if self.rows == 0 {
                    return Ok(0);
                }
                self.rows -= 1;
                let row = b"1999999984,1,,\n";
                buffer[..row.len()].copy_from_slice(row);
                Ok(row.len())
            }
        }
        let file = || Endless { head: FILE.as_bytes(), rows: 100_000 };
        let found = read(file(), &Filter::read("1003000126", "")).expect("reads");
        assert_eq!(found.len(), 1);
        let all = read(file(), &Filter::default());
        assert_eq!(all, Err(FileError::Unreadable(ReadError::TooManyRows)));
    }
}
