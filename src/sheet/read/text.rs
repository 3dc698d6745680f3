//! Text with separators between its cells.

use super::{ReadError, Sheet};
use crate::sheet::write::unescaped;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

pub fn read(text: &str, sheet: &mut Sheet) -> Result<(), ReadError> {
    let (separator, body, skipped) = separator(text);
    if let Some(line) = open_quote(body, separator) {
        return Err(ReadError::OpenQuote(line + skipped));
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { text: body.as_bytes(), at: 0, line: skipped + 1 };
    while reader.read_record(&mut record).map_err(|_| ReadError::NotATable)? {
        // Lines of the file, not records: that is the number an editor shows beside a row.
        let start = record.position().map_or(0, csv::Position::byte);
        let number = lines.number(usize::try_from(start).unwrap_or(usize::MAX));
        sheet.push(number, record.iter().map(|cell| unescaped(cell).to_owned()).collect())?;
    }
    Ok(())
}

/// Numbers lines from 1, whichever way they end: CR LF, LF or CR. The reader's own count is behind after CR LF.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record that the reader began to look for at `start`, which never goes backwards: behind the last
    /// record's end, and perhaps before empty lines.
    fn number(&mut self, start: usize) -> u32 {
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
        while self.at < start || self.text.get(self.at).is_some_and(blank) {
            match &self.text[self.at.min(self.text.len())..] {
                [b'\r', b'\n', ..] => self.at += 1,
                [] => return self.line,
                _ => {}
            }
            self.line += u32::from(blank(&self.text[self.at]));
            self.at += 1;
        }
        self.line
    }
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
