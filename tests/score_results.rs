//! The scorer from outside: the same scores in any company, long texts, empty texts, flags.

use pullquote::domain::{Flag, Scored};
use pullquote::score::{KernelKind, Options, Precision, Scorer};

fn options(name: &str) -> Options {
    let folder = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    Options { model: Some(folder), ..Default::default() }
}

/// Some hundred texts of many lengths, with repetitions, empty and very long ones.
fn texts() -> Vec<String> {
    let words =
        ["the", "council", "library", "wonderful", "worst", "angry", "no", "glad", "we", "!"];
    let text = |index: usize| {
        let count = match index % 10 {
            0 => 0,
            9 => 150 + index,
            rest => rest * rest,
        };
        (0..count)
            .map(|word| words[(index * 7 + word * word) % words.len()])
            .collect::<Vec<_>>()
            .join(" ")
    };
    (0..130).map(|index| text(index % 97)).collect()
}

fn score(options: &Options, texts: &[String]) -> Vec<String> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let scored = Scorer::open(options).unwrap().score(&texts).unwrap();
    scored.iter().map(|scored| serde_json::to_string(scored).unwrap()).collect()
}

#[test]
fn scores_are_the_same_for_any_batch_threads_and_order() {
    let texts = texts();
    let mut reversed = texts.clone();
    reversed.reverse();
    for name in ["tiny-bert", "tiny-roberta", "tiny-heads"] {
        for precision in [Precision::Int8, Precision::Fp32] {
            let base = Options { precision, threads: Some(1), batch: Some(64), ..options(name) };
            let wanted = score(&base, &texts);
            assert_eq!(wanted.len(), texts.len());
            for (threads, batch) in [(1, 1), (1, 7), (2, 1), (2, 7), (2, 64), (2, 1000)] {
                let options =
                    Options { threads: Some(threads), batch: Some(batch), ..base.clone() };
                assert!(score(&options, &texts) == wanted, "{name} {precision} {threads} {batch}");
            }
            let mut found = score(&base, &reversed);
            found.reverse();
            assert!(found == wanted, "{name} {precision} reversed");
        }
    }
}

#[test]
fn a_text_that_comes_again_in_a_later_call_has_the_same_scores() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let scorer = Scorer::open(&options("tiny-heads")).unwrap();
    let first = scorer.score(&texts).unwrap();
    let mixed: Vec<&str> = texts.iter().rev().copied().chain(["a new text, angry"]).collect();
    let mut second = scorer.score(&mixed).unwrap();
    let alone = score_one(&options("tiny-heads"), "a new text, angry");
    assert_eq!(format!("{:?}", second.pop().unwrap()), format!("{alone:?}"));
    second.reverse();
    assert_eq!(format!("{second:?}"), format!("{first:?}"));
}

#[test]
fn the_portable_kernel_gives_the_same_labels_as_the_fastest() {
    let texts = texts();
    let labels = |kernel| {
        let options = Options { kernel, ..options("tiny-heads") };
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let scored = Scorer::open(&options).unwrap().score(&texts).unwrap();
        scored.iter().map(|scored| scored.scores.map(|scores| scores.label())).collect::<Vec<_>>()
    };
    assert_eq!(labels(KernelKind::Portable), labels(KernelKind::Auto));
}

fn score_one(options: &Options, text: &str) -> Scored {
    Scorer::open(options).unwrap().score(&[text]).unwrap().remove(0)
}

#[test]
fn texts_without_words_have_no_scores() {
    for text in ["", " \n", "?!", "…"] {
        assert_eq!(score_one(&options("tiny-bert"), text).scores, None, "{text:?}");
    }
    assert!(Scorer::open(&options("tiny-bert")).unwrap().score(&[]).unwrap().is_empty());
}

#[test]
fn a_long_text_is_scored_to_its_end_and_not_cut() {
    let options = options("tiny-heads");
    let long = "The meeting starts at nine. ".repeat(20);
    let changed = format!("{long} This is the worst plan!");
    let (long, changed) = (score_one(&options, &long), score_one(&options, &changed));
    assert_ne!(long.scores, changed.scores);
    let sum: f32 = long.scores.unwrap().sentiment.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5);
    assert!(!changed.flags.contains(&Flag::Truncated));
}

#[test]
fn a_text_in_another_language_is_flagged_when_the_model_declares_its_own() {
    let german =
        "Der Stadtrat hat beschlossen, die Bibliothek zu schließen, und niemand hat uns gefragt.";
    let flagged = |options: &Options| {
        let scored = score_one(options, german);
        assert_eq!(scored.language.as_deref(), Some("de"));
        assert!(scored.scores.is_some());
        scored.flags.contains(&Flag::NotEnglish)
    };
    assert!(flagged(&options("tiny-heads")));
    assert!(!flagged(&options("tiny-bert")));
    assert!(flagged(&Options { languages: Some(vec!["en".into()]), ..options("tiny-bert") }));
    assert!(!flagged(&Options { languages: Some(vec!["de".into()]), ..options("tiny-heads") }));
}

#[test]
fn the_model_tells_what_is_known_about_it() {
    let scorer = Scorer::open(&options("tiny-heads")).unwrap();
    let model = scorer.model();
    assert_eq!(model.name, "tiny-heads");
    assert_eq!(model.hash.len(), 12);
    assert_eq!(model.languages.as_deref(), Some(&["en".to_string()][..]));
    assert_eq!(model.head("emotion").unwrap().labels, ["anger", "joy", "optimism", "sadness"]);
    assert_eq!(model.window, 24);
}
