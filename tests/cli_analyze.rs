//! `pullquote analyze`: the result folder.

mod support;

use std::fs;
use std::path::Path;
use support::{corpus, pullquote, read, tiny_model};

/// Analyses `data/` with more options into a new folder.
fn analyze(folder: &Path, options: &[&str]) {
    let output = folder.to_string_lossy();
    let arguments = [&["analyze", "data", "--output", &*output], options].concat();
    pullquote(&arguments).assert().code(0);
}

#[test]
fn the_result_folder_is_whole_and_consistent() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("deep/result");
    analyze(&folder, &[]);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let wanted = [
        ".pullquote.lock",
        "articles.csv",
        "comments.csv",
        "datapackage.json",
        "failures.csv",
        "journal.sqlite",
        "manifest.json",
        "report.html",
        "summary.csv",
    ];
    assert_eq!(names, wanted);

    let comments = read(&folder.join("comments.csv"));
    let articles = read(&folder.join("articles.csv"));
    let summary = read(&folder.join("summary.csv"));
    assert!(read(&folder.join("failures.csv")).is_empty());
    assert_eq!(articles.len(), fs::read_dir("data").unwrap().count());
    let counted: usize =
        articles.iter().map(|row| row["n_comments"].parse::<usize>().unwrap()).sum();
    assert_eq!(counted, comments.len());

    for row in &comments {
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let [negative, neutral, positive] = ["p_negative", "p_neutral", "p_positive"].map(number);
        assert!((negative + neutral + positive - 1.0).abs() < 1e-9, "{row:?}");
        assert!((number("score") - (positive - negative)).abs() < 1e-9, "{row:?}");
        assert!(row["model"].contains('@'));
    }
    recount(&comments, &summary);

    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["counts"]["comments"], comments.len());
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), articles.len());
    assert_eq!(manifest["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert!(manifest["runs"][0]["engine"].as_str().unwrap().starts_with("packed int8 "));
    assert!(manifest["started"].as_str() <= manifest["ended"].as_str());
}

type Row = std::collections::HashMap<String, String>;

/// Counts the rows of every role again and compares.
fn recount(comments: &[Row], summary: &[Row]) {
    let counted = |row: &&Row| {
        !row["sentiment"].is_empty()
            && !row["flags"].contains("duplicate-of")
            && !row["flags"].contains("not-english")
    };
    for role in ["subject", "public", "named", "media"] {
        let of_role: Vec<&Row> =
            comments.iter().filter(|row| row["role"] == role).filter(counted).collect();
        let row = summary.iter().find(|row| row["level"] == "role" && row["group"] == role);
        assert_eq!(row.map_or("0", |row| row["n"].as_str()), of_role.len().to_string(), "{role}");
        let Some(row) = row else { continue };
        for label in ["negative", "neutral", "positive"] {
            let n = of_role.iter().filter(|row| row["sentiment"] == label).count();
            assert_eq!(row[&format!("n_{label}")], n.to_string(), "{role}");
        }
    }
    let all: Vec<&Row> = summary.iter().filter(|row| row["level"] == "all").collect();
    let groups: Vec<&str> = all.iter().map(|row| row["group"].as_str()).collect();
    assert_eq!(groups, ["public reaction", "subject"]);
    let total: usize = all.iter().map(|row| row["n"].parse::<usize>().unwrap()).sum();
    assert_eq!(total, comments.iter().filter(counted).count());
}

#[test]
fn threads_and_batches_change_no_byte() {
    let outer = tempfile::tempdir().unwrap();
    let input = outer.path().join("news");
    corpus::write(&input, 30, 60);
    let results: Vec<_> = [("1", "1"), ("1", "64"), ("2", "3"), ("4", "1"), ("3", "64")]
        .map(|(threads, batch)| {
            let result = outer.path().join(format!("{threads}-{batch}"));
            let mut command = pullquote(&["analyze", "--threads", threads, "--batch", batch]);
            command.arg("--model").arg(tiny_model()).arg("--output").arg(&result).arg(&input);
            command.arg("--quiet").assert().code(1);
            result
        })
        .into();
    assert!(read(&results[0].join("comments.csv")).len() > 200);
    for result in &results[1..] {
        corpus::same(&results[0], result);
    }
}

#[test]
fn a_bad_article_among_good_ones_is_listed_and_the_rest_is_done() {
    let outer = tempfile::tempdir().unwrap();
    let input = outer.path().join("articles");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("good.txt"), "“I love this town,” said Ann Lee.\n").unwrap();
    fs::write(input.join("empty.txt"), "").unwrap();
    let result = outer.path().join("result");
    pullquote(&["analyze"])
        .arg(&input)
        .arg("--output")
        .arg(&result)
        .assert()
        .code(1)
        .stderr(predicates::str::contains("empty.txt: is empty"));
    let failures = read(&result.join("failures.csv"));
    assert_eq!(failures.len(), 1);
    assert!(failures[0]["input"].ends_with("empty.txt"));
    assert_eq!(failures[0]["reason"], "is empty");
    assert_eq!(read(&result.join("comments.csv")).len(), 1);
    let articles = read(&result.join("articles.csv"));
    let status: Vec<&str> = articles.iter().map(|row| row["status"].as_str()).collect();
    assert_eq!(status, ["failed", "done"]);
}

#[test]
fn a_second_run_replaces_the_files_of_the_first() {
    let outer = tempfile::tempdir().unwrap();
    analyze(outer.path(), &["--excel"]);
    let first = fs::read(outer.path().join("comments.csv")).unwrap();
    assert!(first.starts_with("\u{feff}".as_bytes()));
    analyze(outer.path(), &[]);
    let second = fs::read(outer.path().join("comments.csv")).unwrap();
    assert!(second.starts_with(b"article_id,"));
    assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 9);
}

#[test]
fn the_terminal_shows_a_table_unless_it_shall_be_quiet() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().to_string_lossy();
    let arguments = ["analyze", "data/singer-cries.txt", "-o", &*folder];
    pullquote(&arguments)
        .assert()
        .code(0)
        .stdout(predicates::str::contains("Public reaction"))
        .stdout(predicates::str::contains("Subject's own words"))
        .stderr("");
    pullquote(&arguments).arg("--quiet").assert().code(0).stdout("").stderr("");
}
