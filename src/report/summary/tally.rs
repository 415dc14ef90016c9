//! Aggregates, added up comment by comment.

use super::group::Key;
use super::store::Member;
use super::{Options, SummaryRow};
use crate::report::statistics::{bootstrap, prevalence::Confusions, wilson};

/// A group as far as it was added up.
#[derive(Debug)]
pub struct Tally {
    /// What the comments have in common.
    pub key: Key,
    counts: [u64; 3],
    /// The article of the last comment.
    article: Option<u64>,
    /// Sum and number of the scores of each article.
    articles: Vec<(f64, f64)>,
    /// The scores, each with 1, as long as all are of one article.
    single: Vec<(f64, f64)>,
}

impl Tally {
    /// An empty one.
    pub fn new(key: Key) -> Self {
        Self { key, counts: [0; 3], article: None, articles: Vec::new(), single: Vec::new() }
    }

    /// Adds a comment; those of an article must come together.
    pub fn add(&mut self, member: Member) {
        self.counts[member.sentiment as usize] += 1;
        if self.article != Some(member.article) {
            self.article = Some(member.article);
            self.articles.push((0.0, 0.0));
        }
        if let Some((sum, count)) = self.articles.last_mut() {
            (*sum, *count) = (*sum + member.score, *count + 1.0);
        }
        match self.articles.len() {
            1 => self.single.push((member.score, 1.0)),
            _ => self.single = Vec::new(),
        }
    }

    /// Comments so far.
    pub fn len(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Articles so far.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// The row.
    pub fn row(&self, options: &Options, confusions: Option<&Confusions>) -> SummaryRow {
        let (n, counts) = (self.len(), self.counts);
        let mut row = SummaryRow {
            level: self.key.level.clone(),
            group: self.key.name(),
            subject: self.key.subject,
            n,
            counts,
            shares: [None; 3],
            adjusted: [None; 3],
            mean: None,
            too_few: n < options.min_group,
        };
        if !row.too_few {
            row.shares = counts.map(|count| wilson::share(count, n));
            row.mean = match self.articles.len() {
                1 => bootstrap::mean(&self.single),
                _ => bootstrap::mean(&self.articles),
            };
            if let Some(adjusted) = confusions.and_then(|confusions| confusions.adjust(counts)) {
                row.adjusted = adjusted.map(Some);
            }
        }
        row
    }
}
