//! Reading the journal of one result folder.

use super::entry::{ArticleEntry, CommentEntry, InputEntry, RunInfo};
use super::row;
use super::schema::Database;
use crate::error::{Error, Result};
use rusqlite::OptionalExtension;
use std::path::Path;

/// The journal of one result folder, for reading; a run may be at work on it meanwhile.
pub struct Journal {
    database: Database,
    info: RunInfo,
}

impl Journal {
    /// Opens the journal of a result folder.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] when the folder holds no journal, or one that is damaged or
    /// of a newer version.
    pub fn open_result(folder: &Path) -> Result<Self> {
        let database = Database::read(folder)?;
        match info(&database)? {
            Some((info, _)) => Ok(Self { database, info }),
            None => Err(database.refuse("holds no run; run pullquote analyze on this folder")),
        }
    }

    /// What the run was.
    pub fn run_info(&self) -> &RunInfo {
        &self.info
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.database.path
    }

    /// Number of its comments.
    pub(super) fn count_comments(&self) -> Result<u64> {
        let query =
            "SELECT coalesce(sum(n_subject + n_public + n_named + n_media), 0) FROM articles";
        let count = |connection: &rusqlite::Connection| {
            connection.query_row(query, [], |row| row.get::<_, i64>(0))
        };
        Ok(self.database.run(count)?.cast_unsigned())
    }

    /// Hands the inputs on, in order.
    pub(super) fn each_input(&self, mut take: impl FnMut(InputEntry)) -> Result<()> {
        self.database.run(|connection| {
            let mut statement = connection.prepare(
                "SELECT name, bytes, sha256 FROM inputs WHERE rank IS NOT NULL ORDER BY rank, id",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let bytes: Option<i64> = row.get(1)?;
                take(InputEntry {
                    name: row.get(0)?,
                    bytes: bytes.map(i64::cast_unsigned),
                    sha256: row.get(2)?,
                });
            }
            Ok(())
        })
    }

    /// Hands on what orders and links the articles of the result, in no order; `explain` is for
    /// the errors of the taker.
    pub(super) fn each_place(
        &self,
        explain: fn(&rusqlite::Error) -> Error,
        mut take: impl FnMut(&Place<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let of_journal = |error| self.database.explain(&error);
        let mut statement = self
            .database
            .connection
            .prepare(
                "SELECT rank, record, articles.id, failure_reason IS NOT NULL, url_hash, sketch, \
                 telling, articles.name FROM articles JOIN inputs ON inputs.id = input WHERE rank IS NOT NULL",
            )
            .map_err(of_journal)?;
        let mut rows = statement.query([]).map_err(of_journal)?;
        while let Some(row) = rows.next().map_err(of_journal)? {
            take(&place(row).map_err(of_journal)?).map_err(|error| explain(&error))?;
        }
        Ok(())
    }

    /// The article of a row.
    pub(super) fn article(&self, article: i64) -> Result<ArticleEntry> {
        self.database.run(|connection| {
            let query = format!(
                "SELECT {} FROM articles JOIN inputs ON inputs.id = input WHERE articles.id = ?1",
                row::ARTICLE_COLUMNS
            );
            connection.prepare_cached(&query)?.query_row([article], row::article)
        })
    }

    /// The comments of an article, in order.
    pub(super) fn comments(&self, row: i64, article: &ArticleEntry) -> Result<Vec<CommentEntry>> {
        self.database.run(|connection| {
            let mut statement = connection.prepare_cached(row::SELECT_COMMENTS)?;
            let rows = statement.query_map([row], |row| row::comment(row, article))?;
            rows.collect()
        })
    }

    /// Number, id and key of the words of those comments of an article that another may repeat.
    pub(super) fn words(&self, article: i64) -> Result<Vec<(i64, String, i64)>> {
        self.database.run(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT ordinal, id, words_hash FROM comments \
                 WHERE article = ?1 AND words_hash IS NOT NULL ORDER BY ordinal",
            )?;
            let rows = statement
                .query_map([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        })
    }
}

/// Where an article stands in the result, and what tells that it was met before.
pub(super) struct Place<'r> {
    pub rank: i64,
    pub record: i64,
    pub article: i64,
    pub failed: bool,
    pub url: Option<i64>,
    pub sketch: Option<&'r [u8]>,
    pub telling: bool,
    pub name: &'r str,
}

fn place<'r>(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Place<'r>> {
    Ok(Place {
        rank: row.get(0)?,
        record: row.get(1)?,
        article: row.get(2)?,
        failed: row.get(3)?,
        url: row.get(4)?,
        sketch: row.get_ref(5)?.as_blob_or_null()?,
        telling: row.get(6)?,
        name: row.get_ref(7)?.as_str()?,
    })
}

/// What is known about the latest run, and its number.
pub(super) fn info(database: &Database) -> Result<Option<(RunInfo, i64)>> {
    let found: Option<(String, i64)> = database.run(|connection| {
        let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        connection.query_row("SELECT info, session FROM run", [], columns).optional()
    })?;
    let Some((text, session)) = found else { return Ok(None) };
    match serde_json::from_str(&text) {
        Ok(info) => Ok(Some((info, session))),
        Err(error) => {
            Err(database.refuse(&format!("says something unreadable about its run ({error})")))
        }
    }
}
