//! Noun phrases: how far a description of somebody goes, and which of its words is the noun.

use super::mention::Finder;
use super::tokens::{Letters, Token, TokenKind, Tokens};
use crate::load::lang::{Class, Form};
use std::ops::Range;

/// Words of a noun phrase, at most.
const PHRASE_WORDS: usize = 9;

/// Nouns that the name of an account stands behind.
const ACCOUNTS: [&str; 7] =
    ["account", "commenter", "nutzer", "poster", "redditor", "user", "viewer"];

/// Adjectives that tie somebody to what stands behind the next preposition.
const TYING: [&str; 5] = ["close", "familiar", "involved", "present", "responsible"];

impl Finder<'_, '_> {
    /// End and head of the noun phrase whose words begin at a token. The head is the last noun
    /// that can speak; without one, a phrase beside a cue verb has its last word as head.
    pub(super) fn noun_phrase(&self, at: usize, sentence: &Range<usize>) -> Option<(usize, usize)> {
        let list = &self.tokens.list;
        let mut noun = None;
        let mut end = at;
        // `Harrow’s has grown`
        if list.get(at).is_some_and(|token| token.is(Class::AUXILIARY)) {
            return None;
        }
        // `someone claiming to be a referee`, `with one writing: “…”`
        let acts = list
            .get(at + 1)
            .is_some_and(|next| next.entry.form == Form::Gerund && next.is(Class::VERB));
        let alone = |word: &str| {
            ["another", "one", "somebody", "someone"].iter().any(|it| word.eq_ignore_ascii_case(it))
        };
        if acts && alone(self.tokens.word(at)) {
            return Some((at + 1, at));
        }
        while end < sentence.end && end - at < PHRASE_WORDS {
            let token = &list[end];
            if token.kind == TokenKind::Possessive && end > at {
                noun = None;
                end += 1;
                continue;
            }
            if token.kind != TokenKind::Word || end > at && self.ends_phrase(end, noun.is_some()) {
                break;
            }
            // `In his newsletter the father of two wrote`
            let another = end > at + 1
                && token.is(Class::DETERMINER)
                && !list[end - 1].is(Class::DETERMINER.with(Class::ANONYMOUS));
            if another && self.tokens.lexicon.code == "en" {
                break;
            }
            if token.is(Class::NOUN.with(Class::NATIONALITY)) || self.is_age(end) {
                noun = Some(end);
            }
            end += 1;
        }
        // `the country hitmaker explained`: no list holds all the nouns for people.
        if let Some(known) = noun
            && known + 1 < end
            && (known + 1..end).all(|index| self.is_unknown(index))
            && (list.get(end).is_some_and(|verb| end < sentence.end && verb.entry.reports())
                || self.follows_cue_phrase(at, sentence))
        {
            noun = Some(end - 1);
        }
        // `A third one said`
        if noun.is_none()
            && end > at + 1
            && self.tokens.word(end - 1) == "one"
            && list[end - 2].is(Class::ORDINAL)
        {
            return Some((end, end - 1));
        }
        if let Some(head) = noun {
            // `user skycake`: a name in small letters.
            let named = head + 1 < sentence.end
                && ACCOUNTS.contains(&self.tokens.word(head))
                && list[head + 1].kind == TokenKind::Word
                && list[head + 1].entry.class == Class::default();
            return Some((head + 1 + usize::from(named), head));
        }
        if end == at {
            return None;
        }
        let anonymous = (at..end).all(|index| {
            list[index].is(Class::DETERMINER.with(Class::ANONYMOUS).with(Class::ORDINAL))
        });
        if anonymous {
            let stands_alone =
                (at..end).any(|index| list[index].is(Class::ANONYMOUS.with(Class::ORDINAL)));
            return stands_alone.then_some((end, end - 1));
        }
        // `saying his “…”`
        if end == at + 1 && list[at].is(Class::POSSESSIVE) {
            return None;
        }
        let person = matches!(self.tokens.word(at), "A" | "An" | "a" | "an" | "one")
            && self.is_unknown(end - 1)
            && tells_who(self.tokens, end);
        (person || self.has_cue_beside(at, end, sentence)).then_some((end, end - 1))
    }

    /// Whether a token is a small word that the lexicon does not have.
    pub(super) fn is_unknown(&self, index: usize) -> bool {
        let token = &self.tokens.list[index];
        token.kind == TokenKind::Word
            && token.letters == Letters::Lower
            && token.entry.class == Class::default()
    }

    pub(super) fn is_age(&self, index: usize) -> bool {
        let word = self.tokens.word(index);
        word.ends_with("-year-old") || word.ends_with("-jährige")
    }

    /// Whether a word ends the noun phrase before it.
    pub(super) fn ends_phrase(&self, index: usize, has_noun: bool) -> bool {
        let token = &self.tokens.list[index];
        let grammar = Class::AUXILIARY
            .with(Class::RELATIVE)
            .with(Class::CONJUNCTION)
            .with(Class::OBJECT)
            .with(Class::PRONOUN)
            .with(Class::POSSESSIVE);
        let noun = Class::NOUN.with(Class::NATIONALITY);
        if token.is(grammar) || token.is(Class::PREPOSITION) {
            return true;
        }
        // `Geschäftsführer der Stadtwerke`
        if has_noun && self.is_genitive(index) {
            return true;
        }
        if token.is(Class::ADVERB) && (has_noun || !token.is(Class::ORDINAL.with(Class::ANONYMOUS)))
        {
            return true;
        }
        let finite = matches!(token.entry.form, Form::Past | Form::Present);
        token.is(Class::VERB) && finite && (has_noun || !token.is(noun))
    }

    /// Whether a German article in the genitive stands here, which ties a noun like `of`.
    fn is_genitive(&self, index: usize) -> bool {
        self.tokens.lexicon.code == "de"
            && matches!(self.tokens.word(index), "der" | "des" | "einer" | "eines")
    }

    /// Whether a cue verb stands right before or behind these words.
    pub(super) fn has_cue_beside(&self, at: usize, end: usize, sentence: &Range<usize>) -> bool {
        let list = &self.tokens.list;
        let behind = end < sentence.end && list[end].is(Class::CUE);
        let colon = end < sentence.end && list[end].is_mark(':');
        let before = at > sentence.start && list[at - 1].is(Class::CUE);
        behind || before || colon || self.follows_cue_phrase(at, sentence)
    }

    /// Whether `according to` or the like stands right before a token.
    pub(super) fn follows_cue_phrase(&self, at: usize, sentence: &Range<usize>) -> bool {
        self.tokens.lexicon.phrases().iter().any(|phrase| {
            at >= sentence.start + phrase.len()
                && phrase.iter().enumerate().all(|(offset, word)| {
                    self.tokens.word(at - phrase.len() + offset).eq_ignore_ascii_case(word)
                })
        })
    }

    /// End of the phrases with `of`, `in`, `with` … behind a noun.
    pub(super) fn long_end(&self, end: usize, sentence: &Range<usize>) -> usize {
        let list = &self.tokens.list;
        // `said the 64-year-old in Mandarin`
        if end > 0 && self.is_age(end - 1) && end < sentence.end && self.tokens.word(end) != "from"
        {
            return end;
        }
        let mut long = end;
        // `a person familiar with the plan`
        if long + 1 < sentence.end
            && TYING.contains(&self.tokens.word(long))
            && list[long + 1].is(Class::PREPOSITION)
            && let Some(tied) = self.complement_end(long + 2, sentence)
        {
            long = tied;
        }
        let claims =
            matches!(self.tokens.word(long.min(list.len() - 1)), "claiming" | "pretending")
                && long + 3 < sentence.end
                && self.tokens.word(long + 1) == "to"
                && self.tokens.word(long + 2) == "be";
        if claims && let Some(claimed) = self.complement_end(long + 3, sentence) {
            long = claimed;
        }
        for _ in 0..2 {
            let ties = long < sentence.end
                && (self.is_genitive(long)
                    || list[long].is(Class::PREPOSITION) && !list[long].is(Class::RELATIVE));
            if !ties {
                break;
            }
            // `with 4,000 likes` counts reactions.
            let counts = self.tokens.word(long) == "with" && self.is_count(long + 1);
            let complement = if counts { None } else { self.complement_end(long + 1, sentence) };
            let Some(next) = complement else { break };
            long = next;
        }
        long
    }

    /// Whether a number begins at a token: `4,000`, `more than 4,000`, `nearly 900`.
    fn is_count(&self, at: usize) -> bool {
        const ROUGHLY: [&str; 9] =
            ["about", "almost", "around", "more", "nearly", "over", "roughly", "some", "than"];
        let list = &self.tokens.list;
        let vague =
            (at..list.len()).take(2).take_while(|it| ROUGHLY.contains(&self.tokens.word(*it)));
        let number = list.get(at + vague.count());
        number.is_some_and(|token| token.letters == Letters::Digit)
    }

    /// Whether a token is a small word that is not the language's grammar.
    pub(super) fn is_common_noun(&self, index: usize) -> bool {
        let token = &self.tokens.list[index];
        token.kind == TokenKind::Word
            && token.letters == Letters::Lower
            && !token.is(Class::FUNCTION)
    }

    /// End of the words behind a preposition, unless they say when or where something was said.
    pub(super) fn complement_end(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        let list = &self.tokens.list;
        let mut end = at;
        let of = self.tokens.word(at - 1) == "of";
        // `one of them`
        if of && at < sentence.end && matches!(self.tokens.word(at), "them" | "us") {
            return Some(at + 1);
        }
        while end < sentence.end && end - at < 6 {
            let token = &list[end];
            let possessive = token.kind == TokenKind::Possessive;
            // `at the back`, `in his ’80s`: behind an article or owner stands a noun.
            let noun = end == at + 1
                && list[at].is(Class::DETERMINER.with(Class::POSSESSIVE))
                && token.is(Class::ADVERB)
                && !token.is(Class::PREPOSITION.with(Class::VERB));
            let owner = end == at && token.is(Class::POSSESSIVE);
            // `Farmers in Leeds say`
            let says = end > at
                && token.is(Class::SPEECH)
                && !token.is(Class::NOUN)
                && !list[end - 1].is(Class::DETERMINER.with(Class::POSSESSIVE));
            let ends = !noun && !owner && (says || self.ends_phrase(end, true));
            if !possessive && (token.kind != TokenKind::Word || ends) {
                break;
            }
            // `l’historien de l’art Anne Roy`: the name is no part of the phrase.
            let english = self.tokens.lexicon.code == "en";
            // `the firm’s head of sales Ann Ray said`
            let speaks = |token: &Token| token.is(Class::CUE.with(Class::AUXILIARY));
            let full_name = list.get(end + 1).is_some_and(|next| next.has_capital())
                && (token.is(Class::GIVEN_NAME) || list.get(end + 2).is_some_and(speaks));
            let name = token.has_capital() && (!english || full_name);
            if name && end > at && self.is_common_noun(end - 1) {
                break;
            }
            let time = token.is(Class::TIME) && !of && (end == at || !token.has_capital());
            if time || token.is(Class::CHANNEL) && !token.has_capital() {
                return None;
            }
            end += 1;
        }
        let bare = end > at
            && (list[end - 1].is(Class::POSSESSIVE)
                || matches!(self.tokens.word(end - 1), "a" | "an" | "the" | "this" | "that"));
        (end > at && !bare).then_some(end)
    }
}

/// Whether a clause with `who` follows a noun, so that the noun is a person: `a car guard outside the
/// gate, who gave no name`.
pub(super) fn tells_who(tokens: &Tokens, end: usize) -> bool {
    const FAR: usize = 6;
    let list = &tokens.list;
    let Some(sentence) = list.get(end).map(|token| token.sentence) else { return false };
    let behind = (end..list.len()).take(FAR).take_while(|index| list[*index].sentence == sentence);
    let mut words = behind.take_while(|index| {
        list[*index].quotation().is_none() && !list[*index].is(Class::CUE.with(Class::AUXILIARY))
    });
    let plain = list[end].is_mark(',') || list[end].is(Class::PREPOSITION.with(Class::RELATIVE));
    plain && words.any(|index| tokens.word(index) == "who")
}
