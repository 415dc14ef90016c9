//! Lines of text as a table with one column.

use super::too_large;
use crate::error::Result;
use crate::load::input::unreadable;
use crate::load::record::{At, Place};
use crate::load::row::{Foreign, Row, Rows, Value, text_column};
use crate::load::unpack::{Line, Stream};
use std::sync::Arc;

/// Reads lines.
pub struct Lines {
    source: Arc<str>,
    stream: Stream,
    limit: u64,
    /// Lines that were read.
    line: u64,
    buffer: Vec<u8>,
    names: Arc<[String]>,
    foreign: Foreign,
    ended: bool,
}

impl Lines {
    /// The lines of a stream, none of them longer than the limit.
    pub fn new(source: &str, stream: Stream, limit: u64) -> Self {
        Self {
            source: source.into(),
            stream,
            limit,
            line: 0,
            buffer: Vec::new(),
            names: [text_column(None).to_owned()].into(),
            foreign: Foreign::default(),
            ended: false,
        }
    }
}

impl Rows for Lines {
    fn columns(&self) -> Option<Arc<[String]>> {
        Some(Arc::clone(&self.names))
    }

    fn next(&mut self) -> Option<Result<Row>> {
        if self.ended {
            return None;
        }
        let read = self.stream.line(&mut self.buffer, self.limit);
        self.line += 1;
        let at = At::Line(self.line);
        let place = Place { source: Arc::clone(&self.source), at };
        match read {
            Ok(Line::Whole) => {
                let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let text = self.foreign.text(line, at).into_owned();
                Some(Ok(Row {
                    at,
                    names: Arc::clone(&self.names),
                    values: vec![Value::Text(text)],
                }))
            }
            Ok(Line::TooLong) => Some(Err(place.refused(too_large("a line", self.limit)))),
            Ok(Line::End) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(unreadable(&place.to_string(), &error)))
            }
        }
    }

    fn remarks(&self) -> Vec<String> {
        self.foreign.remark(&self.source).into_iter().collect()
    }
}
