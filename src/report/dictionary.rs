//! The data dictionary: every column of every table, from the columns themselves.

use super::columns::{self, Heads};
use super::files;
use super::table::{Column, Field, Type, fields};

/// A table of the result folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name; the files are called after it.
    pub name: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// Its columns, in order.
    pub fields: Vec<Field>,
}

impl Table {
    /// The table of these columns.
    fn new<R>(name: &'static str, row: &'static str, columns: &[Column<R>]) -> Self {
        Self { name, row, fields: fields(columns) }
    }
}

/// All tables; `heads` are those of the model that scored the comments.
pub fn tables(heads: Heads) -> Vec<Table> {
    vec![
        Table::new("comments", "a comment", &columns::scored(heads)),
        Table::new("summary", "a group of comments", &files::summary()),
        Table::new("articles", "an article", files::ARTICLES),
        Table::new("failures", "an input that could not be read", files::FAILURES),
        Table::new("comparison", "a difference (only after a comparison)", &files::comparison()),
    ]
}

/// A type in words.
pub fn type_name(kind: Type) -> String {
    match kind {
        Type::Text => "text".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Share => "number, 0 to 1".to_owned(),
        Type::Score => "number, -1 to 1".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Choice(words) => words.join(" | "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_has_a_name_of_its_own_and_a_meaning() {
        let all = Heads { emotion: true, irony: true, offensive: true, hate: true };
        for table in tables(all) {
            let names: BTreeSet<&str> = table.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), table.fields.len(), "{}", table.name);
            assert!(table.fields.iter().all(|field| !field.meaning.is_empty()), "{}", table.name);
        }
    }
}
