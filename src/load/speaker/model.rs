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

struct Model {
    temperature: f32,
    nodes: Vec<Node>,
    /// First node of every tree.
    roots: Vec<u32>,
}

#[derive(Clone, Copy)]
enum Node {
    Leaf(f32),
    Split { feature: u32, threshold: f32, left: u32, right: u32 },
}

/// Probability of each candidate to be the speaker; they sum to 1.
pub fn probabilities(candidates: &[Candidate]) -> Vec<f32> {
    let model = &*MODEL;
    let scores: Vec<f32> =
        candidates.iter().map(|c| model.score(&c.features) / model.temperature).collect();
    softmax(&scores)
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

impl Model {
    fn score(&self, features: &[f32; FEATURES]) -> f32 {
        self.roots.iter().map(|root| self.descend(*root, features)).sum()
    }

    fn descend(&self, root: u32, features: &[f32; FEATURES]) -> f32 {
        let mut node = root;
        loop {
            match self.nodes[node as usize] {
                Node::Leaf(value) => return value,
                Node::Split { feature, threshold, left, right } => {
                    node = if features[feature as usize] <= threshold { left } else { right };
                }
            }
        }
    }

    /// Reads the model's file. The file is built in and a test reads it whole, so a field that
    /// is not a number counts as zero instead of stopping the program.
    fn parse(file: &str) -> Model {
        let mut lines = file.lines();
        let temperature = lines.next().and_then(|line| line.parse().ok()).unwrap_or(1.0);
        let mut model = Model { temperature, nodes: Vec::new(), roots: Vec::new() };
        for line in lines {
            // The nodes of all trees stand in one list of far fewer than 2³² entries.
            let root = model.nodes.len() as u32;
            model.roots.push(root);
            model.nodes.extend(line.split(' ').map(|node| Node::parse(node, root)));
        }
        model
    }
}

impl Node {
    fn parse(text: &str, root: u32) -> Node {
        let fields: Vec<f32> = text.split(':').map(|field| field.parse().unwrap_or(0.0)).collect();
        match fields[..] {
            [feature, threshold, left, right] => Node::Split {
                feature: feature as u32,
                threshold,
                left: root + left as u32,
                right: root + right as u32,
            },
            _ => Node::Leaf(fields[0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_whole() {
        for line in FILE.lines().skip(1) {
            let nodes: Vec<&str> = line.split(' ').collect();
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
        assert!(!MODEL.roots.is_empty() && MODEL.temperature > 0.0);
    }

    #[test]
    fn a_tree_sends_smaller_or_equal_left() {
        let model = Model::parse("1\n3:0.5:1:2 -1 2");
        let mut features = [0.0; FEATURES];
        features[3] = 0.5;
        assert_eq!(model.score(&features), -1.0);
        features[3] = 0.6;
        assert_eq!(model.score(&features), 2.0);
    }

    #[test]
    fn probabilities_sum_to_one_for_any_scores() {
        let found = softmax(&[1000.0, 0.0, -1000.0]);
        assert!((found.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(found[0] > 0.99);
    }
}
