//! The models inside the program.

use super::{FILES, Source, hex};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The files of a built-in model.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its name on the command line.
    pub name: &'static str,
    /// `config.json`, `tokenizer.json`, `model.safetensors`.
    files: [&'static [u8]; 3],
    /// Their SHA-256, recorded when the model was made; lines as of `sha256sum`.
    sums: &'static str,
}

macro_rules! file {
    ($model:literal, $name:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/models/", $model, "/", $name)
    };
}

/// The built-in models; the first one is the default.
pub const ALL: &[BuiltIn] = &[BuiltIn {
    name: "reactions-minilm",
    files: [
        include_bytes!(file!("reactions-minilm", "config.json")),
        include_bytes!(file!("reactions-minilm", "tokenizer.json")),
        include_bytes!(file!("reactions-minilm", "model.safetensors")),
    ],
    sums: include_str!(file!("reactions-minilm", "SHA256SUMS")),
}];

impl BuiltIn {
    /// The recorded hash of a file.
    fn recorded(&self, file: &str) -> Option<&'static str> {
        self.sums.lines().find_map(|line| {
            let (hash, name) = line.split_once("  ")?;
            (name == file).then_some(hash)
        })
    }

    /// For each file its name and whether it is what was recorded.
    pub fn check(&self) -> Vec<(&'static str, Result<(), String>)> {
        let check = |(file, bytes): (&'static str, &[u8])| {
            let (found, wanted) = (hex(&Sha256::digest(bytes)), self.recorded(file));
            let outcome = match wanted {
                Some(wanted) if wanted == found => Ok(()),
                Some(wanted) => Err(format!("expected SHA-256 {wanted}, found {found}")),
                None => Err("no SHA-256 is recorded".into()),
            };
            (file, outcome)
        };
        FILES.into_iter().zip(self.files).map(check).collect()
    }
}

/// The files of a built-in model. Its hash is taken as recorded: computing it anew would take
/// longer than all else at the start; `pullquote models verify` does it.
pub fn source(model: &BuiltIn) -> Source {
    let [config, tokenizer, weights] = model.files.map(Cow::Borrowed);
    let hash = model.recorded(FILES[2]).map(str::to_string);
    Source { place: model.name.into(), config, tokenizer, weights, hash, built_in: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_that_were_recorded() {
        for model in ALL {
            for (file, outcome) in model.check() {
                assert_eq!(outcome, Ok(()), "{}: {file}", model.name);
            }
        }
    }
}
