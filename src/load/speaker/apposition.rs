//! What stands beside a name and explains it: an age, a clause, a description.

use super::mention::{Mention, MentionKind};
use super::names::behind_office;
use super::tokens::{Letters, Token, TokenKind, Tokens};
use crate::load::lang::Class;

/// Whether an age stands behind a name: `Ray, 40,` or `Ray (40)`.
pub(super) fn age_behind(tokens: &Tokens, mention: &Mention) -> Option<bool> {
    let comma = tokens.list.get(mention.tokens.end)?;
    // `Ray, who is 40,`
    let clause = tokens.has_word(mention.tokens.end + 1, &["who"])
        && tokens.has_word(mention.tokens.end + 2, &["is", "was"]);
    let place = mention.tokens.end + if clause { 3 } else { 1 };
    let number = tokens.list.get(place)?;
    let age: u32 = tokens.word(place).parse().ok()?;
    ((comma.is_mark(',') || comma.is_mark('(')) && number.kind == TokenKind::Word)
        .then_some((5..=110).contains(&age))
}

/// Whether a clause behind a name gives it a standing: `Ray, who chairs the board,`.
pub(super) fn leads_a_body(tokens: &Tokens, mention: &Mention) -> bool {
    let list = &tokens.list;
    let behind = behind_handle(tokens, mention.tokens.end);
    // `Ray, who took over at Harrow in May,`
    let taken = |at: usize| tokens.has_word(at, &["took"]) && tokens.has_word(at + 1, &["over"]);
    if list.get(behind + 1).is_some_and(|token| token.is(Class::RELATIVE)) && taken(behind + 2) {
        return true;
    }
    // `Ray told investors`
    if tells_owners(tokens, mention) {
        return true;
    }
    // `Ray founded Pike Toys in a garage.`
    if tokens.has_word(behind, &["chaired", "chairs", "founded", "heads"]) {
        return list[behind].sentence == list[mention.tokens.start].sentence;
    }
    let clause = list.get(behind).is_some_and(|token| token.is_mark(','))
        && list.get(behind + 1).is_some_and(|token| token.is(Class::RELATIVE));
    if !clause {
        return false;
    }
    // `die das Amt leitet`
    const GERMAN: [&str; 5] = ["führt", "forscht", "lehrt", "leitet", "verantwortet"];
    let stops = |index: &usize| list[*index].is_mark(',') || list[*index].is_mark('.');
    let clause = (behind + 2..list.len()).take(CLAUSE).take_while(|index| !stops(index));
    if tokens.lexicon.code == "de" && clause.clone().any(|it| tokens.has_word(it, &GERMAN)) {
        return true;
    }
    let verb = clause_verb(tokens, behind);
    if !list.get(verb).is_some_and(|token| token.is(Class::LEADS)) {
        return false;
    }
    let object = || (verb + 1..list.len()).take(OBJECT).map(|index| tokens.word(index));
    match tokens.word(verb) {
        "launched" | "own" | "owns" | "owned" | "run" | "runs" | "ran" | "start" | "started" => {
            has_body_behind(tokens, verb + 1)
        }
        "hold" | "holds" | "held" => object().any(|word| OFFICES.contains(&word)),
        "play" | "plays" | "played" => list.get(verb + 1).is_some_and(Token::has_capital),
        "cover" | "covers" | "covered" | "follows" | "measures" | "monitors" | "tracks" => {
            works_for_a_body(tokens, verb + 1)
        }
        "write" | "writes" | "wrote" | "written" => {
            object().any(|word| WORKS.contains(&word))
                || list.get(verb + 1).is_some_and(|token| token.quotation().is_some())
        }
        _ => true,
    }
}

/// Where the verb is of a clause that a comma and `who` open behind a name; helping words stand before
/// it: `who has long run`.
fn clause_verb(tokens: &Tokens, comma: usize) -> usize {
    const HELPERS: usize = 2;
    let helper = |index: &usize| tokens.list[*index].is(Class::AUXILIARY.with(Class::ADVERB));
    let from = comma + 2;
    from + (from..tokens.list.len()).take(HELPERS).take_while(helper).count()
}

/// Whether what stands behind a name says that somebody heads the place: `Ray, who has managed it
/// since`, `Ray told investors`.
pub(super) fn heads_a_body(tokens: &Tokens, mention: &Mention) -> bool {
    const RUNS: [&str; 12] = [
        "headed", "heads", "led", "leads", "managed", "manages", "owns", "ran", "run", "runs",
        "started", "took",
    ];
    let verb = clause_verb(tokens, behind_handle(tokens, mention.tokens.end));
    // `who leads the Independents` heads another one.
    let named = || (verb + 1..tokens.list.len()).take(3).any(|it| tokens.list[it].has_capital());
    tells_owners(tokens, mention)
        || tokens.has_word(verb, &RUNS) && !named() && leads_a_body(tokens, mention)
}

/// Whether somebody tells those who own a firm: `Ray told investors on Monday`.
fn tells_owners(tokens: &Tokens, mention: &Mention) -> bool {
    let behind = mention.tokens.end;
    mention.kind == MentionKind::Name
        && mention.tokens.len() > 1
        && tokens.has_word(behind, &["tells", "told"])
        && tokens.has_word(behind + 1, &["analysts", "investors", "shareholders"])
}

/// Behind the handle in brackets that may follow a name: `Ann Ray (@annray), who`.
fn behind_handle(tokens: &Tokens, end: usize) -> usize {
    const BRACKET: usize = 3;
    let list = &tokens.list;
    let opens = list.get(end).is_some_and(|token| token.is_mark('('));
    let closes = (end + 1..list.len()).take(BRACKET).find(|index| list[*index].is_mark(')'));
    closes.filter(|_| opens).map_or(end, |index| index + 1)
}

/// The noun for what somebody is that a clause behind a name gives: `Ann Ray, who is Harrow’s
/// ambassador,`.
pub(super) fn office_in_clause(tokens: &Tokens, mention: &Mention) -> Option<usize> {
    const NOUNS: usize = 6;
    let list = &tokens.list;
    let behind = mention.tokens.end;
    let clause = list.get(behind)?.is_mark(',') && list.get(behind + 1)?.is(Class::RELATIVE);
    let verb = behind + if clause { 2 } else { 0 };
    // `Ann Ray is the board’s president.`
    let clause = tokens.has_word(verb, &["is", "was"])
        && (clause || mention.tokens.len() > 1 && list.get(verb + 1)?.is(Class::DETERMINER));
    let words = (verb + 1..list.len()).take(NOUNS).take_while(|index| {
        let token = &list[*index];
        matches!(token.kind, TokenKind::Word | TokenKind::Possessive)
            && !token.is(Class::PREPOSITION.with(Class::CONJUNCTION))
    });
    words.filter(|_| clause).last().filter(|index| list[*index].is(Class::ROLE))
}

/// Words of a German clause, at most.
const CLAUSE: usize = 8;

/// Words that are looked at behind a verb for what it is about, at most.
const OBJECT: usize = 6;

/// What people of a standing hold.
const OFFICES: [&str; 10] =
    ["belt", "chair", "crown", "job", "office", "post", "record", "role", "seat", "title"];

/// Whether a clause with a relative pronoun stands behind a name: `Ann Ray, who`; `which` stands
/// behind those of bodies and things.
pub(super) fn has_clause(tokens: &Tokens, mention: &Mention, pronoun: &str) -> bool {
    let behind = mention.tokens.end;
    tokens.list.get(behind).is_some_and(|token| token.is_mark(','))
        && tokens.has_word(behind + 1, &[pronoun])
}

/// Whether a name is tied to a body: `Ann Ray of the Homeland party`, `Ann Ray, of Colder & Pike,`;
/// and whether somebody has a work of their own: `Ann Ray, whose own album`.
pub(super) fn is_of_body(tokens: &Tokens, mention: &Mention) -> bool {
    const BODY: usize = 7;
    let list = &tokens.list;
    // `Labour’s Ann Ray`
    let start = mention.tokens.start;
    if start > 1
        && mention.tokens.len() > 1
        && list[start - 1].kind == TokenKind::Possessive
        && list[start - 2].has_capital()
    {
        return true;
    }
    let comma = list.get(mention.tokens.end).is_some_and(|token| token.is_mark(','));
    let behind = mention.tokens.end + usize::from(comma);
    let end = list.len().min(behind + BODY);
    let word = |index: usize| if index < end { tokens.word(index) } else { "" };
    if comma && word(behind) == "whose" {
        let which = ["debut", "first", "last", "latest", "new", "next", "own", "second"];
        let works = (behind + 1..behind + 4).skip_while(|it| which.contains(&word(*it)));
        // `whose Harrow Bears lost five times`
        let team = (behind + 1..=behind + 2).all(|it| it < end && list[it].has_capital());
        return team
            || which.contains(&word(behind + 1))
                && works.take(1).any(|it| WORKS.contains(&word(it)));
    }
    if comma && matches!(word(behind), "nominated" | "shortlisted") {
        return true;
    }
    let capitals = (behind + 1..end).take_while(|it| list[*it].has_capital()).count();
    let house = |index: usize| {
        let last = word(index).to_lowercase();
        HOUSES.contains(&last.as_str()) || tokens.lexicon.entry(&last).is(Class::GROUP)
    };
    if word(behind) == "of" && (capitals > 2 || capitals > 1 && house(behind + capitals)) {
        return true;
    }
    if !matches!(word(behind), "of" | "from") || word(behind + 1) != "the" {
        return word(behind) == "of" && word(behind + 2) == "&";
    }
    let words = (behind + 2..end).take_while(|index| {
        list[*index].kind == TokenKind::Word && !list[*index].is(Class::VERB.with(Class::RELATIVE))
    });
    let words: Vec<usize> = words.collect();
    let place = words.last().map(|last| tokens.word(*last));
    let place = place.is_some_and(|last| PLACES.contains(&last) || SMALL.contains(&last));
    !place && words.iter().any(|index| list[*index].has_capital())
}

/// What makes somebody known who has one of their own.
const WORKS: [&str; 22] = [
    "album",
    "band",
    "biography",
    "book",
    "channel",
    "collection",
    "column",
    "company",
    "film",
    "guide",
    "history",
    "label",
    "magazine",
    "memoir",
    "novel",
    "play",
    "podcast",
    "series",
    "show",
    "signing",
    "single",
    "textbook",
];

/// Last words of firms and places of learning that are no bodies elsewhere.
const HOUSES: [&str; 10] = [
    "associates",
    "capital",
    "college",
    "consulting",
    "holdings",
    "labs",
    "partners",
    "research",
    "securities",
    "ventures",
];

/// Whether what somebody does is done at or for a body: `who follows the sector at Tern`, `who
/// measures courses for the national federation`.
fn works_for_a_body(tokens: &Tokens, from: usize) -> bool {
    const FAR: usize = 6;
    const NAME: usize = 5;
    let list = &tokens.list;
    let end = list.len().min(from + FAR);
    let at = (from..end).find(|index| matches!(tokens.word(*index), "at" | "for"));
    at.is_some_and(|at| {
        (at + 1..list.len())
            .take(NAME)
            .take_while(|index| list[*index].kind == TokenKind::Word)
            .any(|index| list[index].has_capital() || list[index].is(Class::GROUP))
    })
}

/// Nouns for where ordinary people live.
const PLACES: [&str; 6] =
    ["area", "district", "estate", "neighborhood", "neighbourhood", "village"];

/// Nouns for a business of one's own, which makes nobody more than an ordinary person.
const SMALL: [&str; 16] = [
    "bakery",
    "bar",
    "brand",
    "café",
    "cafe",
    "diner",
    "farm",
    "garage",
    "house",
    "pub",
    "restaurant",
    "salon",
    "shop",
    "store",
    "supermarket",
    "takeaway",
];

/// Whether a body of some size is what somebody owns or runs: `who runs the rival firm`, but not
/// `who owns two dinghies` and `who runs the corner shop`.
fn has_body_behind(tokens: &Tokens, from: usize) -> bool {
    let end = tokens.list.len().min(from + OBJECT);
    // `who runs product at Stovetop Labs`
    let trade = from + 2 < end
        && tokens.list[from].letters == Letters::Lower
        && !tokens.list[from].is(Class::FUNCTION)
        && tokens.word(from + 1) == "at"
        && tokens.list[from + 2].has_capital();
    let rival = (from..end).any(|index| tokens.word(index) == "rival");
    if trade || rival {
        return true;
    }
    let words = (from..end).take_while(|index| tokens.list[*index].kind == TokenKind::Word);
    words
        .filter(|index| tokens.list[*index].is(Class::GROUP))
        .any(|index| !SMALL.contains(&tokens.word(index)))
}

/// Whether the second mention explains the first: only a comma, or an age between commas,
/// stands between them.
pub(super) fn are_apposed(tokens: &Tokens, first: &Mention, second: &Mention) -> bool {
    let list = &tokens.list;
    let from =
        if first.kind == MentionKind::Description { first.long_end } else { first.tokens.end };
    // `l’historien de l’art Anne Roy`
    // `the firm’s head of sales Ann Ray`
    let long = first.long_end > first.tokens.end && list[first.head].is(Class::ROLE);
    if (tokens.lexicon.code != "en" || long || is_owned(tokens, first))
        && first.kind == MentionKind::Description
        && second.kind == MentionKind::Name
        && second.tokens.start == from
    {
        return true;
    }
    // `on TikTok, user skycake joked`: the account has a name of its own.
    if second.kind == MentionKind::Description && second.tokens.end > second.head + 1 {
        return false;
    }
    if second.tokens.start <= from || list[from].sentence != list[second.tokens.start].sentence {
        return false;
    }
    let between = &list[from..second.tokens.start];
    // `a dentist called Ann Ray`, `a user posting as jo_72`
    let naming = match between.len() {
        1 => matches!(tokens.word(from), "called" | "named"),
        2 => {
            matches!(tokens.word(from), "known" | "posting" | "tweeting" | "writing")
                && tokens.word(from + 1) == "as"
        }
        _ => false,
    };
    if naming {
        return true;
    }
    if is_clause_before_name(tokens, from, second) || is_second_noun(tokens, between, second) {
        return true;
    }
    let commas = between.iter().filter(|token| token.is_mark(',')).count();
    if between
        .iter()
        .any(|token| token.is(Class::RELATIVE.with(Class::PREPOSITION).with(Class::VERB)))
        || is_topic_before_subject(tokens, first, second)
    {
        return false;
    }
    let other = between.iter().filter(|token| {
        !token.is_mark(',') && !token.is(Class::NATIONALITY) && token.letters != Letters::Digit
    });
    (1..=2).contains(&commas)
        && between[0].is_mark(',')
        && other.count() <= usize::from(commas == 1)
}

/// Whether a description says whose somebody is: `Ray’s old shipmate`, `His daughter`.
pub(super) fn is_owned(tokens: &Tokens, described: &Mention) -> bool {
    let list = &tokens.list;
    let family = list[described.tokens.start].is(Class::POSSESSIVE)
        && list[described.head].is(Class::PERSON.with(Class::ROLE));
    family || list[described.tokens.clone()].iter().any(|it| it.kind == TokenKind::Possessive)
}

/// Whether what stands between a description and a name is a second noun for the same person: `The
/// podcaster and former runner Ann Ray`.
fn is_second_noun(tokens: &Tokens, between: &[Token], name: &Mention) -> bool {
    const LONGEST: usize = 4;
    let words = between.len();
    (2..=LONGEST).contains(&words)
        && name.kind == MentionKind::Name
        && between[0].is(Class::CONJUNCTION)
        && between[words - 1].is(Class::ROLE)
        && between.iter().all(|token| token.letters == Letters::Lower)
        && tokens.word(name.tokens.start - words) == "and"
}

/// Whether a name only ends the phrase that a clause opens with, and the description behind its comma
/// is the clause's subject: `In reply to Ann Ray, a spokesman said`.
fn is_topic_before_subject(tokens: &Tokens, name: &Mention, subject: &Mention) -> bool {
    let list = &tokens.list;
    let start = name.tokens.start;
    let speaks = |token: &Token| token.is(Class::CUE.with(Class::AUXILIARY));
    name.kind == MentionKind::Name
        && subject.kind == MentionKind::Description
        && start > 0
        && list[start - 1].is(Class::PREPOSITION)
        && list.get(subject.long_end).is_some_and(speaks)
}

/// The person whom the name of a body and small words behind it describe: `Rovers closer Ann Ray`.
pub(super) fn person_behind_body(
    tokens: &Tokens,
    mentions: &[Mention],
    body: usize,
) -> Option<usize> {
    const NOUNS: usize = 3;
    let list = &tokens.list;
    let end = mentions[body].tokens.end;
    let small = |token: &&Token| token.is_small_noun() && token.sentence == list[end - 1].sentence;
    let nouns = list[end..].iter().take(NOUNS).take_while(small).count();
    let names = mentions[body + 1..].iter().take(NOUNS).position(|person| {
        person.kind == MentionKind::Name
            && person.tokens.len() > 1
            && person.tokens.start == end + nouns
    });
    let is_name = mentions[body].kind == MentionKind::Name && nouns > 0;
    names.filter(|_| is_name).map(|offset| body + 1 + offset)
}

/// Whether a description is an office that ends with the name of who holds it: `Minister of State
/// for Transport Ann Ray`.
pub(super) fn is_office_of(tokens: &Tokens, described: &Mention, name: &Mention) -> bool {
    described.kind == MentionKind::Description
        && name.kind == MentionKind::Name
        && name.tokens.end == described.long_end
        && behind_office(tokens, &name.tokens) > name.tokens.start
}

/// Whether the clause behind a description says by what name somebody wants to go: `one mother,
/// who would give her name only as Ann,`.
pub(super) fn gives_name(tokens: &Tokens, described: &Mention, name: &Mention) -> bool {
    const CLAUSE: usize = 14;
    let list = &tokens.list;
    let clause = described.long_end..name.tokens.start;
    let Some(before) = clause.clone().next_back() else { return false };
    name.kind == MentionKind::Name
        && clause.len() <= CLAUSE
        && list[before].sentence == list[clause.start].sentence
        && clause.clone().all(|index| list[index].quotation().is_none())
        && clause
            .clone()
            .take(3)
            .any(|index| list[index].is(Class::RELATIVE) || tokens.word(index) == "identified")
        && clause
            .clone()
            .any(|index| matches!(tokens.word(index), "called" | "name" | "known" | "identified"))
        && (matches!(tokens.word(before), "as" | "called") || list[before].is_mark(','))
}

/// Whether a relative clause or a phrase stands between a description and the name in commas that
/// explains it: `The farmer whose field it was, Ann Ray, had gone`, `His rival on the show, Ann
/// Ray, was blunter`.
pub(super) fn is_clause_before_name(tokens: &Tokens, from: usize, name: &Mention) -> bool {
    const CLAUSE: usize = 9;
    const PHRASE: usize = 5;
    let list = &tokens.list;
    let clause = &list[from..name.tokens.start];
    clause.len() <= CLAUSE
        && (clause[0].is(Class::RELATIVE)
            || clause[0].is(Class::PREPOSITION) && clause.len() <= PHRASE)
        && clause.iter().filter(|token| token.is_mark(',')).count() == 1
        && clause[clause.len() - 1].is_mark(',')
        && clause.iter().all(|token| token.quotation().is_none())
        && list.get(name.tokens.end).is_some_and(|token| token.is_mark(','))
}
