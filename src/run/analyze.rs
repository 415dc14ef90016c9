//! `pullquote analyze`: load → score → report.

use super::articles::{self, Opened, Outcome, Read};
use super::console::{Console, Stdout};
use super::{interrupt, model, screen};
use crate::cli;
use crate::domain::{Comment, Role};
use crate::error::{Error, ExitCode, Result};
use crate::load::duplicate::Seen;
use crate::report::columns;
use crate::report::files::{self, ArticleRow, FailureRow};
use crate::report::filter::Filter;
use crate::report::folder::{Folder, TableFile};
use crate::report::manifest::{self, Counts, Manifest, Program};
use crate::report::row::Row;
use crate::report::summary::{self, Include, Summary, SummaryRow};
use crate::report::table::Column;
use crate::report::terminal;
use crate::report::writer::{Format, cells, names};
use crate::score::Scorer;
use indicatif::ProgressBar;
use jiff::Timestamp;
use std::sync::Arc;

/// Finds the comments of articles, scores them, and writes the result folder.
pub fn run(options: &cli::Analyze, threads: Option<usize>, console: Console) -> Result<ExitCode> {
    let started = Timestamp::now();
    let scorer = Scorer::open(&model::options(&options.model, threads))?;
    let folder = Folder::open(&options.output)?;
    interrupt::half_written().push(folder.staging().to_owned());
    let mut analysis = Analysis::open(options, folder, scorer)?;
    let (inputs, reading) = articles::reading(&options.input);
    articles::read_all(&inputs, &reading, console, |chunk, progress| {
        analysis.take(chunk)?;
        analysis.outcome.tell(console, progress);
        Ok(())
    })?;
    analysis.outcome.check(console)?;
    let failed = analysis.outcome.failed;
    let summary = analysis.finish(options, started)?;
    console.tell(&ProgressBar::hidden(), format_args!("wrote {}", options.output.display()));
    if !console.is_quiet() {
        print_summary(&summary, options)?;
    }
    Ok(if failed == 0 { ExitCode::Done } else { ExitCode::SomeFailed })
}

/// Prints the table of the summary and where the rest is.
fn print_summary(summary: &[SummaryRow], options: &cli::Analyze) -> Result<()> {
    let table = if summary.is_empty() {
        "No comments to count.\n".to_owned()
    } else {
        terminal::overview(summary, screen::screen())
    };
    let text = format!("{table}\nResult: {}\n", options.output.display());
    match Stdout::open().print(text.as_bytes()) {
        // The result is written; that nobody reads the table is no fault.
        Ok(_) | Err(Error::ClosedPipe) => Ok(()),
        Err(error) => Err(error),
    }
}

/// An analysis under way.
struct Analysis {
    scorer: Scorer,
    label: Arc<str>,
    folder: Folder,
    columns: Vec<Column<Row>>,
    comments: TableFile,
    articles: TableFile,
    failures: TableFile,
    format: Format,
    seen: Seen,
    summary: Summary,
    outcome: Outcome,
    rows: u64,
    inputs: Vec<manifest::Input>,
}

impl Analysis {
    /// Starts the tables.
    fn open(options: &cli::Analyze, mut folder: Folder, scorer: Scorer) -> Result<Self> {
        let columns = columns::scored(model::heads(scorer.model()));
        let format = Format::csv(options.excel);
        let include =
            Include { all_languages: options.all_languages, duplicates: options.keep_duplicates };
        Ok(Self {
            label: scorer.model().label().into(),
            scorer,
            comments: folder.table("comments.csv", format, &names(&columns))?,
            articles: folder.table("articles.csv", format, &names(files::ARTICLES))?,
            failures: folder.table("failures.csv", format, &names(files::FAILURES))?,
            folder,
            columns,
            format,
            seen: Seen::default(),
            summary: Summary::new(summary::Options { include, ..summary::Options::default() }),
            outcome: Outcome::default(),
            rows: 0,
            inputs: Vec::new(),
        })
    }

    /// Takes a chunk of inputs in: its comments are scored together.
    fn take(&mut self, chunk: Vec<Opened>) -> Result<()> {
        let mut comments = Vec::new();
        for opened in chunk {
            self.inputs.extend(opened.input);
            for article in opened.articles {
                match article {
                    Ok(read) => comments.extend(self.take_article(read)?),
                    Err(error) => self.take_failure(&opened.name, error)?,
                }
            }
        }
        let texts: Vec<&str> = comments.iter().map(|comment| comment.text.as_str()).collect();
        let scored = self.scorer.score(&texts)?;
        for (comment, scored) in comments.into_iter().zip(scored) {
            let row = Row::scored(comment, scored, &self.label);
            self.comments.row(&cells(&self.columns, &row))?;
            self.summary.add(&row);
            self.rows += 1;
        }
        Ok(())
    }

    /// Notes an article and hands back its comments.
    fn take_article(&mut self, mut read: Read) -> Result<Vec<Comment>> {
        self.outcome.note_read();
        self.articles.row(&cells(files::ARTICLES, &article_row(&read)))?;
        read.comments.iter_mut().for_each(|comment| self.seen.mark(comment));
        Ok(read.comments)
    }

    /// Notes a failure.
    fn take_failure(&mut self, input: &str, error: Error) -> Result<()> {
        let row = failure_row(input, &error);
        let id = row.place.as_deref().unwrap_or(input).to_owned();
        self.failures.row(&cells(files::FAILURES, &row))?;
        self.articles.row(&cells(files::ARTICLES, &failed_article(id)))?;
        self.outcome.note_failure(error);
        Ok(())
    }

    /// Sums up and moves the files to their places.
    fn finish(mut self, options: &cli::Analyze, started: Timestamp) -> Result<Vec<SummaryRow>> {
        let summary = self.summary.rows(model::confusions(self.scorer.model()).as_ref());
        let columns = files::summary();
        let mut table = self.folder.table("summary.csv", self.format, &names(&columns))?;
        for row in &summary {
            table.row(&cells(&columns, row))?;
        }
        for table in [table, self.comments, self.articles, self.failures] {
            table.finish()?;
        }
        let ended = Timestamp::now().to_string();
        let manifest = Manifest {
            program: Program::default(),
            arguments: std::env::args().skip(1).collect(),
            report: manifest_report(options, self.summary.options()),
            runs: Vec::new(),
            model: Some(self.scorer.model().clone()),
            started: started.to_string(),
            ended: Some(ended),
            counts: Counts {
                articles: self.outcome.read,
                failures: self.outcome.failed,
                comments: self.rows,
                comments_in_summary: self.summary.len() as u64,
                left_out: self.summary.left_out,
                ..Counts::default()
            },
            inputs: self.inputs,
        };
        self.folder.write("manifest.json", &manifest.print())?;
        // No interruption between one file's move and the next.
        let _guard = interrupt::half_written();
        self.folder.commit()?;
        Ok(summary)
    }
}

/// The row of an article that was read.
fn article_row(read: &Read) -> ArticleRow {
    let mut roles = [0; 4];
    for comment in &read.comments {
        roles[match comment.role {
            Role::Subject => 0,
            Role::Public => 1,
            Role::Named => 2,
            Role::Media => 3,
        }] += 1;
    }
    let metadata = &read.article.metadata;
    ArticleRow {
        id: read.article.id.0.clone(),
        title: metadata.title.clone(),
        url: metadata.url.clone(),
        published: metadata.published.clone(),
        language: read.language.clone(),
        read: true,
        comments: read.comments.len() as u64,
        roles,
        duplicate_of: None,
        seconds: read.time.as_secs_f64(),
    }
}

/// The row of an article that failed.
fn failed_article(id: String) -> ArticleRow {
    ArticleRow {
        id,
        title: None,
        url: None,
        published: None,
        language: None,
        read: false,
        comments: 0,
        roles: [0; 4],
        duplicate_of: None,
        seconds: 0.0,
    }
}

/// The row of a failure: where in the input it happened, if not all of it failed.
fn failure_row(input: &str, error: &Error) -> FailureRow {
    match error {
        Error::Input { place, reason } => FailureRow {
            input: input.to_owned(),
            place: (place != input).then(|| place.clone()),
            reason: reason.clone(),
        },
        other => FailureRow { input: input.to_owned(), place: None, reason: other.to_string() },
    }
}

/// The options as the manifest has them.
fn manifest_report(options: &cli::Analyze, summary: &summary::Options) -> manifest::Report {
    manifest::Report {
        filter: Filter::default(),
        levels: summary.levels.iter().map(|level| level.name()).collect(),
        group_by: Vec::new(),
        min_group: summary.min_group,
        all_languages: options.all_languages,
        keep_duplicates: options.keep_duplicates,
        excel: options.excel,
    }
}
