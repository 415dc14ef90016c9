//! Bytes → articles → comments.
//!
//! [`find`] turns what the user named into sources, [`records`] cuts a source into records (one
//! article each, cheap and in order), [`document`](fn@document) makes a record a [`Document`]
//! (the expensive part, on any thread), and [`comments`] finds its comments: [`quote`] proposes
//! the quotations, [`speaker`] says whose they are. Beneath, [`unpack`] streams bytes,
//! [`format`] knows the formats, [`decode`] turns bytes into text, [`page`] reads HTML.

pub mod comments;
pub mod date;
pub mod decode;
pub mod document;
pub mod duplicate;
pub mod fingerprint;
pub mod format;
pub mod input;
pub mod lang;
pub mod page;
pub mod quote;
pub mod record;
pub mod row;
pub mod speaker;
mod surroundings;
pub mod unpack;

pub use comments::comments;
pub use document::{Block, BlockKind, Document, PostSource};
pub use fingerprint::fingerprint;
pub use format::rows;
pub use input::{Inputs, Source, find};
pub use record::{Fields, Finished, ReadOptions, Record, Records, document, read, records};
