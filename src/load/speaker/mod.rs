//! Who said it: cues, candidate speakers, names for pronouns, and the speaker's role.

use crate::domain::Role;
use crate::load::document::Document;
use crate::load::quote::Quotation;

/// The decision who speaks a quotation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attribution {
    /// Resolved name or description; `None` when nobody is named.
    pub speaker: Option<String>,
    /// The speaker as printed at that place.
    pub surface: Option<String>,
    /// `@handle`, where printed beside the words.
    pub handle: Option<String>,
    /// Cue verb or phrase; `None` for a colon or for none.
    pub cue: Option<String>,
    /// Index of the quotation that this one continues (one speech broken by its attribution).
    pub continues: Option<usize>,
    /// Estimated probability that the speaker is right, 0 … 1.
    pub confidence: f32,
}

/// Attributes every quotation, in their order.
pub fn attribute(_document: &Document, quotations: &[Quotation]) -> Vec<Attribution> {
    vec![Attribution::default(); quotations.len()]
}

/// The role of every quotation's speaker, in their order.
pub fn roles(_document: &Document, quotations: &[Quotation], _found: &[Attribution]) -> Vec<Role> {
    vec![Role::Public; quotations.len()]
}
