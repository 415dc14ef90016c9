//! Results with known scores, written as a run would write them.

use pullquote::domain::{
    ArticleId, Comment, Fingerprint, Flags, Kind, Metadata, Role, Scored, Scores, Span,
    Surroundings,
};
use pullquote::journal::{Batch, InputEntry, Known, NewArticle, Outcome, RunInfo, Shard, Writer};
use std::collections::BTreeMap;
use std::path::Path;

/// The articles of a made-up corpus: four comments each, the outlets and days taking turns.
pub fn articles(count: u64) -> Vec<NewArticle> {
    (0..count).map(article).collect()
}

/// One of them.
fn article(number: u64) -> NewArticle {
    let id = format!("news/{number:06}.html");
    let outlet = ["The Ledger", "毎日新聞", "Café, News"][number as usize % 3];
    let metadata = Metadata {
        title: Some(format!("Story \"{number}\"")),
        published: Some(format!("2026-01-{:02}", number % 28 + 1)),
        fields: BTreeMap::from([("outlet".to_owned(), outlet.to_owned())]),
        ..Metadata::default()
    };
    let roles = [Role::Public, Role::Named, Role::Subject, Role::Public];
    let comments = roles.into_iter().enumerate().map(|(place, role)| {
        // A whole number of steps that has no pattern with outlets, days or places.
        let step = (number * 7919 + place as u64 * 104_729) % 101;
        let negative = step as f32 / 101.0 * 0.8 + if outlet == "The Ledger" { 0.2 } else { 0.0 };
        let positive = (1.0 - negative) * if step.is_multiple_of(2) { 0.3 } else { 0.8 };
        let comment = Comment {
            article_id: ArticleId(id.clone()),
            metadata: metadata.clone(),
            id: format!("{number:012x}{place:04x}"),
            kind: if place == 3 { Kind::Post } else { Kind::Quote },
            role,
            speaker: (place < 3).then(|| format!("Speaker {}", number % 40)),
            speaker_surface: None,
            handle: None,
            cue: None,
            posted: None,
            parent_id: None,
            span: Span { start: place * 50, end: place * 50 + 40 },
            language: Some(if number % 10 == 9 { "de" } else { "en" }.to_owned()),
            text: format!("the words of comment {place} in story {number}"),
            surroundings: Surroundings {
                before: "A neighbour said: “".to_owned(),
                after: "” Then it rained.".to_owned(),
            },
            flags: Flags::default(),
        };
        let scores = Scores {
            sentiment: [negative, 1.0 - negative - positive, positive],
            emotion: None,
            irony: None,
            offensive: None,
            hate: None,
        };
        (comment, Scored { scores: Some(scores), language: None, flags: Flags::default() }, None)
    });
    NewArticle {
        input: "news".to_owned(),
        rank: 0,
        record: number,
        id: ArticleId(id.clone()),
        content: [0; 32],
        replaces: None,
        metadata: metadata.clone(),
        language: Some("en".to_owned()),
        outcome: Outcome::Done,
        fingerprint: Fingerprint::default(),
        seconds: 0.25,
        comments: comments.collect(),
    }
}

/// A finished run of the model of this name.
pub fn run(model: &str, shard: Option<Shard>) -> RunInfo {
    let confusion = serde_json::json!({
        "labels": ["negative", "neutral", "positive"],
        "counts": [[233, 61, 18], [140, 569, 159], [36, 139, 641]],
    });
    RunInfo {
        program: "1.0.0".to_owned(),
        settings: BTreeMap::new(),
        model: serde_json::json!({
            "name": model, "hash": "0123456789ab", "parameters": 1, "bytes": 4, "window": 8,
            "heads": [{
                "name": "sentiment",
                "labels": ["negative", "neutral", "positive"],
                "confusion": confusion,
            }],
        }),
        engine: "packed int8 avx2".to_owned(),
        inputs: vec!["news".to_owned()],
        shard,
        arguments: vec!["analyze".to_owned(), "news".to_owned()],
        started: "2026-02-01T00:00:00Z".to_owned(),
        ended: None,
    }
}

/// Writes a result of these articles.
pub fn write(folder: &Path, info: &RunInfo, articles: &[NewArticle]) {
    std::fs::create_dir_all(folder).unwrap();
    let (mut writer, begun) = Writer::begin(folder, info, false).unwrap();
    let known = Known::open(folder, begun.last).unwrap();
    let input = InputEntry { name: "news".to_owned(), bytes: Some(9), sha256: None };
    writer.commit(&Batch { inputs: vec![(0, input)], ..Batch::default() }).unwrap();
    for articles in articles.chunks(1000) {
        writer.commit(&Batch { articles: articles.to_vec(), ..Batch::default() }).unwrap();
    }
    writer.finish(known, begun.last, "2026-02-01T01:00:00Z").unwrap();
}
