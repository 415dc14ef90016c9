//! Rows and summaries for the tests of the page.

use super::About;
use crate::domain::{
    ArticleId, Comment, Flags, Kind, Metadata, Role, Scored, Scores, Span, Surroundings,
};
use crate::report::row::Row;
use crate::report::statistics::{Estimate, wilson};
use crate::report::summary::{Shown, SummaryRow};
use std::sync::Arc;

/// A public comment with these words and probabilities.
pub fn row(text: &str, sentiment: [f32; 3]) -> Row {
    let comment = Comment {
        article_id: ArticleId("a.html".into()),
        metadata: Metadata { title: Some("A story".into()), ..Metadata::default() },
        id: "0123456789abcdef".into(),
        kind: Kind::Quote,
        role: Role::Public,
        speaker: Some("One user".into()),
        speaker_surface: None,
        handle: None,
        cue: None,
        posted: None,
        parent_id: None,
        span: Span { start: 0, end: 4 },
        language: Some("en".into()),
        text: text.into(),
        surroundings: Surroundings::default(),
        flags: Flags::default(),
    };
    let scores = Scores {
        sentiment,
        emotion: Some([0.7, 0.1, 0.1, 0.1]),
        irony: None,
        offensive: None,
        hate: None,
    };
    let scored = Scored { scores: Some(scores), language: None, flags: Flags::default() };
    Row::scored(comment, scored, &Arc::from("m@0"))
}

/// A group with these counts, corrected or not.
pub fn summary_row(level: &str, group: &str, counts: [u64; 3], corrected: bool) -> SummaryRow {
    let n = counts.iter().sum();
    let shares = counts.map(|count| wilson::share(count, n));
    SummaryRow {
        level: level.to_owned(),
        group: group.to_owned(),
        subject: group.contains("subject"),
        n,
        counts,
        shares,
        adjusted: if corrected { shares } else { [None; 3] },
        mean: Some(Estimate { value: -0.34, low: Some(-0.45), high: Some(-0.22) })
            .filter(|_| n > 4),
        too_few: n < 5,
    }
}

/// The group with as many articles as it is said to stand in.
pub fn with_articles(articles: usize, row: SummaryRow) -> Vec<SummaryRow> {
    let article = |number| summary_row("article", &format!("{number}.html"), [1, 0, 0], false);
    std::iter::once(row).chain((0..articles).map(article)).collect()
}

/// A page about nothing.
pub fn about() -> About<'static> {
    static NOTHING: Shown = Shown::new();
    About {
        summary: &NOTHING,
        models: &[],
        articles: 1,
        without_comments: 1,
        repeated_articles: 0,
        filtered_out: 0,
        left_out: &[(2, "they repeat an earlier one")],
        uncorrected: "Not corrected.",
        min_group: 5,
        comparison: &[],
        failures: &[],
        failed: 0,
        ended: "2026-01-02T03:04:05Z",
        manifest: "{}",
    }
}
