//! Articles and comments ↔ rows of the database.

use super::entry::{ArticleEntry, CommentEntry, NewArticle, Outcome};
use crate::domain::{
    ArticleId, Comment, Flags, Kind, Role, Scored, Scores, Sketch, Span, Surroundings,
};
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{CachedStatement, Row, params};
use serde::de::DeserializeOwned;

/// Roles in the order of the counts of an article.
const ROLES: [Role; 4] = [Role::Subject, Role::Public, Role::Named, Role::Media];

/// Takes its values in the order of the columns, as [`insert_article`] gives them: SQLite would
/// search all names for each name, in every row again.
pub const INSERT_ARTICLE: &str = "
INSERT INTO articles (input, record, name, name_hash, content, metadata, language, failure_place,
  failure_reason, url_hash, sketch, telling, seconds, n_subject, n_public, n_named, n_media)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The columns that [`article`] reads, from `articles` joined with its input.
pub const ARTICLE_COLUMNS: &str = "
inputs.name AS input_name, record, articles.name AS name, metadata, language, failure_place,
failure_reason, n_subject, n_public, n_named, n_media, seconds";

/// Takes its values in the order of the columns, as [`insert_comment`] gives them.
pub const INSERT_COMMENT: &str = "
INSERT INTO comments (article, ordinal, id, kind, role, speaker, speaker_surface, handle, cue,
  posted, parent_id, span_start, span_end, language, flags, text, text_before, text_after,
  words_hash, scored_language, scored_flags, p_negative, p_neutral, p_positive, p_anger, p_joy,
  p_optimism, p_sadness, p_irony, p_offensive, p_hate)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The comments of one article, in order.
pub const SELECT_COMMENTS: &str = "SELECT * FROM comments WHERE article = ?1 ORDER BY ordinal";

/// Writes the row of an article that stands in the given input.
pub fn insert_article(
    statement: &mut CachedStatement<'_>,
    input: i64,
    article: &NewArticle,
) -> rusqlite::Result<i64> {
    let (place, reason) = match &article.outcome {
        Outcome::Done => (None, None),
        Outcome::Failed { place, reason } => (place.as_deref(), Some(reason)),
    };
    let roles = ROLES.map(|role| {
        article.comments.iter().filter(|(comment, ..)| comment.role == role).count() as i64
    });
    statement.insert(params![
        input,
        article.record as i64,
        article.id.0,
        super::known::name_hash(&article.id.0),
        article.content,
        json(&article.metadata)?,
        article.language,
        place,
        reason,
        article.fingerprint.url.map(u64::cast_signed),
        article.fingerprint.text.map(|sketch| sketch_bytes(&sketch)),
        article.fingerprint.telling,
        article.seconds,
        roles[0],
        roles[1],
        roles[2],
        roles[3],
    ])
}

/// Reads an article.
pub fn article(row: &Row<'_>) -> rusqlite::Result<ArticleEntry> {
    let count = |name| row.get::<_, i64>(name).map(i64::cast_unsigned);
    let reason: Option<String> = row.get("failure_reason")?;
    Ok(ArticleEntry {
        input: row.get("input_name")?,
        record: count("record")?,
        id: ArticleId(row.get("name")?),
        metadata: from_json(row, "metadata")?,
        language: row.get("language")?,
        outcome: match reason {
            None => Outcome::Done,
            Some(reason) => Outcome::Failed { place: row.get("failure_place")?, reason },
        },
        roles: [count("n_subject")?, count("n_public")?, count("n_named")?, count("n_media")?],
        seconds: row.get("seconds")?,
        duplicate_of: None,
    })
}

/// Writes the row of a comment.
pub fn insert_comment(
    statement: &mut CachedStatement<'_>,
    article: i64,
    ordinal: usize,
    (comment, scored, words): &(Comment, Scored, Option<u64>),
) -> rusqlite::Result<()> {
    let sentiment = |index: usize| scored.scores.map(|scores| f64::from(scores.sentiment[index]));
    let emotion = |index: usize| {
        scored.scores.and_then(|scores| scores.emotion).map(|shares| f64::from(shares[index]))
    };
    let other =
        |head: fn(&Scores) -> Option<f32>| scored.scores.as_ref().and_then(head).map(f64::from);
    statement.execute(params![
        article,
        ordinal as i64,
        comment.id,
        comment.kind.name(),
        comment.role.name(),
        comment.speaker,
        comment.speaker_surface,
        comment.handle,
        comment.cue,
        comment.posted,
        comment.parent_id,
        comment.span.start as i64,
        comment.span.end as i64,
        comment.language,
        json(&comment.flags)?,
        comment.text,
        comment.surroundings.before,
        comment.surroundings.after,
        words.map(u64::cast_signed),
        scored.language,
        json(&scored.flags)?,
        sentiment(0),
        sentiment(1),
        sentiment(2),
        emotion(0),
        emotion(1),
        emotion(2),
        emotion(3),
        other(|scores| scores.irony),
        other(|scores| scores.offensive),
        other(|scores| scores.hate),
    ])?;
    Ok(())
}

/// Reads a comment of an article.
pub fn comment(row: &Row<'_>, article: &ArticleEntry) -> rusqlite::Result<CommentEntry> {
    let offset = |name| row.get::<_, i64>(name).map(|value| value.max(0) as usize);
    let flags: Flags = from_json(row, "flags")?;
    Ok(CommentEntry {
        comment: Comment {
            article_id: article.id.clone(),
            metadata: article.metadata.clone(),
            id: row.get("id")?,
            kind: named(row, "kind", &[Kind::Quote, Kind::Post], Kind::name)?,
            role: named(row, "role", &ROLES, Role::name)?,
            speaker: row.get("speaker")?,
            speaker_surface: row.get("speaker_surface")?,
            handle: row.get("handle")?,
            cue: row.get("cue")?,
            posted: row.get("posted")?,
            parent_id: row.get("parent_id")?,
            span: Span { start: offset("span_start")?, end: offset("span_end")? },
            language: row.get("language")?,
            text: row.get("text")?,
            surroundings: Surroundings {
                before: row.get("text_before")?,
                after: row.get("text_after")?,
            },
            flags,
        },
        scored: Scored {
            scores: scores(row)?,
            language: row.get("scored_language")?,
            flags: from_json(row, "scored_flags")?,
        },
    })
}

/// Reads the probabilities; `None` where nothing was scored.
fn scores(row: &Row<'_>) -> rusqlite::Result<Option<Scores>> {
    let share = |name| row.get::<_, Option<f64>>(name).map(|share| share.map(|share| share as f32));
    let (Some(negative), Some(neutral), Some(positive)) =
        (share("p_negative")?, share("p_neutral")?, share("p_positive")?)
    else {
        return Ok(None);
    };
    let emotion =
        match (share("p_anger")?, share("p_joy")?, share("p_optimism")?, share("p_sadness")?) {
            (Some(anger), Some(joy), Some(optimism), Some(sadness)) => {
                Some([anger, joy, optimism, sadness])
            }
            _ => None,
        };
    Ok(Some(Scores {
        sentiment: [negative, neutral, positive],
        emotion,
        irony: share("p_irony")?,
        offensive: share("p_offensive")?,
        hate: share("p_hate")?,
    }))
}

/// The bytes of a sketch, little-endian.
fn sketch_bytes(sketch: &Sketch) -> Vec<u8> {
    sketch.0.iter().flat_map(|minimum| minimum.to_le_bytes()).collect()
}

/// Reads a sketch back; `None` for anything that is none.
pub fn sketch(bytes: &[u8]) -> Option<Sketch> {
    if bytes.len() != Sketch::LENGTH * 2 {
        return None;
    }
    let mut minima = [0; Sketch::LENGTH];
    for (minimum, pair) in minima.iter_mut().zip(bytes.chunks_exact(2)) {
        *minimum = u16::from_le_bytes([pair[0], pair[1]]);
    }
    Some(Sketch(minima))
}

/// A value as JSON text.
pub fn json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// A column that holds JSON.
fn from_json<T: DeserializeOwned>(row: &Row<'_>, name: &str) -> rusqlite::Result<T> {
    let column = row.as_ref().column_index(name)?;
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error.into()))
}

/// A column that holds one of the names.
fn named<T: Copy>(
    row: &Row<'_>,
    column: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let column = row.as_ref().column_index(column)?;
    let found = row.get_ref(column)?.as_str()?;
    all.iter()
        .copied()
        .find(|value| name(*value) == found)
        .ok_or_else(|| unreadable(column, FromSqlError::InvalidType.into()))
}

fn unreadable(column: usize, error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
}
