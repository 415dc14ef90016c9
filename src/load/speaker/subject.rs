//! Whose act or words the article is about.
//!
//! A name counts for what it is worth in a news story: most in the title and the lead, as the
//! grammatical subject more than elsewhere, and by how often it comes back.

use super::Attribution;
use super::cast::Cast;
use super::mention::{Mention, MentionKind};
use super::tokens::{TokenKind, Tokens};
use crate::load::document::Document;
use crate::load::lang::Class;
use std::collections::HashSet;

/// The people and bodies that the story is about.
#[derive(Debug, Default)]
pub struct Subject {
    /// Entities of the cast.
    pub entities: HashSet<usize>,
    /// Their names and the names' significant words, in lower case.
    pub words: HashSet<String>,
}

/// Finds the subject of an article.
pub fn find(
    document: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    cast: &Cast,
    found: &[Attribution],
) -> Subject {
    let weights = weights(document, tokens, mentions, cast, found);
    let mut subject = Subject::default();
    let Some(best) = largest(&weights) else { return subject };
    subject.entities.insert(best);
    for word in significant_words(&cast.entities[best].name) {
        subject.words.insert(word);
    }
    subject
}

fn largest(weights: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 && best.is_none_or(|best| *weight > weights[best]) {
            best = Some(index);
        }
    }
    best
}

/// How much each entity is what the story is about.
fn weights(
    document: &Document,
    tokens: &Tokens,
    mentions: &[Mention],
    cast: &Cast,
    found: &[Attribution],
) -> Vec<f32> {
    let mut weights = vec![0.0; cast.entities.len()];
    let title = document.article.metadata.title.as_deref().unwrap_or("").to_lowercase();
    let title_words: HashSet<String> = significant_words(&title).collect();
    for mention in mentions {
        let Some(entity) = mention.entity else { continue };
        let sentence = tokens.sentence_of(mention.tokens.start);
        let leads = (sentence.start..mention.tokens.start).all(|index| {
            tokens.list[index].kind != TokenKind::Word
                || tokens.list[index].is(Class::TITLE.with(Class::ROLE).with(Class::NATIONALITY))
        });
        let place = match tokens.list[mention.tokens.start].sentence {
            0 => 3.0,
            1 => 2.0,
            2 | 3 => 1.5,
            _ => 1.0,
        };
        let grammar = if leads { 1.5 } else { 1.0 };
        weights[entity] += if mention.kind == MentionKind::Pronoun { 0.4 } else { place * grammar };
    }
    for (weight, entity) in weights.iter_mut().zip(&cast.entities) {
        let in_title = significant_words(&entity.name).any(|word| title_words.contains(&word));
        *weight += if in_title && entity.is_named { 4.0 } else { 0.0 };
        *weight *= if entity.is_named { 1.0 } else { 0.3 };
        let speaks = found.iter().any(|a| a.speaker.as_deref() == Some(entity.name.as_str()));
        *weight *= if speaks { 1.3 } else { 1.0 };
    }
    weights
}

/// Words of a name that tell it from others: capitalised in any case, no grammar.
pub fn significant_words(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
}
