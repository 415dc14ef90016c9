//! The texts to score with the other columns of their rows.
//!
//! Reading tables is the loading stage's business; here the first row's columns become those of
//! the output, since a table that is written while it is read has one header.

use crate::error::{Error, Result};
use crate::load;
use crate::load::input::Source;
use crate::load::row::{Row, Rows, Value, no_column, text_column};
use crate::report::table::Cell;
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// One text with the columns of its row.
#[derive(Debug)]
pub struct Record {
    /// The text to score.
    pub text: String,
    /// Which record of the input it is, from 1, unreadable ones counted.
    pub number: u64,
    values: Vec<Value>,
}

impl Record {
    /// The columns as cells, in the order of the names.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        self.values
            .iter()
            .map(|value| match value {
                Value::Missing => Cell::Empty,
                Value::Text(text) => Cell::text(text),
                Value::Json(json) => Cell::Json(Cow::Borrowed(json)),
            })
            .collect()
    }

    /// A column by its place among the names; `None` when it is missing or empty.
    pub fn field(&self, place: usize) -> Option<&str> {
        match self.values.get(place)? {
            Value::Missing => None,
            Value::Text(text) | Value::Json(text) => {
                Some(text).filter(|text| !text.is_empty()).map(String::as_str)
            }
        }
    }
}

/// The records of an input, one at a time.
pub struct Records {
    /// What the user calls the input.
    place: String,
    names: Arc<[String]>,
    /// The name of the column that holds the texts.
    column: String,
    rows: Box<dyn Rows>,
    /// Rows that were read to know the names.
    first: VecDeque<Result<Row>>,
    /// Records so far.
    count: u64,
    /// Names that later rows have and the first has not.
    dropped: BTreeSet<String>,
}

impl Records {
    /// Opens a file, or standard input for `-`. Standard input is lines of text unless a column is
    /// named; a file is told by content and name.
    ///
    /// # Errors
    /// [`Error::Input`] for a file that cannot be read, [`Error::Usage`] for a table without the
    /// column.
    pub fn open(input: &str, column: Option<&str>, max_bytes: u64) -> Result<Self> {
        let source = Source::of(input)?;
        let mut rows = load::rows(&source, column, max_bytes)?;
        let column = text_column(column).to_owned();
        let mut first = VecDeque::new();
        let mut names = rows.columns();
        while names.is_none() {
            let Some(row) = rows.next() else { break };
            names = row.as_ref().ok().map(|row| Arc::clone(&row.names));
            first.push_back(row);
        }
        let names = match names {
            Some(names) => names,
            // Every line is broken, or there is none.
            None => [column.clone()].into(),
        };
        let usage = |reason| Error::Usage(format!("{}: {reason}", source.name()));
        if let Some(reason) = rows.refuses_as_text(&column) {
            return Err(usage(format!("{reason}; name another one with --text-field")));
        }
        let place = source.name().to_owned();
        let records = Self {
            place,
            names,
            column: column.clone(),
            rows,
            first,
            count: 0,
            dropped: BTreeSet::new(),
        };
        records.place_of(&column, "--text-field")?;
        Ok(records)
    }

    /// The place of a column among the names; the option names the column.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no such column.
    pub fn place_of(&self, column: &str, option: &str) -> Result<usize> {
        self.names.iter().position(|name| name == column).ok_or_else(|| {
            Error::Usage(format!("{}: {}", self.place, no_column(column, &self.names, option)))
        })
    }

    /// The names of the columns that pass through.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Names of columns that did not pass through: the first row has none of them.
    pub fn dropped(&self) -> &BTreeSet<String> {
        &self.dropped
    }

    /// What the user should know beside the failures, a line each; complete at the end.
    pub fn remarks(&self) -> Vec<String> {
        self.rows.remarks()
    }

    /// The record of a row, its columns in the order of the names.
    fn arrange(&mut self, row: Row) -> Record {
        let same = Arc::ptr_eq(&row.names, &self.names) || row.names == self.names;
        let values = if same { row.values } else { self.sort(row) };
        let text = self.names.iter().zip(&values).find(|(name, _)| **name == self.column);
        let text = match text {
            Some((_, Value::Text(text) | Value::Json(text))) => text.clone(),
            _ => String::new(),
        };
        Record { text, number: self.count, values }
    }

    /// The values of a row with other columns than the first one.
    fn sort(&mut self, row: Row) -> Vec<Value> {
        let mut values = vec![Value::Missing; self.names.len()];
        for (name, value) in row.names.iter().zip(row.values) {
            match self.names.iter().position(|known| known == name) {
                Some(place) => values[place] = value,
                None => {
                    self.dropped.insert(name.clone());
                }
            }
        }
        values
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.first.pop_front().or_else(|| self.rows.next())?;
        self.count += 1;
        Some(row.map(|row| self.arrange(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(name: &str, content: &[u8], field: Option<&str>) -> Result<Records> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        Records::open(&path.to_string_lossy(), field, 1 << 20)
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
