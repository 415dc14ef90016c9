//! The learned part of the judgement of roles: whether what a story tells of somebody makes up a
//! standing of their own, where the rules see none.
//!
//! `models/roles/weights.tsv` is written by `scripts/train-roles/`: a logistic regression, a line a feature of
//! [`evidence`] with its weight in hundredths, positive for a standing, and the
//! line `rule=public` with what the rules’ word and the intercept weigh.

use super::evidence::{self, Speaker};
use super::role::Judge;
use super::subject::Story;
use std::collections::HashMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../../models/roles/weights.tsv");

/// The weights of all features, and the line of each feature among them.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(FILE));

struct Model {
    weights: Vec<i32>,
    lines: HashMap<&'static str, usize>,
}

/// What the rules say of everybody whom this is asked about.
const BY_RULES: &str = "rule=public";

/// Whether somebody whom the rules count among the public is rather somebody of a standing. The
/// weights are those of English words.
pub fn is_likely(story: &Story, judge: &Judge, speaker: &Speaker) -> bool {
    if story.tokens.lexicon.code != "en" {
        return false;
    }
    // What is told twice weighs once, as in training.
    let model = &*MODEL;
    let mut told: Vec<usize> = model.lines.get(BY_RULES).copied().into_iter().collect();
    evidence::tell(story, judge, speaker, &mut |feature| told.extend(model.lines.get(feature)));
    told.sort_unstable();
    told.dedup();
    told.into_iter().map(|line| model.weights[line]).sum::<i32>() > 0
}

impl Model {
    /// Reads the weights. The file is built in and a test reads it whole, so a weight that is no number
    /// counts as zero instead of stopping the program.
    fn read(file: &'static str) -> Model {
        let lines: Vec<(&str, &str)> = file.lines().filter_map(|it| it.split_once('\t')).collect();
        Model {
            weights: lines.iter().map(|(_, weight)| weight.parse().unwrap_or(0)).collect(),
            lines: lines.iter().enumerate().map(|(line, (feature, _))| (*feature, line)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_whole() {
        assert_eq!(MODEL.lines.len(), FILE.lines().count());
        assert!(MODEL.lines.contains_key(BY_RULES));
        for line in FILE.lines() {
            let (feature, weight) = line.split_once('\t').unwrap();
            assert!(feature.contains('=') && weight.parse::<i32>().is_ok(), "{line}");
        }
    }
}
