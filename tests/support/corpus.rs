//! A small corpus that a test writes for itself, and what its results are compared by.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Speakers and their words, from which articles are put together.
const SPEAKERS: &[&str] = &["Ana Ruiz", "Jo Roe", "Ben Okoro", "Mia Chen", "Tom Hall", "Eva Lind"];
const WORDS: &[&str] = &[
    "I love what they have done with the harbour",
    "This is the worst decision in years",
    "We waited for hours and nobody came to tell us anything",
    "It will open again in spring",
    "I am so proud of all the children",
    "They never asked the people who live here",
];

/// An article of its own, with two to four comments.
pub fn article(number: usize) -> String {
    let mut text = format!("Story {number} of the day\n\n");
    let _ = writeln!(
        text,
        "The council of town {number} met on day {} and spoke for {number} hours about road \
         {number}, school {} and bridge {}.\n",
        number * 7,
        number * 3,
        number + 1000
    );
    for turn in 0..2 + number % 3 {
        let speaker = SPEAKERS[(number + turn) % SPEAKERS.len()];
        let words = WORDS[(number * 5 + turn) % WORDS.len()];
        let _ = writeln!(text, "“{words}, for the {number} time,” said {speaker}.\n");
    }
    text
}

/// Writes files, a table, copies and failures into a folder.
pub fn write(folder: &Path, files: usize, records: usize) {
    fs::create_dir_all(folder.join("files")).unwrap();
    for number in 0..files {
        fs::write(folder.join(format!("files/{number:04}.txt")), article(number)).unwrap();
    }
    fs::write(folder.join("files/empty.txt"), "").unwrap();
    fs::write(folder.join("files/copy.txt"), article(1)).unwrap();
    let mut table = String::new();
    for number in 0..records {
        let text = if number % 11 == 5 { String::new() } else { article(10_000 + number) };
        let record = serde_json::json!({
            "id": format!("r{number}"),
            "title": format!("Record {number}"),
            "url": format!("https://news.example.org/{}", number % 40),
            "text": text,
        });
        let _ = writeln!(table, "{record}");
    }
    fs::write(folder.join("table.jsonl"), table).unwrap();
}

/// The files of a result that depend on nothing but the inputs. `articles.csv` has a column of
/// measured times, which is left out.
pub fn result(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in ["comments.csv", "summary.csv", "failures.csv"] {
        files.insert(name.to_owned(), fs::read(folder.join(name)).unwrap());
    }
    let mut reader = csv::Reader::from_path(folder.join("articles.csv")).unwrap();
    let seconds = reader.headers().unwrap().iter().position(|name| name == "seconds").unwrap();
    let mut articles = csv::Writer::from_writer(Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let kept = record.iter().enumerate().filter(|(column, _)| *column != seconds);
        articles.write_record(kept.map(|(_, cell)| cell)).unwrap();
    }
    files.insert("articles.csv".to_owned(), articles.into_inner().unwrap());
    files
}

/// Fails where two results differ, naming the file.
pub fn same(one: &Path, other: &Path) {
    let (one, other) = (result(one), result(other));
    for (name, bytes) in &one {
        assert!(
            *bytes == other[name],
            "{name} differs:\n{}\n--- and\n{}",
            String::from_utf8_lossy(bytes),
            String::from_utf8_lossy(&other[name])
        );
    }
}
