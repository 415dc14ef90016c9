//! `report.html`: the result as one page that opens offline and loads nothing.
//!
//! [`Gathering`] keeps what the page shows of the comments while they pass by; [`render`] puts
//! it together with the summary. [`words`] says it in sentences, [`view`] is what the templates
//! read, [`rows`] packs the comments for the page's own table, [`extremes`] keeps those that
//! stand out, and [`policy`] sees to it that words from the web stay words.
//!
//! The time chart is drawn by uPlot (MIT, 50 kB, embedded): no network, no inline style, and it
//! reads its numbers from a table that everybody can read. The charts of shares are the tables
//! themselves, with a line of SVG beside each number.

mod extremes;
mod policy;
mod rows;
#[cfg(test)]
mod testing;
mod view;
mod words;

use super::compare::ComparisonRow;
use super::files::FailureRow;
use super::row::Row;
use super::summary::Shown;
use crate::domain::{Role, Sentiment};
use crate::score::ModelInfo;
use extremes::Extremes;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use rows::Rows;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::io;
use view::View;

const STYLE: &str = concat!(include_str!("vendor/uplot/uPlot.min.css"), include_str!("style.css"));
const CHARTS: &str = include_str!("vendor/uplot/uPlot.iife.min.js");
const SCRIPT: &str = include_str!("page.js");
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("template/page.html")),
    ("shares.html", include_str!("template/shares.html")),
    ("comment.html", include_str!("template/comment.html")),
    ("table.html", include_str!("template/table.html")),
    ("about.html", include_str!("template/about.html")),
];

/// What the page shows of the comments, gathered in one pass over them.
pub struct Gathering {
    rows: Rows,
    extremes: Extremes,
    /// Public comments counted by emotion, in the order of the emotions.
    emotions: [u64; 4],
    /// Comments counted by language; an empty name for those of no certain one.
    languages: BTreeMap<String, u64>,
}

impl Gathering {
    /// Begins; `comments` is about how many will come.
    pub fn new(comments: u64) -> Self {
        Self {
            rows: Rows::new(comments),
            extremes: Extremes::default(),
            emotions: [0; 4],
            languages: BTreeMap::new(),
        }
    }

    /// Takes a comment in; `counted` says whether the summary counts it.
    pub fn add(&mut self, row: &Row, counted: bool) {
        let Some(comment) = row.comment() else { return };
        self.rows.add(row);
        let language = row.language.as_deref().unwrap_or("");
        match self.languages.get_mut(language) {
            Some(count) => *count += 1,
            None => drop(self.languages.insert(language.to_owned(), 1)),
        }
        if counted && comment.role != Role::Subject {
            self.extremes.add(row);
            if let Some((emotion, _)) = row.rating.as_ref().and_then(|rating| rating.emotion) {
                self.emotions[emotion as usize] += 1;
            }
        }
    }
}

/// What the page tells beside the comments.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The summary, at all levels.
    pub summary: &'a Shown,
    /// The models that scored; one, unless results of several were put together.
    pub models: &'a [ModelInfo],
    /// The rows of the comparison; none where nothing is compared.
    pub comparison: &'a [ComparisonRow],
    /// Groups of fewer comments have no shares.
    pub min_group: u64,
    /// Why shares are not corrected, where they are not.
    pub uncorrected: &'a str,
    /// Articles that were read.
    pub articles: u64,
    /// Of them without any comment.
    pub without_comments: u64,
    /// Articles that repeat an earlier one.
    pub repeated_articles: u64,
    /// Comments that the report is not about.
    pub filtered_out: u64,
    /// Comments that the summary leaves out, each number with the reason.
    pub left_out: &'a [(u64, &'static str)],
    /// Failures, in order; the first of them are shown.
    pub failures: &'a [FailureRow],
    /// How many failures there are.
    pub failed: u64,
    /// When the run ended, UTC, RFC 3339.
    pub ended: &'a str,
    /// The content of `manifest.json`.
    pub manifest: &'a str,
}

/// Writes the page.
///
/// # Errors
/// When it cannot be written; never for the templates that are shipped: their tests render them.
pub fn render(gathering: Gathering, about: &About<'_>, to: impl io::Write) -> io::Result<()> {
    fill(gathering, about, to).map_err(io_error)
}

/// The system's own error where it was one.
fn io_error(error: minijinja::Error) -> io::Error {
    let cause = error.source().and_then(<dyn std::error::Error>::downcast_ref::<io::Error>);
    match cause.and_then(io::Error::raw_os_error) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::other(error),
    }
}

/// Fills the templates in.
fn fill(
    gathering: Gathering,
    about: &About<'_>,
    to: impl io::Write,
) -> Result<(), minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    environment.set_syntax(syntax);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let view = View::new(gathering, about);
    environment.get_template("page.html")?.render_captured_to(Serde(view), to)?;
    Ok(())
}

/// Its place in every triple.
fn place(sentiment: Sentiment) -> usize {
    sentiment as usize
}

#[cfg(test)]
mod tests {
    use super::super::summary::{PUBLIC_REACTION, SummaryRow};
    use super::testing::{about, row, summary_row, with_articles};
    use super::*;

    const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{2028}";

    fn rendered(gathering: Gathering, about: &About<'_>) -> String {
        let mut page = Vec::new();
        render(gathering, about, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    fn page(rows: &[Row], summary: Vec<SummaryRow>) -> String {
        let mut gathering = Gathering::new(rows.len() as u64);
        rows.iter().for_each(|row| gathering.add(row, true));
        let summary = &summary.into_iter().collect();
        rendered(gathering, &About { summary, ..about() })
    }

    #[test]
    fn words_from_the_web_are_escaped_everywhere() {
        let mut hostile = row(HOSTILE, [0.7, 0.2, 0.1]);
        if let super::super::row::Content::Comment(comment) = &mut hostile.content {
            comment.speaker = Some(HOSTILE.into());
            comment.metadata.title = Some(HOSTILE.into());
            comment.metadata.url = Some("javascript:alert(1)//https://x".into());
            comment.surroundings.before = HOSTILE.into();
            comment.surroundings.after = HOSTILE.into();
        }
        let mut group = summary_row("speaker", HOSTILE, [3, 2, 1], true);
        group.group = HOSTILE.into();
        let days = ["2025-01-28", "2025-01-29", "</script>"]
            .map(|day| summary_row("day", day, [3, 2, 1], true));
        let failures = [FailureRow {
            input: HOSTILE.into(),
            place: Some(HOSTILE.into()),
            reason: HOSTILE.into(),
        }];
        let mut gathering = Gathering::new(1);
        gathering.add(&hostile, true);
        let summary = with_articles(3, group).into_iter().chain(days);
        let all = summary_row("all", PUBLIC_REACTION, [3, 2, 1], true);
        let summary: Shown = summary.chain([all]).collect();
        let about = About {
            summary: &summary,
            failures: &failures,
            failed: 1,
            manifest: HOSTILE,
            ..about()
        };
        let page = rendered(gathering, &about);
        assert!(!page.contains("<script>alert"));
        assert!(!page.contains("<img"));
        assert!(!page.contains("javascript:"));
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
        // Four elements: charts, data of the chart, packed rows, the page's own script.
        assert_eq!(page.matches("</script>").count(), 4);
        assert_eq!(page.matches("<script").count(), 4);
    }

    #[test]
    fn the_policy_allows_the_scripts_and_styles_of_the_page_and_nothing_else() {
        let days = ["2025-01-28", "2025-01-29"].map(|day| summary_row("day", day, [3, 2, 1], true));
        let page = page(&[row("a b c", [0.7, 0.2, 0.1])], days.to_vec());
        let policy = policy::content_security(&[CHARTS, SCRIPT], &[STYLE]);
        let escaped = policy.replace('\'', "&#x27;").replace('/', "&#x2f;");
        assert!(
            page.contains(&format!("content=\"{policy}\""))
                || page.contains(&format!("content=\"{escaped}\"")),
        );
        assert!(page.contains(&format!("<script>{CHARTS}</script>")));
        assert!(page.contains(&format!("<script>{SCRIPT}</script>")));
        assert!(page.contains(&format!("<style>{STYLE}</style>")));
        assert!(!page.contains(" style=") && !page.contains(" onclick=") && !page.contains("src="));
    }

    #[test]
    fn the_page_asks_the_network_for_nothing() {
        let rows = [row("a b c", [0.7, 0.2, 0.1])];
        let page =
            page(&rows, with_articles(1, summary_row("all", PUBLIC_REACTION, [1, 0, 0], true)));
        for loading in ["<link", "<img", "<iframe", "@import", "url(", "<base", "<form action"] {
            assert!(!page.contains(loading), "{loading}");
        }
        assert!(page.contains("default-src"));
    }

    #[test]
    fn the_packed_comments_arrive_as_they_were_packed() {
        let rows: Vec<Row> =
            (0..200).map(|n| row(&format!("comment {n} ~~~???"), [0.7, 0.2, 0.1])).collect();
        let page = page(&rows, Vec::new());
        let (_, data) = page.split_once("id=\"rows-data\">").unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let in_alphabet = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        assert!(data.contains('/') && data.chars().all(in_alphabet));
    }

    #[test]
    fn a_result_without_comments_is_a_page_that_says_so() {
        let page = page(&[], Vec::new());
        assert!(page.contains("No public comment was found"));
    }

    #[test]
    fn a_comment_links_to_its_article_and_stands_in_its_sentence() {
        let mut with_link = row("It is a disgrace", [0.9, 0.05, 0.05]);
        if let super::super::row::Content::Comment(comment) = &mut with_link.content {
            comment.metadata.url = Some("https://example.org/story?a=1&b=2".into());
            comment.surroundings.before = "She turned and said: “".into();
            comment.surroundings.after = "”, and left.".into();
        }
        let page = page(&[with_link], Vec::new());
        assert!(page.contains("href=\"https:&#x2f;&#x2f;example.org"), "no link");
        assert!(page.contains("She turned and said: “"));
        assert!(page.contains("<mark>It is a disgrace</mark>"));
    }
}
