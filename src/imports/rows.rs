//! From a table to rows whose cells have names.

use super::model::{FileError, FileRow};
use crate::sheet::{headings::squeeze, model::Table};

/// Fields with the squeezed headings that mean them, in both languages, with blanks between them.
pub type Names = &'static [(&'static str, &'static str)];

fn field(names: Names, heading: &str) -> Option<&'static str> {
    let named = |heading: &str| {
        let heading = squeeze(heading);
        names.iter().find(|(_, known)| known.split(' ').any(|name| name == heading)).map(|(field, _)| *field)
    };
    // "Phone (work)" is a phone when nobody calls it anything more exact.
    named(heading).or_else(|| named(heading.split(['(', '[']).next().unwrap_or_default()))
}

/// How many headings are known: tells the line with the headings from a title above it.
pub fn known(names: Names, headings: &[String]) -> usize {
    headings.iter().filter(|heading| field(names, heading).is_some()).count()
}

/// The rows of a table. Of two columns for one field, the left one counts.
///
/// # Errors
/// [`FileError::NoKey`]: no column has records recognised by.
pub fn rows(names: Names, key: &str, table: &Table) -> Result<Vec<FileRow>, FileError> {
    let mut columns: Vec<Option<&'static str>> = Vec::with_capacity(table.headings.len());
    for heading in &table.headings {
        columns.push(field(names, heading).filter(|field| !columns.contains(&Some(field))));
    }
    if !columns.contains(&Some(key)) {
        return Err(FileError::NoKey);
    }
    let row = |line: &crate::sheet::model::Line| {
        let named = columns.iter().zip(&line.cells).filter_map(|(field, cell)| field.map(|field| (field, cell.trim())));
        let said = named.filter(|(_, cell)| !cell.is_empty());
        FileRow { line: line.number, cells: said.map(|(field, cell)| (field.to_owned(), cell.to_owned())).collect() }
    };
    Ok(table.rows.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{patients, providers};

    #[test]
    fn no_heading_means_two_fields() {
        for names in [providers::import::NAMES, patients::import::NAMES] {
            for (meant, known) in names {
                for name in known.split_whitespace() {
                    assert_eq!(name, squeeze(name), "must be written as it is compared");
                    assert_eq!(field(names, name), Some(*meant), "{name}");
                }
            }
        }
    }
}
