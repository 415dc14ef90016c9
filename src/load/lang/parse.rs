//! From a lexicon file to its words.

use super::Lexicon;
use super::class::{Class, Entry, Form, Gender};
use rustc_hash::FxHashMap;

/// Section and text of every entry line, in the order of the file.
pub(super) fn sections(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    file.lines().filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then_some((section, line))
    })
}

/// The class of the words of a section; `None` for endings and phrases.
fn class_of(section: &str) -> Option<Class> {
    Some(match section {
        "verbs.speech" => Class::SPEECH,
        "verbs.post" => Class::POST,
        "verbs.manner" => Class::MANNER,
        "verbs.weak" => Class::WEAK,
        "verbs.other" => Class::OTHER_VERB,
        "auxiliaries" => Class::AUXILIARY,
        "adverbs" => Class::ADVERB,
        "prepositions" => Class::PREPOSITION,
        "conjunctions" => Class::CONJUNCTION,
        "relatives" => Class::RELATIVE,
        "determiners" => Class::DETERMINER,
        "ordinals" => Class::ORDINAL,
        "anonymous" => Class::ANONYMOUS,
        "pronouns" => Class::PRONOUN,
        "possessives" => Class::POSSESSIVE,
        "objects" => Class::OBJECT,
        "titles" => Class::TITLE,
        "suffixes" => Class::SUFFIX,
        "roles" => Class::ROLE,
        "persons" => Class::PERSON,
        "groups" => Class::GROUP,
        "things" => Class::THING,
        "rules" => Class::RULE,
        "channels" => Class::CHANNEL,
        "times" => Class::TIME,
        "nationalities" => Class::NATIONALITY,
        "leaders" => Class::LEADER,
        "trades" => Class::TRADE,
        "verbs.standing" => Class::LEADS,
        "honorifics" => Class::HONORIFIC,
        "others" => Class::OTHER,
        _ => return None,
    })
}

/// Reads a lexicon file.
pub(super) fn lexicon(code: &'static str, file: &'static str) -> Lexicon {
    let mut words = Words(FxHashMap::default());
    let mut phrases: Vec<Vec<Box<str>>> = Vec::new();
    let mut clitics: Vec<Box<str>> = Vec::new();
    let mut elisions: Vec<Box<str>> = Vec::new();
    let mut trades: Vec<Box<str>> = Vec::new();
    let mut compounds = false;
    let mut endings = Vec::new();
    for (section, line) in sections(file) {
        match section {
            "endings" => endings.push(Ending::parse(line)),
            "cue.phrases" => phrases.push(line.split(' ').map(Box::from).collect()),
            "clitics" => clitics.push(Box::from(line)),
            "elisions" => elisions.push(Box::from(line)),
            "roles.endings" => trades.push(Box::from(line.trim_start_matches('-'))),
            "compounds" => compounds = line == "head last",
            _ => {
                let Some(class) = class_of(section) else { continue };
                if section.starts_with("verbs.") {
                    words.add_verb(line, class, &endings);
                } else {
                    words.add_word(line, class);
                }
            }
        }
    }
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.len()));
    Lexicon { code, words: words.0, phrases, clitics, elisions, trades, compounds }
}

/// One line of `[endings]`: the lemma's ending and those of the four forms.
struct Ending {
    lemma: &'static str,
    forms: [Option<&'static str>; 4],
}

const FORMS: [Form; 4] = [Form::Present, Form::Past, Form::Gerund, Form::Participle];

impl Ending {
    fn parse(line: &'static str) -> Ending {
        let mut fields = line.split(' ').map(|field| field.trim_start_matches('-'));
        let lemma = fields.next().unwrap_or("");
        Ending { lemma, forms: [(); 4].map(|()| fields.next()) }
    }
}

struct Words(FxHashMap<Box<str>, Entry>);

impl Words {
    fn add_verb(&mut self, line: &str, class: Class, endings: &[Ending]) {
        let mut fields = line.split(' ');
        let lemma = fields.next().unwrap_or("");
        self.add_form(lemma, class, Form::Base);
        let mut given = fields.peekable();
        if given.peek().is_some() {
            for (form, kind) in given.zip(FORMS).filter(|(form, _)| *form != ".") {
                self.add_form(form, class, kind);
            }
        } else if let Some((ending, stem)) =
            endings.iter().find_map(|e| lemma.strip_suffix(e.lemma).map(|stem| (e, stem)))
        {
            for (form, kind) in ending.forms.iter().zip(FORMS) {
                if let Some(form) = form {
                    self.add_form(&format!("{stem}{form}"), class, kind);
                }
            }
        }
    }

    /// A finite form wins over the others, the past over the present: `read`, `put`.
    fn add_form(&mut self, form: &str, class: Class, kind: Form) {
        let entry = self.0.entry(form.into()).or_default();
        entry.class = entry.class.with(class);
        entry.form = entry.form.max(kind);
    }

    fn add_word(&mut self, line: &str, class: Class) {
        let (word, gender) = line.split_once(' ').unwrap_or((line, ""));
        let gender = Gender::from_mark(gender).unwrap_or_default();
        self.add_noun(word, class, gender);
        if class.meets(Class::NOUN) {
            self.add_noun(&plural(word), class, Gender::Plural);
        }
    }

    fn add_noun(&mut self, word: &str, class: Class, gender: Gender) {
        let entry = self.0.entry(word.into()).or_default();
        entry.class = entry.class.with(class);
        if entry.gender == Gender::Unknown {
            entry.gender = gender;
        }
    }
}

/// The plural of a noun by the rules that English, French and Spanish share; other plurals
/// are entries of their own.
fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("man") {
        return format!("{stem}men");
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x']) || word.ends_with("ch") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}
