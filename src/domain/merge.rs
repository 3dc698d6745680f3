//! Two editors of one record: what only one of them changed is brought together (P-22).

/// A field's name, and what this editor typed, what they saw before, and what is stored now.
pub type Seen<'a> = (&'static str, [&'a str; 3]);

/// The fields to take over, and the fields that clash: names with the values that are stored now.
pub type Merged = Result<Vec<(&'static str, String)>, Vec<(String, String)>>;

/// The fields to take over from what is stored: only the other editor changed them.
///
/// # Errors
/// The fields that both changed, with the values that are stored now.
pub fn merge<'a>(seen: impl Iterator<Item = Seen<'a>>) -> Merged {
    let (mut taken, mut clashes) = (Vec::new(), Vec::new());
    for (name, values) in seen {
        let [mine, before, theirs] = values.map(str::trim);
        if theirs == before || theirs == mine {
            continue;
        }
        if mine == before {
            taken.push((name, theirs.to_owned()));
        } else {
            clashes.push((name.to_owned(), theirs.to_owned()));
        }
    }
    if clashes.is_empty() { Ok(taken) } else { Err(clashes) }
}
