//! Parquet with typed, optional columns, zstd-compressed, one row group after the other.

use super::table::{Cell, Field, Type, rounded};
use super::writer::Table;
use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type as Schema;
use std::io::{self, Write};
use std::sync::Arc;

/// A row group is written once it holds so many rows …
const GROUP_ROWS: usize = 1 << 16;

/// … or so many bytes of text, so that memory stays bounded whatever the texts.
const GROUP_BYTES: usize = 32 << 20;

/// A Parquet file in the making.
pub struct ParquetTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
}

/// The cells of one column that wait for their row group; levels are 1 for a value, 0 for none.
struct Values {
    levels: Vec<i16>,
    values: Typed,
}

/// Values of one physical type.
enum Typed {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
}

impl<W: Write + Send> ParquetTable<W> {
    /// Starts a file. The meaning of every column goes into the file's own metadata.
    pub fn open(sink: W, fields: &[Field]) -> io::Result<Self> {
        let schema = schema(fields).map_err(io_error)?;
        let meanings = fields
            .iter()
            .map(|field| KeyValue::new(format!("meaning:{}", field.name), field.meaning.to_owned()))
            .collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("pullquote ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(meanings))
            .build();
        let writer = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(io_error)?,
            columns: fields.iter().map(|field| Values::new(field.kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Rows that wait for their row group.
    pub fn waiting(&self) -> usize {
        self.rows
    }

    /// Writes the waiting rows as one row group.
    pub fn write_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for column in &mut self.columns {
            let mut writer = group
                .next_column()
                .map_err(io_error)?
                .expect("the schema has as many columns as there are fields");
            column.write(&mut writer).map_err(io_error)?;
            writer.close().map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Table for ParquetTable<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes the last row group and the footer; no row can follow.
    fn flush(&mut self) -> io::Result<()> {
        self.write_group()?;
        self.writer.finish().map(drop).map_err(io_error)
    }
}

impl Values {
    fn new(kind: Type) -> Self {
        let values = match kind {
            Type::Text | Type::Choice(_) => Typed::Text(Vec::new()),
            Type::Integer => Typed::Integer(Vec::new()),
            Type::Number | Type::Share | Type::Score => Typed::Number(Vec::new()),
            Type::Date => Typed::Date(Vec::new()),
        };
        Self { levels: Vec::new(), values }
    }

    /// Takes a cell; returns the bytes of its text. What does not fit the column's type, such as
    /// a day that is none, counts as empty.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        let mut bytes = 0;
        let present = match (&mut self.values, cell) {
            (_, Cell::Empty) => false,
            (Typed::Text(values), cell) => {
                let text = cell.print();
                bytes = text.len();
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Typed::Integer(values), Cell::Integer(number)) => {
                values.push(i64::try_from(*number).unwrap_or(i64::MAX));
                true
            }
            (Typed::Number(values), Cell::Number(number)) => {
                values.push(rounded(*number));
                true
            }
            (Typed::Date(values), Cell::Text(text)) => match days_since_epoch(text) {
                Some(days) => {
                    values.push(days);
                    true
                }
                None => false,
            },
            _ => false,
        };
        self.levels.push(i16::from(present));
        bytes
    }

    /// Writes all values and forgets them.
    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Typed::Text(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Typed::Integer(values) => {
                writer.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Typed::Number(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Typed::Date(values) => {
                writer.typed::<Int32Type>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

/// The Parquet schema of the fields.
fn schema(fields: &[Field]) -> Result<Schema, ParquetError> {
    let columns = fields.iter().map(|field| {
        let (physical, logical) = match field.kind {
            Type::Text | Type::Choice(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Type::Integer => (Physical::INT64, None),
            Type::Number | Type::Share | Type::Score => (Physical::DOUBLE, None),
            Type::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        Schema::primitive_type_builder(field.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    });
    Schema::group_type_builder("table").with_fields(columns.collect::<Result<Vec<_>, _>>()?).build()
}

/// Days from 1970-01-01 to a day `YYYY-MM-DD`; `None` for what is none.
pub fn days_since_epoch(text: &str) -> Option<i32> {
    let day: Date = text.parse().ok().filter(|_| text.len() == "YYYY-MM-DD".len())?;
    Some(day.since(Date::constant(1970, 1, 1)).ok()?.get_days())
}

/// The system's own error where it was one.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field as Read;
    use std::fs::File;

    const FIELDS: &[Field] = &[
        Field { name: "text", kind: Type::Text, meaning: "words" },
        Field { name: "n", kind: Type::Integer, meaning: "count" },
        Field { name: "score", kind: Type::Score, meaning: "score" },
        Field { name: "day", kind: Type::Date, meaning: "day" },
    ];

    /// The rows of a file, read back, each cell in words.
    fn read_back(bytes: Vec<u8>) -> (SerializedFileReader<File>, Vec<Vec<Read>>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        let rows = rows
            .map(|row| row.unwrap().get_column_iter().map(|(_, cell)| cell.clone()).collect())
            .collect();
        (reader, rows)
    }

    #[test]
    fn cells_come_back_with_their_types_and_empty_ones_empty() {
        let mut bytes = Vec::new();
        let mut table = ParquetTable::open(&mut bytes, FIELDS).unwrap();
        table
            .row(&[
                Cell::text("=1+1 “é” 🧩"),
                Cell::Integer(7),
                Cell::Number(-0.123_449),
                Cell::text("2025-01-28"),
            ])
            .unwrap();
        table.row(&[Cell::Empty, Cell::Empty, Cell::Empty, Cell::text("last week")]).unwrap();
        table.flush().unwrap();
        drop(table);
        let (reader, rows) = read_back(bytes);
        assert_eq!(
            rows[0],
            [
                Read::Str("=1+1 “é” 🧩".into()),
                Read::Long(7),
                Read::Double(-0.1234),
                Read::Date(20_116),
            ]
        );
        assert_eq!(rows[1], [Read::Null, Read::Null, Read::Null, Read::Null]);
        let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
        assert!(metadata.contains(&KeyValue::new("meaning:text".into(), "words".to_owned())));
    }

    #[test]
    fn many_rows_make_several_groups_and_keep_their_order() {
        let mut bytes = Vec::new();
        let mut table = ParquetTable::open(&mut bytes, FIELDS).unwrap();
        let count = GROUP_ROWS as u64 + 10;
        for number in 0..count {
            table.row(&[Cell::text("x"), Cell::Integer(number), Cell::Empty, Cell::Empty]).unwrap();
        }
        table.flush().unwrap();
        drop(table);
        let (reader, rows) = read_back(bytes);
        assert_eq!(reader.num_row_groups(), 2);
        assert_eq!(rows.len() as u64, count);
        assert!(rows.iter().enumerate().all(|(index, row)| row[1] == Read::Long(index as i64)));
    }

    #[test]
    fn a_table_without_rows_is_a_whole_file() {
        let mut bytes = Vec::new();
        ParquetTable::open(&mut bytes, FIELDS).unwrap().flush().unwrap();
        assert!(read_back(bytes).1.is_empty());
    }
}
