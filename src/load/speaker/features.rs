//! Names and places of what speaks for or against a candidate.

/// Index of a feature by its name, found when the program is compiled.
macro_rules! feature_index {
    ($name:literal) => {
        const { $crate::load::speaker::features::position($name) }
    };
}

pub(super) use feature_index;

/// Number of features.
pub const FEATURES: usize = 52;

/// Names of the features, in their order; the training script keeps them with the model.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "source",
    "order",
    "cue_class",
    "cue_form",
    "cue_say",
    "side",
    "gap",
    "gap_mention",
    "gap_cue",
    "quotations_between",
    "sentences",
    "blocks",
    "commas_between",
    "rank_in_side",
    "mention_kind",
    "mention_gender",
    "entity_named",
    "entity_count",
    "is_body",
    "is_person",
    "is_thing",
    "behind_preposition",
    "first_in_sentence",
    "before_comma",
    "possessor",
    "gap_to_other_quotation",
    "frame_touches_other",
    "quotation_words",
    "ends_with_comma",
    "ends_with_stop",
    "begins_small",
    "opens_block",
    "closes_block",
    "colon_before",
    "comma_before",
    "word_before",
    "word_after",
    "frames_in_sentence",
    "best_gap_before",
    "best_gap_after",
    "earlier_words_between",
    "earlier_blocks",
    "earlier_closes_block",
    "earlier_ends_with_comma",
    "earlier_gap_after",
    "entity_is_earlier",
    "pronoun_resolved",
    "cue_between",
    "is_subject_cue",
    "first_in_block",
    "words_behind_in_sentence",
    "plural",
];

pub(super) const fn position(name: &str) -> usize {
    let mut index = 0;
    while index < FEATURES {
        if same(FEATURE_NAMES[index], name) {
            return index;
        }
        index += 1;
    }
    panic!("no such feature");
}

const fn same(first: &str, second: &str) -> bool {
    let (first, second) = (first.as_bytes(), second.as_bytes());
    if first.len() != second.len() {
        return false;
    }
    let mut index = 0;
    while index < first.len() {
        if first[index] != second[index] {
            return false;
        }
        index += 1;
    }
    true
}
