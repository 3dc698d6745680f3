//! Passwords that were published with other people's accounts (ASVS 5.0 6.2.12, NIST SP 800-63B-4 §3.1.1.2).

use std::{
    cmp::Ordering,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use sha1::{Digest as _, Sha1};

/// The letters of a SHA-1 in hexadecimal.
const HASH: usize = 40;
/// Longer than any line: a hash, a colon, a count, and both line ends.
const LINE: usize = 72;

/// A file of SHA-1 hashes in hexadecimal, one on each line and in order, as Have I Been Pwned gives them out: `HASH:COUNT`.
/// It is tens of gigabytes long, so it is searched where it lies: some forty looks for one password.
#[derive(Debug, Clone)]
pub struct Leaked {
    path: PathBuf,
    bytes: u64,
}

impl Leaked {
    /// # Errors
    /// The file can't be read, or its first and last line are no hashes in order.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let leaked = Self { path: path.to_owned(), bytes: file.metadata()?.len() };
        let first = line_at(&mut file, 0)?;
        let mut last = line_at(&mut file, leaked.bytes.saturating_sub(LINE as u64))?;
        while let Some(next) = last.as_ref().map(|line| line_at(&mut file, line.end)).transpose()?.flatten() {
            last = Some(next);
        }
        match first.zip(last) {
            Some((first, last)) if first.hash <= last.hash => Ok(leaked),
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "the hashes are not in order")),
            None => Err(io::Error::new(io::ErrorKind::InvalidData, "there are no SHA-1 hashes in it")),
        }
    }

    /// Blocks for the time of a few reads.
    ///
    /// # Errors
    /// The file can't be read any more, or has a line that is no hash.
    pub fn contains(&self, password: &str) -> io::Result<bool> {
        let wanted = hash(password);
        let mut file = File::open(&self.path)?;
        // The line that is wanted, if there is one, begins at `low` or later and before `high`.
        let (mut low, mut high) = (0, self.bytes);
        while low < high {
            let middle = low.midpoint(high);
            match line_at(&mut file, middle)? {
                Some(line) if line.start < high => match line.hash.as_str().cmp(&wanted) {
                    Ordering::Equal => return Ok(true),
                    Ordering::Less => low = line.end,
                    Ordering::Greater => high = middle,
                },
                _ => high = middle,
            }
        }
        Ok(false)
    }
}

/// In capitals, as the file has it.
fn hash(password: &str) -> String {
    Sha1::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect()
}

struct Line {
    hash: String,
    start: u64,
    /// Where the next line begins.
    end: u64,
}

/// The first line that begins at this place or after it. `None`: there is none.
fn line_at(file: &mut File, place: u64) -> io::Result<Option<Line>> {
    // A line that begins exactly here follows a line end that stands one byte before.
    let from = place.saturating_sub(1);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(LINE * 2);
    file.take(LINE as u64 * 2).read_to_end(&mut bytes)?;
    let skipped = match place {
        0 => 0,
        _ => match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => end + 1,
            None => return Ok(None),
        },
    };
    let rest = &bytes[skipped..];
    if rest.is_empty() {
        return Ok(None);
    }
    let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
    let hash = rest.get(..HASH).filter(|hash| hash.iter().all(u8::is_ascii_hexdigit));
    let hash = hash.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a line is no SHA-1 hash"))?;
    let start = from + skipped as u64;
    let hash = String::from_utf8_lossy(hash).to_ascii_uppercase();
    Ok(Some(Line { hash, start, end: start + length as u64 }))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn file(content: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content.as_bytes()).expect("writes");
        file
    }

    fn hashes(passwords: impl Iterator<Item = String>) -> Vec<String> {
        let mut all: Vec<_> = passwords.map(|one| hash(&one)).collect();
        all.sort();
        all
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for (many, end) in [(1, "\n"), (2, "\r\n"), (3, "\n"), (1000, "\r\n"), (1000, "\n")] {
            let lines = hashes((0..many).map(|number| format!("leaked {number}")));
            let counted: String =
                lines.iter().enumerate().map(|(at, hash)| format!("{hash}:{}{end}", at * at * 7)).collect();
            for content in [counted.as_str(), counted.trim_end()] {
                let file = file(content);
                let leaked = Leaked::open(file.path()).expect("opens");
                for number in 0..many {
                    assert!(leaked.contains(&format!("leaked {number}")).expect("reads"), "{number} of {many}");
                    assert!(!leaked.contains(&format!("private {number}")).expect("reads"), "{number} of {many}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        let lines = hashes(["one", "two", "three"].into_iter().map(Into::into));
        let upside_down: String = lines.iter().rev().map(|hash| format!("{hash}:1\n")).collect();
        for content in ["", "\n", "password\n", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", &upside_down] {
            let opened = Leaked::open(file(content).path());
            // One line alone is in order.
            assert_eq!(opened.is_ok(), content.len() == HASH, "{content:?}");
        }
        assert!(Leaked::open(Path::new("no such file")).is_err());
    }
}
