//! Prints, for articles with marked quotations, what training and measuring the choice of
//! speakers needs.
//!
//! Reads JSON lines `{"id", "text", "quotes": [{"start", "end"}], "ignore", "other"}` with
//! code-point offsets on standard input. With `candidates` it prints the candidates of every
//! quotation with their features, with `predict` the speakers chosen by the built-in model,
//! with `comments` what the program finds without the marked quotations.

use pullquote::domain::{Article, ArticleId, Comment, Metadata};
use pullquote::load::document::{Block, BlockKind, Document};
use pullquote::load::quote::{Quotation, Shape};
use pullquote::load::speaker;
use pullquote::load::speaker::candidates::Source;
use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mode = std::env::args().nth(1).unwrap_or_else(|| "predict".to_owned());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let document = document(&record);
        if mode == "comments" {
            let comments = pullquote::load::comments(&document);
            let quotes: Vec<Value> = comments.iter().map(comment).collect();
            writeln!(output, "{}", json!({"id": record["id"], "quotes": quotes}))?;
            continue;
        }
        let (quotations, sources) = quotations(&record, &document);
        let quotes: Vec<Value> = if mode == "candidates" {
            candidates(&document, &quotations, &sources)
        } else {
            predictions(&document, &quotations, &sources, &record)
        };
        writeln!(output, "{}", json!({"id": record["id"], "quotes": quotes}))?;
    }
    Ok(())
}

/// A comment with what the scorers of the corpora ask for.
fn comment(comment: &Comment) -> Value {
    json!({
        "start": comment.span.start, "end": comment.span.end, "text": comment.text,
        "speaker": comment.speaker, "surface": comment.speaker_surface,
        "kind": comment.kind.name(), "role": comment.role.name(), "handle": comment.handle,
        "cue": comment.cue, "posted": comment.posted, "parent": comment.parent_id,
        "flags": comment.flags.to_string(),
    })
}

/// The article, every line a paragraph.
fn document(record: &Value) -> Document {
    let text = record["text"].as_str().unwrap_or("").to_owned();
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = start + line.len() - line.trim_start().len();
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: from..from + trimmed.len() });
        }
        start += line.len();
    }
    let id = ArticleId(record["id"].as_str().unwrap_or("").to_owned());
    let metadata =
        Metadata { title: record["title"].as_str().map(str::to_owned), ..Metadata::default() };
    let language = record["lang"].as_str().map(str::to_owned);
    Document { article: Article { id, metadata, text }, blocks, language }
}

/// The marked quotations in order, with the index of the gold quotation each one is.
fn quotations(record: &Value, document: &Document) -> (Vec<Quotation>, Vec<Option<usize>>) {
    let text = &document.article.text;
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let mut spans = Vec::new();
    for key in ["quotes", "ignore", "other"] {
        for (index, span) in record[key].as_array().into_iter().flatten().enumerate() {
            let start = bytes[span["start"].as_u64().unwrap_or(0) as usize];
            let end = bytes[span["end"].as_u64().unwrap_or(0) as usize];
            let label = span["label"].as_str().map(str::to_owned);
            spans.push((start, end, (key == "quotes").then_some(index), label));
        }
    }
    spans.sort();
    let mut found: Vec<Quotation> = Vec::new();
    let mut sources = Vec::new();
    for (start, end, source, label) in spans {
        let outer = with_marks(text, start, end);
        if found.last().is_some_and(|last| last.outer.end > start) || start >= end {
            continue;
        }
        let block = document.blocks.partition_point(|block| block.bytes.end <= start);
        let parts = std::iter::once(start..end).collect();
        found.push(Quotation { parts, outer, block, shape: Shape::Marked, label });
        sources.push(source);
    }
    (found, sources)
}

/// A span with the quotation marks around it.
fn with_marks(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let is_mark = |c: char| "\"'“”‘’„«»‹›「」『』`".contains(c);
    let marks = |characters: &mut dyn Iterator<Item = char>| -> usize {
        characters.take_while(|c| is_mark(*c) || *c == '\u{a0}').take(2).map(char::len_utf8).sum()
    };
    let before = marks(&mut text[..start].chars().rev());
    let behind = marks(&mut text[end..].chars());
    start - before..end + behind
}

fn candidates(
    document: &Document,
    quotations: &[Quotation],
    sources: &[Option<usize>],
) -> Vec<Value> {
    let found = speaker::proposals(document, quotations);
    let quotes = found.iter().enumerate().map(|(index, candidates)| {
        let candidates: Vec<Value> = candidates
            .iter()
            .map(|(candidate, surface, speaker)| {
                let earlier = match candidate.source {
                    Source::Earlier(earlier) => Some(earlier),
                    _ => None,
                };
                json!([earlier, surface, speaker, candidate.features.to_vec()])
            })
            .collect();
        json!({"gold": sources[index], "candidates": candidates})
    });
    quotes.collect()
}

fn predictions(
    document: &Document,
    quotations: &[Quotation],
    sources: &[Option<usize>],
    record: &Value,
) -> Vec<Value> {
    let found = speaker::attribute(document, quotations);
    let mut quotes = Vec::new();
    for (attribution, source) in found.iter().zip(sources) {
        let Some(source) = source else { continue };
        let gold = &record["quotes"][*source];
        quotes.push(json!({
            "start": gold["start"], "end": gold["end"],
            "speaker": attribution.speaker, "surface": attribution.surface,
            "cue": attribution.cue, "confidence": attribution.confidence,
            "handle": attribution.handle, "gold": source,
            "role": attribution.role.map(|role| role.name()),
            "continues": attribution.continues.and_then(|index| sources[index]),
        }));
    }
    quotes
}
