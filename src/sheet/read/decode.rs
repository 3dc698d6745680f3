//! From bytes to text.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadError;

/// Obeys a byte order mark; otherwise takes UTF-8 where it is valid, and else what Excel saves on Windows.
pub fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    let (encoding, bytes) = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (UTF_8, rest),
        [0xff, 0xfe, rest @ ..] => (UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => (UTF_16BE, rest),
        _ if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        // Windows-1252 knows a letter for almost every byte, so a picture would pass as a list of odd names.
        _ if bytes.contains(&0) => return Err(ReadError::NotATable),
        _ => (WINDOWS_1252, bytes),
    };
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed { Err(ReadError::NotATable) } else { Ok(text.into_owned()) }
}
