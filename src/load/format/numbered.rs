//! A stream line by line, each with its number: what lines and JSON lines have in common.

use super::too_large;
use crate::error::Result;
use crate::load::input::unreadable;
use crate::load::record::{At, Place};
use crate::load::unpack::{Line, Stream};
use std::sync::Arc;

/// Reads numbered lines.
pub struct Numbered {
    source: Arc<str>,
    stream: Stream,
    limit: u64,
    /// Lines that were read.
    line: u64,
    buffer: Vec<u8>,
    ended: bool,
}

impl Numbered {
    /// The lines of a stream, none of them longer than the limit in bytes.
    pub fn new(source: &str, stream: Stream, limit: u64) -> Self {
        Self { source: source.into(), stream, limit, line: 0, buffer: Vec::new(), ended: false }
    }

    /// The place of the next line, whose bytes are then in [`Self::bytes`]; `None` at the end.
    ///
    /// # Errors
    /// A line that is too long (`what` it would have been, as in "a record"), after which reading
    /// goes on; or a stream that cannot be read further, after which it ends.
    pub fn next(&mut self, what: &str) -> Option<Result<Place>> {
        if self.ended {
            return None;
        }
        let read = self.stream.line(&mut self.buffer, self.limit);
        self.line += 1;
        let place = Place { source: Arc::clone(&self.source), at: At::Line(self.line) };
        match read {
            Ok(Line::Whole) => Some(Ok(place)),
            Ok(Line::TooLong) => Some(Err(place.refused(too_large(what, self.limit)))),
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

    /// The bytes of the line that was read last, with its line feed.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// The name of the source.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }
}
