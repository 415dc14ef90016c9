//! Groups and aggregates: one row a group of comments.
//!
//! Public reaction (roles public, named, media) and the subject's own words are never added up.
//! The levels article, day and kind count public reaction only; at the level speaker the
//! subject's rows say so.

use super::row::Row;
use super::statistics::{Estimate, bootstrap, prevalence::Confusions, wilson};
use crate::domain::{Flag, Kind, Role, Sentiment};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Groups of fewer comments get no adjusted shares: the correction would say nothing.
const ADJUST_FROM: u64 = 5;

/// The names of the levels, in the order of the file.
pub const LEVELS: &[&str] = &["all", "role", "kind", "article", "speaker", "day"];

/// The group of all public reaction.
pub const PUBLIC_REACTION: &str = "public reaction";

/// One row of `summary.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// What the comments are grouped by.
    pub level: &'static str,
    /// One value of it.
    pub group: String,
    /// Comments in the group.
    pub n: u64,
    /// Of them negative, neutral, positive.
    pub counts: [u64; 3],
    /// Their shares with Wilson intervals.
    pub shares: [Option<Estimate>; 3],
    /// The shares corrected for the model's errors; `None` for too few comments, or for a model
    /// whose errors nobody measured.
    pub adjusted: [Option<Estimate>; 3],
    /// Mean score with its bootstrap interval.
    pub mean: Option<Estimate>,
}

/// What the summary leaves out unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Include {
    /// Comments in languages that the model was not trained for.
    pub all_languages: bool,
    /// Comments that repeat an earlier one.
    pub duplicates: bool,
}

/// What was left out, for the reader to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Comments without words.
    pub without_text: u64,
    /// Comments in other languages.
    pub other_language: u64,
    /// Comments that repeat an earlier one.
    pub duplicate: u64,
}

/// One comment, as little of it as the aggregates need.
#[derive(Debug, Clone, Copy)]
struct Observation {
    article: u32,
    speaker: Option<u32>,
    day: Option<u32>,
    role: Role,
    kind: Kind,
    sentiment: Sentiment,
    score: f64,
}

/// Collects comments and sums them up.
#[derive(Debug, Default)]
pub struct Summary {
    include: Include,
    names: Names,
    observations: Vec<Observation>,
    /// What was left out so far.
    pub left_out: LeftOut,
}

impl Summary {
    /// An empty summary.
    pub fn new(include: Include) -> Self {
        Self { include, ..Self::default() }
    }

    /// Comments counted so far.
    pub fn len(&self) -> usize {
        self.observations.len()
    }

    /// Whether no comment was counted.
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
    }

    /// Takes a comment in, or notes why it is left out.
    pub fn add(&mut self, row: &Row) {
        let Some(comment) = row.comment() else { return };
        let Some(rating) = &row.rating else {
            self.left_out.without_text += 1;
            return;
        };
        if !self.include.duplicates && row.flags.0.iter().any(is_duplicate) {
            self.left_out.duplicate += 1;
            return;
        }
        if !self.include.all_languages && row.flags.contains(&Flag::NotEnglish) {
            self.left_out.other_language += 1;
            return;
        }
        let day = comment.posted.as_ref().or(comment.metadata.published.as_ref());
        self.observations.push(Observation {
            article: self.names.number(&comment.article_id.0),
            speaker: comment.speaker.as_ref().map(|speaker| self.names.number(speaker)),
            day: day.map(|day| self.names.number(day)),
            role: comment.role,
            kind: comment.kind,
            sentiment: rating.sentiment,
            score: rating.score(),
        });
    }

    /// The rows of all levels; inside a level groups are in alphabetical order.
    pub fn rows(&self, confusions: Option<&Confusions>) -> Vec<SummaryRow> {
        let mut groups: BTreeMap<(usize, String), Vec<Observation>> = BTreeMap::new();
        for observation in &self.observations {
            for (level, group) in self.groups(observation) {
                groups.entry((level, group)).or_default().push(*observation);
            }
        }
        let groups: Vec<_> = groups.into_iter().collect();
        groups
            .into_par_iter()
            .map(|((level, group), members)| aggregate(LEVELS[level], group, &members, confusions))
            .collect()
    }

    /// The groups that a comment belongs to: index of the level and name.
    fn groups(&self, observation: &Observation) -> Vec<(usize, String)> {
        let role = observation.role.name().to_owned();
        let speaker = observation.speaker.map(|number| self.names.name(number));
        if observation.role == Role::Subject {
            let mut groups = vec![(0, role.clone()), (1, role)];
            groups.extend(speaker.map(|speaker| (4, format!("{speaker} (subject)"))));
            return groups;
        }
        let mut groups = vec![
            (0, PUBLIC_REACTION.to_owned()),
            (1, role),
            (2, observation.kind.name().to_owned()),
            (3, self.names.name(observation.article).to_owned()),
        ];
        groups.extend(speaker.map(|speaker| (4, speaker.to_owned())));
        groups.extend(observation.day.map(|day| (5, self.names.name(day).to_owned())));
        groups
    }
}

/// Whether a flag says that the comment repeats another.
fn is_duplicate(flag: &Flag) -> bool {
    matches!(flag, Flag::DuplicateOf(_))
}

/// The row of one group.
fn aggregate(
    level: &'static str,
    group: String,
    members: &[Observation],
    confusions: Option<&Confusions>,
) -> SummaryRow {
    let n = members.len() as u64;
    let mut counts = [0; 3];
    let mut clusters: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for member in members {
        counts[member.sentiment as usize] += 1;
        clusters.entry(member.article).or_default().push(member.score);
    }
    let adjusted = confusions
        .filter(|_| n >= ADJUST_FROM)
        .and_then(|confusions| confusions.adjust(counts))
        .map_or([None; 3], |estimates| estimates.map(Some));
    let clusters: Vec<Vec<f64>> = clusters.into_values().collect();
    SummaryRow {
        level,
        group,
        n,
        counts,
        shares: counts.map(|count| wilson::share(count, n)),
        adjusted,
        mean: bootstrap::mean(&clusters),
    }
}

/// Names by number, each kept once.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Comment, Flags, Metadata, Scored, Scores, Span};
    use std::sync::Arc;

    fn row(article: &str, role: Role, speaker: &str, sentiment: [f32; 3]) -> Row {
        let comment = Comment {
            article_id: ArticleId(article.into()),
            metadata: Metadata { published: Some("2025-01-28".into()), ..Metadata::default() },
            id: format!("{article}-{speaker}"),
            kind: Kind::Quote,
            role,
            speaker: Some(speaker.into()),
            speaker_surface: None,
            handle: None,
            cue: None,
            posted: None,
            parent_id: None,
            span: Span { start: 0, end: 4 },
            language: None,
            text: "text".into(),
            flags: Flags::default(),
        };
        let scores = Scores { sentiment, emotion: None, irony: None, offensive: None, hate: None };
        let scored = Scored { scores: Some(scores), language: None, flags: Flags::default() };
        Row::scored(comment, scored, &Arc::from("m@0"))
    }

    fn group<'r>(rows: &'r [SummaryRow], level: &str, name: &str) -> Option<&'r SummaryRow> {
        rows.iter().find(|row| row.level == level && row.group == name)
    }

    #[test]
    fn public_reaction_and_the_subject_are_never_added_up() {
        let mut summary = Summary::new(Include::default());
        summary.add(&row("a", Role::Public, "One user", [0.7, 0.2, 0.1]));
        summary.add(&row("a", Role::Media, "The Herald", [0.1, 0.8, 0.1]));
        summary.add(&row("b", Role::Named, "Ann Lee", [0.1, 0.2, 0.7]));
        summary.add(&row("a", Role::Subject, "Ann Lee", [0.1, 0.2, 0.7]));
        let rows = summary.rows(None);
        let all = group(&rows, "all", PUBLIC_REACTION).unwrap();
        assert_eq!((all.n, all.counts), (3, [1, 1, 1]));
        assert_eq!(group(&rows, "all", "subject").unwrap().n, 1);
        assert_eq!(group(&rows, "article", "a").unwrap().n, 2);
        assert_eq!(group(&rows, "kind", "quote").unwrap().n, 3);
        assert_eq!(group(&rows, "day", "2025-01-28").unwrap().n, 3);
        assert_eq!(group(&rows, "speaker", "Ann Lee").unwrap().n, 1);
        assert_eq!(group(&rows, "speaker", "Ann Lee (subject)").unwrap().n, 1);
    }

    #[test]
    fn what_cannot_be_counted_is_left_out_and_said() {
        let mut summary = Summary::new(Include::default());
        let mut duplicate = row("a", Role::Public, "x", [0.7, 0.2, 0.1]);
        duplicate.flags.insert(Flag::DuplicateOf("id".into()));
        let mut other = row("a", Role::Public, "x", [0.7, 0.2, 0.1]);
        other.flags.insert(Flag::NotEnglish);
        let mut without = row("a", Role::Public, "x", [0.7, 0.2, 0.1]);
        without.rating = None;
        for row in [&duplicate, &other, &without] {
            summary.add(row);
        }
        assert!(summary.is_empty());
        let left_out = LeftOut { without_text: 1, other_language: 1, duplicate: 1 };
        assert_eq!(summary.left_out, left_out);
        let mut all = Summary::new(Include { all_languages: true, duplicates: true });
        for row in [&duplicate, &other, &without] {
            all.add(row);
        }
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn few_comments_get_plain_shares_only() {
        let confusions = Confusions::new([[8, 1, 1], [1, 8, 1], [1, 1, 8]]).unwrap();
        let mut summary = Summary::new(Include::default());
        for index in 0..5 {
            summary.add(&row("a", Role::Public, &format!("user {index}"), [0.7, 0.2, 0.1]));
        }
        let rows = summary.rows(Some(&confusions));
        assert!(group(&rows, "all", PUBLIC_REACTION).unwrap().adjusted[0].is_some());
        let single = group(&rows, "speaker", "user 0").unwrap();
        assert_eq!(single.adjusted, [None; 3]);
        assert_eq!(single.shares[0].unwrap().value, 1.0);
    }
}
