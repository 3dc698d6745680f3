use std::io::{Cursor, Write};
use std::sync::LazyLock;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::{roster::read::read, sheet::write};

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = read(bytes).expect("a readable file");
    std::iter::once(table.headings).chain(table.rows.into_iter().map(|line| line.cells)).collect()
}

const EXPECTED: [[&str; 3]; 2] = [["Apellido", "Correo", "Sede"], ["Núñez", "ana@example.com", "Centro, piso 2"]];

#[test]
fn every_separator_and_encoding_gives_the_same_table() {
    let comma = "Apellido,Correo,Sede\nNúñez,ana@example.com,\"Centro, piso 2\"\n";
    let semicolon = "Apellido;Correo;Sede\r\nNúñez;ana@example.com;Centro, piso 2\r\n";
    let tab = "Apellido\tCorreo\tSede\nNúñez\tana@example.com\tCentro, piso 2";
    let named = format!("sep=;\r\n{semicolon}");
    for text in [comma, semicolon, tab, named.as_str()] {
        let utf16 = |mark: [u8; 2], order: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(order)).collect::<Vec<u8>>()
        };
        let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let with_mark = format!("\u{feff}{text}").into_bytes();
        let files = [
            text.as_bytes().to_vec(),
            with_mark,
            windows,
            utf16([0xff, 0xfe], u16::to_le_bytes),
            utf16([0xfe, 0xff], u16::to_be_bytes),
        ];
        for file in files {
            assert_eq!(cells(&file), EXPECTED, "{text:?}");
        }
    }
}

#[test]
fn lines_are_numbered_as_in_the_file() {
    let text = "Roster 2026\n\nLast name,First name,Email\nA,\"B\nC\",a@example.com\n,,\n\nD,E,d@example.com\n";
    for end in ["\n", "\r\n", "\r"] {
        let table = read(text.replace('\n', end).as_bytes()).expect("a readable file");
        assert_eq!(table.headings, ["Last name", "First name", "Email"]);
        assert_eq!(table.rows.iter().map(|line| line.number).collect::<Vec<_>>(), [4, 8], "{end:?}");
    }
    let table = read(b"sep=;\r\nEmail;Phone\r\na@example.com;1\r\n").expect("a readable file");
    assert_eq!(table.rows[0].number, 3);
}

#[test]
fn unknown_headings_are_the_first_line() {
    assert_eq!(cells(b"x,y\n1,2\n3,4\n")[0], ["x", "y"]);
}

#[test]
fn unusable_files_say_why() {
    for (bytes, error) in [
        (b"".as_slice(), ReadError::Empty),
        (b"\n \n,,\n", ReadError::Empty),
        (b"Email,Phone\n", ReadError::NoRows),
        (b"Email,Phone\nx,\"y\nz,1\n", ReadError::OpenQuote(2)),
        (b"%PDF-1.7 x", ReadError::NotATable),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ReadError::NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ReadError::OldExcel),
        (b"PK\x03\x04 nothing more", ReadError::Broken),
        (b"\xff\xfeA", ReadError::NotATable),
    ] {
        assert_eq!(read(bytes), Err(error), "{bytes:?}");
    }
}

#[test]
fn bounds_hold_exactly() {
    let rows = |count: usize| format!("Email,Phone\n{}", "a,1\n".repeat(count));
    assert_eq!(read(rows(MAX_ROWS).as_bytes()).map(|table| table.rows.len()), Ok(MAX_ROWS));
    assert_eq!(read(rows(MAX_ROWS + 1).as_bytes()), Err(ReadError::TooManyRows));
    let columns = |count: usize| format!("Email,{}\na\n", vec!["x"; count - 1].join(","));
    assert!(read(columns(MAX_COLUMNS).as_bytes()).is_ok());
    assert_eq!(read(columns(MAX_COLUMNS + 1).as_bytes()), Err(ReadError::TooManyColumns));
    assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]), Err(ReadError::TooBig));
}

#[test]
fn numbers_and_dates_of_a_workbook_become_text() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_hidden(true).write_string(0, 0, "not this one").expect("a cell");
    workbook.add_worksheet();
    let sheet = workbook.add_worksheet();
    sheet.set_active(true);
    for (column, heading) in (0..).zip(["Email", "NPI", "Phone", "Hired", "Full time", "Rate"]) {
        sheet.write_string(0, column, heading).expect("a cell");
    }
    let day = ExcelDateTime::from_ymd(2026, 11, 22).expect("a day");
    sheet.write_string(2, 0, "ana@example.com").expect("a cell");
    sheet.write_number(2, 1, 1_234_567_893.0).expect("a cell");
    sheet.write_number(2, 2, 2_125_550_123.0).expect("a cell");
    sheet.write_datetime_with_format(2, 3, &day, &Format::new().set_num_format("d mmm yyyy")).expect("a cell");
    sheet.write_boolean(2, 4, true).expect("a cell");
    sheet.write_number(2, 5, 0.5).expect("a cell");
    let table = read(&workbook.save_to_buffer().expect("a workbook")).expect("a readable file");
    let expected = ["ana@example.com", "1234567893", "2125550123", "2026-11-22", "true", "0.5"];
    assert_eq!(table.rows, [Line { number: 3, cells: expected.map(str::to_owned).into() }]);
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Email").expect("a cell");
    sheet.write_string(1_048_575, 0, "ana@example.com").expect("a cell");
    let table = read(&workbook.save_to_buffer().expect("a workbook")).expect("a readable file");
    assert_eq!(table.rows[0].number, 1_048_576);

    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(1_048_575, 16_383, "x").expect("a cell");
    assert_eq!(read(&workbook.save_to_buffer().expect("a workbook")), Err(ReadError::TooManyColumns));
}

#[test]
fn a_zip_bomb_is_put_down() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).expect("a part");
    let megabyte = vec![b' '; 1024 * 1024];
    for _ in 0..70 {
        archive.write_all(&megabyte).expect("written");
    }
    let bytes = archive.finish().expect("an archive").into_inner();
    assert!(bytes.len() < MAX_BYTES);
    assert_eq!(read(&bytes), Err(ReadError::TooBig));
}

#[test]
fn a_long_text_repeated_is_put_down() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let long = "x".repeat(32_000);
    for row in 0..1_100 {
        sheet.write_string(row, 0, &long).expect("a cell");
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    assert!(bytes.len() < MAX_BYTES);
    assert_eq!(read(&bytes), Err(ReadError::TooBig));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\"',;\t\r\n|sep=a-c﻿]{0,80}") {
        let _ = read(text.as_bytes());
    }
}

/// One small workbook for all cases: making it takes longer than reading it.
static WORKBOOK: LazyLock<Vec<u8>> =
    LazyLock::new(|| write::xlsx("P", &["Email"], [vec!["a@example.com"]]).expect("a workbook"));

/// The small workbook with another text in place of its sheet.
fn with_sheet(xml: &str) -> Vec<u8> {
    let mut original = ZipArchive::new(Cursor::new(WORKBOOK.as_slice())).expect("an archive");
    let mut changed = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..original.len() {
        let part = original.by_index(index).expect("a part");
        if part.name().is_ok_and(|name| name == "xl/worksheets/sheet1.xml") {
            changed.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).expect("a part");
            changed.write_all(xml.as_bytes()).expect("written");
        } else {
            changed.raw_copy_file(part).expect("copied");
        }
    }
    changed.finish().expect("an archive").into_inner()
}

#[test]
fn odd_positions_are_refused_or_read() {
    let sheet = |rows: &str| with_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"));
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let good = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", cell("A1", "Email"), cell("A2", "a@example.com"));
    assert_eq!(cells(&sheet(&good)), [["Email"], ["a@example.com"]]);
    let backwards = format!("<row r=\"5\">{}</row><row r=\"2\">{}</row>", cell("A5", "Email"), cell("A2", "x"));
    assert_eq!(read(&sheet(&backwards)), Err(ReadError::Broken));
    for at in ["A4294967295", "A4294967296", "A0", "ZZZZZZZZ1", "1A", ""] {
        let rows = format!("<row r=\"1\">{}</row><row>{}</row>", cell("A1", "Email"), cell(at, "x"));
        let _ = read(&sheet(&rows));
    }
    for broken in ["", "<worksheet>", "<row r=\"4294967295\"><c/></row>", "<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>&a;"] {
        assert!(read(&with_sheet(broken)).is_err(), "{broken}");
    }
}

proptest! {
    #[test]
    fn no_damaged_workbook_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = WORKBOOK.clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
