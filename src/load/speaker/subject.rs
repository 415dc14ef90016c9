//! Whose act or words the article is about.
//!
//! A name counts for what it is worth in a news story: most in the title and the lead, as the
//! grammatical subject more than elsewhere, and by how often it comes back.

use super::cast::Cast;
use super::mention::{Mention, MentionKind};
use super::tokens::{Letters, TokenKind, Tokens};
use crate::load::document::Document;
use crate::load::lang::Class;
use std::collections::HashSet;

/// The people and bodies that the story is about.
#[derive(Debug, Default)]
pub struct Subject {
    /// Entities of the cast.
    pub entities: HashSet<usize>,
    /// Words of their names, in lower case.
    pub words: HashSet<String>,
    /// Whether the story is about a body, which speaks through its people.
    pub is_body: bool,
}

/// What the story knows of its speakers.
pub struct Story<'s, 'a> {
    /// The article.
    pub document: &'s Document,
    /// Its tokens.
    pub tokens: &'s Tokens<'a>,
    /// Its mentions.
    pub mentions: &'s [Mention],
    /// Its people.
    pub cast: &'s Cast,
    /// Entity of every quotation's speaker.
    pub speakers: &'s [Option<usize>],
}

/// Finds the subject of an article: the entity with most weight and, for a body, its heads
/// and voices among the speakers.
pub fn find(story: &Story) -> Subject {
    let weights = weights(story);
    let mut subject = Subject::default();
    let Some(best) = largest(&weights) else { return subject };
    let entity = &story.cast.entities[best];
    subject.entities.insert(best);
    subject.words = significant_words(&entity.name).collect();
    subject.is_body = !entity.is_person && !entity.gender.is_person();
    if subject.is_body {
        let voices = voices(story, &subject);
        subject.entities.extend(voices);
    }
    subject
}

/// How a head or voice is tied to the body that the story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// By its name, or as `the company’s`.
    Close,
    /// No body is named: `Chairman Ann Ray`.
    Bare,
    /// To another body.
    Foreign,
}

/// Speakers who speak for the body: those tied to it closely; without such, the first head of
/// whatever body that is not another one; without such, the first person with a name.
fn voices(story: &Story, subject: &Subject) -> Vec<usize> {
    let mut speakers: Vec<usize> = story.speakers.iter().flatten().copied().collect();
    speakers.sort_unstable_by_key(|id| (story.cast.entities[*id].first, *id));
    speakers.dedup();
    speakers.retain(|id| story.cast.entities[*id].is_named && !story.cast.entities[*id].is_body);
    let leaders: Vec<(usize, Tie)> = speakers
        .iter()
        .filter(|id| story.cast.entities[**id].is_leader)
        .map(|id| (*id, tie(story, subject, *id)))
        .collect();
    let close: Vec<usize> =
        leaders.iter().filter(|(_, tie)| *tie == Tie::Close).map(|(id, _)| *id).collect();
    if !close.is_empty() {
        return close;
    }
    let bare = leaders.iter().find(|(_, tie)| *tie == Tie::Bare).map(|(id, _)| *id);
    let first = || {
        speakers.iter().copied().find(|id| {
            let entity = &story.cast.entities[*id];
            !entity.has_age && !entity.name.starts_with('@') && !entity.name.starts_with("u/")
        })
    };
    bare.or_else(first).into_iter().collect()
}

/// Words around a name that are looked at for the body.
const AROUND: (usize, usize) = (6, 12);

/// How the words around a person's first mention tie that person to the subject.
fn tie(story: &Story, subject: &Subject, person: usize) -> Tie {
    let list = &story.tokens.list;
    let mention = &story.mentions[story.cast.entities[person].first];
    let sentence = story.tokens.sentence_of(mention.tokens.start);
    let from = sentence.start.max(mention.tokens.start.saturating_sub(AROUND.0));
    let before = from..mention.tokens.start;
    let end = sentence.end.min(mention.tokens.end + AROUND.1);
    let behind = if list.get(mention.tokens.end).is_some_and(|token| token.is_mark(',')) {
        mention.tokens.end + 1..end
    } else {
        mention.tokens.end..mention.tokens.end
    };
    let mut found = Tie::Bare;
    for index in before.chain(behind) {
        let token = &list[index];
        if token.quotation().is_some() || index > mention.tokens.end && token.is(Class::CUE) {
            break;
        }
        if token.kind != TokenKind::Word {
            continue;
        }
        if subject.words.contains(&story.tokens.word(index).to_lowercase()) {
            return Tie::Close;
        }
        if token.is(Class::GROUP) {
            let article = index > 0 && list[index - 1].is(Class::DETERMINER);
            found = if article { Tie::Close } else { Tie::Foreign };
        }
    }
    found
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
fn weights(story: &Story) -> Vec<f32> {
    let mut weights = vec![0.0; story.cast.entities.len()];
    let tokens = story.tokens;
    let outline = Outline::new(story);
    for mention in story.mentions {
        let Some(entity) = mention.entity else { continue };
        if !outline.is_prose(tokens, mention.tokens.start) {
            continue;
        }
        let is_named = story.cast.entities[entity].is_named;
        let label = tokens.list.get(mention.tokens.end).is_some_and(|token| token.is_mark(':'));
        weights[entity] += match mention.kind {
            MentionKind::Pronoun | MentionKind::Description if is_named => 0.4,
            _ if label => 0.4,
            _ => outline.weight(tokens, mention.tokens.start),
        };
    }
    let speaking: HashSet<usize> = story.speakers.iter().flatten().copied().collect();
    for (index, entity) in story.cast.entities.iter().enumerate() {
        let in_title = significant_words(&entity.name).any(|word| outline.title.contains(&word));
        let speaks = speaking.contains(&index);
        weights[index] += if in_title && entity.is_named { 4.0 } else { 0.0 };
        weights[index] *= if entity.is_named { 1.0 } else { 0.2 };
        weights[index] *= match (speaks, entity.is_person) {
            (true, _) => 1.3,
            (false, true) => 0.7,
            (false, false) => 1.0,
        };
    }
    weights
}

/// Tokens of a line that is prose, at least.
const PROSE_TOKENS: usize = 8;
/// Tokens that a dateline may take.
const DATELINE: usize = 14;

/// Which parts of an article weigh how much.
struct Outline {
    /// Significant words of the title, or of a first line that is no prose.
    title: HashSet<String>,
    /// Whether each block is prose; bylines and datelines alone on a line are not.
    prose: Vec<bool>,
    /// First sentence of prose, and its first token behind a dateline.
    lead: (usize, usize),
}

impl Outline {
    fn new(story: &Story) -> Outline {
        let document = story.document;
        let list = &story.tokens.list;
        let mut prose = vec![false; document.blocks.len()];
        let mut from = 0;
        while from < list.len() {
            let block = list[from].block;
            let to = from + list[from..].partition_point(|token| token.block == block);
            let closing = &list[to - 1];
            let ends = closing.quotation().is_some()
                || matches!(closing.kind, TokenKind::Mark('.' | '!' | '?' | '…' | '。' | ':'));
            prose[block] = ends && to - from >= PROSE_TOKENS;
            from = to;
        }
        let title = match (&document.article.metadata.title, document.blocks.first()) {
            (Some(title), _) => significant_words(title).collect(),
            (None, Some(first)) if !prose[0] => {
                significant_words(document.block_text(first)).collect()
            }
            _ => HashSet::new(),
        };
        let first = list.iter().position(|token| prose[token.block]).unwrap_or(0);
        let sentence = list.get(first).map_or(0, |token| token.sentence);
        Outline { title, prose, lead: (sentence, behind_dateline(story.tokens, first)) }
    }

    fn is_prose(&self, tokens: &Tokens, token: usize) -> bool {
        self.prose[tokens.list[token].block] && token >= self.lead.1
    }

    /// Most in the lead, and more for the one that a sentence begins with.
    fn weight(&self, tokens: &Tokens, start: usize) -> f32 {
        let sentence = tokens.sentence_of(start);
        let from = sentence.start.max(self.lead.1.min(start));
        let leads = (from..start).all(|index| {
            let title = Class::TITLE.with(Class::ROLE).with(Class::NATIONALITY);
            tokens.list[index].kind != TokenKind::Word || tokens.list[index].is(title)
        });
        let place = match tokens.list[start].sentence.saturating_sub(self.lead.0) {
            0 => 3.0,
            1 => 2.0,
            2 | 3 => 1.5,
            _ => 1.0,
        };
        if leads { place * 1.7 } else { place }
    }
}

/// First token behind `PORT SELWYN --`, `MARLSTADT (CPW) —`.
fn behind_dateline(tokens: &Tokens, first: usize) -> usize {
    let list = &tokens.list;
    if list.get(first).is_none_or(|token| token.letters != Letters::Upper) {
        return first;
    }
    let end = list.len().min(first + DATELINE);
    let dash = (first..end)
        .rev()
        .find(|index| matches!(list[*index].kind, TokenKind::Mark('-' | '–' | '—' | '_')));
    dash.map_or(first, |dash| dash + 1)
}

/// Words of a name that tell it from others: capitalised in any case, no grammar.
pub fn significant_words(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
}
