//! An invoice on paper: letter size, an embedded font, and tags for those who have it read to them (PDF/UA-1;
//! docs/adr/0023-invoices-on-paper.md).

use krilla::{
    Document, SerializeSettings,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::Point,
    metadata::Metadata,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    tagging::{ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree},
    text::{Font, TextDirection},
};
use ttf_parser::Face;

use super::{
    model::{Invoice, InvoiceState, written},
    paper::{Paper, Row, RowKind},
};
use crate::{domain::money::Money, i18n::T};

static REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.ttf");

/// Both faces, for measuring.
pub struct Faces {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl Faces {
    fn load() -> Result<Self, String> {
        let face = |bytes| Face::parse(bytes, 0).map_err(|error| error.to_string());
        Ok(Self { regular: face(REGULAR)?, bold: face(BOLD)? })
    }

    const fn of(&self, bold: bool) -> &Face<'static> {
        if bold { &self.bold } else { &self.regular }
    }

    /// How wide a line is.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let face = self.of(bold);
        let advance = |c| face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
        let units: f32 = text.chars().map(|c| f32::from(advance(c))).sum();
        units * size / f32::from(face.units_per_em())
    }

    /// The text with a question mark for each sign that the font can't draw.
    pub fn drawable(&self, text: &str) -> String {
        text.chars().map(|c| if self.regular.glyph_index(c).is_some() { c } else { '?' }).collect()
    }
}

/// The file.
///
/// # Errors
/// The fonts can't be read, or the document does not come out as it should.
pub fn pdf(t: T, invoice: &Invoice, state: InvoiceState) -> Result<Vec<u8>, String> {
    let faces = Faces::load()?;
    let paper = lay_out(t, &faces, invoice, state);
    let ua = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = ua.map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let title = t.billing_invoice_title(written(invoice.number));
    document.set_metadata(
        Metadata::new().title(title.clone()).language(t.lang().tag().to_owned()).creator("Rolecall".into()),
    );
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);
    let drawn = draw(&mut document, &paper)?;
    document.set_tag_tree(tree(&paper, drawn, &title, t.lang().tag()));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn lay_out(t: T, faces: &Faces, invoice: &Invoice, state: InvoiceState) -> Paper {
    let mut paper = Paper::default();
    paper.line(faces, RowKind::Heading, 20.0, &t.billing_invoice_title(written(invoice.number)));
    paper.line(faces, RowKind::Words, 10.0, &invoice.practice);
    paper.space(10.0);
    for (label, value) in [
        (t.billing_issued(), t.day(invoice.issued)),
        (t.billing_due(), t.day(invoice.due)),
        (t.people_status(), t.invoice_state(state).to_owned()),
        (t.billing_payer(), invoice.payer_name.clone()),
        (t.billing_bill_reference(), invoice.means.reference.clone()),
    ] {
        if !value.is_empty() {
            paper.line(faces, RowKind::Words, 10.0, &format!("{label}: {value}"));
        }
    }
    paper.space(10.0);
    paper.line(faces, RowKind::Words, 10.0, t.billing_bill_to());
    paper.line(faces, RowKind::Words, 10.0, &invoice.means.name);
    for line in invoice.means.address.lines() {
        paper.line(faces, RowKind::Words, 10.0, line);
    }
    paper.space(16.0);
    let head = [t.people_name(), t.billing_for(), t.billing_period(), t.billing_amount()];
    paper.row(faces, RowKind::Head, &head.map(str::to_owned));
    let money = |minor| t.money(&Money::new(minor, invoice.total.currency().clone()));
    for line in &invoice.lines {
        paper.row(faces, RowKind::Body, &[line.name.clone(), t.line(line), t.period(line), money(line.minor)]);
    }
    paper.row(
        faces,
        RowKind::Sum,
        &[t.billing_total().to_owned(), String::new(), String::new(), t.money(&invoice.total)],
    );
    paper.space(16.0);
    paper.line(faces, RowKind::Words, 9.0, t.plans_rounding());
    paper
}

/// Draws every page; answers what was drawn of each cell, in the order of the rows.
fn draw(document: &mut Document, paper: &Paper) -> Result<Vec<Vec<Vec<Identifier>>>, String> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or_else(|| "the font can't be read".to_owned());
    let (regular, bold) = (font(REGULAR)?, font(BOLD)?);
    let mut drawn: Vec<Vec<Vec<Identifier>>> =
        paper.rows.iter().map(|row| row.cells.iter().map(|_| Vec::new()).collect()).collect();
    for number in 0..paper.pages() {
        let size = PageSettings::from_wh(Paper::WIDTH, Paper::HEIGHT).ok_or("the page has no size")?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for (row, ids) in paper.rows.iter().zip(&mut drawn).filter(|(row, _)| row.page == number) {
            for (cell, ids) in row.cells.iter().zip(ids) {
                for piece in &cell.pieces {
                    ids.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                    let font = if row.kind.is_bold() { bold.clone() } else { regular.clone() };
                    let at = Point::from_xy(piece.x, piece.y);
                    surface.draw_text(at, font, row.size, &piece.text, false, TextDirection::LeftToRight);
                    surface.end_tagged();
                }
            }
        }
        surface.finish();
        page.finish();
    }
    Ok(drawn)
}

/// What the pieces mean: a heading, paragraphs, one table.
fn tree(paper: &Paper, drawn: Vec<Vec<Vec<Identifier>>>, title: &str, lang: &str) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    let mut table = TagGroup::new(Tag::Table);
    let (mut body, mut open) = (TagGroup::new(Tag::TBody), false);
    for (row, cells) in paper.rows.iter().zip(drawn) {
        match row.kind {
            RowKind::Heading | RowKind::Words => {
                if std::mem::take(&mut open) {
                    tree.push(std::mem::replace(&mut table, TagGroup::new(Tag::Table)));
                }
                let ids = cells.into_iter().flatten();
                let mut group = match row.kind {
                    RowKind::Heading => TagGroup::new(Tag::Hn(std::num::NonZeroU16::MIN, Some(title.to_owned()))),
                    _ => TagGroup::new(Tag::P),
                };
                ids.for_each(|id| group.push(id));
                tree.push(group);
            }
            RowKind::Head => {
                open = true;
                let mut head = TagGroup::new(Tag::THead);
                head.push(tagged(row, cells));
                table.push(head);
            }
            RowKind::Body => body.push(tagged(row, cells)),
            RowKind::Sum => {
                table.push(std::mem::replace(&mut body, TagGroup::new(Tag::TBody)));
                let mut foot = TagGroup::new(Tag::TFoot);
                foot.push(tagged(row, cells));
                table.push(foot);
            }
        }
    }
    tree
}

fn tagged(row: &Row, cells: Vec<Vec<Identifier>>) -> TagGroup {
    let mut group = TagGroup::new(Tag::TR);
    for (number, ids) in cells.into_iter().enumerate() {
        let scope = match row.kind {
            RowKind::Head => Some(TableHeaderScope::Column),
            _ if number == 0 => Some(TableHeaderScope::Row),
            _ => None,
        };
        let mut cell = match scope {
            Some(scope) => TagGroup::new(Tag::TH(scope)),
            None => TagGroup::new(Tag::TD),
        };
        ids.into_iter().for_each(|id| cell.push(id));
        group.push(cell);
    }
    group
}
