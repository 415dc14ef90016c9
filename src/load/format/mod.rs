//! Bytes → records → documents, one file a format.
//!
//! The format is told by content, then by name ([`open`]). Adding one is a file with a reader of
//! records or rows and a line there.

mod csv;
mod guard;
mod html;
mod http;
mod jsonl;
mod lines;
mod numbered;
mod parquet;
mod text;
mod warc;

pub(super) use http::Head;

use super::decode;
use super::document::Document;
use super::input::{Source, refused, unreadable};
use super::record::{At, Fields, Payload, Place, ReadOptions, Record, RecordReader, Single};
use super::row::{Rows, TableRecords, article_columns};
use super::unpack::Stream;
use crate::domain::{ArticleId, Metadata};
use crate::error::Result;
use encoding_rs::UTF_8;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, BufRead, Read};

/// Bytes at the start that the format is told by.
const HEAD: usize = 1 << 14;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// One article: plain text or HTML.
    File,
    Table(Table),
    Warc,
    /// One JSON value over many lines.
    Json,
    /// Nothing.
    Empty,
}

/// The formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Jsonl,
    /// With its delimiter, where the name tells it.
    Csv(Option<u8>),
    Parquet,
}

/// The reader of the format that a source is in.
pub(super) fn open(
    source: &Source,
    mut stream: Stream,
    options: &ReadOptions,
) -> Box<dyn RecordReader> {
    let name = source.name();
    let failed = |error| -> Box<dyn RecordReader> { Box::new(Single(Some(Err(error)))) };
    let format = match tell(name, &mut stream, &options.fields) {
        Ok(format) => format,
        Err(error) => return failed(unreadable(name, &error)),
    };
    let rows = match format {
        Format::Empty => return failed(refused(name, "is empty")),
        Format::File => return Box::new(Single(Some(file(source, stream, options.max_bytes)))),
        Format::Warc => {
            return Box::new(warc::Warc::new(name, &source.id, stream, options.max_bytes));
        }
        Format::Json => return failed(refused(name, ONE_JSON)),
        Format::Table(table) => {
            let wanted = article_columns(&options.fields);
            open_table(source, stream, table, Some(&wanted), options.max_bytes)
        }
    };
    let records =
        |rows| TableRecords::new(name, &source.id, rows, &options.fields, options.max_bytes);
    match rows.and_then(records) {
        Ok(records) => Box::new(records),
        Err(error) => failed(error),
    }
}

/// Why JSON is refused that is no JSON lines.
const ONE_JSON: &str =
    "is one JSON value over many lines; write an object a line, as `jq -c '.[]'` does";

/// Opens a source of texts that are comments already: the rows of a table, or lines as rows with
/// one column. Standard input is lines, unless a column is named.
///
/// # Errors
/// [`crate::error::Error::Input`] when it cannot be read, is empty, or no text.
pub fn rows(source: &Source, column: Option<&str>, max_bytes: u64) -> Result<Box<dyn Rows>> {
    let name = source.name();
    let failed = |error| unreadable(name, &error);
    let mut stream = Stream::open(source).map_err(failed)?;
    let fields = Fields { text: column.map(str::to_owned), ..Fields::default() };
    let format = tell(name, &mut stream, &fields).map_err(failed)?;
    let head = stream.head(HEAD).map_err(failed)?;
    let lines = source.is_stdin() && column.is_none();
    let table = match format {
        Format::Empty => return Err(refused(name, "is empty")),
        Format::Table(table @ Table::Parquet) => table,
        Format::Table(table) if !lines => table,
        Format::Warc => {
            return Err(refused(name, "is a WARC, not comments; see pullquote analyze"));
        }
        Format::Json if !lines => return Err(refused(name, ONE_JSON)),
        _ if head.contains(&0) && decode::unicode(&head).is_none() => {
            return Err(refused(name, "is binary data, not text"));
        }
        _ if column.is_some() => Table::Csv(None),
        _ => {
            let stream = as_utf8(stream).map_err(failed)?;
            return Ok(Box::new(lines::Lines::new(name, stream, max_bytes)));
        }
    };
    open_table(source, stream, table, None, max_bytes)
}

/// Reads the rows of a table; of Parquet all columns, or those that are `wanted` and small ones.
fn open_table(
    source: &Source,
    stream: Stream,
    table: Table,
    wanted: Option<&[&str]>,
    limit: u64,
) -> Result<Box<dyn Rows>> {
    let name = source.name();
    let as_utf8 = |stream| as_utf8(stream).map_err(|error| unreadable(name, &error));
    Ok(match table {
        Table::Jsonl => Box::new(jsonl::Jsonl::new(name, as_utf8(stream)?, limit)),
        Table::Csv(delimiter) => Box::new(csv::Csv::new(name, as_utf8(stream)?, delimiter, limit)?),
        Table::Parquet => Box::new(parquet::Parquet::new(source, stream, wanted, limit)?),
    })
}

/// The format that a name and first bytes tell.
fn tell(name: &str, stream: &mut Stream, fields: &Fields) -> io::Result<Format> {
    let head = stream.head(HEAD)?;
    if head.is_empty() {
        // Nothing, or nothing before damage.
        stream.fill_buf()?;
        return Ok(Format::Empty);
    }
    if warc::is_warc(&head) {
        return Ok(Format::Warc);
    }
    if head.starts_with(parquet::MARK) {
        return Ok(Format::Table(Table::Parquet));
    }
    let text = match decode::unicode(&head) {
        Some(encoding) => encoding.decode(&head).0,
        None => String::from_utf8_lossy(&head),
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let extension = extension(name);
    let begins = text.lines().next().unwrap_or_default().trim_end();
    if begins == "{" || (extension.as_deref() == Some("json") && begins.starts_with('[')) {
        return Ok(Format::Json);
    }
    let table = match extension.as_deref() {
        // A page that was stored in place of the table, as servers send them.
        _ if text.starts_with('<') => None,
        Some("jsonl" | "ndjson") => Some(Table::Jsonl),
        Some("csv") => Some(Table::Csv(None)),
        Some("tsv") => Some(Table::Csv(Some(b'\t'))),
        _ if jsonl::is_jsonl(text) => Some(Table::Jsonl),
        // Standard input has no name; a table there is known by its column.
        None if csv::has_column(text, fields) => Some(Table::Csv(None)),
        _ => None,
    };
    Ok(table.map_or(Format::File, Format::Table))
}

/// The end of a name that tells the format, in lower case, whatever packing it names.
fn extension(name: &str) -> Option<String> {
    let name = name.rsplit('/').next()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, extension)| extension.to_owned())
}

/// Bytes of UTF-8's byte-order mark.
const BYTE_ORDER_MARK: usize = 3;

/// A stream of text without its byte-order mark, and as UTF-8 when it is UTF-16.
fn as_utf8(mut stream: Stream) -> io::Result<Stream> {
    let head = stream.head(HEAD)?;
    let encoding = match decode::unicode(&head) {
        None => return Ok(stream),
        Some(encoding) if encoding == UTF_8 => {
            stream.consume(BYTE_ORDER_MARK);
            return Ok(stream);
        }
        Some(encoding) => encoding,
    };
    Ok(stream.through(|stream| {
        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).build(stream)
    }))
}

/// A file that is one article.
fn file(source: &Source, stream: Stream, max_bytes: u64) -> Result<Record> {
    let name = source.name();
    let mut bytes = Vec::new();
    let read = stream.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > max_bytes {
        return Err(refused(name, too_large("an article", max_bytes)));
    }
    Ok(Record {
        id: source.id.clone(),
        place: Place { source: name.into(), at: At::Whole },
        metadata: Metadata::default(),
        payload: Payload::File(bytes),
    })
}

/// The reason to refuse what is over the limit.
pub(super) fn too_large(what: &str, max_bytes: u64) -> String {
    format!("is larger than the {} allowed for {what}; see --max-bytes", size(max_bytes))
}

/// A number of bytes as the user would write it.
fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

/// Reads the article of a file.
///
/// # Errors
/// The reason, when the bytes are no text, hold none, or no article.
pub(super) fn read_file(id: &ArticleId, bytes: Vec<u8>) -> std::result::Result<Document, String> {
    let text = decode::decode(bytes, None)?;
    if text.trim().is_empty() {
        return Err("holds no text".to_owned());
    }
    let named = matches!(extension(&id.0).as_deref(), Some("html" | "htm" | "xhtml"));
    if html::is_html(named, &text) { html::read(id, &text) } else { Ok(text::read(id, text)) }
}

/// Reads the article that a table holds as text; it is text whatever it looks like.
pub(super) fn read_text(id: &ArticleId, text: String) -> Document {
    text::read(id, text)
}

/// Reads the article that a table holds as HTML.
///
/// # Errors
/// The reason, when there is no article in it.
pub(super) fn read_html(id: &ArticleId, html: &str) -> std::result::Result<Document, String> {
    html::read(id, html)
}

/// Reads the page of a response.
///
/// # Errors
/// The reason, when its body is damaged or too large, or holds no article.
pub(super) fn read_response(
    id: &ArticleId,
    head: &Head,
    block: Vec<u8>,
    limit: u64,
) -> std::result::Result<Document, String> {
    let page = decode::decode(head.body(block, limit)?, head.charset.as_deref())?;
    html::read(id, &page)
}
