//! Groups and aggregates: one row a group of comments.
//!
//! Public reaction (roles public, named, media) and the subject's own words are never added up:
//! at every level the subject's words have groups of their own, which say so.

mod group;
mod level;
mod observe;
mod shown;
mod store;
mod tally;

pub use group::{Group, Key};
pub use level::Level;
pub use observe::Summary;
pub use shown::Shown;
pub use store::Member;

use super::statistics::{Estimate, prevalence::Confusions};
use crate::error::Result;
use rayon::prelude::*;
use tally::Tally;

/// The group of all public reaction.
pub const PUBLIC_REACTION: &str = "public reaction";

/// Groups of fewer comments get no shares and no means, unless the user wants them.
pub const MIN_GROUP: u64 = 5;

/// One row of `summary.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// What the comments are grouped by: the name of a [`Level`] or of a column of the user's.
    pub level: String,
    /// One value of it; of the subject's own words it says so.
    pub group: String,
    /// Whether it holds the subject's own words.
    pub subject: bool,
    /// Comments in the group.
    pub n: u64,
    /// Of them negative, neutral, positive.
    pub counts: [u64; 3],
    /// Their shares with Wilson intervals; `None` in a group that is too small.
    pub shares: [Option<Estimate>; 3],
    /// The shares corrected for the model's errors; `None` in a group that is too small, or for
    /// a model whose errors nobody measured.
    pub adjusted: [Option<Estimate>; 3],
    /// Mean score with its bootstrap interval; `None` in a group that is too small.
    pub mean: Option<Estimate>,
    /// Whether the group is too small for shares and means.
    pub too_few: bool,
}

/// What a summary counts and shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// What is counted though it is left out otherwise.
    pub include: Include,
    /// The levels of the file.
    pub levels: Vec<Level>,
    /// Columns of the user's to group by, too.
    pub group_by: Vec<String>,
    /// Groups of fewer comments get no shares and no means.
    pub min_group: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            include: Include::default(),
            levels: Level::ALL.to_vec(),
            group_by: Vec::new(),
            min_group: MIN_GROUP,
        }
    }
}

/// What the summary leaves out unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Include {
    /// Comments in languages that the model was not trained for.
    pub all_languages: bool,
    /// Comments that repeat an earlier one, and those of articles that repeat an earlier one.
    pub duplicates: bool,
}

/// What was left out, for the reader to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Comments without words.
    pub without_text: u64,
    /// Comments in other languages.
    pub other_language: u64,
    /// Comments that repeat an earlier one.
    pub duplicate: u64,
    /// Comments of articles that repeat an earlier one.
    pub duplicate_article: u64,
}

/// Groups, or articles in them, that are added up before their rows are made side by side.
const AT_A_TIME: usize = 4096;

impl Summary {
    /// Hands out the rows of all groups at the given levels and the user's columns, level by
    /// level, inside a level in alphabetical order. Memory grows with the articles of the largest
    /// group only.
    ///
    /// # Errors
    /// [`crate::error::Error::Output`] when the comments on disk cannot be sorted, and those of
    /// `take`.
    pub fn each_row(
        &self,
        levels: &[Level],
        confusions: Option<&Confusions>,
        mut take: impl FnMut(SummaryRow) -> Result<()>,
    ) -> Result<()> {
        let mut waiting: Vec<Tally> = Vec::new();
        let mut weight = 0;
        let options = self.options();
        let mut hand_out = |waiting: &mut Vec<Tally>| {
            let rows: Vec<SummaryRow> =
                waiting.par_iter().map(|tally| tally.row(options, confusions)).collect();
            waiting.clear();
            rows.into_iter().try_for_each(&mut take)
        };
        for (by, level) in self.by(levels) {
            self.store().each(by, |value, subject, member| {
                let same = |tally: &&mut Tally| tally.key.is(&level, value, subject);
                if let Some(tally) = waiting.last_mut().filter(same) {
                    tally.add(member);
                    return Ok(());
                }
                weight += waiting.last().map_or(0, Tally::articles);
                if weight >= AT_A_TIME {
                    hand_out(&mut waiting)?;
                    weight = 0;
                }
                let key = Key { level: level.clone(), value: value.to_owned(), subject };
                let mut tally = Tally::new(key);
                tally.add(member);
                waiting.push(tally);
                Ok(())
            })?;
        }
        hand_out(&mut waiting)
    }
}

#[cfg(test)]
mod tests;
