//! The shared words of the project: plain data without input or output.
//!
//! Every stage (load, score, report) knows these types and no other stage.

mod article;
mod comment;
mod fingerprint;
mod sentiment;
mod task;

pub use article::{Article, ArticleId, Metadata, Span};
pub use comment::{Comment, Flag, Flags, Kind, Role, Surroundings};
pub use fingerprint::{Fingerprint, Sketch};
pub use sentiment::{Emotion, Scored, Scores, Sentiment};
pub use task::Task;
