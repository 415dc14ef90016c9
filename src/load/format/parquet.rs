//! Parquet: the plain columns of a table, row group by row group.
//!
//! A few rows of each column are read at a time, so memory is bounded by the pages that the
//! file's writer chose. Nested columns (lists, structs, maps) are not read. Parquet is read from
//! its end, so what is packed, or comes from standard input, is unpacked to a temporary file
//! first.

use super::guard::guarded;
use super::size;
use crate::error::Result;
use crate::load::input::{Source, refused, unreadable};
use crate::load::record::{At, Place};
use crate::load::row::{Foreign, Row, Rows, Value};
use crate::load::unpack::Stream;
use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::sync::Arc;

/// The first bytes of a file.
pub const MARK: &[u8] = b"PAR1";

/// Rows that are read at a time.
const BATCH: usize = 64;

/// Largest file that is unpacked, as a multiple of the largest article.
const SPOOLED: u64 = 64;

/// Largest mean size of the values of a column that is kept beside the article's own columns, in
/// bytes; values over 1,000 characters are not kept.
const LARGEST_OTHER: i64 = 4096;

/// Reads the rows of Parquet.
pub struct Parquet {
    source: Arc<str>,
    file: SerializedFileReader<File>,
    columns: Vec<Column>,
    names: Arc<[String]>,
    /// The row group that comes next.
    group: usize,
    readers: Vec<ColumnReader>,
    /// Rows of the open row group that are not in the batch yet.
    left: u64,
    /// A few rows, the next one last.
    batch: Vec<Vec<Value>>,
    /// Rows that were passed.
    row: u64,
    foreign: Foreign,
}

/// A column that is read.
struct Column {
    index: usize,
    nullable: bool,
    meaning: Meaning,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Text,
    Number,
    /// Days since 1970.
    Date,
    /// A moment since 1970 in units of so many nanoseconds.
    Moment(i64),
    /// A number with so many digits behind the point.
    Decimal(i32),
}

impl Parquet {
    /// The rows of a source. Of the columns that are not `wanted` those with large values are
    /// left out; `None` wants all of them.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] when it is no whole Parquet file.
    pub fn new(
        source: &Source,
        stream: Stream,
        wanted: Option<&[&str]>,
        max_bytes: u64,
    ) -> Result<Self> {
        let name = source.name();
        let file = match source.path() {
            Some(path) if !stream.is_packed() => {
                File::open(path).map_err(|error| unreadable(name, &error))?
            }
            _ => spool(name, stream, max_bytes.saturating_mul(SPOOLED))?,
        };
        let opened = guarded(|| {
            let file = SerializedFileReader::new(file)?;
            let columns = columns(&file, wanted);
            Ok((file, columns))
        });
        let damaged =
            |error| refused(name, format!("is damaged as Parquet: {}", beginning(&error)));
        let (file, columns) = opened.unwrap_or_else(|| Err(contradiction())).map_err(damaged)?;
        let (columns, names) = columns.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        Ok(Self {
            source: name.into(),
            file,
            columns,
            names: names.into(),
            group: 0,
            readers: Vec::new(),
            left: 0,
            batch: Vec::new(),
            row: 0,
            foreign: Foreign::default(),
        })
    }

    /// Reads the next rows; false at the end of the file.
    fn fill(&mut self) -> parquet::errors::Result<bool> {
        while self.left == 0 {
            if self.group == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.group)?;
            self.group += 1;
            self.left = u64::try_from(group.metadata().num_rows()).unwrap_or(0);
            self.readers.clear();
            for column in &self.columns {
                self.readers.push(group.get_column_reader(column.index)?);
            }
        }
        let rows = BATCH.min(usize::try_from(self.left).unwrap_or(BATCH));
        let mut batch = vec![Vec::with_capacity(self.columns.len()); rows];
        for (column, reader) in self.columns.iter().zip(&mut self.readers) {
            let at = At::Row(self.row + 1);
            let values = values(reader, column, rows, &mut self.foreign, at)?;
            if values.len() != rows {
                return Err(ParquetError::General("a column has too few rows".to_owned()));
            }
            for (row, value) in batch.iter_mut().rev().zip(values) {
                row.push(value);
            }
        }
        self.left -= rows as u64;
        self.batch = batch;
        Ok(true)
    }
}

impl Rows for Parquet {
    fn columns(&self) -> Option<Arc<[String]>> {
        Some(Arc::clone(&self.names))
    }

    fn next(&mut self) -> Option<Result<Row>> {
        if self.batch.is_empty() {
            match guarded(|| self.fill()).unwrap_or_else(|| Err(contradiction())) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    let at = At::Row(self.row + 1);
                    let place = Place { source: Arc::clone(&self.source), at };
                    let reason = format!(
                        "is damaged as Parquet, here or in the {BATCH} rows behind: {}; left out to the end of the row group",
                        beginning(&error)
                    );
                    self.row += std::mem::take(&mut self.left);
                    self.readers.clear();
                    return Some(Err(place.refused(reason)));
                }
            }
        }
        self.row += 1;
        let values = self.batch.pop()?;
        Some(Ok(Row { at: At::Row(self.row), names: Arc::clone(&self.names), values }))
    }

    fn refuses_as_text(&self, column: &str) -> Option<String> {
        let schema = self.file.metadata().file_metadata().schema();
        let field = schema.get_fields().iter().find(|field| field.name() == column)?;
        let text = self
            .names
            .iter()
            .zip(&self.columns)
            .any(|(name, known)| name == column && known.meaning == Meaning::Text);
        if text {
            return None;
        }
        let kind = if field.is_primitive() {
            field.get_physical_type().to_string()
        } else {
            "nested".to_owned()
        };
        Some(format!("has a column \"{column}\" of the type {kind}, not text"))
    }

    fn remarks(&self) -> Vec<String> {
        self.foreign.remark(&self.source).into_iter().collect()
    }
}

/// The columns that are read, and their names.
fn columns(file: &SerializedFileReader<File>, wanted: Option<&[&str]>) -> Vec<(Column, String)> {
    let metadata = file.metadata();
    let rows: i64 = metadata.row_groups().iter().map(|group| group.num_rows()).sum();
    let schema = metadata.file_metadata().schema_descr();
    let is_small = |index: usize| {
        let sizes =
            metadata.row_groups().iter().map(|group| group.column(index).uncompressed_size());
        sizes.sum::<i64>() / rows.max(1) <= LARGEST_OTHER
    };
    let is_wanted =
        |index, name: &str| wanted.is_none_or(|wanted| wanted.contains(&name)) || is_small(index);
    (0..schema.num_columns())
        .filter_map(|index| {
            let column = schema.column(index);
            let [name] = column.path().parts() else { return None };
            let meaning = meaning(&column)?;
            let nullable = column.max_def_level() > 0;
            (column.max_rep_level() == 0 && is_wanted(index, name))
                .then(|| (Column { index, nullable, meaning }, name.clone()))
        })
        .collect()
}

/// What the values of a column are; `None` for what no table of articles holds.
fn meaning(column: &ColumnDescriptor) -> Option<Meaning> {
    let logical = column.logical_type_ref();
    let nanoseconds = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000_000,
        TimeUnit::MICROS => 1_000,
        TimeUnit::NANOS => 1,
    };
    Some(match (column.physical_type(), column.converted_type()) {
        (
            Physical::FIXED_LEN_BYTE_ARRAY
            | Physical::BYTE_ARRAY
            | Physical::INT32
            | Physical::INT64,
            ConvertedType::DECIMAL,
        ) => Meaning::Decimal(column.type_scale()),
        (Physical::BYTE_ARRAY, _) => Meaning::Text,
        (Physical::FIXED_LEN_BYTE_ARRAY, _) => return None,
        (Physical::INT96, _) => Meaning::Moment(1_000_000),
        (Physical::INT32, ConvertedType::DATE) => Meaning::Date,
        (Physical::INT64, ConvertedType::TIMESTAMP_MILLIS) => Meaning::Moment(1_000_000),
        (Physical::INT64, ConvertedType::TIMESTAMP_MICROS) => Meaning::Moment(1_000),
        (Physical::INT64, _) => match logical {
            Some(LogicalType::Timestamp(kind)) => Meaning::Moment(nanoseconds(&kind.unit)),
            _ => Meaning::Number,
        },
        _ => Meaning::Number,
    })
}

/// The next values of a column.
fn values(
    reader: &mut ColumnReader,
    column: &Column,
    rows: usize,
    foreign: &mut Foreign,
    at: At,
) -> parquet::errors::Result<Vec<Value>> {
    let json = |number: String| Value::Json(number);
    let integer = |number: i64| match column.meaning {
        Meaning::Date => day(number),
        Meaning::Moment(unit) => moment(number, unit),
        Meaning::Decimal(scale) => json(decimal(number.into(), scale)),
        Meaning::Text | Meaning::Number => json(number.to_string()),
    };
    let mut bytes = |bytes: &ByteArray| match column.meaning {
        Meaning::Decimal(scale) => {
            big_endian(bytes.data()).map_or(Value::Missing, |number| json(decimal(number, scale)))
        }
        _ => Value::Text(foreign.text(bytes.data(), at).into_owned()),
    };
    match reader {
        ColumnReader::BoolColumnReader(it) => {
            read(it, column, rows, |value| json(value.to_string()))
        }
        ColumnReader::Int32ColumnReader(it) => {
            read(it, column, rows, |value| integer((*value).into()))
        }
        ColumnReader::Int64ColumnReader(it) => read(it, column, rows, |value| integer(*value)),
        ColumnReader::Int96ColumnReader(it) => {
            read(it, column, rows, |value| integer(value.to_millis()))
        }
        ColumnReader::FloatColumnReader(it) => {
            read(it, column, rows, |value| float(serde_json::to_string(value)))
        }
        ColumnReader::DoubleColumnReader(it) => {
            read(it, column, rows, |value| float(serde_json::to_string(value)))
        }
        ColumnReader::ByteArrayColumnReader(it) => read(it, column, rows, bytes),
        ColumnReader::FixedLenByteArrayColumnReader(it) => {
            read(it, column, rows, |value| bytes(value))
        }
    }
}

/// The next values of a column of one type; missing ones are told by its levels.
fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    column: &Column,
    rows: usize,
    mut value: impl FnMut(&T::T) -> Value,
) -> parquet::errors::Result<Vec<Value>> {
    let (mut found, mut levels) = (Vec::new(), Vec::new());
    let (read, _, _) = reader.read_records(rows, Some(&mut levels), None, &mut found)?;
    let mut found = found.iter();
    let mut next = || found.next().map_or(Value::Missing, &mut value);
    if !column.nullable {
        return Ok((0..read).map(|_| next()).collect());
    }
    Ok(levels.into_iter().map(|level| if level > 0 { next() } else { Value::Missing }).collect())
}

/// A floating-point number; infinities and the like have no JSON.
fn float(json: serde_json::Result<String>) -> Value {
    match json {
        Ok(json) if json != "null" => Value::Json(json),
        _ => Value::Missing,
    }
}

/// A day as ISO 8601 writes it.
fn day(days: i64) -> Value {
    let span = jiff::Span::new().try_days(days).ok();
    let date = span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span).ok());
    date.map_or(Value::Missing, |date| Value::Text(date.to_string()))
}

/// A moment as ISO 8601 writes it.
fn moment(count: i64, unit: i64) -> Value {
    let moment = Timestamp::from_nanosecond(i128::from(count) * i128::from(unit));
    moment.map_or(Value::Missing, |moment| Value::Text(moment.to_string()))
}

/// A number of big-endian bytes with a sign, if it is not too large.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    if bytes.is_empty() || bytes.len() > 16 {
        return None;
    }
    let sign = if bytes[0] & 0x80 == 0 { 0 } else { 0xff };
    let mut all = [sign; 16];
    all[16 - bytes.len()..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(all))
}

/// A number whose last digits stand behind the point.
fn decimal(number: i128, scale: i32) -> String {
    let scale = usize::try_from(scale).unwrap_or(0).min(38);
    let digits = format!("{:0width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let sign = if number < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// The beginning of an error of the library; some of them print the damaged bytes.
fn beginning(error: &ParquetError) -> String {
    error.to_string().chars().take(160).collect()
}

/// The error of a file that the library gives up on without saying why.
fn contradiction() -> ParquetError {
    ParquetError::General("its headers contradict each other".to_owned())
}

/// Unpacks a file to a temporary one, which is gone when it is closed.
fn spool(name: &str, stream: Stream, limit: u64) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(|error| unspooled(name, &error))?;
    let mut stream = stream.take(limit.saturating_add(1));
    let mut buffer = vec![0; 1 << 16];
    let mut written = 0;
    loop {
        let length = stream.read(&mut buffer).map_err(|error| unreadable(name, &error))?;
        if length == 0 {
            break;
        }
        written += length as u64;
        file.write_all(&buffer[..length]).map_err(|error| unspooled(name, &error))?;
    }
    if written > limit {
        let limit = size(limit);
        let reason = format!(
            "is larger than the {limit} allowed for packed Parquet; unpack it, or see --max-bytes"
        );
        return Err(refused(name, reason));
    }
    file.rewind().map_err(|error| unspooled(name, &error))?;
    Ok(file)
}

/// A temporary file that cannot be written.
fn unspooled(name: &str, error: &io::Error) -> crate::error::Error {
    let folder = std::env::temp_dir();
    refused(name, format!("cannot be unpacked to {}: {error}; see TMPDIR", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_digits() {
        for (number, scale, wanted) in [
            (12345, 2, "123.45"),
            (-5, 2, "-0.05"),
            (7, 0, "7"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ] {
            assert_eq!(decimal(number, scale), wanted);
        }
        assert_eq!(big_endian(&[0xff, 0x85]), Some(-123));
        assert_eq!(big_endian(&[]), None);
    }

    #[test]
    fn days_and_moments_are_iso_and_impossible_ones_missing() {
        assert_eq!(day(20_115), Value::Text("2025-01-27".into()));
        assert_eq!(
            moment(1_738_000_800, 1_000_000_000),
            Value::Text("2025-01-27T18:00:00Z".into())
        );
        assert_eq!(day(i64::MAX), Value::Missing);
        assert_eq!(moment(i64::MAX, 1_000_000), Value::Missing);
    }
}
