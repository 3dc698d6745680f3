//! The reference file of claims: read, judged row by row, kept whole or not at all.

use chrono::NaiveDate;

use super::{
    form::{birth, claim_key, claim_number},
    store,
    views::ClaimsOverview,
};
use crate::{
    domain::{
        clock::Instant, code::Code, fold::fold, ids::PracticeId, npi::Npi, permission::Permission, refusal::Refusal,
    },
    error::AppResult,
    history::model::{Event, EventKind},
    roster::model::Table,
    server::{
        db::Conn,
        doors::{self, Asked, Done, Query},
        fault::Fault,
    },
};

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub number: String,
    pub npi: String,
    pub birth: Option<NaiveDate>,
}

/// A row that can't be kept: its line, the field, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    pub line: u32,
    pub field: &'static str,
    pub code: Code,
}

/// Which column holds a field, by what its heading is called.
fn column(table: &Table, names: &[&str]) -> Option<usize> {
    let squeezed = |heading: &String| fold(heading).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    table.headings.iter().position(|heading| names.contains(&squeezed(heading).as_str()))
}

const NUMBER: [&str; 7] = ["claim", "claimnumber", "claimno", "claimid", "numerodereclamo", "reclamo", "reclamacion"];
const NPI: [&str; 4] = ["npi", "providernpi", "npidelproveedor", "npiproveedor"];
const BIRTH: [&str; 6] = ["dob", "dateofbirth", "birthdate", "providerdateofbirth", "providerdob", "fechadenacimiento"];

/// Every row as a claim, or every row that is none.
///
/// # Errors
/// Bad rows; line 0 with [`Code::Required`] for a column that is missing.
pub fn claims(table: &Table) -> Result<Vec<Claim>, Vec<BadRow>> {
    let missing = |field| vec![BadRow { line: 0, field, code: Code::Required }];
    let number = column(table, &NUMBER).ok_or_else(|| missing("claim"))?;
    let npi = column(table, &NPI).ok_or_else(|| missing("npi"))?;
    let born = column(table, &BIRTH);
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
        let mut keep = |field, code| bad.push(BadRow { line: row.number, field, code });
        let number = match claim_number(cell(number)) {
            Ok(number) if claim_key(&number).is_empty() => Err(Code::Required),
            other => other,
        };
        let number = number.map_err(|code| keep("claim", code)).ok();
        let npi = Npi::parse(cell(npi)).map_err(|code| keep("npi", code)).ok();
        let birth = match born.map(cell).filter(|text| !text.is_empty()) {
            Some(text) => birth(text).map(Some).map_err(|code| keep("birth", code)).ok(),
            None => Some(None),
        };
        if let (Some(number), Some(npi), Some(birth)) = (number, npi, birth) {
            good.push(Claim { number, npi: npi.into(), birth });
        }
    }
    good.sort_by_key(|claim| (claim_key(&claim.number), claim.npi.clone()));
    // One row of a file may repeat another; the last one counts.
    good.reverse();
    good.dedup_by_key(|claim| (claim_key(&claim.number), claim.npi.clone()));
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

/// Stores the claims; says what happened.
pub async fn keep(
    conn: &mut Conn,
    practice: PracticeId,
    claims: &[Claim],
    file: &str,
    now: Instant,
) -> sqlx::Result<Event> {
    store::claims::put(conn, practice, claims, now).await?;
    let mut event = Event::new(EventKind::ClaimsImported);
    event.change("file", "", file);
    event.change("claims", "", claims.len().to_string());
    Ok(event)
}

/// An administrator brings a file in. Only for those whose role holds in the whole practice: claims open all of it.
///
/// # Errors
/// No permission, or only at one provider.
pub async fn import(asked: &Asked, claims: &[Claim], file: &str) -> AppResult<usize> {
    doors::command_for(asked, Permission::ImportClaims, async |cx| {
        if cx.reach.provider.is_some() {
            return Err(Refusal::OutsideScope.into());
        }
        let event = keep(&mut cx.conn, cx.reach.practice, claims, file, cx.now).await?;
        Ok(Done::new(claims.len(), event))
    })
    .await
}

/// What is in the file.
///
/// # Errors
/// Those whose role holds at one provider only.
pub async fn overview(cx: &mut Query) -> Result<ClaimsOverview, Fault> {
    if cx.reach.provider.is_some() {
        return Err(Refusal::OutsideScope.into());
    }
    let (claims, imported) = store::claims::count(&mut cx.conn, cx.reach.practice).await?;
    Ok(ClaimsOverview { claims, imported: imported.map(|at| cx.local(at)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::read::read;

    fn table(text: &str) -> Table {
        read(text.as_bytes()).expect("a table")
    }

    #[test]
    fn headings_are_found_in_any_order_and_language() {
        let read = claims(&table("DOB,Provider NPI,Claim number\n03/09/1970,1234567893,A-100\n,1245319599,200\n"));
        let read = read.expect("two claims");
        assert_eq!(read.len(), 2);
        assert!(read.iter().any(|claim| claim.number == "A-100" && claim.birth == birth("1970-03-09").ok()));
        assert!(claims(&table("Número de reclamo;NPI\n7;1234567893\n")).is_ok());
    }

    #[test]
    fn every_bad_row_is_named() {
        let bad = claims(&table("Claim number,NPI,DOB\nA-1,1234567890,\n,1234567893,soon\n")).expect_err("bad rows");
        let named: Vec<_> = bad.iter().map(|row| (row.line, row.field, row.code)).collect();
        let expected = [(2, "npi", Code::NpiCheckDigit), (3, "claim", Code::Required), (3, "birth", Code::NotADate)];
        assert_eq!(named, expected);
        let bad = claims(&table("Claim number,Amount\nA-1,7\n")).expect_err("no NPI");
        assert_eq!(bad, [BadRow { line: 0, field: "npi", code: Code::Required }]);
    }

    #[test]
    fn a_repeated_claim_is_one() {
        let read = claims(&table("Claim number,NPI\nA-1,1234567893\na1,1234567893\nA-1,1245319599\n"));
        assert_eq!(read.map(|claims| claims.len()), Ok(2));
    }
}
