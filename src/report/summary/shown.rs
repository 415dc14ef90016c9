//! The rows that people are shown; the tables have all.

use super::{Level, SummaryRow};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Groups of a level that are kept, of the subject's words and of others: more than any list shows.
const KEPT: usize = 50;

/// The largest groups of every level, in the order of the summary; of days all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    rows: Vec<SummaryRow>,
    /// Groups that are not kept, by level and whether they are the subject's words.
    dropped: BTreeMap<(String, bool), u64>,
    /// Place of the first row of the level that is being taken in.
    level: usize,
}

impl Shown {
    /// None.
    pub const fn new() -> Self {
        Self { rows: Vec::new(), dropped: BTreeMap::new(), level: 0 }
    }

    /// Takes the next row of the summary.
    pub fn add(&mut self, row: SummaryRow) {
        if self.rows.last().is_some_and(|last| last.level != row.level) {
            self.drop_small();
            self.level = self.rows.len();
        }
        let all_stay = row.level == Level::Day.name();
        self.rows.push(row);
        // Sorting now and then, not row by row.
        if !all_stay && self.rows.len() - self.level > 8 * KEPT {
            self.drop_small();
        }
    }

    /// The rows of all groups that are shown.
    pub fn rows(&self) -> &[SummaryRow] {
        &self.rows
    }

    /// Groups of a level that are not among the rows; `subject` chooses the subject's words.
    pub fn dropped(&self, level: &str, subject: bool) -> u64 {
        self.dropped.get(&(level.to_owned(), subject)).copied().unwrap_or(0)
    }

    /// Drops all but the largest groups of the level that is being taken in. Of equal ones the
    /// first stay, as in every list.
    fn drop_small(&mut self) {
        let rows = self.rows.split_off(self.level);
        if rows.first().is_none_or(|row| row.level == Level::Day.name()) {
            self.rows.extend(rows);
            return;
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|place| Reverse(rows[*place].n));
        let mut kept = vec![false; rows.len()];
        for subject in [false, true] {
            let of_kind = order.iter().filter(|place| rows[**place].subject == subject);
            of_kind.take(KEPT).for_each(|place| kept[*place] = true);
        }
        for (row, kept) in rows.into_iter().zip(kept) {
            if kept {
                self.rows.push(row);
            } else {
                *self.dropped.entry((row.level, row.subject)).or_default() += 1;
            }
        }
    }
}

impl FromIterator<SummaryRow> for Shown {
    fn from_iter<I: IntoIterator<Item = SummaryRow>>(rows: I) -> Self {
        let mut shown = Self::new();
        rows.into_iter().for_each(|row| shown.add(row));
        shown
    }
}
