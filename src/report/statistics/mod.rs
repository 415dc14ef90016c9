//! Shares, means and their intervals, one file a method, each with its source.

pub mod bootstrap;
pub mod calibration;
pub mod confusion;
pub mod difference;
mod dirichlet;
pub mod holm;
pub mod prevalence;
pub mod wilson;

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Lower end of the interval; `None` where there is too little to tell.
    pub low: Option<f64>,
    /// Upper end of the interval; `None` where there is too little to tell.
    pub high: Option<f64>,
}

/// A quantile of sorted numbers, interpolated linearly between neighbours (type 7 of
/// Hyndman & Fan 1996, "Sample Quantiles in Statistical Packages").
///
/// `sorted` must not be empty; `share` is in 0 … 1.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The 95 % percentile interval of replicates that were drawn from `n` units; there must be at
/// least one replicate.
///
/// It is the expanded one of T. Hesterberg (2015), "What Teachers Should Know About the Bootstrap",
/// The American Statistician 69, section 5: of few units plain percentiles are too narrow, by the
/// factor √((n − 1) / n) and by taking the normal distribution for Student's t.
fn percentile_interval(replicates: &mut [f64], n: f64) -> (f64, f64) {
    replicates.sort_unstable_by(f64::total_cmp);
    let tail = expanded_tail(n);
    (quantile(replicates, tail), quantile(replicates, 1.0 - tail))
}

/// The share of replicates outside each end of an interval: 2.5 % of very many units, less of few.
fn expanded_tail(n: f64) -> f64 {
    let n = n.max(2.0);
    StudentsT::new(0.0, 1.0, n - 1.0).map_or(0.025, |student| {
        Normal::standard().cdf(-(n / (n - 1.0)).sqrt() * student.inverse_cdf(0.975))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_interpolated_as_numpy_does() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 3.0);
        assert!((quantile(&sorted, 0.975) - 7.7).abs() < 1e-12);
    }

    #[test]
    fn tails_are_those_of_scipy() {
        // norm.cdf(-sqrt(n / (n - 1)) * t.ppf(0.975, n - 1))
        for (n, wanted) in [
            (5.0, 0.000954100552),
            (50.0, 0.021179411211),
            (200.0, 0.024026184771),
            (10000.0, 0.024980410011),
        ] {
            assert!((expanded_tail(n) - wanted).abs() < 1e-9, "{n}: {}", expanded_tail(n));
        }
    }
}
