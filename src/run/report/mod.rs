//! `pullquote report`, and the writing of every result folder.
//!
//! [`write_result`] is the one place that knows which files a result folder has; it reads
//! journals, so `pullquote analyze` ends with it, and `pullquote report` does it again.

mod command;
mod files;
mod formats;
mod models;
mod page;

pub use command::run;
pub use formats::Formats;

use super::interrupt;
use crate::cli;
use crate::error::{Error, Result};
use crate::journal::{Corpus, Entry};
use crate::report::compare::ComparisonRow;
use crate::report::filter::Filter;
use crate::report::folder::Folder;
use crate::report::manifest::Counts;
use crate::report::row::Row;
use crate::report::statistics::prevalence::Confusions;
use crate::report::summary::{self, Shown, Summary};
use files::Files;
use models::Models;
use std::path::Path;

/// What a report is about and how it is summed up.
#[derive(Debug, Clone, Default)]
pub struct ReportOptions {
    /// Whether the CSV files are made for spreadsheets.
    pub excel: bool,
    /// Which files are written besides those that every result has.
    pub formats: Formats,
    /// Which comments the report is about.
    pub filter: Filter,
    /// How they are summed up.
    pub summary: summary::Options,
    /// Whether results that different models scored become one.
    pub mixed_models: bool,
}

/// Results summed up.
pub struct Digest {
    /// The comments that count.
    pub summary: Summary,
    /// The rows of `summary.csv` that people are shown.
    pub shown: Shown,
    /// The rows of `comparison.csv`; empty where nothing is compared.
    pub comparison: Vec<ComparisonRow>,
    /// What was counted.
    pub counts: Counts,
}

/// Writes every file of the result folder, or none, with the comparisons that `compare` makes
/// ([`no_comparison`] where nothing is compared).
///
/// # Errors
/// [`crate::error::Error::Usage`] for results of different models and for unknown columns,
/// [`crate::error::Error::Input`] for a journal that cannot be read, and
/// [`crate::error::Error::Output`] for a file that cannot be written.
pub fn write_result(
    corpus: &Corpus,
    path: &Path,
    options: &ReportOptions,
    compare: impl FnOnce(&Summary) -> Result<Vec<ComparisonRow>>,
) -> Result<Digest> {
    let models = Models::of(corpus, options.mixed_models)?;
    let folder = Folder::open(path)?;
    interrupt::half_written().push(folder.staging().to_owned());
    let mut files = Files::open(folder, &models, options, corpus.count_comments()?)?;
    let digest = digest(corpus, &models, options, Some(&mut files), compare)?;
    files.finish(corpus, &models, options, &digest)?;
    Ok(digest)
}

/// The errors that shares are corrected for; those of all comments say nothing of sure ones.
fn confusions<'m>(models: &'m Models, options: &ReportOptions) -> Option<&'m Confusions> {
    models.confusions().filter(|_| options.filter.min_confidence.is_none())
}

/// What is meant by the files that were asked for.
///
/// # Errors
/// [`Error::Usage`] for options that do not fit together.
pub fn formats(outputs: &cli::Outputs) -> Result<Formats> {
    let has = |format| outputs.format.contains(&format);
    let formats = Formats {
        xlsx: has(cli::OutputFormat::Xlsx),
        parquet: has(cli::OutputFormat::Parquet),
        jsonl: has(cli::OutputFormat::Jsonl),
        by_day: outputs.partition_by.is_some(),
    };
    if formats.by_day && !formats.parquet {
        return Err(Error::Usage(
            "--partition-by splits Parquet files; say --format parquet, too".to_owned(),
        ));
    }
    Ok(formats)
}

/// Compares nothing.
pub fn no_comparison(_: &Summary) -> Result<Vec<ComparisonRow>> {
    Ok(Vec::new())
}

/// Sums results up; writes the rows of comments and articles on the way, if there is a folder.
fn digest(
    corpus: &Corpus,
    models: &Models,
    options: &ReportOptions,
    mut files: Option<&mut Files>,
    compare: impl FnOnce(&Summary) -> Result<Vec<ComparisonRow>>,
) -> Result<Digest> {
    let mut summary = Summary::new(options.summary.clone())?;
    let mut counts = Counts::default();
    for entry in corpus.entries() {
        let Entry { result, mut article, comments } = entry?;
        // The counts of an article are those of its rows in this report.
        article.roles = [0; 4];
        for comment in comments {
            let row = Row::scored(comment.comment, comment.scored, models.label(result));
            if !options.filter.takes(&row) {
                counts.filtered_out += 1;
                continue;
            }
            counts.comments += 1;
            if let Some(comment) = row.comment() {
                article.roles[comment.role as usize] += 1;
            }
            let counted = summary.add(&row)?;
            if let Some(files) = &mut files {
                files.comment(&row, counted)?;
            }
        }
        files::count(&article, &mut counts);
        if let Some(files) = &mut files {
            files.article(&article)?;
        }
    }
    summary.check_columns()?;
    counts.comments_in_summary = summary.len();
    counts.left_out = summary.left_out;
    let mut shown = Shown::new();
    summary.each_row(&options.summary.levels, confusions(models, options), |row| {
        if let Some(files) = &mut files {
            files.summary(&row)?;
        }
        shown.add(row);
        Ok(())
    })?;
    let comparison = compare(&summary)?;
    Ok(Digest { summary, shown, comparison, counts })
}
