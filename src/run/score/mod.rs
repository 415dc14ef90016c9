//! `pullquote score`: texts that are comments already → scores, a batch at a time.

pub mod records;

use super::console::{Console, Stdout, stdout_error};
use super::{extract, model};
use crate::cli;
use crate::domain::Scored;
use crate::error::{Error, ExitCode, Result};
use crate::report::columns;
use crate::report::row::Row;
use crate::report::table::Column;
use crate::report::writer::{self, Table, cells, names};
use crate::score::Scorer;
use indicatif::ProgressBar;
use records::{Record, Records};
use std::sync::Arc;

/// Texts scored at a time: bounds memory, keeps the threads busy.
const CHUNK: usize = 1024;

/// Scores lines, or a column of a table; the other columns pass through.
pub fn run(options: &cli::Score, threads: Option<usize>, console: Console) -> Result<ExitCode> {
    let mut records =
        Records::open(&options.input, options.text_field.as_deref(), options.limit.max_bytes)?;
    let scorer = Scorer::open(&model::options(&options.model, threads))?;
    let label = scorer.model().label().into();
    let columns = columns::added(model::heads(scorer.model()));
    let format = extract::format(options.format, options.excel);
    let header = header(records.names(), &columns);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut table = writer::open(format, Stdout::open(), &header).map_err(stdout_error)?;
    let (mut done, mut failed) = (0, 0);
    let mut chunk = next_chunk(&mut records, &mut failed, console);
    let mut scored: Vec<(Record, Scored)> = Vec::new();
    while !chunk.is_empty() {
        done += chunk.len();
        let texts: Vec<&str> = chunk.iter().map(|record| record.text.as_str()).collect();
        // Reading and writing run beside the scoring, so that no worker waits for them.
        let (next, scores) = std::thread::scope(|scope| {
            let scores = scope.spawn(|| scorer.score(&texts));
            write(&mut *table, &label, &columns, &std::mem::take(&mut scored))?;
            let next = next_chunk(&mut records, &mut failed, console);
            Ok((next, scores.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?))
        })?;
        scored = chunk.into_iter().zip(scores).collect();
        chunk = next;
    }
    write(&mut *table, &label, &columns, &scored)?;
    table.flush().map_err(stdout_error)?;
    for remark in records.remarks() {
        console.warn(&ProgressBar::hidden(), remark);
    }
    if !records.dropped().is_empty() {
        let fields: Vec<&str> = records.dropped().iter().map(String::as_str).collect();
        console.warn(
            &ProgressBar::hidden(),
            format_args!(
                "left out fields that the first record does not have: {}",
                fields.join(", ")
            ),
        );
    }
    match (done, failed) {
        (0, 0) => Err(Error::NothingRead(format!("{}: holds no text", options.input))),
        (0, _) => Err(Error::NothingRead(format!("{}: no record could be read", options.input))),
        (_, 0) => Ok(ExitCode::Done),
        _ => Ok(ExitCode::SomeFailed),
    }
}

/// The input's names and those that scoring adds; where they clash, the input's get a prefix.
fn header(input: &[String], added: &[Column<Row>]) -> Vec<String> {
    let added = names(added);
    let input = input.iter().map(|name| {
        if added.contains(&name.as_str()) { format!("input_{name}") } else { name.clone() }
    });
    input.chain(added.iter().map(|name| (*name).to_owned())).collect()
}

/// The next records that can be read; none at the end.
pub fn next_chunk(records: &mut Records, failed: &mut u64, console: Console) -> Vec<Record> {
    let mut chunk = Vec::new();
    for record in records {
        match record {
            Ok(record) => chunk.push(record),
            Err(error) => {
                *failed += 1;
                console.warn(&ProgressBar::hidden(), error);
            }
        }
        if chunk.len() == CHUNK {
            break;
        }
    }
    chunk
}

/// Writes scored records.
fn write(
    table: &mut dyn Table,
    label: &Arc<str>,
    columns: &[Column<Row>],
    scored: &[(Record, Scored)],
) -> Result<()> {
    for (record, scored) in scored {
        let row = Row::text(scored.clone(), label);
        let mut line = record.cells();
        line.extend(cells(columns, &row));
        table.row(&line).map_err(stdout_error)?;
    }
    Ok(())
}
