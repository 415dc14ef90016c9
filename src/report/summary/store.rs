//! The comments of a summary on disk, where they are sorted into groups: the memory of a summary
//! does not grow with its comments. A private database in the system's folder for temporary
//! files, gone with the summary.

use super::Level;
use crate::domain::{Comment, Role, Sentiment};
use crate::error::{Error, Result};
use rusqlite::{Connection, params_from_iter, types::Value};
use sha2::{Digest as _, Sha256};

/// Memory for pages and for sorting; more goes to disk.
const CACHE_KIB: u32 = 2 * 1024;

/// What the comments of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What every result has.
    Level(Level),
    /// A column of the user's, by its place among those to group by.
    Column(usize),
}

/// One comment of a group, as little of it as the aggregates need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// A number that stands for its article, in every result.
    pub article: u64,
    /// The most probable sentiment.
    pub sentiment: Sentiment,
    /// Probability of positive minus probability of negative, as printed.
    pub score: f64,
}

/// The database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    insert: String,
}

impl Store {
    /// An empty one with so many columns of the user's. The other columns to group by have the
    /// names of their levels.
    pub fn new(columns: usize) -> Result<Self> {
        let own: String = (0..columns).map(|column| format!(", own_{column} TEXT")).collect();
        let places: String = (0..columns).map(|_| ", ?").collect();
        let connection = Connection::open("").map_err(failed)?;
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = OFF; PRAGMA cache_size = -{CACHE_KIB}; \
                 PRAGMA temp_store = FILE; \
                 CREATE TABLE comments (article TEXT, number INTEGER, speaker TEXT, day TEXT, \
                 role TEXT, kind TEXT, sentiment INTEGER, score REAL{own}); BEGIN"
            ))
            .map_err(failed)?;
        let insert = format!("INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?{places})");
        Ok(Self { connection, insert })
    }

    /// Takes a comment in, with its values of the user's columns.
    pub fn add<'c>(
        &self,
        comment: &Comment,
        (sentiment, score): (Sentiment, f64),
        own: impl Iterator<Item = Option<&'c String>>,
    ) -> Result<()> {
        let text = |text: &str| Value::Text(text.to_owned());
        let optional = |value: Option<&str>| value.map_or(Value::Null, text);
        let article = &comment.article_id.0;
        let values = [
            text(article),
            Value::Integer(number(article).cast_signed()),
            optional(comment.speaker.as_deref()),
            optional(comment.day()),
            text(comment.role.name()),
            text(comment.kind.name()),
            Value::Integer(sentiment as i64),
            Value::Real(score),
        ];
        let own = own.map(|value| optional(value.map(String::as_str)));
        let mut insert = self.connection.prepare_cached(&self.insert).map_err(failed)?;
        insert.execute(params_from_iter(values.into_iter().chain(own))).map_err(failed)?;
        Ok(())
    }

    /// Hands out all comments that have a value, group by group: the value, whether they are the
    /// subject's own words, and the comment. Values come in alphabetical order, the subject's
    /// words after the others, inside a group an article's comments together.
    pub fn each(
        &self,
        by: By,
        mut take: impl FnMut(&str, bool, Member) -> Result<()>,
    ) -> Result<()> {
        let value = match by {
            By::Level(Level::All) => "''".to_owned(),
            By::Level(level) => level.name().to_owned(),
            By::Column(column) => format!("own_{column}"),
        };
        let query = format!(
            "SELECT {value}, role = '{}', number, sentiment, score FROM comments \
             WHERE {value} IS NOT NULL ORDER BY 1, 2, 3, rowid",
            Role::Subject.name()
        );
        let mut query = self.connection.prepare(&query).map_err(failed)?;
        let mut rows = query.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let value = row.get_ref(0).map_err(failed)?;
            let value = value.as_str().map_err(|error| failed(error.into()))?;
            let number: i64 = row.get(2).map_err(failed)?;
            let sentiment: u8 = row.get(3).map_err(failed)?;
            let member = Member {
                article: number.cast_unsigned(),
                sentiment: Sentiment::ALL[usize::from(sentiment)],
                score: row.get(4).map_err(failed)?,
            };
            take(value, row.get(1).map_err(failed)?, member)?;
        }
        Ok(())
    }
}

/// The number that stands for an article: the first bytes of the hash of its name. Among a million
/// articles two have the same with a probability of one in forty million.
fn number(article: &str) -> u64 {
    let hash: [u8; 32] = Sha256::digest(article).into();
    u64::from_le_bytes(hash[..8].try_into().expect("eight of 32 bytes"))
}

/// What went wrong with the database.
fn failed(error: rusqlite::Error) -> Error {
    Error::Output { path: "temporary file".into(), reason: format!("{error} (see TMPDIR)") }
}
