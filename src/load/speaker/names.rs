//! Names of one person in their many forms.

use super::mention::{Mention, PARTICLES};
use super::tokens::{Letters, TokenKind, Tokens};
use crate::load::lang::Class;
use std::ops::Range;

/// Words with a capital before a title that are a part of it: `Former Mayor Ann Ray`.
pub(super) const PREFIXES: [&str; 13] = [
    "Acting", "Chief", "Deputy", "Ex", "Fire", "Former", "Junior", "Most", "Retired", "Right",
    "Senior", "Very", "Vice",
];

/// The words of a name in lower case, and the name for display; titles, stops and nicknames
/// left out.
pub(super) fn name_of(tokens: &Tokens, mention: &Mention) -> (Vec<String>, String) {
    let list = &tokens.list;
    let mut words = Vec::new();
    let mut name = String::new();
    let mut inner = false;
    let mut nickname = false;
    let run = behind_office(tokens, &mention.tokens)..mention.tokens.end;
    for index in run {
        let token = &list[index];
        if token.is_mark('&') {
            name.push_str(" &");
            continue;
        }
        // `Ann Ray, MD` has a degree, `Tom Ek Jr` a name.
        if token.is(Class::SUFFIX) && token.letters == Letters::Upper && inner {
            continue;
        }
        if matches!(token.kind, TokenKind::Mark(mark) if !matches!(mark, '.' | ',')) {
            nickname = !nickname;
        }
        if nickname {
            continue;
        }
        let more = index + 1 < mention.tokens.end;
        let title = !inner
            && more
            && token.is(Class::TITLE.with(Class::ROLE).with(Class::PERSON))
            && !token.is(Class::GIVEN_NAME);
        if token.is_mark('.') && inner {
            name.push('.');
        }
        let prefix = !inner && more && PREFIXES.contains(&tokens.word(index));
        if token.kind != TokenKind::Word || title || prefix {
            continue;
        }
        inner = true;
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(tokens.word(index));
        if !token.is(Class::SUFFIX) {
            words.push(tokens.word(index).to_lowercase());
        }
    }
    // Of `Mr Ray` and `Pope Ray` the last word alone would be less than what is printed.
    let first = mention.tokens.start;
    let courtesy = || {
        list[first].is(Class::HONORIFIC)
            || FIRST_NAME_TITLES.iter().any(|it| tokens.word(first).eq_ignore_ascii_case(it))
    };
    if words.len() == 1 && mention.tokens.len() > 1 && list[first].has_capital() && courtesy() {
        name = tokens.slice(mention.tokens.clone()).to_owned();
    }
    (words, name)
}

/// Titles that stand before a given name alone: `Princess Ann`.
const FIRST_NAME_TITLES: [&str; 10] =
    ["brother", "father", "imam", "king", "pope", "prince", "princess", "queen", "rabbi", "sister"];

/// First token behind the office or origin that a run of capitals begins with: `Ann` in `County
/// Road Supervisor Ann Ray`, in `Chief of Staff Ann Ray` and in `Republican Ann Ray`; the first
/// token of the run where there is none.
pub(super) fn behind_office(tokens: &Tokens, run: &Range<usize>) -> usize {
    let list = &tokens.list;
    // `Eva-Marie` begins with a given name.
    let name = |index: usize| {
        list[index].is(Class::GIVEN_NAME)
            || tokens.word(index).split_once('-').is_some_and(|(first, _)| {
                tokens.lexicon.entry(&first.to_lowercase()).is(Class::GIVEN_NAME)
            })
    };
    let office = |index: usize| {
        list[index].is(Class::ROLE.with(Class::TITLE).with(Class::NATIONALITY)) && !name(index)
    };
    let of = |index: usize| list.get(index).is_some() && tokens.word(index) == "of";
    let mut start = run.start;
    let mut after_name = false;
    for index in run.clone() {
        let stop = list.get(index + 1).is_some_and(|next| next.is_mark('.'));
        let behind = index + 1 + usize::from(stop) + if of(index + 1) { 2 } else { 0 };
        // A lone word behind an office may be a part of it: `Transport Minister Designate`; and
        // of `Ann King Ray` the king is no office, but of `Florida Governor Ann Ray`.
        if office(index)
            && behind + 1 < run.end
            && list[behind].has_capital()
            && (!after_name || name(behind))
        {
            start = behind;
        }
        after_name |= name(index);
    }
    // `Secretary of State Ann Ray`, whose `of` is outside the run.
    let of_office = start == run.start
        && run.len() > 2
        && start > 1
        && of(start - 1)
        && office(start - 2)
        && list[start - 2].has_capital();
    let given = (start..run.end).find(|index| name(*index) && index + 1 < run.end);
    // `Understudy Ann Ray said`: the first word of a sentence has a capital in any case.
    let opens = tokens.sentence_of(run.start).start == run.start;
    let trade = opens && run.len() > 2 && name(run.start + 1) && {
        let first = &list[run.start];
        let particle = PARTICLES.iter().any(|it| tokens.word(run.start).eq_ignore_ascii_case(it));
        let short = tokens.word(run.start).len() <= 3;
        first.letters == Letters::Capital
            && !name(run.start)
            && !particle
            && !short
            && list[run.start + 2].has_capital()
    };
    if of_office {
        given.unwrap_or(start + 1)
    } else if start == run.start && trade {
        start + 1
    } else if start == run.start && run.len() > 2 && follows_office(tokens, start, &office) {
        given.filter(|given| *given > start).unwrap_or(run.end - 2)
    } else {
        start
    }
}

/// Whether an office with `for` stands before a run of capitals, which begins with what it
/// is for: `Minister of State for Transport Ann Ray`, `Member for Harrow East Ann Ray`.
fn follows_office(tokens: &Tokens, start: usize, office: &dyn Fn(usize) -> bool) -> bool {
    const OFFICE: usize = 4;
    let list = &tokens.list;
    let capital = |index: &usize| list[*index].has_capital();
    let for_ = start.checked_sub(1).filter(|it| tokens.word(*it) == "for");
    for_.is_some_and(|for_| {
        let before = (for_.saturating_sub(OFFICE)..for_).rev();
        before
            .take_while(|it| capital(it) || tokens.word(*it) == "of")
            .any(|index| office(index) && capital(&index))
    })
}

/// Whether a mention stands in a headline, where capitals tell no name: `Ann Ray Calls For Calm`.
pub(super) fn stands_in_headline(tokens: &Tokens, mention: &Mention) -> bool {
    const WORDS: usize = 5;
    const LONGEST: usize = 40;
    let sentence = tokens.sentence_of(mention.tokens.start);
    if sentence.len() > LONGEST {
        return false;
    }
    let long = |index: &usize| tokens.word(*index).len() > 3;
    let words: Vec<usize> =
        sentence.filter(|it| tokens.list[*it].kind == TokenKind::Word).filter(long).collect();
    let capitals = words.iter().filter(|index| tokens.list[**index].has_capital()).count();
    words.len() >= WORDS && capitals * 4 >= words.len() * 3
}

/// Whether two names can be one person's: one is a part of the other, or the last words agree
/// and the first ones do not contradict.
pub(super) fn names_agree(known: &[String], words: &[String]) -> bool {
    let (short, long) = if known.len() < words.len() { (known, words) } else { (words, known) };
    if short.is_empty() {
        return false;
    }
    if long.windows(short.len()).any(|window| window == short) {
        return true;
    }
    if known.last() != words.last() {
        return false;
    }
    let (first, second) = (&known[0], &words[0]);
    first == second || is_initial(first, second) || is_initial(second, first)
}

pub(super) fn is_initial(initial: &str, name: &str) -> bool {
    let mut letters = initial.chars();
    let first = letters.next();
    first.is_some() && letters.all(|c| c == '.') && name.chars().next() == first
}
