//! Who is spoken of: names, handles, pronouns and descriptions of people and bodies.

use super::names::{PREFIXES, behind_office};
use super::tokens::{Letters, TokenKind, Tokens};
use crate::load::lang::{Class, Gender};
use std::collections::HashSet;
use std::ops::Range;

/// The kinds of mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// A proper name.
    Name,
    /// `@name`, `u/name`.
    Handle,
    /// `he`, `she`, `they`, `it`.
    Pronoun,
    /// A noun with its companions: `a retired teacher`, `Ray’s lawyer`, `Another`.
    Description,
}

/// A mention of somebody, in tokens.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its tokens, without what follows the noun.
    pub tokens: Range<usize>,
    /// End of the tokens with `of …`, `in …` and the like behind the noun.
    pub long_end: usize,
    /// Its noun, or the last word of a name.
    pub head: usize,
    /// Of which kind it is.
    pub kind: MentionKind,
    /// What its words say of the gender.
    pub gender: Gender,
    /// Index of the person or body in the cast.
    pub entity: Option<usize>,
}

impl Mention {
    /// The handle in brackets behind a name, or the mention itself when it is one.
    pub fn handle<'a>(&self, tokens: &Tokens<'a>) -> Option<&'a str> {
        if self.kind == MentionKind::Handle {
            return Some(tokens.slice(self.tokens.clone()));
        }
        let end = self.tokens.end;
        let in_brackets = tokens.list.get(end)?.is_mark('(')
            && tokens.list.get(end + 1)?.letters == Letters::Handle;
        in_brackets.then(|| tokens.word(end + 1))
    }
}

/// Particles inside a name (`Anneke de Wit`).
pub(super) const PARTICLES: [&str; 19] = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "von", "zu",
];

/// Services that posts stand on.
const PLATFORMS: [&str; 12] = [
    "Bluesky",
    "Discord",
    "Facebook",
    "Instagram",
    "LinkedIn",
    "Mastodon",
    "Reddit",
    "Threads",
    "TikTok",
    "Twitter",
    "X",
    "YouTube",
];

/// Nouns for what somebody says.
const UTTERANCES: [&str; 8] =
    ["advice", "answer", "comeback", "reply", "response", "retort", "verdict", "words"];

/// Tokens of a name, at most; titles and stops included.
const NAME_TOKENS: usize = 14;

/// Characters of a nickname inside a name, at most, marks included.
const NICKNAME_BYTES: usize = 24;

/// Finds the mentions of an article, in order.
pub fn find(tokens: &Tokens) -> Vec<Mention> {
    let finder = Finder { tokens, names: name_words(tokens), surnames: surnames(tokens) };
    let mut found = Vec::new();
    for sentence in tokens.sentences.windows(2) {
        let block = tokens.list.get(sentence[0]).map_or(0, |token| token.block);
        let first = tokens.list.partition_point(|token| token.block < block);
        let mut at = sentence[0].max(tokens.behind_dateline(first));
        while at < sentence[1] {
            at = match finder.mention_at(at, sentence[0]..sentence[1]) {
                Some(mention) => {
                    let end = mention.tokens.end;
                    found.push(mention);
                    end
                }
                None => at + 1,
            };
        }
    }
    found
}

/// Words that stand with a capital inside a sentence somewhere, so that they are names at the
/// beginning of one too.
fn name_words<'a>(tokens: &Tokens<'a>) -> HashSet<&'a str> {
    let mut names = HashSet::new();
    for sentence in tokens.sentences.windows(2) {
        for index in sentence[0] + 1..sentence[1] {
            let token = &tokens.list[index];
            if token.has_capital() && !follows_quotation(tokens, index) {
                names.insert(tokens.word(index));
            }
        }
    }
    names
}

/// Words that stand behind a given name somewhere.
fn surnames<'a>(tokens: &Tokens<'a>) -> HashSet<&'a str> {
    let words = (1..tokens.list.len()).filter(|index| {
        let (given, word) = (&tokens.list[index - 1], &tokens.list[*index]);
        given.is(Class::GIVEN_NAME)
            && given.has_capital()
            && word.has_capital()
            && given.sentence == word.sentence
    });
    words.map(|index| tokens.word(index)).collect()
}

/// Whether a word is one of grammar with a verb behind its apostrophe: `We’ve`, `That’s`.
fn is_contraction(word: &str) -> bool {
    const ENDINGS: [&str; 6] = ["d", "ll", "m", "re", "t", "ve"];
    word.split_once(['\'', '’']).is_some_and(|(stem, end)| {
        ENDINGS.contains(&end)
            || end == "s" && matches!(stem, "Here" | "Let" | "That" | "There" | "What" | "Who")
    })
}

/// Whether a quotation stands right before a token, so that a capital may begin a sentence.
fn follows_quotation(tokens: &Tokens, index: usize) -> bool {
    index > 0 && tokens.list[index - 1].quotation().is_some()
}

/// The search of an article's mentions.
pub(super) struct Finder<'t, 'a> {
    pub(super) tokens: &'t Tokens<'a>,
    names: HashSet<&'a str>,
    surnames: HashSet<&'a str>,
}

impl Finder<'_, '_> {
    /// The mention that begins at a token of a sentence.
    fn mention_at(&self, at: usize, sentence: Range<usize>) -> Option<Mention> {
        let token = &self.tokens.list[at];
        if token.kind != TokenKind::Word {
            return None;
        }
        if token.letters == Letters::Handle {
            return Some(self.mention(at..at + 1, at, MentionKind::Handle, Gender::Unknown));
        }
        if token.is(Class::PRONOUN) {
            return self.pronoun(at);
        }
        if self.is_small_name(at, &sentence) {
            return Some(self.mention(at..at + 1, at, MentionKind::Name, Gender::Unknown));
        }
        if let Some(name) = self.name(at, &sentence) {
            return Some(self.with_possessor(name, &sentence));
        }
        self.description(at, &sentence)
    }

    fn mention(
        &self,
        tokens: Range<usize>,
        head: usize,
        kind: MentionKind,
        gender: Gender,
    ) -> Mention {
        let long_end = tokens.end;
        Mention { tokens, long_end, head, kind, gender, entity: None }
    }

    /// Whether a token is an account's name in small letters: `“Late,” replied kettleflip.`
    fn is_small_name(&self, at: usize, sentence: &Range<usize>) -> bool {
        let list = &self.tokens.list;
        let speech = Class::SPEECH.with(Class::POST);
        // `a user named jo_grey`
        if self.is_unknown(at) && self.tokens.word(at).contains('_') {
            return true;
        }
        let closes = at + 1 == sentence.end
            || matches!(list[at + 1].kind, TokenKind::Mark('.' | ',' | ';' | ':'));
        at > sentence.start + 1
            && closes
            && self.is_unknown(at)
            && list[at - 1].is(speech)
            && list[at - 2].quotation().is_some()
    }

    /// `he`, `she`, `it`, `they`; not `I` and `you`, and not before a noun.
    fn pronoun(&self, at: usize) -> Option<Mention> {
        let gender = self.tokens.list[at].entry.gender;
        if matches!(gender, Gender::First | Gender::Second) {
            return None;
        }
        Some(self.mention(at..at + 1, at, MentionKind::Pronoun, gender))
    }

    /// Whether a token can be part of a name.
    pub(super) fn is_name_word(&self, index: usize, sentence: &Range<usize>) -> bool {
        let token = &self.tokens.list[index];
        if !token.has_capital() {
            return false;
        }
        let word = self.tokens.word(index);
        if is_contraction(word) {
            return false;
        }
        let given = token.is(Class::GIVEN_NAME);
        // `the Very Reverend Ann Ray`
        if matches!(word, "Very" | "Most") && index + 1 < sentence.end {
            return self.tokens.list[index + 1].is(Class::TITLE);
        }
        let initial = index == sentence.start || follows_quotation(self.tokens, index);
        let known = token.entry.class != Class::default();
        if !initial {
            let grammar = token.is(Class::FUNCTION.with(Class::OTHER).with(Class::TIME));
            // `The Evening Clarion`, but not `on Friday Ray said`.
            let titled = token.is(Class::TIME)
                && self.tokens.list[index - 1].is(Class::DETERMINER)
                && self.tokens.list.get(index + 1).is_some_and(|next| next.has_capital());
            return given
                || titled
                || !grammar
                || token.letters == Letters::Upper && word.len() > 3;
        }
        // `Former sofa stalwart Ann Ray`
        let lower = |index: usize| self.tokens.list[index].letters == Letters::Lower;
        if PREFIXES.contains(&word) && index + 1 < sentence.end && lower(index + 1) {
            return false;
        }
        let next_capital = self.tokens.list.get(index + 1).is_some_and(|next| {
            index + 1 < sentence.end && next.has_capital() && !next.is(Class::FUNCTION)
        });
        if token.is(Class::TITLE) {
            return true;
        }
        if token.is(Class::FUNCTION.with(Class::OTHER).with(Class::TIME)) {
            return given && next_capital;
        }
        if given || next_capital || self.names.contains(word) {
            return !token.is(Class::VERB) || given || self.names.contains(word);
        }
        // `Boat owners`: a noun before a noun.
        let before_noun = self.tokens.list.get(index + 1).is_some_and(|next| {
            index + 1 < sentence.end
                && next.letters == Letters::Lower
                && next.is(Class::NOUN.with(Class::TIME))
        });
        !known && !before_noun
    }

    /// Whether one to three small nouns stand before a name: `delivery company Hatchbox`.
    fn leads_to_name(&self, from: usize, sentence: &Range<usize>) -> bool {
        const NOUNS: usize = 3;
        let list = &self.tokens.list;
        let nouns = list[from..sentence.end].iter().take(NOUNS);
        let nouns = nouns.take_while(|token| token.is_small_noun()).count();
        let name = from + nouns;
        nouns > 0 && name < sentence.end && self.is_name_word(name, sentence)
    }

    /// Whether a lone capital is no sign of a name in this language: German nouns.
    fn nouns_have_capitals(&self) -> bool {
        self.tokens.lexicon.code == "de"
    }

    /// A name that begins at a token.
    fn name(&self, at: usize, sentence: &Range<usize>) -> Option<Mention> {
        if !self.is_name_word(at, sentence) {
            return None;
        }
        let end = self.name_end(at, sentence);
        // `on TikTok, where one viewer raged`: where something stands, nobody who speaks.
        let behind = at > sentence.start && self.tokens.list[at - 1].is(Class::PREPOSITION);
        if behind && end == at + 1 && PLATFORMS.contains(&self.tokens.word(at)) {
            return None;
        }
        let end = self.with_suffix(end, sentence);
        let start = self.skip_titles(at, end);
        if start == end {
            return None;
        }
        let list = &self.tokens.list;
        // `Olympic medallist Ann Ray`: the adjective belongs to the noun.
        let is_noun = |index: usize| list[index].is(Class::ROLE.with(Class::PERSON));
        if at == sentence.start
            && end - at == 1
            && end + 1 < sentence.end
            && list[end].letters == Letters::Lower
            && is_noun(end)
            && self.is_name_word(end + 1, sentence)
        {
            return None;
        }
        if at == self.tokens.behind_dateline(sentence.start)
            && end - at == 1
            && list[at].entry.class == Class::default()
            && !self.names.contains(self.tokens.word(at))
            && self.leads_to_name(end, sentence)
        {
            return None;
        }
        let only_nouns = (start..end).all(|index| {
            list[index].is(Class::NOUN.with(Class::NATIONALITY))
                && !list[index].is(Class::GIVEN_NAME)
        });
        // `the General Overseer of the chapel`
        let office = |index: usize| {
            list[index].is(Class::ROLE.with(Class::TITLE).with(Class::GROUP))
                && !list[index].is(Class::GIVEN_NAME)
        };
        // `the sole Government MP`
        let article = (at.saturating_sub(2).max(sentence.start)..at)
            .any(|index| list[index].is(Class::DETERMINER));
        if article && end - at > 1 && list[end - 1].is(Class::ROLE) && (at..end).all(office) {
            return None;
        }
        let known = list[end - 1].letters != Letters::Upper || list[end - 1].is(Class::ROLE);
        // `Ann Baker came. Later Baker left.`
        let surname = end - start == 1 && self.surnames.contains(self.tokens.word(start));
        if only_nouns && known && !surname && (self.nouns_have_capitals() || end - start == 1) {
            return None;
        }
        if self.nouns_have_capitals()
            && end - start == 1
            && !list[start].is(Class::GIVEN_NAME)
            && !self.surnames.contains(self.tokens.word(start))
            && start == at
        {
            return None;
        }
        let gender = self.gender_of_name(at, start, end);
        let mut mention = self.mention(at..end, end - 1, MentionKind::Name, gender);
        mention.long_end = self.long_end(end, sentence);
        Some(mention)
    }

    /// Where the run of name words from a token on ends.
    fn name_end(&self, at: usize, sentence: &Range<usize>) -> usize {
        let list = &self.tokens.list;
        let mut end = at + 1;
        while end < sentence.end && end - at < NAME_TOKENS {
            let is_initial_stop = list[end].is_mark('.')
                && list[end - 1].bytes.end == list[end].bytes.start
                && end + 1 < sentence.end
                && list[end + 1].has_capital()
                && (list[end - 1].is(Class::TITLE)
                    || list[end - 1].bytes.len() <= 2
                    || list[end - 1].is(Class::SUFFIX));
            let joined = end + 1 < sentence.end && self.is_name_word(end + 1, sentence);
            let is_inner = self.is_particle(end) && joined
                || self.is_of(end, at, joined)
                || list[end].is_mark('&') && joined
                || self.joins_body(at, end, sentence);
            let nickname = self.nickname_length(end).filter(|length| {
                let behind = end + length;
                behind < sentence.end && self.is_name_word(behind, sentence)
            });
            if let Some(length) = nickname {
                end += length;
                continue;
            }
            // `Channel 6`
            let numbered =
                list[end].letters == Letters::Digit && self.tokens.word(end - 1) == "Channel";
            if is_initial_stop || is_inner || numbered || self.is_name_word(end, sentence) {
                end += 1;
            } else {
                break;
            }
        }
        while end > at + 1
            && !list[end - 1].has_capital()
            && list[end - 1].letters != Letters::Digit
        {
            end -= 1;
        }
        end
    }

    fn is_particle(&self, index: usize) -> bool {
        PARTICLES.contains(&self.tokens.word(index))
    }

    /// `and` inside the name of a council: `Wold and Ashby Council`.
    fn joins_body(&self, start: usize, and: usize, sentence: &Range<usize>) -> bool {
        const WORDS: usize = 3;
        let list = &self.tokens.list;
        let is_council = |index: usize| {
            matches!(self.tokens.word(index), "Authority" | "Borough" | "Council" | "Police")
        };
        let words = (and + 1..sentence.end).take(WORDS).take_while(|it| list[*it].has_capital());
        and == start + 1
            && self.tokens.word(and) == "and"
            && !list[start].is(Class::GIVEN_NAME)
            && words.skip(1).any(is_council)
    }

    /// `of` inside the name of a body: `University of …`, `Department of …`.
    fn is_of(&self, index: usize, start: usize, joined: bool) -> bool {
        let list = &self.tokens.list;
        joined
            && matches!(self.tokens.word(index), "of" | "for")
            && (start..index).any(|word| list[word].is(Class::GROUP))
    }

    /// Tokens of a nickname that begins here: a short folded quotation, or marks with a word
    /// or two between them (`Robert “Skip” Ray`).
    fn nickname_length(&self, index: usize) -> Option<usize> {
        let list = &self.tokens.list;
        let token = &list[index];
        if token.quotation().is_some() {
            return (token.bytes.len() <= NICKNAME_BYTES).then_some(1);
        }
        let is_mark = |index: usize| {
            matches!(
                list.get(index).map(|t| t.kind),
                Some(TokenKind::Mark('"' | '“' | '”' | '‘' | '’' | '\''))
            )
        };
        if !is_mark(index) {
            return None;
        }
        (2..=3).find(|length| is_mark(index + length)).map(|length| length + 1)
    }

    /// Takes in `, Jr.` behind a name.
    fn with_suffix(&self, end: usize, sentence: &Range<usize>) -> usize {
        let list = &self.tokens.list;
        let behind = if end < sentence.end && list[end].is_mark(',') { end + 1 } else { end };
        if behind < sentence.end && list[behind].is(Class::SUFFIX) && list[behind].has_capital() {
            return behind + 1;
        }
        end
    }

    /// First token of the name proper, behind `Mr.`, `Mayor`, `Former chief`.
    fn skip_titles(&self, at: usize, end: usize) -> usize {
        let list = &self.tokens.list;
        let mut start = behind_office(self.tokens, &(at..end));
        // `Contestant Ann Ray`: an unknown word before a given name that a sentence begins with.
        let opens = at == 0 || list[at - 1].sentence != list[at].sentence;
        if opens
            && start == at
            && end - at > 2
            && list[at].entry.class == Class::default()
            && list[at + 1].is(Class::GIVEN_NAME)
            && !self.names.contains(self.tokens.word(at))
        {
            start += 1;
        }
        while start < end {
            let token = &list[start];
            let role = token.is(Class::ROLE.with(Class::PERSON)) && !token.is(Class::GIVEN_NAME);
            let more = end - start > 1;
            let stop = token.is_mark('.');
            let adjective = more && PREFIXES.contains(&self.tokens.word(start));
            if stop || more && (token.is(Class::TITLE) || role || adjective) {
                start += 1;
            } else if token.is(Class::TITLE) && !token.is(Class::GIVEN_NAME) && start == at {
                return end;
            } else {
                break;
            }
        }
        start
    }

    /// The gender that titles or the given name tell.
    fn gender_of_name(&self, at: usize, start: usize, end: usize) -> Gender {
        let list = &self.tokens.list;
        let title = (at..start).map(|index| list[index].entry.gender).find(|g| g.is_person());
        let before = at.checked_sub(1).map(|index| &list[index]).filter(|token| {
            token.is(Class::ROLE.with(Class::PERSON)) && token.entry.gender.is_person()
        });
        title
            .or(before.map(|token| token.entry.gender))
            .or((end - start > 1).then(|| list[start].entry.name_gender))
            .unwrap_or_default()
    }

    /// A name with `’s` begins a description: `Ray’s lawyer`.
    fn with_possessor(&self, name: Mention, sentence: &Range<usize>) -> Mention {
        let list = &self.tokens.list;
        let behind = name.tokens.end;
        if behind >= sentence.end || list[behind].kind != TokenKind::Possessive {
            return name;
        }
        match self.noun_phrase(behind + 1, sentence) {
            // `Ray’s answer came at once: “…”`: it is Ray who speaks.
            Some((_, head)) if UTTERANCES.contains(&self.tokens.word(head)) => name,
            Some((end, head)) if !self.is_name_word(end - 1, sentence) => {
                let gender = list[head].entry.gender;
                let mut mention =
                    self.mention(name.tokens.start..end, head, MentionKind::Description, gender);
                mention.long_end = self.long_end(end, sentence);
                mention
            }
            _ => name,
        }
    }

    /// A description that begins at a token.
    fn description(&self, at: usize, sentence: &Range<usize>) -> Option<Mention> {
        let list = &self.tokens.list;
        let token = &list[at];
        // `at first`, `the office first denied it`
        let adverb = token.is(Class::ORDINAL)
            && !token.is(Class::ANONYMOUS)
            && at > sentence.start
            && list[at - 1].kind == TokenKind::Word
            && !list[at - 1].is(Class::CONJUNCTION.with(Class::CUE))
            && !list.get(at + 1).is_some_and(|next| next.is(Class::NOUN));
        let opens = !adverb
            && token.is(Class::DETERMINER
                .with(Class::ANONYMOUS)
                .with(Class::POSSESSIVE)
                .with(Class::ORDINAL));
        let bare = token.is(Class::NOUN.with(Class::NATIONALITY))
            || !opens && self.opens_bare(at, sentence);
        if !opens && !bare {
            return None;
        }
        let (end, head) = self.noun_phrase(at, sentence)?;
        if list[at].is(Class::CONJUNCTION) && end == at + 1 {
            return None;
        }
        // The words before a name are its title, not somebody else.
        let before_name = end < sentence.end && self.is_name_word(end, sentence) && head + 1 == end;
        let end_is_name = self.is_name_word(head, sentence)
            && !list[head].is(Class::NOUN.with(Class::NATIONALITY))
            && !(self.nouns_have_capitals() && opens);
        if before_name && !self.nouns_have_capitals() || end_is_name {
            return None;
        }
        let mut mention =
            self.mention(at..end, head, MentionKind::Description, list[head].entry.gender);
        mention.long_end = self.long_end(end, sentence);
        Some(mention)
    }

    /// Whether a bare word at the beginning of a sentence opens a description: an adjective or
    /// number before a noun (`Many fans` has a determiner; `Angry fans` has none).
    fn opens_bare(&self, at: usize, sentence: &Range<usize>) -> bool {
        let token = &self.tokens.list[at];
        at == sentence.start
            && !token.is(Class::FUNCTION.with(Class::VERB).with(Class::OTHER).with(Class::TIME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::lang::Lexicon;
    use crate::load::quote::testing::document;

    fn mentions(text: &str) -> Vec<(String, MentionKind)> {
        let document = document(text);
        let tokens = Tokens::new(&document, &[], Lexicon::guess(text));
        find(&tokens)
            .into_iter()
            .map(|mention| (tokens.slice(mention.tokens).to_owned(), mention.kind))
            .collect()
    }

    #[test]
    fn people_are_found_by_name_handle_pronoun_or_description() {
        use MentionKind::{Description, Handle, Name, Pronoun};
        let cases: [(&str, &[(&str, MentionKind)]); 9] = [
            ("On Monday Ann Ray left.", &[("Ann Ray", Name)]),
            (
                "The league chose Anneke de Wit.",
                &[("The league", Description), ("Anneke de Wit", Name)],
            ),
            ("Sen. Tom J. Ek Jr. spoke.", &[("Sen. Tom J. Ek Jr", Name)]),
            ("Robert “Skip” Ray spoke.", &[("Robert “Skip” Ray", Name)]),
            ("Then @mara_l replied.", &[("@mara_l", Handle)]),
            ("Later she left.", &[("she", Pronoun)]),
            ("A retired teacher said so.", &[("A retired teacher", Description)]),
            ("Ray’s campaign manager said so.", &[("Ray’s campaign manager", Description)]),
            ("Another said so.", &[("Another", Description)]),
        ];
        for (text, wanted) in cases {
            let wanted: Vec<(String, MentionKind)> =
                wanted.iter().map(|(words, kind)| ((*words).to_owned(), *kind)).collect();
            assert_eq!(mentions(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_capital_at_the_beginning_of_a_sentence_is_no_name() {
        for text in ["Yesterday it rained.", "But not now.", "Riders were late."] {
            assert!(mentions(text).iter().all(|(_, kind)| *kind != MentionKind::Name), "{text}");
        }
    }
}
