//! `pullquote eval`: how well the model agrees with a labelled file.

mod support;

use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::{Path, PathBuf};
use support::{failure, pullquote, records, stdout};

const POSTS: &str = "\
{\"text\":\"I love this, what a wonderful day!\",\"label\":\"positive\"}\n\
{\"text\":\"This is a disgrace, I hate it.\",\"label\":\"negative\"}\n\
{\"text\":\"The meeting starts at nine in the town hall.\",\"label\":\"neutral\"}\n\
{\"text\":\"So happy for them, brilliant news!\",\"label\":\"negative\"}\n\
{\"text\":\"Hm\",\"label\":\"mixed\"}\n\
{\"text\":\"...\",\"label\":\"neutral\"}\n";

fn file(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn json(command: &mut assert_cmd::Command) -> serde_json::Value {
    serde_json::from_str(&stdout(command)).unwrap()
}

#[test]
fn the_measure_the_table_and_the_calibration_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "posts.jsonl", POSTS.as_bytes());
    let text = stdout(pullquote(&["eval", "--task", "sentiment"]).arg(&path));
    for line in [
        "texts         5 (1 with other labels left out)",
        "no words      1, answered with even shares",
        "macro_recall  0.6667",
        "accuracy      0.6000",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let table: Vec<Vec<&str>> =
        text.lines().rev().take(3).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(table[2][..4], ["negative", "1", "0", "1"], "{text}");
    assert_eq!(table[1][..4], ["neutral", "1", "1", "0"], "{text}");
    assert_eq!(table[0][..4], ["positive", "0", "0", "1"], "{text}");
}

#[test]
fn every_kind_of_table_gives_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut tsv = String::from("label\twords\n");
    csv.write_record(["id", "gold", "post"]).unwrap();
    for line in POSTS.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let (text, label) = (row["text"].as_str().unwrap(), row["label"].as_str().unwrap());
        csv.write_record(["7", label, text]).unwrap();
        tsv += &format!("{label}\t{text}\n");
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(POSTS.as_bytes()).unwrap();
    let eval = ["eval", "--task", "sentiment", "--format", "json"];
    let wanted = json(pullquote(&eval).arg(file(folder.path(), "a.jsonl", POSTS.as_bytes())));
    assert_eq!(wanted["n"], 5);
    let path = file(folder.path(), "a.jsonl.gz", &packed.finish().unwrap());
    assert_eq!(json(pullquote(&eval).arg(path)), wanted);
    assert_eq!(json(pullquote(&eval).arg("-").write_stdin(POSTS)), wanted);
    let path = file(folder.path(), "a.csv", &csv.into_inner().unwrap());
    let fields = ["--text-field", "post", "--label-field", "gold"];
    assert_eq!(json(pullquote(&eval).args(fields).arg(path)), wanted);
    let path = file(folder.path(), "a.tsv", tsv.as_bytes());
    assert_eq!(json(pullquote(&eval).args(["--text-field", "words"]).arg(path)), wanted);
}

#[test]
fn every_task_can_be_measured() {
    let folder = tempfile::tempdir().unwrap();
    for (task, metric, labels) in [
        ("sentiment", "macro_recall", ["negative", "positive"]),
        ("emotion", "macro_f1", ["anger", "joy"]),
        ("irony", "f1_irony", ["non_irony", "irony"]),
        ("offensive", "macro_f1", ["not-offensive", "offensive"]),
        ("hate", "macro_f1", ["not-hate", "hate"]),
    ] {
        let rows = format!(
            "text,label\nYou make me so angry,{}\nWhat a lovely morning,{}\n",
            labels[0], labels[1]
        );
        let path = file(folder.path(), "a.csv", rows.as_bytes());
        let found = json(pullquote(&["eval", "--task", task, "--format", "json"]).arg(path));
        assert_eq!(found["metric"], metric);
        assert_eq!(found["value"], found[metric]);
        assert_eq!(found["confusion"]["labels"].as_array().unwrap().len(), {
            if task == "sentiment" {
                3
            } else if task == "emotion" {
                4
            } else {
                2
            }
        });
    }
}

#[test]
fn the_predictions_are_what_score_says_and_were_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "posts.jsonl", POSTS.as_bytes());
    let answers = folder.path().join("answers.jsonl");
    let eval = ["eval", "--task", "sentiment", "--predictions"];
    pullquote(&eval).arg(&answers).arg(&path).assert().code(0);
    let scored = records(&stdout(pullquote(&["score"]).arg(&path)));
    let answers = std::fs::read_to_string(answers).unwrap();
    assert_eq!(answers.lines().count(), scored.len());
    for (line, row) in answers.lines().zip(scored) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if row["sentiment"].is_empty() {
            assert_eq!(line["probs"]["positive"], 1.0 / 3.0);
            continue;
        }
        assert_eq!(line["label"], row["sentiment"].as_str());
        let printed: f64 = row["p_positive"].parse().unwrap();
        assert!((line["probs"]["positive"].as_f64().unwrap() - printed).abs() < 2e-4);
    }
}

#[test]
fn what_cannot_be_measured_is_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let posts = file(folder.path(), "posts.jsonl", POSTS.as_bytes());
    let bare = file(folder.path(), "bare.csv", b"text,id\ngood,1\n");
    let empty = file(folder.path(), "empty.csv", b"text,label\n");
    let model = support::tiny_model();
    let eval = |task: &str, path: &Path| {
        let mut command = pullquote(&["eval", "--task", task]);
        command.arg(path);
        command
    };
    let message = failure(&mut eval("irony", &posts), 3);
    assert!(message.contains("no label of the task irony"), "{message}");
    assert!(message.contains("has mixed, negative, neutral, positive"), "{message}");
    let message = failure(&mut eval("sentiment", &bare), 2);
    assert!(message.ends_with("no column \"label\" but text, id; name one with --label-field\n"));
    let message = failure(eval("sentiment", &posts).args(["--text-field", "tweet"]), 2);
    assert!(message.contains("name one with --text-field"), "{message}");
    failure(&mut eval("sentiment", &empty), 3);
    failure(&mut eval("sentiment", &folder.path().join("absent.jsonl")), 3);
    let message = failure(eval("irony", &posts).arg("--model").arg(&model), 2);
    assert!(message.contains("cannot tell irony; it tells sentiment"), "{message}");
    let message = failure(eval("sentiment", &posts).args(["--predictions", "absent/a.jsonl"]), 5);
    assert!(message.contains("absent/a.jsonl"), "{message}");
    pullquote(&["eval", "--task", "mood"]).arg(&posts).assert().code(2);
    pullquote(&["eval"]).arg(&posts).assert().code(2);
}

#[test]
fn bad_records_are_told_with_their_place_and_the_rest_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let rows = b"text,label\nI love it,positive\nI hate it,\nI love it\nI hate it,negative\n";
    let path = file(folder.path(), "posts.csv", rows);
    let answers = folder.path().join("answers.jsonl");
    let mut command = pullquote(&["eval", "--task", "sentiment", "--format", "json"]);
    let output = command.arg(&path).arg("--predictions").arg(&answers).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(messages.contains("posts.csv record 2: the field \"label\" is empty"), "{messages}");
    assert_eq!(messages.lines().count(), 2, "{messages}");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["n"], 2);
    assert_eq!(std::fs::read_to_string(answers).unwrap().lines().count(), 2);
}
