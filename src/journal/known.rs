//! What an earlier run has done: whether an article must be read again.

use super::entry::hash64;
use super::schema::Database;
use crate::domain::ArticleId;
use crate::error::Result;
use rusqlite::{OptionalExtension, params};
use std::path::Path;

/// How an article of this run stands to the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is done and unchanged. The number is its row, to be kept with
    /// [`super::Writer::keep`].
    Done(i64),
    /// It has changed, or failed the last time: this row is to be replaced.
    Changed(i64),
    /// The journal does not have it.
    New,
}

/// Looks up what earlier runs have done, while this run writes.
///
/// Each row answers once, so that two articles of the same name, or of the same words, stay two.
/// An article is found by its name in its input, wherever in the input it stands now.
pub struct Known {
    database: Database,
    /// The last row of earlier runs.
    last: i64,
    /// Rows that have answered, a bit each.
    taken: Vec<u64>,
}

impl Known {
    /// Opens the lookup of a journal that [`super::Writer::begin`] has opened for this run; `last`
    /// is [`super::Begun::last`].
    ///
    /// # Errors
    /// [`crate::error::Error::Output`] when the journal cannot be opened.
    pub fn open(folder: &Path, last: i64) -> Result<Self> {
        let taken = vec![0; (last.max(0) as usize) / 64 + 1];
        Ok(Self { database: Database::write(folder)?, last, taken })
    }

    /// How an article stands; `content` is the SHA-256 of what was read of it.
    ///
    /// # Errors
    /// [`crate::error::Error::Output`] when the journal cannot be read.
    pub fn standing(
        &mut self,
        input: &str,
        id: &ArticleId,
        content: &[u8; 32],
    ) -> Result<Standing> {
        if self.last == 0 {
            return Ok(Standing::New);
        }
        let taken = &self.taken;
        let candidates = self.database.run(|connection| {
            let mut inputs = connection.prepare_cached("SELECT id FROM inputs WHERE name = ?1")?;
            let Some(input) = inputs.query_row([input], |row| row.get::<_, i64>(0)).optional()?
            else {
                return Ok(Vec::new());
            };
            let mut rows = connection.prepare_cached(
                "SELECT id, content = ?4 AND failure_reason IS NULL FROM articles \
                 WHERE input = ?1 AND name_hash = ?2 AND id <= ?3 ORDER BY id",
            )?;
            let parameters = params![input, name_hash(&id.0), self.last, content];
            let rows = rows.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.filter(|row| !matches!(row, Ok((id, _)) if is_set(taken, *id)))
                .collect::<rusqlite::Result<Vec<(i64, bool)>>>()
        })?;
        let same = candidates.iter().find(|(_, same)| *same);
        let standing = match (same, candidates.first()) {
            (Some((row, _)), _) => Standing::Done(*row),
            (None, Some((row, _))) => Standing::Changed(*row),
            (None, None) => Standing::New,
        };
        if let Standing::Done(row) | Standing::Changed(row) = standing {
            self.taken[row as usize / 64] |= 1 << (row % 64);
        }
        Ok(standing)
    }

    /// Whether a row of an earlier run has answered.
    pub(super) fn has_answered(&self, row: i64) -> bool {
        is_set(&self.taken, row)
    }
}

/// Whether the bit of a row is set.
fn is_set(bits: &[u64], row: i64) -> bool {
    bits.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

/// What articles are looked up by.
pub(super) fn name_hash(name: &str) -> i64 {
    hash64(name.as_bytes()).cast_signed()
}
