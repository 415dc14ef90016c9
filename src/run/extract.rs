//! `pullquote extract`: load → print.

use super::articles::{self, Read};
use super::console::{Console, Stdout, stdout_error};
use crate::cli;
use crate::error::{Error, ExitCode, Result};
use crate::report::columns;
use crate::report::row::Row;
use crate::report::writer::{self, Format, cells, names};
use std::sync::Arc;

/// Prints the comments of articles.
pub fn run(options: &cli::Extract, console: &Console) -> Result<ExitCode> {
    let columns = columns::extracted();
    let format = format(options.format, options.excel);
    let mut table = writer::open(format, Stdout::open(), &names(&columns)).map_err(stdout_error)?;
    let (mut done, mut failed) = (0, 0);
    articles::read_all(&options.input.inputs, console, |chunk, progress| {
        for read in chunk {
            match read {
                Ok(read) => {
                    done += 1;
                    for row in rows(read, options.with_text) {
                        table.row(&cells(&columns, &row)).map_err(stdout_error)?;
                    }
                }
                Err(error) => {
                    failed += 1;
                    console.warn(progress, error);
                }
            }
        }
        Ok(())
    })?;
    table.flush().map_err(stdout_error)?;
    match (done, failed) {
        (0, _) => Err(Error::NothingRead("no article could be read".into())),
        (_, 0) => Ok(ExitCode::Done),
        _ => Ok(ExitCode::SomeFailed),
    }
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
