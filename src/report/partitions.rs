//! Parquet files by day, in folders as Hive names them: `comments/day=2025-01-28/part-0.parquet`.

use super::parquet::{ParquetTable, days_since_epoch};
use super::table::{Cell, Field};
use super::writer::Table;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// The folder of rows without a day; readers of Hive's layout take it for an empty value.
const NO_DAY: &str = "__HIVE_DEFAULT_PARTITION__";

/// Files that are open at a time; systems allow as few as 256 in all.
const OPEN: usize = 64;

/// Rows that wait for their row groups, over all files.
const WAITING: usize = 1 << 17;

/// Parquet files in the making, one or more a day.
pub struct Partitions {
    root: PathBuf,
    fields: Vec<Field>,
    open: HashMap<String, Part>,
    /// Number of files begun, a day.
    begun: HashMap<String, usize>,
    /// Rows so far; tells which file was used last.
    rows: u64,
    waiting: usize,
    limits: Limits,
}

/// What bounds files and memory.
#[derive(Debug, Clone, Copy)]
struct Limits {
    open: usize,
    waiting: usize,
}

/// One file in the making.
struct Part {
    file: File,
    table: ParquetTable<BufWriter<File>>,
    /// The number of the row that was written last.
    used: u64,
}

impl Partitions {
    /// Files below a folder that exists.
    pub fn new(root: PathBuf, fields: Vec<Field>) -> Self {
        Self::limited(root, fields, Limits { open: OPEN, waiting: WAITING })
    }

    fn limited(root: PathBuf, fields: Vec<Field>, limits: Limits) -> Self {
        let (open, begun) = (HashMap::new(), HashMap::new());
        Self { root, fields, open, begun, rows: 0, waiting: 0, limits }
    }

    /// Writes a row to the file of its day, `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, day: Option<&str>, cells: &[Cell<'_>]) -> io::Result<()> {
        let day = day.filter(|day| days_since_epoch(day).is_some()).unwrap_or(NO_DAY);
        if !self.open.contains_key(day) {
            if self.open.len() >= self.limits.open {
                self.close_oldest()?;
            }
            let part = self.begin(day)?;
            self.open.insert(day.to_owned(), part);
        }
        self.rows += 1;
        let part = self.open.get_mut(day).expect("opened right above");
        let before = part.table.waiting();
        part.table.row(cells)?;
        part.used = self.rows;
        self.waiting = self.waiting + part.table.waiting() - before;
        if self.waiting >= self.limits.waiting {
            self.write_fullest()?;
        }
        Ok(())
    }

    /// Completes all files and has the disk keep them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.open.drain().try_for_each(|(_, part)| part.finish())
    }

    /// Begins the next file of a day.
    fn begin(&mut self, day: &str) -> io::Result<Part> {
        let folder = self.root.join(format!("day={day}"));
        let number = self.begun.entry(day.to_owned()).or_insert(0);
        let path = folder.join(format!("part-{number}.parquet"));
        *number += 1;
        fs::create_dir_all(folder)?;
        Part::begin(&path, &self.fields, self.rows)
    }

    /// Completes the file that was not used for longest.
    fn close_oldest(&mut self) -> io::Result<()> {
        let oldest = self.open.iter().min_by_key(|(_, part)| part.used);
        let Some(day) = oldest.map(|(day, _)| day.clone()) else { return Ok(()) };
        let Some(part) = self.open.remove(&day) else { return Ok(()) };
        self.waiting -= part.table.waiting();
        part.finish()
    }

    /// Writes the row group of the file with most rows waiting; of equals the one used last.
    fn write_fullest(&mut self) -> io::Result<()> {
        let fullest = self.open.values_mut().max_by_key(|part| (part.table.waiting(), part.used));
        let Some(part) = fullest else { return Ok(()) };
        self.waiting -= part.table.waiting();
        part.table.write_group()
    }
}

impl Part {
    fn begin(path: &Path, fields: &[Field], used: u64) -> io::Result<Self> {
        let file = File::create(path)?;
        let table = ParquetTable::open(BufWriter::new(file.try_clone()?), fields)?;
        Ok(Self { file, table, used })
    }

    fn finish(mut self) -> io::Result<()> {
        self.table.flush()?;
        self.file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Type;
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    /// Every file below a folder with the numbers in it.
    fn files(root: &Path) -> Vec<(String, Vec<i64>)> {
        let mut found = Vec::new();
        for day in fs::read_dir(root).unwrap() {
            for file in fs::read_dir(day.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
                let rows = reader.get_row_iter(None).unwrap();
                let numbers = rows.map(|row| row.unwrap().get_long(0).unwrap()).collect();
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push((name, numbers));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn rows_lie_in_the_folder_of_their_day_within_the_limits() {
        let root = tempfile::tempdir().unwrap();
        let fields = vec![Field { name: "n", kind: Type::Integer, meaning: "number" }];
        let limits = Limits { open: 2, waiting: 3 };
        let mut partitions = Partitions::limited(root.path().to_owned(), fields, limits);
        let days = [
            Some("2025-01-28"),
            Some("2025-01-29"),
            Some("2025-01-28"),
            None,
            Some("../../etc"),
            Some("2025-01-29"),
            Some("2025-01-29"),
        ];
        for (number, day) in days.into_iter().enumerate() {
            partitions.row(day, &[Cell::Integer(number as u64)]).unwrap();
            assert!(partitions.open.len() <= 2 && partitions.waiting < 3);
        }
        partitions.finish().unwrap();
        let wanted = [
            ("day=2025-01-28/part-0.parquet", vec![0, 2]),
            ("day=2025-01-29/part-0.parquet", vec![1]),
            ("day=2025-01-29/part-1.parquet", vec![5, 6]),
            ("day=__HIVE_DEFAULT_PARTITION__/part-0.parquet", vec![3, 4]),
        ];
        assert_eq!(files(root.path()), wanted.map(|(name, rows)| (name.to_owned(), rows)));
    }
}
