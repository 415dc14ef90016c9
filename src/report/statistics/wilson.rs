//! The score interval of a share: E. B. Wilson (1927), "Probable Inference, the Law of
//! Succession, and Statistical Inference", JASA 22.

use super::Estimate;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The share `count / n` with its 95 % interval; `None` for no observations.
pub fn share(count: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (total, share) = (n as f64, count as f64 / n as f64);
    let spread = Z * Z / total;
    let centre = (share + spread / 2.0) / (1.0 + spread);
    let half = Z / (1.0 + spread) * (share * (1.0 - share) / total + spread / (4.0 * total)).sqrt();
    // At the ends the bounds are 0 and 1 exactly; the formula misses them by rounding.
    let low = if count == 0 { 0.0 } else { centre - half };
    let high = if count == n { 1.0 } else { centre + half };
    Some(Estimate { value: share, low: Some(low), high: Some(high) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_bounds_are_those_of_scipy() {
        let fixture = include_str!("../../../tests/fixtures/statistics/wilson.csv");
        let mut cases = 0;
        for line in fixture.lines().skip(1) {
            let numbers: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let [count, n, low, high] = numbers[..] else { panic!("{line}") };
            let found = share(count as u64, n as u64).unwrap();
            assert!((found.value - count / n).abs() < 1e-12, "{line}");
            assert!((found.low.unwrap() - low).abs() < 1e-9, "{line}: {found:?}");
            assert!((found.high.unwrap() - high).abs() < 1e-9, "{line}: {found:?}");
            cases += 1;
        }
        assert!(cases >= 12);
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(share(0, 0), None);
    }
}
