//! Rows of tables (JSONL, CSV, Parquet), and the records that they become.
//!
//! A [`Row`] is what every table gives; which of its columns is the text, the id and so on is
//! decided here and nowhere else.

use super::input::refused;
use super::page::parse_date;
use super::record::{At, Fields, Payload, Place, Record, RecordReader};
use crate::domain::{ArticleId, Metadata};
use crate::error::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub at: At,
    /// The names of its columns; rows with the same columns share them.
    pub names: Arc<[String]>,
    /// A value for every name.
    pub values: Vec<Value>,
}

/// A value as the table gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// None, or null.
    #[default]
    Missing,
    /// Text.
    Text(String),
    /// A number, truth value, list or object, as JSON.
    Json(String),
}

/// Reads the rows of a table, one after the other.
pub trait Rows: Send {
    /// The columns that all rows have; `None` where every row has its own.
    fn columns(&self) -> Option<Arc<[String]>>;

    /// The next row, or why there is none in its place; `None` at the end, and for ever after.
    fn next(&mut self) -> Option<Result<Row>>;

    /// Why a column that is there cannot hold texts, if it cannot.
    fn refuses_as_text(&self, _column: &str) -> Option<String> {
        None
    }

    /// What the user should know beside the failures, a line each; complete at the end.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Rows that had bytes in them that are not UTF-8.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    first: Option<At>,
    rows: u64,
}

impl Foreign {
    /// The text of some bytes: UTF-8 where they are, windows-1252 where they are not.
    pub fn text<'a>(&mut self, bytes: &'a [u8], at: At) -> Cow<'a, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                if self.first.is_none() {
                    self.first = Some(at);
                }
                self.rows += 1;
                Cow::Owned(super::decode::decode_mixed(bytes))
            }
        }
    }

    /// What to tell the user about them.
    pub fn remark(&self, source: &Arc<str>) -> Option<String> {
        let place = Place { source: Arc::clone(source), at: self.first? };
        let more = match self.rows {
            1 => String::new(),
            rows => format!(" (and in {} more places)", rows - 1),
        };
        Some(format!("{place}: is not all UTF-8; the rest is read as windows-1252{more}"))
    }
}

/// Longest value of another column that is kept, in characters.
const LONGEST_FIELD: usize = 1000;

/// Reads the records of a table.
pub(super) struct TableRecords {
    source: Arc<str>,
    /// The path that ids of records without one begin with.
    path: ArticleId,
    rows: Box<dyn Rows>,
    fields: Fields,
    max_bytes: u64,
    plan: Plan,
}

/// Which column is what.
struct Plan {
    names: Arc<[String]>,
    text: Option<usize>,
    html: Option<usize>,
    id: Option<usize>,
    title: Option<usize>,
    date: Option<usize>,
    url: Option<usize>,
    others: Vec<usize>,
}

/// The names of the columns where nothing else is said.
const TEXT: &str = "text";
const ID: &str = "id";
const TITLE: &str = "title";
const DATE: &str = "published";
const URL: &str = "url";

/// The column that holds the texts.
pub fn text_column(named: Option<&str>) -> &str {
    named.unwrap_or(TEXT)
}

/// The columns that an article is made from.
pub(super) fn article_columns(fields: &Fields) -> Vec<&str> {
    let known = [
        (&fields.text, TEXT),
        (&fields.id, ID),
        (&fields.title, TITLE),
        (&fields.date, DATE),
        (&fields.url, URL),
    ];
    let known = known.into_iter().map(|(named, default)| named.as_deref().unwrap_or(default));
    known.chain(fields.html.as_deref()).collect()
}

impl Plan {
    fn new(names: Arc<[String]>, fields: &Fields) -> Self {
        let place = |name: &str| names.iter().position(|known| known == name);
        let column = |named: &Option<String>, default| place(named.as_deref().unwrap_or(default));
        let text = column(&fields.text, TEXT);
        let html = fields.html.as_deref().and_then(place);
        let [id, title] = [column(&fields.id, ID), column(&fields.title, TITLE)];
        let [date, url] = [column(&fields.date, DATE), column(&fields.url, URL)];
        let known = [text, html, id, title, date, url];
        let others = (0..names.len())
            .filter(|index| !known.contains(&Some(*index)) && !names[*index].is_empty())
            .collect();
        Self { names, text, html, id, title, date, url, others }
    }

    /// The columns that were named, must be there, and are not.
    fn missing<'a>(&self, fields: &'a Fields) -> Option<(&'a str, &'static str)> {
        let named = [
            (&fields.html, self.html, "--html-field"),
            (&fields.text, self.text, "--text-field"),
            (&fields.id, self.id, "--id-field"),
            (&fields.title, self.title, "--title-field"),
            (&fields.date, self.date, "--date-field"),
            (&fields.url, self.url, "--url-field"),
        ];
        let missing = named.into_iter().find_map(|(name, place, option)| {
            name.as_deref().filter(|_| place.is_none()).map(|name| (name, option))
        });
        let unread = self.text.is_none() && self.html.is_none();
        missing.or(unread.then_some((TEXT, "--text-field")))
    }
}

/// The reason to refuse a table or a row without a column.
pub fn no_column(name: &str, names: &[String], option: &str) -> String {
    /// Columns that are named before the rest is only counted.
    const NAMED: usize = 20;
    let mut known = names[..names.len().min(NAMED)].join(", ");
    if names.len() > NAMED {
        known.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    format!("has no column \"{name}\" but {known}; name one with {option}")
}

impl TableRecords {
    /// The records of a table.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] when the table lacks a column that must be there.
    pub fn new(
        source: &str,
        path: &ArticleId,
        rows: Box<dyn Rows>,
        fields: &Fields,
        max_bytes: u64,
    ) -> Result<Self> {
        let columns = rows.columns();
        let plan = Plan::new(columns.clone().unwrap_or_else(|| [].into()), fields);
        let main = fields.html.as_deref().unwrap_or(text_column(fields.text.as_deref()));
        if let Some(reason) = rows.refuses_as_text(main) {
            return Err(refused(source, format!("{reason}; name another one")));
        }
        if columns.is_some()
            && let Some((name, option)) = plan.missing(fields)
        {
            return Err(refused(source, no_column(name, &plan.names, option)));
        }
        let (source, path) = (source.into(), path.clone());
        Ok(Self { source, path, rows, fields: fields.clone(), max_bytes, plan })
    }

    /// The record of a row.
    fn record(&mut self, mut row: Row) -> Result<Record> {
        let place = Place { source: Arc::clone(&self.source), at: row.at };
        if !Arc::ptr_eq(&self.plan.names, &row.names) {
            self.plan = Plan::new(Arc::clone(&row.names), &self.fields);
        }
        let payload = self.payload(&mut row, &place)?;
        let plan = &self.plan;
        let mut scalar = |column: Option<usize>| {
            column.and_then(|column| std::mem::take(&mut row.values[column]).scalar())
        };
        let id = scalar(plan.id).unwrap_or_else(|| format!("{}#{}", self.path, row.at.number()));
        let title = scalar(plan.title);
        let url = scalar(plan.url);
        let date = scalar(plan.date);
        let published = date.as_deref().and_then(day);
        let mut fields = BTreeMap::new();
        let others = plan.others.iter().map(|column| (*column, scalar(Some(*column)))).collect();
        let others: Vec<(usize, Option<String>)> = others;
        // A date that cannot be read is kept as it is, beside the other columns.
        let unread = plan.date.filter(|_| published.is_none()).map(|column| (column, date));
        for (column, value) in others.into_iter().chain(unread) {
            if let Some(value) = value
                && value.chars().nth(LONGEST_FIELD).is_none()
            {
                fields.insert(plan.names[column].clone(), value);
            }
        }
        let metadata = Metadata { title, url, published, site: None, fields };
        Ok(Record { id: ArticleId(id), place, metadata, payload })
    }

    /// The article of a row: its HTML if it has one, else its text.
    fn payload(&self, row: &mut Row, place: &Place) -> Result<Payload> {
        let mut reason = None;
        for (column, html) in [(self.plan.html, true), (self.plan.text, false)] {
            let Some(column) = column else { continue };
            match std::mem::take(&mut row.values[column]) {
                Value::Text(text) if text.trim().is_empty() => {}
                Value::Text(text) if text.len() as u64 > self.max_bytes => {
                    return Err(place.refused(super::format::too_large("a record", self.max_bytes)));
                }
                Value::Text(text) if html => return Ok(Payload::Html(text)),
                Value::Text(text) => return Ok(Payload::Text(text)),
                Value::Json(json) => {
                    let name = &row.names[column];
                    reason = Some(format!("\"{name}\" is {}, not text", kind(&json)));
                }
                Value::Missing => {}
            }
        }
        let reason = reason.unwrap_or_else(|| self.no_text(row));
        Err(place.refused(reason))
    }

    /// Why a row has no text.
    fn no_text(&self, row: &Row) -> String {
        match self.plan.html.or(self.plan.text) {
            Some(column) => format!("holds no text: \"{}\" is empty", row.names[column]),
            None => {
                let (named, option) = match &self.fields.html {
                    Some(name) => (name.as_str(), "--html-field"),
                    None => (text_column(self.fields.text.as_deref()), "--text-field"),
                };
                no_column(named, &row.names, option)
            }
        }
    }
}

impl RecordReader for TableRecords {
    fn next(&mut self) -> Option<Result<Record>> {
        let row = self.rows.next()?;
        Some(row.and_then(|row| self.record(row)))
    }

    fn remarks(&self) -> Vec<String> {
        self.rows.remarks()
    }
}

impl Value {
    /// The value as words, if it is one value and not empty.
    fn scalar(self) -> Option<String> {
        match self {
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(text),
            Value::Json(json) if json.starts_with(['[', '{']) => None,
            Value::Json(json) => Some(json),
            Value::Missing => None,
        }
    }
}

/// What a JSON value is called.
fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "a truth value",
        _ => "a number",
    }
}

/// The day that a value names: a date in words or numbers, `YYYYMMDD`, or a moment counted from
/// 1970 in seconds, milliseconds, microseconds or nanoseconds (in UTC).
fn day(value: &str) -> Option<String> {
    let value = value.trim();
    let whole = value.strip_suffix(".0").unwrap_or(value);
    let Ok(number) = whole.parse::<i64>() else { return parse_date(value) };
    // The sizes do not overlap between 1973 and 5138.
    let timestamp = match number {
        19_000_101..=21_991_231 if whole.len() == 8 => {
            return parse_date(&format!("{}-{}-{}", &whole[..4], &whole[4..6], &whole[6..]));
        }
        100_000_000..100_000_000_000 => Timestamp::from_second(number),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number),
        100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(number),
        100_000_000_000_000_000.. => Timestamp::from_nanosecond(number.into()),
        _ => return None,
    };
    let date = TimeZone::UTC.to_datetime(timestamp.ok()?).date();
    parse_date(&date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_from_words_and_counts() {
        for (value, wanted) in [
            ("2025-01-27T18:00:00Z", Some("2025-01-27")),
            ("January 27, 2025", Some("2025-01-27")),
            ("20250127", Some("2025-01-27")),
            ("1738000000", Some("2025-01-27")),
            ("1738000000.0", Some("2025-01-27")),
            ("1738000000000", Some("2025-01-27")),
            ("1738000000000000", Some("2025-01-27")),
            ("1738000000000000000", Some("2025-01-27")),
            ("2025", None),
            ("20251327", None),
            ("-5", None),
            ("9223372036854775807", None),
            ("soon", None),
        ] {
            assert_eq!(day(value).as_deref(), wanted, "{value}");
        }
    }
}
