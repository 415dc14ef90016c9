//! Who may speak a quotation, with what speaks for each: the features of the learned scorer.

use super::cast::Cast;
use super::cue::{Frame, Order};
pub use super::features::FEATURES;
use super::features::feature_index;
use super::mention::{Mention, MentionKind};
use super::tokens::{Letters, TokenKind, Tokens};
use crate::load::lang::{Class, Form};
use crate::load::quote::Quotation;

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A cue with its speaker: index of the frame.
    Frame(usize),
    /// A mention without a cue: its index.
    Mention(usize),
    /// The speaker of an earlier quotation: its index.
    Earlier(usize),
    /// Nobody.
    Nobody,
}

/// Somebody who may speak a quotation.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Where it comes from.
    pub source: Source,
    /// What speaks for or against it.
    pub features: [f32; FEATURES],
}

impl Candidate {
    /// Whether cue and speaker stand right behind the quotation, in its sentence.
    pub fn is_right_behind(&self) -> bool {
        self.features[feature_index!("blocks")] == 0.0
            && self.features[feature_index!("sentences")] == 0.0
            && self.features[feature_index!("quotations_between")] == 0.0
            && self.features[feature_index!("side")] > 0.0
            && self.features[feature_index!("gap")] <= 1.0
    }

    /// Tokens between the cue and the quotation.
    pub fn cue_gap(&self) -> f32 {
        self.features[feature_index!("gap_cue")]
    }
}

/// Frames on each side of a quotation that are looked at.
const FRAMES: usize = 6;
/// Mentions without a cue that are looked at before and behind a quotation.
const MENTIONS: (usize, usize) = (5, 2);
/// Tokens before a mention that are looked at for the beginning of its sentence.
const LEADING: usize = 40;
/// Tokens that a candidate may be away.
const REACH: usize = 90;

/// What the search needs of an article.
pub struct Scene<'s, 'a> {
    /// Its tokens.
    pub tokens: &'s Tokens<'a>,
    /// Its mentions.
    pub mentions: &'s [Mention],
    /// Its cues.
    pub frames: &'s [Frame],
    /// Its people.
    pub cast: &'s Cast,
    /// Its quotations.
    pub quotations: &'s [Quotation],
    /// Tokens that are quotations, ascending.
    pub places: Vec<usize>,
}

impl<'s, 'a> Scene<'s, 'a> {
    /// Puts an article's parts together.
    pub fn new(
        tokens: &'s Tokens<'a>,
        mentions: &'s [Mention],
        frames: &'s [Frame],
        cast: &'s Cast,
        quotations: &'s [Quotation],
    ) -> Self {
        let places = (0..tokens.list.len())
            .filter(|index| tokens.list[*index].quotation().is_some())
            .collect();
        Scene { tokens, mentions, frames, cast, quotations, places }
    }

    /// Candidates for a quotation. `earlier` is the last quotation before it that is speech.
    pub fn candidates(&self, quotation: usize, earlier: Option<usize>) -> Vec<Candidate> {
        let Some((first, last)) = self.tokens.places[quotation] else { return Vec::new() };
        let view = View::new(self, quotation, first, last, earlier);
        let mut found = Vec::new();
        view.add_frames(&mut found);
        view.add_mentions(&mut found);
        if let Some(earlier) = earlier {
            found.push(Candidate { source: Source::Earlier(earlier), features: view.base(2.0) });
        }
        found.push(Candidate { source: Source::Nobody, features: view.base(3.0) });
        found
    }
}

/// A quotation as its candidates see it.
struct View<'v, 's, 'a> {
    scene: &'v Scene<'s, 'a>,
    quotation: usize,
    first: usize,
    last: usize,
    /// Frames before and behind, nearest first.
    before: Vec<usize>,
    behind: Vec<usize>,
    shared: [f32; FEATURES],
    earlier_entity: Option<usize>,
}

fn flag(value: bool) -> f32 {
    if value { 1.0 } else { 0.0 }
}

impl<'v, 's, 'a> View<'v, 's, 'a> {
    fn new(
        scene: &'v Scene<'s, 'a>,
        quotation: usize,
        first: usize,
        last: usize,
        earlier: Option<usize>,
    ) -> Self {
        let mut view = View {
            scene,
            quotation,
            first,
            last,
            before: Vec::new(),
            behind: Vec::new(),
            shared: [0.0; FEATURES],
            earlier_entity: None,
        };
        view.collect_frames();
        view.describe_quotation();
        if let Some(earlier) = earlier {
            view.describe_earlier(earlier);
        }
        view
    }

    /// Frames in reach on both sides, in the block of the quotation and its neighbours.
    fn collect_frames(&mut self) {
        let scene = self.scene;
        let list = &scene.tokens.list;
        let split = scene.frames.partition_point(|frame| frame.cue.start < self.first);
        let near = |token: usize, edge: usize| {
            token.abs_diff(edge) <= REACH && list[token].block.abs_diff(list[edge].block) <= 1
        };
        self.before = (0..split)
            .rev()
            .take(FRAMES)
            .take_while(|index| near(scene.frames[*index].cue.start, self.first))
            .collect();
        self.behind = (split..scene.frames.len())
            .filter(|index| scene.frames[*index].cue.start > self.last)
            .take(FRAMES)
            .take_while(|index| near(scene.frames[*index].cue.start, self.last))
            .collect();
    }

    /// What all candidates share: the quotation's own look.
    fn describe_quotation(&mut self) {
        let scene = self.scene;
        let list = &scene.tokens.list;
        let quotation = &scene.quotations[self.quotation];
        let text = scene.tokens.text;
        let parts = &quotation.parts;
        let opening = text[parts[0].clone()].trim();
        let closing = text[parts[parts.len() - 1].clone()].trim_end();
        let words = opening.split_whitespace().take(40).count();
        let (first, last) = (self.first, self.last);
        let gap_before = self.before.iter().map(|f| self.frame_gap(*f)).min().unwrap_or(REACH);
        let gap_behind = self.behind.iter().map(|f| self.frame_gap(*f)).min().unwrap_or(REACH);
        let sentence = scene.tokens.sentence_of(first);
        let in_sentence = |frame: &&usize| sentence.contains(&scene.frames[**frame].cue.start);
        let frames = self.before.iter().chain(&self.behind).filter(in_sentence).count();
        let same_block = |index: usize| list.get(index).filter(|t| t.block == list[first].block);
        let previous = first.checked_sub(1).and_then(same_block);
        let next = list.get(last + 1).filter(|t| t.block == list[last].block);
        let is_word = |token: Option<&super::tokens::Token>| {
            flag(token.is_some_and(|token| token.kind == TokenKind::Word))
        };
        let is_mark = |token: Option<&super::tokens::Token>, mark| {
            flag(token.is_some_and(|t| t.is_mark(mark)))
        };
        let behind_in_sentence = (last + 1..sentence.end.max(last + 1))
            .take_while(|index| list[*index].kind == TokenKind::Word)
            .count();
        let shared = &mut self.shared;
        shared[feature_index!("quotation_words")] = words as f32;
        shared[feature_index!("ends_with_comma")] =
            flag(closing.ends_with([',', '，']) || is_mark(next, ',') > 0.0);
        shared[feature_index!("ends_with_stop")] =
            flag(closing.ends_with(['.', '!', '?', '…', '。', '"', '\'', '’', '”']));
        shared[feature_index!("begins_small")] = flag(opening.starts_with(char::is_lowercase));
        shared[feature_index!("opens_block")] = flag(previous.is_none());
        shared[feature_index!("closes_block")] = flag(next.is_none());
        shared[feature_index!("colon_before")] = is_mark(previous, ':');
        shared[feature_index!("comma_before")] = is_mark(previous, ',');
        shared[feature_index!("word_before")] = is_word(previous);
        shared[feature_index!("word_after")] = is_word(next);
        shared[feature_index!("frames_in_sentence")] = frames as f32;
        shared[feature_index!("best_gap_before")] = gap_before as f32;
        shared[feature_index!("best_gap_after")] = gap_behind as f32;
        shared[feature_index!("words_behind_in_sentence")] = behind_in_sentence as f32;
        shared[feature_index!("earlier_blocks")] = 9.0;
        shared[feature_index!("earlier_words_between")] = 99.0;
        shared[feature_index!("earlier_gap_after")] = 99.0;
    }

    /// How the last speech before this one stands to it.
    fn describe_earlier(&mut self, earlier: usize) {
        let scene = self.scene;
        let list = &scene.tokens.list;
        let Some((_, last)) = scene.tokens.places[earlier] else { return };
        if last >= self.first {
            return;
        }
        let text = scene.tokens.text;
        let parts = &scene.quotations[earlier].parts;
        let closing = text[parts[parts.len() - 1].clone()].trim_end();
        let words = list[last + 1..self.first]
            .iter()
            .take(99)
            .filter(|t| t.kind == TokenKind::Word)
            .count();
        let closes = list.get(last + 1).is_none_or(|token| token.block != list[last].block);
        let frame = self.frame_near(last);
        self.earlier_entity =
            frame.and_then(|frame| scene.mentions[scene.frames[frame].mention].entity);
        let gap = frame.map_or(99, |frame| scene.frames[frame].cue.start.abs_diff(last));
        let shared = &mut self.shared;
        shared[feature_index!("earlier_words_between")] = words as f32;
        shared[feature_index!("earlier_blocks")] =
            (list[self.first].block - list[last].block).min(9) as f32;
        shared[feature_index!("earlier_closes_block")] = flag(closes);
        shared[feature_index!("earlier_ends_with_comma")] = flag(closing.ends_with(','));
        shared[feature_index!("earlier_gap_after")] = gap.min(99) as f32;
    }

    /// The frame nearest to a token, the one behind it first among equals.
    fn frame_near(&self, token: usize) -> Option<usize> {
        let frames = self.scene.frames;
        let split = frames.partition_point(|frame| frame.cue.start < token);
        let behind = frames.get(split).map(|frame| frame.cue.start - token);
        let before = split.checked_sub(1).map(|index| token - frames[index].cue.end.min(token));
        match (behind, before) {
            (Some(behind), Some(before)) if before < behind => Some(split - 1),
            (Some(_), _) => Some(split),
            (None, Some(_)) => Some(split - 1),
            (None, None) => None,
        }
        .filter(|frame| frames[*frame].cue.start.abs_diff(token) <= REACH)
    }

    fn base(&self, source: f32) -> [f32; FEATURES] {
        let mut features = self.shared;
        features[feature_index!("source")] = source;
        features[feature_index!("gap")] = 99.0;
        features[feature_index!("gap_mention")] = 99.0;
        features[feature_index!("gap_cue")] = 99.0;
        features[feature_index!("gap_to_other_quotation")] = 99.0;
        features[feature_index!("mention_kind")] = -1.0;
        features[feature_index!("order")] = -1.0;
        features
    }

    /// Tokens between the quotation and a range.
    fn gap(&self, start: usize, end: usize) -> usize {
        if end <= self.first {
            self.first - end
        } else if start > self.last {
            start - self.last - 1
        } else {
            0
        }
    }

    fn frame_gap(&self, frame: usize) -> usize {
        let frame = &self.scene.frames[frame];
        let mention = &self.scene.mentions[frame.mention].tokens;
        self.gap(frame.cue.start.min(mention.start), frame.cue.end.max(mention.end))
    }

    fn add_frames(&self, found: &mut Vec<Candidate>) {
        for side in [&self.before, &self.behind] {
            for (rank, index) in side.iter().enumerate() {
                let mut features = self.base(0.0);
                self.describe_frame(*index, rank, &mut features);
                self.describe_mention(self.scene.frames[*index].mention, &mut features);
                found.push(Candidate { source: Source::Frame(*index), features });
            }
        }
    }

    fn describe_frame(&self, index: usize, rank: usize, features: &mut [f32; FEATURES]) {
        let scene = self.scene;
        let frame = &scene.frames[index];
        let list = &scene.tokens.list;
        let mention = &scene.mentions[frame.mention];
        let cue = &list[frame.cue.start];
        let start = frame.cue.start.min(mention.tokens.start);
        let end = frame.cue.end.max(mention.tokens.end);
        features[feature_index!("order")] = frame.order as u8 as f32;
        features[feature_index!("cue_class")] = cue_class(cue.entry.class);
        features[feature_index!("cue_form")] = cue.entry.form as u8 as f32;
        features[feature_index!("cue_say")] = flag(matches!(
            scene.tokens.word(frame.cue.start),
            "said" | "says" | "told" | "added" | "wrote" | "tells" | "adds" | "writes"
        ));
        features[feature_index!("is_subject_cue")] = flag(matches!(
            frame.order,
            Order::SpeakerFirst | Order::Apposed | Order::Relative | Order::Phrase
        ));
        features[feature_index!("rank_in_side")] = rank as f32;
        features[feature_index!("gap_cue")] =
            self.gap(frame.cue.start, frame.cue.end).min(99) as f32;
        let other = self.gap_to_other(start, end);
        features[feature_index!("gap_to_other_quotation")] = other.min(99) as f32;
        features[feature_index!("frame_touches_other")] = flag(other <= 1);
        self.describe_distance(start, end, features);
    }

    /// Tokens between a range and the nearest quotation other than this one.
    fn gap_to_other(&self, start: usize, end: usize) -> usize {
        let places = &self.scene.places;
        let list = &self.scene.tokens.list;
        let split = places.partition_point(|place| *place < start);
        let other = |place: &&usize| {
            list[**place].quotation() != Some(self.quotation)
                && list[**place].block == list[start].block
        };
        let before =
            places[..split].iter().rev().take(2).find(other).map(|place| start - place - 1);
        let behind = places[split..]
            .iter()
            .take(3)
            .filter(|place| **place >= end)
            .find(other)
            .map(|place| place - end);
        before.unwrap_or(99).min(behind.unwrap_or(99))
    }

    /// Distances of a range from the quotation.
    fn describe_distance(&self, start: usize, end: usize, features: &mut [f32; FEATURES]) {
        let list = &self.scene.tokens.list;
        let before = end <= self.first;
        let (from, to, edge) = if before {
            (end, self.first, self.first)
        } else {
            (self.last + 1, start.max(self.last + 1), self.last)
        };
        let between = &list[from.min(to)..to];
        let inner = if before { end - 1 } else { start };
        features[feature_index!("side")] = if before { -1.0 } else { 1.0 };
        features[feature_index!("gap")] = self.gap(start, end).min(99) as f32;
        features[feature_index!("quotations_between")] =
            between.iter().filter(|token| token.quotation().is_some()).count() as f32;
        features[feature_index!("commas_between")] =
            between.iter().filter(|token| token.is_mark(',')).count() as f32;
        features[feature_index!("cue_between")] = between
            .iter()
            .filter(|t| t.is(Class::SPEECH.with(Class::POST)) && t.entry.form != Form::Base)
            .count() as f32;
        features[feature_index!("sentences")] =
            list[inner].sentence.abs_diff(list[edge].sentence).min(9) as f32;
        features[feature_index!("blocks")] =
            list[inner].block.abs_diff(list[edge].block).min(9) as f32;
    }

    fn describe_mention(&self, index: usize, features: &mut [f32; FEATURES]) {
        let scene = self.scene;
        let list = &scene.tokens.list;
        let mention = &scene.mentions[index];
        let (start, end) = (mention.tokens.start, mention.tokens.end);
        let sentence = scene.tokens.sentence_of(start);
        let head = &list[mention.head];
        features[feature_index!("gap_mention")] = self.gap(start, end).min(99) as f32;
        features[feature_index!("mention_kind")] = mention.kind as u8 as f32;
        features[feature_index!("mention_gender")] = mention.gender as u8 as f32;
        features[feature_index!("plural")] =
            flag(head.entry.gender == crate::load::lang::Gender::Plural);
        features[feature_index!("is_thing")] =
            flag(head.is(Class::THING.with(Class::RULE)) && head.letters == Letters::Lower);
        features[feature_index!("behind_preposition")] =
            flag(start > sentence.start && list[start - 1].is(Class::PREPOSITION));
        let leading = (sentence.start.max(start.saturating_sub(LEADING))..start)
            .filter(|index| {
                list[*index].kind == TokenKind::Word
                    && !list[*index].is(Class::TITLE.with(Class::ROLE))
            })
            .take(9)
            .count();
        features[feature_index!("first_in_sentence")] = leading as f32;
        let opens_block =
            sentence.start == 0 || list[sentence.start - 1].block != list[start].block;
        features[feature_index!("first_in_block")] = flag(opens_block && leading == 0);
        let next = list.get(end);
        features[feature_index!("before_comma")] =
            flag(next.is_some_and(|token| token.is_mark(',')));
        features[feature_index!("possessor")] =
            flag(next.is_some_and(|token| token.kind == TokenKind::Possessive));
        if let Some(entity) = mention.entity {
            let person = &scene.cast.entities[entity];
            features[feature_index!("entity_named")] = flag(person.is_named);
            features[feature_index!("entity_count")] = person.count.min(30) as f32;
            features[feature_index!("is_body")] = flag(person.is_body);
            features[feature_index!("is_person")] = flag(person.is_person);
            features[feature_index!("entity_is_earlier")] =
                flag(self.earlier_entity == Some(entity));
            features[feature_index!("pronoun_resolved")] =
                flag(mention.kind == MentionKind::Pronoun);
        }
    }

    /// Mentions near the quotation that no collected frame has.
    fn add_mentions(&self, found: &mut Vec<Candidate>) {
        let scene = self.scene;
        let list = &scene.tokens.list;
        let split = scene.mentions.partition_point(|mention| mention.tokens.start < self.first);
        let framed = |mention: usize| {
            self.before
                .iter()
                .chain(&self.behind)
                .any(|frame| scene.frames[*frame].mention == mention)
        };
        let near = |token: usize, edge: usize| {
            token.abs_diff(edge) <= REACH && list[token].block.abs_diff(list[edge].block) <= 1
        };
        let before = (0..split)
            .rev()
            .take_while(|index| near(scene.mentions[*index].tokens.start, self.first))
            .filter(|index| !framed(*index))
            .take(MENTIONS.0);
        let behind = (split..scene.mentions.len())
            .filter(|index| scene.mentions[*index].tokens.start > self.last)
            .take_while(|index| near(scene.mentions[*index].tokens.start, self.last))
            .filter(|index| !framed(*index))
            .take(MENTIONS.1);
        for (rank, index) in before.enumerate().chain(behind.enumerate()) {
            let mut features = self.base(1.0);
            let mention = &scene.mentions[index];
            features[feature_index!("rank_in_side")] = rank as f32;
            self.describe_distance(
                mention.tokens.start,
                mention.long_end.max(mention.tokens.end),
                &mut features,
            );
            self.describe_mention(index, &mut features);
            found.push(Candidate { source: Source::Mention(index), features });
        }
    }
}

/// The class of a cue as a number: the strongest one.
fn cue_class(class: Class) -> f32 {
    let order = [Class::SPEECH, Class::POST, Class::MANNER, Class::WEAK];
    order.iter().position(|one| class.meets(*one)).map_or(0.0, |index| index as f32 + 1.0)
}
