//! `pullquote report`: sums up, filters, merges and compares earlier results.

mod support;

use pullquote::journal::Shard;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use support::{failure, pullquote, read, results, stdout};
use tempfile::TempDir;

type Row = HashMap<String, String>;

/// The files that must not depend on how a result came about.
const TABLES: [&str; 4] = ["comments.csv", "summary.csv", "articles.csv", "failures.csv"];

/// A folder with one result of 60 articles in `whole`.
fn whole() -> (TempDir, PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("whole");
    results::write(&folder, &results::run("m", None), &results::articles(60));
    (outer, folder)
}

/// `pullquote report` with these words, in this folder.
fn report(folder: &Path, words: &[&str]) -> assert_cmd::Command {
    let mut command = pullquote(&["report"]);
    command.current_dir(folder).args(words);
    command
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name} of {row:?}"))
}

/// The names of the groups that a row of comments.csv belongs to, with the level.
fn groups(row: &Row) -> Vec<(&'static str, String)> {
    let subject = row["role"] == "subject";
    let named = |value: &str| {
        if subject { format!("{value} (subject)") } else { value.to_owned() }
    };
    let all = if subject { "subject" } else { "public reaction" };
    let day = if row["posted"].is_empty() { &row["published"] } else { &row["posted"] };
    let mut groups = vec![
        ("all", all.to_owned()),
        ("role", row["role"].clone()),
        ("kind", named(&row["kind"])),
        ("article", named(&row["article_id"])),
        ("day", named(day)),
    ];
    if !row["speaker"].is_empty() {
        groups.push(("speaker", named(&row["speaker"])));
    }
    groups
}

#[test]
fn every_number_of_the_summary_can_be_counted_again_from_the_comments_as_printed() {
    let (outer, folder) = whole();
    report(outer.path(), &["whole", "--min-group", "1"]).assert().code(0);
    let mut wanted: HashMap<(String, String), Vec<Row>> = HashMap::new();
    for row in read(&folder.join("comments.csv")) {
        for (level, group) in groups(&row) {
            wanted.entry((level.to_owned(), group)).or_default().push(row.clone());
        }
    }
    let summary = read(&folder.join("summary.csv"));
    assert_eq!(summary.len(), wanted.len());
    for row in &summary {
        let members = &wanted[&(row["level"].clone(), row["group"].clone())];
        assert_eq!(row["n"], members.len().to_string(), "{row:?}");
        for label in ["negative", "neutral", "positive"] {
            let count = members.iter().filter(|member| member["sentiment"] == label).count();
            assert_eq!(row[&format!("n_{label}")], count.to_string(), "{row:?}");
            let share = count as f64 / members.len() as f64;
            assert_eq!(row[&format!("share_{label}")], format!("{share:.4}"), "{row:?}");
        }
        let mean = members.iter().map(|member| number(member, "score")).sum::<f64>()
            / members.len() as f64;
        assert!((number(row, "mean_score") - mean).abs() < 0.000_051, "{row:?}");
    }
}

#[test]
fn groups_that_are_too_small_have_empty_cells_and_say_why() {
    let (outer, folder) = whole();
    report(outer.path(), &["whole"]).assert().code(0);
    let summary = read(&folder.join("summary.csv"));
    let of_level =
        |level: &str| summary.iter().filter(|row| row["level"] == level).collect::<Vec<_>>();
    for row in of_level("article") {
        assert_eq!((row["note"].as_str(), row["share_negative"].as_str()), ("too-few", ""));
        assert_eq!((row["mean_score"].as_str(), row["adjusted_share_neutral"].as_str()), ("", ""));
        assert_ne!(row["n"], "0");
    }
    for row in of_level("all") {
        assert_eq!(row["note"], "");
        assert!(
            number(row, "adjusted_share_negative_low") <= number(row, "adjusted_share_negative")
        );
    }
}

#[test]
fn four_shards_put_together_are_byte_for_byte_one_run() {
    let (outer, folder) = whole();
    report(outer.path(), &["whole"]).assert().code(0);
    let articles = results::articles(60);
    for index in 1..=4 {
        let shard = Shard { index, count: 4 };
        let part: Vec<_> =
            articles.iter().filter(|article| shard.takes(&article.id.0)).cloned().collect();
        let run = results::run("m", Some(shard));
        results::write(&outer.path().join(index.to_string()), &run, &part);
    }
    report(outer.path(), &["3", "1", "4", "2", "-o", "merged"]).assert().code(0);
    for name in TABLES {
        let file = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(file(&outer.path().join("merged")) == file(&folder), "{name}");
    }
    let manifest = fs::read(outer.path().join("merged/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["runs"][0]["shard"], "3/4");
    assert_eq!(manifest["counts"]["articles"], 60);
}

#[test]
fn an_article_of_two_results_counts_once_as_the_later_one_has_it() {
    let outer = tempfile::tempdir().unwrap();
    let mut articles = results::articles(12);
    results::write(&outer.path().join("monday"), &results::run("m", None), &articles[..8]);
    for article in &mut articles {
        article.metadata.title = Some("later".to_owned());
    }
    results::write(&outer.path().join("tuesday"), &results::run("m", None), &articles[4..]);
    report(outer.path(), &["monday", "tuesday", "-o", "both"]).assert().code(0);
    let found = read(&outer.path().join("both/articles.csv"));
    let later = found.iter().filter(|row| row["title"] == "later").count();
    assert_eq!((found.len(), later), (12, 8));
    report(outer.path(), &["tuesday", "monday", "-o", "both"]).assert().code(0);
    let found = read(&outer.path().join("both/articles.csv"));
    let later = found.iter().filter(|row| row["title"] == "later").count();
    assert_eq!((found.len(), later), (12, 4));
    assert_eq!(read(&outer.path().join("both/comments.csv")).len(), 48);
}

#[test]
fn results_of_different_models_are_put_together_only_when_asked_for() {
    let outer = tempfile::tempdir().unwrap();
    let articles = results::articles(20);
    results::write(&outer.path().join("a"), &results::run("small", None), &articles[..10]);
    results::write(&outer.path().join("b"), &results::run("large", None), &articles[10..]);
    for words in [&["a", "b", "-o", "c"][..], &["a", "--compare", "b"]] {
        let message = failure(&mut report(outer.path(), words), 2);
        for part in ["small@0123456789ab", "large@0123456789ab", "--mixed-models"] {
            assert!(message.contains(part), "{message}");
        }
    }
    assert!(!outer.path().join("c").exists());
    report(outer.path(), &["a", "b", "-o", "c", "--mixed-models"]).assert().code(0);
    let comments = read(&outer.path().join("c/comments.csv"));
    let small = comments.iter().filter(|row| row["model"] == "small@0123456789ab").count();
    assert_eq!((comments.len(), small), (80, 40));
    let summary = read(&outer.path().join("c/summary.csv"));
    assert!(summary.iter().all(|row| row["adjusted_share_negative"].is_empty()));
}

#[test]
fn filters_choose_the_comments_of_every_file_and_the_manifest_says_so() {
    let (outer, _) = whole();
    let chosen = |words: &[&str]| {
        let words = [&["whole", "-o", "part"], words].concat();
        report(outer.path(), &words).assert().code(0);
        let comments = read(&outer.path().join("part/comments.csv"));
        let articles = read(&outer.path().join("part/articles.csv"));
        let counted: usize =
            articles.iter().map(|row| row["n_comments"].parse::<usize>().unwrap()).sum();
        assert_eq!((articles.len(), counted), (60, comments.len()));
        comments
    };
    let all = chosen(&[]);
    assert_eq!(all.len(), 240);
    let wanted = |takes: &dyn Fn(&Row) -> bool| all.iter().filter(|row| takes(row)).count();
    let since = chosen(&["--since", "2026-01-10", "--until", "2026-01-12"]);
    let between = |row: &Row| ("2026-01-10"..="2026-01-12").contains(&row["published"].as_str());
    assert_eq!(since.len(), wanted(&between));
    assert!(since.iter().all(between) && !since.is_empty());
    let public = chosen(&["--role", "public,named"]);
    assert_eq!(public.len(), 180);
    let german = chosen(&["--lang", "de"]);
    assert_eq!(german.len(), 24);
    let sure = chosen(&["--min-confidence", "0.7"]);
    let confident = |row: &Row| {
        ["p_negative", "p_neutral", "p_positive"].iter().any(|name| number(row, name) >= 0.7)
    };
    assert_eq!(sure.len(), wanted(&confident));
    assert!(!sure.is_empty() && sure.len() < 240);
    let summary = read(&outer.path().join("part/summary.csv"));
    assert!(summary.iter().all(|row| row["adjusted_share_negative"].is_empty()));
    let manifest = fs::read(outer.path().join("part/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["report"]["filter"]["min_confidence"], 0.7);
    assert_eq!(manifest["counts"]["filtered_out"], 240 - sure.len());
}

#[test]
fn a_part_never_takes_the_place_of_the_whole() {
    let (outer, folder) = whole();
    report(outer.path(), &["whole"]).assert().code(0);
    let before = TABLES.map(|name| fs::read(folder.join(name)).unwrap());
    report(outer.path(), &["whole", "--role", "named"]).assert().code(0);
    report(outer.path(), &["whole", "--level", "day"]).assert().code(0);
    let after = TABLES.map(|name| fs::read(folder.join(name)).unwrap());
    assert!(before == after);
}

#[test]
fn the_columns_of_the_user_are_levels_too_and_an_unknown_one_names_those_there_are() {
    let (outer, folder) = whole();
    report(outer.path(), &["whole", "--group-by", "outlet"]).assert().code(0);
    let summary = read(&folder.join("summary.csv"));
    let outlets: Vec<(&str, &str)> = summary
        .iter()
        .filter(|row| row["level"] == "outlet")
        .map(|row| (row["group"].as_str(), row["n"].as_str()))
        .collect();
    let wanted = [
        ("Café, News", "60"),
        ("Café, News (subject)", "20"),
        ("The Ledger", "60"),
        ("The Ledger (subject)", "20"),
        ("毎日新聞", "60"),
        ("毎日新聞 (subject)", "20"),
    ];
    assert_eq!(outlets, wanted);
    let message = failure(&mut report(outer.path(), &["whole", "--group-by", "author"]), 2);
    assert!(message.contains("author") && message.contains("there are outlet"), "{message}");
}

#[test]
fn tables_and_comparisons_are_printed_as_reviewed() {
    let (outer, _) = whole();
    results::write(
        &outer.path().join("other"),
        &results::run("m", None),
        &results::articles(120)[40..],
    );
    for (name, words) in [
        ("summary", &["whole"][..]),
        ("levels", &["whole", "--level", "role,day", "--group-by", "outlet"]),
        ("compare", &["whole", "--compare", "other", "-o", "changes"]),
        ("compare_groups", &["whole", "--group-by", "outlet", "--compare-groups", "outlet"]),
    ] {
        insta::assert_snapshot!(name, stdout(&mut report(outer.path(), words)));
    }
    let comparison = read(&outer.path().join("changes/comparison.csv"));
    assert_eq!(comparison[0]["result_a"], "whole");
    assert_eq!(comparison[0]["result_b"], "other");
    for row in &comparison {
        let difference = number(row, "value_a") - number(row, "value_b");
        assert!((number(row, "difference") - difference).abs() < 0.000_11, "{row:?}");
        if !row["p_value"].is_empty() {
            assert!(number(row, "p_holm") >= number(row, "p_value"), "{row:?}");
        }
    }
}

#[test]
fn the_data_dictionary_is_as_reviewed() {
    insta::assert_snapshot!("columns", stdout(&mut pullquote(&["report", "--columns"])));
}

#[test]
fn colours_come_when_forced_and_not_when_unwanted() {
    let (outer, _) = whole();
    let mut forced = report(outer.path(), &["whole"]);
    forced.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    assert!(stdout(&mut forced).contains("\u{1b}[31m█"));
    forced.env("NO_COLOR", "1");
    assert!(!stdout(&mut forced).contains('\u{1b}'));
}

#[test]
fn threads_change_no_byte() {
    let (outer, folder) = whole();
    let mut results = Vec::new();
    for threads in ["1", "2", "3"] {
        report(outer.path(), &["whole", "--threads", threads, "--group-by", "outlet"])
            .assert()
            .code(0);
        results.push(TABLES.map(|name| fs::read(folder.join(name)).unwrap()));
    }
    assert!(results[0] == results[1] && results[1] == results[2]);
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let (outer, _) = whole();
    let folder = outer.path();
    let message = failure(&mut report(folder, &["nowhere"]), 3);
    assert!(message.contains("nowhere"), "{message}");
    let days = ["whole", "--since", "2026-02-01", "--until", "2026-01-01"];
    let message = failure(&mut report(folder, &days), 2);
    assert!(message.contains("2026-02-01 is after --until 2026-01-01"), "{message}");
    report(folder, &["whole", "--quiet"]).assert().code(0).stdout("").stderr("");
    let message = failure(
        &mut report(folder, &["whole", "--min-group", "1", "--compare-groups", "speaker"]),
        2,
    );
    assert!(message.contains("more than the 200"), "{message}");
    for words in [
        &[][..],
        &["whole", "--since", "yesterday"],
        &["whole", "--role", "everyone"],
        &["whole", "--level", "planet"],
        &["whole", "--min-confidence", "2"],
        &["whole", "--columns"],
        &["whole", "--compare", "whole", "--compare-groups", "role"],
    ] {
        report(folder, words).assert().code(2);
    }
}
