//! The database: its tables, how it is opened, and what its errors mean to the user.

use crate::error::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the journal in the result folder.
pub const FILE: &str = "journal.sqlite";

/// Version of the tables; a journal of another version is not touched.
const VERSION: i64 = 1;

/// Marks a database as a journal of this program: "pulq".
const APPLICATION: i64 = 0x7075_6c71;

/// The tables. `inputs.session` is the number of the run that met the input last. `articles.id`
/// never comes back once given, so that it tells rows of this run from those of earlier ones.
const TABLES: &str = "
CREATE TABLE run (info TEXT NOT NULL, session INTEGER NOT NULL);
CREATE TABLE inputs (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  rank INTEGER,
  session INTEGER NOT NULL,
  bytes INTEGER,
  sha256 TEXT
);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  input INTEGER NOT NULL REFERENCES inputs (id),
  record INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_hash INTEGER NOT NULL,
  content BLOB NOT NULL,
  metadata TEXT NOT NULL,
  language TEXT,
  failure_place TEXT,
  failure_reason TEXT,
  url_hash INTEGER,
  sketch BLOB,
  telling INTEGER NOT NULL,
  seconds REAL NOT NULL,
  n_subject INTEGER NOT NULL,
  n_public INTEGER NOT NULL,
  n_named INTEGER NOT NULL,
  n_media INTEGER NOT NULL
);
CREATE TABLE comments (
  article INTEGER NOT NULL REFERENCES articles (id),
  ordinal INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  speaker TEXT,
  speaker_surface TEXT,
  handle TEXT,
  cue TEXT,
  posted TEXT,
  parent_id TEXT,
  span_start INTEGER NOT NULL,
  span_end INTEGER NOT NULL,
  language TEXT,
  flags TEXT NOT NULL,
  text TEXT NOT NULL,
  text_before TEXT NOT NULL,
  text_after TEXT NOT NULL,
  words_hash INTEGER,
  scored_language TEXT,
  scored_flags TEXT NOT NULL,
  p_negative REAL, p_neutral REAL, p_positive REAL,
  p_anger REAL, p_joy REAL, p_optimism REAL, p_sadness REAL,
  p_irony REAL, p_offensive REAL, p_hate REAL,
  PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;
";

/// A connection to the journal of a folder, and the place to name in errors.
pub(super) struct Database {
    pub connection: Connection,
    pub path: PathBuf,
    /// Whether errors are about a result that is read, not written.
    reading: bool,
}

impl Database {
    /// Opens the journal for writing; makes it when there is none.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written or is none of ours.
    pub fn write(folder: &Path) -> Result<Self> {
        let database = Self::connect(folder, OpenFlags::default(), false)?;
        database.run(|connection| {
            // Large pages, since a plain one holds few comments with their sentences: SQLite then
            // writes in two thirds of the time. NORMAL in WAL mode survives a killed process; a power
            // cut may take the last batches, never the database.
            connection.execute_batch(
                "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                 PRAGMA cache_size = -16384; PRAGMA foreign_keys = OFF;",
            )
        })?;
        if database.pragma("application_id")? == 0 && database.is_empty()? {
            database.run(|connection| {
                connection.execute_batch(&format!(
                    "BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION}; \
                     PRAGMA user_version = {VERSION}; COMMIT;"
                ))
            })?;
        }
        database.check()?;
        Ok(database)
    }

    /// Opens the journal for reading, also in a folder that cannot be written.
    ///
    /// # Errors
    /// [`Error::Input`] when there is none, or it is none of ours.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Err(Error::Input {
                place: folder.display().to_string(),
                reason: format!(
                    "is no result folder with a {FILE}; name one that pullquote analyze wrote"
                ),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Self::connect(folder, flags, true)?;
        database.check()?;
        Ok(database)
    }

    fn connect(folder: &Path, flags: OpenFlags, reading: bool) -> Result<Self> {
        let path = folder.join(FILE);
        let connection = Connection::open_with_flags(&path, flags)
            .and_then(|connection| {
                connection.busy_timeout(Duration::from_secs(30))?;
                Ok(connection)
            })
            .map_err(|error| explain(&path, reading, &error))?;
        Ok(Self { connection, path, reading })
    }

    /// Runs something and explains its errors.
    pub fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.connection).map_err(|error| self.explain(&error))
    }

    /// What an error of this database means.
    pub fn explain(&self, error: &rusqlite::Error) -> Error {
        explain(&self.path, self.reading, error)
    }

    fn pragma(&self, name: &str) -> Result<i64> {
        self.run(|connection| connection.pragma_query_value(None, name, |row| row.get(0)))
    }

    fn is_empty(&self) -> Result<bool> {
        self.run(|connection| {
            connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
        })
    }

    /// Whether it is a journal of a version that this program knows.
    fn check(&self) -> Result<()> {
        let reason = if self.pragma("application_id")? != APPLICATION {
            "is no journal of pullquote".to_owned()
        } else {
            match self.pragma("user_version")? {
                VERSION => return Ok(()),
                newer if newer > VERSION => {
                    "was written by a newer version of pullquote; use that one".to_owned()
                }
                older => format!("has the old layout {older}, which this version cannot read"),
            }
        };
        Err(self.refuse(&reason))
    }

    /// An error about the database itself.
    pub fn refuse(&self, reason: &str) -> Error {
        refuse(&self.path, self.reading, reason)
    }
}

/// An error about the database itself, with what to do.
fn refuse(path: &Path, reading: bool, reason: &str) -> Error {
    if reading {
        return Error::Input { place: path.display().to_string(), reason: reason.to_owned() };
    }
    let advice = "; start over with --fresh, or choose another folder with --output";
    Error::Output { path: path.to_owned(), reason: format!("{reason}{advice}") }
}

/// What an error of the library means to the user.
pub(super) fn explain(path: &Path, reading: bool, error: &rusqlite::Error) -> Error {
    let output = |reason: &str| {
        if reading {
            return refuse(path, reading, reason);
        }
        Error::Output { path: path.to_owned(), reason: reason.to_owned() }
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => refuse(path, reading, "is no journal of pullquote"),
        Some(ErrorCode::DatabaseCorrupt) => refuse(path, reading, "is damaged"),
        Some(ErrorCode::DiskFull) => {
            output("no space left; make room on the disk, then run the same command to go on")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            output("no permission to write it; choose another folder with --output")
        }
        Some(ErrorCode::CannotOpen) => {
            output("cannot be opened; check the folder's permissions, or choose another one")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            output("is in use by another program; wait for it to end")
        }
        Some(ErrorCode::SystemIoFailure) => output(&format!(
            "the disk refuses ({error}); check its room and health, then run the same command to go on"
        )),
        _ => output(&error.to_string()),
    }
}
