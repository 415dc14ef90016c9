//! Groups and aggregates: one row a group of comments.
//!
//! Public reaction (roles public, named, media) and the subject's own words are never added up:
//! at every level the subject's words have groups of their own, which say so.

mod group;
mod level;
mod names;
mod observe;

pub use group::{Group, Key};
pub use level::Level;
pub use observe::Summary;

use super::statistics::{Estimate, bootstrap, prevalence::Confusions, wilson};
use rayon::prelude::*;
use std::collections::BTreeMap;

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

impl Summary {
    /// The rows of all groups, level by level, inside a level in alphabetical order.
    pub fn rows(&self, confusions: Option<&Confusions>) -> Vec<SummaryRow> {
        self.rows_at(&self.options().levels, confusions)
    }

    /// The same for other levels than those of the options.
    pub fn rows_at(&self, levels: &[Level], confusions: Option<&Confusions>) -> Vec<SummaryRow> {
        let groups = self.groups(levels);
        groups.par_iter().map(|group| self.aggregate(group, confusions)).collect()
    }

    /// The row of one group.
    fn aggregate(&self, group: &Group, confusions: Option<&Confusions>) -> SummaryRow {
        let n = group.members.len() as u64;
        let mut counts = [0; 3];
        let mut clusters: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for member in self.members(group) {
            counts[member.sentiment as usize] += 1;
            clusters.entry(member.article).or_default().push(member.score);
        }
        let mut row = SummaryRow {
            level: self.level_name(group.key.level),
            group: self.group_name(group.key),
            subject: group.key.subject,
            n,
            counts,
            shares: [None; 3],
            adjusted: [None; 3],
            mean: None,
            too_few: n < self.options().min_group,
        };
        if !row.too_few {
            let clusters: Vec<Vec<f64>> = clusters.into_values().collect();
            row.shares = counts.map(|count| wilson::share(count, n));
            row.mean = bootstrap::mean(&clusters);
            if let Some(adjusted) = confusions.and_then(|confusions| confusions.adjust(counts)) {
                row.adjusted = adjusted.map(Some);
            }
        }
        row
    }
}

#[cfg(test)]
mod tests;
