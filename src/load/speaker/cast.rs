//! The people and bodies of an article, each once, with the names they go by.

use super::apposition::{
    age_behind, are_apposed, gives_name, has_clause, heads_a_body, is_of_body, is_office_of,
    leads_a_body, office_in_clause, person_behind_body,
};
use super::lead;
use super::mention::{Mention, MentionKind, PARTICLES};
use super::names::{behind_office, name_of, names_agree, stands_in_headline};
use super::phrase::tells_who;
use super::tokens::{Letters, TokenKind, Tokens};
use crate::load::lang::{Class, Entry, Gender, Outlets};
use std::collections::HashMap;

/// Somebody who is mentioned.
#[derive(Debug, Clone, Default)]
pub struct Entity {
    /// Fullest name, without titles; for the nameless the description as first printed.
    pub name: String,
    /// The name's words in lower case; the noun of a description.
    words: Vec<String>,
    /// Whether `name` is a name.
    pub is_named: bool,
    /// Whether the name was read off a headline, so that it may hold other words.
    from_headline: bool,
    /// He or she, as far as known.
    pub gender: Gender,
    /// Index of the first mention.
    pub first: usize,
    /// Mentions so far.
    pub count: usize,
    /// Nouns that say what this person is (`mayor`), in lower case, in order of appearance.
    pub roles: Vec<String>,
    /// Whether there is evidence of a human: a title, a given name, a role, an age.
    pub is_person: bool,
    /// Whether there is evidence of a standing: an office, a known profession, a body led.
    pub has_standing: bool,
    /// Whether a noun for the head or voice of a body stands beside the name.
    pub is_leader: bool,
    /// Whether an age stands behind the name, or nothing but `a mother` says who it is, as with
    /// ordinary people.
    pub has_age: bool,
    /// Whether the noun of a description, or a word of the name, is that of a body or thing.
    pub is_body: bool,
    /// Whether the article's title has the last word of the name, or what this person is.
    pub in_title: bool,
}

impl Entity {
    /// Whether the name is an account's: `@jo_72`, `u/jo_72`.
    pub fn is_account(&self) -> bool {
        self.name.starts_with('@') || self.name.starts_with("u/")
    }
}

/// The entities of an article and the way back from names.
#[derive(Debug, Default)]
pub struct Cast {
    /// All entities in order of their first mention.
    pub entities: Vec<Entity>,
    by_word: HashMap<String, Vec<usize>>,
}

/// Mentions behind a description that are looked at for its name, at most.
const NAMING: usize = 3;

/// Places of learning, where even those with a trade know more than others.
const LEARNED: [&str; 5] = ["Academy", "College", "Institute", "Observatory", "University"];

/// Words for a place with a council.
const TOWNS: [&str; 6] = ["borough", "city", "council", "county", "parish", "town"];

/// Titles, and the nouns that a later sentence has for who bears them.
const TITLES: [(&str, &str); 16] = [
    ("capt", "captain"),
    ("cllr", "councillor"),
    ("col", "colonel"),
    ("det", "detective"),
    ("dr", "doctor"),
    ("gen", "general"),
    ("gov", "governor"),
    ("justice", "judge"),
    ("lt", "lieutenant"),
    ("prof", "professor"),
    ("recorder", "judge"),
    ("rep", "representative"),
    ("rev", "vicar"),
    ("sen", "senator"),
    ("sgt", "sergeant"),
    ("supt", "superintendent"),
];

/// Entities with the same word that are compared, at most; the latest ones.
const LOOK_BACK: usize = 6;

impl Cast {
    /// Gathers the cast and links the mentions of names and of descriptions to it.
    pub fn gather(tokens: &Tokens, mentions: &mut [Mention]) -> Cast {
        let mut cast = Cast::default();
        for (index, mention) in mentions.iter_mut().enumerate() {
            mention.entity = match mention.kind {
                MentionKind::Name => cast.link_name(tokens, mention, index),
                MentionKind::Handle => Some(cast.link_handle(tokens, mention, index)),
                MentionKind::Description => cast.link_description(tokens, mention, index),
                MentionKind::Pronoun => None,
            };
        }
        cast.link_appositions(tokens, mentions);
        lead::link(&mut cast, tokens, mentions);
        lead::link_paragraphs(&mut cast, tokens, mentions);
        cast
    }

    /// Notes whom the article's title names.
    pub fn note_title(&mut self, title: &str) {
        let title: Vec<String> = words_of(title).collect();
        for entity in self.entities.iter_mut().filter(|entity| entity.is_named) {
            let by_role = entity.is_person && entity.roles.iter().any(|it| title.contains(it));
            let by_name = entity.words.last().is_some_and(|last| title.contains(last));
            entity.in_title = by_name || by_role;
        }
    }

    /// The entity that a name in print (a label, a signature) belongs to.
    pub fn find(&self, name: &str) -> Option<usize> {
        let words: Vec<String> = words_of(name).collect();
        // `Peter from Leeds` is not Leeds.
        let is_name = name
            .split_whitespace()
            .all(|word| !word.starts_with(char::is_lowercase) || PARTICLES.contains(&word));
        let whole = self.lookup(&words, Gender::Unknown).filter(|_| is_name || words.len() == 1);
        // `Hill Street Mum` is not Hill Street, but `Ann Ray` may be the Ray of the story.
        let fits = |id: &usize| {
            let known = &self.entities[*id].words;
            words.len() <= known.len() || known.len() == 1 && known.last() == words.last()
        };
        // `Senator Ann Ray`: the last words are a known person's name.
        let titled = || {
            let mut names = (1..words.len().saturating_sub(1)).map(|title| &words[title..]);
            names.find_map(|name| {
                let id = self.lookup(name, Gender::Unknown)?;
                let entity = &self.entities[id];
                (is_name && entity.is_person && entity.count > 1 && entity.words == name)
                    .then_some(id)
            })
        };
        whole.or_else(|| self.shortened(&words)).filter(fits).or_else(titled)
    }

    /// Who signs with the first letter of the family name: `Ann R.`
    fn shortened(&self, words: &[String]) -> Option<usize> {
        let [first, initial] = words else { return None };
        let known = self.by_word.get(first)?.iter().find(|id| {
            let words = &self.entities[**id].words;
            words.len() > 1
                && words[0] == *first
                && words[1..].iter().any(|it| it.starts_with(initial.as_str()))
        });
        known.filter(|_| initial.chars().count() == 1).copied()
    }

    /// Whose name a handle is made of: `@annray`, `@tunderay` of Babatunde Ray, and for a body
    /// `@harrowbankhelp`.
    pub fn owner_of(&self, handle: &str) -> Option<usize> {
        let handle = handle.trim_start_matches('@').split('@').next().unwrap_or_default();
        let letters: String = handle.chars().filter(|c| c.is_alphanumeric()).collect();
        let letters = letters.to_lowercase();
        let owns = |entity: &Entity| {
            let known = entity.is_named && !entity.is_account();
            known
                && (is_made_of(&letters, &entity.words)
                    || !entity.is_person && is_desk_of(&letters, &entity.words))
        };
        self.entities.iter().take(OWNERS).position(owns)
    }

    fn lookup(&self, words: &[String], gender: Gender) -> Option<usize> {
        let last = words.last()?;
        let known = self.by_word.get(last)?;
        let fits = |index: &&usize| {
            let entity = &self.entities[**index];
            // `Norwell` is a town, not `Radio Norwell`.
            let of_body = entity.is_body && words.len() == 1 && entity.words.first() != Some(last);
            entity.is_named
                && !(of_body && entity.words.len() > 1)
                && genders_agree(entity.gender, gender)
                && names_agree(&entity.words, words)
        };
        let recent = || known.iter().rev().take(LOOK_BACK);
        // A lone word is a family name before it is a given one.
        recent()
            .find(|index| fits(index) && self.entities[**index].words.last() == Some(last))
            .or_else(|| recent().find(fits))
            .copied()
    }

    fn link_name(&mut self, tokens: &Tokens, mention: &Mention, index: usize) -> Option<usize> {
        let (words, name) = name_of(tokens, mention);
        if words.is_empty() {
            return None;
        }
        let list = &tokens.list;
        let titled = list[mention.tokens.start].is(Class::TITLE);
        let given = mention.tokens.clone().any(|token| list[token].is(Class::GIVEN_NAME));
        let body = (behind_office(tokens, &mention.tokens)..mention.tokens.end)
            .any(|token| list[token].is(Class::GROUP) && !list[token].is(Class::GIVEN_NAME))
            || Outlets::built_in().contains(&name);
        // `Radio Norwell` is not the town of Norwell.
        let known = self.lookup(&words, mention.gender).filter(|id| {
            let known = &self.entities[*id].words;
            !(body && words.len() > 1 && known.len() == 1 && known.last() == words.last())
        });
        // `Harrow Mutual Bank` is the Harrow Mutual of before.
        let shorter = || {
            let (_, before) = words.split_last().filter(|(_, before)| body && before.len() > 1)?;
            let id = self.lookup(before, mention.gender)?;
            let entity = &self.entities[id];
            (!entity.is_person && entity.words == before).then_some(id)
        };
        let id = match known.or_else(shorter) {
            Some(id) => id,
            None => self.add(Entity {
                name: name.clone(),
                is_named: true,
                first: index,
                is_body: body,
                ..Entity::default()
            }),
        };
        let entity = &mut self.entities[id];
        entity.count += 1;
        // People are called by their last word alone, bodies by their first; but teams are
        // `the Rovers`.
        let by_family_name = words.len() == 1
            && entity.words.len() > 1
            && entity.words.last() == words.last()
            && !words[0].ends_with("ers");
        entity.is_person |=
            (titled || given && words.len() > 1 || by_family_name) && !body && !entity.is_body;
        if !entity.gender.is_person() && mention.gender.is_person() {
            entity.gender = mention.gender;
        }
        let headline = words.len() > 2 && stands_in_headline(tokens, mention);
        let whole = entity.from_headline && words.len() > 1 && !headline;
        if entity.words.is_empty() || whole || words.len() > entity.words.len() && !headline {
            entity.from_headline = headline;
            for word in &words {
                if !entity.words.contains(word) {
                    self.by_word.entry(word.clone()).or_default().push(id);
                }
            }
            entity.words = words;
            entity.name = name;
        }
        self.add_roles_before(tokens, mention, id);
        Some(id)
    }

    fn add(&mut self, entity: Entity) -> usize {
        self.entities.push(entity);
        self.entities.len() - 1
    }

    /// `Mayor Ann Ray`, `board member Ann Ray`: the nouns before a name are roles.
    fn add_roles_before(&mut self, tokens: &Tokens, mention: &Mention, id: usize) {
        let list = &tokens.list;
        let titles =
            mention.tokens.clone().filter(|index| list[*index].is(Class::TITLE.with(Class::ROLE)));
        let before = (mention.tokens.start.saturating_sub(3)..mention.tokens.start)
            .rev()
            .take_while(|index| {
                let noun = list[*index].is(Class::NOUN);
                list[*index].kind == TokenKind::Word
                    && !list[*index].is(Class::PREPOSITION)
                    && (noun || !list[*index].is(Class::VERB))
                    && (noun || !list[mention.tokens.start].is(Class::TITLE))
            })
            .filter(|index| list[*index].is(Class::ROLE.with(Class::PERSON)));
        // `told customers Harrow Mutual was safe`; an `operator Harrow Cash` is a body.
        let given = mention.tokens.clone().any(|index| list[index].is(Class::GIVEN_NAME));
        let body = |index: &usize| list[*index].is(Class::GROUP) && !given;
        let one = |index: &usize| list[*index].entry.gender != Gender::Plural;
        let roles: Vec<usize> = titles.chain(before).filter(one).collect();
        self.entities[id].is_body |= !self.entities[id].is_person && roles.iter().any(body);
        for index in roles.into_iter().filter(|index| !body(index)) {
            self.add_role(id, tokens.word(index), list[index].entry);
        }
        // `County Road Supervisor Ann Ray`: a trade in a title is an office.
        let title = behind_office(tokens, &mention.tokens) - mention.tokens.start;
        let degree =
            |index: usize| list[index].is(Class::SUFFIX) && list[index].letters == Letters::Upper;
        let courtesy = list[mention.tokens.start].is(Class::HONORIFIC);
        self.entities[id].has_standing |=
            title > 1 && !courtesy || mention.tokens.clone().any(degree);
    }

    /// Notes that somebody is what a noun or title says.
    pub(super) fn add_role(&mut self, id: usize, word: &str, entry: Entry) {
        let entity = &mut self.entities[id];
        let role = word.to_lowercase();
        let noun = TITLES.binary_search_by_key(&role.as_str(), |(title, _)| title);
        let noun = noun.map(|index| TITLES[index].1.to_owned());
        let courtesy = entry.is(Class::HONORIFIC);
        for role in noun.into_iter().chain([role]).filter(|_| !courtesy) {
            if entity.roles.len() < 8 && !entity.roles.contains(&role) {
                entity.roles.push(role);
            }
        }
        // A rival may be a firm.
        entity.is_person |= word != "rival";
        // `a father` has no title, `Father Ray` has.
        let titled = entry.is(Class::TITLE) && word.starts_with(char::is_uppercase);
        let standing =
            (entry.is(Class::ROLE) || titled) && !entry.is(Class::TRADE.with(Class::HONORIFIC));
        entity.has_standing |= standing;
        entity.is_leader |= entry.is(Class::LEADER) && !word.to_lowercase().starts_with("ex-");
        if !entity.gender.is_person() && entry.gender.is_person() {
            entity.gender = entry.gender;
        }
    }

    fn link_handle(&mut self, tokens: &Tokens, mention: &Mention, index: usize) -> usize {
        let name = tokens.slice(mention.tokens.clone()).to_owned();
        let key = name.to_lowercase();
        if let Some(id) = self.by_word.get(&key).and_then(|ids| ids.first()) {
            self.entities[*id].count += 1;
            return *id;
        }
        let id = self.add(Entity {
            name,
            words: vec![key.clone()],
            is_named: true,
            first: index,
            count: 1,
            ..Entity::default()
        });
        self.by_word.insert(key, vec![id]);
        id
    }

    /// `a clerk` is somebody new; `the clerk` is the last one called so, by role or
    /// description.
    fn link_description(
        &mut self,
        tokens: &Tokens,
        mention: &Mention,
        index: usize,
    ) -> Option<usize> {
        let head = &tokens.list[mention.head];
        let noun = tokens.word(mention.head).to_lowercase();
        let definite = is_definite(tokens, mention);
        if definite && let Some(id) = self.latest_with_role(&noun) {
            self.entities[id].count += 1;
            return Some(id);
        }
        let is_person = head.is(Class::PERSON
            .with(Class::ROLE)
            .with(Class::ANONYMOUS)
            .with(Class::ORDINAL)
            .with(Class::NATIONALITY))
            || head.entry.class == Class::default() && tells_who(tokens, mention.tokens.end);
        let id = self.add(Entity {
            name: tokens.slice(mention.tokens.start..mention.long_end).to_owned(),
            words: vec![noun.clone()],
            gender: if mention.gender.is_person() || mention.gender == Gender::Plural {
                mention.gender
            } else {
                Gender::Unknown
            },
            first: index,
            count: 1,
            roles: vec![noun.clone()],
            is_person,
            is_body: head.is(Class::GROUP.with(Class::THING).with(Class::RULE))
                && !head.is(Class::PERSON.with(Class::ROLE)),
            ..Entity::default()
        });
        self.by_word.entry(noun).or_default().push(id);
        Some(id)
    }

    fn latest_with_role(&self, noun: &str) -> Option<usize> {
        let recent = self.by_word.get(noun)?;
        recent
            .iter()
            .rev()
            .take(LOOK_BACK)
            .find(|id| self.entities[**id].roles.iter().any(|role| role == noun))
            .copied()
    }

    /// `Ann Ray, the mayor,` and `The mayor, Ann Ray,` name one person: the description's
    /// entity becomes the name's, and its noun a role of that person.
    fn link_appositions(&mut self, tokens: &Tokens, mentions: &mut [Mention]) {
        let mut merged: HashMap<usize, usize> = HashMap::new();
        // End of the last description with all that belongs to it.
        let mut covered = 0;
        // Whether the mention at hand explains the one before it.
        let mut explained = false;
        for index in 0..mentions.len() {
            if let Some(age) = age_behind(tokens, &mentions[index])
                && mentions[index].kind == MentionKind::Name
                && let Some(id) = mentions[index].entity
            {
                self.entities[id].has_age |= age;
                self.entities[id].is_person |= age;
            }
            // `Hockey North, which ran the final,`
            if mentions[index].kind == MentionKind::Name
                && has_clause(tokens, &mentions[index], "which")
                && let Some(id) = mentions[index].entity
                && !self.entities[id].is_person
            {
                self.entities[id].is_body = true;
            }
            if (leads_a_body(tokens, &mentions[index]) || is_of_body(tokens, &mentions[index]))
                && let Some(id) = mentions[index].entity
            {
                self.entities[id].has_standing = true;
            }
            if heads_a_body(tokens, &mentions[index])
                && let Some(id) = mentions[index].entity
            {
                self.entities[id].is_leader = true;
            }
            if mentions[index].kind == MentionKind::Name
                && let Some(office) = office_in_clause(tokens, &mentions[index])
                && let Some(id) = mentions[index].entity
            {
                self.add_role(id, tokens.word(office), tokens.list[office].entry);
            }
            let described = mentions[index].kind == MentionKind::Description;
            if described && mentions[index].tokens.end <= covered {
                continue;
            }
            // `The head of the opposition, Ann Ray`: what stands in the description is passed over.
            let mut next = index + 1;
            if described && !explained {
                covered = mentions[index].long_end;
                while mentions.get(next).is_some_and(|it| it.tokens.end <= covered) {
                    next += 1;
                }
            }
            if next >= mentions.len() {
                break;
            }
            explained = are_apposed(tokens, &mentions[index], &mentions[next]);
            let office = (index + 1..next)
                .find(|inner| is_office_of(tokens, &mentions[index], &mentions[*inner]));
            if let Some(name) = office.filter(|_| described) {
                (next, explained) = (name, true);
            }
            if described && !explained {
                // `one mother, who would give her name only as Ann`
                let end = mentions.len().min(next + NAMING);
                let gives = |name: &usize| gives_name(tokens, &mentions[index], &mentions[*name]);
                if let Some(name) = (next..end).find(gives) {
                    (next, explained) = (name, true);
                }
            }
            if !explained {
                continue;
            }
            if described {
                next = person_behind_body(tokens, mentions, next).unwrap_or(next);
            }
            let (name, described) = match (mentions[index].kind, mentions[next].kind) {
                (MentionKind::Name, MentionKind::Description) => (index, next),
                (MentionKind::Description, MentionKind::Name | MentionKind::Handle) => {
                    (next, index)
                }
                _ => {
                    explained = false;
                    continue;
                }
            };
            let head = &tokens.list[mentions[described].head];
            if !head.is(Class::ROLE.with(Class::PERSON).with(Class::GROUP)) {
                continue;
            }
            let (Some(to), Some(from)) = (mentions[name].entity, mentions[described].entity) else {
                continue;
            };
            // `a member posting as jo_72` goes by a name, not by an office.
            let behind = mentions[described].long_end;
            let account = tokens.has_word(behind, &["posting", "tweeting", "writing"]);
            if !account && head.is(Class::ROLE.with(Class::PERSON)) {
                let noun = tokens.word(mentions[described].head).to_owned();
                self.add_role(to, &noun, head.entry);
                // `chief operating officer` leads, whatever the last noun is; so does `town clerk`.
                let mut words = mentions[described].tokens.clone();
                let cabinet = words.clone().any(|word| {
                    matches!(tokens.word(word), "Cabinet" | "cabinet" | "Founding" | "founding")
                });
                let of_town = noun.eq_ignore_ascii_case("clerk")
                    && words
                        .clone()
                        .any(|word| TOWNS.contains(&&*tokens.word(word).to_lowercase()));
                // `an engineer at the University of Harrow`
                let mut long = mentions[described].tokens.start..mentions[described].long_end;
                let learned = long.any(|index| LEARNED.contains(&tokens.word(index)));
                self.entities[to].has_standing |= learned;
                // A head cook is a cook.
                let trade =
                    matches!(&*noun, "cook" | "gardener" | "porter" | "waiter" | "waitress");
                let leader = |word: usize| {
                    let head = trade && tokens.has_word(word, &["head"]);
                    tokens.list[word].is(Class::LEADER) && !head
                };
                let leads = of_town || cabinet || words.any(leader);
                self.entities[to].is_leader |= leads;
                // `its chief nurse`, of whatever trade
                self.entities[to].has_standing |= leads;
                self.by_word.entry(noun.to_lowercase()).or_default().push(to);
                // `Member for Harrow East Ann Ray`
                if office.is_some() && noun == "Member" {
                    self.add_role(to, "mp", head.entry);
                }
            }
            if !self.entities[from].is_named {
                if self.entities[from].count == 1 {
                    merged.insert(from, to);
                } else {
                    mentions[described].entity = Some(to);
                }
            }
        }
        for mention in mentions.iter_mut() {
            if let Some(to) = mention.entity.and_then(|from| merged.get(&from)) {
                mention.entity = Some(*to);
            }
        }
        for index in 0..self.entities.len() {
            for role in self.entities[index].roles.clone() {
                if self.entities[index].is_named {
                    self.by_word.entry(role).or_default().push(index);
                }
            }
        }
        self.relink_definite(tokens, mentions);
    }

    /// Once all roles are known, `the mayor` of a later sentence is the person with that role
    /// who was mentioned before.
    fn relink_definite(&mut self, tokens: &Tokens, mentions: &mut [Mention]) {
        for (index, mention) in mentions.iter_mut().enumerate() {
            if mention.kind != MentionKind::Description
                || !is_definite(tokens, mention)
                || mention.long_end > mention.tokens.end
            {
                continue;
            }
            if mention.entity.is_none_or(|id| self.entities[id].is_named) {
                continue;
            }
            let noun = tokens.word(mention.head).to_lowercase();
            let Some(ids) = self.by_word.get(&noun) else { continue };
            let named = ids.iter().rev().take(4 * LOOK_BACK).filter(|id| {
                let entity = &self.entities[**id];
                entity.is_named && entity.first < index && entity.roles.contains(&noun)
            });
            let mut named: Vec<usize> = named.copied().collect();
            named.sort_unstable();
            named.dedup();
            if let [only] = named[..] {
                self.entities[only].count += 1;
                mention.entity = Some(only);
            }
        }
    }
}

/// The words of a name in print, in lower case, without what stands around them.
fn words_of(name: &str) -> impl Iterator<Item = String> + '_ {
    name.split_whitespace()
        .map(|word| word.trim_end_matches("’s").trim_end_matches("'s"))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
}

/// Entities that may own a handle, at most: a page may carry thousands of posts.
const OWNERS: usize = 300;

/// Shortest family name, and name of a body, that a handle is recognised by, in letters.
const KNOWN_BY: usize = 4;

/// Whether a handle in small letters is the words of a name, or its last word behind the beginning
/// or the end of the first one.
fn is_made_of(handle: &str, words: &[String]) -> bool {
    let letters =
        |word: &String| -> String { word.chars().filter(|c| c.is_alphanumeric()).collect() };
    let words: Vec<String> = words.iter().map(letters).collect();
    let [first, .., last] = &words[..] else { return false };
    let given = handle.strip_suffix("official").unwrap_or(handle).strip_suffix(last.as_str());
    handle == words.concat()
        || last.len() >= KNOWN_BY
            && given
                .is_some_and(|it| !it.is_empty() && (first.starts_with(it) || first.ends_with(it)))
}

/// Whether a handle in small letters is that of a body, or of one of its desks.
fn is_desk_of(handle: &str, words: &[String]) -> bool {
    const DESKS: [&str; 19] = [
        "", "app", "care", "city", "council", "fc", "global", "group", "help", "hq", "news",
        "official", "press", "support", "team", "trust", "uk", "us", "zoo",
    ];
    // `@rayandek` of Ray & Ek
    let mut names =
        (1..=words.len()).flat_map(|count| [words[..count].concat(), words[..count].join("and")]);
    names.any(|name| {
        name.len() >= KNOWN_BY && handle.strip_prefix(&*name).is_some_and(|it| DESKS.contains(&it))
    })
}

/// Whether a description points to somebody known: `the mayor`, `der Bürgermeister`.
pub fn is_definite(tokens: &Tokens, mention: &Mention) -> bool {
    let first = tokens.word(mention.tokens.start);
    ["the", "der", "die", "das", "le", "la", "l’", "el", "this", "that"]
        .iter()
        .any(|article| first.eq_ignore_ascii_case(article))
}

/// Whether two genders can be one person's.
pub fn genders_agree(first: Gender, second: Gender) -> bool {
    !(first.is_person() && second.is_person()) || first == second
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::lang::Lexicon;
    use crate::load::quote::testing::document;
    use crate::load::speaker::mention;

    fn gather(text: &str) -> Cast {
        let document = document(text);
        let tokens = Tokens::new(&document, &[], Lexicon::of(None));
        let mut mentions = mention::find(&tokens);
        Cast::gather(&tokens, &mut mentions)
    }

    fn names(text: &str) -> Vec<String> {
        let named = |entity: Entity| entity.is_named.then_some(entity.name);
        gather(text).entities.into_iter().filter_map(named).collect()
    }

    #[test]
    fn a_person_with_many_forms_is_one_entity() {
        let cases: [(&str, &[&str]); 8] = [
            ("Vermont Sen. Ann Ray came. Ray left.", &["Ann Ray"]),
            ("County Road Supervisor Ann Ray came.", &["Ann Ray"]),
            ("It was Republican Ann Ray of all people.", &["Ann Ray"]),
            ("Ann Ray came. Later Ms. Ray left, and Ray slept.", &["Ann Ray"]),
            ("Ray came. It was Ann Ray again.", &["Ann Ray"]),
            ("Ann Ray met Tom Ray.", &["Ann Ray", "Tom Ray"]),
            ("A. Ray came. It was Ann Ray again.", &["Ann Ray"]),
            ("Robert “Skip” Ray came.", &["Robert Ray"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(names(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_of_a_headline_are_no_part_of_a_name() {
        let text = "Ann Ray Calls For Peace After Another Stormy Night\nLater Ann Ray came.";
        assert_eq!(names(text)[0], "Ann Ray");
    }

    #[test]
    fn what_stands_beside_a_name_tells_age_office_and_trade() {
        let of = |text: &str| gather(text).entities.into_iter().find(|e| e.is_named).unwrap();
        assert!(of("Ann Ray, 40, came.").has_age);
        assert!(of("Mayor Ann Ray came.").has_standing);
        assert!(of("Ann Ray, who chairs the board, came.").has_standing);
        assert!(!of("Ann Ray, a waitress, came.").has_standing);
        assert!(of("Ann Ray, the director, came.").is_leader);
    }

    #[test]
    fn a_longer_name_in_print_is_somebody_else() {
        let cast = gather("It rained on Quince Street.");
        assert!(cast.find("Quince Street").is_some());
        assert!(cast.find("Quince Street Mum").is_none());
    }
}
