//! Writing the journal: begin or go on, a transaction a batch, and the end.

use super::entry::{Batch, InputEntry, NewArticle, RunInfo};
use super::known::Known;
use super::lock::Lock;
use super::row;
use super::schema::{Database, FILE};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes the journal of one folder; no other process can meanwhile.
pub struct Writer {
    database: Database,
    folder: PathBuf,
    /// Number of this run on this journal.
    session: i64,
    _lock: Lock,
}

/// What a run begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// The last row of earlier runs, 0 in a new journal.
    pub last: i64,
    /// Articles that earlier runs have done.
    pub done: u64,
    /// Whether an earlier run ended before all its inputs were done.
    pub broken: bool,
}

impl Writer {
    /// Begins a run in a folder that exists, or goes on with the one whose journal is there.
    /// With `fresh` an earlier journal is thrown away, also a damaged one.
    ///
    /// # Errors
    /// [`Error::Output`] when another process is at work there or the journal cannot be written;
    /// [`Error::Usage`] when the journal is one of another model or other settings, naming each
    /// difference.
    pub fn begin(folder: &Path, info: &RunInfo, fresh: bool) -> Result<(Self, Begun)> {
        let lock = Lock::take(folder)?;
        if fresh {
            remove(folder)?;
        }
        let database = Database::write(folder)?;
        let mut writer = Self { database, folder: folder.to_owned(), session: 1, _lock: lock };
        let begun = match writer.info()? {
            None => {
                writer.put_info(info)?;
                Begun { last: 0, done: 0, broken: false }
            }
            Some((earlier, session)) => {
                writer.session = session + 1;
                refuse_differences(folder, &earlier, info)?;
                let begun = writer.resume(&earlier)?;
                let started = earlier.started.clone();
                writer.put_info(&RunInfo { started, ended: None, ..info.clone() })?;
                begun
            }
        };
        Ok((writer, begun))
    }

    /// What earlier runs have left, and the index that [`Known`] looks up with: a first run does
    /// without it, and is the faster for it.
    fn resume(&self, earlier: &RunInfo) -> Result<Begun> {
        self.database.run(|connection| {
            connection.execute_batch(
                "CREATE INDEX IF NOT EXISTS articles_by_name ON articles (input, name_hash)",
            )?;
            let (last, done) = connection.query_row(
                "SELECT ifnull(max(id), 0), count(*) FILTER (WHERE failure_reason IS NULL) \
                 FROM articles",
                [],
                |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)),
            )?;
            Ok(Begun { last, done: done.cast_unsigned(), broken: earlier.ended.is_none() })
        })
    }

    /// What is known about the latest run, and its number.
    fn info(&self) -> Result<Option<(RunInfo, i64)>> {
        super::read::info(&self.database)
    }

    fn put_info(&self, info: &RunInfo) -> Result<()> {
        self.database.run(|connection| {
            let text = row::json(info)?;
            let transaction = connection.unchecked_transaction()?;
            transaction.execute("DELETE FROM run", [])?;
            transaction.execute("INSERT INTO run VALUES (?1, ?2)", params![text, self.session])?;
            transaction.commit()
        })
    }

    /// Writes a batch as one transaction.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written; then nothing of it is.
    pub fn commit(&mut self, batch: &Batch) -> Result<()> {
        self.database.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            for (rank, input) in &batch.inputs {
                put_input(&transaction, self.session, *rank, input)?;
            }
            for article in &batch.articles {
                put_article(&transaction, self.session, article)?;
            }
            for (row, record) in &batch.kept {
                transaction
                    .prepare_cached(
                        "UPDATE articles SET record = ?2 WHERE id = ?1 AND record <> ?2",
                    )?
                    .execute(params![row, record.cast_signed()])?;
            }
            transaction.commit()
        })
    }

    /// Ends a run that has met all its inputs: rows of these inputs that no article of this run
    /// asked for are gone from them, and so they go. Returns how many articles went.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn finish(&mut self, known: Known, last: i64, ended: &str) -> Result<u64> {
        let gone = self.database.run(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut gone = 0;
            if last > 0 {
                transaction
                    .execute("UPDATE inputs SET rank = NULL WHERE session < ?1", [self.session])?;
                let mut rows = transaction.prepare(
                    "SELECT articles.id FROM articles JOIN inputs ON inputs.id = input \
                     WHERE session = ?1 AND articles.id <= ?2",
                )?;
                let parameters = params![self.session, last];
                let rows = rows.query_map(parameters, |row| row.get::<_, i64>(0))?;
                let stale: Vec<i64> = rows
                    .filter(|row| !matches!(row, Ok(row) if known.has_answered(*row)))
                    .collect::<rusqlite::Result<_>>()?;
                for row in stale {
                    delete_article(&transaction, row)?;
                    gone += 1;
                }
            }
            transaction.commit()?;
            Ok(gone)
        })?;
        if let Some((info, _)) = self.info()? {
            self.put_info(&RunInfo { ended: Some(ended.to_owned()), ..info })?;
        }
        // The mode changes only when no other connection is open.
        drop(known);
        // One plain file can be read from anywhere, a read-only disk too. A reader that looks
        // right now keeps it from happening, which harms nothing. What was kept of it in memory
        // is of no more use.
        let _ = self.database.run(|connection| {
            connection.execute_batch(
                "PRAGMA shrink_memory; PRAGMA wal_checkpoint(TRUNCATE); \
                 PRAGMA journal_mode = DELETE;",
            )
        });
        Ok(gone)
    }

    /// Lets the database grow to so many pages only, as a full disk would.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, pages: u32) -> Result<()> {
        self.database.run(|connection| connection.pragma_update(None, "max_page_count", pages))
    }

    /// Removes the journal of a run that has read nothing.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be removed.
    pub fn discard(self) -> Result<()> {
        let Self { database, folder, _lock, .. } = self;
        drop(database);
        remove(&folder)?;
        // The folder goes only if it held nothing else.
        let _ = fs::remove_file(folder.join(super::lock::FILE));
        Ok(())
    }
}

/// Removes a journal. The database goes first: SQLite drops a log that has none, but would
/// believe a database that has lost its log.
fn remove(folder: &Path) -> Result<()> {
    for name in [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")] {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let reason = format!(
                    "{}; choose another folder with --output",
                    crate::error::reason(&error)
                );
                return Err(Error::Output { path, reason });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes the row of an input, or brings it up to date. An entry that says less than an earlier
/// one of the same run changes nothing.
fn put_input(
    connection: &Connection,
    session: i64,
    rank: u64,
    input: &InputEntry,
) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inputs (name, rank, session, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (name) DO UPDATE SET rank = ?2, session = ?3,
           bytes = CASE WHEN session = ?3 THEN ifnull(?4, bytes) ELSE ?4 END,
           sha256 = CASE WHEN session = ?3 THEN ifnull(?5, sha256) ELSE ?5 END
         RETURNING id",
    )?;
    let bytes = input.bytes.map(u64::cast_signed);
    let parameters = params![input.name, rank.cast_signed(), session, bytes, input.sha256];
    statement.query_row(parameters, |row| row.get(0))
}

/// The row of the input of an article, which may come before its input.
fn input_row(connection: &Connection, session: i64, article: &NewArticle) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT id FROM inputs WHERE name = ?1 AND session = ?2")?
        .query_row(params![article.input, session], |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => {
            let input = InputEntry { name: article.input.clone(), bytes: None, sha256: None };
            put_input(connection, session, article.rank, &input)
        }
    }
}

/// Writes an article and its comments, in place of an earlier one where there is one.
fn put_article(
    connection: &Connection,
    session: i64,
    article: &NewArticle,
) -> rusqlite::Result<()> {
    let input = input_row(connection, session, article)?;
    if let Some(row) = article.replaces {
        delete_article(connection, row)?;
    }
    let mut statement = connection.prepare_cached(row::INSERT_ARTICLE)?;
    let id = row::insert_article(&mut statement, input, article)?;
    let mut statement = connection.prepare_cached(row::INSERT_COMMENT)?;
    for (ordinal, comment) in article.comments.iter().enumerate() {
        row::insert_comment(&mut statement, id, ordinal, comment)?;
    }
    Ok(())
}

fn delete_article(connection: &Connection, row: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM comments WHERE article = ?1")?.execute([row])?;
    connection.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([row])?;
    Ok(())
}

/// Refuses to mix two kinds of rows in one journal.
fn refuse_differences(folder: &Path, earlier: &RunInfo, now: &RunInfo) -> Result<()> {
    let mut differences = Vec::new();
    if earlier.program != now.program {
        differences.push(format!("pullquote {} now {}", earlier.program, now.program));
    }
    let shard = |info: &RunInfo| info.shard.map_or("none".to_owned(), |shard| shard.to_string());
    if earlier.shard != now.shard {
        differences.push(format!("--shard {} now {}", shard(earlier), shard(now)));
    }
    let names: BTreeSet<&String> = earlier.settings.keys().chain(now.settings.keys()).collect();
    for name in names {
        let [was, is] =
            [earlier, now].map(|info| info.settings.get(name).map_or("none", String::as_str));
        if was != is {
            differences.push(format!("{name} {was} now {is}"));
        }
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{}: was begun with other options: {}; use the same ones to go on, --fresh to start over, \
         or another folder with --output",
        folder.display(),
        differences.join(", ")
    )))
}
