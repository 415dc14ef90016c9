//! The workbook: one sheet a table, typed, with filters and colours; never a formula.
//!
//! Every text is written as a text, addresses too, so that no cell can run. Rows go to disk as
//! they come: memory does not grow with them.

use super::parquet::days_since_epoch;
use super::table::{Cell, DECIMALS, Field, Type, rounded};
use super::writer::Table;
use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ConditionalFormatDataBar, ConditionalFormatText,
    ConditionalFormatTextRule, ConditionalFormatType, DocProperties, ExcelDateTime, Format,
    FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::io::{self, Seek, Write};
use std::path::Path;

/// Rows of a sheet, its head included.
pub const MAX_ROWS: u32 = 1_048_576;

/// UTF-16 units of a cell.
pub const MAX_UNITS: usize = 32_767;

/// Stands at the end of a cell that was cut.
const CUT: &str = " […]";

/// Colours of negative, neutral, positive; orange and blue are apart for every kind of sight.
const COLOURS: [(&str, u32, u32); 3] = [
    ("negative", 0xFCE4D6, 0x9A3412),
    ("neutral", 0xEDEDED, 0x404040),
    ("positive", 0xDDEBF7, 0x1F4E79),
];

/// A workbook in the making.
pub struct Book {
    workbook: Workbook,
    looks: Looks,
}

/// One sheet in the making.
pub struct Sheet {
    name: String,
    sheet: Worksheet,
    fields: Vec<Field>,
    looks: Looks,
    /// Rows so far, the head included.
    rows: u32,
    limits: Limits,
}

/// What a sheet could not take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Rows beyond what a sheet holds.
    pub rows: u64,
    /// Texts that were cut to what a cell holds.
    pub cells: u64,
}

/// Formats of cells.
#[derive(Clone)]
struct Looks {
    head: Format,
    number: Format,
    date: Format,
    wrapped: Format,
}

impl Book {
    /// An empty workbook; its rows lie in `scratch` until it is finished.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn new(scratch: &Path) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(scratch).map_err(io_error)?;
        let looks = Looks {
            head: Format::new()
                .set_bold()
                .set_background_color(0x1F2933)
                .set_font_color(0xFFFFFF)
                .set_align(FormatAlign::VerticalCenter),
            number: Format::new().set_num_format("0.000"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        };
        // The same bytes for the same result, whenever it is written.
        let never = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io_error)?;
        let properties = DocProperties::new()
            .set_title("Comments in the news and their sentiment")
            .set_author(concat!("pullquote ", env!("CARGO_PKG_VERSION")))
            .set_creation_datetime(&never);
        workbook.set_properties(&properties);
        Ok(Self { workbook, looks })
    }

    /// Starts a sheet with its head.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sheet(&mut self, name: &str, fields: Vec<Field>) -> io::Result<Sheet> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory().map_err(io_error)?;
        let looks = self.looks.clone();
        let mut head = || {
            sheet.set_name(name)?.set_freeze_panes(1, 0)?;
            for (column, field) in (0..).zip(&fields) {
                sheet.set_column_width(column, width(field))?;
                sheet.write_string_with_format(0, column, field.name, &looks.head)?;
            }
            Ok(())
        };
        head().map_err(io_error)?;
        let limits = Limits::default();
        Ok(Sheet { name: name.to_owned(), sheet, fields, looks, rows: 1, limits })
    }

    /// Writes a page of text, one line a cell, wrapped.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn notes(&mut self, name: &str, lines: &[String]) -> io::Result<()> {
        let mut write = || {
            let sheet = self.workbook.add_worksheet();
            sheet.set_name(name)?.set_column_width(0, 100)?;
            for (row, line) in (0..).zip(lines) {
                sheet.write_string_with_format(row, 0, line, &self.looks.wrapped)?;
            }
            Ok(())
        };
        write().map_err(io_error)
    }

    /// Adds a finished sheet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, sheet: Sheet) -> io::Result<Limits> {
        let (sheet, limits) = sheet.finish()?;
        self.workbook.push_worksheet(sheet);
        Ok(limits)
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(mut self, sink: impl Write + Seek + Send) -> io::Result<()> {
        self.workbook.save_to_writer(sink).map_err(io_error)
    }
}

impl Sheet {
    /// What this sheet could not take, in words; `None` when it took all.
    pub fn limits_in_words(name: &str, limits: &Limits) -> Option<String> {
        let mut words = Vec::new();
        if limits.rows > 0 {
            words.push(format!(
                "a sheet holds {MAX_ROWS} rows: {} more rows are in {name}.csv only",
                limits.rows
            ));
        }
        if limits.cells > 0 {
            words.push(format!(
                "a cell holds {MAX_UNITS} characters: {} longer texts end in “{}” here and are \
                 whole in {name}.csv",
                limits.cells,
                CUT.trim()
            ));
        }
        (!words.is_empty()).then(|| format!("Sheet {name}: {}.", words.join("; ")))
    }

    /// Sets filters and colours, which need to know how many rows there are.
    fn finish(mut self) -> io::Result<(Worksheet, Limits)> {
        let last = self.rows - 1;
        let columns = self.fields.len() as u16;
        let mut dress = || {
            if columns > 0 {
                self.sheet.autofilter(0, 0, last, columns - 1)?;
            }
            if last > 0 {
                for (column, field) in (0..).zip(&self.fields) {
                    colour(&mut self.sheet, last, column, field)?;
                }
            }
            Ok(())
        };
        dress().map_err(io_error)?;
        Ok((self.sheet, self.limits))
    }

    /// Writes one cell.
    fn cell(&mut self, column: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
        let row = self.rows;
        match cell {
            Cell::Empty => {}
            Cell::Integer(number) => {
                self.sheet.write_number(row, column, *number as f64)?;
            }
            Cell::Number(number) => {
                self.sheet.write_number_with_format(
                    row,
                    column,
                    rounded(*number),
                    &self.looks.number,
                )?;
            }
            Cell::Text(text) | Cell::Json(text) => {
                if self.fields[usize::from(column)].kind == Type::Date
                    && let Some(day) = day(text)
                {
                    self.sheet.write_datetime_with_format(row, column, &day, &self.looks.date)?;
                    return Ok(());
                }
                match fitting(text) {
                    None => self.sheet.write_string(row, column, &**text)?,
                    Some(shorter) => {
                        self.limits.cells += 1;
                        self.sheet.write_string(row, column, shorter)?
                    }
                };
            }
        }
        Ok(())
    }
}

impl Table for Sheet {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.rows >= MAX_ROWS {
            self.limits.rows += 1;
            return Ok(());
        }
        for (column, cell) in (0..).zip(cells) {
            self.cell(column, cell).map_err(|error| {
                io::Error::other(format!("sheet {}, row {}: {error}", self.name, self.rows + 1))
            })?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Nothing is held back that could be written before the sheet is added.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text cut to what a cell holds, with a mark that it was; `None` for one that fits.
fn fitting(text: &str) -> Option<String> {
    // A byte of UTF-8 is at most one unit of UTF-16.
    if text.len() <= MAX_UNITS || text.encode_utf16().count() <= MAX_UNITS {
        return None;
    }
    let mut units = CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= MAX_UNITS
    });
    Some(kept.chain(CUT.chars()).collect())
}

/// A day as spreadsheets know it; they begin in 1900.
fn day(text: &str) -> Option<ExcelDateTime> {
    days_since_epoch(text)?;
    ExcelDateTime::from_ymd(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..10].parse().ok()?,
    )
    .ok()
}

/// Width of a column in characters.
fn width(field: &Field) -> f64 {
    let content = match (field.kind, field.name) {
        (_, "text" | "meaning" | "reason") => 80,
        (_, "title" | "article_id" | "group" | "input") => 36,
        (Type::Text, _) => 18,
        (Type::Integer, _) => 8,
        (Type::Date, _) => 11,
        (Type::Number | Type::Share | Type::Score, _) => DECIMALS + 4,
        (Type::Choice(_), _) => 10,
    };
    // The head's filter button takes the room of four characters.
    content.max(field.name.len() + 4) as f64
}

/// Colours a column where colour helps: labels, scores, and the values of shares.
fn colour(sheet: &mut Worksheet, last: u32, column: u16, field: &Field) -> Result<(), XlsxError> {
    match field.kind {
        Type::Choice(_) if field.name == "sentiment" => {
            for (label, background, letters) in COLOURS {
                let look = Format::new().set_background_color(background).set_font_color(letters);
                let rule = ConditionalFormatText::new()
                    .set_rule(ConditionalFormatTextRule::BeginsWith(label.to_owned()))
                    .set_format(look);
                sheet.add_conditional_format(1, column, last, column, &rule)?;
            }
        }
        Type::Score => {
            let scale = ConditionalFormat3ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, -1)
                .set_midpoint(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 1)
                .set_minimum_color(0xF4B183)
                .set_midpoint_color(0xFFFFFF)
                .set_maximum_color(0x9DC3E6);
            sheet.add_conditional_format(1, column, last, column, &scale)?;
        }
        Type::Share if field.name.ends_with("_negative") || field.name.ends_with("_positive") => {
            if field.name.starts_with("p_") {
                return Ok(());
            }
            let negative = field.name.ends_with("_negative");
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 1)
                .set_fill_color(if negative { 0xF4B183 } else { 0x9DC3E6 })
                .set_solid_fill(true);
            sheet.add_conditional_format(1, column, last, column, &bar)?;
        }
        _ => {}
    }
    Ok(())
}

/// The system's own error where it was one.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const FIELDS: &[Field] = &[
        Field { name: "text", kind: Type::Text, meaning: "words" },
        Field { name: "score", kind: Type::Score, meaning: "score" },
        Field { name: "day", kind: Type::Date, meaning: "day" },
    ];

    fn written(rows: &[&[Cell<'_>]]) -> (Vec<u8>, Limits) {
        let scratch = tempfile::tempdir().unwrap();
        let mut book = Book::new(scratch.path()).unwrap();
        let mut sheet = book.sheet("comments", FIELDS.to_vec()).unwrap();
        for row in rows {
            sheet.row(row).unwrap();
        }
        let limits = book.add(sheet).unwrap();
        book.notes("notes", &["=1+1".to_owned()]).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        book.write(&mut bytes).unwrap();
        (bytes.into_inner(), limits)
    }

    #[test]
    fn a_text_is_cut_only_where_a_cell_ends_and_says_so() {
        let just = "é".repeat(MAX_UNITS);
        assert_eq!(fitting(&just), None);
        let cut = fitting(&"🧩".repeat(MAX_UNITS)).unwrap();
        assert!(cut.encode_utf16().count() <= MAX_UNITS);
        assert!(cut.encode_utf16().count() >= MAX_UNITS - 1);
        assert!(cut.ends_with("🧩 […]"));
        let (_, limits) = written(&[&[Cell::Text("x".repeat(MAX_UNITS + 1).into())]]);
        assert_eq!(limits, Limits { rows: 0, cells: 1 });
        let words = Sheet::limits_in_words("comments", &limits).unwrap();
        assert!(words.contains("1 longer texts end in “[…]” here"), "{words}");
        assert_eq!(Sheet::limits_in_words("comments", &Limits::default()), None);
    }

    #[test]
    fn days_are_dates_and_anything_else_stays_text() {
        assert!(day("2025-01-28").is_some());
        for text in ["", "2025-13-01", "1066-10-14", "yesterday", "=1+1"] {
            assert!(day(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let rows: &[&[Cell<'_>]] =
            &[&[Cell::text("=1+1"), Cell::Number(-0.5), Cell::text("2025-01-28")], &[Cell::Empty]];
        let (first, limits) = written(rows);
        assert_eq!(limits, Limits::default());
        assert_eq!(first, written(rows).0);
        assert!(first.starts_with(b"PK"));
    }
}
