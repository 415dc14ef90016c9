//! One person's words in an article.

use super::{ArticleId, Metadata, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// How the words come into the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Quoted in the article's own prose, a list, a block quote or an interview.
    Quote,
    /// A post embedded from a social network, or its remains in pasted text.
    Post,
}

impl Kind {
    /// The name in the `kind` column.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Quote => "quote",
            Kind::Post => "post",
        }
    }
}

/// Who the speaker is to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person or organisation whose act or words are reacted to.
    Subject,
    /// Ordinary or anonymous people, users.
    Public,
    /// Other people with a name and a standing of their own.
    Named,
    /// An outlet or news account.
    Media,
}

impl Role {
    /// The name in the `role` column.
    pub fn name(self) -> &'static str {
        match self {
            Role::Subject => "subject",
            Role::Public => "public",
            Role::Named => "named",
            Role::Media => "media",
        }
    }
}

/// A remark about a comment that a reader of the table should know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// The whole article repeats an earlier one: the name of that article.
    ArticleDuplicateOf(String),
    /// The same words by the same speaker stand earlier: the id of that comment.
    DuplicateOf(String),
    /// The words stand only in the alternative text of a picture.
    FromAlt,
    /// The words come from a comment section of the page itself.
    FromCommentSection,
    /// A post whose widget would load its words: none are in the page.
    NoText,
    /// The language is not one that the model was trained for.
    NotEnglish,
    /// Fewer than three words.
    Short,
    /// The speaker is a guess with little evidence.
    SpeakerUncertain,
    /// The text was longer than the model can take and was cut.
    Truncated,
    /// The two most probable sentiments are close.
    Uncertain,
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Semicolons separate flags, and names of articles are free.
            Flag::ArticleDuplicateOf(id) => {
                write!(formatter, "article-duplicate-of:{}", id.replace(';', "%3B"))
            }
            Flag::DuplicateOf(id) => write!(formatter, "duplicate-of:{id}"),
            Flag::FromAlt => formatter.write_str("from-alt"),
            Flag::FromCommentSection => formatter.write_str("from-comment-section"),
            Flag::NoText => formatter.write_str("no-text"),
            Flag::NotEnglish => formatter.write_str("not-english"),
            Flag::Short => formatter.write_str("short"),
            Flag::SpeakerUncertain => formatter.write_str("speaker-uncertain"),
            Flag::Truncated => formatter.write_str("truncated"),
            Flag::Uncertain => formatter.write_str("uncertain"),
        }
    }
}

/// The flags of one comment, in a fixed order; printed `;`-separated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags(pub BTreeSet<Flag>);

impl Flags {
    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        self.0.insert(flag);
    }

    /// Whether the flag is set.
    pub fn contains(&self, flag: &Flag) -> bool {
        self.0.contains(flag)
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(Flag::to_string).collect();
        formatter.write_str(&names.join(";"))
    }
}

/// One person's words in an article, with who said them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The article they stand in.
    pub article_id: ArticleId,
    /// What the article says about itself.
    pub metadata: Metadata,
    /// Stable across runs: a hash of article id, position and text.
    pub id: String,
    /// How the words come into the article.
    pub kind: Kind,
    /// Who the speaker is to the story.
    pub role: Role,
    /// Resolved name or description of the speaker; `None` when nobody is named.
    pub speaker: Option<String>,
    /// The speaker as printed at that place (`she`, `Gomez`).
    pub speaker_surface: Option<String>,
    /// `@handle`, where printed.
    pub handle: Option<String>,
    /// The verb or phrase that ties the words to the speaker (`said`, `according to`).
    pub cue: Option<String>,
    /// Day of a post, ISO 8601.
    pub posted: Option<String>,
    /// The comment that this one continues, or stands in.
    pub parent_id: Option<String>,
    /// Where the words stand in the article's text, outer marks excluded.
    pub span: Span,
    /// ISO 639-1 code of the words' language; `None` when not certain.
    pub language: Option<String>,
    /// The words themselves; paragraphs of one speech are apart by a blank line.
    pub text: String,
    /// What stands around them in the article.
    pub surroundings: Surroundings,
    /// Remarks.
    pub flags: Flags,
}

impl Comment {
    /// Its day, ISO 8601: that of the post, else that of the article.
    pub fn day(&self) -> Option<&str> {
        self.posted.as_deref().or(self.metadata.published.as_deref())
    }
}

/// About a sentence of the article before a comment and after it, on one line each; the marks
/// around the comment's words belong to it. For a reader to judge the words by, never counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// What stands right before the words; empty at the start of a text.
    pub before: String,
    /// What stands right after them; empty at the end of a text.
    pub after: String,
}
