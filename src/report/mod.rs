//! Rows → files.
//!
//! [`row`] holds what is reported, [`columns`] names and explains it, and each writer turns
//! it into one format. Nothing here reads articles or runs models.

pub mod columns;
pub mod csv;
pub mod jsonl;
pub mod row;
pub mod table;
pub mod writer;

pub use row::Row;
