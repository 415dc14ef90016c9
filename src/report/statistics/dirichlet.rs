//! Random draws of shares: what the true shares may be, given counts.

use fastrand::Rng;

/// Jeffreys' prior of a Dirichlet distribution: half a count a label.
const PRIOR: f64 = 0.5;

/// A draw from the Dirichlet posterior of the shares behind these counts, under Jeffreys' prior
/// (A. Gelman et al. 2013, *Bayesian Data Analysis*, third edition, sections 2.8 and 3.4).
pub fn draw(random: &mut Rng, counts: [f64; 3]) -> [f64; 3] {
    let draws = counts.map(|count| gamma(random, count + PRIOR));
    let sum: f64 = draws.iter().sum();
    draws.map(|draw| draw / sum)
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

/// A draw from the standard normal distribution: G. E. P. Box & M. E. Muller (1958), "A Note on
/// the Generation of Random Normal Deviates", Annals of Mathematical Statistics 29.
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

    #[test]
    fn draws_have_the_mean_and_variance_of_the_distribution() {
        let counts = [0.0, 3.0, 12.5];
        let total = 17.0;
        let mut random = Rng::with_seed(1);
        let draws: Vec<[f64; 3]> = (0..20_000).map(|_| draw(&mut random, counts)).collect();
        for label in 0..3 {
            let mean = (counts[label] + PRIOR) / total;
            let variance = mean * (1.0 - mean) / (total + 1.0);
            let found: f64 = draws.iter().map(|d| d[label]).sum::<f64>() / 20_000.0;
            let spread: f64 =
                draws.iter().map(|d| (d[label] - found).powi(2)).sum::<f64>() / 20_000.0;
            assert!((found - mean).abs() < 4.0 * (variance / 20_000.0).sqrt(), "{label}");
            assert!((spread / variance - 1.0).abs() < 0.1, "{label}");
        }
    }
}
