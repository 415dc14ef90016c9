//! Readers' words as papers print them, without marks: letters to the editor, rows of
//! `Jo, Leeds: words`, rows of `words. Jo, Leeds`, and forums' `jo_72 said:`.

use super::letter::{Letter, without_dash};
use super::list;
use super::prose_line;
use crate::load::document::{BlockKind, Document};
use crate::load::lang::{Class, Lexicon};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// `Sir – words`, `Dear Editor, words`, `To the Editor: words`
static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:Sir|SIR|Sirs|Madam|MADAM)\s*[,–—:-]|Dear (?:Sir|Sirs|Madam|Editor|Sir or Madam)\s*[,–—:-]|(?i:to the editor):)\s*",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// `Jo, Leeds: words`, `jo72: words`
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<label>(?:[\p{Lu}@]|u/)[^:“”\x22«»\n]{0,40}?|\p{Ll}[\w.-]{3,30}):\s+(?P<words>\S)",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// `words. Jo Ray, Leeds`
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<words>.{12,}[.!?…])\s+(?P<label>\p{Lu}[\w.'’-]*(?: [\p{Lu}\d][\w.'’-]*){0,2}(?:, \p{Lu}[\w .'’-]{2,25})?)$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// `jo_72 said:`, `jo_72 said: words`, `To which user jo_72 replied: words`
static SAID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:To which (?:user )?|And (?:user )?|User )?(?P<user>@?[\w.-]{3,30}) (?:added|asked|commented|posted|replied|said|says|writes|wrote):(?:\s+(?P<words>\S.*))?$",
    )
        .expect("the pattern is a constant that the tests compile")
});

/// `Jo in Leeds writes: words`, `J. Ray, Leeds, writes: words`
static WRITES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<label>\p{Lu}[^:“”\x22«»‘]{0,50}?),? (?:emails|messages|texts|tweets|writes):\s+(?P<words>[\p{L}\d].*)$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// Words of a name with its place, and of a whole signature, at most.
const LABEL: usize = 5;

/// Paragraphs of a letter, at most.
const PARAGRAPHS: usize = 8;

/// The letters to the editor of a document.
pub(super) fn letters(document: &Document) -> Vec<Letter> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < document.blocks.len() {
        match letter(document, at) {
            Some(letter) => {
                at += letter.blocks;
                found.push(letter);
            }
            None => at += 1,
        }
    }
    found
}

/// The letter whose salutation a block begins with; its signature is the first short line.
fn letter(document: &Document, at: usize) -> Option<Letter> {
    let text = prose_line(document, at)?;
    let salutation = SALUTATION.find(text)?.end();
    let first = document.blocks[at].bytes.clone();
    let mut parts = Vec::new();
    if salutation < text.len() {
        parts.push(first.start + salutation..first.end);
    }
    for block in at + 1..=at + PARAGRAPHS {
        let text = prose_line(document, block)?;
        let ended = parts.last().is_some_and(|part: &Range<usize>| {
            ends_like_words(&document.article.text[part.clone()])
        });
        if ended && is_signature(text) {
            let place = prose_line(document, block + 1).is_some_and(is_signature);
            return Some(Letter {
                first_block: at,
                parts,
                blocks: block + 1 - at + usize::from(place),
                label: Some(signer(text).to_owned()),
            });
        }
        parts.push(document.blocks[block].bytes.clone());
    }
    None
}

fn is_signature(text: &str) -> bool {
    let name = without_dash(text);
    name.split_whitespace().count() <= LABEL
        && name.starts_with(char::is_uppercase)
        && !text.ends_with(['.', '!', '?', ':', ',', ';', '”', '"'])
        && SALUTATION.find(text).is_none()
}

/// The name in a signature, without what is behind a bracket or comma.
fn signer(signature: &str) -> &str {
    let name = without_dash(signature);
    name.split(['(', ',']).next().unwrap_or(name).trim()
}

/// Whether a line ends as the words of a letter do.
fn ends_like_words(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', '”', '"', '’'])
}

/// Words of a line that letters to the editor follow.
const POSTBAG: [&str; 6] = ["inbox", "letters", "mailbag", "postbag", "readers write", "your say"];

/// The letters below a line that announces some, each with its writer's name in a line below; none
/// where there is only one.
pub(super) fn signed_letters(document: &Document, lexicon: &Lexicon) -> Vec<Letter> {
    const ANNOUNCEMENT: usize = 400;
    let announces = |text: &str| {
        let lower = text.to_lowercase();
        text.len() <= ANNOUNCEMENT && POSTBAG.iter().any(|word| lower.contains(word))
    };
    let mut blocks = 0..document.blocks.len();
    let first = blocks.find(|block| prose_line(document, *block).is_some_and(announces));
    let Some(first) = first else { return Vec::new() };
    let mut found = Vec::new();
    let mut begin = first + 1;
    for block in first + 1..document.blocks.len() {
        let Some(text) = prose_line(document, block).map(str::trim) else {
            begin = block + 1;
            continue;
        };
        if found.is_empty() && announces(text) {
            begin = block + 1;
            continue;
        }
        if begin < block && signs(document, block, lexicon) && block - begin <= PARAGRAPHS {
            let place = prose_line(document, block + 1).is_some_and(is_signature)
                && !signs(document, block + 1, lexicon)
                && prose_line(document, block + 2).is_some_and(|next| !is_signature(next));
            let blocks = block + 1 - begin + usize::from(place);
            let label = Some(signer(text).to_owned());
            let parts = (begin..block).map(|part| document.blocks[part].bytes.clone()).collect();
            found.push(Letter { first_block: begin, parts, blocks, label });
            begin += blocks;
        } else if block >= begin && !ends_like_words(text) {
            begin = block + 1;
        }
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// Whether a line is the name of who wrote what stands above it: `Ann Ray`, `Col. J. Ray (retd)`,
/// `Ann Ray, Leeds`, `Name and address supplied`.
fn signs(document: &Document, block: usize, lexicon: &Lexicon) -> bool {
    let Some(text) = prose_line(document, block).map(str::trim) else { return false };
    let name = signer(text);
    let withheld = text.starts_with("Name ") && text.ends_with(" supplied");
    let is_title = |word: &&str| lexicon.entry(&bare(word)).is(Class::TITLE);
    let words: Vec<&str> = name.split_whitespace().skip_while(is_title).collect();
    let titled = words.len() < name.split_whitespace().count();
    let initial = words.first().is_some_and(|word| word.ends_with('.') && bare(word).len() == 1);
    let given = words.first().is_some_and(|word| lexicon.entry(&bare(word)).is(Class::GIVEN_NAME));
    let capitals = words.iter().all(|word| word.starts_with(char::is_uppercase));
    let whole = titled || initial || words.len() > 1 && given;
    document.blocks[block].kind == BlockKind::Paragraph
        && is_signature(text)
        && (withheld || !words.is_empty() && capitals && whole)
}

/// A word in lower case, without marks.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A comment in a row of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub block: usize,
    pub words: Range<usize>,
    pub label: String,
}

/// The comments in rows of at least two paragraphs, each with its author before or behind the
/// words, that a heading or a line with a colon announces.
pub(super) fn rows(document: &Document, lexicon: &Lexicon) -> Vec<Row> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < document.blocks.len() {
        let before = at - 1;
        let labelled = run(document, at, &LABELLED);
        let signed = run(document, at, &SIGNED);
        // What is not announced at its beginning is no row anywhere.
        at += labelled.len().max(signed.len()).max(1);
        if announced(document, before, &labelled, lexicon) {
            found.extend(labelled);
        } else if signed.len() > 1
            && prose_line(document, before).is_some_and(|it| it.ends_with(':'))
        {
            found.extend(signed);
        }
    }
    found
}

/// The paragraphs from a block on that have a label of this kind.
fn run(document: &Document, at: usize, pattern: &Regex) -> Vec<Row> {
    let row = |block: usize| {
        let found = pattern.captures(prose_line(document, block)?)?;
        let (words, label) = (found.name("words")?, found.name("label")?);
        let start = document.blocks[block].bytes.start;
        // Words before their label end where it begins, others with their block.
        let end = if label.start() > words.start() {
            start + words.end()
        } else {
            document.blocks[block].bytes.end
        };
        let few = label.as_str().split_whitespace().count() <= LABEL;
        let words = start + words.start()..end;
        few.then(|| Row { block, words, label: label.as_str().to_owned() })
    };
    (at..document.blocks.len()).map_while(row).collect()
}

/// Whether what stands before rows of `Jo: words` announces people's words, and the labels are
/// those of people.
fn announced(document: &Document, before: usize, rows: &[Row], lexicon: &Lexicon) -> bool {
    let Some(text) = prose_line(document, before).filter(|_| rows.len() > 1) else { return false };
    let heading = !text.ends_with(['.', '!', '”', '"']) && text.split_whitespace().count() < 8;
    let reactions = (heading || text.ends_with(':')) && list::announces_reactions(text, lexicon);
    let person = |row: &&Row| {
        let name = row.label.split([',', ' ']).next().unwrap_or_default();
        let initial = name.len() == 2 && name.ends_with('.');
        let given = lexicon.entry(&name.to_lowercase()).is(Class::GIVEN_NAME);
        given || initial || list::is_user(name)
    };
    // A list of the arrested has names before colons, too.
    let speaks = rows.iter().any(|row| is_personal(&document.article.text[row.words.clone()]));
    let people = rows.iter().filter(person).count();
    if rows.iter().all(|row| list::is_user(&row.label)) {
        return true;
    }
    speaks && (reactions && people > 0 || text.ends_with(':') && people * 3 >= rows.len())
}

/// Whether words are somebody's own: they ask, call, or speak of themselves or to others.
fn is_personal(words: &str) -> bool {
    const PERSONS: [&str; 11] =
        ["i", "i'm", "i’m", "it's", "it’s", "me", "my", "our", "we", "you", "your"];
    words.ends_with(['!', '?'])
        || words.split_whitespace().any(|word| PERSONS.contains(&word.to_lowercase().as_str()))
}

/// The rows of at least two readers' messages: `Jo in Leeds writes: words`.
pub(super) fn messages(document: &Document) -> Vec<Row> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < document.blocks.len() {
        let rows = run(document, at, &WRITES);
        at += rows.len().max(1);
        if rows.len() > 1 {
            found.extend(rows);
        }
    }
    found
}

/// What forums print as `jo_72 said:` with the words behind it or in the next line.
pub(super) fn said(document: &Document) -> Vec<Row> {
    let mut in_thread = false;
    let row = |at: usize| {
        let found = SAID.captures(prose_line(document, at)?)?;
        let user = &found["user"];
        // Below one account another one may be any word.
        let account = list::is_user(user) || in_thread && user.starts_with(char::is_lowercase);
        in_thread |= account;
        let (block, words) = match found.name("words") {
            Some(words) => {
                let start = document.blocks[at].bytes.start;
                (at, start + words.start()..start + words.end())
            }
            None => {
                prose_line(document, at + 1)?;
                (at + 1, document.blocks[at + 1].bytes.clone())
            }
        };
        account.then(|| Row { block, words, label: user.to_owned() })
    };
    (0..document.blocks.len()).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    #[test]
    fn a_salutation_begins_a_letter_and_a_name_ends_it() {
        let text = "Our postbag:\nSir – It is late.\nVery late.\nAnn Ray (Mrs)\nLeeds\nDear Editor,\nIt runs.\nT. Ek, York\nThe end of it all.";
        let document = document(text);
        let words = |letter: &Letter| -> Vec<&str> {
            letter.parts.iter().map(|part| &text[part.clone()]).collect()
        };
        let found = letters(&document);
        let found: Vec<_> =
            found.iter().map(|it| (words(it), it.label.as_deref(), it.blocks)).collect();
        let wanted = [
            (vec!["It is late.", "Very late."], Some("Ann Ray"), 4),
            (vec!["It runs."], Some("T. Ek"), 3),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn an_unsigned_letter_is_none() {
        let text = "Sir – It is late.\nThe tram came at nine, as everybody had said it would.";
        assert!(letters(&document(text)).is_empty());
    }

    fn rows_of(text: &str) -> Vec<(String, String)> {
        let found = rows(&document(text), Lexicon::of(None));
        found.into_iter().map(|row| (row.label, text[row.words].to_owned())).collect()
    }

    #[test]
    fn a_row_with_names_is_a_row_of_comments() {
        let pair = |label: &str, words: &str| (label.to_owned(), words.to_owned());
        let cases = [
            (
                "What you said\nColin, Leeds: It is late.\nAnon: Never!\nThe tram runs again.",
                [pair("Colin, Leeds", "It is late."), pair("Anon", "Never!")],
            ),
            (
                "Some of your mails:\nIt is late again. Please. Ann, Leeds\nNobody uses it. Greg D\nThe end.",
                [
                    pair("Ann, Leeds", "It is late again. Please."),
                    pair("Greg D", "Nobody uses it."),
                ],
            ),
            (
                "Below the line:\nTram_Tom, Leeds: My stop is gone.\nMrsGoats: Never!\nThe end.",
                [pair("Tram_Tom, Leeds", "My stop is gone."), pair("MrsGoats", "Never!")],
            ),
            (
                "From the chat:\nharrowgranny: I walk anyway\nB. Ray: mine never came\nThe end.",
                [pair("harrowgranny", "I walk anyway"), pair("B. Ray", "mine never came")],
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(rows_of(text), wanted, "{text}");
        }
    }

    #[test]
    fn an_ordinary_row_is_none() {
        for text in [
            "The stops\nNorth: by the church.\nSouth: by the mill.\nThe end.",
            "There were two reasons:\nMoney: there is none.\nTime: there is less.\nThe end.",
            "What we liked:\nsound: my ears rang.\nlight: it was dim.\nThe end.",
        ] {
            assert!(rows_of(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_forum_names_the_user_before_the_words() {
        let text = "The thread goes on:\njo_72 said:\nIt is late.\nDadWithGoats said:\nNever.\nolduser said:\nEver.\nThe mayor said:\nWe run.";
        let found = said(&document(text));
        let found: Vec<_> =
            found.iter().map(|row| (&*row.label, &text[row.words.clone()])).collect();
        let wanted = [("jo_72", "It is late."), ("DadWithGoats", "Never."), ("olduser", "Ever.")];
        assert_eq!(found, wanted);
    }
}
