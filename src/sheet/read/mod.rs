//! From the bytes of a file to its table, within bounds that no file can talk its way around.

mod decode;
mod text;
mod workbook;

use super::model::{Line, MAX_BYTES, MAX_COLUMNS, MAX_ROWS, ReadError, Table};

/// Lines above which the headings are looked for: reports put a title and a date there.
const TITLE_LINES: usize = 10;

/// Characters of all cells together. A small workbook can repeat one long text a million times.
const MAX_TEXT: usize = 32 * 1024 * 1024;

/// Reads CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252) or XLSX; which one it is, the content says.
///
/// The headings are the line with the most names that are `known` among the first ones, or else the first line that is not empty.
/// Empty rows are left out.
///
/// # Errors
/// [`ReadError`]: nothing was read.
pub fn read(bytes: &[u8], known: impl Fn(&[String]) -> usize) -> Result<Table, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooBig);
    }
    let mut sheet = Sheet::default();
    match bytes {
        [b'P', b'K', 3, 4, ..] => workbook::read(bytes, &mut sheet)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(ReadError::OldExcel),
        [b'%', b'P', b'D', b'F', ..] => return Err(ReadError::NotATable),
        _ => text::read(&decode::decode(bytes)?, &mut sheet)?,
    }
    sheet.into_table(known)
}

/// The rows so far, kept within the bounds.
#[derive(Default)]
struct Sheet {
    lines: Vec<Line>,
    text: usize,
}

impl Sheet {
    /// Adds a row; `number` counts from 1, as spreadsheets do.
    fn push(&mut self, number: u32, mut cells: Vec<String>) -> Result<(), ReadError> {
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns);
        }
        self.text += cells.iter().map(String::len).sum::<usize>();
        if self.text > MAX_TEXT {
            return Err(ReadError::TooBig);
        }
        if self.lines.len() >= MAX_ROWS + TITLE_LINES {
            return Err(ReadError::TooManyRows);
        }
        self.lines.push(Line { number, cells });
        Ok(())
    }

    fn into_table(self, known: impl Fn(&[String]) -> usize) -> Result<Table, ReadError> {
        let mut lines = self.lines;
        let scored = lines.iter().take(TITLE_LINES).map(|line| known(&line.cells)).enumerate();
        // The first of equals, so that a plain first line stays the heading when no name is known.
        let Some((at, _)) = scored.min_by_key(|(at, score)| (std::cmp::Reverse(*score), *at)) else {
            return Err(ReadError::Empty);
        };
        let rows = lines.split_off(at + 1);
        let headings = lines.pop().map(|line| line.cells).unwrap_or_default();
        match rows.len() {
            0 => Err(ReadError::NoRows),
            1..=MAX_ROWS => Ok(Table { headings: headings.iter().map(|text| text.trim().to_owned()).collect(), rows }),
            _ => Err(ReadError::TooManyRows),
        }
    }
}

#[cfg(test)]
mod tests;
