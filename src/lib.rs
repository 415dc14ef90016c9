//! pullquote finds the comments that news articles quote, who made them, and how they felt.
//!
//! Data flows one way: articles are [`load`]ed and their comments found, the comments are
//! [`score`]d, the scores are [`report`]ed. The stages share the [`domain`] types and know
//! nothing of each other; only [`run`] knows all three.

pub mod cli;
pub mod domain;
pub mod error;
pub mod journal;
pub mod language;
pub mod load;
pub mod report;
pub mod run;
pub mod score;
