//! `datapackage.json`: a Frictionless data package with the types and meanings of all columns.
//! <https://specs.frictionlessdata.io/data-package/>

use super::table::{Field, Type};
use serde_json::{Value, json};

/// The descriptor of a result folder in the making.
#[derive(Debug, Default)]
pub struct DataPackage {
    resources: Vec<Value>,
}

/// A file that other programs read by its own rules.
#[derive(Debug, Clone, Copy)]
pub struct OtherFile<'a> {
    /// Its name in the folder.
    pub path: &'a str,
    /// What it holds.
    pub description: &'a str,
    /// Its media type.
    pub media_type: &'a str,
}

impl DataPackage {
    /// Adds a CSV file with its columns.
    ///
    /// `refers` names a column and the table and column that its values stand in.
    pub fn table(
        &mut self,
        name: &str,
        description: &str,
        fields: &[Field],
        refers: Option<(&str, &str, &str)>,
    ) {
        let mut schema = json!({
            "fields": fields.iter().map(field).collect::<Vec<_>>(),
            "missingValues": [""],
        });
        if let Some((column, table, other)) = refers {
            schema["foreignKeys"] = json!([{
                "fields": column,
                "reference": { "resource": table, "fields": other },
            }]);
        }
        self.resources.push(json!({
            "name": name,
            "path": format!("{name}.csv"),
            "description": description,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {
                "delimiter": ",",
                "lineTerminator": "\n",
                "quoteChar": "\"",
                "doubleQuote": true,
                "header": true,
            },
            "schema": schema,
        }));
    }

    /// Adds a file that is not CSV.
    pub fn file(&mut self, file: OtherFile<'_>) {
        // Names are lower case, of letters, digits, hyphens, dots and underscores.
        let name = file.path.to_lowercase().replace(['/', '*', '='], "-").replace('.', "-");
        self.resources.push(json!({
            "name": name,
            "path": file.path,
            // Told so, a validator does not take it for a table.
            "type": "file",
            "description": file.description,
            "mediatype": file.media_type,
        }));
    }

    /// The content of the file.
    ///
    /// # Panics
    /// Never: all parts are plain data with string keys.
    pub fn print(self, created: &str) -> Vec<u8> {
        let package = json!({
            "profile": "data-package",
            "name": "pullquote-result",
            "title": "Comments in news articles and their sentiment",
            "description": "Who was quoted in the articles, with which words, and how negative, \
                            neutral or positive these words are. Public reaction and the \
                            subject's own words are never added up.",
            "version": env!("CARGO_PKG_VERSION"),
            "created": created,
            "resources": self.resources,
        });
        let mut bytes = serde_json::to_vec_pretty(&package).expect("plain data always serialises");
        bytes.push(b'\n');
        bytes
    }
}

/// The description of one column.
fn field(field: &Field) -> Value {
    let mut found = json!({
        "name": field.name,
        "type": type_name(field.kind),
        "description": field.meaning,
    });
    let constraints = match field.kind {
        Type::Integer => json!({ "minimum": 0 }),
        Type::Share => json!({ "minimum": 0, "maximum": 1 }),
        Type::Score => json!({ "minimum": -1, "maximum": 1 }),
        Type::Choice(words) => json!({ "enum": words }),
        Type::Text | Type::Number | Type::Date => return found,
    };
    found["constraints"] = constraints;
    found
}

/// The name of a type in a table schema.
pub fn type_name(kind: Type) -> &'static str {
    match kind {
        Type::Text | Type::Choice(_) => "string",
        Type::Integer => "integer",
        Type::Number | Type::Share | Type::Score => "number",
        Type::Date => "date",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_with_type_meaning_and_limits() {
        let fields = [
            Field { name: "id", kind: Type::Text, meaning: "name" },
            Field { name: "n", kind: Type::Integer, meaning: "count" },
            Field { name: "p", kind: Type::Share, meaning: "probability" },
            Field { name: "label", kind: Type::Choice(&["a", "b"]), meaning: "label" },
        ];
        let mut package = DataPackage::default();
        package.table("comments", "all", &fields, Some(("id", "articles", "article_id")));
        package.file(OtherFile {
            path: "comments/day=*/*.parquet",
            description: "by day",
            media_type: "application/vnd.apache.parquet",
        });
        let printed = package.print("2026-01-01T00:00:00Z");
        let package: Value = serde_json::from_slice(&printed).unwrap();
        let schema = &package["resources"][0]["schema"];
        assert_eq!(schema["fields"][0]["type"], "string");
        assert_eq!(schema["fields"][0]["description"], "name");
        assert_eq!(schema["fields"][1]["constraints"]["minimum"], 0);
        assert_eq!(schema["fields"][2]["constraints"]["maximum"], 1);
        assert_eq!(schema["fields"][3]["constraints"]["enum"], json!(["a", "b"]));
        assert_eq!(schema["foreignKeys"][0]["reference"]["resource"], "articles");
        let name = package["resources"][1]["name"].as_str().unwrap();
        assert!(
            name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-._".contains(&byte)),
            "{name}"
        );
    }
}
