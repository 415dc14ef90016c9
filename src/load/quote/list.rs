//! Comments in lists: an item under a lead-in, `1. u/name: words`, `• “Words.” – Jo, Leeds`.

use crate::load::document::{BlockKind, Document};
use crate::load::lang::{Class, Lexicon};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Bullet or number of an item in plain text.
static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[•·▪◦‣*]\s*|[-–]\s+|\d{1,3}[.)]\s+)")
        .expect("the pattern is a constant that the tests compile")
});

/// `u/name: words`, `Mormor Kaisa: words`
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>[^\s:“”\x22«»][^:“”\x22«»\n]{0,40}?):\s+(?P<words>\S)")
        .expect("the pattern is a constant that the tests compile")
});

/// Words of a lead-in that announce other people's words.
const REACTIONS: [&str; 50] = [
    "answers",
    "antworten",
    "comentarios",
    "commentaires",
    "comments",
    "divided",
    "divisés",
    "facebook",
    "feedback",
    "forum",
    "forums",
    "geteilt",
    "kommentare",
    "letters",
    "messages",
    "mixed",
    "opinions",
    "posts",
    "posted",
    "posten",
    "quotes",
    "reacciones",
    "reacted",
    "reactions",
    "remarks",
    "reagierten",
    "reaktionen",
    "readers",
    "reddit",
    "replied",
    "replies",
    "respondieron",
    "responded",
    "responses",
    "reviews",
    "réactions",
    "réponses",
    "said",
    "sagten",
    "schrieben",
    "stimmen",
    "split",
    "takes",
    "thoughts",
    "thread",
    "tweeted",
    "tweets",
    "verdicts",
    "views",
    "wrote",
];

/// Words of a label before a colon, at most.
const LABEL_WORDS: usize = 4;

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub block: usize,
    /// Without bullet or number.
    pub body: Range<usize>,
    /// The sentence with a colon that the list stands under.
    pub lead_in: Option<String>,
    /// An item of the same list begins with an account's name.
    pub among_users: bool,
    /// The heading that the list stands under announces people's words.
    pub headed: bool,
}

/// A comment in a list, without marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub words: Range<usize>,
    pub label: String,
    /// The label stands before the words (`u/name: …`).
    pub named: bool,
}

/// The items of all lists of an article, in order.
pub(super) fn items(document: &Document, lexicon: &Lexicon) -> Vec<Item> {
    let mut items = Vec::new();
    let mut lead_in: Option<String> = None;
    let mut headed = false;
    for (index, block) in document.blocks.iter().enumerate() {
        let text = document.block_text(block);
        let bullet = BULLET.find(&text[..head(text)]).map_or(0, |found| found.end());
        match block.kind {
            BlockKind::ListItem => {}
            BlockKind::Paragraph if bullet > 0 => {}
            BlockKind::Paragraph | BlockKind::Heading => {
                lead_in = last_sentence_with_colon(text).map(str::to_owned);
                headed = block.kind == BlockKind::Heading && announces_reactions(text, lexicon);
                continue;
            }
            _ => continue,
        }
        let body = block.bytes.start + bullet..block.bytes.end;
        items.push(Item {
            block: index,
            body,
            lead_in: lead_in.clone(),
            among_users: false,
            headed,
        });
    }
    for list in items.chunk_by_mut(|one, next| one.block + 1 == next.block) {
        let text = &document.article.text;
        let users = list.iter().any(|item| {
            let body = &text[item.body.clone()];
            NAMED.captures(&body[..head(body)]).is_some_and(|found| is_user(&found["name"]))
        });
        list.iter_mut().for_each(|item| item.among_users = users);
    }
    items
}

/// Length of the beginning of a text that a label can stand in, on a character boundary.
fn head(text: &str) -> usize {
    let mut length = text.len().min(160);
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    length
}

/// The last sentence of a paragraph, where it ends with a colon.
pub(super) fn last_sentence_with_colon(text: &str) -> Option<&str> {
    let text = text.trim_end();
    if !text.ends_with([':', '：']) {
        return None;
    }
    let start = text[..text.len() - 1]
        .rmatch_indices(['.', '!', '?', '”', '\n'])
        .map(|(offset, mark)| offset + mark.len())
        .find(|end| text[*end..].starts_with(char::is_whitespace));
    Some(text[start.unwrap_or(0)..].trim())
}

/// Whether a lead-in announces other people's words.
pub(super) fn announces_reactions(lead_in: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<String> = lead_in
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.iter().any(|word| REACTIONS.contains(&word.as_str()))
        || words.last().is_some_and(|word| lexicon.entry(word).is(Class::SPEECH.with(Class::POST)))
}

/// The comment that an item holds without marks.
pub(super) fn unmarked(text: &str, item: &Item, lexicon: &Lexicon) -> Option<Listed> {
    let body = &text[item.body.clone()];
    let announced = item.lead_in.as_deref().filter(|line| announces_reactions(line, lexicon));
    if let Some(found) = NAMED.captures(&body[..head(body)]) {
        let name = found["name"].trim();
        let start = item.body.start + found.name("words")?.start();
        let few = name.split_whitespace().count() <= LABEL_WORDS;
        if few && (item.among_users || item.headed || announced.is_some()) {
            let words = start..item.body.end;
            return Some(Listed { words, label: name.to_owned(), named: true });
        }
    }
    let lead_in = announced?;
    let (words, label) = match tail(body) {
        Some(dash) => (item.body.start..item.body.start + dash.start, &body[dash.end..]),
        None => (item.body.clone(), lead_in),
    };
    let end = words.start + text[words.clone()].trim_end().len();
    Some(Listed { words: words.start..end, label: label.trim().to_owned(), named: false })
}

/// Whether a label looks like an account: `u/name`, `@name`, `name_72`, `DadWithGoats`.
pub(super) fn is_user(label: &str) -> bool {
    let one_word = !label.contains(char::is_whitespace);
    let signs = ['_', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    label.starts_with("u/")
        || label.starts_with('@')
        || one_word && (label.contains(signs) || has_inner_capital(label))
}

/// Whether a capital stands behind two small letters, as in `DadWithGoats` but not in `McRay`.
fn has_inner_capital(word: &str) -> bool {
    let small = |c: &char| c.is_lowercase();
    let letters: Vec<char> = word.chars().collect();
    letters
        .windows(4)
        .any(|it| small(&it[0]) && small(&it[1]) && it[2].is_uppercase() && small(&it[3]))
}

/// The dash between an item's words and who said them, if it ends like that: `… – Jo, Leeds`.
pub(super) fn tail(body: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 60;
    let mut best: Option<Range<usize>> = None;
    for dash in [" – ", " — ", " - ", " -- "] {
        if let Some(offset) = body.rfind(dash) {
            let end = offset + dash.len();
            if best.as_ref().is_none_or(|best| best.start < offset) {
                best = Some(offset..end);
            }
        }
    }
    best.filter(|dash| {
        let label = body[dash.end..].trim();
        let before = body[..dash.start].trim_end();
        !label.is_empty()
            && label.len() <= LONGEST
            && !label.ends_with(['!', '?'])
            && before.ends_with(['.', '!', '?', '…', '”', '"', '’', '\'', '»', '“'])
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    fn listed(text: &str) -> Vec<(String, String)> {
        let document = document(text);
        let lexicon = Lexicon::of(Some("en"));
        let text = &document.article.text;
        items(&document, Lexicon::of(None))
            .iter()
            .filter_map(|item| unmarked(text, item, lexicon))
            .map(|found| (text[found.words].to_owned(), found.label))
            .collect()
    }

    fn pair(words: &str, label: &str) -> (String, String) {
        (words.to_owned(), label.to_owned())
    }

    #[test]
    fn items_under_a_lead_in_are_comments() {
        let found = listed("Fans were split:\n• Too loud.\n• I slept. – Jo, Leeds");
        let wanted = [pair("Too loud.", "Fans were split:"), pair("I slept.", "Jo, Leeds")];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_name_before_a_colon_is_the_speaker() {
        let found =
            listed("It drew 300 answers:\n1. kip_22: Never again.\n2. Granny May: Why not?");
        assert_eq!(found, [pair("Never again.", "kip_22"), pair("Why not?", "Granny May")]);
        assert_eq!(listed("1. u/slow: Late: always."), [pair("Late: always.", "u/slow")]);
    }

    #[test]
    fn an_ordinary_list_holds_no_comments() {
        for text in ["What to bring:\n- Water\n- Bread", "1. Paris: a city.\n2. Rome: another."] {
            assert!(listed(text).is_empty(), "{text}");
        }
    }
}
