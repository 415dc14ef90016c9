//! What the page is told beside the comments.

use super::models::Models;
use super::{Digest, ReportOptions};
use crate::error::Result;
use crate::report::files::FailureRow;
use crate::report::folder::Folder;
use crate::report::html::{self, About, Gathering};
use crate::report::summary::{Level, Shown};
use std::io::{BufWriter, Write as _};

/// Name of the page.
pub const PAGE: &str = "report.html";

/// Failures that are kept for the page.
const KEPT: usize = 100;

/// What is gathered for the page while the tables are written.
pub struct Page {
    pub gathering: Gathering,
    failures: Vec<FailureRow>,
    without_comments: u64,
}

impl Page {
    /// Begins; `comments` is about how many will come.
    pub fn new(comments: u64) -> Self {
        Self { gathering: Gathering::new(comments), failures: Vec::new(), without_comments: 0 }
    }

    /// Notes an article that was read.
    pub fn article(&mut self, comments: u64) {
        self.without_comments += u64::from(comments == 0);
    }

    /// Notes a failure.
    pub fn failure(&mut self, row: &FailureRow) {
        if self.failures.len() < KEPT {
            self.failures.push(row.clone());
        }
    }

    /// Writes the page.
    pub fn write(
        self,
        folder: &mut Folder,
        models: &Models,
        options: &ReportOptions,
        digest: &Digest,
        ended: &str,
        manifest: &str,
    ) -> Result<()> {
        let Digest { summary, shown, comparison, counts } = digest;
        // The page shows all levels, whichever the table has.
        let mut all = Shown::new();
        let shown = if Level::ALL.iter().all(|level| options.summary.levels.contains(level)) {
            shown
        } else {
            let confusions = super::confusions(models, options);
            summary.each_row(&Level::ALL, confusions, |row| {
                all.add(row);
                Ok(())
            })?;
            &all
        };
        let left_out = [
            (counts.left_out.duplicate_article, "their article repeats an earlier one"),
            (counts.left_out.duplicate, "they repeat an earlier comment"),
            (
                counts.left_out.other_language,
                "they are in a language that the model was not trained for",
            ),
            (counts.left_out.without_text, "their words are not in the page"),
        ];
        let about = About {
            summary: shown,
            comparison,
            models: models.distinct(),
            min_group: options.summary.min_group,
            uncorrected: uncorrected(options),
            articles: counts.articles,
            without_comments: self.without_comments,
            repeated_articles: counts.duplicate_articles,
            filtered_out: counts.filtered_out,
            left_out: &left_out,
            failures: &self.failures,
            failed: counts.failures,
            ended,
            manifest,
        };
        folder.file(PAGE, |file| {
            let mut file = BufWriter::new(file);
            html::render(self.gathering, &about, &mut file)?;
            file.flush()
        })
    }
}

/// Why shares are not corrected, where they are not.
fn uncorrected(options: &ReportOptions) -> &'static str {
    if options.filter.min_confidence.is_some() {
        "These shares are not corrected for the model’s errors: those were measured on all \
         comments, not on those that it is sure of."
    } else {
        "The model’s errors were not measured, or several models took part, so these shares are \
         as the model labels them, with its errors."
    }
}
