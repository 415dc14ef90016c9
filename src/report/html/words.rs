//! The overview in words: what was counted, how sure it is, and what cannot be said.

use crate::report::statistics::Estimate;
use crate::report::summary::{Shown, SummaryRow};

/// A space that keeps a number and its sign on one line.
const TIGHT: char = '\u{a0}';

/// Keeps the two ends of an interval on one line.
const JOINED: char = '\u{2060}';

/// Names of the three sentiments in the order of every triple.
pub const LABELS: [&str; 3] = ["negative", "neutral", "positive"];

/// What the page says first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Overview {
    /// What was counted: the page's headline.
    pub headline: String,
    /// What follows from it, one paragraph a sentence or two.
    pub paragraphs: Vec<String>,
}

/// The overview of a summary of all levels; `read` is the number of articles that were read, and
/// `uncorrected` says why shares are not corrected, where they are not.
pub fn overview(shown: &Shown, read: u64, uncorrected: &str) -> Overview {
    let rows = shown.rows();
    let all = |subject: bool| rows.iter().find(|row| row.level == "all" && row.subject == subject);
    let articles = rows.iter().filter(|row| row.level == "article" && !row.subject).count() as u64
        + shown.dropped("article", false);
    let public = all(false);
    let mut paragraphs = Vec::new();
    let headline = match public.filter(|row| row.n > 0) {
        None if read == 0 => "This result holds no articles.".to_owned(),
        None => format!("No public comment was found in {}.", count(read, "article")),
        Some(row) => {
            paragraphs.extend(corrected(row, uncorrected));
            paragraphs.extend(mean(row));
            headline(row, articles)
        }
    };
    paragraphs.extend(all(true).filter(|row| row.n > 0).map(subject));
    Overview { headline, paragraphs }
}

/// What was counted among public comments, of which there is at least one.
fn headline(row: &SummaryRow, articles: u64) -> String {
    let place = count(articles, "article");
    if row.n == 1 {
        let label = LABELS[row.counts.iter().position(|count| *count > 0).unwrap_or(1)];
        return format!("The one public comment that was found, in {place}, is {label}.");
    }
    let all = count(row.n, "public comment");
    match row.shares {
        [Some(negative), Some(neutral), Some(positive)] if !row.too_few => format!(
            "Of {all} in {place}, {} were negative, {} neutral and {} positive.",
            percent(negative),
            percent(neutral),
            percent(positive)
        ),
        _ => format!("Of {all} in {place}, {}: too few for shares.", counts(row.counts)),
    }
}

/// `3 were negative, 1 neutral and none positive`.
fn counts(counts: [u64; 3]) -> String {
    let number = |count: u64| if count == 0 { "none".to_owned() } else { grouped(count) };
    let verb = if counts[0] == 1 { "was" } else { "were" };
    format!(
        "{} {verb} negative, {} neutral and {} positive",
        number(counts[0]),
        number(counts[1]),
        number(counts[2])
    )
}

/// The shares that the model's measured errors leave.
fn corrected(row: &SummaryRow, uncorrected: &str) -> Option<String> {
    if row.too_few {
        return None;
    }
    Some(match row.adjusted {
        [Some(negative), Some(neutral), Some(positive)] => format!(
            "Corrected for the model’s measured errors, {} are negative, {} neutral and {} \
             positive. The correction holds as far as the model errs here as it did in its test.",
            percent(negative),
            percent(neutral),
            percent(positive)
        ),
        _ => uncorrected.to_owned(),
    })
}

/// The mean score, where it has an interval.
fn mean(row: &SummaryRow) -> Option<String> {
    let mean = row.mean?;
    let (low, high) = (mean.low?, mean.high?);
    Some(format!(
        "On a scale from −1 (negative) to +1 (positive) the mean is {} ({} to {}).",
        signed(mean.value),
        signed(low),
        signed(high)
    ))
}

/// The subject's own words, which are never added to the public's.
fn subject(row: &SummaryRow) -> String {
    let all = count(row.n, "comment");
    let lead = format!("The subject’s own words ({all}) are counted apart");
    match row.shares {
        [Some(negative), Some(neutral), Some(positive)] if !row.too_few => format!(
            "{lead}: {} negative, {} neutral, {} positive.",
            percent(negative),
            percent(neutral),
            percent(positive)
        ),
        _ => format!("{lead}: {}.", counts(row.counts)),
    }
}

/// A share in percent with its interval: `58 % (51–65)`.
pub fn percent(share: Estimate) -> String {
    let value = match share.value {
        value if value > 0.0 && value < 0.005 => "<1".to_owned(),
        value if (0.995..1.0).contains(&value) => ">99".to_owned(),
        value => hundred(value),
    };
    match (share.low, share.high) {
        (Some(low), Some(high)) => {
            format!("{value}{TIGHT}% ({}–{JOINED}{})", hundred(low), hundred(high))
        }
        _ => format!("{value}{TIGHT}%"),
    }
}

/// A share in whole percent, without the sign.
fn hundred(share: f64) -> String {
    format!("{}", (share * 100.0).round() as i64)
}

/// A score with its sign, zero without one.
pub fn signed(score: f64) -> String {
    match format!("{score:+.2}") {
        zero if zero.ends_with("0.00") => "0.00".to_owned(),
        negative if negative.starts_with('-') => negative.replacen('-', "−", 1),
        positive => positive,
    }
}

/// A number with its noun: `1 article`, `24 articles`, `12,000 articles`, `no articles`.
pub fn count(number: u64, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1{TIGHT}{noun}"),
        _ => format!("{}{TIGHT}{noun}s", grouped(number)),
    }
}

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::testing::{summary_row, with_articles};
    use super::*;
    use crate::report::summary::{PUBLIC_REACTION, SummaryRow};

    /// The overview with plain spaces, as one reads it.
    fn read(rows: Vec<SummaryRow>, articles: u64) -> String {
        let overview = overview(&rows.into_iter().collect(), articles, "Not corrected.");
        let mut text = overview.headline;
        for paragraph in overview.paragraphs {
            text += "\n";
            text += &paragraph;
        }
        text.replace(TIGHT, " ").replace(JOINED, "")
    }

    #[test]
    fn nothing_found_is_said_plainly() {
        assert_eq!(read(Vec::new(), 0), "This result holds no articles.");
        assert_eq!(read(Vec::new(), 12_000), "No public comment was found in 12,000 articles.");
    }

    #[test]
    fn one_comment_has_a_label_and_no_shares() {
        let rows = with_articles(1, summary_row("all", PUBLIC_REACTION, [1, 0, 0], false));
        assert_eq!(
            read(rows, 3),
            "The one public comment that was found, in 1 article, is negative."
        );
    }

    #[test]
    fn few_comments_are_counted_and_not_turned_into_shares() {
        let rows = with_articles(2, summary_row("all", PUBLIC_REACTION, [1, 3, 0], false));
        assert_eq!(
            read(rows, 3),
            "Of 4 public comments in 2 articles, 1 was negative, 3 neutral and none positive: too \
             few for shares."
        );
    }

    #[test]
    fn many_comments_get_shares_with_intervals_plain_and_corrected() {
        let rows = with_articles(24, summary_row("all", PUBLIC_REACTION, [85, 31, 30], true));
        insta::assert_snapshot!(read(rows, 30));
    }

    #[test]
    fn a_model_whose_errors_nobody_measured_is_named_so() {
        let rows = with_articles(24, summary_row("all", PUBLIC_REACTION, [85, 31, 30], false));
        assert!(read(rows, 30).contains("\nNot corrected.\n"));
    }

    #[test]
    fn the_subject_alone_is_no_public_reaction() {
        let rows = vec![summary_row("all", "subject", [1, 0, 0], false)];
        assert_eq!(
            read(rows, 1),
            "No public comment was found in 1 article.\nThe subject’s own words (1 comment) are \
             counted apart: 1 was negative, none neutral and none positive."
        );
    }

    #[test]
    fn shares_near_the_ends_are_not_rounded_away() {
        let share = |value| percent(Estimate { value, low: None, high: None }).replace(TIGHT, " ");
        assert_eq!(share(0.0), "0 %");
        assert_eq!(share(0.001), "<1 %");
        assert_eq!(share(0.999), ">99 %");
        assert_eq!(share(1.0), "100 %");
        assert_eq!(signed(-0.004), "0.00");
        assert_eq!(signed(-0.5), "−0.50");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
