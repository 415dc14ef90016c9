//! `pullquote extract`: load → print.

use super::articles::{self, Outcome, Read};
use super::console::{Console, Stdout, stdout_error};
use crate::cli;
use crate::error::{ExitCode, Result};
use crate::load::duplicate::Seen;
use crate::report::columns;
use crate::report::row::Row;
use crate::report::writer::{self, Format, cells, names};
use std::sync::Arc;

/// Prints the comments of articles.
pub fn run(options: &cli::Extract, console: Console) -> Result<ExitCode> {
    let columns = columns::extracted();
    let format = format(options.format, options.excel);
    let mut table = writer::open(format, Stdout::open(), &names(&columns)).map_err(stdout_error)?;
    let mut outcome = Outcome::default();
    let mut seen = Seen::default();
    let (inputs, reading) = articles::reading(&options.input);
    articles::read_all(&inputs, &reading, console, |chunk, progress| {
        for article in chunk {
            match article {
                Ok(mut read) => {
                    outcome.note_read(1);
                    read.comments.iter_mut().for_each(|comment| seen.mark(comment));
                    for row in rows(read, options.with_text) {
                        table.row(&cells(&columns, &row)).map_err(stdout_error)?;
                    }
                }
                Err(error) => outcome.note_failure(error),
            }
        }
        outcome.tell(console, progress);
        Ok(())
    })?;
    outcome.check(console)?;
    table.flush().map_err(stdout_error)?;
    Ok(if outcome.failed == 0 { ExitCode::Done } else { ExitCode::SomeFailed })
}

/// The rows of one article.
fn rows(read: Read, with_text: bool) -> impl Iterator<Item = Row> {
    let article = with_text.then(|| Row::article(Arc::clone(&read.article), read.language));
    article.into_iter().chain(read.comments.into_iter().map(Row::unscored))
}

/// The format that the options ask for.
pub fn format(format: cli::Format, excel: bool) -> Format {
    match format {
        cli::Format::Csv => Format::csv(excel),
        cli::Format::Jsonl => Format::Jsonl,
    }
}
