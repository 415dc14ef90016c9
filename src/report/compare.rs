//! Differences: between two results, group by group, or between the groups of a level.

use super::statistics::difference::{self, Difference, Member};
use super::statistics::holm;
use super::summary::{self, Group, Key, Level, Summary};
use crate::domain::Sentiment;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::HashMap;

/// More pairs than these nobody reads, and Holm's correction leaves nothing of them.
pub const MAX_PAIRS: usize = 200;

/// Levels at which two results are compared, unless the user names others.
pub const LEVELS: [Level; 3] = [Level::All, Level::Role, Level::Kind];

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The share of a sentiment.
    Share(Sentiment),
    /// The mean score.
    MeanScore,
}

impl Measure {
    /// All measures, in the order of the file.
    pub const ALL: [Measure; 4] = [
        Measure::Share(Sentiment::Negative),
        Measure::Share(Sentiment::Neutral),
        Measure::Share(Sentiment::Positive),
        Measure::MeanScore,
    ];

    /// The name in the `measure` column.
    pub const fn name(self) -> &'static str {
        match self {
            Measure::Share(Sentiment::Negative) => "share_negative",
            Measure::Share(Sentiment::Neutral) => "share_neutral",
            Measure::Share(Sentiment::Positive) => "share_positive",
            Measure::MeanScore => "mean_score",
        }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The result, as the user named it.
    pub result: String,
    /// The group.
    pub group: String,
    /// Comments in it.
    pub n: u64,
    /// Articles that they stand in.
    pub articles: u64,
    /// The measure; `None` in a group that is too small.
    pub value: Option<f64>,
}

/// Why a comparison has no p-value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// One of the groups has too few comments.
    TooFew,
    /// One of the groups has comments of too few articles.
    FewArticles,
    /// No value differs from the mean of its group.
    NoVariation,
}

impl Note {
    /// The word in the `note` column.
    pub fn name(self) -> &'static str {
        match self {
            Note::TooFew => "too-few",
            Note::FewArticles => "few-articles",
            Note::NoVariation => "no-variation",
        }
    }
}

/// One row of `comparison.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    /// What the comments are grouped by.
    pub level: String,
    /// What is compared.
    pub measure: Measure,
    /// What the difference is taken from.
    pub first: Side,
    /// What is taken away.
    pub second: Side,
    /// First minus second, with its interval and p-value; `None` for too few comments.
    pub difference: Option<Difference>,
    /// The p-value corrected for all comparisons of the file.
    pub p_holm: Option<f64>,
    /// Why there is no p-value.
    pub note: Option<Note>,
}

/// A result as one side of comparisons.
#[derive(Clone, Copy)]
pub struct Compared<'s> {
    /// Its name for the user.
    pub name: &'s str,
    /// Its comments.
    pub summary: &'s Summary,
}

/// Compares the groups that two results share at the given levels and the user's columns.
///
/// # Errors
/// [`Error::Output`] when there is no room for temporary files.
pub fn results(
    first: Compared<'_>,
    second: Compared<'_>,
    levels: &[Level],
) -> Result<Vec<ComparisonRow>> {
    let name = |key: &Key| (key.level.clone(), key.name());
    let of_second = second.summary.groups(levels)?;
    let of_second: HashMap<_, &Group> =
        of_second.iter().map(|group| (name(&group.key), group)).collect();
    let of_first = first.summary.groups(levels)?;
    // The subject is the same group at the levels all and role.
    let twice =
        |key: &Key| key.level == Level::Role.name() && levels.contains(&Level::All) && key.subject;
    let pairs = of_first.iter().filter(|group| !twice(&group.key)).filter_map(|group| {
        let other = of_second.get(&name(&group.key))?;
        Some((first.place(group), second.place(other)))
    });
    Ok(compare(pairs.collect()))
}

/// Compares all pairs of groups of a level: the name of a [`Level`], or a column of the user's.
/// Groups that are too small are left out.
///
/// # Errors
/// [`Error::Usage`] when there is no such level, or it has too many pairs of groups, or none;
/// [`Error::Output`] when there is no room for temporary files.
pub fn groups(compared: Compared<'_>, level: &str) -> Result<Vec<ComparisonRow>> {
    let summary = compared.summary;
    let options = summary.options();
    let least = options.min_group;
    let built_in: Vec<Level> = level.parse().into_iter().collect();
    let mut groups = summary.groups(&built_in)?;
    groups.retain(|group| group.key.level == level && group.members.len() as u64 >= least);
    let refuse = |reason: String| Err(Error::Usage(format!("--compare-groups {level}: {reason}")));
    if built_in.is_empty() && !options.group_by.iter().any(|column| column == level) {
        let levels = Level::ALL.map(Level::name).join(", ");
        return refuse(format!("there are the levels {levels}, and the columns of --group-by"));
    }
    let pairs: Vec<(Place<'_>, Place<'_>)> = groups
        .iter()
        .enumerate()
        .flat_map(|(place, group)| groups[place + 1..].iter().map(move |other| (group, other)))
        .filter(|(group, other)| comparable(&group.key, &other.key))
        .map(|(group, other)| (compared.place(group), compared.place(other)))
        .collect();
    match pairs.len() {
        0 => {
            refuse(format!("there are no two groups of at least {least} comments; see --min-group"))
        }
        count if count > MAX_PAIRS => refuse(format!(
            "there are {count} pairs of groups, more than the {MAX_PAIRS} that can be compared; \
             raise --min-group, or choose a coarser level"
        )),
        _ => Ok(compare(pairs)),
    }
}

/// Whether a difference of two groups of a level means something: those of the subject's own words
/// are compared with each other, and with the public reaction to the same.
fn comparable(one: &Key, other: &Key) -> bool {
    let coarse = [Level::All, Level::Role].iter().any(|level| one.level == level.name());
    coarse || one.subject == other.subject || one.value == other.value
}

/// A group of a result.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// The result's name.
    result: &'s str,
    /// Groups of fewer comments are too small.
    least: u64,
    group: &'s Group,
}

impl<'s> Compared<'s> {
    /// One of its groups.
    fn place(self, group: &'s Group) -> Place<'s> {
        Place { result: self.name, least: self.summary.options().min_group, group }
    }
}

/// All measures of all pairs, corrected for their number.
fn compare(pairs: Vec<(Place<'_>, Place<'_>)>) -> Vec<ComparisonRow> {
    let mut rows: Vec<ComparisonRow> = pairs
        .par_iter()
        .flat_map_iter(|(first, second)| {
            Measure::ALL.into_iter().map(|measure| row(*first, *second, measure))
        })
        .collect();
    let p = |row: &ComparisonRow| Some(row.difference?.test?.p);
    let corrected = holm::correct(&rows.iter().filter_map(p).collect::<Vec<_>>());
    let tested = rows.iter_mut().filter(|row| p(row).is_some());
    for (row, p_holm) in tested.zip(corrected) {
        row.p_holm = Some(p_holm);
    }
    rows
}

/// One measure of one pair.
fn row(first: Place<'_>, second: Place<'_>, measure: Measure) -> ComparisonRow {
    let (of_first, of_second) = (members(first.group, measure), members(second.group, measure));
    let (mut first_side, mut second_side) = (side(first, &of_first), side(second, &of_second));
    let too_few = first_side.n < first.least || second_side.n < second.least;
    let difference = if too_few { None } else { difference::of_means(&of_first, &of_second) };
    if too_few {
        (first_side.value, second_side.value) = (None, None);
    }
    let few_articles =
        first_side.articles.min(second_side.articles) < difference::MIN_ARTICLES as u64;
    let note = match difference {
        None => Some(Note::TooFew),
        Some(Difference { test: Some(_), .. }) => None,
        Some(_) if few_articles => Some(Note::FewArticles),
        Some(_) => Some(Note::NoVariation),
    };
    ComparisonRow {
        level: first.group.key.level.clone(),
        measure,
        first: first_side,
        second: second_side,
        difference,
        p_holm: None,
        note,
    }
}

/// What is said of one side.
fn side(place: Place<'_>, members: &[Member]) -> Side {
    let sum: f64 = members.iter().map(|(_, value)| value).sum();
    Side {
        result: place.result.to_owned(),
        group: place.group.key.name(),
        n: members.len() as u64,
        articles: difference::articles(members) as u64,
        value: (!members.is_empty()).then(|| sum / members.len() as f64),
    }
}

/// The members of a group with their values.
fn members(group: &Group, measure: Measure) -> Vec<Member> {
    let value = |member: &summary::Member| match measure {
        Measure::Share(sentiment) => f64::from(member.sentiment == sentiment),
        Measure::MeanScore => member.score,
    };
    group.members.iter().map(|member| (member.article, value(member))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;
    use crate::report::summary::Options;
    use crate::report::testing::row as comment;

    /// One public comment and one of a named person in each of many articles.
    fn summary(articles: usize, tilt: f32) -> Summary {
        let mut summary = Summary::new(Options::default()).unwrap();
        for article in 0..articles {
            let name = format!("a{article:02}");
            let sway = (article % 5) as f32 * 0.1;
            let positive = 0.2 + sway;
            summary.add(&comment(&name, Role::Public, "x", [0.8 - sway, 0.0, positive])).unwrap();
            let positive = positive + tilt;
            summary
                .add(&comment(&name, Role::Named, "y", [1.0 - positive, 0.0, positive]))
                .unwrap();
        }
        summary
    }

    fn compared<'s>(name: &'s str, summary: &'s Summary) -> Compared<'s> {
        Compared { name, summary }
    }

    #[test]
    fn what_differs_in_every_article_differs_surely() {
        let summary = summary(30, 0.3);
        let rows = groups(compared("r", &summary), "role").unwrap();
        assert_eq!(rows.len(), 4);
        let mean = rows.iter().find(|row| row.measure == Measure::MeanScore).unwrap();
        assert_eq!((mean.first.group.as_str(), mean.second.group.as_str()), ("named", "public"));
        assert!((mean.difference.unwrap().value - 0.6).abs() < 1e-6);
        let p = rows[2].difference.unwrap().test.unwrap().p;
        assert!(rows[2].p_holm.unwrap() >= p);
    }

    #[test]
    fn a_result_does_not_differ_from_itself() {
        let summary = summary(30, 0.3);
        let rows = results(compared("r", &summary), compared("s", &summary), &LEVELS).unwrap();
        assert!(rows.len() >= 4 * 3);
        for row in rows {
            assert_eq!(row.difference.unwrap().value, 0.0);
            assert_eq!(row.p_holm, None, "the same articles cancel");
        }
    }

    #[test]
    fn groups_that_only_one_result_has_are_not_compared_and_small_ones_say_so() {
        let (large, small) = (summary(30, 0.3), summary(4, 0.3));
        let rows = results(compared("r", &large), compared("s", &small), &Level::ALL).unwrap();
        let of_level = |level: &str| rows.iter().filter(|row| row.level == level).count();
        assert_eq!(of_level("article"), 4 * 4);
        let role = rows.iter().find(|row| row.level == "role").unwrap();
        assert_eq!(
            (role.note, role.difference, role.first.value),
            (Some(Note::TooFew), None, None)
        );
        let all = rows.iter().find(|row| row.level == "all").unwrap();
        assert_eq!(all.note, Some(Note::FewArticles));
        assert!(all.difference.is_some_and(|difference| difference.test.is_none()));
    }

    #[test]
    fn public_reaction_to_one_thing_is_not_compared_with_the_subject_s_words_on_another() {
        let mut summary = Summary::new(Options { min_group: 1, ..Options::default() }).unwrap();
        for (article, role) in [("a", Role::Public), ("a", Role::Subject), ("b", Role::Public)] {
            summary.add(&comment(article, role, "x", [0.5, 0.3, 0.2])).unwrap();
        }
        let rows = groups(compared("r", &summary), "article").unwrap();
        let pairs: Vec<(&str, &str)> = rows
            .iter()
            .step_by(Measure::ALL.len())
            .map(|row| (row.first.group.as_str(), row.second.group.as_str()))
            .collect();
        assert_eq!(pairs, [("a", "a (subject)"), ("a", "b")]);
    }

    #[test]
    fn levels_of_one_group_or_of_very_many_are_refused() {
        let summary = summary(30, 0.3);
        let compared = compared("r", &summary);
        let message = groups(compared, "outlet").unwrap_err().to_string();
        assert!(message.contains("the levels all, role"), "{message}");
        let message = groups(compared, "kind").unwrap_err().to_string();
        assert!(message.contains("no two groups"), "{message}");
        let mut many = Summary::new(Options { min_group: 1, ..Options::default() }).unwrap();
        for article in 0..=20 {
            many.add(&comment(&format!("{article}"), Role::Public, "x", [0.5, 0.3, 0.2])).unwrap();
        }
        let message =
            groups(Compared { summary: &many, ..compared }, "article").unwrap_err().to_string();
        assert!(message.contains("210 pairs"), "{message}");
    }
}
