//! What was computed before in this run, so that a text that comes again costs nothing.

use std::collections::HashMap;

/// Sequences a generation: some 10 MB of short ones, 20 MB at the very most.
const GENERATION: usize = 32_768;

/// Probabilities of the sequences met last, by their ids; bounded. There are two generations:
/// when the younger one is full it becomes the older one, which is dropped. At least the last
/// [`GENERATION`] distinct sequences are known, whatever came before.
#[derive(Debug, Default)]
pub struct Recent {
    younger: HashMap<Vec<u32>, Box<[f32]>>,
    older: HashMap<Vec<u32>, Box<[f32]>>,
}

impl Recent {
    /// The probabilities of a sequence, if they are known.
    pub fn get(&self, ids: &[u32]) -> Option<&[f32]> {
        let found = self.younger.get(ids).or_else(|| self.older.get(ids));
        found.map(|probabilities| &**probabilities)
    }

    /// Keeps the probabilities of a sequence.
    pub fn keep(&mut self, ids: Vec<u32>, probabilities: &[f32]) {
        if self.younger.len() == GENERATION {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(ids, probabilities.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sequences_are_known_and_memory_is_bounded() {
        let mut recent = Recent::default();
        let count = 5 * GENERATION as u32 / 2;
        for id in 0..count {
            recent.keep(vec![id], &[id as f32]);
        }
        assert_eq!(recent.get(&[count - 1]), Some(&[(count - 1) as f32][..]));
        assert_eq!(recent.get(&[count - GENERATION as u32]).map(<[f32]>::len), Some(1));
        assert_eq!(recent.get(&[0]), None);
        assert!(recent.younger.len() + recent.older.len() <= 2 * GENERATION);
    }
}
