//! WARC (ISO 28500): what a crawler stored.
//!
//! Responses with an HTML page are articles; requests, pictures, errors and the like are passed
//! over and counted. The framing is a handful of lines and is read here, because reading must go
//! on behind damage: at the next line that begins a record. Files are packed as a gzip member (or
//! zstd frame) a record, which [`Stream`] reads through.

use super::http;
use super::too_large;
use crate::domain::{ArticleId, Metadata};
use crate::error::Result;
use crate::load::input::unreadable;
use crate::load::record::{At, Payload, Place, Record, RecordReader};
use crate::load::unpack::{Line, Stream};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

/// How every record begins.
const MARK: &[u8] = b"WARC/";

/// Longest header of a record, in bytes.
const LONGEST_HEADER: usize = 1 << 20;

/// Room for the HTTP header, which does not count as part of the page.
const HTTP_HEADER: u64 = 1 << 16;

/// Whether the first bytes of a file are a WARC.
pub fn is_warc(head: &[u8]) -> bool {
    head.starts_with(MARK) && head.get(MARK.len()).is_some_and(u8::is_ascii_digit)
}

/// Reads the pages of a WARC.
pub struct Warc {
    source: Arc<str>,
    path: ArticleId,
    stream: Stream,
    max_bytes: u64,
    line: Vec<u8>,
    /// Records that were passed over because they are no page.
    passed_over: u64,
    /// Whether damage was told and the next record is still to be found.
    lost: bool,
    ended: bool,
}

/// What a record says about itself: names in lower case, in alphabetical order.
type Header = BTreeMap<String, String>;

/// What comes next in the stream.
enum Next {
    /// A record's header.
    Header(Header),
    /// Bytes that are no record; reading goes on behind them.
    Damage(String),
    /// Nothing.
    End,
}

impl Warc {
    /// The pages of a stream, none of them larger than the limit.
    pub fn new(source: &str, path: &ArticleId, stream: Stream, max_bytes: u64) -> Self {
        Self {
            source: source.into(),
            path: path.clone(),
            stream,
            max_bytes,
            line: Vec::new(),
            passed_over: 0,
            lost: false,
            ended: false,
        }
    }

    fn place(&self, byte: u64) -> Place {
        Place { source: Arc::clone(&self.source), at: At::Byte(byte) }
    }

    /// Reads one record; `None` when it is no page.
    fn record(&mut self, place: &Place, header: &Header) -> io::Result<Option<Result<Record>>> {
        let Some(length) = header.get("content-length").and_then(|it| it.parse::<u64>().ok())
        else {
            self.lost = true;
            return Ok(Some(Err(place.refused("is damaged: the record does not say its length"))));
        };
        let limit = self.max_bytes.saturating_add(HTTP_HEADER);
        if length > limit {
            return self.pass_over(place, header, length);
        }
        let mut block = Vec::new();
        self.stream.by_ref().take(length).read_to_end(&mut block)?;
        let short = (block.len() as u64) < length;
        if short || !self.ends_as_it_should()? {
            // The length is wrong: what was read may hold the next record.
            let reason =
                "is damaged: the record is not as long as it says; went on at the next one";
            self.lost = true;
            if let Some(at) = next_mark(&block) {
                self.stream.push_back(block.split_off(at));
            }
            return Ok(Some(Err(place.refused(reason))));
        }
        Ok(self.page(place, header, block))
    }

    /// The article of a whole record, if it is a page.
    fn page(&mut self, place: &Place, header: &Header, block: Vec<u8>) -> Option<Result<Record>> {
        let field = |name: &str| header.get(name).map(String::as_str);
        let response = match field("warc-type") {
            Some("response") => true,
            Some("resource") => false,
            _ => return None,
        };
        let kind = field("content-type").unwrap_or_default();
        let is_http = kind.starts_with("application/http") || block.starts_with(b"HTTP/");
        let page = match (response, is_http) {
            (true, true) => http::read(&block),
            (false, false) if http::is_page(kind) => Ok(Some(http::Head::of(kind))),
            _ => Ok(None),
        };
        let (head, limit) = match page {
            Ok(Some(head)) => (head, self.max_bytes),
            Ok(None) => {
                self.passed_over += 1;
                return None;
            }
            Err(reason) => return Some(Err(place.refused(reason))),
        };
        let id = field("warc-record-id").map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
        let address =
            field("warc-target-uri").map(|uri| uri.trim_matches(['<', '>', ' ']).to_owned());
        let fields = [
            ("warc_date", field("warc-date").map(str::to_owned)),
            ("warc_target_uri", address.clone()),
        ];
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        let id = id.filter(|id| !id.is_empty());
        Some(Ok(Record {
            id: ArticleId(id.unwrap_or_else(|| format!("{}#{}", self.path, place.at.number()))),
            place: place.clone(),
            metadata: Metadata { fields, ..Metadata::default() },
            payload: Payload::Response { address, head, block, limit },
        }))
    }

    /// Passes over a record that is longer than any page may be. Its length may be damaged, so it
    /// ends where another record begins.
    fn pass_over(
        &mut self,
        place: &Place,
        header: &Header,
        length: u64,
    ) -> io::Result<Option<Result<Record>>> {
        let end = self.stream.offset().saturating_add(length);
        while self.stream.offset() < end {
            let read = self.stream.line(&mut self.line, LONGEST_HEADER as u64)?;
            if read == Line::End {
                let reason = "is damaged: the record is not as long as it says";
                return Ok(Some(Err(place.refused(reason))));
            }
            if read == Line::Whole && is_warc(&self.line) {
                self.stream.push_back(std::mem::take(&mut self.line));
                let reason =
                    "is damaged: the record is not as long as it says; went on at the next one";
                return Ok(Some(Err(place.refused(reason))));
            }
            let over = self.stream.offset().saturating_sub(end) as usize;
            if over > 0 && over <= self.line.len() {
                let rest = self.line.split_off(self.line.len() - over);
                self.stream.push_back(rest);
            }
        }
        let page = header.get("warc-type").is_some_and(|kind| kind == "response");
        if page {
            return Ok(Some(Err(place.refused(too_large("a page", self.max_bytes)))));
        }
        Ok(None)
    }

    /// Whether two line ends follow, as they do behind every record; they are read.
    fn ends_as_it_should(&mut self) -> io::Result<bool> {
        let mut end = Vec::new();
        self.stream.by_ref().take(4).read_to_end(&mut end)?;
        // Some writers leave out the carriage returns, some the last line ends of a file.
        let whole = match end.as_slice() {
            b"\r\n\r\n" | b"" | b"\n" | b"\r\n" | b"\n\n" => 4,
            [b'\n', b'\n', ..] => 2,
            _ => 0,
        };
        self.stream.push_back(end.split_off(end.len().min(whole)));
        Ok(whole > 0)
    }

    /// Reads the header of the next record.
    fn header(&mut self) -> io::Result<Next> {
        let mut damaged = false;
        loop {
            let start = self.stream.offset();
            match self.stream.line(&mut self.line, LONGEST_HEADER as u64)? {
                Line::End if damaged && !self.lost => {
                    let reason = "is damaged: no record begins here, nor behind it";
                    return Ok(Next::Damage(reason.to_owned()));
                }
                Line::End => return Ok(Next::End),
                Line::Whole if is_warc(&self.line) => {
                    if damaged && !self.lost {
                        self.stream.push_back(std::mem::take(&mut self.line));
                        let reason =
                            format!("is damaged: no record begins here; went on at byte {start}");
                        return Ok(Next::Damage(reason));
                    }
                    self.lost = false;
                    return self.fields();
                }
                Line::Whole if self.line.trim_ascii().is_empty() => {}
                Line::Whole | Line::TooLong => damaged = true,
            }
        }
    }

    /// Reads the fields of a header behind its first line.
    fn fields(&mut self) -> io::Result<Next> {
        let mut header = Header::new();
        let mut last = String::new();
        let mut length = 0;
        loop {
            let read = self.stream.line(&mut self.line, LONGEST_HEADER as u64)?;
            length += self.line.len();
            if read != Line::Whole || length > LONGEST_HEADER {
                return Ok(Next::Damage("is damaged: the record's header does not end".to_owned()));
            }
            let line = String::from_utf8_lossy(self.line.trim_ascii_end());
            if line.is_empty() {
                return Ok(Next::Header(header));
            }
            if line.starts_with([' ', '\t']) {
                // A long value may go on in the next line.
                if let Some(value) = header.get_mut(&last) {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                last = name.trim().to_ascii_lowercase();
                header.insert(last.clone(), value.trim().to_owned());
            } else {
                return Ok(Next::Damage("is damaged: the record's header is none".to_owned()));
            }
        }
    }

    /// The next page, or why there is none in its place.
    fn step(&mut self) -> io::Result<Option<Result<Record>>> {
        loop {
            let place = self.place(self.stream.offset());
            match self.header()? {
                Next::End => return Ok(None),
                Next::Damage(reason) => {
                    self.lost = true;
                    return Ok(Some(Err(place.refused(reason))));
                }
                Next::Header(header) => {
                    if let Some(record) = self.record(&place, &header)? {
                        return Ok(Some(record));
                    }
                }
            }
        }
    }
}

impl RecordReader for Warc {
    fn next(&mut self) -> Option<Result<Record>> {
        if self.ended {
            return None;
        }
        let start = self.stream.offset();
        match self.step() {
            Ok(record) => {
                self.ended = record.is_none();
                record
            }
            Err(error) => {
                // Behind damaged bytes come whole ones, or the end; a disk that fails goes on so.
                self.ended = error.kind() != io::ErrorKind::InvalidData;
                self.lost = true;
                Some(Err(unreadable(&self.place(start).to_string(), &error)))
            }
        }
    }

    fn remarks(&self) -> Vec<String> {
        if self.passed_over == 0 {
            return Vec::new();
        }
        vec![format!(
            "{}: passed over {} responses that are no HTML page or no answer 200",
            self.source, self.passed_over
        )]
    }
}

/// Where the next record begins in some bytes.
fn next_mark(block: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(block, b"\nWARC/").map(|at| at + 1).find(|at| is_warc(&block[*at..]))
}
