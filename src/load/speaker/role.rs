//! Who the speaker is to the story: subject, public, named or media.

use super::Attribution;
use super::cast::Cast;
use super::subject::Subject;
use crate::domain::Role;
use crate::load::lang::{Lexicon, Outlets};
use crate::load::quote::{Quotation, Shape};

/// Gives every attribution its role. `entity_of` tells the cast's entity of a quotation.
pub fn assign(
    subject: &Subject,
    quotations: &[Quotation],
    cast: &Cast,
    lexicon: &Lexicon,
    found: &mut [Attribution],
    entity_of: &dyn Fn(usize) -> Option<usize>,
) {
    for index in 0..found.len() {
        let role =
            role(subject, &quotations[index], cast, lexicon, &found[index], entity_of(index));
        found[index].role = Some(role);
    }
}

fn role(
    subject: &Subject,
    quotation: &Quotation,
    cast: &Cast,
    _lexicon: &Lexicon,
    attribution: &Attribution,
    entity: Option<usize>,
) -> Role {
    let Some(speaker) = &attribution.speaker else { return Role::Public };
    let entity = entity.or_else(|| cast.find(speaker));
    if entity.is_some_and(|entity| subject.entities.contains(&entity)) {
        return Role::Subject;
    }
    if Outlets::built_in().contains(speaker) {
        return Role::Media;
    }
    if matches!(quotation.shape, Shape::Post(_) | Shape::PageComment(_)) {
        return Role::Public;
    }
    match entity.map(|entity| &cast.entities[entity]) {
        Some(person) if person.is_named && !person.has_age => Role::Named,
        _ => Role::Public,
    }
}
