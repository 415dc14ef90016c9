//! The difference of two groups' means (a share is the mean of zeros and ones), with comments of
//! one article allowed to be alike.
//!
//! The variance is the cluster-robust one of K.-Y. Liang & S. L. Zeger (1986), "Longitudinal
//! Data Analysis Using Generalized Linear Models", Biometrika 73, for the regression of the
//! values on group membership, articles being the clusters. An article with comments in both
//! groups counts as one cluster, so that what its comments share cancels. Corrections for few
//! clusters, and the t distribution with one degree of freedom less than there are articles, as
//! in A. C. Cameron & D. L. Miller (2015), "A Practitioner's Guide to Cluster-Robust Inference",
//! Journal of Human Resources 50, section VI.

use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// With fewer articles in either group the method finds differences where there are none.
pub const MIN_ARTICLES: usize = 5;

/// A value and the article that it comes from.
pub type Member = (u64, f64);

/// A difference with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean of the first group minus mean of the second.
    pub value: f64,
    /// Interval and p-value; `None` where too few articles or equal values say nothing.
    pub test: Option<Test>,
}

/// What speaks against there being no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Probability of a difference at least as large if there were none (two-sided).
    pub p: f64,
}

/// The difference of the means of two groups; `None` when one of them is empty.
///
/// Members of both groups with the same article number belong together.
pub fn of_means(first: &[Member], second: &[Member]) -> Option<Difference> {
    let (mean_of_first, mean_of_second) = (mean(first)?, mean(second)?);
    let value = mean_of_first - mean_of_second;
    let mut influence: BTreeMap<u64, f64> = BTreeMap::new();
    add_influence(&mut influence, first, mean_of_first, 1.0);
    add_influence(&mut influence, second, mean_of_second, -1.0);
    let enough = articles(first) >= MIN_ARTICLES && articles(second) >= MIN_ARTICLES;
    let members = first.len() + second.len();
    let test = enough.then(|| test(value, &influence, members)).flatten();
    Some(Difference { value, test })
}

/// The mean of the values.
fn mean(members: &[Member]) -> Option<f64> {
    let sum: f64 = members.iter().map(|(_, value)| value).sum();
    (!members.is_empty()).then(|| sum / members.len() as f64)
}

/// The number of articles that the members come from.
pub fn articles(members: &[Member]) -> usize {
    let mut numbers: Vec<u64> = members.iter().map(|(article, _)| *article).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}

/// Adds up, article by article, how far a group's values pull its mean.
fn add_influence(sums: &mut BTreeMap<u64, f64>, members: &[Member], mean: f64, sign: f64) {
    for (article, value) in members {
        *sums.entry(*article).or_default() += sign * (value - mean) / members.len() as f64;
    }
}

/// Interval and p-value; `None` when no value differs from its group's mean.
fn test(value: f64, influence: &BTreeMap<u64, f64>, members: usize) -> Option<Test> {
    let (clusters, members) = (influence.len() as f64, members as f64);
    let correction = clusters / (clusters - 1.0) * (members - 1.0) / (members - 2.0);
    let variance: f64 = correction * influence.values().map(|sum| sum * sum).sum::<f64>();
    if variance < 1e-24 {
        return None;
    }
    let error = variance.sqrt();
    let t = StudentsT::new(0.0, 1.0, clusters - 1.0).ok()?;
    let half = t.inverse_cdf(0.975) * error;
    // The lower tail keeps its digits where the upper one would be 1 minus almost 1.
    let p = (2.0 * t.cdf(-(value / error).abs())).min(1.0);
    Some(Test { low: value - half, high: value + half, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        first: Vec<Member>,
        second: Vec<Member>,
        difference: f64,
        low: f64,
        high: f64,
        p: f64,
    }

    #[test]
    fn difference_interval_and_p_value_are_those_of_statsmodels() {
        let fixture = include_str!("../../../tests/fixtures/statistics/difference.json");
        let cases: Vec<Case> = serde_json::from_str(fixture).unwrap();
        assert!(cases.len() >= 5);
        for case in cases {
            let found = of_means(&case.first, &case.second).unwrap();
            let test = found.test.unwrap();
            assert!((found.value - case.difference).abs() < 1e-9);
            assert!((test.low - case.low).abs() < 1e-7, "{} {}", test.low, case.low);
            assert!((test.high - case.high).abs() < 1e-7);
            assert!((test.p - case.p).abs() < 1e-7 * (1.0 + case.p), "{} {}", test.p, case.p);
        }
    }

    #[test]
    fn few_articles_or_equal_values_have_a_difference_and_no_test() {
        let few: Vec<Member> = (0..20).map(|n| (n % 4, (n % 3) as f64)).collect();
        let many: Vec<Member> = (0..20).map(|n| (n, (n % 3) as f64)).collect();
        assert_eq!(of_means(&few, &many).unwrap().test, None);
        assert!(of_means(&many, &many).unwrap().test.is_none(), "the same articles cancel");
        let (ones, zeros): (Vec<_>, Vec<_>) = (0..9).map(|n| ((n, 1.0), (n + 9, 0.0))).unzip();
        assert_eq!(of_means(&ones, &zeros), Some(Difference { value: 1.0, test: None }));
    }

    #[test]
    fn an_empty_group_has_no_difference() {
        assert_eq!(of_means(&[], &[(0, 1.0)]), None);
    }
}
