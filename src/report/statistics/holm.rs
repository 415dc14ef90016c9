//! Correction of p-values for the number of comparisons made.
//!
//! S. Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
//! Journal of Statistics 6: the smallest of m p-values is multiplied by m, the next by m − 1, and
//! so on; none may be smaller than one before it, and none larger than 1. The chance of even one
//! false finding among those below 0.05 then stays below 0.05, however the comparisons hang
//! together.

/// The corrected p-values, in the order of the given ones. Values that are not numbers are not
/// comparisons: give none of them.
pub fn correct(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut corrected = vec![0.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        largest = largest.max((p_values[index] * factor).min(1.0));
        corrected[index] = largest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        p: Vec<f64>,
        corrected: Vec<f64>,
    }

    #[test]
    fn corrected_values_are_those_of_statsmodels() {
        let fixture = include_str!("../../../tests/fixtures/statistics/holm.json");
        let cases: Vec<Case> = serde_json::from_str(fixture).unwrap();
        assert!(cases.len() >= 3);
        for case in cases {
            let found = correct(&case.p);
            assert_eq!(found.len(), case.corrected.len());
            for (found, wanted) in found.iter().zip(&case.corrected) {
                assert!((found - wanted).abs() < 1e-12, "{:?}", case.p);
            }
        }
    }

    #[test]
    fn no_comparison_needs_no_correction() {
        assert!(correct(&[]).is_empty());
    }
}
