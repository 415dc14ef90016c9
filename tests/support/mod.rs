//! A small builder for calls of the real binary, and readers of what it wrote.

// Every test file compiles this module for itself and uses a part of it.
#![allow(dead_code)]

pub mod corpus;

use assert_cmd::Command;
use std::path::{Path, PathBuf};

pub mod results;

/// A call of the program, from the project's folder, without a terminal.
pub fn pullquote(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("pullquote").unwrap();
    command.current_dir(root()).env("NO_COLOR", "1").args(arguments);
    command
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the tiny model.
pub fn tiny_model() -> PathBuf {
    root().join("tests/fixtures/tiny-bert")
}

/// What the program printed.
pub fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// Runs a call that must fail with this code; gives the one line that it says.
pub fn failure(command: &mut Command, code: i32) -> String {
    let output = command.output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("pullquote: "), "{message}");
    message
}

/// The records of a CSV text.
pub fn records(text: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// The records of a CSV file.
pub fn read(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    records(&std::fs::read_to_string(path).unwrap())
}
