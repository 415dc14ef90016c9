//! JSON lines: an object a line.

use super::numbered::Numbered;
use crate::error::Result;
use crate::load::record::Place;
use crate::load::row::{Foreign, Row, Rows, Value};
use crate::load::unpack::Stream;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;

/// Whether a text's beginning is JSON lines. A text may begin with a brace, too.
pub fn is_jsonl(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('{') else { return false };
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['"', '}'])
}

/// Reads the objects of JSON lines.
pub struct Jsonl {
    lines: Numbered,
    names: Arc<[String]>,
    foreign: Foreign,
}

impl Jsonl {
    /// The objects of a stream; no line is longer than the limit.
    pub fn new(source: &str, stream: Stream, limit: u64) -> Self {
        let lines = Numbered::new(source, stream, limit);
        Self { lines, names: [].into(), foreign: Foreign::default() }
    }

    /// The row of the line that was read last.
    fn row(&mut self, place: &Place) -> Result<Row> {
        let text = self.foreign.text(self.lines.bytes().trim_ascii(), place.at);
        let object: Object<'_> = serde_json::from_str(&text).map_err(|error| {
            let error = error.to_string().replace(" at line 1 column ", " at column ");
            place.refused(format!("is no JSON object: {error}"))
        })?;
        let (names, values): (Vec<String>, Vec<Value>) =
            object.0.into_iter().map(|(name, value)| (name, decode(value))).unzip();
        if *self.names != *names {
            self.names = names.into();
        }
        Ok(Row { at: place.at, names: Arc::clone(&self.names), values })
    }
}

impl Rows for Jsonl {
    fn columns(&self) -> Option<Arc<[String]>> {
        None
    }

    fn next(&mut self) -> Option<Result<Row>> {
        loop {
            match self.lines.next("a record")? {
                Ok(_) if self.lines.bytes().trim_ascii().is_empty() => {}
                Ok(place) => return Some(self.row(&place)),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn remarks(&self) -> Vec<String> {
        self.foreign.remark(self.lines.source()).into_iter().collect()
    }
}

/// A JSON object with the order of its fields and the spelling of its numbers.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Object<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// The value that a piece of JSON is.
fn decode(value: &RawValue) -> Value {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'n') => Value::Missing,
        Some(b'"') => match serde_json::from_str(json) {
            Ok(text) => Value::Text(text),
            Err(_) => Value::Text(decode_broken(json)),
        },
        _ => Value::Json(json.to_owned()),
    }
}

/// The text of a JSON string with half of a surrogate pair in it, as programs write them that
/// cut texts between two UTF-16 units.
fn decode_broken(json: &str) -> String {
    struct Bytes(Vec<u8>);
    impl<'de> Deserialize<'de> for Bytes {
        fn deserialize<D: Deserializer<'de>>(
            deserializer: D,
        ) -> std::result::Result<Self, D::Error> {
            struct Any;
            impl Visitor<'_> for Any {
                type Value = Bytes;

                fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str("a string")
                }

                fn visit_bytes<E: serde::de::Error>(
                    self,
                    bytes: &[u8],
                ) -> std::result::Result<Bytes, E> {
                    Ok(Bytes(bytes.to_vec()))
                }
            }
            deserializer.deserialize_bytes(Any)
        }
    }
    // What is no string at all stays as it is written.
    let bytes: serde_json::Result<Bytes> = serde_json::from_str(json);
    bytes.map_or_else(|_| json.to_owned(), |bytes| String::from_utf8_lossy(&bytes.0).into_owned())
}
