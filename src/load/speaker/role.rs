//! Who the speaker is to the story: subject, public, named or media.

use super::Attribution;
use super::cast::{Cast, Entity};
use super::subject::{OUTSIDERS, Subject, name_words};
use crate::domain::Role;
use crate::load::lang::{Class, Lexicon, Outlets};
use crate::load::quote::{Quotation, Shape};

/// A person of no known standing who is mentioned more often than this is more than a
/// bystander.
const BYSTANDER_MENTIONS: usize = 5;

/// Shortest name of a body that is looked for in the first sentences, in bytes.
const NAME: usize = 6;

/// What firms call the accounts that answer their customers, behind their names.
const DESKS: [&str; 7] = ["App", "Care", "Customer Care", "HQ", "Help", "Official", "Support"];

/// What the roles of an article are decided by.
pub struct Judge<'j> {
    /// What the article is about.
    pub subject: &'j Subject,
    /// Its people.
    pub cast: &'j Cast,
    /// The lexicon of its language.
    pub lexicon: &'static Lexicon,
}

impl Judge<'_> {
    /// The role of a quotation's speaker, who is `entity` in the cast.
    pub fn role(
        &self,
        quotation: &Quotation,
        attribution: &Attribution,
        entity: Option<usize>,
    ) -> Role {
        let Some(speaker) = &attribution.speaker else { return Role::Public };
        let outlet = is_outlet(speaker, attribution.handle.as_deref())
            || PAPERS.contains(&speaker.to_lowercase().as_str());
        let posts = matches!(quotation.shape, Shape::Post(_));
        let papers = || {
            let owner = entity.map(|entity| &self.cast.entities[entity]);
            owner.is_some_and(|it| !it.is_person && is_outlet(&it.name, None))
        };
        if posts && (outlet || papers()) {
            return Role::Media;
        }
        if self.is_subject(speaker, entity) || posts && self.is_own_account(speaker, entity) {
            return Role::Subject;
        }
        if outlet {
            return Role::Media;
        }
        let listed = !matches!(quotation.shape, Shape::Marked | Shape::Dash | Shape::Labelled)
            || quotation.label.is_some() && quotation.shape == Shape::Marked;
        match entity.map(|entity| &self.cast.entities[entity]) {
            Some(person) if person.is_named && self.has_standing(person, entity, listed) => {
                Role::Named
            }
            Some(body) if body.is_body && self.has_name(speaker) && !self.is_thing(body) => {
                Role::Named
            }
            _ if posts && (Self::has_title(speaker) || self.names_body(speaker)) => Role::Named,
            _ => Role::Public,
        }
    }

    /// Whether a description is that of a thing: `a letter from Leeds`.
    fn is_thing(&self, described: &Entity) -> bool {
        described.roles.iter().any(|noun| self.lexicon.entry(noun).is(Class::THING))
    }

    /// Whether a name stands for somebody of more than the crowd.
    fn has_standing(&self, person: &Entity, entity: Option<usize>, listed: bool) -> bool {
        if person.is_account() {
            return false;
        }
        if person.has_standing {
            return true;
        }
        let trade = |role: &String| self.lexicon.entry(role).is(Class::TRADE);
        let ordinary = person.has_age || person.roles.iter().any(trade);
        let titled = entity.is_some_and(|entity| self.subject.titled.contains(&entity));
        let titled = titled && person.name.contains(' ');
        let known = person.count > BYSTANDER_MENTIONS && !ordinary || titled;
        !listed && known || person.is_body
    }

    /// Whether a post's author is a body by the last word of its name: `Harrow Vale FC`.
    fn names_body(&self, author: &str) -> bool {
        let last = author.split(' ').next_back().unwrap_or_default();
        author.contains(' ')
            && !author.starts_with("Friends ")
            && last.starts_with(char::is_uppercase)
            && self.lexicon.entry(&last.to_lowercase()).is(Class::GROUP)
    }

    /// Whether the name of a post's author begins with a degree or office: `Dr Ann Ray`. A coach or a
    /// captain may be anybody's.
    fn has_title(author: &str) -> bool {
        const TITLES: [&str; 12] = [
            "cllr",
            "councillor",
            "dr",
            "gov",
            "governor",
            "mayor",
            "minister",
            "prof",
            "professor",
            "rep",
            "sen",
            "senator",
        ];
        let first = author.split([' ', '.']).next().unwrap_or_default().to_lowercase();
        author.contains(' ') && TITLES.contains(&first.as_str())
    }

    /// Whether a word of a description has a capital, but for its first one: `the Department for
    /// Schools` is a body with a name. German nouns tell nothing.
    fn has_name(&self, speaker: &str) -> bool {
        let mut words = speaker.split_whitespace().skip(1);
        self.lexicon.code != "de" && words.any(|word| word.starts_with(char::is_uppercase))
    }

    /// Whether the speaker is what the story is about, or speaks for it.
    fn is_subject(&self, speaker: &str, entity: Option<usize>) -> bool {
        if entity.is_some_and(|entity| self.subject.entities.contains(&entity))
            || entity.is_none() && is_subject_by_name(self.subject, speaker)
        {
            return true;
        }
        // `a spokesperson said`
        let bare = ["a spokesman", "a spokesperson", "a spokeswoman"];
        if !self.subject.entities.is_empty() && bare.contains(&&*speaker.to_lowercase()) {
            return true;
        }
        let named = entity.is_some_and(|entity| self.cast.entities[entity].is_named);
        let body = self.subject.is_body || self.subject.leads;
        !named
            && (self.speaks_for_opening(speaker)
                || body && self.speaks_for_body(speaker)
                || self.speaks_for_person(speaker))
    }

    /// Whether a post's author is a body that shares a word with what the story is about: `Harrow
    /// County Roads` in one about the Harrow Bridge.
    fn is_own_account(&self, author: &str, entity: Option<usize>) -> bool {
        if entity.is_some_and(|entity| self.subject.opening.contains(&entity)) {
            return true;
        }
        // `Harrow Help` is Harrow's, too.
        let author = author
            .split_once(' ')
            .map_or(author, |(name, rest)| if DESKS.contains(&rest) { name } else { author });
        let person = entity.is_some_and(|entity| self.cast.entities[entity].is_person);
        // Where the author only signs a post there, a dash stands before or a handle behind.
        let named = self.subject.beginning.match_indices(author).any(|(at, _)| {
            let before = self.subject.beginning[..at].trim_end();
            let behind = self.subject.beginning[at + author.len()..].trim_start();
            !before.ends_with(['—', '–', '-']) && !behind.starts_with(['(', '@'])
        });
        let proper = author.starts_with(char::is_uppercase) && author.len() >= NAME;
        if !person && proper && named {
            return true;
        }
        const CROWD: [&str; 6] = ["fan", "fans", "friends", "parents", "supporters", "watch"];
        let words: Vec<String> = name_words(author).collect();
        words.iter().any(|word| self.subject.words.contains(word))
            && words.iter().any(|word| self.lexicon.entry(word).is(Class::GROUP))
            && !words.iter().any(|it| CROWD.contains(&&**it) || OUTSIDERS.contains(&&**it))
    }

    /// Whether a description is that of a spokesman for what the title or the first sentences name: `a
    /// spokesperson for Harrow`.
    fn speaks_for_opening(&self, speaker: &str) -> bool {
        let Some((voice, body)) = speaker.split_once(" for ") else { return false };
        let last = voice.split(' ').next_back().unwrap_or_default();
        let body = body.strip_prefix("the ").unwrap_or(body);
        last.starts_with("spokes")
            && body.starts_with(char::is_uppercase)
            && self.subject.beginning.contains(body)
    }

    /// Whether a description is that of a voice of the person that the story is about, by name or
    /// as `a spokesperson for the actor`.
    fn speaks_for_person(&self, speaker: &str) -> bool {
        const VOICES: [&str; 6] =
            ["publicist", "rep", "representative", "spokesman", "spokesperson", "spokeswoman"];
        const STARS: [&str; 8] =
            ["actor", "actress", "band", "comedian", "player", "presenter", "singer", "star"];
        let words: Vec<String> = speaker
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let voice = words.iter().any(|word| VOICES.contains(&word.as_str()));
        let of_star = words.iter().any(|word| STARS.contains(&word.as_str()));
        let office = |word: &String| {
            self.subject.roles.contains(word) && self.lexicon.entry(word).is(Class::ROLE)
        };
        let of_name = words.iter().any(|word| {
            self.subject.words.contains(word) || office(word) && !VOICES.contains(&word.as_str())
        });
        // Where the story is about a crowned head, the palace speaks for it.
        const CROWNED: [&str; 8] =
            ["duchess", "duke", "emperor", "empress", "king", "prince", "princess", "queen"];
        let crowned = CROWNED.iter().any(|title| self.subject.roles.contains(*title));
        let of_court = crowned && words.iter().any(|word| word == "palace");
        voice && (of_star || of_name || of_court)
    }

    /// Whether a description without a name is the body itself (`the council`) or one of its
    /// voices (`a spokesman for the council`).
    fn speaks_for_body(&self, speaker: &str) -> bool {
        let entries: Vec<(String, bool, bool)> = speaker
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !word.is_empty())
            .map(|word| {
                let lower = word.to_lowercase();
                let entry = self.lexicon.entry(&lower);
                let group = entry.is(Class::GROUP) && !OUTSIDERS.contains(&lower.as_str());
                (lower, group, entry.is(Class::LEADER))
            })
            .collect();
        let Some(head) = entries.iter().position(|(_, group, leader)| *group || *leader) else {
            return false;
        };
        let named = entries.iter().any(|(word, _, _)| self.subject.words.contains(word));
        // `a former manager of the firm`
        if entries.iter().any(|(word, _, _)| word == "former" || word.starts_with("ex-")) {
            return false;
        }
        // `the Department for Bridges` in a story about the council
        if !named && self.has_name(speaker) {
            return false;
        }
        let article = [
            "the", "das", "dem", "den", "der", "des", "die", "du", "el", "la", "las", "le", "les",
            "los",
        ];
        let definite =
            entries.windows(2).any(|pair| article.contains(&pair[0].0.as_str()) && pair[1].1);
        // `a ministry spokesman`
        let voice = entries.windows(2).any(|pair| pair[0].1 && pair[1].0.starts_with("spokes"));
        // `a spokesperson emailed us`
        let alone = entries.len() <= 2 && entries[head].0.starts_with("spokes");
        (named || definite || voice || alone) && (entries[head].2 || voice || definite && head <= 1)
    }
}

/// An outlet that has a name elsewhere in the story.
const PAPERS: [&str; 5] =
    ["the broadcaster", "the magazine", "the newspaper", "the paper", "the station"];

/// Whether a name or handle is an outlet's or a news account's.
fn is_outlet(speaker: &str, handle: Option<&str>) -> bool {
    let outlets = Outlets::built_in();
    let proper = speaker
        .split_whitespace()
        .last()
        .is_some_and(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let by_handle = handle.is_some_and(|handle| {
        let words = handle_words(handle);
        words.contains(' ') && outlets.contains(&words)
    });
    proper && outlets.contains(speaker) || by_handle
}

/// The words of a handle, apart: `@OrrenEcho` and `@orren_echo` are `orren echo`.
fn handle_words(handle: &str) -> String {
    let mut words = String::new();
    for letter in handle.trim_start_matches('@').chars() {
        if letter.is_uppercase() && words.ends_with(char::is_lowercase) {
            words.push(' ');
        }
        words.push(if matches!(letter, '_' | '.') { ' ' } else { letter });
    }
    words
}

/// Whether a post's author is the subject by name, for authors who are not in the cast.
fn is_subject_by_name(subject: &Subject, author: &str) -> bool {
    let mut words = name_words(author).peekable();
    words.peek().is_some() && words.all(|word| subject.name_words.contains(&word))
}
