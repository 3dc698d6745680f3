//! Files of people, their headings looked for among the first lines.

use super::{
    headings,
    model::{ReadError, Table},
};
use crate::sheet;

/// See [`sheet::read::read`].
///
/// # Errors
/// [`ReadError`]: nothing was read.
pub fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    sheet::read::read(bytes, headings::known)
}
