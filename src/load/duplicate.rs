//! The same words by the same speaker in another article: news is copied from news.

use crate::domain::{Comment, Flag};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Fewer words than this are said by many people independently.
const MINIMUM_WORDS: usize = 3;

/// What was read so far.
#[derive(Debug, Default)]
pub struct Seen {
    /// Article and id of the first comment, by a hash of speaker and words.
    first: HashMap<[u8; 16], (String, String)>,
}

impl Seen {
    /// Flags the comment when another article had it before, else remembers it. What its own
    /// article had before is flagged already.
    pub fn mark(&mut self, comment: &mut Comment) {
        if comment.flags.0.iter().any(|flag| matches!(flag, Flag::DuplicateOf(_))) {
            return;
        }
        let Some(key) = key(comment) else { return };
        match self.first.get(&key) {
            Some((article, id)) if *article != comment.article_id.0 => {
                comment.flags.insert(Flag::DuplicateOf(id.clone()));
            }
            Some(_) => {}
            None => {
                self.first.insert(key, (comment.article_id.0.clone(), comment.id.clone()));
            }
        }
    }
}

/// A key that is the same for the same words of the same speaker; `None` for what anybody may have
/// said.
pub fn words_key(comment: &Comment) -> Option<u64> {
    let key = key(comment)?;
    let mut first = [0; 8];
    first.copy_from_slice(&key[..8]);
    Some(u64::from_be_bytes(first))
}

/// A hash of who said what, letters and digits only; `None` for what anybody may have said.
fn key(comment: &Comment) -> Option<[u8; 16]> {
    let speaker = comment.handle.as_ref().or(comment.speaker.as_ref())?;
    if comment.text.split_whitespace().count() < MINIMUM_WORDS {
        return None;
    }
    let mut hash = Sha256::new();
    for text in [speaker, &comment.text] {
        for character in text.chars().filter(|character| character.is_alphanumeric()) {
            for lower in character.to_lowercase() {
                hash.update(lower.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        hash.update([0]);
    }
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize()[..16]);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Flags, Kind, Metadata, Role, Span, Surroundings};

    fn comment(article: &str, speaker: Option<&str>, text: &str) -> Comment {
        Comment {
            article_id: ArticleId(article.into()),
            metadata: Metadata::default(),
            id: format!("id of {article}"),
            kind: Kind::Quote,
            role: Role::Public,
            speaker: speaker.map(str::to_owned),
            speaker_surface: None,
            handle: None,
            cue: None,
            posted: None,
            parent_id: None,
            span: Span { start: 0, end: 1 },
            language: None,
            text: text.into(),
            surroundings: Surroundings::default(),
            flags: Flags::default(),
        }
    }

    #[test]
    fn the_same_words_of_the_same_speaker_in_another_article_are_a_duplicate() {
        for (article, speaker, text, wanted) in [
            ("b", Some("Ann Lee"), "it is too late.", "duplicate-of:id of a"),
            ("a", Some("Ann Lee"), "It is too late", ""),
            ("b", Some("Jo Roe"), "It is too late", ""),
            ("b", None, "It is too late", ""),
        ] {
            let mut seen = Seen::default();
            seen.mark(&mut comment("a", Some("Ann Lee"), "It is too late"));
            let mut second = comment(article, speaker, text);
            seen.mark(&mut second);
            assert_eq!(second.flags.to_string(), wanted);
        }
    }

    #[test]
    fn a_word_or_two_are_no_duplicate() {
        let mut seen = Seen::default();
        seen.mark(&mut comment("a", Some("One user"), "So sad"));
        let mut second = comment("b", Some("One user"), "So sad");
        seen.mark(&mut second);
        assert_eq!(second.flags.to_string(), "");
    }
}
