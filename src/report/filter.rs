//! Which comments a report is about, where the user does not want all of them.

use super::row::Row;
use crate::domain::Role;
use serde::Serialize;

/// The comments that a report is about. An empty list and `None` restrict nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Filter {
    /// The first day, ISO 8601. The day of a comment is that of the post, else of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last day, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// ISO 639-1 codes of languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The least probability of the most probable sentiment, 0 … 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_confidence: Option<f64>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row is one that the report is about. A comment without a day, language or
    /// scores fails a condition on it.
    pub fn takes(&self, row: &Row) -> bool {
        let day = row.comment().and_then(|comment| comment.day());
        let role = row.comment().map(|comment| comment.role);
        let confidence =
            row.rating.as_ref().map(|rating| rating.probabilities.into_iter().fold(0.0, f64::max));
        // ISO days compare as texts.
        self.since.as_deref().is_none_or(|since| day.is_some_and(|day| day >= since))
            && self.until.as_deref().is_none_or(|until| day.is_some_and(|day| day <= until))
            && (self.roles.is_empty() || role.is_some_and(|role| self.roles.contains(&role)))
            && (self.languages.is_empty()
                || row.language.as_ref().is_some_and(|code| self.languages.contains(code)))
            && self
                .min_confidence
                .is_none_or(|least| confidence.is_some_and(|confidence| confidence >= least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn every_condition_lets_through_what_fits_and_nothing_else() {
        let mut row = testing::row("a", Role::Public, "Ann", [0.2, 0.2, 0.6]);
        row.language = Some("en".into());
        let day = |day: &str| Some(day.to_owned());
        let filter = Filter::default;
        for (filter, wanted) in [
            (filter(), true),
            (Filter { since: day("2025-01-28"), ..filter() }, true),
            (Filter { since: day("2025-01-29"), ..filter() }, false),
            (Filter { until: day("2025-01-28"), ..filter() }, true),
            (Filter { until: day("2025-01-27"), ..filter() }, false),
            (Filter { roles: vec![Role::Named, Role::Public], ..filter() }, true),
            (Filter { roles: vec![Role::Subject], ..filter() }, false),
            (Filter { languages: vec!["de".into(), "en".into()], ..filter() }, true),
            (Filter { languages: vec!["de".into()], ..filter() }, false),
            (Filter { min_confidence: Some(0.6), ..filter() }, true),
            (Filter { min_confidence: Some(0.61), ..filter() }, false),
        ] {
            assert_eq!(filter.takes(&row), wanted, "{filter:?}");
        }
    }

    #[test]
    fn what_is_not_known_fails_a_condition_on_it() {
        let mut row = testing::row("a", Role::Public, "Ann", [0.2, 0.2, 0.6]);
        row.rating = None;
        assert!(Filter::default().takes(&row));
        assert!(!Filter { min_confidence: Some(0.0), ..Filter::default() }.takes(&row));
        assert!(!Filter { languages: vec!["en".into()], ..Filter::default() }.takes(&row));
    }
}
