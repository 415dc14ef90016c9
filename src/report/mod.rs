//! Rows → files.
//!
//! [`row`] holds what is reported; [`columns`] and [`files`] name and explain it; each writer
//! turns it into one format; [`summary`] sums it up and [`compare`] sets it side by side, with the
//! methods of [`statistics`]; and [`folder`] sees to it that files appear whole. Nothing here reads articles or runs models.

pub mod columns;
pub mod compare;
pub mod csv;
pub mod datapackage;
pub mod dictionary;
pub mod evaluation;
pub mod files;
pub mod filter;
pub mod folder;
pub mod html;
pub mod jsonl;
pub mod manifest;
pub mod parquet;
pub mod partitions;
pub mod row;
pub mod statistics;
pub mod summary;
pub mod table;
pub mod terminal;
pub mod writer;
pub mod xlsx;

#[cfg(test)]
pub mod testing;

pub use row::Row;
