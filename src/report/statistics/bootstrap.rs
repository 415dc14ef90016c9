//! The mean with a cluster bootstrap interval: articles are drawn with replacement, each
//! with all its comments, because comments of one article are alike.
//!
//! A. C. Davison & D. V. Hinkley (1997), *Bootstrap Methods and their Application*, section 3.8;
//! the interval is the expanded percentile one. The seed is fixed, so the same comments always give
//! the same interval.

use super::{Estimate, percentile_interval};
use fastrand::Rng;

/// Draws for one interval.
const REPLICATES: usize = 2000;

/// The seed of every interval.
const SEED: u64 = 20_250_128;

/// The mean of all values with its 95 % interval; `None` without values. `drawn` is what is drawn:
/// sum and number of the values of each cluster, or of a single cluster each value with 1.
///
/// A single value has no interval.
pub fn mean(drawn: &[(f64, f64)]) -> Option<Estimate> {
    let value = ratio(drawn.iter().copied())?;
    if drawn.len() < 2 {
        return Some(Estimate { value, low: None, high: None });
    }
    let mut random = Rng::with_seed(SEED);
    let mut replicates: Vec<f64> = (0..REPLICATES)
        .filter_map(|_| ratio((0..drawn.len()).map(|_| drawn[random.usize(..drawn.len())])))
        .collect();
    let (low, high) = percentile_interval(&mut replicates, drawn.len() as f64);
    Some(Estimate { value, low: Some(low), high: Some(high) })
}

/// The sum of values over the sum of counts.
fn ratio(sums: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (value, count) = sums.fold((0.0, 0.0), |(a, b), (value, count)| (a + value, b + count));
    (count > 0.0).then(|| value / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn of clusters.
    fn drawn(clusters: &[Vec<f64>]) -> Vec<(f64, f64)> {
        if let [single] = clusters {
            return single.iter().map(|value| (*value, 1.0)).collect();
        }
        clusters.iter().map(|values| (values.iter().sum(), values.len() as f64)).collect()
    }

    #[test]
    fn mean_and_interval_agree_with_numpy_within_the_error_of_the_draws() {
        let fixture = include_str!("../../../tests/fixtures/statistics/bootstrap.json");
        let cases: Vec<serde_json::Value> = serde_json::from_str(fixture).unwrap();
        assert!(cases.len() >= 3);
        for case in cases {
            let clusters: Vec<Vec<f64>> = serde_json::from_value(case["clusters"].clone()).unwrap();
            let found = mean(&drawn(&clusters)).unwrap();
            assert!((found.value - case["mean"].as_f64().unwrap()).abs() < 1e-12);
            // Four standard errors of a quantile from 2,000 draws, measured by the script.
            let tolerance = case["tolerance"].as_f64().unwrap();
            assert!((found.low.unwrap() - case["low"].as_f64().unwrap()).abs() < tolerance);
            assert!((found.high.unwrap() - case["high"].as_f64().unwrap()).abs() < tolerance);
        }
    }

    #[test]
    fn one_value_has_a_mean_and_no_interval_and_none_has_nothing() {
        let one = mean(&[(0.25, 1.0)]).unwrap();
        assert_eq!((one.value, one.low, one.high), (0.25, None, None));
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn the_same_values_give_the_same_interval() {
        let clusters = drawn(&[vec![0.1, -0.4], vec![0.9], vec![-0.2, 0.0, 0.3]]);
        assert_eq!(mean(&clusters), mean(&clusters));
    }
}
