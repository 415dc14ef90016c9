//! Names for pronouns: the person in reach who fits best.

use super::apposition::age_behind;
use super::cast::{Cast, genders_agree, is_definite};
use super::cue::Frame;
use super::described;
use super::mention::{Mention, MentionKind};
use super::tokens::{Letters, Token, TokenKind, Tokens};
use crate::load::lang::{Class, Form, Gender};

/// Mentions that are looked back at for a pronoun, at most.
pub(super) const LOOK_BACK: usize = 40;
/// Blocks that are looked back at.
const BLOCKS: usize = 8;
/// A fit below this leaves the pronoun unresolved.
const LEAST: f32 = -4.5;

/// Links every `he` and `she` to the person meant, in order, so that later pronouns can build
/// on earlier ones.
pub fn resolve(tokens: &Tokens, cast: &mut Cast, mentions: &mut [Mention], frames: &[Frame]) {
    let mut speaks = vec![false; mentions.len()];
    for frame in frames {
        speaks[frame.mention] = true;
    }
    note_owners(tokens, cast, mentions);
    let protagonist = protagonist(cast, mentions);
    for index in 0..mentions.len() {
        let pronoun =
            mentions[index].kind == MentionKind::Pronoun && mentions[index].gender.is_person();
        let points = !pronoun && points_at_somebody(tokens, cast, &mentions[index]);
        let known = Known { mentions: &*mentions, speaks: &speaks, protagonist };
        let gender = mentions[index].gender;
        let person = || described::person(tokens, cast, known.mentions, index);
        let main = described::comes_back(tokens, cast, &known, index);
        let entity = if pronoun {
            antecedent(tokens, cast, &known, index, gender)
        } else if main.is_some() {
            main
        } else if points {
            person().or_else(|| antecedent(tokens, cast, &known, index, gender))
        } else if speaks[index] {
            person()
                .or_else(|| crowd(tokens, &known, index))
                .or_else(|| described::body(tokens, cast, known.mentions, index))
                .or_else(|| writer(tokens, cast, &known, index))
        } else {
            None
        };
        let Some(entity) = entity else { continue };
        // `Tom Ashdown said it. “…,” the 34-year-old added.`
        cast.entities[entity].has_age |= tokens.word(mentions[index].head).ends_with("-year-old");
        let head = &tokens.list[mentions[index].head];
        if mentions[index].kind == MentionKind::Description && head.is(Class::ROLE) {
            cast.add_role(entity, tokens.word(mentions[index].head), head.entry);
        }
        mentions[index].entity = Some(entity);
        cast.entities[entity].count += 1;
        if pronoun && cast.entities[entity].gender == Gender::Unknown {
            cast.entities[entity].gender = mentions[index].gender;
        }
    }
}

/// Learns from `One customer held up her passbook` that the customer is a woman: the first
/// possessive behind a sentence's first mention, when nobody else comes between.
fn note_owners(tokens: &Tokens, cast: &mut Cast, mentions: &[Mention]) {
    let mut sentence = usize::MAX;
    for (index, mention) in mentions.iter().enumerate() {
        let here = tokens.list[mention.tokens.start].sentence;
        let first = std::mem::replace(&mut sentence, here) != here;
        let Some(entity) = mention.entity.filter(|_| first) else { continue };
        let person = &mut cast.entities[entity];
        if !person.is_person || person.gender != Gender::Unknown {
            continue;
        }
        let next = mentions.get(index + 1).map_or(tokens.list.len(), |next| next.tokens.start);
        let end = tokens.sentence_of(mention.tokens.start).end.min(next + 1);
        let owner = tokens.list[mention.tokens.end.min(end)..end]
            .iter()
            .find(|token| token.is(Class::POSSESSIVE) && token.entry.gender.is_person());
        person.gender = owner.map_or(Gender::Unknown, |token| token.entry.gender);
    }
}

/// Whether a description only points at a person known already: `the Bulgarian`, `the
/// 34-year-old`.
fn points_at_somebody(tokens: &Tokens, cast: &Cast, mention: &Mention) -> bool {
    let word = tokens.word(mention.head);
    // `the lady herself`
    let herself = tokens.has_word(mention.tokens.end, &["herself", "himself"]);
    mention.kind == MentionKind::Description
        && is_definite(tokens, mention)
        && mention.tokens.len() == 2
        && mention.long_end == mention.tokens.end
        && mention.entity.is_none_or(|entity| cast.entities[entity].count == 1)
        && (tokens.list[mention.head].is(Class::NATIONALITY) && mention.gender != Gender::Plural
            || herself
            || age_behind(tokens, mention) == Some(true)
            || word.ends_with("-year-old")
            || word.to_lowercase().ends_with("-jährige"))
}

/// What the search for an antecedent knows besides the article.
pub(super) struct Known<'k> {
    pub mentions: &'k [Mention],
    /// Whether a cue points at each mention.
    pub speaks: &'k [bool],
    /// The person named most often.
    pub protagonist: Option<usize>,
}

/// Tokens of what may open a sentence before its subject, at most.
const OPENING: usize = 60;

/// What speaks for the nameless person that the sentence before a pronoun begins with.
const STRANGER: f32 = 2.0;

/// What speaks for whom the paragraph before lets speak, where the pronoun's begins with a
/// quotation.
const CONTINUED: f32 = 1.2;

/// Tokens of a heading or byline, at most.
const HEADING: usize = 30;

/// Whether a block is a heading, a byline or the like: short, and no sentence.
pub(super) fn is_heading(tokens: &Tokens, block: usize) -> bool {
    let line = &tokens.list[tokens.of_block(block)];
    let ends =
        |token: &Token| matches!(token.kind, TokenKind::Mark('.' | '!' | '?' | '…' | ':' | ','));
    line.len() <= HEADING
        && !line.last().is_some_and(ends)
        && line.iter().all(|token| token.quotation().is_none())
}

/// Whether a mention signs a quotation, as nobody does that the story goes on with: `“Leave him be.” –
/// Jo, Leeds`.
pub(super) fn signs(tokens: &Tokens, mention: &Mention) -> bool {
    let start = mention.tokens.start;
    let dash = |token: &Token| token.is_mark('–') || token.is_mark('—');
    start > 1 && dash(&tokens.list[start - 1]) && tokens.list[start - 2].quotation().is_some()
}

/// Whether a heading says who wrote the article: `By Ann Ray, Editor`, `Reporting by Ann Ray`.
fn is_byline(tokens: &Tokens, block: usize) -> bool {
    tokens.of_block(block).any(|index| {
        matches!(tokens.word(index), "By" | "BY" | "by" | "Par" | "Por" | "Von")
            && tokens.list.get(index + 1).is_some_and(Token::has_capital)
    })
}

/// What speaks for whom a sentence says a pronoun to be.
const IDENTIFIED: f32 = 1.5;

/// What speaks for the only person whom the pronoun's paragraph has named so far.
const ALONE: f32 = 1.5;

/// Mentions by name that make somebody the story's main person, at least.
const PROTAGONIST: usize = 3;

/// The person who is named most often, and more often than any other: a story comes back to
/// this one after many paragraphs.
fn protagonist(cast: &Cast, mentions: &[Mention]) -> Option<usize> {
    let mut names = vec![0usize; cast.entities.len()];
    for mention in mentions.iter().filter(|mention| mention.kind == MentionKind::Name) {
        if let Some(entity) = mention.entity {
            names[entity] += 1;
        }
    }
    let most = names.iter().copied().max().filter(|most| *most >= PROTAGONIST)?;
    let mut leading = (0..names.len()).filter(|entity| names[*entity] == most);
    let first = leading.next()?;
    (leading.next().is_none() && cast.entities[first].is_person).then_some(first)
}

/// The entity that a pronoun of this gender most likely means.
fn antecedent(
    tokens: &Tokens,
    cast: &Cast,
    known: &Known,
    index: usize,
    gender: Gender,
) -> Option<usize> {
    let mentions = known.mentions;
    let here = &tokens.list[mentions[index].tokens.start];
    let quoted = quoted_block(tokens, here.block);
    let only =
        only_person(tokens, cast, &mentions[index.saturating_sub(LOOK_BACK)..index], here.block);
    let mut best: Option<(f32, usize)> = None;
    for earlier in (index.saturating_sub(LOOK_BACK)..index).rev() {
        let there = &tokens.list[mentions[earlier].tokens.start];
        if here.block - there.block > BLOCKS {
            break;
        }
        let Some(entity) = mentions[earlier].entity else { continue };
        if there.block < here.block && signs(tokens, &mentions[earlier]) {
            continue;
        }
        // A heading may name people, and a byline the article's own.
        let name = mentions[earlier].kind == MentionKind::Name;
        if there.block < here.block
            && is_heading(tokens, there.block)
            && (!name || is_byline(tokens, there.block))
        {
            continue;
        }
        let Some(mut fit) = fitness(tokens, cast, &mentions[earlier], entity, gender) else {
            continue;
        };
        fit -= (here.sentence - there.sentence).min(6) as f32 * 0.7;
        let is_protagonist = known.protagonist == Some(entity);
        let blocks = (here.block - there.block).min(if is_protagonist { 3 } else { BLOCKS });
        fit -= blocks as f32 * 0.45;
        fit += if is_protagonist && opens_block(tokens, mentions, index) { 0.5 } else { 0.0 };
        fit += if known.speaks[earlier] { 0.7 } else { 0.0 };
        let same_block = here.block == there.block;
        let opens = same_block
            && (opens_block(tokens, mentions, earlier) || leads_block(tokens, &mentions[earlier]));
        fit += if opens && cast.entities[entity].is_named { 1.0 } else { 0.0 };
        // `Another customer was not in the mood. “…,” he replied.`
        let stranger = same_block
            && !cast.entities[entity].is_named
            && cast.entities[entity].is_person
            && here.sentence - there.sentence <= 1
            && (tokens.sentence_of(mentions[earlier].tokens.start).start
                == mentions[earlier].tokens.start
                || is_introduced(tokens, &mentions[earlier]));
        fit += if stranger { STRANGER } else { 0.0 };
        // `None of it surprised Ann Ray, a baker. “…,” she said.`
        let alone = same_block && only == Some(entity) && cast.entities[entity].is_named;
        fit += if alone { ALONE } else { 0.0 };
        // `Coach Ann Ray told the paper that … ¶ “…,” she explained.`
        let continued = here.block == there.block + 1
            && quoted
            && known.speaks[earlier]
            && opens_block(tokens, mentions, earlier);
        fit += if continued { CONTINUED } else { 0.0 };
        if best.is_none_or(|(known, _)| fit > known) {
            best = Some((fit, entity));
        }
    }
    best.filter(|(fit, _)| *fit > LEAST).map(|(_, entity)| entity)
}

/// The person among some mentions of a block, where it is only one.
fn only_person(tokens: &Tokens, cast: &Cast, mentions: &[Mention], block: usize) -> Option<usize> {
    let here = mentions.iter().filter(|it| tokens.list[it.tokens.start].block == block);
    let mut people =
        here.filter_map(|it| it.entity).filter(|entity| cast.entities[*entity].is_person);
    let person = people.next()?;
    people.all(|other| other == person).then_some(person)
}

/// Whom `they` means that speaks: whoever the sentence before lets speak, one or many. `A backbencher
/// said so. “…,” they added.`
fn crowd(tokens: &Tokens, known: &Known, index: usize) -> Option<usize> {
    let mention = &known.mentions[index];
    let list = &tokens.list;
    let here = &list[mention.tokens.start];
    if mention.kind != MentionKind::Pronoun || mention.gender != Gender::Plural {
        return None;
    }
    let spoken = (index.saturating_sub(LOOK_BACK)..index).rev().filter(|earlier| {
        let mention = &known.mentions[*earlier];
        let there = &list[mention.tokens.start];
        there.block == here.block
            && here.sentence - there.sentence <= 2
            && known.speaks[*earlier]
            && matches!(mention.kind, MentionKind::Description | MentionKind::Handle)
    });
    // The first one of the nearest sentence.
    let sentence = |earlier: &Mention| list[earlier.tokens.start].sentence;
    let spoken: Vec<&Mention> = spoken.map(|earlier| &known.mentions[earlier]).collect();
    let nearest = sentence(spoken.first()?);
    spoken.iter().rfind(|earlier| sentence(earlier) == nearest)?.entity
}

/// Nouns for what somebody has just written.
const WRITINGS: [&str; 7] = ["bit", "caption", "message", "note", "part", "post", "words"];

/// Who wrote the words that a description stands for: `Ray posted a photo. “Done,” reads the
/// caption.` It is whom `his` in the same sentence means, or else whom the sentence before begins
/// with.
fn writer(tokens: &Tokens, cast: &Cast, known: &Known, index: usize) -> Option<usize> {
    let mention = &known.mentions[index];
    let list = &tokens.list;
    let owner = &list[mention.tokens.start];
    let owned = owner.is(Class::POSSESSIVE) && owner.entry.gender.is_person();
    if mention.kind != MentionKind::Description
        || !(is_definite(tokens, mention) || owned)
        || mention.long_end > mention.tokens.end
        || !WRITINGS.contains(&tokens.word(mention.head))
    {
        return None;
    }
    let start = mention.tokens.start;
    let sentence = tokens.sentence_of(start);
    let owner = list[sentence.start..=start]
        .iter()
        .rev()
        .take(OPENING)
        .find(|token| token.is(Class::POSSESSIVE) && token.entry.gender.is_person());
    if let Some(owner) = owner {
        return antecedent(tokens, cast, known, index, owner.entry.gender);
    }
    let before = tokens.sentence_of(sentence.start.checked_sub(1)?);
    let from = known.mentions.partition_point(|it| it.tokens.start < before.start);
    let first = known.mentions.get(from).filter(|it| it.tokens.end <= before.end)?;
    let near = list[start].block - list[before.start].block <= 1;
    first.entity.filter(|id| near && cast.entities[*id].is_named && !cast.entities[*id].is_body)
}

/// Whether the rest of a sentence tells of somebody new: `a nurse, still there, who asked for no name`.
fn is_introduced(tokens: &Tokens, mention: &Mention) -> bool {
    const FAR: usize = 9;
    let list = &tokens.list;
    let end = tokens.sentence_of(mention.tokens.start).end;
    let comma = list.get(mention.long_end).is_some_and(|token| token.is_mark(','));
    let behind = mention.long_end..end.min(mention.long_end + FAR);
    comma
        && matches!(tokens.word(mention.tokens.start), "a" | "an" | "one" | "another")
        && behind.clone().any(|index| tokens.word(index) == "who" && list[index - 1].is_mark(','))
}

/// Whether a block begins with a quotation.
fn quoted_block(tokens: &Tokens, block: usize) -> bool {
    let first = tokens.list.partition_point(|token| token.block < block);
    tokens.list.get(first).is_some_and(|token| token.quotation().is_some())
}

/// Whether a mention is the first one of its block: what the paragraph is about.
pub(super) fn opens_block(tokens: &Tokens, mentions: &[Mention], index: usize) -> bool {
    let block = |index: usize| tokens.list[mentions[index].tokens.start].block;
    index == 0 || block(index - 1) != block(index)
}

/// Tokens of a title before a name, at most.
const TITLE_WORDS: usize = 7;

/// Whether nothing but a title or a name stands before a mention in its block: `Lib Dem group leader
/// Ann Ray`.
pub(super) fn leads_block(tokens: &Tokens, mention: &Mention) -> bool {
    let list = &tokens.list;
    let start = mention.tokens.start;
    let from = start.saturating_sub(TITLE_WORDS);
    let mut before = (from..start).rev().take_while(|it| list[*it].block == list[start].block);
    let first =
        start.checked_sub(TITLE_WORDS + 1).is_none_or(|it| list[it].block != list[start].block);
    first
        && before.all(|index| {
            let token = &list[index];
            token.kind == TokenKind::Word
                && (token.has_capital() || !token.is(Class::FUNCTION.with(Class::VERB)))
        })
}

/// How well a mention serves as the antecedent of a pronoun of this gender, its distance left
/// aside; `None` when it cannot.
fn fitness(
    tokens: &Tokens,
    cast: &Cast,
    mention: &Mention,
    entity: usize,
    gender: Gender,
) -> Option<f32> {
    let person = &cast.entities[entity];
    // `tells our reporter Ann Ray`
    let reports = |role: &String| matches!(role.as_str(), "correspondent" | "reporter");
    let start = mention.tokens.start;
    let own = || (start.saturating_sub(TITLE_WORDS)..start).any(|it| tokens.word(it) == "our");
    if person.roles.iter().any(reports) && own() {
        return None;
    }
    if !genders_agree(person.gender, gender)
        || gender == Gender::Unknown && !(person.is_named && person.is_person)
        || matches!(person.gender, Gender::Plural | Gender::Neuter)
        || person.is_body && !person.is_person
        || tokens.list[mention.head].entry.gender == Gender::Plural
        || mention.kind == MentionKind::Name && !person.is_person && has_article(tokens, mention)
        || mention.kind == MentionKind::Name && is_modifier(tokens, mention)
    {
        return None;
    }
    let mut fit = 0.0;
    fit += if person.gender == gender { 1.3 } else { 0.0 };
    fit += if person.is_person { 0.9 } else { -0.6 };
    fit += if person.is_named { 0.5 } else { 0.0 };
    // Nameless people of unknown gender are seldom spoken of again.
    fit -= if !person.is_named && person.gender != gender { 1.5 } else { 0.0 };
    fit += (person.count.min(10) as f32) * 0.12;
    let list = &tokens.list;
    let sentence = tokens.sentence_of(mention.tokens.start);
    let start = mention.tokens.start;
    // `In the town, opposition leader Ann Ray`: what opens a sentence may end with a comma.
    let opener = &list[sentence.start];
    let opening = (opener.is(Class::PREPOSITION.with(Class::CONJUNCTION))
        || opener.is(Class::VERB) && opener.entry.form != Form::Base)
        && !opener.is(Class::PRONOUN);
    let comma =
        (sentence.start..start).take(OPENING).find(|index| opening && list[*index].is_mark(','));
    let begin = comma.map_or(sentence.start, |comma| comma + 1);
    // The words before a name are its title: `Union leader Ann Ray`.
    let first = (begin..start).all(|index| {
        let token = &list[index];
        let title = Class::TITLE
            .with(Class::NOUN)
            .with(Class::ADVERB)
            .with(Class::DETERMINER)
            .with(Class::NATIONALITY);
        token.kind != TokenKind::Word || token.is(title) || token.entry.class == Class::default()
    });
    // `Among them was Ann Ray`
    let inverted = start > sentence.start
        && list[start - 1].is(Class::AUXILIARY)
        && list[sentence.start].is(Class::PREPOSITION);
    // `He is Ann Ray, a plumber.`
    let identified = start == sentence.start + 2
        && list[start - 1].is(Class::AUXILIARY)
        && list[sentence.start].is(Class::PRONOUN)
        && list[sentence.start].entry.gender.is_person();
    // `For Ann Ray, that is not enough.`
    let topic = start == sentence.start + 1 && tokens.word(sentence.start) == "For";
    fit += if first || inverted || topic || identified { 1.2 } else { 0.0 };
    fit += if identified { IDENTIFIED } else { 0.0 };
    fit += if mention.kind == MentionKind::Pronoun { 0.6 } else { 0.0 };
    let behind_preposition =
        start > sentence.start && list[start - 1].is(Class::PREPOSITION) && !topic;
    fit -= if behind_preposition { 1.0 } else { 0.0 };
    let possessor =
        list.get(mention.tokens.end).is_some_and(|token| token.kind == TokenKind::Possessive);
    fit -= if possessor { 0.5 } else { 0.0 };
    Some(fit)
}

/// Whether an article stands before a name, as before those of things: `the Toffee Snowdrift`.
fn has_article(tokens: &Tokens, mention: &Mention) -> bool {
    let start = mention.tokens.start;
    start > 0 && tokens.word(start - 1).eq_ignore_ascii_case("the")
}

/// Whether a name only says of whom or where somebody is: `The 6ft Harrow City hitman lasted`.
fn is_modifier(tokens: &Tokens, mention: &Mention) -> bool {
    const NEAR: usize = 5;
    let list = &tokens.list;
    let start = mention.tokens.start;
    let Some(noun) = list.get(mention.tokens.end) else { return false };
    let person = noun.is(Class::ROLE.with(Class::PERSON)) && !noun.is(Class::VERB);
    let unknown =
        noun.entry.class == Class::default() && list[mention.head].sentence == noun.sentence;
    let small = noun.kind == TokenKind::Word && noun.letters == Letters::Lower;
    let from = tokens.sentence_of(start).start.max(start.saturating_sub(NEAR));
    let article = (from..start)
        .rev()
        .take_while(|index| !list[*index].is(Class::VERB.with(Class::PREPOSITION)))
        .any(|index| tokens.word(index).eq_ignore_ascii_case("the"));
    small && (person || unknown) && article
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::lang::Lexicon;
    use crate::load::quote::testing::document;
    use crate::load::speaker::{cue, mention};

    /// Names of the entities that the pronouns of a text are linked to, in order.
    fn resolved(text: &str) -> Vec<String> {
        let document = document(text);
        let tokens = Tokens::new(&document, &[], Lexicon::of(None));
        let mut mentions = mention::find(&tokens);
        let mut cast = Cast::gather(&tokens, &mut mentions);
        let frames = cue::find(&tokens, &mentions, &cue::Places::new(&tokens, &mentions));
        resolve(&tokens, &mut cast, &mut mentions, &frames);
        mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::Pronoun)
            .map(|mention| {
                mention.entity.map_or("-".to_owned(), |id| cast.entities[id].name.clone())
            })
            .collect()
    }

    #[test]
    fn a_pronoun_takes_the_person_in_reach_that_fits() {
        let cases: [(&str, &[&str]); 5] = [
            ("Ann Ray met Tom Ek. She left.", &["Ann Ray"]),
            ("Ann Ray met Tom Ek. He left.", &["Tom Ek"]),
            ("Tom Ek came late. Then he left, and he slept.", &["Tom Ek", "Tom Ek"]),
            ("The tram was late. It left.", &["-"]),
            ("A boy of seven had the last word, he said.", &["A boy of seven"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(resolved(text), wanted, "{text}");
        }
    }
}
