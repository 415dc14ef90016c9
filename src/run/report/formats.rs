//! The files in other formats than CSV, as they are written.

use super::ReportOptions;
use crate::error::Result;
use crate::report::dictionary::{self, Table};
use crate::report::folder::{Folder, TableFile};
use crate::report::parquet::ParquetTable;
use crate::report::partitions::Partitions;
use crate::report::table::{Cell, Field, Type};
use crate::report::writer::{Format, Table as _};
use crate::report::xlsx::{Book, Limits, Sheet};
use std::fs;
use std::path::Path;

/// Name of the Parquet file.
pub const PARQUET: &str = "comments.parquet";

/// Name of the folder of Parquet files by day.
pub const BY_DAY: &str = "comments";

/// Name of the JSONL file.
pub const JSONL: &str = "comments.jsonl";

/// Name of the workbook.
pub const WORKBOOK: &str = "result.xlsx";

/// Which files are written besides CSV.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Formats {
    /// One workbook of all tables.
    pub xlsx: bool,
    /// The comments as Parquet.
    pub parquet: bool,
    /// The comments as JSONL.
    pub jsonl: bool,
    /// Parquet files by day instead of one.
    pub by_day: bool,
}

/// The files in the making.
pub struct OtherFiles {
    tables: Vec<TableFile>,
    days: Option<Partitions>,
    workbook: Option<Workbook>,
}

/// The workbook in the making.
struct Workbook {
    book: Book,
    comments: Sheet,
    articles: Sheet,
    failures: Sheet,
    summary: Sheet,
}

impl OtherFiles {
    /// Starts what the options ask for; `tables` are those of the result.
    pub fn open(folder: &mut Folder, tables: &[Table], options: &ReportOptions) -> Result<Self> {
        let Formats { xlsx, parquet, jsonl, by_day } = options.formats;
        let fields = fields(tables, "comments");
        let mut found = Vec::new();
        if jsonl {
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            found.push(folder.table(JSONL, Format::Jsonl, &names)?);
        }
        if parquet && !by_day {
            let open = |sink| Ok(Box::new(ParquetTable::open(sink, &fields)?) as Box<_>);
            found.push(folder.table_of(PARQUET, open)?);
        }
        let days = match parquet && by_day {
            true => Some(Partitions::new(folder.folder(BY_DAY)?, fields)),
            false => None,
        };
        let workbook = match xlsx {
            true => Some(Workbook::open(folder, tables)?),
            false => None,
        };
        for name in [JSONL, PARQUET, BY_DAY, WORKBOOK] {
            folder.forget(name);
        }
        Ok(Self { tables: found, days, workbook })
    }

    /// Writes a comment of a day.
    pub fn comment(
        &mut self,
        folder: &Folder,
        day: Option<&str>,
        cells: &[Cell<'_>],
    ) -> Result<()> {
        for table in &mut self.tables {
            table.row(cells)?;
        }
        if let Some(days) = &mut self.days {
            days.row(day, cells).map_err(|error| folder.cannot_write(BY_DAY, &error))?;
        }
        self.sheet(folder, cells, |workbook| &mut workbook.comments)
    }

    /// Writes an article.
    pub fn article(&mut self, folder: &Folder, cells: &[Cell<'_>]) -> Result<()> {
        self.sheet(folder, cells, |workbook| &mut workbook.articles)
    }

    /// Writes a failure.
    pub fn failure(&mut self, folder: &Folder, cells: &[Cell<'_>]) -> Result<()> {
        self.sheet(folder, cells, |workbook| &mut workbook.failures)
    }

    /// Writes a row of the summary.
    pub fn summary(&mut self, folder: &Folder, cells: &[Cell<'_>]) -> Result<()> {
        self.sheet(folder, cells, |workbook| &mut workbook.summary)
    }

    /// Writes a row of a sheet, if there is a workbook.
    fn sheet(
        &mut self,
        folder: &Folder,
        cells: &[Cell<'_>],
        sheet: fn(&mut Workbook) -> &mut Sheet,
    ) -> Result<()> {
        let Some(workbook) = &mut self.workbook else { return Ok(()) };
        sheet(workbook).row(cells).map_err(|error| folder.cannot_write(WORKBOOK, &error))
    }

    /// Completes all files; the workbook gets what is to be said.
    pub fn finish(self, folder: &mut Folder, tables: &[Table], about: Vec<String>) -> Result<()> {
        for table in self.tables {
            table.finish()?;
        }
        if let Some(days) = self.days {
            days.finish().map_err(|error| folder.cannot_write(BY_DAY, &error))?;
        }
        match self.workbook {
            Some(workbook) => workbook.finish(folder, tables, about),
            None => Ok(()),
        }
    }
}

impl Workbook {
    /// Starts the sheets that grow with the result.
    fn open(folder: &Folder, tables: &[Table]) -> Result<Self> {
        let open = || {
            let mut book = Book::new(folder.staging())?;
            let mut sheet = |name: &str| book.sheet(name, fields(tables, name));
            let [comments, articles, failures, summary] =
                [sheet("comments")?, sheet("articles")?, sheet("failures")?, sheet("summary")?];
            Ok(Self { book, comments, articles, failures, summary })
        };
        open().map_err(|error| folder.cannot_write(WORKBOOK, &error))
    }

    /// Puts the sheets together and writes them.
    fn finish(
        mut self,
        folder: &mut Folder,
        tables: &[Table],
        mut about: Vec<String>,
    ) -> Result<()> {
        folder.file(WORKBOOK, |file| {
            let mut limits: Vec<(&str, Limits)> = Vec::new();
            for (name, sheet) in [
                ("summary", self.summary),
                ("comments", self.comments),
                ("articles", self.articles),
                ("failures", self.failures),
            ] {
                limits.push((name, self.book.add(sheet)?));
            }
            let dictionary = dictionary_sheet(&mut self.book, tables)?;
            self.book.add(dictionary)?;
            let limits =
                limits.iter().filter_map(|(name, limits)| Sheet::limits_in_words(name, limits));
            about.extend(limits);
            self.book.notes("notes", &about)?;
            self.book.write(file)
        })
    }
}

/// The sheet that says what every column means.
fn dictionary_sheet(book: &mut Book, tables: &[Table]) -> std::io::Result<Sheet> {
    let field = |name, meaning| Field { name, kind: Type::Text, meaning };
    let mut sheet = book.sheet(
        "data dictionary",
        vec![
            field("table", "the table"),
            field("column", "the column"),
            field("type", "what its cells hold"),
            field("meaning", "what it means"),
        ],
    )?;
    for table in tables {
        for field in &table.fields {
            let kind = dictionary::type_name(field.kind);
            sheet.row(&[
                Cell::text(table.name),
                Cell::text(field.name),
                Cell::text(&kind),
                Cell::text(field.meaning),
            ])?;
        }
    }
    Ok(sheet)
}

/// The columns of a table.
pub fn fields(tables: &[Table], name: &str) -> Vec<Field> {
    tables
        .iter()
        .find(|table| table.name == name)
        .map(|table| table.fields.clone())
        .unwrap_or_default()
}

/// The Parquet files by day in a folder in the making, as paths from the result folder, in order.
pub fn parts(staging: &Path) -> Vec<String> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    };
    let root = staging.join(BY_DAY);
    let days = entries(&root).into_iter().flat_map(|day| {
        let files = entries(&root.join(&day));
        files.into_iter().map(move |file| format!("{BY_DAY}/{day}/{file}"))
    });
    days.collect()
}
