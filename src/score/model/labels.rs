//! A stock classifier's labels → negative, neutral, positive.

use crate::domain::Sentiment;

/// The sentiment of each output, from the labels in `id2label`.
///
/// Known are spelled-out and shortened names in any case, and the bare numbering of the two
/// common schemes: two outputs are negative and positive (as in models trained on SST-2), three
/// are negative, neutral, positive (as in models trained on TweetEval). Scales of stars are not
/// mapped: where neutral begins on them is anybody's guess.
///
/// # Errors
/// One line that lists the labels when they cannot be mapped.
pub fn map_labels(labels: &[String]) -> Result<Vec<Sentiment>, String> {
    let mapped: Option<Vec<Sentiment>> =
        numbered(labels).or_else(|| labels.iter().map(|label| named(label)).collect());
    mapped.filter(|sentiments| are_a_scale(sentiments)).ok_or_else(|| {
        format!(
            "id2label has the labels {}: expected negative, positive and perhaps neutral, once each",
            list(labels)
        )
    })
}

/// `LABEL_0`, `LABEL_1` …, the names that transformers gives when nobody gave any.
fn numbered(labels: &[String]) -> Option<Vec<Sentiment>> {
    let bare = labels
        .iter()
        .enumerate()
        .all(|(index, label)| label.eq_ignore_ascii_case(&format!("label_{index}")));
    match (bare, labels.len()) {
        (true, 2) => Some(vec![Sentiment::Negative, Sentiment::Positive]),
        (true, 3) => Some(Sentiment::ALL.to_vec()),
        _ => None,
    }
}

fn named(label: &str) -> Option<Sentiment> {
    match label.trim().to_lowercase().as_str() {
        "negative" | "neg" => Some(Sentiment::Negative),
        "neutral" | "neu" => Some(Sentiment::Neutral),
        "positive" | "pos" => Some(Sentiment::Positive),
        _ => None,
    }
}

fn are_a_scale(sentiments: &[Sentiment]) -> bool {
    let mut sorted = sentiments.to_vec();
    sorted.sort();
    sorted == [Sentiment::Negative, Sentiment::Positive] || sorted == Sentiment::ALL
}

fn list(labels: &[String]) -> String {
    if labels.is_empty() { "(none)".into() } else { labels.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sentiment::{Negative, Neutral, Positive};

    fn map(labels: &[&str]) -> Result<Vec<Sentiment>, String> {
        map_labels(&labels.iter().map(|label| label.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn known_schemes_are_mapped() {
        assert_eq!(
            map(&["negative", "neutral", "positive"]),
            Ok(vec![Negative, Neutral, Positive])
        );
        assert_eq!(map(&["POS", "NEG", "NEU"]), Ok(vec![Positive, Negative, Neutral]));
        assert_eq!(map(&["NEGATIVE", "POSITIVE"]), Ok(vec![Negative, Positive]));
        assert_eq!(map(&["LABEL_0", "LABEL_1", "LABEL_2"]), Ok(vec![Negative, Neutral, Positive]));
        assert_eq!(map(&["LABEL_0", "LABEL_1"]), Ok(vec![Negative, Positive]));
    }

    #[test]
    fn labels_that_cannot_be_mapped_are_listed() {
        for labels in [
            &["anger", "joy"][..],
            &["1 star", "2 stars", "3 stars"],
            &["negative", "neutral"],
            &["negative", "positive", "positive"],
            &["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
        ] {
            let message = map(labels).unwrap_err();
            assert!(message.contains(&labels.join(", ")), "{message}");
        }
    }
}
