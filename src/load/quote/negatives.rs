//! Words between marks that nobody spoke, one rule each.

use super::context::Context;
use crate::load::lang::{Class, Form, Gender};

/// Words of a title that stay small.
const SMALL: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "de", "del", "for", "from", "in", "la", "le", "nor",
    "of", "on", "or", "the", "to", "vs", "with",
];

/// Things that carry slogans.
const SIGNS: [&str; 48] = [
    "affiche",
    "banderole",
    "camiseta",
    "cardboard",
    "cartel",
    "letrero",
    "pancarta",
    "pancarte",
    "pappschild",
    "plakat",
    "schild",
    "scroll",
    "écriteau",
    "apron",
    "badge",
    "badges",
    "bedsheet",
    "billboards",
    "blackboard",
    "chalkboard",
    "graffiti",
    "hoodie",
    "jumper",
    "magnet",
    "mug",
    "mural",
    "scarf",
    "tote",
    "banners",
    "banner",
    "billboard",
    "button",
    "cap",
    "flag",
    "hat",
    "jersey",
    "placard",
    "plaque",
    "poster",
    "shirt",
    "shirts",
    "sign",
    "signs",
    "sticker",
    "sweatshirt",
    "t-shirt",
    "t-shirts",
    "tee",
];

/// Verbs by which a sign speaks.
const SIGN_VERBS: [&str; 29] = [
    "announced",
    "announces",
    "announcing",
    "asked",
    "asks",
    "begged",
    "begging",
    "begs",
    "declared",
    "declares",
    "declaring",
    "demanding",
    "emblazoned",
    "orders",
    "pleads",
    "proclaimed",
    "proclaiming",
    "proclaims",
    "read",
    "reading",
    "reads",
    "said",
    "saying",
    "says",
    "states",
    "urges",
    "warned",
    "warning",
    "warns",
];

/// Phrases by which a sign speaks.
const SIGN_PHRASES: [&str; 10] = [
    "con el lema",
    "mit der aufschrift",
    "se leía",
    "unter der überschrift",
    "bearing the slogan",
    "bearing the words",
    "emblazoned with",
    "with the message",
    "with the slogan",
    "with the words",
];

/// Beginnings of lines that lead elsewhere.
const TEASERS: [&str; 14] = [
    "also read",
    "coming up",
    "listen",
    "more",
    "next month",
    "next time",
    "next week",
    "read also",
    "read more",
    "related",
    "see also",
    "see more",
    "watch",
    "lesen sie auch",
];

/// First words of a line in capitals that leads elsewhere: `READ NEXT:`.
const LEADING_ON: [&str; 10] =
    ["also", "click", "don’t", "listen", "more", "next", "read", "related", "see", "watch"];

/// Words that stand before a name or term in marks.
const NAMING: [&str; 10] = [
    "aka",
    "entitled",
    "known as",
    "named",
    "nicknamed",
    "so called",
    "so-called",
    "sogenannte",
    "titled",
    "sogenannten",
];

/// Works and programmes whose titles stand in marks behind them.
const WORKS: [&str; 44] = [
    "album",
    "ballad",
    "book",
    "buch",
    "canción",
    "canvas",
    "chanson",
    "comedy",
    "disco",
    "documentary",
    "drama",
    "episode",
    "essay",
    "exhibition",
    "film",
    "folge",
    "game",
    "installation",
    "libro",
    "lied",
    "livre",
    "memoir",
    "movie",
    "musical",
    "novel",
    "novela",
    "obra",
    "opera",
    "película",
    "photograph",
    "play",
    "podcast",
    "roman",
    "serie",
    "series",
    "show",
    "sendung",
    "single",
    "sitcom",
    "song",
    "série",
    "story",
    "stück",
    "émission",
];

/// Verbs that give a name to something.
const CALLING: [&str; 14] = [
    "call", "called", "calls", "brand", "branded", "brands", "dub", "dubbed", "dubs", "label",
    "labelled", "labeled", "term", "termed",
];

/// Ends of clauses whose speech nobody has uttered.
const THOUGHTS: [&str; 13] = [
    "asking yourself",
    "man könnte auch fragen",
    "you may be muttering",
    "as if to say",
    "as though to say",
    "you are thinking",
    "you are wondering",
    "you may be thinking",
    "you may be wondering",
    "you think",
    "you wonder",
    "you’re thinking",
    "you're thinking",
];

/// Modal verbs of speech that has not happened.
const MODALS: [&str; 8] = ["can", "could", "may", "might", "must", "should", "will", "would"];

/// A value in markup that was left in the text: `author="@mara_l"`.
pub(super) fn attribute_of_markup(context: &Context) -> bool {
    context.character_before() == Some('=')
}

/// The translation of the quotation before it: `“Basta ya” (“Enough already”)`.
pub(super) fn gloss(context: &Context) -> bool {
    let before = context.before.trim_end();
    let told = before.strip_suffix('(').is_some_and(|words| {
        // `「遅い」, wrote one (“Late”)`: in the sentence of the quotation that it translates.
        context.follows_quotation() && context.reports(words)
    });
    (before.trim() == "(" || told) && context.after.starts_with(')')
}

/// `READ MORE: “Why trams fail”`, `Next week: “Whose goose?”`
pub(super) fn teaser(context: &Context) -> bool {
    let sentence = context.sentence_before().trim_end_matches([':', '–', '—', '|']).trim();
    let lower = sentence.to_lowercase();
    let shouted = sentence.contains(char::is_uppercase)
        && !sentence.contains(char::is_lowercase)
        && words(&lower).first().is_some_and(|word| LEADING_ON.contains(word));
    (shouted || TEASERS.contains(&lower.as_str()))
        && context.before.trim_end().ends_with([':', '–', '—', '|'])
}

/// `“Tram at dusk” by J. Ray is licensed under CC BY 2.0`
pub(super) fn credit(context: &Context) -> bool {
    let after = context.after.trim_start();
    let before = context.sentence_before().trim().to_lowercase();
    let picture = ["image:", "photo:", "photograph:", "picture:"].contains(&before.as_str());
    let signs = ["licensed", "permission", "CC BY", "courtesy", "©"];
    after.starts_with("by ") && (picture || signs.iter().any(|sign| after.contains(sign)))
}

/// `You might ask, “Why bother?”`
pub(super) fn hypothetical(context: &Context) -> bool {
    let lower = context.sentence_before().to_lowercase();
    let joins = |word: &&str| matches!(word.trim_end_matches(','), "and" | "but" | "now" | "so");
    let mut words = lower.split_whitespace().skip_while(joins).take(3);
    let you = words.next().is_some_and(|word| matches!(word, "you" | "one"));
    let thought = THOUGHTS
        .iter()
        .any(|thought| lower.trim_end_matches([',', ':']).trim_end().ends_with(thought));
    you && words.any(|word| MODALS.contains(&word)) || thought
}

/// `a cap reading “Ride On”`
pub(super) fn slogan(context: &Context) -> bool {
    let lower = context.sentence_before().to_lowercase();
    /// Words that `Sign on the bridge:` may begin with.
    const LABEL: usize = 3;
    let words: Vec<&str> = words(&lower);
    let is_person = |word: &&str| {
        let person = Class::PERSON.with(Class::ROLE).with(Class::PRONOUN).with(Class::ANONYMOUS);
        context.lexicon.entry(word).is(person.with(Class::GIVEN_NAME))
    };
    let bearing =
        SIGN_PHRASES.iter().any(|phrase| lower.trim_end_matches([',', ':']).ends_with(phrase));
    let Some(sign) = words.iter().rposition(|word| SIGNS.contains(word)) else { return false };
    // `a new sign: “No Dogs”`, `une banderole « Payez »`
    let beside = sign + 1 == words.len() && !lower.trim_end().ends_with(',');
    let people = || words[..sign].iter().any(|word| *word != "it" && is_person(word));
    if beside && sign > 0 && !people() {
        return true;
    }
    if bearing || lower.ends_with(':') && sign < LABEL && words.len() > sign {
        return bearing
            || !words.last().is_some_and(|word| SIGN_VERBS.contains(word) || is_person(word));
    }
    let Some(verb) = words.last().filter(|verb| SIGN_VERBS.contains(*verb)) else { return false };
    // `a man in a cap said`: the man speaks. `a cap reading`, `a cap that said`: the cap does.
    let relative = words[sign + 1..].iter().any(|word| matches!(*word, "that" | "which"));
    let beside = sign + 2 == words.len() && !matches!(*verb, "said" | "says");
    verb.ends_with("ing") || relative || beside || !words[..sign].iter().any(is_person)
}

/// `The law says “any person who rides”.`
pub(super) fn document(context: &Context) -> bool {
    context.words.starts_with(char::is_lowercase)
        && begins_with_rule(context)
        && !context.cue_after()
}

/// A block quote that a line like `The law says:` announces.
pub(super) fn announced_document(context: &Context) -> bool {
    context.quotation.label.as_deref().is_some_and(|line| {
        let lower = line.to_lowercase();
        line.ends_with(':')
            && words(&lower).iter().take(5).any(|w| context.lexicon.entry(w).is(Class::RULE))
    })
}

/// Whether the sentence's subject, its first words, is a thing that lays down rules.
fn begins_with_rule(context: &Context) -> bool {
    let lower = context.sentence_before().to_lowercase();
    // `…, and the permit states`: the last clause has a subject of its own.
    let clause = [", and ", ", while ", ", but ", "; "]
        .iter()
        .filter_map(|joint| lower.rfind(joint).map(|at| at + joint.len()))
        .max();
    let lower = &lower[clause.unwrap_or(0)..];
    let words = words(lower);
    let Some(rule) = words.iter().take(5).position(|w| context.lexicon.entry(w).is(Class::RULE))
    else {
        return false;
    };
    let after = lower[lower.rfind(words[rule]).unwrap_or(0)..].trim_end_matches(',');
    let finite = |word: &&str| {
        let entry = context.lexicon.entry(word);
        entry.is(Class::VERB) && matches!(entry.form, Form::Past | Form::Present)
    };
    !after.contains(',') && !words[..rule].iter().any(finite)
}

/// `the so-called “quick fix”`, `known as “slow lanes”`: a name or term follows.
pub(super) fn named_thing(context: &Context) -> bool {
    const TERM_WORDS: usize = 4;
    let lower = context.sentence_before().to_lowercase();
    let naming = NAMING.iter().any(|word| {
        lower.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    });
    naming && (context.word_count() <= TERM_WORDS || title(context))
}

/// `the film “Late again in June”`: the title of a work that the noun before it names, also
/// where its words are small. Words that begin small are somebody's (`called the film “a mess”`).
pub(super) fn named_work(context: &Context) -> bool {
    let sentence = context.sentence_before();
    let last = words(sentence).last().map(|word| word.to_lowercase());
    let apposed = sentence.ends_with(',') && title(context);
    (apposed || sentence.ends_with(char::is_alphabetic))
        && last.is_some_and(|word| WORKS.contains(&word.as_str()))
        && context.words.starts_with(char::is_uppercase)
        && (apposed || !context.words.ends_with([',', '.']))
}

/// `what opponents call a “war on parking”`: a term of many, which nobody said at this place.
pub(super) fn called_so(context: &Context) -> bool {
    const SUBJECT: usize = 5;
    let lower = context.sentence_before().to_lowercase();
    let all = words(&lower);
    let opens = |word: &&str| {
        let entry = context.lexicon.entry(word);
        matches!(*word, "a" | "an" | "the") || entry.is(Class::POSSESSIVE)
    };
    let end = all.len() - usize::from(all.last().is_some_and(opens));
    let named = end.checked_sub(1).is_some_and(|verb| CALLING.contains(&all[verb]));
    let from = end.saturating_sub(SUBJECT);
    let crowd = all[from..end].iter().any(|word| {
        matches!(*word, "they" | "many" | "some")
            || context.lexicon.entry(word).gender == Gender::Plural
    });
    named && crowd && all[from..end].iter().any(|word| matches!(*word, "what" | "which"))
}

/// A title in the middle of a sentence (`told “Morning Round,” he said`): a verb nearby is no cue
/// for it, unless punctuation sets the words apart (`wrote, “Late Again”`).
pub(super) fn title_in_sentence(context: &Context) -> bool {
    let sentence = context.sentence_before();
    title(context)
        && !sentence.is_empty()
        && !sentence.ends_with([',', ':', '—', '–', '('])
        && !context.said_right_before()
}

/// The title of a work or a programme: capitals, and no end of a question or a call.
pub(super) fn title(context: &Context) -> bool {
    if context.words.ends_with(['!', '?']) {
        return false;
    }
    let all = words(context.words);
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    all.first().is_some_and(capital)
        && all.iter().all(|word| capital(word) || SMALL.contains(&word.to_lowercase().as_str()))
}

/// One or two words: a term, a nickname, a scare quote, unless a cue makes it speech.
pub(super) fn short(context: &Context) -> bool {
    const SHORT: usize = 3;
    context.word_count() < SHORT
}

/// The words of a text, hyphens and apostrophes inside kept.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '&')))
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::document as document_of;
    use super::super::{find, keep};
    use crate::load::speaker::Attribution;

    /// The quotations of a text that are kept, without any attribution.
    fn kept(text: &str) -> Vec<String> {
        let document = document_of(text);
        let quotations = find(&document);
        let found = vec![Attribution::default(); quotations.len()];
        let keep = keep(&document, &quotations, &found);
        let kept = quotations.iter().zip(keep).filter(|(_, keep)| *keep);
        kept.map(|(q, _)| text[q.parts[0].clone()].to_owned()).collect()
    }

    #[test]
    fn what_nobody_spoke_is_no_comment() {
        let cases = [
            "She stars in “The Long Tram Home”.",
            "It was on ABC’s “Morning Round” today.",
            "the so-called “quick fix” failed",
            "Robert “Bo” Ray drove it.",
            "The lanes are known as “slow lanes” here.",
            "He wore a cap reading “Ride On” all day.",
            "Her signs, hand-lettered, said “It floods here. Fix it.”",
            "READ MORE: “Why trams fail”",
            "Next week: “Whose tram is that?”",
            "left over: author=\"@mara_l of the tram\"",
            "The law says “any person who rides” must pay.",
            "The charter provides that “no person holding a licence” may.",
            "You might ask, “Why bother with trams?”",
            "“Tram at dusk” by J. Ray is licensed under CC BY 2.0",
        ];
        for text in cases {
            assert!(kept(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_somebody_spoke_is_a_comment() {
        let cases: &[(&str, &[&str])] = &[
            ("“Sorry,” he wrote.", &["Sorry,"]),
            (
                "“Finally,” a gate agent muttered when the first tram had left the yard.",
                &["Finally,"],
            ),
            ("She called it “a slow, sad mess”.", &["a slow, sad mess"]),
            ("“Basta ya” (“Enough already”), wrote one.", &["Basta ya"]),
            ("Reactions came fast. “Finally!” “About Time.”", &["Finally!", "About Time."]),
            ("Another: “No thanks.” A third: “Why not?”", &["No thanks.", "Why not?"]),
            ("“Shame,” read one reply with 4,000 likes.", &["Shame,"]),
            ("“Late,” according to Ray.", &["Late,"]),
            ("“The Tram Is Late,” Ray said.", &["The Tram Is Late,"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(kept(text), *wanted, "{text}");
        }
    }
}
