//! What a table is: columns with a name, a type and a meaning, and the cells of a row.
//!
//! The columns of every file stand in [`super::columns`], once; all writers and the data
//! dictionary read them from there.

use std::borrow::Cow;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Any text.
    Text,
    /// A whole number, 0 or more.
    Integer,
    /// A number with [`DECIMALS`] decimals.
    Number,
    /// A share or probability, 0 to 1, with [`DECIMALS`] decimals.
    Share,
    /// A sentiment score, -1 to 1, with [`DECIMALS`] decimals.
    Score,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// One of the listed words.
    Choice(&'static [&'static str]),
}

/// Decimals of every number that is written.
pub const DECIMALS: usize = 4;

/// One column of a table of rows of type `R`.
pub struct Column<R> {
    /// Its name in the first line of the file.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Type,
    /// What it means, for the data dictionary.
    pub meaning: &'static str,
    /// The cell of a row.
    pub value: for<'r> fn(&'r R) -> Cell<'r>,
}

/// A column without the way to its cells: what writers of typed formats and the data dictionary
/// need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Type,
    /// What it means.
    pub meaning: &'static str,
}

/// The fields of columns.
pub fn fields<R>(columns: &[Column<R>]) -> Vec<Field> {
    let field = |column: &Column<R>| Field {
        name: column.name,
        kind: column.kind,
        meaning: column.meaning,
    };
    columns.iter().map(field).collect()
}

// Derived implementations would ask the same of `R`, which is never stored.
impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Column<R> {}

/// The content of one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// Nothing: not known, or not applicable.
    Empty,
    /// Text.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(u64),
    /// A number; it is written with [`DECIMALS`] decimals.
    Number(f64),
    /// A number, truth value, list or object from elsewhere, as JSON.
    Json(Cow<'r, str>),
}

impl<'r> Cell<'r> {
    /// A text cell.
    pub fn text(text: &'r str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }

    /// A text cell, empty without text.
    pub fn optional(text: Option<&'r str>) -> Self {
        text.map_or(Cell::Empty, Cell::text)
    }

    /// A number cell, empty without a number.
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Cell::Empty, Cell::Number)
    }

    /// The cell as printed; empty cells are the empty string.
    pub fn print(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Json(text) => Cow::Borrowed(text),
            Cell::Integer(number) => Cow::Owned(number.to_string()),
            Cell::Number(number) => Cow::Owned(fixed(*number)),
        }
    }
}

/// A number as its printed form reads.
pub fn rounded(number: f64) -> f64 {
    let unit = 10f64.powi(DECIMALS as i32);
    // Adding zero turns minus zero into zero.
    (number * unit).round() / unit + 0.0
}

/// A number with [`DECIMALS`] decimals and no minus before zero.
pub fn fixed(number: f64) -> String {
    let text = format!("{number:.DECIMALS$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_decimals_and_zero_no_sign() {
        for (number, wanted) in
            [(0.5, "0.5000"), (-0.25, "-0.2500"), (-0.00001, "0.0000"), (1.0 / 3.0, "0.3333")]
        {
            assert_eq!(fixed(number), wanted);
        }
    }

    #[test]
    fn a_rounded_number_is_the_printed_one() {
        for number in [0.5, -0.25, -0.00001, 1.0 / 3.0, 0.99996] {
            assert_eq!(rounded(number), fixed(number).parse::<f64>().unwrap());
            assert!(rounded(number).is_sign_positive() || rounded(number) != 0.0);
        }
    }

    #[test]
    fn an_empty_cell_prints_nothing() {
        assert_eq!(Cell::optional(None).print(), "");
        assert_eq!(Cell::number(None).print(), "");
        assert_eq!(Cell::Integer(12).print(), "12");
    }
}
