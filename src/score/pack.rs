//! Sequences laid head to tail, without padding.

use std::ops::Range;

/// Token ids of many sequences, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    ids: Vec<u32>,
    /// Where each sequence ends.
    ends: Vec<usize>,
}

impl Batch {
    /// Adds a sequence; it must not be empty.
    pub fn push(&mut self, sequence: &[u32]) {
        assert!(!sequence.is_empty(), "a sequence has at least its special tokens");
        self.ids.extend_from_slice(sequence);
        self.ends.push(self.ids.len());
    }

    /// Number of sequences.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The ids of a sequence.
    pub fn sequence(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.ids[start..self.ends[index]]
    }

    /// Runs of sequences of about `tokens` tokens each; a longer sequence is a run of its own.
    pub fn groups(&self, tokens: usize) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        let mut first = 0;
        let mut count = 0;
        for index in 0..self.count() {
            let length = self.sequence(index).len();
            if index > first && count + length > tokens {
                groups.push(first..index);
                (first, count) = (index, 0);
            }
            count += length;
        }
        if first < self.count() {
            groups.push(first..self.count());
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_filled_in_order_and_a_long_sequence_stands_alone() {
        let mut batch = Batch::default();
        for length in [3, 4, 20, 5, 5, 1] {
            batch.push(&vec![1; length]);
        }
        assert_eq!(batch.groups(10), [0..2, 2..3, 3..5, 5..6]);
        assert_eq!(batch.sequence(1), [1; 4]);
        assert!(Batch::default().groups(10).is_empty());
    }
}
