//! One text with its metadata: the unit that is read, counted, and may fail.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of an article: the path of a file as given, or the id of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleId(pub String);

impl std::fmt::Display for ArticleId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A half-open range of Unicode code points, `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Number of code points before the first one of the range.
    pub start: usize,
    /// Number of code points before the first one after the range.
    pub end: usize,
}

/// What an article says about itself. A field that is not known is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Day of publication, ISO 8601 (`YYYY-MM-DD`).
    pub published: Option<String>,
    /// Name of the publishing site.
    pub site: Option<String>,
    /// The other columns of a table's record, by name: plain values of up to 1,000 characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// An article as its comments' offsets see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its name.
    pub id: ArticleId,
    /// What it says about itself.
    pub metadata: Metadata,
    /// Plain text: the file as given (decoded, otherwise unchanged). HTML: the main text.
    pub text: String,
}
