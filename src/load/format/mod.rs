//! Text → documents, one file a format.
//!
//! The format is told by content, then by name. Adding one is a file with a `read` function and
//! a line in [`tell`].

mod html;
mod text;

use super::document::Document;
use super::{decode, input::Source};
use crate::domain::ArticleId;
use crate::error::{Error, Result};

/// Reads the documents of a decoded text.
type Read = fn(&ArticleId, String) -> Vec<Result<Document>>;

/// Reads a source: its articles in order, each a document or the reason why it is none.
pub fn read(source: &Source) -> Vec<Result<Document>> {
    match source.bytes() {
        Ok(bytes) => read_bytes(&source.id, bytes),
        Err(error) => vec![Err(error)],
    }
}

/// Reads the articles of a source whose bytes are at hand.
pub fn read_bytes(id: &ArticleId, bytes: Vec<u8>) -> Vec<Result<Document>> {
    let name = &id.0;
    match decode::decode(bytes) {
        Ok(text) if text.trim().is_empty() => vec![Err(refused(name, "holds no text".to_owned()))],
        Ok(text) => tell(name, &text)(id, text),
        Err(reason) => vec![Err(refused(name, reason))],
    }
}

/// The reader of the format that a text is in.
fn tell(name: &str, text: &str) -> Read {
    if html::is_html(name, text) { html::read } else { text::read }
}

/// An article that cannot be read.
fn refused(place: &str, reason: String) -> Error {
    Error::Input { place: place.to_owned(), reason }
}
