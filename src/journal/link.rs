//! Linking what was met before: the same article, the same words of the same speaker.
//!
//! Everything works by sorting keys, in the temporary database of a [`super::Corpus`], so that
//! time grows with the size of the result and memory does not.

use super::row;
use crate::domain::Sketch;
use rusqlite::{Connection, OptionalExtension, params};

/// The tables of the index.
pub(super) const TABLES: &str = "
PRAGMA cache_size = -16384;
CREATE TABLE found (run, rank, record, journal, article, failed, url, sketch, telling, name);
CREATE TABLE ordered (
  position INTEGER PRIMARY KEY,
  journal INTEGER, article INTEGER, failed INTEGER, url INTEGER, sketch BLOB, telling INTEGER,
  original INTEGER
);
CREATE TABLE keys (kind INTEGER, key INTEGER, position INTEGER);
CREATE TABLE candidates (
  later INTEGER, earlier INTEGER, overlap REAL,
  PRIMARY KEY (later, earlier)
) WITHOUT ROWID;
CREATE TABLE words (key INTEGER, copied INTEGER, position INTEGER, ordinal INTEGER, id TEXT);
CREATE TABLE repeats (
  position INTEGER, ordinal INTEGER, original TEXT,
  PRIMARY KEY (position, ordinal)
) WITHOUT ROWID;
";

/// Drops from `found` what another result has under the same name: what was read goes before what
/// failed, then the later result before the earlier one. Two of one name in one result stay two.
pub(super) const DROP_REPLACED: &str = "
CREATE INDEX found_by_name ON found (name);
DELETE FROM found WHERE EXISTS (
  SELECT 1 FROM found AS other
  WHERE other.name = found.name AND other.run <> found.run
    AND (other.failed < found.failed OR (other.failed = found.failed AND other.run > found.run))
);
";

/// Estimated overlap from which two texts are the same article. Measured on rewritten and
/// syndicated variants: see the test of `load::fingerprint`.
const SAME_TEXT: f64 = 0.6;

/// Estimated overlap from which two texts at one address are the same article: an update shares
/// this much with what it updates, two posts of one page do not.
const SAME_ADDRESS: f64 = 0.2;

/// Bands of a sketch, and minima in each: texts that overlap by 0.8 share one of them with
/// probability 1 − (1 − 0.8⁵)¹² = 0.99, those that overlap by 0.2 with 0.004.
const BANDS: usize = 12;
const ROWS: usize = 5;

const URL: i64 = 0;
const TEXT: i64 = 1;

/// Links each article that repeats an earlier one to the first of its kind.
pub(super) fn articles(index: &Connection) -> rusqlite::Result<()> {
    index.execute_batch("BEGIN")?;
    collect_keys(index)?;
    collect_candidates(index)?;
    choose_originals(index)?;
    index.execute_batch("DROP TABLE keys; DROP TABLE candidates; COMMIT")
}

/// A key for the address of each article and for each band of its sketch.
fn collect_keys(index: &Connection) -> rusqlite::Result<()> {
    let mut insert = index.prepare("INSERT INTO keys VALUES (?1, ?2, ?3)")?;
    let mut articles = index.prepare(
        "SELECT position, url, sketch, telling FROM ordered WHERE NOT failed ORDER BY position",
    )?;
    let mut rows = articles.query([])?;
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        if let Some(url) = row.get::<_, Option<i64>>(1)? {
            insert.execute(params![URL, url, position])?;
        }
        if !row.get::<_, bool>(3)? {
            continue;
        }
        let Some(sketch) = row.get_ref(2)?.as_blob_or_null()?.and_then(row::sketch) else {
            continue;
        };
        for (band, minima) in sketch.0.chunks_exact(ROWS).take(BANDS).enumerate() {
            insert.execute(params![TEXT, band_key(band, minima), position])?;
        }
    }
    Ok(())
}

/// 64 bits of the 80 of a band, mixed (FNV-1a).
fn band_key(band: usize, minima: &[u16]) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ band as u64;
    for byte in minima.iter().flat_map(|minimum| minimum.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.cast_signed()
}

/// Pairs of articles with a key in common. Of those that share one, each is compared with the
/// first and with the one before it, so that their number stays linear.
fn collect_candidates(index: &Connection) -> rusqlite::Result<()> {
    let mut insert = index.prepare(
        "INSERT INTO candidates VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET overlap = min(overlap, excluded.overlap)",
    )?;
    let mut keys =
        index.prepare("SELECT kind, key, position FROM keys ORDER BY kind, key, position")?;
    let mut rows = keys.query([])?;
    let mut group: Option<((i64, i64), i64, i64)> = None;
    while let Some(row) = rows.next()? {
        let (key, position) = ((row.get(0)?, row.get(1)?), row.get(2)?);
        let needed = if key.0 == URL { SAME_ADDRESS } else { SAME_TEXT };
        group = match group {
            Some((of, first, previous)) if of == key => {
                insert.execute(params![position, first, needed])?;
                if previous != first {
                    insert.execute(params![position, previous, needed])?;
                }
                Some((of, first, position))
            }
            _ => Some((key, position, position)),
        };
    }
    Ok(())
}

/// Compares the pairs in order; what repeats a repetition is linked to the original.
fn choose_originals(index: &Connection) -> rusqlite::Result<()> {
    let mut set = index.prepare("UPDATE ordered SET original = ?2 WHERE position = ?1")?;
    let mut pairs =
        index.prepare("SELECT later, earlier, overlap FROM candidates ORDER BY later, earlier")?;
    let mut rows = pairs.query([])?;
    let mut linked = 0;
    while let Some(row) = rows.next()? {
        let (later, earlier, needed): (i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if later == linked {
            continue;
        }
        let (Some((a, _)), Some((b, original))) = (sketch(index, later)?, sketch(index, earlier)?)
        else {
            continue;
        };
        let overlap = match (a, b) {
            (Some(a), Some(b)) => a.overlap(&b),
            // Two texts without a sketch at one address: both say next to nothing.
            (None, None) => 1.0,
            _ => 0.0,
        };
        if overlap >= needed {
            set.execute(params![later, original.unwrap_or(earlier)])?;
            linked = later;
        }
    }
    Ok(())
}

/// The sketch of the article at a position, and the position of its original.
fn sketch(
    index: &Connection,
    position: i64,
) -> rusqlite::Result<Option<(Option<Sketch>, Option<i64>)>> {
    index
        .prepare_cached("SELECT sketch, original FROM ordered WHERE position = ?1")?
        .query_row([position], |row| {
            Ok((row.get_ref(0)?.as_blob_or_null()?.and_then(row::sketch), row.get(1)?))
        })
        .optional()
}

/// Links comments with the same words of the same speaker in different articles to the first of
/// them; one in an article that counts goes before one in an article that repeats another.
pub(super) fn comments(index: &Connection) -> rusqlite::Result<()> {
    let mut insert = index.prepare("INSERT OR REPLACE INTO repeats VALUES (?1, ?2, ?3)")?;
    let mut words = index.prepare(
        "SELECT key, position, ordinal, id FROM words ORDER BY key, copied, position, ordinal",
    )?;
    let mut rows = words.query([])?;
    let mut first: Option<(i64, i64, String)> = None;
    while let Some(row) = rows.next()? {
        let (key, position): (i64, i64) = (row.get(0)?, row.get(1)?);
        match &first {
            Some((of, original, id)) if *of == key => {
                if *original != position {
                    insert.execute(params![position, row.get::<_, i64>(2)?, id])?;
                }
            }
            _ => first = Some((key, position, row.get(3)?)),
        }
    }
    drop(rows);
    drop(words);
    drop(insert);
    index.execute_batch("DROP TABLE words")
}
