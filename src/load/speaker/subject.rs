//! Whose act or words the article is about.
//!
//! A name counts for what it is worth in a news story: most in the title and the lead, as the
//! grammatical subject more than elsewhere, and by how often it comes back.

use super::cast::{Cast, Entity};
use super::mention::{Mention, MentionKind};
use super::names::behind_office;
use super::tokens::{Letters, Token, TokenKind, Tokens};
use crate::load::document::Document;
use crate::load::lang::{Class, Gender};
use std::collections::{HashMap, HashSet};

/// The people and bodies that the story is about.
#[derive(Debug, Default)]
pub struct Subject {
    /// Entities of the cast.
    pub entities: HashSet<usize>,
    /// Words of their names, in lower case.
    pub words: HashSet<String>,
    /// All words of their names but articles, in lower case.
    pub name_words: HashSet<String>,
    /// Named entities that the title names.
    pub titled: HashSet<usize>,
    /// Named bodies in the title or the first sentences, whose own accounts may post.
    pub opening: HashSet<usize>,
    /// The title and the first sentences, in which bodies may be named that the cast does not have.
    pub beginning: String,
    /// What the person that the story is about is, as far as it says so, and the title's words.
    pub roles: HashSet<String>,
    /// Whether the story is about a body, which speaks through its people.
    pub is_body: bool,
    /// Whether the story is about somebody who leads a body: `the ministry` speaks for him.
    pub leads: bool,
}

/// What the story knows of its speakers.
pub struct Story<'s, 'a> {
    /// The article.
    pub document: &'s Document,
    /// Its tokens.
    pub tokens: &'s Tokens<'a>,
    /// Its mentions.
    pub mentions: &'s [Mention],
    /// Its people.
    pub cast: &'s Cast,
    /// Entity of every quotation's speaker.
    pub speakers: &'s [Option<usize>],
    /// The words of every quotation.
    pub words: &'s [&'s str],
}

/// Finds the subject of an article: the entity with most weight and, for a body, its heads
/// and voices among the speakers.
pub fn find(story: &Story) -> Subject {
    let outline = Outline::new(story);
    let weights = weights(story, &outline);
    let mut subject = Subject { beginning: outline.beginning(story), ..Subject::default() };
    let Some(best) = largest(&weights) else { return subject };
    let best = instead_of_place(story, &outline, &weights, best).unwrap_or(best);
    let best = instead_of_reactor(story, &outline, &weights, best).unwrap_or(best);
    let entity = &story.cast.entities[best];
    subject.entities.insert(best);
    subject.titled = (0..weights.len())
        .filter(|id| story.cast.entities[*id].is_named && outline.names(*id))
        .collect();
    subject.opening = (0..weights.len())
        .filter(|id| outline.opens_with_body(story, *id) || outline.is_whole_in_title(story, *id))
        .collect();
    // `Minister’s dance` may be all that says what the subject is.
    subject.roles = entity.roles.iter().cloned().chain(outline.title.keys().cloned()).collect();
    subject.words = significant_words(&entity.name).collect();
    subject.name_words = name_words(&entity.name).collect();
    let is_person = entity.is_person || entity.gender.is_person();
    if !is_person || !story.speakers.contains(&Some(best)) {
        // A body, a work or somebody silent: others speak for it.
        subject.is_body = true;
        let mut voices = voices(story, &subject, &weights);
        let own = story.speakers.iter().flatten().filter(|id| {
            let entity = &story.cast.entities[**id];
            entity.is_leader && owner(story, **id).is_some_and(|id| voices.contains(&id))
        });
        let own: Vec<usize> = own.copied().collect();
        voices.extend(own);
        subject.entities.extend(voices);
    } else {
        if entity.is_leader {
            subject.leads = true;
            add_own_body(story, &weights, best, &mut subject);
        }
        let voices = voices_of_person(story, &subject, best);
        subject.entities.extend(voices);
    }
    subject
}

/// The spokesmen among the speakers who speak for a person: of no other body, or tied to the person
/// by name or by office (`the press secretary to the governor, Ann Ray`).
fn voices_of_person(story: &Story, subject: &Subject, person: usize) -> Vec<usize> {
    let list = &story.tokens.list;
    let roles = &story.cast.entities[person].roles;
    let mut speakers = speakers(story);
    speakers.retain(|id| {
        let entity = &story.cast.entities[*id];
        let start = story.mentions[entity.first].tokens.start;
        let sentence = story.tokens.sentence_of(start);
        let near =
            sentence.start.max(start.saturating_sub(AROUND.1))..sentence.end.min(start + AROUND.1);
        let word = |index: usize| story.tokens.word(index).to_lowercase();
        let press = || near.clone().any(|index| word(index) == "press");
        let voice = entity.roles.iter().any(|role| {
            role.starts_with("spokes") || role == "publicist" || role == "secretary" && press()
        });
        // `her private secretary, Ann Ray`
        let speaks_for = |role: &String| AGENTS.contains(&role.as_str());
        if entity.is_named
            && entity.roles.iter().any(speaks_for)
            && owner(story, *id) == Some(person)
        {
            return true;
        }
        let of_office = || {
            (near.start..start)
                .any(|index| list[index].is(Class::ROLE) && roles.contains(&word(index)))
        };
        entity.is_named && voice && (tie(story, subject, *id) != Tie::Foreign || of_office())
    });
    speakers
}

/// Who speaks for somebody whose they are by a pronoun.
const AGENTS: [&str; 6] = ["agent", "aide", "lawyer", "manager", "representative", "secretary"];

/// Mentions of somebody whom a story only begins with, at most.
const REACTOR: usize = 6;

/// Somebody named so many times as often as a head is no mere beginning.
const OFTEN: usize = 5;

/// Whoever weighs as much is what the story is about, unless a head of a body speaks for it.
const REACTOR_WEIGHT: f32 = 6.0;

/// Who stands for what the story is about where it only begins with somebody who reacts, without
/// office and not in the title: the first head of a body that is nobody's watchdog.
fn instead_of_reactor(
    story: &Story,
    outline: &Outline,
    weights: &[f32],
    best: usize,
) -> Option<usize> {
    let entity = &story.cast.entities[best];
    let is_person = entity.is_person || entity.gender.is_person();
    let in_title = outline.names(best);
    if !is_person
        || !entity.is_named
        || entity.is_leader
        || entity.has_standing
        || in_title
        || entity.count > REACTOR
    {
        return None;
    }
    let nobody = Subject::default();
    let heads = speakers(story).into_iter().filter(|id| {
        let head = &story.cast.entities[*id];
        head.is_named && head.is_leader && !head.has_age && entity.count < OFTEN * head.count
    });
    let heads: Vec<(usize, Tie)> = heads.map(|id| (id, tie(story, &nobody, id))).collect();
    let first = |wanted: Tie| heads.iter().find(|(_, tie)| *tie == wanted).map(|(id, _)| *id);
    first(Tie::Close)
        .or_else(|| first(Tie::Bare).filter(|_| weights[best] < REACTOR_WEIGHT))
        .or_else(|| titled_body(story, outline, weights, best))
}

/// Of the weight of a place, a person in the title has this share who is what the story is about.
const PERSON_SHARE: f32 = 0.6;

/// The person in the title who speaks, where a name that is neither a person’s nor a body’s weighs a
/// little more: that of a town.
fn instead_of_place(
    story: &Story,
    outline: &Outline,
    weights: &[f32],
    best: usize,
) -> Option<usize> {
    let place = &story.cast.entities[best];
    // Teams and firms of several words look like places, too.
    let lone = place.is_named && !place.name.contains(' ');
    if place.is_person || place.is_body || !lone || story.speakers.contains(&Some(best)) {
        return None;
    }
    let people = speakers(story).into_iter().filter(|id| {
        let person = &story.cast.entities[*id];
        person.is_named
            && person.is_person
            && outline.names(*id)
            && weights[*id] >= PERSON_SHARE * weights[best]
    });
    people.max_by(|a, b| weights[*a].total_cmp(&weights[*b]))
}

/// The body in the title that weighs nearly as much as somebody who is not in it.
fn titled_body(story: &Story, outline: &Outline, weights: &[f32], best: usize) -> Option<usize> {
    let bodies = (0..weights.len()).filter(|id| {
        let entity = &story.cast.entities[*id];
        let whole = entity.name.contains(' ') && outline.names(*id);
        entity.is_named && !entity.is_person && whole
    });
    bodies
        .max_by(|a, b| weights[*a].total_cmp(&weights[*b]))
        .filter(|body| weights[*body] >= HEAVY * weights[best])
}

/// The entities that speak, each once, in the order in which the story mentions them first.
fn speakers(story: &Story) -> Vec<usize> {
    let mut speakers: Vec<usize> = story.speakers.iter().flatten().copied().collect();
    speakers.sort_unstable_by_key(|id| (story.cast.entities[*id].first, *id));
    speakers.dedup();
    speakers
}

/// Of the weight of a head that a story is about, its body has at least this share.
const BODY_SHARE: f32 = 0.4;

/// Takes in the body of a head that the story is about: the heaviest named body, for which
/// spokesmen and its own account may speak, too.
fn add_own_body(story: &Story, weights: &[f32], head: usize, subject: &mut Subject) {
    // Bodies in the sentences that name the head first.
    let sentence = |mention: &Mention| story.tokens.list[mention.tokens.start].sentence;
    let heads = story.mentions.iter().filter(|it| it.entity == Some(head)).take(3);
    let heads: Vec<usize> = heads.map(sentence).collect();
    let near = story.mentions.iter().filter(|mention| heads.contains(&sentence(mention)));
    let beside: HashSet<usize> = near.filter_map(|mention| mention.entity).collect();
    let is_body = |id: &usize| {
        let entity = &story.cast.entities[*id];
        entity.is_named
            && !entity.is_person
            && !entity.name.starts_with(['@', '#'])
            && beside.contains(id)
    };
    let bodies = (0..weights.len()).filter(is_body);
    let Some(body) = bodies.max_by(|a, b| weights[*a].total_cmp(&weights[*b])) else { return };
    if weights[body] >= BODY_SHARE * weights[head] {
        let name = &story.cast.entities[body].name;
        subject.entities.insert(body);
        subject.words.extend(significant_words(name));
        subject.name_words.extend(name_words(name));
        subject.is_body = true;
    }
}

/// How a head or voice is tied to the body that the story is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// By its name, or as `the company’s`.
    Close,
    /// No body is named: `Chairman Ann Ray`.
    Bare,
    /// To another body.
    Foreign,
}

/// Speakers who speak for the body: those tied to it closely; without such, the first head of
/// whatever body that is not another one; without such, whoever the story is about nearly as much.
fn voices(story: &Story, subject: &Subject, weights: &[f32]) -> Vec<usize> {
    let mut speakers = speakers(story);
    speakers.retain(|id| {
        let entity = &story.cast.entities[*id];
        entity.is_named && !entity.is_body && !entity.is_account() && !entity.name.starts_with('#')
    });
    let leaders: Vec<(usize, Tie)> = speakers
        .iter()
        .filter(|id| story.cast.entities[**id].is_leader)
        .map(|id| (*id, tie(story, subject, *id)))
        .collect();
    let close: Vec<usize> =
        leaders.iter().filter(|(_, tie)| *tie == Tie::Close).map(|(id, _)| *id).collect();
    if let Some(first) = close.first() {
        // Whoever leads and is quoted before them, of no other body, belongs to it, too.
        let public = PUBLIC_BODIES.iter().any(|word| subject.words.contains(*word));
        let official = |id: &usize| {
            let roles = &story.cast.entities[*id].roles;
            roles.iter().any(|role| OFFICIALS.contains(&role.as_str()))
        };
        let before = leaders.iter().take_while(|(id, _)| id != first);
        let mut bare = before.filter(|(_, tie)| *tie == Tie::Bare).map(|(id, _)| *id);
        let bare = bare.find(|id| public || !official(id));
        // A spokesman whose body is not named speaks for the one that the story is about.
        let voices = leaders.iter().filter(|(id, tie)| {
            let roles = &story.cast.entities[*id].roles;
            *tie == Tie::Bare && roles.iter().any(|role| role.starts_with("spokes"))
        });
        let voices = voices.map(|(id, _)| *id);
        return bare.into_iter().chain(close.iter().copied()).chain(voices).collect();
    }
    let bare = || leaders.iter().filter(|(_, tie)| *tie == Tie::Bare).map(|(id, _)| *id);
    let makes = |id: &usize| {
        let roles = &story.cast.entities[*id].roles;
        roles.iter().any(|role| MAKERS.contains(&role.as_str()))
    };
    let bare = bare().find(|id| !makes(id)).or_else(|| bare().next());
    let heaviest = || {
        let most = weights.iter().copied().fold(0.0, f32::max);
        let near = speakers.iter().copied().filter(|id| {
            weights[*id] >= HEAVY * most
                && !is_ordinary(&story.cast.entities[*id])
                && tie(story, subject, *id) != Tie::Foreign
        });
        near.max_by(|a, b| weights[*a].total_cmp(&weights[*b]).then(b.cmp(a)))
    };
    // Where a spokesman without a name speaks for it, nobody else has to.
    let spoken_for = story.speakers.iter().flatten().any(|id| {
        let voice = &story.cast.entities[*id];
        !voice.is_named && voice.roles.iter().any(|role| role.starts_with("spokes"))
    });
    let spokesmen = leaders.iter().filter(|(id, tie)| {
        *tie == Tie::Bare
            && story.cast.entities[*id].roles.iter().any(|it| it.starts_with("spokes"))
    });
    bare.or_else(|| heaviest().filter(|_| !spoken_for))
        .into_iter()
        .chain(spokesmen.map(|(id, _)| *id))
        .collect()
}

/// Of the weight of what a story is about, whoever speaks for it without a title has this share.
const HEAVY: f32 = 0.5;

/// Whose somebody is by a pronoun: the boss of `His director, Ann Ray`, the person named before.
fn owner(story: &Story, person: usize) -> Option<usize> {
    let described = story.cast.entities[person].first.checked_sub(1)?;
    let mention = &story.mentions[described];
    let his = &story.tokens.list[mention.tokens.start];
    if mention.entity != Some(person) || !his.is(Class::POSSESSIVE) || !his.entry.gender.is_person()
    {
        return None;
    }
    let before = story.mentions[..described].iter().rev().filter_map(|mention| mention.entity);
    before.take(4).find(|id| *id != person && story.cast.entities[*id].is_person)
}

/// Tokens of a sentence that only asks for the subject, at most.
const QUERY: usize = 6;

/// Words around a name that are looked at for the body.
const AROUND: (usize, usize) = (6, 12);

/// Bodies that watch or oppose others: `the union’s secretary` speaks for no company.
pub const OUTSIDERS: [&str; 21] = [
    "alliance",
    "association",
    "camp",
    "campaign",
    "charity",
    "coalition",
    "committee",
    "court",
    "federation",
    "government",
    "guild",
    "league",
    "movement",
    "opposition",
    "panel",
    "party",
    "police",
    "regulator",
    "society",
    "union",
    "watchdog",
];

/// Adjectives for heads beside others, or of this body no more.
const RIVALS: [&str; 2] = ["fellow", "former"];

/// Adjectives for other bodies: `founder of the smaller app Crumb`.
const OTHERS: [&str; 4] = ["another", "competing", "rival", "smaller"];

/// Who makes something, and heads no body by that.
const MAKERS: [&str; 12] = [
    "author",
    "captain",
    "chef",
    "coach",
    "creator",
    "designer",
    "guitarist",
    "host",
    "singer",
    "skipper",
    "vocalist",
    "writer",
];

/// Offices that belong to no firm, and what the bodies are called that they belong to.
const OFFICIALS: [&str; 8] = [
    "alderman",
    "commissioner",
    "councillor",
    "governor",
    "mayor",
    "minister",
    "senator",
    "sheriff",
];
const PUBLIC_BODIES: [&str; 9] = [
    "borough",
    "city",
    "commission",
    "council",
    "county",
    "government",
    "ministry",
    "state",
    "town",
];

/// Heads in politics, who speak for no body that does not stand beside them.
const POLITICIANS: [&str; 7] = [
    "alderman",
    "chancellor",
    "congressman",
    "congresswoman",
    "councilman",
    "councilwoman",
    "minister",
];

/// Whether a sentence names the subject: `the ship turned round when its captain, Ann Ray,`.
fn names_subject(story: &Story, subject: &Subject, sentence: &std::ops::Range<usize>) -> bool {
    let from = story.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
    let inside = story.mentions[from..].iter().take_while(|m| m.tokens.start < sentence.end);
    inside.filter_map(|mention| mention.entity).any(|id| subject.entities.contains(&id))
}

/// Whether a sentence begins with a body, which `its` in the next one means.
fn begins_with_body(story: &Story, sentence: &std::ops::Range<usize>) -> bool {
    let first = story.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
    story.mentions.get(first).is_some_and(|mention| {
        let body = |id: usize| story.cast.entities[id].is_body;
        mention.tokens.end <= sentence.end && mention.entity.is_some_and(body)
    })
}

/// How the words around a person's first mention tie that person to the subject.
fn tie(story: &Story, subject: &Subject, person: usize) -> Tie {
    let list = &story.tokens.list;
    let mention = &story.mentions[story.cast.entities[person].first];
    let sentence = story.tokens.sentence_of(mention.tokens.start);
    let from = sentence.start.max(mention.tokens.start.saturating_sub(AROUND.0));
    let before = (from..behind_office(story.tokens, &mention.tokens)).rev();
    let end = sentence.end.min(mention.tokens.end + AROUND.1);
    // `And Hobley’s? Chairman Ann Ray`
    let earlier = story.tokens.sentence_of(sentence.start.saturating_sub(1));
    if earlier.len() <= QUERY
        && list[earlier.start].block == list[sentence.start].block
        && names_subject(story, subject, &earlier)
    {
        return Tie::Close;
    }
    let of = |index: usize| {
        list.get(index + 1).is_some_and(Token::has_capital)
            && matches!(story.tokens.word(index), "of" | "at")
            && !subject.words.contains(&story.tokens.word(index + 1).to_lowercase())
    };
    // `Ann Ray of Colder & Pike`
    if of(mention.tokens.end) {
        return Tie::Foreign;
    }
    let apposed = list.get(mention.tokens.end).is_some_and(|token| token.is_mark(','));
    let behind = if apposed { mention.tokens.end + 1..end } else { end..end };
    let stops = |index: &usize| {
        let token = &list[*index];
        token.quotation().is_some() || token.is(Class::CUE) && *index > mention.tokens.end
    };
    let words = before.take_while(|i| !stops(i)).chain(behind.take_while(|i| !stops(i)));
    let mut found = Tie::Bare;
    for index in words.filter(|index| list[*index].kind == TokenKind::Word) {
        let lower = story.tokens.word(index).to_lowercase();
        if subject.words.contains(&lower) {
            return Tie::Close;
        }
        let own = list[index].is(Class::POSSESSIVE) && lower == "its";
        let before = || index == sentence.start && names_subject(story, subject, &earlier);
        if own && (names_subject(story, subject, &sentence) || before()) {
            return Tie::Close;
        }
        if own && index == sentence.start && begins_with_body(story, &earlier) {
            return Tie::Foreign;
        }
        if RIVALS.contains(&lower.as_str()) && index < mention.tokens.start
            || OTHERS.contains(&lower.as_str())
        {
            return Tie::Foreign;
        }
        // `Grantley Police Chief Ann Ray` is no head of Grantley, unless its police is what it is about.
        if matches!(&*lower, "fire" | "police" | "sheriff") && index < mention.head {
            return Tie::Foreign;
        }
        // `Labour group leader Ann Ray`
        let party = index > sentence.start
            && (story.tokens.word(index - 1) == "group"
                || list[index - 1].has_capital() && !list[index - 1].is(Class::GROUP));
        if lower == "leader" && party && index < mention.head {
            return Tie::Foreign;
        }
        // A minister or an alderman is no head of a company.
        let title = index >= mention.tokens.start && index < mention.head;
        if POLITICIANS.contains(&lower.as_str()) && !title && found == Tie::Bare {
            found = Tie::Foreign;
        }
        if !list[index].is(Class::GROUP) || found == Tie::Close {
            continue;
        }
        let definite = index > 0 && list[index - 1].is(Class::DETERMINER);
        let possessor = list.get(index + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
        // `the Guild of Shops`, `the parents’ trust`
        let of_name = list[index].has_capital()
            && story.tokens.has_word(index + 1, &["of"])
            && list.get(index + 2).is_some_and(Token::has_capital);
        let of_people = index > sentence.start + 1
            && list[index - 1].kind == TokenKind::Possessive
            && list[index - 2].entry.gender == Gender::Plural;
        let outsider = OUTSIDERS.contains(&lower.as_str()) || of_name || of_people;
        found = match (definite, outsider) {
            (true, false) => Tie::Close,
            (_, true) => Tie::Foreign,
            // `Harrow trust manager Ann Ray`
            (false, false) if index > sentence.start && list[index - 1].has_capital() => {
                Tie::Foreign
            }
            (false, false) if possessor || found == Tie::Foreign => Tie::Foreign,
            (false, false) => found,
        };
    }
    found
}

fn largest(weights: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 && best.is_none_or(|best| *weight > weights[best]) {
            best = Some(index);
        }
    }
    best
}

/// How much each entity is what the story is about.
fn weights(story: &Story, outline: &Outline) -> Vec<f32> {
    let mut weights = vec![0.0; story.cast.entities.len()];
    let tokens = story.tokens;
    for mention in story.mentions {
        let Some(entity) = mention.entity else { continue };
        if !outline.is_prose(tokens, mention.tokens.start) {
            continue;
        }
        let is_named = story.cast.entities[entity].is_named;
        let next = tokens.list.get(mention.tokens.end);
        let label = next.is_some_and(|token| token.is_mark(':'));
        // `Rovers fans`, `former Rovers striker`: the name only says of whom.
        let modifier = next.is_some_and(|token| {
            token.letters == Letters::Lower && token.is(Class::ROLE.with(Class::PERSON))
        });
        weights[entity] += match mention.kind {
            _ if modifier => 0.4,
            MentionKind::Pronoun | MentionKind::Description if is_named => 0.4,
            _ if label => 0.4,
            _ => outline.weight(tokens, mention.tokens.start),
        };
    }
    for (owner, start) in owners(story) {
        if outline.is_prose(tokens, start) {
            weights[owner] += OWNER * outline.weight(tokens, start);
        }
    }
    if let Some(doer) = outline.first_in_lead(story) {
        weights[doer] *= DOER;
    }
    if let Some(first) = outline.first_in_title(story) {
        weights[first] += if weights[first] > 0.0 { FIRST_IN_TITLE } else { 0.0 };
    }
    let mut roles = HashSet::new();
    let speaking: HashSet<usize> = story.speakers.iter().flatten().copied().collect();
    for (index, entity) in story.cast.entities.iter().enumerate() {
        let in_title = outline.names(index);
        let speaks = speaking.contains(&index);
        let start = story.mentions[entity.first].tokens.start;
        let opens = start == tokens.behind_dateline(tokens.sentence_of(start).start);
        let doubtful = entity.is_named && entity.count == 1 && !entity.name.contains(' ') && opens;
        if doubtful && !in_title && !speaks && !entity.is_person {
            weights[index] *= DOUBTFUL;
        }
        // Somebody who is there for one quotation only.
        let passes_by = entity.is_person
            && speaks
            && entity.count == 1
            && !entity.is_leader
            && !in_title
            && !outline.begins_with(story, entity);
        let street = entity.name.split(' ').next_back().is_some_and(|it| STREETS.contains(&it));
        if passes_by || street || !outline.introduces(story, entity) {
            weights[index] = 0.0;
        }
        weights[index] *= if outline.comes_late(story, entity) { LATE } else { 1.0 };
        let aged = entity.has_age && is_ordinary(entity);
        weights[index] *= if aged && !in_title { ORDINARY } else { 1.0 };
        // What only the title has with a capital may be any word.
        let told = weights[index] > 0.0 || entity.is_person;
        let quoted = entity.has_standing && outline.quotes(story, index);
        weights[index] += if quoted { QUOTED_IN_TITLE } else { 0.0 };
        weights[index] += if in_title && entity.is_named && !street && told { 4.0 } else { 0.0 };
        // `Referee sends off the mascot`: the title has the role, the story the name.
        let titled = |role: &String| outline.title.contains_key(role) && roles.insert(role.clone());
        let by_role = entity.is_named && entity.is_person && entity.roles.iter().any(titled);
        weights[index] += if by_role { BY_ROLE } else { 0.0 };
        let body = outline.leads_with(story, entity);
        // `Orren council`: a name and a small noun.
        let local = body && entity.name.starts_with(char::is_uppercase) && is_local(&entity.name);
        weights[index] += if local && outline.has_all(&entity.name) { LOCAL } else { 0.0 };
        weights[index] *= match (entity.is_named || local, body) {
            (true, _) => 1.0,
            (false, true) => BODY_IN_LEAD,
            (false, false) => 0.2,
        };
        weights[index] *= match (speaks, entity.is_person) {
            (true, _) => 1.3,
            (false, true) => 0.7,
            (false, false) => 1.0,
        };
    }
    weights
}

/// Of the weight of a mention, a name has this share that only tells whose somebody is.
const OWNER: f32 = 0.3;

/// Entities whose names stand inside descriptions (`Harrow passengers`, `Ray’s lawyer`), with the first
/// tokens of the descriptions.
fn owners(story: &Story) -> Vec<(usize, usize)> {
    let list = &story.tokens.list;
    let described = story.mentions.iter().filter(|it| it.kind == MentionKind::Description);
    let named = described.filter_map(|mention| {
        let first = mention.tokens.clone().find(|index| list[*index].has_capital())?;
        let name = (first..mention.tokens.end).take_while(|index| list[*index].has_capital());
        let end = first + name.count();
        let owner = story.cast.find(story.tokens.slice(first..end))?;
        (mention.entity != Some(owner)).then_some((owner, mention.tokens.start))
    });
    named.collect()
}

/// Last words of names that are places and nothing else.
const STREETS: [&str; 8] =
    ["Avenue", "Boulevard", "Close", "Drive", "Lane", "Road", "Square", "Street"];

/// What the one who does something in the lead weighs more than the one it is done to.
const DOER: f32 = 1.3;

/// What the first one counts more whom the title names.
const FIRST_IN_TITLE: f32 = 1.5;

/// What somebody with an office counts more whose words the title has.
const QUOTED_IN_TITLE: f32 = 3.0;

/// What somebody counts whom the story mentions late.
const LATE: f32 = 0.6;

/// Whether all that is said of somebody is an age, a trade or a family.
fn is_ordinary(entity: &Entity) -> bool {
    (entity.has_age || !entity.roles.is_empty()) && !entity.has_standing && !entity.is_leader
}

/// What somebody counts who has an age but no office, and is not in the title by name.
const ORDINARY: f32 = 0.6;

/// What a body without a name (`the airline`) counts that the story begins with.
const BODY_IN_LEAD: f32 = 0.5;

/// What a body counts more that title and lead call by a name and a small noun.
const LOCAL: f32 = 4.0;

/// Whether a description is a name and a small noun, without an article: `Orren council`.
fn is_local(description: &str) -> bool {
    const ARTICLES: [&str; 10] =
        ["A", "An", "Another", "Its", "One", "Our", "Some", "That", "The", "This"];
    let mut words = description.split(' ');
    let first = words.next().unwrap_or_default();
    !ARTICLES.contains(&first)
        && words.next_back().is_some_and(|last| last.starts_with(char::is_lowercase))
}

/// What it weighs that the title has somebody's role; of two with that role, the first one's.
const BY_ROLE: f32 = 2.5;

/// What a lone word counts that stands with a capital once, where a sentence begins: it may be no
/// name at all.
const DOUBTFUL: f32 = 0.3;

/// Tokens of a line that is prose, at least.
const PROSE_TOKENS: usize = 8;

/// Which parts of an article weigh how much.
struct Outline {
    /// Significant words of the title, or of a first line that is no prose, with their order.
    title: HashMap<String, usize>,
    /// Where the title names each entity first.
    titled: Vec<Option<usize>>,
    /// Whether each block is prose; bylines and datelines alone on a line are not.
    prose: Vec<bool>,
    /// First sentence of prose, and its first token behind a dateline.
    lead: (usize, usize),
    /// What stands in marks in the title, its letters alone.
    quoted: Vec<String>,
    /// People whom the title names.
    people: Vec<usize>,
}

impl Outline {
    fn new(story: &Story) -> Outline {
        let document = story.document;
        let list = &story.tokens.list;
        let mut prose = vec![false; document.blocks.len()];
        let mut from = 0;
        while from < list.len() {
            let block = list[from].block;
            let to = from + list[from..].partition_point(|token| token.block == block);
            let closing = &list[to - 1];
            let ends = closing.quotation().is_some()
                || matches!(closing.kind, TokenKind::Mark('.' | '!' | '?' | '…' | '。' | ':'));
            prose[block] = ends && to - from >= PROSE_TOKENS;
            from = to;
        }
        let title = match (&document.article.metadata.title, document.blocks.first()) {
            (Some(title), _) => in_order(title),
            (None, Some(first)) if !prose[0] => in_order(document.block_text(first)),
            _ => HashMap::new(),
        };
        let place = |entity: &Entity| {
            significant_words(&entity.name).filter_map(|word| title.get(&word).copied()).min()
        };
        let titled = story.cast.entities.iter().map(place).collect();
        let first = list.iter().position(|token| prose[token.block]).unwrap_or(0);
        let sentence = list.get(first).map_or(0, |token| token.sentence);
        let quoted = match &document.article.metadata.title {
            Some(title) => quoted_in(title),
            None => Vec::new(),
        };
        let lead = (sentence, story.tokens.behind_dateline(first));
        let mut outline = Outline { title, titled, prose, lead, quoted, people: Vec::new() };
        outline.people = (0..outline.titled.len())
            .filter(|id| {
                let entity = &story.cast.entities[*id];
                entity.is_named && entity.is_person && outline.names(*id)
            })
            .collect();
        outline
    }

    /// Whether the title has words that somebody says.
    fn quotes(&self, story: &Story, entity: usize) -> bool {
        let mut spoken = story.speakers.iter().zip(story.words);
        !self.quoted.is_empty()
            && self.people.iter().all(|id| *id == entity)
            && spoken.any(|(speaker, words)| {
                *speaker == Some(entity) && {
                    let words = letters(words);
                    self.quoted.iter().any(|quoted| words.contains(quoted.as_str()))
                }
            })
    }

    /// Whether the title has a word of an entity's name.
    fn names(&self, entity: usize) -> bool {
        self.titled[entity].is_some()
    }

    /// The named entity that the title names first.
    fn first_in_title(&self, story: &Story) -> Option<usize> {
        let named = (0..self.titled.len()).filter(|id| story.cast.entities[*id].is_named);
        let placed = named.filter_map(|id| self.titled[id].map(|place| (place, id)));
        placed.min().map(|(_, id)| id)
    }

    /// The entity that the first sentence of the story begins with.
    fn first_in_lead(&self, story: &Story) -> Option<usize> {
        let lead = self.lead.1;
        let index = story.mentions.partition_point(|mention| mention.tokens.start < lead);
        let list = &story.tokens.list;
        // `Since Advent the warden, Ann Ray, has …`: what a preposition opens with is no doer.
        let mention = story.mentions[index..].iter().take(3).find(|mention| {
            let start = mention.tokens.start;
            start == 0 || !list[start - 1].is(Class::PREPOSITION)
        })?;
        let sentence = list[mention.tokens.start].sentence;
        (sentence == self.lead.0).then_some(mention.entity).flatten()
    }

    /// Whether somebody can be what the story is about, going by where they come in: strangers
    /// (`one rider`, `one reply`) and accounts only where the story begins with them.
    fn introduces(&self, story: &Story, entity: &Entity) -> bool {
        let first = &story.mentions[entity.first];
        let account = entity.is_account() || first.handle(story.tokens).is_some();
        let stranger = !entity.is_named && !story.tokens.list[first.head].is(Class::GROUP);
        !account && !stranger || self.begins_with(story, entity)
    }

    /// Whether somebody comes in with the first sentence of the story, or above it.
    fn begins_with(&self, story: &Story, entity: &Entity) -> bool {
        let start = story.mentions[entity.first].tokens.start;
        story.tokens.list[start].sentence <= self.lead.0
    }

    /// Whether somebody comes in when the story is well under way.
    fn comes_late(&self, story: &Story, entity: &Entity) -> bool {
        const UNDER_WAY: usize = 4;
        let start = story.mentions[entity.first].tokens.start;
        story.tokens.list[start].sentence > self.lead.0 + UNDER_WAY
    }

    /// Whether a body comes in with the first sentences of the story.
    fn leads_with(&self, story: &Story, entity: &Entity) -> bool {
        const LEADING: usize = 2;
        let mention = &story.mentions[entity.first];
        let list = &story.tokens.list;
        let sentence = list[mention.tokens.start].sentence;
        list[mention.head].is(Class::GROUP)
            && (self.lead.0..=self.lead.0 + LEADING).contains(&sentence)
    }

    /// Whether a body or work with a name comes in with the first sentences of the story.
    fn opens_with_body(&self, story: &Story, entity: usize) -> bool {
        const FIRST: usize = 2;
        let entity = &story.cast.entities[entity];
        let start = story.mentions[entity.first].tokens.start;
        entity.is_named
            && !entity.is_person
            && !entity.is_account()
            && entity.name.contains(' ')
            && story.tokens.list[start].sentence <= self.lead.0 + FIRST
    }

    /// The title and the first sentences.
    fn beginning(&self, story: &Story) -> String {
        const SENTENCES: usize = 3;
        let title = story.document.article.metadata.title.clone().unwrap_or_default();
        let tokens = story.tokens;
        let last = (self.lead.0 + SENTENCES).min(tokens.sentences.len().saturating_sub(1));
        let end = tokens.sentences.get(last).copied().unwrap_or(0);
        let text = if self.lead.1 < end { tokens.slice(self.lead.1..end) } else { "" };
        format!("{title}\n{text}")
    }

    /// Whether the title has all words of a body's name.
    fn is_whole_in_title(&self, story: &Story, entity: usize) -> bool {
        let entity = &story.cast.entities[entity];
        entity.is_named
            && !entity.is_person
            && entity.name.contains(' ')
            && self.has_all(&entity.name)
    }

    /// Whether the title has all significant words of a name.
    fn has_all(&self, name: &str) -> bool {
        let mut words = significant_words(name).peekable();
        words.peek().is_some() && words.all(|word| self.title.contains_key(&word))
    }

    fn is_prose(&self, tokens: &Tokens, token: usize) -> bool {
        self.prose[tokens.list[token].block] && token >= self.lead.1
    }

    /// Most in the lead, and more for the one that a sentence begins with.
    fn weight(&self, tokens: &Tokens, start: usize) -> f32 {
        let sentence = tokens.sentence_of(start);
        let from = sentence.start.max(self.lead.1.min(start));
        let leads = (from..start).all(|index| {
            let title = Class::TITLE.with(Class::ROLE).with(Class::NATIONALITY);
            tokens.list[index].kind != TokenKind::Word || tokens.list[index].is(title)
        });
        let place = match tokens.list[start].sentence.saturating_sub(self.lead.0) {
            0 => 3.0,
            1 => 2.0,
            2 | 3 => 1.5,
            _ => 1.0,
        };
        if leads { place * 1.7 } else { place }
    }
}

/// What stands between marks in a title, its letters alone.
fn quoted_in(title: &str) -> Vec<String> {
    const SHORTEST: usize = 8;
    let marks = [('‘', '’'), ('“', '”'), ('"', '"'), ('\'', '\'')];
    let between = marks.iter().flat_map(|(open, close)| {
        let opened = title.split_once(*open).map(|(_, rest)| rest);
        opened.and_then(|rest| rest.rsplit_once(*close)).map(|(words, _)| letters(words))
    });
    between.filter(|words| words.len() >= SHORTEST).collect()
}

/// The letters of a text in lower case, without all that stands between them.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The significant words of a title, each with the place where it comes first.
fn in_order(title: &str) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    for (place, word) in significant_words(title).enumerate() {
        places.entry(word).or_insert(place);
    }
    places
}

/// All words of a name in lower case, articles left out.
pub fn name_words(name: &str) -> impl Iterator<Item = String> + '_ {
    const ARTICLES: [&str; 12] =
        ["the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las"];
    name.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !ARTICLES.contains(&word.as_str()))
}

/// Words of a name that tell it from others: capitalised in any case, no grammar.
pub fn significant_words(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(str::to_lowercase)
}
