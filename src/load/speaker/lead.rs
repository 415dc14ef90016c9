//! The one whom a story begins with as `A judge has …`, or a paragraph, and names in one of the next
//! sentences.

use super::apposition::is_owned;
use super::cast::{Cast, genders_agree, is_definite};
use super::mention::{Mention, MentionKind};
use super::tokens::{Token, TokenKind, Tokens};
use crate::load::lang::{Class, Form, Gender};
use std::ops::Range;

/// Blocks in which a story begins, sentences behind its first one that give the name, and tokens
/// of a first sentence, at least.
const BLOCKS: usize = 8;
const SENTENCES: usize = 3;
const PROSE: usize = 9;

/// Links a story's first description to the first person, for a body to the first other name, that
/// comes in as the beginning of a sentence behind it.
pub(super) fn link(cast: &mut Cast, tokens: &Tokens, mentions: &mut [Mention]) {
    let Some(lead) = mentions.iter().position(|mention| is_lead(tokens, mention)) else { return };
    let list = &tokens.list;
    let begins = list[mentions[lead].tokens.start].clone();
    let name = opens_with_name(tokens, &mentions[lead]);
    let first = mentions[..lead].iter().all(|it| {
        let earlier = &list[it.tokens.start];
        earlier.block < begins.block || name && earlier.sentence == begins.sentence
    });
    let from = mentions[lead].entity.filter(|id| first && !cast.entities[*id].is_named);
    let Some(from) = from else { return };
    let name = mentions[lead + 1..]
        .iter()
        .take_while(|it| list[it.tokens.start].sentence <= begins.sentence + SENTENCES)
        .find(|it| is_name_of(cast, tokens, &mentions[lead], it));
    let Some(to) = name.and_then(|mention| mention.entity) else { return };
    for mention in mentions.iter_mut().filter(|mention| mention.entity == Some(from)) {
        mention.entity = Some(to);
        cast.entities[to].count += 1;
    }
    cast.entities[from].count = 0;
    cast.entities[to].first = cast.entities[to].first.min(lead);
    let head = mentions[lead].head;
    if !list[head].is(Class::GROUP) {
        cast.add_role(to, &tokens.word(head).to_lowercase(), list[head].entry);
        // `A mother has told of her anger`: she reacts to something.
        cast.entities[to].has_age |= list[head].is(Class::PERSON) && !list[head].is(Class::ROLE);
    }
}

/// Verbs of those who say nothing.
const SILENT: [&str; 6] = ["comment", "declined", "not", "reached", "refused", "respond"];

/// Links the description that a paragraph begins with to the first new name that speaks in it, where
/// nothing else says who that is: `Ray’s publicist had one wish. “Call me,” Tom Ek wrote.`
pub(super) fn link_paragraphs(cast: &mut Cast, tokens: &Tokens, mentions: &mut [Mention]) {
    for index in 0..mentions.len() {
        if let Some(to) = named_in_paragraph(cast, tokens, mentions, index) {
            let head = mentions[index].head;
            cast.add_role(to, &tokens.word(head).to_lowercase(), tokens.list[head].entry);
            mentions[index].entity = Some(to);
            cast.entities[to].count += 1;
        }
    }
}

/// Who is meant by the description that begins a paragraph.
fn named_in_paragraph(
    cast: &Cast,
    tokens: &Tokens,
    mentions: &[Mention],
    index: usize,
) -> Option<usize> {
    const SENTENCES: usize = 2;
    const LONGEST: usize = 60;
    let list = &tokens.list;
    let described = &mentions[index];
    let start = described.tokens.start;
    let first = start == 0 || list[start - 1].block != list[start].block;
    if described.kind != MentionKind::Description || !first {
        return None;
    }
    let head = &list[described.head];
    let new = described.entity.is_some_and(|id| {
        let entity = &cast.entities[id];
        !entity.is_named && entity.count == 1 && entity.first == index
    });
    let told = tokens
        .sentence_of(start)
        .take(LONGEST)
        .any(|it| list[it].quotation().is_some() || SILENT.contains(&tokens.word(it)));
    if !new
        || told
        || !(is_owned(tokens, described) || is_definite(tokens, described))
        || !head.is(Class::ROLE.with(Class::PERSON))
        || head.is(Class::GROUP)
        || described.gender == Gender::Plural
    {
        return None;
    }
    let here = &list[start];
    let near = mentions[index + 1..].iter().enumerate().take_while(|(_, it)| {
        let there = &list[it.tokens.start];
        there.block == here.block && there.sentence <= here.sentence + SENTENCES
    });
    let mut names = near.filter(|(_, it)| {
        it.kind == MentionKind::Name && list[it.tokens.start].sentence > here.sentence
    });
    let (offset, name) = names.next()?;
    let entity = name.entity?;
    let person = &cast.entities[entity];
    let says = |token: Option<&Token>| {
        token.is_some_and(|it| {
            it.is(Class::SPEECH.with(Class::POST)) && it.entry.form != Form::Gerund
        })
    };
    let speaks = says(list.get(name.tokens.end))
        || name.tokens.start > 0 && says(list.get(name.tokens.start - 1));
    (person.first == index + 1 + offset
        && person.roles.is_empty()
        && !person.is_body
        && !person.has_age
        && name.tokens.len() > 1
        && genders_agree(person.gender, described.gender)
        && speaks)
        .then_some(entity)
}

/// Tokens between the beginning of a mention's sentence and the mention.
fn before(tokens: &Tokens, mention: &Mention) -> Range<usize> {
    let sentence = tokens.sentence_of(mention.tokens.start);
    tokens.behind_dateline(sentence.start)..mention.tokens.start
}

/// Whether a sentence begins with a mention; a title may stand before it, and `When`.
fn opens(tokens: &Tokens, mention: &Mention) -> bool {
    let title = Class::TITLE.with(Class::ROLE).with(Class::NATIONALITY);
    let before = before(tokens, mention);
    let when = |index: usize| {
        index == before.start && matches!(tokens.word(index), "After" | "As" | "When" | "While")
    };
    before.clone().all(|index| tokens.list[index].is(title) || when(index))
}

/// Whether nothing but a quotation stands before a mention in its sentence: `“Late,” Ray told us.`
fn opens_behind_words(tokens: &Tokens, mention: &Mention) -> bool {
    before(tokens, mention)
        .all(|index| tokens.list[index].quotation().is_some() || tokens.list[index].is_mark(','))
}

/// Whether nothing but an article and a name stands before a noun that a sentence begins with: `A
/// Big Bake! winner has defended`.
fn opens_with_name(tokens: &Tokens, mention: &Mention) -> bool {
    let mut before = before(tokens, mention);
    let list = &tokens.list;
    before.next().is_some_and(|first| matches!(tokens.word(first), "A" | "An"))
        && before.all(|index| list[index].has_capital() || list[index].kind != TokenKind::Word)
}

/// Whether a mention is a description that a story's prose begins with.
fn is_lead(tokens: &Tokens, mention: &Mention) -> bool {
    let list = &tokens.list;
    let sentence = tokens.sentence_of(mention.tokens.start);
    let closing = &list[sentence.end - 1];
    mention.kind == MentionKind::Description
        && list[mention.tokens.start].block < BLOCKS
        && (opens(tokens, mention) || opens_with_name(tokens, mention))
        // `The police chief of a town` is not known yet either.
        && (!is_definite(tokens, mention)
            || mention.long_end > mention.tokens.end
            || mention.tokens.len() > 2 && list[mention.head].is(Class::ROLE)
            || tokens.has_word(mention.tokens.end, &["of"]))
        && mention.gender != Gender::Plural
        && list[mention.head].is(Class::ROLE.with(Class::PERSON).with(Class::GROUP))
        && !list[mention.tokens.start].is(Class::ANONYMOUS.with(Class::ORDINAL))
        && sentence.len() > PROSE
        && (closing.quotation().is_some() || closing.is_mark('.'))
}

/// Whether a mention can be the name of a story's first description.
fn is_name_of(cast: &Cast, tokens: &Tokens, lead: &Mention, mention: &Mention) -> bool {
    let list = &tokens.list;
    let Some(entity) = mention.entity.map(|id| &cast.entities[id]) else { return false };
    let is_person = entity.is_person || entity.gender.is_person();
    let starts = opens(tokens, mention) || opens_behind_words(tokens, mention);
    if mention.kind != MentionKind::Name || !entity.is_named || !starts {
        return false;
    }
    if list[lead.head].is(Class::GROUP) {
        return !is_person;
    }
    // `A man has died. Sergeant Ann Ray said`
    let has_office = (before(tokens, mention).start..mention.head)
        .any(|index| list[index].is(Class::TITLE.with(Class::ROLE)));
    let noun = tokens.word(lead.head).to_lowercase();
    is_person
        && genders_agree(entity.gender, lead.gender)
        && (entity.roles.contains(&noun) || !has_office)
}
