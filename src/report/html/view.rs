//! What the templates read: everything in words and numbers ready to print.

use super::extremes::Extremes;
use super::rows::{Packed, Rows};
use super::words::{self, LABELS, Overview, count, grouped, percent, signed};
use super::{About, CHARTS, Gathering, SCRIPT, STYLE, policy};
use crate::domain::Emotion;
use crate::report::compare::{ComparisonRow, Side};
use crate::report::files::FailureRow;
use crate::report::parquet::days_since_epoch;
use crate::report::row::Row;
use crate::report::statistics::{Estimate, wilson};
use crate::report::summary::{Shown, SummaryRow};
use crate::score::ModelInfo;
use minijinja::Value;
use serde::Serialize;

/// Groups of a level that the page shows; all are in `summary.csv`.
const SHOWN: usize = 20;

/// Days that the table below the chart shows.
const SHOWN_DAYS: usize = 400;

/// Comparisons that the page shows.
const SHOWN_COMPARISONS: usize = 60;

/// Failures that the page shows.
const SHOWN_FAILURES: usize = 50;

/// The levels that have a place of their own in the page.
const KNOWN_LEVELS: &[&str] = &["all", "role", "kind", "article", "speaker", "day"];

/// All that the page shows.
#[derive(Serialize)]
pub struct View {
    policy: String,
    style: &'static str,
    charts: &'static str,
    script: &'static str,
    version: &'static str,
    ended: String,
    overview: Overview,
    /// All public comments, for the large bars.
    all: Option<Group>,
    sections: Vec<Section>,
    days: Option<Days>,
    emotions: Vec<Bar>,
    comparison: Vec<Compared>,
    more_comparisons: Option<String>,
    min_group: u64,
    standing_out: Vec<List>,
    comments: Comments,
    left_out: LeftOut,
    models: Vec<Model>,
    manifest: String,
}

/// Groups of one level.
#[derive(Serialize)]
struct Section {
    id: String,
    title: String,
    intro: String,
    /// What a group is, for the table's head.
    of: String,
    groups: Vec<Group>,
    more: Option<String>,
}

/// One group of comments.
#[derive(Serialize)]
struct Group {
    name: String,
    hint: Option<&'static str>,
    link: Option<String>,
    n: String,
    /// Negative, neutral, positive; without shares for too few comments.
    shares: Vec<Share>,
    mean: Option<String>,
    few: bool,
}

/// A share with what is drawn beside it.
#[derive(Serialize)]
struct Share {
    label: &'static str,
    count: String,
    /// `58 % (51–65)`; empty for too few comments.
    printed: String,
    mark: Option<Mark>,
    corrected: Option<String>,
    corrected_mark: Option<Mark>,
}

/// Places on a line from 0 to 100.
#[derive(Serialize)]
struct Mark {
    value: f64,
    low: f64,
    high: f64,
}

/// Shares over time.
#[derive(Serialize)]
struct Days {
    /// The chart's numbers as JSON that is safe in a script element.
    chart: Option<String>,
    description: String,
    groups: Vec<Group>,
    more: Option<String>,
}

/// One bar of a simple chart.
#[derive(Serialize)]
struct Bar {
    name: &'static str,
    count: String,
    printed: String,
    mark: Option<Mark>,
}

/// One difference.
#[derive(Serialize)]
struct Compared {
    level: String,
    measure: &'static str,
    first: String,
    second: String,
    difference: String,
    p: String,
}

/// Comments that stand out.
#[derive(Serialize)]
struct List {
    id: &'static str,
    title: &'static str,
    intro: &'static str,
    comments: Vec<Quoted>,
}

/// One comment with where it stands.
#[derive(Serialize)]
struct Quoted {
    text: String,
    before: String,
    after: String,
    speaker: String,
    role: &'static str,
    label: &'static str,
    score: String,
    certainty: String,
    article: String,
    link: Option<String>,
    day: Option<String>,
    id: String,
}

/// The table of comments.
#[derive(Serialize)]
struct Comments {
    data: Value,
    shown: String,
    notes: Vec<String>,
}

/// What is not counted, and why.
#[derive(Serialize)]
struct LeftOut {
    lines: Vec<String>,
    languages: Vec<(String, String)>,
    failures: Vec<FailureView>,
    more: Option<String>,
}

/// One failure.
#[derive(Serialize)]
struct FailureView {
    place: String,
    reason: String,
}

/// A model in short.
#[derive(Serialize)]
struct Model {
    label: String,
    languages: String,
    licence: String,
    size: String,
    tested: Option<String>,
    /// Rows of the confusion table: the true label, and how often it was taken for which.
    confusion: Vec<(String, Vec<String>, String)>,
    labels: Vec<String>,
}

impl View {
    /// Puts together what is known.
    pub fn new(gathering: Gathering, about: &About<'_>) -> Self {
        let Gathering { rows, extremes, emotions, languages } = gathering;
        let sections = sections(about.summary, &rows);
        let public = about.summary.rows().iter().find(|row| row.level == "all" && !row.subject);
        let all = public.map(|row| group(row, &rows));
        let packed = rows.finish();
        Self {
            policy: policy::content_security(&[CHARTS, SCRIPT], &[STYLE]),
            style: STYLE,
            charts: CHARTS,
            script: SCRIPT,
            version: env!("CARGO_PKG_VERSION"),
            ended: minute(about.ended),
            overview: words::overview(about.summary, about.articles, about.uncorrected),
            all,
            sections,
            days: days(about.summary.rows(), about.min_group),
            emotions: bars(emotions, about.min_group),
            comparison: about.comparison.iter().take(SHOWN_COMPARISONS).map(compared).collect(),
            more_comparisons: more(
                about.comparison.len() as u64,
                SHOWN_COMPARISONS,
                "comparison.csv",
            ),
            min_group: about.min_group,
            standing_out: lists(&extremes),
            comments: Comments {
                shown: grouped(packed.taken),
                notes: table_notes(&packed),
                data: Value::from_object(policy::Bytes(packed.data)),
            },
            left_out: LeftOut {
                lines: left_out(about),
                languages: by_count(languages),
                failures: about.failures.iter().take(SHOWN_FAILURES).map(failure).collect(),
                more: more(about.failed, SHOWN_FAILURES, "failures.csv"),
            },
            models: about.models.iter().map(model).collect(),
            manifest: about.manifest.to_owned(),
        }
    }
}

/// The row of a group.
fn find<'r>(rows: &'r [SummaryRow], level: &str, group: &str) -> Option<&'r SummaryRow> {
    rows.iter().find(|row| row.level == level && row.group == group)
}

/// A difference ready to print.
fn compared(row: &ComparisonRow) -> Compared {
    let side = |side: &Side| {
        let value = side.value.map_or_else(|| "too few".to_owned(), |value| format!("{value:.2}"));
        format!("{} · {}: {value} (n = {})", side.result, side.group, grouped(side.n))
    };
    let test = row.difference.and_then(|difference| difference.test);
    Compared {
        level: row.level.clone(),
        measure: row.measure.name(),
        first: side(&row.first),
        second: side(&row.second),
        difference: match (row.difference, test) {
            (Some(difference), Some(test)) => format!(
                "{} ({} to {})",
                signed(difference.value),
                signed(test.low),
                signed(test.high)
            ),
            (Some(difference), None) => signed(difference.value),
            (None, _) => "–".to_owned(),
        },
        p: match (row.p_holm, row.note) {
            (Some(p), _) if p < 0.001 => "<0.001".to_owned(),
            (Some(p), _) => format!("{p:.3}"),
            (None, Some(note)) => note.name().replace('-', " "),
            (None, None) => "–".to_owned(),
        },
    }
}

/// The levels but that of days, each with its groups.
fn sections(shown: &Shown, rows: &Rows) -> Vec<Section> {
    let mut sections = Vec::new();
    let roles: Vec<Group> = ["public", "named", "media", "subject"]
        .into_iter()
        .filter_map(|role| find(shown.rows(), "role", role))
        .map(|row| group(row, rows))
        .collect();
    if !roles.is_empty() {
        sections.push(Section {
            id: "roles".into(),
            title: "Who spoke".into(),
            intro: "Public reaction is what ordinary people, other named people and media said. \
                    The subject is the person or organisation that they react to; its own words \
                    are never added to theirs."
                .into(),
            of: "Role".into(),
            groups: roles,
            more: None,
        });
    }
    let article = "The articles with most public comments.";
    let speaker = "The speakers with most comments.";
    for (level, title, intro) in
        [("article", "By article", article), ("speaker", "By speaker", speaker)]
    {
        sections.extend(section(shown, rows, level, title, intro));
    }
    let mut own: Vec<&str> = shown.rows().iter().map(|row| row.level.as_str()).collect();
    own.retain(|level| !KNOWN_LEVELS.contains(level));
    own.dedup();
    for level in own {
        let intro = format!("Public comments grouped by the column {level}.");
        sections.extend(section(shown, rows, level, &format!("By {level}"), &intro));
    }
    sections
}

/// One level with its largest groups; `None` when it has no group.
fn section(summary: &Shown, rows: &Rows, level: &str, title: &str, intro: &str) -> Option<Section> {
    // The subject's words are by few speakers; elsewhere the roles show them.
    let shown = |row: &&SummaryRow| row.level == level && (!row.subject || level == "speaker");
    let mut found: Vec<&SummaryRow> = summary.rows().iter().filter(shown).collect();
    // A stable sort: of equals the alphabet decides, as in the summary.
    found.sort_by_key(|row| std::cmp::Reverse(row.n));
    let dropped = summary.dropped(level, false);
    let dropped = dropped + if level == "speaker" { summary.dropped(level, true) } else { 0 };
    let all = found.len() as u64 + dropped;
    found.truncate(SHOWN);
    (all > 0).then(|| Section {
        id: format!("by-{}", level.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-")),
        title: title.to_owned(),
        intro: intro.to_owned(),
        of: capitalised(level),
        groups: found.into_iter().map(|row| group(row, rows)).collect(),
        more: more(all, SHOWN, "summary.csv"),
    })
}

/// What is not shown, and where it is.
fn more(all: u64, shown: usize, file: &str) -> Option<String> {
    let rest = all.checked_sub(shown as u64).filter(|rest| *rest > 0)?;
    Some(format!("{} more are in {file}.", grouped(rest)))
}

/// A group ready to print.
fn group(row: &SummaryRow, rows: &Rows) -> Group {
    let few = row.too_few;
    let (name, hint) = match (row.level.as_str(), row.group.as_str()) {
        ("role", "public") => ("Public", Some("ordinary and anonymous people")),
        ("role", "named") => ("Named people", Some("others with a name")),
        ("role", "media") => ("Media", Some("outlets and news accounts")),
        ("role", "subject") => ("Subject’s own words", Some("counted apart")),
        (_, name) => (name, None),
    };
    let article = (row.level == "article").then(|| rows.article_named(name)).flatten();
    let (title, link) = match article {
        Some((title, link)) => (title.unwrap_or(name), link.map(str::to_owned)),
        None => (name, None),
    };
    let share = |index: usize| Share {
        label: LABELS[index],
        count: grouped(row.counts[index]),
        printed: row.shares[index].filter(|_| !few).map(percent).unwrap_or_default(),
        mark: row.shares[index].filter(|_| !few).map(mark),
        corrected: row.adjusted[index].filter(|_| !few).map(percent),
        corrected_mark: row.adjusted[index].filter(|_| !few).map(mark),
    };
    Group {
        name: title.to_owned(),
        hint,
        link,
        n: grouped(row.n),
        shares: (0..3).map(share).collect(),
        mean: row.mean.filter(|_| !few).map(|mean| signed(mean.value)),
        few,
    }
}

/// An estimate on a line from 0 to 100.
fn mark(share: Estimate) -> Mark {
    let place = |value: f64| (value.clamp(0.0, 1.0) * 1000.0).round() / 10.0;
    Mark {
        value: place(share.value),
        low: place(share.low.unwrap_or(share.value)),
        high: place(share.high.unwrap_or(share.value)),
    }
}

/// Numbers of the chart, one place a day.
#[derive(Default, Serialize)]
struct Chart {
    /// Seconds since 1970.
    days: Vec<i64>,
    n: Vec<u64>,
    negative: [Vec<f64>; 3],
    positive: [Vec<f64>; 3],
}

/// Shares by day; a chart where there are days enough to draw a line.
fn days(summary: &[SummaryRow], min_group: u64) -> Option<Days> {
    let of_day = |row: &&SummaryRow| row.level == "day" && !row.subject;
    let rows: Vec<&SummaryRow> = summary.iter().filter(of_day).collect();
    let (first, last) = (rows.first()?, rows.last()?);
    let mut chart = Chart::default();
    for row in rows.iter().filter(|row| !row.too_few) {
        let (Some(day), [Some(negative), _, Some(positive)]) =
            (days_since_epoch(&row.group), row.shares)
        else {
            continue;
        };
        chart.days.push(i64::from(day) * 86_400);
        chart.n.push(row.n);
        for (lines, share) in [(&mut chart.negative, negative), (&mut chart.positive, positive)] {
            let Mark { value, low, high } = mark(share);
            for (line, number) in lines.iter_mut().zip([value, low, high]) {
                line.push(number);
            }
        }
    }
    let drawn = chart.days.len();
    let empty = Rows::new(0);
    Some(Days {
        description: format!(
            "Shares of negative and positive public comments by day, {} to {}; {} with at least \
             {min_group} comments are drawn.",
            first.group,
            last.group,
            count(drawn as u64, "day")
        ),
        chart: (drawn > 1).then(|| policy::json_for_script(&chart).ok()).flatten(),
        more: more(rows.len() as u64, SHOWN_DAYS, "summary.csv"),
        groups: rows.into_iter().take(SHOWN_DAYS).map(|row| group(row, &empty)).collect(),
    })
}

/// Shares of the emotions; nothing for a model without that head.
fn bars(emotions: [u64; 4], min_group: u64) -> Vec<Bar> {
    let all = emotions.iter().sum();
    if all == 0 {
        return Vec::new();
    }
    let bar = |emotion: Emotion| {
        let share = wilson::share(emotions[emotion as usize], all).filter(|_| all >= min_group);
        Bar {
            name: emotion.name(),
            count: grouped(emotions[emotion as usize]),
            printed: share.map(percent).unwrap_or_default(),
            mark: share.map(mark),
        }
    };
    Emotion::ALL.into_iter().map(bar).collect()
}

/// The comments that stand out.
fn lists(extremes: &Extremes) -> Vec<List> {
    let list = |id, title, intro, rows: &[Row]| List {
        id,
        title,
        intro,
        comments: rows.iter().filter_map(quoted).collect(),
    };
    vec![
        list("most-negative", "Most negative", "Lowest scores.", &extremes.negative),
        list("most-positive", "Most positive", "Highest scores.", &extremes.positive),
        list(
            "least-certain",
            "Least certain",
            "Close calls: read these before you trust the labels.",
            &extremes.uncertain,
        ),
    ]
}

/// A comment with where it stands.
fn quoted(row: &Row) -> Option<Quoted> {
    let (comment, rating) = (row.comment()?, row.rating.as_ref()?);
    let metadata = &comment.metadata;
    let certainty = rating.probabilities[super::place(rating.sentiment)];
    Some(Quoted {
        text: comment.text.clone(),
        before: comment.surroundings.before.clone(),
        after: comment.surroundings.after.clone(),
        speaker: comment.speaker.clone().unwrap_or_else(|| "Speaker not known".into()),
        role: comment.role.name(),
        label: rating.sentiment.name(),
        score: signed(rating.score()),
        certainty: percent(Estimate { value: certainty, low: None, high: None }),
        article: metadata.title.clone().unwrap_or_else(|| comment.article_id.0.clone()),
        link: metadata.url.as_deref().and_then(policy::link),
        day: comment.posted.clone().or_else(|| metadata.published.clone()),
        id: comment.id.clone(),
    })
}

/// What the table of comments does not show.
fn table_notes(packed: &Packed) -> Vec<String> {
    let mut notes = Vec::new();
    if packed.taken < packed.all {
        notes.push(format!(
            "To keep this page small it holds {} of {} comments, an even sample. All of them are \
             in comments.csv.",
            grouped(packed.taken),
            grouped(packed.all)
        ));
    }
    if packed.cut > 0 {
        notes.push(format!(
            "{} end in […]; whole they are in comments.csv.",
            capitalised(&count(packed.cut, "long comment"))
        ));
    }
    if !packed.surroundings {
        notes.push("The sentences around the comments are left out for so many of them.".into());
    }
    notes
}

/// What is not in the numbers.
fn left_out(about: &About<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "{} read, {} of them without a comment.",
        capitalised(&match about.articles {
            1 => "1 article was".to_owned(),
            number => format!("{} articles were", grouped(number)),
        }),
        grouped(about.without_comments)
    )];
    if about.repeated_articles > 0 {
        lines.push(format!(
            "{} an earlier one.",
            plural(about.repeated_articles, "article repeats", "articles repeat")
        ));
    }
    if about.filtered_out > 0 {
        lines.push(format!(
            "This report is about a part of the comments: {} not among those it was asked for.",
            plural(about.filtered_out, "more is", "more are")
        ));
    }
    for (number, reason) in about.left_out {
        if *number > 0 {
            lines.push(format!(
                "{} not counted: {reason}. Still in comments.csv.",
                plural(*number, "comment is", "comments are")
            ));
        }
    }
    lines.push(match about.failed {
        0 => "No input failed.".to_owned(),
        1 => "1 input could not be read.".to_owned(),
        number => format!("{} inputs could not be read.", grouped(number)),
    });
    lines
}

/// A number with what it is of, in singular or plural.
fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Languages by number of comments; those of no certain language last.
fn by_count(languages: std::collections::BTreeMap<String, u64>) -> Vec<(String, String)> {
    let mut languages: Vec<(String, u64)> = languages.into_iter().collect();
    languages.sort_by_key(|(code, count)| (code.is_empty(), std::cmp::Reverse(*count)));
    let name = |code: String| if code.is_empty() { "not certain".to_owned() } else { code };
    languages.into_iter().map(|(code, count)| (name(code), grouped(count))).collect()
}

/// A failure with its place.
fn failure(row: &FailureRow) -> FailureView {
    let place = row.place.as_ref().unwrap_or(&row.input).clone();
    FailureView { place, reason: row.reason.clone() }
}

/// A model in short.
fn model(info: &ModelInfo) -> Model {
    let confusion = info.head("sentiment").and_then(|head| head.confusion.as_ref());
    let rows = confusion.map(|confusion| {
        let row = |(label, counts): (&String, &Vec<u64>)| {
            let right = confusion.labels.iter().position(|other| other == label);
            let right = right.and_then(|place| counts.get(place)).copied().unwrap_or(0);
            let recall = wilson::share(right, counts.iter().sum()).map(percent);
            let counts = counts.iter().map(|count| grouped(*count)).collect();
            (label.clone(), counts, recall.unwrap_or_default())
        };
        confusion.labels.iter().zip(&confusion.counts).map(row).collect()
    });
    Model {
        label: info.label(),
        languages: match &info.languages {
            Some(codes) => codes.join(", "),
            None => "not declared".to_owned(),
        },
        licence: info.licence.clone().unwrap_or_else(|| "not declared".to_owned()),
        size: format!("{} parameters", grouped(info.parameters)),
        tested: confusion.map(|confusion| {
            let texts: u64 = confusion.counts.iter().flatten().sum();
            let source = confusion.source.as_deref().unwrap_or("labelled texts");
            format!("Its errors, measured on {} of {source}:", count(texts, "text"))
        }),
        labels: confusion.map(|confusion| confusion.labels.clone()).unwrap_or_default(),
        confusion: rows.unwrap_or_default(),
    }
}

/// A moment to the minute: `2026-01-02 03:04 UTC`.
fn minute(moment: &str) -> String {
    match (moment.get(..10), moment.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => moment.to_owned(),
    }
}

/// The text with its first letter large.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
