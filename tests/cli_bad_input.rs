//! Bad input, bad models and bad places for results: one clear line and the documented code each.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::{failure, pullquote, tiny_model};
use tempfile::TempDir;

/// A new folder with one file in it.
fn file(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

/// The one line that `extract` and `analyze` say about an input that is all there is.
fn refused(path: &Path) -> String {
    let result = tempfile::tempdir().unwrap();
    let output = result.path().join("result");
    let message = failure(pullquote(&["extract"]).arg(path), 3);
    let analyze = failure(pullquote(&["analyze"]).arg(path).arg("--output").arg(&output), 3);
    assert_eq!(message, analyze);
    assert!(!output.exists(), "a run without a result leaves no folder");
    message
}

#[test]
fn inputs_that_hold_no_article_are_told_in_one_line() {
    assert!(refused(Path::new("/no/such/file")).contains("no such file or folder"));
    let empty = file("empty.txt", b"");
    assert!(refused(&empty.1).contains("is empty"));
    let blank = file("blank.txt", b" \n\t\n");
    assert!(refused(&blank.1).contains("holds no text"));
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(folder.path()).contains("holds no articles"));
    let mut bytes: Vec<u8> = b"\x7fELF\x02\x01\x01\0\0\0".to_vec();
    bytes.extend((0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    let binary = file("program", &bytes);
    assert!(refused(&binary.1).contains("not text"));
}

#[test]
fn broken_pages_and_invalid_bytes_are_read_as_well_as_they_can_be() {
    let page =
        b"<html><body><article><p>\xe2\x80\x9cI love it,\xe2\x80\x9d said Ann Lee, <b>a teacher.";
    let broken = file("broken.html", page);
    pullquote(&["extract"])
        .arg(&broken.1)
        .assert()
        .code(0)
        .stdout(predicates::str::contains("Ann Lee"));
    let invalid =
        file("invalid.txt", b"\"I love the caf\xe9,\" said Ann Lee, a teacher. \xff\xfe\n");
    pullquote(&["extract"])
        .arg(&invalid.1)
        .assert()
        .code(0)
        .stdout(predicates::str::contains("I love the café,"));
}

/// A text of so many megabytes with one comment at its end.
fn long_text(megabytes: usize) -> (TempDir, PathBuf) {
    let filler =
        "The council met again on Monday and talked about the budget of the town.\n".repeat(14);
    let mut text = filler.repeat((megabytes << 20) / filler.len());
    text.push_str("“I love this town,” said Ann Lee.\n");
    file("long.txt", text.as_bytes())
}

#[test]
fn a_text_of_5_megabytes_is_read_and_one_over_the_limit_is_refused() {
    let (_folder, path) = long_text(5);
    pullquote(&["extract"])
        .arg(&path)
        .assert()
        .code(0)
        .stdout(predicates::str::contains("I love this town,"));
    let (_folder, path) = long_text(65);
    let message = refused(&path);
    assert!(message.contains("larger than the 64 MiB allowed"), "{message}");
    assert!(message.contains("--max-bytes"), "{message}");
}

/// The line about a copy of the tiny model after a change to it.
fn model_refused(change: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(tiny_model().join(name), folder.path().join(name)).unwrap();
    }
    change(folder.path());
    failure(pullquote(&["score", "--model"]).arg(folder.path()).write_stdin("good\n"), 4)
}

#[test]
fn broken_models_are_told_in_one_line() {
    let missing = model_refused(|folder| fs::remove_file(folder.join("tokenizer.json")).unwrap());
    assert!(missing.contains("tokenizer.json"), "{missing}");
    let truncated = model_refused(|folder| {
        let path = folder.join("model.safetensors");
        let bytes = fs::read(&path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    });
    assert!(truncated.contains("model.safetensors"), "{truncated}");
    let shape = model_refused(|folder| {
        let path = folder.join("config.json");
        let mut config: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        config["vocab_size"] = 17.into();
        fs::write(path, config.to_string()).unwrap();
    });
    assert!(shape.contains("17"), "{shape}");
    let nothing = failure(&mut pullquote(&["analyze", "data", "--model", "/no/such/model"]), 4);
    assert!(nothing.contains("/no/such/model"), "{nothing}");
}

#[test]
fn a_result_that_cannot_be_written_is_told_before_the_work() {
    // A path below a file cannot be made, not even by an administrator.
    let (_folder, path) = file("file", b"x");
    let output = path.join("result");
    let message = failure(pullquote(&["analyze", "data", "--output"]).arg(&output), 5);
    assert!(message.contains("cannot write"), "{message}");
    assert!(message.contains("--output"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_an_earlier_result_whole() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let program = assert_cmd::cargo::cargo_bin("pullquote");
    for arguments in [["extract", "data"], ["man", "--quiet"]] {
        let output = Command::new(&program)
            .args(arguments)
            .current_dir(support::root())
            .stdout(full())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{message}");
        assert!(message.contains("no space left on device"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }

    // A limit on the size of files stops a write in the middle as a full disk does.
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("result");
    fs::create_dir(&result).unwrap();
    fs::write(result.join("comments.csv"), "earlier").unwrap();
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$0\" analyze data -o \"$1\" --quiet";
    let output = Command::new("bash")
        .args(["-c", script])
        .arg(&program)
        .arg(&result)
        .current_dir(support::root())
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains("journal.sqlite: the disk refuses"), "{message}");
    assert_eq!(fs::read_to_string(result.join("comments.csv")).unwrap(), "earlier");
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("pullquote"))
        .args(["score", "--text-field", "text"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // More than pipes and buffers hold; writing ends early when the program is gone.
    let _ = stdin.write_all("text,more\n".as_bytes());
    for _ in 0..2000 {
        if stdin.write_all(format!("ok,{}\n", "x".repeat(100)).as_bytes()).is_err() {
            break;
        }
    }
    drop(stdin);
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    assert_eq!((child.wait().unwrap().code(), message.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_with_its_code_and_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("result");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("pullquote"))
        .args(["analyze", "-", "-o"])
        .arg(&result)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for standard input with its files begun.
    while !result.exists() || fs::read_dir(&result).unwrap().count() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let left: Vec<String> = fs::read_dir(&result)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("journal.sqlite") && name != ".pullquote.lock")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn tables_for_scoring_are_checked() {
    let (_folder, path) = file("a.csv", b"id,tweet\n1,good\n");
    let message = failure(pullquote(&["score"]).arg(&path), 2);
    assert!(message.contains("--text-field"), "{message}");
    let (_folder, path) = file("a.csv", b"");
    assert!(failure(pullquote(&["score"]).arg(&path), 3).contains("is empty"));
    assert!(failure(&mut pullquote(&["score", "/no/such/file"]), 3).contains("/no/such/file"));
    let (_folder, path) = file("a.jsonl", b"{\"text\":\"good\"}\n{\"text\n{\"text\":\"bad\"}\n");
    pullquote(&["score"])
        .arg(&path)
        .assert()
        .code(1)
        .stderr(predicates::str::contains("line 2: is no JSON object"));
}
