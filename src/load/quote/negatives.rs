//! Words between marks that nobody spoke, one rule each.

use super::context::Context;
use crate::load::lang::Class;

/// Words of a title that stay small.
const SMALL: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "de", "del", "for", "from", "in", "la", "le", "nor",
    "of", "on", "or", "the", "to", "vs", "with",
];

/// Things that carry slogans.
const SIGNS: [&str; 20] = [
    "badge",
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
const SIGN_VERBS: [&str; 8] =
    ["proclaiming", "read", "reading", "reads", "said", "saying", "says", "emblazoned"];

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

/// Modal verbs of speech that has not happened.
const MODALS: [&str; 8] = ["can", "could", "may", "might", "must", "should", "will", "would"];

/// A value in markup that was left in the text: `author="@mara_l"`.
pub(super) fn attribute_of_markup(context: &Context) -> bool {
    context.character_before() == Some('=')
}

/// The translation of the quotation before it: `“Basta ya” (“Enough already”)`.
pub(super) fn gloss(context: &Context) -> bool {
    context.before.trim() == "(" && context.after.starts_with(')')
}

/// `READ MORE: “Why trams fail”`, `Next week: “Whose goose?”`
pub(super) fn teaser(context: &Context) -> bool {
    let sentence = context.sentence_before().trim_end_matches([':', '–', '—', '|']).trim();
    let lower = sentence.to_lowercase();
    TEASERS.contains(&lower.as_str()) && context.before.trim_end().ends_with([':', '–', '—', '|'])
}

/// `“Tram at dusk” by J. Ray is licensed under CC BY 2.0`
pub(super) fn credit(context: &Context) -> bool {
    let after = context.after.trim_start();
    after.starts_with("by ")
        && ["licensed", "permission", "CC BY", "courtesy", "©"]
            .iter()
            .any(|sign| after.contains(sign))
}

/// `You might ask, “Why bother?”`
pub(super) fn hypothetical(context: &Context) -> bool {
    let lower = context.sentence_before().to_lowercase();
    let mut words = lower.split_whitespace().take(3);
    let you = words.next().is_some_and(|word| matches!(word, "you" | "one"));
    you && words.any(|word| MODALS.contains(&word)) || lower.ends_with("as if to say,")
}

/// `a cap reading “Ride On”`
pub(super) fn slogan(context: &Context) -> bool {
    let lower = context.sentence_before().to_lowercase();
    let words: Vec<&str> = words(&lower);
    words.last().is_some_and(|verb| SIGN_VERBS.contains(verb))
        && words.iter().any(|word| SIGNS.contains(word))
}

/// `The law says “any person who rides”.`
pub(super) fn document(context: &Context) -> bool {
    context.words.starts_with(char::is_lowercase) && begins_with_rule(context)
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
    let words = words(&lower);
    let Some(rule) = words.iter().take(5).position(|w| context.lexicon.entry(w).is(Class::RULE))
    else {
        return false;
    };
    let after = &lower[lower.rfind(words[rule]).unwrap_or(0)..];
    !after.contains(',') && !words[..rule].iter().any(|w| context.lexicon.entry(w).is(Class::VERB))
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

/// A title in the middle of a sentence (`told “Morning Round,” he said`): a verb nearby is no cue
/// for it, unless punctuation sets the words apart (`wrote, “Late Again”`).
pub(super) fn title_in_sentence(context: &Context) -> bool {
    let sentence = context.sentence_before();
    title(context) && !sentence.is_empty() && !sentence.ends_with([',', ':', '—', '–', '('])
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
