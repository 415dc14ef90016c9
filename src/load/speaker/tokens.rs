//! An article as words and marks, its quotations folded into one token each.
//!
//! What stands inside a quotation says nothing about who speaks it, so the search for
//! speakers walks over the article's own words only.

use crate::load::document::{BlockKind, Document};
use crate::load::lang::{Class, Entry, Lexicon};
use crate::load::quote::{Quotation, Shape};
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word or number.
    Word,
    /// The `'s` or `'` behind a possessor.
    Possessive,
    /// A mark of punctuation.
    Mark(char),
    /// A whole quotation, or the part of it that stands in this block.
    Quotation(usize),
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// Lower case, or a script without case.
    Lower,
    /// First letter a capital.
    Capital,
    /// All capitals, two or more.
    Upper,
    /// Begins with a digit.
    Digit,
    /// A handle: `@name`, `u/name`.
    Handle,
}

/// A word, a mark, or a folded quotation.
#[derive(Debug, Clone)]
pub struct Token {
    /// Where it stands, in bytes of the article's text.
    pub bytes: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
    /// How it is written.
    pub letters: Letters,
    /// What the lexicon knows of it.
    pub entry: Entry,
    /// Index of its document block.
    pub block: usize,
    /// Number of its sentence, ascending through the article.
    pub sentence: usize,
}

impl Token {
    /// Whether it is a word in small letters that is no verb and none of the grammar.
    pub fn is_small_noun(&self) -> bool {
        self.kind == TokenKind::Word
            && self.letters == Letters::Lower
            && !self.is(Class::FUNCTION.with(Class::VERB))
    }

    /// Whether it is a word of one of the classes.
    pub fn is(&self, class: Class) -> bool {
        self.kind == TokenKind::Word && self.entry.is(class)
    }

    /// Whether it is this mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    /// Whether it is a word with a capital, as names have.
    pub fn has_capital(&self) -> bool {
        self.kind == TokenKind::Word && matches!(self.letters, Letters::Capital | Letters::Upper)
    }

    /// The quotation that it stands for.
    pub fn quotation(&self) -> Option<usize> {
        match self.kind {
            TokenKind::Quotation(index) => Some(index),
            _ => None,
        }
    }
}

/// Tokens that a dateline may take.
const DATELINE: usize = 14;

/// The tokens of an article.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The lexicon of its language.
    pub lexicon: &'static Lexicon,
    /// All tokens in order.
    pub list: Vec<Token>,
    /// First token of every sentence, and behind them the number of tokens.
    pub sentences: Vec<usize>,
    /// For each quotation its first token and its last one; `None` for one outside all blocks.
    pub places: Vec<Option<(usize, usize)>>,
}

impl<'a> Tokens<'a> {
    /// Splits an article.
    pub fn new(
        document: &'a Document,
        quotations: &[Quotation],
        lexicon: &'static Lexicon,
    ) -> Tokens<'a> {
        let text = document.article.text.as_str();
        let mut splitter = Splitter {
            tokens: Tokens {
                text,
                lexicon,
                list: Vec::with_capacity(text.len() / 6),
                sentences: Vec::new(),
                places: vec![None; quotations.len()],
            },
            quotations,
            next: 0,
            lower: String::new(),
        };
        for (index, block) in document.blocks.iter().enumerate() {
            if matches!(block.kind, BlockKind::PullQuote) {
                continue;
            }
            splitter.split_block(index, &block.bytes);
        }
        let mut tokens = splitter.tokens;
        tokens.sentences.push(tokens.list.len());
        tokens
    }

    /// The words of a range of tokens as printed.
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        if range.is_empty() {
            return "";
        }
        &self.text[self.list[range.start].bytes.start..self.list[range.end - 1].bytes.end]
    }

    /// First token behind `PORT SELWYN --`, `MARLSTADT (CPW) —` where a block begins with one; else
    /// the token itself.
    pub fn behind_dateline(&self, first: usize) -> usize {
        let list = &self.list;
        let begins = |token: &Token| {
            token.letters == Letters::Upper
                && first.checked_sub(1).is_none_or(|before| list[before].block != token.block)
        };
        if !list.get(first).is_some_and(begins) {
            return first;
        }
        let end = list.len().min(first + DATELINE);
        let dash = (first..end).rev().find(|index| {
            list[*index].block == list[first].block
                && matches!(list[*index].kind, TokenKind::Mark('-' | '–' | '—' | '_'))
        });
        dash.map_or(first, |dash| dash + 1)
    }

    /// The printed form of one token.
    pub fn word(&self, index: usize) -> &'a str {
        &self.text[self.list[index].bytes.clone()]
    }

    /// Whether one of these words stands at a place, which may be behind the last token.
    pub fn has_word(&self, index: usize, words: &[&str]) -> bool {
        index < self.list.len() && words.contains(&self.word(index))
    }

    /// The tokens of a block.
    pub fn of_block(&self, block: usize) -> Range<usize> {
        let first = self.list.partition_point(|token| token.block < block);
        first..self.list.partition_point(|token| token.block <= block)
    }

    /// The tokens of the sentence that a token stands in.
    pub fn sentence_of(&self, index: usize) -> Range<usize> {
        let sentence = self.list[index].sentence;
        self.sentences[sentence]..self.sentences[sentence + 1]
    }
}

/// The state of the split.
struct Splitter<'a, 'q> {
    tokens: Tokens<'a>,
    quotations: &'q [Quotation],
    /// First quotation that does not end before the place reached.
    next: usize,
    /// Room for a word in lower case.
    lower: String,
}

impl Splitter<'_, '_> {
    fn split_block(&mut self, block: usize, bytes: &Range<usize>) {
        self.begin_sentence();
        let mut position = bytes.start;
        while position < bytes.end {
            if let Some(end) = self.fold_quotation(block, position, bytes.end) {
                position = end;
                continue;
            }
            let stop = self.next_quotation_start(position).min(bytes.end);
            position = self.split_prose(block, position, stop);
        }
        if bytes.is_empty() {
            self.fold_quotation(block, position, position);
        }
    }

    /// Folds the quotation that covers this place, and returns where the prose goes on.
    fn fold_quotation(&mut self, block: usize, position: usize, limit: usize) -> Option<usize> {
        while self.next < self.quotations.len()
            && self.quotations[self.next].outer.end <= position
            && !(self.quotations[self.next].outer.is_empty()
                && self.quotations[self.next].outer.start == position
                && self.tokens.places[self.next].is_none())
        {
            self.next += 1;
        }
        let quotation = self.quotations.get(self.next)?;
        if quotation.outer.start > position {
            return None;
        }
        let end = quotation.outer.end.min(limit).max(position);
        let index = self.tokens.list.len();
        self.push(block, position..end, TokenKind::Quotation(self.next), Letters::Lower);
        let place = &mut self.tokens.places[self.next];
        *place = Some(place.map_or((index, index), |(first, _)| (first, index)));
        if quotation.outer.is_empty() {
            self.next += 1;
        }
        Some(end)
    }

    /// Where the next quotation behind a place begins.
    fn next_quotation_start(&self, position: usize) -> usize {
        self.quotations[self.next..]
            .iter()
            .map(|quotation| quotation.outer.start)
            .find(|start| *start > position)
            .unwrap_or(usize::MAX)
    }

    /// Splits prose up to `stop`; returns `stop`.
    fn split_prose(&mut self, block: usize, start: usize, stop: usize) -> usize {
        let text = self.tokens.text;
        let mut position = start;
        while position < stop {
            let rest = &text[position..stop];
            // `rest` is not empty, so it has a first character.
            let Some(first) = rest.chars().next() else { break };
            if first.is_whitespace() {
                position += first.len_utf8();
            } else if is_word_start(rest, first) {
                let length = word_length(rest);
                self.push_word(block, position..position + length);
                position += length;
            } else {
                let length = first.len_utf8();
                let kind = if self.ends_plural(position, &rest[length..], first) {
                    TokenKind::Possessive
                } else {
                    TokenKind::Mark(first)
                };
                self.push(block, position..position + length, kind, Letters::Lower);
                if matches!(first, '.' | '!' | '?' | '…' | '。')
                    && self.ends_sentence(position, stop)
                {
                    self.begin_sentence();
                }
                position += length;
            }
        }
        stop
    }

    /// Whether a mark is the apostrophe of an owner in s: `the Rays’ lawyer`. Single marks around
    /// quotations are taken out already.
    fn ends_plural(&self, position: usize, behind: &str, mark: char) -> bool {
        matches!(mark, '\'' | '’')
            && self.tokens.text[..position].ends_with(['s', 'S', 'z', 'x'])
            && behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    }

    /// Whether a full stop at this place ends a sentence: not behind an initial or a title,
    /// nor before a small letter.
    fn ends_sentence(&self, position: usize, stop: usize) -> bool {
        let text = self.tokens.text;
        let behind = text[position..stop].trim_start_matches(['.', '!', '?', '…', '。']);
        if behind.starts_with([',', ';', ':']) {
            return false;
        }
        if !behind.starts_with(char::is_whitespace) && !behind.is_empty() {
            return !behind.starts_with(char::is_alphanumeric)
                || behind.starts_with(char::is_uppercase);
        }
        if behind.trim_start().starts_with(char::is_lowercase) {
            return false;
        }
        let count = self.tokens.list.len();
        let previous = count.checked_sub(2).map(|index| &self.tokens.list[index]);
        let Some(previous) = previous.filter(|token| token.bytes.end == position) else {
            return true;
        };
        let word = &text[previous.bytes.clone()];
        let initial = word.chars().count() == 1 && previous.has_capital();
        let dotted = word.contains('.') && !behind.trim_start().is_empty();
        let title = previous.is(Class::TITLE) && previous.has_capital() && word.len() < 6;
        !(text[position..].starts_with('.') && (initial || title || dotted))
    }

    fn push_word(&mut self, block: usize, bytes: Range<usize>) {
        let text = self.tokens.text;
        let elided = self.tokens.lexicon.elided(&text[bytes.clone()]);
        if elided > 0 {
            self.push_plain_word(block, bytes.start..bytes.start + elided);
            return self.push_word(block, bytes.start + elided..bytes.end);
        }
        let word = &text[bytes.clone()];
        let stem = possessor(word);
        let end = bytes.start + stem.len();
        let verb = bytes.start + without_clitic(stem, self.tokens.lexicon).len();
        self.push_plain_word(block, bytes.start..verb);
        if verb < end {
            let hyphens = &text[verb..end];
            let pronoun = verb + hyphens.len()
                - hyphens.trim_start_matches("-t").trim_start_matches('-').len();
            self.push_plain_word(block, pronoun..end);
        }
        if end < bytes.end {
            self.push(block, end..bytes.end, TokenKind::Possessive, Letters::Lower);
        }
    }

    fn push_plain_word(&mut self, block: usize, bytes: Range<usize>) {
        let word = &self.tokens.text[bytes.clone()];
        let letters = letters(word);
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        if self.lower.contains('\'') {
            self.lower = self.lower.replace('\'', "’");
        }
        let entry = self.tokens.lexicon.entry(&self.lower);
        if self.begins_behind_quotation(letters, entry) {
            self.begin_sentence();
        }
        let sentence = self.sentence();
        self.tokens.list.push(Token {
            bytes,
            kind: TokenKind::Word,
            letters,
            entry,
            block,
            sentence,
        });
    }

    /// Whether a word behind a quotation begins a new sentence: `“… good.” Another read` does,
    /// `“… why?” Ray asked` does not.
    fn begins_behind_quotation(&self, letters: Letters, entry: Entry) -> bool {
        let Some(index) = self.tokens.list.last().and_then(Token::quotation) else { return false };
        if !matches!(letters, Letters::Capital | Letters::Upper) {
            return false;
        }
        let parts = &self.quotations[index].parts;
        let Some(last) = parts.last() else { return false };
        let said = self.tokens.text[last.clone()].trim_end_matches(['\'', '’', '"', '”', ' ']);
        said.ends_with(['.', '…', '。'])
            || said.ends_with(['!', '?', '！', '？'])
                && entry.is(Class::FUNCTION.with(Class::OTHER))
    }

    fn push(&mut self, block: usize, bytes: Range<usize>, kind: TokenKind, letters: Letters) {
        let sentence = self.sentence();
        let entry = Entry::default();
        self.tokens.list.push(Token { bytes, kind, letters, entry, block, sentence });
    }

    fn sentence(&self) -> usize {
        self.tokens.sentences.len().saturating_sub(1)
    }

    fn begin_sentence(&mut self) {
        let count = self.tokens.list.len();
        if self.tokens.sentences.last() != Some(&count) {
            self.tokens.sentences.push(count);
        }
    }
}

/// Whether a word begins here; a handle's `@` belongs to it.
fn is_word_start(rest: &str, first: char) -> bool {
    first.is_alphanumeric()
        || first == '_'
        || matches!(first, '@' | '#')
            && rest[1..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Bytes of the word at the start of `rest`: letters, digits, and the apostrophes, hyphens,
/// dots, slashes and at-signs between them.
fn word_length(rest: &str) -> usize {
    let handle = rest.starts_with('@');
    let mut length = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let joined = next.is_some_and(|next| next.is_alphanumeric() || next == '_');
        let inside = match character {
            c if c.is_alphanumeric() || c == '_' => true,
            '@' | '#' => at == 0 || handle && joined,
            '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '&' => joined,
            // `R.M.`, `U.S.`, `3.5`, `@name.host`, but not `end.Next`.
            '.' => {
                joined && (handle || length_is_one_letter(&rest[..at])) || abbreviation(rest, at)
            }
            '/' => joined && &rest[..at] == "u",
            ',' => {
                at > 0
                    && rest[..at].ends_with(|c: char| c.is_ascii_digit())
                    && next.is_some_and(|next| next.is_ascii_digit())
            }
            _ => false,
        };
        if !inside {
            break;
        }
        length = at + character.len_utf8();
    }
    length.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Whether what stands behind the last dot is a single letter or digits only.
fn length_is_one_letter(before: &str) -> bool {
    let last = before.rsplit('.').next().unwrap_or("");
    last.chars().take(2).count() == 1 || last.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the dot at this place closes an abbreviation like `U.S.` or `R.M.`.
fn abbreviation(rest: &str, at: usize) -> bool {
    let before = &rest[..at];
    before.contains('.') && length_is_one_letter(before) && before.starts_with(char::is_uppercase)
}

/// The word without the ending of a possessor.
fn possessor(word: &str) -> &str {
    for ending in ["'s", "’s", "'S", "’S"] {
        if let Some(stem) = word.strip_suffix(ending) {
            let lower = stem.to_ascii_lowercase();
            // `he's`, `it's`, `that's` hold a verb.
            if !matches!(
                lower.as_str(),
                "he" | "she" | "it" | "that" | "there" | "what" | "who" | "let"
            ) {
                return stem;
            }
        }
    }
    word
}

/// The verb in front of a hyphenated subject: `ajoute` in `ajoute-t-il`.
fn without_clitic<'w>(word: &'w str, lexicon: &Lexicon) -> &'w str {
    let clitic = lexicon.clitics().iter().find(|clitic| word.ends_with(&***clitic));
    clitic.map_or(word, |clitic| &word[..word.len() - clitic.len()])
}

/// How a word is written.
fn letters(word: &str) -> Letters {
    if word.starts_with('@') || word.starts_with("u/") {
        return Letters::Handle;
    }
    if word.starts_with('#') {
        return Letters::Lower;
    }
    let mut characters = word.chars().filter(|c| c.is_alphanumeric());
    let Some(first) = characters.next() else { return Letters::Lower };
    if first.is_numeric() {
        return Letters::Digit;
    }
    if !first.is_uppercase() {
        return Letters::Lower;
    }
    let mut letters = characters.filter(|c| c.is_alphabetic()).peekable();
    if letters.peek().is_some() && letters.all(char::is_uppercase) {
        Letters::Upper
    } else {
        Letters::Capital
    }
}

/// Whether the words of this shape stand in prose of their own, so that the sentence around
/// them may tell who speaks.
pub fn stands_in_prose(shape: &Shape) -> bool {
    matches!(shape, Shape::Marked | Shape::Dash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::quote::testing::document;

    fn words(text: &str, language: &str) -> Vec<String> {
        let document = document(text);
        let tokens = Tokens::new(&document, &[], Lexicon::of(Some(language)));
        (0..tokens.list.len()).map(|index| tokens.word(index).to_owned()).collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        let cases: [(&str, &[&str]); 7] = [
            ("Ray’s dog", &["Ray", "’s", "dog"]),
            ("it’s Jean-Paul", &["it’s", "Jean-Paul"]),
            ("the U.S. team", &["the", "U.S.", "team"]),
            ("@jo.bsky.social said.", &["@jo.bsky.social", "said", "."]),
            ("u/slowtram: 4,000", &["u/slowtram", ":", "4,000"]),
            ("over.Then", &["over", ".", "Then"]),
            ("", &[]),
        ];
        for (text, wanted) in cases {
            assert_eq!(words(text, "en"), wanted, "{text}");
        }
        assert_eq!(words("ajoute-t-il", "fr"), ["ajoute", "il"]);
    }

    #[test]
    fn initials_and_titles_end_no_sentence() {
        let cases = [
            ("Mr. Ray left. Tom J. Ek stayed.", 2),
            ("Late again! Why? No.", 3),
            ("At 3.5 p.m. it rained.", 1),
        ];
        for (text, wanted) in cases {
            let document = document(text);
            let tokens = Tokens::new(&document, &[], Lexicon::of(None));
            let last = tokens.list.last().unwrap().sentence;
            assert_eq!(last + 1, wanted, "{text}");
        }
    }
}
