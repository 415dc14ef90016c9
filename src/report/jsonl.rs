//! One JSON object a line, its keys in the order of the columns.

use super::table::Cell;
use super::writer::Table;
use std::io::{self, Write};

/// A JSONL file in the making.
pub struct JsonlTable<W: Write> {
    sink: W,
    /// The names, already in JSON.
    keys: Vec<String>,
}

impl<W: Write> JsonlTable<W> {
    /// Starts a file.
    pub fn open(sink: W, names: &[&str]) -> Self {
        Self { sink, keys: names.iter().map(|name| quoted(name)).collect() }
    }
}

impl<W: Write> Table for JsonlTable<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let mut line = String::from("{");
        for (index, (key, cell)) in self.keys.iter().zip(cells).enumerate() {
            if index > 0 {
                line.push(',');
            }
            line.push_str(key);
            line.push(':');
            match cell {
                Cell::Empty => line.push_str("null"),
                Cell::Text(text) => line.push_str(&quoted(text)),
                Cell::Integer(_) | Cell::Number(_) | Cell::Json(_) => line.push_str(&cell.print()),
            }
        }
        line.push_str("}\n");
        self.sink.write_all(line.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_object_in_the_order_of_the_columns() {
        let mut bytes = Vec::new();
        let mut table = JsonlTable::open(&mut bytes, &["z", "a", "n", "none"]);
        table
            .row(&[Cell::text("“a”\n\"b\""), Cell::Number(-0.5), Cell::Integer(3), Cell::Empty])
            .unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "{\"z\":\"“a”\\n\\\"b\\\"\",\"a\":-0.5000,\"n\":3,\"none\":null}\n"
        );
    }
}
