//! The files of a result folder, as they are written.

use super::formats::{self, OtherFiles};
use super::models::Models;
use super::page::{self, Page};
use super::{Digest, ReportOptions};
use crate::domain::Comment;
use crate::error::Result;
use crate::journal::{ArticleEntry, Corpus, Outcome, RunInfo};
use crate::report::columns;
use crate::report::datapackage::{DataPackage, OtherFile};
use crate::report::dictionary::{self, Table};
use crate::report::files::{self, ArticleRow, FailureRow};
use crate::report::folder::{Folder, TableFile};
use crate::report::manifest::{self, Counts, Manifest, Program};
use crate::report::row::Row;
use crate::report::summary::SummaryRow;
use crate::report::table::Column;
use crate::report::writer::{Format, cells, names};
use crate::run::interrupt;
use crate::score::ModelInfo;

/// The files in the making.
pub struct Files {
    folder: Folder,
    format: Format,
    columns: Vec<Column<Row>>,
    summary_columns: Vec<Column<SummaryRow>>,
    comments: TableFile,
    articles: TableFile,
    failures: TableFile,
    summary: TableFile,
    other: OtherFiles,
    page: Page,
    tables: Vec<Table>,
}

impl Files {
    /// Starts the tables that grow with the result, of about so many comments.
    pub fn open(
        mut folder: Folder,
        models: &Models,
        options: &ReportOptions,
        comments: u64,
    ) -> Result<Self> {
        let columns = columns::scored(models.heads());
        let tables = dictionary::tables(models.heads());
        let format = Format::csv(options.excel);
        Ok(Self {
            comments: folder.table("comments.csv", format, &names(&columns))?,
            articles: folder.table("articles.csv", format, &names(files::ARTICLES))?,
            failures: folder.table("failures.csv", format, &names(files::FAILURES))?,
            summary: folder.table("summary.csv", format, &names(&files::summary()))?,
            other: OtherFiles::open(&mut folder, &tables, options)?,
            page: Page::new(comments),
            folder,
            format,
            columns,
            summary_columns: files::summary(),
            tables,
        })
    }

    /// Writes a comment; `counted` says whether the summary counts it.
    pub fn comment(&mut self, row: &Row, counted: bool) -> Result<()> {
        let cells = cells(&self.columns, row);
        self.comments.row(&cells)?;
        let day = row.comment().and_then(Comment::day);
        self.other.comment(&self.folder, day, &cells)?;
        self.page.gathering.add(row, counted);
        Ok(())
    }

    /// Writes an article, and why it failed if it did.
    pub fn article(&mut self, article: &ArticleEntry) -> Result<()> {
        let row = article_row(article);
        let row_cells = cells(files::ARTICLES, &row);
        self.articles.row(&row_cells)?;
        self.other.article(&self.folder, &row_cells)?;
        let Some(failure) = failure_row(article) else {
            self.page.article(row.comments);
            return Ok(());
        };
        self.page.failure(&failure);
        let cells = cells(files::FAILURES, &failure);
        self.failures.row(&cells)?;
        self.other.failure(&self.folder, &cells)
    }

    /// Writes a row of the summary.
    pub fn summary(&mut self, row: &SummaryRow) -> Result<()> {
        let cells = cells(&self.summary_columns, row);
        self.summary.row(&cells)?;
        self.other.summary(&self.folder, &cells)
    }

    /// Writes what is left to be summed up, and moves all files to their places.
    pub fn finish(
        mut self,
        corpus: &Corpus,
        models: &Models,
        options: &ReportOptions,
        digest: &Digest,
    ) -> Result<()> {
        for table in [self.comments, self.articles, self.failures, self.summary] {
            table.finish()?;
        }
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
        let printed = manifest.print();
        let ended = manifest.ended.as_deref().unwrap_or_default();
        let notes = notes(models, digest, &manifest);
        self.other.finish(&mut self.folder, &self.tables, notes)?;
        let text = String::from_utf8_lossy(&printed);
        self.page.write(&mut self.folder, models, options, digest, ended, &text)?;
        let package = package(&self.tables, &self.folder, options, digest);
        self.folder.write("datapackage.json", &package.print(&manifest.started))?;
        self.folder.write("manifest.json", &printed)?;
        // No interruption between one file's move and the next.
        let _guard = interrupt::half_written();
        self.folder.commit()
    }
}

/// What a reader of the workbook should know.
fn notes(models: &Models, digest: &Digest, manifest: &Manifest) -> Vec<String> {
    let labels: Vec<String> = models.distinct().iter().map(ModelInfo::label).collect();
    let ended = manifest.ended.as_deref().unwrap_or("not yet");
    vec![
        "Comments in the news and their sentiment".to_owned(),
        format!(
            "Made by pullquote {}; model {}; run ended: {ended}.",
            env!("CARGO_PKG_VERSION"),
            labels.join(", ")
        ),
        format!(
            "{} comments of {} articles; the summary counts {} of them.",
            digest.counts.comments, digest.counts.articles, digest.counts.comments_in_summary
        ),
        "Public reaction and the subject's own words are never added up.".to_owned(),
        "Shares have 95 % intervals; adjusted shares are corrected for the model's measured errors."
            .to_owned(),
        "The sheet data dictionary says what every column means.".to_owned(),
    ]
}

/// The description of the folder's files.
fn package(
    tables: &[Table],
    folder: &Folder,
    options: &ReportOptions,
    digest: &Digest,
) -> DataPackage {
    let mut package = DataPackage::default();
    let written = |table: &&Table| table.name != "comparison" || !digest.comparison.is_empty();
    for table in tables.iter().filter(written) {
        let refers = Some(("article_id", "articles", "article_id"));
        let refers = refers.filter(|_| table.name == "comments");
        let description = format!("One row is {}.", table.row);
        package.table(table.name, &description, &table.fields, refers);
    }
    let formats = options.formats;
    let parquet = "application/vnd.apache.parquet";
    let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let by_day = formats::parts(folder.staging());
    for (wanted, path, description, media_type) in [
        (true, page::PAGE, "The result as a page that opens offline.", "text/html"),
        (true, "manifest.json", "What ran, on what, with what.", "application/json"),
        (formats.jsonl, formats::JSONL, "The comments as JSON lines.", "application/jsonl"),
        (formats.parquet && !formats.by_day, formats::PARQUET, "The comments.", parquet),
        (formats.xlsx, formats::WORKBOOK, "All tables as one workbook.", workbook),
    ] {
        if wanted {
            package.file(OtherFile { path, description, media_type });
        }
    }
    for path in &by_day {
        package.file(OtherFile { path, description: "Comments of a day.", media_type: parquet });
    }
    package
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
        engine: run.engine.clone(),
        shard: run.shard.map(|shard| shard.to_string()),
        started: run.started.clone(),
        ended: run.ended.clone(),
    }
}
