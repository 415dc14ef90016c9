//! The files of a result besides CSV, as other programs read them.

mod support;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use support::{pullquote, read};

fn analyze(folder: &Path, more: &[&str]) {
    let mut command = pullquote(&["analyze", "data", "--quiet", "-o"]);
    command.arg(folder).args(more).assert().success();
}

/// The cell of a CSV file for a value of another format.
fn printed(value: &Field) -> String {
    match value {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => format!("{number:.4}"),
        // 2000-01-01 is day 10,957.
        Field::Date(days) => {
            let first = jiff::civil::date(2000, 1, 1);
            (first + jiff::Span::new().days(i64::from(*days) - 10_957)).to_string()
        }
        other => panic!("{other:?}"),
    }
}

/// The rows of a Parquet file as the CSV file has them.
fn parquet(path: &Path) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        row.get_column_iter().map(|(name, value)| (name.clone(), printed(value))).collect()
    })
    .collect()
}

fn csv(path: &Path) -> Vec<BTreeMap<String, String>> {
    read(path).into_iter().map(|row| row.into_iter().collect()).collect()
}

#[test]
fn every_format_holds_the_rows_of_the_csv() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path();
    analyze(folder, &["--format", "xlsx,parquet,jsonl"]);
    let wanted = csv(&folder.join("comments.csv"));
    assert!(wanted.len() > 20);
    assert_eq!(parquet(&folder.join("comments.parquet")), wanted);

    let lines = fs::read_to_string(folder.join("comments.jsonl")).unwrap();
    let ids: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| row["comment_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, wanted.iter().map(|row| row["comment_id"].clone()).collect::<Vec<_>>());

    let mut book = zip::ZipArchive::new(File::open(folder.join("result.xlsx")).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let names = part("xl/workbook.xml");
    for name in ["summary", "comments", "articles", "failures", "data dictionary", "notes"] {
        assert!(names.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let comments = (1..=6)
        .map(|number| part(&format!("xl/worksheets/sheet{number}.xml")))
        .inspect(|sheet| assert!(!sheet.contains("<f>") && !sheet.contains("<f ")))
        .filter(|sheet| sheet.contains("comment_id"))
        .find(|sheet| sheet.matches("<row ").count() == wanted.len() + 1);
    let comments = comments.expect("a sheet with all comments and their head");
    assert!(comments.contains("<autoFilter") && comments.contains("state=\"frozen\""));
    assert!(comments.contains("<conditionalFormatting"));
}

#[test]
fn parquet_by_day_lies_in_folders_and_loses_no_row() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path();
    analyze(folder, &["--format", "parquet", "--partition-by", "day"]);
    assert!(!folder.join("comments.parquet").exists());
    let mut found = Vec::new();
    for day in fs::read_dir(folder.join("comments")).unwrap() {
        let day = day.unwrap();
        let name = day.file_name().into_string().unwrap();
        for row in parquet(&day.path().join("part-0.parquet")) {
            let of_row = if row["posted"].is_empty() { &row["published"] } else { &row["posted"] };
            let of_row = if of_row.is_empty() { "__HIVE_DEFAULT_PARTITION__" } else { of_row };
            assert_eq!(name, format!("day={of_row}"));
            found.push(row["comment_id"].clone());
        }
    }
    let mut wanted: Vec<String> = csv(&folder.join("comments.csv"))
        .into_iter()
        .map(|row| row["comment_id"].clone())
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);

    // Written again without it, nothing of it stays to be taken for the new result.
    pullquote(&["report", "--quiet"]).arg(folder).assert().success();
    assert!(!folder.join("comments").exists());
}

#[test]
fn the_data_package_names_every_column_of_every_table_in_order() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path();
    analyze(folder, &["--format", "jsonl"]);
    let package = fs::read(folder.join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_slice(&package).unwrap();
    let mut tables = 0;
    for resource in package["resources"].as_array().unwrap() {
        let path = folder.join(resource["path"].as_str().unwrap());
        assert!(path.exists(), "{}", path.display());
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
        assert!(fields.iter().all(|field| !field["description"].as_str().unwrap().is_empty()));
        tables += 1;
    }
    assert_eq!(tables, 4);
}

#[test]
fn the_page_says_what_was_counted_and_quotes_in_context() {
    let outer = tempfile::tempdir().unwrap();
    analyze(outer.path(), &[]);
    let page = fs::read_to_string(outer.path().join("report.html")).unwrap();
    let summary = read(&outer.path().join("summary.csv"));
    let all = summary.iter().find(|row| row["group"] == "public reaction").unwrap();
    let headline = format!("Of {}\u{a0}public comments in ", all["n"]);
    assert!(page.contains(&headline), "{headline}");
    assert!(page.contains("<mark>"));
    assert!(page.contains("class=\"around\">"));
    assert!(page.contains("default-src &#x27;none&#x27;") || page.contains("default-src 'none'"));
}

#[test]
fn a_page_of_one_level_still_has_its_overview() {
    let outer = tempfile::tempdir().unwrap();
    let result = outer.path().join("result");
    analyze(&result, &[]);
    let part = outer.path().join("part");
    pullquote(&["report", "--quiet", "--level", "day", "-o"])
        .arg(&part)
        .arg(&result)
        .assert()
        .success();
    assert!(read(&part.join("summary.csv")).iter().all(|row| row["level"] == "day"));
    assert!(fs::read_to_string(part.join("report.html")).unwrap().contains("public comments in "));
}

#[test]
fn days_without_parquet_are_refused_before_anything_is_read() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("result");
    pullquote(&["analyze", "data", "--partition-by", "day", "-o"])
        .arg(&folder)
        .assert()
        .code(2)
        .stderr(predicates::str::contains("--format parquet"));
    assert!(!folder.exists());
}
