//! What comments are grouped by.

use std::fmt;
use std::str::FromStr;

/// A level that every result has; the columns that the user groups by come after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// All public reaction, and all of the subject's own words.
    All,
    /// Who the speaker is to the story.
    Role,
    /// Quotation or post.
    Kind,
    /// One article.
    Article,
    /// One speaker.
    Speaker,
    /// The day of a post, else of its article.
    Day,
}

impl Level {
    /// All levels, in the order of the file.
    pub const ALL: [Level; 6] =
        [Level::All, Level::Role, Level::Kind, Level::Article, Level::Speaker, Level::Day];

    /// The name in the `level` column.
    pub fn name(self) -> &'static str {
        match self {
            Level::All => "all",
            Level::Role => "role",
            Level::Kind => "kind",
            Level::Article => "article",
            Level::Speaker => "speaker",
            Level::Day => "day",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Level::ALL.into_iter().find(|level| level.name() == text);
        found.ok_or_else(|| format!("there is no level {text}"))
    }
}
