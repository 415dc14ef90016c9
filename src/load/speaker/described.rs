//! Whom a description stands for that speaks: `the retired surveyor`, `the paper`, and `it`.

use super::apposition::has_clause;
use super::cast::{Cast, Entity, genders_agree, is_definite};
use super::coreference::{Known, LOOK_BACK, is_heading, leads_block, signs};
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
/// Ray, 74, stood in front of the tree.` It is the only one that fits of the nearest paragraph that
/// names such people; an office or trade is not that of somebody who has another office already.
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
            && !is_unknown_speaker(tokens, mention)
            && !noun.ends_with("-year-old")
        || head.is(Class::GROUP) && noun != BROADCASTER
        || head.has_capital()
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
    let sentence = |index: usize| tokens.list[mentions[index].tokens.start].sentence;
    let former = mention.tokens.clone().any(|index| tokens.word(index) == "former");
    let trade = head.is(Class::ROLE) && !former;
    let fits = |entity: &usize| {
        let person = &cast.entities[*entity];
        person.is_named
            && is_like_person(tokens, mentions, person)
            && genders_agree(person.gender, mention.gender)
            && !(trade && has_office(person) && !is_kind_of(&noun, &person.roles))
            && (noun != BROADCASTER || is_kind_of(&noun, &person.roles))
    };
    let near = (index.saturating_sub(LOOK_BACK)..index)
        .rev()
        .take_while(|earlier| block(*earlier) + BLOCKS >= here)
        // `Ray was given what the owner called a job`
        .filter(|earlier| sentence(*earlier) != sentence(index))
        .filter_map(|earlier| Some((block(earlier), mentions[earlier].entity?)))
        .filter(|(_, entity)| fits(entity));
    let near: Vec<(usize, usize)> = near.collect();
    // The nearest paragraph that names anybody who fits.
    let (nearest, person) = *near.first()?;
    let mut here = near.iter().filter(|(block, _)| *block == nearest).map(|(_, entity)| *entity);
    if here.clone().all(|entity| entity == person) {
        return Some(person);
    }
    // Of several it is the one whom the title names.
    let titled = here.find(|entity| cast.entities[*entity].in_title)?;
    here.all(|entity| entity == titled || !cast.entities[entity].in_title).then_some(titled)
}

/// Whether a noun that the lexicon does not have stands right before a verb of saying: `the country
/// hitmaker said`, but not `she told the camera`. A noun alone may be anybody: `the announcer`.
fn is_unknown_speaker(tokens: &Tokens, mention: &Mention) -> bool {
    let speech = Class::SPEECH.with(Class::POST).with(Class::MANNER);
    mention.tokens.len() > 2
        && tokens.list[mention.head].entry.class == Class::default()
        && tokens.list.get(mention.tokens.end).is_some_and(|next| next.is(speech))
}

/// Paragraphs that are looked back at, at most.
const BLOCKS: usize = 3;

/// Whether somebody with a name is a person as far as is known: by gender, age, role or given name,
/// or by a clause with `who` behind several words, as in `Ha Do Yeol, who played him,`.
fn is_like_person(tokens: &Tokens, mentions: &[Mention], entity: &Entity) -> bool {
    let first = &mentions[entity.first];
    let given = tokens.list[first.head].is(Class::GIVEN_NAME);
    let told = entity.gender.is_person() || entity.has_age || !entity.roles.is_empty();
    told || given
        || entity.is_person && !entity.is_body
        || first.tokens.len() > 1 && has_clause(tokens, first, "who")
}

/// Whom the story is about as far as names tell: the only person in its title, or the only one in its
/// first paragraphs.
fn main_person(tokens: &Tokens, cast: &Cast, mentions: &[Mention]) -> Option<usize> {
    const FIRST: usize = 4;
    let people = || {
        let people = cast.entities.iter().enumerate();
        people.filter(|(_, it)| it.is_named && is_like_person(tokens, mentions, it))
    };
    let only =
        |people: &mut dyn Iterator<Item = usize>| people.next().filter(|_| people.next().is_none());
    let titled = only(&mut people().filter(|(_, it)| it.in_title).map(|(id, _)| id));
    let early = |it: &Entity| {
        let first = &tokens.list[mentions[it.first].tokens.start];
        first.block < FIRST && !is_heading(tokens, first.block)
    };
    titled.or_else(|| only(&mut people().filter(|(_, it)| early(it)).map(|(id, _)| id)))
}

/// Times that somebody has come up who stands for the story where no title or beginning names one.
const OFTEN: usize = 3;

/// Whom an age or a number of children means that comes where its paragraph has named nobody and the
/// one before lets nobody speak: whom the story is about. `The 34-year-old came out on Sunday.`
pub(super) fn comes_back(
    tokens: &Tokens,
    cast: &Cast,
    known: &Known,
    index: usize,
) -> Option<usize> {
    let mentions = known.mentions;
    let mention = &mentions[index];
    let aged = |index: usize| {
        let word = tokens.word(index).to_lowercase();
        word.ends_with("-year-old") || word.ends_with("-jährige")
    };
    if mention.kind != MentionKind::Description
        || !is_definite(tokens, mention)
        || !mention.tokens.clone().any(aged) && !counts_children(tokens, mention)
    {
        return None;
    }
    let block = |earlier: &Mention| tokens.list[earlier.tokens.start].block;
    let here = block(mention);
    let named = |earlier: &usize| {
        let other = &mentions[*earlier];
        let entity = other.entity.map(|id| &cast.entities[id]);
        let told = block(other) == here
            || (known.speaks[*earlier] || leads_block(tokens, other))
                && !signs(tokens, other)
                && !is_heading(tokens, block(other));
        told && entity.is_some_and(|it| it.is_named && is_like_person(tokens, mentions, it))
    };
    let mut near = (index.saturating_sub(LOOK_BACK)..index)
        .rev()
        .take_while(|earlier| block(&mentions[*earlier]) + 1 >= here);
    if near.any(|earlier| named(&earlier)) {
        return None;
    }
    let often = || {
        let people = cast.entities.iter().enumerate();
        let fits = people.filter(|(_, it)| it.is_named && !it.is_body && it.count >= OFTEN);
        fits.max_by_key(|(id, it)| (it.count, usize::MAX - id)).map(|(id, _)| id)
    };
    main_person(tokens, cast, mentions)
        .or(known.protagonist)
        .or_else(often)
        .filter(|main| genders_agree(cast.entities[*main].gender, mention.gender))
}

/// Whether somebody has an office or a profession, by which other descriptions of them are told.
fn has_office(person: &Entity) -> bool {
    const LOOSE: [&str; 5] = ["colleague", "favourite", "friend", "rival", "winner"];
    let told = person.roles.is_empty() || person.roles.iter().any(|it| !LOOSE.contains(&&**it));
    person.has_standing && told
}

/// A person or a body.
const BROADCASTER: &str = "broadcaster";

/// Wider nouns for offices and trades, and what they take in.
const KINDS: [(&str, &[&str]); 12] = [
    ("academic", &["dean", "economist", "historian", "lecturer", "professor", "researcher"]),
    ("boss", &["ceo", "chairman", "chairwoman", "chief", "director", "head", "manager", "owner"]),
    ("broadcaster", &["anchor", "commentator", "host", "presenter"]),
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

/// People of sport, and of stage and page, who are called by many nouns each.
const SPORT: [&str; 35] = [
    "ace",
    "athlete",
    "batsman",
    "batter",
    "bowler",
    "boxer",
    "captain",
    "champion",
    "coach",
    "cricketer",
    "defender",
    "flanker",
    "footballer",
    "forward",
    "goalkeeper",
    "golfer",
    "jockey",
    "medallist",
    "midfielder",
    "official",
    "pitcher",
    "player",
    "pundit",
    "quarterback",
    "referee",
    "rider",
    "runner",
    "shortstop",
    "skipper",
    "sprinter",
    "striker",
    "swimmer",
    "umpire",
    "winger",
    "wrestler",
];
const STAGE: [&str; 30] = [
    "actor",
    "actress",
    "artist",
    "author",
    "bassist",
    "celebrity",
    "comedian",
    "comic",
    "dancer",
    "director",
    "drummer",
    "entertainer",
    "filmmaker",
    "guitarist",
    "hitmaker",
    "host",
    "influencer",
    "model",
    "musician",
    "novelist",
    "performer",
    "player",
    "poet",
    "presenter",
    "rapper",
    "singer",
    "songwriter",
    "star",
    "vocalist",
    "writer",
];

/// Whether a noun takes in one of somebody's roles: a pastor is `the cleric`, a captain `the winger`.
fn is_kind_of(noun: &str, roles: &[String]) -> bool {
    let shares = |nouns: &[&str]| {
        nouns.binary_search(&noun).is_ok()
            && roles
                .iter()
                .any(|role| nouns.binary_search(&role.strip_prefix("ex-").unwrap_or(role)).is_ok())
    };
    if shares(&SPORT) || shares(&STAGE) || roles.iter().any(|role| role == noun) {
        return true;
    }
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
    // `the 34-year-old, whose time was 2:09,` is known without it.
    if tokens.word(mention.head).ends_with("-year-old") {
        return false;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_searched_by_halves_are_sorted() {
        assert!(SPORT.is_sorted());
        assert!(STAGE.is_sorted());
        assert!(KINDS.is_sorted_by_key(|(kind, _)| kind));
    }

    #[test]
    fn wider_nouns_take_in_offices_and_trades() {
        let cases = [
            ("cleric", "pastor", true),
            ("flanker", "captain", true),
            ("drummer", "captain", false),
            ("nominee", "nominee", true),
            ("surgeon", "mayor", false),
        ];
        for (noun, role, wanted) in cases {
            assert_eq!(is_kind_of(noun, &[role.to_owned()]), wanted, "{noun} {role}");
        }
    }
}
