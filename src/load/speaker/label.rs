//! Speakers that the shape of a quotation tells: signatures, labels, lead-ins of lists.

use super::Attribution;
use super::cast::Cast;
use super::cue;
use super::mention::{self, MentionKind};
use super::tokens::Tokens;
use crate::domain::{Article, ArticleId, Metadata};
use crate::load::document::{Block, BlockKind, Document, PostSource};
use crate::load::lang::{Class, Lexicon};

/// How sure a signature, a label and a lead-in are.
const SIGNATURE: f32 = 0.99;
const LABEL: f32 = 0.95;
const LEAD_IN: f32 = 0.7;

/// Words of a label that is a name or description as a whole, at most.
const LABEL_WORDS: usize = 5;

/// The speaker of a post: its author, or else the person of the story whose name the handle is made
/// of, or else the handle.
pub fn of_post(source: &PostSource, cast: &Cast) -> Attribution {
    let owner = source.handle.as_deref().and_then(|handle| cast.owner_of(handle));
    let owner = owner.map(|id| &cast.entities[id]).filter(|it| it.is_person && !it.is_body);
    let speaker = (source.author.clone())
        .or_else(|| owner.map(|person| person.name.clone()))
        .or_else(|| source.handle.clone());
    Attribution {
        surface: speaker.clone(),
        speaker,
        handle: source.handle.clone(),
        confidence: SIGNATURE,
        ..Attribution::default()
    }
}

/// The speaker that a label names, by full name where the article gives one.
pub fn of_label(label: &str, cast: &Cast, lexicon: &'static Lexicon) -> Attribution {
    let bare = label.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '–' | '—' | '-' | '―' | ':' | '•' | '*')
    });
    let spoken = bare.rsplit(' ').next().is_some_and(|word| {
        bare.contains(' ')
            && lexicon.entry(&word.to_lowercase()).is(Class::SPEECH.with(Class::POST))
    });
    let is_lead_in = label.trim_end().ends_with(':') && spoken
        || label.trim_end().ends_with(':') && bare.split_whitespace().count() > LABEL_WORDS - 2
        || bare.split_whitespace().count() > LABEL_WORDS && !bare.contains(',');
    if is_lead_in {
        return of_lead_in(bare, cast, lexicon);
    }
    let (name, handle) = split_handle(bare);
    let name = name.split([',', ';']).next().unwrap_or(name).trim();
    // `Ann Ray` on a label tells more than the `Ray` of the story.
    // A label of two words and more is a whole name, but for `Mr Ray` and `A. Ray`.
    let whole = name.split_whitespace().count() > 1
        && name.split_whitespace().all(|word| {
            let bare = word.trim_end_matches('.');
            bare.chars().count() > 1 && !lexicon.entry(&bare.to_lowercase()).is(Class::TITLE)
        });
    let known = cast.find(name).map(|id| cast.entities[id].name.clone()).filter(|known| {
        let (known, printed) = (known.split_whitespace(), name.split_whitespace());
        known.count() > printed.count() && !whole || !name.contains(char::is_lowercase)
    });
    let handle = handle.or_else(|| is_handle(name).then_some(name));
    Attribution {
        speaker: Some(known.unwrap_or_else(|| name.to_owned())).filter(|name| !name.is_empty()),
        surface: Some(name.to_owned()).filter(|name| !name.is_empty()),
        handle: handle.map(str::to_owned),
        confidence: LABEL,
        ..Attribution::default()
    }
}

/// Name and `(@handle)` of a label.
fn split_handle(label: &str) -> (&str, Option<&str>) {
    let Some((name, rest)) = label.split_once('(') else { return (label, None) };
    let inner = rest.split(')').next().unwrap_or(rest).trim();
    if is_handle(inner) { (name.trim(), Some(inner)) } else { (label, None) }
}

fn is_handle(word: &str) -> bool {
    (word.starts_with('@') || word.starts_with("u/")) && !word.contains(char::is_whitespace)
}

/// Who speaks the items below `Players on the forum were split:`: the speaker of its cue, or
/// else its first mention that is no part of a phrase with a preposition.
fn of_lead_in(lead_in: &str, cast: &Cast, lexicon: &'static Lexicon) -> Attribution {
    let document = sentence(lead_in);
    let tokens = Tokens::new(&document, &[], lexicon);
    let mentions = mention::find(&tokens);
    let places = cue::Places::new(&tokens, &mentions);
    let frame = cue::find(&tokens, &mentions, &places).into_iter().next();
    let first = mentions.iter().position(|mention| {
        let start = mention.tokens.start;
        mention.kind != MentionKind::Pronoun
            && (start == 0 || !tokens.list[start - 1].is(Class::PREPOSITION))
    });
    let chosen =
        frame.as_ref().map(|frame| frame.mention).or(first).or((!mentions.is_empty()).then_some(0));
    let Some(chosen) = chosen else { return Attribution::default() };
    // `The answer from the owner, Ann Ray, was up within the hour:`
    let thing = mentions[chosen].kind == MentionKind::Description
        && tokens.list[mentions[chosen].head].is(Class::THING)
        && tokens.has_word(mentions[chosen].tokens.end, &["by", "from", "of"]);
    let teller = mentions[chosen + 1..].iter().position(|it| it.kind == MentionKind::Name);
    let teller = teller.or((chosen + 1 < mentions.len()).then_some(0));
    let chosen = teller.filter(|_| thing).map_or(chosen, |offset| chosen + 1 + offset);
    let mention = &mentions[chosen];
    let surface = tokens.slice(mention.tokens.start..mention.long_end).to_owned();
    let known = match mention.kind {
        MentionKind::Name => cast.find(&surface).map(|id| cast.entities[id].name.clone()),
        _ => None,
    };
    Attribution {
        speaker: Some(known.unwrap_or_else(|| surface.clone())),
        surface: Some(surface),
        cue: frame.map(|frame| tokens.slice(frame.cue).to_owned()).filter(|cue| cue != ":"),
        confidence: LEAD_IN,
        ..Attribution::default()
    }
}

/// A document of one sentence.
fn sentence(text: &str) -> Document {
    Document {
        article: Article {
            id: ArticleId(String::new()),
            metadata: Metadata::default(),
            text: text.to_owned(),
        },
        blocks: vec![Block { kind: BlockKind::Paragraph, bytes: 0..text.len() }],
        language: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_gives_name_and_handle() {
        let lexicon = Lexicon::of(None);
        let cases = [
            ("– Jo, Leeds", "Jo", None),
            ("u/slowtram", "u/slowtram", Some("u/slowtram")),
            ("Mara Linden (@mara_l)", "Mara Linden", Some("@mara_l")),
            ("an anonymous neighbour", "an anonymous neighbour", None),
            ("Players on the forum were split:", "Players on the forum", None),
        ];
        for (label, speaker, handle) in cases {
            let found = of_label(label, &Cast::default(), lexicon);
            assert_eq!(found.speaker.as_deref(), Some(speaker), "{label}");
            assert_eq!(found.handle.as_deref(), handle, "{label}");
        }
    }

    #[test]
    fn a_post_without_an_author_is_its_handles() {
        let source = PostSource { handle: Some("@mara_l".to_owned()), ..PostSource::default() };
        assert_eq!(of_post(&source, &Cast::default()).speaker.as_deref(), Some("@mara_l"));
    }
}
