//! Shares corrected for the model's measured errors.
//!
//! A model that takes one negative comment in five for neutral reports too few negative ones.
//! With the rates of its confusions measured on labelled texts, the shares that best explain
//! the counted labels are found: adjusted classify-and-count, G. Forman (2008), "Quantifying
//! counts and costs via classification", Data Mining and Knowledge Discovery 17; for several
//! classes as constrained least squares on the simplex, D. J. Hopkins & G. King (2010), "A
//! Method of Automated Nonparametric Content Analysis for Social Science", AJPS 54.
//!
//! The interval carries the uncertainty of the counts and of the confusion rates: both are
//! drawn from their Dirichlet posteriors under Jeffreys' prior, the equations are solved for each
//! draw, and quantiles are taken: of many comments those of 2.5 % and 97.5 %, of few a little
//! further out. The constraints do not bind the draws: where a true share is small, draws held on
//! the simplex would pile up on its edge and their quantiles miss the truth too often. Only the
//! bounds are cut to 0 … 1, which loses no true share. The correction holds as far as the model errs on these texts as it did on the labelled
//! ones.

use super::{Estimate, dirichlet, percentile_interval};
use fastrand::Rng;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Draws for one interval.
const REPLICATES: usize = 1000;

/// The seed of every interval.
const SEED: u64 = 20_250_128;

/// One number for each of negative, neutral, positive.
type Triple = [f64; 3];

/// A model's confusion rates with draws that say how certain they are.
#[derive(Debug, Clone)]
pub struct Confusions {
    /// `rates[gold][predicted]`; each row sums to 1.
    rates: [Triple; 3],
    /// For each draw of the rates the matrix that turns counted shares into true ones.
    solutions: Vec<[Triple; 3]>,
    /// Answers so far: thousands of small groups share a few hundred counts.
    known: Arc<Mutex<HashMap<[u64; 3], [Estimate; 3]>>>,
}

impl Confusions {
    /// From counts of labelled texts, `counts[gold][predicted]`, in the order negative, neutral,
    /// positive. `None` when a label was never measured, or when the model tells none apart.
    pub fn new(counts: [[u64; 3]; 3]) -> Option<Self> {
        if counts.iter().any(|row| row.iter().sum::<u64>() == 0) {
            return None;
        }
        let counts = counts.map(|row| row.map(|count| count as f64));
        let rates = counts.map(normalised);
        solution(&rates)?;
        let mut random = Rng::with_seed(SEED);
        let solutions = (0..REPLICATES)
            .filter_map(|_| solution(&counts.map(|row| dirichlet::draw(&mut random, row))))
            .collect();
        Some(Self { rates, solutions, known: Arc::default() })
    }

    /// The true shares behind counted labels, each with its 95 % interval; `None` for no counts.
    pub fn adjust(&self, counts: [u64; 3]) -> Option<[Estimate; 3]> {
        if counts == [0; 3] {
            return None;
        }
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(&counts).copied();
        Some(found.unwrap_or_else(|| {
            let estimates = self.draw(counts.map(|count| count as f64));
            known().insert(counts, estimates);
            estimates
        }))
    }

    /// The true shares behind counted labels, of which there is at least one.
    fn draw(&self, counts: Triple) -> [Estimate; 3] {
        let n: f64 = counts.iter().sum();
        let values = estimate(normalised(counts), &self.rates);
        let mut random = Rng::with_seed(SEED + 1);
        let mut replicates = [(); 3].map(|()| Vec::with_capacity(self.solutions.len()));
        for solution in &self.solutions {
            let observed = dirichlet::draw(&mut random, counts);
            for (replicates, row) in replicates.iter_mut().zip(solution) {
                replicates.push(dot(*row, observed));
            }
        }
        let mut estimates = values.map(|value| Estimate { value, low: None, high: None });
        for (estimate, replicates) in estimates.iter_mut().zip(&mut replicates) {
            let (low, high) = percentile_interval(replicates, n);
            // The value lies outside the draws' middle only where it sits on the simplex's edge.
            estimate.low = Some(low.clamp(0.0, 1.0).min(estimate.value));
            estimate.high = Some(high.clamp(0.0, 1.0).max(estimate.value));
        }
        estimates
    }
}

/// The inverse of `ratesᵀ`, by Cramer's rule; `None` for rates that tell two labels not apart.
fn solution(rates: &[Triple; 3]) -> Option<[Triple; 3]> {
    let crossed = [cross(rates[1], rates[2]), cross(rates[2], rates[0]), cross(rates[0], rates[1])];
    let determinant = dot(rates[0], crossed[0]);
    (determinant.abs() > 1e-9).then(|| crossed.map(|row| row.map(|value| value / determinant)))
}

/// The shares π on the simplex for which `ratesᵀ π` is nearest to the observed shares.
///
/// The problem is convex in two free numbers: the minimum is the one inside the triangle or the
/// best one on its three edges.
fn estimate(observed: Triple, rates: &[Triple; 3]) -> Triple {
    if let Some(inside) = minimum_inside(observed, rates) {
        return inside;
    }
    [(0, 1), (0, 2), (1, 2)]
        .map(|(a, b)| minimum_on_edge(observed, rates, a, b))
        .into_iter()
        .min_by(|a, b| distance(observed, rates, *a).total_cmp(&distance(observed, rates, *b)))
        .unwrap_or(observed)
}

/// The unconstrained minimum, if it lies on the simplex: normal equations of
/// `observed − rates[2] = x (rates[0] − rates[2]) + y (rates[1] − rates[2])`.
fn minimum_inside(observed: Triple, rates: &[Triple; 3]) -> Option<Triple> {
    let (u, v) = (minus(rates[0], rates[2]), minus(rates[1], rates[2]));
    let target = minus(observed, rates[2]);
    let (uu, uv, vv) = (dot(u, u), dot(u, v), dot(v, v));
    let determinant = uu * vv - uv * uv;
    if determinant < 1e-12 {
        return None;
    }
    let x = (dot(u, target) * vv - dot(v, target) * uv) / determinant;
    let y = (dot(v, target) * uu - dot(u, target) * uv) / determinant;
    (x >= 0.0 && y >= 0.0 && x + y <= 1.0).then_some([x, y, 1.0 - x - y])
}

/// The minimum on the edge between two labels, its ends included.
fn minimum_on_edge(observed: Triple, rates: &[Triple; 3], a: usize, b: usize) -> Triple {
    let u = minus(rates[a], rates[b]);
    let length = dot(u, u);
    let share = if length > 0.0 { dot(u, minus(observed, rates[b])) / length } else { 0.5 };
    let share = share.clamp(0.0, 1.0);
    let mut shares = [0.0; 3];
    shares[a] = share;
    shares[b] = 1.0 - share;
    shares
}

/// Squared distance between the observed shares and those that π would show.
fn distance(observed: Triple, rates: &[Triple; 3], shares: Triple) -> f64 {
    let shown = [0, 1, 2].map(|label| (0..3).map(|gold| shares[gold] * rates[gold][label]).sum());
    let difference = minus(observed, shown);
    dot(difference, difference)
}

fn minus(a: Triple, b: Triple) -> Triple {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: Triple, b: Triple) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Triple, b: Triple) -> Triple {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn normalised(values: Triple) -> Triple {
    let sum: f64 = values.iter().sum();
    values.map(|value| value / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        confusion: [[u64; 3]; 3],
        counts: [u64; 3],
        shares: Triple,
        low: Triple,
        high: Triple,
        /// Five standard errors of a bound from as many draws, measured by the script.
        tolerance: f64,
    }

    #[test]
    fn shares_are_those_of_scipy_and_bounds_agree_within_the_error_of_the_draws() {
        let fixture = include_str!("../../../tests/fixtures/statistics/prevalence.json");
        let cases: Vec<Case> = serde_json::from_str(fixture).unwrap();
        assert!(cases.len() >= 6);
        for case in cases {
            let found = Confusions::new(case.confusion).unwrap().adjust(case.counts).unwrap();
            for (label, estimate) in found.into_iter().enumerate() {
                assert!((estimate.value - case.shares[label]).abs() < 1e-5, "{:?}", case.counts);
                assert!((estimate.low.unwrap() - case.low[label]).abs() <= case.tolerance + 1e-9);
                assert!((estimate.high.unwrap() - case.high[label]).abs() <= case.tolerance + 1e-9);
            }
        }
    }

    #[test]
    fn the_same_counts_get_the_same_answer_again() {
        let confusions = Confusions::new([[70, 20, 10], [20, 60, 20], [10, 20, 70]]).unwrap();
        let first = confusions.adjust([4, 3, 2]);
        confusions.adjust([9, 9, 9]);
        assert_eq!(confusions.adjust([4, 3, 2]), first);
        assert_eq!(confusions.adjust([0, 0, 0]), None);
    }

    #[test]
    fn a_faultless_model_needs_no_correction() {
        let confusions = Confusions::new([[500, 0, 0], [0, 500, 0], [0, 0, 500]]).unwrap();
        let found = confusions.adjust([20, 30, 50]).unwrap();
        for (estimate, share) in found.iter().zip([0.2, 0.3, 0.5]) {
            assert!((estimate.value - share).abs() < 1e-9);
        }
    }

    #[test]
    fn shares_stay_on_the_simplex_where_the_counts_contradict_the_rates() {
        let confusions = Confusions::new([[70, 20, 10], [20, 60, 20], [10, 20, 70]]).unwrap();
        for counts in [[10, 0, 0], [0, 10, 0], [0, 0, 10], [1, 0, 0], [0, 99, 1]] {
            let shares = confusions.adjust(counts).unwrap().map(|estimate| estimate.value);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
        }
    }

    #[test]
    fn a_label_that_was_never_measured_gives_no_rates() {
        assert!(Confusions::new([[5, 1, 0], [0, 0, 0], [0, 1, 5]]).is_none());
    }

    #[test]
    fn a_model_that_tells_two_labels_not_apart_gives_no_correction() {
        assert!(Confusions::new([[5, 5, 0], [7, 7, 0], [1, 1, 8]]).is_none());
    }
}
