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

/// The lines of the fixture, and many more of their words: of all lengths, some that go in
/// windows, some empty, some twice.
fn lines() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/fixtures/score-lines.txt")).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = |index: usize| {
        let count = if index % 40 == 25 { 150 + index } else { (index * 7) % 32 };
        let words = words.iter().cycle().skip(index * 5).take(count);
        words.copied().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(str::to_owned).chain((0..180).map(|index| line(index % 165))).collect()
}

/// The program's output for these lines.
fn score(lines: &[String], options: &[&str]) -> String {
    let output = stdout(pullquote(&["score"]).args(options).write_stdin(lines.join("\n") + "\n"));
    assert_eq!(output.lines().count(), lines.len() + 1);
    output
}

#[test]
fn the_output_is_the_same_bytes_for_any_threads_and_batch() {
    let lines = lines();
    for precision in ["int8", "fp32"] {
        let score = |threads: &str, batch: &str| {
            let model = ["--model", "tests/fixtures/tiny-heads", "--precision", precision];
            score(&lines, &[&model[..], &["--threads", threads, "--batch", batch]].concat())
        };
        let wanted = score("1", "1");
        for (threads, batch) in [("1", "7"), ("1", "64"), ("2", "1"), ("2", "7"), ("2", "64")] {
            assert!(score(threads, batch) == wanted, "{precision} {threads} {batch}");
        }
    }
}

#[test]
fn a_text_has_the_same_row_in_any_order_and_alone() {
    let mut lines = lines();
    let model = ["--model", "tests/fixtures/tiny-heads"];
    let rows = |lines: &[String]| {
        score(lines, &model).lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let in_order = rows(&lines);
    for at in [0, 3, 40, 73] {
        assert_eq!(rows(&lines[at..=at]), in_order[at..=at]);
    }
    let mut wanted = in_order;
    wanted.sort();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..3 {
        random.shuffle(&mut lines);
        let mut found = rows(&lines);
        found.sort();
        assert!(found == wanted);
    }
}

#[test]
fn the_built_in_model_scores_the_same_for_any_threads_and_batch() {
    let lines: Vec<String> = lines().into_iter().take(8).collect();
    let wanted = score(&lines, &["--threads", "1", "--batch", "1"]);
    assert_eq!(score(&lines, &["--threads", "2", "--batch", "7"]), wanted);
    assert_eq!(score(&lines, &["--threads", "2", "--batch", "64"]), wanted);
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
