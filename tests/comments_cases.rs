//! Small articles of every kind, and all the comments that stand in each, with speaker and role.

use pullquote::domain::{Comment, Kind};
use pullquote::load::{self, Source, comments};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A case of a file in `tests/fixtures/comments`; see the README there.
struct Case {
    name: String,
    /// Known not to be right yet.
    open: bool,
    article: String,
    wanted: Vec<String>,
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/comments");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|it| it == "txt")).collect();
    files.sort();
    files
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let (_, cases) = text.split_once("=== ").expect("a first case");
    let case = |case: &str| {
        let (name, rest) = case.split_once('\n').expect("an article");
        let (article, wanted) = rest.split_once("---\n").expect("a list of comments");
        Case {
            name: name.trim_start_matches("[open] ").to_owned(),
            open: name.starts_with("[open]"),
            article: article.trim_end().to_owned(),
            wanted: wanted.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        }
    };
    cases.split("\n=== ").map(case).collect()
}

/// The comments of a case's article.
fn found(article: &str) -> Vec<Comment> {
    let (name, bytes) = match article {
        _ if article.starts_with("<!doctype") => ("case.html", article.to_owned()),
        _ if article.starts_with("<h1>") => {
            let page = format!(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A page</title></head>\
                 <body><header><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav></header>\
                 <main><article>{article}</article></main>\
                 <footer><a href=\"/imprint\">Imprint</a></footer></body></html>"
            );
            ("case.html", page)
        }
        _ => ("case.txt", article.to_owned()),
    };
    let mut documents = load::read(&Source::from_memory(name, bytes));
    assert_eq!(documents.len(), 1);
    comments(&documents.remove(0).expect("a readable article"))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A comment as the lines of the cases have it.
fn columns(comment: &Comment) -> [String; 4] {
    let role = comment.role.name();
    let kind = if comment.kind == Kind::Post { "post " } else { "" };
    let speaker = comment.speaker.clone().unwrap_or_else(|| "-".to_owned());
    let said = match (&comment.handle, &comment.cue) {
        (Some(handle), Some(cue)) => format!("{handle} {cue}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "-".to_owned(),
    };
    [format!("{kind}{role}"), speaker, said, fold(&comment.text)]
}

/// Whether a comment is the one that a line wants.
fn fits(comment: &[String; 4], line: &str) -> bool {
    let wanted: Vec<&str> = line.split(" |").map(str::trim).collect();
    wanted.len() == comment.len()
        && wanted.iter().zip(comment).all(|(wanted, is)| {
            *wanted == is.as_str()
                || *wanted == "*"
                || wanted
                    .strip_suffix('*')
                    .is_some_and(|kind| kind == "post " && is.starts_with(kind))
        })
}

/// What is wrong with a case; empty when all is right.
fn differences(case: &Case) -> String {
    let found: Vec<[String; 4]> = found(&case.article).iter().map(columns).collect();
    let right = found.len() == case.wanted.len()
        && found.iter().zip(&case.wanted).all(|(comment, line)| fits(comment, line));
    let mut report = String::new();
    if !right {
        for line in case.wanted.iter().filter(|line| !found.iter().any(|it| fits(it, line))) {
            writeln!(report, "    wanted {line}").unwrap();
        }
        for comment in found.iter().filter(|it| !case.wanted.iter().any(|line| fits(it, line))) {
            writeln!(report, "    found  {}", comment.join(" | ")).unwrap();
        }
        if report.is_empty() {
            writeln!(report, "    the comments stand in another order").unwrap();
        }
    }
    report
}

#[test]
fn every_case_gives_its_comments_and_no_other() {
    let mut failures = String::new();
    for path in files() {
        let cases = cases(&path);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut right = 0;
        for case in &cases {
            let differences = differences(case);
            right += usize::from(differences.is_empty());
            if differences.is_empty() && case.open {
                writeln!(failures, "{name}: {}\n    is right now: take off its mark", case.name)
                    .unwrap();
            } else if !differences.is_empty() && !case.open {
                writeln!(failures, "{name}: {}\n{differences}", case.name).unwrap();
            }
        }
        println!("{name}: {right} of {} cases", cases.len());
    }
    assert!(failures.is_empty(), "\n{failures}");
}
