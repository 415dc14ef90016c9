//! Records of a stream: lines, CSV or JSONL, one at a time.

use crate::error::reason;
use crate::error::{Error, Result};
use crate::report::table::Cell;
use encoding_rs::WINDOWS_1252;
use flate2::read::MultiGzDecoder;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

/// The column that holds the texts where nothing else is said.
const TEXT: &str = "text";

/// The option that names that column.
const TEXT_OPTION: &str = "--text-field";

/// The name that stands for standard input.
const STDIN: &str = "-";

/// The first bytes of a gzip stream (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// UTF-8's byte-order mark.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One text with the other fields of its record.
#[derive(Debug)]
pub struct Record {
    /// The text to score.
    pub text: String,
    /// Which record of the stream it is, from 1, unreadable ones counted.
    pub number: u64,
    fields: Vec<Field>,
}

/// A field as it came.
#[derive(Debug, Clone)]
enum Field {
    Missing,
    Text(String),
    /// A number, truth value, list or object, as JSON.
    Json(String),
}

impl Record {
    /// The fields as cells, in the order of the names.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        self.fields
            .iter()
            .map(|field| match field {
                Field::Missing => Cell::Empty,
                Field::Text(text) => Cell::text(text),
                Field::Json(json) => Cell::Json(Cow::Borrowed(json)),
            })
            .collect()
    }

    /// A field by its place among the names; `None` when it is missing or empty.
    pub fn field(&self, place: usize) -> Option<&str> {
        match self.fields.get(place)? {
            Field::Missing => None,
            Field::Text(text) | Field::Json(text) => {
                Some(text).filter(|text| !text.is_empty()).map(String::as_str)
            }
        }
    }
}

/// A stream of records.
pub struct Records {
    /// What the user calls the stream.
    place: String,
    names: Vec<String>,
    reader: Reader,
    /// Records so far.
    count: u64,
    /// Names that later records have and the first has not.
    dropped: BTreeSet<String>,
    /// Whether reading failed: what follows could only fail again.
    broken: bool,
}

/// What the stream is made of.
enum Reader {
    Lines { source: Box<dyn BufRead>, line: u64 },
    Csv { records: csv::ByteRecordsIntoIter<Box<dyn BufRead>>, text: usize },
    Jsonl { source: Box<dyn BufRead>, line: u64, first: Option<Object>, text: String },
}

impl Records {
    /// Opens a file, or standard input for `-`. Standard input is lines of text unless a field is
    /// named; a file is told by content and name.
    ///
    /// # Errors
    /// [`Error::Input`] for a file that cannot be read, [`Error::Usage`] for a table without the
    /// named column.
    pub fn open(input: &str, field: Option<&str>) -> Result<Self> {
        let failed = |error: io::Error| failure(input, reason(&error));
        let mut source: Box<dyn BufRead> = if input == STDIN {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let file = File::open(input).map_err(failed)?;
            if file.metadata().map_err(failed)?.is_dir() {
                return Err(failure(input, "is a folder; name one file".into()));
            }
            Box::new(BufReader::new(file))
        };
        if source.fill_buf().map_err(failed)?.starts_with(&GZIP) {
            source = Box::new(BufReader::new(MultiGzDecoder::new(source)));
        }
        if source.fill_buf().map_err(failed)?.starts_with(BYTE_ORDER_MARK) {
            source.consume(BYTE_ORDER_MARK.len());
        }
        let start = source.fill_buf().map_err(failed)?;
        if start.is_empty() {
            return Err(Error::NothingRead(format!("{}: is empty", shown(input))));
        }
        if start.contains(&0) {
            return Err(failure(input, "is binary data, not text".into()));
        }
        let is_object = start.trim_ascii_start().first() == Some(&b'{');
        let is_table = field.is_some() || input != STDIN;
        let named = input.trim_end_matches(".gz").to_lowercase();
        let tabs = named.ends_with(".tsv");
        if is_table && is_object {
            Self::jsonl(input, source, field.unwrap_or(TEXT))
        } else if field.is_some() || named.ends_with(".csv") || tabs {
            Self::csv(input, source, field.unwrap_or(TEXT), if tabs { b'\t' } else { b',' })
        } else {
            Ok(Self::new(input, vec![TEXT.into()], Reader::Lines { source, line: 0 }))
        }
    }

    fn new(input: &str, names: Vec<String>, reader: Reader) -> Self {
        Self {
            place: shown(input).to_owned(),
            names,
            reader,
            count: 0,
            dropped: BTreeSet::new(),
            broken: false,
        }
    }

    fn csv(input: &str, source: Box<dyn BufRead>, field: &str, delimiter: u8) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(source);
        let head = reader.byte_headers().map_err(|error| failure(input, csv_reason(&error)))?;
        let names: Vec<String> = head.iter().map(decode).collect();
        let text = position(input, &names, field, TEXT_OPTION)?;
        let records = reader.into_byte_records();
        Ok(Self::new(input, names, Reader::Csv { records, text }))
    }

    fn jsonl(input: &str, mut source: Box<dyn BufRead>, field: &str) -> Result<Self> {
        let (mut line, mut broken) = (0, false);
        let Some(first) = next_object(shown(input), &mut source, &mut line, &mut broken) else {
            return Err(Error::NothingRead(format!("{}: holds no record", shown(input))));
        };
        let first = first?;
        let names: Vec<String> = first.0.iter().map(|(name, _)| name.clone()).collect();
        position(input, &names, field, TEXT_OPTION)?;
        let text = field.to_owned();
        Ok(Self::new(input, names, Reader::Jsonl { source, line, first: Some(first), text }))
    }

    /// The names of the fields that pass through.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a field among the names; the option names the field.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such field.
    pub fn place_of(&self, field: &str, option: &str) -> Result<usize> {
        position(&self.place, &self.names, field, option)
    }

    /// Names of fields that did not pass through: the first record has none of them.
    pub fn dropped(&self) -> &BTreeSet<String> {
        &self.dropped
    }

    /// The record of an object, its fields in the order of the names.
    fn arrange(&mut self, object: Object, text: &str) -> Record {
        let mut fields = vec![Field::Missing; self.names.len()];
        let mut words = String::new();
        for (name, value) in object.0 {
            let value = Field::from_json(&value);
            if name == text {
                words = match &value {
                    Field::Text(text) => text.clone(),
                    Field::Json(json) => json.clone(),
                    Field::Missing => String::new(),
                };
            }
            match self.names.iter().position(|known| *known == name) {
                Some(place) => fields[place] = value,
                None => {
                    self.dropped.insert(name);
                }
            }
        }
        Record { text: words, number: self.count, fields }
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        self.count += 1;
        let number = self.count;
        match &mut self.reader {
            Reader::Lines { source, line } => {
                let text = next_line(&self.place, source, line)?;
                self.broken = text.is_err();
                Some(text.map(|text| Record {
                    fields: vec![Field::Text(text.clone())],
                    number,
                    text,
                }))
            }
            Reader::Csv { records, text } => {
                let text = *text;
                Some(match records.next()? {
                    Ok(record) => {
                        let fields: Vec<String> = record.iter().map(decode).collect();
                        let text = fields.get(text).cloned().unwrap_or_default();
                        let fields = fields.into_iter().map(Field::Text).collect();
                        Ok(Record { text, number, fields })
                    }
                    Err(error) => {
                        self.broken = error.is_io_error();
                        Err(failure(&self.place, csv_reason(&error)))
                    }
                })
            }
            Reader::Jsonl { source, line, first, text } => {
                let text = text.clone();
                let object = match first.take() {
                    Some(object) => Ok(object),
                    None => next_object(&self.place, source, line, &mut self.broken)?,
                };
                Some(object.map(|object| self.arrange(object, &text)))
            }
        }
    }
}

impl Field {
    fn from_json(value: &RawValue) -> Self {
        let json = value.get();
        match json.as_bytes().first() {
            Some(b'n') => Field::Missing,
            // A raw value that begins with a quotation mark is a whole string.
            Some(b'"') => Field::Text(serde_json::from_str(json).unwrap_or_default()),
            _ => Field::Json(json.to_owned()),
        }
    }
}

/// A JSON object with the order of its fields and the spelling of its numbers.
struct Object(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Object, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// The next line without its end; `None` at the end.
fn next_line(place: &str, source: &mut dyn BufRead, line: &mut u64) -> Option<Result<String>> {
    let mut bytes = Vec::new();
    *line += 1;
    match source.read_until(b'\n', &mut bytes) {
        Ok(0) => None,
        Ok(_) => {
            let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            Some(Ok(decode(text.strip_suffix(b"\r").unwrap_or(text))))
        }
        Err(error) => Some(Err(failure(&format!("{place} line {line}"), reason(&error)))),
    }
}

/// The next object of a JSONL stream, empty lines left out; `broken` when reading failed.
fn next_object(
    place: &str,
    source: &mut dyn BufRead,
    line: &mut u64,
    broken: &mut bool,
) -> Option<Result<Object>> {
    loop {
        let text = match next_line(place, source, line)? {
            Ok(text) => text,
            Err(error) => {
                *broken = true;
                return Some(Err(error));
            }
        };
        if !text.trim().is_empty() {
            return Some(serde_json::from_str(&text).map_err(|error| {
                failure(&format!("{place} line {line}"), format!("is no JSON object: {error}"))
            }));
        }
    }
}

/// UTF-8, else windows-1252.
fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The place of a column, which the option can name otherwise.
fn position(input: &str, names: &[String], field: &str, option: &str) -> Result<usize> {
    names.iter().position(|name| name == field).ok_or_else(|| {
        Error::Usage(format!(
            "{}: has no column \"{field}\" but {}; name one with {option}",
            shown(input),
            names.join(", "),
        ))
    })
}

/// What is wrong with a CSV record, in one line.
fn csv_reason(error: &csv::Error) -> String {
    error.to_string().replace('\n', " ")
}

fn failure(place: &str, reason: String) -> Error {
    Error::Input { place: shown(place).to_owned(), reason }
}

/// What the user calls an input.
fn shown(input: &str) -> &str {
    if input == STDIN { "standard input" } else { input }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(name: &str, content: &[u8], field: Option<&str>) -> Result<Records> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        Records::open(&path.to_string_lossy(), field)
    }

    fn texts(name: &str, content: &[u8], field: Option<&str>) -> Vec<String> {
        records(name, content, field)
            .unwrap()
            .map(|record| record.map_or_else(|error| format!("! {error}"), |record| record.text))
            .collect()
    }

    #[test]
    fn lines_columns_and_objects_give_their_texts() {
        for (name, content, field, wanted) in [
            ("a.txt", &b"one\r\ntwo"[..], None, ["one", "two"]),
            ("a.txt", b"\xef\xbb\xbfone\ncaf\xe9\n", None, ["one", "café"]),
            ("a.csv", b"id,text\n1,one\n2,\"t,wo\"\n", None, ["one", "t,wo"]),
            ("a.tsv", b"id\twords\n1\tone\n2\ttwo\n", Some("words"), ["one", "two"]),
            (
                "a.jsonl",
                b"{\"text\":\"one\",\"n\":1.50}\n\n{\"text\":\"two\"}",
                None,
                ["one", "two"],
            ),
        ] {
            assert_eq!(texts(name, content, field), wanted, "{name}");
        }
    }

    #[test]
    fn a_bad_record_among_good_ones_is_told_with_its_line() {
        let found = texts("a.jsonl", b"{\"text\":\"one\"}\n{broken\n{\"text\":\"two\"}\n", None);
        assert_eq!(found.len(), 3);
        assert!(found[1].contains("line 2: is no JSON object"), "{}", found[1]);
        assert_eq!(found[2], "two");
        let found = texts("a.csv", b"id,text\n1,one\n2\n3,three\n", None);
        assert!(found[1].starts_with("! "), "{}", found[1]);
        assert_eq!(found[2], "three");
    }

    #[test]
    fn numbers_pass_through_as_they_are_spelt_and_new_fields_are_noted() {
        let content = b"{\"n\":1.50,\"text\":\"one\"}\n{\"text\":\"two\",\"x\":1}\n";
        let mut records = records("a.jsonl", content, None).unwrap();
        let first = records.next().unwrap().unwrap();
        assert_eq!(first.cells()[0], Cell::Json(Cow::Borrowed("1.50")));
        assert_eq!(records.next().unwrap().unwrap().cells()[0], Cell::Empty);
        assert!(records.dropped().contains("x"));
    }

    #[test]
    fn a_table_without_the_column_is_wrong_use_that_lists_the_columns() {
        let error = records("a.csv", b"id,tweet\n1,one\n", None).err().unwrap().to_string();
        assert!(error.ends_with("no column \"text\" but id, tweet; name one with --text-field"));
    }
}
