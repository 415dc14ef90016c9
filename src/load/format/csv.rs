//! CSV (RFC 4180), also with semicolons or tabs.
//!
//! `csv-core` knows the grammar; this module feeds it line by line. So a record stays within the
//! limit, has the number of its line, and reading goes on behind a broken one: behind its first
//! line where a quotation mark seems to be missing, since what follows are records then.

use super::too_large;
use crate::error::Result;
use crate::load::input::{refused, unreadable};
use crate::load::record::{At, Fields, Place};
use crate::load::row::{Foreign, Row, Rows, Value, text_column};
use crate::load::unpack::{Line, Stream};
use csv_core::ReadRecordResult as Outcome;
use std::sync::Arc;

/// Most columns of a table.
const MOST_COLUMNS: usize = 10_000;

/// Reads the rows of CSV.
pub struct Csv {
    source: Arc<str>,
    names: Arc<[String]>,
    records: Records,
    foreign: Foreign,
}

impl Csv {
    /// The rows of a stream whose first record names the columns. A delimiter that is not given
    /// is told by the first line.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] when the first record cannot be read.
    pub fn new(source: &str, stream: Stream, delimiter: Option<u8>, limit: u64) -> Result<Self> {
        let source: Arc<str> = source.into();
        let mut records = Records::new(Arc::clone(&source), stream, delimiter, limit)?;
        let mut foreign = Foreign::default();
        let at = match records.next() {
            None => return Err(refused(&source, "is empty")),
            Some(head) => head?,
        };
        let names: Vec<String> =
            records.fields().map(|field| foreign.text(field, at).trim().to_owned()).collect();
        Ok(Self { source, names: names.into(), records, foreign })
    }

    /// The row of the record that was read last.
    fn row(&mut self, at: At) -> Result<Row> {
        let (found, wanted) = (self.records.fields().count(), self.names.len());
        if found != wanted {
            let place = Place { source: Arc::clone(&self.source), at };
            return Err(place.refused(format!(
                "has {found} field{} where the first line has {wanted}; left out",
                if found == 1 { "" } else { "s" },
            )));
        }
        let values = self
            .records
            .fields()
            .map(|field| Value::Text(self.foreign.text(field, at).into_owned()))
            .collect();
        Ok(Row { at, names: Arc::clone(&self.names), values })
    }
}

impl Rows for Csv {
    fn columns(&self) -> Option<Arc<[String]>> {
        Some(Arc::clone(&self.names))
    }

    fn next(&mut self) -> Option<Result<Row>> {
        let at = self.records.next()?;
        Some(at.and_then(|at| self.row(at)))
    }

    fn remarks(&self) -> Vec<String> {
        self.foreign.remark(&self.source).into_iter().collect()
    }
}

/// Whether a text's first line names the columns of a table with articles.
pub fn has_column(text: &str, fields: &Fields) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let delimiter = char::from(delimiter(line.as_bytes()));
    let names: Vec<&str> =
        line.split(delimiter).map(|name| name.trim_matches([' ', '"'])).collect();
    let text = text_column(fields.text.as_deref());
    names.len() > 1
        && (names.contains(&text) || fields.html.iter().any(|html| names.contains(&html.as_str())))
}

/// The delimiter that a table's first line has most of, outside of quotation marks.
fn delimiter(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// The records of CSV, one at a time.
struct Records {
    source: Arc<str>,
    stream: Stream,
    core: csv_core::Reader,
    delimiter: u8,
    limit: u64,
    /// Lines that were read.
    line: u64,
    buffer: Vec<u8>,
    /// The record as it is written.
    raw: Vec<u8>,
    /// Its fields, one after the other, and where each of them ends.
    output: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// Bytes that may still be read once more.
    allowance: u64,
    furthest: u64,
    ended: bool,
}

/// What became of a record.
enum Read {
    Whole,
    /// It goes on in the next line.
    Open,
    /// It has more fields than any table.
    TooWide,
}

impl Records {
    fn new(source: Arc<str>, mut stream: Stream, given: Option<u8>, limit: u64) -> Result<Self> {
        let head = stream.head(1 << 16).map_err(|error| unreadable(&source, &error))?;
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = given.unwrap_or_else(|| delimiter(line));
        Ok(Self {
            source,
            stream,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            limit,
            line: 0,
            buffer: Vec::new(),
            raw: Vec::new(),
            output: vec![0; 1 << 12],
            ends: vec![0; 64],
            count: 0,
            allowance: limit,
            furthest: 0,
            ended: false,
        })
    }

    /// The fields of the record that was read last.
    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).take(self.count).map(|(from, to)| &self.output[from..*to])
    }

    /// Reads the next record and says where it begins; `None` at the end.
    fn next(&mut self) -> Option<Result<At>> {
        if self.ended {
            return None;
        }
        self.raw.clear();
        self.core.reset();
        let mut length = 0;
        self.count = 0;
        let mut first = self.line + 1;
        loop {
            let read = self.stream.line(&mut self.buffer, self.limit);
            let place = Place { source: Arc::clone(&self.source), at: At::Line(first) };
            match read {
                Err(error) => {
                    self.ended = true;
                    return Some(Err(unreadable(&place.to_string(), &error)));
                }
                Ok(Line::End) if self.raw.is_empty() => {
                    self.ended = true;
                    return None;
                }
                Ok(Line::End) => {
                    // Without a line end behind the last record it is still open.
                    self.buffer.clear();
                    self.buffer.push(b'\n');
                    if let Read::Whole = self.feed(&mut length) {
                        return Some(self.check(place));
                    }
                    return Some(Err(self.unclosed(place, &[])));
                }
                Ok(Line::TooLong) => {
                    self.line += 1;
                    if self.raw.is_empty() {
                        return Some(Err(place.refused(too_large("a record", self.limit))));
                    }
                    // An empty line stands for the one that was passed over.
                    return Some(Err(self.unclosed(place, b"\n")));
                }
                Ok(Line::Whole) => {
                    self.line += 1;
                    if self.raw.is_empty()
                        && self.buffer.trim_ascii_end().is_empty()
                        && !self.buffer.contains(&b'\t')
                    {
                        first = self.line + 1;
                        continue;
                    }
                    if (self.raw.len() + self.buffer.len()) as u64 > self.limit {
                        let line = std::mem::take(&mut self.buffer);
                        return Some(Err(self.unclosed(place, &line)));
                    }
                    match self.feed(&mut length) {
                        Read::Whole => return Some(self.check(place)),
                        Read::Open => {}
                        Read::TooWide => {
                            let reason = format!("has more than {MOST_COLUMNS} fields; left out");
                            return Some(Err(place.refused(reason)));
                        }
                    }
                }
            }
        }
    }

    /// Reads the line in the buffer as part of the record.
    fn feed(&mut self, length: &mut usize) -> Read {
        let mut at = 0;
        let read = loop {
            let (outcome, read, written, ends) = self.core.read_record(
                &self.buffer[at..],
                &mut self.output[*length..],
                &mut self.ends[self.count..],
            );
            at += read;
            *length += written;
            self.count += ends;
            match outcome {
                Outcome::InputEmpty | Outcome::End => break Read::Open,
                Outcome::Record => break Read::Whole,
                Outcome::OutputFull => self.output.resize(self.output.len() * 2, 0),
                Outcome::OutputEndsFull if self.ends.len() >= MOST_COLUMNS => break Read::TooWide,
                Outcome::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        };
        self.raw.extend_from_slice(&self.buffer[..at]);
        let rest = &self.buffer[at..];
        if matches!(read, Read::Whole) && !rest.is_empty() && rest != b"\n" {
            // Lines that end in a carriage return alone.
            self.stream.push_back(rest.to_vec());
        }
        read
    }

    /// Refuses a record whose quotation marks are not as they should be.
    fn check(&mut self, place: Place) -> Result<At> {
        match misquoted(&self.raw, self.delimiter) {
            None => Ok(place.at),
            Some(at) => {
                let reason = "has a quotation mark within a field that is neither doubled nor at the field's end; left out";
                let lines = memchr::memchr_iter(b'\n', &self.raw[..at]).count();
                if lines > 0 {
                    self.read_again(&[]);
                }
                Err(place.refused(reason))
            }
        }
    }

    /// The error of a record whose quotation marks never close.
    fn unclosed(&mut self, place: Place, line: &[u8]) -> crate::error::Error {
        self.read_again(line);
        place.refused("has a quotation mark that is not closed; left out")
    }

    /// Gives back all lines of the record but the first, and one that was read behind it.
    fn read_again(&mut self, line: &[u8]) {
        let Some(end) = memchr::memchr(b'\n', &self.raw) else { return };
        let mut again = self.raw.split_off(end + 1);
        again.extend_from_slice(line);
        let length = again.len() as u64;
        // A file made for it could have every line read as often as there are lines.
        self.allowance += 4 * self.stream.offset().saturating_sub(self.furthest);
        self.furthest = self.furthest.max(self.stream.offset());
        if length <= self.allowance {
            self.allowance -= length;
            self.line -= lines(&again);
            self.stream.push_back(again);
        }
    }
}

/// The number of lines, the last one with or without an end.
fn lines(bytes: &[u8]) -> u64 {
    let ends = memchr::memchr_iter(b'\n', bytes).count() as u64;
    ends + u64::from(!bytes.is_empty() && !bytes.ends_with(b"\n"))
}

/// Where in a record a quoted field goes on behind the mark that closes it.
fn misquoted(raw: &[u8], delimiter: u8) -> Option<usize> {
    memchr::memchr(b'"', raw)?;
    let mut at = 0;
    let ends = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
    while at < raw.len() {
        if raw[at] != b'"' {
            at += raw[at..].iter().position(|byte| ends(*byte))? + 1;
            continue;
        }
        at += 1;
        loop {
            at += memchr::memchr(b'"', &raw[at..])? + 1;
            match raw.get(at) {
                Some(b'"') => at += 1,
                Some(byte) if !ends(*byte) => return Some(at),
                _ => break,
            }
        }
        at += 1;
    }
    None
}
