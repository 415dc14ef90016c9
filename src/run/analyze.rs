//! `pullquote analyze`: load → score → journal → report.

use super::clock::{Clock, Stage};
use super::console::{Console, Stdout};
use super::metrics::{self, Numbers};
use super::pipeline::{self, Done, Plan};
use super::report::{self, Digest, Formats, ReportOptions};
use super::{articles, interrupt, model, screen};
use crate::cli;
use crate::error::{Error, ExitCode, Result, reason};
use crate::journal::{Corpus, Journal, Known, RunInfo, Writer};
use crate::load::{Inputs, ReadOptions};
use crate::report::summary::{self, Include};
use crate::report::terminal;
use crate::score::{EngineKind, Scorer};
use indicatif::ProgressBar;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// Finds the comments of articles, scores them, and writes the result folder; goes on where an
/// earlier run on that folder stopped.
pub fn run(options: &cli::Analyze, threads: Option<usize>, console: Console) -> Result<ExitCode> {
    let clock = Arc::new(Clock::start());
    let mut numbers = Numbers::default();
    let result = analyze(options, threads, console, &clock, &mut numbers);
    let code = result.as_ref().map_or_else(Error::exit_code, |code| *code);
    metrics::tell(&numbers, &clock, code);
    if let Some(path) = &options.metrics {
        let written = metrics::write(path, &numbers, &clock, code);
        return result.and_then(|code| written.map(|()| code));
    }
    result
}

fn analyze(
    options: &cli::Analyze,
    threads: Option<usize>,
    console: Console,
    clock: &Arc<Clock>,
    numbers: &mut Numbers,
) -> Result<ExitCode> {
    let formats = report::formats(&options.outputs)?;
    let scorer = Scorer::open(&model::options(&options.model, threads))?;
    let (inputs, reading) = articles::reading(&options.input);
    let folder = ResultFolder::make(&options.output)?;
    let info = run_info(options, &inputs, &reading, &scorer);
    let (mut writer, begun) = Writer::begin(folder.path, &info, options.fresh)?;
    if begun.last > 0 {
        let how = if begun.broken { "goes on where the last run stopped" } else { "goes on" };
        let line = format!(
            "{}: {how}: {} articles are done; --fresh would start over",
            options.output.display(),
            begun.done
        );
        console.say(line);
    }
    let plan = Plan {
        inputs,
        reading,
        shard: options.shard,
        known: Known::open(folder.path, begun.last)?,
        scorer: &scorer,
        threads: threads
            .unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get)),
        batch: options.model.batch.map(NonZeroUsize::get),
    };
    let done = interrupt::resumable(|| pipeline::run(plan, &mut writer, clock, console))?;
    let Done { mut outcome, known, kept, changed, comments } = done;
    *numbers = Numbers { read: outcome.read - kept, kept, failed: outcome.failed, comments };
    let Some(known) = known else {
        return Err(Error::Interrupted(format!(
            "interrupted; {} articles are done; run the same command again to go on",
            outcome.read
        )));
    };
    // A part of the articles may hold none, or none but failures.
    let checked = match options.shard {
        None => outcome.check(console),
        Some(_) => {
            outcome.tell_rest(console);
            Ok(())
        }
    };
    if let Err(error) = checked {
        if begun.last == 0 {
            writer.discard()?;
            folder.remove();
        }
        return Err(error);
    }
    let gone = writer.finish(known, begun.last, &Timestamp::now().to_string())?;
    if begun.last > 0 {
        let new = outcome.read + outcome.failed - kept - changed;
        console.tell(
            &ProgressBar::hidden(),
            format_args!(
                "{kept} articles kept, {new} new, {changed} changed or tried again, {gone} gone"
            ),
        );
    }
    // The report needs no model and can use its memory.
    drop(scorer);
    let digest = clock.time(Stage::Report, || write_result(options, formats))?;
    console.tell(&ProgressBar::hidden(), format_args!("wrote {}", options.output.display()));
    if !console.is_quiet() {
        print_summary(&digest, options)?;
    }
    Ok(if outcome.failed == 0 { ExitCode::Done } else { ExitCode::SomeFailed })
}

/// Writes the files of the result from its journal.
fn write_result(options: &cli::Analyze, formats: Formats) -> Result<Digest> {
    let corpus = Corpus::new(vec![Journal::open_result(&options.output)?])?;
    let include =
        Include { all_languages: options.all_languages, duplicates: options.keep_duplicates };
    let report = ReportOptions {
        excel: options.excel,
        formats,
        summary: summary::Options { include, ..summary::Options::default() },
        ..ReportOptions::default()
    };
    report::write_result(&corpus, &options.output, &report, report::no_comparison)
}

/// The folder of the result, which goes again when nothing comes of it.
struct ResultFolder<'f> {
    path: &'f Path,
    new: bool,
}

impl<'f> ResultFolder<'f> {
    fn make(path: &'f Path) -> Result<Self> {
        let new = !path.exists();
        fs::create_dir_all(path).map_err(|error| Error::Output {
            path: path.to_owned(),
            reason: format!("{}; choose another folder with --output", reason(&error)),
        })?;
        Ok(Self { path, new })
    }

    fn remove(self) {
        if self.new {
            // Succeeds only where nothing else is in it.
            let _ = fs::remove_dir(self.path);
        }
    }
}

/// What the journal is to know about the run.
fn run_info(
    options: &cli::Analyze,
    inputs: &Inputs,
    reading: &ReadOptions,
    scorer: &Scorer,
) -> RunInfo {
    RunInfo {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings(options, reading, scorer),
        model: serde_json::to_value(scorer.model()).unwrap_or_default(),
        engine: scorer.engine(),
        inputs: [inputs.named.as_slice(), inputs.lists.as_slice()].concat(),
        shard: options.shard,
        arguments: std::env::args().skip(1).collect(),
        started: Timestamp::now().to_string(),
        ended: None,
    }
}

/// Everything that changes a row, by the name of its option. What only changes how rows are
/// counted or written (`--excel`, `--all-languages`, …) may differ from run to run.
fn settings(
    options: &cli::Analyze,
    reading: &ReadOptions,
    scorer: &Scorer,
) -> BTreeMap<String, String> {
    let model = &options.model;
    // The other engine has no choice of numbers and instructions.
    let packed = model.engine == EngineKind::Packed;
    let languages = scorer.model().languages.as_ref().map(|languages| languages.join(","));
    let fields = &reading.fields;
    [
        ("--model", Some(scorer.model().label())),
        ("--model-languages", languages),
        ("--engine", Some(model.engine.to_string())),
        ("--precision", packed.then(|| model.precision.to_string())),
        ("--kernel", packed.then(|| model.kernel.to_string())),
        ("--max-bytes", Some(reading.max_bytes.to_string())),
        ("--text-field", fields.text.clone()),
        ("--html-field", fields.html.clone()),
        ("--id-field", fields.id.clone()),
        ("--title-field", fields.title.clone()),
        ("--date-field", fields.date.clone()),
        ("--url-field", fields.url.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

/// Prints the table of the summary and where the rest is.
fn print_summary(digest: &Digest, options: &cli::Analyze) -> Result<()> {
    let table = if digest.shown.rows().is_empty() {
        "No comments to count.\n".to_owned()
    } else {
        terminal::overview(&digest.shown, screen::screen())
    };
    let text = format!("{table}\nResult: {}\n", options.output.display());
    match Stdout::open().print(text.as_bytes()) {
        // The result is written; that nobody reads the table is no fault.
        Ok(_) | Err(Error::ClosedPipe) => Ok(()),
        Err(error) => Err(error),
    }
}
