//! What a story tells of a speaker: the words around the first mentions and how the person comes in,
//! as features of the learned judge of roles.
//!
//! A feature is a short text such as `a=coached` (a word behind a mention) or `b=0:said` (right before it). `scripts/train-roles` learns a
//! weight for each from exactly these texts, so a change here asks for learning them again.

use super::Attribution;
use super::mention::{Mention, MentionKind};
use super::role::Judge;
use super::subject::Story;
use super::tokens::TokenKind;
use crate::load::lang::Class;
use crate::load::quote::{Quotation, Shape};
use std::collections::HashMap;
use std::fmt::{Display, Write};

/// Sentences that tell of the speaker, at most.
const SENTENCES: usize = 4;

/// Tokens before and behind a mention that count at all.
const BAG: (usize, usize) = (6, 10);

/// Tokens before and behind a mention whose distance counts, too.
const NEAR: (usize, usize) = (4, 6);

/// Words with a capital that say what somebody is. Names are not told: nobody has a standing for a
/// given name.
const NOUNS: Class = Class::GROUP.with(Class::HONORIFIC).with(Class::ROLE).with(Class::TITLE);

/// Numbers are told apart up to this.
const MANY: usize = 6;

/// One speaker of a story with all that is said by that one.
pub struct Speaker<'s> {
    /// The entity in the cast.
    entity: Option<usize>,
    /// The first mentions that are more than a pronoun, each in a sentence of its own.
    mentions: Vec<usize>,
    /// The quotations with their attributions, in order.
    quotations: Vec<(&'s Quotation, &'s Attribution)>,
}

/// The speakers of a story, and for each quotation whose it is among them. `entities` are those of
/// the quotations’ speakers; without one, who is called the same is the same.
pub fn speakers<'s>(
    story: &Story,
    quotations: &'s [Quotation],
    found: &'s [Attribution],
    entities: &[Option<usize>],
) -> (Vec<Speaker<'s>>, Vec<Option<usize>>) {
    let mut places: HashMap<(Option<usize>, &str), usize> = HashMap::new();
    let mut of_entity: HashMap<usize, usize> = HashMap::new();
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut whose = Vec::with_capacity(quotations.len());
    for ((quotation, attribution), entity) in quotations.iter().zip(found).zip(entities) {
        let Some(name) = attribution.speaker.as_deref() else {
            whose.push(None);
            continue;
        };
        let key = (*entity, if entity.is_some() { "" } else { name });
        let place = *places.entry(key).or_insert(speakers.len());
        if place == speakers.len() {
            of_entity.extend(entity.map(|entity| (entity, place)));
            speakers.push(Speaker {
                entity: *entity,
                mentions: Vec::new(),
                quotations: Vec::new(),
            });
        }
        speakers[place].quotations.push((quotation, attribution));
        whose.push(Some(place));
    }
    for (index, mention) in story.mentions.iter().enumerate() {
        let place = mention.entity.and_then(|entity| of_entity.get(&entity));
        let Some(place) = place.filter(|_| mention.kind != MentionKind::Pronoun) else { continue };
        let sentence = |mention: &Mention| story.tokens.list[mention.tokens.start].sentence;
        let known = &mut speakers[*place].mentions;
        let last = known.last().map(|last| sentence(&story.mentions[*last]));
        if known.len() < SENTENCES && last != Some(sentence(mention)) {
            known.push(index);
        }
    }
    (speakers, whose)
}

/// Hands all features of a speaker on, some of them more than once.
pub fn tell(story: &Story, judge: &Judge, speaker: &Speaker, take: &mut dyn FnMut(&str)) {
    let mut teller = Teller { story, text: String::new(), take };
    teller.tell_name(speaker);
    teller.tell_quotations(speaker);
    if let Some(entity) = speaker.entity {
        teller.tell_standing(judge, entity);
        speaker.mentions.iter().for_each(|mention| teller.tell_around(&story.mentions[*mention]));
    }
}

/// Goes through a story for features.
struct Teller<'t, 's> {
    story: &'t Story<'s, 's>,
    /// The feature that is handed on, its memory used again.
    text: String,
    take: &'t mut dyn FnMut(&str),
}

impl Teller<'_, '_> {
    fn say(&mut self, kind: &str, value: impl Display) {
        self.begin(kind);
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{value}");
        (self.take)(&self.text);
    }

    /// Begins the text of a feature.
    fn begin(&mut self, kind: &str) {
        self.text.clear();
        self.text.push_str(kind);
        self.text.push('=');
    }

    /// The words of the name or description, and where the beginning has them.
    fn tell_name(&mut self, speaker: &Speaker) {
        let Some((_, attribution)) = speaker.quotations.first() else { return };
        let known = speaker.entity.map(|entity| &self.story.cast.entities[entity]);
        let printed = attribution.speaker.as_deref().unwrap_or_default();
        let name = known.filter(|it| it.is_named).map_or(printed, |it| it.name.as_str());
        let account = name.starts_with('@') || name.starts_with("u/");
        let mut count = 0;
        for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            count += 1;
            let lower = word.to_lowercase();
            let is_noun = self.story.tokens.lexicon.entry(&lower).is(NOUNS);
            if !account && (word.starts_with(char::is_lowercase) || is_noun) {
                self.say("name", lower);
            }
        }
        self.say("words", count.min(MANY));
        if attribution.handle.is_some() || account {
            self.say("is", "handle");
        }
        if name.starts_with(char::is_lowercase) {
            self.say("is", "small");
        }
    }

    /// How often the speaker is quoted, in which shapes, with which cues.
    fn tell_quotations(&mut self, speaker: &Speaker) {
        self.say("quotes", speaker.quotations.len().min(MANY));
        for (quotation, attribution) in &speaker.quotations {
            self.say("shape", shape(&quotation.shape));
            let cue = attribution.cue.as_deref().unwrap_or("-");
            self.say("cue", cue.to_lowercase());
        }
    }

    /// What the cast knows, which the rules go by.
    fn tell_standing(&mut self, judge: &Judge, entity: usize) {
        let known = &self.story.cast.entities[entity];
        let facts = [
            ("named", known.is_named),
            ("person", known.is_person),
            ("standing", known.has_standing),
            ("leader", known.is_leader),
            ("aged", known.has_age),
            ("body", known.is_body),
            ("titled", known.in_title),
            ("role", !known.roles.is_empty()),
            ("main", judge.subject.entities.contains(&entity)),
        ];
        for (fact, _) in facts.iter().filter(|(_, holds)| *holds) {
            self.say("is", fact);
        }
        self.say("mentions", known.count.min(2 * MANY));
        let start = self.story.mentions[known.first].tokens.start;
        let sentence = self.story.tokens.list[start].sentence;
        let place = match sentence {
            0..=3 => sentence,
            4..=7 => 4,
            8..=15 => 8,
            _ => 16,
        };
        self.say("place", place);
    }

    /// The words of a mention and around it.
    fn tell_around(&mut self, mention: &Mention) {
        let story = self.story;
        let sentence = story.tokens.sentence_of(mention.tokens.start);
        for index in mention.tokens.clone() {
            let token = &story.tokens.list[index];
            if !token.has_capital() || token.entry.is(NOUNS) {
                self.say("m", story.tokens.word(index).to_lowercase());
            }
        }
        let before = sentence.start.max(mention.tokens.start.saturating_sub(BAG.0));
        let behind = mention.tokens.end..sentence.end.min(mention.tokens.end + BAG.1);
        self.tell_side("b", NEAR.0, (before..mention.tokens.start).rev());
        self.tell_side("a", NEAR.1, behind);
    }

    /// Every token of a side, the near ones with their distance, too, and the near pairs.
    fn tell_side(&mut self, side: &str, near: usize, places: impl Iterator<Item = usize>) {
        let mut last = None;
        for (distance, place) in places.enumerate() {
            self.begin(side);
            self.write_token(place);
            (self.take)(&self.text);
            if distance < near {
                self.begin(side);
                let _ = write!(self.text, "{}:", distance.min(3));
                self.write_token(place);
                (self.take)(&self.text);
            }
            if let Some(last) = last.filter(|_| distance <= near) {
                self.begin(side);
                self.write_token(last);
                self.text.push(' ');
                self.write_token(place);
                (self.take)(&self.text);
            }
            last = Some(place);
        }
    }

    /// Writes a token as features have it: words in small letters, of names only that they have a
    /// capital.
    fn write_token(&mut self, index: usize) {
        let token = &self.story.tokens.list[index];
        match token.kind {
            TokenKind::Word if token.has_capital() => self.text.push_str("Name"),
            TokenKind::Word => {
                let word = self.story.tokens.word(index);
                self.text.extend(word.chars().flat_map(char::to_lowercase));
            }
            TokenKind::Possessive => self.text.push_str("’s"),
            TokenKind::Mark(mark) => self.text.push(mark),
            TokenKind::Quotation(_) => self.text.push_str("Words"),
        }
    }
}

/// How a comment stands in the page.
fn shape(shape: &Shape) -> &'static str {
    match shape {
        Shape::Post(_) => "post",
        Shape::PageComment(_) => "comment",
        Shape::Item => "item",
        Shape::Labelled => "labelled",
        _ => "quote",
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Role;
    use crate::load::quote::{self, testing::document};
    use crate::load::speaker::role_evidence;

    /// The rules’ role of the first quotation's speaker, and the features.
    fn first(text: &str) -> (Role, Vec<String>) {
        let document = document(text);
        role_evidence(&document, &quote::find(&document)).remove(0)
    }

    #[test]
    fn the_words_around_the_mentions_are_told_and_names_only_as_such() {
        let text = "The lido is shut. “It leaks,” said Ann Ray, who coached Tom Ek at the lido. \
                    Ray swims in the sea. Tom Ek does not.";
        let (_, told) = first(text);
        let wanted = [
            "words=2",
            "quotes=1",
            "shape=quote",
            "cue=said",
            "is=named",
            "mentions=2",
            "b=Words",
            "b=0:said",
            "a=0:,",
            "a=1:who",
            "a=2:coached",
            "a=who coached",
            "a=Name",
            "a=0:swims",
        ];
        for feature in wanted {
            assert!(told.iter().any(|it| it == feature), "{feature} is not in {told:?}");
        }
        assert!(
            !told.iter().any(|it| it.contains("ray") || it.contains("tom") || it == "a=does"),
            "{told:?}"
        );
    }

    #[test]
    fn all_quotations_of_a_speaker_count_and_a_sentence_counts_once() {
        let text = "“Oh,” said Ann Ray. “No,” Ray wrote, and Ray meant it.";
        let (_, told) = first(text);
        let count = |feature: &str| told.iter().filter(|it| *it == feature).count();
        assert_eq!(count("quotes=2"), 1);
        assert_eq!((count("cue=said"), count("cue=wrote")), (1, 1));
        assert_eq!(count("b=0:said") + count("b=0:Words"), 2, "{told:?}");
    }

    #[test]
    fn nobody_tells_nothing() {
        let (role, told) = first("Answers came fast. “Finally!” “About time.”");
        assert_eq!((role, told.len()), (Role::Public, 0));
    }
}
