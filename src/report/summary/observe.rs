//! Taking comments in, and leaving out what does not count.

use super::store::Store;
use super::{LeftOut, Options};
use crate::domain::{Comment, Flag};
use crate::error::{Error, Result};
use crate::report::row::Row;
use std::collections::BTreeSet;

/// Collects comments and sums them up.
#[derive(Debug)]
pub struct Summary {
    options: Options,
    store: Store,
    count: u64,
    /// The columns that articles have; kept only where the user groups by one.
    known_columns: BTreeSet<String>,
    /// What was left out so far.
    pub left_out: LeftOut,
}

impl Summary {
    /// An empty summary.
    ///
    /// # Errors
    /// [`Error::Output`] when there is no place for temporary files.
    pub fn new(options: Options) -> Result<Self> {
        let store = Store::new(options.group_by.len())?;
        let known_columns = BTreeSet::new();
        Ok(Self { options, store, count: 0, known_columns, left_out: LeftOut::default() })
    }

    /// What it counts and shows.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Comments counted so far.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether no comment was counted.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes a comment in, or notes why it is left out; says whether it counts.
    ///
    /// # Errors
    /// [`Error::Output`] when there is no room for temporary files.
    pub fn add(&mut self, row: &Row) -> Result<bool> {
        let Some(comment) = row.comment() else { return Ok(false) };
        let Some(rating) = &row.rating else {
            self.left_out.without_text += 1;
            return Ok(false);
        };
        let include = self.options.include;
        let flagged = |is: fn(&Flag) -> bool| row.flags.0.iter().any(is);
        if !include.duplicates && flagged(|flag| matches!(flag, Flag::ArticleDuplicateOf(_))) {
            self.left_out.duplicate_article += 1;
            return Ok(false);
        }
        if !include.duplicates && flagged(|flag| matches!(flag, Flag::DuplicateOf(_))) {
            self.left_out.duplicate += 1;
            return Ok(false);
        }
        if !include.all_languages && row.flags.contains(&Flag::NotEnglish) {
            self.left_out.other_language += 1;
            return Ok(false);
        }
        self.note_columns(comment);
        let group_by = &self.options.group_by;
        let own = group_by.iter().map(|column| comment.metadata.fields.get(column));
        self.store.add(comment, (rating.sentiment, rating.score()), own)?;
        self.count += 1;
        Ok(true)
    }

    /// Notes which columns there are, where the user groups by one.
    fn note_columns(&mut self, comment: &Comment) {
        if self.options.group_by.is_empty() {
            return;
        }
        for name in comment.metadata.fields.keys() {
            if !self.known_columns.contains(name) {
                self.known_columns.insert(name.clone());
            }
        }
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
    pub(super) fn store(&self) -> &Store {
        &self.store
    }
}
