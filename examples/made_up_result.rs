//! Writes a result folder with made-up comments, to measure reports on.
//!
//! usage: cargo run --release --example made_up_result -- FOLDER ARTICLES
//!
//! Every article has four comments.

#[path = "../tests/support/results.rs"]
mod results;

use std::path::PathBuf;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else {
        eprintln!("usage: made_up_result FOLDER ARTICLES");
        std::process::exit(2);
    };
    let count: u64 = count.parse().expect("ARTICLES is a number");
    let articles = results::articles(count);
    results::write(&PathBuf::from(folder), &results::run("made-up", None), &articles);
}
