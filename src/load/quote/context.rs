//! What stands around a quotation, as the rules on comments ask for it.

use super::Quotation;
use super::reporting::reports_after;
use crate::load::document::Document;
use crate::load::lang::{Class, Form, Lexicon};
use crate::load::speaker::Attribution;

/// How far around a quotation the rules look, in bytes.
const REACH: usize = 300;

/// Words before a mark that a cue may stand in.
const CUE_WORDS: usize = 6;

/// A quotation with its surroundings.
pub(super) struct Context<'a> {
    pub quotation: &'a Quotation,
    pub lexicon: &'a Lexicon,
    /// Its words.
    pub words: &'a str,
    /// Text of its block before the opening mark, back to the last quotation, at most [`REACH`].
    pub before: &'a str,
    /// Text of its block after the closing mark, at most [`REACH`].
    pub after: &'a str,
    /// The text right before the mark, whatever it belongs to.
    previous_is_quotation: bool,
    /// Whether any quotation stands before in the block.
    has_previous: bool,
    next_is_quotation: bool,
    /// Whether the mark stands at the start of its block.
    pub starts_block: bool,
    text: &'a str,
}

impl<'a> Context<'a> {
    pub fn new(
        document: &'a Document,
        quotations: &'a [Quotation],
        index: usize,
        lexicon: &'a Lexicon,
    ) -> Self {
        let text = document.article.text.as_str();
        let quotation = &quotations[index];
        let block = &document.blocks[quotation.block].bytes;
        let previous = index.checked_sub(1).map(|previous| quotations[previous].outer.end);
        let floor = previous.unwrap_or(0).max(block.start);
        let start = boundary(text, quotation.outer.start.saturating_sub(REACH).max(floor));
        let last = document.blocks.partition_point(|b| b.bytes.end < quotation.outer.end);
        let limit = document.blocks.get(last).map_or(text.len(), |b| b.bytes.end);
        let next = quotations.get(index + 1).map(|next| next.outer.start);
        let end = boundary(text, (quotation.outer.end + REACH).min(limit)).max(quotation.outer.end);
        let before = &text[start.min(quotation.outer.start)..quotation.outer.start];
        let is_blank = |from: usize, to: usize| {
            from <= to && to - from < 8 && text[from..to].trim().is_empty()
        };
        Self {
            quotation,
            lexicon,
            words: text[quotation.parts[0].start..quotation.parts[quotation.parts.len() - 1].end]
                .trim(),
            before,
            after: &text[quotation.outer.end..end],
            previous_is_quotation: previous
                .is_some_and(|p| p >= block.start && is_blank(p, quotation.outer.start)),
            has_previous: previous.is_some_and(|previous| previous > block.start),
            next_is_quotation: next.is_some_and(|n| n <= limit && is_blank(quotation.outer.end, n)),
            starts_block: quotation.outer.start == block.start,
            text,
        }
    }

    /// The sentence before the mark, as far as it belongs to the same one. A full stop ends a
    /// sentence before a space, or before a capital where the space was lost.
    pub fn sentence_before(&self) -> &'a str {
        let start = self
            .before
            .rmatch_indices(['.', '!', '?', '\n'])
            .map(|(offset, mark)| offset + mark.len())
            .find(|end| {
                let rest = &self.before[*end..];
                let after_word = self.before[..*end - 1].ends_with(char::is_lowercase);
                rest.starts_with(char::is_whitespace)
                    || after_word && rest.starts_with(char::is_uppercase)
            });
        self.before[start.unwrap_or(0)..].trim()
    }

    /// Whether a quotation stands before this one in the same block.
    pub fn follows_quotation(&self) -> bool {
        self.has_previous
    }

    /// Whether words report speech, and nothing of another sentence stands among them.
    pub fn reports(&self, words: &str) -> bool {
        !words.contains(['.', '!', '?', ':']) && words.split_whitespace().any(|w| self.is_cue(w))
    }

    /// Whether the words begin a sentence: nothing of it stands before the mark.
    pub fn starts_sentence(&self) -> bool {
        self.sentence_before().is_empty() || self.before.trim_end().ends_with([':', '：'])
    }

    /// Number of words, parts of compounds each one (`50-state plan`: three); a character counts
    /// as half a word where none are apart by spaces.
    pub fn word_count(&self) -> usize {
        let dense = |c: &char| ('\u{3040}'..='\u{9fff}').contains(c);
        let words = self
            .words
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .filter(|word| word.contains(char::is_alphanumeric));
        words.count() + self.words.chars().filter(dense).count() / 2
    }

    /// Whether the words are a whole sentence: capital first, full stop last.
    pub fn is_sentence(&self) -> bool {
        self.words.starts_with(|c: char| c.is_uppercase())
            && self.words.ends_with(['.', '!', '?', '…'])
            && (self.before.trim().is_empty()
                || self.before.trim_end().ends_with(['.', '!', '?', ':']))
    }

    /// Whether another quotation stands right before or after: `“Finally!” “About time.”`
    pub fn in_run(&self) -> bool {
        (self.previous_is_quotation || self.next_is_quotation && self.starts_sentence())
            && self.words.ends_with(['.', '!', '?', '…', '。'])
    }

    /// Whether the words are what somebody is reported to have said that something is: `She told the
    /// court that the matters were “quite unrelated”.`
    pub fn tells_what_it_is(&self) -> bool {
        const BEING: [&str; 8] = ["are", "been", "being", "feels", "felt", "is", "was", "were"];
        let sentence = self.sentence_before();
        let mut words = sentence.split_whitespace().rev();
        let being = words.next().is_some_and(|word| BEING.contains(&word));
        self.words.starts_with(char::is_lowercase)
            && being
            && words.any(|word| {
                let entry = self.lexicon.entry(&word.to_lowercase());
                entry.is(Class::SPEECH) && matches!(entry.form, Form::Past | Form::Present)
            })
    }

    /// Whether the words are what a crowd calls: `to a shout of “Late!” from the back`.
    pub fn is_shout(&self) -> bool {
        super::is_shout(self.before)
    }

    /// Whether a cue ties the words to a speaker right before or after them.
    pub fn cue_beside(&self) -> bool {
        self.cue_after() || self.cue_before()
    }

    pub fn cue_after(&self) -> bool {
        // The gloss of a translated quotation stands between it and its cue.
        let gloss = self.after.trim_start().strip_prefix('(').and_then(|gloss| gloss.find(')'));
        let after = match gloss {
            Some(end) => &self.after.trim_start()[end + 2..],
            None => self.after,
        };
        let rest = after.trim_start_matches([' ', ',', '\u{a0}', '，', '—', '-']);
        let lower = rest.get(..30.min(rest.len())).unwrap_or("").to_lowercase();
        let by_phrase = self.lexicon.phrases().iter().any(|phrase| {
            let phrase: Vec<&str> = phrase.iter().map(|word| &**word).collect();
            lower.starts_with(&phrase.join(" "))
        });
        let ends_open = self.words.ends_with([',', '!', '?', '…', '—', '-'])
            || after.starts_with([',', '，'])
            || after.trim_start().starts_with(char::is_lowercase) && self.starts_block;
        by_phrase || ends_open && reports_after(rest, self.lexicon)
    }

    fn cue_before(&self) -> bool {
        let before = self.before.trim_end();
        if before.ends_with([':', '：']) {
            return true;
        }
        let comma = before.ends_with(',');
        let sentence = self.sentence_before();
        let mut words = sentence
            .trim_end_matches(',')
            .rsplit(|c: char| c.is_whitespace() || c == '(' || c == ')')
            .filter(|word| !word.is_empty());
        let reach = if comma { CUE_WORDS } else { 1 };
        words.by_ref().take(reach).any(|word| self.is_cue(word))
    }

    /// Whether the word right before the mark says that somebody spoke or posted: `posted “Late
    /// Again”`. Verbs that works are written or performed with do not (`wrote “Late Again”`).
    pub fn said_right_before(&self) -> bool {
        const OF_WORKS: [&str; 14] = [
            "penned",
            "pens",
            "presented",
            "presents",
            "published",
            "publishes",
            "read",
            "reads",
            "shared",
            "shares",
            "tells",
            "told",
            "writes",
            "wrote",
        ];
        let last = self.sentence_before().rsplit(char::is_whitespace).next().unwrap_or("");
        self.is_cue(last) && !OF_WORKS.contains(&last)
    }

    fn is_cue(&self, word: &str) -> bool {
        let entry = self.lexicon.entry(&word.to_lowercase());
        entry.is(Class::SPEECH.with(Class::POST).with(Class::MANNER))
            && !matches!(entry.form, Form::None | Form::Base)
    }

    /// Whether a verb of writing in the same sentence carries the words: `captioned it “…”`.
    pub fn captions(&self, found: &Attribution) -> bool {
        let Some(cue) = &found.cue else { return false };
        let entry = self.lexicon.entry(&cue.to_lowercase());
        entry.is(Class::POST)
            && matches!(entry.form, Form::Past | Form::Present)
            && self.sentence_before().to_lowercase().contains(&cue.to_lowercase())
    }

    /// The last character before the mark.
    pub fn character_before(&self) -> Option<char> {
        self.text[..self.quotation.outer.start].chars().next_back()
    }
}

/// The next character boundary at or after a place.
fn boundary(text: &str, mut place: usize) -> usize {
    while !text.is_char_boundary(place) {
        place += 1;
    }
    place
}
