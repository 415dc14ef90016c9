//! What a lexicon says of a word.

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Class(u32);

impl Class {
    /// A verb of saying (`said`, `explained`).
    pub const SPEECH: Class = Class(1);
    /// A verb of writing or posting (`wrote`, `tweeted`).
    pub const POST: Class = Class(1 << 1);
    /// A verb for the manner of saying (`laughed`), a cue only beside a quotation.
    pub const MANNER: Class = Class(1 << 2);
    /// A verb that may carry words (`called`, `accused`).
    pub const WEAK: Class = Class(1 << 3);
    /// Any other verb.
    pub const OTHER_VERB: Class = Class(1 << 4);
    /// `has`, `would`, `is`.
    pub const AUXILIARY: Class = Class(1 << 5);
    /// `also`, `later`, and what else may stand between subject and verb.
    pub const ADVERB: Class = Class(1 << 6);
    /// `of`, `with`.
    pub const PREPOSITION: Class = Class(1 << 7);
    /// `and`, `while`.
    pub const CONJUNCTION: Class = Class(1 << 8);
    /// `who`, `which`.
    pub const RELATIVE: Class = Class(1 << 9);
    /// `a`, `the`, `several`.
    pub const DETERMINER: Class = Class(1 << 10);
    /// `first`, `third`.
    pub const ORDINAL: Class = Class(1 << 11);
    /// `one`, `another`, `someone`.
    pub const ANONYMOUS: Class = Class(1 << 12);
    /// `he`, `she`, `they` as a subject.
    pub const PRONOUN: Class = Class(1 << 13);
    /// `his`, `her`, `their`.
    pub const POSSESSIVE: Class = Class(1 << 14);
    /// `him`, `herself`.
    pub const OBJECT: Class = Class(1 << 15);
    /// `Mr`, `Sen`, `Mayor` before a name.
    pub const TITLE: Class = Class(1 << 16);
    /// `Jr` after a name.
    pub const SUFFIX: Class = Class(1 << 17);
    /// A person with an office or trade (`spokesman`).
    pub const ROLE: Class = Class(1 << 18);
    /// An ordinary person (`rider`).
    pub const PERSON: Class = Class(1 << 19);
    /// A body that speaks (`campaign`).
    pub const GROUP: Class = Class(1 << 20);
    /// A thing that carries words (`letter`, `sign`).
    pub const THING: Class = Class(1 << 21);
    /// A thing that lays down rules (`law`).
    pub const RULE: Class = Class(1 << 22);
    /// Where something is said (`interview`).
    pub const CHANNEL: Class = Class(1 << 23);
    /// `Monday`, `week`.
    pub const TIME: Class = Class(1 << 24);
    /// `Bulgarian`.
    pub const NATIONALITY: Class = Class(1 << 25);
    /// A further word that is no name even with a capital.
    pub const OTHER: Class = Class(1 << 26);
    /// A given name.
    pub const GIVEN_NAME: Class = Class(1 << 27);

    /// A noun for the head or voice of a body (`director`, `spokesman`).
    pub const LEADER: Class = Class(1 << 28);
    /// An ordinary trade, which gives nobody a standing in the news (`waitress`).
    pub const TRADE: Class = Class(1 << 29);
    /// A verb that gives a standing: `who chairs …`.
    pub const LEADS: Class = Class(1 << 30);
    /// A title of courtesy only (`Mr`).
    pub const HONORIFIC: Class = Class(1 << 31);

    /// Any verb that may tie words to a speaker.
    pub const CUE: Class = Class(0b1111);
    /// Any verb.
    pub const VERB: Class = Class(0b11_1111);
    /// Nouns that may speak.
    pub const NOUN: Class = Class(0b1_1111 << 18);
    /// Words of the language's grammar.
    pub const FUNCTION: Class = Class(0b111_1111_1111 << 5);

    /// Both sets together.
    pub const fn with(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Whether the two sets have a class in common.
    pub const fn meets(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

/// Grammatical gender of a word for a person, or number where that tells more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gender {
    /// Nothing known.
    #[default]
    Unknown,
    /// He.
    Masculine,
    /// She.
    Feminine,
    /// It.
    Neuter,
    /// They.
    Plural,
    /// I, we.
    First,
    /// You.
    Second,
}

impl Gender {
    /// The gender behind a mark in a data file.
    pub(super) fn from_mark(mark: &str) -> Option<Gender> {
        Some(match mark {
            "m" => Gender::Masculine,
            "f" => Gender::Feminine,
            "n" => Gender::Neuter,
            "p" => Gender::Plural,
            "1" => Gender::First,
            "2" => Gender::Second,
            _ => return None,
        })
    }

    /// Whether a `he` or a `she` is meant.
    pub fn is_person(self) -> bool {
        matches!(self, Gender::Masculine | Gender::Feminine)
    }
}

/// The form of a verb; where forms coincide, the later one here is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Form {
    /// No verb.
    #[default]
    None,
    /// The lemma (`say`).
    Base,
    /// A participle that differs from the past (`geschrieben`).
    Participle,
    /// `saying`
    Gerund,
    /// `says`
    Present,
    /// `said`
    Past,
}

/// What a lexicon says of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its classes.
    pub class: Class,
    /// Which form of a verb it is.
    pub form: Form,
    /// Gender of a noun, pronoun, possessive or title.
    pub gender: Gender,
    /// Gender of a given name.
    pub name_gender: Gender,
}

impl Entry {
    /// Whether the word is in one of the classes.
    pub fn is(self, class: Class) -> bool {
        self.class.meets(class)
    }

    /// Whether the word is a finite verb that says that somebody spoke, wrote or laughed.
    pub fn reports(self) -> bool {
        self.is(Class::SPEECH.with(Class::POST).with(Class::MANNER))
            && matches!(self.form, Form::Past | Form::Present)
    }
}
