//! Lexicons: the words of a language that tell who speaks, one data file a language.
//!
//! A file has sections (`[verbs.speech]`, `[persons]`, …) of one entry a line, sorted and
//! unique. A verb is given by its lemma and inflected by the endings of `[endings]` (first
//! fitting line wins; its fields are the lemma's ending and those of present, past, gerund
//! and participle); irregular verbs give the forms themselves, `.` for one that is not used.
//! A noun, pronoun or title may carry its gender (`m`, `f`, `n`, `p` for the plural) or, for
//! pronouns and possessives, the person (`1`, `2`). A new language is a new file and a line
//! in [`LANGUAGES`].

mod class;
mod parse;

pub use class::{Class, Entry, Form, Gender};

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// ISO 639-1 codes of the languages that have a lexicon, with their data files.
const LANGUAGES: [(&str, &str); 4] = [
    ("en", include_str!("en.txt")),
    ("de", include_str!("de.txt")),
    ("fr", include_str!("fr.txt")),
    ("es", include_str!("es.txt")),
];

/// Given names with their gender, all languages together.
const GIVEN_NAMES: &str = include_str!("given_names.txt");

/// Names and name patterns of outlets and news accounts, all languages together.
const OUTLETS: &str = include_str!("outlets.txt");

static LEXICONS: LazyLock<Vec<Lexicon>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(code, file)| Lexicon::parse(code, file)).collect());

static OUTLET_LIST: LazyLock<Outlets> = LazyLock::new(|| Outlets::parse(OUTLETS));

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// ISO 639-1 code.
    pub code: &'static str,
    words: FxHashMap<Box<str>, Entry>,
    /// Phrases that stand for a cue verb (`according to`), as words, longest first.
    phrases: Vec<Vec<Box<str>>>,
    /// Subjects joined to the verb before them (`-t-il`), longest first.
    clitics: Vec<Box<str>>,
    /// Words joined to the one behind them by an apostrophe (`l’`).
    elisions: Vec<Box<str>>,
    /// Ends of unknown words that name a person with a trade of standing (`-ologist`).
    trades: Vec<Box<str>>,
    /// Whether nouns are written together, the one that counts last (`Schulleiterin`).
    compounds: bool,
}

impl Lexicon {
    /// The lexicon of a language; English for an unknown one.
    pub fn of(language: Option<&str>) -> &'static Lexicon {
        let code = language.unwrap_or("en");
        LEXICONS.iter().find(|lexicon| lexicon.code == code).unwrap_or(&LEXICONS[0])
    }

    /// The lexicon whose function words are most frequent in a text; English when in doubt.
    /// Only the beginning of the text is looked at.
    pub fn guess(text: &str) -> &'static Lexicon {
        const WORDS: usize = 300;
        let words: Vec<String> =
            text.split_whitespace().take(WORDS).map(str::to_lowercase).collect();
        let hits = |lexicon: &Lexicon| {
            words.iter().filter(|word| lexicon.entry(word).is(Class::FUNCTION)).count()
        };
        let mut best = (hits(&LEXICONS[0]), &LEXICONS[0]);
        for lexicon in &LEXICONS[1..] {
            let count = hits(lexicon);
            if count > best.0 {
                best = (count, lexicon);
            }
        }
        best.1
    }

    /// The language of a text whose first words leave no doubt: of those that are words at all,
    /// a third are the language's grammar, three times as many as of any other language's.
    pub fn clear_language(text: &str) -> Option<&'static str> {
        const WORDS: usize = 80;
        const ENOUGH: usize = 50;
        let mut hits = [0; LANGUAGES.len()];
        let mut words = 0;
        let mut lower = String::new();
        for word in text.split_whitespace().take(WORDS) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if word.is_empty() {
                continue;
            }
            words += 1;
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            for (hits, lexicon) in hits.iter_mut().zip(LEXICONS.iter()) {
                *hits += usize::from(lexicon.entry(&lower).is(Class::FUNCTION));
            }
        }
        let most = hits.iter().copied().max()?;
        let best = hits.iter().position(|count| *count == most)?;
        let others = hits.iter().enumerate().filter(|(index, _)| *index != best);
        let second = others.map(|(_, count)| *count).max()?;
        (words >= ENOUGH && most * 3 >= words && most >= 3 * second).then(|| LANGUAGES[best].0)
    }

    /// What the lexicon knows of a word in lower case; an empty entry for an unknown word.
    pub fn entry(&self, lower: &str) -> Entry {
        match self.words.get(lower) {
            Some(entry) => *entry,
            None if self.compounds => self.entry_of_head(lower),
            None if self.trades.iter().any(|end| lower.ends_with(&**end)) => {
                Entry { class: Class::ROLE, ..Entry::default() }
            }
            None => self.entry_of_last_part(lower),
        }
    }

    /// What is known of the person that a word with hyphens ends with: `writer-director`.
    fn entry_of_last_part(&self, lower: &str) -> Entry {
        let last = lower.rsplit_once('-').and_then(|(_, last)| self.words.get(last));
        let person = Class::ROLE.with(Class::PERSON);
        last.filter(|entry| entry.is(person) && !entry.is(Class::VERB)).copied().unwrap_or_default()
    }

    /// What is known of the noun that a compound ends with: `leiterin` of `schulleiterin`.
    fn entry_of_head(&self, lower: &str) -> Entry {
        const HEAD: usize = 4;
        const MODIFIER: usize = 3;
        /// Bytes of a compound, at most: what is longer is no word.
        const LONGEST: usize = 60;
        if lower.len() > LONGEST {
            return Entry::default();
        }
        let Some((first, _)) = lower.char_indices().nth(MODIFIER) else { return Entry::default() };
        let heads = lower.char_indices().map(|(at, _)| at).filter(|at| *at >= first);
        heads
            .take_while(|at| lower.len() - at >= HEAD)
            .filter_map(|at| self.words.get(&lower[at..]))
            .find(|entry| entry.is(Class::NOUN))
            .copied()
            .unwrap_or_default()
    }

    /// Length of the word that an apostrophe joins to the one behind it, apostrophe included
    /// (`L’` in `L’historienne`); 0 for none.
    pub fn elided(&self, word: &str) -> usize {
        let Some(at) = word.find(['’', '\'']).filter(|_| !self.elisions.is_empty()) else {
            return 0;
        };
        let end = at + word[at..].chars().next().map_or(0, char::len_utf8);
        // `L’Étoile` and `D’Artagnan` stay whole: they are names.
        let joined = word[end..].starts_with(char::is_lowercase);
        if joined && self.elisions.iter().any(|it| it.eq_ignore_ascii_case(&word[..at])) {
            end
        } else {
            0
        }
    }

    /// Phrases that stand for a cue verb, as words in lower case, longest first.
    pub fn phrases(&self) -> &[Vec<Box<str>>] {
        &self.phrases
    }

    /// Subjects joined to the verb before them by hyphens (`-t-il`), longest first.
    pub fn clitics(&self) -> &[Box<str>] {
        &self.clitics
    }

    fn parse(code: &'static str, file: &'static str) -> Lexicon {
        let mut lexicon = parse::lexicon(code, file);
        for (name, gender) in GIVEN_NAMES.lines().filter_map(|line| line.split_once(' ')) {
            if let Some(gender) = Gender::from_mark(gender) {
                lexicon.add_given_name(name, gender);
            }
        }
        lexicon
    }

    /// Given names are no words of the language (`will`, `may`), so they never change an entry
    /// that is there already, but for the mark that it may be a name.
    fn add_given_name(&mut self, name: &str, gender: Gender) {
        let entry = self.words.entry(name.into()).or_default();
        entry.class = entry.class.with(Class::GIVEN_NAME);
        entry.name_gender = gender;
    }
}

/// Outlets and news accounts.
#[derive(Debug)]
pub struct Outlets {
    names: Vec<&'static str>,
    first: Vec<&'static str>,
    last: Vec<&'static str>,
}

impl Outlets {
    /// The built-in list.
    pub fn built_in() -> &'static Outlets {
        &OUTLET_LIST
    }

    /// Whether a speaker's name, in any case, is an outlet's: a listed one, or one with a
    /// word that outlets begin or end with (`… News`, `Daily …`).
    pub fn contains(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        let bare = lower.strip_prefix("the ").unwrap_or(&lower);
        if self.names.binary_search(&bare).is_ok() {
            return true;
        }
        let parts = || bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
        let words: Vec<&str> = parts().filter(|word| !is_number(word)).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        parts().count() > 1
            && (self.first.binary_search(first).is_ok() || self.last.binary_search(last).is_ok())
    }

    fn parse(file: &'static str) -> Outlets {
        let section = |name| {
            parse::sections(file)
                .filter(|(section, _)| *section == name)
                .map(|(_, line)| line)
                .collect()
        };
        Outlets { names: section("names"), first: section("first"), last: section("last") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_sorted_and_unique() {
        for (name, file) in LANGUAGES.iter().chain(&[("names", GIVEN_NAMES), ("outlets", OUTLETS)])
        {
            let mut last = ("", "");
            for (section, line) in parse::sections(file) {
                let word = if section == "cue.phrases" || *name == "outlets" {
                    line
                } else {
                    line.split(' ').next().unwrap()
                };
                if section == last.0 && section != "endings" {
                    assert!(last.1 < word, "{name} [{section}]: {} before {word}", last.1);
                }
                last = (section, word);
            }
        }
    }

    #[test]
    fn verbs_are_inflected_from_their_lemmas() {
        let cases = [
            ("en", "say", "said", Form::Past),
            ("en", "reply", "replies", Form::Present),
            ("en", "caption", "captioned", Form::Past),
            ("en", "note", "noting", Form::Gerund),
            ("en", "quip", "quipped", Form::Past),
            ("de", "sagen", "sagte", Form::Past),
            ("de", "einräumen", "räumte", Form::Past),
            ("fr", "expliquer", "explique", Form::Present),
            ("fr", "écrire", "écrit", Form::Present),
            ("es", "afirmar", "afirmó", Form::Past),
            ("es", "escribir", "escribió", Form::Past),
        ];
        for (language, lemma, form, wanted) in cases {
            let entry = Lexicon::of(Some(language)).entry(form);
            assert!(entry.is(Class::CUE), "{lemma}: {form}");
            assert_eq!(entry.form, wanted, "{lemma}: {form}");
        }
    }

    #[test]
    fn a_language_is_told_by_its_function_words() {
        let cases = [
            ("en", "The tram was late and nobody said why it had been so."),
            ("de", "Die Bahn kam nicht, und der Fahrer sagte auch nicht, warum."),
            ("fr", "Le tram est en retard et personne ne sait pourquoi dans la ville."),
            ("es", "El tranvía no llegó y los vecinos de la plaza se fueron en autobús."),
            ("en", ""),
        ];
        for (code, text) in cases {
            assert_eq!(Lexicon::guess(text).code, code, "{text}");
        }
    }

    #[test]
    fn outlets_are_known_by_name_or_pattern() {
        let outlets = Outlets::built_in();
        for name in ["Pop Base", "The Harbour Times", "Tidewater News 6", "Daily Gull", "BBC"] {
            assert!(outlets.contains(name), "{name}");
        }
        for name in ["Ann Ray", "Times", "Debayo 🧩", "One user", ""] {
            assert!(!outlets.contains(name), "{name}");
        }
    }
}
