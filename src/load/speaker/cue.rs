//! Cues: the verbs and phrases that tie words to a speaker, each with the mention it points at.

use super::apposition::person_behind_body;
use super::mention::{Mention, MentionKind};
use super::tokens::{TokenKind, Tokens};
use crate::load::lang::{Class, Form};
use std::ops::Range;

/// How a cue stands to its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// `Ray said`, `Ray has also said`
    SpeakerFirst,
    /// `said Ray`
    CueFirst,
    /// `Ray, 40, a clerk from Leeds, said`
    Apposed,
    /// `Ray, who said`
    Relative,
    /// `Ray stood up and said`, `Ray left, saying`
    Shared,
    /// A subject further away: `Ray in an interview on Monday said`
    Far,
    /// `according to Ray`
    Phrase,
    /// `Ray:`
    Colon,
}

/// A cue with the speaker that it points at.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Tokens of the cue; the colon's for [`Order::Colon`].
    pub cue: Range<usize>,
    /// Index of the mention.
    pub mention: usize,
    /// How they stand.
    pub order: Order,
}

/// Words that may stand between subject and verb, at most.
const BETWEEN: usize = 5;
/// Words that a far subject may be away, at most.
const FAR: usize = 14;

/// Which mention begins or ends at a token.
pub struct Places {
    starts: Vec<Option<usize>>,
    ends: Vec<Option<usize>>,
}

impl Places {
    /// Notes the places of all mentions.
    pub fn new(tokens: &Tokens, mentions: &[Mention]) -> Places {
        let count = tokens.list.len() + 1;
        let mut places = Places { starts: vec![None; count], ends: vec![None; count] };
        for (index, mention) in mentions.iter().enumerate() {
            places.starts[mention.tokens.start] = Some(index);
            places.ends[mention.tokens.end] = Some(index);
        }
        // `a man in the store said`: the longer phrase ends where the inner noun does, and
        // its own noun is the subject.
        for (index, mention) in mentions.iter().enumerate().rev() {
            if mention.long_end > mention.tokens.end {
                places.ends[mention.long_end] = Some(index);
            }
        }
        places
    }

    /// The mention that begins at a token.
    pub fn start(&self, token: usize) -> Option<usize> {
        self.starts.get(token).copied().flatten()
    }

    /// The mention that ends before a token.
    pub fn end(&self, token: usize) -> Option<usize> {
        self.ends.get(token).copied().flatten()
    }
}

/// Finds the cues of an article with their speakers, in order of the cues.
pub fn find(tokens: &Tokens, mentions: &[Mention], places: &Places) -> Vec<Frame> {
    let finder = Finder { tokens, mentions, places };
    let mut frames = Vec::new();
    for sentence in tokens.sentences.windows(2) {
        finder.find_in(sentence[0]..sentence[1], &mut frames);
    }
    for frame in &mut frames {
        frame.mention = finder.writer(frame.mention).unwrap_or(frame.mention);
    }
    frames
}

/// What somebody writes, and what one of several such things is called.
const WRITINGS: [&str; 16] = [
    "card",
    "comment",
    "email",
    "e-mail",
    "entry",
    "first",
    "letter",
    "message",
    "note",
    "one",
    "post",
    "reply",
    "response",
    "review",
    "runner-up",
    "tweet",
];

/// Tokens between such a thing and whoever wrote it, at most.
const WRITER: usize = 6;

struct Finder<'t, 'a> {
    tokens: &'t Tokens<'a>,
    mentions: &'t [Mention],
    places: &'t Places,
}

impl Finder<'_, '_> {
    /// Who wrote what a mention is: the user of `the top post on the forum, from u/jo_72` and `one
    /// comment by Ann Ray`; nobody for `a letter from Leeds`.
    fn writer(&self, mention: usize) -> Option<usize> {
        let written = &self.mentions[mention];
        let head = self.tokens.word(written.head);
        if written.kind != MentionKind::Description
            || !WRITINGS.iter().any(|it| head.eq_ignore_ascii_case(it))
        {
            return None;
        }
        let sentence = self.tokens.sentence_of(written.head);
        let behind = written.head + 1..sentence.end.min(written.head + 1 + WRITER);
        let by = behind
            .take_while(|at| self.tokens.list[*at].quotation().is_none())
            .find(|at| self.tokens.has_word(*at, &["by", "from"]))?;
        let writer = self.places.start(by + 1)?;
        let found = &self.mentions[writer];
        let person = match found.kind {
            MentionKind::Handle => true,
            MentionKind::Description => {
                self.tokens.list[found.head].is(Class::PERSON.with(Class::ROLE))
            }
            MentionKind::Name => self.tokens.list[found.tokens.start].is(Class::GIVEN_NAME),
            MentionKind::Pronoun => false,
        };
        person.then_some(writer)
    }

    fn find_in(&self, sentence: Range<usize>, frames: &mut Vec<Frame>) {
        let mut subject = None;
        for at in sentence.clone() {
            let token = &self.tokens.list[at];
            if token.is_mark(':') {
                let announced = || self.announced(at, &sentence, subject);
                let beside = self.places.end(at);
                // `Ray, on the stairs: “…”`, but `From Ray: “…”`.
                let head = self.heads_clause(at, &sentence);
                let mention = match beside {
                    Some(place) if head.is_some_and(|head| head != place) => head,
                    Some(place) if self.names_place(place) => Some(place - 1),
                    Some(beside) if self.is_place_of_clause(beside) => announced().or(Some(beside)),
                    _ => beside.or_else(announced),
                };
                if let Some(mention) = mention {
                    frames.push(Frame { cue: at..at + 1, mention, order: Order::Colon });
                }
                continue;
            }
            if token.kind != TokenKind::Word {
                continue;
            }
            if let Some(frame) = self.phrase(at, &sentence) {
                frames.push(frame);
                continue;
            }
            if !self.is_cue(at, &sentence) {
                continue;
            }
            let before = self.subject_before(at, &sentence, subject);
            if let Some((mention, order)) = before {
                frames.push(Frame { cue: at..self.cue_end(at), mention, order });
                if order != Order::Relative {
                    subject = Some(mention);
                }
            }
            let certain =
                matches!(before, Some((_, Order::SpeakerFirst | Order::Apposed | Order::Relative)));
            if !certain && let Some(mention) = self.subject_after(at, &sentence) {
                frames.push(Frame { cue: at..self.cue_end(at), mention, order: Order::CueFirst });
            }
        }
    }

    /// Whether a token is a verb form that can carry words.
    fn is_cue(&self, at: usize, sentence: &Range<usize>) -> bool {
        let token = &self.tokens.list[at];
        if !token.is(Class::CUE) || token.has_capital() && at != sentence.start {
            return false;
        }
        let inside = self.places.starts[at].is_none() && self.mentions_cover(at);
        // `a user posting as jo_72`, `someone claiming to be a guard`
        let tied = token.entry.form == Form::Gerund
            && at + 1 < sentence.end
            && matches!(self.tokens.word(at + 1), "as" | "to")
            && self.places.end(at).is_some();
        !inside && !tied && (token.entry.form != Form::Base || self.has_helper(at, sentence))
    }

    /// Whether a token is the inside of a mention (`the report said`: `report` is no cue).
    fn mentions_cover(&self, at: usize) -> bool {
        let next = self.mentions.partition_point(|mention| mention.tokens.start <= at);
        next > 0 && self.mentions[next - 1].tokens.end > at
    }

    /// Whether a helping verb or `to` stands before a verb's base form.
    fn has_helper(&self, at: usize, sentence: &Range<usize>) -> bool {
        let from = at.saturating_sub(3).max(sentence.start);
        (from..at).any(|index| {
            self.tokens.list[index].is(Class::AUXILIARY) || self.tokens.word(index) == "to"
        }) || self.places.end(at).is_some()
    }

    /// `chipped in`, `pointed out`, `räumte ein` keep their particle when it is followed by
    /// the speaker or a mark.
    fn cue_end(&self, at: usize) -> usize {
        let next = at + 1;
        if self.tokens.list[at].is(Class::POST) {
            return next;
        }
        let is_particle = self.tokens.list.get(next).is_some_and(|token| {
            token.kind == TokenKind::Word
                && matches!(self.tokens.word(next), "in" | "out" | "back" | "up")
        });
        let before_speaker = is_particle
            && (self.places.start(next + 1).is_some() && self.tokens.list[at].is(Class::MANNER)
                || self
                    .tokens
                    .list
                    .get(next + 1)
                    .is_some_and(|token| token.kind != TokenKind::Word));
        if before_speaker { next + 1 } else { next }
    }

    fn phrase(&self, at: usize, sentence: &Range<usize>) -> Option<Frame> {
        let lexicon = self.tokens.lexicon;
        let phrase = lexicon.phrases().iter().find(|phrase| {
            at + phrase.len() < sentence.end
                && phrase
                    .iter()
                    .enumerate()
                    .all(|(offset, word)| self.tokens.word(at + offset).eq_ignore_ascii_case(word))
        })?;
        let end = at + phrase.len();
        let mention = self.places.start(end)?;
        Some(Frame { cue: at..end, mention, order: Order::Phrase })
    }

    /// The subject before a verb, and how it stands.
    fn subject_before(
        &self,
        at: usize,
        sentence: &Range<usize>,
        subject: Option<usize>,
    ) -> Option<(usize, Order)> {
        let list = &self.tokens.list;
        let mut behind = at;
        while behind > sentence.start
            && at - behind < BETWEEN
            && list[behind - 1].is(Class::ADVERB.with(Class::AUXILIARY))
            && self.places.end(behind).is_none()
        {
            behind -= 1;
        }
        if let Some(mention) = self.places.end(behind) {
            // `Ray, who is the chairman of the board, said`: the noun is what Ray is.
            let start = self.mentions[mention].tokens.start;
            let predicate = start >= sentence.start + 2
                && list[start - 1].is(Class::AUXILIARY)
                && list[start - 2].is(Class::RELATIVE);
            if predicate && let Some(mention) = self.antecedent(start - 2) {
                return Some((mention, Order::Relative));
            }
            if let Some(mention) = self.behind_clause(start, sentence) {
                return Some((mention, Order::Apposed));
            }
            return Some((mention, Order::SpeakerFirst));
        }
        if behind == sentence.start {
            return None;
        }
        let previous = &list[behind - 1];
        if previous.is(Class::RELATIVE) {
            return self.antecedent(behind - 1).map(|mention| (mention, Order::Relative));
        }
        if previous.is_mark(',')
            || previous.is_mark(')')
            || previous.is_mark('—')
            || previous.is_mark('–')
        {
            if list[at].entry.form != Form::Gerund
                && let Some(mention) = self.apposed(behind - 1, sentence)
            {
                return Some((mention, Order::Apposed));
            }
            return self.shared(at, sentence, subject);
        }
        if list[at].entry.form == Form::Gerund
            || previous.is(Class::CONJUNCTION)
            || subject.is_some()
        {
            return self.shared(at, sentence, subject);
        }
        self.far(at, sentence).map(|mention| (mention, Order::Far))
    }

    /// Whom a sentence begins with whose clause runs on to the colon: `Ray, who owns the Sofa Barn: “…”`.
    fn heads_clause(&self, colon: usize, sentence: &Range<usize>) -> Option<usize> {
        let list = &self.tokens.list;
        let first = self.mentions.partition_point(|it| it.tokens.start < sentence.start);
        let mention = self.mentions.get(first)?;
        let comma = mention.tokens.end;
        let begins = mention.tokens.start == sentence.start && comma + 1 < colon;
        (begins
            && list[comma].is_mark(',')
            && list[comma + 1].is(Class::RELATIVE)
            && !list[comma + 1..colon].iter().any(|token| token.is_mark(',')))
        .then_some(first)
    }

    /// Who speaks behind the colon of a clause without a cue: `His son was blunter: “…”`.
    fn announced(
        &self,
        colon: usize,
        sentence: &Range<usize>,
        subject: Option<usize>,
    ) -> Option<usize> {
        let words = self.tokens.list.get(colon + 1).is_none_or(|token| {
            token.quotation().is_some() || token.block != self.tokens.list[colon].block
        });
        (words && subject.is_none()).then(|| self.first_mention(colon, sentence)).flatten()
    }

    /// Whether a mention is where the one before it lives, in a line of its own: `Jo T, East Leeds:`.
    fn names_place(&self, place: usize) -> bool {
        let Some(before) = place.checked_sub(1).map(|index| &self.mentions[index]) else {
            return false;
        };
        let list = &self.tokens.list;
        let start = before.tokens.start;
        let name = |mention: &Mention| mention.kind == MentionKind::Name;
        name(before)
            && name(&self.mentions[place])
            && before.tokens.end + 1 == self.mentions[place].tokens.start
            && list[before.tokens.end].is_mark(',')
            && start.checked_sub(1).is_none_or(|index| list[index].block != list[start].block)
    }

    /// Whether a preposition before a mention says that it is where something was said.
    fn is_place_of_clause(&self, mention: usize) -> bool {
        let start = self.mentions[mention].tokens.start;
        self.follows_preposition(start)
            && !matches!(self.tokens.word(start - 1).to_lowercase().as_str(), "from" | "by" | "of")
    }

    /// The mention before `who`, with or without a comma.
    fn antecedent(&self, relative: usize) -> Option<usize> {
        self.places.end(relative).or_else(|| {
            let comma = relative.checked_sub(1)?;
            self.tokens.list[comma].is_mark(',').then(|| self.places.end(comma)).flatten()
        })
    }

    /// The mention whose apposition or inserted clause ends at a comma or bracket.
    fn apposed(&self, closing: usize, sentence: &Range<usize>) -> Option<usize> {
        let list = &self.tokens.list;
        let mut nearest = None;
        // A mention that ends where the sentence begins stands in the line before it.
        let from = (sentence.start + 1).max(closing.saturating_sub(60));
        for opening in (from..closing).rev() {
            if list[opening].quotation().is_some()
                && list[closing].is_mark(',')
                && opening + 1 == closing
            {
                return None;
            }
            let opens = list[opening].is_mark(',')
                || list[opening].is_mark('(')
                || list[opening].is_mark('—')
                || list[opening].is_mark('–');
            let Some(mention) = self.places.end(opening).filter(|_| opens) else { continue };
            let start = self.mentions[mention].tokens.start;
            if self.begins_clause(start, sentence) {
                return Some(mention);
            }
            nearest = nearest.or(Some(mention).filter(|_| !self.follows_preposition(start)));
        }
        nearest
    }

    /// Whether a clause can begin at a token: the words before it are a title at most.
    fn begins_clause(&self, start: usize, sentence: &Range<usize>) -> bool {
        let list = &self.tokens.list;
        let mut at = start;
        while at > sentence.start
            && start - at < BETWEEN
            && list[at - 1].is(Class::ROLE.with(Class::PERSON).with(Class::TITLE))
        {
            at -= 1;
        }
        at == sentence.start
            || list[at - 1].kind != TokenKind::Word
                && !list[at - 1].is_mark(',')
                && !list[at - 1].is_mark('(')
            || list[at - 1].is(Class::CONJUNCTION)
    }

    /// The mention that a clause with `who` ties to, where a verb follows the clause's last word:
    /// `a woman who had seen the table in Leeds said`.
    fn behind_clause(&self, end: usize, sentence: &Range<usize>) -> Option<usize> {
        let list = &self.tokens.list;
        let from = sentence.start.max(end.saturating_sub(FAR));
        let who = (from..end).rev().find(|index| list[*index].is(Class::RELATIVE))?;
        let clause = &list[who + 1..end];
        let word = self.tokens.word(who).to_lowercase();
        let contracted = word.starts_with("who") && word.contains(['\'', '’']);
        let verb = contracted || clause.iter().any(|token| token.is(Class::VERB));
        let plain = clause.iter().all(|token| {
            token.kind != TokenKind::Mark(',')
                && token.quotation().is_none()
                && !token.is(Class::CONJUNCTION)
        });
        ((word == "who" || contracted) && verb && plain).then(|| self.places.end(who)).flatten()
    }

    /// Whether a name only says whose somebody is: `Ray’s former tourmate Tom Ek`.
    fn owns(&self, mention: &Mention) -> bool {
        let next = self.tokens.list.get(mention.tokens.end);
        next.is_some_and(|token| token.kind == TokenKind::Possessive)
    }

    fn follows_preposition(&self, start: usize) -> bool {
        start > 0 && self.tokens.list[start - 1].is(Class::PREPOSITION)
    }

    /// The subject that an earlier verb of the sentence has, or else the sentence's first
    /// mention.
    fn shared(
        &self,
        at: usize,
        sentence: &Range<usize>,
        subject: Option<usize>,
    ) -> Option<(usize, Order)> {
        let mention = subject.or_else(|| self.first_mention(at, sentence))?;
        Some((mention, Order::Shared))
    }

    fn first_mention(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        let first = self.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
        self.mentions[first..]
            .iter()
            .take(6)
            .take_while(|mention| mention.tokens.start < at)
            .position(|mention| {
                !self.follows_preposition(mention.tokens.start) && !self.owns(mention)
            })
            .map(|offset| first + offset)
            .map(|mention| self.person_behind(mention, sentence).unwrap_or(mention))
    }

    fn far(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        let next = self.mentions.partition_point(|mention| mention.tokens.start < at);
        let from = sentence.start.max(at.saturating_sub(FAR));
        self.mentions[..next]
            .iter()
            .rev()
            .take_while(|mention| mention.tokens.start >= from)
            .position(|mention| !self.follows_preposition(mention.tokens.start))
            .map(|offset| next - 1 - offset)
    }

    /// Who wrote the comment that a mention is: `goes the top comment, by user jo_72`.
    fn author_of(&self, comment: usize) -> Option<usize> {
        const COMMENTS: [&str; 6] = ["comment", "message", "post", "reply", "review", "tweet"];
        let list = &self.tokens.list;
        let mention = &self.mentions[comment];
        let end = mention.tokens.end;
        let by = end + usize::from(list.get(end).is_some_and(|token| token.is_mark(',')));
        let written = by < list.len() && matches!(self.tokens.word(by), "by" | "from");
        (written && COMMENTS.contains(&self.tokens.word(mention.head)))
            .then(|| self.places.start(by + 1))
            .flatten()
    }

    fn person_behind(&self, body: usize, sentence: &Range<usize>) -> Option<usize> {
        person_behind_body(self.tokens, self.mentions, body)
            .filter(|person| self.mentions[*person].tokens.end <= sentence.end)
    }

    /// The mention right behind a verb.
    fn subject_after(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        let list = &self.tokens.list;
        let mut behind = self.cue_end(at);
        while behind < sentence.end && behind - at < BETWEEN {
            if let Some(mention) = self.places.start(behind) {
                let person = self.author_of(mention);
                let person = person.or_else(|| self.person_behind(mention, sentence));
                return Some(person.unwrap_or(mention));
            }
            let token = &list[behind];
            // `said board member Ann Ray`, `said former mayor Ann Ray`
            let title = token.kind == TokenKind::Word && !token.is(Class::FUNCTION)
                || token.is(Class::ADVERB.with(Class::DETERMINER).with(Class::POSSESSIVE));
            if !title {
                return None;
            }
            behind += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::lang::Lexicon;
    use crate::load::quote::testing::document;
    use crate::load::speaker::mention;

    fn frames(text: &str) -> Vec<(String, String, Order)> {
        let document = document(text);
        let tokens = Tokens::new(&document, &[], Lexicon::guess(text));
        let mentions = mention::find(&tokens);
        find(&tokens, &mentions, &Places::new(&tokens, &mentions))
            .into_iter()
            .map(|frame| {
                let speaker = tokens.slice(mentions[frame.mention].tokens.clone());
                (tokens.slice(frame.cue).to_owned(), speaker.to_owned(), frame.order)
            })
            .collect()
    }

    #[test]
    fn a_cue_points_at_its_subject() {
        let cases = [
            ("Ann Ray has also said that it rains.", "said", "Ann Ray", Order::SpeakerFirst),
            ("Late, said Ann Ray on Monday.", "said", "Ann Ray", Order::CueFirst),
            ("Ann Ray, 40, a clerk from Leeds, said it.", "said", "Ann Ray", Order::Apposed),
            ("Late, according to Ann Ray.", "according to", "Ann Ray", Order::Phrase),
            ("Ann Ray: it is late.", ":", "Ann Ray", Order::Colon),
            ("Ann Ray left the room, saying it was late.", "saying", "Ann Ray", Order::Shared),
            ("It is a man in the store who said it.", "said", "a man", Order::Relative),
            ("A man in the store said it.", "said", "A man", Order::SpeakerFirst),
        ];
        for (text, cue, speaker, order) in cases {
            let found = frames(text);
            assert!(
                found.contains(&(cue.to_owned(), speaker.to_owned(), order)),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn the_noun_report_is_no_cue() {
        assert!(frames("The report was late.").is_empty());
    }
}
