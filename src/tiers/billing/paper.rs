//! Where everything stands on the pages of an invoice, in points from the upper left corner.

use super::pdf::Faces;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Heading,
    Words,
    /// The headings of the table, its lines, and the sum below.
    Head,
    Body,
    Sum,
}

impl RowKind {
    pub const fn is_bold(self) -> bool {
        matches!(self, Self::Heading | Self::Head | Self::Sum)
    }
}

/// A line of text at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub x: f32,
    pub y: f32,
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub page: usize,
    pub kind: RowKind,
    pub size: f32,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Default)]
pub struct Paper {
    pub rows: Vec<Row>,
    page: usize,
    /// How much of the page is used.
    used: f32,
}

/// Where the columns of the table begin and how wide they are; the last one is set flush right.
const COLUMNS: [(f32, f32); 4] = [(0.0, 140.0), (148.0, 158.0), (312.0, 126.0), (440.0, 60.0)];
/// The size of the table's text.
const SMALL: f32 = 9.0;

impl Paper {
    pub const WIDTH: f32 = 612.0;
    pub const HEIGHT: f32 = 792.0;
    const MARGIN: f32 = 56.0;
    const INNER: f32 = Self::WIDTH - 2.0 * Self::MARGIN;

    pub const fn pages(&self) -> usize {
        self.page + 1
    }

    pub fn space(&mut self, height: f32) {
        self.used += height;
    }

    /// A paragraph over the whole width.
    pub fn line(&mut self, faces: &Faces, kind: RowKind, size: f32, text: &str) {
        let lines = wrap(faces, text, size, kind.is_bold(), Self::INNER);
        self.place(kind, size, vec![lines.into_iter().map(|line| (0.0, line)).collect()]);
    }

    /// A row of the table.
    pub fn row(&mut self, faces: &Faces, kind: RowKind, texts: &[String; 4]) {
        let bold = kind.is_bold();
        let cell = |(number, (text, (left, width))): (usize, (&String, (f32, f32)))| {
            let lines = wrap(faces, text, SMALL, bold, width);
            let at = |line: String| {
                let free = if number == 3 { width - faces.width(&line, SMALL, bold) } else { 0.0 };
                (left + free, line)
            };
            lines.into_iter().map(at).collect()
        };
        let cells = texts.iter().zip(COLUMNS).enumerate().map(cell).collect();
        self.place(kind, SMALL, cells);
        self.space(4.0);
    }

    /// Puts the lines of each cell below each other; a row that does not fit goes to the next page.
    fn place(&mut self, kind: RowKind, size: f32, cells: Vec<Vec<(f32, String)>>) {
        let step = size * 1.4;
        let tallest = cells.iter().map(Vec::len).max().unwrap_or(0);
        let height = step * tallest as f32;
        if self.used + height > Self::HEIGHT - 2.0 * Self::MARGIN {
            self.page += 1;
            self.used = 0.0;
        }
        let top = Self::MARGIN + self.used + size;
        let cell = |lines: Vec<(f32, String)>| Cell {
            pieces: lines
                .into_iter()
                .enumerate()
                .map(|(number, (x, text))| Piece { x: Self::MARGIN + x, y: top + step * number as f32, text })
                .collect(),
        };
        let cells = cells.into_iter().map(cell).collect();
        self.rows.push(Row { page: self.page, kind, size, cells });
        self.used += height;
    }
}

/// Lines no wider than `width`; a word that is wider is cut.
fn wrap(faces: &Faces, text: &str, size: f32, bold: bool, width: f32) -> Vec<String> {
    let fits = |line: &str| faces.width(line, size, bold) <= width;
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in faces.drawable(text).split_whitespace() {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&joined) {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if !fits(&line) {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(c);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
