//! `pullquote report`: what was typed, what is printed.

use super::{Digest, ReportOptions, digest, formats, models::Models, no_comparison, write_result};
use crate::cli;
use crate::error::ExitCode;
use crate::error::{Error, Result};
use crate::journal::{Corpus, Journal};
use crate::report::columns::Heads;
use crate::report::compare::{self, Compared, ComparisonRow};
use crate::report::dictionary;
use crate::report::filter::Filter;
use crate::report::summary::{self, Include, Level, Summary};
use crate::report::terminal::{self, Screen};
use crate::run::console::{Console, Stdout};
use crate::run::screen::screen;
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// Sums up results again.
///
/// # Errors
/// Those of [`super::write_result`], and [`Error::Usage`] for options that do not fit together.
pub fn run(options: &cli::Report, console: Console) -> Result<ExitCode> {
    if options.columns {
        return Stdout::open().print(dictionary().as_bytes());
    }
    let report = report_options(options)?;
    let corpus = open(&options.results, console)?;
    let compare = |summary: &Summary| comparisons(options, &report, &corpus, summary, console);
    let digest = match target(options, &report) {
        Some(folder) => {
            let digest = write_result(&corpus, folder, &report, compare)?;
            console.tell(&ProgressBar::hidden(), format_args!("wrote {}", folder.display()));
            digest
        }
        None => {
            let models = Models::of(&corpus, report.mixed_models)?;
            digest(&corpus, &models, &report, None, compare)?
        }
    };
    if !console.is_quiet() {
        print(&digest, options, target(options, &report))?;
    }
    Ok(ExitCode::Done)
}

/// Where the files go; `None` where tables are only printed. A part of a result never takes the
/// place of the whole.
fn target<'o>(options: &'o cli::Report, report: &ReportOptions) -> Option<&'o Path> {
    match (&options.output, options.results.as_slice()) {
        (Some(folder), _) => Some(folder),
        (None, [only]) if report.filter.is_empty() && options.grouping.level.is_empty() => {
            Some(only)
        }
        _ => None,
    }
}

/// What is meant by the options.
fn report_options(options: &cli::Report) -> Result<ReportOptions> {
    let cli::ReportFilter { since, until, role, lang, min_confidence, .. } = options.filter.clone();
    if let (Some(since), Some(until)) = (&since, &until)
        && since > until
    {
        return Err(Error::Usage(format!(
            "--since {since} is after --until {until}; no comment can be both"
        )));
    }
    let grouping = &options.grouping;
    let levels =
        if grouping.level.is_empty() { Level::ALL.to_vec() } else { grouping.level.clone() };
    Ok(ReportOptions {
        excel: options.excel,
        formats: formats(&options.outputs)?,
        filter: Filter { since, until, roles: role, languages: lang, min_confidence },
        summary: summary::Options {
            include: Include {
                all_languages: options.filter.all_languages,
                duplicates: options.filter.keep_duplicates,
            },
            levels,
            group_by: grouping.group_by.clone(),
            min_group: grouping.min_group,
        },
        mixed_models: options.filter.mixed_models,
    })
}

/// Opens results as one.
fn open(results: &[PathBuf], console: Console) -> Result<Corpus> {
    let journals = results.iter().map(|folder| Journal::open_result(folder));
    let journals = journals.collect::<Result<Vec<_>>>()?;
    for (folder, journal) in results.iter().zip(&journals) {
        if journal.run_info().ended.is_none() {
            console.warn(
                &ProgressBar::hidden(),
                format_args!(
                    "{}: its run has not ended; this is what it has so far",
                    folder.display()
                ),
            );
        }
    }
    Corpus::new(journals)
}

/// The comparisons that were asked for.
fn comparisons(
    options: &cli::Report,
    report: &ReportOptions,
    corpus: &Corpus,
    summary: &Summary,
    console: Console,
) -> Result<Vec<ComparisonRow>> {
    let name = names(&options.results);
    let first = Compared { name: &name, summary };
    if let Some(level) = &options.comparison.compare_groups {
        return compare::groups(first, level);
    }
    let Some(other) = &options.comparison.compare else { return Ok(Vec::new()) };
    let other_corpus = open(std::slice::from_ref(other), console)?;
    let models = Models::of(&other_corpus, report.mixed_models)?;
    Models::of(corpus, report.mixed_models)?.check_same(&models, report.mixed_models)?;
    let second = digest(&other_corpus, &models, report, None, no_comparison)?;
    let name = names(std::slice::from_ref(other));
    let second = Compared { name: &name, summary: &second.summary };
    let levels = match options.grouping.level.as_slice() {
        [] => compare::LEVELS.to_vec(),
        wanted => wanted.to_vec(),
    };
    compare::results(first, second, &levels)
}

/// The name of results taken together.
fn names(results: &[PathBuf]) -> String {
    let names: Vec<String> = results.iter().map(|path| path.display().to_string()).collect();
    names.join(" + ")
}

/// Prints the tables, and where the files are.
fn print(digest: &Digest, options: &cli::Report, folder: Option<&Path>) -> Result<()> {
    let mut text = tables(digest, options, screen());
    if let Some(folder) = folder {
        text.push_str(&format!("\nResult: {}\n", folder.display()));
    }
    match Stdout::open().print(text.as_bytes()) {
        // The result is written; that nobody reads the table is no fault.
        Ok(_) | Err(Error::ClosedPipe) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The tables that were asked for.
fn tables(digest: &Digest, options: &cli::Report, screen: Screen) -> String {
    if digest.summary.is_empty() {
        return format!("No comments to count.\n{}", terminal::left_out(&digest.counts.left_out));
    }
    let shown = &digest.shown;
    let mut parts = Vec::new();
    if options.grouping.level.is_empty() {
        parts.push(terminal::overview(shown, screen));
    }
    let levels = options.grouping.level.iter().map(|level| level.name().to_owned());
    for level in levels.chain(digest.summary.columns()) {
        parts.push(terminal::level(shown, &level, screen));
    }
    parts.push(terminal::left_out(&digest.counts.left_out));
    let comparison = &options.comparison;
    if comparison.compare.is_some() || comparison.compare_groups.is_some() {
        parts.push(terminal::comparison(&digest.comparison));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// The data dictionary as text.
fn dictionary() -> String {
    let heads = Heads { emotion: true, irony: true, offensive: true, hate: true };
    let mut text = String::new();
    for table in dictionary::tables(heads) {
        text.push_str(&format!("{}: one row is {}\n", table.name, table.row));
        let longest = table.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
        for field in table.fields {
            let kind = dictionary::type_name(field.kind);
            text.push_str(&format!("  {:longest$}  {} ({kind})\n", field.name, field.meaning));
        }
        text.push('\n');
    }
    text
}
