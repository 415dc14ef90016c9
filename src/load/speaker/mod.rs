//! Who said it: cues, candidate speakers, names for pronouns, and the speaker's role.
//!
//! An article is split into [`tokens`] with its quotations folded; [`mention`] finds who is
//! spoken of, [`cast`] gathers the people, [`lead`] knows whom a story begins with, [`cue`] ties
//! verbs to mentions, [`coreference`] names pronouns and [`described`] descriptions. For each quotation [`candidates`] proposes speakers with features and
//! [`model`] gives each a probability, which [`clause`] corrects where grammar leaves no doubt;
//! [`label`] reads the speakers that a shape itself names.

mod apposition;
pub mod candidates;
mod cast;
mod clause;
mod coreference;
mod cue;
mod decide;
mod described;
mod evidence;
mod features;
mod label;
mod lead;
mod mention;
mod model;
mod names;
mod phrase;
mod role;
mod standing;
mod subject;
mod tokens;

pub use decide::{proposals, role_evidence};

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
    /// Who the speaker is to the story; `None` counts as the public.
    pub role: Option<Role>,
}

/// Attributes every quotation, in their order.
pub fn attribute(document: &Document, quotations: &[Quotation]) -> Vec<Attribution> {
    if quotations.is_empty() {
        return Vec::new();
    }
    decide::attribute(document, quotations)
}

/// The role of every quotation's speaker, in their order.
pub fn roles(_document: &Document, _quotations: &[Quotation], found: &[Attribution]) -> Vec<Role> {
    found.iter().map(|attribution| attribution.role.unwrap_or(Role::Public)).collect()
}
