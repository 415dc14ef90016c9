//! Every kind of input through the real program: formats, packings, columns, lists, limits.

mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use support::{pullquote, records, root};
use tempfile::TempDir;

const WORDS: [(&str, &str, &str); 3] = [
    ("a1", "I love this tram", "Ann Lee"),
    ("a2", "I am so tired of this", "Bo Roe"),
    ("a3", "It is a disgrace", "Cy Moss"),
];

fn text(words: &str, speaker: &str) -> String {
    format!("The tram was late again on Monday.\n\n“{words},” said {speaker}, a teacher.")
}

fn jsonl() -> String {
    let line = |(id, words, speaker): (&str, &str, &str)| {
        let text = serde_json::to_string(&text(words, speaker)).unwrap();
        format!("{{\"id\":\"{id}\",\"text\":{text},\"published\":\"March 1, 2026\"}}\n")
    };
    WORDS.map(line).concat()
}

fn csv() -> String {
    let row = |(id, words, speaker): (&str, &str, &str)| {
        format!("{id},\"{}\",2026-03-01\r\n", text(words, speaker))
    };
    format!("id,text,published\r\n{}", WORDS.map(row).concat())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/fixtures").join(name)).unwrap()
}

/// What a run printed and how it ended.
struct Outcome {
    code: Option<i32>,
    rows: Vec<std::collections::HashMap<String, String>>,
    messages: Vec<String>,
}

impl Outcome {
    fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row[name].as_str()).collect()
    }

    /// The one message there is.
    fn message(&self) -> &str {
        assert_eq!(self.messages.len(), 1, "{:?}", self.messages);
        &self.messages[0]
    }
}

/// Runs `extract`.
fn extract(arguments: &[&str], standard_input: &[u8]) -> Outcome {
    let mut command = pullquote(&["extract"]);
    let output = command.args(arguments).write_stdin(standard_input).output().unwrap();
    Outcome {
        code: output.status.code(),
        rows: records(&String::from_utf8(output.stdout).unwrap()),
        messages: String::from_utf8(output.stderr).unwrap().lines().map(str::to_owned).collect(),
    }
}

/// Runs `extract` on one file.
fn read(name: &str, bytes: impl AsRef<[u8]>, options: &[&str]) -> Outcome {
    let (_folder, path) = file(name, bytes);
    extract(&[&[path.to_str().unwrap()], options].concat(), b"")
}

/// A new folder with one file in it.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Checks that all three articles were read and nothing went wrong.
fn assert_whole(outcome: &Outcome, what: &str) {
    assert_eq!(
        (outcome.code, outcome.messages.len()),
        (Some(0), 0),
        "{what}: {:?}",
        outcome.messages
    );
    assert_eq!(outcome.column("article_id"), WORDS.map(|(id, _, _)| id), "{what}");
    assert_eq!(outcome.column("speaker"), WORDS.map(|(_, _, speaker)| speaker), "{what}");
    assert_eq!(outcome.column("start"), ["37"; 3], "{what}");
}

#[test]
fn every_table_is_read_plain_and_packed_by_content_or_name() {
    let utf16: Vec<u8> =
        format!("\u{feff}{}", csv()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tables: [(&str, Vec<u8>); 9] = [
        ("a.jsonl", jsonl().into()),
        ("unnamed", jsonl().into()),
        ("marked.jsonl", format!("\u{feff}{}", jsonl()).into()),
        ("a.csv", csv().into()),
        ("marked.csv", format!("\u{feff}{}", csv()).into()),
        ("wide.csv", utf16),
        (
            "semicolons.csv",
            csv()
                .replace(",\"", ";\"")
                .replace("\",", "\";")
                .replace("id,text,", "id;text;")
                .into(),
        ),
        (
            "a.tsv",
            csv()
                .replace(",\"", "\t\"")
                .replace("\",", "\"\t")
                .replace("id,text,", "id\ttext\t")
                .into(),
        ),
        ("a.parquet", fixture("articles.parquet")),
    ];
    for (name, bytes) in tables {
        assert_whole(&read(name, &bytes, &[]), name);
        let packed = format!("{name}.gz");
        assert_whole(&read(&packed, gzip(&bytes), &[]), &packed);
        let packed = format!("{name}.zst");
        assert_whole(&read(&packed, zstd::encode_all(&bytes[..], 1).unwrap(), &[]), &packed);
        let from_stdin = extract(&["-"], &bytes);
        if !name.ends_with(".tsv") {
            assert_whole(&from_stdin, name);
        }
    }
}

#[test]
fn a_text_and_a_page_are_read_packed_too() {
    let text = text("I love this tram", "Ann Lee");
    for (name, bytes) in [
        ("a.txt", text.clone()),
        ("a.html", format!("<!doctype html><article><p>{text}</p></article>")),
    ] {
        for (packing, bytes) in [
            ("", bytes.clone().into_bytes()),
            (".gz", gzip(bytes.as_bytes())),
            (".zst", zstd::encode_all(bytes.as_bytes(), 1).unwrap()),
        ] {
            let outcome = read(&format!("{name}{packing}"), bytes, &[]);
            assert_eq!(
                outcome.column("speaker"),
                ["Ann Lee"],
                "{name}{packing}: {:?}",
                outcome.messages
            );
        }
    }
}

#[test]
fn files_that_other_programs_wrote_are_read_in_full() {
    let crawl = fixture("crawl.warc.gz");
    let mut plain = Vec::new();
    std::io::copy(&mut flate2::read::MultiGzDecoder::new(&crawl[..]), &mut plain).unwrap();
    let speakers =
        ["Ann Lee", "Bo Roe", "Cy Moss", "Di Orr", "Ed Ray", "Flo Pérez", "Gus Kim", "Hal Fox"];
    for (name, bytes) in [
        ("crawl.warc.gz", crawl),
        ("crawl.warc", plain.clone()),
        ("crawl.warc.zst", zstd::encode_all(&plain[..], 1).unwrap()),
    ] {
        let outcome = read(name, bytes, &[]);
        assert_eq!(outcome.code, Some(0), "{:?}", outcome.messages);
        assert_eq!(outcome.column("speaker"), speakers);
        assert_eq!(outcome.column("published")[7], "2026-03-08");
        assert_eq!(outcome.column("url")[1], "https://ledger.example/chunked");
        assert_eq!(
            outcome.column("article_id")[0],
            "urn:uuid:00000000-0000-4000-8000-000000000001"
        );
        assert!(outcome.message().contains("passed over 2 responses"), "{}", outcome.message());
    }
    let outcome = read("wget.warc.gz", fixture("wget.warc.gz"), &[]);
    assert_eq!(outcome.column("speaker"), ["Ann Lee", "Ann Lee", "Bo Roe"]);
}

#[test]
fn columns_are_named_by_options_and_the_rest_may_lack() {
    let table = "key;head;day;link;body\n1;\"Late; trams\";20260301;https://l.example/1;\"“So late,” said Ann Lee.\"\n";
    let options = [
        "--text-field",
        "body",
        "--id-field",
        "key",
        "--title-field",
        "head",
        "--date-field",
        "day",
        "--url-field",
        "link",
    ];
    let outcome = read("a.csv", table, &options);
    for (column, wanted) in [
        ("article_id", "1"),
        ("title", "Late; trams"),
        ("published", "2026-03-01"),
        ("url", "https://l.example/1"),
        ("text", "So late,"),
    ] {
        assert_eq!(outcome.column(column), [wanted], "{:?}", outcome.messages);
    }
    let page = "<p>It was late.</p><p>“So late,” said Ann Lee, a teacher in the town.</p>";
    let table = format!(
        "{{\"page\":\"{page}\",\"text\":\"none\"}}\n{{\"text\":\"“Too late,” said Bo Roe.\"}}\n"
    );
    let outcome = read("a.jsonl", table, &["--html-field", "page"]);
    assert_eq!(outcome.column("speaker"), ["Ann Lee", "Bo Roe"], "{:?}", outcome.messages);
}

#[test]
fn records_without_an_id_are_numbered_and_repeated_ids_told() {
    let line = |id: &str| format!("{{{id}\"text\":\"“So late,” said Ann Lee.\"}}\n");
    let lines = [line(""), "\n".into(), line("\"id\":7,"), line("\"id\":7,"), line("\"id\":null,")];
    let (_folder, path) = file("a.jsonl", lines.concat());
    let path = path.to_str().unwrap();
    let outcome = extract(&[path], b"");
    let wanted = [&format!("{path}#1"), "7", "7#4", &format!("{path}#5")];
    assert_eq!(outcome.column("article_id"), wanted);
    assert!(outcome.message().contains("1 record has the id"), "{}", outcome.message());
}

#[test]
fn inputs_come_from_a_list_too() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one.txt", "two.txt"].map(|name| folder.path().join(name));
    fs::write(&one, text("I love this tram", "Ann Lee")).unwrap();
    fs::write(&two, text("It is a disgrace", "Cy Moss")).unwrap();
    let list = format!(
        "# today\n{}\n\n{}\n{}/none.txt\n",
        one.display(),
        two.display(),
        folder.path().display()
    );
    let outcome = extract(&["--from-file", "-"], list.as_bytes());
    assert_eq!((outcome.code, outcome.column("speaker")), (Some(1), vec!["Ann Lee", "Cy Moss"]));
    assert!(outcome.message().contains("none.txt: no such file"), "{}", outcome.message());
    let listed = folder.path().join("list");
    fs::write(&listed, &list).unwrap();
    let outcome = extract(&["--from-file", listed.to_str().unwrap(), one.to_str().unwrap()], b"");
    assert_eq!(outcome.column("speaker"), ["Ann Lee", "Cy Moss"]);
}

/// Checks what a damaged file gives: the ids of the articles that are whole, one message for the
/// rest, and the same in the failures of `analyze`.
fn assert_damaged(name: &str, bytes: &[u8], ids: &[&str], messages: &[&str]) {
    let (folder, path) = file(name, bytes);
    let good = folder.path().join("z.txt");
    fs::write(&good, text("My class waited", "Gus Kim")).unwrap();
    let inputs = [path.to_str().unwrap(), good.to_str().unwrap()];
    let mut outcome = extract(&inputs, b"");
    // Remarks are no failures.
    outcome.messages.retain(|it| !it.contains("passed over") && !it.contains("an earlier one"));
    let found = outcome.column("article_id");
    assert_eq!(found[..found.len() - 1], *ids, "{name}: {:?}", outcome.messages);
    assert_eq!(outcome.column("speaker").last(), Some(&"Gus Kim"), "{name}");
    assert_eq!(
        (outcome.code, outcome.messages.len()),
        (Some(1), messages.len()),
        "{name}: {:?}",
        outcome.messages
    );
    let result = folder.path().join("result");
    let mut command = pullquote(&["analyze", "--quiet", "-o"]);
    command.arg(&result).arg("--model").arg(support::tiny_model());
    command.args(inputs).assert().code(1);
    let failures = support::read(&result.join("failures.csv"));
    for ((told, listed), wanted) in outcome.messages.iter().zip(&failures).zip(messages) {
        assert!(told.contains(wanted), "{name}: {told}");
        let place = match listed["place"].as_str() {
            "" => &listed["input"],
            place => place,
        };
        assert_eq!(*told, format!("pullquote: {place}: {}", listed["reason"]), "{name}");
    }
    assert_eq!(failures.len(), messages.len(), "{name}");
}

#[test]
fn a_truncated_packed_table_keeps_the_records_before_the_damage() {
    let many: String = (0..40_000u32)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"{:x}\"}}\n", n.wrapping_mul(2_654_435_761)))
        .collect();
    let content = jsonl() + &many;
    let packed = gzip(content.as_bytes());
    let half = packed.len() / 2;
    let damage = format!("is damaged as gzip at byte {half}");
    assert_damaged("a.jsonl.gz", &packed[..half], &["a1", "a2", "a3"], &[&damage]);
    let packed = zstd::encode_all(content.as_bytes(), 1).unwrap();
    assert_damaged(
        "a.jsonl.zst",
        &packed[..packed.len() - 9],
        &["a1", "a2", "a3"],
        &["is damaged as zstd at byte"],
    );
}

#[test]
fn a_broken_line_costs_one_record() {
    let lines: Vec<String> = jsonl().lines().map(str::to_owned).collect();
    let broken = format!("{}\n{{\"id\":\"a2\",\"te\n{}\n", lines[0], lines[2]);
    assert_damaged(
        "a.jsonl",
        broken.as_bytes(),
        &["a1", "a3"],
        &["line 2: is no JSON object: EOF"],
    );
    for (line, reason) in [
        ("[1]", "line 2: is no JSON object: invalid type: sequence"),
        ("{\"id\":\"x\"}", "line 2: has no column \"text\" but id; name one with --text-field"),
        ("{\"text\":\" \"}", "line 2: holds no text: \"text\" is empty"),
        ("{\"text\":[\"x\"]}", "line 2: \"text\" is a list, not text"),
        ("{\"text\":\"\u{0}\"}", "line 2: is no JSON object: control character"),
    ] {
        let broken = format!("{}\n{line}\n{}\n", lines[0], lines[2]);
        assert_damaged("a.jsonl", broken.as_bytes(), &["a1", "a3"], &[reason]);
    }
}

#[test]
fn broken_quoting_costs_the_records_that_have_it() {
    let good = |id: &str| format!("{id},\"“So late,” said Ann Lee.\n\nIt was.\"\n");
    let table = |broken: &str| format!("id,text\n{}{broken}{}{}", good("a"), good("b"), good("c"));
    for (broken, reasons) in [
        // A mark that is not closed takes the next record's first mark for its end.
        ("x,\"So late\n", vec!["line 5: has a quotation mark within a field"]),
        ("x,\"She said \"late\" again\"\n", vec!["line 5: has a quotation mark within a field"]),
        ("x,so,late\n", vec!["line 5: has 3 fields where the first line has 2"]),
        ("x\n", vec!["line 5: has 1 field where the first line has 2"]),
    ] {
        assert_damaged("a.csv", table(broken).as_bytes(), &["a", "b", "c"], &reasons);
    }
    let open =
        format!("id,text\n{}x,\"So late\n{}", good("a"), "b,“So late” said Bo Roe\n".repeat(2));
    assert_damaged(
        "a.csv",
        open.as_bytes(),
        &["a", "b", "b#6"],
        &["line 5: has a quotation mark that is not closed"],
    );
}

#[test]
fn columns_that_are_missing_or_of_another_type_are_told_with_those_there_are() {
    let parquet = fixture("articles.parquet");
    for (name, bytes, options, reason) in [
        (
            "a.csv",
            csv().into_bytes(),
            ["--text-field", "body"],
            "has no column \"body\" but id, text, published; name one with --text-field",
        ),
        (
            "a.csv",
            csv().into_bytes(),
            ["--id-field", "key"],
            "has no column \"key\" but id, text, published; name one with --id-field",
        ),
        // A name that would break the line, and one that would clear the terminal.
        (
            "a.csv",
            b"\"a\nb\",\"\x1b[2Jc\"\n1,2\n".to_vec(),
            ["--text-field", "body"],
            "has no column \"body\" but a b,  [2Jc; name one with --text-field",
        ),
        (
            "a.parquet",
            parquet.clone(),
            ["--text-field", "body"],
            "has no column \"body\" but id, text, title, published, desk, shares, price, day; name",
        ),
        (
            "a.parquet",
            parquet.clone(),
            ["--text-field", "shares"],
            "has a column \"shares\" of the type INT32, not text",
        ),
        (
            "a.parquet",
            parquet,
            ["--text-field", "tags"],
            "has a column \"tags\" of the type nested, not text",
        ),
    ] {
        let outcome = read(name, bytes, &options);
        assert_eq!(outcome.code, Some(3));
        assert!(outcome.message().contains(reason), "{}", outcome.message());
    }
    for (bytes, name) in
        [("[\n{\"text\": \"x\"}\n]", "a.json"), ("{\n\"text\": \"x\"\n}", "a.jsonl")]
    {
        let outcome = read(name, bytes, &[]);
        assert!(
            outcome.message().contains("one JSON value over many lines"),
            "{}",
            outcome.message()
        );
    }
}

#[test]
fn damaged_parquet_is_told_and_costs_no_more_than_its_row_groups() {
    let parquet = fixture("articles.parquet");
    assert_damaged("a.parquet", &parquet[..parquet.len() - 20], &[], &["is damaged as Parquet"]);
    // The text of the second article, in the second row group.
    let mut damaged = parquet.clone();
    let pages = memchr::memmem::find_iter(&parquet, &[0x28, 0xb5, 0x2f, 0xfd]).collect::<Vec<_>>();
    let middle = pages[pages.len() / 2];
    damaged[middle..middle + 8].fill(0xff);
    let (_folder, path) = file("a.parquet", &damaged);
    let outcome = extract(&[path.to_str().unwrap()], b"");
    assert_eq!(outcome.code, Some(1), "{:?}", outcome.messages);
    assert_eq!(outcome.column("article_id"), ["a1", "a3"], "{:?}", outcome.messages);
    assert!(outcome.message().contains("row 2: is damaged as Parquet"), "{}", outcome.message());
}

#[test]
fn a_damaged_warc_record_costs_itself() {
    let crawl = fixture("crawl.warc.gz");
    let mut plain = Vec::new();
    std::io::copy(&mut flate2::read::MultiGzDecoder::new(&crawl[..]), &mut plain).unwrap();
    let all: Vec<String> =
        (0..8).map(|n| format!("urn:uuid:00000000-0000-4000-8000-{:012}", n * 2 + 1)).collect();
    let but = |lost: usize| {
        let ids = all.iter().enumerate().filter(|(index, _)| *index != lost);
        ids.map(|(_, id)| id.as_str()).collect::<Vec<_>>()
    };
    let at = |needle: &str| memchr::memmem::find(&plain, needle.as_bytes()).unwrap();
    let change = |from: &str, to: &str, behind: usize| {
        let at = behind + memchr::memmem::find(&plain[behind..], from.as_bytes()).unwrap();
        [&plain[..at], to.as_bytes(), &plain[at + from.len()..]].concat()
    };
    let third = at(&all[2]);
    for (damaged, reason) in [
        (change("Content-Length: ", "Content-Length: 1", third), "is not as long as it says"),
        (
            change("Content-Length: ", "Content-Length: 99999999", third),
            "is not as long as it says",
        ),
        (change("Content-Length: ", "Content-Length: x", third), "does not say its length"),
        (change("HTTP/1.1 200 OK", "HXXX 1.1 200 OK", third), "is no HTTP response"),
    ] {
        assert_damaged("a.warc", &damaged, &but(2), &[reason]);
    }
    let before = plain[..third].windows(8).rposition(|bytes| bytes == b"WARC/1.0").unwrap();
    let mut damaged = plain.clone();
    damaged[before..before + 8].copy_from_slice(b"XXXX/XXX");
    assert_damaged(
        "a.warc",
        &damaged,
        &but(2),
        &[&format!("byte {before}: is damaged: no record begins here")],
    );
    // One member a record: bytes in the middle of the third page's.
    let mut members = memchr::memmem::find_iter(&crawl, &[0x1f, 0x8b, 8]);
    let member = members.nth(6).unwrap();
    let mut damaged = crawl.clone();
    damaged[member + 300..member + 330].fill(0xff);
    assert_damaged("a.warc.gz", &damaged, &but(2), &["is damaged as gzip at byte"]);
}

/// A file with a hole of a gibibyte between a first and a last piece.
fn with_hole(name: &str, first: &str, last: &str) -> (TempDir, PathBuf) {
    use std::io::{Seek, SeekFrom};
    let (folder, path) = file(name, first);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start((1 << 30) + first.len() as u64)).unwrap();
    file.write_all(last.as_bytes()).unwrap();
    (folder, path)
}

/// Runs `extract` with half a gibibyte of address space, less than what it is to pass over.
#[cfg(target_os = "linux")]
fn extract_in_little_memory(path: &Path) -> Outcome {
    let script = "ulimit -v 524288; exec \"$0\" extract --threads 1 \"$1\"";
    let output = std::process::Command::new("bash")
        .args(["-c", script])
        .arg(assert_cmd::cargo::cargo_bin("pullquote"))
        .arg(path)
        .output()
        .unwrap();
    Outcome {
        code: output.status.code(),
        rows: records(&String::from_utf8(output.stdout).unwrap()),
        messages: String::from_utf8(output.stderr).unwrap().lines().map(str::to_owned).collect(),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_a_gibibyte_is_one_failure_in_bounded_memory() {
    let rest: Vec<String> = jsonl().lines().map(str::to_owned).collect();
    let (_folder, path) = with_hole(
        "a.jsonl",
        &format!("{}\n{{\"text\":\"", rest[0]),
        &format!("\"}}\n{}\n", rest[2]),
    );
    let outcome = extract_in_little_memory(&path);
    assert_eq!(outcome.column("article_id"), ["a1", "a3"], "{:?}", outcome.messages);
    assert!(
        outcome.message().contains("line 2: is larger than the 64 MiB allowed for a record"),
        "{}",
        outcome.message()
    );
    let (_folder, path) =
        with_hole("a.csv", "id,text\na,“So late” said Bo Roe\nx,", "\nb,“So late” said Bo Roe\n");
    let outcome = extract_in_little_memory(&path);
    assert_eq!(outcome.column("article_id"), ["a", "b"], "{:?}", outcome.messages);
    assert!(
        outcome.message().contains("line 3: is larger than the 64 MiB"),
        "{}",
        outcome.message()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn bombs_are_stopped_in_bounded_memory() {
    let zeros = vec![b'0'; 16 << 20];
    let member = gzip(&zeros);
    let gibibyte = member.repeat(64);
    for name in ["bomb.txt.gz", "bomb.jsonl.gz"] {
        let (_folder, path) = file(name, &gibibyte);
        let outcome = extract_in_little_memory(&path);
        assert_eq!(outcome.code, Some(3));
        assert!(outcome.message().contains("is larger than the 64 MiB"), "{}", outcome.message());
    }
    let frame = zstd::encode_all(&zeros[..], 1).unwrap().repeat(64);
    let (_folder, path) = file("bomb.zst", frame);
    assert!(extract_in_little_memory(&path).message().contains("is larger than the 64 MiB"));
    // The body of a response unpacks to a gibibyte.
    let body = [
        &b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"[..],
        &gibibyte,
    ]
    .concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (_folder, path) = file("bomb.warc", [head.as_bytes(), &body, b"\r\n\r\n"].concat());
    let outcome = extract_in_little_memory(&path);
    assert!(
        outcome.message().contains("byte 0: is larger than the 64 MiB allowed for a page"),
        "{}",
        outcome.message()
    );
}

#[test]
fn the_limit_is_an_option() {
    let long = text(&"so ".repeat(1000), "Ann Lee");
    let outcome = read("a.txt", &long, &["--max-bytes", "2KiB"]);
    assert!(outcome.message().contains("larger than the 2 KiB allowed"), "{}", outcome.message());
    assert_eq!(read("a.txt", &long, &["--max-bytes", "4KiB"]).code, Some(0));
    let table = format!("id,text\n1,\"{long}\"\n2,\"“So late,” said Ann Lee.\"\n");
    let outcome = read("a.csv", table, &["--max-bytes", "2KiB"]);
    assert_eq!(outcome.column("article_id"), ["2"], "{:?}", outcome.messages);
    assert!(outcome.messages[0].contains("line 2"), "{:?}", outcome.messages);
    let outcome = read("a.parquet", fixture("articles.parquet"), &["--max-bytes", "20"]);
    assert!(
        outcome.messages[0].contains("row 1: is larger than the 20 bytes allowed for a record"),
        "{:?}",
        outcome.messages
    );
}

#[test]
fn bytes_that_are_not_utf8_are_read_as_windows_1252_and_told() {
    let table = b"id,text\n1,\"\x93So late,\x94 said Ren\xe9e Roy.\"\n2,fine\n";
    let outcome = read("a.csv", table, &[]);
    assert_eq!((outcome.code, outcome.column("speaker")), (Some(0), vec!["Renée Roy"]));
    assert!(outcome.message().contains("line 2: is not all UTF-8"), "{}", outcome.message());
    let line = b"{\"text\":\"\x93So late,\x94 said Ren\xe9e Roy. \\ud83d\"}\n";
    let outcome = read("a.jsonl", line, &[]);
    assert_eq!((outcome.code, outcome.column("speaker")), (Some(0), vec!["Renée Roy"]));
    let nul = b"id,text\n1,\"\xe2\x80\x9cSo late,\xe2\x80\x9d said Ann Lee.\0\"\n";
    assert_eq!(read("a.csv", nul, &[]).column("speaker"), ["Ann Lee"]);
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_sockets_devices_and_loops_are_one_line_each_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("in");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("a.txt"), text("I love this tram", "Ann Lee")).unwrap();
    std::os::unix::fs::symlink(&inner, inner.join("loop")).unwrap();
    std::os::unix::fs::symlink("missing", inner.join("nowhere")).unwrap();
    std::os::unix::fs::symlink("knot", inner.join("knot")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(inner.join("socket")).unwrap();
    let pipe = inner.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let result = folder.path().join("result");
    let mut command = pullquote(&["analyze", "--quiet", "/dev/zero", "-o"]);
    command.arg(&result).arg("--model").arg(support::tiny_model()).arg(&inner);
    command.timeout(std::time::Duration::from_secs(120));
    command.assert().code(1);
    let failures = support::read(&result.join("failures.csv"));
    let found: Vec<(String, &str)> = failures
        .iter()
        .map(|row| (row["input"].rsplit('/').next().unwrap().to_owned(), row["reason"].as_str()))
        .collect();
    let wanted = [
        ("zero", "pipe, socket or device"),
        ("knot", "oo many levels of symbolic links"),
        ("loop", "symbolic link to a folder around it"),
        ("nowhere", "no such file"),
        ("pipe", "pipe, socket or device"),
        ("socket", "pipe, socket or device"),
    ];
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for ((name, reason), (wanted_name, wanted_reason)) in found.iter().zip(wanted) {
        assert!(name == wanted_name && reason.contains(wanted_reason), "{found:?}");
    }
    assert_eq!(support::read(&result.join("comments.csv")).len(), 1);
}

#[test]
fn scoring_takes_the_same_tables_and_packings() {
    let model = support::tiny_model();
    let parquet = fixture("articles.parquet");
    for (name, bytes, rows) in [
        ("a.csv.zst", zstd::encode_all(csv().as_bytes(), 1).unwrap(), 3),
        ("a.jsonl.gz", gzip(jsonl().as_bytes()), 3),
        ("a.parquet", parquet.clone(), 3),
        ("a.parquet.gz", gzip(&parquet), 3),
        ("a.txt.zst", zstd::encode_all(&b"one\ntwo\n"[..], 1).unwrap(), 2),
    ] {
        let (_folder, path) = file(name, bytes);
        let mut command = pullquote(&["score", "--model"]);
        let output = command.arg(&model).arg(&path).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let scored = records(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(scored.len(), rows, "{name}");
        if name.starts_with("a.parquet") {
            assert_eq!(
                (scored[0]["price"].as_str(), scored[1]["day"].as_str()),
                ("1.50", "2026-03-02")
            );
            assert_eq!(scored[0]["published"], "2026-03-01T08:00:00Z");
        }
    }
}
