//! Which of the pieces that several parts share travel in one file.
//!
//! The splitter makes a piece (a "chunk") of whatever the same parts need: hundreds of them, most of a few hundred bytes. All of
//! them in the main module, and each page fetches what others need; each in a file of its own, and a page fetches hundreds.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};

/// What one more file costs a page, in bytes of code: its request, its headers, and that it is compressed by itself.
const FILE: u64 = 10_000;

/// Pieces in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub chunks: Vec<String>,
    /// The parts that fetch it, a bit for each.
    parts: u64,
    /// Code and data of the pieces.
    bytes: u64,
}

impl Group {
    pub fn is_of(&self, part: usize) -> bool {
        self.parts & 1 << part != 0
    }

    /// What all pages together gain when `self` and `other` become one file.
    fn gain(&self, other: &Self) -> i64 {
        let fewer = u64::from((self.parts & other.parts).count_ones()) * FILE;
        let idle = |group: &Self, with: u64| u64::from((with & !group.parts).count_ones()) * group.bytes;
        fewer.cast_signed() - (idle(self, other.parts) + idle(other, self.parts)).cast_signed()
    }

    fn join(&mut self, mut other: Self) {
        self.chunks.append(&mut other.chunks);
        self.parts |= other.parts;
        self.bytes += other.bytes;
    }
}

/// Puts the chunks into files: into the main module, which is the first group, or into one that some parts share. `needs` has
/// the chunks of each part, whose number is its place.
pub fn groups(stage: &Path, needs: &[Vec<String>]) -> Result<Vec<Group>> {
    if needs.len() > 64 {
        bail!("more than 64 parts");
    }
    let mut chunks = BTreeMap::<&str, u64>::new();
    for (part, names) in needs.iter().enumerate() {
        for name in names.iter().filter(|name| name.starts_with("chunk_")) {
            *chunks.entry(name).or_default() |= 1 << part;
        }
    }
    let everywhere = (0..needs.len()).fold(0, |parts, part| parts | 1 << part);
    let mut all = vec![Group { chunks: Vec::new(), parts: everywhere, bytes: 0 }];
    for (name, parts) in chunks {
        let bytes = weight(&stage.join(format!("{name}.wasm")))?;
        all.push(Group { chunks: vec![name.to_owned()], parts, bytes });
    }
    Ok(joined(all))
}

/// Joins the two that gain most until no two gain.
fn joined(mut groups: Vec<Group>) -> Vec<Group> {
    loop {
        let pairs = (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b)));
        let best = pairs.map(|(a, b)| (groups[a].gain(&groups[b]), a, b)).max_by_key(|(gain, ..)| *gain);
        match best {
            Some((gain, a, b)) if gain > 0 => {
                let other = groups.remove(b);
                groups[a].join(other);
            }
            _ => return groups,
        }
    }
}

/// The bytes of a module's code and data, without the names, which don't travel.
fn weight(file: &Path) -> Result<u64> {
    let module = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut bytes = 0;
    for payload in Parser::new(0).parse_all(&module) {
        let range = match payload? {
            Payload::CodeSectionStart { range, .. } => range,
            Payload::DataSection(data) => data.range(),
            _ => continue,
        };
        bytes += range.end - range.start;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, parts: u64, bytes: u64) -> Group {
        Group { chunks: vec![name.to_owned()], parts, bytes }
    }

    #[test]
    fn what_nearly_all_need_goes_into_the_main_module() {
        let left = joined(vec![group("main", 0b1111, 0), group("much", 0b0111, 5_000), group("few", 0b0001, 50_000)]);
        assert_eq!(left.iter().map(|group| group.chunks.join(" ")).collect::<Vec<_>>(), ["main much", "few"]);
        assert!(left[1].is_of(0) && !left[1].is_of(1));
    }

    #[test]
    fn what_the_same_parts_need_is_one_file() {
        let left = joined(vec![group("main", 0b1111, 0), group("a", 0b0011, 40_000), group("b", 0b0011, 30_000)]);
        assert_eq!(left.iter().map(|group| group.chunks.join(" ")).collect::<Vec<_>>(), ["main", "a b"]);
    }
}
