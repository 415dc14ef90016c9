//! Which quotations are comments, now that their attribution is known.
//!
//! Everything that a shape of its own tells (posts, dialogues, lists, …) is one. Words between
//! marks are one unless a rule below says that nobody spoke them. Speech with a cue right
//! beside it outweighs the looks of its words (`“Sorry,” he wrote`).

use super::context::Context;
use super::negatives as is;
use super::repeats::Repeats;
use super::{Quotation, Shape};
use crate::load::document::Document;
use crate::load::lang::Lexicon;
use crate::load::speaker::Attribution;

/// Says for each quotation whether it is a comment.
pub(super) fn comments(
    document: &Document,
    quotations: &[Quotation],
    found: &[Attribution],
    lexicon: &Lexicon,
) -> Vec<bool> {
    let repeats = Repeats::new(document, quotations);
    (0..quotations.len())
        .map(|index| {
            let context = Context::new(document, quotations, index, lexicon);
            match quotations[index].shape {
                Shape::Marked => is_comment(&context, &found[index], &repeats, index),
                Shape::BlockQuote => !is::announced_document(&context),
                _ => true,
            }
        })
        .collect()
}

/// Whether words between marks are a comment.
fn is_comment(context: &Context, found: &Attribution, repeats: &Repeats, index: usize) -> bool {
    if is::attribute_of_markup(context)
        || is::gloss(context)
        || is::teaser(context)
        || is::credit(context)
        || is::hypothetical(context)
        || is::slogan(context)
        || is::document(context)
        || is::called_so(context)
        || repeats.contains(index)
    {
        return false;
    }
    if context.quotation.label.is_some() || context.in_run() {
        return true;
    }
    if is::named_thing(context) || is::named_work(context) || is::title_in_sentence(context) {
        return false;
    }
    if context.cue_beside() {
        return true;
    }
    let one_word_sentence = context.word_count() == 1 && context.is_sentence();
    if one_word_sentence && !context.before.trim().is_empty() {
        return true;
    }
    if is::title(context) {
        return false;
    }
    !is::short(context)
        || context.is_sentence()
        || context.captions(found)
        || context.is_shout()
        || context.tells_what_it_is()
}
