//! `pullquote eval`: labelled texts → scores → how well they agree.

use super::console::{Console, Stdout};
use super::score::records::{Record, Records};
use super::{model, score};
use crate::cli::{self, EvalFormat};
use crate::domain::Task;
use crate::error::{Error, ExitCode, Result, reason};
use crate::load::record::MAX_BYTES;
use crate::report::evaluation::{Evaluation, even, prediction};
use crate::score::Scorer;
use indicatif::ProgressBar;
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Labels that are none of the task's, shown when nothing else was there.
const SHOWN_LABELS: usize = 5;

/// Scores a labelled file and prints the task's official measure and more.
pub fn run(options: &cli::Eval, threads: Option<usize>, console: Console) -> Result<ExitCode> {
    let mut records = Records::open(&options.input, Some(&options.text_field), MAX_BYTES)?;
    let label = records.place_of(&options.label_field, "--label-field")?;
    let scorer = Scorer::open(&model::options(&options.model, threads))?;
    let task = options.task;
    let head = |name: &str| scorer.model().head(name).is_some();
    if !head(task.name()) {
        let known: Vec<&str> = Task::ALL.map(Task::name).into_iter().filter(|n| head(n)).collect();
        return Err(Error::Usage(format!(
            "model {} cannot tell {}; it tells {}",
            scorer.model().name,
            task.name(),
            known.join(", "),
        )));
    }
    let mut predictions = options.predictions.as_deref().map(Predictions::create).transpose()?;
    let mut evaluation = Evaluation::new(task);
    let (mut failed, mut others) = (0, BTreeSet::new());
    loop {
        let chunk = score::next_chunk(&mut records, &mut failed, console);
        if chunk.is_empty() {
            break;
        }
        let texts: Vec<&str> = chunk.iter().map(|record| record.text.as_str()).collect();
        for (record, scored) in chunk.iter().zip(scorer.score(&texts)?) {
            let probabilities = scored.scores.and_then(|scores| task.probabilities(&scores));
            match truth(record, label, task) {
                Truth::Label(truth) => match &probabilities {
                    Some(probabilities) => evaluation.add(truth, probabilities),
                    None => evaluation.add_wordless(truth),
                },
                Truth::Other(label) => {
                    evaluation.skip();
                    if others.len() < SHOWN_LABELS {
                        others.insert(label);
                    }
                }
                Truth::Missing => {
                    failed += 1;
                    let reason = format!("the field \"{}\" is empty", options.label_field);
                    let place = format!("{} record {}", options.input, record.number);
                    console.warn(&ProgressBar::hidden(), Error::Input { place, reason });
                    continue;
                }
            }
            if let Some(file) = &mut predictions {
                file.write(&prediction(task, &probabilities.unwrap_or_else(|| even(task))))?;
            }
        }
    }
    if evaluation.total() == 0 {
        return Err(nothing(options, task, &others));
    }
    if let Some(file) = predictions {
        file.finish()?;
    }
    let model = scorer.model().label();
    let text = match options.format {
        EvalFormat::Text => evaluation.text(&model),
        EvalFormat::Json => evaluation.json(&model),
    };
    Stdout::open().print(text.as_bytes())?;
    Ok(if failed == 0 { ExitCode::Done } else { ExitCode::SomeFailed })
}

/// What a record says about its true label.
enum Truth {
    /// The place of one of the task's labels.
    Label(usize),
    /// Another label.
    Other(String),
    /// No label.
    Missing,
}

fn truth(record: &Record, place: usize, task: Task) -> Truth {
    match record.field(place) {
        None => Truth::Missing,
        Some(name) => match task.labels().iter().position(|label| *label == name) {
            Some(label) => Truth::Label(label),
            None => Truth::Other(name.to_owned()),
        },
    }
}

/// Why there is nothing to count.
fn nothing(options: &cli::Eval, task: Task, others: &BTreeSet<String>) -> Error {
    let wanted = task.labels().join(", ");
    let found: Vec<&str> = others.iter().map(String::as_str).collect();
    Error::NothingRead(match found.is_empty() {
        true => format!("{}: holds no labelled text", options.input),
        false => format!(
            "{}: no label of the task {}, which are {wanted}; field \"{}\" has {}",
            options.input,
            task.name(),
            options.label_field,
            found.join(", "),
        ),
    })
}

/// The file of `--predictions`, which appears whole or not at all.
struct Predictions {
    target: PathBuf,
    file: BufWriter<tempfile::NamedTempFile>,
}

impl Predictions {
    fn create(target: &Path) -> Result<Self> {
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".pullquote-");
        // Temporary files are private by default; this one becomes a result.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(|error| unwritable(target, &error))?;
        Ok(Self { target: target.to_owned(), file: BufWriter::new(file) })
    }

    fn write(&mut self, line: &str) -> Result<()> {
        self.file.write_all(line.as_bytes()).map_err(|error| unwritable(&self.target, &error))
    }

    fn finish(self) -> Result<()> {
        let file =
            self.file.into_inner().map_err(|error| unwritable(&self.target, error.error()))?;
        file.persist(&self.target).map_err(|error| unwritable(&self.target, &error.error))?;
        Ok(())
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::Output { path: path.to_owned(), reason: reason(error) }
}
