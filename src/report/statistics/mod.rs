//! Shares, means and their intervals, one file a method, each with its source.

pub mod bootstrap;
pub mod calibration;
pub mod confusion;
pub mod difference;
mod dirichlet;
pub mod holm;
pub mod prevalence;
pub mod wilson;

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

/// The 95 % percentile interval of replicates; there must be at least one.
fn percentile_interval(replicates: &mut [f64]) -> (f64, f64) {
    replicates.sort_unstable_by(f64::total_cmp);
    (quantile(replicates, 0.025), quantile(replicates, 0.975))
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
}
