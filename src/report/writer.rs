//! A table, row by row, into one format; adding a format is one file and one line here.

use super::csv::CsvTable;
use super::jsonl::JsonlTable;
use super::table::{Cell, Column};
use std::io::{self, Write};

/// The formats of a table that streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, UTF-8, line feeds.
    Csv,
    /// The same for spreadsheets: byte-order mark, nothing that runs as a formula.
    ExcelCsv,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    /// The format that the options ask for where CSV is the default.
    pub fn csv(excel: bool) -> Self {
        if excel { Format::ExcelCsv } else { Format::Csv }
    }
}

/// Writes rows of cells under given names.
pub trait Table {
    /// Writes one row; it has as many cells as there are names.
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()>;

    /// Writes out what is held back.
    fn flush(&mut self) -> io::Result<()>;
}

/// Opens a table of the given format, writing its head.
pub fn open<'w>(
    format: Format,
    sink: impl Write + 'w,
    names: &[&str],
) -> io::Result<Box<dyn Table + 'w>> {
    Ok(match format {
        Format::Csv => Box::new(CsvTable::open(sink, names, false)?),
        Format::ExcelCsv => Box::new(CsvTable::open(sink, names, true)?),
        Format::Jsonl => Box::new(JsonlTable::open(sink, names)),
    })
}

/// The names of columns.
pub fn names<R>(columns: &[Column<R>]) -> Vec<&'static str> {
    columns.iter().map(|column| column.name).collect()
}

/// The cells of one row.
pub fn cells<'r, R>(columns: &[Column<R>], row: &'r R) -> Vec<Cell<'r>> {
    columns.iter().map(|column| (column.value)(row)).collect()
}
