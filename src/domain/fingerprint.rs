//! What tells that an article was met before.

/// What tells that an article was met before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of the address in canonical form; `None` without an address.
    pub url: Option<u64>,
    /// Sketch of the text; `None` for a text without as much as one shingle.
    pub text: Option<Sketch>,
    /// Whether the text is long enough to be told by its sketch alone.
    pub telling: bool,
}

/// Minima of 64 hash functions over the word shingles of a text (MinHash, Broder 1997), 16 bits
/// each: the share of equal ones estimates the overlap (Jaccard) of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch(pub [u16; Sketch::LENGTH]);

impl Sketch {
    /// Number of hash functions.
    pub const LENGTH: usize = 64;

    /// Estimated overlap of two texts, 0 … 1.
    pub fn overlap(&self, other: &Sketch) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / Self::LENGTH as f64
    }
}
