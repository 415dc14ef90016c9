//! Lines of text as a table with one column.

use super::numbered::Numbered;
use crate::error::Result;
use crate::load::row::{Foreign, Row, Rows, Value, text_column};
use crate::load::unpack::Stream;
use std::sync::Arc;

/// Reads lines.
pub struct Lines {
    lines: Numbered,
    names: Arc<[String]>,
    foreign: Foreign,
}

impl Lines {
    /// The lines of a stream, none of them longer than the limit.
    pub fn new(source: &str, stream: Stream, limit: u64) -> Self {
        let lines = Numbered::new(source, stream, limit);
        Self { lines, names: [text_column(None).to_owned()].into(), foreign: Foreign::default() }
    }
}

impl Rows for Lines {
    fn columns(&self) -> Option<Arc<[String]>> {
        Some(Arc::clone(&self.names))
    }

    fn next(&mut self) -> Option<Result<Row>> {
        Some(self.lines.next("a line")?.map(|place| {
            let line = self.lines.bytes();
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let text = self.foreign.text(line, place.at).into_owned();
            Row { at: place.at, names: Arc::clone(&self.names), values: vec![Value::Text(text)] }
        }))
    }

    fn remarks(&self) -> Vec<String> {
        self.foreign.remark(self.lines.source()).into_iter().collect()
    }
}
