//! `pullquote extract`: the comments of articles, as text and as page.

mod support;

use support::{pullquote, records, root, stdout};

/// Kind, role, speaker, handle, day of the post, and the first words.
const SINGER: [[&str; 6]; 7] = [
    ["quote", "subject", "Marisol Vega", "", "", "They are sending the kids away"],
    ["quote", "subject", "Marisol Vega", "", "", "I’m sorry"],
    ["quote", "public", "One commenter", "", "", "It was not the mayor who closed"],
    ["quote", "public", "Another comment", "", "", "All the kids? My sister works"],
    ["post", "public", "Rasheed 🧵", "@rasheed_knits", "2025-03-03", "oh no the millionaire"],
    ["quote", "subject", "Marisol Vega", "", "", "Apparently it’s not ok to cry for children"],
    ["post", "media", "Chart News", "@ChartNewsHQ", "2025-03-03", "Marisol Vega has deleted"],
];

fn assert_singer(path: &str) {
    let found = records(&stdout(&mut pullquote(&["extract", path])));
    let fields = ["kind", "role", "speaker", "handle", "posted"];
    let shown: Vec<Vec<&str>> =
        found.iter().map(|row| fields.iter().map(|field| row[*field].as_str()).collect()).collect();
    let wanted: Vec<&[&str]> = SINGER.iter().map(|row| &row[..5]).collect();
    assert_eq!(shown, wanted, "{path}");
    for (row, wanted) in found.iter().zip(SINGER) {
        assert!(row["text"].starts_with(wanted[5]), "{path}: {}", row["text"]);
        assert_eq!(row["published"], "2025-03-04", "{path}");
    }
}

#[test]
fn the_text_gives_its_seven_comments_and_no_scare_quotes() {
    assert_singer("data/singer-cries.txt");
}

#[test]
fn the_page_gives_the_same_comments_as_the_text() {
    assert_singer("data/singer-cries.html");
}

#[test]
fn start_and_end_slice_the_text_that_is_printed_with_it() {
    for path in ["data/singer-cries.txt", "data/singer-cries.html", "data/fountain.txt"] {
        let found = records(&stdout(&mut pullquote(&["extract", "--with-text", path])));
        let article = &found[0];
        assert_eq!((article["kind"].as_str(), article["start"].as_str()), ("article", "0"));
        let text: Vec<char> = article["text"].chars().collect();
        assert_eq!(article["end"], text.len().to_string());
        assert!(found.len() > 1, "{path}");
        for row in &found[1..] {
            let (start, end) =
                (row["start"].parse::<usize>().unwrap(), row["end"].parse::<usize>().unwrap());
            let slice: String = text[start..end].iter().collect();
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(squeezed(&slice), squeezed(&row["text"]), "{path}");
        }
    }
}

#[test]
fn a_plain_text_is_printed_as_it_was_given() {
    let found = records(&stdout(&mut pullquote(&["extract", "--with-text", "data/bike-lane.txt"])));
    let given = std::fs::read_to_string(root().join("data/bike-lane.txt")).unwrap();
    assert_eq!(found[0]["text"], given);
}

#[test]
fn jsonl_says_the_same_as_csv() {
    let csv = records(&stdout(&mut pullquote(&["extract", "data"])));
    let jsonl = stdout(&mut pullquote(&["extract", "data", "--format", "jsonl"]));
    assert_eq!(jsonl.lines().count(), csv.len());
    for (line, row) in jsonl.lines().zip(&csv) {
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).unwrap();
        assert_eq!(object.len(), row.len());
        for (name, value) in &object {
            let printed = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(printed, row[name]);
        }
    }
}

#[test]
fn standard_input_is_an_article() {
    let text = "“I love this town,” said Ann Lee, a teacher.\n";
    let found = records(&stdout(pullquote(&["extract", "-"]).write_stdin(text)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["speaker"], "Ann Lee");
    assert_eq!(found[0]["article_id"], "-");
}

#[test]
fn a_spreadsheet_runs_no_cell() {
    let output = stdout(&mut pullquote(&["extract", "data", "--excel"]));
    assert!(output.starts_with('\u{feff}'));
    let rows = records(output.trim_start_matches('\u{feff}'));
    assert!(rows.iter().any(|row| row["handle"].starts_with("'@")));
    for cell in rows.iter().flat_map(|row| row.values()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}
