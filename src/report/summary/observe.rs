//! Taking comments in: as little of each as the aggregates need.

use super::names::Names;
use super::{Group, LeftOut, Options};
use crate::domain::{Comment, Flag, Kind, Role, Sentiment};
use crate::error::{Error, Result};
use crate::report::row::Row;
use std::collections::{BTreeSet, HashMap};

/// One comment, as little of it as the aggregates need.
#[derive(Debug, Clone, Copy)]
pub struct Observation {
    /// Number of its article.
    pub article: u32,
    /// Number of its speaker's name.
    pub speaker: Option<u32>,
    /// Number of its day: of the post, else of the article.
    pub day: Option<u32>,
    /// Who the speaker is to the story.
    pub role: Role,
    /// Quotation or post.
    pub kind: Kind,
    /// The most probable sentiment.
    pub sentiment: Sentiment,
    /// Probability of positive minus probability of negative, as printed.
    pub score: f64,
}

/// Collects comments and sums them up.
#[derive(Debug, Default)]
pub struct Summary {
    options: Options,
    names: Names,
    observations: Vec<Observation>,
    /// For each article the values of the columns to group by.
    columns: HashMap<u32, Box<[Option<u32>]>>,
    /// The columns that articles have; kept only where the user groups by one.
    known_columns: BTreeSet<String>,
    /// What was left out so far.
    pub left_out: LeftOut,
}

impl Summary {
    /// An empty summary.
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// What it counts and shows.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Comments counted so far.
    pub fn len(&self) -> usize {
        self.observations.len()
    }

    /// Whether no comment was counted.
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
    }

    /// Takes a comment in, or notes why it is left out; says whether it counts.
    pub fn add(&mut self, row: &Row) -> bool {
        let Some(comment) = row.comment() else { return false };
        let Some(rating) = &row.rating else {
            self.left_out.without_text += 1;
            return false;
        };
        let include = self.options.include;
        let flagged = |is: fn(&Flag) -> bool| row.flags.0.iter().any(is);
        if !include.duplicates && flagged(|flag| matches!(flag, Flag::ArticleDuplicateOf(_))) {
            self.left_out.duplicate_article += 1;
            return false;
        }
        if !include.duplicates && flagged(|flag| matches!(flag, Flag::DuplicateOf(_))) {
            self.left_out.duplicate += 1;
            return false;
        }
        if !include.all_languages && row.flags.contains(&Flag::NotEnglish) {
            self.left_out.other_language += 1;
            return false;
        }
        let article = self.names.number(&comment.article_id.0);
        self.note_columns(article, comment);
        self.observations.push(Observation {
            article,
            speaker: comment.speaker.as_ref().map(|speaker| self.names.number(speaker)),
            day: comment.day().map(|day| self.names.number(day)),
            role: comment.role,
            kind: comment.kind,
            sentiment: rating.sentiment,
            score: rating.score(),
        });
        true
    }

    /// Notes the values of the columns to group by, once an article.
    fn note_columns(&mut self, article: u32, comment: &Comment) {
        let group_by = &self.options.group_by;
        if group_by.is_empty() || self.columns.contains_key(&article) {
            return;
        }
        let fields = &comment.metadata.fields;
        for name in fields.keys() {
            if !self.known_columns.contains(name) {
                self.known_columns.insert(name.clone());
            }
        }
        let values = group_by
            .iter()
            .map(|column| fields.get(column).map(|value| self.names.number(value)))
            .collect();
        self.columns.insert(article, values);
    }

    /// Checks that the columns to group by are there.
    ///
    /// # Errors
    /// [`Error::Usage`] that names an unknown one, and those there are.
    pub fn check_columns(&self) -> Result<()> {
        let unknown =
            self.options.group_by.iter().find(|column| !self.known_columns.contains(*column));
        let Some(unknown) = unknown.filter(|_| !self.is_empty()) else { return Ok(()) };
        let there_are = if self.known_columns.is_empty() {
            "the articles have no columns of their own; only records of tables have".to_owned()
        } else {
            let names: Vec<&str> = self.known_columns.iter().map(String::as_str).collect();
            format!("there are {}", names.join(", "))
        };
        Err(Error::Usage(format!("--group-by {unknown}: no article has this column; {there_are}")))
    }

    /// The comments that were taken in.
    pub(super) fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// The comments of a group.
    pub fn members<'s>(&'s self, group: &'s Group) -> impl Iterator<Item = &'s Observation> {
        group.members.iter().map(|place| &self.observations[*place as usize])
    }

    /// The values of an article at the columns to group by.
    pub(super) fn columns_of(&self, article: u32) -> &[Option<u32>] {
        self.columns.get(&article).map_or(&[], |values| values)
    }

    /// The name of an article, speaker, day or value.
    pub fn name(&self, number: u32) -> &str {
        self.names.name(number)
    }
}
