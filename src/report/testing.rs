//! Rows for tests.

use super::row::Row;
use crate::domain::{
    ArticleId, Comment, Flags, Kind, Metadata, Role, Scored, Scores, Span, Surroundings,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A quotation of 28 January 2025; articles before "m" stand in the section "city", others in
/// "sport".
pub fn row(article: &str, role: Role, speaker: &str, sentiment: [f32; 3]) -> Row {
    let section = if article < "m" { "city" } else { "sport" };
    let comment = Comment {
        article_id: ArticleId(article.into()),
        metadata: Metadata {
            published: Some("2025-01-28".into()),
            fields: BTreeMap::from([("section".into(), section.into())]),
            ..Metadata::default()
        },
        id: format!("{article}-{speaker}"),
        kind: Kind::Quote,
        role,
        speaker: Some(speaker.into()),
        speaker_surface: None,
        handle: None,
        cue: None,
        posted: None,
        parent_id: None,
        span: Span { start: 0, end: 4 },
        language: None,
        text: "text".into(),
        surroundings: Surroundings::default(),
        flags: Flags::default(),
    };
    let scores = Scores { sentiment, emotion: None, irony: None, offensive: None, hate: None };
    let scored = Scored { scores: Some(scores), language: None, flags: Flags::default() };
    Row::scored(comment, scored, &Arc::from("m@0"))
}
