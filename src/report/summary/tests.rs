use super::*;
use crate::domain::{Flag, Role};
use crate::error::Error;
use crate::report::testing::row;

fn group<'r>(rows: &'r [SummaryRow], level: &str, name: &str) -> Option<&'r SummaryRow> {
    rows.iter().find(|row| row.level == level && row.group == name)
}

fn summary(options: Options) -> Summary {
    let mut summary = Summary::new(options).unwrap();
    for row in [
        row("a", Role::Public, "One user", [0.7, 0.2, 0.1]),
        row("a", Role::Media, "The Herald", [0.1, 0.8, 0.1]),
        row("b", Role::Named, "Ann Lee", [0.1, 0.2, 0.7]),
        row("a", Role::Subject, "Ann Lee", [0.1, 0.2, 0.7]),
        row("z", Role::Public, "One user", [0.1, 0.2, 0.7]),
    ] {
        summary.add(&row).unwrap();
    }
    summary
}

fn rows_of(summary: &Summary, confusions: Option<&Confusions>) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    let take = |row| {
        rows.push(row);
        Ok(())
    };
    summary.each_row(&summary.options().levels, confusions, take).unwrap();
    rows
}

fn everything() -> Options {
    Options { min_group: 1, group_by: vec!["section".into()], ..Options::default() }
}

#[test]
fn public_reaction_and_the_subject_are_never_added_up() {
    let rows = rows_of(&summary(everything()), None);
    let all = group(&rows, "all", PUBLIC_REACTION).unwrap();
    assert_eq!((all.n, all.counts), (4, [1, 1, 2]));
    for (level, name, n) in [
        ("all", "subject", 1),
        ("role", "subject", 1),
        ("article", "a", 2),
        ("article", "a (subject)", 1),
        ("kind", "quote", 4),
        ("kind", "quote (subject)", 1),
        ("day", "2025-01-28", 4),
        ("day", "2025-01-28 (subject)", 1),
        ("speaker", "Ann Lee", 1),
        ("speaker", "Ann Lee (subject)", 1),
        ("section", "city", 3),
        ("section", "city (subject)", 1),
        ("section", "sport", 1),
    ] {
        assert_eq!(group(&rows, level, name).map(|row| row.n), Some(n), "{level} {name}");
    }
    for row in &rows {
        assert_eq!(row.subject, row.group.ends_with("subject)") || row.group == "subject");
    }
    let of_level = |level: &str| -> u64 {
        rows.iter().filter(|row| row.level == level && !row.subject).map(|row| row.n).sum()
    };
    for level in ["all", "role", "kind", "article", "speaker", "day", "section"] {
        assert_eq!(of_level(level), 4, "{level}");
    }
}

#[test]
fn only_the_wanted_levels_are_there_and_the_columns_of_the_user_after_them() {
    let options = Options { levels: vec![Level::Role], ..everything() };
    let rows = rows_of(&summary(options), None);
    let mut levels: Vec<&str> = rows.iter().map(|row| row.level.as_str()).collect();
    levels.dedup();
    assert_eq!(levels, ["role", "section"]);
}

#[test]
fn a_column_that_no_article_has_is_an_error_that_names_those_there_are() {
    let with = |column: &str| Options { group_by: vec![column.into()], ..Options::default() };
    assert!(summary(with("section")).check_columns().is_ok());
    let error = summary(with("outlet")).check_columns().unwrap_err();
    assert!(matches!(error, Error::Usage(_)));
    let message = error.to_string();
    assert!(message.contains("outlet") && message.contains("there are section"), "{message}");
}

#[test]
fn a_column_with_the_name_of_a_level_stays_apart_from_it() {
    let mut comment = row("a", Role::Public, "x", [0.7, 0.2, 0.1]);
    if let crate::report::row::Content::Comment(comment) = &mut comment.content {
        comment.metadata.fields.insert("kind".into(), "essay".into());
    }
    let mut summary =
        Summary::new(Options { group_by: vec!["kind".into()], ..everything() }).unwrap();
    summary.add(&comment).unwrap();
    let rows = rows_of(&summary, None);
    assert!(group(&rows, "kind", "quote").is_some());
    assert!(group(&rows, "column kind", "essay").is_some());
}

#[test]
fn what_cannot_be_counted_is_left_out_and_said() {
    let plain = row("a", Role::Public, "x", [0.7, 0.2, 0.1]);
    let mut duplicate = plain.clone();
    duplicate.flags.insert(Flag::DuplicateOf("id".into()));
    let mut other = plain.clone();
    other.flags.insert(Flag::NotEnglish);
    let mut without = plain.clone();
    without.rating = None;
    let mut repeated = plain.clone();
    repeated.flags.insert(Flag::ArticleDuplicateOf("b".into()));
    repeated.flags.insert(Flag::DuplicateOf("id".into()));
    let rows = [&duplicate, &other, &without, &repeated];
    let mut summary = Summary::new(Options::default()).unwrap();
    for row in rows {
        assert!(!summary.add(row).unwrap());
    }
    assert!(summary.is_empty());
    let left_out =
        LeftOut { without_text: 1, other_language: 1, duplicate: 1, duplicate_article: 1 };
    assert_eq!(summary.left_out, left_out);
    let include = Include { all_languages: true, duplicates: true };
    let mut all = Summary::new(Options { include, ..Options::default() }).unwrap();
    for row in rows {
        all.add(row).unwrap();
    }
    assert_eq!(all.len(), 3);
}

#[test]
fn groups_that_are_too_small_have_counts_and_no_shares() {
    let confusions = Confusions::new([[8, 1, 1], [1, 8, 1], [1, 1, 8]]).unwrap();
    let mut summary = Summary::new(Options::default()).unwrap();
    for index in 0..5 {
        summary.add(&row("a", Role::Public, &format!("user {index}"), [0.7, 0.2, 0.1])).unwrap();
    }
    let rows = rows_of(&summary, Some(&confusions));
    let all = group(&rows, "all", PUBLIC_REACTION).unwrap();
    assert!(!all.too_few && all.adjusted[0].is_some() && all.mean.is_some());
    assert_eq!(all.shares[0].unwrap().value, 1.0);
    let single = group(&rows, "speaker", "user 0").unwrap();
    assert!(single.too_few);
    assert_eq!((single.n, single.counts), (1, [1, 0, 0]));
    assert_eq!((single.shares, single.adjusted, single.mean), ([None; 3], [None; 3], None));
}

#[test]
fn the_largest_groups_are_shown_in_their_order_and_days_are_never_dropped() {
    let row = |level: &str, index: u64| SummaryRow {
        level: level.into(),
        group: format!("{index:04}"),
        subject: index.is_multiple_of(10),
        n: index * 7 % 1000,
        counts: [0; 3],
        shares: [None; 3],
        adjusted: [None; 3],
        mean: None,
        too_few: false,
    };
    let rows = |level: &'static str| (0..1000).map(move |index| row(level, index));
    let shown: Shown = rows("article").chain(rows("day")).chain([row("all", 0)]).collect();
    let of_level = |level: &str| -> Vec<&SummaryRow> {
        shown.rows().iter().filter(|row| row.level == level).collect()
    };
    assert_eq!(of_level("day").len(), 1000);
    let articles = of_level("article");
    assert!(articles.is_sorted_by_key(|row| &row.group));
    for subject in [false, true] {
        let mut kept: Vec<u64> =
            articles.iter().filter(|row| row.subject == subject).map(|row| row.n).collect();
        kept.sort_unstable();
        let mut largest: Vec<u64> =
            rows("article").filter(|row| row.subject == subject).map(|row| row.n).collect();
        largest.sort_unstable();
        assert_eq!(kept, largest[largest.len() - kept.len()..]);
        let dropped = shown.dropped("article", subject);
        assert_eq!(kept.len() as u64 + dropped, largest.len() as u64);
        assert!(dropped > 0);
    }
}

#[test]
fn an_article_met_again_is_the_same_cluster() {
    let comments = |order: &[&str]| {
        let mut summary = Summary::new(Options { min_group: 1, ..Options::default() }).unwrap();
        for article in order {
            let probabilities = if *article == "a" { [0.7, 0.2, 0.1] } else { [0.1, 0.2, 0.7] };
            summary.add(&row(article, Role::Public, "x", probabilities)).unwrap();
        }
        rows_of(&summary, None)
    };
    assert_eq!(comments(&["a", "b", "a", "b", "c"]), comments(&["c", "b", "b", "a", "a"]));
}
