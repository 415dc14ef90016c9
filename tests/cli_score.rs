//! `pullquote score`: texts that are comments already.

mod support;

use support::{pullquote, records, root, stdout};

#[test]
fn lines_on_standard_input_are_scored_in_their_order() {
    let lines = "I love this, what a wonderful day!\n\nThis is a disgrace, I hate it.\n";
    let rows = records(&stdout(pullquote(&["score"]).write_stdin(lines)));
    let shown: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["text"].as_str(), row["sentiment"].as_str())).collect();
    assert_eq!(
        shown,
        [
            ("I love this, what a wonderful day!", "positive"),
            ("", ""),
            ("This is a disgrace, I hate it.", "negative"),
        ]
    );
}

#[test]
fn other_columns_pass_through_and_clashing_ones_get_a_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tweets.csv");
    std::fs::write(&path, "id,tweet,score\n007,\"good, very good\",5\n008,bad,1\n").unwrap();
    let output = stdout(pullquote(&["score", "--text-field", "tweet"]).arg(&path));
    assert!(output.starts_with("id,tweet,input_score,language,sentiment,score,"), "{output}");
    let rows = records(&output);
    assert_eq!(rows[0]["id"], "007");
    assert_eq!(rows[0]["tweet"], "good, very good");
    assert_eq!(rows[1]["input_score"], "1");
}

#[test]
fn objects_keep_their_fields() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("posts.jsonl");
    std::fs::write(&path, "{\"n\":1.50,\"text\":\"Great!\",\"tags\":[\"a\"]}\n").unwrap();
    let output = stdout(pullquote(&["score", "--format", "jsonl"]).arg(&path));
    assert!(output.starts_with("{\"n\":1.50,\"text\":\"Great!\",\"tags\":[\"a\"],"), "{output}");
    let row: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(row["sentiment"], "positive");
}

#[test]
fn scores_do_not_depend_on_threads_batch_or_neighbours() {
    let path = root().join("tests/fixtures/score-lines.txt");
    let all = stdout(pullquote(&["score", "--threads", "1", "--batch", "1"]).arg(&path));
    let other = stdout(pullquote(&["score", "--threads", "2", "--batch", "64"]).arg(&path));
    assert_eq!(all, other);
    let line = std::fs::read_to_string(&path).unwrap().lines().nth(3).unwrap().to_owned();
    let alone = stdout(pullquote(&["score"]).write_stdin(line));
    assert_eq!(alone.lines().nth(1), all.lines().nth(4));
}

#[test]
fn a_model_of_ones_own_is_taken_from_its_folder() {
    let model = support::tiny_model();
    let output = stdout(pullquote(&["score", "--model"]).arg(model).write_stdin("good\n"));
    assert!(records(&output)[0]["model"].starts_with("tiny-bert@"), "{output}");
}

#[cfg(not(feature = "rust-bert"))]
#[test]
fn an_engine_that_this_build_lacks_is_refused_with_the_way_to_get_it() {
    let message =
        support::failure(pullquote(&["score", "--engine", "rust-bert"]).write_stdin("good"), 2);
    assert!(message.contains("built without it"), "{message}");
    assert!(message.contains("--features rust-bert"), "{message}");
}
