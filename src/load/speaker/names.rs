//! Names of one person in their many forms.

use super::mention::Mention;
use super::tokens::{TokenKind, Tokens};
use crate::load::lang::Class;

/// The words of a name in lower case, and the name for display; titles, stops and nicknames
/// left out.
pub(super) fn name_of(tokens: &Tokens, mention: &Mention) -> (Vec<String>, String) {
    let list = &tokens.list;
    let mut words = Vec::new();
    let mut name = String::new();
    let mut inner = false;
    let mut nickname = false;
    for index in mention.tokens.clone() {
        let token = &list[index];
        if matches!(token.kind, TokenKind::Mark(mark) if mark != '.') {
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
        let prefix = !inner
            && more
            && matches!(
                tokens.word(index),
                "Former" | "Vice" | "Ex" | "Acting" | "Deputy" | "Chief" | "Fire"
            );
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
    (words, name)
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
