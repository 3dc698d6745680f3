//! XLSX workbooks: the first sheet that can be seen and has something in it.

use std::io::{self, Cursor, Read};
use std::panic::{self, AssertUnwindSafe};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{ReadError, Sheet};
use crate::sheet::model::MAX_COLUMNS;

/// Bytes of all parts of the workbook once they are unpacked, and how many parts there may be.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
const MAX_PARTS: usize = 2_000;

pub fn read(bytes: &[u8], sheet: &mut Sheet) -> Result<(), ReadError> {
    check_size(bytes)?;
    // The library does sums with row and column numbers from the file and does not expect them to overflow.
    panic::catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, sheet))).unwrap_or(Err(ReadError::Broken))
}

fn read_sheets(bytes: &[u8], sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::Broken)?;
    let visible =
        |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let names: Vec<_> = workbook.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        read_sheet(&mut workbook, &name, sheet)?;
        if !sheet.lines.is_empty() {
            break;
        }
    }
    Ok(())
}

/// Unpacks everything once into nothing, counting: the sizes that an archive declares may be lies.
fn check_size(bytes: &[u8]) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Broken)?;
    if archive.len() > MAX_PARTS {
        return Err(ReadError::TooBig);
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| ReadError::Broken)?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| ReadError::Broken)?;
        left = left.checked_sub(size).ok_or(ReadError::TooBig)?;
    }
    Ok(())
}

/// Takes cell after cell. The whole-range call of the library would set aside room for every cell up to the farthest
/// one, so a single cell in the last corner of a sheet would exhaust the memory.
fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| ReadError::Broken)?;
    let mut row = 0;
    let mut cells: Vec<String> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|_| ReadError::Broken)? {
        let (at, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if at != row {
            sheet.push(row.saturating_add(1), std::mem::take(&mut cells))?;
            // Rows out of order would be numbered wrongly, and no program writes them.
            row = if at > row { at } else { return Err(ReadError::Broken) };
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(ReadError::TooManyColumns);
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    sheet.push(row.saturating_add(1), cells)
}

/// A cell as text. Phone numbers and NPIs are often stored as numbers: they keep all digits and get no decimals.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
