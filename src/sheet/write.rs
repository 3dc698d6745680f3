//! Rosters as files. No cell of ours ever runs in a spreadsheet program (T64), and every one reads back as it was.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// So that Excel takes the text for UTF-8 and shows the accents.
pub const BOM: &str = "\u{feff}";

/// Longest text of one cell in XLSX, in characters as Excel counts them (UTF-16 units).
const MAX_CELL: usize = 32_767;

/// A whole file: headings, then rows.
pub fn csv<R, S>(headings: &[&str], rows: R) -> String
where
    R: IntoIterator<Item = Vec<S>>,
    S: AsRef<str>,
{
    let mut text = BOM.to_owned();
    csv_line(&mut text, headings);
    for row in rows {
        csv_line(&mut text, &row);
    }
    text
}

/// Adds one line as RFC 4180 wants it: every cell quoted, whatever separator the reader's country uses.
pub fn csv_line<S: AsRef<str>>(text: &mut String, cells: &[S]) {
    for (index, cell) in cells.iter().enumerate() {
        text.push_str(if index == 0 { "\"" } else { ",\"" });
        let cell = cell.as_ref();
        if is_risky(cell) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// Takes back the apostrophe that [`csv_line`] put in front of a risky cell.
///
/// Risky is also what begins with apostrophes and then a formula sign. So a text that really begins with `'=` gets a
/// second apostrophe and loses just that one again, while `'Abd` is never touched.
pub fn unescaped(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// Whether a spreadsheet program might calculate the cell: a formula sign, perhaps behind apostrophes.
fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}

/// An XLSX workbook with one sheet. Cells are typed as text, so nothing is calculated and no leading zero is lost.
///
/// # Errors
/// When there are more rows than a sheet can hold (1,048,576).
pub fn xlsx<R, S>(sheet_name: &str, headings: &[&str], rows: R) -> Result<Vec<u8>, XlsxError>
where
    R: IntoIterator<Item = Vec<S>>,
    S: AsRef<str>,
{
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name)?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, *heading, &bold)?;
        sheet.set_column_width(column, 22)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&cells) {
            sheet.write_string(row, column, shortened(cell.as_ref()))?;
        }
    }
    workbook.save_to_buffer()
}

/// What of a text fits into a cell; longer ones cannot be stored and would stop the whole export.
fn shortened(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MAX_CELL
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::read::read;
    use proptest::prelude::*;

    fn csv_cells(values: &[String]) -> Vec<String> {
        let file = csv(&["Email", "Phone", "Title"], [values.to_vec()]);
        let mut cells = read(file.as_bytes()).expect("our own file reads back").rows.remove(0).cells;
        cells.resize(values.len(), String::new());
        cells
    }

    #[test]
    fn t64_formulas_get_an_apostrophe_and_quotes_are_doubled() {
        let cells = ["=1+1", "+52", "-x", "@SUM", "\tx", "\rx", "\0x", "a\"b", "a\nb", "'=x", "'Abd", "plain"];
        let mut line = String::new();
        csv_line(&mut line, &cells);
        assert_eq!(
            line,
            "\"'=1+1\",\"'+52\",\"'-x\",\"'@SUM\",\"'\tx\",\"'\rx\",\"'\0x\",\"a\"\"b\",\"a\nb\",\"''=x\",\"'Abd\",\"plain\"\r\n"
        );
    }

    #[test]
    fn accents_and_the_mark_in_front_survive() {
        let file = csv(&["Email", "Apellido"], [vec!["ana@example.com", "Núñez"]]);
        assert!(file.starts_with('\u{feff}'));
        let table = read(file.as_bytes()).expect("reads back");
        assert_eq!(table.headings, ["Email", "Apellido"]);
        assert_eq!(table.rows[0].cells, ["ana@example.com", "Núñez"]);
    }

    #[test]
    fn the_workbook_holds_text_only() {
        let rows = [vec!["ana@example.com", "=1+1", "0012"], vec!["b@example.com", "'=1", ""]];
        let file = xlsx("People", &["Email", "Title", "Employee no"], rows).expect("a workbook");
        let table = read(&file).expect("reads back");
        assert_eq!(table.headings, ["Email", "Title", "Employee no"]);
        assert_eq!(table.rows[0].cells, ["ana@example.com", "=1+1", "0012"]);
        assert_eq!(table.rows[1].cells, ["b@example.com", "'=1"]);
        assert_eq!(table.rows[1].number, 3);
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_between_characters() {
        assert_eq!(shortened(&"é".repeat(40_000)).chars().count(), MAX_CELL);
        assert_eq!(shortened(&"😀".repeat(40_000)).chars().count(), MAX_CELL / 2);
    }

    proptest! {
        #[test]
        fn every_text_reads_back_from_csv(values in prop::collection::vec("[-'=+@\t\r\n\0\",;x﻿é ]{0,6}x", 3)) {
            prop_assert_eq!(csv_cells(&values), values);
        }

        #[test]
        fn the_apostrophe_can_always_be_taken_back(value in "['=+@\t＝x]{0,6}.*") {
            let mut line = String::new();
            csv_line(&mut line, &[&value]);
            let cell = line.trim_end_matches("\r\n").trim_matches('"').to_owned();
            if !value.contains('"') {
                prop_assert_eq!(unescaped(&cell), &value);
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']));
            }
        }

        #[test]
        fn every_text_reads_back_from_xlsx(values in prop::collection::vec("[-'=+@\t\n\u{1}_x0041<&\"é ]{0,8}x", 3)) {
            let file = xlsx("People", &["Email", "Phone", "Title"], [values.clone()]).expect("a workbook");
            prop_assert_eq!(&read(&file).expect("reads back").rows[0].cells, &values);
        }
    }
}
