use super::*;
use crate::domain::Sentiment;
use crate::report::compare::{Note, Side};
use crate::report::statistics::difference::{Difference, Test};
use crate::report::statistics::wilson;

fn row(level: &str, group: &str, counts: [u64; 3], mean: f64) -> SummaryRow {
    let n: u64 = counts.iter().sum();
    let too_few = n < 5;
    SummaryRow {
        level: level.into(),
        group: group.into(),
        subject: group.ends_with("subject"),
        n,
        counts,
        shares: if too_few { [None; 3] } else { counts.map(|count| wilson::share(count, n)) },
        adjusted: [None; 3],
        mean: (!too_few).then_some(Estimate { value: mean, low: None, high: None }),
        too_few,
    }
}

fn rows() -> Shown {
    let rows = [
        row("all", PUBLIC_REACTION, [85, 31, 30], -0.34),
        row("all", "subject", [3, 0, 9], 0.001),
        row("role", "public", [82, 30, 28], -0.36),
        row("role", "media", [3, 0, 1], -0.3),
        row("outlet", "毎日新聞 (Mainichi)", [3, 4, 2], -0.1),
        row("outlet", "The Ledger", [30, 4, 20], -0.1),
        row("outlet", "Café\u{1b}[31m News\nline", [5, 0, 0], -0.9),
    ];
    rows.into_iter().collect()
}

fn wide() -> Screen {
    Screen { width: Some(120), colour: false }
}

#[test]
fn the_table_is_aligned_and_has_bars() {
    insta::assert_snapshot!("overview", overview(&rows(), wide()));
}

#[test]
fn wide_characters_stay_aligned_and_nothing_in_a_name_runs() {
    let text = level(&rows(), "outlet", wide());
    assert!(!text.contains('\u{1b}'));
    insta::assert_snapshot!("level", text);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 50..120 {
        let screen = Screen { width: Some(width), colour: false };
        for text in [overview(&rows(), screen), level(&rows(), "outlet", screen)] {
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= width, "{width}: {text}");
        }
    }
    insta::assert_snapshot!("narrow", overview(&rows(), Screen { width: Some(60), colour: false }));
}

#[test]
fn colours_change_no_letter() {
    let plain = overview(&rows(), wide());
    let coloured = overview(&rows(), Screen { colour: true, ..wide() });
    assert!(coloured.contains("\u{1b}[31m█"));
    let mut stripped = coloured.clone();
    for code in ["\u{1b}[31m", "\u{1b}[90m", "\u{1b}[36m", "\u{1b}[0m"] {
        stripped = stripped.replace(code, "");
    }
    assert_eq!(stripped, plain);
}

#[test]
fn a_bar_has_its_length_whatever_the_counts() {
    for counts in [[1, 1, 1], [0, 0, 7], [999, 1, 0], [1, 0, 999]] {
        let length = bar(counts, 20, false).chars().count();
        assert_eq!(length, 20, "{counts:?}");
    }
}

#[test]
fn long_levels_are_cut_and_say_so() {
    for (groups, more) in [(30, 10), (1000, 980)] {
        let speaker = |index| row("speaker", &format!("s{index:03}"), [5, index, 0], 0.0);
        let many: Shown = (0..groups).map(speaker).collect();
        let text = level(&many, "speaker", wide());
        assert!(text.contains(&format!(" s{:03} ", groups - 1)), "{text}");
        assert!(!text.contains(" s000 "), "{text}");
        assert!(text.ends_with(&format!(" and {more} more groups\n")), "{text}");
    }
}

#[test]
fn what_was_left_out_is_said_with_the_option_that_counts_it() {
    assert_eq!(left_out(&LeftOut::default()), "");
    let some =
        LeftOut { without_text: 1, duplicate: 2, duplicate_article: 3, ..LeftOut::default() };
    assert_eq!(
        left_out(&some),
        "Not counted: 1 without words, 5 repeated (counted with --keep-duplicates)\n"
    );
}

#[test]
fn comparisons_show_the_clearest_first() {
    let side = |result: &str, n, value| Side {
        result: result.into(),
        group: PUBLIC_REACTION.into(),
        n,
        articles: 12,
        value,
    };
    let compared = |measure, difference: Option<Difference>, p_holm, note| ComparisonRow {
        level: "all".into(),
        measure,
        first: side("monday", 40, difference.map(|_| 0.5)),
        second: side("tuesday", 60, difference.map(|found| 0.5 - found.value)),
        difference,
        p_holm,
        note,
    };
    let tested = |value, p| {
        Some(Difference { value, test: Some(Test { low: value - 0.1, high: value + 0.1, p }) })
    };
    let rows = [
        compared(Measure::Share(Sentiment::Negative), tested(0.07, 0.02), Some(0.04), None),
        compared(Measure::MeanScore, tested(-0.31, 1e-7), Some(2e-7), None),
        compared(Measure::Share(Sentiment::Neutral), None, None, Some(Note::TooFew)),
    ];
    insta::assert_snapshot!("comparison", comparison(&rows));
}
