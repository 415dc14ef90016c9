//! The learned scorer: regression trees over the candidates' features.
//!
//! `models/speaker/trees.txt` is written by `scripts/train-speaker/`: boosted trees for a
//! softmax over the candidates of a quotation. Its first line is the temperature that
//! calibrates the probabilities; then one tree a line, its nodes apart by spaces: `leaf` or
//! `feature:threshold:left:right`, children by number, smaller or equal goes left.

use super::candidates::{Candidate, FEATURES};
use std::sync::LazyLock;

const FILE: &str = include_str!("../../../models/speaker/trees.txt");

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(FILE));

/// The trees, laid out by feature (QuickScorer: C. Lucchese et al., *QuickScorer: a fast
/// algorithm to rank documents with additive ensembles of regression trees*, SIGIR 2015).
///
/// Every tree has a set of leaves that can still be reached, one bit each. A split whose
/// condition fails takes the leaves on its left out of the set, in whatever order the splits
/// are looked at; the first leaf that is left over is the one that a descent would reach.
struct Model {
    temperature: f32,
    /// Splits of each feature, by threshold.
    splits: Vec<Vec<Split>>,
    /// Values of the leaves of every tree, left to right.
    leaves: Vec<Vec<f32>>,
}

/// A condition `feature ≤ threshold` of a tree.
#[derive(Debug, Clone, Copy)]
struct Split {
    threshold: f32,
    tree: u32,
    /// The leaves that stay when the condition fails.
    mask: u32,
}

/// Probability of each candidate to be the speaker; they sum to 1.
pub fn probabilities(candidates: &[Candidate]) -> Vec<f32> {
    let model = &*MODEL;
    let features: Vec<&[f32; FEATURES]> = candidates.iter().map(|c| &c.features).collect();
    let scores: Vec<f32> =
        model.scores(&features).into_iter().map(|score| score / model.temperature).collect();
    softmax(&scores)
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

impl Model {
    /// The sum of the trees' values for each set of features. What all sets share is looked at
    /// once.
    fn scores(&self, candidates: &[&[f32; FEATURES]]) -> Vec<f32> {
        let Some(first) = candidates.first() else { return Vec::new() };
        let shared =
            |feature: &usize| candidates.iter().all(|other| other[*feature] == first[*feature]);
        let (shared, own): (Vec<usize>, Vec<usize>) = (0..FEATURES).partition(shared);
        let mut common = vec![u32::MAX; self.leaves.len()];
        self.narrow(&mut common, first, &shared);
        let mut reached = common.clone();
        let score = |features: &&[f32; FEATURES]| {
            reached.copy_from_slice(&common);
            self.narrow(&mut reached, features, &own);
            let values = self.leaves.iter().zip(&reached);
            values.map(|(leaves, reached)| leaves[reached.trailing_zeros() as usize]).sum()
        };
        candidates.iter().map(score).collect()
    }

    /// Takes out of the trees' sets the leaves that some features rule out.
    fn narrow(&self, reached: &mut [u32], values: &[f32; FEATURES], features: &[usize]) {
        for feature in features {
            let value = values[*feature];
            for split in self.splits[*feature].iter().take_while(|split| value > split.threshold) {
                reached[split.tree as usize] &= split.mask;
            }
        }
    }

    /// Reads the model's file. The file is built in and a test reads it whole, so a field that
    /// is not a number counts as zero instead of stopping the program.
    fn parse(file: &str) -> Model {
        let mut lines = file.lines();
        let temperature = lines.next().and_then(|line| line.parse().ok()).unwrap_or(1.0);
        let mut model =
            Model { temperature, splits: vec![Vec::new(); FEATURES], leaves: Vec::new() };
        for line in lines {
            let nodes: Vec<Vec<f32>> = line
                .split(' ')
                .map(|node| node.split(':').map(|field| field.parse().unwrap_or(0.0)).collect())
                .collect();
            model.leaves.push(Vec::new());
            model.add(&nodes, 0);
        }
        for splits in &mut model.splits {
            splits.sort_by(|a, b| a.threshold.total_cmp(&b.threshold));
        }
        model
    }

    /// Adds the part of the last tree that begins at a node.
    fn add(&mut self, nodes: &[Vec<f32>], node: usize) {
        // The file holds far fewer than 2³² trees.
        let tree = self.leaves.len() - 1;
        match nodes[node][..] {
            [feature, threshold, left, right] => {
                let from = self.leaves[tree].len();
                self.add(nodes, left as usize);
                let to = self.leaves[tree].len();
                let mask = (from..to).fold(u32::MAX, |mask, leaf| mask & !(1 << leaf));
                self.splits[feature as usize].push(Split { threshold, tree: tree as u32, mask });
                self.add(nodes, right as usize);
            }
            _ => self.leaves[tree].push(nodes[node][0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of a tree for some features, by descent from its root.
    fn descend(line: &str, features: &[f32; FEATURES]) -> f32 {
        let nodes: Vec<Vec<f32>> = line
            .split(' ')
            .map(|node| node.split(':').map(|field| field.parse().unwrap()).collect())
            .collect();
        let mut node = 0;
        while let [feature, threshold, left, right] = nodes[node][..] {
            let goes_left = features[feature as usize] <= threshold;
            node = if goes_left { left } else { right } as usize;
        }
        nodes[node][0]
    }

    #[test]
    fn the_built_in_file_is_whole() {
        for line in FILE.lines().skip(1) {
            let nodes: Vec<&str> = line.split(' ').collect();
            assert!(nodes.len() < 2 * u32::BITS as usize, "more leaves than a set has bits");
            for (number, node) in nodes.iter().enumerate() {
                let fields: Vec<f32> = node.split(':').map(|f| f.parse().unwrap()).collect();
                assert!(fields.len() == 1 || fields.len() == 4, "{node}");
                if let [feature, _, left, right] = fields[..] {
                    assert!((feature as usize) < FEATURES);
                    assert!(left as usize > number && (left as usize) < nodes.len());
                    assert!(right as usize > number && (right as usize) < nodes.len());
                }
            }
        }
        assert!(!MODEL.leaves.is_empty() && MODEL.temperature > 0.0);
    }

    #[test]
    fn a_tree_sends_smaller_or_equal_left() {
        let model = Model::parse("1\n3:0.5:1:2 -1 2");
        let mut features = [0.0; FEATURES];
        features[3] = 0.5;
        assert_eq!(model.scores(&[&features]), [-1.0]);
        features[3] = 0.6;
        assert_eq!(model.scores(&[&features]), [2.0]);
    }

    #[test]
    fn the_layout_by_feature_gives_what_a_descent_gives() {
        let mut random = 1u32;
        let mut next = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 24) as f32 / 4.0 - 1.0
        };
        let sets: Vec<[f32; FEATURES]> = (0..50).map(|_| [(); FEATURES].map(|()| next())).collect();
        let found = MODEL.scores(&sets.iter().collect::<Vec<_>>());
        for (features, found) in sets.iter().zip(found) {
            let wanted: f32 = FILE.lines().skip(1).map(|line| descend(line, features)).sum();
            assert_eq!(found.to_bits(), wanted.to_bits());
        }
    }

    #[test]
    fn probabilities_sum_to_one_for_any_scores() {
        let found = softmax(&[1000.0, 0.0, -1000.0]);
        assert!((found.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(found[0] > 0.99);
    }
}
