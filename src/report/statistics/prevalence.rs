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
//! drawn from their Dirichlet posteriors under Jeffreys' prior (half a count a label), the
//! shares are estimated from each draw, and the 2.5 % and 97.5 % quantiles are taken. The
//! correction holds as far as the model errs on these texts as it did on the labelled ones.

use super::{Estimate, percentile_interval};
use fastrand::Rng;

/// Draws for one interval.
const REPLICATES: usize = 1000;

/// The seed of every interval.
const SEED: u64 = 20_250_128;

/// Jeffreys' prior of a Dirichlet distribution, a label.
const PRIOR: f64 = 0.5;

/// One number for each of negative, neutral, positive.
type Triple = [f64; 3];

/// A model's confusion rates with draws that say how certain they are.
#[derive(Debug, Clone)]
pub struct Confusions {
    /// `rates[gold][predicted]`; each row sums to 1.
    rates: [Triple; 3],
    draws: Vec<[Triple; 3]>,
}

impl Confusions {
    /// From counts of labelled texts, `counts[gold][predicted]`, in the order negative, neutral,
    /// positive. `None` when a label was never measured.
    pub fn new(counts: [[u64; 3]; 3]) -> Option<Self> {
        if counts.iter().any(|row| row.iter().sum::<u64>() == 0) {
            return None;
        }
        let rates = counts.map(|row| normalised(row.map(|count| count as f64)));
        let mut random = Rng::with_seed(SEED);
        let draws = (0..REPLICATES)
            .map(|_| counts.map(|row| dirichlet(&mut random, row.map(|count| count as f64))))
            .collect();
        Some(Self { rates, draws })
    }

    /// The true shares behind counted labels, each with its 95 % interval; `None` for no counts.
    pub fn adjust(&self, counts: [u64; 3]) -> Option<[Estimate; 3]> {
        if counts.iter().sum::<u64>() == 0 {
            return None;
        }
        let counts = counts.map(|count| count as f64);
        let values = estimate(normalised(counts), &self.rates);
        let mut random = Rng::with_seed(SEED + 1);
        let mut replicates: [Vec<f64>; 3] = Default::default();
        for rates in &self.draws {
            let shares = estimate(dirichlet(&mut random, counts), rates);
            for (replicates, share) in replicates.iter_mut().zip(shares) {
                replicates.push(share);
            }
        }
        let mut estimates = values.map(|value| Estimate { value, low: None, high: None });
        for (estimate, replicates) in estimates.iter_mut().zip(&mut replicates) {
            let (low, high) = percentile_interval(replicates);
            // The value lies outside the draws' middle only where it sits on the simplex's edge.
            estimate.low = Some(low.min(estimate.value));
            estimate.high = Some(high.max(estimate.value));
        }
        Some(estimates)
    }
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

fn normalised(values: Triple) -> Triple {
    let sum: f64 = values.iter().sum();
    values.map(|value| value / sum)
}

/// A draw from the Dirichlet posterior of shares that gave these counts.
fn dirichlet(random: &mut Rng, counts: Triple) -> Triple {
    normalised(counts.map(|count| gamma(random, count + PRIOR)))
}

/// A draw from the gamma distribution of the given shape and scale 1: G. Marsaglia & W. W.
/// Tsang (2000), "A Simple Method for Generating Gamma Variables", ACM TOMS 26.
fn gamma(random: &mut Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(random, shape + 1.0) * uniform(random).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && uniform(random).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// A draw from the standard normal distribution (Box & Muller 1958).
fn normal(random: &mut Rng) -> f64 {
    (-2.0 * uniform(random).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos()
}

/// A draw from 0 (excluded) to 1.
fn uniform(random: &mut Rng) -> f64 {
    1.0 - random.f64()
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
}
