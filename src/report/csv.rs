//! CSV as RFC 4180 has it, with line feeds; on demand safe for spreadsheets.

use super::table::Cell;
use super::writer::Table;
use std::borrow::Cow;
use std::io::{self, Write};

/// Spreadsheets take a file that starts with it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A CSV file in the making.
pub struct CsvTable<W: Write> {
    writer: csv::Writer<W>,
    excel: bool,
}

impl<W: Write> CsvTable<W> {
    /// Starts a file with its head. `excel` adds the byte-order mark and neutralises cells
    /// that a spreadsheet would run as formulas.
    pub fn open(mut sink: W, names: &[&str], excel: bool) -> io::Result<Self> {
        if excel {
            sink.write_all(BYTE_ORDER_MARK)?;
        }
        let mut writer = csv::Writer::from_writer(sink);
        writer.write_record(names).map_err(io_error)?;
        Ok(Self { writer, excel })
    }
}

impl<W: Write> Table for CsvTable<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for cell in cells {
            let printed = cell.print();
            match cell {
                Cell::Text(_) if self.excel => self.writer.write_field(&*neutralise(&printed)),
                _ => self.writer.write_field(&*printed),
            }
            .map_err(io_error)?;
        }
        // An empty record ends the row that the fields above belong to.
        self.writer.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The system's own error, which tells a closed pipe from a full disk.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text that no spreadsheet runs: an apostrophe goes before what would begin a formula.
/// Numbers stay numbers. <https://owasp.org/www-community/attacks/CSV_Injection>
pub fn neutralise(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if !is_number(text) => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Whether a text is a plain number, such as `-0.25` or `+1e3`.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(excel: bool, rows: &[&[Cell<'_>]]) -> String {
        let mut bytes = Vec::new();
        {
            let mut table = CsvTable::open(&mut bytes, &["a", "b"], excel).unwrap();
            for row in rows {
                table.row(row).unwrap();
            }
            table.flush().unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn quotes_commas_and_line_breaks_are_quoted() {
        let text = "she said, \"no\"\nand left";
        assert_eq!(
            written(false, &[&[Cell::text(text), Cell::Empty]]),
            "a,b\n\"she said, \"\"no\"\"\nand left\",\n"
        );
    }

    #[test]
    fn a_spreadsheet_gets_a_mark_and_no_formulas_but_all_numbers() {
        let rows: &[&[Cell<'_>]] = &[&[Cell::text("=1+1"), Cell::Number(-0.5)]];
        assert_eq!(written(true, rows), "\u{feff}a,b\n'=1+1,-0.5000\n");
        assert_eq!(written(false, rows), "a,b\n=1+1,-0.5000\n");
    }

    #[test]
    fn what_begins_a_formula_is_neutralised_and_numbers_are_not() {
        for (text, wanted) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
            ("+44 20 7946 0000", "'+44 20 7946 0000"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-0.25", "-0.25"),
            ("-inf", "'-inf"),
            ("– a dash", "– a dash"),
            ("", ""),
        ] {
            assert_eq!(neutralise(text), wanted);
        }
    }
}
