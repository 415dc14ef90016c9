//! Bytes → articles → comments.
//!
//! [`input`] finds the files and reads their bytes, [`decode`] turns bytes into text,
//! [`format`] turns text into a [`Document`] (for HTML with the help of [`page`]), and
//! [`comments`] finds the comments of a document: [`quote`] proposes the quotations,
//! [`speaker`] says whose they are.

pub mod comments;
pub mod decode;
pub mod document;
pub mod duplicate;
pub mod format;
pub mod input;
pub mod lang;
pub mod page;
pub mod quote;
pub mod speaker;

pub use comments::comments;
pub use document::{Block, BlockKind, Document, PostSource};
pub use format::{read, read_bytes};
pub use input::{Source, find};
