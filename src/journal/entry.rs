//! What the journal holds, as plain data.

use crate::domain::{ArticleId, Comment, Fingerprint, Metadata, Scored};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a run was: enough to tell whether another run may go on with it, and to describe it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Version of the program.
    pub program: String,
    /// Everything that changes a row, by name as typed (`--precision` → `int8`); two runs with
    /// other settings cannot share a journal.
    pub settings: BTreeMap<String, String>,
    /// The model with its labels, calibration and measured confusions.
    pub model: serde_json::Value,
    /// Engine, numbers and instruction set of the latest run; empty where an older program ran.
    #[serde(default)]
    pub engine: String,
    /// The inputs as typed.
    pub inputs: Vec<String>,
    /// The part of the articles that this run takes; `None` for all of them.
    pub shard: Option<Shard>,
    /// The latest command line, without the program's name.
    pub arguments: Vec<String>,
    /// When the first run on this journal began, UTC, RFC 3339.
    pub started: String,
    /// When the latest run ended with all inputs done; `None` while there is more to do.
    pub ended: Option<String>,
}

/// One part of the articles of a job that is split over several runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, 1 … `count`.
    pub index: u32,
    /// How many parts there are.
    pub count: u32,
}

impl Shard {
    /// Whether an article of this name belongs to the part: by the first eight bytes of the
    /// name's SHA-256, the same on every machine and whatever else the job reads.
    pub fn takes(self, name: &str) -> bool {
        hash64(name.as_bytes()) % u64::from(self.count) == u64::from(self.index - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(index, count)| {
            Some(Shard { index: index.trim().parse().ok()?, count: count.trim().parse().ok()? })
        });
        parsed.filter(|shard| (1..=shard.count).contains(&shard.index)).ok_or_else(|| {
            "write it as I/N, such as 1/4 to 4/4 for the four parts of a job".to_owned()
        })
    }
}

/// The first eight bytes of SHA-256.
pub(super) fn hash64(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

/// One input that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputEntry {
    /// Its path as given, or as found in a folder.
    pub name: String,
    /// Its size in bytes as stored, before unpacking; `None` when it could not be read to its end.
    pub bytes: Option<u64>,
    /// SHA-256 of these bytes in hexadecimal; `None` as above.
    pub sha256: Option<String>,
}

/// How reading an article ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was read; its comments are in the journal.
    Done,
    /// It failed.
    Failed {
        /// Where, as the user would name it; `None` for all of the input.
        place: Option<String>,
        /// What is wrong and what to do.
        reason: String,
    },
}

/// An article to be written, with its scored comments.
#[derive(Debug, Clone, PartialEq)]
pub struct NewArticle {
    /// Name of the input that it stands in.
    pub input: String,
    /// Rank of that input in this run.
    pub rank: u64,
    /// Its number in the input, from 0.
    pub record: u64,
    /// Its name.
    pub id: ArticleId,
    /// SHA-256 of what was read of it, so that a change is noticed.
    pub content: [u8; 32],
    /// The earlier row that this one takes the place of.
    pub replaces: Option<i64>,
    /// What it says about itself.
    pub metadata: Metadata,
    /// ISO 639-1 code of its language; `None` when not certain.
    pub language: Option<String>,
    /// How reading it ended.
    pub outcome: Outcome,
    /// What tells that it was met before.
    pub fingerprint: Fingerprint,
    /// Seconds that finding its comments took.
    pub seconds: f64,
    /// Its comments in order of position, what the model says, and for each a key that is the
    /// same for the same words of the same speaker (`None` for what anybody may have said).
    pub comments: Vec<(Comment, Scored, Option<u64>)>,
}

/// What goes into the journal together, in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// Inputs with their ranks in this run; the later of two entries for one input counts.
    pub inputs: Vec<(u64, InputEntry)>,
    /// Articles.
    pub articles: Vec<NewArticle>,
    /// Rows of earlier runs that stay, each with its number in its input now.
    pub kept: Vec<(i64, u64)>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.articles.is_empty() && self.kept.is_empty()
    }
}

/// An article as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleEntry {
    /// Name of the input that it stands in.
    pub input: String,
    /// Its number in the input, from 0.
    pub record: u64,
    /// Its name.
    pub id: ArticleId,
    /// What it says about itself.
    pub metadata: Metadata,
    /// ISO 639-1 code of its language; `None` when not certain.
    pub language: Option<String>,
    /// How reading it ended.
    pub outcome: Outcome,
    /// Number of its comments by role: subject, public, named, media.
    pub roles: [u64; 4],
    /// Seconds that finding its comments took.
    pub seconds: f64,
    /// The earlier article that this one repeats.
    pub duplicate_of: Option<ArticleId>,
}

/// A comment as the journal has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentEntry {
    /// The comment, with its article's metadata.
    pub comment: Comment,
    /// What the model says.
    pub scored: Scored,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_written_i_of_n_and_nothing_else() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, count: 4 }));
        for wrong in ["", "2", "0/4", "5/4", "1/0", "a/b", "-1/4"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_article_belongs_to_one_shard_and_the_shards_are_about_even() {
        let mut counts = [0; 4];
        for number in 0..4000 {
            let name = format!("news/{number}.html");
            let takers: Vec<u32> =
                (1..=4).filter(|index| Shard { index: *index, count: 4 }.takes(&name)).collect();
            assert_eq!(takers.len(), 1);
            counts[takers[0] as usize - 1] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
    }
}
