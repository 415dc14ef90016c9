//! Whom a description stands for that speaks: `the retired surveyor`, `the paper`, and `it`.

use super::cast::{Cast, genders_agree, is_definite};
use super::coreference::{LOOK_BACK, opens_block};
use super::mention::{Mention, MentionKind};
use super::tokens::Tokens;
use crate::load::lang::{Class, Gender};

/// Tokens of a sentence that are looked through, at most.
const SENTENCE: usize = 60;

/// Heads of descriptions that stand for somebody of their own, not for the one named before.
const NEVER_NAMED: [&str; 9] = [
    "couple",
    "husband",
    "insider",
    "source",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "wife",
    "witness",
];

/// Whom a first description with an article means that speaks: `the retired surveyor` behind `Ann
/// Ray, 74, stood in front of the tree.` It is the only person named before it in its paragraph
/// or, where it opens one, in the one before; an office or trade is not that of somebody who has
/// an office already.
pub(super) fn person(
    tokens: &Tokens,
    cast: &Cast,
    mentions: &[Mention],
    index: usize,
) -> Option<usize> {
    let mention = &mentions[index];
    let head = &tokens.list[mention.head];
    let noun = tokens.word(mention.head).to_lowercase();
    let of_their_own = mention.entity.is_none_or(|entity| {
        let entity = &cast.entities[entity];
        !entity.is_named && entity.count == 1
    });
    if mention.kind != MentionKind::Description
        || !is_definite(tokens, mention)
        || !of_their_own
        || !head.is(Class::PERSON.with(Class::ROLE))
            && head.entry.class != Class::default()
            && !noun.ends_with("-year-old")
        || head.is(Class::GROUP)
        || mention.gender == Gender::Plural
        || NEVER_NAMED.contains(&noun.as_str())
        || mention.long_end > mention.tokens.end && !counts_children(tokens, mention)
        || is_explained(tokens, mention)
        || was_described(tokens, mentions, index, &noun)
    {
        return None;
    }
    let block = |index: usize| tokens.list[mentions[index].tokens.start].block;
    let here = block(index);
    let opens = opens_block(tokens, mentions, index);
    let near = (index.saturating_sub(LOOK_BACK)..index)
        .rev()
        .take_while(|earlier| block(*earlier) == here || opens && block(*earlier) + 1 == here);
    let mut people = near.filter_map(|earlier| mentions[earlier].entity).filter(|entity| {
        let person = &cast.entities[*entity];
        let given = tokens.list[mentions[person.first].head].is(Class::GIVEN_NAME);
        let told = person.gender.is_person() || person.has_age || !person.roles.is_empty();
        person.is_named && (told || given) && genders_agree(person.gender, mention.gender)
    });
    let person = people.next()?;
    let other = people.any(|entity| entity != person);
    let known = &cast.entities[person];
    let trade = head.is(Class::ROLE) && known.has_standing && !is_kind_of(&noun, &known.roles);
    (!other && !trade).then_some(person)
}

/// Wider nouns for offices and trades, and what they take in.
const KINDS: [(&str, &[&str]); 11] = [
    ("academic", &["dean", "economist", "historian", "lecturer", "professor", "researcher"]),
    ("boss", &["ceo", "chairman", "chairwoman", "chief", "director", "head", "manager", "owner"]),
    ("cleric", &["bishop", "canon", "imam", "minister", "pastor", "priest", "rabbi", "vicar"]),
    ("executive", &["ceo", "chief", "director", "president"]),
    ("lawmaker", &["congressman", "congresswoman", "deputy", "mp", "representative", "senator"]),
    ("legislator", &["assemblyman", "assemblywoman", "mp", "representative", "senator"]),
    ("medic", &["doctor", "nurse", "paramedic", "surgeon"]),
    ("officer", &["captain", "constable", "detective", "inspector", "sergeant", "superintendent"]),
    ("official", &["commissioner", "director", "inspector", "minister", "secretary"]),
    ("politician", &["councillor", "governor", "mayor", "minister", "mp", "premier", "senator"]),
    ("star", &["actor", "actress", "comedian", "footballer", "player", "rapper", "singer"]),
];

/// Whether a noun takes in one of somebody's roles: a pastor is `the cleric`.
fn is_kind_of(noun: &str, roles: &[String]) -> bool {
    KINDS
        .binary_search_by_key(&noun, |(kind, _)| kind)
        .is_ok_and(|index| roles.iter().any(|role| KINDS[index].1.contains(&role.as_str())))
}

/// What `it` or `the paper` means that speaks: whatever of a name the sentence before begins with.
/// `The Daily Mercury had an editorial. “…,” it said.`
pub(super) fn body(
    tokens: &Tokens,
    cast: &Cast,
    mentions: &[Mention],
    index: usize,
) -> Option<usize> {
    let mention = &mentions[index];
    let it = mention.kind == MentionKind::Pronoun
        && tokens.word(mention.head).eq_ignore_ascii_case("it");
    let paper = mention.kind == MentionKind::Description
        && is_definite(tokens, mention)
        && PAPERS.contains(&tokens.word(mention.head));
    if !it && !paper {
        return None;
    }
    let here = &tokens.list[mention.tokens.start];
    // `Ann Ray sent a statement. It says: “…”`
    let carries_words = |token: usize| {
        tokens.sentence_of(token).take(SENTENCE).any(|index| tokens.list[index].is(Class::THING))
    };
    let named = |other: &&Mention| {
        let Some(entity) = other.entity.map(|entity| &cast.entities[entity]) else { return false };
        let person = entity.is_person || entity.gender.is_person();
        // `The Daily Courier` looks like somebody with a trade.
        let paper_like = other.kind == MentionKind::Description
            && tokens.list[other.head].has_capital()
            && other.tokens.len() > 2;
        (other.kind == MentionKind::Name || paper_like)
            && (!person || paper_like || it && carries_words(other.tokens.start))
    };
    (1..=2).find_map(|back| {
        let sentence = here.sentence.checked_sub(back)?;
        let there = |other: &&Mention| {
            let token = &tokens.list[other.tokens.start];
            token.sentence == sentence && token.block == here.block
        };
        let near = &mentions[index.saturating_sub(LOOK_BACK)..index];
        near.iter().filter(there).take(2).find(named)?.entity
    })
}

/// Nouns for outlets.
const PAPERS: [&str; 6] = ["broadcaster", "magazine", "newspaper", "outlet", "paper", "station"];

/// Whether a description says how many children somebody has: `the mother of two`.
fn counts_children(tokens: &Tokens, mention: &Mention) -> bool {
    const NUMBERS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    mention.long_end == mention.tokens.end + 2
        && tokens.word(mention.tokens.end) == "of"
        && NUMBERS.contains(&tokens.word(mention.tokens.end + 1))
}

/// Whether a clause behind a description says whom it means: `The clerk, who had seen it,` and
/// `The editor I met`.
fn is_explained(tokens: &Tokens, mention: &Mention) -> bool {
    let at = |offset: usize| tokens.list.get(mention.long_end + offset);
    at(0).is_some_and(|next| next.is(Class::RELATIVE.with(Class::PRONOUN)))
        || at(0).is_some_and(|next| next.is_mark(','))
            && at(1).is_some_and(|next| next.is(Class::RELATIVE))
}

/// Whether somebody else was called by this noun before: `his trainer`.
fn was_described(tokens: &Tokens, mentions: &[Mention], index: usize, noun: &str) -> bool {
    mentions[index.saturating_sub(LOOK_BACK)..index].iter().any(|earlier| {
        earlier.kind == MentionKind::Description
            && tokens.word(earlier.head).eq_ignore_ascii_case(noun)
    })
}
