//! Attachments: what sort of file it is by what is in it, and a name that can do no harm. They are only ever kept and handed
//! out, never shown or run (T65).

use serde::{Deserialize, Serialize};

use crate::people::model::ranked;

/// Bytes of one file, and files of one message.
pub const LARGEST: usize = 2 * 1024 * 1024;
pub const MOST: usize = 5;
const LONGEST_NAME: usize = 80;

ranked! {
    Media {
        Png = "png",
        Jpeg = "jpg",
        WebP = "webp",
        Pdf = "pdf",
        Csv = "csv",
        Text = "txt",
    }
}

impl Media {
    /// The sort of `bytes`. A picture or a document that goes on after its end is none: something else hides in it. The name
    /// only tells a table from a text.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return bytes.ends_with(b"IEND\xaeB\x60\x82").then_some(Self::Png);
        }
        if bytes.starts_with(b"\xff\xd8\xff") {
            return bytes.ends_with(b"\xff\xd9").then_some(Self::Jpeg);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            let said = bytes.get(4..8)?.try_into().map(u32::from_le_bytes).ok()?;
            return (u64::from(said) + 8 == bytes.len() as u64).then_some(Self::WebP);
        }
        if bytes.starts_with(b"%PDF-") {
            return bytes.trim_ascii_end().ends_with(b"%%EOF").then_some(Self::Pdf);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let start = text.trim_start_matches('\u{feff}').trim_start();
        // Markup is text to the eye and a program to a browser.
        if start.is_empty() || start.starts_with('<') || !text.chars().all(plain) {
            return None;
        }
        let table = name.len() > 4 && name.to_ascii_lowercase().ends_with(".csv");
        Some(if table { Self::Csv } else { Self::Text })
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// The name without path, controls and signs that mean something to a shell, a header or a reader's eye; its ending says what
/// the file is, whatever it was called.
pub fn clean(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let keep = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '(' | ')');
    let stem: String = stem.chars().map(|c| if keep(c) { c } else { '_' }).take(LONGEST_NAME).collect();
    let stem = stem.trim_matches([' ', '_']);
    format!("{}.{}", if stem.is_empty() { "file" } else { stem }, media.name())
}

/// What became of files that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Saved,
    Nothing,
    TooBig,
    TooMany,
    /// Of a sort that is not taken.
    OtherSort,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Saved, Self::Nothing, Self::TooBig, Self::TooMany, Self::OtherSort];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Nothing => "nothing",
            Self::TooBig => "too_big",
            Self::TooMany => "too_many",
            Self::OtherSort => "other_sort",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....IEND\xaeB\x60\x82";

    #[test]
    fn t65_the_sort_follows_from_what_is_inside() {
        for (bytes, media) in [
            (PNG, Media::Png),
            (b"\xff\xd8\xff\xe0....\xff\xd9", Media::Jpeg),
            (b"RIFF\x08\0\0\0WEBP....", Media::WebP),
            (b"%PDF-1.7\n1 0 obj\n%%EOF\r\n", Media::Pdf),
            ("Größe\tin cm\r\n".as_bytes(), Media::Text),
        ] {
            for name in ["photo.png", "page.html", "table.xlsx", ""] {
                assert_eq!(Media::of(name, bytes), Some(media), "{name}");
            }
        }
        assert_eq!(Media::of("List.CSV", b"a,b\n1,2\n"), Some(Media::Csv));
    }

    #[test]
    fn t65_programs_markup_and_two_things_in_one_are_no_attachments() {
        let and = |bytes: &[u8], more: &[u8]| [bytes, more].concat();
        for bytes in [
            and(PNG, b"<script>alert(1)</script>"),
            and(PNG, b"PK\x03\x04"),
            and(b"\xff\xd8\xff\xe0\xff\xd9", b"<html>"),
            and(b"RIFF\x08\0\0\0WEBP....", b"more"),
            and(b"%PDF-1.7 %%EOF", b"PK\x03\x04"),
            and(b"", b"<!doctype html><script>alert(1)</script>"),
            and(b"\xef\xbb\xbf \n", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            and(b"MZ\x90\0", b""),
            and(b"\x7fELF", b""),
            and(b"PK\x03\x04", b""),
            and(b"GIF89a\x01\x00", b""),
            and(b"text with \0", b""),
            and(b"text with \x1b[31m", b""),
            and(b"\xff\xfe\x41", b""),
            Vec::new(),
        ] {
            assert_eq!(Media::of("a.txt", &bytes), None, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn t65_a_name_is_a_name() {
        for (name, wanted) in [
            ("../../etc/passwd", "passwd.txt"),
            ("C:\\Users\\adam\\Bill (2).exe", "Bill (2).txt"),
            ("a\"; filename=\"evil.html", "a__ filename__evil.txt"),
            ("two\r\nlines\u{202e}gpj.txt", "two__lines_gpj.txt"),
            ("Zürich Übersicht.txt", "Zürich Übersicht.txt"),
            ("", "file.txt"),
            ("...", "file.txt"),
        ] {
            assert_eq!(clean(name, Media::Text), wanted, "{name:?}");
        }
        assert!(clean(&"x".repeat(500), Media::Pdf).chars().count() <= LONGEST_NAME + 4);
    }
}
