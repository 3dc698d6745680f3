//! Text with separators between its cells.

use super::{ReadError, Sheet};
use crate::roster::write::unescaped;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

pub fn read(text: &str, sheet: &mut Sheet) -> Result<(), ReadError> {
    let (separator, body, skipped) = separator(text);
    if let Some(line) = open_quote(body, separator) {
        return Err(ReadError::OpenQuote(line + skipped));
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| ReadError::NotATable)? {
        // Lines of the file, not records: that is the number an editor shows beside a row.
        let line = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(line).unwrap_or(u32::MAX).saturating_add(skipped);
        sheet.push(number, record.iter().map(|cell| unescaped(cell).to_owned()).collect())?;
    }
    Ok(())
}

/// The separator, the text it separates, and how many lines were taken off the top.
///
/// Excel may name it in a first line `sep=;`. Otherwise it is what stands most often, outside quotation marks, in the
/// line where any stands first: titles above the headings have none.
fn separator(text: &str) -> (u8, &str, u32) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(named) = first.trim_end().trim_matches('"').strip_prefix("sep=")
        && let Some(separator) = SEPARATORS.into_iter().find(|separator| named == separator.to_string())
    {
        return (separator as u8, rest, 1);
    }
    let counts = |line: &str| {
        let mut quoted = false;
        let mut counts = [0; SEPARATORS.len()];
        for c in line.chars() {
            quoted ^= c == '"';
            if let Some(index) = SEPARATORS.iter().position(|separator| *separator == c).filter(|_| !quoted) {
                counts[index] += 1;
            }
        }
        counts
    };
    let counts = text.lines().map(counts).find(|counts| counts.iter().any(|count| *count > 0)).unwrap_or_default();
    // The first of equals: a comma.
    let best = (0..SEPARATORS.len()).rev().max_by_key(|index| counts[*index]).unwrap_or_default();
    (SEPARATORS[best] as u8, text, 0)
}

/// The line in which a quoted cell begins that never ends: the rest of the file would vanish in it.
fn open_quote(text: &str, separator: u8) -> Option<u32> {
    let mut line = 1;
    let mut opened = None;
    let mut starts = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            // Two in a row are one mark of the text.
            (b'"', Some(_)) if bytes.next_if_eq(&b'"').is_some() => {}
            (b'"', Some(_)) => opened = None,
            (b'"', None) if starts => opened = Some(line),
            _ => {}
        }
        starts = opened.is_none() && (byte == separator || byte == b'\n' || byte == b'\r');
        line += u32::from(byte == b'\n');
    }
    opened
}
