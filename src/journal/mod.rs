//! The journal of a run: what was read, found and scored, kept in the result folder as it comes.
//!
//! It is a SQLite database, `journal.sqlite`, written one transaction a batch in WAL mode, so that
//! a run that is killed loses no finished batch and doubles no row. [`Writer`] begins or goes on
//! with a run, [`Known`] says what an earlier run has done, [`Journal`] reads one result, and
//! [`Corpus`] reads one or many results in the order of the final files. The journal knows the
//! domain types only; every file of the result folder is written from it.
//!
//! # The order of a result
//! Inputs have the rank in which the latest run met them, and an article its number in its input.
//! Rank and number, not time, order everything, so a run that was broken and resumed gives the
//! bytes of an unbroken one. An input that the latest run did not name keeps its rows but has no
//! rank: it is not part of the result until it is named again.

mod corpus;
mod entry;
mod known;
mod link;
mod lock;
mod read;
mod row;
mod schema;
mod write;

pub use corpus::{Corpus, Entry};
pub use entry::{
    ArticleEntry, Batch, CommentEntry, InputEntry, NewArticle, Outcome, RunInfo, Shard,
};
pub use known::{Known, Standing};
pub use read::Journal;
pub use schema::FILE;
pub use write::{Begun, Writer};

#[cfg(test)]
mod testing;
