//! Records: what a source holds, one article each, read one after the other in bounded memory.
//!
//! [`records`] is the cheap, sequential part of reading: it tells the format, cuts the source
//! into records, and keeps no more than one of them. [`document`] is the expensive part, one
//! record at a time on any thread: it decodes, unpacks bodies, and finds text and blocks.

use super::document::Document;
use super::format;
use super::input::{Source, refused, unreadable};
use super::unpack::{Raw, Stream};
use crate::domain::{ArticleId, Metadata};
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

/// Largest article or record in bytes, after unpacking, where nothing else is said.
pub const MAX_BYTES: u64 = 64 << 20;

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The columns of tables.
    pub fields: Fields,
    /// Largest article or record in bytes, after unpacking.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { fields: Fields::default(), max_bytes: MAX_BYTES }
    }
}

/// The columns of tables that are read; `None` is the default name, which a table may lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The text of the article (`text`).
    pub text: Option<String>,
    /// The article as HTML; no column unless named.
    pub html: Option<String>,
    /// The name of the article (`id`).
    pub id: Option<String>,
    /// Its headline (`title`).
    pub title: Option<String>,
    /// Its day of publication (`published`).
    pub date: Option<String>,
    /// Its address (`url`).
    pub url: Option<String>,
}

/// One article as its source gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name of the article: the path of a file, the id of a record, or path and number
    /// (`PATH#N`) of a record without one. No other record of its source has it.
    pub id: ArticleId,
    /// Where it stands.
    pub place: Place,
    /// What the source says about the article; it goes before what the article says of itself.
    pub metadata: Metadata,
    pub(super) payload: Payload,
}

impl Record {
    /// SHA-256 of all that the article is made from, its place excepted: the same in another
    /// file, on another machine, on another day.
    pub fn content_hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let metadata = &self.metadata;
        let known = [&metadata.title, &metadata.url, &metadata.published, &metadata.site];
        let known = known.into_iter().map(|value| value.as_deref().unwrap_or_default());
        let more = metadata.fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        for value in known.chain(more) {
            hash.update((value.len() as u64).to_le_bytes());
            hash.update(value);
        }
        hash.update(self.payload.bytes());
        hash.finalize().into()
    }

    /// Bytes of the article as its source gives it, for who counts what is in memory.
    pub fn size(&self) -> usize {
        self.payload.bytes().len()
    }
}

/// What an article is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Payload {
    /// A file: its encoding and whether it is HTML are still to be told.
    File(Vec<u8>),
    /// The text of a table's record.
    Text(String),
    /// The HTML of a table's record.
    Html(String),
    /// An HTTP response, still as it came.
    Response {
        /// The address that was asked for.
        address: Option<String>,
        /// What its header says.
        head: format::Head,
        /// Header and body.
        block: Vec<u8>,
        /// Largest page in bytes.
        limit: u64,
    },
}

impl Payload {
    fn bytes(&self) -> &[u8] {
        match self {
            Payload::File(bytes) | Payload::Response { block: bytes, .. } => bytes,
            Payload::Text(text) | Payload::Html(text) => text.as_bytes(),
        }
    }
}

/// Where in a source a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the user calls the source.
    pub source: Arc<str>,
    /// Where in it.
    pub at: At,
}

/// Where in its source something stands; numbers begin at 1, bytes at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// All of it.
    Whole,
    /// The line that it begins in.
    Line(u64),
    /// The row of a table without lines.
    Row(u64),
    /// The unpacked byte that it begins at.
    Byte(u64),
}

impl At {
    /// Its number; 0 for all of a source.
    pub fn number(self) -> u64 {
        match self {
            At::Whole => 0,
            At::Line(number) | At::Row(number) | At::Byte(number) => number,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)?;
        match self.at {
            At::Whole => Ok(()),
            At::Line(line) => write!(formatter, " line {line}"),
            At::Row(row) => write!(formatter, " row {row}"),
            At::Byte(byte) => write!(formatter, " byte {byte}"),
        }
    }
}

impl Place {
    /// The error of a record that cannot be read.
    pub(super) fn refused(&self, reason: impl AsRef<str>) -> Error {
        refused(&self.to_string(), reason)
    }
}

/// The records of a source, in order; a record that cannot be read is an error in its place.
pub struct Records {
    reader: Box<dyn RecordReader>,
    raw: Option<Raw>,
    source: Arc<str>,
    seen: HashSet<[u8; 16]>,
    renamed: u64,
}

/// Reads the records of a format.
pub(super) trait RecordReader: Send {
    /// The next record, or why there is none in its place; `None` at the end, and for ever after.
    fn next(&mut self) -> Option<Result<Record>>;

    /// What the user should know beside the failures, a line each; complete at the end.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A source that gives one thing: its only record, or the reason why it has none.
pub(super) struct Single(pub Option<Result<Record>>);

impl RecordReader for Single {
    fn next(&mut self) -> Option<Result<Record>> {
        self.0.take()
    }
}

/// What is known of a source when all of it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Bytes as they are stored, before unpacking.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub sha256: [u8; 32],
    /// What the user should know beside the failures, a line each.
    pub remarks: Vec<String>,
}

/// Opens a source and reads its records while they are asked for.
pub fn records(source: &Source, options: &ReadOptions) -> Records {
    let name: Arc<str> = source.name().into();
    let (reader, raw): (Box<dyn RecordReader>, _) = match Stream::open(source) {
        Ok(stream) => {
            let raw = stream.raw();
            (format::open(source, stream, options), Some(raw))
        }
        Err(error) => (Box::new(Single(Some(Err(unreadable(&name, &error))))), None),
    };
    Records { reader, raw, source: name, seen: HashSet::new(), renamed: 0 }
}

impl Records {
    /// Packed bytes that were read so far; together [`Source::bytes`].
    pub fn bytes_read(&self) -> u64 {
        self.raw.as_ref().map_or(0, Raw::bytes)
    }

    /// What there is to know about the source as a whole, once its records are read. `None` when
    /// the source could not be opened, or not be read to its end.
    pub fn finish(self) -> Option<Finished> {
        let mut remarks = self.reader.remarks();
        if self.renamed > 0 {
            remarks.push(format!(
                "{}: {} the id of an earlier one, and ID#N for a name, N being the line, row or byte",
                self.source,
                match self.renamed {
                    1 => "1 record has".to_owned(),
                    many => format!("{many} records have"),
                }
            ));
        }
        let (bytes, sha256) = self.raw?.finish().ok()?;
        Some(Finished { bytes, sha256, remarks })
    }

    /// Gives a record whose id another one has a name of its own.
    fn name_once(&mut self, record: &mut Record) {
        if record.place.at == At::Whole {
            return;
        }
        let number = record.place.at.number();
        let mut renamed = false;
        while !self.seen.insert(key(&record.id.0)) {
            record.id.0 = format!("{}#{number}", record.id.0);
            renamed = true;
        }
        self.renamed += u64::from(renamed);
    }
}

/// Stands for an id in a set of very many.
fn key(id: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&Sha256::digest(id)[..16]);
    key
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = self.reader.next()?;
        if let Ok(record) = &mut record {
            self.name_once(record);
        }
        Some(record)
    }
}

/// Finds the text and the blocks of a record.
///
/// # Errors
/// [`Error::Input`] at the record's place when it is no text, holds none, or no article.
pub fn document(record: Record) -> Result<Document> {
    let Record { id, place, metadata, payload } = record;
    let document = match payload {
        Payload::File(bytes) => format::read_file(&id, bytes),
        Payload::Text(text) => Ok(format::read_text(&id, text)),
        Payload::Html(html) => format::read_html(&id, &html),
        Payload::Response { address, head, block, limit } => {
            format::read_response(&id, &head, block, limit).map(|mut document| {
                // A page knows its permanent address better than who asked for it.
                let url = &mut document.article.metadata.url;
                *url = url.take().or(address);
                document
            })
        }
    };
    let mut document = document.map_err(|reason| place.refused(reason))?;
    document.article.metadata = merge(metadata, document.article.metadata);
    Ok(document)
}

/// What the source says, and for the rest what the article says of itself.
fn merge(source: Metadata, own: Metadata) -> Metadata {
    Metadata {
        title: source.title.or(own.title),
        url: source.url.or(own.url),
        published: source.published.or(own.published),
        site: source.site.or(own.site),
        fields: source.fields,
    }
}

/// Reads all documents of a source, one after the other.
pub fn read(source: &Source) -> Vec<Result<Document>> {
    records(source, &ReadOptions::default()).map(|record| document(record?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_all(name: &str, bytes: &[u8], max_bytes: u64) -> Vec<Result<Record>> {
        let options = ReadOptions { max_bytes, ..ReadOptions::default() };
        // A reader that does not end fails the test instead of the machine.
        records(&Source::from_memory(name, bytes), &options).take(bytes.len() + 2).collect()
    }

    fn fixture(name: &str) -> Vec<u8> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        std::fs::read(folder.join(name)).unwrap()
    }

    fn quoted(field: &str) -> String {
        format!("\"{}\"", field.replace('"', "\"\""))
    }

    proptest! {
        #[test]
        fn any_bytes_of_any_name_end_and_stay_within_the_limit(
            name in "a\\.(txt|html|jsonl|csv|tsv|warc|parquet)(\\.gz|\\.zst)?",
            start in prop::sample::select(vec![
                "", "{\"text\":\"", "id,text\n", "WARC/1.0\r\nContent-Length: 9\r\n\r\n", "PAR1", "\u{1f}", "(\u{b5}/",
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let bytes = [start.as_bytes(), &rest].concat();
            let found = read_all(&name, &bytes, 64);
            prop_assert!(found.len() <= bytes.len() + 1);
            for record in found.into_iter().flatten() {
                prop_assert!(record.size() <= 64 + (1 << 16));
                let _ = document(record);
            }
        }

        #[test]
        fn a_damaged_file_gives_no_more_than_a_whole_one(
            name in prop::sample::select(vec!["crawl.warc.gz", "articles.parquet"]),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            end in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut bytes = fixture(name);
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if let Some(end) = end {
                bytes.truncate(end.index(bytes.len()));
            }
            let read = read_all(name, &bytes, 1 << 20).into_iter().flatten().count();
            prop_assert!(read <= 8, "{read}");
        }

        #[test]
        fn the_good_lines_are_read_with_their_numbers(
            lines in prop::collection::vec(prop::option::of("[a-zé“\"\\\\ ]{0,9}[a-z]"), 0..20),
            broken in prop::sample::select(vec!["{", "", "[1]", "{\"text\":7}", "nul", "\u{0}"]),
        ) {
            let text: String = lines
                .iter()
                .map(|line| match line {
                    Some(text) => format!("{}\n", serde_json::json!({ "text": text })),
                    None => format!("{broken}\n"),
                })
                .collect();
            let found = read_all("a.jsonl", &[b"{\"text\":\"x\"}\n", text.as_bytes()].concat(), 1 << 20);
            let found: Vec<_> = found.into_iter().flatten().skip(1).collect();
            let wanted: Vec<_> = (2..).zip(&lines).filter_map(|(n, line)| Some((n, line.as_ref()?))).collect();
            prop_assert_eq!(found.len(), wanted.len());
            for (record, (line, text)) in found.into_iter().zip(wanted) {
                prop_assert_eq!(record.place.at, At::Line(line));
                prop_assert_eq!(record.payload, Payload::Text(text.clone()));
            }
        }

        #[test]
        fn fields_with_anything_in_them_are_read_as_they_were_written(
            rows in prop::collection::vec(("[a-z\"]{1,4}", "[a-z\"\n\r,;é]{0,9}[a-z]"), 1..12),
            end in prop::sample::select(vec!["\n", "\r\n"]),
            last in any::<bool>(),
        ) {
            let mut text = format!("id,text{end}");
            let mut wanted = Vec::new();
            let mut line = 2;
            for (id, field) in &rows {
                wanted.push((At::Line(line), field.clone()));
                let row = format!("{},{}{end}", quoted(id), quoted(field));
                line += row.matches('\n').count() as u64;
                text.push_str(&row);
            }
            let text = if last { text.as_str() } else { text.trim_end_matches(end) };
            let found: Vec<_> = read_all("a.csv", text.as_bytes(), 1 << 20)
                .into_iter()
                .map(|record| record.map(|record| (record.place.at, record.payload)).unwrap())
                .collect();
            let wanted: Vec<_> = wanted.into_iter().map(|(at, text)| (at, Payload::Text(text))).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
