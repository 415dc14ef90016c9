//! The files of a result folder, as they are written.

use super::models::Models;
use super::{Digest, ReportOptions};
use crate::error::Result;
use crate::journal::{ArticleEntry, Corpus, Outcome, RunInfo};
use crate::report::columns;
use crate::report::files::{self, ArticleRow, FailureRow};
use crate::report::folder::{Folder, TableFile};
use crate::report::manifest::{self, Counts, Manifest, Program};
use crate::report::row::Row;
use crate::report::table::Column;
use crate::report::writer::{Format, cells, names};
use crate::run::interrupt;

/// The files in the making.
pub struct Files {
    folder: Folder,
    format: Format,
    columns: Vec<Column<Row>>,
    comments: TableFile,
    articles: TableFile,
    failures: TableFile,
}

impl Files {
    /// Starts the tables that grow with the result.
    pub fn open(mut folder: Folder, models: &Models, options: &ReportOptions) -> Result<Self> {
        let columns = columns::scored(models.heads());
        let format = Format::csv(options.excel);
        Ok(Self {
            comments: folder.table("comments.csv", format, &names(&columns))?,
            articles: folder.table("articles.csv", format, &names(files::ARTICLES))?,
            failures: folder.table("failures.csv", format, &names(files::FAILURES))?,
            folder,
            format,
            columns,
        })
    }

    /// Writes a comment.
    pub fn comment(&mut self, row: &Row) -> Result<()> {
        self.comments.row(&cells(&self.columns, row))
    }

    /// Writes an article, and why it failed if it did.
    pub fn article(&mut self, article: &ArticleEntry) -> Result<()> {
        self.articles.row(&cells(files::ARTICLES, &article_row(article)))?;
        match failure_row(article) {
            Some(failure) => self.failures.row(&cells(files::FAILURES, &failure)),
            None => Ok(()),
        }
    }

    /// Writes what is summed up, and moves all files to their places.
    pub fn finish(
        mut self,
        corpus: &Corpus,
        models: &Models,
        options: &ReportOptions,
        digest: &Digest,
    ) -> Result<()> {
        for table in [self.comments, self.articles, self.failures] {
            table.finish()?;
        }
        write_table(&mut self.folder, "summary.csv", self.format, &files::summary(), &digest.rows)?;
        if !digest.comparison.is_empty() {
            let columns = files::comparison();
            write_table(
                &mut self.folder,
                "comparison.csv",
                self.format,
                &columns,
                &digest.comparison,
            )?;
        }
        let manifest = manifest(corpus, models, options, digest)?;
        self.folder.write("manifest.json", &manifest.print())?;
        // No interruption between one file's move and the next.
        let _guard = interrupt::half_written();
        self.folder.commit()
    }
}

/// Writes a small table whole.
fn write_table<R>(
    folder: &mut Folder,
    name: &str,
    format: Format,
    columns: &[Column<R>],
    rows: &[R],
) -> Result<()> {
    let mut table = folder.table(name, format, &names(columns))?;
    for row in rows {
        table.row(&cells(columns, row))?;
    }
    table.finish()
}

/// Counts an article.
pub fn count(article: &ArticleEntry, counts: &mut Counts) {
    match article.outcome {
        Outcome::Done => counts.articles += 1,
        Outcome::Failed { .. } => counts.failures += 1,
    }
    counts.duplicate_articles += u64::from(article.duplicate_of.is_some());
}

/// The row of an article.
fn article_row(article: &ArticleEntry) -> ArticleRow {
    let metadata = &article.metadata;
    ArticleRow {
        id: article.id.0.clone(),
        title: metadata.title.clone(),
        url: metadata.url.clone(),
        published: metadata.published.clone(),
        language: article.language.clone(),
        read: article.outcome == Outcome::Done,
        duplicate_of: article.duplicate_of.as_ref().map(|id| id.0.clone()),
        comments: article.roles.iter().sum(),
        roles: article.roles,
        seconds: article.seconds,
    }
}

/// The row of a failure: where in the input it happened, if not all of it failed.
fn failure_row(article: &ArticleEntry) -> Option<FailureRow> {
    match &article.outcome {
        Outcome::Done => None,
        Outcome::Failed { place, reason } => Some(FailureRow {
            input: article.input.clone(),
            place: place.clone(),
            reason: reason.clone(),
        }),
    }
}

/// What ran, on what, with what.
fn manifest(
    corpus: &Corpus,
    models: &Models,
    options: &ReportOptions,
    digest: &Digest,
) -> Result<Manifest> {
    let runs: Vec<&RunInfo> = corpus.runs().collect();
    let started = runs.iter().map(|run| run.started.as_str()).min().unwrap_or_default();
    // Of an unfinished run nobody knows the end.
    let ended = runs.iter().map(|run| run.ended.as_deref()).collect::<Option<Vec<_>>>();
    let ended = ended.and_then(|ended| ended.into_iter().max()).map(str::to_owned);
    let inputs = corpus.inputs()?.into_iter().map(|input| manifest::Input {
        path: input.name,
        bytes: input.bytes,
        sha256: input.sha256,
    });
    Ok(Manifest {
        program: Program::default(),
        arguments: std::env::args().skip(1).collect(),
        report: report(options),
        runs: runs
            .iter()
            .enumerate()
            .map(|(result, run)| about_run(run, models.label(result)))
            .collect(),
        model: models.first().cloned(),
        started: started.to_owned(),
        ended,
        counts: digest.counts,
        inputs: inputs.collect(),
    })
}

/// How the comments were chosen and summed up.
fn report(options: &ReportOptions) -> manifest::Report {
    let summary = &options.summary;
    manifest::Report {
        filter: options.filter.clone(),
        levels: summary.levels.iter().map(|level| level.name()).collect(),
        group_by: summary.group_by.clone(),
        min_group: summary.min_group,
        all_languages: summary.include.all_languages,
        keep_duplicates: summary.include.duplicates,
        excel: options.excel,
    }
}

/// What the manifest says about a run.
fn about_run(run: &RunInfo, model: &str) -> manifest::Run {
    manifest::Run {
        program: run.program.clone(),
        arguments: run.arguments.clone(),
        settings: run.settings.clone(),
        model: model.to_owned(),
        shard: run.shard.map(|shard| shard.to_string()),
        started: run.started.clone(),
        ended: run.ended.clone(),
    }
}
